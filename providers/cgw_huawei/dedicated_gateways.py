"""Dedicated gateways (API gateway instances) on HUAWEI CLOUD. Creating one costs money.

Source: APIG v2, Creating a Dedicated Gateway (Pay-Per-Use), page of 2024-10-09; huaweicloudsdkapig
3.1.219 (CreateInstanceV2, ListInstancesV2, ShowDetailsOfInstanceV2, UpdateInstanceV2,
CreatePostPayResizeOrder, DeleteInstancesV2, ListInstanceTags); states and times in
terraform-provider-huaweicloud a0345b8d; read 2026-11-21.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cgw.adapter import Operation, Page, Where, check, own_options, read_back, refuse
from cgw.errors import BillingError, NotFoundError, PermissionDeniedError, UnsupportedError
from cgw.models import (
    Answer,
    DedicatedGateway,
    DedicatedGatewayPatch,
    DedicatedGatewaySpec,
    Origin,
    State,
)
from cgw.wire import Flow, Reply
from cgw_huawei.capabilities import DEDICATED_GATEWAYS as ABILITY
from cgw_huawei.dedicated_gateway_rows import (
    KNOWN,
    MADE,
    MADE_KNOWN,
    MANY,
    ROW,
    TAGS,
    from_wire,
    is_prepaid,
    state_of,
)
from cgw_huawei.fields import SECRETS, tags_from, tags_to
from cgw_huawei.options import (
    DedicatedGatewayListOptions,
    DedicatedGatewayOptions,
    DedicatedGatewayPatchOptions,
)

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter

PROVIDER = "huawei"
PATH = "instances"
# A list tells half of what there is, so each of a page is read on its own: small pages.
LIMIT = 20
HOURS = ("02", "06", "10", "14", "18", "22")


class DedicatedGateways:
    """The verbs."""

    def __init__(self, cloud: HuaweiAdapter) -> None:
        self._cloud = cloud

    def create(self, spec: DedicatedGatewaySpec, op: Operation) -> Flow[DedicatedGateway]:
        """Its id is chosen here if ``op.marked``, so that it is known even if no answer comes."""
        body = to_wire(spec, op)
        reply = yield self._cloud.apig("CreateInstanceV2", "POST", PATH, shape=MADE, body=body)
        made = reply.read(MADE)
        sketch = DedicatedGateway(
            id=made.instance_id,
            provider=PROVIDER,
            region=self._cloud.region,
            name=spec.name,
            state=State.PENDING,
            edition=spec.edition,
            network_id=spec.network_id,
            subnet_id=spec.subnet_id,
            security_group_id=spec.security_group_id,
            zones=spec.zones,
            description=spec.description,
            tags=spec.tags,
            origin=Origin(Answer(reply.body, SECRETS), (), MADE_KNOWN),
        )
        whole = yield from read_back(self.get(made.instance_id), sketch)
        return replace(whole, job_id=made.job_id or "")

    def get(self, id: str) -> Flow[DedicatedGateway]:
        """Two requests: tags are told apart."""
        reply = yield self._cloud.apig(
            "ShowDetailsOfInstanceV2", "GET", PATH, id, shape=ROW, safe=True
        )
        return (yield from self._whole(reply))

    def page(self, cursor: str | None, where: Where) -> Flow[Page[DedicatedGateway]]:
        offset = int(cursor or 0)
        query = [("limit", str(LIMIT)), ("offset", str(offset)), *narrowed(where)]
        reply = yield self._cloud.apig(
            "ListInstancesV2", "GET", PATH, shape=MANY, query=query, safe=True
        )
        many = reply.read(MANY)
        items = []
        for short in many.rows:
            with suppress(NotFoundError):  # deleted meanwhile
                items.append((yield from self.get(short.id)))
        reached = offset + len(many.rows)
        more = reached < many.total if many.total is not None else len(many.rows) >= LIMIT
        return Page(items, str(reached) if many.rows and more else None)

    def update(self, id: str, patch: DedicatedGatewayPatch) -> Flow[DedicatedGateway]:
        body, edition = changes_to_wire(patch), edition_to_wire(patch)
        if body:
            yield self._cloud.apig(
                "UpdateInstanceV2", "PUT", PATH, id, body=body, safe=True, serial=id
            )
        if edition:
            yield self._cloud.apig(
                "CreatePostPayResizeOrder",
                "POST",
                PATH,
                id,
                "postpaid-resize",
                body=edition,
                safe=True,
                serial=id,
            )
        return (yield from self.get(id))

    def delete(self, id: str) -> Flow[None]:
        """Read first: one that was paid ahead is ended by its order, not here.

        Errors:
            BillingError: it was paid ahead; nothing was changed.
        """
        try:
            reply = yield self._cloud.apig(
                "ShowDetailsOfInstanceV2", "GET", PATH, id, shape=ROW, safe=True
            )
            row = reply.read(ROW)
            if is_prepaid(row):
                raise BillingError(
                    f"dedicated gateway {id} is paid ahead (order {row.order or 'unknown'}): "
                    "unsubscribe from it in the billing centre",
                    provider=PROVIDER,
                    action="DeleteInstancesV2",
                )
            if state_of(row) is not State.DELETING:
                yield self._cloud.apig(
                    "DeleteInstancesV2", "DELETE", PATH, id, safe=True, serial=id
                )
        except NotFoundError:  # gone already is what the caller wanted
            return

    def find(self, token: str) -> Flow[list[DedicatedGateway]]:
        """The one whose id was chosen to be ``token``."""
        with suppress(NotFoundError):
            return [(yield from self.get(token))]
        return []

    def _whole(self, reply: Reply) -> Flow[DedicatedGateway]:
        row = reply.read(ROW)
        tags: dict[str, str] = {}
        with suppress(NotFoundError, PermissionDeniedError):
            told = yield self._cloud.apig(
                "ListInstanceTags", "GET", PATH, row.id, "instance-tags", shape=TAGS, safe=True
            )
            tags = tags_from(told.read(TAGS).tags)
        origin = Origin(Answer(reply.body, SECRETS), (), KNOWN)
        return from_wire(self._cloud.region, row, tags, origin)


def narrowed(where: Where) -> list[tuple[str, str]]:
    """The filters that the cloud has. ``instance_name`` may find more; the client compares again."""
    options = own_options(PROVIDER, where.options, DedicatedGatewayListOptions)
    names = (("id", "instance_id"), ("name", "instance_name"))
    query = [(theirs, where.fields[ours]) for ours, theirs in names if ours in where.fields]
    return [*query, ("status", options.status)] if options and options.status else query


# ---------------------------------------------------------------- to the wire


def to_wire(spec: DedicatedGatewaySpec, op: Operation) -> dict[str, Any]:
    """The body of CreateInstanceV2. What was not asked for is not sent.

    Errors:
        InvalidRequestError, UnsupportedError: refused before any request; ``.field`` names it.
    """
    check(PROVIDER, ABILITY, spec)  # without op: nothing is marked by a tag here
    options = own_options(PROVIDER, spec.options, DedicatedGatewayOptions)
    options = options or DedicatedGatewayOptions()
    if spec.billing.mode != "postpaid":
        raise UnsupportedError(
            "billing: this call of huawei sells by use only (postpaid)", field="billing"
        )
    if not spec.edition:
        refuse(PROVIDER, "edition", "needed: BASIC, PROFESSIONAL, ENTERPRISE, PLATINUM, ...")
    for name in ("network_id", "subnet_id", "security_group_id"):
        if not getattr(spec, name):
            refuse(PROVIDER, name, "needed")
    for field, value, least in (
        ("egress_mbps", spec.egress_mbps, 0),
        ("ingress_mbps", spec.ingress_mbps, 5),
    ):
        if value is not None and not least <= value <= 2000:
            refuse(PROVIDER, field, f"{value} Mbit/s; {least} to 2000 are allowed")
    body: dict[str, Any] = {
        "instance_name": spec.name,
        "spec_id": spec.edition,
        "vpc_id": spec.network_id,
        "subnet_id": spec.subnet_id,
        "security_group_id": spec.security_group_id,
        "available_zone_ids": list(spec.zones),
        **window(spec.maintenance_begin),
    }
    optional = {
        "instance_id": op.token if op.marked else None,
        "description": spec.description,
        "bandwidth_size": spec.egress_mbps,
        "ingress_bandwidth_size": spec.ingress_mbps,
        "bandwidth_charging_mode": options.egress_charge_mode,
        "ingress_bandwidth_charging_mode": options.ingress_charge_mode,
        "eip_id": options.eip_id,
        "enterprise_project_id": options.enterprise_project_id,
        "ipv6_enable": options.ipv6,
        "loadbalancer_provider": options.loadbalancer_provider,
        "vpcep_service_name": options.vpcep_service_name,
        "elb_id": options.elb_id,
    }
    body |= {name: value for name, value in optional.items() if value is not None}
    if spec.tags:
        body["tags"] = tags_to(spec.tags)
    return body


def window(begin: str | None) -> dict[str, str]:
    """The four hours in which it may be serviced."""
    if begin is None:
        return {}
    hour = begin.removesuffix(":00:00")
    if hour not in HOURS or begin != f"{hour}:00:00":
        refuse(PROVIDER, "maintenance_begin", f"{begin!r}; one of {', '.join(HOURS)}, and :00:00")
    return {"maintain_begin": begin, "maintain_end": f"{(int(hour) + 4) % 24:02}:00:00"}


def changes_to_wire(patch: DedicatedGatewayPatch) -> dict[str, Any]:
    """The body of UpdateInstanceV2: what was given; an empty text takes a description away."""
    check(PROVIDER, ABILITY, patch)
    options = own_options(PROVIDER, patch.options, DedicatedGatewayPatchOptions)
    given = {
        "instance_name": patch.name,
        "description": patch.description,
        "security_group_id": patch.security_group_id,
        "vpcep_service_name": options.vpcep_service_name if options else None,
        **window(patch.maintenance_begin),
    }
    body = {name: value for name, value in given.items() if value is not None}
    if not body and not edition_to_wire(patch):
        refuse(PROVIDER, "name", "nothing to change was given")
    return body


def edition_to_wire(patch: DedicatedGatewayPatch) -> dict[str, str]:
    """The body of CreatePostPayResizeOrder; empty if the edition stays."""
    options = own_options(PROVIDER, patch.options, DedicatedGatewayPatchOptions)
    return {"spec_id": options.edition} if options and options.edition else {}

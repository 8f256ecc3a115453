"""Dedicated gateways (API gateway instances) on HUAWEI CLOUD. Creating one costs money.

Source: APIG v2, Creating a Dedicated Gateway (Pay-Per-Use), page of 2024-10-09; huaweicloudsdkapig
3.1.219 (CreateInstanceV2, ListInstancesV2, ShowDetailsOfInstanceV2, UpdateInstanceV2,
CreatePostPayResizeOrder, DeleteInstancesV2, ListInstanceTags); states and times in
terraform-provider-huaweicloud a0345b8d; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from cgw.adapter import Operation, Page, Where, own_options, read_back
from cgw.errors import ApiError, BillingError, NotFoundError, PermissionDeniedError
from cgw.models import (
    Answer,
    DedicatedGateway,
    DedicatedGatewayPatch,
    DedicatedGatewaySpec,
    Feature,
    Origin,
    Progress,
    State,
)
from cgw.wire import Flow, Reply, UnreadableError
from cgw_huawei import dedicated_addresses, dedicated_features
from cgw_huawei.dedicated_gateway_bodies import changes_to_wire, edition_to_wire, to_wire
from cgw_huawei.dedicated_gateway_rows import (
    KNOWN,
    MADE,
    MADE_KNOWN,
    MANY,
    RESIZED,
    ROW,
    TAGS,
    Row,
    from_wire,
    is_prepaid,
    state_of,
)
from cgw_huawei.fields import SECRETS, tags_from
from cgw_huawei.options import DedicatedGatewayListOptions
from cgw_huawei.tags import tag_instance

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter

PROVIDER = "huawei"
PATH = "instances"
# A list tells half of what there is, so each of a page is read on its own: small pages.
LIMIT = 20
UNTOLD = (NotFoundError, PermissionDeniedError)


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

    def get_tagged(self, id: str) -> Flow[DedicatedGateway]:
        """The same for who is to change its tags.

        Errors:
            PermissionDeniedError: they may not be read; `get` tells none then.
        """
        reply = yield self._cloud.apig(
            "ShowDetailsOfInstanceV2", "GET", PATH, id, shape=ROW, safe=True
        )
        return (yield from self._whole(reply, (NotFoundError,)))

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
        """Each part has a call of its own, and the last of them a job.

        Errors:
            BillingError: another edition of one that was paid ahead; nothing was changed.
        """
        body, edition = changes_to_wire(patch), edition_to_wire(patch)
        wanted = dedicated_addresses.wishes(patch)
        told, job = dedicated_addresses.Changed(), ""
        row = (yield from self._show(id)) if edition or wanted else None
        if edition and row and is_prepaid(row):
            why = "CreatePostPayResizeOrder", "change its order in the billing centre"
            raise paid_ahead(row, *why)
        if body:
            yield self._cloud.apig(
                "UpdateInstanceV2", "PUT", PATH, id, body=body, safe=True, serial=id
            )
        if wanted and row:
            told = yield from dedicated_addresses.change(self._cloud, row, wanted)
            job = told.job
        if edition:
            reply = yield self._cloud.apig(
                "CreatePostPayResizeOrder",
                "POST",
                PATH,
                id,
                "postpaid-resize",
                body=edition,
                safe=True,
                serial=id,
            )
            with suppress(UnreadableError):  # the order is placed, whatever the answer says
                job = reply.read(RESIZED).job_id or job
        after = dedicated_addresses.with_address((yield from self.get(id)), told)
        return replace(after, job_id=job) if job else after

    def delete(self, id: str) -> Flow[None]:
        """Read first: one that was paid ahead is ended by its order, not here.

        Errors:
            BillingError: it was paid ahead; nothing was changed.
        """
        try:
            row = yield from self._show(id)
            if is_prepaid(row):
                why = "DeleteInstancesV2", "unsubscribe from it in the billing centre"
                raise paid_ahead(row, *why)
            if state_of(row) is not State.DELETING:
                yield self._cloud.apig(
                    "DeleteInstancesV2", "DELETE", PATH, id, safe=True, serial=id
                )
        except NotFoundError:  # gone already is what the caller wanted
            return

    def tag(self, id: str, add: Mapping[str, str], remove: tuple[str, ...]) -> Flow[None]:
        return tag_instance(self._cloud, id, add, remove)

    def progress(self, id: str) -> Flow[Progress]:
        return dedicated_features.progress(self._cloud, id)

    def features(self, id: str) -> Flow[tuple[Feature, ...]]:
        return dedicated_features.features(self._cloud, id)

    def set_feature(self, id: str, name: str, *, enabled: bool, config: str) -> Flow[Feature]:
        return dedicated_features.set_feature(self._cloud, id, name, enabled=enabled, config=config)

    def find(self, token: str) -> Flow[list[DedicatedGateway]]:
        """The one whose id was chosen to be ``token``."""
        with suppress(NotFoundError):
            return [(yield from self.get(token))]
        return []

    def _show(self, id: str) -> Flow[Row]:
        reply = yield self._cloud.apig(
            "ShowDetailsOfInstanceV2", "GET", PATH, id, shape=ROW, safe=True
        )
        return reply.read(ROW)

    def _whole(
        self, reply: Reply, untold: tuple[type[ApiError], ...] = UNTOLD
    ) -> Flow[DedicatedGateway]:
        """One with its tags; without where they are refused for one of the reasons ``untold``."""
        row = reply.read(ROW)
        tags: dict[str, str] = {}
        with suppress(*untold):
            told = yield self._cloud.apig(
                "ListInstanceTags", "GET", PATH, row.id, "instance-tags", shape=TAGS, safe=True
            )
            tags = tags_from(told.read(TAGS).tags)
        origin = Origin(Answer(reply.body, SECRETS), (), KNOWN)
        return from_wire(self._cloud.region, row, tags, origin)


def paid_ahead(row: Row, action: str, instead: str) -> BillingError:
    """What a term that was bought ahead forbids."""
    order = row.order or "unknown"
    message = f"dedicated gateway {row.id} is paid ahead (order {order}): {instead}"
    return BillingError(message, provider=PROVIDER, action=action)


def narrowed(where: Where) -> list[tuple[str, str]]:
    """The filters that the cloud has. ``instance_name`` may find more; the client compares again."""
    options = own_options(PROVIDER, where.options, DedicatedGatewayListOptions)
    names = (("id", "instance_id"), ("name", "instance_name"))
    query = [(theirs, where.fields[ours]) for ours, theirs in names if ours in where.fields]
    return [*query, ("status", options.status)] if options and options.status else query

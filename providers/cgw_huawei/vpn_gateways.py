"""VPN gateways on HUAWEI CLOUD. Creating one costs money, and so do its public addresses.

Source: VPN API v5, CreateVgw, ListVgws, ShowVgw, UpdateVgw, UpdatePostpaidVgwSpecification, DeleteVgw
in huaweicloudsdkvpn 3.1.219 and in the pages vpn_api_0014 to 0018; EIP API v3, DisassociatePublicips,
page of 2026-01-29; terraform-provider-huaweicloud a0345b8d; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import MARKER, Operation, Page, Where, own_options, read_back
from cgw.errors import (
    ApiError,
    BusyError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
)
from cgw.models import (
    Answer,
    Origin,
    State,
    VpnGateway,
    VpnGatewayPatch,
    VpnGatewaySpec,
)
from cgw.wire import RECORD, Flow, Reply, Shape
from cgw_huawei.fields import SECRETS, Listed, Text, tags_from
from cgw_huawei.gateway_addresses import refuse_if_prepaid, take_off
from cgw_huawei.options import VpnGatewayListOptions
from cgw_huawei.p2c_gateways import PATH as PATH_P2C
from cgw_huawei.p2c_gateways import P2cGateways
from cgw_huawei.tags import tag
from cgw_huawei.vpn_gateway_bodies import changes_to_wire, flavor_to_wire, to_wire
from cgw_huawei.vpn_gateway_rows import KNOWN, MANY, ONE, from_wire, state_of

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter

PROVIDER = "huawei"
PATH = "vpn-gateways"


class VpnGateways:
    """The verbs."""

    def __init__(self, cloud: HuaweiAdapter) -> None:
        self._cloud, self._p2c = cloud, P2cGateways(cloud)

    def create(self, spec: VpnGatewaySpec, op: Operation) -> Flow[VpnGateway]:
        if spec.ssl and not spec.ipsec:
            return (yield from self._p2c.create(spec, op))
        body = {"vpn_gateway": to_wire(spec, op)}
        reply = yield self._cloud.vpn("CreateVgw", "POST", PATH, shape=ONE, body=body)
        # This answer has no status, no addresses and no times.
        made = self._one(reply, State.PENDING, spec.tags)
        return (yield from read_back(self._show(made.id), made))

    def get(self, id: str) -> Flow[VpnGateway]:
        try:
            return (yield from self._show(id))
        except NotFoundError as missing:
            return (yield from self._p2c.instead(id, missing))

    def page(self, cursor: str | None, where: Where) -> Flow[Page[VpnGateway]]:
        options = own_options(PROVIDER, where.options, VpnGatewayListOptions)
        if options and options.kind == "p2c":
            return (yield from self._p2c.page(cursor))
        # One page is all there is.
        reply = yield self._cloud.vpn(
            "ListVgws", "GET", PATH, shape=MANY, query=narrowed(where), safe=True
        )
        return Page(self._many(reply), None)

    def update(self, id: str, patch: VpnGatewayPatch) -> Flow[VpnGateway]:
        body, flavor = changes_to_wire(patch), flavor_to_wire(patch)
        try:
            return (yield from self._update(id, body, flavor))
        except NotFoundError as missing:
            yield from self._p2c.has(id, missing)
            return (yield from self._p2c.update(id, patch))

    def _update(self, id: str, body: dict[str, Any], flavor: dict[str, Any]) -> Flow[VpnGateway]:
        changed: Reply | None = None
        if body:
            changed = yield self._cloud.vpn(
                "UpdateVgw",
                "PUT",
                PATH,
                id,
                shape=ONE,
                body={"vpn_gateway": body},
                safe=True,
                serial=id,
            )
        if flavor:
            changed = yield self._cloud.vpn(
                "UpdatePostpaidVgwSpecification",
                "POST",
                PATH,
                id,
                "update-specification",
                shape=ONE,
                body={"vpn_gateway": flavor},
                safe=True,
                serial=id,
            )
        assert changed is not None  # a patch that changes nothing was refused
        return (yield from read_back(self._show(id), self._one(changed, State.UPDATING)))

    def delete(self, id: str, *, release_addresses: bool = False) -> Flow[tuple[str, ...]]:
        """The cloud releases addresses that are on a gateway, so they are taken off first.

        Errors:
            BusyError: it has connections; nothing was changed.
            BillingError: an address to be released was paid ahead; nothing was changed.
        """
        try:
            reply = yield self._cloud.vpn("ShowVgw", "GET", PATH, id, shape=ONE, safe=True)
        except NotFoundError as missing:  # what the caller wanted, unless it is a P2C gateway
            return (yield from self._p2c.delete(id, missing, release_addresses=release_addresses))
        row = reply.read(ONE).row
        if state_of(row) is State.DELETING:
            return ()
        yield from self._refuse_if_used(id)  # before its addresses are touched
        if release_addresses:
            refuse_if_prepaid(row.eips, "DeleteVgw")
            kept: tuple[str, ...] = ()
        else:
            kept = yield from take_off(self._cloud, id, row.eips)
        try:
            yield self._cloud.vpn("DeleteVgw", "DELETE", PATH, id, safe=True, serial=id)
        except NotFoundError:
            pass
        except ApiError as error:
            if kept:
                error.message += f" (its addresses are off it already: {', '.join(kept)})"
            raise
        return kept

    def find(self, token: str) -> Flow[list[VpnGateway]]:
        """Those that carry the marker; lists have no filter for tags."""
        reply = yield self._cloud.vpn("ListVgws", "GET", PATH, shape=MANY, safe=True)
        rows = reply.read(MANY).rows
        marked = {row.id for row in rows if row and tags_from(row.tags).get(MARKER) == token}
        found = [gateway for gateway in self._many(reply) if gateway.id in marked]
        with suppress(PermissionDeniedError, InvalidRequestError):  # no P2C for them, or not here
            found += yield from self._p2c.find(token)
        return found

    def tag(self, id: str, add: Mapping[str, str], remove: tuple[str, ...]) -> Flow[None]:
        try:
            yield from tag(self._cloud, "vpn-gateway", id, add, remove)
        except NotFoundError as missing:
            yield from self._p2c.has(id, missing)
            yield from tag(self._cloud, PATH_P2C, id, add, remove)

    def _show(self, id: str) -> Flow[VpnGateway]:
        reply = yield self._cloud.vpn("ShowVgw", "GET", PATH, id, shape=ONE, safe=True)
        return self._one(reply)

    def _refuse_if_used(self, id: str) -> Flow[None]:
        query = [("limit", "200"), ("vgw_id", id)]
        reply = yield self._cloud.vpn(
            "ListVpnConnections", "GET", "vpn-connection", shape=USERS, query=query, safe=True
        )
        users = [user.id for user in reply.read(USERS).rows if user and user.vgw_id == id]
        if users:
            raise BusyError(
                f"VPN gateway {id} has connections; delete these first: {', '.join(users[:5])}"
                f"{', ...' if len(users) > 5 else ''}",
                provider=PROVIDER,
                action="DeleteVgw",
            )

    def _one(
        self, reply: Reply, state: State | None = None, tags: Mapping[str, str] | None = None
    ) -> VpnGateway:
        origin = Origin(Answer(reply.body, SECRETS), ("vpn_gateway",), KNOWN)
        return from_wire(self._cloud.region, reply.read(ONE).row, origin, state, tags)

    def _many(self, reply: Reply) -> list[VpnGateway]:
        answer = Answer(reply.body, SECRETS)
        return [
            from_wire(self._cloud.region, row, Origin(answer, ("vpn_gateways", i), KNOWN))
            for i, row in enumerate(reply.read(MANY).rows)
            if row is not None
        ]


def narrowed(where: Where) -> list[tuple[str, str]]:
    """The filters that the cloud has. Source: huaweicloudsdkvpn ListVgwsRequest."""
    options = own_options(PROVIDER, where.options, VpnGatewayListOptions)
    query = [("vgw_id", where.fields["id"])] if "id" in where.fields else []
    projects = options.enterprise_project_ids if options else ()
    return [*query, *(("enterprise_project_id", project) for project in projects)]


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class User:
    """As much of a connection as is needed to know that it uses a gateway."""

    id: str
    vgw_id: Text = None


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Users:
    """The answer of ListVpnConnections."""

    rows: Annotated[list[User | None], Listed] = Field(
        default_factory=list, validation_alias="vpn_connections"
    )


USERS: Shape[Users] = Shape(Users)

"""VPN gateways on HUAWEI CLOUD. Creating one costs money, and so do its public addresses.

Source: VPN API v5, CreateVgw, ListVgws, ShowVgw, UpdateVgw, UpdatePostpaidVgwSpecification, DeleteVgw
in huaweicloudsdkvpn 3.1.219 and in the pages vpn_api_0014 to 0018; EIP API v3, DisassociatePublicips,
page of 2026-01-29; terraform-provider-huaweicloud a0345b8d; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import MARKER, Operation, Page, Where, own_options, read_back, unmarked
from cgw.errors import ApiError, BillingError, BusyError, NotFoundError
from cgw.models import (
    Answer,
    BillingState,
    Origin,
    State,
    VpnGateway,
    VpnGatewayPatch,
    VpnGatewaySpec,
    lenient_address,
    lenient_asn,
    parse_time,
    unspell,
)
from cgw.wire import RECORD, Flow, Reply, Shape
from cgw_huawei.fields import SECRETS, Listed, Number, Tags, Text, Texts, spare, tags_from
from cgw_huawei.options import VpnGatewayListOptions
from cgw_huawei.vpn_gateway_bodies import MODES, changes_to_wire, flavor_to_wire, to_wire

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter

PROVIDER = "huawei"
PATH = "vpn-gateways"
STATES = {
    "PENDING_CREATE": State.PENDING,
    "ACTIVE": State.AVAILABLE,
    "PENDING_UPDATE": State.UPDATING,
    "PENDING_DELETE": State.DELETING,
    "FAULT": State.FAILED,
    "FREEZED": State.FROZEN,
    "FROZEN": State.FROZEN,
}


class VpnGateways:
    """The verbs."""

    def __init__(self, cloud: HuaweiAdapter) -> None:
        self._cloud = cloud

    def create(self, spec: VpnGatewaySpec, op: Operation) -> Flow[VpnGateway]:
        body = {"vpn_gateway": to_wire(spec, op)}
        reply = yield self._cloud.vpn("CreateVgw", "POST", PATH, shape=ONE, body=body)
        # This answer has no status, no addresses and no times.
        made = self._one(reply, State.PENDING, spec.tags)
        return (yield from read_back(self.get(made.id), made))

    def get(self, id: str) -> Flow[VpnGateway]:
        reply = yield self._cloud.vpn("ShowVgw", "GET", PATH, id, shape=ONE, safe=True)
        return self._one(reply)

    def page(self, cursor: str | None, where: Where) -> Flow[Page[VpnGateway]]:  # noqa: ARG002 -- one page is all there is
        reply = yield self._cloud.vpn(
            "ListVgws", "GET", PATH, shape=MANY, query=narrowed(where), safe=True
        )
        return Page(self._many(reply), None)

    def update(self, id: str, patch: VpnGatewayPatch) -> Flow[VpnGateway]:
        body, flavor = changes_to_wire(patch), flavor_to_wire(patch)
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
        return (yield from read_back(self.get(id), self._one(changed, State.UPDATING)))

    def delete(self, id: str, *, release_addresses: bool = False) -> Flow[tuple[str, ...]]:
        """The cloud releases addresses that are on a gateway, so they are taken off first.

        Errors:
            BusyError: it has connections; nothing was changed.
            BillingError: an address to be released was paid ahead; nothing was changed.
        """
        try:
            reply = yield self._cloud.vpn("ShowVgw", "GET", PATH, id, shape=ONE, safe=True)
        except NotFoundError:  # gone already is what the caller wanted
            return ()
        row = reply.read(ONE).row
        if _state(row.status) is State.DELETING:
            return ()
        yield from self._refuse_if_used(id)  # before its addresses are touched
        if release_addresses:
            refuse_if_prepaid(row)
            kept: tuple[str, ...] = ()
        else:
            kept = yield from self._take_off(id, row)
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
        return [gateway for gateway in self._many(reply) if gateway.id in marked]

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

    def _take_off(self, id: str, row: Row) -> Flow[tuple[str, ...]]:
        kept: list[str] = []
        for eip in row.eips:
            if eip.id:
                with suppress(NotFoundError):  # off it already
                    yield self._cloud.eip(
                        "DisassociatePublicips",
                        "POST",
                        "publicips",
                        eip.id,
                        "disassociate-instance",
                        safe=True,
                        serial=id,
                    )
                kept.append(lenient_address(eip.address) or eip.id)
        return tuple(kept)

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


def refuse_if_prepaid(row: Row) -> None:
    """Refuse to release addresses of which one was paid ahead.

    The page "Deleting a VPN Gateway" (vpn_api_0018) says that such a gateway cannot be deleted.
    """
    for eip in row.eips:
        if eip.order:
            raise BillingError(
                f"{lenient_address(eip.address) or eip.id} is paid ahead (order {eip.order}) and "
                "cannot be released with its gateway; delete without release_addresses keeps it",
                provider=PROVIDER,
                action="DeleteVgw",
            )


# ---------------------------------------------------------------- from the wire


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class EipRow:
    """A public address of a gateway. Paid by use it has no billing information."""

    id: Text = None
    address: Text = Field(None, validation_alias="ip_address")
    bandwidth: Number = Field(None, validation_alias="bandwidth_size")
    order: Text = Field(None, validation_alias="ip_billing_info")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Row:
    """One VPN gateway, as every call tells it. Older answers have master_eip and slave_eip."""

    id: str
    name: Text = None
    status: Text = None
    vpc_id: Text = None
    access_vpc_id: Text = None
    connect_subnet: Text = None
    access_subnet_id: Text = None
    zones: Texts = Field(default_factory=list, validation_alias="availability_zone_ids")
    asn: Text = Field(None, validation_alias="bgp_asn")
    ha_mode: Text = None
    eip1: EipRow | None = None
    eip2: EipRow | None = None
    master_eip: EipRow | None = None
    slave_eip: EipRow | None = None
    access_private_ip_1: Text = None
    access_private_ip_2: Text = None
    created_at: Text = None
    lock_status: Number = None
    tags: Tags = Field(default_factory=list)

    @property
    def eips(self) -> list[EipRow]:
        """Its public addresses, the first one first."""
        pair = (self.eip1 or self.master_eip, self.eip2 or self.slave_eip)
        return [eip for eip in pair if eip is not None]


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class One:
    """The answer of CreateVgw, ShowVgw, UpdateVgw and UpdatePostpaidVgwSpecification."""

    row: Row = Field(validation_alias="vpn_gateway")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Many:
    """The answer of ListVgws."""

    rows: Annotated[list[Row | None], Listed] = Field(
        default_factory=list, validation_alias="vpn_gateways"
    )


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


ONE: Shape[One] = Shape(One)
MANY: Shape[Many] = Shape(Many)
USERS: Shape[Users] = Shape(Users)
# What is told in part only stays whole in `extras`: addresses with their ids and bandwidths, and
# the second network of its own addresses.
KNOWN = spare(
    Row,
    "access_vpc_id",
    "access_subnet_id",
    "eip1",
    "eip2",
    "master_eip",
    "slave_eip",
    "lock_status",
)


def from_wire(
    region: str,
    row: Row,
    origin: Origin,
    state: State | None = None,
    tags: Mapping[str, str] | None = None,
) -> VpnGateway:
    """A row in our words.

    Args:
        state: where the answer has no status.
        tags: those that were asked for, in case the row has none.
    """
    eips = row.eips
    told = tags_from(row.tags) or dict(tags or {})
    lived = _state(row.status) if row.status else (state or State.UNKNOWN)
    return VpnGateway(
        id=row.id,
        provider=PROVIDER,
        region=region,
        name=row.name or "",
        state=lived,
        raw_state=row.status or "",
        created_at=parse_time(row.created_at),
        network_id=row.vpc_id or row.access_vpc_id or "",
        subnet_ids=_given(row.connect_subnet or row.access_subnet_id),
        zones=tuple(row.zones),
        addresses=tuple(lenient_address(eip.address) for eip in eips if eip.address),
        private_addresses=_given(row.access_private_ip_1, row.access_private_ip_2),
        bandwidth_mbps=next((eip.bandwidth for eip in eips if eip.bandwidth), None),
        asn=lenient_asn(row.asn),
        ha=unspell(row.ha_mode, MODES) or None,
        ipsec=True,
        ssl=False,
        billing=BillingState(locked=lived is State.FROZEN or bool(row.lock_status)),
        tags=unmarked(told),
        origin=origin,
    )


def _state(status: str | None) -> State:
    return STATES.get((status or "").upper(), State.UNKNOWN)


def _given(*texts: str | None) -> tuple[str, ...]:
    return tuple(text for text in texts if text)

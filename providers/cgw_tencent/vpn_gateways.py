"""VPN gateways on Tencent Cloud.

Source: VPC API 2017-03-12, CreateVpnGateway, DescribeVpnGateways, ModifyVpnGatewayAttribute,
ResetVpnGatewayInternetMaxBandwidth, DeleteVpnGateway in tencentcloud-sdk-python-vpc 3.1.193; what
a delete is refused for: document api/215/17518 and the vendor's Terraform provider; read
2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import Operation, Page, Where, own_options, read_back
from cgw.errors import BillingError, BusyError, NotFoundError
from cgw.models import (
    Attachment,
    BillingState,
    State,
    VpnGateway,
    VpnGatewayPatch,
    VpnGatewaySpec,
)
from cgw.wire import RECORD, Flow, Shape
from cgw_tencent.connection_rows import CONNECTIONS
from cgw_tencent.fields import DONE, PROVIDER, Text, filters_to, state_from
from cgw_tencent.gateway_rows import (
    GATEWAYS,
    GatewayRow,
    addresses_of,
    isolated,
    mode_of,
    told,
)
from cgw_tencent.gateway_specs import changes_to_wire, to_wire, wanted
from cgw_tencent.options import VpnGatewayListOptions
from cgw_tencent.tags import tag
from cgw_tencent.tasks import gone

if TYPE_CHECKING:
    from cgw_tencent.adapter import TencentAdapter


class VpnGateways:
    """The verbs. A gateway is pending for minutes after it was bought."""

    def __init__(self, cloud: TencentAdapter) -> None:
        self._cloud = cloud

    def create(self, spec: VpnGatewaySpec, op: Operation) -> Flow[VpnGateway]:
        wire = to_wire(spec, op)
        reply = yield self._cloud.call("CreateVpnGateway", wire, MADE)
        made = reply.read(MADE).response.gateway
        sketch = VpnGateway(
            id=made.id,
            provider=PROVIDER,
            region=self._cloud.region,
            name=spec.name,
            state=State.PENDING,
            raw_state=made.state or "",
            network_id=spec.network_id,
            zones=spec.zones,
            addresses=addresses_of(made.address),
            bandwidth_mbps=spec.bandwidth_mbps,
            asn=spec.asn,
            ipsec=spec.ipsec,
            ssl=spec.ssl,
            ssl_connections=spec.ssl_connections,
            billing=BillingState(mode=spec.billing.mode, auto_renew=spec.billing.auto_renew),
            tags=spec.tags,
            attached_to=Attachment(
                kind=wanted(spec).kind,
                raw_kind=wire["Type"],
                id=spec.network_id,  # a cloud connect network takes it in later
                private=wanted(spec).private,
            ),
            private=wanted(spec).private,
        )
        return (yield from read_back(self.get(made.id), sketch))

    def get(self, id: str) -> Flow[VpnGateway]:
        return told(self._cloud, *(yield from GATEWAYS.one(self._cloud, id)))

    def page(self, cursor: str | None, where: Where) -> Flow[Page[VpnGateway]]:
        rows, following = yield from GATEWAYS.page(self._cloud, cursor, narrowed(where))
        return Page([told(self._cloud, *found) for found in rows], following)

    def update(self, id: str, patch: VpnGatewayPatch) -> Flow[VpnGateway]:
        changes = changes_to_wire(patch)
        for action, parameters in changes.items():
            yield self._cloud.call(
                action, {"VpnGatewayId": id, **parameters}, DONE, safe=True, writes=True, serial=id
            )
        return (yield from self.get(id))  # the answers have nothing but a request id

    def delete(
        self,
        id: str,
        *,
        release_addresses: bool = False,  # noqa: ARG002 -- its address is part of it and goes too
    ) -> Flow[tuple[str, ...]]:
        listed = False
        with suppress(NotFoundError):  # a new one may not be listed yet: the delete itself decides
            row, _ = yield from GATEWAYS.one(self._cloud, id)
            listed = True
            if state_from(row.state) is State.DELETING:
                return ()
            deletable(row)
            yield from self._unused(id)
        request = self._cloud.call(
            "DeleteVpnGateway", {"VpnGatewayId": id}, DONE, safe=True, writes=True, serial=id
        )
        yield from gone(self._state(id), request, listed=listed)
        return ()

    def _state(self, id: str) -> Flow[State]:
        row, _ = yield from GATEWAYS.one(self._cloud, id)
        return state_from(row.state)

    def tag(self, id: str, add: Mapping[str, str], remove: tuple[str, ...]) -> Flow[None]:
        return tag(self._cloud, "vpngw", id, add, remove)

    def find(self, token: str) -> Flow[list[VpnGateway]]:
        found = yield from GATEWAYS.marked(self._cloud, token)
        return [told(self._cloud, *one) for one in found]

    def _unused(self, id: str) -> Flow[None]:
        """Refuse while it has connections: the cloud's own code for that says nothing."""
        narrowing = {"Filters": filters_to({"vpn-gateway-id": id})}
        rows, _ = yield from CONNECTIONS.page(self._cloud, None, narrowing)
        rows = [found for found in rows if found[0].gateway == id]
        if rows:
            going = sum(state_from(row.state) is State.DELETING for row, _ in rows)
            raise BusyError(
                f"{len(rows)} VPN connections are on {id}, {going} of them being deleted",
                provider=PROVIDER,
                action="DeleteVpnGateway",
            )


def deletable(row: GatewayRow) -> None:
    """Refuse what the cloud would refuse with a code that says nothing.

    Errors:
        BillingError: a prepaid term has not ended. Its end is told by the isolation that follows
            it: an adapter reads no clock, and the zone of ExpiredTime is not documented.
        BusyError: a cloud connect network uses it.
    """
    if mode_of(row) == "prepaid" and not isolated(row):
        raise BillingError(
            f"{row.id} is prepaid until {row.expires or 'an unknown time'} and cannot be deleted "
            "before; turn it to postpaid or let it end",
            provider=PROVIDER,
            action="DeleteVpnGateway",
        )
    if row.network_instance:
        raise BusyError(
            f"{row.id} is attached to the cloud connect network {row.network_instance}: "
            "detach it first",
            provider=PROVIDER,
            action="DeleteVpnGateway",
        )


# ---------------------------------------------------------------- listing


def narrowed(where: Where) -> dict[str, Any]:
    """The filters that the cloud has. Whether they are exact is not documented."""
    options = own_options(PROVIDER, where.options, VpnGatewayListOptions)
    asked = {wire: where.fields[ours] for ours, wire in FILTERS.items() if where.fields.get(ours)}
    if options:
        given = options.model_dump(exclude_none=True)
        asked |= {OPTION_FILTERS[name]: value for name, value in given.items()}
    return {"Filters": filters_to(asked)} if asked else {}


FILTERS = {"id": "vpn-gateway-id", "name": "vpn-gateway-name", "network_id": "vpc-id"}
OPTION_FILTERS = {
    "type": "type",
    "address": "public-ip-address",
    "zone": "zone",
    "renew_flag": "renew-flag",
}


# ---------------------------------------------------------------- from the wire


@dataclass(slots=True, frozen=True, config=RECORD)
class Made:
    """What the create answer is read for. Without an id it is no answer."""

    id: str = Field(min_length=1, validation_alias="VpnGatewayId")
    state: Text = Field(None, validation_alias="State")
    address: Text = Field(None, validation_alias="PublicIpAddress")


@dataclass(slots=True, frozen=True, config=RECORD)
class MadeIn:
    """The object the new gateway stands in."""

    gateway: Made = Field(validation_alias="VpnGateway")


@dataclass(slots=True, frozen=True, config=RECORD)
class MadeReply:
    """The answer of CreateVpnGateway."""

    response: MadeIn = Field(validation_alias="Response")


MADE: Shape[MadeReply] = Shape(MadeReply)

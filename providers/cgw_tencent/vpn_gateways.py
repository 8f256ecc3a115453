"""VPN gateways on Tencent Cloud.

Source: VPC API 2017-03-12, CreateVpnGateway, DescribeVpnGateways, ModifyVpnGatewayAttribute,
ResetVpnGatewayInternetMaxBandwidth, DeleteVpnGateway in tencentcloud-sdk-python-vpc 3.1.193; what
a delete is refused for: document api/215/17518 and the vendor's Terraform provider; read
2026-11-21.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import Operation, Page, Where, check, own_options, read_back, refuse
from cgw.errors import (
    BillingError,
    BusyError,
    InvalidRequestError,
    NotFoundError,
    UnsupportedError,
)
from cgw.models import BillingState, State, VpnGateway, VpnGatewayPatch, VpnGatewaySpec
from cgw.wire import RECORD, Flow, Shape
from cgw_tencent.capabilities import BANDWIDTHS, PERIODS, SSL_CONNECTIONS
from cgw_tencent.capabilities import VPN_GATEWAYS as ABILITY
from cgw_tencent.connection_rows import CONNECTIONS
from cgw_tencent.fields import DONE, PROVIDER, Text, filters_to, state_from, tags_to
from cgw_tencent.gateway_rows import GATEWAYS, GatewayRow, addresses_of, isolated, mode_of, told
from cgw_tencent.options import VpnGatewayListOptions, VpnGatewayOptions, VpnGatewayPatchOptions

if TYPE_CHECKING:
    from cgw_tencent.adapter import TencentAdapter


class VpnGateways:
    """The verbs. A gateway is pending for minutes after it was bought."""

    def __init__(self, cloud: TencentAdapter) -> None:
        self._cloud = cloud

    def create(self, spec: VpnGatewaySpec, op: Operation) -> Flow[VpnGateway]:
        reply = yield self._cloud.call("CreateVpnGateway", to_wire(spec, op), MADE)
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
        try:
            row, _ = yield from GATEWAYS.one(self._cloud, id)
        except NotFoundError:
            return ()
        if state_from(row.state) is State.DELETING:
            return ()
        deletable(row)
        yield from self._unused(id)
        with suppress(NotFoundError):  # gone already is what the caller wanted
            yield self._cloud.call(
                "DeleteVpnGateway", {"VpnGatewayId": id}, DONE, safe=True, writes=True, serial=id
            )
        return ()

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
    if row.attached_to:
        raise BusyError(
            f"{row.id} is attached to the cloud connect network {row.attached_to}: detach it first",
            provider=PROVIDER,
            action="DeleteVpnGateway",
        )


# ---------------------------------------------------------------- to the wire


def to_wire(spec: VpnGatewaySpec, op: Operation) -> dict[str, Any]:
    """The parameters of CreateVpnGateway."""
    check(PROVIDER, ABILITY, spec, op)
    options = own_options(PROVIDER, spec.options, VpnGatewayOptions) or VpnGatewayOptions()
    parameters: dict[str, Any] = {
        "VpcId": network_of(spec, options),
        "VpnGatewayName": spec.name,
        "Type": type_of(spec, options),
        "InternetMaxBandwidthOut": bandwidth(spec.bandwidth_mbps, BANDWIDTHS),
        **billing_to_wire(spec),
    }
    if len(spec.zones) > 1:
        raise UnsupportedError("zones: a gateway stands in one zone", field="zones")
    if spec.ssl_connections is not None and not spec.ssl:
        raise UnsupportedError(
            "ssl_connections: belongs to an SSL gateway", field="ssl_connections"
        )
    given = {
        "Zone": spec.zones[0] if spec.zones else None,
        "MaxConnection": ssl_connections(spec.ssl_connections),
        "BgpAsn": spec.asn,
        "Tags": tags_to(op.tags(spec.tags)) or None,
        "CdcId": options.cdc_id,
        "IsPrivate": options.is_private,
        "SubnetId": options.subnet_id,
        "BgpEnable": options.bgp_enable,
        "IpStack": options.ip_stack,
        "AccessSubnet": options.access_subnet,
    }
    return parameters | {name: value for name, value in given.items() if value is not None}


def type_of(spec: VpnGatewaySpec, options: VpnGatewayOptions) -> str:
    """IPSEC, SSL, CCN or SSL_CCN: a gateway is one of them."""
    if spec.ipsec == spec.ssl:
        raise UnsupportedError("ssl: a gateway serves either IPsec or SSL", field="ssl")
    if options.ccn:
        return "SSL_CCN" if spec.ssl else "CCN"
    return "SSL" if spec.ssl else "IPSEC"


def network_of(spec: VpnGatewaySpec, options: VpnGatewayOptions) -> str:
    """The VPC; an empty text (and not nothing) for a gateway of a cloud connect network."""
    if options.ccn and spec.network_id:
        refuse(PROVIDER, "network_id", 'is "" for a gateway of a cloud connect network')
    if not options.ccn and not spec.network_id:
        refuse(PROVIDER, "network_id", "is empty")
    return spec.network_id


def billing_to_wire(spec: VpnGatewaySpec) -> dict[str, Any]:
    """How it is paid for. Nothing said of renewal leaves it to the cloud, which then renews."""
    if spec.billing.mode == "postpaid":
        return {"InstanceChargeType": "POSTPAID_BY_HOUR"}
    months, renew = spec.billing.period_months, spec.billing.auto_renew
    if months not in PERIODS:
        refuse(PROVIDER, "billing", f"{months} months; {listed(PERIODS)} are sold")
    term: dict[str, Any] = {"Period": months}
    if renew is not None:
        term["RenewFlag"] = "NOTIFY_AND_AUTO_RENEW" if renew else "NOTIFY_AND_MANUAL_RENEW"
    return {"InstanceChargeType": "PREPAID", "InstanceChargePrepaid": term}


def bandwidth(mbps: int | None, steps: tuple[int, ...]) -> int:
    """One of the steps; there is no default, as it decides the price."""
    if mbps not in steps:
        refuse(PROVIDER, "bandwidth_mbps", f"{mbps}; {listed(steps)} Mbit/s are sold")
    return mbps


def ssl_connections(count: int | None) -> int | None:
    """One of the steps, if any."""
    if count is not None and count not in SSL_CONNECTIONS:
        refuse(PROVIDER, "ssl_connections", f"{count}; {listed(SSL_CONNECTIONS)} are sold")
    return count


def listed(steps: tuple[int, ...]) -> str:
    """``5, 10, 20``."""
    return ", ".join(map(str, steps))


def changes_to_wire(patch: VpnGatewayPatch) -> dict[str, dict[str, Any]]:
    """The calls that make a change, each with its parameters; bandwidth first, if at all.

    It is refused most often, and nothing else has been changed then.
    """
    check(PROVIDER, ABILITY, patch)
    options = own_options(PROVIDER, patch.options, VpnGatewayPatchOptions)
    calls: dict[str, dict[str, Any]] = {}
    if patch.bandwidth_mbps is not None:
        step = bandwidth(patch.bandwidth_mbps, BANDWIDTHS[:-1])  # the largest at creation only
        calls["ResetVpnGatewayInternetMaxBandwidth"] = {"InternetMaxBandwidthOut": step}
    attributes = {
        "VpnGatewayName": patch.name,
        "BgpAsn": patch.asn,
        "MaxConnection": ssl_connections(patch.ssl_connections),
        "InstanceChargeType": "POSTPAID_BY_HOUR" if options and options.billing else None,
    }
    if given := {name: value for name, value in attributes.items() if value is not None}:
        calls["ModifyVpnGatewayAttribute"] = given
    if not calls:
        raise InvalidRequestError("nothing to change was given", provider=PROVIDER)
    return calls


def narrowed(where: Where) -> dict[str, Any]:
    """The filters that the cloud has. Whether they are exact is not documented."""
    options = own_options(PROVIDER, where.options, VpnGatewayListOptions)
    wanted = {wire: where.fields[ours] for ours, wire in FILTERS.items() if where.fields.get(ours)}
    if options:
        given = options.model_dump(exclude_none=True)
        wanted |= {OPTION_FILTERS[name]: value for name, value in given.items()}
    return {"Filters": filters_to(wanted)} if wanted else {}


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

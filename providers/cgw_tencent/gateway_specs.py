"""VPN gateways as Tencent Cloud takes them.

Source: VPC API 2017-03-12, CreateVpnGateway, ModifyVpnGatewayAttribute,
ResetVpnGatewayInternetMaxBandwidth in tencentcloud-sdk-python-vpc 3.1.193; read 2026-11-21.
"""

from __future__ import annotations

from typing import Any

from cgw.adapter import Operation, check, own_options, refuse
from cgw.errors import InvalidRequestError, UnsupportedError
from cgw.models import AttachTo, VpnGatewayPatch, VpnGatewaySpec
from cgw_tencent.capabilities import BANDWIDTHS, PERIODS, SSL_CONNECTIONS
from cgw_tencent.capabilities import VPN_GATEWAYS as ABILITY
from cgw_tencent.fields import PROVIDER, tags_to
from cgw_tencent.gateway_rows import TYPES
from cgw_tencent.options import VpnGatewayOptions, VpnGatewayPatchOptions


def to_wire(spec: VpnGatewaySpec, op: Operation) -> dict[str, Any]:
    """The parameters of CreateVpnGateway."""
    check(PROVIDER, ABILITY, spec, op)
    options = own_options(PROVIDER, spec.options, VpnGatewayOptions) or VpnGatewayOptions()
    parameters: dict[str, Any] = {
        "VpcId": network_of(spec),
        "VpnGatewayName": spec.name,
        "Type": type_of(spec),
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
        "IsPrivate": wanted(spec).private,
        "SubnetId": options.subnet_id,
        "BgpEnable": options.bgp_enable,
        "IpStack": options.ip_stack,
        "AccessSubnet": options.access_subnet,
    }
    return parameters | {name: value for name, value in given.items() if value is not None}


def wanted(spec: VpnGatewaySpec) -> AttachTo:
    """What it shall hang on: its VPC, where nothing was said."""
    return spec.attached_to or AttachTo(kind="network")


def type_of(spec: VpnGatewaySpec) -> str:
    """IPSEC, SSL, CCN or SSL_CCN: a gateway is one of them."""
    if spec.ipsec == spec.ssl:
        raise UnsupportedError("ssl: a gateway serves either IPsec or SSL", field="ssl")
    asked = (spec.ssl, wanted(spec).kind == "transit-router")
    return next(word for word, serves in TYPES.items() if serves == asked)


def network_of(spec: VpnGatewaySpec) -> str:
    """The VPC; an empty text (and not nothing) for a gateway of a cloud connect network."""
    to = wanted(spec)
    if to.kind == "network":
        if to.id not in {None, spec.network_id}:
            refuse(PROVIDER, "attached_to.id", f"{to.id}; network_id is {spec.network_id}")
        return spec.network_id
    if to.id is not None:
        # CreateVpnGateway has no parameter for it; AttachCcnInstances takes a VPNGW.
        raise UnsupportedError(
            f"attached_to.id: {PROVIDER} makes the gateway alone; the cloud connect network then "
            "takes it in (AttachCcnInstances)",
            field="attached_to.id",
        )
    if spec.network_id:
        refuse(PROVIDER, "network_id", 'is "" for a gateway of a cloud connect network')
    return ""


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

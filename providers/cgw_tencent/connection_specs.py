"""A new VPN connection as Tencent Cloud takes it.

Source: CreateVpnConnectionRequest in tencentcloud-sdk-python-vpc 3.1.193; read 2026-11-21.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cgw.adapter import Operation, check, check_connection, own_options, refuse
from cgw.errors import UnsupportedError
from cgw.models import Ike, Ipsec, State, Tunnel, VpnConnection, VpnConnectionSpec
from cgw_tencent import crypto
from cgw_tencent.capabilities import TUNNELS
from cgw_tencent.capabilities import VPN_CONNECTIONS as ABILITY
from cgw_tencent.customer_gateways import Row as PeerRow
from cgw_tencent.fields import PROVIDER, Text, tags_to, whole
from cgw_tencent.gateway_rows import GatewayRow, addresses_of
from cgw_tencent.options import VpnConnectionOptions
from cgw_tencent.tunnels import (
    AT,
    IDENTITIES,
    bgp_to_wire,
    dpd_to_wire,
    health_to_wire,
    identity_to_wire,
    ike_to_wire,
    ipsec_to_wire,
    policies_to_wire,
    refuse_probe,
    refuse_tunnel,
)


@dataclass(frozen=True, slots=True)
class Ends:
    """The gateways at both ends, as far as they could be read; ``then`` is the peer of a change."""

    gateway: GatewayRow | None
    peer: PeerRow | None
    then: PeerRow | None = None

    @property
    def here(self) -> str:
        """The VPN gateway's address, or nothing."""
        return "".join(addresses_of(self.gateway.address)) if self.gateway else ""

    @property
    def there(self) -> str:
        """The customer gateway's address, or nothing."""
        return "".join(addresses_of(self.peer.address)) if self.peer else ""

    @property
    def network(self) -> str | None:
        """The VPC; an empty text for a cloud connect network; None if it is not known."""
        if self.gateway is None:
            return None
        vpc = self.gateway.network_id or ""
        if vpc.startswith("vpc-"):
            return vpc
        return "" if "CCN" in (self.gateway.type or "").upper() and not vpc else None

    @property
    def asn(self) -> int | None:
        """The VPN gateway's AS number; 0 means none."""
        return (whole(self.gateway.asn) or None) if self.gateway else None


def checked(spec: VpnConnectionSpec, op: Operation) -> VpnConnectionOptions:
    """Refuse before any request what can be refused, and give the options back."""
    check(PROVIDER, ABILITY, spec, op)
    check_connection(PROVIDER, TUNNELS, spec)
    options = own_options(PROVIDER, spec.options, VpnConnectionOptions) or VpnConnectionOptions()
    tunnel = spec.tunnels[0]
    refuse_tunnel(tunnel, spec.customer_gateway_id or tunnel.customer_gateway_id)
    local, remote = spec.local_cidrs, spec.remote_cidrs
    if spec.mode == "policy":
        policies_to_wire(local, remote, options.policies)
        if tunnel.health_check is not None and tunnel.health_check.enabled:
            refuse_probe(local, remote)
    elif local or remote:
        field = "local_cidrs" if local else "remote_cidrs"
        raise UnsupportedError(
            f"{field}: {PROVIDER} has networks in mode 'policy' only; in mode {spec.mode!r} "
            "routes say what goes where",
            field=field,
        )
    if options.policies and spec.mode != "policy":
        refuse(PROVIDER, "options", "policies belong to mode 'policy'")
    if options.route_type and spec.mode != "policy":
        refuse(PROVIDER, "options", "route_type STATIC belongs to mode 'policy'")
    if options.negotiation and spec.initiator:
        refuse(PROVIDER, "options", "negotiation and initiator exclude each other")
    if tunnel.bgp is not None:
        bgp_to_wire(tunnel.bgp, None)
    return options


def to_wire(
    spec: VpnConnectionSpec, op: Operation, options: VpnConnectionOptions, ends: Ends
) -> dict[str, Any]:
    """The parameters of CreateVpnConnection; `checked` comes first."""
    tunnel = spec.tunnels[0]
    refuse_address(tunnel.local_address, ends.here)
    assert tunnel.psk is not None  # the engine generates one
    ike = ike_to_wire(tunnel.ike)
    for field, address in zip(IDENTITIES, (ends.here, ends.there), strict=True):
        ike |= identity_to_wire(IDENTITIES[field], getattr(tunnel.ike, field), address)
    parameters: dict[str, Any] = {
        "VpnGatewayId": spec.vpn_gateway_id,
        "CustomerGatewayId": spec.customer_gateway_id,
        "VpnConnectionName": spec.name,
        "PreShareKey": tunnel.psk.get_secret_value(),
        "RouteType": options.route_type or crypto.ROUTE_TYPE[spec.mode],
        "NegotiationType": options.negotiation or crypto.NEGOTIATION[spec.initiator or "cloud"],
        "IKEOptionsSpecification": ike,
        "IPSECOptionsSpecification": ipsec_to_wire(tunnel.ipsec)
        | {"IPSECSaLifetimeTraffic": options.lifetime_kb},
        **dpd_to_wire(tunnel.dpd),
        **health_to_wire(tunnel.health_check, options.probe_timeout_ms),
    }
    if (network := ends.network) is not None:
        parameters["VpcId"] = network
    if spec.mode == "policy":
        policies = policies_to_wire(spec.local_cidrs, spec.remote_cidrs, options.policies)
        parameters["SecurityPolicyDatabases"] = policies
    if tunnel.bgp is not None:
        parameters["BgpConfig"] = bgp_to_wire(tunnel.bgp, ends.asn)
    if options.route is not None:
        parameters["Route"] = {
            "DestinationCidrBlock": options.route.destination,
            "Priority": 0 if options.route.primary else 100,
            "Description": options.route.description or "",
        }
    if tags := op.tags(spec.tags):
        parameters["Tags"] = tags_to(tags)
    return parameters


def refuse_address(asked: str | None, here: str) -> None:
    """Refuse a tunnel from another address than the gateway's only one."""
    if asked and here and asked != here:
        refuse(PROVIDER, f"{AT}.local_address", f"{asked}; the gateway has {here} only")


def sketch(
    id: str, region: str, raw_state: Text, spec: VpnConnectionSpec, ends: Ends
) -> VpnConnection:
    """A connection that was made, from what was asked for."""
    asked = spec.tunnels[0]
    tunnel = Tunnel(
        local_address=ends.here,
        peer_address=ends.there,
        customer_gateway_id=spec.customer_gateway_id,
        psk=asked.psk,
        psk_visibility="known",
        ike=Ike(**asked.ike.model_dump()),
        ipsec=Ipsec(**asked.ipsec.model_dump()),
    )
    return VpnConnection(
        id=id,
        provider=PROVIDER,
        region=region,
        name=spec.name,
        state=State.PENDING,
        raw_state=raw_state or "",
        vpn_gateway_id=spec.vpn_gateway_id,
        customer_gateway_id=spec.customer_gateway_id,
        mode=spec.mode,
        local_cidrs=spec.local_cidrs,
        remote_cidrs=spec.remote_cidrs,
        tunnels=(tunnel,),
        initiator=spec.initiator,
        tags=spec.tags,
        network_id=ends.network or "",
    )

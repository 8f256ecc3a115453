"""A connection seen from the other end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydantic import SecretStr

from cgw.models import (
    BgpState,
    CustomerGateway,
    DeviceConfig,
    DeviceTunnel,
    Tunnel,
    VpnConnection,
    VpnGateway,
)


def peer_view(
    connection: VpnConnection,
    *,
    gateway: VpnGateway | None = None,
    customer_gateway: CustomerGateway | None = None,
    psks: Sequence[SecretStr] = (),
) -> DeviceConfig:
    """What the device must have for this connection: local is the device, remote the cloud.

    Args:
        gateway, customer_gateway: tell AS numbers and the BGP key, where the connection does not.
        psks: keys of the tunnels in their order, for clouds that never tell them; one serves all.
    """
    tunnels = tuple(
        _tunnel(connection, tunnel, gateway, customer_gateway, _key(tunnel, n, psks))
        for n, tunnel in enumerate(connection.tunnels)
    )
    return DeviceConfig(
        connection_id=connection.id,
        provider=connection.provider,
        region=connection.region,
        name=connection.name,
        mode=connection.mode,
        local_cidrs=connection.remote_cidrs,
        remote_cidrs=connection.local_cidrs or (gateway.local_cidrs if gateway else ()),
        tunnels=tunnels,
    )


def _key(tunnel: Tunnel, number: int, psks: Sequence[SecretStr]) -> SecretStr | None:
    if psks:
        return psks[min(number, len(psks) - 1)]
    return tunnel.psk


def _tunnel(
    connection: VpnConnection,
    tunnel: Tunnel,
    gateway: VpnGateway | None,
    customer_gateway: CustomerGateway | None,
    psk: SecretStr | None,
) -> DeviceTunnel:
    ike = replace(
        tunnel.ike,
        local_id=tunnel.ike.remote_id or tunnel.peer_address,
        remote_id=tunnel.ike.local_id or tunnel.local_address,
    )
    key = connection.bgp_key or (customer_gateway.bgp_key if customer_gateway else None)
    return DeviceTunnel(
        id=tunnel.id,
        local_address=tunnel.peer_address,
        remote_address=tunnel.local_address,
        psk=psk,
        ike=ike,
        ipsec=tunnel.ipsec,
        dpd=tunnel.dpd,
        bgp=_bgp(tunnel.bgp, gateway, customer_gateway) if tunnel.bgp else None,
        bgp_key=key,
        initiates={"cloud": False, "peer": True}.get(connection.initiator or ""),
    )


def _bgp(
    bgp: BgpState, gateway: VpnGateway | None, customer_gateway: CustomerGateway | None
) -> BgpState:
    return BgpState(
        tunnel_cidr=bgp.tunnel_cidr,
        local_address=bgp.peer_address,
        peer_address=bgp.local_address,
        local_asn=bgp.peer_asn or (customer_gateway.asn if customer_gateway else None),
        peer_asn=bgp.local_asn or (gateway.asn if gateway else None),
    )

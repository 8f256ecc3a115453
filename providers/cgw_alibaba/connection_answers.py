"""What the answers to a create or a change of a connection tell, and a read after them does not.

Source: alibabacloud_vpc20160428 7.2.2, ModifyTunnelAttributeResponseBody and
ModifyVpnConnectionAttributeResponseBody; read 2026-11-21.
"""

from __future__ import annotations

from dataclasses import replace

from cgw.models import Told, Tunnel, VpnConnection
from cgw_alibaba.connection_rows import Changed, ChangedTunnel
from cgw_alibaba.tunnels import Wire


def as_sent(wire: Wire) -> Tunnel:
    """A tunnel as it was sent."""
    psk = wire["TunnelIkeConfig"]["Psk"]
    return Tunnel(
        role=wire.get("Role"),
        number=wire.get("TunnelIndex"),
        customer_gateway_id=wire["CustomerGatewayId"],
        psk=psk,
        psk_visibility="known",
    )


def with_flag(found: VpnConnection, id: str, answer: ChangedTunnel) -> VpnConnection:
    """Without the BGP of a tunnel that the answer says has it switched off: no read says so."""
    if answer.bgp is None or answer.bgp.enabled is not False:
        return found
    tunnels = tuple(replace(t, bgp=None) if t.id == id else t for t in found.tunnels)
    return replace(found, tunnels=tunnels)


def with_keys(found: VpnConnection, sketch: VpnConnection) -> VpnConnection:
    """The keys that were sent, where the answer leaves them out."""
    if len(found.tunnels) != len(sketch.tunnels) or all(t.psk for t in found.tunnels):
        return found
    # Of a gateway's pair the role says which is which, of an attachment's the number.
    by_role = any(tunnel.role for tunnel in sketch.tunnels)
    sent = {t.role if by_role else t.number: t.psk for t in sketch.tunnels}
    tunnels = tuple(
        t
        if t.psk
        else replace(t, psk=sent.get(t.role if by_role else t.number), psk_visibility="known")
        for t in found.tunnels
    )
    return replace(found, tunnels=tunnels)


def with_description(found: VpnConnection, answer: Changed) -> VpnConnection:
    """With the description in its extras: nothing sets one, and no read tells it."""
    if not answer.description:
        return found
    return replace(found, origin=Told({"Description": answer.description, **found.extras}))

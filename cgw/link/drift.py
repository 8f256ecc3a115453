"""What differs between a connection of the link and what the plan wants, as a patch."""

from __future__ import annotations

from typing import Any

from cgw.link.ends import End
from cgw.link.live import pair
from cgw.link.model import OTHER, LinkPlan
from cgw.link.wanted import WantedConnection, ike, ipsec
from cgw.models import (
    Dpd,
    IkeSpec,
    IpsecSpec,
    Tunnel,
    TunnelPatch,
    VpnConnection,
    VpnConnectionPatch,
)

IKE = ("version", "encryption", "integrity", "dh_group", "lifetime_s")
IPSEC = ("encryption", "integrity", "pfs_group", "lifetime_s")


def changes(
    plan: LinkPlan, wanted: WantedConnection, live: VpnConnection, end: End
) -> VpnConnectionPatch | None:
    """What has to change; None if nothing that the cloud tells differs. Keys are no part of it."""
    here, there = plan.side(wanted.side), plan.side(OTHER[wanted.side])
    given: dict[str, Any] = {}
    sides = (
        ("local_cidrs", here.networks, live.local_cidrs, plan.mode == "policy"),
        ("remote_cidrs", there.networks, live.remote_cidrs, here.takes_networks),
    )
    given |= {
        n: nets for n, nets, told, counts in sides if counts and told and set(told) != set(nets)
    }
    if here.initiates and live.initiator and live.initiator != here.initiates:
        given["initiator"] = here.initiates
    patches = []
    for tunnel in live.tunnels:
        ours, _ = pair(live, tunnel, end)
        patch = _tunnel(tunnel, ike(plan, here, there), ipsec(plan, here))
        if patch:
            if len(live.tunnels) > 1:
                patch["local_address"] = ours
            patches.append(TunnelPatch(**patch))
    if patches:
        given["tunnels"] = tuple(patches)
    return VpnConnectionPatch(**given) if given else None


def _tunnel(tunnel: Tunnel, phase1: IkeSpec, phase2: IpsecSpec) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if _differs(tunnel.ike, phase1, IKE) or _renamed(tunnel, phase1):
        given["ike"] = phase1
    if _differs(tunnel.ipsec, phase2, IPSEC):
        given["ipsec"] = phase2
    if tunnel.dpd.enabled is False:
        given["dpd"] = Dpd(enabled=True)
    return given


def _differs(told: object, wanted: object, names: tuple[str, ...]) -> bool:
    """True if the cloud tells another value; what it does not tell differs from nothing."""
    for name in names:
        have = getattr(told, name)
        if have not in ("", None) and have != getattr(wanted, name):
            return True
    return False


def _renamed(tunnel: Tunnel, wanted: IkeSpec) -> bool:
    """A name that is wanted and another that is told; no name at all is the address itself."""
    return any(
        name is not None and told not in ("", None, name)
        for name, told in (
            (wanted.local_id, tunnel.ike.local_id),
            (wanted.remote_id, tunnel.ike.remote_id),
        )
    )

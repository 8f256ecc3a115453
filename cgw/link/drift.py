"""What differs between a connection of the link and what the plan wants: as a patch, and in keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from pydantic import SecretStr

from cgw.link.ends import End
from cgw.link.live import clouds, pair
from cgw.link.model import OTHER, Leg, LinkPlan, SideName
from cgw.link.wanted import WantedConnection, ike, ipsec
from cgw.models import (
    Dpd,
    IkeSpec,
    IpsecSpec,
    Tunnel,
    TunnelPatch,
    TunnelStatus,
    VpnConnection,
    VpnConnectionPatch,
)

Place: TypeAlias = tuple[SideName, VpnConnection, Tunnel]
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


def ends_of(
    plan: LinkPlan, leg: Leg, live: Mapping[SideName, Iterable[VpnConnection]]
) -> list[Place]:
    """A tunnel of the plan as each end has it, of those where it stands."""
    found: list[Place] = []
    for side, end in clouds(plan.link):
        wanted = (leg.at(side), leg.at(OTHER[side]))
        for one in live.get(side, ()):
            found += [(side, one, t) for t in one.tunnels if pair(one, t, end) == wanted]
    return found


def settle(plan: LinkPlan, leg: Leg, ends: list[Place]) -> tuple[SecretStr, list[Place]]:
    """The key of a tunnel, and the ends that it has to be given to.

    It is the caller's, else one that an end tells, else the plan's own new one. An end that never
    tells its key is given it anew while the other end is not there yet: so before the second end of
    a tunnel is made, both are known to have the same. It is also given the caller's key as long as
    the tunnel is not up.
    """
    both = len(list(clouds(plan.link))) == 2
    known = [t.psk for _, _, t in ends if t.psk is not None]
    key = leg.psk if plan.psk_given or not known else known[0]
    differ = any(psk.get_secret_value() != key.get_secret_value() for psk in known)
    unsure = differ or (both and len(ends) == 1)
    found = []
    for side, one, tunnel in ends:
        if tunnel.psk is not None:
            if tunnel.psk.get_secret_value() != key.get_secret_value():
                found.append((side, one, tunnel))
        elif unsure or (plan.psk_given and tunnel.status is not TunnelStatus.UP):
            found.append((side, one, tunnel))
    # Those that do not tell come first: after a crash, the others still show the difference.
    return key, sorted(found, key=lambda place: place[2].psk is not None)

"""New keys, one tunnel at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from pydantic import SecretStr

from cgw.errors import WaitError
from cgw.link.ends import Device, End, Link
from cgw.link.live import clouds, connections, link_of, pair
from cgw.link.model import LinkPlan, SideName
from cgw.link.profiles import Profile
from cgw.link.suites import check_psk, make_psk
from cgw.models import Tunnel, TunnelPatch, TunnelStatus, VpnConnection, VpnConnectionPatch

_Place: TypeAlias = tuple[SideName, End, VpnConnection, Tunnel]
Pair: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Rotated:
    """Tunnels that have a new key.

    Attributes:
        keys: by (a's address, b's address); what a device must be given.
        up: those that came up with it. A device's tunnel comes up once it has the key.
    """

    keys: Mapping[Pair, SecretStr] = field(repr=False)
    up: tuple[Pair, ...]


def rotate_psk(
    link: Link | LinkPlan,
    *,
    psk: SecretStr | None = None,
    timeout: float = 300.0,
    say: Callable[[str], None] | None = None,
) -> Rotated:
    """Give each tunnel a new key at both ends, and go on once it is up again.

    Each tunnel is down from the first end's change until the second's; the others stay up meanwhile.
    A run that was cut short is mended by another one. With a device only the cloud's end is changed.

    Args:
        psk: for every tunnel; None makes one for each.
        timeout: seconds for each change and for each tunnel to come up.

    Errors:
        WaitError: a tunnel between two clouds did not come up; later tunnels have their old keys.
        InvalidRequestError: a key that one end does not take.
    """
    tell = say or (lambda _: None)
    link = link_of(link)
    profiles = (_profile(link, "a"), _profile(link, "b"))
    if psk is not None:
        check_psk(psk, *profiles)
    both = len(list(clouds(link))) == 2
    keys: dict[Pair, SecretStr] = {}
    up: list[Pair] = []
    for where, places in sorted(_tunnels(link).items()):
        keys[where] = psk or make_psk(*profiles)
        for side, end, one, tunnel in places:
            tell(f"{side}: new key for {where[0]} - {where[1]} at {one.id}")
            address = tunnel.local_address if len(one.tunnels) > 1 else None
            patch = TunnelPatch(local_address=address, psk=keys[where])
            end.client.vpn_connections.update(
                one.id, VpnConnectionPatch(tunnels=(patch,)), timeout=timeout
            )
            end.client.vpn_connections.wait(one.id, "available", timeout=timeout)
        if both and len(places) == 2:
            for place in places:
                _wait_up(place, timeout)
            up.append(where)
    return Rotated(keys, tuple(up))


def _profile(link: Link, side: str) -> Profile:
    end = link.sides[side]
    return end.can if isinstance(end, Device) else end.profile


def _tunnels(link: Link) -> dict[Pair, list[_Place]]:
    """Both ends of each tunnel; those that do not tell their key come first."""
    found: dict[Pair, list[_Place]] = {}
    for side, end in clouds(link):
        for one in connections(link, end):
            for tunnel in one.tunnels:
                ours, theirs = pair(one, tunnel, end)
                where = (ours, theirs) if side == "a" else (theirs, ours)
                found.setdefault(where, []).append((side, end, one, tunnel))
    for places in found.values():
        places.sort(key=lambda place: place[3].psk is not None)
    return found


def _wait_up(place: _Place, timeout: float) -> None:
    """Wait for this one tunnel; the other one of its connection may be down for its own reasons."""
    side, end, one, tunnel = place
    wanted = pair(one, tunnel, end)
    if len(one.tunnels) == 1:
        end.client.vpn_connections.wait(one.id, "tunnel-up", timeout=timeout)
        return
    try:
        end.client.vpn_connections.wait(one.id, "all-tunnels-up", timeout=timeout)
    except WaitError as error:
        last = error.last
        told = [t for t in last.tunnels if pair(last, t, end) == wanted] if last else []
        if not told or told[0].status is not TunnelStatus.UP:
            raise WaitError(
                f"{side}: {one.id}: {wanted[0]} - {wanted[1]} did not come up with its new key",
                last=last,
                history=error.history,
            ) from error

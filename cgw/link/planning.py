"""Plan a link between two ends that stand already. Reads both gateways and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from ipaddress import IPv4Network, IPv6Network, ip_network
from math import lcm
from typing import TypeAlias

from pydantic import SecretStr

from cgw.errors import UnsupportedError
from cgw.link.ends import Device, End, Link, Peer, StalePlanError, side_name
from cgw.link.foreseeing import foreseen
from cgw.link.inside import Standing, free, none_left
from cgw.link.live import GONE, clouds, is_own, pair
from cgw.link.model import SIDES, Leg, LinkPlan, Mode, Side, SideName
from cgw.link.policies import Policy
from cgw.link.profiles import Profile
from cgw.link.rehearsing import rehearse
from cgw.link.sides import check_asns, make_sides
from cgw.link.suites import check_psk, choose, make_psk, nothing_common
from cgw.link.wanted import steps
from cgw.models import State, VpnGateway
from cgw.models.values import parse_cidr

Networks: TypeAlias = tuple[Sequence[str], Sequence[str]]
SETTLING = 300.0
"""Seconds that a gateway may take to be done with an earlier change."""
_Cidr: TypeAlias = IPv4Network | IPv6Network


def plan(
    a: Peer,
    b: Peer,
    *,
    networks: Networks,
    policy: Policy = "balanced",
    mode: Mode | None = None,
    psk: SecretStr | None = None,
    name: str = "",
) -> LinkPlan:
    """What it takes to tie two ends together, and the reason for each choice.

    Args:
        networks: behind ``a``, and behind ``b``.
        policy: ``strict``, ``balanced`` or ``legacy``; see `cgw.link.policies`.
        mode: None takes ``route`` if both have it, else ``policy``.
        psk: one for every tunnel; None has one made for each.
        name: of the link; empty has one made of the two ends.

    Errors:
        UnsupportedError: the two cannot be tied so; ``.field`` names the parameter, the message both
            sides' sets.
        InvalidRequestError: a key that one of them does not take.
        StalePlanError: a gateway is not available.
    """
    link = Link(a, b, name)
    pa, pb = _profile(a), _profile(b)
    behind = _networks(networks)
    chosen = _mode(pa, pb, mode)
    suite = choose(pa, pb, policy, a.sure, b.sure)
    if psk is not None:
        check_psk(psk, pa, pb)
    gateways = {side: _gateway(end) for side, end in link.sides.items()}
    sides = make_sides(link, (pa, pb), gateways, behind, suite, chosen)
    notes: list[str] = []
    if chosen == "bgp":
        check_asns(link, sides)
    standing = {side: _standing(link, side, end) for side, end in clouds(link)}
    legs = _legs(link, sides, (pa, pb), chosen, psk, standing)
    withheld = () if psk is not None else _withheld(standing, legs)
    if withheld:
        told = ", ".join(str(number) for number in withheld)
        notes.append(
            f"the key of tunnel {told} is set and no end tells it; it stays (rotate_psk makes a new one)"
        )
    for side in SIDES:
        notes += _notes(sides[side], gateways[side], chosen)
    if sides["a"].initiates is None and sides["b"].initiates is None:
        notes.append("who begins cannot be set at either end; if both wait, send traffic")
    if len(legs) == 1:
        notes.append("one tunnel: the link is down whenever either end is maintained")
    made = LinkPlan(
        link=link,
        id=link.id,
        policy=policy,
        mode=chosen,
        suite=suite,
        a=sides["a"],
        b=sides["b"],
        legs=legs,
        psk_given=psk is not None,
        withheld=withheld,
        notes=tuple(notes),
    )
    rehearse(made)
    standing_now = {side: one.connections for side, one in standing.items()}
    return steps(replace(made, changes=foreseen(made, standing_now)))


def _profile(end: Peer) -> Profile:
    return end.can if isinstance(end, Device) else end.profile


def _gateway(end: Peer) -> VpnGateway | None:
    if isinstance(end, Device):
        return None
    gateway = end.client.vpn_gateways.get(end.gateway_id)
    if gateway.state is State.UPDATING:  # the change before this one is not over yet
        gateway = end.client.vpn_gateways.wait(end.gateway_id, timeout=SETTLING) or gateway
    if gateway.state is not State.AVAILABLE or not gateway.addresses:
        raise StalePlanError(f"{end.label} is {gateway.raw_state or gateway.state}, not available")
    if gateway.ipsec is False:
        raise UnsupportedError(f"{end.label} does not serve IPsec", field="ipsec")
    return gateway


def _mode(a: Profile, b: Profile, wanted: Mode | None) -> Mode:
    both = a.ipsec.modes & b.ipsec.modes
    order: tuple[Mode, ...] = (wanted,) if wanted else ("route", "policy")
    for one in order:
        if one in both:
            return one
    raise nothing_common(
        *("mode", a, b, ", ".join(sorted(a.ipsec.modes)), ", ".join(sorted(b.ipsec.modes))),
        f"; wanted {' or '.join(order)}",
    )


def _networks(networks: Networks) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for side, given in zip(SIDES, networks, strict=True):
        try:
            found[side] = tuple(dict.fromkeys(parse_cidr(text) for text in given))
        except ValueError as error:
            raise UnsupportedError(f"networks: {side}: {error}", field="networks") from None
        if not found[side] or isinstance(given, str):
            raise UnsupportedError(f"networks: {side}: a list of at least one", field="networks")
    clash = [
        f"{x} at a and {y} at b"
        for x in found["a"]
        for y in found["b"]
        if _overlap(ip_network(x), ip_network(y))
    ]
    if clash:
        raise UnsupportedError(f"networks: these overlap: {'; '.join(clash)}", field="networks")
    return found


def _overlap(x: _Cidr, y: _Cidr) -> bool:
    return x.version == y.version and x.overlaps(y)


# ---------------------------------------------------------------- tunnels


def _legs(
    link: Link,
    sides: dict[SideName, Side],
    profiles: tuple[Profile, Profile],
    mode: Mode,
    psk: SecretStr | None,
    standing: Mapping[SideName, Standing],
) -> tuple[Leg, ...]:
    """Each address of either end in turn; no two tunnels have the same pair of addresses.

    A tunnel that stands keeps its inside network, and its key if an end tells it.
    """
    ours, theirs = sides["a"].addresses, sides["b"].addresses
    pairs = [(ours[n % len(ours)], theirs[n % len(theirs)]) for n in range(_count(sides, mode))]
    told = [_told(standing, one) for one in pairs]
    nets = iter(free(profiles, standing.values()) if mode == "bgp" else ())
    found = []
    for number, (mine, his) in enumerate(pairs):
        key, inside = told[number]
        if mode != "bgp":
            inside = None
        elif inside is None and (inside := next(nets, None)) is None:
            raise none_left(profiles, len(pairs))
        # The first address belongs to the same end whichever of the two is called a.
        hosts = [str(host) for host in ip_network(inside).hosts()] if inside else [None, None]
        if side_name(link, "a") == "y":
            hosts.reverse()
        found.append(
            Leg(
                number=number,
                a=mine,
                b=his,
                psk=psk or key or make_psk(*profiles),
                inside=inside,
                a_inside=hosts[0],
                b_inside=hosts[1],
            )
        )
    return tuple(found)


def _count(sides: dict[SideName, Side], mode: Mode) -> int:
    """How many tunnels: each address of one end with each of the other's, in turn.

    In mode ``policy`` networks alone tell connections apart, so no address may carry two of them.

    Errors:
        UnsupportedError: that cannot be had.
    """
    n, m = (len(sides[side].addresses) for side in SIDES)
    if mode != "policy":
        return lcm(n, m)
    for count in (lcm(n, m), min(n, m)):
        if all(
            count <= len(s.addresses) and count % s.per_connection == 0
            for s in sides.values()
            if s.is_cloud
        ):
            return count
    told = "; ".join(
        f"{s.side} ({s.provider}) has {len(s.addresses)} addresses, {s.per_connection} in a connection"
        for s in sides.values()
    )
    raise UnsupportedError(
        f"mode: two connections of one address would have the same networks in mode 'policy': {told}; "
        "mode 'route' can",
        field="mode",
    )


def _standing(link: Link, side: SideName, end: End) -> Standing:
    """What the gateway's connections have: the link's own tunnels, and inside networks of others."""
    own, others, mine = {}, set(), []
    for one in end.client.vpn_connections.list(vpn_gateway_id=end.gateway_id):
        if is_own(link, end, one) and one.state not in GONE:
            mine.append(one)
        for tunnel in one.tunnels:
            inside = tunnel.bgp.tunnel_cidr if tunnel.bgp else None
            if not is_own(link, end, one):
                others.add(inside)
                continue
            ours, theirs = pair(one, tunnel, end)
            own[(ours, theirs) if side == "a" else (theirs, ours)] = (tunnel.psk, inside)
    return Standing(own, frozenset(net for net in others if net), tuple(mine))


def _told(
    standing: Mapping[SideName, Standing], pair: tuple[str, str]
) -> tuple[SecretStr | None, str | None]:
    keys, nets = [], []
    for one in standing.values():
        key, inside = one.own.get(pair, (None, None))
        keys.append(key)
        nets.append(inside)
    return next((k for k in keys if k is not None), None), next((n for n in nets if n), None)


def _withheld(standing: Mapping[SideName, Standing], legs: tuple[Leg, ...]) -> tuple[int, ...]:
    """Tunnels that stand at every cloud's end and whose key none of them tells."""
    return tuple(
        leg.number
        for leg in legs
        if all(one.own.get((leg.a, leg.b), ("", ""))[0] is None for one in standing.values())
    )


def _notes(side: Side, gateway: VpnGateway | None, mode: Mode) -> list[str]:
    found = []
    if gateway is not None:
        billing = gateway.billing
        until = f" until {billing.expires_at:%Y-%m-%d}" if billing.expires_at else ""
        kind = f"{billing.mode}{until}" if billing.mode else "in a way the cloud does not tell"
        found.append(
            f"{side.side}: the gateway is billed ({kind}) whether the link stands or not; a "
            "connection and its traffic may be billed too, see the cloud's price list"
        )
        if billing.locked:
            found.append(f"{side.side}: the gateway is locked (arrears or a security measure)")
        if mode == "route" and not side.routes:
            found.append(f"{side.side}: the connection itself carries the routes")
        found.append(
            f"{side.side}: a customer gateway's address can never be changed, only replaced"
        )
    else:
        found.append(f"{side.side}: cgw does not configure a device; give it what the plan says")
    return found

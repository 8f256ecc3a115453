"""Why a link is not up: the first parameter that differs between its two ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cgw.link.comparing import Difference, Half, differences
from cgw.link.ends import End, Link
from cgw.link.live import Pair, clouds, connections, link_of, pair, uneven
from cgw.link.model import OTHER, Leg, LinkPlan, SideName
from cgw.link.wanted import ike, ipsec
from cgw.models import (
    BgpState,
    DpdState,
    Ike,
    Ipsec,
    State,
    Tunnel,
    TunnelStatus,
    VpnConnection,
    to_dict,
    to_json,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that differs, or is not there, at one tunnel.

    Attributes:
        field: in the words of the specs; ``connection`` or ``state`` if it does not even stand.
        tunnel: the two public addresses, a's first.
        a, b: what either end has; never a key.
        breaks: True if the tunnel cannot come up so, False if it hurts later, None if that cannot
            be told.
    """

    field: str
    tunnel: str
    a: str = ""
    b: str = ""
    breaks: bool | None = True
    text: str = ""

    def __str__(self) -> str:
        more = f" ({self.text})" if self.text else ""
        return f"{self.tunnel}: {self.field}: a has {self.a}, b has {self.b}{more}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What was found.

    Attributes:
        up: every tunnel is up at every cloud's end, and both ends tell of the same ones.
        findings: by tunnel, first what fails first.
        words: what each cloud says of each tunnel, in its own words.
    """

    id: str
    up: bool
    findings: tuple[Finding, ...]
    words: tuple[str, ...] = ()

    @property
    def first(self) -> Finding | None:
        """What to look at first: what surely breaks, else what cannot be told of a link that is down,
        else what hurts later.
        """
        sure = [one for one in self.findings if one.breaks]
        unsure = [one for one in self.findings if one.breaks is None and not self.up]
        later = [one for one in self.findings if one.breaks is False]
        return next(iter([*sure, *unsure, *later]), None)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        told: dict[str, Any] = to_dict(self)
        return told | {"first": to_dict(self.first) if self.first else None}

    def to_json(self, *, indent: int | None = None) -> str:
        """`to_dict` as JSON text."""
        return to_json(self.to_dict(), indent=indent)

    def text(self) -> str:
        """For people."""
        first = self.first
        if first is None:
            verdict = "up" if self.up else "down, and nothing differs that the clouds tell"
        else:
            verdict = f"{'up' if self.up else 'down'}; look at {first.field}"
        lines = [f"link {self.id}: {verdict}", *(f"  {one}" for one in self.findings)]
        return "\n".join([*lines, *(f"  {word}" for word in self.words)])

    def __str__(self) -> str:
        return self.text()


def diagnose(link: Link | LinkPlan) -> Diagnosis:
    """Read both ends and name what differs. Changes nothing.

    A key is compared where both ends tell it; else it is said to be withheld. A device is compared
    by what its plan says it must have, so give the plan for a link with one.
    """
    plan = link if isinstance(link, LinkPlan) else None
    link = link_of(link)
    halves: dict[SideName, list[Half]] = {}
    findings: list[Finding] = []
    words: list[str] = []
    up = True
    for side, end in clouds(link):
        halves[side] = list(_halves(link, end))
        up = up and bool(halves[side])
        for half in halves[side]:
            tunnel = half.tunnel
            up = up and tunnel.status is TunnelStatus.UP
            words.append(
                f"{side} says of {half.local} - {half.peer}: {tunnel.status}"
                f" ({tunnel.raw_status or 'nothing'})"
            )
        if not halves[side]:
            findings.append(_told(side, "connection", "", "none", "the link was never made here"))
        findings += _unready(side, halves[side])
    told: dict[SideName, list[Pair]] = {
        side: [(half.local, half.peer) for half in found] for side, found in halves.items() if found
    }
    up = up and not uneven(told, plan)
    if plan is not None:
        for name in ("a", "b"):
            side_name: SideName = "a" if name == "a" else "b"
            if not plan.side(side_name).is_cloud:
                halves[side_name] = [_as_planned(plan, side_name, leg) for leg in plan.legs]
    if len(halves) == 2:
        findings += _compare(halves["a"], halves["b"])
    return Diagnosis(
        id=link.id,
        up=up,
        findings=tuple(one for one in findings if not (up and one.breaks is None)),
        words=tuple(words),
    )


def _halves(link: Link, end: End) -> Iterator[Half]:
    for one in connections(link, end):
        for tunnel in one.tunnels:
            yield Half(one, tunnel, *pair(one, tunnel, end))


def _unready(side: SideName, halves: list[Half]) -> Iterator[Finding]:
    for half in halves:
        state = half.connection.state
        if state is not State.AVAILABLE:
            where = _pair(side, half)
            yield _told(side, "state", where, str(state), f"{half.connection.id} is {state}")


def _compare(ours: list[Half], theirs: list[Half]) -> Iterator[Finding]:
    there = {(half.peer, half.local): half for half in theirs}
    here = {(half.local, half.peer): half for half in ours}
    for where, half in here.items():
        other = there.get(where)
        if other is None:
            yield _alone("a", half, theirs)
            continue
        for found in differences(half, other):
            yield _finding(found, f"{where[0]} - {where[1]}")
    for where, half in there.items():
        if where not in here:
            yield _alone("b", half, ours)


def _alone(side: SideName, half: Half, others: list[Half]) -> Finding:
    """A tunnel whose peer has none back to it."""
    back = ", ".join(f"{o.local} - {o.peer}" for o in others) or "nothing"
    return _told(
        *(side, "peer_address", _pair(side, half), f"{half.local} - {half.peer}"),
        "no tunnel of the other end leads back",
        other=back,
    )


def _told(
    side: SideName, field: str, where: str, value: str, text: str, other: str = ""
) -> Finding:
    a, b = (value, other) if side == "a" else (other, value)
    return Finding(field=field, tunnel=where, a=a, b=b, text=text)


def _finding(found: Difference, where: str) -> Finding:
    return Finding(
        field=found.field,
        tunnel=where,
        a=found.a,
        b=found.b,
        breaks=found.breaks,
        text=found.text,
    )


def _pair(side: SideName, half: Half) -> str:
    ends = (half.local, half.peer) if side == "a" else (half.peer, half.local)
    return " - ".join(ends)


def _as_planned(plan: LinkPlan, side: SideName, leg: Leg) -> Half:
    """The device's end as the plan says it must be."""
    here, there = plan.side(side), plan.side(OTHER[side])
    one, two = ike(plan, here, there), ipsec(plan, here)
    local, peer = leg.at(side), leg.at(OTHER[side])
    inside = (leg.a_inside, leg.b_inside) if side == "a" else (leg.b_inside, leg.a_inside)
    tunnel = Tunnel(
        local_address=local,
        peer_address=peer,
        psk=leg.psk,
        psk_visibility="known",
        ike=Ike(**one.model_dump(exclude={"mode"})),
        ipsec=Ipsec(**two.model_dump()),
        dpd=DpdState(enabled=True),
        bgp=BgpState(tunnel_cidr=leg.inside, local_address=inside[0]) if leg.inside else None,
    )
    connection = VpnConnection(
        id=here.label,
        provider=here.provider,
        region="",
        state=State.AVAILABLE,
        mode=plan.mode,
        local_cidrs=here.networks,
        remote_cidrs=there.networks,
        tunnels=(tunnel,),
        initiator=here.initiates,
    )
    return Half(connection, tunnel, local, peer)

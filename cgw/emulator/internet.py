"""The simulated internet: whether two ends of a tunnel would come up, and if not, why.

Knows no vendor's words, only the neutral ones of `cgw.models.crypto`. Nothing is sent: two `End`
are compared in the order in which real daemons find fault.

Source: strongSwan, two daemons per row (``tests/data/strongswan_verdicts.json``); where that says
nothing, RFC 7296 (IKEv2) and RFC 2409 (IKEv1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_network
from itertools import product
from typing import Literal, TypeAlias

Phase: TypeAlias = Literal["none", "phase1", "phase2", "up"]
Proposal: TypeAlias = tuple[str, str, str]
_REACHED: dict[Phase, int] = {"none": 0, "phase1": 1, "phase2": 2, "up": 3}
_EVERYTHING = ("0.0.0.0/0",)


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """One end of one tunnel. Its repr never shows the PSK.

    Attributes:
        owner: free text for people, e.g. "alibaba vco-1 tun-1".
        ike_mode: of IKEv1; IKEv2 has none.
        ike: proposals (encryption, integrity, DH group), preferred first. With a GCM cipher the
            integrity word names the pseudo-random function.
        esp: proposals (encryption, integrity, PFS group or "none"). With GCM the integrity word
            counts for nothing.
        local_id, remote_id: "" means the address itself.
        local_selectors, remote_selectors: CIDRs behind this end and behind the other.
        initiates: False only answers.
    """

    owner: str
    local_address: str
    peer_address: str
    psk: str = field(repr=False)
    ike_version: str = "ikev2"
    ike_mode: str = "main"
    ike: tuple[Proposal, ...]
    esp: tuple[Proposal, ...]
    local_id: str = ""
    remote_id: str = ""
    local_selectors: tuple[str, ...] = _EVERYTHING
    remote_selectors: tuple[str, ...] = _EVERYTHING
    initiates: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How far a tunnel comes, seen from one end.

    Attributes:
        phase: the one that fails; "none" if nothing was negotiated, "up" if nothing fails.
        parameter: what does not agree, in our field words ("psk", "ike.version", "ike.mode",
            "ike.encryption", "ike.integrity", "ike.dh_group", "ike.identity",
            "ipsec.encryption", "ipsec.integrity", "ipsec.pfs_group", "selectors",
            "peer_address", "initiator"), "" when up.
        local, remote: both values as text; never a PSK, that only "differs".
        text: a sentence for people; also says what will go wrong later on a tunnel that is up.
    """

    up: bool
    phase: Phase
    parameter: str
    local: str = ""
    remote: str = ""
    text: str = ""


class Internet:
    """Every end of every tunnel, by a key of its owner's choice."""

    def __init__(self) -> None:
        self._ends: dict[str, End] = {}

    def put(self, key: str, end: End) -> None:
        """Let an end stand there, in place of the one with the same key."""
        self._ends[key] = end

    def drop(self, key: str) -> None:
        """Take an end away; one that is not there is fine."""
        self._ends.pop(key, None)

    def ends(self) -> dict[str, End]:
        """Every end that stands there."""
        return dict(self._ends)

    def verdict(self, key: str) -> Verdict:
        """How far this end comes with the end at its peer address that points back at it.

        Of several the one it comes furthest with counts.

        Errors:
            KeyError: no such end.
        """
        ends = self.ends()
        end = ends.pop(key)
        there = [other for other in ends.values() if other.local_address == end.peer_address]
        verdicts = [negotiate(end, other) for other in there]
        if verdicts:
            return max(verdicts, key=lambda verdict: _REACHED[verdict.phase])
        return Verdict(
            up=False,
            phase="none",
            parameter="peer_address",
            local=end.peer_address,
            text=f"nobody answers at {end.peer_address}",
        )


@dataclass(frozen=True, slots=True)
class _Fault:
    """What an attempt broke on; values in the order initiator, responder."""

    phase: Phase
    parameter: str
    ours: str
    theirs: str


def negotiate(a: End, b: End) -> Verdict:
    """How far ``a`` comes with ``b``, seen from ``a``.

    Each end that initiates tries once; the tunnel is up if one attempt succeeds, otherwise the
    attempt that came further is told.
    """
    if a.peer_address != b.local_address or b.peer_address != a.local_address:
        local, remote = (
            (a.peer_address, b.local_address)
            if a.peer_address != b.local_address
            else (a.local_address, b.peer_address)
        )
        return _told(a, b, _Fault("none", "peer_address", local, remote))
    attempts = [
        (starter, _attempt(starter, other))
        for starter, other in ((a, b), (b, a))
        if starter.initiates
    ]
    if not attempts:
        return _told(a, b, _Fault("none", "initiator", "answers only", "answers only"))
    starter, fault = max(attempts, key=lambda tried: _REACHED[tried[1].phase] if tried[1] else 3)
    if fault is None:
        return Verdict(up=True, phase="up", parameter="", text=_later(a, b))
    if starter is not a:
        fault = _Fault(fault.phase, fault.parameter, fault.theirs, fault.ours)
    return _told(a, b, fault)


def _told(a: End, b: End, fault: _Fault) -> Verdict:
    text = f"{fault.parameter}: {a.owner} has {fault.ours}, {b.owner} has {fault.theirs}"
    if fault.parameter == "psk":
        text = f"psk: {a.owner} and {b.owner} have different keys"
    return Verdict(
        up=False,
        phase=fault.phase,
        parameter=fault.parameter,
        local=fault.ours,
        remote=fault.theirs,
        text=text,
    )


def _later(a: End, b: End) -> str:
    """What a tunnel that comes up will break on at the first rekeying."""
    return ""


def _attempt(starter: End, other: End) -> _Fault | None:
    faults = _ikev2(starter, other) if starter.ike_version == "ikev2" else _ikev1(starter, other)
    return next(faults, None)


def _ikev2(starter: End, other: End) -> Iterator[_Fault]:
    yield from _version(starter, other)
    yield from _proposals(starter, other, "ike")
    yield from _identity(starter, other)
    yield from _psk(starter, other)
    yield from _selectors(starter, other)
    yield from _proposals(starter, other, "ipsec")


def _ikev1(starter: End, other: End) -> Iterator[_Fault]:
    yield from _version(starter, other)
    yield from _proposals(starter, other, "ike")
    if starter.ike_mode != other.ike_mode:
        yield _Fault("phase1", "ike.mode", starter.ike_mode, other.ike_mode)
    yield from _psk(starter, other)
    yield from _identity(starter, other)
    yield from _selectors(starter, other)
    yield from _proposals(starter, other, "ipsec")


def _version(starter: End, other: End) -> Iterator[_Fault]:
    if starter.ike_version != other.ike_version:
        yield _Fault("phase1", "ike.version", starter.ike_version, other.ike_version)


def _psk(starter: End, other: End) -> Iterator[_Fault]:
    if starter.psk != other.psk:
        yield _Fault("phase1", "psk", "differs", "differs")


def _identity(starter: End, other: End) -> Iterator[_Fault]:
    pairs = (
        (starter.local_id or starter.local_address, other.remote_id or other.peer_address),
        (starter.remote_id or starter.peer_address, other.local_id or other.local_address),
    )
    for ours, theirs in pairs:
        if ours != theirs:
            yield _Fault("phase1", "ike.identity", ours, theirs)


def _proposals(starter: End, other: End, part: Literal["ike", "ipsec"]) -> Iterator[_Fault]:
    """The pair of proposals that agrees longest; a fault if none agrees to the end."""
    words = ("encryption", "integrity", "dh_group" if part == "ike" else "pfs_group")
    ours, theirs = (starter.ike, other.ike) if part == "ike" else (starter.esp, other.esp)
    agreed = max((_agreed(x, y, part) for x, y in product(ours, theirs)), default=0)
    if agreed < len(words):
        yield _Fault(
            "phase1" if part == "ike" else "phase2",
            f"{part}.{words[agreed]}",
            _list(proposal[agreed] for proposal in ours),
            _list(proposal[agreed] for proposal in theirs),
        )


def _agreed(x: Proposal, y: Proposal, part: str) -> int:
    """How many words agree before the first that does not."""
    for place, (ours, theirs) in enumerate(zip(x, y, strict=True)):
        if ours != theirs and not (part == "ipsec" and place == 1 and "gcm" in x[0]):
            return place
    return 3


def _selectors(starter: End, other: End) -> Iterator[_Fault]:
    """IKEv2 narrows to what both allow (RFC 7296, 2.9); IKEv1 wants the same (RFC 2409, 5.5)."""
    sides = (
        (starter.local_selectors, other.remote_selectors),
        (starter.remote_selectors, other.local_selectors),
    )
    for ours, theirs in sides:
        mine, yours = (sorted({ip_network(text) for text in side}) for side in (ours, theirs))
        fits = (
            any(x.overlaps(y) for x, y in product(mine, yours))
            if starter.ike_version == "ikev2"
            else mine == yours
        )
        if not fits:
            yield _Fault("phase2", "selectors", _list(ours), _list(theirs))


def _list(words: Iterator[str] | tuple[str, ...]) -> str:
    return ", ".join(dict.fromkeys(words))

"""The simulated internet: whether two ends of a tunnel would come up, and if not, why.

Knows no vendor's words, only the neutral ones of `cgw.models.crypto`. Nothing is sent: two `End`
are compared in the order in which real daemons find fault.

Source: strongSwan, two daemons per row (``tests/data/strongswan_verdicts.json``); where that says
nothing, RFC 7296 (IKEv2) and RFC 2409 (IKEv1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
        self._at: dict[str, dict[str, End]] = {}  # by local address

    def put(self, key: str, end: End) -> None:
        """Let an end stand there, in place of the one with the same key."""
        self.drop(key)
        self._ends[key] = end
        self._at.setdefault(end.local_address, {})[key] = end

    def drop(self, key: str) -> None:
        """Take an end away; one that is not there is fine."""
        end = self._ends.pop(key, None)
        if end is not None:
            del self._at[end.local_address][key]

    def ends(self) -> dict[str, End]:
        """Every end that stands there."""
        return dict(self._ends)

    def verdict(self, key: str) -> Verdict:
        """How far this end comes with the end at its peer address that points back at it.

        Of several the one it comes furthest with counts.

        Errors:
            KeyError: no such end.
        """
        end = self._ends[key]
        there = self._at.get(end.peer_address, {})
        verdicts = [negotiate(end, other) for name, other in there.items() if name != key]
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

    def turned(self) -> _Fault:
        return _Fault(self.phase, self.parameter, self.theirs, self.ours)


def negotiate(a: End, b: End) -> Verdict:
    """How far ``a`` comes with ``b``, seen from ``a``.

    Each end that initiates tries once, because it can matter who begins: an IKEv1 initiator fixes
    the DH group before it is asked, and asks for every pair of its networks. The tunnel is up if
    one attempt succeeds; else the one that came further is told, ``a``'s own if both came as far.
    """
    if a.peer_address != b.local_address:
        return _told(a, b, _Fault("none", "peer_address", a.peer_address, b.local_address))
    if b.peer_address != a.local_address:
        return _told(a, b, _Fault("none", "peer_address", a.local_address, b.peer_address))
    faults: list[_Fault] = []
    for starter, other in ((a, b), (b, a)):
        if starter.initiates:
            fault = next(_faults(starter, other), None)
            if fault is None:
                return Verdict(up=True, phase="up", parameter="", text=_later(a, b))
            faults.append(fault if starter is a else fault.turned())
    if not faults:
        return _told(a, b, _Fault("none", "initiator", "answers only", "answers only"))
    return _told(a, b, max(faults, key=lambda fault: _REACHED[fault.phase]))


def _told(a: End, b: End, fault: _Fault) -> Verdict:
    told = f"{a.owner} has {fault.ours}, {b.owner} has {fault.theirs}"
    if fault.parameter == "psk":
        told = f"{a.owner} and {b.owner} have different keys"
    if fault.parameter == "ike.encryption" and fault.ours == fault.theirs:
        told = (
            f"IKEv1 has no combined ciphers in phase 1, {a.owner} and {b.owner} want {fault.ours}"
        )
    return Verdict(
        up=False,
        phase=fault.phase,
        parameter=fault.parameter,
        local=fault.ours,
        remote=fault.theirs,
        text=f"{fault.parameter}: {told}",
    )


def _later(a: End, b: End) -> str:
    """What can still hurt on a tunnel that comes up."""
    if a.ike_version == "ikev2" and _closest(a.esp, b.esp, "ipsec") < 3:
        groups = f"{a.owner} has {_words(a.esp, 2)}, {b.owner} has {_words(b.esp, 2)}"
        return f"the first rekeying will fail on ipsec.pfs_group: {groups}"
    nets = _sides(a, b)
    if a.ike_version == "ikev1" and any(set(ours) != set(theirs) for ours, theirs in nets):
        return "selectors differ: strongSwan narrows them, other IKEv1 gateways may refuse"
    return ""


def _faults(starter: End, other: End) -> Iterator[_Fault]:
    """Everything wrong, in the order in which daemons come upon it."""
    if starter.ike_version != other.ike_version:
        yield _Fault("phase1", "ike.version", starter.ike_version, other.ike_version)
        return
    yield from _phase1_proposals(starter, other)
    psk = [_Fault("phase1", "psk", "differs", "differs")] if starter.psk != other.psk else []
    mode = (
        [_Fault("phase1", "ike.mode", starter.ike_mode, other.ike_mode)]
        if starter.ike_version == "ikev1" and starter.ike_mode != other.ike_mode
        else []
    )
    me = _identity(starter.local_id or starter.local_address, other.remote_id or other.peer_address)
    it = _identity(starter.remote_id or starter.peer_address, other.local_id or other.local_address)
    if starter.ike_version == "ikev2":
        yield from (*me, *it, *psk)
    elif starter.ike_mode == "main":  # the key decrypts what the identity comes in
        yield from (*psk, *me, *mode, *it)
    else:
        yield from (*me, *mode, *it, *psk)
    yield from _selectors(starter, other)
    yield from _phase2_proposals(starter, other)


def _identity(ours: str, theirs: str) -> list[_Fault]:
    return [_Fault("phase1", "ike.identity", ours, theirs)] if ours != theirs else []


def _phase1_proposals(starter: End, other: End) -> Iterator[_Fault]:
    ours, theirs = _possible(starter), _possible(other)
    agreed = _closest(ours, theirs, "ike")
    if agreed < 3:
        place = "encryption", "integrity", "dh_group"
        values = (_words(end.ike, agreed) for end in (starter, other))
        yield _Fault("phase1", f"ike.{place[agreed]}", *values)
    elif starter.ike_version == "ikev1" and starter.ike_mode == "aggressive":
        # The first message carries a key share, so the group is no longer open (RFC 2409, 5.4).
        first, chosen = starter.ike[0][2], _chosen(starter, other)[2]
        if first != chosen:
            yield _Fault("phase1", "ike.dh_group", first, chosen)


def _phase2_proposals(starter: End, other: End) -> Iterator[_Fault]:
    """IKEv2 leaves the group out of the first CHILD_SA (RFC 7296, 1.2); see `_later`."""
    offered = starter.esp
    if starter.ike_version == "ikev1":
        # One group for all offers (RFC 2409, 5.5): phase 1's if it is among them, else the first.
        groups = [proposal[2] for proposal in offered if proposal[2] != "none"] or ["none"]
        wanted = _chosen(starter, other)[2]
        group = wanted if wanted in groups else groups[0]
        offered = tuple(proposal for proposal in offered if proposal[2] == group)
    agreed = _closest(offered, other.esp, "ipsec")
    if agreed < (2 if starter.ike_version == "ikev2" else 3):
        place = "encryption", "integrity", "pfs_group"
        values = (_words(esp, agreed) for esp in (offered, other.esp))
        yield _Fault("phase2", f"ipsec.{place[agreed]}", *values)


def _possible(end: End) -> tuple[Proposal, ...]:
    """Combined ciphers in phase 1 came with IKEv2 (RFC 5282)."""
    if end.ike_version == "ikev2":
        return end.ike
    return tuple(proposal for proposal in end.ike if "gcm" not in proposal[0])


def _chosen(starter: End, other: End) -> Proposal:
    """The phase 1 proposal the responder takes: the first of its own that was offered."""
    offered = _possible(starter)
    return next(proposal for proposal in _possible(other) if proposal in offered)


def _closest(ours: Iterable[Proposal], theirs: Iterable[Proposal], part: str) -> int:
    """How many words the pair of proposals that agrees longest agrees in, from the left."""
    return max((_agreed(x, y, part) for x, y in product(ours, theirs)), default=0)


def _agreed(x: Proposal, y: Proposal, part: str) -> int:
    for place, (ours, theirs) in enumerate(zip(x, y, strict=True)):
        if ours != theirs and not (part == "ipsec" and place == 1 and "gcm" in x[0]):
            return place
    return 3


def _selectors(starter: End, other: End) -> Iterator[_Fault]:
    """Both narrow to what both allow. An IKEv1 SA has one pair of networks, and each must find one."""
    if starter.ike_version == "ikev2":
        fits = all(
            any(_overlap(x, y) for x, y in product(ours, theirs))
            for ours, theirs in _sides(starter, other)
        )
    else:
        fits = all(
            any(_overlap(local, far) and _overlap(remote, near) for near, far in _pairs(other))
            for local, remote in _pairs(starter)
        )
    if not fits:
        yield _Fault("phase2", "selectors", _networks(starter), _networks(other))


def _sides(a: End, b: End) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    return (a.local_selectors, b.remote_selectors), (a.remote_selectors, b.local_selectors)


def _pairs(end: End) -> Iterable[tuple[str, str]]:
    return product(end.local_selectors, end.remote_selectors)


def _overlap(x: str, y: str) -> bool:
    one, two = ip_network(x, strict=False), ip_network(y, strict=False)
    return one.version == two.version and one.overlaps(two)


def _networks(end: End) -> str:
    return f"{', '.join(end.local_selectors)} - {', '.join(end.remote_selectors)}"


def _words(proposals: Iterable[Proposal], place: int) -> str:
    return ", ".join(dict.fromkeys(proposal[place] for proposal in proposals))

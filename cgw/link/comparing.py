"""Two ends of one tunnel side by side: what differs, in the order in which daemons find fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cgw.models import Tunnel, VpnConnection

WITHHELD = "withheld"
DIFFERENT = "(different)"
EVERYTHING = ("0.0.0.0/0",)


@dataclass(frozen=True, slots=True)
class Half:
    """One end of a tunnel.

    Attributes:
        local, peer: public addresses.
    """

    connection: VpnConnection
    tunnel: Tunnel
    local: str
    peer: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A parameter that differs.

    Attributes:
        field: in the words of the specs (``"ike.dh_group"``).
        a, b: both values; of a key only that it differs or is withheld.
        breaks: True if the tunnel cannot come up so, False if it hurts later, None if it cannot be
            told (a key that is withheld).
    """

    field: str
    a: str
    b: str
    breaks: bool | None
    text: str = ""


def distinct(connections: Iterable[VpnConnection]) -> list[VpnConnection]:
    """Each connection once, however often it was read; the first place is kept."""
    return list({(one.provider, one.region, one.id): one for one in connections}.values())


def couples(halves: Iterable[Half]) -> Iterator[tuple[Half, Half]]:
    """Both ends of tunnels, each couple once.

    Where an end has several tunnels between the same two addresses, networks, identities and inside
    networks tell them apart; those that have more than one match, or none, are no couple.
    """
    told: dict[tuple[str, str], list[Half]] = {}
    for half in halves:
        if half.local and half.peer:
            told.setdefault((half.local, half.peer), []).append(half)
    for (local, peer), ours in told.items():
        theirs = told.get((peer, local), [])
        if (local, peer) < (peer, local):
            yield from _one_to_one(ours, theirs)


def _one_to_one(ours: list[Half], theirs: list[Half]) -> Iterator[tuple[Half, Half]]:
    # With one at each end what differs is a finding, and no reason to part them.
    alone = len(ours) == len(theirs) == 1
    fits = [
        (a, b)
        for a in ours
        for b in theirs
        if _gateway(a) != _gateway(b) and (alone or _mirrored(a, b))
    ]
    for a, b in fits:
        if sum(x is a or y is b for x, y in fits) == 1:
            yield a, b


def _gateway(half: Half) -> tuple[str, str, str]:
    one = half.connection
    return one.provider, one.region, one.vpn_gateway_id or one.id


def _mirrored(a: Half, b: Half) -> bool:
    """True if nothing that tells tunnels apart says that these two are not each other's."""
    ours, theirs = _selectors(a.connection), _selectors(b.connection)[::-1]
    nets = all(not x or not y or x == y for x, y in zip(ours, theirs, strict=True))
    one, two = a.tunnel.bgp, b.tunnel.bgp
    told = {bgp.tunnel_cidr for bgp in (one, two) if bgp and bgp.tunnel_cidr}
    return nets and len(told) < 2 and not any(_identities(a, b))


def differences(a: Half, b: Half) -> Iterator[Difference]:
    """What differs, first what fails first. What an end does not tell differs from nothing."""
    yield from _phase1(a, b)
    yield from _phase2(a, b)
    yield from _later(a, b)


def _phase1(a: Half, b: Half) -> Iterator[Difference]:
    one, two = a.tunnel.ike, b.tunnel.ike
    names = ["version", "encryption", "integrity", "dh_group"]
    if one.version == two.version == "ikev1":
        names.insert(1, "mode")
    for name in names:
        yield from _words(f"ike.{name}", getattr(one, name), getattr(two, name))
    yield from _identities(a, b)
    yield from _psk(a.tunnel, b.tunnel)


def _identities(a: Half, b: Half) -> Iterator[Difference]:
    """No name is the address itself."""
    one, two = a.tunnel.ike, b.tunnel.ike
    for field, ours, theirs in (
        ("ike.local_id", one.local_id or a.local, two.remote_id or b.peer),
        ("ike.remote_id", one.remote_id or a.peer, two.local_id or b.local),
    ):
        yield from _words(field, ours, theirs)


def _psk(one: Tunnel, two: Tunnel) -> Iterator[Difference]:
    if one.psk is not None and two.psk is not None:
        if one.psk.get_secret_value() != two.psk.get_secret_value():
            yield Difference("psk", DIFFERENT, DIFFERENT, breaks=True, text="the keys differ")
        return
    yield Difference(
        "psk",
        "known" if one.psk is not None else WITHHELD,
        "known" if two.psk is not None else WITHHELD,
        breaks=None,
        text="an end does not tell its key; rotate the keys to be sure that both have the same",
    )


def _phase2(a: Half, b: Half) -> Iterator[Difference]:
    one, two = a.tunnel.ipsec, b.tunnel.ipsec
    yield from _words("ipsec.encryption", one.encryption, two.encryption)
    if "gcm" not in one.encryption:
        yield from _words("ipsec.integrity", one.integrity, two.integrity)
    yield from _words(
        "ipsec.pfs_group",
        one.pfs_group,
        two.pfs_group,
        "with IKEv2 the tunnel comes up and fails when it first renews its keys",
    )
    ours, theirs = _selectors(a.connection), _selectors(b.connection)
    if (
        (ours != theirs[::-1])
        and all(ours)
        and all(theirs)
        and {a.connection.mode, b.connection.mode} & {"policy"}
    ):
        yield Difference("selectors", _nets(ours), _nets(theirs), breaks=True)
    if a.connection.initiator == b.connection.initiator == "peer":
        yield Difference("initiator", "peer", "peer", breaks=True, text="both ends only wait")
    if {a.connection.mode, b.connection.mode} - {"policy", "route"}:
        yield from _bgp(a, b)


def _bgp(a: Half, b: Half) -> Iterator[Difference]:
    one, two = a.tunnel.bgp, b.tunnel.bgp
    if one is None or two is None:
        told = tuple("off" if bgp is None else "on" for bgp in (one, two))
        yield from _words("bgp", *told)
        return
    yield from _words("bgp.tunnel_cidr", one.tunnel_cidr, two.tunnel_cidr)
    for ours, theirs in ((one.local_asn, two.peer_asn), (one.peer_asn, two.local_asn)):
        if ours and theirs:
            yield from _words("bgp.asn", str(ours), str(theirs))
    if one.local_address and one.local_address == two.local_address:
        yield Difference("bgp.local_address", one.local_address, one.local_address, breaks=True)


def _later(a: Half, b: Half) -> Iterator[Difference]:
    """What a tunnel that is up still suffers from."""
    one, two = a.tunnel, b.tunnel
    on = {True: "on", False: "off", None: ""}
    text = "one end holds on to a tunnel that the other has given up"
    yield from _words("dpd.enabled", on[one.dpd.enabled], on[two.dpd.enabled], text, breaks=False)
    if one.ike.version == two.ike.version == "ikev1":
        for field, ours, theirs in (
            ("ike.lifetime_s", one.ike.lifetime_s, two.ike.lifetime_s),
            ("ipsec.lifetime_s", one.ipsec.lifetime_s, two.ipsec.lifetime_s),
        ):
            if ours and theirs and ours != theirs:
                text = "IKEv1 negotiates lifetimes; ends that differ drop the tunnel at renewal"
                yield Difference(field, str(ours), str(theirs), breaks=False, text=text)


def _words(
    field: str, a: str | None, b: str | None, text: str = "", *, breaks: bool = True
) -> Iterator[Difference]:
    told = [word for word in (a, b) if word and not word.startswith("unknown:")]
    if len(told) == 2 and told[0] != told[1]:
        yield Difference(field, told[0], told[1], breaks=breaks, text=text)


def _selectors(one: VpnConnection) -> tuple[frozenset[str], frozenset[str]]:
    if one.mode != "policy":
        return frozenset(EVERYTHING), frozenset(EVERYTHING)
    return frozenset(one.local_cidrs), frozenset(one.remote_cidrs)


def _nets(pair: tuple[frozenset[str], frozenset[str]]) -> str:
    return " - ".join(", ".join(sorted(side)) for side in pair)

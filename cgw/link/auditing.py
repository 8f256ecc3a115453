"""What is weak about connections that stand, tunnel by tunnel, and where both ends are at hand, of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from cgw.adapter import Capabilities
from cgw.client import Client
from cgw.link.comparing import Half, couples, differences, distinct
from cgw.link.ends import TAG
from cgw.link.mending import Fix, Mending
from cgw.models import State, Tunnel, VpnConnection, to_dict, to_json

Told: TypeAlias = "tuple[AuditFinding, Half, Half | None]"
NEWLINE = "\n"
Severity: TypeAlias = Literal["high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")

RULES: dict[str, tuple[Severity, str]] = {
    "ike-v1": ("medium", "IKEv1 is deprecated (RFC 9395)"),
    "aggressive-mode": (
        "high",
        "IKEv1 aggressive mode shows a hash of the key to anybody (RFC 2409, 5)",
    ),
    "weak-encryption": ("high", "DES, 3DES and no encryption (RFC 8221, RFC 8247)"),
    "weak-integrity": ("high", "MD5 and SHA-1 (RFC 8221, RFC 8247)"),
    "weak-group": ("high", "a group below 112 bits, or group 24 (RFC 8247)"),
    "no-pfs": ("medium", "no perfect forward secrecy: one key opens all that was recorded"),
    "dpd-off": ("medium", "dead peer detection is off: a dead tunnel goes unnoticed"),
    "single-tunnel": (
        "medium",
        "one tunnel to this peer: it is down whenever either end is maintained",
    ),
    "long-ipsec-lifetime": ("low", "phase 2 is to live longer than phase 1"),
    "both-passive": ("high", "both ends only wait: nobody begins"),
    "ends-differ": ("high", "the two ends differ"),
    "lifetimes-differ": ("medium", "IKEv1 ends with other lifetimes drop the tunnel at renewal"),
    "one-sided-dpd": ("medium", "dead peer detection is on at one end only"),
}
"""Each rule's severity, and what it is about."""

_WEAK_ENCRYPTION = {"des-cbc", "3des-cbc", "null"}
_WEAK_INTEGRITY = {"md5", "sha1"}
_WEAK_GROUPS = {"dh1", "dh2", "dh5", "dh24"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """One thing that is weak.

    Attributes:
        rule: of `cgw.link.auditing.RULES`.
        connections: ids; two where both ends are meant.
        tunnel: the two public addresses; empty for a whole connection.
        field: in the words of the specs.
        value: what it is; of two ends, both.
        fix: what mends it; see `cgw.link.Fix`.
    """

    rule: str
    severity: Severity
    provider: str
    region: str
    connections: tuple[str, ...]
    tunnel: str = ""
    field: str = ""
    value: str = ""
    text: str = ""
    fix: Fix | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What was found.

    Attributes:
        connections, tunnels: how many were looked at.
        linked: of how many tunnels both ends were at hand.
        findings: the gravest first.
    """

    connections: int
    tunnels: int
    linked: int
    findings: tuple[AuditFinding, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        told: dict[str, Any] = to_dict(self)
        return told

    def to_json(self, *, indent: int | None = None) -> str:
        """`to_dict` as JSON text."""
        return to_json(self, indent=indent)

    def text(self) -> str:
        """For people."""
        head = (
            f"{len(self.findings)} findings in {self.connections} connections, {self.tunnels} tunnels "
            f"({self.linked} with both ends)"
        )
        lines = [
            f"  {f.severity:<7}{f.rule:<20} {f.provider} {f.region} {', '.join(f.connections)}"
            f"{'  ' + f.tunnel if f.tunnel else ''}"
            f"{f'  {f.field}: {f.value}' if f.field else ''}  {f.text}"
            f"{f'{NEWLINE}         fix: {f.fix.text} ({f.fix.effect})' if f.fix else ''}"
            for f in self.findings
        ]
        return "\n".join([head, *lines])

    def __str__(self) -> str:
        return self.text()


def audit(*clients: Client) -> Audit:
    """Look at every connection of these clouds. Reads only.

    Tunnels whose other end is among them are compared end by end too. Where an end has several
    tunnels between the same two addresses, those are compared that networks and identities tell apart.
    A cloud without connections has none to look at.
    """
    return examine(
        [
            one
            for client in clients
            if "vpn_connections" in client.capabilities.nouns
            for one in client.vpn_connections.list()
        ],
        {client.provider: client.capabilities for client in clients},
    )


def examine(
    connections: Iterable[VpnConnection], capabilities: Mapping[str, Capabilities] | None = None
) -> Audit:
    """`audit` of connections that were read already.

    Args:
        capabilities: by provider; without them a fix keeps to what every device can do.
    """
    live = [one for one in distinct(connections) if one.state is not State.DELETED]
    halves = [_half(one, tunnel) for one in live for tunnel in one.tunnels]
    linked = list(couples(halves))
    beyond = {id(x): y for a, b in linked for x, y in ((a, b), (b, a))}
    told = [found for half in halves for found in _one_end(half, beyond.get(id(half)))]
    told += _single(live, halves)
    for a, b in linked:
        told += _two_ends(a, b)
    mending = Mending((capabilities or {}).get)
    for one, half, other in told:
        mending.want(one.rule, one.field, half, other)
    found = [
        replace(one, fix=mending.fix(one.rule, one.field, half, other)) for one, half, other in told
    ]
    found.sort(key=lambda f: (SEVERITIES.index(f.severity), f.provider, f.connections, f.rule))
    return Audit(
        connections=len(live),
        tunnels=len(halves),
        linked=len(linked),
        findings=tuple(found),
    )


def _half(one: VpnConnection, tunnel: Tunnel) -> Half:
    return Half(one, tunnel, tunnel.local_address, tunnel.peer_address)


def _finding(
    rule: str,
    half: Half,
    other: Half | None = None,
    *,
    both: bool = False,
    field: str = "",
    value: str = "",
) -> Told:
    """A finding, the end it is about, and the other one where that is at hand.

    Args:
        both: True if it is about the two of them.
    """
    severity, text = RULES[rule]
    one = half.connection
    others = (other,) if both and other else ()
    found = AuditFinding(
        rule=rule,
        severity=severity,
        provider=one.provider,
        region=one.region,
        connections=(one.id, *(other.connection.id for other in others)),
        tunnel=f"{half.local} - {half.peer}",
        text=text,
        field=field,
        value=value,
    )
    return found, half, other


def _one_end(half: Half, other: Half | None) -> Iterator[Told]:
    ike, ipsec, dpd = half.tunnel.ike, half.tunnel.ipsec, half.tunnel.dpd
    if ike.version == "ikev1":
        yield _finding("ike-v1", half, other, field="ike.version", value=ike.version)
        if ike.mode == "aggressive":
            yield _finding("aggressive-mode", half, other, field="ike.mode", value=ike.mode)
    for rule, weak, fields in (
        ("weak-encryption", _WEAK_ENCRYPTION, ("ike.encryption", "ipsec.encryption")),
        ("weak-integrity", _WEAK_INTEGRITY, ("ike.integrity", "ipsec.integrity")),
        ("weak-group", _WEAK_GROUPS, ("ike.dh_group", "ipsec.pfs_group")),
    ):
        for field in fields:
            phase, name = field.split(".")
            word = getattr(ike if phase == "ike" else ipsec, name)
            idle = field == "ipsec.integrity" and "gcm" in ipsec.encryption
            if word in weak and not idle:
                yield _finding(rule, half, other, field=field, value=word)
    if ipsec.pfs_group == "none":
        yield _finding("no-pfs", half, other, field="ipsec.pfs_group", value="none")
    if dpd.enabled is False:
        yield _finding("dpd-off", half, other, field="dpd.enabled", value="off")
    if ike.lifetime_s and ipsec.lifetime_s and ipsec.lifetime_s > ike.lifetime_s:
        told = f"{ipsec.lifetime_s} s, phase 1 {ike.lifetime_s} s"
        yield _finding("long-ipsec-lifetime", half, other, field="ipsec.lifetime_s", value=told)


def _single(live: Iterable[VpnConnection], halves: list[Half]) -> Iterator[Told]:
    """Gateways that have one tunnel to a peer. What counts together: connections of one link, those to
    one gateway where the other end is at hand, else what the cloud groups, else one customer gateway.
    """
    far = {(half.peer, half.local): half.connection.vpn_gateway_id for half in halves}
    kin: dict[tuple[str, ...], list[VpnConnection]] = {}
    for one in live:
        beyond = [far.get((t.local_address, t.peer_address)) for t in one.tunnels]
        peer = one.tags.get(TAG) or next((gateway for gateway in beyond if gateway), None)
        peer = peer or one.group or one.customer_gateway_id
        kin.setdefault((one.provider, one.region, one.vpn_gateway_id, peer), []).append(one)
    for group in kin.values():
        if sum(len(one.tunnels) for one in group) == 1:
            (one,) = (one for one in group if one.tunnels)
            yield _finding("single-tunnel", _half(one, one.tunnels[0]))


def _two_ends(a: Half, b: Half) -> Iterator[Told]:
    for found in differences(a, b):
        if found.breaks is None:
            continue  # a key that is withheld is no weakness
        rule = "ends-differ"
        if found.field == "initiator":
            rule = "both-passive"
        elif found.field.endswith("lifetime_s"):
            rule = "lifetimes-differ"
        elif found.field == "dpd.enabled":
            rule = "one-sided-dpd"
        told = f"{found.a} at {a.connection.provider}, {found.b} at {b.connection.provider}"
        yield _finding(rule, a, b, both=True, field=found.field, value=told)

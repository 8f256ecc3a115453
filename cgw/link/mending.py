"""For each finding of an audit, the change that would mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from cgw.adapter import Capabilities
from cgw.errors import UnsupportedError
from cgw.link.comparing import Half
from cgw.link.foreseeing import effect_of
from cgw.link.model import Effect
from cgw.link.profiles import GENERIC, Profile
from cgw.link.suites import choose
from cgw.models import Dpd, DpdState, Ike, IkeSpec, Ipsec, IpsecSpec

Find = Callable[[str], Capabilities | None]
PHASES: Mapping[str, type[IkeSpec | IpsecSpec]] = {"ike": IkeSpec, "ipsec": IpsecSpec}
WEAK = {"weak-encryption", "weak-integrity", "weak-group", "no-pfs", "ike-v1"}
ONE_END = {"dpd-off", "one-sided-dpd", "long-ipsec-lifetime", "both-passive"}
LIFETIMES = ("ike.lifetime_s", "ipsec.lifetime_s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """What mends a finding.

    Attributes:
        connection_id: the connection to change.
        change: the fields that change for this finding, in the words of the specs.
        patch: fields of a `VpnConnectionPatch`: what ``cgw connection update --from-file`` takes. A
            part of a tunnel is replaced whole, so it has what all findings change in that part, and
            the patches of an audit can be sent in any order. Empty where no patch does it.
        effect: what it does to traffic; see `cgw.link.foreseeing.Change`.
        text: for people; names what else the patch changes, and what has to be done at the other end.
    """

    connection_id: str
    change: Mapping[str, Any] = field(default_factory=dict)
    patch: Mapping[str, Any] = field(default_factory=dict)
    effect: Effect = "outage"
    text: str = ""


class Mending:
    """The changes that an audit asks for, tunnel end by tunnel end.

    Args:
        capabilities: of a provider by its name; None where they are not known.
    """

    def __init__(self, capabilities: Find) -> None:
        self._capabilities = capabilities
        self._wanted: dict[int, dict[str, Any]] = {}

    def want(self, rule: str, name: str, half: Half, other: Half | None) -> None:
        """Take in a finding: those of one end before those of two. Halves are told apart as objects.

        Args:
            rule: of `cgw.link.auditing.RULES`.
            name: the field that was found.
            other: the other end of the tunnel, where it is at hand.
        """
        half, other = self._where(rule, half, other)
        mine = self._wanted.setdefault(id(half), {})
        mine |= self._change(rule, name, half, other)

    def fix(self, rule: str, name: str, half: Half, other: Half | None) -> Fix:
        """The change for one finding, when all of them were taken in. Arguments as of `want`."""
        half, other = self._where(rule, half, other)
        mine = self._wanted.get(id(half), {})
        change = {key: mine[key] for key in self._change(rule, name, half, other)}
        if rule == "single-tunnel":
            return Fix(
                connection_id=half.connection.id,
                effect="in-place",
                text="make a second tunnel: 'cgw link plan' between gateways with two addresses",
            )
        if not change:
            return Fix(connection_id=half.connection.id, text=_by_hand(rule, name, other))
        told, also = _said(change), ""
        if rule == "lifetimes-differ":
            also = f", as at {_peer(other)}"
        elif rule not in ONE_END:
            also = f"; the same at {_peer(other)}"
        patch, why = _patch(half, change, mine)
        if why:
            text = f"by hand: set {told}{also} ({why})"
        else:
            more = {k: v for k, v in mine.items() if k not in change and _part(k) in _parts(change)}
            text = f"set {told}{also}{f' (its patch also sets {_said(more)})' if more else ''}"
        return Fix(
            connection_id=half.connection.id,
            change=change,
            patch=patch,
            effect=effect_of(next(iter(change))),
            text=text,
        )

    def _where(self, rule: str, half: Half, other: Half | None) -> tuple[Half, Half | None]:
        """The end to change first, of a finding about both."""
        if other is None:
            return half, other
        turn = False
        if rule == "one-sided-dpd":
            turn = half.tunnel.dpd.enabled is True
        elif rule == "both-passive":
            turn = not self._can_begin(half) and self._can_begin(other)
        return (other, half) if turn else (half, other)

    def _can_begin(self, half: Half) -> bool:
        here = self._capabilities(half.connection.provider)
        return here is None or "cloud" in Profile.of(here).ipsec.initiators

    def _change(self, rule: str, name: str, half: Half, other: Half | None) -> dict[str, Any]:
        if rule in ("dpd-off", "one-sided-dpd"):
            return {"dpd.enabled": True}
        if rule == "aggressive-mode":
            return {"ike.mode": "main"}
        if rule == "both-passive":
            return {"initiator": "cloud"} if self._can_begin(half) else {}
        if rule == "long-ipsec-lifetime":
            return self._shorter(half)
        if rule == "lifetimes-differ" and other is not None:
            return self._as_there(half, other)
        word = self._best(name, half, other) if rule in WEAK else None
        if word is None:
            return {}
        change: dict[str, Any] = {name: word}
        # A combined cipher needs no integrity, another one cannot do without.
        if name == "ipsec.encryption" and "gcm" not in word and not half.tunnel.ipsec.integrity:
            change["ipsec.integrity"] = self._best("ipsec.integrity", half, other)
        return change

    def _best(self, name: str, half: Half, other: Half | None) -> str | None:
        """The word the planner would take for both ends; a device counts as the generic one."""
        here = self._capabilities(half.connection.provider)
        there = self._capabilities(other.connection.provider) if other else None
        try:
            a = Profile.of(here) if here else GENERIC
            b = Profile.of(there) if there else GENERIC
            words = choose(a, b, "balanced").words
        except UnsupportedError:
            return None
        word = words[name]
        keeps_v1 = name == "ike.encryption" and half.tunnel.ike.version == "ikev1" and "gcm" in word
        return "aes-256-cbc" if keeps_v1 else word

    def _shorter(self, half: Half) -> dict[str, Any]:
        """An eighth of phase 1, but no less than the cloud and the spec take."""
        phase1 = half.tunnel.ike.lifetime_s or 0
        seconds = max(phase1 // 8, 30, self._limits("ipsec.lifetime_s", half)[0])
        return {"ipsec.lifetime_s": seconds} if seconds <= phase1 else {}

    def _as_there(self, half: Half, other: Half) -> dict[str, Any]:
        """The lifetimes that the other end has, or will have; all or, if this cloud cannot, none."""
        mine, his = self._wanted.get(id(half), {}), self._wanted.get(id(other), {})
        change = {}
        for name in LIFETIMES:
            here, there = _lifetime(name, half), his.get(name, _lifetime(name, other))
            if not there or (here == there and name not in mine):
                continue
            least, most = self._limits(name, half)
            if not least <= there <= most:
                return {}
            change[name] = there
        return change

    def _limits(self, name: str, half: Half) -> tuple[int, int]:
        here = self._capabilities(half.connection.provider)
        if here is None:
            return 0, 604800
        ipsec = Profile.of(here).ipsec
        return ipsec.ike_lifetime if _part(name) == "ike" else ipsec.lifetime


def _part(name: str) -> str:
    return name.partition(".")[0]


def _parts(change: Mapping[str, Any]) -> set[str]:
    return {_part(name) for name in change}


def _lifetime(name: str, half: Half) -> int | None:
    return half.tunnel.ike.lifetime_s if _part(name) == "ike" else half.tunnel.ipsec.lifetime_s


def _peer(other: Half | None) -> str:
    if other is None:
        return "the other end"
    return f"{other.connection.provider} {other.connection.id}"


def _said(change: Mapping[str, Any]) -> str:
    words = {True: "on", False: "off"}
    return ", ".join(
        f"{key} = {words[value] if isinstance(value, bool) else value}"
        for key, value in change.items()
    )


def _by_hand(rule: str, name: str, other: Half | None) -> str:
    if rule in ("ends-differ", "lifetimes-differ"):
        return f"make {name} the same as at {_peer(other)}: 'cgw link plan' between the two, then apply"
    return f"by hand: cgw knows no better {name} that both ends can do"


def _patch(
    half: Half, change: Mapping[str, Any], wanted: Mapping[str, Any]
) -> tuple[dict[str, Any], str]:
    """Fields of a `VpnConnectionPatch`, or why there are none.

    Args:
        change: whose parts it shall have.
        wanted: what changes in those parts.
    """
    if "initiator" in change:
        return dict(change), ""
    tunnel: dict[str, Any] = {}
    all_of_it = half.connection.tunnels
    if len(all_of_it) > 1:
        tunnel["local_address"] = half.local
        if not half.local or sum(one.local_address == half.local for one in all_of_it) > 1:
            return {}, "the tunnel's own address does not tell it from the connection's others"
    for part, told in (("ike", half.tunnel.ike), ("ipsec", half.tunnel.ipsec)):
        if part in _parts(change):
            mine = {k.partition(".")[2]: v for k, v in wanted.items() if _part(k) == part}
            tunnel[part], why = _whole(part, told, mine)
            if why:
                return {}, why
    if "dpd" in _parts(change):
        tunnel["dpd"] = {"enabled": True, **_dpd(half.tunnel.dpd)}
    return {"tunnels": [tunnel]}, ""


def _whole(part: str, told: Ike | Ipsec, mine: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """What stands and what changes, as fields of a spec; or which of them is not known.

    What were left out would be sent as the spec's own default, and so change unasked.
    """
    kind = PHASES[part]
    whole = {n: v for n in kind.model_fields if (v := getattr(told, n)) not in ("", None)}
    whole |= mine
    idle = {"local_id", "remote_id"}  # none is the address itself
    if whole.get("version") == "ikev2":
        idle.add("mode")
        whole["mode"] = "main"
    if part == "ipsec" and "gcm" in str(whole.get("encryption")):
        idle.add("integrity")
    for name in kind.model_fields:
        if str(whole.get(name, "")).startswith("unknown:"):
            word = whole.pop(name)
            if name not in idle:
                return {}, f"{part}.{name} is {word}, which a patch cannot keep"
        if name not in whole and name not in idle:
            return {}, f"the cloud does not tell {part}.{name}, so a patch cannot keep it"
    try:
        kind.model_validate(whole)
    except ValidationError as error:
        where = ", ".join(f"{part}.{one['loc'][0]}" for one in error.errors() if one["loc"])
        return {}, f"{where}: no spec takes what stands"
    return whole, ""


def _dpd(told: DpdState) -> dict[str, Any]:
    """What stands, as far as a spec takes it; the rest is left to the cloud."""
    found = {}
    for name in ("interval_s", "timeout_s", "action"):
        value = getattr(told, name)
        try:
            Dpd.model_validate({name: value})
        except ValidationError:
            continue
        if value is not None:
            found[name] = value
    return found

"""For each finding of an audit, the change that would mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cgw.adapter import Capabilities
from cgw.errors import UnsupportedError
from cgw.link.comparing import Half
from cgw.link.foreseeing import effect_of
from cgw.link.model import Effect
from cgw.link.profiles import GENERIC, Profile
from cgw.link.suites import choose
from cgw.models import Ike, IkeSpec, Ipsec, IpsecSpec

Find = Callable[[str], Capabilities | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """What mends a finding.

    Attributes:
        connection_id: the connection to change.
        change: the fields that change, in the words of the specs.
        patch: the same as fields of a `VpnConnectionPatch`: what ``cgw connection update
            --from-file`` takes. Empty where no patch does it.
        effect: what it does to traffic; see `cgw.link.foreseeing.Change`.
        text: for people; names what has to be done at the other end.
    """

    connection_id: str
    change: Mapping[str, Any] = field(default_factory=dict)
    patch: Mapping[str, Any] = field(default_factory=dict)
    effect: Effect = "outage"
    text: str = ""


def fix(rule: str, name: str, half: Half, other: Half | None, capabilities: Find) -> Fix:
    """The change for one finding.

    Args:
        rule: of `cgw.link.auditing.RULES`.
        name: the field that was found.
        other: the other end of the tunnel, where it is at hand.
        capabilities: of a provider by its name; None where they are not known.
    """
    change = _change(rule, name, half, other, capabilities)
    if rule == "single-tunnel":
        return Fix(
            connection_id=half.connection.id,
            effect="in-place",
            text="make a second tunnel: 'cgw link plan' between gateways with two addresses",
        )
    peer = (
        "the other end" if other is None else f"{other.connection.provider} {other.connection.id}"
    )
    if not change:
        return Fix(
            connection_id=half.connection.id,
            text=f"make {name} the same as at {peer}: 'cgw link plan' between the two, then apply",
        )
    one_end = {"dpd-off", "one-sided-dpd", "long-ipsec-lifetime", "both-passive"}
    told = ", ".join(f"{key} = {_said(value)}" for key, value in change.items())
    also = "" if rule in one_end else f"; the same at {peer}"
    return Fix(
        connection_id=half.connection.id,
        change=change,
        patch=_patch(half, change),
        effect=effect_of(next(iter(change))),
        text=f"set {told}{also}",
    )


def _said(value: Any) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def _change(
    rule: str, name: str, half: Half, other: Half | None, capabilities: Find
) -> dict[str, Any]:
    ike, ipsec = half.tunnel.ike, half.tunnel.ipsec
    if rule in ("dpd-off", "one-sided-dpd"):
        return {"dpd.enabled": True}
    if rule == "aggressive-mode":
        return {"ike.mode": "main"}
    if rule == "both-passive":
        return {"initiator": "cloud"}
    if rule == "long-ipsec-lifetime" and ike.lifetime_s:
        return {"ipsec.lifetime_s": max(ike.lifetime_s // 8, 1)}
    if rule == "lifetimes-differ" and other is not None:
        phase, _, _ = name.partition(".")
        told = other.tunnel.ike.lifetime_s if phase == "ike" else other.tunnel.ipsec.lifetime_s
        return {name: told} if told else {}
    if rule in ("weak-encryption", "weak-integrity", "weak-group", "no-pfs", "ike-v1"):
        word = _best(name, half, other, capabilities)
        if word is None:
            return {}
        change: dict[str, Any] = {name: word}
        # A combined cipher needs no integrity, another one cannot do without.
        if name == "ipsec.encryption" and "gcm" not in word and not ipsec.integrity:
            change["ipsec.integrity"] = _best("ipsec.integrity", half, other, capabilities)
        return change
    return {}


def _best(name: str, half: Half, other: Half | None, capabilities: Find) -> str | None:
    """The word the planner would take for both ends; a device counts as the generic one."""
    here = capabilities(half.connection.provider)
    there = capabilities(other.connection.provider) if other else None
    try:
        a = Profile.of(here) if here else GENERIC
        b = Profile.of(there) if there else GENERIC
        words = choose(a, b, "balanced").words
    except UnsupportedError:
        return None
    word = words[name]
    keeps_v1 = name == "ike.encryption" and half.tunnel.ike.version == "ikev1" and "gcm" in word
    return "aes-256-cbc" if keeps_v1 else word


def _patch(half: Half, change: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a `VpnConnectionPatch`. A part of a tunnel is replaced whole, so it comes whole."""
    if "initiator" in change:
        return dict(change)
    tunnel: dict[str, Any] = {}
    if len(half.connection.tunnels) > 1:
        tunnel["local_address"] = half.local
    for part, told, kind in (
        ("ike", half.tunnel.ike, IkeSpec),
        ("ipsec", half.tunnel.ipsec, IpsecSpec),
    ):
        mine = {k.partition(".")[2]: v for k, v in change.items() if k.startswith(f"{part}.")}
        if mine:
            tunnel[part] = {**_whole(told, kind), **mine}
    if "dpd.enabled" in change:
        dpd = {k: getattr(half.tunnel.dpd, k) for k in ("interval_s", "timeout_s", "action")}
        tunnel["dpd"] = {"enabled": True, **{k: v for k, v in dpd.items() if v is not None}}
    return {"tunnels": [tunnel]}


def _whole(told: Ike | Ipsec, kind: type[IkeSpec | IpsecSpec]) -> dict[str, Any]:
    """What stands, as fields of a spec; what the cloud does not tell is left out."""
    return {
        name: value
        for name in kind.model_fields
        if (value := getattr(told, name)) not in ("", None)
        and not str(value).startswith("unknown:")
    }

"""What a plan would change at connections that stand already, field by field, and what that costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cgw.link.drift import IKE, IPSEC, changes, ends_of, settle
from cgw.link.ends import End
from cgw.link.live import clouds, pair
from cgw.link.model import Change, Effect, LinkPlan, SideName
from cgw.link.wanted import WantedConnection, connections
from cgw.models import VpnConnection, VpnConnectionPatch

IN_PLACE = {"name", "description", "tags"}
REPLACE = {"mode", "tunnels", "vpn_gateway_id", "peer_address"}


def effect_of(field: str) -> Effect:
    """What changing a field does to traffic.

    Parameters of a security association come into force by negotiating it anew (RFC 7296, 1.3;
    RFC 2409, 5), so all of them cost an outage. No cloud's document promises less.
    """
    if field in IN_PLACE:
        return "in-place"
    return "replace" if field in REPLACE else "outage"


def foreseen(
    plan: LinkPlan, standing: Mapping[SideName, Sequence[VpnConnection]]
) -> tuple[Change, ...]:
    """What apply would change, or could not.

    Args:
        standing: the link's own connections at each cloud's end.
    """
    found: list[Change] = []
    kept: dict[SideName, list[VpnConnection]] = {}
    for side, end in clouds(plan.link):
        wanted = connections(plan, side)
        for one in standing.get(side, ()):
            pairs = {pair(one, tunnel, end) for tunnel in one.tunnels}
            match = next((w for w in wanted if w.pairs == pairs), None)
            if match is None:
                told = "; ".join(f"{ours} - {theirs}" for ours, theirs in sorted(pairs))
                found.append(_change(side, one, "tunnels", told, "another pairing"))
            elif one.mode != plan.mode:
                found.append(_change(side, one, "mode", one.mode, plan.mode))
            else:
                found += _drift(plan, side, end, match, one)
                kept.setdefault(side, []).append(one)
    return (*found, *_keys(plan, kept))


def _change(side: SideName, one: VpnConnection, field: str, now: Any, then: Any) -> Change:
    return Change(
        side=side,
        connection_id=one.id,
        field=field,
        now=_text(now),
        then=_text(then),
        effect=effect_of(field),
    )


def _drift(
    plan: LinkPlan, side: SideName, end: End, wanted: WantedConnection, one: VpnConnection
) -> Iterator[Change]:
    patch = changes(plan, wanted, one, end)
    if patch is not None:
        for name in ("local_cidrs", "remote_cidrs", "initiator"):
            if (then := getattr(patch, name)) is not None:
                yield _change(side, one, name, getattr(one, name), then)
        yield from _tunnels(side, end, one, patch)


def _keys(plan: LinkPlan, standing: Mapping[SideName, Sequence[VpnConnection]]) -> Iterator[Change]:
    ends = plan.link.sides
    for leg in plan.legs:
        places = ends_of(plan, leg, standing)
        told = any(tunnel.psk is not None for _, _, tunnel in places)
        then = "the one given" if plan.psk_given else "the other end's" if told else "a new one"
        for side, one, tunnel in settle(plan, leg, places)[1]:
            end = ends[side]
            assert isinstance(end, End)
            withheld = tunnel.psk is None
            yield Change(
                side=side,
                connection_id=one.id,
                tunnel=" - ".join(pair(one, tunnel, end)),
                field="psk",
                now="a key that the cloud does not tell" if withheld else "another key",
                then=then,
            )


def _tunnels(
    side: SideName, end: End, one: VpnConnection, patch: VpnConnectionPatch
) -> Iterator[Change]:
    for changed in patch.tunnels or ():
        for tunnel in one.tunnels:
            ours, theirs = pair(one, tunnel, end)
            if changed.local_address not in (None, ours):
                continue
            parts: list[tuple[str, Any, Any]] = []
            if changed.ike is not None:
                names = (*IKE, "local_id", "remote_id")
                parts += [
                    (f"ike.{n}", getattr(tunnel.ike, n), getattr(changed.ike, n)) for n in names
                ]
            if changed.ipsec is not None:
                parts += [
                    (f"ipsec.{n}", getattr(tunnel.ipsec, n), getattr(changed.ipsec, n))
                    for n in IPSEC
                ]
            if changed.dpd is not None:
                parts.append(("dpd.enabled", tunnel.dpd.enabled, changed.dpd.enabled))
            for field, now, then in parts:
                if now not in ("", None) and then is not None and now != then:
                    yield Change(
                        side=side,
                        connection_id=one.id,
                        tunnel=f"{ours} - {theirs}",
                        field=field,
                        now=_text(now),
                        then=_text(then),
                        effect=effect_of(field),
                    )


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return (
        {True: "on", False: "off"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    )

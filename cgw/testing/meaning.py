"""Whether what a cloud tells is what was asked for, where the two are not of the same form."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from pydantic import BaseModel

from cgw.models import Noun

TOLD_AS = {"publish": "published"}
"""Where a noun has another name for what a spec asks for."""

VOLATILE = frozenset({"origin", "state", "raw_state", "job_id", "protocol", "tunnel_id"})
"""What may differ between two reads of the same thing, or is told by some answers only."""


def differs(asked: Any, told: Any, at: str) -> str:
    """Where ``told`` is not what was asked for, in words without values; empty if it is.

    What is None in a model leaves the choice to the cloud. A tunnel that was asked for stands for
    every told one with its address, or for all if it names none. The order of texts is free.
    """
    if isinstance(asked, BaseModel):
        return _model(asked, told, at)
    if isinstance(asked, tuple) and asked and isinstance(asked[0], BaseModel):
        return _tunnels(asked, told, at)
    same = sorted(asked) == sorted(told or ()) if isinstance(asked, tuple) else asked == told
    return "" if same else at


def _model(asked: BaseModel, told: Any, at: str) -> str:
    skipped = set()
    if getattr(asked, "version", None) == "ikev2":
        skipped.add("mode")  # IKEv2 has none
    if getattr(told, "psk_visibility", "known") == "withheld":
        skipped.add("psk")
    for name in type(asked).model_fields:
        value = getattr(asked, name)
        if value is None or name in skipped or not hasattr(told, name):
            continue
        if name != "psk" and getattr(told, name) is None:
            continue  # the cloud does not say
        if where := differs(value, getattr(told, name), f"{at}.{name}"):
            return where
    return ""


def _tunnels(asked: tuple[Any, ...], told: Any, at: str) -> str:
    if len(told) < len(asked):
        return f"{at} ({len(told)} told, {len(asked)} asked for)"
    by_address = {tunnel.local_address: tunnel for tunnel in asked}
    for place, tunnel in enumerate(told):
        wanted = by_address.get(tunnel.local_address) or by_address.get(None)
        if wanted is None:
            return f"{at} (a tunnel leaves from {tunnel.local_address!r}, which nobody asked for)"
        if len(asked) > 1 and len(by_address) == 1:  # none names its address: the order decides
            wanted = asked[min(place, len(asked) - 1)]
        if where := _model(wanted, tunnel, f"{at}[{tunnel.local_address}]"):
            return where
    return ""


def values(thing: Noun) -> dict[str, Any]:
    """What stays the same between two reads, without keys that one of them may withhold."""
    found = {f.name: getattr(thing, f.name) for f in fields(thing) if f.name not in VOLATILE}
    if "billing" in found:  # an order has its number in the answer to a create, on some clouds
        found["billing"] = replace(found["billing"], order_id="")
    if "tunnels" in found:
        found["tunnels"] = tuple(
            replace(tunnel, psk=None, psk_visibility="") for tunnel in found["tunnels"]
        )
    return found


def alike(one: Noun, other: Noun) -> bool:
    """True if both tell the same of one thing."""
    if one.__class__ is not other.__class__ or values(one) != values(other):
        return False
    keys = [{(t.local_address, t.peer_address): t.psk for t in getattr(thing, "tunnels", ())}
            for thing in (one, other)]  # fmt: skip
    return all(
        keys[0][end] == keys[1].get(end)
        for end in keys[0]
        if keys[0][end] is not None and keys[1].get(end) is not None
    )

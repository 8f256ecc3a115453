"""A thing of the world as plain data, for a file, and back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any

TIME = "$time"


def to_plain(value: Any, where: str) -> Any:
    """What JSON can hold of ``value``: a time as ``{"$time": ISO 8601}``, a tuple as a list.

    Args:
        where: the way to it, for the error.

    Errors:
        TypeError: JSON has no such thing, or it is a secret (a ``SecretStr``).
    """
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, datetime):
        return {TIME: iso(value)}
    if isinstance(value, list | tuple):
        return [to_plain(item, f"{where}.{n}") for n, item in enumerate(value)]
    if isinstance(value, Mapping):
        odd = [key for key in value if not isinstance(key, str) or key == TIME]
        if odd:
            raise TypeError(f"{where}: a key that cannot stand in a file, {type(odd[0]).__name__}")
        return {key: to_plain(item, f"{where}.{key}") for key, item in value.items()}
    # A value's class is told and never the value: it may be a secret.
    raise TypeError(f"{where}: {type(value).__name__} cannot stand in a file")


def from_plain(value: Any) -> Any:
    """What `to_plain` was given, but for tuples."""
    if isinstance(value, list):
        return [from_plain(item) for item in value]
    if isinstance(value, dict):
        if value.keys() == {TIME}:
            return time_of(value[TIME])
        return {key: from_plain(item) for key, item in value.items()}
    return value


def iso(time: datetime) -> str:
    """ISO 8601 in UTC."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def time_of(text: str) -> datetime:
    """Aware UTC.

    Errors:
        ValueError: no time, or one without a zone.
    """
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text!r} has no zone")
    return found.astimezone(UTC)


def record_to_plain(record: Any) -> dict[str, Any]:
    """A `cgw.emulator.world.Record` as plain data.

    Errors:
        TypeError: see `to_plain`; names the thing and the attribute.
    """
    told = {name: getattr(record, name) for name in ("id", "provider", "region", "kind", "then")}
    told |= {"state": str(record.state), "created_at": iso(record.created_at)}
    told["due"] = iso(record.due) if record.due else None
    where = f"{record.provider} {record.kind} {record.id}: attrs"
    return told | {"attrs": to_plain(record.attrs, where)}


def record_fields(told: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the record that `record_to_plain` told of."""
    times = {
        "created_at": time_of(told["created_at"]),
        "due": time_of(told["due"]) if told["due"] else None,
    }
    return {**told, **times, "attrs": from_plain(told["attrs"])}

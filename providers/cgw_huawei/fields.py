"""How HUAWEI CLOUD's APIs write things: types shared by the wire records of every noun.

Source: VPN API v5 pages vpn_api_0021 to 0025, huaweicloudsdkvpn 3.1.219; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic.dataclasses import dataclass

from cgw.wire import RECORD, Known, known


def _blank_is_none(value: Any) -> Any:
    return None if value == "" else value


def _finite(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) else None


def _null_is_empty(value: Any) -> Any:
    return [] if value is None else value


def _without_nulls(value: Any) -> Any:
    return [item for item in value or [] if item is not None] if _is_list(value) else value


def _is_list(value: Any) -> bool:
    return value is None or isinstance(value, list)


Number = Annotated[int | None, BeforeValidator(_blank_is_none)]
"""An integer, or a text of digits; empty is None."""
Fraction = Annotated[float | None, BeforeValidator(_finite)]
"""A number, or a text of one; None for anything else, and for what no counter can be."""
Text = str | None
Listed = BeforeValidator(_null_is_empty)
"""Null stands for an empty list."""
Full = BeforeValidator(_without_nulls)
"""The same, and a null in the list for nothing. Not where the place in the list counts."""
Texts = Annotated[list[str], Full]
Flag = bool | None


@dataclass(slots=True, frozen=True, config=RECORD)
class Tag:
    """``{"key": ..., "value": ...}``."""

    key: Text = None
    value: Text = None


@dataclass(slots=True, frozen=True, config=RECORD)
class PageInfo:
    """What a list says of its page."""

    next_marker: Text = Field(None, validation_alias="next_marker")
    current_count: Number = Field(None, validation_alias="current_count")


Tags = Annotated[list[Tag], Full]


def spare(record: Any, *again: str) -> Known:
    """What `cgw.wire.known` says without ``again``: these names stay in ``extras`` as well."""
    return {name: deeper for name, deeper in known(record).items() if name not in again}


def tags_from(tags: list[Tag]) -> dict[str, str]:
    """Tags as a mapping."""
    return {tag.key: tag.value or "" for tag in tags if tag.key}


def tags_to(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as the cloud takes them; an empty value is sent, not left out."""
    return [{"key": key, "value": value} for key, value in tags.items()]


SECRETS = frozenset(
    {
        "psk",
        "private_key",
        "enc_private_key",
        "password",
        "new_password",
        "old_password",
        "header-response-token",
    }
)
"""Names, in lower case, whose values never leave ``extras`` unmasked."""

"""The ways in which the VPC API reference of 2019 mistypes its own examples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cgw.models import Noun


def only(found: Any) -> Any:
    """The one noun of a page, or the noun itself."""
    if found is None or isinstance(found, Noun | tuple):
        return found
    (item,) = found.items
    return item


def quoted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: quoted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [quoted(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else value


def small(value: Any) -> Any:
    if isinstance(value, dict):
        return {key[0].lower() + key[1:]: small(item) for key, item in value.items()}
    return [small(item) for item in value] if isinstance(value, list) else value


def shouted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key[:1] + key[1:].upper(): shouted(item) for key, item in value.items()}
    return [shouted(item) for item in value] if isinstance(value, list) else value


def single(value: Any) -> Any:
    if isinstance(value, list) and len(value) == 1:
        return single(value[0])
    return {k: single(v) for k, v in value.items()} if isinstance(value, dict) else value


WAYS: dict[str, Callable[[Any], Any]] = {
    "numbers and booleans as text": quoted,
    "small first letters": small,
    "other capitals": shouted,
    "one object for a list": single,
    "inside a response": lambda body: {"SomeActionResponse": body},
    "all of it": lambda body: {"SomeActionResponse": shouted(single(quoted(body)))},
}

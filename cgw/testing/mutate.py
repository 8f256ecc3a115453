"""JSON with one thing changed, for laws about replies. Knows no vendor's words."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

Path: TypeAlias = tuple[str | int, ...]


class Gone:
    """Stands for a key that is not there."""


def walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value inside ``value``, with the way to it; containers before what they hold."""
    yield path, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from walk(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, (*path, index))


def put(value: Any, path: Path, new: Any) -> Any:
    """A copy with ``new`` at ``path``, or without the key there if ``new`` is `Gone`."""
    out = copy.deepcopy(value)
    if not path:
        return new
    holder = out
    for step in path[:-1]:
        holder = holder[step]
    if new is not Gone:
        holder[path[-1]] = new
    elif isinstance(holder, dict):
        del holder[path[-1]]
    return out


def home(value: Any, named: Callable[[Any], bool]) -> Path | None:
    """The way to the object that holds an id, or the first part of one."""
    return next((path[:-1] for path, item in walk(value) if path and named(item)), None)


def told(path: Path) -> str:
    """``Response.CustomerGatewaySet.0.Name``."""
    return ".".join(map(str, path))


def optional(value: Any, named: Callable[[Any], bool]) -> Iterator[tuple[Path, Any]]:
    """What a reply may come without: everything but the id and what it stands in."""
    needed = home(value, named) or ()
    for path, item in walk(value):
        if not named(item) and path != needed[: len(path)]:
            yield path, item


def changed(value: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    """A copy with ``change`` applied at ``path``; the value itself if there is nothing there."""
    item: Any = value
    try:
        for step in path:
            item = item[step]
    except (KeyError, IndexError, TypeError):
        return value
    new = change(item)
    return value if new is None else put(value, path, None if new is Null else new)


def holds(value: Any, path: Path, texts: set[str]) -> bool:
    """True if one of the texts stands at ``path`` or somewhere inside."""
    for step in path:
        value = value[step]
    return any(isinstance(item, str) and item in texts for _, item in walk(value))


class Null:
    """Stands for JSON's null in what a change gives back; None there means: not this one."""


def null(item: Any) -> Any:
    """Null in its place."""
    return None if item is None else Null


def gone(_: Any) -> Any:
    """Nothing in its place."""
    return Gone


def unheard_of(item: Any) -> Any:
    """A word nobody ever saw, in the place of a word."""
    return "brand-new-word" if isinstance(item, str) else None


def other_notation(item: Any) -> Any:
    """A number as text, and a text of digits as a number."""
    if isinstance(item, bool):
        return None
    if isinstance(item, int):
        return str(item)
    if isinstance(item, str) and item.isdecimal() and item == str(int(item)):
        return int(item)
    return None

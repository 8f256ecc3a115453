"""Names and types of what an action takes and tells, whatever SDK they were read from.

A leaf is one value: ``TunnelOptionsSpecification[].TunnelIkeConfig.Psk``; ``[]`` stands behind the
name of a list, ``{}`` behind that of an object with names of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from cgw.wire import Request

Leaves = dict[str, str]
"""Path and type: ``str int float bool time``."""
Kind = tuple[str, Any]
"""``("leaf", "str")``, ``("list", kind)``, ``("dict", kind)`` or ``("model", class)``."""


class Sent(NamedTuple):
    """What a request carries.

    Attributes:
        model: the SDK's own request model, made from the bytes.
        understood: paths that the model, written out again by the SDK, still has.
        values: paths that stood on the wire, and what stood there.
    """

    model: Any
    understood: set[str]
    values: list[tuple[str, Any]]


class Sdk(Protocol):
    """What is read from one installed SDK."""

    name: str
    version: str

    def actions(self) -> set[str]:
        """Every action of the client classes, by the vendor's name."""

    def takes(self, action: str) -> Leaves:
        """What its request model has."""

    def tells(self, action: str) -> Leaves:
        """What its response model has."""

    def action(self, request: Request) -> str | None:
        """Which action a request is, judged by what stands on the wire."""

    def parse(self, action: str, request: Request) -> Sent:
        """What a request carries, and what of it the SDK's own model understands."""


def leaves_of(members: Callable[[Any], Iterable[tuple[str, Kind]]], model: Any) -> Leaves:
    """Every leaf of a model.

    Args:
        members: name and kind of each field of a class.
    """
    found: Leaves = {}

    def walk(kind: Kind, path: str, inside: tuple[Any, ...]) -> None:
        what, more = kind
        if what == "list":
            walk(more, f"{path}[]", inside)
        elif what == "dict":
            walk(more, f"{path}{{}}", inside)
        elif what == "model" and more not in inside:  # one that holds itself is told once
            for name, deeper in members(more):
                walk(deeper, f"{path}.{name}" if path else name, (*inside, more))
        elif what == "leaf":
            found[path] = more

    walk(("model", model), "", ())
    return found


def paths(value: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every value inside decoded JSON with its path, in the same notation. Nothing and empty lists
    are left out."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from paths(item, f"{at}.{name}" if at else str(name))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from paths(item, f"{at}[]")
    elif value is not None:
        yield at, value


def names(value: Any) -> set[str]:
    """The paths of everything that is there."""
    return {path for path, _ in paths(value)}


def fits(path: str, leaves: Iterable[str]) -> bool:
    """True if a path that was seen is one of ``leaves``; ``{}`` takes any name."""
    return path in leaves or any(
        "{}" in leaf and path.startswith(leaf.partition("{}")[0] + ".") for leaf in leaves
    )


@dataclass(frozen=True)
class Step:
    """One step of a path."""

    name: str
    many: str  # "", "[]", "[][]", "{}"


def steps(path: str) -> list[Step]:
    """The steps of a path."""
    found: list[Step] = []
    for part in path.split("."):
        name = part.rstrip("[]{}")
        found.append(Step(name, part[len(name) :]))
    return found


def build(values: Mapping[str, Any]) -> dict[str, Any]:
    """Nested JSON from leaf paths and values; every list has one item, unless the value is a
    `Several`."""
    root: dict[str, Any] = {}
    for path, value in values.items():
        here: Any = root
        route = steps(path)
        for number, step in enumerate(route):
            last = number == len(route) - 1
            if not step.many:
                if last:
                    here[step.name] = value
                else:
                    here = here.setdefault(step.name, {})
                continue
            if step.many == "{}":
                box = here.setdefault(step.name, {})
                if last:
                    box["key"] = value
                else:
                    here = box.setdefault("key", {})
                continue
            box = here.setdefault(step.name, [])
            if last:
                box.append(value if step.many == "[]" else [value])
            else:
                if not box:
                    box.append({})
                here = box[0]
    return root

"""What the measuring needs to know of one cloud, and a face that answers every call in full."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from zlib import crc32

from cgw.adapter import Adapter, Operation, Place, Where
from cgw.models import Patch, Spec
from cgw.plugins import registry
from cgw.wire import Flow, Reply, Request
from measure.schema import Sdk, build

TOKEN = "5eed" * 8
DROP = object()
"""In place of a value: the field is not there."""
Hint = tuple[str, Any, Any]
"""A regular expression over ``<action> <path in the row>``, a good value, and another one."""


@dataclass(frozen=True)
class Intent:
    """Something a user asks for.

    Attributes:
        args: those of the verb, without the operation's token; of ``page``, what is narrowed to.
        answers: what is different in the cloud's answers: patterns and values.
        cursor: of ``page``.
        least: the fewest options a spec can do with, where it cannot do without.
        absent: actions that find nothing (404), where another API is asked next.
        named: arguments that are given by name.
    """

    noun: str
    verb: str
    args: tuple[Any, ...] = ()
    answers: tuple[tuple[str, Any], ...] = ()
    cursor: str | None = None
    least: Any = None
    absent: tuple[str, ...] = ()
    named: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return f"{self.noun}.{self.verb}"

    def flow(self, adapter: Adapter) -> Flow[Any]:
        """The adapter's flow for it."""
        verb = getattr(getattr(adapter, self.noun), self.verb)
        args = self.args
        if self.verb == "create":
            args = (args[0].completed(), Operation(TOKEN))
        if self.verb == "page":
            args = (self.cursor, args[0] if args else Where())
        flow: Flow[Any] = verb(*args, **dict(self.named))
        return flow

    def bare(self) -> Intent | None:
        """The same without the provider's own options, or with the least; None if it has none."""
        changed = False
        args: list[Any] = []
        for arg in self.args:
            new = arg
            if isinstance(arg, Spec) and getattr(arg, "options", None) is not None:
                new = arg.model_copy(update={"options": self.least})
            elif isinstance(arg, Patch) and arg.given().get("options") is not None:
                rest = {k: v for k, v in arg.given().items() if k != "options"}
                new = type(arg)(**rest)
            elif isinstance(arg, Where) and arg.options is not None:
                new = Where(arg.fields, arg.tags, None)
            changed = changed or new is not arg
            args.append(new)
        return replace(self, args=tuple(args)) if changed else None


@dataclass(frozen=True, eq=False)
class Cloud:
    """One cloud.

    Attributes:
        scope: whether an action is in scope.
        subjects: what an action is about: the first expression that is found in its name.
        rows: what stands before the fields of a row, and what takes its place; fields of a noun
            that have the same place mean the same.
        envelope: paths that belong to the answer and not to a thing.
        hints: values where an arbitrary text or number would not do.
        shapes: other answers to try as well: by name, paths and their values (`DROP`).
        intents: by noun.
        wrap: what stands around an answer.
        others: answers to requests that the SDKs at hand do not know, by a part of the path.
        missing: the body of a 404.
    """

    name: str
    region: str
    sdk: Sdk
    scope: Callable[[str], bool]
    subjects: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str], ...]
    envelope: str
    hints: tuple[Hint, ...]
    intents: Callable[[], Mapping[str, tuple[Intent, ...]]]
    shapes: Mapping[str, tuple[tuple[str, Any], ...]] = field(default_factory=dict)
    wrap: Callable[[dict[str, Any]], dict[str, Any]] = lambda body: body
    others: Mapping[str, Any] = field(default_factory=dict)
    missing: Any = None

    def adapter(self) -> Adapter:
        """A fresh adapter."""
        return registry().provider(self.name).open(Place(self.region))

    @cache  # noqa: B019 -- there are three clouds
    def subject(self, action: str) -> str:
        """Which noun or other thing an action is about."""
        return next(s for pattern, s in self.subjects if re.search(pattern, action))

    def in_scope(self) -> set[str]:
        """Every action of the SDKs whose subject is ours."""
        return {action for action in self.sdk.actions() if self.scope(action)}

    @cache  # noqa: B019 -- there are three clouds
    def place(self, action: str, path: str) -> str:
        """Where a field stands in its row."""
        for pattern, instead in self.rows:
            text, count = re.subn(pattern, instead, f"{action} {path}", count=1)
            if count:
                return text
        return path

    @cache  # noqa: B019 -- there are three clouds
    def tells(self, action: str) -> dict[str, str]:
        """The fields that an action tells of a thing, by path, without the envelope."""
        return {
            path: kind
            for path, kind in self.sdk.tells(action).items()
            if not re.fullmatch(self.envelope, path)
        }

    @cache  # noqa: B019 -- there are three clouds
    def value(self, action: str, path: str, kind: str, *, other: bool = False) -> Any:
        """A value of the right type, the same for the same field of the same thing, else distinct."""
        place = self.place(action, path)
        for pattern, one, two in self.hints:
            if re.search(pattern, f"{action} {place}"):
                return _as(kind, two if other else one)
        number = crc32(f"{self.subject(action)} {place}".encode()) % 90000 + 10000
        last = re.sub(r"\W", "", place.rsplit(".", 1)[-1])
        return {
            "str": f"{last}-{number}{'b' if other else 'a'}",
            "int": number + other,
            "float": number + other + 0.5,
            "bool": other,
            "time": "2024-05-06T07:08:10Z" if other else "2024-05-06T07:08:09Z",
        }[kind]


def _as(kind: str, value: Any) -> Any:
    """The same value in the type that this very action has for it."""
    if kind == "int" and isinstance(value, str) and value.isdecimal():
        return int(value)
    if kind == "bool" and isinstance(value, str):
        return value in {"true", "enable"}
    if kind == "str" and isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if kind == "str" and isinstance(value, int) else value


@dataclass
class Script:
    """A face that answers every action with every field its response model has.

    Attributes:
        shape: what is different in this answer: patterns and values.
        change: subject and place of one field that is told otherwise, or not at all.
        asked: the actions that were asked for.
        absent: actions that find nothing.
    """

    cloud: Cloud
    shape: tuple[tuple[str, Any], ...] = ()
    change: tuple[str, str] | None = None
    drop: bool = False
    asked: list[str] = field(default_factory=list)
    absent: tuple[str, ...] = ()

    def __call__(self, request: Request) -> Reply:
        action = self.cloud.sdk.action(request)
        if action is None:
            for part, body in self.cloud.others.items():
                if part in request.path:
                    return Reply(200, json.dumps(body).encode(), {})
            raise AssertionError(f"no SDK at hand knows {request.method} {request.path}")
        if action in self.absent:
            return Reply(404, json.dumps(self.cloud.missing).encode(), {})
        self.asked.append(action)
        return Reply(200, self.body(action), {"content-type": "application/json"})

    def body(self, action: str) -> bytes:
        """The answer."""
        changes = self.change is not None and self.change[0] == self.cloud.subject(action)
        return _body(self.cloud, action, self.shape, self.change if changes else None, self.drop)


@cache
def _body(
    cloud: Cloud,
    action: str,
    shape: tuple[tuple[str, Any], ...],
    change: tuple[str, str] | None,
    drop: bool,
) -> bytes:
    values = dict(_values(cloud, action, shape))
    for path, kind in _leaves(cloud, action).items():
        if change is not None and change[1] == cloud.place(action, path) and path in values:
            if drop:
                del values[path]
            else:
                values[path] = cloud.value(action, path, kind, other=True)
    return json.dumps(cloud.wrap(build(values))).encode()


@cache
def _leaves(cloud: Cloud, action: str) -> dict[str, str]:
    return cloud.sdk.tells(action)


@cache
def _values(cloud: Cloud, action: str, shape: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path, kind in _leaves(cloud, action).items():
        value = cloud.value(action, path, kind)
        place = cloud.place(action, path)
        for pattern, other in shape:
            if re.search(pattern, f"{action} {place}"):
                value = other
        if value is not DROP:
            found[path] = value
    return found

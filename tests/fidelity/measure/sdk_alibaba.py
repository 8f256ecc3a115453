"""alibabacloud_vpc20160428, read by reflection."""

from __future__ import annotations

import inspect
import re
from functools import cache
from importlib.metadata import version
from typing import Any, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

from alibabacloud_vpc20160428 import models
from alibabacloud_vpc20160428.client import Client

from cgw.wire import Request
from measure.schema import Kind, Leaves, Sent, leaves_of, names, paths

SIGNING = frozenset(
    [
        "AccessKeyId",
        "Action",
        "Format",
        "SecurityToken",
        "Signature",
        "SignatureMethod",
        "SignatureNonce",
        "SignatureType",
        "SignatureVersion",
        "Timestamp",
        "Version",
    ]
)


class Alibaba:
    """RPC: parameters in the query or a form, lists numbered from 1."""

    name = "alibabacloud_vpc20160428"
    version = version("alibabacloud_vpc20160428")

    @cache  # noqa: B019 -- one object for the whole run
    def actions(self) -> set[str]:
        return {
            found[1]
            for name in vars(Client)
            if name.endswith("_with_options")
            and (found := re.search(r"action = '(\w+)'", inspect.getsource(getattr(Client, name))))
        }

    def takes(self, action: str) -> Leaves:
        return leaves_of(members, getattr(models, f"{action}Request"))

    def tells(self, action: str) -> Leaves:
        return leaves_of(members, getattr(models, f"{action}ResponseBody"))

    def action(self, request: Request) -> str | None:
        return request.headers.get("x-acs-action") or dict(request.query).get("Action")

    def parse(self, action: str, request: Request) -> Sent:
        pairs = [*request.query, *parse_qsl(request.body.decode(), keep_blank_values=True)]
        sent = unflatten([(name, value) for name, value in pairs if name not in SIGNING])
        model = getattr(models, f"{action}Request")().from_map(sent)
        return Sent(model, names(model.to_map()), list(paths(sent)))


def unflatten(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """``Tags.1.Key=a`` as ``{"Tags": [{"Key": "a"}]}``."""
    root: dict[str, Any] = {}
    for name, value in pairs:
        here = root
        *way, last = name.split(".")
        for part in way:
            here = here.setdefault(part, {})
        here[last] = value
    found: dict[str, Any] = _lists(root)
    return found


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdecimal() for key in value):
        return [_lists(value[key]) for key in sorted(value, key=int)]
    return {key: _lists(item) for key, item in value.items()}


@cache
def members(model: Any) -> tuple[tuple[str, Kind], ...]:
    """The wire names of a model's fields, from its own ``to_map``, with their kinds."""
    source = inspect.getsource(model.to_map)
    ours_to_wire = dict(re.findall(r"if self\.(\w+) is not None:\s+result\['([^']+)'\]", source))
    ours_to_wire |= {ours: theirs for theirs, ours in re.findall(
        r"result\['([^']+)'\] = \[\]\s+if self\.(\w+) is not None", source)}  # fmt: skip
    hints = get_type_hints(model.__init__, {**vars(models), "main_models": models, **_typing()})
    return tuple((wire, _kind(hints[ours])) for ours, wire in ours_to_wire.items())


def _typing() -> dict[str, Any]:
    import typing

    return vars(typing)


NAMES = {str: "str", int: "int", bool: "bool", float: "float", Any: "str"}


def _kind(hint: Any) -> Kind:
    origin, args = get_origin(hint), get_args(hint)
    if origin is list:
        return "list", _kind(args[0])
    if origin is dict:
        return "dict", _kind(args[1])
    if type(None) in args:
        return _kind(next(arg for arg in args if arg is not type(None)))
    return ("leaf", NAMES[hint]) if hint in NAMES else ("model", hint)

"""huaweicloudsdkvpn and huaweicloudsdkapig, read by reflection."""

from __future__ import annotations

import json
import re
import warnings
from functools import cache
from importlib.metadata import version
from typing import Any, NamedTuple

import huaweicloudsdkapig.v2 as apig
import huaweicloudsdkvpn.v5 as vpn
from huaweicloudsdkapig.v2 import ApigClient
from huaweicloudsdkcore.utils.http_utils import sanitize_for_serialization
from huaweicloudsdkvpn.v5 import VpnClient

from cgw.wire import Request
from measure.schema import Kind, Leaves, Sent, leaves_of, names, paths

TYPES = {
    "str": "str",
    "int": "int",
    "float": "float",
    "bool": "bool",
    "datetime": "time",
    "date": "time",
    "object": "str",
}


class Call(NamedTuple):
    """One action as the SDK knows it."""

    package: Any
    client: Any
    method: str
    path: str
    request: Any
    response: Any


@cache
def calls() -> dict[str, Call]:
    """Every action of both services by its name."""
    found: dict[str, Call] = {}
    for package, client in ((vpn, VpnClient), (apig, ApigClient)):
        for name in list(vars(client)):
            match = re.fullmatch(r"_(\w+)_http_info", name)
            if match is None:
                continue
            action = "".join(part.capitalize() for part in match[1].split("_"))
            request = getattr(package, f"{action}Request")
            info = getattr(client, name)(_Blank(request))
            found[action] = Call(
                package,
                client,
                info["method"],
                info["resource_path"],
                request,
                getattr(package, info["response_type"]),
            )
    return found


class _Blank:
    """A request without values: the real ones refuse to be made without what they need."""

    def __init__(self, kind: Any) -> None:
        self.attribute_map = kind.attribute_map
        for name in kind.attribute_map:
            setattr(self, name, None)


class Huawei:
    """REST: parameters in the path, the query and a JSON body."""

    name = "huaweicloudsdkvpn, huaweicloudsdkapig"
    version = version("huaweicloudsdkvpn")

    def actions(self) -> set[str]:
        return set(calls())

    def takes(self, action: str) -> Leaves:
        return leaves_of(members_in(calls()[action].package), calls()[action].request)

    def tells(self, action: str) -> Leaves:
        return leaves_of(members_in(calls()[action].package), calls()[action].response)

    def action(self, request: Request) -> str | None:
        return _action(request.method, request.path)

    def parse(self, action: str, request: Request) -> Sent:
        call = calls()[action]
        sent: dict[str, Any] = dict(placed(action, request) or {})
        sent.pop("project_id", None)
        for name, value in request.query:
            kind = call.request.openapi_types.get(name, "str")
            if kind.startswith("list"):
                sent.setdefault(name, []).append(value)
            else:
                sent[name] = value
        for name in call.request.attribute_map.values():
            if name.lower() in request.headers:
                sent[name] = request.headers[name.lower()]
        if request.body:
            sent["body"] = json.loads(request.body)
        client = call.client()
        client.model_package = call.package
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = client._deserialize(sent, call.request.__name__)
        return Sent(model, names(sanitize_for_serialization(model)), list(paths(sent)))


def placed(action: str, request: Request) -> dict[str, str] | None:
    """What stands in the path of a request if it is that action's path."""
    if Huawei().action(request) != action:
        return None
    names = re.findall(r"{(\w+)}", calls()[action].path)
    match = _pattern(calls()[action].path).fullmatch(request.path)
    return dict(zip(names, match.groups(), strict=True)) if match else None


@cache
def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"{\w+}", "([^/]+)", path))


@cache
def _action(method: str, path: str) -> str | None:
    fits = [
        n for n, c in calls().items() if c.method == method and _pattern(c.path).fullmatch(path)
    ]
    # "/vpn-gateways/jobs" fits "/vpn-gateways/{vgw_id}" too: the one with more letters is meant.
    return max(fits, key=lambda name: len(re.sub(r"{\w+}", "", calls()[name].path)), default=None)


@cache
def members_in(package: Any) -> Any:
    """How the models of one package are looked into."""

    def members(model: Any) -> tuple[tuple[str, Kind], ...]:
        return tuple(
            (model.attribute_map[name], _kind(package, told))
            for name, told in model.openapi_types.items()
        )

    return members


def _kind(package: Any, told: str) -> Kind:
    if match := re.fullmatch(r"list\[(.*)\]", told):
        return "list", _kind(package, match[1])
    if match := re.fullmatch(r"dict\(([^,]*), ?(.*)\)", told):
        return "dict", _kind(package, match[2])
    if told in TYPES:
        return "leaf", TYPES[told]
    model = getattr(package, told)
    # A class without fields is an enumeration.
    return ("model", model) if model.openapi_types else ("leaf", "str")

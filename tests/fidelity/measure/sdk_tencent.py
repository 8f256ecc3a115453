"""tencentcloud-sdk-python-vpc, read by reflection."""

from __future__ import annotations

import inspect
import json
import re
import warnings
from functools import cache
from importlib.metadata import version
from typing import Any

from tencentcloud.vpc.v20170312 import models
from tencentcloud.vpc.v20170312.vpc_client import VpcClient

from cgw.wire import Request
from measure.schema import Kind, Leaves, Sent, leaves_of, names, paths


class Tencent:
    """API 3.0: parameters as JSON; the types stand in the docstrings."""

    name = "tencentcloud-sdk-python-vpc"
    version = version("tencentcloud-sdk-python-vpc")

    def actions(self) -> set[str]:
        return {name for name in vars(VpcClient) if hasattr(models, f"{name}Request")}

    def takes(self, action: str) -> Leaves:
        return leaves_of(members, getattr(models, f"{action}Request"))

    def tells(self, action: str) -> Leaves:
        return leaves_of(members, getattr(models, f"{action}Response"))

    def action(self, request: Request) -> str | None:
        known = request.headers.get("x-tc-version") == "2017-03-12"
        return request.headers.get("x-tc-action") if known else None  # it has no tag service

    def parse(self, action: str, request: Request) -> Sent:
        sent = json.loads(request.body)
        model = getattr(models, f"{action}Request")()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # names it does not know are compared by path
            model._deserialize(sent)
        return Sent(model, names(model._serialize()), list(paths(sent)))


@cache
def members(model: Any) -> tuple[tuple[str, Kind], ...]:
    """The fields of a model and their kinds, from the docstring of ``__init__``."""
    text = inspect.getdoc(model.__init__) or ""
    return tuple((name, _kind(told)) for name, told in re.findall(r":type (\w+): (.+)", text))


def _kind(told: str) -> Kind:
    words = told.strip()
    if words.startswith("list of "):
        return "list", _kind(words.removeprefix("list of ").split()[0])
    if found := re.search(r"v20170312\.models\.(\w+)", words):
        return "model", getattr(models, found[1])
    if words in {"str", "int", "float", "bool"}:
        return "leaf", words
    return "model", getattr(models, words)

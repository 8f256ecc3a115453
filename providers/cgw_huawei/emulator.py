"""The emulator's HUAWEI CLOUD: VPN API v5 and as much of IAM as it needs, on one address.

Written from the vendor's documents, independently of the adapter. Source: VPN API v5 pages
vpn_api_0021 to 0025 and 0067 with their samples; read 2026-11-21. Two things are in no document and
are the emulator's own choice: lists are ordered by creation time, and a page begins after its marker.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

from cgw.emulator.world import PROJECT_ID, Record, World
from cgw.wire import Reply, Request
from cgw_huawei import emulator_iam as iam
from cgw_huawei.emulator_access import Access, RefusedError
from cgw_huawei.emulator_gateways import bad, changes_of, new_of, told, told_time

KIND = "customer_gateways"
HERE = "local"  # the region where the host does not tell one
HOST = re.compile(r"(?:vpn|apig|iam|vpc)\.([a-z0-9-]+)\..+")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, taken apart."""

    request: Request
    region: str
    id: str = ""


class HuaweiFace:
    """A request in, a reply out."""

    def __init__(self, world: World) -> None:
        self._world, self._access = world, Access(world)

    def __call__(self, request: Request) -> Reply:
        action, answer = self._route(request)
        return self._world.ask("huawei", action, lambda: self._answer(request, answer))

    # -- from an address to an action

    def _route(self, request: Request) -> tuple[str, Callable[[], Reply]]:
        host = HOST.fullmatch(urlsplit(request.endpoint).hostname or "")
        region = host[1] if host else HERE
        segments = [unquote(part) for part in request.path.split("/")[1:]]
        match request.method, segments:
            case "POST", ["v3", "auth", "tokens"]:
                give = partial(iam.tokens, request, region, self._world, self._access)
                return "KeystoneCreateUserTokenByPassword", give
            case "GET", ["v3", "projects"]:
                asked = partial(iam.projects, request, region)
                return "KeystoneListProjects", partial(self._guarded, request, None, asked)
            case method, ["v5", project, "customer-gateways", *rest] if len(rest) <= 1:
                verbs = self._verbs_of_one if rest and rest[0] else self._verbs_of_all
                if method in verbs:
                    action, verb = verbs[method]
                    act = partial(verb, self, Asked(request, region, *rest))
                    return action, partial(self._guarded, request, project, act)
        return "Unknown", self._unknown

    def _guarded(self, request: Request, project: str | None, answer: Callable[[], Reply]) -> Reply:
        self._access.judge(request)
        own = request.headers.get("x-project-id", PROJECT_ID)
        if own != PROJECT_ID or project not in (None, PROJECT_ID):
            raise RefusedError(403, "VPN.0003", "Authentication failed: no such project of yours")
        return answer()

    def _unknown(self) -> Reply:
        raise RefusedError(
            404, "APIGW.0101", "The API does not exist or has not been published in the environment"
        )

    def _answer(self, request: Request, answer: Callable[[], Reply]) -> Reply:
        number = f"{self._world.random.getrandbits(128):032x}"
        try:
            reply = answer()
        except RefusedError as no:
            body: dict[str, Any] = {
                "error_code": no.code,
                "error_msg": no.message,
                "request_id": number,
            }
            if no.keystone:
                body = {"error": {"code": no.status, "message": no.message, "title": no.code}}
            reply = Reply(no.status, json.dumps(body).encode())
        trace = {"x-iam-trace-id": number} if request.path.startswith("/v3/") else {}
        headers = {
            "content-type": "application/json",
            "date": format_datetime(self._world.wall(), usegmt=True),
            "x-request-id": number,
            **trace,
            **(reply.headers or {}),
        }
        return Reply(reply.status, reply.body, headers)

    # -- customer gateways

    def _create(self, asked: Asked) -> Reply:
        attrs = new_of(self._content(asked.request), self._word())
        if self._world.is_full("huawei", asked.region, KIND):
            raise bad("the quota of customer gateways is used up")  # no code of its own is known
        record = self._world.add("huawei", asked.region, KIND, self._uuid(), **attrs)
        record.attrs["updated_at"] = told_time(record.created_at)
        shown = told(record)
        for name in ("tags", "ip", "route_mode"):  # the page's sample of this answer has none
            del shown[name]
        return self._json(201, {"customer_gateway": shown})

    def _list(self, asked: Asked) -> Reply:
        query = dict(asked.request.query)
        limit, marker = query.get("limit"), query.get("marker")
        if limit is not None and not (limit.isdigit() and int(limit) <= 200):
            raise bad(f"limit {limit} must be 0 to 200")
        if marker and limit is None:
            raise bad("marker must be used together with limit")
        everything = self._world.all("huawei", asked.region, KIND)
        wanted = query.get("cgw_id")
        rows = [r for r in everything if wanted in (None, r.id)]
        if marker:
            place = next((i for i, r in enumerate(rows) if told_time(r.created_at) == marker), None)
            if place is None:
                rows = [r for r in rows if _sortable(told_time(r.created_at)) > _sortable(marker)]
            else:
                rows = rows[place + 1 :]
        page = rows[: int(limit or 200)]
        info: dict[str, Any] = {"current_count": len(page)}
        if page:  # on the last page as well, as in the page's sample
            info["next_marker"] = told_time(page[-1].created_at)
        body = {"customer_gateways": [told(r) for r in page], "page_info": info}
        return self._json(200, {**body, "total_count": len(everything)})

    def _show(self, asked: Asked) -> Reply:
        return self._json(200, {"customer_gateway": told(self._one(asked))})

    def _update(self, asked: Asked) -> Reply:
        record = self._one(asked)
        record.attrs |= changes_of(self._content(asked.request), self._word())
        record.attrs["updated_at"] = told_time(self._world.now())
        return self._json(200, {"customer_gateway": told(record)})

    def _delete(self, asked: Asked) -> Reply:
        record = self._one(asked)
        users = self._world.all("huawei", asked.region, "vpn_connections")
        if any(user.attrs.get("customer_gateway_id") == record.id for user in users):
            raise bad(f"customer gateway {record.id} has connection")
        self._world.remove(record)
        return Reply(204, b"")

    _verbs_of_all = {"POST": ("CreateCgw", _create), "GET": ("ListCgws", _list)}  # noqa: RUF012 -- never written to
    _verbs_of_one = {  # noqa: RUF012 -- never written to
        "GET": ("ShowCgw", _show),
        "PUT": ("UpdateCgw", _update),
        "DELETE": ("DeleteCgw", _delete),
    }

    # -- small things

    def _one(self, asked: Asked) -> Record:
        record = self._world.get("huawei", asked.region, KIND, asked.id)
        if record is None:
            raise RefusedError(404, "VPN.0004", "resource not found")
        return record

    def _content(self, request: Request) -> dict[str, Any]:
        try:
            content = json.loads(request.body)["customer_gateway"]
        except (ValueError, KeyError, TypeError):
            raise bad("customer_gateway is required") from None
        if not isinstance(content, dict):
            raise bad("customer_gateway must be an object")
        return content

    def _uuid(self) -> str:
        digits = f"{self._world.random.getrandbits(128):032x}"
        cuts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
        return "-".join(cuts)

    def _word(self) -> str:
        return self._world.new_id("", 4, "0123456789abcdef")

    def _json(self, status: int, body: dict[str, Any]) -> Reply:
        return Reply(status, json.dumps({**body, "request_id": self._uuid()}).encode())


def _sortable(text: str) -> str:
    """A time whose fraction has nine digits, so that texts sort as times do."""
    whole, _, fraction = text.rstrip("Z").partition(".")
    return f"{whole}.{fraction:0<9}"

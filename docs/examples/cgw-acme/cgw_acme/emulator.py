"""Acme Cloud's face over a pretend world: its wire, its checks, its words.

Source: VPN API v1, "Gateways", "Errors", "Signing requests". Written from those pages and not from
the adapter: of the package it imports `signing` only, so one wrong belief is not on both sides.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from ipaddress import AddressValueError, IPv4Address
from typing import Any

from cgw.emulator.faults import Wording
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Record, World
from cgw.wire import Reply, Request, json_body

from cgw_acme import signing

PROVIDER, KIND = "acme", "customer_gateways"
SKEW = 300  # seconds a signature is good for
STATUS = {"auth": 401, "account": 402, "quota": 403, "rate": 429, "server": 503}
WORDS = {"pending": "provisioning", "available": "active", "deleting": "removing"}
AUTHORIZATION = re.compile(rf"{signing.SCHEME} key=([^,]+), headers=([^,]+), signature=([0-9a-f]+)")


FAULTS = Wording(
    kinds={
        "bad-key": ("auth.key", "no such key"),
        "busy": ("gateway.locked", "another change is under way"),
        "denied": ("auth.forbidden", "not allowed"),
        "exists": ("gateway.exists", "the address is taken"),
        "expired-clock": ("auth.clock", f"more than {SKEW} seconds off"),
        "invalid": ("request.invalid", "a value is wrong"),
        "not-found": ("gateway.not_found", "no such gateway"),
        "quota": ("quota.gateways", "no more gateways"),
        "server-error": ("server.unavailable", "try again later"),
        "throttle": ("rate.exceeded", "too many requests"),
        "unpaid": ("account.suspended", "the account is suspended"),
    },
    codes={},
    status=lambda code: STATUS.get(code.partition(".")[0], 400),
)


class RefusalError(Exception):
    """How the cloud says no."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.field = status, code, message, field


class AcmeFace:
    """A request in, a reply out."""

    faults = FAULTS

    def __init__(self, world: World) -> None:
        self._world = world

    def __call__(self, request: Request) -> Reply:
        """Answer as the cloud would."""
        action, handle = self._route(request)

        def refuse(name: str) -> Reply:
            def told(request: Request, region: str) -> tuple[int, Any]:
                fault = FAULTS.told(name)
                raise RefusalError(fault.status, fault.code, fault.message)

            return self._answer(request, told)

        return self._world.ask(
            PROVIDER, action, lambda: self._answer(request, handle), refuse=refuse
        )

    def _route(self, request: Request) -> tuple[str, Callable[[Request, str], tuple[int, Any]]]:
        match = re.fullmatch(r"/v1/gateways(/[^/]+)?", request.path)
        routes = {
            ("POST", False): ("CreateGateway", self._create),
            ("GET", False): ("ListGateways", self._list),
            ("GET", True): ("GetGateway", self._get),
            ("PATCH", True): ("UpdateGateway", self._update),
            ("DELETE", True): ("DeleteGateway", self._delete),
        }
        nowhere = ("Unknown", self._nowhere)
        return routes.get((request.method, bool(match[1])), nowhere) if match else nowhere

    def _answer(self, request: Request, handle: Callable[[Request, str], tuple[int, Any]]) -> Reply:
        trace = self._world.new_id("t-", 16, "0123456789abcdef")
        headers = {
            "content-type": "application/json",
            "x-acme-trace-id": trace,
            "date": format_datetime(self._world.wall(), usegmt=True),
        }
        try:
            self._admit(request)
            status, body = handle(request, _region(request))
        except RefusalError as refusal:
            told = {"code": refusal.code, "message": refusal.message, "field": refusal.field}
            answer = json_body({"error": told, "trace_id": trace})
            return Reply(refusal.status, answer, headers)
        return Reply(status, b"" if body is None else json_body(body), headers)

    def _admit(self, request: Request) -> None:
        """Check key, time and signature, as listed in the request itself."""
        found = AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
        if found is None or found[1] != ACCESS_KEY_ID:
            raise RefusalError(401, "auth.key", "no such key")
        names = found[2].split(";")
        if not set(signing.to_be_signed(request.headers)) <= set(names):
            raise RefusalError(401, "auth.signature", "a header is not signed")
        if not {"x-acme-date", "x-acme-nonce"} <= request.headers.keys():
            raise RefusalError(401, "auth.signature", "x-acme-date or x-acme-nonce is missing")
        if not set(names) <= {"host", *request.headers}:
            raise RefusalError(401, "auth.signature", "a signed header is missing")
        text = signing.string_to_sign(request, names)
        if not hmac.compare_digest(signing.signature_of(ACCESS_KEY_SECRET, text), found[3]):
            raise RefusalError(401, "auth.signature", "the signature does not match")
        try:
            sent = datetime.strptime(request.headers["x-acme-date"], "%Y%m%dT%H%M%S%z")
        except ValueError:
            raise RefusalError(401, "auth.clock", "x-acme-date is no time") from None
        if abs((self._world.wall() - sent).total_seconds()) > SKEW:
            raise RefusalError(401, "auth.clock", f"more than {SKEW} seconds off")

    # -- what it does

    def _nowhere(self, request: Request, _: str) -> tuple[int, Any]:
        raise RefusalError(404, "route.not_found", f"{request.method} {request.path}")

    def _create(self, request: Request, region: str) -> tuple[int, Any]:
        token = request.headers.get("idempotency-key", "")
        if not re.fullmatch(r"[A-Za-z0-9-]{16,64}", token):
            raise RefusalError(400, "request.invalid", "Idempotency-Key: 16 to 64 letters, digits")
        asked = _object(request)
        if not {"label", "peer_ip"} <= asked.keys():
            raise RefusalError(400, "request.invalid", "label and peer_ip are required")
        _validate(asked, {"label", "peer_ip", "asn", "notes", "labels", "bgp_key"})

        def make() -> str:
            taken = {r.attrs["address"] for r in self._world.all(PROVIDER, region, KIND)}
            if asked["peer_ip"] in taken:
                raise RefusalError(409, "gateway.exists", "peer_ip is in use", "peer_ip")
            if self._world.is_full(PROVIDER, region, KIND):
                raise RefusalError(403, "quota.gateways", "no more gateways in this region")
            attrs = {
                "name": asked["label"],
                "address": asked["peer_ip"],
                "asn": asked.get("asn"),
                "description": asked.get("notes"),
                "tags": asked.get("labels") or {},
                "bgp_key": asked.get("bgp_key"),
            }
            new = self._world.new_id("gw-", 12)
            return self._world.add(PROVIDER, region, KIND, new, **attrs).id

        fingerprint = hashlib.sha256(request.body).hexdigest()
        try:
            made = self._world.once((PROVIDER, region, token), fingerprint, make)
        except LookupError:
            raise RefusalError(
                409, "request.idempotency", "Idempotency-Key was used with another body"
            ) from None
        return 201, {"id": made}

    def _get(self, request: Request, region: str) -> tuple[int, Any]:
        return 200, _row(self._one(request, region))

    def _list(self, request: Request, region: str) -> tuple[int, Any]:
        query = dict(request.query)
        limit = query.get("limit", "20")
        if not limit.isdecimal() or not 1 <= int(limit) <= 100:
            raise RefusalError(400, "request.invalid", "limit: 1 to 100", "limit")
        found = self._world.all(PROVIDER, region, KIND)
        if "label" in query:
            found = [record for record in found if record.attrs["name"] == query["label"]]
        begin = 0
        if "after" in query:
            ids = [record.id for record in found]
            if query["after"] not in ids:
                raise RefusalError(400, "request.invalid", "after: no such place", "after")
            begin = ids.index(query["after"]) + 1
        page = found[begin : begin + int(limit)]
        more = page[-1].id if begin + len(page) < len(found) else None
        return 200, {"items": [_row(record) for record in page], "next": more}

    def _update(self, request: Request, region: str) -> tuple[int, Any]:
        record, asked = self._one(request, region), _object(request)
        _validate(asked, {"label", "asn", "notes"})
        for wire, ours in (("label", "name"), ("asn", "asn"), ("notes", "description")):
            if wire in asked:
                record.attrs[ours] = asked[wire]
        return 200, _row(record)

    def _delete(self, request: Request, region: str) -> tuple[int, Any]:
        self._world.remove(self._one(request, region))
        return 204, None

    def _one(self, request: Request, region: str) -> Record:
        record = self._world.get(PROVIDER, region, KIND, request.path.rsplit("/", 1)[1])
        if record is None:
            raise RefusalError(404, "gateway.not_found", "no such gateway")
        return record


def _region(request: Request) -> str:
    """One face serves every region: on this machine all have one host name, so a header tells."""
    region = request.headers.get("x-acme-region", "")
    if not region:
        raise RefusalError(400, "request.invalid", "x-acme-region is missing")
    return region


def _object(request: Request) -> dict[str, Any]:
    try:
        found = json.loads(request.body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise RefusalError(400, "request.invalid", "the body is no JSON object")
    return found


def _validate(asked: dict[str, Any], names: set[str]) -> None:
    """Hold each field against the page; the first that is wrong is told."""
    for name, value in asked.items():
        good = CHECKS[name](value) if name in names else False
        if not good:
            raise RefusalError(400, "request.invalid", f"{name} is not allowed", name)


def _is_address(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(IPv4Address(value))
    except AddressValueError:
        return False


def _text(shortest: int, longest: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and shortest <= len(value) <= longest


def _is_asn(value: Any) -> bool:
    number = isinstance(value, int) and not isinstance(value, bool)
    return value is None or (number and 1 <= value <= 4294967295 and value != 64555)


def _are_labels(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and len(value) <= 8
        and all(re.fullmatch(r"[a-z0-9_-]{1,32}", key) for key in value)
        and all(isinstance(item, str) and len(item) <= 64 for item in value.values())
    )


CHECKS: dict[str, Callable[[Any], bool]] = {
    "label": lambda value: _text(1, 64)(value) and not re.search(r"[\x00-\x1f<>]", value),
    "peer_ip": _is_address,
    "asn": _is_asn,
    "notes": lambda value: value is None or _text(0, 256)(value),
    "labels": _are_labels,
    "bgp_key": lambda value: isinstance(value, str) and bool(re.fullmatch(r"\w{8,64}", value)),
}


def _row(record: Record) -> dict[str, Any]:
    attrs = record.attrs
    millis = record.created_at.microsecond // 1000
    return {
        "id": record.id,
        "label": attrs["name"],
        "peer_ip": attrs["address"],
        "asn": attrs["asn"],
        "notes": attrs["description"],
        "labels": attrs["tags"],
        "bgp_key": attrs["bgp_key"],
        "status": WORDS.get(record.state, "broken"),
        "tunnels": 0,
        "created": f"{record.created_at:%Y-%m-%dT%H:%M:%S}.{millis:03d}Z",
        "rack": "r1",
    }

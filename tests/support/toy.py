"""A toy cloud that does exactly what a test says, behind the real client and engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import cgw
from cgw.adapter import Ability, Capabilities, Credentials, Operation, Page, Where, read_back
from cgw.client import Client
from cgw.engine import Clock, Engine, Lost, Retry, Send
from cgw.models import CustomerGateway, State
from cgw.wire import Reply, Request, Shape

START = datetime(2026, 1, 1, tzinfo=UTC)
SPEC = cgw.CustomerGatewaySpec(name="hq", address="203.0.113.7")
OK = object()


class Time:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []
        self.count = 0

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def unique(self) -> str:
        self.count += 1
        return f"{self.count:032x}"

    def clock(self) -> Clock:
        return Clock(
            now=lambda: START + timedelta(seconds=self.seconds),
            monotonic=lambda: self.seconds,
            chance=lambda: 1.0,
            unique=self.unique,
        )


class Gateways:
    """Flows of one noun over requests the test answers; deliberately thin."""

    safe_create = False

    def create(self, spec: cgw.CustomerGatewaySpec, op: Operation) -> Any:
        body = f"{spec.name} {op.token if op.marked else '-'}".encode()
        reply = yield Request(
            "POST", "https://c", "/", "Create", body=body, safe=self.safe_create, writes=True
        )
        id = reply.json["id"]
        return (yield from read_back(self.get(id), self._made(id)))

    def get(self, id: str) -> Any:
        yield Request("GET", "https://c", f"/{id}", "Get", safe=True)
        return self._made(id)

    def page(self, cursor: str | None, where: Where) -> Any:
        reply = yield Request("GET", "https://c", "/", "List", safe=True, shape=Shape(dict))
        return Page([self._made(id) for id in reply.json["ids"]], None)

    def find(self, token: str) -> Any:
        reply = yield Request("GET", "https://c", "/", "Find", safe=True)
        return [self._made(id) for id in reply.json["ids"]]

    def update(self, id: str, patch: cgw.CustomerGatewayPatch) -> Any:
        yield Request("PUT", "https://c", f"/{id}", "Update", safe=True, writes=True)
        return (yield from self.get(id))

    def delete(self, id: str) -> Any:
        try:
            yield Request("DELETE", "https://c", f"/{id}", "Delete", safe=True, writes=True)
        except cgw.NotFoundError:
            return

    def _made(self, id: str) -> CustomerGateway:
        return CustomerGateway(id=id, provider="toy", region="r", state=State.AVAILABLE)


class Toy:
    """An adapter whose errors are ``{"code": <class name>}``."""

    provider, region = "toy", "r"
    endpoints = {"main": "https://c"}

    def __init__(self, recovery: str = "tag") -> None:
        ability = Ability(
            frozenset({"create", "get", "list", "update", "delete", "wait"}),
            frozenset({"name", "address", "tags"}),
            frozenset({"name"}),
            recovery,  # type: ignore[arg-type]
            "test",
            "today",
        )
        self.capabilities = Capabilities("toy", {"customer_gateways": ability})
        self.customer_gateways = Gateways()
        self.signed: list[tuple[str, str, datetime]] = []

    def login(self, given: Credentials) -> Any:
        return given
        yield

    def sign(
        self, request: Request, credentials: Credentials, now: datetime, nonce: str
    ) -> Request:
        self.signed.append((credentials.access_key_id, nonce, now))
        return request

    def error(self, request: Request, reply: Reply) -> cgw.ApiError | None:
        if reply.status < 400 and b"code" not in reply.body:
            return None
        kind = getattr(cgw, reply.json["code"]) if b"code" in reply.body else cgw.ServiceError
        return kind(
            "no",
            provider="toy",
            code="X",
            http_status=reply.status,
            retryable=reply.json.get("again", False) if b"code" in reply.body else False,
            field=reply.json.get("field") if b"code" in reply.body else None,
            retry_after=reply.json.get("after") if b"code" in reply.body else None,
        )


class Keys:
    def __init__(self, *given: Credentials) -> None:
        self.given, self.fetched = list(given) or [Credentials("k", "s")], 0

    def fetch(self) -> Credentials:
        self.fetched += 1
        return self.given[min(self.fetched, len(self.given)) - 1]


def refusal(kind: str, status: int = 400, **more: Any) -> Reply:
    return Reply(status, cgw.to_json({"code": kind, **more}).encode())


class Bench:
    """A client whose cloud gives the scripted answers in order, and the last one for ever."""

    def __init__(self, *script: Any, recovery: str = "tag", retry: Retry | None = None) -> None:
        self.time, self.sent = Time(), list[Request]()
        self.script: Iterator[Any] = iter(script)
        self.events: list[cgw.Event] = []
        self.adapter, self.keys = Toy(recovery), Keys()
        engine = Engine(
            self.adapter, self.keys, retry or Retry(), self.time.clock(), [self.events.append]
        )
        self.client = Client(engine, self, timeout=60, sleep=self.time.sleep)
        self.cgws = self.client.customer_gateways

    def send(self, send: Send) -> Reply:
        self.sent.append(send.request)
        answer = next(self.script, OK)
        if isinstance(answer, Exception):
            raise answer
        if answer is OK:
            return Reply(200, b'{"id": "x1", "ids": ["x1"]}')
        return answer

    def close(self) -> None: ...

    def creates(self) -> int:
        return sum(r.action == "Create" for r in self.sent)


LOST, UNSENT = Lost("reset", sent=True), Lost("no route", sent=False)
BROKEN = Reply(500, b"oops")

"""The engine's promises, with a cloud that does exactly what each test says."""

from __future__ import annotations

import json
import pickle
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

import cgw
from cgw.adapter import Ability, Capabilities, Credentials, Operation, Page, Where, read_back
from cgw.client import Client
from cgw.engine import Budget, Clock, Engine, Lost, Retry, Send
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


@pytest.mark.parametrize("failure", [LOST, UNSENT, BROKEN, refusal("ThrottledError", again=True)])
def test_a_read_is_tried_again(failure: Any) -> None:
    """A read that fails for a passing reason is repeated, each time with a fresh nonce."""
    bench = Bench(failure, failure)
    assert bench.cgws.get("x1").id == "x1"
    assert len(bench.sent) == 3
    assert len({nonce for _, nonce, _ in bench.adapter.signed}) == 3


def test_a_read_gives_up() -> None:
    """A read that never succeeds ends after the allowed attempts, as an error of ours."""
    bench = Bench(*[LOST] * 9)
    with pytest.raises(cgw.TransportError):
        bench.cgws.get("x1")
    assert len(bench.sent) == Retry().attempts


@pytest.mark.parametrize("lost", [LOST, BROKEN, Reply(200, b"<html>"), Reply(502, b"<html>")])
def test_a_lost_create_is_never_sent_twice(lost: Any) -> None:
    """One send of unknown outcome is the last one; what it made is found by its marker."""
    shaped = Bench(lost)
    shaped.adapter.customer_gateways = _Shaped()
    found = shaped.cgws.create(SPEC)
    assert (found.id, shaped.creates()) == ("x1", 1)
    assert shaped.sent[-1].action == "Find"


class _Shaped(Gateways):
    def create(self, spec: cgw.CustomerGatewaySpec, op: Operation) -> Any:
        shape: Shape[Any] = Shape(dict[str, Any])
        reply = yield Request("POST", "https://c", "/", "Create", body=b"", shape=shape)
        return self._made(reply.read(shape)["id"])


def test_a_create_that_is_not_found_again_is_said_to_be_unknown() -> None:
    """No marker found: the error says unknown, carries the marker, and nothing was sent again."""
    nothing = Reply(200, b'{"ids": []}')
    bench = Bench(LOST, *[nothing] * 20)
    with pytest.raises(cgw.OutcomeUnknownError) as caught:
        bench.cgws.create(SPEC)
    assert bench.creates() == 1
    assert caught.value.marker is not None
    assert caught.value.marker.encode() in bench.sent[0].body
    assert caught.value.operation["verb"] == "create"


def test_two_things_with_one_marker_are_nobodys() -> None:
    """More than one candidate is told, never guessed between."""
    two = Reply(200, b'{"ids": ["x1", "x2"]}')
    with pytest.raises(cgw.OutcomeUnknownError) as caught:
        Bench(LOST, two).cgws.create(SPEC)
    assert caught.value.candidates == ("x1", "x2")


def test_without_a_marker_nothing_is_looked_for() -> None:
    """``marker="off"`` sends no marker and looks for nothing."""
    bench = Bench(LOST, retry=Retry(marker="off"))
    with pytest.raises(cgw.OutcomeUnknownError):
        bench.cgws.create(SPEC)
    assert [r.action for r in bench.sent] == ["Create"]
    assert bench.sent[0].body.endswith(b"-")


def test_an_unsent_create_is_sent() -> None:
    """With proof that nothing left this machine, a create is tried again."""
    bench = Bench(UNSENT, UNSENT)
    assert bench.cgws.create(SPEC).id == "x1"
    assert bench.creates() == 3


def test_a_throttled_create_is_sent_again() -> None:
    """A refusal that says it did nothing lets a create be repeated."""
    bench = Bench(refusal("ThrottledError", again=True))
    assert bench.cgws.create(SPEC).id == "x1"
    assert bench.creates() == 2


def test_a_create_with_a_token_is_repeated_with_the_same_token() -> None:
    """Where the cloud knows a client token, a lost create is sent again, unchanged."""
    bench = Bench(LOST, BROKEN, recovery="token")
    bench.adapter.customer_gateways.safe_create = True
    assert bench.cgws.create(SPEC).id == "x1"
    assert bench.creates() == 3
    assert len({r.body for r in bench.sent if r.action == "Create"}) == 1


def test_already_exists_after_a_lost_attempt_is_unknown() -> None:
    """It may be our own first attempt that exists."""
    bench = Bench(LOST, refusal("AlreadyExistsError"), recovery="token")
    bench.adapter.customer_gateways.safe_create = True
    with pytest.raises(cgw.OutcomeUnknownError):
        bench.cgws.create(SPEC)


def test_already_exists_at_once_is_just_that() -> None:
    """Without a lost attempt before it, the cloud's word stands."""
    with pytest.raises(cgw.AlreadyExistsError):
        Bench(refusal("AlreadyExistsError")).cgws.create(SPEC)


@pytest.mark.parametrize("failure", [LOST, BROKEN, refusal("ThrottledError"), UNSENT])
def test_a_failing_read_back_hides_no_id(failure: Any) -> None:
    """Once the cloud told the id, the create returns it whatever the read-back does."""
    made = Reply(200, b'{"id": "x9"}')
    bench = Bench(made, *[failure] * 9)
    assert bench.cgws.create(SPEC).id == "x9"
    assert bench.creates() == 1


def test_a_refused_marker_is_dropped_once() -> None:
    """A create refused because of the marker tag is sent once more without it."""
    bench = Bench(refusal("InvalidRequestError", field="tags"))
    assert bench.cgws.create(SPEC).id == "x1"
    assert [r.body.endswith(b"-") for r in bench.sent if r.action == "Create"] == [False, True]


def test_busy_is_waited_out() -> None:
    """A busy cloud is asked again until it is not, within the deadline."""
    bench = Bench(*[refusal("BusyError", again=True)] * 7)
    bench.cgws.delete("x1")
    assert len(bench.sent) == 8


def test_busy_ends_at_the_deadline() -> None:
    """Waiting never goes past the deadline of the call."""
    bench = Bench(*[refusal("BusyError", again=True)] * 99)
    with pytest.raises(cgw.BusyError):
        bench.cgws.delete("x1", timeout=30)
    assert bench.time.seconds <= 30


def test_busy_for_good_is_an_error_at_once() -> None:
    """A dependant in the way is not waited for."""
    bench = Bench(refusal("BusyError", again=False))
    with pytest.raises(cgw.BusyError):
        bench.cgws.delete("x1")
    assert len(bench.sent) == 1


def test_retry_after_is_the_floor_of_the_pause() -> None:
    """The cloud's own pause is kept; one that ends after the deadline fails now."""
    bench = Bench(refusal("ThrottledError", again=True, after=7.5))
    bench.cgws.get("x1")
    assert bench.time.slept == [7.5]
    late = Bench(refusal("ThrottledError", again=True, after=100))
    with pytest.raises(cgw.ThrottledError):
        late.cgws.get("x1")
    assert late.time.slept == []


def test_pauses_grow_and_are_capped() -> None:
    """With chance at its most, pauses double up to the cap."""
    bench = Bench(*[LOST] * 9, retry=Retry(attempts=6, transient=4.0, longest=20.0))
    with pytest.raises(cgw.TransportError):
        bench.cgws.get("x1")
    assert bench.time.slept == [4.0, 8.0, 16.0, 20.0]  # one more would pass the deadline


def test_an_outage_is_not_made_worse() -> None:
    """When everything fails, a client's calls soon stop retrying: under 1.1 sends per call."""
    bench = Bench(*[LOST] * 9000)
    for _ in range(1000):
        with pytest.raises(cgw.TransportError):
            bench.cgws.get("x1")
    assert len(bench.sent) / 1000 <= 1.10


def test_budget_comes_back() -> None:
    """Successes refill the budget, never above what it began with."""
    budget = Budget()
    assert budget.take(400)
    assert not budget.take(400)
    for _ in range(1000):
        budget.give(0)
    assert budget.left == budget.full


def test_a_wrong_clock_is_corrected_once() -> None:
    """A refusal whose Date header is far from our clock has the request signed with that time."""
    ahead = START + timedelta(hours=1)
    skewed = Reply(
        401, b'{"code": "AuthenticationError"}', {"date": format_datetime(ahead, usegmt=True)}
    )
    bench = Bench(skewed)
    bench.cgws.get("x1")
    assert [abs(now - ahead) < timedelta(seconds=2) for *_, now in bench.adapter.signed] == [
        False,
        True,
    ]
    again = Bench(skewed, skewed, skewed)
    with pytest.raises(cgw.AuthenticationError):
        again.cgws.get("x1")
    assert len(again.sent) == 2


@pytest.mark.parametrize("skew", [timedelta(seconds=30), timedelta(hours=49), timedelta(days=-400)])
def test_a_right_clock_is_left_alone(skew: timedelta) -> None:
    """A small difference, or an absurd one, is not the reason: no second request."""
    date = format_datetime(START + skew, usegmt=True)
    bench = Bench(Reply(401, b'{"code": "AuthenticationError"}', {"date": date}))
    with pytest.raises(cgw.AuthenticationError):
        bench.cgws.get("x1")
    assert len(bench.sent) == 1


def test_temporary_credentials_are_renewed() -> None:
    """They are fetched again before they end, and once when they are refused."""
    old = Credentials("old", "s", token="t", expires_at=START + timedelta(hours=1))
    new = Credentials("new", "s", token="t", expires_at=START + timedelta(hours=9))
    bench = Bench()
    bench.keys.given = [old, new]
    bench.cgws.get("x1")
    bench.cgws.get("x1")
    assert bench.keys.fetched == 1
    bench.time.seconds = 3600 - 60
    bench.cgws.get("x1")
    assert [key for key, *_ in bench.adapter.signed] == ["old", "old", "new"]
    refused = Bench(refusal("AuthenticationError", 401))
    refused.keys.given = [old, new]
    assert refused.cgws.get("x1").id == "x1"
    assert refused.keys.fetched == 2


def test_lasting_credentials_are_not_asked_for_again() -> None:
    """A refused key that cannot change is an error at the first answer."""
    bench = Bench(refusal("AuthenticationError", 401))
    with pytest.raises(cgw.AuthenticationError):
        bench.cgws.get("x1")
    assert (len(bench.sent), bench.keys.fetched) == (1, 1)


def test_observers_see_each_attempt_and_break_nothing() -> None:
    """One event per attempt, with its outcome; an observer that raises is ignored."""
    bench = Bench(UNSENT, LOST, refusal("ThrottledError", again=True), retry=Retry(attempts=9))
    bench.client.engine._observers += (lambda _: 1 / 0,)
    bench.cgws.get("x1")
    assert [e.outcome for e in bench.events] == ["not-sent", "unknown", "refused", "ok"]
    assert [e.attempt for e in bench.events] == [1, 2, 3, 4]


def test_deletes_are_repeated_and_what_is_gone_is_gone() -> None:
    """A delete whose answer was lost is sent again; not found then means done."""
    bench = Bench(LOST, refusal("NotFoundError", 404))
    bench.cgws.delete("x1")
    assert len(bench.sent) == 2


def test_a_delete_of_unknown_outcome_says_so() -> None:
    """When every attempt is lost, a write is unknown, not merely a transport error."""
    with pytest.raises(cgw.OutcomeUnknownError):
        Bench(*[LOST] * 9).cgws.delete("x1")


def test_waiting_ends_at_the_deadline_with_what_was_seen() -> None:
    """A waiter polls with growing pauses and a last time at the end, then tells the states seen."""
    bench = Bench()
    bench.adapter.customer_gateways._made = lambda id: CustomerGateway(  # type: ignore[method-assign]
        id=id, provider="toy", region="r", state=State.PENDING
    )
    with pytest.raises(cgw.WaitError) as caught:
        bench.cgws.wait("x1", timeout=100)
    assert [state for _, state in caught.value.history] == ["pending"]
    assert caught.value.last.id == "x1"
    assert sum(bench.time.slept) == pytest.approx(100)
    assert max(bench.time.slept) <= 15


def test_waiting_for_the_impossible_fails_at_once() -> None:
    """A state that cannot become the wanted one ends the wait."""
    bench = Bench()
    bench.adapter.customer_gateways._made = lambda id: CustomerGateway(  # type: ignore[method-assign]
        id=id, provider="toy", region="r", state=State.FAILED
    )
    with pytest.raises(cgw.WaitError):
        bench.cgws.wait("x1")
    assert bench.time.slept == []


def test_waiting_tolerates_lagging_reads() -> None:
    """Not found right after a create is not the end; deleted is reached when it is gone."""
    gone = refusal("NotFoundError", 404)
    bench = Bench(gone, gone)
    assert bench.cgws.wait("x1") is not None
    assert Bench(gone).cgws.wait("x1", "deleted") is None


def test_an_unsupported_verb_is_refused_before_any_request() -> None:
    """Nouns and verbs a cloud does not have end in UnsupportedError without a request."""
    bench = Bench()
    with pytest.raises(cgw.UnsupportedError):
        bench.client.vpn_gateways.get("x")
    with pytest.raises(cgw.UnsupportedError):
        list(bench.cgws.list(colour="red"))
    assert len(bench.sent) <= 1


def test_a_lost_create_can_be_found_out_later() -> None:
    """The error's plain data is enough for another client to find what was made."""
    nothing = Reply(200, b'{"ids": []}')
    bench = Bench(LOST, *[nothing] * Retry().looks)
    with pytest.raises(cgw.OutcomeUnknownError) as caught:
        bench.cgws.create(SPEC)
    assert caught.value.reconcile().id == "x1"  # the list has caught up
    told = json.loads(json.dumps(caught.value.to_dict()))
    other = Bench()
    found = other.client.reconcile(cgw.OutcomeUnknownError.from_dict(told))
    assert found.id == "x1"
    assert other.creates() == 0
    with pytest.raises(cgw.ConfigError):
        cgw.OutcomeUnknownError.from_dict({"operation": {}})


def test_finding_out_by_token_repeats_the_token() -> None:
    """Where the cloud knows the token, finding out is the same request again."""
    bench = Bench(*[LOST] * Retry().attempts, recovery="token")
    bench.adapter.customer_gateways.safe_create = True
    with pytest.raises(cgw.OutcomeUnknownError) as caught:
        bench.cgws.create(SPEC)
    assert caught.value.reconcile().id == "x1"
    assert len({r.body for r in bench.sent if r.action == "Create"}) == 1


def test_errors_travel_between_processes() -> None:
    """Errors pickle with everything but what a process keeps to itself."""
    bench = Bench(LOST, retry=Retry(marker="off"))
    with pytest.raises(cgw.OutcomeUnknownError) as caught:
        bench.cgws.create(SPEC)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert copy.to_dict() == caught.value.to_dict()
    assert copy.spec is None
    with pytest.raises(cgw.ConfigError):
        copy.reconcile()
    error = cgw.NotFoundError("no", provider="toy", code="X", request_id="r")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_one_change_at_a_time_per_gateway() -> None:
    """Requests with the same serial key never overlap; others do not wait for them."""
    bench = Bench()
    under_way, most, lock = [0], [0], threading.Lock()

    class Serial(Gateways):
        def delete(self, id: str) -> Any:
            yield Request(
                "DELETE", "https://c", f"/{id}", "Delete", safe=True, writes=True, serial="g"
            )

    def send(send: Send) -> Reply:
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        time.sleep(0.002)
        with lock:
            under_way[0] -= 1
        return Reply(200, b"{}")

    bench.adapter.customer_gateways = Serial()
    bench.client._sender.send = send  # type: ignore[method-assign]
    threads = [threading.Thread(target=bench.cgws.delete, args=("x",)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]

"""The engine's promises, with a cloud that does exactly what each test says."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from toy import BROKEN, LOST, START, UNSENT, Bench, Gateways, refusal

import cgw
from cgw.adapter import Credentials
from cgw.engine import Budget, Retry, Send
from cgw.wire import Reply, Request


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


def test_an_unsupported_verb_is_refused_before_any_request() -> None:
    """Nouns and verbs a cloud does not have end in UnsupportedError without a request."""
    bench = Bench()
    with pytest.raises(cgw.UnsupportedError):
        bench.client.vpn_gateways.get("x")
    with pytest.raises(cgw.UnsupportedError):
        list(bench.cgws.list(colour="red"))
    assert len(bench.sent) <= 1


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

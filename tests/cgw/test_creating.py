"""A create happens at most once, and what it made is never lost."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from toy import BROKEN, LOST, SPEC, UNSENT, Bench, Gateways, refusal

import cgw
from cgw.adapter import Operation
from cgw.engine import Retry
from cgw.wire import Reply, Request, Shape


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
    bench = Bench(LOST, *[refusal("AlreadyExistsError")] * 2, recovery="token")
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
    attempts = Retry().attempts * 2  # before and after the pause in which the cloud may settle
    bench = Bench(*[LOST] * attempts, recovery="token", retry=Retry(looks=1))
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

"""Waiting ends: at the goal, at the deadline, or where the goal is out of reach."""

from __future__ import annotations

import pytest
from toy import Bench, refusal

import cgw
from cgw.models import CustomerGateway, State


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

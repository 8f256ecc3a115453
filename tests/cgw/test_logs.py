"""Logs: the right window, and each line once however windows overlap."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy import START, Time, Toy

import cgw
from cgw.adapter import Ability, Capabilities, LogWindow, Page
from cgw.engine import Engine
from cgw.logs import LATE, SPAN, LogReader
from cgw.models import LogLine
from cgw.nouns import Logged
from cgw.wire import Reply, Request


def reader(time: Time, since: Any = None, until: Any = None) -> LogReader:
    return LogReader(time.clock(), "toy", since, until, "")


def test_the_usual_window_is_the_last_ten_minutes():
    """Nothing said: from ten minutes ago until now, both aware."""
    window = reader(Time()).window
    assert (window.since, window.until) == (START - SPAN, START)


@pytest.mark.parametrize(
    ("since", "until"),
    [(datetime(2026, 1, 1), None), (None, datetime(2026, 1, 1)), (START, START - LATE)],  # noqa: DTZ001 -- naive on purpose
)
def test_a_window_that_is_none_is_refused(since: Any, until: Any):
    """A naive time, or a beginning after the end: `InvalidRequestError` naming the field."""
    with pytest.raises(cgw.InvalidRequestError) as refused:
        reader(Time(), since, until)
    assert refused.value.field in {"since", "until"}


@given(
    st.lists(
        st.tuples(st.integers(0, 240), st.integers(0, 40), st.sampled_from("ab")), max_size=30
    ),
    st.lists(st.integers(1, 59), min_size=1, max_size=8),
)
def test_each_line_is_told_once(lines: list[tuple[int, int, str]], pauses: list[int]):
    """Lines that come up to 40 s late are each told once, equal ones as often as they stand.

    The lines: (seconds after the start, seconds until the cloud shows it, text).
    """
    time = Time()
    read = reader(time, START)
    told: Counter[LogLine] = Counter()

    def look(window: LogWindow) -> list[LogLine]:
        now = time.clock().now()
        return [
            LogLine(at=START + timedelta(seconds=at), text=text)
            for at, late, text in sorted(lines)
            if START + timedelta(seconds=at + late) <= now
            and window.since <= START + timedelta(seconds=at) <= window.until
        ]

    told.update(read.new(look(read.window)))
    for pause in [*pauses, 60, 60, 60, 60, 60, 60]:
        time.sleep(pause)
        read.turn()
        told.update(read.new(look(read.window)))
    assert told == Counter(
        LogLine(at=START + timedelta(seconds=at), text=text) for at, _, text in lines
    )


def test_following_sleeps_between_looks_and_pages_through():
    """`follow` reads every page of a window, pauses for ``every``, and goes on."""
    time = Time()
    seen: list[tuple[LogWindow, str | None]] = []
    number = itertools.count()

    class Resource:
        def logs(self, id: str, window: LogWindow, cursor: str | None) -> Any:
            yield Request("GET", "https://c", f"/{id}/log", "Log", safe=True)
            seen.append((window, cursor))
            line = LogLine(at=window.until, text=str(next(number)))
            return Page([line], "2" if cursor is None else None)

    toy: Any = Toy()
    toy.connections = Resource()
    ability = Ability(frozenset({"logs"}), frozenset(), frozenset(), "none", "test", "today")
    toy.capabilities = Capabilities("toy", {"connections": ability})

    class Sender:
        def send(self, send: Any) -> Reply:
            return Reply(200, b"{}")

        def close(self) -> None: ...

    class Source:
        def fetch(self) -> cgw.Credentials:
            return cgw.Credentials("a", "b")

    client = cgw.Client(Engine(toy, Source(), clock=time.clock()), Sender(), sleep=time.sleep)
    lines = Logged(client, "connections").logs("x", follow=True, every=7.0)
    assert [next(lines).text for _ in range(6)] == list("012345")
    assert time.slept == [7.0, 7.0]
    assert [cursor for _, cursor in seen] == [None, "2"] * 3
    assert [w.until - START for w, _ in seen[::2]] == [timedelta(seconds=7 * n) for n in range(3)]

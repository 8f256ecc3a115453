"""Logs: the right window, and each line once however windows overlap."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy import START, Keys, Time, Toy

import cgw
from cgw.adapter import Ability, Capabilities, LogWindow, Page
from cgw.aio_nouns import AsyncLogged
from cgw.engine import Engine
from cgw.listing import IDLE_PAGES
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


class Cloud:
    """A client in either colour whose one log is what ``page`` says of a window and a cursor."""

    def __init__(
        self, page: Callable[[LogWindow, str | None], Page[LogLine]], awaits: bool
    ) -> None:
        self.time, self.asked, self.awaits = Time(), 0, awaits
        outer = self

        class Resource:
            def logs(self, id: str, window: LogWindow, cursor: str | None) -> Any:
                yield Request("GET", "https://c", f"/{id}/log", "Log", safe=True)
                outer.asked += 1
                assert outer.asked < 500, "it never ends"
                return page(window, cursor)

        toy: Any = Toy()
        toy.connections = Resource()
        ability = Ability(frozenset({"logs"}), frozenset(), frozenset(), "none", "test", "today")
        toy.capabilities = Capabilities("toy", {"connections": ability})
        self.engine = Engine(toy, Keys(), clock=self.time.clock())

    def lines(self, most: int, **more: Any) -> list[str]:
        """The first lines, no more than ``most``."""
        if not self.awaits:
            client = cgw.Client(self.engine, Sender(), sleep=self.time.sleep)
            told = Logged(client, "connections").logs("x", **more)
            return [line.text for line in itertools.islice(told, most)]

        async def run() -> list[str]:
            client = cgw.AsyncClient(self.engine, AsyncSender(), sleep=self.sleep)
            found: list[str] = []
            async for line in AsyncLogged(client, "connections").logs("x", **more):
                found.append(line.text)
                if len(found) == most:
                    break
            return found

        return anyio.run(run)

    async def sleep(self, seconds: float) -> None:
        self.time.sleep(seconds)


class Sender:
    def send(self, send: Any) -> Reply:
        return Reply(200, b"{}")

    def close(self) -> None: ...


class AsyncSender:
    async def send(self, send: Any) -> Reply:
        return Reply(200, b"{}")

    async def close(self) -> None: ...


BOTH = pytest.mark.parametrize("awaits", [False, True], ids=["blocking", "awaiting"])
ONE = LogLine(at=START, text="one")


@BOTH
def test_following_sleeps_between_looks_and_pages_through(awaits: bool):
    """`follow` reads every page of a window, pauses for ``every``, and goes on."""
    seen: list[tuple[LogWindow, str | None]] = []
    number = itertools.count()

    def page(window: LogWindow, cursor: str | None) -> Page[LogLine]:
        seen.append((window, cursor))
        line = LogLine(at=window.until, text=str(next(number)))
        return Page([line], "2" if cursor is None else None)

    cloud = Cloud(page, awaits)
    assert cloud.lines(6, follow=True, every=7.0) == list("012345")
    assert cloud.time.slept == [7.0, 7.0]
    assert [cursor for _, cursor in seen] == [None, "2"] * 3
    assert [w.until - START for w, _ in seen[::2]] == [timedelta(seconds=7 * n) for n in range(3)]


@BOTH
@pytest.mark.parametrize("cursors", [["a", "a"], ["a", "b", "a"]])
def test_a_cursor_that_comes_again_is_an_end(awaits: bool, cursors: list[str]):
    """Pages that lead round in a circle are a ServiceError, not lines for ever."""
    on: dict[str | None, str] = dict(itertools.pairwise([None, *cursors]))  # type: ignore[list-item] # the first has none
    cloud = Cloud(lambda _, cursor: Page([ONE], on[cursor]), awaits)
    with pytest.raises(cgw.ServiceError, match="does not end"):
        cloud.lines(1000)
    assert cloud.asked == len(cursors)


@BOTH
def test_empty_pages_for_ever_are_an_end(awaits: bool):
    """Pages without a line, each with another cursor, are given up; some of them are not."""
    fresh = itertools.count()
    cloud = Cloud(lambda *_: Page([], str(next(fresh))), awaits)
    with pytest.raises(cgw.ServiceError, match="does not end"):
        cloud.lines(1)
    assert cloud.asked == IDLE_PAGES + 1
    some: list[Page[LogLine]] = [Page([], str(n)) for n in range(IDLE_PAGES)]
    some.append(Page([ONE], None))
    assert Cloud(lambda *_: some.pop(0), awaits).lines(9) == ["one"]


@BOTH
@pytest.mark.parametrize(
    ("given", "field"),
    [
        *(({"every": every}, "every") for every in (0, -5.0, 0.99, math.nan, math.inf, -math.inf)),
        *(({"every": every, "follow": True}, "every") for every in (0, math.nan, math.inf)),
        ({"follow": True, "until": START}, "until"),
    ],
)
def test_a_pause_or_an_end_that_makes_no_sense_is_refused(
    awaits: bool, given: dict[str, Any], field: str
):
    """No pause, an endless one, or an end of what is followed: refused by name, and nothing is sent."""
    cloud = Cloud(lambda *_: Page([ONE], None), awaits)
    with pytest.raises(cgw.InvalidRequestError) as refused:
        cloud.lines(2, **given)
    assert refused.value.field == field
    assert cloud.asked == 0

"""Waiting until a thing has become what somebody wants, in one place for every noun."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from cgw.engine import Engine, Sleep, Steps
from cgw.errors import (
    BusyError,
    NotFoundError,
    ServiceError,
    ThrottledError,
    TransportError,
    WaitError,
)
from cgw.models import Noun
from cgw.wire import Flow

M = TypeVar("M", bound=Noun)

LONGEST = 30.0  # seconds that one look may take
GRACE = 0.2  # seconds that the last look may take past the deadline


def wait(
    engine: Engine,
    read: Callable[[], Flow[M]],
    until: str,
    *,
    noun: str,
    timeout: float,
    progress: Callable[[M, float], None] | None = None,
) -> Steps[M | None]:
    """Read until ``until`` is reached. ``"deleted"`` gives None where nothing is left to read.

    Errors:
        WaitError: the deadline passed, or a state was met that cannot become the wanted one.
    """
    begin = engine.clock.monotonic()
    history: list[tuple[float, str]] = []
    last: M | None = None
    pause, failures = 1.0, 0
    while True:
        elapsed = engine.clock.monotonic() - begin
        try:
            last = yield from engine.call(
                read(), noun=noun, verb="wait", timeout=_patience(timeout - elapsed)
            )
            failures = 0
        except NotFoundError as gone:
            if until == "deleted":
                return None
            if last is not None or elapsed > 60:  # right after a create reads may lag
                raise WaitError(f"it is gone: {gone}", last=last, history=tuple(history)) from gone
        except (ServiceError, ThrottledError, BusyError, TransportError):
            failures += 1
            if failures > 5:
                raise
        else:
            word = last.progress()
            if not history or history[-1][1] != word:
                history.append((round(elapsed, 3), word))
                if progress:
                    progress(last, elapsed)
            if last.has_reached(until):
                return last
            if last.cannot_reach(until):
                raise WaitError(
                    f"{last.id} is {word} and cannot become {until}",
                    last=last,
                    history=tuple(history),
                )
        left = timeout - (engine.clock.monotonic() - begin)
        if left <= 0:
            seen = " -> ".join(word for _, word in history) or "nothing"
            raise WaitError(
                f"not {until} within {timeout:g} s; seen: {seen}",
                last=last,
                history=tuple(history),
            )
        yield Sleep(min(pause * (0.5 + engine.clock.chance() / 2), left))  # the last at the end
        pause = min(pause * 1.6, 15.0)


def _patience(left: float) -> float:
    """Seconds for one look: a server that stalls must not eat up the wait, nor stretch it.

    The last look happens at the deadline and gets what a call may end late.
    """
    return min(max(left, GRACE), LONGEST)

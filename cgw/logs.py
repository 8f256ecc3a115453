"""Which part of a cloud's log to ask for, which lines were told already, and when it ends."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from cgw.adapter import LogWindow, Page
from cgw.engine import Sleep, Steps
from cgw.errors import InvalidRequestError, ServiceError
from cgw.listing import IDLE_PAGES
from cgw.models import LogLine
from cgw.policy import Clock

SPAN = timedelta(minutes=10)  # what the shortest-sighted cloud tells at once (Alibaba Cloud)
LATE = timedelta(seconds=60)  # how long after its moment a line may still appear
SOONEST = 1.0  # seconds between two looks, at least


class LogReader:
    """Windows over a log, one after the other, and each line once.

    Args:
        since: None takes ten minutes before ``until``.
        until: None takes now.
        follow: whether there will be a next window.
        every: seconds between two windows.
    """

    def __init__(
        self,
        clock: Clock,
        provider: str,
        since: datetime | None,
        until: datetime | None,
        source: str,
        *,
        follow: bool = False,
        every: float = 5.0,
    ) -> None:
        for name, value in (("since", since), ("until", until)):
            if value is not None and value.tzinfo is None:
                raise InvalidRequestError(
                    f"{name}: {value.isoformat()} has no time zone", provider=provider, field=name
                )
        if follow and until is not None:
            raise InvalidRequestError(
                "until: what is followed has no end", provider=provider, field="until"
            )
        if not (math.isfinite(every) and every >= SOONEST):
            raise InvalidRequestError(
                f"every: {every} is not a number of seconds from {SOONEST:g}",
                provider=provider,
                field="every",
            )
        self._clock, self._provider, self._source = clock, provider, source
        end = until or clock.now()
        self.window = LogWindow(since or end - SPAN, end, source)
        if self.window.since > end:
            raise InvalidRequestError(
                f"since: {self.window.since.isoformat()} is after until",
                provider=provider,
                field="since",
            )
        self._told: dict[LogLine, int] = {}
        self._before: dict[LogLine, int] = {}
        self._cursors: set[str] = set()
        self._empty = 0

    def after(self, page: Page[LogLine]) -> str | None:
        """The cursor of the page behind this one; None if it is the window's last.

        Errors:
            ServiceError: the cloud leads back to a page that was read, or through empty ones for ever.
        """
        cursor = page.cursor
        if cursor is None:
            return None
        self._empty = 0 if page.items else self._empty + 1
        if cursor in self._cursors or self._empty > IDLE_PAGES:
            why = "a cursor came again" if cursor in self._cursors else f"{self._empty} empty pages"
            raise ServiceError(f"{why}: the log does not end", provider=self._provider)
        self._cursors.add(cursor)
        return cursor

    def new(self, lines: Iterable[LogLine]) -> list[LogLine]:
        """Those that were not in the window before; equal lines count as often as they stand."""
        fresh = []
        for line in lines:
            self._told[line] = self._told.get(line, 0) + 1
            if self._told[line] > self._before.get(line, 0):
                fresh.append(line)
        return fresh

    def turn(self) -> None:
        """The next window: it overlaps the last one by what may come late."""
        begin = max(self.window.since, self.window.until - LATE)
        self._before, self._told = self._told, {}
        self._cursors, self._empty = set(), 0
        self.window = LogWindow(begin, self._clock.now(), self._source)


def pause(seconds: float) -> Steps[None]:
    """Sleep, in the driver's way."""
    yield Sleep(seconds)

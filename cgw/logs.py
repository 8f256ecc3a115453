"""Which part of a cloud's log to ask for, and which lines were told already."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from cgw.adapter import LogWindow
from cgw.engine import Sleep, Steps
from cgw.errors import InvalidRequestError
from cgw.models import LogLine
from cgw.policy import Clock

SPAN = timedelta(minutes=10)  # what the shortest-sighted cloud tells at once (Alibaba Cloud)
LATE = timedelta(seconds=60)  # how long after its moment a line may still appear


class LogReader:
    """Windows over a log, one after the other, and each line once.

    Args:
        since: None takes ten minutes before ``until``.
        until: None takes now.
    """

    def __init__(
        self,
        clock: Clock,
        provider: str,
        since: datetime | None,
        until: datetime | None,
        source: str,
    ) -> None:
        for name, value in (("since", since), ("until", until)):
            if value is not None and value.tzinfo is None:
                raise InvalidRequestError(
                    f"{name}: {value.isoformat()} has no time zone", provider=provider, field=name
                )
        self._clock, self._source = clock, source
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
        self.window = LogWindow(begin, self._clock.now(), self._source)


def pause(seconds: float) -> Steps[None]:
    """Sleep, in the driver's way."""
    yield Sleep(seconds)

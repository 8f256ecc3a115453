"""Staying under a cloud's documented rates, before it has to say so.

GCRA, the virtual scheduling form (ITU-T I.371): one time per key, no timers. A plain token bucket
lets nearly twice the rate through in the worst second; this one never more than the burst.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import NamedTuple

from cgw.policy import renew_after_fork

SHARE = 0.9  # of the documented rate: other clients of the same account exist
BURST = 5
RECOVERY = 0.05  # of the full rate, per second, after a throttle


@dataclass(slots=True)
class _Lane:
    rate: float  # per second, as documented
    now_rate: float  # what is left of it after throttles
    due: float = 0.0  # when the next request would be exactly on schedule
    touched: float = 0.0


class Turn(NamedTuple):
    """A place in a line.

    Attributes:
        wait: seconds until it comes.
        due, step: what to undo, and by how much.
    """

    key: tuple[str, ...]
    wait: float
    due: float
    step: float


class Limiter:
    """Rates by key. Shared by every client of a process; safe between threads."""

    def __init__(self) -> None:
        self._lanes: dict[tuple[str, ...], _Lane] = {}
        self._renew()
        renew_after_fork(self)

    def _renew(self) -> None:
        """In a forked child: a lock that nobody holds."""
        self._lock = threading.Lock()

    def reserve(self, key: tuple[str, ...], rate: float, now: float) -> float:
        """Take the next place in line and return the seconds until it comes; see `take`."""
        return self.take(key, rate, now).wait

    def take(self, key: tuple[str, ...], rate: float, now: float) -> Turn:
        """Take the next place in line.

        Args:
            key: cloud, account, region, action.
            rate: documented requests per second.
            now: seconds of any steady clock, the same for all calls.
        """
        with self._lock:
            lane = self._lane(key, rate, now)
            step = 1.0 / (lane.now_rate * SHARE)
            slack = step * (BURST - 1)
            lane.due = max(lane.due, now)
            wait = lane.due - slack - now
            lane.due += step
            return Turn(key, max(wait, 0.0), lane.due, step)

    def give_back(self, turn: Turn) -> None:
        """Somebody left the line. The place is free again only if nobody stands behind it.

        Moving those behind would be right as well, but they know their time already; taking the
        place away from under them would let two through at once.
        """
        with self._lock:
            lane = self._lanes[turn.key]
            if lane.due == turn.due:
                lane.due -= turn.step

    def throttled(self, key: tuple[str, ...], rate: float, now: float) -> None:
        """The cloud said "too many": halve the rate; it recovers by the second."""
        with self._lock:
            lane = self._lane(key, rate, now)
            lane.now_rate = max(lane.now_rate / 2, lane.rate / 64)

    def _lane(self, key: tuple[str, ...], rate: float, now: float) -> _Lane:
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = _Lane(rate, rate, touched=now)
        gained = lane.rate * RECOVERY * max(now - lane.touched, 0.0)
        lane.now_rate, lane.touched = min(lane.rate, lane.now_rate + gained), now
        return lane

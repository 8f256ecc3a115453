"""Staying under a cloud's documented rates, before it has to say so.

GCRA, the virtual scheduling form (ITU-T I.371): one time per key, no timers. A plain token bucket
lets nearly twice the rate through in the worst second; this one never more than the burst.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

SHARE = 0.9  # of the documented rate: other clients of the same account exist
BURST = 5
RECOVERY = 0.05  # of the full rate, per second, after a throttle


@dataclass(slots=True)
class _Lane:
    rate: float  # per second, as documented
    now_rate: float  # what is left of it after throttles
    due: float = 0.0  # when the next request would be exactly on schedule
    touched: float = 0.0


class Limiter:
    """Rates by key. Shared by every client of a process; safe between threads."""

    def __init__(self) -> None:
        self._lanes: dict[tuple[str, ...], _Lane] = {}
        self._lock = threading.Lock()

    def reserve(self, key: tuple[str, ...], rate: float, now: float) -> float:
        """Take the next place in line and return the seconds until it comes.

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
            return max(wait, 0.0)

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

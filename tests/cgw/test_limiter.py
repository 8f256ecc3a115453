"""The limiter keeps every window under the documented rate."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from cgw.limiter import BURST, Limiter

KEY = ("toy", "account", "region", "Action")


def worst_window(times: list[float], seconds: float = 1.0) -> int:
    times = sorted(times)
    first = worst = 0
    for last, time in enumerate(times):
        while time - times[first] >= seconds:
            first += 1
        worst = max(worst, last - first + 1)
    return worst


@given(st.lists(st.floats(0, 0.05), min_size=50, max_size=400), st.sampled_from([2.0, 20.0, 100.0]))
def test_no_second_sees_more_than_the_rate(gaps: list[float], rate: float) -> None:
    """Whatever the arrivals, no one-second window passes the rate (or the burst, if that is more)."""
    limiter, now, sent = Limiter(), 0.0, []
    for gap in gaps:
        now += gap
        sent.append(now + limiter.reserve(KEY, rate, now))
    assert worst_window(sent) <= max(rate, 0.9 * rate + BURST)


def test_slow_callers_never_wait() -> None:
    """Below the rate nothing is delayed."""
    limiter = Limiter()
    assert all(limiter.reserve(KEY, 10, n / 8) == 0 for n in range(100))


def test_a_throttle_slows_and_recovers() -> None:
    """After a throttle the pace halves; twenty seconds later it is whole again."""
    limiter = Limiter()
    limiter.throttled(KEY, 10, 0)
    slow = [limiter.reserve(KEY, 10, 0.0) for _ in range(BURST + 10)][-1]
    fresh = Limiter()
    fast = [fresh.reserve(KEY, 10, 0.0) for _ in range(BURST + 10)][-1]
    assert slow > 1.9 * fast
    late = Limiter()
    late.throttled(KEY, 10, 0)
    late.reserve(KEY, 10, 100.0)
    assert [late.reserve(KEY, 10, 100.0) for _ in range(BURST + 9)][-1] <= fast + 1e-9


def test_keys_do_not_share() -> None:
    """Another account, region or action has a line of its own."""
    limiter = Limiter()
    for _ in range(50):
        limiter.reserve(KEY, 1, 0)
    assert limiter.reserve(("toy", "other", "region", "Action"), 1, 0) == 0


def test_threads_share_one_line() -> None:
    """Sixteen threads together stay under the rate."""
    limiter, sent, lock = Limiter(), [], threading.Lock()

    def work() -> None:
        for _ in range(50):
            wait = limiter.reserve(KEY, 100, 0.0)
            with lock:
                sent.append(wait)

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert worst_window(sent) <= 100

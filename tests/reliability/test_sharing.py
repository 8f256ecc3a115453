"""One client shared by threads, by forked children, by cancelled tasks, and for a long time."""

from __future__ import annotations

import pytest
from bars import load
from bars_wire import stalled_loop
from echo import echoing

BARS = load()


@pytest.mark.parametrize("number", [12, 13, 14, 15])
def test_a_bar_is_met(number: int) -> None:
    """The bar's figure, in its small size, meets its goal."""
    measured = BARS[number].measure(False)
    assert measured.passed, f"{BARS[number].what}: {measured.text}"


@pytest.mark.slow
@pytest.mark.parametrize("number", [12, 14, 15])
def test_a_bar_is_met_in_full(number: int) -> None:
    """160,000 calls of 32 threads; 700 cancels; 20,000 calls of a soak."""
    measured = BARS[number].measure(True)
    assert measured.passed, f"{BARS[number].what}: {measured.text}"


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the first loop leaves its sockets behind
def test_an_event_loop_after_another() -> None:
    """One transport used in several event loops opens connections of its own in each."""
    with echoing() as url:
        assert stalled_loop(url) == 0

"""Bars of single calls: tokens, load, pauses, clocks, rates. `bars_calls` measures them."""

from __future__ import annotations

import pytest
from bars import load

BARS = load()


@pytest.mark.parametrize("number", [4, 5, 6, 7, 17, 18])
def test_a_bar_is_met(number: int) -> None:
    """The bar's figure, in its small size, meets its goal."""
    measured = BARS[number].measure(False)
    assert measured.passed, f"{BARS[number].what}: {measured.text}"


@pytest.mark.slow
def test_ten_thousand_tokens() -> None:
    """Bar 4 in full."""
    measured = BARS[4].measure(True)
    assert measured.passed, measured.text

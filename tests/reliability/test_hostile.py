"""Addresses, regions, redirects and files that somebody made up to get at keys."""

from __future__ import annotations

import pytest
from bars import load

BARS = load()


@pytest.mark.parametrize("number", [19, 20, 21])
def test_a_bar_is_met(number: int) -> None:
    """The bar's figure meets its goal."""
    measured = BARS[number].measure(False)
    assert measured.passed, f"{BARS[number].what}: {measured.text}"

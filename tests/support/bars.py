"""The bars of reliability, each with a way to measure it.

Tests take the small size of each, ``make reliability`` the full one and prints the table.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Measured:
    """A figure, and whether it meets the bar."""

    text: str
    passed: bool


@dataclass(frozen=True)
class Bar:
    """One of them.

    Attributes:
        number, what, goal: as in the reference page.
        where: the test that holds it.
        measure: takes True for the full size.
    """

    number: int
    what: str
    goal: str
    where: str
    measure: Callable[[bool], Measured]


BARS: dict[int, Bar] = {}


def bar(number: int, what: str, goal: str, where: str) -> Callable[..., Callable[[bool], Measured]]:
    """Enter a bar by the function that measures it."""

    def keep(measure: Callable[[bool], Measured]) -> Callable[[bool], Measured]:
        BARS[number] = Bar(number, what, goal, where, measure)
        return measure

    return keep


def by_tests(*files: str) -> Measured:
    """What a run of test files says."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    last = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else "no output"
    return Measured(last.strip("= "), done.returncode == 0)


def load() -> dict[int, Bar]:
    """All of them, by number."""
    import bars_calls
    import bars_input
    import bars_wire

    for module in (bars_calls, bars_input, bars_wire):
        assert module.__doc__
    return dict(sorted(BARS.items()))

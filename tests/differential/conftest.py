"""Lets the tests find what measures, and the wiretap."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "fidelity")]


@pytest.fixture(scope="session")
def tap() -> Iterator[Any]:
    """One server for all: an SDK keeps connections open, and would go on talking to an old one."""
    from wiretap import tapped

    with tapped() as running:
        yield running

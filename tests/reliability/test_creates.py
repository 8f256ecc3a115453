"""Creates over a network that loses answers, and lists that lag: nothing twice, nothing denied."""

from __future__ import annotations

import os
from functools import reduce
from operator import add

import pytest
from simulator import LAGS, Tally, in_processes, one

KINDS = [("toy", "tag"), ("toy", "token")]
CLOUDS = [("face", "alibaba"), ("face", "tencent"), ("face", "huawei")]


def judged(tally: Tally) -> str:
    """The figures, or what is wrong with them."""
    assert tally.duplicates == 0, f"made twice: {tally}"
    assert tally.denied == 0, f"said to have failed, and is there: {tally}"
    assert tally.strangers == 0, f"returned what it did not make: {tally}"
    assert tally.resent == 0, f"sent again without a token: {tally}"
    assert tally.existing >= 0.02 * tally.creates, f"the simulator proves nothing: {tally}"
    assert tally.found >= 0.99 * tally.existing, f"not found out: {tally}"
    return (
        f"{tally.creates} creates: {tally.ok} ok, {tally.failed} refused, {tally.unknown} unknown "
        f"({tally.existing} of them exist, {tally.found} found by reconcile()), "
        f"{tally.duplicates} duplicates, {tally.denied} denied"
    )


@pytest.mark.parametrize(("kind", "which"), KINDS)
@pytest.mark.parametrize("lag", LAGS)
def test_creates_in_trouble(kind: str, which: str, lag: float) -> None:
    """No duplicate, no denial; reconcile() finds what is there, though lists lag."""
    judged(one((kind, which, lag, 500, 1)))


@pytest.mark.parametrize(("kind", "which"), CLOUDS)
def test_creates_in_trouble_on_each_cloud(kind: str, which: str) -> None:
    """The same with each cloud's own requests and answers, at the longest lag."""
    judged(one((kind, which, LAGS[-1], 150, 1)))


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "which"), KINDS + CLOUDS)
def test_many_creates(kind: str, which: str, capsys: pytest.CaptureFixture[str]) -> None:
    """20,000 creates at each of four lags by recovery kind; on the clouds' faces 2,000 each.

    ``RELIABILITY_CREATES`` sets another number for the faces.
    """
    number = 20_000 if kind == "toy" else int(os.environ.get("RELIABILITY_CREATES", "2000"))
    parts = [(kind, which, lag, number // 2, seed) for lag in LAGS for seed in (1, 2)]
    tallies = in_processes(parts)
    told = judged(reduce(add, tallies))
    with capsys.disabled():
        print(f"\n{kind} {which}, lags {LAGS}: {told}")  # noqa: T201 -- the figure

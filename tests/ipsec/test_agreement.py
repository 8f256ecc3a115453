"""The emulator's verdict on a pair of ends is that of two real daemons, asked now."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import pytest

from cgw.emulator.internet import End, negotiate

pytestmark = pytest.mark.slow

MANY = 60  # pairs that must be asked


def chosen() -> list[tuple[str, End, End]]:
    """Every mismatch people meet, and each fourth of the rest."""
    import strongswan_rows

    told = list(strongswan_rows.rows())
    must = {name for name, _, _ in told if "differ" in name or "initiates" in name}
    rest = [row for row in told if row[0] not in must]
    return [row for row in told if row[0] in must] + rest[::4]


def test_the_emulator_agrees_with_the_daemons(pair: Any, capsys: pytest.CaptureFixture[str]):
    """For sixty pairs and more the phase that fails, or up, is the same; the table is printed."""
    from strongswan_verdicts import attempt, nobody

    first, second = pair
    rows = chosen()
    assert len({name for name, _, _ in rows}) == len(rows) >= MANY
    lines, wrong = [], []
    for name, a, b in rows:
        if a.initiates or b.initiates:
            begins = "a" if a.initiates else "b"
            pair_of = (first, second) if begins == "a" else (second, first)
            said = attempt(*pair_of, {"a": a, "b": b})["phase"]
            ends = replace(a, initiates=begins == "a"), replace(b, initiates=begins == "b")
        else:
            said, ends = nobody(first, second, {"a": a, "b": b})["phase"], (a, b)
        verdict = negotiate(*ends)
        # A wrong address is answered by silence, which the daemons take for a failed phase 1.
        ours = "phase1" if verdict.parameter == "peer_address" else verdict.phase
        lines.append(f"{name:<62} {said:<7} {ours:<7} {verdict.parameter}")
        if said != ours:
            wrong.append(lines[-1])
    with capsys.disabled():
        head = f"\n{'pair':<62} daemons emulator parameter"
        tail = f"{len(rows) - len(wrong)} of {len(rows)} pairs agree"
        sys.stdout.write("\n".join([head, *lines, tail, ""]))
    assert wrong == []

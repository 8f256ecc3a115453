"""The fault grid: 53 faults x list, create, delete x blocking, awaiting x three clouds, 954 cells.

A cell passes if (a) only errors of ours leave the API, (b) in time, (c) without holding much,
(d) the cloud got no create too many, (e) the error says rightly what is known, (f) shows no secret,
and (g) the same client then works. See `grid` for how each is checked.
"""

from __future__ import annotations

import pytest
from faults import FAULTS
from grid import CELLS, COLOURS, VERBS, Cell, Result, run, run_all

SAMPLE = (
    "gzip_ok", "refused", "unknown_ca", "rst_after_request", "fin_mid_body", "drip_headers",
    "dup_content_length", "header_injection_nul", "gzip_bomb", "gzip_truncated",
    "truncated_json_ok_length", "empty_200", "s429_ra_seconds", "html_502", "redirect_other_host",
)  # fmt: skip
FEW = [
    Cell(fault, verb, COLOURS[(n + m) % 2], "tencent")
    for n, fault in enumerate(SAMPLE)
    for m, verb in enumerate(VERBS)
]


def told(results: list[Result]) -> str:
    """What went wrong where."""
    return "\n".join(f"{r.cell}: {'; '.join(r.wrong)}" for r in results if r.wrong)


def test_the_grid_is_whole() -> None:
    """Every fault of the matrix is there, in its group, and each has its 18 cells."""
    groups: dict[str, int] = {}
    for fault in FAULTS.values():
        groups[fault.group] = groups.get(fault.group, 0) + 1
    assert groups == {
        "control": 4, "connect": 8, "drop": 7, "slow": 3, "framing": 7, "size": 2, "encoding": 2,
        "body": 14, "status": 6,
    }  # fmt: skip
    assert len(CELLS) == len(set(CELLS)) == 954
    assert {FAULTS[name].group for name in SAMPLE} == set(groups)


def test_a_few_cells_of_each_group() -> None:
    """Some faults of every group, with every verb, in turn blocking and awaiting, on one cloud."""
    results = run(FEW)
    assert not told(results), told(results)
    assert len(results) == len(FEW)


@pytest.mark.slow
def test_every_cell(capsys: pytest.CaptureFixture[str]) -> None:
    """954 of 954."""
    results = run_all(CELLS)
    passed = sum(not r.wrong for r in results)
    with capsys.disabled():
        over, most = max(r.over for r in results), max(r.growth_kb for r in results)
        print(f"\nfault grid: {passed}/{len(results)}, ", end="")  # noqa: T201 -- the figure
        print(f"latest {over:+.2f} s, most memory +{most} kB")  # noqa: T201 -- the figure
    assert not told(results), told(results)
    assert len(results) == 954

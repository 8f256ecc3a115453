"""Measure every bar of docs/reference/reliability.md and print the table.

Run by ``make reliability``; ends with status 1 if a bar is missed. ``--quick`` takes small sizes,
numbers pick some of the bars.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "tests" / "support"))


def main() -> int:
    """Measure, print, and say how many were missed."""
    from bars import load

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes")
    parser.add_argument("numbers", nargs="*", type=int, help="which bars; all by default")
    asked = parser.parse_args()
    missed = []
    print("| # | bar | goal | measured | met | seconds |")
    print("|---|---|---|---|---|---|")
    for number, bar in load().items():
        if asked.numbers and number not in asked.numbers:
            continue
        begin = time.monotonic()
        measured = bar.measure(not asked.quick)
        took = time.monotonic() - begin
        met = "yes" if measured.passed else "NO"
        row = f"| {number} | {bar.what} | {bar.goal} | {measured.text} | {met} | {took:.0f} |"
        print(row, flush=True)
        if not measured.passed:
            missed.append(number)
    if missed:
        print(f"missed: {', '.join(map(str, missed))}")
    return 1 if missed else 0


if __name__ == "__main__":  # the measuring starts processes, which import this file
    raise SystemExit(main())

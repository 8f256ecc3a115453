"""Writes docs/reference/fidelity.md and its floor: how much of each cloud's API reaches a user.

``make fidelity`` runs it; it needs the official SDKs, which the development packages have. With
``--check`` it writes nothing and fails if the page is stale or a figure fell.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "fidelity"))

from measure import floors, report  # noqa: E402 -- found by the line above


def main() -> int:
    """Print the tables, and write the page and the floor unless a figure fell."""
    for name in report.TABLES:
        out = report.page(name)
        print(f"{name}: error codes {out.codes[0]} of {out.codes[1]}")
        print(report.table(report.COLUMNS, report.rows(out)))
        print()
    page = report.markdown()
    fallen = floors.fallen(report.floor())
    for line in fallen:
        print(f"worse than before: {line}", file=sys.stderr)
    if "--check" in sys.argv:
        return int(bool(fallen) or floors.PAGE.read_text() != page)
    if fallen and "--lower" not in sys.argv:
        print("nothing was written; --lower accepts the new figures", file=sys.stderr)
        return 1
    floors.PAGE.write_text(page)
    floors.write(report.floor())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""The figures that must not get worse, as they were committed."""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "reference" / "fidelity.md"
FILE = ROOT / "tests" / "data" / "fidelity_floor.json"

Floor = dict[str, dict[str, dict[str, int]]]


def fallen(now: Floor, before: Floor | None = None) -> list[str]:
    """Figures that are worse than before, in words. A new figure is never worse."""
    if before is None:
        before = json.loads(FILE.read_text()) if FILE.exists() else {}
    worse = []
    for cloud, nouns in before.items():
        for noun, figures in nouns.items():
            have = now.get(cloud, {}).get(noun, {})
            for name, was in figures.items():
                value = have.get(name, 0)
                bad = value > was if name.startswith("most_") else value < was
                if bad:
                    worse.append(f"{cloud} {noun} {name}: {was} before, {value} now")
    return worse


def write(now: Floor) -> None:
    """Keep what was measured."""
    FILE.write_text(json.dumps(now, indent=1) + "\n")

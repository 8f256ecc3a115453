"""The reference page names every bar and every test that exists."""

from __future__ import annotations

import re
from pathlib import Path

from bars import ROOT, load

PAGE = (ROOT / "docs" / "reference" / "reliability.md").read_text()


def test_every_bar_stands_on_the_page() -> None:
    """Its number, its words and its goal; the figures are those of the day they were measured."""
    table = PAGE.split("<!-- bars: begin -->")[1].split("<!-- bars: end -->")[0]
    rows = {int(n): row for n, row in re.findall(r"(?m)^\| (\d+) \| (.*) \|$", table)}
    bars = load()
    assert rows.keys() == bars.keys()
    for number, bar in bars.items():
        assert rows[number].startswith(f"{bar.what} | {bar.goal} |"), number


def test_every_test_it_names_is_there() -> None:
    """Each file the page or a bar names exists, and each test file here is named."""
    folder = Path(__file__).parent
    named = set(re.findall(r"(?<![/\w])(test_\w+\.py)", PAGE)) | {
        name for bar in load().values() for name in re.findall(r"(?<!/)\b(test_\w+\.py)", bar.where)
    }
    for name in named:
        assert (folder / name).exists() or list((ROOT / "tests").rglob(name)), name
    here = {path.name for path in folder.glob("test_*.py")} - {Path(__file__).name}
    assert here <= named, here - named
    for path in re.findall(r"`(tests/[\w/]+\.py)`", PAGE):
        assert (ROOT / path).exists(), path

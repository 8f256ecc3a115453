"""The page of capabilities is what the providers declare."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_page_is_what_the_providers_declare() -> None:
    """Run the generator and commit its output when a capability changes."""
    page = runpy.run_path(str(ROOT / "docs/examples/capabilities_table.py"))["page"]()
    assert (ROOT / "docs/reference/capabilities.md").read_text() == page

"""What is left out on purpose or not done yet, as the committed file lists it by name."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[3] / "docs" / "reference" / "out-of-scope.toml"
KINDS = frozenset({"out of scope", "not yet"})


@dataclass(frozen=True)
class Entry:
    """Some names and why they are missing.

    Attributes:
        kind: ``out of scope`` or ``not yet``.
        action: a regular expression over actions, or over nouns for ``extras``.
        names: actions, parameters or fields; of the latter two regular expressions.
    """

    kind: str
    reason: str
    action: str
    names: tuple[str, ...]

    def has(self, action: str, name: str) -> bool:
        """True if it speaks of that."""
        return bool(re.fullmatch(self.action, action)) and any(
            re.fullmatch(pattern, name) for pattern in self.names
        )


@cache
def entries(cloud: str, what: str) -> tuple[Entry, ...]:
    """Entries about ``actions``, ``parameters``, ``fields`` or ``extras`` of one cloud."""
    rows: list[dict[str, Any]] = tomllib.loads(FILE.read_text()).get(cloud, {}).get(what, [])
    return tuple(
        Entry(
            row.get("kind", "out of scope"),
            row["reason"],
            row.get("action", row.get("noun", ".*")),
            tuple(row["names"]),
        )
        for row in rows
    )


def why(cloud: str, what: str, action: str, name: str) -> Entry | None:
    """The entry that speaks of a name."""
    return next((entry for entry in entries(cloud, what) if entry.has(action, name)), None)

"""Two captured requests, and where they differ."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from measure.schema import paths
from wiretap import Captured

FILE = Path(__file__).parents[1] / "data" / "differences.toml"

# Made anew for each request, or part of the signature, on either side.
VOLATILE_QUERY = frozenset(
    [
        "AccessKeyId",
        "Action",
        "Format",
        "SecurityToken",
        "Signature",
        "SignatureMethod",
        "SignatureNonce",
        "SignatureType",
        "SignatureVersion",
        "Timestamp",
        "Version",
        "ClientToken",
    ]
)
HEADERS = ("content-type", "x-acs-action", "x-acs-version", "x-tc-action", "x-tc-version",
           "x-tc-region", "x-client-token")  # fmt: skip
"""What says something beside the parameters."""
MARKER = "cgw-op"


def facts(seen: Captured, host: str) -> dict[str, Any]:
    """What counts of a request: by place and name, the values in order."""
    found: dict[str, Any] = {"method": seen.method, "host": host, "path": seen.path}
    for name in HEADERS:
        if name in seen.headers:
            found[f"header {name}"] = seen.headers[name].replace(" ", "").lower()
    for name, value in seen.query:
        if name not in VOLATILE_QUERY:
            found.setdefault(f"query {name}", []).append(_meaning(value))
    for path, value in paths(_unmarked(seen.content())):
        found.setdefault(f"body {path}", []).append(value)
    return found


def _meaning(text: str) -> str:
    """A text; of one that is JSON what it says, whatever the spaces and the order of its names."""
    return json.dumps(json.loads(text), sort_keys=True) if text.startswith("{") else text


def _unmarked(value: Any) -> Any:
    """A body without the declared marker tag."""
    if isinstance(value, dict):
        return {key: _unmarked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_unmarked(i) for i in value if not (isinstance(i, dict) and MARKER in i.values())]
    return value


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[str]:
    """Each difference in one line."""
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            yield f"{name}: {ours.get(name)!r} from cgw, {theirs.get(name)!r} from the SDK"


@cache
def _known(cloud: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = tomllib.loads(FILE.read_text()).get(cloud, [])
    return rows


def unexplained(cloud: str, action: str, lines: Iterator[str], used: set[int]) -> list[str]:
    """Differences that no line of the committed table speaks of."""
    left = []
    for line in lines:
        for number, row in enumerate(_known(cloud)):
            if re.fullmatch(row["action"], action) and re.search(row["difference"], line):
                used.add(number)
                break
        else:
            left.append(line)
    return left


def unused(cloud: str, used: set[int], only: str = "") -> list[str]:
    """Lines of the table, of those that one test sees, that explain nothing any more."""
    rows = enumerate(_known(cloud))
    return [row["difference"] for n, row in rows if n not in used and row.get("only", "") == only]

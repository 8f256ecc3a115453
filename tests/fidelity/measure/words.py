"""Counts words and error codes that are told in cgw's own."""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

from cgw.models import to_dict
from cgw.testing.bench import Bench
from cgw.wire import Reply, Request
from measure.cloud import Cloud, Intent, Script

DATA = Path(__file__).parents[2] / "data"


def load(name: str, cloud: str) -> list[dict[str, Any]]:
    """The tables of one cloud."""
    found: list[dict[str, Any]] = tomllib.loads((DATA / name).read_text())[cloud]
    return found


def words(cloud: Cloud) -> dict[str, dict[str, bool]]:
    """By noun, each field and word, and whether it is told in our words."""
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    intents = cloud.intents()
    for row in load("fidelity_words.toml", cloud.name):
        get = next(i for i in intents[row["noun"]] if i.verb in {"get", "page"})
        told = {word: _told(cloud, get, row, word) for word in row["words"]}
        # A field that nobody reads says the same whatever stands there.
        read = len({*told.values(), _told(cloud, get, row, "brand-new-word")}) > 1
        for word, ours in told.items():
            known = ours is not None and ours != "unknown" and not str(ours).startswith("unknown:")
            found[row["noun"]][f"{row['field']} {word}"] = read and known
    return dict(found)


def _told(cloud: Cloud, intent: Intent, row: dict[str, Any], word: str) -> Any:
    """What our field says if the cloud's says ``word``."""
    script = Script(cloud, (*intent.answers, (row["field"], word)), absent=intent.absent)
    adapter = cloud.adapter()
    result = Bench(adapter, script).call(intent.flow(adapter))
    found: Any = to_dict(getattr(result, "items", [result])[0])
    for step in row["ours"].split("."):
        found = found[int(step)] if isinstance(found, list) else found[step]
    return found


BODIES = {
    "alibaba": lambda code: {"Code": code, "Message": "refused", "RequestId": "r"},
    "tencent": lambda code: {
        "Response": {"Error": {"Code": code, "Message": "refused"}, "RequestId": "r"}
    },
    "huawei": lambda code: {"error_code": code, "error_msg": "refused"},
}


def codes(cloud: Cloud) -> dict[str, bool]:
    """Each code of the vendor's tables, and whether it becomes the class it means."""
    adapter = cloud.adapter()
    request = Request("POST", "https://host.invalid", "/", "Action")
    found: dict[str, bool] = {}
    for row in load("fidelity_codes.toml", cloud.name):
        for code in row["codes"]:
            body = json.dumps(BODIES[cloud.name](code)).encode()
            error = adapter.error(request, Reply(row["http_status"], body, {}))
            found[code] = type(error).__name__ == row["class"]
    return found

"""What a user of cgw and a user of the vendor's SDK ask for in their own words is the same request.

The two sides of each pair were written apart from each other, from the documents: that a mapping
has the right name but another meaning shows here and nowhere else.
"""

from __future__ import annotations

from http.client import HTTPConnection
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import pytest
import same_alibaba
import same_huawei
import same_tencent
from compare import differences, facts, unexplained, unused
from measure import report
from measure.cloud import Cloud, Intent, Script
from senders import SENDERS
from wiretap import everywhere

import cgw_alibaba.crypto
from cgw.testing.bench import Bench
from cgw.wire import Request

TABLES: dict[str, ModuleType] = {
    "alibaba": same_alibaba,
    "huawei": same_huawei,
    "tencent": same_tencent,
}
PAIRS = [(name, *pair) for name in sorted(TABLES) for pair in TABLES[name].pairs()]
IDS = [f"{name}-{intent}-{action}" for name, intent, action, _ in PAIRS]


@pytest.mark.parametrize(("name", "intent", "action", "model"), PAIRS, ids=IDS)
def test_both_send_the_same(name: str, intent: Intent, action: str, model: Any, tap: Any):
    """Method, host, path, names, places and values agree, but for the named exceptions."""
    assert compared(name, intent, action, model, tap) == []


def test_every_exception_is_still_one(tap: Any):
    """A line of the table that explains nothing any more is taken out."""
    used: dict[str, set[int]] = {name: set() for name in TABLES}
    for name, *pair in PAIRS:
        compared(name, *pair, tap, used[name])
    assert [line for name in TABLES for line in unused(name, used[name], "same intent")] == []


def test_another_meaning_is_seen(tap: Any, monkeypatch: pytest.MonkeyPatch):
    """One word that means something else is a difference, though every name is right."""
    monkeypatch.setitem(cgw_alibaba.crypto.ENCRYPTIONS, "aes-192-cbc", "aes256")
    pair = next(pair for pair in PAIRS if pair[2] == "CreateVpnConnection")
    told = compared(*pair, tap)
    assert len(told) == 2
    assert all("IkeEncAlg: ['aes256'] from cgw, ['aes192'] from the SDK" in line for line in told)


def compared(
    name: str, intent: Intent, action: str, model: Any, tap: Any, used: set[int] | None = None
) -> list[str]:
    """The differences that are not explained."""
    cloud: Cloud = report.TABLES[name].CLOUD
    adapter = cloud.adapter()
    bench = Bench(adapter, Script(cloud, intent.answers, absent=intent.absent))
    bench.call(intent.flow(adapter))
    ours = next(r for r in bench.sent if cloud.sdk.action(r) == action)
    tap.answer, tap.seen = Script(cloud), []
    send_raw(tap.port, ours)
    with everywhere(tap.port):
        SENDERS[name](cloud.region)(action, model)
    sent, theirs = tap.seen
    host = urlsplit(ours.endpoint).netloc
    lines = differences(facts(sent, host), facts(theirs, theirs.headers["host"]))
    return unexplained(name, action, lines, set() if used is None else used)


def send_raw(port: int, request: Request) -> None:
    """A signed request, sent to this machine byte by byte."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(request.method, request.target, request.body, dict(request.headers))
    connection.getresponse().read()
    connection.close()

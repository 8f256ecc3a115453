"""Every request of every adapter, sent again by the vendor's own SDK, is the same request.

The adapter's bytes are read by the SDK's request model and the SDK sends that: what it does not
know, has elsewhere, or writes in another way is a difference.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest
from compare import FILE, differences, facts, unexplained, unused
from measure import report
from measure.cloud import Cloud, Script
from measure.count import Count, count
from senders import SENDERS
from wiretap import Captured, everywhere

import cgw
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID
from cgw.wire import Request


@cache
def asked(name: str) -> Count:
    """Every intent and what it sends."""
    return count(report.TABLES[name].CLOUD, listen=False)


# Half a minute: each intent is sent twice. The pairs of test_same_intent.py run with the fast ones.
pytestmark = pytest.mark.slow
KEYS = cgw.Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET, project_id=PROJECT_ID)


def sent_by_cgw(cloud: Cloud, tap: Any) -> list[tuple[str, Captured, Request]]:
    """What every intent sends through cgw's own HTTP: action, capture, and the request as planned."""
    found = []
    url = f"http://127.0.0.1:{tap.port}"
    for intent, requests in asked(cloud.name).requests:
        tap.answer, tap.seen = Script(cloud, intent.answers, absent=intent.absent), []
        with cgw.connect(cloud.name, region=cloud.region, endpoint=url, credentials=KEYS) as client:
            flow = intent.flow(client.adapter)
            steps = client.engine.call(flow, noun=intent.noun, verb=intent.verb, timeout=30.0)
            client.run(steps)
        for seen, request in zip(tap.seen, requests, strict=True):
            if (action := cloud.sdk.action(seen.request())) is not None:
                found.append((action, seen, request))
    return found


def replay(name: str, tap: Any) -> tuple[dict[str, set[str]], set[int]]:
    """By action the differences that are not explained, and the explanations that were used."""
    cloud: Cloud = report.TABLES[name].CLOUD
    send, used = SENDERS[name](cloud.region), set[int]()
    found: dict[str, set[str]] = {}
    requests = sent_by_cgw(cloud, tap)
    tap.answer = Script(cloud)
    with everywhere(tap.port):
        for action, ours, planned in requests:
            tap.seen = []
            send(action, cloud.sdk.parse(action, ours.request()).model)
            (theirs,) = tap.seen
            lines = differences(
                facts(ours, urlsplit(planned.endpoint).netloc),
                facts(theirs, theirs.headers["host"]),
            )
            found.setdefault(action, set()).update(unexplained(name, action, lines, used))
    return found, used


@pytest.fixture(scope="module", params=sorted(SENDERS))
def replayed(request: pytest.FixtureRequest, tap: Any) -> Any:
    return request.param, *replay(request.param, tap)


def test_the_sdk_sends_the_same(replayed):
    """Method, host, path, names, places and values agree, but for the named exceptions."""
    _, found, _ = replayed
    assert {action: lines for action, lines in found.items() if lines} == {}


def test_every_action_was_compared(replayed):
    """No action that an adapter sends is left out."""
    name, found, _ = replayed
    assert set(found) == set(asked(name).actions)


def test_every_exception_is_still_one(replayed):
    """A line of the table that explains nothing any more is taken out."""
    name, _, used = replayed
    assert unused(name, used) == []
    assert FILE.exists()

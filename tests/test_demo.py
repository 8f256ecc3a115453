"""`make demo` shows what happened over HTTP, not what somebody typed in."""

from __future__ import annotations

import re
import runpy
from collections import Counter
from pathlib import Path

import pytest

from cgw.emulator.world import World

DEMO = Path(__file__).parents[1] / "docs" / "examples" / "demo.py"
CLOUDS = {"alibaba", "huawei", "tencent"}


@pytest.fixture(scope="module")
def shown() -> tuple[World, list[str]]:
    world, lines = World(transition=0.2), []
    runpy.run_path(str(DEMO))["run"](world, lines.append)
    return world, [part for line in lines for part in line.splitlines()]


def _after(lines: list[str], heading: str) -> list[str]:
    start = next(i for i, line in enumerate(lines) if heading in line)
    found = []
    for line in lines[start + 1 :]:
        if not line.startswith("  "):
            break
        found.append(line.strip())
    return found


def test_the_table_has_one_gateway_of_each_cloud_in_one_vocabulary(shown):
    """One header, and under it one row per cloud with the same name, address, ASN and state."""
    _, lines = shown
    header, *rows = _after(lines, "in one table")
    assert header.split() == ["PROVIDER", "REGION", "ID", "NAME", "ADDRESS", "ASN", "STATE"]
    assert {row.split()[0] for row in rows} == CLOUDS
    assert {tuple(row.split()[3:]) for row in rows} == {
        ("idc-1", "203.0.113.12", "65530", "available")
    }


@pytest.mark.parametrize(
    ("heading", "error"),
    [("an id that is not there", "NotFoundError"), ("the address", "InvalidRequestError")],
)
def test_the_same_mistake_is_one_class_with_three_codes(shown, heading, error):
    """Each cloud's refusal came over HTTP, is the one class, and keeps the cloud's own code."""
    _, lines = shown
    rows = [line.split() for line in _after(lines, heading) if line.split()[0] in CLOUDS]
    assert {row[0] for row in rows} == CLOUDS
    assert {row[1] for row in rows} == {error}
    assert all(row[2] == "HTTP" and row[4] for row in rows), "sent, and with a code"
    assert len({row[4] for row in rows}) == 3, "the codes are the clouds' own"


def test_cgw_refuses_the_malformed_address_before_any_request(shown):
    """Validation costs no request."""
    _, lines = shown
    own = next(line for line in lines if "cgw itself" in line)
    assert "after 0 requests" in own
    assert "203.0.113.300" in own


def test_the_count_is_the_emulators(shown):
    """The figures printed are the requests that the world counted, and every step made some."""
    world, lines = shown
    last = lines[-1]
    each = Counter(seen.provider for seen in world.seen)
    assert set(each) == CLOUDS
    assert f": {len(world.seen)} (" in last
    assert {(n, int(c)) for n, c in re.findall(r"([a-z]+) (\d+)[,)]", last)} == set(each.items())
    creates = [s for s in world.seen if "reate" in s.action or s.action.startswith("POST")]
    assert len(creates) >= 6, "one good and one malformed create on each cloud"
    assert {s.provider for s in world.seen if s.status >= 400 or s.provider == "tencent"} == CLOUDS


def test_every_tunnel_of_three_clouds_stands_in_one_table(shown):
    """One row per tunnel with the same words on each cloud: up, and the suite that was asked for."""
    _, lines = shown
    header, *rows = _after(lines, "Every tunnel")
    assert header.split()[:5] == ["PROVIDER", "CONNECTION", "LOCAL", "PEER", "STATUS"]
    assert {row.split()[0] for row in rows} == CLOUDS
    suite = "aes-256-cbc/sha2-256/dh14"
    assert {tuple(row.split()[3:]) for row in rows} == {("203.0.113.12", "up", suite, suite)}
    locals_ = [row.split()[2] for row in rows]
    assert len(set(locals_)) == len(locals_), "each tunnel has an address of its own"


def test_a_tunnel_is_up_only_if_somebody_is_at_the_other_end(shown):
    """Before the peers stand there no tunnel of any cloud is up; after that all are."""
    _, lines = shown
    rows = _after(lines, "a connection on each")
    assert {row.split()[0] for row in rows} == CLOUDS
    for row in rows:
        before, after = row.partition("without a peer: ")[2].split("; with one: ")
        assert "up" not in before.split(", ")
        assert set(after.split(", ")) == {"up"}


def test_nothing_is_left(shown):
    """The demo deletes what it made, on the clouds and in the emulator's internet."""
    world, lines = shown
    assert list(world.everything()) == []
    assert world.internet.ends() == {}
    assert any("0 things remain" in line for line in lines)

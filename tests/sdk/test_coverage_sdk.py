"""What the adapters send is what the vendors' SDKs were seen to send: no action without a witness."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from driven import Noted

from cgw.emulator.world import World
from cgw.wire import Reply, Request

HERE = Path(__file__).parent
CLOUDS = ("alibaba", "huawei", "tencent")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], set[str]]:
    """Every action of its cloud's SDK that an adapter sends, as the fidelity page counts them."""
    monkeypatch.syspath_prepend(HERE.parent / "fidelity")
    from measure.count import count
    from measure.report import TABLES

    def actions(cloud: str) -> set[str]:
        counted = count(TABLES[cloud].CLOUD, listen=False)
        assert counted.broken == {}
        return set(counted.actions)

    return actions


def driven(cloud: str, notes: Path) -> set[str]:
    """Run the tests that drive the cloud's SDK; the actions that were answered well."""
    files = sorted(HERE.glob(f"test_{cloud}*_sdk.py"))
    support = str(HERE.parent / "support")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider",
         "-p", "driven", *map(str, files)],
        env={**os.environ, "CGW_DRIVEN": str(notes), "PYTHONPATH": support},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]
    pairs = [line.split() for line in notes.read_text().splitlines()]
    assert {provider for provider, _ in pairs} == {cloud}
    return {action for _, action in pairs}


@pytest.mark.slow
@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_action_has_a_witness(sent, cloud, tmp_path):
    """Each action of the SDK that the adapter sends was asked by that SDK and answered well."""
    actions = sent(cloud)
    assert len(actions) > 10
    assert actions - driven(cloud, tmp_path / "driven") == set()


@pytest.mark.parametrize(
    ("agent", "status", "body", "counts"),
    [
        ("SDK/1", 200, b"{}", True),
        ("", 201, b"{}", True),
        ("cgw/0.1.0", 200, b"{}", False),
        ("SDK/1", 404, b"{}", False),
        ("SDK/1", 200, b'{"Response": {"Error": {}}}', False),
    ],
)
def test_only_good_answers_to_others_count(agent, status, body, counts):
    """A refusal, whatever its status, and an answer to cgw itself are no witness."""
    world, noted = World(), []

    def face(request: Request) -> Reply:
        return world.ask("moon", "Land", lambda: Reply(status, body))

    request = Request("POST", "http://x", "/", "", headers={"user-agent": agent})
    assert Noted(face, world, lambda *what: noted.append(what))(request).status == status
    assert noted == ([("moon", "Land")] if counts else [])

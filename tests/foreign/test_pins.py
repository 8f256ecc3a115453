"""What is pinned is everything, from nowhere in particular, and is what is installed."""

from __future__ import annotations

import json
import re
from importlib.metadata import distributions
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PINS = [
    line for line in (HERE / "requirements-tccli.txt").read_text().splitlines() if line[0] != "#"
]
LOCK = json.loads((HERE / "package-lock.json").read_text())
PACKAGES = {path: told for path, told in LOCK["packages"].items() if path}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_pin_is_one_version():
    """A line is a name and the one version of it, and names no address."""
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][0-9a-z.]*", pin) for pin in PINS)


def test_the_lock_is_whole_and_names_no_host():
    """Each package has its version and its digest; whichever registry serves it must match."""
    assert all(told["version"] and told["integrity"] for told in PACKAGES.values())
    assert not any("resolved" in told for told in PACKAGES.values())
    assert "://" not in json.dumps(LOCK)
    wanted = json.loads((HERE / "package.json").read_text())["dependencies"]
    assert wanted == LOCK["packages"][""]["dependencies"]
    assert all(PACKAGES[f"node_modules/{n}"]["version"] == v for n, v in wanted.items())


@pytest.mark.slow
def test_what_is_installed_is_what_is_pinned(site_packages):
    """The environment of tccli has exactly the pinned versions, and everything that it needs."""
    found = {plain(d.name): d.version for d in distributions(path=[str(site_packages)])}
    found.pop("pip", None)
    assert found == {plain(name): version for name, _, version in (p.partition("==") for p in PINS)}


@pytest.mark.slow
def test_the_node_modules_are_the_locked_ones(node_modules):
    """Each folder of the lock is there, in its version."""
    for path, told in PACKAGES.items():
        manifest = node_modules.parent / path / "package.json"
        assert json.loads(manifest.read_text())["version"] == told["version"], path

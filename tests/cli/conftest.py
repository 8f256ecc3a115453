"""A command line without a process, and three clouds behind HTTP."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from cgw import plugins
from cgw.cli import main
from cgw.cli.emulator import REGIONS
from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID, World


@dataclass
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    """No credentials, no home, a registry of one's own."""
    for name in os.environ:
        if name.startswith(
            ("CGW_", "ALIBABA", "ALICLOUD", "TENCENT", "HUAWEI", "HW_", "TKE_", "OS_")
        ):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(plugins, "_registry", None)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)


@pytest.fixture
def cli(capsys):
    """Run one command: ``cli("provider", "list").json``."""

    def run(*args: str) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(args)
        told = capsys.readouterr()
        return Ran(int(left.value.code or 0), told.out, told.err)

    return run


@pytest.fixture(scope="session")
def served():
    """The in-tree clouds on loopback, over one world for all tests."""
    with Server(World(), providers=REGIONS) as server:
        yield server


@pytest.fixture
def world(served):
    """That world, empty."""
    for thing in served.world.everything():
        served.world.remove(thing)
    served.world.seen.clear()
    return served.world


@pytest.fixture
def clouds(served, world, monkeypatch):
    """The clouds' addresses; the environment points at them."""
    for name, url in served.urls.items():
        prefix = f"CGW_{name.upper()}_"
        monkeypatch.setenv(f"{prefix}ENDPOINT", url)
        monkeypatch.setenv(f"{prefix}REGION", REGIONS[name])
        monkeypatch.setenv(f"{prefix}ACCESS_KEY_ID", ACCESS_KEY_ID)
        monkeypatch.setenv(f"{prefix}ACCESS_KEY_SECRET", ACCESS_KEY_SECRET)
    monkeypatch.setenv("CGW_HUAWEI_PROJECT_ID", PROJECT_ID)
    return served.urls


@pytest.fixture
def make(cli, clouds):
    """Create a customer gateway and return it as plain data."""

    def one(provider: str, name: str = "idc", address: str = "203.0.113.12", *more: str) -> Any:
        ran = cli(
            *("customer-gateway", "create", "-P", provider, "--name", name),
            *("--address", address, "--asn", "65530", *more),
        )
        assert ran.code == 0, ran.err
        return ran.json

    return one

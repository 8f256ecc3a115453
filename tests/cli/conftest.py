"""A command line without a process, and three clouds behind HTTP."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass
from typing import Any

import pytest

from cgw import plugins
from cgw.cli import main
from cgw.cli.emulator import REGIONS
from cgw.client import Client
from cgw.emulator.internet import End
from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID, World

SITE = "203.0.113.12"
KEY = "Canary.key_7f3a_abcdef"
LOCAL, REMOTE = ("10.1.0.0/16", "10.2.0.0/16"), ("192.168.1.0/24", "192.168.2.0/24")
PLACES = {
    "alibaba": [
        *("--network", "vpc-bp1m7v25emi1h5mtc0001", "--bandwidth-mbps", "100"),
        *("--subnet", "vsw-bp1j5miw2bae9s2vt0001", "--subnet", "vsw-bp1j5miw2bae9s2vt0002"),
        *("--option", "auto_pay=true"),
    ],
    "huawei": [
        *("--network", "0e1b3a52-6f0c-4a57-8a3c-5d0a6c1f0001", "--bandwidth-mbps", "100"),
        *("--subnet", "0e1b3a52-6f0c-4a57-8a3c-5d0a6c1f0002"),
        *("--option", "local_subnets=10.1.0.0/16", "--option", "local_subnets=10.2.0.0/16"),
    ],
    "tencent": ["--network", "vpc-0a1b2c3d", "--bandwidth-mbps", "100"],
}
SUITE = (
    *("--ike-version", "ikev2", "--ike-encryption", "aes-256-cbc"),
    *("--ike-integrity", "sha2-256", "--ike-dh-group", "dh14"),
    *("--ipsec-encryption", "aes-256-cbc", "--ipsec-integrity", "sha2-256"),
    *("--ipsec-pfs-group", "dh14"),
)


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
    with Server(World(transition=0.05), providers=REGIONS) as server:
        yield server


@pytest.fixture
def world(served):
    """That world, empty."""
    for thing in served.world.everything():
        served.world.remove(thing)
    for key in served.world.internet.ends():
        served.world.internet.drop(key)
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
def quick(monkeypatch):
    """A wait looks again after 20 ms; what it does is otherwise the same."""
    defaults = Client.__init__.__kwdefaults__
    monkeypatch.setitem(defaults, "sleep", lambda seconds: time.sleep(min(seconds, 0.02)))


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


@pytest.fixture(params=sorted(REGIONS))
def cloud(request):
    """Each cloud in turn."""
    return request.param


@pytest.fixture
def place(cloud):
    """What a gateway stands on there, as options."""
    return PLACES[cloud]


@pytest.fixture
def buy(cli, clouds, quick):
    """Buy a gateway and wait for it."""

    def one(cloud: str) -> dict:
        ran = cli(
            *("vpn-gateway", "create", "-P", cloud, "--name", "gate", "--yes", "--wait"),
            *PLACES[cloud],
        )
        assert ran.code == 0, ran.err
        return ran.json

    return one


@pytest.fixture
def typed(make, buy):
    """The words of a `connection create` on a fresh gateway and site, without a key."""

    def words(cloud: str, mode: str = "policy") -> list[str]:
        # In mode route only Huawei Cloud is told what is behind the device; elsewhere routes say it.
        local = LOCAL if mode == "policy" else ()
        remote = REMOTE if mode == "policy" or cloud == "huawei" else ()
        return [
            *("connection", "create", "-P", cloud, "--name", "link", "--mode", mode),
            *("--vpn-gateway", buy(cloud)["id"], "--customer-gateway", make(cloud)["id"]),
            *(word for cidr in local for word in ("--local-cidr", cidr)),
            *(word for cidr in remote for word in ("--remote-cidr", cidr)),
            *SUITE,
        ]

    return words


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "psk"
    path.write_text(f"{KEY}\n")
    return str(path)


@pytest.fixture
def link(cli, typed, cloud, key_file):
    ran = cli(*typed(cloud), "--psk-file", key_file, "--wait")
    assert ran.code == 0, ran.err
    return ran.json


@pytest.fixture
def keys(world):
    """The keys that the cloud's ends of a connection have."""

    def of(link: dict) -> set[str]:
        return {end.psk for name, end in world.internet.ends().items() if link["id"] in name}

    return of


@pytest.fixture
def stand(world):
    """Put a device across from each tunnel."""

    def there(link: dict) -> None:
        for tunnel in link["tunnels"]:
            name = f"site {tunnel['local_address']}"
            end = End(
                owner=name,
                local_address=SITE,
                peer_address=tunnel["local_address"],
                psk=KEY,
                ike=(("aes-256-cbc", "sha2-256", "dh14"),),
                esp=(("aes-256-cbc", "sha2-256", "dh14"),),
                local_selectors=REMOTE,
                remote_selectors=LOCAL,
            )
            world.internet.put(name, end)

    return there

"""``cgw link`` and ``cgw audit`` against the clouds over HTTP."""

from __future__ import annotations

import json
import sys

import pytest

from cgw.cli.emulator import REGIONS
from cgw.emulator.internet import End

PAIRS = [("alibaba", "tencent"), ("huawei", "alibaba"), ("tencent", "huawei")]
NETWORKS = ("--a-network", "10.1.0.0/16", "--b-network", "172.16.0.0/16")
DEVICE = "203.0.113.99"


@pytest.fixture(params=PAIRS, ids="-".join)
def ends(request, buy):
    one, two = request.param
    return (
        *("--a", f"{one}/{buy(one)['id']}"),
        *("--b", f"{two}/{REGIONS[two]}/{buy(two)['id']}"),
    )


def test_a_link_is_planned_made_shown_and_taken_away(cli, world, ends):
    """Plan changes nothing, apply brings it up, status and diagnose agree, destroy leaves nothing."""
    before = sorted(thing.id for thing in world.everything())
    plan = cli("link", "plan", *ends, *NETWORKS)
    assert plan.code == 0, plan.err
    assert plan.json["suite"]["ike.version"] == "ikev2"
    assert set(leg["psk"] for leg in plan.json["legs"]) == {"**********"}  # noqa: C401 -- reads so
    assert sorted(thing.id for thing in world.everything()) == before

    made = cli("link", "apply", *ends, *NETWORKS, "--yes")
    assert made.code == 0, made.err
    assert made.json["up"]
    again = cli("link", "apply", *ends, *NETWORKS, "--yes")
    assert (again.code, again.err) == (0, ""), "nothing is changed, so nothing is told"
    assert cli("link", "status", *ends).json["up"]
    found = cli("link", "diagnose", *ends)
    assert (found.code, found.json["first"]) == (0, None)

    keys = {end.psk for end in world.internet.ends().values()}
    rotated = cli("link", "rotate-psk", *ends, "--yes")
    assert rotated.code == 0, rotated.err
    assert all(row["up"] for row in rotated.json)
    assert not keys & {end.psk for end in world.internet.ends().values()}

    gone = cli("link", "destroy", *ends, "--yes")
    assert gone.code == 0, gone.err
    assert gone.json["kept"] == []
    assert sorted(thing.id for thing in world.everything()) == before
    down = cli("link", "status", *ends)
    assert (down.code, down.json["missing"]) == (6, ["a", "b"])
    assert cli("link", "diagnose", *ends).code == 6


def test_words_for_people(cli, world, ends, monkeypatch):
    """With -o table every command of a link tells sentences instead of JSON, without a key."""
    plan = cli("link", "plan", *ends, *NETWORKS, "-o", "table")
    assert "stronger, but" in plan.out
    assert "10.1.0.0/16" in plan.out
    assert cli("link", "apply", *ends, *NETWORKS, "--yes", "-o", "table").out.startswith("link ")
    for command in ("status", "diagnose"):
        told = cli("link", command, *ends, "-o", "table").out
        assert ": up" in told
        assert not any(end.psk in told for end in world.internet.ends().values())
    cli("link", "destroy", *ends, "--yes")


def test_a_device_gets_its_keys_in_a_file(cli, buy, world, tmp_path, monkeypatch):
    """--psk-out writes the keys of a link to a device before anything is sent, one per line."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    ends = ("--a", f"tencent/{buy('tencent')['id']}", "--b", DEVICE, "--name", "branch")
    asked = (*ends, *NETWORKS, "--device-profile", "strongswan")
    path = tmp_path / "keys"
    refused = cli("link", "apply", *asked)
    assert refused.code == 2
    assert "--yes" in refused.err
    made = cli("link", "apply", *asked, "--yes", "--no-wait", "--psk-out", str(path))
    assert made.code == 0, made.err
    assert made.json["up"] is False
    assert path.stat().st_mode & 0o077 == 0
    (key,) = path.read_text().splitlines()
    ((name, there),) = world.internet.ends().items()
    assert there.psk == key
    assert key not in made.out + made.err
    words = cli("link", "plan", *asked).json["suite"]
    world.internet.put(
        f"across from {name}",
        End(
            owner="branch",
            local_address=DEVICE,
            peer_address=there.local_address,
            psk=key,
            ike=((words["ike.encryption"], words["ike.integrity"], words["ike.dh_group"]),),
            esp=((words["ipsec.encryption"], words["ipsec.integrity"], words["ipsec.pfs_group"]),),
        ),
    )
    assert cli("link", "status", *ends).json["up"]
    world.internet.drop(f"across from {name}")
    assert cli("link", "destroy", *ends, "--yes").code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--policy", "strict"), "ike.dh_group"),
        (("--policy", "any"), "policy"),
        (("--mode", "teleport"), "mode"),
        (("--b-network", "10.1.2.0/24"), "networks"),
        (("--a-asn", "x", "--mode", "bgp"), "asn"),
        (("--endpoint", "http://127.0.0.1:1"), "NAME=URL"),
        (("--psk", "only-an-example"), "--psk-env"),
        (("--query", "["), "--query"),
    ],
)
def test_what_cannot_be_is_exit_code_2(cli, buy, words, told):
    """An impossible or mistyped wish is refused with exit code 2, says which, and repeats no key."""
    ends = ("--a", f"alibaba/{buy('alibaba')['id']}", "--b", f"tencent/{buy('tencent')['id']}")
    refused = cli("link", "plan", *ends, *NETWORKS, *words)
    assert refused.code == 2
    assert told in refused.err
    assert "only-an-example" not in refused.err


def test_an_unknown_end_is_named(cli, buy):
    """A cloud that is not installed is exit code 2, a gateway that is not there exit code 3."""
    good = f"tencent/{buy('tencent')['id']}"
    assert cli("link", "plan", "--a", good, "--b", "moon/vpn-1", *NETWORKS).code == 2
    assert cli("link", "plan", "--a", good, "--b", "alibaba/vpn-nothing", *NETWORKS).code == 3


def test_an_audit_finds_what_is_weak_on_every_cloud(cli, buy, make, world, monkeypatch):
    """Exit code 0 while nothing is weak; 6 with rows for people and programs if something is."""
    assert cli("audit").json == []
    typed = ("--ike-version", "ikev2", "--ike-encryption", "3des-cbc", "--ike-integrity", "sha1")
    monkeypatch.setenv("KEY", "Only.an_example_4711")
    made = cli(
        *("connection", "create", "-P", "tencent", "--name", "old", "--mode", "policy"),
        *("--vpn-gateway", buy("tencent")["id"], "--customer-gateway", make("tencent")["id"]),
        *("--local-cidr", "10.1.0.0/16", "--remote-cidr", "192.168.1.0/24"),
        *("--psk-env", "KEY", *typed, "--ike-dh-group", "dh2"),
    )
    assert made.code == 0, made.err
    found = cli("audit")
    assert found.code == 6
    rules = {row["rule"] for row in found.json}
    assert {"weak-encryption", "weak-integrity", "weak-group", "single-tunnel"} <= rules
    assert all(row["connections"] == [made.json["id"]] for row in json.loads(found.out))
    assert "weak-group" in cli("audit", "-P", "tencent", "-o", "table").out
    assert cli("audit", "-P", "alibaba").code == 0


def test_a_key_comes_from_a_file(cli, buy, world, tmp_path):
    """--psk-file is the key of every tunnel; it is on no output."""
    path = tmp_path / "psk"
    path.write_text("Canary.key_7f3a_abcdef\n")
    ends = ("--a", f"tencent/{buy('tencent')['id']}", "--b", DEVICE, "--name", "branch")
    asked = (*ends, *NETWORKS, "--device-profile", "strongswan", "--psk-file", str(path))
    plan = cli("link", "plan", *asked)
    assert plan.code == 0, plan.err
    assert plan.json["psk_given"]
    made = cli("link", "apply", *asked, "--no-wait", "--yes")
    assert made.code == 0, made.err
    assert {end.psk for end in world.internet.ends().values()} == {"Canary.key_7f3a_abcdef"}
    assert "Canary" not in plan.out + plan.err + made.out + made.err

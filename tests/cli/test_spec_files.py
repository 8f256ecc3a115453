"""Specs in files: every field, errors by field and line, nothing of a secret repeated."""

from __future__ import annotations

import json

import pytest
import yaml

from cgw.models import MASK

SITE = "203.0.113.12"
KEY = "Canary.key_7f3a_abcdef"  # as in conftest
LOCAL, REMOTE = ("10.1.0.0/16", "10.2.0.0/16"), ("192.168.1.0/24", "192.168.2.0/24")
SPEC = {
    "name": "filed",
    "vpn_gateway_id": "vpn-1",
    "customer_gateway_id": "cgw-1",
    "mode": "policy",
    "local_cidrs": list(LOCAL),
    "remote_cidrs": list(REMOTE),
    "tunnels": [{"psk": KEY, "ike": {"version": "ikev2", "encryption": "aes-256-cbc"}}],
}


@pytest.mark.parametrize("form", [yaml.safe_dump, json.dumps], ids=["yaml", "json"])
def test_a_connection_comes_from_a_file(cli, typed, cloud, tmp_path, form, keys):
    """--from-file has every field; what stands beside it wins, in every tunnel of the file."""
    words = typed(cloud)
    gateway, site = (words[words.index(f) + 1] for f in ("--vpn-gateway", "--customer-gateway"))
    path = tmp_path / "spec"
    path.write_text(form({**SPEC, "vpn_gateway_id": gateway, "customer_gateway_id": site}))
    ran = cli(
        *("connection", "create", "-P", cloud, "--from-file", str(path), "--name", "beside"),
        *("--ike-dh-group", "dh5", "--wait"),
    )
    assert ran.code == 0, ran.err
    assert ran.json["name"] == "beside"
    assert {t["ike"]["dh_group"] for t in ran.json["tunnels"]} == {"dh5"}
    assert {t["ike"]["encryption"] for t in ran.json["tunnels"]} == {"aes-256-cbc"}
    assert set(ran.json["local_cidrs"]) == set(LOCAL)
    assert keys(ran.json) == {KEY}


WRONG = f"""\
name: filed
vpn_gateway_id: vpn-1
customer_gateway_id: cgw-1
local_cidrs: [10.1.0.0/16, 10.2.0.1/16]
tunnels:
  - psk: {KEY}
    ike:
      version: ikev2
      encryption: aes256
  - pks: {KEY}
    ipsec: {{pfs_group: dh99}}
"""


def test_what_is_wrong_in_a_file_is_told_by_field_and_line(cli, clouds, world, cloud, tmp_path):
    """Every mistake: file, line, field; the key is not repeated, not even under a wrong name."""
    path = tmp_path / "spec.yaml"
    path.write_text(WRONG)
    ran = cli("connection", "create", "-P", cloud, "--from-file", str(path))
    assert ran.code == 2
    told = ran.err.splitlines()
    for line, field in (
        (4, "local_cidrs.1"),
        (9, "tunnels.0.ike.encryption"),
        (10, "tunnels.1.pks"),
        (11, "tunnels.1.ipsec.pfs_group"),
    ):
        start = f"error: {path}, line {line}: {field}: "
        assert [x for x in told if x.startswith(start)], (start, told)
    assert KEY not in ran.out + ran.err
    assert not world.seen


@pytest.mark.parametrize("text", [f"a: [{KEY}", f"psk: *{KEY}", f"psk: '{KEY}\n", f"- {KEY}\n"])
def test_a_file_that_is_no_mapping_is_not_repeated(cli, clouds, cloud, tmp_path, text):
    """Broken YAML: 2, the file's name, nothing of what is in it."""
    path = tmp_path / "spec.yaml"
    path.write_text(text)
    ran = cli("connection", "create", "-P", cloud, "--from-file", str(path))
    assert ran.code == 2
    assert "spec.yaml" in ran.err
    assert KEY not in ran.err


def test_a_dry_run_shows_what_was_asked_and_no_key(cli, clouds, world, cloud, tmp_path):
    """The first request and the whole spec, keys masked (a made-up one too); nothing is sent."""
    path = tmp_path / "spec.yaml"
    path.write_text(yaml.safe_dump(SPEC))
    ran = cli("connection", "create", "-P", cloud, "--from-file", str(path), "--dry-run")
    assert ran.code == 0, ran.err
    assert ran.json["asked"]["tunnels"][0]["psk"] == MASK
    assert ran.json["asked"]["tunnels"][0]["ike"]["encryption"] == "aes-256-cbc"
    assert ran.json["url"].startswith(clouds[cloud])
    assert KEY not in ran.out + ran.err
    assert not world.seen


def test_a_providers_own_inputs_may_stand_in_the_file(cli, clouds, world, tmp_path):
    """`options:` is held against that provider's model, with its line; --option beside it wins."""
    path = tmp_path / "gate.yaml"
    start = "name: gate\nnetwork_id: vpc-1\nsubnet_ids: [vsw-1, vsw-2]\nbandwidth_mbps: 100\n"
    words = ("vpn-gateway", "create", "-P", "alibaba", "--from-file", str(path), "--dry-run")
    path.write_text(f"{start}options:\n  auto_pay: false\n  network_type: public\n")
    ran = cli(*words, "--option", "auto_pay=true")
    assert ran.code == 0, ran.err
    assert ran.json["asked"]["options"]["auto_pay"] is True
    path.write_text(f"{start}options:\n  auto_pay: maybe\n")
    ran = cli(*words)
    assert ran.code == 2
    assert f"{path}, line 6: options.auto_pay: " in ran.err
    assert not world.seen

"""What is written for a device, from the command line: of what the cloud has, keys kept."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from links import gateway
from pydantic import SecretStr

import cgw
from cgw.emulator import connect
from cgw.models import Bgp

KEY = "Canary.key_7f3a_abcdef"


def test_a_connection_is_rendered_for_a_device(cli, link, cloud, key_file, tmp_path: Path):
    """`device-config render`: masked on stdout, whole in a file that only its owner may read."""
    words = ("device-config", "render", link["id"], "-P", cloud, "--device", "strongswan")
    told = (*words, "--psk-file", key_file)
    ran = cli(*told, "-o", "table")
    assert ran.code == 0, ran.err
    assert KEY not in ran.out + ran.err
    assert all(tunnel["local_address"] in ran.out for tunnel in link["tunnels"])
    path = tmp_path / "swanctl.conf"
    assert cli(*told, "--to", str(path)).code == 0
    assert path.read_text().count(f'secret = "{KEY}"') == len(link["tunnels"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = cli(*told, "--to", str(path))
    assert again.code == 2
    assert "exists" in again.err
    revealed = cli(*told, "-o", "table", "--reveal", "--yes")
    assert revealed.out == path.read_text()
    assert cli(*told, "-o", "table", "--reveal").code == 2


def test_a_key_the_cloud_keeps_to_itself_is_told_of(cli, link, cloud):
    """Without --psk-file the text is whole where the cloud tells the key, else a note says what to do."""
    ran = cli("device-config", "render", link["id"], "-P", cloud, "-o", "json", "--reveal", "--yes")
    assert ran.code == 0, ran.err
    known = KEY in ran.json["clear"]
    assert known == ("--psk-file" not in ran.err)
    assert known == (cloud != "huawei")


@pytest.mark.parametrize(("device", "why"), [("frr", "mode"), ("toaster", "strongswan")])
def test_what_cannot_be_rendered_is_said(cli, link, cloud, device: str, why: str):
    """A router for a connection without BGP, or an unknown device: exit code 2 and the reason."""
    ran = cli("device-config", "render", link["id"], "-P", cloud, "--device", device)
    assert ran.code == 2
    assert why in ran.err
    assert ran.out == ""


def test_networks_are_given_where_the_cloud_tells_none(cli, clouds, world):
    """A BGP connection of Alibaba Cloud has none: without the options no router, with them theirs."""
    cloud = connect(world, "alibaba")
    gate = gateway(world, "alibaba", "a").gateway_id
    site = cloud.customer_gateways.create(
        cgw.CustomerGatewaySpec(name="hq", address="203.0.113.12", asn=65010)
    )
    bgp = Bgp(
        tunnel_cidr="169.254.77.0/30", local_address="169.254.77.1", peer_address="169.254.77.2"
    )
    made = cloud.vpn_connections.create(
        cgw.VpnConnectionSpec(
            name="hq",
            vpn_gateway_id=gate,
            customer_gateway_id=site.id,
            mode="bgp",
            tunnels=(cgw.TunnelSpec(psk=SecretStr(KEY), bgp=bgp),),
        )
    )
    words = (
        *("device-config", "render", made.id, "-P", "alibaba", "--region", made.region),
        *("--device", "frr", "-o", "table"),
    )
    bare = cli(*words)
    assert (bare.code, bare.out) == (2, ""), bare.err
    assert "local_cidrs" in bare.err
    given = ("--local-network", "172.16.0.0/16", "--remote-network", "10.1.0.0/16")
    ran = cli(*words, *given, "--remote-network", "10.2.0.0/16")
    assert ran.code == 0, ran.err
    told = re.findall(r"prefix-list \S+-(in|out) seq \d+ permit (\S+)", ran.out)
    assert told == [("out", "172.16.0.0/16"), ("in", "10.1.0.0/16"), ("in", "10.2.0.0/16")]


@pytest.mark.parametrize(
    "options",
    [
        ("--local-network", "172.31.0.0/16"),
        ("--local-address", "10.0.0.300"),
        ("--local-address", "10.0.0.3\n    remote_addrs = 192.0.2.9"),
        ("--interface-id", "0"),
        ("--interface-id", str(2**32)),
    ],
)
def test_what_was_typed_wrong_is_not_written(cli, link, cloud, options: tuple[str, str]):
    """Networks that are not the cloud's, an address that is none, an id that is too large: code 2."""
    ran = cli("device-config", "render", link["id"], "-P", cloud, *options)
    assert (ran.code, ran.out) == (2, "")


def test_a_text_that_is_a_secret_as_a_whole(cli, link, cloud, tmp_path: Path):
    """`show --device`: Huawei Cloud's text comes with --reveal or into a file; without, it is told so."""
    words = ("device-config", "show", link["id"], "-P", cloud)
    if cloud == "alibaba":
        assert cli(*words, "-o", "table").code == 0
        return
    device = cli("device-config", "devices", "-P", cloud, "-o", "json").json[0]
    name = "/".join(filter(None, (device["vendor"], device["platform"], device["version"])))
    words = (*words, "--device", name)
    masked, shown = cli(*words, "-o", "table"), cli(*words, "-o", "table", "--reveal", "--yes")
    path = tmp_path / "device.txt"
    assert cli(*words, "--to", str(path)).code == 0
    assert masked.code == shown.code == 0, masked.err + shown.err
    assert KEY not in masked.out + masked.err
    assert KEY in shown.out
    assert shown.out == path.read_bytes().decode()
    assert ("secret as a whole" in masked.err) == (cloud == "huawei")
    assert "secret as a whole" not in shown.err


def test_the_picture_shows_what_stands(cli, link, cloud, stand):
    """`link graph`: gateway, site and tunnel; red before the device stands there, green after."""
    stand_words = ("link", "graph", "-P", cloud, "-o", "mermaid")
    before = cli(*stand_words)
    assert before.code == 0, before.err
    assert "203.0.113.12" in before.out
    assert "#2e7d32" not in before.out
    stand(link)
    after = cli(*stand_words).out
    assert after.count("#2e7d32") == len(link["tunnels"])
    assert KEY not in before.out + after

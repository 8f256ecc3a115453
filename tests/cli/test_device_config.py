"""What is written for a device, from the command line: of what the cloud has, keys kept."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

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

"""Pre-shared keys: never in arguments, never in output unless somebody asks for it."""

from __future__ import annotations

import io

import pytest

from cgw.models import MASK

SITE = "203.0.113.12"
KEY = "Canary.key_7f3a_abcdef"  # as in conftest
LOCAL, REMOTE = ("10.1.0.0/16", "10.2.0.0/16"), ("192.168.1.0/24", "192.168.2.0/24")


def test_a_key_in_argv_is_refused(cli, clouds, world, cloud):
    """`--psk` exists to be refused with 2, in create and update; the key is not repeated."""
    for words in (["create", "--name", "x"], ["update", "some-id"]):
        for given in (["--psk", KEY], [f"--psk={KEY}"]):
            ran = cli("connection", *words, "-P", cloud, *given)
            assert ran.code == 2
            assert "--psk-file" in ran.err
            assert KEY not in ran.out + ran.err
    assert not world.seen


@pytest.mark.parametrize("way", ["file", "env", "stdin"])
def test_a_key_comes_from_elsewhere_and_is_masked(
    cli, typed, cloud, key_file, monkeypatch, way, keys
):
    """File, variable and stdin all reach the tunnel; no output has the key."""
    monkeypatch.setenv("THE_PSK", KEY)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{KEY}\n"))
    source = {
        "file": ["--psk-file", key_file],
        "env": ["--psk-env", "THE_PSK"],
        "stdin": ["--psk-stdin"],
    }[way]
    ran = cli(*typed(cloud), *source, "--wait", "--debug")
    assert ran.code == 0, ran.err
    assert KEY not in ran.out + ran.err
    assert {tunnel["psk"] for tunnel in ran.json["tunnels"]} <= {MASK, None}
    assert keys(ran.json) == {KEY}


def test_only_one_source_of_a_key_is_taken(cli, clouds, world, cloud, key_file):
    """Two sources are refused with 2: nobody can tell which was meant."""
    ran = cli("connection", "create", "-P", cloud, "--psk-file", key_file, "--psk-env", "HOME")
    assert ran.code == 2
    assert "one of --psk-env, --psk-file" in ran.err
    assert not world.seen


def test_a_made_up_key_can_be_kept(cli, typed, world, cloud, tmp_path, keys):
    """--psk-out writes the key before it is sent, for the owner only, and never over a file."""
    words, path = typed(cloud), tmp_path / "made-up"
    ran = cli(*words, "--psk-out", str(path), "--wait")
    assert ran.code == 0, ran.err
    assert keys(ran.json) == {path.read_text().strip()}
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text().strip() not in ran.out + ran.err
    before = len(world.seen)
    assert cli(*words, "--psk-out", str(path)).code == 2
    assert len(world.seen) == before


def test_a_key_that_goes_nowhere_is_told(cli, typed, cloud):
    """Without --psk-out a made-up key is announced, not shown."""
    assert "--psk-out" in cli(*typed(cloud)).err


def test_secrets_are_revealed_on_purpose_only(cli, link, cloud):
    """show: masked; --reveal needs --yes off a terminal; then the key, where the cloud tells it."""
    withheld = cloud == "huawei"
    for noun in ("connection", "tunnel"):
        plain = cli(noun, "show", link["id"], "-P", cloud)
        assert KEY not in plain.out
        refused = cli(noun, "show", link["id"], "-P", cloud, "--reveal")
        assert (refused.code, refused.out) == (2, "")
        shown = cli(noun, "show", link["id"], "-P", cloud, "--reveal", "--yes")
        assert shown.code == 0, shown.err
        assert (KEY in shown.out) != withheld
    assert cli("tunnel", "list", "-P", cloud, "--reveal").code == 2


def test_a_dry_run_that_looks_first_shows_the_write_and_no_key(cli, link, world, cloud):
    """--dry-run --online: reads are done, the write is shown, not sent; a resent key is masked."""
    before = {record.id: (record.state, str(record.attrs)) for record in world.everything()}
    where = ("link", "-P", cloud, "--dry-run", "--online")
    for words in (["update", *where, "--name", "new"], ["delete", *where]):
        ran = cli("connection", *words)
        assert ran.code == 0, ran.err
        assert "note" not in ran.json
        assert not ran.json["action"].startswith(("Describe", "Show", "List"))
        assert KEY not in ran.out + ran.err
    assert before == {record.id: (record.state, str(record.attrs)) for record in world.everything()}

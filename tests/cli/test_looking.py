"""Diagnosis, logs, tags, remote access and policies from the command line."""

from __future__ import annotations

import io
import json
import stat
from datetime import UTC, datetime, timedelta

import pytest
import typer

from cgw.cli.looking import moment
from cgw.cli.output import write_new

KEY = "Canary.key_7f3a_abcdef"


def able(cli, cloud: str, noun: str, verb: str) -> bool:
    """True if the cloud offers that."""
    from cgw.adapter import Place
    from cgw.cli.emulator import REGIONS
    from cgw.plugins import registry

    ability = registry().provider(cloud).open(Place(REGIONS[cloud])).capabilities.nouns.get(noun)
    return ability is not None and verb in ability.verbs


def test_tags_are_set_removed_and_replaced(cli, make, cloud):
    """`tag` leaves what is not named; `--only` leaves nothing else; the reserved key is refused."""
    site = make(cloud)["id"]
    words = ("customer-gateway", "tag", site, "-P", cloud)
    ran = cli(*words, "--tag", "env=test", "--tag", "team=net")
    assert ran.code == 0, ran.err
    assert ran.json["tags"] == {"env": "test", "team": "net"}
    assert cli(*words, "--tag", "env=live", "--remove", "team").json["tags"] == {"env": "live"}
    assert cli(*words, "--only", "--tag", "cost=7").json["tags"] == {"cost": "7"}
    assert cli(*words, "--only").json["tags"] == {}
    assert cli("customer-gateway", "show", site, "-P", cloud).json["tags"] == {}
    assert cli(*words, "--tag", "cgw-op=1").code == 2


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--only", "--remove", "a"),
        ("--tag", "a=1", "--remove", "a"),
        ("--tag", "a=1", "--tag", "a=2"),
        ("--tag", "nothing"),
    ],
)
def test_a_change_of_tags_that_makes_no_sense_is_refused(cli, clouds, world, words):
    """Nothing, both ways at once, or a key twice: exit code 2, and no request."""
    ran = cli("customer-gateway", "tag", "x", "-P", "tencent", *words)
    assert ran.code == 2
    assert not world.seen


def test_a_diagnosis_ends_with_code_six_while_something_is_wrong(cli, link, cloud, stand):
    """`connection diagnose`: findings while the peer is not there, none once the tunnels are up."""
    if not able(cli, cloud, "vpn_connections", "diagnose"):
        pytest.skip(f"{cloud} examines no connections")
    words = ("connection", "diagnose", link["id"], "-P", cloud)
    before = cli(*words)
    assert before.code == 6, before.err
    assert before.json["first"]["severity"] == "error"
    assert KEY not in before.out + before.err
    table = cli(*words, "-o", "table")
    assert table.code == 6
    assert "PARAMETER" in table.out
    assert link["id"] in table.err
    stand(link)
    after = cli(*words)
    assert (after.code, after.json["first"], after.json["up"]) == (0, None, True)


def test_a_log_is_lines_or_objects(cli, link, cloud):
    """`connection logs`: one line each, or with -o json one object each; never a key."""
    if not able(cli, cloud, "vpn_connections", "logs"):
        ran = cli("connection", "logs", link["id"], "-P", cloud)
        assert ran.code == 2
        assert f"{cloud} shows no log of vpn connections" in ran.err
        return
    words = ("connection", "logs", link["id"], "-P", cloud, "--since", "1d")
    plain = cli(*words)
    assert plain.code == 0, plain.err
    rows = [json.loads(line) for line in cli(*words, "-o", "json").out.splitlines()]
    assert len(rows) == len(plain.out.splitlines()) > 0
    assert all(set(row) == {"at", "text", "source"} for row in rows)
    assert KEY not in plain.out + plain.err


@pytest.mark.parametrize(
    "words",
    [
        ("--since", "yesterday"),
        ("--since", "2026-01-31T08:00:00"),
        ("--since", "999999999d"),
        ("--until", "999999999d"),
        ("--since", "0001-01-01T00:00:00+23:00"),
        ("--follow", "--until", "1m"),
        ("--follow", "--every", "nan"),
        ("--follow", "--every", "inf"),
        ("--follow", "--every", "0.5"),
        ("--query", "x"),
        ("-o", "yaml"),
    ],
)
def test_a_window_that_is_none_is_refused(cli, clouds, world, words):
    """Words that are no time, a naive time, and what cannot be followed: exit code 2, no request."""
    assert cli("connection", "logs", "x", "-P", "alibaba", *words).code == 2
    assert not world.seen


@pytest.mark.parametrize(("text", "ago"), [("90s", 90), ("10m", 600), ("2h", 7200), ("1d", 86400)])
def test_times_ago(text: str, ago: int):
    """A number and s, m, h or d is that long before now."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert moment(text, "--since", now) == now - timedelta(seconds=ago)
    assert moment("2026-01-01T08:00:00+08:00", "--since") == now
    with pytest.raises(typer.BadParameter):
        moment(f"-{text}", "--since")


def test_a_client_is_made_and_its_key_goes_into_a_file(cli, clouds, quick, cloud, place, tmp_path):
    """Server, client and configuration: the private key is in the file only, mode 0600."""
    if not able(cli, cloud, "ssl_vpn_clients", "config") or cloud == "huawei":
        pytest.skip("its clients have passwords, not keys; tested beside its adapter")
    gate = cli(
        *("vpn-gateway", "create", "-P", cloud, "--name", "gate", "--yes", "--wait", "--ssl"),
        *("--ssl-connections", "5", *place),
        *(("--no-ipsec",) if cloud == "tencent" else ()),  # there a gateway serves one of the two
    )
    assert gate.code == 0, gate.err
    server = cli(
        *("ssl-server", "create", "-P", cloud, "--name", "desk", "--wait"),
        *("--vpn-gateway", gate.json["id"], "--client-cidr", "10.99.0.0/24"),
        *("--local-cidr", "10.1.0.0/16"),
    )
    assert server.code == 0, server.err
    client = cli(
        *("ssl-client", "create", "-P", cloud, "--name", "anna", "--wait"),
        *("--server", server.json["id"]),
    )
    assert client.code == 0, client.err
    path = tmp_path / "anna.ovpn"
    ran = cli("ssl-client", "config", "anna", "-P", cloud, "--to", str(path))
    assert (ran.code, ran.out) == (0, ""), ran.err
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text()
    assert "PRIVATE KEY" in text
    assert "<key>" in text
    shown = cli("ssl-client", "show", "anna", "-P", cloud)
    assert "PRIVATE KEY" not in shown.out + server.out + client.out + ran.err
    assert cli("ssl-client", "config", "anna", "-P", cloud, "--to", str(path)).code == 2
    assert path.read_text() == text


class Terminal(io.StringIO):
    """Somebody who has typed this."""

    def isatty(self) -> bool:
        return True


CUTTING = [
    ("connection", "reset", "x"),
    ("ssl-client", "reissue", "x"),
    ("ssl-server", "disconnect", "x", "session-1"),
]


@pytest.mark.parametrize("words", CUTTING, ids=lambda words: words[1])
def test_what_cuts_people_off_needs_a_yes(cli, clouds, world, cloud, words):
    """Where nobody can be asked it is refused without --yes: exit code 2, and no request."""
    ran = cli(*words, "-P", cloud)
    assert (ran.code, ran.out) == (2, "")
    assert "--yes" in ran.err
    assert not world.seen


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("", 1)])
def test_a_reset_names_what_it_would_cut(cli, link, monkeypatch, world, cloud, answer, code):
    """On a terminal it asks about this very connection and does what is answered."""
    if not able(cli, cloud, "vpn_connections", "reset"):
        pytest.skip(f"{cloud} resets no connections")
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    before = len(world.seen)
    ran = cli("connection", "reset", "link", "-P", cloud)
    assert ran.code == code, ran.err
    assert f"Reset the connection {cloud}" in ran.err
    assert link["id"] in ran.err
    wrote = any(is_write(asked.action) for asked in world.seen[before:])
    assert wrote == (code == 0)


def is_write(action: str) -> bool:
    return not action.startswith(("Describe", "List", "Show", "Keystone"))


@pytest.mark.parametrize(
    ("more", "answer", "left"),
    [(("--yes",), "", 0), ((), "y\n", 0), ((), "n\n", 1)],
)
def test_a_disconnect_asks_too(cli, clouds, quick, world, monkeypatch, more, answer, left):
    """With --yes or a yes the session ends; with a no it stays."""
    gate = cli(
        *("vpn-gateway", "create", "-P", "huawei", "--name", "gate", "--yes", "--wait"),
        *(
            "--no-ipsec",
            "--ssl",
            "--ssl-connections",
            "10",
            "--network",
            "0e1b3a52-6f0c-4a57-8a3c-5d0a6c1f0001",
        ),
        *("--subnet", "0e1b3a52-6f0c-4a57-8a3c-5d0a6c1f0002", "--bandwidth-mbps", "20"),
    )
    assert gate.code == 0, gate.err
    server = cli(
        *("ssl-server", "create", "-P", "huawei", "--vpn-gateway", gate.json["id"], "--wait"),
        *("--client-cidr", "10.99.0.0/16", "--local-cidr", "10.1.0.0/16"),
        *("--option", "certificate_id=scs1554192131150"),
    )
    assert server.code == 0, server.err
    (home,) = {one.region for one in world.everything() if one.id == gate.json["id"]}
    where = ("huawei", home, "p2c_sessions")
    world.add(*where, "session-1", gateway_id=gate.json["id"], name="anna")
    if answer:
        monkeypatch.setattr("sys.stdin", Terminal(answer))
    words = ("ssl-server", "disconnect", server.json["id"], "session-1", "-P", "huawei")
    ran = cli(*words, *more)
    assert ran.code == left, ran.err
    assert len(world.all(*where)) == left
    assert more or "End the session session-1 on huawei" in ran.err


def test_parameters_that_cannot_be_read_are_refused(cli, clouds, world, tmp_path):
    """A file of parameters that is not there, a directory or no text: exit code 2, no request."""
    (tmp_path / "noise").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "none", tmp_path, tmp_path / "noise"):
        ran = cli(
            *("dedicated-gateway", "set-feature", "x", "lts", "-P", "huawei"),
            *("--config-file", str(path)),
        )
        assert ran.code == 2, ran.err
        assert "--config-file" in ran.err
    assert not world.seen


def test_a_file_for_a_key_is_whole_or_not_there(monkeypatch, tmp_path):
    """What cannot be written to its end is taken away, and refused with the file's name."""
    path = tmp_path / "key"

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", full)
        with pytest.raises(typer.BadParameter, match="key: No space"):
            write_new(path, KEY)
    with pytest.raises(typer.BadParameter, match="not a text") as refused:
        write_new(path, f"{KEY}\ud800")
    assert KEY not in str(refused.value)
    assert list(tmp_path.iterdir()) == []
    write_new(path, KEY)
    assert path.read_text() == KEY
    with pytest.raises(typer.BadParameter, match="exists"):
        write_new(path, "other")
    assert path.read_text() == KEY


def test_a_policy_allows_what_is_named_and_no_more(cli, clouds, world, cloud):
    """`policy` prints the cloud's document; more verbs never need less; nothing is sent."""
    read = cli("policy", cloud, "--for", "customer-gateway:list,show")
    assert read.code == 0, read.err
    write = cli("policy", cloud, "--for", "customer-gateway:list,show,create,delete")
    whole = cli("policy", cloud, "--for", "all")

    def actions(ran) -> set[str]:
        found: set[str] = set()

        def walk(value) -> None:
            if isinstance(value, dict):
                for key, item in value.items():
                    if key.lower() == "action":
                        found.update([item] if isinstance(item, str) else item)
                    walk(item)
            elif isinstance(value, list):
                for item in value:
                    walk(item)

        walk(json.loads(ran.out))
        return found

    assert actions(read) < actions(write) < actions(whole)
    assert not any(action.endswith("*") for action in actions(whole))
    assert not world.seen
    for words in ("toaster:list", "customer-gateway:fly"):
        assert cli("policy", cloud, "--for", words).code == 2


def test_a_policy_is_for_what_the_cloud_has(cli, clouds, cloud):
    """A noun that is named has to be there, as `list` says it is; `all` leaves out what is not."""
    for noun, collection in (("dedicated-gateway", "dedicated_gateways"), ("region", "regions")):
        for words in (noun, f"{noun}:list"):
            ran = cli("policy", cloud, "--for", words, "--for", "customer-gateway")
            if able(cli, cloud, collection, "list"):
                assert ran.code == 0, ran.err
            else:
                assert (ran.code, ran.out) == (2, "")
                assert cloud in ran.err


def test_places_are_listed(cli, clouds, cloud):
    """`region list` and `zone list`: ids that `--region` takes, or a refusal that names the cloud."""
    for noun, collection in (("region", "regions"), ("zone", "zones")):
        ran = cli(noun, "list", "-P", cloud)
        if able(cli, cloud, collection, "list"):
            assert ran.code == 0, ran.err
            assert all(row["id"] for row in ran.json)
            assert ran.json
        else:
            assert ran.code == 2
            assert cloud in ran.err

"""`cgw reconcile`: what a create of unknown outcome has made, found out by another process."""

from __future__ import annotations

import json

import pytest

from cgw._http import Transport
from cgw.cli.emulator import REGIONS
from cgw.models import MASK
from cgw.wire import Reply

CLOUDS = sorted(REGIONS)
NOUN = "customer-gateway"
CREATE = (NOUN, "create", "--name", "lost", "--address", "203.0.113.7", "--asn", "65530")
BROKEN = Reply(200, b"{")


@pytest.fixture(params=CLOUDS)
def cloud(request):
    return request.param


@pytest.fixture
def lose(world, monkeypatch, quick):
    """From now on the world does what it is asked, and nobody hears the answer to a write."""
    ask = world.ask

    def unheard(*asked, **more):
        ask(*asked, **more)
        return BROKEN

    def start():
        monkeypatch.setattr(world, "ask", unheard)

    def stop():
        monkeypatch.setattr(world, "ask", ask)

    return start, stop


@pytest.fixture
def lost(cli, clouds, lose, cloud, tmp_path):
    """The file that a create of unknown outcome wrote; the thing was made."""
    start, stop = lose
    path = tmp_path / "outcome.json"
    start()
    ran = cli(*CREATE, "-P", cloud, "--outcome-file", str(path), "--timeout", "5")
    stop()
    assert ran.code == 4, ran.err
    assert ran.out == ""
    assert f"cgw reconcile {path}" in ran.err
    return path


def test_what_was_made_is_found_and_not_made_twice(cli, lost, cloud, world):
    """Exit code 0 and the thing; there is still one of it; the file is only the owner's."""
    made = [record.id for record in world.everything() if record.provider == cloud]
    ran = cli("reconcile", str(lost))
    assert ran.code == 0, ran.err
    assert (ran.json["name"], ran.json["provider"]) == ("lost", cloud)
    assert [record.id for record in world.everything() if record.provider == cloud] == made
    assert lost.stat().st_mode & 0o077 == 0


def test_the_line_on_stderr_is_as_good_as_the_file(cli, clouds, lose, cloud, tmp_path):
    """Without --outcome-file the same JSON stands on stderr; all of stderr in a file will do."""
    start, stop = lose
    start()
    ran = cli(*CREATE, "-P", cloud, "--timeout", "5")
    stop()
    assert ran.code == 4
    path = tmp_path / "stderr"
    path.write_text(ran.err)
    assert cli("reconcile", str(path)).json["name"] == "lost"


def test_nothing_found_is_exit_code_3(cli, lost, cloud, world):
    """A create that was not executed (or is gone) is not found: 3, and nothing on stdout."""
    for record in world.everything():
        world.remove(record)
    told = json.loads(lost.read_text())
    ran = cli("reconcile", str(lost), "--timeout", "3")
    if cloud == "alibaba" and told["id"] is None:
        # The cloud knows the token: asking again makes it, or tells what was made.
        assert ran.code in {0, 3}
        return
    assert ran.code == 3, ran.err
    assert ran.out == ""


@pytest.mark.parametrize("cloud", ["huawei", "tencent"], indirect=True)
def test_more_than_one_is_exit_code_4(cli, lost, cloud, world):
    """Two things with the mark of one create: 4, and both are named."""
    (record,) = [r for r in world.everything() if r.provider == cloud]
    twin = record.id[:-1] + ("1" if record.id[-1] == "0" else "0")
    world.add(cloud, record.region, record.kind, twin, **record.attrs)
    ran = cli("reconcile", str(lost))
    assert ran.code == 4, ran.out
    assert record.id in ran.err
    assert twin in ran.err


def test_what_is_no_such_file_is_exit_code_2(cli, clouds, tmp_path):
    """No file, no JSON, other JSON, another verb: 2."""
    path = tmp_path / "x.json"
    assert cli("reconcile", str(path)).code == 2
    other = {
        "operation": {"provider": "alibaba", "region": "r", "noun": "routes", "verb": "update"}
    }
    for text in ("", "hello", "[]", "{}", json.dumps(other)):
        path.write_text(text)
        assert cli("reconcile", str(path)).code == 2, text


def test_a_secret_is_not_in_the_file_and_is_asked_for_again(
    cli, clouds, lose, tmp_path, monkeypatch
):
    """Alibaba Cloud has to be asked with the same request: the key comes anew, never from the file."""
    monkeypatch.setenv("BGP_KEY", "canary7f3a")
    path = tmp_path / "outcome.json"
    start, stop = lose
    start()
    ran = cli(
        *(*CREATE, "-P", "alibaba", "--option-env", "bgp_key=BGP_KEY"),
        *("--outcome-file", str(path), "--timeout", "5"),
    )
    stop()
    assert ran.code == 4, ran.err
    assert "canary7f3a" not in path.read_text() + ran.err
    told = json.loads(path.read_text())
    told["id"] = None  # as if the answer to the create itself had been lost
    assert told["spec"]["options"]["bgp_key"] == MASK
    path.write_text(json.dumps(told))
    without = cli("reconcile", str(path))
    assert without.code == 2
    assert "options.bgp_key" in without.err
    again = cli("reconcile", str(path), "--option-env", "bgp_key=BGP_KEY")
    assert again.code == 0, again.err
    assert again.json["name"] == "lost"


def test_an_interruption_leaves_what_reconcile_needs(cli, clouds, world, monkeypatch, tmp_path):
    """Ctrl-C while the answer is awaited: the outcome is written, and then found."""
    path = tmp_path / "outcome.json"
    send = Transport.send

    def interrupted(self, sent):
        reply = send(self, sent)
        if sent.request.action == "CreateCustomerGateway":
            raise KeyboardInterrupt
        return reply

    with monkeypatch.context() as patch:
        patch.setattr(Transport, "send", interrupted)
        ran = cli(*CREATE, "-P", "alibaba", "--outcome-file", str(path))
    assert ran.code != 0
    assert "reconcile" in ran.err
    (record,) = world.everything()
    found = cli("reconcile", str(path))
    assert found.code == 0, found.err
    assert found.json["id"] == record.id

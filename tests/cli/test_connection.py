"""Connections, tunnels and routes on three clouds over HTTP."""

from __future__ import annotations

import sys

from cgw.cli.nouns import NOUNS

SITE = "203.0.113.12"
KEY = "Canary.key_7f3a_abcdef"  # as in conftest
LOCAL, REMOTE = ("10.1.0.0/16", "10.2.0.0/16"), ("192.168.1.0/24", "192.168.2.0/24")


def test_a_wait_ends_when_the_tunnels_are_up(cli, link, cloud, stand):
    """Available is not up: `--until tunnel-up` meets its deadline (5) until a peer stands there."""
    waiting = ("connection", "wait", "link", "-P", cloud, "--until")
    assert cli(*waiting, "available").code == 0
    late = cli(*waiting, "tunnel-up", "--timeout", "0.2")
    assert late.code == 5
    assert "available (" in late.err
    stand(link)
    for word in ("tunnel-up", "all-tunnels-up"):
        ran = cli(*waiting, word)
        assert ran.code == 0, ran.err
        assert {tunnel["status"] for tunnel in ran.json["tunnels"]} == {"up"}
        assert link["id"] in ran.err
    assert cli(*waiting, "happy").code == 2


def test_create_and_reset_wait_too(cli, typed, link, cloud, stand):
    """`reset --until all-tunnels-up` returns with the tunnels up again."""
    stand(link)
    ran = cli("connection", "reset", "link", "-P", cloud, "--yes", "--until", "all-tunnels-up")
    verbs = next(n for n in NOUNS if n.name == "connection").actions
    assert [action.name for action in verbs] == ["reset"]
    if ran.code == 2:
        assert "cannot reset" in ran.err
        return
    assert ran.code == 0, ran.err
    assert {tunnel["status"] for tunnel in ran.json["tunnels"]} == {"up"}


def test_tunnels_are_rows(cli, link, cloud, stand):
    """One row per tunnel, known by its addresses, with both suites in one vocabulary."""
    stand(link)
    rows = cli("tunnel", "list", "-P", cloud).json
    assert [row["local_address"] for row in rows] == [t["local_address"] for t in link["tunnels"]]
    for row in rows:
        assert (row["connection"], row["peer_address"], row["status"]) == (link["id"], SITE, "up")
        assert row["ike_suite"] == "ikev2 aes-256-cbc/sha2-256/dh14"
        assert row["esp_suite"] == "aes-256-cbc/sha2-256/dh14"
        one = cli("tunnel", "show", row["id"], "-P", cloud)
        assert [x["id"] for x in one.json] == [row["id"]]
    table = cli("tunnel", "list", "-P", cloud, "-o", "table").out.splitlines()
    assert len(table) == 1 + len(rows)
    assert "PEER ADDRESS" in table[0]
    assert KEY not in str(rows)
    assert cli("tunnel", "show", f"{link['id']}/192.0.2.99", "-P", cloud).code == 3


def test_an_update_of_the_key_reaches_every_tunnel(cli, link, cloud, monkeypatch, keys):
    """`update --psk-env` changes the key and nothing else."""
    monkeypatch.setenv("THE_PSK", f"{KEY}2")
    ran = cli("connection", "update", "link", "-P", cloud, "--psk-env", "THE_PSK", "--wait")
    assert ran.code == 0, ran.err
    assert keys(link) == {f"{KEY}2"}
    assert [t["ike"] for t in ran.json["tunnels"]] == [t["ike"] for t in link["tunnels"]]


def test_routes_belong_to_a_gateway(cli, typed, cloud):
    """`route list` needs --vpn-gateway; a route is made, listed and deleted, or cgw says it cannot be."""
    assert cli("route", "list", "-P", cloud).code == 2
    link = cli(*typed(cloud, "route"), "--wait").json
    gateway = ("--vpn-gateway", link["vpn_gateway_id"])
    made = cli(
        *("route", "create", "-P", cloud, *gateway, "--connection", link["id"]),
        *("--destination", "192.168.7.0/24"),
    )
    if cloud == "huawei":  # its routes follow from the connections
        assert made.code == 2
        assert "cannot create routes" in made.err
        assert cli("route", "list", "-P", cloud, *gateway).code == 0
        return
    assert made.code == 0, made.err
    rows = cli("route", "list", "-P", cloud, *gateway).json
    assert made.json["id"] in {row["id"] for row in rows}
    done = cli("route", "delete", made.json["id"], "-P", cloud, "--yes")
    assert done.code == 0, done.err
    rows = cli("route", "list", "-P", cloud, *gateway).json
    assert made.json["id"] not in {row["id"] for row in rows}


def test_a_noun_that_not_every_cloud_has_is_listed_where_it_is(cli, clouds):
    """Of all clouds: those without say so on stderr and the exit code is 0; asked for alone: 2."""
    ran = cli("dedicated-gateway", "list")
    assert (ran.code, ran.json) == (0, [])
    assert {line.split()[0] for line in ran.err.splitlines()} == {"alibaba", "tencent"}
    assert cli("dedicated-gateway", "list", "-P", "tencent").code == 2


def test_a_terminal_sees_a_moving_line_and_a_pipe_plain_ones(cli, link, cloud, monkeypatch):
    """Progress is on stderr; control sequences only where stderr is a terminal; stdout is data."""
    plain = cli("connection", "wait", "link", "-P", cloud)
    assert "\x1b" not in plain.err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    moving = cli("connection", "wait", "link", "-P", cloud)
    assert moving.json["id"] == plain.json["id"]
    assert "\x1b" in moving.err

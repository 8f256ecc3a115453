"""What costs money is bought by somebody, and what stays after a delete is told."""

from __future__ import annotations

import io

import pytest


def test_a_gateway_is_not_bought_unasked(cli, clouds, world, cloud, place):
    """Without --yes and without a person: exit code 2, and no request."""
    ran = cli("vpn-gateway", "create", "-P", cloud, "--name", "gate", *place)
    assert ran.code == 2
    assert "--yes" in ran.err
    assert not world.seen


@pytest.mark.parametrize(("answer", "count"), [("y\n", 1), ("n\n", 0)])
def test_a_person_is_asked_before_buying(
    cli, clouds, quick, monkeypatch, cloud, place, answer, count
):
    """On a terminal the question names cloud and terms, on stderr; only yes buys."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal(answer))
    ran = cli("vpn-gateway", "create", "-P", cloud, "--name", "gate", *place)
    assert ran.code == (0 if count else 1), ran.err
    assert cloud in ran.err
    assert "postpaid" in ran.err
    assert len(cli("vpn-gateway", "list", "-P", cloud).json) == count


def test_a_gateway_is_deleted_with_its_addresses(cli, buy, cloud):
    """`delete --release-addresses` keeps nothing and says so as data; nothing is left to list."""
    made = buy(cloud)
    ran = cli(
        *("vpn-gateway", "delete", "gate", "-P", cloud, "--yes", "--wait", "--release-addresses"),
    )
    assert ran.code == 0, ran.err
    assert ran.json == {"id": made["id"], "kept": []}
    assert cli("vpn-gateway", "list", "-P", cloud).json == []


def test_what_stays_is_told(cli, buy, cloud):
    """A delete without it prints what is kept: public addresses on Huawei Cloud, else nothing."""
    made = buy(cloud)
    ran = cli("vpn-gateway", "delete", made["id"], "-P", cloud, "--yes", "--wait")
    assert ran.code == 0, ran.err
    assert bool(ran.json["kept"]) == (cloud == "huawei")

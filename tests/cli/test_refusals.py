"""What a refusal looks like in the shell: an exit code, a line, and no request where none is needed."""

from __future__ import annotations

import pytest

from cgw.cli.emulator import REGIONS

CLOUDS = sorted(REGIONS)
NOUN = "customer-gateway"


@pytest.fixture(params=CLOUDS)
def cloud(request):
    return request.param


def test_what_is_not_there_is_exit_code_3(cli, clouds, cloud):
    """Neither an id nor a name: 3, and the cloud's own answer is quoted."""
    for verb in (["show"], ["update", "--name", "x"], ["delete", "--yes"], ["wait"]):
        ran = cli(NOUN, *verb, "nothing-has-this-name", "-P", cloud)
        assert ran.code == 3, (verb, ran.err)
        assert ran.out == ""
        assert "nothing-has-this-name" in ran.err


def test_an_ambiguous_name_is_exit_code_4(cli, make, cloud):
    """A name that two things have: 4, both ids named, nothing done."""
    ids = {make(cloud, "twin", "203.0.113.1")["id"], make(cloud, "twin", "203.0.113.2")["id"]}
    ran = cli(NOUN, "delete", "twin", "-P", cloud, "--yes")
    assert ran.code == 4
    assert all(one in ran.err for one in ids)
    assert len(cli(NOUN, "list", "-P", cloud).json) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        ["--address", "203.0.113.300"],
        ["--address", "203.0.113.1", "--asn", "0"],
        ["--address", "203.0.113.1", "--tag", "no-equals-sign"],
        ["--address", "203.0.113.1", "--option", "no_such_option=1"],
        ["--address", "203.0.113.1", "--region", "Not A Region"],
        ["--address", "203.0.113.1", "--endpoint", "http://example.com"],
        ["--address", "203.0.113.1", "--query", "["],
        ["--address", "203.0.113.1", "--timeout", "0"],
        [],
    ],
)
def test_what_cgw_refuses_is_exit_code_2_and_no_request(cli, clouds, world, cloud, wrong):
    """A wrong value is refused before any request, with a message and without a traceback."""
    before = len(world.seen)
    ran = cli(NOUN, "create", "-P", cloud, "--name", "x", *wrong)
    assert ran.code == 2, ran.err
    assert ran.out == ""
    assert "rror" in ran.err
    assert "Traceback" not in ran.err
    assert len(world.seen) == before


@pytest.mark.parametrize("cloud", ["tencent", "huawei"])
def test_an_unsupported_field_is_exit_code_2_and_no_request(cli, clouds, world, cloud):
    """A field that the cloud lacks is refused by name before any request."""
    ran = cli(
        *(NOUN, "create", "-P", cloud, "--name", "x", "--address", "203.0.113.1"),
        *("--description", "y"),
    )
    assert ran.code == 2
    assert "description" in ran.err
    assert not world.seen


def test_a_refusal_of_the_cloud_is_exit_code_1(cli, clouds, monkeypatch, cloud):
    """A wrong secret is the cloud's refusal: 1, and the secret is nowhere."""
    monkeypatch.setenv(f"CGW_{cloud.upper()}_ACCESS_KEY_SECRET", "canary-7f3a")
    ran = cli(NOUN, "list", "-P", cloud, "--debug")
    assert ran.code == 1
    assert "canary-7f3a" not in ran.out + ran.err


def test_an_unknown_provider_is_exit_code_2(cli):
    """The message names the installed ones."""
    ran = cli(NOUN, "list", "-P", "nowhere")
    assert ran.code == 2
    assert "alibaba" in ran.err


def test_one_cloud_is_wanted_where_one_thing_is_meant(cli, clouds):
    """`show` without --provider is refused if several clouds have credentials."""
    ran = cli(NOUN, "show", "idc")
    assert ran.code == 2
    assert all(name in ran.err for name in CLOUDS)

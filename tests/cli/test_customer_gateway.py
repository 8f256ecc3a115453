"""The verbs of a noun, on three clouds over HTTP."""

from __future__ import annotations

import csv
import io

import pytest
import yaml

import cgw
from cgw.cli import targets
from cgw.cli.emulator import REGIONS
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET
from cgw.wire import Reply

CLOUDS = sorted(REGIONS)
NOUN = "customer-gateway"


@pytest.fixture(params=CLOUDS)
def cloud(request):
    return request.param


def test_what_was_created_is_shown_by_id_and_by_name(cli, make, cloud):
    """`show ID` and `show NAME` give the object that `create` gave, as `cgw.to_dict` has it."""
    made = make(cloud)
    by_id = cli(NOUN, "show", made["id"], "-P", cloud)
    by_name = cli(NOUN, "show", "idc", "-P", cloud)
    assert by_id.code == by_name.code == 0
    assert {**by_id.json, "extras": {}} == {**by_name.json, "extras": {}}
    told = [by_id.json[key] for key in ("id", "name", "address", "asn", "state")]
    assert told == [made["id"], "idc", "203.0.113.12", 65530, "available"]
    fields = set(cgw.CustomerGateway.__dataclass_fields__) - {"origin"} | {"extras"}
    assert set(made) == fields


def test_a_list_is_one_table_of_all_clouds_in_a_stable_order(cli, make):
    """Without --provider every cloud with credentials is asked; rows stand in the clouds' order."""
    for cloud in reversed(CLOUDS):
        make(cloud)
    first, second = cli(NOUN, "list"), cli(NOUN, "list")
    assert [row["provider"] for row in first.json] == CLOUDS
    assert first.out == second.out
    table = cli(NOUN, "list", "-o", "table")
    assert [line.split()[0] for line in table.out.splitlines()] == ["PROVIDER", *CLOUDS]
    assert "\x1b" not in table.out


def test_clouds_are_asked_at_the_same_time(cli, clouds, monkeypatch):
    """A listing waits for the slowest cloud, not for their sum: all are in flight together."""
    import threading

    together = threading.Barrier(len(CLOUDS), timeout=20)
    connect = targets.Target.connect

    def meet(self):
        together.wait()  # breaks if they come one after another
        return connect(self)

    monkeypatch.setattr(targets.Target, "connect", meet)
    assert cli(NOUN, "list").code == 0


def test_one_failing_cloud_hides_no_other(cli, make, world, cloud):
    """Its error goes to stderr, the others' rows to stdout, and the exit code is 1."""
    for name in CLOUDS:
        make(name)
    others = [name for name in CLOUDS if name != cloud]
    with world.troubled(lambda name, _: Reply(500, b"{}") if name == cloud else None):
        ran = cli(NOUN, "list")
    assert ran.code == 1
    assert [row["provider"] for row in ran.json] == others
    assert cloud in ran.err
    assert not any(other in ran.err for other in others)


def test_tags_and_asdot_numbers_are_understood(cli, make, cloud):
    """--tag is repeatable and --asn takes 1.10; a list can be narrowed by both name and tag."""
    ran = cli(
        *(NOUN, "create", "-P", cloud, "--name", "a", "--address", "203.0.113.1"),
        *("--asn", "1.10", "--tag", "team=net", "--tag", "site=b"),
    )
    assert ran.code == 0, ran.err
    assert ran.json["asn"] == 65546
    assert ran.json["tags"] == {"team": "net", "site": "b"}
    make(cloud, "b", "203.0.113.2")
    assert [x["name"] for x in cli(NOUN, "list", "-P", cloud, "--tag", "team=net").json] == ["a"]
    assert [x["name"] for x in cli(NOUN, "list", "-P", cloud, "--name", "b").json] == ["b"]


def test_an_update_changes_what_was_given(cli, make, cloud):
    """`update NAME --name` renames and leaves the rest."""
    made = make(cloud)
    ran = cli(NOUN, "update", "idc", "-P", cloud, "--name", "idc-2")
    assert ran.code == 0, ran.err
    assert ran.json["name"] == "idc-2"
    assert ran.json["id"] == made["id"]
    assert ran.json["address"] == made["address"]


def test_a_delete_needs_a_yes(cli, make, cloud):
    """Without a terminal a delete is refused with 2 and nothing happens; with --yes it is done."""
    made = make(cloud)
    refused = cli(NOUN, "delete", made["id"], "-P", cloud)
    assert refused.code == 2
    assert "--yes" in refused.err
    assert len(cli(NOUN, "list", "-P", cloud).json) == 1
    done = cli(NOUN, "delete", "idc", "-P", cloud, "--yes", "--wait")
    assert (done.code, done.out) == (0, "")
    assert cli(NOUN, "list", "-P", cloud).json == []


def test_waiting_ends(cli, make, cloud):
    """`wait` returns what is there; for `deleted` it meets its deadline with exit code 5."""
    made = make(cloud)
    assert cli(NOUN, "wait", made["id"], "-P", cloud).json["state"] == "available"
    late = cli(NOUN, "wait", made["id"], "-P", cloud, "--until", "deleted", "--timeout", "0.2")
    assert late.code == 5
    cli(NOUN, "delete", made["id"], "-P", cloud, "--yes")
    for which in (made["id"], "idc"):
        gone = cli(NOUN, "wait", which, "-P", cloud, "--until", "deleted")
        assert gone.code == 0, gone.err
    assert cli(NOUN, "wait", made["id"], "-P", cloud, "--until", "happy").code == 2


@pytest.mark.parametrize(("answer", "left"), [("y\n", 0), ("n\n", 1)])
def test_a_person_is_asked(cli, make, monkeypatch, answer, left):
    """On a terminal a delete names what it would delete, on stderr, and does what is answered."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    made = make("alibaba")
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    ran = cli(NOUN, "delete", "idc", "-P", "alibaba")
    assert made["id"] in ran.err
    assert ran.out == ""
    assert ran.code == (0 if left == 0 else 1)
    assert len(cli(NOUN, "list", "-P", "alibaba").json) == left


def test_a_profile_names_cloud_and_region(cli, make, monkeypatch, tmp_path):
    """--profile (or CGW_PROFILE) is enough: provider, region and keys come from its table."""
    made = make("tencent")
    path = tmp_path / "config" / "cgw" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text('[profile.lab]\nprovider = "tencent"\nregion = "ap-shanghai"\n')
    path.chmod(0o600)
    assert cli(NOUN, "show", "idc", "--profile", "lab").json["id"] == made["id"]
    assert cli(NOUN, "list", "--profile", "lab", "-P", "alibaba").code == 2
    assert cli(NOUN, "list", "--profile", "nobody").code == 2
    dry = ("delete", "some-id", "--dry-run", "--profile", "lab")
    monkeypatch.delenv("CGW_TENCENT_ACCESS_KEY_ID")  # the profile decides, not who has keys
    monkeypatch.delenv("CGW_TENCENT_ACCESS_KEY_SECRET")
    assert cli(NOUN, *dry).json["provider"] == "tencent"
    monkeypatch.setenv("CGW_TENCENT_ACCESS_KEY_ID", ACCESS_KEY_ID)
    monkeypatch.setenv("CGW_TENCENT_ACCESS_KEY_SECRET", ACCESS_KEY_SECRET)
    monkeypatch.setenv("CGW_PROFILE", "lab")
    assert [row["id"] for row in cli(NOUN, "list").json] == [made["id"]]


def test_a_service_has_an_address_of_its_own(cli, clouds, world):
    """--endpoint tencent.vpc=URL moves that service; NAME=URL the cloud; a bare URL needs one cloud."""
    away = "http://127.0.0.1:9"
    assert cli(NOUN, "list", "-P", "tencent", "--endpoint", f"tencent.tag={away}").code in {0, 1}
    for text in (f"tencent.vpc={away}", f"tencent={away}", away):
        ran = cli(
            *(NOUN, "create", "-P", "tencent", "--name", "x", "--address", "203.0.113.1"),
            *("--endpoint", text, "--dry-run"),
        )
        assert ran.json["url"].startswith(away)
    assert cli(NOUN, "list", "--endpoint", away).code == 2
    assert cli(NOUN, "list", "-P", "tencent", "--endpoint", f"tencent.no={away}").code == 2
    assert cli(NOUN, "list", "-P", "tencent", "--region", "tencent.vpc=x").code == 2


def test_only_clouds_with_credentials_are_asked(cli, make, monkeypatch):
    """A listing without --provider leaves out a cloud that has none; with none at all it says so."""
    for name in CLOUDS:
        make(name)
    monkeypatch.delenv("CGW_HUAWEI_ACCESS_KEY_ID")
    monkeypatch.delenv("CGW_HUAWEI_ACCESS_KEY_SECRET")
    ran = cli(NOUN, "list", "--debug")
    assert ran.code == 0, ran.err
    assert [row["provider"] for row in ran.json] == ["alibaba", "tencent"]
    assert "left out" in ran.err
    for name in ("ALIBABA", "TENCENT"):
        monkeypatch.delenv(f"CGW_{name}_ACCESS_KEY_ID")
        monkeypatch.delenv(f"CGW_{name}_ACCESS_KEY_SECRET")
    assert cli(NOUN, "list").code == 2


def test_a_region_may_be_given_for_one_cloud(cli, make):
    """`--region alibaba=...` moves that cloud only, and may be repeated."""
    for name in CLOUDS:
        make(name)
    ran = cli(
        *(NOUN, "list", "--region", "alibaba=cn-beijing", "--region", "alibaba=cn-shanghai"),
    )
    assert ran.code == 0, ran.err
    assert [(row["provider"], row["region"]) for row in ran.json] == sorted(REGIONS.items())


def test_debug_tells_requests_without_values(cli, make, cloud):
    """--debug: one line per request on stderr, stdout unchanged, no query, header or body."""
    make(cloud, "idc-canary")
    quiet, loud = cli(NOUN, "list", "-P", cloud), cli(NOUN, "list", "-P", cloud, "--debug")
    assert loud.out == quiet.out
    assert quiet.err == ""
    assert loud.err.startswith(f"{cloud} ")
    assert "127.0.0.1" in loud.err
    for word in ("cgw-test-key", "cgw-test-secret", "idc-canary", "?"):
        assert word not in loud.err


def test_every_format_tells_the_same_things(cli, make, cloud):
    """json, yaml, csv, id and table speak of the same objects; --query is JMESPath over them."""
    made = [make(cloud, name, f"203.0.113.{n}") for n, name in enumerate("abc", 1)]
    ids = {x["id"] for x in made}

    def out(*args: str) -> str:
        return cli(NOUN, "list", "-P", cloud, *args).out

    assert {x["id"] for x in yaml.safe_load(out("-o", "yaml"))} == ids
    assert yaml.safe_load(out("-o", "yaml")) == cli(NOUN, "list", "-P", cloud).json
    rows = list(csv.DictReader(io.StringIO(out("-o", "csv"))))
    assert {row["id"] for row in rows} == ids
    assert set(out("-o", "id").split()) == ids
    assert {line.split()[2] for line in out("-o", "table").splitlines()[1:]} == ids
    named = out("--query", "[?name=='b'].address", "-o", "id")
    assert named == "203.0.113.2\n"
    assert cli(NOUN, "show", made[0]["id"], "-P", cloud, "-o", "id").out.strip() == made[0]["id"]


def test_a_spec_may_come_from_a_file(cli, clouds, cloud, tmp_path):
    """--file holds fields; an option beside it wins."""
    path = tmp_path / "site.yaml"
    path.write_text("name: filed\naddress: 203.0.113.9\nasn: 65000\ntags: {team: net}\n")
    ran = cli(NOUN, "create", "-P", cloud, "--file", str(path), "--asn", "65001")
    assert ran.code == 0, ran.err
    assert (ran.json["name"], ran.json["asn"]) == ("filed", 65001)
    assert ran.json["tags"] == {"team": "net"}

"""What an IAM policy of HUAWEI CLOUD has to hold for each verb, against what the adapter sends."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from law_values import CHANGES, VALUES

import cgw
from cgw import UnsupportedError
from cgw.adapter import Operation, Place
from cgw.emulator.world import World
from cgw.plugins import registry
from cgw.testing import CASES, Bench
from cgw_huawei.capabilities import CAPABILITIES
from cgw_huawei.permissions import ACTIONS, DEPENDS, TABLE, document

PAIRS = sorted(
    (noun, verb)
    for noun, able in CAPABILITIES.nouns.items()
    for verb in able.verbs
    if verb != "wait"
)
# Only after deleting a health check was refused, and where there are more ends than a page has.
RARE = {
    ("vpn_connections", "update"): {"ListConnectionMonitors"},
    ("vpn_connections", "list"): {"ListVgws", "ListCgws"},
    ("vpn_connections", "create"): {"ListVgws", "ListCgws"},
}


def test_every_verb_has_an_entry():
    """What the capabilities promise is in the table, and nothing else."""
    assert sorted(TABLE) == PAIRS


def test_every_call_has_its_action():
    """Each call of the table is allowed by an action in the cloud's form, and none is there idle."""
    calls = {call for row in TABLE.values() for call in row}
    assert calls == set(ACTIONS)
    assert set(DEPENDS) <= calls
    form = re.compile(r"(vpn|vpc|er|ces|scm|iam|apig):[a-zA-Z0-9]+:[a-zA-Z]+")
    told = {*ACTIONS.values(), *(action for row in DEPENDS.values() for action in row)} - {""}
    assert [action for action in told if not form.fullmatch(action)] == []


@pytest.fixture(scope="module")
def sent() -> dict[tuple[str, str], set[str]]:
    """The calls that the fullest wishes of each noun and verb really send."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "fidelity"))
    try:
        from measure.count import count
        from measure.report import TABLES
    finally:
        sys.path.pop(0)
    counted = count(TABLES["huawei"].CLOUD, listen=False)
    assert counted.broken == {}
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for intent, requests in counted.requests:
        verb = "list" if intent.verb == "page" else intent.verb
        found[intent.noun, verb] |= {request.action for request in requests}
    return found


@pytest.mark.parametrize(("noun", "verb"), PAIRS)
def test_what_is_sent_is_allowed(sent, noun, verb):
    """Every call that a verb sends is in its row."""
    assert sent[noun, verb] - set(TABLE[noun, verb]) == set()


@pytest.mark.parametrize(("noun", "verb"), PAIRS)
def test_nothing_is_allowed_that_is_never_sent(sent, noun, verb):
    """A row has no more than its verb sends, what reads it back, and what looks for a lost create."""
    needed = set(sent[noun, verb]) | RARE.get((noun, verb), set())
    needed |= set(TABLE.get((noun, "get"), ()))
    if verb == "create" and CAPABILITIES.nouns[noun].recovery == "tag":
        needed |= set(TABLE[noun, "list"])
    assert set(TABLE[noun, verb]) - needed == set()


@pytest.mark.parametrize("case", [c for c in CASES if c.noun in CAPABILITIES.nouns], ids=repr)
def test_a_life_on_the_emulator_is_allowed(case):
    """Create, find, get, list, update and delete of each noun need no more than their rows say."""
    cloud = registry().provider("huawei")
    assert cloud.face is not None
    face = cloud.face(World(transition=0))
    adapter = cloud.open(Place("cn-north-4"))
    bench = Bench(adapter, face, values=VALUES["huawei"], changes=CHANGES["huawei"])
    able = case.ability(adapter)
    if "create" not in able.verbs:
        pytest.skip("nothing of it can be made")
    spec = case.ask(bench)
    bench.sent.clear()

    def step(verb: str, run) -> object:
        done = run()
        calls = {request.action for request in bench.sent}
        assert calls <= set(TABLE[case.noun, verb]), verb
        bench.sent.clear()
        return done

    made = step("create", lambda: bench.create_as(case, spec, Operation("5eed" * 8)))
    if able.recovery == "tag":
        step("create", lambda: bench.call(case.verbs(adapter).find("5eed" * 8)))
    step("get", lambda: bench.get(case, made.id))
    step("list", lambda: bench.list(case))
    if "update" in able.verbs:
        patch = case.change(bench)
        bench.sent.clear()
        step("update", lambda: bench.update(case, made.id, patch))
    if "delete" in able.verbs:
        step("delete", lambda: bench.delete(case, made.id))


def test_the_document():
    """Version 1.1, one statement for the service's own actions and one for what those need."""
    told = cgw.permissions("huawei", [("vpn_gateways", "get"), ("vpn_gateways", "wait")])
    assert told["Version"] == "1.1"
    own, others = told["Statement"]
    assert own == {
        "Effect": "Allow",
        "Action": ["vpn:p2cVpnGateway:get", "vpn:vpnGateways:get"],
    }
    assert others["Effect"] == "Allow"
    assert "er:instances:get" in others["Action"]
    assert cgw.permissions("huawei", [("regions", "list")])["Statement"] == []


@pytest.mark.parametrize(
    "pair", [("ssl_vpn_servers", "delete"), ("vpn_gateways", "fly"), ("x", "get")]
)
def test_what_the_cloud_lacks_has_no_policy(pair):
    """A noun or verb that is not there is UnsupportedError."""
    with pytest.raises(UnsupportedError):
        document([pair])

"""What a CAM policy of Tencent Cloud has to hold for each verb, against what the adapter sends."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from law_values import VALUES

import cgw
from cgw.adapter import Place
from cgw.emulator.world import World
from cgw.plugins import registry
from cgw.testing import CASES, Bench
from cgw_tencent.capabilities import CAPABILITIES
from cgw_tencent.permissions import TABLE, document

PAIRS = sorted(
    (noun, verb)
    for noun, able in CAPABILITIES.nouns.items()
    for verb in able.verbs
    if verb != "wait"
)


def allowed(*pairs: tuple[str, str]) -> set[str]:
    """The API actions that a policy for these pairs allows."""
    told = document(pairs)["statement"]
    named = [action.split(":")[1] for statement in told for action in statement["action"]]
    assert len(named) == len(set(named)), "an action stands there twice"
    return set(named)


def test_every_verb_has_an_entry():
    """What the capabilities promise is in the table, and nothing else."""
    assert sorted(TABLE) == PAIRS


@pytest.fixture(scope="module")
def sent() -> dict[tuple[str, str], set[str]]:
    """The actions that the fullest wishes of each noun and verb really send."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "fidelity"))
    try:
        from measure.count import count
        from measure.report import TABLES
    finally:
        sys.path.pop(0)
    counted = count(TABLES["tencent"].CLOUD, listen=False)
    assert counted.broken == {}
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for intent, requests in counted.requests:
        verb = "list" if intent.verb == "page" else intent.verb
        found[intent.noun, verb] |= {request.action for request in requests}
    return found


@pytest.mark.parametrize(("noun", "verb"), PAIRS)
def test_what_is_sent_is_allowed(sent, noun, verb):
    """Every action that a verb sends is in its policy."""
    assert sent[noun, verb] - allowed((noun, verb)) == set()


def test_nothing_is_allowed_that_is_never_sent(sent):
    """The policy for everything has no action that the adapter does not send: it is the least."""
    assert allowed(*PAIRS) == set().union(*sent.values())


@pytest.mark.parametrize("case", [c for c in CASES if c.noun in CAPABILITIES.nouns], ids=repr)
def test_a_life_on_the_emulator_is_allowed(case):
    """Create, get, list, update and delete of each noun need no more than their policies say."""
    cloud = registry().provider("tencent")
    assert cloud.face is not None
    face = cloud.face(World(transition=0))
    bench = Bench(cloud.open(Place("ap-guangzhou")), face, values=VALUES["tencent"])
    spec = case.ask(bench)
    bench.sent.clear()
    steps = {
        "create": lambda: bench.create(case, spec),
        "get": lambda: bench.get(case, made.id),
        "list": lambda: bench.list(case),
        "update": lambda: bench.update(case, made.id, case.change(bench)),
        "delete": lambda: bench.delete(case, made.id),
    }
    made = None
    for verb, step in steps.items():
        result = step()
        made = result if verb == "create" else made
        actions = {request.action for request in bench.sent}
        assert actions, verb
        assert actions <= allowed((case.noun, verb)), verb
        bench.sent.clear()


@given(st.lists(st.sampled_from(PAIRS), max_size=6))
def test_a_policy_is_the_sum_of_its_parts(pairs):
    """It allows what each pair needs and nothing else, in the form of a CAM policy: one statement."""
    told = document(pairs)
    assert set(told) == {"version", "statement"}
    assert told["version"] == "2.0"
    assert len(told["statement"]) == bool(pairs)
    for statement in told["statement"]:
        assert set(statement) == {"effect", "action", "resource"}
        assert (statement["effect"], statement["resource"]) == ("allow", ["*"])
        assert statement["action"] == sorted(statement["action"])
    assert allowed(*pairs) == {action for pair in pairs for action in allowed(pair)}


def test_the_tag_service_has_its_own_prefix():
    """What the tag service does is allowed in its name, all else in that of the VPC service."""
    (statement,) = document([("ssl_vpn_clients", "*")])["statement"]
    by_service = {"tag": set(), "vpc": set()}
    for name in statement["action"]:
        prefix, service, action = re.fullmatch(r"(name)/(\w+):(\w+)", name).groups()
        assert prefix == "name"
        by_service[service].add(action)
    assert by_service["tag"] == {"ModifyResourceTags", "DescribeResourceTagsByResourceIds"}
    assert all("Vpn" in action or "Vpc" in action for action in by_service["vpc"])


def test_waiting_needs_what_reading_needs():
    """``wait`` is reading again and again; ``*`` is every verb of the noun."""
    assert document([("routes", "wait")]) == document([("routes", "get")])
    everything = [verb for noun, verb in PAIRS if noun == "routes"]
    assert allowed(("dedicated_gateways", "*")) == set()
    assert allowed(("routes", "*")) == allowed(*(("routes", verb) for verb in everything))


@pytest.mark.parametrize(
    "pair", [("dedicated_gateways", "get"), ("routes", "reset"), ("x", "get"), ("zones", "list")]
)
def test_what_the_cloud_lacks_has_no_policy(pair):
    """A noun or verb that this cloud lacks is UnsupportedError, through the front door too."""
    with pytest.raises(cgw.UnsupportedError):
        cgw.permissions("tencent", [pair])

"""What a RAM policy of Alibaba Cloud has to hold for each verb, against what the adapter sends."""

from __future__ import annotations

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
from cgw_alibaba.capabilities import CAPABILITIES
from cgw_alibaba.permissions import TABLE, document, resources

PAIRS = sorted(
    (noun, verb)
    for noun, able in CAPABILITIES.nouns.items()
    for verb in able.verbs
    if verb != "wait"
)


def allowed(*pairs: tuple[str, str]) -> set[str]:
    """The API actions that a policy for these pairs allows."""
    named = [action for told in document(pairs)["Statement"] for action in told["Action"]]
    assert len(named) == len(set(named)), "an action stands there twice"
    return {action.removeprefix("vpc:") for action in named}


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
    counted = count(TABLES["alibaba"].CLOUD, listen=False)
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
    cloud = registry().provider("alibaba")
    assert cloud.face is not None
    face = cloud.face(World(transition=0))
    bench = Bench(cloud.open(Place("cn-shanghai")), face, values=VALUES["alibaba"])
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
    """It allows what each pair needs and nothing else, in the form of a RAM policy."""
    told = document(pairs)
    assert set(told) == {"Version", "Statement"}
    assert told["Version"] == "1"
    for statement in told["Statement"]:
        assert set(statement) == {"Effect", "Action", "Resource"}
        assert statement["Effect"] == "Allow"
        assert statement["Action"] == sorted(statement["Action"])
    assert allowed(*pairs) == {action for pair in pairs for action in allowed(pair)}


# VPC API reference of 2019-01, chapter 3, as printed there: the action and its resource.
CHAPTER_3 = {
    "CreateCustomerGateway": "customergateway", "DeleteCustomerGateway": "customergateway",
    "DescribeCustomerGateway": "customergateway", "DescribeCustomerGateways": "customergateway",
    "ModifyCustomerGatewayAttribute": "customergateway", "CreateVpnConnection": "vpnconnection",
    "DeleteVpnConnection": "vpnconnection", "DescribeVpnConnection": "vpnconnection",
    "DescribeVpnConnections": "vpnconnection", "ModifyVpnConnectionAttribute": "vpnconnection",
    "DownloadVpnConnectionConfig": "vpnconnection", "DeleteVpnGateway": "vpngateway",
    "DescribeVpnGateway": "vpngateway", "DescribeVpnGateways": "vpngateway",
    "ModifyVpnGatewayAttribute": "vpngateway",
}  # fmt: skip


@pytest.mark.parametrize("action", CHAPTER_3)
def test_the_resources_of_the_reference(action):
    """An action for which the reference names a resource is allowed on that kind alone."""
    assert resources(action) == (f"acs:vpc:*:*:{CHAPTER_3[action]}/*",)


def test_an_action_without_a_documented_resource():
    """It is allowed on everything: a guess could deny what was asked for."""
    (statement,) = document([("regions", "list")])["Statement"]
    assert statement["Resource"] == "*"


def test_waiting_needs_what_reading_needs():
    """``wait`` is reading again and again; ``*`` is every verb of the noun."""
    assert document([("routes", "wait")]) == document([("routes", "get")])
    assert allowed(("zones", "*")) == {"DescribeVpnGatewayAvailableZones"}


@pytest.mark.parametrize("pair", [("dedicated_gateways", "get"), ("routes", "reset"), ("x", "get")])
def test_what_the_cloud_lacks_has_no_policy(pair):
    """A noun or verb that this cloud lacks is UnsupportedError, through the front door too."""
    with pytest.raises(cgw.UnsupportedError):
        cgw.permissions("alibaba", [pair])

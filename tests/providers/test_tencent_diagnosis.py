"""What Tencent Cloud says of a connection that is not well: states of it and of its gateway."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tencent_links import (
    GATEWAY,
    GATEWAY_ROW,
    HERE,
    ID,
    ROW,
    VERBS,
    asked,
    end,
    linked,
    reply,
    rows,
)

from cgw.emulator.internet import End
from cgw.emulator.world import World
from cgw.errors import NotFoundError, PermissionDeniedError, UnsupportedError

PROPOSAL = (("aes-256-cbc", "sha2-256", "dh14"),)
WORDS = st.text(st.characters(codec="ascii", categories=("L",)), min_size=1, max_size=12)
STATES = st.sampled_from(["AVAILABLE", "PENDING", "DELETING", "PENDING_ERROR", None]) | WORDS
NETS = st.sampled_from(["AVAILABLE", "UNAVAILABLE", "", None]) | WORDS


def diagnosed(row=None, gateway=None):
    flow = VERBS.diagnose(ID)
    assert asked(next(flow)) == ("DescribeVpnConnections", {"VpnConnectionIds": [ID]})
    action, parameters = asked(flow.send(rows({**ROW, **(row or {})})))
    assert (action, parameters["VpnGatewayIds"]) == ("DescribeVpnGateways", [GATEWAY])
    told = rows({**GATEWAY_ROW, **(gateway or {})}, name="VpnGatewaySet")
    return end(flow, told)


def by_code(found):
    return {one.code: one for one in found.symptoms}


@given(state=STATES, net=NETS)
def test_up_is_what_a_connection_that_stands_says(state, net):
    """Up and down are believed of an available connection only; another word is neither."""
    found = diagnosed({"State": state, "NetStatus": net})
    known = {"AVAILABLE": True, "UNAVAILABLE": False}.get((net or "").upper())
    assert found.up == (known if (state or "").upper() == "AVAILABLE" else None)
    assert (found.first is None) or found.up is not True
    assert found.up is not False or found.first.code == "NetStatus"


@pytest.mark.parametrize(
    ("row", "gateway", "code", "told"),
    [
        ({"NetStatus": "UNAVAILABLE"}, {}, "NetStatus", ("", "error", "UNAVAILABLE")),
        ({"NetStatus": "SLEEPY"}, {}, "NetStatus", ("", "warning", "SLEEPY")),
        ({"State": "PENDING_ERROR"}, {}, "State", ("", "error", "PENDING_ERROR")),
        ({"State": "PENDING"}, {}, "State", ("", "info", "PENDING")),
        (
            {"EnableHealthCheck": True, "HealthCheckStatus": "UNAVAILABLE"},
            {},
            "HealthCheckStatus",
            ("health", "error", "UNAVAILABLE"),
        ),
        ({}, {"State": "DELETING_ERROR"}, "VpnGateway.State", ("", "error", "DELETING_ERROR")),
        (
            *({}, {"RestrictState": "PRETECIVELY_ISOLATED"}, "RestrictState"),
            ("account", "error", "PRETECIVELY_ISOLATED"),
        ),
        ({}, {"IsAddressBlocked": True}, "IsAddressBlocked", ("reach", "error", "true")),
    ],
)
def test_each_state_is_one_symptom(row, gateway, code, told):
    """A state that is not well is told once, in the cloud's words, and checks tell it too."""
    found = diagnosed(row, gateway)
    only = by_code(found)[code]
    assert (only.phase, only.severity, only.words) == told
    assert f"{code}: {only.words}" in found.checks
    assert (found.first is only) == (told[1] != "info")
    assert diagnosed().symptoms == ()


def test_a_probe_that_is_off_says_nothing():
    """HealthCheckStatus of a check that is not on is no symptom and no check."""
    found = diagnosed({"EnableHealthCheck": False, "HealthCheckStatus": "UNAVAILABLE"})
    assert found.symptoms == ()
    assert not any("HealthCheck" in one for one in found.checks)


def test_the_cause_comes_before_what_follows():
    """A blocked address is looked at before the tunnel, the tunnel before the probe through it."""
    down = {"NetStatus": "UNAVAILABLE", "EnableHealthCheck": True}
    down["HealthCheckStatus"] = "UNAVAILABLE"
    assert diagnosed(down).first.code == "NetStatus"
    assert "NetStatus" in str(diagnosed(down)).splitlines()[0]
    blocked = diagnosed(down, {"IsAddressBlocked": True}).first
    assert (blocked.code, blocked.local) == ("IsAddressBlocked", HERE)
    debts = {"IsAddressBlocked": True, "RestrictState": "PROTECTIVELY_ISOLATED"}
    assert diagnosed(down, debts).first.phase == "account"


@pytest.mark.parametrize(
    ("word", "told"),
    [("passive", "peer"), ("flowTrigger", "traffic"), ("active", None), ("", None)],
)
def test_a_cloud_that_waits_is_told(word, told):
    """Of a tunnel that is down, who begins it is said where it is not the cloud; it is no fault."""
    found = diagnosed({"NetStatus": "UNAVAILABLE", "NegotiationType": word})
    waits = by_code(found).get("NegotiationType")
    assert (waits.local if waits else None) == told
    if waits:
        assert (waits.parameter, waits.severity, waits.words) == ("initiator", "info", word)
    assert "NegotiationType" not in by_code(diagnosed({"NegotiationType": word}))


def test_a_gateway_that_is_not_told_spoils_nothing():
    """Without leave to read gateways the connection is diagnosed all the same."""
    for answer in (
        reply(VpnGatewaySet=[], TotalCount=0),
        PermissionDeniedError("no", provider="tencent"),
    ):
        flow = VERBS.diagnose(ID)
        next(flow)
        flow.send(rows({**ROW, "NetStatus": "UNAVAILABLE"}))
        if isinstance(answer, Exception):
            with pytest.raises(StopIteration) as stop:
                flow.throw(answer)
            found = stop.value.value
        else:
            found = end(flow, answer)
        assert (found.up, found.first.code) == (False, "NetStatus")


# ---------------------------------------------------------------- on the emulator


def device(link, **wrong):
    """The device at the other end, as it should be but for what is wrong."""
    (tunnel,) = link.tunnels
    right = {
        "owner": "device",
        "local_address": tunnel.peer_address,
        "peer_address": tunnel.local_address,
        "psk": tunnel.psk.get_secret_value(),
        "ike": PROPOSAL,
        "esp": PROPOSAL,
    }
    return End(**{**right, **wrong})


@pytest.mark.parametrize(
    "wrong",
    [
        {"psk": "another"},
        {"ike_version": "ikev1"},
        {"ike": (("aes-128-cbc", "sha2-256", "dh14"),)},
        {"esp": (("aes-128-cbc", "sha2-256", "dh14"),)},
        {"local_id": "somebody"},
        {"peer_address": "192.0.2.99"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_the_internet_says_is_what_is_diagnosed(wrong):
    """A tunnel that the other end keeps down is down, and well once that is put right."""
    world = World(transition=0)
    cloud, link = linked(world)
    world.internet.put("device", device(link, **wrong))
    found = cloud.vpn_connections.diagnose(link.id)
    assert (found.up, found.first.code, found.complete) == (False, "NetStatus", True)
    world.internet.put("device", device(link))
    again = cloud.vpn_connections.diagnose(link.id)
    assert (again.up, again.symptoms) == (True, ())
    assert "NetStatus: AVAILABLE" in again.checks


def test_what_the_cloud_has_not_is_refused_before_any_request():
    """No log, no examination of gateways; a connection that is not there is not found."""
    world = World(transition=0)
    cloud, link = linked(world)
    before = len(world.seen)
    for call in (
        lambda: list(cloud.vpn_connections.logs(link.id)),
        lambda: cloud.vpn_gateways.diagnose(link.vpn_gateway_id),
    ):
        with pytest.raises(UnsupportedError):
            call()
    assert len(world.seen) == before
    with pytest.raises(NotFoundError):
        cloud.vpn_connections.diagnose("vpnx-00000000")

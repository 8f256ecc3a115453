"""VPN gateways on Tencent Cloud: changing and deleting by hand, and a life on the emulator."""

from __future__ import annotations

import pytest
from tencent_gateways import ID, ROW, VERBS, asked, end, reply, rows, spec

import cgw.emulator
from cgw.emulator.world import World
from cgw.errors import (
    BillingError,
    BusyError,
    InvalidRequestError,
    NotFoundError,
    OutcomeUnknownError,
    TransportError,
    UnsupportedError,
)
from cgw.models import Billing, State, VpnGatewayPatch
from cgw_tencent import VpnGatewayOptions, VpnGatewayPatchOptions

# ---------------------------------------------------------------- update


def test_each_change_is_its_call():
    """Bandwidth has a call of its own and comes first; the name is not needed with the rest."""
    flow = VERBS.update(
        ID,
        VpnGatewayPatch(
            bandwidth_mbps=20, asn=65011, options=VpnGatewayPatchOptions(billing="postpaid")
        ),
    )
    first = next(flow)
    assert asked(first) == (
        "ResetVpnGatewayInternetMaxBandwidth",
        {"VpnGatewayId": ID, "InternetMaxBandwidthOut": 20},
    )
    second = flow.send(reply(RequestId="r"))
    assert asked(second) == (
        "ModifyVpnGatewayAttribute",
        {"VpnGatewayId": ID, "BgpAsn": 65011, "InstanceChargeType": "POSTPAID_BY_HOUR"},
    )
    for request in (first, second):
        assert (request.safe, request.writes, request.serial) == (True, True, ID)
    flow.send(reply(RequestId="r"))
    assert end(flow, rows(ROW)).id == ID


@pytest.mark.parametrize(
    ("patch", "error"),
    [
        (VpnGatewayPatch(), InvalidRequestError),
        (VpnGatewayPatch(name=None), InvalidRequestError),
        (VpnGatewayPatch(options=VpnGatewayPatchOptions()), InvalidRequestError),
        (VpnGatewayPatch(bandwidth_mbps=3000), InvalidRequestError),  # at creation only
        (VpnGatewayPatch(ssl_connections=7), InvalidRequestError),
        (VpnGatewayPatch(name="n" * 61), InvalidRequestError),
        (VpnGatewayPatch(description="x"), UnsupportedError),
        (VpnGatewayPatch(options=VpnGatewayOptions()), UnsupportedError),
    ],
)
def test_wrong_changes_are_refused_before(patch, error):
    """A change that cannot be is refused before any request."""
    with pytest.raises(error):
        next(VERBS.update(ID, patch))


# ---------------------------------------------------------------- delete


def deleting(row, *links):
    """A delete up to its answer to the two reads."""
    flow = VERBS.delete(ID, release_addresses=True)
    assert asked(next(flow)) == ("DescribeVpnGateways", {"VpnGatewayIds": [ID]})
    request = flow.send(rows(row))
    assert asked(request)[0] == "DescribeVpnConnections"
    return flow, flow.send(rows(*links, name="VpnConnectionSet"))


def test_a_postpaid_gateway_is_deleted():
    """It is read, looked at for connections, and deleted; nothing stays."""
    flow, request = deleting({**ROW, "InstanceChargeType": "POSTPAID_BY_HOUR"})
    assert asked(request) == ("DeleteVpnGateway", {"VpnGatewayId": ID})
    assert (request.safe, request.writes, request.serial) == (True, True, ID)
    assert end(flow, reply(RequestId="r")) == ()


def test_a_prepaid_term_is_refused_before():
    """While a prepaid term runs, nothing is sent; once it is over the cloud decides."""
    flow = VERBS.delete(ID)
    next(flow)
    with pytest.raises(BillingError, match="prepaid until 2018-05-31"):
        flow.send(rows({**ROW, "RestrictState": "NORMAL"}))
    assert asked(deleting(ROW)[1])[0] == "DeleteVpnGateway"


def test_what_is_in_use_is_refused_before():
    """A gateway that a network or a connection uses is busy, and the error says with what."""
    flow = VERBS.delete(ID)
    next(flow)
    with pytest.raises(BusyError, match="ccn-1"):
        flow.send(rows({**ROW, "NetworkInstanceId": "ccn-1"}))
    one = {"VpnConnectionId": "vpnx-1", "VpnGatewayId": ID, "State": "DELETING"}
    two = {"VpnConnectionId": "vpnx-2", "VpnGatewayId": ID, "State": "AVAILABLE"}
    other = {"VpnConnectionId": "vpnx-3", "VpnGatewayId": "vpngw-x", "State": "AVAILABLE"}
    with pytest.raises(BusyError, match="2 VPN connections") as caught:
        deleting(ROW, one, two, other)
    assert "1 of them being deleted" in str(caught.value)
    assert not caught.value.retryable


def test_what_is_gone_or_going_is_deleted():
    """What goes needs no request more, and what went meanwhile is deleted."""
    flow = VERBS.delete(ID)
    next(flow)
    assert end(flow, rows({**ROW, "State": "DELETING"})) == ()
    flow, _ = deleting(ROW)
    with pytest.raises(StopIteration):
        flow.throw(NotFoundError("gone", provider="tencent"))


@pytest.mark.parametrize("answer", [None, NotFoundError("gone", provider="tencent")])
@pytest.mark.parametrize("unlisted", [rows(), NotFoundError("gone", provider="tencent")])
def test_what_is_not_listed_yet_is_deleted(unlisted, answer):
    """Lists lag behind a create: the delete is sent, and its own answer says what is gone."""
    flow = VERBS.delete(ID)
    next(flow)
    missing = isinstance(unlisted, Exception)
    request = flow.throw(unlisted) if missing else flow.send(unlisted)
    assert asked(request) == ("DeleteVpnGateway", {"VpnGatewayId": ID})
    with pytest.raises(StopIteration) as stop:
        flow.throw(answer) if answer else flow.send(reply(RequestId="r"))
    assert stop.value.value == ()


def test_a_delete_whose_answer_was_lost_is_done():
    """Sent again it is refused for what the first one began: the state then says that it goes."""
    world = World(transition=5)
    cloud = cgw.emulator.connect(world, "tencent", region="ap-guangzhou")
    gateway = cloud.vpn_gateways.create(spec())
    cloud.vpn_gateways.wait(gateway.id)
    with world.troubled("cut-after@DeleteVpnGateway:1"):
        assert cloud.vpn_gateways.delete(gateway.id) == ()
    assert cloud.vpn_gateways.get(gateway.id).state is State.DELETING
    assert cloud.vpn_gateways.wait(gateway.id, until="deleted") is None


def test_a_lost_delete_is_not_guessed_to_be_done():
    """Where the gateway is there as ever, was never seen, or cannot be read, the error stays."""
    lost = OutcomeUnknownError("lost", operation={})
    here, nothing = rows(ROW), rows()
    for before, after, done in (
        *((here, here, False), (nothing, nothing, False), (here, TransportError("x"), False)),
        *((here, nothing, True), (nothing, rows({**ROW, "State": "DELETING"}), True)),
    ):
        flow = VERBS.delete(ID)
        next(flow)
        request = flow.send(before)
        if before is here:
            request = flow.send(rows(name="VpnConnectionSet"))
        assert request.action == "DeleteVpnGateway"
        assert flow.throw(lost).action == "DescribeVpnGateways"
        with pytest.raises(StopIteration if done else OutcomeUnknownError):
            flow.throw(after) if isinstance(after, Exception) else flow.send(after)


# ---------------------------------------------------------------- a life


def test_a_life_on_the_emulator():
    """Buy, wait, list, change, turn to postpaid, delete, wait: as the client expects."""
    cloud = cgw.emulator.connect(World(), "tencent", region="ap-guangzhou")
    term = Billing(mode="prepaid", period_months=1, auto_renew=False)
    made = cloud.vpn_gateways.create(spec(billing=term, tags={"a": "b"}))
    assert (made.state, made.billing.mode) == (State.PENDING, "prepaid")
    ready = cloud.vpn_gateways.wait(made.id)
    assert (ready.state, len(ready.addresses), ready.tags) == (State.AVAILABLE, 1, {"a": "b"})
    assert [g.id for g in cloud.vpn_gateways.list(name="gw")] == [made.id]
    with pytest.raises(BillingError):
        cloud.vpn_gateways.delete(made.id)
    options = VpnGatewayPatchOptions(billing="postpaid")
    changed = cloud.vpn_gateways.update(
        made.id, VpnGatewayPatch(name="new", bandwidth_mbps=100, asn=65020, options=options)
    )
    assert (changed.name, changed.bandwidth_mbps, changed.asn) == ("new", 100, 65020)
    with pytest.raises(InvalidRequestError, match="VpnUnsupportedModifyBandwidth"):
        cloud.vpn_gateways.update(made.id, VpnGatewayPatch(bandwidth_mbps=200))
    assert cloud.vpn_gateways.delete(made.id) == ()
    assert cloud.vpn_gateways.wait(made.id, "deleted") is None
    assert cloud.vpn_gateways.delete(made.id) == ()

"""Locking SSL-VPN clients of Tencent Cloud out and letting them in again; lost answers of it."""

from __future__ import annotations

from typing import Any

import pytest
from tencent_ssl import CLIENT, CLIENT_ID, CLOUD, NO_TAGS, clients, drive, task

import cgw
import cgw.emulator
from cgw.emulator.world import World
from cgw.errors import BusyError, OutcomeUnknownError, ServiceError
from cgw.models import SslVpnClientPatch, SslVpnClientSpec, State

VERBS = CLOUD.ssl_vpn_clients
ON, OFF = (SslVpnClientPatch(enabled=value) for value in (True, False))
ALREADY = "UnsupportedOperation.SSLClientCertAlready{}OrCertAbnormal"


def a_server(cloud: cgw.Client) -> cgw.SslVpnServer:
    """One on a gateway of its own, ready."""
    asked_for = cgw.VpnGatewaySpec(
        name="g", network_id="vpc-1", bandwidth_mbps=10, ipsec=False, ssl=True
    )
    gateway = cloud.vpn_gateways.create(asked_for)
    cloud.vpn_gateways.wait(gateway.id)
    made = cloud.ssl_vpn_servers.create(
        cgw.SslVpnServerSpec(name="s", vpn_gateway_id=gateway.id, client_cidr="10.253.0.0/24")
    )
    return cloud.ssl_vpn_servers.wait(made.id)


def row(status: int) -> dict[str, Any]:
    return clients({**CLIENT, "CertStatus": status})


@pytest.mark.parametrize(
    ("patch", "before", "after", "action"),
    [
        (OFF, 1, 2, "DisableVpnGatewaySslClientCert"),
        (ON, 2, 1, "EnableVpnGatewaySslClientCert"),
    ],
)
def test_a_switch(patch, before, after, action):
    """Sent once, its task followed; not sent at all where the certificate stands so already."""
    told = [row(before), {"TaskId": 5}, task("SUCCESS"), row(after), NO_TAGS]
    found, asked = drive(VERBS.update(CLIENT_ID, patch), *told)
    assert found.enabled is patch.enabled
    assert asked[1] == (action, {"SslVpnClientId": CLIENT_ID})
    assert asked[2] == ("DescribeVpcTaskResult", {"TaskId": "5"})
    _, asked = drive(VERBS.update(CLIENT_ID, patch), row(after), row(after), NO_TAGS)
    assert action not in [name for name, _ in asked]


@pytest.mark.parametrize(("patch", "word", "wanted"), [(OFF, "Disable", 2), (ON, "Enable", 1)])
def test_already_has_two_meanings(patch, word, wanted):
    """It is done if the certificate stands as asked for, else the refusal is passed on."""
    refusal = BusyError("no", provider="tencent", code=ALREADY.format(word))
    before = row(3 - wanted)
    found, _ = drive(
        VERBS.update(CLIENT_ID, patch), before, refusal, row(wanted), row(wanted), NO_TAGS
    )
    assert found.enabled is patch.enabled
    with pytest.raises(BusyError) as passed:
        drive(VERBS.update(CLIENT_ID, patch), before, refusal, row(3))
    assert passed.value is refusal
    other = BusyError("no", provider="tencent", code="ResourceInUse")
    with pytest.raises(BusyError):
        drive(VERBS.update(CLIENT_ID, patch), before, other)


@pytest.mark.parametrize("patch", [OFF, ON])
def test_a_switch_whose_answer_was_lost_is_done(patch):
    """Sent again it is refused for what the first one began: the certificate, or that it is being
    changed, then says so; once that is over it stands as asked for."""
    word = "Enable" if patch.enabled else "Disable"
    world = World(transition=5)
    with cgw.emulator.connect(world, "tencent", region="ap-guangzhou") as cloud:
        nouns = cloud.ssl_vpn_clients
        ann = nouns.create(SslVpnClientSpec(name="ann", server_id=a_server(cloud).id))
        nouns.wait(ann.id)
        if patch.enabled:
            nouns.update(ann.id, OFF)
        with world.troubled(f"cut-after@{word}VpnGatewaySslClientCert:1"):
            told = nouns.update(ann.id, patch)
        assert told.enabled is patch.enabled or told.state is State.UPDATING
        assert nouns.wait(ann.id).enabled is patch.enabled


@pytest.mark.parametrize(("patch", "before", "wanted"), [(OFF, 1, 2), (ON, 2, 1)])
def test_a_lost_switch_is_not_guessed_to_be_done(patch, before, wanted):
    """Where the certificate stands as before, cannot be read, or was being changed already, the
    error stays."""
    lost = OutcomeUnknownError("lost", operation={})
    busy = clients({**CLIENT, "CertStatus": before, "State": 2})
    for first, second in (
        *((row(before), row(before)), (row(before), cgw.TransportError("x"))),
        *((row(before), clients()), (busy, busy)),
    ):
        with pytest.raises(OutcomeUnknownError) as caught:
            drive(VERBS.update(CLIENT_ID, patch), first, lost, second)
        assert caught.value is lost
    for first, second in ((row(before), row(wanted)), (row(before), busy), (busy, row(wanted))):
        told = [first, lost, second, row(wanted), NO_TAGS]
        found, _ = drive(VERBS.update(CLIENT_ID, patch), *told)
        assert found.enabled is patch.enabled


def test_a_failed_switch_is_no_success():
    """ServiceError with what the task says."""
    with pytest.raises(ServiceError, match="DisableVpnGatewaySslClientCert"):
        drive(VERBS.update(CLIENT_ID, OFF), row(1), {"TaskId": 5}, task("FAILED"))

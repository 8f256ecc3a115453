"""Deleting a gateway on HUAWEI CLOUD: nothing is lost that nobody named, nothing is left unsaid."""

from __future__ import annotations

import huawei
import pytest
from huawei import EIP1, GATEWAY, built, client, gateway, play, spec

from cgw.emulator import World
from cgw.engine import Lost
from cgw.errors import ApiError, BillingError, BusyError, NotFoundError
from cgw_huawei import Eip, VpnGatewayOptions

VERBS = huawei.CLOUD.vpn_gateways
NONE: dict = {"vpn_connections": []}
GONE = NotFoundError("gone", provider="huawei")


def actions(requests) -> list[str]:
    return [request.action for request in requests]


def test_addresses_are_taken_off_first():
    """Each address is taken off through the EIP service, then the gateway goes; both are told."""
    kept, requests = play(VERBS.delete("g-1"), gateway(), NONE, {}, {}, b"")
    assert kept == ("198.51.100.1", "198.51.100.2")
    assert actions(requests) == [
        "ShowVgw",
        "ListVpnConnections",
        "DisassociatePublicips",
        "DisassociatePublicips",
        "DeleteVgw",
    ]
    off = requests[2]
    assert off.endpoint == "https://vpc.ap-southeast-1.myhuaweicloud.com"
    path = f"/v3/{{project_id}}/eip/publicips/{EIP1}/disassociate-instance"
    assert (off.method, off.path, off.body) == ("POST", path, b"")
    assert {request.serial for request in requests[2:]} == {"g-1"}
    assert all(request.safe for request in requests)


def test_addresses_go_if_the_caller_says_so():
    """With release_addresses nothing is taken off, and nothing is kept."""
    kept, requests = play(VERBS.delete("g-1", release_addresses=True), gateway(), NONE, b"")
    assert kept == ()
    assert actions(requests) == ["ShowVgw", "ListVpnConnections", "DeleteVgw"]


def test_a_gateway_in_use_keeps_its_addresses():
    """Connections are looked for before anything is touched; others' do not count."""
    used = {"vpn_connections": [{"id": "l-1", "vgw_id": "g-1"}]}
    for release in (True, False):
        flow = VERBS.delete("g-1", release_addresses=release)
        with pytest.raises(BusyError, match="l-1") as caught:
            play(flow, gateway(), used, {}, {}, b"")
        assert not caught.value.retryable
    other = {"vpn_connections": [{"id": "l-1", "vgw_id": "g-2"}]}
    kept, _ = play(VERBS.delete("g-1"), gateway(), other, {}, {}, b"")
    assert kept


def test_an_address_that_was_paid_ahead_is_not_released():
    """BillingError before anything is changed, naming the address; keeping it is fine."""
    row = {"eip2": {**GATEWAY["eip2"], "ip_billing_info": "CS2025"}}
    with pytest.raises(BillingError, match=r"198\.51\.100\.2"):
        play(VERBS.delete("g-1", release_addresses=True), gateway(**row), NONE, b"")
    kept, _ = play(VERBS.delete("g-1"), gateway(**row), NONE, {}, {}, b"")
    assert len(kept) == 2


def test_what_is_gone_is_gone():
    """Gone, going, or gone meanwhile: no error; what was taken off by then is told all the same."""
    assert play(VERBS.delete("g-1"), GONE, GONE)[0] == ()  # nor is it a P2C gateway
    assert play(VERBS.delete("g-1"), gateway(status="PENDING_DELETE"))[0] == ()
    assert play(VERBS.delete("g-1"), gateway(), NONE, GONE, GONE, GONE)[0] == (
        "198.51.100.1",
        "198.51.100.2",
    )


def test_a_refused_delete_says_what_is_off_already():
    """If the cloud refuses the delete itself, the error tells which addresses are off."""
    no = ApiError("no", provider="huawei", code="VPN.0001")
    with pytest.raises(ApiError, match=r"off it already: 198\.51\.100\.1, 198\.51\.100\.2"):
        play(VERBS.delete("g-1"), gateway(), NONE, {}, {}, no)


# ---------------------------------------------------------------- on the emulator


def test_kept_addresses_serve_the_next_gateway():
    """What a delete kept is still there, bound to nothing, and another gateway takes it."""
    world = World(rate=0)
    with client(world) as cloud:
        ready, _ = built(cloud)
        kept = cloud.vpn_gateways.delete(ready.id)
        assert kept == ready.addresses
        assert cloud.vpn_gateways.wait(ready.id, "deleted") is None
        there = {r.attrs["address"]: r for r in world.everything() if r.kind == "eips"}
        assert set(there) == set(kept)
        eip1, eip2 = (Eip(id=there[address].id) for address in kept)
        options = VpnGatewayOptions(local_subnets=("10.0.0.0/8",), eip1=eip1, eip2=eip2)
        again = cloud.vpn_gateways.create(huawei.gateway_spec(bandwidth_mbps=None, options=options))
        assert again.addresses == kept
        with pytest.raises(ApiError) as caught:
            cloud.vpn_gateways.create(huawei.gateway_spec(bandwidth_mbps=None, options=options))
        assert caught.value.code == "VPN.0112"


def test_nothing_is_left_after_a_release():
    """Connection, gateway with its addresses, customer gateway: the world is empty again."""
    world = World(rate=0)
    with client(world) as cloud:
        ready, device = built(cloud)
        made = cloud.vpn_connections.create(
            spec(vpn_gateway_id=ready.id, customer_gateway_id=device)
        )
        with pytest.raises(BusyError):
            cloud.vpn_gateways.delete(ready.id, release_addresses=True)
        assert cloud.vpn_gateways.get(ready.id).addresses == ready.addresses
        cloud.vpn_connections.delete(made.id)
        cloud.vpn_connections.wait(made.id, "deleted")
        assert cloud.vpn_gateways.delete(ready.id, release_addresses=True) == ()
        cloud.vpn_gateways.wait(ready.id, "deleted")
        cloud.customer_gateways.delete(device)
    assert list(world.everything()) == []
    assert world.internet.ends() == {}


def test_a_gateway_that_is_being_made_is_deleted_later():
    """The cloud's "not ready" is waited out inside the call's time."""
    world = World(rate=0, transition=20)
    with client(world) as cloud:
        made = cloud.vpn_gateways.create(huawei.gateway_spec())
        assert cloud.vpn_gateways.delete(made.id, release_addresses=True) == ()
        assert any((seen.action, seen.status) == ("DeleteVgw", 403) for seen in world.seen)
        assert cloud.vpn_gateways.wait(made.id, "deleted") is None


def test_a_lost_create_is_found_by_its_marker():
    """A gateway whose create answer is lost is bought once, found again, and shows no marker."""
    world = World(rate=0)
    with client(world) as cloud:
        face, dropped = cloud._sender._face, []

        def drop(request):
            reply = face(request)
            if request.method == "POST" and not dropped:
                dropped.append(request.action)
                raise Lost("the line dropped", sent=True)
            return reply

        cloud._sender._face = drop
        made = cloud.vpn_gateways.create(huawei.gateway_spec(tags={"a": "b"}))
        assert dropped == ["CreateVgw"]
        assert [item.id for item in cloud.vpn_gateways.list()] == [made.id]
        assert made.tags == {"a": "b"}
    assert [r.kind for r in world.everything()].count("eips") == 2

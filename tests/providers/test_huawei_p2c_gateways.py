"""P2C gateways: VPN gateways of another API, behind the same collection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from huawei import CLOUD, OP, body, client, gateway, gateway_spec, play

import cgw_huawei as h
from cgw import (
    BillingError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    UnsupportedError,
)
from cgw.adapter import MARKER, Where
from cgw.emulator.world import World
from cgw.errors import ApiError
from cgw.models import AttachTo, State, VpnGatewayPatch, VpnGatewaySpec

VERBS = CLOUD.vpn_gateways
GONE = NotFoundError("gone", provider="huawei", code="VPN.0004")
ELSEWHERE = InvalidRequestError("no such API", provider="huawei", code="APIGW.0101")
DENIED = PermissionDeniedError("no", provider="huawei", code="VPN.0007")
EIP = {
    "id": "41f961ab-0000-4000-8000-000000000003",
    "ip_version": 4,
    "ip_address": "198.51.100.3",
    "bandwidth_size": 20,
    "ip_billing_info": "",
}
# Members of ShowResponseP2cVgw in huaweicloudsdkvpn 3.1.219, values our own.
ROW: dict[str, Any] = {
    "id": "p-1",
    "name": "remote",
    "status": "ACTIVE",
    "vpc_id": "vpc-1",
    "connect_subnet": "subnet-1",
    "flavor": "Professional1",
    "availability_zone_ids": ["a", "b"],
    "eip": EIP,
    "max_connection_number": 20,
    "current_connection_number": 3,
    "enterprise_project_id": "0",
    "tags": [{"key": "env", "value": "prod"}],
    "order_id": "",
    "admin_state_up": True,
    "frozen_effect": 0,
    "version": "25.1",
    "created_at": "2025-08-13T02:34:56.784574762Z",
    "updated_at": "2025-08-14T02:34:56Z",
}


def row(**more: Any) -> dict[str, Any]:
    """An answer of ShowP2cVgw."""
    return {"p2c_vpn_gateway": {**ROW, **more}}


def spec(**more: Any) -> VpnGatewaySpec:
    """A gateway that clients dial in to."""
    given = {"ssl": True, "ipsec": False, "options": None, "bandwidth_mbps": 20, **more}
    return gateway_spec(**given)


@pytest.fixture
def world() -> World:
    return World()


def test_a_create_goes_to_the_other_api():
    """ssl without ipsec makes a P2C gateway, with what was asked for, a marker and a token."""
    made, sent = play(
        VERBS.create(spec(ssl_connections=20, tags={"env": "prod"}), OP),
        {"p2c_vpn_gateway": {"id": "p-1"}},
        row(),
    )
    assert [request.action for request in sent] == ["CreateP2cVgw", "ShowP2cVgw"]
    assert body(sent[0]) == {
        "name": "gate",
        "vpc_id": "vpc-1",
        "connect_subnet": "subnet-1",
        "flavor": "Professional1",
        "eip": {
            "type": "5_bgp",
            "charge_mode": "bandwidth",
            "bandwidth_size": 20,
            "bandwidth_name": "gate-1",
        },
        "max_connection_number": 20,
        "tags": [{"key": "env", "value": "prod"}, {"key": MARKER, "value": OP.token}],
    }
    assert sent[0].headers["x-client-token"].replace("-", "") == OP.token
    assert len(sent[0].headers["x-client-token"]) == 36
    assert not sent[0].safe, "the page of this call does not speak of the token"
    assert (made.ssl, made.ipsec, made.ssl_connections) == (True, False, 20)


def test_what_is_told():
    """Each member of the row has its place; orders and freezing are told as billing."""
    found, _ = play(VERBS.get("p-1"), GONE, row())
    assert (found.id, found.name, found.state) == ("p-1", "remote", State.AVAILABLE)
    assert (found.network_id, found.subnet_ids, found.zones) == (
        "vpc-1",
        ("subnet-1",),
        ("a", "b"),
    )
    assert found.addresses == ("198.51.100.3",)
    assert found.public_addresses[0].id == EIP["id"]
    assert (found.size, found.version, found.resource_group) == ("Professional1", "25.1", "0")
    assert found.billing.mode is None
    assert not found.billing.locked
    assert found.extras["current_connection_number"] == 3
    paid, _ = play(VERBS.get("p-1"), GONE, row(order_id="CS1", frozen_effect=2))
    assert (paid.billing.mode, paid.billing.order_id, paid.billing.locked) == (
        "prepaid",
        "CS1",
        True,
    )


@pytest.mark.parametrize(
    "more", [{"frozen_effect": 1}, {"admin_state_up": False}, {"status": "FROZEN"}], ids=str
)
def test_any_word_for_frozen_locks(more: dict[str, Any]):
    """Each of the cloud's three ways to say that it is frozen is told."""
    found, _ = play(VERBS.get("p-1"), GONE, row(**more))
    assert found.billing.locked


BY_ID: dict[str, Callable[[], Any]] = {
    "get": lambda: VERBS.get("p-1"),
    "update": lambda: VERBS.update("p-1", VpnGatewayPatch(name="new")),
    "tag": lambda: VERBS.tag("p-1", {"a": "b"}, ()),
    "delete": lambda: VERBS.delete("p-1"),
}


@pytest.mark.parametrize("no", [GONE, ELSEWHERE], ids=lambda e: e.code)
@pytest.mark.parametrize("verb", BY_ID)
def test_what_neither_api_knows_is_not_found(verb: str, no: ApiError):
    """The first API's words are told, whether the second knows none or is not there."""
    first = NotFoundError("first", provider="huawei", code="VPN.0509")
    if verb == "delete":
        assert play(BY_ID[verb](), first, no)[0] == ()
        return
    with pytest.raises(NotFoundError) as caught:
        play(BY_ID[verb](), first, no)
    assert caught.value is first


@pytest.mark.parametrize("verb", BY_ID)
def test_no_rights_are_no_proof_that_it_is_gone(verb: str):
    """Where the second API may not be asked, nothing passes for missing or for deleted."""
    denied = PermissionDeniedError("no", provider="huawei", code="VPN.0007", action="ShowP2cVgw")
    with pytest.raises(PermissionDeniedError, match=r"ShowP2cVgw VPN\.0007: no .*gone") as caught:
        play(BY_ID[verb](), GONE, denied)
    assert caught.value is denied
    assert caught.value.__cause__ is GONE


def test_an_update_falls_through():
    """Name and address are changed by the other API; what it has not is refused and not sent."""
    patch = VpnGatewayPatch(name="new", options=h.VpnGatewayPatchOptions(eip1_id="e-9"))
    changed, sent = play(VERBS.update("p-1", patch), GONE, row(), {}, row(name="new"))
    assert [r.action for r in sent] == ["UpdateVgw", "ShowP2cVgw", "UpdateP2cVgw", "ShowP2cVgw"]
    assert body(sent[2]) == {"name": "new", "eip_id": "e-9"}
    assert changed.name == "new"
    bigger = VpnGatewayPatch(options=h.VpnGatewayPatchOptions(flavor="Professional2"))
    with pytest.raises(UnsupportedError, match=r"options\.flavor"):
        play(VERBS.update("p-1", bigger), GONE, row())


def test_a_delete_keeps_the_address():
    """The address is taken off first and returned; with release_addresses it goes along."""
    kept, sent = play(VERBS.delete("p-1"), GONE, row(), {}, b"")
    assert [r.action for r in sent][1:] == [
        "ShowP2cVgw",
        "DisassociatePublicips",
        "DeleteP2cVgw",
    ]
    assert kept == ("198.51.100.3",)
    kept, sent = play(VERBS.delete("p-1", release_addresses=True), GONE, row(), b"")
    assert kept == ()
    assert "DisassociatePublicips" not in [r.action for r in sent]


@pytest.mark.parametrize(
    "more", [{"order_id": "CS1"}, {"eip": {**EIP, "ip_billing_info": "CS2"}}], ids=["gate", "eip"]
)
def test_what_was_paid_ahead_is_not_deleted(more: dict[str, Any]):
    """A gateway with an order, or with an address that has one, is refused before any change."""
    with pytest.raises(BillingError, match="paid ahead"):
        play(VERBS.delete("p-1", release_addresses=True), GONE, row(**more))


def test_a_refused_delete_says_what_is_off_already():
    """If the cloud refuses the delete itself, the error tells the address that is off."""
    no = ApiError("no", provider="huawei", code="VPN.0001")
    with pytest.raises(ApiError, match=r"off it already: 198\.51\.100\.3"):
        play(VERBS.delete("p-1"), GONE, row(), {}, no)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"ipsec": True}, "ssl"),
    ({"ssl": False, "ipsec": False}, "ipsec"),
    ({"ssl": False, "ipsec": True, "ssl_connections": 5}, "ssl_connections"),
    ({"asn": 65000}, "asn"),
    ({"ha": "active-standby"}, "ha"),
    ({"attached_to": AttachTo(id="er-1")}, "attached_to"),
    ({"attached_to": AttachTo(kind="network", private=True)}, "attached_to"),
    ({"options": h.VpnGatewayOptions(local_subnets=("10.0.0.0/8",))}, "options.local_subnets"),
    ({"options": h.VpnGatewayOptions(eip2=h.Eip(id="e"))}, "options.eip2"),
    (
        {"options": h.VpnGatewayOptions(eip1=h.Eip(bandwidth_id="b")), "bandwidth_mbps": None},
        "options.eip1.bandwidth_id",
    ),
]


@pytest.mark.parametrize(("more", "field"), REFUSED, ids=[str(n) for n in range(len(REFUSED))])
def test_what_a_p2c_gateway_has_not_is_refused(more: dict[str, Any], field: str):
    """What belongs to gateways of IPsec connections is UnsupportedError naming it, and the reverse."""
    with pytest.raises(UnsupportedError) as caught:
        next(VERBS.create(spec(**more), OP))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": "a.b"}, "name"),
        ({"ssl_connections": 501}, "ssl_connections"),
        ({"subnet_ids": ("a", "b")}, "subnet_ids"),
        ({"bandwidth_mbps": 301}, "bandwidth_mbps"),
    ],
)
def test_a_value_outside_its_limits_is_refused(more: dict[str, Any], field: str):
    """The limits of the page for P2C gateways are held before any request."""
    with pytest.raises(InvalidRequestError) as caught:
        next(VERBS.create(spec(**more), OP))
    assert caught.value.field == field


def test_a_lost_create_is_looked_for_in_both_lists():
    """The marker is found among P2C gateways too; without rights to them the first list decides."""
    marked = {**ROW, "id": "p-2", "tags": [{"key": MARKER, "value": OP.token}]}
    many = {"p2c_vpn_gateways": [ROW, marked], "page_info": {"current_count": 2}}
    found, sent = play(VERBS.find(OP.token), {"vpn_gateways": []}, many)
    assert [r.action for r in sent] == ["ListVgws", "ListP2cVgws"]
    assert [(thing.id, thing.ssl) for thing in found] == [("p-2", True)]
    assert play(VERBS.find(OP.token), {"vpn_gateways": []}, DENIED)[0] == []


def test_the_ordinary_listing_asks_what_it_always_asked():
    """P2C gateways are listed by an option; without it one request goes to the one list."""
    _, sent = play(VERBS.page(None, Where()), {"vpn_gateways": [gateway()["vpn_gateway"]]})
    assert [r.action for r in sent] == ["ListVgws"]
    where = Where(options=h.VpnGatewayListOptions(kind="p2c"))
    page, sent = play(VERBS.page(None, where), {"p2c_vpn_gateways": [ROW], "total_count": 1})
    assert [r.action for r in sent] == ["ListP2cVgws"]
    assert [thing.id for thing in page.items] == ["p-1"]


def test_a_life(world: World):
    """Create, wait, list, tag, change, delete: on the emulator, through the client."""
    cloud = client(world)
    made = cloud.vpn_gateways.create(spec(tags={"env": "prod"}))
    ready = cloud.vpn_gateways.wait(made.id)
    assert ready is not None
    assert ready.addresses
    assert list(cloud.vpn_gateways.list()) == []
    options = h.VpnGatewayListOptions(kind="p2c")
    assert [thing.id for thing in cloud.vpn_gateways.list(options=options)] == [made.id]
    assert cloud.vpn_gateways.replace_tags(made.id, {"env": "test"}).tags == {"env": "test"}
    assert cloud.vpn_gateways.update(made.id, VpnGatewayPatch(name="new")).name == "new"
    cloud.vpn_gateways.wait(made.id)
    assert cloud.vpn_gateways.delete(made.id) == ready.addresses
    assert cloud.vpn_gateways.wait(made.id, "deleted") is None

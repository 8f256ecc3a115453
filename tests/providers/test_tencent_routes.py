"""Routes of VPN gateways on Tencent Cloud: each flow by hand, and through the emulator's face."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from tencent_links import CLOUD, GATEWAY, OP, asked, end, linked, reply, rows

from cgw.adapter import Where
from cgw.emulator.world import World
from cgw.errors import (
    AlreadyExistsError,
    InvalidRequestError,
    NotFoundError,
    OutcomeUnknownError,
    ServiceError,
    UnsupportedError,
)
from cgw.models import RoutePatch, RouteSpec, State
from cgw_tencent import ConnectOptions, RouteOptions

VERBS = CLOUD.routes
LINK, ID = "vpnx-f99clft2", f"{GATEWAY}/vpnr-85lq3m31"
# The output of the second CreateVpnGatewayRoutes example, and a later reading.
MADE = {
    "RouteId": "vpnr-85lq3m31",
    "DestinationCidrBlock": "172.0.0.0/16",
    "Status": "ENABLE",
    "InstanceId": LINK,
    "InstanceType": "VPNCONN",
    "Priority": 0,
    "Type": "Static",
    "CreateTime": "0000-00-00 00:00:00",
    "UpdateTime": "0000-00-00 00:00:00",
}
ROW = {**MADE, "CreateTime": "2022-07-22 14:05:07", "Description": "x"}
BARE = {k: v for k, v in MADE.items() if k not in {"RouteId", "Type", "CreateTime", "UpdateTime"}}


def spec(**changes):
    good = {"vpn_gateway_id": GATEWAY, "connection_id": LINK, "destination": "172.0.0.0/16"}
    return RouteSpec(**{**good, **changes})


def listing(*given, total=None):
    return rows(*given, name="Routes", total=total)


def read(**changes):
    flow = VERBS.get(ID)
    next(flow)
    return end(flow, listing({**ROW, **changes}))


def test_create_asks_for_one_route_and_reads_back():
    """Priority and status are always sent; the zero date of the answer is not believed."""
    flow = VERBS.create(spec(primary=False, description="x"), OP)
    request = next(flow)
    assert asked(request) == (
        "CreateVpnGatewayRoutes",
        {
            "VpnGatewayId": GATEWAY,
            "Routes": [
                {
                    "DestinationCidrBlock": "172.0.0.0/16",
                    "InstanceType": "VPNCONN",
                    "InstanceId": LINK,
                    "Priority": 100,
                    "Status": "ENABLE",
                    "Description": "x",
                }
            ],
        },
    )
    assert (request.safe, request.writes, request.serial) == (False, False, GATEWAY)
    second = flow.send(reply(Routes=[MADE]))
    assert asked(second) == (
        "DescribeVpnGatewayRoutes",
        {"VpnGatewayId": GATEWAY, "Offset": 0, "Limit": 100},
    )
    route = end(flow, listing({**ROW, "RouteId": "vpnr-other000"}, ROW))
    assert (route.id, route.created_at) == (ID, datetime(2022, 7, 22, 6, 5, 7, tzinfo=UTC))


def test_a_made_id_is_never_hidden():
    """If the read-back fails, the route of the answer is returned."""
    flow = VERBS.create(spec(), OP)
    next(flow)
    flow.send(reply(Routes=[MADE]))
    with pytest.raises(StopIteration) as stop:
        flow.throw(ServiceError("down", provider="tencent"))
    assert (stop.value.value.id, stop.value.value.created_at) == (ID, None)


def test_an_answer_without_id_is_looked_up():
    """One example answers without id: the route is the one that is like it, else unknown."""
    flow = VERBS.create(spec(), OP)
    next(flow)
    flow.send(reply(Routes=[BARE]))
    standby = {**ROW, "RouteId": "vpnr-standby0", "Priority": 100}
    assert end(flow, listing(standby, ROW)).id == ID
    flow = VERBS.create(spec(), OP)
    next(flow)
    flow.send(reply(Routes=[BARE]))
    with pytest.raises(OutcomeUnknownError):
        flow.send(listing(standby))


def test_options():
    """A route can be made unused, and can lead to a cloud connect network."""
    asked_for = spec(connection_id="", options=RouteOptions(enabled=False, ccn_id="ccn-1"))
    (route,) = json.loads(next(VERBS.create(asked_for, OP)).body)["Routes"]
    assert (route["InstanceType"], route["InstanceId"]) == ("CCN", "ccn-1")
    assert route["Status"] == "DISABLE"


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"source": "10.0.0.0/8"}, UnsupportedError, "source"),
        ({"priority": 5}, UnsupportedError, "priority"),
        ({"publish": True}, UnsupportedError, "publish"),
        ({"connection_id": ""}, InvalidRequestError, "connection_id"),
        ({"options": RouteOptions(ccn_id="ccn-1")}, InvalidRequestError, "connection_id"),
        ({"options": ConnectOptions()}, UnsupportedError, "options"),
    ],
)
def test_what_cannot_be_is_refused_before(changes, error, field):
    """What this cloud's routes do not have is refused before any request."""
    with pytest.raises(error) as caught:
        next(VERBS.create(spec(**changes), OP))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, {"primary": True, "priority": 0, "enabled": True, "kind": "static"}),
        ({"Priority": "100", "Status": "DISABLE"}, {"primary": False, "enabled": False}),
        ({"Type": "BGP"}, {"kind": "bgp"}),
        ({"Type": "VPC"}, {"kind": "vpc"}),
        ({"Type": "CCN"}, {"kind": "transit-router"}),
        ({"Type": "Other"}, {"kind": "unknown"}),
        ({"Priority": None, "Status": None}, {"primary": None, "enabled": None}),
        ({"Status": "PAUSED"}, {"enabled": None}),
        (
            {"InstanceType": "CCN", "InstanceId": "ccn-1"},
            {"connection_id": "", "next_hop": "ccn-1", "next_hop_kind": "CCN"},
        ),
        (
            {"UpdateTime": "2022-07-23 14:05:07"},
            {"updated_at": datetime(2022, 7, 23, 6, 5, 7, tzinfo=UTC), "next_hop_kind": ""},
        ),
        ({"UpdateTime": None}, {"updated_at": None}),
        ({"DestinationCidrBlock": "10.0.0.5/24"}, {"destination": "10.0.0.0/24"}),
    ],
)
def test_routes_are_read(changes, told):
    """Words and numbers are read; a word that is new stays in extras, and nothing else does."""
    route = read(**changes)
    assert {name: getattr(route, name) for name in told} == told
    assert (route.state, route.vpn_gateway_id) == (State.AVAILABLE, GATEWAY)
    assert route.extras == {k: v for k, v in changes.items() if v in {"Other", "PAUSED"}}


def test_get_reads_every_page():
    """There is no filter for ids: all pages are read until it is found, or the end."""
    flow = VERBS.get(ID)
    next(flow)
    many = [{**ROW, "RouteId": f"vpnr-{n:08d}"} for n in range(100)]
    request = flow.send(listing(*many, total=101))
    assert asked(request)[1]["Offset"] == 100
    assert end(flow, listing(ROW, total=101)).id == ID
    flow = VERBS.get(ID)
    next(flow)
    with pytest.raises(NotFoundError):
        flow.send(listing())


@pytest.mark.parametrize("verb", ["get", "delete"])
@pytest.mark.parametrize("id", ["vpnr-85lq3m31", "", "/", f"{GATEWAY}/", "/vpnr-85lq3m31"])
def test_an_id_has_both_parts(verb, id):
    """An id that names no gateway or no route is not found, before any request; a delete says so."""
    with pytest.raises(NotFoundError, match="vpngw-"):
        next(getattr(VERBS, verb)(id))


def test_update_and_delete():
    """A route can be switched and described, and deleted twice; changes wait for their turn."""
    flow = VERBS.update(ID, RoutePatch(enabled=False, description=""))
    request = next(flow)
    change = {"RouteId": "vpnr-85lq3m31", "Status": "DISABLE", "Description": ""}
    assert asked(request) == (
        "ModifyVpnGatewayRoutes",
        {"VpnGatewayId": GATEWAY, "Routes": [change]},
    )
    assert (request.safe, request.writes, request.serial) == (True, True, GATEWAY)
    flow.send(reply(Routes=None))
    assert end(flow, listing(ROW)).id == ID
    flow = VERBS.delete(ID)
    request = next(flow)
    assert asked(request)[1] == {"VpnGatewayId": GATEWAY, "RouteIds": ["vpnr-85lq3m31"]}
    assert (request.safe, request.writes, request.serial) == (True, True, GATEWAY)
    with pytest.raises(StopIteration):
        flow.throw(NotFoundError("gone", provider="tencent"))


@pytest.mark.parametrize(
    ("patch", "error"),
    [
        (RoutePatch(), InvalidRequestError),
        (RoutePatch(enabled=None), InvalidRequestError),
        (RoutePatch(primary=False), UnsupportedError),
        (RoutePatch(priority=5), UnsupportedError),
    ],
)
def test_wrong_changes_are_refused_before(patch, error):
    """Priority is fixed at creation; nothing is no change."""
    with pytest.raises(error):
        next(VERBS.update(ID, patch))


# ---------------------------------------------------------------- listing


def test_one_gateways_routes():
    """Where a gateway is named, its routes are asked for, filtered in the cloud's CamelCase."""
    where = Where({"vpn_gateway_id": GATEWAY, "connection_id": LINK, "destination": "10.0.0.0/8"})
    flow = VERBS.page(None, where)
    assert asked(next(flow))[1] == {
        "VpnGatewayId": GATEWAY,
        "Offset": 0,
        "Limit": 100,
        "Filters": [
            {"Name": "DestinationCidr", "Values": ["10.0.0.0/8"]},
            {"Name": "InstanceId", "Values": [LINK]},
        ],
    }
    page = end(flow, listing(ROW, total=3))
    assert page.cursor == f"1 {GATEWAY}"
    assert asked(next(VERBS.page(page.cursor, where)))[1]["Offset"] == 1
    assert asked(next(VERBS.page(None, Where({"id": ID}))))[1]["VpnGatewayId"] == GATEWAY


def test_all_gateways_one_after_the_other():
    """Without a gateway each one's routes are read; one that is gone or has none is passed over."""
    flow = VERBS.page(None, Where())
    assert asked(next(flow))[0] == "DescribeVpnGateways"
    gateways = [{"VpnGatewayId": f"vpngw-{n}", "Type": "IPSEC"} for n in range(3)]
    ssl = {"VpnGatewayId": "vpngw-ssl", "Type": "SSL"}
    request = flow.send(rows(*gateways, ssl, name="VpnGatewaySet"))
    assert asked(request)[1]["VpnGatewayId"] == "vpngw-0"
    page = end(flow, listing(ROW))
    assert ([route.id for route in page.items], page.cursor) == (
        ["vpngw-0/vpnr-85lq3m31"],
        "0 vpngw-1 vpngw-2",
    )
    flow = VERBS.page(page.cursor, Where())
    next(flow)
    with pytest.raises(StopIteration) as stop:
        flow.throw(NotFoundError("gone", provider="tencent"))
    assert (stop.value.value.items, stop.value.value.cursor) == ([], "0 vpngw-2")
    flow = VERBS.page("0 vpngw-2", Where())
    next(flow)
    with pytest.raises(StopIteration) as stop:
        flow.throw(InvalidRequestError("no", provider="tencent", code="UnsupportedOperation"))
    assert stop.value.value.cursor is None
    flow = VERBS.page("0 vpngw-2", Where())
    next(flow)
    with pytest.raises(InvalidRequestError):
        flow.throw(InvalidRequestError("no", provider="tencent", code="InvalidParameter"))


def test_a_life_on_the_emulator():
    """Create, list over gateways and pages, switch, delete twice: as the client expects."""
    world = World(transition=0)
    cloud, link = linked(world)
    gateway = link.vpn_gateway_id
    common = {"vpn_gateway_id": gateway, "connection_id": link.id}
    made = [
        cloud.routes.create(RouteSpec(destination=f"10.{n}.0.0/16", primary=n % 2 == 0, **common))
        for n in range(101)
    ]
    assert [(r.primary, r.priority) for r in made[:2]] == [(True, 0), (False, 100)]
    assert made[0].created_at is not None
    assert {r.id for r in cloud.routes.list()} == {r.id for r in made}
    assert [r.id for r in cloud.routes.list(vpn_gateway_id=gateway, destination="10.7.0.0/16")] == [
        made[7].id
    ]
    assert cloud.routes.get(made[100].id) == made[100]
    with pytest.raises(AlreadyExistsError):
        cloud.routes.create(RouteSpec(destination="10.7.0.0/16", **common))
    world.advance(60)
    changed = cloud.routes.update(made[0].id, RoutePatch(enabled=False, description="off"))
    assert (changed.enabled, changed.description) == (False, "off")
    assert changed.created_at == made[0].created_at == made[0].updated_at < changed.updated_at
    cloud.routes.delete(made[0].id)
    cloud.routes.delete(made[0].id)
    with pytest.raises(NotFoundError):
        cloud.routes.get(made[0].id)

"""Routes on HUAWEI CLOUD: they can be listed, of one gateway or of all, and nothing else."""

from __future__ import annotations

from typing import Any

import huawei
import pytest
from huawei import GATEWAY, LOCAL, OP, REMOTE, built, client, play, spec

from cgw.adapter import Where
from cgw.emulator import World
from cgw.errors import NotFoundError, UnsupportedError
from cgw.models import RoutePatch, RouteSpec
from cgw_huawei import VpnGatewayOptions

VERBS = huawei.CLOUD.routes
GONE = NotFoundError("gone", provider="huawei")
ONE = Where({"vpn_gateway_id": "g-1"})


def row(n: int, **more: Any) -> dict[str, Any]:
    """A route through a connection."""
    resource = {"id": "l-1", "type": "vpn_connection"}
    return {"destination": f"10.{n}.0.0/16", "nexthop": "203.0.113.12", **more} | (
        {} if "nexthop_resource" in more else {"nexthop_resource": resource}
    )


def test_one_gateways_table_is_paged():
    """By offset until the total is reached; each route has an id made of what tells it apart."""
    table = {"routing_table": [row(1), row(2)], "total_count": 3}
    page, (request,) = play(VERBS.page(None, ONE), table)
    assert request.path == "/v5/{project_id}/vpn-gateways/g-1/routing-table"
    assert dict(request.query) == {
        "is_include_nexthop_resource": "true",
        "limit": "100",
        "offset": "0",
    }
    assert [item.id for item in page.items] == ["g-1/10.1.0.0/16/l-1", "g-1/10.2.0.0/16/l-1"]
    last, (request,) = play(
        VERBS.page(page.cursor, ONE), {"routing_table": [row(3)], "total_count": 3}
    )
    assert dict(request.query)["offset"] == "2"
    assert last.cursor is None
    assert play(VERBS.page(page.cursor, ONE), {"routing_table": None})[0].cursor is None


def test_all_gateways_in_turn():
    """Without a gateway all are read one by one; one that is gone meanwhile is passed over."""
    gateways = {"vpn_gateways": [GATEWAY, {**GATEWAY, "id": "g-2"}]}
    page, _ = play(VERBS.page(None, Where()), gateways, GONE)
    assert (page.items, page.cursor is None) == ([], False)
    page, (request,) = play(VERBS.page(page.cursor, Where()), {"routing_table": [row(1)]})
    assert "/g-2/" in request.path
    assert ([item.vpn_gateway_id for item in page.items], page.cursor) == (["g-2"], None)
    assert play(VERBS.page(None, Where()), {"vpn_gateways": []})[0].items == []
    with pytest.raises(NotFoundError):
        play(VERBS.page(None, ONE), GONE)


@pytest.mark.parametrize(
    ("more", "kind", "connection"),
    [
        ({}, "static", "l-1"),
        ({"origin": "igp", "as_path": "65010", "med": 0}, "bgp", "l-1"),
        ({"nexthop_resource": {"id": "g-1", "type": "vpn_gateway"}}, "vpc", ""),
        ({"nexthop_resource": {"id": "e-1", "type": "er"}}, "unknown", ""),
        ({"nexthop_resource": None}, "unknown", ""),
    ],
)
def test_who_put_it_there(more, kind, connection):
    """BGP's routes say so; of the others what they lead to tells."""
    page, _ = play(VERBS.page(None, ONE), {"routing_table": [None, row(1, **more)]})
    (route,) = page.items
    assert (route.kind, route.connection_id) == (kind, connection)
    assert (route.destination, route.next_hop) == ("10.1.0.0/16", "203.0.113.12")
    assert (route.state, route.extras) == ("available", {})


def test_nothing_else_can_be_done():
    """Every other verb is refused as a flow, before any request."""
    asked = RouteSpec(vpn_gateway_id="g", connection_id="c", destination="10.0.0.0/8")
    for flow in (
        VERBS.create(asked, OP),
        VERBS.get("x"),
        VERBS.update("x", RoutePatch(primary=False)),
        VERBS.delete("x"),
        VERBS.find("x"),
    ):
        with pytest.raises(UnsupportedError):
            next(flow)
    with pytest.raises(UnsupportedError):
        next(VERBS.page(None, Where(options=VpnGatewayOptions())))


def test_routes_of_the_emulator():
    """The gateway's own networks, its connections' and what BGP learned, over several pages."""
    world = World(rate=0)
    with client(world) as cloud:
        ready, device = built(cloud)
        made = cloud.vpn_connections.create(
            spec(mode="route", vpn_gateway_id=ready.id, customer_gateway_id=device)
        )
        cloud.vpn_connections.wait(made.id)
        for n in range(250):
            world.add(
                "huawei",
                "ap-southeast-1",
                "routes",
                f"r-{n}",
                vpn_gateway_id=ready.id,
                connection_id=made.id,
                destination=f"10.200.{n}.0/24",
                origin="igp",
                as_path="65010",
            )
        found = list(cloud.routes.list(vpn_gateway_id=ready.id))
        assert len({route.id for route in found}) == len(found) == 254
        by_kind = {kind: [r for r in found if r.kind == kind] for kind in ("vpc", "static", "bgp")}
        assert {route.destination for route in by_kind["vpc"]} == set(LOCAL)
        assert {route.destination for route in by_kind["static"]} == set(REMOTE)
        assert {route.connection_id for route in by_kind["static"]} == {made.id}
        assert len(by_kind["bgp"]) == 250
        assert [route.id for route in cloud.routes.list()] == [route.id for route in found]

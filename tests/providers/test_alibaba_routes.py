"""Routes of VPN gateways on Alibaba Cloud: flows driven by hand, and through the emulator."""

from __future__ import annotations

from typing import Any

import pytest
from alibaba_flows import OP, Cloud, adapter, drive, query
from alibabacloud_vpc20160428 import models as sdk

import cgw_alibaba
from cgw.adapter import Where
from cgw.errors import AlreadyExistsError, InvalidRequestError, NotFoundError, UnsupportedError
from cgw.models import RoutePatch, RouteSpec, State, VpnGatewaySpec
from cgw.testing.meaning import alike

DBR = "dbr,vpn-1,vco-1,172.16.0.0/16"
PBR = "pbr,vpn-1,vco-1,172.16.0.0/16,10.0.0.0/8"
BGP = "bgp,vpn-1,vco-1,172.16.0.0/16"
ROW = {"VpnInstanceId": "vpn-1", "NextHop": "vco-1", "RouteDest": "172.16.0.0/16", "Weight": 100,
       "State": "normal", "CreateTime": 1714979289000, "RouteEntryType": "custom"}  # fmt: skip
POLICY_ROW = ROW | {"RouteSource": "10.0.0.0/8", "Priority": 10}


def page_of(*rows: dict[str, Any], total: int | None = None) -> dict[str, Any]:
    total = len(rows) if total is None else total
    return {"TotalCount": total, "PageSize": 50, "VpnRouteEntries": {"VpnRouteEntry": list(rows)}}


def policies(*rows: dict[str, Any]) -> dict[str, Any]:
    listed = {"VpnPbrRouteEntry": list(rows)}
    return {"TotalCount": len(rows), "VpnPbrRouteEntries": listed}


@pytest.fixture
def routes():
    return adapter().routes


def spec(**more: Any) -> RouteSpec:
    values = {"vpn_gateway_id": "vpn-1", "connection_id": "vco-1", "destination": "172.16.0.0/16"}
    return RouteSpec(**{**values, **more})


def test_a_destination_route_is_created(routes):
    """Every value is sent, and the answer is the route: no read follows."""
    made, (create,) = drive(
        routes.create(
            spec(primary=False, publish=True, options=cgw_alibaba.RouteOptions(description="d")), OP
        ),
        ROW | {"Weight": 0, "State": "published", "Description": "d", "OverlayMode": "Ipsec"},
    )
    assert create.action == "CreateVpnRouteEntry"
    assert query(create) == {
        "RegionId": "cn-shanghai", "VpnGatewayId": "vpn-1", "NextHop": "vco-1",
        "RouteDest": "172.16.0.0/16", "Weight": "0", "PublishVpc": "true", "Description": "d",
        "ClientToken": OP.token,
    }  # fmt: skip
    assert (create.serial, create.safe, create.writes) == ("vpn-1", True, True)
    assert (made.id, made.primary, made.published, made.description) == (DBR, False, True, "d")
    assert (made.state, made.raw_state, made.kind) == (State.AVAILABLE, "published", "static")
    assert (made.protocol, made.extras) == ("Ipsec", {})


def test_a_policy_route_is_created(routes):
    """With a source it is a policy route; the priority is said though none was asked for."""
    made, (create,) = drive(routes.create(spec(source="10.0.0.0/8"), OP), POLICY_ROW)
    assert create.action == "CreateVpnPbrRouteEntry"
    sent = query(create)
    assert (sent["RouteSource"], sent["Priority"], sent["Weight"]) == ("10.0.0.0/8", "10", "100")
    assert (made.id, made.source, made.priority) == (PBR, "10.0.0.0/8", 10)


def test_a_thin_answer_is_filled_up(routes):
    """What the create answer leaves out is what was asked for."""
    made, _ = drive(
        routes.create(
            spec(
                source="10.0.0.0/8",
                primary=False,
                options=cgw_alibaba.RouteOptions(description="d"),
            ),
            OP,
        ),
        {},
    )
    assert (made.id, made.primary, made.priority, made.published, made.description) == (
        PBR, False, 10, False, "d",
    )  # fmt: skip
    assert made.state is State.AVAILABLE


@pytest.mark.parametrize(
    ("more", "field", "error"),
    [
        ({"destination": "0.0.0.0/0"}, "destination", InvalidRequestError),
        ({"destination": "100.64.1.0/24"}, "destination", InvalidRequestError),
        ({"destination": "fd00::/8"}, "destination", UnsupportedError),
        ({"source": "fd00::/8"}, "source", UnsupportedError),
        ({"priority": 5}, "priority", UnsupportedError),
        ({"source": "10.0.0.0/8", "priority": 0}, "priority", InvalidRequestError),
        ({"source": "10.0.0.0/8", "priority": 101}, "priority", InvalidRequestError),
        ({"description": "d"}, "description", UnsupportedError),
        (
            {"options": cgw_alibaba.RouteOptions(description="")},
            "options.description",
            InvalidRequestError,
        ),
        (
            {"options": cgw_alibaba.RouteOptions(description="http://x")},
            "options.description",
            InvalidRequestError,
        ),
        ({"options": cgw_alibaba.VpnGatewayOptions()}, "options", UnsupportedError),
    ],
)
def test_what_cannot_be_is_refused_first(routes, more, field, error):
    """A value outside the documented limits is refused before any request, by its field."""
    with pytest.raises(error) as caught:
        next(routes.create(spec(**more), OP))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("id", "patch", "error"),
    [
        (DBR, RoutePatch(), InvalidRequestError),
        (DBR, RoutePatch(primary=None), InvalidRequestError),
        (DBR, RoutePatch(priority=3), UnsupportedError),
        (PBR, RoutePatch(priority=101), InvalidRequestError),
        (DBR, RoutePatch(enabled=False), UnsupportedError),
        (DBR, RoutePatch(description="d"), UnsupportedError),
        (BGP, RoutePatch(publish=True), UnsupportedError),
        ("nonsense", RoutePatch(publish=True), NotFoundError),
    ],
)
def test_a_change_that_cannot_be_is_refused_first(routes, id, patch, error):
    """Nothing to change, what never changes, a learnt route, an id that none has: no request."""
    with pytest.raises(error):
        next(routes.update(id, patch))


def test_get_finds_it_on_any_page(routes):
    """There is no call for one route: the pages of its table are read until it is found."""
    others = [ROW | {"RouteDest": f"10.{n}.0.0/16"} for n in range(50)]
    got, asked = drive(routes.get(DBR), page_of(*others, total=51), page_of(ROW, total=51))
    assert got.id == DBR
    assert [query(r)["PageNumber"] for r in asked] == ["1", "2"]
    assert query(asked[0])["RouteEntryType"] == "custom"
    with pytest.raises(NotFoundError) as caught:
        drive(routes.get(DBR), page_of(*others[:3]))
    assert caught.value.field == "id"
    got, _ = drive(
        routes.get(PBR), policies(POLICY_ROW | {"RouteSource": "11.0.0.0/8"}, POLICY_ROW)
    )
    assert got.source == "10.0.0.0/8"


@pytest.mark.parametrize("id", ["", "x", "dbr", "dbr,a,b", "dbr,a,b,c,d", "pbr,a,b,c", "xyz,a,b,c",
                                "dbr,,b,c"])  # fmt: skip
def test_an_id_that_none_can_have(routes, id):
    """Such an id is NotFoundError before any request, and deleting it is done already."""
    with pytest.raises(NotFoundError):
        next(routes.get(id))
    assert drive(routes.delete(id))[0] is None


def test_learnt_routes(routes):
    """A route that came by BGP says so, and where it goes; it is not ours to change or delete."""
    row = ROW | {
        "RouteEntryType": "bgp",
        "NextHop": "169.254.11.2",
        "Source": "peer",
        "AsPath": "1",
    }
    got, (asked,) = drive(routes.get("bgp,vpn-1,169.254.11.2,172.16.0.0/16"), page_of(row))
    assert query(asked)["RouteEntryType"] == "bgp"
    assert (got.kind, got.connection_id, got.next_hop) == ("bgp", "", "169.254.11.2")
    assert (got.as_path, got.extras) == ("1", {"Source": "peer"})
    with pytest.raises(UnsupportedError):
        drive(routes.delete(BGP))


@pytest.mark.parametrize(
    ("word", "state", "published"),
    [("normal", State.AVAILABLE, False), ("published", State.AVAILABLE, True),
     ("Resting", State.UNKNOWN, None), ("", State.UNKNOWN, None)],
)  # fmt: skip
def test_states(routes, word, state, published):
    """Each word has one of ours; an unknown one is unknown and kept."""
    got, _ = drive(routes.get(DBR), page_of(ROW | {"State": word, "Weight": "50"}))
    assert (got.state, got.published, got.raw_state, got.primary) == (state, published, word, None)


def test_a_change_names_the_route_as_it_is(routes):
    """The cloud knows a route by its present values, so a change of those is not sent twice."""
    new = ROW | {"Weight": 0, "State": "published"}
    got, (_, weigh, publish, _) = drive(
        routes.update(DBR, RoutePatch(primary=False, publish=True)),
        page_of(ROW), {}, {}, page_of(new),
    )  # fmt: skip
    assert query(weigh) == {
        "RegionId": "cn-shanghai", "VpnGatewayId": "vpn-1", "NextHop": "vco-1",
        "RouteDest": "172.16.0.0/16", "Weight": "100", "NewWeight": "0",
    }  # fmt: skip
    assert (weigh.action, weigh.safe, weigh.serial) == ("ModifyVpnRouteEntryWeight", False, "vpn-1")
    assert query(publish) == {
        "RegionId": "cn-shanghai", "VpnGatewayId": "vpn-1", "NextHop": "vco-1",
        "RouteDest": "172.16.0.0/16", "RouteType": "dbr", "PublishVpc": "true",
    }  # fmt: skip
    assert (publish.safe, publish.writes, publish.serial) == (True, True, "vpn-1")
    assert (got.id, got.primary, got.published) == (DBR, False, True)


def test_a_policy_route_changes_both_at_once(routes):
    """Weight and priority of a policy route change in one request."""
    _, (_, change, _) = drive(
        routes.update(PBR, RoutePatch(primary=False, priority=3)),
        policies(POLICY_ROW), {}, policies(POLICY_ROW),
    )  # fmt: skip
    assert change.action == "ModifyVpnPbrRouteEntryAttribute"
    sent = query(change)
    assert (sent["Priority"], sent["NewPriority"], sent["NewWeight"]) == ("10", "3", "0")
    assert sent["RouteSource"] == "10.0.0.0/8"


def test_what_is_so_already_is_not_changed(routes):
    """A change to what a route has already asks for nothing."""
    patch = RoutePatch(primary=True, publish=False)
    _, asked = drive(routes.update(DBR, patch), page_of(ROW), page_of(ROW))
    assert {r.action for r in asked} == {"DescribeVpnRouteEntries"}


def test_every_parameter_of_the_sdk_is_reachable(routes):
    """Each parameter of the SDK's request models, but owners and dry runs, is sent by some call."""
    options = cgw_alibaba.RouteOptions(overlay_mode="Ipsec", description="d")
    sent: dict[str, set[str]] = {}
    for flow, answers in (
        (routes.create(spec(options=options), OP), (ROW,)),
        (routes.create(spec(source="10.0.0.0/8", options=options), OP),
         (POLICY_ROW,)),
        (routes.update(DBR, RoutePatch(primary=False, publish=True)),
         (page_of(ROW), {}, {}, page_of(ROW))),
        (routes.update(PBR, RoutePatch(primary=False, priority=3)),
         (policies(POLICY_ROW), {}, policies(POLICY_ROW))),
        (routes.delete(DBR), (page_of(ROW), {})),
        (routes.delete(PBR), (policies(POLICY_ROW), {})),
    ):  # fmt: skip
        for request in drive(flow, *answers)[1]:
            sent.setdefault(request.action, set()).update(query(request))
    legacy = {"OwnerAccount", "OwnerId", "ResourceOwnerAccount", "ResourceOwnerId", "DryRun"}
    assert len(sent) == 9
    for action, names in sent.items():
        model = getattr(sdk, f"{action}Request")()
        for field in vars(model):
            if not field.startswith("_"):
                setattr(model, field, "x")
        # Only "Ipsec" exists for OverlayMode; changes and deletes need no client token.
        allowed = set() if action[:6] == "Create" else {"ClientToken", "OverlayMode"}
        assert set(model.to_map()) - names - legacy <= allowed, action


def test_all_gateways_are_listed(routes):
    """Without a gateway every gateway's three tables are read, one page at a time, to the end."""
    gateways = {"TotalCount": 2, "VpnGateways": {"VpnGateway": [
        {"VpnGatewayId": "vpn-1"}, {"VpnGatewayId": "vpn-2"}]}}  # fmt: skip
    page, asked = drive(routes.page(None, Where()), gateways, page_of(ROW, total=1))
    assert [r.action for r in asked] == ["DescribeVpnGateways", "DescribeVpnRouteEntries"]
    seen = [route.id for route in page.items]
    answers = [page_of(), policies(POLICY_ROW), page_of(ROW), page_of()]
    for answer in answers:
        page, _ = drive(routes.page(page.cursor, Where()), answer)
        seen += [route.id for route in page.items]
    page, (last,) = drive(
        routes.page(page.cursor, Where()), NotFoundError("gone", provider="alibaba")
    )
    assert (page.items, page.cursor, query(last)["VpnGatewayId"]) == ([], None, "vpn-2")
    assert seen == [DBR, PBR, DBR.replace("vpn-1", "vpn-2")]


def test_a_listing_is_narrowed(routes):
    """A gateway, a source or a kind leaves out the tables that cannot hold it."""
    page, (asked,) = drive(
        routes.page(None, Where({"vpn_gateway_id": "vpn-1", "source": "10.0.0.0/8"})), policies()
    )
    assert (asked.action, page.cursor) == ("DescribeVpnPbrRouteEntries", None)
    page, (asked,) = drive(
        routes.page(None, Where({"vpn_gateway_id": "vpn-1", "kind": "bgp"})), page_of()
    )
    assert (query(asked)["RouteEntryType"], page.cursor) == ("bgp", None)
    assert drive(routes.page(None, Where({"id": "nonsense"})), {"TotalCount": 0})[0].items == []


def test_a_lost_create_is_not_looked_for(routes):
    """Recovery is the client token's."""
    with pytest.raises(UnsupportedError):
        next(routes.find(OP.token))


# ---------------------------------------------------------------- through the emulator


def test_a_life():
    """Routes of both kinds are created, listed, changed and deleted, and an equal one is refused."""
    cloud = Cloud(pair=True)
    link = cloud.client.vpn_connections.create(cloud.spec())
    routes = cloud.client.routes
    asked = {"vpn_gateway_id": cloud.gateway.id, "connection_id": link.id}
    plain = routes.create(RouteSpec(**asked, destination="172.16.0.0/16", publish=True))
    policy = routes.create(
        RouteSpec(**asked, destination="172.17.0.0/16", source="10.0.0.0/8", priority=7)
    )
    assert [r.id for r in routes.list()] == [plain.id, policy.id]
    for made in (plain, policy):  # the protocol is told then, the tunnel afterwards
        assert alike(routes.get(made.id), made)
    with pytest.raises(AlreadyExistsError):
        routes.create(RouteSpec(**asked, destination="172.16.0.0/16"))
    changed = routes.update(plain.id, RoutePatch(primary=False, publish=False))
    assert (changed.id, changed.primary, changed.published) == (plain.id, False, False)
    changed = routes.update(policy.id, RoutePatch(priority=9, primary=False))
    assert (changed.id, changed.priority, changed.primary) == (policy.id, 9, False)
    for route in (plain, policy, plain):
        routes.delete(route.id)
    assert not list(routes.list())
    with pytest.raises(NotFoundError):
        routes.get(plain.id)


@pytest.mark.parametrize("automatic", [True, False])
def test_policy_routes_of_a_connection(automatic):
    """The cloud makes the policy routes of a connection's selectors unless it is told not to."""
    cloud = Cloud(pair=False)
    made = cloud.client.vpn_connections.create(
        cloud.spec(
            mode="policy",
            local_cidrs=("10.0.0.0/16", "10.1.0.0/16"),
            remote_cidrs=("192.168.0.0/24",),
            options=cgw_alibaba.VpnConnectionOptions(auto_config_route=automatic),
        )
    )
    found = [(r.source, r.destination) for r in cloud.client.routes.list()]
    wanted = [(net, "192.168.0.0/24") for net in ("10.0.0.0/16", "10.1.0.0/16")]
    assert found == (wanted if automatic else [])
    cloud.client.vpn_connections.delete(made.id)
    assert not list(cloud.client.routes.list())


def test_many_routes_on_many_gateways():
    """Each of 130 routes on two gateways is listed once, over more than one page."""
    cloud = Cloud(pair=False)
    second = cloud.client.vpn_gateways.create(
        VpnGatewaySpec(name="hq2", network_id="vpc-2", bandwidth_mbps=10)
    )
    cloud.client.vpn_gateways.wait(second.id)
    wanted = []
    for gateway in (cloud.gateway.id, second.id):
        link = cloud.client.vpn_connections.create(cloud.spec(vpn_gateway_id=gateway))
        for n in range(65):
            route = RouteSpec(
                vpn_gateway_id=gateway, connection_id=link.id, destination=f"172.16.{n}.0/24"
            )
            wanted.append(cloud.client.routes.create(route).id)
    assert [route.id for route in cloud.client.routes.list()] == wanted
    narrowed = list(cloud.client.routes.list(vpn_gateway_id=second.id))
    assert [route.id for route in narrowed] == wanted[65:]

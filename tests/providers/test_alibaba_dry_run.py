"""A dry run at Alibaba Cloud, and what specs may now ask for that this cloud cannot do."""

from __future__ import annotations

import pytest
from alibaba_flows import KEY, OP, Cloud, adapter, drive, query, reply
from alibaba_rows import MADE, PAIR, ROW, SINGLE, SITE, spec

import cgw
import cgw_alibaba
from cgw.errors import ApiError, InvalidRequestError, UnsupportedError
from cgw.models import AttachTo, RouteSpec, TunnelSpec, VpnGatewaySpec
from cgw.wire import Request

WELL = {"RequestId": "R", "Code": "DryRunOperation", "Message": "Request validation has passed."}
LINK = cgw_alibaba.VpnConnectionOptions(dry_run=True)
ROUTE = cgw_alibaba.RouteOptions(dry_run=True)


def a_route(**more: object) -> RouteSpec:
    values = {"vpn_gateway_id": "vpn-1", "connection_id": "vco-1", "destination": "172.16.0.0/16"}
    return RouteSpec(**{**values, **more})


def test_a_dry_run_is_asked_for_only_if_the_caller_says_so():
    """DryRun=true goes with a create whose options say so, and with no other."""
    cloud = adapter()
    _, (_, asked, *_) = drive(
        cloud.vpn_connections.create(spec(options=LINK), OP), SINGLE, MADE, ROW, SITE
    )
    assert query(asked)["DryRun"] == "true"
    _, (_, asked, *_) = drive(cloud.vpn_connections.create(spec(), OP), SINGLE, MADE, ROW)
    assert "DryRun" not in query(asked)
    for more in ({}, {"source": "10.0.0.0/8"}):
        _, (asked,) = drive(cloud.routes.create(a_route(options=ROUTE, **more), OP), {})
        assert query(asked)["DryRun"] == "true"
        _, (asked,) = drive(cloud.routes.create(a_route(**more), OP), {})
        assert "DryRun" not in query(asked)


@pytest.mark.parametrize("status", [200, 400, 403])
def test_a_dry_run_that_went_well_is_an_error_of_no_kind(status):
    """It is an ApiError with the cloud's code and none of its subclasses, whatever the status."""
    cloud = adapter()
    _, (asked,) = drive(cloud.routes.create(a_route(options=ROUTE), OP), {})
    error = cloud.error(asked, reply(WELL, status))
    assert type(error) is ApiError
    assert (error.code, error.retryable, error.request_id) == ("DryRunOperation", False, "R")
    assert "passed" in error.message


def test_only_a_dry_run_can_fail_with_a_good_status():
    """A good answer with some code in it stays a good answer; so does one that made the thing."""
    cloud = adapter()
    _, (dry,) = drive(cloud.routes.create(a_route(options=ROUTE), OP), {})
    _, (real,) = drive(cloud.routes.create(a_route(), OP), {})
    assert isinstance(dry, Request)
    assert cloud.error(real, reply(WELL)) is None
    assert cloud.error(dry, reply({"RequestId": "R", "Code": "Success"})) is None
    assert cloud.error(dry, reply({"VpnInstanceId": "vpn-1"})) is None


@pytest.mark.parametrize("pair", [False, True])
def test_a_dry_run_makes_nothing(pair):
    """It ends in the cloud's own word, once, and afterwards there is nothing that was not before."""
    cloud = Cloud(pair=pair)
    made = cloud.client.vpn_connections.create(cloud.spec())
    cloud.client.vpn_connections.wait(made.id)
    before = {(r.kind, r.id) for r in cloud.world.everything()}
    cloud.actions()
    asked = cgw.RouteSpec(
        vpn_gateway_id=cloud.gateway.id, connection_id=made.id, destination="172.16.0.0/16"
    )
    for create, action in (
        (
            lambda: cloud.client.vpn_connections.create(
                cloud.spec(local_cidrs=("10.0.0.0/24",), remote_cidrs=("10.1.0.0/24",),
                           mode="policy", options=LINK)
            ),
            "CreateVpnConnection",
        ),
        (
            lambda: cloud.client.routes.create(asked.model_copy(update={"options": ROUTE})),
            "CreateVpnRouteEntry",
        ),
    ):  # fmt: skip
        with pytest.raises(ApiError) as caught:
            create()
        assert type(caught.value) is ApiError
        assert caught.value.code == "DryRunOperation"
        assert cloud.actions().count(action) == 1
    assert {(r.kind, r.id) for r in cloud.world.everything()} == before


def test_a_dry_run_of_what_is_wrong_says_what_is_wrong():
    """The error is the one that the create itself would have had."""
    cloud = Cloud(pair=False)
    made = cloud.client.vpn_connections.create(cloud.spec())
    cloud.client.vpn_connections.wait(made.id)
    with pytest.raises(cgw.AlreadyExistsError):
        cloud.client.vpn_connections.create(cloud.spec(options=LINK))


# ---------------------------------------------------------------- what hangs on what


def test_a_gateway_on_a_transit_router_is_refused():
    """Gateways stand in networks here; the refusal names the field and comes before any request."""
    hub = VpnGatewaySpec(name="hq", attached_to=AttachTo(), bandwidth_mbps=10)
    with pytest.raises(UnsupportedError) as caught:
        next(adapter().vpn_gateways.create(hub, OP))
    assert caught.value.field == "attached_to"


@pytest.mark.parametrize("gateway", [SINGLE, PAIR], ids=["one", "two"])
def test_a_peer_may_be_named_by_the_tunnels_alone(gateway):
    """The connection needs no customer gateway if its tunnels name theirs, on either kind."""
    count = 2 if gateway is PAIR else 1
    tunnels = tuple(TunnelSpec(psk=KEY, customer_gateway_id=f"cgw-{n + 1}") for n in range(count))
    asked = spec(customer_gateway_id="", tunnels=tunnels)
    made, (_, create, _) = drive(
        adapter().vpn_connections.create(asked, OP),
        gateway, MADE, InvalidRequestError("no read", provider="alibaba"),
    )  # fmt: skip
    assert made.customer_gateway_id == "cgw-1"
    assert [t.customer_gateway_id for t in made.tunnels] == [f"cgw-{n + 1}" for n in range(count)]
    if count == 1:
        assert query(create)["CustomerGatewayId"] == "cgw-1"
    with pytest.raises(UnsupportedError):
        drive(adapter().vpn_connections.create(spec(tunnels=(
            TunnelSpec(psk=KEY, customer_gateway_id="cgw-9"),)), OP), SINGLE)  # fmt: skip

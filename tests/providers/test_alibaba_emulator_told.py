"""What the Alibaba Cloud face tells because a document says the cloud does, read through the adapter."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from alibaba_flows import KEY, Cloud

import cgw
import cgw_alibaba
from cgw.models import Bgp, PendingOrder, TunnelPatch, TunnelSpec, VpnConnectionPatch

ORDER = {
    "ReservationEndTime": "2024-07-20T16:00:00Z", "ReservationIpsec": "enable",
    "ReservationMaxConnections": 5, "ReservationOrderType": "RENEWCHANGE",
    "ReservationSpec": "100", "ReservationSsl": "disable", "Status": "1",
}  # fmt: skip
TOLD = PendingOrder(
    kind="RENEWCHANGE",
    state="1",
    due_at=datetime(2024, 7, 20, 16, tzinfo=UTC),
    raw_size="100",
    ipsec=True,
    ssl=False,
    ssl_connections=5,
)


def test_a_pending_order_is_told_if_asked_for():
    """``get`` always asks for it, a listing if its options say so."""
    cloud = Cloud(pair=True)
    gateways = cloud.client.vpn_gateways
    assert gateways.get(cloud.gateway.id).billing.pending is None
    record = cloud.world.get("alibaba", "cn-shanghai", "vpn_gateways", cloud.gateway.id)
    assert record is not None
    record.attrs["reservation"] = ORDER
    assert gateways.get(cloud.gateway.id).billing.pending == TOLD
    options = cgw_alibaba.VpnGatewayListOptions(include_reservation_data=True)
    assert [g.billing.pending for g in gateways.list(options=options)] == [TOLD]
    assert [g.billing.pending for g in gateways.list()] == [None]


@pytest.mark.parametrize("pair", [False, True])
def test_what_a_gateway_is_made_of(pair):
    """An interface for each vSwitch, a resource group, and the flags of the system."""
    gateway = Cloud(pair=pair, resource_group_id="rg-7").gateway
    assert len(set(gateway.interface_ids)) == (2 if pair else 1)
    assert (gateway.resource_group, gateway.size, gateway.private) == ("rg-7", "10M", False)
    assert (gateway.bgp, gateway.propagates_routes) == (True, False)
    assert "VpnEnableBgp" in gateway.features
    assert gateway.version.startswith("v")


@pytest.mark.parametrize("pair", [False, True])
def test_the_inner_address_after_a_change(pair):
    """A gateway of the older kind tells it then, one of the newer kind never."""
    cloud = Cloud(pair=pair)
    options = cgw_alibaba.VpnGatewayPatchOptions(auto_propagate=True)
    got = cloud.client.vpn_gateways.update(cloud.gateway.id, cgw.VpnGatewayPatch(options=options))
    assert bool(got.private_addresses) == (not pair)
    assert got.propagates_routes


def in_bgp(cloud: Cloud, count: int) -> cgw.VpnConnection:
    tunnels = tuple(
        TunnelSpec(psk=KEY, bgp=Bgp(tunnel_cidr=f"169.254.{10 + n}.0/30")) for n in range(count)
    )
    made = cloud.client.vpn_connections.create(cloud.spec(mode="bgp", tunnels=tunnels))
    found = cloud.client.vpn_connections.wait(made.id)
    assert found is not None
    return found


def test_the_key_of_a_session_is_its_peers():
    """A connection with one tunnel tells the key of its customer gateway, in BGP and not without."""
    cloud = Cloud(pair=False)
    options = cgw_alibaba.CustomerGatewayPatchOptions(bgp_key="k3y")
    cloud.client.customer_gateways.update(
        cloud.site.id, cgw.CustomerGatewayPatch(name="idc", options=options)
    )
    link = in_bgp(cloud, 1)
    assert link.bgp_key is not None
    assert link.bgp_key.get_secret_value() == "k3y"
    (listed,) = cloud.client.vpn_connections.list()
    assert listed.bgp_key == link.bgp_key
    cloud.client.vpn_connections.delete(link.id)
    cloud.client.vpn_connections.wait(link.id, "deleted")
    plain = cloud.client.vpn_connections.create(cloud.spec())
    assert cloud.client.vpn_connections.wait(plain.id).bgp_key is None


def test_tunnels_are_numbered_and_have_a_state():
    """The two tunnels of a pair tell their place and where they stand; changing one keeps its BGP."""
    cloud = Cloud(pair=True)
    link = in_bgp(cloud, 2)
    assert [(t.number, t.state) for t in link.tunnels] == [(1, "available"), (2, "available")]
    assert (link.attached_to.kind, link.attached_to.id) == ("vpn-gateway", cloud.gateway.id)
    patch = TunnelPatch(local_address=link.tunnels[0].local_address, nat_traversal=False)
    got = cloud.client.vpn_connections.update(link.id, VpnConnectionPatch(tunnels=(patch,)))
    assert "ModifyTunnelAttribute" in cloud.actions()
    assert [t.bgp is not None for t in got.tunnels] == [True, True]


@pytest.mark.parametrize("pair", [False, True])
def test_a_route_takes_a_tunnel(pair):
    """On a gateway with two addresses a route says which tunnel it takes, on another it cannot."""
    cloud = Cloud(pair=pair)
    link = cloud.client.vpn_connections.create(cloud.spec())
    link = cloud.client.vpn_connections.wait(link.id)
    made = cloud.client.routes.create(
        cgw.RouteSpec(
            vpn_gateway_id=cloud.gateway.id, connection_id=link.id, destination="172.16.0.0/16"
        )
    )
    assert (made.protocol, made.tunnel_id) == ("Ipsec", "")
    read = cloud.client.routes.get(made.id)
    assert (read.protocol, read.tunnel_id) == ("", link.tunnels[0].id if pair else "")

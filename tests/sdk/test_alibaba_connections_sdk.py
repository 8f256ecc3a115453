"""The vendor's own unmodified SDK (alibabacloud_vpc20160428): gateways, connections and routes.

Against the emulator over HTTP. What passes here was written by neither the adapter nor the face.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.utils_models import Config
from alibabacloud_vpc20160428 import models
from alibabacloud_vpc20160428.client import Client

import cgw
import cgw_alibaba
from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, World

REGION = "cn-shanghai"
PSK = "p@ss+/=&w"
IKE = {"Psk": PSK, "IkeVersion": "ikev2", "IkeMode": "main", "IkeEncAlg": "aes256",
       "IkeAuthAlg": "sha256", "IkePfs": "group14", "IkeLifetime": 28800}  # fmt: skip
IPSEC = {"IpsecEncAlg": "aes256", "IpsecAuthAlg": "sha256", "IpsecPfs": "disabled",
         "IpsecLifetime": 3600}  # fmt: skip


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def url(world: World) -> Iterator[str]:
    with Server(world, providers=["alibaba"]) as server:
        yield server.urls["alibaba"]


@pytest.fixture(params=[None, "v2"], ids=["acs3", "v1.0"])
def ask(request: pytest.FixtureRequest, url: str) -> Callable[..., Any]:
    """Calls an action by the SDK's own client and models, and returns the parsed body."""
    client = Client(
        Config(
            access_key_id=ACCESS_KEY_ID,
            access_key_secret=ACCESS_KEY_SECRET,
            endpoint=url.removeprefix("http://"),
            protocol="HTTP",
            region_id=REGION,
            signature_algorithm=request.param,
        )
    )

    def call(action: str, **values: Any) -> Any:
        model = getattr(models, f"{action}Request")()
        asked = model.from_map({"RegionId": REGION, **values})
        method = "".join(f"_{c.lower()}" if c.isupper() else c for c in action).lstrip("_")
        return getattr(client, method)(asked).body

    return call


@pytest.fixture
def gateway(ask, world) -> Callable[..., str]:
    """Makes an active gateway with one address or two."""

    def make(*vswitches: str) -> str:
        names = ("VSwitchId", "DisasterRecoveryVSwitchId")
        made = ask(
            "CreateVpnGateway", VpcId="vpc-1", Bandwidth=10, Name="hq", AutoPay=True,
            InstanceChargeType="POSTPAY", EnableIpsec=True, EnableSsl=False,
            **dict(zip(names, vswitches, strict=False)),
        )  # fmt: skip
        assert made.order_id
        world.advance(2)
        return made.vpn_gateway_id

    return make


@pytest.fixture
def site(ask) -> str:
    return ask(
        "CreateCustomerGateway", IpAddress="203.0.113.9", Asn="65530", Name="idc"
    ).customer_gateway_id


def code(call: Callable[[], Any]) -> tuple[str, int]:
    with pytest.raises(ClientException) as caught:
        call()
    return caught.value.code, caught.value.status_code


def test_a_gateway(ask, world):
    """The SDK buys, describes, lists, changes and deletes a gateway, and sees every field."""
    made = ask(
        "CreateVpnGateway", VpcId="vpc-1", Bandwidth=50, Name="hq.1", AutoPay=True, Period=1,
        InstanceChargeType="PREPAY", EnableSsl=True, SslConnections=20, VSwitchId="vsw-1",
        DisasterRecoveryVSwitchId="vsw-2", ResourceGroupId="rg-1", ClientToken="t",
    )  # fmt: skip
    assert made.name == "hq.1"
    one = {"VpnGatewayId": made.vpn_gateway_id}
    assert ask("DescribeVpnGateway", **one).status == "provisioning"
    world.advance(2)
    got = ask("DescribeVpnGateway", **one)
    assert (got.status, got.business_status, got.charge_type) == ("active", "Normal", "Prepay")
    assert (got.spec, got.ipsec_vpn, got.ssl_vpn, got.ssl_max_connections) == (
        "50M", "enable", "enable", 20,
    )  # fmt: skip
    assert len({got.internet_ip, got.disaster_recovery_internet_ip, got.ssl_vpn_internet_ip}) == 3
    assert (got.v_switch_id, got.disaster_recovery_vswitch_id) == ("vsw-1", "vsw-2")
    assert got.end_time > got.create_time
    assert json.loads(got.tag)["VpnEnableBgp"] == "true"
    listed = ask("DescribeVpnGateways", VpcId="vpc-1", Status="active", BusinessStatus="Normal")
    assert (listed.total_count, listed.page_size) == (1, 10)
    assert listed.vpn_gateways.vpn_gateway[0].to_map() == {
        k: v for k, v in got.to_map().items() if k != "RequestId"
    }
    changed = ask(
        "ModifyVpnGatewayAttribute", **one, Name="hq.2", Description="d", AutoPropagate=True
    )
    assert (changed.name, changed.status, changed.auto_propagate) == ("hq.2", "updating", True)
    assert code(lambda: ask("ModifyVpnGatewayAttribute", **one, Name="hq.3")) == (
        "VpnGateway.Configuring", 400,
    )  # fmt: skip
    world.advance(2)
    assert ask("DescribeVpnGateway", **one).description == "d"
    assert code(lambda: ask("DeleteVpnGateway", **one)) == ("ForbiddenRelease", 403)
    world.advance(32 * 86400)
    assert ask("DeleteVpnGateway", **one).request_id
    assert ask("DescribeVpnGateway", **one).status == "deleting"
    world.advance(2)
    assert code(lambda: ask("DescribeVpnGateway", **one)) == (
        "InvalidVpnGatewayInstanceId.NotFound", 404,
    )  # fmt: skip


def test_an_unpaid_order(ask):
    """A prepaid gateway whose bill nobody pays has an id and an order, and is not there."""
    made = ask("CreateVpnGateway", VpcId="v", Bandwidth=10, Period=1, InstanceChargeType="PREPAY")
    assert made.order_id
    assert code(lambda: ask("DescribeVpnGateway", VpnGatewayId=made.vpn_gateway_id))[1] == 404


def test_one_tunnel(ask, world, gateway, site):
    """The SDK's single-tunnel life: JSON texts in, real booleans and numbers out, routes, deletion."""
    vpn = gateway("vsw-1")
    health = {"enable": "true", "dip": "10.0.0.1", "sip": "192.168.0.1", "interval": "5"}
    bgp = {"EnableBgp": "true", "LocalAsn": 65001, "TunnelCidr": "169.254.11.0/30",
           "LocalBgpIp": "169.254.11.1"}  # fmt: skip
    values = {"VpnGatewayId": vpn, "CustomerGatewayId": site, "LocalSubnet": "10.0.0.0/24",
              "RemoteSubnet": "192.168.0.0/24,192.168.1.0/24", "Name": "c", "ClientToken": "t",
              "IkeConfig": json.dumps(IKE), "IpsecConfig": json.dumps(IPSEC), "EnableDpd": False,
              "HealthCheckConfig": json.dumps(health), "BgpConfig": json.dumps(bgp),
              "AutoConfigRoute": False, "EffectImmediately": True,
              "Tags": [{"Key": "env", "Value": "a b"}]}  # fmt: skip
    made = ask("CreateVpnConnection", **values)
    assert ask("CreateVpnConnection", **values).vpn_connection_id == made.vpn_connection_id
    one = {"VpnConnectionId": made.vpn_connection_id}
    assert code(lambda: ask("DeleteVpnConnection", **one)) == ("VpnGateway.Configuring", 400)
    assert ask("DescribeVpnConnection", **one).state == "provisioning"
    world.advance(2)
    got = ask("DescribeVpnConnection", **one)
    assert (got.state, got.status, got.attach_type) == ("active", "ike_sa_not_established", "VPNGW")
    assert got.ike_config.to_map() == IKE | {
        "LocalId": got.internet_ip, "RemoteId": "203.0.113.9",
    }  # fmt: skip
    assert got.ipsec_config.to_map() == IPSEC
    assert (got.enable_dpd, got.enable_nat_traversal, got.effect_immediately) == (False, True, True)
    assert (got.vco_health_check.enable, got.vco_health_check.interval) == ("true", 5)
    assert (got.vpn_bgp_config.local_asn, got.vpn_bgp_config.peer_bgp_ip) == (
        65001, "169.254.11.2",
    )  # fmt: skip
    assert [(t.key, t.value) for t in got.tags.tag] == [("env", "a b")]
    listed = ask("DescribeVpnConnections", VpnGatewayId=vpn).vpn_connections.vpn_connection
    assert [(t.key, t.value) for t in listed[0].tag.tag] == [("env", "a b")]
    # A phase 1 without its key gets a made-up one.
    quiet = {k: v for k, v in IKE.items() if k != "Psk"}
    changed = ask("ModifyVpnConnectionAttribute", **one, IkeConfig=json.dumps(quiet))
    assert len(changed.ike_config.psk) == 16
    world.advance(2)
    again = ask("ModifyVpnConnectionAttribute", **one, IkeConfig=json.dumps(IKE), Name="c2",
                EffectImmediately=True)  # fmt: skip
    assert (again.name, again.ike_config.psk, again.effect_immediately) == ("c2", PSK, True)
    world.advance(2)
    assert ask("DeleteVpnConnection", **one).request_id
    world.advance(2)
    assert code(lambda: ask("DescribeVpnConnection", **one)) == (
        "InvalidVpnConnectionInstanceId.NotFound", 404,
    )  # fmt: skip


def two(site: str, **more: Any) -> list[dict[str, Any]]:
    return [
        {"Role": role, "CustomerGatewayId": site, "TunnelIkeConfig": IKE,
         "TunnelIpsecConfig": IPSEC, **more}
        for role in ("master", "slave")
    ]  # fmt: skip


def test_two_tunnels(ask, world, gateway, site):
    """The SDK's dual-tunnel life: a form body in, texts out in Describe and real types in Modify."""
    vpn = gateway("vsw-1", "vsw-2")
    values = {"VpnGatewayId": vpn, "LocalSubnet": "0.0.0.0/0", "RemoteSubnet": "0.0.0.0/0"}
    refused = code(lambda: ask("CreateVpnConnection", **values, CustomerGatewayId=site,
                               IkeConfig=json.dumps(IKE)))  # fmt: skip
    assert refused[1] == 400
    made = ask("CreateVpnConnection", **values, Name="c", EnableTunnelsBgp=False,
               TunnelOptionsSpecification=two(site, EnableDpd=False))  # fmt: skip
    one = {"VpnConnectionId": made.vpn_connection_id}
    world.advance(2)
    got = ask("DescribeVpnConnection", **one)
    first, second = got.tunnel_options_specification.tunnel_options
    assert (first.role, second.role, first.tunnel_index) == ("master", "slave", 1)
    assert (first.enable_dpd, first.enable_nat_traversal) == ("false", "true")
    assert (first.tunnel_ike_config.psk, first.tunnel_ike_config.ike_lifetime) == (PSK, "28800")
    assert first.tunnel_ipsec_config.ipsec_lifetime == "3600"
    assert (first.state, first.status) == ("active", "ike_sa_not_established")
    assert first.internet_ip != second.internet_ip
    assert (got.ike_config, got.enable_tunnels_bgp) == (None, False)

    changed = ask(
        "ModifyTunnelAttribute", **one, TunnelId=second.tunnel_id,
        TunnelOptionsSpecification={"EnableDpd": True, "TunnelIkeConfig": IKE | {"Psk": "new"}},
    )  # fmt: skip
    assert (changed.enable_dpd, changed.tunnel_ike_config.psk, changed.role) == (
        True, "new", "slave",
    )  # fmt: skip
    assert changed.tunnel_ike_config.ike_lifetime == 28800
    world.advance(2)
    spec = [{"TunnelId": t.tunnel_id, "Role": t.role, "TunnelIkeConfig": IKE}
            for t in (first, second)]  # fmt: skip
    whole = ask("ModifyVpnConnectionAttribute", **one, TunnelOptionsSpecification=spec,
                EffectImmediately=True)  # fmt: skip
    rows = whole.tunnel_options_specification.tunnel_options
    assert [t.tunnel_ike_config.psk for t in rows] == [PSK, PSK]
    assert [t.enable_dpd for t in rows] == [False, True]
    world.advance(2)
    ask("DeleteVpnConnection", **one)
    world.advance(2)
    ask("DeleteVpnGateway", VpnGatewayId=vpn)
    world.advance(2)
    ask("DeleteCustomerGateway", CustomerGatewayId=site)
    assert not list(world.everything())


def test_routes(ask, world, gateway, site):
    """The SDK creates, lists, weighs, publishes and deletes routes of both kinds."""
    vpn = gateway("vsw-1", "vsw-2")
    vco = ask(
        "CreateVpnConnection", VpnGatewayId=vpn, LocalSubnet="0.0.0.0/0", RemoteSubnet="0.0.0.0/0",
        TunnelOptionsSpecification=two(site),
    ).vpn_connection_id  # fmt: skip
    at = {"VpnGatewayId": vpn, "NextHop": vco, "RouteDest": "172.16.0.0/16"}
    world.advance(2)
    made = ask("CreateVpnRouteEntry", **at, Weight=100, PublishVpc=True, Description="d",
               OverlayMode="Ipsec")  # fmt: skip
    assert (made.vpn_instance_id, made.state, made.description) == (vpn, "published", "d")
    world.advance(2)
    policy = at | {"RouteSource": "10.0.0.0/8"}
    made = ask("CreateVpnPbrRouteEntry", **policy, Weight=0, PublishVpc=False, Priority=5)
    assert (made.priority, made.route_source, made.state) == (5, "10.0.0.0/8", "normal")
    world.advance(2)
    ask("ModifyVpnRouteEntryWeight", **at, Weight=100, NewWeight=0)
    world.advance(2)
    ask("PublishVpnRouteEntry", **at, RouteType="dbr", PublishVpc=False)
    world.advance(2)
    ask("ModifyVpnPbrRouteEntryAttribute", **policy, Weight=0, Priority=5, NewPriority=6,
        NewWeight=100)  # fmt: skip
    world.advance(2)
    (row,) = ask("DescribeVpnRouteEntries", VpnGatewayId=vpn).vpn_route_entries.vpn_route_entry
    assert (row.weight, row.state, row.route_entry_type) == (0, "normal", "custom")
    listed = ask("DescribeVpnPbrRouteEntries", VpnGatewayId=vpn)
    (row,) = listed.vpn_pbr_route_entries.vpn_pbr_route_entry
    assert (row.weight, row.priority, row.next_hop) == (100, 6, vco)
    assert code(lambda: ask("DeleteVpnRouteEntry", **at, Weight=100)) == (
        "InvalidRouteEntry.NotFound", 404,
    )  # fmt: skip
    ask("DeleteVpnRouteEntry", **at, Weight=0)
    world.advance(2)
    ask("DeleteVpnPbrRouteEntry", **policy, Weight=100, Priority=6)
    assert ask("DescribeVpnRouteEntries", VpnGatewayId=vpn).total_count == 0


@pytest.mark.parametrize("vswitches", [("vsw-1",), ("vsw-1", "vsw-2")], ids=["one", "two"])
def test_both_see_the_same(ask, world, url, gateway, site, vswitches):
    """A connection that cgw makes over HTTP the SDK reads with the same values, tunnel by tunnel."""
    vpn = gateway(*vswitches)
    keys = cgw.Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
    with cgw.connect("alibaba", region=REGION, endpoint=url, credentials=keys) as cloud:
        ours = cloud.vpn_connections.create(
            cgw.VpnConnectionSpec(
                name="gw a/b~*(测试)",
                vpn_gateway_id=vpn,
                customer_gateway_id=site,
                mode="policy",
                local_cidrs=("10.0.0.0/24",),
                remote_cidrs=("192.168.0.0/24",),
                tunnels=(cgw.TunnelSpec(psk=PSK),),
                tags={"env": "a b"},
                options=cgw_alibaba.VpnConnectionOptions(auto_config_route=False),
            )
        )
        theirs = ask("DescribeVpnConnection", VpnConnectionId=ours.id)
        assert (theirs.name, theirs.local_subnet) == (ours.name, "10.0.0.0/24")
        assert {t.key: t.value for t in theirs.tags.tag} == dict(ours.tags)
        pair = theirs.tunnel_options_specification
        seen = [
            (t.internet_ip, t.tunnel_ike_config.psk, t.tunnel_ike_config.ike_enc_alg)
            for t in pair.tunnel_options
        ] if pair else [
            (theirs.internet_ip, theirs.ike_config.psk, theirs.ike_config.ike_enc_alg)
        ]  # fmt: skip
        assert seen == [(t.local_address, PSK, "aes256") for t in ours.tunnels]
        world.advance(2)
        cloud.vpn_connections.delete(ours.id)

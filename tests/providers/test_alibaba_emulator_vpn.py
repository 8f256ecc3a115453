"""What the Alibaba Cloud face answers about gateways, connections and routes, by the documents."""

from __future__ import annotations

import json
import time
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from alibaba_flows import Cloud
from alibabacloud_vpc20160428 import models as sdk

from cgw.adapter import Credentials
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, World
from cgw.wire import Request
from cgw_alibaba.emulator import AlibabaFace
from cgw_alibaba.signing import FORM, sign_acs3

NOW = 1_714_979_289.0
KEYS = Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
IKE = '{"Psk":"k","IkeVersion":"ikev2"}'
TWO = {
    f"TunnelOptionsSpecification.{n}.{name}": value
    for n, role in ((1, "master"), (2, "slave"))
    for name, value in (("Role", role), ("TunnelIkeConfig.Psk", f"k{n}"))
}


class Caller:
    """Signs and asks; world time passes by `later` only."""

    def __init__(self) -> None:
        self.world = World(wall=lambda: NOW, rate=0.0)
        self.face = AlibabaFace(self.world)
        self.calls = 0

    def __call__(self, action: str, form: str = "", **params: str) -> tuple[int, dict[str, Any]]:
        self.calls += 1
        pairs = tuple((name.replace("__", "."), value) for name, value in params.items())
        headers = {"x-acs-action": action, "x-acs-version": "2016-04-28"}
        if form:
            headers["content-type"] = FORM
        request = Request(
            "POST", "https://vpc.cn-shanghai.aliyuncs.com", "/", action,
            (("RegionId", "cn-shanghai"), *pairs), headers=headers, body=form.encode(),
        )  # fmt: skip
        now = datetime.fromtimestamp(NOW, UTC)
        reply = self.face(sign_acs3(request, KEYS, now, f"nonce-{self.calls}"))
        body = json.loads(reply.body)
        if reply.status == 200:
            # The SDK's model knows every field that the face tells, and none gets lost.
            model = getattr(sdk, f"{action}ResponseBody")()
            assert model.from_map(body).to_map() == body, action
        return reply.status, body

    def ok(self, action: str, form: str = "", **params: str) -> dict[str, Any]:
        status, body = self(action, form, **params)
        assert status == 200, body
        return body

    def code(self, action: str, form: str = "", **params: str) -> tuple[int, str]:
        status, body = self(action, form, **params)
        return status, body.get("Code", "")

    def later(self) -> None:
        self.world.advance(2)

    def gateway(self, *vswitches: str, **more: str) -> str:
        names = ("VSwitchId", "DisasterRecoveryVSwitchId")
        more |= dict(zip(names, vswitches, strict=False))
        made = self.ok("CreateVpnGateway", VpcId="vpc-1", Bandwidth="10", **more)
        self.later()
        return str(made["VpnGatewayId"])

    def site(self, address: str = "203.0.113.9", **more: str) -> str:
        return str(self.ok("CreateCustomerGateway", IpAddress=address, **more)["CustomerGatewayId"])

    def link(self, gateway: str, site: str, **more: str) -> str:
        made = self.ok("CreateVpnConnection", **link(gateway, site), **more)
        self.later()
        return str(made["VpnConnectionId"])


def link(gateway: str, site: str, remote: str = "192.168.0.0/24") -> dict[str, str]:
    return {"VpnGatewayId": gateway, "CustomerGatewayId": site, "LocalSubnet": "10.0.0.0/24",
            "RemoteSubnet": remote, "IkeConfig": IKE}  # fmt: skip


def pair(gateway: str, site: str, **more: str) -> tuple[str, dict[str, str]]:
    peers = {f"TunnelOptionsSpecification.{n}.CustomerGatewayId": site for n in (1, 2)}
    sides = {"LocalSubnet": "0.0.0.0/0", "RemoteSubnet": "0.0.0.0/0"}
    form = "&".join(f"{k}={v}" for k, v in sorted({**TWO, **peers, **more}.items()))
    return form, {"VpnGatewayId": gateway, **sides}


@pytest.fixture
def ask():
    return Caller()


# ---------------------------------------------------------------- gateways


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"Bandwidth": "11"}, "InvalidParameter"),
        ({"NetworkType": "private"}, "InvalidParameter"),
        ({"VpcId": ""}, "MissingParameter"),
        ({"EnableIpsec": "false"}, "InvalidParameter"),
        ({"EnableIpsec": "perhaps"}, "InvalidParameter"),
        ({"SslConnections": "5"}, "UnnecessarySslConnection"),
        ({"EnableSsl": "True", "SslConnections": "6"}, "InvalidParameter"),
        ({"InstanceChargeType": "PREPAY"}, "MissingParameter"),
        ({"InstanceChargeType": "PREPAY", "Period": "10"}, "InvalidParameter"),
        ({"InstanceChargeType": "GIFT"}, "InvalidParameter"),
        ({"DisasterRecoveryVSwitchId": "vsw-2"}, "MissingParameter"),
        ({"Name": "1x"}, "InvalidName"),
        ({"VpnType": "Other"}, "InvalidParameter"),
    ],
)
def test_wrong_gateways(ask, params, code):
    """A value that the documents do not allow is refused, and nothing is made."""
    values = {"VpcId": "vpc-1", "Bandwidth": "10", **params}
    assert ask.code("CreateVpnGateway", **values) == (400, code)
    assert not list(ask.world.everything())


def test_gateway_filters_and_pages(ask):
    """Each documented filter narrows; pages are of ten unless asked otherwise; 50 is the most."""
    made = [ask.gateway(InstanceChargeType="POSTPAY") for _ in range(12)]
    other = made[3]
    first = ask.ok("DescribeVpnGateways")
    assert (first["TotalCount"], first["PageSize"]) == (12, 10)
    rows = first["VpnGateways"]["VpnGateway"]
    rows += ask.ok("DescribeVpnGateways", PageNumber="2")["VpnGateways"]["VpnGateway"]
    assert [row["VpnGatewayId"] for row in rows] == made
    for params, count in (
        ({"VpnGatewayId": other}, 1), ({"VpnGatewayId": "x"}, 0), ({"VpcId": "vpc-2"}, 0),
        ({"Status": "active"}, 12), ({"Status": "updating"}, 0), ({"BusinessStatus": "Normal"}, 12),
        ({"BusinessStatus": "FinancialLocked"}, 0), ({"GatewayType": "Traditional"}, 12),
        ({"GatewayType": "Enhanced.SiteToSite"}, 0), ({"ResourceGroupId": "rg-x"}, 0),
        ({"Tag.1.Key": "a"}, 0),
    ):  # fmt: skip
        assert ask.ok("DescribeVpnGateways", **params)["TotalCount"] == count, params
    assert ask.code("DescribeVpnGateways", PageSize="51") == (400, "InvalidParameter")


def test_addresses_come_with_time(ask):
    """A gateway in the making has no address yet; one of two vSwitches has two of them then."""
    made = ask.ok("CreateVpnGateway", VpcId="v", Bandwidth="10", VSwitchId="a",
                  DisasterRecoveryVSwitchId="b")  # fmt: skip
    one = {"VpnGatewayId": made["VpnGatewayId"]}
    got = ask.ok("DescribeVpnGateway", **one)
    assert (got["InternetIp"], got["DisasterRecoveryInternetIp"]) == ("", "")
    ask.later()
    got = ask.ok("DescribeVpnGateway", **one)
    assert got["InternetIp"] != got["DisasterRecoveryInternetIp"] != ""
    single = ask.ok("DescribeVpnGateway", VpnGatewayId=ask.gateway())
    assert "DisasterRecoveryInternetIp" not in single


def test_quotas_and_tokens(ask):
    """A full quota is refused; the same client token makes one thing, other values are refused."""
    ask.world.limits["alibaba", "vpn_gateways"] = 1
    same = {"VpcId": "v", "Bandwidth": "10", "ClientToken": "t"}
    first = ask.ok("CreateVpnGateway", **same)
    again = ask.ok("CreateVpnGateway", **same)
    assert first["VpnGatewayId"] == again["VpnGatewayId"]
    assert ask.code("CreateVpnGateway", **{**same, "Bandwidth": "20"}) == (
        400, "IdempotentParameterMismatch",
    )  # fmt: skip
    assert ask.code("CreateVpnGateway", VpcId="v", Bandwidth="10") == (400, "Resource.QuotaFull")


# ---------------------------------------------------------------- the lock


def test_one_change_at_a_time(ask):
    """While a gateway changes, every change of it and of what is on it is VpnGateway.Configuring."""
    gateway, site = ask.gateway(), ask.site()
    vco = ask.link(gateway, site)
    route = {"VpnGatewayId": gateway, "NextHop": vco, "RouteDest": "172.16.0.0/16", "Weight": "100"}
    ask.ok("CreateVpnRouteEntry", **route, PublishVpc="false")
    changes = (
        ("CreateVpnConnection", link(gateway, site, "192.168.9.0/24")),
        ("ModifyVpnConnectionAttribute", {"VpnConnectionId": vco, "Name": "n"}),
        ("DeleteVpnConnection", {"VpnConnectionId": vco}),
        ("CreateVpnRouteEntry", {**route, "RouteDest": "172.17.0.0/16", "PublishVpc": "true"}),
        ("ModifyVpnRouteEntryWeight", {**route, "NewWeight": "0"}),
        ("PublishVpnRouteEntry", {**route, "RouteType": "dbr", "PublishVpc": "true"}),
        ("DeleteVpnRouteEntry", route),
        ("ModifyVpnGatewayAttribute", {"VpnGatewayId": gateway, "Name": "nn"}),
        ("DeleteVpnGateway", {"VpnGatewayId": gateway}),
    )
    for action, params in changes:
        assert ask.code(action, **params) == (400, "VpnGateway.Configuring"), action
    assert ask.ok("DescribeVpnConnections")["TotalCount"] == 1  # reads are fine
    other = ask.gateway()
    assert ask.code("ModifyVpnGatewayAttribute", VpnGatewayId=other, Name="nn") == (200, "")
    ask.later()
    record = ask.world.get("alibaba", "cn-shanghai", "vpn_gateways", gateway)
    record.attrs["locked"] = True
    assert ask.code("DeleteVpnConnection", VpnConnectionId=vco) == (
        400, "VpnGateway.FinancialLocked",
    )  # fmt: skip


# ---------------------------------------------------------------- connections


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"VpnGatewayId": "x"}, 404, "InvalidVpnGatewayInstanceId.NotFound"),
        ({"CustomerGatewayId": "x"}, 404, "InvalidCustomerGatewayInstanceId.NotFound"),
        ({"CustomerGatewayId": ""}, 400, "MissingParameter"),
        ({"LocalSubnet": "10.0.0.1/24"}, 400, "IllegalParam.LocalSubnet"),
        ({"RemoteSubnet": "a,b"}, 400, "IllegalParam.RemoteSubnet"),
        ({"Name": "http://x"}, 400, "InvalidName"),
        ({"IkeConfig": "ikev1"}, 400, "InvalidParameter"),
        ({"IkeConfig": '{"IkeEncAlg":"rot13"}'}, 400, "InvalidParameter"),
        ({"IkeConfig": '{"IkeEncAlg":"sm4"}'}, 400, "InvalidParameter"),
        ({"IkeConfig": '{"Psk":"a b"}'}, 400, "InvalidParameter"),
        ({"IkeConfig": '{"IkeLifetime":"86401"}'}, 400, "InvalidParameter"),
        ({"IkeConfig": '{"LocalId":"a b"}'}, 400, "InvalidParameter"),
        ({"IpsecConfig": '{"IpsecPfs":"group24"}'}, 400, "InvalidParameter"),
        ({"BgpConfig": '{"EnableBgp":true,"TunnelCidr":"169.254.1.0/30","LocalBgpIp":"169.254.1.1"}'},
         400, "InvalidParameter"),
        ({"BgpConfig": '{"EnableBgp":"true","TunnelCidr":"169.254.9.0/30","LocalBgpIp":"169.254.9.1"}'},
         400, "OperationDenied.MissingAsn"),
        ({"HealthCheckConfig": '{"enable":"true","dip":"x"}'}, 400, "InvalidParameter"),
        ({"Tags.1.Key": "acs:x"}, 400, "InvalidParameter.TagKey"),
        ({"DryRun": "true"}, 400, "DryRunOperation"),
    ],
)  # fmt: skip
def test_wrong_connections(ask, params, status, code):
    """A value that the documents do not allow is refused, and nothing is made."""
    values = {**link(ask.gateway(), ask.site()), **params}
    assert ask.code("CreateVpnConnection", **values) == (status, code)
    assert ask.ok("DescribeVpnConnections")["TotalCount"] == 0


def test_an_equal_connection_is_refused(ask):
    """The same gateway, peer and networks twice is InvalidVpnConnection.AlreadyExists."""
    gateway, site = ask.gateway(), ask.site()
    ask.link(gateway, site)
    assert ask.code("CreateVpnConnection", **link(gateway, site)) == (
        400, "InvalidVpnConnection.AlreadyExists",
    )  # fmt: skip
    assert ask.code("CreateVpnConnection", **link(gateway, site, "192.168.5.0/24"))[0] == 200


def test_documented_defaults(ask):
    """What is not given gets the documented default, the key a made-up one of sixteen characters."""
    gateway, site = ask.gateway(), ask.site()
    values = {**link(gateway, site), "IkeConfig": "{}"}
    made = ask.ok("CreateVpnConnection", **values)["VpnConnectionId"]
    got = ask.ok("DescribeVpnConnection", VpnConnectionId=made)
    assert len(got["IkeConfig"].pop("Psk")) == 16
    assert got["IkeConfig"] == {
        "IkeVersion": "ikev1", "IkeMode": "main", "IkeEncAlg": "aes", "IkeAuthAlg": "md5",
        "IkePfs": "group2", "IkeLifetime": 86400, "LocalId": got["InternetIp"],
        "RemoteId": "203.0.113.9",
    }  # fmt: skip
    assert got["IpsecConfig"] == {
        "IpsecEncAlg": "aes", "IpsecAuthAlg": "md5", "IpsecPfs": "group2", "IpsecLifetime": 86400,
    }  # fmt: skip
    assert (got["EnableDpd"], got["EnableNatTraversal"], got["EffectImmediately"]) == (
        True, True, False,
    )  # fmt: skip


def test_a_pair_needs_both(ask):
    """A gateway of two addresses takes a master and a slave in the body and nothing else."""
    gateway, site = ask.gateway("a", "b"), ask.site()
    form, query = pair(gateway, site)
    single = {**query, "CustomerGatewayId": site, "IkeConfig": IKE}
    twice = form.replace("slave", "master")
    in_query = dict(part.split("=") for part in form.split("&"))
    bgp = {**query, "EnableTunnelsBgp": "true"}
    for body, params in (("", single), (twice, query), ("", {**query, **in_query}), (form, bgp)):
        assert ask.code("CreateVpnConnection", body, **params) == (400, "InvalidParameter")
    made = ask.ok("CreateVpnConnection", form, **query)["VpnConnectionId"]
    ask.later()
    got = ask.ok("DescribeVpnConnection", VpnConnectionId=made)
    rows = got["TunnelOptionsSpecification"]["TunnelOptions"]
    assert [(row["Role"], row["TunnelIkeConfig"]["Psk"]) for row in rows] == [
        ("master", "k1"), ("slave", "k2"),
    ]  # fmt: skip
    assert ask.code("ModifyTunnelAttribute", VpnConnectionId=made, TunnelId="tun-x") == (
        400, "InvalidParameter",
    )  # fmt: skip


def test_each_tunnel_has_a_net_of_its_own(ask):
    """The same /30 twice on a gateway is refused."""
    gateway, site = ask.gateway("a", "b"), ask.site(Asn="65530")
    spec = {
        f"TunnelOptionsSpecification.{n}.TunnelBgpConfig.{name}": value
        for n in (1, 2)
        for name, value in (("LocalAsn", "65001"), ("TunnelCidr", "169.254.9.0/30"),
                            ("LocalBgpIp", "169.254.9.1"))
    }  # fmt: skip
    form, query = pair(gateway, site, **spec)
    query["EnableTunnelsBgp"] = "true"
    assert ask.code("CreateVpnConnection", form, **query) == (400, "InvalidParameter")
    first, _, last = form.rpartition("169.254.9.0/30")
    good = f"{first}169.254.10.0/30{last}".replace(
        "2.TunnelBgpConfig.LocalBgpIp=169.254.9.1", "2.TunnelBgpConfig.LocalBgpIp=169.254.10.2"
    )
    made = ask.ok("CreateVpnConnection", good, **query)["VpnConnectionId"]
    ask.later()
    got = ask.ok("DescribeVpnConnection", VpnConnectionId=made)
    bgp = [row["TunnelBgpConfig"] for row in got["TunnelOptionsSpecification"]["TunnelOptions"]]
    assert [(b["PeerBgpIp"], b["PeerAsn"], b["BgpStatus"]) for b in bgp] == [
        ("169.254.9.2", "65530", "false"), ("169.254.10.1", "65530", "false"),
    ]  # fmt: skip


def test_an_sm_gateway(ask):
    """An SM gateway takes SM algorithms and a certificate, and nothing else."""
    gateway, site = ask.gateway(VpnType="NationalStandard"), ask.site()
    values = {**link(gateway, site), "IpsecConfig": "{}"}
    assert ask.code("CreateVpnConnection", **values)[0] == 400
    values |= {"RemoteCaCertificate": "PEM", "IkeConfig": '{"Psk":"k"}'}
    made = ask.ok("CreateVpnConnection", **values)["VpnConnectionId"]
    got = ask.ok("DescribeVpnConnection", VpnConnectionId=made)
    assert (got["IkeConfig"]["IkeEncAlg"], got["IpsecConfig"]["IpsecAuthAlg"]) == ("sm4", "sm3")


def test_connection_filters(ask):
    """Each documented filter narrows; what is in use cannot go."""
    gateway, site = ask.gateway(), ask.site()
    vco = ask.link(gateway, site, Tags__1__Key="env", Tags__1__Value="v")
    for params, count in (
        ({"VpnConnectionId": vco}, 1), ({"VpnConnectionId": "x"}, 0), ({"VpnGatewayId": gateway}, 1),
        ({"VpnGatewayId": "x"}, 0), ({"CustomerGatewayId": site}, 1), ({"CustomerGatewayId": "x"}, 0),
        ({"ResourceGroupId": "rg-acfmdefault"}, 1), ({"ResourceGroupId": "x"}, 0),
        ({"Tag.1.Key": "env"}, 1), ({"Tag.1.Key": "env", "Tag.1.Value": "w"}, 0),
    ):  # fmt: skip
        assert ask.ok("DescribeVpnConnections", **params)["TotalCount"] == count, params
    assert ask.code("DeleteCustomerGateway", CustomerGatewayId=site)[1] == "DependencyViolation"
    assert ask.code("DeleteVpnGateway", VpnGatewayId=gateway)[1] == "DependencyViolation"
    for action in ("DescribeVpnConnection", "DeleteVpnConnection", "ModifyVpnConnectionAttribute"):
        assert ask.code(action, VpnConnectionId="x") == (
            404, "InvalidVpnConnectionInstanceId.NotFound",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"RouteDest": "0.0.0.0/0"}, 400, "InvalidParameter"),
        ({"RouteDest": "100.64.0.0/16"}, 400, "InvalidParameter"),
        ({"RouteDest": "x"}, 400, "InvalidParameter"),
        ({"Weight": "50"}, 400, "InvalidParameter"),
        ({"PublishVpc": ""}, 400, "MissingParameter"),
        ({"NextHop": "x"}, 404, "InvalidVpnConnectionInstanceId.NotFound"),
        ({"VpnGatewayId": "x"}, 404, "InvalidVpnGatewayInstanceId.NotFound"),
        ({"Description": "http://x"}, 400, "InvalidDescription"),
        ({"OverlayMode": "Gre"}, 400, "InvalidParameter"),
    ],
)
def test_wrong_routes(ask, params, status, code):
    """A value that the documents do not allow is refused, and nothing is made."""
    gateway = ask.gateway()
    vco = ask.link(gateway, ask.site(), AutoConfigRoute="false")
    values = {"VpnGatewayId": gateway, "NextHop": vco, "RouteDest": "172.16.0.0/16",
              "Weight": "100", "PublishVpc": "true", **params}  # fmt: skip
    assert ask.code("CreateVpnRouteEntry", **values) == (status, code)
    assert ask.ok("DescribeVpnRouteEntries", VpnGatewayId=gateway)["TotalCount"] == 0
    assert ask.ok("DescribeVpnPbrRouteEntries", VpnGatewayId=gateway)["TotalCount"] == 0


def test_two_thousand_connections_are_listed():
    """Each of 2,000 connections is listed once, with its keys, within five seconds."""
    cloud = Cloud(pair=True)
    made = cloud.client.vpn_connections.create(cloud.spec())
    record = cloud.world.get("alibaba", "cn-shanghai", "vpn_connections", made.id)
    ends = list(cloud.world.internet.ends().values())
    for number in range(1999):
        vco = f"vco-{number:04}"
        cloud.world.add("alibaba", "cn-shanghai", "vpn_connections", vco, **deepcopy(record.attrs))
        for place, end in enumerate(ends):
            cloud.world.internet.put(f"alibaba/cn-shanghai/{vco}/{place}", end)
    begin = time.perf_counter()
    found = list(cloud.client.vpn_connections.list())
    seconds = time.perf_counter() - begin
    assert [link.id for link in found] == [made.id, *(f"vco-{n:04}" for n in range(1999))]
    assert all(tunnel.psk for link in found for tunnel in link.tunnels)
    assert seconds < 5, f"{seconds:.1f} s, most of it the emulator's"

"""The vendor's own unmodified SDK (alibabacloud_vpc20160428): SSL-VPN, tags, regions and zones.

Against the emulator over HTTP. What passes here was written by neither the adapter nor the face.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.utils_models import Config
from alibabacloud_vpc20160428 import models
from alibabacloud_vpc20160428.client import Client

import cgw
from cgw.emulator import remote
from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, World

REGION = "cn-shanghai"


@pytest.fixture
def world() -> World:
    return World(transition=0)


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
        asked = getattr(models, f"{action}Request")().from_map({"RegionId": REGION, **values})
        method = "".join(f"_{c.lower()}" if c.isupper() else c for c in action).lstrip("_")
        return getattr(client, method)(asked).body

    return call


@pytest.fixture
def gateway(ask) -> str:
    """An active gateway that takes five SSL connections."""
    made = ask(
        "CreateVpnGateway", VpcId="vpc-1", Bandwidth=10, Name="hq", AutoPay=True, VSwitchId="a",
        InstanceChargeType="POSTPAY", EnableSsl=True, SslConnections=5, ResourceGroupId="rg-1",
    )  # fmt: skip
    gateway: str = made.vpn_gateway_id
    return gateway


@pytest.fixture
def server(ask, gateway) -> str:
    made: str = ask(
        "CreateSslVpnServer", VpnGatewayId=gateway, ClientIpPool="10.253.0.0/24",
        LocalSubnet="10.0.0.0/16,10.1.0.0/16", Name="staff", Proto="UDP", Cipher="AES-256-CBC",
    ).ssl_vpn_server_id  # fmt: skip
    return made


def code(call: Callable[[], Any]) -> tuple[str, int]:
    with pytest.raises(ClientException) as caught:
        call()
    return caught.value.code, caught.value.status_code


def test_a_server(ask, gateway):
    """The SDK makes, lists, changes and deletes a server, and sees every field."""
    asked = {
        "VpnGatewayId": gateway, "ClientIpPool": "10.253.0.0/24", "LocalSubnet": "10.0.0.0/16",
        "Name": "staff", "Proto": "TCP", "Port": 1195, "Cipher": "AES-192-CBC", "Compress": True,
        "DnsServers": "192.0.2.53", "EnableMultiFactorAuth": True, "IDaaSInstanceId": "idaas-1",
        "IDaaSRegionId": "cn-hangzhou", "IDaaSApplicationId": "app-1", "ClientToken": "t",
    }  # fmt: skip
    made = ask("CreateSslVpnServer", **asked)
    assert made.name == "staff"
    assert ask("CreateSslVpnServer", **asked).ssl_vpn_server_id == made.ssl_vpn_server_id
    one = {"SslVpnServerId": made.ssl_vpn_server_id}
    listed = ask("DescribeSslVpnServers", **one, VpnGatewayId=gateway, Name="staff")
    assert (listed.total_count, listed.page_number, listed.page_size) == (1, 1, 10)
    (row,) = listed.ssl_vpn_servers.ssl_vpn_server
    told = row.to_map()
    same = set(asked) - {"ClientToken"}
    assert {name: told[name] for name in same} == {name: asked[name] for name in same}
    assert (row.connections, row.max_connections, row.region_id) == (0, 5, REGION)
    assert (row.resource_group_id, row.idaa_sinstance_version) == ("rg-1", "EIAM 2.0")
    assert row.internet_ip
    assert row.create_time > 1_600_000_000_000
    changed = ask("ModifySslVpnServer", **one, Name="all", Cipher="none", Port=1196, Proto="UDP")
    assert (changed.name, changed.cipher, changed.port) == ("all", "none", 1196)
    assert changed.compress is True
    known = models.ModifySslVpnServerResponseBody().from_map(changed.to_map()).to_map()
    assert known == changed.to_map()
    assert ask("DescribeSslVpnServers", Name="staff").total_count == 0
    assert ask("DeleteSslVpnServer", **one).request_id
    assert ask("DescribeSslVpnServers", **one).total_count == 0
    assert code(lambda: ask("DeleteSslVpnServer", **one)) == ("InvalidSslVpnServerId.NotFound", 404)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"ClientIpPool": "10.253.0.0/30"}, "InvalidParameter"),
        ({"ClientIpPool": "10.253.0.0/28"}, "InvalidParameter"),  # sixteen addresses for five
        ({"ClientIpPool": "10.0.8.0/24"}, "InvalidParameter"),
        ({"LocalSubnet": "169.254.0.0/24"}, "InvalidParameter"),
        ({"LocalSubnet": "x"}, "IllegalParam.LocalSubnet"),
        ({"Port": 443}, "InvalidParameter"),
        ({"Cipher": "AES-128-GCM"}, "InvalidParameter"),
        ({"Name": "http://x"}, "InvalidName"),
        ({"VpnGatewayId": "vpn-none"}, "InvalidVpnGatewayInstanceId.NotFound"),
        ({"EnableMultiFactorAuth": True}, "MissingParameter"),
        ({"DryRun": True}, "DryRunOperation"),
    ],
)
def test_what_a_server_cannot_be(ask, gateway, wrong, told):
    """What the documents do not allow is refused and makes nothing."""
    good = {"VpnGatewayId": gateway, "ClientIpPool": "10.253.0.0/24", "LocalSubnet": "10.0.0.0/16"}
    assert code(lambda: ask("CreateSslVpnServer", **{**good, **wrong}))[0] == told
    assert ask("DescribeSslVpnServers").total_count == 0


def test_a_gateway_has_one_server(ask, gateway, server):
    """A second server is one too many, and a gateway with a server is not deleted."""
    good = {"VpnGatewayId": gateway, "ClientIpPool": "10.254.0.0/24", "LocalSubnet": "10.0.0.0/16"}
    assert code(lambda: ask("CreateSslVpnServer", **good)) == ("Resource.QuotaFull", 400)
    assert code(lambda: ask("DeleteVpnGateway", VpnGatewayId=gateway))[1] == 400


def test_a_gateway_without_ssl(ask):
    """A gateway that was made without SSL-VPN takes no server."""
    made = ask("CreateVpnGateway", VpcId="v", Bandwidth=10, InstanceChargeType="POSTPAY")
    asked = {"ClientIpPool": "10.254.0.0/24", "LocalSubnet": "10.0.0.0/16"}
    asked["VpnGatewayId"] = made.vpn_gateway_id
    assert code(lambda: ask("CreateSslVpnServer", **asked)) == ("VpnGateway.SslVpnDisabled", 400)


def test_a_change_takes_a_while(ask, gateway, server, world):
    """A change keeps the gateway busy and anything else waits; a new name alone does not."""
    world.transition = 5
    one = {"SslVpnServerId": server}
    ask("ModifySslVpnServer", **one, Name="other")
    ask("ModifySslVpnServer", **one, Port=1200)
    assert ask("DescribeVpnGateway", VpnGatewayId=gateway).status == "updating"
    assert code(lambda: ask("ModifySslVpnServer", **one, Port=1)) == ("VpnGateway.Configuring", 400)
    assert code(lambda: ask("CreateSslVpnClientCert", **one)) == ("VpnGateway.Configuring", 400)
    world.advance(6)
    assert ask("CreateSslVpnClientCert", **one).ssl_vpn_client_cert_id


def test_certificates(ask, server, world):
    """The SDK makes, lists, reads with its key, renames and deletes a client's certificate."""
    made = ask("CreateSslVpnClientCert", SslVpnServerId=server, Name="ann")
    assert made.name == "ann"
    one = {"SslVpnClientCertId": made.ssl_vpn_client_cert_id}
    listed = ask("DescribeSslVpnClientCerts", **one, SslVpnServerId=server, Name="ann")
    (row,) = listed.ssl_vpn_client_cert_keys.ssl_vpn_client_cert_key
    assert (row.status, row.name, row.ssl_vpn_server_id) == ("normal", "ann", server)
    assert (row.region_id, row.resource_group_id) == (REGION, "rg-1")
    whole = ask("DescribeSslVpnClientCert", **one)
    assert row.to_map().items() <= whole.to_map().items()
    assert "BEGIN CERTIFICATE" in whole.ca_cert
    assert "BEGIN CERTIFICATE" in whole.client_cert
    assert "BEGIN PRIVATE KEY" in whole.client_key
    assert "remote " in whole.client_config
    assert ask("ModifySslVpnClientCert", **one, Name="bob").name == "bob"
    year = 365 * 24 * 3600
    world.advance(3 * year - 3 * 24 * 3600)
    assert ask("DescribeSslVpnClientCert", **one).status == "expiring-soon"
    world.advance(4 * 24 * 3600)
    assert ask("DescribeSslVpnClientCert", **one).status == "expired"
    ask("DeleteSslVpnClientCert", **one)
    assert code(lambda: ask("DescribeSslVpnClientCert", **one)) == (
        "InvalidInstanceId.NotFound",
        404,
    )
    assert (
        code(lambda: ask("DeleteSslVpnClientCert", **one))[0]
        == "InvalidSslVpnClientCertId.NotFound"
    )


def test_who_is_connected(ask, gateway, server, world):
    """The SDK sees who has dialled in, with bytes and times, and reads the log of it."""
    certificate = ask("CreateSslVpnClientCert", SslVpnServerId=server).ssl_vpn_client_cert_id
    begin = int(world.now().timestamp()) - 1
    session = remote.dial_in(
        world, server, certificate, address="192.0.2.9", received_bytes=11, sent_bytes=12
    )
    body = ask("DescribeSslVpnClients", VpnGatewayId=gateway)
    (told,) = body.client_info_list
    assert (told.common_name, told.ip, told.private_ip) == (certificate, "192.0.2.9", "10.253.0.6")
    assert (told.receive_bytes, told.send_bytes, told.status) == (11, 12, "online")
    assert told.connected_time == int(session.created_at.timestamp() * 1000 + 0.5)
    assert (body.total_count, body.vpn_gateway_id) == (1, gateway)
    assert ask("DescribeSslVpnServers").ssl_vpn_servers.ssl_vpn_server[0].connections == 1
    remote.hang_up(world, session)
    assert ask("DescribeSslVpnClients", VpnGatewayId=gateway).client_info_list == []
    span = {"From": begin, "To": begin + 60}
    log = ask("DescribeVpnSslServerLogs", VpnSslServerId=server, **span)
    assert (log.count, log.is_completed, len(log.data.logs)) == (2, True, 2)
    page = ask("DescribeVpnSslServerLogs", VpnSslServerId=server, **span, PageSize=1, PageNumber=2)
    assert page.data.logs == log.data.logs[1:]
    late = {"From": begin + 50, "MinutePeriod": 1}
    assert ask("DescribeVpnSslServerLogs", VpnSslServerId=server, **late).count == 0
    assert code(lambda: ask("DescribeVpnSslServerLogs", VpnSslServerId=server, To=begin))[1] == 400


def test_tags(ask, gateway, world):
    """The SDK sets, lists and takes tags of each kind of thing; 21 are one too many."""
    site = ask("CreateCustomerGateway", IpAddress="203.0.113.9").customer_gateway_id
    for kind, id in (("CUSTOMERGATEWAY", site), ("VpnGateway", gateway)):
        about = {"ResourceType": kind, "ResourceId": [id]}
        ask("TagResources", **about, Tag=[{"Key": "a", "Value": "b c"}, {"Key": "d", "Value": ""}])
        ask("TagResources", **about, Tag=[{"Key": "a", "Value": "e"}])
        listed = ask("ListTagResources", **about, MaxResults=1)
        rows = listed.tag_resources.tag_resource
        assert [(r.resource_id, r.tag_key, r.tag_value) for r in rows] == [(id, "a", "e")]
        more = ask("ListTagResources", **about, MaxResults=1, NextToken=listed.next_token)
        assert (more.tag_resources.tag_resource[0].tag_key, more.next_token) == ("d", "")
        ask("UnTagResources", **about, TagKey=["a", "never"])
        many = [{"Key": f"k{n}", "Value": "v"} for n in range(20)]
        assert code(lambda a=about, m=many: ask("TagResources", **a, Tag=m)) == (
            "SizeLimitExceeded.TagNum", 400,
        )  # fmt: skip
        ask("UnTagResources", **about, All=True)
        assert ask("ListTagResources", **about).tag_resources.tag_resource == []
    nobody = {"ResourceType": "VPNGATEWAY", "ResourceId": ["vpn-none"]}
    assert code(lambda: ask("TagResources", **nobody, Tag=[{"Key": "a", "Value": "b"}]))[1] == 404


def test_places(ask):
    """The SDK lists regions with their hosts, and zones for a size of gateway; by GET."""
    regions = ask("DescribeRegions", AcceptLanguage="en-US").regions.region
    assert {r.region_id: r.region_endpoint for r in regions}["eu-central-1"] == (
        "vpc.eu-central-1.aliyuncs.com"
    )
    assert all(r.local_name.isascii() for r in regions)
    zones = ask("DescribeVpnGatewayAvailableZones", Spec="10M").available_zone_id_list
    assert [z.zone_id for z in zones] == ["cn-shanghai-a", "cn-shanghai-b"]
    assert code(lambda: ask("DescribeVpnGatewayAvailableZones", Spec="7M")) == (
        "InvalidSpec.NotFound", 404,
    )  # fmt: skip


def test_both_see_the_same(ask, url, gateway, server):
    """What cgw makes over HTTP the SDK reads with the same values, and the other way round."""
    keys = cgw.Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
    with cgw.connect("alibaba", region=REGION, endpoint=url, credentials=keys) as cloud:
        (found,) = cloud.ssl_vpn_servers.list()
        assert (found.id, found.encryption, found.protocol) == (server, "aes-256-cbc", "udp")
        ours = cloud.ssl_vpn_clients.create(cgw.SslVpnClientSpec(name="ann b", server_id=server))
        theirs = ask("DescribeSslVpnClientCert", SslVpnClientCertId=ours.id)
        assert (theirs.name, theirs.ssl_vpn_server_id) == ("ann b", server)
        config = cloud.ssl_vpn_clients.config(ours.id)
        assert config.key is not None
        assert config.key.get_secret_value() == theirs.client_key
        cloud.vpn_gateways.add_tags(gateway, {"env": "a b"})
        about = {"ResourceType": "VPNGATEWAY", "ResourceId": [gateway]}
        (row,) = ask("ListTagResources", **about).tag_resources.tag_resource
        assert (row.tag_key, row.tag_value) == ("env", "a b")

"""The vendor's own unmodified clients: SSL-VPN servers and clients, and the tag service.

Against the emulator over HTTP. What passes here was written by neither the adapter nor the face. The
models warn of fields they do not know, and here a warning fails.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.vpc.v20170312 import models, vpc_client, vpc_client_async

import cgw
from cgw.emulator import remote
from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, World

# The official client calls datetime.utcfromtimestamp, which Python 3.12 deprecates.
pytestmark = [
    pytest.mark.filterwarnings("ignore:datetime.datetime.utcfromtimestamp:DeprecationWarning"),
    pytest.mark.filterwarnings("error:.*fileds are useless.*"),
]
REGION = "ap-guangzhou"
NOT, BAD = "UnsupportedOperation", "InvalidParameterValue"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    """The clients read the environment; this test speaks to this machine only."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="module")
def world():
    return World(transition=0)


@pytest.fixture(scope="module")
def url(world):
    with Server(world, providers=["tencent"]) as running:
        yield running.urls["tencent"]


def profile(url: str) -> ClientProfile:
    http = HttpProfile(protocol="http", endpoint=url.removeprefix("http://"), reqTimeout=20)
    return ClientProfile(httpProfile=http, language="en-US")


KEYS = Credential(ACCESS_KEY_ID, ACCESS_KEY_SECRET)


@pytest.fixture(scope="module")
def ask(url) -> Callable[..., Any]:
    """An action by the client's own models."""
    client = vpc_client.VpcClient(KEYS, REGION, profile(url))

    def call(action: str, **values: Any) -> Any:
        asked = getattr(models, f"{action}Request")()
        asked._deserialize(values)
        return getattr(client, action)(asked)

    return call


@pytest.fixture(scope="module")
def label(url) -> Callable[..., Any]:
    """An action of the tag service, by the official client for every service."""
    client = CommonClient("tag", "2018-08-13", KEYS, REGION, profile(url))
    return lambda action, **values: client.call_json(action, values)["Response"]


@pytest.fixture(scope="module")
def gateway(ask) -> str:
    made = ask(
        "CreateVpnGateway", VpcId="vpc-1", VpnGatewayName="hq", InternetMaxBandwidthOut=10,
        Type="SSL", MaxConnection=20,
    )  # fmt: skip
    return str(made.VpnGateway.VpnGatewayId)


@pytest.fixture
def server(ask, gateway) -> str:
    made = ask(
        "CreateVpnGatewaySslServer", VpnGatewayId=gateway, SslVpnServerName="staff",
        RemoteAddress="10.253.0.0/24", LocalAddress=["10.0.0.0/16"],
    )  # fmt: skip
    return str(made.SslVpnServerId)


@pytest.fixture
def client(ask, server) -> str:
    made = ask("CreateVpnGatewaySslClient", SslVpnServerId=server, SslVpnClientName="ann")
    return str(made.SslVpnClientId)


def code(call: Callable[[], Any]) -> str:
    with pytest.raises(TencentCloudSDKException) as caught:
        call()
    return str(caught.value.get_code())


def test_a_server(ask, gateway):
    """The client makes, lists, changes and deletes a server, and sees every field."""
    asked = {
        "VpnGatewayId": gateway, "SslVpnServerName": "all staff", "RemoteAddress": "10.253.0.0/24",
        "LocalAddress": ["10.0.0.0/16", "10.1.0.0/16"], "SslVpnProtocol": "UDP", "SslVpnPort": 1195,
        "IntegrityAlgorithm": "SHA512", "EncryptAlgorithm": "AES-256-GCM",
    }  # fmt: skip
    switches = {"Compress": False, "SsoEnabled": True, "AccessPolicyEnabled": True}
    made = ask(
        "CreateVpnGatewaySslServer", **asked, **switches, SamlData="<x/>",
        Tags=[{"Key": "city", "Value": "上海"}], DnsServers={"PrimaryDns": "192.0.2.53"},
    )  # fmt: skip
    assert ask("DescribeVpcTaskResult", TaskId=str(made.TaskId)).Status == "SUCCESS"
    named = [{"Name": "ssl-vpn-server-name", "Values": ["all staff"]}]
    listed = ask("DescribeVpnGatewaySslServers", Filters=named, Offset=0, Limit=20)
    assert listed.TotalCount == 1
    (row,) = listed.SslVpnSeverSet
    assert row.SslVpnServerId == made.SslVpnServerId
    assert {name: getattr(row, name) for name in asked} == asked
    assert [row.Compress, row.SsoEnabled, row.AccessPolicyEnabled, row.State] == [0, 1, 1, 6]
    assert (row.VpcId, row.MaxConnection, row.AccessPolicy) == ("vpc-1", 20, [])
    assert (row.DnsServers.PrimaryDns, row.DnsServers.SecondaryDns) == ("192.0.2.53", "")
    assert row.WanIp
    assert row.CreateTime
    one = {"SslVpnServerId": made.SslVpnServerId}
    changed = ask("ModifyVpnGatewaySslServer", **one, SslVpnServerName="none", SslVpnPort=1196)
    assert ask("DescribeVpcTaskResult", TaskId=str(changed.TaskId)).Status == "SUCCESS"
    again = ask("DescribeVpnGatewaySslServers", SslVpnServerIds=[made.SslVpnServerId])
    (row,) = again.SslVpnSeverSet
    assert (row.SslVpnServerName, row.SslVpnPort, row.EncryptAlgorithm) == (
        "none", 1196, "AES-256-GCM"
    )  # fmt: skip
    assert ask("DeleteVpnGatewaySslServer", **one).TaskId
    assert code(lambda: ask("DeleteVpnGatewaySslServer", **one)) == "ResourceNotFound"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"SslVpnServerName": "服" * 21}, f"{BAD}.TooLong"),
        ({"SslVpnProtocol": "TCP"}, BAD),
        ({"EncryptAlgorithm": "none"}, BAD),
        ({"IntegrityAlgorithm": "MD5"}, BAD),
        ({"Compress": True}, BAD),
        ({"SslVpnPort": 0}, BAD),
        ({"RemoteAddress": "10.0.0.0/24"}, f"{BAD}.SslCcnVpnServerCidrConflict"),
        ({"LocalAddress": ["10.0.0.0/16", "10.0.1.0/24"]}, f"{BAD}.CidrConflict"),
        ({"RemoteAddress": "10.253"}, f"{BAD}.Malformed"),
        ({"SsoEnabled": True}, "MissingParameter"),
        ({"VpnGatewayId": "vpngw-00000000"}, "ResourceNotFound"),
        ({"Tags": [{"Key": "project"}]}, f"{NOT}.TagSystemReservedTagKey"),
    ],
)
def test_a_wrong_server_gets_a_documented_code(ask, gateway, wrong, told):
    """What a server may not be is refused with a code that is listed for the action."""
    good = {
        "VpnGatewayId": gateway, "SslVpnServerName": "s", "RemoteAddress": "10.253.0.0/24",
        "LocalAddress": ["10.0.0.0/16"],
    }  # fmt: skip
    assert code(lambda: ask("CreateVpnGatewaySslServer", **{**good, **wrong})) == told


def test_a_gateway_without_ssl_takes_no_server(ask):
    """An IPsec gateway refuses it, and a gateway with a server is not deleted."""
    made = ask(
        "CreateVpnGateway", VpcId="vpc-1", VpnGatewayName="ipsec", InternetMaxBandwidthOut=10
    )
    asked = {"SslVpnServerName": "s", "RemoteAddress": "10.253.0.0/24"}
    gateway = made.VpnGateway.VpnGatewayId
    assert code(lambda: ask("CreateVpnGatewaySslServer", VpnGatewayId=gateway, **asked)) == NOT


def test_a_gateway_with_a_server_stays(ask, gateway, server):
    """Deleting it is refused."""
    assert server
    assert code(lambda: ask("DeleteVpnGateway", VpnGatewayId=gateway)) == NOT


def test_the_protocol_stays(ask, server):
    """The code for it is the one that is listed."""
    wrong = {"SslVpnServerId": server, "SslVpnProtocol": "TCP"}
    told = code(lambda: ask("ModifyVpnGatewaySslServer", **wrong))
    assert told == f"{NOT}.ParameterSslVpnProtocol"


def test_a_client(ask, server, client):
    """The client program's files are told while its certificate is usable, and new ones differ."""
    one = {"SslVpnClientId": client}
    filtered = [{"Name": "ssl-vpn-server-id", "Values": [server]}]
    listed = ask("DescribeVpnGatewaySslClients", Filters=filtered)
    (row,) = listed.SslVpnClientSet
    assert (listed.TotalCount, row.SslVpnClientId, row.Name) == (1, client, "ann")
    assert (row.VpcId, row.SslVpnServerId) == ("vpc-1", server)
    assert (row.CertStatus, row.State) == (1, "6")
    assert row.CertBeginTime < row.CertEndTime
    told = ask("DownloadVpnGatewaySslClientCert", **one)
    (files,) = told.SslClientConfig
    assert files.SslVpnClientId == client
    assert json.loads(told.SslClientConfigsSet)[0]["SslVpnKey"] == files.SslVpnKey
    assert "PRIVATE KEY" in files.SslVpnKey
    assert "CERTIFICATE" in files.SslVpnCert + files.SslVpnRootCert
    assert "remote " in files.SslVpnClientConfiguration
    assert ask("DownloadVpnGatewaySslClientCert", **one, SamlToken="t").Authenticated == 1
    assert ask("ModifyVpnGatewaySslClientCert", SslVpnClientIds=[client]).TaskId
    (newer,) = ask("DownloadVpnGatewaySslClientCert", **one).SslClientConfig
    assert newer.SslVpnKey != files.SslVpnKey
    assert newer.SslVpnCert != files.SslVpnCert


def test_who_dials_in_is_found_by_its_address(ask, world, server, client):
    """The filter knows the address that a connected client has inside, and no other."""
    inside = remote.dial_in(world, server, client).attrs["private_address"]
    for address, found in ((inside, [client]), ("10.253.0.250", [])):
        named = [{"Name": "ssl-vpn-client-inner-ip", "Values": [address]}]
        rows = ask("DescribeVpnGatewaySslClients", Filters=named).SslVpnClientSet
        assert [row.SslVpnClientId for row in rows] == found


def test_a_locked_client(ask, client):
    """Disabled, it tells no files; each switch works once."""
    one = {"SslVpnClientId": client}
    already = f"{NOT}.SSLClientCertAlready%sOrCertAbnormal"
    assert code(lambda: ask("EnableVpnGatewaySslClientCert", **one)) == already % "Enable"
    assert ask("DisableVpnGatewaySslClientCert", **one).TaskId
    assert code(lambda: ask("DisableVpnGatewaySslClientCert", **one)) == already % "Disable"
    row = ask("DescribeVpnGatewaySslClients", SslVpnClientIds=[client]).SslVpnClientSet[0]
    assert row.CertStatus == 2
    told = code(lambda: ask("DownloadVpnGatewaySslClientCert", **one))
    assert told == f"{NOT}.SSLClientCertDisableUnsupportedDownloadSSLClientCert"
    assert ask("EnableVpnGatewaySslClientCert", SslVpnClientIds=[client]).TaskId
    assert ask("DeleteVpnGatewaySslClient", **one).TaskId
    gone = code(lambda: ask("DeleteVpnGatewaySslClient", **one))
    assert gone == f"{NOT}.SslVpnClientIdNotFound"


def test_many_clients(ask, server):
    """Several in one call, up to the size of the pool; one form or the other."""
    names = [f"user-{number}" for number in range(3)]
    made = ask("CreateVpnGatewaySslClient", SslVpnServerId=server, SslVpnClientNames=names)
    assert made.SslVpnClientId == made.SslVpnClientIds[0]
    rows = ask("DescribeVpnGatewaySslClients", SslVpnClientIds=made.SslVpnClientIds)
    assert [row.Name for row in rows.SslVpnClientSet] == names
    both = {"SslVpnServerId": server, "SslVpnClientName": "x", "SslVpnClientNames": ["y"]}
    assert code(lambda: ask("CreateVpnGatewaySslClient", **both)) == "InvalidParameter.Coexist"
    neither = {"SslVpnServerId": server}
    assert code(lambda: ask("CreateVpnGatewaySslClient", **neither)) == "MissingParameter"
    assert code(lambda: ask("DeleteVpnGatewaySslServer", SslVpnServerId=server)) == NOT
    assert ask("DeleteVpnGatewaySslClient", SslVpnClientIds=made.SslVpnClientIds).TaskId
    small = {"SslVpnServerId": server, "RemoteAddress": "10.253.0.0/30"}
    ask("ModifyVpnGatewaySslServer", **small)
    full = {"SslVpnServerId": server, "SslVpnClientNames": names}
    told = code(lambda: ask("CreateVpnGatewaySslClient", **full))
    assert told == "LimitExceeded.SslVpnClientLimitExceeded"


def test_tags_of_what_exists(ask, label, server):
    """The tag service sets and takes away what the create set; rows of servers never tell it."""
    resource = f"qcs::vpc:{REGION}:uin/:vpns/{server}"
    asked = {
        "ServiceType": "vpc", "ResourcePrefix": "vpns", "ResourceRegion": REGION,
        "ResourceIds": [server],
    }  # fmt: skip
    pairs = [{"TagKey": f"k{number:02}", "TagValue": "上海"} for number in range(20)]
    assert label("ModifyResourceTags", Resource=resource, ReplaceTags=pairs)["RequestId"]
    first = label("DescribeResourceTagsByResourceIds", **asked)
    assert (first["TotalCount"], first["Limit"], len(first["Tags"])) == (20, 15, 15)
    rest = label("DescribeResourceTagsByResourceIds", **asked, Offset=15, Limit=15)
    keys = {(row["TagKey"], row["TagValue"], row["ResourceId"]) for row in first["Tags"]}
    keys |= {(row["TagKey"], row["TagValue"], row["ResourceId"]) for row in rest["Tags"]}
    assert keys == {(pair["TagKey"], "上海", server) for pair in pairs}
    gone = [{"TagKey": pair["TagKey"]} for pair in pairs[1:]]
    new = [{"TagKey": "k00", "TagValue": "b"}]
    label("ModifyResourceTags", Resource=resource, ReplaceTags=new, DeleteTags=gone)
    (row,) = label("DescribeResourceTagsByResourceIds", **asked)["Tags"]
    assert (row["TagKey"], row["TagValue"]) == ("k00", "b")
    ask("DescribeVpnGatewaySslServers", SslVpnServerIds=[server])


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"Resource": "vpns-1"}, f"{BAD}.ResourceDescriptionError"),
        ({"ReplaceTags": []}, "InvalidParameter.Tag"),
        ({"ReplaceTags": [{"TagKey": "", "TagValue": "v"}]}, f"{BAD}.TagKeyEmpty"),
        ({"ReplaceTags": [{"TagKey": "k" * 128, "TagValue": ""}]}, f"{BAD}.TagKeyLengthExceeded"),
        ({"ReplaceTags": [{"TagKey": "k", "TagValue": "v" * 256}]},
         f"{BAD}.TagValueLengthExceeded"),
        ({"ReplaceTags": [{"TagKey": "k?", "TagValue": ""}]}, f"{BAD}.TagKeyCharacterIllegal"),
        ({"ReplaceTags": [{"TagKey": "k", "TagValue": "?"}]}, f"{BAD}.TagValueCharacterIllegal"),
        ({"ReplaceTags": [{"TagKey": "qcs:k", "TagValue": ""}]}, "InvalidParameter.ReservedTagKey"),
        ({"DeleteTags": [{"TagKey": "not there"}]}, f"{BAD}.DeleteTagsParamError"),
        ({"ReplaceTags": [{"TagKey": "k", "TagValue": ""}], "DeleteTags": [{"TagKey": "k"}]},
         "InvalidParameter.Tag"),
        ({"ReplaceTags": [{"TagKey": f"k{n}", "TagValue": ""} for n in range(51)]},
         "LimitExceeded.ResourceAttachedTags"),
        ({}, "MissingParameter"),
    ],
)  # fmt: skip
def test_wrong_tags_get_a_documented_code(label, server, wrong, told):
    """Codes of the list of ModifyResourceTags."""
    good = {"Resource": f"qcs::vpc:{REGION}:uin/:vpns/{server}"}
    assert code(lambda: label("ModifyResourceTags", **{**good, **wrong})) == told


def test_the_two_services_are_two(ask, url, server):
    """An action of the one is not known to the other, and each signs with its own name."""
    tagging = CommonClient("tag", "2018-08-13", KEYS, REGION, profile(url))
    assert code(lambda: tagging.call_json("DescribeVpnGateways", {})) == "InvalidAction"
    strange = CommonClient("vpc", "2018-08-13", KEYS, REGION, profile(url))
    told = code(lambda: strange.call_json("ModifyResourceTags", {}))
    assert told == "AuthFailure.InvalidAuthorization"


def test_a_life_awaited(url, gateway):
    """The asynchronous client makes a server and a client, downloads its files and deletes both."""

    async def live() -> None:
        async with vpc_client_async.VpcClient(KEYS, REGION, profile(url)) as client:

            async def ask(action: str, **values: Any) -> Any:
                asked = getattr(models, f"{action}Request")()
                asked._deserialize(values)
                return await getattr(client, action)(asked)

            made = await ask(
                "CreateVpnGatewaySslServer", VpnGatewayId=gateway, SslVpnServerName="awaited",
                RemoteAddress="10.250.0.0/24",
            )  # fmt: skip
            server = {"SslVpnServerId": made.SslVpnServerId}
            told = await ask("CreateVpnGatewaySslClient", **server, SslVpnClientName="bob")
            one = {"SslVpnClientId": told.SslVpnClientId}
            files = await ask("DownloadVpnGatewaySslClientCert", **one)
            assert files.SslClientConfig[0].SslVpnClientId == told.SslVpnClientId
            assert (await ask("DeleteVpnGatewaySslClient", **one)).TaskId
            assert (await ask("DeleteVpnGatewaySslServer", **server)).TaskId

    asyncio.run(live())


def test_cgw_and_the_vendors_clients_see_the_same(ask, label, url, client):
    """What the clients made reads through cgw over HTTP, and what cgw changes reads through them."""
    keys = cgw.Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
    with cgw.connect("tencent", region=REGION, credentials=keys, endpoint=url) as cloud:
        one = cloud.ssl_vpn_clients.get(client)
        assert (one.name, one.enabled, one.tags) == ("ann", True, {})
        assert cloud.ssl_vpn_clients.add_tags(client, {"env": "prod"}).tags == {"env": "prod"}
        locked = cloud.ssl_vpn_clients.update(client, cgw.SslVpnClientPatch(enabled=False))
        assert locked.enabled is False
    row = ask("DescribeVpnGatewaySslClients", SslVpnClientIds=[client]).SslVpnClientSet[0]
    assert row.CertStatus == 2
    asked = {"ServiceType": "vpc", "ResourcePrefix": "vpnc", "ResourceRegion": REGION}
    told = label("DescribeResourceTagsByResourceIds", **asked, ResourceIds=[client])
    assert [(tag["TagKey"], tag["TagValue"]) for tag in told["Tags"]] == [("env", "prod")]

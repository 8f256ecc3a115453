"""The vendor's own unmodified client and VPN gateways, connections and routes on the emulator."""

from __future__ import annotations

import asyncio
import time
import warnings

import pytest
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.vpc.v20170312 import models, vpc_client, vpc_client_async

from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, World

# The official client calls datetime.utcfromtimestamp, which Python 3.12 deprecates.
pytestmark = pytest.mark.filterwarnings(
    "ignore:datetime.datetime.utcfromtimestamp:DeprecationWarning"
)
GATEWAY = {
    "VpcId": "vpc-f49l6u0z",
    "VpnGatewayName": "gw",
    "InternetMaxBandwidthOut": 200,
    "Zone": "ap-guangzhou-2",
    "BgpAsn": 64551,
    "Tags": [{"Key": "city", "Value": "上海"}],
}
IKE = {
    "PropoEncryAlgorithm": "AES-CBC-256",
    "PropoAuthenAlgorithm": "SHA-256",
    "ExchangeMode": "MAIN",
    "LocalIdentity": "ADDRESS",
    "RemoteIdentity": "FQDN",
    "RemoteFqdnName": "peer.example.com",
    "DhGroupName": "GROUP14",
    "IKESaLifetimeSeconds": 28800,
    "IKEVersion": "IKEV2",
}
IPSEC = {
    "EncryptAlgorithm": "AES-CBC-256",
    "IntegrityAlgorith": "SHA-256",
    "PfsDhGroup": "DH-GROUP14",
    "IPSECSaLifetimeSeconds": 3600,
    "IPSECSaLifetimeTraffic": 4096000000,
}
PROBE = {"ProbeType": "NQA", "ProbeInterval": 2000, "ProbeThreshold": 4, "ProbeTimeout": 100}


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    """The clients read the environment; this test speaks to this machine only."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(autouse=True)
def nothing_unknown():
    """A field that the client's models do not have is an error: it only warns of them."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".*fileds are useless.*")
        yield


@pytest.fixture
def world():
    return World(transition=30)  # of the world; `pass_by` lets it pass


@pytest.fixture
def server(world):
    with Server(world, providers=["tencent"]) as running:
        yield running


def opened(module, server, region="ap-guangzhou"):
    host = server.urls["tencent"].removeprefix("http://")
    http = HttpProfile(protocol="http", endpoint=host, reqTimeout=20)
    profile = ClientProfile(httpProfile=http, language="en-US")
    return module.VpcClient(Credential(ACCESS_KEY_ID, ACCESS_KEY_SECRET), region, profile)


def asked(action, **values):
    request = getattr(models, f"{action}Request")()
    request._deserialize(values)
    return request


def told(value):
    """Plain data of a model, with nothing left out."""
    return value._serialize(allow_none=True)


def link(gateway, peer, **more):
    given = {
        "VpnGatewayId": gateway,
        "CustomerGatewayId": peer,
        "VpnConnectionName": "link",
        "PreShareKey": "654321",
        "VpcId": GATEWAY["VpcId"],
        "RouteType": "StaticRoute",
        "NegotiationType": "active",
        "IKEOptionsSpecification": IKE,
        "IPSECOptionsSpecification": IPSEC,
        "DpdEnable": 1,
        "DpdTimeout": "45",
        "DpdAction": "clear",
        "EnableHealthCheck": True,
        "HealthCheckConfig": PROBE,
        "Tags": [{"Key": "a", "Value": "b"}],
    }
    return asked("CreateVpnConnection", **{**given, **more})


def code_of(call, request):
    with pytest.raises(TencentCloudSDKException) as caught:
        call(request)
    assert caught.value.get_request_id()
    return caught.value.get_code()


def test_a_life(world, server):
    """Gateway, connection, change, reset, routes and back: each step as the client expects."""
    client = opened(vpc_client, server)

    def ask(action, **values):
        return getattr(client, action)(asked(action, **values))

    # -- the gateway
    gateway = ask("CreateVpnGateway", **GATEWAY).VpnGateway
    assert (gateway.State, gateway.VpnGatewayId[:6]) == ("Pending", "vpngw-")
    peer_asked = {"CustomerGatewayName": "p", "IpAddress": "203.0.113.7", "BgpAsn": 65010}
    peer = ask("CreateCustomerGateway", **peer_asked).CustomerGateway.CustomerGatewayId
    busy = "UnsupportedOperation.InvalidState"
    assert code_of(client.CreateVpnConnection, link(gateway.VpnGatewayId, peer)) == busy
    world.advance(30)
    ids = {"VpnGatewayIds": [gateway.VpnGatewayId]}
    (row,) = ask("DescribeVpnGateways", **ids).VpnGatewaySet
    assert (row.State, row.Type, row.BgpAsn, row.Zone) == (
        "AVAILABLE",
        "IPSEC",
        64551,
        "ap-guangzhou-2",
    )
    assert [(tag.Key, tag.Value) for tag in row.TagSet] == [("city", "上海")]
    assert {name for name, value in told(row).items() if value is None} == set()
    assert time.strptime(row.CreatedTime, "%Y-%m-%d %H:%M:%S")
    change = {"VpnGatewayId": row.VpnGatewayId, "VpnGatewayName": "new", "BgpAsn": 64999}
    ask("ModifyVpnGatewayAttribute", **change)
    resize = {"VpnGatewayId": row.VpnGatewayId, "InternetMaxBandwidthOut": 500}
    ask("ResetVpnGatewayInternetMaxBandwidth", **resize)
    (row,) = ask("DescribeVpnGateways", **ids).VpnGatewaySet
    assert (row.VpnGatewayName, row.BgpAsn, row.InternetMaxBandwidthOut) == ("new", 64999, 500)

    # -- the connection
    reply = client.CreateVpnConnection(link(row.VpnGatewayId, peer))
    new = reply.VpnConnection
    assert (new.State, new.CreatedTime) == ("PENDING", "0000-00-00 00:00:00")
    assert ask("DescribeVpcTaskResult", TaskId=reply.RequestId).Status == "RUNNING"
    both = {"VpnGatewayId": row.VpnGatewayId, "VpnConnectionId": new.VpnConnectionId}
    deleting = asked("DeleteVpnConnection", **both)
    code = "UnsupportedOperation.DeleteVpnConnInvalidState"
    assert code_of(client.DeleteVpnConnection, deleting) == code
    world.advance(30)
    assert ask("DescribeVpcTaskResult", TaskId=reply.RequestId).Status == "SUCCESS"
    ids = {"VpnConnectionIds": [new.VpnConnectionId]}
    (one,) = ask("DescribeVpnConnections", **ids).VpnConnectionSet
    whole = told(one)
    assert (one.State, one.NetStatus, one.PreShareKey) == ("AVAILABLE", "UNAVAILABLE", "654321")
    assert {name for name, value in whole.items() if value is None} == {"BgpConfig"}
    ike = {**IKE, "LocalAddress": row.PublicIpAddress, "RemoteAddress": "", "LocalFqdnName": ""}
    assert whole["IKEOptionsSpecification"] == ike
    assert whole["IPSECOptionsSpecification"] == {**IPSEC, "IntegrityAlgorithm": None}
    assert whole["HealthCheckConfig"] == PROBE
    assert (one.DpdEnable, one.DpdTimeout, one.DpdAction) == (1, "45", "clear")
    assert one.HealthCheckLocalIp.startswith("169.254.")
    (spd,) = one.SecurityPolicyDatabaseSet
    assert (spd.LocalCidrBlock, spd.RemoteCidrBlock) == ("0.0.0.0/0", ["0.0.0.0/0"])
    ike = {**IKE, "DhGroupName": "GROUP20"}
    change = {"VpnConnectionId": new.VpnConnectionId, "VpnConnectionName": "new", "DpdEnable": 0}
    ask("ModifyVpnConnectionAttribute", **change, IKEOptionsSpecification=ike)
    resetting = asked("ResetVpnConnection", **both)
    code = "UnsupportedOperation.VpnConnInvalidState"
    assert code_of(client.ResetVpnConnection, resetting) == code
    world.advance(30)
    client.ResetVpnConnection(resetting)
    world.advance(30)
    named = [{"Name": "vpn-connection-name", "Values": ["new"]}]
    (one,) = ask("DescribeVpnConnections", Filters=named).VpnConnectionSet
    assert (one.DpdEnable, one.IKEOptionsSpecification.DhGroupName) == (0, "GROUP20")

    # -- routes
    route = {
        "DestinationCidrBlock": "10.0.0.0/8",
        "InstanceType": "VPNCONN",
        "InstanceId": new.VpnConnectionId,
        "Priority": 0,
        "Status": "ENABLE",
        "Description": "all",
    }
    on = {"VpnGatewayId": row.VpnGatewayId}
    (made,) = ask("CreateVpnGatewayRoutes", **on, Routes=[route]).Routes
    change = {"RouteId": made.RouteId, "Status": "DISABLE", "Description": ""}
    ask("ModifyVpnGatewayRoutes", **on, Routes=[change])
    wanted = [{"Name": "InstanceId", "Values": [new.VpnConnectionId]}]
    (there,) = ask("DescribeVpnGatewayRoutes", **on, Filters=wanted).Routes
    assert {name for name, value in told(there).items() if value is None} == set()
    assert (there.Status, there.Type, there.Description) == ("DISABLE", "Static", "")

    # -- and back
    used = asked("DeleteVpnGateway", **on)
    assert code_of(client.DeleteVpnGateway, used) == "UnsupportedOperation"
    ask("DeleteVpnGatewayRoutes", **on, RouteIds=[made.RouteId])
    client.DeleteVpnConnection(deleting)
    code = "ResourceInUse"
    peers = asked("DeleteCustomerGateway", CustomerGatewayId=peer)
    assert code_of(client.DeleteCustomerGateway, peers) == code
    world.advance(30)
    gone = asked("DescribeVpnConnections", **ids)
    assert code_of(client.DescribeVpnConnections, gone) == "ResourceNotFound"
    client.DeleteCustomerGateway(peers)
    client.DeleteVpnGateway(used)
    world.advance(30)
    assert code_of(client.DeleteVpnGateway, used) == "InvalidVpnGatewayId.NotFound"
    assert list(world.everything()) == []


def test_every_kind_of_create(world, server):
    """Types, billing, policies and BGP with every parameter the client's models have."""
    client = opened(vpc_client, server)

    def ask(action, **values):
        return getattr(client, action)(asked(action, **values))

    for type_, vpc in (("SSL", "vpc-1"), ("CCN", ""), ("SSL_CCN", "")):
        more = {"Type": type_, "VpcId": vpc, "MaxConnection": 10, "IsPrivate": False}
        more |= {"IpStack": "4in4", "BgpEnable": True, "CdcId": "cdc-1"}
        more |= {"AccessSubnet": "10.0.0.0/24"} if type_ == "CCN" else {}
        assert ask("CreateVpnGateway", **{**GATEWAY, **more}).VpnGateway.Type == type_
    term = {"Period": 12, "RenewFlag": "NOTIFY_AND_MANUAL_RENEW"}
    prepaid = {"InstanceChargeType": "PREPAID", "InstanceChargePrepaid": term}
    row = ask("CreateVpnGateway", **{**GATEWAY, **prepaid}).VpnGateway
    assert (row.InstanceChargeType, row.RenewFlag) == ("PREPAID", "NOTIFY_AND_MANUAL_RENEW")
    world.advance(30)
    peer_asked = {"CustomerGatewayName": "p", "IpAddress": "203.0.113.7", "BgpAsn": 65010}
    peer = ask("CreateCustomerGateway", **peer_asked).CustomerGateway.CustomerGatewayId
    bgp = {
        "TunnelCidr": "169.254.128.0/30",
        "LocalBgpIp": "169.254.128.1",
        "RemoteBgpIp": "169.254.128.2",
    }
    made = client.CreateVpnConnection(link(row.VpnGatewayId, peer, RouteType="Bgp", BgpConfig=bgp))
    asns = {"LocalBgpAsn": "64551", "RemoteBgpAsn": "65010"}
    assert told(made.VpnConnection)["BgpConfig"] == {**bgp, **asns}


def test_a_create_without_id(world, server):
    """With the quirk of the world a create answers an empty id, and the listing has it."""
    world.quirks.add(("tencent", "empty-connection-id"))
    client = opened(vpc_client, server)
    gateway = client.CreateVpnGateway(asked("CreateVpnGateway", **GATEWAY)).VpnGateway.VpnGatewayId
    given = {"CustomerGatewayName": "p", "IpAddress": "203.0.113.7"}
    peer = client.CreateCustomerGateway(asked("CreateCustomerGateway", **given)).CustomerGateway
    world.advance(30)
    made = client.CreateVpnConnection(link(gateway, peer.CustomerGatewayId))
    assert made.VpnConnection.VpnConnectionId == ""
    (row,) = client.DescribeVpnConnections(asked("DescribeVpnConnections")).VpnConnectionSet
    assert row.VpnConnectionId.startswith("vpnx-")


def test_a_life_awaited(world, server):
    """The asynchronous client does the same, over more than one page."""

    async def live():
        async with opened(vpc_client_async, server, "ap-beijing") as client:

            async def ask(action, **values):
                return await getattr(client, action)(asked(action, **values))

            gateway = (await ask("CreateVpnGateway", **GATEWAY)).VpnGateway.VpnGatewayId
            given = {"CustomerGatewayName": "p", "IpAddress": "203.0.113.7"}
            peer = (await ask("CreateCustomerGateway", **given)).CustomerGateway.CustomerGatewayId
            made = []
            for number in range(23):
                world.advance(30)
                request = link(gateway, peer, VpnConnectionName=f"link-{number}")
                reply = await client.CreateVpnConnection(request)
                made.append(reply.VpnConnection.VpnConnectionId)
            seen = []
            for offset in (0, 20):
                page = await ask("DescribeVpnConnections", Offset=offset, Limit=20)
                assert page.TotalCount == 23
                seen += [row.VpnConnectionId for row in page.VpnConnectionSet]
            assert seen == made
            world.advance(30)
            both = {"VpnGatewayId": gateway, "VpnConnectionId": made[0]}
            change = {"VpnConnectionId": made[0], "PreShareKey": "new"}
            await ask("ModifyVpnConnectionAttribute", **change)
            world.advance(30)
            await ask("ResetVpnConnection", **both)
            world.advance(30)
            await ask("DeleteVpnConnection", **both)
            world.advance(30)
            with pytest.raises(TencentCloudSDKException) as caught:
                await ask("DeleteVpnConnection", **both)
            assert caught.value.get_code() == "ResourceNotFound"

    asyncio.run(live())

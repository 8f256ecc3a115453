"""A VPN connection of Tencent Cloud between two gateways, for the tests of its adapter."""

from __future__ import annotations

import json

import pytest

import cgw.emulator
from cgw.adapter import MARKER, Operation, Place
from cgw.models import CustomerGatewaySpec, TunnelSpec, VpnConnectionSpec, VpnGatewaySpec
from cgw.wire import Reply
from cgw_tencent.adapter import TencentAdapter

CLOUD = TencentAdapter(Place("ap-guangzhou"))
VERBS = CLOUD.vpn_connections
OP = Operation("0123456789abcdef0123456789abcdef")
MARK = {"Key": MARKER, "Value": OP.token}
ID, GATEWAY, PEER = "vpnx-df9oztok", "vpngw-6x0wxvtp", "cgw-apytvc1n"
HERE, THERE = "198.51.100.1", "203.0.113.7"
GATEWAY_ROW = {
    "VpnGatewayId": GATEWAY,
    "VpcId": "vpc-8ro3x6md",
    "PublicIpAddress": HERE,
    "BgpAsn": 64551,
    "Type": "IPSEC",
}
PEER_ROW = {"CustomerGatewayId": PEER, "IpAddress": THERE, "BgpAsn": 65010}

# The first row of the DescribeVpnConnections example, addresses exchanged.
ROW = {
    "VpcId": "vpc-8ro3x6md",
    "VpnConnectionId": ID,
    "VpnConnectionName": "testcon-1",
    "VpnGatewayId": GATEWAY,
    "CustomerGatewayId": PEER,
    "PreShareKey": "123",
    "VpnProto": "IPSEC",
    "EncryptProto": "IKE",
    "RouteType": "StaticRoute",
    "IKEOptionsSpecification": {
        "PropoAuthenAlgorithm": "MD5",
        "PropoEncryAlgorithm": "AES-CBC-128",
        "ExchangeMode": "MAIN",
        "LocalIdentity": "ADDRESS",
        "RemoteIdentity": "ADDRESS",
        "LocalAddress": HERE,
        "RemoteAddress": "1.1.3.2",
        "LocalFqdnName": "",
        "RemoteFqdnName": "",
        "DhGroupName": "GROUP1",
        "IKESaLifetimeSeconds": 86400,
        "IKEVersion": "IKEV1",
    },
    "IPSECOptionsSpecification": {
        "EncryptAlgorithm": "AES-CBC-128",
        "IntegrityAlgorith": "MD5",
        "PfsDhGroup": "NULL",
        "IPSECSaLifetimeSeconds": 3600,
        "IPSECSaLifetimeTraffic": 1843200,
    },
    "CreatedTime": "2022-07-22 14:05:07",
    "SecurityPolicyDatabaseSet": [
        {"LocalCidrBlock": "0.0.0.0/0", "RemoteCidrBlock": ["0.0.0.0/0"]}
    ],
    "State": "AVAILABLE",
    "NetStatus": "AVAILABLE",
    "NegotiationType": "flowTrigger",
    "DpdEnable": 1,
    "DpdTimeout": "30",
    "DpdAction": "clear",
    "EnableHealthCheck": False,
    "HealthCheckLocalIp": "",
    "HealthCheckRemoteIp": "",
    "HealthCheckStatus": "",
    "TagSet": [],
}


def spec(tunnel=None, **changes):
    good = {
        "name": "link",
        "vpn_gateway_id": GATEWAY,
        "customer_gateway_id": PEER,
        "tunnels": (TunnelSpec(**{"psk": "Secret.Key1", **(tunnel or {})}),),
    }
    return VpnConnectionSpec(**{**good, **changes})


def reply(**content):
    return Reply(200, json.dumps({"Response": content}).encode())


def rows(*given, name="VpnConnectionSet", total=None):
    count = len(given) if total is None else total
    return reply(**{name: list(given), "TotalCount": count, "RequestId": "r-1"})


GATEWAYS = rows(GATEWAY_ROW, name="VpnGatewaySet")
PEERS = rows(PEER_ROW, name="CustomerGatewaySet")


def asked(request):
    return request.action, json.loads(request.body)


def end(flow, answer):
    with pytest.raises(StopIteration) as stop:
        flow.send(answer)
    return stop.value.value


def creating(asked_for, op=OP, gateways=GATEWAYS, peers=PEERS):
    """A create up to its own request."""
    flow = VERBS.create(asked_for, op)
    assert asked(next(flow))[0] == "DescribeVpnGateways"
    assert asked(flow.send(gateways))[0] == "DescribeCustomerGateways"
    return flow, flow.send(peers)


def read(**changes):
    flow = VERBS.get(ID)
    assert asked(next(flow)) == ("DescribeVpnConnections", {"VpnConnectionIds": [ID]})
    flow.send(rows({**ROW, **changes}))
    flow.send(GATEWAYS)
    return end(flow, PEERS)


def linked(world, retry=None, **changes):
    """A client, and a connection between two gateways."""
    cloud = cgw.emulator.connect(world, "tencent", region="ap-guangzhou", retry=retry)
    asked_for = VpnGatewaySpec(name="gw", network_id="vpc-1", bandwidth_mbps=200, asn=64551)
    gateway = cloud.vpn_gateways.create(asked_for)
    peer = cloud.customer_gateways.create(CustomerGatewaySpec(name="p", address=THERE, asn=65010))
    ends = {"vpn_gateway_id": gateway.id, "customer_gateway_id": peer.id}
    return cloud, cloud.vpn_connections.create(spec(**{**ends, **changes}))

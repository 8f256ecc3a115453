"""SSL-VPN rows of Tencent Cloud, and driving the adapter's flows by hand."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from cgw.adapter import Operation, Place
from cgw.wire import Flow, Reply, Request
from cgw_tencent.adapter import TencentAdapter

T = TypeVar("T")
CLOUD = TencentAdapter(Place("ap-guangzhou"))
OP = Operation("0123456789abcdef0123456789abcdef")
SERVER_ID, CLIENT_ID, GATEWAY = "vpns-fofx7shn", "vpnc-dyc72w04", "vpngw-0zowp2z9"

# The example of DescribeVpnGatewaySslServers (tccli), another address.
SERVER = {
    "VpcId": "vpc-1tqv6my1",
    "SslVpnServerId": SERVER_ID,
    "VpnGatewayId": GATEWAY,
    "SslVpnServerName": "test",
    "LocalAddress": ["10.17.0.0/24"],
    "RemoteAddress": "10.12.0.0/24",
    "MaxConnection": 5,
    "WanIp": "198.51.100.9",
    "SslVpnProtocol": "UDP",
    "SslVpnPort": 1194,
    "EncryptAlgorithm": "none",
    "IntegrityAlgorithm": "none",
    "Compress": 0,
    "CreateTime": "2023-01-11 11:37:41",
    "State": 6,
    "SsoEnabled": 0,
    "SpName": "",
    "EiamApplicationId": "",
    "AccessPolicyEnabled": 0,
    "AccessPolicy": [],
}
# The example of DescribeVpnGatewaySslClients.
CLIENT = {
    "VpcId": "vpc-ez3k7doq",
    "SslVpnServerId": "vpns-80pwpme0",
    "CertStatus": 1,
    "SslVpnClientId": CLIENT_ID,
    "CertBeginTime": "2021-11-15 19:48:20",
    "CertEndTime": "2024-11-14 19:48:20",
    "Name": "SSL-VPN-CLIENT",
    "State": 6,
}
NO_TAGS = {"Tags": [], "TotalCount": 0, "RequestId": "r-1"}


def servers(*rows: Any) -> dict[str, Any]:
    return {"SslVpnSeverSet": list(rows), "TotalCount": len(rows), "RequestId": "r-1"}


def clients(*rows: Any) -> dict[str, Any]:
    return {"SslVpnClientSet": list(rows), "TotalCount": len(rows), "RequestId": "r-1"}


def tags(id: str, **pairs: str) -> dict[str, Any]:
    rows = [{"ResourceId": id, "TagKey": key, "TagValue": value} for key, value in pairs.items()]
    return {"Tags": rows, "TotalCount": len(rows), "RequestId": "r-1"}


def task(status: str, *made: str) -> dict[str, Any]:
    return {"Status": status, "Output": "told", "Result": [{"ResourceId": id} for id in made]}


def reply(content: Any) -> Reply:
    return Reply(200, json.dumps({"Response": content}).encode(), {})


def drive(flow: Flow[T], *answers: Any) -> tuple[T, list[tuple[str, Any]]]:
    """Run a flow: each answer is a body to send or an exception to throw; what was asked for."""
    asked: list[Request] = []
    left = list(answers)
    try:
        request = next(flow)
        while True:
            asked.append(request)
            assert left, f"one answer too few, for {request.action}"
            answer = left.pop(0)
            if isinstance(answer, Exception):
                request = flow.throw(answer)
            else:
                request = flow.send(reply(answer))
    except StopIteration as stop:
        assert not left, f"{len(left)} answers too many"
        return stop.value, [(request.action, json.loads(request.body)) for request in asked]

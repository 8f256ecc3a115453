"""The pretended Tencent Cloud with a gateway and a peer, asked directly; time stands until told."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from cgw.adapter import Credentials
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, World
from cgw.wire import Request, json_body
from cgw_tencent.emulator import TencentFace
from cgw_tencent.signing import sign_tc3

REGION = "ap-guangzhou"
THERE = "203.0.113.7"
NOT, BAD = "UnsupportedOperation", "InvalidParameterValue"
SPD = [{"LocalCidrBlock": "10.0.0.5/24", "RemoteCidrBlock": ["172.16.0.0/16"]}]


class Cloud:
    """Asks a face, and lets the world's time stand until told."""

    def __init__(self, **options):
        self.world = World(rate=0)
        self.face = TencentFace(self.world, **options)
        self.gateway = self.new_gateway()
        self.peer = self.new_peer()
        self.world.advance(1)

    def __call__(self, action, **parameters):
        headers = {
            "content-type": "application/json",
            "x-tc-action": action,
            "x-tc-version": "2017-03-12",
            "x-tc-region": REGION,
        }
        request = Request(
            "POST",
            "https://vpc.tencentcloudapi.com",
            "/",
            action,
            body=json_body(parameters),
            headers=headers,
        )
        keys = Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
        signed = sign_tc3(request, keys, datetime.fromtimestamp(time.time(), UTC), service="vpc")
        return self.face(signed).json["Response"]

    def code(self, action, **parameters):
        return self(action, **parameters)["Error"]["Code"]

    def new_gateway(self, **more):
        good = {"VpcId": "vpc-1", "VpnGatewayName": "gw", "InternetMaxBandwidthOut": 200}
        made = self("CreateVpnGateway", **{**good, "BgpAsn": 64551, **more})
        return made["VpnGateway"]["VpnGatewayId"]

    def new_peer(self, address=THERE, asn=65010):
        given = {"CustomerGatewayName": "p", "IpAddress": address}
        given |= {"BgpAsn": asn} if asn else {}
        return self("CreateCustomerGateway", **given)["CustomerGateway"]["CustomerGatewayId"]

    def good(self, **more):
        given = {
            "VpnGatewayId": self.gateway,
            "CustomerGatewayId": self.peer,
            "VpnConnectionName": "link",
            "PreShareKey": "654321",
            "RouteType": "StaticRoute",
        }
        return {k: v for k, v in {**given, **more}.items() if v is not None}

    def link(self, **more):
        made = self("CreateVpnConnection", **self.good(**more))["VpnConnection"]
        self.world.advance(1)
        return made["VpnConnectionId"]

    def row(self, id):
        (row,) = self("DescribeVpnConnections", VpnConnectionIds=[id])["VpnConnectionSet"]
        return row

    def both(self, id):
        return {"VpnGatewayId": self.gateway, "VpnConnectionId": id}

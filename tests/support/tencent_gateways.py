"""A VPN gateway of Tencent Cloud, for the tests of its adapter."""

from __future__ import annotations

import json

import pytest

from cgw.adapter import MARKER, Operation, Place
from cgw.models import VpnGatewaySpec
from cgw.wire import Reply
from cgw_tencent.adapter import TencentAdapter

VERBS = TencentAdapter(Place("ap-guangzhou")).vpn_gateways
OP = Operation("0123456789abcdef0123456789abcdef")
MARK = [{"Key": MARKER, "Value": OP.token}]
ID = "vpngw-97yhzme3"

# One row of the DescribeVpnGateways example, and the fields that newer answers have.
ROW = {
    "VpcId": "vpc-5rkcp0wb",
    "VpnGatewayId": ID,
    "VpnGatewayName": "simulate3",
    "Type": "IPSEC",
    "State": "AVAILABLE",
    "PublicIpAddress": "198.51.100.9",
    "RenewFlag": "NOTIFY_AND_MANUAL_RENEW",
    "InstanceChargeType": "PREPAID",
    "InternetMaxBandwidthOut": 10,
    "CreatedTime": "2017-07-03 14:39:16",
    "ExpiredTime": "2018-05-31 13:03:47",
    "IsAddressBlocked": False,
    "NewPurchasePlan": "PREPAID_TO_POSTPAID",
    "RestrictState": "PROTECTIVELY_ISOLATED",
    "Zone": "ap-guangzhou-3",
    "VpnGatewayQuotaSet": [{"Bandwidth": 5, "Cname": "微小型", "Name": "mini"}],
    "Version": "ver3.1",
    "NetworkInstanceId": "",
    "CdcId": "",
    "MaxConnection": 10,
    "BgpAsn": 64551,
    "TagSet": [{"Key": "city", "Value": "shanghai"}, *MARK],
    "IsPrivate": False,
}


def spec(**changes):
    return VpnGatewaySpec(**{"name": "gw", "network_id": "vpc-1", "bandwidth_mbps": 5, **changes})


def reply(**content):
    return Reply(200, json.dumps({"Response": content}).encode())


def rows(*given, name="VpnGatewaySet"):
    return reply(**{name: list(given), "TotalCount": len(given), "RequestId": "r-1"})


def asked(request):
    return request.action, json.loads(request.body)


def end(flow, answer):
    with pytest.raises(StopIteration) as stop:
        flow.send(answer)
    return stop.value.value

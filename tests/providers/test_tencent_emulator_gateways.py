"""The pretended Tencent Cloud's VPN gateways: states, limits, money."""

from __future__ import annotations

import pytest
from tencent_cloud import BAD, NOT, REGION, Cloud


@pytest.fixture
def cloud():
    return Cloud()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"VpcId": ""}, f"{NOT}.VpnGwVpcIdMustHave"),
        ({"VpcId": "vpc-1", "Type": "CCN"}, f"{NOT}.VpnGwVpcIdNotHave"),
        ({"VpcId": "nonsense"}, "InvalidVpcId.Malformed"),
        ({"VpnGatewayName": "名" * 21}, f"{BAD}.TooLong"),
        ({"InternetMaxBandwidthOut": 7}, BAD),
        ({"Type": "OTHER"}, BAD),
        ({"InstanceChargeType": "PREPAID"}, "MissingParameter"),
        ({"InstanceChargeType": "PREPAID", "InstanceChargePrepaid": {"Period": 10}}, BAD),
        ({"MaxConnection": 6}, BAD),
        ({"BgpAsn": 58835}, BAD),
        ({"IpStack": "6in6"}, f"{NOT}.NotSupportCreateIpv6VpnGateway"),
        ({"IsPrivate": True, "Type": "SSL"}, f"{NOT}.PrivateSslVpnGateway"),
        ({"AccessSubnet": "10.0.0.0/8"}, f"{BAD}.AccessSubnetMask"),
        ({"AccessSubnet": "8.8.0.0/16"}, f"{BAD}.AccessSubnetPrefix"),
        ({"Tags": [{"Key": "a"}, {"Key": "a"}]}, f"{BAD}.TagDuplicateKey"),
        ({"ClientToken": "x"}, "UnknownParameter"),
    ],
)
def test_wrong_gateways(cloud, changes, code):
    """Each wrong parameter of a gateway gets a published code, and nothing is made."""
    good = {"VpcId": "vpc-1", "VpnGatewayName": "gw", "InternetMaxBandwidthOut": 5}
    assert cloud.code("CreateVpnGateway", **{**good, **changes}) == code
    assert cloud("DescribeVpnGateways")["TotalCount"] == 1


def test_a_gateways_states(cloud):
    """Pending, then available, then deleting, then gone; changes need it to be available."""
    new = cloud.new_gateway(BgpAsn=65001)
    name = {"VpnGatewayId": new, "VpnGatewayName": "x"}
    assert cloud.code("ModifyVpnGatewayAttribute", **name) == f"{NOT}.InvalidState"
    assert cloud.code("DeleteVpnGateway", VpnGatewayId=new) == NOT
    cloud.world.advance(1)
    (row,) = cloud("DescribeVpnGateways", VpnGatewayIds=[new])["VpnGatewaySet"]
    assert (row["State"], row["BgpAsn"], row["RestrictState"]) == ("AVAILABLE", 65001, "NORMAL")
    assert "Error" not in cloud("ModifyVpnGatewayAttribute", **name)
    assert "Error" not in cloud("DeleteVpnGateway", VpnGatewayId=new)
    (row,) = cloud("DescribeVpnGateways", VpnGatewayIds=[new])["VpnGatewaySet"]
    assert row["State"] == "DELETING"
    cloud.world.advance(1)
    assert cloud.code("DescribeVpnGateways", VpnGatewayIds=[new]) == "InvalidVpnGatewayId.NotFound"
    assert cloud.code("DeleteVpnGateway", VpnGatewayId=new) == "InvalidVpnGatewayId.NotFound"
    assert cloud.code("DeleteVpnGateway", VpnGatewayId="x") == "InvalidVpnGatewayId.Malformed"


def test_what_a_gateway_is_not_deleted_for(cloud):
    """A prepaid term, a network it is attached to and connections keep a gateway."""
    term = {"InstanceChargeType": "PREPAID", "InstanceChargePrepaid": {"Period": 1}}
    prepaid = cloud.new_gateway(**term)
    cloud.world.advance(1)
    assert cloud.code("DeleteVpnGateway", VpnGatewayId=prepaid) == NOT
    cloud.world.advance(31 * 86400)
    (row,) = cloud("DescribeVpnGateways", VpnGatewayIds=[prepaid])["VpnGatewaySet"]
    assert row["RestrictState"] == "PROTECTIVELY_ISOLATED"
    assert "Error" not in cloud("DeleteVpnGateway", VpnGatewayId=prepaid)
    record = cloud.world.get("tencent", REGION, "vpn_gateways", cloud.gateway)
    record.attrs["ccn_id"] = "ccn-1"
    assert cloud.code("DeleteVpnGateway", VpnGatewayId=cloud.gateway) == NOT
    record.attrs["ccn_id"] = ""
    cloud.link()
    assert cloud.code("DeleteVpnGateway", VpnGatewayId=cloud.gateway) == NOT


@pytest.mark.parametrize(
    ("charge", "now", "then", "code"),
    [
        ("POSTPAID_BY_HOUR", 10, 5, None),
        ("POSTPAID_BY_HOUR", 10, 100, None),
        ("POSTPAID_BY_HOUR", 100, 200, f"{NOT}.VpnUnsupportedModifyBandwidth"),
        ("POSTPAID_BY_HOUR", 200, 100, f"{NOT}.VpnUnsupportedModifyBandwidth"),
        ("PREPAID", 10, 5, f"{NOT}.VpnUnsupportedModifyBandwidth"),
        ("PREPAID", 10, 20, None),
        ("POSTPAID_BY_HOUR", 200, 3000, BAD),
    ],
)
def test_bandwidth(cloud, charge, now, then, code):
    """It changes within its range; a prepaid gateway gets no less."""
    more = {"InstanceChargeType": charge, "InternetMaxBandwidthOut": now}
    more |= {"InstanceChargePrepaid": {"Period": 1}} if charge == "PREPAID" else {}
    made = cloud.new_gateway(**more)
    cloud.world.advance(1)
    asked = {"VpnGatewayId": made, "InternetMaxBandwidthOut": then}
    told = cloud("ResetVpnGatewayInternetMaxBandwidth", **asked)
    assert told.get("Error", {}).get("Code") == code

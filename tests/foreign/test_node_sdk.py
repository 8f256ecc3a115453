"""Alibaba Cloud's own SDK for Node, unmodified, against ``cgw emulator serve``; both signatures."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

import cgw
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET

pytestmark = pytest.mark.slow  # a process each
both = pytest.mark.parametrize(
    "node", [{}, {"signature": ["v2"]}], ids=["acs3", "v1.0"], indirect=True
)


def refused(told):
    """Code and status of a refusal, which has a request id."""
    assert re.fullmatch(r"[0-9A-F-]{36}", told["error"]["requestId"])
    return told["error"]["code"], told["error"]["status"]


def body(told):
    """The body of a good answer, as the SDK's model read it."""
    assert told["status"] == 200, told
    return told["body"]


@both
def test_a_life(node, urls, watched):
    """Create, list, show, modify and delete say what was asked, to it and to cgw; then it is gone."""
    values = {"ipAddress": "203.0.113.10", "name": "gw a/b~*(测试)", "asn": "65010",
              "description": "d e", "clientToken": watched.home.name, "tags": [{"key": "city", "value": "上海"}]}  # fmt: skip
    made = body(node("createCustomerGateway", **values))
    again = body(node("createCustomerGateway", **values))
    one = {"customerGatewayId": made["customerGatewayId"]}
    assert again["customerGatewayId"] == one["customerGatewayId"]

    listed = body(node("describeCustomerGateways", pageNumber=1, pageSize=10))
    assert listed["totalCount"] == 1
    row = listed["customerGateways"]["customerGateway"][0]
    shown = body(node("describeCustomerGateway", **one))
    assert row.items() <= shown.items()
    assert (shown["name"], shown["ipAddress"], shown["asn"], shown["description"]) == (
        "gw a/b~*(测试)", "203.0.113.10", 65010, "d e",
    )  # fmt: skip
    assert shown["tags"]["tag"] == [{"key": "city", "value": "上海"}]
    assert shown["createTime"] == made["createTime"]

    assert body(node("modifyCustomerGatewayAttribute", **one, name="new"))["name"] == "new"
    keys = cgw.Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
    with cgw.connect(
        "alibaba", region="cn-shanghai", endpoint=urls["alibaba"], credentials=keys
    ) as cloud:
        ours = cloud.customer_gateways.get(one["customerGatewayId"])
    assert (ours.name, ours.address, ours.asn) == ("new", "203.0.113.10", 65010)
    assert dict(ours.tags) == {"city": "上海"}

    assert set(body(node("deleteCustomerGateway", **one))) == {"requestId"}
    assert body(node("describeCustomerGateways"))["totalCount"] == 0
    assert refused(node("describeCustomerGateway", **one)) == (
        "InvalidCustomerGatewayInstanceId.NotFound", 404,
    )  # fmt: skip
    assert watched.reached() == {("127.0.0.1", str(urlsplit(urls["alibaba"]).port))}


@pytest.mark.parametrize(
    "node",
    [{"secret": "wrong"}, {"secret": "wrong", "signature": ["v2"]}],
    ids=["acs3", "v1.0"],
    indirect=True,
)
def test_a_wrong_secret(node):
    """A signature made with another secret is refused with the cloud's code."""
    assert refused(node("describeCustomerGateways")) == ("SignatureDoesNotMatch", 400)


@both
def test_a_wrong_value(node):
    """An address that is none is refused with the cloud's code."""
    told = node("createCustomerGateway", ipAddress="203.0.113.300")
    assert refused(told) == ("InvalidIpAddress.WrongFormat", 400)


@pytest.mark.parametrize("node", [{"host": "192.0.2.1", "proxy": ""}], indirect=True)
def test_whoever_would_leave_is_held_back(node, watched):
    """Sent to another machine and without a proxy, it is seen and gets nowhere: the watch works."""
    told = node("describeCustomerGateways")  # RFC 5737: nobody is there
    assert "held back: not this machine" in told["error"]["message"]
    assert {host for host, _ in watched.reached()} == {"192.0.2.1"}

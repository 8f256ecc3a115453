"""Tencent Cloud's own command line, unmodified, against ``cgw emulator serve``.

It signs and sends the whole text of ``--endpoint`` as Host: ``http://127.0.0.1:8802``.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

import cgw
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET

pytestmark = pytest.mark.slow  # each call starts a Python with the whole SDK

REFUSED = re.compile(r"\[TencentCloudSDKException\] code:(\S+) message:.* requestId:(\S+)\s*")


def code(told):
    """The code of a refusal, which has a request id and leaves stdout empty."""
    found = REFUSED.fullmatch(told.err)
    assert found, told
    assert re.fullmatch(r"[0-9a-f-]{36}", found[2])
    assert (told.code != 0, told.out) == (True, "")
    return found[1]


def test_a_life(tccli):
    """Create, list, show, modify and delete say what was asked, to it and to cgw; then it is gone."""
    tags = [{"Key": "city", "Value": "上海"}]
    asked = ("--CustomerGatewayName", "上海 a/b", "--IpAddress", "203.0.113.8", "--BgpAsn", "65010",
             "--Tags", json.dumps(tags))  # fmt: skip
    made = tccli("CreateCustomerGateway", *asked).data["CustomerGateway"]
    one = made["CustomerGatewayId"]
    assert (made["CustomerGatewayName"], made["IpAddress"]) == ("上海 a/b", "203.0.113.8")

    listed = tccli("DescribeCustomerGateways", "--Offset", "0", "--Limit", "20").data
    assert listed["TotalCount"] == len(listed["CustomerGatewaySet"]) == 1
    shown = tccli("DescribeCustomerGateways", "--CustomerGatewayIds", json.dumps([one])).data
    assert shown["CustomerGatewaySet"] == listed["CustomerGatewaySet"]
    row = shown["CustomerGatewaySet"][0]
    assert (row["CustomerGatewayId"], row["BgpAsn"], row["TagSet"]) == (one, 65010, tags)

    named = ("--CustomerGatewayId", one, "--CustomerGatewayName", "new")
    assert set(tccli("ModifyCustomerGatewayAttribute", *named).data) == {"RequestId"}
    keys = cgw.Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
    with cgw.connect(
        "tencent", region="ap-shanghai", endpoint=tccli.endpoint, credentials=keys
    ) as cloud:
        ours = cloud.customer_gateways.get(one)
    assert (ours.name, ours.address, ours.asn) == ("new", "203.0.113.8", 65010)
    assert dict(ours.tags) == {"city": "上海"}

    assert set(tccli("DeleteCustomerGateway", "--CustomerGatewayId", one).data) == {"RequestId"}
    assert tccli("DescribeCustomerGateways").data["TotalCount"] == 0
    assert code(tccli("DeleteCustomerGateway", "--CustomerGatewayId", one)) == "ResourceNotFound"
    assert tccli.watched.reached() == {("127.0.0.1", str(urlsplit(tccli.endpoint).port))}


def test_its_waiter(tccli):
    """Its own ``--waiter`` ends when what it reads here has become what it waits for."""
    wait = {"expr": "TotalCount", "to": 0, "timeout": 5, "interval": 1}
    assert tccli("DescribeCustomerGateways", "--waiter", json.dumps(wait)).data["TotalCount"] == 0


def test_a_wrong_secret(tccli):
    """A signature made with another secret is refused with the cloud's code."""
    told = tccli("DescribeCustomerGateways", secret="wrong")
    assert code(told) == "AuthFailure.SignatureFailure"


def test_a_wrong_value(tccli):
    """A value outside of its limits is refused with the cloud's code."""
    told = tccli("CreateCustomerGateway", "--CustomerGatewayName", "n" * 61,
                 "--IpAddress", "203.0.113.8")  # fmt: skip
    assert code(told) == "InvalidParameterValue.TooLong"


def test_whoever_would_leave_is_held_back(tccli):
    """Sent to another machine and without a proxy, it is seen and gets nowhere: the watch works."""
    astray = replace(
        tccli, endpoint="http://192.0.2.1", watched=replace(tccli.watched, proxy="")
    )  # RFC 5737: nobody is there
    told = astray("DescribeCustomerGateways")
    assert "held back: not this machine" in told.err
    assert {host for host, _ in astray.watched.reached()} == {"192.0.2.1"}

"""What the Alibaba Cloud face answers, by the vendor's documents."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from cgw.adapter import Credentials
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, World
from cgw.wire import Reply, Request
from cgw_alibaba.emulator import AlibabaFace
from cgw_alibaba.signing import sign_acs3, sign_v1

NOW = 1_714_979_289.0
KEYS = Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
SIGNERS = [sign_acs3, sign_v1]
ADDRESS = {"IpAddress": "203.0.113.10"}


class Caller:
    """Signs and asks; the clock stands still."""

    def __init__(self) -> None:
        self.world = World(wall=lambda: NOW, rate=0.0)
        self.face = AlibabaFace(self.world)
        self.now = datetime.fromtimestamp(NOW, UTC)
        self.calls = 0

    def signed(self, action: str, sign: Any = sign_acs3, keys: Credentials = KEYS, *, method: str = "POST",
               version: str = "2016-04-28", region: str = "cn-shanghai", **params: str) -> Request:  # fmt: skip
        self.calls += 1
        pairs = [("RegionId", region), *params.items()] if region else list(params.items())
        request = Request(
            method, "https://vpc.cn-shanghai.aliyuncs.com", "/", action,
            tuple((name.replace("__", "."), value) for name, value in pairs),
            headers={"x-acs-action": action, "x-acs-version": version},
        )  # fmt: skip
        return sign(request, keys, self.now, f"nonce-{self.calls}")

    def __call__(self, action: str, **more: Any) -> dict[str, Any]:
        reply = self.face(self.signed(action, **more))
        told = json.loads(reply.body)
        assert (reply.status == 200) == ("Code" not in told)
        return told

    def code(self, request: Request) -> tuple[int, str]:
        return outcome(self.face(request))


def outcome(reply: Reply) -> tuple[int, str]:
    return reply.status, json.loads(reply.body).get("Code", "")


@pytest.fixture
def ask():
    return Caller()


# ---------------------------------------------------------------- the answers


def test_a_life(ask):
    """What is created is described, listed, modified and deleted, with the documents' fields."""
    made = ask("CreateCustomerGateway", **ADDRESS, Name="n", Description="d", Asn="123.456", AuthKey="key",
               Tags__1__Key="env", Tags__1__Value="", ResourceGroupId="rg-1")  # fmt: skip
    assert set(made) == {
        "RequestId",
        "CustomerGatewayId",
        "IpAddress",
        "Name",
        "Description",
        "CreateTime",
    }
    assert made["CreateTime"] == NOW * 1000
    got = ask("DescribeCustomerGateway", CustomerGatewayId=made["CustomerGatewayId"])
    more = {
        "Asn": 8061384,
        "AuthKey": "key",
        "ResourceGroupId": "rg-1",
        "Tags": {"Tag": [{"Key": "env", "Value": ""}]},
    }
    assert got == {**made, **more, "RequestId": got["RequestId"]}
    listed = ask("DescribeCustomerGateways")
    assert {k: v for k, v in listed.items() if k != "RequestId"} == {
        "TotalCount": 1, "PageNumber": 1, "PageSize": 10,
        "CustomerGateways": {"CustomerGateway": [{k: v for k, v in got.items() if k != "RequestId"}]},
    }  # fmt: skip
    changed = ask(
        "ModifyCustomerGatewayAttribute", CustomerGatewayId=made["CustomerGatewayId"], Name="m"
    )
    assert (changed["Name"], changed["Description"], changed["ResourceGroupId"]) == (
        "m",
        "d",
        "rg-1",
    )
    assert "Asn" not in changed
    assert set(ask("DeleteCustomerGateway", CustomerGatewayId=made["CustomerGatewayId"])) == {
        "RequestId"
    }
    for action in (
        "DescribeCustomerGateway",
        "ModifyCustomerGatewayAttribute",
        "DeleteCustomerGateway",
    ):
        again = ask(action, CustomerGatewayId=made["CustomerGatewayId"])
        assert again["Code"] == "InvalidCustomerGatewayInstanceId.NotFound"


def test_a_refusal_looks_like_the_clouds(ask):
    """RequestId, HostId, Code and Message, a Date header, and a new request id each time."""
    replies = [
        ask.face(ask.signed("DescribeCustomerGateway", CustomerGatewayId="x")) for _ in range(2)
    ]
    told = [json.loads(reply.body) for reply in replies]
    assert set(told[0]) == {"RequestId", "HostId", "Code", "Message"}
    assert told[0]["HostId"] == "vpc.cn-shanghai.aliyuncs.com"
    assert told[0]["RequestId"] != told[1]["RequestId"]
    assert replies[0].status == 404
    assert replies[0].headers["date"] == "Mon, 06 May 2024 07:08:09 GMT"
    assert replies[0].headers["content-type"] == "application/json;charset=utf-8"


TAGS = {f"Tags__{i}__Key": f"k{i}" for i in range(1, 22)}


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, "MissingParameter"),
        ({"IpAddress": "203.0.113.256"}, "InvalidIpAddress.WrongFormat"),
        ({"IpAddress": "2001:db8::1"}, "InvalidIpAddress.WrongFormat"),
        ({"IpAddress": "169.254.1.1"}, "InvalidIpAddress.WrongFormat"),
        ({"Name": ""}, "InvalidName"),
        ({"Name": "x" * 101}, "InvalidName"),
        ({"Name": "http://x"}, "InvalidName"),
        ({"Description": "x" * 101}, "InvalidDescription"),
        ({"Description": "https://x"}, "InvalidDescription"),
        ({"Asn": "0"}, "IllegalParam.Asn"),
        ({"Asn": "4294967296"}, "IllegalParam.Asn"),
        ({"Asn": "1.65536"}, "IllegalParam.Asn"),
        ({"Asn": "45104"}, "IllegalParam.Asn"),
        ({"Asn": "AS1"}, "IllegalParam.Asn"),
        ({"AuthKey": "key"}, "OperationDenied.MissingAsn"),
        ({"AuthKey": "a key", "Asn": "1"}, "InvalidAuthkey.Malformed"),
        ({"AuthKey": "key?", "Asn": "1"}, "InvalidAuthkey.Malformed"),
        ({"AuthKey": "k" * 65, "Asn": "1"}, "InvalidAuthkey.Malformed"),
        ({"Tags__1__Key": ""}, "InvalidParameter.TagKey"),
        ({"Tags__1__Key": "aliyun"}, "InvalidParameter.TagKey"),
        ({"Tags__1__Key": "k" * 65}, "InvalidParameter.TagKey"),
        ({"Tags__1__Key": "k", "Tags__1__Value": "acs:x"}, "InvalidParameter.TagValue"),
        ({"Tags__1__Key": "k", "Tags__1__Value": "v" * 129}, "InvalidParameter.TagValue"),
        ({"Tags__1__Key": "k", "Tags__2__Key": "k"}, "Duplicated.TagKey"),
        (TAGS, "SizeLimitExceeded.TagNum"),
        ({"ClientToken": "t" * 65}, "InvalidParameter"),
    ],
)
def test_a_create_is_held_against_the_documents(ask, params, code):
    """Each documented limit has its documented code, and nothing is created."""
    given = {**ADDRESS, **params} if params else {}
    assert ask("CreateCustomerGateway", **given)["Code"] == code
    assert ask("DescribeCustomerGateways")["TotalCount"] == 0


@pytest.mark.parametrize(
    "params", [{"Name": "测" * 100}, {"Asn": "4294967295"}, {"AuthKey": "k" * 64, "Asn": "1"}, {"Name": "1"},
               {f"Tags__{i}__Key": f"k{i}" for i in range(1, 21)}]
)  # fmt: skip
def test_a_create_at_the_limit_is_fine(ask, params):
    """The limits themselves are allowed."""
    assert "Code" not in ask("CreateCustomerGateway", **ADDRESS, **params)


def test_an_address_is_there_once_in_a_region(ask):
    """The same address again is refused in its region and fine in another, or after a delete."""
    made = ask("CreateCustomerGateway", **ADDRESS)
    assert ask("CreateCustomerGateway", **ADDRESS)["Code"] == "InvalidIpAddress.AlreadyExist"
    assert "Code" not in ask("CreateCustomerGateway", **ADDRESS, region="cn-beijing")
    ask("DeleteCustomerGateway", CustomerGatewayId=made["CustomerGatewayId"])
    assert "Code" not in ask("CreateCustomerGateway", **ADDRESS)


def test_a_full_quota_refuses(ask):
    """With a limit of one the second create is Resource.QuotaFull."""
    ask.world.limits["alibaba", "customer_gateways"] = 1
    ask("CreateCustomerGateway", **ADDRESS)
    assert ask("CreateCustomerGateway", IpAddress="203.0.113.11")["Code"] == "Resource.QuotaFull"


def test_a_client_token_creates_once(ask):
    """The same token and parameters answer the same gateway; other parameters are a mismatch."""
    first, second = (ask("CreateCustomerGateway", **ADDRESS, ClientToken="t") for _ in range(2))
    assert first["CustomerGatewayId"] == second["CustomerGatewayId"]
    assert first["RequestId"] != second["RequestId"]
    assert ask("DescribeCustomerGateways")["TotalCount"] == 1
    other = ask("CreateCustomerGateway", IpAddress="203.0.113.11", ClientToken="t")
    assert other["Code"] == "IdempotentParameterMismatch"
    assert "Code" not in ask(
        "CreateCustomerGateway", **ADDRESS, ClientToken="t", region="cn-beijing"
    )


def test_a_refused_create_leaves_its_token_unused(ask):
    """After a refusal the same token may be used for the corrected request."""
    assert (
        ask("CreateCustomerGateway", **ADDRESS, Name="", ClientToken="t")["Code"] == "InvalidName"
    )
    assert "Code" not in ask("CreateCustomerGateway", **ADDRESS, ClientToken="t")


def test_the_same_token_works_under_both_signatures(ask):
    """What is signed how is no part of what a token stands for."""
    one = ask("CreateCustomerGateway", sign=sign_acs3, **ADDRESS, ClientToken="t")
    two = ask("CreateCustomerGateway", sign=sign_v1, **ADDRESS, ClientToken="t")
    assert one["CustomerGatewayId"] == two["CustomerGatewayId"]


def test_modify_is_held_against_the_documents(ask):
    """Names and keys have the limits of create; a key needs an ASN; nothing else changes."""
    made = ask("CreateCustomerGateway", **ADDRESS)["CustomerGatewayId"]

    def code(**params: str) -> str:
        return ask("ModifyCustomerGatewayAttribute", CustomerGatewayId=made, **params).get(
            "Code", ""
        )

    assert code(Name="") == "InvalidName"
    assert code(Description="http://x") == "InvalidDescription"
    assert code(AuthKey="key") == "OperationDenied.MissingAsn"
    assert code(IpAddress="203.0.113.99", Asn="1") == ""
    got = ask("DescribeCustomerGateway", CustomerGatewayId=made)
    assert (got["IpAddress"], got.get("Asn")) == ("203.0.113.10", None)


def test_lists_come_in_pages(ask):
    """Ten by default, fifty at most, counted from one, empty past the end."""
    for i in range(12):
        ask("CreateCustomerGateway", IpAddress=f"203.0.113.{i}")

    def page(**params: str) -> tuple[int, int]:
        told = ask("DescribeCustomerGateways", **params)
        return told["TotalCount"], len(told["CustomerGateways"]["CustomerGateway"])

    assert page() == (12, 10)
    assert page(PageNumber="2") == (12, 2)
    assert page(PageNumber="3") == (12, 0)
    assert page(PageSize="50") == (12, 12)
    for params in ({"PageSize": "51"}, {"PageSize": "0"}, {"PageNumber": "0"}, {"PageNumber": "x"}):
        assert ask("DescribeCustomerGateways", **params)["Code"] == "InvalidParameter"


def test_lists_are_filtered(ask):
    """By id, resource group and tags; an unknown id gives an empty list."""
    one = ask("CreateCustomerGateway", IpAddress="203.0.113.1", Tags__1__Key="a", Tags__1__Value="1",
              ResourceGroupId="rg-1")["CustomerGatewayId"]  # fmt: skip
    two = ask(
        "CreateCustomerGateway", IpAddress="203.0.113.2", Tags__1__Key="a", Tags__1__Value="2"
    )["CustomerGatewayId"]

    def ids(**params: str) -> list[str]:
        told = ask("DescribeCustomerGateways", **params)["CustomerGateways"]["CustomerGateway"]
        return [item["CustomerGatewayId"] for item in told]

    assert ids(CustomerGatewayId=two) == [two]
    assert ids(CustomerGatewayId="cgw-none") == []
    assert ids(ResourceGroupId="rg-1") == [one]
    assert ids(Tag__1__Key="a") == [one, two]
    assert ids(Tag__1__Key="a", Tag__1__Value="2") == [two]
    assert ids(region="cn-beijing") == []


def test_what_is_scripted_comes_first(ask):
    """Trouble that the world's script makes takes the place of the answer, and is counted."""
    with ask.world.troubled(lambda provider, action: Reply(503, b"{}")):
        assert ask.face(ask.signed("DescribeCustomerGateways")).status == 503
    assert [(s.provider, s.action, s.status) for s in ask.world.seen] == [
        ("alibaba", "DescribeCustomerGateways", 503)
    ]

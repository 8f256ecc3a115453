"""The pretended Tencent Cloud refuses what the documents say the cloud refuses."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cgw.adapter import Credentials
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, TOKEN, World
from cgw.wire import Reply, Request, json_body
from cgw_tencent.emulator import TencentFace
from cgw_tencent.signing import sign_tc3

KEYS = Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
CREATE, DESCRIBE = "CreateCustomerGateway", "DescribeCustomerGateways"
MODIFY, DELETE = "ModifyCustomerGatewayAttribute", "DeleteCustomerGateway"
GOOD = {"CustomerGatewayName": "test-cgw", "IpAddress": "58.211.1.12"}
NOBODY = "cgw-00000000"


class Caller:
    """Signs what it is told and asks a face."""

    def __init__(self, face, region="ap-guangzhou"):
        self.face, self.region = face, region

    def request(self, action, parameters, keys=KEYS, late=0.0, service="vpc", **headers):
        body = parameters if isinstance(parameters, bytes) else json_body(parameters)
        given = {
            "content-type": "application/json",
            "x-tc-action": action,
            "x-tc-version": "2017-03-12",
            "x-tc-region": self.region,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        given = {name: value for name, value in given.items() if value is not None}
        unsigned = Request(
            "POST", "https://vpc.tencentcloudapi.com", "/", action, body=body, headers=given
        )
        now = datetime.fromtimestamp(time.time(), UTC) + timedelta(seconds=late)
        return sign_tc3(unsigned, keys, now, service=service)

    def ask(self, request):
        reply = self.face(request)
        assert reply.status == 200
        assert reply.headers["content-type"] == "application/json"  # or the SDK overlooks errors
        assert reply.headers["date"].endswith("GMT")
        content = reply.json["Response"]
        assert content["RequestId"]
        return content

    def __call__(self, action, parameters, **how):
        return self.ask(self.request(action, parameters, **how))

    def code(self, action, parameters, **how):
        return self(action, parameters, **how)["Error"]["Code"]


@pytest.fixture
def world():
    return World()


@pytest.fixture
def call(world):
    return Caller(TencentFace(world))


def created(call, **more):
    return call(CREATE, {**GOOD, **more})["CustomerGateway"]["CustomerGatewayId"]


# ---------------------------------------------------------------- who asks, and how


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"keys": Credentials(ACCESS_KEY_ID, "wrong")}, "AuthFailure.SignatureFailure"),
        ({"keys": Credentials("nobody", ACCESS_KEY_SECRET)}, "AuthFailure.SecretIdNotFound"),
        ({"keys": Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET, "x")}, "AuthFailure.TokenFailure"),
        ({"late": 310}, "AuthFailure.SignatureExpire"),
        ({"late": -310}, "AuthFailure.SignatureExpire"),
        ({"service": "cvm"}, "AuthFailure.InvalidAuthorization"),
        ({"x_tc_version": "2018-08-13"}, "AuthFailure.InvalidAuthorization"),
        ({"x_tc_version": "2011-11-11"}, "NoSuchVersion"),
        ({"x_tc_version": None}, "MissingParameter"),
        ({"x_tc_region": None}, "MissingParameter"),
        ({"x_tc_action": None}, "MissingParameter"),
        ({"x_tc_action": "Nonsense"}, "InvalidAction"),
        ({"content_type": "application/x-www-form-urlencoded"}, "InvalidRequest"),
    ],
)
def test_common_parameters_and_keys(call, world, how, code):
    """A wrong key, clock, scope, version, region or action gets its code, and nothing is made."""
    assert call.code(CREATE, GOOD, **how) == code
    assert list(world.everything()) == []


@pytest.mark.parametrize(
    "how",
    [
        {"late": -290},
        {"late": 290},
        {"keys": Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET, TOKEN)},
    ],
)
def test_what_is_forgiven(call, how):
    """A clock less than five minutes off, and temporary keys with the emulator's token, are fine."""
    assert "Error" not in call(DESCRIBE, {}, **how)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda r: replace(r, body=r.body + b" "), "AuthFailure.SignatureFailure"),
        (lambda r: replace(r, query=(("a", "b"),)), "AuthFailure.SignatureFailure"),
        (lambda r: replace(r, endpoint="https://vpc.other.com"), "AuthFailure.SignatureFailure"),
        (
            lambda r: replace(
                r, headers={**r.headers, "content-type": "application/json; charset=utf-8"}
            ),
            "AuthFailure.SignatureFailure",
        ),
        (
            lambda r: replace(r, headers={**r.headers, "authorization": "TC3"}),
            "AuthFailure.InvalidAuthorization",
        ),
        (
            lambda r: replace(
                r,
                headers={
                    **r.headers,
                    "authorization": r.headers["authorization"].replace(
                        "content-type;host", "host"
                    ),
                },
            ),
            "AuthFailure.InvalidAuthorization",
        ),
        (
            lambda r: replace(r, headers={**r.headers, "x-tc-timestamp": "soon"}),
            "InvalidParameterValue",
        ),
        (lambda r: replace(r, method="GET"), "UnsupportedProtocol"),
        (lambda r: replace(r, path="/v2"), "InvalidRequest"),
    ],
)
def test_what_is_changed_after_signing_is_noticed(call, spoil, code):
    """Body, query, host and content type are covered by the signature; its form is checked."""
    content = call.ask(spoil(call.request(DESCRIBE, {})))
    assert content["Error"]["Code"] == code


@pytest.mark.parametrize("body", [b"", b"no", b"[]", b"\xff"])
def test_a_body_that_is_no_object(call, body):
    """What is not a JSON object is an invalid parameter."""
    assert call.code(DESCRIBE, body) == "InvalidParameter"


def test_scripted_trouble_answers_first_and_everything_is_remembered(call, world):
    """A script may answer in the face's place, and the world remembers each request."""
    with world.troubled(lambda provider, action: Reply(503, b"")):
        assert call.face(call.request(DESCRIBE, {})).status == 503
    call(DESCRIBE, {})
    assert [(s.provider, s.action, s.status) for s in world.seen] == [
        ("tencent", DESCRIBE, 503),
        ("tencent", DESCRIBE, 200),
    ]


def test_request_ids_are_unique(call):
    """Every answer has its own, of the form the documents show."""
    ids = {call(DESCRIBE, {})["RequestId"] for _ in range(20)}
    assert [len(one) for one in ids] == [36] * 20


# ---------------------------------------------------------------- create


def test_the_example_of_the_page(call):
    """The answer to the page's example has the page's four fields and Beijing's time."""
    tags = [{"Value": "shanghai", "Key": "city"}]
    content = call(CREATE, {**GOOD, "Tags": tags})
    assert set(content) == {"CustomerGateway", "RequestId"}
    made = content["CustomerGateway"]
    assert set(made) == {"CustomerGatewayId", "IpAddress", "CustomerGatewayName", "CreatedTime"}
    beijing = datetime.now(UTC) + timedelta(hours=8)
    assert abs(
        datetime.fromisoformat(made["CreatedTime"]).replace(tzinfo=UTC) - beijing
    ) < timedelta(seconds=30)
    (row,) = call(DESCRIBE, {})["CustomerGatewaySet"]
    assert (row["TagSet"], row["BgpAsn"], row["VpnConnNum"]) == (tags, 0, 0)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"CustomerGatewayName": None}, "MissingParameter"),
        ({"IpAddress": None}, "MissingParameter"),
        ({"ClientToken": "x"}, "UnknownParameter"),
        ({"CustomerGatewayName": 5}, "InvalidParameter"),
        ({"BgpAsn": "65010"}, "InvalidParameter"),
        ({"BgpAsn": True}, "InvalidParameter"),
        ({"CustomerGatewayName": "n" * 61}, "InvalidParameterValue.TooLong"),
        ({"CustomerGatewayName": ""}, "InvalidParameterValue"),
        ({"IpAddress": "58.211.1.300"}, "InvalidParameterValue"),
        ({"IpAddress": "127.0.0.1"}, "InvalidParameterValue"),
        ({"IpAddress": "2001:db8::1"}, "UnsupportedOperation.CustomerGatewayIpv6"),
        ({"BgpAsn": 0}, "InvalidParameterValue"),
        ({"BgpAsn": 4294967296}, "InvalidParameterValue"),
        ({"BgpAsn": 58835}, "InvalidParameterValue"),
        ({"Tags": [{"Value": "v"}]}, "MissingParameter"),
        ({"Tags": ["k"]}, "InvalidParameter"),
        ({"Tags": [{"Key": ""}]}, "InvalidParameterValue.TagInvalidKeyLen"),
        ({"Tags": [{"Key": "k" * 128}]}, "InvalidParameterValue.TagInvalidKeyLen"),
        ({"Tags": [{"Key": "a?"}]}, "InvalidParameterValue.TagInvalidKey"),
        ({"Tags": [{"Key": " a"}]}, "InvalidParameterValue.TagInvalidKey"),
        ({"Tags": [{"Key": "qcs:a"}]}, "UnsupportedOperation.TagSystemReservedTagKey"),
        ({"Tags": [{"Key": "a", "Value": "v" * 256}]}, "InvalidParameterValue.TagInvalidVal"),
        ({"Tags": [{"Key": "a"}, {"Key": "a"}]}, "InvalidParameterValue.TagDuplicateKey"),
        (
            {"Tags": [{"Key": f"k{n}"} for n in range(51)]},
            "LimitExceeded.TagKeyPerResourceExceeded",
        ),
    ],
)
def test_wrong_parameters_of_create(call, world, changes, code):
    """Each wrong parameter gets a published code, and nothing is made."""
    assert call.code(CREATE, {**GOOD, **changes}) == code
    assert list(world.everything()) == []


def test_duplicates_and_quotas(world, call):
    """A second gateway with the address is a duplicate, in the same region only; quotas end it."""
    created(call)
    assert Caller(call.face, "ap-beijing")(DESCRIBE, {})["TotalCount"] == 0
    assert call.code(CREATE, GOOD) == "InvalidParameterValue.Duplicate"
    assert created(Caller(call.face, "ap-beijing"))
    assert created(Caller(TencentFace(world, unique_address=False)))
    world.limits["tencent", "customer_gateways"] = 2
    assert call.code(CREATE, {**GOOD, "IpAddress": "58.211.1.13"}) == "LimitExceeded"


def test_switches(world):
    """BGP can be missing and IPv6 be there, as accounts differ."""
    call = Caller(TencentFace(world, bgp=False, ipv6=True))
    assert call.code(CREATE, {**GOOD, "BgpAsn": 65010}) == "UnsupportedOperation.VpnUnsupportedBgp"
    created(call, IpAddress="2001:DB8::1")
    wanted = {"Filters": [{"Name": "ip-version", "Values": ["IPv6"]}]}
    assert call(DESCRIBE, wanted)["CustomerGatewaySet"][0]["IpAddress"] == "2001:db8::1"


# ---------------------------------------------------------------- describe


@pytest.fixture
def many(call):
    ids = [
        created(call, CustomerGatewayName=f"gw-{n}", IpAddress=f"58.211.1.{n}")
        for n in range(1, 26)
    ]
    return call, ids


@pytest.mark.parametrize(
    ("asked", "first", "count"),
    [
        ({}, 0, 20),
        ({"Offset": 20}, 20, 5),
        ({"Limit": 7, "Offset": 7}, 7, 7),
        ({"Offset": 99}, 99, 0),
    ],
)
def test_pages(many, asked, first, count):
    """Twenty by default, from the offset on; the total is that of all."""
    call, ids = many
    content = call(DESCRIBE, asked)
    assert content["TotalCount"] == 25
    got = [row["CustomerGatewayId"] for row in content["CustomerGatewaySet"]]
    assert got == ids[first : first + count]


@pytest.mark.parametrize(
    ("name", "values", "count"),
    [
        ("customer-gateway-name", ["gw-25"], 1),
        ("customer-gateway-name", ["gw-2"], 7),  # loosely: gw-2 and gw-20 to gw-25
        ("ip-address", ["58.211.1.3", "58.211.1.4", "1.2.3.4"], 2),
        ("ip-version", ["IPv4"], 25),
        ("ip-version", ["IPv6"], 0),
    ],
)
def test_filters(many, name, values, count):
    """Values of one filter are joined by OR, and the total is that of what fits."""
    wanted = [{"Name": name, "Values": values}]
    assert many[0](DESCRIBE, {"Filters": wanted})["TotalCount"] == count


def test_filters_are_joined_by_and(many):
    """Two filters both have to fit."""
    call, ids = many
    wanted = [
        {"Name": "customer-gateway-id", "Values": ids[:2]},
        {"Name": "ip-address", "Values": ["58.211.1.2"]},
    ]
    (row,) = call(DESCRIBE, {"Filters": wanted})["CustomerGatewaySet"]
    assert row["CustomerGatewayId"] == ids[1]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"CustomerGatewayIds": [NOBODY]}, "ResourceNotFound"),
        ({"CustomerGatewayIds": ["vpngw-00000000"]}, "InvalidParameterValue.Malformed"),
        ({"CustomerGatewayIds": [""]}, "InvalidParameterValue.Malformed"),
        ({"CustomerGatewayIds": [NOBODY] * 101}, "InvalidParameterValue.LimitExceeded"),
        (
            {"CustomerGatewayIds": [NOBODY], "Filters": [{"Name": "ip-address", "Values": []}]},
            "InvalidParameter.Coexist",
        ),
        ({"Limit": 101}, "InvalidParameterValue.LimitExceeded"),
        ({"Limit": 0}, "InvalidParameterValue.Range"),
        ({"Offset": -1}, "InvalidParameterValue.Range"),
        ({"Offset": "0"}, "InvalidParameter"),
        ({"Filters": ["x"]}, "InvalidParameter.FilterNotDict"),
        ({"Filters": [{"Name": "vpc-id", "Values": ["x"]}]}, "InvalidParameter.FilterInvalidKey"),
        (
            {"Filters": [{"Name": "ip-address", "Values": "x"}]},
            "InvalidParameter.FilterValuesNotList",
        ),
        (
            {"Filters": [{"Name": "ip-address", "Values": ["x"] * 6}]},
            "InvalidParameterValue.LimitExceeded",
        ),
        (
            {"Filters": [{"Name": "ip-address", "Values": ["x"]}] * 11},
            "InvalidParameterValue.LimitExceeded",
        ),
    ],
)
def test_wrong_questions(many, asked, code):
    """Ids and filters outside their rules get published codes."""
    assert many[0].code(DESCRIBE, asked) == code


# ---------------------------------------------------------------- modify and delete


def test_modify_changes_name_and_asn(call):
    """The ASN stays where only the name is given."""
    made = created(call, BgpAsn=65010)
    call(MODIFY, {"CustomerGatewayId": made, "CustomerGatewayName": "new"})
    (row,) = call(DESCRIBE, {})["CustomerGatewaySet"]
    assert (row["CustomerGatewayName"], row["BgpAsn"]) == ("new", 65010)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"CustomerGatewayName": None, "BgpAsn": 65011}, "MissingParameter"),
        ({"CustomerGatewayId": NOBODY}, "ResourceNotFound"),
        ({"CustomerGatewayId": "x"}, "InvalidParameterValue.Malformed"),
        ({"CustomerGatewayName": "n" * 61}, "InvalidParameterValue.TooLong"),
        ({"BgpAsn": 45090}, "InvalidParameterValue"),
        ({"IpAddress": "1.2.3.4"}, "UnknownParameter"),
    ],
)
def test_wrong_changes(call, changes, code):
    """The name is always required, the address cannot change, and a refusal changes nothing."""
    made = created(call, BgpAsn=65010)
    good = {"CustomerGatewayId": made, "CustomerGatewayName": "new"}
    assert call.code(MODIFY, {**good, **changes}) == code
    (row,) = call(DESCRIBE, {})["CustomerGatewaySet"]
    assert (row["CustomerGatewayName"], row["BgpAsn"]) == ("test-cgw", 65010)


def test_delete(call, world):
    """What a connection uses stays; then it goes, once."""
    made = created(call)
    asked = {"CustomerGatewayId": made}
    link = world.add(
        "tencent", "ap-guangzhou", "vpn_connections", "vpnx-1", customer_gateway_id=made
    )
    assert call(DESCRIBE, {})["CustomerGatewaySet"][0]["VpnConnNum"] == 1
    assert call.code(DELETE, asked) == "ResourceInUse"
    world.remove(link)
    assert "Error" not in call(DELETE, asked)
    assert call.code(DELETE, asked) == "ResourceNotFound"
    assert call.code(DELETE, {}) == "MissingParameter"


def test_a_secret_never_shows(call):
    """No answer quotes a secret or a token, whatever was wrong."""
    keys = Credentials(ACCESS_KEY_ID, "hush-hush", "hush-token")
    assert "hush" not in json.dumps(call(DESCRIBE, {}, keys=keys))

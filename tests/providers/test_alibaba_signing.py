"""Both signatures of Alibaba Cloud: known answers, and the vendor's own package as oracle."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from cgw.adapter import Credentials
from cgw.wire import Request, query_string
from cgw_alibaba.signing import acs3_authorization, sign_acs3, sign_v1, v1_signature

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
NONCE = "0123456789abcdef0123456789abcdef"
KEY = Credentials("testid", "testsecret")
STS = Credentials("testid", "testsecret", "stoken/+=")
FORM = "application/x-www-form-urlencoded"
LIST = {"PageSize": "50", "RegionId": "cn-hangzhou", "Tag.1.Key": "a b", "Tag.1.Value": "ü/*~"}
CREATE = {
    "RegionId": "cn-shanghai",
    "IpAddress": "203.0.113.10",
    "Name": "gw a/b~*(测试)",
    "ClientToken": "tok-1",
    "Asn": "65530",
    "Tags.1.Key": "env",
    "Tags.1.Value": "a b",
    "Tags.2.Key": "k2",
    "Tags.2.Value": "",
}
CONNECT = {
    "VpnGatewayId": "vpn-1",
    "LocalSubnet": "10.0.0.0/24",
    "RemoteSubnet": "192.168.0.0/24",
    "RegionId": "cn-hangzhou",
}
TUNNEL = {
    "TunnelOptionsSpecification.1.CustomerGatewayId": "cgw-1",
    "TunnelOptionsSpecification.1.TunnelIkeConfig.Psk": "p@ss w",
}
IKE = '{"Psk":"p@ss+w","IkeVersion":"ikev2","IkeLifetime":86400}'


def a_request(
    action: str,
    query: dict[str, str],
    method: str = "POST",
    *,
    host: str = "vpc.aliyuncs.com",
    form: dict[str, str] | None = None,
    **headers: str,
) -> Request:
    told = {"x-acs-action": action, "x-acs-version": "2016-04-28"}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    if form:
        told["content-type"] = FORM
    body = urlencode(sorted(form.items())).encode() if form else b""
    return Request(method, f"https://{host}", "/", action, tuple(query.items()), body, headers=told)


# ---------------------------------------------------------------- known answers

V1 = [
    ("V1 GET", a_request("DescribeCustomerGateways", LIST, "GET"), KEY,
     "E4yKElyNc1NRkw+eBJhTf7EG9Nc="),
    ("V1 POST", a_request("DescribeCustomerGateways", LIST), KEY, "gAneU/cLODrnnirUZL9B3h4J410="),
    ("V2", a_request("DescribeCustomerGateways", LIST, "GET"), STS,
     "D80Uqkf0N3FRm3V5QNaQSytv1hA="),
    ("V5 form body", a_request("CreateVpnConnection", CONNECT, form=TUNNEL), KEY,
     "B9VKlrav50nT+qJ/k3VutGiBKJg="),
    ("V6 JSON in a parameter",
     a_request("CreateVpnConnection", {**CONNECT, "CustomerGatewayId": "cgw-1", "IkeConfig": IKE}),
     KEY, "xPaN2Qgwxm1tfsU9JUoxDzoMECM="),
]  # fmt: skip


@pytest.mark.parametrize(
    ("request_", "keys", "signature"), [v[1:] for v in V1], ids=[v[0] for v in V1]
)
def test_version_1_gives_the_known_signature(request_, keys, signature):
    """A v1.0 signature is the one alibabacloud_tea_openapi and hashlib computed for the same input."""
    assert dict(sign_v1(request_, keys, NOW, NONCE).query)["Signature"] == signature


@pytest.mark.parametrize(
    ("token", "signature"),
    [(None, "3zkUZIKDA8fLGmQHCO2EchLFH08="), ("stoken/+=", "fEIlo45rvZrSWojX3HhiBHzncFk=")],
)
def test_version_1_gives_the_signature_of_a_captured_sdk_call(token, signature):
    """The parameters of a call captured from the SDK (which writes Format=json) sign as it signed."""
    pairs = {
        **CREATE,
        "Action": "CreateCustomerGateway",
        "Format": "json",
        "Version": "2016-04-28",
        "AccessKeyId": "testid",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "SignatureNonce": NONCE,
        "Timestamp": "2024-05-06T07:08:09Z",
    }
    if token:
        pairs["SecurityToken"] = token
    assert v1_signature("POST", pairs.items(), "testsecret") == signature


@pytest.mark.parametrize(
    ("action", "version", "name", "signature"),
    [
        ("DescribeRegions", "2014-05-26", "TimeStamp", "CT9X0VtwR86fNWSnsc6v8YGOjuE="),
        ("DescribeRegions", "2014-05-26", "Timestamp", "OLeaidS1JvxuMvnyHOwuJ+uX5qY="),
        ("DescribeVpcs", "2016-04-28", "Timestamp", "oqnHYLQ6RboDJGZH2oPUXOYtIFY="),
    ],
)
def test_the_printed_example_belongs_to_another_call(action, version, name, signature):
    """The 2019 reference prints, for DescribeVpcs, the signature of another product's call."""
    pairs = {
        "Action": action,
        name: "2016-02-23T12:46:24Z",
        "Format": "XML",
        "AccessKeyId": "testid",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
        "Version": version,
        "SignatureVersion": "1.0",
    }
    assert v1_signature("GET", pairs.items(), "testsecret") == signature


SDK = {"accept": "application/json", "user_agent": "ua-test/1.0"}
ACS3 = [
    ("A GET", a_request("DescribeCustomerGateways", LIST, "GET"), KEY,
     "9c11e7c5b8f68ff5f79ddc3dbd62c28b5abc0775d0af3dd7deeb2e8641cc6683"),
    ("A POST", a_request("DescribeCustomerGateways", LIST), KEY,
     "b079d17a5b3e810beaf6d1d7be96795c9bcbe4bf9531973aa784e452776e5ea2"),
    ("A POST STS", a_request("DescribeCustomerGateways", LIST), STS,
     "ca2a83dc33f33e9d0a80137fee6f2826d10171830a9e5805195110c4852523ce"),
    ("B form body", a_request("CreateVpnConnection", CONNECT, form=TUNNEL), KEY,
     "45991f83ce68ec74f58b31db8bb6fdba806b864952555d0413da5d5e6b2f8660"),
]  # fmt: skip
MINIMAL = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version"


@pytest.mark.parametrize(
    ("request_", "keys", "signature"), [v[1:] for v in ACS3], ids=[v[0] for v in ACS3]
)
def test_acs3_gives_the_known_signature(request_, keys, signature):
    """An ACS3 signature over the minimal headers is the one the vendor's package computed."""
    assert (
        sign_acs3(request_, keys, NOW, NONCE)
        .headers["authorization"]
        .endswith(f",Signature={signature}")
    )


def test_acs3_signs_no_header_that_a_proxy_may_change():
    """Only host, content-type and x-acs-* are signed, whatever else a request carries."""
    signed = sign_acs3(a_request("X", {}, accept="application/json"), KEY, NOW, NONCE)
    assert signed.headers["authorization"].startswith(
        f"ACS3-HMAC-SHA256 Credential=testid,SignedHeaders={MINIMAL},Signature="
    )


@pytest.mark.parametrize(
    ("method", "action", "query", "more", "signature"),
    [
        ("POST", "CreateCustomerGateway", CREATE, {"x-acs-credentials-provider": "static_ak"},
         "2d634485ee8baf1fdcf26bb1459bcdb3424bbfa8de5a695c74360c0d96cd933b"),
        ("POST", "CreateCustomerGateway", CREATE,
         {"x-acs-credentials-provider": "static_sts", "x-acs-accesskey-id": "testid",
          "x-acs-security-token": "stoken/+="},
         "228b198a2aee7ab2139cf5a5785aba3b248797e3aac0b3d2c341b893c7e66c16"),
        ("GET", "DescribeVpnGatewayAvailableZones", {"RegionId": "cn-shanghai", "Spec": "10M"},
         {"x-acs-credentials-provider": "static_ak"},
         "8cbe967f2787c27d1746676691969a4dec75898069435aeaf0103f3757376805"),
    ],
    ids=["C", "C STS", "D"],
)  # fmt: skip
def test_acs3_gives_the_signature_of_a_captured_sdk_call(method, action, query, more, signature):
    """Over the headers the SDK listed in a captured call, the signature is the SDK's."""
    headers = {
        "host": "vpc.cn-shanghai.aliyuncs.com",
        "accept": "application/json",
        "user-agent": "ua-test/1.0",
        "x-acs-action": action,
        "x-acs-version": "2016-04-28",
        "x-acs-date": "2024-05-06T07:08:09Z",
        "x-acs-signature-nonce": NONCE,
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        **more,
    }
    request = a_request(action, query, method)
    authorization = acs3_authorization(request, headers, "testid", "testsecret")
    assert authorization.endswith(f",Signature={signature}")


def test_acs3_gives_the_signature_that_the_vendor_published():
    """The worked example of the help page on signature V3 comes out as printed."""
    request = Request(
        "POST",
        "https://ecs.cn-shanghai.aliyuncs.com",
        "/",
        "RunInstances",
        query=(
            ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"),
            ("RegionId", "cn-shanghai"),
        ),
        headers={"x-acs-action": "RunInstances", "x-acs-version": "2014-05-26"},
    )
    keys = Credentials("YourAccessKeyId", "YourAccessKeySecret")
    now = datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC)
    signed = sign_acs3(request, keys, now, "3156853299f313e23d1673dc12e1703d")
    assert signed.headers["authorization"].endswith(
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


# ---------------------------------------------------------------- what no oracle tells


@examples(200)
@given(st.lists(st.tuples(st.sampled_from("aAbB"), st.text(max_size=9)), max_size=8), st.randoms())
def test_a_signature_does_not_depend_on_the_order_of_parameters(pairs, random):
    """Parameters, repeated ones too, are signed as a sorted list: what is sent, however built."""
    shuffled = list(pairs)
    random.shuffle(shuffled)
    both = [a_request("X", {}) for _ in range(2)]
    object.__setattr__(both[0], "query", tuple(pairs))
    object.__setattr__(both[1], "query", tuple(shuffled))
    one, two = (sign_acs3(r, KEY, NOW, NONCE).headers["authorization"] for r in both)
    assert one == two
    one, two = (sign_v1(r, KEY, NOW, NONCE) for r in both)
    assert query_string(one.query) == query_string(two.query)


def test_blanks_around_a_header_are_not_signed():
    """A header's value is trimmed, as a server sees it and as the SDK signs it."""
    request = a_request("X", LIST)
    plain, padded = (
        acs3_authorization(request, {"host": "h", "x-acs-x": text}, "k", "s")
        for text in ("v", " v ")
    )
    assert plain == padded


@pytest.mark.parametrize("sign", [sign_acs3, sign_v1])
def test_signing_is_pure_and_shows_no_secret(sign):
    """The same input gives the same request, the input stays as it was, the secret is nowhere."""
    request = a_request("X", LIST)
    before = (request.query, dict(request.headers))
    once, twice = sign(request, STS, NOW, NONCE), sign(request, STS, NOW, NONCE)
    assert (once.query, once.headers) == (twice.query, twice.headers)
    assert (request.query, dict(request.headers)) == before
    assert "testsecret" not in f"{once.url}{once.headers}"
    assert "stoken" not in repr(once)


@pytest.mark.parametrize("sign", [sign_acs3, sign_v1])
def test_another_attempt_has_another_signature(sign):
    """Nonce and time are part of what is signed."""
    request = a_request("X", LIST)
    later = datetime(2024, 5, 6, 7, 8, 10, tzinfo=UTC)
    made = [
        sign(request, KEY, NOW, NONCE),
        sign(request, KEY, NOW, "f" * 32),
        sign(request, KEY, later, NONCE),
    ]
    told = {r.headers.get("authorization") or dict(r.query)["Signature"] for r in made}
    assert len(told) == 3

"""SDK-HMAC-SHA256, against vectors and against the official SDK's own signer."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from examples import examples
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from hypothesis import given
from hypothesis import strategies as st

from cgw.adapter import Credentials
from cgw.errors import ConfigError
from cgw.wire import Request, encode
from cgw_huawei import signing

KEY, SECRET = "AKIDEXAMPLE0000000001", "example-secret-key-0123456789abcdefABCDEF"
PROJECT = "0123456789abcdef0123456789abcdef"
NOW = datetime(2024, 5, 20, 8, 30, tzinfo=UTC)
JSON = {"content-type": "application/json"}
VPN = "https://vpn.ap-southeast-1.myhuaweicloud.com"
CGW = b'{"customer_gateway":{"name":"cgw-demo","id_type":"ip","id_value":"198.51.100.7","bgp_asn":65010}}'
APIG = b'{"instance_name":"apig-demo","spec_id":"PROFESSIONAL"}'


def keys(**more: str) -> Credentials:
    return Credentials(KEY, SECRET, **{"project_id": PROJECT, **more})


# Computed with huaweicloudsdkcore 3.1.219's Signer and verified with plain hmac: the request, the
# credentials, sha256 of the canonical request, the signature.
VECTORS = {
    "V1": (
        Request(
            "GET",
            VPN,
            "/v5/{project_id}/customer-gateways",
            "",
            query=(("limit", "2"), ("marker", "2024-05-20T08:30:00.123Z")),
            headers=JSON,
        ),
        keys(),
        "dff010569927dc8693a03034aac8dfb514a2cf0b2b6c375c8dc1e17d6e8ae392",
        "7159a40e728faaef81fb65b9a995c6e7c3c524bde34fd52acd0aced56807aeba",
    ),
    "V2": (
        Request("POST", VPN, "/v5/{project_id}/customer-gateways", "", body=CGW, headers=JSON),
        keys(token="sts-token-EXAMPLE"),
        "e1ec1456165b8940e6e4ce36704c61a55bc024efa2ce97db50c65a606ee7ce22",
        "d68156418b295a8ecc1cac93c562ded6e4775e34cc2a97212cbee1d7a688ca1c",
    ),
    "V3": (
        Request(
            "GET",
            VPN,
            "/v5/{project_id}/vpn-gateways",
            "",
            query=(("enterprise_project_id", "b"), ("enterprise_project_id", "0")),
        ),
        keys(),
        "4d769bc5aee67e9b2c56f35dfc4203c85b637db66f31983d99db26b6733f4598",
        "67372ac335a8b28dbafa02d3e83eb9acad387eae071b76c456f3fb00be9ce744",
    ),
    "V4": (
        Request(
            "POST",
            "https://apig.ap-southeast-1.myhuaweicloud.com",
            "/v2/{project_id}/apigw/instances",
            "",
            body=APIG,
            headers={"content-type": "application/json;charset=UTF-8"},
        ),
        keys(),
        "9eae8521d1423ed5ebc3083f42835e5cb904a8f51f37fddff095d23a659e3988",
        "402a7be5b23bb001a1e45285e4acfb3a0d60b3fe90131fa8d6e3dbc72b4a5fbd",
    ),
    "V5": (
        Request(
            "GET",
            "https://iam.ap-southeast-1.myhuaweicloud.com",
            "/v3/projects",
            "",
            query=(("name", "ap-southeast-1"),),
        ),
        Credentials(KEY, SECRET),
        "36cf3a6cc12419c5fd1b3cf430c074f46979cb47e8f3bd10d2db1cf80c306029",
        "6253ab8e1c734466b33da962b2f6d4314baa6c062343ee6a316b5ee006b98c65",
    ),
}


@pytest.mark.parametrize("name", VECTORS)
def test_vectors(name):
    """Each known request gets its known canonical request and signature."""
    request, credentials, canonical, signature = VECTORS[name]
    signed = signing.sign(request, credentials, NOW)
    names = signed.headers["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
    headers = {**signed.headers, "host": signed.host}
    text = signing.canonical_request(
        signed.method,
        signed.path,
        signed.query,
        {name: headers[name] for name in names},
        signing.payload_hash(signed.body),
    )
    assert hashlib.sha256(text.encode()).hexdigest() == canonical
    assert signed.headers["authorization"].endswith(f", Signature={signature}")


def test_the_whole_header():
    """The first vector's header, letter for letter."""
    request, credentials, _, signature = VECTORS["V1"]
    assert signing.sign(request, credentials, NOW).headers["authorization"] == (
        f"SDK-HMAC-SHA256 Access={KEY}, "
        f"SignedHeaders=content-type;host;x-project-id;x-sdk-date, Signature={signature}"
    )


def test_the_payload_hashes():
    """The bodies of the vectors hash to what was written down with them; so does no body."""
    assert signing.payload_hash(CGW) == (
        "61125c3b54f5c696ea738770bc0882aa8df719410f4657bdc4a93db01fb22409"
    )
    assert signing.payload_hash(APIG) == (
        "2b966c8d8a6cadef6150bf4304c1bd8b9d16655714cdc3c872ff3673190f4a2d"
    )
    assert signing.payload_hash(b"") == (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )


WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
HOSTS = st.sampled_from(
    [VPN, "https://iam.myhuaweicloud.com", "http://127.0.0.1:8801", "https://a.example:8443"]
)


@examples(1500)
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE"]),
    endpoint=HOSTS,
    segments=st.lists(WORDS, min_size=1, max_size=5),
    query=st.lists(st.tuples(WORDS, WORDS), max_size=5),
    body=st.binary(max_size=40),
    kind=st.sampled_from([None, "application/json", "application/json;charset=UTF-8"]),
    token=st.none() | st.text("abcXYZ019+/= ", min_size=1, max_size=20),
    project=st.none() | st.text("0123456789abcdef", min_size=1, max_size=32),
    secret=WORDS.filter(bool),
    seconds=st.integers(0, 2_000_000_000),
)
def test_the_official_signer_agrees(
    method, endpoint, segments, query, body, kind, token, project, secret, seconds
):
    """For any request our Authorization header and query are those of the official SDK."""
    now = datetime.fromtimestamp(seconds, UTC)
    credentials = Credentials(KEY, secret, token, project)
    path = "/" + "/".join(encode(segment) for segment in segments)
    headers = {} if kind is None else {"content-type": kind}
    request = Request(method, endpoint, path, "", tuple(query), body, headers)
    ours = signing.sign(request, credentials, now)

    theirs = BasicCredentials(KEY, secret, project)
    theirs.security_token = token
    sdk = SdkRequest(
        method,
        "https",
        request.host,
        path,
        query_params=list(query),
        header_params={
            **({} if kind is None else {"Content-Type": kind}),
            "X-Sdk-Date": now.strftime("%Y%m%dT%H%M%SZ"),
        },
        body=body,
    )
    theirs.sign_request(sdk)
    assert ours.headers["authorization"] == sdk.header_params["Authorization"]
    assert ours.target == sdk.uri


def test_the_project_is_put_in_before_signing():
    """The segment {project_id} becomes the project; the same text in an id does not."""
    request = Request("GET", VPN, f"/v5/{{project_id}}/x/{encode('{project_id}')}", "")
    signed = signing.sign(request, keys(), NOW)
    assert signed.path == f"/v5/{PROJECT}/x/%7Bproject_id%7D"
    odd = signing.sign(request, keys(project_id="a/b"), NOW)
    assert odd.path == "/v5/a%2Fb/x/%7Bproject_id%7D"
    assert signed == signing.sign(
        Request("GET", VPN, f"/v5/{PROJECT}/x/%7Bproject_id%7D", ""), keys(), NOW
    )


def test_a_path_that_needs_a_project_does_not_go_without():
    """No project and a path with its place: ConfigError, and the name of what is missing."""
    request = Request("GET", VPN, "/v5/{project_id}/customer-gateways", "")
    with pytest.raises(ConfigError, match="project_id"):
        signing.sign(request, Credentials(KEY, SECRET), NOW)


def test_a_token_alone_goes_as_it_is():
    """Without a key nothing is signed: the token stands in X-Auth-Token and nowhere else."""
    request = Request("GET", VPN, "/v5/{project_id}/customer-gateways", "", headers=JSON)
    signed = signing.sign(request, Credentials(token="tok", project_id=PROJECT), NOW)
    assert signed.headers == {**JSON, "x-auth-token": "tok"}
    assert signed.path == f"/v5/{PROJECT}/customer-gateways"


def test_any_zone_is_signed_as_utc():
    """The moment decides, not the zone it is told in."""
    request = Request("GET", VPN, "/v3/projects", "")
    beijing = NOW.astimezone(timezone(timedelta(hours=8)))
    assert signing.sign(request, keys(), beijing) == signing.sign(request, keys(), NOW)

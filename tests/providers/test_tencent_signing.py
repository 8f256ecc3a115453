"""TC3-HMAC-SHA256: the documented examples, and whatever the official client would send."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from types import SimpleNamespace
from unittest import mock

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from tencentcloud.common import abstract_client
from tencentcloud.common.credential import Credential
from tencentcloud.common.http.request import RequestInternal
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.vpc.v20170312.vpc_client import VpcClient

from cgw.adapter import Credentials
from cgw.wire import Request
from cgw_tencent.signing import canonical_request, sign_tc3, signature_of

# The official client calls datetime.utcfromtimestamp, which Python 3.12 deprecates.
pytestmark = pytest.mark.filterwarnings(
    "ignore:datetime.datetime.utcfromtimestamp:DeprecationWarning"
)

KEY_ID = "AKIDEXAMPLEEXAMPLEEXAMPLEEXAMPLE00"
SECRET = "EXAMPLEsecretkeyEXAMPLEsecretkey"
NOW = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)  # 1700000000
SCOPE = f"{KEY_ID}/2023-11-14/vpc/tc3_request"

# Computed with the official client (tencentcloud-sdk-python-common 3.1.195), its clock at NOW.
VECTORS = [
    (
        "vpc.tencentcloudapi.com",
        b'{"CustomerGatewayName": "test-cgw", "IpAddress": "58.211.1.12"}',
        None,
        "22a0028e5d6bed60d320b53d952b50baa87f3385faca705b2ea8589c01b0229d",
    ),
    (
        "vpc.intl.tencentcloudapi.com",
        b'{"CustomerGatewayName": "\\u5bf9\\u7aef-1", "IpAddress": "58.211.1.12"}',
        "TOKENEXAMPLE",
        "bab6dc67652f1b7111a4edc5e78633ae7378246cf64980df8a69c2db7b594914",
    ),
    (
        "vpc.tencentcloudapi.com",
        b"{}",
        None,
        "7c397e351d425b57d7b3a32ff49a7fa29ce52a6ea2bb160622cb119374f5cdc6",
    ),
    (
        "vpc.tencentcloudapi.com",
        b'{"CustomerGatewayName":"test-cgw","IpAddress":"58.211.1.12"}',
        None,
        "ad71a62c67a102abe8cee7b883d429c6d29fd982a932ddc92d3e93c065e6e718",
    ),
]


def asking(host, body, method="POST", query=(), kind="application/json"):
    headers = {"content-type": kind, "x-tc-action": "CreateCustomerGateway"}
    return Request(method, f"https://{host}", "/", "X", query=query, body=body, headers=headers)


@pytest.mark.parametrize(("host", "body", "token", "signature"), VECTORS)
def test_the_official_clients_vectors(host, body, token, signature):
    """What the official client signs is signed alike, to the last byte of the header."""
    signed = sign_tc3(asking(host, body), Credentials(KEY_ID, SECRET, token), NOW, service="vpc")
    assert signed.headers["authorization"] == (
        f"TC3-HMAC-SHA256 Credential={SCOPE}, SignedHeaders=content-type;host, "
        f"Signature={signature}"
    )
    assert signed.headers["x-tc-timestamp"] == "1700000000"
    assert signed.headers.get("x-tc-token") == token


# "Signature v3", DescribeInstances of CVM: the newer pages sign three headers, the older two.
DOCUMENTED = [
    (
        ("content-type", "host", "x-tc-action"),
        "*" * 32,
        "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84",
        "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
    ),
    (
        ("content-type", "host"),
        "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
        "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031",
        "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
    ),
]


@pytest.mark.parametrize(("signed", "secret", "digest", "signature"), DOCUMENTED)
def test_the_documents_vectors(signed, secret, digest, signature):
    """The worked examples of the vendor's page come out, intermediate hash included."""
    payload = (
        b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    )
    headers = {
        "content-type": "application/json; charset=utf-8",
        "host": "cvm.tencentcloudapi.com",
        "x-tc-action": "DescribeInstances",
    }
    canonical = canonical_request("POST", "/", "", headers, signed, sha256(payload).hexdigest())
    assert sha256(canonical.encode()).hexdigest() == digest
    assert signature_of(canonical, 1551113065, "cvm", secret) == signature


def test_the_scope_is_the_utc_date():
    """Late at night in Beijing the scope still has the UTC date of the timestamp."""
    beijing = datetime(2023, 11, 15, 7, 59, 59, tzinfo=UTC) - timedelta(hours=8)
    signed = sign_tc3(asking("a.b", b"{}"), Credentials(KEY_ID, SECRET), beijing, service="vpc")
    assert f"{KEY_ID}/2023-11-14/vpc/" in signed.headers["authorization"]


def test_signing_again_replaces():
    """A request that is signed a second time carries the new signature and nothing of the old."""
    keys = Credentials(KEY_ID, SECRET, "one")
    once = sign_tc3(asking("a.b", b"{}"), keys, NOW, service="vpc")
    later = NOW + timedelta(seconds=1)
    again = sign_tc3(asking("a.b", b"{}"), keys, later, service="vpc")
    assert again.headers["authorization"] != once.headers["authorization"]
    assert set(again.headers) == set(once.headers)


def test_a_secret_never_shows():
    """Neither repr nor str of a signed request shows secret, token or signature."""
    signed = sign_tc3(
        asking("a.b", b"{}"), Credentials(KEY_ID, SECRET, "TOKEN9"), NOW, service="vpc"
    )
    shown = repr(signed) + str(signed)
    assert SECRET not in shown
    assert "TOKEN9" not in shown
    assert "Signature=" not in shown


def test_importing_the_adapter_loads_no_sdk():
    """The SDK is imported when a request is signed, not before."""
    code = (
        "import sys, cgw_tencent.adapter, cgw_tencent.credentials, cgw_tencent.emulator\n"
        "assert not [m for m in sys.modules if m.split('.')[0] == 'tencentcloud']"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# ---------------------------------------------------------------- any request

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
HOSTS = st.sampled_from(
    ["vpc.tencentcloudapi.com", "vpc.ap-shanghai-fsi.tencentcloudapi.com", "127.0.0.1:8802"]
)
STAMPS = st.integers(0, 4102444800)


def official(method, host, params, keys, stamp):
    """What the official client makes of it: headers and body or query."""
    profile = ClientProfile(httpProfile=HttpProfile(endpoint=host, reqMethod=method))
    client = VpcClient(Credential(*keys), "ap-guangzhou", profile)
    built = RequestInternal(host, method, "/", header={})
    with mock.patch.object(abstract_client, "time", SimpleNamespace(time=lambda: stamp)):
        client._build_req_with_tc3_signature("CreateCustomerGateway", params, built)
    return built


def ours(request, keys, stamp):
    key_id, secret, token = keys
    now = datetime.fromtimestamp(stamp, UTC)
    return sign_tc3(request, Credentials(key_id, secret, token), now, service="vpc").headers


@examples(1000)
@given(HOSTS, st.dictionaries(TEXT, VALUES, max_size=5), KEYS, KEYS, st.none() | KEYS, STAMPS)
def test_any_post_is_signed_as_the_official_client_signs(
    host, params, key_id, secret, token, stamp
):
    """Whatever the parameters, keys, host and time: the whole Authorization header is the same."""
    built = official("POST", host, params, (key_id, secret, token), stamp)
    assert json.loads(built.data) == params
    request = asking(host, built.data.encode())
    headers = ours(request, (key_id, secret, token), stamp)
    assert headers["authorization"] == built.header["Authorization"]
    assert headers["x-tc-timestamp"] == built.header["X-TC-Timestamp"]
    assert headers.get("x-tc-token") == built.header.get("X-TC-Token")


NAMES = st.text("abcdefXYZ0123456789", min_size=1, max_size=8)
SPACELESS = TEXT.map(lambda text: text.replace(" ", "_"))  # the client sends "+", cgw "%20"


@examples(1000)
@given(HOSTS, st.dictionaries(NAMES, SPACELESS, max_size=5), KEYS, STAMPS)
def test_any_query_is_signed_as_the_official_client_signs(host, params, secret, stamp):
    """A GET with its parameters in the query has the same header too."""
    ordered = dict(sorted(params.items()))
    built = official("GET", host, ordered, (KEY_ID, secret, None), stamp)
    kind = "application/x-www-form-urlencoded"
    request = asking(host, b"", "GET", tuple(ordered.items()), kind)
    headers = ours(request, (KEY_ID, secret, None), stamp)
    assert headers["authorization"] == built.header["Authorization"]

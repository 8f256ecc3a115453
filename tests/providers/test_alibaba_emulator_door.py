"""The door of the Alibaba Cloud face: whose signature it lets in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cgw.adapter import Credentials
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, TOKEN, World
from cgw.wire import Reply, Request
from cgw_alibaba.emulator import AlibabaFace
from cgw_alibaba.signing import acs3_authorization, sign_acs3, sign_v1

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

    def code(self, request: Request) -> tuple[int, str]:
        return outcome(self.face(request))


def outcome(reply: Reply) -> tuple[int, str]:
    return reply.status, json.loads(reply.body).get("Code", "")


@pytest.fixture
def ask():
    return Caller()


@pytest.mark.parametrize("sign", SIGNERS)
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("token", [None, TOKEN])
def test_a_good_signature_is_let_in(ask, sign, method, token):
    """Both schemes, both methods, with and without a session token."""
    keys = (
        KEYS.replace(token=None)
        if token is None
        else Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET, token)
    )
    assert ask.code(ask.signed("DescribeCustomerGateways", sign, keys, method=method)) == (200, "")


@pytest.mark.parametrize("sign", SIGNERS)
@pytest.mark.parametrize(
    ("keys", "refusal"),
    [
        (Credentials(ACCESS_KEY_ID, "wrong"), (400, "SignatureDoesNotMatch")),
        (Credentials("nobody", ACCESS_KEY_SECRET), (404, "InvalidAccessKeyId.NotFound")),
        (
            Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET, "old"),
            (400, "InvalidSecurityToken.Malformed"),
        ),
    ],
)
def test_a_wrong_key_is_refused(ask, sign, keys, refusal):
    """Each part of the credentials has its own refusal."""
    assert ask.code(ask.signed("DescribeCustomerGateways", sign, keys)) == refusal


@pytest.mark.parametrize("sign", SIGNERS)
@pytest.mark.parametrize(
    ("minutes", "status"), [(-16, 400), (-14, 200), (14, 200), (16, 400), (60, 400)]
)
def test_a_clock_may_be_off_by_a_quarter_of_an_hour(ask, sign, minutes, status):
    """Beyond fifteen minutes either way the time stamp is refused."""
    ask.now += timedelta(minutes=minutes)
    got = ask.code(ask.signed("DescribeCustomerGateways", sign))
    assert got == (status, "" if status == 200 else "InvalidTimeStamp.Expired")


@pytest.mark.parametrize("sign", SIGNERS)
def test_a_request_is_good_once(ask, sign):
    """The same nonce a second time is refused, whatever it asks."""
    request = ask.signed("DescribeCustomerGateways", sign)
    assert ask.code(request) == (200, "")
    assert ask.code(request) == (400, "SignatureNonceUsed")


@pytest.mark.parametrize("sign", SIGNERS)
def test_every_part_of_a_request_is_signed(ask, sign):
    """A changed parameter, method or form body makes the signature wrong."""
    request = ask.signed("CreateCustomerGateway", sign, **ADDRESS)
    form = {**request.headers, "content-type": "application/x-www-form-urlencoded"}
    for changed in (
        replace(request, query=(*request.query, ("Name", "x"))),
        replace(request, method="GET"),
        replace(request, body=b"Name=x", headers=form),
    ):
        assert ask.code(changed) == (400, "SignatureDoesNotMatch")


def test_acs3_signs_the_headers_that_name_the_call(ask):
    """Another host or action under the same signature is refused."""
    request = ask.signed("DescribeCustomerGateways")
    for headers in (
        {**request.headers, "x-acs-action": "DeleteCustomerGateway"},
        {**request.headers, "host": "elsewhere.example"},
        {**request.headers, "x-acs-content-sha256": "0" * 64},
    ):
        assert ask.code(replace(request, headers=headers)) == (400, "SignatureDoesNotMatch")


def test_acs3_has_to_list_what_names_the_call(ask):
    """A signature whose list leaves out host, or names an absent header, is incomplete."""
    request = ask.signed("DescribeCustomerGateways")
    listed = {n: v for n, v in request.headers.items() if n.startswith("x-acs-")}
    short = acs3_authorization(request, listed, ACCESS_KEY_ID, ACCESS_KEY_SECRET)
    longer = request.headers["authorization"].replace("host;", "absent;host;")
    for authorization in (short, longer, "ACS3-HMAC-SHA256 ", "ACS3-HMAC-SHA256 x"):
        headers = {**request.headers, "authorization": authorization}
        assert ask.code(replace(request, headers=headers)) == (400, "IncompleteSignature")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("Signature", "", "MissingParameter"),
        ("SignatureNonce", "", "MissingParameter"),
        ("AccessKeyId", "", "MissingParameter"),
        ("Timestamp", "", "MissingParameter"),
        ("Timestamp", "2024-05-06 07:08:09", "InvalidTimeStamp.Format"),
        ("SignatureMethod", "HMAC-MD5", "InvalidSignatureMethod"),
        ("SignatureVersion", "2.0", "IncompleteSignature"),
    ],
)
def test_version_1_needs_its_parameters(ask, name, value, code):
    """Each common parameter is looked at."""
    request = ask.signed("DescribeCustomerGateways", sign_v1)
    query = tuple((n, value if n == name else v) for n, v in request.query)
    assert ask.code(replace(request, query=query)) == (400, code)


@pytest.mark.parametrize("sign", SIGNERS)
def test_what_is_asked_has_to_exist(ask, sign):
    """Unknown actions, versions, methods and regions, and a missing region, are refused."""

    def code(action: str = "DescribeCustomerGateways", **more: Any) -> tuple[int, str]:
        return ask.code(ask.signed(action, sign, **more))

    assert code("DescribeNothing") == (404, "InvalidAction.NotFound")
    assert code(version="2014-05-26") == (400, "InvalidVersion")
    assert code(method="PUT") == (405, "UnsupportedHTTPMethod")
    assert code(region="CN_SHANGHAI") == (404, "InvalidRegionId.NotFound")
    assert code(region="") == (400, "MissingParameter")

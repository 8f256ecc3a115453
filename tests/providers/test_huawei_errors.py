"""HUAWEI CLOUD's error codes and bodies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

import cgw.errors
from cgw.errors import (
    ApiError,
    AuthenticationError,
    BusyError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    QuotaExceededError,
    ServiceError,
    ThrottledError,
)
from cgw.wire import Reply, Request
from cgw_huawei.error_fields import field_of
from cgw_huawei.errors import RULES, error_from, rule_for

DATA = Path(__file__).parent.parent / "data" / "huawei_errors.json"
TABLE = json.loads(DATA.read_text())
ASKED = Request("POST", "https://vpn.x.myhuaweicloud.com", "/v5/p/customer-gateways", "CreateCgw")


def refusal(status: int, body: object, headers: dict[str, str] | None = None) -> ApiError:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    error = error_from(ASKED, Reply(status, raw, headers))
    assert error is not None
    return error


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['code']}-{row['http_status']}")
def test_every_code_of_the_documents_has_its_class(row):
    """A documented code with its documented status is the class that its text means."""
    wanted = getattr(cgw.errors, row["class"])
    body = {"error_code": row["code"], "error_msg": "text"}
    assert type(refusal(row["http_status"], body)) is wanted


def test_every_rule_says_where_it_was_read():
    """No rule is without evidence."""
    assert [code for code, rule in RULES.items() if not rule.evidence] == []


def test_only_a_refusal_that_began_nothing_is_retryable():
    """No 5xx of the VPN service and no "repeated operation" is sent again blindly."""
    begun = [row["code"] for row in TABLE if row["http_status"] >= 500 and "VPN" in row["code"]]
    assert begun
    assert [code for code in (*begun, "VPN.0031") if RULES[code].retryable] == []


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"error_code": "VPN.0001", "error_msg": "m"}, "VPN.0001", "m"),
        ({"error_msg": "m", "error_code": "IAM.0011"}, "IAM.0011", "m"),
        ({"errorCode": "VPN.0001", "errorMsg": "m"}, "VPN.0001", "m"),
        ({"code": "VPN.0001", "message": "m"}, "VPN.0001", "m"),
        ({"error": {"code": 400, "message": "m", "title": "Bad Request"}}, "400", "m"),
        ({"a": {"b": {"error_code": "VPN.0001", "error_msg": "m"}}}, "VPN.0001", "m"),
        ({"error_code": "VPN.0001"}, "VPN.0001", "HTTP 400"),
        ({"error_msg": "m", "error_code": None}, "", "m"),
    ],
)
def test_every_shape_of_a_body_is_read(body, code, message):
    """Code and message are found in each shape that Huawei's services use."""
    error = refusal(400, body)
    assert (error.code, error.message) == (code, message)
    assert isinstance(error, InvalidRequestError)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, AuthenticationError), (403, PermissionDeniedError), (404, NotFoundError)],
)
def test_keystone_is_told_by_its_number(status, kind):
    """IAM's older form has the HTTP status for a code, and it means the same."""
    body = {"error": {"code": status, "message": "m", "title": "t"}}
    assert type(refusal(status, body)) is kind


def test_a_wrong_address_is_not_a_missing_thing():
    """404 from the gateway, or about an edition, is never NotFoundError: a delete would swallow it."""
    for code in ("APIGW.0101", "APIGW.0999", "APIC.7301"):
        assert not isinstance(
            refusal(404, {"error_code": code, "error_msg": "m"}), NotFoundError
        ), code


@pytest.mark.parametrize("status", [404, 429, 500, 502, 302])
@pytest.mark.parametrize(
    "body", [b"", b"<html>no</html>", b"<?xml version='1.0'?><a/>", b"[1]", b'"x"', b"{}", b"\xff"]
)
def test_a_body_that_is_no_answer_is_a_service_error(status, body):
    """What is not in the cloud's words says nothing about things, quotas or rates."""
    error = refusal(status, body)
    assert type(error) is ServiceError
    assert (error.http_status, error.code, error.retryable) == (status, "", False)
    assert str(status) in error.message


def test_success_is_no_error():
    """Any 2xx is success, whatever its body."""
    for status in (200, 201, 202, 204):
        assert error_from(ASKED, Reply(status, b"")) is None


def test_what_to_quote_is_kept():
    """Request id, status, action and the wait that is asked for are told."""
    body = {"error_code": "VPN.0429", "error_msg": "m", "request_id": "in-body"}
    error = refusal(429, body, {"x-request-id": "in-header", "retry-after": "7"})
    assert isinstance(error, ThrottledError)
    assert (error.request_id, error.http_status, error.action) == ("in-header", 429, "CreateCgw")
    assert (error.retry_after, error.retryable) == (7.0, True)
    assert refusal(429, body).request_id == "in-body"
    assert refusal(401, body, {"x-iam-trace-id": "trace"}).request_id == "trace"
    assert refusal(429, body, {"retry-after": "Wed, 21 Oct"}).retry_after is None


@pytest.mark.parametrize(
    ("code", "message", "field"),
    [
        ("VPN.0001", "invalid request: bgp_asn must be 1 to 4294967295", "asn"),
        ("VPN.0001", "invalid request: id_value is required", "address"),
        ("VPN.0001", "invalid request: name must be", "name"),
        ("VPN.0001", "invalid request: tag key", "tags"),
        ("VPN.0001", "invalid request: something", None),
        ("VPN.0203", "Invalid IP address.", "address"),
        ("VPN.0015", "The tag policy not allow", "tags"),
        ("APIC.7211", "Parameter value does not match the rules, parameter name[x]", None),
    ],
)
def test_the_refused_field_is_named_in_our_words(code, message, field):
    """A refusal that names a parameter names our field."""
    assert refusal(400, {"error_code": code, "error_msg": message}).field == field


def test_a_gateway_in_use_is_busy():
    """VPN.0001 about a connection is a dependant in the way, about a quota a quota."""
    used = "invalid request: customer gateway 575c1722 has connection"
    error = refusal(400, {"error_code": "VPN.0001", "error_msg": used})
    assert type(error) is BusyError
    assert not error.retryable
    assert rule_for("VPN.0001", 400, "the quota is used up").kind is QuotaExceededError


def test_no_secret_comes_out_of_a_message():
    """A refusal that repeats the canonical request does not repeat its tokens."""
    text = (
        "verify aksk signature fail, canonicalRequest:GET|/v5/|host:a|"
        "x-security-token:TOPSECRET1|x-sdk-date:2024|X-Auth-Token: TOPSECRET2|"
        "Authorization: SDK-HMAC-SHA256 Access=a, Signature=TOPSECRET3"
    )
    shown = str(refusal(401, {"error_code": "APIGW.0301", "error_msg": text}))
    assert "TOPSECRET" not in shown
    assert "x-sdk-date:2024" in shown


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["error", "error_code", "error_msg", "code", "message", "request_id"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@examples(500)
@given(body=JSON, status=st.integers(300, 599))
def test_no_body_crashes(body, status):
    """Whatever a failed request answers is an ApiError with texts in it."""
    error = refusal(status, body)
    assert isinstance(error.code, str)
    assert isinstance(error.message, str)
    assert isinstance(error.request_id, str)
    assert error.message


def test_not_ready_is_busy_whatever_its_code_means_elsewhere():
    """VPN.0003 is no permission; with "is not ready" (vpn_api_0018, sample) it is busy."""
    words = "resource (type=GATEWAY, ID=x) is not ready, currently CREATING"
    assert (rule_for("VPN.0003", 403, words).kind, rule_for("VPN.0003", 403, words).retryable) == (
        BusyError,
        True,
    )
    assert rule_for("VPN.0003", 403, "no such project").kind is PermissionDeniedError


@pytest.mark.parametrize(
    ("code", "message", "field"),
    [
        ("VPN.0001", "invalid request: psk must be 8 to 128 characters", "tunnels.0.psk"),
        ("VPN.0001", "invalid request: peer_subnets is required here", "remote_cidrs"),
        ("VPN.0001", "invalid request: local_subnets must be a list", "options.local_subnets"),
        ("VPN.0001", "invalid request: bandwidth_name is wrong", None),
        ("APIC.7211", "..., parameter name[maintainBegin]", "maintenance_begin"),
        ("APIC.7211", "..., parameter name[bandwidthSize]", "egress_mbps"),
        ("APIC.7211", "..., parameter name[somethingElse]", None),
        ("APIGW.0602", "name is wrong", None),
    ],
)
def test_the_text_names_a_field(code, message, field):
    """The cloud's names in a text lead to our fields; a text without one leads nowhere."""
    assert field_of(code, message) == field

"""What Alibaba Cloud's refusals become."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from cgw.errors import (
    AlreadyExistsError,
    ApiError,
    AuthenticationError,
    BillingError,
    BusyError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    QuotaExceededError,
    ServiceError,
    ThrottledError,
)
from cgw.wire import Reply, Request
from cgw_alibaba.errors import CODES, error_from

TABLE = json.loads((Path(__file__).parents[1] / "data/alibaba_errors.json").read_text("utf-8"))
REQUEST = Request("POST", "https://vpc.aliyuncs.com", "/", "CreateCustomerGateway")

# What each code of the two tables must be, said once more and apart from the adapter.
MEANING = {
    "InvalidAuthkey.Malformed": InvalidRequestError,
    "InvalidIpAddress.AlreadyExist": AlreadyExistsError,
    "InvalidIpAddress.WrongFormat": InvalidRequestError,
    "InvalidName": InvalidRequestError,
    "InvalidDescription": InvalidRequestError,
    "Resource.QuotaFull": QuotaExceededError,
    "IllegalParam.Asn": InvalidRequestError,
    "OperationDenied.MissingAsn": InvalidRequestError,
    "InvalidParameter.TagValue": InvalidRequestError,
    "SizeLimitExceeded.TagNum": QuotaExceededError,
    "Forbidden.TagKey.Duplicated": AlreadyExistsError,
    "InvalidParameter.TagKey": InvalidRequestError,
    "Duplicated.TagKey": InvalidRequestError,
    "Forbidden.SubUser": PermissionDeniedError,
    "Forbbiden.SubUser": PermissionDeniedError,
    "Forbidden": PermissionDeniedError,
    "OperationConflict": BusyError,
}


def refused(
    code: str, status: int = 400, message: str = "no", request: Request = REQUEST, **headers: str
) -> ApiError:
    body = {"RequestId": "R-1", "HostId": "vpc.aliyuncs.com", "Code": code, "Message": message}
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    error = error_from(request, Reply(status, json.dumps(body).encode(), told))
    assert error is not None
    return error


def test_both_tables_are_here_whole():
    """The copy has the 16 codes of the newer page and the 7 of the older one."""
    counts = [sum(e["document"] == d for e in TABLE["errors"]) for d in ("newer", "older")]
    assert counts == [16, 7]


@pytest.mark.parametrize("entry", TABLE["errors"], ids=lambda e: f"{e['document']}-{e['code']}")
def test_a_documented_code_has_its_class(entry):
    """Each code of the documents stands in the table and is the class its meaning asks for."""
    assert entry["code"] in CODES
    error = refused(entry["code"], entry["http_status"])
    assert type(error) is MEANING[entry["code"]]
    assert error.http_status == entry["http_status"]
    assert CODES[entry["code"]].evidence


@pytest.mark.parametrize("code", sorted(CODES))
@pytest.mark.parametrize("status", [400, 403, 404, 409])
def test_the_code_decides_and_not_the_status(code, status):
    """A known code is the same class under every 4xx status."""
    assert type(refused(code, status)) is CODES[code].kind


def test_only_failures_of_the_cloud_are_service_errors():
    """No code that blames the caller is a ServiceError, and nothing else is one."""
    told = {code for code, rule in CODES.items() if rule.kind is ServiceError}
    assert told == {"InternalError", "Abs.Vpc.InnerServiceFailed", "UnknownError"}


def test_an_error_tells_everything_the_cloud_told():
    """Code, message, request id, status, action and field are there."""
    error = refused("InvalidName", 400, "The name is not valid")
    assert (error.code, error.message, error.request_id) == (
        "InvalidName",
        "The name is not valid",
        "R-1",
    )
    assert (error.http_status, error.action, error.field) == (400, "CreateCustomerGateway", "name")
    assert error.provider == "alibaba"


@pytest.mark.parametrize(
    ("code", "kind", "retryable"),
    [
        ("Throttling", ThrottledError, True),
        ("Throttling.User", ThrottledError, True),
        ("Throttling.Api", ThrottledError, True),
        ("Rejected.Throttling", ThrottledError, True),
        ("VpnGateway.Configuring", BusyError, True),
        ("OperationConflict", BusyError, True),
        ("SomethingNew.Configuring", BusyError, True),
        ("VpnTask.CONFLICT", BusyError, True),
        ("IncorrectStatus.VpnGateway", BusyError, False),
        ("SignatureNonceUsed", AuthenticationError, True),
        ("InvalidName", InvalidRequestError, False),
        ("Resource.QuotaFull", QuotaExceededError, False),
    ],
)
def test_only_what_passes_is_retryable(code, kind, retryable):
    """Busy and throttled answers may be repeated, though their status is 400; mistakes may not."""
    error = refused(code)
    assert (type(error), error.retryable) == (kind, retryable)


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("InvalidAccessKeyId.NotFound", 404, AuthenticationError),
        ("InvalidRegionId.NotFound", 404, InvalidRequestError),
        ("InvalidAction.NotFound", 404, InvalidRequestError),
        ("InvalidSpec.NotFound", 404, InvalidRequestError),
        ("InvalidCustomerGatewayInstanceId.NotFound", 404, NotFoundError),
        ("InvalidCustomerGatewayInstanceId.NotFound", 400, NotFoundError),
        ("InvalidSomethingElse.NotFound", 404, NotFoundError),
        ("ForbiddenRelease", 403, BillingError),
        ("Forbidden.TagKey.Duplicated", 400, AlreadyExistsError),
        ("Forbidden.AccessKeyDisabled", 403, AuthenticationError),
        ("Forbbiden.Anything", 400, PermissionDeniedError),
        ("Forbidden.Anything", 400, PermissionDeniedError),
        ("InvalidSecurityToken.Expired", 400, AuthenticationError),
        ("InvalidTimeStamp.Expired", 400, AuthenticationError),
        ("InvalidAccessKeyId.Inactive", 403, AuthenticationError),
        ("QuotaExceeded.PolicyBasedRoute", 400, QuotaExceededError),
        ("VpnGateway.FinancialLocked", 400, BillingError),
        ("MissingParameter", 400, InvalidRequestError),
        ("MissingIpAddress", 400, InvalidRequestError),
        ("ServiceUnavailable", 503, ServiceError),
        ("InternalError", 500, ServiceError),
    ],
)
def test_codes_that_look_like_something_else(code, status, kind):
    """Beginnings and endings of codes mislead; the exceptions are known by their whole code."""
    assert type(refused(code, status)) is kind


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, InvalidRequestError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (409, BusyError),
        (429, ThrottledError),
        (500, ServiceError),
        (503, ServiceError),
        (302, ServiceError),
    ],
)
def test_an_unknown_code_is_judged_by_its_status(status, kind):
    """A code nobody has written down falls back to its HTTP status."""
    assert type(refused("Wholly.New", status)) is kind


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("1500", 1.5),
        ("1", 0.001),
        ("0", None),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("\u0663", None),
    ],
)
def test_the_wait_the_cloud_asks_for_is_in_milliseconds(value, seconds):
    """x-acs-retry-after counts milliseconds; only a positive whole number counts."""
    assert refused("Throttling", x_acs_retry_after=value).retry_after == seconds


def test_a_wait_makes_an_unknown_refusal_a_throttle():
    """With that header an unknown code is "too many requests", as the SDK has it; a known one stays."""
    assert type(refused("Wholly.New", x_acs_retry_after="10")) is ThrottledError
    assert type(refused("InvalidName", x_acs_retry_after="10")) is InvalidRequestError


def test_small_letters_are_read_too():
    """The SDK reads code, message and requestId as well; so do we."""
    body = b'{"requestId":"R-2","code":"InvalidName","message":"no"}'
    error = error_from(REQUEST, Reply(400, body))
    assert error is not None
    assert (type(error), error.code, error.request_id) == (
        InvalidRequestError,
        "InvalidName",
        "R-2",
    )


XML = b'<?xml version="1.0"?><Error><RequestId>R-3</RequestId><Code>InvalidName</Code></Error>'


@pytest.mark.parametrize("status", [200, 400, 404, 429, 500, 502])
@pytest.mark.parametrize(
    "body", [XML, b"\xef\xbb\xbf \n" + XML, b"<html><body>Bad Gateway</body></html>"]
)
def test_markup_is_a_clear_service_error(status, body):
    """XML or HTML, 2xx or not, is a ServiceError that says so: no code, never "not found"."""
    error = error_from(REQUEST, Reply(status, body, {"x-acs-request-id": "R-4"}))
    assert type(error) is ServiceError
    assert error.message == f"HTTP {status} with XML or HTML in the body"
    assert (error.code, error.request_id, error.retryable) == ("", "R-4", False)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"oops", b'"text"', b"{}", b'{"Code":null}', b"\xff\xfe", b'{"Code":'],
)
@pytest.mark.parametrize("status", [400, 404, 500])
def test_a_body_without_a_code_is_a_service_error(status, body):
    """What is no error of the cloud's is a ServiceError with the status, whatever the status."""
    error = error_from(REQUEST, Reply(status, body))
    assert type(error) is ServiceError
    assert f"HTTP {status}" in error.message


@examples(500)
@given(st.binary(max_size=60), st.integers(100, 599))
def test_no_bytes_crash_it(body, status):
    """Any bytes under any status give an error of ours, or None for a 2xx."""
    error = error_from(REQUEST, Reply(status, body))
    assert (error is None) == (200 <= status < 300 and not body.strip().startswith(b"<"))


def test_a_good_answer_is_no_error():
    """A 2xx with JSON in it is a good answer."""
    assert error_from(REQUEST, Reply(200, b'{"RequestId":"R"}')) is None


# ---------------------------------------------------------------- secrets


def asked(*query: tuple[str, str], form: dict[str, str] | None = None, **headers: str) -> Request:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    if form:
        told["content-type"] = "application/x-www-form-urlencoded"
    body = urlencode(form).encode() if form else b""
    return Request("POST", "https://vpc.aliyuncs.com", "/", "X", query, body, told)


@pytest.mark.parametrize(
    ("request_", "secret"),
    [
        (asked(("AuthKey", "c4n{a}ry+")), "c4n{a}ry+"),
        (asked(("AuthKey", "k")), "(k)"),
        (asked(("TunnelOptionsSpecification.TunnelIkeConfig.Psk", "canary")), "canary"),
        (asked(("IkeConfig", '{"Psk":"canary","IkeVersion":"ikev2"}')), "canary"),
        (asked(form={"TunnelOptionsSpecification.1.TunnelIkeConfig.Psk": "can ary"}), "can ary"),
        (asked(("SecurityToken", "canary")), "canary"),
        (asked(x_acs_security_token="canary"), "canary"),
    ],
)
def test_a_refusal_that_repeats_a_secret_is_masked(request_, secret):
    """InvalidAuthkey.Malformed prints the key it got; nobody sees it through us."""
    told = secret.strip("()")
    error = refused(
        "InvalidAuthkey.Malformed", 400, f"The specified key ({told}) is bad.", request_
    )
    assert secret not in f"{error} {error.message} {error!r} {error.args}"
    assert "The specified key (**********) is bad." in error.message


def test_the_string_to_sign_is_not_repeated():
    """SignatureDoesNotMatch repeats the whole request, token included; its end is cut off."""
    message = "Specified signature is not matched. server string to sign is:POST&%2F&SecurityToken%3Dcanary"
    error = refused("SignatureDoesNotMatch", 400, message)
    assert error.message == "Specified signature is not matched. server string to sign is not shown"
    assert type(error) is AuthenticationError

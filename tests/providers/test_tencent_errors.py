"""Tencent Cloud's codes and error bodies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cgw.adapter import Place
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
from cgw.wire import Reply
from cgw_tencent.adapter import TencentAdapter
from cgw_tencent.error_codes import RULES, rule_for
from cgw_tencent.fields import DONE

TABLE = json.loads((Path(__file__).parents[1] / "data" / "tencent_errors.json").read_bytes())
CODES = [row["code"] for row in TABLE["errors"]]
CLOUD = TencentAdapter(Place("ap-guangzhou"))
READ = CLOUD.call("DescribeCustomerGateways", {}, DONE, safe=True)
CREATE = CLOUD.call("CreateCustomerGateway", {}, DONE)
DELETE = CLOUD.call("DeleteCustomerGateway", {}, DONE, safe=True, writes=True)


def body(code, message="no", request_id="r-1"):
    content = {"Error": {"Code": code, "Message": message}, "RequestId": request_id}
    return json.dumps({"Response": content}).encode()


def refused(code, request=CREATE, status=200, **headers):
    error = CLOUD.error(request, Reply(status, body(code), headers))
    assert error is not None
    return error


def test_the_page_has_28_codes():
    """The copied table is the whole table."""
    assert len(set(CODES)) == 28


@pytest.mark.parametrize("code", CODES)
def test_every_documented_code_means_something(code):
    """Each code of the CreateCustomerGateway page is in the table, and none is the cloud's failure."""
    error = refused(code)
    assert code in RULES
    assert not isinstance(error, ServiceError)
    assert type(error) is not ApiError
    assert RULES[code].evidence


@pytest.mark.parametrize(
    "code", [c for c in CODES if ".Tag" in c and RULES[c].kind is not BusyError]
)
def test_tag_refusals_name_the_field(code):
    """A refused tag is refused by name, so that a create can be sent again without the marker."""
    assert refused(code).field == "tags"


@pytest.mark.parametrize(
    ("code", "kind", "retryable"),
    [
        ("InvalidParameterValue.Duplicate", AlreadyExistsError, False),
        ("UnsupportedOperation.RecordExists", AlreadyExistsError, False),
        ("UnsupportedOperation.TagAllocate", BusyError, True),
        ("UnsupportedOperation.TagFree", BusyError, True),
        ("UnsupportedOperation.TagNotPermit", PermissionDeniedError, False),
        ("LimitExceeded", QuotaExceededError, False),
        ("VpcLimitExceeded", QuotaExceededError, False),
        ("InvalidParameterValue.LimitExceeded", InvalidRequestError, False),  # not a quota
        ("ResourceInUse", BusyError, False),  # a tunnel is in the way until somebody deletes it
        ("ResourceNotFound", NotFoundError, False),
        ("UnsupportedOperation.RecordNotExists", NotFoundError, False),
        ("AuthFailure.UnauthorizedOperation", PermissionDeniedError, False),
        ("AuthFailure.SignatureExpire", AuthenticationError, False),
        ("RequestLimitExceeded.UinLimitExceeded", ThrottledError, True),
        ("UnsupportedOperation.InsufficientFunds", BillingError, False),
        ("UnsupportedOperation.InvalidState", BusyError, True),
        ("InternalError", ServiceError, False),
        # not in the table: by family
        ("InvalidRouteId.NotFound", NotFoundError, False),
        ("RequestLimitExceeded.New", ThrottledError, True),
        ("AuthFailure.New", AuthenticationError, False),
        ("UnauthorizedOperation.New", PermissionDeniedError, False),
        ("FailedOperation.InArrears", BillingError, False),
        ("InvalidParameterValue.NewConflict", InvalidRequestError, False),
        ("InvalidParameterValue.TagNew", InvalidRequestError, False),
        ("LimitExceeded.TagNew", QuotaExceededError, False),
        ("LimitExceeded.New", QuotaExceededError, False),
        ("InvalidNewId.Malformed", InvalidRequestError, False),
        ("UnsupportedOperation.New", InvalidRequestError, False),
        ("Whatever.New", ServiceError, False),
    ],
)
def test_codes_decide(code, kind, retryable):
    """A code gives the class it means, and is retryable only if the refusal changed nothing."""
    error = refused(code)
    assert type(error) is kind
    assert error.retryable is retryable


@pytest.mark.parametrize("code", ["InvalidParameterValue.TagNew", "LimitExceeded.TagNew"])
def test_tag_codes_nobody_listed_name_the_field_too(code):
    """A new code about tags still lets a create be sent again without the marker."""
    assert refused(code).field == "tags"


def test_nothing_is_lost():
    """Code, message, request id, status, action and the asked pause are on the error."""
    error = refused("LimitExceeded", READ, **{"retry-after": "7"})
    assert (error.code, error.message, error.request_id) == ("LimitExceeded", "no", "r-1")
    assert (error.http_status, error.action, error.provider, error.retry_after) == (
        200,
        "DescribeCustomerGateways",
        "tencent",
        7.0,
    )


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", "text/plain", "text/html", ""]
)
def test_the_content_type_does_not_decide(kind):
    """An error object is an error whatever the header says it is."""
    reply = Reply(200, body("ResourceNotFound"), {"content-type": kind})
    assert isinstance(CLOUD.error(READ, reply), NotFoundError)


@pytest.mark.parametrize(
    "content",
    [
        b'{"Response":{"RequestId":"r"}}',
        b'{"Response":{"Error":null,"RequestId":"r"}}',
        b'{"Response":{"Name":"\\"Error\\"","RequestId":"r"}}',
        b'{"code":0,"message":"","Response":{}}',
        b'{"code":0,"message":""}',
    ],
)
def test_no_error_object_is_no_error(content):
    """Null in its place, its name inside a text and code 0 are no failures."""
    assert CLOUD.error(READ, Reply(200, content)) is None


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (b'{"code":4100,"codeDesc":"SignatureFailure","message":"m"}', AuthenticationError, "4100"),
        (
            b'{"code":4000,"codeDesc":"LimitExceeded","message":"m"}',
            QuotaExceededError,
            "LimitExceeded",
        ),
        (b'{"code":1,"message":"m"}', ServiceError, "1"),
    ],
)
def test_the_older_shape_is_understood(content, kind, code):
    """Top-level code and message, as API 2.0 had them, are an error too."""
    error = CLOUD.error(READ, Reply(200, content))
    assert type(error) is kind
    assert (error.code, error.message) == (code, "m")


@pytest.mark.parametrize("status", [302, 400, 403, 404, 429, 500, 502, 503])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>504</html>",
        b"<?xml version='1.0'?><Error/>",
        b"[]",
        b"null",
        b'{"Error": 1}',
        b"\xff",
    ],
)
def test_an_edge_is_never_the_cloud(status, content):
    """A status other than 200 without an error object is a ServiceError: never "not found"."""
    error = CLOUD.error(DELETE, Reply(status, content, {"content-type": "text/html"}))
    assert type(error) is ServiceError
    assert (error.code, error.http_status) == ("", status)
    assert str(status) in error.message


def test_a_failing_cloud_may_be_read_again_and_not_written():
    """The cloud's own failure is retryable for a read; of a write nobody knows what it did."""
    assert refused("InternalError", READ).retryable
    assert not refused("InternalError", CREATE).retryable
    assert not refused("InternalError", DELETE).retryable
    assert CLOUD.error(READ, Reply(502, b"")).retryable
    assert not CLOUD.error(READ, Reply(404, b"")).retryable


@given(st.binary(max_size=60) | st.text().map(body), st.integers(200, 599))
def test_no_body_crashes(content, status):
    """Whatever the bytes, there is an error of ours or none."""
    error = CLOUD.error(READ, Reply(status, content))
    assert error is None or isinstance(error, ApiError)


@given(st.text())
def test_every_code_has_a_rule(code):
    """No code is without a class."""
    assert issubclass(rule_for(code).kind, ApiError)


def test_odd_error_objects_are_errors():
    """Missing, null or numeric members do not hide that it failed."""
    for inner in ({}, {"Code": None}, {"Code": 5, "Message": ["x"]}):
        content = json.dumps({"Response": {"Error": inner}}).encode()
        assert isinstance(CLOUD.error(READ, Reply(200, content)), ServiceError)

"""What the kit cannot know: Acme's own form of a refusal, and oddities inside it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cgw.errors import ApiError, InvalidRequestError, NotFoundError, ServiceError
from cgw.wire import Reply, Request

from cgw_acme.errors import FIELDS, RULES, error

SECRET = "Sesame0open"
REQUEST = Request(
    "POST", "https://c", "/", "CreateGateway", body=json.dumps({"bgp_key": SECRET}).encode()
)


def refusal(status: int, body: Any, **headers: str) -> ApiError:
    found = error(REQUEST, Reply(status, json.dumps(body).encode(), headers))
    assert found is not None
    return found


@pytest.mark.parametrize("code", RULES)
def test_every_code_has_its_class_and_is_kept(code: str) -> None:
    """The table decides, whatever the status is; the cloud's words are untouched."""
    told = {"error": {"code": code, "message": "no", "field": "peer_ip"}, "trace_id": "t-1"}
    found = refusal(418, told)
    assert type(found) is RULES[code].kind
    assert (found.code, found.message, found.request_id) == (code, "no", "t-1")
    assert found.field == "address"


def test_a_404_without_a_code_is_not_a_missing_thing() -> None:
    """A proxy's page must not make a delete believe that its work is done."""
    page = error(REQUEST, Reply(404, b"<h1>Not Found</h1>", {"content-type": "text/html"}))
    assert type(page) is ServiceError
    assert type(refusal(404, {"error": {"code": "gateway.not_found"}})) is NotFoundError


ODD = ("null", "[]", "{}", '"x"', "7", "true", "1.5", '{"a": null}', "9" * 5000)


@pytest.mark.parametrize("odd", ODD, ids=lambda text: text[:12])
def test_nothing_inside_a_refusal_makes_it_fail(odd: str) -> None:
    """Each part of a refusal may be anything JSON can hold."""
    for name in ("code", "message", "field"):
        reply = Reply(400, f'{{"error": {{"{name}": {odd}}}, "trace_id": {odd}}}'.encode())
        assert isinstance(error(REQUEST, reply), InvalidRequestError)
    assert isinstance(error(REQUEST, Reply(400, f'{{"error": {odd}}}'.encode())), ApiError)


@pytest.mark.parametrize("before", ["", "x" * 495])
def test_a_secret_that_the_cloud_quotes_is_masked(before: str) -> None:
    """Also where a long message is cut."""
    found = refusal(400, {"error": {"message": f"{before}{SECRET} is not allowed"}})
    assert SECRET[:4] not in str(found)


def test_the_fields_are_ours() -> None:
    """What a refusal names is a field of the spec."""
    assert set(FIELDS.values()) <= {"name", "address", "asn", "description", "tags", "options"}


@pytest.mark.parametrize(
    ("text", "seconds"), [("7", 7.0), ("", None), ("soon", None), ("-1", None)]
)
def test_retry_after(text: str, seconds: float | None) -> None:
    """Seconds, or nothing."""
    assert refusal(429, {}, **{"retry-after": text}).retry_after == seconds

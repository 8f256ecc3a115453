"""The signature is the one of Acme's page, and covers what must not be changed on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cgw.adapter import Credentials
from cgw.wire import Request

from cgw_acme.signing import sign, string_to_sign, to_be_signed

NOW = datetime(2026, 2, 1, 12, 0, 0, tzinfo=UTC)
KEYS = Credentials("AK1", "s3cret")
# Written by hand after the page; the digest below is what `openssl dgst -sha256 -hmac s3cret` says.
EXAMPLE = Request(
    "POST",
    "https://vpn.moon-1.acme.example",
    "/v1/gateways",
    "CreateGateway",
    query=(("b", "x y"), ("a", "1")),
    body=b'{"label":"hq"}',
    headers={"x-acme-region": "moon-1", "idempotency-key": "0123456789abcdef"},
)
TEXT = """\
ACME1-HMAC-SHA256
20260201T120000Z
POST
/v1/gateways
a=1&b=x%20y
host:vpn.moon-1.acme.example
idempotency-key:0123456789abcdef
x-acme-date:20260201T120000Z
x-acme-nonce:n1
x-acme-region:moon-1
host;idempotency-key;x-acme-date;x-acme-nonce;x-acme-region
d22c632b325ac0c0daf66819d64a11c591dd5d41d6131a4967458be2f0021777"""


DIGEST = "e45b8c7e2efd96a94bcb3885963bdb2b604e992173bc8e1b80a80070189d5eb2"


def signed(request: Request = EXAMPLE) -> Request:
    return sign(request, KEYS, NOW, "n1")


def test_the_signed_text_is_the_one_of_the_page() -> None:
    """Each part stands where the page puts it."""
    text = string_to_sign(signed(), to_be_signed(signed().headers))
    assert text == TEXT


def test_the_signature_is_the_one_of_an_independent_tool() -> None:
    """The digest was not made by this code."""
    assert signed().headers["authorization"].endswith(f"signature={DIGEST}")


@pytest.mark.parametrize(
    "other",
    [
        replace(EXAMPLE, method="PUT"),
        replace(EXAMPLE, endpoint="https://vpn.moon-2.acme.example"),
        replace(EXAMPLE, path="/v1/gateways/gw-1"),
        replace(EXAMPLE, query=()),
        replace(EXAMPLE, body=b"{}"),
        replace(EXAMPLE, headers={**EXAMPLE.headers, "x-acme-region": "moon-2"}),
        replace(EXAMPLE, headers={**EXAMPLE.headers, "idempotency-key": "fedcba9876543210"}),
    ],
)
def test_whatever_is_changed_changes_the_signature(other: Request) -> None:
    """Method, host, path, query, body, region and client token are all covered."""
    assert signed(other).headers["authorization"][-64:] != signed().headers["authorization"][-64:]


def test_the_token_of_temporary_keys_is_sent_and_signed() -> None:
    """A stolen signature without its token is worth nothing."""
    headers = sign(EXAMPLE, KEYS.replace(token="t0ken"), NOW, "n1").headers
    assert headers["x-acme-token"] == "t0ken"
    assert "x-acme-token" in headers["authorization"]

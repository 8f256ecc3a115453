"""The face is as strict as the cloud: what must be refused is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cgw.adapter import Credentials
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, World
from cgw.wire import Request

from cgw_acme.emulator import AcmeFace
from cgw_acme.signing import sign

KEYS = Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
LIST = Request(
    "GET", "https://c", "/v1/gateways", "ListGateways", headers={"x-acme-region": "moon-1"}
)
Change = Callable[[Request], Request]


def signed(keys: Credentials = KEYS, late: float = 0) -> Request:
    return sign(LIST, keys, datetime.now(UTC) + timedelta(seconds=late), "n1")


def with_header(name: str, value: str) -> Change:
    return lambda request: replace(request, headers={**request.headers, name: value})


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (signed(Credentials("nobody", ACCESS_KEY_SECRET)), "auth.key"),
        (signed(Credentials(ACCESS_KEY_ID, "another")), "auth.signature"),
        (signed(late=3600), "auth.clock"),
        (LIST, "auth.key"),
        (replace(signed(), method="DELETE"), "auth.signature"),
        (replace(signed(), query=(("limit", "1"),)), "auth.signature"),
        (replace(signed(), body=b"{}"), "auth.signature"),
        (with_header("x-acme-region", "moon-2")(signed()), "auth.signature"),
        (with_header("x-acme-token", "t")(signed()), "auth.signature"),
    ],
)
def test_what_is_not_signed_by_the_key_is_refused(request_: Request, code: str) -> None:
    """Wrong key, wrong secret, wrong time, or anything changed after signing."""
    reply = AcmeFace(World())(request_)
    assert reply.status == 401
    assert reply.json["error"]["code"] == code


def test_what_is_signed_is_answered() -> None:
    """And only that."""
    assert AcmeFace(World())(signed()).json == {"items": [], "next": None}

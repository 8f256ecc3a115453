"""Acme Cloud's signature, ACME1-HMAC-SHA256. Source: VPN API v1, "Signing requests".

What is signed, one part per line: the scheme's name; time; method; path; query as sent; the
signed headers as ``name:value`` lines, sorted; their names joined by ``;``; SHA-256 of the body.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from cgw.adapter import Credentials
from cgw.wire import Request, query_string

SCHEME = "ACME1-HMAC-SHA256"
TIME = "%Y%m%dT%H%M%SZ"


def sign(request: Request, credentials: Credentials, now: datetime, nonce: str) -> Request:
    """The request with date, nonce, the token of temporary keys, and the signature of it all."""
    headers = {**request.headers, "x-acme-date": now.strftime(TIME), "x-acme-nonce": nonce}
    if credentials.token is not None:
        headers["x-acme-token"] = credentials.token.get_secret_value()
    dated = replace(request, headers=headers)
    names = to_be_signed(headers)
    secret = credentials.access_key_secret.get_secret_value()
    signature = signature_of(secret, string_to_sign(dated, names))
    headers["authorization"] = (
        f"{SCHEME} key={credentials.access_key_id}, headers={';'.join(names)}, "
        f"signature={signature}"
    )
    return replace(dated, headers=headers)


def to_be_signed(headers: Iterable[str]) -> list[str]:
    """The names that must be signed: the host, the client token, and all that is Acme's own."""
    own = {name for name in headers if name.startswith("x-acme-") or name == "idempotency-key"}
    return sorted({"host", *own})


def string_to_sign(request: Request, names: list[str]) -> str:
    """The text that is signed; ``request`` has its date already."""
    values = {**request.headers, "host": request.host}
    return "\n".join(
        (
            SCHEME,
            values["x-acme-date"],
            request.method,
            request.path,
            query_string(request.query),
            *(f"{name}:{values[name].strip()}" for name in names),
            ";".join(names),
            hashlib.sha256(request.body).hexdigest(),
        )
    )


def signature_of(secret: str, text: str) -> str:
    """HMAC-SHA256 in lower-case hexadecimal digits."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()

"""TC3-HMAC-SHA256, the signature of API 3.0. Pure functions.

Source: "Signature v3" (document api/614/42761 and its siblings); the key step is the official
``tencentcloud.common.sign``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from cgw.adapter import Credentials
from cgw.wire import Request, query_string

ALGORITHM = "TC3-HMAC-SHA256"
SIGNED = ("content-type", "host")


def sign_tc3(request: Request, credentials: Credentials, now: datetime, *, service: str) -> Request:
    """The request with timestamp, token and Authorization.

    The token is sent and not signed; action, version and region are not signed either.
    """
    stamp = int(now.timestamp())
    headers = {**request.headers, "x-tc-timestamp": str(stamp)}
    if credentials.token:
        headers["x-tc-token"] = credentials.token.get_secret_value()
    canonical = canonical_request(
        request.method,
        request.path,
        query_string(request.query),
        {**headers, "host": request.host},
        SIGNED,
        sha256(request.body).hexdigest(),
    )
    scope = scope_of(stamp, service)
    signature = signature_of(
        canonical, stamp, service, credentials.access_key_secret.get_secret_value()
    )
    headers["authorization"] = (
        f"{ALGORITHM} Credential={credentials.access_key_id}/{scope}, "
        f"SignedHeaders={';'.join(SIGNED)}, Signature={signature}"
    )
    return replace(request, headers=headers)


def canonical_request(
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    signed: Sequence[str],
    payload_hash: str,
) -> str:
    """What is hashed of a request.

    Args:
        query: as it stands in the request line; empty for POST.
        headers: names in lower case; values are trimmed and lowered here, as documented.
        signed: names of the headers that count, in the order they are listed.
        payload_hash: lower-case hexadecimal SHA-256 of the body.
    """
    block = "".join(f"{name}:{headers[name].strip().lower()}\n" for name in signed)
    return "\n".join((method, path, query, block, ";".join(signed), payload_hash))


def signature_of(canonical: str, stamp: int, service: str, secret: str) -> str:
    """The signature, in lower-case hexadecimal."""
    from tencentcloud.common.sign import Sign  # here, so that `import cgw` loads no SDK

    date = date_of(stamp)
    digest = sha256(canonical.encode()).hexdigest()
    text = "\n".join((ALGORITHM, str(stamp), scope_of(stamp, service), digest))
    return str(Sign.sign_tc3(secret, date, service, text))


def scope_of(stamp: int, service: str) -> str:
    """The credential scope: UTC date, service, a constant."""
    return f"{date_of(stamp)}/{service}/tc3_request"


def date_of(stamp: int) -> str:
    """The UTC date of a timestamp."""
    return datetime.fromtimestamp(stamp, UTC).strftime("%Y-%m-%d")

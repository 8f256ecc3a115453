"""How requests are signed: SDK-HMAC-SHA256 with a key, or a token in a header.

Source: huaweicloudsdkcore 3.1.219 signer/signer.py and auth/credentials.py, cross-checked with
golangsdk auth/core/signer; read 2026-11-21. Pure functions.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import unquote

from cgw.adapter import Credentials
from cgw.errors import ConfigError
from cgw.wire import Request, encode, query_string

ALGORITHM = "SDK-HMAC-SHA256"
STAMP = "%Y%m%dT%H%M%SZ"
PLACEHOLDER = "{project_id}"


def sign(request: Request, credentials: Credentials, now: datetime) -> Request:
    """The request with its project and its authentication.

    Args:
        now: aware; becomes X-Sdk-Date, in whole seconds of UTC.

    Errors:
        ConfigError: the path needs a project and the credentials have none.
    """
    located = replace(request, path=with_project(request.path, credentials.project_id))
    token = credentials.token.get_secret_value() if credentials.token else ""
    if not credentials.access_key_id:
        return replace(located, headers={**request.headers, "x-auth-token": token})
    headers = dict(request.headers)
    if credentials.project_id:
        headers["x-project-id"] = credentials.project_id
    if token:
        headers["x-security-token"] = token
    headers["x-sdk-date"] = now.astimezone(UTC).strftime(STAMP)
    # What stands there now is signed, as the SDK does; the driver may add more afterwards.
    signed = {**headers, "host": request.host}
    canonical = canonical_request(
        located.method, located.path, located.query, signed, payload_hash(located.body)
    )
    secret = credentials.access_key_secret.get_secret_value()
    headers["authorization"] = (
        f"{ALGORITHM} Access={credentials.access_key_id}, "
        f"SignedHeaders={';'.join(sorted(signed))}, "
        f"Signature={signature(secret, headers['x-sdk-date'], canonical)}"
    )
    return replace(located, headers=headers)


def with_project(path: str, project_id: str | None) -> str:
    """``path`` with the project in place of the segment ``{project_id}``.

    An id of the user's cannot be mistaken for it: its braces are percent-encoded.
    """
    segments = path.split("/")
    if PLACEHOLDER not in segments:
        return path
    if not project_id:
        raise ConfigError("project_id: HUAWEI CLOUD needs one, and the credentials have none")
    project = encode(project_id)
    return "/".join(project if segment == PLACEHOLDER else segment for segment in segments)


def payload_hash(body: bytes) -> str:
    """Hexadecimal SHA-256; of nothing, too."""
    return hashlib.sha256(body).hexdigest()


def canonical_request(
    method: str,
    path: str,
    query: Iterable[tuple[str, str]],
    signed: Mapping[str, str],
    payload: str,
) -> str:
    """What is hashed.

    Args:
        path: percent-encoded. The canonical form decodes it, encodes each segment anew, and ends
            in a slash that the request itself does not have.
        query: names and values before encoding.
        signed: the signed headers, names in lower case.
        payload: `payload_hash` of the body.
    """
    uri = "/".join(encode(segment) for segment in unquote(path).split("/"))
    names = sorted(signed)
    return "\n".join(
        (
            method,
            uri if uri.endswith("/") else f"{uri}/",
            query_string(query),
            *(f"{name}:{signed[name].strip()}" for name in names),
            "",
            ";".join(names),
            payload,
        )
    )


def signature(secret: str, stamp: str, canonical: str) -> str:
    """The signature in hexadecimal; the key is the secret itself, nothing is derived."""
    text = f"{ALGORITHM}\n{stamp}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()

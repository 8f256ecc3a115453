"""The two signatures of Alibaba Cloud, as pure functions.

`sign_acs3` is ACS3-HMAC-SHA256, what alibabacloud_tea_openapi 0.4.6 does unless told otherwise:
the call is named in headers and the signature is a header. `sign_v1` is SignatureVersion 1.0
(HMAC-SHA1): the call, the key and the signature are query parameters.

Source: "V3 request syntax and signature" help page; VPC API reference of 2019-01, chapters 1 and 2
(its worked example is wrong, see README); alibabacloud_tea_openapi 0.4.6; read 2026-11-21.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl

from cgw.adapter import Credentials
from cgw.wire import Request, encode, query_string

ALGORITHM = "ACS3-HMAC-SHA256"
FORM = "application/x-www-form-urlencoded"


def sign_acs3(request: Request, credentials: Credentials, now: datetime, nonce: str) -> Request:
    """``request`` with the headers of ACS3-HMAC-SHA256.

    Signed are host, content-type and every ``x-acs-`` header. The SDK signs accept and user-agent
    too; the list is explicit, so leaving them out is allowed, and a proxy may then rewrite them.
    """
    headers = dict(request.headers)
    headers["x-acs-date"] = timestamp(now)
    headers["x-acs-signature-nonce"] = nonce
    headers["x-acs-content-sha256"] = hashlib.sha256(request.body).hexdigest()
    if credentials.token is not None:
        headers["x-acs-accesskey-id"] = credentials.access_key_id
        headers["x-acs-security-token"] = credentials.token.get_secret_value()
    signed = {name: value for name, value in headers.items() if _is_signed(name)}
    headers["authorization"] = acs3_authorization(
        request,
        {**signed, "host": request.host},
        credentials.access_key_id,
        credentials.access_key_secret.get_secret_value(),
    )
    return replace(request, headers=headers)


def sign_v1(request: Request, credentials: Credentials, now: datetime, nonce: str) -> Request:
    """``request`` with the parameters of SignatureVersion 1.0 in its query.

    The headers that name the call become ``Action`` and ``Version``. Parameters of a form body
    are signed with the others.
    """
    headers = dict(request.headers)
    query = [
        *request.query,
        ("AccessKeyId", credentials.access_key_id),
        ("Action", headers.pop("x-acs-action", request.action)),
        ("Format", "JSON"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", nonce),
        ("SignatureVersion", "1.0"),
        ("Timestamp", timestamp(now)),
        ("Version", headers.pop("x-acs-version", "")),
    ]
    if credentials.token is not None:
        query.append(("SecurityToken", credentials.token.get_secret_value()))
    secret = credentials.access_key_secret.get_secret_value()
    signature = v1_signature(request.method, [*query, *form(request)], secret)
    return replace(request, headers=headers, query=(*query, ("Signature", signature)))


# ---------------------------------------------------------------- the steps, also for whoever checks


def timestamp(now: datetime) -> str:
    """UTC, whole seconds: ``2024-05-06T07:08:09Z``."""
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def form(request: Request) -> list[tuple[str, str]]:
    """The parameters of a form body, decoded; none of any other body."""
    if not request.headers.get("content-type", "").startswith(FORM):
        return []
    return parse_qsl(request.body.decode(), keep_blank_values=True)


def acs3_authorization(
    request: Request, signed: Mapping[str, str], access_key_id: str, secret: str
) -> str:
    """The Authorization header over exactly the headers in ``signed`` (lower-case names).

    ``x-acs-content-sha256`` of ``signed`` stands for the body.
    """
    names = sorted(signed)
    listed = ";".join(names)
    canonical = "\n".join(
        (
            request.method,
            request.path,
            query_string(request.query),
            *(f"{name}:{signed[name].strip()}" for name in names),
            "",  # the header block ends with a newline of its own
            listed,
            signed.get("x-acs-content-sha256", ""),
        )
    )
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    told = f"{ALGORITHM}\n{digest}"
    signature = hmac.new(secret.encode(), told.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={access_key_id},SignedHeaders={listed},Signature={signature}"


def v1_signature(method: str, pairs: Iterable[tuple[str, str]], secret: str) -> str:
    """The Signature parameter over all other parameters of query and form body."""
    text = f"{method}&%2F&{encode(query_string(pairs))}"
    digest = hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def _is_signed(name: str) -> bool:
    return name == "content-type" or name.startswith("x-acs-")

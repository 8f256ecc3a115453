"""The door of the Alibaba Cloud face: who asks, when, and whether the signature holds.

Source: "V3 request syntax and signature" help page; VPC API reference of 2019-01, chapters 1 and 2;
read 2026-11-21. Codes and statuses of this door are platform-wide ones that no VPN document lists.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, TOKEN, World
from cgw.wire import Request, encode, query_string
from cgw_alibaba.signing import ALGORITHM, acs3_authorization, form, v1_signature

SKEW = timedelta(minutes=15)
MUST_SIGN = {
    "host",
    "x-acs-action",
    "x-acs-version",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-content-sha256",
}


class Refusal(Exception):  # noqa: N818 -- what a cloud does, not what went wrong here
    """An error answer."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message


def required(params: dict[str, str], name: str) -> str:
    """A parameter that must be there and not empty."""
    if not params.get(name):
        raise Refusal(
            400,
            "MissingParameter",
            f'The input parameter "{name}" that is mandatory for processing this request is not '
            "supplied.",
        )
    return params[name]


class Door:
    """Checks both signatures, the clock and that no nonce comes twice."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._nonces: dict[str, datetime] = {}

    def admit(self, request: Request, params: dict[str, str]) -> str:
        """The API version that was asked for; a `Refusal` if the caller may not ask."""
        if request.method not in {"GET", "POST"}:
            raise Refusal(405, "UnsupportedHTTPMethod", "This http method is not supported.")
        if request.headers.get("authorization", "").startswith(ALGORITHM):
            return self._check_acs3(request)
        return self._check_v1(request, params)

    def _check_acs3(self, request: Request) -> str:
        headers = {**request.headers, "host": request.headers.get("host", request.host)}
        given = headers.pop("authorization")
        parts = dict(
            part.split("=", 1) for part in given.partition(" ")[2].split(",") if "=" in part
        )
        listed = parts.get("SignedHeaders", "").split(";")
        if MUST_SIGN - set(listed) or set(listed) - headers.keys():
            raise Refusal(
                400,
                "IncompleteSignature",
                "The request signature does not conform to Aliyun standards.",
            )
        self._check_caller(parts.get("Credential", ""), headers.get("x-acs-security-token"))
        self._check_time(headers["x-acs-date"])
        if headers["x-acs-content-sha256"] != hashlib.sha256(request.body).hexdigest():
            raise _mismatch(headers["x-acs-content-sha256"])
        signed = {name: headers[name] for name in listed}
        wanted = acs3_authorization(request, signed, ACCESS_KEY_ID, ACCESS_KEY_SECRET)
        if not hmac.compare_digest(given.encode(), wanted.encode()):
            raise _mismatch(wanted.rpartition("=")[2])
        self._check_nonce(headers["x-acs-signature-nonce"])
        return headers["x-acs-version"]

    def _check_v1(self, request: Request, params: dict[str, str]) -> str:
        pairs = [*request.query, *form(request)]
        given = required(params, "Signature")
        if required(params, "SignatureMethod") != "HMAC-SHA1":
            raise Refusal(
                400, "InvalidSignatureMethod", "Specified signature method is not supported."
            )
        if required(params, "SignatureVersion") != "1.0":
            raise Refusal(
                400,
                "IncompleteSignature",
                "The request signature does not conform to Aliyun standards.",
            )
        self._check_caller(required(params, "AccessKeyId"), params.get("SecurityToken"))
        self._check_time(required(params, "Timestamp"))
        nonce = required(params, "SignatureNonce")
        rest = [(name, value) for name, value in pairs if name != "Signature"]
        wanted = v1_signature(request.method, rest, ACCESS_KEY_SECRET)
        if not hmac.compare_digest(given.encode(), wanted.encode()):
            raise _mismatch(f"{request.method}&%2F&{encode(query_string(rest))}")
        self._check_nonce(nonce)
        return required(params, "Version")

    def _check_caller(self, key: str, token: str | None) -> None:
        if key != ACCESS_KEY_ID:
            raise Refusal(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
        if token is not None and token != TOKEN:
            raise Refusal(
                400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed."
            )

    def _check_time(self, text: str) -> None:
        try:
            told = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            raise Refusal(
                400, "InvalidTimeStamp.Format", "Specified time stamp is not well formatted."
            ) from None
        if abs(told - self._world.wall()) > SKEW:
            raise Refusal(
                400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired."
            )

    def _check_nonce(self, nonce: str) -> None:
        now = self._world.wall()
        self._nonces = {n: t for n, t in self._nonces.items() if abs(now - t) <= 2 * SKEW}
        if nonce in self._nonces:
            raise Refusal(400, "SignatureNonceUsed", "Specified signature nonce was used already.")
        self._nonces[nonce] = now


def _mismatch(told: str) -> Refusal:
    # The real message repeats the whole string to sign, session token and keys included.
    return Refusal(
        400,
        "SignatureDoesNotMatch",
        f"Specified signature is not matched with our calculation. server string to sign is:{told}",
    )

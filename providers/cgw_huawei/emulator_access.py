"""Who may ask: signatures and tokens, as the gateway in front of every service judges them.

Written from the vendor's documents, independently of the adapter. Source: APIGW error codes, the
SDK-HMAC-SHA256 description of huaweicloudsdkcore 3.1.219; read 2026-11-21.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, TOKEN, World
from cgw.wire import Request
from cgw_huawei import signing

# Not in the documents; a user of the vendor's Java SDK was refused when 15 min 1 s late (2021-12).
SKEW = timedelta(minutes=15)
AUTHORIZATION = re.compile(
    r"SDK-HMAC-SHA256 Access=([^,\s]+), SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})"
)


class RefusedError(Exception):
    """The service says no.

    Args:
        status: the HTTP status.
        keystone: True for the older form of a body, which IAM uses.
    """

    def __init__(self, status: int, code: str, message: str, *, keystone: bool = False) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.keystone = status, code, message, keystone


def unauthorized(why: str, code: str = "APIGW.0301") -> RefusedError:
    """The gateway's refusal of a signature or a token."""
    return RefusedError(401, code, f"Incorrect IAM authentication information: {why}")


@dataclass(slots=True)
class Access:
    """Knows one key, one lasting token, and the tokens it handed out."""

    world: World
    issued: dict[str, datetime] = field(default_factory=dict)

    def issue(self) -> tuple[str, datetime]:
        """A new token and when it ends, a day from now."""
        token = f"MIIemulated{self.world.random.getrandbits(256):064x}"
        self.issued[token] = self.world.wall() + timedelta(hours=24)
        return token, self.issued[token]

    def judge(self, request: Request) -> None:
        """Return if the request may pass.

        Errors:
            RefusedError: it may not.
        """
        headers = {"host": request.host, **request.headers}
        if "x-auth-token" in headers:
            self._token(headers["x-auth-token"])
        elif "authorization" in headers:
            self._signature(request, headers)
        else:
            raise unauthorized("x-auth-token not found")

    def _token(self, token: str) -> None:
        if token == TOKEN:
            return
        if token not in self.issued:
            raise unauthorized("decrypt token fail")
        if self.issued[token] <= self.world.wall():
            raise unauthorized("the token must be updated", "APIGW.0307")

    def _signature(self, request: Request, headers: Mapping[str, str]) -> None:
        found = AUTHORIZATION.fullmatch(headers["authorization"])
        if found is None:
            raise unauthorized("Authorization format is incorrect")
        key, names, given = found[1], found[2].split(";"), found[3]
        missing = [name for name in names if name not in headers]
        unsigned = {"host", "x-sdk-date"} - set(names)
        if missing or unsigned:
            raise unauthorized(f"signed header {(missing or sorted(unsigned))[0]} not found")
        if key != ACCESS_KEY_ID:
            raise unauthorized("get secretKey failed, ak not exist")
        if headers.get("x-security-token", TOKEN) != TOKEN:
            raise unauthorized("verify security token fail")
        self._date(headers["x-sdk-date"])
        canonical = signing.canonical_request(
            request.method,
            request.path,
            request.query,
            {name: headers[name] for name in names},
            signing.payload_hash(request.body),
        )
        wanted = signing.signature(ACCESS_KEY_SECRET, headers["x-sdk-date"], canonical)
        if not hmac.compare_digest(wanted, given):
            raise unauthorized("verify aksk signature fail")

    def _date(self, text: str) -> None:
        try:
            stamp = datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError:
            raise unauthorized("X-Sdk-Date format is incorrect") from None
        now = self.world.wall()
        if abs(stamp - now) > SKEW:
            raise unauthorized(
                f"calc aksk signature fail:signature expired, signature time:{text},"
                f"server time:{now.strftime(signing.STAMP)}"
            )

"""What Acme Cloud's error codes mean. Source: VPN API v1, "Errors"."""

from __future__ import annotations

from typing import Any

from cgw.adapter import Rule
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
from cgw.models import MASK
from cgw.wire import Reply, Request, UnreadableError

from cgw_acme.capabilities import PROVIDER
from cgw_acme.options import SECRETS

ERRORS = "VPN API v1, Errors"

RULES = {
    "auth.key": Rule(AuthenticationError, evidence=ERRORS),
    "auth.signature": Rule(AuthenticationError, evidence=ERRORS),
    "auth.clock": Rule(AuthenticationError, evidence=ERRORS),
    "auth.token": Rule(AuthenticationError, evidence=ERRORS),
    "auth.forbidden": Rule(PermissionDeniedError, evidence=ERRORS),
    "account.suspended": Rule(BillingError, evidence=ERRORS),
    "gateway.not_found": Rule(NotFoundError, evidence=ERRORS),
    "gateway.exists": Rule(AlreadyExistsError, evidence=ERRORS, field="address"),
    "gateway.in_use": Rule(BusyError, evidence=ERRORS),  # by a tunnel; time does not help
    "gateway.locked": Rule(BusyError, retryable=True, evidence=ERRORS),
    "quota.gateways": Rule(QuotaExceededError, evidence=ERRORS),
    "request.invalid": Rule(InvalidRequestError, evidence=ERRORS),
    "request.idempotency": Rule(InvalidRequestError, evidence=ERRORS),
    "rate.exceeded": Rule(ThrottledError, retryable=True, evidence=ERRORS),
    "server.unavailable": Rule(ServiceError, retryable=True, evidence=ERRORS),
}

# Where the code is new or there is none. 404 is not here: an answer without a code may come from
# a proxy, and "no such thing" would make a delete believe that its work is done.
BY_STATUS: dict[int, type[ApiError]] = {
    400: InvalidRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    429: ThrottledError,
}

FIELDS = {
    "label": "name",
    "peer_ip": "address",
    "asn": "asn",
    "notes": "description",
    "labels": "tags",
    "bgp_key": "options",
}
"""Acme's name of a field, and ours."""


def error(request: Request, reply: Reply) -> ApiError | None:
    """The failure a reply stands for, or None."""
    if 200 <= reply.status < 300:
        return None
    told = _object(_json(reply).get("error"))
    code = _word(told.get("code"))[:100]
    trace = _word(_json(reply).get("trace_id")) or reply.headers.get("x-acme-trace-id", "")
    rule = RULES.get(code) or Rule(BY_STATUS.get(reply.status, ServiceError))
    return rule.kind(
        _without_secrets(_word(told.get("message")), request)[:500] or f"HTTP {reply.status}",
        provider=PROVIDER,
        code=code,
        request_id=trace[:100],
        http_status=reply.status,
        retryable=rule.retryable,
        action=request.action,
        field=FIELDS.get(_word(told.get("field"))) or rule.field,
        retry_after=_seconds(reply.headers.get("retry-after", "")),
    )


def _json(reply: Reply) -> dict[str, Any]:
    try:
        return _object(reply.json)
    except UnreadableError:
        return {}


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _word(value: Any) -> str:
    if isinstance(value, int) and abs(value) < 10**18:  # longer ones may not become text
        return str(value)
    return value if isinstance(value, str) else ""


def _seconds(text: str) -> float | None:
    return float(text) if text.isdecimal() and len(text) < 6 else None


def _without_secrets(message: str, request: Request) -> str:
    """The cloud's sentence without the secrets of the request, should it quote them."""
    sent = _json(Reply(0, request.body))
    for name in SECRETS & sent.keys():
        if secret := _word(sent[name]):
            message = message.replace(secret, MASK)
    return message

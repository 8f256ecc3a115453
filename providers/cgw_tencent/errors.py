"""Which failure a reply stands for.

Source: errors arrive with HTTP status 200 (document 1140/51177): what decides is
``Response.Error`` being an object. The older shape is the one the official Go SDK still reads.
Read 2026-11-21. The codes are in `error_codes`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cgw.errors import ApiError, BusyError, ServiceError
from cgw.wire import Reply, Request, UnreadableError
from cgw_tencent.error_codes import RULES, rule_for
from cgw_tencent.fields import PROVIDER


@dataclass(frozen=True, slots=True)
class Told:
    """What an error answer says."""

    code: str
    message: str
    request_id: str


def error_from(request: Request, reply: Reply) -> ApiError | None:
    """The failure a reply stands for, or None.

    A reply with status 200 that is no JSON is left to the request's shape: nobody knows what was
    done then. Any other status without an error object comes from an edge or a proxy; it is never
    "not found", or a delete would take it for done.
    """
    told = told_by(reply)
    if told is None and reply.status == 200:
        return _running(request, reply)
    told = told or Told("", _no_error_object(reply), "")
    rule = rule_for(told.code)
    reading = request.safe and not request.writes
    failing = rule.kind is ServiceError and (reply.status == 200 or reply.status >= 500)
    return rule.kind(
        told.message,
        provider=PROVIDER,
        code=told.code,
        request_id=told.request_id,
        http_status=reply.status,
        retryable=rule.retryable or (reading and failing),
        action=request.action,
        field=rule.field,
        retry_after=_seconds(reply.headers.get("retry-after")),
    )


def _running(request: Request, reply: Reply) -> BusyError | None:
    """A task that has not ended is busy: the engine asks again until it has.

    Source: DescribeVpcTaskResult.Status is SUCCESS, FAILED or RUNNING.
    """
    if request.action != "DescribeVpcTaskResult" or b"RUNNING" not in reply.body:
        return None
    try:
        response = reply.json["Response"]
        if response["Status"] != "RUNNING":
            return None
    except (UnreadableError, LookupError, TypeError):
        return None
    return BusyError(
        "the task is still running",
        provider=PROVIDER,
        code="RUNNING",
        request_id=_text(response.get("RequestId")),
        http_status=reply.status,
        retryable=True,
        action=request.action,
    )


def told_by(reply: Reply) -> Told | None:
    """The error object of a reply, in either shape; None if it has none."""
    if b'"Error"' not in reply.body and b'"code"' not in reply.body:
        return None  # a good answer is decoded once, by its shape
    try:
        data = reply.json
    except UnreadableError:
        return None
    if not isinstance(data, dict):
        return None
    response = data.get("Response")
    if isinstance(response, dict):
        error = response.get("Error")
        if not isinstance(error, dict):
            return None  # also null
        return Told(
            _text(error.get("Code")), _text(error.get("Message")), _text(response.get("RequestId"))
        )
    # API 2.0: {"code": 4100, "codeDesc": "...", "message": "..."}; 0 is success.
    code = data.get("code")
    if isinstance(code, bool) or not isinstance(code, int) or code == 0:
        return None
    word = _text(data.get("codeDesc"))
    known = word if word in RULES else str(code)
    return Told(known, _text(data.get("message")), _text(data.get("requestId")))


def _text(value: Any) -> str:
    return str(value)[:2000] if isinstance(value, str | int) else ""


def _no_error_object(reply: Reply) -> str:
    kind = reply.headers.get("content-type", "").split(";")[0] or "no content type"
    return f"HTTP {reply.status} without an error object ({kind}, {len(reply.body)} bytes)"


def _seconds(text: str | None) -> float | None:
    """A Retry-After in seconds. None is documented; an edge may still send one."""
    return float(text) if text and text.isascii() and text.isdigit() else None

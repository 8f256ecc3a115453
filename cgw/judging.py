"""What the end of one attempt means: its outcome, its error, and nothing secret in that."""

from __future__ import annotations

import html
import json
import re
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import PurePath
from typing import Any
from urllib.parse import quote, quote_plus

from pydantic import BaseModel, SecretStr
from pydantic_core import from_json

from cgw.adapter import Adapter, Credentials
from cgw.errors import ApiError, CgwError, ServiceError
from cgw.models import MASK
from cgw.wire import Reply, Request, UnreadableError

LONGEST_WAIT = 86_400.0  # seconds; a cloud that asks for more is understood as "not today"


@dataclass(slots=True)
class Failure:
    """How one attempt failed.

    Attributes:
        outcome: ``not-sent``, ``refused`` or ``unknown``.
        final: trying again cannot help.
        credentials, skew: what it was signed with.
    """

    outcome: str
    error: CgwError | None
    text: str
    reply: Reply | None = None
    final: bool = False
    credentials: Credentials | None = None
    skew: timedelta = timedelta()


def changes(request: Request) -> bool:
    """True for a request that may change something."""
    return request.writes or not request.safe


def judge(
    adapter: Adapter, request: Request, reply: Reply, secrets: Iterable[Any], now: datetime
) -> Failure | None:
    """What a reply means: None if it is good.

    Args:
        secrets: whatever may hold something that no error may show.
    """
    why = None
    try:
        error = adapter.error(request, reply)
        if error is None:
            why = _unreadable(request, reply)
    except UnreadableError as crash:
        error, why = None, str(crash)
    except Exception as crash:  # noqa: BLE001 -- the request was sent: what it did must not be lost
        error, why = None, place_of(crash)
    if why is not None:
        error = ServiceError(
            f"HTTP {reply.status}, and the answer cannot be read: {why}",
            provider=adapter.provider,
            action=request.action,
            http_status=reply.status,
        )
    if error is None:
        return None
    error.retry_after = sane(error.retry_after)
    if error.retry_after is None:
        error.retry_after = retry_after(reply.headers, now)
    conceal(error, secrets)
    # A 4xx refusal changed nothing. A failing server, or an answer nobody can read, may have;
    # an answer of the cloud's own in another form is told as it is, and asking again is vain.
    known = not isinstance(error, ServiceError) or 400 <= reply.status < 500 or error.answered
    outcome = "refused" if known else "unknown"
    return Failure(outcome, error, str(error), reply, final=error.answered)


def _unreadable(request: Request, reply: Reply) -> str | None:
    """Why an answer that is no error is no answer either, or None."""
    start = reply.body[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "it is a web page"
    if request.shape is None:  # a delete: no body, or one that is whole
        if not reply.body.strip() or "json" not in reply.headers.get("content-type", ""):
            return None
        return None if isinstance(_decoded(reply.body), dict) else "it is no object"
    if not reply.body.strip() and not (reply.status == 204 and changes(request)):
        return "it is empty"  # an empty list is not nothing
    reply.read(request.shape)
    return None


def _decoded(body: bytes) -> Any:
    try:
        return from_json(body)
    except ValueError:
        return None


def place_of(crash: BaseException) -> str:
    """The kind of an unexpected error and where it came from; its text may hold anything."""
    frames = traceback.extract_tb(crash.__traceback__)
    where = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(crash).__name__}{where}"


# ---------------------------------------------------------------- pauses that a cloud asks for


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for: a number or a date (RFC 9110, 10.2.3).

    A date is held against the answer's own Date, for our clock may be off.

    Returns:
        0 to a day, or None if there is no such header or it cannot be read.
    """
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,12}(?:\.[0-9]{1,6})?", text):
        return sane(float(text))
    if len(text) > 64 or (then := _moment(text)) is None:
        return None
    return sane(max((then - (_moment(headers.get("date", "")) or now)).total_seconds(), 0.0))


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def sane(seconds: float | None) -> float | None:
    """A pause between 0 and a day; None for what is none."""
    if seconds is None or not seconds >= 0:  # also what is not a number
        return None
    return min(float(seconds), LONGEST_WAIT)


# ---------------------------------------------------------------- secrets


def conceal(error: ApiError, secrets: Iterable[Any]) -> None:
    """Take out of an error what a cloud repeated of our secrets."""
    forms = sorted({form for text in _texts(secrets) for form in _forms(text)}, key=len)
    for name in ("message", "code", "request_id"):
        text = getattr(error, name)
        for form in reversed(forms):
            # A key of a letter or two would otherwise be found inside of words.
            pattern = rf"(?<!\w){re.escape(form)}(?!\w)" if len(form) < 4 else re.escape(form)
            text = re.sub(pattern, MASK, text) if form in text else text
        setattr(error, name, text)
    error.args = (error.message,)


def hushed(error: CgwError, about: Any) -> CgwError:
    """The same error, without secrets of what was asked: an adapter may have quoted a cloud's words."""
    if isinstance(error, ApiError):
        conceal(error, [about])
    return error


def _forms(text: str) -> set[str]:
    """How a text may be spelt in an answer."""
    escaped = json.dumps(text)[1:-1]
    once = {quote(text, safe=""), quote_plus(text), quote(text)}
    return {text, escaped, html.escape(text), *once, *(quote(form, safe="") for form in once)}


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from _inside(value)


def _inside(value: Any) -> Iterator[str]:
    """Every `SecretStr` in credentials, specs, patches, and lists and mappings of them."""
    if isinstance(value, SecretStr):
        if text := value.get_secret_value():
            yield text
    elif isinstance(value, BaseModel):
        yield from _texts(value.__dict__.values())
    elif isinstance(value, Mapping):
        yield from _texts(value.values())
    elif isinstance(value, list | tuple | set | frozenset):
        yield from _texts(value)
    elif isinstance(value, Credentials):
        names = {name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())}
        yield from _texts(
            getattr(value, n, None) for n in (*names, *getattr(value, "__dict__", ()))
        )


def quiet(error: BaseException) -> None:
    """Empty the frames an error came through: a traceback that shows locals would show requests."""
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        one = todo.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            traceback.clear_frames(one.__traceback__)
            todo += [one.__cause__, one.__context__]

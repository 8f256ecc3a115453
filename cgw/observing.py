"""What is told of each attempt: one event and one log line, never a body, a header or a query."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from cgw.adapter import Adapter
from cgw.errors import ApiError, CgwError
from cgw.hooks import Event
from cgw.wire import Reply, Request

log = logging.getLogger("cgw")


def event_of(
    adapter: Adapter,
    request: Request,
    attempt: int,
    seconds: float,
    reply: Reply | None,
    error: CgwError | None,
    outcome: str,
) -> Event:
    """The event of one attempt."""
    refused = error if isinstance(error, ApiError) else None
    return Event(
        provider=adapter.provider,
        region=adapter.region,
        action=request.action,
        method=request.method,
        host=request.host,
        attempt=attempt,
        status=reply.status if reply else None,
        seconds=seconds,
        code=_one_word(refused.code) if refused else "",
        request_id=_one_word(refused.request_id) if refused else "",
        outcome=outcome,
    )


def _one_word(text: str) -> str:
    """What a cloud said, so that it cannot fake a second line of a log."""
    return "".join(c for c in text[:200] if c.isprintable())


def tell(event: Event, observers: Iterable[Callable[[Event], None]]) -> None:
    """Log it, and show it to everybody who asked; an observer's failure is the observer's."""
    log.debug(
        "%s %s %s: %s status=%s code=%s request=%s attempt=%d %.3f s",
        event.provider,
        event.action,
        event.host,
        event.outcome,
        event.status,
        event.code or "-",
        event.request_id or "-",
        event.attempt,
        event.seconds,
    )
    for observer in observers:
        try:
            observer(event)
        except Exception as error:  # noqa: BLE001 -- whatever it raises, the call goes on
            log.warning("an observer failed and was ignored: %s", type(error).__name__)

"""Everything that happens between a flow and a socket, written once.

The engine is itself made of generators: they yield effects (`Send`, `Sleep`, `Fetch`, `Hold`) and
leave doing them to a driver: `cgw.client` blocks, `cgw.aio` awaits, the conformance kit pretends.

Reading order: `Engine.call` (one logical call), `_exchange` (one request and
its attempts), `_attempt` (one attempt). Creating once and finding a lost create again
is in `cgw.creating`, waiting in `cgw.waiter`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from cgw.adapter import (
    LOOPBACK,
    Adapter,
    Credentials,
    CredentialSource,
    Operation,
)
from cgw.errors import (
    AlreadyExistsError,
    ApiError,
    AuthenticationError,
    BusyError,
    CgwError,
    OutcomeUnknownError,
    ServiceError,
    ThrottledError,
    TransportError,
)
from cgw.hooks import Event
from cgw.identity import Identity
from cgw.limiter import Limiter
from cgw.models import Noun
from cgw.observing import event_of, tell
from cgw.policy import (
    Budget,
    Clock,
    Effect,
    Fetch,
    Held,
    Hold,
    Lost,
    Retry,
    Send,
    Sleep,
    Steps,
)
from cgw.wire import Flow, Reply, Request, UnreadableError

T = TypeVar("T")
M = TypeVar("M", bound=Noun)

LIMITER = Limiter()

__all__ = [
    "Budget",
    "Clock",
    "Effect",
    "Engine",
    "Fetch",
    "Held",
    "Hold",
    "Lost",
    "Retry",
    "Send",
    "Sleep",
    "Steps",
]


@dataclass(slots=True)
class _Failure:
    """How one attempt failed."""

    outcome: str
    error: CgwError | None
    text: str
    reply: Reply | None = None
    final: bool = False


@dataclass(slots=True)
class Call:
    """One logical call: its deadline and what is known of it.

    Attributes:
        credentials: what its requests are signed with; None means the engine's own.
    """

    deadline: float
    operation: dict[str, Any]
    op: Operation | None = None
    credentials: Credentials | None = None


class Engine:
    """One adapter's policies.

    Args:
        adapter: the cloud.
        source: where credentials come from.
        retry: when to try again.
        clock: time and chance.
        observers: called after each attempt with an `Event`.
        limiter: of rates; None takes the one that every client of the process shares.
    """

    def __init__(
        self,
        adapter: Adapter,
        source: CredentialSource,
        retry: Retry | None = None,
        clock: Clock | None = None,
        observers: Iterable[Callable[[Event], None]] = (),
        limiter: Limiter | None = None,
    ) -> None:
        self.adapter = adapter
        self.retry, self.clock = retry or Retry(), clock or Clock()
        self._observers = tuple(observers)
        self.limiter = limiter or LIMITER
        self._budget = Budget()
        self.identity = Identity(adapter, source, self.clock)

    # -- one logical call

    def call(self, flow: Flow[T], *, noun: str, verb: str, timeout: float) -> Steps[T]:
        """Run one flow: sign, send, name the error, retry, and hand the reply back."""
        return self.drive(flow, self.begin(noun, verb, timeout))

    def begin(self, noun: str, verb: str, timeout: float) -> Call:
        """A logical call that begins now."""
        operation = {
            "provider": self.adapter.provider,
            "region": self.adapter.region,
            "noun": noun,
            "verb": verb,
            "started_at": self.clock.now().isoformat(),
        }
        return Call(self.clock.monotonic() + timeout, operation)

    def left(self, call: Call) -> float:
        """Seconds until its deadline."""
        return call.deadline - self.clock.monotonic()

    def drive(self, flow: Flow[T], call: Call) -> Steps[T]:
        """Run a flow as part of a call."""
        try:
            request = next(flow)
            while True:
                try:
                    reply = yield from self._serial(request, call)
                except (ApiError, TransportError) as error:
                    request = flow.throw(error)  # the flow may know better: deleting what is gone
                else:
                    request = flow.send(reply)
        except StopIteration as stop:
            result: T = stop.value
            return result
        except UnreadableError as error:
            raise ServiceError(
                f"the answer cannot be read: {error}", provider=self.adapter.provider
            ) from None
        finally:
            flow.close()

    def _serial(self, request: Request, call: Call) -> Steps[Reply]:
        if request.serial is None:
            return (yield from self._exchange(request, call))
        held: Held | None = yield Hold(request.serial, self.left(call))
        if held is None:
            raise TransportError(
                f"{self.adapter.provider} {request.action}: not sent; another change of "
                f"{request.serial} took all the time there was"
            )
        try:
            return (yield from self._exchange(request, call))
        finally:
            held.release()

    # -- one request and its attempts

    def _exchange(self, request: Request, call: Call) -> Steps[Reply]:
        attempt, cost, unknown = 0, 0, False
        corrected = renewed = False
        while True:
            attempt += 1
            result = yield from self._attempt(request, call, attempt)
            if isinstance(result, Reply):
                self._budget.give(cost)
                return result
            failure = result
            unknown = unknown or failure.outcome == "unknown"
            if isinstance(failure.error, AuthenticationError):
                if not corrected and self.identity.correct_clock(failure.reply):
                    corrected = True
                    continue
                if not renewed and self.identity.forget():
                    renewed = True
                    continue
            pause, cost = self._pause(failure, request, attempt)
            if pause is None or pause >= self.left(call) or not self._budget.take(cost):
                raise self._final(failure, request, call, unknown=unknown)
            yield Sleep(pause)

    def _attempt(self, request: Request, call: Call, attempt: int) -> Steps[Reply | _Failure]:
        signed = request
        if request.signed:
            credentials = call.credentials or (yield from self._login(call))
            now = self.identity.now()
            signed = self.adapter.sign(request, credentials, now, self.clock.unique())
        wait = self._turn(request)
        if (left := self.left(call) - wait) <= 0:
            return _Failure("not-sent", None, "no time was left", final=True)
        if wait:
            yield Sleep(wait)
        begin = self.clock.monotonic()
        try:
            reply: Reply = yield Send(signed, left)
        except Lost as lost:
            outcome = "unknown" if lost.sent else "not-sent"
            self._tell(signed, attempt, begin, None, None, outcome)
            return _Failure(outcome, None, str(lost), final=lost.final)
        failure = self._judge(request, reply)
        error = failure.error if failure else None
        outcome = failure.outcome if failure else "ok"
        if isinstance(error, ThrottledError):
            self._turn(request, throttled=True)
        self._tell(signed, attempt, begin, reply, error, outcome)
        return failure or reply

    def _turn(self, request: Request, *, throttled: bool = False) -> float:
        """Seconds until this request may go without passing the cloud's documented rate."""
        rates = self.adapter.capabilities.rates
        rate = rates.get(request.action, rates.get("*"))
        if rate is None or request.host.rsplit(":", 1)[0] in LOOPBACK:  # an emulator has no rate
            return 0.0
        provider, region = self.adapter.provider, self.adapter.region
        key = (provider, self.identity.account, region, request.action)
        now = self.clock.monotonic()
        if throttled:
            self.limiter.throttled(key, rate, now)
            return 0.0
        return self.limiter.reserve(key, rate, now)

    def _judge(self, request: Request, reply: Reply) -> _Failure | None:
        """What a reply means: None if it is good."""
        error = self.adapter.error(request, reply)
        if error is None and request.shape is not None:
            try:
                reply.read(request.shape)
            except UnreadableError as why:
                error = ServiceError(
                    f"HTTP {reply.status}, and the answer cannot be read: {why}",
                    provider=self.adapter.provider,
                    action=request.action,
                    http_status=reply.status,
                )
        if error is None:
            return None
        # A 4xx refusal changed nothing. A failing server, or an answer nobody can read, may have.
        did_nothing = not isinstance(error, ServiceError) or 400 <= reply.status < 500
        return _Failure("refused" if did_nothing else "unknown", error, str(error), reply)

    def _pause(self, failure: _Failure, request: Request, attempt: int) -> tuple[float | None, int]:
        """Seconds until the next attempt (None: give up) and what it costs of the budget."""
        error, retry = failure.error, self.retry
        longest = retry.longest
        if failure.final:
            return None, 0
        if failure.outcome == "unknown" and not request.safe:
            return None, 0
        if isinstance(error, BusyError):
            if not (error.retryable and retry.wait_when_busy):
                return None, 0
            scale, cost, attempts, longest = retry.throttled, 0, 1_000_000, retry.busy
        elif isinstance(error, ThrottledError):
            scale, cost, attempts = retry.throttled, 5, retry.attempts
        elif failure.outcome == "refused" and error is not None and not _passing(error):
            return None, 0
        else:
            scale, cost, attempts = retry.transient, 14, retry.attempts
        if attempt >= attempts:
            return None, 0
        pause = self.clock.chance() * min(scale * 2.0 ** min(attempt - 1, 16), longest)
        asked = error.retry_after if isinstance(error, ApiError) else None
        return max(pause, asked or 0.0), cost

    def _final(self, failure: _Failure, request: Request, call: Call, *, unknown: bool) -> CgwError:
        """The error for the last failure of a request."""
        provider, writes = self.adapter.provider, request.writes or not request.safe
        exists = isinstance(failure.error, AlreadyExistsError)
        if writes and unknown and (failure.outcome != "refused" or exists):
            # "Already exists" after a lost attempt may speak of what that attempt made.
            error = OutcomeUnknownError(
                f"{provider} {request.action}: the request may have been executed; {failure.text}",
                operation={**call.operation, "action": request.action},
                marker=call.op.token if call.op else None,
            )
            error.__cause__ = failure.error
            return error
        if failure.error is not None:
            return failure.error
        return TransportError(f"{provider} {request.action}: {failure.text}")

    # -- who asks

    def _login(self, call: Call) -> Steps[Credentials]:
        if known := self.identity.fresh():
            return known
        held: Held | None = yield Hold("credentials", self.left(call))
        if held is None:
            raise TransportError(f"{self.adapter.provider}: no credentials within the time given")
        try:
            if known := self.identity.fresh():  # somebody else got them meanwhile
                return known
            given: Credentials = yield Fetch(self.identity.source)
            login = Call(call.deadline, call.operation, credentials=given)
            return self.identity.keep((yield from self.drive(self.adapter.login(given), login)))
        finally:
            held.release()

    def _tell(
        self,
        request: Request,
        attempt: int,
        begin: float,
        result: Reply | None,
        error: CgwError | None,
        outcome: str,
    ) -> None:
        seconds = self.clock.monotonic() - begin
        event = event_of(self.adapter, request, attempt, seconds, result, error, outcome)
        tell(event, self._observers)


def _passing(error: CgwError) -> bool:
    return isinstance(error, ApiError) and error.retryable

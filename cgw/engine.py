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
    ApiError,
    AuthenticationError,
    BillingError,
    BusyError,
    CgwError,
    ConfigError,
    NotFoundError,
    OutcomeUnknownError,
    PermissionDeniedError,
    ServiceError,
    ThrottledError,
    TransportError,
)
from cgw.hooks import Event
from cgw.identity import Identity
from cgw.judging import Failure, changes, hushed, judge, place_of
from cgw.limiter import Limiter, Turn
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
class Call:
    """One logical call: its deadline and what is known of it.

    Attributes:
        credentials: what its requests are signed with; None means the engine's own.
        about: what was asked; no error shows the secrets in it.
        sent: True once a request that changes something may have left.
        wrote: True once one was answered well.
    """

    deadline: float
    operation: dict[str, Any]
    op: Operation | None = None
    credentials: Credentials | None = None
    about: Any = None
    sent: bool = False
    wrote: bool = False


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

    def call(
        self, flow: Flow[T], *, noun: str, verb: str, timeout: float, about: Any = None
    ) -> Steps[T]:
        """Run one flow: sign, send, name the error, retry, and hand the reply back."""
        return self.drive(flow, self.begin(noun, verb, timeout, about))

    def begin(self, noun: str, verb: str, timeout: float, about: Any = None) -> Call:
        """A logical call that begins now."""
        operation = {
            "provider": self.adapter.provider,
            "region": self.adapter.region,
            "noun": noun,
            "verb": verb,
            "started_at": self.clock.now().isoformat(),
        }
        return Call(self.clock.monotonic() + timeout, operation, about=about)

    def left(self, call: Call) -> float:
        """Seconds until its deadline."""
        return call.deadline - self.clock.monotonic()

    def drive(self, flow: Flow[T], call: Call) -> Steps[T]:
        """Run a flow as part of a call."""
        try:
            try:
                request = next(flow)
            except StopIteration as stop:
                early: T = stop.value
                return early
            while True:
                failed: CgwError | None = None
                try:
                    reply = yield from self._serial(request, call)
                except CgwError as error:
                    failed = error
                try:
                    # The flow may know better: deleting what is gone.
                    request = flow.throw(failed) if failed else flow.send(reply)
                    continue
                except StopIteration as stop:
                    result: T = stop.value
                    return result
                except CgwError as error:
                    if error is not failed or not call.wrote or changes(request):
                        raise hushed(error, call.about)  # noqa: B904 -- the very same error
                    unwell: Exception = error
                except Exception as crash:  # noqa: BLE001 -- reading an answer failed
                    unwell = crash
                raise self._unread(unwell, call)
        finally:
            flow.close()

    def _unread(self, unwell: Exception, call: Call) -> CgwError:
        """The error where what was done cannot be told: by a failed read, or by our own reading."""
        if isinstance(unwell, NotFoundError):
            return unwell
        why = str(unwell)
        if not isinstance(unwell, CgwError):
            told = isinstance(unwell, UnreadableError)
            why = f"the answer cannot be read: {why if told else place_of(unwell)}"
        if not call.wrote:
            return ServiceError(why, provider=self.adapter.provider)
        text = f"{self.adapter.provider}: the change was made, but then {why}"
        return self._unknown(text, call, unwell if isinstance(unwell, CgwError) else None)

    def _unknown(
        self, text: str, call: Call, cause: CgwError | None, action: str = ""
    ) -> OutcomeUnknownError:
        told = {**call.operation, "action": action} if action else call.operation
        marker = call.op.token if call.op else None
        error = OutcomeUnknownError(text, operation=told, marker=marker)
        error.__cause__ = cause
        return error

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
            try:
                result = yield from self._attempt(request, call, attempt)
            except CgwError as error:  # nobody to sign as
                if not unknown:
                    raise
                result = Failure("not-sent", error, str(error), final=True)
            if isinstance(result, Reply):
                self._budget.give(cost)
                call.wrote = call.wrote or changes(request)
                return result
            failure = result
            unknown = unknown or failure.outcome == "unknown"
            if isinstance(failure.error, AuthenticationError):
                if not corrected and self.identity.correct_clock(failure.reply, failure.skew):
                    corrected = True
                    continue
                own = call.credentials is None and request.signed
                if own and not renewed and self.identity.forget(failure.credentials):
                    renewed = True
                    continue
            pause, cost = self._pause(failure, request, attempt)
            if pause is None or pause >= self.left(call) or not self._budget.take(cost):
                raise self._final(failure, request, call, unknown=unknown)
            yield Sleep(pause)

    def _attempt(self, request: Request, call: Call, attempt: int) -> Steps[Reply | Failure]:
        credentials = call.credentials
        if request.signed and credentials is None:
            credentials = yield from self._login(call)
        if not (yield from self._in_turn(request, call)):
            return Failure("not-sent", None, "no time was left", final=True)
        signed, skew = request, self.identity.skew
        if request.signed and credentials is not None:  # after every wait: signatures grow old
            now = self.identity.now()
            signed = self.adapter.sign(request, credentials, now, self.clock.unique())
        begin = self.clock.monotonic()
        call.sent = call.sent or changes(request)
        try:
            reply: Reply = yield Send(signed, self.left(call))
        except Lost as lost:
            outcome = "unknown" if lost.sent else "not-sent"
            text, final = str(lost), lost.final
        else:
            secrets = (credentials, self.identity.known, call.about)
            failure = judge(self.adapter, request, reply, secrets, self.clock.now())
            error = failure.error if failure else None
            if isinstance(error, ThrottledError):
                self._turn(request, throttled=True)
            self._tell(signed, attempt, begin, reply, error, failure.outcome if failure else "ok")
            if failure:
                failure.credentials, failure.skew = credentials, skew
            return failure or reply
        self._tell(signed, attempt, begin, None, None, outcome)
        return Failure(outcome, None, text, final=final)

    def _in_turn(self, request: Request, call: Call) -> Steps[bool]:
        """Wait for this request's turn; False if it does not come in time."""
        turn = self._turn(request)
        if turn is not None and turn.wait > 0:
            if turn.wait >= self.left(call):
                self.limiter.give_back(turn)
                return False
            try:
                yield Sleep(turn.wait)
            except BaseException:  # whoever gives up leaves the line
                self.limiter.give_back(turn)
                raise
        return self.left(call) > 0

    def _turn(self, request: Request, *, throttled: bool = False) -> Turn | None:
        """The place of a request among those that the cloud's documented rate lets through."""
        rates = self.adapter.capabilities.rates
        rate = rates.get(request.action, rates.get("*"))
        if rate is None or request.host.rsplit(":", 1)[0] in LOOPBACK:  # an emulator has no rate
            return None
        provider, region = self.adapter.provider, self.adapter.region
        key = (provider, self.identity.account, region, request.action)
        now = self.clock.monotonic()
        if throttled:
            self.limiter.throttled(key, rate, now)
            return None
        return self.limiter.take(key, rate, now)

    def _pause(self, failure: Failure, request: Request, attempt: int) -> tuple[float | None, int]:
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

    def _final(self, failure: Failure, request: Request, call: Call, *, unknown: bool) -> CgwError:
        """The error for the last failure of a request."""
        action = f"{self.adapter.provider} {request.action}"
        if unknown and changes(request) and not _tells(failure, call):
            text = f"{action}: the request may have been executed; {failure.text}"
            return self._unknown(text, call, failure.error, request.action)
        if failure.error is not None:
            return failure.error
        return TransportError(f"{action}: {failure.text}")

    # -- who asks

    def _login(self, call: Call) -> Steps[Credentials]:
        if known := self.identity.fresh():
            return known
        late = TransportError(f"{self.adapter.provider}: no credentials within the time given")
        held: Held | None = yield Hold("credentials", self.left(call))
        if held is None:
            raise late
        try:
            if known := self.identity.fresh():  # somebody else got them meanwhile
                return known
            given = yield from self._fetch(call)
            if given is None:
                raise late
            login = Call(call.deadline, call.operation, credentials=given)
            return self.identity.keep((yield from self.drive(self.adapter.login(given), login)))
        finally:
            held.release()

    def _fetch(self, call: Call) -> Steps[Credentials | None]:
        source = self.identity.source
        try:
            given: Credentials | None = yield Fetch(source, self.left(call))
        except CgwError:
            raise
        except Exception as error:  # noqa: BLE001 -- a vendor's SDK raises whatever it likes
            why = place_of(error)  # never its text, which may quote what it holds
        else:
            return given
        raise ConfigError(f"credentials: {type(source).__name__}.fetch() failed: {why}")

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


def _tells(failure: Failure, call: Call) -> bool:
    """True if the last refusal says enough of an earlier attempt whose answer was lost.

    Of a create none does: "already exists", "quota full" or "throttled" may come of what the lost
    attempt made. A change or a delete that was done cannot be answered by these kinds.
    """
    if failure.outcome != "refused" or call.op is not None:
        return False
    if isinstance(failure.error, BusyError):
        return not failure.error.retryable  # a dependant is in the way, so the thing is there
    return isinstance(failure.error, NotFoundError | PermissionDeniedError | BillingError)

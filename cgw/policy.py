"""What the engine asks of a driver, and the numbers it decides by."""

from __future__ import annotations

import contextvars
import os
import queue
import random
import threading
import time
import uuid
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, Protocol, TypeAlias, TypeVar
from weakref import WeakSet, ref

from cgw.adapter import CredentialSource
from cgw.wire import Request

T = TypeVar("T")

# ---------------------------------------------------------------- effects


@dataclass(frozen=True, slots=True)
class Send:
    """Send a signed request and give the reply back, or throw `Lost`.

    Attributes:
        timeout: seconds until the deadline of the whole call.
    """

    request: Request
    timeout: float


@dataclass(frozen=True, slots=True)
class Sleep:
    """Do nothing for that many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Fetch:
    """Call ``source.fetch()``, off the event loop, and give the credentials; None if time ran out."""

    source: CredentialSource
    timeout: float = 60.0


class Held(Protocol):
    """A lock that is held."""

    def release(self) -> None:
        """Let the next one have it."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Wait for the client's lock of that name and give it back held; None if time ran out."""

    key: str
    timeout: float


Effect: TypeAlias = Send | Sleep | Fetch | Hold
Steps: TypeAlias = Generator[Effect, Any, T]


class Lost(Exception):  # noqa: N818 -- it is not an error of the caller's, it is what happened
    """A driver got no usable answer.

    Attributes:
        sent: False only with proof that no byte of the request left this machine.
        final: True where trying again cannot help (a certificate that is not trusted).
    """

    def __init__(self, text: str, *, sent: bool, final: bool = False) -> None:
        super().__init__(text)
        self.sent, self.final = sent, final


# ---------------------------------------------------------------- policy


@dataclass(frozen=True, slots=True)
class Retry:
    """When to try again, and how a lost create is looked for.

    Attributes:
        attempts: the most attempts at one request that fails for a passing reason.
        transient, throttled: the first pause in seconds, after a lost or failed answer and after
            "too many requests"; each further one may be twice as long (full jitter).
        longest: no pause is longer, in seconds, unless the cloud asks for it.
        busy: no pause is longer, in seconds, while another change is waited out.
        wait_when_busy: wait out "another change is under way" until the deadline.
        marker: ``auto`` puts the tag ``cgw-op`` on what some clouds cannot find again otherwise;
            ``off`` sends none, and a lost create then ends in `OutcomeUnknownError`.
        settle: seconds before a lost create is looked for.
        looks: how often it is looked for.
    """

    attempts: int = 3
    transient: float = 0.05
    throttled: float = 1.0
    longest: float = 20.0
    busy: float = 5.0
    wait_when_busy: bool = True
    marker: Literal["auto", "off"] = "auto"
    settle: float = 3.0
    looks: int = 5


@dataclass(slots=True)
class Clock:
    """Time and chance, in one place so that tests can take them over."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random
    unique: Callable[[], str] = lambda: uuid.uuid4().hex


class Budget:
    """A retry quota shared by all calls of a client: in an outage it stops adding load.

    Source of the numbers: botocore's standard mode (500, 14 for a failure, 5 for a throttle).
    """

    def __init__(self, full: int = 500) -> None:
        self.left = self.full = full
        self._renew()
        renew_after_fork(self)

    def _renew(self) -> None:
        """In a forked child: a lock that nobody holds."""
        self._lock = threading.Lock()

    def take(self, cost: int) -> bool:
        """True if that much was left; it is gone then."""
        with self._lock:
            if self.left < cost:
                return False
            self.left -= cost
            return True

    def give(self, cost: int) -> None:
        """A success gives back what the attempt before it had taken, and a little on its own."""
        with self._lock:
            self.left = min(self.full, self.left + max(cost, 1))


# ---------------------------------------------------------------- threads and forks


class _Permit:
    __slots__ = ("__weakref__",)


class Gate:
    """So many at once. A place is free again even if an interruption loses who had it.

    A semaphore counts, and Ctrl-C between its counting and our knowing loses a place for good. Here
    a place is a thing: when nobody has it any more, it comes back by itself.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._renew()
        renew_after_fork(self)

    def _renew(self) -> None:
        self._free: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._refs: set[Any] = set()
        for _ in range(self._places):
            self._free.put(self._new())

    def _new(self) -> _Permit:
        permit = _Permit()
        self._refs.add(ref(permit, self._free.put))  # no bytecode runs when it is called
        return permit

    def enter(self, timeout: float) -> object | None:
        """A place, or None if none was free in time. Give it to `leave`, or drop it."""
        try:
            place = self._free.get(timeout=max(timeout, 0.0))
        except queue.Empty:
            return None
        if isinstance(place, ref):  # of one that was lost
            self._refs.discard(place)
            return self._new()
        found: object = place
        return found

    def leave(self, place: object) -> None:
        """Let the next one in."""
        self._free.put(place)


def within(seconds: float | None, ask: Callable[[], T]) -> T | None:
    """What ``ask`` returns or raises; None if it takes longer, and it is then left to itself."""
    answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
    context = contextvars.copy_context()

    def run() -> None:
        try:
            answers.put((context.run(ask), None))
        except BaseException as error:  # noqa: BLE001 -- raised where it is waited for
            answers.put((None, error))

    threading.Thread(target=run, daemon=True, name="cgw-within").start()
    try:
        result, error = answers.get(timeout=None if seconds is None else max(seconds, 0.0))
    except queue.Empty:
        return None
    if error is not None:
        raise error
    found: T = result
    return found


class Renewable(Protocol):
    """Something that holds locks."""

    def _renew(self) -> None:
        """In a forked child: locks that nobody holds."""


_renewable: WeakSet[Any] = WeakSet()


def renew_after_fork(thing: Renewable) -> None:
    """Have ``thing`` renewed in every forked child.

    A thread of the parent may hold a lock at the moment of the fork; in the child nobody is left
    to let go of it.
    """
    _renewable.add(thing)


def _in_the_child() -> None:
    for thing in list(_renewable):
        thing._renew()  # noqa: SLF001 -- nobody else has to call it


if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
    os.register_at_fork(after_in_child=_in_the_child)

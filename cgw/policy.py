"""What the engine asks of a driver, and the numbers it decides by."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, Protocol, TypeAlias, TypeVar

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
    """Call ``source.fetch()``, off the event loop, and give the credentials back."""

    source: CredentialSource


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


@dataclass(slots=True)
class Budget:
    """A retry quota shared by all calls of a client: in an outage it stops adding load.

    Source of the numbers: botocore's standard mode (500, 14 for a failure, 5 for a throttle).
    """

    left: int = 500
    full: int = 500

    def take(self, cost: int) -> bool:
        """True if that much was left; it is gone then."""
        if self.left < cost:
            return False
        self.left -= cost
        return True

    def give(self, cost: int) -> None:
        """A success gives back what the attempt before it had taken, and a little on its own."""
        self.left = min(self.full, self.left + max(cost, 1))

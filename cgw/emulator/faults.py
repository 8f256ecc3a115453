"""Faults on purpose: what may go wrong, how it is asked for, and when it strikes.

A fault is asked for in one line, the same at the command line and in Python::

    [CLOUD/]NAME[:DURATION][@ACTION][:HOW]

    throttle:0.1                each request, with that probability
    huawei/VPN.0016:2           the next two requests of that cloud, by the cloud's own code
    cut-after@Create*:1         the next request whose action fits
    slow:1.5s                   every request

A name is one of `WIRE` or `KINDS`, or with its cloud in front any code of that cloud.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from cgw.errors import ConfigError
from cgw.policy import Lost
from cgw.wire import Reply

WIRE = {
    "cut": "the connection is closed before an answer; nothing was done",
    "cut-after": "the request is carried out, and the connection closed before the answer",
    "slow": "the request is carried out, and its answer held back for DURATION",
    "garbage": "the request is carried out, and its answer is no JSON though it says so",
    "empty": "the request is carried out, and its answer has no body",
}
"""What can go wrong with a connection; the same for every cloud."""

KINDS = {
    "bad-key": "the key or its signature is refused",
    "busy": "another change is under way",
    "denied": "the identity may not do this",
    "exists": "something equal is there already",
    "expired-clock": "the request's time is too far off",
    "invalid": "a parameter is wrong",
    "not-found": "no such thing",
    "quota": "a limit of the account is reached",
    "server-error": "the cloud failed",
    "throttle": "too many requests",
    "unpaid": "money is missing",
}
"""What a cloud may refuse, by our words; each face has the code that its cloud says it with."""

FORM = "[CLOUD/]NAME[:DURATION][@ACTION][:HOW]"
HOW = "HOW is a count (2) or a probability with a point (0.1); without it: every time"
LONGEST = 3600.0  # seconds
GARBAGE = b'{"\x00\xff not JSON'

_LINE = re.compile(
    r"(?:(?P<provider>[a-z0-9-]+)/)?(?P<name>[\w.-]+)"
    r"(?::(?P<pause>[\d.]+[a-z]+))?(?:@(?P<action>[\w.*?-]+))?(?::(?P<how>[\d.]+))?",
    re.ASCII,
)


def seconds_of(text: str) -> float:
    """``20ms`` or ``1.5s`` in seconds.

    Errors:
        ValueError: it is none, or more than an hour.
    """
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)(ms|s)", text, re.ASCII)
    seconds = float(found[1]) / (1000 if found[2] == "ms" else 1) if found else LONGEST + 1
    if seconds > LONGEST:
        raise ValueError(f"{text!r} is no duration: 20ms or 1.5s is, up to an hour")
    return seconds


@dataclass(eq=False, slots=True)
class Fault:
    """Something that goes wrong on purpose. `Fault.parse` makes one of a line.

    Attributes:
        name: of `WIRE`, of `KINDS`, or a cloud's own code.
        provider: the cloud it is for; None means whichever is asked.
        action: the vendor's name of the call, ``*`` and ``?`` allowed; None means any.
        times: how often it strikes before it is gone; None means without end.
        share: the probability with which it strikes at a request that fits.
        seconds: how long ``slow`` holds an answer back.
        struck: how often it has struck.

    Errors:
        ValueError: no such fault; the text tells what there is.
    """

    name: str
    provider: str | None = None
    action: str | None = None
    times: int | None = None
    share: float = 1.0
    seconds: float = 0.0
    struck: int = 0

    def __post_init__(self) -> None:
        if self.provider is None and self.name not in WIRE | KINDS:
            every = ", ".join((*WIRE, *KINDS))
            raise ValueError(f"no fault {self.name!r}: one of {every}, or CLOUD/CODE")
        if (self.name == "slow") is not (self.seconds > 0):
            raise ValueError(f"{self.name}: slow has a duration (slow:200ms), nothing else has one")
        if not 0 < self.share <= 1:
            raise ValueError(f"{self.name}: a probability is more than 0 and at most 1.0")
        if self.times is not None and self.times < 1:
            raise ValueError(f"{self.name}: a count is 1 or more")

    @classmethod
    def parse(cls, line: str) -> Fault:
        """The fault that ``[CLOUD/]NAME[:DURATION][@ACTION][:HOW]`` asks for.

        Errors:
            ValueError: it is not of that form, or there is no such fault.
        """
        found = _LINE.fullmatch(line)
        if not found:
            raise ValueError(f"{line!r} is not of the form {FORM}; {HOW}")
        how = found["how"] or "1.0"
        if not re.fullmatch(r"\d{1,9}|\d?\.\d{1,9}", how, re.ASCII):
            raise ValueError(f"{line!r}: {how!r} is neither; {HOW}")
        try:
            return cls(
                found["name"],
                found["provider"],
                found["action"],
                None if "." in how else int(how),
                float(how) if "." in how else 1.0,
                seconds_of(found["pause"]) if found["pause"] else 0.0,
            )
        except ValueError as error:
            raise ValueError(f"{line!r}: {error}") from None

    @property
    def said(self) -> bool:
        """True if the cloud itself says it, in its own words."""
        return self.name not in WIRE

    @property
    def over(self) -> bool:
        """True once it has struck as often as it was to."""
        return self.times is not None and self.struck >= self.times

    def fits(self, provider: str, action: str) -> bool:
        """True for a request it may strike at."""
        return self.provider in (None, provider) and fnmatchcase(action, self.action or "*")


@dataclass(frozen=True, slots=True)
class Told:
    """A refusal, before a face gives it its form."""

    status: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Wording:
    """How one cloud says what it refuses. A face that has one calls it ``faults``.

    Args:
        kinds: code and message for each of `KINDS`.
        codes: HTTP statuses as the vendor's documents give them, and messages where they do.
        status: the HTTP status of a code that no document of the face's gives one for.
        narrower: words of a request beside the kinds that it says otherwise; the first counts.
    """

    kinds: Mapping[str, tuple[str, str]]
    codes: Mapping[str, tuple[int, str]]
    status: Callable[[str], int]
    narrower: Sequence[tuple[str, Mapping[str, tuple[str, str]]]] = ()

    def __post_init__(self) -> None:
        if self.kinds.keys() != KINDS.keys():
            wrong = ", ".join(sorted(self.kinds.keys() ^ KINDS.keys()))
            raise ValueError(f"a wording has words for every kind and nothing else: {wrong}")

    def told(self, name: str, about: str = "") -> Told:
        """What is said: for a kind its code, for anything else that as a code.

        Args:
            about: what of the request `narrower` looks at: its action, or its path.
        """
        kinds = dict(self.kinds)
        kinds |= next((more for words, more in self.narrower if words in about), {})
        code, message = kinds.get(name, (name, ""))
        status, documented = self.codes.get(code) or (self.status(code), "")
        # Not in any document: the text of a message that none gives.
        return Told(status, code, message or documented or f"{code} (a fault that was asked for)")


class Delayed(Reply):
    """An answer that is to reach the caller so many seconds late."""

    __slots__ = ("seconds",)

    def __init__(self, reply: Reply, seconds: float) -> None:
        super().__init__(reply.status, reply.body, reply.headers)
        self.seconds = seconds


@dataclass(slots=True)
class Faults:
    """The faults that still may strike, in the order in which they were asked for.

    Of those that strike at one request the first decides; what ``slow`` adds is added to any.
    """

    chance: random.Random
    pending: list[Fault] = field(default_factory=list)

    def strike(
        self, provider: str, action: str, refuse: Callable[[str], Reply] | None
    ) -> tuple[Fault | None, float]:
        """What happens to a request, and by how many seconds its answer is late.

        Errors:
            ConfigError: a fault is for this cloud alone, and its face cannot say it.
        """
        first, late = None, 0.0
        for fault in list(self.pending):
            slow = fault.name == "slow"
            if (first and not slow) or not fault.fits(provider, action):
                continue
            if fault.said and refuse is None:
                if fault.provider:
                    raise ConfigError(f"{fault.name}: the emulator of {provider} has no faults")
                continue
            if fault.share < 1 and self.chance.random() >= fault.share:
                continue
            fault.struck += 1
            late += fault.seconds
            first = first or (None if slow else fault)
            if fault.over:
                self.pending.remove(fault)
        return first, late

    def export(self) -> list[dict[str, Any]]:
        """Each as plain data: what `load` takes."""
        return [
            {name: getattr(fault, name) for name in Fault.__dataclass_fields__}
            for fault in self.pending
        ]

    def load(self, told: Sequence[Mapping[str, Any]]) -> None:
        """Have these pending.

        Errors:
            ValueError, TypeError: one is no fault.
        """
        self.pending = [Fault(**fields) for fields in told]


def suffered(
    fault: Fault | None, answer: Callable[[], Reply], refuse: Callable[[str], Reply] | None
) -> Reply:
    """The answer to a request that ``fault`` strikes at.

    Errors:
        cgw.policy.Lost: there is none.
    """
    if fault is None:
        return answer()
    if fault.said:
        assert refuse is not None
        return refuse(fault.name)
    if fault.name == "cut":
        raise Lost("the connection was closed before an answer", sent=True)
    reply = answer()
    if fault.name == "cut-after":
        raise Lost("the connection was closed before an answer", sent=True)
    # What a cloud says in headers of its own is lost with the rest of its answer.
    headers = {"content-type": "application/json"}
    return Reply(reply.status, GARBAGE if fault.name == "garbage" else b"", headers)

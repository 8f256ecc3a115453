"""What the pretend clouds remember: state, two clocks and limits. `Asking` has what goes wrong.

Knows no vendor's words. Faces (one per provider) put words on it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any, Protocol, Self

from cgw.emulator.asking import Asking
from cgw.emulator.internet import Internet
from cgw.emulator.plain import iso, record_fields, record_to_plain, time_of
from cgw.wire import Reply, Request

ACCESS_KEY_ID = "cgw-test-key"
ACCESS_KEY_SECRET = "cgw-test-secret"  # noqa: S105 -- the emulator's public test secret
TOKEN = "cgw-test-token"  # noqa: S105 -- the emulator's public test token
PROJECT_ID = "0123456789abcdef0123456789abcdef"


class Face(Protocol):
    """One vendor's wire format over a world: a request in, a reply out. Checks signatures.

    One that can word faults gives `World.ask` its ``refuse`` and has its words as ``faults``, a
    `cgw.emulator.faults.Wording`.
    """

    def __call__(self, request: Request) -> Reply:
        """Answer as the cloud would."""


@dataclass(slots=True)
class Record:
    """One thing in the world.

    Attributes:
        attrs: by neutral names where the model has them; anything a face likes beside.
        created_at: world clock, strictly increasing, whole milliseconds.
        state: a word of `cgw.models.State`; faces spell it.
        due: when ``state`` becomes ``then``; ``then`` None means it is gone.
    """

    id: str
    provider: str
    region: str
    kind: str
    created_at: datetime
    attrs: dict[str, Any] = field(default_factory=dict)
    state: str = "available"
    due: datetime | None = None
    then: str | None = None


VERSION = 1  # of the form of an exported world


class World(Asking):
    """Every pretend cloud in one place.

    Args:
        wall: the clock that judges signatures and fills Date headers; seconds since the epoch.
        start: where the world clock begins; None means now.
        rate: world seconds per wall second. 0 stands still until `advance`.
        transition: world seconds that a change of state takes.
        seed: of ids and of faults that strike by chance: the same seed and the same requests in the
            same order give the same of both.
    """

    def __init__(
        self,
        *,
        wall: Callable[[], float] = time.time,
        start: datetime | None = None,
        rate: float = 1.0,
        transition: float = 1.0,
        seed: int = 0,
    ) -> None:
        super().__init__(seed)
        self._wall = wall
        self._begin = wall()
        self._start = start or datetime.fromtimestamp(self._begin, UTC)
        self._rate = rate
        self._skipped = 0.0
        self._last = datetime.fromtimestamp(0, UTC)
        self._records: dict[tuple[str, str, str], dict[str, Record]] = {}
        self._tokens: dict[tuple[str, ...], tuple[str, Any]] = {}
        self._addresses = 0
        self.transition = transition
        self.random = random.Random(seed)  # noqa: S311 -- repeatable, not secret
        self.limits: dict[tuple[str, str], int] = {}
        self.quirks: set[tuple[str, str]] = set()
        """Odd habits of clouds, off by default, as (provider, name): each face says its own."""
        self.internet = Internet()

    # -- clocks

    def wall(self) -> datetime:
        """The wall clock, aware UTC."""
        return datetime.fromtimestamp(self._wall(), UTC)

    def now(self) -> datetime:
        """The world clock, aware UTC."""
        return self._start + timedelta(
            seconds=(self._wall() - self._begin) * self._rate + self._skipped
        )

    def advance(self, seconds: float) -> None:
        """Let world time pass at once."""
        self._skipped += seconds

    def stamp(self) -> datetime:
        """A creation time: now in whole milliseconds, later than every one before."""
        now = self.now().replace(microsecond=self.now().microsecond // 1000 * 1000)
        with self.lock:
            self._last = max(now, self._last + timedelta(milliseconds=1))
            return self._last

    # -- things

    def new_id(
        self, prefix: str, length: int, alphabet: str = "abcdefghijklmnopqrstuvwxyz0123456789"
    ) -> str:
        """An id nobody has yet."""
        with self.lock:
            while True:
                new = prefix + "".join(self.random.choice(alphabet) for _ in range(length))
                if not any(new in table for table in self._records.values()):
                    return new

    def add(self, provider: str, region: str, kind: str, id: str, **attrs: Any) -> Record:
        """Put a thing there, created now."""
        record = Record(id, provider, region, kind, self.stamp(), attrs)
        with self.lock:
            self._put(record)
        return record

    def get(self, provider: str, region: str, kind: str, id: str) -> Record | None:
        """The thing as it is now, or None."""
        with self.lock:
            record = self._records.get((provider, region, kind), {}).get(id)
            return record if record is not None and self._ripe(record) else None

    def all(self, provider: str, region: str, kind: str) -> list[Record]:
        """All of a kind, oldest first."""
        with self.lock:
            found = list(self._records.get((provider, region, kind), {}).values())
            return [record for record in found if self._ripe(record)]

    def everything(self) -> Iterator[Record]:
        """Each thing of every cloud."""
        for table in list(self._records.values()):
            yield from [record for record in list(table.values()) if self._ripe(record)]

    def begin(
        self, record: Record, state: str, then: str | None, seconds: float | None = None
    ) -> None:
        """Put it into ``state`` now, and into ``then`` later (None: it is gone then).

        Args:
            seconds: world seconds; None takes ``transition``.
        """
        record.state, record.then = state, then
        pause = self.transition if seconds is None else seconds
        record.due = self.now() + timedelta(seconds=pause)

    def _ripe(self, record: Record) -> bool:
        """Let what is due happen; False if the thing is gone by now."""
        if record.due is not None and self.now() >= record.due:
            if record.then is None:
                self.remove(record)
                return False
            record.state, record.due = record.then, None
        return True

    def new_address(self) -> str:
        """A public address nobody has yet, out of 198.18.0.0/15 (RFC 2544: for tests)."""
        with self.lock:
            self._addresses += 1
            return str(ip_address("198.18.0.0") + self._addresses)

    def remove(self, record: Record) -> None:
        """Take it away."""
        with self.lock:
            self._records.get((record.provider, record.region, record.kind), {}).pop(
                record.id, None
            )

    def is_full(self, provider: str, region: str, kind: str) -> bool:
        """True if a quota was set in ``limits[(provider, kind)]`` and is reached."""
        most = self.limits.get((provider, kind))
        return most is not None and len(self.all(provider, region, kind)) >= most

    def once(self, key: tuple[str, ...], fingerprint: str, make: Callable[[], Any]) -> Any:
        """What ``make`` returned the first time this client token was used.

        Errors:
            LookupError: the token came before with other parameters.
        """
        with self.lock:
            if key in self._tokens:
                before, result = self._tokens[key]
                if before != fingerprint:
                    raise LookupError("the token was used with other parameters")
                return result
            result = make()
            self._tokens[key] = (fingerprint, result)
            return result

    # -- into a file and back

    def export(self) -> dict[str, Any]:
        """Every thing, time, quotas, quirks, pace and pending faults, as plain data for JSON.

        Not part of it: client tokens, scripts, what was seen, the simulated internet. What a face
        keeps as plain text is plain text in the file: give pretend clouds no real keys.

        Errors:
            TypeError: a thing holds what JSON cannot, or a ``SecretStr``; names thing and place.
        """
        with self.lock:
            return {
                "cgw_world": VERSION,
                "now": iso(self.now()),
                "transition": self.transition,
                "latency": self.latency,
                "faults": self._faults.export(),
                "addresses": self._addresses,
                "limits": [[*key, most] for key, most in sorted(self.limits.items())],
                "quirks": sorted(list(quirk) for quirk in self.quirks),
                "records": [record_to_plain(record) for record in self.everything()],
            }

    @classmethod
    def load(
        cls,
        data: Mapping[str, Any],
        *,
        wall: Callable[[], float] = time.time,
        rate: float = 1.0,
        seed: int = 0,
    ) -> Self:
        """A new world with the things of an exported one; its time goes on from where that stood.

        Errors:
            ValueError: that is not what `export` gave.
        """
        if data.get("cgw_world") != VERSION:
            raise ValueError(f"no world of version {VERSION}: cgw_world={data.get('cgw_world')!r}")
        try:
            start, transition = time_of(data["now"]), float(data["transition"])
            world = cls(wall=wall, start=start, rate=rate, transition=transition, seed=seed)
            world._addresses = int(data["addresses"])
            world.latency = float(data.get("latency", 0.0))  # older files have neither
            world._faults.load(data.get("faults", ()))
            world.limits = {(provider, kind): most for provider, kind, most in data["limits"]}
            world.quirks = {(provider, name) for provider, name in data["quirks"]}
            for told in data["records"]:
                world._put(Record(**record_fields(told)))
            # Not the draws that the exported world began with: its deleted things had those ids.
            world.random.seed(f"{seed} {data['now']} {[told['id'] for told in data['records']]}")
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not an exported world: {type(error).__name__} {error}") from None
        return world

    def _put(self, record: Record) -> None:
        key = (record.provider, record.region, record.kind)
        self._records.setdefault(key, {})[record.id] = record
        self._last = max(self._last, record.created_at)

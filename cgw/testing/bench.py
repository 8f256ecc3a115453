"""Runs an adapter's flows through the real engine against a face, without HTTP and without waiting."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from cgw.adapter import Adapter, Credentials, Operation, Page, Where
from cgw.creating import create
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID, Face
from cgw.engine import Clock, Engine, Fetch, Hold, Retry, Send, Sleep, Steps
from cgw.limiter import Limiter
from cgw.models import Patch, Spec, State
from cgw.wire import Flow, Reply, Request

if TYPE_CHECKING:
    from cgw.testing.case import Case

T = TypeVar("T")
UNDER_WAY = {State.PENDING, State.UPDATING, State.DELETING}
MOST_REQUESTS = 2000  # of one call; a flow that asks for more never ends


class Keys:
    """The credentials every face accepts."""

    def __init__(self, credentials: Credentials | None = None) -> None:
        self.credentials = credentials or Credentials(
            ACCESS_KEY_ID, ACCESS_KEY_SECRET, project_id=PROJECT_ID
        )

    def fetch(self) -> Credentials:
        """The same at each call."""
        return self.credentials


class Bench:
    """An adapter, the cloud it talks to, and everything that crosses the wire between them.

    Attributes:
        adapter: under test.
        face: the cloud: a request in, a reply out.
        sent: every request as the face got it, signed.
        alter: changes replies on their way back; None leaves them alone.
        values, changes: by noun, what this cloud's tests put in place of the kit's good values
            for a spec and for a patch.
        unpaged: nouns that the cloud lists on one page, however many there are.
    """

    def __init__(
        self,
        adapter: Adapter,
        face: Face,
        now: Callable[[], datetime] | None = None,
        *,
        values: Mapping[str, Mapping[str, Any]] | None = None,
        changes: Mapping[str, Mapping[str, Any]] | None = None,
        unpaged: Collection[str] = (),
    ) -> None:
        self.adapter, self.face = adapter, face
        self.values, self.changes = values or {}, changes or {}
        self.unpaged = unpaged
        self._standing: dict[tuple[Any, ...], str] = {}
        self.sent: list[Request] = []
        self.alter: Callable[[Request, Reply], Reply] | None = None
        self._passed = 0.0
        self._number = 0
        self._now = now or (lambda: datetime.now(UTC))
        self.keys = Keys()
        self.engine = self._engine()

    def _engine(self) -> Engine:
        clock = Clock(
            now=self._now,
            monotonic=lambda: self._passed,
            chance=lambda: 0.5,
            unique=self.unique,
        )
        # Its own limiter: this clock begins at zero, and the process's has seen other benches.
        return Engine(self.adapter, self.keys, Retry(), clock, limiter=Limiter())

    def unique(self) -> str:
        """32 hexadecimal digits, different at each call and the same in each run."""
        self._number += 1
        return f"{self._number:032x}"

    def run(self, steps: Steps[T]) -> T:
        """Interpret an engine's effects: send to the face, and let pauses take no time."""
        budget = len(self.sent) + MOST_REQUESTS
        try:
            step = next(steps)
            while True:
                if isinstance(step, Send):
                    assert len(self.sent) < budget, f"{step.request.action}: the flow never ends"
                    step = steps.send(self._answer(step.request))
                elif isinstance(step, Sleep):
                    self._passed += step.seconds
                    step = steps.send(None)
                elif isinstance(step, Fetch):
                    step = steps.send(step.source.fetch())
                elif isinstance(step, Hold):
                    step = steps.send(_Free())
        except StopIteration as stop:
            result: T = stop.value
            return result
        finally:
            steps.close()

    def _answer(self, request: Request) -> Reply:
        self.sent.append(request)
        reply = self.face(request)
        return self.alter(request, reply) if self.alter else reply

    @contextmanager
    def altered(self, alter: Callable[[Request, Reply], Reply]) -> Iterator[None]:
        """Let ``alter`` change each reply, for the length of a ``with`` block."""
        self.alter = alter
        try:
            yield
        finally:
            self.alter = None

    def call(self, flow: Flow[T], about: Any = None) -> T:
        """One flow, through the engine; ``about`` is the patch, if there is one."""
        steps = self.engine.call(flow, noun="law", verb="law", timeout=60.0, about=about)
        return self.run(steps)

    def first_write(self, flow: Flow[Any]) -> Request:
        """The first request of a flow that may change something; what it reads before is answered.

        Nothing is changed: the request is not sent. The first of all where none says that it writes.
        """
        first = request = next(flow)
        try:
            while request.safe and not request.writes:
                reply = self.face(self.signed(request))
                error = self.adapter.error(request, reply)
                request = flow.throw(error) if error else flow.send(reply)
        except StopIteration:
            return first
        finally:
            flow.close()
        return request

    def signed(self, request: Request) -> Request:
        """As the engine would send it."""
        now = self.engine.clock.now()
        return self.adapter.sign(request, self.keys.credentials, now, self.unique())

    # -- what other things stand on

    def stand(self, case: Case, n: int = 0, **changes: Any) -> str:
        """The id of the ``n``-th thing of a noun, made the first time and available then.

        What that takes is neither altered nor kept in `sent`.
        """
        key = (case.noun, n, *sorted(changes.items()))
        if key not in self._standing:
            spec = case.ask(self, n, **changes)
            alter, self.alter, sent = self.alter, None, len(self.sent)
            try:
                made = self.create(case, spec)
                self._standing[key] = self.settled(case, made.id)
            finally:
                self.alter = alter
                del self.sent[sent:]
        return self._standing[key]

    def settled(self, case: Case, id: str) -> str:
        """The same id, once the thing is no longer under way."""
        for _ in range(3):
            state = self.get(case, id).state
            if state not in UNDER_WAY:
                return id
        raise AssertionError(
            f"{case.noun}: {id} stays {state}; give the face a World(transition=0)"
        )

    # -- the verbs of one noun

    def create(self, case: Case, spec: Spec) -> Any:
        """Create as a client does: with a token, and with the marker where the cloud needs one."""
        return self.run(
            create(
                self.engine,
                case.verbs(self.adapter),
                spec,
                case.ability(self.adapter),
                noun=case.noun,
                timeout=60.0,
            )
        )

    def create_as(self, case: Case, spec: Spec, op: Operation) -> Any:
        """Create as this very operation."""
        return self.call(case.verbs(self.adapter).create(spec, op))

    def get(self, case: Case, id: str) -> Any:
        """Read one."""
        return self.call(case.verbs(self.adapter).get(id))

    def update(self, case: Case, id: str, patch: Patch) -> Any:
        """Change one."""
        return self.call(case.verbs(self.adapter).update(id, patch), patch)

    def delete(self, case: Case, id: str) -> None:
        """Delete one."""
        self.call(case.verbs(self.adapter).delete(id))

    def pages(self, case: Case, where: Where | None = None) -> list[Page[Any]]:
        """All pages of a listing."""
        found: list[Page[Any]] = []
        cursor: str | None = None
        while len(found) < MOST_REQUESTS:
            found.append(self.call(case.verbs(self.adapter).page(cursor, where or Where())))
            cursor = found[-1].cursor
            if cursor is None:
                return found
        raise AssertionError(f"{case.noun}: the listing never ends; the last cursor is {cursor!r}")

    def list(self, case: Case, where: Where | None = None) -> Any:
        """All things of a listing."""
        return [item for page in self.pages(case, where) for item in page.items]


class _Free:
    """A lock that nobody else wants."""

    def release(self) -> None:
        """Nothing to let go."""

"""Many creates against a cloud whose network loses answers and whose lists lag, without HTTP.

The mix of trouble is chosen, not measured: read from it what never happens, not how often the rest
does. Time is simulated; a create of unknown outcome may be executed some seconds after its answer
was given up.
"""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any

import toy

import cgw
from cgw.client import Client
from cgw.engine import Clock, Engine, Lost, Retry, Send
from cgw.limiter import Limiter
from cgw.wire import Reply, Request

LAGS = (0.0, 1.0, 5.0, 20.0)
UNSENT, THROTTLED, NEVER, LATE, LOST = 0.10, 0.20, 0.30, 0.38, 0.55  # cumulative; the rest is well
TIMEOUTS = (60.0, 2.0)  # in turn: with time to look for what was lost, and without
READ_LOST, READ_THROTTLED = 0.10, 0.15


@dataclass
class Tally:
    """What became of the creates.

    Attributes:
        duplicates: creates that left more than one thing.
        denied: creates that were said to have failed though the thing is there.
        strangers: creates that returned something else than what they made.
        unknown: creates that ended in OutcomeUnknownError, and ``existing`` of those whose thing
            is there, of which reconcile() ``found`` so many.
        resent: sends beyond the first whose outcome was unknown, to a cloud without tokens.
    """

    creates: int = 0
    ok: int = 0
    failed: int = 0
    unknown: int = 0
    existing: int = 0
    found: int = 0
    duplicates: int = 0
    denied: int = 0
    strangers: int = 0
    resent: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass
class Sim:
    """The network between a client and one cloud.

    Attributes:
        execute: do what a request asks, now, and give the cloud's answer.
        creates: True for the request that creates.
        throttle: the cloud's own words for "too many requests".
        clear: forget everything there is; returns the ids there were.
        hide, show: things just made, out of and into reads.
    """

    random: random.Random
    lag: float
    execute: Callable[[Request], Reply]
    creates: Callable[[Request], bool]
    throttle: Reply
    clear: Callable[[], set[str]]
    hide: Callable[[], Any]
    show: Callable[[Any], None]
    seconds: float = 0.0
    due: list[tuple[float, Callable[[], Any]]] = field(default_factory=list)
    unknown_sends: int = 0

    def sleep(self, seconds: float) -> None:
        """Let time pass, and let happen what is due."""
        end = self.seconds + seconds
        while self.due:
            self.due.sort(key=lambda one: one[0])
            when, action = self.due[0]
            if when > end:
                break
            self.due.pop(0)
            self.seconds = max(self.seconds, when)
            action()
        self.seconds = end

    def _create(self, request: Request) -> Reply:
        reply = self.execute(request)
        if self.lag and reply.status < 300:
            hidden = self.hide()
            self.due.append((self.seconds + self.lag, lambda: self.show(hidden)))
        return reply

    def send(self, send: Send) -> Reply:
        """One request over this network."""
        self.sleep(0.05)
        chance = self.random.random()
        if not self.creates(send.request):
            if chance < READ_LOST:
                raise Lost("cut", sent=True)
            return self.throttle if chance < READ_THROTTLED else self.execute(send.request)
        if chance < UNSENT:
            raise Lost("refused", sent=False)
        if chance < THROTTLED:
            return self.throttle
        if chance >= LOST:
            return self._create(send.request)
        self.unknown_sends += 1
        if LATE > chance >= NEVER:
            when = self.seconds + self.random.uniform(0.5, 5.0)
            self.due.append((when, lambda: self._create(send.request)))
        elif chance >= LATE:
            self._create(send.request)
        if self.random.random() < 0.3:
            return Reply(502, b"<html>bad gateway</html>", {"content-type": "text/html"})
        raise Lost("reset", sent=True)

    def close(self) -> None: ...

    def clock(self) -> Clock:
        """Simulated time and repeatable chance."""
        return Clock(
            now=lambda: toy.START + timedelta(seconds=self.seconds),
            monotonic=lambda: self.seconds,
            chance=self.random.random,
            unique=lambda: f"{self.random.getrandbits(128):032x}",
        )


def run(client: Client, sim: Sim, spec: cgw.CustomerGatewaySpec, creates: int) -> Tally:
    """So many creates, one after another, each in an empty cloud."""
    tally = Tally()
    token = client.capabilities.noun("customer_gateways").recovery == "token"
    for number in range(creates):
        client.engine._budget.left = client.engine._budget.full  # each stands for a calm day
        sim.unknown_sends = 0
        tally.creates += 1
        made: Any = None
        lost: cgw.OutcomeUnknownError | None = None
        try:
            made = client.customer_gateways.create(spec, timeout=TIMEOUTS[number % 2])
            tally.ok += 1
        except cgw.OutcomeUnknownError as unknown:
            lost = unknown
            tally.unknown += 1
        except cgw.CgwError:
            tally.failed += 1
        if lost is not None:
            try:
                made = client.reconcile(lost, timeout=60.0)
            except cgw.CgwError:
                made = None
        tally.resent += max(sim.unknown_sends - 1, 0) if not token else 0
        sim.sleep(60.0)  # whatever is late arrives
        there = sim.clear()
        tally.duplicates += len(there) > 1
        if lost is not None:
            tally.existing += bool(there)
            tally.found += bool(there) and made is not None
        tally.denied += bool(there) and made is None and lost is None
        tally.strangers += made is not None and made.id not in there
    return tally


# ---------------------------------------------------------------- a toy cloud, by recovery


class _Gateways(toy.Gateways):
    """Its create is whole in its answer; what was made is found by its marker alone."""

    def create(self, spec: Any, op: Any) -> Any:
        body = f"{spec.name} {op.token}".encode()
        reply = yield Request(
            "POST", "https://c", "/", "Create", body=body, safe=self.safe_create, writes=True
        )
        return self._made(reply.json["id"])

    def find(self, token: str) -> Any:
        reply = yield Request("GET", "https://c", f"/{token}", "Find", safe=True)
        return [self._made(id) for id in reply.json["ids"]]


def toy_sim(recovery: str, lag: float, seed: int) -> tuple[Client, Sim]:
    """A client of a cloud that finds lost creates by ``recovery``."""
    things: dict[str, tuple[str, bool]] = {}
    count = [0]

    def execute(request: Request) -> Reply:
        if request.action == "Create":
            token = request.body.decode().split()[1]
            if recovery == "token":
                for id, (mark, _) in things.items():
                    if mark == token:
                        return Reply(200, b'{"id": "%s"}' % id.encode())
            count[0] += 1
            id = f"x{count[0]}"
            things[id] = (token, True)
            return Reply(200, b'{"id": "%s"}' % id.encode())
        wanted = request.path.strip("/")
        ids = [id for id, (mark, seen) in things.items() if seen and mark == wanted]
        return Reply(200, cgw.to_json({"ids": ids}).encode())

    def clear() -> set[str]:
        found = set(things)
        things.clear()
        return found

    def hide() -> str:
        id = f"x{count[0]}"
        things[id] = (things[id][0], False)
        return id

    def show(id: str) -> None:
        if id in things:
            things[id] = (things[id][0], True)

    throttle = toy.refusal("ThrottledError", again=True)
    chance = random.Random(seed)
    sim = Sim(chance, lag, execute, lambda r: r.action == "Create", throttle, clear, hide, show)
    adapter = toy.Toy(recovery)
    adapter.customer_gateways = _Gateways()
    adapter.customer_gateways.safe_create = recovery == "token"
    engine = Engine(adapter, toy.Keys(), Retry(), sim.clock(), limiter=Limiter())
    return Client(engine, sim, timeout=60.0, sleep=sim.sleep), sim


# ---------------------------------------------------------------- the three clouds' faces


def face_sim(provider: str, lag: float, seed: int) -> tuple[Client, Sim]:
    """A client of the emulator's cloud, every byte of it signed, checked and read."""
    from chaos import THROTTLES

    from cgw import emulator
    from cgw.emulator.world import World

    time = [toy.START.timestamp()]
    world = World(wall=lambda: time[0], seed=seed)
    keys = cgw.Credentials(
        emulator.ACCESS_KEY_ID, emulator.ACCESS_KEY_SECRET, project_id=emulator.PROJECT_ID
    )
    client = emulator.connect(world, provider, credentials=keys)
    face = client._sender._face

    def execute(request: Request) -> Reply:
        time[0] = toy.START.timestamp() + sim.seconds
        return face(request)

    def creates(request: Request) -> bool:
        return request.action.startswith("Create")

    def clear() -> set[str]:
        found = {record.id for record in world.everything()}
        world._records.clear()
        world.seen.clear()
        return found

    def hide() -> Any:
        record = max(world.everything(), key=lambda record: record.created_at)
        hidden = record.kind
        record.kind, table = (
            f"hidden {hidden}",
            world._records[record.provider, record.region, hidden],
        )
        del table[record.id]
        world._records.setdefault((record.provider, record.region, record.kind), {})[record.id] = (
            record
        )
        return record, hidden

    def show(what: Any) -> None:
        record, kind = what
        there = world._records.get((record.provider, record.region, record.kind), {})
        if there.pop(record.id, None):
            record.kind = kind
            world._records.setdefault((record.provider, record.region, kind), {})[record.id] = (
                record
            )

    throttle = Reply(
        429, cgw.to_json(THROTTLES[provider]).encode(), {"content-type": "application/json"}
    )
    sim = Sim(random.Random(seed), lag, execute, creates, throttle, clear, hide, show)
    client.engine.clock = client.engine.identity._clock = sim.clock()
    client._sender, client._sleep = sim, sim.sleep
    return client, sim


# ---------------------------------------------------------------- all at once


def one(task: tuple[str, str, float, int, int]) -> Tally:
    """One task: ``toy`` or ``face``, which, the lag, how many, the seed."""
    kind, which, lag, creates, seed = task
    client, sim = (toy_sim if kind == "toy" else face_sim)(which, lag, seed)
    address = "203.0.113.7"
    return run(client, sim, cgw.CustomerGatewaySpec(name="hq", address=address), creates)


def in_processes(tasks: list[tuple[str, str, float, int, int]], workers: int = 2) -> list[Tally]:
    """Each task's tally, in order."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        return list(pool.map(one, tasks))

"""Bars of the engine: creates, tokens, retries, pauses, deadlines, clocks, rates."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import reduce
from operator import add
from typing import Any

import simulator
import toy
from bars import Measured, bar
from faults import FAULTS
from grid import CELLS, KEYS, SLACK, run, run_all

import cgw
from cgw import emulator
from cgw.emulator.world import World
from cgw.engine import Lost, Retry, Send
from cgw.judging import LONGEST_WAIT, retry_after
from cgw.limiter import Limiter
from cgw.wire import Reply

PROVIDERS = ("alibaba", "tencent", "huawei")


@bar(1, "fault grid", "954/954", "test_grid.py")
def grid(full: bool) -> Measured:
    cells = CELLS if full else CELLS[::53]
    results = run_all(cells) if full else run(cells)
    passed = sum(not result.wrong for result in results)
    return Measured(f"{passed}/{len(results)}", passed == len(results))


def _tally(full: bool) -> simulator.Tally:
    number = 20_000 if full else 500
    tasks = [("toy", kind, lag, number, 1) for kind in ("tag", "token") for lag in simulator.LAGS]
    tallies = simulator.in_processes(tasks) if full else [simulator.one(task) for task in tasks]
    return reduce(add, tallies)


@bar(
    2,
    "duplicate creates at list lags 0, 1, 5, 20 s, by tag and by token",
    "0 duplicates, 0 denied",
    "test_creates.py",
)
def duplicates(full: bool) -> Measured:
    tally = _tally(full)
    text = f"{tally.duplicates} duplicates, {tally.denied} denied of {tally.creates}"
    return Measured(text, tally.duplicates == tally.denied == tally.strangers == 0)


@bar(3, "lost creates that reconcile() finds within 60 s", ">= 99 %", "test_creates.py")
def found_again(full: bool) -> Measured:
    tally = _tally(full)
    share = tally.found / tally.existing
    return Measured(f"{tally.found} of {tally.existing} ({share:.1%})", share >= 0.99)


@bar(
    4,
    "one client token per call; nonce, time and signature new at each attempt",
    "0 breaches of 10,000",
    "test_calls.py",
)
def tokens(full: bool) -> Measured:
    calls = 10_000 if full else 300
    world = World()
    client = emulator.connect(world, "alibaba", retry=Retry(looks=0), timeout=20.0)
    face, chance = client._sender._face, random.Random(4)
    sent: list[dict[str, str]] = []

    def send(send: Send) -> Reply:
        request = send.request
        if request.action != "CreateCustomerGateway":
            return face(request)
        sent.append({**dict(request.query), **request.headers})
        world.advance(1.5)
        if chance.random() < 0.5:
            raise Lost("cut", sent=True)
        return face(request)

    client._sender.send = send
    breaches, tokens = 0, set[str]()
    for _ in range(calls):
        sent.clear()
        client.engine._budget.left = 500
        with suppress(cgw.OutcomeUnknownError):
            client.customer_gateways.create(toy.SPEC)
        token = {one["ClientToken"] for one in sent}
        breaches += len(token) != 1 or bool(token & tokens)
        tokens |= token
        for fresh in ("x-acs-signature-nonce", "authorization"):
            breaches += len({one[fresh] for one in sent}) != len(sent)
        for record in list(world.everything()):
            world.remove(record)
    return Measured(f"{breaches} breaches of {calls}", breaches == 0)


@bar(5, "sends per call in a total outage, 1,000 calls", "<= 1.10", "test_calls.py")
def amplification(full: bool) -> Measured:
    bench = toy.Bench(*[toy.LOST] * 9_000)
    for _ in range(1_000):
        try:
            bench.cgws.get("x1")
        except cgw.TransportError:
            continue
    return Measured(f"{len(bench.sent) / 1_000:.3f}", len(bench.sent) <= 1_100)


@bar(6, "pauses are full jitter", "uniform +-20 % over 10,000, cap held", "test_calls.py")
def jitter(full: bool) -> Measured:
    bench = toy.Bench(*[toy.LOST] * 40_000, retry=Retry(attempts=3, transient=16.0, longest=20.0))
    chance = random.Random(6)
    bench.client.engine.clock.chance = chance.random
    first, second = list[float](), list[float]()
    while len(first) < 10_000:
        bench.client.engine._budget.left = 500
        bench.time.slept.clear()
        with suppress(cgw.TransportError):
            bench.cgws.get("x1", timeout=90.0)
        one, two = bench.time.slept
        first.append(one)
        second.append(two)
    worst = 0.0
    for pauses, cap in ((first, 16.0), (second, 20.0)):
        tenths = Counter(int(pause / cap * 10) for pause in pauses)
        worst = max(worst, *(abs(tenths[n] / 1_000 - 1) for n in range(10)))
    held = max(first) < 16.0 and max(second) < 20.0
    return Measured(f"worst tenth {worst:+.0%}, longest {max(second):.1f} s", worst <= 0.2 and held)


@bar(
    7,
    "Retry-After",
    "5,000 odd values: none or 0 to the cap; longer than the deadline fails now",
    "test_calls.py",
)
def pauses_asked_for(full: bool) -> Measured:
    chance, now, wrong = random.Random(7), datetime.now(UTC), 0
    for _ in range(5_000):
        asked = retry_after({"retry-after": _odd(chance, now), "date": _odd(chance, now)}, now)
        wrong += not (asked is None or 0 <= asked <= LONGEST_WAIT)
        wrong += _error_with(chance, now)
    late = toy.Bench(toy.refusal("ThrottledError", again=True, after=1e9))
    try:
        late.cgws.get("x1")
        wrong += 1
    except cgw.ThrottledError:
        wrong += bool(late.time.slept)
    return Measured(f"{wrong} wrong of 5,000 and on three clouds", wrong == 0)


def _odd(chance: random.Random, now: datetime) -> str:
    kinds = (
        lambda: str(chance.randint(-5, 10**6)),
        lambda: "9" * chance.randint(1, 6_000),
        lambda: format_datetime(
            now + timedelta(seconds=chance.randint(-(10**6), 10**6)), usegmt=True
        ),
        lambda: chance.choice(
            ["", " ", "nan", "inf", "-1", "1e9", "0x10", "1.5", "\u0663", "\u00b2", "+3"]
        ),
        lambda: "".join(chr(chance.randint(0, 0x3000)) for _ in range(chance.randint(0, 40))),
        lambda: f"Fri, 99 Foo {chance.randint(0, 99_999)} 99:99:99 GMT",
        lambda: f"Mon, 01 Jan {chance.choice(['0001', '9999'])} 00:00:00 -2359",
    )
    return chance.choice(kinds)()


_clients: dict[str, Any] = {}


def _error_with(chance: random.Random, now: datetime) -> int:
    """1 if a cloud's refusal with odd headers leads to anything but an error with a sane pause."""
    from chaos import THROTTLES

    provider = chance.choice(PROVIDERS)
    if provider not in _clients:
        once = Retry(attempts=1)
        _clients[provider] = emulator.connect(World(), provider, credentials=KEYS, retry=once)
    names = ("retry-after", "x-acs-retry-after", "date")
    headers = {name: _odd(chance, now) for name in names} | {"content-type": "application/json"}
    body = cgw.to_json(THROTTLES[provider]).encode()
    _clients[provider]._sender.send = lambda _: Reply(429, body, headers)
    try:
        next(iter(_clients[provider].customer_gateways.list()))
    except cgw.ApiError as error:
        asked = error.retry_after
        return not (asked is None or 0 <= asked <= LONGEST_WAIT)
    except Exception:  # noqa: BLE001 -- that is what is counted
        return 1
    return 1


@bar(
    8,
    "calls end by their deadline in all slow faults",
    f"<= deadline + {SLACK} s",
    "test_grid.py, test_bounds.py",
)
def deadlines(full: bool) -> Measured:
    cells = [cell for cell in CELLS if FAULTS[cell.fault].slow]
    results = run_all(cells) if full else run(cells[::12])
    over = max(result.over for result in results)
    return Measured(f"{len(results)} cells, latest {over:+.3f} s", over <= SLACK)


SKEWS = (-47 * 3600, -8 * 3600, -3600, -1000, -400, 400, 1000, 3600, 8 * 3600, 47 * 3600)


@bar(
    17,
    "wrong clocks: three clouds, ten skews",
    "<= 2 sends and success; a wrong key 1 send",
    "test_calls.py",
)
def clocks(full: bool) -> Measured:
    wrong, most = list[str](), 0
    for provider in PROVIDERS:
        for skew in SKEWS:
            sends, error = _asked(provider, skew, "cgw-test-secret")
            most = max(most, sends)
            if error or sends > 2:
                wrong.append(f"{provider} {skew:+d} s: {sends} sends, {error}")
        sends, error = _asked(provider, 0, "a-wrong-secret")
        if sends != 1 or not isinstance(error, cgw.AuthenticationError):
            wrong.append(f"{provider} wrong key: {sends} sends, {error}")
    return Measured("; ".join(wrong) or f"30 of 30, at most {most} sends; wrong key 1", not wrong)


def _asked(provider: str, skew: float, secret: str) -> tuple[int, Exception | None]:
    world = World()
    keys = cgw.Credentials(emulator.ACCESS_KEY_ID, secret, project_id=emulator.PROJECT_ID)
    client = emulator.connect(world, provider, credentials=keys)
    clock = client.engine.clock
    clock.now = lambda: world.wall() + timedelta(seconds=skew)
    sender, sends = client._sender, [0]
    face = sender._face

    def send(send: Send) -> Reply:
        sends[0] += 1
        return face(send.request)

    sender.send = send
    try:
        list(client.customer_gateways.list())
    except cgw.CgwError as error:
        return sends[0], error
    return sends[0], None


@bar(18, "rates: worst second of 16 threads at 100/s", "<= 100", "test_calls.py")
def rates(full: bool) -> Measured:
    limiter, sent, lock = Limiter(), list[float](), threading.Lock()
    end = time.monotonic() + (3.0 if full else 1.2)

    def work() -> None:
        while (now := time.monotonic()) < end:
            wait = limiter.reserve(("toy", "a", "r", "X"), 100.0, now)
            time.sleep(wait)
            with lock:
                sent.append(time.monotonic())

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent.sort()
    worst = max(sum(begin <= one < begin + 1.0 for one in sent) for begin in sent)
    return Measured(f"{worst} of {len(sent)} sends", worst <= 100)

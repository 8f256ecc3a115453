"""What has a deadline ends by it, and what is interrupted leaves nothing half open."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import httpcore
import pytest
import storm
from echo import async_client, echoing
from grid import SLACK
from toy import LOST, SPEC, UNSENT, Bench, Gateways

import cgw
from cgw._deadline import addresses_of
from cgw._http import AsyncTransport, Transport
from cgw.adapter import Credentials
from cgw.engine import Budget, Lost, Retry, Send
from cgw.limiter import BURST, Limiter
from cgw.policy import within
from cgw.settings import Http
from cgw.wire import Reply, Request

ASK = Request("GET", "https://slow.cgw.test", "/", "Get", safe=True)


def blocking(seconds: float) -> None:
    Transport(Http()).send(Send(ASK, seconds))


def awaiting(seconds: float) -> None:
    async def run() -> None:
        with anyio.CancelScope():
            await AsyncTransport(Http()).send(Send(ASK, seconds))

    # Not anyio.run: it would wait for the look-up's thread when all is over.
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(run())
    finally:
        loop.close()


@pytest.mark.parametrize("send", [blocking, awaiting])
def test_a_name_nobody_tells_ends_at_the_deadline(
    send: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stalled look-up of a name ends with the call, and proves that nothing was sent."""
    done = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: done.wait(5) and [])
    begin = time.monotonic()
    with pytest.raises(Lost) as caught:
        send(0.4)
    took = time.monotonic() - begin
    done.set()
    assert took <= 0.4 + SLACK
    assert not caught.value.sent


def test_addresses_that_do_not_answer_share_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second address is tried although the first stalls, and both end by the deadline."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    two = [(2, 1, 6, "", ("127.0.0.2", port)), (2, 1, 6, "", ("127.0.0.1", port))]
    tried: list[tuple[str, float]] = []

    def connect(self: Any, host: str, port: int, timeout: float | None = None, *_: Any) -> Any:
        tried.append((host, timeout or 0.0))
        time.sleep(timeout or 0.0)
        raise httpcore.ConnectTimeout("stalled")

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: two)
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    begin = time.monotonic()
    with pytest.raises(Lost) as caught:
        blocking(0.6)
    assert time.monotonic() - begin <= 0.6 + SLACK
    assert [host for host, _ in tried] == ["127.0.0.2", "127.0.0.1"]
    assert tried[0][1] <= 0.31
    assert not caught.value.sent
    listener.close()


def test_names_are_found_or_said_to_be_wrong() -> None:
    """An address is itself; a name that is none is a failure to connect."""
    assert addresses_of("127.0.0.1", 1, 1.0) == ["127.0.0.1"]
    assert "127.0.0.1" in addresses_of("localhost", 1, 1.0)
    for name in ("nowhere.invalid", "a" * 64 + ".example", "\udcff"):
        with pytest.raises(httpcore.ConnectError):
            addresses_of(name, 1, 1.0)


def test_credentials_that_do_not_come_end_at_the_deadline() -> None:
    """A source that hangs holds up neither its own call nor, past its deadline, another one."""
    bench = Bench()
    release = threading.Event()
    bench.keys.fetch = lambda: release.wait(5) and Credentials("k", "s")  # type: ignore[method-assign]
    bench.client.engine.clock.monotonic = time.monotonic
    took: list[float] = []

    def work() -> None:
        begin = time.monotonic()
        with pytest.raises(cgw.TransportError, match="no credentials"):
            bench.cgws.get("x1", timeout=0.3)
        took.append(time.monotonic() - begin)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    release.set()
    assert len(took) == 4
    assert max(took) <= 0.3 + SLACK


def test_awaited_credentials_that_do_not_come_end_at_the_deadline() -> None:
    """The same for the awaiting client, whose event loop is not held up."""
    release = threading.Event()

    async def run(url: str) -> float:
        cloud = async_client(url)
        cloud.engine.identity.source.fetch = lambda: release.wait(5)  # type: ignore[method-assign]
        begin = time.monotonic()
        with pytest.raises(cgw.TransportError, match="no credentials"):
            await cloud.customer_gateways.get("x1", timeout=0.3)
        took = time.monotonic() - begin
        release.set()
        return took

    with echoing() as url:
        assert anyio.run(run, url) <= 0.3 + SLACK


@pytest.mark.parametrize("crash", [KeyError("canary"), RuntimeError("canary"), OSError("canary")])
def test_a_source_that_fails_is_a_config_error(crash: Exception) -> None:
    """Whatever a vendor's SDK raises is told by kind and place, without its text."""
    bench = Bench()

    def fetch() -> Any:
        raise crash

    bench.keys.fetch = fetch  # type: ignore[method-assign]
    with pytest.raises(cgw.ConfigError, match=type(crash).__name__) as caught:
        bench.cgws.get("x1")
    assert "canary" not in str(caught.value)
    assert caught.value.__context__ is None
    assert bench.sent == []


def test_what_takes_too_long_is_left_to_itself() -> None:
    """`within` gives what is given in time, raises what is raised, and waits for nothing else."""
    assert within(5.0, lambda: 7) == 7
    assert within(0.05, lambda: time.sleep(1)) is None
    with pytest.raises(ZeroDivisionError):
        within(5.0, lambda: 1 / 0)


def test_a_wait_ends_at_its_deadline_even_if_looks_stall() -> None:
    """Neither a look that stalls nor the last look stretches a wait."""
    bench = Bench()
    asked: list[float] = []

    def send(send: Send) -> Reply:
        asked.append(send.timeout)
        bench.time.sleep(send.timeout)
        raise Lost("late", sent=True)

    bench.client._sender.send = send  # type: ignore[method-assign]
    with pytest.raises((cgw.WaitError, cgw.TransportError)):
        bench.cgws.wait("x1", timeout=100.0)
    assert bench.time.seconds <= 100.0 + SLACK
    assert max(asked) <= 30.0


# ---------------------------------------------------------------- interruptions


def test_whoever_leaves_the_line_frees_the_place() -> None:
    """A call that is given up while it waits for its turn costs nobody else a turn."""
    limiter, key = Limiter(), ("toy", "a", "r", "X")
    turns = [limiter.take(key, 10.0, 0.0) for _ in range(BURST + 3)]
    for turn in reversed(turns[-2:]):
        limiter.give_back(turn)
    assert limiter.take(key, 10.0, 0.0).wait == pytest.approx(turns[-2].wait)
    limiter.give_back(turns[2])  # others stand behind it: their times stay theirs
    assert limiter.take(key, 10.0, 0.0).wait == pytest.approx(turns[-1].wait)


def test_a_call_without_time_for_its_turn_takes_none() -> None:
    """A turn after the deadline is refused at once, and the place is free again."""
    bench = Bench()
    bench.adapter.capabilities = cgw.adapter.Capabilities(
        "toy", bench.adapter.capabilities.nouns, {"Get": 0.1}
    )
    limiter = bench.client.engine.limiter = Limiter()
    for _ in range(BURST):
        bench.cgws.get("x1")
    for _ in range(50):
        with pytest.raises(cgw.TransportError, match="no time was left"):
            bench.cgws.get("x1", timeout=5.0)
    (key,) = limiter._lanes
    assert limiter.take(key, 0.1, bench.time.seconds).wait < 15.0


def test_budget_is_counted_right_by_many_threads() -> None:
    """However many threads take and give, nothing is lost or made."""
    budget = Budget(1_000_000)

    def work() -> None:
        for _ in range(5_000):
            assert budget.take(3)
            budget.give(3)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert budget.left == budget.full


class Serial(Gateways):
    """Its deletes are serialised."""

    def delete(self, id: str) -> Any:
        yield Request("DELETE", "https://c", f"/{id}", "Delete", safe=True, writes=True, serial="g")


class Stop(BaseException):
    """As Ctrl-C is: no Exception."""


def test_an_interruption_releases_the_lock() -> None:
    """Interrupted while it holds a gateway's lock, a call lets go of it."""
    bench = Bench(*[Stop()] * 3)
    bench.adapter.customer_gateways = Serial()
    real = bench.send

    def send(send: Send) -> Reply:
        answer = next(bench.script, None)
        if isinstance(answer, BaseException):
            raise answer
        return real(send)

    bench.client._sender.send = send  # type: ignore[method-assign]
    for _ in range(3):
        with pytest.raises(Stop):
            bench.cgws.delete("x1")
    done: list[None] = []
    other = threading.Thread(target=lambda: done.append(bench.cgws.delete("x1", timeout=1)))
    other.start()
    other.join()
    assert done == [None], "another thread gets the lock"


def test_an_interrupted_create_can_be_found_out() -> None:
    """Ctrl-C after a create was sent leaves by what it can be found; before it was sent, nothing."""
    bench = Bench()
    asked: list[Request] = []

    def send(send: Send) -> Reply:
        asked.append(send.request)
        raise Stop

    bench.client._sender.send = send  # type: ignore[method-assign]
    with pytest.raises(Stop) as caught:
        bench.cgws.create(SPEC)
    lost = caught.value.cgw_outcome  # type: ignore[attr-defined]
    assert isinstance(lost, cgw.OutcomeUnknownError)
    assert lost.marker is not None
    assert lost.marker.encode() in asked[0].body
    del bench.client._sender.send
    assert bench.client.reconcile(lost).id == "x1"
    bench.keys.fetch = lambda: (_ for _ in ()).throw(Stop())  # type: ignore[method-assign]
    bench.client.engine.identity._known = None
    with pytest.raises(Stop) as early:
        bench.cgws.create(SPEC)
    assert not hasattr(early.value, "cgw_outcome")


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_create_can_be_found_out(backend: str) -> None:
    """A cancelled task that had sent its create carries the same."""

    async def run() -> BaseException | None:
        bench = Bench()
        from cgw.aio import AsyncClient

        class Sender:
            async def send(self, send: Send) -> Reply:
                await anyio.sleep(30)
                raise AssertionError

            async def close(self) -> None: ...

        cloud = AsyncClient(bench.client.engine, Sender(), timeout=60.0)
        seen: BaseException | None = None
        with anyio.move_on_after(0.05):
            try:
                await cloud.customer_gateways.create(SPEC)
            except BaseException as error:
                seen = error
                raise
        return seen

    seen = anyio.run(run, backend=backend)
    assert isinstance(seen.cgw_outcome, cgw.OutcomeUnknownError)  # type: ignore[union-attr]


def test_many_interruptions_leave_a_client_that_works() -> None:
    """SIGINT at two hundred moments of a call: locks, gate and pool are whole afterwards."""
    script = Path(storm.__file__)
    done = subprocess.run([sys.executable, "-W", "ignore", str(script)], check=False, timeout=120)
    assert done.returncode == 0


def test_a_retry_that_cannot_sign_is_still_unknown() -> None:
    """A lost write whose next attempt finds no credentials is unknown, not merely unsigned."""
    bench = Bench(LOST, UNSENT, retry=Retry())
    old = Credentials("k", "s", expires_at=bench.client.engine.clock.now())

    def fetch() -> Credentials:
        bench.keys.fetched += 1
        if bench.keys.fetched > 1:
            raise cgw.ConfigError("gone")
        return old

    bench.keys.fetch = fetch  # type: ignore[method-assign]
    with pytest.raises(cgw.OutcomeUnknownError) as caught:
        bench.cgws.delete("x1")
    assert isinstance(caught.value.__cause__, cgw.ConfigError)

"""Bars of the transport: threads, forks, cancellation, endurance, redirects."""

from __future__ import annotations

import contextlib
import gc
import os
import socket
import threading
from pathlib import Path
from typing import Any

import anyio
import echo
from bars import Measured, bar
from redirects import CODES, CREDENTIALS, followed

from cgw._http import AsyncTransport
from cgw.engine import Lost, Send
from cgw.settings import Http
from cgw.wire import Request


@bar(
    12,
    "32 threads on one client, each answer its own",
    "0 mismatches or failures of 160,000",
    "test_sharing.py",
)
def threads(full: bool) -> Measured:
    each = 5_000 if full else 40
    with echo.echoing() as url:
        client = echo.client(url)
        wrong, lock = [0], threading.Lock()

        def work(name: int) -> None:
            mine = _calls(client, str(name), each)
            with lock:
                wrong[0] += mine

        workers = [threading.Thread(target=work, args=(name,)) for name in range(32)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        client.close()
    return Measured(f"{wrong[0]} mismatches or failures of {32 * each:,}", wrong[0] == 0)


def _calls(client: Any, name: str, count: int) -> int:
    """How many of so many calls went wrong."""
    wrong = 0
    for n in range(count):
        try:
            wrong += client.customer_gateways.get(f"{name}-{n}").id != f"{name}-{n}"
        except Exception:  # noqa: BLE001 -- that is what is counted
            wrong += 1
    return wrong


@bar(
    13,
    "4 forked children and the parent, 200 calls each on one warm client",
    "0 wrong",
    "test_sharing.py",
)
def forks(full: bool) -> Measured:
    wrong = 0
    with echo.echoing() as url:
        client = echo.client(url)
        wrong += _calls(client, "warm", 20)
        busy = threading.Event()
        rest = threading.Thread(
            target=lambda: [_calls(client, "busy", 1) for _ in iter(busy.is_set, True)]
        )
        rest.start()  # a thread that holds locks while the others fork
        children = []
        for name in range(4):
            if (child := os.fork()) == 0:
                bad = 255
                try:
                    bad = min(_calls(client, f"child{name}", 200), 200)
                    client.customer_gateways.delete("x")  # the lock of its name is free here
                finally:
                    os._exit(bad)
            children.append(child)
        wrong += _calls(client, "parent", 200)
        wrong += sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
        busy.set()
        rest.join()
        client.close()
    return Measured(f"{wrong} wrong of 1,000", wrong == 0)


@bar(
    14,
    "700 cancelled calls on a pool of 2, then 10 calls, asyncio and trio",
    "10/10 each",
    "test_sharing.py",
)
def cancels(full: bool) -> Measured:
    told, passed = list[str](), True
    with echo.echoing(0.05) as url:
        for backend in ("asyncio", "trio"):
            good = anyio.run(_cancelled, url, 700 if full else 300, backend=backend)
            told.append(f"{backend} {good}/10")
            passed = passed and good == 10
    return Measured(", ".join(told), passed)


async def _cancelled(url: str, count: int) -> int:
    client = echo.async_client(url, connections=2)
    get = client.customer_gateways.get
    async with anyio.create_task_group() as group:
        for n in range(count):
            group.start_soon(get, f"cancelled-{n}")
        await anyio.sleep(0.2)
        group.cancel_scope.cancel()
    for n in range(count // 7):  # and one by one, at every moment of a call's life
        with anyio.move_on_after(n * 0.001):
            await get(f"late-{n}")
    good = 0
    for n in range(10):
        with contextlib.suppress(Exception):
            good += (await get(f"after-{n}", timeout=5.0)).id == f"after-{n}"
    await client.close()
    return good


@bar(15, "20,000 calls after 2,000", "memory <= +4 MB, open files +0", "test_sharing.py")
def soak(full: bool) -> Measured:
    warm, calls = (2_000, 20_000) if full else (300, 1_000)
    with echo.echoing() as url:
        client = echo.client(url)
        wrong = _calls(client, "warm", warm)
        gc.collect()
        before, files = _memory(), _files()
        wrong += _calls(client, "soak", calls)
        gc.collect()
        grown, more = _memory() - before, _files() - files
        client.close()
    text = f"{grown:+,} kB, {more:+d} files, {wrong} wrong of {calls:,}"
    return Measured(text, grown <= 4_096 and more == 0 and wrong == 0)


def _memory() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def _files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@bar(
    20,
    "redirects: 5 codes x 5 credential headers, with a body, blocking and awaiting",
    "0 bytes to the second host",
    "test_hostile.py",
)
def redirects(full: bool) -> Measured:
    got, odd = followed()
    cells = 2 * len(CODES) * len(CREDENTIALS)
    return Measured(f"{got} bytes, {cells} requests, {odd} unexpected", got == 0 and odd == 0)


def stalled_loop(url: str) -> int:
    """Calls that fail when one awaiting client is used in three event loops, one after another."""
    transport = AsyncTransport(Http())

    async def once() -> int:
        request = Request("GET", url, "/things/x", "Get", safe=True)
        try:
            return int((await transport.send(Send(request, 5.0))).status != 200)
        except Lost:
            return 1

    return sum(anyio.run(once, backend=backend) for backend in ("asyncio", "asyncio", "trio"))


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])

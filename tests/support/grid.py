"""One cell of the fault grid: a fault, a verb, a colour, a cloud; and what a call may do in it.

`run` works through cells in this process, against a `chaos.Remote`. Everything that a cell is to
show is checked here, so that a test and a report count the same.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import socket
import tempfile
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from chaos import HOST, Remote
from faults import FAULTS

import cgw
from cgw.emulator import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID

CLOUDS = ("alibaba", "tencent", "huawei")
VERBS = ("list", "create", "delete")
COLOURS = ("sync", "async")
SLACK = 0.25  # seconds a call may end after its deadline
GROWTH = 16 * 1024  # kB
HEALTHY = 10  # calls that the same client then has to do
CANARIES = (ACCESS_KEY_SECRET, "canary-proxy", "canary-header", "canary-bgp-key")
KEYS = cgw.Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET, project_id=PROJECT_ID)
RETRY = cgw.Retry(settle=0.02, looks=2)
SEEN: dict[tuple[str, str], type[BaseException] | None] = {
    ("ok", "list"): None,
    ("ok", "write"): None,
    ("unsent", "list"): cgw.TransportError,
    ("unsent", "write"): cgw.TransportError,
    ("lost", "list"): cgw.TransportError,
    ("lost", "write"): cgw.OutcomeUnknownError,
    ("unreadable", "list"): cgw.ServiceError,
    ("unreadable", "write"): cgw.OutcomeUnknownError,
    ("throttled", "list"): cgw.ThrottledError,
    ("throttled", "write"): cgw.ThrottledError,
}


@dataclass(frozen=True)
class Cell:
    """Where in the grid."""

    fault: str
    verb: str
    colour: str
    cloud: str

    def __str__(self) -> str:
        return f"{self.fault} {self.verb} {self.colour} {self.cloud}"


CELLS = [Cell(*one) for one in product(FAULTS, VERBS, COLOURS, CLOUDS)]


@dataclass
class Result:
    """What happened in a cell; ``wrong`` is empty if it passed."""

    cell: Cell
    seconds: float = 0.0
    over: float = 0.0
    growth_kb: int = 0
    wrong: list[str] = field(default_factory=list)


def expected(cell: Cell) -> set[type[BaseException] | None]:
    """What a cell may end with; None is success."""
    fault = FAULTS[cell.fault]
    if cell.verb == "delete" and (cell.fault, cell.cloud) in GOOD_DELETES:
        return {None}
    kind = "list" if cell.verb == "list" else "write"
    return {SEEN[fault.answer, kind]} | ({cgw.TransportError} if fault.or_unsent else set())


GOOD_DELETES = {
    # "No content" is a good answer to a delete. Tencent Cloud wraps every answer.
    ("status_204", "alibaba"),
    ("status_204", "huawei"),
    # HUAWEI CLOUD documents no body for deletes, so there is none to miss.
    ("empty_200", "huawei"),
    # The second attempt finds nothing, and that code is the cloud's own: it decides, not the 999.
    ("status_999", "alibaba"),
    ("status_999", "tencent"),
    ("status_999", "huawei"),
}


# ---------------------------------------------------------------- the client's process


_dark = False  # no names
_look_up = socket.getaddrinfo


def _resolve(host: Any, *args: Any, **more: Any) -> Any:
    """The name of the certificates is here, unless there are no names."""
    name = host.decode() if isinstance(host, bytes) else host
    if name == HOST:
        if _dark:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        host = "127.0.0.1"
    return _look_up(host, *args, **more)


@contextlib.contextmanager
def names() -> Iterator[None]:
    """Let `chaos.HOST` be found."""
    before = socket.getaddrinfo
    socket.getaddrinfo = _resolve
    try:
        yield
    finally:
        socket.getaddrinfo = before


class Logs(logging.Handler):
    """Every line anybody logs, at DEBUG."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {record.args!r}")


@contextlib.contextmanager
def logged() -> Iterator[Logs]:
    """Catch them."""
    logs, root = Logs(), logging.getLogger()
    before = root.level
    root.addHandler(logs)
    root.setLevel(logging.DEBUG)
    try:
        yield logs
    finally:
        root.setLevel(before)
        root.removeHandler(logs)


def leaks(error: BaseException | None, lines: list[str]) -> list[str]:
    """Where a canary is to be seen: an error, what hangs on it, its traceback's locals, or a log."""
    places = {"the log": "\n".join(lines)}
    seen: set[int] = set()
    todo = [error] if error else []
    while todo:
        one = todo.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        told = [
            str(one),
            repr(one),
            repr(one.args),
            repr(vars(one)),
            repr(getattr(one, "__notes__", "")),
        ]
        for name in ("request", "doc", "object"):  # what httpx, json and codecs hang on an error
            if (thing := _held(one, name)) is not None:
                told += [repr(thing), *(str(getattr(thing, n, "")) for n in ("url", "headers"))]
        for frame, _ in traceback.walk_tb(one.__traceback__):
            if frame.f_code.co_filename != __file__:
                told += [f"{name}={_shown(thing)}" for name, thing in frame.f_locals.items()]
        places[type(one).__name__] = " ".join(told)
        todo += [e for e in (one.__cause__, one.__context__) if e is not None]
    return [
        f"{canary} in {place}"
        for place, text in places.items()
        for canary in CANARIES
        if canary in text
    ]


def _shown(thing: Any) -> str:
    with contextlib.suppress(Exception):  # half-made things in other people's frames
        return repr(thing)
    return "?"


def _held(error: BaseException, name: str) -> Any:
    with contextlib.suppress(RuntimeError):  # httpx raises that where there is none
        return getattr(error, name, None)
    return None


class Memory:
    """How much more the process held at its worst than at the beginning."""

    def __init__(self) -> None:
        with contextlib.suppress(OSError):  # reset the high-water mark
            Path("/proc/self/clear_refs").write_text("5")
        self._before = self._status("VmRSS")

    def growth(self) -> int:
        """In kB; at least 0."""
        return max(self._status("VmHWM") - self._before, 0)

    def _status(self, name: str) -> int:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1])
        raise AssertionError(name)


# ---------------------------------------------------------------- a cell


def spec_for(cloud: str) -> cgw.CustomerGatewaySpec:
    """What is created; with a secret where the noun has one."""
    if cloud != "alibaba":
        return cgw.CustomerGatewaySpec(name="made", address="203.0.113.9", asn=65010)
    from cgw_alibaba import CustomerGatewayOptions

    options = CustomerGatewayOptions(bgp_key="canary-bgp-key")
    return cgw.CustomerGatewaySpec(name="made", address="203.0.113.9", asn=65010, options=options)


def _connect(cell: Cell, place: dict[str, Any], deadline: float) -> Any:
    connect = cgw.connect if cell.colour == "sync" else cgw.connect_async
    return connect(
        cell.cloud,
        region="test-1",
        credentials=KEYS,
        endpoint=place["url"],
        timeout=deadline,
        retry=RETRY,
        http=cgw.Http(ca_file=place["ca"], proxy=place["proxy"]),
    )


async def _asked(client: Any, verb: str, id: str, spec: Any, colour: str) -> Any:
    """One call, in either colour. The blocking ones never yield."""
    nouns = client.customer_gateways
    if colour == "sync":
        if verb == "list":
            return [(item, item.extras)[0] for item in nouns.list()]
        return nouns.create(spec) if verb == "create" else nouns.delete(id)
    if verb == "list":
        return [(item, item.extras)[0] async for item in nouns.list()]
    return await (nouns.create(spec) if verb == "create" else nouns.delete(id))


async def _closed(client: Any, colour: str) -> None:
    if colour == "sync":
        client.close()
    else:
        await client.close()


async def _found_out(error: Any, colour: str) -> Any:
    return error.reconcile() if colour == "sync" else await error.reconcile()


async def _cell(cell: Cell, chaos: Remote, logs: Logs) -> Result:
    global _dark  # noqa: PLW0603 -- names are the process's
    result, wrong = Result(cell), list[str]()
    fault = FAULTS[cell.fault]
    deadline = 0.6 if fault.slow else 3.0
    place = chaos("open", cell.cloud, cell.fault)
    _dark = cell.fault == "dns"
    spec, error, made = spec_for(cell.cloud), None, None
    client = _connect(cell, place, deadline)
    logs.lines.clear()
    memory, begin = Memory(), time.monotonic()
    try:
        made = await _asked(client, cell.verb, place["id"], spec, cell.colour)
    except Exception as caught:  # noqa: BLE001 -- (a) is about which
        error = caught
    result.seconds = time.monotonic() - begin
    result.growth_kb = memory.growth()
    result.over = result.seconds - deadline
    before = chaos("heal")
    _dark = False

    want = expected(cell)
    if error is not None and not isinstance(error, cgw.CgwError):
        wrong.append(f"(a) {type(error).__name__} left the API")
    if result.over > SLACK:
        wrong.append(f"(b) {result.over:.2f} s past the deadline")
    if result.growth_kb > GROWTH:
        wrong.append(f"(c) grew by {result.growth_kb} kB")
    tokens = before["tokens"]
    if len(set(tokens)) > 1 or before["executed"] > (cell.verb == "create" or 0) * len(tokens):
        wrong.append(f"(d) {len(tokens)} creates of {len(set(tokens))} tokens")
    if fault.answer in {"lost", "unreadable"} and cell.cloud != "alibaba" and len(tokens) > 1:
        wrong.append(f"(d) sent {len(tokens)} times to a cloud without tokens")
    got = type(error) if error else None
    if got not in want:
        names = " or ".join(kind.__name__ if kind else "success" for kind in want)
        wrong.append(f"(e) {got.__name__ if got else 'success'}, not {names}: {error}")
    wrong += [f"(f) {leak}" for leak in leaks(error, logs.lines)]
    if before["elsewhere"]:
        wrong.append("(d) followed a redirect")
    wrong += await _after(cell, client, place["id"], error, made, bool(before["executed"]), chaos)
    await _closed(client, cell.colour)
    result.wrong = wrong
    return result


async def _after(
    cell: Cell, client: Any, there: str, error: Any, made: Any, executed: bool, chaos: Remote
) -> list[str]:
    """(g) the same client on a healthy network; and an unknown create can be found out."""
    wrong: list[str] = []
    client.timeout = 10.0
    try:
        if cell.verb == "create" and isinstance(error, cgw.OutcomeUnknownError):
            found = await _found_out(error, cell.colour)
            if found is None and executed:
                wrong.append("(g) reconcile() found nothing")
            made = found
        made = made if cell.verb == "create" else None
        for _ in range(HEALTHY - 2):
            listed = await _asked(client, "list", "", None, cell.colour)
            if made is not None and made.id not in {item.id for item in listed}:
                wrong.append("(g) what was made is not listed")
                break
        other = cgw.CustomerGatewaySpec(name="other", address="203.0.113.10")
        more = await _asked(client, "create", "", other, cell.colour)
        await _asked(client, "delete", more.id, None, cell.colour)
    except Exception as unwell:  # noqa: BLE001 -- whatever it is, the client is not well
        wrong.append(f"(g) {type(unwell).__name__}: {unwell}")
    left = set(chaos("things")["ids"]) - {there}
    if len(left) > 1 or (left and (cell.verb != "create" or (made and {made.id} != left))):
        wrong.append(f"(d) {len(left)} things were left")
    return wrong


def run(cells: list[Cell]) -> list[Result]:
    """Work through cells, one after another, in this process."""
    results = list[Result]()
    with tempfile.TemporaryDirectory() as folder, names(), logged() as logs:
        chaos = Remote(Path(folder))
        try:
            for colour in COLOURS:  # load what is loaded late before memory is measured
                for cloud in CLOUDS:
                    asyncio.run(_cell(Cell("ok", "list", colour, cloud), chaos, logs))
            for cell in cells:
                results.append(asyncio.run(_cell(cell, chaos, logs)))
        finally:
            chaos.close()
    return results


def run_all(cells: list[Cell], workers: int = 4) -> list[Result]:
    """The same in several processes at once; most of a slow cell is waiting."""
    context = multiprocessing.get_context("spawn")
    parts = [cells[n::workers] for n in range(workers)]
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        return [result for part in pool.map(run, parts) for result in part]

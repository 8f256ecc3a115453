"""The emulator over HTTP: one port per cloud, on 127.0.0.1 only. Needs the extra ``emulator``.

It logs nothing of a request but its method and status: no query, body or header.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterable
from email.utils import format_datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote_plus

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from cgw.emulator import face_of
from cgw.emulator.faults import Delayed
from cgw.emulator.world import Face, World
from cgw.hooks import Provider
from cgw.plugins import registry
from cgw.policy import Lost
from cgw.wire import Request

PORT = 8800
FIRST = ("alibaba", "huawei", "tencent")
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]


def from_http(
    method: str, raw_path: str, raw_query: str, headers: dict[str, str], body: bytes
) -> Request:
    """An HTTP request as a face sees it."""
    pairs = [part.partition("=") for part in raw_query.split("&") if part]
    query = tuple((unquote_plus(name), unquote_plus(value)) for name, _, value in pairs)
    return Request(
        method,
        f"http://{headers.get('host', '')}",
        raw_path,
        "",
        query=query,
        body=body,
        headers=headers,
    )


class Cut(Response):
    """No answer: the connection is closed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 -- nothing is sent
        """Close it, and return when it is closed."""
        scope[CONNECTION].abort()
        while (await receive())["type"] != "http.disconnect":
            pass


CONNECTION = "cgw.connection"


def app(
    world: World, face: Face, pause: Callable[[float], Awaitable[Any]] = asyncio.sleep
) -> ASGIApp:
    """An ASGI application that answers as that face's cloud.

    Args:
        pause: lets the seconds pass by which an answer is to be late.
    """

    async def answer(http: HttpRequest) -> Response:
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in http.headers.raw}
        raw_path = http.scope.get("raw_path", http.url.path.encode()).decode("ascii", "replace")
        query = http.scope["query_string"].decode("ascii", "replace")
        request = from_http(http.method, raw_path, query, headers, await http.body())
        try:
            reply = await run_in_threadpool(face, request)
        except Lost:
            return Cut()
        if isinstance(reply, Delayed):
            await pause(reply.seconds)
        stamp = {"date": format_datetime(world.wall(), usegmt=True)}
        return Response(reply.body, reply.status, {**stamp, **reply.headers})

    inner = Starlette(routes=[Route("/{path:path}", answer, methods=METHODS)])

    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        # ASGI has no word for closing a connection; uvicorn's `send` belongs to what has it.
        scope[CONNECTION] = getattr(getattr(send, "__self__", None), "transport", None)
        await inner(scope, receive, send)

    return outer


def ports(names: Iterable[str], port: int = PORT) -> dict[str, int]:
    """Each provider's port: ours first and fixed, others after them in alphabetical order."""
    others = sorted(set(names) - set(FIRST))
    fixed = {name: port + offset for offset, name in enumerate((*FIRST, *others))}
    return {name: fixed[name] for name in fixed if name in set(names)}


class Server:
    """Every cloud of a world, served from a thread.

    Args:
        world: the state behind them.
        port: the first port; 0 takes free ones.
        providers: names to serve; None means every installed one that has a face.
        pause: lets the seconds pass by which an answer is to be late (`World.latency`, ``slow``);
            None lets real ones pass, until the server stops.

    Attributes:
        world: as given; its faults strike here too.
        urls: provider name -> address.
    """

    def __init__(
        self,
        world: World,
        *,
        port: int = 0,
        providers: Iterable[str] | None = None,
        pause: Callable[[float], Awaitable[Any]] | None = None,
    ) -> None:
        found = registry().providers()
        names = [n for n, p in found.items() if p.face] if providers is None else list(providers)
        self.world, self._pause = world, pause or self._hold
        self._stopping = False
        self._servers: list[tuple[uvicorn.Server, socket.socket]] = []
        self.urls: dict[str, str] = {}
        wanted = ports(names, port) if port else dict.fromkeys(names, 0)
        try:
            for name, number in wanted.items():
                self._open(found[name] if name in found else registry().provider(name), number)
        except BaseException:
            self._close_sockets()
            raise
        self._thread: threading.Thread | None = None

    def _open(self, provider: Provider, port: int) -> None:
        application = app(self.world, face_of(self.world, provider), self._pause)
        # The protocol by name: only then asyncio sends small answers at once (TCP_NODELAY).
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind(("127.0.0.1", port))
        except OSError:
            bound.close()
            raise
        bound.listen(512)
        config = uvicorn.Config(
            application,
            log_level="critical",
            access_log=False,
            server_header=False,
            date_header=False,  # the world's wall clock fills it
            lifespan="off",
        )
        self._servers.append((uvicorn.Server(config), bound))
        self.urls[provider.name] = f"http://127.0.0.1:{bound.getsockname()[1]}"

    async def _hold(self, seconds: float) -> None:
        """Let them pass in slices: whoever stops the server does not wait for what is slow."""
        end = time.monotonic() + seconds
        while not self._stopping and (left := end - time.monotonic()) > 0:  # noqa: ASYNC110 -- `stop` is called from another thread
            await asyncio.sleep(min(left, 0.1))

    def _close_sockets(self) -> None:
        for _, bound in self._servers:
            bound.close()

    def __enter__(self) -> Self:
        return self.start()

    def start(self) -> Self:
        """Serve from a thread of its own; returns when every port answers."""
        self._thread = threading.Thread(target=self.run, daemon=True, name="cgw-emulator")
        self._thread.start()
        while not all(server.started for server, _ in self._servers):
            if not self._thread.is_alive():
                raise RuntimeError("the emulator did not start")
            threading.Event().wait(0.01)
        return self

    def run(self, ready: Callable[[], Any] | None = None) -> None:
        """Serve in this thread until `stop`; ``ready`` is called once every port answers."""

        async def serve_all() -> None:
            tasks = [
                asyncio.ensure_future(server._serve([bound]))  # noqa: SLF001 -- serve() would take over the process's signals
                for server, bound in self._servers
            ]
            while not all(s.started for s, _ in self._servers):  # noqa: ASYNC110 -- uvicorn has a flag, no event
                await asyncio.sleep(0.01)
            if ready:
                ready()
            await asyncio.gather(*tasks)

        asyncio.run(serve_all())

    def stop(self) -> None:
        """Stop serving; open requests are answered first, late ones at once."""
        self._stopping = True
        for server, _ in self._servers:
            server.should_exit = True
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join(10)
        self._close_sockets()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

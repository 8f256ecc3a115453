"""A server on this machine that writes down what it was sent, byte by byte, and answers in full."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest

from cgw.wire import Reply, Request

Answer = Callable[[Request], Reply]


@dataclass(frozen=True)
class Captured:
    """One request as it stood on the wire.

    Attributes:
        target: path and query of the request line.
        headers: names in lower case.
    """

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(self.target.partition("?")[2], keep_blank_values=True)

    def request(self) -> Request:
        """As a face takes it."""
        host = "http://" + self.headers.get("host", "")
        query = tuple(self.query)
        return Request(self.method, host, self.path, "", query, self.body, self.headers)

    def content(self) -> Any:
        """The body: JSON, or the pairs of a form."""
        if not self.body:
            return {}
        if "json" in self.headers.get("content-type", ""):
            return json.loads(self.body)
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass
class Tap:
    """The server. ``answer`` says what comes back."""

    answer: Answer = lambda _: Reply(500, b"", {})
    seen: list[Captured] = field(default_factory=list)
    port: int = 0


@contextmanager
def tapped() -> Iterator[Tap]:
    """A running server, for the length of a ``with`` block."""
    tap = Tap()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            size = int(self.headers.get("content-length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            seen = Captured(self.command, self.path, headers, self.rfile.read(size))
            tap.seen.append(seen)
            reply = tap.answer(seen.request())
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815 -- the base class's names

        def log_message(self, *_: Any) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    tap.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield tap
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def everywhere(port: int) -> Iterator[None]:
    """Every name leads to that port of this machine; what connects does not know."""
    patch = pytest.MonkeyPatch()

    def here(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    patch.setattr(socket, "getaddrinfo", here)
    try:
        yield
    finally:
        patch.undo()

"""A server that says back what it was asked, in a process of its own, and clients of it."""

from __future__ import annotations

import contextlib
import multiprocessing
import re
import socket
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

import toy

from cgw._http import AsyncTransport, Transport
from cgw.aio import AsyncClient
from cgw.client import Client
from cgw.engine import Engine, Retry
from cgw.models import CustomerGateway, State
from cgw.settings import Http
from cgw.wire import Request


def _serve(pipe: Connection, pause: float) -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    pipe.send(listener.getsockname()[1])
    while True:
        peer, _ = listener.accept()
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_one, args=(peer, pause), daemon=True).start()


def _one(peer: socket.socket, pause: float) -> None:
    data = b""
    with contextlib.suppress(OSError), peer:
        while True:
            while b"\r\n\r\n" not in data:
                if not (chunk := peer.recv(65536)):
                    return
                data += chunk
            head, _, data = data.partition(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", head)
            need = int(length[1]) if length else 0
            while len(data) < need:
                data += peer.recv(65536)
            data = data[need:]
            if pause:
                time.sleep(pause)
            body = b'{"id":"%s"}' % head.split(b" ")[1].rsplit(b"/", 1)[-1]
            peer.sendall(b"HTTP/1.1 200 X\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body))


@contextlib.contextmanager
def echoing(pause: float = 0.0) -> Iterator[str]:
    """Its address."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, pause), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        process.terminate()
        process.join()


class _Gateways(toy.Gateways):
    """Tells what the answer says, not what was asked."""

    def __init__(self, url: str) -> None:
        self._url = url

    def get(self, id: str) -> Any:
        reply = yield Request("GET", self._url, f"/things/{id}", "Get", safe=True)
        return CustomerGateway(
            id=reply.json["id"], provider="toy", region="r", state=State.AVAILABLE
        )

    def delete(self, id: str) -> Any:
        yield Request(
            "DELETE", self._url, f"/things/{id}", "Delete", safe=True, writes=True, serial="gateway"
        )


def _engine(url: str) -> Engine:
    adapter = toy.Toy()
    adapter.customer_gateways = _Gateways(url)
    return Engine(adapter, toy.Keys(), Retry(attempts=1))


def client(url: str, connections: int = 10) -> Client:
    """A blocking client."""
    return Client(_engine(url), Transport(Http(max_connections=connections)), timeout=30.0)


def async_client(url: str, connections: int = 10) -> AsyncClient:
    """An awaiting one."""
    return AsyncClient(
        _engine(url), AsyncTransport(Http(max_connections=connections)), timeout=30.0
    )

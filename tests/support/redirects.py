"""A server that sends everybody elsewhere, and one that writes down who comes."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import anyio

from cgw._http import AsyncTransport, Transport
from cgw.engine import Send
from cgw.settings import Http
from cgw.wire import Request

CODES = (301, 302, 303, 307, 308)
CREDENTIALS = (
    "authorization", "x-tc-token", "x-security-token", "x-auth-token", "x-acs-security-token",
)  # fmt: skip


@contextlib.contextmanager
def elsewhere(code: int = 307) -> Iterator[tuple[str, list[bytes]]]:
    """The address of the first, and what the second got."""
    first, second = socket.create_server(("127.0.0.1", 0)), socket.create_server(("127.0.0.1", 0))
    got: list[bytes] = []
    target = f"http://localhost:{second.getsockname()[1]}/"
    state = {"code": code}

    def catch() -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = second.accept()
                with peer:
                    peer.settimeout(2)
                    got.append(peer.recv(65536))
                    peer.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")

    def send_away() -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = first.accept()
                with contextlib.suppress(OSError), peer:
                    peer.settimeout(2)
                    data = peer.recv(65536)
                    wanted = data[:-1].decode("latin-1").split(" ")[1].strip("/")
                    number = int(wanted) if wanted.isdigit() else state["code"]
                    head = f"HTTP/1.1 {number} X\r\nlocation: {target}\r\ncontent-length: 0\r\n"
                    peer.sendall(f"{head}connection: close\r\n\r\n".encode())

    for run in (catch, send_away):
        threading.Thread(target=run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{first.getsockname()[1]}", got
    finally:
        for listener in (first, second):
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()


def followed() -> tuple[int, int]:
    """Bytes that reached the second host, and answers that were not the redirect itself."""
    odd = 0

    def asked(url: str, code: int, header: str) -> Request:
        headers = {header: "canary", "content-type": "application/json"}
        return Request("POST", url, f"/{code}", "X", body=b'{"psk":"canary"}', headers=headers)

    with elsewhere() as (url, got):
        blocking = Transport(Http())
        for code in CODES:
            for header in CREDENTIALS:
                odd += blocking.send(Send(asked(url, code, header), 5.0)).status != code

        async def awaiting() -> int:
            transport, wrong = AsyncTransport(Http()), 0
            for code in CODES:
                for header in CREDENTIALS:
                    reply = await transport.send(Send(asked(url, code, header), 5.0))
                    wrong += reply.status != code
            return wrong

        odd += anyio.run(awaiting)
        blocking.close()
        return sum(map(len, got)), odd

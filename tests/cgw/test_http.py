"""The transport: bounded, without redirects, and honest about what left this machine."""

from __future__ import annotations

import gzip
import logging
import re
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import anyio
import pytest

from cgw._deadline import Backend
from cgw._http import AsyncTransport, Transport, proxy_for
from cgw.engine import Lost, Send
from cgw.settings import Http
from cgw.wire import Reply, Request


def whole_request(peer: socket.socket) -> bytes:
    """One request, with its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (chunk := peer.recv(65536)):
            break
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    wanted = re.search(rb"content-length: (\d+)", head.lower())
    while wanted and len(body) < int(wanted[1]):
        body += peer.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def serving(answer: Callable[[socket.socket, bytes], Any]) -> Iterator[str]:
    """A server that does with each connection's first request what ``answer`` says."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(peer: socket.socket) -> None:
        peer.settimeout(5)
        with peer, suppress(OSError):
            answer(peer, whole_request(peer))

    def run() -> None:
        with suppress(OSError):
            while True:
                peer, _ = listener.accept()
                threading.Thread(target=serve, args=(peer,), daemon=True).start()

    threading.Thread(target=run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def reply(body: bytes, head: str = "") -> Callable[[socket.socket, bytes], None]:
    def answer(peer: socket.socket, _: bytes) -> None:
        text = f"HTTP/1.1 200 OK\r\ncontent-length: {len(body)}\r\n{head}\r\n"
        peer.sendall(text.encode() + body)

    return answer


def blocking(request: Request, http: Http, timeout: float) -> Reply:
    transport = Transport(http)
    try:
        return transport.send(Send(request, timeout))
    finally:
        transport.close()


def awaiting(request: Request, http: Http, timeout: float) -> Reply:
    async def run() -> Reply:
        transport = AsyncTransport(http)
        try:
            return await transport.send(Send(request, timeout))
        finally:
            await transport.close()

    return anyio.run(run)


BOTH = pytest.mark.parametrize("send", [blocking, awaiting])


def ask(url: str, **more: Any) -> Request:
    return Request("GET", url, "/", "Get", **{"safe": True, **more})


@BOTH
def test_bytes_travel_unchanged(send: Any) -> None:
    """Path, query, headers and body arrive byte for byte as they were made."""
    seen: list[bytes] = []

    def answer(peer: socket.socket, data: bytes) -> None:
        seen.append(data)
        reply(b"{}")(peer, data)

    with serving(answer) as url:
        request = Request(
            "POST",
            url,
            "/a%2Fb/%E6%B5%8B",
            "Get",
            query=(("b", "x y+z*~"), ("a", ""), ("a", "1")),
            body=b'{"k":"v"}',
            headers={"x-one": "1", "content-type": "application/json"},
        )
        assert send(request, Http(), 5).status == 200
    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /a%2Fb/%E6%B5%8B?a=&a=1&b=x%20y%2Bz%2A~ HTTP/1.1\r\n")
    assert body == b'{"k":"v"}'
    assert b"\r\nx-one: 1\r\n" in head + b"\r\n"
    assert b"connection: close" in head  # it writes: no kept-alive connection


@BOTH
@pytest.mark.parametrize(
    ("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("identity", bytes)]
)
def test_compressed_answers_are_read(send: Any, coding: str, pack: Any) -> None:
    """gzip and deflate are inflated although identity was asked for."""
    body = b'{"a": 1}' * 50
    with serving(reply(pack(body), f"content-encoding: {coding}\r\n")) as url:
        assert send(ask(url), Http(), 5).body == body


@BOTH
def test_a_bomb_is_given_up(send: Any) -> None:
    """An answer that inflates past the cap ends early, as no usable answer."""
    bomb = gzip.compress(bytes(50_000_000))
    with serving(reply(bomb, "content-encoding: gzip\r\n")) as url:
        with pytest.raises(Lost) as caught:
            send(ask(url), Http(max_response_bytes=1_000_000), 10)
        assert caught.value.sent


@BOTH
def test_cut_answers_are_no_answers(send: Any) -> None:
    """Truncated gzip, a short body and a reset are lost answers, not values."""
    half = gzip.compress(b'{"a": 1}' * 50)[:-10]

    def short(peer: socket.socket, _: bytes) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{}")

    for answer in (reply(half, "content-encoding: gzip\r\n"), short, lambda peer, _: peer.close()):
        with serving(answer) as url, pytest.raises(Lost) as caught:
            send(ask(url), Http(), 5)
        assert caught.value.sent


def test_writes_travel_alone() -> None:
    """A write never goes out on a connection that a read has kept alive."""
    seen: list[bytes] = []

    def answer(peer: socket.socket, data: bytes) -> None:
        for _ in range(3):
            seen.append(data[:4])
            reply(b"{}")(peer, data)
            data = peer.recv(65536)
            if not data:
                return
        raise AssertionError("a third request on one connection")

    with serving(answer) as url:
        transport = Transport(Http())
        connections = []
        for method in ("GET", "POST", "GET"):
            request = Request(method, url, "/", "X", safe=method == "GET")
            transport.send(Send(request, 5))
            pool = transport._pools.of(request)._pool
            connections.append(len(pool.connections))
        transport.close()
    assert connections == [1, 0, 1]


@BOTH
def test_redirects_are_not_followed(send: Any) -> None:
    """A redirect is an answer like any other; nothing goes to the second host."""

    def answer(peer: socket.socket, _: bytes) -> None:
        peer.sendall(
            b"HTTP/1.1 307 T\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n"
        )

    with serving(answer) as url:
        assert send(ask(url), Http(), 5).status == 307


@BOTH
def test_nobody_there_is_proven_unsent(send: Any) -> None:
    """A refused connection is proof that nothing was sent."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Lost) as caught:
        send(ask(f"http://127.0.0.1:{port}"), Http(), 5)
    assert not caught.value.sent


@BOTH
def test_silence_is_not_proof(send: Any) -> None:
    """A server that accepts and never answers may have executed the request."""
    with serving(lambda *_: time.sleep(1)) as url, pytest.raises(Lost) as caught:
        send(ask(url), Http(), 0.2)
    assert caught.value.sent


@BOTH
def test_dripping_answers_end_at_the_deadline(send: Any) -> None:
    """One byte at a time does not stretch the total deadline."""

    def answer(peer: socket.socket, _: bytes) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        for _ in range(40):
            peer.sendall(b"x")
            time.sleep(0.1)

    with serving(answer) as url:
        begin = time.monotonic()
        with pytest.raises(Lost):
            send(ask(url), Http(), 0.5)
        assert time.monotonic() - begin < 0.75


def test_nothing_of_a_request_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """No query, header or body reaches a log, at any level, of any library."""
    caplog.set_level(logging.DEBUG)
    with serving(reply(b'{"psk": "canary-2"}', "x-token: canary-3\r\n")) as url:
        request = Request(
            "POST",
            url,
            "/",
            "Get",
            query=(("Psk", "canary-1"),),
            body=b"canary-4",
            headers={"authorization": "canary-5"},
        )
        blocking(request, Http(), 5)
        awaiting(request, Http(), 5)
    assert "canary" not in caplog.text


def test_the_network_is_still_bounded() -> None:
    """The private attribute by which the deadline reaches the sockets is still there and used."""
    transport = Transport(Http())
    made = transport._pools.of(ask("http://127.0.0.1:1"))
    assert isinstance(made._pool._network_backend, Backend)
    transport.close()


def test_proxies_are_taken_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment's proxy counts only with ``"env"``; never to this machine."""
    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    assert proxy_for(None, "https://a.example") is None
    assert proxy_for("env", "https://a.example") == "http://proxy:3128"
    assert proxy_for("env", "http://127.0.0.1:1") is None
    assert proxy_for("http://p:1", "https://a.example") == "http://p:1"
    assert "secret" not in repr(Http(proxy="http://user:secret@p:1"))

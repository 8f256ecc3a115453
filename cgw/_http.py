"""The only module that knows the HTTP library. Swap it here.

Requests go through httpx's transports, not its clients: no redirects, no cookies, no URL in a log,
and about half the work per call. One transport (one pool) per address, one TLS context per process.
"""

from __future__ import annotations

import logging
import os
import ssl
import threading
import time
import urllib.request
import zlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast
from urllib.parse import urlsplit

import anyio
import anyio.lowlevel
import httpx

from cgw import __version__
from cgw._deadline import DEADLINE, bounded
from cgw.adapter import LOOPBACK
from cgw.engine import Lost, Send
from cgw.judging import changes
from cgw.policy import Gate, renew_after_fork
from cgw.settings import Http
from cgw.wire import Reply, Request

STEP = 65_536  # bytes that are inflated at once
X = TypeVar("X", httpx.HTTPTransport, httpx.AsyncHTTPTransport)

_CONNECTING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
# What a request may fail with; a tape without it, or a test that blocks the network, is heard.
FAILURES = (httpx.TransportError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError)
_ours: ContextVar[bool] = ContextVar("cgw_request", default=False)


class _Quiet(logging.Filter):
    """httpcore logs the headers of answers, and one of them is Huawei Cloud's token.

    Only while a request of ours is under way: other users of httpx keep their logs.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        return not (_ours.get() and "headers" in record.getMessage())


for _name in ("connection", "http11", "http2", "proxy", "socks"):
    logging.getLogger(f"httpcore.{_name}").addFilter(_Quiet())

_context_lock = threading.Lock()
_contexts: dict[str | None, ssl.SSLContext] = {}


def tls_context(ca_file: str | None) -> ssl.SSLContext:
    """The process's one TLS context for that file of trusted authorities (None: certifi's)."""
    with _context_lock:
        if ca_file not in _contexts:
            made = (
                httpx.create_ssl_context(trust_env=False)
                if ca_file is None
                else ssl.create_default_context(cafile=ca_file)
            )
            _contexts[ca_file] = made
        return _contexts[ca_file]


# ---------------------------------------------------------------- to httpx and from it


@dataclass(slots=True)
class Proof:
    """What httpx's trace tells of one attempt: whether a byte of our request left."""

    begun: bool = False
    traced: bool = False
    sent: bool = False

    def see(self, name: str, info: Mapping[str, Any]) -> None:
        """Note one trace event. A proxy's CONNECT is not our request."""
        self.traced = True
        if name.endswith("send_request_headers.started"):
            request = info.get("request")
            self.sent = self.sent or getattr(request, "method", b"") != b"CONNECT"

    async def see_async(self, name: str, info: Mapping[str, Any]) -> None:
        """`see`, for the asynchronous transport."""
        self.see(name, info)

    def lost(self, error: BaseException) -> Lost:
        """What a failure means. "Not sent" needs a connect-phase error and a silent trace."""
        connecting = isinstance(error, _CONNECTING)
        proven = connecting and not self.sent and (self.traced or _is_pool(error))
        certificate = "CERTIFICATE_VERIFY_FAILED" in str(error)
        return Lost(_described(error), sent=not proven, final=certificate)

    def late(self) -> Lost:
        """What running out of time means: nothing left if nothing began, or the trace says so."""
        proven = not self.begun or (self.traced and not self.sent)
        return Lost("no answer within the time given", sent=not proven)


def _described(error: BaseException) -> str:
    """The error in words that quote nothing of the answer: h11 shows a bad header as it is."""
    text = str(error) if isinstance(error, httpx.TransportError) else ""
    text = text.split(":")[0] if isinstance(error, httpx.ProtocolError) else text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _is_pool(error: BaseException) -> bool:
    return isinstance(error, httpx.PoolTimeout | httpx.UnsupportedProtocol)


def to_httpx(send: Send, http: Http, trace: Callable[..., Any]) -> httpx.Request:
    """A ready-made URL and bytes: what the signer hashed is what is sent."""
    request = send.request
    headers = {
        "host": request.host,
        "user-agent": f"cgw/{__version__} {http.user_agent}".strip(),
        "accept-encoding": "identity",  # a capped body is only capped if nobody inflates it for us
        **request.headers,
    }
    if request.body or request.method in ("POST", "PUT"):
        headers["content-length"] = str(len(request.body))
    if changes(request):
        # A kept-alive connection may just be closing, and nobody can tell then what was executed.
        headers["connection"] = "close"
    times = dict.fromkeys(("connect", "read", "write", "pool"), send.timeout)
    return httpx.Request(
        request.method,
        request.url,
        headers=headers,
        content=request.body,
        extensions={"timeout": times, "trace": trace},
    )


class Body:
    """Collects a reply's bytes, inflating gzip and deflate, and never more than allowed."""

    def __init__(self, response: httpx.Response, most: int) -> None:
        coding = response.headers.get("content-encoding", "identity").strip().lower()
        self._inflate: Any = None
        if coding in ("gzip", "x-gzip", "deflate"):
            self._inflate = zlib.decompressobj(47 if coding != "deflate" else 15)
        elif coding not in ("", "identity"):
            raise Lost(f"an answer in the unknown coding {coding[:20]!r}", sent=True)
        declared = response.headers.get("content-length", "")
        self._declared = int(declared) if declared.isdigit() else None
        self._most, self._raw, self._parts, self._size = most, 0, list[bytes](), 0

    def add(self, chunk: bytes) -> None:
        """Take the next raw chunk."""
        self._raw += len(chunk)
        if self._raw > self._most:
            raise Lost(f"an answer of more than {self._most} bytes", sent=True)
        if self._inflate is None:
            self._parts.append(chunk)
            return
        while chunk and not self._inflate.eof:
            try:
                part = self._inflate.decompress(chunk, STEP)
            except zlib.error:
                raise Lost("an answer whose compression is broken", sent=True) from None
            self._size += len(part)
            if self._size > self._most:
                raise Lost(f"an answer of more than {self._most} bytes", sent=True)
            self._parts.append(part)
            chunk = self._inflate.unconsumed_tail

    def bytes(self) -> bytes:
        """All of it."""
        if self._inflate is not None and self._raw and not self._inflate.eof:
            raise Lost("an answer that was cut off", sent=True)
        if self._declared is not None and self._raw < self._declared:
            raise Lost("an answer that was cut off", sent=True)
        return b"".join(self._parts)


def to_reply(response: httpx.Response, body: bytes) -> Reply:
    """Our reply."""
    return Reply(response.status_code, body, {k.lower(): v for k, v in response.headers.items()})


# ---------------------------------------------------------------- transports


class Pools(Generic[X]):
    """One transport per address, made on first use, and again in another home.

    Args:
        home: what connections cannot leave: a process, or an event loop.
    """

    def __init__(self, http: Http, make: Callable[..., X], home: Callable[[], object]) -> None:
        self.http = http
        self._make: Callable[..., X] = make
        self._open: dict[tuple[str, bool], X] = {}
        self._home, self._at = home, home()
        self._renew()
        renew_after_fork(self)

    def _renew(self) -> None:
        """In a forked child: a lock that nobody holds."""
        self._lock = threading.Lock()

    def of(self, request: Request) -> X:
        """The transport for that request's address."""
        with self._lock:
            if self._at != (here := self._home()):
                # A parent's sockets are neither used nor closed here, an old loop's are no use.
                self._open, self._at = {}, here
            key = (request.endpoint, changes(request))
            found = self._open.get(key)
            if found is None:
                found = self._open[key] = self._new(*key)
            return found

    def forget(self, request: Request) -> None:
        """Use the transport of that address no more; whoever is using it may go on."""
        with self._lock:
            self._open.pop((request.endpoint, changes(request)), None)

    def _new(self, endpoint: str, fresh: bool) -> X:
        most = self.http.max_connections
        return self._make(
            verify=tls_context(self.http.ca_file),
            trust_env=False,
            limits=httpx.Limits(
                max_connections=most, max_keepalive_connections=0 if fresh else most
            ),
            proxy=proxy_for(self.http.proxy, endpoint),
            retries=0,
        )

    def drain(self) -> list[X]:
        """Every open transport, forgotten here."""
        with self._lock:
            found, self._open = list(self._open.values()), {}
            return found if self._at == self._home() else []


def proxy_for(proxy: str | None, endpoint: str) -> str | None:
    """The proxy to use: none to this machine, the environment's only if asked for."""
    parts = urlsplit(endpoint)
    if proxy is None or parts.hostname in LOOPBACK:
        return None
    if proxy != "env":
        return proxy
    if urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    return urllib.request.getproxies().get(parts.scheme)


@dataclass(eq=False)
class Transport:
    """Sends one request and gives the reply, blocking."""

    http: Http
    _pools: Pools[httpx.HTTPTransport] = field(init=False)

    def __post_init__(self) -> None:
        make = lambda **how: bounded(httpx.HTTPTransport(**how))  # noqa: E731 -- it is short
        self._pools = Pools(self.http, make, os.getpid)
        # httpx 0.28's pool closes connections in use when more threads come than it has places.
        self._gate = Gate(self.http.max_connections)

    def send(self, send: Send) -> Reply:
        """Do it.

        Errors:
            Lost: no usable answer.
        """
        end = time.monotonic() + send.timeout
        place = self._gate.enter(send.timeout)
        if place is None:
            raise Lost("every connection was in use all the time there was", sent=False)
        try:
            done = self._send(send, end)
        finally:
            self._gate.leave(place)
            del place
        if isinstance(done, Lost):
            raise done  # here, where no error of the library hangs on it, request and all
        return done

    def _send(self, send: Send, end: float) -> Reply | Lost:
        proof = Proof()
        deadline, ours = DEADLINE.set(end), _ours.set(True)
        try:
            request = to_httpx(send, self.http, proof.see)
            response = self._pools.of(send.request).handle_request(request)
            try:
                body = Body(response, self.http.max_response_bytes)
                for chunk in cast("Iterator[bytes]", response.stream):
                    body.add(chunk)
            finally:
                response.close()
            return to_reply(response, body.bytes())
        except Lost as lost:
            return lost.with_traceback(None)
        except FAILURES as error:
            return proof.lost(error)
        except BaseException:  # Ctrl-C: what the pool was doing at that moment stays undone
            self._pools.forget(send.request)
            raise
        finally:
            _ours.reset(ours)
            DEADLINE.reset(deadline)

    def close(self) -> None:
        """Close every connection."""
        for transport in self._pools.drain():
            transport.close()


@dataclass(eq=False)
class AsyncTransport:
    """Sends one request and gives the reply, awaiting."""

    http: Http
    _pools: Pools[httpx.AsyncHTTPTransport] = field(init=False)

    def __post_init__(self) -> None:
        self._pools = Pools(self.http, httpx.AsyncHTTPTransport, _loop)
        self._gates: dict[object, anyio.Semaphore] = {}

    def _gate(self) -> anyio.Semaphore:
        """The gate of the event loop that is running.

        httpx 0.28's pool deadlocks when many waiting calls are cancelled at once: never let one
        wait there. Source: encode/httpcore issue 1093.
        """
        here = _loop()
        if here not in self._gates:
            self._gates = {here: anyio.Semaphore(self.http.max_connections)}
        return self._gates[here]

    async def send(self, send: Send) -> Reply:
        """Do it.

        Errors:
            Lost: no usable answer.
        """
        proof = Proof()
        done: Reply | Lost | None = None
        ours = _ours.set(True)
        try:
            with anyio.move_on_after(max(send.timeout, 0.0)):
                async with self._gate():
                    done = await self._send(send, proof)
        finally:
            _ours.reset(ours)
        if done is None:
            done = proof.late()
        if isinstance(done, Lost):
            raise done
        return done

    async def _send(self, send: Send, proof: Proof) -> Reply | Lost:
        try:
            request = to_httpx(send, self.http, proof.see_async)
            proof.begun = True
            response = await self._pools.of(send.request).handle_async_request(request)
            try:
                body = Body(response, self.http.max_response_bytes)
                async for chunk in cast("AsyncIterator[bytes]", response.stream):
                    body.add(chunk)
            finally:
                await response.aclose()
            return to_reply(response, body.bytes())
        except Lost as lost:
            return lost.with_traceback(None)
        except FAILURES as error:
            return proof.lost(error)

    async def close(self) -> None:
        """Close every connection."""
        for transport in self._pools.drain():
            await transport.aclose()


def _loop() -> object:
    """The process, and the event loop if one is running."""
    try:
        return os.getpid(), anyio.lowlevel.current_token()
    except RuntimeError:
        return os.getpid(), None

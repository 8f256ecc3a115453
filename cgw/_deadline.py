"""One deadline for everything a blocking request does, where httpx bounds each socket call alone.

An answer that drips a byte a second never breaks a timeout of two seconds per read. Here every
connect, read and write gets what is left of the call. httpcore's backend is put in place by a
private attribute of httpx's transport; a test holds that it still is one.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

import httpcore
import httpx

DEADLINE: ContextVar[float] = ContextVar("cgw_deadline")
"""When the request under way has to be over, in `time.monotonic` seconds."""


def _left(timeout: float | None, late: type[Exception]) -> float | None:
    end = DEADLINE.get(None)
    if end is None:
        return timeout
    left = end - time.monotonic()
    if left <= 0:
        raise late("no time is left")
    return left if timeout is None else min(timeout, left)


class Stream(httpcore.NetworkStream):
    """A stream whose every call ends by the deadline."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read."""
        return self._inner.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write."""
        self._inner.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Close."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Shake hands."""
        left = _left(timeout, httpcore.ConnectTimeout)
        return Stream(self._inner.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        """What the stream knows."""
        return self._inner.get_extra_info(info)


class Backend(httpcore.NetworkBackend):
    """Makes such streams."""

    def __init__(self, inner: httpcore.NetworkBackend) -> None:
        self._inner = inner

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect."""
        left = _left(timeout, httpcore.ConnectTimeout)
        return Stream(self._inner.connect_tcp(host, port, left, local_address, socket_options))

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect; httpx uses it only if told to, and nobody tells it."""
        raise NotImplementedError

    def sleep(self, seconds: float) -> None:
        """Pause."""
        self._inner.sleep(seconds)


def bounded(transport: httpx.HTTPTransport) -> httpx.HTTPTransport:
    """The same transport, its network bounded by `DEADLINE`."""
    pool: Any = transport._pool  # noqa: SLF001 -- httpx 0.28 has no public way in
    pool._network_backend = Backend(pool._network_backend)  # noqa: SLF001 -- see above
    return transport

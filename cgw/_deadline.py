"""One deadline for everything a blocking request does, where httpx bounds each socket call alone.

An answer that drips a byte a second never breaks a timeout of two seconds per read. Here every
connect, read and write gets what is left of the call. httpcore's backend is put in place by a
private attribute of httpx's transport; a test holds that it still is one.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable
from contextvars import ContextVar
from ipaddress import ip_address
from typing import Any

import httpcore
import httpx

from cgw.policy import within

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
        """Connect to the first of the name's addresses that answers.

        Left to itself, every address gets all the time there is, one after another, and the look-up
        any time it likes. Here they share what is left.
        """
        failed: Exception = httpcore.ConnectError("the name has no address")
        addresses = addresses_of(host, port, _left(timeout, httpcore.ConnectTimeout))
        for tried, address in enumerate(addresses):
            left = _left(timeout, httpcore.ConnectTimeout)
            share = left and left / (len(addresses) - tried)
            try:
                return Stream(
                    self._inner.connect_tcp(address, port, share, local_address, socket_options)
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed

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


def addresses_of(host: str, port: int, timeout: float | None) -> list[str]:
    """The addresses of a name, looked up in a thread of its own: nothing else can end a look-up.

    Errors:
        httpcore.ConnectError: there is no such name.
        httpcore.ConnectTimeout: nobody answered in time. The thread goes on until the system's
            resolver gives up, and holds nothing up meanwhile.
    """
    try:
        return [str(ip_address(host))]
    except ValueError:
        pass

    def look_up() -> list[str] | str:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            return str(error) if isinstance(error, OSError) else "no name at all"
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    found = within(timeout, look_up)
    if found is None:
        raise httpcore.ConnectTimeout("the name was not found in time")
    if isinstance(found, str):
        raise httpcore.ConnectError(found)
    return found


def bounded(transport: httpx.HTTPTransport) -> httpx.HTTPTransport:
    """The same transport, its network bounded by `DEADLINE`."""
    pool: Any = transport._pool  # noqa: SLF001 -- httpx 0.28 has no public way in
    pool._network_backend = Backend(pool._network_backend)  # noqa: SLF001 -- see above
    return transport

"""The 53 ways in which an answer goes wrong, or (four of them) does not.

Each is told a `Peer`: a connection whose request was read, and the cloud behind it. ``answer`` says
what the caller is to see of it:

ok           the verb succeeds
unsent       nothing left the machine: TransportError for every verb
lost         no usable answer: TransportError for a read, OutcomeUnknownError for a write
unreadable   an answer that says nothing: ServiceError for a read, OutcomeUnknownError for a write
throttled    a refusal that did nothing: ThrottledError
"""

from __future__ import annotations

import gzip
import json
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal, Protocol

from cgw.wire import Reply

Answer = Literal["ok", "unsent", "lost", "unreadable", "throttled"]
PATIENCE = 3.0  # seconds that the slow ones take at least


class Peer(Protocol):
    """The other end of one connection."""

    socket: socket.socket
    port: int

    def ask(self) -> Reply:
        """Have the cloud do what was asked, and give its answer (never an empty one)."""

    def throttled(self) -> bytes:
        """What this cloud says of too many requests; nothing is done."""


@dataclass(frozen=True)
class Fault:
    """One of them.

    Attributes:
        group: see the fault matrix.
        answer: what the caller sees.
        slow: True if only a deadline ends it.
        or_unsent: True if it may come before the connection is made, by chance.
    """

    name: str
    group: str
    does: Callable[[Peer], None] | None
    answer: Answer
    slow: bool = False
    or_unsent: bool = False


FAULTS: dict[str, Fault] = {}


def _fault(group: str, answer: Answer, *, slow: bool = False) -> Callable[..., None]:
    def keep(does: Callable[[Peer], None]) -> None:
        name = does.__name__
        FAULTS[name] = Fault(name, group, does, answer, slow)

    return keep


for _name, _slow in (
    ("refused", False),
    ("dns", False),
    ("tls_rst", False),
    ("tls_stall", True),
    ("plain_on_tls", False),
    ("wrong_name", False),
    ("unknown_ca", False),
    ("dead_proxy", False),
):
    FAULTS[_name] = Fault(_name, "connect", None, "unsent", _slow)


# ---------------------------------------------------------------- bytes


def head(reply: Reply, extra: str = "", *, length: int | None = None, proto: str = "1.1") -> bytes:
    """Status line and headers."""
    lines = [f"HTTP/{proto} {reply.status} X"]
    lines += [f"{name}: {value}" for name, value in (reply.headers or {}).items()]
    if length is not None:
        lines.append(f"content-length: {length}")
    return ("\r\n".join(lines) + "\r\n" + extra + "connection: close\r\n\r\n").encode()


def whole(reply: Reply, extra: str = "") -> bytes:
    """A good answer."""
    return head(reply, extra, length=len(reply.body)) + reply.body


def chunked(reply: Reply) -> bytes:
    """The same in one chunk, without its end."""
    start = head(reply, "transfer-encoding: chunked\r\n")
    return start + b"%x\r\n%s\r\n" % (len(reply.body), reply.body)


def instead(reply: Reply, body: bytes, kind: str = "application/json", status: int = 200) -> Reply:
    """The same answer with another body."""
    return Reply(status, body, {**reply.headers, "content-type": kind})


def with_member(reply: Reply, member: bytes) -> Reply:
    """The same object with one more member, as raw bytes."""
    return instead(reply, reply.body.rstrip()[:-1] + b"," + member + b"}", status=reply.status)


def reset(peer: Peer) -> None:
    """Close without a farewell."""
    peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.socket.close()


def drip(peer: Peer, data: bytes, pause: float) -> None:
    """A byte at a time."""
    for byte in data:
        time.sleep(pause)
        peer.socket.sendall(bytes([byte]))


# ---------------------------------------------------------------- nothing wrong


@_fault("control", "ok")
def ok(peer):
    peer.socket.sendall(whole(peer.ask()))


@_fault("control", "ok")
def chunked_ok(peer):
    peer.socket.sendall(chunked(peer.ask()) + b"0\r\n\r\n")


@_fault("control", "ok")
def gzip_ok(peer):
    reply = peer.ask()
    packed = Reply(reply.status, gzip.compress(reply.body), reply.headers)
    peer.socket.sendall(whole(packed, "content-encoding: gzip\r\n"))


@_fault("control", "ok")
def http10_no_length(peer):
    reply = peer.ask()
    peer.socket.sendall(head(reply, proto="1.0") + reply.body)


# ---------------------------------------------------------------- dropped


FAULTS["accept_then_rst_no_read"] = Fault(  # the server does this one before it reads
    "accept_then_rst_no_read", "drop", None, "lost", or_unsent=True
)


@_fault("drop", "lost")
def rst_after_request(peer):
    peer.ask()
    reset(peer)


@_fault("drop", "lost")
def fin_after_request(peer):
    peer.ask()


@_fault("drop", "lost")
def rst_mid_headers(peer):
    peer.socket.sendall(whole(peer.ask())[:25])
    time.sleep(0.02)
    reset(peer)


@_fault("drop", "lost")
def fin_mid_headers(peer):
    peer.socket.sendall(whole(peer.ask())[:25])


@_fault("drop", "lost")
def rst_mid_body(peer):
    peer.socket.sendall(whole(peer.ask())[:-10])
    time.sleep(0.02)
    reset(peer)


@_fault("drop", "lost")
def fin_mid_body(peer):
    peer.socket.sendall(whole(peer.ask())[:-10])


# ---------------------------------------------------------------- slow


@_fault("slow", "lost", slow=True)
def slow_headers(peer):
    reply = peer.ask()
    time.sleep(PATIENCE)
    peer.socket.sendall(whole(reply))


@_fault("slow", "lost", slow=True)
def drip_headers(peer):
    drip(peer, whole(peer.ask()), 0.1)


@_fault("slow", "lost", slow=True)
def drip_body(peer):
    reply = peer.ask()
    peer.socket.sendall(head(reply, length=len(reply.body)))
    drip(peer, reply.body, 0.1)


# ---------------------------------------------------------------- framing


@_fault("framing", "lost")
def chunked_bad_size(peer):
    peer.socket.sendall(head(peer.ask(), "transfer-encoding: chunked\r\n") + b"ZZ\r\nabc")


@_fault("framing", "lost")
def chunked_no_end(peer):
    peer.socket.sendall(chunked(peer.ask()))


@_fault("framing", "lost")
def dup_content_length(peer):
    reply = peer.ask()
    extra = f"content-length: {len(reply.body) + 1}\r\n"
    peer.socket.sendall(head(reply, extra, length=len(reply.body)) + reply.body)


@_fault("framing", "lost")
def header_injection_nul(peer):
    peer.socket.sendall(whole(peer.ask(), "x-secret-token: canary-header\x00b\r\n"))


@_fault("framing", "lost")
def huge_header(peer):
    peer.socket.sendall(whole(peer.ask(), f"x-a: {'a' * 200_000}\r\n"))


@_fault("framing", "lost")
def bad_status_line(peer):
    peer.ask()
    peer.socket.sendall(b"SSH-2.0-OpenSSH\r\n\r\n")


@_fault("framing", "unreadable")
def body_longer_than_cl(peer):
    reply = peer.ask()
    peer.socket.sendall(head(reply, length=len(reply.body) - 10) + reply.body)


# ---------------------------------------------------------------- size


@cache
def bomb() -> bytes:
    """200 kB that inflate to 200 MB."""
    return gzip.compress(bytes(200 * 1024 * 1024), 9)


@_fault("size", "lost")
def gzip_bomb(peer):
    reply = peer.ask()
    peer.socket.sendall(whole(Reply(200, bomb(), reply.headers), "content-encoding: gzip\r\n"))


@_fault("size", "lost")
def endless_body(peer):
    peer.socket.sendall(head(peer.ask()) + b'{"a":"')
    end = time.monotonic() + 20
    while time.monotonic() < end:
        peer.socket.sendall(b"x" * 65536)


# ---------------------------------------------------------------- encoding


@_fault("encoding", "lost")
def gzip_not_gzip(peer):
    peer.socket.sendall(whole(peer.ask(), "content-encoding: gzip\r\n"))


@_fault("encoding", "lost")
def gzip_truncated(peer):
    reply = peer.ask()
    cut = Reply(reply.status, gzip.compress(reply.body)[:-12], reply.headers)
    peer.socket.sendall(whole(cut, "content-encoding: gzip\r\n"))


# ---------------------------------------------------------------- bodies


def _body(name: str, change: Callable[[Reply], Reply], answer: Answer = "unreadable") -> None:
    def does(peer: Peer) -> None:
        peer.socket.sendall(whole(change(peer.ask())))

    FAULTS[name] = Fault(name, "body", does, answer)


_body("truncated_json_ok_length", lambda r: instead(r, r.body[:-10]))
_body("html_200", lambda r: instead(r, b"<html>please log in</html>", "text/html"))
_body("empty_200", lambda r: instead(r, b""))
_body("json_list_200", lambda r: instead(r, b"[]"))
_body("json_null_200", lambda r: instead(r, b"null"))
_body("json_deep", lambda r: instead(r, b"[" * 200_000 + b"]" * 200_000))
_body("json_bom", lambda r: instead(r, b"\xef\xbb\xbf" + r.body))
_body("json_invalid_utf8", lambda r: with_member(r, b'"n":"\xff\xfe"'))
_body("json_bigint", lambda r: with_member(r, b'"n":' + b"9" * 5000))
_body("json_nan", lambda r: with_member(r, b'"n":NaN,"i":Infinity'), "ok")  # in what nobody reads
_body("json_dupkeys", lambda r: with_member(r, r.body.strip()[1:-1]), "ok")
_body("json_lone_surrogate", lambda r: with_member(r, b'"n":"\\ud800"'))


@_fault("body", "unreadable")
def status_204(peer):
    peer.ask()
    peer.socket.sendall(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")


@_fault("body", "unreadable")
def http10_no_length_truncated(peer):
    reply = peer.ask()
    peer.socket.sendall(head(reply, proto="1.0") + reply.body[:-10])


# ---------------------------------------------------------------- statuses


@_fault("status", "throttled")
def s429_ra_seconds(peer):
    body = peer.throttled()
    kind = {"content-type": "application/json", "retry-after": "5", "x-acs-retry-after": "5000"}
    peer.socket.sendall(whole(Reply(429, body, kind)))


@_fault("status", "unreadable")
def s503(peer):
    reply = peer.ask()
    body = json.dumps({"Code": "ServiceUnavailable", "Message": "later"}).encode()
    peer.socket.sendall(whole(instead(reply, body, status=503)))


@_fault("status", "unreadable")
def html_502(peer):
    peer.socket.sendall(whole(instead(peer.ask(), b"<html>bad gateway</html>", "text/html", 502)))


@_fault("status", "unreadable")
def status_999(peer):
    reply = peer.ask()
    peer.socket.sendall(whole(instead(reply, reply.body, status=999)))


@_fault("status", "unreadable")
def redirect_other_host(peer):
    place = f"http://localhost:{peer.port}/elsewhere"
    peer.socket.sendall(whole(Reply(302, b"", {}), f"location: {place}\r\n"))


@_fault("status", "unreadable")
def redirect_loop(peer):
    peer.socket.sendall(whole(Reply(307, b"", {}), "location: /\r\n"))


assert len(FAULTS) == 53

"""A cloud that answers rightly and a network that does not: `faults` over the emulator's faces.

The worst case is played: the cloud has done what was asked before the answer goes wrong. Runs in a
process of its own, so that what it holds is not counted as the client's memory.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import re
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from authority import Authority
from faults import FAULTS, Fault

HOST = "chaos.cgw.test"  # what the certificates are for; the client's process knows its address
THROTTLES = {
    "alibaba": {"Code": "Throttling.User", "Message": "slow down", "RequestId": "r"},
    "tencent": {
        "Response": {
            "Error": {"Code": "RequestLimitExceeded", "Message": "slow down"},
            "RequestId": "r",
        }
    },
    "huawei": {"error_code": "APIGW.0308", "error_msg": "slow down", "request_id": "r"},
}


@dataclass
class Stage:
    """One cell's cloud.

    Attributes:
        tokens: of each create that arrived, executed or not.
    """

    provider: str
    fault: Fault
    world: Any
    face: Any
    tokens: list[str] = field(default_factory=list)
    elsewhere: int = 0

    def executed(self) -> int:
        """Creates that were done."""
        return sum(s.action.startswith("Create") and s.status < 300 for s in self.world.seen)


class Peer:
    """See `faults.Peer`."""

    def __init__(self, stage: Stage, sock: socket.socket, port: int, request: Any) -> None:
        self._stage, self.socket, self.port, self._request = stage, sock, port, request

    def ask(self) -> Any:
        """The cloud's answer; an empty one gets a body, so that there is something to break."""
        from cgw.wire import Reply

        reply = self._stage.face(self._request)
        headers = {**reply.headers, "x-subject-token": "canary-header"}
        if not reply.body and self._stage.fault.name != "ok":
            return Reply(200, b'{"request_id": "0123456789abcdef"}', headers)
        return Reply(reply.status, reply.body, headers)

    def throttled(self) -> bytes:
        """This cloud's words for it."""
        return json.dumps(THROTTLES[self._stage.provider]).encode()


class Chaos:
    """The listeners. One cell at a time."""

    def __init__(self, folder: Path) -> None:
        good, bad = Authority(folder, "good"), Authority(folder, "bad")
        self.ca_file = str(good.file)
        self._tls = {
            "ok": good.context(HOST),
            "wrong_name": good.context("other.cgw.test"),
            "unknown_ca": bad.context(HOST),
        }
        self.stage: Stage | None = None
        self._healed = False
        self._idle: tuple[socket.socket, Any] | None = None
        self._plain, self._secure = self._bound(), self._bound()
        self._listen(self._plain, self._plain_one)
        self._listen(self._secure, self._secure_one)

    # -- orders from the other process

    def open(self, provider: str, fault: str) -> dict[str, Any]:
        """Begin a cell and say where its cloud is and which thing is there already."""
        import cgw
        from cgw import emulator
        from cgw.emulator import World, face_of
        from cgw.plugins import registry

        world = World()
        with emulator.connect(world, provider) as client:
            there = client.customer_gateways.create(
                cgw.CustomerGatewaySpec(name="there", address="203.0.113.7")
            )
        world.seen.clear()
        face = face_of(world, registry().provider(provider))
        if provider == "huawei":  # its face tells the region by the host, and this one tells none
            world._records = {(p, "local", k): them for (p, _, k), them in world._records.items()}
            for record in world.everything():
                record.region = "local"
        self._healed = False
        self.stage = Stage(provider, FAULTS[fault], world, face)
        plain = f"http://127.0.0.1:{_port(self._plain)}"
        secure = f"https://{HOST}:{_port(self._secure)}"
        address = {"url": plain, "proxy": None, "ca": self.ca_file, "id": there.id}
        if FAULTS[fault].group == "connect":
            address["url"] = secure
        if fault in {"refused", "dead_proxy"}:
            silent = self._bound()
            one = self._secure_one if fault == "refused" else self._proxy_one
            self._idle = (silent, one)
            if fault == "refused":
                address["url"] = f"https://{HOST}:{_port(silent)}"
            else:
                address["proxy"] = f"http://u:canary-proxy@127.0.0.1:{_port(silent)}"
        return address

    def heal(self) -> dict[str, Any]:
        """From now on all is well; say what happened before."""
        assert self.stage is not None
        told = {
            "tokens": list(self.stage.tokens),
            "executed": self.stage.executed(),
            "elsewhere": self.stage.elsewhere,
        }
        self._healed = True
        if self._idle is not None:
            self._listen(*self._idle)
            self._idle = None
        return told

    def things(self) -> dict[str, Any]:
        """What there is at the end of the cell."""
        assert self.stage is not None
        return {"ids": sorted({record.id for record in self.stage.world.everything()})}

    # -- sockets

    def _bound(self) -> socket.socket:
        sock = socket.socket()
        sock.bind(("127.0.0.1", 0))
        return sock

    def _listen(self, sock: socket.socket, one: Any) -> None:
        sock.listen(512)

        def run() -> None:
            while True:
                try:
                    peer, _ = sock.accept()
                except OSError:
                    return
                threading.Thread(target=guarded, args=(peer,), daemon=True).start()

        def guarded(peer: socket.socket) -> None:
            with contextlib.suppress(OSError):
                peer.settimeout(30)
                one(peer, self.stage, FAULTS["ok"] if self._healed else self.stage.fault)
            with contextlib.suppress(OSError):
                peer.close()

        threading.Thread(target=run, daemon=True).start()

    def _plain_one(self, peer: socket.socket, stage: Stage, fault: Fault) -> None:
        if fault.name == "accept_then_rst_no_read":
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
        self._answer(peer, stage, fault, _port(self._plain))

    def _secure_one(self, peer: socket.socket, stage: Stage, fault: Fault) -> None:
        if fault.name == "tls_rst":
            peer.recv(1)
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif fault.name == "tls_stall":
            time.sleep(10)
        elif fault.name == "plain_on_tls":
            peer.recv(65536)
            peer.sendall(b"HTTP/1.1 400 X\r\ncontent-length: 0\r\n\r\n")
        else:
            context = self._tls.get(fault.name, self._tls["ok"])
            with context.wrap_socket(peer, server_side=True) as secure:
                self._answer(secure, stage, FAULTS["ok"], _port(self._secure))

    def _proxy_one(self, peer: socket.socket, stage: Stage, fault: Fault) -> None:
        asked = _until_blank(peer)
        if not asked.startswith(b"CONNECT "):
            return
        with socket.create_connection(("127.0.0.1", _port(self._secure))) as beyond:
            peer.sendall(b"HTTP/1.1 200 X\r\n\r\n")
            back = threading.Thread(target=_pump, args=(beyond, peer), daemon=True)
            back.start()
            _pump(peer, beyond)
            back.join(5)

    def _answer(self, peer: socket.socket, stage: Stage, fault: Fault, port: int) -> None:
        request = _read(peer)
        if request is None:
            return
        if request.path == "/elsewhere":
            stage.elsewhere += 1
        if token := _token(request):
            stage.tokens.append(token)
        assert fault.does is not None
        fault.does(Peer(stage, peer, port, request))


def _port(sock: socket.socket) -> int:
    return sock.getsockname()[1]


def _until_blank(peer: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        if not (chunk := peer.recv(65536)):
            return b""
        data += chunk
    return data


def _pump(here: socket.socket, there: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := here.recv(65536):
            there.sendall(data)
        there.shutdown(socket.SHUT_WR)


def _read(peer: socket.socket) -> Any:
    """One HTTP request, as a face sees it."""
    from cgw.emulator.server import from_http

    head, _, body = _until_blank(peer).partition(b"\r\n\r\n")
    if not head:
        return None
    line, *rest = head.decode("latin-1").split("\r\n")
    headers = {k.lower(): v.strip() for k, _, v in (text.partition(":") for text in rest)}
    while len(body) < int(headers.get("content-length", "0")):
        body += peer.recv(65536)
    method, target, _ = line.split(" ")
    path, _, query = target.partition("?")
    return from_http(method, path, query, headers, body)


def _token(request: Any) -> str | None:
    """What marks a create, by whichever way this cloud has; None for every other request."""
    if token := dict(request.query).get("ClientToken"):
        return token if request.headers.get("x-acs-action", "").startswith("Create") else None
    found = re.search(rb'cgw-op","[vV]alue":"([0-9a-f]{32})"', request.body)
    return found[1].decode() if found else None


# ---------------------------------------------------------------- a process of its own


def _serve(pipe: Connection, folder: str) -> None:
    chaos = Chaos(Path(folder))
    while True:
        try:
            name, *args = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(getattr(chaos, name)(*args))
        except Exception as error:  # noqa: BLE001 -- told to the other process
            pipe.send(error)


class Remote:
    """`Chaos` in another process."""

    def __init__(self, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there, str(folder)), daemon=True)
        self._process.start()
        there.close()

    def __call__(self, name: str, *args: Any) -> dict[str, Any]:
        """Give an order and wait for what it says."""
        self._pipe.send((name, *args))
        told = self._pipe.recv()
        if isinstance(told, Exception):
            raise told
        return told

    def close(self) -> None:
        """End the process."""
        self._pipe.close()
        self._process.join(5)
        if self._process.is_alive():
            self._process.terminate()

"""A pytest plugin: writes down which actions a vendor's own SDK got a good answer to, over HTTP.

One line per answer, provider and action, in the file that ``CGW_DRIVEN`` names. What cgw itself
asks does not count: it must not be its own witness.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cgw.emulator.world import Face, World
from cgw.wire import Reply, Request


class Noted:
    """A face, and whom it answered well."""

    def __init__(self, face: Face, world: World, note: Callable[[str, str], None]) -> None:
        self._face, self._world, self._note = face, world, note

    def __getattr__(self, name: str) -> Any:
        return getattr(self._face, name)

    def __call__(self, request: Request) -> Reply:
        reply = self._face(request)
        good = 200 <= reply.status < 300 and b'"Error"' not in reply.body
        if good and not request.headers.get("user-agent", "").startswith("cgw/"):
            last = self._world.seen[-1]  # SDKs in tests ask one thing at a time
            self._note(last.provider, last.action)
        return reply


def pytest_configure() -> None:
    from cgw.emulator import server

    notes, real = Path(os.environ["CGW_DRIVEN"]), server.face_of

    def note(provider: str, action: str) -> None:
        with notes.open("a") as file:
            file.write(f"{provider} {action}\n")

    server.face_of = lambda world, provider: Noted(real(world, provider), world, note)

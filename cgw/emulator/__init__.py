"""Clouds that fit in memory: neutral state in `world`, one wire face per provider.

One face, three uses: called directly with a signed request; in this process behind a client
(`connect`); behind HTTP (`cgw.emulator.server`, ``cgw emulator serve``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgw.adapter import Credentials
from cgw.emulator.faults import Delayed, Fault
from cgw.emulator.world import (
    ACCESS_KEY_ID,
    ACCESS_KEY_SECRET,
    PROJECT_ID,
    TOKEN,
    Face,
    Record,
    World,
)
from cgw.engine import Clock, Engine, Retry, Send
from cgw.errors import ConfigError
from cgw.hooks import Provider
from cgw.limiter import Limiter
from cgw.models import Options
from cgw.plugins import registry
from cgw.policy import Lost
from cgw.settings import settle
from cgw.wire import Reply

if TYPE_CHECKING:
    from cgw.aio import AsyncClient
    from cgw.client import Client

__all__ = [
    "ACCESS_KEY_ID",
    "ACCESS_KEY_SECRET",
    "PROJECT_ID",
    "TOKEN",
    "Face",
    "Fault",
    "Record",
    "World",
    "connect",
    "connect_async",
    "face_of",
]

REGION = "test-1"


def _in_time(reply: Reply, send: Send, world: World) -> Reply:
    """A late answer: world time passes, up to the caller's deadline."""
    if isinstance(reply, Delayed):
        world.advance(min(reply.seconds, send.timeout))
        if reply.seconds >= send.timeout:
            raise Lost("no answer within the time given", sent=True)
    return reply


class FaceSender:
    """Carries requests to a face in the same process. Sleeping lets world time pass instead."""

    def __init__(self, face: Face, world: World) -> None:
        self._face, self._world = face, world

    def send(self, send: Send) -> Reply:
        """Ask the face."""
        return _in_time(self._face(send.request), send, self._world)

    def sleep(self, seconds: float) -> None:
        """Let that many world seconds pass at once."""
        self._world.advance(seconds)

    def close(self) -> None:
        """Nothing to close."""


class AsyncFaceSender:
    """`FaceSender`, awaited."""

    def __init__(self, face: Face, world: World) -> None:
        self._face, self._world = face, world

    async def send(self, send: Send) -> Reply:
        """Ask the face."""
        return _in_time(self._face(send.request), send, self._world)

    async def sleep(self, seconds: float) -> None:
        """Let that many world seconds pass at once."""
        self._world.advance(seconds)

    async def close(self) -> None:
        """Nothing to close."""


def connect(
    world: World,
    provider: str,
    *,
    region: str = REGION,
    credentials: Credentials | None = None,
    retry: Retry | None = None,
    timeout: float = 60.0,
    options: Options | None = None,
) -> Client:
    """A client whose cloud is ``world``, without HTTP and without waiting.

    Args:
        credentials: the emulator's test key by default; another is refused as the cloud would.
    """
    from cgw.client import Client

    engine, face = _engine(world, provider, region, credentials, retry, options)
    sender = FaceSender(face, world)
    return Client(engine, sender, timeout=timeout, sleep=sender.sleep)


def connect_async(
    world: World,
    provider: str,
    *,
    region: str = REGION,
    credentials: Credentials | None = None,
    retry: Retry | None = None,
    timeout: float = 60.0,
    options: Options | None = None,
) -> AsyncClient:
    """`connect`, for asyncio and trio."""
    from cgw.aio import AsyncClient

    engine, face = _engine(world, provider, region, credentials, retry, options)
    sender = AsyncFaceSender(face, world)
    return AsyncClient(engine, sender, timeout=timeout, sleep=sender.sleep)


def face_of(world: World, provider: Provider) -> Face:
    """The provider's face over ``world``.

    Errors:
        ConfigError: the plugin has none.
    """
    if provider.face is None:
        raise ConfigError(f"{provider.name} has no emulator")
    return provider.face(world)


def _engine(
    world: World,
    name: str,
    region: str,
    credentials: Credentials | None,
    retry: Retry | None,
    options: Options | None,
) -> tuple[Engine, Face]:
    provider = registry().provider(name)
    keys = credentials or Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
    settled = settle(provider, region=region, credentials=keys, options=options, environ={})
    clock = Clock(now=world.wall, monotonic=lambda: world.now().timestamp())
    adapter = provider.open(settled.place)
    engine = Engine(adapter, settled.source, retry, clock, limiter=Limiter())
    return engine, face_of(world, provider)

"""The awaiting client, for asyncio and trio. `cgw.client` is its twin; a test compares the two."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

import anyio
import anyio.lowlevel
import anyio.to_thread

from cgw.adapter import Adapter, Capabilities
from cgw.aio_nouns import (
    AsyncDedicatedGateways,
    AsyncSslVpnClients,
    AsyncSslVpnServers,
    AsyncVpnConnections,
    AsyncVpnGateways,
)
from cgw.aio_verbs import AsyncCollection, AsyncListing
from cgw.creating import reconcile
from cgw.engine import Effect, Engine, Fetch, Hold, Send, Sleep, Steps
from cgw.errors import CgwError, OutcomeUnknownError
from cgw.judging import quiet
from cgw.models import (
    CustomerGateway,
    CustomerGatewayPatch,
    CustomerGatewaySpec,
    Region,
    Route,
    RoutePatch,
    RouteSpec,
    Zone,
)
from cgw.verbs import resource_of
from cgw.wire import Reply

T = TypeVar("T")


class AsyncSender(Protocol):
    """What carries requests: HTTP, or an emulator's face in the same process."""

    async def send(self, send: Send) -> Reply:
        """Send one request; raise `cgw.engine.Lost` if no usable answer comes."""

    async def close(self) -> None:
        """Let go of everything."""


class AsyncClient:
    """One cloud, one region. Made by `cgw.connect_async`; safe to share between tasks of one loop.

    Attributes:
        customer_gateways: the devices at your end.
        vpn_gateways: the cloud's end.
        vpn_connections: what ties the two, with their tunnels.
        routes: routes of VPN gateways.
        ssl_vpn_servers, ssl_vpn_clients: remote access on VPN gateways, and who may use it.
        dedicated_gateways: API gateway instances (Huawei Cloud).
        regions, zones: where the cloud is; they can only be listed.
    """

    def __init__(
        self,
        engine: Engine,
        sender: AsyncSender,
        *,
        timeout: float = 60.0,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
    ) -> None:
        self.engine, self.timeout = engine, timeout
        self._sender, self._sleep = sender, sleep
        self._locks: tuple[object, dict[str, anyio.Lock]] = (None, {})
        self.customer_gateways: AsyncCollection[
            CustomerGateway, CustomerGatewaySpec, CustomerGatewayPatch
        ] = AsyncCollection(self, "customer_gateways")
        self.vpn_gateways = AsyncVpnGateways(self, "vpn_gateways")
        self.vpn_connections = AsyncVpnConnections(self, "vpn_connections")
        self.routes: AsyncCollection[Route, RouteSpec, RoutePatch] = AsyncCollection(self, "routes")
        self.ssl_vpn_servers = AsyncSslVpnServers(self, "ssl_vpn_servers")
        self.ssl_vpn_clients = AsyncSslVpnClients(self, "ssl_vpn_clients")
        self.dedicated_gateways = AsyncDedicatedGateways(self, "dedicated_gateways")
        self.regions: AsyncListing[Region] = AsyncListing(self, "regions")
        self.zones: AsyncListing[Zone] = AsyncListing(self, "zones")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.provider} {self.region}>"

    @property
    def provider(self) -> str:
        """The plugin's name."""
        return self.adapter.provider

    @property
    def region(self) -> str:
        """As it was given."""
        return self.adapter.region

    @property
    def adapter(self) -> Adapter:
        """The cloud's adapter."""
        return self.engine.adapter

    @property
    def capabilities(self) -> Capabilities:
        """What this cloud can do."""
        return self.adapter.capabilities

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close its connections. A closed client opens new ones when it is used again."""
        await self._sender.close()

    async def reconcile(self, lost: OutcomeUnknownError, *, timeout: float | None = None) -> Any:
        """What a create of unknown outcome made, or None if nothing is to be found.

        Args:
            lost: the error, or one that `OutcomeUnknownError.from_dict` restored.
            timeout: seconds to look for it; lists may lag behind writes.

        Errors:
            OutcomeUnknownError: more than one thing may be it; ``.candidates``.
            UnsupportedError: this cloud offers no way to tell.
        """
        noun = str(lost.operation.get("noun", ""))
        resource, ability = resource_of(self.adapter, noun, "create")
        seconds = self.timeout if timeout is None else timeout
        return await self.run(reconcile(self.engine, resource, ability, lost, timeout=seconds))

    async def run(self, steps: Steps[T]) -> T:
        """Do what the engine asks for, until it has the result."""
        try:
            effect: Effect = next(steps)
            while True:
                failed: BaseException | None = None
                try:
                    done = await self._do(effect)
                except BaseException as error:  # noqa: BLE001 -- the engine decides what it means
                    failed = error
                # Not from within ``except``: nothing of the failure shall hang on the next error.
                effect = steps.send(done) if failed is None else steps.throw(failed)
        except StopIteration as stop:
            result: T = stop.value
            return result
        except CgwError as error:
            quiet(error)
            raise
        finally:
            steps.close()  # an interrupted call leaves nothing half open

    def _here(self) -> dict[str, anyio.Lock]:
        """The locks of this event loop; those of one that is over are nobody's."""
        here = os.getpid(), anyio.lowlevel.current_token()
        if self._locks[0] != here:
            self._locks = (here, {})
        return self._locks[1]

    async def _do(self, effect: Effect) -> Any:
        match effect:
            case Send():
                return await self._sender.send(effect)
            case Sleep(seconds):
                return await self._sleep(seconds)
            case Fetch(source, timeout):
                with anyio.move_on_after(max(timeout, 0.0)):
                    return await anyio.to_thread.run_sync(source.fetch, abandon_on_cancel=True)
                return None
            case Hold(key, timeout):
                lock = self._here().setdefault(key, anyio.Lock())
                with anyio.move_on_after(max(timeout, 0.0)):
                    await lock.acquire()
                    return lock
                return None

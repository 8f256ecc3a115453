"""The awaiting client, for asyncio and trio. `cgw.client` is its twin; a test compares the two."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

import anyio
import anyio.lowlevel
import anyio.to_thread

from cgw.adapter import Ability, Adapter, Capabilities, Resource, Where
from cgw.client import resource_of
from cgw.creating import create, reconcile
from cgw.engine import Effect, Engine, Fetch, Hold, Send, Sleep, Steps
from cgw.errors import CgwError, OutcomeUnknownError
from cgw.judging import quiet
from cgw.listing import Turning, matches
from cgw.models import (
    CustomerGateway,
    CustomerGatewayPatch,
    CustomerGatewaySpec,
    DedicatedGateway,
    DedicatedGatewayPatch,
    DedicatedGatewaySpec,
    Noun,
    Options,
    Patch,
    Route,
    RoutePatch,
    RouteSpec,
    Spec,
    VpnConnection,
    VpnConnectionPatch,
    VpnConnectionSpec,
    VpnGateway,
    VpnGatewayPatch,
    VpnGatewaySpec,
)
from cgw.waiter import wait
from cgw.wire import Flow, Reply

T = TypeVar("T")
M = TypeVar("M", bound=Noun)
S = TypeVar("S", bound=Spec)
P = TypeVar("P", bound=Patch)


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
        dedicated_gateways: API gateway instances (Huawei Cloud).
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
        self.dedicated_gateways: AsyncCollection[
            DedicatedGateway, DedicatedGatewaySpec, DedicatedGatewayPatch
        ] = AsyncCollection(self, "dedicated_gateways")

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


class AsyncVerbs(Generic[M, S, P]):
    """The verbs that every kind of thing has alike."""

    def __init__(self, client: AsyncClient, noun: str) -> None:
        self._client, self._noun = client, noun

    async def create(self, spec: S, *, timeout: float | None = None) -> M:
        """What the cloud has after creating it. It is sent once; a lost answer is looked for.

        Args:
            timeout: seconds for the whole call, retries included; None takes the client's.

        Errors:
            InvalidRequestError, UnsupportedError: refused, mostly before any request.
            AlreadyExistsError, QuotaExceededError, BillingError: refused by the cloud.
            OutcomeUnknownError: it may exist; the error knows how to find out.
        """
        resource, ability = self._resource("create")
        engine, seconds = self._client.engine, self._seconds(timeout)
        steps = create(engine, resource, spec, ability, noun=self._noun, timeout=seconds)
        try:
            return await self._client.run(steps)
        except OutcomeUnknownError as lost:
            lost._find = partial(self._client.reconcile, lost)  # noqa: SLF001 -- it is bound here
            raise

    async def get(self, id: str, *, timeout: float | None = None) -> M:
        """The one with that id, as the cloud has it now.

        Errors:
            NotFoundError: there is none.
        """
        resource, _ = self._resource("get")
        return await self._run(resource.get(id), "get", timeout)

    async def list(
        self,
        *,
        tags: dict[str, str] | None = None,
        options: Options | None = None,
        timeout: float | None = None,
        **fields: str,
    ) -> AsyncIterator[M]:
        """Each thing once, page by page as you read on.

        Args:
            tags: only what carries all of these.
            options: a provider's own narrowing.
            timeout: seconds for one page.
            fields: exact values of fields: ``name="idc"``.
        """
        resource, _ = self._resource("list")
        where = Where(fields, tags or {}, options)
        turning = Turning(self._client.provider)
        cursor: str | None = None
        while True:
            page = await self._run(resource.page(cursor, where), "list", timeout)
            for item in turning.new(page.items):
                if matches(item, where):
                    yield item
            if (cursor := page.cursor) is None:
                return

    async def update(self, id: str, patch: P, *, timeout: float | None = None) -> M:
        """Change what ``patch`` gives and return what the cloud then has.

        Errors:
            NotFoundError: there is none.
            UnsupportedError: the cloud cannot change that field.
        """
        resource, _ = self._resource("update")
        return await self._run(resource.update(id, patch), "update", timeout, patch)

    async def wait(
        self,
        id: str,
        until: str = "available",
        *,
        timeout: float = 600.0,
        progress: Callable[[M, float], None] | None = None,
    ) -> M | None:
        """Read until ``until`` is reached, and return what was read last.

        Args:
            until: ``"available"`` or ``"deleted"`` (then None may be returned).
            timeout: seconds.
            progress: called with the thing and the seconds so far at each change of its state.

        Errors:
            WaitError: time ran out, or it can no longer get there; ``.last`` and ``.history``.
        """
        resource, _ = self._resource("wait")
        return await self._client.run(
            wait(
                self._client.engine,
                lambda: resource.get(id),
                until,
                noun=self._noun,
                timeout=timeout,
                progress=progress,
            )
        )

    def _resource(self, verb: str) -> tuple[Resource[M, S, P], Ability]:
        return resource_of(self._client.adapter, self._noun, verb)

    async def _run(self, flow: Flow[T], verb: str, timeout: float | None, about: Any = None) -> T:
        engine, seconds = self._client.engine, self._seconds(timeout)
        steps = engine.call(flow, noun=self._noun, verb=verb, timeout=seconds, about=about)
        return await self._client.run(steps)

    def _seconds(self, timeout: float | None) -> float:
        return self._client.timeout if timeout is None else timeout


class AsyncCollection(AsyncVerbs[M, S, P]):
    """One kind of thing."""

    async def delete(self, id: str, *, timeout: float | None = None) -> None:
        """Delete it; one that is gone already is deleted.

        Errors:
            BusyError: something still uses it.
        """
        resource, _ = self._resource("delete")
        await self._run(resource.delete(id), "delete", timeout)


class AsyncVpnGateways(AsyncVerbs[VpnGateway, VpnGatewaySpec, VpnGatewayPatch]):
    """VPN gateways. `create` buys one."""

    async def delete(
        self, id: str, *, release_addresses: bool = False, timeout: float | None = None
    ) -> tuple[str, ...]:
        """Delete it, and return the public addresses that stay yours (and are billed on).

        Args:
            release_addresses: give its public addresses up too. Only clouds whose addresses are
                things of their own (Huawei Cloud) make a difference here.

        Errors:
            BillingError: a prepaid term has not ended; refused before the request.
            BusyError: connections still use it.
        """
        resource: Any = self._resource("delete")[0]
        flow = resource.delete(id, release_addresses=release_addresses)
        kept: tuple[str, ...] = await self._run(flow, "delete", timeout)
        return kept


class AsyncVpnConnections(AsyncCollection[VpnConnection, VpnConnectionSpec, VpnConnectionPatch]):
    """VPN connections and their tunnels."""

    async def reset(self, id: str, *, timeout: float | None = None) -> VpnConnection:
        """Have its tunnels negotiated anew; traffic stops meanwhile.

        Errors:
            BusyError: it is being changed.
        """
        resource: Any = self._resource("reset")[0]
        found: VpnConnection = await self._run(resource.reset(id), "reset", timeout)
        return found

"""The blocking client. `cgw.aio` is its twin; a test compares the two."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

from cgw.adapter import Ability, Adapter, Capabilities, Resource, Where
from cgw.creating import create, reconcile
from cgw.engine import Effect, Engine, Fetch, Hold, Send, Sleep, Steps
from cgw.errors import CgwError, OutcomeUnknownError, UnsupportedError
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
from cgw.policy import renew_after_fork, within
from cgw.waiter import wait
from cgw.wire import Flow, Reply

T = TypeVar("T")
M = TypeVar("M", bound=Noun)
S = TypeVar("S", bound=Spec)
P = TypeVar("P", bound=Patch)


class Sender(Protocol):
    """What carries requests: HTTP, or an emulator's face in the same process."""

    def send(self, send: Send) -> Reply:
        """Send one request; raise `cgw.engine.Lost` if no usable answer comes."""

    def close(self) -> None:
        """Let go of everything."""


class Client:
    """One cloud, one region. Made by `cgw.connect`; safe to share between threads.

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
        sender: Sender,
        *,
        timeout: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.engine, self.timeout = engine, timeout
        self._sender, self._sleep = sender, sleep
        self._renew()
        renew_after_fork(self)
        self.customer_gateways: Collection[
            CustomerGateway, CustomerGatewaySpec, CustomerGatewayPatch
        ] = Collection(self, "customer_gateways")
        self.vpn_gateways = VpnGateways(self, "vpn_gateways")
        self.vpn_connections = VpnConnections(self, "vpn_connections")
        self.routes: Collection[Route, RouteSpec, RoutePatch] = Collection(self, "routes")
        self.dedicated_gateways: Collection[
            DedicatedGateway, DedicatedGatewaySpec, DedicatedGatewayPatch
        ] = Collection(self, "dedicated_gateways")

    def _renew(self) -> None:
        """In a forked child: locks that nobody holds. Called by itself."""
        self._locks: dict[str, threading.RLock] = {}
        self._lock = threading.Lock()

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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close its connections. A closed client opens new ones when it is used again."""
        self._sender.close()

    def reconcile(self, lost: OutcomeUnknownError, *, timeout: float | None = None) -> Any:
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
        return self.run(reconcile(self.engine, resource, ability, lost, timeout=seconds))

    def run(self, steps: Steps[T]) -> T:
        """Do what the engine asks for, until it has the result."""
        try:
            effect: Effect = next(steps)
            while True:
                failed: BaseException | None = None
                try:
                    done = self._do(effect)
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
        except Exception:
            raise
        except BaseException:  # Ctrl-C, perhaps between getting a lock and knowing it
            steps.close()
            for lock in list(self._locks.values()):
                with suppress(RuntimeError):  # not this thread's
                    lock.release()
            raise
        finally:
            steps.close()  # an interrupted call leaves nothing half open

    def _do(self, effect: Effect) -> Any:
        match effect:
            case Send():
                return self._sender.send(effect)
            case Sleep(seconds):
                return self._sleep(seconds)
            case Fetch(source, timeout):
                return within(timeout, source.fetch)
            case Hold(key, timeout):
                with self._lock:
                    lock = self._locks.setdefault(key, threading.RLock())
                return lock if lock.acquire(timeout=max(timeout, 0.0)) else None


class Verbs(Generic[M, S, P]):
    """The verbs that every kind of thing has alike."""

    def __init__(self, client: Client, noun: str) -> None:
        self._client, self._noun = client, noun

    def create(self, spec: S, *, timeout: float | None = None) -> M:
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
            return self._client.run(steps)
        except OutcomeUnknownError as lost:
            lost._find = partial(self._client.reconcile, lost)  # noqa: SLF001 -- it is bound here
            raise

    def get(self, id: str, *, timeout: float | None = None) -> M:
        """The one with that id, as the cloud has it now.

        Errors:
            NotFoundError: there is none.
        """
        resource, _ = self._resource("get")
        return self._run(resource.get(id), "get", timeout)

    def list(
        self,
        *,
        tags: dict[str, str] | None = None,
        options: Options | None = None,
        timeout: float | None = None,
        **fields: str,
    ) -> Iterator[M]:
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
            page = self._run(resource.page(cursor, where), "list", timeout)
            for item in turning.new(page.items):
                if matches(item, where):
                    yield item
            if (cursor := page.cursor) is None:
                return

    def update(self, id: str, patch: P, *, timeout: float | None = None) -> M:
        """Change what ``patch`` gives and return what the cloud then has.

        Errors:
            NotFoundError: there is none.
            UnsupportedError: the cloud cannot change that field.
        """
        resource, _ = self._resource("update")
        return self._run(resource.update(id, patch), "update", timeout, patch)

    def wait(
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
        return self._client.run(
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

    def _run(self, flow: Flow[T], verb: str, timeout: float | None, about: Any = None) -> T:
        engine, seconds = self._client.engine, self._seconds(timeout)
        steps = engine.call(flow, noun=self._noun, verb=verb, timeout=seconds, about=about)
        return self._client.run(steps)

    def _seconds(self, timeout: float | None) -> float:
        return self._client.timeout if timeout is None else timeout


class Collection(Verbs[M, S, P]):
    """One kind of thing."""

    def delete(self, id: str, *, timeout: float | None = None) -> None:
        """Delete it; one that is gone already is deleted.

        Errors:
            BusyError: something still uses it.
        """
        resource, _ = self._resource("delete")
        self._run(resource.delete(id), "delete", timeout)


class VpnGateways(Verbs[VpnGateway, VpnGatewaySpec, VpnGatewayPatch]):
    """VPN gateways. `create` buys one."""

    def delete(
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
        kept: tuple[str, ...] = self._run(flow, "delete", timeout)
        return kept


class VpnConnections(Collection[VpnConnection, VpnConnectionSpec, VpnConnectionPatch]):
    """VPN connections and their tunnels."""

    def reset(self, id: str, *, timeout: float | None = None) -> VpnConnection:
        """Have its tunnels negotiated anew; traffic stops meanwhile.

        Errors:
            BusyError: it is being changed.
        """
        resource: Any = self._resource("reset")[0]
        found: VpnConnection = self._run(resource.reset(id), "reset", timeout)
        return found


def resource_of(adapter: Adapter, noun: str, verb: str) -> tuple[Resource[Any, Any, Any], Ability]:
    """The adapter's resource and what it can do.

    Errors:
        UnsupportedError: the cloud has no such noun, or not that verb.
    """
    ability = adapter.capabilities.noun(noun)
    if verb not in ability.verbs:
        raise UnsupportedError(
            f"{adapter.provider} cannot {verb} {noun.replace('_', ' ')}", field=verb
        )
    return getattr(adapter, noun), ability

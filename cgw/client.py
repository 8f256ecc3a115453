"""The blocking client. `cgw.aio` is its twin; a test compares the two."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from cgw.adapter import Adapter, Capabilities
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
from cgw.nouns import DedicatedGateways, SslVpnClients, SslVpnServers, VpnConnections, VpnGateways
from cgw.policy import renew_after_fork, within
from cgw.verbs import Collection, Listing, resource_of
from cgw.wire import Reply

T = TypeVar("T")


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
        ssl_vpn_servers, ssl_vpn_clients: remote access on VPN gateways, and who may use it.
        dedicated_gateways: API gateway instances (Huawei Cloud).
        regions, zones: where the cloud is; they can only be listed.
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
        self.ssl_vpn_servers = SslVpnServers(self, "ssl_vpn_servers")
        self.ssl_vpn_clients = SslVpnClients(self, "ssl_vpn_clients")
        self.dedicated_gateways = DedicatedGateways(self, "dedicated_gateways")
        self.regions: Listing[Region] = Listing(self, "regions")
        self.zones: Listing[Zone] = Listing(self, "zones")

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

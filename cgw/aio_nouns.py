"""What some kinds of things can do beside the common verbs, awaiting. `cgw.nouns` is its twin."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from cgw.aio_verbs import AsyncCollection, AsyncListing, AsyncVerbs
from cgw.logs import LogReader, pause
from cgw.models import (
    DedicatedGateway,
    DedicatedGatewayPatch,
    DedicatedGatewaySpec,
    DeviceConfig,
    DeviceModel,
    Diagnosis,
    Feature,
    LogLine,
    Progress,
    SslVpnClient,
    SslVpnClientConfig,
    SslVpnClientPatch,
    SslVpnClientSpec,
    SslVpnServer,
    SslVpnServerPatch,
    SslVpnServerSpec,
    SslVpnSession,
    VpnConnection,
    VpnConnectionPatch,
    VpnConnectionSpec,
    VpnGateway,
    VpnGatewayPatch,
    VpnGatewaySpec,
)


class AsyncLogged(AsyncListing[Any]):
    """What keeps a log at the cloud."""

    async def logs(
        self,
        id: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        source: str = "",
        follow: bool = False,
        every: float = 5.0,
        timeout: float | None = None,
    ) -> AsyncIterator[LogLine]:
        """Its log at the cloud, oldest line first within a page, each line once.

        Args:
            since, until: aware; None takes the ten minutes before now.
            source: only lines of that tunnel or client, by id.
            follow: go on for ever with what comes new; not beside ``until``.
            every: seconds between two looks, at least 1.
            timeout: seconds for one page.

        Errors:
            InvalidRequestError: times or a pause that make no sense; nothing was sent.
            UnsupportedError: this cloud shows no log.
            ServiceError: the cloud's pages never end.
        """
        resource: Any = self._resource("logs")[0]
        client = self._client
        clock, name = client.engine.clock, client.provider
        reader = LogReader(clock, name, since, until, source, follow=follow, every=every)
        while True:
            cursor: str | None = None
            while True:
                page = await self._run(resource.logs(id, reader.window, cursor), "logs", timeout)
                for line in reader.new(page.items):
                    yield line
                if (cursor := reader.after(page)) is None:
                    break
            if not follow:
                return
            await client.run(pause(every))
            reader.turn()


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

    async def diagnose(self, id: str, *, timeout: float | None = None) -> Diagnosis:
        """What the cloud finds wrong with it. Changes nothing.

        Errors:
            UnsupportedError: this cloud does not examine gateways.
        """
        resource: Any = self._resource("diagnose")[0]
        found: Diagnosis = await self._run(resource.diagnose(id), "diagnose", timeout)
        return found


class AsyncVpnConnections(
    AsyncCollection[VpnConnection, VpnConnectionSpec, VpnConnectionPatch], AsyncLogged
):
    """VPN connections and their tunnels."""

    async def reset(self, id: str, *, timeout: float | None = None) -> VpnConnection:
        """Have its tunnels negotiated anew; traffic stops meanwhile.

        Errors:
            BusyError: it is being changed.
        """
        resource: Any = self._resource("reset")[0]
        found: VpnConnection = await self._run(resource.reset(id), "reset", timeout)
        return found

    async def diagnose(self, id: str, *, timeout: float | None = None) -> Diagnosis:
        """What the cloud says of its tunnels: what fails, and where it can tell, why.

        `cgw.link.diagnose` compares both ends, where both are yours.

        Errors:
            UnsupportedError: this cloud says nothing but up and down.
        """
        resource: Any = self._resource("diagnose")[0]
        found: Diagnosis = await self._run(resource.diagnose(id), "diagnose", timeout)
        return found

    async def devices(self, *, timeout: float | None = None) -> tuple[DeviceModel, ...]:
        """The devices that this cloud writes configurations for; empty if it gives parameters only."""
        resource: Any = self._resource("device_config")[0]
        found: tuple[DeviceModel, ...] = await self._run(resource.devices(), "devices", timeout)
        return found

    async def device_config(
        self, id: str, device: DeviceModel | None = None, *, timeout: float | None = None
    ) -> DeviceConfig:
        """What has to be set on the device at the other end, as the cloud has it now.

        Args:
            device: one of `devices`, on clouds that write text for one.

        Errors:
            InvalidRequestError: this cloud needs to know the device, or knows none such.
        """
        resource: Any = self._resource("device_config")[0]
        flow = resource.device_config(id, device)
        found: DeviceConfig = await self._run(flow, "device_config", timeout)
        return found


class AsyncSslVpnServers(
    AsyncCollection[SslVpnServer, SslVpnServerSpec, SslVpnServerPatch], AsyncLogged
):
    """Servers that clients dial in to."""

    async def sessions(self, id: str, *, timeout: float | None = None) -> tuple[SslVpnSession, ...]:
        """Who is connected.

        Args:
            id: the server's.

        Errors:
            UnsupportedError: this cloud does not tell.
        """
        resource: Any = self._resource("sessions")[0]
        found: tuple[SslVpnSession, ...] = await self._run(
            resource.sessions(id), "sessions", timeout
        )
        return found

    async def disconnect(self, id: str, session_id: str, *, timeout: float | None = None) -> None:
        """Throw a client out; it may dial in again.

        Args:
            id: the server's.
            session_id: of one of its `sessions`.
        """
        resource: Any = self._resource("disconnect")[0]
        await self._run(resource.disconnect(id, session_id), "disconnect", timeout)


class AsyncSslVpnClients(AsyncCollection[SslVpnClient, SslVpnClientSpec, SslVpnClientPatch]):
    """Who may dial in."""

    async def config(self, id: str, *, timeout: float | None = None) -> SslVpnClientConfig:
        """What its program needs, key included. Nothing is written: `SslVpnClientConfig.save`.

        Errors:
            BusyError: its certificate is not ready, or locked.
        """
        resource: Any = self._resource("config")[0]
        found: SslVpnClientConfig = await self._run(resource.config(id), "config", timeout)
        return found

    async def reissue(self, id: str, *, timeout: float | None = None) -> SslVpnClient:
        """A new certificate for it; the old one does not work any more.

        Errors:
            UnsupportedError: this cloud cannot; make another client.
        """
        resource: Any = self._resource("reissue")[0]
        found: SslVpnClient = await self._run(resource.reissue(id), "reissue", timeout)
        return found


class AsyncDedicatedGateways(
    AsyncCollection[DedicatedGateway, DedicatedGatewaySpec, DedicatedGatewayPatch]
):
    """API gateway instances of one's own (Huawei Cloud)."""

    async def progress(self, id: str, *, timeout: float | None = None) -> Progress:
        """How far its creation has come."""
        resource: Any = self._resource("progress")[0]
        found: Progress = await self._run(resource.progress(id), "progress", timeout)
        return found

    async def features(self, id: str, *, timeout: float | None = None) -> tuple[Feature, ...]:
        """Its switches, as they stand."""
        resource: Any = self._resource("features")[0]
        found: tuple[Feature, ...] = await self._run(resource.features(id), "features", timeout)
        return found

    async def set_feature(
        self,
        id: str,
        name: str,
        *,
        enabled: bool = True,
        config: str = "",
        timeout: float | None = None,
    ) -> Feature:
        """Turn one of its switches.

        Args:
            config: its parameters, as the cloud writes them (JSON).
        """
        resource: Any = self._resource("set_feature")[0]
        flow = resource.set_feature(id, name, enabled=enabled, config=config)
        found: Feature = await self._run(flow, "set_feature", timeout)
        return found

"""From a provider's name to a client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cgw.engine import Clock, Engine, Retry
from cgw.hooks import Provider
from cgw.models import Options
from cgw.plugins import registry
from cgw.settings import Http, settle

if TYPE_CHECKING:
    from cgw.aio import AsyncClient
    from cgw.client import Client


def connect(
    provider: str,
    *,
    region: str | None = None,
    credentials: Any = None,
    endpoint: str | Mapping[str, str] | None = None,
    profile: str | None = None,
    timeout: float = 60.0,
    retry: Retry | None = None,
    http: Http | None = None,
    options: Options | None = None,
) -> Client:
    """A client of one cloud in one region. No request is made yet.

    Args:
        provider: ``"alibaba"``, ``"tencent"``, ``"huawei"`` or a plugin's name.
        region: the cloud's own id; None takes the profile's, then the environment's.
        credentials: `Credentials`, anything with ``fetch()``, or a vendor SDK's credential
            object; None looks at the profile, ``CGW_<PROVIDER>_*`` and the vendor's own places.
        endpoint: another address: a text for the main service (to this machine: for all), or a
            mapping from service to address.
        profile: a table of the configuration file.
        timeout: seconds for one call, retries included.
        retry: when to try again.
        http: proxy, trusted authorities, limits.
        options: the provider's own settings (``cgw_alibaba.ConnectOptions``).

    Errors:
        ConfigError: region, endpoint, profile or plugin; names what was looked at.
    """
    from cgw._http import Transport
    from cgw.client import Client

    engine = _engine(provider, region, credentials, endpoint, profile, retry, options)
    return Client(engine, Transport(http or Http()), timeout=timeout)


def connect_async(
    provider: str,
    *,
    region: str | None = None,
    credentials: Any = None,
    endpoint: str | Mapping[str, str] | None = None,
    profile: str | None = None,
    timeout: float = 60.0,
    retry: Retry | None = None,
    http: Http | None = None,
    options: Options | None = None,
) -> AsyncClient:
    """`connect`, for asyncio and trio. Use it with ``async with``."""
    from cgw._http import AsyncTransport
    from cgw.aio import AsyncClient

    engine = _engine(provider, region, credentials, endpoint, profile, retry, options)
    return AsyncClient(engine, AsyncTransport(http or Http()), timeout=timeout)


def _engine(
    name: str,
    region: str | None,
    credentials: Any,
    endpoint: str | Mapping[str, str] | None,
    profile: str | None,
    retry: Retry | None,
    options: Options | None,
) -> Engine:
    plugins = registry()
    provider = plugins.provider(name)
    settled = settle(
        provider,
        region=region,
        credentials=credentials,
        endpoint=endpoint,
        profile=profile,
        options=options,
    )
    adapter = provider.open(settled.place)
    return Engine(adapter, settled.source, retry, Clock(), (plugins.observe,))


def providers() -> dict[str, Provider]:
    """Every provider that is installed and loads, by name."""
    return registry().providers()

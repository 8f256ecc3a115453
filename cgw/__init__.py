"""Customer gateways, VPN gateways and IPsec connections of several clouds behind one model.

Start at `connect` (blocking) or `connect_async`; the nouns are in `cgw.models`, every error in
`cgw.errors`, what an adapter has to do in `cgw.adapter`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from cgw.adapter import (
        Capabilities as Capabilities,
    )
    from cgw.adapter import (
        Credentials as Credentials,
    )
    from cgw.adapter import (
        CredentialSource as CredentialSource,
    )
    from cgw.aio import (
        AsyncClient as AsyncClient,
    )
    from cgw.client import (
        Client as Client,
    )
    from cgw.engine import (
        Retry as Retry,
    )
    from cgw.errors import (
        AlreadyExistsError as AlreadyExistsError,
    )
    from cgw.errors import (
        ApiError as ApiError,
    )
    from cgw.errors import (
        AuthenticationError as AuthenticationError,
    )
    from cgw.errors import (
        BillingError as BillingError,
    )
    from cgw.errors import (
        BusyError as BusyError,
    )
    from cgw.errors import (
        CgwError as CgwError,
    )
    from cgw.errors import (
        ConfigError as ConfigError,
    )
    from cgw.errors import (
        InvalidRequestError as InvalidRequestError,
    )
    from cgw.errors import (
        NotFoundError as NotFoundError,
    )
    from cgw.errors import (
        OutcomeUnknownError as OutcomeUnknownError,
    )
    from cgw.errors import (
        PermissionDeniedError as PermissionDeniedError,
    )
    from cgw.errors import (
        QuotaExceededError as QuotaExceededError,
    )
    from cgw.errors import (
        ServiceError as ServiceError,
    )
    from cgw.errors import (
        ThrottledError as ThrottledError,
    )
    from cgw.errors import (
        TransportError as TransportError,
    )
    from cgw.errors import (
        UnsupportedError as UnsupportedError,
    )
    from cgw.errors import (
        WaitError as WaitError,
    )
    from cgw.hooks import (
        Event as Event,
    )
    from cgw.hooks import (
        Provider as Provider,
    )
    from cgw.hooks import (
        hookimpl as hookimpl,
    )
    from cgw.link import (
        Device as Device,
    )
    from cgw.link import (
        End as End,
    )
    from cgw.link import (
        ForeignError as ForeignError,
    )
    from cgw.link import (
        Link as Link,
    )
    from cgw.link import (
        LinkPlan as LinkPlan,
    )
    from cgw.link import (
        Profile as Profile,
    )
    from cgw.link import (
        StalePlanError as StalePlanError,
    )
    from cgw.models import (
        AttachTo as AttachTo,
    )
    from cgw.models import (
        Bgp as Bgp,
    )
    from cgw.models import (
        Billing as Billing,
    )
    from cgw.models import (
        CustomerGateway as CustomerGateway,
    )
    from cgw.models import (
        CustomerGatewayPatch as CustomerGatewayPatch,
    )
    from cgw.models import (
        CustomerGatewaySpec as CustomerGatewaySpec,
    )
    from cgw.models import (
        DedicatedGateway as DedicatedGateway,
    )
    from cgw.models import (
        DedicatedGatewayPatch as DedicatedGatewayPatch,
    )
    from cgw.models import (
        DedicatedGatewaySpec as DedicatedGatewaySpec,
    )
    from cgw.models import (
        DeviceConfig as DeviceConfig,
    )
    from cgw.models import (
        DeviceModel as DeviceModel,
    )
    from cgw.models import (
        Diagnosis as Diagnosis,
    )
    from cgw.models import (
        Dpd as Dpd,
    )
    from cgw.models import (
        HealthCheck as HealthCheck,
    )
    from cgw.models import (
        IkeSpec as IkeSpec,
    )
    from cgw.models import (
        IpsecSpec as IpsecSpec,
    )
    from cgw.models import (
        LogLine as LogLine,
    )
    from cgw.models import (
        Options as Options,
    )
    from cgw.models import (
        Region as Region,
    )
    from cgw.models import (
        Route as Route,
    )
    from cgw.models import (
        RoutePatch as RoutePatch,
    )
    from cgw.models import (
        RouteSpec as RouteSpec,
    )
    from cgw.models import (
        SslVpnClient as SslVpnClient,
    )
    from cgw.models import (
        SslVpnClientConfig as SslVpnClientConfig,
    )
    from cgw.models import (
        SslVpnClientPatch as SslVpnClientPatch,
    )
    from cgw.models import (
        SslVpnClientSpec as SslVpnClientSpec,
    )
    from cgw.models import (
        SslVpnServer as SslVpnServer,
    )
    from cgw.models import (
        SslVpnServerPatch as SslVpnServerPatch,
    )
    from cgw.models import (
        SslVpnServerSpec as SslVpnServerSpec,
    )
    from cgw.models import (
        State as State,
    )
    from cgw.models import (
        Tunnel as Tunnel,
    )
    from cgw.models import (
        TunnelPatch as TunnelPatch,
    )
    from cgw.models import (
        TunnelSpec as TunnelSpec,
    )
    from cgw.models import (
        TunnelStatus as TunnelStatus,
    )
    from cgw.models import (
        VpnConnection as VpnConnection,
    )
    from cgw.models import (
        VpnConnectionPatch as VpnConnectionPatch,
    )
    from cgw.models import (
        VpnConnectionSpec as VpnConnectionSpec,
    )
    from cgw.models import (
        VpnGateway as VpnGateway,
    )
    from cgw.models import (
        VpnGatewayPatch as VpnGatewayPatch,
    )
    from cgw.models import (
        VpnGatewaySpec as VpnGatewaySpec,
    )
    from cgw.models import (
        Zone as Zone,
    )
    from cgw.models import (
        generate_psk as generate_psk,
    )
    from cgw.models import (
        to_dict as to_dict,
    )
    from cgw.models import (
        to_json as to_json,
    )
    from cgw.opening import (
        connect as connect,
    )
    from cgw.opening import (
        connect_async as connect_async,
    )
    from cgw.opening import (
        providers as providers,
    )
    from cgw.privileges import (
        permissions as permissions,
    )
    from cgw.settings import (
        Http as Http,
    )

# Where each name lives. Nothing is imported before it is asked for: `import cgw` costs next to
# nothing, and a script that only lists regions never pays for what it does not use.
_HOMES = {
    "cgw.adapter": """
        Capabilities CredentialSource Credentials
    """,
    "cgw.aio": """
        AsyncClient
    """,
    "cgw.client": """
        Client
    """,
    "cgw.engine": """
        Retry
    """,
    "cgw.errors": """
        AlreadyExistsError ApiError AuthenticationError BillingError BusyError CgwError
        ConfigError InvalidRequestError NotFoundError OutcomeUnknownError
        PermissionDeniedError QuotaExceededError ServiceError ThrottledError TransportError
        UnsupportedError WaitError
    """,
    "cgw.hooks": """
        Event Provider hookimpl
    """,
    "cgw.link": """
        Device End ForeignError Link LinkPlan Profile StalePlanError
    """,
    "cgw.models": """
        AttachTo Bgp Billing CustomerGateway CustomerGatewayPatch CustomerGatewaySpec
        DedicatedGateway DedicatedGatewayPatch DedicatedGatewaySpec DeviceConfig DeviceModel
        Diagnosis Dpd HealthCheck IkeSpec IpsecSpec LogLine Options Region Route RoutePatch
        RouteSpec SslVpnClient SslVpnClientConfig SslVpnClientPatch SslVpnClientSpec
        SslVpnServer SslVpnServerPatch SslVpnServerSpec State Tunnel TunnelPatch TunnelSpec
        TunnelStatus VpnConnection VpnConnectionPatch VpnConnectionSpec VpnGateway
        VpnGatewayPatch VpnGatewaySpec Zone generate_psk to_dict to_json
    """,
    "cgw.privileges": """
        permissions
    """,
    "cgw.opening": """
        connect connect_async providers
    """,
    "cgw.settings": """
        Http
    """,
}
_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = sorted(_HOME)  # noqa: PLE0605 -- one list of names is enough


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    if name in _HOME:
        found = getattr(import_module(_HOME[name]), name)
        globals()[name] = found
        return found
    if name in ("emulator", "link", "testing"):
        return import_module(f"cgw.{name}")
    raise AttributeError(f"module 'cgw' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})

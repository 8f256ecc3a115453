"""HUAWEI CLOUD for cgw: VPN API v5 and dedicated gateways of APIG v2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgw.hooks import Provider, hookimpl
from cgw_huawei.credentials import PasswordCredentials
from cgw_huawei.options import (
    ConnectOptions,
    CustomerGatewayOptions,
    CustomerGatewayPatchOptions,
    DedicatedGatewayListOptions,
    DedicatedGatewayOptions,
    DedicatedGatewayPatchOptions,
    Device,
    Eip,
    PolicyRule,
    VpnConnectionListOptions,
    VpnConnectionOptions,
    VpnConnectionPatchOptions,
    VpnGatewayListOptions,
    VpnGatewayOptions,
    VpnGatewayPatchOptions,
)
from cgw_huawei.ssl_vpn_options import (
    ClientCa,
    SslVpnClientOptions,
    SslVpnClientPatchOptions,
    SslVpnServerOptions,
    SslVpnServerPatchOptions,
    ZoneListOptions,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import Any

    from cgw.adapter import Adapter, CredentialSource, Place
    from cgw.emulator.world import Face, World

__all__ = [
    "ClientCa",
    "ConnectOptions",
    "CustomerGatewayOptions",
    "CustomerGatewayPatchOptions",
    "DedicatedGatewayListOptions",
    "DedicatedGatewayOptions",
    "DedicatedGatewayPatchOptions",
    "Device",
    "Eip",
    "PasswordCredentials",
    "PolicyRule",
    "SslVpnClientOptions",
    "SslVpnClientPatchOptions",
    "SslVpnServerOptions",
    "SslVpnServerPatchOptions",
    "VpnConnectionListOptions",
    "VpnConnectionOptions",
    "VpnConnectionPatchOptions",
    "VpnGatewayListOptions",
    "VpnGatewayOptions",
    "VpnGatewayPatchOptions",
    "ZoneListOptions",
    "cgw_providers",
]


@hookimpl
def cgw_providers() -> list[Provider]:
    """HUAWEI CLOUD under the name ``huawei``."""
    return [
        Provider(
            name="huawei",
            title="HUAWEI CLOUD",
            open=_open,
            credentials=_credentials,
            services=("vpn", "apig", "iam", "vpc", "eps"),
            region_variables=("HW_REGION_NAME",),
            face=_face,
            options=ConnectOptions,
            permissions=_permissions,
        )
    ]


def _open(place: Place) -> Adapter:
    from cgw_huawei.adapter import HuaweiAdapter

    return HuaweiAdapter(place)


def _credentials(environ: Mapping[str, str], home: Path) -> CredentialSource:
    from cgw_huawei.credentials import HuaweiCredentials

    return HuaweiCredentials(environ, home)


def _permissions(wanted: Iterable[tuple[str, str]]) -> dict[str, Any]:
    from cgw_huawei.permissions import document

    return document(wanted)


def _face(world: World) -> Face:
    from cgw_huawei.emulator import HuaweiFace

    return HuaweiFace(world)

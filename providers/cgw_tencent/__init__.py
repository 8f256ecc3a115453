"""Tencent Cloud for cgw: VPC API 2017-03-12."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgw.hooks import Provider, hookimpl
from cgw_tencent.options import (
    ConnectionRoute,
    ConnectOptions,
    CustomerGatewayListOptions,
    Policy,
    RouteOptions,
    SslVpnServerOptions,
    SslVpnServerPatchOptions,
    VpnConnectionListOptions,
    VpnConnectionOptions,
    VpnConnectionPatchOptions,
    VpnGatewayListOptions,
    VpnGatewayOptions,
    VpnGatewayPatchOptions,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import Any

    from cgw.adapter import Adapter, CredentialSource, Place
    from cgw.emulator.world import Face, World

__all__ = [
    "ConnectOptions",
    "ConnectionRoute",
    "CustomerGatewayListOptions",
    "Policy",
    "RouteOptions",
    "SslVpnServerOptions",
    "SslVpnServerPatchOptions",
    "VpnConnectionListOptions",
    "VpnConnectionOptions",
    "VpnConnectionPatchOptions",
    "VpnGatewayListOptions",
    "VpnGatewayOptions",
    "VpnGatewayPatchOptions",
    "cgw_providers",
]


@hookimpl
def cgw_providers() -> list[Provider]:
    """Tencent Cloud under the name ``tencent``."""
    return [
        Provider(
            name="tencent",
            title="Tencent Cloud",
            open=_open,
            credentials=_credentials,
            services=("vpc", "tag", "sts"),
            region_variables=("TENCENTCLOUD_REGION",),
            face=_face,
            options=ConnectOptions,
            permissions=_permissions,
        )
    ]


def _open(place: Place) -> Adapter:
    from cgw_tencent.adapter import TencentAdapter

    return TencentAdapter(place)


def _credentials(environ: Mapping[str, str], home: Path) -> CredentialSource:
    from cgw_tencent.credentials import TencentCredentials

    return TencentCredentials(environ, home)


def _permissions(wanted: Iterable[tuple[str, str]]) -> dict[str, Any]:
    from cgw_tencent.permissions import document

    return document(wanted)


def _face(world: World) -> Face:
    from cgw_tencent.emulator import TencentFace

    return TencentFace(world)

"""Alibaba Cloud for cgw: VPC API 2016-04-28."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgw.hooks import Provider, hookimpl
from cgw_alibaba.options import (
    ConnectOptions,
    CustomerGatewayListOptions,
    CustomerGatewayOptions,
    CustomerGatewayPatchOptions,
    RegionListOptions,
    RouteOptions,
    SslVpnClientListOptions,
    SslVpnServerListOptions,
    SslVpnServerOptions,
    SslVpnServerPatchOptions,
    VpnConnectionListOptions,
    VpnConnectionOptions,
    VpnConnectionPatchOptions,
    VpnGatewayListOptions,
    VpnGatewayOptions,
    VpnGatewayPatchOptions,
    ZoneListOptions,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import Any

    from cgw.adapter import Adapter, CredentialSource, Place
    from cgw.emulator.world import Face, World

__all__ = [
    "ConnectOptions",
    "CustomerGatewayListOptions",
    "CustomerGatewayOptions",
    "CustomerGatewayPatchOptions",
    "RegionListOptions",
    "RouteOptions",
    "SslVpnClientListOptions",
    "SslVpnServerListOptions",
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
    """Alibaba Cloud under the name ``alibaba``."""
    return [
        Provider(
            name="alibaba",
            title="Alibaba Cloud",
            open=_open,
            credentials=_credentials,
            services=("vpc", "sts"),
            region_variables=("ALIBABA_CLOUD_REGION", "ALIBABA_CLOUD_REGION_ID", "ALICLOUD_REGION"),
            face=_face,
            options=ConnectOptions,
            permissions=_permissions,
        )
    ]


def _open(place: Place) -> Adapter:
    from cgw_alibaba.adapter import AlibabaAdapter

    return AlibabaAdapter(place)


def _credentials(environ: Mapping[str, str], home: Path) -> CredentialSource:
    from cgw_alibaba.credentials import AlibabaCredentials

    return AlibabaCredentials(environ, home)


def _permissions(wanted: Iterable[tuple[str, str]]) -> dict[str, Any]:
    from cgw_alibaba.permissions import document

    return document(wanted)


def _face(world: World) -> Face:
    from cgw_alibaba.emulator import AlibabaFace

    return AlibabaFace(world)

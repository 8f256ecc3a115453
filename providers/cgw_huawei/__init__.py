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
    Eip,
    PolicyRule,
    VpnConnectionListOptions,
    VpnConnectionOptions,
    VpnConnectionPatchOptions,
    VpnGatewayListOptions,
    VpnGatewayOptions,
    VpnGatewayPatchOptions,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cgw.adapter import Adapter, CredentialSource, Place
    from cgw.emulator.world import Face, World

__all__ = [
    "ConnectOptions",
    "CustomerGatewayOptions",
    "CustomerGatewayPatchOptions",
    "DedicatedGatewayListOptions",
    "DedicatedGatewayOptions",
    "DedicatedGatewayPatchOptions",
    "Eip",
    "PasswordCredentials",
    "PolicyRule",
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
        )
    ]


def _open(place: Place) -> Adapter:
    from cgw_huawei.adapter import HuaweiAdapter

    return HuaweiAdapter(place)


def _credentials(environ: Mapping[str, str], home: Path) -> CredentialSource:
    from cgw_huawei.credentials import HuaweiCredentials

    return HuaweiCredentials(environ, home)


def _face(world: World) -> Face:
    from cgw_huawei.emulator import HuaweiFace

    return HuaweiFace(world)

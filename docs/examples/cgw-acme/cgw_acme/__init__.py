"""Acme Cloud for cgw. Importing this loads nothing else of the package."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cgw.adapter import Adapter, CredentialSource, Place
from cgw.hooks import Provider, hookimpl

if TYPE_CHECKING:
    from cgw.emulator.world import Face, World

    from cgw_acme.options import CustomerGatewayOptions

__all__ = ["CustomerGatewayOptions"]


def _open(place: Place) -> Adapter:
    from cgw_acme.adapter import AcmeAdapter

    return AcmeAdapter(place)


def _credentials(environ: Mapping[str, str], home: Path) -> CredentialSource:
    from cgw_acme.credentials import AcmeKeys

    return AcmeKeys(environ, home)


def _face(world: World) -> Face:
    from cgw_acme.emulator import AcmeFace

    return AcmeFace(world)


@hookimpl
def cgw_providers() -> list[Provider]:
    """Acme Cloud."""
    return [
        Provider(
            name="acme",
            title="Acme Cloud",
            open=_open,
            credentials=_credentials,
            services=("vpn",),
            region_variables=("ACME_REGION",),
            face=_face,
        )
    ]


def __getattr__(name: str) -> Any:
    if name == "CustomerGatewayOptions":
        from cgw_acme.options import CustomerGatewayOptions

        return CustomerGatewayOptions
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

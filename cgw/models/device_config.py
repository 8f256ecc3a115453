"""The device's side of a connection: what has to be set on it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Self

from pydantic import SecretStr

from cgw.models.base import MASK
from cgw.models.crypto import BgpState, DpdState, Ike, Ipsec


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceModel:
    """A device that a cloud can write a configuration for, in the cloud's own words.

    Attributes:
        interface: the device's name of the interface that faces the cloud, where the cloud writes
            it into its text; empty takes the adapter's default. No part of a listing.
    """

    vendor: str
    platform: str = ""
    version: str = ""
    interface: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceTunnel:
    """One tunnel as the device must have it: ``local`` is the device, ``remote`` the cloud.

    ``ike.local_id`` and ``ike.remote_id`` are the device's and the cloud's identity.

    Attributes:
        id: the cloud's own, or empty.
        psk: None where the cloud never tells it.
        initiates: True if the device begins, False if it waits; None where that is open.
    """

    id: str = ""
    local_address: str = ""
    remote_address: str = ""
    psk: SecretStr | None = None
    ike: Ike = field(default_factory=Ike)
    ipsec: Ipsec = field(default_factory=Ipsec)
    dpd: DpdState | None = None
    bgp: BgpState | None = None
    bgp_key: SecretStr | None = None
    initiates: bool | None = None

    def __deepcopy__(self, memo: Any = None) -> Self:
        return self  # frozen; a copy of a secret is one place more to leak from

    def __reduce__(self) -> Any:
        raise TypeError(f"{type(self).__name__} may hold a secret and does not pickle")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceConfig:
    """What has to be set on the device at the other end of a connection.

    Attributes:
        connection_id: the connection it belongs to.
        name, mode: of the connection.
        device: what the text is for; None where the cloud gives parameters only.
        local_cidrs: networks behind the device; remote_cidrs: behind the cloud.
        tunnels: the parameters, where the cloud gives them.
        text: for the device's command line, keys masked; empty where the cloud gives none.
        clear: the same with the keys in it, or None.
    """

    connection_id: str
    provider: str
    region: str
    name: str = ""
    mode: str = ""
    device: DeviceModel | None = None
    local_cidrs: tuple[str, ...] = ()
    remote_cidrs: tuple[str, ...] = ()
    tunnels: tuple[DeviceTunnel, ...] = ()
    text: str = ""
    clear: SecretStr | None = None

    def __deepcopy__(self, memo: Any = None) -> Self:
        return self  # frozen; a copy of a secret is one place more to leak from

    def __reduce__(self) -> Any:
        raise TypeError(f"{type(self).__name__} holds a secret and does not pickle")

    def __str__(self) -> str:
        have = [f.name for f in fields(self) if getattr(self, f.name)]
        return f"{self.connection_id}: {', '.join(have)}"


def mask_text(text: str, *keys: SecretStr | None) -> str:
    """``text`` with each of the keys, where it stands in it, replaced by a mask."""
    known = {key.get_secret_value() for key in keys if key and key.get_secret_value()}
    for key in sorted(known, key=len, reverse=True):
        text = text.replace(key, MASK)
    return text

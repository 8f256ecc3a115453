"""What has to be set on the device at the other end of a connection.

ExportVpnConnectionPeerConfiguration writes a text for one kind of device. No document says what is in
it, and the key of a connection is told by no other action: so the text is a secret as a whole, unless
the connection has no key. Parameters it gives none: those are the connection's own, turned.

Source: VPN API v5, Exporting VPN Connection Configurations (vpn_api_0162) and Obtaining On-premises
Devices Whose VPN Connection Configurations Can Be Exported (vpn_api_0163) of 2026-04-24;
huaweicloudsdkvpn 3.1.219; read 2026-11-21. They disagree about a device in the list: the page has
``type`` and ``model``, which the export wants too, the SDK ``platform`` alone. Both are read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, SecretStr
from pydantic.dataclasses import dataclass

from cgw.adapter import refuse
from cgw.models import BgpState, DeviceConfig, DeviceModel, DeviceTunnel, Tunnel, VpnConnection
from cgw.wire import RECORD, Flow, Shape
from cgw_huawei.crypto import ANYBODY
from cgw_huawei.fields import Full, Text
from cgw_huawei.options import Device

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter

PROVIDER = "huawei"
NAMES = ("vendor", "series", "platform", "version")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class DeviceRow:
    """A kind of device."""

    vendor: Text = None
    series: Text = Field(None, validation_alias="type")
    model: Text = None
    platform: Text = None
    version: Text = None


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class DeviceRows:
    """The answer of ListPeerConfigurationSupportedDevices. It has no pages."""

    rows: Annotated[list[DeviceRow], Full] = Field(validation_alias="supported_devices")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Export:
    """The answer of ExportVpnConnectionPeerConfiguration."""

    text: str = Field(validation_alias="peer_config", repr=False)


DEVICES: Shape[DeviceRows] = Shape(DeviceRows)
EXPORT: Shape[Export] = Shape(Export)


def devices(cloud: HuaweiAdapter) -> Flow[tuple[DeviceModel, ...]]:
    """The devices that it writes for, each once."""
    return (yield from _devices(cloud))


def _devices(cloud: HuaweiAdapter) -> Flow[tuple[Device, ...]]:
    reply = yield cloud.vpn(
        "ListPeerConfigurationSupportedDevices",
        "GET",
        "peer-configuration",
        "supported-devices",
        shape=DEVICES,
        safe=True,
    )
    told = (
        Device(
            vendor=row.vendor,
            series=row.series or "",
            platform=row.model or row.platform or "",
            version=row.version or "",
        )
        for row in reply.read(DEVICES).rows
        if row.vendor
    )
    return tuple(dict.fromkeys(told))


def device_config(cloud: HuaweiAdapter, id: str, device: DeviceModel | None) -> Flow[DeviceConfig]:
    """Parameters, and for a device its text too.

    Errors:
        InvalidRequestError: there is no such device, or more than one.
    """
    wanted = None if device is None else one_of(device, (yield from _devices(cloud)))
    connection = yield from cloud.vpn_connections.get(id)
    config = as_device(connection)
    if wanted is None:
        return config
    reply = yield cloud.vpn(
        "ExportVpnConnectionPeerConfiguration",
        "POST",
        "vpn-connection",
        id,
        "peer-configuration",
        "export",
        shape=EXPORT,
        body={
            "vendor": wanted.vendor,
            "type": wanted.series or wanted.platform,  # UNVERIFIED where the list has no type
            "model": wanted.platform,
            "version": wanted.version,
        },
        safe=True,
        reads=True,
    )
    clear = reply.read(EXPORT).text
    keyless = all(tunnel.psk_visibility == "unset" for tunnel in connection.tunnels)
    return replace(
        config,
        device=wanted,
        text=clear if keyless else "",
        clear=SecretStr(clear) if clear else None,
    )


def one_of(device: DeviceModel, there: tuple[Device, ...]) -> Device:
    """The one that is meant, in the cloud's spelling; what was left empty fits everything."""
    asked = {name: text for name in NAMES if (text := getattr(device, name, "").casefold())}
    fits = [
        one
        for one in there
        if all(getattr(one, name).casefold() == text for name, text in asked.items())
    ]
    if len(fits) != 1:
        known = ", ".join(f"{one.vendor}/{one.platform}/{one.version}" for one in there)
        why = "fits more than one" if fits else "there is none such"
        refuse(PROVIDER, "device", f"{why}; vendor/platform/version: {known or 'none is told'}")
    return fits[0]


# ---------------------------------------------------------------- parameters


def as_device(connection: VpnConnection) -> DeviceConfig:
    """A connection from the device's side."""
    return DeviceConfig(
        connection_id=connection.id,
        provider=PROVIDER,
        region=connection.region,
        name=connection.name,
        mode=connection.mode,
        local_cidrs=connection.remote_cidrs,
        remote_cidrs=connection.local_cidrs,
        tunnels=tuple(_tunnel(tunnel) for tunnel in connection.tunnels),
    )


def _tunnel(tunnel: Tunnel) -> DeviceTunnel:
    """The cloud tells no key, and not who begins: either may."""
    ike, peer = tunnel.ike, tunnel.ike.remote_id
    theirs = tunnel.peer_address if peer in (None, "", ANYBODY) else peer
    return DeviceTunnel(
        id=tunnel.id,
        local_address=tunnel.peer_address,
        remote_address=tunnel.local_address,
        psk=tunnel.psk,
        ike=replace(ike, local_id=theirs, remote_id=ike.local_id or tunnel.local_address),
        ipsec=tunnel.ipsec,
        dpd=tunnel.dpd,
        bgp=_bgp(tunnel.bgp) if tunnel.bgp else None,
    )


def _bgp(bgp: BgpState) -> BgpState:
    """Addresses and AS numbers; what a session counts is the cloud's side of it."""
    return BgpState(
        tunnel_cidr=bgp.tunnel_cidr,
        local_address=bgp.peer_address,
        peer_address=bgp.local_address,
        local_asn=bgp.peer_asn,
        peer_asn=bgp.local_asn,
    )

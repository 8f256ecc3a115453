"""What has to be set on the device at the other end of a connection.

DownloadCustomerGatewayConfiguration writes a text for one kind of device, with the key in it. Its
description calls that XML; its example is the command line of a device. Parameters it gives none:
those are the connection's own, turned.

Source: DescribeCustomerGatewayVendors and DownloadCustomerGatewayConfiguration (document 215/17513 of
2024-11-25) in tencentcloud-sdk-python-vpc 3.1.193, and their examples; read 2026-11-21.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import Field, SecretStr
from pydantic.dataclasses import dataclass

from cgw.adapter import refuse
from cgw.models import (
    MASK,
    BgpState,
    DeviceConfig,
    DeviceModel,
    DeviceTunnel,
    Tunnel,
    VpnConnection,
    mask_text,
)
from cgw.wire import RECORD, Flow, Shape
from cgw_tencent.fields import PROVIDER, Text
from cgw_tencent.options import INTERFACE

if TYPE_CHECKING:
    from cgw_tencent.adapter import TencentAdapter

# What stands before a key on the lines of devices: the format is not documented.
NAMED = re.compile(r"(?i)(pre[-_ ]?shared(?:[-_ ]?keys?)?|isakmp[-_ ]key|\bpsk\b|\bsecret\b)(.*)$")
INITIATES = {"cloud": False, "peer": True}


@dataclass(slots=True, frozen=True, config=RECORD)
class VendorRow:
    """A kind of device."""

    platform: Text = Field(None, validation_alias="Platform")
    version: Text = Field(None, validation_alias="SoftwareVersion")
    vendor: Text = Field(None, validation_alias="VendorName")


@dataclass(slots=True, frozen=True, config=RECORD)
class Vendors:
    """The answer of DescribeCustomerGatewayVendors. It has no pages."""

    rows: list[VendorRow | None] | None = Field(validation_alias="CustomerGatewayVendorSet")


@dataclass(slots=True, frozen=True, config=RECORD)
class VendorsReply:
    """The same, wrapped as every answer is."""

    response: Vendors = Field(validation_alias="Response")


@dataclass(slots=True, frozen=True, config=RECORD)
class Download:
    """The answer of DownloadCustomerGatewayConfiguration."""

    text: str = Field(validation_alias="CustomerGatewayConfiguration", repr=False)


@dataclass(slots=True, frozen=True, config=RECORD)
class DownloadReply:
    """The same, wrapped as every answer is."""

    response: Download = Field(validation_alias="Response")


VENDORS: Shape[VendorsReply] = Shape(VendorsReply)
DOWNLOAD: Shape[DownloadReply] = Shape(DownloadReply)


def devices(cloud: TencentAdapter) -> Flow[tuple[DeviceModel, ...]]:
    """The devices that it writes for, each once."""
    reply = yield cloud.call("DescribeCustomerGatewayVendors", {}, VENDORS, safe=True)
    told = (
        DeviceModel(vendor=row.vendor, platform=row.platform or "", version=row.version or "")
        for row in reply.read(VENDORS).response.rows or ()
        if row and row.vendor
    )
    return tuple(dict.fromkeys(told))


def device_config(cloud: TencentAdapter, id: str, device: DeviceModel | None) -> Flow[DeviceConfig]:
    """Parameters, and for a device its text too.

    Errors:
        InvalidRequestError: there is no such device, or more than one.
    """
    wanted = None if device is None else one_of(device, (yield from devices(cloud)))
    connection = yield from cloud.vpn_connections.get(id)
    config = parameters(connection)
    if device is None or wanted is None:
        return config
    reply = yield cloud.call(
        "DownloadCustomerGatewayConfiguration",
        {
            "VpnGatewayId": connection.vpn_gateway_id,
            "VpnConnectionId": id,
            "CustomerGatewayVendor": {
                "Platform": wanted.platform,
                "SoftwareVersion": wanted.version,
                "VendorName": wanted.vendor,
            },
            "InterfaceName": device.interface or INTERFACE,
        },
        DOWNLOAD,
        safe=True,
    )
    clear = reply.read(DOWNLOAD).response.text
    psks = [tunnel.psk for tunnel in connection.tunnels]
    return replace(
        config,
        device=wanted,
        text=masked(clear, *psks),
        clear=SecretStr(clear) if clear else None,
    )


def one_of(device: DeviceModel, there: tuple[DeviceModel, ...]) -> DeviceModel:
    """The one that is meant, in the cloud's spelling; what was left empty fits everything."""
    names = ("vendor", "platform", "version")
    asked = {name: text for name in names if (text := getattr(device, name).casefold())}
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


def masked(text: str, *keys: SecretStr | None) -> str:
    """``text`` without keys: where they stand as they are, or escaped; and whatever else a line
    names a key. A text whose key nobody knows is not shown at all.
    """
    known = [key.get_secret_value() for key in keys if key and key.get_secret_value()]
    if not known:
        return ""
    spelt = [form for key in known for form in (key, html.escape(key), json.dumps(key)[1:-1])]
    lines = mask_text(text, *map(SecretStr, spelt)).splitlines(keepends=True)
    return "".join(_line(line) for line in lines)


def _line(line: str) -> str:
    """What follows the word for a key, if that was not found to be the key: better too much."""
    body = line.rstrip("\r\n")
    found = NAMED.search(body)
    if found is None or MASK in body or not found[2].strip():
        return line
    return f"{body[: found.start(2)]} {MASK}{line[len(body) :]}"


# ---------------------------------------------------------------- parameters


def parameters(connection: VpnConnection) -> DeviceConfig:
    """A connection from the device's side."""
    initiates = INITIATES.get(connection.initiator or "")
    return DeviceConfig(
        connection_id=connection.id,
        provider=PROVIDER,
        region=connection.region,
        name=connection.name,
        mode=connection.mode,
        local_cidrs=connection.remote_cidrs,
        remote_cidrs=connection.local_cidrs,
        tunnels=tuple(_tunnel(tunnel, initiates) for tunnel in connection.tunnels),
    )


def _tunnel(tunnel: Tunnel, initiates: bool | None) -> DeviceTunnel:
    ike = tunnel.ike
    return DeviceTunnel(
        id=tunnel.id,
        local_address=tunnel.peer_address,
        remote_address=tunnel.local_address,
        psk=tunnel.psk,
        ike=replace(
            ike,
            local_id=ike.remote_id or tunnel.peer_address,
            remote_id=ike.local_id or tunnel.local_address,
        ),
        ipsec=tunnel.ipsec,
        dpd=tunnel.dpd,
        bgp=_bgp(tunnel.bgp) if tunnel.bgp else None,
        initiates=initiates,
    )


def _bgp(bgp: BgpState) -> BgpState:
    return replace(
        bgp,
        local_address=bgp.peer_address,
        peer_address=bgp.local_address,
        local_asn=bgp.peer_asn,
        peer_asn=bgp.local_asn,
    )

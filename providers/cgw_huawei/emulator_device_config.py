"""The device's side of a connection, as HUAWEI CLOUD's VPN service writes it.

Written from the vendor's documents, independently of the adapter. Source: VPN API v5 pages
vpn_api_0162 and vpn_api_0163 of 2026-04-24; the SDK's ``platform`` beside the page's ``type`` and
``model``: huaweicloudsdkvpn 3.1.219; read 2026-11-21. In no document, and the emulator's own choice: the
devices, all of the text (that the key is in it, too), and the refusal of other devices.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from cgw.emulator.world import Record, World
from cgw.wire import Reply
from cgw_huawei.emulator_desk import VPN_CONNECTIONS, Asked, Desk, bad
from cgw_huawei.emulator_p2c_gateways import flat
from cgw_huawei.emulator_values import only, text_in

ASKED = ("vendor", "type", "model", "version")


class DeviceConfig(Desk):
    """The verbs."""

    def devices(self, asked: Asked) -> Reply:  # noqa: ARG002 -- nothing can be asked for
        """ListPeerConfigurationSupportedDevices."""
        rows = [dict(zip(ASKED, device, strict=True)) for device in DEVICES]
        rows = [{**row, "platform": row["model"]} for row in rows]
        return self.json(200, {"supported_devices": rows})

    def export(self, asked: Asked) -> Reply:
        """ExportVpnConnectionPeerConfiguration."""
        record = self.one(asked.region, VPN_CONNECTIONS, asked.id)
        content = flat(asked)
        only(content, ASKED)
        device = tuple(text_in(content, name) for name in ASKED)
        if device not in DEVICES:
            raise bad("the device is none of those supported")
        text = "\n".join([*DEVICES[device](record), ""])
        return self.json(200, {"peer_config": text})


def _usg(record: Record) -> Iterable[str]:
    attrs = record.attrs
    ike, ipsec = attrs["ikepolicy"], attrs["ipsecpolicy"]
    yield f"# {attrs['name']}"
    yield "ike proposal 1"
    yield f" encryption-algorithm {ike['encryption_algorithm']}"
    yield f" authentication-algorithm {ike['authentication_algorithm']}"
    yield f" dh {ike['dh_group']}"
    yield "ike peer cloud"
    yield f" pre-shared-key {attrs['psk']}"
    yield f" remote-address {attrs['local_address']}"
    yield "ipsec proposal 1"
    yield f" esp encryption-algorithm {ipsec['encryption_algorithm']}"
    yield f" esp authentication-algorithm {ipsec['authentication_algorithm']}"


def _cisco(record: Record) -> Iterable[str]:
    attrs = record.attrs
    yield f"! {attrs['name']}"
    yield "crypto ikev2 keyring cloud"
    yield f" address {attrs['local_address']}"
    yield f" pre-shared-key {attrs['psk']}"
    yield f"! {json.dumps(attrs['ipsecpolicy'], sort_keys=True)}"


DEVICES: dict[tuple[str, ...], Callable[[Record], Iterable[str]]] = {
    ("Huawei", "USG6000E", "USG6525E", "V600R022C00"): _usg,
    ("Huawei", "AR", "AR6120", "V300R022C00"): _usg,
    ("Cisco", "ASR", "ASR1001", "16.9"): _cisco,
}
"""By vendor, series, model and version."""


def calls(world: World) -> list[tuple[str, str, Any]]:
    """Addresses, each with the SDK's name for it."""
    config = DeviceConfig(world)
    return [
        (
            "GET v5 peer-configuration/supported-devices",
            "ListPeerConfigurationSupportedDevices",
            config.devices,
        ),
        (
            "POST v5 vpn-connection/*/peer-configuration/export",
            "ExportVpnConnectionPeerConfiguration",
            config.export,
        ),
    ]

"""The device's configuration, as the pretended VPC API writes it.

Source: DescribeCustomerGatewayVendors and DownloadCustomerGatewayConfiguration in
tencentcloud-sdk-python-vpc 3.1.193, their examples (both devices; a text whose lines end in CRLF and
begin with #) and the codes listed for them. ASSUMED: everything behind the first lines of the text,
of which no document has more; the code for a device that is not listed. Read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cgw.emulator.world import Record, World
from cgw_tencent.emulator_parameters import BAD, Action, Refused, existing, take

VENDOR = {"Platform": str, "SoftwareVersion": str, "VendorName": str}
ASKED = {
    "VpnGatewayId": str,
    "VpnConnectionId": str,
    "CustomerGatewayVendor": dict,
    "InterfaceName": str,
}


class DeviceConfigActions:
    """Two actions that only tell."""

    def __init__(self, world: World) -> None:
        self._world = world

    def actions(self) -> dict[str, Action]:
        """Each action by its name on the wire."""
        return {
            "DescribeCustomerGatewayVendors": self._vendors,
            "DownloadCustomerGatewayConfiguration": self._download,
        }

    def _vendors(self, _: str, given: dict[str, Any]) -> Mapping[str, Any]:
        take(given, {})
        return {
            "CustomerGatewayVendorSet": [dict(zip(VENDOR, one, strict=True)) for one in DEVICES]
        }

    def _download(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(given, ASKED, list(ASKED))
        device = take(have["CustomerGatewayVendor"], VENDOR, list(VENDOR))
        for name, text in {"InterfaceName": have["InterfaceName"], **device}.items():
            if not text:
                raise Refused(f"{BAD}.Empty", f"{name} is empty.")
        gateway = existing(self._world, region, "vpn_gateways", have["VpnGatewayId"])
        link = existing(self._world, region, "vpn_connections", have["VpnConnectionId"])
        if link.attrs["vpn_gateway_id"] != gateway.id:
            raise Refused("ResourceNotFound", "The gateway has no such connection.")
        write = DEVICES.get(tuple(device[name] for name in VENDOR))
        if write is None:
            raise Refused(f"{BAD}.Malformed", "CustomerGatewayVendor is none of those listed.")
        peer = existing(self._world, region, "customer_gateways", link.attrs["customer_gateway_id"])
        cloud, device_address = gateway.attrs["address"], peer.attrs["address"]
        lines = write(link, cloud, device_address, have["InterfaceName"])
        head = [f"# VPN connection {link.id} of {gateway.id}", "#"]
        return {"CustomerGatewayConfiguration": "\r\n".join([*head, *lines, ""])}


def _cisco(link: Record, cloud: str, device: str, interface: str) -> Iterable[str]:
    ike, ipsec = link.attrs["ike"], link.attrs["ipsec"]
    yield f"# interface {interface}: {device}"
    if ike["IKEVersion"] == "IKEV2":
        yield f"crypto ikev2 keyring {link.id}"
        yield f" peer {cloud}"
        yield f"  address {cloud}"
        yield f"  pre-shared-key {link.attrs['psk']}"
    else:
        yield f"crypto isakmp key {link.attrs['psk']} address {cloud}"
    yield f"# {ike['PropoEncryAlgorithm']} {ike['PropoAuthenAlgorithm']} {ike['DhGroupName']}"
    yield f"# {ipsec['EncryptAlgorithm']} {ipsec['IntegrityAlgorith']} {ipsec['PfsDhGroup']}"
    yield f"interface {interface}"
    yield f" crypto map {link.id}"


def _comware(link: Record, cloud: str, device: str, interface: str) -> Iterable[str]:
    ike, ipsec = link.attrs["ike"], link.attrs["ipsec"]
    yield f"ike keychain {link.id}"
    yield f" pre-shared-key address {cloud} key simple {link.attrs['psk']}"
    yield f"# {ike['IKEVersion']} {ike['PropoEncryAlgorithm']} {ike['PropoAuthenAlgorithm']}"
    yield f"# {ipsec['EncryptAlgorithm']} {ipsec['IntegrityAlgorith']} {ipsec['PfsDhGroup']}"
    yield f"ipsec policy {link.id} 1 isakmp"
    yield f" remote-address {cloud}"
    yield f" local-address {device}"
    yield f"interface {interface}"
    yield f" ipsec apply policy {link.id}"


DEVICES: dict[tuple[str, ...], Callable[[Record, str, str, str], Iterable[str]]] = {
    ("ios", "V15.4", "cisco"): _cisco,
    ("comware", "V1.0", "h3c"): _comware,
}
"""Platform, software version, vendor: those of the example."""

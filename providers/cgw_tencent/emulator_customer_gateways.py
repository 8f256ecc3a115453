"""The customer gateway actions of the pretended VPC API.

Source: VPC API 2017-03-12: CreateCustomerGateway page of 2024-11-25, and the parameter
descriptions of the other three actions in tencentcloud-sdk-python-vpc 3.1.193; limits of
addresses from document 554/18982. Read 2026-11-21.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from cgw.emulator.world import Record, World
from cgw_tencent.emulator_parameters import (
    BAD,
    PROVIDER,
    Action,
    Refused,
    asn,
    beijing,
    existing,
    ids_or_filters,
    name,
    narrowed,
    page,
    tag_set,
    tags,
    take,
)

KIND = "customer_gateways"


class CustomerGatewayActions:
    """Create, describe, modify, delete."""

    def __init__(self, world: World, *, bgp: bool, ipv6: bool, unique_address: bool) -> None:
        self._world, self._bgp, self._ipv6 = world, bgp, ipv6
        self._unique = unique_address

    def actions(self) -> dict[str, Action]:
        """Each action by its name on the wire."""
        return {
            "CreateCustomerGateway": self._create,
            "DescribeCustomerGateways": self._describe,
            "ModifyCustomerGatewayAttribute": self._modify,
            "DeleteCustomerGateway": self._delete,
        }

    def _create(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(
            given,
            {"CustomerGatewayName": str, "IpAddress": str, "Tags": list, "BgpAsn": int},
            ["CustomerGatewayName", "IpAddress"],
        )
        called, address = _name(have["CustomerGatewayName"]), self._address(have["IpAddress"])
        number, labels = asn(have.get("BgpAsn"), bgp=self._bgp), tags(have.get("Tags", []))
        there = self._world.all(PROVIDER, region, KIND)
        if self._unique and any(other.attrs["address"] == address for other in there):
            raise Refused(f"{BAD}.Duplicate", f"IpAddress {address} exists already.")
        if self._world.is_full(PROVIDER, region, KIND):
            raise Refused("LimitExceeded", "The quota of customer gateways is reached.")
        made = self._world.add(
            PROVIDER,
            region,
            KIND,
            self._world.new_id("cgw-", 8),
            name=called,
            address=address,
            asn=number,
            tags=labels,
        )
        # The answer of the page has these four fields; the listing has more.
        told = self._told(made, Counter())
        four = ("CustomerGatewayId", "IpAddress", "CustomerGatewayName", "CreatedTime")
        return {"CustomerGateway": {field: told[field] for field in four}}

    def _describe(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(
            given, {"CustomerGatewayIds": list, "Filters": list, "Offset": int, "Limit": int}
        )
        ids, narrowing = ids_or_filters(have, "CustomerGatewayIds")
        found = [self._there(region, str(one)) for one in ids] if ids else self._all(region)
        found, used = narrowed(found, narrowing, FILTERS), self._used(region)
        rows = [self._told(record, used) for record in page(found, have)]
        return {"CustomerGatewaySet": rows, "TotalCount": len(found)}

    def _modify(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(
            given,
            {"CustomerGatewayId": str, "CustomerGatewayName": str, "BgpAsn": int},
            ["CustomerGatewayId", "CustomerGatewayName"],
        )
        record = self._there(region, have["CustomerGatewayId"])
        called, number = _name(have["CustomerGatewayName"]), asn(have.get("BgpAsn"), bgp=self._bgp)
        record.attrs["name"] = called
        if number is not None:
            record.attrs["asn"] = number
        return {}

    def _delete(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(given, {"CustomerGatewayId": str}, ["CustomerGatewayId"])
        record = self._there(region, have["CustomerGatewayId"])
        if self._used(region)[record.id]:
            raise Refused("ResourceInUse", "A VPN connection uses the customer gateway.")
        self._world.remove(record)
        return {}

    # -- what they share

    def _all(self, region: str) -> list[Record]:
        return self._world.all(PROVIDER, region, KIND)

    def _there(self, region: str, id: str) -> Record:
        return existing(self._world, region, KIND, id)

    def _used(self, region: str) -> Counter[str]:
        """How many VPN connections use each."""
        links = self._world.all(PROVIDER, region, "vpn_connections")
        return Counter(link.attrs["customer_gateway_id"] for link in links)

    def _told(self, record: Record, used: Counter[str]) -> dict[str, Any]:
        """The object CustomerGateway."""
        return {
            "CustomerGatewayId": record.id,
            "CustomerGatewayName": record.attrs["name"],
            "IpAddress": record.attrs["address"],
            "CreatedTime": beijing(record.created_at),
            "BgpAsn": record.attrs.get("asn") or 0,
            "VpnConnNum": used[record.id],
            "TagSet": tag_set(record),
        }

    def _address(self, text: str) -> str:
        try:
            found = ip_address(text)
        except ValueError:
            raise Refused(BAD, f"IpAddress {text[:80]} is not an IP address.") from None
        if isinstance(found, IPv6Address):
            if not self._ipv6:
                raise Refused("UnsupportedOperation.CustomerGatewayIpv6", "IPv6 is not supported.")
        elif found.packed[0] in {0, 127, 255} or found.is_multicast or found.is_link_local:
            raise Refused(BAD, f"IpAddress {text} is not allowed.")
        return str(found)


def _name(text: str) -> str:
    return name(text, "CustomerGatewayName", len(text))


FILTERS = {
    "customer-gateway-id": lambda record, values: record.id in values,
    # Exact or not is not documented; the looser reading finds more faults in a caller.
    "customer-gateway-name": lambda record, values: any(v in record.attrs["name"] for v in values),
    "ip-address": lambda record, values: record.attrs["address"] in values,
    "ip-version": lambda record, values: _version(record) in values,
}


def _version(record: Record) -> str:
    address = ip_address(record.attrs["address"])
    return "IPv4" if isinstance(address, IPv4Address) else "IPv6"

"""The customer gateway actions of the pretended VPC API.

Source: VPC API 2017-03-12: CreateCustomerGateway page of 2024-11-25, and the parameter
descriptions of the other three actions in tencentcloud-sdk-python-vpc 3.1.193; limits of
addresses from document 554/18982. Read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from cgw.emulator.world import Record, World
from cgw_tencent.emulator_parameters import Action, Refused, filters, page, tags, take, well_formed

KIND = "customer_gateway"
RESERVED_ASNS = (139341, 45090, 58835)
BEIJING = timedelta(hours=8)
BAD = "InvalidParameterValue"


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
        name, address = _name(have["CustomerGatewayName"]), self._address(have["IpAddress"])
        asn, labels = self._asn(have.get("BgpAsn")), tags(have.get("Tags", []))
        there = self._world.all("tencent", region, KIND)
        if self._unique and any(other.attrs["address"] == address for other in there):
            raise Refused(f"{BAD}.Duplicate", f"IpAddress {address} exists already.")
        if self._world.is_full("tencent", region, KIND):
            raise Refused("LimitExceeded", "The quota of customer gateways is reached.")
        made = self._world.add(
            "tencent",
            region,
            KIND,
            self._world.new_id("cgw-", 8),
            name=name,
            address=address,
            asn=asn,
            tags=labels,
        )
        # The answer of the page has these four fields; the listing has more.
        told = self._told(made)
        four = ("CustomerGatewayId", "IpAddress", "CustomerGatewayName", "CreatedTime")
        return {"CustomerGateway": {field: told[field] for field in four}}

    def _describe(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(
            given, {"CustomerGatewayIds": list, "Filters": list, "Offset": int, "Limit": int}
        )
        ids, narrowing = have.get("CustomerGatewayIds", []), have.get("Filters", [])
        if ids and narrowing:
            raise Refused("InvalidParameter.Coexist", "Give ids or filters, not both.")
        if len(ids) > 100:
            raise Refused(f"{BAD}.LimitExceeded", "At most 100 ids.")
        found = [self._there(region, str(one)) for one in ids] if ids else self._all(region)
        wanted = filters(narrowing, FILTERS)
        found = [
            record
            for record in found
            if all(FILTERS[name](record, values) for name, values in wanted.items())
        ]
        rows = [self._told(record) for record in page(found, have)]
        return {"CustomerGatewaySet": rows, "TotalCount": len(found)}

    def _modify(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(
            given,
            {"CustomerGatewayId": str, "CustomerGatewayName": str, "BgpAsn": int},
            ["CustomerGatewayId", "CustomerGatewayName"],
        )
        record = self._there(region, have["CustomerGatewayId"])
        name, asn = _name(have["CustomerGatewayName"]), self._asn(have.get("BgpAsn"))
        record.attrs["name"] = name
        if asn is not None:
            record.attrs["asn"] = asn
        return {}

    def _delete(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(given, {"CustomerGatewayId": str}, ["CustomerGatewayId"])
        record = self._there(region, have["CustomerGatewayId"])
        if self._used(record):
            raise Refused("ResourceInUse", "A VPN connection uses the customer gateway.")
        self._world.remove(record)
        return {}

    # -- what they share

    def _all(self, region: str) -> list[Record]:
        return self._world.all("tencent", region, KIND)

    def _there(self, region: str, id: str) -> Record:
        record = self._world.get("tencent", region, KIND, well_formed(id, "cgw"))
        if record is None:
            raise Refused("ResourceNotFound", f"The customer gateway {id} does not exist.")
        return record

    def _used(self, record: Record) -> int:
        """How many VPN connections use it."""
        links = self._world.all("tencent", record.region, "vpn_connection")
        return sum(link.attrs.get("customer_gateway_id") == record.id for link in links)

    def _told(self, record: Record) -> dict[str, Any]:
        """The object CustomerGateway. Its time has no zone; Beijing's is pretended here."""
        return {
            "CustomerGatewayId": record.id,
            "CustomerGatewayName": record.attrs["name"],
            "IpAddress": record.attrs["address"],
            "CreatedTime": (record.created_at + BEIJING).strftime("%Y-%m-%d %H:%M:%S"),
            "BgpAsn": record.attrs.get("asn") or 0,
            "VpnConnNum": self._used(record),
            "TagSet": [{"Key": k, "Value": v} for k, v in record.attrs.get("tags", {}).items()],
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

    def _asn(self, number: int | None) -> int | None:
        if number is None:
            return None
        if not self._bgp:
            raise Refused("UnsupportedOperation.VpnUnsupportedBgp", "BGP is not enabled.")
        if not 1 <= number <= 4294967295 or number in RESERVED_ASNS:
            raise Refused(BAD, f"BgpAsn {number} is not allowed.")
        return number


def _name(text: str) -> str:
    if len(text) > 60:
        raise Refused(f"{BAD}.TooLong", "CustomerGatewayName has at most 60 characters.")
    if not text:
        raise Refused(BAD, "CustomerGatewayName is empty.")
    return text


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

"""The VPN gateway actions of the pretended VPC API.

Source: parameter descriptions of CreateVpnGateway, DescribeVpnGateways, ModifyVpnGatewayAttribute,
ResetVpnGatewayInternetMaxBandwidth, DeleteVpnGateway in tencentcloud-sdk-python-vpc 3.1.193 and
their examples; what a delete is refused for: document api/215/17518. Read 2026-11-21.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import IPv4Network
from typing import Any

from cgw.emulator.world import Record, World
from cgw_tencent.emulator_parameters import (
    BAD,
    PROVIDER,
    WORDS,
    ZERO_TIME,
    Action,
    Refused,
    asn,
    beijing,
    existing,
    ids_or_filters,
    name,
    narrowed,
    network,
    page,
    tag_set,
    tags,
    take,
)

KIND = "vpn_gateways"
NOT = "UnsupportedOperation"
TYPES = ("IPSEC", "SSL", "CCN", "SSL_CCN")
BANDWIDTHS = (5, 10, 20, 50, 100, 200, 500, 1000, 3000)
CONNECTIONS = (5, 10, 20, 50, 100, 200, 500, 1000)
PERIODS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 24, 36)
RENEWAL = ("NOTIFY_AND_AUTO_RENEW", "NOTIFY_AND_MANUAL_RENEW")
STACKS = ("4in4", "6in4", "6in6", "4in6")
MONTH = timedelta(days=30)
ALL = {
    "VpcId": str,
    "VpnGatewayName": str,
    "InternetMaxBandwidthOut": int,
    "InstanceChargeType": str,
    "InstanceChargePrepaid": dict,
    "Zone": str,
    "Type": str,
    "Tags": list,
    "CdcId": str,
    "MaxConnection": int,
    "BgpAsn": int,
    "IsPrivate": bool,
    "SubnetId": str,
    "BgpEnable": bool,
    "IpStack": str,
    "AccessSubnet": str,
}


class VpnGatewayActions:
    """Create, describe, modify, change bandwidth, delete. VPCs are not kept: any id is one."""

    def __init__(self, world: World, *, bgp: bool, ipv6: bool, version: str) -> None:
        self._world, self._bgp, self._ipv6, self._version = world, bgp, ipv6, version

    def actions(self) -> dict[str, Action]:
        """Each action by its name on the wire."""
        return {
            "CreateVpnGateway": self._create,
            "DescribeVpnGateways": self._describe,
            "ModifyVpnGatewayAttribute": self._modify,
            "ResetVpnGatewayInternetMaxBandwidth": self._resize,
            "DeleteVpnGateway": self._delete,
        }

    def _create(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(given, ALL, ["VpcId", "VpnGatewayName", "InternetMaxBandwidthOut"])
        kind = one_of(have.get("Type", "IPSEC"), TYPES, "Type")
        attrs = {
            "name": _name(have["VpnGatewayName"]),
            "network_id": _network(have["VpcId"], kind),
            "type": kind,
            "bandwidth_mbps": one_of(have["InternetMaxBandwidthOut"], BANDWIDTHS, "Bandwidth"),
            "zone": have.get("Zone", ""),
            "cdc_id": have.get("CdcId", ""),
            "ssl_connections": self._ssl_connections(have.get("MaxConnection"), kind),
            "asn": asn(have.get("BgpAsn"), bgp=self._bgp),
            "tags": tags(have.get("Tags", [])),
            "is_private": have.get("IsPrivate", False),
            **self._charge(have),
        }
        self._check_newer(have, attrs)
        if self._world.is_full(PROVIDER, region, KIND):
            raise Refused("LimitExceeded", "The quota of VPN gateways is reached.")
        made = self._world.add(
            PROVIDER,
            region,
            KIND,
            self._world.new_id("vpngw-", 8),
            address=self._world.new_address(),
            version=self._version,
            **attrs,
        )
        self._world.begin(made, "pending", "available")
        # The example of this action spells the state so, and has the address already.
        return {"VpnGateway": {**self._told(made), "State": "Pending"}}

    def _charge(self, have: Mapping[str, Any]) -> dict[str, Any]:
        kinds = ("POSTPAID_BY_HOUR", "PREPAID")
        charge = one_of(have.get("InstanceChargeType", kinds[0]), kinds, "InstanceChargeType")
        if charge != "PREPAID":
            return {"charge": charge, "renewal": "", "expires": None}
        if "InstanceChargePrepaid" not in have:
            raise Refused("MissingParameter", "InstanceChargePrepaid is missing.")
        term = take(have["InstanceChargePrepaid"], {"Period": int, "RenewFlag": str}, ["Period"])
        months = one_of(term["Period"], PERIODS, "Period")
        renewal = one_of(term.get("RenewFlag", RENEWAL[0]), RENEWAL, "RenewFlag")
        ends = self._world.now() + months * MONTH
        return {"charge": charge, "renewal": renewal, "expires": ends}

    def _ssl_connections(self, given: int | None, kind: str) -> int:
        if given is None:
            return 5 if "SSL" in kind else 0
        return int(one_of(given, CONNECTIONS, "MaxConnection"))

    def _check_newer(self, have: Mapping[str, Any], attrs: Mapping[str, Any]) -> None:
        """Parameters that the newest SDK has."""
        stack = one_of(have.get("IpStack", "4in4"), STACKS, "IpStack")
        if stack != "4in4" and not self._ipv6:
            raise Refused(f"{NOT}.NotSupportCreateIpv6VpnGateway", "IPv6 is not supported.")
        if attrs["is_private"] and "SSL" in attrs["type"]:
            raise Refused(f"{NOT}.PrivateSslVpnGateway", "A private gateway serves no SSL.")
        if have.get("BgpEnable") and attrs["asn"] is None:
            raise Refused("MissingParameter", "BgpEnable needs BgpAsn.")
        if subnet := have.get("AccessSubnet"):
            found = network(subnet)
            if not 12 <= found.prefixlen <= 28:
                raise Refused(f"{BAD}.AccessSubnetMask", "The mask is /12 to /28.")
            private = map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
            if not isinstance(found, IPv4Network) or not any(found.subnet_of(n) for n in private):
                raise Refused(f"{BAD}.AccessSubnetPrefix", "The network is not a private one.")

    def _describe(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        types = {"VpnGatewayIds": list, "Filters": list, "Offset": int, "Limit": int}
        have = take(given, types)
        ids, narrowing = ids_or_filters(have, "VpnGatewayIds")
        there = self._world.all(PROVIDER, region, KIND)
        found = [self._there(region, str(one), "InvalidVpnGatewayId") for one in ids] or there
        found = narrowed(found, narrowing, FILTERS)
        rows = [self._told(record) for record in page(found, have)]
        return {"TotalCount": len(found), "VpnGatewaySet": rows}

    def _modify(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        types = {name: ALL[name] for name in ("VpnGatewayName", "InstanceChargeType")}
        types |= {"VpnGatewayId": str, "BgpAsn": int, "MaxConnection": int}
        have = take(given, types, ["VpnGatewayId"])
        record = self._running(region, have["VpnGatewayId"])
        changes: dict[str, Any] = {}
        if "VpnGatewayName" in have:
            changes["name"] = _name(have["VpnGatewayName"])
        if "InstanceChargeType" in have:
            one_of(have["InstanceChargeType"], ("POSTPAID_BY_HOUR",), "InstanceChargeType")
            changes |= {"charge": "POSTPAID_BY_HOUR", "renewal": "", "expires": None}
        if "BgpAsn" in have:
            links = self._world.all(PROVIDER, region, "vpn_connections")
            if any(
                link.attrs["vpn_gateway_id"] == record.id and link.attrs["route_type"] == "Bgp"
                for link in links
            ):
                raise Refused(f"{NOT}.VpnUnsupportedModifyBgpAsn", "A BGP connection uses it.")
            changes["asn"] = asn(have["BgpAsn"], bgp=self._bgp)
        if "MaxConnection" in have:
            if "SSL" not in record.attrs["type"]:
                raise Refused(NOT, "The gateway serves no SSL.")
            changes["ssl_connections"] = one_of(have["MaxConnection"], CONNECTIONS, "MaxConnection")
        record.attrs.update(changes)
        return {}

    def _resize(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(given, {"VpnGatewayId": str, "InternetMaxBandwidthOut": int}, _BOTH)
        record = self._running(region, have["VpnGatewayId"])
        wanted = one_of(have["InternetMaxBandwidthOut"], BANDWIDTHS[:-1], "Bandwidth")
        now, refusal = record.attrs["bandwidth_mbps"], f"{NOT}.VpnUnsupportedModifyBandwidth"
        if (now <= 100) != (wanted <= 100):
            raise Refused(refusal, "Bandwidth changes within 5 to 100 or within 200 to 1000.")
        if wanted < now and record.attrs["charge"] == "PREPAID":
            raise Refused(refusal, "A prepaid gateway gets no less bandwidth.")
        record.attrs["bandwidth_mbps"] = wanted
        return {}

    def _delete(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(given, {"VpnGatewayId": str}, ["VpnGatewayId"])
        record = self._there(region, have["VpnGatewayId"], "InvalidVpnGatewayId")
        links = self._world.all(PROVIDER, region, "vpn_connections")
        ends = record.attrs["expires"]
        if record.state != "available":
            raise Refused(NOT, "The gateway is not running.")
        if ends is not None and ends > self._world.now():
            raise Refused(NOT, "The gateway is prepaid and has not expired.")
        if record.attrs.get("ccn_id"):
            raise Refused(NOT, "The gateway is attached to a cloud connect network.")
        if any(link.attrs["vpn_gateway_id"] == record.id for link in links):
            raise Refused(NOT, "The gateway has VPN connections.")
        servers = self._world.all(PROVIDER, region, "ssl_vpn_servers")
        if any(server.attrs["vpn_gateway_id"] == record.id for server in servers):
            raise Refused(NOT, "The gateway has SSL-VPN servers.")  # ASSUMED: no document says
        for route in self._world.all(PROVIDER, region, "routes"):
            if route.attrs["vpn_gateway_id"] == record.id:
                self._world.remove(route)
        self._world.begin(record, "deleting", None)
        return {}

    # -- what they share

    def _there(self, region: str, id: str, family: str = "") -> Record:
        codes = {"missing": f"{family}.NotFound", "malformed": f"{family}.Malformed"}
        return existing(self._world, region, KIND, id, **(codes if family else {}))

    def _running(self, region: str, id: str) -> Record:
        record = self._there(region, id)
        if record.state != "available":
            raise Refused(f"{NOT}.InvalidState", "The gateway is not running.")
        return record

    def _told(self, record: Record) -> dict[str, Any]:
        """The object VpnGateway. A prepaid term that has ended shows as isolation."""
        attrs, ends = record.attrs, record.attrs["expires"]
        over = ends is not None and ends <= self._world.now()
        return {
            "VpnGatewayId": record.id,
            "VpcId": attrs["network_id"],
            "VpnGatewayName": attrs["name"],
            "Type": attrs["type"],
            "State": WORDS.get(record.state, record.state.upper()),
            "PublicIpAddress": attrs["address"],
            "RenewFlag": attrs["renewal"],
            "InstanceChargeType": attrs["charge"],
            "InternetMaxBandwidthOut": attrs["bandwidth_mbps"],
            "CreatedTime": beijing(record.created_at),
            "ExpiredTime": beijing(ends) if ends else ZERO_TIME,
            "IsAddressBlocked": False,
            "NewPurchasePlan": "",
            "RestrictState": "PROTECTIVELY_ISOLATED" if over else "NORMAL",
            "Zone": attrs["zone"],
            "VpnGatewayQuotaSet": [{"Bandwidth": 5, "Cname": "微小型", "Name": "mini"}],
            "Version": attrs["version"],
            "NetworkInstanceId": attrs.get("ccn_id", ""),
            "CdcId": attrs["cdc_id"],
            "MaxConnection": attrs["ssl_connections"],
            "BgpAsn": attrs["asn"] or 0,
            "TagSet": tag_set(record),
            "IsPrivate": attrs["is_private"],
        }


_BOTH = ["VpnGatewayId", "InternetMaxBandwidthOut"]


def one_of(value: Any, allowed: tuple[Any, ...], parameter: str) -> Any:
    """A value of a closed list."""
    if value not in allowed:
        raise Refused(BAD, f"{parameter} {str(value)[:80]} is not allowed.")
    return value


def _name(text: str) -> str:
    return name(text, "VpnGatewayName", len(text.encode()))


def _network(vpc: str, kind: str) -> str:
    if "CCN" in kind:
        if vpc:
            raise Refused(f"{NOT}.VpnGwVpcIdNotHave", "A CCN gateway has no VpcId.")
        return ""
    if not vpc:
        raise Refused(f"{NOT}.VpnGwVpcIdMustHave", "A gateway of this type has a VpcId.")
    if not re.fullmatch(r"vpc-[0-9a-z]{1,32}", vpc):
        raise Refused("InvalidVpcId.Malformed", f"{vpc[:80]} is no id of a VPC.")
    return vpc


FILTERS = {
    "vpc-id": lambda record, values: record.attrs["network_id"] in values,
    "vpn-gateway-id": lambda record, values: record.id in values,
    # Exact or not is not documented; the looser reading finds more faults in a caller.
    "vpn-gateway-name": lambda record, values: any(v in record.attrs["name"] for v in values),
    "type": lambda record, values: record.attrs["type"] in values,
    "public-ip-address": lambda record, values: record.attrs["address"] in values,
    "renew-flag": lambda record, values: record.attrs["renewal"] in values,
    "zone": lambda record, values: record.attrs["zone"] in values,
}

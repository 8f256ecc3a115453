"""The gateway route actions of the pretended VPC API.

Source: parameter descriptions of CreateVpnGatewayRoutes, DescribeVpnGatewayRoutes,
ModifyVpnGatewayRoutes, DeleteVpnGatewayRoutes in tencentcloud-sdk-python-vpc 3.1.193 and their
examples. Read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cgw.emulator.world import Record, World
from cgw_tencent.emulator_parameters import (
    BAD,
    PROVIDER,
    ZERO_TIME,
    Action,
    Refused,
    beijing,
    existing,
    narrowed,
    network,
    page,
    take,
)

KIND = "routes"
NEW = {
    "DestinationCidrBlock": str,
    "InstanceType": str,
    "InstanceId": str,
    "Priority": int,
    "Status": str,
    "Description": str,
}
NEEDED = [name for name in NEW if name != "Description"]
ALLOWED = {
    "InstanceType": ("VPNCONN", "CCN"),
    "Priority": (0, 100),
    "Status": ("ENABLE", "DISABLE"),
}


class RouteActions:
    """Create, describe, modify, delete."""

    def __init__(self, world: World) -> None:
        self._world = world

    def actions(self) -> dict[str, Action]:
        """Each action by its name on the wire."""
        return {
            "CreateVpnGatewayRoutes": self._create,
            "DescribeVpnGatewayRoutes": self._describe,
            "ModifyVpnGatewayRoutes": self._modify,
            "DeleteVpnGatewayRoutes": self._delete,
        }

    def _create(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(given, {"VpnGatewayId": str, "Routes": list}, ["VpnGatewayId", "Routes"])
        gateway = existing(self._world, region, "vpn_gateways", have["VpnGatewayId"])
        asked = [self._checked(region, gateway, _object(item, NEW)) for item in have["Routes"]]
        there = [_key(record) for record in self._on(region, gateway.id)]
        for number, attrs in enumerate(asked):
            if _like(attrs) in there or attrs in asked[:number]:
                raise Refused(f"{BAD}.VpnGatewayRouteDuplicate", "There is such a route already.")
        made = []
        for attrs in asked:
            if self._world.is_full(PROVIDER, region, KIND):
                code = "LimitExceeded.VpnGatewayRoutesLimitExceeded"
                raise Refused(code, "The quota of routes is reached.")
            new = self._world.new_id("vpnr-", 8)
            made.append(self._world.add(PROVIDER, region, KIND, new, **attrs))
        times = {"CreateTime": ZERO_TIME, "UpdateTime": ZERO_TIME}  # as in the example
        return {"Routes": [{**_told(record), **times} for record in made]}

    def _checked(self, region: str, gateway: Record, item: dict[str, Any]) -> dict[str, Any]:
        have = take(item, NEW, NEEDED)
        for name, words in ALLOWED.items():
            if have[name] not in words:
                raise Refused(f"{BAD}.Malformed", f"{name} {str(have[name])[:80]} is not allowed.")
        if have["InstanceType"] == "VPNCONN":
            link = existing(self._world, region, "vpn_connections", have["InstanceId"])
            if link.attrs["vpn_gateway_id"] != gateway.id:
                raise Refused("ResourceNotFound", "The gateway has no such connection.")
            if link.attrs["route_type"] != "StaticRoute":
                raise Refused("UnsupportedOperation", "The connection is not one of routes.")
        return {
            "vpn_gateway_id": gateway.id,
            "destination": str(network(have["DestinationCidrBlock"])),
            "instance_type": have["InstanceType"],
            "connection_id": have["InstanceId"],
            "priority": have["Priority"],
            "status": have["Status"],
            "description": have.get("Description", ""),
        }

    def _describe(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        types = {"VpnGatewayId": str, "Filters": list, "Offset": int, "Limit": int}
        have = take(given, types, ["VpnGatewayId"])
        gateway = existing(self._world, region, "vpn_gateways", have["VpnGatewayId"])
        found = narrowed(self._on(region, gateway.id), have.get("Filters", []), FILTERS)
        return {"Routes": [_told(one) for one in page(found, have)], "TotalCount": len(found)}

    def _modify(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(given, {"VpnGatewayId": str, "Routes": list}, ["VpnGatewayId", "Routes"])
        types = {"RouteId": str, "Status": str, "Description": str}
        changed = []
        for item in have["Routes"]:
            change = take(_object(item, types), types, ["RouteId"])
            record = self._there(region, have["VpnGatewayId"], change["RouteId"])
            if change.get("Status", "ENABLE") not in ALLOWED["Status"]:
                raise Refused(f"{BAD}.Malformed", "Status is ENABLE or DISABLE.")
            changed.append((record, change))
        for record, change in changed:
            record.attrs["status"] = change.get("Status", record.attrs["status"])
            record.attrs["description"] = change.get("Description", record.attrs["description"])
            record.attrs["updated"] = self._world.now()
        return {"Routes": [_told(record) for record, _ in changed]}

    def _delete(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(given, {"VpnGatewayId": str, "RouteIds": list}, ["VpnGatewayId", "RouteIds"])
        for record in [self._there(region, have["VpnGatewayId"], i) for i in have["RouteIds"]]:
            self._world.remove(record)
        return {}

    def _on(self, region: str, gateway: str) -> list[Record]:
        routes = self._world.all(PROVIDER, region, KIND)
        return [route for route in routes if route.attrs["vpn_gateway_id"] == gateway]

    def _there(self, region: str, gateway: str, id: str) -> Record:
        existing(self._world, region, "vpn_gateways", gateway)
        record = existing(self._world, region, KIND, str(id))
        if record.attrs["vpn_gateway_id"] != gateway:
            raise Refused("ResourceNotFound", "The gateway has no such route.")
        return record


def _object(item: Any, names: Mapping[str, type]) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise Refused("InvalidParameter", f"A route is an object with {', '.join(names)}.")
    return item


def _like(attrs: Mapping[str, Any]) -> tuple[Any, ...]:
    return attrs["destination"], attrs["connection_id"]


def _key(record: Record) -> tuple[Any, ...]:
    return _like(record.attrs)


def _told(record: Record) -> dict[str, Any]:
    """The object VpnGatewayRoute."""
    attrs = record.attrs
    return {
        "RouteId": record.id,
        "DestinationCidrBlock": attrs["destination"],
        "InstanceType": attrs["instance_type"],
        "InstanceId": attrs["connection_id"],
        "Priority": attrs["priority"],
        "Status": attrs["status"],
        "Type": "Static",
        "CreateTime": beijing(record.created_at),
        "UpdateTime": beijing(attrs.get("updated", record.created_at)),
        "Description": attrs["description"],
    }


FILTERS = {
    "DestinationCidr": lambda record, values: record.attrs["destination"] in values,
    "InstanceId": lambda record, values: record.attrs["connection_id"] in values,
    "InstanceType": lambda record, values: record.attrs["instance_type"] in values,
}

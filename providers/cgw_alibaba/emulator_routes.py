"""Routes of the Alibaba Cloud face.

Source: the request and response models of alibabacloud_vpc20160428 7.2.2 (CreateVpnRouteEntry and
CreateVpnPbrRouteEntry, their Describe, Modify, Publish and Delete); read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_network
from itertools import product
from typing import Any

from cgw.emulator.world import Record
from cgw_alibaba.emulator_desk import (
    PROVIDER,
    ROUTES,
    VPN_CONNECTIONS,
    VPN_GATEWAYS,
    Action,
    Desk,
    flag,
    integer,
    invalid,
    millis,
    word,
)
from cgw_alibaba.emulator_door import Refusal, required
from cgw_alibaba.emulator_rules import check_texts

WEIGHTS = (0, 100)
PRIORITIES = range(1, 101)
CARRIER = ip_network("100.64.0.0/10")


class RouteActions:
    """Destination routes and policy routes; the cloud has no ids for them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def actions(self) -> Mapping[str, Action]:
        """By the cloud's names."""
        return {
            "CreateVpnRouteEntry": self._create,
            "CreateVpnPbrRouteEntry": self._create_policy,
            "DescribeVpnRouteEntries": self._list,
            "DescribeVpnPbrRouteEntries": self._list_policy,
            "ModifyVpnRouteEntryWeight": self._weigh,
            "ModifyVpnPbrRouteEntryAttribute": self._change_policy,
            "ModifyVpnPbrRouteEntryWeight": self._change_policy,
            "ModifyVpnPbrRouteEntryPriority": self._change_policy,
            "PublishVpnRouteEntry": self._publish,
            "DeleteVpnRouteEntry": self._delete,
            "DeleteVpnPbrRouteEntry": self._delete_policy,
        }

    def add_policy(self, connection: Record) -> None:
        """AutoConfigRoute: a policy route for each pair of selectors. ASSUMED: its values."""
        attrs = connection.attrs
        for source, destination in product(attrs["local"], attrs["remote"]):
            self._add(
                connection.region,
                {
                    "gateway": attrs["gateway"],
                    "hop": connection.id,
                    "destination": destination,
                    "source": source,
                    "weight": 100,
                    "priority": 10,
                    "published": False,
                    "description": "",
                    "tunnel": attrs["tunnels"][0]["TunnelId"],
                },
            )

    def drop_of(self, connection: Record) -> None:
        """A connection that goes takes its routes along. ASSUMED."""
        for route in self._desk.all(connection.region, ROUTES):
            if route.attrs["hop"] == connection.id:
                self._desk.world.remove(route)

    def _add(self, region: str, attrs: dict[str, Any]) -> Record:
        rid = self._desk.world.new_id("", 24)  # nobody ever sees it
        return self._desk.world.add(PROVIDER, region, ROUTES, rid, **attrs)

    def _create(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        destination = _cidr(params, "RouteDest")
        net = ip_network(destination)
        if net.prefixlen == 0 or net.subnet_of(CARRIER):  # type: ignore[arg-type]  # both IPv4
            raise invalid("RouteDest")
        return self._make("CreateVpnRouteEntry", region, params, destination, None, None)

    def _create_policy(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        destination, source = _cidr(params, "RouteDest"), _cidr(params, "RouteSource")
        priority = integer(params, "Priority", PRIORITIES, 10)
        return self._make("CreateVpnPbrRouteEntry", region, params, destination, source, priority)

    def _make(
        self,
        action: str,
        region: str,
        params: dict[str, str],
        destination: str,
        source: str | None,
        priority: int | None,
    ) -> dict[str, Any]:
        check_texts(params)
        word(params, "OverlayMode", ("Ipsec",), "Ipsec")
        attrs: dict[str, Any] = {
            "gateway": required(params, "VpnGatewayId"),
            "hop": required(params, "NextHop"),
            "destination": destination,
            "source": source,
            "weight": integer(params, "Weight", WEIGHTS),
            "priority": priority,
            "published": flag(params, "PublishVpc"),
            "description": params.get("Description", ""),
        }

        def make() -> Record:
            gateway = self._desk.find(region, VPN_GATEWAYS, attrs["gateway"])
            hop = self._desk.find(region, VPN_CONNECTIONS, attrs["hop"])
            if hop.attrs["gateway"] != gateway.id:
                raise invalid("NextHop")
            names = ("gateway", "hop", "destination", "source")
            for other in self._desk.all(region, ROUTES):
                if all(other.attrs[name] == attrs[name] for name in names):  # ASSUMED: the code
                    raise Refusal(
                        400, "InvalidRouteEntry.AlreadyExists", "The route entry already exists."
                    )
            self._desk.check_quota(region, ROUTES)
            self._desk.take(gateway)
            if flag(params, "DryRun", default=False):  # ASSUMED: the status
                raise Refusal(400, "DryRunOperation", "Request validation has been passed.")
            self._desk.keep(gateway)
            return self._add(region, {**attrs, "tunnel": hop.attrs["tunnels"][0]["TunnelId"]})

        record = self._desk.once(action, region, params, make)
        told = {**_row(record), "OverlayMode": "Ipsec", "Description": record.attrs["description"]}
        for name in ("RouteEntryType", "NextHopTunnelId"):  # listings have them
            told.pop(name, None)
        return told

    def _list(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        kind = word(params, "RouteEntryType", ("custom", "bgp"), "custom")
        rows = [] if kind == "bgp" else self._of(region, params, policy=False)
        return self._desk.listed(params, rows, ("VpnRouteEntries", "VpnRouteEntry"), _row) | {
            "VpnRouteCounts": {"VpnRouteCount": []}
        }

    def _list_policy(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        rows = self._of(region, params, policy=True)
        return self._desk.listed(params, rows, ("VpnPbrRouteEntries", "VpnPbrRouteEntry"), _row)

    def _of(self, region: str, params: dict[str, str], *, policy: bool) -> list[Record]:
        gateway = self._desk.find(region, VPN_GATEWAYS, required(params, "VpnGatewayId"))
        return [
            route
            for route in self._desk.all(region, ROUTES)
            if route.attrs["gateway"] == gateway.id
            and (route.attrs["source"] is not None) == policy
        ]

    def _weigh(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        weight = integer(params, "NewWeight", WEIGHTS)

        def make() -> None:
            self._taken(region, params, policy=False).attrs["weight"] = weight

        self._desk.once("ModifyVpnRouteEntryWeight", region, params, make)
        return {}

    def _change_policy(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        new = {
            ours: integer(params, name, allowed)
            for name, ours, allowed in (
                ("NewWeight", "weight", WEIGHTS),
                ("NewPriority", "priority", PRIORITIES),
            )
            if name in params
        }
        if not new:
            raise invalid("NewWeight")

        def make() -> None:
            self._taken(region, params, policy=True).attrs.update(new)

        self._desk.once("ModifyVpnPbrRouteEntryAttribute", region, params, make)
        return {}

    def _publish(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        kind = required(params, "RouteType")
        publish = flag(params, "PublishVpc")
        if kind not in {"pbr", "dbr"}:
            raise invalid("RouteType")

        def make() -> None:
            gateway = self._desk.find(region, VPN_GATEWAYS, required(params, "VpnGatewayId"))
            hop, destination = required(params, "NextHop"), required(params, "RouteDest")
            found = [
                route
                for route in self._of(region, params, policy=kind == "pbr")
                if (route.attrs["hop"], route.attrs["destination"]) == (hop, destination)
            ]
            if not found:
                raise _missing()
            self._desk.take(gateway)
            self._desk.keep(gateway)
            for route in found:
                route.attrs["published"] = publish

        self._desk.once("PublishVpnRouteEntry", region, params, make)
        return {}

    def _delete(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        return self._remove("DeleteVpnRouteEntry", region, params, policy=False)

    def _delete_policy(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        return self._remove("DeleteVpnPbrRouteEntry", region, params, policy=True)

    def _remove(
        self, action: str, region: str, params: dict[str, str], *, policy: bool
    ) -> dict[str, Any]:
        def make() -> None:
            self._desk.world.remove(self._taken(region, params, policy=policy))

        self._desk.once(action, region, params, make)
        return {}

    def _taken(self, region: str, params: dict[str, str], *, policy: bool) -> Record:
        """The one route that all the values name, its gateway taken."""
        named = {
            "hop": required(params, "NextHop"),
            "destination": required(params, "RouteDest"),
            "weight": integer(params, "Weight", WEIGHTS),
        }
        if policy:
            named["source"] = required(params, "RouteSource")
            if "Priority" in params:
                named["priority"] = integer(params, "Priority", PRIORITIES)
        for route in self._of(region, params, policy=policy):
            if all(route.attrs[name] == value for name, value in named.items()):
                gateway = self._desk.find(region, VPN_GATEWAYS, route.attrs["gateway"])
                self._desk.take(gateway)
                self._desk.keep(gateway)
                return route
        raise _missing()


def _missing() -> Refusal:
    # The code is one that the Terraform provider knows. ASSUMED: its status and words.
    return Refusal(404, "InvalidRouteEntry.NotFound", "The specified route entry does not exist.")


def _cidr(params: dict[str, str], name: str) -> str:
    try:
        net = ip_network(required(params, name))
    except ValueError:
        raise invalid(name) from None
    if net.version != 4:
        raise invalid(name)
    return str(net)


def _row(record: Record) -> dict[str, Any]:
    attrs = record.attrs
    row = {
        "VpnInstanceId": attrs["gateway"],
        "NextHop": attrs["hop"],
        "RouteDest": attrs["destination"],
        "Weight": attrs["weight"],
        "State": "published" if attrs["published"] else "normal",
        "CreateTime": millis(record),
    }
    if attrs.get("tunnel"):  # of pairs only. ASSUMED: the master
        row["NextHopTunnelId"] = attrs["tunnel"]
    if attrs["source"] is None:
        return row | {"RouteEntryType": "custom"}
    return row | {"RouteSource": attrs["source"], "Priority": attrs["priority"]}

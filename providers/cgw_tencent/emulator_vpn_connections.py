"""The VPN connection actions of the pretended VPC API, and the task of a create.

Source: parameter descriptions of CreateVpnConnection, DescribeVpnConnections,
ModifyVpnConnectionAttribute, DeleteVpnConnection, ResetVpnConnection, DescribeVpcTaskResult in
tencentcloud-sdk-python-vpc 3.1.193, their examples, and the codes listed for each. Read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cgw.emulator.world import Record, World
from cgw_tencent import emulator_tunnels as parts
from cgw_tencent.emulator_connection_parts import Build
from cgw_tencent.emulator_parameters import (
    BAD,
    PROVIDER,
    WORDS,
    ZERO_TIME,
    Action,
    Refused,
    beijing,
    existing,
    ids_or_filters,
    narrowed,
    page,
    tag_set,
    tags,
    take,
)

KIND = "vpn_connections"
NOT = "UnsupportedOperation"
EMPTY_ID = (PROVIDER, "empty-connection-id")
"""A quirk of the world: creates answer without an id, as the vendor's Terraform provider met it."""
TASK_TELLS = (PROVIDER, "task-tells-connection")
"""A quirk of the world: the task of a create names the connection. Its description says that
results are for special cases only."""
ROUTE_TYPES = ("STATIC", "StaticRoute", "Policy", "Bgp")
CHANGES = {
    "VpnConnectionName": str,
    "PreShareKey": str,
    "SecurityPolicyDatabases": list,
    "IKEOptionsSpecification": dict,
    "IPSECOptionsSpecification": dict,
    "EnableHealthCheck": bool,
    "HealthCheckLocalIp": str,
    "HealthCheckRemoteIp": str,
    "NegotiationType": str,
    "DpdEnable": int,
    "DpdTimeout": str,
    "DpdAction": str,
    "CustomerGatewayId": str,
    "HealthCheckConfig": dict,
    "BgpConfig": dict,
}
BOTH = {"VpnGatewayId": str, "VpnConnectionId": str}


class VpnConnectionActions:
    """Create, describe, modify, delete, reset. One change at a time on each gateway."""

    def __init__(self, world: World, *, bgp: bool, request_id: Callable[[], str]) -> None:
        self._world, self._bgp, self._request_id = world, bgp, request_id

    def actions(self) -> dict[str, Action]:
        """Each action by its name on the wire."""
        return {
            "CreateVpnConnection": self._create,
            "DescribeVpnConnections": self._describe,
            "ModifyVpnConnectionAttribute": self._modify,
            "DeleteVpnConnection": self._delete,
            "ResetVpnConnection": self._reset,
            "DescribeVpcTaskResult": self._task,
        }

    def _create(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        more = {"VpnGatewayId": str, "VpcId": str, "RouteType": str, "Tags": list, "Route": dict}
        needed = ["VpnGatewayId", "CustomerGatewayId", "VpnConnectionName", "PreShareKey"]
        have = take(given, {**CHANGES, **more}, needed)
        gateway = existing(self._world, region, "vpn_gateways", have["VpnGatewayId"])
        if "SSL" in gateway.attrs["type"]:
            raise Refused(NOT, "An SSL gateway has no IPsec connections.")
        if have.get("VpcId", gateway.attrs["network_id"]) != gateway.attrs["network_id"]:
            raise Refused(BAD, "VpcId is not the gateway's.")
        if "Route" in have:
            raise Refused("UnknownParameter", "The parameter Route is not recognized.")
        route_type = have.get("RouteType", "STATIC")
        if route_type not in ROUTE_TYPES:
            raise Refused(f"{BAD}.Malformed", f"RouteType {route_type[:80]} is not allowed.")
        if gateway.state != "available" or self._busy(gateway):
            raise Refused(f"{NOT}.InvalidState", "The gateway is busy.")
        bare = {"route_type": route_type, "spd": [], "probe": {}, "bgp": None, "dpd": None}
        attrs = bare | self._built(gateway, have, bare, None)
        attrs["tags"] = tags(have.get("Tags", []))
        if self._world.is_full(PROVIDER, region, KIND):
            raise Refused("LimitExceeded", "The quota of VPN connections is reached.")
        made = self._world.add(
            PROVIDER,
            region,
            KIND,
            self._world.new_id("vpnx-", 8),
            vpn_gateway_id=gateway.id,
            task=self._request_id(),
            **attrs,
        )
        self._world.begin(made, "pending", "available")
        self._stand(made)
        told = {**self._told(made), "CreatedTime": ZERO_TIME}
        if EMPTY_ID in self._world.quirks:
            told["VpnConnectionId"] = ""
        return {"VpnConnection": told}

    def _describe(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        types = {"VpnConnectionIds": list, "Filters": list, "Offset": int, "Limit": int}
        have = take(given, types)
        ids, narrowing = ids_or_filters(have, "VpnConnectionIds")
        there = self._world.all(PROVIDER, region, KIND)
        found = [existing(self._world, region, KIND, str(one)) for one in ids] or there
        found = narrowed(found, narrowing, self._filters(region))
        rows = [self._told(record) for record in page(found, have)]
        return {"TotalCount": len(found), "VpnConnectionSet": rows}

    def _modify(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(given, {**CHANGES, "VpnConnectionId": str}, ["VpnConnectionId"])
        record = existing(self._world, region, KIND, have["VpnConnectionId"])
        gateway = self._gateway(record)
        if record.state != "available":
            raise Refused(f"{NOT}.VpnConnInvalidState", "The connection is not available.")
        if self._busy(gateway):
            raise Refused(f"{NOT}.InvalidState", "Another change of the gateway is under way.")
        if "CustomerGatewayId" in have and not parts.at_least_4(gateway.attrs["version"]):
            raise Refused(f"{NOT}.VersionNotSupported", "The peer changes on 4.0 gateways only.")
        record.attrs.update(self._built(gateway, have, record.attrs, record))
        self._world.begin(record, "updating", "available")
        self._stand(record)
        return {}

    def _delete(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        record = self._named(region, given)
        if record.state != "available":
            raise Refused(f"{NOT}.DeleteVpnConnInvalidState", "The connection is being changed.")
        if self._busy(self._gateway(record)):
            raise Refused(f"{NOT}.MutexOperationTaskRunning", "Another task is running.")
        for route in self._world.all(PROVIDER, region, "routes"):
            if route.attrs["connection_id"] == record.id:
                self._world.remove(route)
        self._world.begin(record, "deleting", None)
        self._world.internet.drop(_key(record))
        return {}

    def _reset(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        record = self._named(region, given)
        if record.state != "available":
            raise Refused(f"{NOT}.VpnConnInvalidState", "The connection is not available.")
        if self._busy(self._gateway(record)):
            raise Refused(f"{NOT}.InvalidState", "Another change of the gateway is under way.")
        self._world.begin(record, "updating", "available")
        return {}

    def _task(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        """The task of a create is known by the id of its request."""
        have = take(given, {"TaskId": str}, ["TaskId"])
        for record in self._world.all(PROVIDER, region, KIND):
            if record.attrs["task"] == have["TaskId"]:
                status = "RUNNING" if record.state == "pending" else "SUCCESS"
                told = [{"ResourceId": record.id, "Status": status}]
                result = told if TASK_TELLS in self._world.quirks else []
                return {"Status": status, "Output": status, "Result": result}
        raise Refused("ResourceNotFound", "There is no such task.")

    # -- what they share

    def _built(
        self,
        gateway: Record,
        have: Mapping[str, Any],
        before: Mapping[str, Any],
        own: Record | None,
    ) -> dict[str, Any]:
        others = [link for link in self._on(gateway) if link is not own]
        return Build(self._world, gateway, have, before, others, self._bgp, own is None).attrs()

    def _named(self, region: str, given: dict[str, Any]) -> Record:
        """The connection that the ids of both, gateway and connection, name."""
        have = take(given, BOTH, list(BOTH))
        gateway = existing(self._world, region, "vpn_gateways", have["VpnGatewayId"])
        record = existing(self._world, region, KIND, have["VpnConnectionId"])
        if record.attrs["vpn_gateway_id"] != gateway.id:
            raise Refused("ResourceNotFound", "The gateway has no such connection.")
        return record

    def _gateway(self, record: Record) -> Record:
        return existing(self._world, record.region, "vpn_gateways", record.attrs["vpn_gateway_id"])

    def _on(self, gateway: Record) -> list[Record]:
        links = self._world.all(PROVIDER, gateway.region, KIND)
        return [link for link in links if link.attrs["vpn_gateway_id"] == gateway.id]

    def _busy(self, gateway: Record) -> bool:
        return any(link.state != "available" for link in self._on(gateway))

    def _stand(self, record: Record) -> None:
        """Let its end of the tunnel stand on the internet."""
        peer_id = record.attrs["customer_gateway_id"]
        peer = existing(self._world, record.region, "customer_gateways", peer_id)
        here, there = self._gateway(record).attrs["address"], peer.attrs["address"]
        end = parts.end_of(f"{PROVIDER} {record.id}", record.attrs, here, there)
        self._world.internet.put(_key(record), end)

    def _up(self, record: Record) -> bool:
        if record.state != "available":
            return False
        self._stand(record)  # a world that was loaded from a file has an empty internet
        return self._world.internet.verdict(_key(record)).up

    def _filters(self, region: str) -> dict[str, Callable[[Record, list[str]], bool]]:
        gateways = self._world.all(PROVIDER, region, "vpn_gateways")
        vpc = {gateway.id: gateway.attrs["network_id"] for gateway in gateways}
        return {
            "vpc-id": lambda r, values: vpc.get(r.attrs["vpn_gateway_id"]) in values,
            "vpn-gateway-id": lambda r, values: r.attrs["vpn_gateway_id"] in values,
            "customer-gateway-id": lambda r, values: r.attrs["customer_gateway_id"] in values,
            # Exact or not is not documented; the looser reading finds more faults in a caller.
            "vpn-connection-name": lambda r, values: any(v in r.attrs["name"] for v in values),
            "vpn-connection-id": lambda r, values: r.id in values,
        }

    def _told(self, record: Record) -> dict[str, Any]:
        """The object VpnConnection: with the key, and 0.0.0.0/0 where there are no policies."""
        attrs, probe = record.attrs, record.attrs["probe"]
        up = self._up(record)
        # An example has a pending connection with this very status.
        net = "AVAILABLE" if up or record.state == "pending" else "UNAVAILABLE"
        told = {
            "VpnConnectionId": record.id,
            "VpnConnectionName": attrs["name"],
            "VpcId": self._gateway(record).attrs["network_id"],
            "VpnGatewayId": attrs["vpn_gateway_id"],
            "CustomerGatewayId": attrs["customer_gateway_id"],
            "PreShareKey": attrs["psk"],
            "VpnProto": "IPSEC",
            "EncryptProto": "IKE",
            "RouteType": attrs["route_type"],
            "CreatedTime": beijing(record.created_at),
            "State": WORDS.get(record.state, record.state.upper()),
            "NetStatus": net,
            "SecurityPolicyDatabaseSet": attrs["spd"]
            or [{"LocalCidrBlock": parts.ANY, "RemoteCidrBlock": [parts.ANY]}],
            "IKEOptionsSpecification": attrs["ike"],
            "IPSECOptionsSpecification": attrs["ipsec"],
            "EnableHealthCheck": probe["on"],
            "HealthCheckLocalIp": probe["local"],
            "HealthCheckRemoteIp": probe["remote"],
            **attrs["dpd"],
            "NegotiationType": attrs["negotiation"],
            "BgpConfig": attrs["bgp"],
            "HealthCheckConfig": probe["config"],
            "TagSet": tag_set(record),
        }
        if probe["on"]:  # without a probe the status is not told
            told["HealthCheckStatus"] = "AVAILABLE" if up else "UNAVAILABLE"
        return told


def _key(record: Record) -> str:
    """Its only tunnel, on the simulated internet."""
    return f"{PROVIDER}/{record.region}/{record.id}/0"

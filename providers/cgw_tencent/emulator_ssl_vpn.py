"""The SSL-VPN server actions of the pretended VPC API, and the tasks of both SSL-VPN nouns.

Source: parameter descriptions of CreateVpnGatewaySslServer, DescribeVpnGatewaySslServers,
ModifyVpnGatewaySslServer, DeleteVpnGatewaySslServer, DescribeVpcTaskResult in
tencentcloud-sdk-python-vpc 3.1.193, the examples of tccli, and the codes listed for each. Read
2026-11-21.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

from cgw.emulator.world import Record, World
from cgw_tencent.emulator_parameters import (
    BAD,
    PROVIDER,
    Action,
    Refused,
    beijing,
    existing,
    ids_or_filters,
    name,
    narrowed,
    network,
    page,
    tags,
    take,
)

KIND, CLIENTS, TASKS = "ssl_vpn_servers", "ssl_vpn_clients", "tasks"
NOT = "UnsupportedOperation"
EMPTY_ID = (PROVIDER, "empty-ssl-server-id")
"""A quirk of the world: a create answers with its task only, as the example of the action does."""
TASK_TELLS = (PROVIDER, "task-tells-ssl")
"""A quirk of the world: a task names what it was about. The description says: in special cases."""
TASK_FAILS = (PROVIDER, "task-fails")
"""A quirk of the world: tasks of SSL-VPN end as failed."""
NUMBERS = {"pending": 0, "failed": 1, "updating": 2, "deleting": 4, "available": 6}
ENCRYPTIONS = tuple(f"AES-{bits}-{mode}" for mode in ("CBC", "GCM") for bits in (128, 192, 256))
INTEGRITIES = ("SHA1", "SHA224", "SHA256", "SHA384", "SHA512")
COMMON = {
    "SslVpnServerName": str,
    "RemoteAddress": str,
    "LocalAddress": list,
    "SslVpnProtocol": str,
    "SslVpnPort": int,
    "IntegrityAlgorithm": str,
    "EncryptAlgorithm": str,
    "Compress": bool,
    "SsoEnabled": bool,
    "SamlData": str,
    "DnsServers": dict,
}
NEW = {"VpnGatewayId": str, "AccessPolicyEnabled": bool, "Tags": list}
DEFAULTS = {
    "SslVpnProtocol": "UDP",
    "SslVpnPort": 9798,
    "IntegrityAlgorithm": "SHA1",
    "EncryptAlgorithm": "AES-128-CBC",
    "Compress": False,
    "SsoEnabled": False,
    "LocalAddress": [],
    "DnsServers": {},
}


class SslVpnServerActions:
    """Create, describe, modify, delete, and what became of a task.

    Args:
        other_tasks: answers DescribeVpcTaskResult for tasks that are not SSL-VPN's.
    """

    def __init__(self, world: World, other_tasks: Action) -> None:
        self._world, self._other_tasks = world, other_tasks

    def actions(self) -> dict[str, Action]:
        """Each action by its name on the wire."""
        return {
            "CreateVpnGatewaySslServer": self._create,
            "DescribeVpnGatewaySslServers": self._describe,
            "ModifyVpnGatewaySslServer": self._modify,
            "DeleteVpnGatewaySslServer": self._delete,
            "DescribeVpcTaskResult": self._task,
        }

    def _create(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(given, COMMON | NEW, ["VpnGatewayId", "SslVpnServerName", "RemoteAddress"])
        gateway = existing(self._world, region, "vpn_gateways", have["VpnGatewayId"])
        if "SSL" not in gateway.attrs["type"]:
            raise Refused(NOT, "The gateway serves no SSL.")
        if gateway.state != "available":
            raise Refused(NOT, "The gateway is not running.")
        wire, labels = _checked({**DEFAULTS, **have}), tags(have.get("Tags", []))
        if self._world.is_full(PROVIDER, region, KIND):
            raise Refused("LimitExceeded", "The quota of SSL-VPN servers is reached.")
        made = self._world.add(
            PROVIDER,
            region,
            KIND,
            self._world.new_id("vpns-", 8),
            vpn_gateway_id=gateway.id,
            wire=wire,
            client_cidr=wire["RemoteAddress"],
            policed=have.get("AccessPolicyEnabled", False),
            tags=labels,
        )
        self._world.begin(made, "pending", "available")
        task = {"TaskId": begin_task(self._world, made)}
        return task if EMPTY_ID in self._world.quirks else {**task, "SslVpnServerId": made.id}

    def _describe(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        types = {"SslVpnServerIds": list, "Filters": list, "Offset": int, "Limit": int}
        have = take(given, {**types, "IsVpnPortal": bool})
        ids, narrowing = ids_or_filters(have, "SslVpnServerIds")
        there = settled(self._world.all(PROVIDER, region, KIND))
        found = [self._there(region, str(one)) for one in ids] or there
        found = narrowed(found, narrowing, self._filters(region))
        rows = [self._told(record) for record in page(found, have)]
        return {"TotalCount": len(found), "SslVpnSeverSet": rows}  # sic

    def _modify(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(given, {**COMMON, "SslVpnServerId": str}, ["SslVpnServerId"])
        record = self._idle(region, have.pop("SslVpnServerId"))
        if have.get("SslVpnProtocol", record.attrs["wire"]["SslVpnProtocol"]) != "UDP":
            raise Refused(f"{NOT}.ParameterSslVpnProtocol", "The protocol cannot be changed.")
        wire = _checked({**record.attrs["wire"], **have}, ("MD5",))
        return {
            "TaskId": change(
                self._world, record, {"wire": wire, "client_cidr": wire["RemoteAddress"]}
            )
        }

    def _delete(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(given, {"SslVpnServerId": str}, ["SslVpnServerId"])
        record = self._idle(region, have["SslVpnServerId"])
        clients = self._world.all(PROVIDER, region, CLIENTS)
        if any(client.attrs["server_id"] == record.id for client in clients):
            raise Refused(NOT, "The server has clients.")  # ASSUMED: no document says
        self._world.begin(record, "deleting", None)
        return {"TaskId": begin_task(self._world, record)}

    def _task(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(given, {"TaskId": str}, ["TaskId"])
        task = self._world.get(PROVIDER, region, TASKS, have["TaskId"])
        if task is None:
            return self._other_tasks(region, given)
        ended = "FAILED" if TASK_FAILS in self._world.quirks else "SUCCESS"
        status = "RUNNING" if task.state == "pending" else ended
        told = [{"ResourceId": task.attrs["resource"], "Status": status}]
        result = told if TASK_TELLS in self._world.quirks else []
        return {"Status": status, "Output": status.lower(), "Result": result}

    # -- what they share

    def _there(self, region: str, id: str) -> Record:
        (record,) = settled([existing(self._world, region, KIND, id)])
        return record

    def _idle(self, region: str, id: str) -> Record:
        record = self._there(region, id)
        if record.state != "available":
            raise Refused(NOT, "The server is being changed.")
        return record

    def _filters(self, region: str) -> dict[str, Callable[[Record, list[str]], bool]]:
        gateways = {g.id: g.attrs for g in self._world.all(PROVIDER, region, "vpn_gateways")}

        def of(record: Record, field: str) -> str:
            return str(gateways.get(record.attrs["vpn_gateway_id"], {}).get(field, ""))

        return {
            "vpc-id": lambda r, values: of(r, "network_id") in values,
            "vpn-gateway-id": lambda r, values: r.attrs["vpn_gateway_id"] in values,
            # Exact or not is not documented; the looser reading finds more faults in a caller.
            "vpn-gateway-name": lambda r, values: any(v in of(r, "name") for v in values),
            "ssl-vpn-server-name": lambda r, values: any(
                v in r.attrs["wire"]["SslVpnServerName"] for v in values
            ),
            "ssl-vpn-server-id": lambda r, values: r.id in values,
        }

    def _told(self, record: Record) -> dict[str, Any]:
        """The object SslVpnSever (sic): switches come back as numbers, tags not at all."""
        wire, gateway_id = record.attrs["wire"], record.attrs["vpn_gateway_id"]
        gateway = existing(self._world, record.region, "vpn_gateways", gateway_id).attrs
        as_given = (
            *("SslVpnServerName", "LocalAddress", "RemoteAddress", "SslVpnProtocol"),
            *("SslVpnPort", "EncryptAlgorithm", "IntegrityAlgorithm"),
        )
        return {
            "VpcId": gateway["network_id"],
            "SslVpnServerId": record.id,
            "VpnGatewayId": gateway_id,
            **{field: wire[field] for field in as_given},
            "MaxConnection": gateway["ssl_connections"],
            "WanIp": gateway["address"],
            "Compress": int(wire["Compress"]),
            "CreateTime": beijing(record.created_at),
            "State": NUMBERS.get(record.state, 7),
            "SsoEnabled": int(wire["SsoEnabled"]),
            "EiamApplicationId": "",
            "AccessPolicyEnabled": int(record.attrs["policed"]),
            "AccessPolicy": [],
            "SpName": "",
            "DnsServers": {"PrimaryDns": "", "SecondaryDns": "", **wire["DnsServers"]},
        }


# ---------------------------------------------------------------- also for clients


def begin_task(world: World, about: Record) -> int:
    """The number of a new task, which runs as long as a change of state takes."""
    number = world.new_id("", 8, "123456789")
    task = world.add(PROVIDER, about.region, TASKS, number, resource=about.id)
    world.begin(task, "pending", "available")
    return int(number)


def change(world: World, record: Record, changes: Mapping[str, Any]) -> int:
    """Let it have other attributes once it is available again; until then it tells the old ones."""
    record.attrs["then"] = dict(changes)
    world.begin(record, "updating", "available")
    return begin_task(world, record)


def settled(records: list[Record]) -> list[Record]:
    """The same, changes that are over carried out."""
    for record in records:
        if record.state == "available":
            record.attrs.update(record.attrs.pop("then", {}))
    return records


def _checked(wire: dict[str, Any], more: tuple[str, ...] = ()) -> dict[str, Any]:
    """The parameters of a server as it would be afterwards, if they go together."""
    called = wire["SslVpnServerName"]
    name(called, "SslVpnServerName", len(called.encode()))
    for field, allowed in (
        ("SslVpnProtocol", ("UDP",)),
        ("EncryptAlgorithm", ENCRYPTIONS),
        ("IntegrityAlgorithm", INTEGRITIES + more),
    ):
        if wire[field] not in allowed:
            raise Refused(BAD, f"{field} {wire[field][:80]} is not allowed.")
    if not 1 <= wire["SslVpnPort"] <= 65535:
        raise Refused(BAD, "SslVpnPort is out of range.")
    if wire["Compress"]:
        raise Refused(BAD, "Compress is not supported.")
    if wire["SsoEnabled"] and not wire.get("SamlData"):
        raise Refused("MissingParameter", "The parameter SamlData is missing.")
    for server in take(wire["DnsServers"], {"PrimaryDns": str, "SecondaryDns": str}).values():
        try:
            ip_address(server)
        except ValueError:
            raise Refused(BAD, f"{server[:80]} is not an IP address.") from None
    pool, local = network(wire["RemoteAddress"]), [network(one) for one in wire["LocalAddress"]]
    for number, one in enumerate(local):
        if any(_overlap(one, other) for other in local[number + 1 :]):
            raise Refused(f"{BAD}.CidrConflict", "Networks of LocalAddress overlap.")
        if _overlap(one, pool):
            raise Refused(
                f"{BAD}.SslCcnVpnServerCidrConflict", "LocalAddress and RemoteAddress overlap."
            )
    return wire


def _overlap(one: IPv4Network | IPv6Network, other: IPv4Network | IPv6Network) -> bool:
    return one.version == other.version and one.overlaps(other)

"""SSL-VPN servers of the Alibaba Cloud face.

Source: VPC API reference of 2019-01 chapters 15.17 to 15.20, help pages of CreateSslVpnServer and
ModifySslVpnServer of 2024, the request and response models of alibabacloud_vpc20160428 7.2.2, not
found codes of terraform-provider-alicloud (2026-08); read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Any

from cgw.emulator.remote import SESSIONS
from cgw.emulator.world import Record
from cgw_alibaba.emulator_desk import (
    PROVIDER,
    SSL_VPN_CLIENTS,
    SSL_VPN_SERVERS,
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
from cgw_alibaba.emulator_rules import check_texts, subnets

CIPHERS = ("AES-128-CBC", "AES-192-CBC", "AES-256-CBC", "none")
NOT_PORTS = {22, 2222, 22222, 9000, 9001, 9002, 7505, 80, 443, 53, 68, 123, 4510, 4560, 500, 4500}
PORTS = tuple(port for port in range(1, 65536) if port not in NOT_PORTS)
NOT_LOCAL = ("127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "255.0.0.0/8")
NOT_POOL = (*NOT_LOCAL, "100.64.0.0/10")


class SslServerActions:
    """Four actions. What is done to a server keeps its gateway busy."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def actions(self) -> Mapping[str, Action]:
        """By the cloud's names."""
        return {
            "CreateSslVpnServer": self._create,
            "DescribeSslVpnServers": self._list,
            "ModifySslVpnServer": self._modify,
            "DeleteSslVpnServer": self._delete,
        }

    def _create(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        check_texts(params)
        gateway_id = required(params, "VpnGatewayId")
        attrs = {"gateway": gateway_id, "name": params.get("Name", ""), **_settings(params, None)}

        def make() -> Record:
            gateway = self._desk.find(region, VPN_GATEWAYS, gateway_id)
            if not gateway.attrs["ssl"]:
                raise Refusal(400, "VpnGateway.SslVpnDisabled", "The SSL-VPN is disabled.")
            self._desk.check_quota(region, SSL_VPN_SERVERS)
            if self._on(region, gateway_id):  # one server per gateway. ASSUMED: the code
                raise Refusal(400, "Resource.QuotaFull", "The quota of resource is full")
            _check_pool(gateway, attrs)
            self._desk.take(gateway)
            if flag(params, "DryRun", default=False):  # ASSUMED: the status
                raise Refusal(400, "DryRunOperation", "Request validation has been passed.")
            self._desk.keep(gateway)
            new = self._desk.world.new_id("vss-bp1", 18)
            record = self._desk.world.add(PROVIDER, region, SSL_VPN_SERVERS, new, **attrs)
            self._desk.world.begin(record, "pending", "available")
            return record

        record = self._desk.once("CreateSslVpnServer", region, params, make)
        return {"SslVpnServerId": record.id, "Name": record.attrs["name"]}

    def _list(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        found = [
            record
            for record in self._desk.all(region, SSL_VPN_SERVERS)
            if record.state == "available"  # ASSUMED: until then it "has not been created yet"
            and params.get("SslVpnServerId", record.id) == record.id
            and params.get("VpnGatewayId", record.attrs["gateway"]) == record.attrs["gateway"]
            and params.get("Name", record.attrs["name"]) == record.attrs["name"]
            and params.get("ResourceGroupId") in (None, self.group(record))
        ]
        return self._desk.listed(params, found, ("SslVpnServers", "SslVpnServer"), self.told)

    def _modify(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        check_texts(params)

        def make() -> Record:
            record = self._server(region, params)
            gateway = self._desk.find(region, VPN_GATEWAYS, record.attrs["gateway"])
            wanted = {**record.attrs, **_settings(params, record)}
            _check_pool(gateway, wanted)
            renamed = {**wanted, "name": params.get("Name", wanted["name"])}
            if wanted != record.attrs:  # a new name alone is given at once (page of 2024)
                self._desk.take(gateway)
            if flag(params, "DryRun", default=False):
                raise Refusal(400, "DryRunOperation", "Request validation has been passed.")
            if wanted != record.attrs:
                self._desk.keep(gateway)
            record.attrs.update(renamed)
            return record

        told = self.told(self._desk.once("ModifySslVpnServer", region, params, make))
        return {n: v for n, v in told.items() if n not in {"DnsServers", "IDaaSRegionId"}}

    def _delete(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        def make() -> None:
            record = self._server(region, params)
            self.busy(region, record)
            for other in self._desk.all(region, SSL_VPN_CLIENTS):  # ASSUMED: they go with it
                if other.attrs["server"] == record.id:
                    self._desk.world.remove(other)
            self.drop_sessions(region, "server", record.id)
            self._desk.world.remove(record)

        self._desk.once("DeleteSslVpnServer", region, params, make)
        return {}

    def _server(self, region: str, params: dict[str, str]) -> Record:
        return self._desk.find(region, SSL_VPN_SERVERS, required(params, "SslVpnServerId"))

    def _on(self, region: str, gateway: str) -> list[Record]:
        servers = self._desk.all(region, SSL_VPN_SERVERS)
        return [server for server in servers if server.attrs["gateway"] == gateway]

    def busy(self, region: str, server: Record) -> None:
        """Begin a change on its gateway, or refuse it."""
        gateway = self._desk.find(region, VPN_GATEWAYS, server.attrs["gateway"])
        self._desk.take(gateway)
        self._desk.keep(gateway)

    def drop_sessions(self, region: str, name: str, id: str) -> None:
        """Throw out who is connected to it, or with it."""
        for session in self._desk.all(region, SESSIONS):
            if session.attrs[name] == id:
                self._desk.world.remove(session)

    def group(self, server: Record) -> str:
        """Its resource group: that of its gateway."""
        gateway = self._desk.find(server.region, VPN_GATEWAYS, server.attrs["gateway"])
        group: str = gateway.attrs["resource_group_id"]
        return group

    def told(self, record: Record) -> dict[str, Any]:
        """As DescribeSslVpnServers has it."""
        attrs = record.attrs
        gateway = self._desk.find(record.region, VPN_GATEWAYS, attrs["gateway"])
        sessions = self._desk.all(record.region, SESSIONS)
        row = {
            "RegionId": record.region,
            "SslVpnServerId": record.id,
            "VpnGatewayId": gateway.id,
            "Name": attrs["name"],
            "ClientIpPool": attrs["client_cidr"],
            "LocalSubnet": ",".join(attrs["local"]),
            "Proto": attrs["proto"],
            "Port": attrs["port"],
            "Cipher": attrs["cipher"],
            "Compress": attrs["compress"],
            "CreateTime": millis(record),
            "Connections": sum(session.attrs["server"] == record.id for session in sessions),
            "MaxConnections": gateway.attrs["ssl_connections"],
            "InternetIp": gateway.attrs["ssl_address"] or gateway.attrs["address"],
            "EnableMultiFactorAuth": attrs["multi_factor"],
            "ResourceGroupId": gateway.attrs["resource_group_id"],
        }
        # ASSUMED: what was never set is left out.
        for name, ours in IDENTITY.items():
            if attrs[ours]:
                row[name] = attrs[ours]
        if attrs["idaas"]:
            row["IDaaSInstanceVersion"] = "EIAM 2.0"  # ASSUMED: its words
        return row


IDENTITY = {
    "DnsServers": "dns",
    "IDaaSInstanceId": "idaas",
    "IDaaSRegionId": "idaas_region",
    "IDaaSApplicationId": "idaas_application",
}


def _settings(params: dict[str, str], old: Record | None) -> dict[str, Any]:
    """What was given; of a new server the rest by default (Proto: TCP, the SDK's newer word)."""
    proto = word(params, "Proto", ("TCP", "UDP"), "TCP")
    cipher = word(params, "Cipher", CIPHERS, "AES-128-CBC")
    found: dict[str, tuple[str, Any]] = {
        "Proto": ("proto", proto),
        "Port": ("port", integer(params, "Port", PORTS, 1194)),
        "Cipher": ("cipher", cipher),
        "Compress": ("compress", flag(params, "Compress", default=False)),
        "EnableMultiFactorAuth": (
            "multi_factor",
            flag(params, "EnableMultiFactorAuth", default=False),
        ),
        **{name: (ours, params.get(name, "")) for name, ours in IDENTITY.items()},
    }
    given: dict[str, Any] = {
        ours: value for name, (ours, value) in found.items() if old is None or name in params
    }
    if old is None or "ClientIpPool" in params:
        given["client_cidr"] = _network(required(params, "ClientIpPool"), "ClientIpPool")
    if old is None or "LocalSubnet" in params:
        given["local"] = list(subnets(required(params, "LocalSubnet"), "LocalSubnet"))
    whole = {**(old.attrs if old else {}), **given}
    if whole["multi_factor"] and not (whole["idaas"] and whole["idaas_region"]):
        raise Refusal(400, "MissingParameter", "The parameter IDaaSInstanceId is missing.")
    _check_networks(whole)
    return given


def _network(text: str, name: str) -> str:
    try:
        return str(IPv4Network(text))
    except ValueError:
        raise invalid(name) from None


def _check_networks(attrs: Mapping[str, Any]) -> None:
    """Masks, ranges that are not taken, and that the two sides do not overlap. ASSUMED: the code."""
    pool = IPv4Network(attrs["client_cidr"])
    if not 16 <= pool.prefixlen <= 29 or _in(pool, NOT_POOL):
        raise invalid("ClientIpPool")
    for text in attrs["local"]:
        local = IPv4Network(text)
        if not 8 <= local.prefixlen <= 32 or _in(local, NOT_LOCAL) or local.overlaps(pool):
            raise invalid("LocalSubnet")


def _in(network: IPv4Network, others: tuple[str, ...]) -> bool:
    return any(network.overlaps(IPv4Network(other)) for other in others)


def _check_pool(gateway: Record, attrs: Mapping[str, Any]) -> None:
    """Four addresses for each connection that the gateway allows. ASSUMED: the code."""
    if IPv4Network(attrs["client_cidr"]).num_addresses < 4 * gateway.attrs["ssl_connections"]:
        raise invalid("ClientIpPool")

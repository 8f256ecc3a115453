"""VPN connections of the Alibaba Cloud face.

Source: VPC API reference of 2019-01 chapters 15.11 to 15.15, the request and response models of
alibabacloud_vpc20160428 7.2.2; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cgw.emulator.world import Record
from cgw_alibaba.emulator_connection_rows import (
    NOWHERE,
    ends,
    told,
    told_after_modify,
    told_tunnel,
)
from cgw_alibaba.emulator_desk import (
    CUSTOMER_GATEWAYS,
    PROVIDER,
    VPN_CONNECTIONS,
    VPN_GATEWAYS,
    Action,
    Desk,
    flag,
    millis,
    tag_filter,
)
from cgw_alibaba.emulator_door import Refusal, required
from cgw_alibaba.emulator_routes import RouteActions
from cgw_alibaba.emulator_rules import check_texts, subnets, tags_in
from cgw_alibaba.emulator_tunnels import Tunnel, check_roles, dotted, settle, texts

SPEC = "TunnelOptionsSpecification"
EVERYTHING = ("0.0.0.0/0",)


class ConnectionActions:
    """Six actions; each change takes the gateway for a while."""

    def __init__(self, desk: Desk, routes: RouteActions) -> None:
        self._desk, self._routes = desk, routes

    def actions(self) -> Mapping[str, Action]:
        """By the cloud's names."""
        return {
            "CreateVpnConnection": self._create,
            "DescribeVpnConnection": self._describe,
            "DescribeVpnConnections": self._list,
            "ModifyVpnConnectionAttribute": self._modify,
            "ModifyTunnelAttribute": self._modify_tunnel,
            "DeleteVpnConnection": self._delete,
        }

    def _create(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        local = subnets(required(params, "LocalSubnet"), "LocalSubnet")
        remote = subnets(required(params, "RemoteSubnet"), "RemoteSubnet")
        check_texts(params)
        tags = {key: value or "" for key, value in tags_in(params, "Tags").items()}

        def make() -> Record:
            gateway = self._desk.find(region, VPN_GATEWAYS, required(params, "VpnGatewayId"))
            pair = bool(gateway.attrs["second_vswitch"])
            tunnels = self._new_tunnels(region, params, gateway, pair=pair)
            attrs = {
                "name": params.get("Name", ""),
                "gateway": gateway.id,
                "local": local,
                "remote": remote,
                "effect": flag(params, "EffectImmediately", default=False),
                "pair": pair,
                "bgp": any(tunnel["bgp"] for tunnel in tunnels),
                "tunnels": tunnels,
                "tags": tags,
            }
            self.check_new(region, attrs)
            self._desk.take(gateway)
            if flag(params, "DryRun", default=False):  # ASSUMED: the status
                raise Refusal(400, "DryRunOperation", "Request validation has been passed.")
            world = self._desk.world
            vco = world.new_id("vco-bp1", 18)
            record = world.add(PROVIDER, region, VPN_CONNECTIONS, vco, **attrs)
            self._desk.keep(gateway)
            world.begin(record, "pending", "available")
            self._put_ends(record)
            policy = (local, remote) != (EVERYTHING, EVERYTHING)
            if policy and flag(params, "AutoConfigRoute", default=True):
                self._routes.add_policy(record)
            return record

        record = self._desk.once("CreateVpnConnection", region, params, make)
        return {
            "VpnConnectionId": record.id,
            "CreateTime": millis(record),
            "Name": record.attrs["name"],
        }

    def _new_tunnels(
        self, region: str, params: dict[str, str], gateway: Record, *, pair: bool
    ) -> list[Tunnel]:
        sm = gateway.attrs["vpn_type"] == "NationalStandard"
        world, attrs = self._desk.world, gateway.attrs
        if pair:
            numbers = sorted({n.split(".")[1] for n in params if n.startswith(f"{SPEC}.")}, key=int)
            given = [dotted(params, f"{SPEC}.{number}.") for number in numbers]
            check_roles(given)
            given.sort(key=lambda one: str(one["Role"]))  # master before slave
            bgp = flag(params, "EnableTunnelsBgp", default=False)
            if bgp != all("TunnelBgpConfig" in one for one in given):
                raise Refusal(
                    400, "InvalidParameter", "The specified TunnelBgpConfig is not valid."
                )
        else:
            given = [texts(params)]
        tunnels = []
        for number, one in enumerate(given):
            required(one, "CustomerGatewayId")
            tunnel = settle(world, one, None, sm=sm)
            tunnel |= {
                "TunnelId": world.new_id("tun-", 18) if pair else "",
                "Role": ("master", "slave")[number] if pair else "",
                "here": (attrs["address"], attrs["second_address"])[number],
                "zone": f"{region}-{'gh'[number]}" if pair else "",
            }
            self.check_peer(region, tunnel)
            tunnels.append(tunnel)
        return tunnels

    def check_peer(self, region: str, tunnel: Tunnel) -> None:
        """Who stands at the other end, if it can be that."""
        peer = self._desk.find(region, CUSTOMER_GATEWAYS, tunnel["CustomerGatewayId"])
        if tunnel["bgp"] and peer.attrs["asn"] is None:  # ASSUMED: the code
            raise Refusal(400, "OperationDenied.MissingAsn", "The customer gateway has no Asn.")
        tunnel["there"], tunnel["peer_asn"] = peer.attrs["address"], peer.attrs["asn"]
        tunnel["bgp_key"] = peer.attrs["bgp_key"] if tunnel["bgp"] else None

    def check_new(self, region: str, attrs: dict[str, Any]) -> None:
        """Refuse one that is there already, or that takes what another on its gateway has."""

        def same(other: Record) -> bool:
            names = ("gateway", "local", "remote")
            peers = [
                {t["CustomerGatewayId"] for t in tunnels}
                for tunnels in (attrs["tunnels"], other.attrs["tunnels"])
            ]
            return peers[0] == peers[1] and all(attrs[n] == other.attrs[n] for n in names)

        others = self._on(region, attrs["gateway"])
        if any(same(other) for other in others):
            raise Refusal(
                400, "InvalidVpnConnection.AlreadyExists", "Vpn connection already exists."
            )
        self._check_nets(region, attrs["gateway"], attrs["tunnels"], "")
        self._desk.check_quota(region, VPN_CONNECTIONS)

    def _check_nets(self, region: str, gateway: str, tunnels: list[Tunnel], own: str) -> None:
        """Each tunnel on a gateway has a /30 of its own."""
        nets = [
            tunnel["bgp"]["TunnelCidr"]
            for other in self._on(region, gateway)
            if other.id != own
            for tunnel in other.attrs["tunnels"]
            if tunnel["bgp"]
        ]
        nets += [tunnel["bgp"]["TunnelCidr"] for tunnel in tunnels if tunnel["bgp"]]
        if len(set(nets)) < len(nets):  # ASSUMED: the code
            raise Refusal(400, "InvalidParameter", "The specified TunnelCidr is not valid.")

    def _on(self, region: str, gateway: str) -> list[Record]:
        """Connections of a gateway; those without one have nothing in common."""
        everything = [] if gateway == NOWHERE else self._desk.all(region, VPN_CONNECTIONS)
        return [record for record in everything if record.attrs["gateway"] == gateway]

    def _put_ends(self, record: Record) -> None:
        for key, end in ends(record):
            self._desk.world.internet.put(key, end)

    def _describe(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        record = self._find(region, params)
        row = told(self._desk.world, record, self._group(record))
        tags = row.pop("Tag")  # which is their name in listings only
        return {**row, "Tags": tags, "ZoneNo": ""}

    def _group(self, record: Record) -> str:
        if "attached" in record.attrs:
            return str(record.attrs["attached"]["group"])
        world = self._desk.world
        gateway = world.get(PROVIDER, record.region, VPN_GATEWAYS, record.attrs["gateway"])
        return gateway.attrs["resource_group_id"] if gateway else ""

    def _list(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        carries = tag_filter(params)
        rows = [
            record
            for record in self._desk.all(region, VPN_CONNECTIONS)
            if params.get("VpnConnectionId", record.id) == record.id
            and params.get("VpnGatewayId") in (None, record.attrs["gateway"])
            and params.get("CustomerGatewayId")
            in (None, *(t["CustomerGatewayId"] for t in record.attrs["tunnels"]))
            and (
                "ResourceGroupId" not in params or params["ResourceGroupId"] == self._group(record)
            )
            and carries(record)
        ]

        def row(record: Record) -> dict[str, Any]:
            whole = told(self._desk.world, record, self._group(record))
            if "VpnBgpConfig" in whole:  # which says less in listings
                whole["VpnBgpConfig"].pop("EnableBgp")
            return whole

        return self._desk.listed(params, rows, ("VpnConnections", "VpnConnection"), row)

    def _modify(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        check_texts(params)

        def make() -> Record:
            record, gateway = self._taken(region, params)
            attrs = record.attrs
            sm = gateway.attrs["vpn_type"] == "NationalStandard"
            given = self.given(params, attrs)
            tunnels = [
                settle(self._desk.world, one, old, sm=sm) if one else dict(old)
                for one, old in zip(given, attrs["tunnels"], strict=True)
            ]
            self.changed(record, tunnels)
            self._desk.keep(gateway)
            for wire, ours in (("LocalSubnet", "local"), ("RemoteSubnet", "remote")):
                if wire in params:
                    attrs[ours] = subnets(params[wire], wire)
            attrs["name"] = params.get("Name", attrs["name"])
            attrs["effect"] = flag(params, "EffectImmediately", default=False)
            self._put_ends(record)
            return record

        record = self._desk.once("ModifyVpnConnectionAttribute", region, params, make)
        return told_after_modify(record, self._group(record))

    def given(
        self, params: dict[str, str], attrs: dict[str, Any], *, peers: bool = False
    ) -> list[dict[str, Any]]:
        """What was given for each tunnel; of a pair they are named by TunnelId.

        Args:
            peers: of an attachment: the peer of a single tunnel may change, and TunnelIndex may
                stand for TunnelId.
        """
        if not attrs["pair"]:
            one = texts(params)
            if not peers:
                one.pop("CustomerGatewayId", None)
            return [one]
        numbers = {n.split(".")[1] for n in params if n.startswith(f"{SPEC}.")}
        ids = [tunnel["TunnelId"] for tunnel in attrs["tunnels"]]
        by_index = dict(zip("12", ids, strict=False)) if peers else {}
        by_id = {
            one.get("TunnelId", by_index.get(one.get("TunnelIndex", ""))): one
            for one in (dotted(params, f"{SPEC}.{number}.") for number in numbers)
        }
        if set(by_id) - set(ids):  # ASSUMED: the code
            raise Refusal(400, "InvalidParameter", "The specified TunnelId is not valid.")
        return [by_id.get(one, {}) for one in ids]

    def _modify_tunnel(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        wanted = required(params, "TunnelId")

        def make() -> Record:
            record, gateway = self._taken(region, params)
            ids = [tunnel["TunnelId"] for tunnel in record.attrs["tunnels"]]
            if not record.attrs["pair"] or wanted not in ids:  # ASSUMED: the code
                raise Refusal(400, "InvalidParameter", "The specified TunnelId is not valid.")
            sm = gateway.attrs["vpn_type"] == "NationalStandard"
            given = dotted(params, f"{SPEC}.")
            tunnels = [
                settle(self._desk.world, given, tunnel, sm=sm)
                if tunnel["TunnelId"] == wanted
                else dict(tunnel)
                for tunnel in record.attrs["tunnels"]
            ]
            self.changed(record, tunnels)
            self._desk.keep(gateway)
            self._put_ends(record)
            return record

        record = self._desk.once("ModifyTunnelAttribute", region, params, make)
        return told_tunnel(record, wanted)

    def _taken(self, region: str, params: dict[str, str]) -> tuple[Record, Record]:
        record = self._find(region, params)
        gateway = self._desk.find(region, VPN_GATEWAYS, record.attrs["gateway"])
        self._desk.take(gateway)
        if record.state != "available":
            raise Refusal(400, "VpnConnection.Configuring", "The specified service is configuring.")
        return record, gateway

    def changed(self, record: Record, tunnels: list[Tunnel]) -> None:
        """Give it other tunnels, if they are well."""
        for tunnel in tunnels:
            self.check_peer(record.region, tunnel)
        self._check_nets(record.region, record.attrs["gateway"], tunnels, record.id)
        record.attrs["tunnels"] = tunnels
        self._desk.world.begin(record, "updating", "available")

    def _delete(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        def make() -> None:
            record = self._find(region, params)
            gateway = self._desk.find(region, VPN_GATEWAYS, record.attrs["gateway"])
            self._desk.take(gateway)
            self._desk.keep(gateway)
            for key, _ in ends(record):
                self._desk.world.internet.drop(key)
            self._routes.drop_of(record)
            self._desk.world.begin(record, "deleting", None)

        self._desk.once("DeleteVpnConnection", region, params, make)
        return {}

    def _find(self, region: str, params: dict[str, str]) -> Record:
        return self._desk.find(region, VPN_CONNECTIONS, required(params, "VpnConnectionId"))

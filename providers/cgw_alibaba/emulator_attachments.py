"""VPN attachments of the Alibaba Cloud face: connections without a VPN gateway.

Source: CreateVpnAttachment, ModifyVpnAttachmentAttribute, DeleteVpnAttachment and
DescribeVpnAttachments in alibabacloud_vpc20160428 7.2.2; the help page of the first of 2026-06 (two
tunnels; nothing is attached to a new one; the cloud gives addresses once a router is tied); read
2026-11-21. Routers are things of another API (CEN): `tie` stands for its
CreateTransitRouterVpnAttachment, `untie` for DeleteTransitRouterVpnAttachment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cgw.emulator.world import Record, World
from cgw_alibaba.emulator_connection_rows import NOWHERE, ends, told_after_modify_attachment
from cgw_alibaba.emulator_connections import ConnectionActions
from cgw_alibaba.emulator_desk import (
    PROVIDER,
    VPN_CONNECTIONS,
    Action,
    Desk,
    flag,
    integer,
    millis,
    tag_list,
    word,
)
from cgw_alibaba.emulator_door import Refusal, required
from cgw_alibaba.emulator_rules import check_texts, count, subnets, tags_in
from cgw_alibaba.emulator_tunnels import Tunnel, dotted, settle, texts

SPEC = "TunnelOptionsSpecification"
DONE = {"Code": "200", "Message": "successful", "Success": True}  # ASSUMED: the words
# Those of tunnels of attachments; of a single tunnel's JSON texts they are as elsewhere.
DEFAULTS: dict[str, dict[str, Any]] = {
    "TunnelIkeConfig": {"IkeVersion": "ikev2", "IkeAuthAlg": "sha1"},
    "TunnelIpsecConfig": {"IpsecAuthAlg": "sha1"},
}


class AttachmentActions:
    """Four actions; they share connections and their rules with `ConnectionActions`."""

    def __init__(self, desk: Desk, connections: ConnectionActions) -> None:
        self._desk, self._connections = desk, connections

    def actions(self) -> Mapping[str, Action]:
        """By the cloud's names."""
        return {
            "CreateVpnAttachment": self._create,
            "ModifyVpnAttachmentAttribute": self._modify,
            "DeleteVpnAttachment": self._delete,
            "DescribeVpnAttachments": self._list,
        }

    def _create(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        local = subnets(required(params, "LocalSubnet"), "LocalSubnet")
        remote = subnets(required(params, "RemoteSubnet"), "RemoteSubnet")
        check_texts(params)
        tags = {key: value or "" for key, value in tags_in(params, "Tags").items()}
        attached = {
            "router": "",
            "network": word(params, "NetworkType", ("public", "private"), "public"),
            "bandwidth": word(params, "TunnelBandwidth", ("Standard", "Large"), "Standard"),
            "group": params.get("ResourceGroupId") or "rg-default",
        }
        pair = any(name.startswith(f"{SPEC}.") for name in params)

        def make() -> Record:
            world = self._desk.world
            tunnels = self._new_tunnels(region, params, pair=pair)
            attrs = {
                "name": params.get("Name", ""),
                "gateway": NOWHERE,
                "attached": attached,
                "local": local,
                "remote": remote,
                "effect": flag(params, "EffectImmediately", default=False),
                "pair": pair,
                "bgp": any(tunnel["bgp"] for tunnel in tunnels),
                "tunnels": tunnels,
                "tags": tags,
            }
            self._connections.check_new(region, attrs)
            if flag(params, "DryRun", default=False):  # ASSUMED: the status
                raise Refusal(400, "DryRunOperation", "Request validation has been passed.")
            vco = world.new_id("vco-bp1", 18)
            record = world.add(PROVIDER, region, VPN_CONNECTIONS, vco, **attrs)
            world.begin(record, "pending", "available")
            return record

        record = self._desk.once("CreateVpnAttachment", region, params, make)
        return {
            "VpnConnectionId": record.id,
            "CreateTime": millis(record),
            "Name": record.attrs["name"],
            **DONE,
        }

    def _new_tunnels(self, region: str, params: dict[str, str], *, pair: bool) -> list[Tunnel]:
        given = [_with_defaults(t) for t in _by_index(params)] if pair else [texts(params)]
        bgp = flag(params, "EnableTunnelsBgp", default=False)
        if pair and any(bgp != ("TunnelBgpConfig" in one) for one in given):
            raise Refusal(400, "InvalidParameter", "The specified TunnelBgpConfig is not valid.")
        tunnels = []
        for number, one in enumerate(given):
            required(one, "CustomerGatewayId")
            tunnel = settle(self._desk.world, one, None, sm=False)
            tunnel |= {
                "TunnelId": self._desk.world.new_id("tun-", 18) if pair else "",
                "Role": "",
                "index": number + 1,
                "here": "",
                "zone": "",
            }
            self._connections.check_peer(region, tunnel)
            tunnels.append(tunnel)
        return tunnels

    def _modify(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        check_texts(params)

        def make() -> Record:
            record = self._taken(region, params)
            attrs = record.attrs
            given = self._connections.given(params, attrs, peers=True)
            tunnels = [
                settle(self._desk.world, one, old, sm=False) if one else dict(old)
                for one, old in zip(given, attrs["tunnels"], strict=True)
            ]
            self._connections.changed(record, tunnels)
            for wire, ours in (("LocalSubnet", "local"), ("RemoteSubnet", "remote")):
                if wire in params:
                    attrs[ours] = subnets(params[wire], wire)
            attrs["name"] = params.get("Name", attrs["name"])
            attrs["effect"] = flag(params, "EffectImmediately", default=False)
            now = attrs["attached"]["network"]
            network = word(params, "NetworkType", ("public", "private"), now)
            attrs["attached"] = {**attrs["attached"], "network": network}
            _put(self._desk.world, record)
            return record

        record = self._desk.once("ModifyVpnAttachmentAttribute", region, params, make)
        return told_after_modify_attachment(self._desk.world, record)

    def _delete(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        def make() -> None:
            record = self._taken(region, params)
            if record.attrs["attached"]["router"]:  # ASSUMED: the code; that it is refused is said
                raise Refusal(
                    400, "DependencyViolation", "The vpn connection is attached to a router."
                )
            self._desk.world.begin(record, "deleting", None)

        self._desk.once("DeleteVpnAttachment", region, params, make)
        return dict(DONE)

    def _list(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        word(params, "AttachType", ("CEN",), "CEN")
        records = [
            record
            for record in self._desk.all(region, VPN_CONNECTIONS)
            if record.attrs.get("attached", {}).get("router")
            and params.get("VpnConnectionId", record.id) == record.id
        ]
        number, size = count(params, "PageNumber", 1), integer(params, "PageSize", range(1, 51), 10)
        return {
            "TotalCount": len(records),
            "PageNumber": number,
            "PageSize": size,
            "VpnAttachments": [_outline(r) for r in records[(number - 1) * size : number * size]],
        }

    def _taken(self, region: str, params: dict[str, str]) -> Record:
        record = self._desk.find(region, VPN_CONNECTIONS, required(params, "VpnConnectionId"))
        if "attached" not in record.attrs:  # ASSUMED: one on a gateway is none to these actions
            raise Refusal(
                404,
                "InvalidVpnConnectionInstanceId.NotFound",
                "The specified vpn connection instance id does not exist.",
            )
        if record.state != "available":
            raise Refusal(400, "VpnConnection.Configuring", "The specified service is configuring.")
        return record


def tie(world: World, id: str, router: str, name: str = "") -> Record:
    """Tie an attachment to a transit router, which gives its tunnels their addresses.

    Errors:
        LookupError: there is no such attachment.
    """
    record = _attachment(world, id)
    record.attrs["attached"] = {**record.attrs["attached"], "router": router, "name": name}
    record.attrs["tunnels"] = [
        {**tunnel, "here": tunnel["here"] or world.new_address()}
        for tunnel in record.attrs["tunnels"]
    ]
    _put(world, record)
    return record


def untie(world: World, id: str) -> Record:
    """Take the router away; the tunnels lose their addresses with it."""
    record = _attachment(world, id)
    for key, _ in ends(record):
        world.internet.drop(key)
    record.attrs["attached"] = {**record.attrs["attached"], "router": "", "name": ""}
    record.attrs["tunnels"] = [{**tunnel, "here": ""} for tunnel in record.attrs["tunnels"]]
    return record


def _attachment(world: World, id: str) -> Record:
    for record in world.everything():
        if (record.provider, record.id) == (PROVIDER, id) and "attached" in record.attrs:
            return record
    raise LookupError(f"there is no attachment {id!r} in this world")


def _put(world: World, record: Record) -> None:
    for key, end in ends(record):
        world.internet.put(key, end)


def _by_index(params: Mapping[str, str]) -> list[dict[str, Any]]:
    """The tunnels in the order of TunnelIndex: exactly a first and a second."""
    numbers = sorted({n.split(".")[1] for n in params if n.startswith(f"{SPEC}.")})
    given = [dotted(params, f"{SPEC}.{number}.") for number in numbers]
    by_index = {one.get("TunnelIndex"): one for one in given}
    if len(given) != 2 or set(by_index) != {"1", "2"}:
        raise Refusal(
            400, "InvalidParameter", "The specified TunnelOptionsSpecification is not valid."
        )
    return [by_index["1"], by_index["2"]]


def _with_defaults(given: dict[str, Any]) -> dict[str, Any]:
    return {**given, **{name: {**own, **given.get(name, {})} for name, own in DEFAULTS.items()}}


def _outline(record: Record) -> dict[str, Any]:
    attached = record.attrs["attached"]
    return {
        "InstanceId": record.id,
        "Name": record.attrs["name"],
        "Description": "",
        "AttachType": "CEN",
        "TransitRouterId": attached["router"],
        "TransitRouterName": attached["name"],
        "TunnelBandwidth": attached["bandwidth"],
        "CrossAccountAuthorized": False,
        "Tag": '{"BGPSupport":"true"}',
        "Tags": tag_list(record)["Tag"],
    }

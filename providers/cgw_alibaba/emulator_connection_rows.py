"""How the Alibaba Cloud face writes a VPN connection, and where its tunnels end.

Source: the response models of alibabacloud_vpc20160428 7.2.2: DescribeVpnConnection(s) with booleans,
lifetimes and AS numbers of a tunnel as texts, ModifyVpnConnectionAttribute with real ones; VPC
API reference of 2019-01, 15.12 to 15.14; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cgw.emulator.internet import End
from cgw.emulator.world import Record, World
from cgw_alibaba.emulator_desk import PROVIDER, millis, tag_list
from cgw_alibaba.emulator_tunnels import PHASES, Tunnel, configs, end_of, quoted

# ASSUMED: "deleting" of a connection; the documents have it for tunnels only.
STATES = {
    "pending": "provisioning",
    "available": "active",
    "updating": "updating",
    "deleting": "deleting",
}


def ends(record: Record) -> Iterator[tuple[str, End]]:
    """Where its tunnels end, by a key of each."""
    attrs = record.attrs
    for number, tunnel in enumerate(attrs["tunnels"]):
        key = f"{PROVIDER}/{record.region}/{record.id}/{number}"
        yield (
            key,
            end_of(
                f"{PROVIDER} {record.id} {tunnel['Role'] or tunnel['here']}",
                tunnel,
                tunnel["here"],
                tunnel["there"],
                (attrs["local"], attrs["remote"]),
                initiates=attrs["effect"],
            ),
        )


def _status(world: World, record: Record, number: int) -> str:
    if record.state not in {"available", "updating"}:
        return PHASES["none"]
    for key, end in ends(record):  # a world that was loaded from a file has an empty internet
        world.internet.put(key, end)
    verdict = world.internet.verdict(f"{PROVIDER}/{record.region}/{record.id}/{number}")
    return PHASES[verdict.phase]


def told(world: World, record: Record, group: str) -> dict[str, Any]:
    """One row of DescribeVpnConnections."""
    row = _top(record, group) | {
        "AttachType": "VPNGW",
        "AttachInstanceId": record.attrs["gateway"],
        "State": STATES[record.state],
        "Tag": tag_list(record),
        "NetworkType": "public",
        "CrossAccountAuthorized": False,
    }
    if record.attrs["pair"]:
        options = [
            quoted(_pair_row(tunnel)) | {
                "Status": _status(world, record, number),
                "TunnelIndex": number + 1,
                "State": STATES[record.state],
            }
            for number, tunnel in enumerate(record.attrs["tunnels"])
        ]  # fmt: skip
        for number, option in enumerate(options):
            if "TunnelBgpConfig" in option:
                up = _status(world, record, number) == PHASES["up"]
                option["TunnelBgpConfig"]["BgpStatus"] = "success" if up else "false"
        return row | {"TunnelOptionsSpecification": {"TunnelOptions": options}}
    return row | _single(record) | {
        "Status": _status(world, record, 0),
        "InternetIp": record.attrs["tunnels"][0]["here"],
    }  # fmt: skip


def told_after_modify(record: Record, group: str) -> dict[str, Any]:
    """The answer of ModifyVpnConnectionAttribute: real booleans and numbers, no state."""
    row = _top(record, group) | {"Description": ""}
    if not record.attrs["pair"]:
        return row | _single(record)
    options = [
        _pair_row(tunnel) | {"State": STATES[record.state]} for tunnel in record.attrs["tunnels"]
    ]
    return row | {"TunnelOptionsSpecification": {"TunnelOptions": options}}


def told_tunnel(record: Record, wanted: str) -> dict[str, Any]:
    """The answer of ModifyTunnelAttribute."""
    tunnel = next(t for t in record.attrs["tunnels"] if t["TunnelId"] == wanted)
    return _pair_row(tunnel) | {"State": STATES[record.state]}


def _top(record: Record, group: str) -> dict[str, Any]:
    attrs = record.attrs
    row = {
        "VpnConnectionId": record.id,
        "VpnGatewayId": attrs["gateway"],
        "Name": attrs["name"],
        "LocalSubnet": ",".join(attrs["local"]),
        "RemoteSubnet": ",".join(attrs["remote"]),
        "CreateTime": millis(record),
        "EffectImmediately": attrs["effect"],
        "ResourceGroupId": group,
    }
    return row | ({"EnableTunnelsBgp": attrs["bgp"]} if attrs["pair"] else {})


def _single(record: Record) -> dict[str, Any]:
    (tunnel,) = record.attrs["tunnels"]
    ike, ipsec = configs(tunnel, tunnel["here"], tunnel["there"])
    row: dict[str, Any] = {
        "CustomerGatewayId": tunnel["CustomerGatewayId"],
        "EnableDpd": tunnel["dpd"],
        "EnableNatTraversal": tunnel["nat"],
        "IkeConfig": ike,
        "IpsecConfig": ipsec,
        "RemoteCaCertificate": tunnel["certificate"],
    }
    row["VpnBgpConfig"] = {"EnableBgp": "false"}
    if tunnel["bgp"]:
        row["VpnBgpConfig"] = {
            "EnableBgp": "true",
            "Status": "false",
            "PeerAsn": tunnel["peer_asn"],
            **tunnel["bgp"],
        }
    row["VcoHealthCheck"] = {"Enable": "false"}
    if tunnel.get("health"):
        row["VcoHealthCheck"] = {**tunnel["health"], "Status": "failed"}
    return row


def _pair_row(tunnel: Tunnel) -> dict[str, Any]:
    ike, ipsec = configs(tunnel, tunnel["here"], tunnel["there"])
    row: dict[str, Any] = {
        "TunnelId": tunnel["TunnelId"],
        "Role": tunnel["Role"],
        "ZoneNo": tunnel["zone"],
        "InternetIp": tunnel["here"],
        "CustomerGatewayId": tunnel["CustomerGatewayId"],
        "EnableDpd": tunnel["dpd"],
        "EnableNatTraversal": tunnel["nat"],
        "RemoteCaCertificate": tunnel["certificate"],
        "TunnelIkeConfig": ike,
        "TunnelIpsecConfig": ipsec,
    }
    if tunnel["bgp"]:
        row["TunnelBgpConfig"] = {**tunnel["bgp"], "PeerAsn": tunnel["peer_asn"]}
    return row

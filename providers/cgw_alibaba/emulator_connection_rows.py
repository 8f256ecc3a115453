"""How the Alibaba Cloud face writes a VPN connection, and where its tunnels end.

Source: the response models of alibabacloud_vpc20160428 7.2.2: DescribeVpnConnection(s) with booleans,
lifetimes and AS numbers of a tunnel as texts, ModifyVpnConnectionAttribute with real ones; VPC
API reference of 2019-01, 15.12 to 15.14; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cgw.emulator.internet import End, Verdict
from cgw.emulator.world import Record, World
from cgw_alibaba.emulator_desk import PROVIDER, millis, tag_list
from cgw_alibaba.emulator_tunnels import PHASES, Tunnel, configs, end_of, quoted

NOWHERE = "vpn-not-exist"  # the gateway's id of a connection without one
# ASSUMED: "deleting" of a connection; the documents have it for tunnels only.
STATES = {
    "pending": "provisioning",
    "available": "active",
    "updating": "updating",
    "deleting": "deleting",
}


def ends(record: Record) -> Iterator[tuple[str, End]]:
    """Where its tunnels end, by a key of each; one that has no address yet ends nowhere."""
    attrs = record.attrs
    for number, tunnel in enumerate(attrs["tunnels"]):
        if not tunnel["here"]:
            continue
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


def verdict(world: World, record: Record, number: int) -> Verdict | None:
    """How far a tunnel comes; None if it does not even try."""
    if record.state not in {"available", "updating"}:
        return None
    for key, end in ends(record):  # a world that was loaded from a file has an empty internet
        world.internet.put(key, end)
    if not record.attrs["tunnels"][number]["here"]:
        return None
    return world.internet.verdict(f"{PROVIDER}/{record.region}/{record.id}/{number}")


def _status(world: World, record: Record, number: int) -> str:
    found = verdict(world, record, number)
    return PHASES[found.phase if found else "none"]


def told(world: World, record: Record, group: str) -> dict[str, Any]:
    """One row of DescribeVpnConnections."""
    row = told_top(record, group) | hangs_on(record) | {"Tag": tag_list(record)}
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
    single = _single(record)
    (tunnel,) = record.attrs["tunnels"]
    if tunnel.get("bgp_key"):  # ASSUMED: the customer gateway's; no document says whose it is
        single["VpnBgpConfig"]["AuthKey"] = tunnel["bgp_key"]
    return row | single | {"Status": _status(world, record, 0), "InternetIp": tunnel["here"]}


def hangs_on(record: Record) -> dict[str, Any]:
    """Where it stands in its life, and on what it hangs: a gateway, a router or nothing.

    ASSUMED: that an attachment without a router is in ``init``; no document says.
    """
    attached = record.attrs.get("attached")
    if attached is None:
        return {
            "AttachType": "VPNGW",
            "AttachInstanceId": record.attrs["gateway"],
            "State": STATES[record.state],
            "NetworkType": "public",
            "CrossAccountAuthorized": False,
        }
    router = attached["router"]
    resting = "attached" if router else "init"
    row = {
        "AttachType": "CEN" if router else "NO_ASSOCIATED",
        "AttachInstanceId": f"cen-{router.removeprefix('tr-')}" if router else "",
        "State": resting if record.state == "available" else STATES[record.state],
        "NetworkType": attached["network"],
        "TunnelBandwidth": attached["bandwidth"],
        "CrossAccountAuthorized": False,
    }
    if router:
        row |= {"TransitRouterId": router, "TransitRouterName": attached["name"]}
    return row


def told_after_modify(record: Record, group: str) -> dict[str, Any]:
    """The answer of ModifyVpnConnectionAttribute: real booleans and numbers, no state."""
    row = told_top(record, group) | {"Description": ""}
    if not record.attrs["pair"]:
        return row | _single(record)
    return row | {"TunnelOptionsSpecification": {"TunnelOptions": _options(record)}}


def told_after_modify_attachment(world: World, record: Record) -> dict[str, Any]:
    """The answer of ModifyVpnAttachmentAttribute: the tunnels without an object around them."""
    hangs = hangs_on(record)
    row = told_top(record, record.attrs["attached"]["group"]) | {
        "Description": "",
        "Spec": "",
        "Status": _status(world, record, 0),
        **{name: hangs[name] for name in ("AttachType", "AttachInstanceId", "NetworkType")},
    }
    if not record.attrs["pair"]:
        return row | _single(record)
    return row | {"TunnelOptionsSpecification": _options(record)}


def _options(record: Record) -> list[dict[str, Any]]:
    tunnels = record.attrs["tunnels"]
    return [_pair_row(tunnel) | {"State": STATES[record.state]} for tunnel in tunnels]


def told_tunnel(record: Record, wanted: str) -> dict[str, Any]:
    """The answer of ModifyTunnelAttribute; it alone has EnableBgp of a tunnel."""
    tunnel = next(t for t in record.attrs["tunnels"] if t["TunnelId"] == wanted)
    row = _pair_row(tunnel) | {"State": STATES[record.state]}
    if tunnel["bgp"]:
        row["TunnelBgpConfig"]["EnableBgp"] = True
    return row


def told_top(record: Record, group: str) -> dict[str, Any]:
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
    if "index" in tunnel:  # of attachments, whose tunnels have no role
        row["TunnelIndex"] = tunnel["index"]
    return row

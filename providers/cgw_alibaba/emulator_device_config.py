"""The device's configuration, as the Alibaba Cloud face tells it: from the peer's side.

Source: DownloadVpnConnectionConfig in alibabacloud_vpc20160428 7.2.2 (Local: "the identifier of the
customer gateway") and the sample of the VPC API reference of 2019-01, 15.16; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cgw_alibaba.emulator_desk import VPN_CONNECTIONS, Action, Desk
from cgw_alibaba.emulator_door import required
from cgw_alibaba.emulator_tunnels import Tunnel, configs


class DeviceConfigActions:
    """One action that only tells."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def actions(self) -> Mapping[str, Action]:
        """By the cloud's name."""
        return {"DownloadVpnConnectionConfig": self._download}

    def _download(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        wanted = required(params, "VpnConnectionId")
        attrs = self._desk.find(region, VPN_CONNECTIONS, wanted).attrs
        config: dict[str, Any] = {
            "LocalSubnet": ",".join(attrs["remote"]),
            "RemoteSubnet": ",".join(attrs["local"]),
        }
        bgp = [_bgp(tunnel) for tunnel in attrs["tunnels"] if tunnel["bgp"]]
        if bgp:
            config["BgpConfigs"] = {"BgpConfig": bgp}
        rows = [_tunnel(tunnel) for tunnel in attrs["tunnels"]]
        if attrs["pair"]:  # ASSUMED: that nothing of a tunnel stands at the top then
            return {"VpnConnectionConfig": config | {"TunnelsConfig": {"TunnelConfig": rows}}}
        (row,) = rows
        row.pop("TunnelId")
        return {"VpnConnectionConfig": config | row}


def _tunnel(tunnel: Tunnel) -> dict[str, Any]:
    ike, ipsec = configs(tunnel, tunnel["here"], tunnel["there"])
    return {
        "TunnelId": tunnel["TunnelId"],
        "Local": tunnel["there"],
        "Remote": tunnel["here"],
        "IkeConfig": ike | {"LocalId": ike["RemoteId"], "RemoteId": ike["LocalId"]},
        "IpsecConfig": ipsec,
    }


def _bgp(tunnel: Tunnel) -> dict[str, Any]:
    """AS numbers are texts here."""
    bgp = tunnel["bgp"]
    return {
        "TunnelId": tunnel["TunnelId"],
        "TunnelCidr": bgp["TunnelCidr"],
        "LocalAsn": str(tunnel["peer_asn"]),
        "PeerAsn": str(bgp["LocalAsn"]),
        "LocalBgpIp": bgp["PeerBgpIp"],
        "PeerBgpIp": bgp["LocalBgpIp"],
    }

"""Answers of Alibaba Cloud about VPN connections, and specs, shared by several tests."""

from __future__ import annotations

from typing import Any

from alibaba_flows import KEY

import cgw_alibaba
from cgw.errors import (
    NotFoundError,
)
from cgw.models import (
    Bgp,
    TunnelSpec,
    VpnConnectionSpec,
)

SINGLE = {"VpnGatewayId": "vpn-1", "InternetIp": "198.51.100.1", "VSwitchId": "vsw-1"}
PAIR = SINGLE | {
    "DisasterRecoveryInternetIp": "198.51.100.2", "DisasterRecoveryVSwitchId": "vsw-2",
}  # fmt: skip
SM = PAIR | {"VpnType": "NationalStandard"}
MADE = {"RequestId": "R", "VpnConnectionId": "vco-1", "CreateTime": 1714979289000, "Name": "c"}
SITE = {"CustomerGatewayId": "cgw-1", "IpAddress": "203.0.113.9"}
IKE = {"Psk": KEY, "IkeVersion": "ikev2", "IkeMode": "main", "IkeEncAlg": "aes256",
       "IkeAuthAlg": "sha256", "IkePfs": "group14", "IkeLifetime": 28800,
       "LocalId": "198.51.100.1", "RemoteId": "203.0.113.9"}  # fmt: skip
IPSEC = {"IpsecEncAlg": "aes256", "IpsecAuthAlg": "sha256", "IpsecPfs": "group14",
         "IpsecLifetime": 3600}  # fmt: skip
ROW = {
    "RequestId": "R", "VpnConnectionId": "vco-1", "VpnGatewayId": "vpn-1", "Name": "c",
    "CustomerGatewayId": "cgw-1", "LocalSubnet": "10.0.0.0/24,10.0.1.0/24",
    "RemoteSubnet": "192.168.0.0/24", "EffectImmediately": False, "CreateTime": 1714979289000,
    "State": "active", "Status": "ipsec_sa_established", "InternetIp": "198.51.100.1",
    "EnableDpd": True, "EnableNatTraversal": True, "IkeConfig": IKE, "IpsecConfig": IPSEC,
    "VcoHealthCheck": {"Enable": "true", "Dip": "10.0.0.1", "Sip": "192.168.0.1", "Interval": 3,
                       "Retry": 3, "Status": "success", "Policy": "revoke_route"},
    "VpnBgpConfig": {"EnableBgp": "false", "AuthKey": "bgp-canary"}, "AttachType": "VPNGW",
    "Tags": {"Tag": [{"Key": "env", "Value": "law"}]},
}  # fmt: skip


def tunnel_row(number: int, **more: Any) -> dict[str, Any]:
    return {
        "TunnelId": f"tun-{number}", "Role": ("master", "slave")[number - 1],
        "InternetIp": f"198.51.100.{number}", "CustomerGatewayId": "cgw-1", "EnableDpd": "true",
        "EnableNatTraversal": "false", "State": "active", "Status": "ike_sa_not_established",
        "TunnelIkeConfig": IKE | {"IkeLifetime": "28800", "Psk": f"{KEY}{number}"},
        "TunnelIpsecConfig": IPSEC | {"IpsecLifetime": "3600"}, "ZoneNo": "cn-shanghai-g",
        "TunnelIndex": number, **more,
    }  # fmt: skip


PAIR_ROW = {k: v for k, v in ROW.items() if k not in {
    "IkeConfig", "IpsecConfig", "InternetIp", "EnableDpd", "EnableNatTraversal", "VcoHealthCheck",
    "VpnBgpConfig", "Status", "CustomerGatewayId",
}} | {
    "EnableTunnelsBgp": False, "LocalSubnet": "0.0.0.0/0", "RemoteSubnet": "0.0.0.0/0",
    "TunnelOptionsSpecification": {"TunnelOptions": [tunnel_row(1), tunnel_row(2)]},
}  # fmt: skip
BGP_1 = {"TunnelCidr": "169.254.11.0/30", "LocalBgpIp": "169.254.11.1", "LocalAsn": "65001",
         "PeerAsn": "65530", "PeerBgpIp": "169.254.11.2", "BgpStatus": "success"}  # fmt: skip
BGP_ROW = PAIR_ROW | {
    "EnableTunnelsBgp": True,
    "TunnelOptionsSpecification": {"TunnelOptions": [
        tunnel_row(1, TunnelBgpConfig=BGP_1),
        tunnel_row(2, TunnelBgpConfig=BGP_1 | {"TunnelCidr": "169.254.12.0/30",
                                               "LocalBgpIp": "169.254.12.1"}),
    ]},
}  # fmt: skip
OPTIONS = cgw_alibaba.VpnConnectionOptions
TWO = (TunnelSpec(psk="k1"), TunnelSpec(psk="k2"))


def spec(**more: Any) -> VpnConnectionSpec:
    values = {"name": "c", "vpn_gateway_id": "vpn-1", "customer_gateway_id": "cgw-1",
              "tunnels": (TunnelSpec(psk=KEY),)}  # fmt: skip
    return VpnConnectionSpec(**{**values, **more})


def bgp(third: int, **more: Any) -> Bgp:
    return Bgp(tunnel_cidr=f"169.254.{third}.0/30", **more)


def gone() -> NotFoundError:
    return NotFoundError("gone", provider="alibaba")


def one(**more: Any) -> tuple[TunnelSpec, ...]:
    return (TunnelSpec(**{"psk": KEY, **more}),)

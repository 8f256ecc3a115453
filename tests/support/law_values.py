"""What the kit's good values lack for each cloud: its own words, and what it cannot do without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr

import cgw_alibaba.options
import cgw_huawei.options

Values = Mapping[str, Mapping[str, Any]]

_VPN = ("customer_gateways", "vpn_gateways", "vpn_connections", "routes")
NOUNS: dict[str, tuple[str, ...]] = {
    "alibaba": (*_VPN, "ssl_vpn_servers", "ssl_vpn_clients"),
    "tencent": (*_VPN, "ssl_vpn_servers", "ssl_vpn_clients"),
    "huawei": (*_VPN, "dedicated_gateways", "ssl_vpn_servers", "ssl_vpn_clients"),
}
VALUES: dict[str, Values] = {
    "alibaba": {
        "vpn_gateways": {
            "subnet_ids": ("vsw-law00001", "vsw-law00002"),
            "bandwidth_mbps": 100,
            "options": cgw_alibaba.options.VpnGatewayOptions(auto_pay=True),
        }
    },
    "tencent": {
        "vpn_gateways": {"bandwidth_mbps": 100},
        # A gateway serves either IPsec or SSL; a server must have a name.
        "ssl_vpn_gateways": {"ssl": True, "ipsec": False, "ssl_connections": 5},
        "ssl_vpn_servers": {"name": "law"},
    },
    "huawei": {
        "vpn_gateways": {
            "options": cgw_huawei.options.VpnGatewayOptions(
                local_subnets=("10.0.0.0/16", "10.1.0.0/16")
            ),
            "subnet_ids": ("subnet-law00001",),
            "bandwidth_mbps": 100,
        },
        "vpn_connections": {"remote_cidrs": ("192.168.100.0/24",)},  # mode "route" needs them too
        # A P2C gateway is another kind, and takes other options.
        "ssl_vpn_gateways": {
            "ssl": True,
            "ipsec": False,
            "ssl_connections": 5,
            "asn": None,
            "options": None,
        },
        "ssl_vpn_servers": {
            "protocol": "tcp",
            "port": 443,
            "encryption": "aes-128-gcm",
            "options": cgw_huawei.SslVpnServerOptions(certificate_id="scs-law00001"),
        },
        "ssl_vpn_clients": {
            "password": SecretStr("Law.word.0001_aB"),
            "description": "thing_of_a_law",
        },
    },
}
CHANGES: dict[str, Values] = {
    "alibaba": {"routes": {"priority": None}},  # of policy routes only
    # The cloud changes bandwidth within 5 to 100 Mbit/s or within 200 to 1000, and SSL connections
    # of SSL gateways only: the codes of ResetVpnGatewayInternetMaxBandwidth and
    # ModifyVpnGatewayAttribute.
    "tencent": {"vpn_gateways": {"bandwidth_mbps": 50, "ssl_connections": None}},
    "huawei": {
        "ssl_vpn_servers": {"protocol": None, "port": 1194, "encryption": "aes-256-gcm"},
        # A fixed address is the first host of a block of four.
        "ssl_vpn_clients": {"description": "changed_by_a_law", "address": "10.253.0.13"},
    },
}
UNPAGED: dict[str, frozenset[str]] = {
    "alibaba": frozenset(),
    "tencent": frozenset(),
    "huawei": frozenset({"vpn_gateways"}),  # ListVgws has no paging parameters
}
COMPOSITE: dict[str, frozenset[str]] = {
    "alibaba": frozenset(),
    "tencent": frozenset(),
    "huawei": frozenset({"ssl_vpn_clients"}),  # a user is known within its server only
}

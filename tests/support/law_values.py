"""What the kit's good values lack for each cloud: its own words, and what it cannot do without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cgw_alibaba.options
import cgw_huawei.options

Values = Mapping[str, Mapping[str, Any]]

_VPN = ("customer_gateways", "vpn_gateways", "vpn_connections", "routes")
NOUNS: dict[str, tuple[str, ...]] = {
    "alibaba": _VPN,
    "tencent": _VPN,
    "huawei": (*_VPN, "dedicated_gateways"),
}
VALUES: dict[str, Values] = {
    "alibaba": {
        "vpn_gateways": {
            "subnet_ids": ("vsw-law00001", "vsw-law00002"),
            "bandwidth_mbps": 100,
            "options": cgw_alibaba.options.VpnGatewayOptions(auto_pay=True),
        }
    },
    "tencent": {"vpn_gateways": {"bandwidth_mbps": 100}},
    "huawei": {
        "vpn_gateways": {
            "options": cgw_huawei.options.VpnGatewayOptions(
                local_subnets=("10.0.0.0/16", "10.1.0.0/16")
            ),
            "subnet_ids": ("subnet-law00001",),
            "bandwidth_mbps": 100,
        },
        "vpn_connections": {"remote_cidrs": ("192.168.100.0/24",)},  # mode "route" needs them too
    },
}
CHANGES: dict[str, Values] = {
    "alibaba": {"routes": {"priority": None}},  # of policy routes only
    # The cloud changes bandwidth within 5 to 100 Mbit/s or within 200 to 1000, and SSL connections
    # of SSL gateways only: the codes of ResetVpnGatewayInternetMaxBandwidth and
    # ModifyVpnGatewayAttribute.
    "tencent": {"vpn_gateways": {"bandwidth_mbps": 50, "ssl_connections": None}},
    "huawei": {},
}
UNPAGED: dict[str, frozenset[str]] = {
    "alibaba": frozenset(),
    "tencent": frozenset(),
    "huawei": frozenset({"vpn_gateways"}),  # ListVgws has no paging parameters
}

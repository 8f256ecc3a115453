"""HUAWEI CLOUD: what is in scope, and what its answers look like."""

from __future__ import annotations

import re

from measure.asks_huawei import intents
from measure.cloud import DROP, Cloud
from measure.sdk_huawei import Huawei, calls

APIG = re.compile(
    "Instance|Ingress|EngressEip|EipV2|EndpointConnections|EndpointPermissions|FeatureV2"
    "|FeaturesV2|AvailableZones|Resize"
)


def ours(action: str) -> bool:
    """All of the VPN service; of the API gateway what is about the instance itself."""
    if calls()[action].package.__name__.startswith("huaweicloudsdkvpn"):
        return True
    return bool(APIG.search(action)) and "Backend" not in action


CLOUD = Cloud(
    name="huawei",
    region="ap-southeast-1",
    sdk=Huawei(),
    scope=ours,
    subjects=(
        (
            "Instance|Ingress|EngressEip|EipV2|Endpoint|Feature|AvailableZones|Resize",
            "dedicated_gateways",
        ),
        ("P2c|VpnServer|VpnUser|ClientC|AccessPolic", "ssl_vpn"),
        ("Tags", "tags"),
        ("Certificate", "certificates"),
        ("Log|IpsecSa|PeerConfiguration|Quotas|Job|Zones", "logs and diagnosis"),
        ("Monitor", "vpn_connections"),
        ("RoutingTable", "routes"),
        ("Cgw", "customer_gateways"),
        ("Connection", "vpn_connections"),
        ("Vgw|VpnGateway", "vpn_gateways"),
        ("", "other"),
    ),
    rows=(
        (r"^(CreateInstanceV2|CreatePostPayResizeOrder) instance_id$", "id"),
        (
            (
                r"^\w+ (customer_gateways\[\]|customer_gateway|vpn_gateways\[\]|vpn_gateway"
                r"|vpn_connections\[\]|vpn_connection|routing_table\[\]|instances\[\])\."
            ),
            "",
        ),
    ),
    envelope=r"request_id|header-response-token|total_count|page_info\.\w+|size|total",
    hints=(
        (r" total_count$| page_info\.current_count$", 1, 1),
        (r" page_info\.next_marker$", "2024-05-06T07:08:09.000Z", "2024-05-06T07:08:10.000Z"),
        (r"Cgws? id$| cgw_id$", "cgw-1", "cgw-2"),
        (r"(Vgw|VgwSpecification)s? id$| vgw_id$", "vgw-1", "vgw-2"),
        (r"VpnConnections? id$", "vco-1", "vco-2"),
        (r" (instance_id)$|(InstanceV2|InstancesV2) id$", "apig-1", "apig-2"),
        (r" vgw_ip$| eip1\.id$", "eip-1", "eip-2"),
        (r" eip2\.id$", "eip-2", "eip-9"),
        (r"eip1\.ip_address$", "198.51.100.1", "198.51.100.9"),
        (r"eip2\.ip_address$", "198.51.100.2", "198.51.100.8"),
        (r"Vgw\w* status$|VpnConnections? status$", "ACTIVE", "PENDING_UPDATE"),
        (r"Vgw\w* (ha_mode)$", "active-active", "active-standby"),
        (r" style$", "STATIC", "BGP"),
        (r" network_type$", "public", "private"),
        (r" attachment_type$", "vpc", "er"),
        (r"InstanceV2 status$|InstancesV2 status$", "Running", "Creating"),
        (
            r"(created_at|updated_at|applied_at)$",
            "2024-05-06T07:08:09.000Z",
            "2024-05-06T07:08:10.000Z",
        ),
        (r"_time$", 1700000000000, 1700000001000),
        (r" (peer_subnets|\w*rules\[\]\.destination)\[\]$", "192.168.0.0/24", "192.168.1.0/24"),
        (
            r" (peer_subnets_v6|policy_rules_v6\[\]\.destination)\[\]$",
            "2001:db8:1::/64",
            "2001:db8:2::/64",
        ),
        (r" policy_rules\[\]\.source$|local_subnets\[\]$", "10.0.0.0/24", "10.0.1.0/24"),
        (
            r" policy_rules_v6\[\]\.source$|local_subnets_v6\[\]$",
            "2001:db8::/64",
            "2001:db8:9::/64",
        ),
        (r" tunnel_local_address$", "169.254.71.1/30", "169.254.71.5/30"),
        (r" tunnel_peer_address$", "169.254.71.2/30", "169.254.71.6/30"),
        (r"(local|peer)_id_type$", "ip", "fqdn"),
        (r" bgp_asn$", "65001", "65002"),
        (r" charging_mode$", 0, 1),
        (r" tags\[\]\.key$", "env", "site"),
    ),
    intents=intents,
    shapes={
        "policy": ((r" style$", "POLICY"),),
        "no rules": ((r" policy_rules", DROP),),
        "names": ((r"_id_type$", "fqdn"),),
        "bgp": ((r" style$", "BGP"),),
        "private": ((r" network_type$", "private"), (r" eip\d", DROP)),
        "er": ((r" attachment_type$", "er"), (r" vpc_id$| connect_subnet$", DROP)),
    },
    others={"/disassociate-instance": {}},
)

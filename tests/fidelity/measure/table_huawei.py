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


LINE = (
    "2024-12-24T07:08:32.730275+00:00 host-1 ipsec_ike[30085]: [198.51.100.1] IPSec tunnel negotiation "
    "fails. (PeerAddress=[203.0.113.10], PeerPort=[500], Reason=[{}])"
)

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
        ("AvailabilityZones", "zones"),
        ("P2cVgws?$", "P2C gateways"),
        ("P2cV\\w+Job|UpgradeP2c", "P2C gateways"),
        ("VpnUser|AccessPolic|ExportClientConfig", "ssl_vpn_clients"),
        ("P2c|VpnServer|ClientC|LogConfig", "ssl_vpn_servers"),
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
                r"|vpn_connections\[\]|vpn_connection|routing_table\[\]|instances\[\]"
                r"|p2c_vpn_gateways\[\]|p2c_vpn_gateway|vpn_servers\[\]|vpn_server|users\[\]|user"
                r"|connections\[\]|availability_zones\[\])\."
            ),
            "",
        ),
    ),
    envelope=r"request_id|header-response-token|total_count|page_info\.\w+|size|total",
    hints=(
        (r"ConnectionLog .*time$", 1735024112, 1735024113),
        (
            r"ConnectionLog .*raw_message$",
            LINE.format("version mismatch"),
            LINE.format("rekey fail"),
        ),
        (r"IpsecSa .*collected_at$", "2024-05-06T07:08:09.000Z", "2024-05-06T07:08:10.000Z"),
        (r"IpsecSa .*_ip_cidr$", "10.0.0.0/24", "10.0.1.0/24"),
        (r"Monitors .*vpn_connection_id$", "vco-1", "vco-1"),
        (r"Progress\w+ (start|end)_time$", 1597389901161, 1597390224911),
        (r"Feature\w* .*update_time$", "2024-05-06T07:08:09Z", "2024-05-06T07:08:10Z"),
        (r"VpnServer\w* id$", "vsr-1", "vsr-2"),
        (r"VpnUsers? id$", "usr-1", "usr-2"),
        (r" p2c_vgw_id$", "vgw-1", "vgw-2"),
        (r" frozen_effect$", 0, 1),
        (r" admin_state_up$", True, False),
        (r" static_ip$", "10.253.0.9", "10.253.0.13"),
        (r" client_(virtual_)?ip$", "10.253.0.17", "10.253.0.21"),
        (r" client_cidr$", "10.253.0.0/24", "10.254.0.0/24"),
        (r" client_auth_type$", "LOCAL_PASSWORD", "CERT"),
        (r"VpnServer\w* status$", "ACTIVE", "PENDING_UPDATE"),
        (r" ssl_options\.protocol$", "TCP", "UDP"),
        (r" ssl_options\.encryption_algorithm$", "AES-128-GCM", "AES-256-GCM"),
        (r" ssl_options\.authentication_algorithm$", "SHA256", "SHA512"),
        (r"Zones attachment_type$|Zones .*\.attachment_type$", "vpc", "er"),
        (r"Zones .*ip_version$", "ipv4", "ipv6"),
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
        (r"expire_time$", "2034-05-06T07:08:09.000Z", "2034-05-06T07:08:10.000Z"),
        (r"create_time$", 1700000000000, 1700000001000),
        (r" ip_version$", "ipv4", "ipv6"),
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
        "not watched yet": ((r" connection_monitor_id$", DROP),),
        "er": ((r" attachment_type$", "er"), (r" vpc_id$| connect_subnet$", DROP)),
    },
    others={
        "/disassociate-instance": {},
        "/v3/regions": {"regions": [{"id": "here-1", "locales": {"en-us": "Here"}}]},
    },
    missing={"error_code": "VPN.0004", "error_msg": "resource not found"},
)

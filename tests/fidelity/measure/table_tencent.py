"""Tencent Cloud: what is in scope, and what its answers look like."""

from __future__ import annotations

import re

from measure.asks_tencent import intents
from measure.cloud import DROP, Cloud
from measure.sdk_tencent import Tencent

# Of the tag service, which the SDK at hand does not know: one tag of each thing that is asked about.
TAGGED = ("cgw-1", "vpngw-1", "vpnx-1", "vpns-1", "vpnc-1")
TAGS = {
    "RequestId": "r",
    "TotalCount": len(TAGGED),
    "Tags": [{"ResourceId": id, "TagKey": "old", "TagValue": "x"} for id in TAGGED],
}

CLOUD = Cloud(
    name="tencent",
    region="ap-guangzhou",
    sdk=Tencent(),
    scope=re.compile(
        r"\w*(Vpn|CustomerGateway)\w*|DescribeVpcTaskResult|DescribeVpcLimits"
    ).fullmatch,
    subjects=(
        ("SslClient", "ssl_vpn_clients"),
        ("Ssl", "ssl_vpn_servers"),
        ("Download|Vendors|HealthCheckIp|Limits", "logs and diagnosis"),
        ("TaskResult", "tasks"),
        ("Routes", "routes"),
        ("CustomerGateway", "customer_gateways"),
        ("Connection", "vpn_connections"),
        ("Gateway", "vpn_gateways"),
        ("", "other"),
    ),
    rows=(
        (
            (
                r"^\w+ (CustomerGatewaySet\[\]|CustomerGateway|VpnGatewaySet\[\]|VpnGateway"
                r"|VpnConnectionSet\[\]|VpnConnection|Routes\[\]|SslVpnSeverSet\[\]"
                r"|SslVpnClientSet\[\])\."
            ),
            "",
        ),
    ),
    envelope="RequestId|TotalCount",
    hints=(
        (r" TotalCount$", 1, 1),
        (r"SslServers? State$", 6, 2),
        (r"SslClients? State$", "6", "2"),
        (r" CertStatus$", 1, 2),
        (r" (Compress|SsoEnabled|AccessPolicyEnabled|\S*ForAllClient)$", 1, 0),
        (r" EncryptAlgorithm$", "AES-256-GCM", "AES-128-CBC"),
        (r" IntegrityAlgorithm$", "SHA256", "SHA1"),
        (r"Ssl\w+ (LocalAddress\[\])$", "10.0.0.0/16", "10.1.0.0/16"),
        (r"Ssl\w+ (RemoteAddress|\S*TargetCidr)$", "10.253.0.0/24", "10.254.0.0/24"),
        (r"Ssl\w+ SslVpnProtocol$", "UDP", "TCP"),
        (r"Ssl\w+ (WanIp|\S*Dns)$", "198.51.100.1", "198.51.100.9"),
        (r" SslVpnServerId$", "vpns-1", "vpns-2"),
        (r"SslVpnClientId$", "vpnc-1", "vpnc-2"),
        (r" CustomerGatewayVendorSet\[\]\.VendorName$", "cisco", "h3c"),
        (r" CreatedTime$", "2024-05-06 07:08:09", "2024-05-06 07:08:10"),
        (r"Time$", "2024-05-06 07:08:09", "2024-05-06 07:08:10"),
        (r" CustomerGatewayId$", "cgw-1", "cgw-2"),
        (r" VpcId$", "vpc-1", "vpc-2"),
        (r" VpnGatewayId$", "vpngw-1", "vpngw-2"),
        (r" VpnConnectionId$", "vpnx-1", "vpnx-2"),
        (r" RouteId$", "vpnr-1", "vpnr-2"),
        (r"Result\[\]\.ResourceId$", "vpnx-1", "vpnx-2"),
        (r"TaskResult Status$", "SUCCESS", "SUCCESS"),
        (r"(Connection|Gateway)\w* State$", "AVAILABLE", "PENDING"),
        (r" NetStatus$| HealthCheckStatus$", "AVAILABLE", "UNAVAILABLE"),
        (r"Route\w* Type$", "Static", "BGP"),
        (r" Type$", "IPSEC", "SSL"),
        (r" EnableHealthCheck$", True, False),
        (r" RenewFlag$", "NOTIFY_AND_AUTO_RENEW", "NOTIFY_AND_MANUAL_RENEW"),
        (r" InstanceChargeType$", "POSTPAID_BY_HOUR", "PREPAID"),
        (r" RestrictState$", "NORMAL", "PRETECIVELY_ISOLATED"),
        (r" RouteType$", "STATIC", "Bgp"),
        (r" (PublicIpAddress|IpAddress)$", "198.51.100.1", "198.51.100.9"),
        (r" DpdEnable$", 1, 0),
        (r" DpdTimeout$", "30", "60"),
        (r" NegotiationType$", "active", "passive"),
        (r"CidrBlock(\[\])?$", "192.168.0.0/24", "192.168.1.0/24"),
        (r"BgpConfig\.\w+Asn$| BgpAsn$", "65001", "65002"),
        (r" InstanceType$", "VPNCONN", "CCN"),
        (r" InstanceId$", "vpnx-1", "vpnx-2"),
        (r"Route\w* Status$", "ENABLE", "DISABLE"),
        (r" Priority$", 0, 100),
        (r"Identity$", "ADDRESS", "FQDN"),
        (r"IKEOptionsSpecification\.\w+Address$", "198.51.100.1", "198.51.100.9"),
        (r" TagSet\[\]\.Key$", "env", "site"),
    ),
    intents=intents,
    shapes={
        "newer spelling": ((r"\.IntegrityAlgorith$", DROP),),
        "files as text": ((r"DownloadVpnGatewaySslClientCert SslClientConfig\[\]", DROP),),
        "prepaid": ((r" InstanceChargeType$", "PREPAID"),),
        "ssl": ((r" Type$", "SSL"),),
        "names": ((r"Identity$", "FQDN"),),
        "bgp": ((r" RouteType$", "Bgp"),),
        "policy": ((r" RouteType$", "Policy"),),
        "ccn": ((r" InstanceType$", "CCN"),),
        "ccn gateway": ((r"VpnGateways? Type$", "CCN"),),
    },
    wrap=lambda body: {"Response": body},
    others={"/": {"Response": TAGS}},
)

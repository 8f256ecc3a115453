"""Alibaba Cloud: what is in scope, and what its answers look like."""

from __future__ import annotations

import re

from measure.asks_alibaba import intents
from measure.cloud import DROP, Cloud
from measure.sdk_alibaba import Alibaba

CLOUD = Cloud(
    name="alibaba",
    region="cn-shanghai",
    sdk=Alibaba(),
    scope=re.compile(
        r"\w*(Vpn|CustomerGateway|Ipsec|Vco|Tunnel)\w*|(Tag|UnTag|Untag)Resources|ListTagResources"
        r"|DescribeRegions"
    ).fullmatch,
    subjects=(
        ("SslVpnClientCert", "ssl_vpn_clients"),
        ("SslVpnClients|SslServerLogs", "SSL-VPN sessions and logs"),
        ("Ssl", "ssl_vpn_servers"),
        ("Regions", "regions"),
        ("AvailableZones", "zones"),
        ("Ipsec(Server)", "ipsec_servers"),
        ("Certificate", "certificates"),
        ("Diagnose|Logs|Download", "logs and diagnosis"),
        ("Tag", "tags"),
        ("Route|Pbr|Vco", "routes"),
        ("CrossAccount", "vpn_attachments"),
        ("CustomerGateway", "customer_gateways"),
        ("Connection|Tunnel|Attachment", "vpn_connections"),
        ("Gateway|Vpn", "vpn_gateways"),
        ("", "other"),
    ),
    rows=(
        (r"^ModifyTunnelAttribute ", "TunnelOptionsSpecification.TunnelOptions[]."),
        (r"^DescribeVpnAttachments VpnAttachments\[\]\.", ""),
        (
            r"^ModifyVpnAttachmentAttribute TunnelOptionsSpecification\[\]\.",
            "TunnelOptionsSpecification.TunnelOptions[].",
        ),
        (
            (
                r"^\w+ (CustomerGateways\.CustomerGateway|VpnGateways\.VpnGateway"
                r"|VpnConnections\.VpnConnection|VpnRouteEntries\.VpnRouteEntry"
                r"|VpnPbrRouteEntries\.VpnPbrRouteEntry|SslVpnServers\.SslVpnServer"
                r"|SslVpnClientCertKeys\.SslVpnClientCertKey)\[\]\."
            ),
            "",
        ),
    ),
    envelope=r"RequestId|TotalCount|PageNumber|PageSize|Count|IsCompleted|VpnRouteCounts\..*",
    hints=(
        (r"Ssl\w+ (Proto)$", "TCP", "UDP"),
        (r"Ssl\w+ (Cipher)$", "AES-256-CBC", "none"),
        (r"Ssl\w+ (ClientIpPool)$", "10.253.0.0/24", "10.254.0.0/24"),
        (r"Ssl\w+ \S*Port$", 1195, 1196),
        (r"ClientCerts? (Status)$", "normal", "expired"),
        (r" SslVpnServerId$", "vss-1", "vss-2"),
        (r" SslVpnClientCertId$", "vsc-1", "vsc-2"),
        (r" TotalCount$", 1, 1),
        (r" FinishedCount$", 1, 0),
        (r" InstanceId$", "vco-1", "vco-1"),
        (r"VpnAttachment Success$", True, False),
        (r"VpnAttachment Code$", "200", "VpnTask.CONFLICT"),
        (r"(^|[. ])TunnelId$", "tun-1", "tun-2"),
        (r"Diagnose\w+ .*Severity$", "Critical", "Warn"),
        (r" DiagnoseResult\[\]\.DiagnoseResultLevel$", "error", "warning"),
        (r" DiagnoseResult\[\]\.DiagnoseName$", "VpnRouteQuota", "VcoPrivateConnectivity"),
        (r" (Begin|Finish)Time$", "2024-05-06T07:08:09Z", "2024-05-06T07:09:09Z"),
        (r"FailedReasonCode$", "IkeVersionMismatch", "DhGroupMismatch"),
        (r"DiagnoseVpnConnections .*VpnConnectionId$", "vco-1", "vco-1"),
        (r"DownloadVpnConnectionConfig .*(Local|Remote)$", "192.0.2.1", "192.0.2.2"),
        (r" PageNumber$", 1, 1),
        (r" PageSize$", 50, 50),
        (r" Reservation\w*Time$", "2024-05-06T07:08Z", "2024-05-06T07:09Z"),
        (r"Time$", 1700000000000, 1700000001000),
        (r" (BusinessStatus)$", "Normal", "FinancialLocked"),
        (r"VpnGateways? Status$|Gateway\w* Status$", "active", "updating"),
        (r" ChargeType$", "POSTPAY", "PREPAY"),
        (r" (IpsecVpn|SslVpn)$|Reservation(Ipsec|Ssl)$", "enable", "disable"),
        (r"Gateway\w* Tag$", '{"PbrPriority":"true"}', '{"PbrPriority":"false"}'),
        (r"(Gateway|Connection)\w* Spec$", "5M", "10M"),
        (r"Connection\w* State$", "active", "updating"),
        (r" (Status|\w+\.Status)$", "ipsec_sa_established", "ike_sa_not_established"),
        (r"\.State$", "active", "updating"),
        (r" (Local|Remote)Subnet$", "10.0.0.0/24", "10.0.1.0/24"),
        (r"TunnelOptions\[\]\.(EnableDpd|EnableNatTraversal)$", "true", "false"),
        (r"(EnableBgp|VcoHealthCheck\.Enable)$", "true", "false"),
        (r"TunnelOptions\[\]\..*(IkeLifetime|IpsecLifetime|LocalAsn|PeerAsn)$", "3600", "7200"),
        (r"(IkeLifetime|IpsecLifetime|LocalAsn|PeerAsn)$", 3600, 7200),
        (r"Describe\w+ TunnelOptions\S*InternetIp$| InternetIp$", "198.51.100.1", "198.51.100.9"),
        (r" DisasterRecoveryInternetIp$", "198.51.100.2", "198.51.100.8"),
        (r" EnableTunnelsBgp$", True, False),
        (r" (VpnGatewayId|VpnInstanceId)$", "vpn-1", "vpn-2"),
        (r" VpnConnectionId$", "vco-1", "vco-2"),
        (r" (AttachType)$", "VPNGW", "CEN"),
        (r" RouteEntryType$", "custom", "bgp"),
        (r" NextHop$", "vco-1", "vco-2"),
        (r" RouteDest$", "10.9.0.0/16", "10.7.0.0/16"),
        (r" RouteSource$", "10.8.0.0/16", "10.6.0.0/16"),
        (r" Weight$", 100, 0),
        (r"Route\w* State$", "published", "normal"),
        (r" IkeEncAlg$|\.(Ike|Ipsec)EncAlg$", "aes256", "aes"),
        (r" CustomerGatewayId$", "cgw-1", "cgw-2"),
        (r"TagKey$|Tag\[\]\.Key$|Tags\[\]\.Key$", "env", "site"),
    ),
    intents=intents,
    shapes={
        "one tunnel": (
            (r"DescribeVpnGateway DisasterRecovery", DROP),
            (r" TunnelOptionsSpecification", DROP),
            (r" EnableTunnelsBgp", DROP),
            (r"DownloadVpnConnectionConfig \S*TunnelsConfig", DROP),
        ),
        "prepaid": ((r" ChargeType$", "PREPAY"),),
        "private": ((r" NetworkType$", "private"),),
        "policy": ((r" EnableTunnelsBgp$", False), (r"BgpConfig", DROP)),
    },
)

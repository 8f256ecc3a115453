"""What HUAWEI CLOUD can do, each entry with where it was read."""

from __future__ import annotations

import string

from cgw.adapter import Ability, Capabilities, IpsecAbility, PskRule, TagRule, TextRule
from cgw_huawei import crypto
from cgw_huawei.options import (
    CustomerGatewayOptions,
    CustomerGatewayPatchOptions,
    DedicatedGatewayListOptions,
    DedicatedGatewayOptions,
    DedicatedGatewayPatchOptions,
    VpnConnectionListOptions,
    VpnConnectionOptions,
    VpnConnectionPatchOptions,
    VpnGatewayListOptions,
    VpnGatewayOptions,
    VpnGatewayPatchOptions,
)
from cgw_huawei.ssl_vpn_options import (
    SslVpnClientOptions,
    SslVpnClientPatchOptions,
    SslVpnServerOptions,
    SslVpnServerPatchOptions,
    ZoneListOptions,
)

SDK = "huaweicloudsdkvpn 3.1.219"
TERRAFORM = "terraform-provider-huaweicloud a0345b8d"
PAGE = "VPN API v5, Creating a Customer Gateway (vpn_api_0021)"
GATEWAY_PAGE = "VPN API v5, Creating a VPN Gateway (vpn_api_0014)"
CONNECTION_PAGE = "VPN API v5, Creating a VPN Connection (vpn_api_0027)"
ROUTE_PAGE = "VPN API v5, Querying the Route Table of a VPN Gateway (vpn_api_0144)"
P2C_PAGE = "VPN API v5, Creating a P2C VPN Gateway (vpn_api_0151) of 2025-12-31"
SERVER_PAGE = "VPN API v5, Creating a VPN Server (vpn_api_0078) of 2025-11-13"
USER_PAGE = "VPN API v5, Creating a VPN User (vpn_api_0089) of 2025-11-13"
ZONE_PAGE = "VPN API v5.1, Querying the AZs of VPN Gateways (vpn_api_0141)"
REGION_PAGE = "IAM API v3, Querying Regions (iam_05_0001)"
APIG_PAGE = "APIG v2, Creating a Dedicated Gateway (Pay-Per-Use), page of 2024-10-09"
READ = "2026-11-21"
ALL = frozenset({"create", "get", "list", "update", "delete", "wait"})

# "Spanish and Portuguese characters" on the page: any letter is let through, the cloud decides.
TAG_TEXT = r"[\w .:=+\-@]"
TAG_WORDS = "letters, digits, spaces and _ . : = + - @"
TAGS = TagRule(
    20,
    TextRule(1, 128, PAGE, rf"{TAG_TEXT}+", TAG_WORDS),
    TextRule(0, 255, PAGE, rf"{TAG_TEXT}*", TAG_WORDS),
    PAGE,
)
# The page has no CJK; the mainland site and the terraform provider's description have it.
NAME = TextRule(1, 64, PAGE, r"[A-Za-z0-9_.\-\u4e00-\u9fa5]+", "letters, digits, CJK and _ - .")

CUSTOMER_GATEWAYS = Ability(
    verbs=ALL | {"tag"},
    fields=frozenset({"name", "address", "asn", "tags"}),
    changes=frozenset({"name"}),
    recovery="tag",
    source=f"{PAGE}; {SDK}",
    date=READ,
    name=NAME,
    tags=TAGS,
    options=CustomerGatewayOptions,
    patch_options=CustomerGatewayPatchOptions,
)

# Mbit/s by flavour. Source: VPN API v5, Creating a VPN Gateway.
BANDWIDTHS = {"Basic": 100, "Professional1": 300, "Professional2": 1000}
LOCAL_SUBNETS = 50

VPN_GATEWAYS = Ability(
    verbs=ALL | {"tag"},
    fields=frozenset(
        {
            "name",
            "network_id",
            "subnet_ids",
            "zones",
            "bandwidth_mbps",
            "asn",
            "ha",
            "ipsec",
            "ssl",
            "ssl_connections",
            "billing",
            "tags",
            "attached_to",
        }
    ),
    changes=frozenset({"name"}),
    recovery="tag",
    source=f"{GATEWAY_PAGE}; {P2C_PAGE}; {SDK}",
    date=READ,
    name=NAME,
    tags=TAGS,
    options=VpnGatewayOptions,
    patch_options=VpnGatewayPatchOptions,
    list_options=VpnGatewayListOptions,
)

PSK_SIGNS = "~!@#$%^()-_+={},./:; "

IPSEC = IpsecAbility(
    tunnels=(1, 1),
    modes=frozenset(crypto.STYLES),
    versions=frozenset(crypto.VERSIONS),
    ike_encryptions=tuple(crypto.ENCRYPTIONS),
    ike_integrities=tuple(crypto.INTEGRITIES),
    dh_groups=tuple(crypto.DH_GROUPS),
    encryptions=tuple(crypto.ENCRYPTIONS),
    integrities=tuple(crypto.INTEGRITIES),
    pfs_groups=tuple(crypto.PFS_GROUPS),
    psk=PskRule(
        8, 128, string.ascii_letters + string.digits + PSK_SIGNS, CONNECTION_PAGE, classes=3
    ),
    ike_lifetime=(60, 604800),
    lifetime=(30, 604800),
    initiators=frozenset(),
    begins=None,
    cidrs=(5, 50),  # rules of mode "policy", and customer networks
    source=f"{CONNECTION_PAGE}; {SDK}; {TERRAFORM}",
    date=READ,
    inside_not=tuple(f"169.254.195.{n}/30" for n in range(0, 256, 4)),
    identities=frozenset({"name"}),
)

VPN_CONNECTIONS = Ability(
    verbs=ALL | {"reset", "tag", "diagnose", "logs", "device_config", "devices"},
    fields=frozenset(
        {
            "name",
            "vpn_gateway_id",
            "customer_gateway_id",
            "mode",
            "local_cidrs",
            "remote_cidrs",
            "tunnels",
            "tags",
        }
    ),
    changes=frozenset({"name", "customer_gateway_id", "local_cidrs", "remote_cidrs", "tunnels"}),
    recovery="tag",
    source=f"{CONNECTION_PAGE}; {SDK}",
    date=READ,
    name=NAME,
    tags=TAGS,
    options=VpnConnectionOptions,
    patch_options=VpnConnectionPatchOptions,
    list_options=VpnConnectionListOptions,
    ipsec=IPSEC,
)

ROUTES = Ability(
    verbs=frozenset({"list"}),
    fields=frozenset(),
    changes=frozenset(),
    recovery="none",
    source=f"{ROUTE_PAGE}; {SDK}",
    date=READ,
)

DEDICATED_GATEWAYS = Ability(
    verbs=ALL | {"tag", "progress", "features", "set_feature"},
    fields=frozenset(
        {
            "name",
            "edition",
            "network_id",
            "subnet_id",
            "security_group_id",
            "zones",
            "description",
            "maintenance_begin",
            "egress_mbps",
            "ingress_mbps",
            "billing",
            "tags",
        }
    ),
    changes=frozenset(
        {
            "name",
            "description",
            "maintenance_begin",
            "security_group_id",
            "egress_mbps",
            "ingress_mbps",
        }
    ),
    recovery="client-id",
    source=f"{APIG_PAGE}; huaweicloudsdkapig 3.1.219",
    date=READ,
    # The page has no CJK; the SDK's description has it.
    name=TextRule(
        3,
        64,
        APIG_PAGE,
        r"[A-Za-z\u4e00-\u9fa5][A-Za-z0-9_\-\u4e00-\u9fa5]*",
        "a letter, then letters, digits, - and _",
    ),
    description=TextRule(0, 255, APIG_PAGE, r"[^<>]*", "anything but < and >"),
    tags=TagRule(
        20,
        TextRule(
            1,
            128,
            APIG_PAGE,
            rf"(?!_sys_){TAG_TEXT}+",
            f"{TAG_WORDS}, not beginning with _sys_",
        ),
        TextRule(0, 255, APIG_PAGE, r"[\w .:/=+\-@]*", f"{TAG_WORDS} and /"),
        APIG_PAGE,
    ),
    options=DedicatedGatewayOptions,
    patch_options=DedicatedGatewayPatchOptions,
    list_options=DedicatedGatewayListOptions,
)

SSL_VPN_SERVERS = Ability(
    verbs=frozenset({"create", "get", "list", "update", "wait", "sessions", "disconnect"}),
    fields=frozenset(
        {
            "vpn_gateway_id",
            "client_cidr",
            "local_cidrs",
            "protocol",
            "port",
            "encryption",
            "compress",
            "dns_servers",
        }
    ),
    changes=frozenset(
        {"client_cidr", "local_cidrs", "protocol", "port", "encryption", "dns_servers"}
    ),
    recovery="token",
    source=f"{SERVER_PAGE}; {SDK}; {TERRAFORM}",
    date=READ,
    options=SslVpnServerOptions,
    patch_options=SslVpnServerPatchOptions,
)

SSL_VPN_CLIENTS = Ability(
    verbs=ALL | {"config"},
    fields=frozenset({"name", "server_id", "password", "description", "address"}),
    changes=frozenset({"description", "password", "address"}),
    recovery="token",
    source=f"{USER_PAGE}; {SDK}; {TERRAFORM}",
    date=READ,
    name=TextRule(4, 32, USER_PAGE, r"[A-Za-z0-9._\-]+", "letters, digits and . _ -"),
    # The mainland site's page has CJK.
    description=TextRule(
        0, 64, USER_PAGE, r"[A-Za-z0-9_\u4e00-\u9fa5]*", "letters, digits, CJK and _"
    ),
    options=SslVpnClientOptions,
    patch_options=SslVpnClientPatchOptions,
)

LISTED = frozenset({"list"})
REGIONS = Ability(LISTED, frozenset(), frozenset(), "none", REGION_PAGE, READ)
ZONES = Ability(
    LISTED,
    frozenset(),
    frozenset(),
    "none",
    f"{ZONE_PAGE}; {SDK}",
    READ,
    list_options=ZoneListOptions,
)

CAPABILITIES = Capabilities(
    "huawei",
    {
        "customer_gateways": CUSTOMER_GATEWAYS,
        "vpn_gateways": VPN_GATEWAYS,
        "vpn_connections": VPN_CONNECTIONS,
        "routes": ROUTES,
        "dedicated_gateways": DEDICATED_GATEWAYS,
        "ssl_vpn_servers": SSL_VPN_SERVERS,
        "ssl_vpn_clients": SSL_VPN_CLIENTS,
        "regions": REGIONS,
        "zones": ZONES,
    },
    rates={"*": 200.0},
    rates_source="APIGW error codes, APIGW.0308: by default 200 calls a second for each API",
)

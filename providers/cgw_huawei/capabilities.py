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

SDK = "huaweicloudsdkvpn 3.1.219"
TERRAFORM = "terraform-provider-huaweicloud a0345b8d"
PAGE = "VPN API v5, Creating a Customer Gateway (vpn_api_0021)"
GATEWAY_PAGE = "VPN API v5, Creating a VPN Gateway (vpn_api_0014)"
CONNECTION_PAGE = "VPN API v5, Creating a VPN Connection (vpn_api_0027)"
ROUTE_PAGE = "VPN API v5, Querying the Route Table of a VPN Gateway (vpn_api_0144)"
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
    verbs=ALL,
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
    verbs=ALL,
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
            "billing",
            "tags",
        }
    ),
    changes=frozenset({"name"}),
    recovery="tag",
    source=f"{GATEWAY_PAGE}; {SDK}",
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
    verbs=ALL | {"reset"},
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
    verbs=ALL,
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
    changes=frozenset({"name", "description", "maintenance_begin", "security_group_id"}),
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

CAPABILITIES = Capabilities(
    "huawei",
    {
        "customer_gateways": CUSTOMER_GATEWAYS,
        "vpn_gateways": VPN_GATEWAYS,
        "vpn_connections": VPN_CONNECTIONS,
        "routes": ROUTES,
        "dedicated_gateways": DEDICATED_GATEWAYS,
    },
    rates={"*": 200.0},
    rates_source="APIGW error codes, APIGW.0308: by default 200 calls a second for each API",
)

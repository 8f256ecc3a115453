"""What Tencent Cloud can do, each entry with where it was read."""

from __future__ import annotations

import string
from dataclasses import replace

from cgw.adapter import Ability, AsnRule, Capabilities, IpsecAbility, PskRule, TagRule, TextRule
from cgw_tencent import crypto, options
from cgw_tencent.fields import PROVIDER

PAGE = "VPC API 2017-03-12, CreateCustomerGateway page of 2024-11-25"
SDK = "tencentcloud-sdk-python-vpc 3.1.193"
TAG_LIMITS = "tag limits, document 651/13354"
READ = "2026-11-21"
VERBS = frozenset({"create", "get", "list", "update", "delete", "wait"})

# Letters of any script, digits, inner spaces and these signs; nothing else is documented.
SIGNS = r"(?!\s)[\w +\-=.:/@()\[\],;><]*(?<!\s)"
WORDS = "letters, digits, inner spaces and + - = . _ : / @ ( ) [ ] , ; > <"

TAGS = TagRule(
    50,
    TextRule(
        1,
        127,
        TAG_LIMITS,
        rf"(?!qcs:|project){SIGNS}",
        f"{WORDS}; not beginning with qcs: or project",
    ),
    # The page says 1 to 255; the SDK has the value optional, so an empty one is let through.
    TextRule(0, 255, TAG_LIMITS, SIGNS, WORDS),
    TAG_LIMITS,
)
ASN = AsnRule(f"{SDK}, BgpAsn", frozenset({139341, 45090, 58835}))

CUSTOMER_GATEWAYS = Ability(
    verbs=VERBS | {"tag"},
    fields=frozenset({"name", "address", "asn", "tags"}),
    changes=frozenset({"name", "asn"}),
    recovery="tag",  # no VPN call has a client token
    source=SDK,
    date=READ,
    # The page sets no lower bound; the vendor's Terraform provider asks for one character.
    name=TextRule(1, 60, PAGE),
    tags=TAGS,
    asn=ASN,
    list_options=options.CustomerGatewayListOptions,
)

VPN_GATEWAYS = Ability(
    verbs=VERBS | {"tag"},
    fields=frozenset(
        {
            *("name", "network_id", "zones", "bandwidth_mbps", "asn", "ipsec", "ssl"),
            *("ssl_connections", "billing", "tags", "attached_to"),
        }
    ),
    changes=frozenset({"name", "bandwidth_mbps", "asn", "ssl_connections"}),
    recovery="tag",
    source=f"{SDK}, CreateVpnGatewayRequest",
    date=READ,
    name=TextRule(1, 60, f"{SDK}, VpnGatewayName", unit="bytes"),
    tags=TAGS,
    asn=ASN,
    options=options.VpnGatewayOptions,
    patch_options=options.VpnGatewayPatchOptions,
    list_options=options.VpnGatewayListOptions,
)

BANDWIDTHS = (5, 10, 20, 50, 100, 200, 500, 1000, 3000)
"""Mbit/s that can be bought; the last at creation only."""
SSL_CONNECTIONS = (5, 10, 20, 50, 100, 200, 500, 1000)
PERIODS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 24, 36)
"""Months of a prepaid term."""
DPD_TIMEOUT = (30, 60)
"""Seconds. Source: the vendor's Terraform provider; the API's description has no bounds."""
MAPPINGS = 200
"""Pairs of networks per gateway. Source: "Creating VPN Tunnel", document 1037/39635."""

TUNNELS = IpsecAbility(
    tunnels=(1, 1),
    modes=frozenset(crypto.ROUTE_TYPE),
    versions=frozenset(crypto.VERSIONS),
    ike_encryptions=tuple(crypto.IKE_ENCRYPTION),
    ike_integrities=tuple(crypto.IKE_INTEGRITY),
    dh_groups=tuple(crypto.DH_GROUP),
    encryptions=tuple(crypto.ENCRYPTION),
    integrities=tuple(crypto.INTEGRITY),
    pfs_groups=tuple(crypto.PFS_GROUP),
    psk=PskRule(
        1,
        128,
        "".join(c for c in string.printable if not c.isspace()),
        "no rule is documented: visible ASCII, and a length that other clouds have",
    ),
    ike_lifetime=(60, 604800),
    lifetime=(180, 604800),
    initiators=frozenset(crypto.NEGOTIATION),
    begins="cloud",
    cidrs=(MAPPINGS, MAPPINGS),
    source=f"{SDK}, CreateVpnConnectionRequest",
    date=READ,
    # HealthCheckLocalIp names the pool; that BGP's /30 comes from it was seen in use only.
    inside=("169.254.128.0/17",),
    conditional=(
        *((f"aes-{bits}-gcm-16", "gateways of version 4.0") for bits in (256, 192, 128)),
        # Source: document 554/18982.
        ("bgp", "gateways of version 4.0 with 200 Mbit/s or more"),
    ),
)

VPN_CONNECTIONS = Ability(
    verbs=VERBS | {"reset", "tag", "diagnose", "device_config", "devices"},
    fields=frozenset(
        {
            *("name", "vpn_gateway_id", "customer_gateway_id", "mode", "local_cidrs"),
            *("remote_cidrs", "tunnels", "initiator", "tags"),
        }
    ),
    changes=frozenset(
        {"name", "customer_gateway_id", "local_cidrs", "remote_cidrs", "tunnels", "initiator"}
    ),
    recovery="tag",
    source=f"{SDK}, CreateVpnConnectionRequest",
    date=READ,
    name=TextRule(1, 60, f"{SDK}, VpnConnectionName"),
    tags=TAGS,
    options=options.VpnConnectionOptions,
    patch_options=options.VpnConnectionPatchOptions,
    list_options=options.VpnConnectionListOptions,
    ipsec=TUNNELS,
)

ROUTES = Ability(
    verbs=VERBS,
    fields=frozenset({"vpn_gateway_id", "connection_id", "destination", "primary", "description"}),
    changes=frozenset({"enabled", "description"}),
    recovery="none",  # neither token nor tag; a second one like it is refused by the cloud
    source=f"{SDK}, VpnGatewayRoute",
    date=READ,
    options=options.RouteOptions,
)

SSL_VPN_SERVERS = Ability(
    verbs=VERBS | {"tag"},
    fields=frozenset(
        {
            *("name", "vpn_gateway_id", "client_cidr", "local_cidrs", "protocol", "port"),
            *("encryption", "integrity", "dns_servers", "tags"),
        }
    ),
    changes=frozenset(
        {
            *("name", "client_cidr", "local_cidrs", "port", "encryption", "integrity"),
            "dns_servers",
        }
    ),
    recovery="tag",
    source=f"{SDK}, CreateVpnGatewaySslServerRequest",
    date=READ,
    name=TextRule(1, 60, f"{SDK}, SslVpnServerName", unit="bytes"),
    tags=TAGS,
    options=options.SslVpnServerOptions,
    patch_options=options.SslVpnServerPatchOptions,
)
SSL_VPN_CLIENTS = Ability(
    verbs=VERBS | {"tag", "config", "reissue"},
    fields=frozenset({"name", "server_id", "tags"}),
    changes=frozenset({"enabled"}),
    recovery="tag",
    source=f"{SDK}, CreateVpnGatewaySslClientRequest",
    date=READ,
    # InvalidParameterValue.TooLong is listed for it, a length is not: that of servers is taken.
    name=TextRule(1, 60, f"{SDK}, SslVpnServerName", unit="bytes"),
    tags=TAGS,
)

CAPABILITIES = Capabilities(
    PROVIDER,
    {
        "customer_gateways": CUSTOMER_GATEWAYS,
        "vpn_gateways": VPN_GATEWAYS,
        "vpn_connections": VPN_CONNECTIONS,
        "routes": ROUTES,
        "ssl_vpn_servers": SSL_VPN_SERVERS,
        "ssl_vpn_clients": SSL_VPN_CLIENTS,
    },
    rates={"*": 20.0},
    rates_source="pages of the VPN actions say 20 or 100 per second, by date and site (documents "
    "215/17522, 215/17508, 215/17518, 215/17512); the lower is kept for each action",
)


def capabilities(*, ssl_tags: bool) -> Capabilities:
    """What can be done. Tags that are not read cannot be changed: what is to go would stay."""
    if ssl_tags:
        return CAPABILITIES
    tagless = {
        noun: replace(ability, verbs=ability.verbs - {"tag"})
        for noun, ability in CAPABILITIES.nouns.items()
        if noun.startswith("ssl_vpn_")
    }
    return replace(CAPABILITIES, nouns={**CAPABILITIES.nouns, **tagless})

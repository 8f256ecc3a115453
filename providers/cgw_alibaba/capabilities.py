"""What Alibaba Cloud can do, each entry with where it was read."""

from __future__ import annotations

import string
from dataclasses import replace

from cgw.adapter import Ability, AsnRule, Capabilities, IpsecAbility, PskRule, TagRule, TextRule
from cgw_alibaba.capabilities_ssl import SSL_VPN_CLIENTS, SSL_VPN_SERVERS
from cgw_alibaba.crypto import DH_GROUPS, ENCRYPTIONS, INTEGRITIES, PFS_GROUPS, PSK_SIGNS
from cgw_alibaba.options import (
    CustomerGatewayListOptions,
    CustomerGatewayOptions,
    CustomerGatewayPatchOptions,
    RegionListOptions,
    RouteOptions,
    VpnConnectionListOptions,
    VpnConnectionOptions,
    VpnConnectionPatchOptions,
    VpnGatewayListOptions,
    VpnGatewayOptions,
    VpnGatewayPatchOptions,
    ZoneListOptions,
)

PAGE = "CreateCustomerGateway, newer help page"
SDK = "alibabacloud_vpc20160428 7.2.2"
READ = "2026-11-21"
NO_URL = r"(?!https?://).*"

CUSTOMER_GATEWAYS = Ability(
    verbs=frozenset({"create", "get", "list", "update", "delete", "wait", "tag"}),
    fields=frozenset({"name", "address", "asn", "description", "tags"}),
    changes=frozenset({"name", "description"}),
    recovery="token",
    source=SDK,
    date=READ,
    # The older page asks for 2 to 128 characters beginning with a letter; the newer one decides.
    name=TextRule(1, 100, PAGE, NO_URL, "not beginning with http:// or https://"),
    description=TextRule(1, 100, PAGE, NO_URL, "not beginning with http:// or https://"),
    tags=TagRule(
        20,
        TextRule(
            1,
            64,
            PAGE,
            r"(?!aliyun|acs:)(?!.*https?://).*",
            "not beginning with aliyun or acs:, without http:// and https://",
        ),
        TextRule(
            0,
            128,
            PAGE,
            r"(?!aliyun|acs:)(?!.*https?://).*",
            "not beginning with aliyun or acs:, without http:// and https://",
        ),
        PAGE,
    ),
    asn=AsnRule(f"{SDK}, CreateCustomerGatewayRequest.Asn", frozenset({45104})),
    options=CustomerGatewayOptions,
    patch_options=CustomerGatewayPatchOptions,
    list_options=CustomerGatewayListOptions,
)


# ---------------------------------------------------------------- VPN gateways and what they carry

VPN_GATEWAYS = Ability(
    verbs=frozenset({"create", "get", "list", "update", "delete", "wait", "tag", "diagnose"}),
    # Tags, a description and the zones cannot be given to CreateVpnGateway.
    fields=frozenset(
        {
            "name",
            "network_id",
            "subnet_ids",
            "bandwidth_mbps",
            "ipsec",
            "ssl",
            "ssl_connections",
            "billing",
        }
    ),
    changes=frozenset({"name", "description"}),
    recovery="token",
    source=SDK,
    date=READ,
    # The SDK speaks of English letters, the reference of 2019 of Chinese ones too.
    name=TextRule(
        2,
        100,
        f"{SDK}, CreateVpnGatewayRequest.Name",
        r"[^\W\d_][\w.-]*",
        "a letter first, then letters, digits and _ - .",
    ),
    description=TextRule(
        1, 100, f"{SDK}, ModifyVpnGatewayAttributeRequest", NO_URL, "not beginning with http://"
    ),
    tags=CUSTOMER_GATEWAYS.tags,  # of those that are added later
    options=VpnGatewayOptions,
    patch_options=VpnGatewayPatchOptions,
    list_options=VpnGatewayListOptions,
)

TUNNELS = IpsecAbility(
    tunnels=(1, 2),
    modes=frozenset({"policy", "route", "bgp"}),
    versions=frozenset({"ikev1", "ikev2"}),
    ike_encryptions=tuple(ENCRYPTIONS),
    ike_integrities=tuple(INTEGRITIES),
    dh_groups=tuple(DH_GROUPS),
    encryptions=tuple(ENCRYPTIONS),
    integrities=tuple(INTEGRITIES),
    pfs_groups=tuple(PFS_GROUPS),
    psk=PskRule(
        1,
        100,
        string.ascii_letters + string.digits + PSK_SIGNS,
        f"{SDK}, CreateVpnConnectionRequest.IkeConfig",
    ),
    ike_lifetime=(0, 86400),
    lifetime=(0, 86400),
    initiators=frozenset({"cloud", "peer"}),
    begins="peer",  # EffectImmediately is false by default: it waits for traffic
    cidrs=(10, 10),  # the quota page of 2021 says 5 and 5, the Terraform provider takes 10
    source=f"{SDK}, CreateVpnConnectionRequest",
    date=READ,
    conditional=(
        ("sm4-cbc", "gateways of VpnType NationalStandard"),
        ("sm3", "gateways of VpnType NationalStandard"),
    ),
    inside_not=(
        *(f"169.254.{third}.0/30" for third in range(7)),
        "169.254.169.252/30",
    ),
)

VPN_CONNECTIONS = Ability(
    verbs=frozenset(
        {"create", "get", "list", "update", "delete", "wait", "reset", "tag"}
        | {"diagnose", "logs", "device_config"}
    ),
    fields=frozenset(
        {
            "name",
            "vpn_gateway_id",
            "customer_gateway_id",
            "mode",
            "local_cidrs",
            "remote_cidrs",
            "tunnels",
            "initiator",
            "tags",
            "attached_to",
        }
    ),
    changes=frozenset({"name", "local_cidrs", "remote_cidrs", "tunnels", "initiator"}),
    recovery="token",
    source=SDK,
    date=READ,
    name=TextRule(
        1,
        100,
        f"{SDK}, CreateVpnConnectionRequest.Name",
        NO_URL,
        "not beginning with http:// or https://",
    ),
    tags=CUSTOMER_GATEWAYS.tags,
    options=VpnConnectionOptions,
    patch_options=VpnConnectionPatchOptions,
    list_options=VpnConnectionListOptions,
    ipsec=TUNNELS,
)

ROUTES = Ability(
    verbs=frozenset({"create", "get", "list", "update", "delete", "wait"}),
    fields=frozenset(
        {
            "vpn_gateway_id",
            "connection_id",
            "destination",
            "source",
            "primary",
            "priority",
            "publish",
        }
    ),
    # A description can be given (RouteOptions), but no read ever tells it.
    changes=frozenset({"primary", "priority", "publish"}),
    recovery="token",
    source=SDK,
    date=READ,
    options=RouteOptions,
)

REGIONS = Ability(
    verbs=frozenset({"list"}),
    fields=frozenset(),
    changes=frozenset(),
    recovery="none",
    source=SDK,
    date=READ,
    list_options=RegionListOptions,
)
ZONES = replace(REGIONS, list_options=ZoneListOptions)

# ---------------------------------------------------------------- rates

_PER_MINUTE = {
    600: """DescribeVpnGateway DescribeVpnGateways DescribeCustomerGateway DescribeCustomerGateways
        DescribeVpnConnection DescribeVpnConnections DescribeVpnPbrRouteEntries
        DescribeVpnGatewayAvailableZones DescribeVpnConnectionLogs DescribeVpnAttachments""",
    300: "TagResources UnTagResources",
    120: """CreateCustomerGateway ModifyCustomerGatewayAttribute DeleteCustomerGateway
        ModifyTunnelAttribute ModifyVpnRouteEntryWeight ModifyVpnPbrRouteEntryAttribute
        GetVpnGatewayDiagnoseResult""",
    30: "DownloadVpnConnectionConfig",
    60: "CreateVpnGateway CreateVpnPbrRouteEntry PublishVpnRouteEntry DeleteVpnRouteEntry *",
}
RATES = {a: calls / 60 for calls, actions in _PER_MINUTE.items() for a in actions.split()}

CAPABILITIES = Capabilities(
    "alibaba",
    {
        "customer_gateways": CUSTOMER_GATEWAYS,
        "vpn_gateways": VPN_GATEWAYS,
        "vpn_connections": VPN_CONNECTIONS,
        "routes": ROUTES,
        "ssl_vpn_servers": SSL_VPN_SERVERS,
        "ssl_vpn_clients": SSL_VPN_CLIENTS,
        "regions": REGIONS,
        "zones": ZONES,
    },
    RATES,
    "VPN Gateway quotas help page: calls per 60 seconds, region, API and account; what it does not "
    "list is assumed to be allowed 60",
)

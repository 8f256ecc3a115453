"""What a RAM policy has to allow for the verbs of cgw on Alibaba Cloud.

An action's name in a policy is ``vpc:`` and the API action. Sources of the resources (ARNs): GUIDE, the
VPC API reference of 2019-01, chapter 3 (two tables: resources, and the API actions on each); HELP,
the authorization tables in the help pages of DescribeSslVpnServers, DescribeVpnSslServerLogs and
CreateSslVpnClientCert of 2024-03, DescribeVpnConnectionLogs of 2024-08, GetVpnGatewayDiagnoseResult
and the two that diagnose ("all resources") of 2026-06. An action for which neither
names a resource is allowed on all of them: a narrower guess would deny what was asked for. Nobody has
tried a policy on an account. Read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cgw.adapter import actions_for

PROVIDER = "alibaba"
_SITE, _SITES = "DescribeCustomerGateway", "DescribeCustomerGateways"
_GATEWAY, _GATEWAYS = "DescribeVpnGateway", "DescribeVpnGateways"
_LINK, _LINKS = "DescribeVpnConnection", "DescribeVpnConnections"
_SERVERS, _CERTIFICATES = "DescribeSslVpnServers", "DescribeSslVpnClientCerts"
_TAGS = ("TagResources", "UnTagResources")
_TABLES = ("DescribeVpnRouteEntries", "DescribeVpnPbrRouteEntries")

TABLE: dict[tuple[str, str], tuple[str, ...]] = {
    ("customer_gateways", "create"): ("CreateCustomerGateway", _SITE),
    ("customer_gateways", "get"): (_SITE,),
    ("customer_gateways", "list"): (_SITES,),
    ("customer_gateways", "update"): ("ModifyCustomerGatewayAttribute", _SITE),
    ("customer_gateways", "delete"): ("DeleteCustomerGateway",),
    ("customer_gateways", "tag"): (*_TAGS, _SITE),
    ("vpn_gateways", "create"): ("CreateVpnGateway", _GATEWAY),
    ("vpn_gateways", "get"): (_GATEWAY,),
    ("vpn_gateways", "list"): (_GATEWAYS,),
    ("vpn_gateways", "update"): ("ModifyVpnGatewayAttribute", _GATEWAY),
    ("vpn_gateways", "delete"): (_GATEWAY, "DeleteVpnGateway"),
    ("vpn_gateways", "tag"): (*_TAGS, _GATEWAY),
    ("vpn_gateways", "diagnose"): (
        _GATEWAY,
        _LINKS,
        "DiagnoseVpnGateway",
        "GetVpnGatewayDiagnoseResult",
    ),
    # A connection is told with its peers' addresses, which its customer gateways have.
    ("vpn_connections", "create"): (
        _GATEWAY,
        "CreateVpnConnection",
        "CreateVpnAttachment",
        _LINK,
        _SITE,
    ),
    ("vpn_connections", "get"): (_LINK, _SITE),
    # Attachments are listed by a call of their own if options ask for it, and then read one by one.
    ("vpn_connections", "list"): (_LINKS, "DescribeVpnAttachments", _LINK, _SITE),
    ("vpn_connections", "update"): (
        _LINK,
        "ModifyVpnConnectionAttribute",
        "ModifyTunnelAttribute",
        "ModifyVpnAttachmentAttribute",
        _SITE,
    ),
    ("vpn_connections", "delete"): (_LINK, "DeleteVpnConnection", "DeleteVpnAttachment"),
    ("vpn_connections", "reset"): (
        _LINK,
        "ModifyVpnConnectionAttribute",
        "ModifyVpnAttachmentAttribute",
        _SITE,
    ),
    ("vpn_connections", "tag"): (_LINK, *_TAGS, _SITE),
    ("vpn_connections", "diagnose"): (_LINK, "DiagnoseVpnConnections"),
    ("vpn_connections", "logs"): ("DescribeVpnConnectionLogs",),
    ("vpn_connections", "device_config"): ("DownloadVpnConnectionConfig", _LINK, _SITE),
    # A route has no id: it is looked for in its table, of one gateway or of all.
    ("routes", "create"): ("CreateVpnRouteEntry", "CreateVpnPbrRouteEntry"),
    ("routes", "get"): _TABLES,
    ("routes", "list"): (_GATEWAYS, *_TABLES),
    ("routes", "update"): (
        *_TABLES,
        "ModifyVpnRouteEntryWeight",
        "ModifyVpnPbrRouteEntryAttribute",
        "PublishVpnRouteEntry",
    ),
    ("routes", "delete"): (*_TABLES, "DeleteVpnRouteEntry", "DeleteVpnPbrRouteEntry"),
    ("ssl_vpn_servers", "create"): ("CreateSslVpnServer", _SERVERS),
    ("ssl_vpn_servers", "get"): (_SERVERS,),
    ("ssl_vpn_servers", "list"): (_SERVERS,),
    ("ssl_vpn_servers", "update"): (_SERVERS, "ModifySslVpnServer"),
    ("ssl_vpn_servers", "delete"): (_SERVERS, "DeleteSslVpnServer"),
    ("ssl_vpn_servers", "sessions"): (_SERVERS, "DescribeSslVpnClients"),
    ("ssl_vpn_servers", "logs"): ("DescribeVpnSslServerLogs",),
    ("ssl_vpn_clients", "create"): ("CreateSslVpnClientCert", _CERTIFICATES),
    ("ssl_vpn_clients", "get"): (_CERTIFICATES,),
    ("ssl_vpn_clients", "list"): (_CERTIFICATES,),
    ("ssl_vpn_clients", "update"): ("ModifySslVpnClientCert", _CERTIFICATES),
    ("ssl_vpn_clients", "delete"): (_CERTIFICATES, "DeleteSslVpnClientCert"),
    ("ssl_vpn_clients", "config"): ("DescribeSslVpnClientCert",),
    ("regions", "list"): ("DescribeRegions",),
    ("zones", "list"): ("DescribeVpnGatewayAvailableZones",),
}
"""By noun and verb, what the adapter sends; a create is sent again with its token, never looked for."""

EVERYTHING = "*"
_KINDS = {
    # GUIDE
    "customergateway": "CreateCustomerGateway DeleteCustomerGateway "
    f"ModifyCustomerGatewayAttribute {_SITE} {_SITES}",
    "vpngateway": f"DeleteVpnGateway ModifyVpnGatewayAttribute {_GATEWAY} {_GATEWAYS} "
    # HELP
    "GetVpnGatewayDiagnoseResult",
    "vpnconnection": f"CreateVpnConnection DeleteVpnConnection ModifyVpnConnectionAttribute {_LINK} "
    f"{_LINKS} DownloadVpnConnectionConfig "
    # HELP
    "DescribeVpnConnectionLogs",
    "sslvpnserver": f"{_SERVERS} DescribeVpnSslServerLogs CreateSslVpnClientCert",
    "sslvpnclientcert": "CreateSslVpnClientCert",
}


def resources(action: str) -> tuple[str, ...]:
    """The ARNs an action is allowed on, in any region and account; ``*`` where none is documented."""
    kinds = [kind for kind, actions in _KINDS.items() if action in actions.split()]
    return tuple(f"acs:vpc:*:*:{kind}/*" for kind in kinds) or (EVERYTHING,)


def document(wanted: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The RAM policy that allows these pairs of noun and verb and nothing else.

    Errors:
        UnsupportedError: a noun or verb that this cloud lacks.
    """
    by_resources: dict[tuple[str, ...], list[str]] = {}
    for action in actions_for(PROVIDER, TABLE, wanted):
        by_resources.setdefault(resources(action), []).append(f"vpc:{action}")
    return {
        "Version": "1",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": sorted(actions),
                "Resource": list(where) if len(where) > 1 else where[0],
            }
            for where, actions in sorted(by_resources.items())
        ],
    }

"""What a CAM policy has to allow for the verbs of cgw on Tencent Cloud.

An action's name in a policy is ``name/<service>:`` and the API action ("Authorizable Resource Types",
document 215/35499 of 2024-10-22: any API of any service, and one statement to a policy). That page
gives VPN things no resource path, and where none is listed the resource has to be ``*``; the examples
of document 215/31861 have it too. That the tag service's actions are written ``name/tag:`` follows
from the rule; no example shows it. Nobody has tried a policy on an account. Read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cgw.adapter import actions_for
from cgw_tencent.fields import PROVIDER

_SITES, _GATEWAYS, _LINKS = (
    "DescribeCustomerGateways",
    "DescribeVpnGateways",
    "DescribeVpnConnections",
)
_ROUTES, _TASK = "DescribeVpnGatewayRoutes", "DescribeVpcTaskResult"
_VENDORS = "DescribeCustomerGatewayVendors"
_TAGS_OF = "DescribeResourceTagsByResourceIds"
_TAG = ("ModifyResourceTags", _TAGS_OF)
# A connection is told with the addresses at its ends, which the gateways have.
_LINK = (_LINKS, _GATEWAYS, _SITES)
# Rows of SSL-VPN things tell no tags.
_SERVER = ("DescribeVpnGatewaySslServers", _TAGS_OF)
_CLIENT = ("DescribeVpnGatewaySslClients", _TAGS_OF)
TAG_SERVICE = frozenset(_TAG)

TABLE: dict[tuple[str, str], tuple[str, ...]] = {
    ("customer_gateways", "create"): ("CreateCustomerGateway", _SITES),
    ("customer_gateways", "get"): (_SITES,),
    ("customer_gateways", "list"): (_SITES,),
    ("customer_gateways", "update"): ("ModifyCustomerGatewayAttribute", _SITES),
    ("customer_gateways", "delete"): ("DeleteCustomerGateway",),
    ("customer_gateways", "tag"): (*_TAG, _SITES),
    ("vpn_gateways", "create"): ("CreateVpnGateway", _GATEWAYS),
    ("vpn_gateways", "get"): (_GATEWAYS,),
    ("vpn_gateways", "list"): (_GATEWAYS,),
    ("vpn_gateways", "update"): (
        "ModifyVpnGatewayAttribute",
        "ResetVpnGatewayInternetMaxBandwidth",
        _GATEWAYS,
    ),
    ("vpn_gateways", "delete"): (_GATEWAYS, _LINKS, "DeleteVpnGateway"),
    ("vpn_gateways", "tag"): (*_TAG, _GATEWAYS),
    ("vpn_connections", "create"): ("CreateVpnConnection", _TASK, *_LINK),
    ("vpn_connections", "get"): _LINK,
    ("vpn_connections", "list"): _LINK,
    ("vpn_connections", "update"): ("ModifyVpnConnectionAttribute", *_LINK),
    ("vpn_connections", "delete"): (_LINKS, "DeleteVpnConnection"),
    ("vpn_connections", "reset"): ("ResetVpnConnection", *_LINK),
    ("vpn_connections", "diagnose"): (_LINKS, _GATEWAYS),
    ("vpn_connections", "devices"): (_VENDORS,),
    ("vpn_connections", "device_config"): (
        *_LINK,
        _VENDORS,
        "DownloadCustomerGatewayConfiguration",
    ),
    ("vpn_connections", "tag"): (*_TAG, *_LINK),
    ("routes", "create"): ("CreateVpnGatewayRoutes", _ROUTES),
    ("routes", "get"): (_ROUTES,),
    ("routes", "list"): (_GATEWAYS, _ROUTES),  # without a gateway, of each in turn
    ("routes", "update"): ("ModifyVpnGatewayRoutes", _ROUTES),
    ("routes", "delete"): ("DeleteVpnGatewayRoutes",),
    ("ssl_vpn_servers", "create"): ("CreateVpnGatewaySslServer", _TASK, *_SERVER),
    ("ssl_vpn_servers", "get"): _SERVER,
    ("ssl_vpn_servers", "list"): _SERVER,
    ("ssl_vpn_servers", "update"): ("ModifyVpnGatewaySslServer", _TASK, *_SERVER),
    ("ssl_vpn_servers", "delete"): (_SERVER[0], "DeleteVpnGatewaySslServer"),
    ("ssl_vpn_servers", "tag"): (*_TAG, *_SERVER),
    ("ssl_vpn_clients", "create"): ("CreateVpnGatewaySslClient", _TASK, *_CLIENT),
    ("ssl_vpn_clients", "get"): _CLIENT,
    ("ssl_vpn_clients", "list"): _CLIENT,
    ("ssl_vpn_clients", "update"): (
        "EnableVpnGatewaySslClientCert",
        "DisableVpnGatewaySslClientCert",
        _TASK,
        *_CLIENT,
    ),
    ("ssl_vpn_clients", "delete"): (_CLIENT[0], "DeleteVpnGatewaySslClient"),
    ("ssl_vpn_clients", "tag"): (*_TAG, *_CLIENT),
    ("ssl_vpn_clients", "config"): ("DownloadVpnGatewaySslClientCert",),
    ("ssl_vpn_clients", "reissue"): ("ModifyVpnGatewaySslClientCert", _TASK, *_CLIENT),
}
"""By noun and verb, what the adapter sends; a create is looked for by its marker."""


def document(wanted: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The CAM policy that allows these pairs of noun and verb and nothing else.

    Errors:
        UnsupportedError: a noun or verb that this cloud lacks.
    """
    actions = sorted(map(named, actions_for(PROVIDER, TABLE, wanted)))
    statement = {"effect": "allow", "action": actions, "resource": ["*"]}
    return {"version": "2.0", "statement": [statement] if actions else []}


def named(action: str) -> str:
    """``name/vpc:CreateVpnGateway``."""
    return f"name/{'tag' if action in TAG_SERVICE else 'vpc'}:{action}"

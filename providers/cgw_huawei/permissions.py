"""What an IAM policy has to allow for the verbs of cgw on HUAWEI CLOUD.

Three steps: the calls behind a verb (`TABLE`, by the SDK's names), the action that a call needs
(`ACTIONS`), and the actions that the cloud needs beside it on the caller's behalf (`DEPENDS`).
Source of the latter two: VPN API v5, "Permissions Policies and Supported Actions" (vpn_api_0115 to 0118
of 2025-08-19, 0120 to 0123 and 0126 of 2025-11-13), the authorization tables on the pages vpn_api_0069,
0075, 0082, 0087, 0141, 0144, 0145, 0151, 0152, 0156, 0162 and 0163; APIG, "Policy-Based Authorization"
of 2025-12-09 and the tables on the pages of AddEipV2, AddIngressEipV2, AddEngressEipV2, ListFeaturesV2,
ListInstanceTags and BatchCreateOrDeleteInstanceTags; EIP, eip_apipermission_0002. What is marked ASSUMED
stands in none of them. Nobody has tried a policy on an account. Read 2026-11-21.

Logging in needs more where no project is given: ``iam:projects:listProjects``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cgw.adapter import actions_for

PROVIDER = "huawei"
_TAGS = ("ShowResourceTags", "BatchDeleteResourceTags", "BatchCreateResourceTags")
_GATEWAY = ("ShowVgw", "ShowP2cVgw")  # two services share the noun
_ENDS = ("ShowVgw", "ShowCgw")  # a connection is told with its two ends
_LINK = ("ShowVpnConnection", *_ENDS)
_LINKS = ("ListVpnConnections", *_ENDS, "ListVgws", "ListCgws")  # many ends are listed
_INSTANCE = ("ShowDetailsOfInstanceV2", "ListInstanceTags")
_SERVERS = ("ListVpnServersByProject", "ListVpnServersByVgw")
_ADDRESSES = (
    *("AddEipV2", "RemoveEipV2", "AddIngressEipV2", "UpdateIngressEipV2", "RemoveIngressEipV2"),
    *("AddEngressEipV2", "UpdateEngressEipV2", "RemoveEngressEipV2"),
)

TABLE: dict[tuple[str, str], tuple[str, ...]] = {
    ("customer_gateways", "create"): ("CreateCgw", "ListCgws"),
    ("customer_gateways", "get"): ("ShowCgw",),
    ("customer_gateways", "list"): ("ListCgws",),
    ("customer_gateways", "update"): ("UpdateCgw",),
    ("customer_gateways", "delete"): ("DeleteCgw",),
    ("customer_gateways", "tag"): (*_TAGS, "ShowCgw"),
    ("vpn_gateways", "create"): (
        *("CreateVgw", "CreateP2cVgw", *_GATEWAY),
        *("ListVgws", "ListP2cVgws"),
    ),
    ("vpn_gateways", "get"): _GATEWAY,
    ("vpn_gateways", "list"): ("ListVgws", "ListP2cVgws"),
    ("vpn_gateways", "update"): (
        *("UpdateVgw", "UpdatePostpaidVgwSpecification", "UpdateP2cVgw", *_GATEWAY),
    ),
    ("vpn_gateways", "delete"): (
        *(*_GATEWAY, "ListVpnConnections", "DisassociatePublicips"),
        *("DeleteVgw", "DeleteP2cVgw"),
    ),
    ("vpn_gateways", "tag"): (*_TAGS, *_GATEWAY),
    ("vpn_connections", "create"): ("CreateVpnConnection", "ShowVpnConnection", *_LINKS),
    ("vpn_connections", "get"): _LINK,
    ("vpn_connections", "list"): _LINKS,
    ("vpn_connections", "update"): (
        *("UpdateVpnConnection", *_LINK, "CreateConnectionMonitor", "DeleteConnectionMonitor"),
        "ListConnectionMonitors",
    ),
    ("vpn_connections", "delete"): ("DeleteVpnConnection", "ShowVpnConnection"),
    ("vpn_connections", "reset"): ("ResetVpnConnection", *_LINK),
    ("vpn_connections", "tag"): (*_TAGS, *_LINK),
    ("vpn_connections", "diagnose"): (
        *(*_LINK, "ListConnectionIpsecSa", "ShowVpnConnectionLog", "ListConnectionMonitors"),
    ),
    ("vpn_connections", "logs"): ("ShowVpnConnectionLog",),
    ("vpn_connections", "device_config"): (
        *("ListPeerConfigurationSupportedDevices", "ExportVpnConnectionPeerConfiguration", *_LINK),
    ),
    ("vpn_connections", "devices"): ("ListPeerConfigurationSupportedDevices",),
    ("routes", "list"): ("ListVgws", "ShowVpnGatewayRoutingTable"),
    ("dedicated_gateways", "create"): ("CreateInstanceV2", *_INSTANCE),
    ("dedicated_gateways", "get"): _INSTANCE,
    ("dedicated_gateways", "list"): ("ListInstancesV2", *_INSTANCE),
    ("dedicated_gateways", "update"): (
        *("UpdateInstanceV2", "CreatePostPayResizeOrder", *_ADDRESSES, *_INSTANCE),
    ),
    ("dedicated_gateways", "delete"): ("DeleteInstancesV2", "ShowDetailsOfInstanceV2"),
    ("dedicated_gateways", "tag"): ("BatchCreateOrDeleteInstanceTags", *_INSTANCE),
    ("dedicated_gateways", "progress"): ("ShowDetailsOfInstanceProgressV2",),
    ("dedicated_gateways", "features"): ("ListFeaturesV2",),
    ("dedicated_gateways", "set_feature"): ("CreateFeatureV2",),
    ("ssl_vpn_servers", "create"): ("CreateVpnServer", "ListVpnServersByVgw"),
    ("ssl_vpn_servers", "get"): ("ListVpnServersByProject",),
    ("ssl_vpn_servers", "list"): _SERVERS,
    ("ssl_vpn_servers", "update"): (
        *("UpdateVpnServer", "ImportClientCa", "UpdateClientCa", "DeleteClientCa", *_SERVERS),
    ),
    ("ssl_vpn_servers", "sessions"): ("ListVpnServersByProject", "ListP2cVgwConnections"),
    ("ssl_vpn_servers", "disconnect"): ("ListVpnServersByProject", "DeleteP2cVgwConnection"),
    ("ssl_vpn_clients", "create"): ("CreateVpnUser", "ShowVpnUser"),
    ("ssl_vpn_clients", "get"): ("ShowVpnUser",),
    ("ssl_vpn_clients", "list"): ("ListVpnServersByProject", "ListVpnUsers"),
    ("ssl_vpn_clients", "update"): ("UpdateVpnUser", "ResetVpnUserPassword", "ShowVpnUser"),
    ("ssl_vpn_clients", "delete"): ("DeleteVpnUser",),
    ("ssl_vpn_clients", "config"): ("ExportClientConfig",),
    ("regions", "list"): ("KeystoneListRegions",),
    ("zones", "list"): ("ListExtendedAvailabilityZones", "ListP2cVgwAvailabilityZones"),
}

ACTIONS: dict[str, str] = {
    "CreateCgw": "vpn:customerGateways:create",
    "ShowCgw": "vpn:customerGateways:get",
    "ListCgws": "vpn:customerGateways:list",
    "UpdateCgw": "vpn:customerGateways:update",
    "DeleteCgw": "vpn:customerGateways:delete",
    "CreateVgw": "vpn:vpnGateways:create",
    "ShowVgw": "vpn:vpnGateways:get",
    "ListVgws": "vpn:vpnGateways:list",
    "UpdateVgw": "vpn:vpnGateways:update",
    "UpdatePostpaidVgwSpecification": "vpn:vpnGateways:create",  # so says the page, vpn_api_0069
    "DeleteVgw": "vpn:vpnGateways:delete",
    "ShowVpnGatewayRoutingTable": "vpn:vpnGateways:getRoutingTable",
    "ListExtendedAvailabilityZones": "vpn:vpnGateways:create",  # so says the page, vpn_api_0141
    "CreateVpnConnection": "vpn:vpnConnections:create",
    "ShowVpnConnection": "vpn:vpnConnections:get",
    "ListVpnConnections": "vpn:vpnConnections:list",
    "UpdateVpnConnection": "vpn:vpnConnections:update",
    "DeleteVpnConnection": "vpn:vpnConnections:delete",
    "ResetVpnConnection": "vpn:vpnConnections:reset",
    "ShowVpnConnectionLog": "vpn:vpnConnections:getLog",
    "ListConnectionIpsecSa": "vpn:vpnConnections:get",  # ASSUMED
    "ExportVpnConnectionPeerConfiguration": "vpn:vpnConnections:exportPeerConfig",  # vpn_api_0162
    "ListPeerConfigurationSupportedDevices": "vpn:peerDevices:list",  # vpn_api_0163
    "CreateConnectionMonitor": "vpn:connectionMonitors:create",
    "ListConnectionMonitors": "vpn:connectionMonitors:list",
    "DeleteConnectionMonitor": "vpn:connectionMonitors:delete",
    "ShowResourceTags": "vpn:resourceInstanceTags:list",
    "BatchCreateResourceTags": "vpn:resourceInstanceTags:create",
    "BatchDeleteResourceTags": "vpn:resourceInstanceTags:delete",
    "CreateP2cVgw": "vpn:p2cVpnGateway:create",
    "ShowP2cVgw": "vpn:p2cVpnGateway:get",
    "ListP2cVgws": "vpn:p2cVpnGateway:list",
    "UpdateP2cVgw": "vpn:p2cVpnGateway:update",
    "DeleteP2cVgw": "vpn:p2cVpnGateway:delete",
    "ListP2cVgwConnections": "vpn:p2cVpnGateway:listConnections",
    "DeleteP2cVgwConnection": "vpn:p2cVpnGateway:disconnectConnection",
    "ListP2cVgwAvailabilityZones": "vpn:system:listAvailabilityZones",
    "CreateVpnServer": "vpn:p2cVpnGateway:createServer",
    "ListVpnServersByVgw": "vpn:p2cVpnGateway:listServers",
    "ListVpnServersByProject": "vpn:p2cVpnGateway:listAllServers",
    "UpdateVpnServer": "vpn:p2cVpnGateway:updateServer",
    "ExportClientConfig": "vpn:p2cVpnGateway:exportClientConfig",
    "ImportClientCa": "vpn:p2cVpnGateway:importClientCa",
    "UpdateClientCa": "vpn:p2cVpnGateway:updateClientCa",
    "DeleteClientCa": "vpn:p2cVpnGateway:deleteClientCa",
    "CreateVpnUser": "vpn:p2cVpnUser:create",
    "ShowVpnUser": "vpn:p2cVpnUser:get",
    "ListVpnUsers": "vpn:p2cVpnUser:list",
    "UpdateVpnUser": "vpn:p2cVpnUser:update",
    "ResetVpnUserPassword": "vpn:p2cVpnUser:resetPassword",
    "DeleteVpnUser": "vpn:p2cVpnUser:delete",
    "CreateInstanceV2": "apig:instances:create",
    "ShowDetailsOfInstanceV2": "apig:instances:get",
    "ListInstancesV2": "apig:instances:list",
    "UpdateInstanceV2": "apig:instances:update",
    "DeleteInstancesV2": "apig:instances:delete",
    "CreatePostPayResizeOrder": "apig:instances:update",  # ASSUMED: its prepaid twin has it
    "ListInstanceTags": "apig:instanceTags:list",
    "BatchCreateOrDeleteInstanceTags": "apig:instanceTags:create",
    "ShowDetailsOfInstanceProgressV2": "apig:instances:get",  # ASSUMED
    "ListFeaturesV2": "apig:features:list",
    "CreateFeatureV2": "apig:features:create",
    **dict.fromkeys(_ADDRESSES, "apig:instances:update"),  # pages of three Add...; the rest ASSUMED
    "DisassociatePublicips": "vpc:publicIps:update",
    "KeystoneListRegions": "",  # "no special permission requirements", iam_05_0001
}

_SEEN = (
    *("vpc:publicIps:get", "vpc:publicIps:list", "vpc:bandwidths:list", "er:instances:list"),
    *("er:instances:get", "vpc:vpcs:list", "vpc:vpcs:get", "vpc:subnets:get", "vpc:subnets:list"),
)
_ROUTED = ("vpc:routeTables:update", "vpc:routeTables:get", "vpc:ports:get")
_CHANGED = (
    *("vpc:subnets:delete", "vpc:subNetworkInterfaces:update", "vpc:publicIps:delete"),
    *("vpc:publicIps:update", *_ROUTED),
)
_METRICS = ("ces:metricData:list", "ces:currentRegionSupportedMetrics:list")
_LINKED = (
    *("vpc:vpcs:list", "vpc:vpcs:get", "vpc:subnets:get", "vpc:subNetworkInterfaces:update"),
    *("vpc:publicIps:get", "vpc:publicIps:list", "vpc:bandwidths:list", *_ROUTED),
)
_P2C_ADDRESS = (
    *("vpc:publicIps:create", "vpc:publicIps:delete", "vpc:publicIps:update"),
    *("vpc:publicIps:list", "vpc:bandwidths:list"),
)
_SERVED = (
    *("scm:cert:get", "scm:cert:list", "scm:cert:download", "vpc:publicIps:get"),
    *("vpc:routeTables:update", "vpc:subnets:get"),
    *("iam:identityProviders:getIdentityProvider", "iam:identityProviders:listProtocols"),
    "iam:identityProviders:listIdentityProviders",
)
DEPENDS: dict[str, tuple[str, ...]] = {
    "CreateVgw": (
        *(*_SEEN, *_CHANGED, "vpc:subnets:create", "vpc:publicIps:create", "vpc:ports:create"),
        *("vpc:ports:delete", "vpc:quotas:list", "vpc:bandwidths:get"),
    ),
    "ShowVgw": _SEEN,
    "ListVgws": _SEEN,
    "UpdateVgw": (*_SEEN, *_CHANGED),
    "DeleteVgw": (*_SEEN, *_CHANGED, "vpc:ports:delete"),
    "CreateVpnConnection": (*_METRICS, "vpc:subnets:list", *_LINKED),
    "ShowVpnConnection": _SEEN,
    "ListVpnConnections": _SEEN,
    "UpdateVpnConnection": ("vpc:subnets:list", *_LINKED),
    "DeleteVpnConnection": (*_METRICS, *_LINKED),
    # Of the order for a P2C gateway; the page of the call itself names them in another model.
    "CreateP2cVgw": (
        *("vpn:system:listAvailabilityZones", "vpc:vpcs:list", "vpc:subnets:get"),
        *(*_P2C_ADDRESS, "vpc:quotas:list"),
    ),
    "ShowP2cVgw": ("vpc:publicIps:get",),
    "ListP2cVgws": ("vpc:publicIps:get",),
    "UpdateP2cVgw": ("vpc:publicIps:get", *_P2C_ADDRESS),
    "DeleteP2cVgw": ("vpc:publicIps:delete", "vpc:publicIps:update"),
    "CreateVpnServer": (*_SERVED, "vpc:quotas:list"),
    "UpdateVpnServer": _SERVED,
    "AddEngressEipV2": ("vpc:ports:get",),
    "ListInstanceTags": ("apig:instances:get",),
    "BatchCreateOrDeleteInstanceTags": ("apig:instances:get", "apig:instanceTags:delete"),
}


def document(wanted: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The custom policy of IAM (version 1.1) that allows these verbs and nothing else.

    Args:
        wanted: pairs of noun and verb; the verb ``*`` is every verb of the noun.

    Errors:
        UnsupportedError: a noun or verb that this cloud lacks.
    """
    calls = actions_for(PROVIDER, TABLE, wanted)
    own = {ACTIONS[call] for call in calls} - {""}
    others = {action for call in calls for action in DEPENDS.get(call, ())} - own
    statements = [{"Effect": "Allow", "Action": sorted(part)} for part in (own, others) if part]
    return {"Version": "1.1", "Statement": statements}

"""What is asked of Tencent Cloud, as full as its specs and options are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cgw.adapter import Where
from cgw.models import (
    AttachTo,
    Bgp,
    Billing,
    CustomerGatewayPatch,
    CustomerGatewaySpec,
    DeviceModel,
    Dpd,
    HealthCheck,
    IkeSpec,
    RoutePatch,
    RouteSpec,
    TunnelPatch,
    TunnelSpec,
    VpnConnectionPatch,
    VpnConnectionSpec,
    VpnGatewayPatch,
    VpnGatewaySpec,
)
from measure.asks_tencent_ssl import ssl_vpn_clients, ssl_vpn_servers, tagged
from measure.cloud import Intent

TAGS = {"env": "prod"}
GATEWAY, PEER, CONNECTION = "vpngw-1", "cgw-1", "vpnx-1"


def intents() -> Mapping[str, tuple[Intent, ...]]:
    """By noun."""
    return {
        "customer_gateways": customer_gateways() + tagged("customer_gateways", PEER),
        "vpn_gateways": vpn_gateways() + tagged("vpn_gateways", GATEWAY),
        "vpn_connections": vpn_connections() + tagged("vpn_connections", CONNECTION),
        "routes": routes(),
        "ssl_vpn_servers": ssl_vpn_servers(),
        "ssl_vpn_clients": ssl_vpn_clients(),
    }


def customer_gateways() -> tuple[Intent, ...]:
    from cgw_tencent import options as o

    n = "customer_gateways"
    spec = CustomerGatewaySpec(name="idc", address="203.0.113.10", asn=65530, tags=TAGS)
    narrow = Where({"name": "idc"}, {}, o.CustomerGatewayListOptions(ip_version="IPv4"))
    return (
        Intent(n, "create", (spec,)),
        Intent(n, "get", (PEER,)),
        Intent(n, "page", (narrow,)),
        Intent(n, "update", (PEER, CustomerGatewayPatch(name="new", asn=65531))),
        Intent(n, "delete", (PEER,)),
    )


def vpn_gateways() -> tuple[Intent, ...]:
    from cgw_tencent import options as o

    n = "vpn_gateways"

    def spec(network: str = "vpc-1", **more: Any) -> VpnGatewaySpec:
        return VpnGatewaySpec(
            name="cloud-end",
            network_id=network,
            zones=("ap-guangzhou-3",),
            bandwidth_mbps=100,
            asn=65000,
            billing=Billing(mode="prepaid", period_months=1, auto_renew=True),
            tags=TAGS,
            **more,
        )

    private = AttachTo(kind="network", id="vpc-1", private=True)
    options = o.VpnGatewayOptions(
        cdc_id="cluster-1",
        subnet_id="subnet-1",
        bgp_enable=True,
        ip_stack="4in4",
        access_subnet="10.1.0.0/24",
    )
    narrow = o.VpnGatewayListOptions(
        type="IPSEC",
        address="198.51.100.1",
        zone="ap-guangzhou-3",
        renew_flag="NOTIFY_AND_AUTO_RENEW",
    )
    patch = VpnGatewayPatch(
        name="new",
        bandwidth_mbps=50,
        asn=65001,
        ssl_connections=10,
        options=o.VpnGatewayPatchOptions(billing="postpaid"),
    )
    unused = (
        (r"DescribeVpnConnections .*VpnGatewayId$", "vpngw-9"),
        (r"Gateways NetworkInstanceId", ""),
    )
    return (
        Intent(n, "create", (spec(attached_to=private, options=options),)),
        Intent(n, "create", (spec("", attached_to=AttachTo()),)),
        Intent(n, "create", (spec(ipsec=False, ssl=True, ssl_connections=10),)),
        Intent(n, "get", (GATEWAY,)),
        Intent(n, "page", (Where({"id": GATEWAY}, {}, narrow),)),
        Intent(n, "update", (GATEWAY, patch)),
        Intent(n, "delete", (GATEWAY,), unused),
    )


PROBE = HealthCheck(source="169.254.128.1", destination="169.254.128.2", interval_s=3, retries=3)


def tunnel(**more: Any) -> TunnelSpec:
    """A tunnel with everything it may have here but identities and BGP."""
    return TunnelSpec(psk="S3cretS3cret", dpd=Dpd(timeout_s=60, action="clear"), **more)


def vpn_connections() -> tuple[Intent, ...]:
    from cgw_tencent import options as o

    n = "vpn_connections"

    def spec(**more: Any) -> VpnConnectionSpec:
        return VpnConnectionSpec(
            name="to-idc", vpn_gateway_id=GATEWAY, customer_gateway_id=PEER, tags=TAGS, **more
        )

    names = IkeSpec(local_id="cloud.example", remote_id="idc.example")
    policy = spec(
        mode="policy",
        local_cidrs=("10.0.0.0/24",),
        remote_cidrs=("192.168.0.0/24",),
        tunnels=(tunnel(ike=names),),
        initiator="cloud",
    )
    route = spec(
        tunnels=(tunnel(health_check=PROBE),),
        options=o.VpnConnectionOptions(
            lifetime_kb=4096,
            negotiation="flowTrigger",
            probe_timeout_ms=100,
            route=o.ConnectionRoute(destination="192.168.0.0/24", description="home"),
        ),
    )
    bgp = Bgp(tunnel_cidr="169.254.130.0/30")
    narrow = Where({"id": CONNECTION}, {}, o.VpnConnectionListOptions(network_id="vpc-1"))
    change = TunnelPatch(psk="0therS3cret", ike=IkeSpec(), dpd=Dpd(timeout_s=60, action="restart"))
    patch = VpnConnectionPatch(
        name="new",
        customer_gateway_id="cgw-2",
        tunnels=(change.model_copy(update={"health_check": PROBE}),),
        options=o.VpnConnectionPatchOptions(lifetime_kb=8192, probe_timeout_ms=200),
    )
    networks = VpnConnectionPatch(
        local_cidrs=("10.0.1.0/24",),
        remote_cidrs=("192.168.1.0/24",),
        tunnels=(TunnelPatch(ike=names),),
        initiator="peer",
    )
    in_bgp = ((r"DescribeVpnConnections RouteType", "Bgp"),)
    in_policy = ((r"DescribeVpnConnections RouteType", "Policy"),)
    in_route = ((r"DescribeVpnConnections RouteType", "StaticRoute"),)
    off = (*in_policy, (r"DescribeVpnConnections EnableHealthCheck", False))
    return (
        Intent(n, "create", (policy,), in_policy),
        Intent(n, "create", (route,)),
        Intent(n, "create", (route,), ((r"CreateVpnConnection VpnConnectionId", ""),)),
        Intent(n, "create", (spec(mode="bgp", tunnels=(tunnel(bgp=bgp),)),), in_bgp),
        Intent(n, "get", (CONNECTION,)),
        Intent(n, "page", (narrow,)),
        Intent(n, "update", (CONNECTION, VpnConnectionPatch(name="new"))),
        Intent(n, "update", (CONNECTION, patch), in_route),
        Intent(n, "update", (CONNECTION, networks), off),
        Intent(n, "update", (CONNECTION, VpnConnectionPatch(tunnels=({"bgp": bgp},))), in_bgp),
        Intent(n, "reset", (CONNECTION,)),
        Intent(n, "diagnose", (CONNECTION,)),
        Intent(n, "devices"),
        Intent(n, "device_config", (CONNECTION, DeviceModel(vendor="cisco", interface="Gi0/1"))),
        Intent(n, "delete", (CONNECTION,)),
    )


def routes() -> tuple[Intent, ...]:
    from cgw_tencent import options as o

    n = "routes"
    spec = RouteSpec(
        vpn_gateway_id=GATEWAY,
        connection_id=CONNECTION,
        destination="192.168.0.0/24",
        description="home",
        options=o.RouteOptions(enabled=False),
    )
    one = f"{GATEWAY}/vpnr-1"
    narrow = Where({"id": one, "destination": "192.168.0.0/24", "connection_id": CONNECTION})
    return (
        Intent(n, "create", (spec,)),
        Intent(n, "get", (one,)),
        Intent(n, "page", (narrow,)),
        Intent(n, "update", (one, RoutePatch(enabled=True, description="away"))),
        Intent(n, "delete", (one,)),
    )

"""What is asked of Alibaba Cloud, as full as its specs and options are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cgw.adapter import Where
from cgw.models import (
    Bgp,
    Billing,
    CustomerGatewayPatch,
    CustomerGatewaySpec,
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
from measure.asks_alibaba_more import (
    attached,
    looked_at,
    places,
    ssl_vpn_clients,
    ssl_vpn_servers,
    tagged,
)
from measure.cloud import DROP, Intent

TAGS = {"env": "prod"}
GATEWAY, PEER, CONNECTION = "vpn-1", "cgw-1", "vco-1"
ONE_TUNNEL = (
    (r"DescribeVpnGateway DisasterRecovery", DROP),
    (r"DescribeVpnConnections? TunnelOptionsSpecification", DROP),
    (r"DescribeVpnConnections? EnableTunnelsBgp", DROP),
    (r"DownloadVpnConnectionConfig \S*TunnelsConfig", DROP),
)
"""Answers of a gateway with one address."""


def intents() -> Mapping[str, tuple[Intent, ...]]:
    """By noun."""
    return {
        "customer_gateways": customer_gateways() + tagged("customer_gateways", PEER),
        "vpn_gateways": vpn_gateways() + tagged("vpn_gateways", GATEWAY),
        "vpn_connections": vpn_connections() + tagged("vpn_connections", CONNECTION),
        "routes": routes(),
        "ssl_vpn_servers": ssl_vpn_servers(),
        "ssl_vpn_clients": ssl_vpn_clients(),
        **places(),
    }


def customer_gateways() -> tuple[Intent, ...]:
    from cgw_alibaba import options as o

    n = "customer_gateways"
    spec = CustomerGatewaySpec(
        name="idc",
        address="203.0.113.10",
        asn=65530,
        description="at home",
        tags=TAGS,
        options=o.CustomerGatewayOptions(bgp_key="k3y", resource_group_id="rg-1"),
    )
    narrow = Where({"id": PEER}, TAGS, o.CustomerGatewayListOptions(resource_group_id="rg-1"))
    patch = CustomerGatewayPatch(
        name="new", description="moved", options=o.CustomerGatewayPatchOptions(bgp_key="n3w")
    )
    return (
        Intent(n, "create", (spec,)),
        Intent(n, "get", (PEER,)),
        Intent(n, "page", (narrow,)),
        Intent(n, "update", (PEER, patch)),
        Intent(n, "delete", (PEER,)),
    )


def vpn_gateways() -> tuple[Intent, ...]:
    from cgw_alibaba import options as o

    n = "vpn_gateways"

    def spec(**more: Any) -> VpnGatewaySpec:
        return VpnGatewaySpec(
            name="cloud-end",
            network_id="vpc-1",
            subnet_ids=("vsw-1", "vsw-2"),
            bandwidth_mbps=200,
            ssl=True,
            ssl_connections=10,
            **more,
        )

    options = o.VpnGatewayOptions(
        auto_pay=True, network_type="public", vpn_type="Normal", resource_group_id="rg-1"
    )
    narrow = Where(
        {"id": GATEWAY, "network_id": "vpc-1", "raw_state": "active"},
        TAGS,
        o.VpnGatewayListOptions(
            business_status="Normal",
            gateway_type="Traditional",
            include_reservation_data=True,
            resource_group_id="rg-1",
        ),
    )
    patch = VpnGatewayPatch(
        name="new-name",
        description="moved",
        options=o.VpnGatewayPatchOptions(auto_propagate=True),
    )
    return (
        Intent(n, "create", (spec(options=options),)),
        Intent(n, "create", (spec(billing=Billing(mode="prepaid", period_months=1)),)),
        Intent(n, "get", (GATEWAY,)),
        Intent(n, "page", (narrow,)),
        Intent(n, "update", (GATEWAY, patch)),
        Intent(n, "delete", (GATEWAY,)),
        Intent(n, "diagnose", (GATEWAY,)),
    )


IKE = IkeSpec(local_id="cloud.example", remote_id="idc.example")


def tunnel(third: int, **more: Any) -> TunnelSpec:
    """A tunnel with everything a pair's tunnel may have."""
    bgp = Bgp(tunnel_cidr=f"169.254.{third}.0/30", local_asn=65001)
    return TunnelSpec(
        psk="S3cretS3cret",
        customer_gateway_id=PEER,
        ike=IKE,
        dpd=Dpd(enabled=True),
        nat_traversal=True,
        bgp=bgp,
        **more,
    )


def vpn_connections() -> tuple[Intent, ...]:
    from cgw_alibaba import options as o

    n = "vpn_connections"
    pair = VpnConnectionSpec(
        name="to-idc",
        vpn_gateway_id=GATEWAY,
        customer_gateway_id=PEER,
        mode="bgp",
        tunnels=(tunnel(10), tunnel(11)),
        initiator="cloud",
        tags=TAGS,
        options=o.VpnConnectionOptions(auto_config_route=False, remote_ca_certificate="PEM"),
    )
    probe = HealthCheck(source="10.0.0.1", destination="192.168.0.1", interval_s=3, retries=3)
    one = pair.model_copy(
        update={"tunnels": (tunnel(10, health_check=probe),), "options": pair.options}
    )
    dry = pair.model_copy(update={"options": o.VpnConnectionOptions(dry_run=True)})
    narrow = Where(
        {"id": CONNECTION, "vpn_gateway_id": GATEWAY, "customer_gateway_id": PEER},
        TAGS,
        o.VpnConnectionListOptions(resource_group_id="rg-1"),
    )
    bgp = Bgp(tunnel_cidr="169.254.12.0/30", local_asn=65002)
    change = TunnelPatch(
        psk="0therS3cret",
        ike=IKE,
        ipsec={},
        dpd=Dpd(),
        nat_traversal=False,
        bgp=bgp,
    )
    options = o.VpnConnectionPatchOptions(auto_config_route=True, remote_ca_certificate="PEM")
    patch = VpnConnectionPatch(
        name="new",
        local_cidrs=("10.0.0.0/24",),
        remote_cidrs=("192.168.0.0/24",),
        tunnels=(change.model_copy(update={"customer_gateway_id": "cgw-2"}),),
        initiator="peer",
        options=options,
    )
    policy = ((r"DescribeVpnConnections? EnableTunnelsBgp", False),)
    other = patch.model_copy(
        update={"tunnels": (change.model_copy(update={"bgp": None}),), "options": options}
    )
    in_bgp = VpnConnectionPatch(tunnels=(change,))
    first = VpnConnectionPatch(
        tunnels=(
            TunnelPatch(
                local_address="198.51.100.1",
                psk="0therS3cret",
                customer_gateway_id="cgw-2",
                nat_traversal=False,
                bgp=bgp,
            ),
        )
    )
    single = VpnConnectionPatch(
        name="new",
        tunnels=(TunnelPatch(psk="0therS3cret", ike=IKE, dpd=Dpd(), health_check=probe, bgp=bgp),),
        options=options,
    )
    return (
        Intent(n, "create", (pair,)),
        Intent(n, "create", (one,), ONE_TUNNEL),
        Intent(n, "create", (dry,)),
        Intent(n, "get", (CONNECTION,)),
        Intent(n, "page", (narrow,)),
        Intent(n, "update", (CONNECTION, in_bgp)),
        Intent(n, "update", (CONNECTION, first)),
        Intent(n, "update", (CONNECTION, single), ONE_TUNNEL),
        Intent(n, "update", (CONNECTION, other), policy),
        Intent(n, "reset", (CONNECTION,)),
        Intent(n, "delete", (CONNECTION,)),
        *looked_at(ONE_TUNNEL),
        *attached(pair, one, ONE_TUNNEL),
    )


def routes() -> tuple[Intent, ...]:
    from cgw_alibaba import options as o

    n = "routes"
    full = o.RouteOptions(description="to the idc", overlay_mode="Ipsec")
    dry = o.RouteOptions(dry_run=True)

    def spec(**more: Any) -> RouteSpec:
        return RouteSpec(
            vpn_gateway_id=GATEWAY,
            connection_id=CONNECTION,
            destination="10.9.0.0/16",
            primary=True,
            publish=True,
            **{"options": full, **more},
        )

    plain = f"dbr,{GATEWAY},{CONNECTION},10.9.0.0/16"
    policy = f"pbr,{GATEWAY},{CONNECTION},10.9.0.0/16,10.8.0.0/16"
    return (
        Intent(n, "create", (spec(),)),
        Intent(n, "create", (spec(source="10.8.0.0/16", priority=7),)),
        Intent(n, "create", (spec(options=dry),)),
        Intent(n, "create", (spec(source="10.8.0.0/16", options=dry),)),
        Intent(n, "get", (plain,)),
        Intent(n, "page", (Where({"vpn_gateway_id": GATEWAY}),)),
        Intent(n, "page", cursor=f"1 pbr:{GATEWAY}"),
        Intent(n, "page", cursor=f"1 bgp:{GATEWAY}"),
        Intent(n, "update", (plain, RoutePatch(primary=False, publish=False))),
        Intent(n, "update", (policy, RoutePatch(primary=False, priority=9, publish=False))),
        Intent(n, "delete", (plain,)),
        Intent(n, "delete", (policy,)),
    )

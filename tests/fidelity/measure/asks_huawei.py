"""What is asked of HUAWEI CLOUD, as full as its specs and options are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cgw.adapter import Where
from cgw.models import (
    AttachTo,
    Bgp,
    CustomerGatewayPatch,
    CustomerGatewaySpec,
    DedicatedGatewayPatch,
    DedicatedGatewaySpec,
    Dpd,
    HealthCheck,
    IkeSpec,
    IpsecSpec,
    TunnelPatch,
    TunnelSpec,
    VpnConnectionPatch,
    VpnConnectionSpec,
    VpnGatewayPatch,
    VpnGatewaySpec,
)
from measure.asks_huawei_more import (
    diagnosed,
    doors,
    p2c_gateways,
    places,
    ssl_vpn_clients,
    ssl_vpn_servers,
    tagged,
)
from measure.cloud import DROP, Intent

TAGS = {"env": "prod"}
GATEWAY, PEER, CONNECTION, INSTANCE = "vgw-1", "cgw-1", "vco-1", "apig-1"
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
NEXT = '["2024-05-06T07:08:09.000Z", 0, []]'


def intents() -> Mapping[str, tuple[Intent, ...]]:
    """By noun."""
    return {
        "customer_gateways": customer_gateways() + tagged("customer_gateways", PEER),
        "vpn_gateways": vpn_gateways() + p2c_gateways() + tagged("vpn_gateways", GATEWAY),
        "vpn_connections": vpn_connections() + diagnosed() + tagged("vpn_connections", CONNECTION),
        "routes": routes(),
        "dedicated_gateways": dedicated_gateways()
        + doors()
        + tagged("dedicated_gateways", INSTANCE),
        "ssl_vpn_servers": ssl_vpn_servers(),
        "ssl_vpn_clients": ssl_vpn_clients(),
        **places(),
        "P2C gateways": p2c_gateways(),  # once more, for their words
    }


def customer_gateways() -> tuple[Intent, ...]:
    from cgw_huawei import options as o

    n = "customer_gateways"

    def spec(**certificate: str) -> CustomerGatewaySpec:
        return CustomerGatewaySpec(
            name="idc",
            address="203.0.113.10",
            asn=65530,
            tags=TAGS,
            options=o.CustomerGatewayOptions(**certificate),
        )

    def patch(**certificate: str) -> CustomerGatewayPatch:
        options = o.CustomerGatewayPatchOptions(**certificate)
        return CustomerGatewayPatch(name="new", options=options)

    return (
        Intent(n, "create", (spec(ca_certificate=PEM),)),
        Intent(n, "create", (spec(ca_certificate_id="ca-1"),)),
        Intent(n, "get", (PEER,)),
        Intent(n, "page", (Where({"id": PEER}),)),
        Intent(n, "page", cursor=NEXT),
        Intent(n, "update", (PEER, patch(ca_certificate=PEM))),
        Intent(n, "update", (PEER, patch(ca_certificate_id="ca-1"))),
        Intent(n, "delete", (PEER,)),
    )


def vpn_gateways() -> tuple[Intent, ...]:
    from cgw_huawei import options as o

    n = "vpn_gateways"

    def spec(**more: Any) -> VpnGatewaySpec:
        return VpnGatewaySpec(
            name="cloud-end",
            network_id="vpc-1",
            subnet_ids=("subnet-1",),
            zones=("az-1", "az-2"),
            asn=64512,
            ha="active-active",
            tags=TAGS,
            **more,
        )

    new = o.Eip(type="5_bgp", charge_mode="traffic", bandwidth_mbps=10, bandwidth_name="band")
    nets = ("10.0.0.0/24", "2001:db8::/64")
    asked = (
        o.VpnGatewayOptions(
            local_subnets=nets,
            access_network_id="vpc-2",
            access_subnet_id="subnet-2",
            eip1=new,
            eip2=new,
            enterprise_project_id="0",
        ),
        o.VpnGatewayOptions(local_subnets=nets, eip1=o.Eip(id="eip-1"), eip2=o.Eip(id="eip-2")),
        o.VpnGatewayOptions(
            local_subnets=nets, eip1=o.Eip(bandwidth_id="bw-1"), eip2=o.Eip(bandwidth_id="bw-1")
        ),
    )
    routed = spec(
        attached_to=AttachTo(id="er-1", private=True),
        options=o.VpnGatewayOptions(private_addresses=("10.0.0.5", "10.0.0.6")),
    )
    on_router = Intent(n, "create", (routed,), least=o.VpnGatewayOptions())
    patch = VpnGatewayPatch(
        name="new",
        options=o.VpnGatewayPatchOptions(
            flavor="Professional2",
            local_subnets=nets,
            eip1_id="eip-3",
            eip2_id="eip-4",
            template_ike=IkeSpec(),
            template_ipsec=IpsecSpec(),
        ),
    )
    narrow = Where({"id": GATEWAY}, {}, o.VpnGatewayListOptions(enterprise_project_ids=("0",)))
    unused = ((r"ListVpnConnections vgw_id$", "vgw-9"),)
    other = o.Eip(bandwidth_mbps=99)
    least = o.VpnGatewayOptions(local_subnets=("172.16.0.0/24",), eip1=other, eip2=other)
    return (
        *(Intent(n, "create", (spec(options=options),), least=least) for options in asked),
        on_router,
        Intent(n, "update", (GATEWAY, VpnGatewayPatch(name="new"))),
        Intent(n, "get", (GATEWAY,)),
        Intent(n, "page", (narrow,)),
        Intent(n, "update", (GATEWAY, patch)),
        Intent(n, "delete", (GATEWAY,), unused),
    )


def vpn_connections() -> tuple[Intent, ...]:
    from cgw_huawei import options as o

    n = "vpn_connections"
    ids = IkeSpec(local_id="cloud.example", remote_id="idc.example")
    old = IkeSpec(version="ikev1", mode="aggressive")
    dpd = Dpd(interval_s=10, timeout_s=5)
    tunnel = TunnelSpec(
        psk="S3cretS3cret", ike=ids, dpd=dpd, health_check=HealthCheck(enabled=True)
    )

    def spec(tunnel: TunnelSpec, **more: Any) -> VpnConnectionSpec:
        return VpnConnectionSpec(
            name="to-idc",
            vpn_gateway_id=GATEWAY,
            customer_gateway_id=PEER,
            remote_cidrs=("192.168.0.0/24", "2001:db8:1::/64"),
            tags=TAGS,
            tunnels=(tunnel,),
            **more,
        )

    bgp = Bgp(tunnel_cidr="169.254.70.0/30")
    ends = {"tunnel_local_address": "169.254.71.1/30", "tunnel_peer_address": "169.254.71.2/30"}
    full = o.VpnConnectionOptions(enable_nqa=True, enable_hub=True, ha_role="slave", **ends)
    local = ("10.0.0.0/24", "2001:db8::/64")
    specs = (
        spec(tunnel, options=full),
        spec(tunnel, mode="policy", local_cidrs=local),
        spec(tunnel.model_copy(update={"bgp": bgp}), mode="bgp"),
    )
    narrow = Where(
        {"id": CONNECTION, "vpn_gateway_id": GATEWAY},
        {},
        o.VpnConnectionListOptions(enterprise_project_ids=("0",), eip_id="eip-1", vgw_ip="eip-1"),
    )
    change = TunnelPatch(psk="0therS3cret", ike=ids, ipsec=IpsecSpec(), dpd=dpd)
    patch = VpnConnectionPatch(
        name="new",
        customer_gateway_id="cgw-2",
        remote_cidrs=("192.168.1.0/24", "2001:db8:2::/64"),
        tunnels=(change,),
        options=o.VpnConnectionPatchOptions(enable_hub=True, **ends),
    )
    policy = VpnConnectionPatch(
        local_cidrs=("10.0.1.0/24", "2001:db8:9::/64"),
        remote_cidrs=("192.168.1.0/24", "2001:db8:2::/64"),
    )
    watch = VpnConnectionPatch(tunnels=(TunnelPatch(health_check=HealthCheck(enabled=True)),))
    leave = VpnConnectionPatch(tunnels=(TunnelPatch(health_check=HealthCheck(enabled=False)),))
    in_policy = ((r"Show\w+ style$", "POLICY"),)
    return (
        *(Intent(n, "create", (spec,)) for spec in specs),
        Intent(n, "create", (spec(TunnelSpec(psk="S3cretS3cret", ike=old)),)),
        Intent(n, "get", (CONNECTION,)),
        Intent(n, "page", (narrow,)),
        Intent(n, "page", cursor=NEXT),
        Intent(n, "update", (CONNECTION, VpnConnectionPatch(name="new"))),
        Intent(n, "update", (CONNECTION, patch)),
        Intent(n, "update", (CONNECTION, VpnConnectionPatch(tunnels=({"ike": old},)))),
        Intent(n, "update", (CONNECTION, policy), in_policy),
        Intent(n, "update", (CONNECTION, watch), ((r" connection_monitor_id$", DROP),)),
        Intent(n, "update", (CONNECTION, leave)),
        Intent(n, "reset", (CONNECTION,)),
        Intent(n, "delete", (CONNECTION,)),
    )


def routes() -> tuple[Intent, ...]:
    n = "routes"
    return (
        Intent(n, "page", (Where({"vpn_gateway_id": GATEWAY}),)),
        Intent(n, "page"),
    )


def dedicated_gateways() -> tuple[Intent, ...]:
    from cgw_huawei import options as o

    n = "dedicated_gateways"
    spec = DedicatedGatewaySpec(
        name="front",
        edition="BASIC",
        network_id="vpc-1",
        subnet_id="subnet-1",
        security_group_id="sg-1",
        zones=("az-1",),
        description="to the backends",
        maintenance_begin="22:00:00",
        egress_mbps=5,
        ingress_mbps=5,
        tags=TAGS,
        options=o.DedicatedGatewayOptions(
            eip_id="eip-1",
            enterprise_project_id="0",
            egress_charge_mode="traffic",
            ingress_charge_mode="traffic",
            ipv6=False,
            loadbalancer_provider="elb",
            vpcep_service_name="front",
        ),
    )
    patch = DedicatedGatewayPatch(
        name="new",
        description="moved",
        maintenance_begin="02:00:00",
        security_group_id="sg-2",
        options=o.DedicatedGatewayPatchOptions(vpcep_service_name="back", edition="PROFESSIONAL"),
    )
    narrow = Where(
        {"id": INSTANCE, "name": "front"}, {}, o.DedicatedGatewayListOptions(status="Running")
    )
    return (
        Intent(n, "create", (spec,)),
        Intent(n, "get", (INSTANCE,)),
        Intent(n, "page", (narrow,)),
        Intent(n, "update", (INSTANCE, DedicatedGatewayPatch(name="new"))),
        Intent(n, "update", (INSTANCE, patch)),
        Intent(n, "delete", (INSTANCE,)),
    )

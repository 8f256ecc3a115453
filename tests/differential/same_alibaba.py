"""The same intents twice: as a user of cgw writes them, and as a user of the vendor's SDK does."""

from __future__ import annotations

import json
from typing import Any

import same_alibaba_looks
import same_alibaba_more
from alibabacloud_vpc20160428 import models as m
from measure.asks_alibaba import ONE_TUNNEL
from measure.cloud import Intent

from cgw.adapter import Where
from cgw.models import (
    Bgp,
    Billing,
    CustomerGatewaySpec,
    Dpd,
    HealthCheck,
    IkeSpec,
    IpsecSpec,
    RoutePatch,
    RouteSpec,
    TunnelSpec,
    VpnConnectionSpec,
    VpnGatewaySpec,
)
from cgw_alibaba import options as o

REGION = "cn-shanghai"
Same = tuple[Intent, str, Any]


def pairs() -> list[Same]:
    """What cgw is asked for, the action that is compared, and the SDK's request."""
    return [
        *customer_gateways(),
        *others(),
        connection_of_two(),
        connection_of_one(),
        *same_alibaba_more.pairs(),
        *same_alibaba_looks.pairs(),
    ]


def customer_gateways() -> list[Same]:
    n = "customer_gateways"
    spec = CustomerGatewaySpec(
        name="gw a/b~*(测试)",
        address="203.0.113.10",
        asn="1.10",
        description="x y&z=1",
        tags={"env": "a b+c", "empty": ""},
        options=o.CustomerGatewayOptions(bgp_key="k+/=", resource_group_id="rg-1"),
    )
    tag = m.CreateCustomerGatewayRequestTags
    return [
        (
            Intent(n, "create", (spec,)),
            "CreateCustomerGateway",
            m.CreateCustomerGatewayRequest(
                region_id=REGION,
                name="gw a/b~*(测试)",
                ip_address="203.0.113.10",
                asn="65546",
                description="x y&z=1",
                auth_key="k+/=",
                resource_group_id="rg-1",
                tags=[tag(key="env", value="a b+c"), tag(key="empty", value="")],
            ),
        ),
        (
            Intent(n, "delete", ("cgw-1",)),
            "DeleteCustomerGateway",
            m.DeleteCustomerGatewayRequest(region_id=REGION, customer_gateway_id="cgw-1"),
        ),
        (
            Intent(n, "page", (Where({}, {"env": "a b"}),)),
            "DescribeCustomerGateways",
            m.DescribeCustomerGatewaysRequest(
                region_id=REGION,
                page_number=1,
                page_size=50,
                tag=[m.DescribeCustomerGatewaysRequestTag(key="env", value="a b")],
            ),
        ),
    ]


def others() -> list[Same]:
    gateway = VpnGatewaySpec(
        name="cloud-end",
        network_id="vpc-1",
        subnet_ids=("vsw-1", "vsw-2"),
        bandwidth_mbps=100,
        billing=Billing(mode="prepaid", period_months=12),
    )
    route = RouteSpec(
        vpn_gateway_id="vpn-1",
        connection_id="vco-1",
        destination="10.9.0.0/16",
        source="10.8.0.0/16",
        priority=7,
        primary=False,
        publish=True,
    )
    change = ("dbr,vpn-1,vco-1,10.9.0.0/16", RoutePatch(publish=False))
    return [
        (
            Intent("vpn_gateways", "create", (gateway,)),
            "CreateVpnGateway",
            m.CreateVpnGatewayRequest(
                region_id=REGION,
                vpc_id="vpc-1",
                v_switch_id="vsw-1",
                disaster_recovery_vswitch_id="vsw-2",
                name="cloud-end",
                bandwidth=100,
                enable_ipsec=True,
                enable_ssl=False,
                auto_pay=False,
                instance_charge_type="PREPAY",
                period=12,
                network_type="public",
                vpn_type="Normal",
            ),
        ),
        (
            Intent("routes", "create", (route,)),
            "CreateVpnPbrRouteEntry",
            m.CreateVpnPbrRouteEntryRequest(
                region_id=REGION,
                vpn_gateway_id="vpn-1",
                next_hop="vco-1",
                route_dest="10.9.0.0/16",
                route_source="10.8.0.0/16",
                priority=7,
                weight=0,
                publish_vpc=True,
            ),
        ),
        (
            Intent("routes", "update", change),
            "PublishVpnRouteEntry",
            m.PublishVpnRouteEntryRequest(
                region_id=REGION,
                vpn_gateway_id="vpn-1",
                next_hop="vco-1",
                route_dest="10.9.0.0/16",
                route_type="dbr",
                publish_vpc=False,
            ),
        ),
    ]


IKE = IkeSpec(
    version="ikev1",
    mode="aggressive",
    encryption="aes-192-cbc",
    integrity="sha1",
    dh_group="dh5",
    lifetime_s=7200,
    local_id="cloud.example",
    remote_id="idc.example",
)
IPSEC = IpsecSpec(encryption="3des-cbc", integrity="md5", pfs_group="none", lifetime_s=1800)


def connection_of_two() -> Same:
    spec = VpnConnectionSpec(
        name="to-idc",
        vpn_gateway_id="vpn-1",
        customer_gateway_id="cgw-1",
        mode="bgp",
        initiator="cloud",
        tunnels=tuple(
            TunnelSpec(
                psk="S3cret&=+ S"[:9],
                ike=IKE,
                ipsec=IPSEC,
                dpd=Dpd(enabled=False),
                nat_traversal=False,
                bgp=Bgp(tunnel_cidr=f"169.254.{n}.0/30", local_asn=65001),
            )
            for n in (10, 11)
        ),
    )
    k = "CreateVpnConnectionRequestTunnelOptionsSpecification"
    tunnels = [
        getattr(m, k)(
            role=role,
            customer_gateway_id="cgw-1",
            enable_dpd=False,
            enable_nat_traversal=False,
            tunnel_bgp_config=getattr(m, f"{k}TunnelBgpConfig")(
                local_asn=65001, local_bgp_ip=f"169.254.{n}.1", tunnel_cidr=f"169.254.{n}.0/30"
            ),
            tunnel_ike_config=getattr(m, f"{k}TunnelIkeConfig")(
                ike_version="ikev1",
                ike_mode="aggressive",
                ike_enc_alg="aes192",
                ike_auth_alg="sha1",
                ike_pfs="group5",
                ike_lifetime=7200,
                local_id="cloud.example",
                remote_id="idc.example",
                psk="S3cret&=+",
            ),
            tunnel_ipsec_config=getattr(m, f"{k}TunnelIpsecConfig")(
                ipsec_enc_alg="3des",
                ipsec_auth_alg="md5",
                ipsec_pfs="disabled",
                ipsec_lifetime=1800,
            ),
        )
        for role, n in (("master", 10), ("slave", 11))
    ]
    asked = m.CreateVpnConnectionRequest(
        region_id=REGION,
        vpn_gateway_id="vpn-1",
        name="to-idc",
        local_subnet="0.0.0.0/0",
        remote_subnet="0.0.0.0/0",
        effect_immediately=True,
        auto_config_route=True,
        enable_tunnels_bgp=True,
        tunnel_options_specification=tunnels,
    )
    return Intent("vpn_connections", "create", (spec,)), "CreateVpnConnection", asked


def connection_of_one() -> Same:
    probe = HealthCheck(source="10.0.0.1", destination="192.168.0.1", interval_s=5, retries=4)
    spec = VpnConnectionSpec(
        name="to-idc",
        vpn_gateway_id="vpn-1",
        customer_gateway_id="cgw-1",
        mode="policy",
        local_cidrs=("10.0.0.0/24", "10.0.1.0/24"),
        remote_cidrs=("192.168.0.0/24",),
        tunnels=(TunnelSpec(psk="S3cret", ike=IKE, ipsec=IPSEC, health_check=probe),),
    )
    asked = m.CreateVpnConnectionRequest(
        region_id=REGION,
        vpn_gateway_id="vpn-1",
        customer_gateway_id="cgw-1",
        name="to-idc",
        local_subnet="10.0.0.0/24,10.0.1.0/24",
        remote_subnet="192.168.0.0/24",
        effect_immediately=False,
        auto_config_route=True,
        enable_dpd=True,
        enable_nat_traversal=True,
        ike_config=json.dumps(
            {
                "IkeVersion": "ikev1", "IkeMode": "aggressive", "IkeEncAlg": "aes192",
                "IkeAuthAlg": "sha1", "IkePfs": "group5", "IkeLifetime": 7200,
                "LocalId": "cloud.example", "RemoteId": "idc.example", "Psk": "S3cret",
            }
        ),
        ipsec_config=json.dumps(
            {
                "IpsecEncAlg": "3des", "IpsecAuthAlg": "md5", "IpsecPfs": "disabled",
                "IpsecLifetime": 1800,
            }
        ),
        health_check_config=json.dumps(
            {"enable": True, "dip": "192.168.0.1", "sip": "10.0.0.1", "interval": 5, "retry": 4}
        ),
    )  # fmt: skip
    return Intent("vpn_connections", "create", (spec,), ONE_TUNNEL), "CreateVpnConnection", asked

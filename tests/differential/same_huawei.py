"""The same intents twice: as a user of cgw writes them, and as a user of the vendor's SDK does."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkapig.v2 as apig
import huaweicloudsdkvpn.v5 as vpn
import same_huawei_looking
import same_huawei_more
from measure.cloud import Intent

from cgw.adapter import Where
from cgw.models import (
    Bgp,
    CustomerGatewaySpec,
    DedicatedGatewaySpec,
    Dpd,
    IkeSpec,
    IpsecSpec,
    TunnelSpec,
    VpnConnectionSpec,
    VpnGatewaySpec,
)
from cgw_huawei import options as o

Same = tuple[Intent, str, Any]


def pairs() -> list[Same]:
    """What cgw is asked for, the action that is compared, and the SDK's request."""
    old = [*customer_gateways(), gateway(), connection(), instance()]
    return [*old, *same_huawei_more.pairs(), *same_huawei_looking.pairs()]


def customer_gateways() -> list[Same]:
    n = "customer_gateways"
    spec = CustomerGatewaySpec(
        name="idc-测试", address="203.0.113.10", asn="1.10", tags={"env": "a b", "empty": ""}
    )
    content = vpn.CreateCgwRequestBodyContent(
        name="idc-测试",
        id_type="ip",
        id_value="203.0.113.10",
        bgp_asn=65546,
        tags=[
            vpn.VpnResourceTag(key="env", value="a b"),
            vpn.VpnResourceTag(key="empty", value=""),
        ],
    )
    body = vpn.CreateCgwRequestBody(customer_gateway=content)
    return [
        (Intent(n, "create", (spec,)), "CreateCgw", vpn.CreateCgwRequest(body=body)),
        (
            Intent(n, "page", (Where({"id": "cgw-1"}),)),
            "ListCgws",
            vpn.ListCgwsRequest(limit=200, cgw_id="cgw-1"),
        ),
        (
            Intent(n, "delete", ("cgw-1",)),
            "DeleteCgw",
            vpn.DeleteCgwRequest(customer_gateway_id="cgw-1"),
        ),
    ]


def gateway() -> Same:
    spec = VpnGatewaySpec(
        name="cloud-end",
        network_id="vpc-1",
        subnet_ids=("subnet-1",),
        zones=("az-1", "az-2"),
        bandwidth_mbps=50,
        asn=65000,
        ha="active-standby",
        options=o.VpnGatewayOptions(local_subnets=("10.0.0.0/24",), eip2=o.Eip(bandwidth_id="b")),
    )
    first = vpn.CreateRequestEip(
        type="5_bgp", charge_mode="bandwidth", bandwidth_size=50, bandwidth_name="cloud-end-1"
    )
    content = vpn.CreateVgwRequestBodyContent(
        name="cloud-end",
        vpc_id="vpc-1",
        connect_subnet="subnet-1",
        local_subnets=["10.0.0.0/24"],
        availability_zone_ids=["az-1", "az-2"],
        bgp_asn=65000,
        ha_mode="active-standby",
        attachment_type="vpc",
        network_type="public",
        ip_version="ipv4",
        flavor="Professional1",
        eip1=first,
        eip2=vpn.CreateRequestEip(type="5_bgp", bandwidth_id="b"),
    )
    body = vpn.CreateVgwRequestBody(vpn_gateway=content)
    return Intent("vpn_gateways", "create", (spec,)), "CreateVgw", vpn.CreateVgwRequest(body=body)


def connection() -> Same:
    ike = IkeSpec(
        version="ikev1",
        mode="aggressive",
        encryption="aes-192-cbc",
        integrity="sha1",
        dh_group="dh5",
        lifetime_s=7200,
        remote_id="idc.example",
    )
    ipsec = IpsecSpec(encryption="3des-cbc", integrity="md5", pfs_group="none", lifetime_s=1800)
    spec = VpnConnectionSpec(
        name="to-idc",
        vpn_gateway_id="vgw-1",
        customer_gateway_id="cgw-1",
        mode="bgp",
        remote_cidrs=("192.168.0.0/24",),
        tunnels=(
            TunnelSpec(
                psk="S3cretS3cret",
                local_address="198.51.100.2",
                ike=ike,
                ipsec=ipsec,
                dpd=Dpd(interval_s=20, timeout_s=10),
                bgp=Bgp(tunnel_cidr="169.254.70.0/30", local_address="169.254.70.2"),
            ),
        ),
    )
    dpd = vpn.Dpd(interval=20, timeout=10, msg="seq-hash-notify")
    content = vpn.CreateVpnConnectionRequestBodyContent(
        name="to-idc",
        vgw_id="vgw-1",
        vgw_ip="eip-2",
        cgw_id="cgw-1",
        style="bgp",
        ha_role="slave",
        peer_subnets=["192.168.0.0/24"],
        tunnel_local_address="169.254.70.2/30",
        tunnel_peer_address="169.254.70.1/30",
        enable_nqa=False,
        enable_hub=False,
        enable_health_check=False,
        psk="S3cretS3cret",
        ikepolicy=vpn.IkePolicy(
            ike_version="v1",
            phase1_negotiation_mode="aggressive",
            encryption_algorithm="aes-192",
            authentication_algorithm="sha1",
            dh_group="group5",
            lifetime_seconds=7200,
            authentication_method="pre-share",
            local_id_type="ip",
            peer_id_type="fqdn",
            peer_id="idc.example",
            dpd=dpd,
        ),
        ipsecpolicy=vpn.IpsecPolicy(
            encryption_algorithm="3des",
            authentication_algorithm="md5",
            pfs="disable",
            lifetime_seconds=1800,
            transform_protocol="esp",
            encapsulation_mode="tunnel",
        ),
    )
    body = vpn.CreateVpnConnectionRequestBody(vpn_connection=content)
    intent = Intent("vpn_connections", "create", (spec,))
    return intent, "CreateVpnConnection", vpn.CreateVpnConnectionRequest(body=body)


def instance() -> Same:
    spec = DedicatedGatewaySpec(
        name="front",
        edition="BASIC",
        network_id="vpc-1",
        subnet_id="subnet-1",
        security_group_id="sg-1",
        zones=("az-1", "az-2"),
        maintenance_begin="22:00:00",
        egress_mbps=5,
        tags={"env": "prod"},
    )
    body = apig.InstanceCreateReq(
        instance_id=TOKEN,
        instance_name="front",
        spec_id="BASIC",
        vpc_id="vpc-1",
        subnet_id="subnet-1",
        security_group_id="sg-1",
        available_zone_ids=["az-1", "az-2"],
        maintain_begin="22:00:00",
        maintain_end="02:00:00",
        bandwidth_size=5,
        tags=[apig.TmsKeyValue(key="env", value="prod")],
    )
    intent = Intent("dedicated_gateways", "create", (spec,))
    return intent, "CreateInstanceV2", apig.CreateInstanceV2Request(body=body)


TOKEN = "5eed" * 8
"""The id that cgw chooses for a new instance, in the form of its operation's token."""

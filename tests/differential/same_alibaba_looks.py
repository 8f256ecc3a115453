"""The same intents twice: diagnosis, log and device configuration, and attachments of a router."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from alibabacloud_vpc20160428 import models as m
from measure.asks_alibaba import ONE_TUNNEL
from measure.cloud import DROP, Intent

from cgw.adapter import LogWindow, Where
from cgw.models import (
    AttachTo,
    Bgp,
    Dpd,
    HealthCheck,
    IkeSpec,
    IpsecSpec,
    TunnelPatch,
    TunnelSpec,
    VpnConnectionPatch,
    VpnConnectionSpec,
)
from cgw_alibaba import options as o

REGION = "cn-shanghai"
Same = tuple[Intent, str, Any]
LOOSE = ((r" AttachType$", "NO_ASSOCIATED"),)
IKE = IkeSpec(version="ikev1", encryption="aes-192-cbc", integrity="sha1", dh_group="dh5")
IPSEC = IpsecSpec(encryption="3des-cbc", integrity="md5", pfs_group="none", lifetime_s=1800)


def pairs() -> list[Same]:
    """What cgw is asked for, the action that is compared, and the SDK's request."""
    return [*looks(), attachment_of_two(), attachment_of_one(), *changes()]


def looks() -> list[Same]:
    n = "vpn_connections"
    begin = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    window = LogWindow(begin, begin.replace(minute=18), "tun-1")
    gateway = Intent("vpn_gateways", "diagnose", ("vpn-1",))
    return [
        (
            Intent(n, "diagnose", ("vco-1",)),
            "DiagnoseVpnConnections",
            m.DiagnoseVpnConnectionsRequest(
                region_id=REGION,
                tunnel_ids=["tun-1"],
                vpn_gateway_id="vpn-1",
                page_number=1,
                page_size=50,
            ),
        ),
        (
            Intent(n, "diagnose", ("vco-1",), ONE_TUNNEL),
            "DiagnoseVpnConnections",
            m.DiagnoseVpnConnectionsRequest(
                region_id=REGION,
                vpn_connection_ids=["vco-1"],
                vpn_gateway_id="vpn-1",
                page_number=1,
                page_size=50,
            ),
        ),
        (
            Intent(n, "logs", ("vco-1", window, "3")),
            "DescribeVpnConnectionLogs",
            m.DescribeVpnConnectionLogsRequest(
                region_id=REGION,
                vpn_connection_id="vco-1",
                tunnel_id="tun-1",
                from_=1714979289,  # 2024-05-06T07:08:09Z in seconds
                to=1714979889,
                page_number=3,
                page_size=50,
            ),
        ),
        (
            Intent(n, "device_config", ("vco-1", None)),
            "DownloadVpnConnectionConfig",
            m.DownloadVpnConnectionConfigRequest(region_id=REGION, vpn_connection_id="vco-1"),
        ),
        (
            gateway,
            "DiagnoseVpnGateway",
            m.DiagnoseVpnGatewayRequest(
                region_id=REGION,
                vpn_gateway_id="vpn-1",
                resource_type="IPsec",
                resource_id="vco-1",
            ),
        ),
    ]


def attachment_of_two() -> Same:
    spec = VpnConnectionSpec(
        name="hub a/b~*(测试)",
        customer_gateway_id="cgw-1",
        mode="bgp",
        initiator="cloud",
        attached_to=AttachTo(private=True),
        tags={"env": "a b+c"},
        tunnels=tuple(
            TunnelSpec(
                psk="S3cret&=+",
                ike=IKE,
                ipsec=IPSEC,
                dpd=Dpd(enabled=False),
                bgp=Bgp(tunnel_cidr=f"169.254.{n}.0/30", local_asn=65001),
            )
            for n in (10, 11)
        ),
        options=o.VpnConnectionOptions(tunnel_bandwidth="Large", resource_group_id="rg-1"),
    )
    k = "CreateVpnAttachmentRequestTunnelOptionsSpecification"
    tunnels = [
        getattr(m, k)(
            tunnel_index=index,
            customer_gateway_id="cgw-1",
            enable_dpd=False,
            enable_nat_traversal=True,
            tunnel_bgp_config=getattr(m, f"{k}TunnelBgpConfig")(
                local_asn=65001, local_bgp_ip=f"169.254.{n}.1", tunnel_cidr=f"169.254.{n}.0/30"
            ),
            tunnel_ike_config=getattr(m, f"{k}TunnelIkeConfig")(
                ike_version="ikev1",
                ike_mode="main",
                ike_enc_alg="aes192",
                ike_auth_alg="sha1",
                ike_pfs="group5",
                ike_lifetime=28800,
                psk="S3cret&=+",
            ),
            tunnel_ipsec_config=getattr(m, f"{k}TunnelIpsecConfig")(
                ipsec_enc_alg="3des",
                ipsec_auth_alg="md5",
                ipsec_pfs="disabled",
                ipsec_lifetime=1800,
            ),
        )
        for index, n in ((1, 10), (2, 11))
    ]
    asked = m.CreateVpnAttachmentRequest(
        region_id=REGION,
        name="hub a/b~*(测试)",
        network_type="private",
        local_subnet="0.0.0.0/0",
        remote_subnet="0.0.0.0/0",
        effect_immediately=True,
        enable_tunnels_bgp=True,
        tunnel_bandwidth="Large",
        resource_group_id="rg-1",
        tags=[m.CreateVpnAttachmentRequestTags(key="env", value="a b+c")],
        tunnel_options_specification=tunnels,
    )
    return Intent("vpn_connections", "create", (spec,), LOOSE), "CreateVpnAttachment", asked


def attachment_of_one() -> Same:
    probe = HealthCheck(source="10.0.0.1", destination="192.168.0.1", interval_s=5, retries=4)
    spec = VpnConnectionSpec(
        name="hub",
        customer_gateway_id="cgw-1",
        mode="policy",
        local_cidrs=("10.0.0.0/24", "10.0.1.0/24"),
        remote_cidrs=("192.168.0.0/24",),
        attached_to=AttachTo(),
        tunnels=(TunnelSpec(psk="S3cret", ike=IKE, ipsec=IPSEC, health_check=probe),),
        options=o.VpnConnectionOptions(single_tunnel=True, remote_ca_certificate="PEM"),
    )
    asked = m.CreateVpnAttachmentRequest(
        region_id=REGION,
        customer_gateway_id="cgw-1",
        name="hub",
        network_type="public",
        local_subnet="10.0.0.0/24,10.0.1.0/24",
        remote_subnet="192.168.0.0/24",
        effect_immediately=False,
        auto_config_route=True,
        enable_dpd=True,
        enable_nat_traversal=True,
        remote_ca_cert="PEM",
        ike_config=json.dumps(
            {
                "IkeVersion": "ikev1", "IkeMode": "main", "IkeEncAlg": "aes192",
                "IkeAuthAlg": "sha1", "IkePfs": "group5", "IkeLifetime": 28800, "Psk": "S3cret",
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
    answers = (*LOOSE, *ONE_TUNNEL)
    return Intent("vpn_connections", "create", (spec,), answers), "CreateVpnAttachment", asked


def changes() -> list[Same]:
    n = "vpn_connections"
    own = (
        *LOOSE,
        (r" EnableTunnelsBgp$", False),
        (r"TunnelBgpConfig", DROP),
        (r"(Local|Remote)Subnet$", "0.0.0.0/0"),
        (r" NetworkType$", "private"),
        (r" EffectImmediately$", True),
        (r"TunnelIndex$", 1),
    )
    patch = VpnConnectionPatch(
        name="new",
        tunnels=(
            TunnelPatch(
                psk="n3w", ike=IKE, ipsec=IPSEC, customer_gateway_id="cgw-9", dpd=Dpd(),
                nat_traversal=True,
            ),
        ),
    )  # fmt: skip
    k = "ModifyVpnAttachmentAttributeRequestTunnelOptionsSpecification"
    tunnel = getattr(m, k)(
        tunnel_id="tun-1",
        tunnel_index=1,
        customer_gateway_id="cgw-9",
        enable_dpd=True,
        enable_nat_traversal=True,
        tunnel_ike_config=getattr(m, f"{k}TunnelIkeConfig")(
            ike_version="ikev1",
            ike_mode="main",
            ike_enc_alg="aes192",
            ike_auth_alg="sha1",
            ike_pfs="group5",
            ike_lifetime=28800,
            psk="n3w",
        ),
        tunnel_ipsec_config=getattr(m, f"{k}TunnelIpsecConfig")(
            ipsec_enc_alg="3des", ipsec_auth_alg="md5", ipsec_pfs="disabled", ipsec_lifetime=1800
        ),
    )
    return [
        (
            Intent(n, "update", ("vco-1", patch), own),
            "ModifyVpnAttachmentAttribute",
            m.ModifyVpnAttachmentAttributeRequest(
                region_id=REGION,
                vpn_connection_id="vco-1",
                name="new",
                network_type="private",
                local_subnet="0.0.0.0/0",
                remote_subnet="0.0.0.0/0",
                effect_immediately=True,
                enable_tunnels_bgp=False,
                tunnel_options_specification=[tunnel],
            ),
        ),
        (
            Intent(
                n, "page", (Where({"id": "vco-1"}, {}, o.VpnConnectionListOptions(attached=True)),)
            ),
            "DescribeVpnAttachments",
            m.DescribeVpnAttachmentsRequest(
                region_id=REGION,
                attach_type="CEN",
                vpn_connection_id="vco-1",
                page_number=1,
                page_size=50,
            ),
        ),
        (
            Intent(n, "delete", ("vco-1",), LOOSE),
            "DeleteVpnAttachment",
            m.DeleteVpnAttachmentRequest(region_id=REGION, vpn_connection_id="vco-1"),
        ),
    ]

"""The same intents twice, for what is beside connections: SSL-VPN, tags, regions and zones."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from alibabacloud_vpc20160428 import models as m
from measure.cloud import Intent

from cgw.adapter import LogWindow, Where
from cgw.models import (
    SslVpnClientPatch,
    SslVpnClientSpec,
    SslVpnServerPatch,
    SslVpnServerSpec,
)
from cgw_alibaba import options as o

REGION = "cn-shanghai"
Same = tuple[Intent, str, Any]


def pairs() -> list[Same]:
    """What cgw is asked for, the action that is compared, and the SDK's request."""
    return [*servers(), *clients(), *tags(), *places()]


def servers() -> list[Same]:
    n = "ssl_vpn_servers"
    spec = SslVpnServerSpec(
        name="staff a/b~*(测试)",
        vpn_gateway_id="vpn-1",
        client_cidr="10.253.0.0/24",
        local_cidrs=("10.0.0.0/16", "10.1.0.0/16"),
        protocol="udp",
        port=1195,
        encryption="aes-192-cbc",
        dns_servers=("192.0.2.53", "192.0.2.54"),
        options=o.SslVpnServerOptions(
            multi_factor=True,
            idaas_instance_id="idaas-1",
            idaas_region_id="cn-hangzhou",
            idaas_application_id="app-1",
        ),
    )
    patch = SslVpnServerPatch(
        name="all",
        client_cidr="10.254.0.0/24",
        local_cidrs=("10.2.0.0/16",),
        protocol="tcp",
        port=1196,
        encryption="none",
        compress=True,
        dns_servers=("192.0.2.55",),
        options=o.SslVpnServerPatchOptions(
            multi_factor=True,
            idaas_instance_id="idaas-2",
            idaas_region_id="cn-beijing",
            idaas_application_id="app-2",
        ),
    )
    begin = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    window = LogWindow(begin, begin.replace(minute=18), "vsc-1")
    narrow = Where({"name": "staff", "vpn_gateway_id": "vpn-1"})
    return [
        (
            Intent(n, "create", (spec,)),
            "CreateSslVpnServer",
            m.CreateSslVpnServerRequest(
                region_id=REGION,
                name="staff a/b~*(测试)",
                vpn_gateway_id="vpn-1",
                client_ip_pool="10.253.0.0/24",
                local_subnet="10.0.0.0/16,10.1.0.0/16",
                proto="UDP",
                port=1195,
                cipher="AES-192-CBC",
                compress=False,
                dns_servers="192.0.2.53,192.0.2.54",
                enable_multi_factor_auth=True,
                idaa_sinstance_id="idaas-1",
                idaa_sregion_id="cn-hangzhou",
                idaa_sapplication_id="app-1",
            ),
        ),
        (
            Intent(n, "update", ("vss-1", patch)),
            "ModifySslVpnServer",
            m.ModifySslVpnServerRequest(
                region_id=REGION,
                ssl_vpn_server_id="vss-1",
                name="all",
                client_ip_pool="10.254.0.0/24",
                local_subnet="10.2.0.0/16",
                proto="TCP",
                port=1196,
                cipher="none",
                compress=True,
                dns_servers="192.0.2.55",
                enable_multi_factor_auth=True,
                idaa_sinstance_id="idaas-2",
                idaa_sregion_id="cn-beijing",
                idaa_sapplication_id="app-2",
            ),
        ),
        (
            Intent(n, "page", (narrow,)),
            "DescribeSslVpnServers",
            m.DescribeSslVpnServersRequest(
                region_id=REGION,
                page_number=1,
                page_size=50,
                name="staff",
                vpn_gateway_id="vpn-1",
            ),
        ),
        (
            Intent(n, "delete", ("vss-1",)),
            "DeleteSslVpnServer",
            m.DeleteSslVpnServerRequest(region_id=REGION, ssl_vpn_server_id="vss-1"),
        ),
        (
            Intent(n, "sessions", ("vss-1",)),
            "DescribeSslVpnClients",
            m.DescribeSslVpnClientsRequest(
                region_id=REGION, vpn_gateway_id="vpn-1", page_number=1, page_size=50
            ),
        ),
        (
            Intent(n, "logs", ("vss-1", window, "2")),
            "DescribeVpnSslServerLogs",
            m.DescribeVpnSslServerLogsRequest(
                region_id=REGION,
                vpn_ssl_server_id="vss-1",
                ssl_vpn_client_cert_id="vsc-1",
                from_=1714979289,  # 2024-05-06T07:08:09Z in seconds
                to=1714979889,
                page_number=2,
                page_size=50,
            ),
        ),
    ]


def clients() -> list[Same]:
    n = "ssl_vpn_clients"
    return [
        (
            Intent(n, "create", (SslVpnClientSpec(name="ann+b", server_id="vss-1"),)),
            "CreateSslVpnClientCert",
            m.CreateSslVpnClientCertRequest(
                region_id=REGION, name="ann+b", ssl_vpn_server_id="vss-1"
            ),
        ),
        (
            Intent(n, "get", ("vsc-1",)),
            "DescribeSslVpnClientCerts",
            m.DescribeSslVpnClientCertsRequest(
                region_id=REGION, ssl_vpn_client_cert_id="vsc-1", page_number=1, page_size=50
            ),
        ),
        (
            Intent(n, "update", ("vsc-1", SslVpnClientPatch(name="bob"))),
            "ModifySslVpnClientCert",
            m.ModifySslVpnClientCertRequest(
                region_id=REGION, ssl_vpn_client_cert_id="vsc-1", name="bob"
            ),
        ),
        (
            Intent(n, "delete", ("vsc-1",)),
            "DeleteSslVpnClientCert",
            m.DeleteSslVpnClientCertRequest(region_id=REGION, ssl_vpn_client_cert_id="vsc-1"),
        ),
        (
            Intent(n, "config", ("vsc-1",)),
            "DescribeSslVpnClientCert",
            m.DescribeSslVpnClientCertRequest(region_id=REGION, ssl_vpn_client_cert_id="vsc-1"),
        ),
    ]


def tags() -> list[Same]:
    change = ({"env": "a b+c", "empty": ""}, ("old", "x y"))
    tag = m.TagResourcesRequestTag
    same: list[Same] = []
    for noun, id, kind in (
        ("customer_gateways", "cgw-1", "CUSTOMERGATEWAY"),
        ("vpn_gateways", "vpn-1", "VPNGATEWAY"),
        ("vpn_connections", "vco-1", "VPNCONNECTION"),
    ):
        intent = Intent(noun, "tag", (id, *change))
        same += [
            (
                intent,
                "TagResources",
                m.TagResourcesRequest(
                    region_id=REGION,
                    resource_type=kind,
                    resource_id=[id],
                    tag=[tag(key="env", value="a b+c"), tag(key="empty", value="")],
                ),
            ),
            (
                intent,
                "UnTagResources",
                m.UnTagResourcesRequest(
                    region_id=REGION, resource_type=kind, resource_id=[id], tag_key=["old", "x y"]
                ),
            ),
        ]
    return same


def places() -> list[Same]:
    chinese = Where(options=o.RegionListOptions(language="zh-CN", product_type="VPC"))
    large = Where(options=o.ZoneListOptions(size="100M", gateway_type="Traditional"))
    return [
        (
            Intent("regions", "page", (chinese,)),
            "DescribeRegions",
            m.DescribeRegionsRequest(accept_language="zh-CN", product_type="VPC"),
        ),
        (
            Intent("zones", "page", (large,)),
            "DescribeVpnGatewayAvailableZones",
            m.DescribeVpnGatewayAvailableZonesRequest(
                region_id=REGION, spec="100M", gateway_type="Traditional", accept_language="en-US"
            ),
        ),
    ]

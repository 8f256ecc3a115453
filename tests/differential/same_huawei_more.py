"""The same intents twice, for what is beside connections: P2C gateways, SSL-VPN, tags, zones."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkapig.v2 as apig
import huaweicloudsdkvpn.v5 as vpn
from measure.cloud import Intent
from pydantic import SecretStr

from cgw.adapter import Where
from cgw.models import (
    SslVpnClientPatch,
    SslVpnClientSpec,
    SslVpnServerPatch,
    SslVpnServerSpec,
    VpnGatewayPatch,
    VpnGatewaySpec,
)
from cgw_huawei import options as o
from cgw_huawei import ssl_vpn_options as s

PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
TOKEN = "5eed5eed-5eed-5eed-5eed-5eed5eed5eed"
NOT_S2C = ("ShowVgw", "UpdateVgw")
Same = tuple[Intent, str, Any]


def pairs() -> list[Same]:
    """What cgw is asked for, the action that is compared, and the SDK's request."""
    return [*gateways(), *servers(), *server_changes(), *clients(), *tags(), *zones()]


def gateways() -> list[Same]:
    n = "vpn_gateways"
    spec = VpnGatewaySpec(
        name="remote-测试",
        network_id="vpc-1",
        subnet_ids=("subnet-1",),
        zones=("az-1", "az-2"),
        bandwidth_mbps=50,
        ipsec=False,
        ssl=True,
        ssl_connections=20,
        tags={"env": "a b"},
    )
    content = vpn.CreateP2cVgwRequestBodyContent(
        name="remote-测试",
        vpc_id="vpc-1",
        connect_subnet="subnet-1",
        flavor="Professional1",
        availability_zone_ids=["az-1", "az-2"],
        eip=vpn.CreateP2cRequestEip(
            type="5_bgp",
            charge_mode="bandwidth",
            bandwidth_size=50,
            bandwidth_name="remote-测试-1",
        ),
        max_connection_number=20,
        tags=[vpn.VpnResourceTag(key="env", value="a b")],
    )
    body = vpn.CreateP2cVgwRequestBody(p2c_vpn_gateway=content)
    patch = VpnGatewayPatch(name="new", options=o.VpnGatewayPatchOptions(eip1_id="eip-2"))
    change = vpn.UpdateP2cVgwRequestBodyContent(name="new", eip_id="eip-2")
    changed = vpn.UpdateP2cVgwRequestBody(p2c_vpn_gateway=change)
    every = Where({}, {}, o.VpnGatewayListOptions(kind="p2c"))
    return [
        (
            Intent(n, "create", (spec,)),
            "CreateP2cVgw",
            vpn.CreateP2cVgwRequest(x_client_token=TOKEN, body=body),
        ),
        (
            Intent(n, "get", ("vgw-1",), absent=NOT_S2C),
            "ShowP2cVgw",
            vpn.ShowP2cVgwRequest(p2c_vgw_id="vgw-1"),
        ),
        (Intent(n, "page", (every,)), "ListP2cVgws", vpn.ListP2cVgwsRequest(limit=200)),
        (
            Intent(n, "update", ("vgw-1", patch), absent=NOT_S2C),
            "UpdateP2cVgw",
            vpn.UpdateP2cVgwRequest(p2c_vgw_id="vgw-1", body=changed),
        ),
        (
            Intent(n, "delete", ("vgw-1",), ((r"ShowP2cVgw order_id$", ""),), absent=NOT_S2C),
            "DeleteP2cVgw",
            vpn.DeleteP2cVgwRequest(p2c_vgw_id="vgw-1"),
        ),
    ]


def servers() -> list[Same]:
    n = "ssl_vpn_servers"
    spec = SslVpnServerSpec(
        vpn_gateway_id="vgw-1",
        client_cidr="10.253.0.0/24",
        local_cidrs=("10.0.0.0/16", "10.1.0.0/16"),
        protocol="tcp",
        port=1194,
        encryption="aes-256-gcm",
        dns_servers=("192.0.2.53", "192.0.2.54"),
        options=s.SslVpnServerOptions(
            authentication="certificate",
            certificate_id="scs-1",
            client_cas=(s.ClientCa(content=PEM, name="ca"),),
        ),
    )
    content = vpn.CreateServerRequest(
        tunnel_protocol="SSL",
        client_cidr="10.253.0.0/24",
        local_subnets=["10.0.0.0/16", "10.1.0.0/16"],
        client_auth_type="CERT",
        server_certificate=vpn.CreateServerRequestServerCertificate(id="scs-1"),
        client_ca_certificates=[vpn.CreateServerRequestClientCaCertificates("ca", PEM)],
        ssl_options=vpn.CreateServerRequestSslOptions(
            protocol="TCP", port=1194, encryption_algorithm="AES-256-GCM", is_compressed=False
        ),
        dns_servers=["192.0.2.53", "192.0.2.54"],
    )
    body = vpn.CreateServerRequestBody(vpn_server=content)
    return [
        (
            Intent(n, "create", (spec,)),
            "CreateVpnServer",
            vpn.CreateVpnServerRequest(p2c_vgw_id="vgw-1", x_client_token=TOKEN, body=body),
        ),
        (Intent(n, "page"), "ListVpnServersByProject", vpn.ListVpnServersByProjectRequest(200)),
        (
            Intent(n, "page", (Where({"vpn_gateway_id": "vgw-1"}),)),
            "ListVpnServersByVgw",
            vpn.ListVpnServersByVgwRequest(p2c_vgw_id="vgw-1"),
        ),
        (
            Intent(n, "sessions", ("vsr-1",)),
            "ListP2cVgwConnections",
            vpn.ListP2cVgwConnectionsRequest(p2c_vgw_id=TOLD, limit=100, offset=0),
        ),
        (
            Intent(n, "disconnect", ("vsr-1", "session-1")),
            "DeleteP2cVgwConnection",
            vpn.DeleteP2cVgwConnectionRequest(p2c_vgw_id=TOLD, connection_id="session-1"),
        ),
    ]


def server_changes() -> list[Same]:
    n = "ssl_vpn_servers"
    patch = SslVpnServerPatch(
        client_cidr="10.254.0.0/24",
        local_cidrs=("10.2.0.0/16",),
        protocol="tcp",
        port=443,
        encryption="aes-128-gcm",
        dns_servers=("192.0.2.55",),
        options=s.SslVpnServerPatchOptions(
            authentication="federated",
            certificate_id="scs-2",
            identity_provider="idp",
            add_client_cas=(s.ClientCa(content=PEM, name="ca-2"),),
            remove_client_cas=("ca-1",),
            rename_client_cas={"ca-3": "new"},
        ),
    )
    content = vpn.UpdateServerRequest(
        client_cidr="10.254.0.0/24",
        local_subnets=["10.2.0.0/16"],
        server_certificate=vpn.UpdateServerRequestServerCertificate(id="scs-2"),
        ssl_options=vpn.UpdateServerRequestSslOptions(
            protocol="TCP", port=443, encryption_algorithm="AES-128-GCM"
        ),
        client_auth_type="FEDERATED",
        dns_servers=["192.0.2.55"],
        idp_name="idp",
    )
    body = vpn.UpdateServerRequestBody(vpn_server=content)
    ca = vpn.ImportClientCaCertificateRequestBodyClientCaCertificate(name="ca-2", content=PEM)
    brought = vpn.ImportClientCaCertificateRequestBody(client_ca_certificate=ca)
    name = vpn.UpdateClientCaCertificateRequestBodyClientCaCertificate(name="new")
    renamed = vpn.UpdateClientCaCertificateRequestBody(client_ca_certificate=name)
    intent = Intent(n, "update", ("vsr-1", patch))
    return [
        (intent, "UpdateVpnServer", vpn.UpdateVpnServerRequest(vpn_server_id="vsr-1", body=body)),
        (intent, "ImportClientCa", vpn.ImportClientCaRequest(vpn_server_id="vsr-1", body=brought)),
        (intent, "UpdateClientCa", vpn.UpdateClientCaRequest("vsr-1", "ca-3", body=renamed)),
        (intent, "DeleteClientCa", vpn.DeleteClientCaRequest("vsr-1", "ca-1")),
    ]


def clients() -> list[Same]:
    n, id = "ssl_vpn_clients", "vsr-1/usr-1"
    where = {"vpn_server_id": "vsr-1", "user_id": "usr-1"}
    spec = SslVpnClientSpec(
        name="alice",
        server_id="vsr-1",
        password=SecretStr("S3cretS3cret"),
        description="works_at_home",
        address="10.253.0.9",
        options=s.SslVpnClientOptions(group_id="group-1"),
    )
    content = vpn.CreateVpnUserRequestBodyContent(
        name="alice",
        password="S3cretS3cret",
        description="works_at_home",
        user_group_id="group-1",
        static_ip="10.253.0.9",
    )
    body = vpn.CreateVpnUserRequestBody(user=content)
    patch = SslVpnClientPatch(description="travels", address="", password=SecretStr("0therS3cret"))
    change = vpn.UpdateVpnUserRequestBodyContent(description="travels", static_ip="disable")
    changed = vpn.UpdateVpnUserRequestBody(user=change)
    new = vpn.ResetVpnUserPasswordRequestBody(new_password="0therS3cret")
    update = Intent(n, "update", (id, patch))
    export = vpn.ExportClientConfigRequestBody(os_type="Windows")
    return [
        (
            Intent(n, "create", (spec,)),
            "CreateVpnUser",
            vpn.CreateVpnUserRequest(vpn_server_id="vsr-1", x_client_token=TOKEN, body=body),
        ),
        (Intent(n, "get", (id,)), "ShowVpnUser", vpn.ShowVpnUserRequest(**where)),
        (
            Intent(n, "page", (Where({"server_id": "vsr-1"}),)),
            "ListVpnUsers",
            vpn.ListVpnUsersRequest(vpn_server_id="vsr-1", limit=200),
        ),
        (update, "UpdateVpnUser", vpn.UpdateVpnUserRequest(**where, body=changed)),
        (update, "ResetVpnUserPassword", vpn.ResetVpnUserPasswordRequest(**where, body=new)),
        (Intent(n, "delete", (id,)), "DeleteVpnUser", vpn.DeleteVpnUserRequest(**where)),
        (
            Intent(n, "config", (id,)),
            "ExportClientConfig",
            vpn.ExportClientConfigRequest(vpn_server_id="vsr-1", body=export),
        ),
    ]


def tags() -> list[Same]:
    """Of three kinds of things; they have ``env=prod``."""
    found: list[Same] = []
    for noun, kind in (
        ("customer_gateways", "customer-gateway"),
        ("vpn_connections", "vpn-connection"),
        ("vpn_gateways", "vpn-gateway"),
    ):
        shape = ((r"ShowResourceTags tags\[\]\.value$", "prod"),)
        intent = Intent(noun, "tag", ("id-1", {"site": "a b"}, ("env",)), shape)
        where = {"resource_type": kind, "resource_id": "id-1"}
        on = vpn.CreateResourcesTagsRequestBody(tags=[vpn.ResourceTag("site", "a b")])
        off = vpn.DeleteResourcesTagsRequestBody(tags=[vpn.ResourceTag("env", "prod")])
        found += [
            (intent, "ShowResourceTags", vpn.ShowResourceTagsRequest(**where)),
            (
                intent,
                "BatchCreateResourceTags",
                vpn.BatchCreateResourceTagsRequest(**where, body=on),
            ),
            (
                intent,
                "BatchDeleteResourceTags",
                vpn.BatchDeleteResourceTagsRequest(**where, body=off),
            ),
        ]
    body = apig.TmsUpdatePublicReq(action="create", tags=[apig.TmsKeyValue("site", "a b")])
    return [
        *found,
        (
            Intent("dedicated_gateways", "tag", ("id-1", {"site": "a b"}, ())),
            "BatchCreateOrDeleteInstanceTags",
            apig.BatchCreateOrDeleteInstanceTagsRequest(instance_id="id-1", body=body),
        ),
    ]


def zones() -> list[Same]:
    p2c = Where({}, {}, s.ZoneListOptions(kind="p2c", flavor="Professional1"))
    return [
        (
            Intent("zones", "page"),
            "ListExtendedAvailabilityZones",
            vpn.ListExtendedAvailabilityZonesRequest(),
        ),
        (
            Intent("zones", "page", (p2c,)),
            "ListP2cVgwAvailabilityZones",
            vpn.ListP2cVgwAvailabilityZonesRequest(flavor="Professional1"),
        ),
    ]


TOLD = "vgw-1"
"""The gateway that the answers of the lists name for the server."""

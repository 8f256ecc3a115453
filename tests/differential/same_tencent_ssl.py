"""The same intents twice, for SSL-VPN servers and clients of Tencent Cloud."""

from __future__ import annotations

from typing import Any

from measure.cloud import Intent
from tencentcloud.vpc.v20170312 import models

from cgw.adapter import Where
from cgw.models import (
    SslVpnClientPatch,
    SslVpnClientSpec,
    SslVpnServerPatch,
    SslVpnServerSpec,
)
from cgw_tencent import SslVpnServerOptions, SslVpnServerPatchOptions

Same = tuple[Intent, str, Any]


def asked(action: str, **values: Any) -> tuple[str, Any]:
    """The SDK's request of an action."""
    model = getattr(models, f"{action}Request")()
    model._deserialize(values)
    return action, model


def servers() -> list[Same]:
    n = "ssl_vpn_servers"
    spec = SslVpnServerSpec(
        name="staff 测试",
        vpn_gateway_id="vpngw-1",
        client_cidr="10.253.0.0/24",
        local_cidrs=("10.0.0.0/16", "10.1.0.0/16"),
        port=1195,
        encryption="aes-192-gcm",
        integrity="sha2-384",
        dns_servers=("192.0.2.53", "192.0.2.54"),
        tags={"env": "a b"},
        options=SslVpnServerOptions(
            single_sign_on=True, saml_data="<metadata a='1'/>", access_control=True
        ),
    )
    patch = SslVpnServerPatch(
        name="all",
        client_cidr="10.254.0.0/24",
        local_cidrs=("10.2.0.0/16",),
        port=1196,
        encryption="aes-256-cbc",
        integrity="md5",
        dns_servers=("192.0.2.55",),
        options=SslVpnServerPatchOptions(single_sign_on=False, saml_data="<other/>"),
    )
    bare = SslVpnServerSpec(name="s", vpn_gateway_id="vpngw-1", client_cidr="10.253.0.0/24")
    return [
        (
            Intent(n, "create", (spec,)),
            *asked(
                "CreateVpnGatewaySslServer",
                VpnGatewayId="vpngw-1",
                SslVpnServerName="staff 测试",
                RemoteAddress="10.253.0.0/24",
                LocalAddress=["10.0.0.0/16", "10.1.0.0/16"],
                SslVpnProtocol="UDP",
                SslVpnPort=1195,
                EncryptAlgorithm="AES-192-GCM",
                IntegrityAlgorithm="SHA384",
                Compress=False,
                SsoEnabled=True,
                SamlData="<metadata a='1'/>",
                AccessPolicyEnabled=True,
                DnsServers={"PrimaryDns": "192.0.2.53", "SecondaryDns": "192.0.2.54"},
                Tags=[{"Key": "env", "Value": "a b"}],
            ),
        ),
        (
            Intent(n, "create", (bare,)),
            # What the documents of 2026 call the defaults, spelt out.
            *asked(
                "CreateVpnGatewaySslServer",
                VpnGatewayId="vpngw-1",
                SslVpnServerName="s",
                RemoteAddress="10.253.0.0/24",
                SslVpnProtocol="UDP",
                SslVpnPort=9798,
                EncryptAlgorithm="AES-128-CBC",
                IntegrityAlgorithm="SHA1",
                Compress=False,
                SsoEnabled=False,
                AccessPolicyEnabled=False,
            ),
        ),
        (
            Intent(n, "update", ("vpns-1", patch)),
            *asked(
                "ModifyVpnGatewaySslServer",
                SslVpnServerId="vpns-1",
                SslVpnServerName="all",
                RemoteAddress="10.254.0.0/24",
                LocalAddress=["10.2.0.0/16"],
                SslVpnPort=1196,
                EncryptAlgorithm="AES-256-CBC",
                IntegrityAlgorithm="MD5",
                SsoEnabled=False,
                SamlData="<other/>",
                DnsServers={"PrimaryDns": "192.0.2.55"},
            ),
        ),
        (
            Intent(n, "page", (Where({"name": "staff", "vpn_gateway_id": "vpngw-1"}),)),
            *asked(
                "DescribeVpnGatewaySslServers",
                Offset=0,
                Limit=100,
                Filters=[
                    {"Name": "ssl-vpn-server-name", "Values": ["staff"]},
                    {"Name": "vpn-gateway-id", "Values": ["vpngw-1"]},
                ],
            ),
        ),
        (
            Intent(n, "delete", ("vpns-1",)),
            *asked("DeleteVpnGatewaySslServer", SslVpnServerId="vpns-1"),
        ),
    ]


def clients() -> list[Same]:
    n = "ssl_vpn_clients"
    spec = SslVpnClientSpec(name="ann+b", server_id="vpns-1", tags={"env": "prod"})
    disabled = ((r"SslClients CertStatus$", 2),)
    one = {"SslVpnClientId": "vpnc-1"}
    return [
        (
            Intent(n, "create", (spec,)),
            *asked(
                "CreateVpnGatewaySslClient",
                SslVpnServerId="vpns-1",
                SslVpnClientName="ann+b",
                Tags=[{"Key": "env", "Value": "prod"}],
            ),
        ),
        (
            Intent(n, "get", ("vpnc-1",)),
            *asked("DescribeVpnGatewaySslClients", SslVpnClientIds=["vpnc-1"]),
        ),
        (
            Intent(n, "update", ("vpnc-1", SslVpnClientPatch(enabled=False))),
            *asked("DisableVpnGatewaySslClientCert", **one),
        ),
        (
            Intent(n, "update", ("vpnc-1", SslVpnClientPatch(enabled=True)), disabled),
            *asked("EnableVpnGatewaySslClientCert", **one),
        ),
        (
            Intent(n, "reissue", ("vpnc-1",)),
            *asked("ModifyVpnGatewaySslClientCert", SslVpnClientIds=["vpnc-1"]),
        ),
        (Intent(n, "config", ("vpnc-1",)), *asked("DownloadVpnGatewaySslClientCert", **one)),
        (Intent(n, "delete", ("vpnc-1",)), *asked("DeleteVpnGatewaySslClient", **one)),
    ]

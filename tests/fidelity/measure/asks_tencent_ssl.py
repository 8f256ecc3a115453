"""What is asked of Tencent Cloud about SSL-VPN, and about tags of things that exist."""

from __future__ import annotations

from typing import Any

from cgw.adapter import Where
from cgw.models import (
    SslVpnClientPatch,
    SslVpnClientSpec,
    SslVpnServerPatch,
    SslVpnServerSpec,
)
from measure.cloud import Intent

SERVER, CLIENT = "vpns-1", "vpnc-1"
TAGS = {"env": "prod"}


def tagged(noun: str, id: str) -> tuple[Intent, ...]:
    """Tags set and taken away."""
    return (Intent(noun, "tag", (id, TAGS, ("old",))),)


def ssl_vpn_servers() -> tuple[Intent, ...]:
    from cgw_tencent import options as o

    n = "ssl_vpn_servers"

    def spec(**more: Any) -> SslVpnServerSpec:
        return SslVpnServerSpec(
            name="staff",
            vpn_gateway_id="vpngw-1",
            client_cidr="10.253.0.0/24",
            local_cidrs=("10.0.0.0/16",),
            protocol="udp",
            port=1195,
            encryption="aes-256-gcm",
            integrity="sha2-256",
            dns_servers=("192.0.2.53", "192.0.2.54"),
            tags=TAGS,
            **more,
        )

    patch = SslVpnServerPatch(
        name="all",
        client_cidr="10.254.0.0/24",
        local_cidrs=("10.1.0.0/16",),
        port=1196,
        encryption="aes-128-cbc",
        integrity="md5",
        dns_servers=("192.0.2.55", "192.0.2.56"),
        options=o.SslVpnServerPatchOptions(single_sign_on=True, saml_data="<metadata/>"),
    )
    options = o.SslVpnServerOptions(
        single_sign_on=True, saml_data="<metadata/>", access_control=True
    )
    narrow = Where({"id": SERVER, "name": "staff", "vpn_gateway_id": "vpngw-1"})
    idless = ((r"CreateVpnGatewaySslServer SslVpnServerId", ""),)
    task_tells = ((r"Result\[\]\.ResourceId$", SERVER),)
    return (
        Intent(n, "create", (spec(options=options),)),
        Intent(n, "create", (spec(),), (*idless, *task_tells)),
        Intent(n, "get", (SERVER,)),
        Intent(n, "page", (narrow,)),
        Intent(n, "update", (SERVER, patch)),
        Intent(n, "delete", (SERVER,)),
        *tagged(n, SERVER),
    )


def ssl_vpn_clients() -> tuple[Intent, ...]:
    n = "ssl_vpn_clients"
    narrow = Where({"id": CLIENT, "name": "ann", "server_id": SERVER})
    disabled = ((r"SslClients? CertStatus$", 2),)
    return (
        Intent(n, "create", (SslVpnClientSpec(name="ann", server_id=SERVER, tags=TAGS),)),
        Intent(n, "get", (CLIENT,)),
        Intent(n, "page", (narrow,)),
        Intent(n, "update", (CLIENT, SslVpnClientPatch(enabled=False))),
        Intent(n, "update", (CLIENT, SslVpnClientPatch(enabled=True)), disabled),
        Intent(n, "delete", (CLIENT,)),
        Intent(n, "config", (CLIENT,)),
        Intent(n, "reissue", (CLIENT,)),
        *tagged(n, CLIENT),
    )

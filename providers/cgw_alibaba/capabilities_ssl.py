"""What Alibaba Cloud can do for remote access, each entry with where it was read."""

from __future__ import annotations

from cgw.adapter import Ability, TextRule
from cgw_alibaba.options import (
    SslVpnClientListOptions,
    SslVpnServerListOptions,
    SslVpnServerOptions,
    SslVpnServerPatchOptions,
)

SDK = "alibabacloud_vpc20160428 7.2.2"
READ = "2026-11-21"
NO_URL = r"(?!https?://).*"
ALLOWED = "not beginning with http:// or https://"

SSL_VPN_SERVERS = Ability(
    verbs=frozenset({"create", "get", "list", "update", "delete", "wait", "sessions", "logs"}),
    fields=frozenset(
        {
            "name",
            "vpn_gateway_id",
            "client_cidr",
            "local_cidrs",
            "protocol",
            "port",
            "encryption",
            "compress",
            "dns_servers",
        }
    ),
    changes=frozenset(
        {
            "name",
            "client_cidr",
            "local_cidrs",
            "protocol",
            "port",
            "encryption",
            "compress",
            "dns_servers",
        }
    ),
    recovery="token",
    source=SDK,
    date=READ,
    # The reference of 2019 asks for 2 to 128 characters, a letter first.
    name=TextRule(1, 100, f"{SDK}, CreateSslVpnServerRequest.Name", NO_URL, ALLOWED),
    options=SslVpnServerOptions,
    patch_options=SslVpnServerPatchOptions,
    list_options=SslVpnServerListOptions,
)

SSL_VPN_CLIENTS = Ability(
    verbs=frozenset({"create", "get", "list", "update", "delete", "wait", "config"}),
    fields=frozenset({"name", "server_id"}),
    changes=frozenset({"name"}),
    recovery="token",
    source=SDK,
    date=READ,
    name=TextRule(1, 100, f"{SDK}, CreateSslVpnClientCertRequest.Name", NO_URL, ALLOWED),
    list_options=SslVpnClientListOptions,
)

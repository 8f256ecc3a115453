"""Every noun the laws know, with good values in words that every cloud takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from cgw.models import (
    AttachTo,
    Billing,
    CustomerGatewayPatch,
    CustomerGatewaySpec,
    DedicatedGatewayPatch,
    DedicatedGatewaySpec,
    RoutePatch,
    RouteSpec,
    SslVpnClientPatch,
    SslVpnClientSpec,
    SslVpnServerPatch,
    SslVpnServerSpec,
    TunnelPatch,
    TunnelSpec,
    VpnConnectionPatch,
    VpnConnectionSpec,
    VpnGatewayPatch,
    VpnGatewaySpec,
)
from cgw.testing.case import Case, secret_fields

if TYPE_CHECKING:
    from cgw.testing.bench import Bench

# Addresses of the three ranges for documentation (RFC 5737): nobody's device.
BLOCKS = ("203.0.113", "198.51.100", "192.0.2")
PER_GATEWAY = 20  # connections on one gateway, routes on one connection
LONG = "x" * 300  # longer than any cloud's names
TAGS = {"env": "law", "city": "shanghai"}


def address(n: int) -> str:
    """The ``n``-th of 750 addresses that belong to nobody."""
    return f"{BLOCKS[n // 250]}.{n % 250 + 1}"


def _texts(n: int) -> dict[str, Any]:
    return {"name": f"law-{n:04d}", "description": f"thing {n} of a law", "tags": TAGS}


# ---------------------------------------------------------------- customer gateways


def _customer_gateway(_: Bench, n: int) -> Mapping[str, Any]:
    return {**_texts(n), "address": address(n), "asn": 65010}


CUSTOMER_GATEWAYS = Case(
    noun="customer_gateways",
    spec=CustomerGatewaySpec,
    patch=CustomerGatewayPatch,
    values=_customer_gateway,
    changes=lambda _: {"name": "law-changed", "asn": 65011, "description": "changed by a law"},
    wrong=(address(0), "203.0.113.300"),
)

# ---------------------------------------------------------------- VPN gateways


def _vpn_gateway(_: Bench, n: int) -> Mapping[str, Any]:
    return {
        **_texts(n),
        "network_id": "vpc-law00001",
        "subnet_ids": ("subnet-law00001",),
        "bandwidth_mbps": 100,
        "asn": 65010,
        "billing": Billing(),
    }


VPN_GATEWAYS = Case(
    noun="vpn_gateways",
    spec=VpnGatewaySpec,
    patch=VpnGatewayPatch,
    values=_vpn_gateway,
    rare={
        "zones": ("zone-1", "zone-2"),
        "ha": "active-active",
        "ipsec": False,
        "ssl": True,
        "ssl_connections": 5,
        "billing": Billing(mode="prepaid", period_months=1),
        "attached_to": AttachTo(),
    },
    changes=lambda _: {
        "name": "law-changed",
        "description": "changed by a law",
        "bandwidth_mbps": 200,
        "asn": 65011,
        "ssl_connections": 10,
    },
    wrong=("law-0000", LONG),
    own=frozenset(
        {"subnet_ids", "zones", "bandwidth_mbps", "asn", "ha", "ssl_connections", "attached_to"}
    ),
    must=frozenset({"network_id"}),
)

# ---------------------------------------------------------------- VPN connections


def psk(n: int) -> SecretStr:
    """A key that every cloud takes."""
    return SecretStr(f"Law.key.{n:04d}.abCD_7")


def _vpn_connection(bench: Bench, n: int) -> Mapping[str, Any]:
    gateway, place = divmod(n, PER_GATEWAY)
    return {
        **_texts(n),
        "vpn_gateway_id": bench.stand(VPN_GATEWAYS, gateway),
        "customer_gateway_id": bench.stand(CUSTOMER_GATEWAYS, place),
        "mode": "policy",
        "local_cidrs": ("10.0.0.0/16",),
        "remote_cidrs": (f"192.168.{100 + place}.0/24",),
        "tunnels": (TunnelSpec(psk=psk(n)),),
    }


VPN_CONNECTIONS = Case(
    noun="vpn_connections",
    spec=VpnConnectionSpec,
    patch=VpnConnectionPatch,
    values=_vpn_connection,
    rare={"initiator": "cloud", "attached_to": AttachTo(id="router-1")},
    changes=lambda bench: {
        "name": "law-changed",
        "customer_gateway_id": bench.stand(CUSTOMER_GATEWAYS, PER_GATEWAY),
        "local_cidrs": ("10.1.0.0/16",),
        "remote_cidrs": ("192.168.200.0/24",),
        "tunnels": (TunnelPatch(psk=psk(9999)),),
        "initiator": "peer",
    },
    wrong=("192.168.100.0", "192.168.300.0"),
    own=frozenset({"initiator", "local_cidrs", "remote_cidrs", "attached_to"}),
    must=frozenset({"vpn_gateway_id", "customer_gateway_id"}),
    instead={"attached_to": ("vpn_gateway_id",)},
    moves={
        "customer_gateway_id": frozenset({"tunnels", "group"}),
        "tunnels": frozenset({"tunnels"}),
    },
)

# ---------------------------------------------------------------- routes


def _route(bench: Bench, n: int) -> Mapping[str, Any]:
    gateway = n // PER_GATEWAY
    free = {"mode": "route", "local_cidrs": (), "remote_cidrs": ()}
    makes = "create" in ROUTES.ability(bench.adapter).verbs
    first = gateway * PER_GATEWAY
    return {
        "vpn_gateway_id": bench.stand(VPN_GATEWAYS, gateway) if makes else "gateway",
        "connection_id": bench.stand(VPN_CONNECTIONS, first, **free) if makes else "link",
        "destination": f"172.{16 + n // 200}.{n % 200}.0/24",
        "description": f"thing {n} of a law",
    }


ROUTES = Case(
    noun="routes",
    spec=RouteSpec,
    patch=RoutePatch,
    values=_route,
    rare={"source": "10.0.0.0/24", "primary": False, "priority": 5, "publish": True},
    changes=lambda _: {
        "primary": False,
        "priority": 5,
        "publish": True,
        "enabled": False,
        "description": "changed by a law",
    },
    wrong=("172.16.0.0", "172.16.300.0"),
    own=frozenset({"priority"}),
    composite=True,
)

# ---------------------------------------------------------------- dedicated gateways


def _dedicated_gateway(_: Bench, n: int) -> Mapping[str, Any]:
    return {
        **_texts(n),
        "edition": "BASIC",
        "network_id": "vpc-law00001",
        "subnet_id": "subnet-law00001",
        "security_group_id": "group-law00001",
        "zones": ("zone-1",),
        "maintenance_begin": "22:00:00",
        "egress_mbps": 5,
        "ingress_mbps": 5,
        "billing": Billing(),
    }


DEDICATED_GATEWAYS = Case(
    noun="dedicated_gateways",
    spec=DedicatedGatewaySpec,
    patch=DedicatedGatewayPatch,
    values=_dedicated_gateway,
    rare={"billing": Billing(mode="prepaid", period_months=1)},
    changes=lambda _: {
        "name": "law-changed",
        "description": "changed by a law",
        "maintenance_begin": "02:00:00",
        "security_group_id": "group-law00002",
    },
    wrong=("law-0000", LONG),
    own=frozenset({"maintenance_begin", "egress_mbps", "ingress_mbps"}),
    moves={"maintenance_begin": frozenset({"maintenance_end"})},
)

# ---------------------------------------------------------------- SSL-VPN servers and clients


def _ssl_vpn_server(bench: Bench, n: int) -> Mapping[str, Any]:
    have = VPN_GATEWAYS.ability(bench.adapter).fields
    ssl = bench.values.get("ssl_vpn_gateways")  # where a gateway for SSL is another kind of gateway
    ssl = ssl or {name: value for name, value in SSL.items() if name in have}
    return {
        **_texts(n),
        "vpn_gateway_id": bench.stand(VPN_GATEWAYS, n, **ssl),
        "client_cidr": "10.253.0.0/24",
        "local_cidrs": ("10.0.0.0/16",),
        "protocol": "udp",
        "port": 1194,
        "encryption": "aes-128-cbc",
    }


SSL = {"ssl": True, "ssl_connections": 5}
SSL_VPN_SERVERS = Case(
    noun="ssl_vpn_servers",
    spec=SslVpnServerSpec,
    patch=SslVpnServerPatch,
    values=_ssl_vpn_server,
    rare={"integrity": "sha2-256", "compress": True, "dns_servers": ("192.0.2.53",)},
    changes=lambda _: {
        "name": "law-changed",
        "client_cidr": "10.254.0.0/24",
        "local_cidrs": ("10.1.0.0/16",),
        "protocol": "tcp",
        "port": 1195,
        "encryption": "aes-256-cbc",
        "integrity": "sha2-512",
        "compress": True,
        "dns_servers": ("192.0.2.54",),
    },
    wrong=("10.253.0.0", "10.353.0.0"),
    own=frozenset({"protocol", "port", "encryption", "integrity", "dns_servers"}),
    must=frozenset({"local_cidrs"}),
)


def _ssl_vpn_client(bench: Bench, n: int) -> Mapping[str, Any]:
    return {**_texts(n), "server_id": bench.stand(SSL_VPN_SERVERS, 0)}


SSL_VPN_CLIENTS = Case(
    noun="ssl_vpn_clients",
    spec=SslVpnClientSpec,
    patch=SslVpnClientPatch,
    values=_ssl_vpn_client,
    rare={"password": SecretStr("Law.word.0001_aB"), "address": "10.253.0.9"},
    changes=lambda _: {
        "name": "law-changed",
        "description": "changed by a law",
        "password": SecretStr("Law.word.0002_aB"),
        "enabled": False,
        "address": "10.253.0.10",
    },
    wrong=("law-0000", LONG),
    own=frozenset({"address"}),
    moves={"enabled": frozenset({"certificate_state"})},
)

CASES = (
    CUSTOMER_GATEWAYS,
    VPN_GATEWAYS,
    VPN_CONNECTIONS,
    ROUTES,
    DEDICATED_GATEWAYS,
    SSL_VPN_SERVERS,
    SSL_VPN_CLIENTS,
)

__all__ = ["CASES", "Case", "address", "psk", "secret_fields"]

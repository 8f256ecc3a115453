"""What a VPN server of HUAWEI CLOUD may be, and the service's refusals of all else.

Written from the vendor's documents, independently of the adapter. Source: VPN API v5 pages
vpn_api_0078 and 0080 of 2025-11-13; read 2026-11-21.
"""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from cgw.emulator.world import Record
from cgw_huawei.emulator_desk import bad, words
from cgw_huawei.emulator_values import flag_in, only, word_in

AUTH = ("CERT", "LOCAL_PASSWORD", "IAM", "FEDERATED")
CIPHERS = ("AES-128-GCM", "AES-256-GCM")
SPECIAL = ("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4")


def values_of(content: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """What a server has after it was asked for this."""
    out: dict[str, Any] = {}
    out["client_cidr"] = cidr(content.get("client_cidr", before.get("client_cidr")), "client_cidr")
    local = content.get("local_subnets", before.get("local_subnets"))
    if not isinstance(local, list) or not 1 <= len(local) <= 20:
        raise bad("local_subnets must be a list of 1 to 20")
    out["local_subnets"] = [cidr(text, "local_subnets") for text in local]
    if any(ip_network(out["client_cidr"]).overlaps(ip_network(text)) for text in local):
        raise bad("client_cidr conflicts with local_subnets")
    out["client_auth_type"] = word_in(content, "client_auth_type", AUTH, before["client_auth_type"])
    certificate = content.get("server_certificate", before.get("server_certificate"))
    if not isinstance(certificate, dict) or not (
        certificate.get("id") or certificate.get("source")
    ):
        raise bad("server_certificate.id is required")
    out["server_certificate"] = certificate
    given = content.get("ssl_options", {})
    only(given, words("protocol port encryption_algorithm is_compressed"))
    tunnel = {**before.get("ssl_options", {}), **given}
    out["ssl_options"] = {
        "protocol": word_in(tunnel, "protocol", ("TCP",), "TCP"),
        "port": tunnel.get("port", 443),
        "encryption_algorithm": word_in(tunnel, "encryption_algorithm", CIPHERS, CIPHERS[0]),
        "is_compressed": flag_in(tunnel, "is_compressed"),
    }
    if out["ssl_options"]["port"] not in (443, 1194):
        raise bad("port must be 443 or 1194")
    out["dns_servers"] = content.get("dns_servers", before["dns_servers"])
    if len(out["dns_servers"]) > 2:
        raise bad("dns_servers must be at most 2")
    out["idp_name"] = content.get("idp_name", before.get("idp_name", ""))
    if out["client_auth_type"] == "FEDERATED" and not out["idp_name"]:
        raise bad("idp_name is required")
    return out


def cidr(value: Any, key: str) -> str:
    """A network of IPv4 that is none of the special ones."""
    try:
        network = ip_network(value)
    except ValueError:
        raise bad(f"{key} is not a CIDR block") from None
    if network.version != 4 or any(network.overlaps(ip_network(text)) for text in SPECIAL):
        raise bad(f"{key} is in a special CIDR block")
    return str(network)


def check_pool(gateway: Record, attrs: dict[str, Any]) -> None:
    """The pool is larger than four times the clients that may be connected."""
    if ip_network(attrs["client_cidr"]).num_addresses <= 4 * gateway.attrs["max_connection_number"]:
        raise bad("client_cidr is too small")

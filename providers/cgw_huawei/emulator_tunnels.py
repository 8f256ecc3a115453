"""What HUAWEI CLOUD's VPN service takes for a connection's policies, keys and networks.

Written from the vendor's documents, independently of the adapter. Source: VPN API v5, Creating a VPN
Connection (vpn_api_0027) and Updating one (vpn_api_0030); huaweicloudsdkvpn 3.1.219; read 2026-11-21.
Where the sources disagree about a default the page's is taken; the adapter relies on none.
"""

from __future__ import annotations

import re
import string
from ipaddress import IPv4Interface, IPv4Network
from typing import Any

from cgw_huawei.emulator_desk import bad, words
from cgw_huawei.emulator_values import networks_in, number_in, only, word_in

ENCRYPTIONS = words(
    "aes-128 aes-192 aes-256 aes-128-gcm-16 aes-256-gcm-16 aes-128-gcm-128 aes-256-gcm-128 3des"
)
INTEGRITIES = words("sha2-256 sha2-384 sha2-512 sha1 md5")
GROUPS = [f"group{number}" for number in (1, 2, 5, 14, 15, 16, 19, 20, 21)]
SPECIALS = set("~!@#$%^()-_+={},./:; ")
IDENTITY = re.compile(r"[^\s&<>\[\]\\]{1,255}")
IKE = words(
    "ike_version phase1_negotiation_mode authentication_algorithm encryption_algorithm dh_group "
    "lifetime_seconds local_id_type local_id peer_id_type peer_id dpd"
)
TUNNELS, NOT_TUNNELS = IPv4Network("169.254.0.0/16"), IPv4Network("169.254.195.0/24")


def key_in(content: dict[str, Any]) -> str:
    """The pre-shared key; a refusal never shows it."""
    value = content.get("psk")
    if not isinstance(value, str) or not 8 <= len(value) <= 128:
        raise bad("psk must be 8 to 128 characters")
    kinds = (string.ascii_uppercase, string.ascii_lowercase, string.digits, SPECIALS)
    if any(all(char not in kind for kind in kinds) for char in value):
        raise bad("psk has characters that are not allowed")
    if sum(any(char in kind for char in value) for kind in kinds) < 3:
        raise bad("psk must have three of upper case, lower case, digits and special characters")
    return value


def ike_in(content: dict[str, Any], before: dict[str, Any] | None = None) -> dict[str, Any]:
    """``ikepolicy``, over what was there before an update."""
    given = _object(content, "ikepolicy")
    only(given, IKE if before is not None else (*IKE, "authentication_method"))
    if before is not None:
        for side in ("local", "peer"):
            if f"{side}_id" in given and given.get(f"{side}_id_type") != "fqdn":
                raise bad(f"{side}_id must be absent unless {side}_id_type is fqdn")
    all_ = {**(before or {}), **given}
    out: dict[str, Any] = {
        "ike_version": word_in(all_, "ike_version", ("v1", "v2"), "v2"),
        "authentication_algorithm": word_in(
            all_, "authentication_algorithm", INTEGRITIES, "sha2-256"
        ),
        "encryption_algorithm": word_in(all_, "encryption_algorithm", ENCRYPTIONS, "aes-128"),
        "dh_group": word_in(all_, "dh_group", GROUPS, "group15"),
        "lifetime_seconds": number_in(all_, "lifetime_seconds", 60, 604800, 86400),
        "authentication_method": word_in(
            all_, "authentication_method", ("pre-share", "digital-envelope-v2"), "pre-share"
        ),
        "local_id_type": word_in(all_, "local_id_type", ("ip", "fqdn"), "ip"),
        "peer_id_type": word_in(all_, "peer_id_type", ("ip", "fqdn", "any"), "ip"),
        "dpd": _dpd(all_.get("dpd")),
    }
    if out["ike_version"] == "v1":
        modes = ("main", "aggressive")
        out["phase1_negotiation_mode"] = word_in(all_, "phase1_negotiation_mode", modes, "main")
    elif "phase1_negotiation_mode" in given:
        raise bad("phase1_negotiation_mode is only for v1")
    for side in ("local", "peer"):
        if out[f"{side}_id_type"] == "fqdn":
            if not IDENTITY.fullmatch(str(all_.get(f"{side}_id", ""))):
                raise bad(f"{side}_id is required when {side}_id_type is fqdn")
            out[f"{side}_id"] = all_[f"{side}_id"]
    return out


def ipsec_in(content: dict[str, Any], before: dict[str, Any] | None = None) -> dict[str, Any]:
    """``ipsecpolicy``, over what was there before an update."""
    given = _object(content, "ipsecpolicy")
    names = "authentication_algorithm encryption_algorithm pfs lifetime_seconds transform_protocol"
    only(given, (*words(names), "encapsulation_mode"))
    all_ = {**(before or {}), **given}
    return {
        "authentication_algorithm": word_in(
            all_, "authentication_algorithm", INTEGRITIES, "sha2-256"
        ),
        "encryption_algorithm": word_in(all_, "encryption_algorithm", ENCRYPTIONS, "aes-128"),
        "pfs": word_in(all_, "pfs", (*GROUPS, "disable"), "group15"),
        "lifetime_seconds": number_in(all_, "lifetime_seconds", 30, 604800, 3600),
        "transform_protocol": word_in(all_, "transform_protocol", ("esp",), "esp"),
        "encapsulation_mode": word_in(all_, "encapsulation_mode", ("tunnel",), "tunnel"),
    }


def rules_in(content: dict[str, Any], key: str, version: int) -> list[list[str]]:
    """Policy rules as pairs of source and destination."""
    value = content.get(key, [])
    if not isinstance(value, list) or len(value) > 5:
        raise bad(f"{key} must be a list of at most 5")
    pairs: list[list[str]] = []
    sources = []
    for rule in value:
        if not isinstance(rule, dict):
            raise bad(f"{key} must be a list of objects")
        only(rule, {"rule_index", "source", "destination"})
        number_in(rule, "rule_index", 0, 50, 0)
        sources += networks_in({key: [rule.get("source")]}, key, version)
        targets = networks_in({key: rule.get("destination", [])}, key, version)
        if not targets:
            raise bad(f"{key}: destination is required")
        pairs += [[sources[-1], target] for target in targets]
    if len(set(sources)) < len(sources):
        raise bad(f"{key}: two rules have the same source")
    return pairs


def inner_in(content: dict[str, Any], style: str) -> dict[str, str]:
    """Both ends' addresses inside the tunnel."""
    keys = ("tunnel_local_address", "tunnel_peer_address")
    given = [content.get(key) for key in keys]
    if given == [None, None]:
        if style == "bgp":
            raise bad("tunnel_local_address is required when style is bgp")
        return {}
    if style == "policy":
        raise bad("tunnel_local_address must be absent when style is policy")
    try:
        ours, theirs = (IPv4Interface(text) for text in given)
    except ValueError:
        raise bad(
            "tunnel_local_address and tunnel_peer_address must be such as 169.254.76.1/30"
        ) from None
    network = ours.network
    if network.prefixlen != 30 or {ours.ip, theirs.ip} != set(network.hosts()):
        raise bad("tunnel_local_address and tunnel_peer_address must be the hosts of one /30")
    if (
        theirs.network != network
        or not network.subnet_of(TUNNELS)
        or network.subnet_of(NOT_TUNNELS)
    ):
        raise bad("tunnel_local_address must be in 169.254.0.0/16 and not in 169.254.195.0/24")
    return dict(zip(keys, map(str, given), strict=True))


def _dpd(value: Any) -> dict[str, Any]:
    given = {} if value is None else value
    if not isinstance(given, dict):
        raise bad("dpd must be an object")
    only(given, {"timeout", "interval", "msg"})
    return {
        "timeout": number_in(given, "timeout", 2, 60, 15),
        "interval": number_in(given, "interval", 10, 3600, 30),
        "msg": word_in(given, "msg", ("seq-hash-notify", "seq-notify-hash"), "seq-hash-notify"),
    }


def _object(content: dict[str, Any], key: str) -> dict[str, Any]:
    value = content.get(key, {})
    if not isinstance(value, dict):
        raise bad(f"{key} must be an object")
    return value

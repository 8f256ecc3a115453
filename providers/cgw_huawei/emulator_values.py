"""Values that HUAWEI CLOUD's VPN service takes in more than one place, and its refusals of others.

Written from the vendor's documents, independently of the adapter. Source: VPN API v5 pages
vpn_api_0014, 0021 and 0027; read 2026-11-21.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, ip_network
from typing import Any

from cgw_huawei.emulator_access import RefusedError
from cgw_huawei.emulator_desk import bad

NAME = re.compile(r"[0-9A-Za-z_.\-\u4e00-\u9fa5]{1,64}")
TAG_KEY = re.compile(r"[\w .:=+\-@]{1,128}")
TAG_VALUE = re.compile(r"[\w .:=+\-@]{0,255}")
RESERVED = (IPv4Network("100.64.0.0/10"), IPv4Network("214.0.0.0/8"))  # the VPC's own


def only(content: dict[str, Any], allowed: Collection[str]) -> None:
    """Nothing else may be given."""
    if unknown := sorted(set(content) - set(allowed)):
        raise RefusedError(400, "VPN.0013", f"Unsupported attribute: {unknown[0]}")


def name_in(content: dict[str, Any], otherwise: str) -> str:
    """The name, or one that the cloud makes."""
    value = content.get("name", otherwise)
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise bad("name must be 1 to 64 digits, letters, underscores, hyphens and periods")
    return value


def tags_in(content: dict[str, Any]) -> dict[str, str]:
    """At most 20 tags."""
    value = content.get("tags", [])
    if not isinstance(value, list) or len(value) > 20:
        raise bad("tags must be a list of at most 20")
    tags: dict[str, str] = {}
    for tag in value:
        key, text = (tag.get("key"), tag.get("value")) if isinstance(tag, dict) else (None, None)
        if not isinstance(key, str) or not TAG_KEY.fullmatch(key):
            raise bad("the key of one of the tags is not allowed")
        if not isinstance(text, str) or not TAG_VALUE.fullmatch(text):
            raise bad("the value of one of the tags is not allowed")
        if key in tags:
            raise bad("two of the tags have the same key")
        tags[key] = text
    return tags


def asn_in(value: Any, otherwise: int) -> int:
    """An AS number of 32 bits."""
    if value is None:
        return otherwise
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 4294967295:
        raise bad("bgp_asn must be 1 to 4294967295")
    return value


def word_in(content: dict[str, Any], key: str, words: Collection[str], otherwise: str) -> str:
    """One of the words that the documents list."""
    value = content.get(key, otherwise)
    if value not in words:
        raise bad(f"{key} must be one of {', '.join(sorted(words))}")
    return str(value)


def flag_in(content: dict[str, Any], key: str) -> bool:
    """True or false; false if it is not given."""
    value = content.get(key, False)
    if not isinstance(value, bool):
        raise bad(f"{key} must be true or false")
    return value


def number_in(content: dict[str, Any], key: str, least: int, most: int, otherwise: int) -> int:
    """A number between two others."""
    value = content.get(key, otherwise)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise bad(f"{key} must be {least} to {most}")
    return value


def text_in(content: dict[str, Any], key: str) -> str:
    """A text that must be there."""
    value = content.get(key)
    if not isinstance(value, str) or not value:
        raise bad(f"{key} is required")
    return value


def networks_in(content: dict[str, Any], key: str, version: int, most: int = 50) -> list[str]:
    """CIDRs of one version without host bits, and none of the VPC's own."""
    value = content.get(key, [])
    if not isinstance(value, list) or len(value) > most:
        raise bad(f"{key} must be a list of at most {most}")
    for text in value:
        network_in(text, key, version)
    return [str(text) for text in value]


def network_in(text: Any, key: str, version: int) -> None:
    """One CIDR."""
    try:
        network = ip_network(text)
    except ValueError:
        raise bad(f"{key} is not a CIDR block") from None
    if not isinstance(text, str) or network.version != version:
        raise bad(f"{key} must be of IPv{version}")
    if isinstance(network, IPv4Network) and any(network.overlaps(r) for r in RESERVED):
        raise bad(f"{key} is in a reserved CIDR block")


def address_in(value: Any, key: str) -> str:
    """A dotted IPv4 address."""
    try:
        return str(IPv4Address(value))
    except ValueError:
        raise RefusedError(400, "VPN.0108", f"{key}: invalid IP address") from None

"""What the VPN service takes for a customer gateway and how it shows one.

Written from the vendor's documents, independently of the adapter. Source: VPN API v5 pages
vpn_api_0021 to 0024; read 2026-11-21.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from ipaddress import AddressValueError, IPv4Address
from typing import Any

from cgw.emulator.world import Record
from cgw_huawei.emulator_access import RefusedError

NAME = re.compile(r"[0-9A-Za-z_.\-\u4e00-\u9fa5]{1,64}")
TAG_KEY = re.compile(r"[\w .:=+\-@]{1,128}")
TAG_VALUE = re.compile(r"[\w .:=+\-@]{0,255}")
PEM = re.compile(r"\s*-----BEGIN CERTIFICATE-----\s[\sA-Za-z0-9+/=]+-----END CERTIFICATE-----\s*")


def bad(why: str) -> RefusedError:
    """The service's refusal of a value."""
    return RefusedError(400, "VPN.0001", f"invalid request: {why}")


def new_of(content: dict[str, Any], word: str) -> dict[str, Any]:
    """What a new customer gateway is made of.

    Args:
        word: four digits for a name, if none was given.
    """
    _only(content, {"name", "id_type", "id_value", "bgp_asn", "ca_certificate", "tags"})
    kind = content.get("id_type", "ip")
    if kind not in ("ip", "fqdn"):
        raise bad("id_type must be ip or fqdn")
    attrs: dict[str, Any] = {
        "name": _name(content["name"]) if "name" in content else f"cgw-{word}",
        "id_type": kind,
        "address": _id_value(kind, content.get("id_value")),
        "asn": _asn(kind, content.get("bgp_asn")),
        "tags": _tags(content.get("tags", [])),
        "ca_certificate": None,
    }
    if "ca_certificate" in content:
        attrs["ca_certificate"] = _certificate(content["ca_certificate"], word)
    return attrs


def changes_of(content: dict[str, Any], word: str) -> dict[str, Any]:
    """What an update changes: the name, the certificate, nothing else."""
    _only(content, {"name", "ca_certificate"})
    if not content:
        raise bad("customer_gateway is empty")
    changes: dict[str, Any] = {}
    if "name" in content:
        changes["name"] = _name(content["name"])
    if "ca_certificate" in content:
        changes["ca_certificate"] = _certificate(content["ca_certificate"], word)
    return changes


def told(record: Record) -> dict[str, Any]:
    """A customer gateway as it is shown. A name has neither id_type nor the older fields."""
    attrs = record.attrs
    shown: dict[str, Any] = {
        "id": record.id,
        "name": attrs["name"],
        "id_type": attrs["id_type"],
        "id_value": attrs["address"],
        "created_at": told_time(record.created_at),
        "updated_at": attrs["updated_at"],
        "tags": [{"key": key, "value": value} for key, value in attrs["tags"].items()],
        "route_mode": "bgp",
        "ip": attrs["address"],
    }
    if attrs["asn"]:
        shown["bgp_asn"] = attrs["asn"]
    if attrs["ca_certificate"]:
        shown["ca_certificate"] = attrs["ca_certificate"]
    return shown


def told_time(moment: datetime) -> str:
    """UTC, the fraction without its trailing zeros, as in the pages' samples."""
    text = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f").rstrip("0").rstrip(".")
    return f"{text}Z"


# ---------------------------------------------------------------- values


def _only(content: dict[str, Any], allowed: set[str]) -> None:
    if unknown := sorted(set(content) - allowed):
        raise RefusedError(400, "VPN.0013", f"Unsupported attribute: {unknown[0]}")


def _name(value: Any) -> str:
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise bad("name must be 1 to 64 digits, letters, underscores, hyphens and periods")
    return value


def _id_value(kind: str, value: Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= 128:
        raise bad("id_value is required, 1 to 128 characters")
    if kind == "fqdn":
        if re.search(r"[\s&<>\[\]\\?]", value):
            raise bad("id_value must have no spaces and none of & < > [ ] \\ ?")
        return value
    try:
        address = IPv4Address(value)
    except AddressValueError:
        raise RefusedError(400, "VPN.0203", "Invalid IP address.") from None
    if address.is_multicast or address.is_reserved or address.is_loopback:
        raise RefusedError(
            400,
            "VPN.0204",
            "Class D(multicast address), class E(reserved address), and loopback "
            "address(starting with 127) are not supported.",
        )
    return value


def _asn(kind: str, value: Any) -> int | None:
    if value is None or (kind == "fqdn" and value == 0):
        return None
    if kind == "fqdn":
        raise bad("bgp_asn can be set only when id_type is ip")
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 4294967295:
        raise bad("bgp_asn must be 1 to 4294967295")
    return value


def _tags(value: Any) -> dict[str, str]:
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


def _certificate(value: Any, word: str) -> dict[str, Any]:
    """An uploaded certificate as it is shown. It is not opened: only its frame is looked at."""
    if not isinstance(value, dict) or len(set(value) & {"id", "content"}) != 1 or len(value) != 1:
        raise bad("ca_certificate must have id or content")
    if "content" in value and not PEM.fullmatch(str(value["content"])):
        raise bad("the content of ca_certificate is not a certificate")
    digest = hashlib.sha256(str(value).encode()).hexdigest()
    ends = datetime(2035, 1, 1, tzinfo=UTC) + timedelta(days=int(digest[:2], 16))
    return {
        "id": value.get("id") or f"{digest[:8]}-{word}-4000-8000-{digest[8:20]}",
        "serial_number": digest[:16],
        "signature_algorithm": "sha256WithRSAEncryption",
        "issuer": "CN=emulated",
        "subject": "CN=emulated",
        "expire_time": told_time(ends),
        "is_updatable": True,
    }

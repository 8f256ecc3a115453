"""Customer gateways, as HUAWEI CLOUD's VPN service takes and shows them.

Written from the vendor's documents, independently of the adapter. Source: VPN API v5 pages
vpn_api_0021 to 0025; read 2026-11-21.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from ipaddress import AddressValueError, IPv4Address
from typing import Any

from cgw.emulator.world import Record
from cgw.wire import Reply
from cgw_huawei.emulator_access import RefusedError
from cgw_huawei.emulator_desk import (
    CLOUD,
    CUSTOMER_GATEWAYS,
    VPN_CONNECTIONS,
    Asked,
    Desk,
    bad,
    tag_list,
    told_time,
)
from cgw_huawei.emulator_values import asn_in, name_in, only, tags_in

WRAPPER = "customer_gateway"
PEM = re.compile(r"\s*-----BEGIN CERTIFICATE-----\s[\sA-Za-z0-9+/=]+-----END CERTIFICATE-----\s*")


class CustomerGateways(Desk):
    """The verbs."""

    def create(self, asked: Asked) -> Reply:
        """CreateCgw."""
        attrs = new_of(asked.content(WRAPPER), self.word())
        self.check_quota(asked.region, CUSTOMER_GATEWAYS)
        record = self.world.add(CLOUD, asked.region, CUSTOMER_GATEWAYS, self.uuid(), **attrs)
        record.attrs["updated_at"] = told_time(record.created_at)
        shown = told(record)
        for name in ("tags", "ip", "route_mode"):  # the page's sample of this answer has none
            del shown[name]
        return self.json(201, {WRAPPER: shown})

    def listing(self, asked: Asked) -> Reply:
        """ListCgws."""
        wanted = asked.query.get("cgw_id")
        everything = self.all(asked.region, CUSTOMER_GATEWAYS)
        return self.paged(
            asked, everything, lambda r: wanted in (None, r.id), "customer_gateways", told
        )

    def show(self, asked: Asked) -> Reply:
        """ShowCgw."""
        return self.json(200, {WRAPPER: told(self._one(asked))})

    def update(self, asked: Asked) -> Reply:
        """UpdateCgw."""
        record = self._one(asked)
        record.attrs |= changes_of(asked.content(WRAPPER), self.word())
        record.attrs["updated_at"] = told_time(self.world.now())
        return self.json(200, {WRAPPER: told(record)})

    def delete(self, asked: Asked) -> Reply:
        """DeleteCgw."""
        record = self._one(asked)
        users = self.all(asked.region, VPN_CONNECTIONS)
        if any(user.attrs.get("customer_gateway_id") == record.id for user in users):
            raise bad(f"customer gateway {record.id} has connection")
        self.world.remove(record)
        return Reply(204, b"")

    def _one(self, asked: Asked) -> Record:
        return self.one(asked.region, CUSTOMER_GATEWAYS, asked.id)


def new_of(content: dict[str, Any], word: str) -> dict[str, Any]:
    """What a new customer gateway is made of.

    Args:
        word: four digits for a name, if none was given.
    """
    only(content, {"name", "id_type", "id_value", "bgp_asn", "ca_certificate", "tags"})
    kind = content.get("id_type", "ip")
    if kind not in ("ip", "fqdn"):
        raise bad("id_type must be ip or fqdn")
    attrs: dict[str, Any] = {
        "name": name_in(content, f"cgw-{word}"),
        "id_type": kind,
        "address": _id_value(kind, content.get("id_value")),
        "asn": _asn(kind, content.get("bgp_asn")),
        "tags": tags_in(content),
        "ca_certificate": None,
    }
    if "ca_certificate" in content:
        attrs["ca_certificate"] = _certificate(content["ca_certificate"], word)
    return attrs


def changes_of(content: dict[str, Any], word: str) -> dict[str, Any]:
    """What an update changes: the name, the certificate, nothing else."""
    only(content, {"name", "ca_certificate"})
    if not content:
        raise bad("customer_gateway is empty")
    changes: dict[str, Any] = {}
    if "name" in content:
        changes["name"] = name_in(content, "")
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
        "tags": tag_list(record),
        "route_mode": "bgp",
        "ip": attrs["address"],
    }
    if attrs["asn"]:
        shown["bgp_asn"] = attrs["asn"]
    if attrs["ca_certificate"]:
        shown["ca_certificate"] = attrs["ca_certificate"]
    return shown


# ---------------------------------------------------------------- values


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
    return asn_in(value, 0)


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

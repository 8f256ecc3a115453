"""What HUAWEI CLOUD's API gateway service takes for a dedicated gateway, and what it refuses.

Written from the vendor's documents, independently of the adapter. Source: APIG v2, Creating a
Dedicated Gateway (Pay-Per-Use), page of 2024-10-09, and for codes that the page does not have the error
table of the API gateway product; read 2026-11-21.
"""

from __future__ import annotations

import re
from typing import Any

from cgw_huawei.emulator_access import RefusedError

NAME = re.compile(r"[A-Za-z\u4e00-\u9fa5][A-Za-z0-9_\-\u4e00-\u9fa5]{2,63}")
ID = re.compile(r"[0-9a-f]{32}")
EDITION = re.compile(r"(NLB_)?(BASIC|PROFESSIONAL|ENTERPRISE|PLATINUM(_X[2-8])?)(_IPV6)?")
HOUR = re.compile(r"\d\d:00:00")
HOURS = ("02", "06", "10", "14", "18", "22")
TAG_KEY = re.compile(r"(?!_sys_)[\w .:=+\-@]{1,128}")
TAG_VALUE = re.compile(r"[\w .:/=+\-@]{0,255}")
CHARGE_MODES = ("bandwidth", "traffic")


def no(parameter: str, code: str = "APIC.7211") -> RefusedError:
    """The page's refusal of a value, in its words."""
    words = parameter.split("_")
    camel = words[0] + "".join(word.capitalize() for word in words[1:])
    return RefusedError(
        400, code, f"Parameter value does not match the rules, parameter name[{camel}]"
    )


def new_of(content: dict[str, Any]) -> dict[str, Any]:
    """What a new dedicated gateway is made of; ``id`` is None if the cloud shall choose."""
    wanted = content.get("instance_id")
    if wanted is not None and not (isinstance(wanted, str) and ID.fullmatch(wanted)):
        raise no("instance_id")
    ingress = "ingress_bandwidth_size" in content
    return {
        "id": wanted,
        "name": _text(content, "instance_name", NAME),
        "edition": edition_in(content),
        "network_id": _text(content, "vpc_id"),
        "subnet_id": _text(content, "subnet_id"),
        "security_group_id": _text(content, "security_group_id"),
        "zones": _zones(content),
        "description": _description(content.get("description", "")),
        "vpcep_service_name": _service(content.get("vpcep_service_name", "")),
        **_window(content, "22:00:00"),
        "egress_mbps": _number(content, "bandwidth_size", 0, 5),
        "egress_charge_mode": _mode(content, "bandwidth_charging_mode"),
        "ingress_mbps": _number(content, "ingress_bandwidth_size", 5, 5) if ingress else 0,
        "ingress_charge_mode": _mode(content, "ingress_bandwidth_charging_mode"),
        "eip_id": content.get("eip_id"),
        "enterprise_project_id": str(content.get("enterprise_project_id", "0")),
        "tags": _tags(content.get("tags", [])),
    }


def changes_of(content: dict[str, Any], attrs: dict[str, Any]) -> dict[str, Any]:
    """What an update changes."""
    changes: dict[str, Any] = {}
    if "instance_name" in content:
        changes["name"] = _text(content, "instance_name", NAME)
    if "description" in content:
        changes["description"] = _description(content["description"])
    if "security_group_id" in content:
        changes["security_group_id"] = _text(content, "security_group_id")
    if "vpcep_service_name" in content:
        changes["vpcep_service_name"] = _service(content["vpcep_service_name"])
    if "maintain_begin" in content or "maintain_end" in content:
        changes |= _window(content, attrs["maintain_begin"])
    return changes


def edition_in(content: dict[str, Any]) -> str:
    """The edition; one that nobody sells is a 404."""
    value = _text(content, "spec_id")
    if not EDITION.fullmatch(value):
        raise RefusedError(404, "APIC.7301", "Instance spec not found")
    return value


def _text(content: dict[str, Any], key: str, pattern: re.Pattern[str] | None = None) -> str:
    value = content.get(key)
    if not isinstance(value, str) or not (pattern.fullmatch(value) if pattern else value):
        raise no(key)
    return value


def _zones(content: dict[str, Any]) -> list[str]:
    value = content.get("available_zone_ids")
    if not value:
        raise no("available_zone_ids", "APIC.7238")
    if not isinstance(value, list) or not all(isinstance(zone, str) for zone in value):
        raise no("available_zone_ids")
    return value


def _description(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 255 or re.search("[<>]", value):
        raise no("description")
    return value


def _service(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9_-]{0,16}", value):
        raise no("vpcep_service_name")
    return value


def _window(content: dict[str, Any], otherwise: str) -> dict[str, str]:
    """Four hours that begin at one of six times."""
    begin = content.get("maintain_begin", otherwise)
    if not isinstance(begin, str) or not HOUR.fullmatch(begin):
        raise no("maintain_begin")
    if begin[:2] not in HOURS:
        raise no("maintain_begin", "APIC.7235")
    end = f"{(int(begin[:2]) + 4) % 24:02}:00:00"
    given = content.get("maintain_end", end)
    if not isinstance(given, str) or not HOUR.fullmatch(given):
        raise no("maintain_end")
    if given != end:
        raise no("maintain_end", "APIC.7230")
    return {"maintain_begin": begin, "maintain_end": end}


def _number(content: dict[str, Any], key: str, least: int, otherwise: int) -> int:
    value = content.get(key, otherwise)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 2000:
        raise no(key)
    return value


def _mode(content: dict[str, Any], key: str) -> str:
    value = content.get(key, "bandwidth")
    if value not in CHARGE_MODES:
        raise no(key)
    return str(value)


def _tags(value: Any) -> dict[str, str]:
    if not isinstance(value, list) or len(value) > 20:
        raise no("tags")
    tags: dict[str, str] = {}
    for tag in value:
        key, text = (tag.get("key"), tag.get("value")) if isinstance(tag, dict) else (None, None)
        if not (isinstance(key, str) and TAG_KEY.fullmatch(key)) or key in tags:
            raise no("tags")
        if not (isinstance(text, str) and TAG_VALUE.fullmatch(text)):
            raise no("tags")
        tags[key] = text
    return tags

"""Regions and zones, as HUAWEI CLOUD's IAM and VPN services show them.

Written from the vendor's documents, independently of the adapter. Source: IAM API v3, Querying Regions
(iam_05_0001); VPN API v5.1 (vpn_api_0141), huaweicloudsdkvpn 3.1.219; read 2026-11-21. Which regions and
zones there are is the emulator's own choice.
"""

from __future__ import annotations

import json
from typing import Any

from cgw.emulator.world import World
from cgw.wire import Reply, Request
from cgw_huawei.emulator_desk import Asked, Desk

REGIONS = {
    "cn-north-4": ("CN North-Beijing4", "华北-北京四"),
    "ap-southeast-1": ("CN-Hong Kong", "中国-香港"),
    "eu-west-101": ("EU-Dublin", "欧洲-都柏林"),
}
FLAVORS = ("Basic", "Professional1", "Professional2")


def regions(request: Request, region: str) -> Reply:
    """GET /v3/regions: a few, and the one that is asked."""
    own = {region: (region, region)} if region not in REGIONS else {}
    rows = [
        {
            "id": name,
            "type": "public",
            "description": "",
            "parent_region_id": None,
            "locales": {"en-us": english, "zh-cn": chinese},
            "links": {"self": f"{request.endpoint}/v3/regions/{name}"},
        }
        for name, (english, chinese) in {**REGIONS, **own}.items()
    ]
    links = {"self": f"{request.endpoint}/v3/regions", "previous": None, "next": None}
    return Reply(200, json.dumps({"regions": rows, "links": links}).encode())


class Zones(Desk):
    """The verbs."""

    def extended(self, asked: Asked) -> Reply:  # noqa: ARG002 -- the same for everybody
        """ListExtendedAvailabilityZones: enterprise routers and IPv6 in the first zone only."""
        rows = [
            {
                "name": f"emulated-1{letter}",
                "public_border_group": "center",
                "available_specs": [
                    {"flavor": flavor, "attachment_type": kind, "ip_version": version}
                    for flavor in FLAVORS
                    for kind in ("vpc", "er")
                    for version in ("ipv4", "ipv6")
                    if sold(flavor, kind, version, letter)
                ],
            }
            for letter in "ab"
        ]
        return self.json(200, {"availability_zones": rows})


def sold(flavor: str, kind: str, version: str, letter: str) -> bool:
    """Basic is for VPCs only; what is more stands in the first zone."""
    plain = kind == "vpc" and version == "ipv4"
    return plain or (letter == "a" and flavor != "Basic")


def calls(world: World) -> list[tuple[str, str, Any]]:
    """Addresses, each with the SDK's name for it."""
    return [
        (
            "GET v5.1 vpn-gateways/availability-zones",
            "ListExtendedAvailabilityZones",
            Zones(world).extended,
        )
    ]

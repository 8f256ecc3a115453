"""Regions and zones of the Alibaba Cloud face.

Source: DescribeRegions in the VPC API reference of 2019-01 (22.3: two regions with their hosts) and,
with DescribeVpnGatewayAvailableZones, in alibabacloud_vpc20160428 7.2.2; read 2026-11-21. ASSUMED:
the other regions' names and every zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cgw_alibaba.emulator_desk import Action, word
from cgw_alibaba.emulator_door import Refusal, required

SPECS = ("5M", "10M", "20M", "50M", "100M", "200M", "500M", "1000M")
LANGUAGES = ("en-US", "zh-CN")
REGIONS = {
    "cn-qingdao": ("China (Qingdao)", "\u534e\u5317 1"),
    "cn-hangzhou": ("China (Hangzhou)", "\u534e\u4e1c 1"),
    "cn-shanghai": ("China (Shanghai)", "\u534e\u4e1c 2"),
    "cn-beijing": ("China (Beijing)", "\u534e\u5317 2"),
    "ap-southeast-1": ("Singapore", "\u65b0\u52a0\u5761"),
    "eu-central-1": (
        "Germany (Frankfurt)",
        "\u6b27\u6d32\u4e2d\u90e8 1 (\u6cd5\u5170\u514b\u798f)",
    ),
    "us-east-1": ("US (Virginia)", "\u7f8e\u56fd\u4e1c\u90e8 1"),
}
CENTRAL = {"cn-qingdao", "cn-hangzhou"}  # in 2019, and in the SDK's table


class PlaceActions:
    """Two actions that only tell."""

    def actions(self) -> Mapping[str, Action]:
        """By the cloud's names."""
        return {"DescribeRegions": self._regions, "DescribeVpnGatewayAvailableZones": self._zones}

    def _regions(self, _: str, params: dict[str, str]) -> dict[str, Any]:
        language = LANGUAGES.index(word(params, "AcceptLanguage", LANGUAGES, "zh-CN"))
        rows = [
            {
                "RegionId": region,
                "LocalName": names[language],
                "RegionEndpoint": "vpc.aliyuncs.com"
                if region in CENTRAL
                else f"vpc.{region}.aliyuncs.com",
            }
            for region, names in REGIONS.items()
        ]
        return {"Regions": {"Region": rows}}

    def _zones(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        spec = required(params, "Spec")
        if spec not in SPECS:  # ASSUMED: the status
            raise Refusal(404, "InvalidSpec.NotFound", "The specified Spec does not exist.")
        word(params, "GatewayType", ("Traditional", "Enhanced.SiteToSite"), "Traditional")
        english = word(params, "AcceptLanguage", LANGUAGES, "en-US") == "en-US"
        # The largest ones in one zone only, so that asking for each size makes a difference.
        letters = "a" if spec in {"500M", "1000M"} else "ab"
        dash = "-" if region.startswith("cn-") else ""
        rows = [
            {
                "ZoneId": f"{region}{dash}{letter}",
                "ZoneName": f"Zone {letter.upper()}"
                if english
                else f"\u53ef\u7528\u533a {letter.upper()}",
            }
            for letter in letters
        ]
        return {"RegionId": region, "AvailableZoneIdList": rows}

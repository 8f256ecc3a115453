"""Tags of the Alibaba Cloud face.

Source: the request and response models of TagResources, UnTagResources and ListTagResources in
alibabacloud_vpc20160428 7.2.2, help page of TagResources of 2024-03 (20 tags to a thing); what
terraform-provider-alicloud (2026-08) sends as ResourceType of what the SDK does not list; read
2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cgw.emulator.world import Record
from cgw_alibaba.emulator_desk import (
    CUSTOMER_GATEWAYS,
    PROVIDER,
    VPN_CONNECTIONS,
    VPN_GATEWAYS,
    Action,
    Desk,
    flag,
    integer,
)
from cgw_alibaba.emulator_door import Refusal, required
from cgw_alibaba.emulator_rules import numbered, tags_in

KINDS = {
    "CUSTOMERGATEWAY": CUSTOMER_GATEWAYS,
    "VPNGATEWAY": VPN_GATEWAYS,
    "VPNCONNECTION": VPN_CONNECTIONS,
    "VPNATTACHMENT": VPN_CONNECTIONS,  # one space of ids
}
MOST = 20


class TagActions:
    """Three actions, all of them synchronous."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def actions(self) -> Mapping[str, Action]:
        """By the cloud's names; the second one's capital letter is theirs."""
        return {
            "TagResources": self._tag,
            "UnTagResources": self._untag,
            "ListTagResources": self._list,
        }

    def _tag(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        new = {key: value or "" for key, value in tags_in(params, "Tag").items()}
        if not new:
            raise Refusal(400, "MissingParameter", "The parameter Tag is missing.")
        records = self._named(region, params)
        for record in records:
            if len({**record.attrs["tags"], **new}) > MOST:
                raise Refusal(
                    400, "SizeLimitExceeded.TagNum", "The maximum number of tags is exceeded."
                )
        for record in records:
            record.attrs["tags"] = {**record.attrs["tags"], **new}
        return {}

    def _untag(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        keys = numbered(params, "TagKey")
        everything = flag(params, "All", default=False)
        if not keys and not everything:  # ASSUMED: the code
            raise Refusal(400, "MissingParameter", "The parameter TagKey is missing.")
        if len(keys) > MOST:
            raise Refusal(
                400, "SizeLimitExceeded.TagNum", "The maximum number of tags is exceeded."
            )
        for record in self._named(region, params):
            gone = keys or list(record.attrs["tags"])
            left = {k: v for k, v in record.attrs["tags"].items() if k not in gone}
            record.attrs["tags"] = left
        return {}

    def _list(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        wanted = tags_in(params, "Tag")
        if not wanted and not numbered(params, "ResourceId"):
            raise Refusal(400, "MissingParameter", "The parameter ResourceId is missing.")
        rows = [
            {"ResourceId": record.id, "ResourceType": _kind(params), "TagKey": k, "TagValue": v}
            for record in self._named(region, params, needed=False)
            for k, v in record.attrs["tags"].items()
            if not wanted or (k in wanted and wanted[k] in (None, v))
        ]
        most = integer(params, "MaxResults", range(1, 51), 50)
        begin = integer(params, "NextToken", range(10**9), 0) if params.get("NextToken") else 0
        more = begin + most < len(rows)
        return {
            "NextToken": str(begin + most) if more else "",
            "TagResources": {"TagResource": rows[begin : begin + most]},
        }

    def _named(self, region: str, params: dict[str, str], *, needed: bool = True) -> list[Record]:
        kind, ids = KINDS[_kind(params)], numbered(params, "ResourceId")
        if not ids and not needed:
            return self._desk.all(region, kind)
        if not ids:
            raise Refusal(400, "MissingParameter", "The parameter ResourceId is missing.")
        if len(ids) > 50:
            raise Refusal(400, "InvalidParameter", "The specified ResourceId is not valid.")
        found = [self._desk.world.get(PROVIDER, region, kind, one) for one in ids]
        there = [record for record in found if record is not None]
        if needed and len(there) < len(ids):  # ASSUMED: code and status
            raise Refusal(
                404, "InvalidResourceId.NotFound", "The specified ResourceIds are not found."
            )
        return there


def _kind(params: dict[str, str]) -> str:
    """ResourceType, in any case."""
    kind = required(params, "ResourceType").upper()
    if kind not in KINDS:  # ASSUMED: the code
        raise Refusal(400, "InvalidResourceType", "The specified ResourceType is not valid.")
    return kind

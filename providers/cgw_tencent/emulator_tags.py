"""The actions of the pretended tag service that VPN things need.

Source: tag API 2018-08-13, ModifyResourceTags (document 651/33012 of 2024-11-22, and the codes listed
for it by the official Go SDK), DescribeResourceTagsByResourceIds (651/33022); limits: document
651/13354. Read 2026-11-21.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cgw.emulator.world import Record, World
from cgw_tencent.emulator_parameters import BAD, PREFIXES, PROVIDER, Action, Refused, take

KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}
# The account may be left out, as the vendor's Terraform provider does.
RESOURCE = re.compile(r"qcs::vpc:([a-z0-9-]+):uin/[0-9]*:([a-z]+)/([a-z]+-[0-9a-z]+)")
SIGNS = re.compile(r"[\w +\-=.:/@()\[\],;><]*")
MOST = 50  # tags of a thing


class TagActions:
    """Change the tags of one thing, and tell those of many."""

    def __init__(self, world: World) -> None:
        self._world = world

    def actions(self) -> dict[str, Action]:
        """Each action by its name on the wire."""
        return {
            "ModifyResourceTags": self._modify,
            "DescribeResourceTagsByResourceIds": self._describe,
        }

    def _modify(self, _: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(given, {"Resource": str, "ReplaceTags": list, "DeleteTags": list}, ["Resource"])
        record = self._meant(have["Resource"])
        if not {"ReplaceTags", "DeleteTags"} & set(have):
            raise Refused("MissingParameter", "ReplaceTags or DeleteTags is needed.")
        if [] in (have.get("ReplaceTags"), have.get("DeleteTags")):
            raise Refused("InvalidParameter.Tag", "It may be left out, and not be empty.")
        new = _pairs(have.get("ReplaceTags", []))
        gone = [_key(item, {"TagKey": str}) for item in have.get("DeleteTags", [])]
        labels = dict(record.attrs.get("tags", {}))
        if set(new) & set(gone):
            raise Refused("InvalidParameter.Tag", "A key is to be set and to be taken away.")
        if not set(gone) <= set(labels):  # ASSUMED: what the code is for is not documented
            raise Refused(f"{BAD}.DeleteTagsParamError", "The thing has no tag of that key.")
        labels = {key: value for key, value in labels.items() if key not in gone} | new
        if len(labels) > MOST:
            raise Refused("LimitExceeded.ResourceAttachedTags", "A thing has at most 50 tags.")
        record.attrs["tags"] = labels
        return {}

    def _describe(self, _: str, given: dict[str, Any]) -> Mapping[str, Any]:
        texts = {"ServiceType": str, "ResourcePrefix": str, "ResourceRegion": str}
        have = take(
            given,
            {**texts, "ResourceIds": list, "Offset": int, "Limit": int, "Category": str},
            [*texts, "ResourceIds"],
        )
        if len(have["ResourceIds"]) > 50:
            raise Refused("InvalidParameter", "At most 50 ids.")
        offset, limit = have.get("Offset", 0), have.get("Limit", 15)
        if limit < 1 or offset < 0 or offset % limit:
            raise Refused("InvalidParameter", "Offset is a multiple of Limit.")
        kind = KINDS.get(have["ResourcePrefix"]) if have["ServiceType"] == "vpc" else None
        rows = [
            {
                "ServiceType": "vpc",
                "ResourceId": record.id,
                "TagKey": key,
                "TagValue": value,
            }
            for record in self._all(have["ResourceRegion"], kind)
            if record.id in have["ResourceIds"]
            for key, value in record.attrs.get("tags", {}).items()
        ]
        some = rows[offset : offset + limit]
        return {"TotalCount": len(rows), "Offset": offset, "Limit": limit, "Tags": some}

    def _all(self, region: str, kind: str | None) -> list[Record]:
        return self._world.all(PROVIDER, region, kind) if kind else []

    def _meant(self, resource: str) -> Record:
        """The thing that the six segments name."""
        found = RESOURCE.fullmatch(resource)
        region, prefix, named = found.groups() if found else ("", "", "")
        kind = KINDS.get(prefix)
        record = self._world.get(PROVIDER, region, kind, named) if kind else None
        if record is None:  # ASSUMED for a thing that is not there
            raise Refused(f"{BAD}.ResourceDescriptionError", "There is no such resource.")
        return record


def _key(item: Any, types: Mapping[str, type]) -> str:
    """The key of a tag, checked."""
    if not isinstance(item, dict):
        raise Refused("InvalidParameter.Tag", "A tag is an object.")
    key = take(item, types, ["TagKey"])["TagKey"]
    if not key:
        raise Refused(f"{BAD}.TagKeyEmpty", "A tag key is empty.")
    if len(key) > 127:
        raise Refused(f"{BAD}.TagKeyLengthExceeded", "A tag key has at most 127 characters.")
    if key.startswith(("qcs:", "project")):
        raise Refused("InvalidParameter.ReservedTagKey", "The tag key is reserved.")
    if key != key.strip() or not SIGNS.fullmatch(key):
        raise Refused(f"{BAD}.TagKeyCharacterIllegal", "A tag key has a character it may not have.")
    return str(key)


def _pairs(given: list[Any]) -> dict[str, str]:
    """``ReplaceTags``, checked."""
    found: dict[str, str] = {}
    for item in given:
        key = _key(item, {"TagKey": str, "TagValue": str})
        value = take(item, {"TagKey": str, "TagValue": str}, ["TagValue"])["TagValue"]
        if len(value) > 255:
            raise Refused(f"{BAD}.TagValueLengthExceeded", "A value has at most 255 characters.")
        if value != value.strip() or not SIGNS.fullmatch(value):
            raise Refused(f"{BAD}.TagValueCharacterIllegal", "A value has a wrong character.")
        if key in found:
            raise Refused("InvalidParameter.Tag", "A tag key comes twice.")
        found[key] = value
    return found

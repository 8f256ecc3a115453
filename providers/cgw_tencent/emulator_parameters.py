"""What every action of the pretended VPC API checks in its parameters: types, tags, filters, pages.

Source: VPC API 2017-03-12, data types Tag and Filter; tag limits (document 651/13354).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

BAD_TAG = "InvalidParameterValue"
_TAG_TEXT = re.compile(r"[\w +\-=.:/@()\[\],;><]*")


class Refused(Exception):  # noqa: N818 -- it is the cloud that refuses
    """A refusal, in the cloud's words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def take(
    given: Mapping[str, Any], types: Mapping[str, type], required: Collection[str] = ()
) -> dict[str, Any]:
    """The parameters of an action that are not null, of the right type, none unknown."""
    for name in given:
        if name not in types:
            raise Refused("UnknownParameter", f"The parameter {name[:80]} is not recognized.")
    have = {name: value for name, value in given.items() if value is not None}
    for name in required:
        if name not in have:
            raise Refused("MissingParameter", f"The parameter {name} is missing.")
    for name, value in have.items():
        if type(value) is not types[name]:
            raise Refused("InvalidParameter", f"The parameter {name} has the wrong type.")
    return have


def tags(given: Sequence[Any]) -> dict[str, str]:
    """``Tags`` of a create call, checked."""
    found: dict[str, str] = {}
    for item in given:
        if not isinstance(item, dict):
            raise Refused("InvalidParameter", "A tag is an object with Key and Value.")
        tag = take(item, {"Key": str, "Value": str}, ["Key"])
        key, value = tag["Key"], tag.get("Value", "")
        if not 1 <= len(key) <= 127:
            raise Refused(f"{BAD_TAG}.TagInvalidKeyLen", "A tag key has 1 to 127 characters.")
        if key.startswith(("qcs:", "project")):
            raise Refused(
                "UnsupportedOperation.TagSystemReservedTagKey", "The tag key is reserved."
            )
        if key != key.strip() or not _TAG_TEXT.fullmatch(key):
            raise Refused(
                f"{BAD_TAG}.TagInvalidKey", "The tag key has a character it may not have."
            )
        if len(value) > 255 or value != value.strip() or not _TAG_TEXT.fullmatch(value):
            raise Refused(f"{BAD_TAG}.TagInvalidVal", "The tag value is too long or malformed.")
        if key in found:
            raise Refused(f"{BAD_TAG}.TagDuplicateKey", "A tag key comes twice.")
        found[key] = value
    if len(found) > 50:
        raise Refused("LimitExceeded.TagKeyPerResourceExceeded", "A resource has at most 50 tags.")
    return found


def filters(given: Sequence[Any], names: Collection[str]) -> dict[str, list[str]]:
    """``Filters`` of a listing: at most 10, each with at most 5 values."""
    found: dict[str, list[str]] = {}
    for item in given:
        if not isinstance(item, dict):
            raise Refused("InvalidParameter.FilterNotDict", "A filter is an object.")
        name, values = item.get("Name"), item.get("Values")
        if name not in names:
            raise Refused("InvalidParameter.FilterInvalidKey", "There is no filter of that name.")
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise Refused("InvalidParameter.FilterValuesNotList", "Values is a list of texts.")
        if len(values) > 5:
            raise Refused("InvalidParameterValue.LimitExceeded", "A filter has at most 5 values.")
        found.setdefault(str(name), []).extend(values)
    if len(given) > 10:
        raise Refused("InvalidParameterValue.LimitExceeded", "There are at most 10 filters.")
    return found


def page(things: Sequence[T], have: Mapping[str, Any]) -> Sequence[T]:
    """The part of a listing that ``Offset`` (default 0) and ``Limit`` (20, at most 100) ask for."""
    offset, limit = have.get("Offset", 0), have.get("Limit", 20)
    if offset < 0 or limit < 1:
        raise Refused("InvalidParameterValue.Range", "Offset or Limit is too small.")
    if limit > 100:
        raise Refused("InvalidParameterValue.LimitExceeded", "Limit is at most 100.")
    return things[offset : offset + limit]


def well_formed(id: str, prefix: str) -> str:
    """An id of the shape ``cgw-mgp33pll``."""
    if not re.fullmatch(rf"{prefix}-[0-9a-z]{{8}}", id):
        raise Refused("InvalidParameterValue.Malformed", f"{id[:80]} is no id of this kind.")
    return id


Action = Callable[[str, dict[str, Any]], Mapping[str, Any]]
"""An action: region and parameters in, the fields of the answer out."""

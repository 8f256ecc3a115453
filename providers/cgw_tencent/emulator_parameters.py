"""What every action of the pretended VPC API checks in its parameters, and how it tells times.

Source: VPC API 2017-03-12, data types Tag and Filter; tag limits (document 651/13354).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, TypeVar

from cgw.emulator.world import Record, World

T = TypeVar("T")

PROVIDER = "tencent"
ZERO_TIME = "0000-00-00 00:00:00"
RESERVED_ASNS = (139341, 45090, 58835)
BAD = "InvalidParameterValue"
WORDS = {
    "pending": "PENDING",
    "available": "AVAILABLE",
    "updating": "UPDATING",  # the word for this is not documented
    "deleting": "DELETING",
    "failed": "PENDING_ERROR",
}
"""States as the cloud spells them."""
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


def ids_or_filters(have: Mapping[str, Any], ids: str) -> tuple[list[Any], list[Any]]:
    """A listing takes at most 100 ids, or filters."""
    given, narrowing = have.get(ids, []), have.get("Filters", [])
    if given and narrowing:
        raise Refused("InvalidParameter.Coexist", "Give ids or filters, not both.")
    if len(given) > 100:
        raise Refused(f"{BAD}.LimitExceeded", "At most 100 ids.")
    return given, narrowing


def narrowed(
    found: Sequence[Record],
    narrowing: Sequence[Any],
    tests: Mapping[str, Callable[[Record, list[str]], bool]],
) -> list[Record]:
    """What fits every filter."""
    wanted = filters(narrowing, tests)
    return [r for r in found if all(tests[name](r, values) for name, values in wanted.items())]


def well_formed(id: str, prefix: str, code: str = "InvalidParameterValue.Malformed") -> str:
    """An id of the shape ``cgw-mgp33pll``."""
    if not re.fullmatch(rf"{prefix}-[0-9a-z]{{8}}", id):
        raise Refused(code, f"{id[:80]} is no id of this kind.")
    return id


def existing(
    world: World,
    region: str,
    kind: str,
    id: str,
    *,
    missing: str = "ResourceNotFound",
    malformed: str = "InvalidParameterValue.Malformed",
) -> Record:
    """The thing with that id, or the cloud's refusal."""
    record = world.get(PROVIDER, region, kind, well_formed(id, PREFIXES[kind], malformed))
    if record is None:
        raise Refused(missing, f"{id} does not exist.")
    return record


PREFIXES = {
    "customer_gateways": "cgw",
    "vpn_gateways": "vpngw",
    "vpn_connections": "vpnx",
    "routes": "vpnr",
    "ssl_vpn_servers": "vpns",
    "ssl_vpn_clients": "vpnc",
}


def name(text: str, parameter: str, size: int) -> str:
    """A name of 1 to 60 characters, or bytes where ``size`` counts those."""
    if size > 60:
        raise Refused(f"{BAD}.TooLong", f"{parameter} is longer than 60.")
    if not text:
        raise Refused(BAD, f"{parameter} is empty.")
    return text


def asn(number: int | None, *, bgp: bool) -> int | None:
    """A BgpAsn that the cloud takes; ``bgp`` is False for an account without the feature."""
    if number is None:
        return None
    if not bgp:
        raise Refused("UnsupportedOperation.VpnUnsupportedBgp", "BGP is not enabled.")
    if not 1 <= number <= 4294967295 or number in RESERVED_ASNS:
        raise Refused(BAD, f"BgpAsn {number} is not allowed.")
    return number


def network(text: Any) -> IPv4Network | IPv6Network:
    """A CIDR; the documents' own examples have host bits set (10.0.0.5/24)."""
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise Refused(f"{BAD}.Malformed", f"{str(text)[:80]} is no network.") from None


def beijing(moment: datetime) -> str:
    """A time as the cloud writes it. It has no zone; Beijing's is pretended here."""
    return (moment + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M:%S")


def tag_set(record: Record) -> list[dict[str, str]]:
    """Tags as the cloud tells them."""
    return [{"Key": k, "Value": v} for k, v in record.attrs.get("tags", {}).items()]


Action = Callable[[str, dict[str, Any]], Mapping[str, Any]]
"""An action: region and parameters in, the fields of the answer out."""

"""Tags of things that exist: a service of its own, which knows a thing by six segments.

Rows of SSL-VPN servers and clients have no tags, so theirs are read here too.

Source: tag API 2018-08-13, ModifyResourceTags (document 651/33012 of 2024-11-22) and
DescribeResourceTagsByResourceIds (651/33022); that VPN things belong to the service ``vpc``, the
prefixes, and that the account may be left out are the vendor's Terraform provider's; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import MARKER
from cgw.wire import RECORD, Flow, Shape
from cgw_tencent.fields import DONE, Number, Text
from cgw_tencent.listing import Found, Listing, R, following

if TYPE_CHECKING:
    from cgw_tencent.adapter import TencentAdapter

T = TypeVar("T")
Prefix: TypeAlias = Literal["cgw", "vpngw", "vpnx", "vpns", "vpnc"]
MOST = 10  # pairs in one call; 651/13354 says so of new ones
IDS = 50  # of one DescribeResourceTagsByResourceIds
PAGE_SIZE = 20  # what the Terraform provider asks for; no largest one is documented


def tag(
    cloud: TencentAdapter, prefix: Prefix, id: str, add: Mapping[str, str], remove: tuple[str, ...]
) -> Flow[None]:
    """Set tags and take others away, each call doing both.

    What is to go is looked up first: whether a key that is not there is refused is not documented.
    """
    there = (yield from tags_of(cloud, prefix, [id])).get(id, {}) if remove else {}
    gone = [{"TagKey": key} for key in dict.fromkeys(remove) if key in there and key not in add]
    new = [{"TagKey": key, "TagValue": value} for key, value in add.items()]
    resource = f"qcs::vpc:{cloud.region}:uin/:{prefix}/{id}"
    for some, less in zip_longest(_parts(new, MOST), _parts(gone, MOST)):
        changes = {"ReplaceTags": some, "DeleteTags": less}  # neither may be empty
        given = {name: pairs for name, pairs in changes.items() if pairs}
        yield cloud.call(
            "ModifyResourceTags",
            {"Resource": resource, **given},
            DONE,
            service="tag",
            safe=True,
            writes=True,
        )


def tags_of(
    cloud: TencentAdapter, prefix: Prefix, ids: Iterable[str | None]
) -> Flow[dict[str, dict[str, str]]]:
    """All tags of things by their ids, the marker too; what has none is not in it."""
    found: dict[str, dict[str, str]] = {}
    for some in _parts([one for one in dict.fromkeys(ids) if one], IDS):
        cursor: str | None = "0"
        while cursor is not None:
            parameters: dict[str, Any] = {
                "ServiceType": "vpc",
                "ResourcePrefix": prefix,
                "ResourceRegion": cloud.region,
                "ResourceIds": some,
                "Offset": int(cursor),
                "Limit": PAGE_SIZE,
            }
            reply = yield cloud.call(
                "DescribeResourceTagsByResourceIds", parameters, TAGS, service="tag", safe=True
            )
            told = reply.read(TAGS).response
            for row in told.rows or ():
                if row and row.id and row.key:
                    found.setdefault(row.id, {})[row.key] = row.value or ""
            cursor = following(int(cursor), len(told.rows or ()), told.total, PAGE_SIZE)
    return found


def marked(
    cloud: TencentAdapter, listing: Listing[R], prefix: Prefix, token: str
) -> Flow[list[tuple[Found[R], dict[str, str]]]]:
    """Rows whose marker is ``token``, with their tags, out of a listing that tells none."""
    found: dict[str, tuple[Found[R], dict[str, str]]] = {}  # a page may repeat the one before
    cursor: str | None = None
    while True:
        rows, cursor = yield from listing.page(cloud, cursor, {})
        tags = yield from tags_of(cloud, prefix, [row.id for row, _ in rows])
        for row, origin in rows:
            if tags.get(row.id or "", {}).get(MARKER) == token:
                found[row.id or ""] = ((row, origin), tags[row.id or ""])
        if cursor is None:
            return list(found.values())


def _parts(things: list[T], size: int) -> list[list[T]]:
    return [things[start : start + size] for start in range(0, len(things), size)]


@dataclass(slots=True, frozen=True, config=RECORD)
class Row:
    """A tag of a thing; the names differ from those of the VPC API."""

    id: Text = Field(None, validation_alias="ResourceId")
    key: Text = Field(None, validation_alias="TagKey")
    value: Text = Field(None, validation_alias="TagValue")


@dataclass(slots=True, frozen=True, config=RECORD)
class Rows:
    """The answer of DescribeResourceTagsByResourceIds."""

    rows: list[Row | None] | None = Field(None, validation_alias="Tags")
    total: Number = Field(None, validation_alias="TotalCount")


@dataclass(slots=True, frozen=True, config=RECORD)
class RowsReply:
    """The same, wrapped as every answer is."""

    response: Rows = Field(validation_alias="Response")


TAGS: Shape[RowsReply] = Shape(RowsReply)

"""Tags of things that exist.

No document says what becomes of a key that is there already, and terraform takes every tag off before
it sets new ones. So tags are read first; a key whose value changes is taken off and set anew, and what
does not change is not touched.

Source: VPN API v5, ShowResourceTags, BatchCreateResourceTags, BatchDeleteResourceTags (vpn_api_0060 to
0065); APIG v2, ListInstanceTags, BatchCreateOrDeleteInstanceTags; huaweicloudsdkvpn and
huaweicloudsdkapig 3.1.219; terraform-provider-huaweicloud a0345b8d; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.errors import ApiError, OutcomeUnknownError, TransportError
from cgw.wire import RECORD, Flow, Request, Shape
from cgw_huawei.fields import Tags, tags_from, tags_to

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Told:
    """The answer of ShowResourceTags and ListInstanceTags."""

    tags: Tags = Field(default_factory=list)


TOLD: Shape[Told] = Shape(Told)


def tag(
    cloud: HuaweiAdapter, kind: str, id: str, add: Mapping[str, str], remove: tuple[str, ...]
) -> Flow[None]:
    """Change the tags of a thing of the VPN service.

    Args:
        kind: the cloud's word for what it is: ``customer-gateway``, ``p2c-vpn-gateways``.
    """

    def call(action: str, verb: str, tags: Mapping[str, str]) -> Request:
        body = {"tags": tags_to(tags)}
        return cloud.vpn(action, "POST", kind, id, "tags", verb, body=body, safe=True)

    reply = yield cloud.vpn("ShowResourceTags", "GET", kind, id, "tags", shape=TOLD, safe=True)
    off, on = difference(tags_from(reply.read(TOLD).tags), add, remove)
    if off:
        yield call("BatchDeleteResourceTags", "delete", off)
    if on:
        yield from _after(off, call("BatchCreateResourceTags", "create", on))


def tag_instance(
    cloud: HuaweiAdapter, id: str, add: Mapping[str, str], remove: tuple[str, ...]
) -> Flow[None]:
    """Change the tags of a dedicated gateway."""

    def call(verb: str, tags: Mapping[str, str]) -> Request:
        return cloud.apig(
            "BatchCreateOrDeleteInstanceTags",
            "POST",
            "instances",
            id,
            "instance-tags",
            "action",
            body={"action": verb, "tags": tags_to(tags)},
            safe=True,
        )

    reply = yield cloud.apig(
        "ListInstanceTags", "GET", "instances", id, "instance-tags", shape=TOLD, safe=True
    )
    off, on = difference(tags_from(reply.read(TOLD).tags), add, remove)
    if off:
        yield call("delete", off)
    if on:
        yield from _after(off, call("create", on))


def difference(
    have: Mapping[str, str], add: Mapping[str, str], remove: tuple[str, ...]
) -> tuple[dict[str, str], dict[str, str]]:
    """What has to be taken off, as it stands there, and what has to be set."""
    off = {
        key: value
        for key, value in have.items()
        if (key in remove and key not in add) or (key in add and add[key] != value)
    }
    return off, {key: value for key, value in add.items() if have.get(key) != value}


def _after(off: Mapping[str, str], request: Request) -> Flow[None]:
    try:
        yield request
    except (ApiError, OutcomeUnknownError, TransportError) as error:
        if off:
            told = f" (these were taken off before: {', '.join(sorted(off))})"
            if isinstance(error, ApiError):
                error.message += told
            else:
                error.args = (f"{error}{told}",)
        raise

"""How far a dedicated gateway's creation has come, and its switches.

Source: APIG v2, ShowDetailsOfInstanceProgressV2 (its samples have milliseconds), ListFeaturesV2 and
CreateFeatureV2, pages of 2025-12; huaweicloudsdkapig 3.1.219; read 2026-11-21.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.models import Feature, Progress, from_millis, parse_time
from cgw.wire import RECORD, Flow, Shape
from cgw_huawei.fields import Flag, Full, Number, Text

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter

PATH = "instances"
LIMIT = 500  # the page's most


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class ProgressRow:
    """The answer of ShowDetailsOfInstanceProgressV2."""

    percent: Number = Field(None, validation_alias="progress")
    state: Text = Field(None, validation_alias="status")
    code: Text = Field(None, validation_alias="error_code")
    words: Text = Field(None, validation_alias="error_msg")
    begun: Number = Field(None, validation_alias="start_time")
    ended: Number = Field(None, validation_alias="end_time")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class FeatureRow:
    """One switch, and the answer of CreateFeatureV2."""

    name: str
    id: Text = None
    enabled: Flag = Field(None, validation_alias="enable")
    config: Text = None
    updated: Text = Field(None, validation_alias="update_time")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class FeatureRows:
    """The answer of ListFeaturesV2."""

    total: Number = None
    rows: Annotated[list[FeatureRow], Full] = Field(validation_alias="features")


PROGRESS: Shape[ProgressRow] = Shape(ProgressRow)
FEATURE: Shape[FeatureRow] = Shape(FeatureRow)
FEATURES: Shape[FeatureRows] = Shape(FeatureRows)


def progress(cloud: HuaweiAdapter, id: str) -> Flow[Progress]:
    """How far its creation has come."""
    reply = yield cloud.apig(
        "ShowDetailsOfInstanceProgressV2", "GET", PATH, id, "progress", shape=PROGRESS, safe=True
    )
    row = reply.read(PROGRESS)
    return Progress(
        id=id,
        percent=row.percent,
        state=row.state or "",
        code=row.code or "",
        words=row.words or "",
        begun_at=from_millis(row.begun),
        ended_at=from_millis(row.ended),
    )


def features(cloud: HuaweiAdapter, id: str) -> Flow[tuple[Feature, ...]]:
    """All of its switches, each once."""
    found: dict[str, Feature] = {}
    offset = 0
    while True:
        reply = yield cloud.apig(
            "ListFeaturesV2",
            "GET",
            PATH,
            id,
            "features",
            shape=FEATURES,
            query=[("limit", str(LIMIT)), ("offset", str(offset))],
            safe=True,
        )
        many = reply.read(FEATURES)
        new = {row.name: _feature(row) for row in many.rows if row.name not in found}
        found |= new
        offset += len(many.rows)
        more = offset < many.total if many.total is not None else len(many.rows) >= LIMIT
        if not new or not more:
            return tuple(found.values())


def set_feature(
    cloud: HuaweiAdapter, id: str, name: str, *, enabled: bool, config: str
) -> Flow[Feature]:
    """Turn a switch. The cloud takes one change of a switch a minute (APIG.3711)."""
    body: dict[str, Any] = {"name": name, "enable": enabled}
    if config:
        body["config"] = config
    reply = yield cloud.apig(
        "CreateFeatureV2",
        "POST",
        PATH,
        id,
        "features",
        shape=FEATURE,
        body=body,
        safe=True,
        serial=id,
    )
    return _feature(reply.read(FEATURE))


def _feature(row: FeatureRow) -> Feature:
    return Feature(
        name=row.name,
        id=row.id or "",
        enabled=row.enabled,
        config=row.config or "",
        updated_at=parse_time(row.updated),
    )

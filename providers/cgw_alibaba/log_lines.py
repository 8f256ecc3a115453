"""What the log actions of Alibaba Cloud take and tell.

Source: DescribeVpnConnectionLogs and DescribeVpnSslServerLogs in alibabacloud_vpc20160428 7.2.2; the
form of a line in the help page of DescribeVpnConnectionLogs of 2022-12; read 2026-11-21.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from math import ceil, floor
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic.dataclasses import dataclass

from cgw.adapter import LogWindow, Page
from cgw.models import LogLine
from cgw.wire import RECORD, Reply
from cgw_alibaba.fields import Lenient, Number, goes_on, named

PAGE_SIZE = 50  # the most that DescribeVpnSslServerLogs takes
BEGINNING = re.compile(r"\[?(\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2})")
# The page's lines are of 15:52:28, its To of 15:52:24 (UTC+8). UNVERIFIED outside of China.
ZONE = timezone(timedelta(hours=8))


def _lines(value: object) -> tuple[str, ...]:
    """Texts in an object or list, an empty one too: a line may be empty."""
    if isinstance(value, dict):
        value = next(iter(value.values()), ())
    if isinstance(value, str):
        value = [value]
    return tuple(str(v) for v in value if v is not None) if isinstance(value, list) else ()


@dataclass(slots=True, frozen=True, config=RECORD)
class Lines:
    """One page. ``IsCompleted`` says whether what was found is exact, and not that it is all."""

    lines: Annotated[tuple[str, ...], BeforeValidator(_lines)] = Field(
        (), validation_alias=named("Data")
    )
    size: Number = Field(None, validation_alias=named("PageSize"))
    number: Number = Field(None, validation_alias=named("PageNumber"))
    count: Number = Field(None, validation_alias=named("Count"))

    def __post_init__(self) -> None:
        if self.number is None and self.count is None and not self.lines:
            raise ValueError("not a log")  # a strange answer must not pass for an empty log


LINES = Lenient(Lines)


def asked(window: LogWindow, cursor: str | None) -> list[tuple[str, str]]:
    """The parameters for one page of a window; times in whole seconds, widened."""
    return [
        ("From", str(floor(window.since.timestamp()))),
        ("To", str(ceil(window.until.timestamp()))),
        ("PageNumber", cursor or "1"),
        ("PageSize", str(PAGE_SIZE)),
    ]


def page(reply: Reply, window: LogWindow, cursor: str | None) -> Page[LogLine]:
    """The lines of one page."""
    found, _ = reply.read(LINES)
    number = int(cursor or 1)
    # Count is of the page (help page of 2022-12), so there is no total.
    more = goes_on(number, len(found.lines), PAGE_SIZE, found.size, None) and bool(found.lines)
    lines = [LogLine(at=moment(text), text=text, source=window.source) for text in found.lines]
    return Page(lines, str(number + 1) if more else None)


def moment(line: str) -> datetime | None:
    """When a line was written, if it begins with that."""
    told = BEGINNING.match(line)
    if told is None:
        return None
    try:
        naive = datetime.fromisoformat(told[1].replace(" ", "T"))
    except ValueError:
        return None
    return naive.replace(tzinfo=ZONE).astimezone(UTC)

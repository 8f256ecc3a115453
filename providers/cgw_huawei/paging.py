"""Turning pages by marker, without losing or repeating anything.

A marker is the creation time of a page's last item. The documents do not say whether the next
page begins after that time or at it, and two items may share a time. So, where it can be done, the
next page is asked for from one time earlier: the whole group of the last time is read again, and
what was seen already is left out by its id. See the README for what this assumes.

Source: VPN API v5, Querying the Customer Gateway List (vpn_api_0023); read 2026-11-21.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Protocol

from cgw_huawei.fields import PageInfo

LIMIT = 200  # the most, and the default, on the page


class Item(Protocol):
    """What stands in a list."""

    @property
    def id(self) -> str: ...
    @property
    def created(self) -> str | None: ...


def asked(cursor: str | None, limit: int = LIMIT) -> list[tuple[str, str]]:
    """The parameters of one page; a marker is only valid together with a limit."""
    pairs = [("limit", str(limit))]
    if cursor is not None:
        pairs.append(("marker", json.loads(cursor)[0]))
    return pairs


def turned(
    cursor: str | None,
    items: Sequence[Item | None],
    info: PageInfo | None,
    total: int | None,
    limit: int = LIMIT,
) -> tuple[list[int], str | None]:
    """Which items of a page are new, by position, and the cursor of the next page. A null is none.

    Args:
        cursor: what this page was asked with.
        total: how many things there are at all, if the cloud said it.
    """
    sent, count, before = json.loads(cursor) if cursor is not None else ("", 0, [])
    known, new = set(before), list[int]()
    for position, item in enumerate(items):
        if item is not None and item.id not in known:
            known.add(item.id)
            new.append(position)
    count += len(new)
    there = [item for item in items if item is not None]
    marker = _next_marker(sent, there, info)
    size = info.current_count if info and info.current_count is not None else len(items)
    # "If current_count is less than limit, the current page is the last page", says the page.
    # A cloud with a lower limit than 200 would end too early by that: the total decides then.
    last = size < limit and (total is None or count >= total)
    if marker is None or last:
        return new, None
    return new, json.dumps([marker, count, [item.id for item in there]])


def _next_marker(sent: str, items: Sequence[Item], info: PageInfo | None) -> str | None:
    told = info.next_marker if info else None
    if not items or not told or told == sent:
        return None
    if items[-1].created == told:  # creation times are markers here, to the letter
        earlier = next((i.created for i in reversed(items) if i.created != told), None)
        if earlier and earlier != sent:
            return earlier
    return told

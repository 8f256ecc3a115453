"""Turning pages by marker: nothing lost, nothing twice, and an end, whatever the cloud means by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from examples import examples
from huawei import CLOUD, OP, play
from hypothesis import given
from hypothesis import strategies as st

from cgw.adapter import MARKER, Where
from cgw.errors import NotFoundError
from cgw_huawei.fields import PageInfo
from cgw_huawei.p2c_gateways import P2cGateways
from cgw_huawei.paging import asked, turned

LIMIT = 4


@dataclass(frozen=True)
class Thing:
    id: str
    created: str | None


@dataclass
class Cloud:
    """A list in one of the ways that the documents leave open.

    Attributes:
        inclusive: a page begins at its marker, not after it.
        newest_first: the order.
        marker_on_last: the last page has a next_marker, as in the documents' sample.
        counts: current_count is told.
        total: total_count is told.
        cap: the cloud's own limit, perhaps lower than what is asked for.
    """

    things: list[Thing]
    inclusive: bool = False
    newest_first: bool = False
    marker_on_last: bool = True
    counts: bool = True
    total: bool = True
    cap: int = LIMIT

    def page(self, pairs: list[tuple[str, str]]) -> tuple[list[Thing], PageInfo, int | None]:
        query = dict(pairs)
        rows = sorted(self.things, key=lambda thing: thing.created or "", reverse=self.newest_first)
        if marker := query.get("marker"):
            rows = [thing for thing in rows if self._follows(thing.created or "", marker)]
        page = rows[: min(int(query["limit"]), self.cap)]
        more = len(rows) > len(page)
        told = page[-1].created if page and (more or self.marker_on_last) else None
        count = len(page) if self.counts else None
        return page, PageInfo(told, count), len(self.things) if self.total else None

    def _follows(self, time: str, marker: str) -> bool:
        if time == marker:
            return self.inclusive
        return time < marker if self.newest_first else time > marker


def read(cloud: Cloud) -> tuple[list[str], int]:
    """The ids in the order they are given out, and how many requests that took."""
    cursor, ids, requests = None, [], 0
    while True:
        requests += 1
        assert requests <= 2 * len(cloud.things) + 5, "the listing does not end"
        page, info, total = cloud.page(asked(cursor, LIMIT))
        new, cursor = turned(cursor, page, info, total, LIMIT)
        ids += [page[i].id for i in new]
        if cursor is None:
            return ids, requests


@st.composite
def clouds(draw):
    """Groups of things made at the same time, each smaller than a page."""
    cap = draw(st.integers(2, LIMIT))
    sizes = draw(st.lists(st.integers(1, cap - 1), max_size=8))
    things = [
        Thing(f"{group}-{n}", f"2024-05-20T08:30:00.{group:03}Z")
        for group, size in enumerate(sizes)
        for n in range(size)
    ]
    total = draw(st.booleans())
    return Cloud(
        things,
        inclusive=draw(st.booleans()),
        newest_first=draw(st.booleans()),
        marker_on_last=draw(st.booleans()),
        counts=draw(st.booleans()),
        total=total or cap < LIMIT,  # without a total a short page is the last one, by the page
        cap=cap,
    )


@examples(1000)
@given(clouds())
def test_every_thing_is_told_once(cloud):
    """Each thing comes once, also where several share the time that is the marker."""
    ids, _ = read(cloud)
    assert sorted(ids) == sorted(thing.id for thing in cloud.things)


def test_a_short_first_page_is_one_request():
    """The documents say a short page is the last one: nothing more is asked for."""
    cloud = Cloud([Thing("a", "2024-05-20T08:30:00Z"), Thing("b", "2024-05-20T08:30:01Z")])
    assert read(cloud) == (["a", "b"], 1)


def test_the_marker_goes_with_a_limit():
    """A marker is never sent without a limit, and the first page has none."""
    assert asked(None) == [("limit", "200")]
    _, cursor = turned(None, [Thing("a", "t1"), Thing("b", "t2")], PageInfo("t9", 2), None, limit=2)
    assert asked(cursor) == [("limit", "200"), ("marker", "t9")]


def test_a_marker_in_another_form_is_taken_as_it_is():
    """Creation times are used as markers only where the cloud's own marker is one, to the letter."""
    page = [Thing("a", "2024-05-20T08:30:00.100Z"), Thing("b", "2024-05-20T08:30:00.200456Z")]
    _, cursor = turned(None, page, PageInfo("2024-05-20T08:30:00.200Z", 2), None, limit=2)
    assert dict(asked(cursor))["marker"] == "2024-05-20T08:30:00.200Z"


@pytest.mark.parametrize("told", [None, ""])
def test_no_marker_is_the_end(told):
    """An absent or empty next_marker ends the listing, and so does no page_info at all."""
    page = [Thing("a", "t1"), Thing("b", "t2")]
    assert turned(None, page, PageInfo(told, 2), 9, limit=2)[1] is None
    assert turned(None, page, None, 9, limit=2)[1] is None


def test_an_empty_page_is_the_end():
    """A page with nothing on it ends the listing, whatever else it says."""
    assert turned(None, [], PageInfo("t1", 0), 9, limit=2) == ([], None)


def test_a_cloud_that_ignores_the_marker_is_not_asked_for_ever():
    """The same page again and again: its things once, and an end."""
    page = [Thing("a", "t1"), Thing("b", "t2"), Thing("c", "t3")]
    cursor, ids = None, []
    for _ in range(6):
        new, cursor = turned(cursor, page, PageInfo("t3", 3), 99, limit=3)
        ids += [page[i].id for i in new]
        if cursor is None:
            break
    assert cursor is None
    assert ids == ["a", "b", "c"]


def test_a_null_is_nothing_and_takes_its_place():
    """Null items are passed over, positions stay those of the answer, and a full page is full."""
    page = [None, Thing("a", "t1"), None, Thing("b", "t2")]
    new, cursor = turned(None, page, PageInfo("t9", None), None, limit=4)
    assert new == [1, 3]
    assert cursor is not None
    again = [Thing("b", "t2"), None, Thing("c", "t9")]
    assert turned(cursor, again, PageInfo(None, 3), None, limit=4) == ([2], None)
    assert turned(None, [None], PageInfo("t1", 1), 1, limit=4) == ([], None)


@pytest.mark.parametrize(
    ("noun", "name"),
    [
        ("p2c_gateways", "p2c_vpn_gateways"),
        ("ssl_vpn_servers", "vpn_servers"),
        ("ssl_vpn_clients", "users"),
        ("customer_gateways", "customer_gateways"),
        ("vpn_connections", "vpn_connections"),
    ],
)
def test_a_null_in_a_list_is_nothing(noun, name):
    """The page is told without it, and what follows it keeps its own extras."""
    tags = [{"key": MARKER, "value": OP.token}]
    answer = {name: [None, {"id": "x-1", "new": 1, "tags": tags}, None], "total_count": 1}
    ends: list[Any] = []
    if noun == "vpn_connections":
        ends = [NotFoundError("gone", provider="huawei")] * 2  # of its gateways nothing is known
    p2c = P2cGateways(CLOUD)
    verbs = p2c if noun == "p2c_gateways" else getattr(CLOUD, noun)
    where = Where({"server_id": "s-1"} if noun == "ssl_vpn_clients" else {})
    flow = p2c.page(None) if verbs is p2c else verbs.page(None, where)
    page, _ = play(flow, answer, *ends)
    assert [one.id.removeprefix("s-1/") for one in page.items] == ["x-1"]
    assert page.items[0].extras["new"] == 1
    if not noun.startswith("ssl_vpn_"):  # those cannot be marked
        found, _ = play(verbs.find(OP.token), answer, *ends)
        assert [one.id for one in found] == ["x-1"]
    if noun == "ssl_vpn_servers":
        assert play(verbs.get("x-1"), answer)[0].extras["new"] == 1
        of_one = Where({"vpn_gateway_id": "p-1"})
        assert [one.id for one in play(verbs.page(None, of_one), answer)[0].items] == ["x-1"]

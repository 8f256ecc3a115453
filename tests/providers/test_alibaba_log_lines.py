"""The log of an SSL-VPN server on Alibaba Cloud: which part is asked for, and what a line says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from alibaba_flows import adapter, drive, query
from hypothesis import given
from hypothesis import strategies as st

from cgw.adapter import LogWindow
from cgw.wire import UnreadableError
from cgw_alibaba.log_lines import asked, moment

TIMES = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 -- hypothesis takes naive bounds
    max_value=datetime(2090, 1, 1),  # noqa: DTZ001 -- the same
    timezones=st.just(UTC),
)
WINDOW = LogWindow(
    datetime(2022, 12, 14, 7, 42, 24, tzinfo=UTC), datetime(2022, 12, 14, 7, 52, 24, tzinfo=UTC)
)


def body(*lines: str, **more: object) -> dict[str, object]:
    told = {"PageNumber": 1, "PageSize": 50, "Count": len(lines), "IsCompleted": True}
    return {**told, "Data": {"Logs": list(lines)}, **more}


@given(TIMES, st.timedeltas(min_value=timedelta(), max_value=timedelta(hours=3)))
def test_nothing_of_the_window_is_left_out(since, length):
    """Whole seconds are asked for, never less than the window and at most a second more a side."""
    window = LogWindow(since, since + length)
    told = dict(asked(window, None))
    begin, end = int(told["From"]), int(told["To"])
    assert begin <= window.since.timestamp() < begin + 1
    assert end - 1 < window.until.timestamp() <= end
    assert told["PageNumber"] == "1"


@given(TIMES)
def test_a_line_says_when(at):
    """A line that begins with a time has it, read as UTC+8; the text stays whole."""
    text = f"{at + timedelta(hours=8):%Y-%m-%d %H:%M:%S} vss-1 [INFO]: x"
    assert moment(text) == at.replace(microsecond=0)


@given(st.text())
def test_any_line_is_read(text):
    """Whatever a line is, it is no crash."""
    found = moment(text)
    assert found is None or found.tzinfo is UTC


def test_the_page_of_the_documents():
    """The help page's line of 15:52:28 belongs to a window that ends at 15:52:24 (UTC+8)."""
    line = "2022-12-14 15:52:28 vco-m5evqnds4y459flt3**** [DEBUG]: isakmp_inf.c:1514:isakmp****"
    assert moment(line) == datetime(2022, 12, 14, 7, 52, 28, tzinfo=UTC)
    assert dict(asked(WINDOW, None))["To"] == "1671004344"  # as printed there


def test_pages_go_on_while_they_are_full():
    """A full page has one after it, a shorter or an empty one has none."""
    servers = adapter().ssl_vpn_servers
    for number, more in ((50, "3"), (49, None), (0, None)):
        page, (request,) = drive(servers.logs("vss-1", WINDOW, "2"), body(*["x"] * number))
        assert (len(page.items), page.cursor) == (number, more)
        assert query(request)["PageNumber"] == "2"
    page, _ = drive(servers.logs("vss-1", WINDOW, None), body(*["x"] * 10, PageSize=10))
    assert page.cursor == "2"  # the cloud made the pages smaller


def test_a_client_can_be_singled_out():
    """``source`` is a client's id; its lines carry it."""
    window = LogWindow(WINDOW.since, WINDOW.until, "vsc-1")
    page, (request,) = drive(adapter().ssl_vpn_servers.logs("vss-1", window, None), body("x"))
    assert query(request)["SslVpnClientCertId"] == "vsc-1"
    assert page.items[0].source == "vsc-1"


@pytest.mark.parametrize("strange", [{}, {"RequestId": "r"}, [], "x"])
def test_a_strange_answer_is_no_empty_log(strange):
    """What is not a log is an error, not silence."""
    with pytest.raises(UnreadableError):
        drive(adapter().ssl_vpn_servers.logs("vss-1", WINDOW, None), strange)

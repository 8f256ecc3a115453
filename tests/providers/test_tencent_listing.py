"""Listings of customer gateways on Tencent Cloud: pages, filters, and looking for a lost create."""

from __future__ import annotations

import json

import pytest

from cgw.adapter import MARKER, Place, Where
from cgw.errors import UnsupportedError
from cgw.wire import Reply
from cgw_tencent import ConnectOptions, CustomerGatewayListOptions
from cgw_tencent.adapter import TencentAdapter

VERBS = TencentAdapter(Place("ap-guangzhou")).customer_gateways
TOKEN = "0123456789abcdef0123456789abcdef"
CITY = {"Key": "city", "Value": "shanghai"}
ROW = {
    "CustomerGatewayId": "cgw-mgp33pll",
    "CustomerGatewayName": "test-cgw",
    "IpAddress": "58.211.1.12",
    "TagSet": [CITY, {"Key": MARKER, "Value": TOKEN}],
}


def reply(**content):
    return Reply(200, json.dumps({"Response": content}).encode())


def rows(*given, total=None):
    count = len(given) if total is None else total
    return reply(CustomerGatewaySet=list(given), TotalCount=count, RequestId="r-1")


def asked(request):
    assert (request.action, request.safe) == ("DescribeCustomerGateways", True)
    return json.loads(request.body)


def end(flow, answer):
    """Give the last reply to a flow and take what it returns."""
    with pytest.raises(StopIteration) as stop:
        flow.send(answer)
    return stop.value.value


def page(cursor=None, where=None, answer=None):
    flow = VERBS.page(cursor, where or Where())
    request = next(flow)
    return asked(request), end(flow, answer) if answer else None


def test_a_page_is_as_large_as_the_cloud_allows():
    """100 are asked for, from the cursor on."""
    assert page()[0] == {"Offset": 0, "Limit": 100}
    assert page("200")[0] == {"Offset": 200, "Limit": 100}


@pytest.mark.parametrize(
    ("cursor", "here", "total", "following"),
    [
        (None, 100, 250, "100"),
        ("200", 50, 250, None),
        (None, 20, 250, "20"),  # the cloud gave less than asked for
        (None, 0, 250, None),  # others deleted meanwhile: no endless loop
        (None, 100, 100, None),
        (None, 100, 0, "100"),  # a total that cannot be true decides nothing
        (None, 5, 0, None),
        (None, 100, None, "100"),
        (None, 99, None, None),
        (None, 1, "2", "1"),
    ],
)
def test_the_cursor(cursor, here, total, following):
    """The listing goes on while the total says so, or a full page where the total says nothing."""
    given = [{**ROW, "CustomerGatewayId": f"cgw-{n:08d}"} for n in range(here)]
    answer = reply(CustomerGatewaySet=given, TotalCount=total)
    assert page(cursor, answer=answer)[1].cursor == following


def test_rows_of_nothing_are_left_out_and_extras_stay_with_theirs():
    """A null row or one without id is skipped, and the others keep their own extras."""
    given = [None, {**ROW, "New": 1}, {"IpAddress": "1.2.3.4"}, {**ROW, "New": 2}]
    found = page(answer=rows(*given))[1].items
    assert [item.extras for item in found] == [{"New": 1}, {"New": 2}]
    assert page(answer=reply(CustomerGatewaySet=None))[1].items == []


@pytest.mark.parametrize(
    ("where", "filters"),
    [
        (Where({"name": "a"}), [("customer-gateway-name", "a")]),
        (Where({"id": "cgw-1"}), [("customer-gateway-id", "cgw-1")]),
        (Where({"address": "1.2.3.4"}), [("ip-address", "1.2.3.4")]),
        (Where({"address": "2001:db8::1"}), []),  # has several spellings
        (Where({"state": "available"}, {"city": "shanghai"}), []),
        (Where(options=CustomerGatewayListOptions(ip_version="IPv6")), [("ip-version", "IPv6")]),
        (
            Where({"name": "a", "address": "1.2.3.4"}, options=CustomerGatewayListOptions()),
            [("customer-gateway-name", "a"), ("ip-address", "1.2.3.4")],
        ),
    ],
)
def test_narrowing(where, filters):
    """What the cloud can filter is filtered there; the rest is the client's."""
    wanted = [{"Name": name, "Values": [value]} for name, value in filters]
    assert page(where=where)[0].get("Filters", []) == wanted


def test_somebody_elses_list_options_are_refused():
    """Options of another kind are an UnsupportedError before any request."""
    with pytest.raises(UnsupportedError):
        page(where=Where(options=ConnectOptions()))


def test_find_reads_every_page_and_knows_the_marker_alone():
    """Only what carries the very token is found, on whatever page, once; twins are not."""
    twin = {**ROW, "CustomerGatewayId": "cgw-twin0000", "TagSet": [CITY]}
    other = {**ROW, "CustomerGatewayId": "cgw-other000", "TagSet": [{"Key": MARKER, "Value": "x"}]}
    flow = VERBS.find(TOKEN)
    assert asked(next(flow)) == {"Offset": 0, "Limit": 100}
    second = flow.send(rows(twin, other, total=4))
    assert asked(second) == {"Offset": 2, "Limit": 100}
    third = flow.send(rows(ROW, total=4))
    assert asked(third)["Offset"] == 3
    found = end(flow, rows(ROW, total=4))
    assert [item.id for item in found] == ["cgw-mgp33pll"]
    assert found[0].tags == {"city": "shanghai"}

"""How answers of Alibaba Cloud are read: pages, samples of the documents, and their variants."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from cgw.adapter import Operation, Place, Where
from cgw.models import CustomerGatewaySpec
from cgw.wire import Flow, Reply, Request, UnreadableError
from cgw_alibaba.adapter import AlibabaAdapter
from cgw_alibaba.customer_gateways import LISTING, ROW

OP = Operation("0123456789abcdef0123456789abcdef")
SPEC = CustomerGatewaySpec(name="idc", address="203.0.113.10")
WHOLE = {
    "RequestId": "R-2",
    "CustomerGatewayId": "cgw-x1",
    "IpAddress": "203.0.113.10",
    "Name": "idc",
    "Description": "d",
    "CreateTime": 1714979289000,
    "Asn": 65530,
    "AuthKey": "canary",
    "ResourceGroupId": "rg-1",
    "Tags": {"Tag": [{"Key": "env", "Value": ""}]},
}


@pytest.fixture
def gateways():
    return AlibabaAdapter(Place("cn-shanghai")).customer_gateways


def drive(flow: Flow[Any], *bodies: Any) -> tuple[Any, list[Request]]:
    """Run a flow, each request answered by the next body."""
    asked = [next(flow)]
    for body in bodies:
        try:
            asked.append(flow.send(Reply(200, json.dumps(body).encode())))
        except StopIteration as stop:
            return stop.value, asked
    raise AssertionError("the flow wants more answers")


def row(number: int) -> dict[str, Any]:
    return WHOLE | {"CustomerGatewayId": f"cgw-{number}"}


@pytest.mark.parametrize("told", [{}, {"TotalCount": "120", "PageSize": "50"}, {"TotalCount": 120}])
def test_pages_follow_until_the_last(gateways, told):
    """Pages are asked for one after the other and end, with counts, counts as text, or none."""
    seen, cursor, asked = [], None, []
    while True:
        first = (int(cursor or 1) - 1) * 50
        rows = [row(n) for n in range(first, min(first + 50, 120))]
        page, (request,) = drive(
            gateways.page(cursor, Where()), {"CustomerGateways": {"CustomerGateway": rows}, **told}
        )
        asked.append(dict(request.query)["PageNumber"])
        seen += [item.id for item in page.items]
        cursor = page.cursor
        if cursor is None:
            break
    assert asked == ["1", "2", "3"]
    assert seen == [f"cgw-{n}" for n in range(120)]


def test_a_cloud_that_cuts_the_page_size_loses_nothing(gateways):
    """If the answer says PageSize 10, page 2 is asked for although 50 were wanted."""
    rows = {"CustomerGateway": [row(n) for n in range(10)]}
    body = {"CustomerGateways": rows, "TotalCount": 11, "PageSize": 10, "PageNumber": 1}
    assert drive(gateways.page(None, Where()), body)[0].cursor == "2"


def test_an_empty_page_is_the_last(gateways):
    """A page without rows ends the listing, whatever TotalCount promises."""
    body = {"CustomerGateways": {"CustomerGateway": []}, "TotalCount": 500, "PageSize": 50}
    assert drive(gateways.page("2", Where()), body)[0].cursor is None


# ---------------------------------------------------------------- odd answers

LIST_2019 = {
    "PageNumber": 1, "TotalCount": 1, "PageSize": 10,
    "RequestId": "E82612A9-CB90-4D7E-B394-1DB7F6509B29",
    "CustomerGateways": {"CustomerGateway": [{
        "CustomerGatewayId": "cgw-bp1pvpl9r9adju6l5nxck", "Name": "test",
        "CreateTime": 1492747187000, "IpAddress": "139.196.32.xxx",
    }]},
}  # fmt: skip


def test_the_samples_of_the_documents_parse(gateways):
    """The JSON samples of the 2019 reference, masked addresses and missing fields included, read."""
    page, _ = drive(gateways.page(None, Where()), LIST_2019)
    assert page.items[0].address == "139.196.32.xxx"
    assert page.items[0].created_at == datetime(2017, 4, 21, 3, 59, 47, tzinfo=UTC)
    assert (page.items[0].description, page.items[0].asn, page.items[0].tags) == (None, None, {})
    assert page.items[0].extras == {}
    newer = {
        "RequestId": "D32B3C26-6C6C-4988-93E9-D2A6444CE6AE", "IpAddress": "101.12.XX.XX",
        "Description": "desctest", "CustomerGatewayId": "cgw-bp1jrawp82av6bws9****",
        "CreateTime": 1493363486000, "Name": "nametest",
    }  # fmt: skip
    made, _ = drive(gateways.create(SPEC, OP), newer, newer)
    assert (made.id, made.address) == ("cgw-bp1jrawp82av6bws9****", "101.12.XX.XX")


def lower(value: Any) -> Any:
    if isinstance(value, dict):
        return {key.lower(): lower(item) for key, item in value.items()}
    return [lower(item) for item in value] if isinstance(value, list) else value


def lower_first(value: dict[str, Any]) -> dict[str, Any]:
    return {key[0].lower() + key[1:]: item for key, item in value.items()}


def odd_cased(value: Any) -> Any:
    if isinstance(value, dict):
        return {key[:1] + key[1:2].upper() + key[2:]: odd_cased(v) for key, v in value.items()}
    return [odd_cased(item) for item in value] if isinstance(value, list) else value


def quoted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: quoted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [quoted(item) for item in value]
    return str(value) if isinstance(value, int) else value


VARIANTS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "as it is": lambda body: body,
    "5 small letters": lower,
    "8 in a response": lambda body: {"DescribeCustomerGatewayResponse": body},
    "10 odd capitals": odd_cased,
    "11 numbers as text": quoted,
    "12 one object for a list": lambda body: body | {"Tags": {"Tag": {"Key": "env", "Value": ""}}},
    "5 small letters inside": lambda body: body | {"Tags": {"tag": [{"key": "env", "value": ""}]}},
    "35 only the list": lambda body: body | {"Tags": [{"Key": "env", "Value": ""}]},
    "35 only the object": lambda body: body | {"Tags": {"Key": "env", "Value": ""}},
    "all of it": lambda body: {"xResponse": quoted(lower(body | {"Tags": [{"Key": "env"}]}))},
}


@pytest.mark.parametrize("change", VARIANTS.values(), ids=VARIANTS)
def test_variants_of_the_documents_read_the_same(gateways, change):
    """Every variant of one answer that the documents show gives one and the same gateway."""
    got, _ = drive(gateways.get("cgw-x1"), change(WHOLE))
    plain, _ = drive(gateways.get("cgw-x1"), WHOLE)
    assert got == plain
    assert got.bgp_key.get_secret_value() == "canary"
    assert lower(got.extras) == lower(plain.extras)
    assert "canary" not in str(got.extras)


LIST_VARIANTS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "5 small letters": lower,
    "8 in a response": lambda body: {"DescribeCustomerGatewaysResponse": body},
    "10 odd capitals": odd_cased,
    "11 numbers as text": quoted,
    "12 one object for a list": lambda body: (
        body | {"CustomerGateways": {"CustomerGateway": body["CustomerGateways"]["CustomerGateway"][0]}}
    ),
    "5 one small letter": lambda body: (
        body | {"CustomerGateways": lower_first(body["CustomerGateways"])}
    ),
    "35 only the list": lambda body: (
        body | {"CustomerGateways": body["CustomerGateways"]["CustomerGateway"]}
    ),
    "35 only the object": lambda body: (
        body | {"CustomerGateways": body["CustomerGateways"]["CustomerGateway"][0]}
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", LIST_VARIANTS.values(), ids=LIST_VARIANTS)
def test_variants_of_a_listing_read_the_same(gateways, change):
    """Every variant of one page gives the same items, extras and end."""
    only = {name: value for name, value in WHOLE.items() if name != "RequestId"} | {"New": "n"}
    body = {"TotalCount": 60, "PageSize": 50, "CustomerGateways": {"CustomerGateway": [only]}}
    page, _ = drive(gateways.page(None, Where()), change(body))
    plain, _ = drive(gateways.page(None, Where()), body)
    assert page == plain
    assert page.cursor == "2"
    assert page.items[0].resource_group == "rg-1"
    assert lower(page.items[0].extras) == {"new": "n"}


@pytest.mark.parametrize("tags", [{}, {"Tag": []}, {"Tag": None}, {"Tag": {}}, [], None, "", "{}"])
def test_no_tags_is_no_tags(gateways, tags):
    """An optional list may be empty, absent, {} or null (quirk 36)."""
    assert drive(gateways.get("cgw-x1"), WHOLE | {"Tags": tags})[0].tags == {}


@pytest.mark.parametrize(
    "body", [{"TotalCount": 0}, {"TotalCount": "0", "CustomerGateways": {}}, {"CustomerGateways": {}},
             {"TotalCount": 0, "CustomerGateways": None}, {"TotalCount": 0, "CustomerGateways": []}]
)  # fmt: skip
def test_an_empty_list_is_empty(gateways, body):
    """A listing without gateways, however it is written, is an empty last page."""
    page, _ = drive(gateways.page(None, Where()), body)
    assert (page.items, page.cursor) == ([], None)


@pytest.mark.parametrize("body", [b"{}", b"", b"[]", b"null", b"<html/>", b'{"RequestId":"R"}'])
def test_a_strange_answer_is_not_an_empty_list(body):
    """What is no listing cannot be read; it never passes for "there is nothing"."""
    with pytest.raises(UnreadableError):
        LISTING.read(body)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b"<xml/>", b'{"CustomerGatewayId":""}']
)
def test_an_answer_without_an_id_cannot_be_read(body):
    """A create or read answer that names no gateway is as good as none."""
    with pytest.raises(UnreadableError):
        ROW.read(body)


@pytest.mark.parametrize(
    ("field", "value"),
    [("Asn", ""), ("Asn", "0"), ("Asn", "none"), ("CreateTime", ""), ("CreateTime", "soon"),
     ("CreateTime", None), ("CreateTime", 10**30), ("Name", None), ("IpAddress", None), ("AuthKey", "")],
)  # fmt: skip
def test_an_unusable_value_is_absent_and_no_crash(gateways, field, value):
    """Empty, null and nonsense values of one field leave the others as they are."""
    got, _ = drive(gateways.get("cgw-x1"), WHOLE | {field: value})
    assert got.id == "cgw-x1"
    ours = {"Asn": got.asn, "CreateTime": got.created_at, "AuthKey": got.bgp_key, "Name": got.name,
            "IpAddress": got.address}[field]  # fmt: skip
    assert not ours


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*WHOLE, "Tag", "Key", "Value", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@examples(500)
@given(st.dictionaries(st.sampled_from(sorted(WHOLE)), json_values, max_size=6))
def test_any_json_reads_or_is_unreadable(changes):
    """Whatever stands in the fields, an answer becomes a gateway or an UnreadableError."""
    gateways = AlibabaAdapter(Place("cn-shanghai")).customer_gateways
    try:
        got, _ = drive(gateways.get("x"), WHOLE | changes)
    except UnreadableError:
        return
    assert got.id
    assert isinstance(got.extras, dict)

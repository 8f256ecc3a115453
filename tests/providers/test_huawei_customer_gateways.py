"""Customer gateways on HUAWEI CLOUD: what goes out and what is read."""

from __future__ import annotations

import json
from collections.abc import Generator
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from cgw.adapter import MARKER, Operation, Place, Where
from cgw.errors import InvalidRequestError, NotFoundError, UnsupportedError
from cgw.models import CustomerGatewayPatch, CustomerGatewaySpec, Options
from cgw.wire import Reply, Request, UnreadableError
from cgw_huawei import CustomerGatewayOptions, CustomerGatewayPatchOptions
from cgw_huawei.adapter import HuaweiAdapter

CLOUD = HuaweiAdapter(Place("ap-southeast-1"))
VERBS = CLOUD.customer_gateways
OP = Operation("0" * 32)
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
SPEC = CustomerGatewaySpec(name="idc", address="198.51.100.7", asn=65010, tags={"env": "prod"})

# VPN API v5, Creating a Customer Gateway (vpn_api_0021), example response; the address is ours.
CREATED = {
    "customer_gateway": {
        "id": "03c0aa3d-demo-a8df-va86-9d82473765d4",
        "name": "cgw-2abf",
        "id_type": "ip",
        "id_value": "10.1.1.21",
        "bgp_asn": 65000,
        "created_at": "2025-08-13T02:34:56.784574762Z",
        "updated_at": "2025-08-13T02:34:56.784574762Z",
    },
    "request_id": "7e0383bf-a7fb-461b-a926-baa8a795bf1a",
}
# VPN API v5, Querying the Customer Gateway List (vpn_api_0023), example response, masked as there.
LISTED = {
    "customer_gateways": [
        {
            "id": "e67d6e27-demo-a8df-va86-be9a0f0168e9",
            "name": "cgw-a45b",
            "id_type": "ip",
            "id_value": "100.***.***.81",
            "bgp_asn": 65588,
            "created_at": "2025-08-13T02:38:05.09035Z",
            "updated_at": "2025-08-13T02:38:05.09035Z",
            "tags": [],
            "route_mode": "bgp",
            "ip": "100.***.***.81",
        },
        {
            "id": "312067bb-demo-a8df-va86-09dc941bbffc",
            "name": "cgw-21a3",
            "id_value": "123******456",
            "created_at": "2025-08-13T02:48:56.995988Z",
            "updated_at": "2025-08-13T02:48:56.995988Z",
            "tags": [],
        },
    ],
    "total_count": 2,
    "page_info": {"next_marker": "2025-04-17T07:11:55.045Z", "current_count": 2},
    "request_id": "82a108d9-0929-42e9-adb7-e146c04c587c",
}


def first(flow: Generator[Request, Reply, Any]) -> Request:
    """The request a flow begins with."""
    return next(flow)


def sent(flow: Generator[Request, Reply, Any]) -> dict[str, Any]:
    """The inner object that a flow's first request carries."""
    content: dict[str, Any] = json.loads(first(flow).body)["customer_gateway"]
    return content


def result(flow: Generator[Request, Reply, Any], *bodies: Any) -> Any:
    """What a flow returns for these answers."""
    next(flow)
    for number, body in enumerate(bodies, 1):
        reply = Reply(200, body if isinstance(body, bytes) else json.dumps(body).encode())
        if number < len(bodies):
            flow.send(reply)
        else:
            with pytest.raises(StopIteration) as stop:
                flow.send(reply)
            return stop.value.value
    return None


def row(**more: Any) -> dict[str, Any]:
    return {"customer_gateway": {"id": "i", **more}}


# ---------------------------------------------------------------- to the wire


def test_create_says_what_was_asked():
    """Name, type, value, ASN, tags and the marker go out; nothing is null."""
    request = first(VERBS.create(SPEC, OP))
    assert (request.method, request.path) == ("POST", "/v5/{project_id}/customer-gateways")
    assert (request.safe, request.headers) == (False, {"content-type": "application/json"})
    assert json.loads(request.body) == {
        "customer_gateway": {
            "name": "idc",
            "id_type": "ip",
            "id_value": "198.51.100.7",
            "bgp_asn": 65010,
            "tags": [{"key": "env", "value": "prod"}, {"key": MARKER, "value": OP.token}],
        }
    }


def test_create_without_a_marker_sends_none():
    """An unmarked operation sends the user's tags only, and no tags at all if there are none."""
    bare = Operation(OP.token, marked=False)
    assert sent(VERBS.create(SPEC, bare))["tags"] == [{"key": "env", "value": "prod"}]
    assert "tags" not in sent(
        VERBS.create(CustomerGatewaySpec(name="a", address="192.0.2.1"), bare)
    )


def test_a_name_is_an_fqdn():
    """An address that is a name goes out as fqdn, and without an ASN."""
    content = sent(VERBS.create(CustomerGatewaySpec(name="a", address="vpn.example.com"), OP))
    assert (content["id_type"], content["id_value"]) == ("fqdn", "vpn.example.com")
    assert "bgp_asn" not in content


@pytest.mark.parametrize(
    ("options", "wire"),
    [
        (CustomerGatewayOptions(ca_certificate_id="c1"), {"id": "c1"}),
        (CustomerGatewayOptions(ca_certificate=PEM), {"content": PEM}),
        (CustomerGatewayOptions(), None),
    ],
)
def test_the_certificate_goes_out(options, wire):
    """A CA certificate goes by its id or as it is; without one nothing is said of it."""
    spec = CustomerGatewaySpec(name="a", address="192.0.2.1", options=options)
    assert sent(VERBS.create(spec, OP)).get("ca_certificate") == wire


@pytest.mark.parametrize(
    ("patch", "wire"),
    [
        (CustomerGatewayPatch(name="b"), {"name": "b"}),
        (
            CustomerGatewayPatch(options=CustomerGatewayPatchOptions(ca_certificate=PEM)),
            {"ca_certificate": {"content": PEM}},
        ),
        (
            CustomerGatewayPatch(
                name="b", options=CustomerGatewayPatchOptions(ca_certificate_id="c")
            ),
            {"name": "b", "ca_certificate": {"id": "c"}},
        ),
    ],
)
def test_update_sends_what_was_given(patch, wire):
    """A change carries what was given and nothing else; sending it twice is harmless."""
    request = first(VERBS.update("i", patch))
    assert (request.method, request.path) == ("PUT", "/v5/{project_id}/customer-gateways/i")
    assert json.loads(request.body) == {"customer_gateway": wire}
    assert request.safe
    assert request.writes


@pytest.mark.parametrize(
    ("spec", "kind", "field"),
    [
        ({"name": ""}, InvalidRequestError, "name"),
        ({"name": "x" * 65}, InvalidRequestError, "name"),
        ({"name": "a b"}, InvalidRequestError, "name"),
        ({"description": "d"}, UnsupportedError, "description"),
        ({"address": "2001:db8::1"}, UnsupportedError, "address"),
        ({"address": "vpn.example.com", "asn": 65010}, InvalidRequestError, "asn"),
        ({"tags": {f"k{n}": "" for n in range(20)}}, InvalidRequestError, "tags"),
        ({"tags": {"k" * 129: ""}}, InvalidRequestError, "tags"),
        ({"tags": {"k": "v" * 256}}, InvalidRequestError, "tags"),
        ({"tags": {"k": "a/b"}}, InvalidRequestError, "tags"),
        ({"tags": {MARKER: "x"}}, InvalidRequestError, "tags"),
        ({"options": CustomerGatewayPatchOptions()}, UnsupportedError, "options"),
        ({"options": Options()}, UnsupportedError, "options"),
    ],
)
def test_what_the_cloud_does_not_take_is_refused_before_any_request(spec, kind, field):
    """A value outside the documented limits names its field, and nothing is sent."""
    whole = {"name": "a", "address": "192.0.2.1", **spec}
    with pytest.raises(kind) as caught:
        first(VERBS.create(CustomerGatewaySpec(**whole), OP))
    assert caught.value.field == field


@pytest.mark.parametrize(
    "spec",
    [
        {"name": "x" * 64},
        {"name": "\u5bf9\u7aef.A-b_1"},
        {"asn": "1.10"},
        {"asn": 4294967295},
        {"tags": {f"k{n}": "" for n in range(19)}},
        {"tags": {"\u00e1 _.:=+-@": "v" * 255, "k" * 128: ""}},
    ],
)
def test_the_limits_themselves_are_allowed(spec):
    """What lies just inside the documented limits goes out."""
    first(VERBS.create(CustomerGatewaySpec(**{"name": "a", "address": "192.0.2.1", **spec}), OP))


def test_twenty_tags_fit_without_the_marker():
    """The marker counts: twenty tags of the user's go only with an operation that has none."""
    spec = CustomerGatewaySpec(name="a", address="192.0.2.1", tags={f"k{n}": "" for n in range(20)})
    assert len(sent(VERBS.create(spec, Operation(OP.token, marked=False)))["tags"]) == 20


@pytest.mark.parametrize(
    ("patch", "kind"),
    [
        (CustomerGatewayPatch(), InvalidRequestError),
        (CustomerGatewayPatch(name=None), InvalidRequestError),
        (CustomerGatewayPatch(options=CustomerGatewayPatchOptions()), InvalidRequestError),
        (CustomerGatewayPatch(asn=65000), UnsupportedError),
        (CustomerGatewayPatch(description="d"), UnsupportedError),
        (CustomerGatewayPatch(name="x" * 65), InvalidRequestError),
        (CustomerGatewayPatch(options=CustomerGatewayOptions()), UnsupportedError),
    ],
)
def test_a_change_that_cannot_be_is_refused_before_any_request(patch, kind):
    """Nothing to change, or what cannot change here, is refused at once."""
    with pytest.raises(kind):
        first(VERBS.update("i", patch))


def test_two_certificates_are_one_too_many():
    """A certificate by id and as text at once is a mistake of the caller's."""
    for options in (CustomerGatewayOptions, CustomerGatewayPatchOptions):
        with pytest.raises(ValidationError, match="not both"):
            options(ca_certificate_id="c", ca_certificate=PEM)


# ---------------------------------------------------------------- from the wire


def test_the_documented_create_answer():
    """The page's sample becomes a whole noun; tags it leaves out are those that were asked for."""
    made = result(VERBS.create(SPEC, OP), CREATED)
    assert (made.id, made.name, made.address) == (
        "03c0aa3d-demo-a8df-va86-9d82473765d4",
        "cgw-2abf",
        "10.1.1.21",
    )
    assert (made.asn, made.state, made.tags) == (65000, "available", {"env": "prod"})
    assert made.created_at == datetime(2025, 8, 13, 2, 34, 56, 784574, tzinfo=UTC)
    assert (made.provider, made.region) == ("huawei", "ap-southeast-1")
    assert made.updated_at == datetime(2025, 8, 13, 2, 34, 56, 784574, tzinfo=UTC)
    assert made.extras == {"id_type": "ip"}


def test_the_documented_list():
    """The page's sample: masked addresses verbatim, a row without ASN and type, and one page."""
    page = result(VERBS.page(None, Where()), LISTED)
    assert [item.address for item in page.items] == ["100.***.***.81", "123******456"]
    assert [item.asn for item in page.items] == [65588, None]
    assert page.items[0].created_at == datetime(2025, 8, 13, 2, 38, 5, 90350, tzinfo=UTC)
    assert page.items[0].extras["route_mode"] == "bgp"
    assert "route_mode" not in page.items[1].extras
    assert page.cursor is None


@pytest.mark.parametrize(
    ("more", "field", "value"),
    [
        ({"id_value": None, "ip": "192.0.2.9"}, "address", "192.0.2.9"),
        ({"id_value": "192.0.2.1", "ip": "192.0.2.9"}, "address", "192.0.2.1"),
        ({}, "address", ""),
        ({"bgp_asn": "65010"}, "asn", 65010),
        ({"bgp_asn": 0}, "asn", None),
        ({"bgp_asn": None}, "asn", None),
        ({"bgp_asn": "auto"}, "asn", None),
        ({"name": None}, "name", ""),
        ({"name": 7}, "name", "7"),
        ({"tags": None}, "tags", {}),
        ({"tags": [{"key": "a"}, {"value": "x"}, {"key": "b", "value": ""}]}, "tags", {"a": "", "b": ""}),
        ({"tags": [{"key": MARKER, "value": "x"}, {"key": "a", "value": "b"}]}, "tags", {"a": "b"}),
        ({"created_at": None}, "created_at", None),
        ({"created_at": "soon"}, "created_at", None),
        ({"created_at": "2025-08-13T02:34:56Z"}, "created_at", datetime(2025, 8, 13, 2, 34, 56, tzinfo=UTC)),
        ({"created_at": "2025-08-13T10:34:56.1+08:00"}, "created_at", datetime(2025, 8, 13, 2, 34, 56, 100000, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_odd_values_are_read(more, field, value):
    """Null, missing, numbers as texts and unknown words are read, never a crash."""
    assert getattr(result(VERBS.get("i"), row(**more)), field) == value


def test_unknown_fields_are_kept():
    """What the model has no field for is in extras, also of a certificate, secrets masked."""
    told = row(ca_certificate={"id": "c", "brand": "x"}, brand_new=[1], psk="TOPSECRET")
    found = result(VERBS.get("i"), told)
    assert found.extras["ca_certificate"] == {"brand": "x"}
    assert found.extras["brand_new"] == [1]
    assert "TOPSECRET" not in str(found.extras)


@pytest.mark.parametrize("body", [b"", b"{}", b"<html/>", b'{"customer_gateway":{}}', b"[]"])
def test_an_answer_without_the_thing_is_unreadable(body):
    """A success that tells no id is no answer: the engine asks what happened."""
    request = first(VERBS.create(SPEC, OP))
    assert request.shape is not None
    with pytest.raises(UnreadableError):
        Reply(201, body).read(request.shape)


def test_null_lists_are_empty():
    """A list that is null or missing is an empty page."""
    for body in ({"customer_gateways": None, "page_info": None}, {}):
        page = result(VERBS.page(None, Where()), body)
        assert (page.items, page.cursor) == ([], None)


def test_listing_asks_for_the_most_and_narrows_by_id():
    """200 at once, the documented most; the cloud's only filter is the id."""
    assert first(VERBS.page(None, Where())).query == (("limit", "200"),)
    where = Where(fields={"id": "x", "name": "n"}, tags={"a": "b"})
    assert first(VERBS.page(None, where)).query == (("limit", "200"), ("cgw_id", "x"))
    with pytest.raises(UnsupportedError):
        first(VERBS.page(None, Where(options=CustomerGatewayOptions())))


def test_deleting_what_is_gone_succeeds():
    """NotFoundError on delete is success; on get and update it is not swallowed."""
    gone = NotFoundError("gone", provider="huawei")
    flow = VERBS.delete("i")
    first(flow)
    with pytest.raises(StopIteration):
        flow.throw(gone)
    for other in (VERBS.get("i"), VERBS.update("i", CustomerGatewayPatch(name="b"))):
        first(other)
        with pytest.raises(NotFoundError):
            other.throw(gone)


def test_find_reads_every_page_and_tells_only_what_is_marked():
    """The marker is looked for on all pages, and is not shown."""

    def things(start: int) -> list[dict[str, Any]]:
        marks = {5: OP.token, 205: OP.token, 206: "1" * 32}
        return [
            {
                "id": f"i{n}",
                "created_at": f"2025-08-13T02:38:05.{n:06}Z",
                "tags": [{"key": MARKER, "value": marks[n]}] if n in marks else None,
            }
            for n in range(start, min(start + 200, 210))
        ]

    pages = [
        {
            "customer_gateways": things(start),
            "page_info": {"next_marker": things(start)[-1]["created_at"]},
            "total_count": 210,
        }
        for start in (0, 199)
    ]
    found = result(VERBS.find(OP.token), *pages)
    assert [item.id for item in found] == ["i5", "i205"]
    assert all(item.tags == {} for item in found)

"""Customer gateways on Tencent Cloud: each flow by hand, and through the emulator's face."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

import cgw.emulator
from cgw.adapter import MARKER, Operation, Place
from cgw.emulator.world import World
from cgw.errors import InvalidRequestError, NotFoundError, ServiceError, UnsupportedError
from cgw.models import CustomerGatewayPatch, CustomerGatewaySpec, State
from cgw.testing.bench import Bench
from cgw.testing.nouns import CUSTOMER_GATEWAYS
from cgw.wire import Reply
from cgw_tencent import ConnectOptions, CustomerGatewayListOptions
from cgw_tencent.adapter import TencentAdapter
from cgw_tencent.emulator import TencentFace

CLOUD = TencentAdapter(Place("ap-guangzhou"))
VERBS = CLOUD.customer_gateways
OP = Operation("0123456789abcdef0123456789abcdef")


def spec(**changes):
    good = {"name": "test-cgw", "address": "58.211.1.12", "tags": {"city": "shanghai"}}
    return CustomerGatewaySpec(**{**good, **changes})


SPEC = spec()

# The output example of the CreateCustomerGateway page of 2024-11-25.
CREATED = {
    "CustomerGateway": {
        "CustomerGatewayId": "cgw-mgp33pll",
        "IpAddress": "58.211.1.12",
        "CustomerGatewayName": "test-cgw",
        "CreatedTime": "2018-04-18 10:00:00",
    },
    "RequestId": "5bd98433-263a-47b6-9a1c-84aa613a8ff6",
}
ROW = {
    **CREATED["CustomerGateway"],
    "BgpAsn": 65010,
    "VpnConnNum": 2,
    "TagSet": [{"Key": "city", "Value": "shanghai"}, {"Key": MARKER, "Value": OP.token}],
}


def reply(**content):
    return Reply(200, json.dumps({"Response": content}).encode())


def rows(*given, total=None):
    count = len(given) if total is None else total
    return reply(CustomerGatewaySet=list(given), TotalCount=count, RequestId="r-1")


def asked(request):
    return request.action, json.loads(request.body)


def end(flow, answer):
    """Give the last reply to a flow and take what it returns."""
    with pytest.raises(StopIteration) as stop:
        flow.send(answer)
    return stop.value.value


def read(row):
    """What a row becomes."""
    flow = VERBS.get(row.get("CustomerGatewayId", "cgw-mgp33pll"))
    next(flow)
    return end(flow, rows(row))


# ---------------------------------------------------------------- create


def test_create_asks_for_what_the_page_has_and_reads_back():
    """All four parameters are sent, the marker among the tags; the listing tells the rest."""
    flow = VERBS.create(spec(asn=65010), OP)
    request = next(flow)
    assert asked(request) == (
        "CreateCustomerGateway",
        {
            "CustomerGatewayName": "test-cgw",
            "IpAddress": "58.211.1.12",
            "BgpAsn": 65010,
            "Tags": [{"Key": "city", "Value": "shanghai"}, {"Key": MARKER, "Value": OP.token}],
        },
    )
    assert not request.safe
    assert (request.url, request.headers["x-tc-region"]) == (
        "https://vpc.tencentcloudapi.com/",
        "ap-guangzhou",
    )
    second = flow.send(reply(**CREATED))
    assert asked(second) == ("DescribeCustomerGateways", {"CustomerGatewayIds": ["cgw-mgp33pll"]})
    made = end(flow, rows(ROW))
    assert (made.id, made.asn, made.connections) == ("cgw-mgp33pll", 65010, 2)
    assert (made.state, made.tags) == (State.AVAILABLE, {"city": "shanghai"})
    assert made.created_at == datetime(2018, 4, 18, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "trouble",
    [
        NotFoundError("not yet", provider="tencent"),
        ServiceError("down", provider="tencent"),
    ],
)
def test_a_made_id_is_never_hidden(trouble):
    """If the read-back fails, create returns what was asked for under the id that was made."""
    flow = VERBS.create(SPEC, OP)
    next(flow)
    flow.send(reply(**CREATED))
    with pytest.raises(StopIteration) as stop:
        flow.throw(trouble)
    made = stop.value.value
    assert (made.id, made.name, made.address) == ("cgw-mgp33pll", "test-cgw", "58.211.1.12")
    assert (made.tags, made.created_at) == (
        {"city": "shanghai"},
        datetime(2018, 4, 18, 2, tzinfo=UTC),
    )


def test_an_unmarked_create_sends_no_marker():
    """Without the marker and without tags there is no Tags parameter at all."""
    flow = VERBS.create(spec(tags={}), Operation(OP.token, marked=False))
    assert "Tags" not in asked(next(flow))[1]


@pytest.mark.parametrize(
    "answer", [reply(CustomerGateway=None), reply(CustomerGateway={"CustomerGatewayId": ""})]
)
def test_a_create_answer_without_id_is_no_answer(answer):
    """An id that is null or empty cannot be read, so that the engine looks for what was made."""
    request = next(VERBS.create(SPEC, OP))
    with pytest.raises(Exception, match=r"CustomerGateway"):
        answer.read(request.shape)


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"description": "no"}, UnsupportedError, "description"),
        ({"options": ConnectOptions()}, UnsupportedError, "options"),
        ({"address": "gw.example.com"}, UnsupportedError, "address"),
        ({"address": "127.0.0.1"}, InvalidRequestError, "address"),
        ({"address": "0.1.2.3"}, InvalidRequestError, "address"),
        ({"address": "224.0.0.5"}, InvalidRequestError, "address"),
        ({"address": "169.254.1.1"}, InvalidRequestError, "address"),
        ({"address": "255.255.255.255"}, InvalidRequestError, "address"),
        ({"name": ""}, InvalidRequestError, "name"),
        ({"name": "n" * 61}, InvalidRequestError, "name"),
        ({"asn": 139341}, InvalidRequestError, "asn"),
        ({"asn": 45090}, InvalidRequestError, "asn"),
        ({"asn": 58835}, InvalidRequestError, "asn"),
        ({"tags": {"qcs:a": "b"}}, InvalidRequestError, "tags"),
        ({"tags": {"project": "b"}}, InvalidRequestError, "tags"),
        ({"tags": {" a": "b"}}, InvalidRequestError, "tags"),
        ({"tags": {"a": "b "}}, InvalidRequestError, "tags"),
        ({"tags": {"a": "b?"}}, InvalidRequestError, "tags"),
        ({"tags": {"k" * 128: "b"}}, InvalidRequestError, "tags"),
        ({"tags": {"k": "v" * 256}}, InvalidRequestError, "tags"),
        ({"tags": {f"k{n}": "v" for n in range(50)}}, InvalidRequestError, "tags"),  # + marker
    ],
)
def test_what_the_cloud_would_refuse_is_refused_before(changes, error, field):
    """A value outside the documented limits is refused before any request, by field."""
    flow = VERBS.create(spec(**changes), OP)
    with pytest.raises(error) as caught:
        next(flow)
    assert caught.value.field == field


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "名" * 60},
        {"address": "10.3.3.14"},  # private gateways exist
        {"address": "2001:db8::1"},
        {"asn": 4294967295},
        {"tags": {"环境": "生产 1", "k": "", "a+-=._:/@()[],;><": "x"}},
        {"tags": {f"k{n}": "v" for n in range(49)}},
    ],
)
def test_what_the_cloud_takes_is_sent(changes):
    """Values at the documented limits pass, to the last byte."""
    request = next(VERBS.create(spec(**changes), OP))
    body = asked(request)[1]
    assert body["CustomerGatewayName"] == changes.get("name", SPEC.name)
    assert body["IpAddress"] == changes.get("address", SPEC.address)


# ---------------------------------------------------------------- read


@pytest.mark.parametrize(
    ("row", "field", "value"),
    [
        ({**ROW, "BgpAsn": 0}, "asn", None),
        ({**ROW, "BgpAsn": None}, "asn", None),
        ({**ROW, "BgpAsn": "65010"}, "asn", 65010),
        ({**ROW, "BgpAsn": "none"}, "asn", None),
        (CREATED["CustomerGateway"], "asn", None),
        (CREATED["CustomerGateway"], "connections", None),
        (CREATED["CustomerGateway"], "tags", {}),
        ({**ROW, "VpnConnNum": "3"}, "connections", 3),
        ({**ROW, "VpnConnNum": "many"}, "connections", None),
        ({**ROW, "CreatedTime": "0000-00-00 00:00:00"}, "created_at", None),
        ({**ROW, "CreatedTime": "0001-01-01 00:00:00"}, "created_at", None),
        ({**ROW, "CreatedTime": ""}, "created_at", None),
        ({**ROW, "CreatedTime": "soon"}, "created_at", None),
        (
            {**ROW, "CreatedTime": "2018-04-18T10:00:00Z"},
            "created_at",
            datetime(2018, 4, 18, 10, tzinfo=UTC),
        ),
        ({**ROW, "IpAddress": "101.12.XX.XX"}, "address", "101.12.XX.XX"),
        ({**ROW, "IpAddress": None}, "address", ""),
        ({**ROW, "CustomerGatewayName": None}, "name", ""),
        ({**ROW, "TagSet": None}, "tags", {}),
        (
            {**ROW, "TagSet": [None, {"Key": None}, {"Key": "a"}, {"Key": "b", "Value": 5}]},
            "tags",
            {"a": "", "b": "5"},
        ),
        ({**ROW, "New": {"a": 1}}, "extras", {"New": {"a": 1}}),
    ],
)
def test_odd_rows_are_read(row, field, value):
    """Null, text for number, zero dates, words, missing and new fields are no crash."""
    assert getattr(read(row), field) == value


def test_the_zone_is_a_setting():
    """A naive time is Beijing's unless the connection says otherwise; UTC+05:30 works too."""
    for hours, expected in ((8, (2, 0)), (0, (10, 0)), (5.5, (4, 30))):
        place = Place("ap-guangzhou", options=ConnectOptions(utc_offset_hours=hours))
        flow = TencentAdapter(place).customer_gateways.get("cgw-mgp33pll")
        next(flow)
        found = end(flow, rows(ROW)).created_at
        assert (found.hour, found.minute) == expected


def test_connect_options_are_closed_and_bounded():
    """Unknown languages, offsets and names are refused; the language is sent."""
    for wrong in ({"language": "fr"}, {"utc_offset_hours": 15}, {"zone": "x"}):
        with pytest.raises(ValidationError):
            ConnectOptions(**wrong)
    cloud = TencentAdapter(Place("ap-guangzhou", options=ConnectOptions(language="zh-CN")))
    request = next(cloud.customer_gateways.get("cgw-mgp33pll"))
    assert request.headers["x-tc-language"] == "zh-CN"
    assert next(VERBS.get("cgw-mgp33pll")).headers["x-tc-language"] == "en-US"


@pytest.mark.parametrize(
    ("place", "host"),
    [
        (Place("ap-guangzhou"), "https://vpc.tencentcloudapi.com"),
        (Place("ap-shanghai-fsi"), "https://vpc.ap-shanghai-fsi.tencentcloudapi.com"),
        (
            Place("ap-singapore", {"vpc": "https://vpc.intl.tencentcloudapi.com"}),
            "https://vpc.intl.tencentcloudapi.com",
        ),
    ],
)
def test_hosts(place, host):
    """One host serves all regions but finance ones; an override decides over both."""
    cloud = TencentAdapter(place)
    assert cloud.endpoints["vpc"] == host
    assert next(cloud.customer_gateways.get("cgw-mgp33pll")).endpoint == host


@pytest.mark.parametrize("found", [[], [{**ROW, "CustomerGatewayId": "cgw-another0"}], [None]])
def test_an_empty_answer_is_not_found(found):
    """No row of that id is NotFoundError, with the request id of the answer that had none."""
    flow = VERBS.get("cgw-mgp33pll")
    next(flow)
    with pytest.raises(NotFoundError) as caught:
        flow.send(rows(*found))
    assert caught.value.request_id == "r-1"


# ---------------------------------------------------------------- change and delete


def test_the_name_goes_along_when_only_the_asn_changes():
    """ModifyCustomerGatewayAttribute requires the name: it is read first."""
    flow = VERBS.update("cgw-mgp33pll", CustomerGatewayPatch(asn=65011))
    assert asked(next(flow))[0] == "DescribeCustomerGateways"
    request = flow.send(rows(ROW))
    assert asked(request) == (
        "ModifyCustomerGatewayAttribute",
        {
            "CustomerGatewayId": "cgw-mgp33pll",
            "CustomerGatewayName": "test-cgw",
            "BgpAsn": 65011,
        },
    )
    assert (request.safe, request.writes) == (True, True)
    assert asked(flow.send(reply(RequestId="r")))[0] == "DescribeCustomerGateways"
    assert end(flow, rows({**ROW, "BgpAsn": 65011})).asn == 65011


def test_a_given_name_needs_no_reading():
    """Name alone: one change, one read; the ASN is not touched."""
    flow = VERBS.update("cgw-mgp33pll", CustomerGatewayPatch(name="new"))
    assert asked(next(flow))[1] == {
        "CustomerGatewayId": "cgw-mgp33pll",
        "CustomerGatewayName": "new",
    }


@pytest.mark.parametrize(
    ("patch", "error"),
    [
        (CustomerGatewayPatch(), InvalidRequestError),
        (CustomerGatewayPatch(asn=None), InvalidRequestError),
        (CustomerGatewayPatch(asn=45090), InvalidRequestError),
        (CustomerGatewayPatch(name="n" * 61), InvalidRequestError),
        (CustomerGatewayPatch(description="no"), UnsupportedError),
    ],
)
def test_changes_that_cannot_be_are_refused(patch, error):
    """Nothing to change, a value outside its limits, a field the cloud lacks: no request."""
    with pytest.raises(error):
        next(VERBS.update("cgw-mgp33pll", patch))


def test_deleting_what_is_gone_is_done():
    """Not found is what a delete wants; any other refusal is the caller's."""
    flow = VERBS.delete("cgw-mgp33pll")
    request = next(flow)
    assert asked(request) == ("DeleteCustomerGateway", {"CustomerGatewayId": "cgw-mgp33pll"})
    assert (request.safe, request.writes) == (True, True)
    with pytest.raises(StopIteration):
        flow.throw(NotFoundError("gone", provider="tencent"))
    flow = VERBS.delete("cgw-mgp33pll")
    next(flow)
    with pytest.raises(ServiceError):
        flow.throw(ServiceError("down", provider="tencent"))


# ---------------------------------------------------------------- through the engine and the face


def test_a_life_in_the_emulator():
    """Create, list by name, change, delete twice, and not found, through the public client."""
    world = World()
    with cgw.emulator.connect(world, "tencent", region="ap-guangzhou") as cloud:
        nouns = cloud.customer_gateways
        made = nouns.create(spec(asn=65010))
        nouns.create(CustomerGatewaySpec(name="test-cgw-2", address="58.211.1.13"))
        assert (made.asn, made.tags, made.extras) == (65010, {"city": "shanghai"}, {})
        # The face matches names loosely, the client compares again.
        assert [item.id for item in nouns.list(name="test-cgw")] == [made.id]
        options = CustomerGatewayListOptions(ip_version="IPv6")
        assert list(nouns.list(options=options)) == []
        assert nouns.update(made.id, CustomerGatewayPatch(asn=65011)).name == "test-cgw"
        nouns.delete(made.id)
        nouns.delete(made.id)
        with pytest.raises(NotFoundError) as caught:
            nouns.get(made.id)
    assert caught.value.code == "ResourceNotFound"


def test_a_lost_create_is_found_by_its_marker():
    """The answer is lost after the cloud did it: the one thing is found, and made once."""
    world = World()
    face = TencentFace(world, unique_address=False)
    bench = Bench(CLOUD, face)
    twin = bench.create(CUSTOMER_GATEWAYS, SPEC)
    lost = []

    def drop(request, answer):
        if request.action == "CreateCustomerGateway" and not lost:
            lost.append(answer)
            return Reply(502, b"<html/>")
        return answer

    with bench.altered(drop):
        made = bench.create(CUSTOMER_GATEWAYS, SPEC)
    assert lost
    assert made.id != twin.id
    assert {item.id for item in bench.list(CUSTOMER_GATEWAYS)} == {made.id, twin.id}

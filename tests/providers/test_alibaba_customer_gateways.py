"""The flows of customer gateways on Alibaba Cloud, driven by hand: no engine, no HTTP."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from alibabacloud_vpc20160428 import models as sdk

import cgw_alibaba
from cgw.adapter import Operation, Place, Where
from cgw.errors import (
    InvalidRequestError,
    NotFoundError,
    ServiceError,
    TransportError,
    UnsupportedError,
)
from cgw.models import CustomerGatewayPatch, CustomerGatewaySpec, Options, State, to_json
from cgw.wire import Flow, Reply, Request
from cgw_alibaba.adapter import AlibabaAdapter
from cgw_alibaba.endpoints import SHARED, host_of

T = TypeVar("T")
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
MADE = {"RequestId": "R-1", "CustomerGatewayId": "cgw-x1", "CreateTime": 1714979289000}
CREATED = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.fixture
def gateways():
    return AlibabaAdapter(Place("cn-shanghai")).customer_gateways


def reply(body: Any, status: int = 200) -> Reply:
    return Reply(status, body if isinstance(body, bytes) else json.dumps(body).encode())


def drive(flow: Flow[T], *answers: Any) -> tuple[T, list[Request]]:
    """Run a flow: each answer is a body to send or an exception to throw."""
    asked: list[Request] = []
    left = list(answers)
    try:
        request = next(flow)
        while True:
            asked.append(request)
            answer = left.pop(0)
            failed = isinstance(answer, Exception)
            request = flow.throw(answer) if failed else flow.send(reply(answer))
    except StopIteration as stop:
        assert not left
        return stop.value, asked


def pairs(request: Request) -> dict[str, str]:
    assert len(dict(request.query)) == len(request.query)
    return dict(request.query)


def gone() -> NotFoundError:
    return NotFoundError(
        "gone", provider="alibaba", code="InvalidCustomerGatewayInstanceId.NotFound"
    )


# ---------------------------------------------------------------- requests


def test_create_sends_what_the_sdk_sends(gateways):
    """A spec with everything in it becomes the parameters that the SDK makes of the same request."""
    spec = CustomerGatewaySpec(
        name="idc",
        address="203.0.113.10",
        asn="1.10",
        description="d e",
        tags={"env": "a b", "k2": ""},
        options=cgw_alibaba.CustomerGatewayOptions(bgp_key="k!y", resource_group_id="rg-1"),
    )
    _, (create, read) = drive(gateways.create(spec, OP), MADE, WHOLE)
    theirs = sdk.CreateCustomerGatewayRequest(
        asn="65546",
        auth_key="k!y",
        client_token=OP.token,
        description="d e",
        ip_address="203.0.113.10",
        name="idc",
        region_id="cn-shanghai",
        resource_group_id="rg-1",
    ).to_map()
    assert theirs.pop("Tags") == []
    tags = {"Tags.1.Key": "env", "Tags.1.Value": "a b", "Tags.2.Key": "k2", "Tags.2.Value": ""}
    assert pairs(create) == theirs | tags
    assert (create.method, create.path, create.body) == ("POST", "/", b"")
    assert (create.endpoint, create.action) == (
        "https://vpc.cn-shanghai.aliyuncs.com",
        "CreateCustomerGateway",
    )
    assert create.safe
    assert create.writes
    assert pairs(read) == {"RegionId": "cn-shanghai", "CustomerGatewayId": "cgw-x1"}
    assert not read.writes


def test_only_what_was_given_is_sent(gateways):
    """No parameter is sent for a field nobody set."""
    _, (create, _) = drive(gateways.create(SPEC, OP), MADE, WHOLE)
    assert set(pairs(create)) == {"RegionId", "IpAddress", "Name", "ClientToken"}
    patch = CustomerGatewayPatch(description="new")
    _, (change, _) = drive(gateways.update("cgw-x1", patch), {}, WHOLE)
    assert pairs(change) == {
        "RegionId": "cn-shanghai", "CustomerGatewayId": "cgw-x1", "Description": "new",
    }  # fmt: skip
    assert change.writes


def test_every_parameter_of_the_sdk_is_reachable(gateways):
    """Each request parameter of the SDK's models, but the legacy owner ones, is sent by some call."""
    sent: dict[str, set[str]] = {}
    options = cgw_alibaba.CustomerGatewayOptions(bgp_key="k", resource_group_id="rg")
    spec = CustomerGatewaySpec(
        name="n", address="203.0.113.9", asn=1, description="d", tags={"a": "b"}, options=options
    )
    patch = CustomerGatewayPatch(
        name="n", description="d", options=cgw_alibaba.CustomerGatewayPatchOptions(bgp_key="k")
    )
    where = Where(
        {"id": "cgw-1"}, {"a": "b"}, cgw_alibaba.CustomerGatewayListOptions(resource_group_id="rg")
    )
    for flow, answers in (
        (gateways.create(spec, OP), (MADE, WHOLE)),
        (gateways.update("cgw-x1", patch), ({}, WHOLE)),
        (gateways.delete("cgw-x1"), ({},)),
        (gateways.page(None, where), ({"TotalCount": 0},)),
    ):
        for request in drive(flow, *answers)[1]:
            heads = {name.split(".")[0] for name in pairs(request)}
            sent.setdefault(request.action, set()).update(heads)
    legacy = {"OwnerAccount", "OwnerId", "ResourceOwnerAccount", "ResourceOwnerId"}
    for action, names in sent.items():
        model = getattr(sdk, f"{action}Request")()
        for field in vars(model):
            if not field.startswith("_"):
                setattr(model, field, [] if field in {"tag", "tags"} else "x")
        left = set(model.to_map()) - names - legacy
        # Changes and deletes say the same thing twice without harm: they need no client token.
        assert left <= ({"ClientToken"} if action[:6] in {"Modify", "Delete"} else set()), action


def test_a_listing_is_narrowed_by_what_the_cloud_can_filter(gateways):
    """Id, tags and resource group go to the cloud; name and address, and empty values, do not."""
    where = Where({"name": "n", "address": "203.0.113.9"}, {"a": "b", "c": ""})
    _, (request,) = drive(gateways.page(None, where), {"TotalCount": 0})
    assert pairs(request) == {
        "RegionId": "cn-shanghai", "PageNumber": "1", "PageSize": "50",
        "Tag.1.Key": "a", "Tag.1.Value": "b", "Tag.2.Key": "c",
    }  # fmt: skip
    many = Where(tags={f"k{i}": "v" for i in range(30)})
    _, (request,) = drive(gateways.page(None, many), {"TotalCount": 0})
    assert sum(name.endswith(".Key") for name in pairs(request)) == 20


# ---------------------------------------------------------------- refusals before any request

OWN = cgw_alibaba.CustomerGatewayOptions


class ForeignOptions(Options):
    pass


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "http://x"}, "name"),
        ({"name": "https://x"}, "name"),
        ({"description": ""}, "description"),
        ({"description": "x" * 101}, "description"),
        ({"description": "https://x"}, "description"),
        ({"asn": 45104}, "asn"),
        ({"address": "127.0.0.1"}, "address"),
        ({"address": "100.64.0.1"}, "address"),
        ({"address": "169.254.3.4"}, "address"),
        ({"address": "239.1.1.1"}, "address"),
        ({"address": "255.255.255.255"}, "address"),
        ({"tags": {f"k{i}": "" for i in range(21)}}, "tags"),
        ({"tags": {"": "v"}}, "tags"),
        ({"tags": {"k" * 65: "v"}}, "tags"),
        ({"tags": {"k": "v" * 129}}, "tags"),
        ({"tags": {"aliyunx": "v"}}, "tags"),
        ({"tags": {"acs:x": "v"}}, "tags"),
        ({"tags": {"k": "see http://x"}}, "tags"),
        ({"tags": {"cgw-op": "v"}}, "tags"),
        ({"options": OWN(bgp_key="k")}, "asn"),
        ({"asn": 1, "options": OWN(bgp_key="a b")}, "options.bgp_key"),
        ({"asn": 1, "options": OWN(bgp_key="a?b")}, "options.bgp_key"),
        ({"asn": 1, "options": OWN(bgp_key="ключ")}, "options.bgp_key"),
        ({"asn": 1, "options": OWN(bgp_key="k" * 65)}, "options.bgp_key"),
    ],
)
def test_what_the_cloud_would_refuse_is_refused_first(gateways, more, field):
    """A value outside the documented limits is an InvalidRequestError that names the field."""
    spec = CustomerGatewaySpec(**{"name": "idc", "address": "203.0.113.10", **more})
    with pytest.raises(InvalidRequestError) as caught:
        next(gateways.create(spec, OP))
    assert caught.value.field == field
    assert (caught.value.code, caught.value.http_status) == ("", None)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"address": "2001:db8::1"}, "address"),
        ({"address": "gw.example.org"}, "address"),
        ({"options": ForeignOptions()}, "options"),
    ],
)
def test_what_the_cloud_does_not_have_is_unsupported(gateways, more, field):
    """IPv6, names and other providers' options are an UnsupportedError before any request."""
    spec = CustomerGatewaySpec(**{"name": "idc", "address": "203.0.113.10", **more})
    with pytest.raises(UnsupportedError) as caught:
        next(gateways.create(spec, OP))
    assert caught.value.field == field


def test_the_limits_themselves_are_allowed(gateways):
    """100 characters, 20 tags of 64 and 128 characters, and any other AS number are fine."""
    tags = {f"{i:02}" + "k" * 62: "v" * 128 for i in range(20)}
    spec = CustomerGatewaySpec(
        name="测" * 100, address="10.0.0.1", asn=4294967295, description="x" * 100, tags=tags
    )
    assert next(gateways.create(spec, OP)).action == "CreateCustomerGateway"


@pytest.mark.parametrize(
    ("patch", "error"),
    [
        (CustomerGatewayPatch(), InvalidRequestError),
        (CustomerGatewayPatch(name=None), InvalidRequestError),
        (CustomerGatewayPatch(description=None), InvalidRequestError),
        (CustomerGatewayPatch(name=""), InvalidRequestError),
        (CustomerGatewayPatch(asn=65530), UnsupportedError),
        (CustomerGatewayPatch(options=ForeignOptions()), UnsupportedError),
        (
            CustomerGatewayPatch(options=cgw_alibaba.CustomerGatewayPatchOptions()),
            InvalidRequestError,
        ),
    ],
)
def test_an_update_that_cannot_be_is_refused_first(gateways, patch, error):
    """Nothing to change, a wrong value, or what never changes: no request is made."""
    with pytest.raises(error):
        next(gateways.update("cgw-x1", patch))


# ---------------------------------------------------------------- flows


def test_a_whole_answer_becomes_a_whole_noun(gateways):
    """Every field of the answer is in the noun or in its extras, and no key shows."""
    got, _ = drive(gateways.get("cgw-x1"), WHOLE)
    assert (got.id, got.provider, got.region) == ("cgw-x1", "alibaba", "cn-shanghai")
    assert (got.name, got.address, got.asn, got.description) == ("idc", "203.0.113.10", 65530, "d")
    assert (got.state, got.raw_state, got.created_at) == (State.AVAILABLE, "", CREATED)
    assert got.tags == {"env": ""}
    assert got.bgp_key.get_secret_value() == "canary"
    assert (got.resource_group, got.extras) == ("rg-1", {})
    assert "canary" not in f"{got} {got!r} {to_json(got)} {got.extras}"


def test_a_key_in_an_unknown_place_is_masked(gateways):
    """A secret that a future answer holds elsewhere is masked in extras too."""
    body = WHOLE | {"Backup": {"AuthKey": "canary", "Psk": "canary", "Note": "n"}}
    got, _ = drive(gateways.get("cgw-x1"), body)
    assert got.extras["Backup"]["Note"] == "n"
    assert "canary" not in str(got.extras)


@pytest.mark.parametrize(
    "failure", [gone(), TransportError("lost"), ServiceError("down", provider="alibaba")]
)
def test_a_failed_read_back_does_not_hide_the_id(gateways, failure):
    """Once the cloud has told an id, a failing read gives the gateway as far as it is known."""
    spec = CustomerGatewaySpec(name="idc", address="203.0.113.10", asn=1, tags={"a": "b"})
    made, _ = drive(gateways.create(spec, OP), MADE, failure)
    assert (made.id, made.name, made.asn, made.tags) == ("cgw-x1", "idc", 1, {"a": "b"})
    assert made.created_at == CREATED


def test_deleting_what_is_gone_is_deleting(gateways):
    """A delete that finds nothing has done what was wanted; another refusal is the caller's."""
    assert drive(gateways.delete("cgw-x1"), gone())[0] is None
    with pytest.raises(ServiceError):
        drive(gateways.delete("cgw-x1"), ServiceError("down", provider="alibaba"))


def test_a_lost_create_is_not_looked_for(gateways):
    """Recovery is the client token's; there is no marker to find."""
    with pytest.raises(UnsupportedError):
        next(gateways.find(OP.token))


# ---------------------------------------------------------------- where


def test_hosts_are_the_sdks():
    """Each region of the SDK's map, and others by its rule, have the SDK's host."""
    from alibabacloud_tea_openapi.utils_models import Config
    from alibabacloud_vpc20160428.client import Client

    known = Client(Config(endpoint="x"))._endpoint_map
    assert {r for regions in SHARED.values() for r in regions.split()} == set(known)
    for region in [*known, "cn-shanghai", "eu-central-1", "xx-nowhere-9"]:
        assert host_of(region) == f"https://{Client(Config(region_id=region))._endpoint}"


def test_an_endpoint_of_the_user_wins():
    """An override of the service vpc is where requests go; the signature option is honoured."""
    place = Place(
        "cn-shanghai", {"vpc": "http://127.0.0.1:1"}, cgw_alibaba.ConnectOptions(signature="v1")
    )
    adapter = AlibabaAdapter(place)
    request = next(adapter.customer_gateways.get("x"))
    assert request.endpoint == "http://127.0.0.1:1"
    assert adapter._sign.__name__ == "sign_v1"

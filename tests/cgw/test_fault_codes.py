"""Every error code of every cloud can be provoked by its name, in the cloud's own form."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import cgw
from cgw import emulator
from cgw.emulator import World
from cgw.emulator.faults import KINDS, Wording
from cgw.plugins import registry
from cgw.wire import Request

NAMES = ("alibaba", "huawei", "tencent")
SPEC = cgw.CustomerGatewaySpec(name="hq", address="203.0.113.7", asn=65010)
ONCE = cgw.Retry(attempts=1, wait_when_busy=False)
CLASSES = {
    "bad-key": cgw.AuthenticationError,
    "busy": cgw.BusyError,
    "denied": cgw.PermissionDeniedError,
    "exists": cgw.AlreadyExistsError,
    "expired-clock": cgw.AuthenticationError,
    "invalid": cgw.InvalidRequestError,
    "not-found": cgw.NotFoundError,
    "quota": cgw.QuotaExceededError,
    "server-error": cgw.ServiceError,
    "throttle": cgw.ThrottledError,
    "unpaid": cgw.BillingError,
}
DATA = Path(__file__).parents[1] / "data"


def wording(provider: str) -> Wording:
    face = registry().provider(provider).face
    assert face is not None
    found = getattr(face(World()), "faults", None)
    assert isinstance(found, Wording)
    return found


def tables() -> Iterator[tuple[str, str, type[cgw.ApiError]]]:
    """Cloud, code and class: what each adapter believes."""
    from cgw_alibaba.errors import CODES
    from cgw_huawei.errors import RULES as HUAWEI
    from cgw_tencent.error_codes import RULES as TENCENT

    for provider, rules in zip(NAMES, (CODES, HUAWEI, TENCENT), strict=True):
        for code, rule in rules.items():
            yield provider, code, rule.kind


Clouds = Callable[[str], tuple[World, cgw.Client, str]]


@pytest.fixture(scope="module")
def clouds() -> Iterator[Clouds]:
    """World, client that tries once, and the id of a thing, for each cloud."""
    made: dict[str, tuple[World, cgw.Client, str]] = {}
    for provider in NAMES:
        world = World()
        client = emulator.connect(world, provider, region="cn-north-4", retry=ONCE)
        made[provider] = world, client, client.customer_gateways.create(SPEC).id
    yield made.__getitem__
    for _, client, _ in made.values():
        client.close()


@pytest.mark.parametrize(("provider", "code", "kind"), list(tables()))
def test_every_code_can_be_provoked(
    clouds: Clouds, provider: str, code: str, kind: type[cgw.ApiError]
) -> None:
    """The face words any code it is given; a read and a create raise what the adapter's table says."""
    world, client, id = clouds(provider)
    before = len(list(world.everything()))
    with world.troubled(f"{provider}/{code}") as fault:
        with pytest.raises(cgw.ApiError) as caught:
            client.customer_gateways.get(id)
        error = caught.value
        assert type(error) is kind
        assert error.code == code
        assert error.request_id
        assert code in error.message or wording(provider).codes[code][1] == error.message
        with pytest.raises(cgw.CgwError) as caught_again:
            client.customer_gateways.create(SPEC.model_copy(update={"address": "203.0.113.8"}))
        refused = caught_again.value
        if isinstance(refused, cgw.OutcomeUnknownError):  # a failing cloud may have done it
            assert kind is cgw.ServiceError
            assert isinstance(refused.__cause__, cgw.ServiceError)
            refused = refused.__cause__
        assert (type(refused), refused.code) == (kind, code)  # type: ignore[attr-defined] # an ApiError
    assert fault is not None
    assert fault.struck >= 2
    assert len(list(world.everything())) == before, "a refusal made something"


@pytest.mark.parametrize(
    ("provider", "code", "path", "told"),
    [
        ("alibaba", "Forbidden.RAM", "/", {"Code": "Forbidden.RAM"}),
        ("huawei", "VPN.0016", "/v5/p/vpn-gateways", {"error_code": "VPN.0016"}),
        ("huawei", "APIC.9224", "/v2/p/apigw/instances", {"error_code": "APIC.9224"}),
        ("tencent", "LimitExceeded", "/", {"Response": {"Error": {"Code": "LimitExceeded"}}}),
        ("tencent", "4100", "/", {"code": 4100}),
    ],
)
def test_a_refusal_has_the_clouds_own_shape(
    provider: str, code: str, path: str, told: dict[str, Any]
) -> None:
    """Code, message and request id stand in the body where the vendor's documents put them."""
    world = World()
    face = registry().provider(provider).face
    assert face is not None
    world.fault(f"{provider}/{code}")
    body = face(world)(Request("GET", "http://127.0.0.1", path, "")).json
    text = f"{code} (a fault that was asked for)"
    if provider == "alibaba":
        told |= {"Message": text, "RequestId": body["RequestId"], "HostId": "127.0.0.1"}
    elif provider == "huawei":
        told |= {"error_msg": text}
        if not code.startswith("APIC."):
            told |= {"request_id": body["request_id"]}
    elif "Response" in told:
        told["Response"]["Error"]["Message"] = text
        told["Response"]["RequestId"] = body["Response"]["RequestId"]
    else:
        told |= {"message": text, "requestId": body["requestId"]}
    assert body == told


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("provider", NAMES)
def test_every_kind_is_the_class_of_its_name(clouds: Clouds, provider: str, name: str) -> None:
    """One neutral word is one class of error at every cloud, with a code and a request id."""
    world, client, id = clouds(provider)
    with world.troubled(name), pytest.raises(cgw.ApiError) as caught:
        client.customer_gateways.get(id)
    assert type(caught.value) is CLASSES[name]
    assert caught.value.code
    assert caught.value.request_id
    assert not (name == "busy" and not caught.value.retryable), "busy is what passes"


def test_another_service_has_its_own_words() -> None:
    """A kind asked of Huawei Cloud's API gateways is said in their codes and means the same."""
    world = World()
    with emulator.connect(world, "huawei", region="cn-north-4", retry=ONCE) as cloud:
        for name, kind in CLASSES.items():
            fault = f"{name}@ListInstancesV2"
            with world.troubled(fault), pytest.raises(cgw.ApiError) as caught:
                list(cloud.dedicated_gateways.list())
            assert type(caught.value) is kind, name
            assert caught.value.code.startswith(("APIC.", "APIGW.")), name
            new = emulator.connect(world, "huawei", region="cn-north-4", retry=ONCE)
            with world.troubled(f"{name}@Keystone*"), pytest.raises(kind):
                list(new.dedicated_gateways.list())


def documented() -> Iterator[tuple[str, str, int]]:
    """What the vendors' pages say of codes and HTTP statuses."""
    for entry in json.loads((DATA / "alibaba_errors.json").read_text())["errors"]:
        yield "alibaba", entry["code"], entry["http_status"]
    for entry in json.loads((DATA / "huawei_errors.json").read_text()):
        if entry["code"] != "APIGW.0201":  # has six
            yield "huawei", entry["code"], entry["http_status"]
    for entry in json.loads((DATA / "tencent_errors.json").read_text())["errors"]:
        yield "tencent", entry["code"], entry["http_status"]


def test_a_documented_code_has_its_documented_status() -> None:
    """Each row of the vendors' error tables is in its face's, with the status that stands there."""
    missing = [
        (provider, code)
        for provider, code, status in documented()
        if wording(provider).codes.get(code, (0, ""))[0] != status
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("provider", "code", "status"),
    [
        ("alibaba", "Never.Heard.Of.It", 400),
        ("alibaba", "InvalidThing.NotFound", 404),
        ("huawei", "VPN.9876", 400),
        ("huawei", "APIG.3009", 404),
        ("tencent", "Never.Heard", 200),
    ],
)
def test_a_code_in_no_document_is_answered_too(provider: str, code: str, status: int) -> None:
    """Any code at all has a status, and its message says that it was asked for."""
    told = wording(provider).told(code)
    assert (told.status, told.code) == (status, code)
    assert "asked for" in told.message


def test_a_wording_has_every_kind() -> None:
    """A face that lacks a kind, or has one more, is refused when it is made."""
    with pytest.raises(ValueError, match="busy"):
        Wording({k: ("c", "m") for k in KINDS if k != "busy"}, {}, lambda _code: 400)


def test_each_class_of_a_refusal_has_a_name() -> None:
    """Whatever class a caller may have to handle can be provoked without a vendor's word."""
    assert CLASSES.keys() == KINDS.keys()
    kinds = {k for k in vars(cgw.errors).values() if isinstance(k, type)}
    assert {k for k in kinds if cgw.ApiError in k.__bases__} == set(CLASSES.values())

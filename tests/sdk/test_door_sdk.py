"""What is refused at the door, before any noun is looked at, as each vendor's own SDK sees it over HTTP.

Where a code and a status were read stands at the doors of the faces; marked there if nowhere.
"""

from __future__ import annotations

import importlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from doors import DOORS, Caller, Door, Told
from huaweicloudsdkcore.exceptions.exceptions import SdkException

from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_SECRET, World
from cgw.errors import (
    ApiError,
    AuthenticationError,
    InvalidRequestError,
    PermissionDeniedError,
)
from cgw.wire import Reply, Request

pytestmark = [
    # The official clients call datetime.utcfromtimestamp, which Python 3.12 deprecates.
    pytest.mark.filterwarnings("ignore:datetime.datetime.utcfromtimestamp:DeprecationWarning"),
    # HUAWEI CLOUD's reads times with python-dateutil, which it does not declare.
    pytest.mark.filterwarnings("ignore:Unable to convert string to datetime:ImportWarning"),
]


class Recording(World):
    """A world that keeps what it answered, and whose wall clock can be put wrong."""

    def __init__(self) -> None:
        self.off = 0.0
        self.replies: list[Reply] = []
        super().__init__(wall=lambda: time.time() + self.off)

    def ask(self, *args: Any, **more: Any) -> Reply:
        reply = super().ask(*args, **more)
        self.replies.append(reply)
        return reply


@dataclass(frozen=True)
class Cell:
    """Something that is wrong, and what every cloud says to it.

    Attributes:
        how: does it.
        kind: what it is to a user of cgw.
        says: by door or provider, the vendor's code and HTTP status.
    """

    how: Callable[[Door, Caller, Recording], Any]
    kind: type[ApiError]
    says: dict[str, tuple[str, int]]


def hours(number: float) -> Callable[[Door, Caller, Recording], Any]:
    """The cloud's clock is so far ahead."""

    def how(door: Door, who: Caller, world: Recording) -> Any:
        world.off = 3600 * number
        try:
            return door.listing(who)
        finally:
            world.off = 0.0

    return how


def given(**wrong: Any) -> Callable[[Door, Caller, Recording], Any]:
    """The caller is somebody else."""
    return lambda door, who, world: door.listing(replace(who, **wrong))


EXPIRED = {
    "alibaba": ("InvalidTimeStamp.Expired", 400),
    "huawei": ("APIGW.0301", 401),
    "tencent": ("AuthFailure.SignatureExpire", 200),
}
CELLS = {
    "a wrong secret": Cell(given(secret="wrong"), AuthenticationError, {
        "alibaba": ("SignatureDoesNotMatch", 400),
        "huawei": ("APIGW.0301", 401),
        "tencent": ("AuthFailure.SignatureFailure", 200),
    }),
    "an unknown key": Cell(given(key="nobody"), AuthenticationError, {
        "alibaba": ("InvalidAccessKeyId.NotFound", 404),
        "huawei": ("APIGW.0301", 401),
        "tencent": ("AuthFailure.SecretIdNotFound", 200),
    }),
    "an hour late": Cell(hours(1), AuthenticationError, EXPIRED),
    "an hour early": Cell(hours(-1), AuthenticationError, EXPIRED),
    "a missing parameter": Cell(
        lambda door, who, world: door.lacking[1](who), InvalidRequestError, {
            "alibaba": ("MissingParameter", 400),
            "huawei-vpn": ("VPN.0001", 400),
            "huawei-apig": ("APIC.7211", 400),
            "tencent": ("MissingParameter", 200),
        },
    ),
    # A REST cloud has no actions: an address that nobody serves.
    "an unknown action": Cell(
        lambda door, who, world: door.unheard(who), InvalidRequestError, {
            "alibaba": ("InvalidAction.NotFound", 404),
            "huawei": ("APIGW.0101", 404),
            "tencent": ("InvalidAction", 200),
        },
    ),
    # HUAWEI CLOUD's region is its host: see the next one, and `test_a_region_without_a_project`.
    "an unknown region": Cell(given(region="Nowhere!"), InvalidRequestError, {
        "alibaba": ("InvalidRegionId.NotFound", 404),
        "tencent": ("InvalidParameterValue", 200),
    }),
    "the project of another region": Cell(given(project="f" * 32), PermissionDeniedError, {
        "huawei-vpn": ("VPN.0003", 403),
        "huawei-apig": ("APIC.7106", 403),
    }),
    "no region": Cell(given(region=None), InvalidRequestError, {
        "alibaba": ("MissingParameter", 400),
        "tencent": ("MissingParameter", 200),
    }),
}  # fmt: skip
ALL = [
    pytest.param(cell, name, id=f"{cell}-{name}")
    for cell in CELLS
    for name, door in DOORS.items()
    if {name, door.provider} & CELLS[cell].says.keys()
]
every = pytest.mark.parametrize(("cell", "name"), ALL)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(Recording(), providers=["alibaba", "huawei", "tencent"]) as running:
        yield running


@dataclass(frozen=True)
class Outcome:
    """A refusal: what the SDK heard, what was answered, and what else is there afterwards."""

    told: Told
    reply: Reply
    answered: int
    things: int
    code: str
    status: int

    @property
    def body(self) -> Any:
        return json.loads(self.reply.body)


@pytest.fixture(scope="module")
def refuse(server: Server) -> Callable[[str, str], Outcome]:
    """Does what is wrong, once for all laws."""
    known: dict[tuple[str, str], Outcome] = {}

    def outcome(cell: str, name: str) -> Outcome:
        if (cell, name) not in known:
            wrong, door, world = CELLS[cell], DOORS[name], server.world
            world.replies.clear()
            with pytest.raises(door.raises) as caught:
                wrong.how(door, Caller(server.urls[door.provider]), world)
            known[cell, name] = Outcome(
                door.heard(caught.value), world.replies[-1], len(world.replies),
                len(list(world.everything())),
                *(wrong.says.get(name) or wrong.says[door.provider]),
            )  # fmt: skip
        return known[cell, name]

    return outcome


@pytest.mark.parametrize("name", DOORS)
def test_the_door_is_open(server, name):
    """The same call with nothing wrong is answered: what is refused is refused for what is wrong."""
    server.world.replies.clear()
    DOORS[name].listing(Caller(server.urls[DOORS[name].provider]))
    assert [reply.status for reply in server.world.replies] == [200]
    assert b"rror" not in server.world.replies[0].body


def test_no_cell_is_forgotten():
    """Each cloud has an answer to everything, except to a region of its own that it has not."""
    own = {"an unknown region", "no region", "the project of another region"}
    for cell, wrong in CELLS.items():
        clouds = {door.partition("-")[0] for door in wrong.says}
        assert clouds == {"alibaba", "huawei", "tencent"} or cell in own
    assert {c.partition("-")[0] for cell in own for c in CELLS[cell].says} == {
        "alibaba", "huawei", "tencent",
    }  # fmt: skip


@every
def test_the_sdk_reads_the_vendors_code(refuse, cell, name):
    """Code, status and request id are the vendor's, and the SDK finds them where it looks."""
    seen = refuse(cell, name)
    assert (seen.told.code, seen.reply.status) == (seen.code, seen.status)
    assert seen.told.status in (seen.status, None)  # None: an SDK that does not say
    assert len(seen.told.request_id) >= 32
    assert seen.told.request_id in seen.reply.body.decode() + str(seen.reply.headers)


def shape(value: Any) -> Any:
    """The names in a body, without its texts."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    return type(value)


@every
def test_the_body_is_the_vendors(refuse, cell, name):
    """An error body has the vendor's names, all texts, and nothing else; its type is the vendor's."""
    seen, provider = refuse(cell, name), DOORS[name].provider
    huawei = {"error_code": str, "error_msg": str}
    if not seen.code.startswith("APIC."):
        huawei["request_id"] = str
    assert shape(seen.body) == {
        "alibaba": dict.fromkeys(("RequestId", "HostId", "Code", "Message"), str),
        "huawei": huawei,
        "tencent": {"Response": {"Error": {"Code": str, "Message": str}, "RequestId": str}},
    }[provider]  # fmt: skip
    assert seen.reply.headers["content-type"] == {
        "alibaba": "application/json;charset=utf-8"
    }.get(provider, "application/json")  # fmt: skip


@every
def test_the_adapter_knows_the_code(refuse, cell, name):
    """To a user of cgw the same answer is the class that says what to do, with code and id kept."""
    seen, provider = refuse(cell, name), DOORS[name].provider
    module = importlib.import_module(f"cgw_{provider}.errors")
    error = module.error_from(Request("POST", "https://x.example", "/", "Any"), seen.reply)
    assert type(error) is CELLS[cell].kind
    assert (error.code, error.request_id) == (seen.code, seen.told.request_id)
    assert error.retryable is False


@every
def test_a_refusal_is_all_that_happens(refuse, cell, name):
    """One request, which the SDK did not repeat, and nothing was made; no secret in what is said."""
    seen = refuse(cell, name)
    assert (seen.answered, seen.things) == (1, 0)
    assert ACCESS_KEY_SECRET not in seen.reply.body.decode()


@pytest.mark.parametrize("name", DOORS)
def test_what_is_missing_is_named(refuse, name):
    """The text says which parameter is missing, by the name that the vendor's API has for it."""
    assert DOORS[name].lacking[0] in refuse("a missing parameter", name).told.message


@pytest.mark.parametrize("name", [n for n, door in DOORS.items() if door.provider == "huawei"])
def test_one_code_three_reasons(refuse, name):
    """HUAWEI CLOUD has one code for key, signature and clock; its text tells them apart."""
    cells = ("a wrong secret", "an unknown key", "an hour late")
    texts = {refuse(cell, name).told.message for cell in cells}
    assert len(texts) == 3
    assert all(text.startswith("Incorrect IAM authentication information: ") for text in texts)
    expired = refuse("an hour late", name).told.message
    assert "signature time:" in expired
    assert "server time:" in expired


def test_a_mismatch_shows_what_was_signed(refuse):
    """Under SignatureVersion 1.0 the refusal repeats the string to sign, method and all."""
    told = refuse("a wrong secret", "alibaba-v1.0").told.message
    assert "string to sign is:POST&%2F&AccessKeyId%3Dcgw-test-key%26Action%3DDescribe" in told


@pytest.mark.parametrize("name", [n for n, door in DOORS.items() if door.provider == "huawei"])
def test_a_region_without_a_project(server, name):
    """Asked for the project of a region that is none, IAM finds nothing, and the SDK says so."""
    who = Caller(server.urls["huawei"], project=None, region="Nowhere!")
    server.world.replies.clear()
    with pytest.raises(SdkException, match="Failed to get project id of region 'Nowhere!'"):
        DOORS[name].listing(who)
    assert [reply.status for reply in server.world.replies] == [200]
    assert json.loads(server.world.replies[0].body)["projects"] == []

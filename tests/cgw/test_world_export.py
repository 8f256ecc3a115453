"""A world goes into a file and comes out of it as it was."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from law_values import VALUES
from pydantic import SecretStr

import cgw
from cgw import emulator
from cgw.adapter import Place
from cgw.emulator import Fault, World
from cgw.plugins import registry
from cgw.testing import CASES, Bench, Case
from cgw.wire import Reply

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
REGION = "cn-north-4"
NAMES = ["alibaba", "huawei", "tencent"]


def again(world: World, **how: Any) -> World:
    """Through a file."""
    return World.load(json.loads(json.dumps(world.export())), **how)


def still() -> World:
    return World(start=NOON, rate=0.0)


@pytest.mark.parametrize("provider", NAMES)
def test_a_face_finds_everything_again(provider: str) -> None:
    """Each cloud tells the same of its things after a round trip, and goes on working."""
    world = World()
    with emulator.connect(world, provider, region=REGION) as cloud:
        rule = cloud.capabilities.noun("customer_gateways")
        tags = {"env": "lab"} if "tags" in rule.fields else {}
        made = [
            cloud.customer_gateways.create(
                cgw.CustomerGatewaySpec(
                    name=f"s{n}", address=f"203.0.113.{n}", asn=65010, tags=tags
                )
            )
            for n in range(1, 4)
        ]
        before = list(cloud.customer_gateways.list())
    loaded = again(world)
    with emulator.connect(loaded, provider, region=REGION) as cloud:
        assert list(cloud.customer_gateways.list()) == before
        assert [cloud.customer_gateways.get(thing.id) for thing in made] == made
        spec = cgw.CustomerGatewaySpec(name="new", address="203.0.113.9")
        loaded.limits[(provider, "customer_gateways")] = 3
        with pytest.raises(cgw.QuotaExceededError):
            cloud.customer_gateways.create(spec)
        loaded.limits.clear()
        cloud.customer_gateways.delete(made[0].id)
        new = cloud.customer_gateways.create(spec)
        assert new.id not in {thing.id for thing in made}, "a new thing took an old one's id"
        assert len(list(cloud.customer_gateways.list())) == 3


def test_the_second_export_is_the_first() -> None:
    """Nothing is added, lost or moved by going through a file, attributes of every kind included."""
    world = still()
    world.limits[("alibaba", "customer_gateways")] = 7
    world.quirks.add(("tencent", "thin answers"))
    world.transition = 2.5
    world.latency = 0.25
    world.new_address()
    attrs = {
        "text": "é",
        "none": None,
        "flag": True,
        "number": 7,
        "share": 0.5,
        "when": NOON,
        "list": [1, {"deep": NOON}],
        "state": cgw.State.AVAILABLE,
    }
    slow = world.add("alibaba", "r-1", "vpn_gateway", "v-1", **attrs)
    world.begin(slow, "pending", "available")
    world.add("huawei", "r-2", "customer_gateways", "c-1")
    loaded = again(world, rate=0.0)
    assert loaded.export() == world.export()
    assert (loaded.limits, loaded.quirks) == (world.limits, world.quirks)
    assert (loaded.transition, loaded.latency) == (2.5, 0.25)
    kept = loaded.get("alibaba", "r-1", "vpn_gateway", "v-1")
    assert kept is not None
    assert kept.attrs == attrs
    assert isinstance(kept.attrs["when"], datetime)
    assert loaded.new_address() != "198.18.0.1", "an address was given out twice"


def test_what_is_still_to_go_wrong_is_kept() -> None:
    """Pending faults go through a file with what they have left; spent ones and scripts do not."""
    world = still()
    lines = ("busy@Create*:3", "tencent/4100:0.5", "slow:20ms", "quota:1")
    busy, chance, slow, _ = [world.fault(line) for line in lines]

    def ask(of: World, action: str) -> str:
        of.ask("any", action, lambda: Reply(200, b"{}"), lambda name: Reply(400, name.encode()))
        return of.seen[-1].fault

    assert [ask(world, action) for action in ("Get", "CreateThing")] == ["quota", "busy"]
    with world.troubled(lambda _provider, _action: None):
        loaded = again(world, rate=0.0)
    assert loaded.export() == world.export()
    assert loaded.trouble == []
    names = Fault.__dataclass_fields__
    told = [[getattr(fault, name) for name in names] for fault in loaded.faults]
    assert told == [[getattr(fault, name) for name in names] for fault in (busy, chance, slow)]
    assert [ask(loaded, "CreateThing") for _ in range(3)] == ["busy", "busy", "slow"]


def test_a_file_from_before_faults_is_read() -> None:
    """An export without faults and latency is a world in which nothing goes wrong."""
    told = World().export()
    del told["faults"], told["latency"]
    loaded = World.load(told)
    assert (loaded.faults, loaded.latency) == ((), 0.0)


def test_time_goes_on_where_it_stood() -> None:
    """What was about to happen happens, and a new thing is younger than every old one."""
    world = still()
    record = world.add("alibaba", "r-1", "vpn_gateway", "v-1")
    world.begin(record, "pending", "available", 10)
    world.advance(4)
    loaded = again(world, rate=0.0)
    assert loaded.now() == world.now() == NOON + timedelta(seconds=4)
    loaded.advance(5.9)
    found = loaded.get("alibaba", "r-1", "vpn_gateway", "v-1")
    assert found is not None
    assert found.state == "pending"
    loaded.advance(0.1)
    found = loaded.get("alibaba", "r-1", "vpn_gateway", "v-1")
    assert found is not None
    assert found.state == "available"
    ahead = still()
    ahead.add("alibaba", "r-1", "vpn_gateway", "v-1").created_at = NOON + timedelta(days=1)
    assert again(ahead, rate=0.0).add("x", "y", "z", "1").created_at > NOON + timedelta(days=1)


@pytest.mark.parametrize(
    "value", [SecretStr("Canary0bird"), {"deep": [SecretStr("Canary0bird")]}, object(), {1}, b"x"]
)
def test_what_a_file_cannot_hold_is_refused(value: Any) -> None:
    """Secrets and objects are refused by thing and place, and the value is never told."""
    world = World()
    world.add("alibaba", "r-1", "vpn_connection", "vco-1", psk=value)
    with pytest.raises(TypeError, match=r"alibaba vpn_connection vco-1: attrs\.psk") as caught:
        world.export()
    assert "Canary" not in f"{caught.value!r}{caught.value}"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1: "x"}, {"$time": "soon"}])
def test_what_json_would_change_is_refused(value: Any) -> None:
    """A number JSON has not, a key that is no text, and our own mark for times."""
    world = World()
    world.add("alibaba", "r-1", "vpn_connection", "vco-1", thing=value)
    with pytest.raises(TypeError, match=r"attrs\.thing"):
        world.export()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {**World().export(), "cgw_world": 2},
        {"cgw_world": 1},
        {**World().export(), "records": [{"id": "x"}]},
        {**World().export(), "records": None},
        {**World().export(), "now": "2026-01-01T00:00:00"},
        {**World().export(), "limits": [1]},
        {**World().export(), "faults": [{"name": "busy", "often": 2}]},
        {**World().export(), "faults": 5},
    ],
)
def test_what_is_no_world_is_refused(data: Any) -> None:
    """A file of another kind or version is a ValueError, not half a world."""
    with pytest.raises(ValueError, match=r"world|zone"):
        World.load(data)


def test_no_two_things_share_an_id() -> None:
    """`new_id` gives an id that nobody has, also in a world that came from a file."""
    world = World()
    first = {world.new_id("x-", 1, "ab") for _ in range(1)}
    for id in first:
        world.add("p", "r", "k", id)
    for _ in range(20):
        assert world.new_id("x-", 1, "ab") not in first
    gone = still()
    drawn = gone.new_id("x-", 12)
    assert again(gone).new_id("x-", 12) != drawn, "a deleted thing's id was given again"


@pytest.mark.parametrize("case", CASES, ids=repr)
@pytest.mark.parametrize("provider", NAMES)
def test_things_of_every_kind_go_into_a_file(provider: str, case: Case) -> None:
    """Whatever a face remembers of any noun can be saved, and reads the same afterwards."""
    cloud = registry().provider(provider)
    adapter = cloud.open(Place(REGION))
    able = adapter.capabilities.nouns.get(case.noun)
    if able is None or "create" not in able.verbs:
        pytest.skip(f"{provider} cannot create {case.noun}")
    assert cloud.face is not None
    world = World(transition=0.0)
    first = Bench(adapter, cloud.face(world), values=VALUES[provider])
    first.create(case, case.ask(first))
    before = first.list(case)
    loaded = again(world)
    second = Bench(adapter, cloud.face(loaded))
    assert before
    assert second.list(case) == before

"""Faults on purpose: each can be asked for by name, strikes as often as asked, and is counted."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cgw
from cgw import emulator
from cgw.emulator import Fault, World
from cgw.emulator.faults import WIRE, Delayed, seconds_of
from cgw.policy import Lost
from cgw.wire import Reply, UnreadableError

NAMES = ("alibaba", "huawei", "tencent")
SPEC = cgw.CustomerGatewaySpec(name="hq", address="203.0.113.7", asn=65010)
ONCE = cgw.Retry(attempts=1, wait_when_busy=False)


def good() -> Reply:
    return Reply(200, b"{}")


def word(name: str) -> Reply:
    """A face's refusal, as short as can be."""
    return Reply(400, name.encode())


def asked(world: World, number: int, action: str = "Get") -> list[str]:
    """The faults that struck at so many requests."""
    for _ in range(number):
        with suppress(Lost):
            world.ask("any", action, good, word)
    return [seen.fault for seen in world.seen[-number:]]


# ---------------------------------------------------------------- asking for one


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("throttle", Fault("throttle")),
        ("throttle:0.1", Fault("throttle", share=0.1)),
        ("busy:2", Fault("busy", times=2)),
        ("busy:.5", Fault("busy", share=0.5)),
        ("busy@Create*:2", Fault("busy", action="Create*", times=2)),
        ("alibaba/busy", Fault("busy", "alibaba")),
        ("alibaba/Forbidden.RAM:1", Fault("Forbidden.RAM", "alibaba", times=1)),
        ("tencent/4100@DescribeVpnGateways", Fault("4100", "tencent", "DescribeVpnGateways")),
        ("slow:20ms", Fault("slow", seconds=0.02)),
        ("slow:1.5s@List*:0.25", Fault("slow", action="List*", share=0.25, seconds=1.5)),
        ("huawei/cut-after:1", Fault("cut-after", "huawei", times=1)),
    ],
)
def test_a_line_says_what_it_says(line: str, fault: Fault) -> None:
    """Cloud, name, duration, action and how often come out of a line as they stand in it."""
    found = Fault.parse(line)
    assert [getattr(found, n) for n in Fault.__dataclass_fields__] == [
        getattr(fault, n) for n in Fault.__dataclass_fields__
    ]


@pytest.mark.parametrize(
    "line",
    ["", "nonsense:1", "busy:x", "busy:0", "busy:0.0", "busy:1.5", "busy:-1", "busy:1:2", "busy:",
     "slow", "slow:1", "slow:0ms", "slow:2h", "slow:2", "slow:9999s", "cut:20ms:1", "a b", "/busy",
     "alibaba/", "busy@", "Forbidden.RAM:1", "busy:1.2.3", "busy:\u0661"],
)  # fmt: skip
def test_what_is_no_fault_is_refused(line: str) -> None:
    """A line that asks for nothing there is, is a ValueError that repeats it and tells what there is."""
    with pytest.raises(ValueError, match=r"FORM|NAME|one of|duration|probability|count") as caught:
        Fault.parse(line)
    assert repr(line) in str(caught.value)


@given(st.text(alphabet="abAB01.:@/*-_ \n\u0661ms", max_size=20))
def test_no_line_breaks_the_parser(line: str) -> None:
    """Whatever is typed is a fault or a ValueError."""
    try:
        found = Fault.parse(line)
    except ValueError:
        return
    assert found.times is None or found.times > 0
    assert 0 < found.share <= 1


@pytest.mark.parametrize(("text", "seconds"), [("20ms", 0.02), ("1.5s", 1.5), ("0ms", 0.0)])
def test_a_duration_has_a_unit(text: str, seconds: float) -> None:
    """Milliseconds or seconds; a bare number, another unit and more than an hour are refused."""
    assert seconds_of(text) == seconds
    for wrong in (text[:-1].rstrip("m"), f"-{text}", f"{text} ", "2m", "3601s"):
        with pytest.raises(ValueError, match=r"20ms or 1\.5s"):
            seconds_of(wrong)


# ---------------------------------------------------------------- how often


def test_a_scripted_fault_strikes_as_often_as_asked_and_is_gone() -> None:
    """``busy:2`` takes the next two requests that fit, counts them, and the third is answered."""
    world = World()
    fault = world.fault("busy@Create*:2")
    assert asked(world, 1) == [""], "the action did not fit"
    assert world.faults == (fault,)
    assert asked(world, 3, "CreateThing") == ["busy", "busy", ""]
    assert fault.struck == 2
    assert fault.over
    assert world.faults == ()


def test_of_several_the_first_decides() -> None:
    """Faults strike in the order in which they were asked for, one at a request."""
    world = World()
    second, first = Fault("quota", times=1), Fault("busy", times=1)
    world.fault(first)
    world.fault(second)
    assert asked(world, 3) == ["busy", "quota", ""]
    assert (first.struck, second.struck) == (1, 1)


def test_a_fault_is_for_the_cloud_it_names() -> None:
    """Another cloud's requests pass by it and do not use it up."""
    world = World()
    fault = world.fault("some/busy:1")
    assert asked(world, 2) == ["", ""]
    assert fault.struck == 0
    assert world.ask("some", "Get", good, word).body == b"busy"


def test_the_same_seed_is_the_same_luck() -> None:
    """Same seed, same requests, same faults; another seed has others; the share is about right."""

    def run(seed: int) -> list[str]:
        world = World(seed=seed)
        world.fault("throttle:0.1")
        world.fault("cut:0.2")
        return asked(world, 400)

    assert run(7) == run(7)
    assert run(7) != run(8)
    assert 20 <= run(7).count("throttle") <= 60
    assert 40 <= run(7).count("cut") <= 110


def test_chance_does_not_change_ids() -> None:
    """What a cloud calls its things is the same whether or not something goes wrong by chance."""
    calm, rough = World(seed=3), World(seed=3)
    rough.fault("cut:0.5")
    asked(rough, 20)
    assert calm.new_id("x-", 12) == rough.new_id("x-", 12)


def test_a_fault_ends_with_its_block_or_when_healed() -> None:
    """``troubled`` takes a line and gives the fault; ``heal`` ends one, or all."""
    world = World()
    with world.troubled("busy") as fault:
        assert asked(world, 2) == ["busy", "busy"]
    assert fault is not None
    assert fault.struck == 2
    assert asked(world, 1) == [""]
    world.heal(fault)
    one, _ = world.fault("busy"), world.fault("quota")
    world.heal(one)
    assert asked(world, 1) == ["quota"]
    world.heal()
    assert asked(world, 1) == [""]


def test_a_script_comes_before_a_fault() -> None:
    """What a function answers is the answer, and no fault is used up by it."""
    world = World()
    fault = world.fault("busy:1")
    with world.troubled(lambda _provider, _action: Reply(503, b"")):
        assert asked(world, 1) == [""]
    assert world.seen[-1].status == 503
    assert fault.struck == 0


def test_a_face_without_words_is_not_asked_for_any() -> None:
    """A refusal for every cloud passes a face by that cannot word it; one for it alone is an error."""
    world = World()
    refusal, cut = world.fault("busy"), world.fault("other/cut-after:1")
    assert world.ask("any", "Get", good).body == b"{}"
    with pytest.raises(Lost):
        world.ask("other", "Get", good)
    assert (refusal.struck, cut.struck) == (0, 1)
    world.fault("any/busy")
    with pytest.raises(cgw.ConfigError, match="any"):
        world.ask("any", "Get", good)


# ---------------------------------------------------------------- what it does


@pytest.mark.parametrize("name", [n for n in WIRE if n != "slow"])
def test_only_cut_stops_a_request_from_being_done(name: str) -> None:
    """``cut`` keeps a request from the face; the others spoil the answer to what was done."""
    world, done = World(), []

    def act() -> Reply:
        done.append(1)
        return Reply(201, b'{"id": "1"}', {"x-request-id": "R"})

    world.fault(f"{name}:1")
    if name in {"garbage", "empty"}:
        reply = world.ask("any", "Make", act)
        assert reply.status == 201
        assert (reply.body == b"") is (name == "empty")
        with pytest.raises(UnreadableError):
            _ = reply.json
    else:
        with pytest.raises(Lost) as caught:
            world.ask("any", "Make", act)
        assert caught.value.sent, "a caller must not take it for never sent"
        assert world.seen[-1].status == 0
    assert len(done) == (name != "cut")
    assert world.seen[-1].fault == name


@pytest.mark.parametrize("provider", NAMES)
@pytest.mark.parametrize(("name", "things"), [("cut", 0), ("cut-after", 1)])
def test_a_create_that_is_cut(provider: str, name: str, things: int) -> None:
    """Cut before, nothing is made; cut after, one thing is, however often it is tried again."""
    world = World()
    retry = cgw.Retry(marker="off", settle=0.1, looks=2)
    with emulator.connect(world, provider, region="cn-north-4", retry=retry) as cloud:
        fault = world.fault(f"{name}@Create*")
        with pytest.raises(cgw.OutcomeUnknownError):
            cloud.customer_gateways.create(SPEC)
    assert fault.struck >= 1
    assert len(list(world.everything())) == things


@pytest.mark.parametrize("provider", NAMES)
def test_a_create_whose_answer_is_lost_once_is_found(provider: str) -> None:
    """One answer lost: the caller gets the thing that was made, and there is one."""
    world = World()
    with emulator.connect(world, provider, region="cn-north-4") as cloud:
        fault = world.fault("cut-after@Create*:1")
        made = cloud.customer_gateways.create(SPEC)
    assert fault.over
    assert [record.id for record in world.everything()] == [made.id]


def test_what_is_slow_adds_up_and_hides_nothing() -> None:
    """Every ``slow`` that strikes makes an answer later, also one that another fault gave."""
    world = World()
    world.latency = 0.5
    world.fault("slow:1s:1")
    world.fault("busy:1")
    world.fault("slow:20ms")
    first = world.ask("any", "Get", good, word)
    assert isinstance(first, Delayed)
    assert (first.body, first.seconds) == (b"busy", pytest.approx(1.52))
    second = world.ask("any", "Get", good, word)
    assert isinstance(second, Delayed)
    assert (second.status, second.seconds) == (200, pytest.approx(0.52))
    assert [seen.fault for seen in world.seen] == ["busy", "slow"]


def test_in_process_a_late_answer_costs_the_worlds_time() -> None:
    """The world's clock moves by the latency, no real second passes, and a deadline is a deadline."""
    world = World(rate=0)
    with emulator.connect(world, "tencent", timeout=10.0) as cloud:
        begin = world.now()
        world.latency = 2.5
        made = cloud.customer_gateways.create(SPEC)
        per_call = (world.now() - begin).total_seconds()
        assert per_call == pytest.approx(2.5 * len(world.seen))
        world.latency = 0.0
        world.fault("slow:1800s")
        begin = world.now()
        with pytest.raises(cgw.TransportError, match="within the time"):
            cloud.customer_gateways.get(made.id)
        assert (world.now() - begin).total_seconds() == pytest.approx(10.0)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_the_async_client_meets_the_same(anyio_backend: str) -> None:
    """A cut, a late answer and a refusal reach an async caller as they reach a blocking one."""
    world = World(rate=0)
    async with emulator.connect_async(world, "huawei", region="cn-north-4", retry=ONCE) as cloud:
        world.latency = 1.0
        begin = world.now()
        made = await cloud.customer_gateways.create(SPEC)
        assert (world.now() - begin).total_seconds() == pytest.approx(len(world.seen))
        with world.troubled("cut"), pytest.raises(cgw.TransportError):
            await cloud.customer_gateways.get(made.id)
        with world.troubled("quota"), pytest.raises(cgw.QuotaExceededError):
            await cloud.customer_gateways.get(made.id)

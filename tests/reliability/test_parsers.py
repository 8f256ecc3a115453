"""Whatever comes for an answer, what leaves the API is a value or an error of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bars import load
from bars_input import PROVIDERS, parsers_of
from toy import Bench

import cgw
from cgw import emulator
from cgw.emulator.world import World
from cgw.engine import Send
from cgw.wire import Reply

BARS = load()
JSON = {"content-type": "application/json"}


def test_broken_answers() -> None:
    """150 broken or mutated answers to each request of each verb, on three clouds."""
    measured = BARS[16].measure(False)
    assert measured.passed, measured.text


@pytest.mark.slow
def test_many_broken_answers() -> None:
    """6,000 to each."""
    measured = BARS[16].measure(True)
    assert measured.passed, measured.text


def listing(provider: str, change: Any) -> list[Any]:
    """What a listing gives when its answer is changed."""
    world = World()
    client = emulator.connect(world, provider, retry=cgw.Retry(attempts=1))
    client.customer_gateways.create(cgw.CustomerGatewaySpec(name="hq", address="203.0.113.7"))
    face = client._sender.send

    def send(send: Send) -> Reply:
        reply = face(send)
        return Reply(reply.status, change(reply.body), JSON)

    client._sender.send = send  # type: ignore[method-assign]
    return list(client.customer_gateways.list())


def member(text: bytes) -> Any:
    """Adds a member to the object."""
    return lambda body: body.rstrip()[:-1] + b"," + text + b"}"


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    "change",
    [
        lambda body: b"\xef\xbb\xbf" + body,
        lambda body: body.decode().encode("utf-16"),
        lambda _: b"[" * 200_000 + b"]" * 200_000,
        lambda _: b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        member(b'"n":' + b"9" * 5_000),
        member(b'"n":"\\ud800"'),
        member(b'"n":"\xff"'),
        lambda body: body + body,
        lambda _: b"",
    ],
    ids=["BOM", "UTF-16", "deep lists", "deep objects", "5,000 digits", "half a pair", "not UTF-8",
         "two answers", "nothing"],
)  # fmt: skip
def test_what_is_no_json_is_no_answer(provider: str, change: Any) -> None:
    """A byte order mark, another encoding, endless nesting, huge numbers: unreadable, not a value."""
    with pytest.raises(cgw.ServiceError):
        listing(provider, change)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_nobody_reads_may_be_odd(provider: str) -> None:
    """NaN and a doubled member beside what is read change nothing, and show up in no odd way."""
    (found,) = listing(provider, member(b'"n":NaN,"i":Infinity'))
    json.dumps(found.extras)
    (twice,) = listing(provider, lambda body: member(body.strip()[1:-1])(body))
    assert (twice.id, twice.name, twice.address) == (found.id, found.name, found.address)


def test_the_last_of_two_members_counts_everywhere() -> None:
    """The shape and the decoded body agree on a doubled member: one cannot say what the other does not."""
    from cgw.wire import Shape

    reply = Reply(200, b'{"id":"a","id":"b"}')
    assert reply.read(Shape(dict[str, str]))["id"] == reply.json["id"] == "b"


def test_an_adapter_that_crashes_is_not_the_callers_crash() -> None:
    """A bug in reading an answer is told as a ServiceError with its place, never with a value."""
    bench = Bench()

    def error(request: Any, reply: Any) -> Any:
        raise KeyError("canary")

    bench.adapter.error = error  # type: ignore[method-assign]
    with pytest.raises(cgw.ServiceError, match=r"KeyError at test_parsers\.py:\d+") as caught:
        bench.cgws.get("x1")
    assert "canary" not in str(caught.value)


def test_a_listing_that_never_ends_ends() -> None:
    """A cloud that gives the same page for ever is given up."""
    from toy import Gateways

    from cgw.adapter import Page

    bench = Bench()

    class Endless(Gateways):
        def page(self, cursor: str | None, where: Any) -> Any:
            yield from super().page(cursor, where)
            return Page([self._made("x1")], str(int(cursor or 0) + 1))

    bench.adapter.customer_gateways = Endless()
    with pytest.raises(cgw.ServiceError, match="does not end"):
        list(bench.cgws.list())
    assert len(bench.sent) < 30


def test_every_verb_has_its_parsers() -> None:
    """The fuzz reaches every request of every verb."""
    for provider in PROVIDERS:
        verbs = {name.split()[0] for name, _ in parsers_of(provider)}
        assert verbs == {"get", "list", "create", "update", "delete"}

"""Once a create was answered, no failure of a later read hides what it made.

Generic over nouns: whatever an adapter's capabilities name, and the conformance kit has a case for,
is held to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from chaos import THROTTLES
from law_values import VALUES

import cgw
from cgw.adapter import Place
from cgw.emulator.world import World
from cgw.engine import Lost, Steps
from cgw.judging import changes
from cgw.plugins import registry
from cgw.testing.bench import Bench
from cgw.testing.nouns import CASES, Case
from cgw.wire import Reply, Request

JSON = {"content-type": "application/json"}
HTML = {"content-type": "text/html"}
PROVIDERS = ("alibaba", "tencent", "huawei")


def throttled(provider: str) -> Reply:
    """Too many requests, in this cloud's words."""
    return Reply(429, cgw.to_json(THROTTLES[provider]).encode(), JSON)


TROUBLE: dict[str, Callable[[str], Reply | Lost]] = {
    "throttle": throttled,
    "500": lambda _: Reply(500, b"", HTML),
    "503 in JSON": lambda _: Reply(503, b'{"Code":"ServiceUnavailable","Message":"later"}', JSON),
    "502 in HTML": lambda _: Reply(502, b"<html>bad gateway</html>", HTML),
    "404 in HTML": lambda _: Reply(404, b"<html>not here</html>", HTML),
    "a timeout": lambda _: Lost("no answer within the time given", sent=True),
    "a cut": lambda _: Lost("reset by peer", sent=True),
    "unsent": lambda _: Lost("refused", sent=False),
    "an empty answer": lambda _: Reply(200, b"", JSON),
    "half an answer": lambda _: Reply(200, b'{"Response": {"', JSON),
    "a login page": lambda _: Reply(200, b"<html>please log in</html>", HTML),
    "an empty list": lambda _: Reply(200, b'{"Response":{"TotalCount":0,"RequestId":"r"}}', JSON),
}


class Rough(Bench):
    """A bench whose reads fail once something was made."""

    trouble: Reply | Lost | None = None

    def run(self, steps: Steps[Any]) -> Any:
        """As the clients do: what a sender raises is the engine's to judge."""
        return super().run(self._thrown(steps))

    def _thrown(self, steps: Steps[Any]) -> Steps[Any]:
        effect = next(steps)
        try:
            while True:
                done = yield effect
                effect = steps.throw(done) if isinstance(done, Lost) else steps.send(done)
        except StopIteration as stop:
            return stop.value

    def _answer(self, request: Request) -> Any:
        reads = not changes(request)
        if self.trouble is not None and reads and self.made:
            self.sent.append(request)
            return self.trouble
        reply = super()._answer(request)
        self.made = self.made or (not reads and reply.status < 300)
        return reply

    made = False


def bench_of(provider: str, world: World) -> Rough:
    """An adapter and its face."""
    found = registry().provider(provider)
    assert found.face is not None
    return Rough(found.open(Place("test-1")), found.face(world), values=VALUES[provider])


@pytest.mark.parametrize("trouble", TROUBLE)
@pytest.mark.parametrize("case", CASES, ids=repr)
@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_failing_read_hides_nothing(provider: str, case: Case, trouble: str) -> None:
    """The create returns what it made, by its id, and sends no second one."""
    world = World(transition=0)
    bench = bench_of(provider, world)
    able = bench.adapter.capabilities.nouns.get(case.noun)
    if able is None or "create" not in able.verbs:
        pytest.skip(f"{provider} cannot create {case.noun}")
    spec = case.ask(bench)
    before = {record.id for record in world.everything()}
    bench.made, bench.trouble = False, TROUBLE[trouble](provider)
    sent = len(bench.sent)
    try:
        told = bench.create(case, spec).id
    except cgw.OutcomeUnknownError as lost:
        told = lost.id
    made = {record.id for record in world.everything()} - before
    bench.trouble = None
    assert made
    assert told in {thing.id for thing in bench.list(case)}
    creates = [r for r in bench.sent[sent:] if changes(r) and r.action.startswith("Create")]
    assert len(creates) == 1

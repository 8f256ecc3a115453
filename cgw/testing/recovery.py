"""Laws about creates whose answer is lost or late: one thing is made, and its id is told."""

from __future__ import annotations

from typing import Any

import pytest

from cgw.adapter import MARKER, Ability, Operation, Where
from cgw.errors import ApiError, OutcomeUnknownError
from cgw.testing.bench import Bench
from cgw.testing.case import Case
from cgw.testing.life import OTHER, TOKEN, needs
from cgw.wire import Reply, Request


class RecoveryLaws:
    """A create happens once."""

    def test_a_failed_read_back_does_not_hide_the_id(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """Once something was made, no failure of reading it back hides its id."""
        needs(ability, "create", "list")
        for n, trouble in enumerate(TROUBLE):
            written = False

            def fail(request: Request, reply: Reply, trouble: Reply = trouble) -> Reply:
                nonlocal written
                if written:
                    return trouble
                written = not request.safe or request.writes
                return reply

            spec = case.ask(bench, n)
            with bench.altered(fail):
                try:
                    made = bench.create(case, spec).id
                except OutcomeUnknownError as error:
                    made = error.id
                except ApiError as error:
                    raise AssertionError(
                        f"HTTP {trouble.status} to the read-back hid what was made: {error}"
                    ) from error
            name = getattr(spec, "name", None)
            where = Where(fields={"name": name} if name else {})
            found = [thing.id for thing in bench.list(case, where)]
            assert made in found, f"HTTP {trouble.status} to the read-back: the id is {made!r}"

    def test_a_lost_create_is_found_again(self, bench: Bench, case: Case, ability: Ability) -> None:
        """A create whose first answer is lost makes one thing and returns it, if the cloud can."""
        needs(ability, "create", "list")
        lost = 0

        def lose(request: Request, reply: Reply) -> Reply:
            nonlocal lost
            if (request.writes or not request.safe) and not lost:
                lost += 1
                return Reply(502, b"<html>bad gateway</html>", {"content-type": "text/html"})
            return reply

        with bench.altered(lose):
            if ability.recovery == "none":
                with pytest.raises(OutcomeUnknownError):
                    bench.create(case, case.ask(bench))
                made = None
            else:
                made = bench.create(case, case.ask(bench))
        things = bench.list(case)
        assert len(things) == 1, f"a lost answer made {len(things)} things"
        assert made is None or made.id == things[0].id

    def test_the_same_token_makes_one_thing(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """Where recovery is by token, the same operation twice is one thing; another is another."""
        needs(ability, "create", "list")
        if ability.recovery != "token":
            pytest.skip(f"lost creates are recovered by {ability.recovery}")
        spec = case.ask(bench)
        first = bench.create_as(case, spec, Operation(TOKEN))
        again = bench.create_as(case, spec, Operation(TOKEN))
        assert again.id == first.id
        assert len(bench.list(case)) == 1

    def test_a_marked_thing_is_found_by_its_marker(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """Where recovery is by tag: found by its own token only, and the marker is hidden."""
        needs(ability, "create", "get", "list")
        if ability.recovery != "tag":
            pytest.skip(f"lost creates are recovered by {ability.recovery}")
        verbs = case.verbs(bench.adapter)
        made = bench.create_as(case, case.ask(bench, 0), Operation(TOKEN))
        bench.create_as(case, case.ask(bench, 1), Operation(OTHER))
        bench.create_as(case, case.ask(bench, 2), Operation(TOKEN[::-1], marked=False))
        assert [thing.id for thing in bench.call(verbs.find(TOKEN))] == [made.id]
        assert bench.call(verbs.find(TOKEN[::-1])) == [], "a thing without marker was found by one"
        for thing in (made, bench.get(case, made.id), *bench.list(case)):
            assert MARKER not in thing.tags, "the marker is not hidden from .tags"

    def test_calls_do_not_mix(self, bench: Bench, case: Case, ability: Ability) -> None:
        """Two flows at the same time do not see each other: an adapter keeps nothing of a call."""
        needs(ability, "create", "get")
        specs = [case.ask(bench, n) for n in range(2)]
        resource = case.verbs(bench.adapter)
        flows = [
            resource.create(s, Operation(t)) for s, t in zip(specs, (TOKEN, OTHER), strict=True)
        ]
        made: dict[int, Any] = {}
        waiting = {n: next(flow) for n, flow in enumerate(flows)}
        while waiting:
            for n, request in list(waiting.items()):
                try:
                    waiting[n] = flows[n].send(bench.face(bench.signed(request)))
                except StopIteration as stop:
                    made[n] = stop.value
                    del waiting[n]
        for n, spec in enumerate(specs):
            where = case.missed(spec, made[n], ability.fields)
            assert not where, f"two calls were mixed: {where}"


TROUBLE = (
    Reply(500, b"<html>oops</html>", {"content-type": "text/html"}),
    Reply(404, b"<html>gone</html>", {"content-type": "text/html"}),
    Reply(200, b"", {}),
    Reply(200, b'{"a": ', {"content-type": "application/json"}),
    Reply(200, b"[]", {"content-type": "application/json"}),
)
"""Answers that a read-back may meet and that say nothing of what was made."""

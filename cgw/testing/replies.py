"""Laws about strange answers: a cloud may say more, less or other than its documents, and lives."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

from pydantic_core import from_json

from cgw.adapter import Ability, Where
from cgw.errors import ApiError, CgwError
from cgw.models import State
from cgw.testing import mutate
from cgw.testing.bench import Bench
from cgw.testing.case import Case
from cgw.testing.garbage import GARBAGE, STATUSES
from cgw.testing.life import needs
from cgw.testing.meaning import alike
from cgw.wire import Reply, Request

UNHEARD = "CgwUnheardOf"
JSON = {"content-type": "application/json"}

Place: TypeAlias = "tuple[int, mutate.Path]"
"""The number of an answer, and a place in it."""


class ReplyLaws:
    """What an adapter reads from answers."""

    def test_what_is_new_in_an_answer_is_kept(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """A field nobody heard of lands in ``extras``, in get and in listings."""
        needs(ability, "create", "get", "list")
        made = bench.create(case, case.ask(bench))

        def add(_: Request, reply: Reply) -> Reply:
            value = _json(reply)
            place = mutate.home(value, case.named(made.id))
            if place is None:
                return reply
            return _reply(reply, mutate.put(value, (*place, UNHEARD), {"deep": [1, {"x": None}]}))

        with bench.altered(add):
            for thing in (bench.get(case, made.id), *bench.list(case)):
                assert alike(thing, made), "an unknown field changed what is read"
                kept = thing.extras.get(UNHEARD)
                assert kept == {"deep": [1, {"x": None}]}, f"extras hold {sorted(thing.extras)}"

    def test_an_unheard_of_word_is_no_crash(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """A word nobody knows, anywhere in an answer, is read; a state that nobody knows is unknown."""
        self._all(bench, case, ability, mutate.unheard_of, _still_itself)

    def test_null_is_no_crash(self, bench: Bench, case: Case, ability: Ability) -> None:
        """Anything in an answer but the id may be null."""
        self._all(bench, case, ability, mutate.null, _still_itself)

    def test_nothing_is_no_crash(self, bench: Bench, case: Case, ability: Ability) -> None:
        """Anything in an answer but the id may be missing."""
        self._all(bench, case, ability, mutate.gone, _still_itself)

    def test_a_number_may_be_a_text(self, bench: Bench, case: Case, ability: Ability) -> None:
        """Numbers and texts of digits mean the same."""
        self._all(bench, case, ability, mutate.other_notation, _the_same)

    def _all(
        self,
        bench: Bench,
        case: Case,
        ability: Ability,
        change: Callable[[Any], Any],
        law: Callable[[Any, Any, str], None],
    ) -> None:
        """Change one value at a time in the answers of get, list and create."""
        needs(ability, "create", "get", "list")
        made = bench.create(case, case.ask(bench))
        for verb, read in (
            ("get", lambda: bench.get(case, made.id)),
            ("list", lambda: next(t for t in bench.list(case) if t.id == made.id)),
        ):
            answers = _answers(bench, read)
            for place in _places(answers, case.named(made.id), change):
                what = f"{verb}: {mutate.told(place[1])}"
                lenient = _followed(answers, place)
                if (found := _read(bench, read, place, change, what, lenient)) is not None:
                    law(found, made, what)
        number = 1
        first: list[Any] = []

        def create() -> Any:
            nonlocal number
            number += 1
            first[:] = [bench.create(case, case.ask(bench, number))]
            return first[0]

        answers = _answers(bench, create)
        for place in _places(answers, case.named(first[0].id), change):
            what = f"create: {mutate.told(place[1])}"
            lenient = _followed(answers, place)
            if (read := _read(bench, create, place, change, what, lenient)) is not None:
                law(read, bench.get(case, read.id), what)

    def test_error_never_raises(self, bench: Bench, case: Case) -> None:
        """Whatever comes back, ``error()`` names it or lets it pass; it never fails itself."""
        request = _any_request(bench, case)
        for status in STATUSES:
            for name, body in GARBAGE.items():
                for kind in ("application/json", "text/html", ""):
                    reply = Reply(status, body, {"content-type": kind} if kind else {})
                    what = f"HTTP {status} with {name} ({kind or 'no type'})"
                    try:
                        error = bench.adapter.error(request, reply)
                    except Exception as crash:
                        raise AssertionError(f"{what}: error() raised {crash!r}") from crash
                    if error is None:
                        assert 200 <= status < 300, f"{what}: not an error"
                        continue
                    _is_whole(error, request, reply, what)

    def test_garbage_for_an_answer_is_an_error_of_ours(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """Garbage with status 200 in place of an answer is an error of ours, never a crash."""
        needs(ability, "create", "get", "list")
        made = bench.create(case, case.ask(bench))
        for name, body in GARBAGE.items():
            reads: dict[str, Callable[[], Any]] = {
                "get": lambda: bench.get(case, made.id),
                "list": lambda: bench.list(case),
            }
            for verb, read in reads.items():
                with bench.altered(_always(Reply(200, body, JSON))):
                    try:
                        read()
                    except CgwError:
                        continue
                    except Exception as crash:
                        raise AssertionError(f"{verb}, {name}: raised {crash!r}") from crash
                    assert verb == "list", f"get made something of {name}"

    def test_a_state_nobody_knows_is_unknown(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """A state word that nobody knows reads as unknown, and the cloud's own word is kept."""
        needs(ability, "create", "get")
        made = bench.get(case, bench.create(case, case.ask(bench)).id)
        if not made.raw_state:
            return  # this cloud has no state for this noun

        def rename(_: Request, reply: Reply) -> Reply:
            value = _json(reply)
            for path, item in mutate.walk(value):
                if str(item) == made.raw_state:  # some clouds have numbers
                    value = mutate.put(value, path, "BRAND_NEW_STATE")
            return _reply(reply, value)

        with bench.altered(rename):
            read = bench.get(case, made.id)
        assert read.state is State.UNKNOWN
        assert read.raw_state == "BRAND_NEW_STATE"


# ---------------------------------------------------------------- helpers


def _json(reply: Reply) -> Any:
    return from_json(reply.body) if reply.body else None


def _reply(reply: Reply, value: Any) -> Reply:
    body = json.dumps(value, ensure_ascii=False).encode()
    return Reply(reply.status, body, reply.headers)


def _any_request(bench: Bench, case: Case) -> Request:
    verbs = case.verbs(bench.adapter)
    reads = "get" in case.ability(bench.adapter).verbs
    request: Request = next(verbs.get(case.id(bench)) if reads else verbs.page(None, Where()))
    return request


def _answers(bench: Bench, read: Callable[[], Any]) -> list[tuple[Request, Reply]]:
    """What ``read`` asks, and the answers it gets."""
    kept: list[tuple[Request, Reply]] = []

    def keep(request: Request, reply: Reply) -> Reply:
        kept.append((request, reply))
        return reply

    with bench.altered(keep):
        read()
    return kept


def _places(
    answers: list[tuple[Request, Reply]],
    named: Callable[[Any], bool],
    change: Callable[[Any], Any],
) -> list[Place]:
    """Where ``change`` has something to change: the number of an answer, and the place in it."""
    found = [
        (turn, path)
        for turn, (_, answer) in enumerate(answers)
        for path, item in mutate.optional(_json(answer), named)
        if change(item) is not None
    ]
    assert found or change is mutate.other_notation, "nothing to change in the answers"
    return found


def _followed(answers: list[tuple[Request, Reply]], place: Place) -> bool:
    """True for an id of something else, by which the next request asks: it cannot be any word."""
    turn, path = place
    value = _json(answers[turn][1])
    later = " ".join(f"{r.path} {r.query} {r.body.decode()}" for r, _ in answers[turn + 1 :])
    texts = {item for _, item in mutate.walk(value) if isinstance(item, str) and len(item) >= 6}
    return mutate.holds(value, path, {text for text in texts if text in later})


def _read(
    bench: Bench,
    read: Callable[[], Any],
    place: Place,
    change: Callable[[Any], Any],
    what: str,
    lenient: bool,
) -> Any:
    """What ``read`` makes of answers of which one has one place changed.

    Args:
        lenient: an error of ours, or nothing, will do as well; then the result is None.
    """
    seen = -1

    def alter(_: Request, reply: Reply) -> Reply:
        nonlocal seen
        seen += 1
        if seen != place[0]:
            return reply
        return _reply(reply, mutate.changed(_json(reply), place[1], change))

    with bench.altered(alter):
        try:
            return read()
        except Exception as crash:
            if lenient and isinstance(crash, CgwError | StopIteration):
                return None
            raise AssertionError(f"{what}: {type(crash).__name__}: {crash}") from crash


def _always(garbage: Reply) -> Callable[[Request, Reply], Reply]:
    return lambda _request, _reply: garbage


def _still_itself(read: Any, made: Any, what: str) -> None:
    assert read.id == made.id, f"{what}: the id became {read.id!r}"
    assert isinstance(read.state, State), f"{what}: the state became {read.state!r}"
    assert isinstance(read.extras, dict), f"{what}: extras became {read.extras!r}"
    repr(read)


def _the_same(read: Any, made: Any, what: str) -> None:
    assert alike(read, made), f"{what}: read as something else"


def _is_whole(error: Any, request: Request, reply: Reply, what: str) -> None:
    assert isinstance(error, ApiError), f"{what}: {error!r} is no ApiError"
    assert error.http_status == reply.status, f"{what}: http_status is {error.http_status!r}"
    assert error.action == request.action, f"{what}: action is {error.action!r}"
    for name in ("provider", "code", "message", "request_id", "action"):
        assert isinstance(getattr(error, name), str), f"{what}: {name} is no text"
    assert isinstance(error.retry_after, int | float | None), f"{what}: retry_after"
    assert str(error), what
    assert len(str(error)) < 2000, f"{what}: the message is {len(str(error))} characters long"

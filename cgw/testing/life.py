"""Laws about what verbs do, from create to delete."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cgw.adapter import Ability, Operation, Where
from cgw.errors import ApiError, InvalidRequestError, NotFoundError
from cgw.testing.bench import Bench
from cgw.testing.nouns import Case
from cgw.wire import Request

MANY = 230  # more than two pages of 100, the largest page of any cloud so far
TOKEN = "5eed" * 8
OTHER = "0dd5" * 8


def shown(thing: Any, fields: Any) -> dict[str, Any]:
    """The values of some fields."""
    return {name: getattr(thing, name) for name in sorted(fields) if hasattr(thing, name)}


def needs(ability: Ability, *verbs: str) -> None:
    """Skip the law where the adapter says that it lacks a verb."""
    missing = set(verbs) - ability.verbs
    if missing:
        pytest.skip(f"cannot {', '.join(sorted(missing))}, its capabilities say")


class LifeLaws:
    """From create to delete."""

    def test_what_was_created_can_be_read(self, bench: Bench, case: Case, ability: Ability) -> None:
        """A created thing has every value that was asked for, an id, its cloud and its region."""
        needs(ability, "create", "get")
        spec = case.ask(bench)
        made = bench.create(case, spec)
        asked = {name: getattr(spec, name) for name in ability.fields}
        assert shown(made, asked) == shown(spec, asked), "create did not return what was asked for"
        assert made.id, "a created thing has no id"
        assert made.provider == bench.adapter.provider
        assert made.region == bench.adapter.region
        read = bench.get(case, made.id)
        assert shown(read, asked) == shown(spec, asked), "get did not return what was asked for"
        assert read == made, "create and get tell different things of the same"

    def test_a_thing_with_nothing_but_what_is_needed(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """Optional fields may be left out, and then read as None or empty."""
        needs(ability, "create", "get")
        fields = case.spec.model_fields
        optional = [name for name in ability.fields if not fields[name].is_required()]
        empty = {name: fields[name].get_default(call_default_factory=True) for name in optional}
        made = bench.create(case, case.ask(bench, **empty))
        for name in optional:
            assert not getattr(made, name), f"{name} was not given and is {getattr(made, name)!r}"

    def test_creation_times_are_aware_and_in_order(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """``created_at`` is aware UTC, about now, and never runs backwards."""
        needs(ability, "create")
        times = [bench.create(case, case.ask(bench, n)).created_at for n in range(3)]
        if times[0] is None:
            pytest.skip("this cloud does not tell when a thing was created")
        assert all(time.utcoffset() is not None for time in times), "a naive time"
        assert all(time.utcoffset().total_seconds() == 0 for time in times), "not in UTC"
        assert times == sorted(times)
        off = abs((bench.engine.clock.now() - times[0]).total_seconds())
        assert off < 600, (
            f"created {off:.0f} seconds from now: is it read in the wrong zone or unit?"
        )

    def test_listing_shows_each_thing_once_and_ends(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """Following the cursor shows each thing once, over more than one page, and comes to an end."""
        needs(ability, "create", "list")
        assert bench.list(case) == [], "a new cloud is not empty"
        made = [bench.create(case, case.ask(bench, n)).id for n in range(MANY)]
        pages = bench.pages(case)
        seen = [item.id for page in pages for item in page.items]
        assert len(pages) > 1, f"{MANY} things on one page: the law needs more things than that"
        assert len(seen) == len(set(seen)), "something was listed twice"
        lost = sorted(set(made) - set(seen))
        assert not lost, f"{len(lost)} of {MANY} were not listed"
        assert set(seen) == set(made)

    def test_listing_tells_what_get_tells(self, bench: Bench, case: Case, ability: Ability) -> None:
        """An item of a listing equals what get reads."""
        needs(ability, "create", "get", "list")
        made = bench.create(case, case.ask(bench))
        assert bench.list(case) == [bench.get(case, made.id)]

    def test_narrowing_never_hides_what_was_asked_for(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """A listing narrowed by name, address, id or tags still shows the things that have them."""
        needs(ability, "create", "list")
        made = [bench.create(case, case.ask(bench, n)) for n in range(3)]
        wanted = made[1]
        for field in ("id", "name", "address"):
            if value := getattr(wanted, field, None):
                found = [thing.id for thing in bench.list(case, Where(fields={field: value}))]
                assert wanted.id in found, f"narrowed to its {field}, the listing lost it"
        if "tags" in ability.fields:
            found = [thing.id for thing in bench.list(case, Where(tags=wanted.tags))]
            assert {thing.id for thing in made} <= set(found), "narrowed by tags, things were lost"

    def test_update_changes_what_was_given_and_nothing_else(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """Each field that can be changed is changed alone."""
        needs(ability, "create", "get", "update")
        assert case.patch is not None
        bystander = bench.create(case, case.ask(bench, 1))
        before = bench.create(case, case.ask(bench, 0))
        for name in sorted(ability.changes - {"options"}):
            given = case.patch(**{name: case.changes[name]})
            after = bench.update(case, before.id, given)
            assert getattr(after, name) == case.changes[name], f"{name} was not changed"
            rest = {n: v for n, v in _values(after).items() if n != name}
            assert rest == {n: v for n, v in _values(before).items() if n != name}, (
                f"changing {name} changed something else"
            )
            assert bench.get(case, before.id) == after, "update and get tell different things"
            before = after
        assert bench.get(case, bystander.id) == bystander, "another thing was changed"

    def test_updating_a_missing_thing_is_not_found(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """Changing what is gone is NotFoundError."""
        needs(ability, "create", "update", "delete")
        name = min(ability.changes - {"options"})
        assert case.patch is not None
        gone = _gone(bench, case)
        with pytest.raises(NotFoundError):
            bench.update(case, gone, case.patch(**{name: case.changes[name]}))

    def test_deleting_twice_is_fine(self, bench: Bench, case: Case, ability: Ability) -> None:
        """A deleted thing is gone, a thing that is gone is deleted, and nothing else goes with it."""
        needs(ability, "create", "delete", "list")
        keep, made = bench.create(case, case.ask(bench, 0)), bench.create(case, case.ask(bench, 1))
        bench.delete(case, made.id)
        assert [thing.id for thing in bench.list(case)] == [keep.id]
        bench.delete(case, made.id)
        assert [thing.id for thing in bench.list(case)] == [keep.id]

    def test_a_missing_thing_is_not_found(self, bench: Bench, case: Case, ability: Ability) -> None:
        """Reading what is gone is NotFoundError with the vendor's own code and request id."""
        needs(ability, "create", "get", "delete")
        with pytest.raises(NotFoundError) as caught:
            bench.get(case, _gone(bench, case))
        _keeps_the_clouds_words(caught.value, bench)

    def test_the_clouds_refusal_keeps_its_words(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """A malformed value that reaches the cloud is InvalidRequestError in the cloud's own words."""
        needs(ability, "create", "list")
        good, wrong = case.wrong
        flow = case.verbs(bench.adapter).create(case.ask(bench), Operation(TOKEN))
        request = _swapped(next(flow), good, wrong)
        flow.close()
        now = bench.engine.clock.now()
        signed = bench.adapter.sign(request, bench.keys.credentials, now, bench.unique())
        error = bench.adapter.error(signed, bench.face(signed))
        assert error is not None, f"{wrong} in place of {good}: no error"
        assert isinstance(error, InvalidRequestError), f"{type(error).__name__}: {error}"
        _keeps_the_clouds_words(error, bench)
        assert not bench.list(case), "refused, and yet made"


def _swapped(request: Request, good: str, wrong: str) -> Request:
    """The request with another value in its query or body."""
    query = tuple((name, wrong if value == good else value) for name, value in request.query)
    body = request.body.replace(good.encode(), wrong.encode())
    swapped = replace(request, query=query, body=body)
    assert swapped != request, f"{good} is not in the first request of the create"
    return swapped


def _values(thing: Any) -> dict[str, Any]:
    names = type(thing).__dataclass_fields__
    volatile = {"origin", "updated_at", "raw_state"}
    return {name: getattr(thing, name) for name in names if name not in volatile}


def _gone(bench: Bench, case: Case) -> str:
    """The id of something that was there."""
    gone: str = bench.create(case, case.ask(bench, 700)).id
    bench.delete(case, gone)
    return gone


def _keeps_the_clouds_words(error: ApiError, bench: Bench) -> None:
    assert error.provider == bench.adapter.provider
    assert error.code, "the vendor's own code is lost"
    assert error.request_id, "the vendor's request id is lost"
    assert error.http_status, "the HTTP status is lost"
    assert error.action, "the name of the call is lost"
    assert error.message, "the vendor's message is lost"
    assert error.code in str(error), "str() of the error does not tell the vendor's code"
    assert error.request_id in str(error), "str() of the error does not tell the request id"

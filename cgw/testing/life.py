"""Laws about what verbs do, from create to delete."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cgw.adapter import Ability, Operation, Where
from cgw.errors import (
    ApiError,
    BillingError,
    InvalidRequestError,
    NotFoundError,
    UnsupportedError,
)
from cgw.models import Billing
from cgw.testing.bench import Bench
from cgw.testing.case import Case
from cgw.testing.meaning import TOLD_AS, alike, differs, values
from cgw.wire import Reply, Request

NARROWING = ("id", "name", "address", "vpn_gateway_id", "connection_id", "destination")
MANY = 230  # more than two pages of 100, the largest page of any cloud so far
TOKEN = "5eed" * 8
OTHER = "0dd5" * 8


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
        where = case.missed(spec, made, ability.fields)
        assert not where, f"create did not return what was asked for: {where}"
        assert made.id, "a created thing has no id"
        assert made.provider == bench.adapter.provider
        assert made.region == bench.adapter.region
        read = bench.get(case, made.id)
        where = case.missed(spec, read, ability.fields)
        assert not where, f"get did not return what was asked for: {where}"
        assert alike(read, made), "create and get tell different things of the same"

    def test_a_thing_with_nothing_but_what_is_needed(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """Optional fields may be left out, and are then empty, the model's default or the cloud's."""
        needs(ability, "create", "get")
        spec = case.bare(bench)
        made = bench.create(case, spec)
        for name in sorted(ability.fields - case.own):
            as_told = TOLD_AS.get(name, name)
            if not case.spec.model_fields[name].is_required() and hasattr(made, as_told):
                told = getattr(made, as_told)
                given = getattr(spec, name)
                bad = differs(given, told, name) if given else told
                assert not bad, f"{name} was not given and is {told!r}"

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
        if case.noun not in bench.unpaged:
            assert len(pages) > 1, f"{MANY} things on one page: the law needs more than that"
        assert len(seen) == len(set(seen)), "something was listed twice"
        lost = sorted(set(made) - set(seen))
        assert not lost, f"{len(lost)} of {MANY} were not listed"
        assert set(seen) == set(made)

    def test_listing_tells_what_get_tells(self, bench: Bench, case: Case, ability: Ability) -> None:
        """An item of a listing equals what get reads."""
        needs(ability, "create", "get", "list")
        made = bench.create(case, case.ask(bench))
        assert [item.id for item in bench.list(case)] == [made.id]
        assert alike(bench.list(case)[0], bench.get(case, made.id)), "they tell different things"

    def test_narrowing_never_hides_what_was_asked_for(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """A listing narrowed by name, address, id or tags still shows the things that have them."""
        needs(ability, "create", "list")
        made = [bench.create(case, case.ask(bench, n)) for n in range(3)]
        wanted = made[1]
        for field in NARROWING:
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
        for name, value in case.altered(bench).items():
            told = TOLD_AS.get(name, name)
            after = bench.update(case, before.id, case.patch(**{name: value}))
            if hasattr(after, told):  # a password is not told
                assert not differs(value, getattr(after, told), name), f"{name} was not changed"
            moved = {told, "updated_at"} | case.moves.get(name, frozenset())
            rest = {n: v for n, v in values(after).items() if n not in moved}
            assert rest == {n: v for n, v in values(before).items() if n not in moved}, (
                f"changing {name} changed something else"
            )
            read = bench.get(case, before.id)
            assert alike(read, after), "update and get tell different things"
            before = after
        assert alike(bench.get(case, bystander.id), bystander), "another thing was changed"

    def test_updating_a_missing_thing_is_not_found(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """Changing what is gone is NotFoundError."""
        needs(ability, "create", "update", "delete")
        gone = _gone(bench, case)
        with pytest.raises(NotFoundError):
            bench.update(case, gone, case.change(bench))

    def test_deleting_twice_is_fine(self, bench: Bench, case: Case, ability: Ability) -> None:
        """A deleted thing is gone, a thing that is gone is deleted, and nothing else goes with it."""
        needs(ability, "create", "delete", "list")
        keep, made = bench.create(case, case.ask(bench, 0)), bench.create(case, case.ask(bench, 1))
        bench.delete(case, made.id)
        assert [thing.id for thing in bench.list(case)] == [keep.id]
        bench.delete(case, made.id)
        assert [thing.id for thing in bench.list(case)] == [keep.id]

    def test_a_prepaid_term_is_kept(self, bench: Bench, case: Case, ability: Ability) -> None:
        """What is paid ahead is told so with its end, and is not deleted before; or cannot be had."""
        if "billing" not in ability.fields:
            return
        spec = case.ask(bench, billing=Billing(mode="prepaid", period_months=1))
        try:
            made = bench.create(case, spec)
        except UnsupportedError as error:
            field: str | None = error.field or ""
        else:
            field = None
        if field is not None:
            assert field == "billing", f".field is {field!r}"
            assert not bench.list(case), "refused, and yet made"
            return
        assert made.billing.mode == "prepaid", f"prepaid is told as {made.billing.mode}"
        assert made.billing.expires_at is not None, "nobody tells when the term ends"
        assert made.billing.expires_at > bench.engine.clock.now(), "it ended before it began"
        with pytest.raises(BillingError):
            bench.delete(case, made.id)
        assert [thing.id for thing in bench.list(case)] == [made.id], "refused, and yet deleted"

    def test_a_missing_thing_is_not_found(self, bench: Bench, case: Case, ability: Ability) -> None:
        """Reading what is gone is NotFoundError with the vendor's own code and request id."""
        needs(ability, "create", "get", "delete")
        gone, refused = _gone(bench, case), False

        def note(request: Request, reply: Reply) -> Reply:
            nonlocal refused
            refused = bench.adapter.error(request, reply) is not None
            return reply

        with bench.altered(note), pytest.raises(NotFoundError) as caught:
            bench.get(case, gone)
        # What is looked for in a list that comes back empty was refused by nobody.
        if refused and not case.composite:
            _keeps_the_clouds_words(caught.value, bench)

    def test_the_clouds_refusal_keeps_its_words(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """A malformed value that reaches the cloud is InvalidRequestError in the cloud's own words."""
        needs(ability, "create", "list")
        good, wrong = case.wrong
        flow = case.verbs(bench.adapter).create(case.ask(bench), Operation(TOKEN))
        request = _swapped(bench.first_write(flow), good, wrong)
        signed = bench.signed(request)
        error = bench.adapter.error(signed, bench.face(signed))
        assert error is not None, f"{wrong} in place of {good}: no error"
        assert isinstance(error, InvalidRequestError), f"{type(error).__name__}: {error}"
        _keeps_the_clouds_words(error, bench)
        assert not bench.list(case), "refused, and yet made"


def _swapped(request: Request, good: str, wrong: str) -> Request:
    """The request with another value in its query or body."""
    query = tuple((name, value.replace(good, wrong)) for name, value in request.query)
    body = request.body.replace(good.encode(), wrong.encode())
    swapped = replace(request, query=query, body=body)
    assert swapped != request, f"{good} is not in what the create sends"
    return swapped


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

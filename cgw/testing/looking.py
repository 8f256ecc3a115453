"""Laws about what can only be looked at: sessions, logs, a client's configuration, places."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import SecretStr

from cgw.adapter import Ability, Adapter, LogWindow, Page, Where
from cgw.models import LogLine, SslVpnClientConfig, to_json
from cgw.testing.bench import Bench
from cgw.testing.case import Case
from cgw.testing.life import needs

SPAN = timedelta(minutes=10)
LATE = timedelta(minutes=2)  # a line may be of a moment that is not quite over
PARTS = ("config", "ca_certificate", "certificate", "key")


PLACES = frozenset({"regions", "zones"})
"""Nouns that can only be listed; their law is here."""


class LookingLaws:
    """What reads and changes nothing."""

    def test_nobody_is_connected_to_a_new_server(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """A server that was just made has no sessions, and asking changes nothing."""
        needs(ability, "create", "sessions")
        made = bench.create(case, case.ask(bench))
        sent = len(bench.sent)
        assert bench.call(case.verbs(bench.adapter).sessions(made.id)) == ()
        assert all(request.safe and not request.writes for request in bench.sent[sent:])

    def test_a_clients_configuration_is_its_own_and_secret(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """It is the client's that was asked for, has something in it, and shows none of it."""
        needs(ability, "create", "config")
        made = bench.create(case, case.ask(bench))
        bench.create(case, case.ask(bench, 1))
        found = bench.call(case.verbs(bench.adapter).config(made.id))
        assert isinstance(found, SslVpnClientConfig)
        assert found.client_id == made.id, f"the configuration of {found.client_id!r}"
        parts = [getattr(found, name) for name in PARTS if getattr(found, name) is not None]
        assert parts, "there is nothing in it"
        shown = repr(found) + str(found) + to_json(found)
        for part in parts:
            assert isinstance(part, SecretStr), "a part of it is no secret"
            assert part.get_secret_value() not in shown, "it shows what is in it"

    def test_a_new_certificate_is_another(self, bench: Bench, case: Case, ability: Ability) -> None:
        """What is reissued is the same client, with another certificate and key."""
        needs(ability, "create", "config", "reissue")
        verbs, made = case.verbs(bench.adapter), bench.create(case, case.ask(bench))
        before = bench.call(verbs.config(made.id))
        told = bench.call(verbs.reissue(made.id))
        after = bench.call(verbs.config(made.id))
        assert (told.id, after.client_id) == (made.id, made.id), "it is another client"
        assert bench.get(case, made.id).id == made.id
        for name in ("certificate", "key"):
            assert getattr(before, name) != getattr(after, name), f"it has the same {name}"

    def test_a_log_is_read_to_its_end(self, bench: Bench, case: Case, ability: Ability) -> None:
        """Pages of a log come to an end; lines are of the time that was asked for, and aware."""
        needs(ability, "create", "logs")
        made = bench.create(case, case.ask(bench))
        now = bench.engine.clock.now()
        window, cursor = LogWindow(now - SPAN, now + LATE), None
        for _ in range(100):
            page = bench.call(case.verbs(bench.adapter).logs(made.id, window, cursor))
            assert isinstance(page, Page)
            for line in page.items:
                assert isinstance(line, LogLine)
                _is_within(line, window)
            cursor = page.cursor
            if cursor is None:
                return
        raise AssertionError(f"the log never ends; the last cursor is {cursor!r}")

    def test_places_are_listed(self, bench: Bench, adapter: Adapter) -> None:
        """Each region and zone is listed once, with an id, its cloud and the region asked in."""
        nouns = sorted(PLACES & set(adapter.capabilities.nouns))
        if not nouns:
            pytest.skip("this cloud lists no places")
        for noun in nouns:
            places, cursor = [], None
            for _ in range(100):
                page = bench.call(getattr(adapter, noun).page(cursor, Where()))
                places += page.items
                cursor = page.cursor
                if cursor is None:
                    break
            ids = [place.id for place in places]
            assert ids, f"there are no {noun}"
            assert len(ids) == len(set(ids)), f"one of the {noun} was listed twice"
            assert {place.provider for place in places} == {adapter.provider}
            assert {place.region for place in places} == {adapter.region}


def _is_within(line: LogLine, window: LogWindow) -> None:
    if line.at is None:
        return
    assert line.at.utcoffset() == timedelta(), f"{line.at} is not in UTC"
    if not window.since - LATE <= line.at <= window.until + LATE:
        raise AssertionError(
            f"a line of {line.at} in an answer about {window.since} to {window.until}: "
            "is it read in the wrong zone or unit?"
        )

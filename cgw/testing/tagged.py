"""Laws about tags of things that exist: added, removed, replaced, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cgw import tagging
from cgw.adapter import MARKER, Ability, Operation
from cgw.errors import InvalidRequestError
from cgw.testing.bench import Bench
from cgw.testing.case import Case
from cgw.testing.life import TOKEN, needs
from cgw.testing.meaning import values


class TagLaws:
    """Where a noun has the verb ``tag``."""

    def test_tags_can_be_changed_later(self, bench: Bench, case: Case, ability: Ability) -> None:
        """Added tags are there, removed ones are not, replaced ones are the only ones."""
        needs(ability, "create", "get", "tag")
        resource, name = case.verbs(bench.adapter), bench.adapter.provider
        made = bench.create(case, _plain(bench, case))
        steps: tuple[tuple[Any, dict[str, str]], ...] = (
            (tagging.add(name, resource, ability, made.id, {"a": "1", "b": "2"}), TWO),
            (tagging.add(name, resource, ability, made.id, {"b": "3"}), {"a": "1", "b": "3"}),
            (tagging.remove(name, resource, made.id, ["a", "none"]), {"b": "3"}),
            (tagging.replace(name, resource, ability, made.id, {"c": "4"}), {"c": "4"}),
            (tagging.replace(name, resource, ability, made.id, {}), {}),
        )
        for flow, wanted in steps:
            told = bench.call(flow)
            assert told.tags == wanted, f"{told.tags} and not {wanted}"
            assert bench.get(case, made.id).tags == wanted
            assert _without_tags(told) == _without_tags(made), "it changed something else"

    def test_the_marker_stays(self, bench: Bench, case: Case, ability: Ability) -> None:
        """Replacing all tags leaves the marker where it is; it cannot be removed by hand."""
        needs(ability, "create", "get", "tag")
        resource, name = case.verbs(bench.adapter), bench.adapter.provider
        made = bench.create_as(case, _plain(bench, case), Operation(TOKEN))
        bench.call(tagging.replace(name, resource, ability, made.id, {"c": "4"}))
        bench.call(tagging.replace(name, resource, ability, made.id, {}))
        if ability.recovery == "tag":
            found = bench.call(resource.find(TOKEN))
            assert [thing.id for thing in found] == [made.id], "the marker is gone"
        for flow in (
            tagging.remove(name, resource, made.id, [MARKER]),
            tagging.add(name, resource, ability, made.id, {MARKER: "mine"}),
        ):
            with pytest.raises(InvalidRequestError):
                bench.call(flow)


TWO = {"a": "1", "b": "2"}


def _plain(bench: Bench, case: Case) -> Any:
    """A good spec without tags."""
    return case.ask(bench, tags={}) if "tags" in case.spec.model_fields else case.ask(bench)


def _without_tags(thing: Any) -> dict[str, Any]:
    return values(replace(thing, tags={}, updated_at=None))

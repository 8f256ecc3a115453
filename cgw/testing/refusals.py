"""Laws about what is refused before any request: each names the field, and nothing is sent."""

from __future__ import annotations

from typing import Any

import pytest

from cgw.adapter import MARKER, Ability, Operation, TextRule, Where
from cgw.errors import CgwError, InvalidRequestError, UnsupportedError
from cgw.models import Options
from cgw.testing.bench import Bench
from cgw.testing.case import Case
from cgw.testing.life import TOKEN, needs


class ForeignOptions(Options):
    """Somebody else's options."""


def refused(bench: Bench, kind: type[CgwError], flow: Any, field: str) -> None:
    """The flow fails with ``kind``, names ``field`` and sends nothing."""
    before = len(bench.sent)
    caught: CgwError | None = None
    try:
        bench.call(flow)
    except CgwError as error:
        caught = error
    assert caught is not None, f"{field}: not refused"
    assert isinstance(caught, kind), f"{field}: {type(caught).__name__} and not {kind.__name__}"
    named = getattr(caught, "field", None) or ""
    assert named.split(".")[0] == field, f".field is {named!r}, not {field!r}"
    assert len(bench.sent) == before, f"{field}: refused only after a request was sent"


def beyond(rule: TextRule) -> list[str]:
    """Texts outside a rule's length."""
    wide = "ж" * (rule.longest // 2 + 1) if rule.unit == "bytes" else "ж" * (rule.longest + 1)
    texts = ["a" * (rule.longest + 1), wide]
    return [*texts, "a" * (rule.shortest - 1)] if rule.shortest else texts


class RefusalLaws:
    """What an adapter refuses by itself."""

    def _create(self, bench: Bench, case: Case, spec: Any, *, marked: bool = False) -> Any:
        return case.verbs(bench.adapter).create(spec, Operation(TOKEN, marked=marked))

    def test_what_the_cloud_cannot_set_is_refused(self, bench: Bench, case: Case) -> None:
        """A field that the capabilities lack is UnsupportedError naming it, on create."""
        needs(case.ability(bench.adapter), "create")
        for name in sorted(case.unset(bench.adapter)):
            spec = case.ask(bench, **case.rarely(bench, name))
            refused(bench, UnsupportedError, self._create(bench, case, spec), name)

    def test_what_the_cloud_cannot_change_is_refused(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """A field that the capabilities do not let change is UnsupportedError naming it."""
        needs(ability, "update")
        assert case.patch is not None
        for name in sorted(case.fixed(bench.adapter)):
            patch = case.patch(**{name: case.changes(bench)[name]})
            flow = case.verbs(bench.adapter).update(case.id(bench), patch)
            refused(bench, UnsupportedError, flow, name)

    def test_a_verb_the_cloud_lacks_is_refused(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """Each verb is there, and one that the capabilities lack is UnsupportedError naming it."""
        verbs = case.verbs(bench.adapter)
        for name in ("create", "get", "page", "update", "delete", "find"):
            assert callable(getattr(verbs, name, None)), f"{case.noun} has no {name}"
        if "update" not in ability.verbs and case.patch is not None:
            patch = case.patch(**case.changes(bench))
            refused(bench, UnsupportedError, verbs.update("i", patch), "update")
        if "get" not in ability.verbs:
            refused(bench, UnsupportedError, verbs.get("i"), "get")
        if "create" not in ability.verbs:
            refused(bench, UnsupportedError, self._create(bench, case, case.ask(bench)), "create")
        if "delete" not in ability.verbs:
            refused(bench, UnsupportedError, verbs.delete("i"), "delete")

    def test_somebody_elses_options_are_refused(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """Options of another provider are UnsupportedError on create, update and list."""
        options = ForeignOptions()
        verbs = case.verbs(bench.adapter)
        if "create" in ability.verbs:
            spec = case.ask(bench, options=options)
            refused(bench, UnsupportedError, self._create(bench, case, spec), "options")
        if "update" in ability.verbs and case.patch is not None:
            patch = case.patch.model_validate({"options": options})
            refused(bench, UnsupportedError, verbs.update(case.id(bench), patch), "options")
        refused(bench, UnsupportedError, verbs.page(None, Where(options=options)), "options")

    def test_a_text_outside_its_limits_is_refused(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """A name or description that is too long or too short is InvalidRequestError naming it."""
        for name, rule in (("name", ability.name), ("description", ability.description)):
            if rule is None or name not in ability.fields:
                continue
            for text in beyond(rule):
                if text != case.spec.model_fields[name].default:  # that is: not given
                    spec = case.ask(bench, **{name: text})
                    refused(bench, InvalidRequestError, self._create(bench, case, spec), name)
                if case.patch is not None and name in ability.changes:
                    patch = case.patch(**{name: text})
                    flow = case.verbs(bench.adapter).update(case.id(bench), patch)
                    refused(bench, InvalidRequestError, flow, name)

    def test_texts_at_their_limits_are_taken(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """The longest text that the capabilities promise is one that the cloud takes."""
        needs(ability, "create")
        for n, (name, rule) in enumerate(
            (("name", ability.name), ("description", ability.description))
        ):
            if rule is not None and name in ability.fields:
                text = "a" * rule.longest
                made = bench.create(case, case.ask(bench, n, **{name: text}))
                assert getattr(made, name) == text, f"{name} of {rule.longest} came back changed"

    def test_a_reserved_number_is_refused(self, bench: Bench, case: Case, ability: Ability) -> None:
        """An AS number that the cloud keeps for itself is InvalidRequestError naming ``asn``."""
        for number in sorted(ability.asn.reserved if ability.asn else ()):
            spec = case.ask(bench, asn=number)
            refused(bench, InvalidRequestError, self._create(bench, case, spec), "asn")
            if case.patch is not None and "asn" in ability.changes:
                flow = case.verbs(bench.adapter).update(
                    "some-id", case.patch.model_validate({"asn": number})
                )
                refused(bench, InvalidRequestError, flow, "asn")

    def test_too_many_tags_are_refused(self, bench: Bench, case: Case, ability: Ability) -> None:
        """One tag more than the limit is InvalidRequestError; the limit itself is taken."""
        needs(ability, "create")
        if ability.tags is None or "tags" not in ability.fields:
            pytest.skip("this cloud has no tags here")
        tags = {f"key{n}": "v" for n in range(ability.tags.most + 1)}
        spec = case.ask(bench, tags=tags)
        refused(bench, InvalidRequestError, self._create(bench, case, spec), "tags")
        tags.popitem()
        made = bench.create_as(case, case.ask(bench, tags=tags), Operation(TOKEN, marked=False))
        assert made.tags == tags

    def test_the_marker_counts_as_a_tag(self, bench: Bench, case: Case, ability: Ability) -> None:
        """Where creates are marked, one tag less may be given, and the refusal says why."""
        if ability.tags is None or ability.recovery != "tag":
            pytest.skip("creates are not marked here")
        tags = {f"key{n}": "v" for n in range(ability.tags.most)}
        flow = self._create(bench, case, case.ask(bench, tags=tags), marked=True)
        refused(bench, InvalidRequestError, flow, "tags")
        tags.popitem()
        assert bench.create_as(case, case.ask(bench, tags=tags), Operation(TOKEN)).tags == tags

    def test_wrong_tags_are_refused(self, bench: Bench, case: Case, ability: Ability) -> None:
        """Keys and values outside their limits, and the reserved key, are InvalidRequestError."""
        if ability.tags is None or "tags" not in ability.fields:
            pytest.skip("this cloud has no tags here")
        wrong = [{MARKER: "mine"}]
        wrong += [{text: "v"} for text in beyond(ability.tags.key)]
        wrong += [{"k": text} for text in beyond(ability.tags.value)]
        for tags in wrong:
            spec = case.ask(bench, tags=tags)
            refused(bench, InvalidRequestError, self._create(bench, case, spec), "tags")

    def test_an_empty_change_is_refused(self, bench: Bench, case: Case, ability: Ability) -> None:
        """Changing nothing is InvalidRequestError: nobody means that."""
        needs(ability, "update")
        assert case.patch is not None
        flow = case.verbs(bench.adapter).update(case.id(bench), case.patch())
        sent = len(bench.sent)
        with pytest.raises(InvalidRequestError):
            bench.call(flow)
        assert len(bench.sent) == sent, "refused only after a request was sent"

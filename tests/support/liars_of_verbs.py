"""Liars about what verbs do and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from liar import Liar, breaks, changed

from cgw.adapter import Operation, Page

# ---------------------------------------------------------------- listings


@breaks("listing_shows_each_thing_once_and_ends")
class FirstPageOnly(Liar):
    def page(self, verbs: Any, cursor: Any, where: Any) -> Any:
        found = yield from verbs.page(cursor, where)
        return Page(found.items, None)


@breaks("listing_shows_each_thing_once_and_ends")
class NeverEnds(Liar):
    def page(self, verbs: Any, cursor: Any, where: Any) -> Any:
        found = yield from verbs.page(cursor, where)
        return Page(found.items, cursor or found.cursor)


@breaks("listing_shows_each_thing_once_and_ends")
class ShowsTwice(Liar):
    def page(self, verbs: Any, cursor: Any, where: Any) -> Any:
        found = yield from verbs.page(cursor, where)
        return Page(found.items + (found.items[:1] if cursor else []), found.cursor)


@breaks(
    "listing_tells_what_get_tells",
    "what_is_new_in_an_answer_is_kept",
    "a_number_may_be_a_text",
)
class ListsLess(Liar):
    def page(self, verbs: Any, cursor: Any, where: Any) -> Any:
        found = yield from verbs.page(cursor, where)
        return Page([replace(item, asn=None) for item in found.items], found.cursor)


@breaks("narrowing_never_hides_what_was_asked_for")
class NarrowsTooMuch(Liar):
    def page(self, verbs: Any, cursor: Any, where: Any) -> Any:
        found = yield from verbs.page(cursor, where)
        return Page([] if "address" in where.fields else found.items, found.cursor)


# ---------------------------------------------------------------- verbs


@breaks("what_was_created_can_be_read", "calls_do_not_mix")
class DropsAsn(Liar):
    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        if spec.asn == 65010 and spec.options is None:
            spec = spec.model_copy(update={"asn": None})
        return (yield from verbs.create(spec, op))


@breaks("a_thing_with_nothing_but_what_is_needed")
class InventsDescription(Liar):
    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        if spec.description is None:
            spec = spec.model_copy(update={"description": "made by cgw"})
        return (yield from verbs.create(spec, op))


@breaks("update_changes_what_was_given_and_nothing_else", "a_thing_with_nothing_but_what_is_needed")
class Forgets(Liar):
    """Changing the name clears the description, and reading shows a text where there is none."""

    def update(self, verbs: Any, id: str, patch: Any) -> Any:
        if "name" in patch.given():
            patch = patch.model_copy(update={"description": "cleared"})
            patch.model_fields_set.add("description")
        return (yield from verbs.update(id, patch))

    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        made = yield from verbs.create(spec, op)
        return made if made.description else replace(made, description="cleared")


@breaks("update_changes_what_was_given_and_nothing_else")
class UpdatesOnlyInWords(Liar):
    def update(self, verbs: Any, id: str, patch: Any) -> Any:
        for request in (next(verbs.update(id, patch)),):  # its own checks hold
            assert request
        before = yield from verbs.get(id)
        return replace(before, **patch.given())


@breaks("deleting_twice_is_fine")
class DeletesOnce(Liar):
    def delete(self, verbs: Any, id: str) -> Any:
        yield next(verbs.delete(id))


@breaks("creation_times_are_aware_and_in_order")
class WrongZone(Liar):
    def get(self, verbs: Any, id: str) -> Any:
        found = yield from verbs.get(id)
        return replace(found, created_at=found.created_at and found.created_at + timedelta(hours=8))

    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        made = yield from verbs.create(spec, op)
        return replace(made, created_at=made.created_at and made.created_at + timedelta(hours=8))

    def update(self, verbs: Any, id: str, patch: Any) -> Any:
        yield from verbs.update(id, patch)
        return (yield from self.get(verbs, id))

    def page(self, verbs: Any, cursor: Any, where: Any) -> Any:
        found = yield from verbs.page(cursor, where)
        late = timedelta(hours=8)
        items = [replace(i, created_at=i.created_at and i.created_at + late) for i in found.items]
        return Page(items, found.cursor)


@breaks("calls_do_not_mix")
class RemembersTheLastCall(Liar):
    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        self.name = spec.name
        made = yield from verbs.create(spec, op)
        return replace(made, name=self.name)


# ---------------------------------------------------------------- creates that are lost


@breaks("the_same_token_makes_one_thing", "reads_are_safe_and_creates_are_not_blindly")
class NewTokenEachTime(Liar):
    number = 0

    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        type(self).number += 1
        return (yield from verbs.create(spec, Operation(f"{self.number:032x}")))


@breaks("a_failed_read_back_does_not_hide_the_id")
class ReadBackHidesTheId(Liar):
    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        made = yield from verbs.create(spec, op)
        return (yield from verbs.get(made.id))


@breaks(
    "a_lost_create_is_found_again",
    "a_marked_thing_is_found_by_its_marker",
    "the_marker_counts_as_a_tag",
    "the_marker_stays",
)
class ForgetsTheMarker(Liar):
    base = "tencent"

    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        return (yield from verbs.create(spec, Operation(op.token, marked=False)))


@breaks("a_marked_thing_is_found_by_its_marker")
class ShowsTheMarker(Liar):
    base = "tencent"

    def page(self, verbs: Any, cursor: Any, where: Any) -> Any:
        found = yield from verbs.page(cursor, where)
        if where.tags or where.fields or len(found.items) < 3:
            return found
        items = [replace(i, tags={**i.tags, "cgw-op": "x"}) for i in found.items]
        return Page(items, found.cursor)


@breaks("the_marker_counts_as_a_tag")
class MarkerNotCounted(Liar):
    base = "tencent"

    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        most = self.capabilities.noun("customer_gateways").tags.most
        if len(spec.tags) == most:
            op = Operation(op.token, marked=False)
        return (yield from verbs.create(spec, op))


@breaks("reads_are_safe_and_creates_are_not_blindly", "the_clouds_refusal_keeps_its_words")
class CallsCreatesSafe(Liar):
    base = "huawei"

    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        flow = verbs.create(spec, op)
        return (yield from changed(flow, lambda r: replace(r, safe=True, writes=False)))


# ---------------------------------------------------------------- refusals


@breaks("what_the_cloud_cannot_set_is_refused")
class DropsDescription(Liar):
    base = "tencent"

    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        return (yield from verbs.create(spec.model_copy(update={"description": None}), op))


@breaks("what_the_cloud_cannot_change_is_refused")
class ChangesNothingQuietly(Liar):
    def update(self, verbs: Any, id: str, patch: Any) -> Any:
        if set(patch.given()) == {"asn"}:
            return (yield from verbs.get(id))
        return (yield from verbs.update(id, patch))


@breaks("somebody_elses_options_are_refused")
class TakesAnyOptions(Liar):
    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        if type(spec.options).__name__ == "ForeignOptions":
            spec = spec.model_copy(update={"options": None})
        return (yield from verbs.create(spec, op))


@breaks("a_text_outside_its_limits_is_refused")
class CutsNames(Liar):
    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        return (yield from verbs.create(spec.model_copy(update={"name": spec.name[:100]}), op))


@breaks("texts_at_their_limits_are_taken")
class CutsAWordShort(Liar):
    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        if spec.name == "a" * 100:
            spec = spec.model_copy(update={"name": "a" * 99})
        return (yield from verbs.create(spec, op))


@breaks("too_many_tags_are_refused")
class CutsTags(Liar):
    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        tags = dict(list(spec.tags.items())[:20])
        return (yield from verbs.create(spec.model_copy(update={"tags": tags}), op))


@breaks("wrong_tags_are_refused")
class TakesTheMarkersKey(Liar):
    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        tags = {key: value for key, value in spec.tags.items() if key != "cgw-op"}
        return (yield from verbs.create(spec.model_copy(update={"tags": tags}), op))


@breaks("a_reserved_number_is_refused")
class TakesReservedNumbers(Liar):
    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        asn = 65010 if spec.asn == 45104 else spec.asn
        return (yield from verbs.create(spec.model_copy(update={"asn": asn}), op))


@breaks("an_empty_change_is_refused")
class ReadsForAnEmptyChange(Liar):
    def update(self, verbs: Any, id: str, patch: Any) -> Any:
        if not patch.given():
            return (yield from verbs.get(id))
        return (yield from verbs.update(id, patch))

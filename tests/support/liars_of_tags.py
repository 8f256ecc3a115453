"""Liars about tags of things that exist."""

from __future__ import annotations

from typing import Any

from liar import Liar, breaks

from cgw.adapter import MARKER


@breaks("tags_can_be_changed_later")
class ReplacesAllTags(Liar):
    def tag(self, verbs: Any, id: str, add: Any, remove: Any) -> Any:
        found = yield from verbs.get(id)
        yield from verbs.tag(id, add, (*remove, *(key for key in found.tags if key not in add)))


@breaks("tags_can_be_changed_later")
class NeverRemoves(Liar):
    def tag(self, verbs: Any, id: str, add: Any, remove: Any) -> Any:
        return (yield from verbs.tag(id, add, ()))


@breaks("the_marker_stays")
class TakesTheMarkerAway(Liar):
    base = "huawei"

    def tag(self, verbs: Any, id: str, add: Any, remove: Any) -> Any:
        yield from verbs.tag(id, add, (*remove, MARKER) if remove else remove)

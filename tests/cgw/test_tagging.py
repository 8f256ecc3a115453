"""Tags of things that exist: what is asked for, and what is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cgw
from cgw import tagging
from cgw.adapter import MARKER, Ability, TagRule, TextRule
from cgw.capabilities import LINK_TAG
from cgw.models import CustomerGateway, unspell  # noqa: F401 -- the package is loaded as users load it

RULE = TagRule(5, TextRule(1, 8, "test"), TextRule(0, 8, "test"), "test")
TAGS = st.dictionaries(
    st.text("abc", min_size=1, max_size=3), st.text("xyz", max_size=3), max_size=5
)


class Thing:
    """A resource whose tags change, marker and all, and that counts its writes."""

    def __init__(self, tags: dict[str, str]) -> None:
        self.tags = {**tags, MARKER: "f" * 32}
        self.asked: list[tuple[dict[str, str], tuple[str, ...]]] = []

    def get(self, id: str) -> Any:
        told = {key: value for key, value in self.tags.items() if key != MARKER}
        return CustomerGateway(id=id, provider="toy", region="r", tags=told)
        yield

    def tag(self, id: str, add: Any, remove: tuple[str, ...]) -> Any:
        self.asked.append((dict(add), remove))
        self.tags = {k: v for k, v in self.tags.items() if k not in remove} | dict(add)
        return
        yield


def ability(rule: TagRule | None = RULE) -> Ability:
    return Ability(frozenset(), frozenset(), frozenset(), "none", "test", "today", tags=rule)


def wide() -> Ability:
    """As `ability`, with keys long enough for a link's."""
    return ability(TagRule(5, TextRule(1, 16, "test"), TextRule(0, 16, "test"), "test"))


def done(flow: Any) -> Any:
    with pytest.raises(StopIteration) as stop:
        next(flow)
    return stop.value.value


@given(TAGS, TAGS)
def test_replacing_leaves_just_these_and_the_marker(before: dict[str, str], after: dict[str, str]):
    """After `replace` the tags are those given; the marker stays, and nothing that was right is sent."""
    thing = Thing(before)
    told = done(tagging.replace("toy", thing, ability(), "x", after))
    assert told.tags == after
    assert thing.tags[MARKER] == "f" * 32
    for add, remove in thing.asked:
        assert all(before.get(key) != value for key, value in add.items())
        assert set(remove) == before.keys() - after.keys()
    assert bool(thing.asked) == (before != after)


@given(TAGS, TAGS)
def test_adding_leaves_the_others(before: dict[str, str], more: dict[str, str]):
    """After `add` both are there, the new value where a key is in both."""
    thing = Thing(before)
    assert done(tagging.add("toy", thing, ability(), "x", more)).tags == {**before, **more}
    assert all(not remove for _, remove in thing.asked)


@given(TAGS, st.lists(st.text("abc", min_size=1, max_size=3)))
def test_removing_takes_those_keys_only(before: dict[str, str], keys: list[str]):
    """After `remove` no key of them is there, and every other is."""
    thing = Thing(before)
    told = done(tagging.remove("toy", thing, "x", keys))
    assert told.tags == {key: value for key, value in before.items() if key not in keys}


@pytest.mark.parametrize("rule", [RULE, None])
def test_the_marker_is_nobodys_to_change(rule: TagRule | None):
    """Setting or removing the reserved key is refused before anything is sent."""
    thing = Thing({})
    flows = (
        tagging.add("toy", thing, ability(rule), "x", {MARKER: "1"}),
        tagging.replace("toy", thing, ability(rule), "x", {MARKER: "1"}),
        tagging.remove("toy", thing, "x", [MARKER]),
    )
    for flow in flows:
        with pytest.raises(cgw.InvalidRequestError, match=MARKER):
            next(flow)
    assert thing.asked == []


LINK = {LINK_TAG: "1a2b3c"}


@given(TAGS, st.dictionaries(st.text("abc", min_size=1, max_size=3), st.just("z"), max_size=3))
def test_replacing_leaves_the_tag_of_a_link(before: dict[str, str], after: dict[str, str]):
    """After `replace` the link's tag is still there beside those given, or as it was given."""
    thing = Thing({**before, **LINK})
    assert done(tagging.replace("toy", thing, wide(), "x", after)).tags == {**after, **LINK}
    moved = {**after, LINK_TAG: "other"}
    assert done(tagging.replace("toy", thing, wide(), "x", moved)).tags == moved


def test_the_tag_of_a_link_is_not_taken_away():
    """Removing it is refused before anything is sent, and the message names what to do instead."""
    thing = Thing(LINK)
    with pytest.raises(cgw.InvalidRequestError, match=r"cgw\.link\.destroy") as refused:
        next(tagging.remove("toy", thing, "x", ["env", LINK_TAG]))
    assert refused.value.field == "keys"
    assert thing.asked == []


def test_the_tag_of_a_link_counts_in_the_limit():
    """As many tags as the cloud allows, and the link's that stays: refused before anything is changed."""
    thing = Thing(LINK)
    full = dict.fromkeys("abcde", "")
    with pytest.raises(cgw.InvalidRequestError, match="at most 5"):
        done(tagging.replace("toy", thing, wide(), "x", full))
    assert thing.asked == []


@pytest.mark.parametrize(
    ("tags", "named"),
    [
        ({"": "1"}, "key"),
        ({"k": "123456789"}, "'k'"),
        ({str(n): "" for n in range(6)}, "at most 5"),
    ],
)
def test_what_the_cloud_does_not_allow_is_refused_before(tags: dict[str, str], named: str):
    """Too long, too many or empty: `InvalidRequestError` naming the key, and no request."""
    thing = Thing({})
    with pytest.raises(cgw.InvalidRequestError, match=named) as refused:
        next(tagging.add("toy", thing, ability(), "x", tags))
    assert refused.value.field == "tags"
    assert thing.asked == []


def test_keys_are_a_list():
    """A text in place of a list of keys is refused: it would be taken letter by letter."""
    with pytest.raises(cgw.InvalidRequestError, match="list"):
        next(tagging.remove("toy", Thing({}), "x", "env"))

"""Tags of things that exist: added, removed, replaced.

The marker is never touched, and the tag of a link is never taken away: without it the link would no
longer know the thing as its own, and `cgw.link.destroy` would leave it behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from cgw.adapter import MARKER, Ability, check_tags, refuse
from cgw.capabilities import LINK_TAG
from cgw.models import Noun
from cgw.wire import Flow

M = TypeVar("M", bound=Noun)


class Tagged(Protocol):
    """What a resource needs for the verb ``tag``."""

    def get(self, id: str) -> Flow[Any]:
        """Read one."""

    def tag(self, id: str, add: Mapping[str, str], remove: tuple[str, ...]) -> Flow[None]:
        """Set ``add`` (new keys and new values), take ``remove`` away. Both at once, if need be."""


def add(
    provider: str, resource: Tagged, ability: Ability, id: str, tags: Mapping[str, str]
) -> Flow[Any]:
    """Set these tags and leave the others; returns what the cloud then has."""
    _allowed(provider, ability, tags)
    if tags:
        yield from resource.tag(id, tags, ())
    return (yield from resource.get(id))


def remove(provider: str, resource: Tagged, id: str, keys: Iterable[str]) -> Flow[Any]:
    """Take these keys away; one that is not there is gone already.

    Errors:
        InvalidRequestError: a key that cgw itself needs: the marker, or a link's.
    """
    if isinstance(keys, str):
        refuse(provider, "keys", f"{keys!r} is one text; give a list of keys")
    gone = tuple(dict.fromkeys(keys))
    if MARKER in gone:
        refuse(provider, "keys", f"the key {MARKER!r} is reserved for finding lost creates again")
    if LINK_TAG in gone:
        why = f"the key {LINK_TAG!r} says which link made this; cgw.link.destroy takes a link away"
        refuse(provider, "keys", why)
    if gone:
        yield from resource.tag(id, {}, gone)
    return (yield from resource.get(id))


def replace(
    provider: str, resource: Tagged, ability: Ability, id: str, tags: Mapping[str, str]
) -> Flow[Any]:
    """Make these the only tags, asking for the difference only.

    The tag of a link stays unless another value of it is given; it counts in the cloud's limit.
    """
    _allowed(provider, ability, tags)
    # Where get may leave tags out that cannot be read, ``get_tagged`` does not.
    found = yield from getattr(resource, "get_tagged", resource.get)(id)
    if LINK_TAG in found.tags:
        tags = {LINK_TAG: found.tags[LINK_TAG], **tags}
        _allowed(provider, ability, tags)
    gone = tuple(key for key in found.tags if key not in tags)
    new = {key: value for key, value in tags.items() if found.tags.get(key) != value}
    if not new and not gone:
        return found
    yield from resource.tag(id, new, gone)
    return (yield from resource.get(id))


def _allowed(provider: str, ability: Ability, tags: Mapping[str, str]) -> None:
    if ability.tags:
        check_tags(provider, ability.tags, tags, marked=False)
    elif MARKER in tags:
        refuse(provider, "tags", f"the key {MARKER!r} is reserved for finding lost creates again")

"""What a listing gives its caller: each thing once, only what was asked for, and an end."""

from __future__ import annotations

from typing import TypeVar

from cgw.adapter import Where
from cgw.errors import ServiceError, UnsupportedError
from cgw.models import Noun

M = TypeVar("M", bound=Noun)

IDLE_PAGES = 20  # pages in a row without anything new, after which a listing is given up


class Turning:
    """Guards a listing against a cloud whose pages never end."""

    def __init__(self, provider: str) -> None:
        self._provider = provider
        self._seen: set[str] = set()
        self._idle = 0

    def new(self, items: list[M]) -> list[M]:
        """Those of a page that were not on one before."""
        once = {item.id: item for item in items}
        found = [item for key, item in once.items() if key not in self._seen]
        self._seen.update(item.id for item in found)
        self._idle = 0 if found else self._idle + 1
        if self._idle > IDLE_PAGES:
            raise ServiceError(
                f"{self._idle} pages without anything new: the listing does not end",
                provider=self._provider,
            )
        return found


def matches(item: Noun, where: Where) -> bool:
    """True if ``item`` is what was asked for; the cloud's own filters may be looser."""
    for name, value in where.fields.items():
        if not hasattr(item, name):
            raise UnsupportedError(
                f"{name}: {type(item).__name__} has no such field to list by", field=name
            )
        if str(getattr(item, name)) != str(value):
            return False
    tags = getattr(item, "tags", {})
    return all(tags.get(key) == value for key, value in where.tags.items())

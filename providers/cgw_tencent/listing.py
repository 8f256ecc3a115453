"""Reading one kind of thing from its Describe action: by id, page by page, by its marker.

The Describe actions of every noun but routes are alike. Source: tencentcloud-sdk-python-vpc
3.1.193, DescribeCustomerGateways, DescribeVpnGateways, DescribeVpnConnections; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeAlias, TypeVar

from cgw.adapter import MARKER
from cgw.errors import ApiError, NotFoundError, TransportError
from cgw.models import Answer, Origin
from cgw.wire import Flow, Known, Reply, Shape, known
from cgw_tencent.fields import PROVIDER, SECRETS, Number, Tags, Text, tags_from, whole

if TYPE_CHECKING:
    from cgw_tencent.adapter import TencentAdapter

PAGE_SIZE = 100  # the most that the Describe actions take


class Row(Protocol):
    """A wire record that a listing consists of."""

    @property
    def id(self) -> Text: ...

    @property
    def tags(self) -> Tags: ...


R = TypeVar("R", bound=Row)
Found: TypeAlias = tuple[R, Origin]
"""A row and where it stands in the answer."""


@dataclass(frozen=True, slots=True)
class Listing(Generic[R]):
    """One Describe action.

    Attributes:
        what: what people call the thing.
        ids, rows: the names of its parameter and of its result.
        row: the wire record.
        shape: of the reply: ``response`` has ``rows``, ``total`` and ``request_id``.
        also: names that a row reads and that stay in ``extras`` too, as only part of what they
            say has a neutral home.
    """

    what: str
    action: str
    ids: str
    rows: str
    row: type[R]
    shape: Shape[Any]
    also: frozenset[str] = frozenset()

    def one(self, cloud: TencentAdapter, id: str) -> Flow[Found[R]]:
        """The one with that id.

        Errors:
            NotFoundError: there is none.
        """
        reply = yield cloud.call(self.action, {self.ids: [id]}, self.shape, safe=True)
        for row, origin in self.found(reply):
            if row.id == id:
                return row, origin
        # An unknown id is answered by ResourceNotFound or by an empty list; both were seen.
        raise NotFoundError(
            f"no {self.what} {id}",
            provider=PROVIDER,
            action=self.action,
            request_id=reply.read(self.shape).response.request_id or "",
            http_status=reply.status,
        )

    def page(
        self, cloud: TencentAdapter, cursor: str | None, narrowing: Mapping[str, Any]
    ) -> Flow[tuple[list[Found[R]], str | None]]:
        """One page and the cursor of the next: an offset, for this cloud has no tokens."""
        offset = int(cursor or 0)
        parameters = {"Offset": offset, "Limit": PAGE_SIZE, **narrowing}
        reply = yield cloud.call(self.action, parameters, self.shape, safe=True)
        told = reply.read(self.shape).response
        return self.found(reply), following(offset, len(told.rows or ()), told.total)

    def marked(self, cloud: TencentAdapter, token: str) -> Flow[list[Found[R]]]:
        """What carries the marker. All pages are read: there is no filter for tags."""
        marked: dict[str, Found[R]] = {}  # a page may repeat what the one before had
        cursor: str | None = None
        while True:
            rows, cursor = yield from self.page(cloud, cursor, {})
            for row, origin in rows:
                if tags_from(row.tags).get(MARKER) == token:
                    marked[row.id or ""] = (row, origin)
            if cursor is None:
                return list(marked.values())

    def some(self, cloud: TencentAdapter, ids: Iterable[str | None]) -> Flow[dict[str, R]]:
        """What can be told of at most 100 things, by id; nothing if the cloud does not tell.

        For what only adds to an answer: no failure of such a read may spoil the whole.
        """
        wanted = list(dict.fromkeys(one for one in ids if one))
        if not wanted:
            return {}
        parameters = {self.ids: wanted, "Limit": PAGE_SIZE}
        try:
            reply = yield cloud.call(self.action, parameters, self.shape, safe=True)
        except (ApiError, TransportError):
            return {}
        return {row.id or "": row for row, _ in self.found(reply)}

    def found(self, reply: Reply) -> list[Found[R]]:
        """The rows that are something, and where each stands in the answer."""
        answer, names = Answer(reply.body, SECRETS), without(known(self.row), self.also)
        return [
            (row, Origin(answer, ("Response", self.rows, index), names))
            for index, row in enumerate(reply.read(self.shape).response.rows or ())
            if row is not None and row.id
        ]


def following(offset: int, here: int, told: Number, size: int = PAGE_SIZE) -> str | None:
    """The cursor after a page that began at ``offset`` and had ``here`` rows."""
    seen, total = offset + here, whole(told)
    # A total below what was seen already says nothing: a full page then means there may be more.
    more = seen < total if total is not None and total >= seen else here >= size
    return str(seen) if here and more else None


def untold(origin: Origin, names: Mapping[str, bool]) -> Origin:
    """``origin`` of a row where the names that are True say more than our words: extras have these."""
    rest = without(origin.known, [name for name, more in names.items() if more])
    return origin if rest is origin.known else Origin(origin.answer, origin.path, rest)


def without(names: Known, drop: Iterable[str]) -> Known:
    """``names`` less some, so that these show in ``extras``."""
    gone = frozenset(drop)
    return {name: inner for name, inner in names.items() if name not in gone} if gone else names

"""Addresses of customer gateways, which no answer about a connection tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from cgw.adapter import Where
from cgw.errors import NotFoundError, PermissionDeniedError
from cgw.wire import Flow
from cgw_alibaba.connection_rows import Row

if TYPE_CHECKING:
    from cgw_alibaba.adapter import AlibabaAdapter

FEW = 2  # a connection's own peers are read one by one, more of them by the listing
MOST_PAGES = 4  # of 50; an account may have 100 customer gateways in a region


class Peers:
    """Reads them once: the address of a customer gateway never changes."""

    def __init__(self, cloud: AlibabaAdapter) -> None:
        self._cloud = cloud
        self._known: dict[str, str] = {}

    def of(self, rows: Iterable[Row]) -> Flow[Mapping[str, str]]:
        """Addresses by id, of the customer gateways of these connections.

        One that is gone, or that may not be read, is left out.
        """
        wanted = {t.customer_gateway_id for row in rows for t in row.tunnels} - {None, ""}
        missing = sorted(str(one) for one in wanted if one not in self._known)
        if len(missing) > FEW:
            with suppress(PermissionDeniedError):
                yield from self._read_all(set(missing))
            return self._known
        for one in missing:
            with suppress(NotFoundError, PermissionDeniedError):
                gateway = yield from self._cloud.customer_gateways.get(one)
                self._keep(one, gateway.address)
        return self._known

    def _read_all(self, missing: set[str]) -> Flow[None]:
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            page = yield from self._cloud.customer_gateways.page(cursor, Where())
            for gateway in page.items:
                self._keep(gateway.id, gateway.address)
            cursor = page.cursor
            if cursor is None or not missing - self._known.keys():
                return

    def _keep(self, id: str, address: str) -> None:
        if address:
            self._known[id] = address

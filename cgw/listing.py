"""What a listing gives its caller: each thing once, only what was asked for, and an end.

Also which kinds of things there are at all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from typing import TypeVar

from cgw.adapter import Where
from cgw.errors import ServiceError, UnsupportedError
from cgw.models import (
    CustomerGateway,
    DedicatedGateway,
    Noun,
    Region,
    Route,
    SslVpnClient,
    SslVpnServer,
    VpnConnection,
    VpnGateway,
    Zone,
)

M = TypeVar("M", bound=Noun)

MODELS: dict[str, type[Noun]] = {
    "customer_gateways": CustomerGateway,
    "vpn_gateways": VpnGateway,
    "vpn_connections": VpnConnection,
    "routes": Route,
    "ssl_vpn_servers": SslVpnServer,
    "ssl_vpn_clients": SslVpnClient,
    "dedicated_gateways": DedicatedGateway,
    "regions": Region,
    "zones": Zone,
}
"""What a collection of a client holds, by its name."""

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


def check_names(noun: str, names: Collection[str]) -> None:
    """Refuse to compare a field that such things do not have, before any request.

    Errors:
        UnsupportedError: there is none of that name.
    """
    model = MODELS.get(noun)
    if model is None or not names:  # things of a third party's own noun are looked at one by one
        return
    have = {field.name for field in fields(model)}
    have |= {name for name in dir(model) if isinstance(getattr(model, name), property)}
    for name in names:
        if name not in have or name.startswith("_"):
            raise UnsupportedError(
                f"{name}: {model.__name__} has no such field to list by", field=name
            )


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

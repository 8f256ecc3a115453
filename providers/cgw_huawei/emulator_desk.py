"""What every noun of HUAWEI CLOUD's face needs: bodies, ids, pages, and who is busy.

Written from the vendor's documents, independently of the adapter. Source: VPN API v5 pages
vpn_api_0021 to 0037 and 0067; read 2026-11-21. In no document, and the emulator's own choice: lists
are ordered by creation time, and a page begins after its marker.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cgw.emulator.world import Record, World
from cgw.wire import Reply, Request
from cgw_huawei.emulator_access import RefusedError

CLOUD = "huawei"
CUSTOMER_GATEWAYS = "customer_gateways"
VPN_GATEWAYS = "vpn_gateways"
VPN_CONNECTIONS = "vpn_connections"
MONITORS = "connection_monitors"
EIPS = "eips"
ROUTES = "routes"
DEDICATED_GATEWAYS = "dedicated_gateways"
BUSY = ("pending", "updating", "deleting")


def bad(why: str, code: str = "VPN.0001") -> RefusedError:
    """The service's refusal of a value."""
    return RefusedError(400, code, f"invalid request: {why}")


def words(text: str) -> list[str]:
    """Words that stand apart by spaces."""
    return text.split()


def told_time(moment: datetime) -> str:
    """UTC, the fraction without its trailing zeros, as in the pages' samples."""
    text = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f").rstrip("0").rstrip(".")
    return f"{text}Z"


def tag_list(record: Record) -> list[dict[str, str]]:
    """Tags as they are shown."""
    return [{"key": key, "value": value} for key, value in record.attrs["tags"].items()]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, taken apart."""

    request: Request
    region: str
    ids: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id in its path."""
        return self.ids[0]

    @property
    def query(self) -> dict[str, str]:
        """Its parameters; of a repeated one the last."""
        return dict(self.request.query)

    def content(self, wrapper: str) -> dict[str, Any]:
        """The object inside the body's wrapper."""
        try:
            content = json.loads(self.request.body)[wrapper]
        except (ValueError, KeyError, TypeError):
            raise bad(f"{wrapper} is required") from None
        if not isinstance(content, dict):
            raise bad(f"{wrapper} must be an object")
        return content


class Desk:
    """The world, as the verbs of one noun see it."""

    def __init__(self, world: World) -> None:
        self.world = world

    # -- finding

    def one(self, region: str, kind: str, id: str, code: str = "VPN.0004") -> Record:
        """The thing, or 404."""
        record = self.world.get(CLOUD, region, kind, id)
        if record is None:
            raise RefusedError(404, code, "resource not found")
        return record

    def all(self, region: str, kind: str) -> list[Record]:
        """All of a kind, oldest first."""
        return self.world.all(CLOUD, region, kind)

    def on(self, gateway: Record) -> list[Record]:
        """The connections of a gateway."""
        found = self.all(gateway.region, VPN_CONNECTIONS)
        return [link for link in found if link.attrs.get("vpn_gateway_id") == gateway.id]

    def check_quota(self, region: str, kind: str) -> None:
        """Refuse what is one too many; no code of its own is known."""
        if self.world.is_full(CLOUD, region, kind):
            raise bad(f"the quota of {kind.replace('_', ' ')} is used up")

    # -- the gateway-wide lock

    def check_ready(self, gateway: Record, *, but: Record | None = None) -> None:
        """Refuse a change of a gateway, or on it, while another is under way."""
        codes = {"pending": "VPN.0506", "updating": "VPN.0507", "deleting": "VPN.0508"}
        if gateway.state in codes:
            word = {"pending": "creating"}.get(gateway.state, gateway.state)
            raise RefusedError(400, codes[gateway.state], f"vpn gateway {gateway.id} is {word}")
        if any(link.state in BUSY for link in self.on(gateway) if link is not but):
            raise RefusedError(409, "VPN.0016", f"vpn gateway {gateway.id} is not ready")

    # -- answering

    def uuid(self) -> str:
        """A new UUID."""
        digits = f"{self.world.random.getrandbits(128):032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def word(self) -> str:
        """Four digits for a name, if none was given."""
        return self.world.new_id("", 4, "0123456789abcdef")

    def json(self, status: int, body: dict[str, Any]) -> Reply:
        """An answer with its request id."""
        return Reply(status, json.dumps({**body, "request_id": self.uuid()}).encode())

    def paged(
        self,
        asked: Asked,
        everything: list[Record],
        wanted: Callable[[Record], bool],
        wrapper: str,
        row: Callable[[Record], dict[str, Any]],
    ) -> Reply:
        """One page by limit and marker, which is the creation time of a page's last item."""
        query = asked.query
        limit, marker = query.get("limit"), query.get("marker")
        if limit is not None and not (limit.isdigit() and int(limit) <= 200):
            raise bad(f"limit {limit} must be 0 to 200")
        if marker and limit is None:
            raise bad("marker must be used together with limit")
        rows = [record for record in everything if wanted(record)]
        if marker:
            times = [told_time(record.created_at) for record in rows]
            begin = (
                times.index(marker) + 1
                if marker in times
                else sum(_sortable(time) <= _sortable(marker) for time in times)
            )
            rows = rows[begin:]
        page = rows[: int(limit or 200)]
        info: dict[str, Any] = {"current_count": len(page)}
        if page:  # on the last page as well, as in the page's sample
            info["next_marker"] = told_time(page[-1].created_at)
        body = {wrapper: [row(record) for record in page], "page_info": info}
        return self.json(200, {**body, "total_count": len(everything)})


def _sortable(text: str) -> str:
    """A time whose fraction has nine digits, so that texts sort as times do."""
    whole, _, fraction = text.rstrip("Z").partition(".")
    return f"{whole}.{fraction:0<9}"

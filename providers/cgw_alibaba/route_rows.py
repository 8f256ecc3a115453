"""Routes of VPN gateways on Alibaba Cloud, from the wire.

Source: alibabacloud_vpc20160428 7.2.2, DescribeVpnRouteEntriesResponseBody,
DescribeVpnPbrRouteEntriesResponseBody, CreateVpnPbrRouteEntryResponseBody; read 2026-11-21.
"""

from __future__ import annotations

from dataclasses import dataclass as plain_dataclass
from typing import Any, NoReturn

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.errors import NotFoundError
from cgw.models import Origin, Route, State, from_millis, lenient_cidr
from cgw.wire import RECORD
from cgw_alibaba.fields import Lenient, Number, Text, named

PROVIDER = "alibaba"
ACTIVE, STANDBY = "100", "0"
STATES = {"normal": State.AVAILABLE, "published": State.AVAILABLE}


@plain_dataclass(frozen=True, slots=True)
class Key:
    """What identifies a route; ``id`` is its text.

    Attributes:
        table: ``dbr`` or ``pbr`` (the cloud's own RouteType), or ``bgp``.
        source: of policy routes; empty otherwise.
    """

    table: str
    gateway: str
    next_hop: str
    destination: str
    source: str = ""

    @property
    def id(self) -> str:
        """``dbr,vpn-1,vco-1,10.0.0.0/24``."""
        parts = (self.table, self.gateway, self.next_hop, self.destination, self.source)
        return ",".join(parts if self.source else parts[:-1])

    @classmethod
    def parse(cls, id: str) -> Key:
        """The other way round.

        Errors:
            NotFoundError: no route can have such an id.
        """
        table, *parts = id.split(",")
        if len(parts) != (4 if table == "pbr" else 3) or table not in TABLES or not all(parts):
            cls(id, "", "", "").missing()
        return cls(table, *parts)

    def missing(self) -> NoReturn:
        """Raise what a read of it raises if it is not there."""
        text = self.id if self.gateway else self.table
        raise NotFoundError(f"there is no route {text!r}", provider=PROVIDER, field="id")


@dataclass(slots=True, frozen=True, config=RECORD)
class Row:
    """One destination route, own or learnt."""

    gateway: Text = Field(None, validation_alias=named("VpnInstanceId"))
    hop: Text = Field(None, validation_alias=named("NextHop"))
    dest: Text = Field(None, validation_alias=named("RouteDest"))
    weight: Number = Field(None, validation_alias=named("Weight"))
    state: Text = Field(None, validation_alias=named("State"))
    created: Number = Field(None, validation_alias=named("CreateTime"))
    kind: Text = Field(None, validation_alias=named("RouteEntryType"))
    description: Text = Field(None, validation_alias=named("Description"))
    tunnel: Text = Field(None, validation_alias=named("NextHopTunnelId"))
    as_path: Text = Field(None, validation_alias=named("AsPath"))
    communities: Text = Field(None, validation_alias=named("Community"))
    protocol: Text = Field(None, validation_alias=named("OverlayMode"))

    @property
    def next_hop(self) -> str:
        return self.hop or ""

    @property
    def destination(self) -> str:
        return lenient_cidr(self.dest or "")

    @property
    def source_cidr(self) -> str:
        return ""

    @property
    def rank(self) -> int | None:
        return None


@dataclass(slots=True, frozen=True, config=RECORD)
class PolicyRow(Row):
    """One policy route."""

    src: Text = Field(None, validation_alias=named("RouteSource"))
    priority: Number = Field(None, validation_alias=named("Priority"))

    @property
    def source_cidr(self) -> str:
        return lenient_cidr(self.src or "")

    @property
    def rank(self) -> int | None:
        return self.priority


@dataclass(slots=True, frozen=True, config=RECORD)
class MadeRow(PolicyRow):
    """The answer of a create."""


@dataclass(slots=True, frozen=True, config=RECORD)
class Rows:
    """The list inside the list."""

    items: list[Row] = Field(validation_alias="VpnRouteEntry")


@dataclass(slots=True, frozen=True, config=RECORD)
class PolicyRows:
    """The list inside the list."""

    items: list[PolicyRow] = Field(validation_alias="VpnPbrRouteEntry")


@dataclass(slots=True, frozen=True, config=RECORD)
class Listing:
    """The answer of DescribeVpnRouteEntries."""

    rows: Rows | None = Field(None, validation_alias=named("VpnRouteEntries"))
    total: Number = Field(None, validation_alias=named("TotalCount"))
    size: Number = Field(None, validation_alias=named("PageSize"))

    def __post_init__(self) -> None:
        if self.rows is None and self.total is None:
            raise ValueError("not a listing")


@dataclass(slots=True, frozen=True, config=RECORD)
class PolicyListing:
    """The answer of DescribeVpnPbrRouteEntries."""

    rows: PolicyRows | None = Field(None, validation_alias=named("VpnPbrRouteEntries"))
    total: Number = Field(None, validation_alias=named("TotalCount"))
    size: Number = Field(None, validation_alias=named("PageSize"))

    def __post_init__(self) -> None:
        if self.rows is None and self.total is None:
            raise ValueError("not a listing")


@plain_dataclass(frozen=True, slots=True)
class Listed:
    """How one table is listed.

    Attributes:
        pairs: parameters that select it.
        path: where its rows stand in the answer.
    """

    action: str
    shape: Lenient[Any]
    path: tuple[str, str]
    pairs: tuple[tuple[str, str], ...] = ()


MADE = Lenient(MadeRow)
LISTING = Lenient(Listing)
DESTINATIONS = ("VpnRouteEntries", "VpnRouteEntry")
TABLES = {
    "dbr": Listed(
        "DescribeVpnRouteEntries", LISTING, DESTINATIONS, (("RouteEntryType", "custom"),)
    ),
    "bgp": Listed("DescribeVpnRouteEntries", LISTING, DESTINATIONS, (("RouteEntryType", "bgp"),)),
    "pbr": Listed(
        "DescribeVpnPbrRouteEntries",
        Lenient(PolicyListing),
        ("VpnPbrRouteEntries", "VpnPbrRouteEntry"),
    ),
}


def from_wire(region: str, row: Row, key: Key, origin: Origin) -> Route:
    """A row in our words."""
    word = (row.state or "").lower()
    learnt = (row.kind or "").lower() == "bgp" or key.table == "bgp"
    # Own routes go to a connection; what a learnt one goes to is not said.
    to_connection = not learnt or key.next_hop.startswith("vco-")
    return Route(
        id=key.id,
        provider=PROVIDER,
        region=region,
        state=STATES.get(word, State.UNKNOWN),
        raw_state=row.state or "",
        created_at=from_millis(row.created),
        vpn_gateway_id=key.gateway,
        connection_id=key.next_hop if to_connection else "",
        destination=key.destination,
        source=key.source or None,
        primary={100: True, 0: False}.get(-1 if row.weight is None else row.weight),
        priority=row.rank,
        published={"published": True, "normal": False}.get(word),
        kind="bgp" if learnt else "static",
        next_hop="" if to_connection else key.next_hop,
        description=row.description or None,
        as_path=row.as_path or "",
        communities=row.communities or "",
        tunnel_id=row.tunnel or "",
        protocol=row.protocol or "",
        origin=origin,
    )

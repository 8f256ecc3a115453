"""Routes of VPN gateways on HUAWEI CLOUD: they can be listed and nothing else.

Routes come from the connections (customer networks, BGP) and from the gateway's own networks.

Source: VPN API v5, Querying the Route Table of a VPN Gateway (vpn_api_0144, page of 2025-12-31),
ShowVpnGatewayRoutingTable in huaweicloudsdkvpn 3.1.219; read 2026-11-21.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import Operation, Page, Where, own_options
from cgw.errors import NotFoundError, UnsupportedError
from cgw.models import (
    Answer,
    Origin,
    Route,
    RoutePatch,
    RouteSpec,
    State,
    lenient_address,
    lenient_cidr,
)
from cgw.wire import RECORD, Flow, Reply, Request, Shape, known
from cgw_huawei.ends import MANY_GATEWAYS
from cgw_huawei.fields import SECRETS, Listed, Number, Text

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter

PROVIDER = "huawei"
LIMIT = 100  # UNVERIFIED: no page tells the most; the terraform provider asks for as many


class Routes:
    """The one verb, and refusals for the others."""

    def __init__(self, cloud: HuaweiAdapter) -> None:
        self._cloud = cloud

    def page(self, cursor: str | None, where: Where) -> Flow[Page[Route]]:
        """Part of one gateway's table; unless ``vpn_gateway_id`` is given, all of them in turn."""
        own_options(PROVIDER, where.options, None)  # there are none to give
        # A cursor holds the gateways that are still to be read and the place in the first's table.
        ids, offset = json.loads(cursor) if cursor else ((yield from self._gateways(where)), 0)
        if not ids:
            return Page([], None)
        try:
            reply = yield self._table(ids[0], offset)
        except NotFoundError:
            if "vpn_gateway_id" in where.fields:
                raise
            items, following = list[Route](), None  # deleted meanwhile
        else:
            items, following = self._many(ids[0], reply), further(reply.read(TABLE), offset)
        if following is None:
            return Page(items, json.dumps([ids[1:], 0]) if len(ids) > 1 else None)
        return Page(items, json.dumps([ids, following]))

    def create(self, spec: RouteSpec, op: Operation) -> Flow[Route]:  # noqa: ARG002 -- refused
        return _cannot("create")

    def get(self, id: str) -> Flow[Route]:  # noqa: ARG002 -- refused
        return _cannot("get")

    def update(self, id: str, patch: RoutePatch) -> Flow[Route]:  # noqa: ARG002 -- refused
        return _cannot("update")

    def delete(self, id: str) -> Flow[None]:  # noqa: ARG002 -- refused
        return _cannot("delete")

    def find(self, token: str) -> Flow[list[Route]]:  # noqa: ARG002 -- refused
        return _cannot("find")

    def _gateways(self, where: Where) -> Flow[list[str]]:
        if "vpn_gateway_id" in where.fields:
            return [where.fields["vpn_gateway_id"]]
        reply = yield self._cloud.vpn(
            "ListVgws", "GET", "vpn-gateways", shape=MANY_GATEWAYS, safe=True
        )
        return [gateway.id for gateway in reply.read(MANY_GATEWAYS).gateways]

    def _table(self, gateway: str, offset: int) -> Request:
        return self._cloud.vpn(
            "ShowVpnGatewayRoutingTable",
            "GET",
            "vpn-gateways",
            gateway,
            "routing-table",
            shape=TABLE,
            query=[
                ("is_include_nexthop_resource", "true"),
                ("limit", str(LIMIT)),
                ("offset", str(offset)),
            ],
            safe=True,
        )

    def _many(self, gateway: str, reply: Reply) -> list[Route]:
        answer = Answer(reply.body, SECRETS)
        return [
            from_wire(self._cloud.region, gateway, row, Origin(answer, ("routing_table", i), KNOWN))
            for i, row in enumerate(reply.read(TABLE).rows)
            if row is not None
        ]


def further(table: Table, offset: int) -> int | None:
    """Where the next page begins; None if this was the last."""
    if not table.rows:
        return None
    reached = offset + len(table.rows)
    more = reached < table.total if table.total is not None else len(table.rows) >= LIMIT
    return reached if more else None


def _cannot(verb: str) -> Flow[Any]:
    yield from ()  # a flow, like the verbs that there are
    raise UnsupportedError(
        f"{verb}: {PROVIDER} has no such call for routes; they follow from the gateway's networks "
        "and its connections'",
        field=verb,
    )


# ---------------------------------------------------------------- from the wire


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class NextHop:
    """What a route leads to: ``vpn_gateway``, ``vpn_connection`` or ``er``."""

    id: Text = None
    type: Text = None


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Row:
    """One route. ``origin``, ``as_path`` and ``med`` are BGP's."""

    destination: Text = None
    nexthop: Text = None
    source: Text = Field(None, validation_alias="origin")
    as_path: Text = None
    med: Number = None
    interface: Text = Field(None, validation_alias="outbound_interface_ip")
    resource: NextHop | None = Field(None, validation_alias="nexthop_resource")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Table:
    """The answer of ShowVpnGatewayRoutingTable."""

    total: Number = Field(None, validation_alias="total_count")
    rows: Annotated[list[Row | None], Listed] = Field(
        default_factory=list, validation_alias="routing_table"
    )


TABLE: Shape[Table] = Shape(Table)
KNOWN = known(Row)


def from_wire(region: str, gateway: str, row: Row, origin: Origin) -> Route:
    """A row in our words. It has no id: gateway, destination and next hop make one."""
    kind = (row.resource.type or "" if row.resource else "").lower()
    target = (row.resource.id or "" if row.resource else "") or ""
    return Route(
        id="/".join((gateway, row.destination or "", target or row.nexthop or "")),
        provider=PROVIDER,
        region=region,
        state=State.AVAILABLE,
        vpn_gateway_id=gateway,
        connection_id=target if kind == "vpn_connection" else "",
        destination=lenient_cidr(row.destination or ""),
        kind=kind_of(row, kind),
        next_hop=row.nexthop or "",
        next_hop_kind=(row.resource.type or "") if row.resource else "",
        learnt_from=row.source or "",
        as_path=row.as_path or "",
        med=row.med,
        interface_address=lenient_address(row.interface),
        origin=origin,
    )


def kind_of(row: Row, target: str) -> str:
    """Who put it there; inferred, as the cloud tells BGP's routes only."""
    if row.source or row.as_path:
        return "bgp"
    return {"vpn_connection": "static", "vpn_gateway": "vpc"}.get(target, "unknown")

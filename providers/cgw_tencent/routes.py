"""Routes of VPN gateways on Tencent Cloud: by destination, to a connection.

A route is known by its gateway's id and its own, so ours is both: ``vpngw-.../vpnr-...``.

Source: VPC API 2017-03-12, CreateVpnGatewayRoutes, DescribeVpnGatewayRoutes,
ModifyVpnGatewayRoutes, DeleteVpnGatewayRoutes in tencentcloud-sdk-python-vpc 3.1.193 and their
examples; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from cgw.adapter import Operation, Page, Where, check, own_options, read_back, refuse
from cgw.errors import (
    ApiError,
    InvalidRequestError,
    NotFoundError,
    OutcomeUnknownError,
    TransportError,
)
from cgw.models import Route, RoutePatch, RouteSpec
from cgw.wire import Flow, Request
from cgw_tencent.capabilities import ROUTES as ABILITY
from cgw_tencent.fields import DONE, PROVIDER, filters_to
from cgw_tencent.gateway_rows import GATEWAYS
from cgw_tencent.listing import PAGE_SIZE, following
from cgw_tencent.options import RouteOptions
from cgw_tencent.route_rows import MADE, ROUTES, RouteRow, key_of, routes_of, told

if TYPE_CHECKING:
    from cgw_tencent.adapter import TencentAdapter


class Routes:
    """The verbs. No lifecycle: a route is there as soon as it was made."""

    def __init__(self, cloud: TencentAdapter) -> None:
        self._cloud = cloud

    def create(self, spec: RouteSpec, op: Operation) -> Flow[Route]:
        gateway, wire = spec.vpn_gateway_id, to_wire(spec, op)
        reply = yield self._cloud.call(
            "CreateVpnGatewayRoutes",
            {"VpnGatewayId": gateway, "Routes": [wire]},
            MADE,
            serial=gateway,
        )
        row, origin = routes_of(reply, MADE)[0]
        if row.id:
            sketch = told(self._cloud, gateway, row, origin)
            return (yield from read_back(self.get(sketch.id), sketch))
        # An example has no id in the answer; a gateway has no two routes that are alike.
        asked = (spec.destination, wire["InstanceId"], wire["Priority"])
        try:
            return (yield from self._first(gateway, lambda row: key_of(row) == asked))
        except (ApiError, TransportError) as error:
            raise OutcomeUnknownError(
                f"a route to {spec.destination} was made on {gateway}, and its id is not known",
                operation={
                    "provider": PROVIDER,
                    "region": self._cloud.region,
                    "noun": "routes",
                    "verb": "create",
                    "action": "CreateVpnGatewayRoutes",
                },
            ) from error

    def get(self, id: str) -> Flow[Route]:
        gateway, route = parts(id)
        return (yield from self._first(gateway, lambda row: row.id == route))

    def page(self, cursor: str | None, where: Where) -> Flow[Page[Route]]:
        """Of one gateway, or of one gateway after the other: the cloud lists by gateway only."""
        own_options(PROVIDER, where.options, None)
        if cursor is None:
            gateways, offset = (yield from self._gateways(where)), 0
        else:
            start, *gateways = cursor.split(" ")
            offset = int(start)
        if not gateways:
            return Page([], None)
        routes, following = yield from self._page(gateways[0], offset, where)
        if following is None:
            following, gateways = "0", gateways[1:]
        return Page(routes, " ".join([following, *gateways]) if gateways else None)

    def update(self, id: str, patch: RoutePatch) -> Flow[Route]:
        changes = changes_to_wire(patch)
        gateway, route = parts(id)
        change = {"RouteId": route, **changes}
        yield self._cloud.call(
            "ModifyVpnGatewayRoutes",
            {"VpnGatewayId": gateway, "Routes": [change]},
            DONE,
            safe=True,
            writes=True,
            serial=gateway,
        )
        return (yield from self.get(id))  # older answers have null for the routes

    def delete(self, id: str) -> Flow[None]:
        gateway, route = parts(id)
        with suppress(NotFoundError):  # gone already is what the caller wanted
            yield self._cloud.call(
                "DeleteVpnGatewayRoutes",
                {"VpnGatewayId": gateway, "RouteIds": [route]},
                DONE,
                safe=True,
                writes=True,
                serial=gateway,
            )

    def find(self, token: str) -> Flow[list[Route]]:  # noqa: ARG002 -- routes carry no tags
        return []
        yield  # a flow that asks nothing

    def _gateways(self, where: Where) -> Flow[list[str]]:
        if route := where.fields.get("id"):
            return [parts(route)[0]]
        if gateway := where.fields.get("vpn_gateway_id"):
            return [gateway]
        ids: list[str] = []
        cursor: str | None = None
        while True:
            rows, cursor = yield from GATEWAYS.page(self._cloud, cursor, {})
            ids += [row.id or "" for row, _ in rows if "SSL" not in (row.type or "")]
            if cursor is None:
                return list(dict.fromkeys(ids))

    def _page(
        self, gateway: str, offset: int, where: Where
    ) -> Flow[tuple[list[Route], str | None]]:
        """One page of a gateway's routes. One that cannot have any, or is gone, has none."""
        names = {"destination": "DestinationCidr", "connection_id": "InstanceId"}
        wanted = {wire: where.fields[our] for our, wire in names.items() if where.fields.get(our)}
        narrowing = {"Filters": filters_to(wanted)} if wanted else {}
        try:
            reply = yield self._describe(gateway, offset, narrowing)
        except ApiError as error:
            if isinstance(error, NotFoundError) or error.code == "UnsupportedOperation":
                return [], None
            raise
        response = reply.read(ROUTES).response
        routes = [told(self._cloud, gateway, *one) for one in routes_of(reply, ROUTES)]
        return routes, following(offset, len(response.rows or ()), response.total)

    def _first(self, gateway: str, fits: Callable[[RouteRow], bool]) -> Flow[Route]:
        """The route that fits; there is no filter for ids."""
        offset: str | None = "0"
        while True:
            reply = yield self._describe(gateway, int(offset or 0), {})
            for row, origin in routes_of(reply, ROUTES):
                if row.id and fits(row):
                    return told(self._cloud, gateway, row, origin)
            response = reply.read(ROUTES).response
            offset = following(int(offset or 0), len(response.rows or ()), response.total)
            if offset is None:
                raise NotFoundError(
                    f"no such route on {gateway}",
                    provider=PROVIDER,
                    action="DescribeVpnGatewayRoutes",
                    request_id=response.request_id or "",
                    http_status=reply.status,
                )

    def _describe(self, gateway: str, offset: int, narrowing: dict[str, Any]) -> Request:
        parameters = {"VpnGatewayId": gateway, "Offset": offset, "Limit": PAGE_SIZE, **narrowing}
        return self._cloud.call("DescribeVpnGatewayRoutes", parameters, ROUTES, safe=True)


def parts(id: str) -> tuple[str, str]:
    """The gateway's id and the route's.

    Errors:
        NotFoundError: no route can have such an id; a delete tells of that too.
    """
    gateway, _, route = id.partition("/")
    if not gateway or not route:
        raise NotFoundError(
            f"there is no route {id[:80]!r}; an id is like vpngw-5aluhh9t/vpnr-85lq3m31",
            provider=PROVIDER,
            field="id",
        )
    return gateway, route


# ---------------------------------------------------------------- to the wire


def to_wire(spec: RouteSpec, op: Operation) -> dict[str, Any]:
    """One entry of Routes in CreateVpnGatewayRoutes."""
    check(PROVIDER, ABILITY, spec, op)
    options = own_options(PROVIDER, spec.options, RouteOptions) or RouteOptions()
    if bool(spec.connection_id) == bool(options.ccn_id):
        refuse(PROVIDER, "connection_id", "one next hop: a connection, or options.ccn_id and ''")
    wire: dict[str, Any] = {
        "DestinationCidrBlock": spec.destination,
        "InstanceType": "CCN" if options.ccn_id else "VPNCONN",
        "InstanceId": options.ccn_id or spec.connection_id,
        "Priority": 0 if spec.primary else 100,
        "Status": "ENABLE" if options.enabled else "DISABLE",
    }
    if spec.description is not None:
        wire["Description"] = spec.description
    return wire


def changes_to_wire(patch: RoutePatch) -> dict[str, Any]:
    """One entry of Routes in ModifyVpnGatewayRoutes, without the id."""
    check(PROVIDER, ABILITY, patch)
    given = {
        "Status": {True: "ENABLE", False: "DISABLE", None: None}[patch.enabled],
        "Description": patch.description,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    if not changes:
        raise InvalidRequestError("nothing to change was given", provider=PROVIDER)
    return changes

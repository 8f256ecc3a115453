"""Routes of VPN gateways on Alibaba Cloud: destination routes, policy routes, and learnt ones.

The cloud has no ids for them; ours is made of what identifies one there: its table (``dbr``, ``pbr``
or ``bgp``), gateway, next hop, destination, and of policy routes the source. Weight and priority
are not part of it, so that a change keeps the id.

Source: VPC API 2016-04-28, CreateVpnRouteEntry, CreateVpnPbrRouteEntry and their Describe, Modify,
Publish and Delete in alibabacloud_vpc20160428 7.2.2; read 2026-11-21.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any, NoReturn

from cgw.adapter import Operation, Page, TextRule, Where, check, own_options, refuse
from cgw.errors import NotFoundError, UnsupportedError
from cgw.models import Answer, Origin, Route, RoutePatch, RouteSpec, State
from cgw.wire import Flow, known
from cgw_alibaba.capabilities import ROUTES as ABILITY
from cgw_alibaba.fields import DONE, ENVELOPE, SECRETS, goes_on, yes
from cgw_alibaba.options import RouteOptions
from cgw_alibaba.route_rows import (
    ACTIVE,
    MADE,
    STANDBY,
    TABLES,
    Key,
    Listed,
    MadeRow,
    PolicyRow,
    Row,
    from_wire,
)

if TYPE_CHECKING:
    from cgw_alibaba.adapter import AlibabaAdapter

PROVIDER = "alibaba"
PAGE_SIZE = 50
PRIORITY = 10  # what the cloud takes if none is given
CARRIER = ip_network("100.64.0.0/10")
EVERYTHING = "0.0.0.0/0"
DESCRIPTION = TextRule(
    1,
    100,
    "alibabacloud_vpc20160428 7.2.2, CreateVpnRouteEntryRequest.Description",
    r"(?!https?://).*",
    "not beginning with http:// or https://",
)


class Routes:
    """The verbs. A change puts the gateway into ``updating`` for a while."""

    def __init__(self, cloud: AlibabaAdapter) -> None:
        self._cloud = cloud

    def create(self, spec: RouteSpec, op: Operation) -> Flow[Route]:
        pairs = [*to_wire(spec), ("ClientToken", op.token)]
        action = "CreateVpnPbrRouteEntry" if spec.source else "CreateVpnRouteEntry"
        reply = yield self._cloud.call(
            action, pairs, MADE, safe=True, writes=True, serial=spec.vpn_gateway_id
        )
        row, body = reply.read(MADE)
        # The answer tells all there is, the description even only here.
        key = Key(
            "pbr" if spec.source else "dbr",
            spec.vpn_gateway_id,
            spec.connection_id,
            spec.destination,
            spec.source or "",
        )
        origin = Origin(Answer(body, SECRETS), (), {**known(MadeRow), **ENVELOPE})
        route = from_wire(self._cloud.region, row, key, origin)
        options = own_options(PROVIDER, spec.options, RouteOptions)
        return replace(
            route,
            state=route.state if route.raw_state else State.AVAILABLE,
            primary=spec.primary if route.primary is None else route.primary,
            priority=route.priority or (spec.priority or PRIORITY if spec.source else None),
            published=spec.publish if route.published is None else route.published,
            description=route.description or (options.description if options else None),
        )

    def get(self, id: str) -> Flow[Route]:
        return (yield from self._find(Key.parse(id)))

    def _find(self, key: Key) -> Flow[Route]:
        number = 1
        while True:
            page = yield from self._read(key.table, key.gateway, number)
            found = [route for route in page.items if route.id == key.id]
            if found:
                return found[0]
            if page.cursor is None:
                key.missing()
            number += 1

    def page(self, cursor: str | None, where: Where) -> Flow[Page[Route]]:
        """One page of one table of one gateway; the cursor remembers what is still to be read."""
        own_options(PROVIDER, where.options, None)
        if cursor is None:
            tables = [table for table in TABLES if _may_hold(table, where)]
            gateways = yield from self._gateways(where)
            left = [(table, gateway) for gateway in gateways for table in tables]
            number = 1
        else:
            first, *rest = cursor.split(" ")
            number = int(first)
            left = [(t, g) for t, _, g in (place.partition(":") for place in rest)]
        if not left:
            return Page([], None)
        table, gateway = left[0]
        page: Page[Route] = Page([], None)
        with suppress(NotFoundError):  # the gateway went away meanwhile
            page = yield from self._read(table, gateway, number)
        if page.cursor is None:
            left, number = left[1:], 1
        else:
            number += 1
        places = [f"{t}:{g}" for t, g in left]
        return Page(page.items, " ".join([str(number), *places]) if left else None)

    def _gateways(self, where: Where) -> Flow[list[str]]:
        if "vpn_gateway_id" in where.fields:
            return [where.fields["vpn_gateway_id"]]
        found: list[str] = []
        cursor: str | None = None
        while True:
            page = yield from self._cloud.vpn_gateways.page(cursor, Where())
            found += [gateway.id for gateway in page.items]
            cursor = page.cursor
            if cursor is None:
                return found

    def _read(self, table: str, gateway: str, number: int) -> Flow[Page[Route]]:
        listed: Listed = TABLES[table]
        pairs = [
            ("VpnGatewayId", gateway),
            ("PageNumber", str(number)),
            ("PageSize", str(PAGE_SIZE)),
            *listed.pairs,
        ]
        reply = yield self._cloud.call(listed.action, pairs, listed.shape, safe=True)
        listing, body = reply.read(listed.shape)
        answer = Answer(body, SECRETS)
        rows = listing.rows.items if listing.rows else []
        names = known(PolicyRow if table == "pbr" else Row)
        items: list[Route] = []
        for i, row in enumerate(rows):
            key = Key(table, gateway, row.next_hop, row.destination, row.source_cidr)
            origin = Origin(answer, (*listed.path, i), names)
            items.append(from_wire(self._cloud.region, row, key, origin))
        more = goes_on(number, len(rows), PAGE_SIZE, listing.size, listing.total)
        return Page(items, str(number + 1) if more else None)

    def update(self, id: str, patch: RoutePatch) -> Flow[Route]:
        check(PROVIDER, ABILITY, patch)
        if all(value is None for value in patch.given().values()):
            refuse(PROVIDER, next(iter(patch.given())), "nothing to change it to was given")
        if patch.priority is not None:
            _priority(patch.priority)
        key = Key.parse(id)
        if key.table == "bgp":
            _learnt(id)
        if patch.priority is not None and key.table != "pbr":
            _no_priority()
        route = yield from self._find(key)
        names = [(f"New{name}", value) for name, value, now in (
            ("Weight", _weight(patch.primary), _weight(route.primary)),
            ("Priority", _text(patch.priority), _text(route.priority)),
        ) if value is not None and value != now]  # fmt: skip
        if names:
            action = {"dbr": "ModifyVpnRouteEntryWeight", "pbr": "ModifyVpnPbrRouteEntryAttribute"}
            # It names the values as they are now, so it cannot be sent twice.
            yield self._cloud.call(
                action[key.table], [*_names(key, route), *names], DONE, serial=key.gateway
            )
        if patch.publish is not None and patch.publish != route.published:
            pairs = [
                ("VpnGatewayId", key.gateway),
                ("NextHop", key.next_hop),
                ("RouteDest", key.destination),
                ("RouteType", key.table),
                ("PublishVpc", yes(patch.publish)),
            ]
            yield self._cloud.call(
                "PublishVpnRouteEntry", pairs, DONE, safe=True, writes=True, serial=key.gateway
            )
        return (yield from self._find(key))

    def delete(self, id: str) -> Flow[None]:
        with suppress(NotFoundError):  # gone already is what the caller wanted
            key = Key.parse(id)
            if key.table == "bgp":
                _learnt(id)
            route = yield from self._find(key)
            action = {"dbr": "DeleteVpnRouteEntry", "pbr": "DeleteVpnPbrRouteEntry"}[key.table]
            yield self._cloud.call(
                action, _names(key, route), DONE, safe=True, writes=True, serial=key.gateway
            )

    def find(self, token: str) -> Flow[list[Route]]:  # noqa: ARG002 -- the contract's
        """Never needed: a create whose answer was lost is sent again with its client token."""
        raise UnsupportedError("alibaba finds lost creates by client token", field="find")
        yield  # a flow that asks nothing


# ---------------------------------------------------------------- to the wire


def to_wire(spec: RouteSpec) -> list[tuple[str, str]]:
    """The parameters of CreateVpnRouteEntry or, with a source, of CreateVpnPbrRouteEntry."""
    check(PROVIDER, ABILITY, spec)
    options = own_options(PROVIDER, spec.options, RouteOptions)
    for name in ("destination", "source"):
        cidr = getattr(spec, name)
        if cidr is not None and ":" in cidr:
            raise UnsupportedError(f"{name}: alibaba takes IPv4 networks, not {cidr}", field=name)
    pairs = [
        ("VpnGatewayId", spec.vpn_gateway_id),
        ("NextHop", spec.connection_id),
        ("RouteDest", spec.destination),
        ("Weight", ACTIVE if spec.primary else STANDBY),
        ("PublishVpc", yes(spec.publish)),
    ]
    if spec.source is None:
        if spec.priority is not None:
            _no_priority()
        inside: Any = ip_network(spec.destination)
        if spec.destination == EVERYTHING or inside.subnet_of(CARRIER):
            refuse(
                PROVIDER, "destination", f"{spec.destination}: neither everything nor in {CARRIER}"
            )
    else:
        priority = PRIORITY if spec.priority is None else _priority(spec.priority)
        pairs += [("RouteSource", spec.source), ("Priority", str(priority))]
    if options and options.description is not None:
        if why := DESCRIPTION.complaint(options.description):
            refuse(PROVIDER, "options.description", why)
        pairs.append(("Description", options.description))
    if options and options.overlay_mode:
        pairs.append(("OverlayMode", options.overlay_mode))
    if options and options.dry_run:
        pairs.append(("DryRun", "true"))
    return pairs


def _names(key: Key, route: Route) -> list[tuple[str, str]]:
    """The parameters by which the cloud knows a route of its own."""
    pairs = [
        ("VpnGatewayId", key.gateway),
        ("NextHop", key.next_hop),
        ("RouteDest", key.destination),
        ("Weight", _weight(route.primary) or STANDBY),
    ]
    if key.table == "pbr":
        pairs.append(("RouteSource", key.source))
        if route.priority is not None:
            pairs.append(("Priority", str(route.priority)))
    return pairs


def _weight(primary: bool | None) -> str | None:
    return None if primary is None else ACTIVE if primary else STANDBY


def _text(value: int | None) -> str | None:
    return None if value is None else str(value)


def _priority(value: int) -> int:
    if not 1 <= value <= 100:
        refuse(PROVIDER, "priority", f"{value}: 1 to 100")
    return value


def _no_priority() -> NoReturn:
    raise UnsupportedError(
        "priority: alibaba has it on policy routes only (give a source)", field="priority"
    )


def _learnt(id: str) -> NoReturn:
    raise UnsupportedError(f"{id} was learnt by BGP and is not ours to change", field="kind")


def _may_hold(table: str, where: Where) -> bool:
    """False if nothing in that table can be what was asked for."""
    if "id" in where.fields:
        return where.fields["id"].startswith(f"{table},")
    if "source" in where.fields and table != "pbr":
        return False
    kind = where.fields.get("kind")
    return kind is None or (kind == "bgp") == (table == "bgp")

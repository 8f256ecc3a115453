"""Take away what a link made, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cgw.link.ends import End, ForeignError, Link
from cgw.link.live import GONE, clouds, connections, customer_gateways, link_of, routes
from cgw.link.model import OTHER, LinkPlan, SideName
from cgw.models import Route, VpnConnection


@dataclass(frozen=True, slots=True)
class Kept:
    """Something of the link that stays, and why."""

    side: SideName
    id: str
    why: str


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What destroy did.

    Attributes:
        deleted: ids, in order.
        kept: what stays of what the link made.
    """

    deleted: tuple[str, ...]
    kept: tuple[Kept, ...]


def destroy(
    link: Link | LinkPlan, *, timeout: float = 600.0, say: Callable[[str], None] | None = None
) -> Destroyed:
    """Take away the link's routes, then its connections, then its customer gateways, at both ends.

    The gateways stay. What is gone already is fine; a run that was cut short is finished by the next.

    Args:
        link: or its plan, which also knows the networks: so a route elsewhere is told from the link's
            own where a cloud keeps no description of routes.
        timeout: seconds for each thing that is waited for.
        say: called with a sentence before each change.

    Errors:
        ForeignError: routes that the link did not make go over its connections; nothing was changed.
    """
    tell = say or (lambda _: None)
    plan = link if isinstance(link, LinkPlan) else None
    link = link_of(link)
    ends = dict(clouds(link))
    live = {side: connections(link, end, gone=True) for side, end in ends.items()}
    mine = _own_routes(link, plan, ends, live)
    deleted: list[str] = []
    for side, end in ends.items():
        for route in mine[side]:
            tell(f"{side}: delete route {route.destination} ({route.id})")
            end.client.routes.delete(route.id, timeout=timeout)
            deleted.append(route.id)
    for side, end in ends.items():
        for one in live[side]:
            if one.state not in GONE:
                tell(f"{side}: delete connection {one.id}")
                end.client.vpn_connections.delete(one.id, timeout=timeout)
            end.client.vpn_connections.wait(one.id, "deleted", timeout=timeout)
            deleted.append(one.id)
    kept: list[Kept] = []
    seen: set[str] = set()  # both ends may be in one region
    for side, end in ends.items():
        for gateway in customer_gateways(link, end):
            if gateway.id in seen:
                continue
            seen.add(gateway.id)
            users = _users(end, gateway.id)
            if users:
                kept.append(Kept(side, gateway.id, f"{', '.join(users)} use it"))
                continue
            tell(f"{side}: delete customer gateway {gateway.id}")
            end.client.customer_gateways.delete(gateway.id, timeout=timeout)
            deleted.append(gateway.id)
    return Destroyed(tuple(deleted), tuple(kept))


def _own_routes(
    link: Link,
    plan: LinkPlan | None,
    ends: dict[SideName, End],
    live: dict[SideName, list[VpnConnection]],
) -> dict[SideName, list[Route]]:
    found: dict[SideName, list[Route]] = {}
    foreign: list[str] = []
    for side, end in ends.items():
        networks = plan.side(OTHER[side]).networks if plan else None
        found[side], others = routes(link, end, {one.id for one in live[side]}, networks)
        foreign += [f"{side}: {route.id} ({route.destination})" for route in others]
    if foreign:
        raise ForeignError(
            f"routes over the link that it did not make: {'; '.join(foreign)}; delete them first",
            tuple(foreign),
        )
    return found


def _users(end: End, customer_gateway_id: str) -> list[str]:
    """Connections, of any gateway in the region, that still point at it."""
    return [
        one.id
        for one in end.client.vpn_connections.list()
        if customer_gateway_id
        in {one.customer_gateway_id, *(t.customer_gateway_id for t in one.tunnels)}
    ]

"""What stands at each end, read from the clouds. Nothing else remembers a link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeAlias

from cgw.link.ends import TAG, End, Link
from cgw.link.model import SIDES, LinkPlan, SideName
from cgw.models import (
    CustomerGateway,
    Route,
    State,
    Tunnel,
    TunnelStatus,
    VpnConnection,
    to_dict,
    to_json,
)

Pair: TypeAlias = tuple[str, str]
GONE = {State.DELETING, State.DELETED}


@dataclass(frozen=True, slots=True, kw_only=True)
class TunnelReport:
    """One tunnel as one end tells it."""

    side: SideName
    connection_id: str
    local_address: str
    peer_address: str
    state: str
    status: TunnelStatus
    raw_status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStatus:
    """Where a link stands.

    Attributes:
        up: every tunnel is up, as every cloud's end tells it, and both ends tell of the same ones.
        tunnels: what each end tells of each.
        missing: cloud ends at which there is no connection of the link.
        uneven: tunnels that one end tells of and the other, or the plan, does not; empty if none.
    """

    id: str
    up: bool
    tunnels: tuple[TunnelReport, ...]
    missing: tuple[SideName, ...] = ()
    uneven: str = ""

    @property
    def some_up(self) -> bool:
        """True if traffic can flow: some tunnel is up at every cloud's end."""
        here = {report.side for report in self.tunnels if report.status is TunnelStatus.UP}
        return not self.missing and here == {report.side for report in self.tunnels}

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        told: dict[str, Any] = to_dict(self)
        return told

    def to_json(self, *, indent: int | None = None) -> str:
        """`to_dict` as JSON text."""
        return to_json(self, indent=indent)

    def text(self) -> str:
        """For people."""
        word = "up" if self.up else "partly up" if self.some_up else "down"
        lines = [f"link {self.id}: {word}"]
        lines += [
            f"  {t.side} {t.connection_id}  {t.local_address} - {t.peer_address}  "
            f"{t.state}, {t.status}"
            for t in self.tunnels
        ]
        lines += [f"  {side}: no connection" for side in self.missing]
        return "\n".join([*lines, *([f"  {self.uneven}"] if self.uneven else [])])

    def __str__(self) -> str:
        return self.text()


def link_of(given: Link | LinkPlan) -> Link:
    """The link, of a plan too."""
    return given.link if isinstance(given, LinkPlan) else given


def clouds(link: Link) -> Iterator[tuple[SideName, End]]:
    """The ends that are gateways of a cloud."""
    for side in SIDES:
        end = link.sides[side]
        if isinstance(end, End):
            yield side, end


def connections(link: Link, end: End, *, gone: bool = False) -> list[VpnConnection]:
    """The link's connections at one end, by name.

    Args:
        gone: also those that are being deleted.
    """
    found = [
        one
        for one in end.client.vpn_connections.list(vpn_gateway_id=end.gateway_id)
        if is_own(link, end, one) and (gone or one.state not in GONE)
    ]
    return sorted(found, key=lambda one: (one.name, one.id))


def is_own(link: Link, end: End, one: VpnConnection) -> bool:
    """True if the link made that connection: by its tag or, on a cloud without tags, by its name."""
    if "tags" in end.client.capabilities.noun("vpn_connections").fields:
        return link.owns(one.tags)
    return one.name.startswith(f"{TAG}-{link.id}-")


def customer_gateways(link: Link, end: End) -> list[CustomerGateway]:
    """The customer gateways that the link made at one end."""
    if "tags" in end.client.capabilities.noun("customer_gateways").fields:
        found = end.client.customer_gateways.list(tags={TAG: link.id})
        return [one for one in found if link.owns(one.tags)]
    prefix = f"{TAG}-{link.id}-"
    return [one for one in end.client.customer_gateways.list() if one.name.startswith(prefix)]


def routes(
    link: Link, end: End, connection_ids: set[str], networks: tuple[str, ...] | None = None
) -> tuple[list[Route], list[Route]]:
    """Routes over these connections: the link's own, and other people's.

    Args:
        networks: where the link's own routes go. A cloud that keeps no description of a route cannot
            tell whose it is: there those to other networks are other people's; None takes all for
            the link's own, as they go over its connections.
    """
    ability = end.client.capabilities.nouns.get("routes")
    if ability is None or "create" not in ability.verbs or not connection_ids:
        return [], []
    ours: list[Route] = []
    others: list[Route] = []
    for route in end.client.routes.list(vpn_gateway_id=end.gateway_id):
        if route.connection_id in connection_ids and route.kind == "static":
            if route.description:
                own = route.description == link.description
            else:
                own = networks is None or route.destination in networks
            (ours if own else others).append(route)
    return ours, others


def pair(connection: VpnConnection, tunnel: Tunnel, end: End) -> tuple[str, str]:
    """What identifies a tunnel: the address it leaves from, and the peer's."""
    if tunnel.local_address or len(connection.tunnels) > 1:
        return tunnel.local_address, tunnel.peer_address
    addresses = end.client.vpn_gateways.get(end.gateway_id).addresses
    return (addresses[0] if len(addresses) == 1 else ""), tunnel.peer_address


def uneven(told: Mapping[SideName, Sequence[Pair]], plan: LinkPlan | None = None) -> str:
    """In which tunnels the ends that were read, and the plan, are not of one mind; empty if in none.

    Args:
        told: own address and peer's of each tunnel; an address that an end does not tell is empty,
            and any will do for it.
    """
    found: dict[str, list[Pair]] = {
        side: [(ours, theirs) if side == "a" else (theirs, ours) for ours, theirs in pairs]
        for side, pairs in told.items()
    }
    if plan is not None:
        found["the plan"] = [(leg.a, leg.b) for leg in plan.legs]
    for (one, mine), (two, his) in combinations(found.items(), 2):
        sure = all(all(pair) for pair in (*mine, *his))
        if len(mine) == len(his) and (set(mine) == set(his) or not sure):
            continue
        words = f"tunnels: {one} has {len(mine)}, {two} has {len(his)}"
        alone = [
            f"only {name}: {' - '.join(pair)}"
            for name, pairs in ((one, set(mine) - set(his)), (two, set(his) - set(mine)))
            for pair in sorted(pairs)
            if sure
        ]
        return "; ".join([words, *alone])
    return ""


def status(link: Link | LinkPlan) -> LinkStatus:
    """Where the link stands, as every cloud's end tells it. Reads only.

    A plan also knows how many tunnels there are to be.
    """
    plan = link if isinstance(link, LinkPlan) else None
    link = link_of(link)
    reports: list[TunnelReport] = []
    missing: list[SideName] = []
    for side, end in clouds(link):
        found = connections(link, end)
        if not found:
            missing.append(side)
        for one in found:
            reports += [_report(side, end, one, tunnel) for tunnel in one.tunnels]
    told: dict[SideName, list[Pair]] = {
        side: [(r.local_address, r.peer_address) for r in reports if r.side == side]
        for side, _ in clouds(link)
        if side not in missing
    }
    odd = uneven(told, plan)
    up = bool(reports) and not missing and all(r.status is TunnelStatus.UP for r in reports)
    return LinkStatus(
        id=link.id,
        up=up and not odd,
        tunnels=tuple(reports),
        missing=tuple(missing),
        uneven=odd,
    )


def _report(side: SideName, end: End, connection: VpnConnection, tunnel: Tunnel) -> TunnelReport:
    ours, theirs = pair(connection, tunnel, end)
    return TunnelReport(
        side=side,
        connection_id=connection.id,
        local_address=ours,
        peer_address=theirs,
        state=str(connection.state),
        status=tunnel.status,
        raw_status=tunnel.raw_status,
    )

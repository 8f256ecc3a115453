"""Make both ends as the plan says.

Nothing is remembered between runs: what stands is read, what is missing is made, what differs is
changed. A run that was cut short is finished by the next one, and a run after that only reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pydantic import SecretStr

from cgw.link.drift import changes, ends_of, settle
from cgw.link.ends import End, StalePlanError
from cgw.link.live import GONE, LinkStatus, clouds, connections, pair, routes, status
from cgw.link.model import OTHER, LinkPlan, SideName
from cgw.link.wanted import (
    WantedConnection,
    connection_spec,
    gateway_spec,
    route_specs,
)
from cgw.link.wanted import connections as wanted_connections
from cgw.models import Tunnel, TunnelPatch, VpnConnection, VpnConnectionPatch

Say = Callable[[str], None]


def apply(
    plan: LinkPlan, *, wait: bool = True, timeout: float = 900.0, say: Say | None = None
) -> LinkStatus:
    """Make both ends as the plan says, and return where the link then stands.

    Args:
        wait: for every tunnel to come up, at every cloud's end.
        timeout: seconds for each thing that is waited for.
        say: called with a sentence before each change.

    Errors:
        StalePlanError: a gateway is no longer as it was when the plan was made, or the link's own
            connections are of another plan; nothing more was changed.
        WaitError: a tunnel does not come up; see `cgw.link.diagnose`.
        OutcomeUnknownError: an answer was lost; apply again finds out.
    """
    run = _Run(plan, timeout, say or (lambda _: None))
    run.read()
    run.settle_keys()
    for side, end in clouds(plan.link):
        run.make_connections(side, end)
    for side, end in clouds(plan.link):
        run.mend(side, end)
    for side, end in clouds(plan.link):
        run.make_routes(side, end)
    if wait:
        for side, end in clouds(plan.link):
            for one in run.standing(side):
                end.client.vpn_connections.wait(one.id, "all-tunnels-up", timeout=timeout)
    return status(plan)


class _Run:
    """One run of apply: what was found, and what was made since."""

    def __init__(self, plan: LinkPlan, timeout: float, say: Say) -> None:
        self._plan, self._timeout, self._say = plan, timeout, say
        self._wanted: dict[SideName, list[WantedConnection]] = {}
        self._live: dict[tuple[SideName, int], VpnConnection] = {}
        self._keys: dict[int, SecretStr] = {}

    def standing(self, side: SideName) -> list[VpnConnection]:
        """The connections at one end, in order."""
        return [self._live[side, one.number] for one in self._wanted[side]]

    # -- what is there

    def read(self) -> None:
        """Find the link's connections at both ends, and which of the plan's each one is."""
        for side, end in clouds(self._plan.link):
            self._wanted[side] = wanted_connections(self._plan, side)
            for one in connections(self._plan.link, end, gone=True):
                if one.state in GONE:
                    end.client.vpn_connections.wait(one.id, "deleted", timeout=self._timeout)
                else:
                    self._take(side, end, one)

    def _take(self, side: SideName, end: End, one: VpnConnection) -> None:
        pairs = {pair(one, tunnel, end) for tunnel in one.tunnels}
        match = next((w for w in self._wanted[side] if w.pairs == pairs), None)
        why = ""
        if match is None:
            told = "; ".join(f"{ours} - {theirs}" for ours, theirs in sorted(pairs))
            why = f"its tunnels ({told}) are none of the plan's"
        elif (side, match.number) in self._live:
            why = f"{self._live[side, match.number].id} has the same tunnels"
        elif one.mode != self._plan.mode:
            why = f"it is in mode {one.mode!r}, which cannot be changed to {self._plan.mode!r}"
        if match is None or why:
            raise StalePlanError(
                f"{end.label}: {one.id} ({one.name}) belongs to the link, but {why}; "
                "destroy the link, then apply"
            )
        self._live[side, match.number] = one

    def _check(self, side: SideName, end: End) -> None:
        """Read again what the next step rests on.

        Errors:
            StalePlanError: it is no longer so.
        """
        gateway = end.client.vpn_gateways.wait(end.gateway_id, timeout=self._timeout)
        wanted = self._plan.side(side).addresses
        if gateway is None or set(gateway.addresses) != set(wanted):
            have = ", ".join(gateway.addresses) if gateway else "nothing"
            raise StalePlanError(
                f"{end.label}: the plan rests on {', '.join(wanted)}, it has {have}; plan again"
            )

    # -- keys

    def settle_keys(self) -> None:
        """Choose the key of each tunnel, and give it to an end that has or may have another."""
        for leg in self._plan.legs:
            standing: dict[SideName, list[VpnConnection]] = {}
            for (side, _), one in self._live.items():
                standing.setdefault(side, []).append(one)
            key, stale = settle(self._plan, leg, ends_of(self._plan, leg, standing))
            self._keys[leg.number] = key
            for side, one, tunnel in stale:
                self._rekey(side, one, tunnel, key)

    def _rekey(self, side: SideName, one: VpnConnection, tunnel: Tunnel, key: SecretStr) -> None:
        address = tunnel.local_address if len(one.tunnels) > 1 else None
        patch = VpnConnectionPatch(tunnels=(TunnelPatch(local_address=address, psk=key),))
        self._update(side, one, patch, "its key")

    def _update(
        self, side: SideName, one: VpnConnection, patch: VpnConnectionPatch, what: str
    ) -> None:
        end = self._plan.link.sides[side]
        assert isinstance(end, End)
        self._check(side, end)
        self._say(f"{side}: change {what} at {one.id}")
        end.client.vpn_connections.update(one.id, patch, timeout=self._timeout)
        self._settled(side, end, one.id)

    def _settled(self, side: SideName, end: End, id: str) -> VpnConnection:
        """The connection once its change is done; it takes the old one's place here."""
        new = end.client.vpn_connections.wait(id, "available", timeout=self._timeout)
        assert new is not None, "only 'deleted' ends in nothing"
        for key, one in self._live.items():
            if key[0] == side and one.id == id:
                self._live[key] = new
        return new

    # -- what is missing

    def make_connections(self, side: SideName, end: End) -> None:
        """Make the connections that are missing, and the customer gateways they need."""
        missing = [w for w in self._wanted[side] if (side, w.number) not in self._live]
        peers = dict.fromkeys(leg.at(OTHER[side]) for w in missing for leg in w.legs)
        gateways = self._customer_gateways(side, end, peers)
        for wanted in missing:
            spec = connection_spec(self._plan, wanted, gateways, self._keys)
            self._check(side, end)
            self._say(f"{side}: make connection {wanted.name}")
            made = end.client.vpn_connections.create(spec, timeout=self._timeout)
            self._live[side, wanted.number] = made
            self._settled(side, end, made.id)

    def _customer_gateways(
        self, side: SideName, end: End, addresses: Iterable[str]
    ) -> dict[str, str]:
        """Ids by address: the link's own, else anybody's with that address, else new ones.

        Clouds take an address once, so another's has to be shared; it is never deleted.
        """
        found: dict[str, str] = {}
        for address in addresses:
            spec = gateway_spec(self._plan, side, address)
            there = [
                one
                for one in end.client.customer_gateways.list(address=address)
                if spec.asn in (None, one.asn)
            ]
            there.sort(key=lambda one: (not self._plan.link.owns(one.tags), one.id))
            if not there:
                self._check(side, end)
                self._say(f"{side}: make customer gateway {spec.name}")
                there = [end.client.customer_gateways.create(spec, timeout=self._timeout)]
            found[address] = there[0].id
        return found

    def mend(self, side: SideName, end: End) -> None:
        """Change what differs from the plan at connections that were there."""
        for wanted in self._wanted[side]:
            one = self._live[side, wanted.number]
            patch = changes(self._plan, wanted, one, end)
            if patch is not None:
                self._update(side, one, patch, ", ".join(sorted(patch.model_fields_set)))

    def make_routes(self, side: SideName, end: End) -> None:
        """Make the routes that are missing."""
        specs = route_specs(self._plan, side, [one.id for one in self.standing(side)])
        if not specs:
            return
        ours, others = routes(self._plan.link, end, {spec.connection_id for spec in specs})
        have = {(route.connection_id, route.destination) for route in (*ours, *others)}
        for spec in specs:
            if (spec.connection_id, spec.destination) not in have:
                self._check(side, end)
                self._say(f"{side}: make route {spec.destination} over {spec.connection_id}")
                end.client.routes.create(spec, timeout=self._timeout)

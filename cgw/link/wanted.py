"""What shall stand at each end: the things, their names and their specs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import SecretStr

from cgw.link.ends import TAG, End
from cgw.link.model import OTHER, SIDES, Leg, LinkPlan, Side, SideName, Step
from cgw.models import (
    Bgp,
    CustomerGatewaySpec,
    Dpd,
    IkeSpec,
    IpsecSpec,
    RouteSpec,
    TunnelSpec,
    VpnConnectionSpec,
)


@dataclass(frozen=True, slots=True)
class WantedConnection:
    """A connection that shall stand.

    Attributes:
        name: as the link calls it.
        legs: its tunnels.
    """

    side: SideName
    number: int
    name: str
    legs: tuple[Leg, ...]

    @property
    def pairs(self) -> set[tuple[str, str]]:
        """(own address, peer's address) of each tunnel."""
        return {(leg.at(self.side), leg.at(OTHER[self.side])) for leg in self.legs}


def connections(plan: LinkPlan, side: SideName) -> list[WantedConnection]:
    """The connections at one end, in order; none at a device."""
    here = plan.side(side)
    if not here.is_cloud:
        return []
    size = here.per_connection
    return [
        WantedConnection(side, n, plan.link.connection_name(side, n), plan.legs[i : i + size])
        for n, i in enumerate(range(0, len(plan.legs), size))
    ]


def peers(plan: LinkPlan, side: SideName) -> list[str]:
    """The other end's addresses: each is a customer gateway here."""
    if not plan.side(side).is_cloud:
        return []
    return list(dict.fromkeys(leg.at(OTHER[side]) for leg in plan.legs))


def gateway_spec(plan: LinkPlan, side: SideName, address: str) -> CustomerGatewaySpec:
    """The other end, as this cloud shall know it."""
    there = plan.side(OTHER[side])
    return CustomerGatewaySpec(
        name=plan.link.customer_gateway_name(address),
        address=address,
        asn=there.asn if plan.mode == "bgp" else None,
        tags=_tags(plan, side, "customer_gateways"),
    )


def connection_spec(
    plan: LinkPlan,
    wanted: WantedConnection,
    customer_gateways: Mapping[str, str],
    keys: Mapping[int, SecretStr],
) -> VpnConnectionSpec:
    """The connection, every value given.

    Args:
        customer_gateways: ids by the other end's address.
        keys: by the tunnel's number.
    """
    here, there = plan.side(wanted.side), plan.side(OTHER[wanted.side])
    end = plan.link.sides[wanted.side]
    assert isinstance(end, End)
    tunnels = tuple(
        _tunnel(plan, here, there, leg, keys[leg.number], customer_gateways, len(wanted.legs) > 1)
        for leg in wanted.legs
    )
    return VpnConnectionSpec(
        name=wanted.name,
        vpn_gateway_id=end.gateway_id,
        customer_gateway_id=customer_gateways[wanted.legs[0].at(there.side)],
        mode=plan.mode,
        # Where routes decide, what is behind the gateway is the gateway's own business.
        local_cidrs=here.networks if plan.mode == "policy" else (),
        remote_cidrs=there.networks if here.takes_networks else (),
        tunnels=tunnels,
        initiator=here.initiates,
        tags=_tags(plan, wanted.side, "vpn_connections"),
    )


def _tunnel(
    plan: LinkPlan,
    here: Side,
    there: Side,
    leg: Leg,
    psk: SecretStr,
    customer_gateways: Mapping[str, str],
    several: bool,
) -> TunnelSpec:
    inside, peer = leg.a_inside, leg.b_inside
    if here.side == "b":
        inside, peer = peer, inside
    bgp = None
    if leg.inside is not None:
        bgp = Bgp(
            tunnel_cidr=leg.inside, local_address=inside, peer_address=peer, local_asn=here.asn
        )
    return TunnelSpec(
        psk=psk,
        local_address=leg.at(here.side) if len(here.addresses) > 1 else None,
        customer_gateway_id=customer_gateways[leg.at(there.side)] if several else None,
        ike=ike(plan, here, there),
        ipsec=ipsec(plan, here),
        dpd=Dpd(enabled=True),
        bgp=bgp,
    )


def ike(plan: LinkPlan, here: Side, there: Side) -> IkeSpec:
    """Phase 1 at one end."""
    words = plan.suite.words
    return IkeSpec.model_validate(
        {
            "version": words["ike.version"],
            "encryption": words["ike.encryption"],
            "integrity": words["ike.integrity"],
            "dh_group": words["ike.dh_group"],
            "lifetime_s": here.ike_lifetime_s,
            "local_id": here.ike_id,
            "remote_id": there.ike_id,
        }
    )


def ipsec(plan: LinkPlan, here: Side) -> IpsecSpec:
    """Phase 2 at one end."""
    words = plan.suite.words
    return IpsecSpec.model_validate(
        {
            "encryption": words["ipsec.encryption"],
            "integrity": words["ipsec.integrity"],
            "pfs_group": words["ipsec.pfs_group"],
            "lifetime_s": here.lifetime_s,
        }
    )


def route_specs(plan: LinkPlan, side: SideName, connection_ids: Sequence[str]) -> list[RouteSpec]:
    """Routes at one end: each of the other's networks over each connection, the first one first."""
    here, there = plan.side(side), plan.side(OTHER[side])
    end = plan.link.sides[side]
    if not here.routes or not isinstance(end, End):
        return []
    can = end.client.capabilities.noun("routes").fields
    return [
        RouteSpec(
            vpn_gateway_id=end.gateway_id,
            connection_id=over,
            destination=network,
            primary=number == 0 or "primary" not in can,
            publish="publish" in can,
            description=plan.link.description if "description" in can else None,
        )
        for number, over in enumerate(connection_ids)
        for network in there.networks
    ]


def _tags(plan: LinkPlan, side: SideName, noun: str) -> dict[str, str]:
    end = plan.link.sides[side]
    assert isinstance(end, End)
    return {TAG: plan.id} if "tags" in end.client.capabilities.noun(noun).fields else {}


# ---------------------------------------------------------------- for people


def steps(plan: LinkPlan) -> LinkPlan:
    """The plan with its steps spelt out."""
    found: list[Step] = []
    clouds = [side for side in SIDES if plan.side(side).is_cloud]
    for side in clouds:
        found += [
            Step(
                kind="customer-gateway",
                side=side,
                name=plan.link.customer_gateway_name(address),
                preconditions=_stands(plan, side),
                detail=f"{address}, unless one with that address is there",
            )
            for address in peers(plan, side)
        ]
    for side in clouds:
        for wanted in connections(plan, side):
            told = ", ".join(f"{ours} - {theirs}" for ours, theirs in sorted(wanted.pairs))
            found.append(
                Step(
                    kind="connection",
                    side=side,
                    name=wanted.name,
                    preconditions=_stands(plan, side),
                    detail=told,
                )
            )
    for side in clouds:
        names = [wanted.name for wanted in connections(plan, side)]
        found += [
            Step(
                kind="route",
                side=side,
                name=spec.destination,
                preconditions=(*_stands(plan, side), f"{spec.connection_id} stands"),
                detail=f"over {spec.connection_id}{'' if spec.primary else ', as a standby'}",
            )
            for spec in route_specs(plan, side, names)
        ]
    return replace(plan, steps=tuple(found))


def _stands(plan: LinkPlan, side: SideName) -> tuple[str, ...]:
    here = plan.side(side)
    return (f"{here.label} is available", f"its addresses are {', '.join(here.addresses)}")

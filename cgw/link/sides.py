"""Each end as it shall be: who begins, lifetimes, and what its cloud's limits allow."""

from __future__ import annotations

from typing import Literal

from cgw.errors import UnsupportedError
from cgw.ipsec import kind_of_identity
from cgw.link.ends import Device, End, Link, Peer, side_name
from cgw.link.model import OTHER, SIDES, Mode, Side, SideName
from cgw.link.profiles import Profile
from cgw.link.suites import Suite, lifetime, nothing_common
from cgw.models import VpnGateway

IKE_LIFETIME = 28800
LIFETIME = 3600
"""Seconds. Every cloud and most devices take these; cgw/models/crypto.py has them too."""
MARGIN = 0.9
"""Of the lifetimes, for the end that begins: so always the same end renews keys, and before the other
would. Peers that renew at the same moment make duplicate associations (RFC 7296, 2.8.1)."""


def make_sides(
    link: Link,
    profiles: tuple[Profile, Profile],
    gateways: dict[str, VpnGateway | None],
    behind: dict[str, tuple[str, ...]],
    suite: Suite,
    mode: Mode,
) -> dict[SideName, Side]:
    begins = initiators(link, *profiles)
    times = {
        "ike": lifetime("ike.lifetime_s", *profiles, IKE_LIFETIME),
        "ipsec": lifetime("ipsec.lifetime_s", *profiles, LIFETIME),
    }
    if times["ipsec"] > times["ike"]:
        raise UnsupportedError(
            f"ipsec.lifetime_s: at least {times['ipsec']} s, longer than phase 1's {times['ike']} s",
            field="ipsec.lifetime_s",
        )
    found: dict[SideName, Side] = {}
    for side, profile in zip(SIDES, profiles, strict=True):
        end, gateway = link.sides[side], gateways[side]
        shorter = begins[side] == "cloud" and suite["ike.version"] == "ikev2"
        ike, esp = profile.ipsec.ike_lifetime, profile.ipsec.lifetime
        cloud = isinstance(end, End)
        routes = isinstance(end, End) and _makes_routes(end)
        addresses = gateway.addresses if gateway else end.where if isinstance(end, Device) else ()
        found[side] = Side(
            side=side,
            label=end.label,
            provider=profile.name,
            is_cloud=cloud,
            addresses=addresses,
            networks=behind[side],
            asn=end.number if isinstance(end, Device) else _asn(end, gateway),
            initiates=begins[side],
            # The margin never leaves what this end takes, nor what a spec takes.
            ike_lifetime_s=max(int(times["ike"] * MARGIN), ike[0], 60) if shorter else times["ike"],
            lifetime_s=max(int(times["ipsec"] * MARGIN), esp[0], 30) if shorter else times["ipsec"],
            ike_id=end.identity if isinstance(end, Device) else None,
            per_connection=_per_connection(profile, len(addresses)) if cloud else 1,
            takes_networks=not routes or mode == "policy",
            routes=routes and mode == "route",
        )
    _check_limits(found, profiles, mode)
    return found


def _makes_routes(end: End) -> bool:
    routes = end.client.capabilities.nouns.get("routes")
    return routes is not None and "create" in routes.verbs


def _asn(end: End, gateway: VpnGateway | None) -> int | None:
    return end.asn if end.asn is not None else gateway.asn if gateway else None


def _per_connection(profile: Profile, addresses: int) -> int:
    """Two addresses share a connection where it may have two tunnels."""
    least, most = profile.ipsec.tunnels
    many = addresses if addresses <= most else 1
    if many < least and addresses > 1:
        raise UnsupportedError(
            f"tunnels: {profile.name} has {least} to {most} per connection, not {many}",
            field="tunnels",
        )
    return many


def initiators(
    link: Link, a: Profile, b: Profile
) -> dict[SideName, Literal["cloud", "peer"] | None]:
    """Who begins: exactly one end where that can be asked for, and never nobody.

    Errors:
        UnsupportedError: both only wait and neither can be told to begin.
    """
    by = dict(zip(SIDES, (a, b), strict=True))
    # A device behind address translation has to begin, another one need not be relied on; of two
    # clouds it is the same one whichever is called a.
    order = sorted(SIDES, key=lambda side: (_rank(link.sides[side]), side_name(link, side)))
    for side in order:
        if "cloud" in by[side].ipsec.initiators:
            other = OTHER[side]
            waits: Literal["peer"] | None = "peer" if "peer" in by[other].ipsec.initiators else None
            return {side: "cloud", other: waits}
    if a.ipsec.begins == b.ipsec.begins == "peer":
        raise nothing_common("initiator", a, b, "peer only", "peer only")
    return {"a": None, "b": None}


def _rank(end: Peer) -> int:
    if isinstance(end, End):
        return 1
    return 0 if end.identity is not None else 2


def _check_limits(
    sides: dict[SideName, Side], profiles: tuple[Profile, Profile], mode: Mode
) -> None:
    for side, profile in zip(SIDES, profiles, strict=True):
        ours, theirs = sides[side], sides[OTHER[side]]
        if ours.is_cloud and (mode == "policy" or ours.takes_networks):
            for field, nets, most in (
                ("local_cidrs", ours.networks, profile.ipsec.cidrs[0]),
                ("remote_cidrs", theirs.networks, profile.ipsec.cidrs[1]),
            ):
                if len(nets) > most:
                    raise UnsupportedError(
                        f"{field}: {side} ({profile.name}) takes {most}, the link has {len(nets)}: "
                        f"{', '.join(nets)}",
                        field=field,
                    )
        name = theirs.ike_id
        if ours.is_cloud and name and kind_of_identity(name) not in profile.ipsec.identities:
            raise UnsupportedError(
                f"ike.remote_id: {side} ({profile.name}) takes an "
                f"{' or '.join(sorted(profile.ipsec.identities))}, {OTHER[side]} is called {name!r}",
                field="ike.remote_id",
            )


def check_asns(link: Link, sides: dict[SideName, Side]) -> None:
    for side in SIDES:
        ours, theirs, end = sides[side], sides[OTHER[side]], link.sides[side]
        if ours.asn is None:
            raise UnsupportedError(
                f"asn: {side} ({ours.label}) does not tell its AS number; give asn=", field="asn"
            )
        if ours.asn == theirs.asn:
            raise UnsupportedError(f"asn: both ends have {ours.asn}", field="asn")
        if isinstance(end, End):
            rule = end.client.capabilities.noun("customer_gateways").asn
            if rule is not None and theirs.asn in rule.reserved:
                raise UnsupportedError(
                    f"asn: {side} ({ours.provider}) keeps {theirs.asn} for itself; "
                    f"{OTHER[side]} has it",
                    field="asn",
                )

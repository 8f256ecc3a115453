"""The /30 networks inside tunnels, for BGP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, ip_network

from pydantic import SecretStr

from cgw.errors import UnsupportedError
from cgw.link.profiles import Profile
from cgw.link.suites import nothing_common
from cgw.models import VpnConnection

NEVER = "169.254.169.252/30"
"""Where instances of most clouds find their metadata server."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the tunnels of one gateway have.

    Attributes:
        own: key and inside network of the link's own tunnels, by (a's address, b's address).
        others: inside networks of other people's tunnels.
        connections: the link's own.
    """

    own: Mapping[tuple[str, str], tuple[SecretStr | None, str | None]]
    others: frozenset[str]
    connections: tuple[VpnConnection, ...] = ()


def free(profiles: tuple[Profile, Profile], standing: Iterable[Standing]) -> Iterator[str]:
    """Networks that both ends take and nobody uses, lowest first."""
    texts = {NEVER}
    for profile in profiles:
        texts |= set(profile.ipsec.inside_not)
    for one in standing:
        texts |= one.others | {net for _, net in one.own.values() if net}
    kept = [net for text in texts if isinstance(net := ip_network(text, strict=False), IPv4Network)]
    for net in _common(*profiles):
        if not any(net.overlaps(other) for other in kept):
            yield str(net)


def none_left(profiles: tuple[Profile, Profile], count: int) -> UnsupportedError:
    """The error for windows that are too small or have nothing in common."""
    a, b = profiles
    return nothing_common(
        *("bgp.tunnel_cidr", a, b, ", ".join(a.ipsec.inside), ", ".join(b.ipsec.inside)),
        f"; {count} free networks of 4 addresses are needed",
    )


def _common(a: Profile, b: Profile) -> Iterator[IPv4Network]:
    for x in _windows(a):
        for y in _windows(b):
            if x.overlaps(y):
                smaller = x if x.prefixlen >= y.prefixlen else y
                yield from smaller.subnets(new_prefix=30) if smaller.prefixlen <= 30 else ()


def _windows(profile: Profile) -> list[IPv4Network]:
    nets = [ip_network(text) for text in profile.ipsec.inside]
    return [net for net in nets if isinstance(net, IPv4Network)]

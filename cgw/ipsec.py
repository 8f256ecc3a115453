"""What a cloud's tunnels can do, and holding a connection against it before any request."""

from __future__ import annotations

import string
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Literal

from cgw.capabilities import refuse
from cgw.errors import UnsupportedError
from cgw.models import Bgp, IkeSpec, IpsecSpec, TunnelPatch, TunnelSpec, VpnConnectionSpec


@dataclass(frozen=True, slots=True)
class PskRule:
    """What a pre-shared key may be.

    Attributes:
        alphabet: every character that is allowed.
        classes: how many of upper case, lower case, digits and signs must occur.
    """

    shortest: int
    longest: int
    alphabet: str
    source: str
    classes: int = 0

    def complaint(self, psk: str) -> str | None:
        """What is wrong, without telling the key."""
        if not self.shortest <= len(psk) <= self.longest:
            return f"{len(psk)} characters given; {self.shortest} to {self.longest} are allowed"
        if set(psk) - set(self.alphabet):
            bad = len(set(psk) - set(self.alphabet))
            return f"{bad} different characters in it are not allowed by the cloud"
        kinds = (string.ascii_uppercase, string.ascii_lowercase, string.digits)
        found = sum(bool(set(psk) & set(kind)) for kind in kinds)
        found += bool(set(psk) - set("".join(kinds)))
        if found < self.classes:
            return (
                f"{found} kinds of characters in it; at least {self.classes} of upper case, "
                "lower case, digits and signs are asked for"
            )
        return None


@dataclass(frozen=True, slots=True)
class IpsecAbility:
    """What the tunnels of one cloud can do.

    Attributes:
        tunnels: fewest and most per connection.
        modes: of ``policy route bgp``.
        versions, ike_encryptions, ike_integrities, dh_groups, encryptions, integrities,
            pfs_groups: words of `cgw.models`, strongest first where that is clear.
        ike_lifetime, lifetime: smallest and largest, in seconds.
        initiators: what can be asked for.
        begins: who begins if nothing is asked for: ``cloud``, ``peer`` (the cloud waits for
            traffic), or None if that is not known.
        cidrs: most local and remote networks per connection.
        inside: networks a BGP tunnel's /30 may come from.
        inside_not: /30 networks in those that the cloud keeps for itself.
        identities: kinds of identity: ``address``, ``name``.
        conditional: words that only some gateways have, and which ("gateways of version 4.0").
    """

    tunnels: tuple[int, int]
    modes: frozenset[str]
    versions: frozenset[str]
    ike_encryptions: tuple[str, ...]
    ike_integrities: tuple[str, ...]
    dh_groups: tuple[str, ...]
    encryptions: tuple[str, ...]
    integrities: tuple[str, ...]
    pfs_groups: tuple[str, ...]
    psk: PskRule
    ike_lifetime: tuple[int, int]
    lifetime: tuple[int, int]
    initiators: frozenset[str]
    begins: Literal["cloud", "peer"] | None
    cidrs: tuple[int, int]
    source: str
    date: str
    inside: tuple[str, ...] = ("169.254.0.0/16",)
    inside_not: tuple[str, ...] = ()
    identities: frozenset[str] = frozenset({"address", "name"})
    conditional: tuple[tuple[str, str], ...] = ()


def check_connection(provider: str, can: IpsecAbility, spec: VpnConnectionSpec) -> None:
    """Hold a connection against what the cloud's tunnels can do, before any request.

    Errors:
        UnsupportedError: a mode, algorithm or number of tunnels it does not have.
        InvalidRequestError: a key, lifetime or network outside its limits.
    """
    one_of(provider, "mode", spec.mode, tuple(sorted(can.modes)))
    most = can.tunnels[1]
    if len(spec.tunnels) > most:
        raise UnsupportedError(
            f"tunnels: {provider} takes {most} per connection; create one connection per "
            "address of the gateway",
            field="tunnels",
        )
    if spec.initiator is not None:
        one_of(provider, "initiator", spec.initiator, tuple(sorted(can.initiators)))
    for name, given, limit in (
        ("local_cidrs", spec.local_cidrs, can.cidrs[0]),
        ("remote_cidrs", spec.remote_cidrs, can.cidrs[1]),
    ):
        if len(given) > limit:
            refuse(provider, name, f"{len(given)} given, at most {limit}")
    for number, tunnel in enumerate(spec.tunnels):
        check_tunnel(provider, can, tunnel, f"tunnels.{number}")
        if (spec.mode == "bgp") != (tunnel.bgp is not None):
            refuse(provider, f"tunnels.{number}.bgp", "belongs to mode 'bgp', which needs it")


def check_tunnel(
    provider: str, can: IpsecAbility, tunnel: TunnelSpec | TunnelPatch, at: str
) -> None:
    """Hold one tunnel against what the cloud can do; ``at`` is its place in error messages."""
    if tunnel.psk is not None and (why := can.psk.complaint(tunnel.psk.get_secret_value())):
        refuse(provider, f"{at}.psk", why)
    if tunnel.ike is not None:
        _check_ike(provider, can, tunnel.ike, f"{at}.ike")
    if tunnel.ipsec is not None:
        _check_ipsec(provider, can, tunnel.ipsec, f"{at}.ipsec")
    if tunnel.bgp is not None:
        _check_bgp(provider, can, tunnel.bgp, f"{at}.bgp")


def _check_ike(provider: str, can: IpsecAbility, ike: IkeSpec, at: str) -> None:
    one_of(provider, f"{at}.version", ike.version, tuple(sorted(can.versions)))
    one_of(provider, f"{at}.encryption", ike.encryption, can.ike_encryptions)
    one_of(provider, f"{at}.integrity", ike.integrity, can.ike_integrities)
    one_of(provider, f"{at}.dh_group", ike.dh_group, can.dh_groups)
    _between(provider, f"{at}.lifetime_s", ike.lifetime_s, can.ike_lifetime)
    for name in ("local_id", "remote_id"):
        text = getattr(ike, name)
        if text is not None and kind_of_identity(text) not in can.identities:
            raise UnsupportedError(
                f"{at}.{name}: {provider} takes an {' or '.join(sorted(can.identities))} here, "
                f"not {text!r}",
                field=f"{at}.{name}",
            )


def _check_ipsec(provider: str, can: IpsecAbility, ipsec: IpsecSpec, at: str) -> None:
    one_of(provider, f"{at}.encryption", ipsec.encryption, can.encryptions)
    one_of(provider, f"{at}.integrity", ipsec.integrity, can.integrities)
    one_of(provider, f"{at}.pfs_group", ipsec.pfs_group, can.pfs_groups)
    _between(provider, f"{at}.lifetime_s", ipsec.lifetime_s, can.lifetime)


def _check_bgp(provider: str, can: IpsecAbility, bgp: Bgp, at: str) -> None:
    try:
        inside = ip_network(bgp.tunnel_cidr)
    except ValueError as error:
        refuse(provider, f"{at}.tunnel_cidr", str(error))
    windows = [ip_network(text) for text in can.inside]
    fits = any(inside.version == w.version and inside.subnet_of(w) for w in windows)  # type: ignore[arg-type]  # same version
    if inside.prefixlen != 30 or not fits:
        refuse(provider, f"{at}.tunnel_cidr", f"{inside}: a /30 inside {', '.join(can.inside)}")
    if str(inside) in can.inside_not:
        refuse(provider, f"{at}.tunnel_cidr", f"{inside} is kept by the cloud")


def one_of(provider: str, field: str, word: str, words: tuple[str, ...]) -> None:
    """Refuse ``word`` unless the cloud can do it.

    Errors:
        UnsupportedError: names the field, the word and what the cloud can do.
    """
    if word not in words:
        raise UnsupportedError(
            f"{field}: {provider} cannot do {word!r}; it can do {', '.join(words)}", field=field
        )


def kind_of_identity(text: str) -> str:
    """``address`` or ``name``."""
    return "name" if any(c.isalpha() for c in text) and ":" not in text else "address"


def _between(provider: str, field: str, value: int, limits: tuple[int, int]) -> None:
    if not limits[0] <= value <= limits[1]:
        refuse(provider, field, f"{value} s; {limits[0]} to {limits[1]} are allowed")

"""What is refused before a line is written: by field, never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from ipaddress import ip_network

from cgw.errors import ConfigError, UnsupportedError
from cgw.models import DeviceConfig, DeviceTunnel, parse_address, parse_cidr

INTERFACES = 2**32 - 1
"""The highest id of an XFRM interface: 32 bits; 0 means none (ip-link(8))."""
KNOWN: Mapping[str, tuple[str, ...]] = {
    "ike.version": ("ikev1", "ikev2"),
    "ike.authentication": ("", "psk"),
    "ipsec.protocol": ("", "esp"),
    "ipsec.mode": ("", "tunnel"),
}
"""What templates are written for. Empty: the cloud does not say, and has one kind only."""


def completed(
    config: DeviceConfig, *, local_cidrs: Sequence[str], remote_cidrs: Sequence[str]
) -> DeviceConfig:
    """``config`` with networks that the cloud does not tell.

    Errors:
        ConfigError: one is no network, or the cloud tells others.
    """
    for field, given in (("local_cidrs", local_cidrs), ("remote_cidrs", remote_cidrs)):
        try:
            networks = tuple(parse_cidr(each) for each in given)
        except ValueError as error:
            raise ConfigError(f"{field}: {error}") from None
        told: tuple[str, ...] = getattr(config, field)
        if networks and told and set(networks) != set(told):
            raise ConfigError(f"{field}: the cloud tells its own: {', '.join(told)}")
        if networks:
            config = replace(config, **{field: networks})  # type: ignore[arg-type] # a field's name
    return config


def options(config: DeviceConfig, interface_id: int | None, local_address: str | None) -> str:
    """``local_address`` in canonical text, empty if there is none.

    Errors:
        ConfigError: it is no address, or there are not enough interface ids from that one on.
    """
    if interface_id is not None:
        last = INTERFACES - len(config.tunnels) + 1
        if not 1 <= interface_id <= last:
            raise ConfigError(f"interface_id: 1 to {last}, for {len(config.tunnels)} tunnels")
    try:
        return parse_address(local_address) if local_address is not None else ""
    except ValueError as error:
        raise ConfigError(f"local_address: {error}") from None


def possible(config: DeviceConfig, device: str, *, bgp: bool) -> None:
    """Whether ``device`` can be written for; ``bgp`` if it is about BGP and nothing else.

    Errors:
        UnsupportedError: it cannot; names the field.
    """
    if not config.tunnels:
        raise _cannot(config, "it has no tunnels", "tunnels")
    if config.mode not in ("policy", "route", "bgp"):
        raise _cannot(config, f"nothing is known of mode {config.mode!r}", "mode")
    for field in ("local_cidrs", "remote_cidrs"):
        networks: tuple[str, ...] = getattr(config, field)
        if (bgp or config.mode == "policy") and not networks:
            raise _cannot(config, f"the cloud does not tell {field}: give them", field)
        for network in networks:
            try:
                wide = ip_network(network).version == 6
            except ValueError as error:
                raise _cannot(config, str(error), field) from None
            if bgp and wide:
                raise UnsupportedError(f"{network}: {device} is written for IPv4 only", field=field)
    if config.mode == "policy" and not pairs(config):
        raise _cannot(config, "no IPv4 network faces one, nor does an IPv6 one", "remote_cidrs")
    for tunnel in config.tunnels:
        if bgp:
            _router(config, tunnel, device)
        else:
            _tunnel(config, tunnel)


def pairs(config: DeviceConfig) -> list[tuple[str, str]]:
    """Each local network with each remote one of its family."""
    return [
        (local, remote)
        for local in config.local_cidrs
        for remote in config.remote_cidrs
        if (":" in local) == (":" in remote)
    ]


def _cannot(config: DeviceConfig, why: str, field: str) -> UnsupportedError:
    return UnsupportedError(f"{config.connection_id}: {why}", field=field)


def _tunnel(config: DeviceConfig, tunnel: DeviceTunnel) -> None:
    if not tunnel.remote_address:
        why = "the cloud does not tell its address yet: anybody would be let in"
        raise _cannot(config, why, "remote_address")
    for field, known in KNOWN.items():
        part, _, name = field.partition(".")
        word: str = getattr(getattr(tunnel, part), name)
        if word.lower() not in known:
            raise _cannot(config, f"{field} is {word!r}; known: {_words(known)}", field)
    modes = ("main", "aggressive")
    if tunnel.ike.version == "ikev1" and tunnel.ike.mode not in modes:
        raise _cannot(
            config, f"ike.mode is {tunnel.ike.mode!r}; known: {_words(modes)}", "ike.mode"
        )
    for field, identity in (
        ("ike.local_id", tunnel.ike.local_id),
        ("ike.remote_id", tunnel.ike.remote_id),
    ):
        if not identity:
            raise _cannot(config, f"{field}: the cloud does not tell it", field)


def _words(known: Sequence[str]) -> str:
    return ", ".join(word for word in known if word)


def _router(config: DeviceConfig, tunnel: DeviceTunnel, device: str) -> None:
    bgp = tunnel.bgp
    if bgp is None or config.mode != "bgp":
        raise UnsupportedError(
            f"mode: {device} speaks BGP, the connection is in mode {config.mode!r}", field="mode"
        )
    for name in ("tunnel_cidr", "local_address", "peer_address", "local_asn", "peer_asn"):
        if getattr(bgp, name) is None:
            raise UnsupportedError(f"bgp.{name}: the cloud does not tell it", field=name)

"""From what a device must have to what its configuration file says. Jinja2 does the writing."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from cgw.device import words
from cgw.errors import ConfigError, UnsupportedError
from cgw.models import MASK, DeviceConfig, DeviceModel
from cgw.plugins import registry

if TYPE_CHECKING:
    from jinja2 import Environment

PLACEHOLDER = "PUT-THE-PRE-SHARED-KEY-HERE"
"""Stands where the cloud never tells the key and none was given."""
EVERYTHING = "0.0.0.0/0"


@dataclass(frozen=True, slots=True)
class DeviceTemplate:
    """A device that configurations can be written for.

    Attributes:
        name: what users type: ``strongswan``.
        title: what people call it.
        text: the Jinja2 template. It sees ``config`` (a `DeviceConfig`), ``name`` (a label made of
            the connection's), ``psks`` and ``bgp_keys`` (texts, by tunnel), ``interface_id``,
            ``local_address`` and the filters of `FILTERS`.
        filters: more filters of its own.
        bgp: True if it is about BGP only.
    """

    name: str
    title: str
    text: str
    filters: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    bgp: bool = False


def margin(seconds: int) -> int:
    """A lifetime a tenth shorter, so that the device renews before the cloud ends it."""
    return max(1, seconds * 9 // 10)


def word(text: str) -> str:
    """A text that is one word of a command line.

    Errors:
        UnsupportedError: it has a space or control sign in it.
    """
    if not text.isprintable() or " " in text or not text:
        raise UnsupportedError("bgp_key: a key with a space in it cannot be written")
    return text


def selectors(config: DeviceConfig, version: str) -> list[tuple[str, str]]:
    """Pairs of local and remote networks: IKEv1 carries one of each per child, IKEv2 all in one."""
    if config.mode != "policy":
        return [(EVERYTHING, EVERYTHING)]
    if version == "ikev1":
        return list(itertools.product(config.local_cidrs, config.remote_cidrs))
    return [(",".join(config.local_cidrs), ",".join(config.remote_cidrs))]


FILTERS: Mapping[str, Callable[..., Any]] = {
    "comment": words.comment,
    "esp_proposal": words.esp_proposal,
    "ike_proposal": words.ike_proposal,
    "margin": margin,
    "quoted": words.quoted,
    "word": word,
}


def _own(name: str) -> str:
    return (files("cgw.device") / "templates" / f"{name}.j2").read_text(encoding="utf-8")


def built_in() -> dict[str, DeviceTemplate]:
    """The templates of cgw's own."""
    return {
        "strongswan": DeviceTemplate("strongswan", "strongSwan (swanctl.conf)", _own("strongswan")),
        "frr": DeviceTemplate("frr", "FRR (frr.conf, BGP)", _own("frr"), bgp=True),
    }


def templates() -> dict[str, DeviceTemplate]:
    """Every template on hand, by name: built in, and of plugins.

    Errors:
        ConfigError: two have the same name, or what a plugin offers is no template.
    """
    found = built_in()
    reg = registry()
    reg.providers()  # loads every plugin; one that fails is told by `cgw provider list`
    offers: list[Iterable[Any]] = reg.manager.hook.cgw_device_templates()
    for one in (each for offer in offers for each in offer):
        if not isinstance(one, DeviceTemplate):
            raise ConfigError(f"a plugin offers {type(one).__name__} as a device template")
        if one.name in found:
            raise ConfigError(f"the device template {one.name!r} is taken already")
        found[one.name] = one
    return found


def render(
    config: DeviceConfig,
    device: str = "strongswan",
    *,
    interface_id: int | None = None,
    local_address: str | None = None,
) -> DeviceConfig:
    """``config`` with the text for a device: ``.text`` with keys masked, ``.clear`` with them.

    Args:
        config: of `peer_view`.
        device: a name of `templates`.
        interface_id: of the first tunnel's XFRM interface, for mode ``route`` and ``bgp``; the
            next tunnels count on. None writes none.
        local_address: what the device calls its own address, if it is behind NAT.

    Errors:
        ConfigError: no such device.
        UnsupportedError: the device has no word for a parameter, which is named; or it speaks BGP
            and the connection does not.
    """
    template = built_in().get(device) or templates().get(device)
    if template is None:
        raise ConfigError(f"no device {device!r}; there are {', '.join(templates())}")
    _possible(config, template)
    environment = _environment(template)
    page = environment.from_string(template.text)
    given = {
        "config": config,
        "name": words.label(config.name or config.connection_id),
        "selectors": selectors,
        "interface_id": interface_id,
        "local_address": local_address,
    }

    def written(*, reveal: bool) -> str:
        keys = [_told(t.psk, PLACEHOLDER, reveal=reveal) for t in config.tunnels]
        bgp_keys = [_told(t.bgp_key, "", reveal=reveal) for t in config.tunnels]
        return page.render(**given, psks=keys, bgp_keys=bgp_keys)

    return replace(
        config,
        device=DeviceModel(vendor=template.name),
        text=written(reveal=False),
        clear=SecretStr(written(reveal=True)),
    )


def _told(key: SecretStr | None, absent: str, *, reveal: bool) -> str:
    if key is None or not key.get_secret_value():
        return absent
    return key.get_secret_value() if reveal else MASK


def _possible(config: DeviceConfig, template: DeviceTemplate) -> None:
    if not config.tunnels:
        raise UnsupportedError(f"{config.connection_id}: it has no tunnels", field="tunnels")
    if config.mode == "policy" and not (config.local_cidrs and config.remote_cidrs):
        raise UnsupportedError(
            f"{config.connection_id}: the cloud does not tell its networks", field="local_cidrs"
        )
    if not template.bgp:
        return
    if wide := [cidr for cidr in (*config.local_cidrs, *config.remote_cidrs) if ":" in cidr]:
        raise UnsupportedError(
            f"{wide[0]}: {template.name} is written for IPv4 only", field="local_cidrs"
        )
    for tunnel in config.tunnels:
        bgp = tunnel.bgp
        if bgp is None or config.mode != "bgp":
            raise UnsupportedError(
                f"mode: {template.name} speaks BGP, the connection is in mode {config.mode!r}",
                field="mode",
            )
        for name in ("tunnel_cidr", "local_address", "peer_address", "local_asn", "peer_asn"):
            if getattr(bgp, name) is None:
                raise UnsupportedError(f"bgp.{name}: the cloud does not tell it", field=name)


def _environment(template: DeviceTemplate) -> Environment:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(  # noqa: S701 -- no HTML; every value passes a filter of its format
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS)
    environment.filters.update(template.filters)
    return environment

"""From what a device must have to what its configuration file says. Jinja2 does the writing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from cgw.device import checks, words
from cgw.errors import ConfigError
from cgw.models import MASK, DeviceConfig, DeviceModel
from cgw.plugins import registry

if TYPE_CHECKING:
    from jinja2 import Environment

PLACEHOLDER = "PUT-THE-PRE-SHARED-KEY-HERE"
"""Stands where the cloud never tells the key and none was given."""
EVERYTHING = ("0.0.0.0/0", "::/0")


@dataclass(frozen=True, slots=True)
class DeviceTemplate:
    """A device that configurations can be written for.

    Attributes:
        name: what users type: ``strongswan``.
        title: what people call it.
        text: the Jinja2 template. It sees ``config`` (a `DeviceConfig`), ``name`` (letters, digits,
            ``_`` and ``-``; no other connection's), ``psks`` and ``bgp_keys`` (texts, by tunnel),
            ``interface_id``, ``local_address`` and the filters of `FILTERS`.
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


def selectors(config: DeviceConfig, version: str) -> list[tuple[str, str]]:
    """Pairs of local and remote networks: IKEv1 carries one of each per child, IKEv2 all in one."""
    if config.mode != "policy":
        wide = any(":" in cidr for cidr in (*config.local_cidrs, *config.remote_cidrs))
        sides = [(one, one) for one in (EVERYTHING if wide else EVERYTHING[:1])]
    else:
        sides = checks.pairs(config)
    if version == "ikev1":
        return sides
    # Once each, in their order.
    local, remote = (",".join(dict.fromkeys(side)) for side in zip(*sides, strict=True))
    return [(local, remote)]


FILTERS: Mapping[str, Callable[..., Any]] = {
    "address": words.address,
    "comment": words.comment,
    "esp_proposal": words.esp_proposal,
    "identity": words.identity,
    "ike_proposal": words.ike_proposal,
    "margin": margin,
    "own_address": words.own_address,
    "quoted": words.quoted,
    "secret": words.secret,
    "word": words.word,
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
    local_cidrs: Sequence[str] = (),
    remote_cidrs: Sequence[str] = (),
) -> DeviceConfig:
    """``config`` with the text for a device: ``.text`` with keys masked, ``.clear`` with them.

    Args:
        config: of `peer_view`.
        device: a name of `templates`.
        interface_id: of the first tunnel's XFRM interface, for mode ``route`` and ``bgp``; the
            next tunnels count on. None writes none.
        local_address: what the device calls its own address, if it is behind NAT.
        local_cidrs, remote_cidrs: networks behind the device and behind the cloud, where the cloud
            does not tell them: Alibaba Cloud's connections in mode ``bgp`` have none.

    Errors:
        ConfigError: no such device; an argument is no address, no network or out of range; the
            cloud tells other networks.
        UnsupportedError: the device has no word for a parameter, or the cloud does not tell one
            that must not be left open (addresses, identities, networks): ``.field`` names it. Or
            the device speaks BGP and the connection does not.
    """
    template = built_in().get(device) or templates().get(device)
    if template is None:
        raise ConfigError(f"no device {device!r}; there are {', '.join(templates())}")
    config = checks.completed(config, local_cidrs=local_cidrs, remote_cidrs=remote_cidrs)
    local_address = checks.options(config, interface_id, local_address) or None
    checks.possible(config, template.name, bgp=template.bgp)
    environment = _environment(template)
    page = environment.from_string(template.text)
    given = {
        "config": config,
        "name": words.title(config.name, config.connection_id),
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

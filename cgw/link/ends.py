"""The two ends of a link, and the name by which what belongs to it is known."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from cgw.capabilities import LINK_TAG
from cgw.client import Client
from cgw.errors import CgwError, ConfigError
from cgw.link.profiles import Profile, find
from cgw.models.values import parse_address, parse_asn

TAG = LINK_TAG
"""The tag that says to which link a thing belongs."""


class ForeignError(CgwError):
    """Refused, because the link did not make it.

    Attributes:
        ids: what is in the way.
    """

    def __init__(self, message: str, ids: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.ids = ids


class StalePlanError(CgwError):
    """What the plan rests on is no longer so; plan again."""


@dataclass(frozen=True, slots=True)
class End:
    """A cloud's VPN gateway that stands already.

    Attributes:
        client: of its cloud and region.
        gateway_id: the VPN gateway.
        asn: its AS number, for clouds whose gateways do not tell one.
        sure: words that only some gateways of this cloud can do and this one can
            (``"aes-256-gcm-16"``); see ``IpsecAbility.conditional``.
    """

    client: Client
    gateway_id: str
    asn: int | None = None
    sure: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Cloud, region and gateway."""
        return f"{self.client.provider} {self.client.region} {self.gateway_id}"

    @property
    def profile(self) -> Profile:
        """What its tunnels can do."""
        return Profile.of(self.client.capabilities)


@dataclass(frozen=True, slots=True)
class Device:
    """A peer that cgw does not configure: a link tells what it must be given.

    Attributes:
        addresses: its public addresses; one text is one address.
        profile: a name (``"generic"``, ``"strongswan"``, a plugin's), a YAML file, or a profile.
        name: what people call it; part of the link's name.
        asn: for mode ``bgp``.
        identity: what it calls itself in IKE, if that is not its address (behind NAT).
        sure: as of an `End`.
    """

    addresses: str | tuple[str, ...]
    profile: str | Profile = "generic"
    name: str = "device"
    asn: int | None = None
    identity: str | None = None
    sure: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Its name and addresses."""
        return f"{self.name} {', '.join(self.where)}"

    @property
    def where(self) -> tuple[str, ...]:
        """Its addresses in canonical text.

        Errors:
            ConfigError: one of them is none.
        """
        given = (self.addresses,) if isinstance(self.addresses, str) else self.addresses
        try:
            return tuple(parse_address(text) for text in given)
        except ValueError as error:
            raise ConfigError(f"device {self.name}: addresses: {error}") from None

    @property
    def number(self) -> int | None:
        """Its AS number as a plain integer."""
        try:
            return None if self.asn is None else parse_asn(self.asn)
        except ValueError as error:
            raise ConfigError(f"device {self.name}: asn: {error}") from None

    @property
    def can(self) -> Profile:
        """What it can do."""
        return self.profile if isinstance(self.profile, Profile) else find(self.profile)


Peer: TypeAlias = End | Device


@dataclass(frozen=True, slots=True)
class Link:
    """Two ends, and the name of what ties them.

    Attributes:
        a, b: the ends; which is which does not matter to the name.
        name: lower-case letters, digits and hyphens; empty has one made of the two ends, the same
            one each time.
    """

    a: Peer
    b: Peer
    name: str = ""
    id: str = field(init=False)

    def __post_init__(self) -> None:
        if self.name and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,29}", self.name):
            raise ConfigError("link name: 1 to 30 lower-case letters, digits and hyphens")
        if isinstance(self.a, Device) and isinstance(self.b, Device):
            raise ConfigError("a link needs a cloud's gateway at one end at least")
        if _text(self.a) == _text(self.b):
            raise ConfigError("a link has two ends, these are one and the same gateway")
        object.__setattr__(self, "id", self.name or _made_up(self.a, self.b))

    @property
    def sides(self) -> Mapping[str, Peer]:
        """Both, by ``a`` and ``b``."""
        return {"a": self.a, "b": self.b}

    def connection_name(self, side: str, number: int) -> str:
        """What the link's connection is called; every cloud takes it."""
        return f"cgw-link-{self.id}-{side_name(self, side)}{number}"

    def customer_gateway_name(self, address: str) -> str:
        """What a customer gateway of the link is called."""
        return f"cgw-link-{self.id}-{re.sub(r'[^A-Za-z0-9]', '-', address)}"[:60]

    @property
    def description(self) -> str:
        """What marks things that carry no tags."""
        return f"{TAG} {self.id}"

    def owns(self, tags: Mapping[str, str]) -> bool:
        """True if a thing with these tags is the link's."""
        return tags.get(TAG) == self.id


def side_name(link: Link, side: str) -> str:
    """``x`` or ``y``: the same for the same end, whichever way round the link is written."""
    one, two = _text(link.a), _text(link.b)
    return "x" if (one <= two) == (side == "a") else "y"


def _text(end: Peer) -> str:
    if isinstance(end, End):
        return f"{end.client.provider}/{end.client.region}/{end.gateway_id}"
    return f"device/{end.name}/{','.join(end.where)}"


def _made_up(a: Peer, b: Peer) -> str:
    texts = "|".join(sorted((_text(a), _text(b))))
    return hashlib.sha256(texts.encode()).hexdigest()[:10]

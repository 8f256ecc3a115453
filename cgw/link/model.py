"""A link's plan: plain values, and how they are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from pydantic import SecretStr

from cgw.link.ends import Link
from cgw.link.suites import Suite
from cgw.models import to_dict, to_json

SideName: TypeAlias = Literal["a", "b"]
Mode: TypeAlias = Literal["route", "policy", "bgp"]
Effect: TypeAlias = Literal["in-place", "outage", "replace"]
SIDES: tuple[SideName, SideName] = ("a", "b")
OTHER: Mapping[str, SideName] = {"a": "b", "b": "a"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One end as it shall be.

    Attributes:
        side: ``a`` or ``b``.
        label: cloud, region and gateway, or the device.
        is_cloud: False for a device, which cgw does not configure.
        addresses: the public addresses tunnels leave from.
        networks: behind this end.
        initiates: ``cloud`` (this end begins), ``peer`` (it waits), or None if it cannot be asked.
        ike_lifetime_s, lifetime_s: of phase 1 and 2; the end that begins has the shorter ones.
        ike_id: what it calls itself; None is the address a tunnel leaves from.
        per_connection: how many tunnels one connection has here.
        takes_networks: True if in mode ``route`` the connection itself names the networks.
        routes: True if routes are things of their own here.
    """

    side: SideName
    label: str
    provider: str
    is_cloud: bool
    addresses: tuple[str, ...]
    networks: tuple[str, ...]
    asn: int | None
    initiates: Literal["cloud", "peer"] | None
    ike_lifetime_s: int
    lifetime_s: int
    ike_id: str | None = None
    per_connection: int = 1
    takes_networks: bool = True
    routes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One tunnel of the link, seen from above.

    Attributes:
        number: from 0.
        a, b: the two public addresses; each end names the other's.
        psk: its key.
        inside: the /30 of BGP, or None; a has the first address in it, b the second.
    """

    number: int
    a: str
    b: str
    psk: SecretStr
    inside: str | None = None
    a_inside: str | None = None
    b_inside: str | None = None

    def at(self, side: str) -> str:
        """The public address of that end."""
        return self.a if side == "a" else self.b


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that apply makes if it is not there.

    Attributes:
        kind: ``customer-gateway``, ``connection`` or ``route``.
        side: at which end.
        name: its name, or a route's destination.
        preconditions: what is read again before it, and refused if it is no longer so.
        detail: for people.
    """

    kind: str
    side: SideName
    name: str
    preconditions: tuple[str, ...]
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field that would change at a connection that stands.

    Attributes:
        field: in the words of the specs.
        tunnel: the two public addresses; empty for the whole connection.
        now, then: both values; never a key.
        effect: ``in-place`` (traffic goes on), ``outage`` (the tunnel is negotiated anew, traffic
            stops meanwhile), or ``replace`` (it cannot be changed: destroy, then apply).
    """

    side: SideName
    connection_id: str
    field: str
    tunnel: str = ""
    now: str = ""
    then: str = ""
    effect: Effect = "outage"

    def __str__(self) -> str:
        where = f"{self.connection_id}{' ' + self.tunnel if self.tunnel else ''}"
        return f"{self.side} {where}: {self.field}: {self.now} becomes {self.then} ({self.effect})"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPlan:
    """What `cgw.link.apply` does, and why so.

    Attributes:
        link: both ends and the link's name.
        policy: that was asked for.
        mode: ``route``, ``policy`` or ``bgp``.
        suite: the algorithms, and why no stronger ones.
        legs: the tunnels.
        psk_given: True if the key came from the caller.
        withheld: numbers of tunnels that stand and whose key no end tells: it stays what it is, and
            the one in the plan is not used.
        notes: what is billed, cannot be undone or may surprise.
        changes: what would change at connections that stand, each with its effect on traffic.
        steps: in the order in which they are done.
    """

    link: Link = field(repr=False)
    id: str
    policy: str
    mode: Mode
    suite: Suite
    a: Side
    b: Side
    legs: tuple[Leg, ...]
    psk_given: bool
    withheld: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    steps: tuple[Step, ...] = ()

    def side(self, name: str) -> Side:
        """The end ``a`` or ``b``."""
        return self.a if name == "a" else self.b

    def to_dict(self, *, reveal: bool = False) -> dict[str, Any]:
        """Plain data. Keys are masked unless ``reveal``."""
        names = [*("id", "policy", "mode", "a", "b", "legs", "psk_given"), "withheld"]
        told = {
            name: to_dict(getattr(self, name), reveal=reveal)
            for name in (*names, "notes", "changes", "steps")
        }
        told["suite"] = dict(self.suite.words)
        told["rejected"] = to_dict(self.suite.rejected)
        return told

    def to_json(self, *, reveal: bool = False, indent: int | None = None) -> str:
        """`to_dict` as JSON text."""
        return to_json(self.to_dict(reveal=reveal), indent=indent)

    def text(self) -> str:
        """For people, without keys."""
        from cgw.link.show import plan_text

        return plan_text(self)

    def __str__(self) -> str:
        return self.text()

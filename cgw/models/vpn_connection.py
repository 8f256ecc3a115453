"""The VPN connection and its tunnels: what ties a VPN gateway to a customer gateway.

Two axes: ``state`` is where the connection stands in its life, a tunnel's ``status`` is whether
IKE and IPsec have come up. Created is not up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, Literal, Self, TypeAlias

from pydantic import Field, SecretStr, SerializeAsAny, model_validator

from cgw.models.base import Model, Noun, Options, Patch, Spec, State, has_secret
from cgw.models.crypto import (
    Bgp,
    BgpState,
    Dpd,
    DpdState,
    HealthCheck,
    HealthCheckState,
    Ike,
    IkeSpec,
    Ipsec,
    IpsecSpec,
    generate_psk,
)
from cgw.models.parts import Attachment, AttachTo, Certificate
from cgw.models.values import Cidr

Mode: TypeAlias = Literal["policy", "route", "bgp"]
CONNECTION_WAITS = ("available", "deleted", "tunnel-up", "all-tunnels-up")


class TunnelStatus(StrEnum):
    """How far IKE and IPsec have come."""

    UP = "up"
    NEGOTIATING = "negotiating"
    PHASE1_DOWN = "phase1_down"
    PHASE2_DOWN = "phase2_down"
    DOWN = "down"
    UNKNOWN = "unknown"


class TunnelSpec(Model):
    """One tunnel.

    Attributes:
        psk: the pre-shared key; None has one generated (`cgw.generate_psk`).
        local_address: the gateway's address it shall leave from; None lets the cloud choose, or
            means the only one.
        customer_gateway_id: the peer, where a tunnel may have another than its connection.
        nat_traversal: None takes the cloud's own where it cannot be set.
    """

    psk: SecretStr | None = None
    local_address: str | None = None
    customer_gateway_id: str | None = None
    ike: IkeSpec = Field(default_factory=IkeSpec)
    ipsec: IpsecSpec = Field(default_factory=IpsecSpec)
    dpd: Dpd = Field(default_factory=Dpd)
    nat_traversal: bool | None = None
    bgp: Bgp | None = None
    health_check: HealthCheck | None = None


class TunnelPatch(Model):
    """What changes on a tunnel; a field that is not given stays as it is.

    Attributes:
        local_address: which tunnel; None means every tunnel of the connection.
    """

    local_address: str | None = None
    psk: SecretStr | None = None
    customer_gateway_id: str | None = None
    ike: IkeSpec | None = None
    ipsec: IpsecSpec | None = None
    dpd: Dpd | None = None
    nat_traversal: bool | None = None
    bgp: Bgp | None = None
    health_check: HealthCheck | None = None


class VpnConnectionSpec(Spec):
    """A connection to be made.

    Attributes:
        mode: ``policy`` (selectors decide), ``route`` (routes decide) or ``bgp``.
        local_cidrs: networks behind the cloud's gateway.
        remote_cidrs: networks behind the device.
        tunnels: one serves every tunnel the cloud builds; two are for the two of a pair.
        initiator: who begins: the cloud, the peer, or None for the cloud's own habit.
        attached_to: a transit router, for a connection without a VPN gateway.
    """

    name: str
    vpn_gateway_id: str = ""
    customer_gateway_id: str = ""
    mode: Mode = "route"
    local_cidrs: tuple[Cidr, ...] = ()
    remote_cidrs: tuple[Cidr, ...] = ()
    tunnels: tuple[TunnelSpec, ...] = Field((TunnelSpec(),), min_length=1, max_length=2)
    initiator: Literal["cloud", "peer"] | None = None
    tags: Mapping[str, str] = Field(default_factory=dict)
    attached_to: AttachTo | None = None
    options: SerializeAsAny[Options] | None = None

    @model_validator(mode="after")
    def _ends(self) -> VpnConnectionSpec:
        if bool(self.vpn_gateway_id) == bool(self.attached_to):
            raise ValueError("either vpn_gateway_id or attached_to, and not both")
        if not (self.customer_gateway_id or all(t.customer_gateway_id for t in self.tunnels)):
            raise ValueError("customer_gateway_id: needed, here or on every tunnel")
        return self

    @model_validator(mode="after")
    def _selectors(self) -> VpnConnectionSpec:
        if self.mode == "policy" and not (self.local_cidrs and self.remote_cidrs):
            raise ValueError("mode 'policy' needs local_cidrs and remote_cidrs")
        return self

    def completed(self) -> Self:
        """The same with a generated key for every tunnel that has none."""
        tunnels = tuple(
            t if t.psk is not None else t.model_copy(update={"psk": generate_psk()})
            for t in self.tunnels
        )
        return self.model_copy(update={"tunnels": tunnels})

    def recognised(self, found: VpnConnection) -> VpnConnection:
        """``found`` with the keys it was made with, where the cloud withholds them."""
        return replace(
            found, tunnels=tuple(self._with_key(n, t) for n, t in enumerate(found.tunnels))
        )

    def _with_key(self, number: int, tunnel: Tunnel) -> Tunnel:
        if tunnel.psk is not None:
            return tunnel
        named = [t for t in self.tunnels if t.local_address == tunnel.local_address]
        spec = (named or [self.tunnels[min(number, len(self.tunnels) - 1)]])[0]
        known = spec.psk is not None
        return replace(tunnel, psk=spec.psk, psk_visibility="known") if known else tunnel


class VpnConnectionPatch(Patch):
    """What changes on a connection."""

    name: str | None = None
    customer_gateway_id: str | None = None
    local_cidrs: tuple[Cidr, ...] | None = None
    remote_cidrs: tuple[Cidr, ...] | None = None
    tunnels: tuple[TunnelPatch, ...] | None = None
    initiator: Literal["cloud", "peer"] | None = None
    options: SerializeAsAny[Options] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tunnel:
    """One IKE and IPsec association. It is known by (local address, peer address), never by place.

    Attributes:
        id: the cloud's own id for it, or empty.
        psk_visibility: ``known`` (in ``psk``), ``withheld`` (the cloud never returns it) or
            ``unset``.
        raw_status: the cloud's own word for ``status``.
        state: where the tunnel itself stands in its life, where the cloud says.
        number: the cloud's own count of it.
        certificate: of the peer's authority, where a certificate stands for a key.
        role: ``master`` or ``slave`` where the cloud says.
    """

    local_address: str = ""
    peer_address: str = ""
    id: str = ""
    customer_gateway_id: str = ""
    status: TunnelStatus = TunnelStatus.UNKNOWN
    raw_status: str = ""
    state: str = ""
    number: int | None = None
    certificate: Certificate | None = None
    role: str | None = None
    zone: str | None = None
    psk: SecretStr | None = None
    psk_visibility: str = "unset"
    ike: Ike = field(default_factory=Ike)
    ipsec: Ipsec = field(default_factory=Ipsec)
    dpd: DpdState = field(default_factory=DpdState)
    nat_traversal: bool | None = None
    bgp: BgpState | None = None
    health_check: HealthCheckState | None = None

    def __deepcopy__(self, memo: Any) -> Self:
        return self  # frozen; a copy of a secret is one place more to leak from

    def __reduce__(self) -> Any:
        if has_secret(self.psk):
            raise TypeError("Tunnel holds a secret and does not pickle")
        return _tunnel, ({f.name: getattr(self, f.name) for f in fields(self)},)


def _tunnel(values: dict[str, Any]) -> Tunnel:
    return Tunnel(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class VpnConnection(Noun):
    """What ties a VPN gateway to a customer gateway.

    Attributes:
        group: connections with the same group belong together (a pair to one peer); empty if
            this one stands alone.
        initiator: ``cloud``, ``peer``, ``traffic`` (nobody, until there is some to carry), or None
            where the cloud does not say.
        attached_to: what it hangs on, if it is no VPN gateway, or where the cloud says.
        network_id: of its gateway, where the connection tells it.
        size: the cloud's own word for what was bought.
        bandwidth_mbps: of the connection, in Mbit/s, where it has one of its own.
        bgp_key: the BGP session's MD5 key, on clouds that return one.
        zones: where its ends stand.
    """

    vpn_gateway_id: str = ""
    customer_gateway_id: str = ""
    mode: str = ""
    local_cidrs: tuple[str, ...] = ()
    remote_cidrs: tuple[str, ...] = ()
    tunnels: tuple[Tunnel, ...] = ()
    initiator: str | None = None
    group: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    attached_to: Attachment | None = None
    network_id: str = ""
    size: str = ""
    bandwidth_mbps: int | None = None
    bgp_key: SecretStr | None = None
    zones: tuple[str, ...] = ()

    @property
    def tunnels_up(self) -> int:
        """How many tunnels are up."""
        return sum(tunnel.status is TunnelStatus.UP for tunnel in self.tunnels)

    def progress(self) -> str:
        """State and tunnels in a few words."""
        words = ", ".join(str(tunnel.status) for tunnel in self.tunnels)
        return f"{self.state} ({words})" if words else str(self.state)

    def has_reached(self, until: str) -> bool:
        """True if a waiter for ``until`` is done."""
        if until not in CONNECTION_WAITS:
            raise ValueError(f"until={until!r}: {' or '.join(CONNECTION_WAITS)}")
        if until == "tunnel-up":
            return self.state is State.AVAILABLE and self.tunnels_up > 0
        if until == "all-tunnels-up":
            up = self.tunnels_up
            return self.state is State.AVAILABLE and 0 < up == len(self.tunnels)
        return str(self.state) == until

"""The VPN gateway: the cloud's end. Creating one is slow and costs money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from pydantic import Field, SerializeAsAny, model_validator

from cgw.models.base import Model, Noun, Options, Patch, Spec
from cgw.models.crypto import Ike, Ipsec
from cgw.models.parts import Attachment, AttachTo, PendingOrder, PublicAddress
from cgw.models.values import Asn

HaMode: TypeAlias = Literal["active-active", "active-standby"]


class Billing(Model):
    """How something is paid for.

    Attributes:
        mode: ``postpaid`` (by use, ends with deletion) or ``prepaid`` (a term bought ahead).
        period_months: of a prepaid term, in months.
        auto_renew: whether a prepaid term renews itself; None leaves it to the account.
    """

    mode: Literal["postpaid", "prepaid"] = "postpaid"
    period_months: int | None = Field(None, ge=1, le=120)
    auto_renew: bool | None = None

    @model_validator(mode="after")
    def _term(self) -> Billing:
        if (self.mode == "prepaid") != (self.period_months is not None):
            raise ValueError("period_months belongs to prepaid billing, and prepaid needs it")
        if self.mode == "postpaid" and self.auto_renew is not None:
            raise ValueError("auto_renew belongs to prepaid billing")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingState:
    """How something is paid for, as the cloud tells it.

    Attributes:
        mode: ``postpaid``, ``prepaid``, or None where the cloud does not say.
        raw_mode: the cloud's own word.
        expires_at: end of a prepaid term, aware UTC.
        auto_renew: None where the cloud does not say.
        locked: True while arrears or a security measure hold it.
        order_id: of the order it was bought by, in the vendor's billing system.
        ordered_at: when it was bought; aware, UTC.
        next_mode: what it changes to, in the cloud's own word; empty if nothing was asked.
        pending: a change that was paid for and is not carried out yet.
    """

    mode: str | None = None
    raw_mode: str = ""
    expires_at: datetime | None = None
    auto_renew: bool | None = None
    locked: bool = False
    order_id: str = ""
    ordered_at: datetime | None = None
    next_mode: str = ""
    pending: PendingOrder | None = None


class VpnGatewaySpec(Spec):
    """A VPN gateway to be bought.

    Attributes:
        network_id: the VPC it stands in; empty where it hangs on a transit router alone.
        subnet_ids: where its interfaces go; two, in two zones, where the cloud builds a pair.
        zones: availability zones, where the cloud asks for them beside the subnets.
        bandwidth_mbps: of each public address, in Mbit/s; each cloud sells its own steps.
        asn: the cloud's end of BGP; None takes the cloud's own.
        ha: how two addresses share the work, where that can be chosen.
        ipsec, ssl: what it shall serve.
        ssl_connections: concurrent SSL clients.
        attached_to: a transit router, where the gateway shall serve one; None is the network.
    """

    name: str
    network_id: str = ""
    subnet_ids: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    bandwidth_mbps: int | None = Field(None, ge=1)
    asn: Asn | None = None
    ha: HaMode | None = None
    ipsec: bool = True
    ssl: bool = False
    ssl_connections: int | None = Field(None, ge=1)
    billing: Billing = Field(default_factory=Billing)
    description: str | None = None
    tags: Mapping[str, str] = Field(default_factory=dict)
    attached_to: AttachTo | None = None
    options: SerializeAsAny[Options] | None = None

    @model_validator(mode="after")
    def _somewhere(self) -> VpnGatewaySpec:
        routed = self.attached_to is not None and self.attached_to.kind == "transit-router"
        if not self.network_id and not routed:
            raise ValueError("network_id: needed, unless attached_to names a transit router")
        return self

    @property
    def billed(self) -> bool:
        """Always true: a gateway costs money from the moment it exists."""
        return True


class VpnGatewayPatch(Patch):
    """What changes on a VPN gateway. Bandwidth and billing changes cost money."""

    name: str | None = None
    description: str | None = None
    bandwidth_mbps: int | None = Field(None, ge=1)
    asn: Asn | None = None
    ssl_connections: int | None = Field(None, ge=1)
    options: SerializeAsAny[Options] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VpnGateway(Noun):
    """The cloud's end.

    Attributes:
        addresses: its public addresses, in the cloud's order; empty while they are not known.
        private_addresses: the ones inside the network.
        public_addresses: the public ones with their ids and bandwidths, where the cloud tells.
        interface_ids: of its network interfaces.
        ssl_address: where SSL clients go, if that is another address.
        bandwidth_mbps: in Mbit/s.
        size: the cloud's own word for what was bought (``Professional1``, ``5M``).
        local_cidrs: networks it says to peers, where it keeps them itself.
        billing: how it is paid for.
        attached_to: what it hangs on, where the cloud says.
        bgp: whether it can speak BGP.
        propagates_routes: whether learnt routes go into the network's route table.
        private: True if it is reached through private lines only.
        connections, connections_max: VPN connections it has and may have.
        ike, ipsec_policy: what its connections take where they say nothing, on clouds that keep that.
        features, sizes: what it can do and be changed to, in the cloud's own words.
        certificate_id: of its own certificate.
        ip_version: 4 or 6, of its public addresses.
        version: of the cloud's own software.
        blocked: True while its address is cut off (an attack, arrears).
    """

    network_id: str = ""
    subnet_ids: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    private_addresses: tuple[str, ...] = ()
    bandwidth_mbps: int | None = None
    asn: int | None = None
    ha: str | None = None
    ipsec: bool | None = None
    ssl: bool | None = None
    ssl_connections: int | None = None
    billing: BillingState = field(default_factory=BillingState)
    description: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    public_addresses: tuple[PublicAddress, ...] = ()
    interface_ids: tuple[str, ...] = ()
    ssl_address: str = ""
    size: str = ""
    local_cidrs: tuple[str, ...] = ()
    attached_to: Attachment | None = None
    bgp: bool | None = None
    propagates_routes: bool | None = None
    private: bool | None = None
    connections: int | None = None
    connections_max: int | None = None
    ike: Ike | None = None
    ipsec_policy: Ipsec | None = None
    features: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    certificate_id: str = ""
    ip_version: int | None = None
    version: str = ""
    blocked: bool | None = None

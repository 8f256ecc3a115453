"""The VPN gateway: the cloud's end. Creating one is slow and costs money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from pydantic import Field, SerializeAsAny, model_validator

from cgw.models.base import Model, Noun, Options, Patch, Spec
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
    """

    mode: str | None = None
    raw_mode: str = ""
    expires_at: datetime | None = None
    auto_renew: bool | None = None
    locked: bool = False


class VpnGatewaySpec(Spec):
    """A VPN gateway to be bought.

    Attributes:
        network_id: the VPC it stands in.
        subnet_ids: where its interfaces go; two, in two zones, where the cloud builds a pair.
        zones: availability zones, where the cloud asks for them beside the subnets.
        bandwidth_mbps: of each public address, in Mbit/s; each cloud sells its own steps.
        asn: the cloud's end of BGP; None takes the cloud's own.
        ha: how two addresses share the work, where that can be chosen.
        ipsec, ssl: what it shall serve.
        ssl_connections: concurrent SSL clients.
    """

    name: str
    network_id: str
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
    options: SerializeAsAny[Options] | None = None

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
        bandwidth_mbps: in Mbit/s.
        billing: how it is paid for.
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

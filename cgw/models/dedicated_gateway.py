"""The dedicated gateway: an API gateway instance of one's own (Huawei Cloud APIG)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import Field, SerializeAsAny

from cgw.models.base import Noun, Options, Patch, Spec
from cgw.models.vpn_gateway import Billing, BillingState


class DedicatedGatewaySpec(Spec):
    """A dedicated gateway to be bought.

    Attributes:
        edition: the cloud's word for its size (``BASIC``, ``PROFESSIONAL``, ...), an open set.
        maintenance_begin: when the four hours begin in which it may be serviced: ``"22:00:00"``.
        egress_mbps: outbound bandwidth to the public network in Mbit/s; None takes the cloud's.
        ingress_mbps: inbound bandwidth from the public network in Mbit/s.
    """

    name: str
    edition: str
    network_id: str
    subnet_id: str
    security_group_id: str
    zones: tuple[str, ...] = Field(min_length=1)
    description: str | None = None
    maintenance_begin: str | None = None
    egress_mbps: int | None = Field(None, ge=0)
    ingress_mbps: int | None = Field(None, ge=0)
    billing: Billing = Field(default_factory=Billing)
    tags: Mapping[str, str] = Field(default_factory=dict)
    options: SerializeAsAny[Options] | None = None

    @property
    def billed(self) -> bool:
        """Always true."""
        return True


class DedicatedGatewayPatch(Patch):
    """What changes on a dedicated gateway."""

    name: str | None = None
    description: str | None = None
    maintenance_begin: str | None = None
    security_group_id: str | None = None
    options: SerializeAsAny[Options] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DedicatedGateway(Noun):
    """A dedicated gateway as the cloud has it.

    Attributes:
        addresses: public addresses requests come in by.
        private_addresses: the ones inside the network.
        egress_addresses: public addresses requests go out by.
        job_id: of the creation, right after it; empty later.
    """

    edition: str = ""
    network_id: str = ""
    subnet_id: str = ""
    security_group_id: str = ""
    zones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    private_addresses: tuple[str, ...] = ()
    egress_addresses: tuple[str, ...] = ()
    description: str | None = None
    maintenance_begin: str | None = None
    maintenance_end: str | None = None
    egress_mbps: int | None = None
    ingress_mbps: int | None = None
    billing: BillingState = field(default_factory=BillingState)
    job_id: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)

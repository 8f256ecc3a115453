"""The dedicated gateway: an API gateway instance of one's own (Huawei Cloud APIG)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import Field, SerializeAsAny

from cgw.models.base import Noun, Options, Patch, Spec
from cgw.models.parts import PublicAddress
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
    """What changes on a dedicated gateway.

    Attributes:
        egress_mbps, ingress_mbps: bandwidth to and from the public network in Mbit/s; 0 takes the
            public address away, a number makes one where there is none. Both are billed.
    """

    name: str | None = None
    description: str | None = None
    maintenance_begin: str | None = None
    security_group_id: str | None = None
    egress_mbps: int | None = Field(None, ge=0)
    ingress_mbps: int | None = Field(None, ge=0)
    options: SerializeAsAny[Options] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointService:
    """A name under which other networks reach the gateway.

    Attributes:
        created_at: aware, UTC; None where the cloud does not say.
    """

    name: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationLock:
    """What keeps the gateway from being deleted or resized: an order that is being carried out.

    Attributes:
        scene: the cloud's own word for what is being done.
        source_id: of who locked it.
    """

    scene: str = ""
    source_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DedicatedGateway(Noun):
    """A dedicated gateway as the cloud has it.

    Attributes:
        addresses: public addresses requests come in by, IPv4 and IPv6.
        private_addresses: the ones inside the network, IPv4 and IPv6.
        public_addresses: the public ones with their bandwidths, where the cloud tells.
        unreliable_addresses: those of the above that names should not be resolved to.
        egress_addresses: public addresses requests go out by, IPv4 and IPv6.
        egress_cidrs: the networks these are from, where the cloud tells a network only.
        egress_charge_mode, ingress_charge_mode: the cloud's word for how a bandwidth is charged.
        ipv6: True if requests also go out by IPv6, False if they only come in by it; None where
            the cloud does not say.
        nodes: addresses of its inner nodes, by the cloud's word for their part.
        endpoint_services: names under which other networks reach it.
        balancer: the cloud's word for what spreads requests over its nodes.
        kind: the cloud's word for what sort of instance it is.
        version: of the cloud's own software.
        features: what it can do, in the cloud's own words.
        releasable: False while it cannot be deleted; None where the cloud does not say.
        locks: what keeps it from being changed.
        job_id: of the creation or of a change of edition, right after it; empty later.
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
    public_addresses: tuple[PublicAddress, ...] = ()
    unreliable_addresses: tuple[str, ...] = ()
    egress_cidrs: tuple[str, ...] = ()
    egress_charge_mode: str = ""
    ingress_charge_mode: str = ""
    ipv6: bool | None = None
    nodes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    endpoint_services: tuple[EndpointService, ...] = ()
    balancer: str = ""
    kind: str = ""
    version: str = ""
    features: tuple[str, ...] = ()
    releasable: bool | None = None
    locks: tuple[OperationLock, ...] = ()

"""Dedicated gateways as HUAWEI CLOUD tells them, and in our words.

Source: huaweicloudsdkapig 3.1.219 (ShowDetailsOfInstanceV2Response, RespInstanceBase: states and
their numbers); terraform-provider-huaweicloud a0345b8d (``create_time`` is in milliseconds, zones
come as one text); read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic.dataclasses import dataclass

from cgw.models import (
    BillingState,
    DedicatedGateway,
    EndpointService,
    OperationLock,
    Origin,
    PublicAddress,
    State,
    from_millis,
    lenient_address,
    lenient_cidr,
    parse_time,
)
from cgw.wire import RECORD, Shape, known
from cgw_huawei.fields import Flag, Full, Number, Tags, Text, Texts, spare

PROVIDER = "huawei"
STATES = {
    State.PENDING: "Creating CreateSuccess Initing Registering Installing Starting",
    State.AVAILABLE: "Running",
    State.UPDATING: "Updating Rollbacking RollbackSuccess Restarting Resizing",
    State.DELETING: "Deleting Unregistering",
    State.FROZEN: "Freezing Frozen",
    State.FAILED: "CreateFail InitingFailed RegisterFailed InstallFailed UpdateFailed "
    "RollbackFailed DeleteFailed UnRegisterFailed RestartFail ResizeFailed CreateTimeout "
    "InitTimeout RegisterTimeout InstallTimeout UpdateTimeout RollbackTimeout DeleteTimeout "
    "UnregisterTimeout RestartTimeout ResizeTimeout Unhealthy",
}
BY_WORD = {word.lower(): state for state, words in STATES.items() for word in words.split()}
MODES = {"0": "postpaid", "1": "prepaid"}


def _zones(value: Any) -> Any:
    """``[a, b]`` as one text (read) or as a list (sent) is a list of words."""
    if isinstance(value, str):
        value = value.strip("[] ").split(",")
    if not isinstance(value, list):
        return []
    return [text for item in value if (text := str(item or "").strip(" \"'"))]


def _by_part(value: Any) -> Any:
    """Addresses by part; a part with a single text has one, and nothing is an empty object."""
    parts = value.items() if isinstance(value, dict) else ()
    return {k: [v] if isinstance(v, str) else v for k, v in parts if isinstance(v, str | list)}


Zones = Annotated[list[str], BeforeValidator(_zones)]
Nodes = Annotated[dict[str, Texts], BeforeValidator(_by_part)]


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Address:
    """Addresses of one entry, with the bandwidth of a public one."""

    ip_address: Text = None
    ipv6_address: Text = None
    bandwidth_size: Number = None

    @property
    def texts(self) -> tuple[Text, Text]:
        """Of both versions."""
        return self.ip_address, self.ipv6_address


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Service:
    """A VPC endpoint service."""

    name: Text = Field(None, validation_alias="service_name")
    created: Text = Field(None, validation_alias="created_at")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Lock:
    """What the billing system keeps from being done."""

    scene: Text = Field(None, validation_alias="lock_scene")
    source_id: Text = Field(None, validation_alias="lock_source_id")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Row:
    """One dedicated gateway. Lists tell it as far as ``cbc_operation_locks``."""

    id: str
    name: Text = Field(None, validation_alias="instance_name")
    status: Text = None
    edition: Text = Field(None, validation_alias="spec")
    created: Number = Field(None, validation_alias="create_time")
    eip_address: Text = None
    charging_mode: Text = None
    order: Text = Field(None, validation_alias="cbc_metadata")
    description: Text = None
    vpc_id: Text = None
    subnet_id: Text = None
    security_group_id: Text = None
    maintain_begin: Text = None
    maintain_end: Text = None
    ingress_ip: Text = None
    nat_eip_address: Text = None
    bandwidth_size: Number = None
    zones: Zones = Field(default_factory=list, validation_alias="available_zone_ids")
    publicips: Annotated[list[Address], Full] = Field(default_factory=list)
    privateips: Annotated[list[Address], Full] = Field(default_factory=list)
    kind: Text = Field(None, validation_alias="type")
    project: Text = Field(None, validation_alias="enterprise_project_id")
    balancer: Text = Field(None, validation_alias="loadbalancer_provider")
    locks: Annotated[list[Lock], Full] = Field(
        default_factory=list, validation_alias="cbc_operation_locks"
    )
    eip_ipv6_address: Text = None
    ingress_ip_v6: Text = None
    nat_eip_ipv6_cidr: Text = None
    public_ipv6_ips: Texts = Field(default_factory=list)
    unreliable_ips: Texts = Field(default_factory=list)
    egress_charge_mode: Text = Field(None, validation_alias="bandwidth_charging_mode")
    ingress_charge_mode: Text = Field(None, validation_alias="ingress_bandwidth_charging_mode")
    version: Text = Field(None, validation_alias="instance_version")
    features: Texts = Field(default_factory=list, validation_alias="supported_features")
    service: Service | None = Field(None, validation_alias="endpoint_service")
    services: Annotated[list[Service], Full] = Field(
        default_factory=list, validation_alias="endpoint_services"
    )
    node_ips: Nodes = Field(default_factory=dict)
    node_ipv6_ips: Nodes = Field(default_factory=dict)
    ipv6: Flag = Field(None, validation_alias="enable_fullstack_ipv6")
    releasable: Flag = Field(None, validation_alias="is_releasable")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Short:
    """One in a list, as far as it is needed to read it."""

    id: str


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Many:
    """The answer of ListInstancesV2."""

    total: Number = None
    rows: Annotated[list[Short], Full] = Field(default_factory=list, validation_alias="instances")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Made:
    """The answer of CreateInstanceV2. The job's id in ``message`` may be another than ``job_id``."""

    instance_id: str
    job_id: Text = None


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Resized:
    """The answer of CreatePostPayResizeOrder."""

    job_id: Text = None


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Tagged:
    """The answer of ListInstanceTags."""

    tags: Tags = Field(default_factory=list)


ROW: Shape[Row] = Shape(Row)
MANY: Shape[Many] = Shape(Many)
MADE: Shape[Made] = Shape(Made)
RESIZED: Shape[Resized] = Shape(Resized)
TAGS: Shape[Tagged] = Shape(Tagged)
# A bandwidth inside the network has no neutral field.
KNOWN = {**known(Row), "privateips": spare(Address, "bandwidth_size")}
MADE_KNOWN = known(Made)


def state_of(row: Row) -> State:
    """The state of a row; capitals differ between words of the same kind."""
    return BY_WORD.get((row.status or "").lower(), State.UNKNOWN)


def is_prepaid(row: Row) -> bool:
    """True if a term was bought ahead."""
    return MODES.get(row.charging_mode or "") == "prepaid"


def from_wire(region: str, row: Row, tags: Mapping[str, str], origin: Origin) -> DedicatedGateway:
    """A row in our words."""
    state = state_of(row)
    return DedicatedGateway(
        id=row.id,
        provider=PROVIDER,
        region=region,
        name=row.name or "",
        state=state,
        raw_state=row.status or "",
        created_at=from_millis(row.created),
        edition=row.edition or "",
        network_id=row.vpc_id or "",
        subnet_id=row.subnet_id or "",
        security_group_id=row.security_group_id or "",
        zones=tuple(row.zones),
        addresses=_each(
            row.eip_address,
            row.eip_ipv6_address,
            *(text for a in row.publicips for text in a.texts),
        ),
        private_addresses=_each(
            row.ingress_ip, row.ingress_ip_v6, *(text for a in row.privateips for text in a.texts)
        ),
        egress_addresses=_each(row.nat_eip_address, *row.public_ipv6_ips),
        description=row.description,
        maintenance_begin=row.maintain_begin,
        maintenance_end=row.maintain_end,
        egress_mbps=row.bandwidth_size,
        ingress_mbps=next((a.bandwidth_size for a in row.publicips if a.bandwidth_size), None),
        billing=BillingState(
            mode=MODES.get(row.charging_mode or ""),
            raw_mode=row.charging_mode or "",
            locked=state is State.FROZEN,
            order_id=row.order or "",
        ),
        tags=dict(tags),
        resource_group=row.project or "",
        public_addresses=tuple(public_from(row)),
        unreliable_addresses=_each(*row.unreliable_ips),
        egress_cidrs=tuple(lenient_cidr(text) for text in (row.nat_eip_ipv6_cidr,) if text),
        egress_charge_mode=row.egress_charge_mode or "",
        ingress_charge_mode=row.ingress_charge_mode or "",
        ipv6=row.ipv6,
        nodes=nodes_from(row),
        endpoint_services=services_from(row),
        balancer=row.balancer or "",
        kind=row.kind or "",
        version=row.version or "",
        features=tuple(row.features),
        releasable=row.releasable,
        locks=tuple(
            OperationLock(scene=lock.scene or "", source_id=lock.source_id or "")
            for lock in row.locks
        ),
        origin=origin,
    )


def public_from(row: Row) -> Iterator[PublicAddress]:
    """Each public address that is told with a bandwidth of its own."""
    for entry in row.publicips:
        for version, text in zip((4, 6), entry.texts, strict=True):
            if text:
                yield PublicAddress(
                    address=lenient_address(text),
                    ip_version=version,
                    bandwidth_mbps=entry.bandwidth_size,
                )


def nodes_from(row: Row) -> dict[str, tuple[str, ...]]:
    """Addresses of the nodes behind it, IPv4 before IPv6."""
    parts = dict.fromkeys((*row.node_ips, *row.node_ipv6_ips))
    return {
        part: _each(*row.node_ips.get(part, ()), *row.node_ipv6_ips.get(part, ())) for part in parts
    }


def services_from(row: Row) -> tuple[EndpointService, ...]:
    """Each service once: the single one usually stands in the list too, where its time is told."""
    found: dict[str, EndpointService] = {}
    for told in (row.service, *row.services):
        if told is not None and (told.name or told.created):
            name, created = told.name or "", parse_time(told.created)
            before = found.get(name)
            if before is None or before.created_at is None:
                found[name] = EndpointService(name=name, created_at=created)
    return tuple(found.values())


def _each(*texts: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lenient_address(text) for text in texts if text))

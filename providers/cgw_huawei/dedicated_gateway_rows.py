"""Dedicated gateways as HUAWEI CLOUD tells them, and in our words.

Source: huaweicloudsdkapig 3.1.219 (ShowDetailsOfInstanceV2Response, RespInstanceBase: states and
their numbers); terraform-provider-huaweicloud a0345b8d (``create_time`` is in milliseconds, zones
come as one text); read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic.dataclasses import dataclass

from cgw.models import (
    BillingState,
    DedicatedGateway,
    Origin,
    State,
    from_millis,
    lenient_address,
)
from cgw.wire import RECORD, Shape, known
from cgw_huawei.fields import Full, Number, Tags, Text, spare

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


Zones = Annotated[list[str], BeforeValidator(_zones)]


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Address:
    """One of its addresses, with the bandwidth of a public one."""

    ip_address: Text = None
    bandwidth_size: Number = None


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Row:
    """One dedicated gateway. Lists tell it as far as ``cbc_metadata``."""

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
class Tagged:
    """The answer of ListInstanceTags."""

    tags: Tags = Field(default_factory=list)


ROW: Shape[Row] = Shape(Row)
MANY: Shape[Many] = Shape(Many)
MADE: Shape[Made] = Shape(Made)
TAGS: Shape[Tagged] = Shape(Tagged)
KNOWN = spare(Row, "cbc_metadata", "publicips", "privateips")
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
        addresses=_each(row.eip_address, *(a.ip_address for a in row.publicips)),
        private_addresses=_each(row.ingress_ip, *(a.ip_address for a in row.privateips)),
        egress_addresses=_each(row.nat_eip_address),
        description=row.description,
        maintenance_begin=row.maintain_begin,
        maintenance_end=row.maintain_end,
        egress_mbps=row.bandwidth_size,
        ingress_mbps=next((a.bandwidth_size for a in row.publicips if a.bandwidth_size), None),
        billing=BillingState(
            mode=MODES.get(row.charging_mode or ""),
            raw_mode=row.charging_mode or "",
            locked=state is State.FROZEN,
        ),
        tags=dict(tags),
        origin=origin,
    )


def _each(*texts: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lenient_address(text) for text in texts if text))

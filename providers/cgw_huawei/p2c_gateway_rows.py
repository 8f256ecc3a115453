"""What is sent for a P2C gateway, and what the cloud tells of one.

Source: VPN API v5, ShowResponseP2cVgw and CreateP2cVgwRequestBodyContent in huaweicloudsdkvpn 3.1.219,
the pages vpn_api_0072, 0074 and 0151 of 2025-12-31; read 2026-11-21.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import Operation, TextRule, check, own_options, refuse, unmarked
from cgw.errors import UnsupportedError
from cgw.models import (
    BillingState,
    Origin,
    State,
    VpnGateway,
    VpnGatewayPatch,
    VpnGatewaySpec,
    lenient_address,
    parse_time,
)
from cgw.wire import RECORD, Shape
from cgw_huawei.capabilities import VPN_GATEWAYS as ABILITY
from cgw_huawei.fields import (
    Flag,
    Listed,
    Number,
    PageInfo,
    Tags,
    Text,
    Texts,
    spare,
    tags_from,
    tags_to,
)
from cgw_huawei.options import VpnGatewayOptions, VpnGatewayPatchOptions
from cgw_huawei.vpn_gateway_bodies import eip
from cgw_huawei.vpn_gateway_rows import STATES, EipRow, address_from

PROVIDER = "huawei"
PAGE = "VPN API v5, Creating a P2C VPN Gateway (vpn_api_0151)"
NAME = TextRule(1, 64, PAGE, r"[A-Za-z0-9_\-\u4e00-\u9fa5]+", "letters, digits, CJK and _ -")
MOST_CLIENTS = 500
OURS = {"flavor", "eip1", "enterprise_project_id"}  # of the options of a gateway
UPGRADING = dict.fromkeys(("UPGRADING", "ROLLING_BACK", "PENDING_UPGRADE_CONFIRM"), State.UPDATING)

# ---------------------------------------------------------------- to the wire


def to_wire(spec: VpnGatewaySpec, op: Operation) -> dict[str, Any]:
    """The body of CreateP2cVgw.

    Errors:
        InvalidRequestError, UnsupportedError: refused before any request; ``.field`` names it.
    """
    check(PROVIDER, ABILITY, spec, op)
    options = own_options(PROVIDER, spec.options, VpnGatewayOptions) or VpnGatewayOptions()
    given = {name for name in options.model_fields_set if getattr(options, name) not in (None, ())}
    foreign = sorted(f"options.{name}" for name in given - OURS)
    foreign += [name for name in ("asn", "ha") if getattr(spec, name) is not None]
    on = spec.attached_to
    if on is not None and (on.kind != "network" or on.private):
        foreign.append("attached_to")
    if foreign:
        raise UnsupportedError(
            f"{foreign[0]}: not of a P2C gateway (ssl without ipsec)", field=foreign[0]
        )
    if spec.billing.mode != "postpaid":
        raise UnsupportedError(
            "billing: this API of huawei sells by use only (postpaid)", field="billing"
        )
    if why := NAME.complaint(spec.name):
        refuse(PROVIDER, "name", why)
    if len(spec.subnet_ids) != 1:
        refuse(PROVIDER, "subnet_ids", f"{len(spec.subnet_ids)} given; it is one here")
    body: dict[str, Any] = {
        "name": spec.name,
        "vpc_id": spec.network_id,
        "connect_subnet": spec.subnet_ids[0],
        "flavor": options.flavor,
        "eip": address(spec, options),
    }
    if spec.zones:
        body["availability_zone_ids"] = list(spec.zones)
    if spec.ssl_connections is not None:
        if spec.ssl_connections > MOST_CLIENTS:
            refuse(PROVIDER, "ssl_connections", f"1 to {MOST_CLIENTS}")
        body["max_connection_number"] = spec.ssl_connections
    if options.enterprise_project_id is not None:
        body["enterprise_project_id"] = options.enterprise_project_id
    if tags := op.tags(spec.tags):
        body["tags"] = tags_to(tags)
    return body


def address(spec: VpnGatewaySpec, options: VpnGatewayOptions) -> dict[str, Any]:
    """Its public address, there already or new; neither a shared bandwidth nor ``95peak_plus``."""
    given = options.eip1
    if given and given.bandwidth_id:
        raise UnsupportedError(
            "options.eip1.bandwidth_id: not of a P2C gateway", field="options.eip1.bandwidth_id"
        )
    if given and given.charge_mode == "95peak_plus":
        raise UnsupportedError(
            "options.eip1.charge_mode: bandwidth or traffic", field="options.eip1.charge_mode"
        )
    return eip(spec, given, 1, options.flavor)


def changes_to_wire(patch: VpnGatewayPatch) -> dict[str, Any]:
    """The body of UpdateP2cVgw: what was given and nothing else."""
    check(PROVIDER, ABILITY, patch)
    options = own_options(PROVIDER, patch.options, VpnGatewayPatchOptions)
    given = options.model_fields_set if options else set()
    for name in sorted(given - {"eip1_id"}):
        if getattr(options, name) is not None:
            raise UnsupportedError(
                f"options.{name}: huawei cannot change it on a P2C gateway", field=f"options.{name}"
            )
    body: dict[str, Any] = {}
    if patch.name is not None:
        if why := NAME.complaint(patch.name):
            refuse(PROVIDER, "name", why)
        body["name"] = patch.name
    if options and options.eip1_id:
        body["eip_id"] = options.eip1_id
    return body


# ---------------------------------------------------------------- from the wire


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Row:
    """One P2C gateway. The answer to a create or change has its id only."""

    id: str
    name: Text = None
    status: Text = None
    vpc_id: Text = None
    connect_subnet: Text = None
    flavor: Text = None
    zones: Texts = Field(default_factory=list, validation_alias="availability_zone_ids")
    eip: EipRow | None = None
    clients_max: Number = Field(None, validation_alias="max_connection_number")
    project: Text = Field(None, validation_alias="enterprise_project_id")
    tags: Tags = Field(default_factory=list)
    order_id: Text = None
    unfrozen: Flag = Field(None, validation_alias="admin_state_up")
    frozen: Number = Field(None, validation_alias="frozen_effect")
    version: Text = None
    created: Text = Field(None, validation_alias="created_at")
    updated: Text = Field(None, validation_alias="updated_at")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class One:
    """The answer of ShowP2cVgw and CreateP2cVgw."""

    row: Row = Field(validation_alias="p2c_vpn_gateway")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Many:
    """The answer of ListP2cVgws."""

    total: Number = Field(None, validation_alias="total_count")
    page_info: PageInfo | None = None
    rows: Annotated[list[Row | None], Listed] = Field(
        default_factory=list, validation_alias="p2c_vpn_gateways"
    )


ONE: Shape[One] = Shape(One)
MADE: Shape[One] = Shape(One)
MANY: Shape[Many] = Shape(Many)
KNOWN = spare(Row, "admin_state_up", "frozen_effect")  # two words for one of ours


def from_wire(
    region: str,
    row: Row,
    origin: Origin,
    state: State | None = None,
    spec: VpnGatewaySpec | None = None,
) -> VpnGateway:
    """A row in our words; what the answer to a create lacks is as it was asked for."""
    told = tags_from(row.tags) or dict(spec.tags if spec else {})
    lived = state_of(row) if row.status else (state or State.UNKNOWN)
    locked = lived is State.FROZEN or bool(row.frozen) or row.unfrozen is False
    return VpnGateway(
        id=row.id,
        provider=PROVIDER,
        region=region,
        name=row.name or (spec.name if spec else ""),
        state=lived,
        raw_state=row.status or "",
        created_at=parse_time(row.created),
        updated_at=parse_time(row.updated),
        resource_group=row.project or "",
        network_id=row.vpc_id or (spec.network_id if spec else ""),
        subnet_ids=(row.connect_subnet,)
        if row.connect_subnet
        else (spec.subnet_ids if spec else ()),
        zones=tuple(row.zones),
        addresses=(lenient_address(row.eip.address),) if row.eip and row.eip.address else (),
        public_addresses=(address_from(row.eip),) if row.eip else (),
        bandwidth_mbps=row.eip.bandwidth if row.eip else None,
        ipsec=False,
        ssl=True,
        ssl_connections=row.clients_max,
        # An order is there if it was bought for a term; what has none is paid by use.
        billing=BillingState(
            mode="prepaid" if row.order_id else None, order_id=row.order_id or "", locked=locked
        ),
        tags=unmarked(told),
        size=row.flavor or "",
        private=False,
        version=row.version or "",
        ip_version=row.eip.version if row.eip else None,
        origin=origin,
    )


def state_of(row: Row) -> State:
    """The state of a row; unknown if it tells none or a new one."""
    return {**STATES, **UPGRADING}.get((row.status or "").upper(), State.UNKNOWN)

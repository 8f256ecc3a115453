"""Routes of VPN gateways as Tencent Cloud tells them.

Source: VpnGatewayRoute in tencentcloud-sdk-python-vpc 3.1.193 and the examples of
CreateVpnGatewayRoutes; read 2026-11-21.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.models import Answer, Origin, Route, State, lenient_cidr
from cgw.wire import RECORD, Reply, Shape, known
from cgw_tencent.fields import PROVIDER, SECRETS, Number, Text, moment, whole
from cgw_tencent.listing import untold

if TYPE_CHECKING:
    from cgw_tencent.adapter import TencentAdapter


@dataclass(slots=True, frozen=True, config=RECORD)
class RouteRow:
    """One route. Create answers may have neither id nor times."""

    id: Text = Field(None, validation_alias="RouteId")
    destination: Text = Field(None, validation_alias="DestinationCidrBlock")
    hop_type: Text = Field(None, validation_alias="InstanceType")
    hop: Text = Field(None, validation_alias="InstanceId")
    priority: Number = Field(None, validation_alias="Priority")
    status: Text = Field(None, validation_alias="Status")
    type: Text = Field(None, validation_alias="Type")
    created: Text = Field(None, validation_alias="CreateTime")
    updated: Text = Field(None, validation_alias="UpdateTime")
    description: Text = Field(None, validation_alias="Description")


@dataclass(slots=True, frozen=True, config=RECORD)
class Rows:
    """The answer of DescribeVpnGatewayRoutes."""

    rows: list[RouteRow | None] | None = Field(None, validation_alias="Routes")
    total: Number = Field(None, validation_alias="TotalCount")
    request_id: Text = Field(None, validation_alias="RequestId")


@dataclass(slots=True, frozen=True, config=RECORD)
class RowsReply:
    """The same, wrapped as every answer is."""

    response: Rows = Field(validation_alias="Response")


@dataclass(slots=True, frozen=True, config=RECORD)
class MadeRows:
    """The answer of CreateVpnGatewayRoutes: one route was asked for."""

    rows: list[RouteRow] = Field(min_length=1, validation_alias="Routes")


@dataclass(slots=True, frozen=True, config=RECORD)
class MadeReply:
    """The same, wrapped as every answer is."""

    response: MadeRows = Field(validation_alias="Response")


ROUTES: Shape[RowsReply] = Shape(RowsReply)
MADE: Shape[MadeReply] = Shape(MadeReply)
KINDS = {"STATIC": "static", "BGP": "bgp", "VPC": "vpc", "CCN": "transit-router"}
ENABLED = {"ENABLE": True, "DISABLE": False}


def routes_of(reply: Reply, shape: Shape[Any]) -> list[tuple[RouteRow, Origin]]:
    """The routes of an answer, and where each stands in it."""
    answer, names = Answer(reply.body, SECRETS), known(RouteRow)
    return [
        (row, Origin(answer, ("Response", "Routes", index), names))
        for index, row in enumerate(reply.read(shape).response.rows or ())
        if row is not None
    ]


def key_of(row: RouteRow) -> tuple[str, Text, int | None]:
    return lenient_cidr(row.destination or ""), row.hop, whole(row.priority)


def told(cloud: TencentAdapter, gateway: str, row: RouteRow, origin: Origin) -> Route:
    """A row in our words."""
    connection = (row.hop_type or "VPNCONN").upper() == "VPNCONN"
    priority = whole(row.priority)
    kind = KINDS.get((row.type or "static").upper(), "unknown")
    enabled = ENABLED.get((row.status or "").upper())
    new_words = {
        "Type": kind == "unknown",
        "Status": enabled is None and bool(row.status),
    }
    return Route(
        id=f"{gateway}/{row.id}" if row.id else "",
        provider=PROVIDER,
        region=cloud.region,
        state=State.AVAILABLE,
        created_at=moment(row.created, cloud.zone),
        vpn_gateway_id=gateway,
        connection_id=(row.hop or "") if connection else "",
        destination=lenient_cidr(row.destination or ""),
        primary=priority == 0 if priority is not None else None,
        priority=priority,
        updated_at=moment(row.updated, cloud.zone),
        enabled=enabled,
        kind=kind,
        next_hop="" if connection else row.hop or "",
        next_hop_kind="" if connection else row.hop_type or "",
        description=row.description,
        origin=untold(origin, new_words),
    )

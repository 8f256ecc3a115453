"""Health checks of VPN connections on HUAWEI CLOUD: monitors, a thing of their own.

Source: VPN API v5, CreateConnectionMonitor, ListConnectionMonitors, DeleteConnectionMonitor
(vpn_api_0033 to 0037), huaweicloudsdkvpn 3.1.219; read 2026-11-21.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.errors import AlreadyExistsError, InvalidRequestError, NotFoundError
from cgw.models import (
    Answer,
    HealthCheckState,
    Origin,
    Told,
    VpnConnection,
    lenient_address,
)
from cgw.wire import RECORD, Flow, Shape, known
from cgw_huawei.fields import SECRETS, Full, Text
from cgw_huawei.vpn_connection_rows import Row

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter

PATH = "connection-monitors"


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Monitor:
    """A health check. One that was just made tells no state."""

    id: Text = None
    source: Text = Field(None, validation_alias="source_ip")
    destination: Text = Field(None, validation_alias="destination_ip")
    protocol: Text = Field(None, validation_alias="proto_type")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class One:
    """The answer of CreateConnectionMonitor."""

    monitor: Monitor | None = Field(None, validation_alias="connection_monitor")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Many:
    """The answer of ListConnectionMonitors."""

    monitors: Annotated[list[Monitor], Full] = Field(
        default_factory=list, validation_alias="connection_monitors"
    )


ONE: Shape[One] = Shape(One)
MANY: Shape[Many] = Shape(Many)


class Made(NamedTuple):
    """A health check that was just made.

    Attributes:
        monitor: None if the answer does not tell it.
        rest: what of its answer no field is for.
    """

    monitor: Monitor | None
    rest: Origin


# ---------------------------------------------------------------- verbs


def watch(cloud: HuaweiAdapter, row: Row, *, enabled: bool) -> Flow[Made | None]:
    """Make the connection's health check, or delete it; one that is there, or gone, is fine."""
    if enabled and not row.connection_monitor_id:
        body = {"connection_monitor": {"vpn_connection_id": row.id}}
        try:
            reply = yield cloud.vpn(
                "CreateConnectionMonitor",
                "POST",
                PATH,
                shape=ONE,
                body=body,
                safe=True,
                serial=row.vgw_id,
            )
        except AlreadyExistsError:
            return None
        rest = Origin(Answer(reply.body, SECRETS), ("connection_monitor",), known(Monitor))
        return Made(reply.read(ONE).monitor, rest)
    if not enabled and row.connection_monitor_id:
        try:
            yield cloud.vpn(
                "DeleteConnectionMonitor",
                "DELETE",
                PATH,
                row.connection_monitor_id,
                safe=True,
                serial=row.vgw_id,
            )
        except NotFoundError:
            return None
        except InvalidRequestError:  # a missing one is 400 VPN.0001 (terraform relies on it)
            if (yield from _is_there(cloud, row)):
                raise
    return None


def _is_there(cloud: HuaweiAdapter, row: Row) -> Flow[bool]:
    reply = yield cloud.vpn(
        "ListConnectionMonitors",
        "GET",
        PATH,
        shape=MANY,
        query=[("vpn_connection_id", row.id)],
        safe=True,
    )
    return row.connection_monitor_id in {m.id for m in reply.read(MANY).monitors}


# ---------------------------------------------------------------- telling


def with_check(connection: VpnConnection, **told: Any) -> VpnConnection:
    """The connection with more about its health check than its own answer tells."""
    tunnel = connection.tunnels[0]  # every connection has one
    check = replace(tunnel.health_check or HealthCheckState(), **told)
    return replace(connection, tunnels=(replace(tunnel, health_check=check),))


def watched(connection: VpnConnection, made: Made) -> VpnConnection:
    """The connection with the health check that was just made for it.

    What of the answer has no field is in its extras, under ``connection_monitor``.
    """
    if made.monitor is None:
        return with_check(connection, enabled=True)
    told: dict[str, Any] = {
        "id": made.monitor.id,
        "source": lenient_address(made.monitor.source),
        "destination": lenient_address(made.monitor.destination),
        "protocol": made.monitor.protocol,
    }
    there = {name: value for name, value in told.items() if value}
    found = with_check(connection, enabled=True, **there)
    if not (rest := made.rest.extras()):
        return found
    return replace(found, origin=Told({**connection.extras, "connection_monitor": rest}))

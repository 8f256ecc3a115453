"""What HUAWEI CLOUD says of a connection that is not well, and its log.

No action examines a connection. Its status says up or down, the last lines of its log why a
negotiation failed, and a listing what every pair of networks has carried.

Source: VPN API v5, Querying VPN Connection Logs (vpn_api_0145 of 2025-12-31), Querying the CIDR Block
Negotiation Information of a VPN Connection (vpn_api_0165 of 2026-04-24), ListConnectionMonitors;
huaweicloudsdkvpn 3.1.219; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import LogWindow, Page
from cgw.errors import InvalidRequestError, PermissionDeniedError
from cgw.models import (
    Diagnosis,
    LogLine,
    SaCounters,
    State,
    Symptom,
    Tunnel,
    TunnelStatus,
    VpnConnection,
    lenient_cidr,
    parse_time,
)
from cgw.wire import RECORD, Flow, Shape
from cgw_huawei.fields import Fraction, Full, Text
from cgw_huawei.log_lines import lines_of, meaning, reason_of

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter

PROVIDER = "huawei"
PATH = "vpn-connection"
UP = {TunnelStatus.UP: True, TunnelStatus.DOWN: False}
LATELY = timedelta(minutes=5)
"""Both ends begin in turn, each attempt with a reason of its own; what is older was mended since."""
T = TypeVar("T")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Association:
    """What was negotiated for one pair of networks. The SDK has numbers with fractions."""

    id: Text = None
    source: Text = Field(None, validation_alias="source_ip_cidr")
    target: Text = Field(None, validation_alias="dest_ip_cidr")
    packets_sent: Fraction = None
    packets_recv: Fraction = None
    traffic_sent: Fraction = None
    traffic_recv: Fraction = None
    at: Text = Field(None, validation_alias="collected_at")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Associations:
    """The answer of ListConnectionIpsecSa."""

    rows: Annotated[list[Association], Full] = Field(validation_alias="sa_infos")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Monitor:
    """A health check. Its status says that it is there, not what it finds."""

    id: Text = None
    status: Text = None
    kind: Text = Field(None, validation_alias="type")
    connection: Text = Field(None, validation_alias="vpn_connection_id")
    source: Text = Field(None, validation_alias="source_ip")
    target: Text = Field(None, validation_alias="destination_ip")
    protocol: Text = Field(None, validation_alias="proto_type")

    def __str__(self) -> str:
        where = f"{self.protocol} from {self.source} to {self.target}"
        return f"{self.kind} monitor {self.id}: {self.status}, {where}"


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Monitors:
    """The answer of ListConnectionMonitors."""

    rows: Annotated[list[Monitor], Full] = Field(validation_alias="connection_monitors")


ASSOCIATIONS: Shape[Associations] = Shape(Associations)
MONITORS: Shape[Monitors] = Shape(Monitors)


# ---------------------------------------------------------------- diagnosis


def diagnose(cloud: HuaweiAdapter, id: str) -> Flow[Diagnosis]:
    """What the status and the log say; a part that may not be read is named in ``checks``."""
    connection = yield from cloud.vpn_connections.get(id)
    tunnel = connection.tunnels[0]  # every connection has one
    checks = [f"status: {connection.raw_state}"]
    counters = yield from _if_told(_counters(cloud, id, tunnel), (), "ipsec-sa", checks)
    lines: list[LogLine] = []
    if tunnel.status is not TunnelStatus.UP:
        lines = yield from _if_told(lines_of(cloud, id), [], "log", checks)
    if tunnel.health_check is not None and tunnel.health_check.id:
        found = yield from _if_told(_monitors(cloud, id), [], "connection-monitors", checks)
        checks += map(str, found)
    return Diagnosis(
        id=connection.id,
        provider=PROVIDER,
        region=cloud.region,
        up=UP.get(tunnel.status),
        symptoms=(*_of_state(connection), *_of_tunnel(connection, tunnel, lines)),
        counters=counters,
        checks=tuple(checks),
    )


def _if_told(flow: Flow[T], otherwise: T, what: str, checks: list[str]) -> Flow[T]:
    """A part of the diagnosis; a region may lack it, and an account may not be let near it."""
    try:
        return (yield from flow)
    except (InvalidRequestError, PermissionDeniedError) as no:
        checks.append(f"{what}: not told ({no.code})")
        return otherwise


def _counters(cloud: HuaweiAdapter, id: str, tunnel: Tunnel) -> Flow[tuple[SaCounters, ...]]:
    reply = yield cloud.vpn(
        "ListConnectionIpsecSa", "GET", PATH, id, "ipsec-sa", shape=ASSOCIATIONS, safe=True
    )
    return tuple(
        SaCounters(
            id=row.id or "",
            tunnel=tunnel.local_address or "",
            local_cidr=lenient_cidr(row.source or ""),
            remote_cidr=lenient_cidr(row.target or ""),
            bytes_in=_whole(row.traffic_recv),
            bytes_out=_whole(row.traffic_sent),
            packets_in=_whole(row.packets_recv),
            packets_out=_whole(row.packets_sent),
            at=parse_time(row.at),
        )
        for row in reply.read(ASSOCIATIONS).rows
    )


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


def _monitors(cloud: HuaweiAdapter, id: str) -> Flow[list[Monitor]]:
    reply = yield cloud.vpn(
        "ListConnectionMonitors",
        "GET",
        "connection-monitors",
        shape=MONITORS,
        query=[("vpn_connection_id", id)],
        safe=True,
    )
    return [row for row in reply.read(MONITORS).rows if row.connection in (None, "", id)]


def _of_state(connection: VpnConnection) -> Iterator[Symptom]:
    """What stands in the way of any tunnel."""
    word = connection.raw_state
    if connection.state is State.FROZEN:
        yield Symptom(phase="account", code="status", words=word)
    elif connection.state is State.FAILED:
        yield Symptom(code="status", words=word)
    elif connection.state is not State.AVAILABLE:
        yield Symptom(severity="info", code="status", words=word)


def _of_tunnel(
    connection: VpnConnection, tunnel: Tunnel, lines: list[LogLine]
) -> Iterator[Symptom]:
    """Why it is down, newest first; of one that is up, what is wrong inside of it."""
    failures = [one for one in map(_symptom(connection, tunnel), reversed(lines)) if one]
    newest = next((one.at for one in failures if one.at), None)
    told: set[str] = set()
    for one in failures:
        if one.words in told:
            continue  # only its newest line
        told.add(one.words)
        old = newest and one.at and newest - one.at > LATELY
        yield replace(one, severity="info") if old else one
    if tunnel.status is TunnelStatus.DOWN and not failures:
        yield Symptom(code="status", words=tunnel.raw_status)
    session = tunnel.bgp.status if tunnel.bgp else None
    if tunnel.status is TunnelStatus.UP and session and session.upper() != "ESTABLISHED":
        yield Symptom(phase="bgp", code="bgp_peer.state", words=session)


def _symptom(connection: VpnConnection, tunnel: Tunnel) -> Callable[[LogLine], Symptom | None]:
    """What a line of the log says; the cloud's value is the connection's, the peer's is not told."""

    def told(line: LogLine) -> Symptom | None:
        reason = reason_of(line.text)
        if reason is None:
            return None
        means = meaning(reason)
        return Symptom(
            phase=means.phase,
            parameter=means.parameter,
            local=_ours(connection, tunnel, means.parameter),
            tunnel=tunnel.local_address or "",
            code="Reason",
            words=reason,
            log=line.text,
            at=line.at,
        )

    return told


def _ours(connection: VpnConnection, tunnel: Tunnel, parameter: str) -> str:
    if parameter == "selectors":
        sides = (", ".join(side) for side in (connection.local_cidrs, connection.remote_cidrs))
        return " - ".join(sides) if connection.mode == "policy" else ""
    part, _, name = parameter.rpartition(".")
    of = {"ike": tunnel.ike, "ipsec": tunnel.ipsec}.get(part)
    if of is not None:
        return str(getattr(of, name, "") or "")
    ends = {"peer_address": tunnel.peer_address, "local_address": tunnel.local_address}
    return ends.get(parameter) or ""


# ---------------------------------------------------------------- the log


def logs(
    cloud: HuaweiAdapter,
    id: str,
    window: LogWindow,
    cursor: str | None,  # noqa: ARG001 -- there is one page
) -> Flow[Page[LogLine]]:
    """Those lines within the window: the cloud tells all that it keeps.

    ``window.source`` is the connection itself, or the address of its peer.
    """
    lines = yield from lines_of(cloud, id)
    return Page(
        [
            line
            for line in lines
            if (line.at is None or _second(window.since) <= line.at <= window.until)
            and window.source in ("", id, line.source)
        ],
        None,
    )


def _second(moment: datetime) -> datetime:
    """The whole second, which is all that a line's time has."""
    return moment.replace(microsecond=0)

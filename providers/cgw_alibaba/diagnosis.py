"""What Alibaba Cloud says of a connection or gateway that is not well, and the log of a connection.

Source: DiagnoseVpnConnections, DiagnoseVpnGateway, GetVpnGatewayDiagnoseResult and
DescribeVpnConnectionLogs in alibabacloud_vpc20160428 7.2.2 and in their help pages of 2024-11 to
2026-06; read 2026-11-21. Which identifiers the first takes stands in its page: a connection of one
tunnel is named by its own, one of two by those of its tunnels.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydantic import SecretStr

from cgw.adapter import LogWindow, Page
from cgw.errors import BusyError
from cgw.models import (
    Diagnosis,
    LogLine,
    Phase,
    Symptom,
    TunnelStatus,
    from_millis,
    mask_text,
    parse_time,
)
from cgw.wire import Flow
from cgw_alibaba import log_lines
from cgw_alibaba.connection_rows import LISTING, ROW, Row
from cgw_alibaba.diagnosis_codes import (
    CHECKS,
    CONSISTENCY,
    SEVERITIES,
    WELL,
    Failing,
    in_our_words,
    masked_report,
    meaning,
)
from cgw_alibaba.diagnosis_rows import BEGUN, FINDINGS, REPORT, Check, Finding, Report
from cgw_alibaba.fields import goes_on
from cgw_alibaba.tunnel_rows import STATUSES, TunnelRow, given_key

if TYPE_CHECKING:
    from cgw_alibaba.adapter import AlibabaAdapter

PROVIDER = "alibaba"
PAGE_SIZE = 50
IPSEC = "IPsec"  # the only ResourceType


# ---------------------------------------------------------------- connections


def connection(cloud: AlibabaAdapter, id: str) -> Flow[Diagnosis]:
    """What is wrong with a connection: what the cloud found, and what its own state says."""
    reply = yield cloud.call("DescribeVpnConnection", [("VpnConnectionId", id)], ROW, safe=True)
    row, _ = reply.read(ROW)
    findings = yield from _findings(cloud, row)
    return Diagnosis(
        id=row.id,
        provider=PROVIDER,
        region=cloud.region,
        up=_up([row]),
        symptoms=(*(_symptom(row, one) for one in findings), *_from_state(row)),
    )


def _findings(cloud: AlibabaAdapter, row: Row) -> Flow[list[Finding]]:
    tunnels = [tunnel.id for tunnel in row.tunnels if tunnel.id]
    about = [(f"TunnelIds.{n}", one) for n, one in enumerate(tunnels, 1)]
    about = about or [("VpnConnectionIds.1", row.id)]
    if row.vpn_gateway_id and not row.is_attachment:
        about.append(("VpnGatewayId", row.vpn_gateway_id))
    found: list[Finding] = []
    number = 1
    while True:
        pairs = [*about, ("PageNumber", str(number)), ("PageSize", str(PAGE_SIZE))]
        reply = yield cloud.call("DiagnoseVpnConnections", pairs, FINDINGS, safe=True)
        listing, _ = reply.read(FINDINGS)
        rows = listing.rows or []
        # UNVERIFIED: that nothing else is told; another connection's trouble is not this one's.
        found += [one for one in rows if one.connection in (None, "", row.id)]
        if not rows or not goes_on(number, len(rows), PAGE_SIZE, listing.size, listing.total):
            return found
        number += 1


def _symptom(row: Row, one: Finding) -> Symptom:
    keys = _keys([row])
    means = meaning(one.code or "", _failing(row, one.tunnel or ""))
    local, remote = (
        in_our_words(means.parameter, mask_text(text or "", *keys))
        for text in (one.local, one.remote)
    )
    told = means.parameter != "psk"  # values of a key are nobody's business
    return Symptom(
        phase=means.phase,
        parameter=means.parameter,
        local=local if told else "",
        remote=remote if told else "",
        severity=SEVERITIES.get((one.severity or "").lower(), "error"),
        tunnel=one.tunnel or "",
        code=one.code or "",
        words=mask_text(one.words or "", *keys),
        log=mask_text(one.log or "", *keys),
        at=from_millis(one.at),
    )


def _failing(row: Row, tunnel: str) -> Failing:
    """Which phase of the tunnel does not stand, if its status says."""
    statuses = [_status(t) for t in row.tunnels if not tunnel or t.id == tunnel]
    if TunnelStatus.PHASE1_DOWN in statuses:
        return "phase1"
    down = {TunnelStatus.PHASE2_DOWN, TunnelStatus.NEGOTIATING} & set(statuses)
    return "phase2" if down else ""


def _from_state(row: Row) -> Iterable[Symptom]:
    """What DescribeVpnConnection says beside IKE and IPsec."""
    if (row.state or "").lower() == "financiallocked":
        yield Symptom(phase="account", code="State", words=row.state or "")
    for tunnel in row.tunnels:
        bgp = tunnel.bgp
        if row.has_bgp and bgp and (bgp.status or "").lower() == "false":
            yield Symptom(
                phase="bgp", tunnel=tunnel.id or "", code="BgpStatus", words=bgp.status or ""
            )
    health = None if row.is_pair else row.health
    if health and health.enabled and (health.status or "").lower() == "failed":
        yield Symptom(phase="health", code="VcoHealthCheck.Status", words=health.status or "")


def logs(
    cloud: AlibabaAdapter, id: str, window: LogWindow, cursor: str | None
) -> Flow[Page[LogLine]]:
    """One page of the log of a connection; ``window.source`` is a tunnel's id."""
    pairs = [("VpnConnectionId", id), *log_lines.asked(window, cursor)]
    if window.source:
        pairs.append(("TunnelId", window.source))
    reply = yield cloud.call("DescribeVpnConnectionLogs", pairs, log_lines.LINES, safe=True)
    return log_lines.page(reply, window, cursor)


# ---------------------------------------------------------------- gateways


def gateway(cloud: AlibabaAdapter, id: str) -> Flow[Diagnosis]:
    """What the cloud's tests of a gateway say: one run of them for each of its connections.

    A run that has not ended is busy, and waited for (`cgw_alibaba.errors`); where the time of the
    call is up before, what is known is told, and ``complete`` is False.
    """
    held = yield from cloud.vpn_gateways.row(id)
    rows = yield from _connections(cloud, id)
    symptoms: list[Symptom] = []
    checks: list[str] = []
    complete = True
    if (held.business or "normal").lower() != "normal":
        symptoms.append(Symptom(phase="account", code="BusinessStatus", words=held.business or ""))
    for row in rows:
        try:
            report = yield from _examined(cloud, id, row.id)
        except BusyError:
            complete = False
            break
        for check in report.rows:
            told = masked_report(check.report or "", _keys(rows))
            about = report.connection or row.id
            checks.append(f"{about} {check.name}: {check.level} {told}".rstrip())
            if (check.level or "").lower() != WELL:
                symptoms.append(
                    Symptom(
                        phase=_phase(check, row),
                        severity=SEVERITIES.get((check.level or "").lower(), "error"),
                        code=check.name or "",
                        words=f"{about}: {told}",
                        at=parse_time(report.ended or report.begun),
                    )
                )
    return Diagnosis(
        id=id,
        provider=PROVIDER,
        region=cloud.region,
        up=_up(rows),
        symptoms=tuple(symptoms),
        checks=tuple(checks),
        complete=complete,
    )


def _phase(check: Check, row: Row) -> Phase:
    return _failing(row, "") if check.name == CONSISTENCY else CHECKS.get(check.name or "", "")


def _connections(cloud: AlibabaAdapter, gateway: str) -> Flow[list[Row]]:
    found: list[Row] = []
    number = 1
    while True:
        pairs = [
            ("PageNumber", str(number)),
            ("PageSize", str(PAGE_SIZE)),
            ("VpnGatewayId", gateway),
        ]
        reply = yield cloud.call("DescribeVpnConnections", pairs, LISTING, safe=True)
        listing, _ = reply.read(LISTING)
        rows = listing.rows.items if listing.rows else []
        found += rows
        if not rows or not goes_on(number, len(rows), PAGE_SIZE, listing.size, listing.total):
            return found
        number += 1


def _examined(cloud: AlibabaAdapter, gateway: str, connection: str) -> Flow[Report]:
    about = [("VpnGatewayId", gateway), ("ResourceType", IPSEC), ("ResourceId", connection)]
    reply = yield cloud.call("DiagnoseVpnGateway", about, BEGUN, safe=True)
    begun, _ = reply.read(BEGUN)
    reply = yield cloud.call(
        "GetVpnGatewayDiagnoseResult", [("DiagnoseId", begun.id)], REPORT, safe=True
    )
    return reply.read(REPORT)[0]


# ---------------------------------------------------------------- both


def _status(tunnel: TunnelRow) -> TunnelStatus:
    return STATUSES.get((tunnel.status or "").strip().lower(), TunnelStatus.UNKNOWN)


def _up(rows: Iterable[Row]) -> bool | None:
    """True if every tunnel is up, None if one does not say or there is none."""
    statuses = {_status(tunnel) for row in rows for tunnel in row.tunnels}
    if not statuses or statuses == {TunnelStatus.UNKNOWN}:
        return None
    if statuses - {TunnelStatus.UP, TunnelStatus.UNKNOWN}:
        return False
    return True if statuses == {TunnelStatus.UP} else None


def _keys(rows: Iterable[Row]) -> list[SecretStr]:
    """Every key that the answers about these connections had in clear."""
    found = [given_key(t.ike.psk) for row in rows for t in row.tunnels if t.ike]
    found += [row.bgp_key for row in rows]
    return [key for key in found if key]

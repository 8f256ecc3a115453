"""What Tencent Cloud says of a connection that is not well: a handful of states, and no reason.

No action examines a tunnel, no action tells a log: NetStatus says whether it was negotiated, which
phase failed is not told. What can stop it stands on the gateway. `cgw.link.diagnose` compares both
ends, where both are known.

Source: VpnConnection (State, NetStatus, HealthCheckStatus, NegotiationType) and VpnGateway (State,
RestrictState, IsAddressBlocked) in tencentcloud-sdk-python-vpc 3.1.193; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from cgw.models import Diagnosis, State, Symptom, TunnelStatus
from cgw.wire import Flow
from cgw_tencent import crypto
from cgw_tencent.connection_rows import CONNECTIONS, ConnectionRow
from cgw_tencent.fields import PROVIDER, Text, flag, state_from
from cgw_tencent.gateway_rows import GATEWAYS, GatewayRow, isolated
from cgw_tencent.tunnel_rows import PROBED, status_from

if TYPE_CHECKING:
    from cgw_tencent.adapter import TencentAdapter

UP = {TunnelStatus.UP: True, TunnelStatus.DOWN: False}


def diagnose(cloud: TencentAdapter, id: str) -> Flow[Diagnosis]:
    """What the states of a connection and of its gateway say; a gateway that is not told says nothing."""
    row, _ = yield from CONNECTIONS.one(cloud, id)
    gateways = yield from GATEWAYS.some(cloud, [row.gateway])
    gateway = gateways.get(row.gateway or "")
    return Diagnosis(
        id=id,
        provider=PROVIDER,
        region=cloud.region,
        up=UP.get(status_from(row)),
        symptoms=(*(_of_gateway(gateway) if gateway else ()), *_of_connection(row)),
        checks=tuple(_checks(row, gateway)),
    )


def _of_gateway(row: GatewayRow) -> Iterator[Symptom]:
    yield from _unready("VpnGateway.State", row.state)
    if isolated(row):
        yield Symptom(phase="account", code="RestrictState", words=row.restriction or "")
    if flag(row.blocked):  # by the protection against floods
        yield Symptom(phase="reach", local=row.address or "", code="IsAddressBlocked", words="true")


def _of_connection(row: ConnectionRow) -> Iterator[Symptom]:
    yield from _unready("State", row.state)
    if state_from(row.state) is not State.AVAILABLE:
        return  # what else is told then is not believed; see `status_from`
    status = status_from(row)
    if status is TunnelStatus.DOWN:
        yield Symptom(code="NetStatus", words=row.net_status or "")
        initiator = crypto.INITIATORS.read(row.negotiation)
        if initiator not in {"", "cloud"}:  # with a peer that waits too, nobody begins
            yield Symptom(
                parameter="initiator",
                local=initiator,
                severity="info",
                code="NegotiationType",
                words=row.negotiation or "",
            )
    elif status is TunnelStatus.UNKNOWN and row.net_status:
        yield Symptom(severity="warning", code="NetStatus", words=row.net_status)
    if flag(row.probed) and PROBED.get((row.probe_status or "").upper()) == "down":
        # Through a tunnel that is down no probe comes back: that follows, and is not the cause.
        severity: Literal["error", "warning"] = "error" if UP.get(status) else "warning"
        words = row.probe_status or ""
        yield Symptom(phase="health", severity=severity, code="HealthCheckStatus", words=words)


def _unready(code: str, raw: Text) -> Iterator[Symptom]:
    """A state that is not AVAILABLE: what failed is an error, what goes on is not."""
    state = state_from(raw)
    if raw and state is not State.AVAILABLE:
        severity: Literal["error", "info"] = "error" if state is State.FAILED else "info"
        yield Symptom(severity=severity, code=code, words=raw)


def _checks(row: ConnectionRow, gateway: GatewayRow | None) -> Iterator[str]:
    told = {
        "State": row.state,
        "NetStatus": row.net_status,
        "HealthCheckStatus": row.probe_status if flag(row.probed) else None,
    }
    if gateway is not None:
        blocked = flag(gateway.blocked)
        told["VpnGateway.State"] = gateway.state
        told["RestrictState"] = gateway.restriction
        told["IsAddressBlocked"] = None if blocked is None else str(blocked).lower()
    yield from (f"{name}: {words}" for name, words in told.items() if words)

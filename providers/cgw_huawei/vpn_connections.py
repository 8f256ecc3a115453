"""VPN connections on HUAWEI CLOUD: one tunnel each, from one address of the gateway.

Two connections from both addresses of a gateway to the same customer gateway are a pair; they have
the same ``group``.

Source: VPN API v5, CreateVpnConnection, ListVpnConnections, ShowVpnConnection, UpdateVpnConnection,
DeleteVpnConnection, ResetVpnConnection and the connection monitors, in huaweicloudsdkvpn 3.1.219 and
in the pages vpn_api_0027 to 0037; terraform-provider-huaweicloud a0345b8d; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cgw.adapter import MARKER, LogWindow, Operation, Page, Where, own_options, read_back
from cgw.errors import NotFoundError
from cgw.models import (
    Answer,
    DeviceConfig,
    DeviceModel,
    Diagnosis,
    LogLine,
    Origin,
    State,
    VpnConnection,
    VpnConnectionPatch,
    VpnConnectionSpec,
)
from cgw.wire import Flow, Reply, Request
from cgw_huawei import device_config, diagnosis
from cgw_huawei.ends import Ends, ends_of_all, ends_of_one, gateway_of
from cgw_huawei.fields import SECRETS, tags_from
from cgw_huawei.health_checks import Made, watch, watched, with_check
from cgw_huawei.options import VpnConnectionListOptions
from cgw_huawei.paging import asked, turned
from cgw_huawei.tags import tag
from cgw_huawei.tunnels import checked, checked_patch, to_wire
from cgw_huawei.vpn_connection_changes import changes_to_wire
from cgw_huawei.vpn_connection_rows import KNOWN, MANY, ONE, STATES, Row, from_wire, with_key

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter

PROVIDER = "huawei"
PATH = "vpn-connection"


class VpnConnections:
    """The verbs."""

    def __init__(self, cloud: HuaweiAdapter) -> None:
        self._cloud = cloud

    def create(self, spec: VpnConnectionSpec, op: Operation) -> Flow[VpnConnection]:
        options = checked(spec, op)
        gateway = yield from gateway_of(self._cloud, spec.vpn_gateway_id)
        body = to_wire(spec, op, options, gateway)
        reply = yield self._cloud.vpn(
            "CreateVpnConnection",
            "POST",
            PATH,
            shape=ONE,
            body={"vpn_connection": body},
            serial=spec.vpn_gateway_id,
        )
        row = reply.read(ONE).row
        # This answer has no status; of the ends one is known already.
        made = from_wire(
            self._cloud.region,
            row,
            Ends({gateway.id: gateway}),
            _origin(reply),
            state=State.PENDING,
            tags=spec.tags,
        )
        made = yield from read_back(self.get(made.id), made)
        if row.enable_health_check:  # only this answer says so yet
            made = with_check(made, enabled=True)
        return with_key(made, spec.tunnels[0].psk if "psk" in body else None)

    def get(self, id: str) -> Flow[VpnConnection]:
        """Three requests: the connection has only the ids of its two ends."""
        reply = yield self._show(id)
        row = reply.read(ONE).row
        ends = yield from ends_of_one(self._cloud, row.vgw_id or "", row.cgw_id or "")
        return from_wire(self._cloud.region, row, ends, _origin(reply))

    def page(self, cursor: str | None, where: Where) -> Flow[Page[VpnConnection]]:
        rows, following = yield from self._rows(cursor, narrowed(where))
        return Page((yield from self._told(rows)), following)

    def update(self, id: str, patch: VpnConnectionPatch) -> Flow[VpnConnection]:
        options = checked_patch(patch)
        tunnel = patch.tunnels[0] if patch.tunnels else None
        before = yield self._show(id)
        row, ends = before.read(ONE).row, Ends()
        if tunnel is not None and (tunnel.local_address is not None or tunnel.bgp is not None):
            ends = yield from ends_of_one(self._cloud, row.vgw_id or "", "")
        body = changes_to_wire(patch, options, row, before.json["vpn_connection"], ends)
        last = before
        if body:
            last = yield self._cloud.vpn(
                "UpdateVpnConnection",
                "PUT",
                PATH,
                id,
                shape=ONE,
                body={"vpn_connection": body},
                safe=True,
                serial=row.vgw_id,
            )
        made: Made | None = None
        if tunnel is not None and tunnel.health_check is not None:
            made = yield from watch(self._cloud, row, enabled=tunnel.health_check.enabled)
        sketch = from_wire(
            self._cloud.region, last.read(ONE).row, ends, _origin(last), state=State.UPDATING
        )
        after = yield from read_back(self.get(id), sketch)
        if made is not None:
            after = watched(after, made)
        return with_key(after, tunnel.psk if tunnel is not None else None)

    def delete(self, id: str) -> Flow[None]:
        try:
            reply = yield self._show(id)
            row = reply.read(ONE).row
            if STATES.get((row.status or "").upper()) is not State.DELETING:
                yield self._cloud.vpn(
                    "DeleteVpnConnection", "DELETE", PATH, id, safe=True, serial=row.vgw_id
                )
        except NotFoundError:  # gone already is what the caller wanted
            return

    def reset(self, id: str) -> Flow[VpnConnection]:
        """Have the tunnel negotiated anew."""
        reply = yield self._show(id)
        row = reply.read(ONE).row
        yield self._cloud.vpn(
            "ResetVpnConnection", "POST", PATH, id, "reset", safe=True, serial=row.vgw_id
        )
        sketch = from_wire(self._cloud.region, row, Ends(), _origin(reply))
        return (yield from read_back(self.get(id), sketch))

    def tag(self, id: str, add: Mapping[str, str], remove: tuple[str, ...]) -> Flow[None]:
        return tag(self._cloud, PATH, id, add, remove)

    def diagnose(self, id: str) -> Flow[Diagnosis]:
        return diagnosis.diagnose(self._cloud, id)

    def logs(self, id: str, window: LogWindow, cursor: str | None) -> Flow[Page[LogLine]]:
        return diagnosis.logs(self._cloud, id, window, cursor)

    def devices(self) -> Flow[tuple[DeviceModel, ...]]:
        return device_config.devices(self._cloud)

    def device_config(self, id: str, device: DeviceModel | None) -> Flow[DeviceConfig]:
        return device_config.device_config(self._cloud, id, device)

    def find(self, token: str) -> Flow[list[VpnConnection]]:
        """Those that carry the marker. Reads every page: lists have no filter for tags."""
        marked: list[tuple[Row, Origin]] = []
        cursor: str | None = None
        while True:
            rows, cursor = yield from self._rows(cursor, [])
            marked += [(row, at) for row, at in rows if tags_from(row.tags).get(MARKER) == token]
            if cursor is None:
                return (yield from self._told(marked))

    # -- parts

    def _show(self, id: str) -> Request:
        return self._cloud.vpn("ShowVpnConnection", "GET", PATH, id, shape=ONE, safe=True)

    def _rows(
        self, cursor: str | None, query: list[tuple[str, str]]
    ) -> Flow[tuple[list[tuple[Row, Origin]], str | None]]:
        """What is new on a page, and the cursor of the next."""
        reply = yield self._cloud.vpn(
            "ListVpnConnections",
            "GET",
            PATH,
            shape=MANY,
            query=[*asked(cursor), *query],
            safe=True,
        )
        many, answer = reply.read(MANY), Answer(reply.body, SECRETS)
        new, following = turned(cursor, many.rows, many.page_info, many.total)
        rows = [
            (row, Origin(answer, ("vpn_connections", i), KNOWN))
            for i in new
            if (row := many.rows[i])
        ]
        return rows, following

    def _told(self, rows: list[tuple[Row, Origin]]) -> Flow[list[VpnConnection]]:
        """Rows in our words, with the addresses of their ends."""
        if not rows:
            return []
        alone = rows[0][0] if len(rows) == 1 else None
        ends = yield from (
            ends_of_one(self._cloud, alone.vgw_id or "", alone.cgw_id or "")
            if alone
            else ends_of_all(self._cloud)
        )
        return [from_wire(self._cloud.region, row, ends, origin) for row, origin in rows]


def narrowed(where: Where) -> list[tuple[str, str]]:
    """The filters that the cloud has. Source: huaweicloudsdkvpn ListVpnConnectionsRequest."""
    options = own_options(PROVIDER, where.options, VpnConnectionListOptions)
    query = [
        (theirs, where.fields[ours])
        for ours, theirs in (("id", "vpn_id"), ("vpn_gateway_id", "vgw_id"))
        if ours in where.fields
    ]
    if options is not None:
        query += [("enterprise_project_id", project) for project in options.enterprise_project_ids]
        query += [("eip_id", options.eip_id)] if options.eip_id else []
        query += [("vgw_ip", options.vgw_ip)] if options.vgw_ip else []
    return query


def _origin(reply: Reply) -> Origin:
    return Origin(Answer(reply.body, SECRETS), ("vpn_connection",), KNOWN)

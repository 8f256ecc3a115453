"""Alibaba Cloud's wire face: the VPN part of the VPC API over a neutral world.

Written from the vendor's documents, not from the adapter: CreateCustomerGateway (newer help page),
VPC API reference of 2019-01 chapters 1, 2, 15 and 22.3, the request and response models of
alibabacloud_vpc20160428 7.2.2; read 2026-11-21. What no document says is marked ASSUMED.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from email.utils import format_datetime
from typing import Any

from cgw.emulator.world import World
from cgw.wire import Reply, Request, json_body
from cgw_alibaba.emulator_attachments import AttachmentActions
from cgw_alibaba.emulator_connections import ConnectionActions
from cgw_alibaba.emulator_customer_gateways import CustomerGatewayActions
from cgw_alibaba.emulator_desk import PROVIDER, Action, Desk
from cgw_alibaba.emulator_device_config import DeviceConfigActions
from cgw_alibaba.emulator_diagnosis import DiagnosisActions
from cgw_alibaba.emulator_door import Door, Refusal, required
from cgw_alibaba.emulator_faults import FAULTS, fail
from cgw_alibaba.emulator_gateway_diagnosis import GatewayDiagnosisActions
from cgw_alibaba.emulator_gateways import GatewayActions
from cgw_alibaba.emulator_places import PlaceActions
from cgw_alibaba.emulator_routes import RouteActions
from cgw_alibaba.emulator_ssl_clients import SslClientActions
from cgw_alibaba.emulator_ssl_sessions import SslSessionActions
from cgw_alibaba.emulator_ssl_vpn import SslServerActions
from cgw_alibaba.emulator_tags import TagActions
from cgw_alibaba.signing import form

VERSION = "2016-04-28"
ALL_REGIONS = {"DescribeRegions"}
ONLY_GET = {"DescribeVpnGatewayAvailableZones"}  # metadata of the vendor's command line, 2026-04
ONLY_POST = {"DiagnoseVpnConnections"}
TUNNELS_IN_BODY = {
    "CreateVpnConnection",
    "ModifyVpnConnectionAttribute",
    "CreateVpnAttachment",
    "ModifyVpnAttachmentAttribute",
}


class AlibabaFace:
    """Answers as ``vpc.aliyuncs.com`` does; takes both signatures."""

    faults = FAULTS

    def __init__(self, world: World) -> None:
        self._world = world
        self._door = Door(world)
        desk = Desk(world)
        routes, servers = RouteActions(desk), SslServerActions(desk)
        connections = ConnectionActions(desk, routes)
        self._actions: dict[str, Action] = {
            **CustomerGatewayActions(desk).actions(),
            **GatewayActions(desk).actions(),
            **connections.actions(),
            **AttachmentActions(desk, connections).actions(),
            **DiagnosisActions(desk).actions(),
            **GatewayDiagnosisActions(desk).actions(),
            **DeviceConfigActions(desk).actions(),
            **routes.actions(),
            **servers.actions(),
            **SslClientActions(desk, servers).actions(),
            **SslSessionActions(desk).actions(),
            **TagActions(desk).actions(),
            **PlaceActions().actions(),
        }

    def __call__(self, request: Request) -> Reply:
        """Answer as the cloud would."""
        params = dict([*request.query, *form(request)])
        action = request.headers.get("x-acs-action") or params.get("Action", "")
        if action in TUNNELS_IN_BODY:  # ASSUMED: in the query they are not seen
            for name, _ in request.query:
                if name.startswith("TunnelOptionsSpecification"):
                    params.pop(name, None)
        return self._world.ask(
            PROVIDER,
            action,
            lambda: self._answer(request, lambda: self._run(request, action, params)),
            lambda name: self._answer(request, lambda: fail(name, action)),
        )

    def _answer(self, request: Request, run: Callable[[], dict[str, Any]]) -> Reply:
        request_id = str(uuid.UUID(int=self._world.random.getrandbits(128), version=4)).upper()
        headers = {
            "content-type": "application/json;charset=utf-8",
            "date": format_datetime(self._world.wall(), usegmt=True),
            "x-acs-request-id": request_id,
        }
        try:
            body, status = {"RequestId": request_id, **run()}, 200
        except Refusal as refusal:
            status = refusal.status
            body = {
                "RequestId": request_id,
                "HostId": request.headers.get("host", request.host),
                "Code": refusal.code,
                "Message": refusal.message,
            }
        return Reply(status, json_body(body), headers)

    def _run(self, request: Request, action: str, params: dict[str, str]) -> dict[str, Any]:
        if self._door.admit(request, params) != VERSION:
            raise Refusal(400, "InvalidVersion", "Specified parameter Version is not valid.")
        if action not in self._actions:
            raise Refusal(404, "InvalidAction.NotFound", "Specified api is not found.")
        wanted = "GET" if action in ONLY_GET else "POST" if action in ONLY_POST else request.method
        if request.method != wanted:
            raise Refusal(405, "UnsupportedHTTPMethod", "This http method is not supported.")
        if action in ALL_REGIONS:
            return self._actions[action]("", params)
        region = required(params, "RegionId")
        if not re.fullmatch(r"[a-z0-9-]+", region):
            raise Refusal(404, "InvalidRegionId.NotFound", "The specified RegionId does not exist.")
        return self._actions[action](region, params)

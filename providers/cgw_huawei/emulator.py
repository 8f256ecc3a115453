"""The emulator's HUAWEI CLOUD: VPN API v5, APIG v2, and as much of EIP and IAM as they need.

Everything is served on one address; a host tells the region. Written from the vendor's documents,
independently of the adapter; each part names its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

from cgw.emulator.world import PROJECT_ID, World
from cgw.wire import Reply, Request
from cgw_huawei import emulator_dedicated_doors as doors
from cgw_huawei import emulator_device_config as device_config
from cgw_huawei import emulator_diagnosis as diagnosis
from cgw_huawei import emulator_iam as iam
from cgw_huawei import emulator_places as places
from cgw_huawei import emulator_ssl_vpn as ssl_vpn
from cgw_huawei import emulator_tags as tags
from cgw_huawei.emulator_access import Access, RefusedError
from cgw_huawei.emulator_customer_gateways import CustomerGateways
from cgw_huawei.emulator_dedicated_gateways import DedicatedGateways
from cgw_huawei.emulator_desk import Asked
from cgw_huawei.emulator_eips import Eips
from cgw_huawei.emulator_faults import FAULTS, fail
from cgw_huawei.emulator_vpn_connections import VpnConnections
from cgw_huawei.emulator_vpn_gateways import VpnGateways

HERE = "local"  # the region where the host does not tell one
HOST = re.compile(r"(?:vpn|apig|iam|vpc)\.([a-z0-9-]+)\..+")


@dataclass(frozen=True, slots=True)
class Call:
    """One address: a method, the segments after the project (``*`` stands for an id), a verb."""

    method: str
    version: str
    path: tuple[str, ...]
    action: str
    verb: Callable[[Asked], Reply]

    def ids(self, method: str, segments: list[str]) -> tuple[str, ...] | None:
        """The ids in a request's path; None if it is another's."""
        if method != self.method or len(segments) != len(self.path):
            return None
        pairs = list(zip(self.path, segments, strict=True))
        if any(ours not in ("*", theirs) or not theirs for ours, theirs in pairs):
            return None
        return tuple(theirs for ours, theirs in pairs if ours == "*")


def calls(world: World) -> list[Call]:
    """Every address that is served, but for IAM's."""
    sites, gateways, links = CustomerGateways(world), VpnGateways(world), VpnConnections(world)
    eips, instances = Eips(world), DedicatedGateways(world)
    told: list[tuple[str, str, Callable[[Asked], Reply]]] = [
        ("POST v5 customer-gateways", "CreateCgw", sites.create),
        ("GET v5 customer-gateways", "ListCgws", sites.listing),
        ("GET v5 customer-gateways/*", "ShowCgw", sites.show),
        ("PUT v5 customer-gateways/*", "UpdateCgw", sites.update),
        ("DELETE v5 customer-gateways/*", "DeleteCgw", sites.delete),
        ("POST v5 vpn-gateways", "CreateVgw", gateways.create),
        ("GET v5 vpn-gateways", "ListVgws", gateways.listing),
        ("GET v5 vpn-gateways/*", "ShowVgw", gateways.show),
        ("PUT v5 vpn-gateways/*", "UpdateVgw", gateways.update),
        ("DELETE v5 vpn-gateways/*", "DeleteVgw", gateways.delete),
        (
            "POST v5 vpn-gateways/*/update-specification",
            "UpdatePostpaidVgwSpecification",
            gateways.resize,
        ),
        (
            "GET v5 vpn-gateways/*/routing-table",
            "ShowVpnGatewayRoutingTable",
            gateways.routing_table,
        ),
        ("POST v5 vpn-connection", "CreateVpnConnection", links.create),
        ("GET v5 vpn-connection", "ListVpnConnections", links.listing),
        ("GET v5 vpn-connection/*", "ShowVpnConnection", links.show),
        ("PUT v5 vpn-connection/*", "UpdateVpnConnection", links.update),
        ("DELETE v5 vpn-connection/*", "DeleteVpnConnection", links.delete),
        ("POST v5 vpn-connection/*/reset", "ResetVpnConnection", links.reset),
        ("POST v5 connection-monitors", "CreateConnectionMonitor", links.create_monitor),
        ("GET v5 connection-monitors", "ListConnectionMonitors", links.list_monitors),
        ("GET v5 connection-monitors/*", "ShowConnectionMonitor", links.show_monitor),
        ("DELETE v5 connection-monitors/*", "DeleteConnectionMonitor", links.delete_monitor),
        ("GET v3 eip/publicips", "ListPublicips", eips.listing),
        ("GET v3 eip/publicips/*", "ShowPublicip", eips.show),
        ("POST v3 eip/publicips/*/disassociate-instance", "DisassociatePublicips", eips.take_off),
        ("POST v2 apigw/instances", "CreateInstanceV2", instances.create),
        ("GET v2 apigw/instances", "ListInstancesV2", instances.listing),
        ("GET v2 apigw/instances/*", "ShowDetailsOfInstanceV2", instances.show),
        ("PUT v2 apigw/instances/*", "UpdateInstanceV2", instances.update),
        ("DELETE v2 apigw/instances/*", "DeleteInstancesV2", instances.delete),
        (
            "GET v2 apigw/instances/*/progress",
            "ShowDetailsOfInstanceProgressV2",
            instances.progress,
        ),
        ("GET v2 apigw/instances/*/instance-tags", "ListInstanceTags", instances.tags),
        (
            "POST v2 apigw/instances/*/postpaid-resize",
            "CreatePostPayResizeOrder",
            instances.resize,
        ),
    ]
    told += [*ssl_vpn.calls(world), *places.calls(world), *tags.calls(world)]
    told += [*diagnosis.calls(world), *device_config.calls(world), *doors.calls(world)]
    found = []
    for address, action, verb in told:
        method, version, path = address.split()
        found.append(Call(method, version, tuple(path.split("/")), action, verb))
    return found


class HuaweiFace:
    """A request in, a reply out."""

    faults = FAULTS

    def __init__(self, world: World) -> None:
        self._world, self._access = world, Access(world)
        self._calls = calls(world)

    def __call__(self, request: Request) -> Reply:
        action, answer = self._route(request)
        return self._world.ask(
            "huawei",
            action,
            lambda: self._answer(request, answer),
            lambda name: self._answer(request, lambda: fail(name, request.path)),
        )

    def _route(self, request: Request) -> tuple[str, Callable[[], Reply]]:
        """From an address to an action."""
        host = HOST.fullmatch(urlsplit(request.endpoint).hostname or "")
        region = host[1] if host else HERE
        segments = [unquote(part) for part in request.path.split("/")[1:]]
        match request.method, segments:
            case "POST", ["v3", "auth", "tokens"]:
                give = partial(iam.tokens, request, region, self._world, self._access)
                return "KeystoneCreateUserTokenByPassword", give
            case "GET", ["v3", "projects"]:
                asked = partial(iam.projects, request, region)
                return "KeystoneListProjects", partial(self._guarded, request, None, asked)
            case "GET", ["v3", "regions"]:
                asked = partial(places.regions, request, region)
                return "KeystoneListRegions", partial(self._guarded, request, None, asked)
            case method, [version, project, *rest]:
                if len(rest) > 1 and not rest[-1]:
                    rest.pop()  # a slash at the end
                for call in self._calls:
                    if call.version == version and (ids := call.ids(method, rest)) is not None:
                        act = partial(call.verb, Asked(request, region, ids))
                        return call.action, partial(self._guarded, request, project, act)
        return "Unknown", self._unknown

    def _guarded(self, request: Request, project: str | None, answer: Callable[[], Reply]) -> Reply:
        apig = request.path.startswith("/v2/")
        try:
            self._access.judge(request)
        except RefusedError:
            if apig and "x-auth-token" in request.headers:  # the service's own words
                raise RefusedError(
                    401, "APIC.7102", "Incorrect token or token resolution failed"
                ) from None
            raise
        own = request.headers.get("x-project-id", PROJECT_ID)
        if own != PROJECT_ID or project not in (None, PROJECT_ID):
            if apig:
                raise RefusedError(403, "APIC.7106", "No permissions to request for the method")
            raise RefusedError(403, "VPN.0003", "Authentication failed: no such project of yours")
        return answer()

    def _unknown(self) -> Reply:
        raise RefusedError(
            404, "APIGW.0101", "The API does not exist or has not been published in the environment"
        )

    def _answer(self, request: Request, answer: Callable[[], Reply]) -> Reply:
        number = f"{self._world.random.getrandbits(128):032x}"
        try:
            reply = answer()
        except RefusedError as no:
            body: dict[str, Any] = {"error_code": no.code, "error_msg": no.message}
            if not no.code.startswith("APIC."):  # its bodies have these two and nothing else
                body["request_id"] = number
            if no.keystone:
                body = {"error": {"code": no.status, "message": no.message, "title": no.code}}
            reply = Reply(no.status, json.dumps(body).encode())
        is_iam = request.path.startswith(("/v3/auth/", "/v3/projects", "/v3/regions"))
        headers = {
            "content-type": "application/json",
            "date": format_datetime(self._world.wall(), usegmt=True),
            "x-request-id": number,
            **({"x-iam-trace-id": number} if is_iam else {}),
            **(reply.headers or {}),
        }
        return Reply(reply.status, reply.body, headers)

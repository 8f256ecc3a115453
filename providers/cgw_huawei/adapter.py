"""One region of HUAWEI CLOUD: hosts, calling conventions, and the nouns.

Source: huaweicloudsdkvpn and huaweicloudsdkcore 3.1.219 (region tables, auth/endpoint.py),
terraform-provider-huaweicloud a0345b8d; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

from cgw.adapter import Credentials, Place, own_options, refuse
from cgw.errors import ApiError
from cgw.wire import Flow, Reply, Request, Shape, encode, json_body
from cgw_huawei.capabilities import CAPABILITIES
from cgw_huawei.customer_gateways import CustomerGateways
from cgw_huawei.dedicated_gateways import DedicatedGateways
from cgw_huawei.errors import error_from
from cgw_huawei.login import login
from cgw_huawei.options import ConnectOptions
from cgw_huawei.places import Regions, Zones
from cgw_huawei.routes import Routes
from cgw_huawei.signing import PLACEHOLDER, sign
from cgw_huawei.ssl_vpn_clients import SslVpnClients
from cgw_huawei.ssl_vpn_servers import SslVpnServers
from cgw_huawei.vpn_connections import VpnConnections
from cgw_huawei.vpn_gateways import VpnGateways

DOMAIN, EUROPE = "myhuaweicloud.com", "myhuaweicloud.eu"
SERVICES = ("vpn", "apig", "iam", "vpc", "eps")

# Regions that have no IAM host of their own. Source: huaweicloudsdkcore auth/endpoint.py.
CENTRAL_IAM = frozenset(
    (
        "af-north-1",
        "ap-southeast-5",
        "cn-north-11",
        "cn-south-4",
        "cn-southwest-3",
        "eu-west-101",
        "ru-northwest-2",
    )
)
JSON = {"content-type": "application/json"}  # on reads as well, as the SDK does


class More(TypedDict, total=False):
    """What a call may have.

    Attributes:
        shape: how a good reply is read.
        body: what is sent as JSON; None for nothing.
        safe: True if sending it twice changes nothing more than sending it once.
        reads: True for a POST that changes nothing.
        serial: the VPN gateway whose changes go one after another.
        token: 32 hexadecimal digits by which the cloud knows a repeated create.
    """

    shape: Shape[Any] | None
    query: Iterable[tuple[str, str]]
    body: Any
    safe: bool
    reads: bool
    serial: str | None
    token: str


class HuaweiAdapter:
    """Requests go to ``https://<service>.<region>.myhuaweicloud.com/<version>/<project>/``."""

    provider = "huawei"
    capabilities = CAPABILITIES

    def __init__(self, place: Place) -> None:
        self.region = place.region
        options = own_options(self.provider, place.options, ConnectOptions) or ConnectOptions()
        self._endpoints = {
            service: place.endpoint(service, host_of(service, place.region, options.cloud_domain))
            for service in SERVICES
        }
        self.customer_gateways = CustomerGateways(self)
        self.vpn_gateways = VpnGateways(self)
        self.vpn_connections = VpnConnections(self)
        self.routes = Routes(self)
        self.dedicated_gateways = DedicatedGateways(self)
        self.ssl_vpn_servers = SslVpnServers(self)
        self.ssl_vpn_clients = SslVpnClients(self)
        self.regions, self.zones = Regions(self), Zones(self)
        self.client_os = options.client_os

    @property
    def endpoints(self) -> Mapping[str, str]:
        return self._endpoints

    def vpn(self, action: str, method: str, *path: str, **more: Unpack[More]) -> Request:
        """One call of the VPN API: the SDK's name for it, and the segments after the project."""
        return self._request("vpn", ("v5",), action, method, path, more)

    def newer(self, action: str, method: str, *path: str, **more: Unpack[More]) -> Request:
        """One call of version 5.1 of the VPN API, which has one."""
        return self._request("vpn", ("v5.1",), action, method, path, more)

    def apig(self, action: str, method: str, *path: str, **more: Unpack[More]) -> Request:
        """One call of the API gateway's own API."""
        return self._request("apig", ("v2", "apigw"), action, method, path, more)

    def eip(self, action: str, method: str, *path: str, **more: Unpack[More]) -> Request:
        """One call of the API of elastic public addresses."""
        return self._request("vpc", ("v3", "eip"), action, method, path, more)

    def _request(
        self,
        service: str,
        version: tuple[str, ...],
        action: str,
        method: str,
        path: tuple[str, ...],
        more: More,
    ) -> Request:
        for segment in path:
            if segment in ("", ".", ".."):  # would be another address, or be cleaned away
                refuse(self.provider, "id", f"{segment!r} is no id")
        body, token = more.get("body"), more.get("token")
        return Request(
            method,
            self._endpoints[service],
            "/".join(("", version[0], PLACEHOLDER, *version[1:], *map(encode, path))),
            action,
            query=tuple(more.get("query", ())),
            body=b"" if body is None else json_body(body),
            headers={**JSON, "x-client-token": dashed(token)} if token else JSON,
            safe=more.get("safe", False),
            writes=method != "GET" and not more.get("reads", False),
            serial=more.get("serial"),
            shape=more.get("shape"),
        )

    def login(self, given: Credentials) -> Flow[Credentials]:
        return login(self._endpoints["iam"], self.region, given)

    def sign(
        self,
        request: Request,
        credentials: Credentials,
        now: datetime,
        nonce: str,  # noqa: ARG002 -- this cloud has none
    ) -> Request:
        return sign(request, credentials, now)

    def error(self, request: Request, reply: Reply) -> ApiError | None:
        return error_from(request, reply)


def dashed(token: str) -> str:
    """A token as a UUID is written, which is how the pages want it (vpn_api_0078, 0089)."""
    return "-".join((token[:8], token[8:12], token[12:16], token[16:20], token[20:]))


def host_of(service: str, region: str, cloud_domain: str | None) -> str:
    """The public address of a service in a region.

    Europe: terraform sends every service of ``eu-west-1*`` to myhuaweicloud.eu, the SDK's table has
    apig there and vpn at myhuaweicloud.com. UNVERIFIED; ``ConnectOptions.cloud_domain`` decides.
    """
    domain = cloud_domain or (EUROPE if region.startswith("eu-west-1") else DOMAIN)
    if service == "eps" or (service == "iam" and domain == DOMAIN and region in CENTRAL_IAM):
        return f"https://{service}.{domain}"
    return f"https://{service}.{region}.{domain}"

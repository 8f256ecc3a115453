"""One region of Tencent Cloud: host, calling conventions, and the nouns.

Source: VPC API 2017-03-12, pages of 2024-11-25, and tencentcloud-sdk-python-vpc 3.1.193; read
2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Literal

from cgw.adapter import Credentials, Place, own_options
from cgw.errors import ApiError
from cgw.wire import Flow, Reply, Request, Shape, json_body
from cgw_tencent.capabilities import capabilities
from cgw_tencent.customer_gateways import CustomerGateways
from cgw_tencent.errors import error_from
from cgw_tencent.fields import PROVIDER
from cgw_tencent.options import ConnectOptions
from cgw_tencent.routes import Routes
from cgw_tencent.signing import sign_tc3
from cgw_tencent.ssl_vpn_clients import SslVpnClients
from cgw_tencent.ssl_vpn_servers import SslVpnServers
from cgw_tencent.vpn_connections import VpnConnections
from cgw_tencent.vpn_gateways import VpnGateways

VERSIONS = {"vpc": "2017-03-12", "tag": "2018-08-13"}
SERVICES = {version: service for service, version in VERSIONS.items()}


class TencentAdapter:
    """Requests go to one host for all regions; the region is a header."""

    provider = PROVIDER

    def __init__(self, place: Place) -> None:
        self.region = place.region
        options = own_options(self.provider, place.options, ConnectOptions) or ConnectOptions()
        self.zone = timezone(timedelta(hours=options.utc_offset_hours))
        self.ssl_tags = options.ssl_tags
        self.capabilities = capabilities(ssl_tags=options.ssl_tags)
        self._language = options.language
        self._endpoints = {
            "vpc": place.endpoint("vpc", host_of(place.region)),
            "tag": place.endpoint("tag", "https://tag.tencentcloudapi.com"),
        }
        self.customer_gateways = CustomerGateways(self)
        self.vpn_gateways = VpnGateways(self)
        self.vpn_connections = VpnConnections(self)
        self.routes = Routes(self)
        self.ssl_vpn_servers = SslVpnServers(self)
        self.ssl_vpn_clients = SslVpnClients(self)

    @property
    def endpoints(self) -> Mapping[str, str]:
        return self._endpoints

    def call(
        self,
        action: str,
        parameters: Mapping[str, Any],
        shape: Shape[Any],
        *,
        service: Literal["vpc", "tag"] = "vpc",
        safe: bool = False,
        writes: bool = False,
        serial: str | None = None,
    ) -> Request:
        """One call: POST, path ``/``, parameters as a JSON object."""
        return Request(
            "POST",
            self._endpoints[service],
            "/",
            action,
            body=json_body(parameters),
            headers={
                "content-type": "application/json",
                "x-tc-action": action,
                "x-tc-version": VERSIONS[service],
                "x-tc-region": self.region,
                "x-tc-language": self._language,  # the SDK's default is zh-CN
            },
            safe=safe,
            writes=writes,
            serial=serial,
            shape=shape,
        )

    def login(self, given: Credentials) -> Flow[Credentials]:
        return given
        yield  # a flow that asks nothing

    def sign(
        self,
        request: Request,
        credentials: Credentials,
        now: datetime,
        nonce: str,  # noqa: ARG002 -- TC3 has none
    ) -> Request:
        service = SERVICES.get(request.headers.get("x-tc-version", ""), "vpc")
        return sign_tc3(request, credentials, now, service=service)

    def error(self, request: Request, reply: Reply) -> ApiError | None:
        return error_from(request, reply)


def host_of(region: str) -> str:
    """The public address that serves ``region``.

    Finance regions are served by a host of their own only. Source: CreateCustomerGateway page
    (document api/215/17523) and the list of hosts (document api/215/15757).
    """
    if region.endswith("-fsi"):
        return f"https://vpc.{region}.tencentcloudapi.com"
    return "https://vpc.tencentcloudapi.com"

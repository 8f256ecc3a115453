"""One region of Alibaba Cloud: hosts, calling conventions, and the nouns.

Source: VPC API 2016-04-28 reference of 2019-01, alibabacloud_vpc20160428 7.2.2; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from cgw.adapter import Credentials, Place, own_options
from cgw.errors import ApiError, ConfigError
from cgw.wire import Flow, Reply, Request, Shape
from cgw_alibaba.capabilities import CAPABILITIES
from cgw_alibaba.customer_gateways import CustomerGateways
from cgw_alibaba.endpoints import host_of
from cgw_alibaba.errors import error_from
from cgw_alibaba.options import ConnectOptions
from cgw_alibaba.places import Regions, Zones
from cgw_alibaba.routes import Routes
from cgw_alibaba.signing import FORM, sign_acs3, sign_v1
from cgw_alibaba.ssl_vpn_clients import SslVpnClients
from cgw_alibaba.ssl_vpn_servers import SslVpnServers
from cgw_alibaba.vpn_connections import VpnConnections
from cgw_alibaba.vpn_gateways import VpnGateways

VERSION = "2016-04-28"


class AlibabaAdapter:
    """Requests go to ``https://vpc.<region>.aliyuncs.com/``, a few regions' to a central host."""

    provider = "alibaba"
    capabilities = CAPABILITIES

    def __init__(self, place: Place) -> None:
        self.region = place.region
        options = own_options(self.provider, place.options, ConnectOptions) or ConnectOptions()
        self._sign = sign_v1 if options.signature == "v1" else sign_acs3
        self._endpoint = place.endpoint("vpc", host_of(place.region))
        self.customer_gateways = CustomerGateways(self)
        self.vpn_gateways = VpnGateways(self)
        self.vpn_connections = VpnConnections(self)
        self.routes = Routes(self)
        self.ssl_vpn_servers = SslVpnServers(self)
        self.ssl_vpn_clients = SslVpnClients(self)
        self.regions = Regions(self)
        self.zones = Zones(self)

    @property
    def endpoints(self) -> Mapping[str, str]:
        return {"vpc": self._endpoint}

    def call(
        self,
        action: str,
        pairs: Iterable[tuple[str, str]],
        shape: Shape[Any] | None = None,
        *,
        safe: bool = False,
        writes: bool = False,
        serial: str | None = None,
        form: Iterable[tuple[str, str]] = (),
        method: str = "POST",
        regional: bool = True,
    ) -> Request:
        """One RPC call: POST, path ``/``, parameters in the query, as the SDK sends it.

        Args:
            form: parameters that stand in a form body instead: the tunnels of a connection.
            serial: the VPN gateway that is changed, or on which something is.
            regional: False for the one call that is about all regions.
        """
        headers = {
            "accept": "application/json",
            "x-acs-action": action,
            "x-acs-version": VERSION,
        }
        body = urlencode(sorted(form)).encode()  # a space is + in this vendor's form bodies
        if body:
            headers["content-type"] = FORM
        return Request(
            method,
            self._endpoint,
            "/",
            action,
            query=((("RegionId", self.region), *pairs) if regional else tuple(pairs)),
            body=body,
            headers=headers,
            safe=safe,
            writes=writes,
            serial=serial,
            shape=shape,
        )

    def login(self, given: Credentials) -> Flow[Credentials]:
        if not (given.access_key_id and given.access_key_secret.get_secret_value()):
            raise ConfigError("alibaba: access_key_id and access_key_secret are both needed")
        return given
        yield  # a flow that asks nothing

    def sign(
        self, request: Request, credentials: Credentials, now: datetime, nonce: str
    ) -> Request:
        return self._sign(request, credentials, now, nonce)

    def error(self, request: Request, reply: Reply) -> ApiError | None:
        return error_from(request, reply)

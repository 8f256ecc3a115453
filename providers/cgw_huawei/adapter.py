"""One region of HUAWEI CLOUD: hosts, calling conventions, and the nouns.

Source: huaweicloudsdkvpn and huaweicloudsdkcore 3.1.219 (region tables, auth/endpoint.py),
terraform-provider-huaweicloud a0345b8d; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from cgw.adapter import Credentials, Place, own_options, refuse
from cgw.errors import ApiError
from cgw.wire import Flow, Reply, Request, Shape, encode, json_body
from cgw_huawei.capabilities import CAPABILITIES
from cgw_huawei.customer_gateways import CustomerGateways
from cgw_huawei.errors import error_from
from cgw_huawei.login import login
from cgw_huawei.options import ConnectOptions
from cgw_huawei.signing import PLACEHOLDER, sign

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


class HuaweiAdapter:
    """Requests go to ``https://vpn.<region>.myhuaweicloud.com/v5/<project>/``."""

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

    @property
    def endpoints(self) -> Mapping[str, str]:
        return self._endpoints

    def vpn(
        self,
        action: str,
        method: str,
        *path: str,
        shape: Shape[Any] | None = None,
        query: Iterable[tuple[str, str]] = (),
        body: Any = None,
        safe: bool = False,
    ) -> Request:
        """One call of the VPN API.

        Args:
            action: the SDK's name for it.
            path: the segments after the project, not yet encoded.
            body: what is sent as JSON; None for nothing.
            safe: True if sending it twice changes nothing more than sending it once.
        """
        for segment in path:
            if segment in ("", ".", ".."):  # would be another address, or be cleaned away
                refuse(self.provider, "id", f"{segment!r} is no id")
        return Request(
            method,
            self._endpoints["vpn"],
            "/".join(("/v5", PLACEHOLDER, *map(encode, path))),
            action,
            query=tuple(query),
            body=b"" if body is None else json_body(body),
            headers=JSON,
            safe=safe,
            writes=method != "GET",
            shape=shape,
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


def host_of(service: str, region: str, cloud_domain: str | None) -> str:
    """The public address of a service in a region.

    Europe: terraform sends every service of ``eu-west-1*`` to myhuaweicloud.eu, the SDK's table has
    apig there and vpn at myhuaweicloud.com. UNVERIFIED; ``ConnectOptions.cloud_domain`` decides.
    """
    domain = cloud_domain or (EUROPE if region.startswith("eu-west-1") else DOMAIN)
    if service == "eps" or (service == "iam" and domain == DOMAIN and region in CENTRAL_IAM):
        return f"https://{service}.{domain}"
    return f"https://{service}.{region}.{domain}"

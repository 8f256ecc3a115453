"""Acme Cloud in one region."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cgw.adapter import Capabilities, Credentials, Place
from cgw.errors import ApiError
from cgw.wire import Flow, Reply, Request

from cgw_acme import errors, signing
from cgw_acme.capabilities import CAPABILITIES, PROVIDER
from cgw_acme.customer_gateways import CustomerGateways


class AcmeAdapter:
    """What `cgw.adapter.Adapter` asks for."""

    provider = PROVIDER
    capabilities: Capabilities = CAPABILITIES

    def __init__(self, place: Place) -> None:
        self.region = place.region
        vpn = place.endpoint("vpn", f"https://vpn.{place.region}.acme.example")
        self.endpoints: Mapping[str, str] = {"vpn": vpn}
        self.customer_gateways = CustomerGateways(vpn, place.region)

    def login(self, given: Credentials) -> Flow[Credentials]:
        """Nothing to complete: a key is enough."""
        yield from ()
        return given

    def sign(
        self, request: Request, credentials: Credentials, now: datetime, nonce: str
    ) -> Request:
        """See `cgw_acme.signing`."""
        return signing.sign(request, credentials, now, nonce)

    def error(self, request: Request, reply: Reply) -> ApiError | None:
        """See `cgw_acme.errors`."""
        return errors.error(request, reply)

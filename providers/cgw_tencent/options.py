"""What only Tencent Cloud takes. Closed models: an unknown name is an error."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cgw.models import Options


class ConnectOptions(Options):
    """Settings of one connection.

    Attributes:
        language: of the messages in errors; nothing else depends on it.
        utc_offset_hours: zone of the times this cloud writes without one. No document states it
            for VPN objects; +8 (Beijing) is assumed, see the README.
    """

    language: Literal["en-US", "zh-CN"] = "en-US"
    utc_offset_hours: float = Field(default=8, ge=-12, le=14)


class CustomerGatewayListOptions(Options):
    """List only.

    Attributes:
        ip_version: only gateways whose address is of that family.
    """

    ip_version: Literal["IPv4", "IPv6"] | None = None

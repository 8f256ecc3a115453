"""What every action of the Alibaba Cloud face needs: finding, paging, client tokens, the lock.

Source: VPC API reference of 2019-01, chapter 15; alibabacloud_vpc20160428 7.2.2; read 2026-11-21.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from cgw.emulator.world import Record, World
from cgw_alibaba.emulator_door import Refusal, required
from cgw_alibaba.emulator_rules import count, tags_in, token_in

T = TypeVar("T")
Action = Callable[[str, dict[str, str]], dict[str, Any]]

PROVIDER = "alibaba"
CUSTOMER_GATEWAYS = "customer_gateways"
VPN_GATEWAYS = "vpn_gateways"
VPN_CONNECTIONS = "vpn_connections"
ROUTES = "routes"
SSL_VPN_SERVERS = "ssl_vpn_servers"
SSL_VPN_CLIENTS = "ssl_vpn_clients"
MISSING = {
    CUSTOMER_GATEWAYS: ("InvalidCustomerGatewayInstanceId.NotFound", "customer gateway"),
    VPN_GATEWAYS: ("InvalidVpnGatewayInstanceId.NotFound", "vpn gateway"),
    VPN_CONNECTIONS: ("InvalidVpnConnectionInstanceId.NotFound", "vpn connection"),
    # Codes that the Terraform provider knows. ASSUMED: status and words.
    SSL_VPN_SERVERS: ("InvalidSslVpnServerId.NotFound", "ssl vpn server"),
    SSL_VPN_CLIENTS: ("InvalidSslVpnClientCertId.NotFound", "ssl vpn client cert"),
}
NOT_BUSINESS = {
    "AccessKeyId", "Action", "ClientToken", "Format", "SecurityToken", "Signature",
    "SignatureMethod", "SignatureNonce", "SignatureVersion", "Timestamp", "Version",
}  # fmt: skip


class Desk:
    """The world, as the actions of one face see it."""

    def __init__(self, world: World) -> None:
        self.world = world

    def find(self, region: str, kind: str, wanted: str) -> Record:
        """The thing, or the cloud's refusal of an unknown id."""
        record = self.world.get(PROVIDER, region, kind, wanted)
        if record is None:
            code, words = MISSING[kind]
            raise Refusal(404, code, f"The specified {words} instance id does not exist.")
        return record

    def all(self, region: str, kind: str) -> list[Record]:
        """All of a kind."""
        return self.world.all(PROVIDER, region, kind)

    def check_quota(self, region: str, kind: str) -> None:
        """Refuse what is one too many."""
        if self.world.is_full(PROVIDER, region, kind):
            raise Refusal(400, "Resource.QuotaFull", "The quota of resource is full")

    def once(self, action: str, region: str, params: dict[str, str], make: Callable[[], T]) -> T:
        """Do it, or with a client token that came before: return what it did then."""
        token = token_in(params)
        if token is None:
            return make()
        asked = sorted((k, v) for k, v in params.items() if k not in NOT_BUSINESS)
        try:
            done: T = self.world.once((PROVIDER, region, action, token), repr(asked), make)
        except LookupError:
            raise Refusal(
                400,
                "IdempotentParameterMismatch",
                "The request uses the same client token as a previous, but non-identical request.",
            ) from None
        return done

    def take(self, gateway: Record) -> None:
        """Let a gateway be changed, or something on it: one change at a time."""
        if gateway.attrs["locked"]:
            raise Refusal(
                400, "VpnGateway.FinancialLocked", "The specified service is financial locked."
            )
        if gateway.state != "available":
            raise Refusal(400, "VpnGateway.Configuring", "The specified service is configuring.")

    def keep(self, gateway: Record) -> None:
        """Begin the change that `take` allowed."""
        self.world.begin(gateway, "updating", "available")

    def listed(
        self,
        params: Mapping[str, str],
        records: list[Record],
        names: tuple[str, str],
        row: Callable[[Record], dict[str, Any]],
    ) -> dict[str, Any]:
        """One page, in the form in which this API has all its lists."""
        number, size = count(params, "PageNumber", 1), count(params, "PageSize", 10)
        if size > 50:  # ASSUMED: "at most 50"; refused here, the cloud may as well cut it
            raise Refusal(400, "InvalidParameter", "The specified PageSize is not valid.")
        page = records[(number - 1) * size : number * size]
        return {
            "TotalCount": len(records),
            "PageNumber": number,
            "PageSize": size,
            names[0]: {names[1]: [row(record) for record in page]},
        }


def tag_filter(params: Mapping[str, str]) -> Callable[[Record], bool]:
    """True of what carries all tags of the filter."""
    wanted = tags_in(params, "Tag").items()

    def carries(record: Record) -> bool:
        tags = record.attrs["tags"]
        return all(key in tags and value in (None, tags[key]) for key, value in wanted)

    return carries


def tag_list(record: Record) -> dict[str, Any]:
    """``{"Tag": [...]}``."""
    return {"Tag": [{"Key": k, "Value": v} for k, v in record.attrs["tags"].items()]}


def millis(record: Record) -> int:
    """When it was created."""
    return int(record.created_at.timestamp() * 1000 + 0.5)


def flag(params: Mapping[str, str], name: str, *, default: bool | None = None) -> bool:
    """A boolean in any case; without a default it must be there."""
    if default is not None and name not in params:
        return default
    word = required(dict(params), name).lower()
    if word not in {"true", "false"}:  # ASSUMED: the code
        raise invalid(name)
    return word == "true"


def integer(
    params: Mapping[str, str],
    name: str,
    allowed: range | tuple[int, ...],
    default: int | None = None,
) -> int:
    """A whole number of those allowed; without a default it must be there."""
    if default is not None and name not in params:
        return default
    text = required(dict(params), name)
    if not re.fullmatch(r"[0-9]{1,10}", text) or int(text) not in allowed:
        raise invalid(name)
    return int(text)


def word(params: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    """One of some words."""
    found = params.get(name, default)
    if found not in allowed:
        raise invalid(name)
    return found


def invalid(name: str) -> Refusal:
    """ASSUMED: the code that a malformed parameter without one of its own has."""
    return Refusal(400, "InvalidParameter", f"The specified {name} is not valid.")

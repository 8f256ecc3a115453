"""A VPN gateway on Alibaba Cloud, from the wire.

Source: alibabacloud_vpc20160428 7.2.2, DescribeVpnGateway(s)ResponseBody; VPC API reference of 2019-01,
15.1 to 15.4; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic.dataclasses import dataclass
from pydantic_core import from_json

from cgw.adapter import unmarked
from cgw.models import (
    BillingState,
    Origin,
    PendingOrder,
    State,
    VpnGateway,
    from_millis,
    lenient_address,
    parse_time,
)
from cgw.wire import RECORD
from cgw_alibaba.fields import (
    Flag,
    Id,
    Lenient,
    Number,
    TagList,
    Text,
    Texts,
    is_private,
    megabits,
    named,
    some,
    tags_from,
    told,
)

PROVIDER = "alibaba"
STATES = {
    "init": State.PENDING,
    "provisioning": State.PENDING,
    "active": State.AVAILABLE,
    "updating": State.UPDATING,
    "deleting": State.DELETING,
}
PAID = {"prepay": "prepaid", "postpay": "postpaid", "paybytraffic": "postpaid",
        "postpaybyflow": "postpaid"}  # fmt: skip


@dataclass(slots=True, frozen=True, config=RECORD)
class ReservationRow:
    """``ReservationData``: an order that is paid for and changes the gateway later.

    After a temporary upgrade (Status 2) it tells what the gateway goes back to, and when.
    Source: DescribeVpnGateway, ReservationEndTime and Status, in the vendor's C#, Go and TypeScript
    SDKs, which have the sample ``2020-07-20T16:00:00Z``.
    """

    ends: Text = Field(None, validation_alias=named("ReservationEndTime"))
    ipsec: Flag = Field(None, validation_alias=named("ReservationIpsec"))
    ssl: Flag = Field(None, validation_alias=named("ReservationSsl"))
    ssl_connections: Number = Field(None, validation_alias=named("ReservationMaxConnections"))
    kind: Text = Field(None, validation_alias=named("ReservationOrderType"))
    spec: Text = Field(None, validation_alias=named("ReservationSpec"))
    status: Text = Field(None, validation_alias=named("Status"))


Reservation = Annotated[ReservationRow | None, BeforeValidator(some)]


@dataclass(slots=True, frozen=True, config=RECORD)
class Row:
    """One VPN gateway, as DescribeVpnGateway(s) and ModifyVpnGatewayAttribute tell it."""

    id: Id = Field(validation_alias=named("VpnGatewayId"))
    name: Text = Field(None, validation_alias=named("Name"))
    description: Text = Field(None, validation_alias=named("Description"))
    status: Text = Field(None, validation_alias=named("Status"))
    business: Text = Field(None, validation_alias=named("BusinessStatus"))
    charge: Text = Field(None, validation_alias=named("ChargeType"))
    created: Number = Field(None, validation_alias=named("CreateTime"))
    ends: Number = Field(None, validation_alias=named("EndTime"))
    network: Text = Field(None, validation_alias=named("VpcId"))
    network_type: Text = Field(None, validation_alias=named("NetworkType"))
    vpn_type: Text = Field(None, validation_alias=named("VpnType"))
    subnet: Text = Field(None, validation_alias=named("VSwitchId"))
    second_subnet: Text = Field(None, validation_alias=named("DisasterRecoveryVSwitchId"))
    address: Text = Field(None, validation_alias=named("InternetIp"))
    second_address: Text = Field(None, validation_alias=named("DisasterRecoveryInternetIp"))
    inner_address: Text = Field(None, validation_alias=named("IntranetIp"))
    spec: Text = Field(None, validation_alias=named("Spec"))
    ipsec: Flag = Field(None, validation_alias=named("IpsecVpn"))
    ssl: Flag = Field(None, validation_alias=named("SslVpn"))
    ssl_connections: Number = Field(None, validation_alias=named("SslMaxConnections"))
    ssl_address: Text = Field(None, validation_alias=named("SslVpnInternetIp"))
    bgp: Flag = Field(None, validation_alias=named("EnableBgp"))
    auto_propagate: Flag = Field(None, validation_alias=named("AutoPropagate"))
    interfaces: Texts = Field((), validation_alias=named("EniInstanceIds"))
    reservation: Reservation = Field(None, validation_alias=named("ReservationData"))
    resource_group: Text = Field(None, validation_alias=named("ResourceGroupId"))
    flags: Text = Field(None, validation_alias=named("Tag"))
    tags: TagList | None = Field(None, validation_alias=named("Tags"))

    @property
    def is_pair(self) -> bool:
        """True if its connections have two tunnels. Only such a gateway tells these two fields."""
        return bool(self.second_address or self.second_subnet)

    @property
    def is_sm(self) -> bool:
        """True if it does the SM algorithms and nothing else."""
        return (self.vpn_type or "").lower() == "nationalstandard"


@dataclass(slots=True, frozen=True, config=RECORD)
class Rows:
    """The list inside the list."""

    items: list[Row] = Field(validation_alias="VpnGateway")


@dataclass(slots=True, frozen=True, config=RECORD)
class Listing:
    """The answer of DescribeVpnGateways."""

    rows: Rows | None = Field(None, validation_alias=named("VpnGateways"))
    total: Number = Field(None, validation_alias=named("TotalCount"))
    size: Number = Field(None, validation_alias=named("PageSize"))

    def __post_init__(self) -> None:
        if self.rows is None and self.total is None:
            raise ValueError("not a listing")


@dataclass(slots=True, frozen=True, config=RECORD)
class Made:
    """What the create answer is read for."""

    id: Id = Field(validation_alias=named("VpnGatewayId"))
    name: Text = Field(None, validation_alias=named("Name"))
    order: Text = Field(None, validation_alias=named("OrderId"))


@dataclass(slots=True, frozen=True, config=RECORD)
class Changed:
    """What the answer of a change is read for: no Describe of today tells it."""

    inner_address: Text = Field(None, validation_alias=named("IntranetIp"))


ROW = Lenient(Row, ("VpnGateways", "VpnGateway"))
# Of Tag, a JSON text, some flags are told, and no document lists all there are.
KNOWN = told(Row, "VpnType", "Tag")
LISTING = Lenient(Listing)
MADE = Lenient(Made)
CHANGED = Lenient(Changed)


def from_wire(region: str, row: Row, origin: Origin) -> VpnGateway:
    """A row in our words."""
    addresses = tuple(lenient_address(a) for a in (row.address, row.second_address) if a)
    private = is_private(row.network_type)
    flags = system_flags(row.flags)
    inner = (lenient_address(row.inner_address),) if row.inner_address else ()
    state = STATES.get((row.status or "").lower(), State.UNKNOWN)
    locked = (row.business or "normal").lower() != "normal"
    mode = PAID.get((row.charge or "").lower())
    return VpnGateway(
        id=row.id,
        provider=PROVIDER,
        region=region,
        name=row.name or "",
        state=State.FROZEN if locked and state is State.AVAILABLE else state,
        raw_state=row.status or "",
        created_at=from_millis(row.created),
        resource_group=row.resource_group or "",
        network_id=row.network or "",
        subnet_ids=tuple(s for s in (row.subnet, row.second_subnet) if s),
        addresses=() if private else addresses,
        private_addresses=addresses if private else inner,
        bandwidth_mbps=megabits(row.spec),
        ipsec=row.ipsec,
        ssl=row.ssl,
        ssl_connections=row.ssl_connections if row.ssl is not False else None,
        billing=BillingState(
            mode=mode,
            raw_mode=row.charge or "",
            expires_at=None if mode == "postpaid" else from_millis(row.ends),
            locked=locked,
            pending=_pending(row.reservation) if row.reservation else None,
        ),
        description=row.description,
        tags=unmarked(tags_from(row.tags)),
        interface_ids=row.interfaces,
        ssl_address=lenient_address(row.ssl_address),
        size=row.spec or "",
        bgp=row.bgp,
        propagates_routes=row.auto_propagate,
        private=private,
        features=tuple(name for name, word in flags.items() if word == "true"),
        version=flags.get("VpnVersion", ""),
        origin=origin,
    )


def _pending(order: ReservationRow) -> PendingOrder:
    return PendingOrder(
        kind=order.kind or "",
        state=order.status or "",
        due_at=_time(order.ends),
        raw_size=order.spec or "",
        ipsec=order.ipsec,
        ssl=order.ssl,
        ssl_connections=order.ssl_connections,
    )


def _time(text: str | None) -> datetime | None:
    """ISO 8601, as the sample has it, or milliseconds, as all other times of this API are."""
    digits = (text or "").strip()
    if digits.isascii() and digits.isdecimal() and len(digits) > len("20200720"):
        return from_millis(int(digits)) if len(digits) < 20 else None
    return parse_time(text)


@lru_cache(maxsize=256)  # most gateways of an account share theirs
def system_flags(text: str | None) -> Mapping[str, str]:
    """``Tag``: ``{"VpnEnableBgp": "true", "VpnVersion": "v1.2.4", ...}`` in a text."""
    try:
        found = from_json(text or "{}")
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        name: str(word).lower() if isinstance(word, bool) else str(word)
        for name, word in found.items()
    }

"""A VPN gateway on Alibaba Cloud, from the wire.

Source: alibabacloud_vpc20160428 7.2.2, DescribeVpnGateway(s)ResponseBody; VPC API reference of 2019-01,
15.1 to 15.4; read 2026-11-21.
"""

from __future__ import annotations

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import unmarked
from cgw.models import BillingState, Origin, State, VpnGateway, from_millis, lenient_address
from cgw.wire import RECORD
from cgw_alibaba.fields import Flag, Id, Lenient, Number, TagList, Text, named, tags_from, told

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


ROW = Lenient(Row, ("VpnGateways", "VpnGateway"))
KNOWN = told(Row, "NetworkType", "VpnType")
LISTING = Lenient(Listing)
MADE = Lenient(Made)


def from_wire(region: str, row: Row, origin: Origin) -> VpnGateway:
    """A row in our words."""
    addresses = tuple(lenient_address(a) for a in (row.address, row.second_address) if a)
    private = (row.network_type or "").lower() == "private"
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
        ),
        description=row.description,
        tags=unmarked(tags_from(row.tags)),
        origin=origin,
    )


def megabits(text: str | None) -> int | None:
    """``5M`` and ``5`` are both 5 Mbit/s."""
    digits = (text or "").strip().rstrip("Mm")
    return int(digits) if digits.isascii() and digits.isdecimal() else None

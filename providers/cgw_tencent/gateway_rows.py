"""VPN gateways as Tencent Cloud tells them.

Source: VpnGateway in tencentcloud-sdk-python-vpc 3.1.193 and the example of DescribeVpnGateways;
read 2026-11-21.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import unmarked
from cgw.models import (
    Attachment,
    BillingState,
    Origin,
    VpnGateway,
    lenient_address,
    lenient_asn,
)
from cgw.wire import RECORD, Shape
from cgw_tencent.fields import (
    PROVIDER,
    Flag,
    Number,
    Tags,
    Text,
    flag,
    moment,
    positive,
    state_from,
    tags_from,
)
from cgw_tencent.listing import Listing, untold

if TYPE_CHECKING:
    from cgw_tencent.adapter import TencentAdapter

# Each Type: whether it serves SSL in place of IPsec, and a cloud connect network in place of a VPC.
TYPES = {
    "IPSEC": (False, False),
    "SSL": (True, False),
    "CCN": (False, True),
    "SSL_CCN": (True, True),
}
BILLING = {"POSTPAID_BY_HOUR": "postpaid", "PREPAID": "prepaid"}
RENEWAL = {
    "NOTIFY_AND_AUTO_RENEW": True,
    "NOTIFY_AND_MANUAL_RENEW": False,
    "NOT_NOTIFY_AND_NOT_RENEW": False,
}


@dataclass(slots=True, frozen=True, config=RECORD)
class Quota:
    """VpnGatewayQuota: a size that the gateway can have."""

    name: Text = Field(None, validation_alias="Name")


@dataclass(slots=True, frozen=True, config=RECORD)
class GatewayRow:
    """One VPN gateway, as DescribeVpnGateways tells it. Examples leave many fields out."""

    id: Text = Field(None, validation_alias="VpnGatewayId")
    name: Text = Field(None, validation_alias="VpnGatewayName")
    network_id: Text = Field(None, validation_alias="VpcId")
    type: Text = Field(None, validation_alias="Type")
    state: Text = Field(None, validation_alias="State")
    address: Text = Field(None, validation_alias="PublicIpAddress")
    bandwidth: Number = Field(None, validation_alias="InternetMaxBandwidthOut")
    charge: Text = Field(None, validation_alias="InstanceChargeType")
    renewal: Text = Field(None, validation_alias="RenewFlag")
    restriction: Text = Field(None, validation_alias="RestrictState")
    created: Text = Field(None, validation_alias="CreatedTime")
    expires: Text = Field(None, validation_alias="ExpiredTime")
    zone: Text = Field(None, validation_alias="Zone")
    network_instance: Text = Field(None, validation_alias="NetworkInstanceId")
    ssl_connections: Number = Field(None, validation_alias="MaxConnection")
    asn: Number = Field(None, validation_alias="BgpAsn")
    tags: Tags = Field(None, validation_alias="TagSet")
    private: Flag = Field(None, validation_alias="IsPrivate")
    blocked: Flag = Field(None, validation_alias="IsAddressBlocked")
    next_plan: Text = Field(None, validation_alias="NewPurchasePlan")
    version: Text = Field(None, validation_alias="Version")
    quotas: list[Quota | None] | None = Field(None, validation_alias="VpnGatewayQuotaSet")


@dataclass(slots=True, frozen=True, config=RECORD)
class Rows:
    """The answer of DescribeVpnGateways."""

    rows: list[GatewayRow | None] | None = Field(None, validation_alias="VpnGatewaySet")
    total: Number = Field(None, validation_alias="TotalCount")
    request_id: Text = Field(None, validation_alias="RequestId")


@dataclass(slots=True, frozen=True, config=RECORD)
class RowsReply:
    """The same, wrapped as every answer is."""

    response: Rows = Field(validation_alias="Response")


GATEWAYS: Listing[GatewayRow] = Listing(
    what="VPN gateway",
    action="DescribeVpnGateways",
    ids="VpnGatewayIds",
    rows="VpnGatewaySet",
    row=GatewayRow,
    shape=Shape(RowsReply),
    also=frozenset(
        {"RenewFlag", "RestrictState", "ExpiredTime", "MaxConnection", "VpnGatewayQuotaSet"}
    ),
)


def told(cloud: TencentAdapter, row: GatewayRow, origin: Origin) -> VpnGateway:
    """A row in our words."""
    serves_ssl, _ = TYPES.get((row.type or "").upper(), (None, None))
    hangs_on = attachment(row)
    # A gateway of a VPC has no NetworkInstanceId; if it had one, nothing else would tell it.
    elsewhere = bool(row.network_instance) and row.network_instance != (hangs_on and hangs_on.id)
    return VpnGateway(
        id=row.id or "",
        provider=PROVIDER,
        region=cloud.region,
        name=row.name or "",
        state=state_from(row.state),
        raw_state=row.state or "",
        created_at=moment(row.created, cloud.zone),
        network_id=row.network_id or "",
        zones=(row.zone,) if row.zone else (),
        addresses=addresses_of(row.address),
        bandwidth_mbps=positive(row.bandwidth),
        asn=lenient_asn(str(row.asn)) if row.asn else None,  # 0 means none
        ipsec=None if serves_ssl is None else not serves_ssl,
        ssl=serves_ssl,
        # IPsec gateways tell a number too (10 in an example), and it means nothing.
        ssl_connections=positive(row.ssl_connections) if serves_ssl else None,
        billing=_billing(cloud, row),
        tags=unmarked(tags_from(row.tags)),
        sizes=tuple(quota.name for quota in row.quotas or () if quota and quota.name),
        attached_to=hangs_on,
        private=flag(row.private),
        version=row.version or "",
        blocked=flag(row.blocked),
        origin=untold(origin, {"NetworkInstanceId": elsewhere}),
    )


def attachment(row: GatewayRow) -> Attachment | None:
    """What it hangs on: a VPC, or a cloud connect network, which has no id before it takes it in."""
    if not row.type:
        return None
    _, routed = TYPES.get(row.type.upper(), (None, None))
    known = {True: "transit-router", False: "network", None: f"unknown:{row.type}"}
    return Attachment(
        kind=known[routed],
        raw_kind=row.type,
        id=(row.network_id if routed is False else row.network_instance) or "",
        private=flag(row.private),
    )


def _billing(cloud: TencentAdapter, row: GatewayRow) -> BillingState:
    mode = mode_of(row)
    return BillingState(
        mode=mode,
        raw_mode=row.charge or "",
        # A postpaid gateway has an ExpiredTime too, and it means nothing.
        expires_at=moment(row.expires, cloud.zone) if mode == "prepaid" else None,
        auto_renew=RENEWAL.get((row.renewal or "").upper()),
        locked=isolated(row),
        next_mode=row.next_plan or "",
    )


def mode_of(row: GatewayRow) -> str | None:
    """``postpaid``, ``prepaid`` or None."""
    return BILLING.get((row.charge or "").upper())


def addresses_of(text: Text) -> tuple[str, ...]:
    """Its only public address, once it has one."""
    return (lenient_address(text),) if text else ()


def isolated(row: GatewayRow) -> bool:
    """Arrears, or the end of a prepaid term. One source misspells PROTECTIVELY_ISOLATED."""
    return (row.restriction or "").upper().endswith("_ISOLATED")

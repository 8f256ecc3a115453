"""VPN gateways as HUAWEI CLOUD tells them, and in our words.

Source: VPN API v5, ResponseVpnGateway and ResponseEip in huaweicloudsdkvpn 3.1.219, the pages
vpn_api_0014 to 0018; older answers in terraform-provider-huaweicloud a0345b8d; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import unmarked
from cgw.models import (
    Attachment,
    BillingState,
    Origin,
    PublicAddress,
    State,
    VpnGateway,
    lenient_address,
    lenient_asn,
    lenient_cidr,
    parse_time,
    unspell,
)
from cgw.wire import RECORD, Shape, known
from cgw_huawei.crypto import IkeRow, IpsecRow, ike_from, ipsec_from
from cgw_huawei.fields import Listed, Number, Tags, Text, Texts, spare, tags_from
from cgw_huawei.vpn_gateway_bodies import ATTACHMENTS, MODES

PROVIDER = "huawei"
STATES = {
    "PENDING_CREATE": State.PENDING,
    "ACTIVE": State.AVAILABLE,
    "PENDING_UPDATE": State.UPDATING,
    "PENDING_DELETE": State.DELETING,
    "FAULT": State.FAILED,
    "FREEZED": State.FROZEN,
    "FROZEN": State.FROZEN,
}
VERSIONS = {"ipv4": 4, "ipv6": 6}


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class EipRow:
    """A public address of a gateway. Paid by use it has no billing information."""

    id: Text = None
    address: Text = Field(None, validation_alias="ip_address")
    version: Number = Field(None, validation_alias="ip_version")
    line: Text = Field(None, validation_alias="type")
    bandwidth: Number = Field(None, validation_alias="bandwidth_size")
    bandwidth_id: Text = None
    bandwidth_name: Text = None
    charge_mode: Text = None
    share: Text = Field(None, validation_alias="share_type")
    order: Text = Field(None, validation_alias="ip_billing_info")
    bandwidth_order: Text = Field(None, validation_alias="bandwidth_billing_info")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Template:
    """What connections to peers without a fixed address take."""

    ike: IkeRow | None = Field(None, validation_alias="ike_policy")
    ipsec: IpsecRow | None = Field(None, validation_alias="ipsec_policy")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Row:
    """One VPN gateway, as every call tells it. Older answers have master_eip and slave_eip."""

    id: str
    name: Text = None
    status: Text = None
    vpc_id: Text = None
    access_vpc_id: Text = None
    connect_subnet: Text = None
    access_subnet_id: Text = None
    zones: Texts = Field(default_factory=list, validation_alias="availability_zone_ids")
    asn: Text = Field(None, validation_alias="bgp_asn")
    ha_mode: Text = None
    eip1: EipRow | None = None
    eip2: EipRow | None = None
    master_eip: EipRow | None = None
    slave_eip: EipRow | None = None
    access_private_ip_1: Text = None
    access_private_ip_2: Text = None
    attachment_type: Text = None
    er_id: Text = None
    er_attachment_id: Text = None
    network_type: Text = None
    ip_version: Text = None
    flavor: Text = None
    flavors: Texts = Field(default_factory=list, validation_alias="supported_flavors")
    features: Texts = Field(default_factory=list, validation_alias="supported_features")
    local_subnets: Texts = Field(default_factory=list)
    local_subnets_v6: Texts = Field(default_factory=list)
    connections: Number = Field(None, validation_alias="used_connection_number")
    connections_max: Number = Field(None, validation_alias="connection_number")
    certificate_id: Text = None
    template: Template | None = Field(None, validation_alias="policy_template")
    project: Text = Field(None, validation_alias="enterprise_project_id")
    created_at: Text = None
    updated_at: Text = None
    lock_status: Number = None
    tags: Tags = Field(default_factory=list)

    @property
    def eips(self) -> list[EipRow]:
        """Its public addresses, the first one first."""
        pair = (self.eip1 or self.master_eip, self.eip2 or self.slave_eip)
        return [eip for eip in pair if eip is not None]


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class One:
    """The answer of CreateVgw, ShowVgw, UpdateVgw and UpdatePostpaidVgwSpecification."""

    row: Row = Field(validation_alias="vpn_gateway")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Many:
    """The answer of ListVgws."""

    rows: Annotated[list[Row | None], Listed] = Field(
        default_factory=list, validation_alias="vpn_gateways"
    )


ONE: Shape[One] = Shape(One)
MANY: Shape[Many] = Shape(Many)
# What is told in part only stays in `extras` too: the second network of its own addresses, closed sets
# that have no place for a new word, and the older twins of the public addresses.
KNOWN = {
    **spare(
        Row,
        "access_vpc_id",
        "access_subnet_id",
        "lock_status",
        "network_type",
        "ip_version",
        "master_eip",
        "slave_eip",
    ),
    "policy_template": {
        "ike_policy": spare(IkeRow, "dpd", "authentication_method"),
        "ipsec_policy": known(IpsecRow),
    },
}


def from_wire(
    region: str,
    row: Row,
    origin: Origin,
    state: State | None = None,
    tags: Mapping[str, str] | None = None,
) -> VpnGateway:
    """A row in our words.

    Args:
        state: where the answer has no status.
        tags: those that were asked for, in case the row has none.
    """
    eips, template = row.eips, row.template
    told = tags_from(row.tags) or dict(tags or {})
    lived = state_of(row) if row.status else (state or State.UNKNOWN)
    return VpnGateway(
        id=row.id,
        provider=PROVIDER,
        region=region,
        name=row.name or "",
        state=lived,
        raw_state=row.status or "",
        created_at=parse_time(row.created_at),
        updated_at=parse_time(row.updated_at),
        resource_group=row.project or "",
        network_id=row.vpc_id or row.access_vpc_id or "",
        subnet_ids=_given(row.connect_subnet or row.access_subnet_id),
        zones=tuple(row.zones),
        addresses=tuple(lenient_address(eip.address) for eip in eips if eip.address),
        private_addresses=_given(row.access_private_ip_1, row.access_private_ip_2),
        bandwidth_mbps=next((eip.bandwidth for eip in eips if eip.bandwidth), None),
        asn=lenient_asn(row.asn),
        ha=unspell(row.ha_mode, MODES) or None,
        ipsec=True,
        ssl=False,
        billing=BillingState(locked=lived is State.FROZEN or bool(row.lock_status)),
        tags=unmarked(told),
        public_addresses=tuple(map(address_from, eips)),
        size=row.flavor or "",
        local_cidrs=tuple(map(lenient_cidr, (*row.local_subnets, *row.local_subnets_v6))),
        attached_to=attachment_from(row),
        private=is_private(row),
        connections=row.connections,
        connections_max=row.connections_max,
        ike=ike_from(template.ike) if template and template.ike else None,
        ipsec_policy=ipsec_from(template.ipsec) if template and template.ipsec else None,
        features=tuple(row.features),
        sizes=tuple(row.flavors),
        certificate_id=row.certificate_id or "",
        ip_version=VERSIONS.get((row.ip_version or "").lower()),
        origin=origin,
    )


def state_of(row: Row) -> State:
    """The state of a row; unknown if it tells none or a new one."""
    return STATES.get((row.status or "").upper(), State.UNKNOWN)


def address_from(eip: EipRow) -> PublicAddress:
    """A public address in our words."""
    return PublicAddress(
        address=lenient_address(eip.address),
        id=eip.id or "",
        ip_version=eip.version,
        line=eip.line or "",
        bandwidth_mbps=eip.bandwidth,
        bandwidth_id=eip.bandwidth_id or "",
        bandwidth_name=eip.bandwidth_name or "",
        charge_mode=eip.charge_mode or "",
        share=eip.share or "",
        order=eip.order or "",
        bandwidth_order=eip.bandwidth_order or "",
    )


def attachment_from(row: Row) -> Attachment | None:
    """What it hangs on; None where the answer does not say."""
    if not (row.attachment_type or row.er_id or row.er_attachment_id):
        return None
    return Attachment(
        kind=unspell(row.attachment_type, ATTACHMENTS),
        raw_kind=row.attachment_type or "",
        id=row.er_id or row.vpc_id or "",
        attachment_id=row.er_attachment_id or "",
        private=is_private(row),
    )


def is_private(row: Row) -> bool | None:
    """True without public addresses; None where the answer does not say."""
    return {"private": True, "public": False}.get((row.network_type or "").lower())


def _given(*texts: str | None) -> tuple[str, ...]:
    return tuple(text for text in texts if text)

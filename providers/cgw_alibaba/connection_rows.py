"""A VPN connection on Alibaba Cloud, from the wire.

Source: alibabacloud_vpc20160428 7.2.2, DescribeVpnConnection(s)ResponseBody; VPC API reference of
2019-01, 15.11 to 15.14; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import unmarked
from cgw.models import Origin, State, VpnConnection, from_millis, lenient_cidr
from cgw.wire import RECORD
from cgw_alibaba.fields import Flag, Id, Lenient, Number, TagList, Text, named, tags_from, told
from cgw_alibaba.tunnel_rows import BgpRow, HealthRow, IkeRow, IpsecRow, TunnelRow, TunnelRows
from cgw_alibaba.tunnel_rows import from_wire as tunnel_from_wire

PROVIDER = "alibaba"
NOWHERE = "vpn-not-exist"  # the gateway's id where there is none
EVERYTHING = ("0.0.0.0/0",)
STATES = {
    "init": State.PENDING,
    "provisioning": State.PENDING,
    "active": State.AVAILABLE,
    "attached": State.AVAILABLE,
    "attaching": State.UPDATING,
    "detaching": State.UPDATING,
    "updating": State.UPDATING,
    "upgrading": State.UPDATING,
    "financiallocked": State.FROZEN,
    "deleting": State.DELETING,
    "deleted": State.DELETED,
}


@dataclass(slots=True, frozen=True, config=RECORD)
class Row:
    """One connection, as DescribeVpnConnection(s) tell it."""

    id: Id = Field(validation_alias=named("VpnConnectionId"))
    name: Text = Field(None, validation_alias=named("Name"))
    vpn_gateway_id: Text = Field(None, validation_alias=named("VpnGatewayId"))
    customer_gateway_id: Text = Field(None, validation_alias=named("CustomerGatewayId"))
    attach_type: Text = Field(None, validation_alias=named("AttachType"))
    state: Text = Field(None, validation_alias=named("State"))
    status: Text = Field(None, validation_alias=named("Status"))
    created: Number = Field(None, validation_alias=named("CreateTime"))
    local: Text = Field(None, validation_alias=named("LocalSubnet"))
    remote: Text = Field(None, validation_alias=named("RemoteSubnet"))
    effect_immediately: Flag = Field(None, validation_alias=named("EffectImmediately"))
    address: Text = Field(None, validation_alias=named("InternetIp"))
    tunnels_bgp: Flag = Field(None, validation_alias=named("EnableTunnelsBgp"))
    pair: TunnelRows | None = Field(None, validation_alias=named("TunnelOptionsSpecification"))
    dpd: Flag = Field(None, validation_alias=named("EnableDpd"))
    nat_traversal: Flag = Field(None, validation_alias=named("EnableNatTraversal"))
    certificate: Text = Field(None, validation_alias=named("RemoteCaCertificate"))
    ike: IkeRow | None = Field(None, validation_alias=named("IkeConfig"))
    ipsec: IpsecRow | None = Field(None, validation_alias=named("IpsecConfig"))
    bgp: BgpRow | None = Field(None, validation_alias=named("VpnBgpConfig"))
    health: HealthRow | None = Field(None, validation_alias=named("VcoHealthCheck"))
    tags: TagList | None = Field(None, validation_alias=named("Tags"))
    listed_tags: TagList | None = Field(None, validation_alias=named("Tag"))  # in listings

    @property
    def is_attachment(self) -> bool:
        """True if it hangs on a transit router, or on nothing, and not on a VPN gateway."""
        on = (self.attach_type or "").upper()
        return self.vpn_gateway_id == NOWHERE or on in {"CEN", "NO_ASSOCIATED"}

    @property
    def is_pair(self) -> bool:
        """True if it has two tunnels."""
        return bool(self.pair and self.pair.items)

    @property
    def tunnels(self) -> list[TunnelRow]:
        """Its tunnels; of a connection with one, made of what stands at its top."""
        if self.pair and self.pair.items:
            return self.pair.items
        # A record is made with the cloud's names only.
        one: dict[str, Any] = {
            "InternetIp": self.address,
            "CustomerGatewayId": self.customer_gateway_id,
            "Status": self.status,
            "EnableDpd": self.dpd,
            "EnableNatTraversal": self.nat_traversal,
            "RemoteCaCertificate": self.certificate,
            "TunnelIkeConfig": self.ike,
            "TunnelIpsecConfig": self.ipsec,
            "TunnelBgpConfig": self.bgp,
        }
        return [TunnelRow(**one)]

    @property
    def has_bgp(self) -> bool:
        """True if routes come by BGP."""
        if not self.is_pair:
            return bool(self.bgp and self.bgp.is_on)
        if self.tunnels_bgp is not None:
            return self.tunnels_bgp
        return any(tunnel.bgp and tunnel.bgp.is_on for tunnel in self.tunnels)

    @property
    def mode(self) -> str:
        """``bgp``, ``route`` (everything on both sides) or ``policy``."""
        if self.has_bgp:
            return "bgp"
        sides = (cidrs(self.local), cidrs(self.remote))
        if not any(sides):
            return ""
        return "route" if sides == (EVERYTHING, EVERYTHING) else "policy"


@dataclass(slots=True, frozen=True, config=RECORD)
class Rows:
    """The list inside the list."""

    items: list[Row] = Field(validation_alias="VpnConnection")


@dataclass(slots=True, frozen=True, config=RECORD)
class Listing:
    """The answer of DescribeVpnConnections."""

    rows: Rows | None = Field(None, validation_alias=named("VpnConnections"))
    total: Number = Field(None, validation_alias=named("TotalCount"))
    size: Number = Field(None, validation_alias=named("PageSize"))

    def __post_init__(self) -> None:
        if self.rows is None and self.total is None:
            raise ValueError("not a listing")


@dataclass(slots=True, frozen=True, config=RECORD)
class Made:
    """What the create answer is read for; the sample of 2019 has no more in it."""

    id: Id = Field(validation_alias=named("VpnConnectionId"))
    created: Number = Field(None, validation_alias=named("CreateTime"))


ROW = Lenient(Row, ("VpnConnections", "VpnConnection"))
KNOWN = told(Row, "AttachType", "RemoteCaCertificate")
LISTING = Lenient(Listing)
MADE = Lenient(Made)


def from_wire(region: str, row: Row, peers: Mapping[str, str], origin: Origin) -> VpnConnection:
    """A row in our words.

    Args:
        peers: addresses of customer gateways by id.
    """
    tunnels = row.tunnels
    health = None if row.is_pair else row.health
    everything = row.mode in ("route", "bgp")
    local, remote = (
        () if everything and side == EVERYTHING else side
        for side in (cidrs(row.local), cidrs(row.remote))
    )
    return VpnConnection(
        id=row.id,
        provider=PROVIDER,
        region=region,
        name=row.name or "",
        # The answers of 2019 have no state: what they show is there and can be used.
        state=STATES.get(row.state.lower(), State.UNKNOWN) if row.state else State.AVAILABLE,
        raw_state=row.state or "",
        created_at=from_millis(row.created),
        vpn_gateway_id="" if row.vpn_gateway_id == NOWHERE else row.vpn_gateway_id or "",
        customer_gateway_id=row.customer_gateway_id or tunnels[0].customer_gateway_id or "",
        mode=row.mode,
        local_cidrs=local,
        remote_cidrs=remote,
        tunnels=tuple(
            tunnel_from_wire(tunnel, peers, bgp=row.has_bgp, health=health) for tunnel in tunnels
        ),
        initiator={True: "cloud", False: "peer", None: None}[row.effect_immediately],
        tags=unmarked(tags_from(row.tags or row.listed_tags)),
        origin=origin,
    )


@lru_cache(maxsize=1024)  # most connections of an account share theirs
def cidrs(text: str | None) -> tuple[str, ...]:
    """``1.1.1.0/24,1.1.2.0/24`` as two."""
    return tuple(lenient_cidr(part.strip()) for part in (text or "").split(",") if part.strip())

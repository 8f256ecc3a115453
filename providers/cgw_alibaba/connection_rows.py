"""A VPN connection on Alibaba Cloud, from the wire.

Source: alibabacloud_vpc20160428 7.2.2, DescribeVpnConnection(s)ResponseBody; VPC API reference of
2019-01, 15.11 to 15.14; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, SecretStr
from pydantic.dataclasses import dataclass

from cgw.adapter import unmarked
from cgw.models import Attachment, Origin, State, VpnConnection, from_millis, lenient_cidr
from cgw.wire import RECORD
from cgw_alibaba.fields import (
    Flag,
    Id,
    Lenient,
    Number,
    TagList,
    Text,
    is_private,
    megabits,
    named,
    some,
    tags_from,
    told,
)
from cgw_alibaba.tunnel_rows import (
    STATES,
    BgpRow,
    HealthRow,
    IkeRow,
    IpsecRow,
    TunnelRow,
    TunnelRows,
    given_key,
)
from cgw_alibaba.tunnel_rows import from_wire as tunnel_from_wire

PROVIDER = "alibaba"
NOWHERE = "vpn-not-exist"  # the gateway's id where there is none
EVERYTHING = ("0.0.0.0/0",)
ATTACHED = {"vpngw": "vpn-gateway", "cen": "transit-router", "no_associated": "none"}


@dataclass(slots=True, frozen=True, config=RECORD)
class Row:
    """One connection, as DescribeVpnConnection(s) tell it."""

    id: Id = Field(validation_alias=named("VpnConnectionId"))
    name: Text = Field(None, validation_alias=named("Name"))
    vpn_gateway_id: Text = Field(None, validation_alias=named("VpnGatewayId"))
    customer_gateway_id: Text = Field(None, validation_alias=named("CustomerGatewayId"))
    attach_type: Text = Field(None, validation_alias=named("AttachType"))
    network_type: Text = Field(None, validation_alias=named("NetworkType"))
    router: Text = Field(None, validation_alias=named("TransitRouterId"))
    router_name: Text = Field(None, validation_alias=named("TransitRouterName"))
    foreign: Flag = Field(None, validation_alias=named("CrossAccountAuthorized"))
    zone: Text = Field(None, validation_alias=named("ZoneNo"))
    spec: Text = Field(None, validation_alias=named("Spec"))
    tunnel_bandwidth: Text = Field(None, validation_alias=named("TunnelBandwidth"))
    resource_group: Text = Field(None, validation_alias=named("ResourceGroupId"))
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
    def attached_to(self) -> Attachment | None:
        """What it hangs on, if the answer tells anything of that."""
        word = (self.attach_type or "").lower()
        told_of = word or self.network_type or self.router or self.router_name
        if not told_of and self.foreign is None:
            return None
        kind = ATTACHED.get(word, f"unknown:{self.attach_type}" if word else "")
        on_gateway = kind == "vpn-gateway" and self.vpn_gateway_id != NOWHERE
        return Attachment(
            kind=kind,
            raw_kind=self.attach_type or "",
            id=self.router or (self.vpn_gateway_id or "" if on_gateway else ""),
            name=self.router_name or "",
            private=is_private(self.network_type),
            foreign=self.foreign,
        )

    @property
    def life(self) -> State:
        """Where it stands. An attachment that hangs on nothing stays in ``init`` until it is tied."""
        if not self.state:
            return State.AVAILABLE  # the answers of 2019 have none: what they show can be used
        word = self.state.lower()
        loose = (self.attach_type or "").upper() == "NO_ASSOCIATED" and not self.router
        if word == "init" and loose:
            return State.AVAILABLE
        return STATES.get(word, State.UNKNOWN)

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
    def bgp_key(self) -> SecretStr | None:
        """The MD5 key of its BGP sessions, wherever it stands."""
        rows = (self.bgp, *(tunnel.bgp for tunnel in self.tunnels))
        return next((key for bgp in rows if bgp and (key := given_key(bgp.key))), None)

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


@dataclass(slots=True, frozen=True, config=RECORD)
class Changed:
    """What the answer of a change is read for: no Describe tells it."""

    description: Text = Field(None, validation_alias=named("Description"))


@dataclass(slots=True, frozen=True, config=RECORD)
class Flagged:
    """``TunnelBgpConfig`` after ModifyTunnelAttribute."""

    enabled: Flag = Field(None, validation_alias=named("EnableBgp"))


@dataclass(slots=True, frozen=True, config=RECORD)
class ChangedTunnel:
    """The same of one tunnel."""

    bgp: Annotated[Flagged | None, BeforeValidator(some)] = Field(
        None, validation_alias=named("TunnelBgpConfig")
    )


ROW = Lenient(Row, ("VpnConnections", "VpnConnection"))
# Of Spec a number is told ("Unit: Mbps"); no document lists its values.
KNOWN = told(Row, "Spec")
LISTING = Lenient(Listing)
MADE = Lenient(Made)
CHANGED = Lenient(Changed)
CHANGED_TUNNEL = Lenient(ChangedTunnel)


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
        state=row.life,
        raw_state=row.state or "",
        created_at=from_millis(row.created),
        resource_group=row.resource_group or "",
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
        attached_to=row.attached_to,
        size=row.tunnel_bandwidth or row.spec or "",
        bandwidth_mbps=megabits(row.spec),
        bgp_key=row.bgp_key,
        zones=(row.zone,) if row.zone else (),
        origin=origin,
    )


@lru_cache(maxsize=1024)  # most connections of an account share theirs
def cidrs(text: str | None) -> tuple[str, ...]:
    """``1.1.1.0/24,1.1.2.0/24`` as two."""
    return tuple(lenient_cidr(part.strip()) for part in (text or "").split(",") if part.strip())

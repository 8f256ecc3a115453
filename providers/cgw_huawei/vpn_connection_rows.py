"""VPN connections as HUAWEI CLOUD tells them, and in our words.

Source: VPN API v5, Querying a Specified VPN Connection (vpn_api_0028), huaweicloudsdkvpn 3.1.219;
the older ``eip_id`` from the same page as the Open Telekom Cloud has it; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from ipaddress import ip_interface
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic.dataclasses import dataclass

from cgw.adapter import unmarked
from cgw.models import (
    BgpState,
    HealthCheckState,
    Origin,
    State,
    Tunnel,
    TunnelStatus,
    VpnConnection,
    lenient_address,
    lenient_asn,
    lenient_cidr,
    parse_time,
    unspell,
)
from cgw.wire import RECORD, Shape
from cgw_huawei.crypto import STYLES, IkeRow, IpsecRow, dpd_from, ike_from, ipsec_from
from cgw_huawei.ends import Ends
from cgw_huawei.fields import (
    Flag,
    Full,
    Listed,
    Number,
    PageInfo,
    Tags,
    Text,
    Texts,
    spare,
    tags_from,
)

PROVIDER = "huawei"
STATES = {
    "ACTIVE": State.AVAILABLE,
    "DOWN": State.AVAILABLE,  # all is as asked for, only the peer is not there
    "PENDING_CREATE": State.PENDING,
    "PENDING_UPDATE": State.UPDATING,
    "PENDING_DELETE": State.DELETING,
    "ERROR": State.FAILED,
    "FREEZED": State.FROZEN,
    "FROZEN": State.FROZEN,
}
TUNNELS = {"ACTIVE": TunnelStatus.UP, "DOWN": TunnelStatus.DOWN}


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Rule:
    """One policy rule. The cloud may have split it by destination, and numbered it anew."""

    source: Text = None
    destination: Texts = Field(default_factory=list)


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class BgpPeer:
    """The BGP session, where there is one."""

    address: Text = Field(None, validation_alias="peer_ip_address")
    peer_asn: Text = None
    state: Text = None
    age: Text = Field(None, validation_alias="state_duration")
    routes: Number = Field(None, validation_alias="num_received_routes")
    received: Number = Field(None, validation_alias="num_message_received")
    sent: Number = Field(None, validation_alias="num_message_sent")

    @property
    def tells(self) -> bool:
        """True if there is anything in it."""
        told = (self.address, self.peer_asn, self.state, self.age)
        return any(told) or any(n is not None for n in (self.routes, self.received, self.sent))


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Row:
    """One VPN connection, as every call tells it."""

    id: str
    name: Text = None
    status: Text = None
    vgw_id: Text = None
    vgw_ip: Text = None
    eip_id: Text = None
    style: Text = None
    cgw_id: Text = None
    peer_subnets: Texts = Field(default_factory=list)
    peer_subnets_v6: Texts = Field(default_factory=list)
    policy_rules: Annotated[list[Rule], Full] = Field(default_factory=list)
    policy_rules_v6: Annotated[list[Rule], Full] = Field(default_factory=list)
    tunnel_local_address: Text = None
    tunnel_peer_address: Text = None
    ikepolicy: IkeRow | None = None
    ipsecpolicy: IpsecRow | None = None
    created: Text = Field(None, validation_alias="created_at")
    updated: Text = Field(None, validation_alias="updated_at")
    project: Text = Field(None, validation_alias="enterprise_project_id")
    connection_monitor_id: Text = None
    enable_health_check: Flag = None
    ha_role: Text = None
    bgp_peer: BgpPeer | None = None
    tags: Tags = Field(default_factory=list)

    @property
    def spot(self) -> str:
        """What the cloud calls the gateway's address here."""
        return self.vgw_ip or self.eip_id or ""


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class One:
    """The answer of CreateVpnConnection, ShowVpnConnection and UpdateVpnConnection."""

    row: Row = Field(validation_alias="vpn_connection")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Many:
    """The answer of ListVpnConnections."""

    total: Number = Field(None, validation_alias="total_count")
    page_info: PageInfo | None = None
    rows: Annotated[list[Row | None], Listed] = Field(
        default_factory=list, validation_alias="vpn_connections"
    )


ONE: Shape[One] = Shape(One)
MANY: Shape[Many] = Shape(Many)
# What is told in part only stays whole in `extras`: which network reaches which, by what method the
# peer proves who it is, and the tunnel's inner addresses in mode "route".
KNOWN = {
    **spare(
        Row,
        "policy_rules",
        "policy_rules_v6",
        "tunnel_local_address",
        "tunnel_peer_address",
        "eip_id",
    ),
    "ikepolicy": spare(IkeRow, "authentication_method"),
}


def mode_of(row: Row) -> str:
    """``policy``, ``route``, ``bgp`` or the cloud's own word. It goes in lower case, comes in upper."""
    return unspell(row.style, STYLES)


def pairs_of(row: Row) -> list[tuple[str, str]]:
    """Which network reaches which, in the cloud's order."""
    return [
        (lenient_cidr(rule.source), lenient_cidr(target))
        for rule in (*row.policy_rules, *row.policy_rules_v6)
        if rule.source
        for target in rule.destination
    ]


def is_every_pair(row: Row) -> bool:
    """True if every local network reaches every remote one of its version."""
    pairs = pairs_of(row)
    every = {
        (source, target)
        for source, _ in pairs
        for _, target in pairs
        if (":" in source) == (":" in target)
    }
    return set(pairs) == every


def networks_of(row: Row) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Local and remote networks. Without rules the local ones are the gateway's."""
    pairs = pairs_of(row)
    local = dict.fromkeys(source for source, _ in pairs)
    remote = [target for _, target in pairs] if pairs else [*row.peer_subnets, *row.peer_subnets_v6]
    return tuple(local), tuple(dict.fromkeys(map(lenient_cidr, remote)))


def from_wire(
    region: str,
    row: Row,
    ends: Ends,
    origin: Origin,
    *,
    state: State = State.UNKNOWN,
    tags: Mapping[str, str] | None = None,
) -> VpnConnection:
    """A row in our words.

    Args:
        ends: addresses that the row has only ids of.
        state: where the answer has no status.
        tags: those that were asked for, in case the row has none.
    """
    local, remote = networks_of(row)
    gateway, peer = row.vgw_id or "", row.cgw_id or ""
    if mode_of(row) in ("route", "bgp") and gateway in ends.gateways:
        local = ends.gateways[gateway].networks
    return VpnConnection(
        id=row.id,
        provider=PROVIDER,
        region=region,
        name=row.name or "",
        state=STATES.get(row.status.upper(), State.UNKNOWN) if row.status else state,
        raw_state=row.status or "",
        created_at=parse_time(row.created),
        updated_at=parse_time(row.updated),
        resource_group=row.project or "",
        vpn_gateway_id=gateway,
        customer_gateway_id=peer,
        mode=mode_of(row),
        local_cidrs=local,
        remote_cidrs=remote,
        tunnels=(tunnel_from(row, ends),),
        group=f"{gateway}/{peer}" if gateway and peer else "",
        tags=unmarked(tags_from(row.tags) or dict(tags or {})),
        origin=origin,
    )


def tunnel_from(row: Row, ends: Ends) -> Tunnel:
    """The only tunnel of a connection. Its key is never told."""
    gateway, peer = row.vgw_id or "", row.cgw_id or ""
    method = (row.ikepolicy.authentication_method if row.ikepolicy else None) or "pre-share"
    return Tunnel(
        local_address=ends.local_address(gateway, row.spot),
        peer_address=ends.peer_address(peer),
        customer_gateway_id=peer,
        status=TUNNELS.get((row.status or "").upper(), TunnelStatus.UNKNOWN),
        raw_status=row.status or "",
        role=row.ha_role,
        psk_visibility="withheld" if method == "pre-share" else "unset",
        ike=ike_from(row.ikepolicy),
        ipsec=ipsec_from(row.ipsecpolicy),
        dpd=dpd_from(row.ikepolicy),
        bgp=bgp_from(row, ends) if mode_of(row) == "bgp" or _is_speaking(row) else None,
        health_check=HealthCheckState(
            # Only the answer to a create has the switch, and no id yet.
            enabled=bool(row.connection_monitor_id) or bool(row.enable_health_check),
            id=row.connection_monitor_id or "",
        ),
    )


def bgp_from(row: Row, ends: Ends) -> BgpState:
    """BGP inside the tunnel; AS numbers are those of the two gateways."""
    ours, theirs = ends.asns(row.vgw_id or "", row.cgw_id or "")
    session = row.bgp_peer
    try:
        cidr: str | None = str(ip_interface(row.tunnel_local_address or "").network)
    except ValueError:
        cidr = None
    return BgpState(
        tunnel_cidr=cidr,
        local_address=_host(row.tunnel_local_address),
        peer_address=_host(row.tunnel_peer_address),
        local_asn=ours,
        peer_asn=(lenient_asn(session.peer_asn) if session else None) or theirs,
        status=session.state if session else None,
        session_address=lenient_address(session.address) if session else "",
        session_age=(session.age or "") if session else "",
        received_routes=session.routes if session else None,
        messages_received=session.received if session else None,
        messages_sent=session.sent if session else None,
    )


def with_key(connection: VpnConnection, psk: SecretStr | None) -> VpnConnection:
    """The connection with the key that was just sent: the cloud never tells it."""
    if psk is None or not connection.tunnels:
        return connection
    tunnel = replace(connection.tunnels[0], psk=psk, psk_visibility="known")
    return replace(connection, tunnels=(tunnel,))


def _is_speaking(row: Row) -> bool:
    """True if the cloud tells a BGP session, whatever the mode."""
    return row.bgp_peer is not None and row.bgp_peer.tells


def _host(text: str | None) -> str | None:
    return lenient_address(text.split("/")[0]) if text else None

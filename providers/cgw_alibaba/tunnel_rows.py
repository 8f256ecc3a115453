"""One tunnel of a connection on Alibaba Cloud, from the wire.

DescribeVpnConnection(s) write booleans, lifetimes and AS numbers of a tunnel as texts, the connection
around it as what they are; both read here. A connection with one tunnel has the same things
at its top under other names; `VpnConnections` makes a `TunnelRow` of them.

Source: alibabacloud_vpc20160428 7.2.2, DescribeVpnConnectionResponseBody; VPC API reference of
2019-01, 15.12 to 15.14; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from pydantic import AliasChoices, Field, SecretStr
from pydantic.dataclasses import dataclass

from cgw.models import (
    BgpState,
    Certificate,
    DpdState,
    HealthCheckState,
    Ike,
    Ipsec,
    State,
    Tunnel,
    TunnelStatus,
    lenient_address,
    lenient_asn,
    unspell,
)
from cgw.wire import RECORD
from cgw_alibaba.crypto import ENCRYPTIONS, INTEGRITIES, READ_GROUPS
from cgw_alibaba.fields import Flag, Number, Secret, Text, named

STATUSES = {
    "ipsec_sa_established": TunnelStatus.UP,
    "ike_sa_established": TunnelStatus.NEGOTIATING,  # phase 1 stands, phase 2 has still to come
    "ipsec_sa_not_established": TunnelStatus.PHASE2_DOWN,
    "ike_sa_not_established": TunnelStatus.PHASE1_DOWN,
}
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
"""Of a connection and, the same words as far as they go, of one tunnel."""
VERSIONS = {"ikev1": "ikev1", "ikev2": "ikev2"}
MODES = {"main": "main", "aggressive": "aggressive"}
NOTHING: dict[str, Any] = {}  # as arguments; mypy does not see the defaults behind an alias


@dataclass(slots=True, frozen=True, config=RECORD)
class IkeRow:
    """``IkeConfig``, ``TunnelIkeConfig``."""

    psk: Secret = Field(None, validation_alias=named("Psk"))
    version: Text = Field(None, validation_alias=named("IkeVersion"))
    mode: Text = Field(None, validation_alias=named("IkeMode"))
    encryption: Text = Field(None, validation_alias=named("IkeEncAlg"))
    integrity: Text = Field(None, validation_alias=named("IkeAuthAlg"))
    group: Text = Field(None, validation_alias=named("IkePfs"))
    lifetime: Number = Field(None, validation_alias=named("IkeLifetime"))
    local_id: Text = Field(None, validation_alias=named("LocalId"))
    remote_id: Text = Field(None, validation_alias=named("RemoteId"))


@dataclass(slots=True, frozen=True, config=RECORD)
class IpsecRow:
    """``IpsecConfig``, ``TunnelIpsecConfig``."""

    encryption: Text = Field(None, validation_alias=named("IpsecEncAlg"))
    integrity: Text = Field(None, validation_alias=named("IpsecAuthAlg"))
    group: Text = Field(None, validation_alias=named("IpsecPfs"))
    lifetime: Number = Field(None, validation_alias=named("IpsecLifetime"))


@dataclass(slots=True, frozen=True, config=RECORD)
class BgpRow:
    """``VpnBgpConfig``, ``TunnelBgpConfig``.

    EnableBgp is in the first, but not in listings, and in the second only after ModifyTunnelAttribute.
    """

    enabled: Flag = Field(None, validation_alias=named("EnableBgp"))
    key: Secret = Field(None, validation_alias=named("AuthKey"))
    tunnel_cidr: Text = Field(None, validation_alias=named("TunnelCidr"))
    local_address: Text = Field(None, validation_alias=named("LocalBgpIp"))
    peer_address: Text = Field(None, validation_alias=named("PeerBgpIp"))
    local_asn: Text = Field(None, validation_alias=named("LocalAsn"))
    peer_asn: Text = Field(None, validation_alias=named("PeerAsn"))
    status: Text = Field(
        None, validation_alias=AliasChoices("BgpStatus", "bgpStatus", "Status", "status")
    )

    @property
    def is_on(self) -> bool:
        """True if BGP runs in the tunnel."""
        return bool(self.tunnel_cidr) if self.enabled is None else self.enabled


@dataclass(slots=True, frozen=True, config=RECORD)
class HealthRow:
    """``VcoHealthCheck``."""

    enabled: Flag = Field(None, validation_alias=named("Enable"))
    destination: Text = Field(None, validation_alias=named("Dip"))
    source: Text = Field(None, validation_alias=named("Sip"))
    interval: Number = Field(None, validation_alias=named("Interval"))
    retries: Number = Field(None, validation_alias=named("Retry"))
    policy: Text = Field(None, validation_alias=named("Policy"))
    status: Text = Field(None, validation_alias=named("Status"))


@dataclass(slots=True, frozen=True, config=RECORD)
class TunnelRow:
    """One of ``TunnelOptionsSpecification.TunnelOptions``."""

    id: Text = Field(None, validation_alias=named("TunnelId"))
    number: Number = Field(None, validation_alias=named("TunnelIndex"))
    state: Text = Field(None, validation_alias=named("State"))
    role: Text = Field(None, validation_alias=named("Role"))
    zone: Text = Field(None, validation_alias=named("ZoneNo"))
    address: Text = Field(None, validation_alias=named("InternetIp"))
    customer_gateway_id: Text = Field(None, validation_alias=named("CustomerGatewayId"))
    status: Text = Field(None, validation_alias=named("Status"))
    dpd: Flag = Field(None, validation_alias=named("EnableDpd"))
    nat_traversal: Flag = Field(None, validation_alias=named("EnableNatTraversal"))
    certificate: Text = Field(None, validation_alias=named("RemoteCaCertificate"))
    ike: IkeRow | None = Field(None, validation_alias=named("TunnelIkeConfig"))
    ipsec: IpsecRow | None = Field(None, validation_alias=named("TunnelIpsecConfig"))
    bgp: BgpRow | None = Field(None, validation_alias=named("TunnelBgpConfig"))


@dataclass(slots=True, frozen=True, config=RECORD)
class TunnelRows:
    """The list inside ``TunnelOptionsSpecification``."""

    items: list[TunnelRow] = Field(validation_alias="TunnelOptions")


def from_wire(
    row: TunnelRow, peers: Mapping[str, str], *, bgp: bool, health: HealthRow | None = None
) -> Tunnel:
    """A tunnel in our words.

    Args:
        peers: addresses of customer gateways by id; no answer about a connection has them.
        bgp: whether BGP is on in this connection.
    """
    ike = row.ike or IkeRow(**NOTHING)
    ipsec = row.ipsec or IpsecRow(**NOTHING)
    psk = given_key(ike.psk)
    return Tunnel(
        local_address=lenient_address(row.address),
        peer_address=peers.get(row.customer_gateway_id or "") or _address_in(ike.remote_id),
        id=row.id or "",
        customer_gateway_id=row.customer_gateway_id or "",
        status=STATUSES.get((row.status or "").strip().lower(), TunnelStatus.UNKNOWN),
        raw_status=row.status or "",
        state=STATES.get(row.state.lower(), f"unknown:{row.state}") if row.state else "",
        number=row.number,
        certificate=Certificate(text=row.certificate) if row.certificate else None,
        role=row.role or None,
        zone=row.zone or None,
        psk=psk,
        psk_visibility="known" if psk else "unset",
        ike=phase1(ike),
        ipsec=phase2(ipsec),
        dpd=DpdState(enabled=row.dpd),
        nat_traversal=row.nat_traversal,
        bgp=_bgp(row.bgp) if bgp and row.bgp else None,
        health_check=_health(health) if health else None,
    )


def phase1(ike: IkeRow) -> Ike:
    """Phase 1 in our words, without its key."""
    return Ike(
        version=unspell(ike.version, VERSIONS),
        mode=unspell(ike.mode, MODES),
        encryption=unspell(ike.encryption, ENCRYPTIONS),
        integrity=unspell(ike.integrity, INTEGRITIES),
        dh_group=unspell(ike.group, READ_GROUPS),
        lifetime_s=ike.lifetime,
        local_id=ike.local_id or None,
        remote_id=ike.remote_id or None,
    )


def phase2(ipsec: IpsecRow) -> Ipsec:
    """Phase 2 in our words."""
    return Ipsec(
        encryption=unspell(ipsec.encryption, ENCRYPTIONS),
        integrity=unspell(ipsec.integrity, INTEGRITIES),
        pfs_group=unspell(ipsec.group, READ_GROUPS),
        lifetime_s=ipsec.lifetime,
    )


def _bgp(bgp: BgpRow) -> BgpState:
    return BgpState(
        tunnel_cidr=bgp.tunnel_cidr or None,
        local_address=bgp.local_address or None,
        peer_address=bgp.peer_address or None,
        local_asn=lenient_asn(bgp.local_asn),
        peer_asn=lenient_asn(bgp.peer_asn),
        status=bgp.status or None,
    )


def _health(health: HealthRow) -> HealthCheckState:
    return HealthCheckState(
        enabled=health.enabled,
        source=health.source or None,
        destination=health.destination or None,
        interval_s=health.interval,
        retries=health.retries,
        status=health.status or None,
        policy=health.policy or "",
    )


def given_key(key: SecretStr | None) -> SecretStr | None:
    """A key, unless it is empty."""
    return key if key and key.get_secret_value() else None


def _address_in(text: str | None) -> str:
    """The peer's identity is its address unless something else was chosen."""
    try:
        return str(ip_address(text or ""))
    except ValueError:
        return ""

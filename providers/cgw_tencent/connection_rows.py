"""VPN connections as Tencent Cloud tells them.

Source: VpnConnection in tencentcloud-sdk-python-vpc 3.1.193 and the example of
DescribeVpnConnections; read 2026-11-21. Every field may be missing: examples leave many out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pydantic import Field, SecretStr
from pydantic.dataclasses import dataclass

from cgw.adapter import unmarked
from cgw.models import (
    BgpState,
    DpdState,
    HealthCheckState,
    Ike,
    Ipsec,
    Origin,
    State,
    Tunnel,
    TunnelStatus,
    VpnConnection,
    lenient_address,
    lenient_asn,
    lenient_cidr,
)
from cgw.wire import RECORD, Shape
from cgw_tencent import crypto
from cgw_tencent.fields import (
    PROVIDER,
    Number,
    Tags,
    Text,
    moment,
    positive,
    state_from,
    tags_from,
    whole,
)
from cgw_tencent.listing import Listing, without

if TYPE_CHECKING:
    from cgw_tencent.adapter import TencentAdapter

ANY = "0.0.0.0/0"
PROBED = {"AVAILABLE": "up", "UNAVAILABLE": "down"}
Flag: TypeAlias = bool | int | str | None


@dataclass(slots=True, frozen=True, config=RECORD)
class Mapping:
    """An entry of the policies."""

    local: Text = Field(default=None, validation_alias="LocalCidrBlock")
    remote: list[Text] | None = Field(default=None, validation_alias="RemoteCidrBlock")


@dataclass(slots=True, frozen=True, config=RECORD)
class IkeRow:
    """IKEOptionsSpecification."""

    version: Text = Field(default=None, validation_alias="IKEVersion")
    mode: Text = Field(default=None, validation_alias="ExchangeMode")
    encryption: Text = Field(default=None, validation_alias="PropoEncryAlgorithm")
    integrity: Text = Field(default=None, validation_alias="PropoAuthenAlgorithm")
    dh_group: Text = Field(default=None, validation_alias="DhGroupName")
    lifetime: Number = Field(default=None, validation_alias="IKESaLifetimeSeconds")
    local_kind: Text = Field(default=None, validation_alias="LocalIdentity")
    local_address: Text = Field(default=None, validation_alias="LocalAddress")
    local_name: Text = Field(default=None, validation_alias="LocalFqdnName")
    remote_kind: Text = Field(default=None, validation_alias="RemoteIdentity")
    remote_address: Text = Field(default=None, validation_alias="RemoteAddress")
    remote_name: Text = Field(default=None, validation_alias="RemoteFqdnName")


@dataclass(slots=True, frozen=True, config=RECORD)
class IpsecRow:
    """IPSECOptionsSpecification. The misspelt name is the one in use; the other exists too."""

    encryption: Text = Field(default=None, validation_alias="EncryptAlgorithm")
    integrity: Text = Field(default=None, validation_alias="IntegrityAlgorith")
    integrity_too: Text = Field(default=None, validation_alias="IntegrityAlgorithm")
    pfs_group: Text = Field(default=None, validation_alias="PfsDhGroup")
    lifetime: Number = Field(default=None, validation_alias="IPSECSaLifetimeSeconds")


@dataclass(slots=True, frozen=True, config=RECORD)
class BgpRow:
    """BgpConfigAndAsn: AS numbers are texts here and integers everywhere else."""

    cidr: Text = Field(default=None, validation_alias="TunnelCidr")
    local: Text = Field(default=None, validation_alias="LocalBgpIp")
    remote: Text = Field(default=None, validation_alias="RemoteBgpIp")
    local_asn: Text = Field(default=None, validation_alias="LocalBgpAsn")
    remote_asn: Text = Field(default=None, validation_alias="RemoteBgpAsn")


@dataclass(slots=True, frozen=True, config=RECORD)
class ProbeRow:
    """HealthCheckConfig."""

    interval: Number = Field(default=None, validation_alias="ProbeInterval")
    threshold: Number = Field(default=None, validation_alias="ProbeThreshold")


@dataclass(slots=True, frozen=True, config=RECORD)
class ConnectionRow:
    """One VPN connection."""

    id: Text = Field(default=None, validation_alias="VpnConnectionId")
    name: Text = Field(default=None, validation_alias="VpnConnectionName")
    gateway: Text = Field(default=None, validation_alias="VpnGatewayId")
    peer: Text = Field(default=None, validation_alias="CustomerGatewayId")
    psk: Text = Field(default=None, validation_alias="PreShareKey", repr=False)
    route_type: Text = Field(default=None, validation_alias="RouteType")
    created: Text = Field(default=None, validation_alias="CreatedTime")
    state: Text = Field(default=None, validation_alias="State")
    net_status: Text = Field(default=None, validation_alias="NetStatus")
    mappings: list[Mapping | None] | None = Field(
        default=None, validation_alias="SecurityPolicyDatabaseSet"
    )
    ike: IkeRow | None = Field(default=None, validation_alias="IKEOptionsSpecification")
    ipsec: IpsecRow | None = Field(default=None, validation_alias="IPSECOptionsSpecification")
    probed: Flag = Field(default=None, validation_alias="EnableHealthCheck")
    probe_from: Text = Field(default=None, validation_alias="HealthCheckLocalIp")
    probe_to: Text = Field(default=None, validation_alias="HealthCheckRemoteIp")
    probe_status: Text = Field(default=None, validation_alias="HealthCheckStatus")
    probe: ProbeRow | None = Field(default=None, validation_alias="HealthCheckConfig")
    dpd: Number = Field(default=None, validation_alias="DpdEnable")
    dpd_timeout: Text = Field(default=None, validation_alias="DpdTimeout")
    dpd_action: Text = Field(default=None, validation_alias="DpdAction")
    negotiation: Text = Field(default=None, validation_alias="NegotiationType")
    bgp: BgpRow | None = Field(default=None, validation_alias="BgpConfig")
    tags: Tags = Field(default=None, validation_alias="TagSet")


@dataclass(slots=True, frozen=True, config=RECORD)
class Rows:
    """The answer of DescribeVpnConnections."""

    rows: list[ConnectionRow | None] | None = Field(
        default=None, validation_alias="VpnConnectionSet"
    )
    total: Number = Field(default=None, validation_alias="TotalCount")
    request_id: Text = Field(default=None, validation_alias="RequestId")


@dataclass(slots=True, frozen=True, config=RECORD)
class RowsReply:
    """The same, wrapped as every answer is."""

    response: Rows = Field(validation_alias="Response")


CONNECTIONS: Listing[ConnectionRow] = Listing(
    what="VPN connection",
    action="DescribeVpnConnections",
    ids="VpnConnectionIds",
    rows="VpnConnectionSet",
    row=ConnectionRow,
    shape=Shape(RowsReply),
    # Our words are fewer: STATIC reads as Policy does, flowTrigger as nobody in particular.
    also=frozenset({"RouteType", "NegotiationType"}),
)


def told(
    cloud: TencentAdapter, row: ConnectionRow, origin: Origin, here: str, there: str
) -> VpnConnection:
    """A row in our words. ``here`` and ``there`` are the addresses of the two gateways."""
    mode = crypto.ROUTE_TYPE.read(row.route_type)
    local, remote, whole_story = networks(row, mode)
    if not whole_story:
        names = without(origin.known, {"SecurityPolicyDatabaseSet"})
        origin = Origin(origin.answer, origin.path, names)
    initiator = crypto.NEGOTIATION.read(row.negotiation)
    return VpnConnection(
        id=row.id or "",
        provider=PROVIDER,
        region=cloud.region,
        name=row.name or "",
        state=state_from(row.state),
        raw_state=row.state or "",
        created_at=moment(row.created, cloud.zone),
        vpn_gateway_id=row.gateway or "",
        customer_gateway_id=row.peer or "",
        mode=mode,
        local_cidrs=local,
        remote_cidrs=remote,
        tunnels=(tunnel_from(row, here, there),),
        initiator=initiator if initiator in crypto.NEGOTIATION else None,
        tags=unmarked(tags_from(row.tags)),
        origin=origin,
    )


def networks(row: ConnectionRow, mode: str) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """Networks here, networks there, and True if those two say everything."""
    mappings = [mapping for mapping in row.mappings or () if mapping]
    told = {(m.local or "", tuple(lenient_cidr(r or "") for r in m.remote or ())) for m in mappings}
    if mode != "policy":  # a connection that routes tell the way is told with everything
        return (), (), told <= {(ANY, (ANY,))}
    local = tuple(dict.fromkeys(lenient_cidr(m.local or "") for m in mappings))
    remote = tuple(dict.fromkeys(lenient_cidr(r or "") for m in mappings for r in m.remote or ()))
    return local, remote, all(set(theirs) == set(remote) for _, theirs in told)


def tunnel_from(row: ConnectionRow, here: str, there: str) -> Tunnel:
    """The only tunnel of a connection."""
    ike, ipsec = row.ike or IkeRow(), row.ipsec or IpsecRow()
    # Where the gateways could not be read, what the ends call themselves is the best guess.
    here = here or _address(ike.local_kind, ike.local_address)
    there = there or _address(ike.remote_kind, ike.remote_address)
    return Tunnel(
        local_address=here,
        peer_address=there,
        customer_gateway_id=row.peer or "",
        status=status_from(row),
        raw_status=row.net_status or "",
        psk=SecretStr(row.psk) if row.psk else None,
        psk_visibility="known" if row.psk else "unset",
        ike=Ike(
            version=crypto.VERSIONS.read(ike.version),
            mode=crypto.MODES.read(ike.mode),
            encryption=crypto.IKE_ENCRYPTION.read(ike.encryption),
            integrity=crypto.IKE_INTEGRITY.read(ike.integrity),
            dh_group=crypto.DH_GROUP.read(ike.dh_group),
            lifetime_s=positive(ike.lifetime),
            local_id=_identity(ike.local_kind, ike.local_address, ike.local_name, here),
            remote_id=_identity(ike.remote_kind, ike.remote_address, ike.remote_name, there),
        ),
        ipsec=Ipsec(
            encryption=crypto.ENCRYPTION.read(ipsec.encryption),
            integrity=crypto.INTEGRITY.read(ipsec.integrity or ipsec.integrity_too),
            pfs_group=crypto.PFS_GROUP.read(ipsec.pfs_group),
            lifetime_s=positive(ipsec.lifetime),
        ),
        dpd=DpdState(
            enabled={0: False, 1: True}.get(n) if (n := whole(row.dpd)) is not None else None,
            timeout_s=positive(row.dpd_timeout),
            action=(row.dpd_action or "").lower() or None,
        ),
        bgp=_bgp(row.bgp),
        health_check=_health_check(row),
    )


def status_from(row: ConnectionRow) -> TunnelStatus:
    """NetStatus, which is believed only of a connection that is available.

    An example has a pending connection with it. AVAILABLE is the only word that is documented.
    """
    if state_from(row.state) is not State.AVAILABLE:
        return TunnelStatus.UNKNOWN
    status = PROBED.get((row.net_status or "").upper())
    return TunnelStatus(status) if status else TunnelStatus.UNKNOWN


def _address(kind: Text, address: Text) -> str:
    return "" if (kind or "").upper() == "FQDN" else lenient_address(address)


def _identity(kind: Text, address: Text, name: Text, own: str) -> str | None:
    """What an end calls itself; None if that is its own address."""
    if (kind or "").upper() == "FQDN":
        return name or None
    found = lenient_address(address)
    return None if found in {"", own} else found


def _bgp(row: BgpRow | None) -> BgpState | None:
    if row is None or not row.cidr:
        return None
    return BgpState(
        tunnel_cidr=lenient_cidr(row.cidr),
        local_address=lenient_address(row.local) or None,
        peer_address=lenient_address(row.remote) or None,
        local_asn=lenient_asn(row.local_asn),
        peer_asn=lenient_asn(row.remote_asn),
    )


def _health_check(row: ConnectionRow) -> HealthCheckState | None:
    if row.probed is None:
        return None
    if str(row.probed).lower() not in {"true", "1"}:
        return HealthCheckState(enabled=False)  # the rest means nothing then: "" or 0.0.0.0
    probe = row.probe or ProbeRow()
    interval = positive(probe.interval)
    return HealthCheckState(
        enabled=True,
        source=lenient_address(row.probe_from) or None,
        destination=lenient_address(row.probe_to) or None,
        interval_s=interval / 1000 if interval else None,
        retries=positive(probe.threshold),
        status=PROBED.get(row.probe_status or "", row.probe_status or None),
    )

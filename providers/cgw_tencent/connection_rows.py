"""VPN connections as Tencent Cloud tells them.

Source: VpnConnection in tencentcloud-sdk-python-vpc 3.1.193 and the example of
DescribeVpnConnections; read 2026-11-21. Every field may be missing: examples leave many out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import unmarked
from cgw.models import Origin, VpnConnection, lenient_cidr
from cgw.wire import RECORD, Shape
from cgw_tencent import crypto
from cgw_tencent.fields import PROVIDER, Flag, Number, Tags, Text, moment, state_from, tags_from
from cgw_tencent.listing import Listing, untold
from cgw_tencent.tunnel_rows import BgpRow, IkeRow, IpsecRow, ProbeRow, tunnel_from, unspoken

if TYPE_CHECKING:
    from cgw_tencent.adapter import TencentAdapter

ANY = "0.0.0.0/0"


@dataclass(slots=True, frozen=True, config=RECORD)
class Mapping:
    """An entry of the policies."""

    local: Text = Field(default=None, validation_alias="LocalCidrBlock")
    remote: list[Text] | None = Field(default=None, validation_alias="RemoteCidrBlock")


@dataclass(slots=True, frozen=True, config=RECORD)
class ConnectionRow:
    """One VPN connection."""

    id: Text = Field(default=None, validation_alias="VpnConnectionId")
    name: Text = Field(default=None, validation_alias="VpnConnectionName")
    network: Text = Field(default=None, validation_alias="VpcId")
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
)


def told(
    cloud: TencentAdapter, row: ConnectionRow, origin: Origin, here: str, there: str
) -> VpnConnection:
    """A row in our words. ``here`` and ``there`` are the addresses of the two gateways."""
    mode = crypto.ROUTE_TYPE.read(row.route_type)
    local, remote, whole_story = networks(row, mode)
    initiator = crypto.INITIATORS.read(row.negotiation)
    tunnel = tunnel_from(row, here, there)
    hidden = {
        "SecurityPolicyDatabaseSet": not whole_story,
        "RouteType": (row.route_type or "").upper() == "STATIC",  # reads as Policy does
        "NegotiationType": initiator.startswith("unknown:"),
    }
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
        tunnels=(tunnel,),
        initiator=initiator if initiator in crypto.INITIATORS else None,
        tags=unmarked(tags_from(row.tags)),
        network_id=row.network or "",
        origin=untold(origin, hidden | unspoken(row, tunnel)),
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

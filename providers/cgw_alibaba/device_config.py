"""What has to be set on the device at the other end of a connection, as Alibaba Cloud tells it.

DownloadVpnConnectionConfig gives parameters and no text for any device's command line. It speaks
from the device's side: ``Local`` is the customer gateway in the sample of 2019 and in the SDK of
today, though the table of 2019 (15.16) explains the names the other way round. So the connection
is read too, and an answer whose ``Local`` is an address of the cloud's is turned.

Source: VPC API reference of 2019-01, 15.16; alibabacloud_vpc20160428 7.2.2; read 2026-11-21.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import refuse
from cgw.models import (
    BgpState,
    DeviceConfig,
    DeviceModel,
    DeviceTunnel,
    Tunnel,
    VpnConnection,
    lenient_address,
    lenient_asn,
)
from cgw.wire import RECORD, Flow
from cgw_alibaba.connection_rows import EVERYTHING, cidrs
from cgw_alibaba.fields import Lenient, Text, named
from cgw_alibaba.tunnel_rows import (
    NOTHING,
    BgpRow,
    IkeRow,
    IpsecRow,
    given_key,
    phase1,
    phase2,
)

if TYPE_CHECKING:
    from cgw_alibaba.adapter import AlibabaAdapter

PROVIDER = "alibaba"


@dataclass(slots=True, frozen=True, config=RECORD)
class TunnelConfig:
    """One tunnel; of a connection with one the same names stand at the top."""

    id: Text = Field(None, validation_alias=named("TunnelId"))
    local: Text = Field(None, validation_alias=named("Local"))
    remote: Text = Field(None, validation_alias=named("Remote"))
    ike: IkeRow | None = Field(None, validation_alias=named("IkeConfig"))
    ipsec: IpsecRow | None = Field(None, validation_alias=named("IpsecConfig"))


@dataclass(slots=True, frozen=True, config=RECORD)
class TunnelConfigs:
    """The list inside ``TunnelsConfig``."""

    items: list[TunnelConfig] = Field(validation_alias="TunnelConfig")


@dataclass(slots=True, frozen=True, config=RECORD)
class BgpConfig(BgpRow):
    """BGP of one tunnel."""

    tunnel: Text = Field(None, validation_alias=named("TunnelId"))


@dataclass(slots=True, frozen=True, config=RECORD)
class BgpConfigs:
    """The list inside ``BgpConfigs``."""

    items: list[BgpConfig] = Field(validation_alias="BgpConfig")


@dataclass(slots=True, frozen=True, config=RECORD)
class Config(TunnelConfig):
    """``VpnConnectionConfig``."""

    local_subnet: Text = Field(None, validation_alias=named("LocalSubnet"))
    remote_subnet: Text = Field(None, validation_alias=named("RemoteSubnet"))
    pair: TunnelConfigs | None = Field(None, validation_alias=named("TunnelsConfig"))
    bgp: BgpConfigs | None = Field(None, validation_alias=named("BgpConfigs"))


@dataclass(slots=True, frozen=True, config=RECORD)
class Download:
    """The answer."""

    config: Config = Field(validation_alias=named("VpnConnectionConfig"))


DOWNLOAD = Lenient(Download)


def device_config(cloud: AlibabaAdapter, id: str, device: DeviceModel | None) -> Flow[DeviceConfig]:
    """The parameters, and of DPD, BGP keys and who begins what the connection tells.

    Errors:
        InvalidRequestError: a device was named; this cloud writes for none.
    """
    if device is not None:
        refuse(PROVIDER, "device", "alibaba gives parameters only and writes for no device")
    reply = yield cloud.call(
        "DownloadVpnConnectionConfig", [("VpnConnectionId", id)], DOWNLOAD, safe=True
    )
    config = reply.read(DOWNLOAD)[0].config
    connection = yield from cloud.vpn_connections.get(id)
    rows: list[TunnelConfig] = list(config.pair.items) if config.pair else []
    rows = rows or [config]
    bgps = list(config.bgp.items) if config.bgp else []
    tunnels = tuple(
        _tunnel(row, connection, _of(connection, row, n), _bgp_of(bgps, row, n))
        for n, row in enumerate(rows)
    )
    sides = cidrs(config.local_subnet), cidrs(config.remote_subnet)
    ours = {t.local_address for t in connection.tunnels if t.local_address}
    if any(lenient_address(row.local) in ours for row in rows):
        sides = (sides[1], sides[0])
    if connection.mode in ("route", "bgp") and sides == (EVERYTHING, EVERYTHING):
        sides = (), ()  # as the connection has them
    return DeviceConfig(
        connection_id=connection.id,
        provider=PROVIDER,
        region=cloud.region,
        name=connection.name,
        mode=connection.mode,
        local_cidrs=sides[0],
        remote_cidrs=sides[1],
        tunnels=tunnels,
    )


def _of(connection: VpnConnection, row: TunnelConfig, number: int) -> Tunnel:
    """The tunnel of the connection that a row is about."""
    named_so = [t for t in connection.tunnels if row.id and t.id == row.id]
    by_place = connection.tunnels[number : number + 1]
    return next(iter((*named_so, *by_place)), Tunnel())


def _bgp_of(bgps: list[BgpConfig], row: TunnelConfig, number: int) -> BgpConfig | None:
    named_so = [one for one in bgps if row.id and one.tunnel == row.id]
    by_place = [one for one in bgps[number : number + 1] if not (one.tunnel and row.id)]
    return next(iter((*named_so, *by_place)), None)


def _tunnel(
    row: TunnelConfig, connection: VpnConnection, known: Tunnel, bgp: BgpConfig | None
) -> DeviceTunnel:
    ike, ipsec = row.ike or IkeRow(**NOTHING), row.ipsec or IpsecRow(**NOTHING)
    psk = given_key(ike.psk) or known.psk
    local, remote = lenient_address(row.local), lenient_address(row.remote)
    told = phase1(ike)
    if known.local_address and local == known.local_address:  # the cloud's side: turned
        local, remote = remote, local
        told = replace(told, local_id=told.remote_id, remote_id=told.local_id)
    return DeviceTunnel(
        id=row.id or known.id,
        local_address=local or known.peer_address,
        remote_address=remote or known.local_address,
        psk=psk,
        ike=told,
        ipsec=phase2(ipsec),
        dpd=known.dpd,
        bgp=_bgp(bgp, known.bgp),
        bgp_key=connection.bgp_key,
        initiates={"cloud": False, "peer": True}.get(connection.initiator or ""),
    )


def _bgp(told: BgpConfig | None, known: BgpState | None) -> BgpState | None:
    """From the device's side; what is not told is what the connection has, turned."""
    if told is None and known is None:
        return None
    base = known or BgpState()
    turned = BgpState(
        tunnel_cidr=base.tunnel_cidr,
        local_address=base.peer_address,
        peer_address=base.local_address,
        local_asn=base.peer_asn,
        peer_asn=base.local_asn,
    )
    if told is None:
        return turned
    row = BgpState(
        tunnel_cidr=told.tunnel_cidr or turned.tunnel_cidr,
        local_address=told.local_address or turned.local_address,
        peer_address=told.peer_address or turned.peer_address,
        local_asn=lenient_asn(told.local_asn) or turned.local_asn,
        peer_asn=lenient_asn(told.peer_asn) or turned.peer_asn,
    )
    if base.local_address and row.local_address == base.local_address:  # the cloud's side
        return replace(
            row,
            local_address=row.peer_address,
            peer_address=row.local_address,
            local_asn=row.peer_asn,
            peer_asn=row.local_asn,
        )
    return row

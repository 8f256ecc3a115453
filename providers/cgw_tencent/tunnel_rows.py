"""Tunnels as Tencent Cloud tells them: the parts of a connection that are its only tunnel's.

Source: VpnConnection, IKEOptionsSpecification, IPSECOptionsSpecification, BgpConfigAndAsn and
HealthCheckConfig in tencentcloud-sdk-python-vpc 3.1.193; read 2026-11-21.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field, SecretStr
from pydantic.dataclasses import dataclass

from cgw.models import (
    BgpState,
    DpdState,
    HealthCheckState,
    Ike,
    Ipsec,
    State,
    Tunnel,
    TunnelStatus,
    lenient_address,
    lenient_asn,
    lenient_cidr,
)
from cgw.wire import RECORD
from cgw_tencent import crypto
from cgw_tencent.fields import Number, Text, flag, positive, state_from, whole

if TYPE_CHECKING:
    from cgw_tencent.connection_rows import ConnectionRow

PROBED = {"AVAILABLE": "up", "UNAVAILABLE": "down"}
SWITCHED = {0: False, 1: True}


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
    traffic: Number = Field(default=None, validation_alias="IPSECSaLifetimeTraffic")


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
    """HealthCheckConfig; times in milliseconds."""

    kind: Text = Field(default=None, validation_alias="ProbeType")
    interval: Number = Field(default=None, validation_alias="ProbeInterval")
    threshold: Number = Field(default=None, validation_alias="ProbeThreshold")
    timeout: Number = Field(default=None, validation_alias="ProbeTimeout")


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
            lifetime_kbytes=positive(ipsec.traffic),
        ),
        dpd=DpdState(
            enabled=SWITCHED.get(number) if (number := whole(row.dpd)) is not None else None,
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
    if not flag(row.probed):
        return HealthCheckState(enabled=False)  # the rest means nothing then: "" or 0.0.0.0
    probe = row.probe or ProbeRow()
    return HealthCheckState(
        enabled=True,
        source=lenient_address(row.probe_from) or None,
        destination=lenient_address(row.probe_to) or None,
        interval_s=_seconds(probe.interval),
        retries=positive(probe.threshold),
        status=PROBED.get(row.probe_status or "", row.probe_status or None),
        protocol=probe.kind or "",
        timeout_s=_seconds(probe.timeout),
    )


def _seconds(millis: Number) -> float | None:
    number = positive(millis)
    return number / 1000 if number else None


def unspoken(row: ConnectionRow, tunnel: Tunnel) -> dict[str, bool]:
    """Names of a row, and whether the cloud says there what the tunnel does not."""
    off = tunnel.health_check is None or not tunnel.health_check.enabled
    return {
        "DpdEnable": row.dpd is not None and tunnel.dpd.enabled is None,  # -1 in an example
        "BgpConfig": row.bgp is not None and tunnel.bgp is None,
        "HealthCheckLocalIp": off and bool(row.probe_from),
        "HealthCheckRemoteIp": off and bool(row.probe_to),
        "HealthCheckStatus": off and bool(row.probe_status),
        "HealthCheckConfig": off and row.probe is not None,
    }

"""SSL-VPN servers and certificates as Alibaba Cloud tells them, in our words.

Source: VPC API reference of 2019-01 (15.18, 15.22), DescribeSslVpnServers, DescribeSslVpnClientCerts,
DescribeSslVpnClientCert and DescribeSslVpnClients in alibabacloud_vpc20160428 7.2.2; read 2026-11-21.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.models import (
    Origin,
    SslVpnClient,
    SslVpnClientConfig,
    SslVpnServer,
    SslVpnSession,
    State,
    from_millis,
    lenient_address,
)
from cgw.wire import RECORD, Known
from cgw_alibaba.connection_rows import cidrs
from cgw_alibaba.fields import Flag, Id, Lenient, Number, Secret, Text, goes_on, named, told

PROVIDER = "alibaba"
PAGE_SIZE = 50  # the most that the listings take
ENCRYPTIONS = {
    "aes-128-cbc": "AES-128-CBC",
    "aes-192-cbc": "AES-192-CBC",
    "aes-256-cbc": "AES-256-CBC",
    "none": "none",
}
STATES = {
    "normal": State.AVAILABLE,
    "expiring-soon": State.AVAILABLE,  # within a week
    "expired": State.FAILED,  # nobody can dial in with it any more
}


@dataclass(slots=True, frozen=True, config=RECORD)
class ServerRow:
    """One server."""

    id: Id = Field(validation_alias=named("SslVpnServerId"))
    gateway: Text = Field(None, validation_alias=named("VpnGatewayId"))
    name: Text = Field(None, validation_alias=named("Name"))
    pool: Text = Field(None, validation_alias=named("ClientIpPool"))
    local: Text = Field(None, validation_alias=named("LocalSubnet"))
    protocol: Text = Field(None, validation_alias=named("Proto"))
    port: Number = Field(None, validation_alias=named("Port"))
    cipher: Text = Field(None, validation_alias=named("Cipher"))
    compress: Flag = Field(None, validation_alias=named("Compress"))
    dns: Text = Field(None, validation_alias=named("DnsServers"))
    address: Text = Field(None, validation_alias=named("InternetIp"))
    connections: Number = Field(None, validation_alias=named("Connections"))
    most: Number = Field(None, validation_alias=named("MaxConnections"))
    created: Number = Field(None, validation_alias=named("CreateTime"))
    multi_factor: Flag = Field(None, validation_alias=named("EnableMultiFactorAuth"))
    idaas: Text = Field(None, validation_alias=named("IDaaSInstanceId"))
    idaas_region: Text = Field(None, validation_alias=named("IDaaSRegionId"))
    idaas_application: Text = Field(None, validation_alias=named("IDaaSApplicationId"))
    resource_group: Text = Field(None, validation_alias=named("ResourceGroupId"))
    region: Text = Field(None, validation_alias=named("RegionId"))  # the one that was asked


@dataclass(slots=True, frozen=True, config=RECORD)
class CertificateRow:
    """One client's certificate, without what is in it."""

    id: Id = Field(validation_alias=named("SslVpnClientCertId"))
    server: Text = Field(None, validation_alias=named("SslVpnServerId"))
    name: Text = Field(None, validation_alias=named("Name"))
    status: Text = Field(None, validation_alias=named("Status"))
    created: Number = Field(None, validation_alias=named("CreateTime"))
    ends: Number = Field(None, validation_alias=named("EndTime"))
    resource_group: Text = Field(None, validation_alias=named("ResourceGroupId"))
    region: Text = Field(None, validation_alias=named("RegionId"))  # the one that was asked


@dataclass(slots=True, frozen=True, config=RECORD)
class WholeRow:
    """One client's certificate with key and configuration."""

    id: Id = Field(validation_alias=named("SslVpnClientCertId"))
    server: Text = Field(None, validation_alias=named("SslVpnServerId"))
    authority: Secret = Field(None, validation_alias=named("CaCert"))
    certificate: Secret = Field(None, validation_alias=named("ClientCert"))
    key: Secret = Field(None, validation_alias=named("ClientKey"))
    config: Secret = Field(None, validation_alias=named("ClientConfig"))


@dataclass(slots=True, frozen=True, config=RECORD)
class ClientRow:
    """Somebody who is connected."""

    name: Text = Field(None, validation_alias=named("CommonName"))
    address: Text = Field(None, validation_alias=named("Ip"))
    port: Number = Field(None, validation_alias=named("Port"))
    inside: Text = Field(None, validation_alias=named("PrivateIp"))
    connected: Number = Field(None, validation_alias=named("ConnectedTime"))
    received: Number = Field(None, validation_alias=named("ReceiveBytes"))
    sent: Number = Field(None, validation_alias=named("SendBytes"))
    status: Text = Field(None, validation_alias=named("Status"))


@dataclass(slots=True, frozen=True, config=RECORD)
class ServerRows:
    """The list inside the list."""

    items: list[ServerRow] = Field(validation_alias="SslVpnServer")


@dataclass(slots=True, frozen=True, config=RECORD)
class CertificateRows:
    """The list inside the list."""

    items: list[CertificateRow] = Field(validation_alias="SslVpnClientCertKey")


@dataclass(slots=True, frozen=True, config=RECORD)
class Paged:
    """What every listing tells of itself."""

    total: Number = Field(None, validation_alias=named("TotalCount"))
    size: Number = Field(None, validation_alias=named("PageSize"))

    def more(self, number: int, found: int) -> bool:
        """True if there is a page after page ``number``."""
        return goes_on(number, found, PAGE_SIZE, self.size, self.total)


@dataclass(slots=True, frozen=True, config=RECORD)
class Servers(Paged):
    """The answer of DescribeSslVpnServers."""

    rows: ServerRows | None = Field(None, validation_alias=named("SslVpnServers"))

    def __post_init__(self) -> None:
        _is_listing(self.rows, self.total)


@dataclass(slots=True, frozen=True, config=RECORD)
class Certificates(Paged):
    """The answer of DescribeSslVpnClientCerts."""

    rows: CertificateRows | None = Field(None, validation_alias=named("SslVpnClientCertKeys"))

    def __post_init__(self) -> None:
        _is_listing(self.rows, self.total)


@dataclass(slots=True, frozen=True, config=RECORD)
class Connected(Paged):
    """The answer of DescribeSslVpnClients: a list without an object around it."""

    rows: list[ClientRow] | None = Field(None, validation_alias=named("ClientInfoList"))

    def __post_init__(self) -> None:
        _is_listing(self.rows, self.total)


@dataclass(slots=True, frozen=True, config=RECORD)
class MadeServer:
    """What the create answer is read for."""

    id: Id = Field(validation_alias=named("SslVpnServerId"))


@dataclass(slots=True, frozen=True, config=RECORD)
class MadeCertificate:
    """What the create answer is read for."""

    id: Id = Field(validation_alias=named("SslVpnClientCertId"))


def _is_listing(rows: Any, total: int | None) -> None:
    """A strange answer must not pass for an empty list, nor a list of other things (2019, 15.22)."""
    if rows is None and total != 0:
        raise ValueError("not a listing")


SERVERS = Lenient(Servers)
CERTIFICATES = Lenient(Certificates)
CONNECTED = Lenient(Connected)
WHOLE = Lenient(WholeRow)
MADE_SERVER = Lenient(MadeServer)
MADE_CERTIFICATE = Lenient(MadeCertificate)
KNOWN_SERVER: Known = told(ServerRow, "IDaaSRegionId", "IDaaSApplicationId",
                           "iDaaSRegionId", "iDaaSApplicationId")  # fmt: skip
KNOWN_CERTIFICATE: Known = told(CertificateRow)


# ---------------------------------------------------------------- in our words


def encryption(word: str | None) -> str:
    """``AES-128-CBC`` in the spec's words."""
    for ours, theirs in ENCRYPTIONS.items():
        if word and word.upper() == theirs.upper():
            return ours
    return f"unknown:{word}" if word else ""


def server(region: str, row: ServerRow, origin: Origin) -> SslVpnServer:
    """A row as a noun. There is no state: the gateway's says whether it is being changed."""
    proves = ("certificate", "password") if row.multi_factor else ("certificate",)
    return SslVpnServer(
        id=row.id,
        provider=PROVIDER,
        region=region,
        name=row.name or "",
        state=State.AVAILABLE,
        created_at=from_millis(row.created),
        resource_group=row.resource_group or "",
        vpn_gateway_id=row.gateway or "",
        client_cidr=next(iter(cidrs(row.pool)), ""),
        local_cidrs=cidrs(row.local),
        address=lenient_address(row.address),
        protocol=(row.protocol or "").lower(),
        port=row.port,
        encryption=encryption(row.cipher),
        compress=row.compress,
        dns_servers=addresses(row.dns),
        authentication=proves,
        connections=row.connections,
        connections_max=row.most,
        multi_factor=row.multi_factor,
        identity_provider=row.idaas or "",
        origin=origin,
    )


def addresses(text: str | None) -> tuple[str, ...]:
    """DnsServers: addresses with commas between. UNVERIFIED: no document says how."""
    parts = (part.strip() for part in (text or "").split(","))
    return tuple(lenient_address(part) for part in parts if part)


def client(region: str, row: CertificateRow, origin: Origin) -> SslVpnClient:
    """A row as a noun."""
    return SslVpnClient(
        id=row.id,
        provider=PROVIDER,
        region=region,
        name=row.name or "",
        state=STATES.get(row.status, State.UNKNOWN) if row.status else State.AVAILABLE,
        raw_state=row.status or "",
        created_at=from_millis(row.created),
        resource_group=row.resource_group or "",
        server_id=row.server or "",
        expires_at=from_millis(row.ends),
        certificate_state=row.status or "",
        origin=origin,
    )


def config(row: WholeRow) -> SslVpnClientConfig:
    """What its program needs."""
    return SslVpnClientConfig(
        server_id=row.server or "",
        client_id=row.id,
        config=row.config,
        ca_certificate=row.authority,
        certificate=row.certificate,
        key=row.key,
    )


def session(row: ClientRow) -> SslVpnSession:
    """Somebody who is connected; the cloud has no id for that."""
    return SslVpnSession(
        name=row.name or "",
        address=lenient_address(row.address),
        port=row.port,
        private_address=lenient_address(row.inside),
        connected_at=from_millis(row.connected),
        received_bytes=row.received,
        sent_bytes=row.sent,
        state=row.status or "",
    )

"""SSL-VPN servers and clients as Tencent Cloud tells them, in our words.

Source: SslVpnSever (sic), SslVpnClient, AccessPolicy in tencentcloud-sdk-python-vpc 3.1.193 and the
examples of tccli; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import unmarked
from cgw.models import (
    AccessRule,
    Origin,
    SslVpnClient,
    SslVpnServer,
    State,
    lenient_address,
    lenient_cidr,
)
from cgw.wire import RECORD, Shape
from cgw_tencent.fields import PROVIDER, Flag, Number, Tags, Text, flag, moment, whole
from cgw_tencent.listing import Listing, untold

if TYPE_CHECKING:
    from cgw_tencent.adapter import TencentAdapter

# SslVpnSever.State is a number, SslVpnClient.State a text in the SDK and a number in the example.
STATES = {
    0: State.PENDING,
    1: State.FAILED,  # while it was made
    2: State.UPDATING,
    3: State.FAILED,  # while it was changed
    4: State.DELETING,
    5: State.FAILED,  # while it was deleted
    6: State.AVAILABLE,
    7: State.UNKNOWN,
}
CERTIFICATES = {0: "creating", 1: "normal", 2: "disabled", 3: "expired", 4: "failed"}
ENABLED = {1: True, 2: False}  # the others are neither
# CreateVpnGatewaySslServer, EncryptAlgorithm. A server of an example has "none", which none can ask for.
ENCRYPTIONS = {
    f"aes-{bits}-{mode}": f"AES-{bits}-{mode.upper()}"
    for mode in ("cbc", "gcm")
    for bits in (128, 192, 256)
}
# CreateVpnGatewaySslServer, IntegrityAlgorithm; MD5 stands in ModifyVpnGatewaySslServer only.
INTEGRITIES = {
    "sha1": "SHA1",
    "sha2-224": "SHA224",
    "sha2-256": "SHA256",
    "sha2-384": "SHA384",
    "sha2-512": "SHA512",
}
OLD_INTEGRITIES = {"md5": "MD5"}


@dataclass(slots=True, frozen=True, config=RECORD)
class Dns:
    """DnsServers."""

    primary: Text = Field(None, validation_alias="PrimaryDns")
    secondary: Text = Field(None, validation_alias="SecondaryDns")


@dataclass(slots=True, frozen=True, config=RECORD)
class Policy:
    """AccessPolicy."""

    id: Text = Field(None, validation_alias="VpnGatewayIdSslAccessPolicyId")
    target: Text = Field(None, validation_alias="TargetCidr")
    everybody: Flag = Field(None, validation_alias="ForAllClient")
    groups: list[Text] | None = Field(None, validation_alias="UserGroupIds")
    remark: Text = Field(None, validation_alias="Remark")
    updated: Text = Field(None, validation_alias="UpdateTime")


@dataclass(slots=True, frozen=True, config=RECORD)
class ServerRow:
    """One server."""

    id: Text = Field(None, validation_alias="SslVpnServerId")
    name: Text = Field(None, validation_alias="SslVpnServerName")
    gateway: Text = Field(None, validation_alias="VpnGatewayId")
    network_id: Text = Field(None, validation_alias="VpcId")
    local: list[Text] | None = Field(None, validation_alias="LocalAddress")
    pool: Text = Field(None, validation_alias="RemoteAddress")
    most: Number = Field(None, validation_alias="MaxConnection")
    address: Text = Field(None, validation_alias="WanIp")
    protocol: Text = Field(None, validation_alias="SslVpnProtocol")
    port: Number = Field(None, validation_alias="SslVpnPort")
    encryption: Text = Field(None, validation_alias="EncryptAlgorithm")
    integrity: Text = Field(None, validation_alias="IntegrityAlgorithm")
    compress: Flag = Field(None, validation_alias="Compress")
    created: Text = Field(None, validation_alias="CreateTime")
    state: Number = Field(None, validation_alias="State")
    sso: Flag = Field(None, validation_alias="SsoEnabled")
    provider_name: Text = Field(None, validation_alias="SpName")
    application: Text = Field(None, validation_alias="EiamApplicationId")
    controlled: Flag = Field(None, validation_alias="AccessPolicyEnabled")
    policies: list[Policy | None] | None = Field(None, validation_alias="AccessPolicy")
    dns: Dns | None = Field(None, validation_alias="DnsServers")

    @property
    def tags(self) -> Tags:
        """None: the tag service knows them, see `cgw_tencent.tags`."""
        return None


@dataclass(slots=True, frozen=True, config=RECORD)
class Servers:
    """The answer of DescribeVpnGatewaySslServers."""

    rows: list[ServerRow | None] | None = Field(None, validation_alias="SslVpnSeverSet")  # sic
    total: Number = Field(None, validation_alias="TotalCount")
    request_id: Text = Field(None, validation_alias="RequestId")


@dataclass(slots=True, frozen=True, config=RECORD)
class ServersReply:
    """The same, wrapped as every answer is."""

    response: Servers = Field(validation_alias="Response")


SERVERS: Listing[ServerRow] = Listing(
    what="SSL-VPN server",
    action="DescribeVpnGatewaySslServers",
    ids="SslVpnServerIds",
    rows="SslVpnSeverSet",
    row=ServerRow,
    shape=Shape(ServersReply),
)


@dataclass(slots=True, frozen=True, config=RECORD)
class ClientRow:
    """One client."""

    id: Text = Field(None, validation_alias="SslVpnClientId")
    name: Text = Field(None, validation_alias="Name")
    server: Text = Field(None, validation_alias="SslVpnServerId")
    network_id: Text = Field(None, validation_alias="VpcId")
    certificate: Number = Field(None, validation_alias="CertStatus")
    begins: Text = Field(None, validation_alias="CertBeginTime")
    expires: Text = Field(None, validation_alias="CertEndTime")
    state: Number = Field(None, validation_alias="State")

    @property
    def tags(self) -> Tags:
        """None: the tag service knows them, see `cgw_tencent.tags`."""
        return None


@dataclass(slots=True, frozen=True, config=RECORD)
class Clients:
    """The answer of DescribeVpnGatewaySslClients."""

    rows: list[ClientRow | None] | None = Field(None, validation_alias="SslVpnClientSet")
    total: Number = Field(None, validation_alias="TotalCount")
    request_id: Text = Field(None, validation_alias="RequestId")


@dataclass(slots=True, frozen=True, config=RECORD)
class ClientsReply:
    """The same, wrapped as every answer is."""

    response: Clients = Field(validation_alias="Response")


CLIENTS: Listing[ClientRow] = Listing(
    what="SSL-VPN client",
    action="DescribeVpnGatewaySslClients",
    ids="SslVpnClientIds",
    rows="SslVpnClientSet",
    row=ClientRow,
    shape=Shape(ClientsReply),
)


# ---------------------------------------------------------------- in our words


def server(
    cloud: TencentAdapter, row: ServerRow, origin: Origin, tags: Mapping[str, str]
) -> SslVpnServer:
    """A row in our words."""
    dns = (row.dns.primary, row.dns.secondary) if row.dns else ()
    both = bool(row.provider_name and row.application)
    return SslVpnServer(
        id=row.id or "",
        provider=PROVIDER,
        region=cloud.region,
        name=row.name or "",
        state=state_of(row.state),
        raw_state=_text(row.state),
        created_at=moment(row.created, cloud.zone),
        vpn_gateway_id=row.gateway or "",
        network_id=row.network_id or "",
        client_cidr=lenient_cidr(row.pool or ""),
        local_cidrs=tuple(lenient_cidr(cidr) for cidr in row.local or () if cidr),
        address=lenient_address(row.address),
        protocol=(row.protocol or "").lower(),
        port=whole(row.port),
        encryption=_word(row.encryption, {**ENCRYPTIONS, "none": "NONE"}),
        integrity=_word(row.integrity, {**INTEGRITIES, **OLD_INTEGRITIES}),
        compress=flag(row.compress),
        dns_servers=tuple(lenient_address(address) for address in dns if address),
        authentication=("certificate", "saml") if flag(row.sso) else ("certificate",),
        connections_max=whole(row.most),
        single_sign_on=flag(row.sso),
        identity_provider=row.provider_name or row.application or "",
        access_control=flag(row.controlled),
        access_rules=tuple(_rule(cloud, policy) for policy in row.policies or () if policy),
        tags=unmarked(tags),
        origin=untold(origin, {"EiamApplicationId": both}),
    )


def client(
    cloud: TencentAdapter, row: ClientRow, origin: Origin, tags: Mapping[str, str]
) -> SslVpnClient:
    """A row in our words."""
    certificate = whole(row.certificate)
    return SslVpnClient(
        id=row.id or "",
        provider=PROVIDER,
        region=cloud.region,
        name=row.name or "",
        state=state_of(row.state),
        raw_state=_text(row.state),
        server_id=row.server or "",
        network_id=row.network_id or "",
        begins_at=moment(row.begins, cloud.zone),
        expires_at=moment(row.expires, cloud.zone),
        enabled=enabled(row),
        certificate_state=CERTIFICATES.get(
            -1 if certificate is None else certificate, _text(row.certificate)
        ),
        tags=unmarked(tags),
        origin=origin,
    )


def state_of(raw: Number) -> State:
    """Our word for a number, however it is written."""
    number = whole(raw)
    return State.UNKNOWN if number is None else STATES.get(number, State.UNKNOWN)


def enabled(row: ClientRow) -> bool | None:
    """False while it is locked out; None where its certificate is neither usable nor disabled."""
    number = whole(row.certificate)
    return None if number is None else ENABLED.get(number)


def _rule(cloud: TencentAdapter, row: Policy) -> AccessRule:
    return AccessRule(
        id=row.id or "",
        cidr=lenient_cidr(row.target or ""),
        everybody=flag(row.everybody),
        groups=tuple(group for group in row.groups or () if group),
        description=row.remark or "",
        updated_at=moment(row.updated, cloud.zone),
    )


def _word(raw: Text, words: Mapping[str, str]) -> str:
    ours = {theirs: ours for ours, theirs in words.items()}
    return ours.get(raw.upper(), f"unknown:{raw}") if raw else ""


def _text(raw: Number) -> str:
    return "" if raw is None else str(raw)

"""What is sent for an SSL-VPN server, and what the cloud tells of one.

Source: VPN API v5, CreateVpnServer, UpdateVpnServer and ShowServerResponse in huaweicloudsdkvpn 3.1.219,
the pages vpn_api_0078 to 0080 of 2025-11-13; terraform-provider-huaweicloud a0345b8d; read 2026-11-21.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import check, own_options, refuse
from cgw.models import (
    Certificate,
    Origin,
    SslVpnServer,
    SslVpnServerPatch,
    SslVpnServerSpec,
    State,
    lenient_cidr,
    parse_time,
    spell,
    unspell,
)
from cgw.wire import RECORD, Shape
from cgw_huawei.capabilities import SSL_VPN_SERVERS as ABILITY
from cgw_huawei.fields import Flag, Full, Listed, Number, PageInfo, Text, Texts, spare
from cgw_huawei.ssl_vpn_options import ClientCa, SslVpnServerOptions, SslVpnServerPatchOptions

PROVIDER = "huawei"
PROTOCOLS = {"tcp": "TCP"}
ENCRYPTIONS = {"aes-128-gcm": "AES-128-GCM", "aes-256-gcm": "AES-256-GCM"}
INTEGRITIES = {"sha2-256": "SHA256", "sha2-384": "SHA384", "sha2-512": "SHA512"}  # told only
AUTHENTICATIONS = {
    "password": "LOCAL_PASSWORD",
    "certificate": "CERT",
    "iam": "IAM",
    "federated": "FEDERATED",
}
PORTS = (443, 1194)
LOCAL_SUBNETS, DNS_SERVERS = 20, 2
STATES = {
    "PENDING_CREATE": State.PENDING,
    "PENDING_UPDATE": State.UPDATING,
    "ACTIVE": State.AVAILABLE,
    "FAULT": State.FAILED,
    "FROZEN": State.FROZEN,
}


def to_wire(spec: SslVpnServerSpec) -> dict[str, Any]:
    """The body of CreateVpnServer. No default of the cloud is relied on.

    Errors:
        InvalidRequestError, UnsupportedError: refused before any request; ``.field`` names it.
    """
    check(PROVIDER, ABILITY, spec)
    options = own_options(PROVIDER, spec.options, SslVpnServerOptions) or SslVpnServerOptions()
    certificates = [ca_to_wire(ca) for ca in options.client_cas]
    if (options.authentication == "certificate") != bool(certificates):
        refuse(PROVIDER, "options.client_cas", "belong to authentication 'certificate', 1 to 10")
    if (options.authentication == "federated") != bool(options.identity_provider):
        refuse(PROVIDER, "options.identity_provider", "belongs to authentication 'federated'")
    certificate = {"id": options.certificate_id, "source": options.certificate_source}
    if not any(certificate.values()):
        refuse(
            PROVIDER,
            "options.certificate_id",
            "needed: the server's own certificate in the certificate manager, in "
            "cgw_huawei.SslVpnServerOptions(certificate_id=...)",
        )
    body: dict[str, Any] = {
        "tunnel_protocol": "SSL",
        "client_cidr": spec.client_cidr,
        "local_subnets": networks(spec.local_cidrs),
        "client_auth_type": AUTHENTICATIONS[options.authentication],
        "server_certificate": {name: text for name, text in certificate.items() if text},
        "ssl_options": {
            **tunnel(spec.protocol or "tcp", spec.port or 443, spec.encryption or "aes-128-gcm"),
            "is_compressed": spec.compress,
        },
    }
    if certificates:
        body["client_ca_certificates"] = certificates
    if spec.dns_servers:
        body["dns_servers"] = names(spec.dns_servers)
    if options.identity_provider:
        body["idp_name"] = options.identity_provider
    return body


def changes_to_wire(patch: SslVpnServerPatch, row: Row) -> dict[str, Any]:
    """The body of UpdateVpnServer: what was given, and the tunnel whole if anything of it changes.

    Args:
        row: the server as it stands.
    """
    options = own_options(PROVIDER, patch.options, SslVpnServerPatchOptions)
    options = options or SslVpnServerPatchOptions()
    body: dict[str, Any] = {}
    if patch.client_cidr is not None:
        body["client_cidr"] = patch.client_cidr
    if patch.local_cidrs is not None:
        body["local_subnets"] = networks(patch.local_cidrs)
    if patch.dns_servers is not None:
        body["dns_servers"] = names(patch.dns_servers)
    if options.authentication is not None:
        body["client_auth_type"] = AUTHENTICATIONS[options.authentication]
    if options.certificate_id is not None:
        body["server_certificate"] = {"id": options.certificate_id}
    if options.identity_provider is not None:
        body["idp_name"] = options.identity_provider
    if {"protocol", "port", "encryption"} & patch.given().keys():
        now, asked = row.tunnel or Tunnel(), tunnel(patch.protocol, patch.port, patch.encryption)
        stays = {
            "protocol": now.protocol,
            "port": now.port,
            "encryption_algorithm": now.encryption_algorithm,
        }
        body["ssl_options"] = {k: v for k, v in {**stays, **asked}.items() if v is not None}
    return body


def refuse_changes(patch: SslVpnServerPatch) -> None:
    """Refuse what can be refused before anything is read."""
    check(PROVIDER, ABILITY, patch)
    options = own_options(PROVIDER, patch.options, SslVpnServerPatchOptions)
    chosen = any(getattr(options, name) for name in options.model_fields_set) if options else False
    if not chosen and not patch.given().keys() - {"options"}:
        refuse(PROVIDER, "options", "nothing to change was given")
    if patch.local_cidrs is not None:
        networks(patch.local_cidrs)
    if patch.dns_servers is not None:
        names(patch.dns_servers)
    for ca in options.add_client_cas if options else ():
        ca_to_wire(ca)
    tunnel(patch.protocol, patch.port, patch.encryption)


def tunnel(protocol: str | None, port: int | None, encryption: str | None) -> dict[str, Any]:
    """What was asked for of the tunnel, in the cloud's words."""
    asked: dict[str, Any] = {}
    if protocol is not None:
        asked["protocol"] = spell(protocol, PROTOCOLS, "protocol", PROVIDER)
    if port is not None:
        if port not in PORTS:
            refuse(PROVIDER, "port", f"{port}; one of {', '.join(map(str, PORTS))}")
        asked["port"] = port
    if encryption is not None:
        asked["encryption_algorithm"] = spell(encryption, ENCRYPTIONS, "encryption", PROVIDER)
    return asked


def networks(given: tuple[str, ...]) -> list[str]:
    """Networks that clients reach."""
    if not 1 <= len(given) <= LOCAL_SUBNETS:
        refuse(PROVIDER, "local_cidrs", f"{len(given)} given; 1 to {LOCAL_SUBNETS} are taken")
    return list(given)


def names(given: tuple[str, ...]) -> list[str]:
    """Name servers."""
    if len(given) > DNS_SERVERS:
        refuse(PROVIDER, "dns_servers", f"{len(given)} given, at most {DNS_SERVERS}")
    return list(given)


def ca_to_wire(ca: ClientCa) -> dict[str, str]:
    """An authority of the clients' certificates; its key is refused, whoever pasted it."""
    if "PRIVATE KEY-----" in ca.content:
        refuse(PROVIDER, "options.client_cas", "a private key is in it; give the certificate only")
    return {"content": ca.content, **({"name": ca.name} if ca.name else {})}


# ---------------------------------------------------------------- from the wire


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class CertificateRow:
    """A certificate of the server or of an authority."""

    id: Text = None
    name: Text = None
    issuer: Text = None
    subject: Text = None
    serial_number: Text = None
    signature_algorithm: Text = None
    expires: Text = Field(None, validation_alias="expiration_time")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Tunnel:
    """The SSL tunnel."""

    protocol: Text = None
    port: Number = None
    encryption_algorithm: Text = None
    authentication_algorithm: Text = None
    is_compressed: Flag = None


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Row:
    """One server. It has no name."""

    id: str
    gateway: Text = Field(None, validation_alias="p2c_vgw_id")
    client_cidr: Text = None
    local_subnets: Texts = Field(default_factory=list)
    authentication: Text = Field(None, validation_alias="client_auth_type")
    certificate: CertificateRow | None = Field(None, validation_alias="server_certificate")
    client_cas: Annotated[list[CertificateRow], Full] = Field(
        default_factory=list, validation_alias="client_ca_certificates"
    )
    tunnel: Tunnel | None = Field(None, validation_alias="ssl_options")
    dns_servers: Texts = Field(default_factory=list)
    idp_name: Text = None
    status: Text = None
    created: Text = Field(None, validation_alias="created_at")
    updated: Text = Field(None, validation_alias="updated_at")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Made:
    """The answer of CreateVpnServer: an id."""

    row: Row = Field(validation_alias="vpn_server")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Many:
    """The answer of ListVpnServersByProject and ListVpnServersByVgw."""

    total: Number = Field(None, validation_alias="total_count")
    page_info: PageInfo | None = None
    rows: Annotated[list[Row | None], Listed] = Field(
        default_factory=list, validation_alias="vpn_servers"
    )


MADE: Shape[Made] = Shape(Made)
MANY: Shape[Many] = Shape(Many)
KNOWN = spare(Row)


def from_wire(
    region: str, row: Row, origin: Origin, spec: SslVpnServerSpec | None = None
) -> SslVpnServer:
    """A row in our words; of the answer to a create, with what was asked for."""
    now = row.tunnel or Tunnel()
    return SslVpnServer(
        id=row.id,
        provider=PROVIDER,
        region=region,
        state=STATES.get((row.status or "").upper(), State.UNKNOWN) if not spec else State.PENDING,
        raw_state=row.status or "",
        created_at=parse_time(row.created),
        updated_at=parse_time(row.updated),
        vpn_gateway_id=row.gateway or (spec.vpn_gateway_id if spec else ""),
        client_cidr=lenient_cidr(row.client_cidr or (spec.client_cidr if spec else "")),
        local_cidrs=tuple(
            map(lenient_cidr, row.local_subnets or (spec.local_cidrs if spec else ()))
        ),
        protocol=unspell(now.protocol, PROTOCOLS),
        port=now.port,
        encryption=unspell(now.encryption_algorithm, ENCRYPTIONS),
        integrity=unspell(now.authentication_algorithm, INTEGRITIES),
        compress=now.is_compressed,
        dns_servers=tuple(row.dns_servers),
        authentication=(unspell(row.authentication, AUTHENTICATIONS),)
        if row.authentication
        else (),
        identity_provider=row.idp_name or "",
        certificate=certificate_from(row.certificate) if row.certificate else None,
        client_certificates=tuple(map(certificate_from, row.client_cas)),
        origin=origin,
    )


def certificate_from(row: CertificateRow) -> Certificate:
    """A certificate in our words."""
    return Certificate(
        id=row.id or "",
        name=row.name or "",
        subject=row.subject or "",
        issuer=row.issuer or "",
        serial_number=row.serial_number or "",
        signature_algorithm=row.signature_algorithm or "",
        expires_at=parse_time(row.expires),
    )

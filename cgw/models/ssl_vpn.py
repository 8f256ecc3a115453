"""Remote access: SSL-VPN servers on a VPN gateway, and their clients."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Self, TypeAlias

from pydantic import Field, SecretStr, SerializeAsAny

from cgw._files import write_new, write_over
from cgw.models.base import MASK, Noun, Options, Patch, Spec
from cgw.models.parts import Certificate
from cgw.models.values import Cidr

SslProtocol: TypeAlias = Literal["udp", "tcp"]
SslEncryption: TypeAlias = Literal[
    "none", "aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "aes-128-gcm", "aes-192-gcm", "aes-256-gcm"
]
SslIntegrity: TypeAlias = Literal["md5", "sha1", "sha2-224", "sha2-256", "sha2-384", "sha2-512"]


class SslVpnServerSpec(Spec):
    """A server that clients dial in to.

    Attributes:
        name: empty where servers have none (Huawei Cloud).
        vpn_gateway_id: the gateway it runs on, made with ``ssl=True``.
        client_cidr: clients get their addresses from it.
        local_cidrs: networks that clients reach.
        protocol, port, encryption, integrity: of the SSL tunnel; None takes the adapter's default,
            which is sent as it stands.
        compress: whether packets are compressed, where that can be chosen.
        dns_servers: told to clients.
    """

    name: str = ""
    vpn_gateway_id: str
    client_cidr: Cidr
    local_cidrs: tuple[Cidr, ...] = ()
    protocol: SslProtocol | None = None
    port: int | None = Field(None, ge=1, le=65535)
    encryption: SslEncryption | None = None
    integrity: SslIntegrity | None = None
    compress: bool = False
    dns_servers: tuple[str, ...] = ()
    tags: Mapping[str, str] = Field(default_factory=dict)
    options: SerializeAsAny[Options] | None = None


class SslVpnServerPatch(Patch):
    """What changes on a server. Connected clients may be thrown out."""

    name: str | None = None
    client_cidr: Cidr | None = None
    local_cidrs: tuple[Cidr, ...] | None = None
    protocol: SslProtocol | None = None
    port: int | None = Field(None, ge=1, le=65535)
    encryption: SslEncryption | None = None
    integrity: SslIntegrity | None = None
    compress: bool | None = None
    dns_servers: tuple[str, ...] | None = None
    options: SerializeAsAny[Options] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRule:
    """Who may reach which network through a server.

    Attributes:
        cidr: the network.
        everybody: True if all clients may.
        groups: of clients that may, by id or name.
        updated_at: aware, UTC.
    """

    id: str = ""
    cidr: str = ""
    everybody: bool | None = None
    groups: tuple[str, ...] = ()
    description: str = ""
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SslVpnServer(Noun):
    """A server as the cloud has it.

    Attributes:
        address: clients go there.
        encryption, integrity: in the words of the spec, or ``unknown:<the cloud's word>``.
        authentication: ``certificate``, ``password``, ``saml``, ...: what clients show.
        connections, connections_max: clients that are connected, and may be.
        multi_factor, single_sign_on: whether more than a certificate is asked for.
        identity_provider: its id or name where there is one.
        certificate: the server's own; client_certificates: authorities of the clients'.
        access_control: True if clients reach only what `access_rules` allow.
    """

    vpn_gateway_id: str = ""
    network_id: str = ""
    client_cidr: str = ""
    local_cidrs: tuple[str, ...] = ()
    address: str = ""
    protocol: str = ""
    port: int | None = None
    encryption: str = ""
    integrity: str = ""
    compress: bool | None = None
    dns_servers: tuple[str, ...] = ()
    authentication: tuple[str, ...] = ()
    connections: int | None = None
    connections_max: int | None = None
    multi_factor: bool | None = None
    single_sign_on: bool | None = None
    identity_provider: str = ""
    certificate: Certificate | None = None
    client_certificates: tuple[Certificate, ...] = ()
    access_control: bool | None = None
    access_rules: tuple[AccessRule, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


class SslVpnClientSpec(Spec):
    """Somebody who may dial in: a certificate, or on Huawei Cloud a user with a password.

    Attributes:
        password: of a user; refused where clients have certificates.
        address: a fixed address inside, where that can be chosen.
    """

    name: str
    server_id: str
    password: SecretStr | None = None
    description: str | None = None
    address: str | None = None
    tags: Mapping[str, str] = Field(default_factory=dict)
    options: SerializeAsAny[Options] | None = None


class SslVpnClientPatch(Patch):
    """What changes on a client.

    Attributes:
        enabled: False locks it out until it is True again, where the cloud can do that.
    """

    name: str | None = None
    description: str | None = None
    password: SecretStr | None = None
    enabled: bool | None = None
    address: str | None = None
    options: SerializeAsAny[Options] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SslVpnClient(Noun):
    """A client as the cloud has it. Its key is not in here: see `SslVpnClientConfig`.

    Attributes:
        begins_at, expires_at: of its certificate; aware, UTC.
        enabled: False while it is locked out.
        certificate_state: the cloud's own word for how its certificate stands.
        group: its group of users, by id or name.
        address: a fixed address inside.
    """

    server_id: str = ""
    network_id: str = ""
    begins_at: datetime | None = None
    expires_at: datetime | None = None
    enabled: bool | None = None
    certificate_state: str = ""
    description: str | None = None
    group: str = ""
    address: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SslVpnSession:
    """A client that is connected.

    Attributes:
        name: of its certificate or user.
        address, port: where it comes from; private_address: what it was given inside.
        connected_at: aware, UTC.
        received_bytes, sent_bytes: as the server counts; counted_at: when that was.
        state: the cloud's own word.
    """

    id: str = ""
    name: str = ""
    address: str = ""
    port: int | None = None
    private_address: str = ""
    connected_at: datetime | None = None
    received_bytes: int | None = None
    sent_bytes: int | None = None
    received_packets: int | None = None
    sent_packets: int | None = None
    counted_at: datetime | None = None
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SslVpnClientConfig:
    """What a client's program needs (OpenVPN). Everything in it is a secret.

    Attributes:
        config: the program's configuration; ca_certificate, certificate: PEM.
        key: the private key, PEM; None where the cloud keeps none.
    """

    server_id: str = ""
    client_id: str = ""
    config: SecretStr | None = None
    ca_certificate: SecretStr | None = None
    certificate: SecretStr | None = None
    key: SecretStr | None = None

    def bundle(self) -> SecretStr:
        """One OpenVPN file: the configuration with certificates and key inside of it.

        A line that names a file for one of them (``ca ca.crt``) gives way to what it names.
        """
        text = self.config.get_secret_value() if self.config else ""
        parts = {"ca": self.ca_certificate, "cert": self.certificate, "key": self.key}
        for tag, part in parts.items():
            inside = part.get_secret_value().strip() if part else ""
            # OpenVPN takes a tag at the beginning of a line only; elsewhere it is a remark's.
            if inside and not re.search(rf"(?m)^[ \t]*<{tag}>", text):
                text = re.sub(rf"(?m)^[ \t]*{tag}[ \t]+\S.*\n?", "", text)
                text = f"{text.rstrip()}\n<{tag}>\n{inside}\n</{tag}>\n"
        return SecretStr(text.strip() + "\n")

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write the bundle to that file, which nobody else may read (mode 0600).

        Args:
            overwrite: replace a file that is there; it stays until the new one is whole.

        Errors:
            FileExistsError: it is there; a link is never followed.
            OSError: it cannot be written; nothing half written is left.
        """
        target = Path(path)
        write = write_over if overwrite else write_new
        write(target, self.bundle().get_secret_value())
        return target

    def __deepcopy__(self, memo: Any = None) -> Self:
        return self  # frozen; a copy of a secret is one place more to leak from

    def __reduce__(self) -> Any:
        raise TypeError(f"{type(self).__name__} holds a secret and does not pickle")

    def __str__(self) -> str:
        have = [f.name for f in fields(self) if isinstance(getattr(self, f.name), SecretStr)]
        return f"{self.client_id or self.server_id}: {', '.join(have)} ({MASK})"

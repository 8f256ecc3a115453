"""What only HUAWEI CLOUD takes for remote access and for its zones. Closed models.

Source: VPN API v5, the P2C pages vpn_api_0078, 0080, 0083, 0089 and 0092, huaweicloudsdkvpn 3.1.219;
read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from cgw.models import Options

Authentication = Literal["password", "certificate", "iam", "federated"]


class ClientCa(Options):
    """An authority whose certificates clients may show.

    Attributes:
        content: its certificate as PEM text; no key belongs here.
        name: None has the cloud make one.
    """

    content: str = Field(min_length=1)
    name: str | None = Field(None, min_length=1, max_length=64)


class SslVpnServerOptions(Options):
    """Create only.

    Attributes:
        authentication: what clients show: a user's ``password`` (the cloud's default), a
            ``certificate``, an ``iam`` user, or a ``federated`` identity.
        certificate_id: of the server's own certificate, in the certificate manager (CCM).
        certificate_source: the cloud's word for where that certificate comes from, if not CCM.
        client_cas: authorities of the clients' certificates; 1 to 10 with ``certificate``, and none
            otherwise.
        identity_provider: its name, with ``federated``.
    """

    authentication: Authentication = "password"
    certificate_id: str | None = Field(None, min_length=1)
    certificate_source: str | None = Field(None, min_length=1)
    client_cas: tuple[ClientCa, ...] = Field((), max_length=10)
    identity_provider: str | None = Field(None, min_length=1)


class SslVpnServerPatchOptions(Options):
    """Change only.

    Attributes:
        authentication, certificate_id, identity_provider: as on create.
        add_client_cas: further authorities of the clients' certificates.
        remove_client_cas: ids of those that no longer count.
        rename_client_cas: new names by id.
    """

    authentication: Authentication | None = None
    certificate_id: str | None = Field(None, min_length=1)
    identity_provider: str | None = Field(None, min_length=1)
    add_client_cas: tuple[ClientCa, ...] = Field((), max_length=10)
    remove_client_cas: tuple[str, ...] = ()
    rename_client_cas: Mapping[str, str] = Field(default_factory=dict)


class SslVpnClientOptions(Options):
    """Create only.

    Attributes:
        group_id: the group of users it belongs to; None takes the cloud's default group.
    """

    group_id: str | None = Field(None, min_length=1)


class SslVpnClientPatchOptions(Options):
    """Change only.

    Attributes:
        group_id: another group of users.
    """

    group_id: str | None = Field(None, min_length=1)


class ZoneListOptions(Options):
    """Listing only.

    Attributes:
        kind: zones for ``s2c`` gateways (IPsec) or for ``p2c`` gateways (remote access).
        flavor: of ``p2c`` gateways, the size they shall have.
    """

    kind: Literal["s2c", "p2c"] = "s2c"
    flavor: str | None = Field(None, min_length=1)

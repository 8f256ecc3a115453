"""Who may dial in to an SSL-VPN server of Alibaba Cloud: client certificates.

The cloud makes the key and keeps it: `config` reads it again at any time.

Source: VPC API 2016-04-28, CreateSslVpnClientCert, DescribeSslVpnClientCerts,
ModifySslVpnClientCert, DeleteSslVpnClientCert in the reference of 2019-01 (15.21 to 15.24); the same
and DescribeSslVpnClientCert in alibabacloud_vpc20160428 7.2.2; read 2026-11-21.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from cgw.adapter import Operation, Page, Where, check, own_options, read_back, refuse
from cgw.errors import BusyError, NotFoundError, UnsupportedError
from cgw.models import (
    Answer,
    Origin,
    SslVpnClient,
    SslVpnClientConfig,
    SslVpnClientPatch,
    SslVpnClientSpec,
    State,
)
from cgw.wire import Flow, Reply, Request
from cgw_alibaba.capabilities_ssl import SSL_VPN_CLIENTS as ABILITY
from cgw_alibaba.fields import DONE, SECRETS
from cgw_alibaba.options import SslVpnClientListOptions
from cgw_alibaba.ssl_vpn_rows import (
    CERTIFICATES,
    KNOWN_CERTIFICATE,
    MADE_CERTIFICATE,
    PAGE_SIZE,
    WHOLE,
    CertificateRow,
    client,
    config,
)

if TYPE_CHECKING:
    from cgw_alibaba.adapter import AlibabaAdapter

PROVIDER = "alibaba"
FILTERS = {"id": "SslVpnClientCertId", "name": "Name", "server_id": "SslVpnServerId"}


class SslVpnClients:
    """The verbs. Creates and deletes go one after another per server: they lock its gateway."""

    def __init__(self, cloud: AlibabaAdapter) -> None:
        self._cloud = cloud

    def create(self, spec: SslVpnClientSpec, op: Operation) -> Flow[SslVpnClient]:
        check(PROVIDER, ABILITY, spec)
        own_options(PROVIDER, spec.options, None)
        reply = yield self._cloud.call(
            "CreateSslVpnClientCert",
            [("SslVpnServerId", spec.server_id), ("Name", spec.name), ("ClientToken", op.token)],
            MADE_CERTIFICATE,
            safe=True,
            writes=True,
            serial=spec.server_id,
        )
        made, _ = reply.read(MADE_CERTIFICATE)
        sketch = SslVpnClient(
            id=made.id,
            provider=PROVIDER,
            region=self._cloud.region,
            name=spec.name,
            state=State.PENDING,
            server_id=spec.server_id,
        )
        return (yield from read_back(self.get(made.id), sketch))

    def get(self, id: str) -> Flow[SslVpnClient]:
        """Read from the listing, which tells no key."""
        reply = yield self._describe(id)
        row, place, body = _the_one(reply, id)
        origin = Origin(Answer(body, SECRETS), place, KNOWN_CERTIFICATE)
        return client(self._cloud.region, row, origin)

    def _describe(self, id: str) -> Request:
        pairs = [("SslVpnClientCertId", id), ("PageNumber", "1"), ("PageSize", str(PAGE_SIZE))]
        return self._cloud.call("DescribeSslVpnClientCerts", pairs, CERTIFICATES, safe=True)

    def page(self, cursor: str | None, where: Where) -> Flow[Page[SslVpnClient]]:
        number = int(cursor or 1)
        pairs = [("PageNumber", str(number)), ("PageSize", str(PAGE_SIZE)), *narrowed(where)]
        reply = yield self._cloud.call("DescribeSslVpnClientCerts", pairs, CERTIFICATES, safe=True)
        listing, body = reply.read(CERTIFICATES)
        answer = Answer(body, SECRETS)
        rows = listing.rows.items if listing.rows else []
        items = [
            client(self._cloud.region, row, Origin(answer, _place(i), KNOWN_CERTIFICATE))
            for i, row in enumerate(rows)
        ]
        return Page(items, str(number + 1) if listing.more(number, len(rows)) else None)

    def update(self, id: str, patch: SslVpnClientPatch) -> Flow[SslVpnClient]:
        check(PROVIDER, ABILITY, patch)
        own_options(PROVIDER, patch.options, None)
        if patch.name is None:
            refuse(PROVIDER, next(iter(patch.given()), "name"), "nothing to change it to was given")
        pairs = [("SslVpnClientCertId", id), ("Name", patch.name)]
        yield self._cloud.call("ModifySslVpnClientCert", pairs, DONE, safe=True, writes=True)
        return (yield from self.get(id))

    def delete(self, id: str) -> Flow[None]:
        server: str | None = None
        with suppress(NotFoundError):  # a new one may not be listed yet: the delete itself decides
            reply = yield self._describe(id)
            server = _the_one(reply, id)[0].server
        with suppress(NotFoundError):  # gone already is what the caller wanted
            yield self._cloud.call(
                "DeleteSslVpnClientCert",
                [("SslVpnClientCertId", id)],
                DONE,
                safe=True,
                writes=True,
                serial=server or id,
            )

    def config(self, id: str) -> Flow[SslVpnClientConfig]:
        """What its program needs, the key included; nothing else of cgw reads that."""
        reply = yield self._cloud.call(
            "DescribeSslVpnClientCert", [("SslVpnClientCertId", id)], WHOLE, safe=True
        )
        row, _ = reply.read(WHOLE)
        if row.certificate is None and row.config is None:
            raise BusyError(
                f"the certificate of {id} is not ready", provider=PROVIDER, field="config"
            )
        return config(row)

    def find(self, token: str) -> Flow[list[SslVpnClient]]:  # noqa: ARG002 -- the contract's
        """Never needed: a create whose answer was lost is sent again with its client token."""
        raise UnsupportedError("alibaba finds lost creates by client token", field="find")
        yield  # a flow that asks nothing


def _place(number: int) -> tuple[str | int, ...]:
    return ("SslVpnClientCertKeys", "SslVpnClientCertKey", number)


def _the_one(reply: Reply, id: str) -> tuple[CertificateRow, tuple[str | int, ...], bytes]:
    """The row with that id, where it stands, and the body."""
    listing, body = reply.read(CERTIFICATES)
    for number, row in enumerate(listing.rows.items if listing.rows else []):
        if row.id == id:
            return row, _place(number), body
    raise NotFoundError(
        f"there is no SSL-VPN client {id!r}",
        provider=PROVIDER,
        action="DescribeSslVpnClientCerts",
        request_id=reply.headers.get("x-acs-request-id", ""),
        http_status=reply.status,
        field="id",
    )


def narrowed(where: Where) -> list[tuple[str, str]]:
    """The filters that the cloud has."""
    options = own_options(PROVIDER, where.options, SslVpnClientListOptions)
    pairs = [(wire, where.fields[ours]) for ours, wire in FILTERS.items() if where.fields.get(ours)]
    if options and options.resource_group_id:
        pairs.append(("ResourceGroupId", options.resource_group_id))
    return pairs

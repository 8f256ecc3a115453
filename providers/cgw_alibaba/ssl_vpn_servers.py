"""SSL-VPN servers on Alibaba Cloud: one on a VPN gateway that was made with ``ssl=True``.

A create or change goes on after its answer: the gateway is ``updating`` meanwhile.

Source: VPC API 2016-04-28, CreateSslVpnServer, DescribeSslVpnServers, ModifySslVpnServer,
DeleteSslVpnServer in the reference of 2019-01 (15.17 to 15.20); the same, DescribeSslVpnClients and
DescribeVpnSslServerLogs in alibabacloud_vpc20160428 7.2.2; read 2026-11-21.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from cgw.adapter import LogWindow, Operation, Page, Where, own_options, read_back
from cgw.errors import NotFoundError, UnsupportedError
from cgw.models import (
    Answer,
    LogLine,
    Origin,
    SslVpnServer,
    SslVpnServerPatch,
    SslVpnServerSpec,
    SslVpnSession,
    State,
)
from cgw.wire import Flow, Reply, Request
from cgw_alibaba import log_lines
from cgw_alibaba.fields import DONE, SECRETS
from cgw_alibaba.options import SslVpnServerListOptions
from cgw_alibaba.ssl_vpn_rows import (
    CONNECTED,
    KNOWN_SERVER,
    MADE_SERVER,
    PAGE_SIZE,
    SERVERS,
    ServerRow,
    server,
    session,
)
from cgw_alibaba.ssl_vpn_specs import (
    ENCRYPTION,
    PORT,
    PROTOCOL,
    changed,
    check_patch,
    to_wire,
)

if TYPE_CHECKING:
    from cgw_alibaba.adapter import AlibabaAdapter

PROVIDER = "alibaba"
FILTERS = {"id": "SslVpnServerId", "name": "Name", "vpn_gateway_id": "VpnGatewayId"}


class SslVpnServers:
    """The verbs."""

    def __init__(self, cloud: AlibabaAdapter) -> None:
        self._cloud = cloud

    def create(self, spec: SslVpnServerSpec, op: Operation) -> Flow[SslVpnServer]:
        pairs = [*to_wire(spec), ("ClientToken", op.token)]
        reply = yield self._cloud.call(
            "CreateSslVpnServer",
            pairs,
            MADE_SERVER,
            safe=True,
            writes=True,
            serial=spec.vpn_gateway_id,
        )
        made, _ = reply.read(MADE_SERVER)
        # The answer has an id and a name, and the server may not be listed yet.
        sketch = SslVpnServer(
            id=made.id,
            provider=PROVIDER,
            region=self._cloud.region,
            name=spec.name,
            state=State.PENDING,
            vpn_gateway_id=spec.vpn_gateway_id,
            client_cidr=spec.client_cidr,
            local_cidrs=spec.local_cidrs,
            protocol=spec.protocol or PROTOCOL,
            port=spec.port or PORT,
            encryption=spec.encryption or ENCRYPTION,
            compress=spec.compress,
            dns_servers=spec.dns_servers,
        )
        return (yield from read_back(self.get(made.id), sketch))

    def get(self, id: str) -> Flow[SslVpnServer]:
        reply = yield self._describe(id)
        row, place, body = _the_one(reply, id)
        origin = Origin(Answer(body, SECRETS), place, KNOWN_SERVER)
        return server(self._cloud.region, row, origin)

    def row(self, id: str) -> Flow[ServerRow]:
        """One as the cloud tells it, for those who need what the noun does not say."""
        reply = yield self._describe(id)
        return _the_one(reply, id)[0]

    def _describe(self, id: str) -> Request:
        pairs = [("SslVpnServerId", id), ("PageNumber", "1"), ("PageSize", str(PAGE_SIZE))]
        return self._cloud.call("DescribeSslVpnServers", pairs, SERVERS, safe=True)

    def page(self, cursor: str | None, where: Where) -> Flow[Page[SslVpnServer]]:
        number = int(cursor or 1)
        pairs = [("PageNumber", str(number)), ("PageSize", str(PAGE_SIZE)), *narrowed(where)]
        reply = yield self._cloud.call("DescribeSslVpnServers", pairs, SERVERS, safe=True)
        listing, body = reply.read(SERVERS)
        answer = Answer(body, SECRETS)
        rows = listing.rows.items if listing.rows else []
        items = [
            server(self._cloud.region, row, Origin(answer, _place(i), KNOWN_SERVER))
            for i, row in enumerate(rows)
        ]
        return Page(items, str(number + 1) if listing.more(number, len(rows)) else None)

    def update(self, id: str, patch: SslVpnServerPatch) -> Flow[SslVpnServer]:
        """Change it; connected clients may be thrown out. It is sent whole.

        What is left out of a change may fall back to its default: the reference of 2019-01 says so
        of Compress (15.20).
        """
        check_patch(patch)
        row = yield from self.row(id)
        yield self._cloud.call(
            "ModifySslVpnServer",
            [("SslVpnServerId", id), *changed(row, patch)],
            DONE,
            safe=True,
            writes=True,
            serial=row.gateway or id,
        )
        return (yield from self.get(id))  # the answer has no DnsServers

    def delete(self, id: str) -> Flow[None]:
        gateway: str | None = None
        with suppress(NotFoundError):  # a new one may not be listed yet: the delete itself decides
            gateway = (yield from self.row(id)).gateway
        with suppress(NotFoundError):  # gone already is what the caller wanted
            yield self._cloud.call(
                "DeleteSslVpnServer",
                [("SslVpnServerId", id)],
                DONE,
                safe=True,
                writes=True,
                serial=gateway or id,
            )

    def sessions(self, id: str) -> Flow[tuple[SslVpnSession, ...]]:
        """Who is connected to its gateway, which has no other server."""
        row = yield from self.row(id)
        found: list[SslVpnSession] = []
        number = 1
        while True:
            pairs = [
                ("VpnGatewayId", row.gateway or ""),
                ("PageNumber", str(number)),
                ("PageSize", str(PAGE_SIZE)),
            ]
            reply = yield self._cloud.call("DescribeSslVpnClients", pairs, CONNECTED, safe=True)
            listing, _ = reply.read(CONNECTED)
            rows = listing.rows or []
            found += [session(one) for one in rows]
            if not listing.more(number, len(rows)):
                return tuple(found)
            number += 1

    def logs(self, id: str, window: LogWindow, cursor: str | None) -> Flow[Page[LogLine]]:
        """One page of its log; ``window.source`` is a client's id."""
        pairs = [("VpnSslServerId", id), *log_lines.asked(window, cursor)]
        if window.source:
            pairs.append(("SslVpnClientCertId", window.source))
        reply = yield self._cloud.call(
            "DescribeVpnSslServerLogs", pairs, log_lines.LINES, safe=True
        )
        return log_lines.page(reply, window, cursor)

    def find(self, token: str) -> Flow[list[SslVpnServer]]:  # noqa: ARG002 -- the contract's
        """Never needed: a create whose answer was lost is sent again with its client token."""
        raise UnsupportedError("alibaba finds lost creates by client token", field="find")
        yield  # a flow that asks nothing


def _place(number: int) -> tuple[str | int, ...]:
    return ("SslVpnServers", "SslVpnServer", number)


def _the_one(reply: Reply, id: str) -> tuple[ServerRow, tuple[str | int, ...], bytes]:
    """The row with that id, where it stands, and the body. There is no call for one server."""
    listing, body = reply.read(SERVERS)
    for number, row in enumerate(listing.rows.items if listing.rows else []):
        if row.id == id:
            return row, _place(number), body
    raise NotFoundError(
        f"there is no SSL-VPN server {id!r}",
        provider=PROVIDER,
        action="DescribeSslVpnServers",
        request_id=reply.headers.get("x-acs-request-id", ""),
        http_status=reply.status,
        field="id",
    )


def narrowed(where: Where) -> list[tuple[str, str]]:
    """The filters that the cloud has."""
    options = own_options(PROVIDER, where.options, SslVpnServerListOptions)
    pairs = [(wire, where.fields[ours]) for ours, wire in FILTERS.items() if where.fields.get(ours)]
    if options and options.resource_group_id:
        pairs.append(("ResourceGroupId", options.resource_group_id))
    return pairs

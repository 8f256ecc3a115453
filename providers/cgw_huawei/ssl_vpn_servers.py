"""SSL-VPN servers on P2C gateways of HUAWEI CLOUD. A server ends with its gateway: no call deletes one.

There is no call for one server either: the lists are read, and it is picked by its id.

Source: VPN API v5, CreateVpnServer, ListVpnServersByProject, ListVpnServersByVgw, UpdateVpnServer,
ImportClientCa, UpdateClientCa, DeleteClientCa, ListP2cVgwConnections, DeleteP2cVgwConnection in
huaweicloudsdkvpn 3.1.219 and in the pages vpn_api_0076, 0078 to 0088 and 0146; read 2026-11-21.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import Operation, Page, Where, own_options, read_back
from cgw.errors import NotFoundError, UnsupportedError
from cgw.models import (
    Answer,
    Origin,
    SslVpnServer,
    SslVpnServerPatch,
    SslVpnServerSpec,
    SslVpnSession,
    lenient_address,
    parse_time,
)
from cgw.wire import RECORD, Flow, Reply, Shape
from cgw_huawei.fields import SECRETS, Full, Number, Text
from cgw_huawei.paging import asked, turned
from cgw_huawei.ssl_vpn_options import SslVpnServerPatchOptions
from cgw_huawei.ssl_vpn_server_rows import (
    KNOWN,
    MADE,
    MANY,
    Many,
    Row,
    ca_to_wire,
    changes_to_wire,
    from_wire,
    refuse_changes,
    to_wire,
)

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter

PROVIDER = "huawei"
GATEWAYS, SERVERS = "p2c-vpn-gateways", "vpn-servers"
LIMIT = 100  # of sessions; no most is stated


class SslVpnServers:
    """The verbs."""

    def __init__(self, cloud: HuaweiAdapter) -> None:
        self._cloud = cloud

    def create(self, spec: SslVpnServerSpec, op: Operation) -> Flow[SslVpnServer]:
        """The answer is an id; a repeated create is known by its token."""
        reply = yield self._cloud.vpn(
            "CreateVpnServer",
            "POST",
            GATEWAYS,
            spec.vpn_gateway_id,
            SERVERS,
            shape=MADE,
            body={"vpn_server": to_wire(spec)},
            token=op.token,
            safe=True,
            serial=spec.vpn_gateway_id,
        )
        made = reply.read(MADE).row
        origin = Origin(Answer(reply.body, SECRETS), ("vpn_server",), KNOWN)
        sketch = from_wire(self._cloud.region, made, origin, spec)
        return (yield from read_back(self._on(spec.vpn_gateway_id, made.id), sketch))

    def get(self, id: str) -> Flow[SslVpnServer]:
        """Picked from the list of all."""
        return (yield from self._found(id))[0]

    def page(self, cursor: str | None, where: Where) -> Flow[Page[SslVpnServer]]:
        """All of the project, or those of one gateway."""
        own_options(PROVIDER, where.options, None)  # there are none to give
        if gateway := where.fields.get("vpn_gateway_id"):
            return Page(list(self._many((yield from self._of(gateway))).values()), None)
        reply = yield self._cloud.vpn(
            "ListVpnServersByProject", "GET", SERVERS, shape=MANY, query=asked(cursor), safe=True
        )
        many = reply.read(MANY)
        new, following = turned(cursor, many.rows, many.page_info, many.total)
        every = self._many(reply)
        return Page([every[i] for i in new], following)

    def update(self, id: str, patch: SslVpnServerPatch) -> Flow[SslVpnServer]:
        """Read first: what of the tunnel stays is sent with what changes."""
        refuse_changes(patch)
        server, row = yield from self._found(id)
        if body := changes_to_wire(patch, row):
            yield self._cloud.vpn(
                "UpdateVpnServer",
                "PUT",
                GATEWAYS,
                SERVERS,
                id,
                body={"vpn_server": body},
                safe=True,
                serial=server.vpn_gateway_id,
            )
        options = own_options(PROVIDER, patch.options, SslVpnServerPatchOptions)
        if options is not None:
            yield from self._authorities(id, server.vpn_gateway_id, options)
        return (yield from self._on(server.vpn_gateway_id, id))

    def delete(self, id: str) -> Flow[None]:  # noqa: ARG002 -- refused
        yield from ()  # a flow, as the others are
        raise UnsupportedError(
            "ssl vpn servers: huawei deletes one with its gateway and not before", field="delete"
        )

    def find(self, token: str) -> Flow[list[SslVpnServer]]:  # noqa: ARG002 -- none can be marked
        """None: a lost create is sent again with its token."""
        yield from ()
        return []

    def sessions(self, id: str) -> Flow[tuple[SslVpnSession, ...]]:
        """Who is connected to its gateway; a gateway's servers are not told apart."""
        server = yield from self.get(id)
        found: list[SslVpnSession] = []
        seen: set[str] = set()
        while True:
            reply = yield self._cloud.vpn(
                "ListP2cVgwConnections",
                "GET",
                GATEWAYS,
                server.vpn_gateway_id,
                "connections",
                shape=SESSIONS,
                query=[("limit", str(LIMIT)), ("offset", str(len(seen)))],
                safe=True,
            )
            told = reply.read(SESSIONS)
            new = [row for row in told.rows if row.id not in seen]
            seen |= {row.id for row in new}
            found += map(session_from, new)
            whole = len(told.rows) < LIMIT if told.total is None else len(seen) >= told.total
            if not new or whole:
                return tuple(found)

    def disconnect(self, id: str, session_id: str) -> Flow[None]:
        server = yield from self.get(id)
        with suppress(NotFoundError):  # gone already is what the caller wanted
            yield self._cloud.vpn(
                "DeleteP2cVgwConnection",
                "POST",
                GATEWAYS,
                server.vpn_gateway_id,
                "connections",
                session_id,
                "disconnect",
                safe=True,
            )

    def _authorities(self, id: str, gateway: str, options: SslVpnServerPatchOptions) -> Flow[None]:
        path = (GATEWAYS, SERVERS, id, "client-ca-certificates")
        for ca in options.add_client_cas:  # before any goes: a server needs one at least
            yield self._cloud.vpn(
                "ImportClientCa",
                "POST",
                *path,
                body={"client_ca_certificate": ca_to_wire(ca)},
                serial=gateway,
            )
        for ca_id, name in options.rename_client_cas.items():
            yield self._cloud.vpn(
                "UpdateClientCa",
                "PUT",
                *path,
                ca_id,
                body={"client_ca_certificate": {"name": name}},
                safe=True,
                serial=gateway,
            )
        for ca_id in options.remove_client_cas:
            with suppress(NotFoundError):  # gone already is what the caller wanted
                yield self._cloud.vpn(
                    "DeleteClientCa", "DELETE", *path, ca_id, safe=True, serial=gateway
                )

    def _of(self, gateway: str) -> Flow[Reply]:
        return (
            yield self._cloud.vpn(
                "ListVpnServersByVgw", "GET", GATEWAYS, gateway, SERVERS, shape=MANY, safe=True
            )
        )

    def _on(self, gateway: str, id: str) -> Flow[SslVpnServer]:
        """One server of a gateway that is known."""
        for server in self._many((yield from self._of(gateway))).values():
            if server.id == id:
                return server
        raise missing(id, "ListVpnServersByVgw")

    def _found(self, id: str) -> Flow[tuple[SslVpnServer, Row]]:
        cursor: str | None = None
        while True:
            reply = yield self._cloud.vpn(
                "ListVpnServersByProject",
                "GET",
                SERVERS,
                shape=MANY,
                query=asked(cursor),
                safe=True,
            )
            many: Many = reply.read(MANY)
            for i, server in self._many(reply).items():
                if server.id == id and (row := many.rows[i]):
                    return server, row
            _, cursor = turned(cursor, many.rows, many.page_info, many.total)
            if cursor is None:
                raise missing(id, "ListVpnServersByProject")

    def _many(self, reply: Reply) -> dict[int, SslVpnServer]:
        """The servers of a list by their places in it."""
        answer = Answer(reply.body, SECRETS)
        return {
            i: from_wire(self._cloud.region, row, Origin(answer, ("vpn_servers", i), KNOWN))
            for i, row in enumerate(reply.read(MANY).rows)
            if row is not None
        }


def missing(id: str, action: str) -> NotFoundError:
    """The error for what no list has."""
    return NotFoundError(f"no SSL-VPN server {id}", provider=PROVIDER, action=action)


# ---------------------------------------------------------------- who is connected


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Connected:
    """One client that is connected. What comes in at the gateway is what it sent."""

    id: str = Field(validation_alias="connection_id")
    inside: Text = Field(None, validation_alias="client_virtual_ip")
    address: Text = Field(None, validation_alias="client_ip")
    name: Text = Field(None, validation_alias="client_user_name")
    packets_in: Number = Field(None, validation_alias="inbound_packets")
    packets_out: Number = Field(None, validation_alias="outbound_packets")
    bytes_in: Number = Field(None, validation_alias="inbound_bytes")
    bytes_out: Number = Field(None, validation_alias="outbound_bytes")
    since: Text = Field(None, validation_alias="connection_established_time")
    counted: Text = Field(None, validation_alias="timestamp")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Sessions:
    """The answer of ListP2cVgwConnections."""

    total: Number = Field(None, validation_alias="total_count")
    rows: Annotated[list[Connected], Full] = Field(
        default_factory=list, validation_alias="connections"
    )


SESSIONS: Shape[Sessions] = Shape(Sessions)


def session_from(row: Connected) -> SslVpnSession:
    """A client that is connected, in our words."""
    return SslVpnSession(
        id=row.id,
        name=row.name or "",
        address=lenient_address(row.address),
        private_address=lenient_address(row.inside),
        connected_at=parse_time(row.since),
        received_bytes=row.bytes_in,
        sent_bytes=row.bytes_out,
        received_packets=row.packets_in,
        sent_packets=row.packets_out,
        counted_at=parse_time(row.counted),
    )

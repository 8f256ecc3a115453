"""SSL-VPN clients on HUAWEI CLOUD: users of a server, each with a password.

A user is known within its server only, so an id here is made of both: ``<server>/<user>``.

Source: VPN API v5, CreateVpnUser, ListVpnUsers, ShowVpnUser, UpdateVpnUser, ResetVpnUserPassword,
DeleteVpnUser, ExportClientConfig in huaweicloudsdkvpn 3.1.219 and in the pages vpn_api_0081, 0089 to
0095; terraform-provider-huaweicloud a0345b8d; read 2026-11-21.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from pydantic import SecretStr

from cgw.adapter import Operation, Page, Where, own_options, read_back, refuse
from cgw.errors import BusyError, NotFoundError
from cgw.models import (
    Answer,
    Origin,
    SslVpnClient,
    SslVpnClientConfig,
    SslVpnClientPatch,
    SslVpnClientSpec,
    State,
)
from cgw.wire import Flow, Reply
from cgw_huawei.fields import SECRETS
from cgw_huawei.paging import asked, turned
from cgw_huawei.ssl_vpn_client_rows import (
    CONFIG,
    KNOWN,
    MADE,
    MANY,
    ONE,
    changes_to_wire,
    from_wire,
    to_wire,
)

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter

PROVIDER = "huawei"
PATH = ("p2c-vpn-gateways", "vpn-servers")


class SslVpnClients:
    """The verbs. There is no life cycle; a user that was just made may take half a minute."""

    def __init__(self, cloud: HuaweiAdapter) -> None:
        self._cloud = cloud

    def create(self, spec: SslVpnClientSpec, op: Operation) -> Flow[SslVpnClient]:
        """The answer is an id; a repeated create is known by its token."""
        reply = yield self._cloud.vpn(
            "CreateVpnUser",
            "POST",
            *PATH,
            spec.server_id,
            "users",
            shape=MADE,
            body={"user": to_wire(spec)},
            token=op.token,
            safe=True,
            serial=spec.server_id,
        )
        made = reply.read(MADE).row
        sketch = SslVpnClient(
            id=f"{spec.server_id}/{made.id}",
            provider=PROVIDER,
            region=self._cloud.region,
            name=spec.name,
            state=State.PENDING,
            server_id=spec.server_id,
            description=spec.description,
            address=spec.address or "",
            origin=Origin(Answer(reply.body, SECRETS), ("user",), KNOWN),
        )
        return (yield from read_back(self.get(sketch.id), sketch))

    def get(self, id: str) -> Flow[SslVpnClient]:
        server, user = parts(id)
        reply = yield self._cloud.vpn(
            "ShowVpnUser", "GET", *PATH, server, "users", user, shape=ONE, safe=True
        )
        origin = Origin(Answer(reply.body, SECRETS), ("user",), KNOWN)
        return from_wire(self._cloud.region, server, reply.read(ONE).row, origin)

    def page(self, cursor: str | None, where: Where) -> Flow[Page[SslVpnClient]]:
        """Users of one server, or of one server after the other."""
        own_options(PROVIDER, where.options, None)  # there are none to give
        if cursor is not None:
            servers, inner = json.loads(cursor)
        elif server := where.fields.get("server_id"):
            servers, inner = [server], None
        else:
            servers, inner = (yield from self._servers()), None
        if not servers:
            return Page([], None)
        try:
            items, following = yield from self._page(servers[0], inner)
        except NotFoundError:  # it went meanwhile, and its users with it
            items, following = [], None
        rest = servers if following is not None else servers[1:]
        return Page(items, json.dumps([rest, following]) if rest else None)

    def update(self, id: str, patch: SslVpnClientPatch) -> Flow[SslVpnClient]:
        server, user = parts(id)
        body, password = changes_to_wire(patch), patch.password
        if body:
            yield self._cloud.vpn(
                "UpdateVpnUser",
                "PUT",
                *PATH,
                server,
                "users",
                user,
                body={"user": body},
                safe=True,
                serial=server,
            )
        if password is not None:
            yield self._cloud.vpn(
                "ResetVpnUserPassword",
                "POST",
                *PATH,
                server,
                "users",
                user,
                "reset-password",
                body={"new_password": password.get_secret_value()},
                safe=True,
                serial=server,
            )
        return (yield from self.get(id))

    def delete(self, id: str) -> Flow[None]:
        server, user = parts(id)
        with suppress(NotFoundError):  # gone already is what the caller wanted
            yield self._cloud.vpn(
                "DeleteVpnUser", "DELETE", *PATH, server, "users", user, safe=True, serial=server
            )

    def find(self, token: str) -> Flow[list[SslVpnClient]]:  # noqa: ARG002 -- none can be marked
        """None: a lost create is sent again with its token."""
        yield from ()
        return []

    def config(self, id: str) -> Flow[SslVpnClientConfig]:
        """The server's, which all its users share: name and password are asked for by the program.

        With certificates of their own clients add those and their keys: the cloud has neither.
        """
        server, _ = parts(id)
        reply = yield self._cloud.vpn(
            "ExportClientConfig",
            "POST",
            *PATH,
            server,
            "client-config",
            "export",
            shape=CONFIG,
            body={"os_type": self._cloud.client_os},
            safe=True,
            reads=True,
        )
        text = reply.read(CONFIG).text
        if not text:  # an empty file would pass for one that works
            raise BusyError(
                f"the configuration of {server} is not ready", provider=PROVIDER, field="config"
            )
        return SslVpnClientConfig(server_id=server, client_id=id, config=SecretStr(text))

    def _servers(self) -> Flow[list[str]]:
        found: list[str] = []
        cursor: str | None = None
        while True:
            page = yield from self._cloud.ssl_vpn_servers.page(cursor, Where())
            found += [server.id for server in page.items]
            cursor = page.cursor
            if cursor is None:
                return found

    def _page(self, server: str, cursor: str | None) -> Flow[tuple[list[SslVpnClient], str | None]]:
        reply: Reply = yield self._cloud.vpn(
            "ListVpnUsers",
            "GET",
            *PATH,
            server,
            "users",
            shape=MANY,
            query=asked(cursor),
            safe=True,
        )
        many, answer = reply.read(MANY), Answer(reply.body, SECRETS)
        new, following = turned(cursor, many.rows, many.page_info, many.total)
        region = self._cloud.region
        items = [
            from_wire(region, server, row, Origin(answer, ("users", i), KNOWN))
            for i in new
            if (row := many.rows[i])
        ]
        return items, following


def parts(id: str) -> tuple[str, str]:
    """The server's id and the user's."""
    server, slash, user = id.partition("/")
    if not (server and slash and user):
        refuse(PROVIDER, "id", f"{id!r} is not made of a server's id, a slash and a user's id")
    return server, user

"""Users of VPN servers, as HUAWEI CLOUD's VPN service takes and shows them. No password is kept.

Written from the vendor's documents, independently of the adapter. Source: VPN API v5 pages
vpn_api_0089 to 0095 of 2025-11-13, huaweicloudsdkvpn 3.1.219; read 2026-11-21. In no document, and the
emulator's own choice: users are there at once, and equal names are allowed.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from cgw.emulator.world import Record
from cgw.wire import Reply
from cgw_huawei.emulator_access import RefusedError
from cgw_huawei.emulator_desk import CLOUD, Asked, bad, told_time
from cgw_huawei.emulator_p2c_gateways import GROUPS, USERS, P2cDesk, flat
from cgw_huawei.emulator_values import only

WRAPPER = "user"
NAME = re.compile(r"[0-9A-Za-z._-]{4,32}")
DESCRIPTION = re.compile(r"[0-9A-Za-z_\u4e00-\u9fa5]{0,64}")
SIGNS = set("`~!@#$%^&*()-_=+\\|[{}];:'\",<.>/? ")


class Users(P2cDesk):
    """The verbs."""

    def create(self, asked: Asked) -> Reply:
        """CreateVpnUser. The answer is an id."""
        server, content = self.server(asked.region, asked.id), asked.content(WRAPPER)
        only(content, {"name", "password", "description", "user_group_id", "static_ip"})
        name = content.get("name")
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise bad("name must be 4 to 32 letters, digits, periods, underscores and hyphens")
        check_password(content.get("password"), name)
        attrs = self._values(server, content, None)

        def make() -> Record:
            self.check_quota(asked.region, USERS)
            record = self.world.add(
                CLOUD, asked.region, USERS, self.uuid(), server_id=server.id, name=name, **attrs
            )
            record.attrs["updated_at"] = told_time(record.created_at)
            return record

        return self.json(201, {WRAPPER: {"id": self.once(asked, make).id}})

    def listing(self, asked: Asked) -> Reply:
        """ListVpnUsers, by limit and marker."""
        self.server(asked.region, asked.id)
        rows = self.of(asked.region, USERS, "server_id", asked.id)
        return self.paged(asked, rows, lambda _: True, "users", self.told)

    def show(self, asked: Asked) -> Reply:
        """ShowVpnUser."""
        return self.json(200, {WRAPPER: self.told(self._user(asked))})

    def update(self, asked: Asked) -> Reply:
        """UpdateVpnUser."""
        record, content = self._user(asked), asked.content(WRAPPER)
        only(content, {"description", "user_group_id", "static_ip"})
        server = self.server(asked.region, asked.ids[0])
        record.attrs |= self._values(server, content, record)
        record.attrs["updated_at"] = told_time(self.world.now())
        return self.json(200, {WRAPPER: self.told(record)})

    def reset(self, asked: Asked) -> Reply:
        """ResetVpnUserPassword."""
        record, content = self._user(asked), flat(asked)
        only(content, {"new_password"})
        check_password(content.get("new_password"), record.attrs["name"])
        return self.json(200, {})

    def delete(self, asked: Asked) -> Reply:
        """DeleteVpnUser."""
        self.world.remove(self._user(asked))
        return self.none(204)

    def told(self, record: Record) -> dict[str, Any]:
        """A user as it is shown."""
        attrs = record.attrs
        group = self.one(record.region, GROUPS, attrs["user_group_id"])
        return {
            "id": record.id,
            "name": attrs["name"],
            "description": attrs["description"],
            "user_group_id": group.id,
            "user_group_name": group.attrs["name"],
            "static_ip": attrs["static_ip"],
            "created_at": told_time(record.created_at),
            "updated_at": attrs["updated_at"],
        }

    def _user(self, asked: Asked) -> Record:
        server, user = asked.ids
        self.server(asked.region, server)
        record = self.one(asked.region, USERS, user)
        if record.attrs["server_id"] != server:
            raise RefusedError(404, "VPN.0004", "resource not found")
        return record

    def _values(
        self, server: Record, content: dict[str, Any], user: Record | None
    ) -> dict[str, Any]:
        before = user.attrs if user else {"description": "", "static_ip": "disable"}
        description = content.get("description", before["description"])
        if not isinstance(description, str) or not DESCRIPTION.fullmatch(description):
            raise bad("description must be 0 to 64 letters, digits and underscores")
        groups = self.of(server.region, GROUPS, "server_id", server.id)
        default = before.get("user_group_id", groups[0].id)
        group = content.get("user_group_id", default)
        if group not in {record.id for record in groups}:
            raise RefusedError(404, "VPN.0004", "resource not found")
        address = content.get("static_ip", before["static_ip"])
        if address != "disable":
            taken = {
                record.attrs["static_ip"]
                for record in self.of(server.region, USERS, "server_id", server.id)
                if user is None or record.id != user.id
            }
            check_address(address, server.attrs["client_cidr"], taken)
        return {"description": description, "user_group_id": group, "static_ip": address}


def check_password(value: Any, name: str) -> None:
    """8 to 32 characters of two kinds, and not the name."""
    if not isinstance(value, str) or not 8 <= len(value) <= 32:
        raise bad("password must be 8 to 32 characters")
    kinds = [str.isupper, str.islower, str.isdigit, SIGNS.__contains__]
    used = [any(kind(c) for c in value) for kind in kinds]
    if sum(used) < 2 or value in (name, name[::-1]):
        raise bad("password is too simple")


def check_address(value: Any, pool: str, taken: set[str]) -> None:
    """The first host of a block of four within the pool, and nobody else's."""
    try:
        address, network = IPv4Address(value), IPv4Network(pool)
    except ValueError:
        raise bad("static_ip is no address") from None
    first = int(address) % 4 == 1
    if address not in network or not first or address == network.network_address + 1:
        raise bad("static_ip must be the first host of a /30 in client_cidr")
    if value in taken:
        raise RefusedError(400, "VPN.0012", "static_ip is in use")

"""P2C gateways, as HUAWEI CLOUD's VPN service takes and shows them.

Written from the vendor's documents, independently of the adapter. Source: VPN API v5 pages
vpn_api_0072 to 0076, 0151 and 0152 of 2025-12-31, huaweicloudsdkvpn 3.1.219; read 2026-11-21. In no
document, and the emulator's own choice: ten clients where nothing is asked for, the words for a token
that comes back with another request, and that a gateway is refused while it is being changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from cgw.emulator.world import Record
from cgw.wire import Reply
from cgw_huawei.emulator_access import RefusedError
from cgw_huawei.emulator_desk import (
    CLOUD,
    EIPS,
    Asked,
    Desk,
    bad,
    tag_list,
    told_time,
    words,
)
from cgw_huawei.emulator_eips import Wanted, shown, unbound
from cgw_huawei.emulator_values import number_in, only, tags_in, text_in, word_in

P2C_GATEWAYS = "p2c_gateways"
SERVERS, USERS, GROUPS, SESSIONS = "p2c_servers", "p2c_users", "p2c_groups", "p2c_sessions"
WRAPPER = "p2c_vpn_gateway"
FLAVOR = "Professional1"
STATES = {
    "pending": "PENDING_CREATE",
    "available": "ACTIVE",
    "updating": "PENDING_UPDATE",
    "deleting": "PENDING_DELETE",
    "failed": "FAULT",
    "frozen": "FROZEN",
}
TAKEN = words(
    "name vpc_id connect_subnet flavor availability_zone_ids eip max_connection_number "
    "enterprise_project_id tags"
)
ZONES = ("emulated-1a", "emulated-1b")


class P2cDesk(Desk):
    """What P2C gateways and what stands on them have in common."""

    def once(self, asked: Asked, make: Callable[[], Record]) -> Record:
        """Make it, or return what the same X-Client-Token made before."""
        token = asked.request.headers.get("x-client-token")
        if token is None:
            return make()
        if len(token) != 36:
            raise bad("X-Client-Token must be a UUID of 36 characters")
        key = (CLOUD, asked.region, asked.request.path, token)
        try:
            made: Record = self.world.once(
                key, hashlib.sha256(asked.request.body).hexdigest(), make
            )
        except LookupError:
            raise bad("X-Client-Token was used with other parameters", "VPN.0031") from None
        return made

    def gateway(self, region: str, id: str) -> Record:
        """The gateway, or 404."""
        return self.one(region, P2C_GATEWAYS, id, "VPN.0509")

    def server(self, region: str, id: str) -> Record:
        """The server, or 404."""
        return self.one(region, SERVERS, id)

    def of(self, region: str, kind: str, key: str, id: str) -> list[Record]:
        """Things of a kind that belong to another."""
        return [record for record in self.all(region, kind) if record.attrs[key] == id]

    def none(self, status: int) -> Reply:
        """An answer without a body."""
        return Reply(status, b"")


class P2cGateways(P2cDesk):
    """The verbs."""

    def create(self, asked: Asked) -> Reply:
        """CreateP2cVgw. The answer is an id."""
        content = asked.content(WRAPPER)
        only(content, TAKEN)
        flavor = word_in(content, "flavor", (FLAVOR,), FLAVOR)
        attrs: dict[str, Any] = {
            "name": name_in(content, f"p2c-vpngw-{self.word()}"),
            "vpc_id": text_in(content, "vpc_id"),
            "connect_subnet": text_in(content, "connect_subnet"),
            "flavor": flavor,
            "availability_zone_ids": content.get("availability_zone_ids", list(ZONES)),
            "max_connection_number": number_in(content, "max_connection_number", 1, 500, 10),
            "enterprise_project_id": content.get("enterprise_project_id", "0"),
            "tags": tags_in(content),
        }
        if isinstance(content.get("eip"), dict) and "bandwidth_id" in content["eip"]:
            raise RefusedError(400, "VPN.0013", "Unsupported attribute: bandwidth_id")

        def make() -> Record:
            wanted = Wanted(self, asked.region, content.get("eip"), "eip", flavor)
            self.check_quota(asked.region, P2C_GATEWAYS)
            record = self.world.add(CLOUD, asked.region, P2C_GATEWAYS, self.uuid(), **attrs)
            record.attrs["eips"] = [wanted.bind(record.id)]
            record.attrs["updated_at"] = told_time(record.created_at)
            self.world.begin(record, "pending", "available")
            return record

        return self.json(201, {WRAPPER: {"id": self.once(asked, make).id}})

    def listing(self, asked: Asked) -> Reply:
        """ListP2cVgws, by limit and marker."""
        rows = self.all(asked.region, P2C_GATEWAYS)
        return self.paged(asked, rows, lambda _: True, "p2c_vpn_gateways", self.told)

    def show(self, asked: Asked) -> Reply:
        """ShowP2cVgw."""
        return self.json(200, {WRAPPER: self.told(self.gateway(asked.region, asked.id))})

    def update(self, asked: Asked) -> Reply:
        """UpdateP2cVgw. The address in use must be unbound before another is bound."""
        record, content = self.gateway(asked.region, asked.id), asked.content(WRAPPER)
        only(content, {"name", "eip_id"})
        self.check_ready(record)
        if "name" in content:
            record.attrs["name"] = name_in(content, "")
        if "eip_id" in content:
            if any(record.attrs["eips"]):
                raise RefusedError(400, "VPN.0103", "eip_id: unbind the EIP in use first")
            eip = unbound(self, asked.region, content["eip_id"])
            record.attrs["eips"], eip.attrs["gateway_id"] = [eip.id], record.id
        record.attrs["updated_at"] = told_time(self.world.now())
        self.world.begin(record, "updating", "available")
        return self.json(200, {WRAPPER: {"id": record.id}})

    def delete(self, asked: Asked) -> Reply:
        """DeleteP2cVgw. Its address, its servers and their users go with it."""
        record = self.gateway(asked.region, asked.id)
        self.check_ready(record)
        if record.attrs.get("order_id"):
            raise bad("unsubscribe from a yearly/monthly gateway")
        eips = [self.one(asked.region, EIPS, eip) for eip in record.attrs["eips"] if eip]
        if any(eip.attrs.get("order") for eip in eips):
            raise bad("unbind the yearly/monthly EIPs first")
        for server in self.of(asked.region, SERVERS, "gateway_id", record.id):
            for kind in (USERS, GROUPS):
                for thing in self.of(asked.region, kind, "server_id", server.id):
                    self.world.remove(thing)
            self.world.remove(server)
        for thing in (*eips, *self.of(asked.region, SESSIONS, "gateway_id", record.id)):
            self.world.remove(thing)
        record.attrs["eips"] = []
        self.world.begin(record, "deleting", None)
        return self.none(204)

    def zones(self, asked: Asked) -> Reply:
        """ListP2cVgwAvailabilityZones: names."""
        flavor = asked.query.get("flavor", FLAVOR)
        return self.json(200, {"availability_zones": list(ZONES) if flavor == FLAVOR else []})

    def sessions(self, asked: Asked) -> Reply:
        """ListP2cVgwConnections, by limit and offset: whoever was put into the world."""
        self.gateway(asked.region, asked.id)
        rows = self.of(asked.region, SESSIONS, "gateway_id", asked.id)
        begin = int(asked.query.get("offset", 0))
        page = rows[begin : begin + int(asked.query.get("limit", 200))]
        body = {"connections": [connected(row) for row in page], "total_count": len(rows)}
        return self.json(200, body)

    def disconnect(self, asked: Asked) -> Reply:
        """DeleteP2cVgwConnection."""
        gateway, session = asked.ids
        self.gateway(asked.region, gateway)
        record = self.one(asked.region, SESSIONS, session)
        if record.attrs["gateway_id"] != gateway:
            raise RefusedError(404, "VPN.0004", "resource not found")
        self.world.remove(record)
        return self.json(200, {})

    def told(self, record: Record) -> dict[str, Any]:
        """A gateway as it is shown."""
        attrs = record.attrs
        names = words(
            "name vpc_id connect_subnet flavor availability_zone_ids max_connection_number "
            "enterprise_project_id updated_at"
        )
        told: dict[str, Any] = {
            "id": record.id,
            "status": STATES.get(record.state, record.state.upper()),
            **{key: attrs[key] for key in names},
            "current_connection_number": len(
                self.of(record.region, SESSIONS, "gateway_id", record.id)
            ),
            "order_id": attrs.get("order_id", ""),
            "admin_state_up": record.state != "frozen",
            "frozen_effect": 1 if record.state == "frozen" else 0,
            "version": "25.1.0",
            "upgrade_info": "",
            "created_at": told_time(record.created_at),
            "applied_at": told_time(record.created_at),
            "tags": tag_list(record),
        }
        for eip in filter(None, attrs["eips"]):
            told["eip"] = shown(self.one(record.region, EIPS, eip))
        return told


def name_in(content: dict[str, Any], otherwise: str) -> str:
    """The name, or one that the cloud makes. No periods here."""
    value = content.get("name", otherwise)
    if not isinstance(value, str) or "." in value:
        raise bad("name must be 1 to 64 digits, letters, underscores and hyphens")
    return text_of(value, 64, "name")


def text_of(value: str, most: int, key: str) -> str:
    """Digits, letters, CJK, underscores and hyphens."""
    good = all(
        (c.isascii() and (c.isalnum() or c in "_-")) or "\u4e00" <= c <= "\u9fa5" for c in value
    )
    if not (good and 1 <= len(value) <= most):
        raise bad(f"{key} must be 1 to {most} digits, letters, underscores and hyphens")
    return value


def connected(record: Record) -> dict[str, Any]:
    """A client that is connected, as it is shown."""
    attrs = record.attrs
    return {
        "connection_id": record.id,
        "client_virtual_ip": attrs.get("private_address", ""),
        "client_ip": attrs.get("address", ""),
        "client_user_name": attrs.get("name", ""),
        "inbound_packets": attrs.get("received_packets", 0),
        "outbound_packets": attrs.get("sent_packets", 0),
        "inbound_bytes": attrs.get("received_bytes", 0),
        "outbound_bytes": attrs.get("sent_bytes", 0),
        "connection_established_time": told_time(record.created_at),
        "timestamp": told_time(record.created_at),
    }


def flat(asked: Asked) -> dict[str, Any]:
    """A body without a wrapper."""
    try:
        content = json.loads(asked.request.body or b"{}")
    except ValueError:
        raise bad("the body is not JSON") from None
    if not isinstance(content, dict):
        raise bad("the body must be an object")
    return content

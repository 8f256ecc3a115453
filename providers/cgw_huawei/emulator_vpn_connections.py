"""VPN connections and their monitors, as HUAWEI CLOUD's VPN service takes and shows them.

Written from the vendor's documents, independently of the adapter. Source: VPN API v5 pages
vpn_api_0027 to 0037, huaweicloudsdkvpn 3.1.219; read 2026-11-21. In no document, and the emulator's
own choice: one change at a time per gateway, one policy rule per destination in answers, the words of
``bgp_peer.state`` and ``state_duration``, and a message a minute in each direction.
"""

from __future__ import annotations

from typing import Any

from cgw.emulator.world import Record
from cgw.wire import Reply
from cgw_huawei.emulator_access import RefusedError
from cgw_huawei.emulator_desk import (
    CLOUD,
    CUSTOMER_GATEWAYS,
    EIPS,
    MONITORS,
    ROUTES,
    VPN_CONNECTIONS,
    VPN_GATEWAYS,
    Asked,
    Desk,
    bad,
    tag_list,
    told_time,
    words,
)
from cgw_huawei.emulator_ends import end_of, key_of
from cgw_huawei.emulator_tunnels import ike_in, inner_in, ipsec_in, key_in, rules_in
from cgw_huawei.emulator_values import (
    flag_in,
    name_in,
    networks_in,
    only,
    tags_in,
    text_in,
    word_in,
)

WRAPPER = "vpn_connection"
STATES = {
    "pending": "PENDING_CREATE",
    "updating": "PENDING_UPDATE",
    "deleting": "PENDING_DELETE",
    "failed": "ERROR",
    "frozen": "FREEZED",
}
CHANGED = words(
    "name cgw_id peer_subnets peer_subnets_v6 tunnel_local_address tunnel_peer_address enable_hub "
    "psk policy_rules policy_rules_v6 ikepolicy ipsecpolicy"
)
TAKEN = (*CHANGED, *words("vgw_id vgw_ip style enable_nqa enable_health_check ha_role tags"))


class VpnConnections(Desk):
    """The verbs."""

    def create(self, asked: Asked) -> Reply:
        """CreateVpnConnection."""
        content = asked.content(WRAPPER)
        only(content, TAKEN)
        gateway = self.one(asked.region, VPN_GATEWAYS, text_in(content, "vgw_id"), "VPN.0509")
        self.check_ready(gateway)
        spot, address = self._spot(gateway, text_in(content, "vgw_ip"))
        style = word_in(content, "style", ("policy", "static", "bgp"), "static")
        attrs: dict[str, Any] = {
            "name": name_in(content, f"vpn-{self.word()}"),
            "vpn_gateway_id": gateway.id,
            "vgw_ip": spot,
            "local_address": address,
            "style": style,
            "ha_role": word_in(content, "ha_role", ("master", "slave"), "master"),
            "enable_nqa": flag_in(content, "enable_nqa"),
            "enable_hub": flag_in(content, "enable_hub"),
            "ikepolicy": ike_in(content),
            "ipsecpolicy": ipsec_in(content),
            "tags": tags_in(content),
            "enterprise_project_id": gateway.attrs["enterprise_project_id"],
            **self._peer(asked.region, content),
            **inner_in(content, style),
            **_networks(content, style, gateway),
        }
        if attrs["enable_nqa"] and style != "static":
            raise bad("enable_nqa is only for style static")
        shared = attrs["ikepolicy"]["authentication_method"] == "pre-share"
        attrs["psk"] = key_in(content) if shared else ""
        watched = flag_in(content, "enable_health_check")
        self.check_quota(asked.region, VPN_CONNECTIONS)
        record = self.world.add(CLOUD, asked.region, VPN_CONNECTIONS, self.uuid(), **attrs)
        record.attrs["updated_at"] = told_time(record.created_at)
        if watched:
            self._watch(record)
        self.world.begin(record, "pending", "available")
        told = {**self.told(record), "enable_health_check": watched}
        for name in ("status", "connection_monitor_id", "bgp_peer"):
            told.pop(name, None)
        return self.json(201, {WRAPPER: told})

    def listing(self, asked: Asked) -> Reply:
        """ListVpnConnections."""
        query = asked.query
        projects = [value for key, value in asked.request.query if key == "enterprise_project_id"]

        def wanted(record: Record) -> bool:
            attrs = record.attrs
            return (
                query.get("vpn_id") in (None, record.id)
                and query.get("vgw_id") in (None, attrs["vpn_gateway_id"])
                and query.get("vgw_ip") in (None, attrs["vgw_ip"])
                and query.get("eip_id") in (None, attrs["vgw_ip"])
                and (not projects or attrs["enterprise_project_id"] in projects)
            )

        everything = self.all(asked.region, VPN_CONNECTIONS)
        return self.paged(asked, everything, wanted, "vpn_connections", self.told)

    def show(self, asked: Asked) -> Reply:
        """ShowVpnConnection."""
        return self.json(200, {WRAPPER: self.told(self._one(asked))})

    def update(self, asked: Asked) -> Reply:
        """UpdateVpnConnection."""
        record, content = self._one(asked), asked.content(WRAPPER)
        only(content, CHANGED)
        if not content:
            raise bad("vpn_connection is empty")
        gateway = self._take(record)
        attrs, style = record.attrs, record.attrs["style"]
        changes: dict[str, Any] = {}
        if "name" in content:
            changes["name"] = name_in(content, "")
        if "cgw_id" in content:
            changes |= self._peer(asked.region, content)
        if "enable_hub" in content:
            changes["enable_hub"] = flag_in(content, "enable_hub")
        if "tunnel_local_address" in content or "tunnel_peer_address" in content:
            changes |= inner_in({**attrs, **content}, style)
        if "psk" in content:
            changes["psk"] = key_in(content)
        if "ikepolicy" in content:
            changes["ikepolicy"] = ike_in(content, attrs["ikepolicy"])
        if "ipsecpolicy" in content:
            changes["ipsecpolicy"] = ipsec_in(content, attrs["ipsecpolicy"])
        if any(key.startswith(("peer_subnets", "policy_rules")) for key in content):
            changes |= _networks({**_as_sent(attrs), **content}, style, gateway)
        record.attrs |= {**changes, "updated_at": told_time(self.world.now())}
        self.world.begin(record, "updating", "available")
        return self.json(200, {WRAPPER: self.told(record)})

    def delete(self, asked: Asked) -> Reply:
        """DeleteVpnConnection."""
        record = self._one(asked)
        self._take(record)
        for monitor in self._monitors(record):
            self.world.remove(monitor)
        self.world.internet.drop(key_of(record))
        self.world.begin(record, "deleting", None)
        return Reply(204, b"")

    def reset(self, asked: Asked) -> Reply:
        """ResetVpnConnection."""
        record = self._one(asked)
        self._take(record)
        self.world.begin(record, "updating", "available")
        return self.json(200, {})

    def told(self, record: Record) -> dict[str, Any]:
        """A connection as it is shown: without its key, and its style in upper case."""
        attrs = record.attrs
        names = (
            "name vgw_ip enable_nqa enable_hub tunnel_local_address tunnel_peer_address ha_role "
            "ikepolicy ipsecpolicy peer_subnets peer_subnets_v6 enterprise_project_id updated_at"
        )
        told: dict[str, Any] = {
            "id": record.id,
            "status": self._status(record),
            "vgw_id": attrs["vpn_gateway_id"],
            "cgw_id": attrs["customer_gateway_id"],
            "style": attrs["style"].upper(),
            **{key: attrs[key] for key in words(names) if attrs.get(key) not in (None, [])},
            "created_at": told_time(record.created_at),
            "tags": tag_list(record),
        }
        for key in ("policy_rules", "policy_rules_v6"):
            if attrs[key]:
                told[key] = [
                    {"rule_index": number, "source": source, "destination": [target]}
                    for number, (source, target) in enumerate(attrs[key])
                ]
        for monitor in self._monitors(record):
            told["connection_monitor_id"] = monitor.id
        if attrs["style"] == "bgp":
            told["bgp_peer"] = self._session(record, up=told["status"] == "ACTIVE")
        return told

    def _status(self, record: Record) -> str:
        internet = self.world.internet
        if record.state != "deleting":
            internet.put(key_of(record), end_of(record, internet))
        if record.state != "available":
            return STATES.get(record.state, record.state.upper())
        return "ACTIVE" if internet.verdict(key_of(record)).up else "DOWN"

    def _session(self, record: Record, *, up: bool) -> dict[str, Any]:
        peer = self.world.get(
            CLOUD, record.region, CUSTOMER_GATEWAYS, record.attrs["customer_gateway_id"]
        )
        age = int((self.world.now() - record.created_at).total_seconds())
        learnt = [
            route
            for route in self.all(record.region, ROUTES)
            if route.attrs.get("connection_id") == record.id
        ]
        messages = 1 + age // 60 if up else 0
        return {
            "peer_ip_address": record.attrs["tunnel_peer_address"].split("/")[0],
            "peer_asn": (peer.attrs["asn"] if peer else None) or 0,
            "state": "ESTABLISHED" if up else "IDLE",
            "state_duration": f"{age // 3600:02}:{age // 60 % 60:02}:{age % 60:02}",
            "num_received_routes": len(learnt) if up else 0,
            "num_message_received": messages,
            "num_message_sent": messages,
        }

    def _one(self, asked: Asked) -> Record:
        return self.one(asked.region, VPN_CONNECTIONS, asked.id)

    def _take(self, record: Record) -> Record:
        """Let a connection be changed, unless it or its gateway is; gives the gateway."""
        codes = {"deleting": (425, "VPN.0009"), "updating": (400, "VPN.0306")}
        if record.state in codes:
            raise RefusedError(
                *codes[record.state], f"vpn connection {record.id} is {record.state}"
            )
        gateway = self.one(record.region, VPN_GATEWAYS, record.attrs["vpn_gateway_id"], "VPN.0509")
        self.check_ready(gateway)
        return gateway

    def _spot(self, gateway: Record, given: str) -> tuple[str, str]:
        """``vgw_ip`` is the id of an EIP, or a private gateway's own address."""
        if gateway.attrs["network_type"] == "private":
            if given in [gateway.attrs[f"access_private_ip_{n}"] for n in (1, 2)]:
                return given, given
        elif given in gateway.attrs["eips"]:
            return given, str(self.one(gateway.region, EIPS, given).attrs["address"])
        raise bad(f"vgw_ip {given} is not of vpn gateway {gateway.id}")

    def _peer(self, region: str, content: dict[str, Any]) -> dict[str, Any]:
        peer = self.one(region, CUSTOMER_GATEWAYS, text_in(content, "cgw_id"))
        return {"customer_gateway_id": peer.id, "peer_address": peer.attrs["address"]}

    # -- monitors

    def create_monitor(self, asked: Asked) -> Reply:
        """CreateConnectionMonitor."""
        content = asked.content("connection_monitor")
        only(content, {"vpn_connection_id"})
        link = self.one(asked.region, VPN_CONNECTIONS, text_in(content, "vpn_connection_id"))
        if self._monitors(link):
            raise RefusedError(400, "VPN.0381", "the connection monitor already exists")
        told = _monitor(self._watch(link))
        del told["status"]
        return self.json(201, {"connection_monitor": told})

    def list_monitors(self, asked: Asked) -> Reply:
        """ListConnectionMonitors: everything at once, there are no pages."""
        wanted = asked.query.get("vpn_connection_id")
        rows = [
            _monitor(record)
            for record in self.all(asked.region, MONITORS)
            if wanted in (None, record.attrs["connection_id"])
        ]
        return self.json(200, {"connection_monitors": rows})

    def show_monitor(self, asked: Asked) -> Reply:
        """ShowConnectionMonitor."""
        record = self.one(asked.region, MONITORS, asked.id)
        return self.json(200, {"connection_monitor": _monitor(record)})

    def delete_monitor(self, asked: Asked) -> Reply:
        """DeleteConnectionMonitor; a missing one is a bad request and no 404."""
        record = self.world.get(CLOUD, asked.region, MONITORS, asked.id)
        if record is None:
            raise bad(f"connection monitor {asked.id} does not exist")
        self.world.remove(record)
        return Reply(204, b"")

    def _monitors(self, link: Record) -> list[Record]:
        found = self.all(link.region, MONITORS)
        return [record for record in found if record.attrs["connection_id"] == link.id]

    def _watch(self, link: Record) -> Record:
        return self.world.add(
            CLOUD,
            link.region,
            MONITORS,
            self.uuid(),
            connection_id=link.id,
            source=link.attrs["local_address"],
            destination=link.attrs["peer_address"],
        )


def _monitor(record: Record) -> dict[str, Any]:
    return {
        "id": record.id,
        "status": "ACTIVE",
        "vpn_connection_id": record.attrs["connection_id"],
        "type": "gateway",
        "source_ip": record.attrs["source"],
        "destination_ip": record.attrs["destination"],
        "proto_type": "ICMP",
    }


def _networks(content: dict[str, Any], style: str, gateway: Record) -> dict[str, Any]:
    """Customer networks and policy rules, as style and gateway want them."""
    out: dict[str, Any] = {
        "peer_subnets": networks_in(content, "peer_subnets", 4),
        "peer_subnets_v6": networks_in(content, "peer_subnets_v6", 6),
        "policy_rules": rules_in(content, "policy_rules", 4),
        "policy_rules_v6": rules_in(content, "policy_rules_v6", 6),
    }
    peers, pairs = (
        any(out[f"{key}{v}"] for v in ("", "_v6")) for key in ("peer_subnets", "policy_rules")
    )
    if pairs != (style == "policy"):
        raise bad("policy_rules belong to style policy, which needs them")
    without = gateway.attrs["attachment_type"] == "er" and style in ("policy", "bgp")
    if peers == without:
        raise bad(f"peer_subnets {'must be absent' if without else 'is required'} here")
    return out


def _as_sent(attrs: dict[str, Any]) -> dict[str, Any]:
    """Networks and rules as a request has them."""
    out = {key: attrs[key] for key in ("peer_subnets", "peer_subnets_v6")}
    for key in ("policy_rules", "policy_rules_v6"):
        sources = dict.fromkeys(source for source, _ in attrs[key])
        out[key] = [
            {"source": source, "destination": [to for s, to in attrs[key] if s == source]}
            for source in sources
        ]
    return out

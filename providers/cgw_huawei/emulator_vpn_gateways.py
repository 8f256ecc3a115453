"""VPN gateways, as HUAWEI CLOUD's VPN service takes and shows them.

Written from the vendor's documents, independently of the adapter. Source: VPN API v5 pages
vpn_api_0014 to 0018 and 0144, huaweicloudsdkvpn 3.1.219; read 2026-11-21. In no document, and the
emulator's own choice: a gateway with connections is refused in the words that a customer gateway is,
and which flavours one may become.
"""

from __future__ import annotations

from typing import Any

from cgw.emulator.world import Record
from cgw.wire import Reply
from cgw_huawei.emulator_access import RefusedError
from cgw_huawei.emulator_desk import (
    BUSY,
    CLOUD,
    EIPS,
    ROUTES,
    VPN_GATEWAYS,
    Asked,
    Desk,
    bad,
    tag_list,
    told_time,
    words,
)
from cgw_huawei.emulator_eips import CEILINGS, Wanted, shown, unbound
from cgw_huawei.emulator_values import (
    address_in,
    asn_in,
    name_in,
    networks_in,
    only,
    tags_in,
    text_in,
    word_in,
)

WRAPPER = "vpn_gateway"
STATES = {
    "pending": "PENDING_CREATE",
    "available": "ACTIVE",
    "updating": "PENDING_UPDATE",
    "deleting": "PENDING_DELETE",
    "failed": "FAULT",
    "frozen": "FREEZED",
}
FLAVORS = (*CEILINGS, "GM", "Professional1-NonFixedIP", "Professional2-NonFixedIP")
# What the answer of CreateVgw has; there is no status, no address and no time in it.
CREATED = words(
    "id name attachment_type ip_version er_id vpc_id local_subnets local_subnets_v6 connect_subnet "
    "network_type access_vpc_id access_subnet_id bgp_asn flavor connection_number "
    "used_connection_number used_connection_group enterprise_project_id ha_mode tags"
)
# What CreateVgw takes.
TAKEN = words(
    "name attachment_type ip_version er_id vpc_id local_subnets local_subnets_v6 connect_subnet "
    "bgp_asn flavor availability_zone_ids enterprise_project_id eip1 eip2 access_private_ip_1 "
    "access_private_ip_2 network_type access_vpc_id access_subnet_id ha_mode tags"
)


class VpnGateways(Desk):
    """The verbs."""

    def create(self, asked: Asked) -> Reply:
        """CreateVgw."""
        content = asked.content(WRAPPER)
        attrs = new_of(content, self.word())
        wanted: list[Wanted] = []
        if attrs["network_type"] == "public":
            wanted = [
                Wanted(self, asked.region, content.get(key), key, attrs["flavor"])
                for key in ("eip1", "eip2")
            ]
            if wanted[0].there is not None and wanted[0].there is wanted[1].there:
                raise RefusedError(400, "VPN.0112", "eip1 and eip2 are the same")
        self.check_quota(asked.region, VPN_GATEWAYS)
        if attrs["attachment_type"] == "er":
            attrs["er_attachment_id"] = self.uuid()
        record = self.world.add(CLOUD, asked.region, VPN_GATEWAYS, self.uuid(), **attrs)
        record.attrs["eips"] = [eip.bind(record.id) for eip in wanted]
        record.attrs["updated_at"] = told_time(record.created_at)
        self.world.begin(record, "pending", "available")
        told = self.told(record)
        return self.json(201, {WRAPPER: {key: told[key] for key in CREATED if key in told}})

    def listing(self, asked: Asked) -> Reply:
        """ListVgws: everything at once, there are no pages."""
        wanted = asked.query.get("vgw_id")
        projects = [value for key, value in asked.request.query if key == "enterprise_project_id"]
        rows = [
            self.told(record)
            for record in self.all(asked.region, VPN_GATEWAYS)
            if wanted in (None, record.id)
            and (not projects or record.attrs["enterprise_project_id"] in projects)
        ]
        return self.json(200, {"vpn_gateways": rows})

    def show(self, asked: Asked) -> Reply:
        """ShowVgw."""
        return self.json(200, {WRAPPER: self.told(self._one(asked))})

    def update(self, asked: Asked) -> Reply:
        """UpdateVgw."""
        record, content = self._one(asked), asked.content(WRAPPER)
        allowed = {"name", "local_subnets", "local_subnets_v6", "eip_id_1", "eip_id_2"}
        only(content, allowed | {"policy_template"})
        if not content:
            raise bad("vpn_gateway is empty")
        self.check_ready(record)
        changes: dict[str, Any] = {}
        if "name" in content:
            changes["name"] = name_in(content, "")
        for key, version in (("local_subnets", 4), ("local_subnets_v6", 6)):
            if key in content:
                changes[key] = networks_in(content, key, version)
        if "policy_template" in content:
            raise bad("policy_template is for gateways without fixed addresses of the peer")
        eips = list(record.attrs["eips"])
        for place, key in enumerate(("eip_id_1", "eip_id_2")):
            if key in content:
                if record.attrs["network_type"] != "public" or eips[place] is not None:
                    raise RefusedError(400, "VPN.0103", f"{key}: unbind the EIP in use first")
                eips[place] = unbound(self, asked.region, content[key]).id
        record.attrs |= {**changes, "eips": eips, "updated_at": told_time(self.world.now())}
        for eip in filter(None, eips):
            self.one(asked.region, EIPS, eip).attrs["gateway_id"] = record.id
        self.world.begin(record, "updating", "available")
        return self.json(200, {WRAPPER: self.told(record)})

    def resize(self, asked: Asked) -> Reply:
        """UpdatePostpaidVgwSpecification."""
        record, content = self._one(asked), asked.content(WRAPPER)
        flavor = text_in(content, "flavor")
        only(content, {"flavor"})
        self.check_ready(record)
        if flavor not in supported(record.attrs):
            raise RefusedError(400, "VPN.0518", f"flavor {flavor} is not supported")
        record.attrs |= {"flavor": flavor, "updated_at": told_time(self.world.now())}
        self.world.begin(record, "updating", "available")
        return self.json(200, {WRAPPER: self.told(record)})

    def delete(self, asked: Asked) -> Reply:
        """DeleteVgw. What public addresses are on it go with it."""
        record = self._one(asked)
        if record.state == "pending":
            raise RefusedError(
                403,
                "VPN.0003",
                f"resource (type=GATEWAY, ID={record.id}) is not ready, currently CREATING",
            )
        self.check_ready(record)
        if self.on(record):
            raise bad(f"vpn gateway {record.id} has connection")
        eips = [self.one(asked.region, EIPS, eip) for eip in record.attrs["eips"] if eip]
        if any(eip.attrs.get("order") for eip in eips):
            raise bad("unbind the yearly/monthly EIPs first")
        for eip in eips:
            self.world.remove(eip)
        record.attrs["eips"] = []
        self.world.begin(record, "deleting", None)
        return Reply(204, b"")

    def routing_table(self, asked: Asked) -> Reply:
        """ShowVpnGatewayRoutingTable, by limit and offset."""
        record, query = self._one(asked), asked.query
        rows = [self._own(record, text) for text in record.attrs["local_subnets"]]
        for link in self.on(record):
            if link.state not in BUSY:
                rows += [_through(link, text) for text in link.attrs["peer_subnets"]]
        seeded = self.all(asked.region, ROUTES)
        rows += [_seeded(r) for r in seeded if r.attrs.get("vpn_gateway_id") == record.id]
        if query.get("is_include_nexthop_resource") != "true":
            rows = [{k: v for k, v in row.items() if k != "nexthop_resource"} for row in rows]
        begin, limit = int(query.get("offset", 0)), int(query.get("limit", 200))
        page = rows[begin : begin + limit]
        info = {"current_count": len(page)}
        body = {"routing_table": page, "total_count": len(rows), "page_info": info}
        return self.json(200, body)

    def told(self, record: Record) -> dict[str, Any]:
        """A gateway as it is shown."""
        attrs, links = record.attrs, self.on(record)
        names = (
            "name attachment_type ip_version er_id er_attachment_id vpc_id local_subnets "
            "local_subnets_v6 connect_subnet network_type access_vpc_id access_subnet_id "
            "access_private_ip_1 access_private_ip_2 flavor availability_zone_ids "
            "enterprise_project_id ha_mode updated_at"
        )
        told: dict[str, Any] = {
            "id": record.id,
            "status": STATES.get(record.state, record.state.upper()),
            **{key: attrs[key] for key in words(names) if attrs.get(key) not in (None, [])},
            "bgp_asn": attrs["asn"],
            "connection_number": 100,
            "used_connection_number": len(links),
            "used_connection_group": len({link.attrs["customer_gateway_id"] for link in links}),
            "created_at": told_time(record.created_at),
            "applied_at": told_time(record.created_at),
            "supported_flavors": supported(attrs),
            "supported_features": [],
            "tags": tag_list(record),
        }
        for key, eip in zip(("eip1", "eip2"), attrs["eips"], strict=False):
            if eip is not None:
                told[key] = shown(self.one(record.region, EIPS, eip))
        return told

    def _one(self, asked: Asked) -> Record:
        return self.one(asked.region, VPN_GATEWAYS, asked.id, "VPN.0509")

    def _own(self, record: Record, text: str) -> dict[str, Any]:
        resource = {"id": record.id, "type": "vpn_gateway"}
        return {"destination": text, "nexthop": "0.0.0.0", "nexthop_resource": resource}  # noqa: S104 -- a route's next hop


def supported(attrs: dict[str, Any]) -> list[str]:
    """The flavours that a gateway may become."""
    basic = attrs["attachment_type"] == "vpc" and attrs["network_type"] == "public"
    return [f for f in CEILINGS if f != attrs["flavor"] and (basic or f != "Basic")]


def new_of(content: dict[str, Any], word: str) -> dict[str, Any]:
    """What a new gateway is made of, but for its addresses."""
    only(content, TAKEN)
    attached = word_in(content, "attachment_type", ("vpc", "er"), "vpc")
    network = word_in(content, "network_type", ("public", "private"), "public")
    flavor = word_in(content, "flavor", FLAVORS, "Professional1")
    if flavor.endswith("NonFixedIP"):
        raise RefusedError(400, "VPN.0516", "a non-fixed IP gateway must be prepaid")
    if flavor == "Basic" and (attached == "er" or network == "private"):
        raise bad("flavor Basic is not for er and not for private", "VPN.0105")
    zones = content.get("availability_zone_ids", ["emulated-1a", "emulated-1b"])
    if not isinstance(zones, list) or not all(isinstance(zone, str) for zone in zones):
        raise bad("availability_zone_ids must be a list")
    return {
        "name": name_in(content, f"vpngw-{word}"),
        "attachment_type": attached,
        "network_type": network,
        "flavor": flavor,
        "ip_version": word_in(content, "ip_version", ("ipv4", "ipv6"), "ipv4"),
        "ha_mode": word_in(
            content, "ha_mode", ("active-active", "active-standby"), "active-active"
        ),
        "asn": asn_in(content.get("bgp_asn"), 64512),
        "availability_zone_ids": zones,
        "enterprise_project_id": content.get("enterprise_project_id", "0"),
        "tags": tags_in(content),
        **_place(content, attached),
        **_private(content, network),
    }


def _place(content: dict[str, Any], attached: str) -> dict[str, Any]:
    if attached == "er":
        if content.get("local_subnets") or content.get("local_subnets_v6"):
            raise bad("local_subnets must be absent when attachment_type is er")
        out = {"er_id": text_in(content, "er_id"), "local_subnets": [], "local_subnets_v6": []}
        for ours, other in (("access_vpc_id", "vpc_id"), ("access_subnet_id", "connect_subnet")):
            out[ours] = text_in(content, ours if ours in content else other)
        return out
    if "er_id" in content:
        raise bad("er_id must be absent when attachment_type is vpc")
    out = {
        "vpc_id": text_in(content, "vpc_id"),
        "connect_subnet": text_in(content, "connect_subnet"),
        "local_subnets": networks_in(content, "local_subnets", 4),
        "local_subnets_v6": networks_in(content, "local_subnets_v6", 6),
    }
    if not (out["local_subnets"] or content.get("ip_version") == "ipv6"):
        raise bad("local_subnets is required when attachment_type is vpc")
    out["access_vpc_id"] = content.get("access_vpc_id", out["vpc_id"])
    out["access_subnet_id"] = content.get("access_subnet_id", out["connect_subnet"])
    return out


def _private(content: dict[str, Any], network: str) -> dict[str, Any]:
    keys = ("access_private_ip_1", "access_private_ip_2")
    given = [content.get(key) for key in keys]
    if network == "public":
        return {}
    if (given[0] is None) != (given[1] is None):
        raise RefusedError(400, "VPN.0109", "access_private_ip_1 and access_private_ip_2")
    if given[0] is None:
        return dict(zip(keys, ("192.168.255.11", "192.168.255.12"), strict=True))
    if given[0] == given[1]:
        raise RefusedError(400, "VPN.0107", "access_private_ip_1 equals access_private_ip_2")
    return {key: address_in(text, key) for key, text in zip(keys, given, strict=True)}


def _through(link: Record, text: str) -> dict[str, Any]:
    attrs = link.attrs
    hop = (attrs.get("tunnel_peer_address") or attrs["peer_address"]).split("/")[0]
    row: dict[str, Any] = {"destination": text, "nexthop": hop}
    row["outbound_interface_ip"] = (attrs.get("tunnel_local_address") or "").split("/")[0]
    return {**row, "nexthop_resource": {"id": link.id, "type": "vpn_connection"}}


def _seeded(record: Record) -> dict[str, Any]:
    """A route that somebody put into the world, such as BGP would have learned."""
    attrs = record.attrs
    row: dict[str, Any] = {"destination": attrs["destination"]}
    row["nexthop"] = attrs.get("next_hop", "")
    row |= {
        key: attrs[key] for key in words("origin as_path med outbound_interface_ip") if key in attrs
    }
    if link := attrs.get("connection_id"):
        row["nexthop_resource"] = {"id": link, "type": "vpn_connection"}
    return row

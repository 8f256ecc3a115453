"""What is sent for a VPN gateway, held against the cloud's rules before any request.

Source: VPN API v5, Creating a VPN Gateway (vpn_api_0014), huaweicloudsdkvpn 3.1.219; the rules about
EIPs and bandwidths also in terraform-provider-huaweicloud a0345b8d; read 2026-11-21.
"""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

from cgw.adapter import Operation, check, own_options, refuse
from cgw.errors import UnsupportedError
from cgw.models import AttachTo, VpnGatewayPatch, VpnGatewaySpec, spell
from cgw_huawei.capabilities import BANDWIDTHS, LOCAL_SUBNETS
from cgw_huawei.capabilities import VPN_GATEWAYS as ABILITY
from cgw_huawei.crypto import template_to
from cgw_huawei.fields import tags_to
from cgw_huawei.options import Eip, VpnGatewayOptions, VpnGatewayPatchOptions

PROVIDER = "huawei"
ATTACHMENTS = {"network": "vpc", "transit-router": "er"}
MODES = {"active-active": "active-active", "active-standby": "active-standby"}


def to_wire(spec: VpnGatewaySpec, op: Operation) -> dict[str, Any]:
    """The body of CreateVgw. Nothing is sent as null.

    Errors:
        InvalidRequestError, UnsupportedError: refused before any request; ``.field`` names it.
    """
    check(PROVIDER, ABILITY, spec, op)
    options = own_options(PROVIDER, spec.options, VpnGatewayOptions) or VpnGatewayOptions()
    if not spec.ipsec:
        raise UnsupportedError("ipsec: a gateway for neither IPsec nor SSL", field="ipsec")
    if spec.ssl:
        why = "a gateway of huawei is for one of the two; ssl=True, ipsec=False is a P2C gateway"
        raise UnsupportedError(f"ssl: {why}", field="ssl")
    if spec.ssl_connections is not None:
        why = "of P2C gateways (ssl=True, ipsec=False)"
        raise UnsupportedError(f"ssl_connections: {why}", field="ssl_connections")
    if spec.billing.mode != "postpaid":
        raise UnsupportedError(
            "billing: this API of huawei sells by use only (postpaid)", field="billing"
        )
    body: dict[str, Any] = {
        "name": spec.name,
        "attachment_type": ATTACHMENTS[attached_to(spec).kind],
        "network_type": "private" if attached_to(spec).private else "public",
        "ip_version": options.ip_version,
        "flavor": options.flavor,
        **network(spec, options),
        **addresses(spec, options),
    }
    if spec.zones:
        body["availability_zone_ids"] = list(spec.zones)
    if spec.asn is not None:
        body["bgp_asn"] = spec.asn
    if spec.ha is not None:
        body["ha_mode"] = spell(spec.ha, MODES, "ha", PROVIDER)
    if options.enterprise_project_id is not None:
        body["enterprise_project_id"] = options.enterprise_project_id
    if tags := op.tags(spec.tags):
        body["tags"] = tags_to(tags)
    return body


def attached_to(spec: VpnGatewaySpec) -> AttachTo:
    """What it shall hang on: its network, unless something else is asked for."""
    return spec.attached_to or AttachTo(kind="network")


def network(spec: VpnGatewaySpec, options: VpnGatewayOptions) -> dict[str, Any]:
    """Where it stands: in a VPC, or beside an enterprise router with its own addresses in one."""
    if len(spec.subnet_ids) != 1:
        refuse(PROVIDER, "subnet_ids", f"{len(spec.subnet_ids)} given; it is one here")
    on = attached_to(spec)
    if on.kind == "transit-router":
        if not on.id:
            refuse(PROVIDER, "attached_to.id", "needed: the enterprise router's id")
        if options.flavor == "Basic":
            refuse(PROVIDER, "options.flavor", "Basic is not for enterprise routers")
        if options.local_subnets:
            why = "belongs to gateways of a VPC; an enterprise router tells its networks itself"
            refuse(PROVIDER, "options.local_subnets", why)
        if not (options.access_network_id or spec.network_id):
            refuse(PROVIDER, "network_id", "needed: the VPC that its own addresses stand in")
        return {
            "er_id": on.id,
            "access_vpc_id": options.access_network_id or spec.network_id,
            "access_subnet_id": options.access_subnet_id or spec.subnet_ids[0],
        }
    if on.id not in (None, spec.network_id):
        refuse(PROVIDER, "attached_to.id", f"{on.id} is not its network {spec.network_id}")
    if not options.local_subnets:
        refuse(
            PROVIDER,
            "options.local_subnets",
            "needed: the networks of the VPC that peers may reach, in "
            "cgw_huawei.VpnGatewayOptions(local_subnets=...)",
        )
    out: dict[str, Any] = {"vpc_id": spec.network_id, "connect_subnet": spec.subnet_ids[0]}
    out |= subnets(options.local_subnets)
    if options.access_network_id:
        out["access_vpc_id"] = options.access_network_id
    if options.access_subnet_id:
        out["access_subnet_id"] = options.access_subnet_id
    return out


def subnets(given: tuple[str, ...]) -> dict[str, list[str]]:
    """Networks by their version."""
    if len(given) > LOCAL_SUBNETS:
        refuse(PROVIDER, "options.local_subnets", f"{len(given)} given, at most {LOCAL_SUBNETS}")
    pair = {
        "local_subnets": [cidr for cidr in given if ":" not in cidr],
        "local_subnets_v6": [cidr for cidr in given if ":" in cidr],
    }
    return {name: cidrs for name, cidrs in pair.items() if cidrs}


def addresses(spec: VpnGatewaySpec, options: VpnGatewayOptions) -> dict[str, Any]:
    """Its own addresses: two public ones, there already or new, or two private ones."""
    if attached_to(spec).private:
        if options.flavor == "Basic":
            refuse(PROVIDER, "options.flavor", "Basic is not for private gateways")
        if spec.bandwidth_mbps is not None:
            refuse(PROVIDER, "bandwidth_mbps", "a private gateway has no public addresses")
        if options.eip1 or options.eip2:
            refuse(PROVIDER, "options.eip1", "a private gateway has no public addresses")
        return private(options.private_addresses)
    if options.private_addresses:
        refuse(PROVIDER, "options.private_addresses", "belong to attached_to.private")
    return {
        "eip1": eip(spec, options.eip1, 1, options.flavor),
        "eip2": eip(spec, options.eip2, 2, options.flavor),
    }


def private(given: tuple[str, ...]) -> dict[str, str]:
    """Both addresses or none, and not the same twice."""
    field = "options.private_addresses"
    if not given:
        return {}
    if len(set(given)) != 2:
        refuse(PROVIDER, field, "two different ones, or none")
    for text in given:
        try:
            IPv4Address(text)
        except ValueError:
            refuse(PROVIDER, field, f"{text!r} is no IPv4 address")
    return {"access_private_ip_1": given[0], "access_private_ip_2": given[1]}


def eip(spec: VpnGatewaySpec, given: Eip | None, number: int, flavor: str) -> dict[str, Any]:
    """One public address. A new one takes the spec's bandwidth unless it has its own."""
    field = f"options.eip{number}"
    if given is not None and given.id:
        if spec.bandwidth_mbps is not None:
            refuse(PROVIDER, "bandwidth_mbps", f"{field} is there already and has its own")
        return {"id": given.id}
    new = given or Eip()
    out: dict[str, Any] = {"type": new.type or "5_bgp"}
    if new.bandwidth_id:  # a shared one: all else about the bandwidth is ignored
        return {**out, "bandwidth_id": new.bandwidth_id}
    size = new.bandwidth_mbps or spec.bandwidth_mbps
    if size is None:
        refuse(
            PROVIDER,
            "bandwidth_mbps",
            "needed for new public addresses; or give existing ones: "
            "cgw_huawei.VpnGatewayOptions(eip1=cgw_huawei.Eip(id=...), eip2=...)",
        )
    most = BANDWIDTHS.get(flavor)
    if most is not None and size > most:
        refuse(PROVIDER, "bandwidth_mbps", f"{size} Mbit/s; flavor {flavor} takes up to {most}")
    return {
        **out,
        "charge_mode": new.charge_mode or "bandwidth",
        "bandwidth_size": size,
        "bandwidth_name": new.bandwidth_name or f"{spec.name[:62]}-{number}",
    }


def changes_to_wire(patch: VpnGatewayPatch) -> dict[str, Any]:
    """The body of UpdateVgw: what was given and nothing else; empty if it is only the size.

    Errors:
        InvalidRequestError, UnsupportedError: refused before any request; ``.field`` names it.
    """
    check(PROVIDER, ABILITY, patch)
    options = own_options(PROVIDER, patch.options, VpnGatewayPatchOptions)
    body: dict[str, Any] = {}
    if patch.name is not None:
        body["name"] = patch.name
    if options is not None:
        if options.local_subnets is not None:
            if not options.local_subnets:
                refuse(PROVIDER, "options.local_subnets", "at least one")
            body |= subnets(options.local_subnets)
        for number, eip_id in ((1, options.eip1_id), (2, options.eip2_id)):
            if eip_id is not None:
                body[f"eip_id_{number}"] = eip_id
        if template := template_to(options.template_ike, options.template_ipsec):
            body["policy_template"] = template
    if not body and not flavor_to_wire(patch):
        refuse(PROVIDER, "name", "nothing to change was given")
    return body


def flavor_to_wire(patch: VpnGatewayPatch) -> dict[str, Any]:
    """The body of UpdatePostpaidVgwSpecification; empty if the size stays."""
    options = own_options(PROVIDER, patch.options, VpnGatewayPatchOptions)
    return {"flavor": options.flavor} if options and options.flavor else {}

"""What is sent for a VPN connection and its one tunnel, and the rules it is held against.

Source: VPN API v5, Creating a VPN Connection (vpn_api_0027) and Updating one (vpn_api_0030);
huaweicloudsdkvpn 3.1.219; terraform-provider-huaweicloud a0345b8d; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Interface, IPv4Network, ip_network
from typing import Any

from cgw.adapter import (
    Operation,
    check,
    check_connection,
    check_tunnel,
    own_options,
    refuse,
)
from cgw.errors import UnsupportedError
from cgw.models import (
    Bgp,
    Dpd,
    TunnelPatch,
    TunnelSpec,
    VpnConnectionPatch,
    VpnConnectionSpec,
    lenient_address,
    lenient_asn,
    spell,
)
from cgw_huawei.capabilities import IPSEC
from cgw_huawei.capabilities import VPN_CONNECTIONS as ABILITY
from cgw_huawei.crypto import STYLES, dpd_to, ike_to, ipsec_to
from cgw_huawei.ends import Gateway
from cgw_huawei.fields import tags_to
from cgw_huawei.options import PolicyRule, VpnConnectionOptions, VpnConnectionPatchOptions

PROVIDER = "huawei"
WHICH = "local_address"  # of a TunnelPatch: says which tunnel, and changes nothing
INSIDE, NOT_INSIDE = IPv4Network("169.254.0.0/16"), IPv4Network("169.254.195.0/24")


# ---------------------------------------------------------------- before any request


def checked(spec: VpnConnectionSpec, op: Operation) -> VpnConnectionOptions:
    """The options of a spec that the cloud can do, as far as the spec alone tells.

    Errors:
        InvalidRequestError, UnsupportedError: refused before any request; ``.field`` names it.
    """
    check(PROVIDER, ABILITY, spec, op)
    options = own_options(PROVIDER, spec.options, VpnConnectionOptions) or VpnConnectionOptions()
    check_connection(PROVIDER, IPSEC, spec)
    tunnel = spec.tunnels[0]
    check_extras(tunnel)
    if tunnel.customer_gateway_id not in (None, spec.customer_gateway_id):
        _cannot("tunnels.0.customer_gateway_id", "a connection has one peer")
    if tunnel.psk is None and options.authentication_method == "pre-share":
        refuse(PROVIDER, "tunnels.0.psk", "needed")
    if options.policy_rules and spec.mode != "policy":
        refuse(PROVIDER, "options.policy_rules", "belong to mode 'policy'")
    if spec.mode == "route" and not spec.remote_cidrs:
        refuse(PROVIDER, "remote_cidrs", "mode 'route' needs them")
    if options.enable_nqa and spec.mode != "route":
        refuse(PROVIDER, "options.enable_nqa", "belongs to mode 'route'")
    inside(spec.mode, tunnel.bgp, options)
    if spec.mode == "policy":
        rules(spec.local_cidrs, spec.remote_cidrs, options.policy_rules)
    return options


def checked_patch(patch: VpnConnectionPatch) -> VpnConnectionPatchOptions:
    """The options of a patch that the cloud can do, as far as the patch alone tells.

    Errors:
        InvalidRequestError, UnsupportedError: refused before any request; ``.field`` names it.
    """
    check(PROVIDER, ABILITY, patch)
    options = own_options(PROVIDER, patch.options, VpnConnectionPatchOptions)
    if len(patch.tunnels or ()) > 1:
        _cannot("tunnels", "a connection has one tunnel")
    for tunnel in patch.tunnels or ():
        check_tunnel(PROVIDER, IPSEC, tunnel, "tunnels.0")
        check_extras(tunnel)
        if tunnel.customer_gateway_id is not None:
            _cannot("tunnels.0.customer_gateway_id", "give it for the whole connection")
    asked = [patch.name, patch.customer_gateway_id, patch.local_cidrs, patch.remote_cidrs]
    asked += [value for tunnel in patch.tunnels or () for name, value in tunnel if name != WHICH]
    asked += [value for _, value in options or ()]
    if all(value is None for value in asked):
        refuse(PROVIDER, "name", "nothing to change was given")
    return options or VpnConnectionPatchOptions()


def check_extras(tunnel: TunnelSpec | TunnelPatch) -> None:
    """What belongs to a tunnel and is not told by `cgw.adapter.IpsecAbility`."""
    if tunnel.nat_traversal is not None:
        _cannot("tunnels.0.nat_traversal", "it cannot be set")
    if tunnel.ike is not None and tunnel.ike.version == "ikev2" and tunnel.ike.mode != "main":
        refuse(PROVIDER, "tunnels.0.ike.mode", "belongs to IKEv1; IKEv2 has none")
    if tunnel.dpd is not None:
        _check_dpd(tunnel.dpd)
    if tunnel.health_check is not None:
        for name in ("source", "destination", "interval_s", "retries"):
            if getattr(tunnel.health_check, name) is not None:
                _cannot(f"tunnels.0.health_check.{name}", "the cloud chooses it")


def _check_dpd(dpd: Dpd) -> None:
    if not dpd.enabled:
        _cannot("tunnels.0.dpd.enabled", "it cannot be turned off")
    if dpd.action is not None:
        _cannot("tunnels.0.dpd.action", "it cannot be chosen")
    for name, least, most in (("interval_s", 10, 3600), ("timeout_s", 2, 60)):
        value = getattr(dpd, name)
        if value is not None and not least <= value <= most:
            refuse(PROVIDER, f"tunnels.0.dpd.{name}", f"{value} s; {least} to {most} are allowed")


def _cannot(field: str, why: str) -> None:
    raise UnsupportedError(f"{field}: not on {PROVIDER}; {why}", field=field)


# ---------------------------------------------------------------- create


def to_wire(
    spec: VpnConnectionSpec, op: Operation, options: VpnConnectionOptions, gateway: Gateway
) -> dict[str, Any]:
    """The body of CreateVpnConnection. Nothing is sent as null.

    Args:
        gateway: as it was read: it decides where a connection starts and what it needs.
    """
    tunnel = spec.tunnels[0]
    spot, number = spot_of(gateway, tunnel.local_address)
    if tunnel.bgp is not None and tunnel.bgp.local_asn is not None:
        check_asn(tunnel.bgp.local_asn, gateway)
    ike = ike_to(tunnel.ike, "tunnels.0.ike")
    ike["authentication_method"] = options.authentication_method
    ike["dpd"] = dpd_to(tunnel.dpd, options.dpd_message)
    body: dict[str, Any] = {
        "name": spec.name,
        "vgw_id": spec.vpn_gateway_id,
        "vgw_ip": spot,
        "cgw_id": spec.customer_gateway_id,
        "style": spell(spec.mode, STYLES, "mode", PROVIDER),
        "ha_role": options.ha_role or ("master" if number == 0 else "slave"),
        "enable_nqa": options.enable_nqa,
        "enable_hub": options.enable_hub,
        "enable_health_check": bool(tunnel.health_check and tunnel.health_check.enabled),
        "ikepolicy": ike,
        "ipsecpolicy": ipsec_to(tunnel.ipsec, "tunnels.0.ipsec"),
        **inside(spec.mode, tunnel.bgp, options),
    }
    if options.authentication_method == "pre-share" and tunnel.psk is not None:
        body["psk"] = tunnel.psk.get_secret_value()
    if spec.mode == "policy":
        body |= rules(spec.local_cidrs, spec.remote_cidrs, options.policy_rules)
    elif spec.local_cidrs and set(spec.local_cidrs) != set(gateway.networks):
        there = ", ".join(gateway.networks) or "told by the enterprise router"
        why = f"in mode {spec.mode!r} they are the gateway's: {there}"
        refuse(PROVIDER, "local_cidrs", why)
    body |= peer_subnets(spec, gateway)
    if tags := op.tags(spec.tags):
        body["tags"] = tags_to(tags)
    return body


def spot_of(gateway: Gateway, address: str | None) -> tuple[str, int]:
    """What the cloud calls the gateway's address, and which of its addresses it is (from 0)."""
    spots = gateway.spots
    if not spots:
        refuse(PROVIDER, "vpn_gateway_id", f"{gateway.id} has no address (yet)")
    if address is None:
        return spots[0][0], 0
    wanted = lenient_address(address)
    there = [known for _, known in spots]
    if wanted not in there:
        why = f"{address!r} is none of the gateway's: {', '.join(there)}"
        refuse(PROVIDER, "tunnels.0.local_address", why)
    number = there.index(wanted)
    return spots[number][0], number


def peer_subnets(spec: VpnConnectionSpec, gateway: Gateway) -> dict[str, list[str]]:
    """The networks behind the device, where the cloud wants them beside the rules."""
    if (gateway.attachment_type or "").lower() == "er" and spec.mode != "route":
        if spec.mode == "bgp" and spec.remote_cidrs:
            refuse(PROVIDER, "remote_cidrs", "BGP tells them to an enterprise router")
        return {}
    if not spec.remote_cidrs:
        refuse(PROVIDER, "remote_cidrs", f"mode {spec.mode!r} needs them on a gateway of a VPC")
    return by_version("peer_subnets", spec.remote_cidrs)


def by_version(name: str, cidrs: Iterable[str]) -> dict[str, list[str]]:
    """Networks under ``name`` or ``name_v6``."""
    given = list(cidrs)
    pair = {
        name: [cidr for cidr in given if ":" not in cidr],
        f"{name}_v6": [cidr for cidr in given if ":" in cidr],
    }
    return {key: value for key, value in pair.items() if value}


def rules(
    local: tuple[str, ...], remote: tuple[str, ...], given: tuple[PolicyRule, ...] | None
) -> dict[str, list[dict[str, Any]]]:
    """The rules of mode ``policy``: as given, or every local network to every remote one."""
    if given is not None:
        sources = {rule.source for rule in given}
        targets = {cidr for rule in given for cidr in rule.destinations}
        if sources != set(local) or targets != set(remote):
            refuse(PROVIDER, "options.policy_rules", "name other networks than the connection")
        pairs = [(rule.source, list(rule.destinations)) for rule in given]
    else:
        pairs = [
            (source, [to for to in remote if (":" in to) == (":" in source)]) for source in local
        ]
    for source, targets_of in pairs:
        if not targets_of or any((":" in to) != (":" in source) for to in targets_of):
            refuse(PROVIDER, "remote_cidrs", f"{source} has no network of its version to reach")
        if len(targets_of) > 50:
            refuse(PROVIDER, "remote_cidrs", f"{len(targets_of)} of one rule, at most 50")
    reached = {to for _, targets_of in pairs for to in targets_of}
    if lost := [to for to in remote if to not in reached]:
        refuse(PROVIDER, "local_cidrs", f"nothing of the version of {lost[0]}")
    if len(pairs) > 5 or len({source for source, _ in pairs}) < len(pairs):
        refuse(PROVIDER, "local_cidrs", "at most 5 rules, each with a source of its own")
    out: dict[str, list[dict[str, Any]]] = {}
    for source, targets_of in pairs:
        name = "policy_rules_v6" if ":" in source else "policy_rules"
        out.setdefault(name, []).append({"source": source, "destination": targets_of})
    return out


def inside(
    mode: str, bgp: Bgp | None, options: VpnConnectionOptions | VpnConnectionPatchOptions
) -> dict[str, str]:
    """Both ends' addresses inside the tunnel, as the cloud takes them: with ``/30``."""
    given = (options.tunnel_local_address, options.tunnel_peer_address)
    if mode == "bgp":
        if any(given):
            refuse(PROVIDER, "options.tunnel_local_address", "in mode 'bgp' give it in Bgp")
        return _of_bgp(bgp) if bgp is not None else {}
    if not any(given):
        return {}
    if mode == "policy":
        refuse(PROVIDER, "options.tunnel_local_address", "belongs to mode 'route'")
    return _pair(*given, field="options.tunnel_local_address")


def _of_bgp(bgp: Bgp) -> dict[str, str]:
    network = ip_network(bgp.tunnel_cidr)
    first, second = (str(host) for host in list(network.hosts())[:2])
    local = bgp.local_address or (second if bgp.peer_address == first else first)
    peer = bgp.peer_address or (first if local == second else second)
    return _pair(f"{local}/30", f"{peer}/30", field="tunnels.0.bgp.local_address")


def _pair(local: str | None, peer: str | None, *, field: str) -> dict[str, str]:
    try:
        ours, theirs = IPv4Interface(local or ""), IPv4Interface(peer or "")
    except ValueError:
        refuse(PROVIDER, field, "both ends as 169.254.70.1/30, or none")
    network = ours.network
    if network != theirs.network or network.prefixlen != 30:
        refuse(PROVIDER, field, f"{local} and {peer} are not in one /30")
    if not network.subnet_of(INSIDE) or network.subnet_of(NOT_INSIDE):
        refuse(PROVIDER, field, f"{network} is not in {INSIDE}, or is in {NOT_INSIDE}")
    if {ours.ip, theirs.ip} != set(network.hosts()):
        refuse(PROVIDER, field, f"{local} and {peer} are not the two hosts of {network}")
    return {"tunnel_local_address": str(ours), "tunnel_peer_address": str(theirs)}


def check_asn(asn: int, gateway: Gateway) -> None:
    """The cloud's AS number is the gateway's, for all of its connections."""
    if asn != lenient_asn(gateway.asn):
        _cannot("tunnels.0.bgp.local_asn", f"the gateway's is {gateway.asn}")

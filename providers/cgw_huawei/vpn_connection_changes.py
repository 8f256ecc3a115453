"""What UpdateVpnConnection is sent: the parts that change, each of them whole.

Source: VPN API v5, Updating a VPN Connection (vpn_api_0030); huaweicloudsdkvpn 3.1.219
(UpdateVpnConnectionRequestBodyContent); terraform-provider-huaweicloud a0345b8d; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cgw.adapter import refuse
from cgw.errors import UnsupportedError
from cgw.models import Dpd, TunnelPatch, VpnConnectionPatch, lenient_address
from cgw_huawei.crypto import INTERVAL, MESSAGE, TIMEOUT, ike_to, ipsec_to
from cgw_huawei.ends import Ends
from cgw_huawei.options import VpnConnectionPatchOptions
from cgw_huawei.tunnels import by_version, check_asn, inside, rules
from cgw_huawei.vpn_connection_rows import Row, is_every_pair, mode_of, networks_of

PROVIDER = "huawei"
IKE = (
    "ike_version",
    "phase1_negotiation_mode",
    "authentication_algorithm",
    "encryption_algorithm",
    "dh_group",
    "lifetime_seconds",
    "local_id_type",
    "local_id",
    "peer_id_type",
    "peer_id",
    "dpd",
)  # not the authentication method: it never changes


def changes_to_wire(
    patch: VpnConnectionPatch,
    options: VpnConnectionPatchOptions,
    row: Row,
    raw: Mapping[str, Any],
    ends: Ends,
) -> dict[str, Any]:
    """The body: what was given and nothing else; empty if only the health check changes.

    Args:
        row, raw: the connection as it is, read and as the cloud told it.
        ends: read where a tunnel's patch needs them.

    Errors:
        InvalidRequestError, UnsupportedError: it does not fit the connection as it is.
    """
    body: dict[str, Any] = {}
    if patch.name is not None:
        body["name"] = patch.name
    if patch.customer_gateway_id is not None:
        body["cgw_id"] = patch.customer_gateway_id
    if options.enable_hub is not None:
        body["enable_hub"] = options.enable_hub
    body |= networks(patch, options, row)
    tunnel = (patch.tunnels or (TunnelPatch(),))[0]
    body |= inside(mode_of(row), tunnel.bgp, options)
    if tunnel.bgp is not None:
        if mode_of(row) != "bgp":
            refuse(PROVIDER, "tunnels.0.bgp", f"the connection's mode is {mode_of(row)!r}")
        gateway = ends.gateways.get(row.vgw_id or "")
        if tunnel.bgp.local_asn is not None and gateway is not None:
            check_asn(tunnel.bgp.local_asn, gateway)
    if tunnel.local_address is not None:
        _check_address(tunnel.local_address, row, ends)
    if tunnel.psk is not None:
        body["psk"] = tunnel.psk.get_secret_value()
    if tunnel.ike is not None or tunnel.dpd is not None:
        body["ikepolicy"] = ike(tunnel, raw.get("ikepolicy"))
    if tunnel.ipsec is not None:
        body["ipsecpolicy"] = ipsec_to(tunnel.ipsec, "tunnels.0.ipsec")
    return body


def networks(
    patch: VpnConnectionPatch, options: VpnConnectionPatchOptions, row: Row
) -> dict[str, Any]:
    """Rules and networks. In mode ``policy`` a side that is not given stays."""
    asked = (patch.local_cidrs, patch.remote_cidrs, options.policy_rules)
    if all(value is None for value in asked):
        return {}
    if mode_of(row) != "policy":
        if patch.local_cidrs is not None or options.policy_rules is not None:
            raise UnsupportedError(
                f"local_cidrs: not on {PROVIDER} in mode {mode_of(row)!r}: they are the gateway's",
                field="local_cidrs",
            )
        return cleared("peer_subnets", by_version("peer_subnets", patch.remote_cidrs or ()), row)
    local, remote = networks_of(row)
    if options.policy_rules is not None:
        local = tuple(dict.fromkeys(rule.source for rule in options.policy_rules))
        remote = tuple(
            dict.fromkeys(cidr for rule in options.policy_rules for cidr in rule.destinations)
        )
    elif not is_every_pair(row):
        refuse(
            PROVIDER,
            "local_cidrs" if patch.local_cidrs is not None else "remote_cidrs",
            "not every local network of it reaches every remote one; give options.policy_rules",
        )
    local = local if patch.local_cidrs is None else patch.local_cidrs
    remote = remote if patch.remote_cidrs is None else patch.remote_cidrs
    out: dict[str, Any] = cleared("policy_rules", rules(local, remote, options.policy_rules), row)
    if row.peer_subnets or row.peer_subnets_v6:  # an enterprise router's connections have none
        out |= cleared("peer_subnets", by_version("peer_subnets", remote), row)
    return out


def cleared(name: str, new: dict[str, Any], row: Row) -> dict[str, Any]:
    """``new``, and an empty list for a version that had something and has nothing now."""
    before = (key for key in (name, f"{name}_v6") if getattr(row, key))
    return {**{key: [] for key in before}, **new}


def ike(tunnel: TunnelPatch, current: Any) -> dict[str, Any]:
    """The whole IKE policy: what was given over what is there.

    Identities go without a value where their type is not ``fqdn``: the cloud refuses them then
    (terraform-provider-huaweicloud, resource_huaweicloud_vpn_connection.go).
    """
    there = current if isinstance(current, dict) else {}
    out = {name: there[name] for name in IKE if there.get(name) is not None}
    if tunnel.ike is not None:
        kept = {"dpd": out["dpd"]} if "dpd" in out else {}
        out = {**ike_to(tunnel.ike, "tunnels.0.ike"), **kept}
    for side in ("local", "peer"):
        if out.get(f"{side}_id_type") != "fqdn":
            out.pop(f"{side}_id", None)
    if tunnel.dpd is not None:
        out["dpd"] = dpd(tunnel.dpd, out.get("dpd"))
    return out


def dpd(given: Dpd, current: Any) -> dict[str, Any]:
    """Dead peer detection: what was given over what is there, over the documented defaults."""
    there = current if isinstance(current, dict) else {}
    asked = {"interval": given.interval_s, "timeout": given.timeout_s}
    return {
        "interval": INTERVAL,
        "timeout": TIMEOUT,
        "msg": MESSAGE,
        **{name: there[name] for name in ("interval", "timeout", "msg") if there.get(name)},
        **{name: value for name, value in asked.items() if value is not None},
    }


def _check_address(address: str, row: Row, ends: Ends) -> None:
    """A patch for another tunnel than the connection's only one is a mistake."""
    there = ends.local_address(row.vgw_id or "", row.spot)
    if there and there != lenient_address(address):
        refuse(PROVIDER, "tunnels.0.local_address", f"the connection's is {there}, not {address}")

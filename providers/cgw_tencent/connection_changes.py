"""Changes of a VPN connection as Tencent Cloud takes them.

Whether a nested object that is sent in part keeps the rest is not documented: what is there is
read, changed and sent whole. Source: ModifyVpnConnectionAttributeRequest in
tencentcloud-sdk-python-vpc 3.1.193; read 2026-11-21.
"""

from __future__ import annotations

from typing import Any

from cgw.adapter import check, one_of, own_options, refuse
from cgw.errors import InvalidRequestError, UnsupportedError
from cgw.models import Origin, TunnelPatch, VpnConnectionPatch, lenient_address
from cgw_tencent import crypto
from cgw_tencent.capabilities import VPN_CONNECTIONS as ABILITY
from cgw_tencent.connection_rows import ConnectionRow, networks
from cgw_tencent.connection_specs import Ends, refuse_address
from cgw_tencent.fields import PROVIDER
from cgw_tencent.gateway_rows import addresses_of
from cgw_tencent.options import VpnConnectionPatchOptions
from cgw_tencent.tunnels import (
    IDENTITIES,
    IPSEC,
    bgp_to_wire,
    dpd_to_wire,
    health_to_wire,
    identity_to_wire,
    ike_to_wire,
    ipsec_to_wire,
    policies_to_wire,
    refuse_probe,
    refuse_tunnel,
)

IKE_NAMES = {
    *("IKEVersion", "ExchangeMode", "PropoEncryAlgorithm", "PropoAuthenAlgorithm", "DhGroupName"),
    *("IKESaLifetimeSeconds", "LocalIdentity", "LocalAddress", "LocalFqdnName"),
    *("RemoteIdentity", "RemoteAddress", "RemoteFqdnName"),
}
IPSEC_NAMES = {name for name, _ in IPSEC.values()} | {
    *("IPSECSaLifetimeSeconds", "IPSECSaLifetimeTraffic"),
}
PROBE_NAMES = {"ProbeType", "ProbeInterval", "ProbeThreshold", "ProbeTimeout"}


def checked_patch(patch: VpnConnectionPatch) -> VpnConnectionPatchOptions:
    """Refuse before any request what can be refused, and give the options back."""
    check(PROVIDER, ABILITY, patch)
    options = own_options(PROVIDER, patch.options, VpnConnectionPatchOptions)
    options = options or VpnConnectionPatchOptions()
    tunnels = patch.tunnels or ()
    if len(tunnels) > 1:
        raise UnsupportedError("tunnels: a connection has one", field="tunnels")
    for tunnel in tunnels:
        refuse_tunnel(tunnel, patch.customer_gateway_id)
        if tunnel.bgp is not None:
            bgp_to_wire(tunnel.bgp, None)
    if patch.initiator is not None:
        one_of(PROVIDER, "initiator", patch.initiator, tuple(crypto.NEGOTIATION))
        if options.negotiation:
            refuse(PROVIDER, "options", "negotiation and initiator exclude each other")
    for name in ("local_cidrs", "remote_cidrs"):
        if getattr(patch, name) == ():
            refuse(PROVIDER, name, "cannot be emptied")
    given = [patch.name, patch.customer_gateway_id, patch.initiator, patch.local_cidrs]
    given += [patch.remote_cidrs, *options.model_dump(exclude_none=True, exclude_defaults=True)]
    for tunnel in tunnels:
        names = tunnel.model_fields_set - {"local_address"}
        given += [getattr(tunnel, name) for name in names]
    if not any(value is not None for value in given):
        raise InvalidRequestError("nothing to change was given", provider=PROVIDER)
    return options


def changes_to_wire(
    patch: VpnConnectionPatch,
    options: VpnConnectionPatchOptions,
    row: ConnectionRow,
    origin: Origin,
    ends: Ends,
) -> dict[str, Any]:
    """The parameters of ModifyVpnConnectionAttribute; `checked_patch` comes first."""
    tunnel = (patch.tunnels or (TunnelPatch(),))[0]
    refuse_address(tunnel.local_address, ends.here)
    negotiation = crypto.NEGOTIATION.get(patch.initiator or "") or options.negotiation
    changes: dict[str, Any] = {
        "VpnConnectionName": patch.name,
        "CustomerGatewayId": patch.customer_gateway_id,
        "NegotiationType": negotiation,
        "PreShareKey": tunnel.psk.get_secret_value() if tunnel.psk else None,
        "SecurityPolicyDatabases": _policies(patch, options, row),
        "IKEOptionsSpecification": _ike(patch, tunnel, origin, ends),
        "IPSECOptionsSpecification": _ipsec(tunnel, options, origin),
        "BgpConfig": bgp_to_wire(tunnel.bgp, ends.asn) if tunnel.bgp else None,
    }
    if tunnel.dpd is not None:
        changes |= dpd_to_wire(tunnel.dpd, _current_dpd(row))
    return {k: v for k, v in changes.items() if v is not None} | _probe(
        patch, tunnel, options, row, origin
    )


def _policies(
    patch: VpnConnectionPatch, options: VpnConnectionPatchOptions, row: ConnectionRow
) -> list[dict[str, Any]] | None:
    if patch.local_cidrs is None and patch.remote_cidrs is None and not options.policies:
        return None
    mode = crypto.ROUTE_TYPE.read(row.route_type)
    field = next(n for n in ("local_cidrs", "remote_cidrs", "options") if getattr(patch, n))
    if mode != "policy":
        raise UnsupportedError(
            f"{field}: {row.id} has mode {mode!r}; only 'policy' has networks", field=field
        )
    local, remote, whole_story = networks(row, mode)
    if not whole_story and not options.policies and not (patch.local_cidrs and patch.remote_cidrs):
        refuse(
            PROVIDER,
            field,
            "not every network here may talk to every one there; give both, or options.policies",
        )
    if options.policies:
        local = tuple(dict.fromkeys(p.local for p in options.policies))
        remote = tuple(dict.fromkeys(r for p in options.policies for r in p.remote))
    return policies_to_wire(
        patch.local_cidrs or local, patch.remote_cidrs or remote, options.policies
    )


def _current(origin: Origin, name: str, names: set[str]) -> dict[str, Any]:
    """A nested object as it stands in the answer: what may be sent back of it."""
    found = origin.answer.at((*origin.path, name))
    found = found if isinstance(found, dict) else {}
    return {key: value for key, value in found.items() if key in names and value not in {None, ""}}


def _ike(
    patch: VpnConnectionPatch, tunnel: TunnelPatch, origin: Origin, ends: Ends
) -> dict[str, Any] | None:
    """The whole of it, where something in it changes.

    A peer that is known by its address is known by the new one after it changed.
    """
    whole = _current(origin, "IKEOptionsSpecification", IKE_NAMES)
    before = dict(whole)
    then = "".join(addresses_of(ends.then.address)) if ends.then else ""
    if (
        patch.customer_gateway_id
        and then
        and lenient_address(whole.get("RemoteAddress"))
        in {
            "",
            ends.there,
        }
    ):
        whole |= {"RemoteAddress": then} if whole.get("RemoteIdentity") != "FQDN" else {}
    if tunnel.ike is not None:
        given = tunnel.ike.model_fields_set
        whole |= ike_to_wire(tunnel.ike, given)
        for field, side in IDENTITIES.items():
            if field in given:
                own = ends.here if side == "Local" else then or ends.there
                for kind in ("Address", "FqdnName"):
                    whole.pop(f"{side}{kind}", None)
                whole |= identity_to_wire(side, getattr(tunnel.ike, field), own)
    return whole if tunnel.ike is not None or whole != before else None


def _ipsec(
    tunnel: TunnelPatch, options: VpnConnectionPatchOptions, origin: Origin
) -> dict[str, Any] | None:
    if tunnel.ipsec is None and options.lifetime_kb is None:
        return None
    name = "IPSECOptionsSpecification"
    also = _current(origin, name, {"IntegrityAlgorithm"})
    whole = {"IntegrityAlgorith": also["IntegrityAlgorithm"]} if also else {}
    whole |= _current(origin, name, IPSEC_NAMES)
    if tunnel.ipsec is not None:
        whole |= ipsec_to_wire(tunnel.ipsec, tunnel.ipsec.model_fields_set)
    if options.lifetime_kb is not None:
        whole["IPSECSaLifetimeTraffic"] = options.lifetime_kb
    return whole


def _current_dpd(row: ConnectionRow) -> dict[str, Any]:
    given = {"DpdTimeout": row.dpd_timeout, "DpdAction": row.dpd_action}
    told = {name: value for name, value in given.items() if value}
    return told | {"DpdEnable": 1 if str(row.dpd) == "1" else 0}


def _probe(
    patch: VpnConnectionPatch,
    tunnel: TunnelPatch,
    options: VpnConnectionPatchOptions,
    row: ConnectionRow,
    origin: Origin,
) -> dict[str, Any]:
    check = tunnel.health_check
    if check is None and options.probe_timeout_ms is None:
        return {}
    current = _current(origin, "HealthCheckConfig", PROBE_NAMES)
    if options.probe_timeout_ms is not None:
        current["ProbeTimeout"] = options.probe_timeout_ms
    if check is None:
        return {"HealthCheckConfig": {"ProbeType": "NQA", **current}}
    mode = crypto.ROUTE_TYPE.read(row.route_type)
    if check.enabled and mode == "policy":
        local, remote, _ = networks(row, mode)
        refuse_probe(patch.local_cidrs or local, patch.remote_cidrs or remote)
    return health_to_wire(check, 150, current)

"""Tunnels as Tencent Cloud takes them. Every value is sent: the documented defaults have changed.

Source: CreateVpnConnection and ModifyVpnConnectionAttribute in tencentcloud-sdk-python-vpc
3.1.193; health checks: document 554/70209; networks: document 1037/39635; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

from cgw.adapter import check_tunnel, refuse
from cgw.errors import UnsupportedError
from cgw.models import (
    Bgp,
    Dpd,
    HealthCheck,
    IkeSpec,
    IpsecSpec,
    TunnelPatch,
    TunnelSpec,
    spell,
)
from cgw_tencent import crypto
from cgw_tencent.capabilities import DPD_TIMEOUT, MAPPINGS, TUNNELS
from cgw_tencent.connection_rows import ANY
from cgw_tencent.fields import PROVIDER
from cgw_tencent.options import Policy

AT = "tunnels.0"
IKE = {
    "version": ("IKEVersion", crypto.VERSIONS),
    "mode": ("ExchangeMode", crypto.MODES),
    "encryption": ("PropoEncryAlgorithm", crypto.IKE_ENCRYPTION),
    "integrity": ("PropoAuthenAlgorithm", crypto.IKE_INTEGRITY),
    "dh_group": ("DhGroupName", crypto.DH_GROUP),
}
IPSEC = {
    "encryption": ("EncryptAlgorithm", crypto.ENCRYPTION),
    "integrity": ("IntegrityAlgorith", crypto.INTEGRITY),
    "pfs_group": ("PfsDhGroup", crypto.PFS_GROUP),
}
IDENTITIES = {"local_id": "Local", "remote_id": "Remote"}


# ---------------------------------------------------------------- refusing


def refuse_tunnel(tunnel: TunnelSpec | TunnelPatch, peer: str | None) -> None:
    """Hold one tunnel against what can be said of it before any request.

    Errors:
        UnsupportedError: a field that this cloud does not have.
        InvalidRequestError: a value outside its limits.
    """
    check_tunnel(PROVIDER, TUNNELS, tunnel, AT)
    if tunnel.nat_traversal is not None:
        _lacks("nat_traversal", "it cannot be set; leave it out")
    if tunnel.customer_gateway_id not in {None, peer}:
        _lacks("customer_gateway_id", "its only tunnel goes to the connection's own")
    if (ike := tunnel.ike) is not None and ike.mode == "aggressive":
        told = isinstance(tunnel, TunnelSpec) or "version" in ike.model_fields_set
        if told and ike.version == "ikev2":
            refuse(PROVIDER, f"{AT}.ike.mode", "IKEv2 has no aggressive mode")
    if tunnel.dpd is not None:
        _refuse_dpd(tunnel.dpd)
    if (probe := tunnel.health_check) is not None:
        if probe.interval_s is not None and not 1 <= probe.interval_s <= 5:
            refuse(PROVIDER, f"{AT}.health_check.interval_s", f"{probe.interval_s}; 1 to 5 s")
        if probe.retries is not None and not 3 <= probe.retries <= 8:
            refuse(PROVIDER, f"{AT}.health_check.retries", f"{probe.retries}; 3 to 8")


def _refuse_dpd(dpd: Dpd) -> None:
    if dpd.interval_s is not None:
        _lacks("dpd.interval_s", "only the time until the peer is thought dead can be set")
    low, high = DPD_TIMEOUT
    if dpd.timeout_s is not None and not low <= dpd.timeout_s <= high:
        refuse(PROVIDER, f"{AT}.dpd.timeout_s", f"{dpd.timeout_s}; {low} to {high} s")


def _lacks(field: str, why: str) -> None:
    raise UnsupportedError(f"{AT}.{field}: {PROVIDER}: {why}", field=f"{AT}.{field}")


# ---------------------------------------------------------------- to the wire


def ike_to_wire(ike: IkeSpec, only: Collection[str] = frozenset(IkeSpec.model_fields)) -> Any:
    """IKEOptionsSpecification without identities; ``only`` are the fields that count."""
    wire: dict[str, Any] = {
        name: spell(getattr(ike, field), words, f"{AT}.ike.{field}", PROVIDER)
        for field, (name, words) in IKE.items()
        if field in only
    }
    if "lifetime_s" in only:
        wire["IKESaLifetimeSeconds"] = ike.lifetime_s
    return wire


def identity_to_wire(side: str, text: str | None, address: str) -> dict[str, str]:
    """What one end calls itself: an address or a name; by default its own address.

    Nothing is sent for an address that is not known; the cloud then takes the gateway's own.
    """
    if text and not is_address(text):
        return {f"{side}Identity": "FQDN", f"{side}FqdnName": text}
    known = text or (address if is_address(address) else "")
    return {f"{side}Identity": "ADDRESS"} | ({f"{side}Address": known} if known else {})


def is_address(text: str) -> bool:
    """True for an IP address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def ipsec_to_wire(
    ipsec: IpsecSpec, only: Collection[str] = frozenset(IpsecSpec.model_fields)
) -> dict[str, Any]:
    """IPSECOptionsSpecification without the lifetime in kilobytes."""
    wire: dict[str, Any] = {
        name: spell(getattr(ipsec, field), words, f"{AT}.ipsec.{field}", PROVIDER)
        for field, (name, words) in IPSEC.items()
        if field in only
    }
    if "lifetime_s" in only:
        wire["IPSECSaLifetimeSeconds"] = ipsec.lifetime_s
    return wire


def dpd_to_wire(dpd: Dpd, current: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The three DPD parameters: a number, a number as text, and a word.

    The documents contradict each other on the default action; the newest say restart.
    """
    wire: dict[str, Any] = {"DpdTimeout": "30", "DpdAction": "restart", **(current or {})}
    if current is None or "enabled" in dpd.model_fields_set:
        wire["DpdEnable"] = int(dpd.enabled)
    if dpd.timeout_s is not None:
        wire["DpdTimeout"] = str(dpd.timeout_s)
    if dpd.action is not None:
        wire["DpdAction"] = dpd.action
    return wire


def health_to_wire(
    check: HealthCheck | None, timeout_ms: int, current: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The parameters of the probe; its numbers are in milliseconds."""
    if check is None or not check.enabled:
        return {"EnableHealthCheck": False}
    config: dict[str, Any] = {
        "ProbeType": "NQA",  # the only one there is
        "ProbeInterval": 5000,
        "ProbeThreshold": 3,
        "ProbeTimeout": timeout_ms,
        **(current or {}),
    }
    if check.interval_s is not None:
        config["ProbeInterval"] = round(check.interval_s * 1000)
    if check.retries is not None:
        config["ProbeThreshold"] = check.retries
    wire: dict[str, Any] = {"EnableHealthCheck": True, "HealthCheckConfig": config}
    for name, text in (("Local", check.source), ("Remote", check.destination)):
        if text is not None:
            wire[f"HealthCheck{name}Ip"] = text
    return wire


def bgp_to_wire(bgp: Bgp, gateway_asn: int | None) -> dict[str, str]:
    """BgpConfig: the /30 and the two addresses in it; the first is the cloud's by default."""
    if bgp.local_asn is not None and gateway_asn not in {None, bgp.local_asn}:
        refuse(PROVIDER, f"{AT}.bgp.local_asn", f"is the gateway's own, which is {gateway_asn}")
    hosts = [str(host) for host in ip_network(bgp.tunnel_cidr).hosts()]
    ours = bgp.local_address or next(h for h in hosts if h != bgp.peer_address)
    theirs = bgp.peer_address or next(h for h in hosts if h != ours)
    if {ours, theirs} != set(hosts):
        refuse(PROVIDER, f"{AT}.bgp", f"the two addresses of {bgp.tunnel_cidr} are {hosts}")
    return {"TunnelCidr": bgp.tunnel_cidr, "LocalBgpIp": ours, "RemoteBgpIp": theirs}


def policies_to_wire(
    local: tuple[str, ...], remote: tuple[str, ...], policies: tuple[Policy, ...]
) -> list[dict[str, Any]]:
    """SecurityPolicyDatabases: every network here to every one there, or by ``policies``."""
    if policies:
        named = {p.local for p in policies}, {r for p in policies for r in p.remote}
        if named != (set(local), set(remote)):
            refuse(PROVIDER, "options", "policies must name all local_cidrs and remote_cidrs")
    rows = policies or tuple(Policy(local=one, remote=remote) for one in local)
    count = sum(len(row.remote) for row in rows)
    if count > MAPPINGS:
        refuse(PROVIDER, "local_cidrs", f"{count} pairs of networks; a gateway takes {MAPPINGS}")
    return [{"LocalCidrBlock": r.local, "RemoteCidrBlock": list(r.remote)} for r in rows]


def refuse_probe(local: tuple[str, ...], remote: tuple[str, ...]) -> None:
    """Refuse a health check beside policies that are not for everything."""
    if {*local, *remote} != {ANY}:
        raise UnsupportedError(
            f"{AT}.health_check: {PROVIDER} probes in mode 'policy' only if both networks are {ANY}",
            field=f"{AT}.health_check",
        )

"""One tunnel of a connection on Alibaba Cloud, to the wire.

A tunnel is one mapping in the form of ``TunnelOptionsSpecification.N``, whichever way it is then
sent: dotted in a form body (connections with two tunnels), dotted in the query (one tunnel of two),
or as the JSON texts ``IkeConfig``, ``IpsecConfig``, ... of a connection with one tunnel.

Source: alibabacloud_vpc20160428 7.2.2, CreateVpnConnectionRequest, ModifyVpnConnectionAttributeRequest,
ModifyTunnelAttributeRequest; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from typing import Any, TypeAlias

from pydantic import SecretStr

from cgw.adapter import one_of, refuse
from cgw.errors import UnsupportedError
from cgw.models import Bgp, Dpd, HealthCheck, IkeSpec, IpsecSpec, TunnelPatch, TunnelSpec, spell
from cgw.wire import json_body
from cgw_alibaba.crypto import DH_GROUPS, ENCRYPTIONS, INTEGRITIES, PFS_GROUPS, SM
from cgw_alibaba.fields import yes
from cgw_alibaba.tunnel_rows import BgpRow, HealthRow, IkeRow, IpsecRow, TunnelRow

PROVIDER = "alibaba"
LOCAL_ASN = 45104  # what the cloud takes if none is given
HEALTH_DEFAULT = 3  # seconds between probes, and probes: what the cloud takes if none is given

Wire: TypeAlias = dict[str, Any]


def told(row: TunnelRow, health: HealthRow | None = None) -> Wire:
    """The tunnel as the cloud has it, in the form in which it is sent."""
    wire: Wire = {
        "TunnelId": row.id,
        "Role": row.role,
        "CustomerGatewayId": row.customer_gateway_id,
        "EnableDpd": row.dpd,
        "EnableNatTraversal": row.nat_traversal,
        "RemoteCaCertificate": row.certificate or None,
        "TunnelIkeConfig": _ike_told(row.ike) if row.ike else None,
        "TunnelIpsecConfig": _ipsec_told(row.ipsec) if row.ipsec else None,
        "TunnelBgpConfig": _bgp_told(row.bgp) if row.bgp and row.bgp.is_on else None,
        "HealthCheck": _health_told(health) if health and health.enabled else None,
    }
    return _given(wire)


def made(spec: TunnelSpec, customer_gateway_id: str, certificate: str | None, at: str) -> Wire:
    """A new tunnel; every value stands in it. ``at`` is its place in error messages."""
    wire = _given({"CustomerGatewayId": customer_gateway_id, "RemoteCaCertificate": certificate})
    whole = TunnelPatch.model_construct(
        psk=spec.psk,
        ike=spec.ike,
        ipsec=spec.ipsec,
        dpd=spec.dpd,
        # "None takes the cloud's own": true, sent all the same.
        nat_traversal=spec.nat_traversal is not False,
        bgp=spec.bgp,
        health_check=spec.health_check,
        customer_gateway_id=spec.customer_gateway_id,
        local_address=None,
    )
    return changed(wire, whole, at)


def changed(wire: Wire, patch: TunnelPatch, at: str) -> Wire:
    """A tunnel with what a patch gives; what it does not give stays as it is.

    ``ike``, ``ipsec``, ``bgp`` and ``health_check`` are each replaced as a whole, but the key
    stays: the cloud makes one up where a phase 1 comes without.
    """
    new = dict(wire)
    ike = dict(new.get("TunnelIkeConfig") or {})
    if patch.ike is not None:
        psk = ike.get("Psk")
        ike = ike_to_wire(patch.ike, f"{at}.ike") | ({"Psk": psk} if psk else {})
    if patch.psk is not None:
        ike["Psk"] = patch.psk
    if "Psk" not in ike:
        refuse(
            PROVIDER, f"{at}.psk", "the cloud does not tell the present key and would make one up"
        )
    new["TunnelIkeConfig"] = ike
    if patch.ipsec is not None:
        new["TunnelIpsecConfig"] = ipsec_to_wire(patch.ipsec, f"{at}.ipsec")
    if patch.dpd is not None:
        new["EnableDpd"] = dpd_to_wire(patch.dpd, f"{at}.dpd")
    if patch.nat_traversal is not None:
        new["EnableNatTraversal"] = patch.nat_traversal
    if patch.customer_gateway_id is not None:
        new["CustomerGatewayId"] = patch.customer_gateway_id
    if patch.bgp is not None:
        new["TunnelBgpConfig"] = bgp_to_wire(patch.bgp, f"{at}.bgp")
    if patch.health_check is not None:
        new["HealthCheck"] = health_to_wire(patch.health_check, f"{at}.health_check")
    return new


def ike_to_wire(ike: IkeSpec, at: str) -> Wire:
    """``TunnelIkeConfig`` without its key."""
    wire: Wire = {
        "IkeVersion": ike.version,
        "IkeMode": ike.mode,
        "IkeEncAlg": spell(ike.encryption, ENCRYPTIONS, f"{at}.encryption", PROVIDER),
        "IkeAuthAlg": spell(ike.integrity, INTEGRITIES, f"{at}.integrity", PROVIDER),
        "IkePfs": spell(ike.dh_group, DH_GROUPS, f"{at}.dh_group", PROVIDER),
        "IkeLifetime": ike.lifetime_s,
    }
    for name, key, text in (("local_id", "LocalId", ike.local_id),
                            ("remote_id", "RemoteId", ike.remote_id)):  # fmt: skip
        if text is not None:
            if not 1 <= len(text) <= 100 or " " in text:
                refuse(PROVIDER, f"{at}.{name}", f"{text!r}: 1 to 100 characters, no space")
            wire[key] = text
    return wire


def ipsec_to_wire(ipsec: IpsecSpec, at: str) -> Wire:
    """``TunnelIpsecConfig``."""
    return {
        "IpsecEncAlg": spell(ipsec.encryption, ENCRYPTIONS, f"{at}.encryption", PROVIDER),
        "IpsecAuthAlg": spell(ipsec.integrity, INTEGRITIES, f"{at}.integrity", PROVIDER),
        "IpsecPfs": spell(ipsec.pfs_group, PFS_GROUPS, f"{at}.pfs_group", PROVIDER),
        "IpsecLifetime": ipsec.lifetime_s,
    }


def dpd_to_wire(dpd: Dpd, at: str) -> bool:
    """``EnableDpd``: all that can be set."""
    for name in ("interval_s", "timeout_s", "action"):
        if getattr(dpd, name) is not None:
            raise UnsupportedError(
                f"{at}.{name}: alibaba cannot set it, only turn DPD on and off",
                field=f"{at}.{name}",
            )
    return dpd.enabled


def bgp_to_wire(bgp: Bgp, at: str) -> Wire:
    """``TunnelBgpConfig``. An address that is not given is the free one of the /30's two."""
    hosts = [str(host) for host in ip_network(bgp.tunnel_cidr).hosts()]
    ours, theirs = bgp.local_address, bgp.peer_address
    for name, text in (("local_address", ours), ("peer_address", theirs)):
        if text is not None and text not in hosts:
            refuse(PROVIDER, f"{at}.{name}", f"{text} is none of {', '.join(hosts)}")
    if ours is None:
        ours = next(host for host in hosts if host != theirs)
    if ours == theirs:
        refuse(PROVIDER, f"{at}.peer_address", f"{theirs} is the cloud's own address")
    asn = LOCAL_ASN if bgp.local_asn is None else bgp.local_asn
    if not 1 <= asn <= 4294967295:
        refuse(PROVIDER, f"{at}.local_asn", f"{asn}: 1 to 4294967295")
    return {"LocalAsn": asn, "TunnelCidr": bgp.tunnel_cidr, "LocalBgpIp": ours}


def health_to_wire(health: HealthCheck, at: str) -> Wire:
    """``HealthCheckConfig`` before it becomes a text."""
    if not health.enabled:
        return {"enable": False}
    for name, text in (("source", health.source), ("destination", health.destination)):
        if text is None:
            refuse(PROVIDER, f"{at}.{name}", "needed: the cloud does not choose it")
        try:
            ip_address(text)
        except ValueError as error:
            refuse(PROVIDER, f"{at}.{name}", str(error))
    interval = health.interval_s if health.interval_s is not None else HEALTH_DEFAULT
    if interval != int(interval):
        refuse(PROVIDER, f"{at}.interval_s", f"{interval}: whole seconds")
    return {
        "enable": True,
        "dip": health.destination,
        "sip": health.source,
        "interval": int(interval),
        "retry": health.retries if health.retries is not None else HEALTH_DEFAULT,
    }


def fits(ike: IkeSpec | None, ipsec: IpsecSpec | None, at: str, *, sm: bool) -> None:
    """Hold the algorithms against the kind of gateway: SM gateways do SM, others never.

    Errors:
        UnsupportedError: names the field, the word and what this gateway can do.
    """
    words = {
        "encryption": ENCRYPTIONS,
        "integrity": INTEGRITIES,
        "version": ("ikev1", "ikev2"),
        "mode": ("main", "aggressive"),
    }
    for part, names in ((ike, tuple(words)), (ipsec, ("encryption", "integrity"))):
        for name in names if part is not None else ():
            can = (SM[name],) if sm else tuple(w for w in words[name] if w not in SM_ONLY)
            phase = "ike" if part is ike else "ipsec"
            one_of(PROVIDER, f"{at}.{phase}.{name}", getattr(part, name), can)


SM_ONLY = (SM["encryption"], SM["integrity"])


# ---------------------------------------------------------------- the ways to send it


def plain(wire: Mapping[str, Any]) -> Wire:
    """A tunnel with its key in clear, just before it is put into a request."""
    return {
        key: plain(item) if isinstance(item, Mapping) else _clear(item)
        for key, item in wire.items()
        if key != "HealthCheck"
    }


def as_texts(wire: Wire) -> list[tuple[str, str]]:
    """The parameters of a connection with one tunnel: JSON in texts."""
    flags = ("EnableDpd", "EnableNatTraversal")
    pairs: list[tuple[str, str]] = [(name, yes(wire[name])) for name in flags if name in wire]
    clear = plain(wire)
    for name, inside in (("IkeConfig", "TunnelIkeConfig"), ("IpsecConfig", "TunnelIpsecConfig")):
        if inside in wire:
            pairs.append((name, json_body(clear[inside]).decode()))
    if "TunnelBgpConfig" in wire:
        bgp = {"EnableBgp": True, **clear["TunnelBgpConfig"]}
        pairs.append(("BgpConfig", json_body(bgp).decode()))
    if "HealthCheck" in wire:
        pairs.append(("HealthCheckConfig", json_body(wire["HealthCheck"]).decode()))
    if "RemoteCaCertificate" in wire:
        pairs.append(("RemoteCaCertificate", wire["RemoteCaCertificate"]))
    return pairs


def _clear(item: Any) -> Any:
    return item.get_secret_value() if isinstance(item, SecretStr) else item


# ---------------------------------------------------------------- as the cloud has it


def _ike_told(ike: IkeRow) -> Wire:
    psk = ike.psk if ike.psk and ike.psk.get_secret_value() else None
    return _given(
        {
            "Psk": psk,
            "IkeVersion": ike.version,
            "IkeMode": ike.mode,
            "IkeEncAlg": ike.encryption,
            "IkeAuthAlg": ike.integrity,
            "IkePfs": ike.group,
            "IkeLifetime": ike.lifetime,
            "LocalId": ike.local_id,
            "RemoteId": ike.remote_id,
        }
    )


def _ipsec_told(ipsec: IpsecRow) -> Wire:
    return _given(
        {
            "IpsecEncAlg": ipsec.encryption,
            "IpsecAuthAlg": ipsec.integrity,
            "IpsecPfs": ipsec.group,
            "IpsecLifetime": ipsec.lifetime,
        }
    )


def _bgp_told(bgp: BgpRow) -> Wire:
    asn = int(bgp.local_asn) if bgp.local_asn and bgp.local_asn.isdecimal() else bgp.local_asn
    return _given({"LocalAsn": asn, "TunnelCidr": bgp.tunnel_cidr, "LocalBgpIp": bgp.local_address})


def _health_told(health: HealthRow) -> Wire:
    return _given(
        {
            "enable": True,
            "dip": health.destination,
            "sip": health.source,
            "interval": health.interval,
            "retry": health.retries,
        }
    )


def _given(wire: Wire) -> Wire:
    return {key: item for key, item in wire.items() if item is not None and item != ""}

"""Tunnels of the Alibaba Cloud face: what it takes of them, what it tells, where they end.

A tunnel is a mapping of the cloud's names of ``TunnelOptionsSpecification.N``, whichever way it came.

Source: alibabacloud_vpc20160428 7.2.2, CreateVpnConnectionRequest, ModifyVpnConnectionAttributeRequest,
DescribeVpnConnectionResponseBody; VPC API reference of 2019-01, 15.11 to 15.14; read 2026-11-21.
"""

from __future__ import annotations

import json
import string
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from typing import Any

from cgw.emulator.internet import End
from cgw.emulator.world import World
from cgw_alibaba.emulator_desk import flag, invalid
from cgw_alibaba.emulator_door import Refusal

Tunnel = dict[str, Any]

KEY_CHARACTERS = set(string.ascii_letters + string.digits + "~!`@#$%^&*()_-+={}[]\\|;:'\",.<>/?")
# The cloud's words and those of the simulated internet.
CIPHERS = {"aes": "aes-128-cbc", "aes192": "aes-192-cbc", "aes256": "aes-256-cbc",
           "des": "des-cbc", "3des": "3des-cbc"}  # fmt: skip
HASHES = {"md5": "md5", "sha1": "sha1", "sha256": "sha2-256", "sha384": "sha2-384",
          "sha512": "sha2-512"}  # fmt: skip
GROUPS = {"group1": "dh1", "group2": "dh2", "group5": "dh5", "group14": "dh14"}
SM_CIPHERS, SM_HASHES = {"sm4": "sm4-cbc"}, {"sm3": "sm3"}
PFS = {**GROUPS, "disabled": "none"}
PHASES = {
    "up": "ipsec_sa_established",
    "phase2": "ipsec_sa_not_established",
    "phase1": "ike_sa_not_established",
    "none": "ike_sa_not_established",
}
RESERVED = {f"169.254.{n}.0/30" for n in range(7)} | {"169.254.169.252/30"}


# ---------------------------------------------------------------- what is taken


def dotted(params: Mapping[str, str], prefix: str) -> dict[str, Any]:
    """``<prefix>A.B=c`` as ``{"A": {"B": "c"}}``."""
    found: dict[str, Any] = {}
    for name, value in params.items():
        if name.startswith(prefix):
            *path, last = name.removeprefix(prefix).split(".")
            place = found
            for step in path:
                place = place.setdefault(step, {})
            place[last] = value
    return found


def texts(params: Mapping[str, str]) -> dict[str, Any]:
    """The same of a connection with one tunnel: JSON in texts."""
    found: dict[str, Any] = {
        name: params[name] for name in ("EnableDpd", "EnableNatTraversal", "CustomerGatewayId",
                                        "RemoteCaCertificate") if name in params
    }  # fmt: skip
    for name, inside in (
        ("IkeConfig", "TunnelIkeConfig"),
        ("IpsecConfig", "TunnelIpsecConfig"),
        ("BgpConfig", "TunnelBgpConfig"),
        ("HealthCheckConfig", "Health"),
    ):
        if name in params:
            found[inside] = _json(params[name], name)
    return found


def _json(text: str, name: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise invalid(name)
    # Numbers and booleans may be quoted or not.
    return {k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in value.items()}


def settle(world: World, given: Mapping[str, Any], before: Tunnel | None, *, sm: bool) -> Tunnel:
    """A whole tunnel: what was given, over what it was, or over the documented defaults."""
    tunnel: Tunnel = dict(before or {"dpd": True, "nat": True, "certificate": "", "bgp": None})
    if "CustomerGatewayId" in given:
        tunnel["CustomerGatewayId"] = given["CustomerGatewayId"]
    tunnel["dpd"] = flag(given, "EnableDpd", default=tunnel["dpd"])
    tunnel["nat"] = flag(given, "EnableNatTraversal", default=tunnel["nat"])
    tunnel["certificate"] = given.get("RemoteCaCertificate", tunnel["certificate"])
    if sm and not tunnel["certificate"]:
        raise invalid("RemoteCaCertificate")
    if before is None or "TunnelIkeConfig" in given:
        tunnel["ike"] = _ike(world, given.get("TunnelIkeConfig", {}), tunnel.get("ike", {}), sm=sm)
    if before is None or "TunnelIpsecConfig" in given:
        config = given.get("TunnelIpsecConfig", {})
        tunnel["ipsec"] = _ipsec(config, tunnel.get("ipsec", {}), sm=sm)
    if "TunnelBgpConfig" in given:
        tunnel["bgp"] = _bgp(given["TunnelBgpConfig"])
    if "Health" in given:
        tunnel["health"] = _health(given["Health"])
    return tunnel


def _ike(world: World, given: Mapping[str, str], before: Tunnel, *, sm: bool) -> Tunnel:
    ciphers, hashes = (SM_CIPHERS, SM_HASHES) if sm else (CIPHERS, HASHES)
    # No key given: the cloud makes one up, on create and on modify alike.
    made_up = "".join(
        world.random.choice(string.ascii_lowercase + string.digits) for _ in range(16)
    )
    psk = given.get("Psk") or made_up
    if len(psk) > 100 or set(psk) - KEY_CHARACTERS:
        raise invalid("Psk")
    ike: Tunnel = {
        "Psk": psk,
        "IkeVersion": _one(given, before, "IkeVersion", ("ikev1",) if sm else ("ikev1", "ikev2")),
        "IkeMode": _one(given, before, "IkeMode", ("main",) if sm else ("main", "aggressive")),
        "IkeEncAlg": _one(given, before, "IkeEncAlg", tuple(ciphers)),
        "IkeAuthAlg": _one(given, before, "IkeAuthAlg", tuple(hashes)),
        "IkePfs": _one(given, before, "IkePfs", tuple(GROUPS), "group2"),
        "IkeLifetime": _seconds(given, before, "IkeLifetime"),
        # Their default, the two addresses, is put in where they are told.
        "LocalId": given.get("LocalId", ""),
        "RemoteId": given.get("RemoteId", ""),
    }
    for name in ("LocalId", "RemoteId"):
        if len(ike[name]) > 100 or " " in ike[name]:
            raise invalid(name)
    return ike


def _ipsec(given: Mapping[str, str], before: Tunnel, *, sm: bool) -> Tunnel:
    ciphers, hashes = (SM_CIPHERS, SM_HASHES) if sm else (CIPHERS, HASHES)
    return {
        "IpsecEncAlg": _one(given, before, "IpsecEncAlg", tuple(ciphers)),
        "IpsecAuthAlg": _one(given, before, "IpsecAuthAlg", tuple(hashes)),
        "IpsecPfs": _one(given, before, "IpsecPfs", tuple(PFS), "group2"),
        "IpsecLifetime": _seconds(given, before, "IpsecLifetime"),
    }


def _one(
    given: Mapping[str, str], before: Tunnel, name: str, words: tuple[str, ...], default: str = ""
) -> str:
    found: str = given.get(name, before.get(name, default or words[0]))
    if found not in words:
        raise invalid(name)
    return found


def _seconds(given: Mapping[str, str], before: Tunnel, name: str) -> int:
    text = str(given.get(name, before.get(name, 86400)))
    if not text.isdecimal() or int(text) > 86400:
        raise invalid(name)
    return int(text)


def _bgp(given: Mapping[str, str]) -> Tunnel | None:
    if not flag(given, "EnableBgp", default=True):
        return None
    try:
        inside = ip_network(given["TunnelCidr"])
        local = ip_address(given["LocalBgpIp"])
        asn = int(given.get("LocalAsn", "45104"))
    except (KeyError, ValueError):
        raise invalid("TunnelBgpConfig") from None
    window = ip_network("169.254.0.0/16")
    hosts = list(inside.hosts())
    fits = inside.version == 4 and inside.prefixlen == 30 and inside.subnet_of(window)  # type: ignore[arg-type]  # same version
    if not fits or str(inside) in RESERVED or local not in hosts or not 1 <= asn <= 4294967295:
        raise invalid("TunnelBgpConfig")
    peer = next(host for host in hosts if host != local)
    return {
        "LocalAsn": asn,
        "TunnelCidr": str(inside),
        "LocalBgpIp": str(local),
        "PeerBgpIp": str(peer),
    }


def _health(given: Mapping[str, str]) -> Tunnel | None:
    known = {name.lower(): value for name, value in given.items()}
    if not flag(known, "enable", default=False):
        return None
    try:
        dip, sip = str(ip_address(known["dip"])), str(ip_address(known["sip"]))
        interval, retry = int(known.get("interval", "3")), int(known.get("retry", "3"))
    except (KeyError, ValueError):
        raise invalid("HealthCheckConfig") from None
    policy = known.get("policy", "revoke_route")
    if policy not in {"revoke_route", "reserve_route"}:
        raise invalid("HealthCheckConfig")
    return {"Enable": "true", "Dip": dip, "Sip": sip, "Interval": interval, "Retry": retry,
            "Policy": policy}  # fmt: skip


# ---------------------------------------------------------------- where it ends


def end_of(
    owner: str,
    tunnel: Tunnel,
    here: str,
    there: str,
    sides: tuple[tuple[str, ...], tuple[str, ...]],
    *,
    initiates: bool,
) -> End:
    """The near end, in the words of the simulated internet."""
    ike, ipsec = tunnel["ike"], tunnel["ipsec"]
    ciphers, hashes = {**CIPHERS, **SM_CIPHERS}, {**HASHES, **SM_HASHES}
    return End(
        owner=owner,
        local_address=here,
        peer_address=there,
        psk=ike["Psk"],
        ike_version=ike["IkeVersion"],
        ike_mode=ike["IkeMode"],
        ike=((ciphers[ike["IkeEncAlg"]], hashes[ike["IkeAuthAlg"]], GROUPS[ike["IkePfs"]]),),
        esp=(
            (
                ciphers[ipsec["IpsecEncAlg"]],
                hashes[ipsec["IpsecAuthAlg"]],
                PFS[ipsec["IpsecPfs"]],
            ),
        ),
        local_id=ike["LocalId"],
        remote_id=ike["RemoteId"],
        local_selectors=sides[0],
        remote_selectors=sides[1],
        initiates=initiates,
    )


# ---------------------------------------------------------------- what is told


def configs(tunnel: Tunnel, here: str, there: str) -> tuple[Tunnel, Tunnel]:
    """Both phases with real numbers; an identity that was not chosen is the address."""
    ike = dict(tunnel["ike"])
    ike["LocalId"] = ike["LocalId"] or here
    ike["RemoteId"] = ike["RemoteId"] or there
    return ike, dict(tunnel["ipsec"])


def quoted(value: Any) -> Any:
    """Numbers and booleans as texts, which is how Describe writes those of a tunnel of two."""
    if isinstance(value, dict):
        return {key: quoted(item) for key, item in value.items()}
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else value


def check_roles(given: list[dict[str, Any]]) -> None:
    """A connection on a gateway with two addresses has exactly a master and a slave."""
    roles = sorted(tunnel.get("Role", "") for tunnel in given)
    if roles != ["master", "slave"]:
        raise Refusal(
            400, "InvalidParameter", "The specified TunnelOptionsSpecification is not valid."
        )

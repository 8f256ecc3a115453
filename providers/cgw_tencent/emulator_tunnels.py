"""What a VPN connection of the pretended VPC API is made of: IKE, IPsec, DPD, probe, BGP, policies.

Source: IKEOptionsSpecification, IPSECOptionsSpecification, HealthCheckConfig, BgpConfig and
CreateVpnConnectionRequest in tencentcloud-sdk-python-vpc 3.1.193: words, ranges and defaults; the
codes are those listed for CreateVpnConnection. Read 2026-11-21.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

from cgw.emulator.internet import End
from cgw.emulator.world import World
from cgw_tencent.emulator_parameters import BAD, Refused, network, take

NOT = "UnsupportedOperation"
ANY = "0.0.0.0/0"
POOL = ip_network("169.254.128.0/17")

# Each word of the cloud's, and what two daemons would make of it.
CIPHERS = {
    "3DES-CBC": "3des-cbc",
    "AES-CBC-128": "aes-128-cbc",
    "AES-CBC-192": "aes-192-cbc",
    "AES-CBC-256": "aes-256-cbc",
    "DES-CBC": "des-cbc",
    "SM4": "sm4-cbc",
    "AES128GCM128": "aes-128-gcm-16",
    "AES192GCM128": "aes-192-gcm-16",
    "AES256GCM128": "aes-256-gcm-16",
}
IKE_HASHES = {"MD5": "md5", "SHA": "sha1", "SHA-256": "sha2-256", "SHA-512": "sha2-512"}
HASHES = {
    "MD5": "md5",
    "SHA1": "sha1",
    "SHA-256": "sha2-256",
    "SHA-384": "sha2-384",
    "SHA-512": "sha2-512",
    "SM3": "sm3",
}
NUMBERS = (1, 2, 5, 14, 15, 16, 19, 20, 21, 24)
GROUPS = {f"GROUP{n}": f"dh{n}" for n in NUMBERS}
PFS = {"NULL": "none"} | {f"DH-GROUP{n}": f"dh{n}" for n in NUMBERS}
VERSIONS = {"IKEV1": "ikev1", "IKEV2": "ikev2"}
MODES = {"MAIN": "main", "AGGRESSIVE": "aggressive"}
KINDS = {"ADDRESS": "", "FQDN": ""}

# Name: words and default, or least, most and default.
IKE: dict[str, Any] = {
    "PropoEncryAlgorithm": (CIPHERS, "3DES-CBC"),
    "PropoAuthenAlgorithm": (IKE_HASHES, "SHA"),
    "ExchangeMode": (MODES, "MAIN"),
    "LocalIdentity": (KINDS, "ADDRESS"),
    "RemoteIdentity": (KINDS, "ADDRESS"),
    "DhGroupName": (GROUPS, "GROUP1"),
    "IKESaLifetimeSeconds": (60, 604800, 86400),
    "IKEVersion": (VERSIONS, "IKEV1"),
}
IPSEC: dict[str, Any] = {
    "EncryptAlgorithm": ({**CIPHERS, "NULL": "null"}, "AES-CBC-128"),
    "IntegrityAlgorith": (HASHES, "SHA1"),
    "PfsDhGroup": (PFS, "NULL"),
    "IPSECSaLifetimeSeconds": (180, 604800, 14400),
    "IPSECSaLifetimeTraffic": (2560, 4294967295, 4096000000),
}
PROBE: dict[str, Any] = {
    "ProbeType": ({"NQA": ""}, "NQA"),
    "ProbeInterval": (1000, 5000, 5000),
    "ProbeThreshold": (3, 8, 3),
    "ProbeTimeout": (10, 5000, 150),
}


def filled(given: Mapping[str, Any], table: Mapping[str, Any], *also: str) -> dict[str, Any]:
    """The values of a nested object: what was given, else the documented default.

    What is left out of a change falls back to its default here: whether the cloud keeps it is not
    documented, and this finds the fault in who relies on it.
    """
    types = {name: str if len(rule) == 2 else int for name, rule in table.items()}
    have = take(given, {**types, **dict.fromkeys(also, str)})
    out: dict[str, Any] = {name: have.get(name, "") for name in also}
    for name, rule in table.items():
        value = have.get(name, rule[-1])
        fits = value in rule[0] if len(rule) == 2 else rule[0] <= value <= rule[1]
        if not fits:
            raise Refused(f"{BAD}.Malformed", f"{name} {str(value)[:80]} is not allowed.")
        out[name] = value
    return out


def ike(given: Mapping[str, Any], here: str, there: str, version: str) -> dict[str, Any]:
    """IKEOptionsSpecification: each end is known by an address, by default its own, or a name."""
    names = [f"{s}{k}" for s in ("Local", "Remote") for k in ("Address", "FqdnName")]
    out = filled(given, IKE, *names)
    for side, own in (("Local", here), ("Remote", there)):
        if out[f"{side}Identity"] == "FQDN":
            if not out[f"{side}FqdnName"]:
                raise Refused(f"{BAD}.Empty", f"{side}FqdnName is needed.")
        else:
            out[f"{side}Address"] = address(out[f"{side}Address"] or own)
    modern(out["PropoEncryAlgorithm"], version)
    return out


def ipsec(given: Mapping[str, Any], version: str) -> dict[str, Any]:
    """IPSECOptionsSpecification; the other spelling of IntegrityAlgorith is taken too."""
    given = dict(given)
    other = given.pop("IntegrityAlgorithm", None)
    if other is not None:
        given.setdefault("IntegrityAlgorith", other)
    out = filled(given, IPSEC)
    modern(out["EncryptAlgorithm"], version)
    return out


def modern(cipher: str, version: str) -> None:
    """GCM is there on gateways of version 4.0."""
    if "GCM" in cipher and not at_least_4(version):
        raise Refused(f"{NOT}.VersionNotSupported", "The gateway's version has no GCM.")


def at_least_4(version: str) -> bool:
    """True from version 4.0 on; versions read ``4.0`` or ``ver3.1``."""
    found = re.search(r"[0-9]+", version)
    return found is not None and int(found[0]) >= 4


def address(text: Any) -> str:
    """An IP address."""
    try:
        return str(ip_address(text))
    except ValueError:
        raise Refused(f"{BAD}.Malformed", f"{str(text)[:80]} is no IP address.") from None


def dpd(have: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The three DPD values: a number, a number as text, a word."""
    out = {"DpdEnable": 0, "DpdTimeout": "30", "DpdAction": "restart", **(before or {})}
    out |= {name: have[name] for name in out if name in have}
    number = re.fullmatch(r"[0-9]{1,5}", out["DpdTimeout"])
    if out["DpdEnable"] not in {0, 1} or not number or out["DpdAction"] not in {"clear", "restart"}:
        raise Refused(f"{BAD}.Malformed", "A DPD parameter is not allowed.")
    return out


def policies(given: Iterable[Any], taken: Iterable[Mapping[str, Any]], code: str) -> list[Any]:
    """SecurityPolicyDatabases: at most 200 pairs on a gateway, none of them overlapping."""
    rows = []
    for item in given:
        if not isinstance(item, dict):
            raise Refused("InvalidParameter", "A policy is an object.")
        types = {"LocalCidrBlock": str, "RemoteCidrBlock": list}
        rows.append(take(item, types, list(types)))
    ours = list(pairs(rows))
    theirs = list(pairs(taken))
    if not ours:
        raise Refused(f"{BAD}.Empty", "SecurityPolicyDatabases is empty.")
    if len(ours) + len(theirs) > 200:
        raise Refused(f"{BAD}.LimitExceeded", "A gateway has at most 200 pairs of networks.")
    for n, (local, remote) in enumerate(ours):
        for other_local, other_remote in (*theirs, *ours[:n]):
            if local.overlaps(other_local) and remote.overlaps(other_remote):
                raise Refused(code, "Pairs of networks overlap.")
    return rows


def pairs(rows: Iterable[Mapping[str, Any]]) -> Iterable[tuple[Any, Any]]:
    """Every local network with every remote one."""
    for row in rows:
        for remote in row["RemoteCidrBlock"]:
            yield network(row["LocalCidrBlock"]), network(remote)


def probe(
    have: Mapping[str, Any], before: Mapping[str, Any], world: World, taken: set[str]
) -> dict[str, Any]:
    """The probe: off, or its numbers and two addresses, by default two of the pool."""
    on = have.get("EnableHealthCheck", before.get("on", False))
    if not on:
        return {"on": False, "local": "0.0.0.0", "remote": "0.0.0.0", "config": None}  # noqa: S104 -- as told
    config = filled(have.get("HealthCheckConfig", before.get("config") or {}), PROBE)
    out = {"on": True, "config": config}
    for side, name in (("local", "HealthCheckLocalIp"), ("remote", "HealthCheckRemoteIp")):
        known = before.get(side) if before.get("on") else None
        text = have.get(name) or known or _unused(world, taken)
        if text in taken:
            raise Refused(f"{BAD}.VpnConnHealthCheckIpConflict", f"{text} is in use.")
        out[side] = address(text)
        taken = taken | {text}
    return out


def _unused(world: World, taken: set[str]) -> str:
    """An address of the pool that nobody has, by chance."""
    while (text := str(POOL[world.random.randrange(1, 2**15 - 1)])) in taken:
        pass
    return text


def bgp(given: Mapping[str, Any] | None, taken: Iterable[str]) -> dict[str, Any]:
    """BgpConfig: a /30 that nobody has, and its two addresses."""
    if given is None:
        raise Refused("MissingParameter", "BgpConfig is missing.")
    names = ("TunnelCidr", "LocalBgpIp", "RemoteBgpIp")
    have = take(given, dict.fromkeys(names, str), names)
    inside = network(have["TunnelCidr"])
    if inside.prefixlen != 30:
        raise Refused(f"{BAD}.VpnConnBgpTunnelCidrMask", "TunnelCidr is a /30.")
    hosts = {str(host) for host in inside.hosts()}
    if {address(have["LocalBgpIp"]), address(have["RemoteBgpIp"])} != hosts:
        raise Refused(
            f"{BAD}.VpnConnBgpTunnelCidrNotSupported", "The addresses are not in TunnelCidr."
        )
    if any(inside.overlaps(network(other)) for other in taken):
        raise Refused(f"{BAD}.VpnConnBgpTunnelCidrConflict", "TunnelCidr is in use.")
    return have


def end_of(owner: str, attrs: Mapping[str, Any], here: str, there: str) -> End:
    """Its end of the tunnel, on the simulated internet."""
    one, two = attrs["ike"], attrs["ipsec"]
    names = {
        side: one[f"{side}FqdnName"]
        if one[f"{side}Identity"] == "FQDN"
        else ("" if one[f"{side}Address"] == own else one[f"{side}Address"])
        for side, own in (("Local", here), ("Remote", there))
    }
    selectors = {}
    if attrs["spd"]:
        remote = [text for row in attrs["spd"] for text in row["RemoteCidrBlock"]]
        local = [row["LocalCidrBlock"] for row in attrs["spd"]]
        selectors = {
            "local_selectors": tuple(dict.fromkeys(str(network(text)) for text in local)),
            "remote_selectors": tuple(dict.fromkeys(str(network(text)) for text in remote)),
        }
    return End(
        owner=owner,
        local_address=here,
        peer_address=there,
        psk=attrs["psk"],
        ike_version=VERSIONS[one["IKEVersion"]],
        ike_mode=MODES[one["ExchangeMode"]],
        ike=(
            (
                CIPHERS[one["PropoEncryAlgorithm"]],
                IKE_HASHES[one["PropoAuthenAlgorithm"]],
                GROUPS[one["DhGroupName"]],
            ),
        ),
        esp=(
            (
                {**CIPHERS, "NULL": "null"}[two["EncryptAlgorithm"]],
                HASHES[two["IntegrityAlgorith"]],
                PFS[two["PfsDhGroup"]],
            ),
        ),
        local_id=names["Local"],
        remote_id=names["Remote"],
        initiates=attrs["negotiation"] != "passive",
        **selectors,
    )

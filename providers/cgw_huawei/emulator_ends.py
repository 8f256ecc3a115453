"""A connection's end in the simulated internet, in the neutral words of `cgw.emulator.internet`.

Written from the vendor's documents, independently of the adapter. Source: VPN API v5, Creating a VPN
Connection (vpn_api_0027); read 2026-11-21.
"""

from __future__ import annotations

from typing import Any

from cgw.emulator.internet import End, Internet
from cgw.emulator.world import Record
from cgw_huawei.emulator_desk import CLOUD

CIPHERS = {
    "aes-128": "aes-128-cbc",
    "aes-192": "aes-192-cbc",
    "aes-256": "aes-256-cbc",
    "aes-128-gcm-16": "aes-128-gcm-16",
    "aes-256-gcm-16": "aes-256-gcm-16",
    "aes-128-gcm-128": "aes-128-gcm-16",
    "aes-256-gcm-128": "aes-256-gcm-16",
    "3des": "3des-cbc",
}
EVERYTHING = ("0.0.0.0/0",)


def key_of(record: Record) -> str:
    """Under which the end stands there; a connection has one tunnel."""
    return f"{CLOUD}/{record.region}/{record.id}/0"


def end_of(record: Record, internet: Internet) -> End:
    """What the cloud builds for this connection."""
    attrs = record.attrs
    ike, ipsec = attrs["ikepolicy"], attrs["ipsecpolicy"]
    local, remote = _selectors(attrs) if attrs["style"] == "policy" else (EVERYTHING, EVERYTHING)
    return End(
        owner=f"{CLOUD} {record.id}",
        local_address=attrs["local_address"],
        peer_address=attrs["peer_address"],
        psk=attrs["psk"],
        ike_version=f"ike{ike['ike_version']}",
        ike_mode=ike.get("phase1_negotiation_mode", "main"),
        ike=(_proposal(ike, ike["dh_group"]),),
        esp=(_proposal(ipsec, ipsec["pfs"]),),
        local_id=ike.get("local_id", ""),
        remote_id=_expected(record, ike, internet),
        local_selectors=local,
        remote_selectors=remote,
    )


def _proposal(policy: dict[str, Any], group: str) -> tuple[str, str, str]:
    word = "none" if group == "disable" else group.replace("group", "dh")
    return CIPHERS[policy["encryption_algorithm"]], policy["authentication_algorithm"], word


def _selectors(attrs: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    pairs = attrs["policy_rules"] + attrs["policy_rules_v6"]
    local, remote = (tuple(dict.fromkeys(pair[side] for pair in pairs)) for side in (0, 1))
    return local, remote


def _expected(record: Record, ike: dict[str, Any], internet: Internet) -> str:
    """The identity it expects; where any will do, the one that the peer has."""
    if ike["peer_id_type"] != "any":
        return str(ike.get("peer_id", ""))
    there = record.attrs["peer_address"], record.attrs["local_address"]
    found = (
        end.local_id or end.local_address
        for end in internet.ends().values()
        if (end.local_address, end.peer_address) == there
    )
    return next(found, "")

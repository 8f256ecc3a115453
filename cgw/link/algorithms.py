"""What a strongSwan can do, read from what it says of itself: ``swanctl --list-algs``."""

from __future__ import annotations

import re
from dataclasses import replace

from cgw.errors import ConfigError
from cgw.link.profiles import STRONGSWAN, Profile

# Ours to charon's names (strongSwan 5.9.8, swanctl --list-algs). A key length is no name of its own.
CIPHERS = {
    "aes-256-cbc": "AES_CBC",
    "aes-192-cbc": "AES_CBC",
    "aes-128-cbc": "AES_CBC",
    "3des-cbc": "3DES_CBC",
    "null": "NULL",
}
COMBINED = {f"aes-{bits}-gcm-16": "AES_GCM_16" for bits in (256, 192, 128)}
HASHES = {
    "sha2-512": ("HMAC_SHA2_512_256", "PRF_HMAC_SHA2_512"),
    "sha2-384": ("HMAC_SHA2_384_192", "PRF_HMAC_SHA2_384"),
    "sha2-256": ("HMAC_SHA2_256_128", "PRF_HMAC_SHA2_256"),
    "sha1": ("HMAC_SHA1_96", "PRF_HMAC_SHA1"),
    "md5": ("HMAC_MD5_96", "PRF_HMAC_MD5"),
}
GROUPS = {
    "dh1": "MODP_768",
    "dh2": "MODP_1024",
    "dh5": "MODP_1536",
    "dh14": "MODP_2048",
    "dh15": "MODP_3072",
    "dh16": "MODP_4096",
    "dh19": "ECP_256",
    "dh20": "ECP_384",
    "dh21": "ECP_521",
    "dh24": "MODP_2048_256",
}


def strongswan(text: str, name: str = "strongswan") -> Profile:
    """The profile of one daemon: strongSwan's, less what this one has no code for.

    Args:
        text: the output of ``swanctl --list-algs``.

    Errors:
        ConfigError: that is not such an output, or too little is left to make a tunnel.
    """
    found = listed(text)
    if not {"encryption", "integrity", "prf", "dh"} <= found.keys():
        raise ConfigError(f"{name}: not what 'swanctl --list-algs' prints")
    ciphers = {ours for ours, theirs in CIPHERS.items() if theirs in found["encryption"]}
    ciphers |= {ours for ours, theirs in COMBINED.items() if theirs in found.get("aead", set())}
    signs = {ours for ours, (sign, _) in HASHES.items() if sign in found["integrity"]}
    both = {o for o, (_, prf) in HASHES.items() if o in signs and prf in found["prf"]}
    groups = {ours for ours, theirs in GROUPS.items() if theirs in found["dh"]}
    can = STRONGSWAN.ipsec

    def kept(words: tuple[str, ...], have: set[str]) -> tuple[str, ...]:
        return tuple(word for word in words if word in have)

    ipsec = replace(
        can,
        ike_encryptions=kept(can.ike_encryptions, ciphers),
        encryptions=kept(can.encryptions, ciphers),
        ike_integrities=kept(can.ike_integrities, both),
        integrities=kept(can.integrities, signs),
        dh_groups=kept(can.dh_groups, groups),
        pfs_groups=kept(can.pfs_groups, groups | {"none"}),
        source="swanctl --list-algs",
    )
    for field in ("ike_encryptions", "encryptions", "ike_integrities", "dh_groups"):
        if not getattr(ipsec, field):
            raise ConfigError(f"{name}: {field}: none that cgw knows")
    return Profile(name, ipsec, STRONGSWAN.title)


def listed(text: str) -> dict[str, set[str]]:
    """Names by kind: ``{"dh": {"MODP_2048", ...}}``."""
    found: dict[str, set[str]] = {}
    kind = ""
    for line in text.splitlines():
        if head := re.fullmatch(r"([a-z-]+):\s*", line):
            kind = head[1]
            found.setdefault(kind, set())
        elif (entry := re.fullmatch(r"\s+([A-Z0-9_]+)\[[\w.-]*\]\s*", line)) and kind:
            found[kind].add(entry[1])
    return found

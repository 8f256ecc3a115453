"""strongSwan's words. Source: strongSwan documentation, IKEv2 cipher suites; swanctl.conf(5)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cgw.errors import UnsupportedError
from cgw.models import Ike, Ipsec

CIPHERS = {
    "aes-128-cbc": "aes128",
    "aes-192-cbc": "aes192",
    "aes-256-cbc": "aes256",
    "aes-128-gcm-16": "aes128gcm16",
    "aes-192-gcm-16": "aes192gcm16",
    "aes-256-gcm-16": "aes256gcm16",
    "3des-cbc": "3des",
    "null": "null",
}
HASHES = {
    "md5": "md5",
    "sha1": "sha1",
    "sha2-256": "sha256",
    "sha2-384": "sha384",
    "sha2-512": "sha512",
}
GROUPS = {
    "dh1": "modp768",
    "dh2": "modp1024",
    "dh5": "modp1536",
    "dh14": "modp2048",
    "dh15": "modp3072",
    "dh16": "modp4096",
    "dh19": "ecp256",
    "dh20": "ecp384",
    "dh21": "ecp521",
    "dh24": "modp2048s256",
}


def said(words: Mapping[str, str], word: str, field: str) -> str:
    """StrongSwan's word for one of ours.

    Errors:
        UnsupportedError: it has none; names the field and what there is.
    """
    if word not in words:
        raise UnsupportedError(
            f"{field}: strongSwan has no word for {word!r}; it has {', '.join(words)}", field=field
        )
    return words[word]


def ike_proposal(ike: Ike) -> str:
    """Phase 1: ``aes256-sha256-modp2048``; a combined cipher names its pseudo-random function."""
    prf = "prf" if "gcm" in ike.encryption else ""
    parts = (
        said(CIPHERS, ike.encryption, "ike.encryption"),
        prf + said(HASHES, ike.integrity, "ike.integrity"),
        said(GROUPS, ike.dh_group, "ike.dh_group"),
    )
    return "-".join(parts)


def esp_proposal(ipsec: Ipsec) -> str:
    """Phase 2: ``aes256-sha256-modp2048``, without the last part where there is no PFS."""
    parts = [said(CIPHERS, ipsec.encryption, "ipsec.encryption")]
    if "gcm" not in ipsec.encryption:
        parts.append(said(HASHES, ipsec.integrity, "ipsec.integrity"))
    if ipsec.pfs_group != "none":
        parts.append(said(GROUPS, ipsec.pfs_group, "ipsec.pfs_group"))
    return "-".join(parts)


def quoted(text: str) -> str:
    """A value in double quotes, as swanctl.conf reads it back."""
    if not text.isprintable():
        raise UnsupportedError("a value with a line break or control sign cannot be written")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def label(text: str) -> str:
    """A section's name: letters, digits, ``_`` and ``-`` only."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-")[:48] or "cgw"


def comment(text: object) -> str:
    """A text that stays inside its comment line."""
    return "".join(sign if sign.isprintable() else " " for sign in str(text))

"""strongSwan's words. Source: strongSwan documentation, IKEv2 cipher suites; swanctl.conf(5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address, ip_network

from cgw.errors import UnsupportedError
from cgw.models import Ike, Ipsec, parse_address

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


def secret(text: str) -> str:
    """A pre-shared key. swanctl.conf(5): 0x and 0s before a secret mean hex and Base64.

    A key that begins so itself, or has a sign in it that no line holds, is written in hex.
    """
    if text[:2].lower() in ("0x", "0s") or not text.isprintable():
        return "0x" + text.encode().hex()
    return quoted(text)


def identity(text: str, field: str) -> str:
    """An identity in double quotes.

    Errors:
        UnsupportedError: swanctl refuses what is not ASCII; and some words mean anybody.
    """
    if not text.isascii() or not text.isprintable():
        raise UnsupportedError(
            f"{field}: {text!r} is not printable ASCII, which strongSwan asks for", field=field
        )
    if _many(text.strip().lower()):
        raise UnsupportedError(f"{field}: {text!r} means anybody to strongSwan", field=field)
    return quoted(text)


def _many(text: str) -> bool:
    """Whether strongSwan takes it for more than one: ``%any``, a pattern, an address range."""
    if not text or text.startswith("%") or "*" in text:
        return True
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return False
    return "/" in text or network.network_address.is_unspecified


def address(text: str, field: str) -> str:
    """An address or name of the other end.

    Errors:
        UnsupportedError: it is neither, or means anybody.
    """
    try:
        found = parse_address(text)
    except ValueError as error:
        raise UnsupportedError(f"{field}: {text!r}: {error}", field=field) from None
    if _many(found):
        raise UnsupportedError(f"{field}: {text!r} means anybody to strongSwan", field=field)
    return found


def own_address(text: str) -> str:
    """The device's own address, or ``%any``: it has one, and a name may only be its identity."""
    try:
        found = ip_address(text)
    except ValueError:
        return "%any"
    return "%any" if found.is_unspecified else str(found)


def word(text: str) -> str:
    """A BGP key: one word of a command line.

    Errors:
        UnsupportedError: it has a space or control sign in it.
    """
    if not text.isprintable() or " " in text or not text:
        raise UnsupportedError(
            "bgp_key: a key with a space in it cannot be written", field="bgp_key"
        )
    return text


def label(text: str) -> str:
    """Letters, digits, ``_`` and ``-`` only; ``cgw`` if nothing is left."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-") or "cgw"


def title(name: str, id: str) -> str:
    """What a connection's sections are called: its name for people, its id because names repeat.

    Two connections with one title would replace each other where both files are loaded.
    """
    return f"{label(name)[:32].rstrip('-')}-{re.sub(r'[^A-Za-z0-9]', '', id)[-12:]}"


def comment(text: object) -> str:
    """A text that stays inside its comment line."""
    return "".join(sign if sign.isprintable() else " " for sign in str(text))

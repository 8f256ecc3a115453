"""The words of IKE and IPsec, one vocabulary for every cloud.

Names follow RFC 7296, RFC 8247 and RFC 8221: ``aes-256-cbc``, ``sha2-256``, ``dh14``. A combined
cipher (GCM) needs no separate integrity in IPsec; in IKE the word names the pseudo-random function.
"""

from __future__ import annotations

import secrets as _secrets
import string
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pydantic import Field, SecretStr

from cgw.models.base import Model

IkeVersion: TypeAlias = Literal["ikev1", "ikev2"]
IkeMode: TypeAlias = Literal["main", "aggressive"]
Encryption: TypeAlias = Literal[
    "aes-128-cbc",
    "aes-192-cbc",
    "aes-256-cbc",
    "aes-128-gcm-16",
    "aes-192-gcm-16",
    "aes-256-gcm-16",
    "3des-cbc",
    "des-cbc",
    "sm4-cbc",
    "null",
]
Integrity: TypeAlias = Literal["md5", "sha1", "sha2-256", "sha2-384", "sha2-512", "sm3"]
DhGroup: TypeAlias = Literal[
    "dh1", "dh2", "dh5", "dh14", "dh15", "dh16", "dh19", "dh20", "dh21", "dh24"
]
PfsGroup: TypeAlias = Literal[
    "none", "dh1", "dh2", "dh5", "dh14", "dh15", "dh16", "dh19", "dh20", "dh21", "dh24"
]


class IkeSpec(Model):
    """Phase 1. Every value is sent as it stands here: no cloud's own default is relied on.

    Attributes:
        mode: of IKEv1; IKEv2 has none and takes ``main``.
        lifetime_s: seconds.
        local_id, remote_id: identities as the cloud shall use and expect them: an address or a
            name; None means the address itself.
    """

    version: IkeVersion = "ikev2"
    mode: IkeMode = "main"
    encryption: Encryption = "aes-256-cbc"
    integrity: Integrity = "sha2-256"
    dh_group: DhGroup = "dh14"
    lifetime_s: int = Field(28800, ge=60, le=604800)
    local_id: str | None = None
    remote_id: str | None = None


class IpsecSpec(Model):
    """Phase 2.

    Attributes:
        pfs_group: group of perfect forward secrecy; ``"none"`` turns it off.
        lifetime_s: seconds.
    """

    encryption: Encryption = "aes-256-cbc"
    integrity: Integrity = "sha2-256"
    pfs_group: PfsGroup = "dh14"
    lifetime_s: int = Field(3600, ge=30, le=604800)


class Dpd(Model):
    """Dead peer detection.

    Attributes:
        interval_s: idle seconds before the peer is asked; None takes the cloud's own.
        timeout_s: seconds until it is thought dead (Huawei Cloud: until it is asked again).
        action: what then happens, where it can be chosen.
    """

    enabled: bool = True
    interval_s: int | None = Field(None, ge=1, le=3600)
    timeout_s: int | None = Field(None, ge=1, le=3600)
    action: Literal["clear", "restart"] | None = None


class Bgp(Model):
    """BGP inside a tunnel.

    Attributes:
        tunnel_cidr: the /30 (link-local) that both ends share.
        local_address: the cloud's address in it; the peer's is the other one.
        local_asn: the cloud's AS number; None takes the gateway's.
    """

    tunnel_cidr: str
    local_address: str | None = None
    peer_address: str | None = None
    local_asn: int | None = None


class HealthCheck(Model):
    """Probing through a tunnel.

    Attributes:
        source, destination: addresses to probe from and to; None lets the cloud choose.
        interval_s: seconds between probes.
        retries: failures before the tunnel counts as broken.
    """

    enabled: bool = True
    source: str | None = None
    destination: str | None = None
    interval_s: float | None = Field(None, gt=0, le=60)
    retries: int | None = Field(None, ge=1, le=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ike:
    """Phase 1 as the cloud has it. A word nobody knows stands as ``unknown:<the cloud's word>``.

    Attributes:
        authentication: ``psk``, ``certificate``, or empty where the cloud does not say.
    """

    version: str = ""
    mode: str = ""
    encryption: str = ""
    integrity: str = ""
    dh_group: str = ""
    lifetime_s: int | None = None
    local_id: str | None = None
    remote_id: str | None = None
    authentication: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ipsec:
    """Phase 2 as the cloud has it.

    Attributes:
        lifetime_kbytes: kilobytes after which the keys are changed too; None if there is no limit.
        protocol: ``esp`` or what else the cloud says; mode: ``tunnel`` or ``transport``.
    """

    encryption: str = ""
    integrity: str = ""
    pfs_group: str = ""
    lifetime_s: int | None = None
    lifetime_kbytes: int | None = None
    protocol: str = ""
    mode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DpdState:
    """Dead peer detection as the cloud has it; None where it does not say.

    Attributes:
        payload: the order of the payloads in a probe, in the cloud's own word.
    """

    enabled: bool | None = None
    interval_s: int | None = None
    timeout_s: int | None = None
    action: str | None = None
    payload: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BgpState:
    """BGP inside a tunnel as the cloud has it.

    Attributes:
        session_address: the peer's address as the session sees it.
        session_age: how long the session has been as it is, in the cloud's own words.
        received_routes, messages_received, messages_sent: counters of the session.
    """

    tunnel_cidr: str | None = None
    local_address: str | None = None
    peer_address: str | None = None
    local_asn: int | None = None
    peer_asn: int | None = None
    status: str | None = None
    session_address: str = ""
    session_age: str = ""
    received_routes: int | None = None
    messages_received: int | None = None
    messages_sent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheckState:
    """Probing as the cloud has it.

    Attributes:
        id: of the probe, where it is a thing of its own.
        protocol: the cloud's own word for how it probes; policy: for what a failure does.
        timeout_s: seconds a probe waits.
    """

    enabled: bool | None = None
    source: str | None = None
    destination: str | None = None
    interval_s: float | None = None
    retries: int | None = None
    status: str | None = None
    id: str = ""
    protocol: str = ""
    policy: str = ""
    timeout_s: float | None = None


def spell(word: str, words: dict[str, str], field: str, cloud: str) -> str:
    """A cloud's spelling of one of our words.

    Errors:
        UnsupportedError: the cloud has none; names the field and what it can do.
    """
    from cgw.errors import UnsupportedError

    if word not in words:
        raise UnsupportedError(
            f"{field}: {cloud} cannot do {word!r}; it can do {', '.join(words)}", field=field
        )
    return words[word]


def unspell(raw: str | None, words: dict[str, str]) -> str:
    """Our word for a cloud's spelling, in any case; ``unknown:<raw>`` if there is none."""
    if not raw:
        return ""
    lower = raw.lower()
    for ours, theirs in words.items():
        if theirs.lower() == lower:
            return ours
    return f"unknown:{raw}"


PSK_ALPHABET = string.ascii_letters + string.digits + "._"


def generate_psk(length: int = 32) -> SecretStr:
    """A pre-shared key that every known cloud and device accepts.

    Letters, digits, ``.`` and ``_`` only, at least one upper-case and one lower-case letter and one
    digit, not beginning with ``0`` or a sign: the intersection of the documented rules.

    Args:
        length: 8 to 64 characters.
    """
    if not 8 <= length <= 64:
        raise ValueError("length: 8 to 64 characters")
    while True:
        text = "".join(_secrets.choice(PSK_ALPHABET) for _ in range(length))
        kinds = (string.ascii_uppercase, string.ascii_lowercase, string.digits)
        if text[0] in string.ascii_letters and all(set(text) & set(kind) for kind in kinds):
            return SecretStr(text)

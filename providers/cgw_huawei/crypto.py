"""The words of IKE and IPsec as HUAWEI CLOUD spells them, both ways.

Source: VPN API v5, Creating a VPN Connection (vpn_api_0027); huaweicloudsdkvpn 3.1.219;
terraform-provider-huaweicloud a0345b8d; read 2026-11-21. A default that the sources disagree about
(``pfs``, ``dh_group``) is never relied on.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.models import Dpd, DpdState, Ike, IkeSpec, Ipsec, IpsecSpec, spell, unspell
from cgw.wire import RECORD
from cgw_huawei.fields import Number, Text

CLOUD = "huawei"
VERSIONS = {"ikev2": "v2", "ikev1": "v1"}
MODES = {"main": "main", "aggressive": "aggressive"}
ENCRYPTIONS = {
    "aes-256-gcm-16": "aes-256-gcm-16",
    "aes-256-cbc": "aes-256",
    "aes-192-cbc": "aes-192",
    "aes-128-gcm-16": "aes-128-gcm-16",
    "aes-128-cbc": "aes-128",
    "3des-cbc": "3des",
}
# The same ciphers as the terraform provider's documents have them: the tag's length in bits.
OTHERWISE = {"aes-128-gcm-128": "aes-128-gcm-16", "aes-256-gcm-128": "aes-256-gcm-16"}
INTEGRITIES = {word: word for word in ("sha2-512", "sha2-384", "sha2-256", "sha1", "md5")}
DH_GROUPS = {f"dh{n}": f"group{n}" for n in (21, 20, 19, 16, 15, 14, 5, 2, 1)}
PFS_GROUPS = {**DH_GROUPS, "none": "disable"}
# The second is GM gateways': their certificates stand for a key.
AUTHENTICATIONS = {"psk": "pre-share", "certificate": "digital-envelope-v2"}
STYLES = {"policy": "policy", "route": "static", "bgp": "bgp"}

# The documented defaults; sent, so that nothing depends on them.
INTERVAL, TIMEOUT, MESSAGE = 30, 15, "seq-hash-notify"
ANYBODY = "%any"  # strongSwan's word for any identity; the cloud's is the type "any"


# ---------------------------------------------------------------- to the wire


def ike_to(ike: IkeSpec, at: str) -> dict[str, Any]:
    """What an ``IkeSpec`` says, without DPD and authentication."""
    out: dict[str, Any] = {
        "ike_version": spell(ike.version, VERSIONS, f"{at}.version", CLOUD),
        "encryption_algorithm": spell(ike.encryption, ENCRYPTIONS, f"{at}.encryption", CLOUD),
        "authentication_algorithm": spell(ike.integrity, INTEGRITIES, f"{at}.integrity", CLOUD),
        "dh_group": spell(ike.dh_group, DH_GROUPS, f"{at}.dh_group", CLOUD),
        "lifetime_seconds": ike.lifetime_s,
    }
    if ike.version == "ikev1":  # IKEv2 has no such mode
        out["phase1_negotiation_mode"] = spell(ike.mode, MODES, f"{at}.mode", CLOUD)
    for side, name in (("local", ike.local_id), ("peer", ike.remote_id)):
        if name is None:  # means the address itself and has no value of its own
            out[f"{side}_id_type"] = "ip"
        elif name == ANYBODY and side == "peer":
            out["peer_id_type"] = "any"
        else:
            out[f"{side}_id_type"], out[f"{side}_id"] = "fqdn", name
    return out


def dpd_to(dpd: Dpd, message: str) -> dict[str, Any]:
    """Dead peer detection; it cannot be turned off here."""
    return {
        "interval": INTERVAL if dpd.interval_s is None else dpd.interval_s,
        "timeout": TIMEOUT if dpd.timeout_s is None else dpd.timeout_s,
        "msg": message,
    }


def ipsec_to(ipsec: IpsecSpec, at: str) -> dict[str, Any]:
    """What an ``IpsecSpec`` says."""
    return {
        "encryption_algorithm": spell(ipsec.encryption, ENCRYPTIONS, f"{at}.encryption", CLOUD),
        "authentication_algorithm": spell(ipsec.integrity, INTEGRITIES, f"{at}.integrity", CLOUD),
        "pfs": spell(ipsec.pfs_group, PFS_GROUPS, f"{at}.pfs_group", CLOUD),
        "lifetime_seconds": ipsec.lifetime_s,
        "transform_protocol": "esp",
        "encapsulation_mode": "tunnel",
    }


def template_to(ike: IkeSpec | None, ipsec: IpsecSpec | None) -> dict[str, Any]:
    """The template of a gateway whose peers have no fixed address."""
    out: dict[str, Any] = {}
    if ike is not None:
        words = ike_to(ike, "options.template_ike")
        names = ("authentication_algorithm", "encryption_algorithm", "dh_group")
        out["ike_policy"] = {name: words[name] for name in (*names, "lifetime_seconds")}
    if ipsec is not None:
        words = ipsec_to(ipsec, "options.template_ipsec")
        names = ("authentication_algorithm", "encryption_algorithm", "pfs")
        out["ipsec_policy"] = {name: words[name] for name in (*names, "lifetime_seconds")}
    return out


# ---------------------------------------------------------------- from the wire


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class DpdRow:
    """``dpd`` of an IKE policy."""

    interval: Number = None
    timeout: Number = None
    payload: Text = Field(None, validation_alias="msg")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class IkeRow:
    """``ikepolicy``."""

    version: Text = Field(None, validation_alias="ike_version")
    mode: Text = Field(None, validation_alias="phase1_negotiation_mode")
    encryption: Text = Field(None, validation_alias="encryption_algorithm")
    integrity: Text = Field(None, validation_alias="authentication_algorithm")
    dh_group: Text = None
    lifetime: Number = Field(None, validation_alias="lifetime_seconds")
    local_id_type: Text = None
    local_id: Text = None
    peer_id_type: Text = None
    peer_id: Text = None
    authentication_method: Text = None
    dpd: DpdRow | None = None


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class IpsecRow:
    """``ipsecpolicy``."""

    encryption: Text = Field(None, validation_alias="encryption_algorithm")
    integrity: Text = Field(None, validation_alias="authentication_algorithm")
    pfs: Text = None
    lifetime: Number = Field(None, validation_alias="lifetime_seconds")
    protocol: Text = Field(None, validation_alias="transform_protocol")
    mode: Text = Field(None, validation_alias="encapsulation_mode")


def ike_from(row: IkeRow | None) -> Ike:
    """Phase 1 in our words."""
    if row is None:
        return Ike()
    version = unspell(row.version, VERSIONS)
    return Ike(
        version=version,
        mode=unspell(row.mode, MODES) or ("main" if version == "ikev2" else ""),
        encryption=_cipher(row.encryption),
        integrity=unspell(row.integrity, INTEGRITIES),
        dh_group=unspell(row.dh_group, DH_GROUPS),
        lifetime_s=row.lifetime,
        local_id=_identity(row.local_id_type, row.local_id),
        remote_id=_identity(row.peer_id_type, row.peer_id),
        authentication=unspell(row.authentication_method, AUTHENTICATIONS),
    )


def ipsec_from(row: IpsecRow | None) -> Ipsec:
    """Phase 2 in our words."""
    if row is None:
        return Ipsec()
    return Ipsec(
        encryption=_cipher(row.encryption),
        integrity=unspell(row.integrity, INTEGRITIES),
        pfs_group=unspell(row.pfs, PFS_GROUPS),
        lifetime_s=row.lifetime,
        protocol=row.protocol or "",
        mode=row.mode or "",
    )


def dpd_from(row: IkeRow | None) -> DpdState:
    """Dead peer detection in our words; where it is told it is on."""
    if row is None or row.dpd is None:
        return DpdState()
    return DpdState(
        enabled=True,
        interval_s=row.dpd.interval,
        timeout_s=row.dpd.timeout,
        payload=row.dpd.payload or "",
    )


def _cipher(raw: str | None) -> str:
    return OTHERWISE.get((raw or "").lower()) or unspell(raw, ENCRYPTIONS)


def _identity(kind: str | None, name: str | None) -> str | None:
    """None where the address itself counts; the cloud may repeat it as a value."""
    if kind == "any":
        return ANYBODY
    return (name or None) if kind == "fqdn" else None

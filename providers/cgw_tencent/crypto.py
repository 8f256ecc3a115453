"""The words of IKE and IPsec as Tencent Cloud spells them: one table per field, for both ways.

Source: IKEOptionsSpecification and IPSECOptionsSpecification in tencentcloud-sdk-python-vpc
3.1.193; read 2026-11-21. Sent exactly so; read in any case.
"""

from __future__ import annotations

from collections.abc import Mapping

# Other spellings of the same: IKE says SHA where IPsec says SHA1. STATIC is the default of
# RouteType; the vendor's Terraform provider shows its policies like those of Policy.
_ALSO = {"sha": "sha1", "sha1": "sha1", "static": "policy"}


class Words(dict[str, str]):
    """Our words, and the cloud's spelling of each."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__(words)
        self._ours = {also: ours for also, ours in _ALSO.items() if ours in words}
        self._ours |= {theirs.lower(): ours for ours, theirs in words.items()}

    def read(self, raw: str | None) -> str:
        """Our word for a spelling in any case; ``unknown:<raw>`` if there is none, "" for nothing."""
        if not raw:
            return ""
        return self._ours.get(raw.lower()) or f"unknown:{raw}"


GROUPS = (24, 21, 20, 19, 16, 15, 14, 5, 2, 1)
_CBC = {f"aes-{bits}-cbc": f"AES-CBC-{bits}" for bits in (256, 192, 128)}
_GCM = {f"aes-{bits}-gcm-16": f"AES{bits}GCM128" for bits in (256, 192, 128)}

VERSIONS = Words({"ikev2": "IKEV2", "ikev1": "IKEV1"})
MODES = Words({"main": "MAIN", "aggressive": "AGGRESSIVE"})
# CBC stands first: the vendor has GCM on gateways of version 4.0 only.
IKE_ENCRYPTION = Words(
    {**_CBC, **_GCM, "sm4-cbc": "SM4", "3des-cbc": "3DES-CBC", "des-cbc": "DES-CBC"}
)
IKE_INTEGRITY = Words({"sha2-512": "SHA-512", "sha2-256": "SHA-256", "sha1": "SHA", "md5": "MD5"})
DH_GROUP = Words({f"dh{number}": f"GROUP{number}" for number in GROUPS})
ENCRYPTION = Words({**IKE_ENCRYPTION, "null": "NULL"})
INTEGRITY = Words(
    {
        "sha2-512": "SHA-512",
        "sha2-384": "SHA-384",
        "sha2-256": "SHA-256",
        "sm3": "SM3",
        "sha1": "SHA1",
        "md5": "MD5",
    }
)
PFS_GROUP = Words({**{f"dh{number}": f"DH-GROUP{number}" for number in GROUPS}, "none": "NULL"})

ROUTE_TYPE = Words({"policy": "Policy", "route": "StaticRoute", "bgp": "Bgp"})
NEGOTIATION = Words({"cloud": "active", "peer": "passive"})
INITIATORS = Words({**NEGOTIATION, "traffic": "flowTrigger"})
"""As they are told. The third word is set by an option, as no other cloud takes it."""

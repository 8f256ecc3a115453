"""What a policy lets pass, and which of two algorithms is the stronger.

The order is by the security level of NIST SP 800-57 part 1 (revision 5, tables 2 and 4), combined
ciphers before others of the same key length. What may be used at all is told by RFC 8247 (IKE),
RFC 8221 (IPsec) and RFC 9395 (IKEv1 is deprecated):

- ``strict``: IKEv2, AES of 256 bits, SHA-2, groups of 128 bits and more, PFS.
- ``balanced``: IKEv2, AES, SHA-2, groups of 112 bits and more, PFS.
- ``legacy``: besides, what those RFCs only discourage: IKEv1, 3DES, SHA-1, groups 2, 5 and 24, no PFS.

No policy lets pass what they forbid (DES, MD5, group 1, no encryption). SM4 and SM3 are no part of
any policy: those RFCs do not judge them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

Policy: TypeAlias = Literal["strict", "balanced", "legacy"]
POLICIES: tuple[Policy, ...] = ("strict", "balanced", "legacy")

_AES256 = ("aes-256-gcm-16", "aes-256-cbc")
_AES = (*_AES256, "aes-192-gcm-16", "aes-192-cbc", "aes-128-gcm-16", "aes-128-cbc")
_SHA2 = ("sha2-512", "sha2-384", "sha2-256")
_DH128 = ("dh21", "dh20", "dh16", "dh19", "dh15")
_DH112 = (*_DH128, "dh14")
_DH_OLD = (*_DH112, "dh24", "dh5", "dh2")

FIELDS: Mapping[str, str] = {
    "ike.version": "versions",
    "ike.encryption": "ike_encryptions",
    "ike.integrity": "ike_integrities",
    "ike.dh_group": "dh_groups",
    "ipsec.encryption": "encryptions",
    "ipsec.integrity": "integrities",
    "ipsec.pfs_group": "pfs_groups",
}
"""Each field of a suite, and the attribute of `cgw.ipsec.IpsecAbility` that holds its words."""

STRENGTH: Mapping[str, tuple[str, ...]] = {
    "ike.version": ("ikev2", "ikev1"),
    "ike.encryption": (*_AES, "3des-cbc", "des-cbc", "null"),
    "ike.integrity": (*_SHA2, "sha1", "md5"),
    "ike.dh_group": (*_DH_OLD, "dh1"),
    "ipsec.encryption": (*_AES, "3des-cbc", "des-cbc", "null"),
    "ipsec.integrity": (*_SHA2, "sha1", "md5"),
    "ipsec.pfs_group": (*_DH_OLD, "dh1", "none"),
}
"""The words of each field that can be judged, strongest first."""

_STRICT = {
    "ike.version": ("ikev2",),
    "ike.encryption": _AES256,
    "ike.integrity": _SHA2,
    "ike.dh_group": _DH128,
    "ipsec.encryption": _AES256,
    "ipsec.integrity": _SHA2,
    "ipsec.pfs_group": _DH128,
}
_BALANCED = _STRICT | {
    "ike.encryption": _AES,
    "ike.dh_group": _DH112,
    "ipsec.encryption": _AES,
    "ipsec.pfs_group": _DH112,
}
_LEGACY = {
    "ike.version": ("ikev2", "ikev1"),
    "ike.encryption": (*_AES, "3des-cbc"),
    "ike.integrity": (*_SHA2, "sha1"),
    "ike.dh_group": _DH_OLD,
    "ipsec.encryption": (*_AES, "3des-cbc"),
    "ipsec.integrity": (*_SHA2, "sha1"),
    "ipsec.pfs_group": (*_DH_OLD, "none"),
}
ALLOWED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "strict": _STRICT,
    "balanced": _BALANCED,
    "legacy": _LEGACY,
}
"""What each policy lets pass, by field, strongest first."""

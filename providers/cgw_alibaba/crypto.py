"""Alibaba Cloud's spellings of the words of IKE and IPsec, one table per field.

Source: alibabacloud_vpc20160428 7.2.2, CreateVpnConnectionRequest.IkeConfig and .IpsecConfig; VPC
API reference of 2019-01, 15.11 to 15.14 (``group24``, ``MD5`` in capitals); read 2026-11-21.
"""

from __future__ import annotations

ENCRYPTIONS = {
    "aes-256-cbc": "aes256",
    "aes-192-cbc": "aes192",
    "aes-128-cbc": "aes",
    "3des-cbc": "3des",
    "des-cbc": "des",
    "sm4-cbc": "sm4",
}
INTEGRITIES = {
    "sha2-512": "sha512",
    "sha2-384": "sha384",
    "sha2-256": "sha256",
    "sha1": "sha1",
    "md5": "md5",
    "sm3": "sm3",
}
DH_GROUPS = {"dh14": "group14", "dh5": "group5", "dh2": "group2", "dh1": "group1"}
PFS_GROUPS = {**DH_GROUPS, "none": "disabled"}

READ_GROUPS = {**PFS_GROUPS, "dh24": "group24"}
"""Also what only the reference of 2019 lists: read, never sent."""

SM = {"encryption": "sm4-cbc", "integrity": "sm3", "version": "ikev1", "mode": "main"}
"""All that a gateway of VpnType NationalStandard does; no other gateway does any of the first two."""

PSK_SIGNS = "~!`@#$%^&*()_-+={}[]\\|;:'\",.<>/?"
"""Beside letters and digits; no space. The SDK's texts differ in ``'`` and in the backslash."""

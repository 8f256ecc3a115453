"""What HUAWEI CLOUD can do, each entry with where it was read."""

from __future__ import annotations

from cgw.adapter import Ability, Capabilities, TagRule, TextRule
from cgw_huawei.options import CustomerGatewayOptions, CustomerGatewayPatchOptions

SDK = "huaweicloudsdkvpn 3.1.219"
PAGE = "VPN API v5, Creating a Customer Gateway (vpn_api_0021)"
READ = "2026-11-21"
# "Spanish and Portuguese characters" on the page: any letter is let through, the cloud decides.
TAG_TEXT = r"[\w .:=+\-@]"
TAG_WORDS = "letters, digits, spaces and _ . : = + - @"

CUSTOMER_GATEWAYS = Ability(
    verbs=frozenset({"create", "get", "list", "update", "delete", "wait"}),
    fields=frozenset({"name", "address", "asn", "tags"}),
    changes=frozenset({"name"}),
    recovery="tag",
    source=f"{PAGE}; {SDK}",
    date=READ,
    # The page has no CJK; the mainland site and the terraform provider's description have it.
    name=TextRule(1, 64, PAGE, r"[A-Za-z0-9_.\-\u4e00-\u9fa5]+", "letters, digits, CJK and _ - ."),
    tags=TagRule(
        20,
        TextRule(1, 128, PAGE, rf"{TAG_TEXT}+", TAG_WORDS),
        TextRule(0, 255, PAGE, rf"{TAG_TEXT}*", TAG_WORDS),
        PAGE,
    ),
    options=CustomerGatewayOptions,
    patch_options=CustomerGatewayPatchOptions,
)

CAPABILITIES = Capabilities("huawei", {"customer_gateways": CUSTOMER_GATEWAYS})

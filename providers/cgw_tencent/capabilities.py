"""What Tencent Cloud can do, each entry with where it was read."""

from __future__ import annotations

from cgw.adapter import Ability, AsnRule, Capabilities, TagRule, TextRule
from cgw_tencent.options import CustomerGatewayListOptions

PAGE = "VPC API 2017-03-12, CreateCustomerGateway page of 2024-11-25"
SDK = "tencentcloud-sdk-python-vpc 3.1.193"
TAGS = "tag limits, document 651/13354"
READ = "2026-11-21"

# Letters of any script, digits, inner spaces and these signs; nothing else is documented.
SIGNS = r"(?!\s)[\w +\-=.:/@()\[\],;><]*(?<!\s)"
WORDS = "letters, digits, inner spaces and + - = . _ : / @ ( ) [ ] , ; > <"

CUSTOMER_GATEWAYS = Ability(
    verbs=frozenset({"create", "get", "list", "update", "delete", "wait"}),
    fields=frozenset({"name", "address", "asn", "tags"}),
    changes=frozenset({"name", "asn"}),
    recovery="tag",  # no VPN call has a client token
    source=SDK,
    date=READ,
    # The page sets no lower bound; the vendor's Terraform provider asks for one character.
    name=TextRule(1, 60, PAGE),
    tags=TagRule(
        50,
        TextRule(
            1,
            127,
            TAGS,
            rf"(?!qcs:|project){SIGNS}",
            f"{WORDS}; not beginning with qcs: or project",
        ),
        # The page says 1 to 255; the SDK has the value optional, so an empty one is let through.
        TextRule(0, 255, TAGS, SIGNS, WORDS),
        TAGS,
    ),
    asn=AsnRule(f"{SDK}, CreateCustomerGatewayRequest.BgpAsn", frozenset({139341, 45090, 58835})),
    list_options=CustomerGatewayListOptions,
)

CAPABILITIES = Capabilities("tencent", {"customer_gateways": CUSTOMER_GATEWAYS})

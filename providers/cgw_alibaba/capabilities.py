"""What Alibaba Cloud can do, each entry with where it was read."""

from __future__ import annotations

from cgw.adapter import Ability, AsnRule, Capabilities, TagRule, TextRule
from cgw_alibaba.options import (
    CustomerGatewayListOptions,
    CustomerGatewayOptions,
    CustomerGatewayPatchOptions,
)

PAGE = "CreateCustomerGateway, newer help page"
SDK = "alibabacloud_vpc20160428 7.2.2"
READ = "2026-11-21"
NO_URL = r"(?!https?://).*"

CUSTOMER_GATEWAYS = Ability(
    verbs=frozenset({"create", "get", "list", "update", "delete", "wait"}),
    fields=frozenset({"name", "address", "asn", "description", "tags"}),
    changes=frozenset({"name", "description"}),
    recovery="token",
    source=SDK,
    date=READ,
    # The older page asks for 2 to 128 characters beginning with a letter; the newer one decides.
    name=TextRule(1, 100, PAGE, NO_URL, "not beginning with http:// or https://"),
    description=TextRule(1, 100, PAGE, NO_URL, "not beginning with http:// or https://"),
    tags=TagRule(
        20,
        TextRule(
            1,
            64,
            PAGE,
            r"(?!aliyun|acs:)(?!.*https?://).*",
            "not beginning with aliyun or acs:, without http:// and https://",
        ),
        TextRule(
            0,
            128,
            PAGE,
            r"(?!aliyun|acs:)(?!.*https?://).*",
            "not beginning with aliyun or acs:, without http:// and https://",
        ),
        PAGE,
    ),
    asn=AsnRule(f"{SDK}, CreateCustomerGatewayRequest.Asn", frozenset({45104})),
    options=CustomerGatewayOptions,
    patch_options=CustomerGatewayPatchOptions,
    list_options=CustomerGatewayListOptions,
)

CAPABILITIES = Capabilities("alibaba", {"customer_gateways": CUSTOMER_GATEWAYS})

"""What Acme Cloud can do. Source: VPN API v1, pages "Gateways" and "Limits"."""

from __future__ import annotations

from cgw.adapter import Ability, AsnRule, Capabilities, TagRule, TextRule

from cgw_acme.options import CustomerGatewayOptions

PROVIDER = "acme"
GATEWAYS = "VPN API v1, Gateways"
LIMITS = "VPN API v1, Limits"

CUSTOMER_GATEWAYS = Ability(
    verbs=frozenset({"create", "get", "list", "update", "delete", "wait"}),
    fields=frozenset({"name", "address", "asn", "description", "tags"}),
    changes=frozenset({"name", "asn", "description"}),
    recovery="token",
    source=GATEWAYS,
    date="2026-02-01",
    name=TextRule(1, 64, GATEWAYS, r"[^\x00-\x1f<>]*", "no control characters, no < and >"),
    description=TextRule(0, 256, GATEWAYS),
    tags=TagRule(
        most=8,
        key=TextRule(1, 32, LIMITS, r"[a-z0-9_-]*", "of a-z, 0-9, _ and -"),
        value=TextRule(0, 64, LIMITS),
        source=LIMITS,
    ),
    asn=AsnRule(GATEWAYS, reserved=frozenset({64555})),
    options=CustomerGatewayOptions,
)

CAPABILITIES = Capabilities(
    PROVIDER,
    nouns={"customer_gateways": CUSTOMER_GATEWAYS},
    rates={"*": 20.0, "CreateGateway": 5.0},
    rates_source=LIMITS,
)

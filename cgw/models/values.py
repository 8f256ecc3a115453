"""Values as people write them (strict) and as clouds tell them (lenient)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Annotated, Any

from pydantic import BeforeValidator


def parse_asn(value: Any) -> int:
    """An AS number from ``65530``, ``"65530"`` or ``"1.10"`` (RFC 5396 asdot+), as a plain integer."""
    # A float has lost its text: YAML reads 1.10 as 1.1, which would be another number.
    text = "" if isinstance(value, bool | float) else str(value).strip()
    if re.fullmatch(r"[0-9]{1,5}\.[0-9]{1,5}", text):
        high, low = (int(part) for part in text.split("."))
        number = high * 65536 + low if max(high, low) <= 65535 else 0
    elif not re.fullmatch(r"[0-9]{1,10}", text):
        number = 0
    else:
        number = int(text)
    if not 1 <= number <= 4294967295:
        raise ValueError("an AS number is 1 to 4294967295, plain or as two 16-bit halves (1.10)")
    return number


def parse_address(value: Any) -> str:
    """The canonical text of an IP address, or a name that identifies the peer.

    A text of digits and dots only is an address and nothing else: ``58.211.1.300`` is refused.
    """
    if isinstance(value, IPv4Address | IPv6Address):
        return str(value)
    if not isinstance(value, str):
        raise ValueError("an address is a text")  # noqa: TRY004 -- pydantic wants ValueError
    text = value.strip()
    try:
        found = ip_address(text)
    except ValueError:
        if re.fullmatch(r"(?=.*[A-Za-z])[A-Za-z0-9_@.-]{1,128}", text):
            return text
        raise ValueError(
            "neither an IPv4 or IPv6 address nor a name of letters, digits and _ @ . -"
        ) from None
    if isinstance(found, IPv6Address) and found.scope_id:
        raise ValueError("an address has no scope id")
    return str(found)


def parse_cidr(value: Any) -> str:
    """The canonical text of a network; one with host bits set is refused, not repaired."""
    try:
        return str(ip_network(str(value).strip()))
    except ValueError as error:
        raise ValueError(str(error)) from None


def lenient_cidr(text: str) -> str:
    """Canonical text of a network if it is one, else what the cloud said."""
    try:
        return str(ip_network(text.strip(), strict=False))
    except ValueError:
        return text


Cidr = Annotated[str, BeforeValidator(parse_cidr)]
"""A network in canonical text: ``10.0.0.0/24``."""
Asn = Annotated[int, BeforeValidator(parse_asn)]
"""An AS number as a plain integer."""
Address = Annotated[str, BeforeValidator(parse_address)]
"""An IP address in canonical text, or a name."""


def lenient_address(text: str | None) -> str:
    """Canonical text if it parses, else what the cloud said: ``101.12.XX.XX`` must not crash."""
    if not text:
        return ""
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return text


def lenient_asn(value: str | None) -> int | None:
    """A plain integer in either notation; None for empty, zero and words."""
    try:
        return parse_asn(value) if value else None
    except ValueError:
        return None


def parse_time(text: str | None) -> datetime | None:
    """An ISO 8601 text with any number of fractional digits, as aware UTC; a naive one is UTC.

    Empty, zero dates and words give None.
    """
    if not text:
        return None
    clean = re.sub(r"(\.[0-9]{6})[0-9]+", r"\1", text.strip())
    try:
        found = datetime.fromisoformat(clean)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def from_millis(value: int | None) -> datetime | None:
    """Epoch milliseconds (below 10^11: seconds) as aware UTC; None for zero, nothing and nonsense."""
    if not value:
        return None
    try:
        return datetime.fromtimestamp(value / 1000 if abs(value) >= 10**11 else value, UTC)
    except (OverflowError, ValueError, OSError):
        return None

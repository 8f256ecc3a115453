"""Values as people write them and as clouds tell them: AS numbers, addresses, times."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cgw.models import (
    CustomerGatewaySpec,
    from_millis,
    lenient_address,
    lenient_asn,
    parse_address,
    parse_asn,
    parse_time,
)

texts = st.text(st.characters(exclude_categories=("Cs",)))


# ---------------------------------------------------------------- AS numbers


@given(st.integers(1, 4294967295))
def test_an_as_number_in_either_notation_is_the_same(number: int) -> None:
    """Plain, as text and as two halves mean one number (RFC 5396)."""
    high, low = divmod(number, 65536)
    assert parse_asn(number) == parse_asn(str(number)) == parse_asn(f"{high}.{low}") == number
    assert lenient_asn(str(number)) == lenient_asn(f"{high}.{low}") == number


def test_the_vendors_own_example_of_the_two_halves() -> None:
    """123.456 is 8061384 (CreateCustomerGateway, parameter Asn)."""
    assert CustomerGatewaySpec(name="a", address="203.0.113.7", asn="123.456").asn == 8061384  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value",
    [
        0,
        -1,
        4294967296,
        "0",
        "0.0",
        "65536.1",
        "1.65536",
        "1.",
        ".1",
        "1.2.3",
        "1,5",
        "65k",
        "",
        " ",
        "12345678901",
        "\uff10",
        "\u0663",
        True,
        False,
        None,
        1.5,
        65530.0,
        [],
        "1e3",
        "+5",
        "0x10",
        "1_000",
    ],
    ids=repr,
)
def test_what_is_no_as_number_is_refused(value: Any) -> None:
    """Out of range, malformed, other digits than 0 to 9, booleans, and floats, which lost a zero."""
    with pytest.raises(ValueError, match="AS number"):
        parse_asn(value)


@pytest.mark.parametrize("text", ["", None, "0", "-", "none", "0.0", "65536.0", "x"])
def test_a_clouds_strange_as_number_is_none(text: str | None) -> None:
    """What a cloud returns never crashes."""
    assert lenient_asn(text) is None


# ---------------------------------------------------------------- addresses


@given(st.ip_addresses())
def test_an_address_has_one_text(address: IPv4Address | IPv6Address) -> None:
    """Every way to write an address gives the canonical text, twice as well as once."""
    canonical = str(address)
    for text in (canonical, address.exploded, canonical.upper(), f" {canonical} "):
        assert parse_address(text) == canonical
        assert lenient_address(text) == canonical
    assert parse_address(address) == canonical
    assert parse_address(parse_address(canonical)) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "58.211.1.300",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.4/32",
        "01.2.3.4",
        "1.2.3.4:80",
        "",
        " ",
        "a b",
        "a/b",
        "fe80::1%eth0",
        ":::",
        "\uff11.2.3.4",
        "x" * 129,
        "a\nb",
        "a\x00",
        "-.-",
        "5",
        "1_2",
    ],
    ids=repr,
)
def test_what_is_no_address_is_refused(text: str) -> None:
    """Digits and dots are an address or nothing; names keep to letters, digits and ``_ @ . -``."""
    with pytest.raises(ValueError, match="address"):
        parse_address(text)


@pytest.mark.parametrize("name", ["vpn.example.com", "user@example.com", "gw_1-a", "a" * 128])
def test_a_name_is_kept_as_it_is(name: str) -> None:
    """Names identify a peer on some clouds; they are not addresses and are not changed."""
    assert parse_address(name) == name


@given(texts)
def test_any_text_for_an_address_is_taken_or_refused(text: str) -> None:
    """Never anything but a canonical text or ValueError; and what is taken stays the same."""
    try:
        taken = parse_address(text)
    except ValueError:
        return
    assert parse_address(taken) == taken


@pytest.mark.parametrize("text", ["101.12.XX.XX", "116.62.222.xxx", "58.211.1.300", "-", "n/a"])
def test_a_masked_address_is_told_verbatim(text: str) -> None:
    """Documents and consoles mask addresses; reading them must not crash."""
    assert lenient_address(text) == text
    assert lenient_address(None) == lenient_address("") == ""


# ---------------------------------------------------------------- times


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05.123456789Z", datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)),
        ("2026-01-02T03:04:05.1Z", datetime(2026, 1, 2, 3, 4, 5, 100000, tzinfo=UTC)),
        ("2026-01-02T11:04:05+08:00", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02 03:04:05", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("0000-00-00 00:00:00", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_times_are_aware_utc_or_none(text: str | None, want: datetime | None) -> None:
    """Any number of digits after the second; zero dates and words are None."""
    assert parse_time(text) == want
    assert want is None or parse_time(text).tzinfo is UTC  # type: ignore[union-attr]


@given(st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 -- hypothesis adds the zone
def test_milliseconds_and_seconds_are_told_apart(moment: datetime) -> None:
    """A number below 10^11 counts seconds, any other milliseconds."""
    whole = moment.replace(microsecond=0)
    assert from_millis(int(whole.timestamp() * 1000)) == whole
    assert from_millis(int(whole.timestamp())) == whole


@given(st.integers(-(10**25), 10**25) | st.none())
def test_no_number_crashes_a_time(value: int | None) -> None:
    """Nonsense is None."""
    found = from_millis(value)
    assert found is None or found.tzinfo is UTC

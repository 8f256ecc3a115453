"""What the Alibaba Cloud face takes as parameters, and how it writes a customer gateway.

Source: CreateCustomerGateway (newer help page: names, descriptions, Asn, AuthKey, tags, codes and
messages), VPC API reference of 2019-01 (15.7 to 15.10), alibabacloud_vpc20160428 7.2.2; read
2026-11-21.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from typing import Any

from cgw.emulator.world import Record
from cgw_alibaba.emulator_door import Refusal

NOT_PEERS = [
    IPv4Network(text)
    for text in ("100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "255.0.0.0/8")
]
RESERVED_ASN = 45104


def check_address(text: str) -> None:
    """IpAddress: a static IPv4 address outside of five ranges."""
    try:
        address = IPv4Address(text)
    except AddressValueError:
        address = None
    if address is None or any(address in network for network in NOT_PEERS):
        raise Refusal(400, "InvalidIpAddress.WrongFormat", "Specified IpAddress is invalid.")


def check_texts(params: Mapping[str, str]) -> None:
    """Name and Description: 1 to 100 characters, not beginning with http:// or https://."""
    for name, code, message in (
        ("Name", "InvalidName", "The name is not valid"),
        ("Description", "InvalidDescription", "The description is not valid"),
    ):
        text = params.get(name)
        if text is not None and (
            not 1 <= len(text) <= 100 or text.startswith(("http://", "https://"))
        ):
            raise Refusal(400, code, message)


def parse_asn(text: str) -> int:
    """Asn: 1 to 4294967295 but not 45104, plain or as two 16-bit halves with a dot between."""
    halves = re.fullmatch(r"([0-9]{1,5})(?:\.([0-9]{1,5}))?|([0-9]{1,10})", text)
    number = 0
    if halves and halves[2] is not None:
        high, low = int(halves[1]), int(halves[2])
        number = high * 65536 + low if max(high, low) < 65536 else 0
    elif halves:
        number = int(text)
    if not 1 <= number <= 4294967295 or number == RESERVED_ASN:
        raise Refusal(400, "IllegalParam.Asn", "The specified Asn is invalid.")
    return number


def check_bgp_key(params: Mapping[str, str], asn: int | None) -> None:
    """AuthKey: 1 to 64 ASCII characters, no space, no question mark; only with an Asn."""
    key = params.get("AuthKey")
    if key is None:
        return
    if not re.fullmatch(r"[!->@-~]{1,64}", key):
        raise Refusal(
            400,
            "InvalidAuthkey.Malformed",
            f"The specified BGP authentication key ({key}) is malformed.",
        )
    if asn is None:
        raise Refusal(
            400,
            "OperationDenied.MissingAsn",
            "The autonomous system number of the customer gateway is mandatory when BGP "
            "authentication key is specified.",
        )


def tags_in(params: Mapping[str, str], prefix: str) -> dict[str, str | None]:
    """``<prefix>.N.Key`` and ``<prefix>.N.Value``, at most 20; a value that is absent is None."""
    numbers = {
        int(found[1])
        for n in params
        if (found := re.fullmatch(rf"{prefix}\.(\d+)\.(?:Key|Value)", n))
    }
    if len(numbers) > 20:
        raise Refusal(400, "SizeLimitExceeded.TagNum", "The maximum number of tags is exceeded.")
    tags: dict[str, str | None] = {}
    for number in sorted(numbers):
        key = params.get(f"{prefix}.{number}.Key", "")
        value = params.get(f"{prefix}.{number}.Value")
        if not 1 <= len(key) <= 64 or _is_bad(key):
            raise Refusal(
                400, "InvalidParameter.TagKey", "The specified parameter TagKey is invalid."
            )
        if value is not None and (len(value) > 128 or _is_bad(value)):
            raise Refusal(
                400, "InvalidParameter.TagValue", "The specified parameter TagValue is invalid."
            )
        if key in tags:
            raise Refusal(400, "Duplicated.TagKey", "The specified parameter TagKey is duplicated.")
        tags[key] = value
    return tags


def numbered(params: Mapping[str, str], name: str) -> list[str]:
    """``name.1``, ``name.2``, ... in their order."""
    found = {int(n[1]): v for key, v in params.items()
             if (n := re.fullmatch(rf"{name}\.([0-9]{{1,4}})", key))}  # fmt: skip
    return [found[number] for number in sorted(found)]


def _is_bad(text: str) -> bool:
    return text.startswith(("aliyun", "acs:")) or "http://" in text or "https://" in text


def subnets(text: str, name: str) -> tuple[str, ...]:
    """LocalSubnet, RemoteSubnet: IPv4 networks with commas between."""
    try:
        return tuple(str(IPv4Network(part)) for part in text.split(","))
    except ValueError:
        raise Refusal(400, f"IllegalParam.{name}", f"The specified {name} is invalid.") from None


def count(params: Mapping[str, str], name: str, default: int) -> int:
    """PageNumber or PageSize: a whole number from 1."""
    text = params.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:  # ASSUMED: the code
        raise Refusal(400, "InvalidParameter", f"The specified {name} is not valid.")
    return int(text)


def token_in(params: Mapping[str, str]) -> str | None:
    """ClientToken: at most 64 ASCII characters."""
    token = params.get("ClientToken") or None
    if token is not None and (len(token) > 64 or not token.isascii()):  # ASSUMED: the code
        raise Refusal(400, "InvalidParameter", "The specified ClientToken is not valid.")
    return token


# ---------------------------------------------------------------- answers


def outline(record: Record) -> dict[str, Any]:
    """What create and modify answer: no Asn, no AuthKey, no Tags."""
    return {
        "CustomerGatewayId": record.id,
        "IpAddress": record.attrs["address"],
        "Name": record.attrs["name"],
        "Description": record.attrs["description"],
        "CreateTime": int(record.created_at.timestamp() * 1000 + 0.5),
    }


def whole(record: Record) -> dict[str, Any]:
    """What the reads answer. ASSUMED: what was never set is left out."""
    told = outline(record)
    told["ResourceGroupId"] = record.attrs["resource_group_id"]
    if record.attrs["asn"] is not None:
        told["Asn"] = record.attrs["asn"]
    if record.attrs["bgp_key"]:
        told["AuthKey"] = record.attrs["bgp_key"]
    tags = record.attrs["tags"].items()
    told["Tags"] = {"Tag": [{"Key": key, "Value": value} for key, value in tags]}
    return told

"""How Tencent Cloud writes things: types shared by the wire records of every noun.

Source: VPC API 2017-03-12, pages of 2024-11-25 and tencentcloud-sdk-python-vpc 3.1.193, read
2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timezone
from typing import Any, TypeAlias

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.models import State
from cgw.wire import RECORD, Shape

PROVIDER = "tencent"

Text: TypeAlias = str | None
Number: TypeAlias = int | str | None
"""An integer, or whatever text stands in its place; see `whole`."""
Flag: TypeAlias = bool | int | str | None
"""A switch, or whatever stands in its place; see `flag`."""


@dataclass(slots=True, frozen=True, config=RECORD)
class Tag:
    """``{"Key": ..., "Value": ...}``; the tag service has other names for the same."""

    key: Text = Field(None, validation_alias="Key")
    value: Text = Field(None, validation_alias="Value")


Tags: TypeAlias = list[Tag | None] | None
"""Tags as the cloud tells them; older answers have none."""


def tags_from(tags: Tags) -> dict[str, str]:
    """Tags as a mapping."""
    return {tag.key: tag.value or "" for tag in tags or () if tag and tag.key}


def tags_to(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as the create calls take them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def filters_to(wanted: Mapping[str, str]) -> list[dict[str, Any]]:
    """One exact value per filter name. Different filters are joined by AND."""
    return [{"Name": name, "Values": [value]} for name, value in wanted.items()]


def whole(value: Number) -> int | None:
    """An integer, also from a text of digits; None for anything else."""
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() else None
    return value


def positive(value: Number) -> int | None:
    """An integer above 0; this cloud writes 0 and -1 for what is not there."""
    number = whole(value)
    return number if number is not None and number > 0 else None


def flag(value: Flag) -> bool | None:
    """True or False, however it is written; None for anything else."""
    return {"true": True, "1": True, "false": False, "0": False}.get(str(value).lower())


def moment(text: Text, zone: timezone) -> datetime | None:
    """``2018-04-18 10:00:00`` in ``zone``, as aware UTC.

    Empty, ``0000-00-00 00:00:00`` (seen in create answers) and words give None.
    """
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.strip())
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


# Source: VpnGateway.State and VpnConnection.State in the SDK. A connection's state while it is being
# changed is not listed there (the text of DeleteVpnConnInvalidState speaks of it): two guesses.
STATES = {
    "PENDING": State.PENDING,
    "AVAILABLE": State.AVAILABLE,
    "UPDATING": State.UPDATING,
    "MODIFYING": State.UPDATING,
    "DELETING": State.DELETING,
    "PENDING_ERROR": State.FAILED,
    "DELETING_ERROR": State.FAILED,
}


def state_from(raw: Text) -> State:
    """Our word; one example of the documents writes ``Pending``."""
    return STATES.get((raw or "").upper(), State.UNKNOWN)


@dataclass(slots=True, frozen=True, config=RECORD)
class Done:
    """What every answer has."""

    request_id: Text = Field(None, validation_alias="RequestId")


@dataclass(slots=True, frozen=True, config=RECORD)
class DoneReply:
    """The answer of a call that says nothing but that it was done."""

    response: Done = Field(validation_alias="Response")


DONE: Shape[DoneReply] = Shape(DoneReply)

SECRETS = frozenset(
    {
        *("presharekey", "samltoken", "samldata", "customergatewayconfiguration"),
        *("sslclientconfigsset", "sslvpnclientconfiguration", "sslvpnrootcert", "sslvpnkey"),
        "sslvpncert",
    }
)
"""Names, in lower case, whose values never leave ``extras`` unmasked."""

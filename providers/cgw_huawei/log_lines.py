"""Lines of a connection's log, and what the reasons in them mean.

A line is what the gateway's own software logs: a sentence and parameters in brackets, as in the page's
sample: ``ipsec_ike[30085]: [...] IPSec tunnel negotiation fails. (..., PeerAddress=[...],
PeerPort=[500], Reason=[version mismatch])``.

Source: VPN API v5, Querying VPN Connection Logs (vpn_api_0145 of 2025-12-31). Reasons: the vendor's
alarms ALM-15795028, ALM-303046755 and ALM-4285734925, "IPSec tunnel negotiation fails", of 2024-01-25:
of the same software, on devices. UNVERIFIED: that the cloud's gateways have no others. Read 2026-11-21.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.models import LogLine, Phase
from cgw.wire import RECORD, Flow, Shape
from cgw_huawei.fields import Fraction, Full, Text

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter

PARAMETER = re.compile(r"(\w+)=\[([^\]]*)\]")
FAILED = "negotiation fail"
MILLISECONDS = 100_000_000_000  # greater numbers are no seconds of this age


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Line:
    """One line. The page's sample has its time in seconds, and once more in the text."""

    time: Fraction = None
    text: Text = Field(None, validation_alias="raw_message")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Log:
    """The answer of ShowVpnConnectionLog. It has no pages, and asks for no time."""

    lines: Annotated[list[Line], Full] = Field(validation_alias="logs")


LOG: Shape[Log] = Shape(Log)


def lines_of(cloud: HuaweiAdapter, id: str) -> Flow[list[LogLine]]:
    """All lines of a connection's log that the cloud keeps, oldest first."""
    reply = yield cloud.vpn(
        "ShowVpnConnectionLog", "GET", "vpn-connection", id, "log", shape=LOG, safe=True
    )
    found = [
        LogLine(
            at=_moment(line.time),
            text=line.text or "",
            source=parameters(line.text or "").get("PeerAddress", ""),
        )
        for line in reply.read(LOG).lines
    ]
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(found, key=lambda line: line.at or never)


def _moment(number: float | None) -> datetime | None:
    """Seconds since 1970, says the page's sample; milliseconds are understood too."""
    if not number or number < 0:
        return None
    try:
        return datetime.fromtimestamp(number / (1000 if number >= MILLISECONDS else 1), UTC)
    except (OverflowError, ValueError, OSError):
        return None


# ---------------------------------------------------------------- reasons


class Meaning(NamedTuple):
    """Of a reason: the phase, and the parameter in the words of the specs."""

    phase: Phase = ""
    parameter: str = ""


REASONS: dict[str, Meaning] = {
    "phase1 proposal mismatch": Meaning("phase1"),  # what an initiator is told: not which
    "phase1 proposal encryption algorithm mismatch": Meaning("phase1", "ike.encryption"),
    "phase1 proposal authentication method mismatch": Meaning("phase1", "ike.authentication"),
    "phase1 proposal authentication algorithm mismatch": Meaning("phase1", "ike.integrity"),
    "phase1 proposal integrity algorithm mismatch": Meaning("phase1", "ike.integrity"),
    "phase1 proposal dh mismatch": Meaning("phase1", "ike.dh_group"),
    "responder dh mismatch": Meaning("phase1", "ike.dh_group"),
    "initiator dh mismatch": Meaning("phase1", "ike.dh_group"),
    "version mismatch": Meaning("phase1", "ike.version"),
    "unsupported version": Meaning("phase1", "ike.version"),
    "exchange mode mismatch": Meaning("phase1", "ike.mode"),
    "config id mismatch": Meaning("phase1", "ike.identity"),
    "construct local id fail": Meaning("phase1", "ike.identity"),
    "peer address mismatch": Meaning("phase1", "peer_address"),
    "local address mismatch": Meaning("phase1", "local_address"),
    "nat detection fail": Meaning("phase1", "nat_traversal"),
    # ASSUMED: of the key, where keys are shared; nothing else is proven with.
    "authentication fail": Meaning("phase1", "psk"),
    "no valid local cert": Meaning("phase1", "certificate"),
    "form cert payload fail": Meaning("phase1", "certificate"),
    # "IPSec proposal parameters, pfs algorithm, or security ACL of the two ends do not match"
    "phase2 proposal or pfs mismatch": Meaning("phase2"),
    "encapsulation mode mismatch": Meaning("phase2", "ipsec.mode"),
    # "the security ACL or IKE peer address"; the address is one of phase 1 by then
    "flow or peer mismatch": Meaning("phase2", "selectors"),
    "flow conflict": Meaning("phase2", "selectors"),
    "netmask mismatch": Meaning("phase2", "selectors"),
    "max transmit reached": Meaning("reach"),
    "first packet limited": Meaning("reach"),
    "fragment packet limit": Meaning("reach"),
    "fragment packet reassemble timeout": Meaning("reach"),
    **dict.fromkeys(
        (
            *("invalid cookie", "cookie mismatch", "invalid length", "malformed payload"),
            *("malformed message", "unknown exchange type", "critical drop", "uncritical drop"),
            *("proposal mismatch or use sm in ikev2", "rekey no find old sa", "rekey fail"),
        ),
        Meaning("phase1"),
    ),
    **dict.fromkeys(
        (
            *("ip assigned fail", "route limit", "ipsec tunnel number reaches limitation"),
            *("dynamic peers number reaches limitation", "in disconnect state"),
            *("none of user's interface is selected", "ikev2 not support sm in ipsec proposal"),
            "no policy applied on interface",
        ),
        Meaning(),
    ),
}


def meaning(reason: str) -> Meaning:
    """What a reason means; of one that nobody has written down, the phase that it names."""
    words = reason.strip().lower()
    if (found := REASONS.get(words)) is not None:
        return found
    named: dict[str, Phase] = {"phase1": "phase1", "phase2": "phase2"}
    return Meaning(named.get(words[:6], ""))


def parameters(text: str) -> dict[str, str]:
    """What stands in brackets, by name."""
    return dict(PARAMETER.findall(text))


def reason_of(text: str) -> str | None:
    """Why a negotiation failed; None if the line does not speak of one that did."""
    told = parameters(text).get("Reason")
    return told if told and FAILED in text.lower() else None

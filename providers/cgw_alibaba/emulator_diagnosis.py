"""What the Alibaba Cloud face says of tunnels that do not come up, and its log of them.

How far a tunnel comes is told by the simulated internet; this words it as the cloud does.

Source: DiagnoseVpnConnections and DescribeVpnConnectionLogs in alibabacloud_vpc20160428 7.2.2 and in
their help pages of 2024-11 to 2026-06 (which of VpnConnectionIds and TunnelIds is asked for; the
form of a log line); codes, their sentences and log keywords: table of the help page "IPsec-VPN
troubleshooting" of 2026-06; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from cgw.emulator.internet import Verdict
from cgw.emulator.world import Record
from cgw_alibaba.emulator_connection_rows import verdict
from cgw_alibaba.emulator_desk import (
    VPN_CONNECTIONS,
    VPN_GATEWAYS,
    Action,
    Desk,
)
from cgw_alibaba.emulator_door import Refusal, required
from cgw_alibaba.emulator_rules import numbered
from cgw_alibaba.emulator_ssl_sessions import BEIJING, paged, window
from cgw_alibaba.emulator_tunnels import CIPHERS, HASHES, PFS

EVERY = timedelta(seconds=60)  # ASSUMED: between two attempts of a tunnel that does not come up
MOST = 5000  # lines that one window can hold here


class Trouble(NamedTuple):
    """A code of the table, its sentence, and a log keyword that stands beside it."""

    code: str
    sentence: str
    keyword: str


# By what the simulated internet names. ASSUMED: which code a cloud finds for which fault.
TROUBLES: dict[str, Trouble] = {
    "peer_address": Trouble(
        "NoResponse",
        "The peer gateway does not respond.",
        "retransmission count exceeded the limit",
    ),
    "psk": Trouble(
        "PskMismatch", "The pre-shared key does not match.", "mismatch of preshared secrets"
    ),
    "ike.version": Trouble(
        "IkeVersionMismatch", "The IKE version does not match.", "unknown ikev2 peer"
    ),
    "ike.mode": Trouble(
        "NegotiationModeMismatch",
        "The negotiation mode does not match.",
        "not acceptable Identity Protection mode",
    ),
    "ike.encryption": Trouble(
        "EncryptionAlgorithmMismatch",
        "The encryption algorithm does not match.",
        "rejected enctype",
    ),
    "ike.integrity": Trouble(
        "AuthenticationAlgorithmMismatch",
        "The authentication algorithm does not match.",
        "rejected hashtype",
    ),
    "ike.dh_group": Trouble("DhGroupMismatch", "The DH group does not match.", "rejected dh_group"),
    "ike.identity": Trouble("PeerIdMismatch", "PeerID does not match.", "does not match peers id"),
    "ipsec.encryption": Trouble(
        "EncryptionAlgorithmMismatch",
        "The encryption algorithm does not match.",
        "trns_id mismatched",
    ),
    "ipsec.integrity": Trouble(
        "AuthenticationAlgorithmMismatch",
        "The authentication algorithm does not match.",
        "authtype mismatched",
    ),
    "ipsec.pfs_group": Trouble("PfsMismatch", "PFS does not match.", "pfs group mismatched"),
    "selectors": Trouble(
        "TrafficSelectorMismatch",
        "Protected Data Flow does not match.",
        "traffic selector mismatch",
    ),
}
QUIET = Trouble("NoExceptionFound", "The reason for the negotiation exception is not found.", "")
VALUES = {"ike.encryption", "ike.integrity", "ike.dh_group", "ipsec.encryption",
          "ipsec.integrity", "ipsec.pfs_group", "ike.version", "ike.mode"}  # fmt: skip


class DiagnosisActions:
    """Two actions that only tell."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def actions(self) -> Mapping[str, Action]:
        """By the cloud's names."""
        return {
            "DiagnoseVpnConnections": self._diagnose,
            "DescribeVpnConnectionLogs": self._logs,
        }

    # -- connections

    def _diagnose(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        connections, tunnels = numbered(params, "VpnConnectionIds"), numbered(params, "TunnelIds")
        if not connections and not tunnels:  # ASSUMED: the code
            raise Refusal(400, "MissingParameter", "The parameter VpnConnectionIds is missing.")
        gateway = params.get("VpnGatewayId")
        if gateway is not None:
            self._desk.find(region, VPN_GATEWAYS, gateway)
        rows = [
            self._finding(record, number, trouble)
            for record in self._desk.all(region, VPN_CONNECTIONS)
            if gateway in (None, record.attrs["gateway"])
            for number, trouble in self._troubles(record)
            if (record.attrs["tunnels"][number]["TunnelId"] in tunnels)
            or (record.id in connections and not record.attrs["pair"])
        ]
        page, told = paged(params, rows)
        return {"VpnConnections": page, "TotalCount": len(rows), **told}

    def _troubles(self, record: Record) -> Iterator[tuple[int, tuple[Trouble, Verdict | None]]]:
        for number in range(len(record.attrs["tunnels"])):
            found = verdict(self._desk.world, record, number)
            if found is None or not found.up:
                trouble = TROUBLES.get(found.parameter, QUIET) if found else QUIET
                yield number, (trouble, found)

    def _finding(
        self, record: Record, number: int, found: tuple[Trouble, Verdict | None]
    ) -> dict[str, Any]:
        trouble, told = found
        tunnel = record.attrs["tunnels"][number]
        at = self._last_attempt(record)
        row: dict[str, Any] = {
            "VpnConnectionId": record.id,
            "FailedReason": trouble.sentence,
            "FailedReasonCode": trouble.code,
            "FailedTime": int(at.timestamp() * 1000),
            "Severity": "Normal" if trouble is QUIET else "Critical",
            "SourceLog": _line(record, number, at, trouble),
        }
        if tunnel["TunnelId"]:
            row["TunnelId"] = tunnel["TunnelId"]
        if told is not None and told.parameter in VALUES:
            row |= {
                "MismatchLocalParam": spelt(told.local),
                "MismatchRemoteParam": spelt(told.remote),
            }
        return row

    def _last_attempt(self, record: Record) -> datetime:
        attempts = (self._desk.world.now() - record.created_at) // EVERY
        return record.created_at + attempts * EVERY

    # -- the log

    def _logs(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        wanted = required(params, "VpnConnectionId")
        record = self._desk.find(region, VPN_CONNECTIONS, wanted)
        begin, end = window(params)
        only = params.get("TunnelId")
        ids = [tunnel["TunnelId"] for tunnel in record.attrs["tunnels"]]
        if only is not None and only not in ids:  # ASSUMED: the code
            raise Refusal(400, "InvalidParameter", "The specified TunnelId is not valid.")
        numbers = [n for n, one in enumerate(ids) if only in (None, one)]
        rows = [
            line
            for at in self._attempts(record, begin, end)
            for number in numbers
            if (line := self._told(record, number, at)) is not None
        ]
        page, told = paged(params, rows)
        return {"Data": {"Logs": page}, "Count": len(page), "IsCompleted": True, **told}

    def _attempts(self, record: Record, begin: int, end: int) -> Iterator[datetime]:
        """When it tried, within the window: at its creation, and while it fails again and again."""
        now = self._desk.world.now()
        first, last = record.created_at, min(now.timestamp(), end)
        skipped = max(0.0, begin - first.timestamp()) // EVERY.total_seconds()
        at = first + skipped * EVERY
        for _ in range(MOST):
            if at.timestamp() > last:
                return
            if at.timestamp() >= begin:
                yield at
            at += EVERY

    def _told(self, record: Record, number: int, at: datetime) -> str | None:
        found = verdict(self._desk.world, record, number)
        if found is None:
            return None
        if found.up:  # once it stands there is nothing more to say
            return _established(record, number, at) if at == record.created_at else None
        return _line(record, number, at, TROUBLES.get(found.parameter, QUIET))


def spelt(words: str) -> str:
    """Values in the cloud's words; what it has no word for as it is."""
    theirs = {ours: word for table in (CIPHERS, HASHES, PFS) for word, ours in table.items()}
    return ", ".join(theirs.get(word, word) for word in words.split(", "))


def _line(record: Record, number: int, at: datetime, trouble: Trouble) -> str:
    words = trouble.keyword or "no negotiation"
    return f"{_when(at)} {record.id} [PROTO_ERR]: {words}. [{_ends(record, number)}]"


def _established(record: Record, number: int, at: datetime) -> str:
    return (
        f"{_when(at)} {record.id} [PROTO_NOTIFY]: IPsec-SA established. [{_ends(record, number)}]"
    )


def _ends(record: Record, number: int) -> str:
    tunnel = record.attrs["tunnels"][number]
    return f"{{ph1: {tunnel['here']}[500] <=> {tunnel['there']}[500]}}"


def _when(at: datetime) -> str:
    return (at + BEIJING).strftime("%Y-%m-%d %H:%M:%S")

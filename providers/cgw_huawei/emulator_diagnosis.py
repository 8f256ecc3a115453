"""The log of a connection and what its associations carried, as HUAWEI CLOUD's VPN service tells them.

How far a tunnel comes is told by the simulated internet; this words it as the cloud does.

Written from the vendor's documents, independently of the adapter. Source: VPN API v5 pages vpn_api_0145
of 2025-12-31 (form of a line) and vpn_api_0165 of 2026-04-24; reasons: alarms ALM-15795028 and
ALM-303046755 of 2024-01-25 ("displayed only on the tunnel responder" of those that name an algorithm);
read 2026-11-21. In no document, and the emulator's own choice: which reason a fault has where the
alarms leave it open, an attempt a minute, 200 lines kept, nothing logged of a tunnel that comes up, and
a packet a second in each direction once it is up.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from cgw.emulator.internet import Verdict
from cgw.emulator.world import Record, World
from cgw.wire import Reply
from cgw_huawei.emulator_desk import VPN_CONNECTIONS, Asked, Desk, told_time
from cgw_huawei.emulator_ends import end_of, key_of

EVERY = timedelta(seconds=60)
KEPT = 200
SIZE = 84  # bytes of a packet
ANSWERING = {
    "ike.encryption": "phase1 proposal encryption algorithm mismatch",
    "ike.integrity": "phase1 proposal authentication algorithm mismatch",
    "ike.dh_group": "phase1 proposal dh mismatch",
}
"""What is known of a peer that begins: its proposal was seen."""
BEGINNING = {
    "ike.encryption": "phase1 proposal mismatch",
    "ike.integrity": "phase1 proposal mismatch",
    "ike.dh_group": "initiator dh mismatch",
}
REASONS = {
    "peer_address": "max transmit reached",
    "initiator": "max transmit reached",
    "psk": "authentication fail",
    "ike.version": "version mismatch",
    "ike.mode": "exchange mode mismatch",
    "ike.identity": "config ID mismatch",
    "ipsec.encryption": "phase2 proposal or pfs mismatch",
    "ipsec.integrity": "phase2 proposal or pfs mismatch",
    "ipsec.pfs_group": "phase2 proposal or pfs mismatch",
    "selectors": "flow or peer mismatch",
}


class Diagnosis(Desk):
    """The verbs."""

    def log(self, asked: Asked) -> Reply:
        """ShowVpnConnectionLog."""
        record = self.one(asked.region, VPN_CONNECTIONS, asked.id)
        return self.json(200, {"logs": list(self._lines(record))})

    def associations(self, asked: Asked) -> Reply:
        """ListConnectionIpsecSa."""
        record = self.one(asked.region, VPN_CONNECTIONS, asked.id)
        found = self._verdict(record)
        rows = list(self._carried(record)) if found is not None and found.up else []
        return self.json(200, {"sa_infos": rows})

    def _verdict(self, record: Record) -> Verdict | None:
        """None of one that is not there yet, or not any more."""
        if record.state != "available":
            return None
        internet = self.world.internet
        internet.put(key_of(record), end_of(record, internet))
        return internet.verdict(key_of(record))

    def _lines(self, record: Record) -> Iterator[dict[str, Any]]:
        found = self._verdict(record)
        if found is None or found.up:
            return
        reason = self._reason(record, found.parameter)
        attempts = (self.world.now() - record.created_at) // EVERY + 1
        for number in range(max(0, attempts - KEPT), attempts):
            at = record.created_at + number * EVERY
            yield {"time": int(at.timestamp()), "raw_message": _line(record, at, reason)}

    def _reason(self, record: Record, parameter: str) -> str:
        attrs = record.attrs
        begins = any(
            end.initiates
            and end.local_address == attrs["peer_address"]
            and end.peer_address == attrs["local_address"]
            for end in self.world.internet.ends().values()
        )
        named = ANSWERING if begins else BEGINNING
        return named.get(parameter) or REASONS.get(parameter, "uncritical drop")

    def _carried(self, record: Record) -> Iterator[dict[str, Any]]:
        attrs = record.attrs
        pairs = attrs["policy_rules"] + attrs["policy_rules_v6"]
        packets = int((self.world.now() - record.created_at).total_seconds())
        for number, (source, target) in enumerate(pairs or [("0.0.0.0/0", "0.0.0.0/0")]):
            yield {
                "id": f"{record.id[:-4]}{number:04x}",
                "source_ip_cidr": source,
                "dest_ip_cidr": target,
                "packets_sent": packets,
                "packets_recv": packets,
                "traffic_sent": packets * SIZE,
                "traffic_recv": packets * SIZE,
                "collected_at": told_time(self.world.now()),
            }


def _line(record: Record, at: datetime, reason: str) -> str:
    """A line in the form of the page's sample."""
    here, there = record.attrs["local_address"], record.attrs["peer_address"]
    when = at.astimezone(UTC).isoformat(timespec="microseconds")
    return (
        f"{when} host-{here.replace('.', '-')} ipsec_ike[30085]: [{here}] IPSec tunnel negotiation "
        f"fails. (IfIndex=[207], PolicyName=[], SeqNum=[0], PeerAddress=[{there}], PeerPort=[500], "
        f"Reason=[{reason}])"
    )


def calls(world: World) -> list[tuple[str, str, Any]]:
    """Addresses, each with the SDK's name for it."""
    told = Diagnosis(world)
    return [
        ("GET v5 vpn-connection/*/log", "ShowVpnConnectionLog", told.log),
        ("GET v5 vpn-connection/*/ipsec-sa", "ListConnectionIpsecSa", told.associations),
    ]

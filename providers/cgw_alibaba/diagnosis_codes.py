"""What Alibaba Cloud's codes of ailing connections and its tests of gateways mean.

Source: the table of error codes and log keywords in the help page "IPsec-VPN troubleshooting"
(column "API-based error code") of 2026-06, and GetVpnGatewayDiagnoseResult in
alibabacloud_vpc20160428 7.2.2; read 2026-11-21.
"""

from __future__ import annotations

import json
from typing import Any, Literal, NamedTuple, TypeAlias

from cgw.models import MASK, Phase, Severity, mask_text, masked, unspell
from cgw_alibaba.crypto import ENCRYPTIONS, INTEGRITIES, READ_GROUPS
from cgw_alibaba.fields import SECRETS

Failing: TypeAlias = Literal["phase1", "phase2", ""]


class Meaning(NamedTuple):
    """Of a code: the phase, and the parameter in the words of the specs."""

    phase: Phase
    parameter: str = ""


class Either(NamedTuple):
    """The table has the code for both phases; which of them fails is known from the tunnel's status.

    Attributes:
        otherwise: the phase where the status does not say.
    """

    phase1: str
    phase2: str
    otherwise: Failing = ""


CODES: dict[str, Meaning | Either] = {
    "PeerMismatch": Meaning("phase1", "peer_address"),  # "does not match the customer gateway"
    "AlgorithmMismatch": Either("", ""),
    # "of the IPsec-VPN connection", among its log keywords is one of phase 1: "rejected enctype"
    "EncryptionAlgorithmMismatch": Either("ike.encryption", "ipsec.encryption", "phase2"),
    "AuthenticationAlgorithmMismatch": Either("ike.integrity", "ipsec.integrity", "phase1"),
    "DhGroupMismatch": Meaning("phase1", "ike.dh_group"),
    "PskMismatch": Meaning("phase1", "psk"),
    "PeerIdMismatch": Meaning("phase1", "ike.identity"),
    "DpdHashNotifyCompatibility": Meaning("phase1", "dpd"),
    "DpdTimeout": Meaning("reach", "dpd"),
    "IkeVersionMismatch": Meaning("phase1", "ike.version"),
    "NegotiationModeMismatch": Meaning("phase1", "ike.mode"),
    "NatTMismatch": Meaning("phase1", "nat_traversal"),
    "LifetimeMismatch": Either("ike.lifetime_s", "ipsec.lifetime_s"),
    "SecurityProtocolMismatch": Meaning("phase2", "ipsec.protocol"),
    "EncapsulationModeMismatch": Meaning("phase2", "ipsec.mode"),
    "AlgorithmCompatibility": Either("ike.integrity", "ipsec.integrity"),
    "TrafficSelectorMismatch": Meaning("phase2", "selectors"),
    "PfsMismatch": Meaning("phase2", "ipsec.pfs_group"),
    "CommitMismatch": Meaning("phase2"),
    "ProposalMismatch": Either("", ""),
    "NegotiationFailed": Either("", ""),
    "Phase1NegotiationTimeout": Meaning("reach"),  # "Phase 1 packets cannot be received"
    "Phase2NegotiationTimeout": Meaning("phase2"),
    "NoResponse": Meaning("reach"),
    "ReceiveDeleteNotify": Either("", ""),
    "NoExceptionFound": Either("", ""),  # perhaps nobody has begun
}


def meaning(code: str, failing: Failing) -> Meaning:
    """What a code means on a tunnel of which that phase does not stand."""
    found = CODES.get(code, Either("", ""))
    if isinstance(found, Meaning):
        return found
    phase = failing or found.otherwise
    return Meaning(phase, {"phase1": found.phase1, "phase2": found.phase2, "": ""}[phase])


_WORDS = {
    "encryption": ENCRYPTIONS,
    "integrity": INTEGRITIES,
    "dh_group": READ_GROUPS,
    "pfs_group": READ_GROUPS,
}


def in_our_words(parameter: str, text: str) -> str:
    """A value that differs, in the words of the specs where they have it; else as the cloud says.

    The page's sample is of an integrity algorithm, SHA256 here and SHA there.
    """
    words = _WORDS.get(parameter.rpartition(".")[2])
    parts = [unspell(part.strip(), words) for part in text.split(",")] if words else []
    known = parts and not any(part.startswith("unknown:") for part in parts)
    return ", ".join(parts) if known else text


SEVERITIES: dict[str, Severity] = {
    "critical": "error",
    "warn": "warning",
    "normal": "info",
    "error": "error",  # these two of the tests of a gateway
    "warning": "warning",
}
CHECKS: dict[str, Phase] = {
    "RouteEntryConflict": "traffic",
    "VpnRouteQuota": "",
    "VpnIPsecQuota": "",
    "VpnPbrRouteQuota": "",
    "VcoUserInternetIpConnectivity": "reach",
    "VcoPrivateConnectivity": "traffic",
}
CONSISTENCY = "VcoConfigConsistency"
"""Compares both ends, of both phases; which of them fails is known from the tunnels' statuses."""
WELL = "normal"
"""The level of a test that found nothing."""


def masked_report(text: str, keys: Any) -> str:
    """The JSON that a test tells, without keys: it may hold the configuration of both ends.

    The page's sample has its quotation marks escaped once more than JSON asks for. A text that is
    not JSON and speaks of keys is not told.
    """
    for candidate in (text, text.replace('\\"', '"')):
        try:
            value = json.loads(candidate)
        except ValueError:
            continue
        return mask_text(json.dumps(_inside(value), ensure_ascii=False), *keys)
    if any(name in text.lower() for name in SECRETS):
        return MASK
    return mask_text(text, *keys)


def _inside(value: Any) -> Any:
    """Secrets masked, in texts that are JSON too."""
    if isinstance(value, dict):
        value = masked(value, SECRETS)
        return {key: _inside(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_inside(item) for item in value]
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return _inside(json.loads(value))
        except ValueError:
            return MASK if any(name in value.lower() for name in SECRETS) else value
    return value

"""What several nouns are made of: public addresses, certificates, orders, what something hangs on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from pydantic import Field

from cgw.models.base import Model

AttachKind: TypeAlias = Literal["network", "transit-router"]


class AttachTo(Model):
    """What a gateway or a connection shall hang on.

    Attributes:
        kind: ``network`` (a VPC), or ``transit-router``: what joins many networks (Alibaba Cloud
            CEN transit router, Tencent Cloud CCN, Huawei Cloud enterprise router).
        id: of it; None where the cloud ties the two together by a call of the router's own.
        private: True to be reached through private lines only, where that can be chosen.
    """

    kind: AttachKind = "transit-router"
    id: str | None = Field(None, min_length=1)
    private: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """What a gateway or a connection hangs on, as the cloud tells it.

    Attributes:
        kind: ``network``, ``transit-router``, ``vpn-gateway`` (of connections), ``none``, or
            ``unknown:<the cloud's word>``.
        raw_kind: the cloud's own word; empty where it has none.
        id, name: of the network or router; empty where it is not attached yet.
        attachment_id: of the tie between the two, where it is a thing of its own.
        private: True if it is reached through private lines only.
        foreign: True if it may be tied to a router of another account.
    """

    kind: str = ""
    raw_kind: str = ""
    id: str = ""
    name: str = ""
    attachment_id: str = ""
    private: bool | None = None
    foreign: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAddress:
    """A public address with what is billed for it.

    Attributes:
        address: canonical text.
        id: of the address, where it is a thing of its own.
        ip_version: 4 or 6; None where the cloud does not say.
        line: the cloud's word for the kind of line (``5_bgp``).
        bandwidth_mbps: in Mbit/s.
        bandwidth_id, bandwidth_name: of the bandwidth, where it is a thing of its own.
        charge_mode: the cloud's word for how the bandwidth is charged.
        share: the cloud's word for whether the bandwidth is shared.
        order, bandwidth_order: the cloud's words about the orders behind the two.
    """

    address: str = ""
    id: str = ""
    ip_version: int | None = None
    line: str = ""
    bandwidth_mbps: int | None = None
    bandwidth_id: str = ""
    bandwidth_name: str = ""
    charge_mode: str = ""
    share: str = ""
    order: str = ""
    bandwidth_order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate, without its key.

    Attributes:
        text: the certificate itself (PEM), on clouds that return it.
        begins_at, expires_at: aware, UTC; None where the cloud does not say.
        replaceable: True if it may be exchanged; None where the cloud does not say.
    """

    id: str = ""
    name: str = ""
    subject: str = ""
    issuer: str = ""
    serial_number: str = ""
    signature_algorithm: str = ""
    text: str = ""
    begins_at: datetime | None = None
    expires_at: datetime | None = None
    replaceable: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingOrder:
    """A change that was paid for and is not carried out yet.

    Attributes:
        kind, state: the cloud's own words.
        due_at: when it is carried out; aware, UTC.
        raw_size: the size it changes to, in the cloud's own word.
        ipsec, ssl, ssl_connections: as on the gateway, afterwards.
    """

    kind: str = ""
    state: str = ""
    due_at: datetime | None = None
    raw_size: str = ""
    ipsec: bool | None = None
    ssl: bool | None = None
    ssl_connections: int | None = None


def attachable(network_id: str, attached_to: AttachTo | None) -> str | None:
    """What is wrong with asking for a gateway on both or on neither; None if nothing is."""
    routed = attached_to is not None and attached_to.kind == "transit-router"
    if not network_id and not routed:
        return "network_id: needed, unless attached_to names a transit router"
    return None

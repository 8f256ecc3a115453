"""What stands at the two ends of connections: addresses and AS numbers, by the cloud's ids.

A connection tells its ends by ids only: the gateway's address is the id of a public address
(``vgw_ip``; of a private gateway the address itself), the device is a customer gateway.

Source: VPN API v5, ShowVgw, ListVgws, ShowCgw, ListCgws; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.errors import NotFoundError, PermissionDeniedError
from cgw.models import lenient_address, lenient_asn, lenient_cidr
from cgw.wire import RECORD, Flow, Shape
from cgw_huawei.fields import Full, Number, PageInfo, Text, Texts
from cgw_huawei.paging import asked, turned

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Eip:
    """A public address and its id."""

    id: Text = None
    ip_address: Text = None


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Gateway:
    """As much of a VPN gateway as its connections need."""

    id: str
    attachment_type: Text = None
    asn: Text = Field(None, validation_alias="bgp_asn")
    eip1: Eip | None = None
    eip2: Eip | None = None
    master_eip: Eip | None = None
    slave_eip: Eip | None = None
    access_private_ip_1: Text = None
    access_private_ip_2: Text = None
    network_type: Text = None
    local_subnets: Texts = Field(default_factory=list)
    local_subnets_v6: Texts = Field(default_factory=list)

    @property
    def networks(self) -> tuple[str, ...]:
        """The networks of its VPC that peers may reach."""
        return tuple(map(lenient_cidr, (*self.local_subnets, *self.local_subnets_v6)))

    @property
    def spots(self) -> list[tuple[str, str]]:
        """Where connections can start: what the cloud calls the spot, and its address."""
        if (self.network_type or "").lower() == "private":
            private = (self.access_private_ip_1, self.access_private_ip_2)
            return [(text, lenient_address(text)) for text in private if text]
        public = (self.eip1 or self.master_eip, self.eip2 or self.slave_eip)
        return [
            (eip.id, lenient_address(eip.ip_address))
            for eip in public
            if eip is not None and eip.id
        ]


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Peer:
    """As much of a customer gateway as its connections need."""

    id: str
    id_value: Text = None
    ip: Text = None
    asn: Text = Field(None, validation_alias="bgp_asn")
    created: Text = Field(None, validation_alias="created_at")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class OneGateway:
    """The answer of ShowVgw."""

    gateway: Gateway = Field(validation_alias="vpn_gateway")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class ManyGateways:
    """The answer of ListVgws."""

    gateways: Annotated[list[Gateway], Full] = Field(
        default_factory=list, validation_alias="vpn_gateways"
    )


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class OnePeer:
    """The answer of ShowCgw."""

    peer: Peer = Field(validation_alias="customer_gateway")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class ManyPeers:
    """The answer of ListCgws."""

    total: Number = Field(None, validation_alias="total_count")
    page_info: PageInfo | None = None
    peers: Annotated[list[Peer], Full] = Field(
        default_factory=list, validation_alias="customer_gateways"
    )


ONE_GATEWAY: Shape[OneGateway] = Shape(OneGateway)
MANY_GATEWAYS: Shape[ManyGateways] = Shape(ManyGateways)
ONE_PEER: Shape[OnePeer] = Shape(OnePeer)
MANY_PEERS: Shape[ManyPeers] = Shape(ManyPeers)


@dataclass(slots=True, frozen=True)
class Ends:
    """Gateways and peers by id. What could not be read is not there, and its fields stay empty."""

    gateways: Mapping[str, Gateway] = Field(default_factory=dict)
    peers: Mapping[str, Peer] = Field(default_factory=dict)

    def local_address(self, gateway: str, spot: str) -> str:
        """The address of a gateway's spot; empty if that is not known."""
        found = self.gateways.get(gateway)
        told = dict(found.spots).get(spot) if found else None
        return told or (lenient_address(spot) if _is_address(spot) else "")

    def peer_address(self, peer: str) -> str:
        """The address or name of the device; empty if that is not known."""
        found = self.peers.get(peer)
        return lenient_address(found.id_value or found.ip) if found else ""

    def asns(self, gateway: str, peer: str) -> tuple[int | None, int | None]:
        """AS numbers of the cloud's end and the device's."""
        ours, theirs = self.gateways.get(gateway), self.peers.get(peer)
        return lenient_asn(ours.asn if ours else None), lenient_asn(theirs.asn if theirs else None)


def gateway_of(cloud: HuaweiAdapter, id: str) -> Flow[Gateway]:
    """One gateway.

    Errors:
        NotFoundError: there is none.
    """
    reply = yield cloud.vpn("ShowVgw", "GET", "vpn-gateways", id, shape=ONE_GATEWAY, safe=True)
    return reply.read(ONE_GATEWAY).gateway


def ends_of_one(cloud: HuaweiAdapter, gateway: str, peer: str) -> Flow[Ends]:
    """The ends of one connection; one that is gone or may not be read is left out."""
    gateways, peers = {}, {}
    if gateway:
        with suppress(NotFoundError, PermissionDeniedError):
            gateways[gateway] = yield from gateway_of(cloud, gateway)
    if peer:
        with suppress(NotFoundError, PermissionDeniedError):
            reply = yield cloud.vpn(
                "ShowCgw", "GET", "customer-gateways", peer, shape=ONE_PEER, safe=True
            )
            peers[peer] = reply.read(ONE_PEER).peer
    return Ends(gateways, peers)


def ends_of_all(cloud: HuaweiAdapter) -> Flow[Ends]:
    """The ends of every connection: one request for gateways, one per 200 customer gateways."""
    gateways: dict[str, Gateway] = {}
    peers: dict[str, Peer] = {}
    with suppress(PermissionDeniedError):
        reply = yield cloud.vpn("ListVgws", "GET", "vpn-gateways", shape=MANY_GATEWAYS, safe=True)
        gateways = {gateway.id: gateway for gateway in reply.read(MANY_GATEWAYS).gateways}
    cursor: str | None = None
    with suppress(PermissionDeniedError):
        while True:
            reply = yield cloud.vpn(
                "ListCgws",
                "GET",
                "customer-gateways",
                shape=MANY_PEERS,
                query=asked(cursor),
                safe=True,
            )
            many = reply.read(MANY_PEERS)
            _, cursor = turned(cursor, many.peers, many.page_info, many.total)
            peers |= {peer.id: peer for peer in many.peers}
            if cursor is None:
                break
    return Ends(gateways, peers)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True

"""Routes of a VPN gateway: by destination, or by source and destination (policy routes)."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import Field, SerializeAsAny

from cgw.models.base import Noun, Options, Patch, Spec
from cgw.models.values import Cidr


class RouteSpec(Spec):
    """A route to be made.

    Attributes:
        destination: where to.
        source: where from; given for a policy route, None for a destination route.
        connection_id: the VPN connection that traffic shall take.
        primary: False for a standby that is used when the primary is down.
        priority: of policy routes, smaller first; None takes the cloud's own.
        publish: also into the VPC's route table, where the cloud does that.
    """

    vpn_gateway_id: str
    connection_id: str
    destination: Cidr
    source: Cidr | None = None
    primary: bool = True
    priority: int | None = Field(None, ge=0, le=1000)
    publish: bool = False
    description: str | None = None
    options: SerializeAsAny[Options] | None = None


class RoutePatch(Patch):
    """What changes on a route."""

    primary: bool | None = None
    priority: int | None = Field(None, ge=0, le=1000)
    publish: bool | None = None
    enabled: bool | None = None
    description: str | None = None
    options: SerializeAsAny[Options] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Noun):
    """A route of a VPN gateway.

    Attributes:
        id: opaque; where the cloud has none it is made of what identifies the route there.
        next_hop: the cloud's word for where traffic goes, if it is no connection.
        next_hop_kind: the cloud's word for what that is.
        kind: ``static``, ``bgp``, ``vpc``, ``transit-router`` or ``unknown``; who put it there.
        learnt_from: of a learnt route: the BGP peer or the cloud's word for its origin.
        as_path, communities, med: BGP attributes of a learnt route.
        tunnel_id: the tunnel it takes, where the cloud says.
        interface_address: the address inside the tunnel that it leaves by.
        protocol: the tunnelling protocol, in the cloud's own word.
    """

    vpn_gateway_id: str = ""
    connection_id: str = ""
    destination: str = ""
    source: str | None = None
    primary: bool | None = None
    priority: int | None = None
    published: bool | None = None
    enabled: bool | None = None
    kind: str = "static"
    next_hop: str = ""
    next_hop_kind: str = ""
    description: str | None = None
    learnt_from: str = ""
    as_path: str = ""
    communities: str = ""
    med: int | None = None
    tunnel_id: str = ""
    interface_address: str = ""
    protocol: str = ""

"""VPN connections on Alibaba Cloud ("IPsec connections").

A gateway with two addresses carries connections of exactly two tunnels, an older one those of one
tunnel, and the two are written differently: so a create reads the gateway first.

Source: VPC API 2016-04-28, CreateVpnConnection, DescribeVpnConnection, DescribeVpnConnections,
ModifyVpnConnectionAttribute, ModifyTunnelAttribute, DeleteVpnConnection, in the reference of 2019-01
(15.11 to 15.15) and in alibabacloud_vpc20160428 7.2.2; read 2026-11-21.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from cgw.adapter import Operation, Page, Where, own_options, read_back
from cgw.errors import NotFoundError, UnsupportedError
from cgw.models import (
    Answer,
    Origin,
    State,
    Tunnel,
    VpnConnection,
    VpnConnectionPatch,
    VpnConnectionSpec,
    from_millis,
)
from cgw.wire import Flow, Request
from cgw_alibaba.connection_plan import Plan, changes, check_patch, check_spec, plan
from cgw_alibaba.connection_rows import (
    EVERYTHING,
    KNOWN,
    LISTING,
    MADE,
    ROW,
    Row,
    from_wire,
)
from cgw_alibaba.fields import DONE, SECRETS, alone, flat, goes_on, numbered, yes
from cgw_alibaba.options import VpnConnectionListOptions
from cgw_alibaba.peers import Peers
from cgw_alibaba.tunnels import Wire, as_texts, plain

if TYPE_CHECKING:
    from cgw_alibaba.adapter import AlibabaAdapter

PROVIDER = "alibaba"
PAGE_SIZE = 50
MOST_TAGS = 20
FILTERS = {
    "id": "VpnConnectionId",
    "vpn_gateway_id": "VpnGatewayId",
    "customer_gateway_id": "CustomerGatewayId",
}


class VpnConnections:
    """The verbs. Everything is done asynchronously, one change per gateway at a time."""

    def __init__(self, cloud: AlibabaAdapter) -> None:
        self._cloud = cloud
        self._peers = Peers(cloud)

    def create(self, spec: VpnConnectionSpec, op: Operation) -> Flow[VpnConnection]:
        check_spec(spec)
        gateway = yield from self._cloud.vpn_gateways.row(spec.vpn_gateway_id)
        wanted = plan(spec, gateway)
        pairs = [
            ("VpnGatewayId", spec.vpn_gateway_id),
            ("Name", spec.name),
            *_common(wanted),
            *_tunnels(wanted),
            *numbered("Tags", spec.tags),
            ("ClientToken", op.token),
        ]
        reply = yield self._cloud.call(
            "CreateVpnConnection",
            pairs,
            MADE,
            form=_form(wanted),
            safe=True,
            writes=True,
            serial=spec.vpn_gateway_id,
        )
        made, _ = reply.read(MADE)
        sketch = VpnConnection(
            id=made.id,
            provider=PROVIDER,
            region=self._cloud.region,
            name=spec.name,
            state=State.PENDING,
            created_at=from_millis(made.created),
            vpn_gateway_id=spec.vpn_gateway_id,
            customer_gateway_id=spec.customer_gateway_id,
            mode=spec.mode,
            local_cidrs=spec.local_cidrs,
            remote_cidrs=spec.remote_cidrs,
            tunnels=tuple(_sketch(wire) for wire in wanted.tunnels),
            initiator="cloud" if wanted.effect_immediately else "peer",
            tags=spec.tags,
        )
        found = yield from read_back(self.get(made.id), sketch)
        return _with_keys(found, sketch)

    def get(self, id: str) -> Flow[VpnConnection]:
        reply = yield self._describe(id)
        row, body = reply.read(ROW)
        peers = yield from self._peers.of([row])
        return from_wire(self._cloud.region, row, peers, alone(body, KNOWN))

    def _describe(self, id: str) -> Request:
        return self._cloud.call("DescribeVpnConnection", [("VpnConnectionId", id)], ROW, safe=True)

    def page(self, cursor: str | None, where: Where) -> Flow[Page[VpnConnection]]:
        number = int(cursor or 1)
        pairs = [("PageNumber", str(number)), ("PageSize", str(PAGE_SIZE)), *narrowed(where)]
        reply = yield self._cloud.call("DescribeVpnConnections", pairs, LISTING, safe=True)
        listing, body = reply.read(LISTING)
        answer = Answer(body, SECRETS)
        rows = listing.rows.items if listing.rows else []
        peers = yield from self._peers.of(rows)
        items = [
            from_wire(
                self._cloud.region,
                row,
                peers,
                Origin(answer, ("VpnConnections", "VpnConnection", i), KNOWN),
            )
            for i, row in enumerate(rows)
        ]
        more = goes_on(number, len(rows), PAGE_SIZE, listing.size, listing.total)
        return Page(items, str(number + 1) if more else None)

    def update(self, id: str, patch: VpnConnectionPatch) -> Flow[VpnConnection]:
        check_patch(patch)
        row = yield from self._on_a_gateway(id)
        wanted = changes(row, patch)
        # One tunnel of two, and nothing else: the other one is left in peace.
        if wanted.only is not None:
            tunnel = wanted.tunnels[wanted.only]
            inside = {k: v for k, v in plain(tunnel).items() if k not in ("TunnelId", "Role")}
            yield self._cloud.call(
                "ModifyTunnelAttribute",
                [
                    ("VpnConnectionId", id),
                    ("TunnelId", tunnel["TunnelId"]),
                    *flat("TunnelOptionsSpecification", inside),
                ],
                DONE,
                safe=True,
                writes=True,
                serial=row.vpn_gateway_id,
            )
        else:
            yield self._modify(id, row, wanted)
        return (yield from self.get(id))

    def reset(self, id: str) -> Flow[VpnConnection]:
        """Take the tunnels down and negotiate anew, by all that this API offers for it.

        That is a change to the values the connection has, with EffectImmediately=true ("whether to
        delete the IPsec tunnel that has been negotiated and to negotiate again", reference of 2019-01,
        15.14). Afterwards ``initiator`` is ``cloud``.
        """
        row = yield from self._on_a_gateway(id)
        wanted = changes(row, VpnConnectionPatch(initiator="cloud"))
        yield self._modify(id, row, wanted)
        return (yield from self.get(id))

    def _modify(self, id: str, row: Row, wanted: Plan) -> Request:
        pairs = [("VpnConnectionId", id), *_common(wanted), *_tunnels(wanted)]
        if wanted.name is not None:
            pairs.append(("Name", wanted.name))
        return self._cloud.call(
            "ModifyVpnConnectionAttribute",
            [pair for pair in pairs if pair[0] != "CustomerGatewayId"],
            DONE,
            form=_form(wanted),
            safe=True,
            writes=True,
            serial=row.vpn_gateway_id,
        )

    def delete(self, id: str) -> Flow[None]:
        with suppress(NotFoundError):  # gone already is what the caller wanted
            row = yield from self._on_a_gateway(id)
            yield self._cloud.call(
                "DeleteVpnConnection",
                [("VpnConnectionId", id)],
                DONE,
                safe=True,
                writes=True,
                serial=row.vpn_gateway_id,
            )

    def find(self, token: str) -> Flow[list[VpnConnection]]:  # noqa: ARG002 -- the contract's
        """Never needed: a create whose answer was lost is sent again with its client token."""
        raise UnsupportedError("alibaba finds lost creates by client token", field="find")
        yield  # a flow that asks nothing

    def _on_a_gateway(self, id: str) -> Flow[Row]:
        """The connection, unless it belongs to a transit router: other calls change those."""
        reply = yield self._describe(id)
        row, _ = reply.read(ROW)
        if row.is_attachment:
            raise UnsupportedError(
                f"{id} is a VPN attachment of a transit router; cgw changes connections of VPN "
                "gateways only",
                field="vpn_gateway_id",
            )
        return row


# ---------------------------------------------------------------- to the wire


def _common(wanted: Plan) -> list[tuple[str, str]]:
    pairs = [
        ("LocalSubnet", ",".join(wanted.local_cidrs or EVERYTHING)),
        ("RemoteSubnet", ",".join(wanted.remote_cidrs or EVERYTHING)),
        ("EffectImmediately", yes(wanted.effect_immediately)),
    ]
    if wanted.auto_config_route is not None:
        pairs.append(("AutoConfigRoute", yes(wanted.auto_config_route)))
    return pairs


def _tunnels(wanted: Plan) -> list[tuple[str, str]]:
    """The query parameters about tunnels."""
    if wanted.is_pair:
        return [("EnableTunnelsBgp", yes(wanted.bgp))]
    (tunnel,) = wanted.tunnels
    peer = tunnel.get("CustomerGatewayId")
    return [*([("CustomerGatewayId", peer)] if peer else []), *as_texts(tunnel)]


def _form(wanted: Plan) -> list[tuple[str, str]]:
    """The form body: the tunnels of a pair."""
    if not wanted.is_pair:
        return []
    return flat("TunnelOptionsSpecification", [plain(tunnel) for tunnel in wanted.tunnels])


def narrowed(where: Where) -> list[tuple[str, str]]:
    """The filters that the cloud has; there is none for the name."""
    options = own_options(PROVIDER, where.options, VpnConnectionListOptions)
    tags = numbered("Tag", dict(islice(where.tags.items(), MOST_TAGS)))
    pairs = [(name, value) for name, value in tags if value]
    pairs += [
        (wire, where.fields[ours]) for ours, wire in FILTERS.items() if where.fields.get(ours)
    ]
    if options and options.resource_group_id:
        pairs.append(("ResourceGroupId", options.resource_group_id))
    return pairs


# ---------------------------------------------------------------- right after a create


def _sketch(wire: Wire) -> Tunnel:
    psk = wire["TunnelIkeConfig"]["Psk"]
    return Tunnel(
        role=wire.get("Role"),
        customer_gateway_id=wire["CustomerGatewayId"],
        psk=psk,
        psk_visibility="known",
    )


def _with_keys(found: VpnConnection, sketch: VpnConnection) -> VpnConnection:
    """The keys that were sent, where the answer leaves them out."""
    if len(found.tunnels) != len(sketch.tunnels) or all(t.psk for t in found.tunnels):
        return found
    sent = {tunnel.role: tunnel.psk for tunnel in sketch.tunnels}
    tunnels = tuple(
        tunnel if tunnel.psk else replace(tunnel, psk=sent.get(tunnel.role), psk_visibility="known")
        for tunnel in found.tunnels
    )
    return replace(found, tunnels=tunnels)

"""VPN connections on Alibaba Cloud ("IPsec connections").

A gateway with two addresses carries connections of exactly two tunnels, an older one those of one
tunnel, and the two are written differently: so a create reads the gateway first. Those without a
gateway are in `cgw_alibaba.attachments`.

Source: VPC API 2016-04-28, CreateVpnConnection, DescribeVpnConnection, DescribeVpnConnections,
ModifyVpnConnectionAttribute, ModifyTunnelAttribute, DeleteVpnConnection, in the reference of 2019-01
(15.11 to 15.15) and in alibabacloud_vpc20160428 7.2.2; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from cgw.adapter import LogWindow, Operation, Page, Where, own_options, read_back, refuse
from cgw.errors import NotFoundError, UnsupportedError
from cgw.models import (
    Answer,
    DeviceConfig,
    DeviceModel,
    Diagnosis,
    LogLine,
    Origin,
    State,
    VpnConnection,
    VpnConnectionPatch,
    VpnConnectionSpec,
    from_millis,
)
from cgw.wire import Flow, Request
from cgw_alibaba import attachments, diagnosis
from cgw_alibaba.connection_answers import as_sent, with_description, with_flag, with_keys
from cgw_alibaba.connection_plan import Plan, changes, check_patch, check_spec, plan
from cgw_alibaba.connection_rows import (
    CHANGED,
    CHANGED_TUNNEL,
    EVERYTHING,
    KNOWN,
    LISTING,
    MADE,
    ROW,
    Row,
    from_wire,
)
from cgw_alibaba.device_config import device_config
from cgw_alibaba.fields import DONE, SECRETS, alone, flat, goes_on, numbered, yes
from cgw_alibaba.options import VpnConnectionListOptions, VpnConnectionPatchOptions
from cgw_alibaba.peers import Peers
from cgw_alibaba.tags import Kind, tag
from cgw_alibaba.tunnels import as_texts, plain

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
        attachments.check_attached(spec)
        if spec.attached_to is not None:
            wanted = attachments.plan_attached(spec)
            reply = yield attachments.create_request(self._cloud, spec, wanted, op.token)
        else:
            gateway = yield from self._cloud.vpn_gateways.row(spec.vpn_gateway_id)
            wanted = plan(spec, gateway)
            reply = yield self._make(spec, wanted, op.token)
        made, _ = reply.read(MADE)
        sketch = VpnConnection(
            id=made.id,
            provider=PROVIDER,
            region=self._cloud.region,
            name=spec.name,
            state=State.PENDING,
            created_at=from_millis(made.created),
            vpn_gateway_id=spec.vpn_gateway_id,
            customer_gateway_id=wanted.tunnels[0]["CustomerGatewayId"],
            mode=spec.mode,
            local_cidrs=spec.local_cidrs,
            remote_cidrs=spec.remote_cidrs,
            tunnels=tuple(as_sent(wire) for wire in wanted.tunnels),
            initiator="cloud" if wanted.effect_immediately else "peer",
            tags=spec.tags,
            attached_to=attachments.loose(wanted) if spec.attached_to else None,
        )
        found = yield from read_back(self.get(made.id), sketch)
        return with_keys(found, sketch)

    def _make(self, spec: VpnConnectionSpec, wanted: Plan, token: str) -> Request:
        pairs = [
            ("VpnGatewayId", spec.vpn_gateway_id),
            ("Name", spec.name),
            *_common(wanted),
            *_tunnels(wanted),
            *numbered("Tags", spec.tags),
            *([("DryRun", "true")] if wanted.dry_run else []),
            ("ClientToken", token),
        ]
        return self._cloud.call(
            "CreateVpnConnection",
            pairs,
            MADE,
            form=_form(wanted),
            safe=True,
            writes=True,
            serial=spec.vpn_gateway_id,
        )

    def get(self, id: str) -> Flow[VpnConnection]:
        reply = yield self._describe(id)
        row, body = reply.read(ROW)
        peers = yield from self._peers.of([row])
        return from_wire(self._cloud.region, row, peers, alone(body, KNOWN))

    def _describe(self, id: str) -> Request:
        return self._cloud.call("DescribeVpnConnection", [("VpnConnectionId", id)], ROW, safe=True)

    def page(self, cursor: str | None, where: Where) -> Flow[Page[VpnConnection]]:
        options = own_options(PROVIDER, where.options, VpnConnectionListOptions)
        if options and options.attached:
            return (yield from attachments.page(self._cloud, cursor, where))
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
        row = yield from self._row(id)
        wanted = self._changes(row, patch)
        # One tunnel of two, and nothing else: the other one is left in peace.
        if wanted.only is not None:
            tunnel = wanted.tunnels[wanted.only]
            inside = {k: v for k, v in plain(tunnel).items() if k not in ("TunnelId", "Role")}
            reply = yield self._cloud.call(
                "ModifyTunnelAttribute",
                [
                    ("VpnConnectionId", id),
                    ("TunnelId", tunnel["TunnelId"]),
                    *flat("TunnelOptionsSpecification", inside),
                ],
                CHANGED_TUNNEL,
                safe=True,
                writes=True,
                serial=row.vpn_gateway_id,
            )
            answer, _ = reply.read(CHANGED_TUNNEL)
            return with_flag((yield from self.get(id)), tunnel["TunnelId"], answer)
        return (yield from self._change(id, row, wanted))

    def reset(self, id: str) -> Flow[VpnConnection]:
        """Take the tunnels down and negotiate anew, by all that this API offers for it.

        That is a change to the values the connection has, with EffectImmediately=true ("whether to
        delete the IPsec tunnel that has been negotiated and to negotiate again", reference of 2019-01,
        15.14). Afterwards ``initiator`` is ``cloud``.
        """
        row = yield from self._row(id)
        wanted = self._changes(row, VpnConnectionPatch(initiator="cloud"))
        return (yield from self._change(id, row, wanted))

    def _changes(self, row: Row, patch: VpnConnectionPatch) -> Plan:
        wanted = changes(row, patch)
        if row.is_attachment:
            return attachments.change_attached(row, patch, wanted)
        options = own_options(PROVIDER, patch.options, VpnConnectionPatchOptions)
        if options and options.network_type is not None:
            refuse(PROVIDER, "options.network_type", f"{row.id} is on a gateway, which decides it")
        return wanted

    def _change(self, id: str, row: Row, wanted: Plan) -> Flow[VpnConnection]:
        """Send it whole and read it back; what only the answer tells of it is added."""
        reply = yield self._modify(id, row, wanted)
        answer, _ = reply.read(CHANGED)
        return with_description((yield from self.get(id)), answer)

    def _modify(self, id: str, row: Row, wanted: Plan) -> Request:
        if row.is_attachment:
            return attachments.modify_request(self._cloud, id, wanted)
        pairs = [("VpnConnectionId", id), *_common(wanted), *_tunnels(wanted)]
        if wanted.name is not None:
            pairs.append(("Name", wanted.name))
        return self._cloud.call(
            "ModifyVpnConnectionAttribute",
            [pair for pair in pairs if pair[0] != "CustomerGatewayId"],
            CHANGED,
            form=_form(wanted),
            safe=True,
            writes=True,
            serial=row.vpn_gateway_id,
        )

    def delete(self, id: str) -> Flow[None]:
        with suppress(NotFoundError):  # gone already is what the caller wanted
            row = yield from self._row(id)
            if row.is_attachment:
                yield attachments.delete_request(self._cloud, id)
                return
            yield self._cloud.call(
                "DeleteVpnConnection",
                [("VpnConnectionId", id)],
                DONE,
                safe=True,
                writes=True,
                serial=row.vpn_gateway_id,
            )

    def tag(self, id: str, add: Mapping[str, str], remove: tuple[str, ...]) -> Flow[None]:
        """Set tags of one that exists, and take others away; attachments are another kind there."""
        row = yield from self._row(id)
        kind: Kind = "VPNATTACHMENT" if row.is_attachment else "VPNCONNECTION"
        yield from tag(self._cloud, kind, id, add, remove)

    def find(self, token: str) -> Flow[list[VpnConnection]]:  # noqa: ARG002 -- the contract's
        """Never needed: a create whose answer was lost is sent again with its client token."""
        raise UnsupportedError("alibaba finds lost creates by client token", field="find")
        yield  # a flow that asks nothing

    def diagnose(self, id: str) -> Flow[Diagnosis]:
        """What does not work, tunnel by tunnel, and where the cloud can tell, why."""
        return (yield from diagnosis.connection(self._cloud, id))

    def logs(self, id: str, window: LogWindow, cursor: str | None) -> Flow[Page[LogLine]]:
        """One page of its log; ``window.source`` is a tunnel's id."""
        return (yield from diagnosis.logs(self._cloud, id, window, cursor))

    def devices(self) -> Flow[tuple[DeviceModel, ...]]:
        """None: the cloud gives parameters only."""
        return ()
        yield  # a flow that asks nothing

    def device_config(self, id: str, device: DeviceModel | None) -> Flow[DeviceConfig]:
        """What has to be set on the device at the other end."""
        return (yield from device_config(self._cloud, id, device))

    def _row(self, id: str) -> Flow[Row]:
        reply = yield self._describe(id)
        return reply.read(ROW)[0]


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

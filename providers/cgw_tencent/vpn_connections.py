"""VPN connections on Tencent Cloud: one tunnel each.

Source: VPC API 2017-03-12, CreateVpnConnection, DescribeVpnConnections,
ModifyVpnConnectionAttribute, DeleteVpnConnection, ResetVpnConnection, DescribeVpcTaskResult in
tencentcloud-sdk-python-vpc 3.1.193 and their examples; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import MARKER, Operation, Page, Where, own_options, read_back
from cgw.errors import (
    ApiError,
    BusyError,
    NotFoundError,
    OutcomeUnknownError,
    TransportError,
)
from cgw.models import (
    DeviceConfig,
    DeviceModel,
    Diagnosis,
    State,
    VpnConnection,
    VpnConnectionPatch,
    VpnConnectionSpec,
)
from cgw.wire import RECORD, Flow, Shape
from cgw_tencent.connection_changes import changes_to_wire, checked_patch
from cgw_tencent.connection_rows import CONNECTIONS, ConnectionRow, told
from cgw_tencent.connection_specs import Ends, checked, sketch, to_wire
from cgw_tencent.customer_gateways import LISTING as PEERS
from cgw_tencent.device_config import device_config, devices
from cgw_tencent.diagnosis import diagnose
from cgw_tencent.fields import DONE, PROVIDER, Text, filters_to, state_from, tags_from
from cgw_tencent.gateway_rows import GATEWAYS, addresses_of
from cgw_tencent.listing import Found
from cgw_tencent.options import VpnConnectionListOptions
from cgw_tencent.tags import tag
from cgw_tencent.tasks import check, ended, gone

if TYPE_CHECKING:
    from cgw_tencent.adapter import TencentAdapter

MOST_KNOWN = 1000  # connections whose gateway is remembered


class VpnConnections:
    """The verbs. Every change needs the id of the gateway, and is sent one after another on it."""

    def __init__(self, cloud: TencentAdapter) -> None:
        self._cloud = cloud
        # Of what was made here: a delete needs the gateway, and a new row may not be listed yet.
        self._gateways: dict[str, str] = {}

    def create(self, spec: VpnConnectionSpec, op: Operation) -> Flow[VpnConnection]:
        options = checked(spec, op)
        if not spec.customer_gateway_id:  # its only tunnel names the peer
            peer = spec.tunnels[0].customer_gateway_id
            spec = spec.model_copy(update={"customer_gateway_id": peer})
        ends = yield from self._ends(spec.vpn_gateway_id, spec.customer_gateway_id)
        reply = yield self._cloud.call(
            "CreateVpnConnection",
            to_wire(spec, op, options, ends),
            MADE,
            serial=spec.vpn_gateway_id,
        )
        made = reply.read(MADE).response
        new = made.connection.id or (yield from self._followed(spec, op, made.request_id))
        self._gateways[new] = spec.vpn_gateway_id
        if len(self._gateways) > MOST_KNOWN:  # the oldest has long been listed
            self._gateways.pop(next(iter(self._gateways)), None)
        drawn = sketch(new, self._cloud.region, made.connection.state, spec, ends)
        return (yield from read_back(self.get(new), drawn))

    def get(self, id: str) -> Flow[VpnConnection]:
        found = yield from CONNECTIONS.one(self._cloud, id)
        (one,) = yield from self._whole([found])
        return one

    def page(self, cursor: str | None, where: Where) -> Flow[Page[VpnConnection]]:
        rows, following = yield from CONNECTIONS.page(self._cloud, cursor, narrowed(where))
        return Page((yield from self._whole(rows)), following)

    def update(self, id: str, patch: VpnConnectionPatch) -> Flow[VpnConnection]:
        options = checked_patch(patch)
        row, origin = yield from CONNECTIONS.one(self._cloud, id)
        ends = yield from self._ends(row.gateway, row.peer, patch.customer_gateway_id)
        changes = changes_to_wire(patch, options, row, origin, ends)
        yield self._cloud.call(
            "ModifyVpnConnectionAttribute",
            {"VpnConnectionId": id, **changes},
            DONE,
            safe=True,
            writes=True,
            serial=row.gateway,
        )
        return (yield from self.get(id))  # the answer has nothing but a request id

    def delete(self, id: str) -> Flow[None]:
        """Of one that is neither listed nor made by this client nobody knows the gateway, which the
        delete must name: it counts as gone.
        """
        gateway: Text = self._gateways.get(id)
        listed = False
        with suppress(NotFoundError):  # a new one may not be listed yet: the delete itself decides
            row, _ = yield from CONNECTIONS.one(self._cloud, id)
            listed, gateway = True, row.gateway
            if state_from(row.state) is State.DELETING:
                return
        if not listed and not gateway:
            return
        both = {"VpnGatewayId": gateway, "VpnConnectionId": id}
        request = self._cloud.call(
            "DeleteVpnConnection", both, DONE, safe=True, writes=True, serial=gateway
        )
        yield from gone(self._state(id), request, listed=listed)
        self._gateways.pop(id, None)

    def _state(self, id: str) -> Flow[State]:
        row, _ = yield from CONNECTIONS.one(self._cloud, id)
        return state_from(row.state)

    def reset(self, id: str) -> Flow[VpnConnection]:
        row, _ = yield from CONNECTIONS.one(self._cloud, id)
        both = {"VpnGatewayId": row.gateway, "VpnConnectionId": id}
        # Each one interrupts traffic: never sent again on a guess.
        yield self._cloud.call("ResetVpnConnection", both, DONE, serial=row.gateway)
        return (yield from self.get(id))

    def tag(self, id: str, add: Mapping[str, str], remove: tuple[str, ...]) -> Flow[None]:
        return tag(self._cloud, "vpnx", id, add, remove)

    def diagnose(self, id: str) -> Flow[Diagnosis]:
        return (yield from diagnose(self._cloud, id))

    def devices(self) -> Flow[tuple[DeviceModel, ...]]:
        return (yield from devices(self._cloud))

    def device_config(self, id: str, device: DeviceModel | None) -> Flow[DeviceConfig]:
        return (yield from device_config(self._cloud, id, device))

    def find(self, token: str) -> Flow[list[VpnConnection]]:
        return (yield from self._whole((yield from CONNECTIONS.marked(self._cloud, token))))

    # -- the gateways at both ends

    def _ends(self, gateway: Text, peer: Text, then: Text = None) -> Flow[Ends]:
        """What is known of the gateways; what cannot be read is left to the cloud."""
        gateways = yield from GATEWAYS.some(self._cloud, [gateway])
        peers = yield from PEERS.some(self._cloud, [peer, then])
        return Ends(gateways.get(gateway or ""), peers.get(peer or ""), peers.get(then or ""))

    def _whole(self, rows: list[Found[ConnectionRow]]) -> Flow[list[VpnConnection]]:
        """Connections with the addresses of their gateways, which their rows do not have."""
        here = yield from GATEWAYS.some(self._cloud, [row.gateway for row, _ in rows])
        there = yield from PEERS.some(self._cloud, [row.peer for row, _ in rows])
        ours = {k: "".join(addresses_of(gateway.address)) for k, gateway in here.items()}
        theirs = {k: "".join(addresses_of(peer.address)) for k, peer in there.items()}
        return [
            told(
                self._cloud, row, o, ours.get(row.gateway or "", ""), theirs.get(row.peer or "", "")
            )
            for row, o in rows
        ]

    # -- a create whose answer has no id

    def _followed(self, spec: VpnConnectionSpec, op: Operation, request_id: Text) -> Flow[str]:
        """The id of a connection that is being made: from its task, else from the listing.

        Errors:
            ServiceError: the task failed.
            OutcomeUnknownError: no sign of it yet; the marker finds it.
        """
        with suppress(BusyError):  # still running: the listing may know
            task = yield from ended(self._cloud, request_id)
            if task is not None:
                keys = [tunnel.psk for tunnel in spec.tunnels]
                check(task, "CreateVpnConnection", request_id, *keys)
                if made := task.only("vpnx-"):
                    return made
        rows = yield from self._alike(spec)
        marked = [k for k, tags in rows.items() if op.marked and tags.get(MARKER) == op.token]
        if len(marked) == 1:
            return marked[0]
        raise OutcomeUnknownError(
            "the create was accepted without an id, and nothing listed is known to be it; "
            f"of its name between its gateways: {', '.join(rows) or 'none'}",
            operation={
                "provider": PROVIDER,
                "region": self._cloud.region,
                "noun": "vpn_connections",
                "verb": "create",
                "action": "CreateVpnConnection",
                "request_id": request_id or "",
            },
            marker=op.token if op.marked else None,
            candidates=tuple(rows),
        )

    def _alike(self, spec: VpnConnectionSpec) -> Flow[dict[str, dict[str, str]]]:
        """Connections of exactly that name between those gateways: id and all tags of each."""
        asked = (spec.vpn_gateway_id, spec.customer_gateway_id, spec.name)
        names = ("vpn-gateway-id", "customer-gateway-id", "vpn-connection-name")
        narrowing = {"Filters": filters_to(dict(zip(names, asked, strict=True)))}
        alike: dict[str, dict[str, str]] = {}
        cursor: str | None = None
        with suppress(ApiError, TransportError):
            while True:
                rows, cursor = yield from CONNECTIONS.page(self._cloud, cursor, narrowing)
                for row, _ in rows:
                    if (row.gateway, row.peer, row.name) == asked:
                        alike[row.id or ""] = tags_from(row.tags)
                if cursor is None:
                    break
        return alike


def narrowed(where: Where) -> dict[str, Any]:
    """The filters that the cloud has. Whether they are exact is not documented."""
    options = own_options(PROVIDER, where.options, VpnConnectionListOptions)
    wanted = {wire: where.fields[ours] for ours, wire in FILTERS.items() if where.fields.get(ours)}
    if options and options.network_id:
        wanted["vpc-id"] = options.network_id
    return {"Filters": filters_to(wanted)} if wanted else {}


FILTERS = {
    "id": "vpn-connection-id",
    "name": "vpn-connection-name",
    "vpn_gateway_id": "vpn-gateway-id",
    "customer_gateway_id": "customer-gateway-id",
}


# ---------------------------------------------------------------- from the wire


@dataclass(slots=True, frozen=True, config=RECORD)
class Made:
    """What the create answer is read for. An example has no id, and nor have some answers."""

    id: Text = Field(None, validation_alias="VpnConnectionId")
    state: Text = Field(None, validation_alias="State")


@dataclass(slots=True, frozen=True, config=RECORD)
class MadeIn:
    """The object the new connection stands in, and the id of the request: it names the task."""

    connection: Made = Field(validation_alias="VpnConnection")
    request_id: Text = Field(None, validation_alias="RequestId")


@dataclass(slots=True, frozen=True, config=RECORD)
class MadeReply:
    """The answer of CreateVpnConnection."""

    response: MadeIn = Field(validation_alias="Response")


MADE: Shape[MadeReply] = Shape(MadeReply)

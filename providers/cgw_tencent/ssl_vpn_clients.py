"""Who may dial in to an SSL-VPN server of Tencent Cloud: client certificates.

The cloud makes the key and keeps it: `config` reads it again at any time. What changes goes on as a
task after the answer.

Source: VPC API 2017-03-12, CreateVpnGatewaySslClient, DescribeVpnGatewaySslClients,
DeleteVpnGatewaySslClient, EnableVpnGatewaySslClientCert, DisableVpnGatewaySslClientCert,
ModifyVpnGatewaySslClientCert, DownloadVpnGatewaySslClientCert in tencentcloud-sdk-python-vpc 3.1.193
and the examples of tccli; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import Operation, Page, Where, check, own_options, read_back, refuse
from cgw.errors import ApiError, BusyError, NotFoundError, OutcomeUnknownError, TransportError
from cgw.models import SslVpnClient, SslVpnClientConfig, SslVpnClientPatch, SslVpnClientSpec, State
from cgw.wire import RECORD, Flow, Shape
from cgw_tencent.capabilities import SSL_VPN_CLIENTS as ABILITY
from cgw_tencent.fields import PROVIDER, Text, filters_to, tags_to
from cgw_tencent.listing import Found
from cgw_tencent.ssl_vpn_files import DOWNLOAD, config
from cgw_tencent.ssl_vpn_rows import CLIENTS, ClientRow, client, enabled, state_of
from cgw_tencent.tags import Prefix, marked, tag, tags_of
from cgw_tencent.tasks import BEGUN, Begun, followed, gone, made_by

if TYPE_CHECKING:
    from cgw_tencent.adapter import TencentAdapter

PREFIX: Prefix = "vpnc"
SWITCHES = {True: "EnableVpnGatewaySslClientCert", False: "DisableVpnGatewaySslClientCert"}
# What the switches say of a certificate that stands as asked for, or that cannot be switched.
ALREADY = {
    True: "UnsupportedOperation.SSLClientCertAlreadyEnableOrCertAbnormal",
    False: "UnsupportedOperation.SSLClientCertAlreadyDisableOrCertAbnormal",
}


class SslVpnClients:
    """The verbs. Rows tell no tags: each reading asks the tag service too."""

    def __init__(self, cloud: TencentAdapter) -> None:
        self._cloud = cloud

    def create(self, spec: SslVpnClientSpec, op: Operation) -> Flow[SslVpnClient]:
        wire, action = to_wire(spec, op), "CreateVpnGatewaySslClient"
        reply = yield self._cloud.call(action, wire, MADE, serial=spec.server_id)
        made = reply.read(MADE).response
        new = made.id or (
            yield from made_by(self._cloud, made, op, PREFIX, "ssl_vpn_clients", action)
        )
        sketch = SslVpnClient(
            id=new,
            provider=PROVIDER,
            region=self._cloud.region,
            name=spec.name,
            state=State.PENDING,
            server_id=spec.server_id,
            tags=spec.tags,
        )
        return (yield from read_back(self.get(new), sketch))

    def get(self, id: str) -> Flow[SslVpnClient]:
        (one,) = yield from self._whole([(yield from CLIENTS.one(self._cloud, id))])
        return one

    def page(self, cursor: str | None, where: Where) -> Flow[Page[SslVpnClient]]:
        rows, following = yield from CLIENTS.page(self._cloud, cursor, narrowed(where))
        return Page((yield from self._whole(rows)), following)

    def update(self, id: str, patch: SslVpnClientPatch) -> Flow[SslVpnClient]:
        """Lock it out or let it in again; nothing is sent where it is so already.

        After a lost answer it may come back as updating, with ``enabled`` as before: wait for it.
        """
        check(PROVIDER, ABILITY, patch)
        own_options(PROVIDER, patch.options, None)
        wanted = patch.enabled
        if wanted is None:
            refuse(PROVIDER, "enabled", "nothing to change it to was given")
        row, _ = yield from CLIENTS.one(self._cloud, id)
        if enabled(row) is not wanted:
            yield from self._switch(id, row, wanted)
        return (yield from self.get(id))

    def _switch(self, id: str, row: ClientRow, wanted: bool) -> Flow[None]:
        action = SWITCHES[wanted]
        try:
            reply = yield self._cloud.call(
                action,
                {"SslVpnClientId": id},
                BEGUN,
                safe=True,
                writes=True,
                serial=row.server or id,
            )
        except ApiError as refusal:
            if refusal.code != ALREADY[wanted]:
                raise
            row, _ = yield from CLIENTS.one(self._cloud, id)
            if enabled(row) is not wanted:  # the code has two meanings
                raise
        except OutcomeUnknownError as lost:
            with suppress(ApiError, TransportError):
                now, _ = yield from CLIENTS.one(self._cloud, id)
                states = state_of(row.state), state_of(now.state)
                # A change that has begun since it was read; another's is refused meanwhile.
                if enabled(now) is wanted or states == (State.AVAILABLE, State.UPDATING):
                    return
            raise lost from lost.__cause__
        else:
            yield from followed(self._cloud, reply.read(BEGUN).response, action)

    def delete(self, id: str) -> Flow[None]:
        server: str | None = None
        with suppress(NotFoundError):  # a new one may not be listed yet: the delete itself decides
            row, _ = yield from CLIENTS.one(self._cloud, id)
            if state_of(row.state) is State.DELETING:
                return
            server = row.server or id
        request = self._cloud.call(
            "DeleteVpnGatewaySslClient",
            {"SslVpnClientId": id},
            BEGUN,
            safe=True,
            writes=True,
            serial=server or id,
        )
        yield from gone(self._state(id), request, listed=server is not None)

    def _state(self, id: str) -> Flow[State]:
        row, _ = yield from CLIENTS.one(self._cloud, id)
        return state_of(row.state)

    def config(self, id: str) -> Flow[SslVpnClientConfig]:
        """What its program needs, the key included; nothing else of cgw reads that."""
        reply = yield self._cloud.call(
            "DownloadVpnGatewaySslClientCert", {"SslVpnClientId": id}, DOWNLOAD, safe=True
        )
        told = reply.read(DOWNLOAD).response
        files = config(id, told)
        if files is None:
            raise BusyError(
                f"the certificate of {id} is not ready",
                provider=PROVIDER,
                request_id=told.request_id or "",
                field="config",
            )
        return files

    def reissue(self, id: str) -> Flow[SslVpnClient]:
        row, _ = yield from CLIENTS.one(self._cloud, id)
        action = "ModifyVpnGatewaySslClientCert"
        # Each one makes the certificate before worthless: never sent again on a guess.
        reply = yield self._cloud.call(
            action, {"SslVpnClientIds": [id]}, BEGUN, serial=row.server or id
        )
        yield from followed(self._cloud, reply.read(BEGUN).response, action)
        return (yield from self.get(id))

    def find(self, token: str) -> Flow[list[SslVpnClient]]:
        found = yield from marked(self._cloud, CLIENTS, PREFIX, token)
        return [client(self._cloud, row, origin, tags) for (row, origin), tags in found]

    def tag(self, id: str, add: Mapping[str, str], remove: tuple[str, ...]) -> Flow[None]:
        return tag(self._cloud, PREFIX, id, add, remove)

    def _whole(self, rows: list[Found[ClientRow]]) -> Flow[list[SslVpnClient]]:
        """Clients with their tags."""
        ids = [row.id for row, _ in rows] if self._cloud.ssl_tags else []
        tags = yield from tags_of(self._cloud, PREFIX, ids)
        return [client(self._cloud, row, o, tags.get(row.id or "", {})) for row, o in rows]


# ---------------------------------------------------------------- to the wire


def to_wire(spec: SslVpnClientSpec, op: Operation) -> dict[str, Any]:
    """The parameters of CreateVpnGatewaySslClient."""
    check(PROVIDER, ABILITY, spec, op)
    own_options(PROVIDER, spec.options, None)
    parameters: dict[str, Any] = {
        "SslVpnServerId": spec.server_id,
        "SslVpnClientName": spec.name,
    }
    if tags := op.tags(spec.tags):
        parameters["Tags"] = tags_to(tags)
    return parameters


def narrowed(where: Where) -> dict[str, Any]:
    """The filters that the cloud has. Whether they are exact is not documented."""
    own_options(PROVIDER, where.options, None)
    wanted = {wire: where.fields[ours] for ours, wire in FILTERS.items() if where.fields.get(ours)}
    return {"Filters": filters_to(wanted)} if wanted else {}


FILTERS = {
    "id": "ssl-vpn-client-id",
    "name": "ssl-vpn-client-name",
    "server_id": "ssl-vpn-server-id",
    "network_id": "vpc-id",
}


# ---------------------------------------------------------------- from the wire


@dataclass(slots=True, frozen=True, config=RECORD)
class Made(Begun):
    """What the create answer is read for."""

    id: Text = Field(None, validation_alias="SslVpnClientId")


@dataclass(slots=True, frozen=True, config=RECORD)
class MadeReply:
    """The answer of CreateVpnGatewaySslClient."""

    response: Made = Field(validation_alias="Response")


MADE: Shape[MadeReply] = Shape(MadeReply)

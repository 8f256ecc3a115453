"""SSL-VPN servers on Tencent Cloud: on a VPN gateway that was made with ``ssl=True``.

A create, change or delete goes on as a task after its answer.

Source: VPC API 2017-03-12, CreateVpnGatewaySslServer, DescribeVpnGatewaySslServers,
ModifyVpnGatewaySslServer, DeleteVpnGatewaySslServer in tencentcloud-sdk-python-vpc 3.1.193 and the
examples of tccli; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pydantic import Field, SecretStr
from pydantic.dataclasses import dataclass

from cgw.adapter import Operation, Page, Where, check, one_of, own_options, read_back, refuse
from cgw.errors import InvalidRequestError, NotFoundError
from cgw.models import Options, SslVpnServer, SslVpnServerPatch, SslVpnServerSpec, State
from cgw.wire import RECORD, Flow, Shape
from cgw_tencent.capabilities import SSL_VPN_SERVERS as ABILITY
from cgw_tencent.fields import PROVIDER, Text, filters_to, tags_to
from cgw_tencent.listing import Found
from cgw_tencent.options import SslVpnServerOptions, SslVpnServerPatchOptions
from cgw_tencent.ssl_vpn_rows import (
    ENCRYPTIONS,
    INTEGRITIES,
    OLD_INTEGRITIES,
    SERVERS,
    ServerRow,
    server,
    state_of,
)
from cgw_tencent.tags import Prefix, marked, tag, tags_of
from cgw_tencent.tasks import BEGUN, Begun, followed, gone, made_by

if TYPE_CHECKING:
    from cgw_tencent.adapter import TencentAdapter

# The documents' defaults have changed (the port was 1194), so every value is sent.
PORT, ENCRYPTION, INTEGRITY = 9798, "aes-128-cbc", "sha1"
PREFIX: Prefix = "vpns"


class SslVpnServers:
    """The verbs. Rows tell no tags: each reading asks the tag service too."""

    def __init__(self, cloud: TencentAdapter) -> None:
        self._cloud = cloud

    def create(self, spec: SslVpnServerSpec, op: Operation) -> Flow[SslVpnServer]:
        wire = to_wire(spec, op)
        action = "CreateVpnGatewaySslServer"
        reply = yield self._cloud.call(action, wire, MADE, serial=spec.vpn_gateway_id)
        made = reply.read(MADE).response
        saml = saml_of(spec.options)
        new = made.id or (
            yield from made_by(self._cloud, made, op, PREFIX, "ssl_vpn_servers", action, saml)
        )
        sketch = SslVpnServer(
            id=new,
            provider=PROVIDER,
            region=self._cloud.region,
            name=spec.name,
            state=State.PENDING,
            vpn_gateway_id=spec.vpn_gateway_id,
            client_cidr=spec.client_cidr,
            local_cidrs=spec.local_cidrs,
            protocol="udp",
            port=wire["SslVpnPort"],
            encryption=spec.encryption or ENCRYPTION,
            integrity=spec.integrity or INTEGRITY,
            compress=False,
            dns_servers=spec.dns_servers,
            tags=spec.tags,
        )
        return (yield from read_back(self.get(new), sketch))

    def get(self, id: str) -> Flow[SslVpnServer]:
        (one,) = yield from self._whole([(yield from SERVERS.one(self._cloud, id))])
        return one

    def page(self, cursor: str | None, where: Where) -> Flow[Page[SslVpnServer]]:
        rows, following = yield from SERVERS.page(self._cloud, cursor, narrowed(where))
        return Page((yield from self._whole(rows)), following)

    def update(self, id: str, patch: SslVpnServerPatch) -> Flow[SslVpnServer]:
        changes = changes_to_wire(patch)
        action = "ModifyVpnGatewaySslServer"
        row, _ = yield from SERVERS.one(self._cloud, id)
        reply = yield self._cloud.call(
            action,
            {"SslVpnServerId": id, **changes},
            BEGUN,
            safe=True,
            writes=True,
            serial=row.gateway or id,
        )
        begun, saml = reply.read(BEGUN).response, saml_of(patch.options)
        yield from followed(self._cloud, begun, action, saml)
        return (yield from self.get(id))

    def delete(self, id: str) -> Flow[None]:
        gateway: str | None = None
        with suppress(NotFoundError):  # a new one may not be listed yet: the delete itself decides
            row, _ = yield from SERVERS.one(self._cloud, id)
            if state_of(row.state) is State.DELETING:
                return
            gateway = row.gateway or id
        request = self._cloud.call(
            "DeleteVpnGatewaySslServer",
            {"SslVpnServerId": id},
            BEGUN,
            safe=True,
            writes=True,
            serial=gateway or id,
        )
        yield from gone(self._state(id), request, listed=gateway is not None)

    def _state(self, id: str) -> Flow[State]:
        row, _ = yield from SERVERS.one(self._cloud, id)
        return state_of(row.state)

    def find(self, token: str) -> Flow[list[SslVpnServer]]:
        found = yield from marked(self._cloud, SERVERS, PREFIX, token)
        return [server(self._cloud, row, origin, tags) for (row, origin), tags in found]

    def tag(self, id: str, add: Mapping[str, str], remove: tuple[str, ...]) -> Flow[None]:
        return tag(self._cloud, PREFIX, id, add, remove)

    def _whole(self, rows: list[Found[ServerRow]]) -> Flow[list[SslVpnServer]]:
        """Servers with their tags."""
        ids = [row.id for row, _ in rows] if self._cloud.ssl_tags else []
        tags = yield from tags_of(self._cloud, PREFIX, ids)
        return [server(self._cloud, row, o, tags.get(row.id or "", {})) for row, o in rows]


# ---------------------------------------------------------------- to the wire


def to_wire(spec: SslVpnServerSpec, op: Operation) -> dict[str, Any]:
    """The parameters of CreateVpnGatewaySslServer."""
    check(PROVIDER, ABILITY, spec, op)
    options = own_options(PROVIDER, spec.options, SslVpnServerOptions) or SslVpnServerOptions()
    if not spec.name:
        refuse(PROVIDER, "name", "needed: 1 to 60 bytes")
    one_of(PROVIDER, "protocol", spec.protocol or "udp", ("udp",))
    if options.single_sign_on and options.saml_data is None:
        refuse(PROVIDER, "options.single_sign_on", "needs saml_data")
    parameters: dict[str, Any] = {
        "VpnGatewayId": spec.vpn_gateway_id,
        "SslVpnServerName": spec.name,
        "RemoteAddress": spec.client_cidr,
        "SslVpnProtocol": "UDP",
        "SslVpnPort": spec.port or PORT,
        "EncryptAlgorithm": _encryption(spec.encryption or ENCRYPTION),
        "IntegrityAlgorithm": _integrity(spec.integrity or INTEGRITY, INTEGRITIES),
        "Compress": False,  # "not supported at present"
        "SsoEnabled": options.single_sign_on,
        "AccessPolicyEnabled": options.access_control,
    }
    given = {
        "LocalAddress": list(spec.local_cidrs) or None,
        "SamlData": options.saml_data.get_secret_value() if options.saml_data else None,
        "DnsServers": dns_to_wire(spec.dns_servers) if spec.dns_servers else None,
        "Tags": tags_to(op.tags(spec.tags)) or None,
    }
    return parameters | {name: value for name, value in given.items() if value is not None}


def changes_to_wire(patch: SslVpnServerPatch) -> dict[str, Any]:
    """The parameters of ModifyVpnGatewaySslServer: what was given and nothing else."""
    check(PROVIDER, ABILITY, patch)
    options = own_options(PROVIDER, patch.options, SslVpnServerPatchOptions)
    integrities = {**INTEGRITIES, **OLD_INTEGRITIES}
    if patch.local_cidrs == ():
        refuse(PROVIDER, "local_cidrs", "what an empty list does is not documented")
    if patch.dns_servers == ():
        refuse(PROVIDER, "dns_servers", "there is no way to take them away")
    changes = {
        "SslVpnServerName": patch.name,
        "LocalAddress": list(patch.local_cidrs) if patch.local_cidrs else None,
        "RemoteAddress": patch.client_cidr,
        "SslVpnPort": patch.port,
        "EncryptAlgorithm": _encryption(patch.encryption) if patch.encryption else None,
        "IntegrityAlgorithm": (
            _integrity(patch.integrity, integrities) if patch.integrity else None
        ),
        "DnsServers": dns_to_wire(patch.dns_servers) if patch.dns_servers else None,
        "SsoEnabled": options.single_sign_on if options else None,
        "SamlData": (
            options.saml_data.get_secret_value() if options and options.saml_data else None
        ),
    }
    given = {name: value for name, value in changes.items() if value is not None}
    if not given:
        raise InvalidRequestError("nothing to change was given", provider=PROVIDER)
    return given


def saml_of(options: Options | None) -> SecretStr | None:
    """The metadata that is sent, and that no error may repeat."""
    if isinstance(options, SslVpnServerOptions | SslVpnServerPatchOptions):
        return options.saml_data
    return None


def dns_to_wire(servers: tuple[str, ...]) -> dict[str, str]:
    """The first and the second."""
    if len(servers) > 2:
        refuse(PROVIDER, "dns_servers", f"{len(servers)} given, at most 2")
    return dict(zip(("PrimaryDns", "SecondaryDns"), servers, strict=False))


def _encryption(word: str) -> str:
    one_of(PROVIDER, "encryption", word, tuple(ENCRYPTIONS))
    return ENCRYPTIONS[word]


def _integrity(word: str, words: Mapping[str, str]) -> str:
    one_of(PROVIDER, "integrity", word, tuple(words))
    return words[word]


def narrowed(where: Where) -> dict[str, Any]:
    """The filters that the cloud has. Whether they are exact is not documented."""
    wanted = {wire: where.fields[ours] for ours, wire in FILTERS.items() if where.fields.get(ours)}
    own_options(PROVIDER, where.options, None)
    return {"Filters": filters_to(wanted)} if wanted else {}


FILTERS = {
    "id": "ssl-vpn-server-id",
    "name": "ssl-vpn-server-name",
    "vpn_gateway_id": "vpn-gateway-id",
    "network_id": "vpc-id",
}


# ---------------------------------------------------------------- from the wire


@dataclass(slots=True, frozen=True, config=RECORD)
class Made(Begun):
    """What the create answer is read for. An example has no id."""

    id: Text = Field(None, validation_alias="SslVpnServerId")


@dataclass(slots=True, frozen=True, config=RECORD)
class MadeReply:
    """The answer of CreateVpnGatewaySslServer."""

    response: Made = Field(validation_alias="Response")


MADE: Shape[MadeReply] = Shape(MadeReply)

"""VPN attachments: connections of Alibaba Cloud without a VPN gateway, for a transit router.

They are connections (one id space, one Describe), made, changed and deleted by calls of their own.
A new one hangs on nothing: CreateTransitRouterVpnAttachment of CEN, another API, ties it to a
router, and only then the cloud gives it its addresses.

Source: Create-, Delete- and DescribeVpnAttachment(s), ModifyVpnAttachmentAttribute in
alibabacloud_vpc20160428 7.2.2 and the help pages of the first of 2025-02 (one tunnel, or two in some
regions) and 2026-06 (two); read 2026-11-21.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import Page, Where, own_options, refuse
from cgw.errors import NotFoundError, UnsupportedError
from cgw.models import (
    Attachment,
    Told,
    TunnelSpec,
    VpnConnection,
    VpnConnectionPatch,
    VpnConnectionSpec,
)
from cgw.wire import RECORD, Flow, Request
from cgw_alibaba.connection_plan import Plan
from cgw_alibaba.connection_rows import CHANGED, EVERYTHING, MADE, Row
from cgw_alibaba.fields import (
    DONE,
    Id,
    Lenient,
    Number,
    Text,
    flat,
    goes_on,
    named,
    numbered,
    yes,
)
from cgw_alibaba.options import VpnConnectionOptions, VpnConnectionPatchOptions
from cgw_alibaba.tunnels import Wire, as_texts, fits, made, plain

if TYPE_CHECKING:
    from cgw_alibaba.adapter import AlibabaAdapter

PROVIDER = "alibaba"
OF_PAIRS = ("Role", "RemoteCaCertificate")  # which tunnels of attachments do not have


# ---------------------------------------------------------------- before any request


def check_attached(spec: VpnConnectionSpec) -> None:
    """Refuse what no attachment can have, and of other connections what only attachments can."""
    options = own_options(PROVIDER, spec.options, VpnConnectionOptions) or VpnConnectionOptions()
    to = spec.attached_to
    if to is None:
        for name in ("single_tunnel", "tunnel_bandwidth", "resource_group_id"):
            if getattr(options, name):
                refuse(PROVIDER, f"options.{name}", "only with attached_to; a gateway decides it")
        return
    if to.kind != "transit-router":
        raise UnsupportedError(
            f"attached_to.kind: alibaba ties connections to a transit router only, not {to.kind!r}",
            field="attached_to.kind",
        )
    if to.id is not None:
        raise UnsupportedError(
            "attached_to.id: alibaba makes it on its own; CreateTransitRouterVpnAttachment of CEN "
            "then ties it to the router",
            field="attached_to.id",
        )
    if options.single_tunnel and len(spec.tunnels) > 1:
        refuse(PROVIDER, "options.single_tunnel", f"{len(spec.tunnels)} tunnels were given")
    for number, tunnel in enumerate(spec.tunnels):
        at = f"tunnels.{number}"
        if tunnel.local_address is not None:
            raise UnsupportedError(
                f"{at}.local_address: the cloud chooses it when the router is tied",
                field=f"{at}.local_address",
            )
        if tunnel.health_check is not None and not options.single_tunnel:
            raise UnsupportedError(
                f"{at}.health_check: only connections with one tunnel have it",
                field=f"{at}.health_check",
            )
        fits(tunnel.ike, tunnel.ipsec, at, sm=False)


# ---------------------------------------------------------------- a create


def plan_attached(spec: VpnConnectionSpec) -> Plan:
    """A new attachment; of two tunnels, unless one was asked for."""
    options = own_options(PROVIDER, spec.options, VpnConnectionOptions) or VpnConnectionOptions()
    pair = not options.single_tunnel
    tunnels: list[Wire] = []
    for number, tunnel in enumerate(_two(spec) if pair else spec.tunnels):
        peer = tunnel.customer_gateway_id or spec.customer_gateway_id
        wire = made(tunnel, peer, None, f"tunnels.{number}")
        tunnels.append({"TunnelIndex": number + 1, **wire} if pair else wire)
    everything = spec.mode != "policy"
    private = spec.attached_to.private if spec.attached_to else None
    return Plan(
        is_pair=pair,
        bgp=spec.mode == "bgp",
        local_cidrs=() if everything else spec.local_cidrs,
        remote_cidrs=() if everything else spec.remote_cidrs,
        effect_immediately=spec.initiator == "cloud",
        tunnels=tuple(tunnels),
        # Of what can be given of pairs the page of 2025-02 lists it, that of 2026-06 does not.
        auto_config_route=None if pair and options.auto_config_route else options.auto_config_route,
        dry_run=options.dry_run,
        network_type="private" if private else "public",
        certificate=options.remote_ca_certificate,
    )


def _two(spec: VpnConnectionSpec) -> tuple[TunnelSpec, ...]:
    if len(spec.tunnels) == 1 and spec.tunnels[0].bgp is not None:
        refuse(PROVIDER, "tunnels", "BGP needs both tunnels, each with its own tunnel_cidr")
    return spec.tunnels * 2 if len(spec.tunnels) == 1 else spec.tunnels


def loose(wanted: Plan) -> Attachment:
    """What a new one hangs on: nothing."""
    return Attachment(kind="none", private=wanted.network_type == "private")


# ---------------------------------------------------------------- a change


def change_attached(row: Row, patch: VpnConnectionPatch, wanted: Plan) -> Plan:
    """The whole attachment as it shall be; two tunnels always go together."""
    options = own_options(PROVIDER, patch.options, VpnConnectionPatchOptions)
    wires = [_with_policy(row, wire) for wire in wanted.tunnels]
    indexes = [tunnel.number or place for place, tunnel in enumerate(row.tunnels, 1)]
    tunnels = tuple(
        {"TunnelIndex": index, **wire} if row.is_pair else wire
        for index, wire in zip(indexes, wires, strict=True)
    )
    return replace(
        wanted,
        tunnels=tunnels,
        only=None,
        network_type=(options.network_type if options else None) or row.network_type,
        certificate=(options.remote_ca_certificate if options else None)
        or (None if row.is_pair else row.certificate),
    )


def _with_policy(row: Row, wire: Wire) -> Wire:
    """What a failing probe does stays as it is; only attachments can be told."""
    health = wire.get("HealthCheck")
    if not health or not health.get("enable") or not (row.health and row.health.policy):
        return wire
    return {**wire, "HealthCheck": {**health, "Policy": row.health.policy}}


# ---------------------------------------------------------------- to the wire


def create_request(
    cloud: AlibabaAdapter, spec: VpnConnectionSpec, wanted: Plan, token: str
) -> Request:
    """CreateVpnAttachment."""
    options = own_options(PROVIDER, spec.options, VpnConnectionOptions) or VpnConnectionOptions()
    more = [
        ("TunnelBandwidth", options.tunnel_bandwidth),
        ("ResourceGroupId", options.resource_group_id),
        ("DryRun", "true" if wanted.dry_run else None),
        ("ClientToken", token),
    ]
    return cloud.call(
        "CreateVpnAttachment",
        [
            ("Name", spec.name),
            *_query(wanted),
            *numbered("Tags", spec.tags),
            *((name, value) for name, value in more if value),
        ],
        MADE,
        form=_form(wanted),
        safe=True,
        writes=True,
    )


def modify_request(cloud: AlibabaAdapter, id: str, wanted: Plan) -> Request:
    """ModifyVpnAttachmentAttribute."""
    name = [("Name", wanted.name)] if wanted.name is not None else []
    return cloud.call(
        "ModifyVpnAttachmentAttribute",
        [("VpnConnectionId", id), *_query(wanted), *name],
        CHANGED,
        form=_form(wanted),
        safe=True,
        writes=True,
        serial=id,
    )


def delete_request(cloud: AlibabaAdapter, id: str) -> Request:
    """DeleteVpnAttachment; one that is tied to a router is refused by the cloud."""
    return cloud.call(
        "DeleteVpnAttachment",
        [("VpnConnectionId", id)],
        DONE,
        safe=True,
        writes=True,
        serial=id,
    )


def _query(wanted: Plan) -> list[tuple[str, str]]:
    pairs = [
        ("LocalSubnet", ",".join(wanted.local_cidrs or EVERYTHING)),
        ("RemoteSubnet", ",".join(wanted.remote_cidrs or EVERYTHING)),
        ("EffectImmediately", yes(wanted.effect_immediately)),
    ]
    if wanted.auto_config_route is not None:
        pairs.append(("AutoConfigRoute", yes(wanted.auto_config_route)))
    if wanted.network_type:
        pairs.append(("NetworkType", wanted.network_type.lower()))
    if wanted.certificate:
        pairs.append(("RemoteCaCert", wanted.certificate))  # RemoteCaCertificate is elsewhere
    if wanted.is_pair:
        return [*pairs, ("EnableTunnelsBgp", yes(wanted.bgp))]
    (tunnel,) = wanted.tunnels
    peer = tunnel.get("CustomerGatewayId")
    return [*pairs, *([("CustomerGatewayId", peer)] if peer else []), *as_texts(_own(tunnel))]


def _form(wanted: Plan) -> list[tuple[str, str]]:
    if not wanted.is_pair:
        return []
    return flat("TunnelOptionsSpecification", [plain(_own(tunnel)) for tunnel in wanted.tunnels])


def _own(tunnel: Wire) -> Wire:
    return {name: value for name, value in tunnel.items() if name not in OF_PAIRS}


# ---------------------------------------------------------------- listing


@dataclass(slots=True, frozen=True, config=RECORD)
class Outline:
    """One row of DescribeVpnAttachments, as far as DescribeVpnConnection does not tell it."""

    id: Id = Field(validation_alias=named("InstanceId"))
    description: Text = Field(None, validation_alias=named("Description"))
    flags: Text = Field(None, validation_alias=named("Tag"))


@dataclass(slots=True, frozen=True, config=RECORD)
class Outlines:
    """The answer of DescribeVpnAttachments: a list without an object around it."""

    rows: list[Outline] | None = Field(None, validation_alias=named("VpnAttachments"))
    total: Number = Field(None, validation_alias=named("TotalCount"))
    size: Number = Field(None, validation_alias=named("PageSize"))

    def __post_init__(self) -> None:
        if self.rows is None and self.total is None:
            raise ValueError("not a listing")


OUTLINES = Lenient(Outlines)
PAGE_SIZE = 50


def page(cloud: AlibabaAdapter, cursor: str | None, where: Where) -> Flow[Page[VpnConnection]]:
    """Those that are tied to a router, each then read as a connection: the listing tells little."""
    number = int(cursor or 1)
    pairs = [("AttachType", "CEN"), ("PageNumber", str(number)), ("PageSize", str(PAGE_SIZE))]
    if where.fields.get("id"):
        pairs.append(("VpnConnectionId", where.fields["id"]))
    reply = yield cloud.call("DescribeVpnAttachments", pairs, OUTLINES, safe=True)
    listing, _ = reply.read(OUTLINES)
    rows = listing.rows or []
    items = []
    for row in rows:
        with suppress(NotFoundError):  # deleted since it was listed
            found = yield from cloud.vpn_connections.get(row.id)
            more = {"Description": row.description, "Tag": row.flags}
            told = {name: text for name, text in more.items() if text}
            items.append(replace(found, origin=Told({**told, **found.extras})))
    goes = goes_on(number, len(rows), PAGE_SIZE, listing.size, listing.total)
    return Page(items, str(number + 1) if goes else None)

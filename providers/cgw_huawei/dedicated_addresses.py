"""Public addresses of dedicated gateways that exist: made, changed and taken away.

Three doors, each with its own calls: out of the gateway (``nat-eip``), into one behind an ELB
(``ingress-eip``), into one behind an LVS (``eip``, an address of one's own).

Source: APIG v2, AddEngressEipV2, AddIngressEipV2, AddEipV2 and their siblings for changing and removing,
pages of 2025-10 to 2025-12; huaweicloudsdkapig 3.1.219; that what is open shows in ``publicips``:
terraform-provider-huaweicloud a0345b8d; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic.dataclasses import dataclass

from cgw.adapter import own_options, refuse
from cgw.errors import (
    InvalidRequestError,
    NotFoundError,
    OutcomeUnknownError,
    ServiceError,
)
from cgw.models import (
    Answer,
    DedicatedGateway,
    DedicatedGatewayPatch,
    Origin,
    PublicAddress,
    Told,
    lenient_address,
)
from cgw.wire import RECORD, Flow, Shape, UnreadableError, known
from cgw_huawei.dedicated_gateway_rows import RESIZED, ROW, Row
from cgw_huawei.fields import SECRETS, Text
from cgw_huawei.options import DedicatedGatewayPatchOptions

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter

PROVIDER = "huawei"
PATH = "instances"
MOST = 2000  # Mbit/s, as on create


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Bound:
    """The answer of AddEipV2."""

    eip_id: Text = None
    eip_address: Text = None
    eip_ipv6_address: Text = None


BOUND: Shape[Bound] = Shape(Bound)


class Wishes(NamedTuple):
    """What shall be of the three doors; None leaves one as it is."""

    egress: int | None = None
    egress_mode: str | None = None
    ingress: int | None = None
    ingress_mode: str | None = None
    eip: str | None = None

    def __bool__(self) -> bool:
        return any(wish is not None for wish in self)


class Changed(NamedTuple):
    """What the answers told.

    Attributes:
        job: of the last change; empty if none was named.
        bound: of an address that was bound.
        rest: what of that answer no field is for.
    """

    job: str = ""
    bound: Bound | None = None
    rest: Origin | None = None


def wishes(patch: DedicatedGatewayPatch) -> Wishes:
    """What a patch wants.

    Errors:
        InvalidRequestError: refused before any request; ``.field`` names it.
    """
    options = own_options(PROVIDER, patch.options, DedicatedGatewayPatchOptions)
    options = options or DedicatedGatewayPatchOptions()
    found = Wishes(
        patch.egress_mbps,
        options.egress_charge_mode,
        patch.ingress_mbps,
        options.ingress_charge_mode,
        options.eip_id,
    )
    for field, size, mode, least in (
        ("egress_mbps", found.egress, found.egress_mode, 1),
        ("ingress_mbps", found.ingress, found.ingress_mode, 5),
    ):
        if size and not least <= size <= MOST:
            refuse(PROVIDER, field, f"{size} Mbit/s; 0, or {least} to {MOST}, are allowed")
        if mode is not None and not size:
            refuse(PROVIDER, field, "needed with a charge mode")
    return found


def change(cloud: HuaweiAdapter, row: Row, wanted: Wishes) -> Flow[Changed]:
    """Open, change and close what is not yet as it is wanted.

    Args:
        row: the gateway as it is.
    """
    told = Changed()
    if wanted.ingress is not None:
        job = yield from _door(cloud, row, INGRESS, wanted.ingress, wanted.ingress_mode)
        told = told._replace(job=job)
    if wanted.egress is not None:
        yield from _door(cloud, row, EGRESS, wanted.egress, wanted.egress_mode)
    if wanted.eip:
        reply = yield cloud.apig(
            "AddEipV2",
            "PUT",
            PATH,
            row.id,
            "eip",
            body={"eip_id": wanted.eip},
            safe=True,
            serial=row.id,
        )
        told = told._replace(bound=Bound(eip_id=wanted.eip))
        with suppress(UnreadableError):  # it is bound, whatever the answer says
            bound = reply.read(BOUND)
            if bound.eip_id:
                rest = Origin(Answer(reply.body, SECRETS), (), known(Bound))
                told = told._replace(bound=bound, rest=rest)
    elif wanted.eip is not None and row.eip_address:
        with suppress(NotFoundError):  # gone already is what the caller wanted
            yield cloud.apig("RemoveEipV2", "DELETE", PATH, row.id, "eip", safe=True, serial=row.id)
    return told


class Seen(NamedTuple):
    """One of the two doors with a bandwidth, as the gateway tells it."""

    is_open: bool
    size: int | None
    mode: str | None


def _inside(row: Row) -> Seen:
    size = next((ip.bandwidth_size for ip in row.publicips if ip.bandwidth_size), None)
    return Seen(bool(row.publicips), size, row.ingress_charge_mode)


def _outside(row: Row) -> Seen:
    is_open = bool(row.bandwidth_size or row.nat_eip_address)
    return Seen(is_open, row.bandwidth_size, row.egress_charge_mode)


class Door(NamedTuple):
    """One of the two with a bandwidth.

    Attributes:
        name: in the calls' names.
        number: how its body writes Mbit/s.
        seen: how a gateway tells it.
    """

    name: str
    path: str
    number: type[int | str]
    seen: Callable[[Row], Seen]


INGRESS = Door("Ingress", "ingress-eip", int, _inside)
EGRESS = Door("Engress", "nat-eip", str, _outside)  # a text, says the page


def _door(cloud: HuaweiAdapter, row: Row, door: Door, size: int, mode: str | None) -> Flow[str]:
    """The job's id, where the answer names one; nothing is sent if nothing would change.

    Opening and shutting are refused the second time, so either may be sent again when its answer
    was lost: after a failure it is looked whether the door is as it was wanted.
    """
    there = door.seen(row)
    if not size and not there.is_open:
        return ""
    body: dict[str, Any] | None = None
    what, method = ("Remove", "DELETE")
    if size:
        if there.is_open and size == there.size and mode in (None, there.mode):
            return ""
        what, method = ("Update", "PUT") if there.is_open else ("Add", "POST")
        body = {"bandwidth_size": door.number(size)}
        if mode is not None:
            body["bandwidth_charging_mode"] = mode
    action = f"{what}{door.name}EipV2"
    try:
        reply = yield cloud.apig(
            action, method, PATH, row.id, door.path, body=body, safe=True, serial=row.id
        )
    except (NotFoundError, InvalidRequestError, ServiceError, OutcomeUnknownError):
        after = yield cloud.apig(
            "ShowDetailsOfInstanceV2", "GET", PATH, row.id, shape=ROW, safe=True
        )
        now = door.seen(after.read(ROW))
        if now.is_open != bool(size) or (size and now.size != size):
            raise
        return ""
    try:
        return reply.read(RESIZED).job_id or ""
    except UnreadableError:  # it is done, whatever the answer says
        return ""


def with_address(gateway: DedicatedGateway, changed: Changed) -> DedicatedGateway:
    """The gateway with the id of the address that was just bound to it: reads tell none.

    What of the answer has no field is in its extras, under ``eip``.
    """
    bound = changed.bound
    if bound is None:
        return gateway
    texts = {4: bound.eip_address, 6: bound.eip_ipv6_address}
    new = [
        PublicAddress(id=bound.eip_id or "", address=lenient_address(text), ip_version=version)
        for version, text in texts.items()
        if text
    ] or [PublicAddress(id=bound.eip_id or "")]
    addresses = {one.address for one in new}
    known_ones = tuple(one for one in gateway.public_addresses if one.address not in addresses)
    found = replace(gateway, public_addresses=(*known_ones, *new))
    rest = changed.rest.extras() if changed.rest else {}
    return replace(found, origin=Told({**gateway.extras, "eip": rest})) if rest else found

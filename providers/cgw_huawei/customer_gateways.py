"""Customer gateways on HUAWEI CLOUD.

Source: VPN API v5, CreateCgw, ListCgws, ShowCgw, UpdateCgw, DeleteCgw, in the pages vpn_api_0021 to
0025 (enterprise edition) and in huaweicloudsdkvpn 3.1.219; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import MARKER, Operation, Page, Where, check, own_options, refuse, unmarked
from cgw.errors import NotFoundError, UnsupportedError
from cgw.models import (
    Answer,
    Certificate,
    CustomerGateway,
    CustomerGatewayPatch,
    CustomerGatewaySpec,
    Origin,
    State,
    lenient_address,
    lenient_asn,
    parse_time,
)
from cgw.wire import RECORD, Flow, Reply, Shape, known
from cgw_huawei.capabilities import CUSTOMER_GATEWAYS as ABILITY
from cgw_huawei.fields import (
    SECRETS,
    Flag,
    Listed,
    Number,
    PageInfo,
    Tag,
    Text,
    tags_from,
    tags_to,
)
from cgw_huawei.options import CustomerGatewayOptions, CustomerGatewayPatchOptions
from cgw_huawei.paging import asked, turned
from cgw_huawei.tags import tag

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter

PROVIDER = "huawei"
PATH = "customer-gateways"


class CustomerGateways:
    """The verbs. No lifecycle: a customer gateway is usable as soon as it exists."""

    def __init__(self, cloud: HuaweiAdapter) -> None:
        self._cloud = cloud

    def create(self, spec: CustomerGatewaySpec, op: Operation) -> Flow[CustomerGateway]:
        body = {"customer_gateway": to_wire(spec, op)}
        reply = yield self._cloud.vpn("CreateCgw", "POST", PATH, shape=ONE, body=body)
        # The whole object is in the answer, in the page's sample all but its tags.
        return self._one(reply, spec.tags)

    def get(self, id: str) -> Flow[CustomerGateway]:
        reply = yield self._cloud.vpn("ShowCgw", "GET", PATH, id, shape=ONE, safe=True)
        return self._one(reply)

    def page(self, cursor: str | None, where: Where) -> Flow[Page[CustomerGateway]]:
        own_options(PROVIDER, where.options, None)  # there are none to give
        query = [*asked(cursor), *narrowed(where)]
        reply = yield self._cloud.vpn("ListCgws", "GET", PATH, shape=MANY, query=query, safe=True)
        return self._page(cursor, reply)

    def update(self, id: str, patch: CustomerGatewayPatch) -> Flow[CustomerGateway]:
        body = {"customer_gateway": changes_to_wire(patch)}
        reply = yield self._cloud.vpn("UpdateCgw", "PUT", PATH, id, shape=ONE, body=body, safe=True)
        return self._one(reply)

    def delete(self, id: str) -> Flow[None]:
        with suppress(NotFoundError):  # gone already is what the caller wanted
            yield self._cloud.vpn("DeleteCgw", "DELETE", PATH, id, safe=True)

    def find(self, token: str) -> Flow[list[CustomerGateway]]:
        """Reads every page: lists have no filter for tags."""
        found: list[CustomerGateway] = []
        cursor: str | None = None
        while True:
            reply = yield self._cloud.vpn(
                "ListCgws", "GET", PATH, shape=MANY, query=asked(cursor), safe=True
            )
            marked = {row.id for row in reply.read(MANY).rows if row and _marker(row) == token}
            page = self._page(cursor, reply)
            found += [item for item in page.items if item.id in marked]
            cursor = page.cursor
            if cursor is None:
                return found

    def tag(self, id: str, add: Mapping[str, str], remove: tuple[str, ...]) -> Flow[None]:
        return tag(self._cloud, "customer-gateway", id, add, remove)

    def _one(self, reply: Reply, tags: Mapping[str, str] | None = None) -> CustomerGateway:
        origin = Origin(Answer(reply.body, SECRETS), ("customer_gateway",), known(Row))
        return from_wire(self._cloud.region, reply.read(ONE).row, origin, tags)

    def _page(self, cursor: str | None, reply: Reply) -> Page[CustomerGateway]:
        many, answer = reply.read(MANY), Answer(reply.body, SECRETS)
        new, following = turned(cursor, many.rows, many.page_info, many.total)
        items = [
            from_wire(self._cloud.region, row, Origin(answer, ("customer_gateways", i), known(Row)))
            for i in new
            if (row := many.rows[i])
        ]
        return Page(items, following)


# ---------------------------------------------------------------- to the wire


def to_wire(spec: CustomerGatewaySpec, op: Operation) -> dict[str, Any]:
    """The body of CreateCgw. Nothing is sent as null."""
    check(PROVIDER, ABILITY, spec, op)
    options = own_options(PROVIDER, spec.options, CustomerGatewayOptions)
    kind = id_type(spec.address)
    body: dict[str, Any] = {"name": spec.name, "id_type": kind, "id_value": spec.address}
    if spec.asn is not None:
        if kind == "fqdn":
            refuse(PROVIDER, "asn", "only with an IP address, not with a name")
        body["bgp_asn"] = spec.asn
    if certificate := certificate_to_wire(options):
        body["ca_certificate"] = certificate
    if tags := op.tags(spec.tags):
        body["tags"] = tags_to(tags)
    return body


def changes_to_wire(patch: CustomerGatewayPatch) -> dict[str, Any]:
    """The body of UpdateCgw: what was given and nothing else."""
    check(PROVIDER, ABILITY, patch)
    options = own_options(PROVIDER, patch.options, CustomerGatewayPatchOptions)
    body: dict[str, Any] = {}
    if patch.name is not None:
        body["name"] = patch.name
    if certificate := certificate_to_wire(options):
        body["ca_certificate"] = certificate
    if not body:
        refuse(PROVIDER, "name", "nothing to change was given")
    return body


def narrowed(where: Where) -> list[tuple[str, str]]:
    """The one filter that the cloud has. Source: huaweicloudsdkvpn ListCgwsRequest."""
    return [("cgw_id", where.fields["id"])] if "id" in where.fields else []


def id_type(address: str) -> str:
    """``ip`` for an IPv4 address, ``fqdn`` for a name; IPv6 is not taken here."""
    if ":" in address:
        raise UnsupportedError(
            f"address: huawei takes an IPv4 address or a name, not {address!r}", field="address"
        )
    return "fqdn" if any(c.isalpha() for c in address) else "ip"


def certificate_to_wire(
    options: CustomerGatewayOptions | CustomerGatewayPatchOptions | None,
) -> dict[str, str]:
    """The CA certificate, by its id or as it is."""
    if options and options.ca_certificate_id:
        return {"id": options.ca_certificate_id}
    return {"content": options.ca_certificate} if options and options.ca_certificate else {}


# ---------------------------------------------------------------- from the wire


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class CertificateRow:
    """The CA certificate of a device that proves with one who it is."""

    id: Text = None
    serial_number: Text = None
    signature_algorithm: Text = None
    issuer: Text = None
    subject: Text = None
    expires: Text = Field(None, validation_alias="expire_time")
    replaceable: Flag = Field(None, validation_alias="is_updatable")


@dataclass(slots=True, frozen=True, config=RECORD)
class Row:
    """One customer gateway, as every call tells it. Older answers have ``ip`` only."""

    id: str
    name: Text = Field(None, validation_alias="name")
    id_value: Text = Field(None, validation_alias="id_value")
    ip: Text = Field(None, validation_alias="ip")
    asn: Text = Field(None, validation_alias="bgp_asn")
    created: Text = Field(None, validation_alias="created_at")
    updated: Text = Field(None, validation_alias="updated_at")
    certificate: CertificateRow | None = Field(None, validation_alias="ca_certificate")
    tags: list[Tag] | None = Field(None, validation_alias="tags")


@dataclass(slots=True, frozen=True, config=RECORD)
class One:
    """The answer of CreateCgw, ShowCgw and UpdateCgw."""

    row: Row = Field(validation_alias="customer_gateway")


@dataclass(slots=True, frozen=True, config=RECORD)
class Many:
    """The answer of ListCgws."""

    total: Number = Field(None, validation_alias="total_count")
    page_info: PageInfo | None = Field(None, validation_alias="page_info")
    rows: Annotated[list[Row | None], Listed] = Field(
        default_factory=list, validation_alias="customer_gateways"
    )


ONE: Shape[One] = Shape(One)
MANY: Shape[Many] = Shape(Many)


def _marker(row: Row) -> str | None:
    return tags_from(row.tags or []).get(MARKER)


def from_wire(
    region: str, row: Row, origin: Origin, tags: Mapping[str, str] | None = None
) -> CustomerGateway:
    """A row in our words; ``tags`` are those that were asked for, in case the row has none."""
    told = tags_from(row.tags) if row.tags is not None else dict(tags or {})
    return CustomerGateway(
        id=row.id,
        provider=PROVIDER,
        region=region,
        name=row.name or "",
        state=State.AVAILABLE,
        created_at=parse_time(row.created),
        updated_at=parse_time(row.updated),
        address=lenient_address(row.id_value or row.ip),
        asn=lenient_asn(row.asn),
        tags=unmarked(told),
        certificate=certificate_from(row.certificate),
        origin=origin,
    )


def certificate_from(row: CertificateRow | None) -> Certificate | None:
    """The device's certificate in our words; None if it has none."""
    if row is None:
        return None
    return Certificate(
        id=row.id or "",
        subject=row.subject or "",
        issuer=row.issuer or "",
        serial_number=row.serial_number or "",
        signature_algorithm=row.signature_algorithm or "",
        expires_at=parse_time(row.expires),
        replaceable=row.replaceable,
    )

"""Customer gateways on Alibaba Cloud.

Source: VPC API 2016-04-28, CreateCustomerGateway, DescribeCustomerGateway,
DescribeCustomerGateways, ModifyCustomerGatewayAttribute, DeleteCustomerGateway, in the newer help
page and in alibabacloud_vpc20160428 7.2.2; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network
from itertools import islice
from typing import TYPE_CHECKING

from pydantic import Field, SecretStr
from pydantic.dataclasses import dataclass

from cgw.adapter import Operation, Page, Where, check, own_options, read_back, refuse, unmarked
from cgw.errors import NotFoundError, UnsupportedError
from cgw.models import (
    Answer,
    CustomerGateway,
    CustomerGatewayPatch,
    CustomerGatewaySpec,
    Origin,
    State,
    from_millis,
    lenient_address,
    lenient_asn,
)
from cgw.wire import RECORD, Flow, known
from cgw_alibaba.capabilities import CUSTOMER_GATEWAYS as ABILITY
from cgw_alibaba.fields import (
    DONE,
    SECRETS,
    Id,
    Lenient,
    Number,
    Secret,
    TagList,
    Text,
    alone,
    goes_on,
    named,
    numbered,
    tags_from,
)
from cgw_alibaba.options import (
    CustomerGatewayListOptions,
    CustomerGatewayOptions,
    CustomerGatewayPatchOptions,
)
from cgw_alibaba.tags import tag

if TYPE_CHECKING:
    from cgw_alibaba.adapter import AlibabaAdapter

PROVIDER = "alibaba"
PAGE_SIZE = 50  # the most DescribeCustomerGateways takes
MOST_TAGS = 20  # the most tags a filter takes
NO_PEERS = tuple(  # CreateCustomerGatewayRequest.IpAddress: "not supported"
    IPv4Network(text)
    for text in ("100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "255.0.0.0/8")
)


class CustomerGateways:
    """The verbs. No lifecycle: a customer gateway is usable as soon as it exists."""

    def __init__(self, cloud: AlibabaAdapter) -> None:
        self._cloud = cloud

    def create(self, spec: CustomerGatewaySpec, op: Operation) -> Flow[CustomerGateway]:
        pairs = [*to_wire(spec), ("ClientToken", op.token)]
        reply = yield self._cloud.call("CreateCustomerGateway", pairs, MADE, safe=True, writes=True)
        made, _ = reply.read(MADE)
        # The create answer has no Asn and no Tags: the whole is read back.
        options = own_options(PROVIDER, spec.options, CustomerGatewayOptions)
        sketch = CustomerGateway(
            id=made.id,
            provider=PROVIDER,
            region=self._cloud.region,
            name=spec.name,
            state=State.AVAILABLE,
            created_at=from_millis(made.created),
            address=spec.address,
            asn=spec.asn,
            description=spec.description,
            tags=spec.tags,
            bgp_key=options.bgp_key if options else None,
        )
        return (yield from read_back(self.get(made.id), sketch))

    def get(self, id: str) -> Flow[CustomerGateway]:
        reply = yield self._cloud.call(
            "DescribeCustomerGateway", [("CustomerGatewayId", id)], ROW, safe=True
        )
        row, body = reply.read(ROW)
        return from_wire(self._cloud.region, row, alone(body, known(Row)))

    def page(self, cursor: str | None, where: Where) -> Flow[Page[CustomerGateway]]:
        number = int(cursor or 1)
        pairs = [("PageNumber", str(number)), ("PageSize", str(PAGE_SIZE)), *narrowed(where)]
        reply = yield self._cloud.call("DescribeCustomerGateways", pairs, LISTING, safe=True)
        listing, body = reply.read(LISTING)
        answer = Answer(body, SECRETS)
        rows = listing.rows.items if listing.rows else []
        items = [
            from_wire(
                self._cloud.region,
                row,
                Origin(answer, ("CustomerGateways", "CustomerGateway", i), known(Row)),
            )
            for i, row in enumerate(rows)
        ]
        return Page(items, str(number + 1) if listing.goes_on(number) else None)

    def update(self, id: str, patch: CustomerGatewayPatch) -> Flow[CustomerGateway]:
        pairs = [("CustomerGatewayId", id), *changes_to_wire(patch)]
        yield self._cloud.call(
            "ModifyCustomerGatewayAttribute", pairs, DONE, safe=True, writes=True
        )
        return (yield from self.get(id))  # the answer has no Asn and no Tags

    def delete(self, id: str) -> Flow[None]:
        pairs = [("CustomerGatewayId", id)]
        with suppress(NotFoundError):  # gone already is what the caller wanted
            yield self._cloud.call("DeleteCustomerGateway", pairs, DONE, safe=True, writes=True)

    def tag(self, id: str, add: Mapping[str, str], remove: tuple[str, ...]) -> Flow[None]:
        """Set tags of one that exists, and take others away."""
        yield from tag(self._cloud, "CUSTOMERGATEWAY", id, add, remove)

    def find(self, token: str) -> Flow[list[CustomerGateway]]:  # noqa: ARG002 -- the contract's
        """Never needed: a create whose answer was lost is sent again with its client token."""
        raise UnsupportedError("alibaba finds lost creates by client token", field="find")
        yield  # a flow that asks nothing


# ---------------------------------------------------------------- to the wire


def to_wire(spec: CustomerGatewaySpec) -> list[tuple[str, str]]:
    """The parameters of CreateCustomerGateway."""
    check(PROVIDER, ABILITY, spec)
    options = own_options(PROVIDER, spec.options, CustomerGatewayOptions)
    pairs = [("IpAddress", ipv4(spec.address)), ("Name", spec.name)]
    if spec.description is not None:
        pairs.append(("Description", spec.description))
    if spec.asn is not None:
        pairs.append(("Asn", str(spec.asn)))
    if options and options.bgp_key:
        if spec.asn is None:
            refuse(PROVIDER, "asn", "needed with options.bgp_key")
        pairs.append(("AuthKey", bgp_key(options.bgp_key)))
    if options and options.resource_group_id:
        pairs.append(("ResourceGroupId", options.resource_group_id))
    return pairs + numbered("Tags", dict(spec.tags))


def changes_to_wire(patch: CustomerGatewayPatch) -> list[tuple[str, str]]:
    """The parameters of ModifyCustomerGatewayAttribute: what was given and nothing else."""
    check(PROVIDER, ABILITY, patch)
    options = own_options(PROVIDER, patch.options, CustomerGatewayPatchOptions)
    given = patch.given()
    pairs = [(wire, given[ours]) for ours, wire in CHANGES.items() if given.get(ours) is not None]
    if options and options.bgp_key:
        pairs.append(("AuthKey", bgp_key(options.bgp_key)))
    if not pairs:  # only None was given; the cloud cannot take a name or a description away
        refuse(PROVIDER, next(iter(given)), "nothing to change it to was given")
    return pairs


CHANGES = {"name": "Name", "description": "Description"}


def narrowed(where: Where) -> list[tuple[str, str]]:
    """The filters that the cloud has; there is none for name or address."""
    options = own_options(PROVIDER, where.options, CustomerGatewayListOptions)
    # The client compares again, so a part of many tags will do, and a value that is empty, of which
    # no document says how the filter takes it, is left out.
    tags = numbered("Tag", dict(islice(where.tags.items(), MOST_TAGS)))
    pairs = [(name, value) for name, value in tags if value]
    if "id" in where.fields:
        pairs.append(("CustomerGatewayId", where.fields["id"]))
    if options and options.resource_group_id:
        pairs.append(("ResourceGroupId", options.resource_group_id))
    return pairs


def ipv4(address: str) -> str:
    """The address, unless it is a name or IPv6, which this cloud does not take here."""
    if ":" in address or any(c.isalpha() for c in address):
        raise UnsupportedError(
            f"address: alibaba takes an IPv4 address, not {address!r}", field="address"
        )
    with suppress(ValueError):  # a spec refuses what is malformed; past that the cloud judges it
        for network in NO_PEERS:
            if IPv4Address(address) in network:
                why = f"{address} is in {network}, which the cloud cannot reach"
                refuse(PROVIDER, "address", why)
    return address


def bgp_key(key: SecretStr) -> str:
    """The key, if its form is right. Source: newer CreateCustomerGateway page, AuthKey."""
    text = key.get_secret_value()
    if not (1 <= len(text) <= 64 and text.isascii() and text.isprintable()) or set(text) & set(
        " ?"
    ):
        refuse(
            PROVIDER,
            "options.bgp_key",
            f"{len(text)} characters given; 1 to 64 ASCII characters, no space, no question mark",
        )
    return text


# ---------------------------------------------------------------- from the wire


@dataclass(slots=True, frozen=True, config=RECORD)
class Row:
    """One customer gateway, as DescribeCustomerGateway(s) tell it."""

    id: Id = Field(validation_alias=named("CustomerGatewayId"))
    name: Text = Field(None, validation_alias=named("Name"))
    address: Text = Field(None, validation_alias=named("IpAddress"))
    asn: Text = Field(None, validation_alias=named("Asn"))
    bgp_key: Secret = Field(None, validation_alias=named("AuthKey"))
    description: Text = Field(None, validation_alias=named("Description"))
    created: Number = Field(None, validation_alias=named("CreateTime"))
    resource_group: Text = Field(None, validation_alias=named("ResourceGroupId"))
    tags: TagList | None = Field(None, validation_alias=named("Tags"))


@dataclass(slots=True, frozen=True, config=RECORD)
class Rows:
    """The list inside the list."""

    items: list[Row] = Field(validation_alias="CustomerGateway")


@dataclass(slots=True, frozen=True, config=RECORD)
class Listing:
    """The answer of DescribeCustomerGateways."""

    rows: Rows | None = Field(None, validation_alias=named("CustomerGateways"))
    total: Number = Field(None, validation_alias=named("TotalCount"))
    size: Number = Field(None, validation_alias=named("PageSize"))

    def __post_init__(self) -> None:
        if self.rows is None and self.total is None:
            raise ValueError("not a listing")  # a strange answer must not pass for an empty list

    def goes_on(self, number: int) -> bool:
        """True if there is a page after page ``number``."""
        found = len(self.rows.items) if self.rows else 0
        return goes_on(number, found, PAGE_SIZE, self.size, self.total)


@dataclass(slots=True, frozen=True, config=RECORD)
class Made:
    """What the create answer is read for."""

    id: Id = Field(validation_alias=named("CustomerGatewayId"))
    created: Number = Field(None, validation_alias=named("CreateTime"))


ROW = Lenient(Row)
LISTING = Lenient(Listing)
MADE = Lenient(Made)


def from_wire(region: str, row: Row, origin: Origin) -> CustomerGateway:
    """A row in our words."""
    return CustomerGateway(
        id=row.id,
        provider=PROVIDER,
        region=region,
        name=row.name or "",
        state=State.AVAILABLE,
        created_at=from_millis(row.created),
        resource_group=row.resource_group or "",
        address=lenient_address(row.address),
        asn=lenient_asn(row.asn),
        description=row.description,
        tags=unmarked(tags_from(row.tags)),
        bgp_key=row.bgp_key if row.bgp_key and row.bgp_key.get_secret_value() else None,
        origin=origin,
    )

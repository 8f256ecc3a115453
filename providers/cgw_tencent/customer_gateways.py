"""Customer gateways on Tencent Cloud.

Source: VPC API 2017-03-12, CreateCustomerGateway, DescribeCustomerGateways,
ModifyCustomerGatewayAttribute, DeleteCustomerGateway: page of 2024-11-25 and
tencentcloud-sdk-python-vpc 3.1.193; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from ipaddress import IPv4Address, ip_address
from typing import TYPE_CHECKING, Any

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import Operation, Page, Where, check, own_options, read_back, refuse, unmarked
from cgw.errors import InvalidRequestError, NotFoundError, UnsupportedError
from cgw.models import (
    CustomerGateway,
    CustomerGatewayPatch,
    CustomerGatewaySpec,
    Origin,
    State,
    lenient_address,
    lenient_asn,
)
from cgw.wire import RECORD, Flow, Shape
from cgw_tencent.capabilities import CUSTOMER_GATEWAYS as ABILITY
from cgw_tencent.fields import (
    DONE,
    PROVIDER,
    Number,
    Tags,
    Text,
    filters_to,
    moment,
    tags_from,
    tags_to,
    whole,
)
from cgw_tencent.listing import Listing
from cgw_tencent.options import CustomerGatewayListOptions
from cgw_tencent.tags import tag

if TYPE_CHECKING:
    from cgw_tencent.adapter import TencentAdapter


class CustomerGateways:
    """The verbs. No lifecycle: a customer gateway is usable as soon as it exists."""

    def __init__(self, cloud: TencentAdapter) -> None:
        self._cloud = cloud

    def create(self, spec: CustomerGatewaySpec, op: Operation) -> Flow[CustomerGateway]:
        reply = yield self._cloud.call("CreateCustomerGateway", to_wire(spec, op), MADE)
        made = reply.read(MADE).response.gateway
        # The create answer of the page has neither ASN nor tags: the whole is read back.
        sketch = CustomerGateway(
            id=made.id,
            provider=PROVIDER,
            region=self._cloud.region,
            name=spec.name,
            state=State.AVAILABLE,
            created_at=moment(made.created, self._cloud.zone),
            address=spec.address,
            asn=spec.asn,
            tags=spec.tags,
        )
        return (yield from read_back(self.get(made.id), sketch))

    def get(self, id: str) -> Flow[CustomerGateway]:
        return self._told(*(yield from LISTING.one(self._cloud, id)))

    def page(self, cursor: str | None, where: Where) -> Flow[Page[CustomerGateway]]:
        rows, following = yield from LISTING.page(self._cloud, cursor, narrowed(where))
        return Page([self._told(*found) for found in rows], following)

    def update(self, id: str, patch: CustomerGatewayPatch) -> Flow[CustomerGateway]:
        changes = changes_to_wire(patch)
        if "CustomerGatewayName" not in changes:  # required even where only the ASN changes
            changes["CustomerGatewayName"] = (yield from self.get(id)).name
        parameters = {"CustomerGatewayId": id, **changes}
        yield self._cloud.call(
            "ModifyCustomerGatewayAttribute", parameters, DONE, safe=True, writes=True
        )
        return (yield from self.get(id))  # the answer has nothing but a request id

    def delete(self, id: str) -> Flow[None]:
        parameters = {"CustomerGatewayId": id}
        with suppress(NotFoundError):  # gone already is what the caller wanted
            yield self._cloud.call(
                "DeleteCustomerGateway", parameters, DONE, safe=True, writes=True
            )

    def tag(self, id: str, add: Mapping[str, str], remove: tuple[str, ...]) -> Flow[None]:
        return tag(self._cloud, "cgw", id, add, remove)

    def find(self, token: str) -> Flow[list[CustomerGateway]]:
        return [self._told(*found) for found in (yield from LISTING.marked(self._cloud, token))]

    def _told(self, row: Row, origin: Origin) -> CustomerGateway:
        """A row in our words."""
        return CustomerGateway(
            id=row.id or "",
            provider=PROVIDER,
            region=self._cloud.region,
            name=row.name or "",
            state=State.AVAILABLE,
            created_at=moment(row.created, self._cloud.zone),
            address=lenient_address(row.address),
            asn=lenient_asn(str(row.asn)) if row.asn else None,  # 0 means none
            tags=unmarked(tags_from(row.tags)),
            connections=whole(row.connections),
            origin=origin,
        )


# ---------------------------------------------------------------- to the wire


def to_wire(spec: CustomerGatewaySpec, op: Operation) -> dict[str, Any]:
    """The parameters of CreateCustomerGateway."""
    check(PROVIDER, ABILITY, spec, op)
    parameters: dict[str, Any] = {
        "CustomerGatewayName": spec.name,
        "IpAddress": public(spec.address),
    }
    if spec.asn is not None:
        parameters["BgpAsn"] = spec.asn
    if tags := op.tags(spec.tags):
        parameters["Tags"] = tags_to(tags)
    return parameters


def changes_to_wire(patch: CustomerGatewayPatch) -> dict[str, Any]:
    """The parameters of ModifyCustomerGatewayAttribute: what was given and nothing else."""
    check(PROVIDER, ABILITY, patch)
    given = patch.given()
    changes = {wire: given[ours] for ours, wire in CHANGES.items() if given.get(ours) is not None}
    if not changes:
        raise InvalidRequestError("nothing to change was given", provider=PROVIDER)
    return changes


CHANGES = {"name": "CustomerGatewayName", "asn": "BgpAsn"}


def narrowed(where: Where) -> dict[str, Any]:
    """The filters that the cloud has. Whether they are exact is not documented."""
    options = own_options(PROVIDER, where.options, CustomerGatewayListOptions)
    wanted = {wire: where.fields[ours] for ours, wire in FILTERS.items() if where.fields.get(ours)}
    if ":" in wanted.get("ip-address", ""):
        del wanted["ip-address"]  # an IPv6 address has several spellings: the client compares
    if options and options.ip_version:
        wanted["ip-version"] = options.ip_version
    return {"Filters": filters_to(wanted)} if wanted else {}


FILTERS = {"id": "customer-gateway-id", "name": "customer-gateway-name", "address": "ip-address"}


def public(address: str) -> str:
    """The address, unless it can be nobody's. Source: customer gateway limits, document 554/18982.

    Private ranges pass: private VPN gateways exist. So does IPv6, which newer API versions know.
    """
    try:
        found = ip_address(address)
    except ValueError:
        if any(character.isalpha() for character in address):
            raise UnsupportedError(
                f"address: {PROVIDER} takes an IP address, not {address!r}", field="address"
            ) from None
        return address  # a spec refuses what is malformed; past that the cloud judges it
    first = found.packed[0] if isinstance(found, IPv4Address) else None
    if first in {0, 127, 255} or found.is_multicast or found.is_link_local:
        refuse(
            PROVIDER, "address", f"{address} is no device's: 0.*, 127.*, 169.254.*, 224.*, 255.*"
        )
    return address


# ---------------------------------------------------------------- from the wire


@dataclass(slots=True, frozen=True, config=RECORD)
class Row:
    """One customer gateway, as DescribeCustomerGateways tells it. Older answers have less."""

    id: Text = Field(None, validation_alias="CustomerGatewayId")
    name: Text = Field(None, validation_alias="CustomerGatewayName")
    address: Text = Field(None, validation_alias="IpAddress")
    asn: Number = Field(None, validation_alias="BgpAsn")
    created: Text = Field(None, validation_alias="CreatedTime")
    connections: Number = Field(None, validation_alias="VpnConnNum")
    tags: Tags = Field(None, validation_alias="TagSet")


@dataclass(slots=True, frozen=True, config=RECORD)
class Rows:
    """The answer of DescribeCustomerGateways."""

    rows: list[Row | None] | None = Field(None, validation_alias="CustomerGatewaySet")
    total: Number = Field(None, validation_alias="TotalCount")
    request_id: Text = Field(None, validation_alias="RequestId")


@dataclass(slots=True, frozen=True, config=RECORD)
class RowsReply:
    """The same, wrapped as every answer is."""

    response: Rows = Field(validation_alias="Response")


@dataclass(slots=True, frozen=True, config=RECORD)
class Made:
    """What the create answer is read for. Without an id it is no answer."""

    id: str = Field(min_length=1, validation_alias="CustomerGatewayId")
    created: Text = Field(None, validation_alias="CreatedTime")


@dataclass(slots=True, frozen=True, config=RECORD)
class MadeIn:
    """The object the new gateway stands in."""

    gateway: Made = Field(validation_alias="CustomerGateway")


@dataclass(slots=True, frozen=True, config=RECORD)
class MadeReply:
    """The answer of CreateCustomerGateway."""

    response: MadeIn = Field(validation_alias="Response")


MADE: Shape[MadeReply] = Shape(MadeReply)
LISTING: Listing[Row] = Listing(
    what="customer gateway",
    action="DescribeCustomerGateways",
    ids="CustomerGatewayIds",
    rows="CustomerGatewaySet",
    row=Row,
    shape=Shape(RowsReply),
)

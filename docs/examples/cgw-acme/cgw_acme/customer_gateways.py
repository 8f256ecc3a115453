"""Customer gateways. Source: Acme Cloud VPN API v1, "Gateways"."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address
from typing import Any

from cgw.adapter import Operation, Page, Where, check, own_options, read_back, refuse
from cgw.errors import NotFoundError, UnsupportedError
from cgw.models import (
    Answer,
    CustomerGateway,
    CustomerGatewayPatch,
    CustomerGatewaySpec,
    Origin,
    State,
    lenient_address,
    lenient_asn,
    parse_time,
)
from cgw.wire import RECORD, Flow, Request, Shape, encode, json_body, known
from pydantic import Field, SecretStr
from pydantic.dataclasses import dataclass

from cgw_acme.capabilities import CUSTOMER_GATEWAYS, PROVIDER
from cgw_acme.options import SECRETS, CustomerGatewayOptions

PATH = "/v1/gateways"
LARGEST_PAGE = "100"
STATES = {
    "provisioning": State.PENDING,
    "active": State.AVAILABLE,
    "removing": State.DELETING,
    "broken": State.FAILED,
}


@dataclass(frozen=True, config=RECORD)
class Row:
    """One gateway in an answer. Whatever is not vital may be missing, null or of a new kind."""

    id: str = Field(min_length=1)
    label: str | None = None
    peer_ip: str | None = None
    asn: str | None = None
    notes: str | None = None
    bgp_key: SecretStr | None = None
    labels: dict[str, str | None] | None = None
    status: str | None = None
    tunnels: int | None = None
    created: str | None = None


@dataclass(frozen=True, config=RECORD)
class Rows:
    """A page. ``next`` is null on the last one."""

    items: list[Row]
    next: str | None = None


@dataclass(frozen=True, config=RECORD)
class Made:
    """The answer to a create: the id and nothing else."""

    id: str = Field(min_length=1)


ROW: Shape[Row] = Shape(Row)
ROWS: Shape[Rows] = Shape(Rows)
MADE: Shape[Made] = Shape(Made)
KNOWN = known(Row)


class CustomerGateways:
    """The verbs, each a flow: yield a request, get its reply, return a model."""

    def __init__(self, endpoint: str, region: str) -> None:
        self._endpoint, self._region = endpoint, region

    # -- verbs

    def create(self, spec: CustomerGatewaySpec, op: Operation) -> Flow[CustomerGateway]:
        """Create one; the answer is thin, so it is read back."""
        check(PROVIDER, CUSTOMER_GATEWAYS, spec, op)
        body = to_wire(spec)
        reply = yield self._request(
            "POST",
            PATH,
            "CreateGateway",
            body=json_body(body),
            headers={"idempotency-key": op.token},
            safe=True,  # the same client token makes one thing, however often it is sent
            writes=True,
            shape=MADE,
        )
        made = reply.read(MADE)
        return (yield from read_back(self.get(made.id), self._sketch(made.id, spec)))

    def get(self, id: str) -> Flow[CustomerGateway]:
        """Read one."""
        reply = yield self._request("GET", one(id), "GetGateway", safe=True, shape=ROW)
        return self._noun(reply.read(ROW), Origin(Answer(reply.body, SECRETS), (), KNOWN))

    def page(self, cursor: str | None, where: Where) -> Flow[Page[CustomerGateway]]:
        """One page; the cloud itself narrows by label."""
        own_options(PROVIDER, where.options, CUSTOMER_GATEWAYS.list_options)
        query = [("limit", LARGEST_PAGE)]
        if cursor is not None:
            query.append(("after", cursor))
        if "name" in where.fields:
            query.append(("label", where.fields["name"]))
        reply = yield self._request(
            "GET", PATH, "ListGateways", query=tuple(query), safe=True, shape=ROWS
        )
        page, answer = reply.read(ROWS), Answer(reply.body, SECRETS)
        nouns = [
            self._noun(row, Origin(answer, ("items", n), KNOWN)) for n, row in enumerate(page.items)
        ]
        return Page(nouns, page.next or None)

    def update(self, id: str, patch: CustomerGatewayPatch) -> Flow[CustomerGateway]:
        """Change what was given; what is None stays as it is."""
        check(PROVIDER, CUSTOMER_GATEWAYS, patch)
        given = patch.given()
        wire = {"name": "label", "asn": "asn", "description": "notes"}
        body = json_body({wire[name]: value for name, value in given.items() if name in wire})
        reply = yield self._request(
            "PATCH", one(id), "UpdateGateway", body=body, safe=True, writes=True, shape=ROW
        )
        return self._noun(reply.read(ROW), Origin(Answer(reply.body, SECRETS), (), KNOWN))

    def delete(self, id: str) -> Flow[None]:
        """Delete one; gone already is deleted."""
        try:
            yield self._request("DELETE", one(id), "DeleteGateway", safe=True, writes=True)
        except NotFoundError:
            return

    def find(self, token: str) -> Flow[list[CustomerGateway]]:
        """Never called: this cloud finds a lost create by its client token."""
        yield from ()
        raise UnsupportedError("acme has no marker tags", field="find")

    # -- to the wire

    def _request(
        self,
        method: str,
        path: str,
        action: str,
        *,
        headers: dict[str, str] | None = None,
        **rest: Any,
    ) -> Request:
        own = {"x-acme-region": self._region, **(headers or {})}
        if rest.get("body"):
            own["content-type"] = "application/json"
        return Request(method, self._endpoint, path, action, headers=own, **rest)

    # -- from the wire

    def _noun(self, row: Row, origin: Origin) -> CustomerGateway:
        return CustomerGateway(
            id=row.id,
            provider=PROVIDER,
            region=self._region,
            name=row.label or "",
            state=STATES.get(row.status or "", State.UNKNOWN),
            raw_state=row.status or "",
            created_at=parse_time(row.created),
            address=lenient_address(row.peer_ip),
            asn=lenient_asn(row.asn),
            description=row.notes or None,
            tags={key: value or "" for key, value in (row.labels or {}).items()},
            bgp_key=row.bgp_key or None,
            connections=row.tunnels,
            origin=origin,
        )

    def _sketch(self, id: str, spec: CustomerGatewaySpec) -> CustomerGateway:
        """What is known of a new gateway that could not be read back."""
        return CustomerGateway(
            id=id,
            provider=PROVIDER,
            region=self._region,
            name=spec.name,
            state=State.PENDING,
            address=spec.address,
            asn=spec.asn,
            description=spec.description,
            tags=dict(spec.tags),
        )


def one(id: str) -> str:
    """The path of one gateway; an empty id would be the path of them all."""
    if not id:
        refuse(PROVIDER, "id", "is empty")
    return f"{PATH}/{encode(id)}"


def to_wire(spec: CustomerGatewaySpec) -> dict[str, Any]:
    """The body of a create: only what was given.

    Errors:
        InvalidRequestError: the address is not IPv4; Acme takes no other.
    """
    try:
        IPv4Address(spec.address)
    except AddressValueError:
        refuse(PROVIDER, "address", f"{spec.address} is not an IPv4 address")
    body: dict[str, Any] = {"label": spec.name, "peer_ip": spec.address}
    if spec.asn is not None:
        body["asn"] = spec.asn
    if spec.description is not None:
        body["notes"] = spec.description
    if spec.tags:
        body["labels"] = dict(spec.tags)
    options = own_options(PROVIDER, spec.options, CustomerGatewayOptions)
    if options is not None and options.bgp_key is not None:
        body["bgp_key"] = options.bgp_key.get_secret_value()
    return body

"""VPN gateways on Alibaba Cloud.

Source: VPC API 2016-04-28, CreateVpnGateway, DescribeVpnGateway, DescribeVpnGateways,
ModifyVpnGatewayAttribute, DeleteVpnGateway, in the reference of 2019-01 (15.1 to 15.5) and in
alibabacloud_vpc20160428 7.2.2; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import TYPE_CHECKING

from cgw.adapter import Operation, Page, Where, check, own_options, read_back, refuse
from cgw.errors import BillingError, NotFoundError, UnsupportedError
from cgw.models import (
    Answer,
    BillingState,
    Diagnosis,
    Origin,
    State,
    Told,
    VpnGateway,
    VpnGatewayPatch,
    VpnGatewaySpec,
    lenient_address,
)
from cgw.wire import Flow, Reply, known
from cgw_alibaba import diagnosis
from cgw_alibaba.capabilities import VPN_GATEWAYS as ABILITY
from cgw_alibaba.fields import (
    DONE,
    SECRETS,
    alone,
    goes_on,
    numbered,
    yes,
)
from cgw_alibaba.options import VpnGatewayListOptions, VpnGatewayOptions, VpnGatewayPatchOptions
from cgw_alibaba.tags import tag
from cgw_alibaba.vpn_gateway_rows import (
    CHANGED,
    KNOWN,
    LISTING,
    MADE,
    ROW,
    STATES,
    Made,
    Row,
    from_wire,
)

if TYPE_CHECKING:
    from cgw_alibaba.adapter import AlibabaAdapter

PROVIDER = "alibaba"
PAGE_SIZE = 50
MOST_TAGS = 20
# CreateVpnGatewayRequest of the SDK. The China site sells all of the public steps, the
# international one 10, 100 and from 200 on; which of them is asked is not known before the call.
BANDWIDTHS = {"public": (5, 10, 20, 50, 100, 200, 500, 1000), "private": (200, 1000)}
SSL_CONNECTIONS = (5, 10, 20, 50, 100, 200, 500, 1000)
PERIODS = (*range(1, 10), 12, 24, 36)  # months


class VpnGateways:
    """The verbs. A gateway is made, changed and deleted asynchronously."""

    def __init__(self, cloud: AlibabaAdapter) -> None:
        self._cloud = cloud

    def create(self, spec: VpnGatewaySpec, op: Operation) -> Flow[VpnGateway]:
        pairs = [*to_wire(spec), ("ClientToken", op.token)]
        reply = yield self._cloud.call("CreateVpnGateway", pairs, MADE, safe=True, writes=True)
        made, body = reply.read(MADE)
        # Until the bill is paid an order is all there is, and reading finds nothing.
        sketch = VpnGateway(
            id=made.id,
            provider=PROVIDER,
            region=self._cloud.region,
            name=spec.name,
            state=State.PENDING,
            network_id=spec.network_id,
            subnet_ids=spec.subnet_ids,
            bandwidth_mbps=spec.bandwidth_mbps,
            ipsec=spec.ipsec,
            ssl=spec.ssl,
            ssl_connections=spec.ssl_connections,
            billing=BillingState(mode=spec.billing.mode, order_id=made.order or ""),
            origin=alone(body, known(Made)),
        )
        found = yield from read_back(self.get(made.id), sketch)
        # The order's number stands in the create answer and nowhere else.
        billing = replace(found.billing, order_id=made.order or "")
        return replace(found, billing=billing, origin=Told({**sketch.extras, **found.extras}))

    def get(self, id: str) -> Flow[VpnGateway]:
        reply = yield from self._read(id, ("IncludeReservationData", "true"))
        row, body = reply.read(ROW)
        return from_wire(self._cloud.region, row, alone(body, KNOWN))

    def row(self, id: str) -> Flow[Row]:
        """One as the cloud tells it, for those who need what the noun does not say."""
        reply = yield from self._read(id)
        return reply.read(ROW)[0]

    def _read(self, id: str, *more: tuple[str, str]) -> Flow[Reply]:
        pairs = [("VpnGatewayId", id), *more]
        return (yield self._cloud.call("DescribeVpnGateway", pairs, ROW, safe=True))

    def page(self, cursor: str | None, where: Where) -> Flow[Page[VpnGateway]]:
        number = int(cursor or 1)
        pairs = [("PageNumber", str(number)), ("PageSize", str(PAGE_SIZE)), *narrowed(where)]
        reply = yield self._cloud.call("DescribeVpnGateways", pairs, LISTING, safe=True)
        listing, body = reply.read(LISTING)
        answer = Answer(body, SECRETS)
        rows = listing.rows.items if listing.rows else []
        items = [
            from_wire(
                self._cloud.region, row, Origin(answer, ("VpnGateways", "VpnGateway", i), KNOWN)
            )
            for i, row in enumerate(rows)
        ]
        more = goes_on(number, len(rows), PAGE_SIZE, listing.size, listing.total)
        return Page(items, str(number + 1) if more else None)

    def update(self, id: str, patch: VpnGatewayPatch) -> Flow[VpnGateway]:
        pairs = [("VpnGatewayId", id), *changes_to_wire(patch)]
        reply = yield self._cloud.call(
            "ModifyVpnGatewayAttribute", pairs, CHANGED, safe=True, writes=True, serial=id
        )
        inner = lenient_address(reply.read(CHANGED)[0].inner_address)
        found = yield from self.get(id)  # the answer has no tags and no charge type
        if inner and not found.private_addresses:
            found = replace(found, private_addresses=(inner,))
        return found

    def diagnose(self, id: str) -> Flow[Diagnosis]:
        """What the cloud's tests of it find, for each of its connections."""
        return (yield from diagnosis.gateway(self._cloud, id))

    def delete(self, id: str, *, release_addresses: bool = False) -> Flow[tuple[str, ...]]:  # noqa: ARG002 -- its addresses are part of it
        """Nothing stays behind. A prepaid gateway in its term is refused before the request."""
        with suppress(NotFoundError):  # gone already is what the caller wanted
            reply = yield from self._read(id)
            row, body = reply.read(ROW)
            gateway = from_wire(self._cloud.region, row, alone(body, KNOWN))
            if gateway.state is State.DELETING:
                return ()
            if gateway.billing.mode == "prepaid" and not _is_over(gateway, reply):
                until = gateway.billing.expires_at
                raise BillingError(
                    f"{id} is paid for until {until.date() if until else 'the end of its term'} "
                    "and cannot be deleted before",
                    provider=PROVIDER,
                    field="billing",
                )
            yield self._cloud.call(
                "DeleteVpnGateway",
                [("VpnGatewayId", id)],
                DONE,
                safe=True,
                writes=True,
                serial=id,
            )
        return ()

    def tag(self, id: str, add: Mapping[str, str], remove: tuple[str, ...]) -> Flow[None]:
        """Set tags of one that exists, and take others away."""
        yield from tag(self._cloud, "VPNGATEWAY", id, add, remove)

    def find(self, token: str) -> Flow[list[VpnGateway]]:  # noqa: ARG002 -- the contract's
        """Never needed: a create whose answer was lost is sent again with its client token."""
        raise UnsupportedError("alibaba finds lost creates by client token", field="find")
        yield  # a flow that asks nothing


def _is_over(gateway: VpnGateway, reply: Reply) -> bool:
    """True if the term has ended, by the cloud's own clock."""
    with suppress(ValueError, TypeError):
        now: datetime = parsedate_to_datetime(reply.headers.get("date", ""))
        return gateway.billing.expires_at is not None and gateway.billing.expires_at <= now
    return False


# ---------------------------------------------------------------- to the wire


def to_wire(spec: VpnGatewaySpec) -> list[tuple[str, str]]:
    """The parameters of CreateVpnGateway."""
    check(PROVIDER, ABILITY, spec)
    options = own_options(PROVIDER, spec.options, VpnGatewayOptions) or VpnGatewayOptions()
    if len(spec.subnet_ids) > 2:
        refuse(PROVIDER, "subnet_ids", f"{len(spec.subnet_ids)} given, at most two")
    if not (spec.ipsec or spec.ssl):
        refuse(PROVIDER, "ipsec", "a gateway serves IPsec, SSL or both")
    bandwidth = _step("bandwidth_mbps", spec.bandwidth_mbps, BANDWIDTHS[options.network_type])
    pairs = [
        ("VpcId", spec.network_id),
        ("Name", spec.name),
        ("Bandwidth", str(bandwidth)),
        ("EnableIpsec", yes(spec.ipsec)),
        ("EnableSsl", yes(spec.ssl)),
        ("NetworkType", options.network_type),
        ("VpnType", options.vpn_type),
        ("AutoPay", yes(options.auto_pay)),
        *zip(("VSwitchId", "DisasterRecoveryVSwitchId"), spec.subnet_ids, strict=False),
        *_billing_to_wire(spec),
    ]
    if spec.ssl:
        pairs.append(
            (
                "SslConnections",
                str(_step("ssl_connections", spec.ssl_connections or 5, SSL_CONNECTIONS)),
            )
        )
    elif spec.ssl_connections is not None:
        refuse(PROVIDER, "ssl_connections", "needs ssl=True")  # UnnecessarySslConnection
    if options.resource_group_id:
        pairs.append(("ResourceGroupId", options.resource_group_id))
    return pairs


def _billing_to_wire(spec: VpnGatewaySpec) -> list[tuple[str, str]]:
    if spec.billing.auto_renew is not None:
        raise UnsupportedError(
            "billing.auto_renew: alibaba sets it in its billing system only",
            field="billing.auto_renew",
        )
    if spec.billing.mode == "postpaid":
        return [("InstanceChargeType", "POSTPAY")]
    months = _step("billing.period_months", spec.billing.period_months, PERIODS)
    return [("InstanceChargeType", "PREPAY"), ("Period", str(months))]


def _step(field: str, value: int | None, steps: tuple[int, ...]) -> int:
    """A value that is sold in steps."""
    words = ", ".join(map(str, steps))
    if value is None:
        refuse(PROVIDER, field, f"needed; one of {words}")
    if value not in steps:
        refuse(PROVIDER, field, f"{value} is not sold; one of {words}")
    return value


def changes_to_wire(patch: VpnGatewayPatch) -> list[tuple[str, str]]:
    """The parameters of ModifyVpnGatewayAttribute: what was given and nothing else."""
    check(PROVIDER, ABILITY, patch)
    options = own_options(PROVIDER, patch.options, VpnGatewayPatchOptions)
    given = patch.given()
    pairs = [(wire, given[ours]) for ours, wire in CHANGES.items() if given.get(ours) is not None]
    if options and options.auto_propagate is not None:
        pairs.append(("AutoPropagate", yes(options.auto_propagate)))
    if not pairs:
        refuse(PROVIDER, next(iter(given)), "nothing to change it to was given")
    return pairs


CHANGES = {"name": "Name", "description": "Description"}
FILTERS = {"id": "VpnGatewayId", "network_id": "VpcId"}


def narrowed(where: Where) -> list[tuple[str, str]]:
    """The filters that the cloud has; there is none for the name."""
    options = own_options(PROVIDER, where.options, VpnGatewayListOptions)
    tags = numbered("Tag", dict(islice(where.tags.items(), MOST_TAGS)))
    pairs = [(name, value) for name, value in tags if value]
    pairs += [(wire, where.fields[ours]) for ours, wire in FILTERS.items() if ours in where.fields]
    if where.fields.get("raw_state") in STATES:
        pairs.append(("Status", where.fields["raw_state"]))
    if options:
        pairs += [
            (name, value)
            for name, value in (
                ("BusinessStatus", options.business_status),
                ("GatewayType", options.gateway_type),
                ("ResourceGroupId", options.resource_group_id),
            )
            if value
        ]
        if options.include_reservation_data is not None:
            pairs.append(("IncludeReservationData", yes(options.include_reservation_data)))
    return pairs

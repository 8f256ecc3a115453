"""Regions of Alibaba Cloud, and zones in which VPN gateways can stand.

Source: VPC API 2016-04-28, DescribeRegions in the reference of 2019-01 (22.3) and, with
DescribeVpnGatewayAvailableZones, in alibabacloud_vpc20160428 7.2.2; read 2026-11-21.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import Page, Where, own_options
from cgw.errors import InvalidRequestError
from cgw.models import Answer, Origin, Region, State, Zone
from cgw.wire import RECORD, Flow, known
from cgw_alibaba.fields import SECRETS, Id, Lenient, Text, named
from cgw_alibaba.options import RegionListOptions, ZoneListOptions

if TYPE_CHECKING:
    from cgw_alibaba.adapter import AlibabaAdapter

PROVIDER = "alibaba"
SIZES = ("5M", "10M", "20M", "50M", "100M", "200M", "500M", "1000M")
NOT_SOLD = "InvalidSpec.NotFound"


@dataclass(slots=True, frozen=True, config=RECORD)
class RegionRow:
    """One region."""

    id: Id = Field(validation_alias=named("RegionId"))
    name: Text = Field(None, validation_alias=named("LocalName"))
    endpoint: Text = Field(None, validation_alias=named("RegionEndpoint"))


@dataclass(slots=True, frozen=True, config=RECORD)
class RegionRows:
    """The list inside the list."""

    items: list[RegionRow] = Field(validation_alias="Region")


@dataclass(slots=True, frozen=True, config=RECORD)
class RegionListing:
    """The answer of DescribeRegions."""

    rows: RegionRows = Field(validation_alias=named("Regions"))


@dataclass(slots=True, frozen=True, config=RECORD)
class ZoneRow:
    """One zone."""

    id: Id = Field(validation_alias=named("ZoneId"))
    name: Text = Field(None, validation_alias=named("ZoneName"))


@dataclass(slots=True, frozen=True, config=RECORD)
class ZoneListing:
    """The answer of DescribeVpnGatewayAvailableZones: a list without an object around it."""

    rows: list[ZoneRow | None] | None = Field(validation_alias=named("AvailableZoneIdList"))


REGIONS = Lenient(RegionListing)
ZONES = Lenient(ZoneListing)


class Regions:
    """All regions, on one page."""

    def __init__(self, cloud: AlibabaAdapter) -> None:
        self._cloud = cloud

    def page(self, cursor: str | None, where: Where) -> Flow[Page[Region]]:  # noqa: ARG002 -- one page
        options = own_options(PROVIDER, where.options, RegionListOptions) or RegionListOptions()
        pairs: list[tuple[str, str]] = [("AcceptLanguage", options.language)]
        if options.product_type:
            pairs.append(("ProductType", options.product_type))
        reply = yield self._cloud.call("DescribeRegions", pairs, REGIONS, safe=True, regional=False)
        listing, body = reply.read(REGIONS)
        answer = Answer(body, SECRETS)
        items = [
            Region(
                id=row.id,
                provider=PROVIDER,
                region=self._cloud.region,
                name=row.name or "",
                state=State.AVAILABLE,
                endpoint=row.endpoint or "",
                origin=Origin(answer, ("Regions", "Region", number), known(RegionRow)),
            )
            for number, row in enumerate(listing.rows.items)
        ]
        return Page(items, None)


class Zones:
    """Zones of this region, on one page. The cloud tells them for one size of gateway at a time."""

    def __init__(self, cloud: AlibabaAdapter) -> None:
        self._cloud = cloud

    def page(self, cursor: str | None, where: Where) -> Flow[Page[Zone]]:  # noqa: ARG002 -- one page
        options = own_options(PROVIDER, where.options, ZoneListOptions) or ZoneListOptions()
        found: dict[str, Zone] = {}
        for size in [options.size] if options.size else SIZES:
            try:
                items = yield from self._of(size, options)
            except InvalidRequestError as refused:
                if refused.code != NOT_SOLD or options.size:
                    raise
                continue  # not every region sells every size
            for zone in items:
                before = found.get(zone.id, zone)
                sizes = (*before.sizes, size) if zone.id in found else (size,)
                found[zone.id] = replace(before, sizes=sizes)
        return Page(list(found.values()), None)

    def _of(self, size: str, options: ZoneListOptions) -> Flow[list[Zone]]:
        pairs: list[tuple[str, str]] = [("Spec", size), ("AcceptLanguage", options.language)]
        if options.gateway_type:
            pairs.append(("GatewayType", options.gateway_type))
        # The only action of ours that the vendor's metadata allows by GET alone.
        reply = yield self._cloud.call(
            "DescribeVpnGatewayAvailableZones", pairs, ZONES, safe=True, method="GET"
        )
        listing, body = reply.read(ZONES)
        answer = Answer(body, SECRETS)
        return [
            Zone(
                id=row.id,
                provider=PROVIDER,
                region=self._cloud.region,
                name=row.name or "",
                state=State.AVAILABLE,
                origin=Origin(answer, ("AvailableZoneIdList", number), known(ZoneRow)),
            )
            for number, row in enumerate(listing.rows or ())
            if row is not None
        ]

"""Regions of HUAWEI CLOUD, and the zones of one in which VPN gateways can stand.

Source: IAM API v3, Querying Regions (iam_05_0001); VPN API v5.1, ListExtendedAvailabilityZones
(vpn_api_0141), and v5, ListP2cVgwAvailabilityZones (vpn_api_0075), in huaweicloudsdkvpn 3.1.219;
read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import Page, Where, own_options, refuse
from cgw.models import Answer, Origin, Region, State, Zone
from cgw.wire import RECORD, Flow, Request, Shape, known
from cgw_huawei.fields import SECRETS, Full, Listed, Text, Texts, spare
from cgw_huawei.ssl_vpn_options import ZoneListOptions

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter

PROVIDER = "huawei"
ATTACHES = {"vpc": "network", "er": "transit-router"}
VERSIONS = {"ipv4": 4, "ipv6": 6}


class Regions:
    """A list, and nothing else."""

    def __init__(self, cloud: HuaweiAdapter) -> None:
        self._cloud = cloud

    def page(self, cursor: str | None, where: Where) -> Flow[Page[Region]]:  # noqa: ARG002 -- one page is all there is
        """Every region that the caller may use. No permission is needed for it, says the page."""
        own_options(PROVIDER, where.options, None)  # there are none to give
        reply = yield Request(
            "GET",
            self._cloud.endpoints["iam"],
            "/v3/regions",
            "KeystoneListRegions",
            headers={"content-type": "application/json"},
            safe=True,
            shape=REGIONS,
        )
        answer = Answer(reply.body, SECRETS)
        items = [
            Region(
                id=row.id,
                provider=PROVIDER,
                region=self._cloud.region,
                name=(row.names or {}).get("en-us") or row.id,
                state=State.AVAILABLE,
                origin=Origin(answer, ("regions", i), REGION_KNOWN),
            )
            for i, row in enumerate(reply.read(REGIONS).rows)
            if row is not None
        ]
        return Page(items, None)


class Zones:
    """A list, and nothing else."""

    def __init__(self, cloud: HuaweiAdapter) -> None:
        self._cloud = cloud

    def page(self, cursor: str | None, where: Where) -> Flow[Page[Zone]]:  # noqa: ARG002 -- one page is all there is
        """Zones for gateways of IPsec connections, or by option for P2C gateways."""
        options = own_options(PROVIDER, where.options, ZoneListOptions) or ZoneListOptions()
        if options.kind == "p2c":
            return Page((yield from self._p2c(options)), None)
        if options.flavor is not None:
            refuse(PROVIDER, "options.flavor", "belongs to kind 'p2c'")
        reply = yield self._cloud.newer(
            "ListExtendedAvailabilityZones",
            "GET",
            "vpn-gateways",
            "availability-zones",
            shape=ZONES,
            safe=True,
        )
        answer = Answer(reply.body, SECRETS)
        items = [
            zone_from(self._cloud.region, row, Origin(answer, ("availability_zones", i), KNOWN))
            for i, row in enumerate(reply.read(ZONES).rows)
            if row is not None
        ]
        return Page(items, None)

    def _p2c(self, options: ZoneListOptions) -> Flow[list[Zone]]:
        reply = yield self._cloud.vpn(
            "ListP2cVgwAvailabilityZones",
            "GET",
            "p2c-vpn-gateways",
            "availability-zones",
            shape=NAMES,
            query=[("flavor", options.flavor)] if options.flavor else [],
            safe=True,
        )
        return [
            Zone(
                id=name,
                provider=PROVIDER,
                region=self._cloud.region,
                name=name,
                state=State.AVAILABLE,
                sizes=(options.flavor,) if options.flavor else (),
                attaches=("network",),
            )
            for name in reply.read(NAMES).rows
        ]


# ---------------------------------------------------------------- from the wire


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class RegionRow:
    """A region. Its names are by language: ``en-us``, ``zh-cn``, ..."""

    id: str
    names: Mapping[str, Text] | None = Field(None, validation_alias="locales")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class RegionRows:
    """The answer of KeystoneListRegions."""

    rows: Annotated[list[RegionRow | None], Listed] = Field(
        default_factory=list, validation_alias="regions"
    )


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Sold:
    """One kind of gateway that can be had in a zone."""

    flavor: Text = None
    attachment: Text = Field(None, validation_alias="attachment_type")
    version: Text = Field(None, validation_alias="ip_version")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class ZoneRow:
    """A zone. It has a name and no id."""

    name: str
    group: Text = Field(None, validation_alias="public_border_group")
    sold: Annotated[list[Sold], Full] = Field(
        default_factory=list, validation_alias="available_specs"
    )


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class ZoneRows:
    """The answer of ListExtendedAvailabilityZones."""

    rows: Annotated[list[ZoneRow | None], Listed] = Field(
        default_factory=list, validation_alias="availability_zones"
    )


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class ZoneNames:
    """The answer of ListP2cVgwAvailabilityZones: names only."""

    rows: Texts = Field(default_factory=list, validation_alias="availability_zones")


REGIONS: Shape[RegionRows] = Shape(RegionRows)
ZONES: Shape[ZoneRows] = Shape(ZoneRows)
NAMES: Shape[ZoneNames] = Shape(ZoneNames)
REGION_KNOWN = spare(RegionRow, "locales")  # one of its names is told
KNOWN: dict[str, Any] = {**known(ZoneRow), "available_specs": spare(Sold)}


def zone_from(region: str, row: ZoneRow, origin: Origin) -> Zone:
    """A zone in our words; which kind goes with which version of addresses stays in `extras`."""
    sold = row.sold
    return Zone(
        id=row.name,
        provider=PROVIDER,
        region=region,
        name=row.name,
        state=State.AVAILABLE,
        sizes=_once(one.flavor for one in sold),
        attaches=_once(ATTACHES.get(one.attachment or "", one.attachment) for one in sold),
        group=row.group or "",
        ip_versions=tuple(sorted({VERSIONS[v] for one in sold if (v := one.version) in VERSIONS})),
        origin=origin,
    )


def _once(texts: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))

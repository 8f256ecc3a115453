"""Regions and zones of HUAWEI CLOUD."""

from __future__ import annotations

from typing import Any

import pytest
from huawei import CLOUD, client, play

import cgw_huawei as h
from cgw import InvalidRequestError, UnsupportedError
from cgw.adapter import Where
from cgw.emulator.world import World
from cgw.models import Options

# IAM API v3, Querying Regions (iam_05_0001): the members of the page, values our own.
REGIONS: dict[str, Any] = {
    "regions": [
        {
            "id": "cn-north-4",
            "type": "public",
            "description": "",
            "parent_region_id": None,
            "locales": {"en-us": "CN North-Beijing4", "zh-cn": "-"},
            "links": {"self": "https://iam.myhuaweicloud.com/v3/regions/cn-north-4"},
        },
        {"id": "new-1", "locales": {}},
        {"id": "newer-1"},
    ],
    "links": {"self": "https://iam.myhuaweicloud.com/v3/regions"},
}


def test_regions():
    """Asked of IAM; a region without an English name has its id for one."""
    page, sent = play(CLOUD.regions.page(None, Where()), REGIONS)
    assert (sent[0].path, sent[0].endpoint) == ("/v3/regions", CLOUD.endpoints["iam"])
    assert [(r.id, r.name) for r in page.items] == [
        ("cn-north-4", "CN North-Beijing4"),
        ("new-1", "new-1"),
        ("newer-1", "newer-1"),
    ]
    assert page.items[0].extras["type"] == "public"
    assert page.cursor is None


def test_zones():
    """What is sold in a zone is told by size, by what it hangs on, and by version of addresses."""
    specs = [
        {"flavor": "Basic", "attachment_type": "vpc", "ip_version": "ipv4"},
        {"flavor": "Professional1", "attachment_type": "vpc", "ip_version": "ipv6"},
        {"flavor": "Professional1", "attachment_type": "er", "ip_version": "ipv4"},
        {"flavor": "Professional1", "attachment_type": "new", "ip_version": "ipv9"},
    ]
    row = {"name": "cn-north-4a", "public_border_group": "center", "available_specs": specs}
    empty = {"name": "cn-north-4b", "available_specs": None}
    page, sent = play(
        CLOUD.zones.page(None, Where()), {"availability_zones": [row, empty], "request_id": "r"}
    )
    assert sent[0].path == "/v5.1/{project_id}/vpn-gateways/availability-zones"
    first, second = page.items
    assert (first.id, first.sizes) == ("cn-north-4a", ("Basic", "Professional1"))
    assert first.attaches == ("network", "transit-router", "new")
    assert (first.group, first.ip_versions) == ("center", (4, 6))
    assert (second.id, second.sizes) == ("cn-north-4b", ())


def test_zones_of_p2c_gateways():
    """The sample of vpn_api_0075: names, and nothing else."""
    where = Where(options=h.ZoneListOptions(kind="p2c", flavor="Professional1"))
    page, sent = play(
        CLOUD.zones.page(None, where),
        {
            "availability_zones": ["cn-south-1f", "cn-south-1e"],
            "request_id": "c63d850876bcddbdfbd11776cce57914",
        },
    )
    assert dict(sent[0].query) == {"flavor": "Professional1"}
    assert [zone.id for zone in page.items] == ["cn-south-1f", "cn-south-1e"]


def test_what_belongs_to_the_other_kind_is_refused():
    """A size narrows P2C zones only; somebody else's options are nobody's here."""
    with pytest.raises(InvalidRequestError):
        next(CLOUD.zones.page(None, Where(options=h.ZoneListOptions(flavor="Basic"))))
    for verbs in (CLOUD.zones, CLOUD.regions):
        with pytest.raises(UnsupportedError):
            next(verbs.page(None, Where(options=Options())))


def test_places_on_the_emulator():
    """The region of the client is among the regions, and its zones have names."""
    cloud = client(World())
    assert "ap-southeast-1" in [region.id for region in cloud.regions.list()]
    zones = list(cloud.zones.list())
    assert zones
    assert all(zone.sizes and zone.attaches for zone in zones)


def test_a_null_in_a_list_is_nothing():
    """A null beside regions or zones is passed over, and what follows it keeps its own extras."""
    rows = [None, REGIONS["regions"][0], None]
    page, _ = play(CLOUD.regions.page(None, Where()), {"regions": rows})
    assert [r.id for r in page.items] == ["cn-north-4"]
    assert page.items[0].extras["type"] == "public"
    zones = {"availability_zones": [None, {"name": "z", "new": 1}]}
    page, _ = play(CLOUD.zones.page(None, Where()), zones)
    assert [(z.id, z.extras) for z in page.items] == [("z", {"new": 1})]
    where = Where(options=h.ZoneListOptions(kind="p2c"))
    page, _ = play(CLOUD.zones.page(None, where), {"availability_zones": [None, "z"]})
    assert [zone.id for zone in page.items] == ["z"]

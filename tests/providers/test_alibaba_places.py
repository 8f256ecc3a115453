"""Regions and zones of Alibaba Cloud."""

from __future__ import annotations

import pytest
from alibaba_flows import adapter, drive, query

from cgw.adapter import Where
from cgw.errors import InvalidRequestError
from cgw.models import State
from cgw_alibaba import RegionListOptions, ZoneListOptions
from cgw_alibaba.places import SIZES

# VPC API reference of 2019-01, 22.3 DescribeRegions, its JSON example.
EXAMPLE = {
    "RequestId": "2F026E79-30AD-47B6-9E7D-D1D4BA77F1F1",
    "Regions": {
        "Region": [
            {
                "RegionId": "cn-qingdao",
                "RegionEndpoint": "vpc.aliyuncs.com",
                "LocalName": "华北 1",
            },
            {
                "RegionId": "eu-central-1",
                "RegionEndpoint": "vpc.eu-central-1.aliyuncs.com",
                "LocalName": "欧洲中部 1 (法兰克福)",
            },
        ]
    },
}


def not_sold() -> InvalidRequestError:
    return InvalidRequestError("no", provider="alibaba", code="InvalidSpec.NotFound")


def zones(*letters: str) -> dict[str, object]:
    rows = [{"ZoneId": f"cn-shanghai-{x}", "ZoneName": f"Zone {x.upper()}"} for x in letters]
    return {"RequestId": "r", "RegionId": "cn-shanghai", "AvailableZoneIdList": rows}


def test_the_regions_of_the_example():
    """The reference's example is read: ids that `connect` takes, hosts and names; no region is sent."""
    page, (asked,) = drive(adapter().regions.page(None, Where()), EXAMPLE)
    assert [(r.id, r.endpoint, r.name) for r in page.items] == [
        ("cn-qingdao", "vpc.aliyuncs.com", "华北 1"),
        ("eu-central-1", "vpc.eu-central-1.aliyuncs.com", "欧洲中部 1 (法兰克福)"),
    ]
    assert page.cursor is None
    assert all(r.extras == {} and r.state is State.AVAILABLE for r in page.items)
    assert query(asked) == {"AcceptLanguage": "en-US"}


def test_the_language_can_be_chosen():
    """Names come in the language that was asked for."""
    flow = adapter().regions.page(None, Where(options=RegionListOptions(language="zh-CN")))
    assert query(next(flow)) == {"AcceptLanguage": "zh-CN"}


def test_each_zone_once_with_its_sizes():
    """A zone is told once, with every size that it has; a size that is not sold here is left out."""
    answers = [zones("a", "b"), not_sold(), zones("b"), *[zones("a")] * (len(SIZES) - 3)]
    page, asked = drive(adapter().zones.page(None, Where()), *answers)
    assert [query(request)["Spec"] for request in asked] == list(SIZES)
    assert {request.method for request in asked} == {"GET"}
    assert [(z.id, z.sizes) for z in page.items] == [
        ("cn-shanghai-a", ("5M", *SIZES[3:])),
        ("cn-shanghai-b", ("5M", "20M")),
    ]


@pytest.mark.parametrize("told", [None, [], [None]])
def test_a_size_without_zones_is_no_error(told):
    """A list that is null, or has a null in it, tells no zone, and the other sizes are told."""
    answers = [{"AvailableZoneIdList": told}, *[zones("a")] * (len(SIZES) - 1)]
    page, _ = drive(adapter().zones.page(None, Where()), *answers)
    assert [(zone.id, zone.sizes) for zone in page.items] == [("cn-shanghai-a", SIZES[1:])]


def test_one_size_is_one_request():
    """Asked for one size, one call tells; that it is not sold is then an error."""
    where = Where(options=ZoneListOptions(size="10M", gateway_type="Traditional"))
    page, (asked,) = drive(adapter().zones.page(None, where), zones("a"))
    assert [(z.id, z.sizes, z.name) for z in page.items] == [("cn-shanghai-a", ("10M",), "Zone A")]
    assert query(asked)["GatewayType"] == "Traditional"
    with pytest.raises(InvalidRequestError):
        drive(adapter().zones.page(None, where), not_sold())


def test_another_refusal_is_told():
    """Only a size that is not sold is passed over."""
    wrong = InvalidRequestError("no", provider="alibaba", code="InvalidRegionId.NotFound")
    with pytest.raises(InvalidRequestError):
        drive(adapter().zones.page(None, Where()), wrong)


def test_new_fields_are_kept():
    """What the cloud tells beside of it lands in extras."""
    body = {"AvailableZoneIdList": [{"ZoneId": "z", "Level": 2}]}
    where = Where(options=ZoneListOptions(size="10M"))
    page, _ = drive(adapter().zones.page(None, where), body)
    assert page.items[0].extras == {"Level": 2}

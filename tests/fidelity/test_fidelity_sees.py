"""The measuring itself: one mapping taken away from an adapter shows in the figures."""

from __future__ import annotations

from typing import Any

import pytest
from measure import report
from measure.cloud import Cloud
from measure.count import Count, count
from measure.floors import fallen
from measure.schema import build, fits, paths

import cgw_alibaba.customer_gateways as alibaba
import cgw_tencent.customer_gateways as tencent

NOUNS = frozenset({"customer_gateways"})

pytestmark = pytest.mark.slow  # it measures everything anew


def measure(name: str) -> Count:
    cloud: Cloud = report.TABLES[name].CLOUD
    return count(cloud, NOUNS)


def test_a_mapping_that_is_gone_shows(monkeypatch):
    """Without what makes an AS number of the cloud's word that field alone is lost, in every answer."""
    before = measure("tencent")
    monkeypatch.setattr(tencent, "lenient_asn", lambda _: None)
    after = measure("tencent")
    for action in ("CreateCustomerGateway", "DescribeCustomerGateways"):
        changed = before.told[action].items() - after.told[action].items()
        assert {(field.rsplit(".", 1)[-1], how) for field, how in changed} == {("BgpAsn", "typed")}
        assert "lost" in after.told[action].values()


def test_a_worse_figure_is_told():
    """Fewer of what shall be many and more of what shall be few are both told; better is fine."""
    figures = {"tencent": {"customer_gateways": {"fields_typed": 8, "most_fields_in_extras": 0}}}
    worse = {"tencent": {"customer_gateways": {"fields_typed": 7, "most_fields_in_extras": 1}}}
    assert len(fallen(worse, figures)) == 2
    assert fallen(figures, worse) == []
    assert fallen({}, figures) != []


def test_a_field_that_is_dropped_is_lost(monkeypatch):
    """A field that is read and then told nowhere counts as lost, not as extras."""
    real = alibaba.from_wire
    monkeypatch.setattr(
        alibaba, "from_wire", lambda *given: real(*given).__class__(**_undescribed(real(*given)))
    )
    assert measure("alibaba").told["DescribeCustomerGateway"]["Description"] == "lost"


def _undescribed(item: Any) -> dict[str, Any]:
    fields = {name: getattr(item, name) for name in type(item).__dataclass_fields__}
    return fields | {"description": None}


def test_a_parameter_that_is_no_longer_sent_is_missing(monkeypatch):
    """Without its entry in the table a change cannot reach the parameter, and nothing else moves."""
    before = measure("alibaba").reached["ModifyCustomerGatewayAttribute"]
    monkeypatch.delitem(alibaba.CHANGES, "description")
    after = measure("alibaba").reached["ModifyCustomerGatewayAttribute"]
    assert before.keys() - after.keys() == {"Description"}


def test_a_parameter_with_another_name_is_unheard_of(monkeypatch):
    """A misspelt name is told: the SDK's model does not have it."""
    monkeypatch.setitem(tencent.CHANGES, "name", "CustomerGatewayname")
    found = measure("tencent")
    assert found.unheard == {"ModifyCustomerGatewayAttribute": {"CustomerGatewayname"}}


@pytest.mark.parametrize("name", sorted(report.TABLES))
def test_answers_are_what_the_sdk_can_read(name):
    """Every field of a made-up answer is where the SDK's response model has it."""
    cloud: Cloud = report.TABLES[name].CLOUD
    for action in sorted(report.page(name).count.actions):
        leaves = cloud.sdk.tells(action)
        values = {path: cloud.value(action, path, kind) for path, kind in leaves.items()}
        seen = {path for path, _ in paths(build(values))}
        assert {leaf for leaf in leaves if any(fits(p, [leaf]) for p in seen)} == set(leaves)

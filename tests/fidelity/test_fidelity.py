"""How much of each cloud's API reaches a user, held against what was committed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from measure import floors, report, scope

ROOT = Path(__file__).parents[2]
CLOUDS = sorted(report.TABLES)

pytestmark = pytest.mark.slow  # it measures everything anew


@pytest.fixture(params=CLOUDS)
def page(request: pytest.FixtureRequest) -> report.Page:
    return report.page(request.param)


def test_the_page_is_what_was_measured():
    """Run ``make fidelity`` and commit its output when an adapter learns something."""
    assert floors.PAGE.read_text() == report.markdown()


def test_no_figure_is_worse_than_the_committed_one():
    """Nothing that reached a user is lost, and no list of what is left out grows unnoticed."""
    assert floors.fallen(report.floor()) == []


def test_every_action_in_scope_is_sent_or_listed(page):
    """A new SDK that knows a new action about our nouns fails here until somebody decides."""
    assert page.unlisted == []


def test_what_is_listed_as_missing_is_missing(page):
    """An action on the list is in scope, exists in the SDK, stands there once and is not sent."""
    cloud = page.count.cloud
    names = [name for entry in scope.entries(cloud.name, "actions") for name in entry.names]
    assert len(names) == len(set(names))
    assert not set(names) - cloud.in_scope(), "not in scope"
    assert not set(names) & set(page.count.actions), "sent after all"


def test_every_reason_is_a_reason(page):
    """An entry has one of two kinds and a reason, and speaks of something."""
    for what in ("actions", "parameters", "fields", "extras"):
        for entry in scope.entries(page.count.cloud.name, what):
            assert entry.kind in scope.KINDS
            assert len(entry.reason) > 10
            assert entry.names


def test_no_request_has_a_name_that_the_sdk_does_not_know(page):
    """Every name an adapter sends is one of the vendor's, in the place where the vendor has it."""
    assert dict(page.count.unheard) == {}


def test_every_intent_works(page):
    """Everything that is asked for in order to measure is done, whatever the answers hold."""
    assert page.count.broken == {}


@pytest.mark.parametrize("what", ["missing", "lost", "extras"])
def test_what_does_not_reach_a_user_has_a_reason(page, what):
    """Each parameter, field, and field in extras only is listed with a reason."""
    assert [name for name, reason in getattr(page, what).items() if reason is None] == []


def test_every_error_code_of_the_documents_is_mapped(page):
    """No code that a document names falls through to a guess from its status."""
    told, whole = page.codes
    assert told == whole


def test_every_action_an_adapter_names_is_measured(page):
    """A call that no intent makes would not be measured: its name stands in the adapter."""
    cloud = page.count.cloud
    named: set[str] = set()
    for path in (ROOT / "providers" / f"cgw_{cloud.name}").glob("*.py"):
        if path.name.startswith("emulator"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named |= {node.value} & cloud.in_scope()
    rates = set(cloud.adapter().capabilities.rates)
    assert named - rates - set(page.count.actions) <= SEEN_ELSEWHERE[cloud.name]


SEEN_ELSEWHERE: dict[str, set[str]] = {
    "alibaba": set(),
    "tencent": set(),
    "huawei": set(),
}
"""Actions that no good answer leads to."""

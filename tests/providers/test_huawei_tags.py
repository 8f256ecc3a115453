"""Tags of things that exist, on HUAWEI CLOUD."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest
from huawei import CLOUD, client, play
from hypothesis import given
from hypothesis import strategies as st

from cgw import NotFoundError, PermissionDeniedError, QuotaExceededError
from cgw.emulator.world import World
from cgw.errors import ApiError, CgwError, OutcomeUnknownError, TransportError
from cgw.models import CustomerGatewaySpec, DedicatedGatewaySpec
from cgw_huawei.tags import difference

PATHS = {
    "customer_gateways": "/v5/{project_id}/customer-gateway/t-1/tags",
    "vpn_gateways": "/v5/{project_id}/vpn-gateway/t-1/tags",
    "vpn_connections": "/v5/{project_id}/vpn-connection/t-1/tags",
    "dedicated_gateways": "/v2/{project_id}/apigw/instances/t-1/instance-tags",
}
WORDS = st.text("abc", min_size=1, max_size=2)
TAGS = st.dictionaries(WORDS, WORDS, max_size=6)


def told(tags: dict[str, str]) -> dict[str, Any]:
    """An answer that lists tags."""
    return {"tags": [{"key": key, "value": value} for key, value in tags.items()]}


@pytest.mark.parametrize("noun", PATHS)
def test_a_value_that_changes_is_taken_off_first(noun: str):
    """Read, take off, set: each in its place, with the pairs as they stand at the cloud."""
    flow = getattr(CLOUD, noun).tag("t-1", {"a": "new", "b": ""}, ("c", "gone"))
    _, sent = play(flow, told({"a": "old", "c": "3", "d": "4"}), b"", b"")
    assert sent[0].path == PATHS[noun]
    off, on = ([tuple(tag.values()) for tag in json.loads(r.body)["tags"]] for r in sent[1:])
    assert off == [("a", "old"), ("c", "3")]
    assert on == [("a", "new"), ("b", "")]
    assert all(request.safe for request in sent)
    if noun == "dedicated_gateways":
        assert [json.loads(r.body)["action"] for r in sent[1:]] == ["delete", "create"]
    else:
        assert [r.path for r in sent[1:]] == [
            f"{PATHS[noun]}/delete",
            f"{PATHS[noun]}/create",
        ]


@given(TAGS, TAGS, st.lists(WORDS, max_size=4))
def test_the_difference_leads_to_what_was_asked_for(
    have: dict[str, str], add: dict[str, str], remove: list[str]
):
    """Whatever was there: after it every added tag has its value, no removed one is left, and what
    was not named is as it was and was not touched."""
    off, on = difference(have, add, tuple(remove))
    assert set(off) <= set(have)
    assert not any(have[key] != value for key, value in off.items())
    after = {key: value for key, value in have.items() if key not in off}
    assert not set(after) & set(on), "a key that is set was there already"
    after |= on
    wanted = {key: value for key, value in have.items() if key not in remove} | add
    assert after == wanted
    assert not (set(off) | set(on)) - set(add) - set(remove)


@pytest.mark.parametrize("noun", PATHS)
def test_nothing_is_sent_for_nothing(noun: str):
    """Tags that are as they shall be cost one read."""
    flow = getattr(CLOUD, noun).tag("t-1", {"a": "1"}, ("x",))
    _, sent = play(flow, told({"a": "1", "b": "2"}))
    assert len(sent) == 1


def test_what_was_taken_off_before_a_refusal_is_told():
    """If the cloud then refuses to set, the error says which keys are off already."""
    flow = CLOUD.customer_gateways.tag("t-1", {"a": "new"}, ("b",))
    no = ApiError("no", provider="huawei", code="VPN.0015")
    with pytest.raises(ApiError, match=r"taken off before: a, b"):
        play(flow, told({"a": "old", "b": "2"}), b"", no)


@pytest.mark.parametrize("noun", PATHS)
@pytest.mark.parametrize(
    "error",
    [
        OutcomeUnknownError("lost", operation={}, marker="m"),
        TransportError("never sent"),
        ApiError("no", provider="huawei"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_was_taken_off_is_told_whatever_went_wrong_then(noun: str, error: CgwError):
    """A lost answer and a request that never left tell it too, each once, and stay what they are."""
    error = copy.deepcopy(error)
    was = str(error)
    flow = getattr(CLOUD, noun).tag("t-1", {"a": "new"}, ("b",))
    with pytest.raises(type(error)) as caught:
        play(flow, told({"a": "old", "b": "2"}), b"", error)
    assert caught.value is error
    assert str(error) == f"{was} (these were taken off before: a, b)"
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    alone = copy.deepcopy(error)
    with pytest.raises(type(error)):
        play(getattr(CLOUD, noun).tag("t-1", {"c": "new"}, ()), told({}), alone)
    assert str(alone) == str(error)  # nothing was taken off: nothing is added


def test_tags_that_may_not_be_read_are_not_taken_for_none():
    """Of a gateway whose tags are refused, none are told, and to replace them is refused too."""
    world = World()
    cloud = client(world)
    front = cloud.dedicated_gateways.create(
        DedicatedGatewaySpec(
            name="front",
            edition="BASIC",
            network_id="vpc-1",
            subnet_id="s-1",
            security_group_id="g-1",
            zones=("a",),
            tags={"env": "prod"},
        )
    )
    cloud.dedicated_gateways.wait(front.id)
    with world.troubled("denied@ListInstanceTags"):
        assert cloud.dedicated_gateways.get(front.id).tags == {}
        for tags in ({}, {"a": "b"}):
            with pytest.raises(PermissionDeniedError):
                cloud.dedicated_gateways.replace_tags(front.id, tags)
    assert cloud.dedicated_gateways.get(front.id).tags == {"env": "prod"}
    assert cloud.dedicated_gateways.replace_tags(front.id, {}).tags == {}


def test_tags_on_the_emulator():
    """Customer gateways and dedicated gateways are tagged through the client; the marker stays."""
    cloud = client(World())
    site = cloud.customer_gateways.create(
        CustomerGatewaySpec(name="site", address="203.0.113.7", tags={"env": "prod"})
    )
    assert cloud.customer_gateways.add_tags(site.id, {"env": "test", "who": ""}).tags == {
        "env": "test",
        "who": "",
    }
    assert cloud.customer_gateways.replace_tags(site.id, {}).tags == {}
    front = cloud.dedicated_gateways.create(
        DedicatedGatewaySpec(
            name="front",
            edition="BASIC",
            network_id="vpc-1",
            subnet_id="s-1",
            security_group_id="g-1",
            zones=("a",),
        )
    )
    assert cloud.dedicated_gateways.add_tags(front.id, {"a-b": "c"}).tags
    assert cloud.dedicated_gateways.remove_tags(front.id, ["a-b"]).tags == {}
    with pytest.raises(NotFoundError):
        cloud.customer_gateways.add_tags("nobody", {"a": "b"})


def test_more_than_the_cloud_keeps_is_refused_in_its_words():
    """The twenty-first tag is the cloud's refusal: only it knows how many there are."""
    cloud = client(World())
    tags = {f"k{n}": "v" for n in range(19)}
    site = cloud.customer_gateways.create(
        CustomerGatewaySpec(name="site", address="203.0.113.7", tags=tags)
    )
    with pytest.raises((QuotaExceededError, ApiError), match="20"):
        cloud.customer_gateways.add_tags(site.id, {"one": "more"})

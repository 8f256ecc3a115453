"""What a call cannot mean is refused before any request, in both colours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import anyio
import pytest

import cgw
from cgw import emulator
from cgw.emulator.world import World
from cgw.listing import MODELS
from cgw.verbs import WORDS, Listing

CLOUDS = ("alibaba", "huawei", "tencent")


def blocking(world: World, name: str, call: Callable[[Any], Any]) -> Any:
    with emulator.connect(world, name) as cloud:
        done = call(cloud)
        return list(done) if hasattr(done, "__next__") else done


def awaiting(world: World, name: str, call: Callable[[Any], Any]) -> Any:
    async def run() -> Any:
        async with emulator.connect_async(world, name) as cloud:
            done = call(cloud)
            return [one async for one in done] if hasattr(done, "__anext__") else await done

    return anyio.run(run)


def has(cloud: str, noun: str) -> bool:
    """True if a policy can be written for all that can be done with such things."""
    try:
        cgw.permissions(cloud, [(noun, "*")])
    except cgw.UnsupportedError:
        return False
    return True


BOTH = pytest.mark.parametrize("run", [blocking, awaiting])


def test_the_table_has_every_collection():
    """`MODELS` names each collection of a client and nothing else."""
    with emulator.connect(World(), "tencent") as cloud:
        found = {name for name, value in vars(cloud).items() if isinstance(value, Listing)}
    assert found == set(MODELS)


@BOTH
@pytest.mark.parametrize("name", ["nmae", "progress", "_origin", "__class__", "extras_of"])
def test_a_filter_that_is_no_field_is_refused_on_an_empty_account(run, name):
    """A misspelt field, a method or something private: UnsupportedError that names it, no request."""
    world = World(transition=0)
    with pytest.raises(cgw.UnsupportedError, match=name) as refused:
        run(world, "huawei", lambda cloud: cloud.vpn_connections.list(**{name: "x"}))
    assert refused.value.field == name
    assert not world.seen


@pytest.mark.parametrize("noun", ["customer_gateways", "vpn_gateways", "vpn_connections"])
def test_every_field_can_be_listed_by(noun):
    """Each field of a thing is compared, alone, whether or not the cloud can do that itself."""
    with emulator.connect(World(transition=0), "tencent") as cloud:
        for field in fields(MODELS[noun]):
            if field.name.startswith("_"):
                continue
            assert list(getattr(cloud, noun).list(**{field.name: "x-none"})) == []


@BOTH
@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("verb", ["add_tags", "replace_tags"])
@pytest.mark.parametrize("tags", [{"a": 5}, {"a": None}, {5: "a"}, ["a"], [("a", "b")], None, "a"])
def test_tags_are_texts_by_keys(run, cloud, verb, tags):
    """Anything else is InvalidRequestError for the field tags, and nothing is sent."""
    world = World(transition=0)
    with pytest.raises(cgw.InvalidRequestError) as refused:
        run(world, cloud, lambda c: getattr(c.customer_gateways, verb)("x", tags))
    assert refused.value.field == "tags"
    assert not world.seen


@BOTH
@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("keys", ["abc", [5], ["a", None], [b"a"], None, 5])
def test_keys_are_texts(run, cloud, keys):
    """Anything but a list of texts is InvalidRequestError for the field keys, and nothing is sent."""
    world = World(transition=0)
    with pytest.raises(cgw.InvalidRequestError) as refused:
        run(world, cloud, lambda c: c.customer_gateways.remove_tags("x", keys))
    assert refused.value.field == "keys"
    assert not world.seen


def test_keys_may_come_one_by_one():
    """A generator of keys is read once, and all of it counts."""
    spec = cgw.CustomerGatewaySpec(name="a", address="203.0.113.7", tags={"x": "1", "y": "2"})
    with emulator.connect(World(transition=0), "tencent") as cloud:
        made = cloud.customer_gateways.create(spec)
        left = cloud.customer_gateways.remove_tags(made.id, (key for key in "xy"))
        assert left.tags == {}


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("verb", ["*", "list"])
def test_a_policy_for_what_nobody_has_is_refused(cloud, verb):
    """An unknown noun is UnsupportedError, and so is every verb of a noun that this cloud lacks."""
    with pytest.raises(cgw.UnsupportedError, match="nonsense: one of customer_gateways"):
        cgw.permissions(cloud, [("customer_gateways", "get"), ("nonsense", verb)])
    for noun in MODELS:
        if has(cloud, noun):
            assert cgw.permissions(cloud, [(noun, verb)])
        else:
            with pytest.raises(cgw.UnsupportedError):
                cgw.permissions(cloud, [("customer_gateways", "get"), (noun, verb)])


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_cloud_has_policies_for_what_it_has(cloud):
    """What a policy can be written for is just what the adapter offers."""
    with emulator.connect(World(), cloud) as client:
        assert {noun for noun in MODELS if has(cloud, noun)} == set(client.capabilities.nouns)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_missing_verb_is_said_in_english(cloud):
    """The refusal names cloud, things and verb; a verb that is no verb in English gets its words."""
    world = World()
    calls: dict[str, Callable[[Any], Any]] = {
        "logs": lambda c: list(c.vpn_connections.logs("x")),
        "sessions": lambda c: c.ssl_vpn_servers.sessions("x"),
        "disconnect": lambda c: c.ssl_vpn_servers.disconnect("x", "y"),
        "config": lambda c: c.ssl_vpn_clients.config("x"),
        "reissue": lambda c: c.ssl_vpn_clients.reissue("x"),
        "tag": lambda c: c.ssl_vpn_servers.add_tags("x", {}),
    }
    with emulator.connect(world, cloud) as client:
        for verb, call in calls.items():
            noun = "vpn_connections" if verb == "logs" else "ssl_vpn_servers"
            noun = "ssl_vpn_clients" if verb in ("config", "reissue") else noun
            if verb in client.capabilities.noun(noun).verbs:
                continue
            with pytest.raises(cgw.UnsupportedError) as refused:
                call(client)
            assert str(refused.value).startswith(cloud)
            assert noun.replace("_", " ") in str(refused.value)
            words = WORDS.get(verb, f"cannot {verb}")
            assert words in str(refused.value)
            assert refused.value.field == verb
    assert not world.seen

"""What a plan says: tunnels, who begins, lifetimes, inside networks, devices, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from links import CLOUDS, KINDS, NETWORKS, gateway, is_read, pair, planned, stand, things
from pydantic import SecretStr

import cgw
from cgw import link as links
from cgw.emulator import World
from cgw.link.inside import Standing, free
from cgw.link.model import OTHER, SIDES
from cgw.link.profiles import BUILT_IN, GENERIC, STRONGSWAN
from cgw.link.sides import initiators

SITE = "203.0.113.12"


@pytest.mark.parametrize("two", KINDS)
@pytest.mark.parametrize("one", KINDS)
def test_each_address_of_one_end_meets_the_others(one, two):
    """Every address of both ends has a tunnel, no pair of addresses has two, in every mode but the one
    that is refused for it."""
    world = World()
    a, b = pair(world, one, two)
    for mode in ("route", "policy", "bgp"):
        try:
            plan = planned(a, b, mode=mode)
        except cgw.UnsupportedError as error:
            assert (mode, error.field) == ("policy", "mode")  # noqa: PT017 -- either way is a law
            assert {one, two} in ({"alibaba-pair", "tencent"}, {"alibaba-pair", "alibaba"})
            continue
        pairs = [(leg.a, leg.b) for leg in plan.legs]
        assert len(set(pairs)) == len(pairs)
        if mode != "policy":
            assert {a for a, _ in pairs} == set(plan.a.addresses)
            assert {b for _, b in pairs} == set(plan.b.addresses)


@pytest.mark.parametrize("two", [*CLOUDS, *BUILT_IN])
@pytest.mark.parametrize("one", CLOUDS)
def test_somebody_begins_and_never_both_only_wait(one, two):
    """Where it can be set exactly one end begins; both never only wait; and it does not depend on which
    end is called a."""
    world = World()
    a = gateway(world, one, "a")
    b = links.Device(SITE, profile=two) if two in BUILT_IN else gateway(world, two, "b")
    plan = planned(a, b)
    said = [plan.a.initiates, plan.b.initiates]
    can = [STRONGSWAN if isinstance(e, links.Device) else e.profile for e in (a, b)]
    if any("cloud" in profile.ipsec.initiators for profile in can):
        assert said.count("cloud") == 1
    assert said != ["peer", "peer"]
    turned = planned(b, a, networks=(NETWORKS["b"], NETWORKS["a"]))
    assert [turned.b.initiates, turned.a.initiates] == said


def test_two_ends_that_only_wait_are_refused():
    """If neither end can be told to begin and both wait, the plan is refused with both sets."""
    waits = replace(
        GENERIC, ipsec=replace(GENERIC.ipsec, initiators=frozenset({"peer"}), begins="peer")
    )
    link = links.Link(gateway(World(), "tencent", "a"), links.Device(SITE))
    with pytest.raises(cgw.UnsupportedError) as refused:
        initiators(link, waits, waits)
    assert refused.value.field == "initiator"
    assert str(refused.value).count("peer only") == 2


@pytest.mark.parametrize("two", CLOUDS)
@pytest.mark.parametrize("one", CLOUDS)
def test_the_end_that_begins_renews_first(one, two):
    """The end that begins has lifetimes a tenth shorter, within its limits; phase 2 is below phase 1."""
    plan = planned(*pair(World(), one, two))
    for side in SIDES:
        here, there = plan.side(side), plan.side(OTHER[side])
        assert here.lifetime_s <= here.ike_lifetime_s
        if here.initiates == "cloud":
            assert here.ike_lifetime_s == int(there.ike_lifetime_s * 0.9)
            assert here.lifetime_s == int(there.lifetime_s * 0.9)
        can = plan.link.sides[side].profile.ipsec
        assert can.ike_lifetime[0] <= here.ike_lifetime_s <= can.ike_lifetime[1]
        assert can.lifetime[0] <= here.lifetime_s <= can.lifetime[1]


# ---------------------------------------------------------------- inside networks


@pytest.mark.parametrize("two", CLOUDS)
@pytest.mark.parametrize("one", CLOUDS)
def test_inside_networks_are_of_both_windows_and_nobody_elses(one, two):
    """Each tunnel has a /30 of its own in both ends' windows that neither keeps and no other link has."""
    world = World()
    a, b = pair(world, one, two)
    first = planned(a, b, mode="bgp", name="first")
    links.apply(first)
    second = planned(a, b, mode="bgp", name="second")
    nets = [leg.inside for plan in (first, second) for leg in plan.legs]
    assert len(set(nets)) == len(nets)
    for end in (a, b):
        can = end.profile.ipsec
        for net in nets:
            assert ip_network(net).prefixlen == 30
            assert any(ip_network(net).subnet_of(ip_network(w)) for w in can.inside)
            assert net not in can.inside_not
    for leg in second.legs:
        hosts = [str(host) for host in ip_network(leg.inside).hosts()]
        assert sorted([leg.a_inside, leg.b_inside]) == sorted(hosts)
    assert [leg.inside for leg in planned(a, b, mode="bgp", name="first").legs] == [
        leg.inside for leg in first.legs
    ], "a tunnel that stands keeps its network"


@given(st.lists(st.integers(0, 40), max_size=30))
def test_a_taken_network_is_never_given(taken):
    """Whatever is taken, the networks given overlap none of it, come lowest first, and none is left out."""
    nets = frozenset(f"169.254.{n}.0/28" for n in taken)
    found = free((GENERIC, STRONGSWAN), [Standing({}, nets)])
    first = [ip_network(next(found)) for _ in range(5)]
    assert first == sorted(first)
    assert not any(net.overlaps(ip_network(other)) for net in first for other in nets)


def test_windows_with_nothing_in_common_are_refused():
    """Where no inside network fits both, the plan is refused with both windows."""
    world = World()
    narrow = replace(GENERIC, ipsec=replace(GENERIC.ipsec, inside=("169.254.21.0/30",)))
    device = links.Device(SITE, profile=narrow, asn=64700)
    with pytest.raises(cgw.UnsupportedError) as refused:
        planned(gateway(world, "tencent", "a"), device, mode="bgp")
    assert refused.value.field == "bgp.tunnel_cidr"
    assert "169.254.21.0/30" in str(refused.value)
    assert "169.254.128.0/17" in str(refused.value)


# ---------------------------------------------------------------- devices


@pytest.mark.parametrize("mode", ["route", "policy"])
@pytest.mark.parametrize("identity", [None, "branch.example.com"])
@pytest.mark.parametrize("profile", list(BUILT_IN))
@pytest.mark.parametrize("kind", KINDS)
def test_a_device_that_has_what_the_plan_says_comes_up(kind, profile, identity, mode):
    """A cloud and a device configured as the plan tells: up; applied again: reads only; destroyed: gone."""
    world = World()
    end = gateway(world, kind, "a")
    before = things(world)
    device = links.Device(SITE, profile=profile, identity=identity)
    plan = planned(end, device, mode=mode)
    assert plan.b.initiates == ("cloud" if identity or end.client.provider == "huawei" else "peer")
    assert not links.apply(plan, wait=False).up, "nobody is there yet"
    told = links.diagnose(plan).first
    assert told is None or told.breaks is None, "both ends are as planned"
    stand(world, plan)
    assert links.apply(plan).up
    seen = len(world.seen)
    links.apply(planned(end, device, mode=mode))
    assert not [
        s for s in world.seen[seen:] if not s.action.startswith(("Describe", "List", "Show"))
    ]
    world.internet.drop("device/0")
    world.internet.drop("device/1")
    links.destroy(plan)
    assert things(world) == before


def test_a_known_key_is_in_the_next_plan():
    """A new plan of a link that stands has the key that a cloud tells, for the device to be given."""
    world = World()
    end, device = gateway(world, "tencent", "a"), links.Device(SITE)
    plan = planned(end, device)
    links.apply(plan, wait=False)
    old = [leg.psk.get_secret_value() for leg in plan.legs]
    assert [leg.psk.get_secret_value() for leg in planned(end, device).legs] == old
    done = links.rotate_psk(plan)
    new = [leg.psk.get_secret_value() for leg in planned(end, device).legs]
    assert new == [psk.get_secret_value() for psk in done.keys.values()] != old


def test_a_key_that_nobody_tells_is_not_made_up():
    """A plan of a standing link whose key no end tells says so; a given key is set until it is up."""
    world = World()
    end, device = gateway(world, "huawei", "a"), links.Device(SITE)
    plan = planned(end, device)
    assert plan.withheld == ()
    links.apply(plan, wait=False)
    later = planned(end, device)
    assert later.withheld == tuple(leg.number for leg in later.legs)
    assert any("no end tells it" in note for note in later.notes)
    links.apply(later, wait=False)
    first = {leg.psk.get_secret_value() for leg in plan.legs}
    assert {end.psk for end in world.internet.ends().values()} == first, "it stays"

    given = planned(end, device, psk=SecretStr("Given.key_1234567890"))
    assert given.withheld == ()
    links.apply(given, wait=False)
    stand(world, given)
    assert links.apply(given).up
    seen = len(world.seen)
    links.apply(given)
    assert all(is_read(s.action) for s in world.seen[seen:])


def test_an_identity_that_a_cloud_does_not_take_is_refused():
    """A device's name that the cloud cannot expect is refused with the kinds it takes."""
    world = World()
    device = links.Device(SITE, identity="10.9.9.9")
    with pytest.raises(cgw.UnsupportedError) as refused:
        planned(gateway(world, "huawei", "a"), device)
    assert refused.value.field == "ike.remote_id"
    assert "10.9.9.9" in str(refused.value)


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("ike.dh_group", {"policy": "strict"}),
        ("policy", {"policy": "reckless"}),
        ("networks", {"networks": (["10.1.0.0/16"], ["10.1.2.0/24"])}),
        ("networks", {"networks": (["10.1.0.1/16"], ["10.2.0.0/16"])}),
        ("networks", {"networks": ([], ["10.2.0.0/16"])}),
        ("networks", {"networks": ("10.1.0.0/16", ["10.2.0.0/16"])}),
        # Only the adapter knows this; it is asked before a plan is returned.
        ("local_cidrs", {"mode": "policy", "networks": (["fd00:1::/64"], ["fd00:2::/64"])}),
        ("psk", {"psk": SecretStr("too bad")}),
        (
            "local_cidrs",
            {
                "mode": "policy",
                "networks": ([f"10.{n}.0.0/16" for n in range(20)], ["172.16.0.0/16"]),
            },
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name(field, asked):
    """An impossible wish is refused before any change, and the error names the parameter."""
    world = World()
    a, b = pair(world, "alibaba", "tencent")
    before = things(world)
    with pytest.raises((cgw.UnsupportedError, cgw.InvalidRequestError)) as refused:
        planned(a, b, **asked)
    assert refused.value.field == field
    assert "too bad" not in str(refused.value)
    assert things(world) == before


def test_as_numbers_are_checked():
    """BGP needs an AS number at each end, different ones, and none that the other cloud keeps."""
    world = World()
    a, b = gateway(world, "alibaba", "a"), gateway(world, "tencent", "b")
    for one, told in ((None, "does not tell"), (64602, "both ends"), (139341, "for itself")):
        with pytest.raises(cgw.UnsupportedError, match=told) as refused:
            planned(replace(a, asn=one), b, mode="bgp")
        assert refused.value.field == "asn"


def test_what_is_no_link_is_refused():
    """Two devices, a gateway and itself, a name that tags do not take: each is refused."""
    with pytest.raises(cgw.ConfigError, match="gateway"):
        links.Link(links.Device(SITE), links.Device("203.0.113.13"))
    world = World()
    end = gateway(world, "tencent", "a")
    with pytest.raises(cgw.ConfigError, match="one and the same"):
        links.Link(end, replace(end))
    with pytest.raises(cgw.ConfigError, match="link name"):
        links.Link(end, links.Device(SITE), "No Such Name")
    with pytest.raises(cgw.ConfigError, match="addresses"):
        links.Device("203.0.113.300").where  # noqa: B018 -- reading it checks it


# ---------------------------------------------------------------- telling


def test_a_plan_is_told_without_its_keys():
    """Text, JSON and repr of a plan tell every choice and no key; reveal tells the keys."""
    world = World()
    plan = planned(*pair(world, "alibaba-pair", "huawei"))
    keys = [leg.psk.get_secret_value() for leg in plan.legs]
    for text in (plan.text(), str(plan), plan.to_json(), repr(plan), repr(plan.legs)):
        assert not any(key in text for key in keys)
    told = json.loads(plan.to_json())
    assert told["suite"] == dict(plan.suite.words)
    assert len(told["rejected"]) == len(plan.suite.rejected) > 0
    assert [step["kind"] for step in told["steps"]] == sorted(
        (step.kind for step in plan.steps),
        key=["customer-gateway", "connection", "route"].index,
    )
    assert all(step["preconditions"] for step in told["steps"])
    assert json.loads(plan.to_json(reveal=True))["legs"][0]["psk"] == keys[0]
    for text in (*plan.suite.words.values(), *plan.a.addresses, *plan.b.addresses, *plan.notes):
        assert text in plan.text()
    for rejected in plan.suite.rejected:
        assert rejected.why in plan.text()


def test_a_plan_says_what_apply_then_does():
    """Apply makes the plan's steps, in their order, and nothing else."""
    world = World()
    plan = planned(*pair(world, "tencent", "alibaba-pair"))
    said: list[str] = []
    links.apply(plan, say=said.append)
    rank = {"customer": 0, "connection": 1, "route": 2}
    made = [(line[0], next(word for word in rank if f"make {word}" in line)) for line in said]
    wanted = [(step.side, step.kind.partition("-")[0]) for step in plan.steps]
    assert sorted(made) == sorted(wanted)
    for line, step in zip(
        [x for x in said if "route" not in x],
        sorted((s for s in plan.steps if s.kind != "route"), key=lambda s: s.side),
        strict=True,
    ):
        assert step.name in line

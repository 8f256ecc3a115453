"""Links between clouds in the emulator: planned, applied, up, applied again, destroyed."""

from __future__ import annotations

import pytest
from links import (
    CLOUDS,
    KINDS,
    NETWORKS,
    KilledError,
    again,
    is_read,
    mortal,
    pair,
    planned,
    things,
)

import cgw
from cgw import link as links
from cgw.emulator import World


@pytest.mark.parametrize("mode", ["route", "bgp"])
@pytest.mark.parametrize("two", KINDS)
@pytest.mark.parametrize("one", KINDS)
def test_any_two_gateways_come_together_and_part_without_a_trace(one, two, mode):
    """Plan, apply: every tunnel up at both ends; apply again, from either side: reads only; destroy: gone."""
    world = World()
    a, b = pair(world, one, two)
    before = things(world)
    plan = planned(a, b, mode=mode)
    assert things(world) == before, "planning changes nothing"

    status = links.apply(plan)
    assert status.up
    assert status.some_up
    assert {(t.local_address, t.peer_address) for t in status.tunnels if t.side == "a"} == {
        (leg.a, leg.b) for leg in plan.legs
    }
    assert {(t.local_address, t.peer_address) for t in status.tunnels if t.side == "b"} == {
        (leg.b, leg.a) for leg in plan.legs
    }

    seen = len(world.seen)
    turned = planned(
        again(world, b), again(world, a), mode=mode, networks=(NETWORKS["b"], NETWORKS["a"])
    )
    assert links.apply(turned).up
    assert turned.id == plan.id
    wrote = [s.action for s in world.seen[seen:] if not is_read(s.action)]
    assert wrote == []

    left = links.destroy(links.Link(again(world, a), again(world, b)))
    assert left.kept == ()
    assert things(world) == before
    assert world.internet.ends() == {}
    assert links.destroy(plan).deleted == (), "destroying what is gone is fine"


@pytest.mark.parametrize(("one", "two"), [(x, y) for x in CLOUDS for y in CLOUDS])
def test_selectors_do_as_well(one, two):
    """In mode 'policy' each end names the other's networks, and every tunnel comes up."""
    world = World()
    plan = planned(*pair(world, one, two), mode="policy")
    assert links.apply(plan).up
    seen = len(world.seen)
    assert links.apply(plan).up
    assert all(is_read(s.action) for s in world.seen[seen:])
    links.destroy(plan)
    assert {kind for _, kind in things(world)}.isdisjoint({"vpn_connections", "routes"})


# What each cloud takes where nothing is said, as its API's documentation in the official SDK has it.
DEFAULTS = {
    "alibaba": ("ikev1", ("aes-128-cbc", "md5", "dh2"), ("aes-128-cbc", "md5", "dh2")),
    "tencent": ("ikev1", ("3des-cbc", "sha1", "dh1"), ("aes-128-cbc", "sha1", "none")),
    "huawei": ("ikev2", ("aes-128-cbc", "sha2-256", "dh15"), ("aes-128-cbc", "sha2-256", "dh14")),
}


def left_alone(plan, side):
    """The plan's spec at one end, but with what the cloud would take by itself."""
    from cgw.link.wanted import connection_spec, connections, gateway_spec, peers

    end = plan.link.sides[side]
    ids = {
        address: end.client.customer_gateways.create(gateway_spec(plan, side, address)).id
        for address in peers(plan, side)
    }
    version, ike, esp = DEFAULTS[end.client.provider]
    for wanted in connections(plan, side):
        spec = connection_spec(
            plan, wanted, ids, {leg.number: plan.legs[0].psk for leg in plan.legs}
        )
        tunnels = tuple(
            tunnel.model_copy(
                update={
                    "ike": cgw.IkeSpec(
                        version=version, encryption=ike[0], integrity=ike[1], dh_group=ike[2]
                    ),
                    "ipsec": cgw.IpsecSpec(encryption=esp[0], integrity=esp[1], pfs_group=esp[2]),
                }
            )
            for tunnel in spec.tunnels
        )
        made = end.client.vpn_connections.create(spec.model_copy(update={"tunnels": tunnels}))
        end.client.vpn_connections.wait(made.id)


@pytest.mark.parametrize(
    ("one", "two"), [(x, y) for n, x in enumerate(CLOUDS) for y in CLOUDS[n + 1 :]]
)
def test_two_clouds_left_at_their_defaults_do_not_come_up(one, two):
    """With each cloud's own defaults and the same key no tunnel comes up; applying the plan mends it."""
    world = World()
    plan = planned(*pair(world, one, two))
    left_alone(plan, "a")
    left_alone(plan, "b")
    world.advance(600)
    status = links.status(plan)
    assert len(status.tunnels) == 2 * len(plan.legs)
    assert not status.up
    assert not status.some_up
    assert [t.status for t in status.tunnels if t.status is cgw.TunnelStatus.UP] == []
    assert links.diagnose(plan).first.field == "ike.version" or {one, two} == {"alibaba", "tencent"}
    assert links.apply(plan).up


# ---------------------------------------------------------------- runs that were cut short


EVERY_REQUEST = pytest.param(False, id="every-request", marks=pytest.mark.slow)
WRITES = pytest.param(True, id="every-write")


@pytest.mark.parametrize("writes", [WRITES, EVERY_REQUEST])
@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("alibaba-pair", "huawei"),
        ("tencent", "alibaba"),
        ("huawei", "tencent"),
        ("huawei", "huawei"),
    ],
)
def test_a_run_that_dies_after_any_request_is_finished_by_the_next(one, two, writes):
    """Apply is killed after each single request in turn; another process with a new plan and other keys
    converges to the same things, none of them twice, and destroy leaves nothing."""
    whole = World()
    plan = planned(*pair(whole, one, two))
    links.apply(plan)
    wanted = things(whole)
    died = 0
    for lives in range(1, 500):
        world = World()
        a, b = pair(world, one, two)
        before = things(world)
        left = [lives]
        try:
            links.apply(
                planned(
                    mortal(world, a, left, writes=writes), mortal(world, b, left, writes=writes)
                )
            )
        except KilledError:
            died += 1
        else:
            break
        fresh = planned(again(world, a), again(world, b))
        assert links.apply(fresh).up, f"after {lives} requests"
        assert things(world) == wanted, f"after {lives} requests"
        seen = len(world.seen)
        links.apply(fresh)
        assert all(is_read(s.action) for s in world.seen[seen:])
        links.destroy(fresh)
        assert things(world) == before
    assert died >= (5 if writes else 30)


@pytest.mark.parametrize("writes", [WRITES, EVERY_REQUEST])
@pytest.mark.parametrize(("one", "two"), [("alibaba-pair", "tencent"), ("huawei", "tencent")])
def test_a_destroy_that_dies_after_any_request_is_finished_by_the_next(one, two, writes):
    """Destroy is killed after each single request in turn; the next one leaves nothing of the link."""
    died = 0
    for lives in range(1, 500):
        world = World()
        a, b = pair(world, one, two)
        before = things(world)
        links.apply(planned(a, b))
        left = [lives]
        try:
            links.destroy(
                links.Link(
                    mortal(world, a, left, writes=writes), mortal(world, b, left, writes=writes)
                )
            )
        except KilledError:
            died += 1
        else:
            break
        links.destroy(links.Link(again(world, a), again(world, b)))
        assert things(world) == before, f"after {lives} requests"
    assert died >= (5 if writes else 15)

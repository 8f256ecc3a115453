"""Links that somebody else meddled with, that were planned anew, and whose keys change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from links import KilledError, again, gateway, is_read, mortal, pair, planned, stand, things
from pydantic import SecretStr

import cgw
from cgw import link as links
from cgw.emulator import World
from cgw.link.suites import possible

# ---------------------------------------------------------------- what is not the link's


def test_what_the_link_did_not_make_stays():
    """Another's customer gateway with the address is shared and outlives the link."""
    world = World()
    a, b = pair(world, "alibaba", "tencent")
    (address,) = b.client.vpn_gateways.get(b.gateway_id).addresses
    theirs = a.client.customer_gateways.create(
        cgw.CustomerGatewaySpec(name="theirs", address=address)
    )
    before = things(world)
    plan = planned(a, b)
    assert links.apply(plan).up
    (connection,) = list(a.client.vpn_connections.list())
    assert connection.customer_gateway_id == theirs.id
    links.destroy(plan)
    assert things(world) == before
    assert a.client.customer_gateways.get(theirs.id).name == "theirs"


def test_a_foreign_route_over_the_link_stops_destroy():
    """Destroy refuses, before any change, while routes it did not make go over the link's connections."""
    world = World()
    a, b = pair(world, "tencent", "tencent")
    plan = planned(a, b)
    links.apply(plan)
    (connection,) = [c for c in a.client.vpn_connections.list() if c.vpn_gateway_id == a.gateway_id]
    for given, told in ((plan, None), (plan.link, "theirs")):
        route = a.client.routes.create(
            cgw.RouteSpec(
                vpn_gateway_id=a.gateway_id,
                connection_id=connection.id,
                destination="10.99.0.0/16",
                description=told,
            )
        )
        seen = len(world.seen)
        with pytest.raises(links.ForeignError) as refused:
            links.destroy(given)
        assert route.id in str(refused.value)
        assert all(is_read(s.action) for s in world.seen[seen:])
        a.client.routes.delete(route.id)
    links.destroy(plan)
    assert {kind for _, kind in things(world)} == {"vpn_gateways"}


def test_a_customer_gateway_still_in_use_is_kept_and_told():
    """A customer gateway that another connection began to use stays, with the reason."""
    world = World()
    a, b = pair(world, "tencent", "tencent")
    other = gateway(world, "tencent", "a")
    plan = planned(a, b)
    links.apply(plan)
    (connection,) = [c for c in a.client.vpn_connections.list() if c.vpn_gateway_id == a.gateway_id]
    used = a.client.vpn_connections.create(
        cgw.VpnConnectionSpec(
            name="theirs",
            vpn_gateway_id=other.gateway_id,
            customer_gateway_id=connection.customer_gateway_id,
        )
    )
    a.client.vpn_connections.wait(used.id)
    left = links.destroy(plan)
    assert [kept.id for kept in left.kept] == [connection.customer_gateway_id]
    assert used.id in left.kept[0].why
    assert a.client.vpn_connections.get(used.id).name == "theirs"


def tagged(end: links.End) -> list[cgw.models.VpnConnection]:
    """The connections of a gateway, where they have tags."""
    return list(end.client.vpn_connections.list(vpn_gateway_id=end.gateway_id))


@pytest.mark.parametrize("side", ["a", "b"])
def test_a_link_keeps_its_connections_when_their_tags_are_replaced(side: str):
    """Replacing all tags leaves the link what it was: apply finds it, and destroy leaves nothing behind."""
    world = World(transition=0)
    a, b = pair(world, "tencent", "huawei")
    before = things(world)
    links.apply(planned(a, b))
    end = planned(a, b).link.sides[side]
    tags = "tags" in end.client.capabilities.noun("vpn_connections").fields
    for one in tagged(end) if tags else ():
        told = end.client.vpn_connections.replace_tags(one.id, {"env": "prod"})
        assert told.tags["env"] == "prod"
    status = links.status(planned(a, b))
    assert status.up
    assert len(status.tunnels) == 4
    seen = len(world.seen)
    links.apply(planned(a, b))
    assert all(is_read(s.action) for s in world.seen[seen:])
    links.destroy(planned(a, b))
    assert things(world) == before


@pytest.mark.parametrize("with_plan", [True, False])
def test_a_link_that_lost_a_connection_is_not_up(with_plan: bool):
    """When one end tells of fewer tunnels than the other, status and diagnosis say so and not 'up'."""
    world = World(transition=0)
    a, b = pair(world, "tencent", "huawei")
    plan = planned(a, b)
    asked = plan if with_plan else plan.link
    links.apply(plan)
    assert (links.status(asked).up, links.status(asked).uneven) == (True, "")
    lost = tagged(a)[0]
    rename(a, lost.id)
    status = links.status(asked)
    assert {report.status for report in status.tunnels} == {cgw.TunnelStatus.UP}
    assert not status.up
    assert lost.tunnels[0].peer_address in status.uneven
    assert status.uneven in status.text()
    assert "partly up" in status.text()
    assert not links.diagnose(asked).up


def test_a_plan_knows_how_many_tunnels_there_are_to_be():
    """Across from a device only the plan can tell that a tunnel is missing; then the link is not up."""
    world = World(transition=0)
    a = gateway(world, "huawei", "a")
    plan = planned(a, links.Device("203.0.113.12", profile="strongswan"))
    links.apply(plan, wait=False)
    stand(world, plan)
    assert links.status(plan).up
    rename(a, tagged(a)[0].id)
    assert links.status(plan.link).up
    status = links.status(plan)
    assert not status.up
    assert "the plan has 2" in status.uneven
    assert not links.diagnose(plan).up


def rename(end: links.End, id: str) -> None:
    """Give a connection to another link, as somebody does who sets its tag by hand."""
    end.client.vpn_connections.add_tags(id, {links.TAG: "another"})


# ---------------------------------------------------------------- changes


def test_a_changed_parameter_is_put_right():
    """What somebody changed by hand at one end is told as a patch, and the next apply puts it back."""
    world = World()
    a, b = pair(world, "alibaba", "huawei")
    plan = planned(a, b)
    links.apply(plan)
    one = next(iter(b.client.vpn_connections.list()))
    spec = cgw.IkeSpec(dh_group="dh15", integrity="sha2-512", lifetime_s=28800)
    patch = cgw.VpnConnectionPatch(tunnels=(cgw.TunnelPatch(ike=spec),))
    b.client.vpn_connections.update(one.id, patch)
    b.client.vpn_connections.wait(one.id)
    assert links.diagnose(plan).first.field == "ike.dh_group"
    assert links.apply(plan).up
    assert links.diagnose(plan).first is None


def test_a_policy_that_changes_moves_the_link():
    """The same two ends planned under another policy are changed in place, not made anew."""
    world = World()
    a, b = pair(world, "huawei", "tencent")
    links.apply(planned(a, b))
    ids = sorted(record.id for record in world.everything())
    sure = ("aes-256-gcm-16",)
    strict = planned(a, replace(b, sure=sure), policy="strict")
    assert possible(strict.link.b.profile.ipsec, "ike.encryption", sure)[0] == sure[0]
    assert links.apply(strict).up
    assert sorted(record.id for record in world.everything()) == ids
    for one in b.client.vpn_connections.list():
        assert one.tunnels[0].ike.encryption == strict.suite["ike.encryption"]


def test_a_link_of_another_mode_is_not_touched():
    """A mode cannot be changed in place: apply says so and changes nothing."""
    world = World()
    a, b = pair(world, "tencent", "tencent")
    links.apply(planned(a, b))
    seen = len(world.seen)
    with pytest.raises(links.StalePlanError, match="destroy the link"):
        links.apply(planned(a, b, mode="policy"))
    assert all(is_read(s.action) for s in world.seen[seen:])


def test_a_plan_that_no_longer_holds_changes_nothing():
    """If a gateway's addresses are not those of the plan, apply refuses before its first change."""
    world = World()
    a, b = pair(world, "alibaba", "tencent")
    plan = planned(a, b)
    moved = replace(plan, a=replace(plan.a, addresses=("198.18.9.9",)))
    before = things(world)
    with pytest.raises(links.StalePlanError, match=r"198\.18\.9\.9"):
        links.apply(moved)
    assert things(world) == before


# ---------------------------------------------------------------- keys


@pytest.mark.parametrize(("one", "two"), [("alibaba-pair", "huawei"), ("huawei", "huawei")])
def test_keys_change_one_tunnel_at_a_time(one, two):
    """Rotation changes every tunnel's key, at no moment with more than one tunnel down, and ends up."""
    world = World()
    a, b = pair(world, one, two)
    plan = planned(a, b)
    links.apply(plan)
    down: list[int] = []

    def watch(_provider: str, _action: str) -> None:
        verdicts = {}
        for key, end in world.internet.ends().items():
            where = tuple(sorted((end.local_address, end.peer_address)))
            verdicts[where] = verdicts.get(where, True) and world.internet.verdict(key).up
        down.append(sum(not up for up in verdicts.values()))

    with world.troubled(watch):
        done = links.rotate_psk(plan)
    assert set(done.up) == {(leg.a, leg.b) for leg in plan.legs}
    assert max(down) == 1
    old = {leg.psk.get_secret_value() for leg in plan.legs}
    new = {psk.get_secret_value() for psk in done.keys.values()}
    assert len(new) == len(plan.legs)
    assert not old & new
    assert not any(key in repr(done) for key in new)
    assert links.apply(planned(a, b)).up


def test_rotation_stops_at_a_tunnel_that_does_not_come_up():
    """If a tunnel stays down with its new key, the next one keeps its old key."""
    world = World()
    a, b = pair(world, "alibaba-pair", "huawei")
    plan = planned(a, b)
    links.apply(plan)
    for one in b.client.vpn_connections.list():
        patch = cgw.TunnelPatch(ike=cgw.IkeSpec(dh_group="dh15"))
        b.client.vpn_connections.update(one.id, cgw.VpnConnectionPatch(tunnels=(patch,)))
        b.client.vpn_connections.wait(one.id)
    with pytest.raises(cgw.WaitError):
        links.rotate_psk(plan, timeout=60)
    old = {leg.psk.get_secret_value() for leg in plan.legs}
    kept = {end.psk for end in world.internet.ends().values()} & old
    assert len(kept) == len(plan.legs) - 1
    assert links.apply(planned(a, b)).up


def test_a_given_key_is_put_on_both_ends():
    """A key that the caller gives replaces the one that is there, at both ends."""
    world = World()
    a, b = pair(world, "alibaba", "huawei")
    links.apply(planned(a, b))
    key = "Given.key_1234567890"
    plan = planned(a, b, psk=SecretStr(key))
    assert links.apply(plan).up
    assert {end.psk for end in world.internet.ends().values()} == {key}
    seen = len(world.seen)
    links.apply(plan)
    assert all(is_read(s.action) for s in world.seen[seen:])


def test_a_change_of_keys_that_dies_is_finished_by_the_next_run():
    """An apply that puts a given key on both ends is killed after each write; the next one finishes it."""
    key = SecretStr("Given.key_1234567890")
    died = 0
    for lives in range(1, 50):
        world = World()
        a, b = pair(world, "alibaba-pair", "huawei")
        links.apply(planned(a, b))
        left = [lives]
        try:
            links.apply(
                planned(
                    mortal(world, a, left, writes=True),
                    mortal(world, b, left, writes=True),
                    psk=key,
                )
            )
        except KilledError:
            died += 1
        else:
            break
        assert links.apply(planned(again(world, a), again(world, b), psk=key)).up
        assert {end.psk for end in world.internet.ends().values()} == {key.get_secret_value()}
    assert died == 4, "two tunnels, two ends"

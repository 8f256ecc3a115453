"""What a plan would change is told with its price, and what an audit finds is mended by what it says."""

from __future__ import annotations

from typing import Any

import pytest
from links import CLOUDS, gateway, pair, planned

import cgw
from cgw import link as links
from cgw.emulator import World
from cgw.models import VpnConnectionPatch

WEAK: dict[str, dict[str, Any]] = {
    "weak-encryption": {"ike": {"encryption": "3des-cbc"}},
    "weak-integrity": {"ipsec": {"integrity": "sha1"}},
    "weak-group": {"ike": {"dh_group": "dh2"}},
    "no-pfs": {"ipsec": {"pfs_group": "none"}},
    "ike-v1": {"ike": {"version": "ikev1"}},
    "aggressive-mode": {"ike": {"version": "ikev1", "mode": "aggressive"}},
    "dpd-off": {"dpd": {"enabled": False}},
    "long-ipsec-lifetime": {"ipsec": {"lifetime_s": 86400}},
}


def weaken(end: links.End, **parts: Any) -> None:
    """Make the tunnels of an end weak, all else as it stands."""
    for one in end.client.vpn_connections.list(vpn_gateway_id=end.gateway_id):
        tunnel = one.tunnels[0]
        given: dict[str, Any] = {}
        for part, change in parts.items():
            kind = {"ike": cgw.IkeSpec, "ipsec": cgw.IpsecSpec, "dpd": cgw.Dpd}[part]
            have = getattr(tunnel, part)
            whole = {n: v for n in kind.model_fields if (v := getattr(have, n)) not in ("", None)}
            given[part] = kind(**(whole | change))
        spoil_one(end, one.id, given)


def spoil_one(end: links.End, id: str, given: dict[str, Any]) -> None:
    patch = VpnConnectionPatch(tunnels=(cgw.TunnelPatch(**given),))
    end.client.vpn_connections.update(id, patch)
    end.client.vpn_connections.wait(id)


@pytest.mark.parametrize("rule", list(WEAK))
@pytest.mark.parametrize("cloud", CLOUDS)
def test_what_is_found_is_mended_by_its_fix(cloud: str, rule: str):
    """Sending each fix's patch as it stands takes the finding away, on every cloud that can be so weak."""
    world = World(transition=0)
    end = gateway(world, cloud, "a")
    links.apply(planned(end, links.Device("203.0.113.9", "generic")), wait=False)
    try:
        weaken(end, **WEAK[rule])
    except cgw.CgwError as refused:
        pytest.skip(f"{cloud} cannot be so weak: {refused}")
    found = [f for f in links.audit(end.client).findings if f.rule == rule]
    assert found
    for finding in found:
        assert finding.fix is not None
        assert finding.fix.patch, finding.fix.text
        assert finding.fix.effect == "outage"
        patch = VpnConnectionPatch.model_validate(dict(finding.fix.patch))
        end.client.vpn_connections.update(finding.fix.connection_id, patch)
        end.client.vpn_connections.wait(finding.fix.connection_id)
    assert rule not in {f.rule for f in links.audit(end.client).findings}


@pytest.mark.parametrize(("one", "two"), [("alibaba", "tencent"), ("tencent", "huawei")])
def test_the_word_of_a_fix_is_the_planners(one: str, two: str):
    """Where both ends are at hand a weak group is mended by the group that a plan would take."""
    world = World(transition=0)
    a, b = pair(world, one, two)
    plan = planned(a, b)
    links.apply(plan)
    weaken(a, ike={"dh_group": "dh2"})
    found = [f for f in links.audit(a.client, b.client).findings if f.rule == "weak-group"]
    assert {f.fix.change["ike.dh_group"] for f in found} == {plan.suite["ike.dh_group"]}
    assert all(two in f.fix.text for f in found)


def test_every_finding_says_what_to_do():
    """Also where no patch does it: a second tunnel, two ends that differ."""
    world = World(transition=0)
    a, b = pair(world, "tencent", "alibaba")
    links.apply(planned(a, b))
    weaken(a, ike={"encryption": "aes-128-cbc"})
    audit = links.audit(a.client, b.client)
    assert {"ends-differ", "single-tunnel"} <= {f.rule for f in audit.findings}
    assert all(f.fix and f.fix.text for f in audit.findings)
    assert audit.text().count("fix: ") == len(audit.findings)


def test_a_plan_tells_what_it_would_change_and_at_what_price():
    """Each field that differs, now and then, is told with its effect; after apply nothing is left."""
    world = World(transition=0)
    a, b = pair(world, "tencent", "alibaba")
    assert planned(a, b).changes == ()
    links.apply(planned(a, b))
    assert planned(a, b).changes == ()
    weaken(a, ike={"dh_group": "dh2"}, ipsec={"integrity": "sha1"}, dpd={"enabled": False})
    plan = planned(a, b)
    told = {c.field: c for c in plan.changes}
    assert set(told) == {"ike.dh_group", "ipsec.integrity", "dpd.enabled"}
    assert (told["ike.dh_group"].now, told["ike.dh_group"].then) == (
        "dh2",
        plan.suite["ike.dh_group"],
    )
    assert {c.effect for c in plan.changes} == {"outage"}
    assert "ike.dh_group: dh2 becomes" in plan.text()
    links.apply(plan)
    assert planned(a, b).changes == ()


def test_what_cannot_be_changed_is_told_before():
    """Another mode is `replace`: apply refuses it, and the plan says so first."""
    world = World(transition=0)
    a, b = pair(world, "tencent", "alibaba")
    links.apply(planned(a, b))
    plan = planned(a, b, mode="policy")
    assert {(c.field, c.effect) for c in plan.changes} == {("mode", "replace")}
    with pytest.raises(links.StalePlanError):
        links.apply(plan)


def test_a_given_key_is_told_without_being_shown():
    """A key that replaces another is a change with its price, and neither of them is in the plan's text."""
    from pydantic import SecretStr

    world = World(transition=0)
    a, b = pair(world, "tencent", "alibaba")
    links.apply(planned(a, b))
    plan = planned(a, b, psk=SecretStr("Canary.key_7f3a_abcdef"))
    assert {(c.field, c.effect) for c in plan.changes} == {("psk", "outage")}
    assert {c.side for c in plan.changes} == {"a", "b"}
    keys = {end.psk for end in world.internet.ends().values()} | {"Canary.key_7f3a_abcdef"}
    assert not any(key in plan.text() + plan.to_json() for key in keys)


@pytest.mark.parametrize("one", CLOUDS)
@pytest.mark.parametrize("two", CLOUDS)
@pytest.mark.parametrize("up", [True, False])
def test_every_key_that_apply_sends_was_foreseen(one: str, two: str, up: bool):
    """The keys that a plan lists as changes are those that apply sends, also where none is ever told."""
    from pydantic import SecretStr

    world = World(transition=0)
    a, b = pair(world, one, two)
    links.apply(planned(a, b))
    if not up:
        for connection in b.client.vpn_connections.list(vpn_gateway_id=b.gateway_id):
            spoil_one(b, connection.id, {"psk": SecretStr("Spoilt.key_0123456789")})
        assert not links.status(planned(a, b)).up
    plan = planned(a, b, psk=SecretStr("Canary.key_7f3a_abcdef"))
    assert {c.field for c in plan.changes} <= {"psk"}
    done: list[str] = []
    links.apply(plan, wait=False, say=done.append)
    assert [c.connection_id for c in plan.changes] == [line.rpartition(" ")[2] for line in done]
    assert plan.changes or (up and {one, two} == {"huawei"})
    for change in plan.changes:
        told = change.now == "another key"
        assert told == (plan.side(change.side).provider != "huawei")


def test_a_key_that_is_set_anew_for_a_missing_end_was_foreseen():
    """An end that never tells its key, and whose other end is gone, is given one: the plan says so."""
    world = World(transition=0)
    a, b = pair(world, "huawei", "tencent")
    links.apply(planned(a, b))
    for one in b.client.vpn_connections.list():
        b.client.vpn_connections.delete(one.id)
        b.client.vpn_connections.wait(one.id, "deleted")
    plan = planned(a, b)
    assert {(c.side, c.field, c.then) for c in plan.changes} == {("a", "psk", "a new one")}
    done: list[str] = []
    assert links.apply(plan, say=done.append).up
    sent = [line.rpartition(" ")[2] for line in done if "change its key" in line]
    assert sent == [c.connection_id for c in plan.changes]

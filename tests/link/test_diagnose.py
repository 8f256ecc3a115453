"""Finding the parameter that differs, and what is weak, on links that were spoilt on purpose."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from links import CLOUDS, gateway, is_read, pair, planned, stand
from pydantic import SecretStr

import cgw
from cgw import link as links
from cgw.emulator import World
from cgw.link.auditing import RULES, SEVERITIES

OTHER_KEY = "Another.key_1234567890"
IKE = {"encryption": "aes-256-cbc", "integrity": "sha2-512", "dh_group": "dh14"}

# What is changed at one end, and the field that is then to be named.
SPOILT = {
    "ike.version": {"ike": cgw.IkeSpec(version="ikev1", **IKE)},
    "ike.encryption": {"ike": cgw.IkeSpec(**(IKE | {"encryption": "aes-128-cbc"}))},
    "ike.integrity": {"ike": cgw.IkeSpec(**(IKE | {"integrity": "sha2-256"}))},
    "ike.dh_group": {"ike": cgw.IkeSpec(**(IKE | {"dh_group": "dh5"}))},
    "ike.local_id": {"ike": cgw.IkeSpec(**IKE, local_id="somebody.example.com")},
    "ike.remote_id": {"ike": cgw.IkeSpec(**IKE, remote_id="somebody.example.com")},
    "psk": {"psk": SecretStr(OTHER_KEY)},
    "ipsec.encryption": {
        "ipsec": cgw.IpsecSpec(encryption="aes-128-cbc", integrity="sha2-512", pfs_group="dh14")
    },
    "ipsec.integrity": {
        "ipsec": cgw.IpsecSpec(encryption="aes-256-cbc", integrity="sha1", pfs_group="dh14")
    },
    "ipsec.pfs_group": {
        "ipsec": cgw.IpsecSpec(encryption="aes-256-cbc", integrity="sha2-512", pfs_group="dh5")
    },
}


def spoil(end: links.End, **patch) -> None:
    """Change every tunnel of every connection of that gateway, by hand."""
    for one in end.client.vpn_connections.list(vpn_gateway_id=end.gateway_id):
        tunnels = (cgw.TunnelPatch(**patch),)
        end.client.vpn_connections.update(one.id, cgw.VpnConnectionPatch(tunnels=tunnels))
        end.client.vpn_connections.wait(one.id)


@pytest.mark.parametrize("field", list(SPOILT))
@pytest.mark.parametrize(("one", "two"), [("alibaba-pair", "tencent"), ("tencent", "alibaba")])
def test_the_one_thing_that_differs_is_named(one, two, field):
    """Whatever single parameter is spoilt at one end is named first, with both values; nothing is written."""
    world = World()
    a, b = pair(world, one, two)
    plan = planned(a, b)
    assert links.apply(plan).up
    assert links.diagnose(plan).findings == ()
    spoil(a, **SPOILT[field])
    seen = len(world.seen)
    found = links.diagnose(links.Link(a, b))
    assert all(is_read(s.action) for s in world.seen[seen:])
    assert found.first is not None
    assert found.first.field == field
    assert found.first.a != found.first.b or field == "psk"
    assert {finding.field for finding in found.findings} <= {field, "ike.mode"}
    text = found.text() + found.to_json() + repr(found)
    for key in (OTHER_KEY, *(leg.psk.get_secret_value() for leg in plan.legs)):
        assert key not in text
    assert json.loads(found.to_json())["first"]["field"] == field


@pytest.mark.parametrize("field", list(SPOILT))
def test_what_is_named_is_what_the_simulated_daemons_break_on(field):
    """For each spoilt parameter the two daemons of the emulator's internet stumble over the same one."""
    world = World()
    a, b = pair(world, "alibaba", "tencent")
    links.apply(planned(a, b))
    spoil(a, **SPOILT[field])
    named = links.diagnose(links.Link(a, b)).first.field
    alias = {"ike.local_id": "ike.identity", "ike.remote_id": "ike.identity"}
    verdicts = [world.internet.verdict(key) for key in world.internet.ends()]
    if field == "ipsec.pfs_group":
        assert all(v.up and "ipsec.pfs_group" in v.text for v in verdicts), "it fails later"
        return
    assert {v.parameter for v in verdicts} == {alias.get(named, named)}


@pytest.mark.parametrize("other", ["alibaba-pair", "tencent", "huawei"])
def test_a_withheld_key_is_said_to_be_withheld(other):
    """Where an end never tells its key, a wrong one is not guessed at: it is said to be withheld."""
    world = World()
    a, b = pair(world, "huawei", other)
    plan = planned(a, b)
    assert links.apply(plan).up
    assert links.diagnose(plan).first is None, "a link that is up has no finding"
    spoil(a, psk=SecretStr(OTHER_KEY))
    first = links.diagnose(plan).first
    assert (first.field, first.breaks) == ("psk", None)
    assert "withheld" in (first.a, first.b)
    assert links.rotate_psk(plan).up
    assert links.diagnose(plan).first is None


def test_selectors_and_starters_are_compared():
    """In mode 'policy' networks that do not mirror each other are named, and ends that both only wait."""
    world = World()
    a, b = pair(world, "alibaba", "tencent")
    plan = planned(a, b, mode="policy")
    links.apply(plan)
    (one,) = list(b.client.vpn_connections.list())
    patch = cgw.VpnConnectionPatch(local_cidrs=("172.17.0.0/16",))
    b.client.vpn_connections.update(one.id, patch)
    b.client.vpn_connections.wait(one.id)
    assert links.diagnose(plan).first.field == "selectors"
    assert links.apply(plan).up
    for end in (a, b):
        (one,) = list(end.client.vpn_connections.list(vpn_gateway_id=end.gateway_id))
        end.client.vpn_connections.update(one.id, cgw.VpnConnectionPatch(initiator="peer"))
        end.client.vpn_connections.wait(one.id)
    assert links.diagnose(plan).first.field == "initiator"
    assert [f.rule for f in links.audit(a.client, b.client).findings if f.severity == "high"] == [
        "both-passive"
    ]


def test_what_is_not_there_is_named():
    """A missing end, a peer address that leads elsewhere and a device's difference are each told."""
    world = World()
    a, b = pair(world, "tencent", "tencent")
    plan = planned(a, b)
    assert [f.field for f in links.diagnose(plan).findings] == ["connection", "connection"]
    links.apply(plan)
    mine = next(c for c in b.client.vpn_connections.list() if c.vpn_gateway_id == b.gateway_id)
    b.client.vpn_connections.delete(mine.id)
    b.client.vpn_connections.wait(mine.id, "deleted")
    found = links.diagnose(plan)
    assert found.first.field in {"connection", "peer_address"}
    assert {f.field for f in found.findings} == {"connection", "peer_address"}
    stand(world, plan)  # somebody else answers: the link is not up for that
    (report,) = links.status(plan).tunnels
    assert report.status is cgw.TunnelStatus.UP
    assert not links.status(plan).up
    assert not links.status(plan).some_up
    world.internet.drop("device/0")
    assert links.apply(plan).up

    device = links.Device("203.0.113.12", profile="strongswan")
    other = planned(gateway(world, "tencent", "a"), device)
    links.apply(other, wait=False)
    stand(world, other)
    assert links.apply(other).up
    spoil(other.link.a, **SPOILT["ike.dh_group"])
    first = links.diagnose(other).first
    assert (first.field, first.a, first.b) == ("ike.dh_group", "dh5", other.suite["ike.dh_group"])


# ---------------------------------------------------------------- audit

WEAK = {
    "ike-v1": {"ike": cgw.IkeSpec(version="ikev1", **IKE)},
    "aggressive-mode": {"ike": cgw.IkeSpec(version="ikev1", mode="aggressive", **IKE)},
    "weak-encryption": {"ike": cgw.IkeSpec(**(IKE | {"encryption": "3des-cbc"}))},
    "weak-integrity": {"ike": cgw.IkeSpec(**(IKE | {"integrity": "sha1"}))},
    "weak-group": {"ike": cgw.IkeSpec(**(IKE | {"dh_group": "dh2"}))},
    "no-pfs": {"ipsec": cgw.IpsecSpec(integrity="sha2-512", pfs_group="none")},
    "dpd-off": {"dpd": cgw.Dpd(enabled=False)},
    "long-ipsec-lifetime": {
        "ipsec": cgw.IpsecSpec(integrity="sha2-512", lifetime_s=86400),
    },
}


@pytest.mark.parametrize("rule", list(WEAK))
def test_each_weakness_is_found_at_both_tunnels_of_a_pair(rule):
    """What is weak is found at every tunnel that has it, at the end that has it, and nowhere else."""
    world = World()
    a, b = pair(world, "alibaba-pair", "huawei")
    links.apply(planned(a, b))
    clean = links.audit(a.client, b.client)
    assert clean.findings == ()
    assert (clean.connections, clean.tunnels, clean.linked) == (3, 4, 2)
    spoil(a, **WEAK[rule])
    seen = len(world.seen)
    found = links.audit(a.client, b.client)
    assert all(is_read(s.action) for s in world.seen[seen:])
    weak = [f for f in found.findings if f.rule == rule]
    assert {f.provider for f in weak} == {"alibaba"}
    assert len({f.tunnel for f in weak}) == 2
    alone = links.audit(a.client)
    assert {f.rule for f in alone.findings} >= {rule}
    assert {f.rule for f in alone.findings} <= {rule, "ike-v1"}
    ranks = [SEVERITIES.index(f.severity) for f in found.findings]
    assert ranks == sorted(ranks), "the gravest first"


def test_both_ends_together_show_more():
    """Findings about two ends need both clients: ends that differ, DPD at one end, IKEv1 lifetimes."""
    world = World()
    a, b = pair(world, "alibaba", "tencent")
    links.apply(planned(a, b))
    v1 = cgw.IkeSpec(version="ikev1", lifetime_s=28800, **IKE)
    spoil(a, ike=v1, dpd=cgw.Dpd(enabled=False))
    spoil(b, ike=v1.model_copy(update={"lifetime_s": 80000, "dh_group": "dh5"}))
    one = {f.rule for f in links.audit(a.client).findings}
    both = {f.rule for f in links.audit(a.client, b.client).findings}
    assert {"ends-differ", "lifetimes-differ", "one-sided-dpd"} <= both - one
    assert "weak-group" in both - one


def test_a_link_of_one_tunnel_is_told_and_one_of_two_is_not():
    """One tunnel to a peer is a finding; two connections to the two addresses of one peer are none."""
    world = World()
    a, b = pair(world, "tencent", "huawei")
    links.apply(planned(a, b))
    assert "single-tunnel" not in {f.rule for f in links.audit(a.client, b.client).findings}
    c, d = pair(world, "tencent", "tencent")
    links.apply(planned(c, d))
    alone = [f for f in links.audit(c.client).findings if f.rule == "single-tunnel"]
    assert len(alone) == 2


@pytest.mark.parametrize("one", CLOUDS)
@pytest.mark.parametrize("two", CLOUDS)
def test_a_link_that_was_planned_has_no_grave_finding(one, two):
    """What plan and apply make passes the audit, but for being one tunnel where there is one address."""
    world = World()
    a, b = pair(world, one, two)
    links.apply(planned(a, b))
    found = (
        links.audit(a.client, b.client).findings if one != two else links.audit(a.client).findings
    )
    assert {f.rule for f in found} <= {"single-tunnel"}


def test_an_audit_is_told_in_text_and_json():
    """Text and JSON have every finding; every rule has a severity and a sentence."""
    world = World()
    a, b = pair(world, "alibaba", "tencent")
    links.apply(planned(a, b))
    spoil(a, **WEAK["weak-group"])
    found = links.audit(a.client, b.client)
    told = json.loads(found.to_json())
    assert len(told["findings"]) == len(found.findings) > 0
    assert all(f["rule"] in found.text() for f in told["findings"])
    assert all(severity in SEVERITIES and text for severity, text in RULES.values())


def test_the_page_has_every_rule():
    """The table of docs/reference/link.md is the table of the code."""
    page = (Path(__file__).parents[2] / "docs" / "reference" / "link.md").read_text()
    told = dict(re.findall(r"(?m)^\| `([\w-]+)` \| (high|medium|low) \|", page))
    assert told == {rule: severity for rule, (severity, _) in RULES.items()}

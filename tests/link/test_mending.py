"""The fixes of one audit taken together: none undoes another, and none changes what was not found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from links import CLOUDS, gateway, pair, planned

import cgw
from cgw import link as links
from cgw.cli import main
from cgw.cli.targets import Target
from cgw.emulator import World, connect
from cgw.link.auditing import RULES
from cgw.models import (
    DpdState,
    Ike,
    Ipsec,
    Tunnel,
    VpnConnection,
    VpnConnectionPatch,
    crypto,
)

IKE = {"encryption": "3des-cbc", "integrity": "md5", "dh_group": "dh2"}
WORST: dict[str, Any] = {
    "ike": cgw.IkeSpec(version="ikev1", mode="aggressive", **IKE),
    "ipsec": cgw.IpsecSpec(
        encryption="3des-cbc", integrity="sha1", pfs_group="none", lifetime_s=86400
    ),
    "dpd": cgw.Dpd(enabled=False),
}
MENDED = set(RULES) - {"single-tunnel"}


def spoil(end: links.End) -> None:
    """Make every tunnel of a gateway as weak as its cloud lets it be."""
    ability = end.client.capabilities.noun("vpn_connections")
    assert ability.ipsec is not None
    parts = dict(WORST)
    for one in end.client.vpn_connections.list(vpn_gateway_id=end.gateway_id):
        for part, spec in parts.items():
            try:
                change(end, one.id, {"tunnels": ({part: spec},)})
            except cgw.UnsupportedError:
                assert part == "dpd", "every cloud has weak words"


def change(end: links.End, id: str, patch: Any) -> None:
    end.client.vpn_connections.update(id, VpnConnectionPatch.model_validate(dict(patch)))
    end.client.vpn_connections.wait(id)


def mend(ends: list[links.End], order: str) -> tuple[set[str], set[str]]:
    """Send every fix of one audit; the rules that were found, and those that are left."""
    clients = [end.client for end in ends]
    findings = list(links.audit(*clients).findings)
    if order == "backwards":
        findings.reverse()
    elif order == "shuffled":
        findings = findings[1::2] + findings[::2]
    for finding in findings:
        assert finding.fix is not None
        if finding.fix.patch:
            (end,) = (end for end in ends if end.client.provider == owner(finding, ends))
            change(end, finding.fix.connection_id, finding.fix.patch)
    return {f.rule for f in findings}, {f.rule for f in links.audit(*clients).findings}


def owner(finding: links.AuditFinding, ends: list[links.End]) -> str:
    assert finding.fix is not None
    for end in ends:
        if finding.fix.connection_id in {one.id for one in end.client.vpn_connections.list()}:
            return end.client.provider
    raise AssertionError(finding)


@pytest.mark.parametrize("order", ["as told", "backwards", "shuffled"])
@pytest.mark.parametrize("cloud", CLOUDS)
def test_all_fixes_of_an_audit_together_leave_nothing(cloud: str, order: str):
    """Where everything is weak, sending every fix of one audit in any order leaves none of its rules."""
    end = gateway(World(transition=0), cloud, "a")
    links.apply(planned(end, links.Device("203.0.113.9", "generic")), wait=False)
    spoil(end)
    found, left = mend([end], order)
    assert {"ike-v1", "aggressive-mode", "weak-encryption", "weak-group", "no-pfs"} <= found
    assert {"weak-integrity", "long-ipsec-lifetime"} <= found
    assert not left & MENDED


@pytest.mark.parametrize("order", ["as told", "backwards", "shuffled"])
@pytest.mark.parametrize(("one", "two"), [("alibaba", "tencent"), ("tencent", "huawei")])
def test_all_fixes_at_both_ends_leave_a_link_that_is_up(one: str, two: str, order: str):
    """Two ends that are weak and differ are mended by the fixes of one audit, and agree again."""
    world = World(transition=0)
    a, b = pair(world, one, two)
    plan = planned(a, b)
    links.apply(plan)
    spoil(a)
    spoil(b)
    _, left = mend([a, b], order)
    assert not left & MENDED
    assert links.status(plan).up


# ---------------------------------------------------------------- whatever a cloud tells

UNKNOWN = "unknown:quantum"


def words(kind: Any) -> st.SearchStrategy[str]:
    return st.sampled_from([*get_args(kind), "", UNKNOWN])


TUNNELS = st.builds(
    Tunnel,
    local_address=st.just("198.51.100.1"),
    peer_address=st.just("192.0.2.9"),
    ike=st.builds(
        Ike,
        version=words(crypto.IkeVersion),
        mode=words(crypto.IkeMode),
        encryption=words(crypto.Encryption),
        integrity=words(crypto.Integrity),
        dh_group=words(crypto.DhGroup),
        lifetime_s=st.sampled_from([None, 0, 20, 60, 200, 28800, 10**7]),
        local_id=st.sampled_from([None, "", "hq.example.com"]),
    ),
    ipsec=st.builds(
        Ipsec,
        encryption=words(crypto.Encryption),
        integrity=words(crypto.Integrity),
        pfs_group=words(crypto.PfsGroup),
        lifetime_s=st.sampled_from([None, 0, 10, 3600, 86400, 10**7]),
    ),
    dpd=st.builds(
        DpdState,
        enabled=st.sampled_from([None, True, False]),
        interval_s=st.sampled_from([None, 0, 10, 4000]),
        timeout_s=st.sampled_from([None, 0, 30]),
        action=st.sampled_from([None, "", "hold", "clear", "restart"]),
    ),
)


def connection(tunnel: Tunnel, id: str = "c-1", **more: Any) -> VpnConnection:
    given = {"provider": "x", "region": "r", "vpn_gateway_id": "g", "customer_gateway_id": "s"}
    return VpnConnection(id=id, name=id, tunnels=(tunnel,), **(given | more))


def fixes(*connections: VpnConnection) -> Iterator[links.Fix]:
    for finding in links.examine(connections).findings:
        assert finding.fix is not None
        yield finding.fix


@given(TUNNELS)
def test_a_patch_changes_what_was_found_and_nothing_else(tunnel: Tunnel):
    """A patch is taken as it stands and keeps every other value; where it could not, it is by hand."""
    found = list(fixes(connection(tunnel)))
    changed = {name: value for fix in found for name, value in fix.change.items()}
    for fix in found:
        if not fix.patch:
            assert "by hand" in fix.text or fix.text.startswith("make ")
            continue
        (sent,) = VpnConnectionPatch.model_validate(dict(fix.patch)).tunnels
        assert {name.partition(".")[0] for name in fix.change} == sent.model_fields_set
        for part in ("ike", "ipsec"):
            spec, told = getattr(sent, part), getattr(tunnel, part)
            for name in type(spec).model_fields if spec is not None else ():
                if name == "mode" and spec.version == "ikev2":
                    continue  # there is none
                if part == "ipsec" and name == "integrity" and "gcm" in spec.encryption:
                    continue  # it has its own
                had = getattr(told, name) or None
                assert getattr(spec, name) == changed.get(f"{part}.{name}", had), (part, name)
        if sent.dpd is not None:
            for name in ("interval_s", "timeout_s", "action"):
                assert getattr(sent.dpd, name) in (None, getattr(tunnel.dpd, name))


@given(TUNNELS)
def test_a_part_is_the_same_in_every_patch(tunnel: Tunnel):
    """No two patches of an audit have another value for the same part: so their order is all one."""
    seen: dict[str, Any] = {}
    for fix in fixes(connection(tunnel)):
        for one in fix.patch.get("tunnels", ()):
            for part, value in one.items():
                assert seen.setdefault(part, value) == value


@pytest.mark.parametrize("field", ["encryption", "integrity"])
@pytest.mark.parametrize("told", ["", UNKNOWN])
def test_what_cgw_has_no_word_for_is_mended_by_hand(field: str, told: str):
    """A cipher that the cloud does not tell, or that cgw has no word for, is not sent as a default."""
    phase2 = {"encryption": "aes-256-cbc", "integrity": "sha2-256", "pfs_group": "none"}
    tunnel = Tunnel(ipsec=Ipsec(lifetime_s=3600, **(phase2 | {field: told})))
    (fix,) = (fix for fix in fixes(connection(tunnel)) if "ipsec.pfs_group" in fix.change)
    assert fix.patch == {}
    assert fix.text.startswith("by hand")
    assert f"ipsec.{field}" in fix.text
    assert told in fix.text, "the word that stands is named"


def test_a_fix_says_what_else_its_patch_changes():
    """The text of a fix names the fields of other findings that its patch has to carry."""
    tunnel = Tunnel(
        ike=Ike(
            version="ikev2", encryption="des-cbc", integrity="md5", dh_group="dh2", lifetime_s=600
        )
    )
    told = [fix for fix in fixes(connection(tunnel)) if fix.patch]
    assert len(told) == 3
    for fix in told:
        assert all(name in fix.text for other in told for name in other.change)


def capabilities(cloud: str) -> dict[str, Any]:
    """As `examine` takes them, for the provider of `connection`."""
    return {"x": connect(World(), cloud).capabilities}


@pytest.mark.parametrize(
    ("cloud", "phase1", "wanted"),
    [(None, 200, 30), (None, 8000, 1000), ("tencent", 200, 180), ("tencent", 100, None)],
)
def test_a_shorter_lifetime_is_one_that_can_be_set(cloud: Any, phase1: int, wanted: int | None):
    """Phase 2 gets an eighth of phase 1, but no less than spec and cloud take; if none fits, no patch."""
    phase2 = Ipsec(
        encryption="aes-256-cbc", integrity="sha2-256", pfs_group="dh14", lifetime_s=9999
    )
    told = connection(Tunnel(ike=Ike(lifetime_s=phase1), ipsec=phase2))
    findings = links.examine([told], capabilities(cloud) if cloud else None).findings
    (fix,) = (f.fix for f in findings if f.rule == "long-ipsec-lifetime")
    assert fix.change == ({} if wanted is None else {"ipsec.lifetime_s": wanted})
    assert bool(fix.patch) == (wanted is not None)


def test_a_tunnel_that_its_address_does_not_name_is_mended_by_hand():
    """A patch names a tunnel by its own address: two tunnels with the same one get none."""
    phase2 = Ipsec(encryption="aes-256-cbc", integrity="sha2-256", pfs_group="none", lifetime_s=600)
    for addresses in (("198.51.100.1", "198.51.100.1"), ("", "198.51.100.1")):
        tunnels = tuple(Tunnel(local_address=one, ipsec=phase2) for one in addresses)
        told = replace(connection(tunnels[0]), tunnels=tunnels)
        (first, second) = (fix for fix in fixes(told) if fix.change)
        assert first.patch == {}
        assert first.text.startswith("by hand")
        assert bool(second.patch) == (addresses[0] == "")


@pytest.mark.parametrize("turned", [False, True])
def test_the_end_that_can_begin_is_the_one_to_change(turned: bool):
    """Of two ends that only wait the one whose cloud can be told to begin is changed."""
    ends = [("198.51.100.1", "203.0.113.1"), ("203.0.113.1", "198.51.100.1")]
    (x, y) = reversed(ends) if turned else ends
    one = Tunnel(local_address=x[0], peer_address=x[1])
    two = Tunnel(local_address=y[0], peer_address=y[1])
    cannot = connection(one, initiator="peer")
    can = connection(two, "c-2", vpn_gateway_id="h", provider="y", initiator="peer")
    able = capabilities("huawei") | {"y": connect(World(), "tencent").capabilities}
    found = links.examine([cannot, can], able).findings
    (fix,) = (f.fix for f in found if f.rule == "both-passive")
    assert (fix.connection_id, fix.patch) == ("c-2", {"initiator": "cloud"})
    alone = links.examine([cannot, replace(can, provider="x")], able).findings
    (fix,) = (f.fix for f in alone if f.rule == "both-passive")
    assert fix.patch == {}


@pytest.mark.parametrize("turned", [False, True])
def test_the_end_that_lacks_it_is_the_one_to_change(turned: bool):
    """DPD that is on at one end only is turned on at the other, whichever of the two is told first."""
    on, off = DpdState(enabled=True), DpdState(enabled=False)
    ends = [("198.51.100.1", "203.0.113.1"), ("203.0.113.1", "198.51.100.1")]
    (x, y) = reversed(ends) if turned else ends
    one = Tunnel(local_address=x[0], peer_address=x[1], dpd=on)
    two = Tunnel(local_address=y[0], peer_address=y[1], dpd=off)
    audit = links.examine([connection(one), connection(two, "c-2", vpn_gateway_id="h")])
    (found,) = (f for f in audit.findings if f.rule == "one-sided-dpd")
    assert found.fix.connection_id == "c-2"


# ---------------------------------------------------------------- which clouds are asked


class Without:
    """A cloud that has no connections: anything else that is asked of it fails."""

    provider = "none"
    capabilities = cgw.adapter.Capabilities("none", {})


def test_a_cloud_without_connections_is_passed_over():
    """An audit of several clouds leaves out one that has no connections, as the graph does."""
    end = gateway(World(transition=0), "tencent", "a")
    assert links.audit(Without(), end.client).connections == 0  # type: ignore[arg-type]
    assert len(links.graph([Without(), end.client]).nodes) == 1  # type: ignore[list-item]


@pytest.mark.parametrize("output", ["table", "csv"])
def test_the_command_tells_the_fix_that_the_library_would(output, capsys, monkeypatch):
    """``cgw audit`` has a column with the fix, in the strongest words that this very cloud can do."""
    world = World(transition=0)
    a, b = pair(world, "huawei", "huawei")
    plan = planned(a, b)
    links.apply(plan)
    spoil(a)
    wanted = [f.fix.text for f in links.audit(a.client).findings]
    assert any(f"ike.dh_group = {plan.suite['ike.dh_group']}" in text for text in wanted)
    monkeypatch.setattr(Target, "connect", lambda self: connect(world, self.provider))
    monkeypatch.setenv("COLUMNS", "1000")
    with pytest.raises(SystemExit) as left:
        main(["audit", "-P", "huawei", "-o", output])
    assert left.value.code == 6
    told = capsys.readouterr().out.replace('"', "")
    assert all(text in told for text in wanted)

"""The picture: every gateway, site and tunnel once, in its colour, whatever things are called."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cgw
from cgw import link as links
from cgw.link.graphing import COLOURS, draw
from cgw.models import (
    BgpState,
    CustomerGateway,
    Ike,
    Tunnel,
    TunnelStatus,
    VpnConnection,
    VpnGateway,
)

STATUSES = st.sampled_from(list(TunnelStatus))


def gateway(provider: str, *addresses: str, name: str = "gate") -> VpnGateway:
    return VpnGateway(
        id=f"g-{provider}", provider=provider, region="r", name=name, addresses=addresses
    )


def connection(provider: str, *tunnels: tuple[str, str, TunnelStatus], name: str = "link") -> Any:
    return VpnConnection(
        id=f"c-{provider}",
        provider=provider,
        region="r",
        name=name,
        vpn_gateway_id=f"g-{provider}",
        customer_gateway_id=f"s-{provider}",
        tunnels=tuple(Tunnel(local_address=a, peer_address=b, status=s) for a, b, s in tunnels),
    )


@given(STATUSES, STATUSES)
def test_a_tunnel_between_two_clouds_is_one_line(left: TunnelStatus, right: TunnelStatus):
    """Two clouds that tell of the same tunnel draw one edge; it is up only if no end says otherwise."""
    found = draw(
        [gateway("x", "198.51.100.1"), gateway("y", "203.0.113.1")],
        [],
        [
            connection("x", ("198.51.100.1", "203.0.113.1", left)),
            connection("y", ("203.0.113.1", "198.51.100.1", right)),
        ],
    )
    (edge,) = found.edges
    assert len(found.nodes) == 2
    assert {edge.a, edge.b} == {"x/r/g-x", "y/r/g-y"}
    words = {left, right}
    assert (edge.status == "up") == (TunnelStatus.UP in words and words <= {"up", "unknown"})
    if words & {"down", "phase1_down", "phase2_down"}:
        assert edge.status == "down", "whatever the other end says"
    elif "negotiating" in words:
        assert edge.status == "negotiating"


HERE, THERE = "198.51.100.1", "203.0.113.1"


def selecting(provider: str, id: str, *nets: str, ike: Ike | None = None) -> VpnConnection:
    """A connection between the two addresses, in mode 'policy' with own and other's network."""
    ends = (HERE, THERE) if provider == "x" else (THERE, HERE)
    return VpnConnection(
        id=id,
        provider=provider,
        region="r",
        name=id,
        vpn_gateway_id=f"g-{provider}",
        mode="policy",
        local_cidrs=nets[:1],
        remote_cidrs=nets[1:],
        tunnels=(Tunnel(local_address=ends[0], peer_address=ends[1], ike=ike or Ike()),),
    )


def both(*connections: VpnConnection) -> list[tuple[str, ...]]:
    """What is written at each edge between the two gateways."""
    found = draw([gateway("x", HERE), gateway("y", THERE)], [], connections)
    assert {edge.a for edge in found.edges} | {edge.b for edge in found.edges} <= {
        "x/r/g-x",
        "y/r/g-y",
    }
    return [edge.lines for edge in found.edges]


@given(st.integers(1, 4))
def test_connections_of_one_end_are_lines_of_their_own(count: int):
    """Several connections to one peer are as many edges, and none is taken for another's other end."""
    tied = [selecting("x", f"c{n}", f"10.{n}.0.0/16", "172.16.0.0/16") for n in range(count)]
    lines = both(*tied)
    assert [line[0] for line in lines] == [one.id for one in tied]
    assert all(len(line) == 3 for line in lines)
    assert both(*tied, *tied) == lines, "what was read twice is drawn once"


@given(st.permutations(range(3)), st.permutations(range(3)))
def test_networks_tell_tunnels_of_one_pair_apart(left: list[int], right: list[int]):
    """Of several tunnels between two addresses those with mirrored networks are one, in any order."""
    ours = [selecting("x", f"a{n}", f"10.{n}.0.0/16", "172.16.0.0/16") for n in left]
    theirs = [selecting("y", f"b{n}", "172.16.0.0/16", f"10.{n}.0.0/16") for n in right]
    assert len(both(*ours, *theirs)) == 3
    audit = links.examine([*ours, *theirs])
    assert audit.linked == 3
    assert not [f for f in audit.findings if f.rule == "ends-differ"]


def test_what_cannot_be_told_apart_is_not_compared():
    """Two tunnels at one end that both fit the other's one: no couple, so no finding about two ends."""
    nets = ("10.1.0.0/16", "172.16.0.0/16")
    weak, fine = Ike(dh_group="dh15"), Ike(dh_group="dh14")
    ours = [selecting("x", "a1", *nets, ike=fine), selecting("x", "a2", *nets, ike=weak)]
    theirs = selecting("y", "b1", *nets[::-1], ike=fine)
    assert links.examine([ours[1], theirs]).linked == 1
    for tied in ([*ours, theirs], [*ours[::-1], theirs]):
        audit = links.examine(tied)
        assert audit.linked == 0
        assert not [f for f in audit.findings if f.rule == "ends-differ"]
        assert len(both(*tied)) == 3


def test_identities_tell_tunnels_of_one_pair_apart():
    """Of two tunnels with the same networks those that call each other by name are one."""
    nets = ("10.1.0.0/16", "172.16.0.0/16")
    tied = []
    for n in (1, 2):
        tied.append(selecting("x", f"a{n}", *nets, ike=Ike(local_id=f"x{n}", remote_id=f"y{n}")))
        tied.append(
            selecting("y", f"b{n}", *nets[::-1], ike=Ike(local_id=f"y{n}", remote_id=f"x{n}"))
        )
    assert links.examine(tied).linked == 2
    assert len(both(*tied)) == 2


def test_inside_networks_tell_tunnels_of_one_pair_apart():
    """Of two BGP tunnels between two addresses those with the same inside network are one."""
    tied = []
    for n in (1, 2):
        for provider in ("x", "y"):
            one = selecting(provider, f"{provider}{n}")
            (tunnel,) = one.tunnels
            bgp = BgpState(tunnel_cidr=f"169.254.{n}.0/30")
            tied.append(replace(one, mode="bgp", tunnels=(replace(tunnel, bgp=bgp),)))
    assert links.examine(tied).linked == 2
    assert len(both(*tied)) == 2


def test_a_gateway_is_not_its_own_peer():
    """Two tunnels of one gateway whose addresses mirror each other are no two ends of one tunnel."""
    mirrored = connection("x", (HERE, THERE, TunnelStatus.UP), (THERE, HERE, TunnelStatus.UP))
    found = draw([gateway("x", HERE, THERE)], [], [mirrored])
    assert len(found.edges) == 2
    assert links.examine([mirrored]).linked == 0


@pytest.mark.parametrize(
    ("status", "colour"),
    [("up", "up"), ("phase1_down", "down"), ("negotiating", "negotiating"), ("unknown", "unknown")],
)
def test_a_site_and_its_colour(status: str, colour: str):
    """A peer that no cloud has is a site by its customer gateway's name, its tunnel in its colour."""
    site = CustomerGateway(id="s-x", provider="x", region="r", name="plant", address="192.0.2.9")
    tunnels = ("198.51.100.1", "192.0.2.9", TunnelStatus(status))
    found = draw([gateway("x", "198.51.100.1")], [site], [connection("x", tunnels)])
    text = found.mermaid()
    assert "plant<br/>192.0.2.9" in text
    assert f"stroke:{COLOURS[colour]}" in text
    assert COLOURS[colour] in found.dot()


@given(st.text(min_size=1), st.text(min_size=1))
def test_no_name_breaks_out(one: str, two: str):
    """Whatever things are called, Mermaid and DOT have the same lines of the same form."""
    found = draw(
        [gateway("x", "198.51.100.1", name=one)],
        [],
        [connection("x", ("198.51.100.1", "192.0.2.9", TunnelStatus.UP), name=two)],
    )
    plain = draw(
        [gateway("x", "198.51.100.1", name="a")],
        [],
        [connection("x", ("198.51.100.1", "192.0.2.9", TunnelStatus.UP), name="b")],
    )

    def form(text: str) -> list[str]:
        return [re.sub(r'"(?:[^"\\]|\\.)*"', '""', line) for line in text.split("\n")]

    assert form(found.mermaid()) == form(plain.mermaid())
    assert form(found.dot()) == form(plain.dot())
    assert re.fullmatch(r"[^<>]*", re.sub(r"<br/>", "", found.mermaid()))


def test_svg_is_drawn_or_refused_with_the_reason(monkeypatch):
    """With graphviz an SVG of every name; without it `ConfigError` that says what is missing."""
    found = draw([gateway("x", "198.51.100.1", name="a<b&c")], [], [])
    if shutil.which("dot"):
        assert "a&lt;b&amp;c" in found.svg()
    monkeypatch.setenv("PATH", "")
    with pytest.raises(cgw.ConfigError, match="graphviz"):
        found.svg()

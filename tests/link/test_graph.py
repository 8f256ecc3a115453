"""The picture: every gateway, site and tunnel once, in its colour, whatever things are called."""

from __future__ import annotations

import re
import shutil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cgw
from cgw.link.graphing import COLOURS, draw
from cgw.models import CustomerGateway, Tunnel, TunnelStatus, VpnConnection, VpnGateway

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
    bad = {"down", "phase1_down", "phase2_down"}
    if words & bad and not words & {"negotiating", "unknown"}:
        assert edge.status == "down"


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

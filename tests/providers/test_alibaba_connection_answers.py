"""How answers about VPN connections on Alibaba Cloud are read; flows driven by hand."""

from __future__ import annotations

import pytest
from alibaba_flows import KEY, OP, adapter, drive
from alibaba_rows import (
    BGP_ROW,
    IKE,
    MADE,
    PAIR,
    ROW,
    SINGLE,
    SITE,
    gone,
    spec,
)

from cgw.adapter import Where
from cgw.errors import (
    PermissionDeniedError,
    ServiceError,
    TransportError,
)
from cgw.models import (
    State,
    TunnelStatus,
    to_json,
)


@pytest.fixture
def links():
    return adapter().vpn_connections


def test_a_whole_answer_of_one_tunnel(links):
    """Every field is in the noun or its extras; the key is there and never shown."""
    got, asked = drive(links.get("vco-1"), ROW, SITE)
    assert [r.action for r in asked] == ["DescribeVpnConnection", "DescribeCustomerGateway"]
    assert (got.state, got.raw_state, got.mode, got.initiator) == (
        State.AVAILABLE, "active", "policy", "peer",
    )  # fmt: skip
    assert got.local_cidrs == ("10.0.0.0/24", "10.0.1.0/24")
    (tunnel,) = got.tunnels
    assert (tunnel.local_address, tunnel.peer_address) == ("198.51.100.1", "203.0.113.9")
    assert (tunnel.status, tunnel.psk.get_secret_value()) == (TunnelStatus.UP, KEY)
    assert (tunnel.health_check.enabled, tunnel.health_check.status) == (True, "success")
    assert (tunnel.dpd.enabled, tunnel.nat_traversal, tunnel.bgp) == (True, True, None)
    assert got.tags == {"env": "law"}
    assert tunnel.health_check.policy == "revoke_route"
    assert (got.attached_to.kind, got.attached_to.id) == ("vpn-gateway", "vpn-1")
    assert got.bgp_key.get_secret_value() == "bgp-canary"
    assert got.extras == {}
    shown = f"{got} {got!r} {to_json(got)} {got.extras}"
    assert "canary" not in shown


def test_a_whole_answer_of_two_tunnels(links):
    """Texts for booleans and numbers read as what they mean; BGP is read per tunnel."""
    got, _ = drive(links.get("vco-1"), BGP_ROW, SITE)
    assert (got.mode, got.local_cidrs, got.remote_cidrs) == ("bgp", (), ())
    first, second = got.tunnels
    assert (first.id, first.role, second.role) == ("tun-1", "master", "slave")
    assert (first.dpd.enabled, first.nat_traversal, first.ike.lifetime_s) == (True, False, 28800)
    assert (first.bgp.local_asn, first.bgp.peer_asn, first.bgp.status) == (65001, 65530, "success")
    assert second.bgp.tunnel_cidr == "169.254.12.0/30"
    assert (first.status, first.raw_status) == (TunnelStatus.PHASE1_DOWN, "ike_sa_not_established")
    assert got.customer_gateway_id == "cgw-1"
    assert [t.psk.get_secret_value() for t in got.tunnels] == [f"{KEY}1", f"{KEY}2"]


def test_the_address_of_a_peer_is_read_once(links):
    """No answer about connections has it; it never changes; many at once come by the listing."""
    _, asked = drive(links.get("vco-1"), ROW, SITE)
    _, again = drive(links.get("vco-1"), ROW)
    assert (len(asked), len(again)) == (2, 1)
    rows = [
        ROW | {"VpnConnectionId": f"vco-{n}", "CustomerGatewayId": f"cgw-{n}"} for n in range(9)
    ]
    sites = [SITE | {"CustomerGatewayId": f"cgw-{n}", "IpAddress": f"203.0.113.{n}"}
             for n in range(9)]  # fmt: skip
    page, asked = drive(
        links.page(None, Where()),
        {"VpnConnections": {"VpnConnection": rows}, "TotalCount": 9},
        {"CustomerGateways": {"CustomerGateway": sites}, "TotalCount": 9},
    )
    assert len(asked) == 2
    assert [c.tunnels[0].peer_address for c in page.items][2:] == [
        f"203.0.113.{n}" for n in range(2, 9)
    ]


@pytest.mark.parametrize("why", [gone(), PermissionDeniedError("no", provider="alibaba")])
def test_a_peer_that_cannot_be_read(links, why):
    """The identity stands in for the address if it is one; a name does not."""
    got, _ = drive(links.get("vco-1"), ROW, why)
    assert got.tunnels[0].peer_address == "203.0.113.9"
    named = ROW | {"IkeConfig": IKE | {"RemoteId": "idc.example"}}
    got, _ = drive(links.get("vco-1"), named, why)
    assert (got.tunnels[0].peer_address, got.tunnels[0].ike.remote_id) == ("", "idc.example")


@pytest.mark.parametrize(
    ("word", "state"),
    [("init", State.PENDING), ("provisioning", State.PENDING), ("attached", State.AVAILABLE),
     ("attaching", State.UPDATING), ("detaching", State.UPDATING), ("updating", State.UPDATING),
     ("upgrading", State.UPDATING), ("financialLocked", State.FROZEN), ("deleted", State.DELETED),
     ("deleting", State.DELETING), ("reborn", State.UNKNOWN)],
)  # fmt: skip
def test_states(links, word, state):
    """Each word has one of ours; an unknown one is unknown and kept."""
    got, _ = drive(links.get("vco-1"), ROW | {"State": word}, SITE)
    assert (got.state, got.raw_state) == (state, word)


@pytest.mark.parametrize(
    ("word", "status"),
    [("ipsec_sa_established", TunnelStatus.UP), ("ike_sa_established", TunnelStatus.NEGOTIATING),
     ("ipsec_sa_not_established", TunnelStatus.PHASE2_DOWN),
     ("ike_sa_not_established", TunnelStatus.PHASE1_DOWN), ("resting", TunnelStatus.UNKNOWN),
     (None, TunnelStatus.UNKNOWN)],
)  # fmt: skip
def test_statuses(links, word, status):
    """Created is not up: the status is its own axis, unknown words are kept."""
    got, _ = drive(links.get("vco-1"), ROW | {"Status": word}, SITE)
    assert (got.tunnels[0].status, got.tunnels[0].raw_status) == (status, word or "")
    assert got.state is State.AVAILABLE


@pytest.mark.parametrize(
    "failure", [gone(), TransportError("lost"), ServiceError("down", provider="alibaba")]
)
@pytest.mark.parametrize(("gateway", "count"), [(SINGLE, 1), (PAIR, 2)])
def test_a_failed_read_back_hides_nothing(links, failure, gateway, count):
    """Once the id is known a failing read gives the connection as asked for, its key with it."""
    made, _ = drive(links.create(spec(tags={"a": "b"}), OP), gateway, MADE, failure)
    assert (made.id, made.state, made.tags, made.name) == ("vco-1", State.PENDING, {"a": "b"}, "c")
    assert [t.psk.get_secret_value() for t in made.tunnels] == [KEY] * count
    assert {t.psk_visibility for t in made.tunnels} == {"known"}


def test_a_key_that_is_not_told_is_known_after_the_create(links):
    """Where a read leaves the key out, the created noun has the one that was sent."""
    quiet = ROW | {"IkeConfig": {k: v for k, v in IKE.items() if k != "Psk"}}
    made, _ = drive(links.create(spec(), OP), SINGLE, MADE, quiet, SITE)
    assert made.tunnels[0].psk.get_secret_value() == KEY
    got, _ = drive(links.get("vco-1"), quiet)
    assert (got.tunnels[0].psk, got.tunnels[0].psk_visibility) == (None, "unset")

"""What Alibaba Cloud tells reaches its typed field: each value alone, and nothing beside it."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from alibaba_flows import adapter, drive
from alibaba_rows import BGP_1, BGP_ROW, PAIR_ROW, ROW, SITE
from hypothesis import given
from hypothesis import strategies as st

from cgw.adapter import Where
from cgw.models import (
    MASK,
    Route,
    TunnelPatch,
    VpnConnection,
    VpnConnectionPatch,
    VpnGateway,
    VpnGatewayPatch,
    to_dict,
    to_json,
)

GATEWAY = {
    "RequestId": "R", "VpnGatewayId": "vpn-1", "Status": "active", "BusinessStatus": "Normal",
    "Spec": "10M", "InternetIp": "198.51.100.1", "VSwitchId": "vsw-1", "VpcId": "vpc-1",
    "ChargeType": "POSTPAY", "EnableBgp": True, "AutoPropagate": False, "NetworkType": "public",
    "VpnType": "Normal", "GatewayType": "Traditional", "ResourceGroupId": "rg-1", "Name": "hq",
    "Tags": {"Tag": [{"Key": "env", "Value": "law"}]},
    "SslVpnInternetIp": "198.51.100.9", "EniInstanceIds": {"EniInstanceId": ["eni-1", "eni-2"]},
    "Tag": '{"VpnEnableBgp":"true","VisuallySsl":"false","VpnVersion":"v1.2.4"}',
    "ReservationData": {
        "ReservationEndTime": "2020-07-20T16:00:00Z", "ReservationIpsec": "enable",
        "ReservationMaxConnections": 5, "ReservationOrderType": "RENEWCHANGE",
        "ReservationSpec": "5", "ReservationSsl": "disable", "Status": "1",
    },
}  # fmt: skip
ROUTE = {"VpnInstanceId": "vpn-1", "NextHop": "vco-1", "RouteDest": "172.16.0.0/16", "Weight": 100,
         "State": "normal", "CreateTime": 1714979289000, "RouteEntryType": "custom"}  # fmt: skip
SINGLE = ROW | {"ResourceGroupId": "rg-1", "NetworkType": "public"}
SIGNED = SINGLE | {"RemoteCaCertificate": "OLD"}
ATTACHED = SINGLE | {
    "VpnGatewayId": "vpn-not-exist", "AttachType": "CEN", "AttachInstanceId": "cen-1",
    "TransitRouterId": "tr-1", "TransitRouterName": "hub", "CrossAccountAuthorized": False,
    "TunnelBandwidth": "Standard", "Spec": "1000M", "ZoneNo": "cn-shanghai-g",
}  # fmt: skip


def gateway(row: Any) -> VpnGateway:
    got, _ = drive(adapter().vpn_gateways.get("vpn-1"), row)
    return got


def link(row: Any) -> VpnConnection:
    got, _ = drive(adapter().vpn_connections.get("vco-1"), row, SITE)
    return got


def route(row: Any) -> Route:
    page, _ = drive(
        adapter().routes.page("1 dbr:vpn-1", Where()),
        {"TotalCount": 1, "VpnRouteEntries": {"VpnRouteEntry": [row]}},
    )
    return page.items[0]


def flattened(value: Any, at: str = "") -> dict[str, Any]:
    if isinstance(value, dict) and value:
        pairs = value.items()
    elif isinstance(value, list) and value:
        pairs = [(str(n), item) for n, item in enumerate(value)]
    else:
        return {at: value}
    return {k: v for name, item in pairs for k, v in flattened(item, f"{at}.{name}").items()}


def changed(row: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    copy = json.loads(json.dumps(row))
    *way, last = path.split(".")
    here = copy
    for step in way:
        here = here[int(step)] if isinstance(here, list) else here[step]
    here[last] = value
    return copy


SIGNED_PAIR = changed(
    PAIR_ROW, "TunnelOptionsSpecification.TunnelOptions.1.RemoteCaCertificate", "OLD"
)
P = "billing.pending."
R = "ReservationData."
LATER = datetime(2021, 1, 2, 3, 4, 5, tzinfo=UTC)
CASES: list[tuple[Any, dict[str, Any], str, Any, dict[str, Any]]] = [
    (gateway, GATEWAY, "ResourceGroupId", "rg-2", {"resource_group": "rg-2"}),
    (gateway, GATEWAY, "EnableBgp", False, {"bgp": False}),
    (gateway, GATEWAY, "AutoPropagate", True, {"propagates_routes": True}),
    (gateway, GATEWAY, "Spec", "20", {"size": "20", "bandwidth_mbps": 20}),
    (gateway, GATEWAY, "Spec", "huge", {"size": "huge", "bandwidth_mbps": None}),
    (gateway, GATEWAY, "SslVpnInternetIp", "192.0.2.9", {"ssl_address": "192.0.2.9"}),
    (gateway, GATEWAY, "EniInstanceIds.EniInstanceId", ["eni-1", "eni-3"],
     {"interface_ids.1": "eni-3"}),
    (gateway, GATEWAY, R + "ReservationOrderType", "TEMP_UPGRADE", {P + "kind": "TEMP_UPGRADE"}),
    (gateway, GATEWAY, R + "Status", "2", {P + "state": "2"}),
    (gateway, GATEWAY, R + "ReservationEndTime", "2021-01-02T03:04:05Z", {P + "due_at": LATER}),
    (gateway, GATEWAY, R + "ReservationEndTime", "2021-01-02T03:04Z",
     {P + "due_at": LATER.replace(second=0)}),
    (gateway, GATEWAY, R + "ReservationEndTime", "1609556645000", {P + "due_at": LATER}),
    (gateway, GATEWAY, R + "ReservationEndTime", "soon", {P + "due_at": None}),
    (gateway, GATEWAY, R + "ReservationSpec", "50M", {P + "raw_size": "50M"}),
    (gateway, GATEWAY, R + "ReservationIpsec", "disable", {P + "ipsec": False}),
    (gateway, GATEWAY, R + "ReservationSsl", "enable", {P + "ssl": True}),
    (gateway, GATEWAY, R + "ReservationMaxConnections", 10, {P + "ssl_connections": 10}),
    (gateway, GATEWAY, "NetworkType", "private",
     {"private": True, "addresses": [], "private_addresses.0": "198.51.100.1"}),
    (link, SINGLE, "ResourceGroupId", "rg-2", {"resource_group": "rg-2"}),
    (link, SINGLE, "NetworkType", "private", {"attached_to.private": True}),
    (link, SINGLE, "VcoHealthCheck.Policy", "reserve_route",
     {"tunnels.0.health_check.policy": "reserve_route"}),
    (link, SINGLE, "VpnBgpConfig.AuthKey", "other-canary", {"bgp_key": "other-canary"}),
    (link, SIGNED, "RemoteCaCertificate", "PEM", {"tunnels.0.certificate.text": "PEM"}),
    (link, ATTACHED, "AttachType", "NO_ASSOCIATED",
     {"attached_to.kind": "none", "attached_to.raw_kind": "NO_ASSOCIATED"}),
    (link, ATTACHED, "AttachType", "SAG",
     {"attached_to.kind": "unknown:SAG", "attached_to.raw_kind": "SAG"}),
    (link, ATTACHED, "TransitRouterId", "tr-2", {"attached_to.id": "tr-2"}),
    (link, ATTACHED, "TransitRouterName", "mesh", {"attached_to.name": "mesh"}),
    (link, ATTACHED, "CrossAccountAuthorized", True, {"attached_to.foreign": True}),
    (link, ATTACHED, "TunnelBandwidth", "Large", {"size": "Large"}),
    (link, ATTACHED, "ZoneNo", "cn-shanghai-h", {"zones.0": "cn-shanghai-h"}),
    (link, PAIR_ROW, "TunnelOptionsSpecification.TunnelOptions.0.TunnelIndex", 7,
     {"tunnels.0.number": 7}),
    (link, PAIR_ROW, "TunnelOptionsSpecification.TunnelOptions.1.State", "updating",
     {"tunnels.1.state": "updating"}),
    (link, PAIR_ROW, "TunnelOptionsSpecification.TunnelOptions.1.State", "asleep",
     {"tunnels.1.state": "unknown:asleep"}),
    (link, SIGNED_PAIR, "TunnelOptionsSpecification.TunnelOptions.1.RemoteCaCertificate", "PEM",
     {"tunnels.1.certificate.text": "PEM"}),
    (route, ROUTE, "NextHopTunnelId", "tun-1", {"tunnel_id": "tun-1"}),
    (route, ROUTE, "AsPath", "65501,65001", {"as_path": "65501,65001"}),
    (route, ROUTE, "Community", "65001:1000", {"communities": "65001:1000"}),
    (route, ROUTE, "OverlayMode", "Ipsec", {"protocol": "Ipsec"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("read", "row", "path", "value", "told"), CASES, ids=[case[2] for case in CASES]
)
def test_each_field_reaches_its_own(read, row, path, value, told):
    """Another value in one field of the cloud's changes the neutral one, no other, and no extras."""
    before, after = (read(r) for r in (row, changed(row, path, value)))
    assert after.extras == before.extras
    one, two = (flattened(to_dict(noun, reveal=True)) for noun in (before, after))
    wanted = {
        f".{name}": to_dict(item) if isinstance(item, datetime) else item
        for name, item in told.items()
    }
    assert {k: v for k, v in two.items() if one.get(k, ...) != v} == wanted


@pytest.mark.parametrize(
    ("read", "row", "extras"),
    [
        (gateway, GATEWAY, {"VpnType": "Normal", "GatewayType": "Traditional",
                            "Tag": GATEWAY["Tag"]}),
        (link, SINGLE, {}),
        (link, PAIR_ROW, {}),
        (link, BGP_ROW, {}),
        (link, ATTACHED, {"AttachInstanceId": "cen-1", "Spec": "1000M"}),
        (route, ROUTE, {}),
        (route, ROUTE | {"Source": "10.0.0.0/8"}, {"Source": "10.0.0.0/8"}),
    ],
)  # fmt: skip
def test_extras_are_few(read, row, extras):
    """What stays in extras is what has no neutral meaning, and is there as it came."""
    assert read(row).extras == extras


def test_what_a_connection_hangs_on():
    """The kind of the thing, its id and name; a gateway is named by its own id; None if untold."""
    on_gateway = link(SINGLE).attached_to
    assert (on_gateway.kind, on_gateway.raw_kind, on_gateway.id, on_gateway.private) == (
        "vpn-gateway", "VPNGW", "vpn-1", False,
    )  # fmt: skip
    routed = link(ATTACHED)
    assert routed.vpn_gateway_id == ""
    assert (routed.attached_to.kind, routed.attached_to.id) == ("transit-router", "tr-1")
    assert (routed.size, routed.bandwidth_mbps, routed.zones) == (
        "Standard", 1000, ("cn-shanghai-g",),
    )  # fmt: skip
    loose = ATTACHED | {"AttachType": "NO_ASSOCIATED", "TransitRouterId": ""}
    assert (link(loose).attached_to.kind, link(loose).attached_to.id) == ("none", "")
    silent = {k: v for k, v in ROW.items() if k != "AttachType"}
    assert link(silent).attached_to is None


def test_the_systems_own_flags():
    """Of the JSON text those that say true are features, the version is one, and the text is kept."""
    got = gateway(GATEWAY)
    assert (got.features, got.version) == (("VpnEnableBgp",), "v1.2.4")
    assert got.extras["Tag"] == GATEWAY["Tag"]
    assert gateway(GATEWAY | {"Tag": '{"PbrPriority":true}'}).features == ("PbrPriority",)


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_flags_that_are_none(text):
    """Whatever stands in that text, the gateway is read."""
    got = gateway(GATEWAY | {"Tag": text})
    assert got.id == "vpn-1"
    assert got.features == ()


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda more: (
        st.lists(more, max_size=3) | st.dictionaries(st.text(max_size=5), more, max_size=3)
    ),
    max_leaves=6,
)


@given(ODD, st.sampled_from(["EniInstanceIds", "ReservationData"]))
def test_odd_parts_of_a_gateway_are_no_crash(value, name):
    """Where an object is due, anything else is nothing."""
    got = gateway(GATEWAY | {name: value})
    assert (got.id, got.size) == ("vpn-1", "10M")
    assert all(isinstance(one, str) for one in got.interface_ids)


@pytest.mark.parametrize("nothing", [None, {}, [], ""])
def test_no_order_is_no_pending_change(nothing):
    """A gateway that nothing was ordered for has no pending change."""
    assert gateway(GATEWAY | {"ReservationData": nothing}).billing.pending is None


# ---------------------------------------------------------------- what only a change answers


@pytest.mark.parametrize(("inner", "told"), [("10.0.0.5", ("10.0.0.5",)), ("", ()), (None, ())])
def test_the_inner_address_that_a_change_tells(inner, told):
    """IntranetIp stands in the answer to a change only, and is told with what is read after it."""
    flow = adapter().vpn_gateways.update("vpn-1", VpnGatewayPatch(name="new"))
    got, _ = drive(flow, {"IntranetIp": inner}, GATEWAY)
    assert (got.private_addresses, got.addresses) == (told, ("198.51.100.1",))


def test_what_was_read_is_newer_than_the_answer():
    """Where a read tells private addresses, those count."""
    flow = adapter().vpn_gateways.update("vpn-1", VpnGatewayPatch(name="new"))
    got, _ = drive(flow, {"IntranetIp": "10.0.0.5"}, GATEWAY | {"NetworkType": "private"})
    assert got.private_addresses == ("198.51.100.1",)


ONE = VpnConnectionPatch(tunnels=(TunnelPatch(local_address="198.51.100.1", nat_traversal=False),))


@pytest.mark.parametrize(
    ("config", "on"),
    [({"EnableBgp": False}, False), ({"EnableBgp": "false"}, False), ({"EnableBgp": True}, True),
     ({}, True), (None, True), ("?", True), (BGP_1, True)],
)  # fmt: skip
def test_a_tunnels_bgp_that_a_change_tells(config, on):
    """EnableBgp of one tunnel stands in the answer to its change only; no other tunnel is meant."""
    flow = adapter().vpn_connections.update("vco-1", ONE)
    got, asked = drive(flow, BGP_ROW, {"TunnelBgpConfig": config}, BGP_ROW, SITE)
    assert asked[1].action == "ModifyTunnelAttribute"
    first, second = got.tunnels
    assert (first.bgp is not None, second.bgp is not None) == (on, True)


@pytest.mark.parametrize("told", ["of old", "", None])
def test_a_description_that_a_change_tells(told):
    """A connection's description is in the answer to a change only; it is kept in extras."""
    flow = adapter().vpn_connections.update("vco-1", VpnConnectionPatch(name="new"))
    got, _ = drive(flow, SINGLE | {"VpnGatewayId": "vpn-1"}, {"Description": told}, SINGLE, SITE)
    assert got.extras == ({"Description": told} if told else {})


# ---------------------------------------------------------------- secrets


def test_the_key_of_a_bgp_session_is_a_secret():
    """It is typed and never shown; the noun that holds it does not pickle; empty is no key."""
    got = link(SINGLE)
    assert got.bgp_key.get_secret_value() == "bgp-canary"
    assert "canary" not in f"{got} {got!r} {to_json(got)} {got.extras}"
    assert to_dict(got)["bgp_key"] == MASK
    with pytest.raises(TypeError):
        pickle.dumps(got)
    assert link(changed(SINGLE, "VpnBgpConfig.AuthKey", "")).bgp_key is None
    in_tunnel = changed(
        BGP_ROW,
        "TunnelOptionsSpecification.TunnelOptions.1.TunnelBgpConfig",
        BGP_1 | {"AuthKey": "tunnel-canary"},
    )
    assert link(in_tunnel).bgp_key.get_secret_value() == "tunnel-canary"

"""VPN connections on HUAWEI CLOUD as they are read, listed and found."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import huawei
import pytest
from huawei import (
    BARE,
    CONNECTION,
    EIP2,
    GATEWAY,
    LOCAL,
    OP,
    REMOTE,
    SITE,
    SITE_ROW,
    built,
    client,
    connection,
    gateway,
    play,
    site,
    spec,
)

from cgw.adapter import MARKER, Where
from cgw.emulator import World
from cgw.errors import NotFoundError, PermissionDeniedError, ServiceError
from cgw.models import Bgp, HealthCheck, State, TunnelStatus, has_secret, to_json
from cgw_huawei import VpnConnectionListOptions, VpnConnectionOptions

VERBS = huawei.CLOUD.vpn_connections
GONE = NotFoundError("gone", provider="huawei")


def read(**row: Any) -> Any:
    """What get makes of a connection."""
    found, _ = play(VERBS.get("l-1"), connection(**row), gateway(), site())
    return found


def test_what_is_read():
    """Ids become addresses, upper case becomes ours, and what has no home is in extras."""
    link = read()
    assert (link.id, link.name, link.mode) == ("l-1", "link", "policy")
    assert (link.state, link.raw_state) == (State.AVAILABLE, "DOWN")
    assert (link.vpn_gateway_id, link.customer_gateway_id) == ("g-1", "c-1")
    assert (link.local_cidrs, link.remote_cidrs) == (LOCAL, REMOTE)
    assert link.group == "g-1/c-1"
    assert link.created_at == datetime(2025, 8, 13, 2, 34, 56, 784574, UTC)
    (tunnel,) = link.tunnels
    assert (tunnel.local_address, tunnel.peer_address) == ("198.51.100.2", SITE)
    assert (tunnel.status, tunnel.raw_status) == (TunnelStatus.DOWN, "DOWN")
    assert (tunnel.psk, tunnel.psk_visibility, tunnel.role) == (None, "withheld", "slave")
    assert (tunnel.ike.version, tunnel.ike.encryption) == ("ikev2", "aes-128-cbc")
    assert (tunnel.ike.local_id, tunnel.ike.remote_id) == (None, None)
    assert (tunnel.ipsec.pfs_group, tunnel.ipsec.lifetime_s) == ("dh15", 3600)
    assert (tunnel.dpd.enabled, tunnel.dpd.interval_s, tunnel.dpd.timeout_s) == (True, 30, 15)
    assert tunnel.health_check.enabled is False
    assert link.extras["enable_nqa"] is False
    assert len(link.extras["policy_rules"]) == 4
    assert link.extras["ikepolicy"]["authentication_method"] == "pre-share"


@pytest.mark.parametrize(
    ("word", "state", "status"),
    [
        ("ACTIVE", State.AVAILABLE, TunnelStatus.UP),
        ("DOWN", State.AVAILABLE, TunnelStatus.DOWN),
        ("PENDING_CREATE", State.PENDING, TunnelStatus.UNKNOWN),
        ("PENDING_UPDATE", State.UPDATING, TunnelStatus.UNKNOWN),
        ("PENDING_DELETE", State.DELETING, TunnelStatus.UNKNOWN),
        ("ERROR", State.FAILED, TunnelStatus.UNKNOWN),
        ("FREEZED", State.FROZEN, TunnelStatus.UNKNOWN),
        ("UNKNOWN", State.UNKNOWN, TunnelStatus.UNKNOWN),
        ("NEW_WORD", State.UNKNOWN, TunnelStatus.UNKNOWN),
        (None, State.UNKNOWN, TunnelStatus.UNKNOWN),
    ],
)
def test_states(word, state, status):
    """DOWN is a connection that is all right with a tunnel that is not up."""
    link = read(status=word)
    assert (link.state, link.raw_state) == (state, word or "")
    assert (link.tunnels[0].status, link.tunnels[0].raw_status) == (status, word or "")


def test_route_and_bgp_modes_are_read():
    """Local networks are the gateway's; BGP has its addresses, AS numbers and its session's state."""
    rows = {"style": "STATIC", "policy_rules": None}
    link = read(**rows)
    assert (link.mode, link.local_cidrs, link.remote_cidrs) == ("route", LOCAL, REMOTE)
    inner = {"tunnel_local_address": "169.254.70.1/30", "tunnel_peer_address": "169.254.70.2/30"}
    link = read(style="BGP", policy_rules=None, **inner)
    bgp = link.tunnels[0].bgp
    assert (bgp.tunnel_cidr, bgp.local_address, bgp.peer_address) == (
        "169.254.70.0/30",
        "169.254.70.1",
        "169.254.70.2",
    )
    assert (bgp.local_asn, bgp.peer_asn, bgp.status) == (64512, 65010, None)
    session = {"peer_asn": 65011, "state": "ESTABLISHED", "num_received_routes": 3}
    link = read(style="BGP", bgp_peer=session, **inner)
    bgp = link.tunnels[0].bgp
    assert (bgp.peer_asn, bgp.status) == (65011, "ESTABLISHED")
    assert (bgp.received_routes, "bgp_peer" in link.extras) == (3, False)
    assert read(style="POLICY-TEMPLATE").mode == "unknown:POLICY-TEMPLATE"


def test_what_cannot_be_read_of_the_ends_is_empty():
    """A gateway or device that is gone, or may not be read, leaves its address empty."""
    for error in (GONE, PermissionDeniedError("no", provider="huawei")):
        link, _ = play(VERBS.get("l-1"), connection(), error, error)
        (tunnel,) = link.tunnels
        assert (link.vpn_gateway_id, tunnel.local_address, tunnel.peer_address) == ("g-1", "", "")
    link, _ = play(VERBS.get("l-1"), connection(vgw_ip="10.0.0.5"), GONE, GONE)
    assert link.tunnels[0].local_address == "10.0.0.5"
    with pytest.raises(ServiceError):
        play(VERBS.get("l-1"), connection(), ServiceError("down", provider="huawei"))


def test_older_and_thin_answers_are_read():
    """eip_id stands for vgw_ip; anything but the id may be missing."""
    row = {k: v for k, v in CONNECTION.items() if k != "vgw_ip"}
    link, _ = play(VERBS.get("l-1"), {"vpn_connection": {**row, "eip_id": EIP2}}, gateway(), site())
    assert link.tunnels[0].local_address == "198.51.100.2"
    link, requests = play(VERBS.get("l-1"), {"vpn_connection": {"id": "l-1"}})
    assert (link.id, link.state, link.group, len(requests)) == ("l-1", State.UNKNOWN, "", 1)


def test_a_failed_read_back_does_not_hide_the_id():
    """Once there is an id, a failed read gives what is known, the key included."""
    thin = connection(status=None, tags=None)
    flow = VERBS.create(spec(tags={"a": "b"}), OP)
    made, _ = play(flow, gateway(), thin, ServiceError("down", provider="huawei"))
    assert (made.id, made.state, made.tags) == ("l-1", State.PENDING, {"a": "b"})
    assert made.tunnels[0].local_address == "198.51.100.2"
    assert made.tunnels[0].psk_visibility == "known"


def test_without_a_key_there_is_none_to_know():
    """A digital envelope has no key: unset, right after the create and later."""
    method = {**CONNECTION["ikepolicy"], "authentication_method": "digital-envelope-v2"}
    options = VpnConnectionOptions(authentication_method="digital-envelope-v2")
    answer = connection(ikepolicy=method)
    flow = VERBS.create(spec(options=options), BARE)
    made, _ = play(flow, gateway(), answer, answer, gateway(), site())
    assert (made.tunnels[0].psk, made.tunnels[0].psk_visibility) == (None, "unset")
    assert read(ikepolicy=method).tunnels[0].psk_visibility == "unset"


def test_a_key_never_shows():
    """A key that a cloud tells after all stays out of extras, text and pickles."""
    link = read(psk="Canary0bird7sings")
    assert "Canary" not in to_json(link)
    assert "Canary" not in repr(link)
    assert not has_secret(link)
    assert link.extras["psk"] == "**********"


# ---------------------------------------------------------------- lists


def test_a_list_reads_its_ends_once():
    """One request for the gateways and one for the devices serve a whole page."""
    rows = {"vpn_connections": [CONNECTION, {**CONNECTION, "id": "l-2"}], "total_count": 2}
    gateways = {"vpn_gateways": [None, GATEWAY]}
    sites = {"customer_gateways": [SITE_ROW], "total_count": 1}
    page, requests = play(VERBS.page(None, Where()), rows, gateways, sites)
    assert [request.action for request in requests] == [
        "ListVpnConnections",
        "ListVgws",
        "ListCgws",
    ]
    assert {link.tunnels[0].local_address for link in page.items} == {"198.51.100.2"}
    assert {link.tunnels[0].peer_address for link in page.items} == {SITE}
    assert page.items[1].extras["policy_rules"] == CONNECTION["policy_rules"]
    no = PermissionDeniedError("no", provider="huawei")
    page, _ = play(VERBS.page(None, Where()), rows, no, no)
    assert [link.tunnels[0].peer_address for link in page.items] == ["", ""]
    assert play(VERBS.page(None, Where()), {"vpn_connections": None})[0].items == []


def test_a_list_is_narrowed_by_what_the_cloud_has():
    """The id, the gateway, an address's id and enterprise projects are asked for."""
    options = VpnConnectionListOptions(
        enterprise_project_ids=("0", "b"), eip_id="e", vgw_ip="10.0.0.5"
    )
    where = Where({"id": "l-1", "vpn_gateway_id": "g-1", "name": "x"}, options=options)
    request = next(VERBS.page(None, where))
    assert request.query == (
        ("limit", "200"),
        ("vpn_id", "l-1"),
        ("vgw_id", "g-1"),
        ("enterprise_project_id", "0"),
        ("enterprise_project_id", "b"),
        ("eip_id", "e"),
        ("vgw_ip", "10.0.0.5"),
    )


def test_a_marked_connection_is_found():
    """Only what carries the token, with the addresses of its ends."""
    marked = {**CONNECTION, "id": "l-2", "tags": [{"key": MARKER, "value": "t"}]}
    rows = {"vpn_connections": [CONNECTION, marked], "total_count": 2}
    found, _ = play(VERBS.find("t"), rows, gateway(), site())
    assert [(link.id, link.tags) for link in found] == [("l-2", {})]
    assert found[0].tunnels[0].peer_address == SITE
    assert play(VERBS.find("other"), rows)[0] == []


def test_two_thousand_connections_list_completely():
    """A page after another of a gateway's connections: each once, with both addresses, in few requests."""
    world = World(rate=0)
    with client(world) as cloud:
        ready, device = built(cloud)
        ids = (ready.id, device)
        made = cloud.vpn_connections.create(spec(vpn_gateway_id=ids[0], customer_gateway_id=ids[1]))
        cloud.vpn_connections.wait(made.id)
        first = world.get("huawei", "ap-southeast-1", "vpn_connections", made.id)
        attrs = json.dumps(first.attrs)
        for n in range(1999):
            world.add(
                "huawei", "ap-southeast-1", "vpn_connections", f"l-{n:04}", **json.loads(attrs)
            )
        before = len(world.seen)
        seen = [link.id for link in cloud.vpn_connections.list()]
        assert len(world.seen) - before <= 33  # eleven pages, as each repeats one item
        assert len(seen) == len(set(seen)) == 2000
        link = next(cloud.vpn_connections.list(name="link"))
        assert (link.tunnels[0].local_address, link.tunnels[0].peer_address) == (
            ready.addresses[0],
            SITE,
        )


# ---------------------------------------------------------------- a pair


def test_a_pair_shares_its_group():
    """Two connections from both addresses to one device have one group, and are master and slave."""
    world = World(rate=0)
    with client(world) as cloud:
        ready, device = built(cloud)
        pair = []
        for number, address in enumerate(ready.addresses):
            bgp = Bgp(tunnel_cidr=f"169.254.7{number}.0/30")
            asked = spec(
                mode="bgp",
                local_cidrs=(),
                vpn_gateway_id=ready.id,
                customer_gateway_id=device,
                tunnel={"local_address": address, "bgp": bgp, "health_check": HealthCheck()},
            )
            pair.append(cloud.vpn_connections.wait(cloud.vpn_connections.create(asked).id))
        assert len({link.group for link in pair}) == 1
        assert [link.tunnels[0].role for link in pair] == ["master", "slave"]
        assert [link.tunnels[0].local_address for link in pair] == list(ready.addresses)
        assert all(link.tunnels[0].health_check.enabled for link in pair)

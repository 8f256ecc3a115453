"""VPN connections as Tencent Cloud tells them: the example of the documents, and odd answers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr
from tencent_links import (
    GATEWAY,
    GATEWAYS,
    HERE,
    PEER,
    PEERS,
    ROW,
    THERE,
    VERBS,
    asked,
    end,
    linked,
    read,
    rows,
)

from cgw.adapter import Where
from cgw.emulator.world import World
from cgw.errors import NotFoundError, ServiceError
from cgw.models import TunnelStatus
from cgw_tencent import VpnConnectionListOptions

ALWAYS = {"VpnProto": "IPSEC", "EncryptProto": "IKE"}
"""What has no neutral home, of every connection."""


def test_the_example_is_read():
    """Every field of the example has a home or stands in extras; the key is known and hidden."""
    link = read()
    (tunnel,) = link.tunnels
    assert (link.name, link.mode, link.initiator) == ("testcon-1", "route", "traffic")
    assert link.network_id == "vpc-8ro3x6md"
    assert (link.local_cidrs, link.remote_cidrs) == ((), ())  # 0.0.0.0/0 was never asked for
    assert link.created_at == datetime(2022, 7, 22, 6, 5, 7, tzinfo=UTC)
    assert (tunnel.local_address, tunnel.peer_address) == (HERE, THERE)
    assert (tunnel.status, tunnel.raw_status) == (TunnelStatus.UP, "AVAILABLE")
    assert (tunnel.psk, tunnel.psk_visibility) == (SecretStr("123"), "known")
    ike, ipsec = tunnel.ike, tunnel.ipsec
    assert (ike.version, ike.mode, ike.encryption) == ("ikev1", "main", "aes-128-cbc")
    assert (ike.integrity, ike.dh_group, ike.lifetime_s) == ("md5", "dh1", 86400)
    assert (ike.local_id, ike.remote_id) == (None, "1.1.3.2")  # behind a router
    assert (ipsec.encryption, ipsec.integrity) == ("aes-128-cbc", "md5")
    assert (ipsec.pfs_group, ipsec.lifetime_s) == ("none", 3600)
    assert ipsec.lifetime_kbytes == 1843200
    assert (tunnel.dpd.enabled, tunnel.dpd.timeout_s, tunnel.dpd.action) == (True, 30, "clear")
    assert tunnel.health_check.enabled is False
    assert tunnel.bgp is None
    assert link.extras == ALWAYS
    assert "123" not in repr(link)


@pytest.mark.parametrize(
    ("state", "net", "status"),
    [
        ("PENDING", "AVAILABLE", TunnelStatus.UNKNOWN),  # as an example answers a create
        ("DELETING", "AVAILABLE", TunnelStatus.UNKNOWN),
        ("AVAILABLE", "available", TunnelStatus.UP),
        ("AVAILABLE", "UNAVAILABLE", TunnelStatus.DOWN),
        ("AVAILABLE", "NEW_WORD", TunnelStatus.UNKNOWN),
        ("AVAILABLE", None, TunnelStatus.UNKNOWN),
    ],
)
def test_the_tunnels_word_counts_only_of_what_is_available(state, net, status):
    """NetStatus is believed only while State is AVAILABLE; the raw word is kept."""
    (tunnel,) = read(State=state, NetStatus=net).tunnels
    assert (tunnel.status, tunnel.raw_status) == (status, net or "")


@pytest.mark.parametrize(
    ("changes", "mode", "local", "remote", "extra"),
    [
        ({"RouteType": "STATIC"}, "policy", ("0.0.0.0/0",), ("0.0.0.0/0",), False),
        ({"RouteType": "Bgp"}, "bgp", (), (), False),
        ({"RouteType": "Other"}, "unknown:Other", (), (), False),
        (
            {"RouteType": "Policy", "SecurityPolicyDatabaseSet": [
                {"LocalCidrBlock": "10.0.0.5/24", "RemoteCidrBlock": ["172.16.0.1/16", "10.9.0.0/16"]},
                None,
                {"LocalCidrBlock": "10.0.1.0/24", "RemoteCidrBlock": ["10.9.0.0/16", "172.16.0.0/16"]},
            ]},
            "policy", ("10.0.0.0/24", "10.0.1.0/24"), ("172.16.0.0/16", "10.9.0.0/16"), False,
        ),
        (
            {"RouteType": "Policy", "SecurityPolicyDatabaseSet": [
                {"LocalCidrBlock": "10.0.0.0/24", "RemoteCidrBlock": ["10.9.0.0/16"]},
                {"LocalCidrBlock": "10.0.1.0/24", "RemoteCidrBlock": ["10.8.0.0/16"]},
            ]},
            "policy", ("10.0.0.0/24", "10.0.1.0/24"), ("10.9.0.0/16", "10.8.0.0/16"), True,
        ),
        (
            {"SecurityPolicyDatabaseSet": [
                {"LocalCidrBlock": "10.0.0.0/24", "RemoteCidrBlock": ["10.9.0.0/16"]}
            ]},
            "route", (), (), True,
        ),
    ],
)  # fmt: skip
def test_modes_and_networks(changes, mode, local, remote, extra):
    """Networks that two lists cannot tell stay in extras as the cloud told them, and so does STATIC."""
    link = read(**changes)
    assert ("RouteType" in link.extras) == (changes.get("RouteType") == "STATIC")
    assert (link.mode, link.local_cidrs, link.remote_cidrs) == (mode, local, remote)
    assert ("SecurityPolicyDatabaseSet" in link.extras) == extra


def test_odd_values_are_read():
    """-1, null, empty texts, zero dates, AS numbers as texts and the other spelling are read."""
    link = read(
        DpdEnable=-1,
        DpdTimeout="",
        DpdAction=None,
        CreatedTime="0000-00-00 00:00:00",
        EnableHealthCheck=None,
        PreShareKey=None,
        NegotiationType="passive",
        IKEOptionsSpecification=None,
        IPSECOptionsSpecification={"IntegrityAlgorithm": "SHA-256", "IntegrityAlgorith": ""},
        BgpConfig={
            "TunnelCidr": "169.254.128.0/30",
            "LocalBgpIp": "169.254.128.1",
            "RemoteBgpIp": "169.254.128.2",
            "LocalBgpAsn": "64551",
            "RemoteBgpAsn": "65010",
        },
    )
    (tunnel,) = link.tunnels
    assert (tunnel.dpd.enabled, tunnel.dpd.timeout_s, tunnel.dpd.action) == (None, None, None)
    assert (link.created_at, tunnel.health_check, link.initiator) == (None, None, "peer")
    assert (tunnel.psk, tunnel.psk_visibility) == (None, "unset")
    assert (tunnel.ike.version, tunnel.ipsec.integrity) == ("", "sha2-256")
    assert (tunnel.bgp.local_asn, tunnel.bgp.peer_asn) == (64551, 65010)
    assert tunnel.bgp.peer_address == "169.254.128.2"


def test_a_probe_is_read():
    """The probe's numbers are milliseconds and may be texts; its status has our words."""
    config = {
        "ProbeType": "NQA",
        "ProbeInterval": "2500",
        "ProbeThreshold": "4",
        "ProbeTimeout": 99,
    }
    probe = {
        "EnableHealthCheck": True,
        "HealthCheckConfig": config,
        "HealthCheckStatus": "AVAILABLE",
    }
    link = read(HealthCheckLocalIp="169.254.128.5", **probe)
    (tunnel,) = link.tunnels
    told = tunnel.health_check
    assert (told.enabled, told.interval_s, told.retries, told.status) == (True, 2.5, 4, "up")
    assert (told.source, told.destination) == ("169.254.128.5", None)
    assert (told.protocol, told.timeout_s) == ("NQA", 0.099)
    assert link.extras == ALWAYS


@pytest.mark.parametrize(
    ("word", "initiator", "extra"),
    [
        ("active", "cloud", False),
        ("Passive", "peer", False),
        ("flowTrigger", "traffic", False),
        ("newWord", None, True),
        ("", None, False),
        (None, None, False),
    ],
)
def test_who_begins(word, initiator, extra):
    """Each word has one of ours; a new one stays in extras."""
    link = read(NegotiationType=word)
    assert link.initiator == initiator
    assert link.extras == ALWAYS | ({"NegotiationType": word} if extra else {})


@pytest.mark.parametrize(
    "told",
    [
        {"DpdEnable": -1},
        {"BgpConfig": {"TunnelCidr": "", "LocalBgpIp": "169.254.128.1"}},
        {"HealthCheckLocalIp": "0.0.0.0"},
        {"HealthCheckRemoteIp": "169.254.128.6"},
        {"HealthCheckStatus": "UNAVAILABLE"},
        {"HealthCheckConfig": {"ProbeType": "NQA", "ProbeTimeout": 150}},
    ],
    ids=lambda told: next(iter(told)),
)
@pytest.mark.parametrize("probed", [False, None])
def test_what_a_tunnel_does_not_say_stays_in_extras(told, probed):
    """Of a probe that is off, of a switch that is neither on nor off, nothing is lost."""
    assert read(EnableHealthCheck=probed, **told).extras == ALWAYS | told


def test_a_page_asks_for_addresses_once():
    """Two more requests per page tell the addresses of all its tunnels, by gateway and peer."""
    flow = VERBS.page("100", Where({"vpn_gateway_id": GATEWAY}))
    assert asked(next(flow))[1]["Filters"] == [{"Name": "vpn-gateway-id", "Values": [GATEWAY]}]
    second = {**ROW, "VpnConnectionId": "vpnx-eal8tpn2", "CustomerGatewayId": "cgw-876ql2tz"}
    gateways = flow.send(rows(ROW, second, total=102))
    assert asked(gateways) == ("DescribeVpnGateways", {"VpnGatewayIds": [GATEWAY], "Limit": 100})
    peers = flow.send(GATEWAYS)
    assert asked(peers)[1]["CustomerGatewayIds"] == [PEER, "cgw-876ql2tz"]
    page = end(flow, PEERS)
    assert [t.peer_address for link in page.items for t in link.tunnels] == [THERE, "1.1.3.2"]
    assert page.cursor is None


def test_a_page_does_without_addresses():
    """Where the gateways may not be read, what the ends call themselves is told."""
    flow = VERBS.page(None, Where(options=VpnConnectionListOptions(network_id="vpc-1")))
    assert asked(next(flow))[1]["Filters"] == [{"Name": "vpc-id", "Values": ["vpc-1"]}]
    flow.send(rows(ROW))
    flow.throw(NotFoundError("no", provider="tencent"))
    with pytest.raises(StopIteration) as stop:
        flow.throw(ServiceError("no", provider="tencent"))
    (link,) = stop.value.value.items
    (tunnel,) = link.tunnels
    assert (tunnel.local_address, tunnel.peer_address) == (HERE, "1.1.3.2")


def test_two_thousand_connections_are_listed_whole():
    """Every one once, with the addresses of both ends, in as many pages as it takes."""
    world = World(transition=0)
    cloud, first = linked(world)
    (made,) = world.all("tencent", "ap-guangzhou", "vpn_connections")
    for number in range(1, 2000):
        attrs = {**made.attrs, "name": f"link-{number}"}
        world.add("tencent", "ap-guangzhou", "vpn_connections", f"vpnx-{number:08d}", **attrs)
    before = len(world.seen)
    links = list(cloud.vpn_connections.list())
    assert len({link.id for link in links}) == len(links) == 2000
    ends = {(t.local_address, t.peer_address) for link in links for t in link.tunnels}
    assert ends == {(first.tunnels[0].local_address, THERE)}
    assert len(world.seen) - before == 3 * 20

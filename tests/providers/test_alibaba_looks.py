"""Diagnosis, log, device configuration and attachments on the emulator, through the client."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from alibaba_flows import KEY, Cloud

import cgw
import cgw_alibaba
from cgw.emulator.internet import End
from cgw_alibaba.emulator_attachments import tie, untie

GOOD = ("aes-256-cbc", "sha2-256", "dh14")
IKEV1 = {"ike": cgw.IkeSpec(version="ikev1")}
# What the device has instead, what the diagnosis then names, and our own phase 1.
ROWS: list[tuple[str, dict[str, Any], str, str, dict[str, Any]]] = [
    ("psk", {"psk": "another"}, "phase1", "psk", {}),
    ("version", {"ike_version": "ikev1"}, "phase1", "ike.version", {}),
    ("mode", {"ike_mode": "aggressive"}, "phase1", "ike.mode", IKEV1),
    ("cipher", {"ike": (("aes-128-cbc", *GOOD[1:]),)}, "phase1", "ike.encryption", {}),
    ("hash", {"ike": ((GOOD[0], "sha1", "dh14"),)}, "phase1", "ike.integrity", {}),
    ("group", {"ike": ((*GOOD[:2], "dh2"),)}, "phase1", "ike.dh_group", {}),
    ("identity", {"local_id": "somebody.example"}, "phase1", "ike.identity", {}),
    ("esp", {"esp": (("aes-128-cbc", *GOOD[1:]),)}, "phase2", "ipsec.encryption", {}),
    ("esp hash", {"esp": ((GOOD[0], "sha1", "dh14"),)}, "phase2", "ipsec.integrity", {}),
    ("pfs", {"esp": ((*GOOD[:2], "dh2"),)}, "phase2", "ipsec.pfs_group", IKEV1),
    ("selectors", {"local_selectors": ("172.16.0.0/16",)}, "phase2", "selectors", {}),
    ("nobody", {"local_address": "203.0.113.99"}, "reach", "", {}),
]
VALUES = {"ike.encryption": ("aes-256-cbc", "aes-128-cbc"), "ike.dh_group": ("dh14", "dh2"),
          "ipsec.integrity": ("sha2-256", "sha1"), "psk": ("", "")}  # fmt: skip


@pytest.fixture(params=[True, False], ids=["two tunnels", "one tunnel"])
def cloud(request: pytest.FixtureRequest) -> Cloud:
    return Cloud(pair=request.param)


def linked(cloud: Cloud, tunnel: dict[str, Any]) -> str:
    """The id of a connection that waits for somebody to answer."""
    made = cloud.client.vpn_connections.create(
        cloud.spec(
            mode="policy",
            local_cidrs=("10.1.0.0/16",),
            remote_cidrs=("192.168.1.0/24",),
            initiator="cloud",
            tunnels=(cgw.TunnelSpec(psk=KEY, **tunnel),),
        )
    )
    cloud.client.vpn_connections.wait(made.id)
    return made.id


def device(cloud: Cloud, **other: Any) -> None:
    """A device at the other end of every tunnel."""
    for key, end in cloud.world.internet.ends().items():
        if not key.startswith("device"):
            cloud.world.internet.put(f"device {key}", cloud.peer(end, **other))


@pytest.mark.parametrize(
    ("_name", "other", "phase", "parameter", "ours"), ROWS, ids=[row[0] for row in ROWS]
)
def test_what_differs_is_named(cloud, _name, other, phase, parameter, ours):
    """One differing parameter is what the diagnosis of every tunnel names first, with both values."""
    id = linked(cloud, ours)
    device(cloud, **other)
    found = cloud.client.vpn_connections.diagnose(id)
    assert found.up is False
    assert len(found.symptoms) == len(cloud.client.vpn_connections.get(id).tunnels)
    for one in found.symptoms:
        assert (one.phase, one.parameter, one.severity) == (phase, parameter, "error")
        if parameter in VALUES:
            assert (one.local, one.remote) == VALUES[parameter]
        assert one.log
        assert one.code
        assert one.at is not None
    assert KEY not in repr(found) + cgw.to_json(found, reveal=True)


def test_what_is_well_has_no_symptoms(cloud):
    """A device that is set to what the cloud has: up, and nothing to say."""
    id = linked(cloud, {})
    device(cloud)
    found = cloud.client.vpn_connections.diagnose(id)
    assert (found.up, found.symptoms, found.first) == (True, (), None)


def test_a_gateway_names_the_connection_that_fails(cloud):
    """The tests of a gateway run, are waited for, and name what fails of which connection."""
    id = linked(cloud, {})
    found = cloud.client.vpn_gateways.diagnose(cloud.gateway.id)
    assert (found.up, found.complete, len(found.checks)) == (False, True, 6)
    assert found.first is not None
    assert (found.first.phase, found.first.code) == ("reach", "VcoUserInternetIpConnectivity")
    assert id in found.first.words
    device(cloud, psk="another")
    found = cloud.client.vpn_gateways.diagnose(cloud.gateway.id)
    assert [(one.phase, one.code) for one in found.symptoms] == [("phase1", "VcoConfigConsistency")]
    assert KEY not in repr(found) + cgw.to_json(found, reveal=True)
    device(cloud)
    found = cloud.client.vpn_gateways.diagnose(cloud.gateway.id)
    assert (found.up, found.symptoms, len(found.checks)) == (True, (), 6)


def test_the_time_of_a_call_ends_a_diagnosis():
    """A gateway whose tests take longer than the call: what is known is told, not an error."""
    cloud = Cloud(pair=False)
    id = linked(cloud, {})
    cloud.world.transition = 10**6
    found = cloud.client.vpn_gateways.diagnose(cloud.gateway.id, timeout=0.2)
    assert (found.complete, found.up, found.checks) == (False, False, ())
    assert id


def test_the_log_tells_each_attempt_once(cloud):
    """A tunnel that does not come up tries again; one line for each attempt, the oldest first."""
    id = linked(cloud, {})
    connection = cloud.client.vpn_connections.get(id)
    begin = connection.created_at
    cloud.world.advance(3600)
    window = {"since": begin, "until": begin + timedelta(minutes=9)}
    lines = list(cloud.client.vpn_connections.logs(id, **window))
    assert len(lines) == 10 * len(connection.tunnels)
    assert all(id in line.text for line in lines)
    times = [line.at for line in lines]
    assert times == sorted(times)
    assert abs(times[0] - begin) < timedelta(seconds=1)
    first = connection.tunnels[0]
    if first.id:
        told = list(cloud.client.vpn_connections.logs(id, source=first.id, **window))
        assert len(told) == 10
        assert {line.source for line in told} == {first.id}
    device(cloud)
    lines = list(cloud.client.vpn_connections.logs(id, **window))
    assert ["established" in line.text for line in lines] == [True] * len(connection.tunnels)


@pytest.mark.parametrize("ours", [{}, IKEV1, {"ike": cgw.IkeSpec(local_id="a.b", remote_id="c.d")}])
def test_a_device_that_is_set_as_told_comes_up(cloud, ours):
    """What `device_config` says is enough to build the other end of every tunnel."""
    id = linked(cloud, ours)
    told = cloud.client.vpn_connections.device_config(id)
    assert told.device is None
    for tunnel in told.tunnels:
        assert tunnel.psk is not None
        ike, ipsec = tunnel.ike, tunnel.ipsec
        end = End(
            owner="device",
            local_address=tunnel.local_address,
            peer_address=tunnel.remote_address,
            psk=tunnel.psk.get_secret_value(),
            ike_version=ike.version,
            ike_mode=ike.mode,
            ike=((ike.encryption, ike.integrity, ike.dh_group),),
            esp=((ipsec.encryption, ipsec.integrity, ipsec.pfs_group),),
            local_id=ike.local_id or "",
            remote_id=ike.remote_id or "",
            local_selectors=told.local_cidrs,
            remote_selectors=told.remote_cidrs,
            initiates=bool(tunnel.initiates),
        )
        cloud.world.internet.put(f"device {tunnel.remote_address}", end)
    found = cloud.client.vpn_connections.wait(id, until="all-tunnels-up", timeout=30)
    assert found is not None
    assert found.tunnels_up == len(told.tunnels)


def test_the_life_of_an_attachment():
    """Made without a gateway, tied to a router, up, changed, untied and deleted."""
    cloud = Cloud(pair=False)
    links = cloud.client.vpn_connections
    spec = cgw.VpnConnectionSpec(
        name="hub",
        customer_gateway_id=cloud.site.id,
        attached_to=cgw.AttachTo(),
        initiator="cloud",
        tunnels=(cgw.TunnelSpec(psk=KEY),),
        tags={"env": "law"},
    )
    made = links.create(spec)
    found = links.wait(made.id)
    assert found is not None
    assert (found.attached_to.kind, found.tunnels_up, found.tags) == ("none", 0, {"env": "law"})
    assert list(links.list(options=cgw_alibaba.VpnConnectionListOptions(attached=True))) == []
    loose = links.diagnose(made.id)
    assert (loose.up, [one.severity for one in loose.symptoms]) == (False, ["info", "info"])
    tie(cloud.world, made.id, "tr-1", "backbone")
    device(cloud)
    found = links.wait(made.id, until="all-tunnels-up", timeout=30)
    assert found is not None
    assert (found.attached_to.id, found.attached_to.name) == ("tr-1", "backbone")
    assert [one.id for one in links.list()] == [made.id]
    only = cgw_alibaba.VpnConnectionListOptions(attached=True)
    assert [one.id for one in links.list(options=only)] == [made.id]
    told = links.device_config(made.id)
    assert [t.remote_address for t in told.tunnels] == [t.local_address for t in found.tunnels]
    changed = links.update(made.id, cgw.VpnConnectionPatch(name="new"))
    assert (changed.name, changed.tunnels[1].psk.get_secret_value()) == ("new", KEY)
    assert links.add_tags(made.id, {"team": "net"}).tags == {"env": "law", "team": "net"}
    with pytest.raises(cgw.BusyError):
        links.delete(made.id)
    untie(cloud.world, made.id)
    links.delete(made.id)
    assert links.wait(made.id, until="deleted", timeout=30) is None or not list(links.list())
    assert "CreateVpnAttachment" in cloud.actions()


def test_an_attachment_whose_answer_was_lost_is_made_once():
    """The client token finds it again: sent twice, there is one."""
    cloud = Cloud(pair=False)
    cloud.world.fault("cut-after@CreateVpnAttachment:1")
    made = cloud.client.vpn_connections.create(
        cgw.VpnConnectionSpec(
            name="hub", customer_gateway_id=cloud.site.id, attached_to=cgw.AttachTo()
        )
    )
    assert cloud.actions().count("CreateVpnAttachment") == 2
    assert [one.id for one in cloud.client.vpn_connections.list()] == [made.id]

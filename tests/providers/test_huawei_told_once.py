"""What HUAWEI CLOUD tells once only, in the answer to a change, and no later read tells again."""

from __future__ import annotations

from typing import Any

import huawei
import pytest
from huawei import (
    OP,
    SITE,
    built,
    client,
    connection,
    gateway,
    gateway_spec,
    play,
    site,
    spec,
)

from cgw.emulator.world import World
from cgw.errors import AlreadyExistsError, ServiceError
from cgw.models import (
    AttachTo,
    Bgp,
    DedicatedGatewayPatch,
    DedicatedGatewaySpec,
    HealthCheck,
    TunnelPatch,
    VpnConnectionPatch,
    to_json,
)
from cgw_huawei import DedicatedGatewayPatchOptions, VpnGatewayOptions

VERBS = huawei.CLOUD.vpn_connections
WATCH = VpnConnectionPatch(tunnels=(TunnelPatch(health_check=HealthCheck()),))
MONITOR = {"id": "m-1", "vpn_connection_id": "l-1", "type": "gateway", "source_ip": "198.51.100.2",
           "destination_ip": SITE, "proto_type": "ICMP"}  # fmt: skip
DOWN = ServiceError("down", provider="huawei")


def watched(answer: Any, *after: Any) -> Any:
    """What an update returns that turns the health check on."""
    read = after or (connection(), gateway(), site())
    return play(VERBS.update("l-1", WATCH), connection(), answer, *read)[0]


def test_a_new_health_check_is_told():
    """Making one tells its id, addresses and protocol; what has no field is in the extras."""
    link = watched({"connection_monitor": MONITOR})
    check = link.tunnels[0].health_check
    assert (check.enabled, check.id, check.protocol) == (True, "m-1", "ICMP")
    assert (check.source, check.destination) == ("198.51.100.2", SITE)
    rest = {"vpn_connection_id": "l-1", "type": "gateway"}
    assert link.extras["connection_monitor"] == rest
    assert link.extras["enable_nqa"] is False  # what the connection's own answer has stays
    assert link.tunnels[0].ike.version == "ikev2"


@pytest.mark.parametrize("value", ["x", ""])
@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("id", "id"), ("source_ip", "source"), ("destination_ip", "destination"),
     ("proto_type", "protocol")],
)  # fmt: skip
def test_each_field_of_a_health_check_has_its_place(theirs, ours, value):
    """Another value shows in one field; an empty one leaves what the connection tells."""
    link = watched({"connection_monitor": {**MONITOR, theirs: value}})
    assert getattr(link.tunnels[0].health_check, ours) == (
        value or (None if "ip" in theirs else "")
    )


def test_a_health_check_is_on_whatever_is_read_back():
    """A thin answer, and a read that fails, do not turn it off again; one that was there is read."""
    for answer in ({}, {"connection_monitor": None}, {"connection_monitor": {"id": "m-1"}}):
        link = watched(answer)
        assert link.tunnels[0].health_check.enabled is True
        assert "connection_monitor" not in link.extras
    assert watched({"connection_monitor": MONITOR}, DOWN).tunnels[0].health_check.id == "m-1"
    there = connection(connection_monitor_id="m-2")
    link = watched(AlreadyExistsError("is", provider="huawei"), there, gateway(), site())
    assert (link.tunnels[0].health_check.enabled, link.tunnels[0].health_check.id) == (True, "m-2")


def test_a_secret_in_its_answer_is_masked():
    """What joins the extras is masked like all extras."""
    link = watched({"connection_monitor": {**MONITOR, "password": "Canary0bird7sings"}})
    assert link.extras["connection_monitor"]["password"] == "**********"
    assert "Canary" not in to_json(link) + repr(link)


@pytest.mark.parametrize("asked", [True, False, None])
def test_the_switch_of_a_create_is_told(asked):
    """Only the create answer has it: the health check is on before the connection tells its id."""
    thin = connection(enable_health_check=asked)
    for after in ((connection(), gateway(), site()), (DOWN,)):
        made, _ = play(VERBS.create(spec(), OP), gateway(), thin, *after)
        assert made.tunnels[0].health_check.enabled is bool(asked)
        assert "enable_health_check" not in made.extras


@pytest.mark.parametrize(
    ("answer", "job"),
    [
        ({"instance_id": "x", "job_id": "JOB-1"}, "JOB-1"),
        ({}, ""),
        (b"", ""),
        ({"job_id": None}, ""),
    ],
)
def test_a_change_of_edition_has_a_job(answer, job):
    """Its id is on what is returned; an answer without one, or none at all, is no error."""
    row = {"id": "x", "status": "Resizing"}
    options = DedicatedGatewayPatchOptions(edition="PLATINUM")
    patch = DedicatedGatewayPatch(options=options)
    flow = huawei.CLOUD.dedicated_gateways.update("x", patch)
    after, _ = play(flow, row, answer, row, {"tags": []})
    assert (after.id, after.job_id, after.state) == ("x", job, "updating")


# ---------------------------------------------------------------- on the emulator


def test_the_emulator_tells_a_session_and_a_health_check():
    """BGP's counters, the gateway's policies and the probe's addresses come through as typed fields."""
    with client(World(rate=0)) as cloud:
        ready, device = built(cloud)
        bgp = Bgp(tunnel_cidr="169.254.70.0/30")
        asked = spec(vpn_gateway_id=ready.id, customer_gateway_id=device, mode="bgp",
                     local_cidrs=(), tunnel={"bgp": bgp})  # fmt: skip
        link = cloud.vpn_connections.wait(cloud.vpn_connections.create(asked).id)
        session = link.tunnels[0].bgp
        assert (session.session_address, session.received_routes) == ("169.254.70.2", 0)
        assert (session.messages_received, session.messages_sent) == (0, 0)
        assert session.session_age
        assert (link.tunnels[0].ipsec.protocol, link.tunnels[0].ipsec.mode) == ("esp", "tunnel")
        assert link.tunnels[0].ike.authentication == "psk"
        assert link.updated_at is not None
        check = cloud.vpn_connections.update(link.id, WATCH).tunnels[0].health_check
        assert (check.source, check.destination) == (
            link.tunnels[0].local_address,
            link.tunnels[0].peer_address,
        )
        assert cloud.vpn_connections.get(link.id).tunnels[0].health_check.id == check.id


def test_the_emulator_tells_what_a_gateway_hangs_on():
    """A gateway of an enterprise router tells router and tie; one of a network the network."""
    with client(World(rate=0)) as cloud:
        own = cloud.vpn_gateways.create(gateway_spec())
        assert (own.attached_to.kind, own.attached_to.id) == ("network", "vpc-1")
        assert [a.bandwidth_mbps for a in own.public_addresses] == [100, 100]
        assert (own.size, own.private, own.ip_version) == ("Professional1", False, 4)
        assert (own.connections, "Professional2" in own.sizes) == (0, True)
        on = AttachTo(id="er-1", private=True)
        asked = gateway_spec(bandwidth_mbps=None, options=VpnGatewayOptions(), attached_to=on)
        made = cloud.vpn_gateways.create(asked)
        tie = made.attached_to
        assert (tie.kind, tie.id, tie.private) == ("transit-router", "er-1", True)
        assert tie.attachment_id
        assert made.public_addresses == ()


def test_the_emulator_tells_an_instance_of_ipv6():
    """Its second address inside the network, its nodes, its service and that nothing goes out by it."""
    asked = DedicatedGatewaySpec(
        name="api", edition="BASIC_IPV6", network_id="v", subnet_id="s", security_group_id="g",
        zones=("a",), ingress_mbps=5,
    )  # fmt: skip
    with client(World(rate=0)) as cloud:
        made = cloud.dedicated_gateways.create(asked)
        assert made.private_addresses[1:] == ("2001:db8:32::101",)
        assert made.nodes["livedata"] == ("192.168.32.102", "2001:db8:32::102")
        assert (made.ipv6, made.releasable, made.locks) == (False, True, ())
        (service,) = made.endpoint_services
        assert service.name.endswith(made.id)
        assert service.created_at == made.created_at
        assert [(a.ip_version, a.bandwidth_mbps) for a in made.public_addresses] == [(4, 5)]

"""What Tencent Cloud says reaches the neutral field that means it, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import reduce

import pytest
import tencent_gateways
import tencent_links
from hypothesis import given
from hypothesis import strategies as st
from tencent_gateways import OP, end, spec
from tencent_links import CLOUD, GATEWAY, GATEWAYS, PEERS, asked, creating, reply

import cgw.emulator
from cgw.emulator.world import World
from cgw.models import AttachTo, TunnelSpec, to_dict

WORDS = st.text(st.characters(codec="ascii", categories=("L", "N", "Pd")), min_size=1)
SECONDS = st.integers(1, 10**6).map(lambda millis: millis / 1000)
MOMENTS = st.integers(0, 4 * 10**9).map(lambda s: datetime.fromtimestamp(s, UTC))
ROUTE = {
    "RouteId": "vpnr-85lq3m31",
    "DestinationCidrBlock": "172.0.0.0/16",
    "InstanceType": "VPNCONN",
    "InstanceId": "vpnx-f99clft2",
    "Type": "Static",
}
PROBE = {"EnableHealthCheck": True, "HealthCheckConfig": {"ProbeInterval": 1000}}
CCN = {"Type": "CCN", "VpcId": ""}


def gateway(row):
    flow = tencent_gateways.VERBS.get(tencent_gateways.ID)
    next(flow)
    return end(flow, tencent_gateways.rows({**tencent_gateways.ROW, **row}))


def connection(row):
    flow = CLOUD.vpn_connections.get(tencent_links.ID)
    next(flow)
    flow.send(tencent_links.rows({**tencent_links.ROW, **row}))
    flow.send(GATEWAYS)
    return end(flow, PEERS)


def route(row):
    flow = CLOUD.routes.get(f"{GATEWAY}/vpnr-85lq3m31")
    next(flow)
    return end(flow, tencent_links.rows({**ROUTE, **row}, name="Routes"))


def written(moment):
    """As the cloud writes it: in Beijing's time, without a zone."""
    return (moment + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M:%S")


def same(value):
    return value


def millis(seconds):
    return round(seconds * 1000)


# What is read, what else stands in the row, the cloud's field, what it means, how it is written there,
# and our field.
TOLD = [
    (gateway, {}, "NewPurchasePlan", WORDS, same, "billing.next_mode"),
    (gateway, {}, "Version", WORDS, same, "version"),
    (gateway, {}, "IsPrivate", st.booleans(), same, "private"),
    (gateway, {}, "IsPrivate", st.booleans(), same, "attached_to.private"),
    (gateway, {}, "IsAddressBlocked", st.booleans(), same, "blocked"),
    (gateway, {}, "VpcId", WORDS, same, "attached_to.id"),
    (gateway, CCN, "NetworkInstanceId", WORDS, same, "attached_to.id"),
    (connection, {}, "VpcId", WORDS, same, "network_id"),
    (
        *(connection, {}, "IPSECOptionsSpecification.IPSECSaLifetimeTraffic"),
        *(st.integers(2560, 4294967295), same, "tunnels.0.ipsec.lifetime_kbytes"),
    ),
    (
        *(connection, PROBE, "HealthCheckConfig.ProbeTimeout", SECONDS, millis),
        "tunnels.0.health_check.timeout_s",
    ),
    (
        *(connection, PROBE, "HealthCheckConfig.ProbeType", WORDS, same),
        "tunnels.0.health_check.protocol",
    ),
    (route, {}, "UpdateTime", MOMENTS, written, "updated_at"),
    (
        *(route, {}, "InstanceType", WORDS.filter(lambda w: w.upper() != "VPNCONN"), same),
        "next_hop_kind",
    ),
]


@pytest.mark.parametrize("case", TOLD, ids=lambda case: f"{case[2]}-{case[5]}")
@given(data=st.data())
def test_each_value_has_its_own_place(case, data):
    """Whatever the cloud says in a field stands in ours for it, as it means, and not in extras."""
    read, beside, wire, meanings, spelt, ours = case
    meaning = data.draw(meanings)
    first, *rest = wire.split(".")
    value = {**beside.get(first, {}), rest[0]: spelt(meaning)} if rest else spelt(meaning)
    found = read({**beside, first: value})
    steps = ours.split(".")
    told = reduce(lambda at, n: at[int(n)] if n.isdigit() else getattr(at, n), steps, found)
    assert told == meaning
    assert first not in found.extras


@given(st.lists(WORDS, max_size=5))
def test_sizes_are_told_by_name(names):
    """Sizes a gateway can have are told in the cloud's order; what stands beside stays in extras."""
    quotas = [{"Bandwidth": n, "Cname": "x", "Name": name} for n, name in enumerate(names)]
    found = gateway({"VpnGatewayQuotaSet": [*quotas, None]})
    assert found.sizes == tuple(names)
    assert found.extras["VpnGatewayQuotaSet"] == [*quotas, None]


# ---------------------------------------------------------------- what was asked for is told


@pytest.mark.parametrize(
    ("network", "to", "told"),
    [
        ("vpc-1", None, ("network", "IPSEC", "vpc-1", False)),
        ("vpc-1", AttachTo(kind="network", private=True), ("network", "IPSEC", "vpc-1", True)),
        ("", AttachTo(private=True), ("transit-router", "CCN", "", True)),
    ],
)
def test_what_a_gateway_hangs_on_is_told_as_asked(network, to, told):
    """A gateway on the emulator hangs on what was asked for, from its creation on."""
    cloud = cgw.emulator.connect(World(transition=0), "tencent", region="ap-guangzhou")
    made = cloud.vpn_gateways.create(spec(network_id=network, attached_to=to))
    for found in (made, cloud.vpn_gateways.get(made.id)):
        on = found.attached_to
        assert (on.kind, on.raw_kind, on.id, on.private) == told
        assert (found.private, found.network_id) == (told[3], network)
        assert (found.version, found.blocked) != ("", None)
    assert to_dict(made)["attached_to"]["kind"] == told[0]


def test_a_tunnel_may_name_the_peer():
    """A customer gateway that only the tunnel names is the connection's."""
    tunnel = TunnelSpec(psk="Secret.Key1", customer_gateway_id=tencent_links.PEER)
    wanted = tencent_links.spec(customer_gateway_id="", tunnels=(tunnel,))
    _, request = creating(wanted, OP)
    assert asked(request)[1]["CustomerGatewayId"] == tencent_links.PEER
    assert reply(VpnConnection={"VpnConnectionId": "vpnx-1"}).read(request.shape)

"""When the two ends differ, the tunnel stays down in the right phase and the parameter is named.

That the verdicts are those of real daemons is held by tests/cgw/test_internet.py; here they reach
a user through each cloud's own words.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr

import cgw
import cgw_alibaba
import cgw_huawei
from cgw.emulator import World
from cgw.emulator.internet import End

CLOUDS = ["alibaba", "huawei", "tencent"]
LOCAL, REMOTE = ("10.1.0.0/16",), ("192.168.1.0/24",)
PLACES: dict[str, dict[str, Any]] = {
    "alibaba": {
        "subnet_ids": ("vsw-1", "vsw-2"),
        "options": cgw_alibaba.VpnGatewayOptions(auto_pay=True),
    },
    "huawei": {
        "subnet_ids": ("0e1b3a52-6f0c-4a57-8a3c-5d0a6c1f0002",),
        "options": cgw_huawei.VpnGatewayOptions(local_subnets=LOCAL),
    },
    "tencent": {},
}
GOOD = ("aes-256-cbc", "sha2-256", "dh14")
IKEV1 = cgw.IkeSpec(version="ikev1")
# What the peer has instead, the phase that fails then, the parameter at fault, and our own phase 1.
ROWS: list[tuple[str, dict[str, Any], str, str, cgw.IkeSpec]] = [
    ("psk", {"psk": "another"}, "phase1", "psk", cgw.IkeSpec()),
    ("version", {"ike_version": "ikev1"}, "phase1", "ike.version", cgw.IkeSpec()),
    ("mode", {"ike_mode": "aggressive"}, "phase1", "ike.mode", IKEV1),
    (
        "encryption",
        {"ike": (("aes-128-cbc", *GOOD[1:]),)},
        "phase1",
        "ike.encryption",
        cgw.IkeSpec(),
    ),
    (
        "integrity",
        {"ike": ((GOOD[0], "sha1", "dh14"),)},
        "phase1",
        "ike.integrity",
        cgw.IkeSpec(),
    ),
    ("dh", {"ike": ((*GOOD[:2], "dh2"),)}, "phase1", "ike.dh_group", cgw.IkeSpec()),
    ("identity", {"local_id": "somebody.example"}, "phase1", "ike.identity", cgw.IkeSpec()),
    ("esp", {"esp": (("aes-128-cbc", *GOOD[1:]),)}, "phase2", "ipsec.encryption", cgw.IkeSpec()),
    ("pfs", {"esp": ((*GOOD[:2], "dh2"),)}, "phase2", "ipsec.pfs_group", IKEV1),
    ("selectors", {"local_selectors": ("172.16.0.0/16",)}, "phase2", "selectors", cgw.IkeSpec()),
    ("peer address", {"local_address": "203.0.113.99"}, "none", "peer_address", cgw.IkeSpec()),
]


def mirror(end: End) -> End:
    """What a device across would have to be set to, taken from what the cloud has."""
    return replace(
        end,
        owner="site",
        local_address=end.peer_address,
        peer_address=end.local_address,
        local_id=end.remote_id,
        remote_id=end.local_id,
        local_selectors=end.remote_selectors,
        remote_selectors=end.local_selectors,
        initiates=True,
    )


def linked(world: World, cloud: str, ike: cgw.IkeSpec) -> tuple[Any, cgw.VpnConnection]:
    """A connection with nobody at the other end yet."""
    client = cgw.emulator.connect(world, cloud)
    site = client.customer_gateways.create(
        cgw.CustomerGatewaySpec(name="site", address="203.0.113.12")
    )
    gateway = client.vpn_gateways.create(
        cgw.VpnGatewaySpec(name="gate", network_id="vpc-1", bandwidth_mbps=100, **PLACES[cloud])
    )
    client.vpn_gateways.wait(gateway.id)
    made = client.vpn_connections.create(
        cgw.VpnConnectionSpec(
            name="link",
            vpn_gateway_id=gateway.id,
            customer_gateway_id=site.id,
            mode="policy",
            local_cidrs=LOCAL,
            remote_cidrs=REMOTE,
            tunnels=(cgw.TunnelSpec(psk=SecretStr("Right.key_4711_abc"), ike=ike),),
        )
    )
    client.vpn_connections.wait(made.id)
    return client, made


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize(("_name", "change", "phase", "parameter", "ike"), ROWS, ids=lambda v: v)
def test_a_difference_keeps_the_tunnel_down_and_is_named(
    cloud: str, _name: str, change: dict[str, Any], phase: str, parameter: str, ike: cgw.IkeSpec
) -> None:
    """One differing parameter: down on both axes' right side, and the parameter is told."""
    world = World()
    client, made = linked(world, cloud, ike)
    ours = world.internet.ends()
    for key, end in ours.items():
        world.internet.put(f"site/{key}", replace(mirror(end), **change))
    found = client.vpn_connections.get(made.id)
    assert found.state is cgw.State.AVAILABLE, "created is not up, and down is not failed"
    assert found.tunnels_up == 0
    for key in ours:
        verdict = world.internet.verdict(key)
        assert (verdict.up, verdict.phase, verdict.parameter) == (False, phase, parameter)
        assert "Right.key" not in f"{verdict}"
    if cloud == "alibaba":  # the one cloud that tells the phase
        words = {cgw.TunnelStatus.PHASE2_DOWN} if phase == "phase2" else None
        seen = {tunnel.status for tunnel in found.tunnels}
        assert seen == words if words else cgw.TunnelStatus.PHASE2_DOWN not in seen
    with pytest.raises(cgw.WaitError):
        client.vpn_connections.wait(made.id, until="tunnel-up", timeout=5)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_without_a_difference_it_comes_up(cloud: str) -> None:
    """The same device, set to what the cloud has, brings every tunnel up."""
    world = World()
    client, made = linked(world, cloud, cgw.IkeSpec())
    for key, end in world.internet.ends().items():
        world.internet.put(f"site/{key}", mirror(end))
    found = client.vpn_connections.wait(made.id, until="all-tunnels-up", timeout=60)
    assert found.tunnels_up == len(found.tunnels) > 0

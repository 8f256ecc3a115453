"""Both ends of a tunnel, on every cloud and with every client, by one script over real HTTP.

The script is a generator: it yields what a client's method gave, which is the result itself
(blocking) or something to await, and is sent the result. So the very same lines run in each colour.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

import anyio
import pytest
from pydantic import SecretStr

import cgw
import cgw_alibaba.options
import cgw_huawei.options
from cgw.emulator import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID, World
from cgw.emulator.internet import End
from cgw.emulator.server import Server

CLOUDS = ["alibaba", "huawei", "tencent"]
COLOURS = ["blocking", "asyncio", "trio"]
MODES = ["policy", "route"]
LOCAL = ("10.1.0.0/16", "10.2.0.0/16")
REMOTE = ("192.168.1.0/24", "192.168.2.0/24")
SITE = "203.0.113.12"
OLD, NEW = "Old.key_4711_abcdef", "New.key_0815_fedcba"
IKE = cgw.IkeSpec(version="ikev2", encryption="aes-256-cbc", integrity="sha2-256", dh_group="dh14")
ESP = cgw.IpsecSpec(encryption="aes-256-cbc", integrity="sha2-256", pfs_group="dh14")
ALL = {"local_cidrs": LOCAL, "remote_cidrs": REMOTE}
# In mode route Huawei Cloud has to be told what is behind the device; elsewhere routes say that.
NETWORKS = {
    **{(cloud, "policy"): ALL for cloud in CLOUDS},
    ("alibaba", "route"): {},
    ("huawei", "route"): {"remote_cidrs": REMOTE},
    ("tencent", "route"): {},
}
PAUSE = 0.03  # seconds between two looks of a wait, in place of the real ones

# What a cloud's gateway stands on: ids of its own making, and what only it asks for.
PLACES: dict[str, dict[str, Any]] = {
    "alibaba": {
        "network_id": "vpc-bp1m7v25emi1h5mtc0001",
        "subnet_ids": ("vsw-bp1j5miw2bae9s2vt0001", "vsw-bp1j5miw2bae9s2vt0002"),
        "bandwidth_mbps": 100,
        "options": cgw_alibaba.options.VpnGatewayOptions(auto_pay=True),
    },
    "huawei": {
        "network_id": "0e1b3a52-6f0c-4a57-8a3c-5d0a6c1f0001",
        "subnet_ids": ("0e1b3a52-6f0c-4a57-8a3c-5d0a6c1f0002",),
        "bandwidth_mbps": 100,
        "options": cgw_huawei.options.VpnGatewayOptions(local_subnets=LOCAL),
    },
    "tencent": {"network_id": "vpc-0a1b2c3d", "bandwidth_mbps": 100},
}


@dataclass
class Ends:
    """What stands at the other end of each tunnel: devices with the site's address."""

    world: World
    keys: list[str] = field(default_factory=list)

    def stand(self, link: cgw.VpnConnection, psk: str, *, most: int = 2) -> None:
        """Put a device across from each tunnel, with that key and what the site was told."""
        for tunnel in link.tunnels[:most]:
            key = f"site/{link.id}/{tunnel.local_address}"
            policy = link.mode == "policy"
            selectors = {"local_selectors": REMOTE, "remote_selectors": LOCAL} if policy else {}
            self.world.internet.put(
                key,
                End(
                    owner=key,
                    local_address=SITE,
                    peer_address=tunnel.local_address,
                    psk=psk,
                    ike=(("aes-256-cbc", "sha2-256", "dh14"),),
                    esp=(("aes-256-cbc", "sha2-256", "dh14"),),
                    **selectors,
                ),
            )
            self.keys.append(key)

    def leave(self) -> None:
        """Take them away."""
        for key in self.keys:
            self.world.internet.drop(key)


def script(cloud: Any, mode: str, ends: Ends) -> Generator[Any, Any, None]:
    """From nothing to a tunnel that is up, through its changes, and back to nothing."""
    place, networks = PLACES[cloud.provider], NETWORKS[cloud.provider, mode]
    site = yield cloud.customer_gateways.create(cgw.CustomerGatewaySpec(name="site", address=SITE))
    gateway = yield cloud.vpn_gateways.create(cgw.VpnGatewaySpec(name="gate", **place))
    gateway = yield cloud.vpn_gateways.wait(gateway.id)
    assert gateway.state is cgw.State.AVAILABLE
    assert gateway.addresses

    made = yield cloud.vpn_connections.create(
        cgw.VpnConnectionSpec(
            name="link",
            vpn_gateway_id=gateway.id,
            customer_gateway_id=site.id,
            mode=mode,
            **networks,
            tunnels=(cgw.TunnelSpec(psk=SecretStr(OLD), ike=IKE, ipsec=ESP),),
        )
    )
    link = yield cloud.vpn_connections.wait(made.id)
    assert (link.id, link.vpn_gateway_id, link.mode) == (made.id, gateway.id, mode)
    for name, cidrs in networks.items():
        assert set(getattr(link, name)) == set(cidrs)
    assert link.tunnels
    for tunnel in link.tunnels:
        assert (tunnel.local_address in gateway.addresses, tunnel.peer_address) == (True, SITE)
        ike, esp = tunnel.ike, tunnel.ipsec
        assert (ike.version, ike.encryption, ike.integrity, ike.dh_group) == (
            *("ikev2", "aes-256-cbc", "sha2-256", "dh14"),
        )
        assert (esp.encryption, esp.integrity, esp.pfs_group) == ("aes-256-cbc", "sha2-256", "dh14")
    assert link.tunnels_up == 0, "nobody is at the other end"
    assert link in (yield cloud.vpn_connections.list(name="link"))

    for word in ("tunnel-up", "all-tunnels-up"):
        with pytest.raises(cgw.WaitError, match=word):
            yield cloud.vpn_connections.wait(link.id, until=word, timeout=0.1)
    ends.stand(link, OLD, most=1)
    link = yield cloud.vpn_connections.wait(link.id, until="tunnel-up")
    assert link.tunnels_up == 1
    if len(link.tunnels) > 1:
        with pytest.raises(cgw.WaitError, match="all-tunnels-up"):
            yield cloud.vpn_connections.wait(link.id, until="all-tunnels-up", timeout=0.1)
    ends.stand(link, OLD)
    link = yield cloud.vpn_connections.wait(link.id, until="all-tunnels-up")
    assert link.tunnels_up == len(link.tunnels)

    patch = cgw.VpnConnectionPatch(tunnels=(cgw.TunnelPatch(psk=SecretStr(NEW)),))
    yield cloud.vpn_connections.update(link.id, patch)
    link = yield cloud.vpn_connections.wait(link.id)
    assert link.tunnels_up == 0, "the other end has the old key"
    assert {tunnel.status for tunnel in link.tunnels} <= {
        cgw.TunnelStatus.PHASE1_DOWN,
        cgw.TunnelStatus.DOWN,
        cgw.TunnelStatus.NEGOTIATING,
    }
    ends.stand(link, NEW)
    yield cloud.vpn_connections.wait(link.id, until="all-tunnels-up")

    can_reset = "reset" in cloud.capabilities.noun("vpn_connections").verbs
    if can_reset:
        yield cloud.vpn_connections.reset(link.id)
    else:
        with pytest.raises(cgw.UnsupportedError, match="reset"):
            yield cloud.vpn_connections.reset(link.id)
    link = yield cloud.vpn_connections.wait(link.id, until="all-tunnels-up")

    routes = cloud.capabilities.nouns.get("routes")
    wanted = [
        cgw.RouteSpec(vpn_gateway_id=gateway.id, connection_id=link.id, destination=destination)
        for destination in REMOTE
    ]
    if routes is None or "create" not in routes.verbs:
        with pytest.raises(cgw.UnsupportedError, match="routes"):
            yield cloud.routes.create(wanted[0])
        wanted = []
    if mode == "policy":
        wanted = []  # its selectors say what goes where; Tencent Cloud refuses routes to it
    made_routes = []
    for spec in wanted:
        made_routes.append((yield cloud.routes.create(spec)))
        assert made_routes[-1].destination == spec.destination
        assert made_routes[-1].connection_id == link.id
        assert (yield cloud.routes.get(made_routes[-1].id)).destination == spec.destination
    for route in made_routes:
        listed = yield cloud.routes.list(vpn_gateway_id=gateway.id)
        assert route.id in {item.id for item in listed}
        yield cloud.routes.delete(route.id)
        listed = yield cloud.routes.list(vpn_gateway_id=gateway.id)
        assert route.id not in {item.id for item in listed}

    yield cloud.vpn_connections.delete(link.id)
    assert (yield cloud.vpn_connections.wait(link.id, until="deleted")) is None
    kept = yield cloud.vpn_gateways.delete(gateway.id, release_addresses=True)
    assert kept == ()
    assert (yield cloud.vpn_gateways.wait(gateway.id, until="deleted")) is None
    yield cloud.customer_gateways.delete(site.id)
    for collection, id in (
        (cloud.vpn_connections, link.id),
        (cloud.vpn_gateways, gateway.id),
        (cloud.customer_gateways, site.id),
    ):
        with pytest.raises(cgw.NotFoundError) as gone:
            yield collection.get(id)
        assert gone.value.code


# ---------------------------------------------------------------- one driver per colour


def blocking(url: str, cloud: str, steps: Callable[[Any], Generator[Any, Any, None]]) -> None:
    with cgw.connect(cloud, **how(cloud, url)) as client:
        client._sleep = lambda seconds: time.sleep(min(seconds, PAUSE))
        running = steps(client)
        result: Any = None
        while True:
            try:
                value = running.send(result)
            except StopIteration:
                return
            result = list(value) if isinstance(value, Iterator) else value


async def awaiting(url: str, cloud: str, steps: Callable[[Any], Generator[Any, Any, None]]) -> None:
    async with cgw.connect_async(cloud, **how(cloud, url)) as client:

        async def nap(seconds: float) -> None:
            await anyio.sleep(min(seconds, PAUSE))

        client._sleep = nap
        running = steps(client)
        go, result = running.send, None
        while True:
            try:
                value = go(result)
            except StopIteration:
                return
            try:
                if hasattr(value, "__aiter__"):
                    result = [item async for item in value]
                else:
                    result = await value
                go = running.send
            except cgw.CgwError as error:
                go, result = running.throw, error


def how(cloud: str, url: str) -> dict[str, Any]:
    keys = cgw.Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET, project_id=PROJECT_ID)
    return {"region": "test-1", "endpoint": url, "credentials": keys}


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("cloud", CLOUDS)
def test_two_ends_come_together_and_part_without_a_trace(cloud, mode, colour):
    """One script on each cloud, mode and client: up, down with a new key, up again, all gone."""
    world = World(transition=0.05)
    with Server(world, providers=[cloud]) as server:
        always = {record.id for record in world.everything()}
        ends = Ends(world)

        def steps(client: Any) -> Generator[Any, Any, None]:
            return script(client, mode, ends)

        if colour == "blocking":
            blocking(server.urls[cloud], cloud, steps)
        else:
            anyio.run(awaiting, server.urls[cloud], cloud, steps, backend=colour)
        ends.leave()
        left = [record for record in world.everything() if record.id not in always]
        assert left == []
        assert world.internet.ends() == {}
        assert {seen.provider for seen in world.seen} == {cloud}, "over HTTP, this cloud only"

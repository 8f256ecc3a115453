"""Remote access on Alibaba Cloud's emulator from the outside: both clients, from server to log."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import cgw
import cgw_alibaba
from cgw import emulator
from cgw.emulator import remote
from cgw.emulator.world import World


@pytest.fixture
def world() -> World:
    return World(transition=0)


GATEWAY = cgw.VpnGatewaySpec(
    name="hq",
    network_id="vpc-1",
    subnet_ids=("vsw-1", "vsw-2"),
    bandwidth_mbps=10,
    ssl=True,
    options=cgw_alibaba.VpnGatewayOptions(auto_pay=True),
)


def server_on(gateway: str) -> cgw.SslVpnServerSpec:
    return cgw.SslVpnServerSpec(
        name="staff",
        vpn_gateway_id=gateway,
        client_cidr="10.253.0.0/24",
        local_cidrs=("10.0.0.0/16",),
    )


@pytest.fixture
def cloud(world: World) -> Iterator[Any]:
    with emulator.connect(world, "alibaba", region="cn-shanghai") as client:
        yield client


def test_from_server_to_log(cloud, world, tmp_path: Path):
    """A client is made, its file saved for nobody else, it dials in, is seen, and stands in the log."""
    gateway = cloud.vpn_gateways.create(GATEWAY)
    server = cloud.ssl_vpn_servers.create(server_on(gateway.id))
    client = cloud.ssl_vpn_clients.create(cgw.SslVpnClientSpec(name="ann", server_id=server.id))
    file = cloud.ssl_vpn_clients.config(client.id).save(tmp_path / "ann.ovpn")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text()
    assert f"remote {server.address} 1194" in text
    assert text.count("<key>") == text.count("</key>") == 1
    session = remote.dial_in(world, server.id, client.id, address="192.0.2.9")
    (seen,) = cloud.ssl_vpn_servers.sessions(server.id)
    assert (seen.name, seen.address) == (client.id, "192.0.2.9")
    assert cloud.ssl_vpn_servers.get(server.id).connections == 1
    remote.hang_up(world, session)
    assert cloud.ssl_vpn_servers.sessions(server.id) == ()
    lines = [line.text for line in cloud.ssl_vpn_servers.logs(server.id)]
    assert [client.id in line for line in lines] == [True, True]
    other = cloud.ssl_vpn_clients.create(cgw.SslVpnClientSpec(name="bob", server_id=server.id))
    assert list(cloud.ssl_vpn_servers.logs(server.id, source=other.id)) == []


@pytest.mark.parametrize(
    ("noun", "verb", "args"),
    [
        ("ssl_vpn_servers", "disconnect", ("vss-1", "x")),
        ("ssl_vpn_clients", "reissue", ("vsc-1",)),
        ("ssl_vpn_servers", "add_tags", ("vss-1", {"a": "b"})),
        ("ssl_vpn_clients", "add_tags", ("vsc-1", {"a": "b"})),
        ("routes", "add_tags", ("r", {"a": "b"})),
    ],
)
def test_what_this_cloud_does_not_offer(cloud, world, noun, verb, args):
    """Throwing clients out, new certificates and their tags are refused before any request."""
    before = len(world.seen)
    with pytest.raises(cgw.UnsupportedError):
        getattr(getattr(cloud, noun), verb)(*args)
    assert len(world.seen) == before


async def _life(world: World) -> tuple[list[str], list[str], set[str]]:
    async with emulator.connect_async(world, "alibaba", region="cn-shanghai") as cloud:
        gateway = await cloud.vpn_gateways.create(GATEWAY)
        tagged = await cloud.vpn_gateways.add_tags(gateway.id, {"env": "prod"})
        server = await cloud.ssl_vpn_servers.create(server_on(gateway.id))
        client = await cloud.ssl_vpn_clients.create(
            cgw.SslVpnClientSpec(name="ann", server_id=server.id)
        )
        remote.dial_in(world, server.id, client.id)
        seen = await cloud.ssl_vpn_servers.sessions(server.id)
        log = [line.text async for line in cloud.ssl_vpn_servers.logs(server.id)]
        zones = {zone.id async for zone in cloud.zones.list()}
        assert (await cloud.ssl_vpn_clients.config(client.id)).key is not None
        assert tagged.tags == {"env": "prod"}
        return [one.name for one in seen], log, zones


@pytest.mark.anyio
async def test_the_other_client_sees_the_same(world):
    """The awaiting client does all of it too."""
    names, log, zones = await _life(world)
    assert len(names) == len(log) == 1
    assert zones == {"cn-shanghai-a", "cn-shanghai-b"}

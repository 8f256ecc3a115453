"""What the Alibaba Cloud face answers about SSL-VPN, tags and places is of the SDK's form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from alibabacloud_vpc20160428 import models as sdk
from law_values import VALUES

import cgw
import cgw_alibaba
from cgw import emulator, tagging
from cgw.adapter import LogWindow, Place, Where
from cgw.emulator import remote
from cgw.emulator.world import World
from cgw.plugins import registry
from cgw.testing import CASES, Bench
from cgw.wire import Reply, Request

SERVERS, CLIENTS, GATEWAYS = (
    next(case for case in CASES if case.noun == noun)
    for noun in ("ssl_vpn_servers", "ssl_vpn_clients", "vpn_gateways")
)
ACTIONS = {
    "CreateSslVpnServer", "DescribeSslVpnServers", "ModifySslVpnServer", "DeleteSslVpnServer",
    "CreateSslVpnClientCert", "DescribeSslVpnClientCert", "DescribeSslVpnClientCerts",
    "ModifySslVpnClientCert", "DeleteSslVpnClientCert", "DescribeSslVpnClients",
    "DescribeVpnSslServerLogs", "TagResources", "UnTagResources", "DescribeRegions",
    "DescribeVpnGatewayAvailableZones",
}  # fmt: skip


@pytest.fixture
def world() -> World:
    return World(transition=0)


@pytest.fixture
def bench(world: World) -> Bench:
    cloud = registry().provider("alibaba")
    assert cloud.face is not None
    adapter = cloud.open(Place("cn-shanghai"))
    return Bench(adapter, cloud.face(world), values=VALUES["alibaba"])


def test_the_sdk_knows_every_field(bench, world):
    """The SDK's response models know every field that the face tells, and none gets lost."""
    seen: dict[str, dict[str, Any]] = {}

    def note(request: Request, reply: Reply) -> Reply:
        if reply.status == 200:
            body = json.loads(reply.body)
            model = getattr(sdk, f"{request.action}ResponseBody")()
            assert model.from_map(body).to_map() == body, request.action
            seen[request.action] = body
        return reply

    adapter: Any = bench.adapter
    with bench.altered(note):
        server = bench.create(SERVERS, SERVERS.ask(bench, 1, dns_servers=("192.0.2.53",)))
        client = bench.create(CLIENTS, CLIENTS.ask(bench, server_id=server.id))
        bench.update(SERVERS, server.id, SERVERS.change(bench))
        bench.update(CLIENTS, client.id, CLIENTS.change(bench))
        session = remote.dial_in(world, server.id, client.id)
        assert bench.call(adapter.ssl_vpn_servers.sessions(server.id))
        window = LogWindow(session.created_at, session.created_at)
        assert bench.call(adapter.ssl_vpn_servers.logs(server.id, window, None)).items
        assert bench.call(adapter.ssl_vpn_clients.config(client.id)).key
        resource, ability = adapter.vpn_gateways, GATEWAYS.ability(adapter)
        gateway = server.vpn_gateway_id
        for tags in ({"a": "b"}, {}):
            bench.call(tagging.replace("alibaba", resource, ability, gateway, tags))
        bench.call(adapter.regions.page(None, Where()))
        bench.call(adapter.zones.page(None, Where()))
        bench.delete(CLIENTS, client.id)
        bench.delete(SERVERS, server.id)
    assert set(seen) >= ACTIONS


def test_a_server_that_is_being_made_is_pending():
    """A create returns before the cloud lists the server; waiting finds it as it was asked for."""
    world = World(rate=0.0, transition=5.0)
    with emulator.connect(world, "alibaba") as cloud:
        gateway = cloud.vpn_gateways.create(
            cgw.VpnGatewaySpec(
                name="hq",
                network_id="vpc-1",
                subnet_ids=("vsw-1", "vsw-2"),
                bandwidth_mbps=10,
                ssl=True,
                options=cgw_alibaba.VpnGatewayOptions(auto_pay=True),
            )
        )
        cloud.vpn_gateways.wait(gateway.id)
        made = cloud.ssl_vpn_servers.create(
            cgw.SslVpnServerSpec(
                vpn_gateway_id=gateway.id,
                client_cidr="10.253.0.0/24",
                local_cidrs=("10.0.0.0/16",),
            )
        )
        assert made.state is cgw.State.PENDING
        assert list(cloud.ssl_vpn_servers.list()) == []
        found = cloud.ssl_vpn_servers.wait(made.id)
        assert found is not None
        told = ("id", "vpn_gateway_id", "client_cidr", "local_cidrs", "protocol", "port")
        for name in (*told, "encryption", "compress", "dns_servers"):
            assert getattr(found, name) == getattr(made, name), name
        assert cloud.vpn_gateways.get(gateway.id).state is cgw.State.AVAILABLE


def test_a_deleted_server_takes_its_clients_along(bench, world):
    """Certificates and sessions of a server go with it, and those of another one stay."""
    keep = bench.create(CLIENTS, CLIENTS.ask(bench, 0))
    server = bench.create(SERVERS, SERVERS.ask(bench, 1))
    gone = bench.create(CLIENTS, CLIENTS.ask(bench, 1, server_id=server.id))
    remote.dial_in(world, server.id, gone.id)
    bench.delete(SERVERS, server.id)
    assert [client.id for client in bench.list(CLIENTS)] == [keep.id]
    assert world.all("alibaba", "cn-shanghai", remote.SESSIONS) == []

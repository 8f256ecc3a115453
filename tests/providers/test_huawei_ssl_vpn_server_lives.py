"""SSL-VPN servers on the emulator: made once, one for each gateway, and what a lost answer leaves."""

from __future__ import annotations

import pytest
from huawei import client, gateway_spec
from pydantic import SecretStr

import cgw_huawei as h
from cgw import OutcomeUnknownError, QuotaExceededError
from cgw.client import Client
from cgw.emulator.world import World
from cgw.models import SslVpnClientSpec, SslVpnServerPatch, SslVpnServerSpec
from cgw.wire import Reply

PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


def spec(gateway: str, pool: str = "10.253.0.0/24") -> SslVpnServerSpec:
    """A server for users with a password."""
    return SslVpnServerSpec(
        vpn_gateway_id=gateway,
        client_cidr=pool,
        local_cidrs=("10.0.0.0/16",),
        options=h.SslVpnServerOptions(certificate_id="scs-1"),
    )


def gateway(cloud: Client) -> str:
    """A gateway that is ready for servers."""
    made = cloud.vpn_gateways.create(
        gateway_spec(ssl=True, ipsec=False, options=None, ssl_connections=5)
    )
    return cloud.vpn_gateways.wait(made.id).id


def test_a_lost_create_is_sent_again_and_made_once():
    """The token makes it one server, however often the answer is lost."""
    world = World()
    cloud = client(world)
    gate = gateway(cloud)
    lost: list[str] = []

    def lose(_provider: str, action: str) -> Reply | None:
        if action == "CreateVpnServer" and len(lost) < 1:
            lost.append(action)
            return Reply(502, b"<html>bad gateway</html>", {"content-type": "text/html"})
        return None

    with world.troubled(lose):
        made = cloud.ssl_vpn_servers.create(spec(gate))
    assert lost
    assert [server.id for server in cloud.ssl_vpn_servers.list()] == [made.id]


def test_a_gateway_has_one_server():
    """The emulator refuses a second one, as the user guide says the cloud does."""
    cloud = client(World())
    gate = gateway(cloud)
    first = cloud.ssl_vpn_servers.create(spec(gate))
    cloud.ssl_vpn_servers.wait(first.id)
    with pytest.raises(QuotaExceededError):
        cloud.ssl_vpn_servers.create(spec(gate, "10.8.0.0/24"))
    assert [server.id for server in cloud.ssl_vpn_servers.list()] == [first.id]


def test_a_lost_import_is_told():
    """An import whose answer is lost is not sent again: OutcomeUnknownError."""
    world = World()
    cloud = client(world)
    gate = gateway(cloud)
    made = cloud.ssl_vpn_servers.create(spec(gate))
    cloud.ssl_vpn_servers.wait(made.id)
    asked: list[str] = []

    def lose(_provider: str, action: str) -> Reply | None:
        asked.append(action)
        html = {"content-type": "text/html"}
        return Reply(502, b"<html>bad</html>", html) if action == "ImportClientCa" else None

    patch = SslVpnServerPatch(
        options=h.SslVpnServerPatchOptions(add_client_cas=(h.ClientCa(content=PEM),))
    )
    with world.troubled(lose), pytest.raises(OutcomeUnknownError):
        cloud.ssl_vpn_servers.update(made.id, patch)
    assert asked.count("ImportClientCa") == 1


def test_all_that_stands_on_a_gateway_goes_with_it():
    """Servers, users, groups, sessions and the address end with their gateway; another's stay."""
    world = World()
    cloud = client(world)
    left = {}
    for n in (0, 1):
        gate = gateway(cloud)
        server = cloud.ssl_vpn_servers.create(spec(gate))
        user = SslVpnClientSpec(name="alice", server_id=server.id, password=SecretStr("S3cret.S3"))
        cloud.ssl_vpn_clients.create(user)
        world.add(
            "huawei", cloud.region, "p2c_sessions", f"session-{n}", gateway_id=gate, name="alice"
        )
        kinds = [record.kind for record in world.everything()]
        left[gate] = sorted(kinds)
    first, second = left
    cloud.vpn_gateways.delete(second, release_addresses=True)
    cloud.vpn_gateways.wait(second, "deleted")
    assert sorted(record.kind for record in world.everything()) == left[first]
    assert [server.vpn_gateway_id for server in cloud.ssl_vpn_servers.list()] == [first]

"""People who dial in to the SSL-VPN servers of a world."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from cgw.emulator import remote
from cgw.emulator.world import Record, World


@pytest.fixture
def world() -> World:
    return World(rate=0.0)


@pytest.fixture
def server(world: World) -> Record:
    world.add("acme", "moon-1", remote.CLIENTS, "client-1", server_id="server-1")
    return world.add("acme", "moon-1", remote.SERVERS, "server-1", client_cidr="10.253.0.0/28")


def test_who_dials_in_is_there_until_they_hang_up(world, server):
    """A session has its own address out of the pool, and ends."""
    first = remote.dial_in(world, "server-1", "client-1", address="192.0.2.9", port=1)
    second = remote.dial_in(world, "server-1", "client-1")
    assert remote.sessions(world, server) == [first, second]
    inside = [session.attrs["private_address"] for session in (first, second)]
    assert len(set(inside)) == 2
    assert all(ip_address(text) in ip_network("10.253.0.0/28") for text in inside)
    remote.hang_up(world, first)
    assert remote.sessions(world, server) == [second]
    assert remote.dial_in(world, "server-1", "client-1").attrs["private_address"] == inside[0]


def test_the_log_remembers(world, server):
    """Coming and going stands in the log, in order, also of those who are gone."""
    session = remote.dial_in(world, "server-1", "client-1", address="192.0.2.9")
    remote.hang_up(world, session)
    told = [(event.attrs["what"], event.attrs["address"]) for event in remote.events(world, server)]
    assert told == [("connected", "192.0.2.9"), ("disconnected", "192.0.2.9")]
    other = world.add("acme", "moon-1", remote.SERVERS, "server-2", client_cidr="10.1.0.0/24")
    assert remote.events(world, other) == []


def test_a_pool_is_used_up(world, server):
    """Each client takes four addresses; the next one finds none."""
    for _ in range(3):
        remote.dial_in(world, "server-1", "client-1")
    with pytest.raises(LookupError, match="no address is left"):
        remote.dial_in(world, "server-1", "client-1")


@pytest.mark.parametrize("who", [("server-0", "client-1"), ("server-1", "client-0")])
def test_nobody_dials_in_to_nothing(world, server, who):
    """An unknown server or client is a LookupError that names it."""
    with pytest.raises(LookupError, match="-0"):
        remote.dial_in(world, *who)


@pytest.mark.parametrize(
    ("provider", "region", "told"),
    [
        ("acme", "moon-1", {"server_id": "server-2"}),
        ("acme", "moon-1", {"server": "server-2"}),
        ("acme", "moon-1", {}),
        ("other", "moon-1", {"server_id": "server-1"}),
        ("acme", "moon-2", {"server_id": "server-1"}),
    ],
)
def test_a_client_comes_in_at_its_own_server_only(world, server, provider, region, told):
    """One of another server, cloud or region is a LookupError that names both, and no session."""
    world.add("acme", "moon-1", remote.SERVERS, "server-2", client_cidr="10.1.0.0/24")
    world.add(provider, region, remote.CLIENTS, "client-2", **told)
    with pytest.raises(LookupError, match=r"client-2.*server-1"):
        remote.dial_in(world, "server-1", "client-2")
    assert remote.sessions(world, server) == []


@pytest.mark.parametrize("word", [{"disabled": True}, {"enabled": False}])
def test_who_is_locked_out_stays_out(world, server, word):
    """A locked client is a PermissionError until it is let in again."""
    who = world.add("acme", "moon-1", remote.CLIENTS, "client-2", server="server-1", **word)
    with pytest.raises(PermissionError, match="client-2"):
        remote.dial_in(world, "server-1", "client-2")
    assert remote.sessions(world, server) == []
    who.attrs.update({key: not value for key, value in word.items()})
    assert remote.dial_in(world, "server-1", "client-2") in remote.sessions(world, server)


def test_sessions_go_into_a_file(world, server):
    """A world with sessions can be saved and comes back with them."""
    remote.dial_in(world, "server-1", "client-1", received_bytes=5)
    again = World.load(world.export())
    (there,) = again.all("acme", "moon-1", remote.SERVERS)
    (session,) = remote.sessions(again, there)
    assert session.attrs["received_bytes"] == 5

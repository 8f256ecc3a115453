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
    world.add("acme", "moon-1", remote.CLIENTS, "client-1")
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


def test_sessions_go_into_a_file(world, server):
    """A world with sessions can be saved and comes back with them."""
    remote.dial_in(world, "server-1", "client-1", received_bytes=5)
    again = World.load(world.export())
    (there,) = again.all("acme", "moon-1", remote.SERVERS)
    (session,) = remote.sessions(again, there)
    assert session.attrs["received_bytes"] == 5

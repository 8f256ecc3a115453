"""People who dial in to the SSL-VPN servers of a world.

No vendor's words: faces tell sessions and log lines in theirs. A server and a client are things of
the kinds ``ssl_vpn_servers`` and ``ssl_vpn_clients``. In ``attrs`` the former has its ``client_cidr``,
the latter its server's id as ``server_id`` or ``server``, and ``enabled`` or ``disabled`` where it can be
locked out.
"""

from __future__ import annotations

from ipaddress import ip_network

from cgw.emulator.world import Record, World

SERVERS, CLIENTS = "ssl_vpn_servers", "ssl_vpn_clients"
SESSIONS, EVENTS = "ssl_vpn_sessions", "ssl_vpn_events"
STEP = 4  # addresses that one client takes from the pool (a /30), as OpenVPN deals them


def dial_in(
    world: World,
    server: str,
    client: str,
    *,
    address: str = "192.0.2.77",
    port: int = 50000,
    received_bytes: int = 0,
    sent_bytes: int = 0,
) -> Record:
    """A client's program connects; the session is there until `hang_up`.

    Args:
        server, client: their ids.
        address, port: where it comes from.
        received_bytes, sent_bytes: what the server has counted.

    Errors:
        LookupError: there is no such server, the server has no such client, or the pool is used up.
        PermissionError: the client is locked out.
    """
    with world.lock:
        there, who = _found(world, SERVERS, server), _found(world, CLIENTS, client)
        home = who.attrs.get("server_id", who.attrs.get("server"))
        if (home, who.provider, who.region) != (there.id, there.provider, there.region):
            raise LookupError(f"{who.id!r} is no client of {there.id!r}")
        if who.attrs.get("disabled") or not who.attrs.get("enabled", True):
            raise PermissionError(f"{who.id!r} is locked out")
        taken = {session.attrs["private_address"] for session in sessions(world, there)}
        pool = ip_network(there.attrs["client_cidr"])
        places = range(STEP + 2, pool.num_addresses - 1, STEP)
        free = (str(pool[n]) for n in places if str(pool[n]) not in taken)
        inside = next(free, None)
        if inside is None:
            raise LookupError(f"no address is left in {pool}")
        session = world.add(
            there.provider,
            there.region,
            SESSIONS,
            world.new_id("session-", 12),
            server=there.id,
            client=who.id,
            address=address,
            port=port,
            private_address=inside,
            received_bytes=received_bytes,
            sent_bytes=sent_bytes,
        )
        _note(world, session, "connected")
        return session


def hang_up(world: World, session: Record) -> None:
    """The session ends; that it was there stands in the log."""
    with world.lock:
        world.remove(session)
        _note(world, session, "disconnected")


def sessions(world: World, server: Record) -> list[Record]:
    """Who is connected to a server."""
    found = world.all(server.provider, server.region, SESSIONS)
    return [session for session in found if session.attrs["server"] == server.id]


def events(world: World, server: Record) -> list[Record]:
    """What happened on a server, oldest first; ``attrs`` as of sessions, and ``what``."""
    found = world.all(server.provider, server.region, EVENTS)
    return [event for event in found if event.attrs["server"] == server.id]


def _note(world: World, session: Record, what: str) -> None:
    world.add(
        session.provider,
        session.region,
        EVENTS,
        world.new_id("event-", 12),
        what=what,
        **session.attrs,
    )


def _found(world: World, kind: str, id: str) -> Record:
    for record in world.everything():
        if (record.kind, record.id) == (kind, id):
            return record
    raise LookupError(f"there is no {id!r} among the {kind.replace('_', ' ')} of this world")

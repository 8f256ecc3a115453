"""``cgw ssl-server``: SSL-VPN servers on VPN gateways, and who is connected."""

from __future__ import annotations

import typer

from cgw.cli.asking import agreed, needs_person
from cgw.cli.noun import Noun
from cgw.cli.options import OUTPUT, WHERE, YES, Given, Parameters, argument, shaped
from cgw.cli.output import compiled, emit
from cgw.cli.progress import note
from cgw.cli.targets import target
from cgw.cli.verbs import found
from cgw.models import SslVpnServerPatch, SslVpnServerSpec, to_dict

SESSIONS = (
    *("id", "name", "address", "private_address", "connected_at"),
    *("received_bytes", "sent_bytes", "state"),
)


def more(group: typer.Typer, which: Parameters) -> None:
    """Sessions: who is connected."""
    group.command("sessions", help="Who is connected.")(shaped(sessions, which, WHERE, OUTPUT))
    session = (argument("session", str, metavar="SESSION", help="Its id."),)
    text = "Throw a client out; it may dial in again."
    group.command("disconnect", help=text)(shaped(disconnect, which, session, YES, WHERE))


def sessions(given: Given) -> None:
    """``sessions``."""
    compiled(given["query"])
    with target(given).connect() as cloud:
        server = found(NOUN, cloud, given["which"])
        rows = [to_dict(one) for one in cloud.ssl_vpn_servers.sessions(server.id)]
    emit(rows, columns=SESSIONS, output=given["output"], query=given["query"])


def disconnect(given: Given) -> None:
    """``disconnect``."""
    needs_person(given, "a disconnect")
    with target(given).connect() as cloud:
        server = found(NOUN, cloud, given["which"])
        where = f"{server.provider} {server.region} {server.id}"
        if not given["yes"] and not agreed(f"End the session {given['session']} on {where}?"):
            raise typer.Abort
        cloud.ssl_vpn_servers.disconnect(server.id, given["session"])
        note(f"disconnected {given['session']}")


NOUN = Noun(
    name="ssl-server",
    collection="ssl_vpn_servers",
    columns=(
        *("provider", "region", "id", "name", "vpn_gateway_id", "address", "protocol", "port"),
        *("client_cidr", "connections", "state"),
    ),
    spec=SslVpnServerSpec,
    patch=SslVpnServerPatch,
    filters=("name", "vpn_gateway_id"),
    tagged=True,
    looks=("logs",),
    more=more,
)

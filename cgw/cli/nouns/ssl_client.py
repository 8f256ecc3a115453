"""``cgw ssl-client``: who may dial in to an SSL-VPN server."""

from __future__ import annotations

from pathlib import Path

import typer

from cgw.cli.noun import Action, Noun
from cgw.cli.options import WHERE, Given, Parameters, option, shaped
from cgw.cli.output import write_new
from cgw.cli.progress import note
from cgw.cli.targets import target
from cgw.cli.verbs import found
from cgw.models import SslVpnClientPatch, SslVpnClientSpec

_TO = (
    option(
        "to",
        Path,
        "--to",
        default=...,
        metavar="PATH",
        help="A new file, which only you may read (0600). It holds the private key.",
    ),
)


def more(group: typer.Typer, which: Parameters) -> None:
    """The client program's configuration, into a file."""
    text = "Write what its program needs (OpenVPN), key included, to a new file."
    group.command("config", help=text)(shaped(config, which, _TO, WHERE))


def config(given: Given) -> None:
    """``config``: nothing of it is ever printed."""
    with target(given).connect() as cloud:
        client = found(NOUN, cloud, given["which"])
        told = cloud.ssl_vpn_clients.config(client.id)
    write_new(given["to"], told.bundle().get_secret_value())
    note(f"written to {given['to']}")


NOUN = Noun(
    name="ssl-client",
    collection="ssl_vpn_clients",
    columns=(*("provider", "region", "id", "name", "server_id", "enabled", "expires_at", "state"),),
    spec=SslVpnClientSpec,
    patch=SslVpnClientPatch,
    filters=("name", "server_id"),
    actions=(
        Action("reissue", "A new certificate; the old one does not work any more.", asks=True),
    ),
    tagged=True,
    more=more,
)

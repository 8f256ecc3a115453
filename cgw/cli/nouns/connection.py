"""``cgw connection``: VPN connections."""

from cgw.cli.noun import Action, Noun
from cgw.models import VpnConnectionPatch, VpnConnectionSpec

NOUN = Noun(
    name="connection",
    collection="vpn_connections",
    columns=(
        *("provider", "region", "id", "name", "mode", "local_cidrs", "remote_cidrs"),
        *("tunnels=tunnels[].status", "state"),
    ),
    spec=VpnConnectionSpec,
    patch=VpnConnectionPatch,
    filters=("name", "vpn_gateway_id", "customer_gateway_id"),
    until=("available", "tunnel-up", "all-tunnels-up", "deleted"),
    secret=True,
    actions=(Action("reset", "Negotiate its tunnels anew; traffic stops meanwhile.", asks=True),),
    tagged=True,
    looks=("diagnose", "logs"),
)

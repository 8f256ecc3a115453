"""``cgw tunnel``: one row per tunnel, read out of the connections."""

from typing import Any

from cgw.cli.noun import Noun
from cgw.models import Tunnel, VpnConnection, to_dict


def rows(connection: VpnConnection, reveal: bool) -> list[dict[str, Any]]:
    """The connection's tunnels. A tunnel is known by its two addresses, not by its place."""
    return [
        {
            **to_dict(tunnel, reveal=reveal),
            "id": f"{connection.id}/{tunnel.local_address}",
            "tunnel_id": tunnel.id,
            "provider": connection.provider,
            "region": connection.region,
            "connection": connection.id,
            "connection_name": connection.name,
            "state": str(connection.state),
            "ike_suite": ike_suite(tunnel),
            "esp_suite": esp_suite(tunnel),
        }
        for tunnel in connection.tunnels
    ]


def ike_suite(tunnel: Tunnel) -> str:
    """Phase 1 in one line."""
    ike = tunnel.ike
    return f"{ike.version} {ike.encryption}/{ike.integrity}/{ike.dh_group}"


def esp_suite(tunnel: Tunnel) -> str:
    """Phase 2 in one line; the last word is the group of perfect forward secrecy."""
    ipsec = tunnel.ipsec
    return f"{ipsec.encryption}/{ipsec.integrity}/{ipsec.pfs_group}"


NOUN = Noun(
    name="tunnel",
    collection="vpn_connections",
    columns=(
        *("provider", "region", "connection", "local_address", "peer_address", "status"),
        *("ike_suite", "esp_suite"),
    ),
    filters=("name", "vpn_gateway_id", "customer_gateway_id"),
    verbs=("list", "show"),
    rows=rows,
    secret=True,
)

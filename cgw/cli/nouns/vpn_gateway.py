"""``cgw vpn-gateway``."""

from cgw.cli.noun import Flag, Noun
from cgw.models import VpnGatewayPatch, VpnGatewaySpec

NOUN = Noun(
    name="vpn-gateway",
    collection="vpn_gateways",
    columns=(
        *("provider", "region", "id", "name", "addresses", "bandwidth_mbps"),
        *("billing=billing.mode", "state", "created_at"),
    ),
    spec=VpnGatewaySpec,
    patch=VpnGatewayPatch,
    filters=("name", "network_id"),
    delete_flags=(
        Flag("release_addresses", "Give its public addresses up too, where they outlive it."),
    ),
    tagged=True,
    looks=("diagnose",),
)

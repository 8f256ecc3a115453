"""``cgw route``: routes of VPN gateways."""

from cgw.cli.noun import Noun
from cgw.models import RoutePatch, RouteSpec

NOUN = Noun(
    name="route",
    collection="routes",
    columns=(
        *("provider", "region", "id", "destination", "source", "connection_id", "kind"),
        *("primary", "priority", "enabled", "state"),
    ),
    spec=RouteSpec,
    patch=RoutePatch,
    filters=("vpn_gateway_id", "connection_id", "destination"),
    needs=("vpn_gateway_id",),
    named=False,
)

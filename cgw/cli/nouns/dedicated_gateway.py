"""``cgw dedicated-gateway``: API gateway instances of one's own."""

from cgw.cli.noun import Noun
from cgw.models import DedicatedGatewayPatch, DedicatedGatewaySpec

NOUN = Noun(
    name="dedicated-gateway",
    collection="dedicated_gateways",
    columns=("provider", "region", "id", "name", "edition", "addresses", "state", "created_at"),
    spec=DedicatedGatewaySpec,
    patch=DedicatedGatewayPatch,
)

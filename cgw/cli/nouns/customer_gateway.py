"""``cgw customer-gateway``."""

from cgw.cli.noun import Noun
from cgw.models import CustomerGatewayPatch, CustomerGatewaySpec

NOUN = Noun(
    name="customer-gateway",
    collection="customer_gateways",
    columns=("provider", "region", "id", "name", "address", "asn", "state", "created_at"),
    spec=CustomerGatewaySpec,
    patch=CustomerGatewayPatch,
    filters=("name", "address"),
    tagged=True,
)

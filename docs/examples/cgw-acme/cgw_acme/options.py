"""What only Acme Cloud takes, and which of its fields hold a secret."""

from __future__ import annotations

from cgw.models import Options
from pydantic import SecretStr

SECRETS = frozenset({"bgp_key"})
"""Names on the wire, in lower case, whose values are secrets."""


class CustomerGatewayOptions(Options):
    """Acme Cloud's own inputs of a customer gateway.

    Attributes:
        bgp_key: MD5 key of the BGP session, 8 to 64 letters and digits.
    """

    bgp_key: SecretStr | None = None

"""What only Alibaba Cloud takes. Closed models: an unknown name is an error."""

from __future__ import annotations

from typing import Literal

from pydantic import SecretStr

from cgw.models import Options


class ConnectOptions(Options):
    """Settings of one connection.

    Attributes:
        signature: ``acs3`` (ACS3-HMAC-SHA256, what the current SDK does) or ``v1``
            (SignatureVersion 1.0, HMAC-SHA1, which older private installations ask for).
    """

    signature: Literal["acs3", "v1"] = "acs3"


class CustomerGatewayOptions(Options):
    """Create only.

    Attributes:
        bgp_key: MD5 key of the BGP session, 1 to 64 ASCII characters without space and ``?``;
            needs ``asn``.
        resource_group_id: the resource group it shall belong to.
    """

    bgp_key: SecretStr | None = None
    resource_group_id: str | None = None


class CustomerGatewayPatchOptions(Options):
    """Change only.

    Attributes:
        bgp_key: the new MD5 key of the BGP session.
    """

    bgp_key: SecretStr | None = None


class CustomerGatewayListOptions(Options):
    """List only.

    Attributes:
        resource_group_id: only what belongs to this resource group.
    """

    resource_group_id: str | None = None

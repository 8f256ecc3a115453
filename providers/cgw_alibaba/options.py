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


class VpnGatewayOptions(Options):
    """Create only.

    Attributes:
        auto_pay: True pays the bill at once, from the account's balance. Without it the cloud may
            make nothing but an order (``OrderId`` in ``extras``), and the gateway exists when
            somebody has paid that by hand. cgw never sets it by itself.
        network_type: ``private`` makes a gateway with addresses inside the network only.
        vpn_type: ``NationalStandard`` for the SM algorithms (China site).
        resource_group_id: the resource group it shall belong to.
    """

    auto_pay: bool = False
    network_type: Literal["public", "private"] = "public"
    vpn_type: Literal["Normal", "NationalStandard"] = "Normal"
    resource_group_id: str | None = None


class VpnGatewayPatchOptions(Options):
    """Change only.

    Attributes:
        auto_propagate: whether BGP routes go into the network's route table by themselves.
    """

    auto_propagate: bool | None = None


class VpnGatewayListOptions(Options):
    """List only.

    Attributes:
        business_status: ``Normal`` or ``FinancialLocked``.
        gateway_type: ``Traditional`` or ``Enhanced.SiteToSite``.
        include_reservation_data: tell pending orders too, in ``extras``.
        resource_group_id: only what belongs to this resource group.
    """

    business_status: str | None = None
    gateway_type: str | None = None
    include_reservation_data: bool | None = None
    resource_group_id: str | None = None


class VpnConnectionOptions(Options):
    """Create only.

    Attributes:
        auto_config_route: whether the cloud makes the policy routes of the selectors by itself;
            its own default, sent as it stands here.
        remote_ca_certificate: PEM text of the peer's CA; SM gateways need it.
    """

    auto_config_route: bool = True
    remote_ca_certificate: str | None = None


class VpnConnectionPatchOptions(Options):
    """Change only.

    Attributes:
        auto_config_route: sent only if given: no answer tells the present value.
        remote_ca_certificate: PEM text of the peer's new CA.
    """

    auto_config_route: bool | None = None
    remote_ca_certificate: str | None = None


class VpnConnectionListOptions(Options):
    """List only.

    Attributes:
        resource_group_id: only what belongs to this resource group.
    """

    resource_group_id: str | None = None


class RouteOptions(Options):
    """Create only.

    Attributes:
        description: 1 to 100 characters, not beginning with http:// or https://. The cloud
            keeps it, but tells it in the answer of the create only.
        overlay_mode: the tunnelling protocol; ``Ipsec`` is the only one.
    """

    description: str | None = None
    overlay_mode: Literal["Ipsec"] | None = None

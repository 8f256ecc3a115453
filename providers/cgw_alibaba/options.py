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
            make nothing but an order (``billing.order_id``), and the gateway exists when
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
        include_reservation_data: tell ``billing.pending`` too, which ``get`` always does.
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
        dry_run: True has the cloud check the request and make nothing. There is no connection to
            return then: ``create`` raises `cgw.ApiError` with code ``DryRunOperation`` if all is
            well, and what it would raise anyway if not.
        single_tunnel: with ``attached_to``: one tunnel, where the cloud still makes such.
        tunnel_bandwidth: with ``attached_to``: of each tunnel; ``Standard`` is 1 Gbit/s, ``Large``
            is 3 Gbit/s.
        resource_group_id: with ``attached_to``: the resource group it shall belong to.
    """

    auto_config_route: bool = True
    remote_ca_certificate: str | None = None
    dry_run: bool = False
    single_tunnel: bool = False
    tunnel_bandwidth: Literal["Standard", "Large"] | None = None
    resource_group_id: str | None = None


class VpnConnectionPatchOptions(Options):
    """Change only.

    Attributes:
        auto_config_route: sent only if given: no answer tells the present value.
        remote_ca_certificate: PEM text of the peer's new CA.
        network_type: of attachments only: how the peer is reached.
    """

    auto_config_route: bool | None = None
    remote_ca_certificate: str | None = None
    network_type: Literal["public", "private"] | None = None


class VpnConnectionListOptions(Options):
    """List only.

    Attributes:
        resource_group_id: only what belongs to this resource group.
        attached: only what is tied to a transit router, by the listing of attachments. The
            ordinary listing is taken to have them too; should it not, this finds them. One more
            request for each.
    """

    resource_group_id: str | None = None
    attached: bool = False


class RouteOptions(Options):
    """Create only.

    Attributes:
        description: 1 to 100 characters, not beginning with http:// or https://. The cloud
            keeps it, but tells it in the answer of the create only.
        overlay_mode: the tunnelling protocol; ``Ipsec`` is the only one.
        dry_run: True has the cloud check the request and make nothing; ``create`` then raises
            `cgw.ApiError` with code ``DryRunOperation`` if all is well.
    """

    description: str | None = None
    overlay_mode: Literal["Ipsec"] | None = None
    dry_run: bool = False


class SslVpnServerOptions(Options):
    """Create only.

    Attributes:
        multi_factor: True asks clients for a user of an IDaaS EIAM instance too; needs the next two.
        idaas_instance_id, idaas_region_id: that instance.
        idaas_application_id: its application; instances of EIAM 2.0 need it.
        dry_run: True has the cloud check the request and make nothing; ``create`` then raises
            `cgw.ApiError` with code ``DryRunOperation`` if all is well.
    """

    multi_factor: bool = False
    idaas_instance_id: str | None = None
    idaas_region_id: str | None = None
    idaas_application_id: str | None = None
    dry_run: bool = False


class SslVpnServerPatchOptions(Options):
    """Change only; what is not given stays.

    Attributes:
        multi_factor, idaas_instance_id, idaas_region_id, idaas_application_id: as on create.
        dry_run: as on create: nothing is changed.
    """

    multi_factor: bool | None = None
    idaas_instance_id: str | None = None
    idaas_region_id: str | None = None
    idaas_application_id: str | None = None
    dry_run: bool = False


class SslVpnServerListOptions(Options):
    """List only.

    Attributes:
        resource_group_id: only what belongs to this resource group.
    """

    resource_group_id: str | None = None


class SslVpnClientListOptions(Options):
    """List only.

    Attributes:
        resource_group_id: only what belongs to this resource group.
    """

    resource_group_id: str | None = None


class RegionListOptions(Options):
    """List only.

    Attributes:
        language: of the names.
        product_type: of which product; ``VPC`` is the cloud's own default.
    """

    language: Literal["en-US", "zh-CN"] = "en-US"
    product_type: str | None = None


class ZoneListOptions(Options):
    """List only.

    Attributes:
        size: zones for gateways of this size only (``10M``); without it cgw asks for each size in
            turn and tells with every zone those that it has.
        gateway_type: ``Traditional`` or ``Enhanced.SiteToSite``.
        language: of the names.
    """

    size: str | None = None
    gateway_type: str | None = None
    language: Literal["en-US", "zh-CN"] = "en-US"

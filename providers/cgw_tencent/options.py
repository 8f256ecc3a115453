"""What only Tencent Cloud takes. Closed models: an unknown name is an error.

Source: the request models of tencentcloud-sdk-python-vpc 3.1.193, read 2026-11-21.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr

from cgw.models import Cidr, Model, Options

GatewayType = Literal["IPSEC", "SSL", "CCN", "SSL_CCN"]
LIFETIME_KB = 4096000000
"""The documented default of IPSECSaLifetimeTraffic."""
INTERFACE = "eth0"
"""The interface in the example of DownloadCustomerGatewayConfiguration, which must be given one."""


class ConnectOptions(Options):
    """Settings of one connection.

    Attributes:
        language: of the messages in errors; nothing else depends on it.
        utc_offset_hours: zone of the times this cloud writes without one. No document states it
            for VPN objects; +8 (Beijing) is assumed, see the README.
        ssl_tags: False leaves the tag service alone when SSL-VPN servers and clients are read, for
            accounts that may not ask it; ``tags`` of these are then empty, and changing them is
            refused (`UnsupportedError`).
    """

    language: Literal["en-US", "zh-CN"] = "en-US"
    utc_offset_hours: float = Field(default=8, ge=-12, le=14)
    ssl_tags: bool = True


class CustomerGatewayListOptions(Options):
    """List only.

    Attributes:
        ip_version: only gateways whose address is of that family.
    """

    ip_version: Literal["IPv4", "IPv6"] | None = None


# ---------------------------------------------------------------- VPN gateways


class VpnGatewayOptions(Options):
    """Create only.

    Attributes:
        cdc_id: the dedicated cluster it stands in.
        subnet_id: the subnet of a private gateway. This and the following are known to the newest
            SDK only.
        bgp_enable: BGP on or off; on needs ``asn``.
        ip_stack: inner and outer protocol; 4in4 is the cloud's default.
        access_subnet: network through which a private CCN gateway is reached.
    """

    cdc_id: str | None = None
    subnet_id: str | None = None
    bgp_enable: bool | None = None
    ip_stack: Literal["4in4", "6in4", "6in6", "4in6"] | None = None
    access_subnet: Cidr | None = None


class VpnGatewayPatchOptions(Options):
    """Update only.

    Attributes:
        billing: from prepaid to postpaid. There is no way back.
    """

    billing: Literal["postpaid"] | None = None


class VpnGatewayListOptions(Options):
    """List only."""

    type: GatewayType | None = None
    address: str | None = None
    zone: str | None = None
    renew_flag: Literal["NOTIFY_AND_MANUAL_RENEW", "NOTIFY_AND_AUTO_RENEW"] | None = None


# ---------------------------------------------------------------- VPN connections


class Policy(Model):
    """One entry of the security policy database: a network here and its networks there."""

    local: Cidr
    remote: tuple[Cidr, ...] = Field(min_length=1)


class ConnectionRoute(Model):
    """A route of the gateway, made together with the connection.

    The API's own description marks the parameter as disabled: prefer ``routes.create``.
    """

    destination: Cidr
    primary: bool = True
    description: str | None = None


class VpnConnectionOptions(Options):
    """Create only.

    Attributes:
        lifetime_kb: kilobytes after which an IPsec SA is renewed; the cloud's default is sent.
        negotiation: begin when traffic flows, in place of the two an ``initiator`` can name.
        route_type: the older STATIC in place of Policy.
        policies: networks by pairs, where not every local one may talk to every remote one;
            ``local_cidrs`` and ``remote_cidrs`` then name all of them.
        probe_timeout_ms: of the health check, in milliseconds.
        route: see `ConnectionRoute`.
    """

    lifetime_kb: int = Field(default=LIFETIME_KB, ge=2560, le=4294967295)
    negotiation: Literal["flowTrigger"] | None = None
    route_type: Literal["STATIC"] | None = None
    policies: tuple[Policy, ...] = ()
    probe_timeout_ms: int = Field(default=150, ge=10, le=5000)
    route: ConnectionRoute | None = None


class VpnConnectionPatchOptions(Options):
    """Update only; see `VpnConnectionOptions`."""

    lifetime_kb: int | None = Field(default=None, ge=2560, le=4294967295)
    negotiation: Literal["flowTrigger"] | None = None
    policies: tuple[Policy, ...] = ()
    probe_timeout_ms: int | None = Field(default=None, ge=10, le=5000)


class VpnConnectionListOptions(Options):
    """List only.

    Attributes:
        network_id: only connections of that VPC.
    """

    network_id: str | None = None


# ---------------------------------------------------------------- routes


class RouteOptions(Options):
    """Create only.

    Attributes:
        enabled: False makes a route that is not used.
        ccn_id: a cloud connect network as next hop; ``connection_id`` is then ``""``.
    """

    enabled: bool = True
    ccn_id: str | None = None


# ---------------------------------------------------------------- SSL-VPN servers


class SslVpnServerOptions(Options):
    """Create only.

    Attributes:
        single_sign_on: clients log in at an identity provider; the account must be enabled for it.
        saml_data: that provider's SAML metadata; never returned.
        access_control: clients reach only what access policies allow. They are made on the
            vendor's console.
    """

    single_sign_on: bool = False
    saml_data: SecretStr | None = None
    access_control: bool = False


class SslVpnServerPatchOptions(Options):
    """Update only; see `SslVpnServerOptions`."""

    single_sign_on: bool | None = None
    saml_data: SecretStr | None = None

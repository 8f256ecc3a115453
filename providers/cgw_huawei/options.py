"""What only HUAWEI CLOUD takes. Closed models: an unknown name is an error.

Source: huaweicloudsdkvpn and huaweicloudsdkapig 3.1.219, the request models; read 2026-11-21.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from pydantic import Field, model_validator

from cgw.models import Cidr, DeviceModel, IkeSpec, IpsecSpec, Options


class ConnectOptions(Options):
    """Settings of one connection.

    Attributes:
        cloud_domain: what every host name ends in, for partner clouds and for Europe, where the
            vendor's own sources disagree. None: ``myhuaweicloud.eu`` for regions that begin with
            ``eu-west-1``, else ``myhuaweicloud.com``.
        client_os: what `SslVpnClientConfig` is written for: ``Windows``, ``Linux``, ``MacOS``,
            ``Android``, ``iOS``.
    """

    cloud_domain: str | None = Field(
        None, max_length=200, pattern=r"^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]*[a-z0-9])+$"
    )
    client_os: str = Field("Windows", min_length=1)


# ---------------------------------------------------------------- customer gateways


class _Certificate(Options):
    ca_certificate_id: str | None = Field(None, min_length=1)
    ca_certificate: str | None = Field(None, min_length=1)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.ca_certificate_id and self.ca_certificate:
            raise ValueError("give ca_certificate_id or ca_certificate, not both")
        return self


class CustomerGatewayOptions(_Certificate):
    """Create only. At most one of the two.

    Attributes:
        ca_certificate_id: id of a CA certificate that is there already.
        ca_certificate: a CA certificate as PEM text.
    """


class CustomerGatewayPatchOptions(_Certificate):
    """Change only. At most one of the two.

    Attributes:
        ca_certificate_id: id of the CA certificate it shall use now.
        ca_certificate: the new CA certificate as PEM text.
    """


# ---------------------------------------------------------------- VPN gateways


class Eip(Options):
    """One elastic public address of a gateway: one that is there, or a new one, which is billed.

    Attributes:
        id: of one that is there and bound to nothing; nothing else may be given then.
        type: ``5_bgp`` (taken if nothing is given), ``5_sbgp``.
        charge_mode: ``bandwidth`` (taken if nothing is given), ``traffic``, ``95peak_plus``.
        bandwidth_mbps: in Mbit/s; None takes the spec's.
        bandwidth_name: 1 to 64 characters; None has one made of the gateway's name.
        bandwidth_id: of a shared bandwidth, in place of one of its own.
    """

    id: str | None = Field(None, min_length=1)
    type: str | None = None
    charge_mode: Literal["bandwidth", "traffic", "95peak_plus"] | None = None
    bandwidth_mbps: int | None = Field(None, ge=1)
    bandwidth_name: str | None = Field(None, min_length=1, max_length=64)
    bandwidth_id: str | None = Field(None, min_length=1)

    @model_validator(mode="after")
    def _there_or_new(self) -> Self:
        if self.id and len({n for n in self.model_fields_set if getattr(self, n) is not None}) > 1:
            raise ValueError("with an id nothing else of an address can be given")
        return self


class VpnGatewayOptions(Options):
    """Create only.

    Attributes:
        flavor: the size: ``Basic``, ``Professional1``, ``Professional2``, ``GM``; an open set.
        ip_version: of its public addresses.
        local_subnets: networks of the VPC that peers may reach, IPv4 and IPv6. The cloud wants
            at least one, and none for a gateway on an enterprise router.
        access_network_id, access_subnet_id: another VPC and subnet for its own addresses.
        private_addresses: both of a private gateway (``attached_to.private``), or none.
        eip1, eip2: its public addresses; None has new ones made.
        enterprise_project_id: a UUID, or ``"0"``.

    Of a P2C gateway (``ssl=True, ipsec=False``) only ``flavor``, ``eip1`` and
    ``enterprise_project_id``.
    """

    flavor: str = Field("Professional1", min_length=1)
    ip_version: Literal["ipv4", "ipv6"] = "ipv4"
    local_subnets: tuple[Cidr, ...] = ()
    access_network_id: str | None = None
    access_subnet_id: str | None = None
    private_addresses: tuple[str, ...] = Field((), max_length=2)
    eip1: Eip | None = None
    eip2: Eip | None = None
    enterprise_project_id: str | None = None


class VpnGatewayPatchOptions(Options):
    """Change only.

    Attributes:
        flavor: another size; changes the price.
        local_subnets: all networks it shall have from now on.
        eip1_id, eip2_id: another public address in that place; take the old one off first.
        template_ike, template_ipsec: of a gateway for peers without a fixed address. Only
            algorithms, groups and lifetimes count.

    Of a P2C gateway only ``eip1_id``.
    """

    flavor: str | None = Field(None, min_length=1)
    local_subnets: tuple[Cidr, ...] | None = None
    eip1_id: str | None = Field(None, min_length=1)
    eip2_id: str | None = Field(None, min_length=1)
    template_ike: IkeSpec | None = None
    template_ipsec: IpsecSpec | None = None


class VpnGatewayListOptions(Options):
    """Listing only.

    Attributes:
        enterprise_project_ids: gateways of these; ``s2c`` only.
        kind: ``s2c`` for gateways of IPsec connections, ``p2c`` for those that clients dial in to:
            the cloud keeps two lists.
    """

    enterprise_project_ids: tuple[str, ...] = ()
    kind: Literal["s2c", "p2c"] = "s2c"


# ---------------------------------------------------------------- VPN connections


class PolicyRule(Options):
    """One rule of mode ``policy``: from this network to those."""

    source: Cidr
    destinations: tuple[Cidr, ...] = Field(min_length=1)


class _Tunnel(Options):
    tunnel_local_address: str | None = Field(None, min_length=1)
    tunnel_peer_address: str | None = Field(None, min_length=1)
    policy_rules: tuple[PolicyRule, ...] | None = Field(None, min_length=1)


class VpnConnectionOptions(_Tunnel):
    """Create only.

    Attributes:
        tunnel_local_address, tunnel_peer_address: both ends inside the tunnel in mode ``route``:
            ``169.254.70.1/30``. In mode ``bgp`` they come from ``Bgp``.
        policy_rules: which network reaches which, if not every local one every remote one.
        enable_nqa: probe the route; mode ``route`` only.
        enable_hub: let branches reach each other through the gateway.
        ha_role: None: ``master`` on the gateway's first address, ``slave`` on its second.
        authentication_method: ``digital-envelope-v2`` is for GM gateways; no key is sent then.
        dpd_message: the order of the payloads in a DPD message.
    """

    enable_nqa: bool = False
    enable_hub: bool = False
    ha_role: Literal["master", "slave"] | None = None
    authentication_method: Literal["pre-share", "digital-envelope-v2"] = "pre-share"
    dpd_message: Literal["seq-hash-notify", "seq-notify-hash"] = "seq-hash-notify"


class VpnConnectionPatchOptions(_Tunnel):
    """Change only.

    Attributes:
        tunnel_local_address, tunnel_peer_address: as on create.
        policy_rules: all rules it shall have from now on.
        enable_hub: let branches reach each other through the gateway.
    """

    enable_hub: bool | None = None


class VpnConnectionListOptions(Options):
    """Listing only.

    Attributes:
        enterprise_project_ids: connections of these.
        eip_id: those at this public address of the gateway, by the address's id.
        vgw_ip: those at this address of the gateway, as the cloud has it.
    """

    enterprise_project_ids: tuple[str, ...] = ()
    eip_id: str | None = None
    vgw_ip: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Device(DeviceModel):
    """A device that the cloud writes a configuration for, as `vpn_connections.devices` tells it.

    Attributes:
        platform: the cloud's ``model``.
        series: the cloud's ``type``; empty fits any.
    """

    series: str = ""


# ---------------------------------------------------------------- dedicated gateways

# The page allows 16 letters, digits, hyphens and underscores.
SERVICE_NAME = r"^[A-Za-z0-9_-]*$"
ChargeMode = Literal["bandwidth", "traffic"]


class DedicatedGatewayOptions(Options):
    """Create only.

    Attributes:
        eip_id: public address that requests come in by, where the balancer is ``lvs``.
        enterprise_project_id: enterprise accounts must give it.
        egress_charge_mode, ingress_charge_mode: how the bandwidth is billed.
        ipv6: "not used currently", says the page.
        loadbalancer_provider: discarded by the cloud: the region decides.
        vpcep_service_name: part of the VPC endpoint service's name, at most 16 characters.
        elb_id: of editions that begin with ``NLB``.
    """

    eip_id: str | None = None
    enterprise_project_id: str | None = None
    egress_charge_mode: ChargeMode | None = None
    ingress_charge_mode: ChargeMode | None = None
    ipv6: bool | None = None
    loadbalancer_provider: Literal["lvs", "elb"] | None = None
    vpcep_service_name: str | None = Field(None, max_length=16, pattern=SERVICE_NAME)
    elb_id: str | None = None


class DedicatedGatewayPatchOptions(Options):
    """Change only.

    Attributes:
        vpcep_service_name: as on create; empty takes it away.
        edition: another one; changes the price and takes a while.
        eip_id: the public address that requests come in by from now on, where the balancer is
            ``lvs``; empty takes the one there off, which stays yours and is billed on.
        egress_charge_mode, ingress_charge_mode: how the bandwidth is billed, given with it.
    """

    vpcep_service_name: str | None = Field(None, max_length=16, pattern=SERVICE_NAME)
    edition: str | None = Field(None, min_length=1)
    eip_id: str | None = None
    egress_charge_mode: ChargeMode | None = None
    ingress_charge_mode: ChargeMode | None = None


class DedicatedGatewayListOptions(Options):
    """Listing only.

    Attributes:
        status: the cloud's own word: ``Running``.
    """

    status: str | None = None

"""What is asked of Alibaba Cloud beside connections and what they stand on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from cgw.adapter import LogWindow, Where
from cgw.models import (
    AttachTo,
    HealthCheck,
    SslVpnClientPatch,
    SslVpnClientSpec,
    SslVpnServerPatch,
    SslVpnServerSpec,
    TunnelPatch,
    VpnConnectionPatch,
    VpnConnectionSpec,
)
from measure.cloud import Intent

Intents = tuple[Intent, ...]
Answers = tuple[tuple[str, Any], ...]
SERVER, CLIENT = "vss-1", "vsc-1"
BEGIN = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def tagged(noun: str, id: str) -> tuple[Intent, ...]:
    """Both calls about tags."""
    return (Intent(noun, "tag", (id, {"env": "prod"}, ("old",))),)


def ssl_vpn_servers() -> tuple[Intent, ...]:
    from cgw_alibaba import options as o

    n = "ssl_vpn_servers"
    identity = {
        "multi_factor": True,
        "idaas_instance_id": "idaas-1",
        "idaas_region_id": "cn-hangzhou",
        "idaas_application_id": "app-1",
    }

    def spec(**options: Any) -> SslVpnServerSpec:
        return SslVpnServerSpec(
            name="staff",
            vpn_gateway_id="vpn-1",
            client_cidr="10.253.0.0/24",
            local_cidrs=("10.0.0.0/16",),
            protocol="tcp",
            port=1195,
            encryption="aes-256-cbc",
            compress=True,
            dns_servers=("192.0.2.53",),
            options=o.SslVpnServerOptions(**options),
        )

    def patch(**options: Any) -> SslVpnServerPatch:
        return SslVpnServerPatch(
            name="all",
            client_cidr="10.254.0.0/24",
            local_cidrs=("10.1.0.0/16",),
            protocol="udp",
            port=1196,
            encryption="none",
            compress=False,
            dns_servers=("192.0.2.54",),
            options=o.SslVpnServerPatchOptions(**options),
        )

    narrow = Where(
        {"id": SERVER, "name": "staff", "vpn_gateway_id": "vpn-1"},
        {},
        o.SslVpnServerListOptions(resource_group_id="rg-1"),
    )
    window = LogWindow(BEGIN, BEGIN + timedelta(minutes=10), CLIENT)
    return (
        Intent(n, "create", (spec(**identity),)),
        Intent(n, "create", (spec(dry_run=True),)),
        Intent(n, "get", (SERVER,)),
        Intent(n, "page", (narrow,)),
        Intent(n, "update", (SERVER, patch(**identity))),
        Intent(n, "update", (SERVER, patch(dry_run=True))),
        Intent(n, "delete", (SERVER,)),
        Intent(n, "sessions", (SERVER,)),
        Intent(n, "logs", (SERVER, window, None)),
    )


def ssl_vpn_clients() -> tuple[Intent, ...]:
    from cgw_alibaba import options as o

    n = "ssl_vpn_clients"
    narrow = Where(
        {"id": CLIENT, "name": "ann", "server_id": SERVER},
        {},
        o.SslVpnClientListOptions(resource_group_id="rg-1"),
    )
    return (
        Intent(n, "create", (SslVpnClientSpec(name="ann", server_id=SERVER),)),
        Intent(n, "get", (CLIENT,)),
        Intent(n, "page", (narrow,)),
        Intent(n, "update", (CLIENT, SslVpnClientPatch(name="bob"))),
        Intent(n, "delete", (CLIENT,)),
        Intent(n, "config", (CLIENT,)),
    )


def places() -> dict[str, tuple[Intent, ...]]:
    """Regions and zones."""
    from cgw_alibaba import options as o

    regions = o.RegionListOptions(language="zh-CN", product_type="VPC")
    zones = o.ZoneListOptions(size="10M", gateway_type="Traditional", language="zh-CN")
    return {
        "regions": (Intent("regions", "page", (Where(options=regions),)),),
        "zones": (
            Intent("zones", "page"),
            Intent("zones", "page", (Where(options=zones),)),
        ),
    }


def looked_at(tunnels: Answers) -> tuple[Intent, ...]:
    """Diagnosis, log and device configuration of a connection with two tunnels, and of one."""
    n, window = "vpn_connections", LogWindow(BEGIN, BEGIN + timedelta(minutes=10), "tun-1")
    return (
        Intent(n, "diagnose", ("vco-1",)),
        Intent(n, "diagnose", ("vco-1",), tunnels),
        Intent(n, "logs", ("vco-1", window, None)),
        Intent(n, "device_config", ("vco-1", None)),
        Intent(n, "device_config", ("vco-1", None), tunnels),
    )


def attached(pair: VpnConnectionSpec, one: VpnConnectionSpec, tunnels: Answers) -> Intents:
    """Attachments of a transit router: as full as those on a gateway."""
    from cgw_alibaba import options as o

    n = "vpn_connections"
    on = {"vpn_gateway_id": "", "attached_to": AttachTo(kind="transit-router", private=True)}
    options = {
        "remote_ca_certificate": "PEM",
        "tunnel_bandwidth": "Large",
        "resource_group_id": "rg-1",
        "auto_config_route": False,
    }
    two = pair.model_copy(update={**on, "options": o.VpnConnectionOptions(**options)})
    single = o.VpnConnectionOptions(**options, single_tunnel=True)
    dry = o.VpnConnectionOptions(dry_run=True)
    loose = ((r" AttachType$", "NO_ASSOCIATED"),)
    change = TunnelPatch(psk="0therS3cret", customer_gateway_id="cgw-2", nat_traversal=False)
    patch = VpnConnectionPatch(
        name="new",
        tunnels=(change,),
        initiator="peer",
        options=o.VpnConnectionPatchOptions(
            auto_config_route=True, remote_ca_certificate="PEM", network_type="private"
        ),
    )
    probe = HealthCheck(source="10.0.0.1", destination="192.168.0.1", interval_s=3, retries=3)
    probed = patch.model_copy(
        update={"tunnels": (change.model_copy(update={"health_check": probe}),)}
    )
    least = o.VpnConnectionOptions(single_tunnel=True)
    return (
        Intent(n, "create", (two,), loose),
        Intent(
            n,
            "create",
            (one.model_copy(update={**on, "options": single}),),
            (*loose, *tunnels),
            least=least,
        ),
        Intent(n, "create", (two.model_copy(update={"options": dry}),), loose),
        Intent(n, "page", (Where({"id": "vco-1"}, {}, o.VpnConnectionListOptions(attached=True)),)),
        Intent(n, "update", ("vco-1", patch), loose),
        Intent(n, "update", ("vco-1", probed), (*loose, *tunnels)),
        Intent(n, "reset", ("vco-1",), loose),
        Intent(n, "tag", ("vco-1", {"env": "prod"}, ("old",)), loose),
        Intent(n, "delete", ("vco-1",), loose),
    )

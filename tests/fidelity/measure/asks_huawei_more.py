"""What is asked of HUAWEI CLOUD beside the common verbs, as full as it can be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from cgw.adapter import LogWindow, Where
from cgw.models import (
    DedicatedGatewayPatch,
    DeviceModel,
    SslVpnClientPatch,
    SslVpnClientSpec,
    SslVpnServerPatch,
    SslVpnServerSpec,
    VpnGatewayPatch,
    VpnGatewaySpec,
)
from measure.cloud import DROP, Intent

GATEWAY, SERVER, USER = "vgw-1", "vsr-1", "vsr-1/usr-1"
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
NEXT = '["2024-05-06T07:08:09.000Z", 0, []]'
NO_S2C = ("ShowVgw", "UpdateVgw")
"""What the other API says not found to, if a gateway is a P2C gateway."""


def p2c_gateways() -> tuple[Intent, ...]:
    """VPN gateways with ``ssl=True, ipsec=False``."""
    from cgw_huawei import options as o

    n = "vpn_gateways"

    def spec(eip: o.Eip) -> VpnGatewaySpec:
        return VpnGatewaySpec(
            name="remote",
            network_id="vpc-1",
            subnet_ids=("subnet-1",),
            zones=("az-1", "az-2"),
            ipsec=False,
            ssl=True,
            ssl_connections=20,
            tags={"env": "prod"},
            options=o.VpnGatewayOptions(
                flavor="Professional1", eip1=eip, enterprise_project_id="0"
            ),
        )

    new = o.Eip(type="5_sbgp", charge_mode="traffic", bandwidth_mbps=10, bandwidth_name="band")
    least = o.VpnGatewayOptions(eip1=o.Eip(bandwidth_mbps=99))
    patch = VpnGatewayPatch(name="new", options=o.VpnGatewayPatchOptions(eip1_id="eip-3"))
    every = Where({}, {}, o.VpnGatewayListOptions(kind="p2c"))
    return (
        Intent(n, "get", (GATEWAY,), absent=NO_S2C),
        Intent(n, "create", (spec(new),), least=least),
        Intent(n, "create", (spec(o.Eip(id="eip-1")),), least=least),
        Intent(n, "page", (every,)),
        Intent(n, "page", (every,), cursor=NEXT),
        Intent(n, "update", (GATEWAY, patch), absent=NO_S2C),
        Intent(n, "delete", (GATEWAY,), ((r"ShowP2cVgw order_id$", ""),), absent=NO_S2C),
    )


def ssl_vpn_servers() -> tuple[Intent, ...]:
    from cgw_huawei import ssl_vpn_options as o

    n = "ssl_vpn_servers"

    def spec(**options: Any) -> SslVpnServerSpec:
        return SslVpnServerSpec(
            vpn_gateway_id=GATEWAY,
            client_cidr="10.253.0.0/24",
            local_cidrs=("10.0.0.0/16",),
            protocol="tcp",
            port=1194,
            encryption="aes-256-gcm",
            compress=True,
            dns_servers=("192.0.2.53",),
            options=o.SslVpnServerOptions(**{"certificate_id": "scs-1", **options}),
        )

    certified = spec(
        authentication="certificate",
        certificate_source="CCM",
        client_cas=(o.ClientCa(content=PEM, name="ca"),),
    )
    federated = spec(authentication="federated", identity_provider="idp")
    least = o.SslVpnServerOptions(certificate_id="scs-9")
    change = SslVpnServerPatch(
        client_cidr="10.254.0.0/24",
        local_cidrs=("10.1.0.0/16",),
        port=443,
        encryption="aes-128-gcm",
        dns_servers=("192.0.2.54",),
        options=o.SslVpnServerPatchOptions(
            authentication="federated", certificate_id="scs-2", identity_provider="idp"
        ),
    )
    authorities = SslVpnServerPatch(
        options=o.SslVpnServerPatchOptions(
            add_client_cas=(o.ClientCa(content=PEM, name="ca-2"),),
            remove_client_cas=("ca-1",),
            rename_client_cas={"ca-3": "new"},
        )
    )
    return (
        *(Intent(n, "create", (one,), least=least) for one in (certified, federated)),
        Intent(n, "get", (SERVER,)),
        Intent(n, "page", (Where({"vpn_gateway_id": GATEWAY}),)),
        Intent(n, "page", cursor=NEXT),
        Intent(n, "update", (SERVER, change)),
        Intent(n, "update", (SERVER, authorities)),
        Intent(n, "sessions", (SERVER,)),
        Intent(n, "disconnect", (SERVER, "session-1")),
    )


def ssl_vpn_clients() -> tuple[Intent, ...]:
    from cgw_huawei import ssl_vpn_options as o

    n = "ssl_vpn_clients"
    spec = SslVpnClientSpec(
        name="alice",
        server_id=SERVER,
        password=SecretStr("S3cretS3cret"),
        description="works_at_home",
        address="10.253.0.9",
        options=o.SslVpnClientOptions(group_id="group-1"),
    )
    patch = SslVpnClientPatch(
        description="travels",
        address="10.253.0.13",
        password=SecretStr("0therS3cret"),
        options=o.SslVpnClientPatchOptions(group_id="group-2"),
    )
    return (
        Intent(n, "create", (spec,)),
        Intent(n, "get", (USER,)),
        Intent(n, "page", (Where({"server_id": SERVER}),)),
        Intent(n, "page"),
        Intent(n, "page", cursor=f'[["{SERVER}"], "{NEXT.replace(chr(34), chr(92) + chr(34))}"]'),
        Intent(n, "update", (USER, patch)),
        Intent(n, "delete", (USER,)),
        Intent(n, "config", (USER,)),
    )


def diagnosed() -> tuple[Intent, ...]:
    """Diagnosis, log and device configuration of a connection; its log is read if it is down."""
    n, id = "vpn_connections", "vco-1"
    begin = datetime(2024, 12, 24, 7, 0, tzinfo=UTC)
    window = LogWindow(begin, begin + timedelta(minutes=10))
    down = ((r"^Show\w+ status$", "DOWN"),)
    return (
        Intent(n, "diagnose", (id,)),
        Intent(n, "diagnose", (id,), down),
        Intent(n, "logs", (id, window, None)),
        Intent(n, "devices"),
        Intent(n, "device_config", (id, None)),
        Intent(n, "device_config", (id, DeviceModel(vendor=""))),  # fits the only one
    )


def doors() -> tuple[Intent, ...]:
    """Public addresses of a dedicated gateway opened, changed and shut; its progress and switches."""
    from cgw_huawei import options as o

    n, id = "dedicated_gateways", "apig-1"
    modes = {"egress_charge_mode": "traffic", "ingress_charge_mode": "traffic"}
    more = DedicatedGatewayPatch(
        egress_mbps=20, ingress_mbps=30, options=o.DedicatedGatewayPatchOptions(**modes)
    )
    none = DedicatedGatewayPatch(
        egress_mbps=0, ingress_mbps=0, options=o.DedicatedGatewayPatchOptions(eip_id="")
    )
    bind = DedicatedGatewayPatch(options=o.DedicatedGatewayPatchOptions(eip_id="eip-2"))
    shut = ((r" (publicips|nat_eip_address)", DROP), (r"InstanceV2 bandwidth_size$", 0))
    return (
        Intent(n, "update", (id, more)),
        Intent(n, "update", (id, more), shut),
        Intent(n, "update", (id, none)),
        Intent(n, "update", (id, bind)),
        Intent(n, "progress", (id,)),
        Intent(n, "features", (id,)),
        Intent(n, "set_feature", (id, "app_api_key"), named=(("enabled", True), ("config", "on"))),
    )


def tagged(noun: str, id: str) -> tuple[Intent, ...]:
    """One tag of which the value changes, and a new one; the answers have ``env``."""
    return (Intent(noun, "tag", (id, {"env": "test", "new": ""}, ("site",))),)


def places() -> Mapping[str, tuple[Intent, ...]]:
    from cgw_huawei import ssl_vpn_options as o

    p2c = Where({}, {}, o.ZoneListOptions(kind="p2c", flavor="Professional1"))
    return {
        "regions": (Intent("regions", "page"),),
        "zones": (Intent("zones", "page"), Intent("zones", "page", (p2c,))),
    }

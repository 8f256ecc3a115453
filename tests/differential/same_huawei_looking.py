"""The same intents twice, for what looks at connections, and for the doors of dedicated gateways."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import huaweicloudsdkapig.v2 as apig
import huaweicloudsdkvpn.v5 as vpn
from measure.cloud import DROP, Intent

from cgw.adapter import LogWindow
from cgw.models import DedicatedGatewayPatch
from cgw_huawei import Device
from cgw_huawei import options as o

Same = tuple[Intent, str, Any]


def pairs() -> list[Same]:
    """What cgw is asked for, the action that is compared, and the SDK's request."""
    return [*connections(), *doors(), *switches()]


def connections() -> list[Same]:
    n, id = "vpn_connections", "vco-1"
    moment = datetime(2024, 12, 24, 7, 0, tzinfo=UTC)
    look = Intent(n, "diagnose", (id,))
    listed = (
        (r"SupportedDevices supported_devices\[\]\.vendor$", "Cisco"),
        (r"SupportedDevices supported_devices\[\]\.platform$", "ASR1001"),
        (r"SupportedDevices supported_devices\[\]\.version$", "16.9"),
    )
    body = vpn.ExportPeerConfigurationRequestBody(
        vendor="Cisco", type="ASR1001", model="ASR1001", version="16.9"
    )
    return [
        (
            Intent(n, "logs", (id, LogWindow(moment, moment), None)),
            "ShowVpnConnectionLog",
            vpn.ShowVpnConnectionLogRequest(vpn_connection_id=id),
        ),
        (
            look,
            "ListConnectionIpsecSa",
            vpn.ListConnectionIpsecSaRequest(vpn_connection_id=id),
        ),
        (
            look,
            "ListConnectionMonitors",
            vpn.ListConnectionMonitorsRequest(vpn_connection_id=id),
        ),
        (
            Intent(n, "devices"),
            "ListPeerConfigurationSupportedDevices",
            vpn.ListPeerConfigurationSupportedDevicesRequest(),
        ),
        (
            Intent(n, "device_config", (id, Device(vendor="cisco", platform="ASR1001")), listed),
            "ExportVpnConnectionPeerConfiguration",
            vpn.ExportVpnConnectionPeerConfigurationRequest(vpn_connection_id=id, body=body),
        ),
    ]


def doors() -> list[Same]:
    n, id = "dedicated_gateways", "apig-1"
    shut = ((r" (publicips|nat_eip_address)", DROP), (r"InstanceV2 bandwidth_size$", 0))
    some = DedicatedGatewayPatch(
        egress_mbps=20,
        ingress_mbps=30,
        options=o.DedicatedGatewayPatchOptions(egress_charge_mode="traffic"),
    )
    bind = DedicatedGatewayPatch(options=o.DedicatedGatewayPatchOptions(eip_id="eip-2"))
    none = DedicatedGatewayPatch(
        egress_mbps=0, ingress_mbps=0, options=o.DedicatedGatewayPatchOptions(eip_id="")
    )
    out = apig.OpenEngressEipReq(bandwidth_size="20", bandwidth_charging_mode="traffic")
    into = apig.OpenIngressEipReq(bandwidth_size=30)
    open_, change = Intent(n, "update", (id, some), shut), Intent(n, "update", (id, some))
    close = Intent(n, "update", (id, none))
    return [
        (open_, "AddEngressEipV2", apig.AddEngressEipV2Request(id, body=out)),
        (open_, "AddIngressEipV2", apig.AddIngressEipV2Request(id, body=into)),
        (change, "UpdateEngressEipV2", apig.UpdateEngressEipV2Request(id, body=out)),
        (change, "UpdateIngressEipV2", apig.UpdateIngressEipV2Request(id, body=into)),
        (
            Intent(n, "update", (id, bind)),
            "AddEipV2",
            apig.AddEipV2Request(id, body=apig.EipBindReq(eip_id="eip-2")),
        ),
        (close, "RemoveEngressEipV2", apig.RemoveEngressEipV2Request(id)),
        (close, "RemoveIngressEipV2", apig.RemoveIngressEipV2Request(id)),
        (close, "RemoveEipV2", apig.RemoveEipV2Request(id)),
    ]


def switches() -> list[Same]:
    n, id = "dedicated_gateways", "apig-1"
    body = apig.FeatureToggle(name="ratelimit", enable=False, config='{"api_limits": 500}')
    turn = Intent(
        n,
        "set_feature",
        (id, "ratelimit"),
        named=(("enabled", False), ("config", '{"api_limits": 500}')),
    )
    return [
        (
            Intent(n, "progress", (id,)),
            "ShowDetailsOfInstanceProgressV2",
            apig.ShowDetailsOfInstanceProgressV2Request(id),
        ),
        (
            Intent(n, "features", (id,)),
            "ListFeaturesV2",
            apig.ListFeaturesV2Request(id, offset=0, limit=500),
        ),
        (turn, "CreateFeatureV2", apig.CreateFeatureV2Request(id, body=body)),
    ]

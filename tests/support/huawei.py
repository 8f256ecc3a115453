"""Huawei Cloud's adapter in tests: its flows driven by hand, and a client over a world."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import Any

from pydantic import SecretStr

from cgw.adapter import Operation, Place
from cgw.client import Client
from cgw.emulator import World, connect
from cgw.models import (
    CustomerGatewaySpec,
    TunnelSpec,
    VpnConnectionSpec,
    VpnGateway,
    VpnGatewaySpec,
)
from cgw.wire import Reply, Request
from cgw_huawei import VpnGatewayOptions
from cgw_huawei.adapter import HuaweiAdapter

CLOUD = HuaweiAdapter(Place("ap-southeast-1"))
OP = Operation("0" * 32)
BARE = Operation("0" * 32, marked=False)
KEY = SecretStr("Canary0bird7sings")
LOCAL, REMOTE = ("10.1.0.0/16", "10.2.0.0/16"), ("192.168.1.0/24", "192.168.2.0/24")
SITE = "203.0.113.12"
EIP1, EIP2 = "41f961ab-0000-4000-8000-000000000001", "41f961ab-0000-4000-8000-000000000002"

# A public gateway of a VPC with two addresses, as ShowVgw tells it; members of ResponseVpnGateway in
# huaweicloudsdkvpn 3.1.219, values our own.
GATEWAY: dict[str, Any] = {
    "id": "g-1",
    "name": "gate",
    "status": "ACTIVE",
    "attachment_type": "vpc",
    "vpc_id": "vpc-1",
    "local_subnets": list(LOCAL),
    "connect_subnet": "subnet-1",
    "network_type": "public",
    "bgp_asn": 64512,
    "flavor": "Professional1",
    "availability_zone_ids": ["a", "b"],
    "ha_mode": "active-active",
    "eip1": {
        "id": EIP1,
        "ip_address": "198.51.100.1",
        "bandwidth_size": 100,
        "ip_billing_info": "",
    },
    "eip2": {
        "id": EIP2,
        "ip_address": "198.51.100.2",
        "bandwidth_size": 100,
        "ip_billing_info": "",
    },
    "created_at": "2025-08-13T02:34:56.784574762Z",
    "tags": [{"key": "env", "value": "prod"}],
}
SITE_ROW: dict[str, Any] = {"id": "c-1", "id_type": "ip", "id_value": SITE, "bgp_asn": 65010}
CONNECTION: dict[str, Any] = {
    "id": "l-1",
    "name": "link",
    "status": "DOWN",
    "vgw_id": "g-1",
    "vgw_ip": EIP2,
    "style": "POLICY",
    "cgw_id": "c-1",
    "peer_subnets": list(REMOTE),
    "policy_rules": [
        {"rule_index": i, "source": source, "destination": [target]}
        for i, (source, target) in enumerate((s, t) for s in LOCAL for t in REMOTE)
    ],
    "enable_nqa": False,
    "ha_role": "slave",
    "ikepolicy": {
        "ike_version": "v2",
        "authentication_algorithm": "sha2-256",
        "encryption_algorithm": "aes-128",
        "dh_group": "group15",
        "authentication_method": "pre-share",
        "lifetime_seconds": 86400,
        "local_id_type": "ip",
        "local_id": "198.51.100.2",
        "peer_id_type": "ip",
        "peer_id": SITE,
        "dpd": {"timeout": 15, "interval": 30, "msg": "seq-hash-notify"},
    },
    "ipsecpolicy": {
        "authentication_algorithm": "sha2-256",
        "encryption_algorithm": "aes-128",
        "pfs": "group15",
        "transform_protocol": "esp",
        "lifetime_seconds": 3600,
        "encapsulation_mode": "tunnel",
    },
    "created_at": "2025-08-13T02:34:56.784574762Z",
    "tags": [],
}


def gateway(**more: Any) -> dict[str, Any]:
    """An answer of ShowVgw."""
    return {"vpn_gateway": {**GATEWAY, **more}}


def site(**more: Any) -> dict[str, Any]:
    """An answer of ShowCgw."""
    return {"customer_gateway": {**SITE_ROW, **more}}


def connection(**more: Any) -> dict[str, Any]:
    """An answer of ShowVpnConnection."""
    return {"vpn_connection": {**CONNECTION, **more}}


def play(flow: Generator[Request, Reply, Any], *answers: Any) -> tuple[Any, list[Request]]:
    """What a flow returns for these answers (bodies, or errors to throw), and what it sent."""
    sent = [next(flow)]
    for answer in answers:
        try:
            if isinstance(answer, Exception):
                sent.append(flow.throw(answer))
            else:
                body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                sent.append(flow.send(Reply(200, body)))
        except StopIteration as stop:
            return stop.value, sent
    raise AssertionError(f"asks on: {sent[-1].action}")


def body(request: Request) -> Any:
    """What a request carries, without its wrapper if it has one."""
    whole = json.loads(request.body)
    return next(iter(whole.values())) if len(whole) == 1 else whole


def spec(**more: Any) -> VpnConnectionSpec:
    """A connection in mode ``policy``."""
    tunnel = {"psk": KEY, **more.pop("tunnel", {})}
    whole = {
        "name": "link",
        "vpn_gateway_id": "g-1",
        "customer_gateway_id": "c-1",
        "mode": "policy",
        "local_cidrs": LOCAL,
        "remote_cidrs": REMOTE,
        "tunnels": (TunnelSpec(**tunnel),),
    }
    return VpnConnectionSpec(**{**whole, **more})


def gateway_spec(**more: Any) -> VpnGatewaySpec:
    """A public gateway of a VPC, with two new addresses."""
    whole = {
        "name": "gate",
        "network_id": "vpc-1",
        "subnet_ids": ("subnet-1",),
        "bandwidth_mbps": 100,
        "options": VpnGatewayOptions(local_subnets=LOCAL),
    }
    return VpnGatewaySpec(**{**whole, **more})


def client(world: World) -> Client:
    """A client in the same process; waiting takes no time."""
    return connect(world, "huawei", region="ap-southeast-1")


def built(cloud: Client) -> tuple[VpnGateway, str]:
    """A gateway that can be used, and a customer gateway's id."""
    made = cloud.vpn_gateways.create(gateway_spec())
    device = cloud.customer_gateways.create(
        CustomerGatewaySpec(name="site", address=SITE, asn=65010)
    )
    ready = cloud.vpn_gateways.wait(made.id)
    assert ready is not None
    return ready, device.id

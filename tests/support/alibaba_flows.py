"""Driving flows of the Alibaba Cloud adapter by hand: no engine, no HTTP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

import cgw
import cgw_alibaba
from cgw.adapter import Operation, Place
from cgw.emulator import World, connect
from cgw.emulator.internet import End
from cgw.wire import Flow, Reply, Request
from cgw_alibaba.adapter import AlibabaAdapter
from cgw_alibaba.signing import form

T = TypeVar("T")
OP = Operation("0123456789abcdef0123456789abcdef")
DATA = Path(__file__).parent.parent / "data" / "alibaba_2019"
KEY = "psk-canary.1"


def adapter() -> AlibabaAdapter:
    return AlibabaAdapter(Place("cn-shanghai"))


def reply(body: Any, status: int = 200, **headers: str) -> Reply:
    return Reply(status, body if isinstance(body, bytes) else json.dumps(body).encode(), headers)


def drive(flow: Flow[T], *answers: Any) -> tuple[T, list[Request]]:
    """Run a flow: each answer is a body or reply to send, or an exception to throw."""
    asked: list[Request] = []
    left = list(answers)
    try:
        request = next(flow)
        while True:
            asked.append(request)
            assert left, f"one answer too few, for {request.action}"
            answer = left.pop(0)
            if isinstance(answer, Exception):
                request = flow.throw(answer)
            else:
                request = flow.send(answer if isinstance(answer, Reply) else reply(answer))
    except StopIteration as stop:
        assert not left, f"{len(left)} answers too many"
        return stop.value, asked


def query(request: Request) -> dict[str, str]:
    assert len(dict(request.query)) == len(request.query)
    return dict(request.query)


def body(request: Request) -> dict[str, str]:
    """The parameters of the form body."""
    return dict(form(request))


def sample(name: str) -> dict[str, Any]:
    """An example of the reference of 2019 by its action."""
    (path,) = DATA.glob(f"15_*_{name}.json")
    found: dict[str, Any] = json.loads(path.read_text())
    return found


class Cloud:
    """An emulated region with a customer gateway and a VPN gateway."""

    def __init__(self, *, pair: bool, **options: Any) -> None:
        self.world = World(rate=0.0)
        self.client = connect(self.world, "alibaba", region="cn-shanghai")
        self.site = self.client.customer_gateways.create(
            cgw.CustomerGatewaySpec(name="idc", address="203.0.113.9", asn=65530)
        )
        made = self.client.vpn_gateways.create(
            cgw.VpnGatewaySpec(
                name="hq",
                network_id="vpc-1",
                subnet_ids=("vsw-1", "vsw-2") if pair else ("vsw-1",),
                bandwidth_mbps=10,
                options=cgw_alibaba.VpnGatewayOptions(**options),
            )
        )
        found = self.client.vpn_gateways.wait(made.id)
        assert found is not None
        self.gateway = found
        self.before = len(self.world.seen)

    def spec(self, **more: Any) -> cgw.VpnConnectionSpec:
        values = {
            "name": "c1",
            "vpn_gateway_id": self.gateway.id,
            "customer_gateway_id": self.site.id,
            "tunnels": (cgw.TunnelSpec(psk=KEY),),
        }
        return cgw.VpnConnectionSpec(**{**values, **more})

    def peer(self, end: End, **more: Any) -> End:
        """A device that fits an end of the cloud's."""
        values = {
            "owner": "device",
            "local_address": end.peer_address,
            "peer_address": end.local_address,
            "psk": end.psk,
            "ike_version": end.ike_version,
            "ike": end.ike,
            "esp": end.esp,
            "local_selectors": end.remote_selectors,
            "remote_selectors": end.local_selectors,
        }
        return End(**{**values, **more})

    def actions(self) -> list[str]:
        """What was asked since the last time."""
        seen = [seen.action for seen in self.world.seen[self.before :]]
        self.before = len(self.world.seen)
        return seen

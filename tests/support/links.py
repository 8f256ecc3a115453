"""Gateways to link, devices across from them, and processes that die in the middle."""

from __future__ import annotations

from typing import Any

import cgw
from cgw import link as links
from cgw.emulator import World, connect
from cgw.emulator.internet import End
from cgw.link.model import LinkPlan, SideName

CLOUDS = ("alibaba", "huawei", "tencent")
KINDS = ("alibaba", "alibaba-pair", "huawei", "tencent")
"""Gateways that differ in what a link has to do: one address and one tunnel in a connection, two of
both, two addresses with a connection each, one address with any number of connections."""
NETWORKS = {"a": ("10.1.0.0/16", "10.2.0.0/16"), "b": ("172.16.0.0/16",)}
ASNS = {"a": 64601, "b": 64602}


def gateway(world: World, kind: str, side: str, **more: Any) -> links.End:
    """A new gateway, ready."""
    name, client = kind.partition("-")[0], connect(world, kind.partition("-")[0])
    given: dict[str, Any] = {"network_id": "vpc-1", "bandwidth_mbps": 200, "asn": ASNS[side]}
    if name == "alibaba":
        pair = ("vsw-1", "vsw-2") if kind.endswith("pair") else ()
        given |= {"bandwidth_mbps": 10, "subnet_ids": pair, "asn": None}
    if name == "huawei":
        from cgw_huawei import VpnGatewayOptions

        options = VpnGatewayOptions(local_subnets=NETWORKS[side])
        given |= {"bandwidth_mbps": 10, "subnet_ids": ("subnet-1",), "options": options}
    made = client.vpn_gateways.create(cgw.VpnGatewaySpec(name="gate", **(given | more)))
    client.vpn_gateways.wait(made.id)
    return links.End(client, made.id, asn=ASNS[side])


def pair(world: World, a: str, b: str) -> tuple[links.End, links.End]:
    """Two gateways."""
    return gateway(world, a, "a"), gateway(world, b, "b")


def planned(a: Any, b: Any, **more: Any) -> LinkPlan:
    """The plan between them; networks stay with their end when the two are swapped."""
    return links.plan(a, b, **{"networks": (NETWORKS["a"], NETWORKS["b"]), **more})


def again(world: World, end: links.End) -> links.End:
    """The same gateway, as another process sees it."""
    return links.End(connect(world, end.client.provider), end.gateway_id, end.asn, end.sure)


def things(world: World) -> list[tuple[str, str]]:
    """Cloud and kind of everything there is."""
    return sorted((record.provider, record.kind) for record in world.everything())


def is_read(action: str) -> bool:
    """True for calls that change nothing."""
    return action.startswith(("Describe", "List", "Show", "Keystone"))


def stand(world: World, plan: LinkPlan, side: SideName = "b", **changed: Any) -> None:
    """A device that has what the plan says it must be given."""
    here, other = plan.side(side), "a" if side == "b" else "b"
    there, words = plan.side(other), plan.suite.words
    for leg in plan.legs:
        values: dict[str, Any] = {
            "owner": here.label,
            "local_address": leg.at(side),
            "peer_address": leg.at(other),
            "psk": leg.psk.get_secret_value(),
            "ike_version": words["ike.version"],
            "ike": ((words["ike.encryption"], words["ike.integrity"], words["ike.dh_group"]),),
            "esp": (
                (words["ipsec.encryption"], words["ipsec.integrity"], words["ipsec.pfs_group"]),
            ),
            "local_id": here.ike_id or "",
            "initiates": here.initiates != "peer",
        }
        if plan.mode == "policy":
            values |= {"local_selectors": here.networks, "remote_selectors": there.networks}
        world.internet.put(f"device/{leg.number}", End(**(values | changed)))


class KilledError(BaseException):
    """The process is gone. Nothing may catch it."""


class Mortal:
    """A sender that dies right after its n-th request was carried out, whoever counts with it.

    Args:
        lives: how many requests are left; shared between the clients of one process.
        writes: only requests that may change something count.
    """

    def __init__(self, sender: Any, lives: list[int], *, writes: bool) -> None:
        self._sender, self._lives, self._writes = sender, lives, writes

    def send(self, send: Any) -> Any:
        reply = self._sender.send(send)
        request = send.request
        if not self._writes or request.writes or not request.safe:
            self._lives[0] -= 1
            if self._lives[0] == 0:
                raise KilledError
        return reply

    def close(self) -> None:
        self._sender.close()


def mortal(world: World, end: links.End, lives: list[int], *, writes: bool) -> links.End:
    """The same gateway, through a client that dies."""
    new = again(world, end)
    new.client._sender = Mortal(new.client._sender, lives, writes=writes)
    return new

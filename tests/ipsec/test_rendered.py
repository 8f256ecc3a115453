"""What is rendered for strongSwan brings real tunnels up, and packets cross them.

The cloud's end is what the emulator's face understood of our requests, put into a real daemon by
other code than ours; the device's end is `cgw.device.render`.
"""

from __future__ import annotations

import re
import time
from ipaddress import ip_network
from typing import Any

import pytest
from links import gateway
from pydantic import SecretStr

import cgw
from cgw import device
from cgw.emulator import World
from cgw.emulator.internet import End

pytestmark = pytest.mark.slow

SITE = "203.0.113.77"
BEHIND = {"cloud": ("10.1.0.0/16",), "site": ("172.16.0.0/16",)}
KEY, NEXT = "Canary.key_7f3a_abcdef", "Canary.key_9b1c_ghijkl"
SUITES = {
    "ikev2": cgw.IkeSpec(version="ikev2", encryption="aes-256-cbc", dh_group="dh14"),
    "ikev1 main": cgw.IkeSpec(version="ikev1", encryption="aes-256-cbc", dh_group="dh14"),
    "ikev1 aggressive": cgw.IkeSpec(version="ikev1", mode="aggressive", dh_group="dh14"),
}


class Tied:
    """A connection of an emulated cloud, its end in one daemon, the rendered end in the other."""

    def __init__(self, pair: Any, kind: str, mode: str, ike: cgw.IkeSpec) -> None:
        self.cloud_end, self.site_end = pair
        self.world = World(transition=0)
        self.end = gateway(self.world, kind, "a")
        self.cloud = self.end.client
        site = self.cloud.customer_gateways.create(cgw.CustomerGatewaySpec(name="hq", address=SITE))
        named = mode == "policy"
        tunnels = (cgw.TunnelSpec(psk=SecretStr(KEY), ike=ike, ipsec=cgw.IpsecSpec()),)
        made = self.cloud.vpn_connections.create(
            cgw.VpnConnectionSpec(
                name="hq",
                vpn_gateway_id=self.end.gateway_id,
                customer_gateway_id=site.id,
                mode=mode,
                local_cidrs=BEHIND["cloud"] if named else (),
                remote_cidrs=BEHIND["site"] if named or kind == "huawei" else (),
                tunnels=tunnels,
            )
        )
        self.id = made.id

    def theirs(self) -> End:
        """The first tunnel's end, as the cloud has it."""
        return next(iter(self.world.internet.ends().values()))

    def ours(self, **more: Any) -> str:
        """What cgw writes for the device, of what the cloud tells now."""
        found = self.cloud.vpn_connections.get(self.id)
        view = device.peer_view(found, **more)
        written = device.render(view).clear
        assert written is not None
        return written.get_secret_value()

    def load(self, *keys: str) -> None:
        end = self.theirs()
        self.cloud_end.called(end.local_address, SITE)
        self.site_end.called(SITE, end.local_address)
        self.cloud_end.clear()
        self.site_end.clear()
        self.cloud_end.live_in(*BEHIND["cloud"])
        self.site_end.live_in(*BEHIND["site"])
        from strongswan_daemon import configuration

        self.cloud_end.take(configuration(end))
        self.site_end.take(self.ours(psks=[SecretStr(key) for key in keys]))

    def up(self) -> bool:
        """Whether both daemons have the first child within ten seconds."""
        child = f"{device.words.label('hq')}-1"
        self.site_end.ask("--initiate", "--ike", child, "--child", "net0", "--timeout", "6")
        for _ in range(20):
            said = [d.ask("--list-sas")[1] for d in (self.cloud_end, self.site_end)]
            if all("INSTALLED" in text for text in said):
                return True
            time.sleep(0.2)
        return False

    def crosses(self) -> bool:
        """Whether a ping from behind the site reaches a host behind the cloud, inside of ESP."""
        before = self.bytes_out()
        source, target = (str(ip_network(BEHIND[name][0])[1]) for name in ("site", "cloud"))
        done = self.site_end.run("ping", "-c", "2", "-W", "2", "-I", source, target)
        return done.returncode == 0 and self.bytes_out() > before

    def bytes_out(self) -> int:
        said = self.site_end.ask("--list-sas")[1]
        return sum(int(n) for n in re.findall(r"out\s+\w+.*?,\s*(\d+) bytes", said))


@pytest.mark.parametrize("mode", ["policy", "route"])
@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("kind", ["alibaba", "huawei", "tencent"])
def test_the_rendered_end_comes_up_and_carries(pair, kind: str, suite: str, mode: str):
    """Loaded by `swanctl --load-all`, the SA comes up and a ping crosses, in both modes."""
    try:
        tied = Tied(pair, kind, mode, SUITES[suite])
    except cgw.UnsupportedError as refused:
        pytest.skip(f"{kind} cannot: {refused}")
    tied.load(KEY)
    assert tied.up()
    assert tied.crosses()


@pytest.mark.parametrize("kind", ["alibaba", "huawei", "tencent"])
def test_a_rotated_key_works_and_the_old_one_does_not(pair, kind: str):
    """After the cloud's key is changed the old rendering stays down, the new one comes up."""
    tied = Tied(pair, kind, "policy", SUITES["ikev2"])
    tied.load(KEY)
    assert tied.up()
    patch = cgw.VpnConnectionPatch(tunnels=(cgw.TunnelPatch(psk=SecretStr(NEXT)),))
    tied.cloud.vpn_connections.update(tied.id, patch)
    assert tied.theirs().psk == NEXT
    tied.load(KEY)
    assert not tied.up()
    tied.load(NEXT)
    assert tied.up()
    assert tied.crosses()

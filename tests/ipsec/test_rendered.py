"""What is rendered for strongSwan brings real tunnels up, and packets cross them.

The cloud's end is what the emulator's face understood of our requests, put into a real daemon by
other code than ours; the device's end is `cgw.device.render`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
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
# As one reads them without care: eight letters in hex, ten in Base64; and what a file has to escape.
ODD = ("0x6162636465666768", "0XABcdef0123456789", "0sYWJjZGVmZ2hpag", 'a"b\\n#{c}= $d\u4e0a')
SUITES = {
    "ikev2": cgw.IkeSpec(version="ikev2", encryption="aes-256-cbc", dh_group="dh14"),
    "ikev1 main": cgw.IkeSpec(version="ikev1", encryption="aes-256-cbc", dh_group="dh14"),
    "ikev1 aggressive": cgw.IkeSpec(version="ikev1", mode="aggressive", dh_group="dh14"),
}


class Tied:
    """A connection of an emulated cloud, its end in one daemon, the rendered end in the other."""

    def __init__(
        self, pair: Any, kind: str, mode: str, ike: cgw.IkeSpec, initiator: str = "peer"
    ) -> None:
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
                # Huawei Cloud has no word for it and tells none: then the device begins.
                initiator=None if kind == "huawei" else initiator,  # type: ignore[arg-type] # a word
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

    def load(self, key: str = KEY, theirs: str | None = None) -> None:
        """Both ends; ``theirs`` is a key that the cloud has in place of its own."""
        from strongswan_daemon import configuration

        end = self.theirs()
        self.cloud_end.called(end.local_address, SITE)
        self.site_end.called(SITE, end.local_address)
        self.site_end.take("")  # first: it begins again whatever the other end closes
        self.site_end.clear()
        self.cloud_end.clear()
        self.cloud_end.live_in(*BEHIND["cloud"])
        self.site_end.live_in(*BEHIND["site"])
        self.cloud_end.take(configuration(end if theirs is None else replace(end, psk=theirs)))
        self.site_end.take(self.ours(psks=[SecretStr(key)]))

    def up(self) -> bool:
        """Whether both daemons have a child within six seconds. Nobody is told to begin here."""
        return within(6, lambda: all("INSTALLED" in text for text in self.said()))

    def said(self) -> list[str]:
        return [daemon.ask("--list-sas")[1] for daemon in (self.cloud_end, self.site_end)]

    def children(self) -> set[str]:
        """The SPIs of what the device sends in: others after a child was made anew."""
        return set(re.findall(r"out\s+(\w+)", self.said()[1]))

    def crosses(self) -> bool:
        """Whether a ping from behind the site reaches a host behind the cloud, inside of ESP."""
        before = self.bytes_out()
        source, target = (str(ip_network(BEHIND[name][0])[1]) for name in ("site", "cloud"))
        done = self.site_end.run("ping", "-c", "2", "-W", "2", "-I", source, target)
        return done.returncode == 0 and self.bytes_out() > before

    def bytes_out(self) -> int:
        said = self.site_end.ask("--list-sas")[1]
        return sum(int(n) for n in re.findall(r"out\s+\w+.*?,\s*(\d+) bytes", said))


def within(seconds: float, true: Callable[[], bool]) -> bool:
    """Whether it becomes true."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True


@pytest.mark.parametrize("mode", ["policy", "route"])
@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("kind", ["alibaba", "huawei", "tencent"])
def test_the_rendered_end_comes_up_and_carries(pair, kind: str, suite: str, mode: str):
    """Loaded by `swanctl --load-all` it comes up by itself and a ping crosses, in both modes."""
    try:
        tied = Tied(pair, kind, mode, SUITES[suite])
    except cgw.UnsupportedError as refused:
        pytest.skip(f"{kind} cannot: {refused}")
    tied.load()
    assert tied.up()
    assert tied.crosses()


@pytest.mark.parametrize("kind", ["alibaba", "huawei", "tencent"])
def test_a_rotated_key_works_and_the_old_one_does_not(pair, kind: str):
    """After the cloud's key is changed the old rendering stays down, the new one comes up."""
    tied = Tied(pair, kind, "policy", SUITES["ikev2"])
    tied.load()
    assert tied.up()
    patch = cgw.VpnConnectionPatch(tunnels=(cgw.TunnelPatch(psk=SecretStr(NEXT)),))
    tied.cloud.vpn_connections.update(tied.id, patch)
    assert tied.theirs().psk == NEXT
    tied.load(KEY)
    assert not tied.up()
    tied.load(NEXT)
    assert tied.up()
    assert tied.crosses()


CLOSED = {
    "all of it": ("--terminate", "--ike", "gw", "--timeout", "2"),
    "the child": ("--terminate", "--child", "net0", "--timeout", "2"),
}


@pytest.mark.parametrize("closed", CLOSED)
@pytest.mark.parametrize("suite", SUITES)
def test_the_device_comes_back_by_itself(pair, suite: str, closed: str):
    """After the cloud's end has closed a tunnel that the device begins, it is up again, and anew."""
    tied = Tied(pair, "alibaba", "policy", SUITES[suite])
    tied.load()
    assert tied.up()
    before = tied.children()
    assert tied.cloud_end.ask(*CLOSED[closed])[0]
    assert within(6, lambda: bool(tied.children() - before))
    assert tied.up()
    assert tied.crosses()


@pytest.mark.parametrize("kind", ["alibaba", "tencent"])
def test_a_device_that_waits_leaves_the_beginning_to_the_cloud(pair, kind: str):
    """Where the cloud begins, the device does not; once the cloud does, the tunnel carries."""
    tied = Tied(pair, kind, "policy", SUITES["ikev2"], initiator="cloud")
    tied.load()
    time.sleep(1)
    assert tied.children() == set()
    tied.cloud_end.ask("--initiate", "--ike", "gw", "--child", "net0", "--timeout", "6")
    assert tied.up()
    assert tied.crosses()


@pytest.mark.parametrize("key", ODD)
def test_a_key_is_taken_to_the_letter(pair, key: str):
    """Keys that look like hex or Base64 to strongSwan, and odd signs, are the cloud's very bytes."""
    tied = Tied(pair, "tencent", "policy", SUITES["ikev2"])
    tied.load(key, theirs=key)
    assert tied.up()
    assert tied.crosses()


def test_two_connections_of_one_name_stand_side_by_side(pair):
    """Files of two connections whose names end as one label are loaded together: both are there."""
    tied = Tied(pair, "tencent", "policy", SUITES["ikev2"])
    view = device.peer_view(tied.cloud.vpn_connections.get(tied.id))
    both = [
        device.render(replace(view, name=name, connection_id=id)).text
        for name, id in (("\u4e0a\u6d77", "vpnx-0000000a"), ("\u5317\u4eac", "vpnx-0000000b"))
    ]
    names = re.findall(
        r"^  (\S+) \{$", "".join(t.split("secrets {")[0] for t in both), re.MULTILINE
    )
    for number, text in enumerate(both):
        (tied.site_end.folder / f"one-{number}.conf").write_text(text)
    tied.site_end.take(f"include {tied.site_end.folder}/one-*.conf\n")
    told = tied.site_end.ask("--list-conns")[1]
    assert len(set(names)) == len(names) >= 2
    assert all(f"{name}: IKE" in told for name in names)
    tied.site_end.take("")


LOOSE = ("%any", "%any6", "0.0.0.0", "::", "0:0::", "*", "*.example", "10.0.0.0/8")
STRICT = ("203.0.113.7", "2001:db8::7", "branch.example", "any", "a@b.example", "0.0.0.1")


@pytest.mark.parametrize("name", [*LOOSE, *STRICT])
def test_an_identity_lets_one_in(pair, name: str):
    """What a daemon takes for anybody or for many is refused; the rest fits that one only."""
    tied = Tied(pair, "tencent", "policy", SUITES["ikev2"])
    view = device.peer_view(tied.cloud.vpn_connections.get(tied.id))
    (tunnel,) = view.tunnels
    odd = replace(view, tunnels=(replace(tunnel, ike=replace(tunnel.ike, remote_id=name)),))
    if name in LOOSE:
        with pytest.raises(cgw.UnsupportedError, match="anybody"):
            device.render(odd)
        return
    tied.load()
    assert tied.up()
    tied.site_end.clear()
    written = device.render(odd).clear
    assert written is not None
    tied.site_end.take(written.get_secret_value())
    assert f"id: {name}\n" in tied.site_end.ask("--list-conns")[1]
    time.sleep(1)
    assert tied.children() == set()

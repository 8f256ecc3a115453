"""What is rendered for FRR is taken line by line by a real bgpd, and its session exchanges routes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr
from real_ipsec import need

from cgw import device
from cgw.models import (
    BgpState,
    CustomerGateway,
    Ike,
    Ipsec,
    Tunnel,
    VpnConnection,
    VpnGateway,
)

pytestmark = pytest.mark.slow

CLOUD, SITE = ("169.254.77.1", 64601, "10.1.0.0/16"), ("169.254.77.2", 64602, "172.16.0.0/16")
CLOUDS_CONF = """
router bgp 64601
 bgp router-id 169.254.77.1
 no bgp ebgp-requires-policy
 no bgp network import-check
 neighbor 169.254.77.2 remote-as 64602
 {password}
 address-family ipv4 unicast
  network 10.1.0.0/16
  network 10.1.7.0/24
  network 0.0.0.0/0
  network 192.0.2.0/24
 exit-address-family
exit
"""


def rendered(key: str | None, *, told: bool = True) -> str:
    """What the device is to have, for a cloud that speaks BGP and tells its networks, or does not."""
    bgp = BgpState(
        tunnel_cidr="169.254.77.0/30",
        local_address=CLOUD[0],
        peer_address=SITE[0],
        local_asn=CLOUD[1],
    )
    tunnel = Tunnel(
        local_address="198.51.100.1",
        peer_address="203.0.113.7",
        ike=Ike(),
        ipsec=Ipsec(),
        bgp=bgp,
    )
    connection = VpnConnection(
        id="c-1",
        provider="x",
        region="r",
        name="hq",
        mode="bgp",
        local_cidrs=(CLOUD[2],) if told else (),
        remote_cidrs=(SITE[2],) if told else (),
        tunnels=(tunnel,),
    )
    site = CustomerGateway(
        id="s", provider="x", region="r", asn=SITE[1], bgp_key=SecretStr(key) if key else None
    )
    gateway = VpnGateway(id="g", provider="x", region="r", asn=CLOUD[1])
    view = device.peer_view(connection, gateway=gateway, customer_gateway=site)
    given: dict[str, Any] = {} if told else {"local_cidrs": SITE[2:], "remote_cidrs": CLOUD[2:]}
    written = device.render(view, "frr", **given).clear
    assert written is not None
    return written.get_secret_value()


@pytest.fixture
def routers(pair: Any) -> Iterator[Any]:
    """A router at either end of the wire, started by the test."""
    need("vtysh")
    from frr_daemon import Frr
    from strongswan_daemon import ip

    ends = (pair[0], CLOUD), (pair[1], SITE)
    both = [Frr(daemon.namespace) for daemon, _ in ends]
    for daemon, (address, _, network) in ends:
        daemon.live_in(network)
        ip("-n", daemon.namespace, "address", "replace", f"{address}/30", "dev", "wire")
        ip("-n", daemon.namespace, "route", "replace", "blackhole", network)
    yield both
    for router in both:
        router.stop()
    for daemon, (address, _, network) in ends:
        ip("-n", daemon.namespace, "address", "delete", f"{address}/30", "dev", "wire")
        ip("-n", daemon.namespace, "route", "delete", "blackhole", network)


def session(router: Any) -> dict[str, Any]:
    peers = router.told("show bgp ipv4 unicast summary").get("peers", {})
    return next(iter(peers.values()), {})


def established(*routers: Any) -> bool:
    for _ in range(60):
        if all(session(router).get("state") == "Established" for router in routers):
            return True
        time.sleep(0.5)
    return False


def learnt(router: Any, other: str) -> set[str]:
    """The networks that came over the session with ``other``."""
    routes = router.told("show bgp ipv4 unicast").get("routes", {})
    return {
        network
        for network, paths in routes.items()
        if any(hop.get("ip") == other for path in paths for hop in path.get("nexthops", ()))
    }


def known(router: Any, other: str) -> set[str]:
    """The same, once there is something or after five seconds."""
    for _ in range(10):
        if found := learnt(router, other):
            return found
        time.sleep(0.5)
    return set()


@pytest.mark.parametrize(("key", "told"), [(None, True), ("canary-md5-key", False)])
def test_the_rendered_router_exchanges_routes(routers: Any, key: str | None, told: bool):
    """Every line is taken, the session comes up, each end learns the other's networks and no more."""
    cloud, site = routers
    password = f"neighbor 169.254.77.2 password {key}" if key else ""
    cloud.start(CLOUDS_CONF.format(password=password))
    site.start(rendered(key, told=told))
    assert site.refused() == ""
    assert established(cloud, site), site.ask("show bgp summary")
    assert known(site, CLOUD[0]) == {
        CLOUD[2],
        "10.1.7.0/24",
    }  # neither the default route nor others
    assert known(cloud, SITE[0]) == {SITE[2]}


def test_a_router_without_networks_is_closed(routers: Any, monkeypatch: pytest.MonkeyPatch):
    """Were it rendered without networks, bgpd would take every line, learn nothing and tell nothing."""
    cloud, site = routers
    given = rendered(None, told=False)
    monkeypatch.setattr(device.rendering.checks, "possible", lambda *_, **__: None)
    monkeypatch.setattr(device.rendering.checks, "completed", lambda config, **_: config)
    closed = rendered(None, told=False)
    assert "prefix-list" in given
    assert "prefix-list" not in closed
    own = "address-family ipv4 unicast\n"
    cloud.start(CLOUDS_CONF.format(password=""))
    site.start(closed.replace(own, f"{own}  network {SITE[2]}\n"))  # something to tell
    assert site.refused() == ""
    assert established(cloud, site), site.ask("show bgp summary")
    time.sleep(2)
    assert learnt(site, CLOUD[0]) == learnt(cloud, SITE[0]) == set()
    assert SITE[2] in site.told("show bgp ipv4 unicast")["routes"]

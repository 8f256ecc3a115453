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
 neighbor 169.254.77.2 remote-as 64602
 {password}
 address-family ipv4 unicast
  network 10.1.0.0/16
 exit-address-family
exit
"""


def rendered(key: str | None) -> str:
    """What the device is to have, for a connection of a cloud that speaks BGP."""
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
        local_cidrs=(CLOUD[2],),
        remote_cidrs=(SITE[2],),
        tunnels=(tunnel,),
    )
    site = CustomerGateway(
        id="s", provider="x", region="r", asn=SITE[1], bgp_key=SecretStr(key) if key else None
    )
    gateway = VpnGateway(id="g", provider="x", region="r", asn=CLOUD[1])
    view = device.peer_view(connection, gateway=gateway, customer_gateway=site)
    written = device.render(view, "frr").clear
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


@pytest.mark.parametrize("key", [None, "canary-md5-key"])
def test_the_rendered_router_exchanges_routes(routers: Any, key: str | None):
    """bgpd takes every line, the session comes up, and each end has the other's network and no more."""
    cloud, site = routers
    password = f"neighbor 169.254.77.2 password {key}" if key else ""
    cloud.start(CLOUDS_CONF.format(password=password))
    site.start(rendered(key))
    assert site.refused() == ""
    assert established(cloud, site), site.ask("show bgp summary")
    for router, (_, _, network), (_, _, own) in ((cloud, SITE, CLOUD), (site, CLOUD, SITE)):
        for _ in range(20):
            routes = router.told("show bgp ipv4 unicast").get("routes", {})
            if network in routes:
                break
            time.sleep(0.5)
        assert set(routes) == {network, own}

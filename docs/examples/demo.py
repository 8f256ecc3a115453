"""Three clouds, one vocabulary: what ``make demo`` runs. No account and no network is needed.

The emulator listens on this machine; cgw speaks to it over HTTP with each cloud's own requests and
signatures, and the emulator checks those.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

import cgw
import cgw_alibaba.options
import cgw_huawei.options
from cgw.emulator.internet import End
from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID, World

if TYPE_CHECKING:
    from cgw.client import Client

REGIONS = {"alibaba": "cn-shanghai", "huawei": "cn-north-4", "tencent": "ap-shanghai"}
ADDRESS = "203.0.113.12"  # RFC 5737: belongs to nobody
WRONG = "203.0.113.300"
COLUMNS = "{:<9} {:<12} {:<38} {:<10} {:<14} {:>6}  {}"
TUNNELS = "{:<9} {:<38} {:<13} {:<13} {:<8} {:<26} {}"

# Where each cloud's gateway stands: its own ids, and what only that cloud asks for.
PLACES: dict[str, dict[str, Any]] = {
    "alibaba": {
        "network_id": "vpc-bp1m7v25emi1h5mtc0001",
        "subnet_ids": ("vsw-bp1j5miw2bae9s2vt0001", "vsw-bp1j5miw2bae9s2vt0002"),
        "bandwidth_mbps": 100,
        "options": cgw_alibaba.options.VpnGatewayOptions(auto_pay=True),
    },
    "huawei": {
        "network_id": "0e1b3a52-6f0c-4a57-8a3c-5d0a6c1f0001",
        "subnet_ids": ("0e1b3a52-6f0c-4a57-8a3c-5d0a6c1f0002",),
        "bandwidth_mbps": 100,
        "options": cgw_huawei.options.VpnGatewayOptions(
            local_subnets=("10.1.0.0/16", "10.2.0.0/16")
        ),
    },
    "tencent": {"network_id": "vpc-0a1b2c3d", "bandwidth_mbps": 100},
}


def run(world: World, say: Callable[[str], None] = print) -> None:
    """Show it all; what was made is deleted again."""
    with ExitStack() as stack:
        server = stack.enter_context(Server(world, providers=REGIONS))
        say("Three clouds on this machine:")
        clouds = [stack.enter_context(connect(name, server.urls[name])) for name in REGIONS]
        for name, url in server.urls.items():
            say(f"  {name:<9} {url}")
        try:
            table(clouds, say)
            missing(clouds, say)
            malformed(clouds, world, say)
            tunnels(clouds, world, say)
        finally:
            clean(clouds, world, say)
        counted(world, say)


def connect(provider: str, url: str) -> Client:
    """A client of one cloud. Only the name and the region differ."""
    keys = cgw.Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET, project_id=PROJECT_ID)
    return cgw.connect(provider, region=REGIONS[provider], credentials=keys, endpoint=url)


def table(clouds: list[Client], say: Callable[[str], None]) -> None:
    """One customer gateway on each cloud, and one table of them all."""
    say("\nOne customer gateway on each, in one table:")
    spec = cgw.CustomerGatewaySpec(name="idc-1", address=ADDRESS, asn=65530)
    for cloud in clouds:
        cloud.customer_gateways.create(spec)
    say("  " + COLUMNS.format("PROVIDER", "REGION", "ID", "NAME", "ADDRESS", "ASN", "STATE"))
    for cloud in clouds:
        for site in cloud.customer_gateways.list():
            row = COLUMNS.format(
                *(site.provider, site.region, site.id, site.name, site.address),
                *(site.asn or "", site.state),
            )
            say(f"  {row}")


def missing(clouds: list[Client], say: Callable[[str], None]) -> None:
    """The same mistake on each cloud is the same class; the cloud's own code stays beside it."""
    say("\nThe same mistake, the same error class: an id that is not there.")
    for cloud in clouds:
        there = next(cloud.customer_gateways.list()).id
        absent = there[:-1] + ("1" if there[-1] == "0" else "0")
        try:
            cloud.customer_gateways.get(absent)
        except cgw.ApiError as error:
            say(shown(error))


def malformed(clouds: list[Client], world: World, say: Callable[[str], None]) -> None:
    """A malformed address is refused by cgw itself; past that check each cloud refuses it too."""
    say(f"\nThe same mistake, the same error class: the address {WRONG}.")
    before = len(world.seen)
    try:
        cgw.CustomerGatewaySpec(name="idc-2", address=WRONG)
    except ValueError as error:  # pydantic's ValidationError
        first = (
            str(error).splitlines()[2].partition("[type=")[0].strip().removeprefix("Value error, ")
        )
        say(f"  cgw itself, after {len(world.seen) - before} requests: {first}")
    unchecked = cgw.CustomerGatewaySpec.model_construct(name="idc-2", address=WRONG, asn=65530)
    for cloud in clouds:
        try:
            cloud.customer_gateways.create(unchecked)
        except cgw.ApiError as error:
            say(shown(error))


def shown(error: cgw.ApiError) -> str:
    """One refusal: our class, and beside it what the cloud said."""
    status = f"HTTP {error.http_status}" if error.http_status else "not sent"
    return f"  {error.provider:<9} {type(error).__name__:<20} {status:<9} {error.code}"


def tunnels(clouds: list[Client], world: World, say: Callable[[str], None]) -> None:
    """A gateway and a connection on each, a peer for each tunnel, and one table of all tunnels."""
    say("\nA VPN gateway and a connection on each, all at once; IKEv2, AES-256, SHA-256, DH 14.")

    def work(cloud: Client) -> tuple[Client, str, str]:
        key = cgw.generate_psk().get_secret_value()
        link = join(cloud, key)
        before = told(link)
        for peer in peers(link, key):
            world.internet.put(peer.owner, peer)
        link = cloud.vpn_connections.wait(link.id, until="all-tunnels-up", timeout=60) or link
        return cloud, before, told(link)

    with ThreadPoolExecutor(len(clouds)) as pool:
        for cloud, before, after in pool.map(work, clouds):
            say(f"  {cloud.provider:<9} tunnels without a peer: {before}; with one: {after}")
    say("\nEvery tunnel, in one table:")
    say("  " + TUNNELS.format("PROVIDER", "CONNECTION", "LOCAL", "PEER", "STATUS", "IKE", "IPSEC"))
    for cloud in clouds:
        for link in cloud.vpn_connections.list():
            for tunnel in link.tunnels:
                ike, esp = tunnel.ike, tunnel.ipsec
                row = TUNNELS.format(
                    *(link.provider, link.id, tunnel.local_address, tunnel.peer_address),
                    *(tunnel.status, f"{ike.encryption}/{ike.integrity}/{ike.dh_group}"),
                    f"{esp.encryption}/{esp.integrity}/{esp.pfs_group}",
                )
                say(f"  {row}")


def join(cloud: Client, key: str) -> cgw.VpnConnection:
    """Buy a gateway and tie the customer gateway to it."""
    gateway = cloud.vpn_gateways.create(cgw.VpnGatewaySpec(name="hq", **PLACES[cloud.provider]))
    cloud.vpn_gateways.wait(gateway.id, timeout=60)
    (site,) = cloud.customer_gateways.list(name="idc-1")
    tunnel = cgw.TunnelSpec(
        psk=SecretStr(key),
        ike=cgw.IkeSpec(
            version="ikev2", encryption="aes-256-cbc", integrity="sha2-256", dh_group="dh14"
        ),
        ipsec=cgw.IpsecSpec(encryption="aes-256-cbc", integrity="sha2-256", pfs_group="dh14"),
    )
    made = cloud.vpn_connections.create(
        cgw.VpnConnectionSpec(
            name="hq-idc",
            vpn_gateway_id=gateway.id,
            customer_gateway_id=site.id,
            mode="policy",
            local_cidrs=("10.1.0.0/16", "10.2.0.0/16"),
            remote_cidrs=("192.168.1.0/24", "192.168.2.0/24"),
            tunnels=(tunnel,),
        )
    )
    return cloud.vpn_connections.wait(made.id, timeout=60) or made


def peers(link: cgw.VpnConnection, key: str) -> Iterator[End]:
    """The device at our end: what stands across from each tunnel in the emulator's internet."""
    for tunnel in link.tunnels:
        ike, esp = tunnel.ike, tunnel.ipsec
        yield End(
            owner=f"idc-1 to {link.id} {tunnel.local_address}",
            local_address=tunnel.peer_address,
            peer_address=tunnel.local_address,
            psk=key,
            ike_version=ike.version,
            ike=((ike.encryption, ike.integrity, ike.dh_group),),
            esp=((esp.encryption, esp.integrity, esp.pfs_group),),
            local_selectors=link.remote_cidrs,
            remote_selectors=link.local_cidrs,
        )


def told(link: cgw.VpnConnection) -> str:
    """How its tunnels are."""
    return ", ".join(str(tunnel.status) for tunnel in link.tunnels)


def clean(clouds: list[Client], world: World, say: Callable[[str], None]) -> None:
    """Delete everything: connections, then gateways with their addresses, then the sites."""

    def work(cloud: Client) -> Counter[str]:
        gone: Counter[str] = Counter()
        for link in list(cloud.vpn_connections.list()):
            cloud.vpn_connections.delete(link.id)
            cloud.vpn_connections.wait(link.id, until="deleted", timeout=60)
            gone["connections"] += 1
        for gateway in list(cloud.vpn_gateways.list()):
            kept = cloud.vpn_gateways.delete(gateway.id, release_addresses=True)
            assert not kept
            cloud.vpn_gateways.wait(gateway.id, until="deleted", timeout=60)
            gone["VPN gateways"] += 1
        for site in list(cloud.customer_gateways.list()):
            cloud.customer_gateways.delete(site.id)
            gone["customer gateways"] += 1
        return gone

    with ThreadPoolExecutor(len(clouds)) as pool:
        gone = sum(pool.map(work, clouds), Counter[str]())
    for key in world.internet.ends():
        world.internet.drop(key)
    words = ", ".join(f"{gone[kind]} {kind}" for kind in sorted(gone))
    say(f"\nCleaned up: {words} deleted; {len(list(world.everything()))} things remain.")


def counted(world: World, say: Callable[[str], None]) -> None:
    """How many HTTP requests the emulator has seen."""
    each = Counter(seen.provider for seen in world.seen)
    told = ", ".join(f"{name} {each[name]}" for name in sorted(each))
    say(f"HTTP requests the emulator counted: {len(world.seen)} ({told}).")


def main() -> int:
    """Run on a fresh world."""
    run(World(transition=0.2))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Three clouds, one vocabulary: what ``make demo`` runs. No account and no network is needed.

The emulator listens on this machine; cgw speaks to it over HTTP with each cloud's own requests and
signatures, and the emulator checks those.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

import cgw
from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID, World

if TYPE_CHECKING:
    from cgw.client import Client

REGIONS = {"alibaba": "cn-shanghai", "huawei": "cn-north-4", "tencent": "ap-shanghai"}
ADDRESS = "203.0.113.12"  # RFC 5737: belongs to nobody
WRONG = "203.0.113.300"
COLUMNS = "{:<9} {:<12} {:<38} {:<10} {:<14} {:>6}  {}"


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
        finally:
            clean(clouds, say)
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


def clean(clouds: list[Client], say: Callable[[str], None]) -> None:
    """Delete every customer gateway."""
    gone = 0
    for cloud in clouds:
        for site in list(cloud.customer_gateways.list()):
            cloud.customer_gateways.delete(site.id)
            gone += 1
    say(f"\nCleaned up: {gone} customer gateways deleted.")


def counted(world: World, say: Callable[[str], None]) -> None:
    """How many HTTP requests the emulator has seen."""
    each = Counter(seen.provider for seen in world.seen)
    told = ", ".join(f"{name} {each[name]}" for name in sorted(each))
    say(f"HTTP requests the emulator counted: {len(world.seen)} ({told}).")


def main() -> int:
    """Run on a fresh world."""
    run(World())
    return 0


if __name__ == "__main__":
    sys.exit(main())

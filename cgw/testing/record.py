"""Records tapes: ``python -m cgw.testing.record [provider ...] [--region R] [--emulator]``.

Needs an account with no customer gateway in it, and credentials where `cgw.connect` looks for
them. It creates one customer gateway, reads, lists and changes it, deletes it again, and asks for
it once more; customer gateways cost nothing on the three clouds cgw comes with. The tape is
``<provider>/customer_gateway_life_recorded.yaml``. Nothing is written if a secret would be on it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cgw
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID
from cgw.testing.cassettes import TapeError, Tapes

NAME = "customer_gateway_life"
ADDRESS = "203.0.113.77"  # of the range for documentation: nobody's device
WISHES = {
    "name": "cgw-record",
    "address": ADDRESS,
    "asn": 65010,
    "description": "made to record a tape",
    "tags": {"made-by": "cgw"},
}


@dataclass(frozen=True)
class Life:
    """What came of each call."""

    made: Any
    read: Any
    listed: list[Any]
    changed: Any
    gone: cgw.NotFoundError


def live(cloud: cgw.Client) -> Life:
    """Create, read, list, change, delete, and ask for what is gone: the scenario of the tape."""
    ability = cloud.capabilities.noun("customer_gateways")
    wishes = {name: value for name, value in WISHES.items() if name in ability.fields}
    gateways = cloud.customer_gateways
    made = gateways.create(cgw.CustomerGatewaySpec(**wishes))
    try:
        read = gateways.get(made.id)
        listed = list(gateways.list())
        changed = gateways.update(made.id, cgw.CustomerGatewayPatch(name="cgw-recorded"))
    except BaseException:
        with suppress(cgw.CgwError):
            gateways.delete(made.id)
        raise
    gateways.delete(made.id)
    try:
        gateways.get(made.id)
    except cgw.NotFoundError as gone:
        return Life(made, read, listed, changed, gone)
    raise AssertionError(f"{made.id} is still there after it was deleted")


def record(
    folder: Path,
    provider: str,
    *,
    region: str | None,
    endpoint: str | None = None,
    shown: str | None = None,
    credentials: Any = None,
    source: str | None = None,
) -> str:
    """Record one provider's life and return the tape's name.

    Args:
        endpoint: another address; None is the cloud's own.
        shown: what stands on the tape in that address's place.
        source: what the tape says of itself; None: recorded today in that region.

    Errors:
        ConfigError: no region or no credentials.
        TapeError: the account is not empty, or a secret would be on the tape.
    """
    from cgw.plugins import registry
    from cgw.settings import settle

    settled = settle(
        registry().provider(provider), region=region, credentials=credentials, endpoint=endpoint
    )
    keys = settled.source.fetch()
    where = settled.place.region
    with cgw.connect(provider, region=where, credentials=keys, endpoint=endpoint) as cloud:
        if next(iter(cloud.customer_gateways.list()), None) is not None:
            raise TapeError(
                f"{provider} {where}: there are customer gateways; use an empty account"
            )
        whole = cloud.run(
            cloud.engine.call(cloud.adapter.login(keys), noun="", verb="login", timeout=60.0)
        )
        hide = {endpoint: shown} if endpoint and shown else {}
        if whole.project_id:
            hide[whole.project_id] = PROJECT_ID
        tapes = Tapes(folder, _secrets(keys) + _secrets(whole), hide)
        kind = "emulator" if source else "recorded"
        name = f"{provider}/{NAME}_{kind}"
        today = datetime.now(UTC).date().isoformat()
        with tapes.record(name, source or f"recorded {today} {where}", "the project's id, if any"):
            live(cloud)
        return name


def _secrets(keys: cgw.Credentials) -> list[tuple[str, str]]:
    found = [("access key id", keys.access_key_id)]
    found.append(("access key secret", keys.access_key_secret.get_secret_value()))
    if keys.token is not None:
        found.append(("token", keys.token.get_secret_value()))
    return [(name, value) for name, value in found if value]


def emulated(folder: Path, names: Sequence[str]) -> list[str]:
    """Record the life of each provider against the emulator over HTTP."""
    from cgw.emulator.server import Server, ports
    from cgw.emulator.world import World

    told = []
    with Server(World(), providers=names) as server:
        for name, port in ports(names, 8800).items():
            done = record(
                folder,
                name,
                region="test-1",
                endpoint=server.urls[name],
                shown=f"http://127.0.0.1:{port}",
                credentials=cgw.Credentials(
                    ACCESS_KEY_ID, ACCESS_KEY_SECRET, project_id=PROJECT_ID
                ),
                source=f"emulator {cgw.__version__}",
            )
            told.append(done)
    return told


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if at least one tape was written and none failed."""
    parser = argparse.ArgumentParser(prog="python -m cgw.testing.record", description=__doc__)
    parser.add_argument("provider", nargs="*", help="all that are configured, by default")
    parser.add_argument("--region", help="the provider's or the profile's, by default")
    parser.add_argument("--folder", type=Path, default=Path("cassettes"))
    parser.add_argument("--emulator", action="store_true", help="against the emulator instead")
    given = parser.parse_args(arguments)
    names = given.provider or sorted(cgw.providers())
    say = sys.stdout.write
    if given.emulator:
        for tape in emulated(given.folder, names):
            say(f"{tape}\n")
        return 0
    written = failed = 0
    for name in names:
        try:
            say(f"{record(given.folder, name, region=given.region)}\n")
            written += 1
        except cgw.ConfigError as error:
            say(f"{name}: left out: {error}\n")
        except (cgw.CgwError, TapeError) as error:
            say(f"{name}: failed: {error}\n")
            failed += 1
    return 0 if written and not failed else 1


if __name__ == "__main__":
    sys.exit(main())

"""What cgw costs, as ratios against bare httpx, each formed inside one run.

Run by ``make bench``. Absolute times depend on the machine; the ratios hardly do.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import httpx

import cgw
from cgw.emulator import ACCESS_KEY_ID, ACCESS_KEY_SECRET, World
from cgw.emulator.server import Server

ROUNDS = 9


def import_seconds(code: str) -> float:
    """Seconds a fresh interpreter takes for ``code``, without its own start."""
    text = f"import time; t = time.perf_counter(); {code}; print(time.perf_counter() - t)"
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)  # noqa: S603 -- our own interpreter
    return float(done.stdout)


def cpu_seconds(work: Callable[[], object], times: int) -> float:
    """CPU seconds of this process per call."""
    begin = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - begin) / times


def ratio(name: str, ours: Callable[[], float], theirs: Callable[[], float], goal: str) -> None:
    """Print the median of the ratios of each round."""
    found = [ours() / theirs() for _ in range(ROUNDS)]
    low, high = min(found), max(found)
    print(f"{name:<52} {statistics.median(found):5.2f}  [{low:.2f}-{high:.2f}]  {goal}")


def main() -> None:
    """Print the table."""
    print(f"{'ratio':<52} {'median':>5}  [min-max]    goal")
    floor = "import httpx, pydantic; pydantic.BaseModel"
    ratio(
        "import cgw / import httpx and pydantic",
        lambda: import_seconds("import cgw"),
        lambda: import_seconds(floor),
        "<= 1.0",
    )
    ratio(
        "import cgw; cgw.connect / import httpx and pydantic",
        lambda: import_seconds("import cgw; cgw.connect"),
        lambda: import_seconds(floor),
        "",
    )
    keys = cgw.Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
    with Server(World()) as server:
        for cloud, url in sorted(server.urls.items()):
            client = cgw.connect(cloud, region="test-1", endpoint=url, credentials=keys)
            for number in range(10):
                spec = cgw.CustomerGatewaySpec(name=f"n{number}", address=f"58.1.1.{number}")
                client.customer_gateways.create(spec)
            plain = httpx.Client(trust_env=False)
            ratio(
                f"{cloud}: list ten customer gateways / bare httpx.get",
                lambda client=client: cpu_seconds(
                    lambda: list(client.customer_gateways.list()), 100
                ),
                lambda plain=plain, url=url: cpu_seconds(lambda: plain.get(url), 100),
                "",
            )
            client.close()
            plain.close()


if __name__ == "__main__":
    main()

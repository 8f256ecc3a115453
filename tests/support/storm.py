"""Interrupts calls at two hundred moments, then uses the same client. Status 0 if it is well.

A process of its own: an interruption in the middle of making a socket leaves it to the collector
of garbage, which says so.
"""

from __future__ import annotations

import contextlib
import faulthandler
import random
import signal
import time
from typing import Any

armed = [False]


def interrupt(*_: Any) -> None:
    """What Ctrl-C does, while a call is under way."""
    if armed[0]:
        raise KeyboardInterrupt


def main() -> int:
    """How many hit is checked too: a storm that misses proves nothing."""
    from echo import client, echoing

    faulthandler.dump_traceback_later(60, exit=True)
    signal.signal(signal.SIGALRM, interrupt)
    hit = 0
    with echoing(0.002) as url:
        cloud = client(url, connections=2)
        for n in range(5):  # what is loaded at the first call is loaded whole
            cloud.customer_gateways.get(f"before-{n}")
            cloud.customer_gateways.delete("x")
        moments = random.Random(1)
        for _ in range(200):
            with contextlib.suppress(KeyboardInterrupt):
                armed[0] = True
                hit += 1
                signal.setitimer(signal.ITIMER_REAL, moments.uniform(0.0002, 0.012))
                for _ in range(500):  # more than any moment leaves time for
                    cloud.customer_gateways.delete("x", timeout=5.0)
                hit -= 1
            armed[0] = False
        sender = cloud._sender
        stuck = [pool for pool in sender._pools._open.values() if pool._pool._requests]
        if stuck or sender._gate._free.qsize() != 2:
            return 1
        begin = time.monotonic()
        for n in range(10):
            if cloud.customer_gateways.get(f"after-{n}", timeout=5.0).id != f"after-{n}":
                return 1
            cloud.customer_gateways.delete("x", timeout=5.0)
        well = time.monotonic() - begin < 3.0
        cloud.close()
    return 0 if well and hit > 100 else 1


if __name__ == "__main__":
    raise SystemExit(main())

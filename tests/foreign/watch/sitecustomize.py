"""Loaded by a Python client that is being tested: it reaches 127.0.0.1 only, and is written down.

One line per attempt in the file that ``CGW_WATCH`` names: host and port, ``-`` for none.
"""

import os
import sys

HOSTS = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}


def _seen(event, args):
    if event not in HOSTS:
        return
    told = args[HOSTS[event]]
    port = args[1] if event == "socket.getaddrinfo" else "-"
    if isinstance(told, tuple):
        told, port = told[:2]
    # What runs is somebody else's and shall load nothing more for our sake.
    with open(os.environ["CGW_WATCH"], "a", encoding="utf-8") as notes:  # noqa: PTH123 -- see above
        notes.write(f"{told} {port}\n")
    if told not in {"127.0.0.1", b"127.0.0.1"}:
        raise ConnectionRefusedError("held back: not this machine")


sys.addaudithook(_seen)

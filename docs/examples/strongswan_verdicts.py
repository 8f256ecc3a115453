"""Ask two real strongSwan daemons whether two ends of a tunnel come up, and write down the answers.

Makes ``tests/data/strongswan_verdicts.json``, which the tests hold `cgw.emulator.internet` to. Run
as root on Linux with /dev/net/tun::

    apt-get install strongswan-swanctl charon-systemd libstrongswan-extra-plugins \
        libcharon-extra-plugins iproute2
    python docs/examples/strongswan_verdicts.py tests/data/strongswan_verdicts.json [row ...]

Each end is a charon-systemd in a network namespace of its own; ESP runs in the kernel-libipsec
plugin, so the kernel needs no IPsec. Every row is tried in both directions: once with ``a``
initiating, once with ``b``. Of what comes up, the CHILD_SA is rekeyed once, because IKEv2 leaves
PFS out of the first one (RFC 7296, 1.2). All rows take about nine
minutes; with names of rows only those are run and printed.
"""

from __future__ import annotations

import json
import re
import sys
import time
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from strongswan_daemon import Daemon, daemons, version
from strongswan_rows import rows

from cgw.emulator.internet import End

# Log lines that say why, the most telling first.
WHY = (
    r"no IKE config found",
    r"no acceptable \w+ found",
    r"but none allows pre-shared key",
    r"no matching peer config found|no peer config found",
    r"'.*' does not match to '.*'",
    r"MAC mismatched",
    r"invalid DH public value|unable to apply received KE",
    r"decryption failed",
    r"calculated HASH does not match",
    r"traffic selectors .* unacceptable",
    r"no matching CHILD_SA config found",
    r"mismatch|does not match|doesn't match|unacceptable",
    r"error notify|notify error",
    r"NO_PROPOSAL_CHOSEN|TS_UNACCEPTABLE|AUTH_FAILED|INVALID_\w+",
    r"giving up",
    r"failed",
)


def attempt(first: Daemon, second: Daemon, ends: dict[str, End]) -> dict[str, Any]:
    """Let ``first`` initiate, and say how far it came.

    "phase1": one side has no IKE SA; "phase2": one side lacks a CHILD_SA that was asked for.
    """
    for daemon in (first, second):
        daemon.clear()
        daemon.load(ends[daemon.name], ends[second.name if daemon is first else first.name])
    begun = places(first, second)
    end = ends[first.name]
    v1 = end.ike_version == "ikev1"
    asked = len(end.local_selectors) * len(end.remote_selectors) if v1 else 1
    for number in range(asked):
        first.ask("--initiate", "--child", f"net{number}", "--timeout", "6")
    time.sleep(0.3)
    said = [daemon.ask("--list-sas")[1] for daemon in (first, second)]
    phase1 = all("ESTABLISHED" in text for text in said)
    made = min(text.count("INSTALLED") for text in said)
    up = phase1 and made >= asked
    result: dict[str, Any] = {
        "initiator": first.name,
        "phase": "up" if up else "phase2" if phase1 else "phase1",
        "children": f"{made} of {asked}",
    }
    if made:
        found = re.findall(r"^ +(local|remote) +([0-9][0-9./ ]+)$", said[0], re.MULTILINE)
        result["selectors"] = [f"{side} {' '.join(text.split())}" for side, text in found]
    if not up:
        result["why"] = why(since(first, second, begun))
        return result
    begun = places(first, second)
    result["rekeys"] = rekeys(first, second, begun)
    if not result["rekeys"]:
        result["why"] = why(since(first, second, begun))
    return result


def nobody(first: Daemon, second: Daemon, ends: dict[str, End]) -> dict[str, Any]:
    """What happens in two seconds if neither is told to begin."""
    for daemon, other in ((first, second), (second, first)):
        daemon.clear()
        daemon.load(ends[daemon.name], ends[other.name])
    time.sleep(2)
    said = first.ask("--list-sas")[1] + second.ask("--list-sas")[1]
    return {"initiator": "", "phase": "up" if "INSTALLED" in said else "none", "why": ""}


def rekeys(first: Daemon, second: Daemon, begun: dict[str, int]) -> bool:
    """Whether the first CHILD_SA can be made anew."""
    first.ask("--rekey", "--child", "net0")
    for _ in range(30):
        time.sleep(0.1)
        text = "\n".join(since(first, second, begun)[first.name])
        if re.search(r"failed|error notify|notify error|no CHILD_SA built", text):
            return False
        if re.search(r"CHILD_SA net0\{\d+\} established", text):
            return True
    return False


def places(*daemons: Daemon) -> dict[str, int]:
    """How long each log is."""
    return {daemon.name: daemon.log.stat().st_size for daemon in daemons}


def since(first: Daemon, second: Daemon, begun: dict[str, int]) -> dict[str, list[str]]:
    """What each log says from there on."""
    return {
        daemon.name: daemon.log.read_bytes()[begun[daemon.name] :].decode().splitlines()
        for daemon in (first, second)
    }


def why(logs: dict[str, list[str]]) -> str:
    """The most telling line of both logs: whose, and what, without its thread number.

    A proposal that was refused tells nothing if a later one was selected.
    """
    for pattern in WHY:
        for name, lines in logs.items():
            selected = [n for n, line in enumerate(lines) if "selected proposal" in line]
            fresh = max(selected, default=0) if pattern.startswith("no acceptable") else 0
            for line in lines[fresh:]:
                if re.search(pattern, line):
                    return f"{name}: {' '.join(line.split()[1:])}"
    return ""


def given(end: End) -> dict[str, Any]:
    """The end without what it leaves at its default."""
    values = {it.name: getattr(end, it.name) for it in fields(end)}
    defaults = {it.name: it.default for it in fields(end) if it.default is not MISSING}
    return {name: value for name, value in values.items() if defaults.get(name) != value}


def main() -> None:
    """Run every row, or those named."""
    target, *names = sys.argv[1:]
    lines = []
    with daemons() as (first, second):
        for name, a, b in rows():
            if names and name not in names:
                continue
            ends = {"a": a, "b": b}
            pairs = [
                pair for pair in ((first, second), (second, first)) if ends[pair[0].name].initiates
            ]
            tried = [attempt(*pair, ends) for pair in pairs] or [nobody(first, second, ends)]
            row = {"row": name, "a": given(a), "b": given(b), "attempts": tried}
            lines.append(json.dumps(row))
            print(name, *tried, sep="\n    ")
    if not names:
        head = json.dumps(version())
        body = ",\n".join(lines)
        Path(target).write_text(f'{{"daemon": {head},\n"rows": [\n{body}\n]}}\n')


if __name__ == "__main__":
    main()

"""What real daemons need of this machine, and saying so."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PROGRAMS = ("ip", "swanctl", "charon-systemd", "ping")


def missing(*programs: str) -> str:
    """Why it cannot be tried here; empty if it can."""
    path = os.environ.get("PATH", "") + os.pathsep + "/usr/sbin:/sbin"
    if absent := [name for name in programs if shutil.which(name, path=path) is None]:
        return f"not installed: {', '.join(absent)}"
    if os.geteuid() != 0:
        return "network namespaces need root"
    if not Path("/dev/net/tun").exists():
        return "no /dev/net/tun"
    name = f"cgw-probe-{os.getpid()}"
    tried = subprocess.run(
        ["ip", "netns", "add", name], capture_output=True, text=True, check=False
    )
    if tried.returncode:
        return f"no network namespaces: {tried.stderr.strip()}"
    subprocess.run(["ip", "netns", "delete", name], check=False)
    return ""


def need(*programs: str) -> None:
    """Skip with the reason, or fail where a skip is a failure."""
    if reason := missing(*programs):
        if os.environ.get("CGW_REQUIRE_IPSEC") == "1":
            pytest.fail(f"CGW_REQUIRE_IPSEC=1, but {reason}")
        pytest.skip(reason)

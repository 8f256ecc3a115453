"""For every test: no network but this machine, nobody's own credentials, the same draws each time."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import hypothesis
import pytest

hypothesis.settings.register_profile("cgw", derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile(
    "fast", hypothesis.settings.get_profile("cgw"), max_examples=40
)
hypothesis.settings.load_profile("cgw")

# The vendors' own variables begin with these; a developer's keys must not reach a test.
PREFIXES = ("CGW_", "ALIBABA", "ALICLOUD", "TENCENT", "HUAWEI", "HW_", "OS_", "XDG_CONFIG")
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


def pytest_configure(config: pytest.Config) -> None:
    """Fewer examples where the slow grids are left out; `examples` says how many."""
    if config.option.markexpr == "not slow":
        hypothesis.settings.load_profile("fast")
    if hasattr(config.option, "loadscopereorder"):  # xdist's: the files with the most tests first
        config.option.loadscopereorder = False


# A few tests each, and ten seconds and more: at the end one of two workers would wait for the other.
FIRST = {"test_grid.py", "test_two_ends.py", "test_tencent.py", "test_alibaba.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first, so that several workers end together."""
    items.sort(key=lambda item: item.path.name not in FIRST)


class NetworkBlockedError(RuntimeError):
    """A test tried to leave this machine."""


def _local(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = str(address[0])
    if host in {"localhost", ""}:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _only_this_machine() -> Iterator[None]:
    """Refuse every connection that leaves this machine, and every look-up of a name."""
    patch = pytest.MonkeyPatch()
    connect, connect_ex, look_up = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def guarded(real: Any) -> Any:
        def call(self: socket.socket, address: Any) -> Any:
            if not _local(address):
                raise NetworkBlockedError("a test tried to leave this machine")
            return real(self, address)

        return call

    def getaddrinfo(host: Any, *args: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not _local((name,)):
            raise socket.gaierror(socket.EAI_NONAME, "a test tried to leave this machine")
        return look_up(host, *args, **more)

    patch.setattr(socket.socket, "connect", guarded(connect))
    patch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
    patch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def _nobodys_credentials(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty home, and none of the variables in which credentials or regions stand."""
    patch = pytest.MonkeyPatch()
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.upper().startswith(PREFIXES) or name.lower() in PROXIES:
            patch.delenv(name)
    patch.setenv("HOME", str(home))
    yield home
    patch.undo()

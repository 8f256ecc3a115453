"""Loaded by pytest in every run of everybody who has cgw installed: keep it empty of imports.

Assertions of the conformance kit are rewritten, so that a failing law shows its values; that must
be asked for before the kit is imported. The fixtures import what they need when they are used:
see ``docs/how-to/test-your-code.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from cgw.client import Client
    from cgw.emulator.server import Server
    from cgw.emulator.world import World

pytest.register_assert_rewrite("cgw.testing")


@pytest.fixture
def cgw_world() -> World:
    """Every pretend cloud in one place, empty and new for each test; see `cgw.emulator.World`."""
    from cgw.emulator import World

    return World()


@pytest.fixture
def cgw_cloud(cgw_world: World) -> Iterator[Callable[..., Client]]:
    """Call it to get a client in this process: ``cgw_cloud("alibaba", region="cn-shanghai")``.

    Takes what `cgw.emulator.connect` takes; clients of one test share its ``cgw_world``. Pauses
    take no time, and every client is closed at the end of the test.
    """
    from cgw import emulator

    with ExitStack() as clients:

        def connect(provider: str, **how: Any) -> Client:
            return clients.enter_context(emulator.connect(cgw_world, provider, **how))

        yield connect


@pytest.fixture
def cgw_emulator(cgw_world: World) -> Iterator[Server]:
    """The test's ``cgw_world`` over HTTP on free ports of this machine; ``.urls`` by provider."""
    from cgw.emulator.server import Server

    with Server(cgw_world) as server:
        yield server

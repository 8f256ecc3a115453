"""What every adapter must do. Subclass `AdapterTests`, give two fixtures, run pytest.

    class TestAcme(cgw.testing.AdapterTests):
        @pytest.fixture
        def adapter(self):
            return AcmeAdapter(Place("moon-1"))

        @pytest.fixture
        def face(self):
            return AcmeFace(World())

The laws stand in five files: `life` (what verbs do), `recovery` (creates happen once), `refusals` (what is refused before any
request), `replies` (what is read from strange answers), `wire` (signing, addresses, secrets).
What an adapter is not asked to do is told by its own capabilities and by nothing else. Override
a law only with a comment that says which limit of the vendor forces it.
"""

from __future__ import annotations

from typing import Any

import pytest

from cgw.adapter import Ability, Adapter
from cgw.emulator.world import Face
from cgw.testing.bench import Bench
from cgw.testing.life import LifeLaws
from cgw.testing.nouns import CASES, Case
from cgw.testing.recovery import RecoveryLaws
from cgw.testing.refusals import RefusalLaws
from cgw.testing.replies import ReplyLaws
from cgw.testing.wire import WireLaws


class AdapterTests(LifeLaws, RecoveryLaws, RefusalLaws, ReplyLaws, WireLaws):
    """Every law, for every noun the adapter says it has."""

    @pytest.fixture
    def adapter(self) -> Adapter:
        """The adapter, at its own default addresses."""
        raise NotImplementedError("return your adapter")

    @pytest.fixture
    def face(self) -> Face:
        """The cloud it talks to; new for each test."""
        raise NotImplementedError("return your emulator face")

    @pytest.fixture
    def bench(self, adapter: Adapter, face: Face) -> Bench:
        """Both, joined."""
        return Bench(adapter, face)

    @pytest.fixture(params=CASES, ids=repr)
    def case(self, request: Any, adapter: Adapter) -> Case:
        """Each noun this cloud has."""
        found: Case = request.param
        if found.noun not in adapter.capabilities.nouns:
            pytest.skip(f"{adapter.provider} has no {found.noun}, its capabilities say")
        return found

    @pytest.fixture
    def ability(self, case: Case, adapter: Adapter) -> Ability:
        """What the adapter says it can do with the noun."""
        return case.ability(adapter)

"""What every adapter must do. Subclass `AdapterTests`, give two fixtures, run pytest.

    class TestAcme(cgw.testing.AdapterTests):
        @pytest.fixture
        def adapter(self):
            return AcmeAdapter(Place("moon-1"))

        @pytest.fixture
        def face(self):
            return AcmeFace(World(transition=0))

The laws stand in eight files: `life` (what verbs do), `looking` (logs, sessions, places), `recovery`
(creates happen once), `refusals` (what is refused before any request), `replies` (what is read from
strange answers), `tagged` (tags of what exists), `tunnels` (connections and what they stand on),
`wire` (signing, addresses, secrets).
What an adapter is not asked to do is told by its own capabilities and by nothing else. Override
a law only with a comment that says which limit of the vendor forces it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from cgw.adapter import Ability, Adapter
from cgw.emulator.world import Face
from cgw.testing.advising import AdviceLaws
from cgw.testing.bench import Bench
from cgw.testing.case import Case
from cgw.testing.life import LifeLaws
from cgw.testing.looking import PLACES, LookingLaws
from cgw.testing.nouns import CASES
from cgw.testing.recovery import RecoveryLaws
from cgw.testing.refusals import RefusalLaws
from cgw.testing.replies import ReplyLaws
from cgw.testing.tagged import TagLaws
from cgw.testing.tunnels import TunnelLaws
from cgw.testing.wire import WireLaws


class AdapterTests(
    LifeLaws, AdviceLaws, LookingLaws, RecoveryLaws, RefusalLaws, ReplyLaws, TagLaws, WireLaws
):
    """Every law, for every noun in ``nouns``.

    Attributes:
        nouns: what the capabilities declare; a law compares the two.
        values: by noun and field, what this cloud wants where the kit's good values do not do:
            its own words and steps, options it cannot do without. They count as needed.
        changes: the same for changes; None leaves a field's change out.
        unpaged: nouns that the cloud lists on one page, however many there are.
        composite: nouns whose ids are made of several here.
    """

    nouns: ClassVar[tuple[str, ...]] = ("customer_gateways",)
    values: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    changes: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    unpaged: ClassVar[Collection[str]] = ()
    composite: ClassVar[Collection[str]] = ()

    @pytest.fixture
    def adapter(self) -> Adapter:
        """The adapter, at its own default addresses."""
        raise NotImplementedError("return your adapter")

    @pytest.fixture
    def face(self) -> Face:
        """The cloud it talks to; new for each test, and nothing in it takes time."""
        raise NotImplementedError("return your emulator face")

    @pytest.fixture
    def bench(self, adapter: Adapter, face: Face) -> Bench:
        """Both, joined."""
        return Bench(adapter, face, values=self.values, changes=self.changes, unpaged=self.unpaged)

    def pytest_generate_tests(self, metafunc: Any) -> None:
        """Each law once for each noun."""
        if "case" in metafunc.fixturenames:
            made_of_several = metafunc.cls.composite
            mine = [
                replace(case, composite=True) if case.noun in made_of_several else case
                for case in CASES
                if case.noun in metafunc.cls.nouns
            ]
            metafunc.parametrize("case", mine, ids=repr)

    @pytest.fixture
    def ability(self, case: Case, adapter: Adapter) -> Ability:
        """What the adapter says it can do with the noun."""
        return case.ability(adapter)

    def test_every_noun_is_held_to_the_laws(self, adapter: Adapter) -> None:
        """What the capabilities declare and what is tested is the same."""
        if "vpn_connections" in self.nouns:
            assert isinstance(self, TunnelTests), "connections are tested by `TunnelTests`"
        declared, known = set(adapter.capabilities.nouns), {case.noun for case in CASES}
        assert declared & known == set(self.nouns), "`nouns` of the test class is not that"
        if strange := sorted(declared - known - PLACES):
            pytest.skip(f"the kit has no laws for {', '.join(strange)}")


class TunnelTests(TunnelLaws, AdapterTests):
    """Every law of `AdapterTests`, and those of VPN connections."""

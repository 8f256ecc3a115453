"""The conformance kit is itself tested: adapters that break one law each, and the laws that notice.

A liar is a real adapter with one thing wrong. Exactly the laws named for it fail, and no other:
a law that never fails proves nothing, and one that fails for everything explains nothing.
That the laws named fail is seen in each run; that no other does takes minutes, and is seen in the
long one for every liar.
"""

from __future__ import annotations

import inspect
from collections.abc import Collection
from typing import Any

import liars_of_advice
import liars_of_looking
import liars_of_tags
import liars_of_tunnels
import liars_of_verbs
import liars_of_wire
import pytest
from law_values import CHANGES, NOUNS, UNPAGED, VALUES
from liar import LIARS, REGIONS, Liar

from cgw.emulator.world import World
from cgw.plugins import registry
from cgw.testing import CASES, Bench, TunnelTests, life
from cgw.testing.tunnels import TunnelLaws

assert liars_of_advice
assert liars_of_looking
assert liars_of_tags
assert liars_of_tunnels
assert liars_of_verbs
assert liars_of_wire
MANY = {"alibaba": 60, "tencent": 110, "huawei": 210}  # more than a page, and no more
LAWS = sorted(name for name in dir(TunnelTests) if name.startswith("test_"))


def bench_of(adapter: Any) -> Bench:
    """A new cloud for it."""
    base = adapter.base
    face = registry().provider(base).face
    assert face is not None
    how: Any = {"values": VALUES[base], "changes": CHANGES[base], "unpaged": UNPAGED[base]}
    return Bench(adapter, face(World(transition=0)), **how)


def failing(liar: type[Liar], laws: Collection[str] = LAWS) -> set[str]:
    """Those of the laws that this adapter breaks."""
    broken = set()
    (case,) = (case for case in CASES if case.noun == liar.noun)
    tests = type("Tests", (TunnelTests,), {"nouns": NOUNS[liar.base]})()
    for law in laws:
        if liar.noun == "customer_gateways" and hasattr(TunnelLaws, law):
            continue
        function = getattr(tests, law)
        wanted = inspect.signature(function).parameters
        adapter: Any = liar()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(life, "MANY", MANY[liar.base])
            have = {
                "bench": bench_of(adapter),
                "adapter": adapter,
                "case": case,
                "ability": case.ability(adapter),
                "can": adapter.capabilities.noun("vpn_connections"),
                "monkeypatch": patch,
            }
            try:
                function(**{name: have[name] for name in wanted})
            except pytest.skip.Exception:
                continue
            except BaseException:  # noqa: BLE001 -- whatever it is, the law noticed
                broken.add(law.removeprefix("test_"))
    return broken


# ---------------------------------------------------------------- the test of the tests


@pytest.mark.parametrize("base", REGIONS)
def test_an_honest_adapter_breaks_no_law(base: str) -> None:
    """The wrapper itself changes nothing."""
    honest = type("Honest", (Liar,), {"base": base})
    assert failing(honest) == set()


@pytest.mark.parametrize(("liar", "laws"), LIARS, ids=[liar.__name__ for liar, _ in LIARS])
def test_the_laws_a_liar_breaks_catch_it(liar: type[Liar], laws: set[str]) -> None:
    """Each law that speaks of it fails."""
    assert failing(liar, sorted(f"test_{law}" for law in laws)) == laws


EACH = 16  # one liar of as many is held to all laws in `make test`; the rest take minutes


CAUGHT = [
    pytest.param(liar, laws, id=liar.__name__, marks=[pytest.mark.slow] if number % EACH else [])
    for number, (liar, laws) in enumerate(LIARS)
]


@pytest.mark.parametrize(("liar", "laws"), CAUGHT)
def test_a_liar_is_caught_by_the_law_it_breaks(liar: type[Liar], laws: set[str]) -> None:
    """Exactly the laws that speak of it fail."""
    assert failing(liar) == laws


def test_every_law_has_a_liar() -> None:
    """A law that no liar breaks may be one that cannot fail."""
    caught = {law for _, laws in LIARS for law in laws}
    without = {law.removeprefix("test_") for law in LAWS} - caught
    assert without == NOT_LIED_TO, without ^ NOT_LIED_TO


NOT_LIED_TO: set[str] = set()


def test_a_broken_law_says_what_is_broken() -> None:
    """The message names the fault in words, not as a bare comparison."""
    bench = bench_of(liars_of_verbs.FirstPageOnly())
    with pytest.raises(AssertionError, match=r"one page|were not listed"):
        TunnelTests().test_listing_shows_each_thing_once_and_ends(
            bench, CASES[0], CASES[0].ability(bench.adapter)
        )

"""What the laws need to know of each noun. A new noun is one more `Case`; see `cgw.testing.nouns`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cgw.adapter import Ability, Adapter
from cgw.models import Noun, Options, Patch, Spec
from cgw.testing.meaning import TOLD_AS, differs

if TYPE_CHECKING:
    from cgw.testing.bench import Bench


LAST = 699  # number of a thing that no law makes for itself


@dataclass(frozen=True, kw_only=True)
class Case:
    """One noun, as far as the laws need to know it.

    Attributes:
        noun: the attribute of an adapter, and the key in its capabilities.
        spec, patch: the model's classes; ``patch`` is None where nothing can be changed.
        values: good values for the fields of the spec; ``n`` makes them distinct. Gets the bench,
            to create first what the thing stands on.
        rare: a value for each field that is not in ``values``: what not every cloud can set.
        changes: another good value for every field of the patch.
        wrong: a text of the first spec, and another in its place that every cloud refuses.
        own: fields that a cloud fills in by itself where nothing is given.
        moves: fields of the noun that change together with one of the patch.
        must: fields that the laws always give, though the model can do without.
        instead: for a field that stands in place of others, those.
        composite: an id is made of several; a made-up one is none.
    """

    noun: str
    spec: type[Spec]
    patch: type[Patch] | None
    values: Callable[[Bench, int], Mapping[str, Any]]
    changes: Callable[[Bench], Mapping[str, Any]]
    wrong: tuple[str, str]
    rare: Mapping[str, Any] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    moves: Mapping[str, frozenset[str]] = field(default_factory=dict)
    composite: bool = False
    must: frozenset[str] = frozenset()
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return self.noun

    def ability(self, adapter: Adapter) -> Ability:
        """What the adapter says it can do with this noun."""
        return adapter.capabilities.noun(self.noun)

    def verbs(self, adapter: Adapter) -> Any:
        """The adapter's flows for this noun."""
        return getattr(adapter, self.noun)

    def ask(self, bench: Bench, n: int = 0, /, **changes: Any) -> Any:
        """The ``n``-th good spec, with only what this cloud can set."""
        have = self.ability(bench.adapter).fields | {"options"}
        required = {name for name, info in self.spec.model_fields.items() if info.is_required()}
        needed = required | self.must
        good = {**self.values(bench, n), **self.given(bench)}
        good = {k: v for k, v in good.items() if k in have | needed}
        return self.spec(**{**good, **changes})

    def bare(self, bench: Bench, n: int = 0) -> Any:
        """The ``n``-th spec with nothing but what is needed here."""
        fields = self.spec.model_fields
        names = self.ability(bench.adapter).fields - set(self.given(bench)) - self.must
        empty = {
            name: fields[name].get_default(call_default_factory=True)
            for name in names
            if not fields[name].is_required()
        }
        return self.ask(bench, n, **empty)

    def given(self, bench: Bench) -> Mapping[str, Any]:
        """What this cloud's own tests put in place of the kit's values."""
        return bench.values.get(self.noun, {})

    def rarely(self, bench: Bench, name: str) -> Mapping[str, Any]:
        """Some value of a field that this cloud cannot set, and nothing where it stands instead."""
        value = self.rare[name] if name in self.rare else self.values(bench, 0)[name]
        return {name: value, **dict.fromkeys(self.instead.get(name, ()), "")}

    def unset(self, adapter: Adapter) -> frozenset[str]:
        """Fields of the spec that this cloud cannot set, and that may be left out."""
        names = {name for name, info in self.spec.model_fields.items() if not info.is_required()}
        return frozenset(names) - self.ability(adapter).fields - {"options"}

    def fixed(self, adapter: Adapter) -> frozenset[str]:
        """Fields of the patch that this cloud cannot change."""
        names = frozenset(self.patch.model_fields) if self.patch else frozenset()
        return names - self.ability(adapter).changes - {"options"}

    def altered(self, bench: Bench) -> Mapping[str, Any]:
        """What can be changed here, field by field, with its new value."""
        mine = {**self.changes(bench), **bench.changes.get(self.noun, {})}
        names = self.ability(bench.adapter).changes - {"options"}
        return {n: mine[n] for n in sorted(names) if mine.get(n) is not None}

    def change(self, bench: Bench) -> Patch:
        """One good change: of the name, if that can be changed."""
        able = self.altered(bench)
        assert self.patch is not None
        assert able, f"{self.noun} can be updated, and nothing of it can be changed"
        name = "name" if "name" in able else min(able)
        return self.patch(**{name: able[name]})

    def id(self, bench: Bench) -> str:
        """An id that could be one of this noun's; of nothing, unless it has to be made of others."""
        return bench.stand(self, LAST) if self.composite else "some-id"

    def named(self, id: str) -> Callable[[Any], bool]:
        """Tells whether a value in an answer is the id, or a part of one that is made of several."""
        if not self.composite:
            return lambda item: item == id
        return lambda item: isinstance(item, str) and len(item) >= 6 and item in id

    def missed(self, asked: Spec, told: Noun, names: Any) -> str:
        """The first of the fields where the cloud does not tell what was asked for, or empty."""
        for name in sorted(names):
            value, as_told = getattr(asked, name), TOLD_AS.get(name, name)
            if not hasattr(told, as_told) or (name in self.own and value in (None, ())):
                continue
            has = getattr(told, as_told)
            if where := differs(value, has, name):
                return f"{where}; asked for { {name: value} }, told { {as_told: has} }"
        return ""


def secret_fields(options: type[Options] | None) -> list[str]:
    """Names of the fields that hold a secret."""
    fields = options.model_fields if options is not None else {}
    return [name for name, info in fields.items() if "SecretStr" in str(info.annotation)]

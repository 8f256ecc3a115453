"""The two clients are one client."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import cgw
from cgw import aio, aio_nouns, aio_verbs, client, nouns, verbs

PAIRS = [
    (client.Client, aio.AsyncClient),
    (verbs.Listing, aio_verbs.AsyncListing),
    (verbs.Verbs, aio_verbs.AsyncVerbs),
    (verbs.Collection, aio_verbs.AsyncCollection),
    *(
        (kind, getattr(aio_nouns, f"Async{name}"))
        for name, kind in vars(nouns).items()
        if isinstance(kind, type) and kind.__module__ == nouns.__name__
    ),
]


def public(kind: type) -> dict[str, Any]:
    return {n: v for n, v in vars(kind).items() if not n.startswith("_") and callable(v)}


@pytest.mark.parametrize(("blocking", "awaiting"), PAIRS)
def test_the_same_verbs_with_the_same_parameters(blocking: type, awaiting: type) -> None:
    """Every public method exists in both colours with the same parameters and defaults."""
    left, right = public(blocking), public(awaiting)
    assert left.keys() == right.keys()
    for name, method in left.items():
        mine = inspect.signature(method).parameters
        theirs = inspect.signature(right[name]).parameters
        assert [(p.name, p.kind, p.default) for p in mine.values()] == [
            (p.name, p.kind, p.default) for p in theirs.values()
        ], name
        is_async = inspect.iscoroutinefunction(right[name]) or inspect.isasyncgenfunction(
            right[name]
        )
        assert is_async, name


def test_both_ways_in_take_the_same() -> None:
    """`connect` and `connect_async` differ in what they return and in nothing else."""
    left = inspect.signature(cgw.connect).parameters
    right = inspect.signature(cgw.connect_async).parameters
    assert left == right

"""What proves that an adapter keeps its promises: subclass `AdapterTests`, give two fixtures, run pytest."""

from cgw.testing.adapter import AdapterTests
from cgw.testing.bench import Bench
from cgw.testing.nouns import CASES, Case

__all__ = ["CASES", "AdapterTests", "Bench", "Case"]

"""What proves that an adapter keeps its promises: subclass `AdapterTests`, give two fixtures, run pytest."""

from cgw.testing.adapter import AdapterTests, TunnelTests
from cgw.testing.bench import Bench
from cgw.testing.case import Case
from cgw.testing.faces import FaceTests
from cgw.testing.nouns import CASES

__all__ = ["CASES", "AdapterTests", "Bench", "Case", "FaceTests", "TunnelTests"]

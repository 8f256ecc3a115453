"""Tencent Cloud keeps every law of the conformance kit, as any third party's adapter has to."""

from __future__ import annotations

import pytest
from law_values import CHANGES, NOUNS, UNPAGED, VALUES

from cgw.adapter import Adapter, Place
from cgw.emulator.world import Face, World
from cgw.plugins import registry
from cgw.testing import TunnelTests


class TestTencent(TunnelTests):
    """All laws, against this cloud's emulator."""

    nouns = NOUNS["tencent"]
    values = VALUES["tencent"]
    changes = CHANGES["tencent"]
    unpaged = UNPAGED["tencent"]

    @pytest.fixture
    def adapter(self) -> Adapter:
        return registry().provider("tencent").open(Place("ap-guangzhou"))

    @pytest.fixture
    def face(self) -> Face:
        make = registry().provider("tencent").face
        assert make is not None
        return make(World(transition=0))

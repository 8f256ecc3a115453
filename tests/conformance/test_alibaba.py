"""Alibaba Cloud keeps every law of the conformance kit, as any third party's adapter has to."""

from __future__ import annotations

import pytest
from law_values import CHANGES, NOUNS, UNPAGED, VALUES

from cgw.adapter import Adapter, Place
from cgw.emulator.world import Face, World
from cgw.plugins import registry
from cgw.testing import TunnelTests


class TestAlibaba(TunnelTests):
    """All laws, against this cloud's emulator."""

    nouns = NOUNS["alibaba"]
    values = VALUES["alibaba"]
    changes = CHANGES["alibaba"]
    unpaged = UNPAGED["alibaba"]

    @pytest.fixture
    def adapter(self) -> Adapter:
        return registry().provider("alibaba").open(Place("cn-shanghai"))

    @pytest.fixture
    def face(self) -> Face:
        make = registry().provider("alibaba").face
        assert make is not None
        return make(World(transition=0))

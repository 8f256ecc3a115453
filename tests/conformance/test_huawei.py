"""Huawei Cloud keeps every law of the conformance kit, as any third party's adapter has to."""

from __future__ import annotations

import pytest
from law_values import CHANGES, COMPOSITE, NOUNS, UNPAGED, VALUES

from cgw.adapter import Adapter, Place
from cgw.emulator.world import Face, World
from cgw.plugins import registry
from cgw.testing import TunnelTests


class TestHuawei(TunnelTests):
    """All laws, against this cloud's emulator."""

    nouns = NOUNS["huawei"]
    values = VALUES["huawei"]
    changes = CHANGES["huawei"]
    unpaged = UNPAGED["huawei"]
    composite = COMPOSITE["huawei"]

    @pytest.fixture
    def adapter(self) -> Adapter:
        return registry().provider("huawei").open(Place("cn-north-4"))

    @pytest.fixture
    def face(self) -> Face:
        make = registry().provider("huawei").face
        assert make is not None
        return make(World(transition=0))

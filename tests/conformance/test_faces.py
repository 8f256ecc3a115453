"""The three faces keep every law of the kit for faces, as any third party's has to."""

from __future__ import annotations

import pytest

from cgw.adapter import Adapter, Place
from cgw.emulator.world import Face, World
from cgw.plugins import registry
from cgw.testing import FaceTests

REGIONS = {"alibaba": "cn-hangzhou", "huawei": "cn-north-4", "tencent": "ap-guangzhou"}


class Ours(FaceTests):
    """One of the three."""

    name = ""

    @pytest.fixture
    def adapter(self) -> Adapter:
        return registry().provider(self.name).open(Place(REGIONS[self.name]))

    @pytest.fixture
    def face(self, world: World) -> Face:
        make = registry().provider(self.name).face
        assert make is not None
        return make(world)


class TestAlibaba(Ours):
    """Alibaba Cloud's."""

    name = "alibaba"


class TestHuawei(Ours):
    """Huawei Cloud's."""

    name = "huawei"


class TestTencent(Ours):
    """Tencent Cloud's."""

    name = "tencent"

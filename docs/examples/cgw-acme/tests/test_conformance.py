"""Acme Cloud keeps every law of the kit."""

from __future__ import annotations

import pytest
from cgw.adapter import Adapter, Place
from cgw.emulator.world import Face, World
from cgw.testing import AdapterTests, FaceTests

from cgw_acme.adapter import AcmeAdapter
from cgw_acme.emulator import AcmeFace


class TestAcme(AdapterTests):
    """All laws, against this cloud's own face."""

    @pytest.fixture
    def adapter(self) -> Adapter:
        return AcmeAdapter(Place("moon-1"))

    @pytest.fixture
    def face(self) -> Face:
        return AcmeFace(World())


class TestFace(FaceTests):
    """And the face is no rubber stamp: wrong keys, old dates and changed bytes are refused."""

    @pytest.fixture
    def adapter(self) -> Adapter:
        return AcmeAdapter(Place("moon-1"))

    @pytest.fixture
    def face(self, world: World) -> Face:
        return AcmeFace(world)

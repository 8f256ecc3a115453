"""Acme Cloud keeps every law of the kit."""

from __future__ import annotations

import pytest
from cgw.adapter import Adapter, Place
from cgw.emulator.world import Face, World
from cgw.testing import AdapterTests

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

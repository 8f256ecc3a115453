"""Two real strongSwan daemons in two network namespaces of this machine.

They need root, network namespaces, /dev/net/tun and Debian's strongswan-swanctl, charon-systemd,
libcharon-extra-plugins, libstrongswan-extra-plugins, iproute2 and iputils-ping; FRR needs frr.
Without them the tests are skipped; with CGW_REQUIRE_IPSEC=1 they fail.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from real_ipsec import PROGRAMS, need

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs" / "examples"))


@pytest.fixture(scope="session")
def pair():
    """Two charons with a wire between them."""
    need(*PROGRAMS)
    from strongswan_daemon import daemons

    with daemons() as both:
        yield both


@pytest.fixture(autouse=True)
def namespaces(pair):
    """Every test here needs the daemons."""

"""The strongSwan profile is what a strongSwan says of itself."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

import pytest

from cgw.link.algorithms import strongswan
from cgw.link.profiles import STRONGSWAN

pytestmark = pytest.mark.slow


def test_the_built_in_profile_promises_nothing_a_daemon_lacks(pair: Any):
    """What the daemon lists leaves the built-in profile whole: each of its words has code behind it."""
    told = strongswan(pair[0].ask("--list-algs")[1])
    for field in (
        *("ike_encryptions", "ike_integrities", "dh_groups"),
        *("encryptions", "integrities", "pfs_groups"),
    ):
        assert getattr(told.ipsec, field) == getattr(STRONGSWAN.ipsec, field)


def test_a_profile_of_it_is_loaded_word_by_word(pair: Any):
    """Every phase 1 and phase 2 word of the profile is one that swanctl takes."""
    from cgw.device.words import esp_proposal, ike_proposal
    from cgw.models import Ike, Ipsec

    can = STRONGSWAN.ipsec
    ike = [
        ike_proposal(Ike(version="ikev2", encryption=e, integrity=i, dh_group=g))
        for e in can.ike_encryptions
        for i in can.ike_integrities
        for g in can.dh_groups
    ]
    esp = [
        esp_proposal(Ipsec(encryption=e, integrity=i, pfs_group=g))
        for e in can.encryptions
        for i in can.integrities
        for g in can.pfs_groups
    ]
    words = list(zip_longest(ike, esp, fillvalue="default"))
    assert {one for one, _ in words} >= set(ike)
    assert {one for _, one in words} >= set(esp)
    pair[0].take(
        "connections {\n"
        + "\n".join(
            f"  c{n} {{\n proposals = {i}\n children {{ n {{ esp_proposals = {e}\n }} }}\n }}"
            for n, (i, e) in enumerate(words)
        )
        + "\n}\n"
    )

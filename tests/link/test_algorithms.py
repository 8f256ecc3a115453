"""A profile read from ``swanctl --list-algs``: less where the daemon has less, never more."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cgw
from cgw.link import STRONGSWAN, find
from cgw.link.algorithms import CIPHERS, COMBINED, GROUPS, HASHES, strongswan

KINDS = {
    "encryption": sorted({*CIPHERS.values(), "CAMELLIA_CBC"}),
    "integrity": sorted({sign for sign, _ in HASHES.values()} | {"HMAC_SHA1_160"}),
    "aead": sorted({*COMBINED.values(), "CHACHA20_POLY1305"}),
    "prf": sorted({prf for _, prf in HASHES.values()}),
    "dh": sorted({*GROUPS.values(), "CURVE_25519"}),
}
SOME = st.fixed_dictionaries({kind: st.sets(st.sampled_from(n)) for kind, n in KINDS.items()})


def printed(found: dict[str, set[str]]) -> str:
    return "".join(
        f"{kind}:\n" + "".join(f"  {name}[openssl]\n" for name in sorted(names))
        for kind, names in found.items()
    )


@given(SOME)
def test_what_it_lacks_is_not_promised(found: dict[str, set[str]]):
    """Each word of the profile has its name in the listing, and each known name its word; or it is refused."""
    both = {**CIPHERS, **COMBINED}
    ciphers = {o for o, t in both.items() if t in found["encryption"] | found["aead"]}
    signs = {o for o, (s, _) in HASHES.items() if s in found["integrity"]}
    either = {o for o, (_, p) in HASHES.items() if o in signs and p in found["prf"]}
    groups = {o for o, t in GROUPS.items() if t in found["dh"]}
    if not (ciphers - {"null"} and either and groups):
        with pytest.raises(cgw.ConfigError):
            strongswan(printed(found))
        return
    can = strongswan(printed(found)).ipsec
    assert set(can.encryptions) == ciphers
    assert set(can.ike_encryptions) == ciphers - {"null"}
    assert (set(can.integrities), set(can.ike_integrities)) == (signs, either)
    assert set(can.dh_groups) == set(can.pfs_groups) - {"none"} == groups


@pytest.mark.parametrize(
    "text", ["", "connecting to 'default' URI failed", "dh:\n  MODP_2048[x]\n"]
)
def test_something_else_is_refused(text: str):
    """What `swanctl --list-algs` does not print is `ConfigError`, not an empty profile."""
    with pytest.raises(cgw.ConfigError, match="list-algs"):
        strongswan(text)


def test_a_file_of_it_is_a_profile(tmp_path: Path):
    """`--b-profile site.algs`: a saved listing is found by its ending."""
    path = tmp_path / "site.algs"
    path.write_text(printed({kind: set(names) for kind, names in KINDS.items()}))
    assert find(str(path)).ipsec.dh_groups == STRONGSWAN.ipsec.dh_groups
    with pytest.raises(cgw.ConfigError, match="gone"):
        find(str(tmp_path / "gone.algs"))

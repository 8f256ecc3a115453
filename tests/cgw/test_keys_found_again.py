"""A generated key survives a lost answer."""

from __future__ import annotations

import copy
import pickle

import pytest
from pydantic import SecretStr, ValidationError

import cgw
from cgw.models import Tunnel, VpnConnection, VpnConnectionSpec


@pytest.mark.parametrize("count", [1, 2])
def test_a_connection_found_again_tells_the_key_it_was_made_with(count: int) -> None:
    """Where a cloud withholds keys, what was found by its marker still carries the caller's."""
    tunnels = tuple(cgw.TunnelSpec(local_address=f"198.18.0.{n}") for n in range(count))
    spec = VpnConnectionSpec(
        name="c", vpn_gateway_id="g", customer_gateway_id="p", tunnels=tunnels
    ).completed()
    there = tuple(
        Tunnel(local_address=f"198.18.0.{n}", psk_visibility="withheld")
        for n in reversed(range(count))
    )
    found = VpnConnection(id="x", provider="toy", region="r", tunnels=there)
    told = spec.recognised(found)
    keys = {t.local_address: t.psk for t in spec.tunnels}
    assert {t.local_address: t.psk for t in told.tunnels} == keys
    assert {t.psk_visibility for t in told.tunnels} == {"known"}
    assert all(t.psk is not None for t in spec.tunnels)


def test_a_key_the_cloud_tells_is_the_clouds() -> None:
    """What the cloud itself says is never replaced."""
    spec = VpnConnectionSpec(name="c", vpn_gateway_id="g", customer_gateway_id="p").completed()
    theirs = Tunnel(psk=cgw.generate_psk(), psk_visibility="known")
    found = VpnConnection(id="x", provider="toy", region="r", tunnels=(theirs,))
    assert spec.recognised(found).tunnels == (theirs,)


def test_a_tunnel_does_not_carry_its_key_into_a_file() -> None:
    """With a key it refuses pickle and copies to itself; without one it is a plain value."""
    keyed = Tunnel(psk=SecretStr("canary-4711"), psk_visibility="known")
    with pytest.raises(TypeError, match="secret"):
        pickle.dumps(keyed)
    assert copy.deepcopy(keyed) is keyed
    plain = Tunnel(local_address="198.18.0.1")
    assert pickle.loads(pickle.dumps(plain)) == plain


def test_a_key_where_a_model_belongs_is_not_told() -> None:
    """A key given in the place of another field stays out of the error."""
    with pytest.raises(ValidationError) as caught:
        cgw.TunnelSpec.model_validate({"ike": "canary-4711"})
    assert "canary" not in f"{caught.value} {caught.value.errors()}"

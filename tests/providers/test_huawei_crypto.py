"""Algorithms on HUAWEI CLOUD: every word both ways, and what was asked for is what is read."""

from __future__ import annotations

import json
from typing import get_args

import huawei
import pytest
from huawei import LOCAL, built, client, spec
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from cgw.adapter import Operation
from cgw.emulator import World
from cgw.errors import UnsupportedError
from cgw.models import (
    DhGroup,
    Dpd,
    Encryption,
    HealthCheck,
    Ike,
    IkeSpec,
    Integrity,
    Ipsec,
    IpsecSpec,
    PfsGroup,
    TunnelSpec,
    generate_psk,
)
from cgw.wire import Shape
from cgw_huawei import crypto
from cgw_huawei.capabilities import IPSEC
from cgw_huawei.crypto import IkeRow, IpsecRow, ike_from, ipsec_from

# The words as the vendor's documents have them, written down once more: independent of the table.
CIPHERS = {
    "aes-128": "aes-128-cbc",
    "aes-192": "aes-192-cbc",
    "aes-256": "aes-256-cbc",
    "aes-128-gcm-16": "aes-128-gcm-16",
    "aes-256-gcm-16": "aes-256-gcm-16",
    "aes-128-gcm-128": "aes-128-gcm-16",
    "aes-256-gcm-128": "aes-256-gcm-16",
    "3des": "3des-cbc",
}
HASHES = ("sha2-256", "sha2-384", "sha2-512", "sha1", "md5")
GROUPS = {f"group{n}": f"dh{n}" for n in (1, 2, 5, 14, 15, 16, 19, 20, 21)}


def ike(**words: str) -> Ike:
    """An IKE policy as the cloud tells it, in our words."""
    return ike_from(Shape(IkeRow).read(json.dumps(words).encode()))


def ipsec(**words: str) -> Ipsec:
    """An IPsec policy as the cloud tells it, in our words."""
    return ipsec_from(Shape(IpsecRow).read(json.dumps(words).encode()))


@pytest.mark.parametrize(("theirs", "ours"), CIPHERS.items())
def test_ciphers_are_read(theirs, ours):
    """Every spelling of the documents, in any case, in both phases."""
    for word in (theirs, theirs.upper()):
        assert ike(encryption_algorithm=word).encryption == ours
        assert ipsec(encryption_algorithm=word).encryption == ours


@pytest.mark.parametrize(("theirs", "ours"), [*GROUPS.items(), ("disable", "none")])
def test_groups_are_read(theirs, ours):
    """DH groups, and the word for none."""
    assert ipsec(pfs=theirs).pfs_group == ours
    if theirs != "disable":
        assert ike(dh_group=theirs).dh_group == ours


def test_words_nobody_knows_are_kept():
    """They are unknown and stand there raw; what is missing is empty."""
    read = ike(
        encryption_algorithm="sm4",
        ike_version="v3",
        dh_group="group31",
        authentication_algorithm="sm3",
    )
    assert read.encryption == "unknown:sm4"
    assert (read.version, read.dh_group, read.integrity) == (
        "unknown:v3",
        "unknown:group31",
        "unknown:sm3",
    )
    assert ike_from(None).encryption == ipsec_from(None).pfs_group == ""


@pytest.mark.parametrize("word", get_args(Encryption))
@pytest.mark.parametrize("phase", ["ike", "ipsec"])
def test_ciphers_go_out_or_are_refused(word, phase):
    """Each of our words has exactly one of theirs, or is refused with what there is."""
    send = crypto.ike_to if phase == "ike" else crypto.ipsec_to
    asked = (IkeSpec if phase == "ike" else IpsecSpec)(encryption=word)
    if word in CIPHERS.values():
        assert CIPHERS[send(asked, phase)["encryption_algorithm"]] == word
    else:
        with pytest.raises(UnsupportedError, match=r"aes-256-cbc") as caught:
            send(asked, phase)
        assert caught.value.field == f"{phase}.encryption"


@pytest.mark.parametrize("word", get_args(Integrity))
def test_hashes_go_out_or_are_refused(word):
    """Hashes have the same words here, but for the one that is missing."""
    if word in HASHES:
        assert crypto.ike_to(IkeSpec(integrity=word), "ike")["authentication_algorithm"] == word
        assert ike(authentication_algorithm=word).integrity == word
    else:
        with pytest.raises(UnsupportedError):
            crypto.ipsec_to(IpsecSpec(integrity=word), "ipsec")


@pytest.mark.parametrize("word", get_args(PfsGroup))
def test_groups_go_out_or_are_refused(word):
    """PFS groups are the DH groups, and none."""
    if word == "none":
        assert crypto.ipsec_to(IpsecSpec(pfs_group=word), "")["pfs"] == "disable"
    elif word in GROUPS.values():
        assert GROUPS[crypto.ipsec_to(IpsecSpec(pfs_group=word), "")["pfs"]] == word
        assert GROUPS[crypto.ike_to(IkeSpec(dh_group=word), "")["dh_group"]] == word
    else:
        assert word in get_args(DhGroup)
        with pytest.raises(UnsupportedError):
            crypto.ike_to(IkeSpec(dh_group=word), "")


def test_identities():
    """None is the address itself and has no value; a name is fqdn; %any is any."""
    assert crypto.ike_to(IkeSpec(), "")["local_id_type"] == "ip"
    out = crypto.ike_to(IkeSpec(local_id="a.example", remote_id="%any"), "")
    assert (out["local_id_type"], out["local_id"], out["peer_id_type"]) == (
        "fqdn",
        "a.example",
        "any",
    )
    assert "peer_id" not in out
    read = ike(local_id_type="fqdn", local_id="a", peer_id_type="any", peer_id="x")
    assert (read.local_id, read.remote_id) == ("a", "%any")
    assert ike(local_id_type="ip", local_id="10.0.0.1").local_id is None


@given(st.integers(8, 64))
def test_generated_keys_fit(length):
    """Every key that cgw makes up is one that the cloud takes."""
    assert IPSEC.psk.complaint(generate_psk(length).get_secret_value()) is None


# ---------------------------------------------------------------- there and back

NAMES = st.from_regex(r"[a-z][a-z0-9.-]{0,20}[a-z]", fullmatch=True)
KEYS = st.text(sorted(IPSEC.psk.alphabet), min_size=8, max_size=125).map(lambda t: f"{t}aB1")
IKES = st.builds(
    IkeSpec,
    version=st.just("ikev2"),
    encryption=st.sampled_from(IPSEC.ike_encryptions),
    integrity=st.sampled_from(IPSEC.ike_integrities),
    dh_group=st.sampled_from(IPSEC.dh_groups),
    lifetime_s=st.integers(*IPSEC.ike_lifetime),
    local_id=st.none() | NAMES,
    remote_id=st.none() | NAMES | st.just("%any"),
) | st.builds(IkeSpec, version=st.just("ikev1"), mode=st.sampled_from(["main", "aggressive"]))
IPSECS = st.builds(
    IpsecSpec,
    encryption=st.sampled_from(IPSEC.encryptions),
    integrity=st.sampled_from(IPSEC.integrities),
    pfs_group=st.sampled_from(IPSEC.pfs_groups),
    lifetime_s=st.integers(*IPSEC.lifetime),
)
DPDS = st.builds(Dpd, interval_s=st.integers(10, 3600), timeout_s=st.integers(2, 60))
NETWORKS = st.integers(0, 255).map(lambda n: f"192.168.{n}.0/24")
TUNNELS = st.builds(
    TunnelSpec,
    psk=KEYS.map(SecretStr),
    ike=IKES,
    ipsec=IPSECS,
    dpd=DPDS,
    health_check=st.builds(HealthCheck, enabled=st.booleans()),
)


@pytest.fixture(scope="module")
def stage():
    """A world with a gateway and a device, used by every draw."""
    world = World(rate=0, transition=0)
    with client(world) as cloud:
        ready, device = built(cloud)
        yield cloud, ready, device


@given(
    tunnel=TUNNELS,
    mode=st.sampled_from(["policy", "route"]),
    remote=st.lists(NETWORKS, min_size=1, max_size=50, unique=True),
    number=st.integers(0, 1),
    name=st.from_regex(r"[A-Za-z0-9_.-]{1,64}", fullmatch=True),
)
def test_what_was_asked_is_what_is_read(stage, tunnel, mode, remote, number, name):
    """Any connection within the capabilities reads back as it was asked for."""
    cloud, ready, device = stage
    asked = spec(
        name=name,
        mode=mode,
        local_cidrs=LOCAL,
        remote_cidrs=tuple(remote),
        vpn_gateway_id=ready.id,
        customer_gateway_id=device,
        tunnels=(tunnel.model_copy(update={"local_address": ready.addresses[number]}),),
        tags={"env": "x y"},
    )
    made = cloud.vpn_connections.create(asked)
    read = cloud.vpn_connections.get(made.id)
    assert made.tunnels[0].psk == tunnel.psk
    assert (read.name, read.mode, read.tags) == (name, mode, {"env": "x y"})
    assert (read.local_cidrs, read.remote_cidrs) == (LOCAL, tuple(remote))
    (there,) = read.tunnels
    assert there.local_address == ready.addresses[number]
    for part in ("version", "mode", "encryption", "integrity", "dh_group", "lifetime_s"):
        assert getattr(there.ike, part) == getattr(tunnel.ike, part)
    assert (there.ike.local_id, there.ike.remote_id) == (tunnel.ike.local_id, tunnel.ike.remote_id)
    for part in ("encryption", "integrity", "pfs_group", "lifetime_s"):
        assert getattr(there.ipsec, part) == getattr(tunnel.ipsec, part)
    assert (there.dpd.interval_s, there.dpd.timeout_s) == (
        tunnel.dpd.interval_s,
        tunnel.dpd.timeout_s,
    )
    assert there.health_check.enabled == tunnel.health_check.enabled
    cloud.vpn_connections.delete(made.id)


def test_a_key_is_made_up_where_none_was_given(stage):
    """Without a key the client makes one, and the answer tells it: it is never told again."""
    cloud, ready, device = stage
    asked = spec(vpn_gateway_id=ready.id, customer_gateway_id=device, tunnel={"psk": None})
    made = cloud.vpn_connections.create(asked)
    key = made.tunnels[0].psk
    assert key is not None
    assert IPSEC.psk.complaint(key.get_secret_value()) is None
    assert cloud.vpn_connections.get(made.id).tunnels[0].psk_visibility == "withheld"
    flow = huawei.CLOUD.vpn_connections.create(asked, Operation("0" * 32))
    with pytest.raises(Exception, match="psk"):
        next(flow)
    cloud.vpn_connections.delete(made.id)

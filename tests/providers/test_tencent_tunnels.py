"""Tunnels on Tencent Cloud: every word both ways, whole connections there and back, and limits."""

from __future__ import annotations

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from tencent_links import CLOUD, OP, VERBS, asked, creating, linked, read, spec

from cgw.emulator.world import World
from cgw.errors import InvalidRequestError, UnsupportedError
from cgw.models import Bgp, Dpd, HealthCheck, IkeSpec, IpsecSpec, TunnelSpec
from cgw_tencent import ConnectOptions, Policy, VpnConnectionOptions, crypto

CAN = CLOUD.capabilities.noun("vpn_connections").ipsec

# As the data types of the API spell them.
IKE = {
    "encryption": (
        "PropoEncryAlgorithm",
        (
            "3DES-CBC AES-CBC-128 AES-CBC-192 AES-CBC-256 DES-CBC SM4 AES128GCM128 AES192GCM128 "
            "AES256GCM128"
        ),
    ),
    "integrity": ("PropoAuthenAlgorithm", "MD5 SHA SHA-256 SHA-512"),
    "dh_group": (
        "DhGroupName",
        "GROUP1 GROUP2 GROUP5 GROUP14 GROUP15 GROUP16 GROUP19 GROUP20 GROUP21 GROUP24",
    ),
    "version": ("IKEVersion", "IKEV1 IKEV2"),
}
IPSEC = {
    "encryption": ("EncryptAlgorithm", f"{IKE['encryption'][1]} NULL"),
    "integrity": ("IntegrityAlgorith", "MD5 SHA1 SHA-256 SHA-384 SHA-512 SM3"),
    "pfs_group": (
        "PfsDhGroup",
        (
            "NULL DH-GROUP1 DH-GROUP2 DH-GROUP5 DH-GROUP14 DH-GROUP15 DH-GROUP16 DH-GROUP19 "
            "DH-GROUP20 DH-GROUP21 DH-GROUP24"
        ),
    ),
}
PARTS = [
    (part, field, name, raw)
    for part, table in (("ike", IKE), ("ipsec", IPSEC))
    for field, (name, words) in table.items()
    for raw in words.split()
]


@pytest.mark.parametrize(("part", "field", "name", "raw"), PARTS)
def test_each_documented_word_goes_both_ways(part, field, name, raw):
    """A word of the documents is read as one of ours, in any case, and that is sent as the word."""
    whole = {"ike": "IKEOptionsSpecification", "ipsec": "IPSECOptionsSpecification"}[part]
    (tunnel,) = read(**{whole: {name: raw}}).tunnels
    ours = getattr(getattr(tunnel, part), field)
    assert not ours.startswith("unknown")
    (tunnel,) = read(**{whole: {name: raw.lower()}}).tunnels
    assert getattr(getattr(tunnel, part), field) == ours
    kind = {"ike": IkeSpec, "ipsec": IpsecSpec}[part]
    body = asked(creating(spec({part: kind(**{field: ours})}))[1])[1]
    assert body[whole][name] == raw


def test_capabilities_name_exactly_the_documented_words():
    """What is promised is what is documented: as many words, none twice."""
    counts = {field: len(words.split()) for field, (_, words) in IKE.items()}
    assert len(CAN.ike_encryptions) == counts["encryption"]
    assert len(CAN.ike_integrities) == counts["integrity"]
    assert len(CAN.dh_groups) == counts["dh_group"]
    counts = {field: len(words.split()) for field, (_, words) in IPSEC.items()}
    assert len(CAN.encryptions) == counts["encryption"]
    assert len(CAN.integrities) == counts["integrity"]
    assert len(CAN.pfs_groups) == counts["pfs_group"]


@pytest.mark.parametrize(
    ("table", "raw", "ours"),
    [
        (crypto.IKE_INTEGRITY, "SHA1", "sha1"),
        (crypto.INTEGRITY, "SHA", "sha1"),
        (crypto.IKE_ENCRYPTION, "AES-CBS-192", "unknown:AES-CBS-192"),
        (crypto.PFS_GROUP, "GROUP14", "unknown:GROUP14"),
        (crypto.ROUTE_TYPE, "STATIC", "policy"),
        (crypto.VERSIONS, "", ""),
        (crypto.VERSIONS, None, ""),
    ],
)
def test_other_spellings(table, raw, ours):
    """SHA and SHA1 are one thing; a word nobody knows stays itself."""
    assert table.read(raw) == ours


# ---------------------------------------------------------------- there and back

SECONDS = st.integers(180, 604800)
IDENTITIES = st.none() | st.sampled_from(["gw.example.com", "10.1.2.3", "left"])
TUNNELS = st.builds(
    TunnelSpec,
    psk=st.text(CAN.psk.alphabet, min_size=1, max_size=128),
    ike=st.builds(
        IkeSpec,
        version=st.sampled_from(["ikev1", "ikev2"]),
        encryption=st.sampled_from(CAN.ike_encryptions),
        integrity=st.sampled_from(CAN.ike_integrities),
        dh_group=st.sampled_from(CAN.dh_groups),
        lifetime_s=st.integers(60, 604800),
        local_id=IDENTITIES,
        remote_id=IDENTITIES,
    ),
    ipsec=st.builds(
        IpsecSpec,
        encryption=st.sampled_from(CAN.encryptions),
        integrity=st.sampled_from(CAN.integrities),
        pfs_group=st.sampled_from(CAN.pfs_groups),
        lifetime_s=SECONDS,
    ),
    dpd=st.builds(
        Dpd,
        enabled=st.booleans(),
        timeout_s=st.none() | st.integers(30, 60),
        action=st.sampled_from([None, "clear", "restart"]),
    ),
    health_check=st.none()
    | st.builds(
        HealthCheck,
        enabled=st.booleans(),
        interval_s=st.none() | st.integers(10, 50).map(lambda tenths: tenths / 10),
        retries=st.none() | st.integers(3, 8),
    ),
)
CIDRS = st.lists(st.integers(0, 199), min_size=1, max_size=5, unique=True).map(
    lambda numbers: tuple(f"10.{n}.0.0/16" for n in numbers)
)


@examples(60)
@given(
    tunnel=TUNNELS,
    policy=st.booleans(),
    local=CIDRS,
    remote=CIDRS,
    initiator=st.sampled_from([None, "cloud", "peer"]),
)
def test_what_was_asked_for_is_what_is_there(tunnel, policy, local, remote, initiator):
    """Any connection within the capabilities reads back as it was asked for, on the emulator."""
    changes = {"initiator": initiator, "tags": {"a": "b"}}
    if policy:
        tunnel = tunnel.model_copy(update={"health_check": None})
        changes |= {"mode": "policy", "local_cidrs": local, "remote_cidrs": remote}
    cloud, made = linked(World(transition=0), tunnels=(tunnel,), **changes)
    for link in (made, cloud.vpn_connections.get(made.id), *cloud.vpn_connections.list()):
        assert (link.mode, link.tags) == ("policy" if policy else "route", {"a": "b"})
        assert (link.local_cidrs, link.remote_cidrs) == ((local, remote) if policy else ((), ()))
        assert link.initiator == (initiator or "cloud")
        (there,) = link.tunnels
        assert there.psk == tunnel.psk
        for part in ("ike", "ipsec", "dpd"):
            for name, value in getattr(tunnel, part):
                told = getattr(getattr(there, part), name)
                assert told == value or (value is None and part == "dpd"), name
        probe = tunnel.health_check
        assert there.health_check.enabled == bool(probe and probe.enabled)
        if probe and probe.enabled:
            assert there.health_check.interval_s == (probe.interval_s or 5.0)
            assert there.health_check.retries == (probe.retries or 3)


def test_bgp_reads_back():
    """A BGP connection tells its /30, both addresses and both AS numbers."""
    bgp = Bgp(tunnel_cidr="169.254.130.0/30", local_asn=64551)
    tunnel = TunnelSpec(psk="Key.1", bgp=bgp)
    _, link = linked(World(transition=0), tunnels=(tunnel,), mode="bgp")
    (there,) = link.tunnels
    assert (there.bgp.local_address, there.bgp.peer_address) == ("169.254.130.1", "169.254.130.2")
    assert (there.bgp.local_asn, there.bgp.peer_asn) == (64551, 65010)


# ---------------------------------------------------------------- limits

NETS = {"mode": "policy", "local_cidrs": ("10.0.0.0/24",), "remote_cidrs": ("10.1.0.0/24",)}


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"name": "n" * 61}, InvalidRequestError, "name"),
        ({"tags": {"project": "x"}}, InvalidRequestError, "tags"),
        ({"options": ConnectOptions()}, UnsupportedError, "options"),
        ({"tunnels": (TunnelSpec(), TunnelSpec())}, UnsupportedError, "tunnels"),
        ({"local_cidrs": ("10.0.0.0/8",)}, UnsupportedError, "local_cidrs"),
        ({"remote_cidrs": ("10.0.0.0/8",)}, UnsupportedError, "remote_cidrs"),
        (
            {**NETS, "local_cidrs": tuple(f"10.0.{n}.0/24" for n in range(201))},
            InvalidRequestError,
            "local_cidrs",
        ),
        (
            {
                **NETS,
                "local_cidrs": tuple(f"10.0.{n}.0/24" for n in range(21)),
                "remote_cidrs": tuple(f"10.1.{n}.0/24" for n in range(10)),
            },
            InvalidRequestError,
            "local_cidrs",  # 210 pairs
        ),
        (
            {
                **NETS,
                "options": VpnConnectionOptions(
                    policies=(Policy(local="10.9.0.0/24", remote=("10.1.0.0/24",)),)
                ),
            },
            InvalidRequestError,
            "options",
        ),
        (
            {
                "options": VpnConnectionOptions(
                    policies=(Policy(local="10.0.0.0/8", remote=("::/0",)),)
                )
            },
            InvalidRequestError,
            "options",
        ),
        ({"options": VpnConnectionOptions(route_type="STATIC")}, InvalidRequestError, "options"),
        (
            {"initiator": "peer", "options": VpnConnectionOptions(negotiation="flowTrigger")},
            InvalidRequestError,
            "options",
        ),
        (
            {**NETS, "tunnels": (TunnelSpec(psk="k", health_check=HealthCheck()),)},
            UnsupportedError,
            "tunnels.0.health_check",
        ),
        ({"mode": "bgp"}, InvalidRequestError, "tunnels.0.bgp"),
        (
            {"tunnels": (TunnelSpec(psk="k", ike=IkeSpec(mode="aggressive")),)},
            InvalidRequestError,
            "tunnels.0.ike.mode",
        ),
        ({"tunnels": (TunnelSpec(psk="k" * 129),)}, InvalidRequestError, "tunnels.0.psk"),
        ({"tunnels": (TunnelSpec(psk="é"),)}, InvalidRequestError, "tunnels.0.psk"),
    ],
)
def test_what_the_cloud_would_refuse_is_refused_before(changes, error, field):
    """A connection outside the limits is refused before any request, by field."""
    with pytest.raises(error) as caught:
        next(VERBS.create(spec(**changes), OP))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("tunnel", "field"),
    [
        ({"local_address": "198.51.100.2"}, "tunnels.0.local_address"),
        (
            {"bgp": Bgp(tunnel_cidr="169.254.128.0/30", local_asn=65000)},
            "tunnels.0.bgp.local_asn",
        ),
    ],
)
def test_what_does_not_fit_the_gateway(tunnel, field):
    """An address or AS number that is not the gateway's is refused before the create."""
    mode = "bgp" if "bgp" in tunnel else "route"
    with pytest.raises(InvalidRequestError) as caught:
        creating(spec(tunnel, mode=mode))
    assert caught.value.field == field


@pytest.mark.parametrize("name", ["lifetime_kb", "probe_timeout_ms"])
@pytest.mark.parametrize("value", [0, 4294967296])
def test_numbers_of_options_have_bounds(name, value):
    """Kilobytes and milliseconds outside their documented range are refused at once."""
    with pytest.raises(ValueError, match=name):
        VpnConnectionOptions(**{name: value})

"""Laws of tunnels on Alibaba Cloud: what is asked for is what is read, in both kinds of connection."""

from __future__ import annotations

import json
from ipaddress import ip_network

import pytest
from alibaba_flows import KEY, Cloud, adapter
from examples import examples
from hypothesis import HealthCheck as Slow
from hypothesis import given
from hypothesis import strategies as st

import cgw
from cgw.errors import UnsupportedError
from cgw.models import IkeSpec, IpsecSpec, TunnelStatus, generate_psk
from cgw_alibaba import crypto
from cgw_alibaba.capabilities import RATES, TUNNELS
from cgw_alibaba.fields import flat
from cgw_alibaba.tunnel_rows import STATUSES, TunnelRow, from_wire

SM_WORDS = {"sm4-cbc", "sm3"}


def words(names: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from([name for name in names if name not in SM_WORDS])


identities = st.none() | st.from_regex(r"[a-z]{1,10}\.example|10\.0\.0\.[1-9]", fullmatch=True)
ikes = st.builds(
    cgw.IkeSpec,
    version=st.sampled_from(sorted(TUNNELS.versions)),
    mode=st.sampled_from(["main", "aggressive"]),
    encryption=words(TUNNELS.ike_encryptions),
    integrity=words(TUNNELS.ike_integrities),
    dh_group=words(TUNNELS.dh_groups),
    lifetime_s=st.integers(60, 86400),
    local_id=identities,
    remote_id=identities,
)
ipsecs = st.builds(
    cgw.IpsecSpec,
    encryption=words(TUNNELS.encryptions),
    integrity=words(TUNNELS.integrities),
    pfs_group=words(TUNNELS.pfs_groups),
    lifetime_s=st.integers(30, 86400),
)
keys = st.text(TUNNELS.psk.alphabet, min_size=1, max_size=100)
nets = st.integers(7, 168).flatmap(lambda t: st.integers(0, 63).map(lambda n: (t, n)))
cidrs = st.lists(
    st.integers(0, 255).map(lambda n: f"10.{n}.0.0/16"), min_size=1, max_size=10, unique=True
).map(tuple)


@st.composite
def tunnels(draw: st.DrawFn, *, bgp: bool, place: tuple[int, int]) -> cgw.TunnelSpec:
    inside = None
    if bgp:
        net = ip_network(f"169.254.{place[0]}.{4 * place[1]}/30")
        local = draw(st.none() | st.sampled_from([str(host) for host in net.hosts()]))
        asn = draw(st.none() | st.integers(1, 4294967295))
        inside = cgw.Bgp(tunnel_cidr=str(net), local_address=local, local_asn=asn)
    return cgw.TunnelSpec(
        psk=draw(keys),
        ike=draw(ikes),
        ipsec=draw(ipsecs),
        dpd=cgw.Dpd(enabled=draw(st.booleans())),
        nat_traversal=draw(st.none() | st.booleans()),
        bgp=inside,
    )


@st.composite
def links(draw: st.DrawFn, *, most: int) -> dict[str, object]:
    mode = draw(st.sampled_from(["policy", "route", "bgp"]))
    count = most if mode == "bgp" else draw(st.integers(1, most))
    places = draw(st.lists(nets, min_size=count, max_size=count, unique=True))
    return {
        "mode": mode,
        "local_cidrs": draw(cidrs) if mode == "policy" else (),
        "remote_cidrs": draw(cidrs) if mode == "policy" else (),
        "tunnels": tuple(draw(tunnels(bgp=mode == "bgp", place=place)) for place in places),
        "initiator": draw(st.sampled_from(["cloud", "peer", None])),
        "tags": draw(st.dictionaries(st.sampled_from("abc"), st.sampled_from(["", "x y"]))),
    }


def parts(told: object, spec: IkeSpec | IpsecSpec) -> dict[str, object]:
    """Of what is told the part that can be asked for."""
    return {name: getattr(told, name) for name in type(spec).model_fields}


def same(cloud: Cloud, asked: cgw.VpnConnectionSpec, got: cgw.VpnConnection) -> None:
    """What stands in the noun is what stands in the spec."""
    for name in ("name", "vpn_gateway_id", "customer_gateway_id", "mode", "local_cidrs",
                 "remote_cidrs", "tags"):  # fmt: skip
        assert getattr(got, name) == getattr(asked, name), name
    assert got.initiator == (asked.initiator or "peer")
    here = cloud.gateway.addresses
    assert [tunnel.local_address for tunnel in got.tunnels] == list(here)
    wanted = asked.tunnels if len(asked.tunnels) == len(here) else asked.tunnels * len(here)
    for tunnel, spec in zip(got.tunnels, wanted, strict=True):
        assert tunnel.psk.get_secret_value() == spec.psk.get_secret_value()
        told = parts(tunnel.ike, spec.ike)
        assert told.pop("local_id") == (spec.ike.local_id or tunnel.local_address)
        assert told.pop("remote_id") == (spec.ike.remote_id or tunnel.peer_address)
        assert told == spec.ike.model_dump(exclude={"local_id", "remote_id"})
        assert parts(tunnel.ipsec, spec.ipsec) == spec.ipsec.model_dump()
        assert tunnel.dpd.enabled == spec.dpd.enabled
        assert tunnel.nat_traversal == (spec.nat_traversal is not False)
        assert (tunnel.bgp is None) == (spec.bgp is None)
        if spec.bgp:
            assert tunnel.bgp.tunnel_cidr == spec.bgp.tunnel_cidr
            assert tunnel.bgp.local_address == (spec.bgp.local_address or tunnel.bgp.local_address)
            assert tunnel.bgp.local_asn == (spec.bgp.local_asn or 45104)
            assert tunnel.bgp.peer_asn == 65530


@pytest.mark.parametrize("pair", [False, True])
@given(data=st.data())
@examples(60, suppress_health_check=[Slow.too_slow])
def test_what_was_asked_is_what_is_read(pair, data):
    """Any connection within the capabilities, created, reads back as it was asked for."""
    cloud = Cloud(pair=pair)
    asked = cloud.spec(**data.draw(links(most=2 if pair else 1)))
    made = cloud.client.vpn_connections.create(asked)
    same(cloud, asked, made)
    read = cloud.client.vpn_connections.wait(made.id)
    same(cloud, asked, read)
    (listed,) = cloud.client.vpn_connections.list()
    assert listed == read


@pytest.mark.parametrize("pair", [False, True])
@given(data=st.data())
@examples(40, suppress_health_check=[Slow.too_slow])
def test_a_change_changes_what_it_says(pair, data):
    """A patched tunnel has the new values and keeps every other one, its key above all."""
    cloud = Cloud(pair=pair)
    made = cloud.client.vpn_connections.create(cloud.spec())
    before = cloud.client.vpn_connections.wait(made.id)
    given_parts = data.draw(
        st.fixed_dictionaries(
            {},
            optional={
                "ike": ikes,
                "ipsec": ipsecs,
                "psk": keys,
                "dpd": st.builds(cgw.Dpd, enabled=st.booleans()),
                "nat_traversal": st.booleans(),
                "local_address": st.sampled_from(cloud.gateway.addresses),
            },
        ).filter(lambda parts: set(parts) - {"local_address"})
    )
    patch = cgw.TunnelPatch(**given_parts)
    after = cloud.client.vpn_connections.update(made.id, cgw.VpnConnectionPatch(tunnels=(patch,)))
    for old, new in zip(before.tunnels, after.tunnels, strict=True):
        mine = patch.local_address in (None, new.local_address)
        ike = parts(new.ike, patch.ike or IkeSpec())
        if mine and patch.ike:
            wanted = patch.ike.model_dump()
            wanted["local_id"] = wanted["local_id"] or new.local_address
            wanted["remote_id"] = wanted["remote_id"] or new.peer_address
            assert ike == wanted
        else:
            assert new.ike == old.ike
        assert new.psk == (patch.psk if mine and patch.psk else old.psk)
        if mine and patch.ipsec:
            assert parts(new.ipsec, patch.ipsec) == patch.ipsec.model_dump()
        else:
            assert new.ipsec == old.ipsec
        assert new.dpd.enabled == (patch.dpd.enabled if mine and patch.dpd else True)
        flag = patch.nat_traversal if mine else None
        assert new.nat_traversal == (True if flag is None else flag)


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("table", "part", "name", "ours"),
    [
        (crypto.ENCRYPTIONS, "TunnelIkeConfig", "IkeEncAlg", ("ike", "encryption")),
        (crypto.INTEGRITIES, "TunnelIkeConfig", "IkeAuthAlg", ("ike", "integrity")),
        (crypto.READ_GROUPS, "TunnelIkeConfig", "IkePfs", ("ike", "dh_group")),
        (crypto.ENCRYPTIONS, "TunnelIpsecConfig", "IpsecEncAlg", ("ipsec", "encryption")),
        (crypto.INTEGRITIES, "TunnelIpsecConfig", "IpsecAuthAlg", ("ipsec", "integrity")),
        (crypto.READ_GROUPS, "TunnelIpsecConfig", "IpsecPfs", ("ipsec", "pfs_group")),
    ],
)
def test_every_spelling_is_read(table, part, name, ours):
    """Each word of the cloud's, in any case, is one of ours; another one is kept as unknown."""
    from cgw_alibaba.fields import Lenient

    shape = Lenient(TunnelRow)

    def read(word: str) -> str:
        row, _ = shape.read(json.dumps({part: {name: word}}).encode())
        return str(getattr(getattr(from_wire(row, {}, bgp=False), ours[0]), ours[1]))

    assert len(set(table.values())) == len(table)
    for word, theirs in table.items():
        assert read(theirs) == read(theirs.upper()) == word
    assert read("rot13") == "unknown:rot13"
    assert read("") == ""


def test_the_words_are_the_sdks():
    """The tables have exactly the words that the SDK's texts list."""
    assert set(crypto.ENCRYPTIONS.values()) == {"aes", "aes192", "aes256", "des", "3des", "sm4"}
    assert set(crypto.INTEGRITIES.values()) == {"md5", "sha1", "sha256", "sha384", "sha512", "sm3"}
    assert set(crypto.DH_GROUPS.values()) == {"group1", "group2", "group5", "group14"}
    assert set(crypto.PFS_GROUPS.values()) == {*crypto.DH_GROUPS.values(), "disabled"}
    # The reference of 2019 lists one more (15.12, IkePfs): read, never sent.
    assert set(crypto.READ_GROUPS.values()) - set(crypto.PFS_GROUPS.values()) == {"group24"}
    assert crypto.READ_GROUPS["dh24"] == "group24"
    assert set(STATUSES.values()) == set(TunnelStatus) - {TunnelStatus.DOWN, TunnelStatus.UNKNOWN}


def test_keys():
    """Every generated key and every listed sign is allowed; spaces and other letters are not."""
    assert all(TUNNELS.psk.complaint(generate_psk().get_secret_value()) is None for _ in range(50))
    assert TUNNELS.psk.complaint("~!`@#$%^&*()_-+={}[]\\|;:'\",.<>/?") is None
    for wrong in ("", "a b", "ключ", "k" * 101, "tab\t"):
        assert TUNNELS.psk.complaint(wrong)


def test_values_are_flattened_as_the_sdk_does():
    """Lists are numbered from one, objects dotted, booleans in small letters."""
    assert flat("A", [{"B": True, "C": {"D": 7}}, {"B": False}]) == [
        ("A.1.B", "true"), ("A.1.C.D", "7"), ("A.2.B", "false"),
    ]  # fmt: skip


def test_rates_are_per_second():
    """The documented calls per minute are told per second; what is not listed is allowed 60."""
    rates = adapter().capabilities.rates
    assert (rates["DescribeVpnConnections"], rates["CreateCustomerGateway"]) == (10, 2)
    assert (rates["CreateVpnGateway"], rates["*"]) == (1, 1)
    assert (rates["TagResources"], rates["DownloadVpnConnectionConfig"]) == (5, 0.5)
    assert min(RATES.values()) == rates["DownloadVpnConnectionConfig"]
    assert adapter().capabilities.rates_source


# ---------------------------------------------------------------- whether it comes up


@pytest.mark.parametrize("pair", [False, True])
def test_tunnels_come_up_with_a_peer_that_fits(pair):
    """Without a peer phase 1 fails; with one each tunnel comes up, and a wrong key breaks it again."""
    cloud = Cloud(pair=pair)
    made = cloud.client.vpn_connections.create(cloud.spec())
    link = cloud.client.vpn_connections.wait(made.id)
    assert {t.status for t in link.tunnels} == {TunnelStatus.PHASE1_DOWN}
    internet = cloud.world.internet
    for key, end in internet.ends().items():
        assert end.initiates is False  # EffectImmediately is false unless asked for
        assert key.startswith(f"alibaba/cn-shanghai/{made.id}/")
        internet.put(f"peer of {key}", cloud.peer(end))
    link = cloud.client.vpn_connections.wait(made.id, "all-tunnels-up", timeout=60)
    assert {t.raw_status for t in link.tunnels} == {"ipsec_sa_established"}
    patch = cgw.TunnelPatch(local_address=link.tunnels[-1].local_address, psk="another")
    link = cloud.client.vpn_connections.update(made.id, cgw.VpnConnectionPatch(tunnels=(patch,)))
    assert link.tunnels[-1].status is TunnelStatus.PHASE1_DOWN
    assert link.tunnels_up == len(link.tunnels) - 1
    cloud.client.vpn_connections.delete(made.id)
    assert not [key for key in internet.ends() if not key.startswith("peer")]


def test_phase_two_fails_alone():
    """A peer with another proposal for IPsec leaves phase 2 down, in the cloud's own word."""
    cloud = Cloud(pair=False)
    made = cloud.client.vpn_connections.create(cloud.spec())
    ((_, end),) = cloud.world.internet.ends().items()
    cloud.world.internet.put("peer", cloud.peer(end, esp=(("des-cbc", "md5", "none"),)))
    link = cloud.client.vpn_connections.wait(made.id)
    assert link.tunnels[0].status is TunnelStatus.PHASE2_DOWN
    assert link.tunnels[0].raw_status == "ipsec_sa_not_established"


def test_a_reset_keeps_the_keys():
    """A reset changes no key and no setting; the cloud begins from then on."""
    cloud = Cloud(pair=True)
    made = cloud.client.vpn_connections.create(cloud.spec())
    before = cloud.client.vpn_connections.wait(made.id)
    after = cloud.client.vpn_connections.reset(made.id)
    assert [t.psk for t in after.tunnels] == [t.psk for t in before.tunnels]
    assert [t.ike for t in after.tunnels] == [t.ike for t in before.tunnels]
    assert (before.initiator, after.initiator) == ("peer", "cloud")


def test_two_tunnels_need_two_addresses():
    """Two tunnels on a gateway of one address are refused, and say what to do instead."""
    cloud = Cloud(pair=False)
    both = (cgw.TunnelSpec(psk=KEY), cgw.TunnelSpec(psk=KEY))
    with pytest.raises(UnsupportedError, match="one connection"):
        cloud.client.vpn_connections.create(cloud.spec(tunnels=both))
    assert not list(cloud.client.vpn_connections.list())

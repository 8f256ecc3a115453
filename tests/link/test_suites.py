"""The choice of a suite, over random profiles, against an oracle that tries every combination."""

from __future__ import annotations

import string
from dataclasses import fields, replace
from itertools import pairwise

import pytest
from examples import examples
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import SecretStr

from cgw.adapter import IpsecAbility, PskRule
from cgw.errors import ConfigError, InvalidRequestError, UnsupportedError
from cgw.link.policies import ALLOWED, FIELDS, POLICIES, STRENGTH
from cgw.link.profiles import BUILT_IN, GENERIC, STRONGSWAN, Profile, find, load
from cgw.link.suites import check_psk, choose, lifetime, make_psk, possible
from cgw.plugins import registry

CLOUDS = ("alibaba", "huawei", "tencent")
WORDS = {
    "versions": STRENGTH["ike.version"],
    "ike_encryptions": (*STRENGTH["ike.encryption"], "sm4-cbc"),
    "ike_integrities": (*STRENGTH["ike.integrity"], "sm3"),
    "dh_groups": STRENGTH["ike.dh_group"],
    "encryptions": (*STRENGTH["ipsec.encryption"], "sm4-cbc"),
    "integrities": (*STRENGTH["ipsec.integrity"], "sm3"),
    "pfs_groups": STRENGTH["ipsec.pfs_group"],
}


def chosen(words, mask):
    """Each word whose bit is set; all of them for 0."""
    return tuple(word for n, word in enumerate(words) if mask == 0 or mask >> n & 1) or words


@st.composite
def profiles(draw):
    """Anything that could call itself a profile; mostly rich, so that pairs often fit."""
    told = {
        key: chosen(words, draw(st.one_of(st.just(0), st.integers(1, 2 ** len(words) - 1))))
        for key, words in WORDS.items()
    }
    told["versions"] = frozenset(told["versions"])
    conditional = draw(st.lists(st.sampled_from(EVERY), unique=True, max_size=3))
    low, high = draw(st.integers(60, 40000)), draw(st.integers(0, 90000))
    ability = replace(
        GENERIC.ipsec,
        **told,
        ike_lifetime=(low, low + high),
        lifetime=(low // 2, low // 2 + high),
        conditional=tuple((word, "some gateways only") for word in conditional),
    )
    return Profile(draw(st.sampled_from(["red", "green", "blue"])), ability)


@st.composite
def keyed(draw):
    kinds = [string.ascii_uppercase, string.ascii_lowercase, string.digits, "._-+=/!#"]
    chosen = draw(st.lists(st.sampled_from(kinds), unique=True, min_size=1))
    shortest = draw(st.integers(1, 40))
    longest = shortest + draw(st.integers(0, 100))
    classes = draw(st.integers(0, len(chosen)))
    rule = PskRule(shortest, longest, "".join(chosen), "made up", classes=classes)
    return replace(GENERIC, ipsec=replace(GENERIC.ipsec, psk=rule))


EVERY = sorted({word for key, words in WORDS.items() if key != "versions" for word in words})
policies = st.sampled_from(POLICIES)


def common(a, b, policy, field):
    """The oracle: what both have, unconditionally, and the policy lets pass."""
    key = FIELDS[field]
    found = []
    for profile in (a, b):
        depends = {word for word, _ in profile.ipsec.conditional}
        found.append({w for w in getattr(profile.ipsec, key) if w not in depends})
    return found[0] & found[1] & set(ALLOWED[policy][field])


def fits(a, b, policy):
    """True if any whole suite is in both and passes, GCM in IKEv1's phase 1 being impossible."""
    alone = all(common(a, b, policy, field) for field in FIELDS)
    ciphers = common(a, b, policy, "ike.encryption")
    if alone and "ikev2" not in common(a, b, policy, "ike.version"):
        return any("gcm" not in cipher for cipher in ciphers)
    return alone


@examples(200)
@given(profiles(), profiles(), policies)
def test_it_is_refused_exactly_when_nothing_is_in_common(a, b, policy):
    """A pair is refused if and only if some field has no word that both have and the policy passes."""
    if fits(a, b, policy):
        choose(a, b, policy)
        return
    with pytest.raises(UnsupportedError) as refused:
        choose(a, b, policy)
    field = refused.value.field
    assert field in FIELDS
    told = str(refused.value)
    assert told.startswith(f"{field}: ")
    for profile in (a, b):
        assert ", ".join(possible(profile.ipsec, field)) in told, "both sides' sets are told"


@examples(200)
@given(profiles(), profiles(), policies)
def test_the_choice_is_in_both_profiles_and_nothing_stronger_is(a, b, policy):
    """Each chosen word is one both have; each stronger word of the field is told with a true reason."""
    assume(fits(a, b, policy))
    suite = choose(a, b, policy)
    assert set(suite.words) == set(FIELDS)
    for field, word in suite.words.items():
        both = common(a, b, policy, field)
        assert word in both
        stronger = STRENGTH[field][: STRENGTH[field].index(word)]
        assert [r.word for r in suite.rejected if r.field == field] == list(stronger)
        for other in stronger:
            v1 = field == "ike.encryption" and suite["ike.version"] == "ikev1" and "gcm" in other
            assert v1 or other not in both
    assert not (suite["ike.version"] == "ikev1" and "gcm" in suite["ike.encryption"])
    for rejected in suite.rejected:
        for side, profile in (("a", a), ("b", b)):
            blamed = f"{side} ({profile.name}) cannot" in rejected.why
            have = rejected.word in getattr(profile.ipsec, FIELDS[rejected.field])
            assert not (blamed and have), "an end is not blamed for what it can do"
        assert rejected.why


@examples(100)
@given(profiles(), profiles(), policies)
def test_which_end_is_called_a_does_not_matter(a, b, policy):
    """The same two ends get the same suite either way round, or are refused for the same field."""
    if fits(a, b, policy):
        assert dict(choose(a, b, policy).words) == dict(choose(b, a, policy).words)
        return
    told = []
    for pair in ((a, b), (b, a)):
        with pytest.raises(UnsupportedError) as refused:
            choose(*pair, policy)
        told.append(refused.value.field)
    assert told[0] == told[1]


@examples(100)
@given(profiles(), profiles())
def test_a_looser_policy_never_takes_less(a, b):
    """What strict takes balanced takes too, and legacy after it, and no field gets stronger by it."""
    before = None
    for policy in POLICIES:
        try:
            suite = choose(a, b, policy)
        except UnsupportedError:
            assert before is None
            continue
        if before is not None:
            for field, word in suite.words.items():
                order = STRENGTH[field]
                assert order.index(word) <= order.index(before[field])
        before = suite.words


def test_a_conditional_word_is_taken_only_if_it_is_sure():
    """A word that depends on the gateway is never chosen unless its end says that it is sure."""
    free = replace(STRONGSWAN, ipsec=replace(STRONGSWAN.ipsec, conditional=()))
    picky = replace(free, ipsec=replace(free.ipsec, conditional=(("aes-256-gcm-16", "version 4"),)))
    assert choose(free, free, "balanced")["ipsec.encryption"] == "aes-256-gcm-16"
    plain = choose(picky, free, "balanced")
    assert plain["ipsec.encryption"] == "aes-256-cbc"
    (why,) = [r.why for r in plain.rejected if r.field == "ipsec.encryption"]
    assert "only on version 4" in why
    sure = choose(picky, free, "balanced", sure=("aes-256-gcm-16",))
    assert sure["ipsec.encryption"] == "aes-256-gcm-16"


@examples(200)
@given(keyed(), keyed())
def test_a_made_key_is_one_both_take(a, b):
    """A generated key passes both ends' rules; where it is refused no key of any length would do."""
    rules = (a.ipsec.psk, b.ipsec.psk)
    shared = set(rules[0].alphabet) & set(rules[1].alphabet)
    least, most = max(r.shortest for r in rules), min(r.longest for r in rules)
    kinds = [string.ascii_uppercase, string.ascii_lowercase, string.digits]
    have = sum(bool(shared & set(kind)) for kind in kinds)
    have += bool(shared - set("".join(kinds)))
    needed = max(r.classes for r in rules)
    if least > most or not shared or needed > min(have, max(32, least), most):
        with pytest.raises(UnsupportedError) as refused:
            make_psk(a, b)
        assert refused.value.field == "psk"
        return
    psk = make_psk(a, b).get_secret_value()
    assert [rule.complaint(psk) for rule in rules] == [None, None]
    check_psk(SecretStr(psk), a, b)


@examples(100)
@given(keyed(), keyed(), st.text(min_size=9, max_size=60))
def test_a_refused_key_is_not_told(a, b, text):
    """A key that one end does not take is refused by name of the field, and never shown."""
    text += "\N{BULLET}"
    with pytest.raises(InvalidRequestError) as refused:
        check_psk(SecretStr(text), a, b)
    assert refused.value.field == "psk"
    assert text not in str(refused.value)


@given(profiles(), profiles(), st.integers(60, 604800))
def test_lifetimes_are_within_both_limits(a, b, wanted):
    """A lifetime both take, next to the wanted one; refused exactly when there is none."""
    (x, y), (p, q) = a.ipsec.ike_lifetime, b.ipsec.ike_lifetime
    if max(x, p) > min(y, q):
        with pytest.raises(UnsupportedError) as refused:
            lifetime("ike.lifetime_s", a, b, wanted)
        assert refused.value.field == "ike.lifetime_s"
        return
    found = lifetime("ike.lifetime_s", a, b, wanted)
    assert max(x, p) <= found <= min(y, q)
    between = max(x, p) <= wanted <= min(y, q)
    assert found == wanted or not between


# ---------------------------------------------------------------- the profiles on hand


def cloud(name):
    from cgw.emulator import World, connect

    return Profile.of(connect(World(), name).capabilities)


@pytest.mark.parametrize("one", CLOUDS)
@pytest.mark.parametrize("two", [*CLOUDS, *BUILT_IN])
def test_every_two_ends_on_hand_have_a_balanced_suite(one, two):
    """Any two clouds, and any cloud and a built-in device, have a suite that no RFC discourages."""
    other = BUILT_IN.get(two) or cloud(two)
    suite = choose(cloud(one), other, "balanced")
    assert suite["ike.version"] == "ikev2"
    assert suite["ike.dh_group"] not in {"dh1", "dh2", "dh5", "dh24"}


def test_every_profile_is_made_of_words_and_names_its_source():
    """No profile on hand has a word that cgw does not know, and each says where it was read."""
    for profile in [*BUILT_IN.values(), *(cloud(name) for name in CLOUDS)]:
        for key, words in WORDS.items():
            assert set(getattr(profile.ipsec, key)) <= set(words), (profile.name, key)
        assert profile.ipsec.source
        assert profile.ipsec.date


def test_a_policy_lets_pass_only_what_can_be_judged():
    """Each policy's words stand in the order of strength, and a stricter one's are among a looser one's."""
    for tight, loose in pairwise(POLICIES):
        for field in FIELDS:
            assert set(ALLOWED[tight][field]) <= set(ALLOWED[loose][field])
    for table in ALLOWED.values():
        for field, words in table.items():
            assert list(words) == sorted(words, key=STRENGTH[field].index)
    forbidden = {"des-cbc", "md5", "dh1", "null"}
    assert not forbidden & {w for t in ALLOWED.values() for ws in t.values() for w in ws}


def test_a_profile_can_be_a_file(tmp_path):
    """A YAML file gives the fields it names; the rest is as in the profile it is like."""
    path = tmp_path / "branch.yaml"
    path.write_text(
        "like: strongswan\ntitle: branch router\nversions: [ikev1]\ndh_groups: [dh14]\n"
        "ike_lifetime: [300, 28800]\npsk: {longest: 20}\nconditional: {aes-256-cbc: licence A}\n"
    )
    found = find(str(path))
    assert (found.name, found.title) == ("branch", "branch router")
    can = found.ipsec
    assert (can.versions, can.dh_groups) == (frozenset({"ikev1"}), ("dh14",))
    assert (can.ike_lifetime, can.psk.longest, can.psk.shortest) == ((300, 28800), 20, 8)
    assert can.conditional == (("aes-256-cbc", "licence A"),)
    assert can.source == str(path)
    same = {f.name for f in fields(IpsecAbility)} - {
        *("versions", "dh_groups", "ike_lifetime", "psk", "conditional", "source"),
    }
    assert all(getattr(can, name) == getattr(STRONGSWAN.ipsec, name) for name in same)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("dh_groups: [dh99]", "dh_groups"),
        ("dh_group: [dh14]", "dh_group"),
        ("lifetime: [1]", "lifetime"),
        ("lifetime: [a, b]", "lifetime"),
        ("versions: ikev2", "versions"),
        ("psk: {shortst: 3}", "psk"),
        ("psk: {shortest: x}", "psk"),
        ("like: nothing", "like"),
        ("begins: me", "begins"),
        ("conditional: [x]", "conditional"),
        ("- a\n- b", "mapping"),
        ("a: [", "branch.yaml"),
    ],
)
def test_a_wrong_file_is_named(tmp_path, text, told):
    """A file that is no profile is a ConfigError naming the file and the field."""
    path = tmp_path / "branch.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError) as refused:
        load(path)
    assert "branch.yaml" in str(refused.value)
    assert told in str(refused.value)


def test_a_plugin_can_offer_profiles(monkeypatch):
    """What `cgw_profiles` returns is found by name; a taken name is refused; an unknown one is told."""
    import types

    import cgw

    branch = replace(GENERIC, name="acme-router")
    module = types.ModuleType("acme")
    module.cgw_profiles = cgw.hookimpl(lambda: [branch])
    manager = registry().manager
    manager.register(module, name="acme")
    try:
        assert find("acme-router") is branch
        branch = replace(GENERIC, name="generic")
        with pytest.raises(ConfigError, match="taken"):
            find("acme-router")
    finally:
        manager.unregister(name="acme")
    with pytest.raises(ConfigError, match="strongswan"):
        find("acme-router")

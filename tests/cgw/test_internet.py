"""The simulated internet against what two real strongSwan daemons said, and laws of its own."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cgw.emulator.internet import End, Internet, Verdict, negotiate
from cgw.emulator.world import World

DATA = json.loads(
    (Path(__file__).parent.parent / "data" / "strongswan_verdicts.json").read_text("utf-8")
)
ROWS = {row["row"]: row for row in DATA["rows"]}
ATTEMPTS = [
    pytest.param(row, attempt, id=f"{name}, {attempt['initiator'] or 'nobody'} begins")
    for name, row in ROWS.items()
    for attempt in row["attempts"]
]
FAILED = [it for it in ATTEMPTS if it.values[1]["phase"].startswith("phase")]

# What the daemon's own words complain about; {} is the part, "ike" or "ipsec".
COMPLAINTS = (
    (r"no acceptable ENCRYPTION_ALGORITHM", "{}.encryption"),
    (r"no acceptable (INTEGRITY_ALGORITHM|PSEUDO_RANDOM_FUNCTION)", "{}.integrity"),
    (r"no acceptable KEY_EXCHANGE_METHOD|invalid DH public value", "{}.group"),
    (r"but none allows pre-shared key", "ike.mode"),
    (r"no (matching )?peer config found|does not match to", "ike.identity"),
    (r"MAC mismatched|decryption failed|calculated HASH does not match", "psk"),
    (r"traffic selectors .* unacceptable|no matching CHILD_SA config", "selectors"),
    (r"no IKE config found", "ike.version or peer_address"),
    (r"giving up after", "peer_address"),
)
TEN = {
    "psk differs": "psk",
    "version differs": "ike.version",
    "mode differs": "ike.mode",
    "ike encryption differs": "ike.encryption",
    "ike integrity differs": "ike.integrity",
    "ike group differs": "ike.dh_group",
    "esp encryption differs": "ipsec.encryption",
    "esp integrity differs": "ipsec.integrity",
    "esp group differs": "ipsec.pfs_group",
    "identity expected differs": "ike.identity",
    "identity sent differs": "ike.identity",
    "selectors differ": "selectors",
    "peer address differs": "peer_address",
    "neither initiates": "initiator",
}


def end(given: dict[str, object]) -> End:
    """An end as the data have it: lists become tuples."""
    values = dict(given)
    for name in ("ike", "esp"):
        values[name] = tuple(map(tuple, values[name]))
    for name in ("local_selectors", "remote_selectors"):
        if name in values:
            values[name] = tuple(values[name])
    return End(**values)


def ends(row: dict[str, object], initiator: str | None = None) -> tuple[End, End]:
    """Both ends of a row; with ``initiator`` only that one initiates."""
    a, b = end(row["a"]), end(row["b"])
    if initiator is None:
        return a, b
    return replace(a, initiates=initiator == "a"), replace(b, initiates=initiator == "b")


def complaint(line: str, phase: str) -> str:
    """The parameter that the daemon's line names."""
    part, group = ("ike", "dh_group") if phase == "phase1" else ("ipsec", "pfs_group")
    for pattern, parameter in COMPLAINTS:
        if re.search(pattern, line):
            return parameter.format(part).replace("group", group)
    return ""


def test_the_data_say_where_they_come_from_and_are_many():
    """The verdicts name the daemon that gave them, and there are at least sixty pairs of them."""
    assert re.fullmatch(r"strongSwan \d+\.\d+\.\d+", DATA["daemon"])
    assert len(DATA["rows"]) == len(ROWS) >= 60


@pytest.mark.parametrize("title", ["ikev2", "ikev1 main", "ikev1 aggressive"])
@pytest.mark.parametrize("name", ["policy", "everything"])
def test_ends_that_agree_came_up_in_the_data(title, name):
    """The baselines every mismatch is measured against came up, whoever began."""
    row = ROWS[f"{title}: {name}"]
    assert [(it["initiator"], it["phase"]) for it in row["attempts"]] == [("a", "up"), ("b", "up")]


@pytest.mark.parametrize(("row", "attempt"), ATTEMPTS)
def test_negotiation_comes_as_far_as_the_daemons_did(row, attempt):
    """Whoever begins, either end's verdict fails in the phase in which the daemons failed."""
    a, b = ends(row, attempt["initiator"])
    for verdict in (negotiate(a, b), negotiate(b, a)):
        phase = "phase1" if verdict.parameter == "peer_address" else verdict.phase
        assert phase == attempt["phase"]
        assert verdict.up == (attempt["phase"] == "up")


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_tunnel_is_up_if_one_of_both_brings_it_up(row):
    """With the ends as they are, the best of the attempts decides."""
    a, b = ends(row)
    assert negotiate(a, b).up == any(it["phase"] == "up" for it in row["attempts"])


@pytest.mark.parametrize(("row", "attempt"), FAILED)
def test_the_parameter_is_the_one_the_daemon_complains_about(row, attempt):
    """The named parameter is what the daemon's log names; of several proposals, any word of them."""
    a, b = ends(row, attempt["initiator"])
    named = complaint(attempt["why"], attempt["phase"])
    assert named, attempt["why"]
    found = negotiate(a, b).parameter
    offers = (a.ike, b.ike) if named.startswith("ike.") else (a.esp, b.esp)
    if "encryption" in named and max(map(len, offers)) > 1:
        assert found.split(".")[0] == named.split(".")[0]
    else:
        assert found in named.split(" or ")


@pytest.mark.parametrize("title", ["ikev2", "ikev1 main", "ikev1 aggressive"])
@pytest.mark.parametrize(("name", "parameter"), TEN.items(), ids=TEN)
def test_the_mismatches_people_meet_are_named(title, name, parameter):
    """Each of them names its parameter, shows both values and hides keys."""
    if f"{title}: {name}" not in ROWS:
        assert (title, name) == ("ikev2", "mode differs")
        return
    a, b = ends(ROWS[f"{title}: {name}"])
    verdict = negotiate(a, b)
    if (title, parameter) == ("ikev2", "ipsec.pfs_group"):  # comes up, see the next test
        assert verdict.up
        assert parameter in verdict.text
        return
    assert verdict.parameter == parameter
    assert parameter in verdict.text
    same = parameter in {"psk", "initiator"}
    assert (verdict.local == verdict.remote) == same
    assert verdict.local


@pytest.mark.parametrize(("row", "attempt"), [it for it in ATTEMPTS if "rekeys" in it.values[1]])
def test_a_tunnel_that_cannot_be_rekeyed_says_so(row, attempt):
    """IKEv2 takes PFS into account only when it rekeys: the tunnel is up and its text warns."""
    a, b = ends(row, attempt["initiator"])
    assert ("rekeying will fail" in negotiate(a, b).text) == (not attempt["rekeys"])


# -- laws

WORDS = st.sampled_from
PROPOSALS = st.lists(
    st.tuples(
        WORDS(["aes-256-cbc", "aes-128-cbc", "aes-256-gcm-16"]),
        WORDS(["sha1", "sha2-256"]),
        WORDS(["dh2", "dh14"]),
    ),
    min_size=1,
    max_size=3,
).map(tuple)
ESP = st.lists(
    st.tuples(
        WORDS(["aes-256-cbc", "aes-128-cbc", "aes-256-gcm-16"]),
        WORDS(["sha1", "sha2-256"]),
        WORDS(["none", "dh2", "dh14"]),
    ),
    min_size=1,
    max_size=3,
).map(tuple)
SELECTORS = st.lists(
    WORDS(["0.0.0.0/0", "10.1.0.0/16", "10.1.2.0/24", "10.2.0.0/16"]),
    min_size=1,
    max_size=3,
    unique=True,
).map(tuple)
PSK = "Canary.4711"
OTHER_PSK = "Canary_0815"


def any_end(here: str = "192.0.2.1", there: str = "192.0.2.2") -> st.SearchStrategy[End]:
    return st.builds(
        End,
        owner=st.just(f"gateway at {here}"),
        local_address=st.just(here),
        peer_address=WORDS([there, there, there, "192.0.2.9"]),
        psk=WORDS([PSK, PSK, OTHER_PSK]),
        ike_version=WORDS(["ikev1", "ikev2"]),
        ike_mode=WORDS(["main", "aggressive"]),
        ike=PROPOSALS,
        esp=ESP,
        local_id=WORDS(["", "", here, "a.example"]),
        remote_id=WORDS(["", "", there, "a.example"]),
        local_selectors=SELECTORS,
        remote_selectors=SELECTORS,
        initiates=st.booleans(),
    )


def mirror(one: End, **differs: object) -> End:
    """The end that agrees with this one in everything."""
    other = replace(
        one,
        owner="mirror",
        local_address=one.peer_address,
        peer_address=one.local_address,
        local_id=one.remote_id,
        remote_id=one.local_id,
        local_selectors=one.remote_selectors,
        remote_selectors=one.local_selectors,
    )
    return replace(other, **differs)


A, B = any_end(), any_end("192.0.2.2", "192.0.2.1")


@given(A, B)
def test_both_ends_see_the_same(a, b):
    """Up-ness and phase do not depend on which end one asks."""
    mine, theirs = negotiate(a, b), negotiate(b, a)
    assert (mine.up, mine.phase) == (theirs.up, theirs.phase)
    assert mine.up == (mine.phase == "up") == (mine.parameter == "")


@given(A, B)
def test_seen_from_the_other_end_the_values_change_places(a, b):
    """If one end begins, both are told of the same parameter, each with its own value first."""
    a, b = replace(a, initiates=True), replace(b, initiates=False)
    mine, theirs = negotiate(a, b), negotiate(b, a)
    assert mine.phase == theirs.phase
    if mine.phase != "none":
        assert mine.parameter == theirs.parameter
        assert (mine.local, mine.remote) == (theirs.remote, theirs.local)


@given(A)
def test_a_mirror_image_comes_up(a):
    """Two ends that agree in everything come up, unless IKEv1 is asked for what it has not."""
    a = replace(a, initiates=True)
    verdict = negotiate(a, mirror(a, initiates=False))
    if a.ike_version == "ikev1" and (len(a.ike) > 1 or len(a.esp) > 1 or "gcm" in a.ike[0][0]):
        return
    assert verdict.up, verdict.text


@given(A, B)
def test_a_wrong_key_never_comes_up_and_no_key_is_ever_shown(a, b):
    """Different keys keep a tunnel down; no key stands in any repr, str or verdict."""
    world = Internet()
    world.put("a", a)
    world.put("b", b)
    verdicts = [negotiate(a, b), negotiate(b, a), world.verdict("a"), world.verdict("b")]
    shown = f"{a!r} {a!s} {b!r} {world!r} {world.ends()!r} {verdicts!r}"
    assert PSK not in shown
    assert OTHER_PSK not in shown
    if a.psk != b.psk:
        assert not any(verdict.up for verdict in verdicts)


RANK = ["none", "phase1", "phase2", "up"]


@given(A, B)
def test_with_both_beginning_the_better_attempt_counts(a, b):
    """A tunnel on which both ends begin comes as far as the better of the two attempts."""
    alone = [
        negotiate(replace(a, initiates=mine), replace(b, initiates=not mine)).phase
        for mine in (True, False)
    ]
    both = negotiate(replace(a, initiates=True), replace(b, initiates=True)).phase
    assert RANK.index(both) == max(map(RANK.index, alone))


ONE = end(ROWS["ikev2: policy"]["a"])


def test_nobody_answers_where_no_end_stands():
    """An end alone gets no further than its peer address, until one stands there."""
    internet = World().internet
    internet.put("a", ONE)
    assert internet.verdict("a") == Verdict(
        up=False,
        phase="none",
        parameter="peer_address",
        local="192.0.2.2",
        text="nobody answers at 192.0.2.2",
    )
    internet.put("b", mirror(ONE))
    assert internet.verdict("a").up
    assert internet.verdict("b").up
    internet.drop("b")
    internet.drop("b")
    assert internet.ends() == {"a": ONE}
    assert not internet.verdict("a").up


def test_of_several_at_the_peer_address_the_best_counts():
    """An end that points elsewhere, or disagrees, does not hide the one that agrees."""
    internet = Internet()
    internet.put("a", ONE)
    internet.put("elsewhere", mirror(ONE, peer_address="192.0.2.9"))
    verdict = internet.verdict("a")
    assert (verdict.parameter, verdict.remote) == ("peer_address", "192.0.2.9")
    internet.put("wrong", mirror(ONE, psk="another-key-1"))
    assert internet.verdict("a").parameter == "psk"
    internet.put("right", mirror(ONE))
    assert internet.verdict("a").up


def test_the_attempt_that_came_further_is_told():
    """An aggressive initiator stuck on its group does not hide what the other attempt meets."""
    name = "ikev1 aggressive: ike several, one in common"
    a, b = ends(ROWS[name])
    b = replace(b, esp=(("aes-128-cbc", "sha2-256", "dh14"),))
    assert negotiate(replace(a, initiates=True), replace(b, initiates=False)).phase == "phase1"
    assert negotiate(a, b).parameter == negotiate(b, a).parameter == "ipsec.encryption"


def test_an_end_that_does_not_stand_there_is_a_key_error():
    """Asking for an unknown key fails loudly."""
    with pytest.raises(KeyError):
        Internet().verdict("a")


def test_an_end_replaced_is_judged_anew():
    """Putting an end under the same key again replaces it: a repaired key brings the tunnel up."""
    internet = Internet()
    internet.put("a", ONE)
    internet.put("b", mirror(ONE, psk="another-key-1"))
    assert not internet.verdict("a").up
    internet.put("b", mirror(ONE))
    assert internet.verdict("a").up

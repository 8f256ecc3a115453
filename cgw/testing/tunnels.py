"""Laws about VPN connections: keys, words of IKE and IPsec, tunnels, and what they stand on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import SecretStr

from cgw.adapter import Ability, IpsecAbility, Operation
from cgw.errors import ApiError, CgwError, InvalidRequestError, NotFoundError, UnsupportedError
from cgw.models import (
    IkeSpec,
    IpsecSpec,
    State,
    TunnelPatch,
    TunnelSpec,
    TunnelStatus,
    VpnConnectionPatch,
    crypto,
    to_dict,
    to_json,
)
from cgw.testing.advising import DeviceLaws
from cgw.testing.bench import Bench
from cgw.testing.life import TOKEN
from cgw.testing.meaning import differs, values
from cgw.testing.nouns import VPN_CONNECTIONS as LINK
from cgw.testing.nouns import VPN_GATEWAYS as GATEWAY
from cgw.testing.refusals import refused
from cgw.testing.wire import refusing, silent

CANARY, SECOND = "Canary0bird7sings", "Canary1bird8sings"
NOBODY = "192.0.2.254"

# Field of a tunnel, its words in the model, and where the ability has those that it can do.
WORDS: tuple[tuple[str, str, Any, str], ...] = (
    ("ike", "version", crypto.IkeVersion, "versions"),
    ("ike", "encryption", crypto.Encryption, "ike_encryptions"),
    ("ike", "integrity", crypto.Integrity, "ike_integrities"),
    ("ike", "dh_group", crypto.DhGroup, "dh_groups"),
    ("ipsec", "encryption", crypto.Encryption, "encryptions"),
    ("ipsec", "integrity", crypto.Integrity, "integrities"),
    ("ipsec", "pfs_group", crypto.PfsGroup, "pfs_groups"),
)


def ipsec(ability: Ability) -> IpsecAbility:
    """What the tunnels can do."""
    assert ability.ipsec is not None, "the capabilities of vpn_connections have no ipsec"
    return ability.ipsec


def tunnel(part: str, name: str, word: str) -> TunnelSpec:
    """A tunnel with one word changed."""
    kind: Any = IkeSpec if part == "ike" else IpsecSpec
    return TunnelSpec.model_validate({"psk": CANARY, part: kind(**{name: word})})


def keys(link: Any) -> list[str | None]:
    """The keys of a connection, in clear."""
    return [t.psk.get_secret_value() if t.psk is not None else None for t in link.tunnels]


class TunnelLaws(DeviceLaws):
    """What holds for every connection with tunnels."""

    @pytest.fixture
    def can(self, bench: Bench) -> Ability:
        """What the adapter says it can do with connections."""
        return LINK.ability(bench.adapter)

    def test_a_key_is_made_where_none_was_given(self, bench: Bench, can: Ability) -> None:
        """Without a key one is generated that the cloud takes, and create tells it."""
        made = bench.create(LINK, LINK.ask(bench, tunnels=(TunnelSpec(),)))
        assert made.tunnels, "a connection without tunnels"
        for key in keys(made):
            assert key, "create does not tell the generated key"
            assert not ipsec(can).psk.complaint(key), "the generated key breaks the cloud's rule"

    def test_a_key_is_known_withheld_or_unset(self, bench: Bench) -> None:
        """``psk_visibility`` says ``known`` exactly where there is a key, and that is the right one."""
        made = bench.create(LINK, _keyed(bench))
        _sees(made, CANARY, "create", always=True)
        _sees(bench.get(LINK, made.id), CANARY, "get")
        _sees(bench.list(LINK)[0], CANARY, "list")
        patch = VpnConnectionPatch(tunnels=(TunnelPatch(psk=SecretStr(SECOND)),))
        _sees(bench.update(LINK, made.id, patch), SECOND, "update")
        _sees(bench.get(LINK, made.id), SECOND, "get after an update")

    def test_another_change_keeps_the_key(self, bench: Bench) -> None:
        """Changing a name, networks or one word of a tunnel keeps its key and all its other words."""
        made = bench.create(LINK, _keyed(bench))
        before = bench.get(LINK, made.id)
        changes = {n: v for n, v in LINK.altered(bench).items() if n != "tunnels"}
        for name, value in changes.items():
            bench.update(LINK, made.id, VpnConnectionPatch(**{name: value}))
            assert keys(bench.get(LINK, made.id)) == keys(before), f"changing {name} lost the key"
        ike = IkeSpec(lifetime_s=7200)
        bench.update(LINK, made.id, VpnConnectionPatch(tunnels=(TunnelPatch(ike=ike),)))
        after = bench.get(LINK, made.id)
        assert keys(after) == keys(before), "changing a lifetime lost the key"
        for old, new in zip(before.tunnels, after.tunnels, strict=True):
            assert not differs(ike, new.ike, "ike"), "the lifetime was not changed"
            assert (new.ipsec, new.dpd) == (old.ipsec, old.dpd), "something else was changed"

    def test_a_tunnel_is_known_by_its_address(self, bench: Bench) -> None:
        """A change of the tunnel at one address changes that one; at nobody's address, none."""
        made = bench.create(LINK, _keyed(bench))
        before = bench.get(LINK, made.id)
        ends = [(t.local_address, t.peer_address) for t in before.tunnels]
        assert all(all(end) for end in ends), f"a tunnel without address: {ends}"
        assert len(set(ends)) == len(ends), f"two tunnels with the same addresses: {ends}"
        change = TunnelPatch(local_address=NOBODY, ike=IkeSpec(lifetime_s=7200))
        with pytest.raises((InvalidRequestError, UnsupportedError, NotFoundError)):
            bench.update(LINK, made.id, VpnConnectionPatch(tunnels=(change,)))
        assert values(bench.get(LINK, made.id)) == values(before), "refused, and yet changed"
        for place in reversed(range(len(ends))):
            change = TunnelPatch(local_address=ends[place][0], ike=IkeSpec(lifetime_s=7200 + place))
            bench.update(LINK, made.id, VpnConnectionPatch(tunnels=(change,)))
        told = {t.local_address: t.ike.lifetime_s for t in bench.get(LINK, made.id).tunnels}
        assert told == {end[0]: 7200 + place for place, end in enumerate(ends)}

    def test_a_tunnel_that_is_down_is_no_failure(self, bench: Bench) -> None:
        """Nobody is at the other end: the connection is available, and its tunnel is not up."""
        made = bench.create(LINK, LINK.ask(bench))
        link = bench.get(LINK, bench.settled(LINK, made.id))
        assert link.state is State.AVAILABLE, f"{link.raw_state!r} is read as {link.state}"
        assert link.tunnels_up == 0, "a tunnel to nobody is up"
        for one in link.tunnels:
            assert isinstance(one.status, TunnelStatus)

    def test_keys_of_tunnels_never_show(self, bench: Bench) -> None:
        """A pre-shared key is sent, and shows in no repr, text, dump, extras, request or error."""
        spec = _keyed(bench)
        patch = VpnConnectionPatch(tunnels=(TunnelPatch(psk=SecretStr(CANARY)),))
        made = bench.create(LINK, spec)
        sent = [f"{r.url} {r.body.decode()}" for r in bench.sent]
        assert any(CANARY in text for text in sent), "the key was not sent"
        changed = bench.update(LINK, made.id, patch)
        for thing in (spec, patch, made, changed, bench.get(LINK, made.id), *bench.list(LINK)):
            what = type(thing).__name__
            silent(what, CANARY, repr(thing), str(thing), to_json(thing), str(to_dict(thing)))
            silent(f"extras of {what}", CANARY, str(getattr(thing, "extras", "")))
        for request in bench.sent:
            silent(request.action, CANARY, repr(request), str(request))
        for call in (
            lambda: bench.create(LINK, spec),
            lambda: bench.update(LINK, made.id, patch),
        ):
            for error in refusing(bench, call, CANARY):
                _silent_error(error)

    def test_a_wrong_key_is_refused_without_telling_it(self, bench: Bench, can: Ability) -> None:
        """A key outside the cloud's rule is refused before any request; the key is not told."""
        rule = ipsec(can).psk
        wrong = [CANARY * (rule.longest // len(CANARY) + 1), CANARY + "\u00e9"]
        wrong += [CANARY[: rule.shortest - 1]] if rule.shortest > 5 else []
        for key in wrong:
            spec = LINK.ask(bench, tunnels=(TunnelSpec(psk=SecretStr(key)),))
            flow = LINK.verbs(bench.adapter).create(spec, Operation(TOKEN))
            refused(bench, InvalidRequestError, flow, "tunnels")
            with pytest.raises(InvalidRequestError) as caught:
                next(LINK.verbs(bench.adapter).create(spec, Operation(TOKEN)))
            silent("the refusal", key, str(caught.value), repr(caught.value))

    def test_words_the_cloud_lacks_are_refused(self, bench: Bench, can: Ability) -> None:
        """An algorithm, mode or initiator that the capabilities lack is UnsupportedError."""
        for part, name, words, have in WORDS:
            for word in sorted(set(get_args(words)) - set(getattr(ipsec(can), have))):
                spec = LINK.ask(bench, tunnels=(tunnel(part, name, word),))
                flow = LINK.verbs(bench.adapter).create(spec, Operation(TOKEN))
                refused(bench, UnsupportedError, flow, "tunnels")
        fields = (("mode", ("policy", "route"), ipsec(can).modes),
                  ("initiator", ("cloud", "peer"), ipsec(can).initiators))  # fmt: skip
        for name, all_words, had in fields:
            for word in sorted(set(all_words) - set(had)):
                spec = LINK.ask(bench, **{name: word})
                flow = LINK.verbs(bench.adapter).create(spec, Operation(TOKEN))
                refused(bench, UnsupportedError, flow, name)

    def test_words_of_the_capabilities_are_taken(self, bench: Bench, can: Ability) -> None:
        """Every algorithm that the capabilities promise is taken and told back as asked for."""
        rare = {word for word, _ in ipsec(can).conditional}
        n = 0
        for part, name, _, have in WORDS:
            for word in getattr(ipsec(can), have):
                if word in rare:
                    continue
                n += 1
                spec = LINK.ask(bench, n, tunnels=(tunnel(part, name, word),))
                read = bench.get(LINK, bench.create(LINK, spec).id)
                where = LINK.missed(spec, read, {"tunnels"})
                assert not where, f"{part}.{name}={word}: {where} came back changed"

    def test_a_reset_keeps_everything(self, bench: Bench, can: Ability) -> None:
        """Resetting negotiates anew: a connection whose cloud begins stays as it was."""
        if "reset" not in can.verbs:
            pytest.skip("cannot reset, its capabilities say")
        spec = _keyed(bench)
        if "initiator" in can.fields:
            spec = spec.model_copy(update={"initiator": "cloud"})
        made = bench.create(LINK, spec)
        before = bench.get(LINK, made.id)
        done = bench.call(LINK.verbs(bench.adapter).reset(made.id))
        assert done.id == made.id
        bench.settled(LINK, made.id)
        after = bench.get(LINK, made.id)
        assert values(after) == values(before)
        assert keys(after) == keys(before)

    def test_a_gateway_in_use_is_not_deleted_in_words_only(self, bench: Bench) -> None:
        """Deleting a gateway with a connection is refused or done, and what is told is true."""
        spec = LINK.ask(bench)
        bench.create(LINK, spec)
        told: CgwError | None = None
        try:
            bench.delete(GATEWAY, spec.vpn_gateway_id)
        except ApiError as error:
            told = error
        try:
            state = bench.get(GATEWAY, spec.vpn_gateway_id).state
        except NotFoundError:
            state = State.DELETED
        there = state not in {State.DELETED, State.DELETING}
        assert there == (told is not None), f"delete said {told!r}, and the gateway is {state}"


def _keyed(bench: Bench) -> Any:
    return LINK.ask(bench, tunnels=(TunnelSpec(psk=SecretStr(CANARY)),))


def _sees(link: Any, key: str, what: str, *, always: bool = False) -> None:
    for one, told in zip(link.tunnels, keys(link), strict=True):
        seen = one.psk_visibility
        assert seen in {"known", "withheld"}, f"{what}: there is a key, and it is {seen!r}"
        assert (seen == "known") == (told is not None), f"{what}: {seen}, and {told is not None}"
        assert told in {None, key}, f"{what}: another key than the one that was set"
        assert not always or told, f"{what} does not tell the key that was set"


def _chain(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    while one is not None:
        yield one
        one = one.__cause__ or one.__context__


def _silent_error(error: BaseException) -> None:
    for one in _chain(error):
        name = type(one).__name__
        silent(name, CANARY, repr(one), str(one), str(one.args), str(vars(one)))

"""Liars about connections, their tunnels and keys, and about what they stand on."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from liar import Liar, breaks
from pydantic import SecretStr

from cgw.adapter import Operation, Page
from cgw.errors import ApiError, BillingError, CgwError
from cgw.models import State, TunnelStatus


class Link(Liar):
    """A liar about connections, where the cloud tells keys."""

    base = "tencent"
    noun = "vpn_connections"

    def told(self, link: Any) -> Any:
        """What a subclass makes of every connection it tells of."""
        return link

    def get(self, verbs: Any, id: str) -> Any:
        return self.told((yield from verbs.get(id)))

    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        return self.told((yield from verbs.create(spec, op)))

    def update(self, verbs: Any, id: str, patch: Any) -> Any:
        return self.told((yield from verbs.update(id, patch)))

    def page(self, verbs: Any, cursor: Any, where: Any) -> Any:
        found = yield from verbs.page(cursor, where)
        return Page([self.told(item) for item in found.items], found.cursor)


def tunnels(link: Any, **changes: Any) -> Any:
    """The connection with something else in each tunnel."""
    return replace(link, tunnels=tuple(replace(t, **changes) for t in link.tunnels))


class Loud(SecretStr):
    """A key that shows itself."""

    def __repr__(self) -> str:
        return self.get_secret_value()

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SecretStr) and other.get_secret_value() == str(self)

    __hash__ = SecretStr.__hash__


@breaks("keys_of_tunnels_never_show")
class ShowsKeys(Link):
    def told(self, link: Any) -> Any:
        return replace(
            link,
            tunnels=tuple(
                replace(t, psk=t.psk and Loud(t.psk.get_secret_value())) for t in link.tunnels
            ),
        )


@breaks("keys_of_tunnels_never_show")
class PutsKeysIntoExtras(Link):
    def told(self, link: Any) -> Any:
        keys = [t.psk.get_secret_value() for t in link.tunnels if t.psk]
        more = {"more": keys}
        real = link.origin
        return replace(link, origin=SimpleNamespace(extras=lambda: {**real.extras(), **more}))


@breaks("a_key_is_known_withheld_or_unset")
class SaysThereIsNoKey(Link):
    def told(self, link: Any) -> Any:
        return tunnels(link, psk_visibility="unset")


@breaks("a_key_is_made_where_none_was_given", "a_key_is_known_withheld_or_unset")
class KeepsTheKeyToItself(Link):
    base = "huawei"

    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        made = yield from verbs.create(spec, op)
        return tunnels(made, psk=None, psk_visibility="withheld")


@breaks("another_change_keeps_the_key")
class DropsTheKeyOnUpdate(Link):
    """Sends its own key with every change, as one does who cannot read the real one."""

    def update(self, verbs: Any, id: str, patch: Any) -> Any:
        done = yield from verbs.update(id, patch)
        if not any(t.psk for t in patch.tunnels or ()):
            key = {"psk": SecretStr("Some.other.key_1")}
            own = type(patch).model_validate({"tunnels": (key,)})
            done = yield from verbs.update(id, own)
        return done


@breaks("a_tunnel_is_known_by_its_address")
class TunnelsByPlace(Link):
    """Takes the first tunnel for the one with the address."""

    def update(self, verbs: Any, id: str, patch: Any) -> Any:
        if patch.tunnels:
            bare = tuple(t.model_copy(update={"local_address": None}) for t in patch.tunnels)
            patch = patch.model_copy(update={"tunnels": bare})
        return (yield from verbs.update(id, patch))


@breaks("a_tunnel_that_is_down_is_no_failure")
class DownIsFailed(Link):
    base = "huawei"

    def told(self, link: Any) -> Any:
        return replace(link, state=State.FAILED) if link.raw_state == "DOWN" else link


@breaks("a_tunnel_that_is_down_is_no_failure")
class CreatedIsUp(Link):
    def told(self, link: Any) -> Any:
        return tunnels(link, status=TunnelStatus.UP)


@breaks("a_wrong_key_is_refused_without_telling_it")
class TellsTheWrongKey(Link):
    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        try:
            return (yield from verbs.create(spec, op))
        except CgwError as error:
            if getattr(error, "field", None) == "tunnels.0.psk":
                error.args = (f"{error.args[0]}: {spec.tunnels[0].psk.get_secret_value()}",)
            raise


@breaks("words_the_cloud_lacks_are_refused")
class TakesTheNearestWord(Link):
    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        first = spec.tunnels[0]
        if first.ike.encryption == "null":
            ike = first.ike.model_copy(update={"encryption": "aes-256-cbc"})
            tunnels = (first.model_copy(update={"ike": ike}),)
            spec = spec.model_copy(update={"tunnels": tunnels})
        return (yield from verbs.create(spec, op))


@breaks("words_of_the_capabilities_are_taken")
class TellsAnotherWord(Link):
    def told(self, link: Any) -> Any:
        odd = [t.ipsec for t in link.tunnels if t.ipsec.integrity == "sha1"]
        return tunnels(link, ipsec=replace(odd[0], integrity="md5")) if odd else link


@breaks("a_reset_keeps_everything")
class ResetsToAnotherKey(Link):
    def reset(self, verbs: Any, id: str) -> Any:
        from cgw.models import VpnConnectionPatch

        patch = VpnConnectionPatch.model_validate({"tunnels": ({"psk": "Some.other.key_1"},)})
        yield from verbs.update(id, patch)
        return (yield from verbs.reset(id))


@breaks("a_state_nobody_knows_is_unknown")
class KnowsEveryState(Link):
    def told(self, link: Any) -> Any:
        return replace(link, state=State.AVAILABLE) if link.state is State.UNKNOWN else link


@breaks("a_verb_the_cloud_lacks_is_refused")
class DeletesWhatItCannot(Liar):
    base, noun = "huawei", "routes"

    def delete(self, verbs: Any, id: str) -> Any:
        return
        yield


@breaks("a_gateway_in_use_is_not_deleted_in_words_only", "a_prepaid_term_is_kept")
class ReportsDeletesThatWereRefused(Liar):
    base, noun = "tencent", "vpn_gateways"

    def delete(self, verbs: Any, id: str) -> Any:
        try:
            return (yield from verbs.delete(id))
        except (ApiError, BillingError):
            return ()


@breaks("every_noun_is_held_to_the_laws")
class HidesANoun(Liar):
    @property
    def capabilities(self) -> Any:
        real = self._real.capabilities
        return replace(real, nouns={k: v for k, v in real.nouns.items() if k != "routes"})

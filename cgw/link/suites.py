"""The strongest suite that both ends and the policy have, and why it is no stronger."""

from __future__ import annotations

import secrets
import string
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pydantic import SecretStr

from cgw.adapter import IpsecAbility, PskRule
from cgw.errors import InvalidRequestError, UnsupportedError
from cgw.link.policies import ALLOWED, FIELDS, POLICIES, STRENGTH, Policy
from cgw.link.profiles import Profile
from cgw.models import generate_psk
from cgw.models.crypto import PSK_ALPHABET


@dataclass(frozen=True, slots=True)
class Rejected:
    """A word that was not chosen although it is stronger."""

    field: str
    word: str
    why: str


@dataclass(frozen=True, slots=True)
class Suite:
    """What both ends shall use.

    Attributes:
        words: by field (``"ike.dh_group"``).
        rejected: everything stronger, field by field, strongest first.
    """

    words: Mapping[str, str]
    rejected: tuple[Rejected, ...] = ()

    def __getitem__(self, field: str) -> str:
        return self.words[field]


def nothing_common(
    field: str, a: Profile, b: Profile, ours: str, theirs: str, more: str = ""
) -> UnsupportedError:
    """The error for two ends that have nothing in common."""
    return UnsupportedError(
        f"{field}: a ({a.name}) has {ours or 'nothing'}; b ({b.name}) has {theirs or 'nothing'}"
        f"{more}",
        field=field,
    )


def choose(
    a: Profile, b: Profile, policy: Policy, sure: Collection[str] = (), also: Collection[str] = ()
) -> Suite:
    """The strongest common suite.

    Args:
        sure: words that only some of a's gateways can do, and this one can.
        also: the same for b.

    Errors:
        UnsupportedError: nothing in common under the policy; names the field and both sets.
    """
    if policy not in POLICIES:
        raise UnsupportedError(
            f"policy: {policy!r} is none of {', '.join(POLICIES)}", field="policy"
        )
    words: dict[str, str] = {}
    rejected: list[Rejected] = []
    for field in FIELDS:
        no_gcm = field == "ike.encryption" and words["ike.version"] == "ikev1"
        mine, his = possible(a.ipsec, field, sure), possible(b.ipsec, field, also)
        passing = [w for w in ALLOWED[policy][field] if not (no_gcm and "gcm" in w)]
        common = [word for word in passing if word in mine and word in his]
        if not common:
            raise nothing_common(
                *(field, a, b, ", ".join(mine), ", ".join(his)),
                f"; the policy {policy!r} lets pass {', '.join(passing)}",
            )
        words[field] = common[0]
        for word in STRENGTH[field][: STRENGTH[field].index(common[0])]:
            if no_gcm and "gcm" in word:
                why = "IKEv1 has no combined ciphers in phase 1 (RFC 5282)"
            else:
                why = _why_not(field, word, a, b, sure, also)
            rejected.append(
                Rejected(field, word, why or f"the policy {policy!r} does not let it pass")
            )
    return Suite(words, tuple(rejected))


def possible(can: IpsecAbility, field: str, sure: Collection[str] = ()) -> tuple[str, ...]:
    """The words of a field that this very end has: without those that depend on its gateway."""
    have = getattr(can, FIELDS[field])
    depends = dict(can.conditional)
    order = STRENGTH[field]
    words = [word for word in have if word not in depends or word in sure]
    return tuple(sorted(words, key=lambda w: (order.index(w) if w in order else len(order), w)))


def _why_not(
    field: str,
    word: str,
    a: Profile,
    b: Profile,
    sure: Collection[str],
    also: Collection[str],
) -> str:
    found = []
    for side, profile, known in (("a", a, sure), ("b", b, also)):
        if word in possible(profile.ipsec, field, known):
            continue
        depends = dict(profile.ipsec.conditional).get(word)
        if depends and word in getattr(profile.ipsec, FIELDS[field]):
            found.append(f"{side} ({profile.name}) has it only on {depends}")
        else:
            found.append(f"{side} ({profile.name}) cannot")
    return "; ".join(found)


# ---------------------------------------------------------------- numbers both can keep to


def lifetime(field: str, a: Profile, b: Profile, wanted: int) -> int:
    """The seconds next to ``wanted`` that both ends take.

    Errors:
        UnsupportedError: their limits have nothing in common.
    """
    name = "ike_lifetime" if field == "ike.lifetime_s" else "lifetime"
    (x, y), (p, q) = _limits(a, name), _limits(b, name)
    # The specs take 60 and 30 seconds to a week.
    floor = 60 if name == "ike_lifetime" else 30
    least, most = max(x, p, floor), min(y, q, 604800)
    if least > most:
        raise nothing_common(field, a, b, f"{x} to {y} s", f"{p} to {q} s")
    return min(max(wanted, least), most)


def _limits(profile: Profile, name: str) -> tuple[int, int]:
    found: tuple[int, int] = getattr(profile.ipsec, name)
    return found


# ---------------------------------------------------------------- a key both take


def make_psk(a: Profile, b: Profile) -> SecretStr:
    """A new key that both ends take, of 32 characters if they let it be.

    Errors:
        UnsupportedError: no key fits both.
    """
    ours, theirs = a.ipsec.psk, b.ipsec.psk
    least, most = max(ours.shortest, theirs.shortest), min(ours.longest, theirs.longest)
    both = "".join(sorted(set(ours.alphabet) & set(theirs.alphabet)))
    length = min(max(32, least), most)
    if 8 <= length <= 64 and set(PSK_ALPHABET) <= set(both):
        psk = generate_psk(length)
        if not _complaint(psk, ours, theirs):
            return psk
    kinds = (string.ascii_uppercase, string.ascii_lowercase, string.digits)
    groups = [[c for c in both if c in kind] for kind in kinds]
    groups.append([c for c in both if not any(c in kind for kind in kinds)])
    groups = [group for group in groups if group]
    needed = max(ours.classes, theirs.classes)
    if least > most or most < 1 or not both or needed > min(len(groups), length):
        raise nothing_common("psk", a, b, _rule(ours), _rule(theirs))
    # One of each kind first, so that no rule about kinds fails by bad luck.
    picks = [secrets.choice(group) for group in groups[:length]]
    picks += [secrets.choice(both) for _ in range(length - len(picks))]
    secrets.SystemRandom().shuffle(picks)
    return SecretStr("".join(picks))


def check_psk(psk: SecretStr, a: Profile, b: Profile) -> None:
    """Hold a given key against both ends.

    Errors:
        InvalidRequestError: one of them does not take it; the key is not told.
    """
    for side, profile in (("a", a), ("b", b)):
        if why := profile.ipsec.psk.complaint(psk.get_secret_value()):
            raise InvalidRequestError(
                f"psk: {side} ({profile.name}): {why}", provider=profile.name, field="psk"
            )


def _complaint(psk: SecretStr, *rules: PskRule) -> str:
    text = psk.get_secret_value()
    return "; ".join(why for rule in rules if (why := rule.complaint(text)))


def _rule(rule: PskRule) -> str:
    kinds = f", {rule.classes} kinds of characters" if rule.classes else ""
    return f"{rule.shortest} to {rule.longest} of {rule.alphabet!r}{kinds}"

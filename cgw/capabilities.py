"""What a cloud can do, and refusing what it cannot before any request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NoReturn, TypeAlias, TypeVar

from cgw.errors import InvalidRequestError, UnsupportedError
from cgw.models import Options, Patch, Spec

if TYPE_CHECKING:
    from cgw.ipsec import IpsecAbility

O = TypeVar("O", bound=Options)  # noqa: E741 -- the letter of Options


@dataclass(frozen=True, slots=True)
class Operation:
    """One logical create: what makes its result recognisable when the answer is lost.

    Attributes:
        token: 32 lower-case hexadecimal digits, new for each logical call and the same for all
            its attempts. Send it as the client token where the cloud has one.
        marked: True if the marker tag shall be set (where ``Ability.recovery`` is ``"tag"``), or
            the thing's id chosen to be ``token`` (where it is ``"client-id"``).
    """

    token: str
    marked: bool = True

    def tags(self, tags: Mapping[str, str]) -> dict[str, str]:
        """``tags`` and, if ``marked``, the marker."""
        return {**tags, MARKER: self.token} if self.marked else dict(tags)


MARKER = "cgw-op"
"""The one reserved tag key. Hidden from ``.tags``, counted in the tag limit."""
LINK_TAG = "cgw-link"
"""The tag that says to which link a thing belongs. Shown in ``.tags``; it stays when others are
replaced, since a link knows its things by nothing else."""


def unmarked(tags: Mapping[str, str]) -> dict[str, str]:
    """Tags as people see them: without the marker."""
    return {key: value for key, value in tags.items() if key != MARKER}


# ---------------------------------------------------------------- what a cloud can do

Recovery: TypeAlias = Literal["token", "client-id", "tag", "none"]
"""How a create whose answer was lost is found again."""


@dataclass(frozen=True, slots=True)
class TextRule:
    """What a text may be.

    Attributes:
        shortest, longest: in characters, or in UTF-8 bytes if ``unit`` says so.
        pattern: a regular expression the whole text matches; None if anything goes.
        allowed: the same in words, for the error message.
    """

    shortest: int
    longest: int
    source: str
    pattern: str | None = None
    allowed: str = ""
    unit: Literal["characters", "bytes"] = "characters"

    def complaint(self, text: str) -> str | None:
        """What is wrong with ``text``, or None."""
        size = len(text.encode()) if self.unit == "bytes" else len(text)
        fits = self.shortest <= size <= self.longest
        if fits and (self.pattern is None or re.fullmatch(self.pattern, text, re.DOTALL)):
            return None
        words = f"{self.shortest} to {self.longest} {self.unit}"
        return f"{text[:80]!r} is not allowed: {words}{', ' if self.allowed else ''}{self.allowed}"


@dataclass(frozen=True, slots=True)
class TagRule:
    """What tags may be set on create."""

    most: int
    key: TextRule
    value: TextRule
    source: str


@dataclass(frozen=True, slots=True)
class AsnRule:
    """Which AS numbers a cloud keeps for itself or does not take."""

    source: str
    reserved: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Ability:
    """What one cloud can do with one noun.

    Attributes:
        verbs: of ``create get list update delete wait``, ``tag``, and the noun's own (``reset
            diagnose logs device_config devices sessions disconnect config reissue progress
            features set_feature``).
        fields: what a spec may set on this cloud.
        changes: what a patch may set.
        recovery: how a lost create is found again.
        source, date: where this was read, and when.
    """

    verbs: frozenset[str]
    fields: frozenset[str]
    changes: frozenset[str]
    recovery: Recovery
    source: str
    date: str
    name: TextRule | None = None
    description: TextRule | None = None
    tags: TagRule | None = None
    asn: AsnRule | None = None
    options: type[Options] | None = None
    patch_options: type[Options] | None = None
    list_options: type[Options] | None = None
    ipsec: IpsecAbility | None = None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What one cloud can do: read by the validation, the conformance kit and the documentation.

    Attributes:
        nouns: ability by noun; the adapter has an attribute of each name.
        rates: documented requests per second by action; ``"*"`` stands for every other.
        rates_source: where those were read.
    """

    provider: str
    nouns: Mapping[str, Ability]
    rates: Mapping[str, float] = field(default_factory=dict)
    rates_source: str = ""

    def noun(self, name: str) -> Ability:
        """The ability for ``name`` (``"customer_gateways"``).

        Errors:
            UnsupportedError: this cloud has no such thing.
        """
        if name not in self.nouns:
            raise UnsupportedError(f"{self.provider} has no {name.replace('_', ' ')}", field=name)
        return self.nouns[name]


# ---------------------------------------------------------------- refusing before any request


def refuse(provider: str, field: str, why: str) -> NoReturn:
    """Raise the error for a value that cgw itself refuses."""
    raise InvalidRequestError(f"{field}: {why}", provider=provider, field=field)


def check(
    provider: str, ability: Ability, asked: Spec | Patch, op: Operation | None = None
) -> None:
    """Hold a spec or patch against what the cloud can do, before any request.

    Errors:
        UnsupportedError: a field, or somebody else's options, that this cloud does not have.
        InvalidRequestError: a value outside the cloud's limits; ``.field`` names it.
    """
    patch = isinstance(asked, Patch)
    have = ability.changes if patch else ability.fields
    given = asked.given() if isinstance(asked, Patch) else dict(asked)
    if patch and not given:
        raise InvalidRequestError("nothing to change was given", provider=provider)
    for name, value in given.items():
        default = (
            None if patch else type(asked).model_fields[name].get_default(call_default_factory=True)
        )
        asks = value not in (None, {}, [], ()) and (patch or value != default)
        if asks and name not in have and name != "options":
            verb = "change" if patch else "set"
            raise UnsupportedError(f"{name}: {provider} cannot {verb} it", field=name)
    wanted = ability.patch_options if patch else ability.options
    own_options(provider, given.get("options"), wanted)
    for name, rule in (("name", ability.name), ("description", ability.description)):
        text = given.get(name)
        if rule is None or not isinstance(text, str):
            continue
        if not patch and text == type(asked).model_fields[name].default:
            continue  # left out, where the model lets it be
        if why := rule.complaint(text):
            refuse(provider, name, why)
    if ability.asn and (asn := given.get("asn")) in ability.asn.reserved:
        refuse(provider, "asn", f"{asn} is reserved by the cloud")
    if ability.tags and (tags := given.get("tags")):
        check_tags(provider, ability.tags, tags, marked=bool(op and op.marked and not patch))


def check_tags(provider: str, rule: TagRule, tags: Mapping[str, str], *, marked: bool) -> None:
    """Hold tags against the cloud's rule.

    Errors:
        InvalidRequestError: too many, the reserved key, or a key or value that is not allowed.
    """
    most = rule.most - 1 if marked else rule.most
    if MARKER in tags:
        refuse(provider, "tags", f"the key {MARKER!r} is reserved for finding lost creates again")
    if len(tags) > most:
        why = f" (one of {rule.most} is the marker {MARKER!r})" if marked else ""
        refuse(provider, "tags", f"{len(tags)} given, at most {most}{why}")
    for key, value in tags.items():
        if why_key := rule.key.complaint(key):
            refuse(provider, "tags", f"key {why_key}")
        if why_value := rule.value.complaint(value):
            refuse(provider, "tags", f"value of {key!r}: {why_value}")


def own_options(provider: str, options: Options | None, wanted: type[O] | None) -> O | None:
    """``options`` if they are this provider's own.

    Errors:
        UnsupportedError: they belong to another provider, or there are none to give.
    """
    if options is None:
        return None
    if wanted is None or not isinstance(options, wanted):
        takes = f"; it takes {wanted.__module__}.{wanted.__name__}" if wanted else ""
        raise UnsupportedError(
            f"options: {type(options).__name__} is not for {provider}{takes}", field="options"
        )
    return options


def actions_for(
    provider: str,
    table: Mapping[tuple[str, str], tuple[str, ...]],
    wanted: Iterable[tuple[str, str]],
) -> list[str]:
    """The cloud's actions that pairs of noun and verb need, each once, in the table's words.

    Args:
        table: actions by noun and verb.
        wanted: the verb ``*`` is every verb of the noun, and none where the cloud lacks the noun;
            ``wait`` needs what ``get`` needs.

    Errors:
        UnsupportedError: a noun or verb that the table lacks.
    """
    found: dict[str, None] = {}
    for noun, verb in wanted:
        if verb == "*":
            rows = [row for (name, _), row in table.items() if name == noun]
        else:
            row = table.get((noun, verb)) or table.get((noun, "get" if verb == "wait" else verb))
            if row is None:
                raise UnsupportedError(f"{provider} cannot {verb} {noun}", field=verb)
            rows = [row]
        for row in rows:
            found.update(dict.fromkeys(row))
    return list(found)

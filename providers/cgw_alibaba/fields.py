"""How Alibaba Cloud writes things: types shared by the wire records of every noun.

Source: VPC API 2016-04-28 reference of 2019-01 and alibabacloud_vpc20160428 7.2.2, read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AliasChoices, BeforeValidator, Field, SecretStr
from pydantic.dataclasses import dataclass
from pydantic_core import from_json, to_json

from cgw.models import Answer, Origin
from cgw.wire import RECORD, Known, Shape, UnreadableError, known

R = TypeVar("R")

SECRETS = frozenset({"psk", "authkey", "cacert", "clientcert", "clientkey", "clientconfig"})
"""Names, in lower case, whose values never leave ``extras`` or a message unmasked."""


# ---------------------------------------------------------------- values


def _number(value: Any) -> int | None:
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


Number = Annotated[int | None, BeforeValidator(_number)]
"""An integer, or a text of digits as the 2019 samples have it; anything else is None."""
Text = str | None


def _flag(value: Any) -> bool | None:
    if isinstance(value, str):
        word = value.strip().lower()
        return word in {"true", "enable"} if word in WORDS else None
    return value if isinstance(value, bool) else None


WORDS = frozenset({"true", "false", "enable", "disable"})
Flag = Annotated[bool | None, BeforeValidator(_flag)]
"""A boolean, ``"true"`` and ``"false"`` (tunnels), ``"enable"`` and ``"disable"`` (gateways)."""


def _secret(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Secret = Annotated[SecretStr | None, BeforeValidator(_secret)]
"""A key; one of digits only may come as a number."""
Id = Annotated[str, Field(min_length=1)]
"""What an answer is worthless without."""


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, Mapping):  # {"EniInstanceId": [...]}
        value = next(iter(value.values()), ())
    if isinstance(value, str):
        value = [value]
    return tuple(str(v) for v in value if v) if isinstance(value, list | tuple) else ()


Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
"""Plain texts in a list inside an object; anything else is no text."""


def some(value: Any) -> Any:
    """An object, or None for what stands where an object is due and is none."""
    return value if isinstance(value, Mapping) and value else None


def named(name: str) -> AliasChoices:
    """The vendor's name, also with a lower-case first letter: 2019 samples mix the two."""
    return AliasChoices(name, name[0].lower() + name[1:])


@dataclass(slots=True, frozen=True, config=RECORD)
class Tag:
    """``{"Key": ..., "Value": ...}``."""

    key: Text = Field(None, validation_alias=named("Key"))
    value: Text = Field(None, validation_alias=named("Value"))


@dataclass(slots=True, frozen=True, config=RECORD)
class TagList:
    """``{"Tag": [...]}``: a list inside an object of one name, as this API has all its lists.

    Required and of one name only: whatever else stands there is for `tidy`, not an empty list.
    """

    items: list[Tag] = Field(validation_alias="Tag")


def megabits(text: str | None) -> int | None:
    """``5M`` and ``5`` are both 5 Mbit/s."""
    digits = (text or "").strip().rstrip("Mm")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None


def is_private(word: str | None) -> bool | None:
    """What ``NetworkType`` says: ``public``, ``private``, or nothing that is known."""
    return {"private": True, "public": False}.get((word or "").lower())


def tags_from(tags: TagList | None) -> dict[str, str]:
    """Tags as a mapping."""
    return {tag.key: tag.value or "" for tag in (tags.items if tags else []) if tag.key}


def numbered(name: str, tags: Mapping[str, str]) -> list[tuple[str, str]]:
    """``Tags.1.Key``, ``Tags.1.Value``, ... as the SDK sends them."""
    pairs: list[tuple[str, str]] = []
    for number, (key, value) in enumerate(tags.items(), 1):
        pairs += [(f"{name}.{number}.Key", key), (f"{name}.{number}.Value", value)]
    return pairs


def yes(flag: bool) -> str:
    """``true`` or ``false``."""
    return "true" if flag else "false"


def flat(name: str, value: Any) -> list[tuple[str, str]]:
    """A value as parameters: objects dotted, lists numbered from 1, as the SDK flattens them."""
    if isinstance(value, Mapping):
        return [pair for key, item in value.items() for pair in flat(f"{name}.{key}", item)]
    if isinstance(value, list):
        return [pair for n, item in enumerate(value, 1) for pair in flat(f"{name}.{n}", item)]
    return [(name, yes(value) if isinstance(value, bool) else str(value))]


# ---------------------------------------------------------------- answers

ENVELOPE: Known = {"RequestId": None, "requestId": None}
"""What every answer carries and no noun is about."""


def told(record: Any, *untold: str) -> Known:
    """The names that a record reads, but for those that no noun tells: they belong to ``extras``.

    Args:
        untold: names of the record itself; the same names further inside are not meant.
    """
    left_out = {name[:1].lower() + name[1:] for name in untold}.union(untold)
    return {name: inside for name, inside in known(record).items() if name not in left_out}


def alone(body: bytes, names: Known) -> Origin:
    """The origin of a noun that is the whole answer."""
    return Origin(Answer(body, SECRETS), (), {**names, **ENVELOPE})


def goes_on(number: int, found: int, wanted: int, size: int | None, total: int | None) -> bool:
    """True if there is a page after page ``number``.

    Args:
        found: rows on this page.
        wanted: the page size that was asked for.
        size, total: as the answer tells them; 2019 samples leave them out.
    """
    if total is None:
        return found >= (size or wanted)
    return found > 0 and number * (size or wanted) < total


@dataclass(slots=True, frozen=True, config=RECORD)
class Done:
    """The answer of a change or a delete: any object will do, a web page will not."""

    request_id: Text = Field(None, validation_alias=named("RequestId"))


# ---------------------------------------------------------------- odd bodies


class Lenient(Shape[tuple[R, bytes]], Generic[R]):
    """A record, and the body it was read from.

    Args:
        inside: names of the listing that one document shows where a single row is due.

    A body that does not read as it stands is put into order (see `tidy`) and read again; the
    second value is then the orderly one. Ordinary bodies pay nothing for that.
    """

    __slots__ = ("_inside", "_names", "_shape")

    def __init__(self, record: type[R], inside: tuple[str, str] | None = None) -> None:
        super().__init__(record)
        self._shape: Shape[R] = Shape(record)
        self._inside = inside
        names: Any = record  # mypy does not take a type variable's type for a hashable one
        self._names: Known = known(names)

    def read(self, body: bytes) -> tuple[R, bytes]:
        """Decode ``body``.

        Errors:
            UnreadableError: not JSON, or not of this shape in any of its known variants.
        """
        try:
            return self._shape.read(body), body
        except UnreadableError as error:
            try:
                orderly = to_json(tidy(self._sole(unwrapped(from_json(body))), self._names))
            except ValueError:
                raise error from None
            return self._shape.read(orderly), orderly

    def _sole(self, value: Any) -> Any:
        """The one row of a listing that came for it (2019, 15.13 DescribeVpnConnection)."""
        if self._inside is None or not isinstance(value, dict):
            return value
        outer, inner = self._inside
        for name, item in value.items():
            if name.lower() == outer.lower() and len(rows := _items(item, inner)) == 1:
                return rows[0]
        return value


def unwrapped(value: Any) -> Any:
    """Without ``{"<Action>Response": {...}}`` around it (2019, 15.1) and without the envelope."""
    while isinstance(value, dict) and len(value) == 1:
        name, inner = next(iter(value.items()))
        if not (name.lower().endswith("response") and isinstance(inner, dict)):
            break
        value = inner
    if not isinstance(value, dict):
        return value
    return {name: item for name, item in value.items() if name.lower() != "requestid"}


def tidy(value: Any, names: Known) -> Any:
    """A decoded body in the form of the SDK's models, from any of the documents' variants.

    - names in other case: ``status``, ``CLientIpPool`` (2019, DescribeVpnConnections and SSL-VPN);
    - where a list inside an object is due: the list alone, one object, or nothing.
    """
    if len(names) == 1:  # Rows, TagList: `named` gives every other field two names
        name, deeper = next(iter(names.items()))
        return {name: [tidy(i, deeper or {}) for i in _items(value, name)]}
    if not isinstance(value, dict):
        return value
    proper: dict[str, str] = {}
    for name in names:
        proper.setdefault(name.lower(), name)
    found: dict[str, Any] = {}
    for key, item in value.items():
        right = str(key)
        if right not in names:
            right = proper.get(right.lower(), right)
        inside = names.get(right)
        tidied = tidy(item, inside) if inside is not None else item
        if key == right or right not in found:  # the proper spelling wins over an odd one
            found[right] = tidied
    return found


def _items(value: Any, name: str) -> list[Any]:
    """The objects of a list that came as ``{name: [...]}``, ``{name: {}}``, a list or an object."""
    if isinstance(value, dict):
        inner = [item for key, item in value.items() if key.lower() == name.lower()]
        value = inner[0] if inner else ([value] if value else [])
    if isinstance(value, dict):
        value = [value]
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


DONE = Lenient(Done)

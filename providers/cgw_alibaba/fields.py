"""How Alibaba Cloud writes things: types shared by the wire records of every noun.

Source: VPC API 2016-04-28 reference of 2019-01 and alibabacloud_vpc20160428 7.2.2, read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AliasChoices, BeforeValidator, Field
from pydantic.dataclasses import dataclass
from pydantic_core import from_json, to_json

from cgw.wire import RECORD, Known, Shape, UnreadableError, known

R = TypeVar("R")

SECRETS = frozenset({"psk", "authkey", "clientkey", "clientconfig"})
"""Names, in lower case, whose values never leave ``extras`` or a message unmasked."""


# ---------------------------------------------------------------- values


def _number(value: Any) -> int | None:
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


Number = Annotated[int | None, BeforeValidator(_number)]
"""An integer, or a text of digits as the 2019 samples have it; anything else is None."""
Text = str | None
Id = Annotated[str, Field(min_length=1)]
"""What an answer is worthless without."""


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


def tags_from(tags: TagList | None) -> dict[str, str]:
    """Tags as a mapping."""
    return {tag.key: tag.value or "" for tag in (tags.items if tags else []) if tag.key}


def numbered(name: str, tags: Mapping[str, str]) -> list[tuple[str, str]]:
    """``Tags.1.Key``, ``Tags.1.Value``, ... as the SDK sends them."""
    pairs: list[tuple[str, str]] = []
    for number, (key, value) in enumerate(tags.items(), 1):
        pairs += [(f"{name}.{number}.Key", key), (f"{name}.{number}.Value", value)]
    return pairs


# ---------------------------------------------------------------- odd bodies


class Lenient(Shape[tuple[R, bytes]], Generic[R]):
    """A record, and the body it was read from.

    A body that does not read as it stands is put into order (see `tidy`) and read again; the
    second value is then the orderly one. Ordinary bodies pay nothing for that.
    """

    __slots__ = ("_names", "_shape")

    def __init__(self, record: type[R]) -> None:
        super().__init__(record)
        self._shape: Shape[R] = Shape(record)
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
                orderly = to_json(tidy(from_json(body), self._names))
            except ValueError:
                raise error from None
            return self._shape.read(orderly), orderly


def tidy(value: Any, names: Known, *, root: bool = True) -> Any:
    """A decoded body in the form of the SDK's models, from any of the documents' variants.

    - a response inside ``{"<Action>Response": {...}}`` (2019, 15.1 CreateVpnGateway);
    - names in other case: ``status``, ``CLientIpPool`` (2019, DescribeVpnConnections and SSL-VPN);
    - where a list inside an object is due: the list alone, one object, or nothing.
    """
    if root and isinstance(value, dict) and len(value) == 1:
        name, inner = next(iter(value.items()))
        value = inner if name.endswith("Response") and isinstance(inner, dict) else value
    if len(names) == 1:  # Rows, TagList: `named` gives every other field two names
        name, deeper = next(iter(names.items()))
        return {name: [tidy(i, deeper or {}, root=False) for i in _items(value, name)]}
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
        tidied = tidy(item, inside, root=False) if inside is not None else item
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

"""What every spec, patch and noun has: strictness, silence about secrets, and the cloud's own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError, model_validator
from pydantic_core import PydanticCustomError, from_json

from cgw.wire import Known, leftover

MASK = "**********"
WAITS = ("available", "deleted")
_HIDDEN = "(hidden)"


class State(StrEnum):
    """Where a resource stands in its life, whatever the cloud calls it."""

    PENDING = "pending"
    AVAILABLE = "available"
    UPDATING = "updating"
    DELETING = "deleting"
    DELETED = "deleted"
    FAILED = "failed"
    FROZEN = "frozen"
    UNKNOWN = "unknown"

    @property
    def is_terminal(self) -> bool:
        """True where waiting cannot help any more."""
        return self in {State.DELETED, State.FAILED}


# ---------------------------------------------------------------- what people write


class Model(BaseModel):
    """Frozen, strict about names, and silent about secrets in its errors."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True
    )

    @model_validator(mode="wrap")
    @classmethod
    def _errors_without_secrets(cls, value: Any, handler: Callable[[Any], Any]) -> Any:
        """Say which value is wrong, unless it is or holds a secret.

        pydantic hides inputs in ``str(error)`` only; ``errors()`` and pickles still carry them.
        """
        try:
            return handler(value)
        except ValidationError as error:
            secret = {n for n, f in cls.model_fields.items() if "SecretStr" in str(f.annotation)}
            raise ValidationError.from_exception_data(
                cls.__name__,
                [_line(line, secret) for line in error.errors(include_url=False)],
                hide_input=True,
            ) from None

    def __deepcopy__(self, memo: Any = None) -> Any:
        return self  # frozen; a copy of a secret is one place more to leak from

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:  # noqa: ARG002 -- see below
        """Another one with some fields changed; this one stays as it is."""
        # pydantic changes what __deepcopy__ gives, which is this very object.
        return super().model_copy(update=update, deep=False)

    def __getstate__(self) -> dict[Any, Any]:
        if has_secret(self):
            raise TypeError(f"{type(self).__name__} holds a secret and does not pickle")
        return super().__getstate__()


def _line(line: Any, secret: set[str]) -> Any:
    given, message = line["input"], line["msg"]
    # An unknown name, or a text where a whole model belongs, may be a key in the wrong place.
    told = given == _HIDDEN or line["type"] in ("extra_forbidden", "model_type")
    told = told or any(part in secret for part in line["loc"])
    if not told and isinstance(given, str | int | float):
        message += f"; got {str(given)[:80]!r}"
    safe = message.replace("{", "{{").replace("}", "}}")
    return {"type": PydanticCustomError(line["type"], safe), "loc": line["loc"], "input": _HIDDEN}


class Options(Model):
    """Base of a provider's own inputs, given under ``options=``. Another provider refuses them."""


class Spec(Model):
    """Base of what you ask for."""

    @property
    def billed(self) -> bool:
        """True if creating this costs money from the moment it exists."""
        return False

    def completed(self) -> Self:
        """The same with everything filled in that cgw itself makes up (a pre-shared key)."""
        return self

    def recognised(self, found: Any) -> Any:
        """``found``, made of this very spec, with what the cloud will never tell of it."""
        return found


class Patch(Model):
    """Base of what changes. What is not given, or None, stays as it is; ``""`` empties a text."""

    def given(self) -> dict[str, Any]:
        """The fields that were given, by name."""
        found = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value for name, value in found.items() if value is not None}


# ---------------------------------------------------------------- what a cloud has


class Answer:
    """The bytes some nouns came from, decoded a second time only if somebody asks for `extras`."""

    __slots__ = ("_body", "_decoded", "secrets")

    def __init__(self, body: bytes, secrets: frozenset[str] = frozenset()) -> None:
        self._body, self._decoded = body, None
        self.secrets = secrets

    def __repr__(self) -> str:
        return f"Answer({len(self._body)} bytes)"

    def __deepcopy__(self, memo: Any) -> Answer:
        return self

    def __reduce__(self) -> Any:
        raise TypeError("the bytes of a reply may hold a secret and do not pickle")

    def at(self, path: tuple[str | int, ...]) -> Any:
        """The decoded value at ``path``; None if there is none."""
        if self._decoded is None:
            self._decoded = from_json(self._body)
        found: Any = self._decoded
        for step in path:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                return None
        return found


class Origin:
    """Where in an `Answer` one noun stands, and which of the vendor's names it has already told."""

    __slots__ = ("answer", "known", "path")

    def __init__(self, answer: Answer, path: tuple[str | int, ...], known: Known) -> None:
        self.answer, self.path, self.known = answer, path, known

    def extras(self) -> dict[str, Any]:
        """What the noun has no field for, secrets masked."""
        rest = leftover(self.answer.at(self.path), self.known)
        return masked(rest, self.answer.secrets) if isinstance(rest, dict) else {}


class Told:
    """Extras that were spelt out already (a noun that came out of a pickle)."""

    __slots__ = ("_extras",)

    def __init__(self, extras: dict[str, Any]) -> None:
        self._extras = extras

    def extras(self) -> dict[str, Any]:
        """What the noun has no field for."""
        return dict(self._extras)


def masked(value: Any, secrets: frozenset[str]) -> Any:
    """A copy with the value of every key in ``secrets`` (lower case) replaced by a mask."""
    if isinstance(value, dict):
        return {
            key: MASK if key.lower() in secrets and item else masked(item, secrets)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [masked(item, secrets) for item in value]
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """What every noun has.

    Attributes:
        id: the cloud's id, opaque.
        provider: the plugin's name.
        region: as it was given to `cgw.connect`.
        name: as the cloud has it.
        state: where it stands in its life.
        raw_state: the cloud's own word for that; empty where it has none.
        created_at, updated_at: aware, UTC; None where the cloud does not say.
        resource_group: the account's own group it is kept in (Alibaba Cloud resource group, Huawei
            Cloud enterprise project), by id; empty where there is none.
    """

    id: str
    provider: str
    region: str
    name: str = ""
    state: State = State.UNKNOWN
    raw_state: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    resource_group: str = ""
    origin: Origin | Told | None = field(default=None, repr=False, compare=False)

    @property
    def extras(self) -> dict[str, Any]:
        """Every field of the cloud's answer that has no neutral home, secrets masked."""
        return self.origin.extras() if self.origin is not None else {}

    def progress(self) -> str:
        """One word (or a few) for where it stands; what a waiter's history is made of."""
        return str(self.state)

    def has_reached(self, until: str) -> bool:
        """True if a waiter for ``until`` (``"available"``, ``"deleted"``) is done.

        Errors:
            ValueError: nothing of this kind can be waited for by that word.
        """
        if until not in WAITS:
            raise ValueError(f"until={until!r}: {' or '.join(WAITS)}")
        return str(self.state) == until

    def cannot_reach(self, until: str) -> bool:
        """True if waiting for ``until`` is hopeless."""
        return self.state.is_terminal or (self.state is State.DELETING and until != "deleted")

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, memo: Any) -> Any:
        return self

    def __reduce__(self) -> Any:
        if has_secret(self):
            raise TypeError(f"{type(self).__name__} holds a secret and does not pickle")
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "origin"}
        return _restore, (type(self), values, self.extras)


def _restore(kind: type[N], values: dict[str, Any], extras: dict[str, Any]) -> N:
    return kind(**values, origin=Told(extras))


N = TypeVar("N", bound=Noun)


# ---------------------------------------------------------------- reading and telling


def has_secret(value: Any) -> bool:
    """True if a `SecretStr` with something in it is anywhere inside."""
    if isinstance(value, SecretStr):
        return bool(value.get_secret_value())
    if isinstance(value, Mapping):
        return any(has_secret(item) for item in value.values())
    if isinstance(value, list | tuple | set | frozenset):
        return any(has_secret(item) for item in value)
    if isinstance(value, BaseModel):
        return any(has_secret(item) for item in value.__dict__.values())
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, type):  # nouns, tunnels
        return any(has_secret(getattr(value, f.name)) for f in fields(value))
    return False


def to_dict(value: Any, *, reveal: bool = False) -> Any:
    """Plain data of a noun, spec, patch or anything made of them.

    Args:
        reveal: put secrets out in clear; the only way to have them serialised.
    """
    if isinstance(value, SecretStr):
        return value.get_secret_value() if reveal else (MASK if value.get_secret_value() else "")
    if isinstance(value, Noun):
        told = {
            f.name: to_dict(getattr(value, f.name), reveal=reveal)
            for f in fields(value)
            if f.name != "origin"
        }
        return told | {"extras": value.extras}
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        return {f.name: to_dict(getattr(value, f.name), reveal=reveal) for f in fields(value)}
    if isinstance(value, BaseModel):
        names = type(value).model_fields
        return {name: to_dict(getattr(value, name), reveal=reveal) for name in names}
    if isinstance(value, Mapping):
        return {str(key): to_dict(item, reveal=reveal) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_dict(item, reveal=reveal) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, timedelta):
        return value.total_seconds()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def to_json(value: Any, *, reveal: bool = False, indent: int | None = None) -> str:
    """`to_dict` as JSON text."""
    import json

    return json.dumps(to_dict(value, reveal=reveal), ensure_ascii=False, indent=indent)

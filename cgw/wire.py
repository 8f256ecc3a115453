"""What crosses the wire, without an HTTP library in sight.

Bytes are made here and nowhere else, so what a signer hashes is what is sent.
An adapter builds `Request`, gets a `Reply`, and reads it through a `Shape`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field, is_dataclass
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Generic, TypeAlias, TypeVar, Union, get_args, get_origin
from urllib.parse import quote, urlsplit

from pydantic import AliasChoices, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import from_json

T = TypeVar("T")

RECORD = ConfigDict(
    extra="ignore", coerce_numbers_to_str=True, defer_build=True, hide_input_in_errors=True
)
"""The pydantic configuration of a wire record: unknown fields are no error, numbers may stand for strings."""

DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. The engine signs it just before each attempt.

    Attributes:
        method: upper case.
        endpoint: scheme, host and port, resolved before signing: ``https://vpc.aliyuncs.com``.
        path: percent-encoded, as it stands on the wire (see `encode`).
        action: the vendor's name for the call; for errors and logs.
        query: names and values before encoding; a name may repeat.
        body: the exact bytes; never shown by ``repr``.
        headers: names in lower case.
        safe: True if sending it twice changes nothing more than sending it once.
        writes: True if it changes something though it is safe (delete, modify, a create with a
            client token). What is not safe always writes.
        signed: False for a call that carries no signature (logging in).
        serial: mutations with the same key are sent one after another (a gateway's id).
        shape: how a good reply is read; the engine treats a reply it cannot read as no reply.
    """

    method: str
    endpoint: str
    path: str
    action: str
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    safe: bool = False
    writes: bool = False
    signed: bool = True
    serial: str | None = None
    shape: Shape[Any] | None = field(default=None, repr=False, compare=False)

    @property
    def host(self) -> str:
        """The Host header: with the port only where it is not the scheme's own."""
        return host_header(self.endpoint)

    @property
    def target(self) -> str:
        """Path and query as they stand in the request line."""
        text = query_string(self.query)
        return f"{self.path}?{text}" if text else self.path

    @property
    def url(self) -> str:
        """The whole address. Never log it: a query may hold a key."""
        return self.endpoint + self.target


class Reply:
    """One HTTP response.

    Attributes:
        status: the HTTP status.
        body: the bytes, decompressed.
        headers: names in lower case; a repeated header keeps its last value.
    """

    __slots__ = ("_json", "_read", "body", "headers", "status")

    def __init__(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.status, self.body, self.headers = status, body, headers or {}
        self._json: Any = None
        self._read: tuple[Shape[Any], Any] | None = None

    def __repr__(self) -> str:
        return f"Reply({self.status}, {len(self.body)} bytes)"

    @property
    def json(self) -> Any:
        """The decoded body, decoded once.

        Errors:
            UnreadableError: the body is not JSON.
        """
        if self._json is None:
            try:
                self._json = from_json(self.body, allow_inf_nan=False)
            except ValueError:
                raise UnreadableError("the body is not JSON") from None
        return self._json

    def read(self, shape: Shape[T]) -> T:
        """The body as ``shape`` says, read once.

        Errors:
            UnreadableError: the body is not JSON or not of that shape.
        """
        if self._read is None or self._read[0] is not shape:
            self._read = (shape, shape.read(self.body))
        value: T = self._read[1]
        return value


class UnreadableError(Exception):
    """A reply that is not what the cloud's documents promise. Says where, never with which value."""


Flow: TypeAlias = Generator[Request, Reply, T]
"""An operation: yield a request, get its reply, return a model.

Flows do no I/O, read no clock and never sleep; the engine does that for them.
A refusal arrives by ``throw``, so ``try``/``except`` works as in any function.
"""


class Shape(Generic[T]):
    """How a reply is read: a type, turned into a decoder on first use.

    One pass goes from bytes to objects (pydantic's ``validate_json``). The type is a pydantic
    dataclass whose fields name the cloud's own words by ``validation_alias``.
    """

    __slots__ = ("_adapter", "_lock", "_type")

    def __init__(self, type_: Any) -> None:
        self._type = type_
        self._adapter: TypeAdapter[T] | None = None
        self._lock = threading.Lock()

    def read(self, body: bytes) -> T:
        """Decode ``body``.

        Errors:
            UnreadableError: not JSON, or not of this shape.
        """
        if self._adapter is None:
            with self._lock:
                if self._adapter is None:
                    self._adapter = TypeAdapter(self._type)
        try:
            return self._adapter.validate_json(body or b"{}")
        except ValidationError as error:
            where = _where(error)
        # Out here, so that pydantic's error, which holds the values, is not the context of ours.
        raise UnreadableError(where) from None


def _where(error: ValidationError) -> str:
    found = error.errors(include_input=False, include_url=False, include_context=False)
    if found and found[0]["type"] == "json_invalid":
        return "the body is not JSON"
    return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['type']}" for e in found[:3])


# ---------------------------------------------------------------- bytes


def encode(text: str) -> str:
    """Percent-encode by RFC 3986 for a query or one path segment: a space is ``%20``."""
    return quote(text, safe="-_.~")


def query_string(pairs: Iterable[tuple[str, str]]) -> str:
    """The query as sent: encoded, sorted by name and then by value."""
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in sorted(pairs))


def json_body(value: Any) -> bytes:
    """Compact UTF-8 JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@lru_cache(maxsize=256)
def host_header(endpoint: str) -> str:
    """``https://a.b:443`` is sent as ``a.b``, ``http://127.0.0.1:8800`` with its port."""
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    return host if parts.port in (None, DEFAULT_PORTS[parts.scheme]) else f"{host}:{parts.port}"


# ---------------------------------------------------------------- what a record leaves over

Known: TypeAlias = "Mapping[str, Known | None]"
"""Names a record reads, and of nested records theirs."""


@lru_cache(maxsize=512)
def known(record: Any) -> Known:
    """The vendor's names that ``record`` reads, found from its field aliases."""
    names: dict[str, Any] = {}
    for name, info in record.__pydantic_fields__.items():
        alias = info.validation_alias or name
        choices = alias.choices if isinstance(alias, AliasChoices) else [alias]
        nested = _record_in(info.annotation)
        for choice in choices:
            names[str(choice)] = known(nested) if nested is not None else None
    return names


def _record_in(annotation: Any) -> Any:
    """The record type inside ``list[X] | None`` and the like, if any."""
    if is_dataclass(annotation) and hasattr(annotation, "__pydantic_fields__"):
        return annotation
    if get_origin(annotation) in (Union, UnionType, Annotated, list, tuple):
        for part in get_args(annotation):
            found = _record_in(part)
            if found is not None:
                return found
    return None


def leftover(value: Any, names: Known) -> Any:
    """What of a decoded JSON value no record read. ``{}``, ``[]`` or None mean nothing."""
    if isinstance(value, list):
        rest = [leftover(item, names) for item in value]
        return rest if any(rest) else []
    if not isinstance(value, dict):
        return None
    out: dict[str, Any] = {}
    for key, item in value.items():
        if key not in names:
            out[key] = item
        elif (deeper := names[key]) is not None and (rest := leftover(item, deeper)):
            out[key] = rest
    return out

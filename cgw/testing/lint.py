"""Looks for secrets on a tape: known ones in any encoding, unknown ones by what they look like."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
import urllib.parse
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import yaml

from cgw.testing.scrub import is_secret

DEPTH = 3  # encodings inside each other that are undone
MOST = 1 << 22  # bytes that a compressed value is inflated to, at most

# What keys look like. Sources: the vendors' own key formats and signature headers.
SHAPES = {
    "an LTAI access key": rb"LTAI[A-Za-z0-9]{12,26}",
    "an AKID access key": rb"AKID[A-Za-z0-9]{13,40}",
    "an STS token": rb"\bSTS\.[A-Za-z0-9]{8,}",
    "a signature header": rb"(?i)\b(?:TC3|ACS3|SDK|V11|AWS4)-HMAC-[A-Z0-9]+\s+\w+=",
    "a signature": rb"(?i)\bSignature=(?!REDACTED)[A-Za-z0-9%/+]{16,}",
    "a private key": rb"-----BEGIN (?:[A-Z ]+ )?PRIVATE KEY-----",
    "a JSON web token": rb"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.",
    "a bearer token": rb"(?i)\bBearer\s+[A-Za-z0-9._~+/-]{16,}",
}
HARMLESS = re.compile(r"|REDACTED|\*+|[\w-]{0,12}\*{4}")


def lint(tape: bytes, secrets: Iterable[tuple[str, str]] = ()) -> list[str]:
    """What is wrong with a tape; never with the value that is wrong.

    Args:
        tape: the file's bytes.
        secrets: a name and a value for each secret that is known.
    """
    try:
        loaded = yaml.safe_load(tape)
    except yaml.YAMLError:
        return ["not YAML"]
    known = [(name, text.encode()) for name, text in secrets if len(text) >= 6]
    found: set[str] = set()
    for where, leaf in [("the file", tape), *leaves(loaded)]:
        for view in views(leaf):
            for name, secret in known:
                if secret in view or secret in view.replace(b"\x00", b""):
                    found.add(f"{where}: {name}")
            found |= {f"{where}: {n}" for n, shape in SHAPES.items() if re.search(shape, view)}
            found |= {f"{where}: {n} is not redacted" for n in named(view)}
    return sorted(found)


def leaves(item: Any, where: str = "") -> Iterator[tuple[str, bytes]]:
    """Every text of a tape with its place, keys too."""
    if isinstance(item, dict):
        for key, part in item.items():
            yield where, str(key).encode()
            place = f"{where}.{key}".lstrip(".")
            yield from leaves(part, place)
            for text in part if isinstance(part, list) else [part]:
                if is_secret(str(key)) and isinstance(text, str) and not HARMLESS.fullmatch(text):
                    yield place, json.dumps({str(key): text}).encode()
    elif isinstance(item, list):
        for index, part in enumerate(item):
            yield from leaves(part, f"{where}[{index}]")
    elif isinstance(item, bytes):
        yield where, item
    elif isinstance(item, str):
        yield where, item.encode()


def views(data: bytes, depth: int = DEPTH) -> set[bytes]:
    """``data`` and everything it may be an encoding of."""
    seen = {data}
    fresh = {data}
    for _ in range(depth):
        fresh = {view for item in fresh if _promising(item) for view in _undone(item)} - seen
        seen |= fresh
    return seen


def _promising(data: bytes) -> bool:
    """True for text and for what is compressed; the rest is noise that some decoder made."""
    if data[:2] in {b"\x1f\x8b", b"\x78\x9c", b"\x78\x01", b"\x78\xda"}:
        return True
    return data[1:8:2] == b"\x00\x00\x00\x00" or _is_text(data)


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return len(text) >= 6 and all(c.isprintable() or c in "\r\n\t" for c in text)


def _undone(data: bytes) -> Iterator[bytes]:
    """Each encoding undone once."""
    if b"%" in data or b"+" in data:
        yield urllib.parse.unquote_to_bytes(data)
        yield urllib.parse.unquote_to_bytes(data.replace(b"+", b" "))
    if b"\\" in data:
        yield re.sub(rb"\\u([0-9a-fA-F]{4})", _code, data)
        yield re.sub(rb"\\(.)", _escape, data)
    if b"\x00" in data:
        yield data.decode("utf-16-le", errors="ignore").encode(errors="ignore")
    if b"&" in data:
        yield html.unescape(data.decode(errors="replace")).encode()
    if b"\n" in data:
        yield re.sub(rb"\\?\s*\n\s*", b"", data)  # a text folded over lines
    for bits in (31, 15, -15):
        try:
            yield zlib.decompressobj(bits).decompress(data, MOST)
        except zlib.error:
            continue
    for run in re.findall(rb"[0-9a-fA-F]{12,}", data):
        for start in (0, 1):
            part = run[start:]
            yield binascii.unhexlify(part[: len(part) // 2 * 2])
    for run in re.findall(rb"[A-Za-z0-9+/_-]{8,}", data):
        standard = run.replace(b"-", b"+").replace(b"_", b"/")
        for start in range(4):
            part = standard[start:]
            part += b"A" * (-len(part) % 4)
            yield base64.b64decode(part)


def _code(match: re.Match[bytes]) -> bytes:
    return chr(int(match[1], 16)).encode(errors="replace")


def _escape(match: re.Match[bytes]) -> bytes:
    return {b"n": b"\n", b"t": b"\t", b"r": b"\r"}.get(match[1], match[1])


def named(view: bytes) -> Iterator[str]:
    """Names of secrets that have a value in JSON, in a query or in an element."""
    text = view.decode(errors="ignore")
    with suppress(ValueError, RecursionError):
        yield from _unmasked(json.loads(text))
    for name, value in re.findall(r"(?:^|[?&])([\w.-]+)=([^&\s]+)", text):
        if is_secret(name) and not HARMLESS.fullmatch(urllib.parse.unquote(value)):
            yield name
    for name, value in re.findall(r"<([\w.-]+)>([^<]+)<", text):
        if is_secret(name) and not HARMLESS.fullmatch(value):
            yield name


def _unmasked(item: Any) -> Iterator[str]:
    if isinstance(item, dict):
        for key, part in item.items():
            if (
                is_secret(key)
                and isinstance(part, str | int | float)
                and not isinstance(part, bool)
            ):
                if not HARMLESS.fullmatch(str(part)):
                    yield key
            else:
                yield from _unmasked(part)
    elif isinstance(item, list):
        for part in item:
            yield from _unmasked(part)
    elif isinstance(item, str) and item[:1] in {"{", "["}:
        with suppress(ValueError):
            yield from _unmasked(json.loads(item))

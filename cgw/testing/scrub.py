"""Takes secrets and passing values out of what goes on a tape, before it is written or compared.

What a header, parameter or field is called decides. Requests keep an allow-list of headers; the
same is done to the request that a test makes, so a new nonce, time, key or signature matches.
"""

from __future__ import annotations

import json
import re
import urllib.parse
import zlib
from collections.abc import Callable
from typing import Any

REDACTED = "REDACTED"
MARKER = "cgw-op"
ZEROS = "0" * 32  # stands for a marker's value

REQUEST_HEADERS = frozenset(
    {
        "content-type",
        "x-acs-action",
        "x-acs-version",
        "x-tc-action",
        "x-tc-version",
        "x-tc-region",
    }
)
RESPONSE_HEADERS = frozenset({"content-type", "date", "retry-after", "x-acs-retry-after"})

VOLATILE = frozenset(
    {
        "accesskeyid",
        "secretid",
        "signature",
        "signaturenonce",
        "nonce",
        "timestamp",
        "clienttoken",
        "signaturemethod",
        "signatureversion",
        "signaturetype",
        "securitytoken",
    }
)
"""Parameters of the signature and of one attempt; dropped. Written without ``-`` and ``_``."""

SECRET = re.compile(
    r"psk|presharedkey|presharekey|authkey|bgpkey|accesskey|accesskeysecret|secretkey|privatekey"
    r"|encprivatekey|clientkey|clientconfig|authorization|cookie|setcookie|ak|sk"
    r"|.*secret|.*secretaccesskey|.*password|.*passwd|.*credentials?|(?!next|page|client).*token|signature"
)
"""Names whose values are secret, in lower case without ``-`` and ``_``; see `is_secret`."""


def plain(name: str) -> str:
    """``X-Security-Token`` and ``x_security_token`` are one name."""
    return re.sub(r"[-_.]", "", name).lower()


def is_secret(name: str) -> bool:
    """True if what stands under ``name`` must not be kept."""
    last = name.rsplit(".", 1)[-1]
    return bool(SECRET.fullmatch(plain(last)))


def is_token(text: Any) -> bool:
    """True for what an operation's token looks like."""
    return isinstance(text, str) and re.fullmatch(r"[0-9a-f]{32}", text) is not None


# ---------------------------------------------------------------- values


def value(item: Any) -> Any:
    """A decoded JSON value without secrets and markers."""
    if isinstance(item, dict):
        marked = any(isinstance(v, str) and v.endswith(MARKER) for v in item.values())
        return {k: _member(k, v, marked=marked or k == MARKER) for k, v in item.items()}
    if isinstance(item, list):
        return [value(part) for part in item]
    return text_in(item) if isinstance(item, str) else item


def _member(key: str, item: Any, *, marked: bool) -> Any:
    if plain(key) in VOLATILE and not isinstance(item, dict | list):
        return REDACTED if item else item
    if is_secret(key) and item and not isinstance(item, dict | list | bool):
        return REDACTED
    if marked:
        if is_token(item):
            return ZEROS
        if isinstance(item, list):
            return [ZEROS if is_token(part) else value(part) for part in item]
    return value(item)


def text_in(text: str) -> str:
    """A text value; if it is JSON itself, without secrets inside."""
    if text[:1] in "{[" and text[:1]:
        try:
            inner = json.loads(text)
        except ValueError:
            return text
        clean = value(inner)
        return text if clean == inner else json.dumps(clean, ensure_ascii=False)
    return REDACTED if "PRIVATE KEY-----" in text else text


def pairs(given: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Query or form parameters without secrets and without what passes; sorted."""
    marked = {n[: -len("Key")] for n, v in given if v == MARKER and n.endswith("Key")}
    marked |= {n[: -len("Name")] for n, v in given if v.endswith(MARKER) and n.endswith("Name")}
    out = []
    for name, text in given:
        if plain(name) in VOLATILE:
            continue
        prefix = next((p for p in marked if name.startswith(p)), None)
        if is_secret(name) and text:
            out.append((name, REDACTED))
        elif is_token(text) and prefix is not None:
            out.append((name, ZEROS))
        else:
            out.append((name, text_in(text)))
    return sorted(out)


def body(data: bytes, kind: str) -> bytes:
    """A body without secrets; the very bytes if there are none.

    Errors:
        ValueError: not text, so nobody could see what is in it.
    """
    if not data:
        return data
    text = data.decode()  # UnicodeDecodeError is a ValueError
    try:
        given = json.loads(text)
    except ValueError:
        pass
    else:
        clean = value(given)
        return data if clean == given else json.dumps(clean, ensure_ascii=False).encode()
    if "form-urlencoded" in kind or re.fullmatch(r"[\w.%~+-]+=[^\s<{]*", text):
        given_pairs = urllib.parse.parse_qsl(text, keep_blank_values=True)
        return urllib.parse.urlencode(pairs(given_pairs)).encode()
    return re.sub(r"<([\w.:-]+)>([^<]+)</\1>", _element, text).encode()


def _element(match: re.Match[str]) -> str:
    name = match[1].rsplit(":", 1)[-1]
    return f"<{match[1]}>{REDACTED}</{match[1]}>" if is_secret(name) else match[0]


# ---------------------------------------------------------------- what vcr calls


def requests(hide: dict[str, str]) -> Callable[[Any], Any]:
    """A ``before_record_request`` of vcr that also replaces each text of ``hide``."""

    def clean(request: Any) -> Any:
        parts = urllib.parse.urlsplit(_hidden(request.uri, hide))
        query = pairs(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
        host = parts.netloc.rpartition("@")[2]
        told = urllib.parse.urlencode(query, quote_via=urllib.parse.quote)
        request.uri = urllib.parse.urlunsplit((parts.scheme, host, parts.path, told, ""))
        headers = {k.lower(): _text(v) for k, v in request.headers.items()}
        data = request.body or b""
        data = data.encode() if isinstance(data, str) else bytes(data)
        data = _hidden(data.decode(), hide).encode()
        request.body = body(data, headers.get("content-type", ""))
        request.headers = {k: v for k, v in sorted(headers.items()) if k in REQUEST_HEADERS}
        return request

    return clean


def responses(hide: dict[str, str]) -> Callable[[Any], Any]:
    """A ``before_record_response`` of vcr, which also undoes compression."""

    def clean(response: Any) -> Any:
        headers = {k.lower(): [_text(v) for v in vs] for k, vs in response["headers"].items()}
        data = bytes(response["body"]["string"] or b"")
        coding = ",".join(headers.get("content-encoding", [])).strip().lower()
        if data and coding in {"gzip", "x-gzip", "deflate"}:
            data = zlib.decompress(data, 31 if "gzip" in coding else 15)
        elif coding not in {"", "identity"}:
            raise ValueError(f"an answer in the unknown coding {coding!r} is not recorded")
        data = _hidden(data.decode(), hide).encode()
        data = body(data, ",".join(headers.get("content-type", [])))
        kept = {k: v for k, v in sorted(headers.items()) if k in RESPONSE_HEADERS}
        return {**response, "headers": kept, "body": {"string": data}}

    return clean


def _hidden(text: str, hide: dict[str, str]) -> str:
    for secret, shown in hide.items():
        text = text.replace(secret, shown)
    return text


def _text(item: Any) -> str:
    return item.decode() if isinstance(item, bytes) else str(item)

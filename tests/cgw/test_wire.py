"""Bytes: what is encoded, decoded, told and left over."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AliasChoices, Field
from pydantic.dataclasses import dataclass

from cgw.wire import (
    RECORD,
    Reply,
    Request,
    Shape,
    UnreadableError,
    encode,
    host_header,
    json_body,
    known,
    leftover,
    query_string,
)

texts = st.text(st.characters(exclude_categories=("Cs",)))
pairs = st.lists(st.tuples(texts, texts))
leaves = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts
trees = st.recursive(leaves, lambda t: st.lists(t) | st.dictionaries(texts, t), max_leaves=20)


# ---------------------------------------------------------------- encoding


@given(texts)
def test_encoding_is_rfc_3986(text: str) -> None:
    """Only letters, digits and ``-_.~`` stay; all else is upper-case %XX; and it can be undone."""
    encoded = encode(text)
    assert unquote(encoded) == text
    assert all(c.isalnum() or c in "-_.~%" for c in encoded)
    assert encoded.isascii()
    assert all(code == code.upper() for code in re.findall("%..", encoded))


def test_what_vendors_sign_differs_from_urllibs_default() -> None:
    """A space is %20, a slash is %2F, a star is %2A, and a tilde stays."""
    assert encode("a b/c*d~e+f") == "a%20b%2Fc%2Ad~e%2Bf"


@given(pairs)
def test_a_query_is_what_urllib_makes_of_the_sorted_pairs(
    given_pairs: list[tuple[str, str]],
) -> None:
    """The reference is urlencode with ``quote``, no safe character but RFC 3986's, pairs sorted."""
    assert query_string(given_pairs) == urlencode(sorted(given_pairs), quote_via=quote, safe="-_.~")
    assert query_string(reversed(given_pairs)) == query_string(given_pairs)


@given(pairs)
def test_a_query_can_be_read_back(given_pairs: list[tuple[str, str]]) -> None:
    """Nothing is lost or mixed up, repeated names and empty values included."""
    read = parse_qsl(query_string(given_pairs), keep_blank_values=True, separator="&")
    assert sorted(read) == sorted(given_pairs)


@given(trees)
def test_a_json_body_is_compact_utf8(value: Any) -> None:
    """It decodes to what was given, without a byte for looks."""
    body = json_body(value)
    assert json.loads(body.decode()) == value
    assert body == json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    ("endpoint", "host"),
    [
        ("https://a.b", "a.b"),
        ("https://a.b:443", "a.b"),
        ("http://a.b:80", "a.b"),
        ("https://a.b:80", "a.b:80"),
        ("http://127.0.0.1:8800", "127.0.0.1:8800"),
        ("https://[::1]:8443", "[::1]:8443"),
        ("https://[::1]", "[::1]"),
    ],
)
def test_the_host_header_has_a_port_only_where_it_must(endpoint: str, host: str) -> None:
    """All three clouds sign Host, and an HTTP library sends it without the scheme's own port."""
    assert host_header(endpoint) == host
    assert Request("GET", endpoint, "/", "x").host == host


@given(pairs)
def test_the_url_is_endpoint_path_and_query(given_pairs: list[tuple[str, str]]) -> None:
    """What is sent is what ``target`` says, and there is no ``?`` without a query."""
    request = Request("GET", "https://a.b:8443", "/v5/x%2Fy", "x", query=tuple(given_pairs))
    parts = urlsplit(request.url)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "a.b:8443", "/v5/x%2Fy")
    assert parts.query == query_string(given_pairs)
    assert request.url == request.endpoint + request.target
    assert given_pairs or "?" not in request.url


def test_a_request_shows_no_query_header_or_body() -> None:
    """``repr`` of a request and of a reply holds none of the places where a secret may stand."""
    canary = "Canary0bird"
    request = Request(
        "POST", "https://a.b", "/", "Act", (("Psk", canary),), canary.encode(), {"x": canary}
    )
    assert canary not in repr(request) + str(request)
    assert "Act" in repr(request)
    reply = Reply(200, canary.encode(), {"x-subject-token": canary})
    assert canary not in repr(reply) + str(reply)


# ---------------------------------------------------------------- replies and shapes


@dataclass(slots=True, frozen=True, config=RECORD)
class Inner:
    word: str | None = Field(None, validation_alias="Word")


@dataclass(slots=True, frozen=True, config=RECORD)
class Outer:
    id: str = Field(validation_alias="Id")
    either: str | None = Field(None, validation_alias=AliasChoices("One", "Other"))
    inner: Inner | None = Field(None, validation_alias="Inner")
    many: Annotated[list[Inner], Field(validation_alias="Many")] = Field(default_factory=list)
    plain: int | None = None


OUTER: Shape[Outer] = Shape(Outer)


def test_a_reply_is_decoded_once() -> None:
    """``json`` and ``read`` give the same object at each call."""
    reply = Reply(200, b'{"Id": "a"}')
    assert reply.json is reply.json
    assert reply.read(OUTER) is reply.read(OUTER)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"{",
        b"[]",
        b"null",
        b"17",
        b'{"Id": null}',
        b'{"Id": []}',
        b'{"Id":"\xff"}',
        b'{"Id": "a", "plain": "x"}',
        b"[" * 50_000,
        b'{"Id": "a", "Many": 3}',
    ],
    ids=lambda b: repr(b[:20]),
)
def test_what_does_not_fit_is_unreadable(body: bytes) -> None:
    """A body that is not of the shape is UnreadableError, which does not show the body."""
    with pytest.raises(UnreadableError):
        Reply(200, body).read(OUTER)


def test_an_unreadable_reply_tells_the_place_and_not_the_value() -> None:
    """The message names the field; the value, which may be a secret, is not in it."""
    with pytest.raises(UnreadableError) as caught:
        Reply(200, b'{"Id": "a", "plain": "Canary0bird"}').read(OUTER)
    assert "plain" in str(caught.value)
    assert "Canary0bird" not in str(caught.value) + repr(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert caught.value.__context__ is None, "pydantic's own error holds the values"


@pytest.mark.parametrize("body", [b"<html>", b"{", b"NaN", b'{"a": NaN}', b'{"a": Infinity}', b""])
def test_json_that_is_none_is_unreadable(body: bytes) -> None:
    """``json`` of anything but JSON is UnreadableError."""
    with pytest.raises(UnreadableError):
        _ = Reply(200, body).json


def test_numbers_stand_for_texts() -> None:
    """A record takes 17 where it reads a text."""
    assert Reply(200, b'{"Id": 17, "One": 1.5}').read(OUTER).id == "17"


@given(st.binary(max_size=60))
def test_no_bytes_crash_a_shape(body: bytes) -> None:
    """Any bytes are read or are UnreadableError."""
    try:
        Reply(200, body).read(OUTER)
    except UnreadableError:
        return


# ---------------------------------------------------------------- left over


def test_a_record_knows_its_aliases() -> None:
    """Aliases, all choices of one, and those of nested records."""
    assert known(Outer) == {
        "Id": None,
        "One": None,
        "Other": None,
        "Inner": {"Word": None},
        "Many": {"Word": None},
        "plain": None,
    }


def test_what_no_record_read_is_left_over() -> None:
    """Unknown names at any depth stay; known ones go; nothing but unknown names stays."""
    value = {
        "Id": "a",
        "New": {"x": 1},
        "Inner": {"Word": "w", "Newer": [1]},
        "Many": [{"Word": "w"}, {"Word": "w", "Newest": None}],
    }
    rest = leftover(value, known(Outer))
    assert rest == {"New": {"x": 1}, "Inner": {"Newer": [1]}, "Many": [{}, {"Newest": None}]}
    assert leftover({"Id": "a", "Inner": {"Word": "w"}}, known(Outer)) == {}


@given(st.dictionaries(st.sampled_from(["Id", "One", "Inner", "Many", "X", "Y"]), trees))
def test_nothing_unknown_is_lost(value: dict[str, Any]) -> None:
    """Each name that the record does not know is kept whole, whatever it holds."""
    rest = leftover(value, known(Outer))
    names = known(Outer)
    assert {k: v for k, v in rest.items() if k not in names} == {
        k: v for k, v in value.items() if k not in names
    }

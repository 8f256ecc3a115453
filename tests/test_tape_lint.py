"""Nothing secret gets on a tape, and what got there by another way is found."""

from __future__ import annotations

import base64
import gzip
import html
import json
import urllib.parse
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from vcr.serializers import yamlserializer

from cgw.testing import scrub
from cgw.testing.cassettes import TapeError, Tapes, _Persister
from cgw.testing.lint import lint

SECRET = 'k3"y \\/+&=%\u00e9<Zq8w>'  # everything that some encoding changes
PLAIN = "Sup3rS3cretKeyNumber7"


def _escaped(text: str) -> str:
    return json.dumps(text)[1:-1]


def _shifted(offset: int) -> Callable[[str], str]:
    return lambda s: base64.b64encode(b"x" * offset + s.encode() + b"yz").decode()


ENCODINGS: dict[str, Callable[[str], Any]] = {
    "as it is": lambda s: s,
    "JSON": lambda s: json.dumps({"a": s}, ensure_ascii=False),
    "JSON in ASCII": lambda s: json.dumps({"a": s}),
    "JSON in JSON": lambda s: json.dumps({"a": json.dumps({"b": s})}),
    "URL": lambda s: urllib.parse.quote(s, safe=""),
    "form": urllib.parse.quote_plus,
    "URL twice": lambda s: urllib.parse.quote(urllib.parse.quote(s, safe=""), safe=""),
    "URL in lower case": lambda s: "".join(f"%{b:02x}" for b in s.encode()),
    "base64": _shifted(0),
    "base64, one off": _shifted(1),
    "base64, two off": _shifted(2),
    "base64 for URLs": lambda s: base64.urlsafe_b64encode(s.encode()).decode(),
    "base64 without its end": lambda s: base64.b64encode(s.encode()).decode().rstrip("="),
    "hexadecimal": lambda s: s.encode().hex(),
    "HEXADECIMAL": lambda s: s.encode().hex().upper(),
    "gzip": lambda s: gzip.compress(s.encode()),
    "zlib": lambda s: zlib.compress(s.encode()),
    "HTML": html.escape,
    "UTF-16": lambda s: s.encode("utf-16-le"),
    "long lines": lambda s: "word " * 40 + s + " word" * 40,
}
PLACES: dict[str, Callable[[dict[str, Any], Any], None]] = {
    "request uri": lambda i, v: i["request"].update(
        uri=f"https://a.b/?x={v}" if isinstance(v, str) else v
    ),
    "request body": lambda i, v: i["request"].update(body=v),
    "request header": lambda i, v: i["request"]["headers"].update({"content-type": [v]}),
    "response body": lambda i, v: i["response"]["body"].update(string=v),
    "response header": lambda i, v: i["response"]["headers"].update({"content-type": [v]}),
}


def tape() -> dict[str, Any]:
    return {
        "source": "emulator 1",
        "interactions": [
            {
                "request": {"method": "GET", "uri": "https://a.b/", "body": "", "headers": {}},
                "response": {
                    "status": {"code": 200, "message": "OK"},
                    "headers": {"content-type": ["application/json"]},
                    "body": {"string": '{"PskEnabled": true, "Psk": "", "NextToken": "abc"}'},
                },
            }
        ],
        "version": 1,
    }


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("secret", [SECRET, PLAIN], ids=["strange", "plain"])
def test_a_planted_secret_is_found(encoding: str, place: str, secret: str) -> None:
    """A known secret is found in every encoding at every place, and never told."""
    planted = tape()
    PLACES[place](planted["interactions"][0], ENCODINGS[encoding](secret))
    found = lint(yaml.safe_dump(planted, allow_unicode=True).encode(), [("the key", secret)])
    assert any(text.endswith("the key") for text in found), found
    assert secret not in str(found)


@pytest.mark.parametrize(
    "text",
    [
        "LTAI5tFakeFakeFakeFake01",
        "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
        "STS.NUgYrLnoC37mZZCNnAbez",
        "TC3-HMAC-SHA256 Credential=x",
        "ACS3-HMAC-SHA256 Credential=x",
        "SDK-HMAC-SHA256 Access=x",
        "https://a.b/?Signature=AbCdEfGhIjKlMnOpQrStUv%3D",
        "-----BEGIN RSA PRIVATE KEY-----",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.x",
        '{"PreShareKey": "hello"}',
        '{"a": [{"psk": "hello"}]}',
        '{"IkeConfig": "{\\"Psk\\": \\"hello\\"}"}',
        "https://a.b/?AuthKey=hello",
        "a=1&X-Auth-Token=hello",
        "<Psk>hello</Psk>",
        '{"SecretKey": 12345}',
    ],
)
def test_what_looks_like_a_secret_is_found(text: str) -> None:
    """Unknown secrets are found by their shape or by the name they stand under."""
    planted = tape()
    planted["interactions"][0]["response"]["body"]["string"] = text
    assert lint(yaml.safe_dump(planted).encode())


def test_a_clean_tape_has_no_complaint() -> None:
    """Empty, masked and redacted secrets are fine, and so are names that only look like secrets."""
    clean = tape()
    assert lint(yaml.safe_dump(clean).encode(), [("k", PLAIN)]) == []
    for text in ('{"psk": "REDACTED"}', '{"AuthKey": "AuthKey****"}', '{"psk": null, "Token": ""}'):
        clean["interactions"][0]["response"]["body"]["string"] = text
        assert lint(yaml.safe_dump(clean).encode(), [("k", PLAIN)]) == [], text


def test_what_is_no_yaml_is_found() -> None:
    """A tape that cannot be read cannot be trusted."""
    assert lint(b"a: [") == ["not YAML"]


# ---------------------------------------------------------------- scrubbing

names = st.sampled_from(
    ["Psk", "psk", "PreShareKey", "pre_shared_key", "AuthKey", "SecretKey", "token"]
)
harmless = st.sampled_from(["Name", "PskEnabled", "NextToken", "next_token", "Id", "Skew", "Ask"])
secrets = st.text('abcdefgh0123456789+/=% "\\', min_size=9).map(lambda s: f"SECRET{s}")


@settings(max_examples=60)
@given(
    st.recursive(
        st.dictionaries(names, secrets, min_size=1),
        lambda t: (
            st.lists(t, min_size=1)
            | st.dictionaries(harmless, t, min_size=1)
            | st.dictionaries(harmless, t.map(json.dumps), min_size=1)
        ),
        max_leaves=5,
    )
)
def test_a_scrubbed_body_is_clean(value: Any) -> None:
    """No secret is left at any depth, in lists, in objects and in JSON inside of texts."""
    clean = scrub.body(json.dumps(value).encode(), "application/json")
    assert b"SECRET" not in clean
    assert json.loads(clean)


@given(st.dictionaries(harmless, st.text() | st.integers() | st.none()))
def test_a_body_without_secrets_is_kept_to_the_byte(value: dict[str, Any]) -> None:
    """Tapes show what came, with its own spaces and order."""
    data = json.dumps(value, indent=3).encode()
    assert scrub.body(data, "application/json") == data


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"Psk=SECRET&Name=a", "application/x-www-form-urlencoded"),
        (
            b"Name=a&TunnelOptions=%7B%22Psk%22%3A%22SECRET%22%7D",
            "application/x-www-form-urlencoded",
        ),
        (b"<r><Psk>SECRET</Psk></r>", "application/xml"),
        (b'{"Key": "-----BEGIN PRIVATE KEY-----SECRET"}', "application/json; charset=utf-8"),
    ],
)
def test_forms_and_xml_are_scrubbed_too(data: bytes, kind: str) -> None:
    """Whatever the vendor's calling style."""
    assert b"SECRET" not in scrub.body(data, kind)


def test_what_is_no_text_is_not_recorded() -> None:
    """Nobody could see what is in it."""
    with pytest.raises(ValueError, match="utf-8"):
        scrub.body(b"\xff\xfe\x00", "application/octet-stream")


def test_passing_values_do_not_matter() -> None:
    """Two runs differ in nonce, time, key, signature, token and marker, and match all the same."""

    def query(n: str) -> list[tuple[str, str]]:
        return [
            ("Action", "X"), ("SignatureNonce", n), ("Signature", n), ("Timestamp", n), ("AccessKeyId", n),
            ("ClientToken", n), ("Tags.1.Key", "cgw-op"), ("Tags.1.Value", n * 32),
        ]  # fmt: skip

    assert scrub.pairs(query("a")) == scrub.pairs(query("b"))
    assert scrub.pairs([("Tags.1.Value", "a" * 32)]) != scrub.pairs([("Tags.1.Value", "b" * 32)])
    for value in (
        lambda n: {"Tags": [{"Key": "cgw-op", "Value": n * 32}]},
        lambda n: {"tags": [{"key": "cgw-op", "values": [n * 32]}]},
        lambda n: {"Filters": [{"Name": "tag:cgw-op", "Values": [n * 32]}]},
        lambda n: {"cgw-op": n * 32},
    ):
        assert scrub.value(value("a")) == scrub.value(value("b"))
        assert scrub.value(value("a")) != scrub.value(value("xyz"))


# ---------------------------------------------------------------- what is never written


def _answer(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"Harmless": PLAIN, "Psk": "SECRET"})


def _ask(url: str = "https://a.b/x?Signature=abc") -> httpx.Response:
    with httpx.MockTransport(_answer) as transport:
        return transport.handle_request(
            httpx.Request("POST", url, headers={"Authorization": PLAIN}, json={"psk": PLAIN})
        )


def test_a_tape_with_a_known_secret_is_not_written(tmp_path: Path) -> None:
    """It is refused without telling the secret, nothing is left behind, and the patches are off."""
    tapes = Tapes(tmp_path, [("the key", PLAIN)])
    with pytest.raises(TapeError, match="the key") as caught, tapes.record("a/b", "emulator 1"):
        _ask()
    assert PLAIN not in str(caught.value)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    with tapes.record("a/c", "emulator 1"):
        pass  # nothing was asked, nothing is written, and it works


def test_a_tape_without_a_source_is_not_written(tmp_path: Path) -> None:
    """What does not say where it is from is not evidence."""
    for source in ("", "recorded", "recorded yesterday", "tested on a cloud"):
        with pytest.raises(TapeError, match="source"), Tapes(tmp_path).record("a", source):
            _ask()
    assert not list(tmp_path.rglob("*.yaml"))


def test_what_is_written_is_scrubbed(tmp_path: Path) -> None:
    """Headers by allow-list, secrets by name, in the request and in the answer."""
    tapes = Tapes(tmp_path)
    with tapes.record("a", "recorded 2026-01-02 cn-shanghai", "a word"):
        _ask()
    text = tapes.path("a").read_text()
    assert text.startswith("source: recorded 2026-01-02 cn-shanghai\nreplaced: a word\n")
    assert "SECRET" not in text
    assert "uthorization" not in text
    assert "Signature" not in text
    assert text.count(scrub.REDACTED) == 2
    assert tapes.complaints(tapes.path("a")) == []


def test_saving_again_keeps_the_source(tmp_path: Path) -> None:
    """vcrpy does not know our key; our persister keeps it."""
    tapes = Tapes(tmp_path)
    with tapes.record("a", "emulator 1", "a word"):
        _ask()
    path = tapes.path("a")
    before = path.read_bytes()
    keeper = _Persister(tapes, {})
    requests, responses = keeper.load_cassette(path, yamlserializer)
    keeper.save_cassette(path, {"requests": requests, "responses": responses}, yamlserializer)
    assert keeper.refused == []
    assert path.read_bytes() == before


def test_an_error_while_recording_writes_nothing(tmp_path: Path) -> None:
    """Half a story is no tape."""
    tapes = Tapes(tmp_path)
    with suppress(RuntimeError), tapes.record("a", "emulator 1"):
        _ask()
        raise RuntimeError
    assert not list(tmp_path.rglob("*.yaml"))

"""Bars of what comes in: answers, addresses, regions, files; and of what must not go out."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bars import ROOT, Measured, bar, by_tests
from grid import KEYS, spec_for

import cgw
from cgw import emulator
from cgw.adapter import valid_endpoint, valid_region
from cgw.emulator.world import World
from cgw.engine import Retry, Send
from cgw.settings import read_profile
from cgw.wire import Reply, UnreadableError

PROVIDERS = ("alibaba", "tencent", "huawei")


@bar(
    9,
    "tape lint: encodings x places x secrets",
    "all caught, no false alarm",
    "../test_tape_lint.py",
)
def lint(full: bool) -> Measured:
    return by_tests("tests/test_tape_lint.py")


@bar(10, "every tape clean, played to its end, without a network", "all", "../test_cassettes.py")
def tapes(full: bool) -> Measured:
    return by_tests("tests/test_cassettes.py")


@bar(11, "canary in every secret", "0 leaks", "../test_canary.py, test_secrets.py")
def canaries(full: bool) -> Measured:
    return by_tests("tests/test_canary.py", "tests/reliability/test_secrets.py")


@bar(
    24,
    "signatures: vendors' vectors, and equal to their SDKs on random requests",
    "all, >= 1,000 each",
    "../providers/test_*_signing*.py",
)
def signing(full: bool) -> Measured:
    return by_tests(
        *sorted(str(p.relative_to(ROOT)) for p in ROOT.glob("tests/providers/test_*_signing*.py"))
    )


# ---------------------------------------------------------------- answers


@bar(
    16,
    "parsers: broken and mutated answers, 6,000 to each",
    "only errors of ours",
    "test_parsers.py",
)
def parsers(full: bool) -> Measured:
    each = 6_000 if full else 150
    crashes = list[str]()
    count = 0
    for provider in PROVIDERS:
        for name, ask in parsers_of(provider):
            chance = random.Random(f"{provider} {name}")
            count += 1
            for _ in range(each):
                body, status = (
                    _broken(chance, ask.good),
                    chance.choice((200, 200, 200, 400, 404, 429, 500)),
                )
                crash = ask(Reply(status, body, _headers(chance)))
                if crash and len(crashes) < 5:
                    crashes.append(f"{provider} {name}: {crash} on {body[:80]!r}")
    return Measured("; ".join(crashes) or f"0 crashes, {count} parsers x {each:,}", not crashes)


CAUGHT = re.compile(r"cannot be read: (\w+ at \w+\.py:\d+)")
"""How the engine tells that an adapter's own code failed on an answer."""


class Parser:
    """What reads the answer of one request of one verb: the adapter's `error`, shape and mapping."""

    def __init__(self, client: Any, call: Callable[[], Any], turn: int, good: bytes) -> None:
        self._client, self._call, self._turn, self.good = client, call, turn, good

    def __call__(self, reply: Reply) -> str | None:
        """What left the API that is not ours, if anything did."""
        sender, turn = self._client._sender, 0
        face = sender.send

        def send(send: Send) -> Reply:
            nonlocal turn
            turn += 1
            return reply if turn == self._turn + 1 else face(send)

        self._client.engine._budget.left = 500
        sender.send = send
        try:
            _seen(self._call())
        except cgw.CgwError as error:
            caught = CAUGHT.search(str(error))
            return f"caught by the engine: {caught[1]}" if caught else None
        except Exception as crash:  # noqa: BLE001 -- that is what is looked for
            return f"{type(crash).__name__}: {crash}"
        finally:
            del sender.send
        return None


def _seen(value: Any) -> None:
    """Look at everything there is to see."""
    for item in value if isinstance(value, list) else [value]:
        if item is not None:
            cgw.to_json(item)
            repr(item)
            with contextlib.suppress(UnreadableError):
                assert isinstance(item.extras, dict)


def parsers_of(provider: str) -> Iterator[tuple[str, Parser]]:
    """A parser for each request of each verb."""
    world = World()
    retry = Retry(attempts=1, looks=0)
    client = emulator.connect(world, provider, credentials=KEYS, retry=retry, timeout=30.0)
    there = client.customer_gateways.create(spec_for(provider))
    nouns, number = client.customer_gateways, [0]
    patch = cgw.CustomerGatewayPatch(name="changed")

    def create() -> Any:
        number[0] += 1
        for record in [r for r in world.everything() if r.id != there.id]:
            world.remove(record)
        spec = cgw.CustomerGatewaySpec(name=f"n{number[0]}", address="198.51.100.9")
        return nouns.create(spec)

    verbs: dict[str, Callable[[], Any]] = {
        "get": lambda: nouns.get(there.id),
        "list": lambda: list(nouns.list()),
        "create": create,
        "update": lambda: nouns.update(there.id, patch),
        "delete": lambda: nouns.delete("cgw-00000000" if provider != "huawei" else "0" * 36),
    }
    for verb, call in verbs.items():
        seen: list[bytes] = []
        send = client._sender.send

        def keep(one: Send, send: Any = send, seen: list[bytes] = seen) -> Reply:
            reply = send(one)
            seen.append(reply.body)
            return reply

        client._sender.send = keep
        with contextlib.suppress(cgw.CgwError):
            call()
        del client._sender.send
        for turn, good in enumerate(seen):
            yield f"{verb} {turn + 1}", Parser(client, call, turn, good)


ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1e308, 10**18, 10**30, "", "x", "\u0000", "9" * 400, [], {}, [None], [[]],
    {"a": 1}, [{"x": [1]}], "0000-00-00 00:00:00", "2026-13-45T99:99:99Z", "NaN", "\u202e", -10**18, 1.5,
)  # fmt: skip
PIECES = (
    b"", b" ", b"null", b"[]", b"{}", b"[" * 5_000, b'{"a":' * 3_000, b"\xef\xbb\xbf", b"\xff\xfe",
    b'"\\ud800"', b"NaN", b"9" * 5_000, b"<html>", b"<?xml version='1.0'?><a/>", b"\x1f\x8b\x08", b"\x00",
)  # fmt: skip


def _broken(chance: random.Random, good: bytes) -> bytes:
    """A good answer with something wrong: bytes, or one or more of its values."""
    kind = chance.random()
    if kind < 0.15:
        return chance.choice(PIECES) + (good if chance.random() < 0.3 else b"")
    if kind < 0.3 and good:
        at = chance.randrange(len(good))
        return chance.choice(
            (good[:at], good[:at] + bytes([chance.randrange(256)]) + good[at + 1 :], good[at:])
        )
    try:
        value = json.loads(good)
    except ValueError:
        value = {}
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        value = _changed(chance, value)
    return json.dumps(value, ensure_ascii=chance.random() < 0.5).encode(errors="replace")


def _changed(chance: random.Random, value: Any) -> Any:
    """The same with one value, somewhere inside, replaced, dropped, doubled or renamed."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        what = chance.random()
        if what < 0.1:
            return {k: v for k, v in value.items() if k != key}
        if what < 0.15:
            return {(k.lower() if k == key else k): v for k, v in value.items()}
        return {**value, key: _changed(chance, value[key])}
    if isinstance(value, list) and value and chance.random() < 0.85:
        at = chance.randrange(len(value))
        if chance.random() < 0.1:
            return value + value[at:]
        return [*value[:at], _changed(chance, value[at]), *value[at + 1 :]]
    return chance.choice(ODD)


def _headers(chance: random.Random) -> dict[str, str]:
    kinds = ("application/json", "application/json;charset=utf-8", "text/html", "")
    headers = {"content-type": chance.choice(kinds)}
    if chance.random() < 0.1:
        headers["date"] = chance.choice(("yesterday", "Mon, 01 Jan 0001 00:00:00 GMT", "9" * 500))
    if chance.random() < 0.1:
        name = chance.choice(("retry-after", "x-acs-retry-after", "x-request-id"))
        headers[name] = chance.choice(("9" * 5_000, "-1", "nan", "\u0663", "1e9", "\x1b[31m"))
    return headers


# ---------------------------------------------------------------- addresses and regions

ENDPOINTS = (
    "http://vpc.aliyuncs.com", "ftp://vpc.aliyuncs.com", "file:///etc/passwd", "https://", "https:///x",
    "https://u:p@vpc.aliyuncs.com", "https://vpc.aliyuncs.com@evil.example", "https://vpc.aliyuncs.com/path",
    "https://vpc.aliyuncs.com?x=1", "https://vpc.aliyuncs.com#x", "https://evil.example\\@vpc.aliyuncs.com",
    "https://vpc.aliyuncs.com%2eevil.example", "https://vpc.aliyuncs.com\n.evil.example", "https://a b.example",
    "https://vpc\u3002aliyuncs.com", "https://\uff56pc.aliyuncs.com", "https://vpc.aliyuncs.com:0",
    "https://vpc.aliyuncs.com:99999", "https://vpc.aliyuncs.com:x", "https://[::1]evil.example",
    "https://[fe80::1%25eth0]", "javascript:alert(1)", "https://vpc..aliyuncs.com", "https://-a.example",
    "https://a-.example.", "//vpc.aliyuncs.com\t", "https://vpc.aliyuncs.com\x00", "http://127.0.0.1.evil.example",
    "http://localhost.evil.example", "http://169.254.169.254",
)  # fmt: skip
GOOD_ENDPOINTS = (
    "https://vpc.aliyuncs.com", "vpc.tencentcloudapi.com", "https://vpn.cn-north-4.myhuaweicloud.com:443",
    "http://127.0.0.1:8800", "http://[::1]:8800",
)  # fmt: skip
REGIONS = (
    "", " ", "cn-shanghai\n", "cn-shanghai.evil.example", "cn/shanghai", "cn-shanghai@evil", "CN-SHANGHAI",
    "-cn", "cn-", "12345", "a" * 64, "\u0441n-shanghai", "cn%2dshanghai", "cn_shanghai",
)  # fmt: skip
GOOD_REGIONS = ("cn-shanghai", "ap-guangzhou", "cn-north-4", "eu-west-101", "me-east-1")


@bar(
    19,
    "hostile addresses 30, regions 14; good ones 5 and 5",
    "0 taken, 10 taken",
    "test_hostile.py",
)
def hostile(full: bool) -> Measured:
    taken = [v for v in ENDPOINTS if _takes(valid_endpoint, v)] + [
        v for v in REGIONS if _takes(valid_region, v)
    ]
    good = sum(_takes(valid_endpoint, v) for v in GOOD_ENDPOINTS)
    good += sum(_takes(valid_region, v) for v in GOOD_REGIONS)
    text = f"{len(taken)} of {len(ENDPOINTS)} + {len(REGIONS)} taken {taken or ''}; {good} of 10 good ones"
    return Measured(text, not taken and good == 10 and len(ENDPOINTS) == 30 and len(REGIONS) == 14)


def _takes(check: Callable[[str], str], value: str) -> bool:
    try:
        check(value)
    except cgw.ConfigError:
        return False
    return True


# ---------------------------------------------------------------- files

PROFILE = (
    '[profile.x]\nprovider = "alibaba"\naccess_key_id = "k"\naccess_key_secret = "canary-file"\n'
)


@bar(
    21,
    "files of keys: open to others, a link, somebody else's",
    "refused; victim intact",
    "test_hostile.py",
)
def files(full: bool) -> Measured:
    wrong, tried = list[str](), 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cgw" / "config.toml"
        path.parent.mkdir()
        environ = {"XDG_CONFIG_HOME": folder}

        def refused(what: str, *, refuses: bool = True) -> None:
            nonlocal tried
            tried += 1
            try:
                read_profile("x", "alibaba", environ, Path(folder))
                if refuses:
                    wrong.append(f"{what}: read")
            except cgw.ConfigError as error:
                if not refuses or "canary-file" in str(error):
                    wrong.append(f"{what}: {error}")

        before = os.umask(0)
        try:
            path.write_text(PROFILE)
            for mode in (0o644, 0o640, 0o660, 0o604, 0o666, 0o601, 0o620):
                path.chmod(mode)
                refused(f"{mode:04o}")
            path.chmod(0o600)
            refused("0600", refuses=False)
            victim = Path(folder) / "victim"
            path.rename(victim)
            path.symlink_to(victim)
            refused("a link")
            path.unlink()
            if victim.read_text() != PROFILE:
                wrong.append("the victim was changed")
            if os.geteuid() == 0:
                victim.rename(path)
                os.chown(path, 12345, 12345)
                refused("somebody else's")
        finally:
            os.umask(before)
    return Measured("; ".join(wrong) or f"{tried} of {tried}", not wrong)

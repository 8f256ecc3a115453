"""Laws about what leaves the machine: addresses, signatures, escaping, secrets."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pytest

from cgw.adapter import Ability, Credentials, Operation, Where
from cgw.emulator.world import ACCESS_KEY_SECRET
from cgw.errors import CgwError
from cgw.models import to_dict, to_json
from cgw.testing.bench import Bench
from cgw.testing.case import Case, secret_fields
from cgw.testing.life import OTHER, TOKEN, needs
from cgw.wire import Reply, Request, encode

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
NONCE = "00112233445566778899aabbccddeeff"
CANARY = "Canary0bird7sings"
HOSTILE = "a/../b?c=d#e f%2Fg"


KEPT = ("method", "endpoint", "body", "action", "safe", "writes", "serial", "signed")


def requests_of(bench: Bench, case: Case, ability: Ability) -> Iterator[Request]:
    """Requests of one life, unsigned, by driving the flows by hand; only reads are answered."""
    verbs = case.verbs(bench.adapter)
    yield next(verbs.page(None, Where()))
    if "create" in ability.verbs:
        yield next(verbs.create(case.ask(bench), Operation(TOKEN)))
        yield bench.first_write(verbs.create(case.ask(bench), Operation(TOKEN)))
    if "get" in ability.verbs:
        yield next(verbs.get(case.id(bench)))
    if "delete" in ability.verbs:
        yield next(verbs.delete(case.id(bench)))
    if "update" in ability.verbs and case.patch is not None:
        yield next(verbs.update(case.id(bench), case.change(bench)))


def live(bench: Bench, case: Case, ability: Ability) -> None:
    """One life: create, get, list, update, delete, as far as this cloud has them."""
    if "create" in ability.verbs:
        made = bench.create(case, case.ask(bench))
        bench.get(case, made.id)
        if "update" in ability.verbs and case.patch is not None:
            bench.update(case, made.id, case.change(bench))
        if "delete" in ability.verbs:
            bench.delete(case, made.id)
    bench.list(case)


class WireLaws:
    """What an adapter sends."""

    def test_every_request_goes_to_its_endpoints_by_https(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """Requests go to the addresses that the adapter names, all of them https."""
        live(bench, case, ability)
        named = set(bench.adapter.endpoints.values())
        assert {urlsplit(address).scheme for address in named} == {"https"}, named
        for request in bench.sent:
            assert request.endpoint in named, f"{request.action} goes to {request.endpoint}"

    def test_every_request_is_signed(self, bench: Bench, case: Case, ability: Ability) -> None:
        """No request of a life leaves without authentication, and each names its call."""
        for request in requests_of(bench, case, ability):
            assert request.signed, f"{request.action} is not signed"
            assert request.action, "a request has no name"
            assert request.method == request.method.upper(), f"{request.action}: {request.method}"
            assert all(name == name.lower() for name in request.headers), request.action
            assert all(isinstance(v, str) for pair in request.query for v in pair), request.action
        live(bench, case, ability)  # the face checks each signature

    def test_signing_depends_only_on_its_arguments(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """The same request, keys, time and nonce give the same bytes, which differ from the unsigned."""
        sign = bench.adapter.sign
        for request in requests_of(bench, case, ability):
            before = _parts(request)
            keys = bench.keys.credentials
            signed = sign(request, keys, NOW, NONCE)
            assert _parts(request) == before, f"{request.action}: signing changed what it was given"
            assert _parts(signed) != before, f"{request.action}: signing changed nothing"
            again = sign(request, keys, NOW, NONCE)
            assert _parts(again) == _parts(signed), f"{request.action}: not repeatable"
            other = keys.replace(access_key_secret=OTHER)
            assert _parts(sign(request, other, NOW, NONCE)) != _parts(signed), (
                f"{request.action}: the signature does not depend on the secret"
            )
            later = NOW + timedelta(hours=1)
            assert _parts(sign(request, keys, later, NONCE)) != _parts(signed), (
                f"{request.action}: the signature does not depend on the time"
            )

    def test_signing_keeps_what_is_asked(self, bench: Bench, case: Case, ability: Ability) -> None:
        """Signing adds; the project may be filled in, all else that was asked stays."""
        for request in requests_of(bench, case, ability):
            signed = bench.adapter.sign(request, bench.keys.credentials, NOW, NONCE)
            for name in KEPT:
                same = getattr(signed, name) == getattr(request, name)
                assert same, f"{request.action}: signing changed {name}"
            assert _filled(request.path, signed.path, bench.keys.credentials.project_id), (
                f"{request.action}: signing changed the path to {signed.path}"
            )
            assert set(request.query) <= set(signed.query), f"{request.action}: lost a parameter"
            lost = {k for k, v in request.headers.items() if signed.headers.get(k) != v}
            assert not lost, f"{request.action}: signing changed the headers {sorted(lost)}"
            assert signed.shape is request.shape, f"{request.action}: signing lost the shape"

    def test_an_id_stays_one_word(self, bench: Bench, case: Case, ability: Ability) -> None:
        """An id cannot reach out of its place: slashes, ``?``, ``#`` and ``%`` in it are escaped."""
        verbs = case.verbs(bench.adapter)
        if case.composite:
            pytest.skip("ids are made of several here")
        for name in sorted({"get", "delete"} & ability.verbs):
            plain, hostile = next(getattr(verbs, name)("id")), next(getattr(verbs, name)(HOSTILE))
            if hostile == plain:
                continue  # it is picked from a list: the id does not leave
            assert hostile.path.count("/") == plain.path.count("/"), f"{name}: {hostile.path}"
            assert not set(hostile.path) & set("?# "), f"{name}: {hostile.path}"
            text = unquote(hostile.target) + hostile.body.decode()
            assert HOSTILE in text, f"{name}: the id was changed: {hostile.path}"

    def test_reads_are_safe_and_creates_are_not_blindly(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """Reads are safe and write nothing; a create is safe only if the token makes it so."""
        verbs = case.verbs(bench.adapter)
        reads = [verbs.page(None, Where())]
        reads += [verbs.get(case.id(bench))] if "get" in ability.verbs else []
        for read in map(next, reads):
            assert read.safe, "a read is safe to repeat"
            assert not read.writes, "a read writes nothing"
        if "create" not in ability.verbs:
            return
        create = bench.first_write(verbs.create(case.ask(bench), Operation(TOKEN)))
        if create.safe:
            assert ability.recovery in {"token", "client-id"}, (
                "nothing makes this create repeatable"
            )
            assert create.writes, "a create that is safe says that it writes"
            sent = unquote(create.url) + create.body.decode() + str(dict(create.headers))
            # Some clouds want it written as a UUID.
            assert TOKEN in sent.replace("-", ""), "a create that is safe carries its token"

    def test_keys_never_show(self, bench: Bench, case: Case, ability: Ability) -> None:
        """Neither secret nor token shows in what can be printed; only the token is ever sent."""
        keys = Credentials(
            bench.keys.credentials.access_key_id,
            CANARY,
            token="Token" + CANARY,
            project_id=bench.keys.credentials.project_id,
        )
        for request in requests_of(bench, case, ability):
            signed = bench.adapter.sign(request, keys, NOW, NONCE)
            silent(f"{request.action}, signed", CANARY, repr(signed), str(signed))
            wire = f"{signed.url} {dict(signed.headers)} {signed.body.decode()}"
            assert "Token" + CANARY in unquote(wire), f"{request.action}: the token is not sent"
            assert CANARY not in wire.replace("Token" + CANARY, ""), (
                f"{request.action}: the secret itself is sent"
            )
        silent("the adapter", CANARY, repr(bench.adapter), str(bench.adapter))
        live(bench, case, ability)
        for request in bench.sent:
            wire = f"{request.url} {dict(request.headers)} {request.body.decode()}"
            silent(f"{request.action} on the wire", ACCESS_KEY_SECRET, wire, repr(request))

    def test_secrets_of_a_spec_never_show(self, bench: Bench, case: Case, ability: Ability) -> None:
        """A secret given in options is sent, and shows in no repr, text, dump, extras or error."""
        needs(ability, "create", "get", "list")
        names = secret_fields(ability.options)
        if not names or ability.options is None:
            pytest.skip("this cloud takes no secret here")
        secret = ability.options.model_validate(dict.fromkeys(names, CANARY))
        base = case.given(bench).get("options") or ability.options()
        options = base.model_copy(update={name: getattr(secret, name) for name in names})
        spec = case.ask(bench, options=options)
        made = bench.create(case, spec)
        wire = [f"{r.url} {r.body.decode()}" for r in bench.sent]
        assert any(CANARY in unquote(text) for text in wire), "the secret was not sent"
        for thing in (spec, options, made, bench.get(case, made.id), *bench.list(case)):
            what = type(thing).__name__
            silent(what, CANARY, repr(thing), str(thing), to_json(thing), str(to_dict(thing)))
            silent(f"extras of {what}", CANARY, str(getattr(thing, "extras", "")))
        for request in bench.sent:
            silent(request.action, CANARY, repr(request), str(request))
        for error in refusing(bench, lambda: bench.create(case, spec), CANARY):
            chain: BaseException | None = error
            while chain is not None:
                silent(type(chain).__name__, CANARY, repr(chain), str(chain), str(chain.args))
                silent(f"vars of {type(chain).__name__}", CANARY, str(vars(chain)))
                chain = chain.__cause__ or chain.__context__

    def test_flows_do_no_io(
        self, bench: Bench, case: Case, ability: Ability, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Flows, signing and reading open no socket and never sleep."""

        def refuse(*_: Any, **__: Any) -> Any:
            raise AssertionError("an adapter did I/O or slept")

        for holder, name in ((socket, "socket"), (socket, "getaddrinfo"), (time, "sleep")):
            monkeypatch.setattr(holder, name, refuse)
        live(bench, case, ability)

    def test_values_arrive_as_they_were_given(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """Text that needs escaping comes back as it was: spaces, plus, quotes, percent, wide letters."""
        needs(ability, "create", "get")
        for n, text in enumerate(TEXTS):
            for name, rule in (("name", ability.name), ("description", ability.description)):
                if rule is None or name not in ability.fields or rule.complaint(text):
                    continue
                made = bench.create(case, case.ask(bench, 2 * n + (name == "name"), **{name: text}))
                assert getattr(made, name) == text, f"{name} came back changed"
            tagged = ability.tags if "tags" in ability.fields else None
            if tagged and not tagged.value.complaint(text):
                made = bench.create(case, case.ask(bench, 100 + n, tags={"k": text}))
                assert made.tags == {"k": text}, "a tag came back changed"


TEXTS = (
    "a b+c&d=e/f%20g",
    "a~b*c(d)e!f'g",
    'a"b\\c',
    "\u4e2d\u6587 gateway",
    "\u00e9\u00df\U0001f600",
    "a;b,c:d@e$f",
    "x{y}z[0]",
)


def refusing(bench: Bench, call: Callable[[], Any], secret: str) -> Iterator[CgwError]:
    """What a call with a secret fails with: the cloud refuses, echoes, or does not answer."""
    echo = (
        f'{{"Code":"InvalidParameter","Message":"({secret}) is wrong","RequestId":"R-1",'
        f'"error_code":"X.1","error_msg":"({secret}) is wrong","request_id":"R-1",'
        f'"Response":{{"Error":{{"Code":"InvalidParameter","Message":"({secret}) is wrong"}},'
        f'"RequestId":"R-1"}}}}'
    ).encode()
    json = {"content-type": "application/json"}
    for reply in (
        Reply(400, echo, json),
        Reply(500, echo, json),
        Reply(400, f"<p>{secret}</p>".encode(), {"content-type": "text/html"}),
        Reply(200, echo[:-1], json),
    ):
        with bench.altered(_writes(reply)):
            try:
                call()
            except CgwError as error:
                yield error
            else:
                raise AssertionError("what had to fail did not")


def _writes(answer: Reply) -> Callable[[Request, Reply], Reply]:
    """``answer`` to the first that may change something, and to all that follows."""
    begun = False

    def alter(request: Request, reply: Reply) -> Reply:
        nonlocal begun
        begun = begun or request.writes or not request.safe
        return answer if begun else reply

    return alter


def _filled(path: str, signed: str, project: str | None) -> bool:
    """True if nothing but the project of the credentials was put into the path."""
    before, after = path.split("/"), signed.split("/")
    same = (new in {old, project} for old, new in zip(before, after, strict=False))
    return len(before) == len(after) and all(same)


def _parts(request: Request) -> tuple[Any, ...]:
    return (
        request.method,
        request.endpoint,
        request.path,
        request.query,
        request.body,
        dict(request.headers),
    )


def silent(what: str, secret: str, *texts: str) -> None:
    forms = {secret, quote(secret, safe=""), encode(encode(secret))}
    for text in texts:
        assert not any(form in text for form in forms), f"{what} shows a secret"

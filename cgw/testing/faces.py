"""What every emulator face must do, so that tests against it mean something.

    class TestAcmeFace(cgw.testing.FaceTests):
        @pytest.fixture
        def adapter(self):
            return AcmeAdapter(Place("moon-1"))

        @pytest.fixture
        def world(self):
            return World(transition=0)

        @pytest.fixture
        def face(self, world):
            return AcmeFace(world)

A face that takes every key, every time and every byte would let a broken signature pass all of
`AdapterTests`. These laws break each on purpose. They need an adapter that signs well, which
`AdapterTests` and the vendor's own examples are for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cgw.adapter import Adapter, Where
from cgw.emulator.faults import KINDS
from cgw.emulator.world import Face, World
from cgw.errors import (
    AlreadyExistsError,
    ApiError,
    AuthenticationError,
    BillingError,
    BusyError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    QuotaExceededError,
    ServiceError,
    ThrottledError,
)
from cgw.testing.bench import Bench
from cgw.wire import Reply, Request

MEANT: dict[str, type[ApiError]] = {
    "bad-key": AuthenticationError,
    "busy": BusyError,
    "denied": PermissionDeniedError,
    "exists": AlreadyExistsError,
    "expired-clock": AuthenticationError,
    "invalid": InvalidRequestError,
    "not-found": NotFoundError,
    "quota": QuotaExceededError,
    "server-error": ServiceError,
    "throttle": ThrottledError,
    "unpaid": BillingError,
}
DAY = timedelta(days=1)
PATH = "path"


class FaceTests:
    """Every law of a face, by the first page of a listing."""

    noun = "customer_gateways"

    @pytest.fixture
    def adapter(self) -> Adapter:
        """The adapter whose requests the face answers."""
        raise NotImplementedError("return your adapter")

    @pytest.fixture
    def world(self) -> World:
        """What the face remembers things in; new for each test."""
        return World(transition=0)

    @pytest.fixture
    def face(self, world: World) -> Face:
        """The face over that world."""
        raise NotImplementedError("return your emulator face over `world`")

    @pytest.fixture
    def bench(self, adapter: Adapter, face: Face, world: World) -> Bench:
        """Both, joined, on the world's wall clock."""
        return Bench(adapter, face, now=world.wall)

    @pytest.fixture
    def asked(self, bench: Bench) -> Request:
        """A request that the face answers well when it is signed well."""
        flow = getattr(bench.adapter, self.noun).page(None, Where())
        request: Request = next(flow)
        flow.close()
        return request

    def test_a_good_request_is_answered(self, bench: Bench, asked: Request) -> None:
        """Signed with the emulator's key and the right time it is no refusal."""
        assert _refusal(bench, bench.signed(asked)) is None

    @pytest.mark.parametrize("part", ["access_key_secret", "access_key_id"])
    def test_another_key_is_refused(self, bench: Bench, asked: Request, part: str) -> None:
        """A wrong secret, or a key nobody has: `AuthenticationError` with the cloud's code."""
        keys = bench.keys.credentials.replace(**{part: "none-of-this-emulator"})
        signed = bench.adapter.sign(asked, keys, bench.engine.clock.now(), bench.unique())
        _denied(bench, signed, f"another {part} is taken")

    @pytest.mark.parametrize("late", [-DAY, DAY], ids=["old", "from tomorrow"])
    def test_another_day_is_refused(self, bench: Bench, asked: Request, late: timedelta) -> None:
        """A signature of yesterday or tomorrow is `AuthenticationError`: a replay must not work."""
        now = bench.engine.clock.now() + late
        signed = bench.adapter.sign(asked, bench.keys.credentials, now, bench.unique())
        _denied(bench, signed, "a request that is a day off is taken")

    def test_no_signature_is_refused(self, bench: Bench, asked: Request) -> None:
        """The bare request is refused."""
        told = _refusal(bench, asked)
        assert isinstance(told, AuthenticationError | InvalidRequestError), (
            f"an unsigned request ends in {told!r}"
        )

    def test_what_was_changed_after_signing_is_refused(self, bench: Bench, asked: Request) -> None:
        """Each part that is signed: path, query, body.

        Another path may be unknown before anybody looks at the signature. Of the rest the refusal
        has to be `AuthenticationError`: a value that is wrong anyhow proves nothing.
        """
        signed = bench.signed(asked)
        for name, changed in _changed(signed):
            what = f"a request whose {name} was changed on the way"
            told = _refusal(bench, changed)
            assert told is not None, f"{what} is taken"
            if name != PATH:
                assert isinstance(told, AuthenticationError), f"{what} is understood: {told!r}"

    def test_each_refusal_has_an_id_of_its_own(self, bench: Bench, asked: Request) -> None:
        """Request ids are there and never the same: support asks for them."""
        keys = bench.keys.credentials.replace(access_key_secret="wrong")  # noqa: S106 -- it is
        ids = []
        for _ in range(5):
            signed = bench.adapter.sign(asked, keys, bench.engine.clock.now(), bench.unique())
            told = _refusal(bench, signed)
            ids.append(told.request_id if told else "")
        assert all(ids), "a refusal has no request id"
        assert len(set(ids)) == len(ids), f"request ids repeat: {ids}"

    @pytest.mark.parametrize("kind", sorted(KINDS))
    def test_each_fault_is_said_in_the_clouds_words(
        self, bench: Bench, world: World, asked: Request, kind: str
    ) -> None:
        """`world.fault(kind)` makes the face refuse so that the adapter names it rightly, once."""
        world.fault(f"{kind}:1")
        told = _refusal(bench, bench.signed(asked))
        if told is None and getattr(bench.face, "faults", None) is None:
            pytest.skip("the face gives `world.ask` no words for faults")
        assert isinstance(told, MEANT[kind]), f"{kind} ends in {told!r}"
        assert told.code, f"{kind}: no code of the cloud"
        assert _refusal(bench, bench.signed(asked)) is None, f"{kind}:1 strikes twice"


def _refusal(bench: Bench, request: Request) -> ApiError | None:
    """What the adapter reads in the face's answer."""
    reply: Reply = bench.face(request)
    return bench.adapter.error(request, reply)


def _denied(bench: Bench, request: Request, complaint: str) -> None:
    told = _refusal(bench, request)
    assert told is not None, complaint
    assert isinstance(told, AuthenticationError), f"{complaint}: {told!r}"
    assert told.code, f"{complaint}: refused without a code of the cloud"


def _changed(signed: Request) -> Iterator[tuple[str, Request]]:
    """The request with one part changed on the way."""
    yield PATH, replace(signed, path=f"{signed.path.rstrip('/')}/x")
    alter: Callable[[Any], Any] = lambda pair: (pair[0], f"{pair[1]}0")  # noqa: E731 -- one line
    for n, pair in enumerate(signed.query):
        query = (*signed.query[:n], alter(pair), *signed.query[n + 1 :])
        yield f"query {pair[0]}", replace(signed, query=query)
    if signed.body:
        yield "body", replace(signed, body=signed.body + b" ")

"""Each law for faces catches the face it was written for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cgw.adapter import Place, Where
from cgw.emulator.world import World
from cgw.plugins import registry
from cgw.testing import Bench, FaceTests
from cgw.testing.faces import DAY
from cgw.wire import Reply, Request

LAWS = FaceTests()
Face = Callable[[Request], Reply]


def joined(
    lie: Callable[[Any, Face, Request], Face], name: str = "tencent", region: str = "ap-guangzhou"
) -> tuple[Bench, World, Request]:
    """A bench of a cloud whose face lies, and a request."""
    provider, world = registry().provider(name), World(transition=0)
    assert provider.face is not None
    adapter = provider.open(Place(region))
    asked = next(adapter.customer_gateways.page(None, Where()))
    honest = provider.face(world)
    bench = Bench(adapter, honest, now=world.wall)
    bench.face = lie(bench, honest, asked)
    return bench, world, asked


def signs_again(bench: Any, honest: Face, asked: Request) -> Face:
    """Answers whatever comes as if it had been signed well and in time."""
    return lambda request: honest(bench.signed(asked))


def signs_no_address(bench: Any, honest: Face, asked: Request) -> Face:
    """Knows who asks and when; path and query are anybody's."""
    whole = bench.signed(asked)

    def answer(request: Request) -> Reply:
        checked = honest(replace(request, path=whole.path, query=whole.query))
        if checked.status != 200:
            return checked
        return honest(bench.signed(replace(asked, path=request.path, query=request.query)))

    return answer


def one_id(bench: Any, honest: Face, asked: Request) -> Face:
    """Refuses with the same request id each time."""
    first: list[Reply] = []

    def answer(request: Request) -> Reply:
        first.append(honest(request))
        return first[0]

    return answer


def says_it_twice(bench: Any, honest: Face, asked: Request) -> Face:
    """Goes on refusing after a fault that was to strike once."""
    return one_id(bench, honest, asked)


def speaks_gibberish(bench: Any, honest: Face, asked: Request) -> Face:
    """Refuses by status alone, without a code of the cloud."""
    return lambda request: Reply(400, b"no")


@pytest.mark.parametrize("part", ["access_key_secret", "access_key_id"])
def test_any_key(part: str):
    """A face that takes any key fails."""
    bench, _, asked = joined(signs_again)
    with pytest.raises(AssertionError, match="is taken"):
        LAWS.test_another_key_is_refused(bench, asked, part)


@pytest.mark.parametrize("late", [-DAY, DAY])
def test_any_time(late: timedelta):
    """A face that takes any time fails."""
    bench, _, asked = joined(signs_again)
    with pytest.raises(AssertionError, match="day off"):
        LAWS.test_another_day_is_refused(bench, asked, late)


def test_any_bytes():
    """A face that takes what is not signed, or was changed, fails both laws."""
    bench, _, asked = joined(signs_again)
    with pytest.raises(AssertionError, match="unsigned"):
        LAWS.test_no_signature_is_refused(bench, asked)
    with pytest.raises(AssertionError, match="changed on the way"):
        LAWS.test_what_was_changed_after_signing_is_refused(bench, asked)


def test_an_address_that_is_not_signed():
    """A face that looks at the values of a query before anybody signed them fails."""
    bench, _, asked = joined(signs_no_address, "huawei", "cn-north-4")
    assert asked.query, "nothing to change"
    LAWS.test_another_key_is_refused(bench, asked, "access_key_secret")
    with pytest.raises(AssertionError, match=r"query .* is understood"):
        LAWS.test_what_was_changed_after_signing_is_refused(bench, asked)


def test_the_same_id_again():
    """A face whose request ids repeat fails."""
    bench, _, asked = joined(one_id)
    with pytest.raises(AssertionError, match="repeat"):
        LAWS.test_each_refusal_has_an_id_of_its_own(bench, asked)


def test_a_fault_that_stays():
    """A face that goes on refusing fails."""
    bench, world, asked = joined(says_it_twice)
    with pytest.raises(AssertionError, match="twice"):
        LAWS.test_each_fault_is_said_in_the_clouds_words(bench, world, asked, "denied")


def test_no_words_of_its_own():
    """A face that refuses without a code fails, and one that refuses a good request does."""
    bench, _, asked = joined(speaks_gibberish)
    with pytest.raises(AssertionError):
        LAWS.test_another_key_is_refused(bench, asked, "access_key_secret")
    with pytest.raises(AssertionError):
        LAWS.test_a_good_request_is_answered(bench, asked)

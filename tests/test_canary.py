"""Secrets are set to words that occur nowhere else, and everything that can be seen is searched.

`get_secret_value()` and ``reveal=True`` are the only doors.
"""

from __future__ import annotations

import copy
import io
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from canaries import (
    BGP,
    CANARIES,
    KEYS,
    LINK,
    LINK_PATCH,
    OPTIONS,
    PATCH,
    PROVIDERS,
    PROXY,
    SPEC,
    TOKEN,
    TUNNEL,
    WRONG,
    Noise,
    listening,
    silent,
    silent_error,
    told,
)
from pydantic import SecretStr, ValidationError

import cgw
from cgw import emulator
from cgw.emulator.server import Server
from cgw.emulator.world import World
from cgw.testing.cassettes import Tapes
from cgw.wire import Reply
from cgw_alibaba import CustomerGatewayOptions


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def noise() -> Iterator[Noise]:
    with listening() as heard:
        yield heard


# ---------------------------------------------------------------- things


THINGS: list[Any] = [
    KEYS,
    WRONG,
    OPTIONS,
    SPEC,
    PATCH,
    TUNNEL,
    LINK,
    LINK_PATCH,
    cgw.Http(proxy=f"http://u:{PROXY}@127.0.0.1:1"),
]


@pytest.mark.parametrize("thing", THINGS, ids=lambda t: type(t).__name__)
def test_nothing_that_holds_a_secret_shows_it(thing: Any) -> None:
    """repr, str, formats, dumps and JSON."""
    silent(type(thing).__name__, *told(thing))
    silent("its deep copy", *told(copy.deepcopy(thing)))
    silent("its copy", *told(copy.copy(thing)))


@pytest.mark.parametrize("thing", THINGS[:-1], ids=lambda t: type(t).__name__)
def test_nothing_that_holds_a_secret_pickles(thing: Any) -> None:
    """A refused pickle leaves no half of itself, and its error is silent too."""
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        file = io.BytesIO()
        with pytest.raises(TypeError) as caught:
            pickle.Pickler(file, protocol).dump(thing)
        silent("the half pickle", file.getvalue().decode("latin-1"))
        silent_error(caught.value)


def test_a_noun_that_came_with_a_key_shows_none(world: World) -> None:
    """The cloud returns the BGP key; it is kept, and shown only when asked for."""
    cloud = emulator.connect(world, "alibaba", region="cn-shanghai")
    made = cloud.customer_gateways.create(SPEC)
    assert made.bgp_key is not None
    assert made.bgp_key.get_secret_value() == BGP, "the law needs a key that came back"
    for thing in (made, *cloud.customer_gateways.list()):
        silent("a noun", *told(thing))
        with pytest.raises(TypeError) as caught:
            pickle.dumps(thing)
        silent_error(caught.value)
        assert BGP in cgw.to_json(thing, reveal=True)
    silent("the client", *told(cloud), *told(cloud.engine), *told(cloud.adapter))


def test_a_wrong_value_is_told_without_the_secret() -> None:
    """Validation errors are made of what was given."""
    for wrong in ({"bgp_key": [BGP]}, {"bgp_key": BGP, "nope": BGP}, {"nope": BGP}):
        with pytest.raises(ValidationError) as caught:
            CustomerGatewayOptions.model_validate(wrong)
        silent_error(caught.value)
        silent("its details", caught.value.errors(), caught.value.json())
    with pytest.raises(cgw.InvalidRequestError) as refused:
        emulator.connect(World(), "alibaba", region="cn-shanghai").customer_gateways.create(
            SPEC.model_copy(
                update={"options": CustomerGatewayOptions(bgp_key=SecretStr(BGP + " ?"))}
            )
        )
    silent_error(refused.value)


# ---------------------------------------------------------------- calls over real HTTP


def failures(cloud: Any) -> Iterator[BaseException]:
    """What goes wrong with keys the cloud does not know."""
    gateways = cloud.customer_gateways
    calls = [
        lambda: list(gateways.list()),
        lambda: gateways.get("cgw-1"),
        lambda: gateways.update("cgw-1", cgw.CustomerGatewayPatch(name="a")),
        lambda: gateways.create(cgw.CustomerGatewaySpec(name="a", address="203.0.113.8")),
        lambda: gateways.delete("cgw-1"),
    ]
    for call in calls:
        with pytest.raises(cgw.CgwError) as caught:
            call()
        yield caught.value


@pytest.mark.parametrize("provider", PROVIDERS)
def test_calls_that_are_refused_show_no_key(
    provider: str, world: World, noise: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    """A wrong secret and a token: errors, their causes, tracebacks, logs at DEBUG, the terminal."""
    with (
        Server(world, providers=[provider]) as server,
        cgw.connect(
            provider, region="test-1", credentials=WRONG, endpoint=server.urls[provider]
        ) as cloud,
    ):
        for error in failures(cloud):
            silent_error(error)
        silent("the client", *told(cloud))
    silent("the terminal", *capfd.readouterr())
    assert noise.records, "nothing was logged, so nothing was searched"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_calls_that_are_not_answered_show_no_key(provider: str, noise: Any) -> None:
    """Nobody listens: transport errors carry requests, and requests carry keys."""
    retry = cgw.Retry(attempts=2, transient=0.001)
    with cgw.connect(
        provider, region="test-1", credentials=WRONG, endpoint="http://127.0.0.1:1", retry=retry
    ) as cloud:
        for error in failures(cloud):
            silent_error(error)
    assert noise is not None


def test_calls_that_succeed_show_no_key(world: World, noise: Any) -> None:
    """The whole life of a gateway with a BGP key, which stands in the query and in the answers."""
    with (
        Server(world, providers=["alibaba"]) as server,
        cgw.connect(
            "alibaba", region="cn-shanghai", credentials=KEYS, endpoint=server.urls["alibaba"]
        ) as cloud,
    ):
        made = cloud.customer_gateways.create(SPEC)
        silent("what was made", *told(made), *told(cloud.customer_gateways.update(made.id, PATCH)))
        with pytest.raises(cgw.AlreadyExistsError) as caught:
            cloud.customer_gateways.create(SPEC)
        silent_error(caught.value)
        cloud.customer_gateways.delete(made.id)
    assert noise.records


def test_async_calls_show_no_key(world: World, noise: Any) -> None:
    """The same for the awaiting client, whose errors pass through tasks and groups."""

    async def main(url: str) -> list[BaseException]:
        found: list[BaseException] = []
        async with cgw.connect_async(
            "alibaba", region="cn-shanghai", credentials=WRONG, endpoint=url
        ) as cloud:
            for call in (
                lambda: cloud.customer_gateways.get("cgw-1"),
                lambda: cloud.customer_gateways.create(SPEC),
            ):
                with pytest.raises(cgw.CgwError) as caught:
                    await call()
                found.append(caught.value)
        return found

    with Server(world, providers=["alibaba"]) as server:
        for error in anyio.run(main, server.urls["alibaba"]):
            silent_error(error)
    assert noise.records


def test_a_token_in_an_answers_header_shows_nowhere(world: World, noise: Any) -> None:
    """Some answers carry a token in a header, and HTTP libraries log the headers of answers."""
    headers = {"x-subject-token": TOKEN, "header-response-token": TOKEN, "set-cookie": f"a={TOKEN}"}
    answer = Reply(401, b"{}", {"content-type": "application/json", **headers})
    with (
        world.troubled(lambda _provider, _action: answer),
        Server(world, providers=["huawei"]) as server,
        cgw.connect(
            "huawei", region="test-1", credentials=KEYS, endpoint=server.urls["huawei"]
        ) as cloud,
    ):
        for error in failures(cloud):
            silent_error(error)
    assert noise.records


def test_a_proxys_password_shows_nowhere(noise: Any) -> None:
    """A proxy that is not there: the error speaks of the cloud, not of the proxy's password."""
    http = cgw.Http(proxy=f"http://user:{PROXY}@127.0.0.1:1")
    retry = cgw.Retry(attempts=1)
    with (
        cgw.connect(
            "alibaba", region="cn-shanghai", credentials=KEYS, http=http, retry=retry
        ) as cloud,
        pytest.raises(cgw.CgwError) as caught,
    ):
        cloud.customer_gateways.get("cgw-1")
    silent_error(caught.value)
    silent("the client", *told(cloud))
    assert noise is not None


def test_a_tape_holds_no_key(world: World, tmp_path: Path) -> None:
    """Recording a gateway with a BGP key leaves it out, in the query and in the answers."""
    tapes = Tapes(tmp_path, [(str(number), secret) for number, secret in enumerate(CANARIES)])
    with (
        Server(world, providers=["alibaba"]) as server,
        cgw.connect(
            "alibaba", region="cn-shanghai", credentials=KEYS, endpoint=server.urls["alibaba"]
        ) as cloud,
        tapes.record("a", "emulator 1"),
    ):
        made = cloud.customer_gateways.create(SPEC)
    assert made.bgp_key is not None
    text = tapes.path("a").read_text()
    assert text.count("REDACTED") >= 2, "in the query of the create and in the answer of the read"
    silent("the tape", text)
    assert tapes.complaints(tapes.path("a")) == []

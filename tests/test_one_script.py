"""One script for every cloud and both clients, against the emulator over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import anyio
import pytest

import cgw
from cgw.emulator import ACCESS_KEY_ID, ACCESS_KEY_SECRET, World
from cgw.emulator.server import Server

CLOUDS = ["alibaba", "huawei", "tencent"]
SPEC = cgw.CustomerGatewaySpec(name="hq", address="58.211.1.12", asn="1.10", tags={"env": "x y"})


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(World()) as running:
        yield running


def how(server: Server, cloud: str) -> dict[str, Any]:
    keys = cgw.Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
    return {"region": "test-1", "endpoint": server.urls[cloud], "credentials": keys}


@pytest.mark.parametrize("cloud", CLOUDS)
def test_the_script_blocking(server: Server, cloud: str) -> None:
    """Create, get, list, update, delete: the same lines on each cloud."""
    before = len(server.world.seen)
    with cgw.connect(cloud, **how(server, cloud)) as it:
        made = it.customer_gateways.create(SPEC)
        assert (made.name, made.address, made.asn) == ("hq", "58.211.1.12", 65546)
        assert made.tags == {"env": "x y"}
        assert made.state is cgw.State.AVAILABLE
        assert it.customer_gateways.get(made.id) == made
        assert it.customer_gateways.wait(made.id) == made
        assert made in list(it.customer_gateways.list(name="hq"))
        assert list(it.customer_gateways.list(name="nobody")) == []
        assert made in list(it.customer_gateways.list(tags={"env": "x y"}))
        renamed = it.customer_gateways.update(made.id, cgw.CustomerGatewayPatch(name="hq-2"))
        assert (renamed.name, renamed.asn, renamed.tags) == ("hq-2", made.asn, made.tags)
        it.customer_gateways.delete(made.id)
        it.customer_gateways.delete(made.id)
        with pytest.raises(cgw.NotFoundError) as caught:
            it.customer_gateways.get(made.id)
        assert caught.value.code
        assert caught.value.request_id
    assert len(server.world.seen) > before + 8, "these lines came from HTTP requests"


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("cloud", CLOUDS)
def test_the_script_awaiting(server: Server, cloud: str, backend: str) -> None:
    """The same lines with ``await``, on asyncio and on trio."""

    async def script() -> None:
        async with cgw.connect_async(cloud, **how(server, cloud)) as it:
            made = await it.customer_gateways.create(SPEC)
            assert (made.name, made.address, made.asn) == ("hq", "58.211.1.12", 65546)
            assert await it.customer_gateways.get(made.id) == made
            assert await it.customer_gateways.wait(made.id) == made
            assert made in [item async for item in it.customer_gateways.list(name="hq")]
            patch = cgw.CustomerGatewayPatch(name="hq-2")
            assert (await it.customer_gateways.update(made.id, patch)).name == "hq-2"
            await it.customer_gateways.delete(made.id)
            await it.customer_gateways.delete(made.id)
            with pytest.raises(cgw.NotFoundError):
                await it.customer_gateways.get(made.id)

    anyio.run(script, backend=backend)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_thousand_are_listed_once_each(cloud: str) -> None:
    """A long listing is complete and shows nothing twice."""
    world = World()
    with cgw.emulator.connect(world, cloud) as it:
        made = {
            it.customer_gateways.create(
                cgw.CustomerGatewaySpec(name=f"n{i}", address=f"58.{i // 250}.{i % 250}.7")
            ).id
            for i in range(1000)
        }
        listed = [item.id for item in it.customer_gateways.list()]
    assert len(listed) == 1000
    assert set(listed) == made


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_wrong_secret_is_told_in_the_clouds_own_words(server: Server, cloud: str) -> None:
    """The class is ours, the code and the request id are the cloud's."""
    wrong = how(server, cloud) | {"credentials": cgw.Credentials(ACCESS_KEY_ID, "wrong")}
    with cgw.connect(cloud, **wrong) as it, pytest.raises(cgw.AuthenticationError) as caught:
        list(it.customer_gateways.list())
    assert caught.value.code
    assert caught.value.request_id


@pytest.mark.parametrize("cloud", CLOUDS)
def test_one_client_serves_threads(server: Server, cloud: str) -> None:
    """One client serves threads; each gets its own answers."""
    import threading

    with cgw.connect(cloud, **how(server, cloud)) as it:
        found: list[tuple[str, str]] = []

        def work(number: int) -> None:
            spec = cgw.CustomerGatewaySpec(name=f"t{number}", address=f"58.211.9.{number}")
            made = it.customer_gateways.create(spec)
            found.append((made.name, it.customer_gateways.get(made.id).name))
            it.customer_gateways.delete(made.id)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(found) == sorted((f"t{n}", f"t{n}") for n in range(8))

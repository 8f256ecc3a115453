"""Pre-shared keys are set to words that occur nowhere else, and everything that can be seen is searched."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from canaries import (
    KEYS,
    LINK,
    LINK_PATCH,
    PROVIDERS,
    PSK,
    SECOND_PSK,
    WRONG,
    Noise,
    command,
    inside,
    listening,
    silent,
    silent_error,
    told,
)
from law_values import VALUES
from pydantic import SecretStr, ValidationError

import cgw
from cgw.adapter import Place
from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID, World
from cgw.plugins import registry
from cgw.testing import Bench
from cgw.testing.nouns import CUSTOMER_GATEWAYS, VPN_GATEWAYS
from cgw.wire import Reply

REGION = "test-1"


@pytest.fixture
def world() -> World:
    return World(transition=0)


@pytest.fixture
def noise() -> Iterator[Noise]:
    with listening() as heard:
        yield heard


def link(provider: str, url: str, **changes: Any) -> cgw.VpnConnectionSpec:
    """A connection whose two ends are there."""
    found = registry().provider(provider)
    assert found.face is not None
    asking = Bench(found.open(Place(REGION)), found.face(World()), values=VALUES[provider])
    with cgw.connect(provider, region=REGION, credentials=KEYS, endpoint=url) as cloud:
        peer = cloud.customer_gateways.create(CUSTOMER_GATEWAYS.ask(asking))
        gateway = cloud.vpn_gateways.create(VPN_GATEWAYS.ask(asking))
        assert cloud.vpn_gateways.get(gateway.id).state is cgw.State.AVAILABLE
    ends = {"vpn_gateway_id": gateway.id, "customer_gateway_id": peer.id}
    return LINK.model_copy(update={**ends, **changes})


def seen(*things: Any) -> None:
    """No way of telling one of these tells a key; where a key is known, no pickle is made."""
    for thing in things:
        silent(type(thing).__name__, *told(thing))
        if any(t.psk for t in thing.tunnels):
            with pytest.raises(TypeError) as caught:
                pickle.dumps(thing)
            silent_error(caught.value)
        for tunnel in thing.tunnels:
            silent("a tunnel", *told(tunnel), cgw.to_json(tunnel))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_connections_life_shows_no_key(provider: str, world: World, noise: Any) -> None:
    """Create, list, update and a refused second one, over HTTP, with logs at DEBUG."""
    with (
        Server(world, providers=[provider]) as server,
        cgw.connect(
            provider, region=REGION, credentials=KEYS, endpoint=server.urls[provider]
        ) as cloud,
    ):
        spec, links = link(provider, server.urls[provider]), cloud.vpn_connections
        made = links.create(spec)
        assert PSK in cgw.to_json(made, reveal=True), "the law needs a key that is known"
        changed = links.update(made.id, LINK_PATCH)
        seen(made, changed, *links.list(), links.get(made.id))
        for wrong in ("\u00e9" + PSK, PSK * 10):
            key = cgw.TunnelSpec(psk=SecretStr(wrong))
            with pytest.raises(cgw.InvalidRequestError) as refused:
                links.create(spec.model_copy(update={"tunnels": (key,)}))
            silent_error(refused.value)
        gone = spec.model_copy(update={"customer_gateway_id": "peer-that-is-not"})
        with pytest.raises(cgw.CgwError) as missing:
            links.create(gone)
        silent_error(missing.value)
        silent("the client", *told(cloud), *told(cloud.engine))
    assert noise.records, "nothing was logged, so nothing was searched"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_cloud_that_repeats_the_key_is_not_repeated(
    provider: str, world: World, noise: Any
) -> None:
    """Its answer quotes the key in text, JSON and headers; errors and logs do not, in any colour."""

    def echo(_: str, action: str) -> Reply | None:
        if not action.startswith(("Create", "Modify", "Update")):
            return None
        key = PSK if action.startswith("Create") else SECOND_PSK
        wrong = {"Code": "Bad", "Message": f"{key} is wrong"}
        more = {"RequestId": "R", "error_code": "VPN.1", "error_msg": f"{key} is wrong"}
        body = cgw.to_json({**wrong, **more, "Response": {"Error": wrong, "RequestId": "R"}})
        return Reply(400, body.encode(), {"content-type": "application/json", "x-echo": key})

    async def awaiting(url: str) -> BaseException:
        async with cgw.connect_async(
            provider, region=REGION, credentials=KEYS, endpoint=url
        ) as cloud:
            with pytest.raises(cgw.CgwError) as caught:
                await cloud.vpn_connections.create(spec)
            return caught.value

    with (
        Server(world, providers=[provider]) as server,
        cgw.connect(
            provider, region=REGION, credentials=KEYS, endpoint=server.urls[provider]
        ) as cloud,
    ):
        spec = link(provider, server.urls[provider])
        made = cloud.vpn_connections.create(spec)
        with world.troubled(echo):
            with pytest.raises(cgw.CgwError) as on_create:
                cloud.vpn_connections.create(spec)
            with pytest.raises(cgw.CgwError) as on_update:
                cloud.vpn_connections.update(made.id, LINK_PATCH)
            for error in (
                on_create.value, on_update.value, anyio.run(awaiting, server.urls[provider]),
            ):  # fmt: skip
                silent_error(error)
    assert noise.records


@pytest.mark.parametrize("provider", PROVIDERS)
def test_wrong_credentials_show_no_key(provider: str, world: World, noise: Any) -> None:
    """A create that nobody may do tells neither the key of the tunnel nor that of the account."""
    with Server(world, providers=[provider]) as server:
        url = server.urls[provider]
        spec = link(provider, url)
        with cgw.connect(provider, region=REGION, credentials=WRONG, endpoint=url) as cloud:
            with pytest.raises(cgw.CgwError) as caught:
                cloud.vpn_connections.create(spec)
            silent_error(caught.value)
    assert noise.records


def test_a_wrong_tunnel_is_told_without_the_key() -> None:
    """Validation errors are made of what was given."""
    for wrong in ({"psk": [PSK]}, {"psk": PSK, "nope": PSK}, {"nope": PSK}):
        with pytest.raises(ValidationError) as caught:
            cgw.TunnelSpec.model_validate(wrong)
        silent_error(caught.value)
        silent("its details", caught.value.errors(), caught.value.json())


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_command_line_shows_no_pre_shared_key(provider: str, world: World) -> None:
    """Create, list, a dry run, debug lines and a refusal, in every output format."""
    with Server(world, providers=[provider]) as server:
        spec = link(provider, server.urls[provider])
        create = ["connection", "create", "--name", "link", "--vpn-gateway", spec.vpn_gateway_id]
        create += ["--customer-gateway", spec.customer_gateway_id, "--mode", "policy"]
        create += ["--local-cidr", "10.0.0.0/16", "--remote-cidr", "192.168.100.0/24"]
        create += ["--psk-env", "MY_PSK", "--debug"]
        prefix = f"CGW_{provider.upper()}"
        good = {
            "CGW_PLUGINS": provider,
            f"{prefix}_ENDPOINT": server.urls[provider],
            f"{prefix}_REGION": REGION,
            f"{prefix}_ACCESS_KEY_ID": ACCESS_KEY_ID,
            f"{prefix}_ACCESS_KEY_SECRET": ACCESS_KEY_SECRET,
            "CGW_HUAWEI_PROJECT_ID": PROJECT_ID,
            "MY_PSK": PSK,
        }
        outputs = {
            "dry run": inside(*create, "--dry-run", **good),
            "create": command(*create, **good),
            "refused": inside(*create, **{**good, "MY_PSK": PSK + "\u00e9"}),
            "list as json": inside("connection", "list", "-o", "json", **good),
            "list as table": inside("connection", "list", "-o", "table", **good),
            "tunnels": inside("tunnel", "list", "-o", "yaml", **good),
        }
    for what, text in outputs.items():
        assert text, f"{what}: nothing was printed, so nothing was searched"
        silent(what, text)
    for what in ("create", "list as json", "tunnels"):
        assert "link" in outputs[what] or "aes-256-cbc" in outputs[what], outputs[what]

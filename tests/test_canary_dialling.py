"""The private key of a client that dials in is in its configuration, and in nothing else."""

from __future__ import annotations

import logging
import pickle
import traceback
from typing import Any

import pytest
from links import gateway

import cgw
from cgw.emulator import World


@pytest.mark.parametrize(("cloud", "more"), [("alibaba", {}), ("tencent", {"ipsec": False})])
def test_the_key_is_in_the_configuration_only(
    cloud: str, more: dict[str, Any], caplog: pytest.LogCaptureFixture
):
    """Server, client, sessions, lists, errors, events and logs of a whole life show no line of the key."""
    caplog.set_level(logging.DEBUG)
    world = World(transition=0)
    client = gateway(world, cloud, "a", ssl=True, ssl_connections=5, **more).client
    events: list[cgw.Event] = []
    client.engine._observers += (events.append,)
    (gate,) = client.vpn_gateways.list()
    server = client.ssl_vpn_servers.create(
        cgw.SslVpnServerSpec(
            name="desk",
            vpn_gateway_id=gate.id,
            client_cidr="10.99.0.0/24",
            local_cidrs=("10.1.0.0/16",),
        )
    )
    client.ssl_vpn_servers.wait(server.id)
    anna = client.ssl_vpn_clients.create(cgw.SslVpnClientSpec(name="anna", server_id=server.id))
    anna = client.ssl_vpn_clients.wait(anna.id) or anna
    config = client.ssl_vpn_clients.config(anna.id)
    assert config.key is not None
    lines = [
        line for line in config.key.get_secret_value().splitlines() if line and "-----" not in line
    ]
    assert lines, "the emulator gives a key, else this proves nothing"
    told: list[Any] = [server, anna, config, *client.ssl_vpn_clients.list(), *events]
    world.fault("garbage@*Ssl*:1")
    try:
        told.append(client.ssl_vpn_clients.config(anna.id))
    except cgw.CgwError as error:
        told += [
            error,
            vars(error),
            *traceback.TracebackException.from_exception(error, capture_locals=True).format(),
        ]
    texts = [f"{one} {one!r}" for one in told]
    texts += [cgw.to_json(one) for one in (server, anna, config)]
    texts += [caplog.text, repr(client), repr(world.seen)]
    for line in lines:
        assert not any(line in text for text in texts)
        assert line in cgw.to_json(config, reveal=True)
    with pytest.raises(TypeError):
        pickle.dumps(config)

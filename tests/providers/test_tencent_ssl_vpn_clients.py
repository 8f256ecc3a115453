"""SSL-VPN clients of Tencent Cloud: rows, switches, files, lost answers."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from tencent_ssl import (
    CLIENT,
    CLIENT_ID,
    CLOUD,
    NO_TAGS,
    OP,
    clients,
    drive,
    reply,
    servers,
    tags,
    task,
)

import cgw
import cgw.emulator
from cgw.adapter import MARKER
from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, World
from cgw.errors import (
    BusyError,
    NotFoundError,
    OutcomeUnknownError,
    UnsupportedError,
)
from cgw.models import SslVpnClientPatch, SslVpnClientSpec, State
from cgw.wire import UnreadableError

VERBS = CLOUD.ssl_vpn_clients
SPEC = SslVpnClientSpec(name="ann", server_id="vpns-1", tags={"env": "prod"})
KEY = "Canary8sings8the8client8key"
FILES = {
    "SslVpnClientConfiguration": "client\nremote 198.51.100.1 9798",
    "SslVpnRootCert": f"root {KEY}",
    "SslVpnKey": f"key {KEY}",
    "SslVpnCert": f"cert {KEY}",
    "SslVpnClientId": CLIENT_ID,
}
ON, OFF = (SslVpnClientPatch(enabled=value) for value in (True, False))


def a_server(cloud: cgw.Client) -> cgw.SslVpnServer:
    """One on a gateway of its own, ready."""
    asked_for = cgw.VpnGatewaySpec(
        name="g", network_id="vpc-1", bandwidth_mbps=10, ipsec=False, ssl=True
    )
    gateway = cloud.vpn_gateways.create(asked_for)
    cloud.vpn_gateways.wait(gateway.id)
    made = cloud.ssl_vpn_servers.create(
        cgw.SslVpnServerSpec(name="s", vpn_gateway_id=gateway.id, client_cidr="10.253.0.0/24")
    )
    return cloud.ssl_vpn_servers.wait(made.id)


def read(**changes: Any) -> cgw.SslVpnClient:
    found, _ = drive(VERBS.get(CLIENT_ID), clients({**CLIENT, **changes}), NO_TAGS)
    return found


def test_the_example():
    """The example of the listing reads as it stands there."""
    found, asked = drive(
        VERBS.get(CLIENT_ID), clients(CLIENT), tags(CLIENT_ID, env="prod", **{MARKER: "x"})
    )
    assert asked[0] == ("DescribeVpnGatewaySslClients", {"SslVpnClientIds": [CLIENT_ID]})
    assert (found.id, found.name, found.server_id) == (CLIENT_ID, "SSL-VPN-CLIENT", "vpns-80pwpme0")
    assert (found.state, found.raw_state, found.network_id) == (
        State.AVAILABLE, "6", "vpc-ez3k7doq"
    )  # fmt: skip
    assert found.begins_at == datetime(2021, 11, 15, 11, 48, 20, tzinfo=UTC)  # Beijing's
    assert found.expires_at == datetime(2024, 11, 14, 11, 48, 20, tzinfo=UTC)
    assert (found.enabled, found.certificate_state) == (True, "normal")
    assert (found.tags, found.extras) == ({"env": "prod"}, {})


@pytest.mark.parametrize(
    ("raw", "enabled", "word"),
    [
        *((0, None, "creating"), (1, True, "normal"), (2, False, "disabled")),
        *((3, None, "expired"), (4, None, "failed"), (9, None, "9"), ("2", False, "disabled")),
        *((None, None, ""), ("soon", None, "soon")),
    ],
)
def test_how_a_certificate_stands(raw, enabled, word):
    """Each documented number, and what nobody has listed."""
    found = read(CertStatus=raw)
    assert (found.enabled, found.certificate_state) == (enabled, word)


def test_a_name_cannot_be_changed():
    """No action does it; nothing is sent."""
    for patch in (SslVpnClientPatch(name="new"), SslVpnClientPatch(description="new")):
        with pytest.raises(UnsupportedError):
            next(VERBS.update(CLIENT_ID, patch))


def test_a_new_certificate_is_asked_for_once():
    """It is not repeated on a guess: each one makes the one before worthless."""
    flow = VERBS.reissue(CLIENT_ID)
    next(flow)
    request = flow.send(reply(clients(CLIENT)))
    assert request.action == "ModifyVpnGatewaySslClientCert"
    assert json.loads(request.body) == {"SslVpnClientIds": [CLIENT_ID]}
    assert not request.safe
    told = [clients(CLIENT), {"TaskId": 5}, task("SUCCESS"), clients(CLIENT), NO_TAGS]
    found, _ = drive(VERBS.reissue(CLIENT_ID), *told)
    assert found.id == CLIENT_ID


# ---------------------------------------------------------------- files


def test_the_files_by_either_form():
    """As a list, or as the JSON text that older answers have alone; each in its place."""
    other = {**FILES, "SslVpnClientId": "vpnc-other", "SslVpnKey": "another's"}
    for told in (
        {"SslClientConfig": [other, FILES], "SslClientConfigsSet": "abc"},
        {"SslClientConfigsSet": json.dumps([other, FILES])},
        {"SslClientConfig": [], "SslClientConfigsSet": json.dumps([FILES])},
        {"SslClientConfig": None, "SslClientConfigsSet": json.dumps([FILES])},
    ):
        found, asked = drive(VERBS.config(CLIENT_ID), told)
        assert asked == [("DownloadVpnGatewaySslClientCert", {"SslVpnClientId": CLIENT_ID})]
        assert found.client_id == CLIENT_ID
        for ours, theirs in (
            ("config", "SslVpnClientConfiguration"),
            ("ca_certificate", "SslVpnRootCert"),
            ("certificate", "SslVpnCert"),
            ("key", "SslVpnKey"),
        ):
            assert getattr(found, ours).get_secret_value() == FILES[theirs]


def test_a_text_that_is_no_json_is_kept_as_it_is():
    """Its form is not documented: nothing is lost, and nothing is made up."""
    found, _ = drive(VERBS.config(CLIENT_ID), {"SslClientConfigsSet": "client\nremote x"})
    assert found.config is not None
    assert found.config.get_secret_value() == "client\nremote x"
    assert (found.key, found.certificate) == (None, None)


def test_no_files_is_not_ready():
    """An answer without any file is BusyError, and no empty bundle."""
    bare = [{"SslVpnClientId": CLIENT_ID, "SslVpnKey": None, "SslVpnCert": ""}]
    for told in (
        {},
        {"SslClientConfig": [], "SslClientConfigsSet": ""},
        {"SslClientConfig": bare},
        {"SslClientConfigsSet": json.dumps(bare)},
    ):
        with pytest.raises(BusyError):
            drive(VERBS.config(CLIENT_ID), told)


@pytest.mark.parametrize(
    "told", [{"SslClientConfig": [FILES]}, {"SslClientConfigsSet": json.dumps([FILES])}]
)
def test_no_file_is_ever_shown(told):
    """repr and str have none of it, and a row that told a file would mask it in extras."""
    found, _ = drive(VERBS.config(CLIENT_ID), told)
    assert KEY not in repr(found) + str(found) + f"{found}" + repr({"x": found})
    assert KEY not in str(read(**FILES, SslClientConfigsSet=KEY).extras)


@pytest.mark.parametrize("name", [name for name in FILES if name != "SslVpnClientId"])
@pytest.mark.parametrize("value", [{"deep": KEY}, [KEY], 12.5, True])
@pytest.mark.parametrize("as_text", [False, True])
def test_a_strange_file_shows_in_no_error(name, value, as_text, caplog):
    """A part of another type is an error that says where and never what, or is kept secret."""
    caplog.set_level(logging.DEBUG)
    files = [{**FILES, name: value}]
    told = {"SslClientConfigsSet": json.dumps(files)} if as_text else {"SslClientConfig": files}
    try:
        found, _ = drive(VERBS.config(CLIENT_ID), told)
    except UnreadableError as error:
        chain: BaseException | None = error
        while chain is not None:
            assert KEY not in f"{chain!r} {chain} {chain.args}"
            chain = chain.__cause__ or chain.__context__
    else:
        assert KEY not in repr(found) + str(found) + cgw.to_json(found)
    assert KEY not in caplog.text


def test_no_key_in_the_log_of_a_whole_life(caplog):
    """Over HTTP, with every logger at DEBUG, the key that was read stands in no record."""
    caplog.set_level(logging.DEBUG)
    for name in ("cgw", "httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, logger=name)
    with Server(World(transition=0), providers=["tencent"]) as server:
        keys = cgw.Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
        with cgw.connect(
            "tencent", region="ap-guangzhou", credentials=keys, endpoint=server.urls["tencent"]
        ) as cloud:
            made = cloud.ssl_vpn_clients.create(
                SslVpnClientSpec(name="ann", server_id=a_server(cloud).id)
            )
            files = cloud.ssl_vpn_clients.config(made.id)
            cloud.ssl_vpn_clients.reissue(made.id)
            newer = cloud.ssl_vpn_clients.config(made.id)
    for part in (files.key, files.certificate, newer.key, newer.certificate):
        secret = part.get_secret_value().splitlines()[1]
        assert len(secret) > 20
        assert secret not in caplog.text + str([vars(record) for record in caplog.records])


# ---------------------------------------------------------------- creating


def test_a_create_without_an_id():
    """The task tells it, or the outcome is unknown and marked."""
    told = [{"TaskId": 1}, task("SUCCESS", CLIENT_ID), clients(CLIENT), NO_TAGS]
    made, _ = drive(VERBS.create(SPEC, OP), *told)
    assert made.id == CLIENT_ID
    with pytest.raises(OutcomeUnknownError) as lost:
        drive(VERBS.create(SPEC, OP), {"TaskId": 1}, task("SUCCESS"))
    assert lost.value.marker == OP.token


def test_a_failed_read_hides_no_create():
    """Once the id is known, create returns it, with what was asked for."""
    answers = [{"TaskId": 1, "SslVpnClientId": CLIENT_ID}, cgw.TransportError("x")]
    made, asked = drive(VERBS.create(SPEC, OP), *answers)
    assert (made.id, made.state, made.tags) == (CLIENT_ID, State.PENDING, {"env": "prod"})
    assert asked[0][1]["Tags"] == [
        {"Key": "env", "Value": "prod"},
        {"Key": MARKER, "Value": OP.token},
    ]


@pytest.mark.parametrize("status", [0, 4, 5])
def test_a_delete_under_way_is_not_sent_again(status):
    """What is being deleted is not asked for again; anything else is."""
    flow = VERBS.delete(CLIENT_ID)
    answers = [clients({**CLIENT, "State": status})]
    _, asked = drive(flow, *answers, *([{"TaskId": 1}] if status != 4 else []))
    sent = [action for action, _ in asked]
    assert ("DeleteVpnGatewaySslClient" in sent) == (status != 4)


def test_what_is_not_listed_yet_is_deleted():
    """Lists lag behind a create: the delete is sent, and its own answer says what is gone."""
    gone = NotFoundError("gone", provider="tencent", code="ResourceNotFound")
    for verbs, empty, param in (
        (VERBS, clients(), "SslVpnClientId"),
        (CLOUD.ssl_vpn_servers, servers(), "SslVpnServerId"),
    ):
        for answer in ({"TaskId": 1}, gone):
            _, asked = drive(verbs.delete("vpn-1"), empty, answer)
            assert [action[:6] for action, _ in asked] == ["Descri", "Delete"]
            assert asked[1][1] == {param: "vpn-1"}


@pytest.mark.parametrize("noun", ["SslClient", "SslServer"])
def test_a_delete_whose_answer_was_lost_is_done(noun):
    """Sent again it is refused for what the first one began: the state then says that it goes."""
    world = World(transition=0.2)
    with cgw.emulator.connect(world, "tencent", region="ap-guangzhou") as cloud:
        server = a_server(cloud)
        nouns, id = cloud.ssl_vpn_servers, server.id
        if noun == "SslClient":
            spec = SslVpnClientSpec(name="ann", server_id=server.id)
            nouns, id = cloud.ssl_vpn_clients, cloud.ssl_vpn_clients.create(spec).id
            nouns.wait(id)
        with world.troubled(f"cut-after@DeleteVpnGateway{noun}:1"):
            nouns.delete(id)
        assert nouns.wait(id, until="deleted") is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (clients(CLIENT), clients(CLIENT)),
        (clients(), clients()),
        (clients(), NotFoundError("gone", provider="tencent")),
        (clients(CLIENT), cgw.TransportError("x")),
    ],
)
def test_a_lost_delete_is_not_guessed_to_be_done(before, after):
    """Where the thing is there as ever, was never seen, or cannot be read, the error stays."""
    lost = OutcomeUnknownError("lost", operation={})
    with pytest.raises(OutcomeUnknownError) as caught:
        drive(VERBS.delete(CLIENT_ID), before, lost, after)
    assert caught.value is lost
    told = {**CLIENT, "State": 4}
    drive(VERBS.delete(CLIENT_ID), clients(CLIENT), lost, clients(told))
    drive(VERBS.delete(CLIENT_ID), clients(CLIENT), lost, clients())


def test_a_life_on_the_emulator():
    """Locked out, let in, given a new certificate, deleted: each does what it says."""
    world = World(transition=0.2)
    with cgw.emulator.connect(world, "tencent", region="ap-guangzhou") as cloud:
        server = a_server(cloud)
        spec = SslVpnClientSpec(name="ann", server_id=server.id)
        ann = cloud.ssl_vpn_clients.create(spec)
        assert (ann.state, ann.enabled) == (State.PENDING, None)
        with pytest.raises(BusyError):
            cloud.ssl_vpn_clients.config(ann.id)
        cloud.ssl_vpn_clients.wait(ann.id)
        first = cloud.ssl_vpn_clients.config(ann.id)
        assert first.key
        assert "BEGIN PRIVATE KEY" in first.key.get_secret_value()
        assert f"remote {server.address} 9798" in first.bundle().get_secret_value()
        assert cloud.ssl_vpn_clients.update(ann.id, OFF).enabled is False
        with pytest.raises(BusyError):
            cloud.ssl_vpn_clients.config(ann.id)
        assert cloud.ssl_vpn_clients.update(ann.id, ON).enabled is True
        assert cloud.ssl_vpn_clients.reissue(ann.id).enabled is True
        second = cloud.ssl_vpn_clients.config(ann.id)
        assert second.key != first.key
        assert second.certificate != first.certificate
        cloud.ssl_vpn_clients.delete(ann.id)
        cloud.ssl_vpn_clients.wait(ann.id, until="deleted")
        assert list(cloud.ssl_vpn_clients.list()) == []

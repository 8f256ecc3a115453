"""SSL-VPN clients: users with a password, known within their server."""

from __future__ import annotations

import json
import string
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from canaries import PSK, silent, silent_error, told
from huawei import CLOUD, OP, body, client, gateway_spec, play
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

import cgw_huawei as h
from cgw import BusyError, CgwError, InvalidRequestError, NotFoundError, UnsupportedError
from cgw.adapter import Where
from cgw.client import Client
from cgw.emulator.world import World
from cgw.models import SslVpnClientPatch, SslVpnClientSpec, SslVpnServerSpec, State, to_dict
from cgw.wire import Reply
from cgw_huawei.ssl_vpn_client_rows import check_password
from cgw_huawei.ssl_vpn_clients import parts

VERBS = CLOUD.ssl_vpn_clients
GOOD = SecretStr("S3cretS3cret")
DATA = Path(__file__).parents[1] / "data" / "huawei_p2c_examples.json"
EXAMPLES = json.loads(DATA.read_text())
# Members of VpnUser in huaweicloudsdkvpn 3.1.219, values our own.
ROW: dict[str, Any] = {
    "id": "u-1",
    "name": "alice",
    "description": "at_home",
    "user_group_id": "g-1",
    "user_group_name": "Default",
    "static_ip": "10.253.0.9",
    "created_at": "2025-08-13T02:34:56Z",
    "updated_at": "2025-08-14T02:34:56Z",
}


def spec(**more: Any) -> SslVpnClientSpec:
    """A user."""
    return SslVpnClientSpec(**{"name": "alice", "server_id": "s-1", "password": GOOD, **more})


def served(world: World) -> tuple[Client, str]:
    """A client of the library, and the id of a server that can be used."""
    cloud = client(world)
    gate = cloud.vpn_gateways.create(
        gateway_spec(ssl=True, ipsec=False, options=None, ssl_connections=5)
    )
    cloud.vpn_gateways.wait(gate.id)
    server = cloud.ssl_vpn_servers.create(
        SslVpnServerSpec(
            vpn_gateway_id=gate.id,
            client_cidr="10.253.0.0/24",
            local_cidrs=("10.0.0.0/16",),
            options=h.SslVpnServerOptions(certificate_id="scs-1"),
        )
    )
    cloud.ssl_vpn_servers.wait(server.id)
    return cloud, server.id


def test_a_create():
    """Only what was asked for is sent, with the token; the id says whose user it is."""
    made, sent = play(VERBS.create(spec(), OP), {"user": {"id": "u-1"}}, {"user": ROW})
    assert body(sent[0]) == {"name": "alice", "password": "S3cretS3cret"}
    assert sent[0].headers["x-client-token"].replace("-", "") == OP.token
    assert sent[0].path.endswith("/p2c-vpn-gateways/vpn-servers/s-1/users")
    assert made.id == "s-1/u-1"
    full = spec(
        description="at_home", address="10.253.0.9", options=h.SslVpnClientOptions(group_id="g-1")
    )
    _, sent = play(VERBS.create(full, OP), {"user": {"id": "u-1"}}, {"user": ROW})
    assert body(sent[0]) == {
        "name": "alice",
        "password": "S3cretS3cret",
        "description": "at_home",
        "user_group_id": "g-1",
        "static_ip": "10.253.0.9",
    }


def test_a_user_that_cannot_be_read_yet_is_told():
    """Users appear after a while: one that was made and is not there yet is pending, with its id."""
    gone = NotFoundError("not yet", provider="huawei")
    made, _ = play(VERBS.create(spec(), OP), {"user": {"id": "u-1"}}, gone)
    assert (made.id, made.name, made.state) == ("s-1/u-1", "alice", State.PENDING)


def test_what_is_told():
    """Each member of the row has its place; "disable" is no address."""
    found, sent = play(VERBS.get("s-1/u-1"), {"user": ROW})
    assert sent[0].path.endswith("/vpn-servers/s-1/users/u-1")
    assert (found.name, found.description, found.group) == ("alice", "at_home", "g-1")
    assert (found.server_id, found.address) == ("s-1", "10.253.0.9")
    assert found.extras == {"user_group_name": "Default"}
    found, _ = play(VERBS.get("s-1/u-1"), {"user": {**ROW, "static_ip": "disable"}})
    assert found.address == ""


def test_a_change():
    """The password goes by a call of its own; an empty address is the cloud's choice again."""
    patch = SslVpnClientPatch(
        description="", address="", password=GOOD, options=h.SslVpnClientPatchOptions(group_id="g")
    )
    _, sent = play(VERBS.update("s-1/u-1", patch), {"user": ROW}, {}, {"user": ROW})
    assert [r.action for r in sent] == ["UpdateVpnUser", "ResetVpnUserPassword", "ShowVpnUser"]
    assert body(sent[0]) == {"description": "", "static_ip": "disable", "user_group_id": "g"}
    assert json.loads(sent[1].body) == {"new_password": "S3cretS3cret"}
    _, sent = play(VERBS.update("s-1/u-1", SslVpnClientPatch(password=GOOD)), {}, {"user": ROW})
    assert [r.action for r in sent] == ["ResetVpnUserPassword", "ShowVpnUser"]


@pytest.mark.parametrize("id", ["", "u-1", "/u-1", "s-1/", "/"])
@pytest.mark.parametrize("verb", ["get", "delete", "config"])
def test_an_id_of_another_form_is_refused(id: str, verb: str):
    """A user's id alone says nothing: refused before any request."""
    with pytest.raises(InvalidRequestError) as caught:
        next(getattr(VERBS, verb)(id))
    assert caught.value.field == "id"


@given(server=st.text(min_size=1).filter(lambda t: "/" not in t), user=st.text(min_size=1))
def test_an_id_is_taken_apart_as_it_was_made(server: str, user: str):
    """Whatever is behind the first slash is the user's."""
    assert parts(f"{server}/{user}") == (server, user)


@pytest.mark.parametrize(
    ("more", "kind", "field"),
    [
        ({"password": None}, InvalidRequestError, "password"),
        ({"password": SecretStr("alllower")}, InvalidRequestError, "password"),
        ({"name": "abcd1234", "password": SecretStr("4321dcba")}, InvalidRequestError, "password"),
        ({"name": "abc"}, InvalidRequestError, "name"),
        ({"description": "with spaces"}, InvalidRequestError, "description"),
        ({"tags": {"a": "b"}}, UnsupportedError, "tags"),
    ],
)
def test_what_the_cloud_does_not_take_is_refused(
    more: dict[str, Any], kind: type[Exception], field: str
):
    """The page's rules are held before any request, and named."""
    with pytest.raises(kind) as caught:
        next(VERBS.create(spec(**more), OP))
    assert getattr(caught.value, "field", None) == field


SIGNS = "`~!@#$%^&*()-_=+\\|[{}];:'\",<.>/? "


@given(
    st.text(alphabet=string.ascii_letters + string.digits + SIGNS + "\u00e9\n", max_size=40),
)
def test_a_password_is_good_by_the_pages_rules(text: str):
    """8 to 32 allowed characters of two kinds; counted here in another way than there."""
    kinds = [string.ascii_uppercase, string.ascii_lowercase, string.digits, SIGNS]
    used = [any(c in kind for c in text) for kind in kinds]
    allowed = all(any(c in kind for kind in kinds) for c in text)
    good = 8 <= len(text) <= 32 and allowed and sum(used) >= 2
    try:
        check_password(SecretStr(text))
    except InvalidRequestError:
        assert not good
    else:
        assert good


def test_users_of_every_server_are_listed_once():
    """Server after server, page after page; a server that went meanwhile has none."""
    servers = {"vpn_servers": [{"id": s} for s in ("s-1", "s-2", "s-3")], "total_count": 3}
    first, _ = play(
        VERBS.page(None, Where()), servers, {"users": [ROW, {**ROW, "id": "u-2"}], "total_count": 2}
    )
    assert [user.id for user in first.items] == ["s-1/u-1", "s-1/u-2"]
    second, _ = play(VERBS.page(first.cursor, Where()), NotFoundError("gone", provider="huawei"))
    assert second.items == []
    third, sent = play(VERBS.page(second.cursor, Where()), {"users": [ROW], "total_count": 1})
    assert [user.id for user in third.items] == ["s-3/u-1"]
    assert third.cursor is None
    assert sent[0].path.endswith("/vpn-servers/s-3/users")
    only, sent = play(VERBS.page(None, Where({"server_id": "s-2"})), {"users": [ROW]})
    assert [r.action for r in sent] == ["ListVpnUsers"]
    assert [user.server_id for user in only.items] == ["s-2"]


def test_the_configuration_is_the_servers():
    """One request that changes nothing; the text is a secret, and the system can be chosen."""
    found, sent = play(VERBS.config("s-1/u-1"), {"client_config": "client\nremote 192.0.2.1 443\n"})
    assert json.loads(sent[0].body) == {"os_type": "Windows"}
    assert (sent[0].safe, sent[0].writes) == (True, False)
    assert "192.0.2.1" not in repr(found)
    assert found.bundle().get_secret_value() == "client\nremote 192.0.2.1 443\n"
    assert (found.client_id, found.key) == ("s-1/u-1", None)


@pytest.mark.parametrize("told", [{}, {"client_config": None}, {"client_config": ""}], ids=str)
def test_no_configuration_is_not_ready(told: dict[str, Any]):
    """An answer without a text is BusyError, and no empty file."""
    with pytest.raises(BusyError) as caught:
        play(VERBS.config("s-1/u-1"), told)
    assert caught.value.field == "config"


def test_the_pages_own_user():
    """The example on the page of ShowVpnUser, which is older than fixed addresses, is told whole."""
    found, _ = play(VERBS.get("s-1/u-1"), EXAMPLES["user"])
    assert (found.name, found.description, found.address) == ("user001", "用户描述1", "")
    assert found.group == "yWYnJt0R-Q0a7-R4QW-tFXX-QfundEqrR27W"
    assert found.created_at == datetime(2024, 6, 17, 6, 53, 46, 302000, tzinfo=UTC)
    assert found.extras == {"user_group_name": "user-group1"}


def test_the_pages_own_configuration():
    """The example on the page of ExportClientConfig is told whole, as one OpenVPN file."""
    lines = [
        *("client", "dev tun", "proto tcp", "remote 215.xx.xx.99 443", "resolv-retry infinite"),
        *("nobind", "persist-key", "persist-tun", "remote-cert-tls server"),
        *("data-ciphers AES-128-GCM", "auth SHA256", "verb 3", "auth-user-pass", "<ca>"),
        *("-----BEGIN CERTIFICATE-----*****-----END CERTIFICATE-----", "</ca>", "", ""),
        *("reneg-sec 0", "# Add a comment character (#) in front of disable-dco when OpenVPN 2.5"),
        *("disable-dco", ""),
    ]
    found, _ = play(VERBS.config("s-1/u-1"), {"client_config": "\n".join(lines)})
    assert found.bundle().get_secret_value().splitlines() == lines[:-1]


def test_no_password_shows():
    """Neither things nor errors nor what the emulator keeps show a password."""
    world = World()
    cloud, server = served(world)
    asked = spec(server_id=server, password=SecretStr(PSK))
    made = cloud.ssl_vpn_clients.create(asked)
    patch = SslVpnClientPatch(password=SecretStr(PSK))
    for thing in (asked, patch, made, cloud.ssl_vpn_clients.update(made.id, patch)):
        silent(type(thing).__name__, *told(thing))
    assert to_dict(asked, reveal=True)["password"] == PSK

    def echo(_provider: str, action: str) -> Reply | None:
        wrong = {"error_code": "VPN.0001", "error_msg": f"password {PSK} is no good"}
        if action in ("CreateVpnUser", "ResetVpnUserPassword"):
            return Reply(400, json.dumps(wrong).encode(), {"content-type": "application/json"})
        return None

    with world.troubled(echo):
        for call in (
            lambda: cloud.ssl_vpn_clients.create(asked),
            lambda: cloud.ssl_vpn_clients.update(made.id, patch),
        ):
            with pytest.raises(CgwError) as caught:
                call()
            silent_error(caught.value)
    silent("the world", json.dumps(world.export()))


def test_a_life():
    """Create, change, list, delete; a fixed address is nobody else's."""
    cloud, server = served(World())
    users = cloud.ssl_vpn_clients
    made = users.create(spec(server_id=server, address="10.253.0.9"))
    with pytest.raises(CgwError, match="in use"):
        users.create(spec(server_id=server, name="bobby", address="10.253.0.9"))
    assert users.update(made.id, SslVpnClientPatch(address="")).address == ""
    assert [user.id for user in users.list(server_id=server)] == [made.id]
    assert "remote" in users.config(made.id).bundle().get_secret_value()
    users.delete(made.id)
    users.delete(made.id)
    with pytest.raises(NotFoundError):
        users.get(made.id)

"""From what was given to a project and a token."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from cgw.adapter import Credentials, Place
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID, TOKEN, World
from cgw.errors import ApiError, AuthenticationError, ConfigError, ServiceError
from cgw.wire import Reply
from cgw_huawei import PasswordCredentials
from cgw_huawei.adapter import HuaweiAdapter
from cgw_huawei.emulator import HuaweiFace

REGION = "ap-southeast-1"
CLOUD = HuaweiAdapter(Place(REGION))
TEST_USER = PasswordCredentials("cgw-test-user", "cgw-test-password", "cgw-test-domain")


def answered(given: Credentials, reply: Reply) -> Credentials:
    """What the login makes of one reply."""
    flow = CLOUD.login(given)
    next(flow)
    with pytest.raises(StopIteration) as stop:
        flow.send(reply)
    found: Credentials = stop.value.value
    return found


def ran(given: Credentials, face: HuaweiFace) -> Credentials:
    """The login against the emulator."""
    flow = CLOUD.login(given)
    try:
        request = next(flow)
        while True:
            signed = request
            if request.signed:
                signed = CLOUD.sign(request, given, datetime.now(UTC), "")
            reply = face(signed)
            error = CLOUD.error(request, reply)
            request = flow.throw(error) if error else flow.send(reply)
    except StopIteration as stop:
        found: Credentials = stop.value
        return found


def projects(*ids: str) -> Reply:
    return Reply(200, json.dumps({"projects": [{"id": i, "name": REGION} for i in ids]}).encode())


def test_a_project_that_is_known_is_not_asked_for():
    """Key or token with a project: no request at all."""
    for given in (
        Credentials("a", "s", project_id="p"),
        Credentials(token="t", project_id="p"),
    ):
        with pytest.raises(StopIteration) as stop:
            next(CLOUD.login(given))
        assert stop.value.value is given


@pytest.mark.parametrize("given", [Credentials("a", "s", "sts"), Credentials(token="t")])
def test_the_regions_project_is_looked_up(given):
    """A key or a token without a project: one read of the projects of the region's name."""
    request = next(CLOUD.login(given))
    assert (request.method, request.endpoint) == ("GET", f"https://iam.{REGION}.myhuaweicloud.com")
    assert (request.path, request.query) == ("/v3/projects", (("name", REGION),))
    assert request.safe
    assert request.signed
    signed = CLOUD.sign(request, given, datetime.now(UTC), "")
    assert "x-project-id" not in signed.headers
    assert ("authorization" in signed.headers) == bool(given.access_key_id)
    found = answered(given, projects("p1"))
    assert found.project_id == "p1"
    assert (found.access_key_id, found.token) == (given.access_key_id, given.token)


def test_not_exactly_one_project_asks_the_user():
    """No project, or several: ConfigError that says what to give and names what there is."""
    for ids in ((), ("p1", "p2")):
        flow = CLOUD.login(Credentials("a", "s"))
        next(flow)
        with pytest.raises(ConfigError, match="project_id") as caught:
            flow.send(projects(*ids))
        assert all(i in str(caught.value) for i in ids)
        assert REGION in str(caught.value)


def test_nothing_to_log_in_with():
    """Neither key, token nor password: ConfigError before any request."""
    with pytest.raises(ConfigError, match="neither"):
        next(CLOUD.login(Credentials()))


def test_a_password_becomes_a_token():
    """One unsigned request with user, account and project; token, project and end come back."""
    request = next(CLOUD.login(PasswordCredentials("u", "s3cr3t", "d")))
    assert (request.method, request.path, request.signed) == ("POST", "/v3/auth/tokens", False)
    assert json.loads(request.body) == {
        "auth": {
            "identity": {
                "methods": ["password"],
                "password": {"user": {"name": "u", "password": "s3cr3t", "domain": {"name": "d"}}},
            },
            "scope": {"project": {"name": REGION, "domain": {"name": "d"}}},
        }
    }
    assert "s3cr3t" not in repr(request)
    body = {"token": {"expires_at": "2024-05-21T08:30:00.000000Z", "project": {"id": "p"}}}
    found = answered(
        PasswordCredentials("u", "s3cr3t", "d"),
        Reply(201, json.dumps(body).encode(), {"x-subject-token": "MII"}),
    )
    assert type(found) is Credentials
    assert found.token is not None
    assert found.token.get_secret_value() == "MII"
    assert found.project_id == "p"
    assert found.expires_at == datetime(2024, 5, 21, 8, 30, tzinfo=UTC)


def test_the_scope_may_be_named():
    """A project's name, or before it its id, is what the token is asked for."""
    for given, scope in (
        (
            PasswordCredentials("u", "p", "d", "sub"),
            {"name": "sub", "domain": {"name": "d"}},
        ),
        (PasswordCredentials("u", "p", "d", "sub", "id-1"), {"id": "id-1"}),
    ):
        request = next(CLOUD.login(given))
        assert json.loads(request.body)["auth"]["scope"] == {"project": scope}


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ({"token": {"project": {"id": "p"}}}, {}),
        ({"token": {"project": None}}, {"x-subject-token": "MII"}),
    ],
)
def test_half_an_answer_is_a_service_error(body, headers):
    """No token in the header, or no project in the body, is said and not guessed."""
    flow = CLOUD.login(PasswordCredentials("u", "p", "d"))
    next(flow)
    with pytest.raises(ServiceError):
        flow.send(Reply(201, json.dumps(body).encode(), headers))


def test_the_emulator_lets_the_test_identities_in():
    """Key, token and password each lead to the test project, and the new token is good."""
    world = World()
    face = HuaweiFace(world)
    for given in (
        Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET),
        Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET, TOKEN),
        Credentials(token=TOKEN),
        TEST_USER,
    ):
        found = ran(given, face)
        assert found.project_id == PROJECT_ID
        request = CLOUD.vpn("ListCgws", "GET", "customer-gateways")
        assert face(CLOUD.sign(request, found, datetime.now(UTC), "")).status == 200
    assert found.expires_at is not None
    assert found.expires_at > datetime.now(UTC)


@pytest.mark.parametrize(
    "given",
    [
        Credentials(ACCESS_KEY_ID, "wrong"),
        Credentials("wrong", ACCESS_KEY_SECRET),
        Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET, "wrong"),
        Credentials(token="wrong"),
        PasswordCredentials("cgw-test-user", "wrong", "cgw-test-domain"),
        PasswordCredentials("cgw-test-user", "cgw-test-password", "wrong"),
    ],
)
def test_the_emulator_lets_nobody_else_in(given):
    """Any wrong word is AuthenticationError with a code and a request id."""
    with pytest.raises(AuthenticationError) as caught:
        ran(given, HuaweiFace(World()))
    assert caught.value.code
    assert caught.value.request_id


def test_a_token_ends():
    """A token a day old is refused with the code for that."""
    now = [datetime(2026, 1, 1, tzinfo=UTC).timestamp()]
    face = HuaweiFace(World(wall=lambda: now[0]))
    found = ran(TEST_USER, face)
    now[0] += 24 * 3600
    request = CLOUD.vpn("ListCgws", "GET", "customer-gateways")
    reply = face(CLOUD.sign(request, found, datetime.now(UTC), ""))
    error = CLOUD.error(request, reply)
    assert isinstance(error, ApiError)
    assert (type(error), error.code) == (AuthenticationError, "APIGW.0307")

"""The emulator's HUAWEI CLOUD refuses what the documents say it refuses, in their words.

Requests are put together here by hand: the adapter under test elsewhere has no part in them.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cgw.adapter import Credentials
from cgw.emulator.world import (
    ACCESS_KEY_ID,
    ACCESS_KEY_SECRET,
    PROJECT_ID,
    TOKEN,
    World,
)
from cgw.wire import Reply, Request
from cgw_huawei import signing
from cgw_huawei.emulator import HuaweiFace

VPN = "https://vpn.ap-southeast-1.myhuaweicloud.com"
ALL = f"/v5/{PROJECT_ID}/customer-gateways"
KEYS = Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET, project_id=PROJECT_ID)
GOOD = {"id_value": "198.51.100.7"}
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"


class Cloud:
    """A face, asked with a token so that signatures are out of the way."""

    def __init__(self) -> None:
        self.world = World()
        self.face = HuaweiFace(self.world)

    def ask(
        self, method: str, path: str, content: Any = None, *, endpoint: str = VPN, **query: str
    ) -> Reply:
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        body = b"" if content is None else raw
        headers = {"x-auth-token": TOKEN, "content-type": "application/json"}
        return self.face(Request(method, endpoint, path, "", tuple(query.items()), body, headers))

    def new(self, **content: Any) -> Reply:
        return self.ask("POST", ALL, {"customer_gateway": {**GOOD, **content}})


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


def code(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.json["error_code"]


# ---------------------------------------------------------------- who may ask


def signed(now: datetime, keys: Credentials = KEYS, **more: Any) -> Request:
    return signing.sign(Request("GET", VPN, ALL, "", **more), keys, now)


def test_a_good_signature_passes(cloud):
    """Key, secret, date and host as they should be: 200, with and without temporary keys."""
    now = datetime.now(UTC)
    assert cloud.face(signed(now)).status == 200
    assert cloud.face(signed(now, KEYS.replace(token=TOKEN))).status == 200


def test_what_is_wrong_with_a_signature_is_0301(cloud):
    """Every wrong key, secret, token, date or form is APIGW.0301 with status 401 and a Date."""
    now = datetime.now(UTC)
    good = signed(now)
    authorization = good.headers["authorization"]

    def but(**headers: str) -> Request:
        changed = {**good.headers, **{k.replace("_", "-"): v for k, v in headers.items()}}
        return Request("GET", VPN, ALL, "", headers=changed)

    plain = {k: v for k, v in good.headers.items() if k != "authorization"}
    wrong = [
        signed(now, KEYS.replace(access_key_secret="wrong")),
        signed(now, KEYS.replace(access_key_id="wrong")),
        signed(now, KEYS.replace(token="wrong")),
        signed(now + timedelta(minutes=16)),
        signed(now - timedelta(minutes=16)),
        but(authorization="nonsense"),
        but(authorization=authorization.replace("host;", "")),
        but(authorization=authorization.replace("x-sdk-date", "x-sdk-when")),
        but(x_sdk_date="today"),
        but(x_project_id="other"),
        but(x_auth_token="wrong"),
        Request("GET", VPN, ALL, "", headers=plain),
        Request("GET", VPN, ALL + "/x", "", headers=good.headers),
        Request("GET", VPN, ALL, "", query=(("limit", "1"),), headers=good.headers),
        Request("GET", VPN, ALL, "", body=b"x", headers=good.headers),
        Request("GET", "https://vpn.cn-north-4.x.com", ALL, "", headers=good.headers),
    ]
    for request in wrong:
        reply = cloud.face(request)
        assert code(reply) == (401, "APIGW.0301"), request
        assert reply.headers["x-request-id"]
        assert reply.headers["date"].endswith("GMT")


def test_host_and_date_must_be_signed(cloud):
    """A signature that is right and does not cover the host, or the date, is refused."""
    stamp = datetime.now(UTC).strftime(signing.STAMP)
    headers = {"host": "vpn.ap-southeast-1.myhuaweicloud.com", "x-sdk-date": stamp}
    for names, status in (("host;x-sdk-date", 200), ("host", 401), ("x-sdk-date", 401)):
        covered = {name: headers[name] for name in names.split(";")}
        text = signing.canonical_request("GET", ALL, (), covered, signing.payload_hash(b""))
        said = (
            f"{signing.ALGORITHM} Access={ACCESS_KEY_ID}, SignedHeaders={names}, "
            f"Signature={signing.signature(ACCESS_KEY_SECRET, stamp, text)}"
        )
        reply = cloud.face(Request("GET", VPN, ALL, "", headers={**headers, "authorization": said}))
        assert reply.status == status


def test_a_clock_within_a_quarter_of_an_hour_is_right(cloud):
    """Fourteen minutes off passes, in both directions."""
    for minutes in (14, -14):
        assert cloud.face(signed(datetime.now(UTC) + timedelta(minutes=minutes))).status == 200


def test_another_project_is_not_ones_own(cloud):
    """A project that is not the test project is 403, in the path or in the header."""
    assert code(cloud.ask("GET", "/v5/other/customer-gateways")) == (403, "VPN.0003")
    now, other = datetime.now(UTC), KEYS.replace(project_id="other")
    assert code(cloud.face(signed(now, other))) == (403, "VPN.0003")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/v5/{PROJECT_ID}/vpn/customer-gateways"),  # as an example in the documents has it
        ("GET", f"/v5/{PROJECT_ID}/customer-gateways/a/b"),
        ("PATCH", ALL),
        ("PUT", ALL),
        ("POST", ALL + "/x"),
        ("GET", "/"),
        ("DELETE", "/v3/projects"),
    ],
)
def test_what_is_not_published_is_0101(cloud, method, path):
    """An address or a method that nobody serves is the gateway's 404."""
    assert code(cloud.ask(method, path)) == (404, "APIGW.0101")
    assert cloud.world.seen[-1].action == "Unknown"


# ---------------------------------------------------------------- customer gateways


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ({"id_value": None}, "VPN.0001"),
        ({"id_value": ""}, "VPN.0001"),
        ({"id_value": "x" * 129}, "VPN.0001"),
        ({"id_value": "58.211.1"}, "VPN.0203"),
        ({"id_value": "2001:db8::1"}, "VPN.0203"),
        ({"id_value": "127.0.0.1"}, "VPN.0204"),
        ({"id_value": "224.0.0.1"}, "VPN.0204"),
        ({"id_value": "240.0.0.1"}, "VPN.0204"),
        ({"id_type": "dn"}, "VPN.0001"),
        ({"id_type": "fqdn", "id_value": "a b"}, "VPN.0001"),
        ({"id_type": "fqdn", "id_value": "a.b", "bgp_asn": 65000}, "VPN.0001"),
        ({"bgp_asn": 0}, "VPN.0001"),
        ({"bgp_asn": 4294967296}, "VPN.0001"),
        ({"bgp_asn": "65000"}, "VPN.0001"),
        ({"name": ""}, "VPN.0001"),
        ({"name": "x" * 65}, "VPN.0001"),
        ({"name": "a b"}, "VPN.0001"),
        ({"description": "d"}, "VPN.0013"),
        ({"tags": [{"key": f"k{n}", "value": ""} for n in range(21)]}, "VPN.0001"),
        ({"tags": [{"key": "", "value": ""}]}, "VPN.0001"),
        ({"tags": [{"key": "k"}]}, "VPN.0001"),
        ({"tags": [{"key": "k", "value": "v" * 256}]}, "VPN.0001"),
        ({"tags": [{"key": "k", "value": "a"}, {"key": "k", "value": "b"}]}, "VPN.0001"),
        ({"ca_certificate": {}}, "VPN.0001"),
        ({"ca_certificate": {"id": "c", "content": PEM}}, "VPN.0001"),
        ({"ca_certificate": {"content": "text"}}, "VPN.0001"),
    ],
)
def test_a_wrong_value_is_refused(cloud, content, wanted):
    """A value outside the documents' limits is 400 with the documents' code; nothing is made."""
    assert code(cloud.new(**content)) == (400, wanted)
    assert cloud.ask("GET", ALL).json["total_count"] == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"customer_gateway": 1}', b"\xff"])
def test_a_body_that_is_none_is_refused(cloud, body):
    """No JSON, or none with the wrapper: 400."""
    assert code(cloud.ask("POST", ALL, body)) == (400, "VPN.0001")


def test_create_answers_like_the_sample(cloud):
    """201, a name if none was given, no tags in this answer, and a request id."""
    reply = cloud.new(bgp_asn=65010, tags=[{"key": "a", "value": ""}])
    made = reply.json["customer_gateway"]
    assert reply.status == 201
    assert set(made) == {
        "id",
        "name",
        "id_type",
        "id_value",
        "bgp_asn",
        "created_at",
        "updated_at",
    }
    assert made["name"].startswith("cgw-")
    assert len(made["id"]) == 36
    assert reply.json["request_id"]
    shown = cloud.ask("GET", f"{ALL}/{made['id']}").json["customer_gateway"]
    assert shown["tags"] == [{"key": "a", "value": ""}]
    assert (shown["ip"], shown["route_mode"]) == ("198.51.100.7", "bgp")


def test_update_changes_name_and_certificate_only(cloud):
    """Everything else is an unsupported attribute; nothing at all is refused."""
    path = f"{ALL}/{cloud.new().json['customer_gateway']['id']}"
    for content, wanted in (
        ({"bgp_asn": 65000}, "VPN.0013"),
        ({"id_value": "192.0.2.1"}, "VPN.0013"),
        ({"tags": []}, "VPN.0013"),
        ({}, "VPN.0001"),
    ):
        assert code(cloud.ask("PUT", path, {"customer_gateway": content})) == (400, wanted)
    changes = {"name": "new", "ca_certificate": {"content": PEM}}
    shown = cloud.ask("PUT", path, {"customer_gateway": changes}).json["customer_gateway"]
    assert shown["name"] == "new"
    assert shown["ca_certificate"]["id"]
    assert shown["id_value"] == "198.51.100.7"


@pytest.mark.parametrize("id", ["no-such", "03c0aa3d-0000-4000-8000-9d82473765d4", "%2F", "a%20b"])
def test_an_id_that_nobody_has_is_not_found(cloud, id):
    """Unknown or malformed: 404 VPN.0004 on every verb."""
    content = {"customer_gateway": {"name": "x"}}
    for method, body in (("GET", None), ("PUT", content), ("DELETE", None)):
        assert code(cloud.ask(method, f"{ALL}/{id}", body)) == (404, "VPN.0004")


def test_a_gateway_in_use_is_not_deleted(cloud):
    """A customer gateway with a connection stays, in the words of the page's sample."""
    made = cloud.new().json["customer_gateway"]["id"]
    used = cloud.world.add(
        "huawei", "ap-southeast-1", "vpn_connections", "c", customer_gateway_id=made
    )
    reply = cloud.ask("DELETE", f"{ALL}/{made}")
    assert code(reply) == (400, "VPN.0001")
    assert "has connection" in reply.json["error_msg"]
    cloud.world.remove(used)
    assert cloud.ask("DELETE", f"{ALL}/{made}").status == 204
    assert cloud.ask("GET", ALL).json["total_count"] == 0


def test_a_quota_can_be_reached(cloud):
    """With a limit set, one more is refused and says why."""
    cloud.world.limits["huawei", "customer_gateways"] = 1
    assert cloud.new().status == 201
    reply = cloud.new()
    assert code(reply) == (400, "VPN.0001")
    assert "quota" in reply.json["error_msg"]


def test_pages(cloud):
    """Oldest first, limit at a time, the last one's creation time leading on, to the empty page."""
    made = [cloud.new(name=f"n{n}").json["customer_gateway"]["id"] for n in range(5)]
    seen, query = [], {"limit": "2"}
    for _ in range(4):
        told = cloud.ask("GET", ALL, **query).json
        seen.append([item["id"] for item in told["customer_gateways"]])
        assert told["total_count"] == 5
        assert told["page_info"]["current_count"] == len(seen[-1])
        if not seen[-1]:
            assert "next_marker" not in told["page_info"]
            break
        assert told["page_info"]["next_marker"] == told["customer_gateways"][-1]["created_at"]
        query["marker"] = told["page_info"]["next_marker"]
    assert seen == [made[:2], made[2:4], made[4:], []]


def test_a_marker_needs_no_thing_of_its_time(cloud):
    """A marker is a time: things made after it follow, also if what it came from is gone."""
    made = [cloud.new().json["customer_gateway"] for _ in range(3)]
    assert cloud.ask("DELETE", f"{ALL}/{made[1]['id']}").status == 204
    told = cloud.ask("GET", ALL, limit="2", marker=made[1]["created_at"]).json
    assert [item["id"] for item in told["customer_gateways"]] == [made[2]["id"]]


@pytest.mark.parametrize(
    "query", [{"limit": "201"}, {"limit": "-1"}, {"limit": "x"}, {"marker": "2024"}]
)
def test_a_wrong_page_is_refused(cloud, query):
    """A limit outside 0 to 200, or a marker without one, is 400."""
    assert code(cloud.ask("GET", ALL, **query)) == (400, "VPN.0001")


def test_a_list_can_be_narrowed_to_an_id(cloud):
    """cgw_id leaves one, or none."""
    made = [cloud.new().json["customer_gateway"]["id"] for _ in range(2)]
    for wanted, ids in ((made[1], [made[1]]), ("x", [])):
        told = cloud.ask("GET", ALL, cgw_id=wanted).json["customer_gateways"]
        assert [item["id"] for item in told] == ids


def test_regions_do_not_see_each_other(cloud):
    """What the host says is the region: a thing lives in one."""
    cloud.new()
    other = "https://vpn.cn-north-4.myhuaweicloud.com"
    assert cloud.ask("GET", ALL, endpoint=other).json["total_count"] == 0
    assert cloud.ask("GET", ALL, endpoint="http://127.0.0.1:8801").json["total_count"] == 0


def test_request_ids_differ(cloud):
    """No two answers have the same id."""
    ids = {cloud.ask("GET", ALL).headers["x-request-id"] for _ in range(50)}
    assert len(ids) == 50


# ---------------------------------------------------------------- IAM


@pytest.mark.parametrize(
    "auth",
    [
        b"{",
        {},
        {"auth": {"identity": {"methods": ["token"], "token": {"id": "x"}}}},
        {"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "u"}}}}},
    ],
)
def test_a_login_that_is_none_is_refused(cloud, auth):
    """A malformed login is 400 in the form of IAM's older calls."""
    reply = cloud.ask("POST", "/v3/auth/tokens", auth)
    assert reply.status == 400
    assert reply.json["error"]["code"] == 400


def test_a_scope_must_be_the_project(cloud):
    """A token is for a project: none is 400, another's is 404."""
    user = {
        "name": "cgw-test-user",
        "password": "cgw-test-password",
        "domain": {"name": "cgw-test-domain"},
    }
    identity = {"methods": ["password"], "password": {"user": user}}
    for scope, status in (
        (None, 400),
        ({"domain": {}}, 400),
        ({"project": {"id": "x"}}, 404),
        ({"project": {"id": PROJECT_ID}}, 201),
        ({"project": {"name": "cn-north-4"}}, 201),
    ):
        asked = {"auth": {"identity": identity, "scope": scope}}
        assert cloud.ask("POST", "/v3/auth/tokens", asked).status == status

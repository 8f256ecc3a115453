"""Public addresses, progress and switches of dedicated gateways on HUAWEI CLOUD."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import huawei
import pytest
from huawei import client, play
from hypothesis import given
from hypothesis import strategies as st

from cgw.emulator.world import World
from cgw.engine import Lost
from cgw.errors import InvalidRequestError, NotFoundError, ServiceError
from cgw.models import DedicatedGatewayPatch, DedicatedGatewaySpec
from cgw_huawei import DedicatedGatewayPatchOptions

VERBS = huawei.CLOUD.dedicated_gateways
TAGS: dict[str, Any] = {"tags": []}
OPEN = {
    "id": "x",
    "status": "Running",
    "bandwidth_size": 10,
    "bandwidth_charging_mode": "bandwidth",
    "nat_eip_address": "198.51.100.7",
    "publicips": [{"ip_address": "198.51.100.8", "bandwidth_size": 20}],
    "ingress_bandwidth_charging_mode": "bandwidth",
    "eip_address": "198.51.100.8",
}
SHUT = {"id": "x", "status": "Running", "bandwidth_size": 0, "publicips": []}
SIZES = st.one_of(st.none(), st.just(0), st.integers(5, 2000))


def patch(**options: Any) -> DedicatedGatewayPatch:
    own = {k: options.pop(k) for k in list(options) if k not in ("egress_mbps", "ingress_mbps")}
    return DedicatedGatewayPatch(
        **options, options=DedicatedGatewayPatchOptions(**own) if own else None
    )


def changed(row: dict[str, Any], wanted: DedicatedGatewayPatch) -> list[tuple[str, str, Any]]:
    """What is sent between the two reads: method, last part of the path, body."""
    flow = VERBS.update("x", wanted)
    request, sent = next(flow), []
    assert request.action == "ShowDetailsOfInstanceV2"
    answers = iter([row])
    while True:
        if request.action == "ShowDetailsOfInstanceV2":
            answer: Any = next(answers, row)
        elif request.action == "ListInstanceTags":
            answer = TAGS
        else:
            assert (request.safe, request.serial) == (True, "x")
            body = json.loads(request.body) if request.body else None
            sent.append((request.method, request.path.rpartition("/")[2], body))
            answer = {}
        try:
            request = flow.send(huawei.Reply(200, json.dumps(answer).encode()))
        except StopIteration:
            return sent


@given(egress=SIZES, ingress=SIZES, is_open=st.booleans())
def test_a_door_is_opened_changed_or_shut(egress, ingress, is_open):
    """0 shuts what is open, a number opens what is shut and changes what differs; nothing else goes."""
    row = OPEN if is_open else SHUT
    if egress is None and ingress is None:
        return

    def due(size: int | None, now: int, path: str, body: Any) -> list[tuple[str, str, Any]]:
        if size is None or size == (now if is_open else 0):
            return []
        if size == 0:
            return [("DELETE", path, None)]
        return [("PUT" if is_open else "POST", path, {"bandwidth_size": body})]

    wanted = due(ingress, 20, "ingress-eip", ingress) + due(egress, 10, "nat-eip", str(egress))
    assert changed(row, patch(egress_mbps=egress, ingress_mbps=ingress)) == wanted


def test_another_mode_is_a_change():
    """The same number with another charge mode is sent; the same mode is not."""
    assert changed(OPEN, patch(egress_mbps=10, egress_charge_mode="bandwidth")) == []
    assert changed(OPEN, patch(egress_mbps=10, egress_charge_mode="traffic")) == [
        ("PUT", "nat-eip", {"bandwidth_size": "10", "bandwidth_charging_mode": "traffic"})
    ]


def test_an_address_of_ones_own():
    """An id binds it, or another in its place; an empty one takes off what is there."""
    assert changed(OPEN, patch(eip_id="e-1")) == [("PUT", "eip", {"eip_id": "e-1"})]
    assert changed(OPEN, patch(eip_id="")) == [("DELETE", "eip", None)]
    assert changed(SHUT, patch(eip_id="")) == []


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"ingress_mbps": 4}, "ingress_mbps"),
        ({"ingress_mbps": 2001}, "ingress_mbps"),
        ({"egress_mbps": 2001}, "egress_mbps"),
        ({"egress_charge_mode": "traffic"}, "egress_mbps"),
        ({"ingress_mbps": 0, "ingress_charge_mode": "traffic"}, "ingress_mbps"),
        ({}, None),
    ],
)
def test_refused_before_any_request(wanted, field):
    """A number out of range, a mode without a number, and nothing at all are refused here."""
    with pytest.raises(InvalidRequestError) as caught:
        next(VERBS.update("x", patch(**wanted)))
    assert caught.value.field == field


@pytest.mark.parametrize("answer", [{"instance_id": "x", "job_id": "JOB-1"}, {}, b"", b"<html/>"])
def test_a_job_is_told(answer):
    """The id of the last one stands on what is returned; an answer that tells none is no error."""
    flow = VERBS.update("x", patch(ingress_mbps=30))
    after, _ = play(flow, OPEN, answer, OPEN, TAGS)
    assert after.job_id == ("JOB-1" if isinstance(answer, dict) and answer else "")


def test_a_lost_answer_is_no_failure():
    """Sent again, an opening or shutting that was done already is refused: the gateway is looked at."""
    twice = ServiceError("already", provider="huawei", code="APIC.9216")
    gone = NotFoundError("gone", provider="huawei", code="APIC.7311")
    opened = {**SHUT, "publicips": [{"ip_address": "198.51.100.8", "bandwidth_size": 30}]}
    after, _ = play(VERBS.update("x", patch(ingress_mbps=30)), SHUT, twice, opened, opened, TAGS)
    assert after.ingress_mbps == 30
    for still in (SHUT, {**opened, "publicips": OPEN["publicips"]}):
        with pytest.raises(ServiceError, match="already"):
            play(VERBS.update("x", patch(ingress_mbps=30)), SHUT, twice, still)
    after, _ = play(VERBS.update("x", patch(egress_mbps=0)), OPEN, gone, SHUT, SHUT, TAGS)
    assert after.egress_mbps == 0
    with pytest.raises(NotFoundError):
        play(VERBS.update("x", patch(egress_mbps=0)), OPEN, gone, OPEN)
    after, _ = play(VERBS.update("x", patch(eip_id="")), OPEN, gone, SHUT, TAGS)
    assert after.addresses == ()
    after, _ = play(VERBS.update("x", patch(ingress_mbps=30)), OPEN, twice, opened, opened, TAGS)
    assert after.ingress_mbps == 30


def test_the_address_that_was_bound_has_its_id():
    """Reads tell the address only: its id is told once, and how far it is in extras."""
    bound = {
        "eip_id": "e-1",
        "eip_address": "198.51.100.9",
        "eip_ipv6_address": "2001:db8::9",
        "eip_status": "BINDING",
    }
    after, _ = play(VERBS.update("x", patch(eip_id="e-1")), SHUT, bound, OPEN, TAGS)
    assert [(one.id, one.address, one.ip_version) for one in after.public_addresses] == [
        ("", "198.51.100.8", 4),
        ("e-1", "198.51.100.9", 4),
        ("e-1", "2001:db8::9", 6),
    ]
    assert after.extras["eip"] == {"eip_status": "BINDING"}
    after, _ = play(VERBS.update("x", patch(eip_id="e-1")), SHUT, b"", SHUT, TAGS)
    assert [one.id for one in after.public_addresses] == ["e-1"]


# ---------------------------------------------------------------- progress and switches


def test_the_samples_of_the_progress():
    """The page's samples of 2025-12-18: one that is done, and one that failed."""
    done = {
        "end_time": 1597390224911, "error_code": None, "error_msg": None, "progress": 100,
        "start_time": 1597389901161, "status": "success",
    }  # fmt: skip
    told, sent = play(VERBS.progress("x"), done)
    assert (told.id, told.percent, told.state, told.code) == ("x", 100, "success", "")
    assert told.begun_at == datetime(2020, 8, 14, 7, 25, 1, 161000, tzinfo=UTC)
    assert sent[0].path.endswith("/apigw/instances/x/progress")
    failed = {**done, "status": "failed", "error_code": "APIC.9218", "error_msg": "quota"}
    told, _ = play(VERBS.progress("x"), failed)
    assert (told.state, told.code, told.words) == ("failed", "APIC.9218", "quota")


# A row as ListFeaturesV2 has them; members of FeatureInfo in huaweicloudsdkapig 3.1.219.
SWITCH = {
    "config": "on",
    "enable": True,
    "id": "db9a9260cd3e4a16a9b5747a65d3ffaa",
    "instance_id": "x",
    "name": "app_api_key",
    "update_time": "2020-08-24T01:17:31Z",
}


def test_every_switch_is_listed_once():
    """All pages are read, five hundred at a time, and a list that repeats itself ends."""
    first = [{**SWITCH, "name": f"f{n}"} for n in range(500)]
    told, sent = play(
        VERBS.features("x"),
        {"total": 501, "features": first},
        {"total": 501, "features": [SWITCH, None]},
    )
    assert [dict(request.query)["offset"] for request in sent] == ["0", "500"]
    assert len(told) == 501
    assert (told[-1].name, told[-1].enabled, told[-1].config) == ("app_api_key", True, "on")
    assert told[-1].updated_at == datetime(2020, 8, 24, 1, 17, 31, tzinfo=UTC)
    again = {"total": 99, "features": [SWITCH]}
    told, _ = play(VERBS.features("x"), again, again)
    assert len(told) == 1


@given(enabled=st.booleans(), config=st.text(max_size=20))
def test_a_switch_is_turned(enabled, config):
    """Name, way and parameters go out; parameters that were not given do not."""
    told, sent = play(VERBS.set_feature("x", "lts", enabled=enabled, config=config), SWITCH)
    body = {"name": "lts", "enable": enabled, **({"config": config} if config else {})}
    assert json.loads(sent[0].body) == body
    assert (told.id, told.name) == (SWITCH["id"], "app_api_key")


# ---------------------------------------------------------------- on the emulator


def test_a_gateway_between_open_and_shut():
    """What was asked for is what is read afterwards, through every change and by either balancer."""
    spec = DedicatedGatewaySpec(
        name="apig-demo", edition="PROFESSIONAL", network_id="v", subnet_id="s",
        security_group_id="g", zones=("a",), egress_mbps=0,
    )  # fmt: skip
    with client(World(rate=0)) as cloud:
        id = cloud.dedicated_gateways.create(spec).id
        assert cloud.dedicated_gateways.progress(id).percent == 30
        cloud.dedicated_gateways.wait(id)
        for egress, ingress in ((5, 10), (7, 10), (0, 30), (9, 0)):
            wanted = patch(egress_mbps=egress, ingress_mbps=ingress)
            told = cloud.dedicated_gateways.update(id, wanted)
            assert (told.egress_mbps, told.ingress_mbps or 0) == (egress, ingress)
            assert (bool(told.egress_addresses), bool(told.addresses)) == (
                bool(egress),
                bool(ingress),
            )
        bound = cloud.dedicated_gateways.update(id, patch(eip_id="e-1"))
        assert [one.id for one in bound.public_addresses] == ["e-1"]
        with pytest.raises(InvalidRequestError):
            cloud.dedicated_gateways.update(id, patch(ingress_mbps=10))
        off = cloud.dedicated_gateways.update(id, patch(eip_id=""))
        assert off.addresses == ()


def test_an_opening_whose_answer_was_lost():
    """The line drops after the address was made: it is open, and there is one address."""
    spec = DedicatedGatewaySpec(
        name="apig-demo", edition="PROFESSIONAL", network_id="v", subnet_id="s",
        security_group_id="g", zones=("a",),
    )  # fmt: skip
    with client(World(rate=0)) as cloud:
        id = cloud.dedicated_gateways.create(spec).id
        cloud.dedicated_gateways.wait(id)
        face, posts = cloud._sender._face, []

        def drop(request: Any) -> Any:
            reply = face(request)
            if request.action == "AddIngressEipV2":
                posts.append(reply.status)
                if len(posts) == 1:
                    raise Lost("the line dropped", sent=True)
            return reply

        cloud._sender._face = drop
        told = cloud.dedicated_gateways.update(id, patch(ingress_mbps=10))
        assert (told.ingress_mbps, len(told.addresses), posts) == (10, 1, [202, 400])


def test_a_switch_on_the_emulator():
    """It stays as it was turned; a second turn within a minute is waited out; no gateway, no switch."""
    spec = DedicatedGatewaySpec(
        name="apig-demo", edition="PROFESSIONAL", network_id="v", subnet_id="s",
        security_group_id="g", zones=("a",),
    )  # fmt: skip
    world = World(rate=0)
    with client(world) as cloud:
        id = cloud.dedicated_gateways.create(spec).id
        cloud.dedicated_gateways.set_feature(id, "app_api_key", config="on")
        world.advance(60)
        cloud.dedicated_gateways.set_feature(id, "app_api_key", enabled=False)
        found = {one.name: one for one in cloud.dedicated_gateways.features(id)}
        assert (found["app_api_key"].enabled, found["app_api_key"].config) == (False, "on")
        with pytest.raises(NotFoundError):
            cloud.dedicated_gateways.features("none")

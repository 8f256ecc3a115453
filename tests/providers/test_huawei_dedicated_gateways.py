"""Dedicated gateways on HUAWEI CLOUD: the page's example, its rules, and creating one once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import huawei
import pytest
from huawei import BARE, OP, play

from cgw.adapter import Where
from cgw.errors import (
    AuthenticationError,
    BillingError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    ServiceError,
    UnsupportedError,
)
from cgw.models import Billing, DedicatedGatewayPatch, DedicatedGatewaySpec, State
from cgw.wire import Reply, Request
from cgw_huawei import (
    DedicatedGatewayListOptions,
    DedicatedGatewayOptions,
    DedicatedGatewayPatchOptions,
)

VERBS = huawei.CLOUD.dedicated_gateways
EXAMPLE = json.loads(
    (Path(__file__).parent.parent / "data" / "huawei_apig_example.json").read_text()
)
ASKED = EXAMPLE["request"]
SPEC = DedicatedGatewaySpec(
    name=ASKED["instance_name"],
    edition=ASKED["spec_id"],
    network_id=ASKED["vpc_id"],
    subnet_id=ASKED["subnet_id"],
    security_group_id=ASKED["security_group_id"],
    zones=tuple(ASKED["available_zone_ids"]),
    description=ASKED["description"],
    maintenance_begin=ASKED["maintain_begin"],
    egress_mbps=ASKED["bandwidth_size"],
    options=DedicatedGatewayOptions(
        eip_id=ASKED["eip_id"], enterprise_project_id=ASKED["enterprise_project_id"]
    ),
)
# Members of ShowDetailsOfInstanceV2Response in huaweicloudsdkapig 3.1.219; values our own.
ROW: dict[str, Any] = {
    "id": "6a7d71827fd54572b1f31aa9548fcc81",
    "instance_name": "apig-demo",
    "status": "Running",
    "instance_status": 6,
    "spec": "PROFESSIONAL",
    "create_time": 1716193800123,
    "charging_mode": 0,
    "cbc_metadata": "",
    "eip_address": "198.51.100.9",
    "description": "d",
    "vpc_id": "v",
    "subnet_id": "s",
    "security_group_id": "g",
    "maintain_begin": "22:00:00",
    "maintain_end": "02:00:00",
    "ingress_ip": "10.0.0.8",
    "nat_eip_address": "198.51.100.10",
    "bandwidth_size": 5,
    "available_zone_ids": "[xx-xxx-7b, xx-xxx-7a]",
    "publicips": [{"ip_address": "198.51.100.9", "bandwidth_size": 7}],
    "privateips": [{"ip_address": "10.0.0.8"}, {"ip_address": "10.0.0.9"}],
    "node_ips": {"livedata": ["10.0.0.7"]},
}
TAGS = {"tags": [{"key": "env", "value": ""}]}


def sent(**change: Any) -> dict[str, Any]:
    """What a create carries."""
    content: dict[str, Any] = json.loads(
        next(VERBS.create(SPEC.model_copy(update=change), BARE)).body
    )
    return content


# ---------------------------------------------------------------- create


def test_the_pages_example_is_what_is_sent():
    """The example request of the page, member by member; unmarked, it has nothing else."""
    request = next(VERBS.create(SPEC, BARE))
    assert (request.method, request.path) == ("POST", "/v2/{project_id}/apigw/instances")
    assert request.endpoint == "https://apig.ap-southeast-1.myhuaweicloud.com"
    assert json.loads(request.body) == ASKED
    assert not request.safe


def test_a_marked_create_chooses_the_id():
    """The id is the operation's token, 32 hexadecimal digits; no tag marks anything."""
    assert json.loads(next(VERBS.create(SPEC, OP)).body) == {**ASKED, "instance_id": OP.token}
    tagged = SPEC.model_copy(update={"tags": {f"k{n}": "" for n in range(20)}})
    assert len(json.loads(next(VERBS.create(tagged, OP)).body)["tags"]) == 20


def test_every_parameter_of_the_page_can_be_sent():
    """All members of the page's table of body parameters, from spec and options."""
    whole = DedicatedGatewayOptions(
        eip_id="e",
        enterprise_project_id="0",
        egress_charge_mode="traffic",
        ingress_charge_mode="bandwidth",
        ipv6=False,
        loadbalancer_provider="elb",
        vpcep_service_name="svc",
        elb_id="elb-1",
    )
    request = next(
        VERBS.create(
            SPEC.model_copy(update={"options": whole, "ingress_mbps": 5, "tags": {"a": ""}}), OP
        )
    )
    assert set(json.loads(request.body)) == {
        "description",
        "maintain_begin",
        "maintain_end",
        "instance_name",
        "instance_id",
        "spec_id",
        "vpc_id",
        "subnet_id",
        "security_group_id",
        "eip_id",
        "enterprise_project_id",
        "available_zone_ids",
        "bandwidth_size",
        "bandwidth_charging_mode",
        "ipv6_enable",
        "loadbalancer_provider",
        "tags",
        "vpcep_service_name",
        "ingress_bandwidth_size",
        "ingress_bandwidth_charging_mode",
        "elb_id",  # not on the page: the terraform provider's
    }


@pytest.mark.parametrize("hour", ["02", "06", "10", "14", "18", "22"])
def test_the_window_is_four_hours(hour):
    """The end is four hours after the beginning, over midnight as well."""
    content = sent(maintenance_begin=f"{hour}:00:00")
    assert content["maintain_end"] == f"{(int(hour) + 4) % 24:02}:00:00"


@pytest.mark.parametrize(
    ("change", "kind", "field"),
    [
        ({"name": "ab"}, InvalidRequestError, "name"),
        ({"name": "1abc"}, InvalidRequestError, "name"),
        ({"name": "a.bc"}, InvalidRequestError, "name"),
        ({"name": "a" * 65}, InvalidRequestError, "name"),
        ({"edition": ""}, InvalidRequestError, "edition"),
        ({"network_id": ""}, InvalidRequestError, "network_id"),
        ({"description": "a<b"}, InvalidRequestError, "description"),
        ({"description": "d" * 256}, InvalidRequestError, "description"),
        ({"maintenance_begin": "03:00:00"}, InvalidRequestError, "maintenance_begin"),
        ({"maintenance_begin": "22:00"}, InvalidRequestError, "maintenance_begin"),
        ({"egress_mbps": 2001}, InvalidRequestError, "egress_mbps"),
        ({"ingress_mbps": 4}, InvalidRequestError, "ingress_mbps"),
        ({"tags": {"_sys_a": "b"}}, InvalidRequestError, "tags"),
        ({"tags": {"a": "?"}}, InvalidRequestError, "tags"),
        ({"tags": {f"k{n}": "" for n in range(21)}}, InvalidRequestError, "tags"),
        ({"billing": Billing(mode="prepaid", period_months=1)}, UnsupportedError, "billing"),
        ({"options": huawei.VpnGatewayOptions()}, UnsupportedError, "options"),
    ],
)
def test_what_cannot_be_is_refused_before_any_request(change, kind, field):
    """Values outside the page's rules are refused by field, and nothing is sent."""
    with pytest.raises(kind) as caught:
        sent(**change)
    assert caught.value.field == field


def test_texts_at_their_limits_are_sent():
    """What the page allows goes out: empty bandwidth, a slash in a tag's value, 64 characters."""
    content = sent(egress_mbps=0, tags={"a": "b/c"}, name="a" * 64, description="")
    assert content["bandwidth_size"] == 0
    assert (content["tags"], content["description"]) == ([{"key": "a", "value": "b/c"}], "")


def test_the_answer_has_a_job():
    """202 gives id and job; the gateway is read, and the job's id stays on what is returned."""
    made, requests = play(VERBS.create(SPEC, BARE), EXAMPLE["responses"]["202"], ROW, TAGS)
    assert [request.action for request in requests] == [
        "CreateInstanceV2",
        "ShowDetailsOfInstanceV2",
        "ListInstanceTags",
    ]
    assert (made.id, made.job_id) == (ROW["id"], "JOB-edbac2355fb7433e98f173ea2e452e2d")
    down = ServiceError("down", provider="huawei")
    sketch, _ = play(VERBS.create(SPEC, BARE), EXAMPLE["responses"]["202"], down)
    assert (sketch.id, sketch.state, sketch.zones) == (ROW["id"], State.PENDING, SPEC.zones)
    assert sketch.job_id
    assert "JOB_ASSIGNED" in sketch.extras["message"]


@pytest.mark.parametrize(
    ("status", "kind", "field"),
    [
        (400, InvalidRequestError, "maintenance_begin"),
        (401, AuthenticationError, None),
        (403, PermissionDeniedError, None),
        (404, InvalidRequestError, "edition"),
        (500, ServiceError, None),
    ],
)
def test_the_pages_errors_are_named(status, kind, field):
    """Each error body of the page has its class and code; a 404 is a wrong edition here."""
    told = EXAMPLE["responses"][str(status)]
    request = Request("POST", "https://a.example", "/", "CreateInstanceV2")
    error = huawei.CLOUD.error(request, Reply(status, json.dumps(told).encode()))
    assert type(error) is kind
    assert (error.code, error.message, error.field) == (
        told["error_code"],
        told["error_msg"],
        field,
    )


# ---------------------------------------------------------------- read


def test_what_is_read():
    """Zones come as one text, times in milliseconds, tags in an answer of their own."""
    read, _ = play(VERBS.get(ROW["id"]), ROW, TAGS)
    assert read.zones == ("xx-xxx-7b", "xx-xxx-7a")
    assert read.created_at == datetime(2024, 5, 20, 8, 30, 0, 123000, UTC)
    assert (read.addresses, read.egress_addresses) == (("198.51.100.9",), ("198.51.100.10",))
    assert read.private_addresses == ("10.0.0.8", "10.0.0.9")
    assert (read.egress_mbps, read.ingress_mbps) == (5, 7)
    assert (read.maintenance_begin, read.maintenance_end) == ("22:00:00", "02:00:00")
    assert (read.billing.mode, read.edition, read.tags) == ("postpaid", "PROFESSIONAL", {"env": ""})
    assert read.nodes == {"livedata": ("10.0.0.7",)}
    assert read.extras["instance_status"] == 6
    no = PermissionDeniedError("no", provider="huawei")
    assert play(VERBS.get("x"), {**ROW, "available_zone_ids": ["a"]}, no)[0].zones == ("a",)
    thin, _ = play(VERBS.get("x"), {"id": "x", "available_zone_ids": None}, {"tags": None})
    assert (thin.state, thin.zones, thin.billing.mode) == (State.UNKNOWN, (), None)


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Creating", State.PENDING),
        ("Initing", State.PENDING),
        ("Running", State.AVAILABLE),
        ("Resizing", State.UPDATING),
        ("Deleting", State.DELETING),
        ("UnRegisterFailed", State.FAILED),
        ("UnregisterTimeout", State.FAILED),
        ("Frozen", State.FROZEN),
        ("Dreaming", State.UNKNOWN),
    ],
)
def test_states(word, state):
    """Mixed capitals and all: each of the cloud's words has one of ours."""
    read, _ = play(VERBS.get("x"), {**ROW, "status": word}, TAGS)
    assert (read.state, read.raw_state) == (state, word)


def test_lists_tell_what_get_tells():
    """A list has half of what there is, so each is read; one that is gone meanwhile is left out."""
    short = {"total": 22, "instances": [{"id": "a"}, {"id": "b"}]}
    gone = NotFoundError("gone", provider="huawei")
    where = Where({"id": "a", "name": "n"}, options=DedicatedGatewayListOptions(status="Running"))
    page, requests = play(VERBS.page(None, where), short, {**ROW, "id": "a"}, TAGS, gone)
    assert [(item.id, item.network_id) for item in page.items] == [("a", "v")]
    assert page.cursor == "2"
    assert requests[0].query == (
        ("limit", "20"),
        ("offset", "0"),
        ("instance_id", "a"),
        ("instance_name", "n"),
        ("status", "Running"),
    )
    last, requests = play(VERBS.page("20", Where()), short, gone, gone)
    assert (last.items, last.cursor) == ([], None)
    assert ("offset", "20") in requests[0].query


# ---------------------------------------------------------------- change and delete


def test_changes():
    """What was given goes out; an empty text takes something away; another edition is a job."""
    options = DedicatedGatewayPatchOptions(vpcep_service_name="", edition="PLATINUM")
    patch = DedicatedGatewayPatch(
        name="new", description="", maintenance_begin="22:00:00", security_group_id="g2",
        options=options,
    )  # fmt: skip
    _, (read, *requests) = play(VERBS.update("x", patch), ROW, {}, {}, ROW, TAGS)
    assert read.action == "ShowDetailsOfInstanceV2"
    assert json.loads(requests[0].body) == {
        "instance_name": "new",
        "description": "",
        "security_group_id": "g2",
        "vpcep_service_name": "",
        "maintain_begin": "22:00:00",
        "maintain_end": "02:00:00",
    }
    assert requests[1].path.endswith("/instances/x/postpaid-resize")
    assert json.loads(requests[1].body) == {"spec_id": "PLATINUM"}
    assert {r.serial for r in requests[:2]} == {"x"}
    for wrong in (DedicatedGatewayPatch(), DedicatedGatewayPatch(name="1")):
        with pytest.raises(InvalidRequestError):
            next(VERBS.update("x", wrong))


def test_what_was_paid_ahead_keeps_its_edition():
    """BillingError after a read and before anything was changed."""
    paid = {**ROW, "charging_mode": 1, "cbc_metadata": "CS1"}
    options = DedicatedGatewayPatchOptions(edition="PLATINUM")
    with pytest.raises(BillingError, match="CS1"):
        play(VERBS.update("x", DedicatedGatewayPatch(name="new", options=options)), paid)


def test_what_was_paid_ahead_is_not_deleted():
    """BillingError after a read and before the delete; what goes or is gone is fine."""
    with pytest.raises(BillingError, match="CS1"):
        play(VERBS.delete("x"), {**ROW, "charging_mode": 1, "cbc_metadata": "CS1"}, b"")
    gone = NotFoundError("gone", provider="huawei")
    _, requests = play(VERBS.delete("x"), ROW, b"")
    assert (requests[1].method, requests[1].serial) == ("DELETE", "x")
    play(VERBS.delete("x"), ROW, gone)
    play(VERBS.delete("x"), gone)
    assert len(play(VERBS.delete("x"), {**ROW, "status": "Deleting"})[1]) == 1

"""The emulator's dedicated gateways answer as the APIG page does, by requests made by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cgw.emulator import PROJECT_ID, TOKEN, World
from cgw.wire import Reply, Request
from cgw_huawei.emulator import HuaweiFace

EXAMPLE = json.loads(
    (Path(__file__).parent.parent / "data" / "huawei_apig_example.json").read_text()
)
ASKED = EXAMPLE["request"]
GOOD = {key: value for key, value in ASKED.items() if key != "eip_id"}


class Cloud:
    """A face, asked with a token; its world stands still."""

    def __init__(self) -> None:
        self.world = World(rate=0, transition=100)
        self.face = HuaweiFace(self.world)

    def ask(self, method: str, path: str = "", content: Any = None, **query: str) -> Reply:
        body = b"" if content is None else json.dumps(content).encode()
        url = "https://apig.cn-north-4.myhuaweicloud.com"
        whole = f"/v2/{PROJECT_ID}/apigw/instances{path}"
        headers = {"x-auth-token": query.pop("token", TOKEN), "content-type": "application/json"}
        return self.face(Request(method, url, whole, "", tuple(query.items()), body, headers))

    def new(self, **content: Any) -> Reply:
        return self.ask("POST", "", {**GOOD, **content})


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


def code(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.json["error_code"]


def test_the_pages_example_is_taken(cloud):
    """The page's own request gives 202 with the members of the page's own answer."""
    reply = cloud.ask("POST", "", ASKED)
    assert reply.status == 202
    assert reply.json.keys() == EXAMPLE["responses"]["202"].keys()
    assert len(reply.json["instance_id"]) == 32
    assert reply.json["job_id"] not in reply.json["message"]  # as in the sample
    shown = cloud.ask("GET", f"/{reply.json['instance_id']}").json
    assert shown["available_zone_ids"] == "[xx-xxx-7b, xx-xxx-7a]"
    assert shown["create_time"] > 10**12
    assert (shown["spec"], shown["maintain_end"]) == ("PROFESSIONAL", "02:00:00")
    assert "tags" not in shown


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ({"maintain_begin": "22"}, (400, "APIC.7211")),
        ({"maintain_begin": "03:00:00"}, (400, "APIC.7235")),
        ({"maintain_end": "06:00:00"}, (400, "APIC.7230")),
        ({"instance_name": "a"}, (400, "APIC.7211")),
        ({"instance_name": None}, (400, "APIC.7211")),
        ({"vpc_id": None}, (400, "APIC.7211")),
        ({"available_zone_ids": []}, (400, "APIC.7238")),
        ({"available_zone_ids": "a"}, (400, "APIC.7211")),
        ({"spec_id": "HUGE"}, (404, "APIC.7301")),
        ({"description": "<"}, (400, "APIC.7211")),
        ({"bandwidth_size": 2001}, (400, "APIC.7211")),
        ({"bandwidth_charging_mode": "free"}, (400, "APIC.7211")),
        ({"ingress_bandwidth_size": 4}, (400, "APIC.7211")),
        ({"vpcep_service_name": "x" * 17}, (400, "APIC.7211")),
        ({"instance_id": "mine"}, (400, "APIC.7211")),
        ({"tags": [{"key": "_sys_a", "value": ""}]}, (400, "APIC.7211")),
        ({"tags": [{"key": f"k{n}", "value": ""} for n in range(21)]}, (400, "APIC.7211")),
    ],
)
def test_a_wrong_value_is_refused(cloud, content, wanted):
    """The codes of the page and of the product's table, in bodies of two members; nothing is made."""
    reply = cloud.new(**content)
    assert code(reply) == wanted
    assert reply.json.keys() == {"error_code", "error_msg"}
    assert cloud.ask("GET").json["total"] == 0


def test_the_pages_refusals(cloud):
    """400, 401 and 404 in the page's own words; a server's failure is a matter of a script."""
    answers = {
        400: cloud.new(maintain_begin="x"),
        401: cloud.ask("GET", token="wrong"),
        404: cloud.new(spec_id="HUGE"),
    }
    for status, reply in answers.items():
        assert (reply.status, reply.json) == (status, EXAMPLE["responses"][str(status)])
    failing = Reply(500, json.dumps(EXAMPLE["responses"]["500"]).encode())
    with cloud.world.troubled(lambda _, action: failing if action == "CreateInstanceV2" else None):
        assert code(cloud.new()) == (500, "APIC.9000")


def test_another_project_has_no_permission(cloud):
    """403 with the page's code and words."""
    request = Request(
        "GET",
        "https://apig.x.com",
        "/v2/other/apigw/instances",
        "",
        headers={"x-auth-token": TOKEN},
    )
    reply = cloud.face(request)
    assert (reply.status, reply.json) == (403, EXAMPLE["responses"]["403"])


def test_a_creation_goes_through_its_states(cloud):
    """Creating, Initing, Registering, Installing, Running; the progress tells how far."""
    path = f"/{cloud.new().json['instance_id']}"
    words = []
    for _ in range(5):
        shown, told = cloud.ask("GET", path).json, cloud.ask("GET", f"{path}/progress").json
        words.append((shown["status"], shown["instance_status"], told["status"], told["progress"]))
        cloud.world.advance(25)
    assert words == [
        ("Creating", 1, "creating", 30),
        ("Initing", 4, "creating", 30),
        ("Registering", 5, "creating", 50),
        ("Installing", 10, "creating", 80),
        ("Running", 6, "success", 100),
    ]


def test_names_ids_and_quotas_are_kept(cloud):
    """A name or an id that is taken, and a quota that is used up, have codes of their own."""
    id = "0" * 32
    assert cloud.new(instance_id=id).json["instance_id"] == id
    assert code(cloud.new()) == (400, "APIC.7500")
    assert code(cloud.new(instance_name="other", instance_id=id)) == (400, "APIC.7505")
    cloud.world.limits["huawei", "dedicated_gateways"] = 1
    assert code(cloud.new(instance_name="other")) == (400, "APIC.9218")


def test_lists_take_odd_numbers(cloud):
    """A limit of nothing or less is 20, more than 500 is 500, an offset below 0 is 0."""
    for n in range(25):
        cloud.new(instance_name=f"name-{n}")
    sizes = {
        limit: cloud.ask("GET", limit=limit, offset="-1").json["size"]
        for limit in ("0", "-5", "7", "501")
    }
    assert sizes == {"0": 20, "-5": 20, "7": 7, "501": 25}
    last = cloud.ask("GET", limit="20", offset="20").json
    assert (last["size"], last["total"]) == (5, 25)
    assert "vpc_id" not in last["instances"][0]
    assert cloud.ask("GET", instance_name="name-24").json["total"] == 1
    assert cloud.ask("GET", status="Running").json["total"] == 0
    assert code(cloud.ask("GET", limit="many")) == (400, "APIC.7211")


def test_one_change_at_a_time(cloud):
    """While it is made, resized or deleted nothing else goes; what is gone is APIC.7302."""
    path = f"/{cloud.new(tags=[{'key': 'a', 'value': 'b/c'}]).json['instance_id']}"
    assert code(cloud.ask("PUT", path, {"description": "d"})) == (400, "APIC.9224")
    cloud.world.advance(100)
    changed = cloud.ask("PUT", path, {"description": "", "maintain_begin": "02:00:00"}).json
    assert (changed["description"], changed["maintain_end"]) == ("", "06:00:00")
    assert cloud.ask("GET", f"{path}/instance-tags").json["tags"] == [{"key": "a", "value": "b/c"}]
    assert cloud.ask("POST", f"{path}/postpaid-resize", {"spec_id": "BASIC"}).status == 202
    assert code(cloud.ask("POST", f"{path}/postpaid-resize", {"spec_id": "BASIC"})) == (
        400,
        "APIC.9224",
    )
    assert cloud.ask("GET", path).json["status"] == "Updating"
    cloud.world.advance(100)
    assert cloud.ask("DELETE", path).status == 202
    assert cloud.ask("GET", path).json["status"] == "Deleting"
    assert code(cloud.ask("DELETE", path)) == (400, "APIC.9224")
    cloud.world.advance(100)
    for method in ("GET", "PUT", "DELETE"):
        assert code(cloud.ask(method, path, {})) == (404, "APIC.7302")

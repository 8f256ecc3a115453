"""The emulator's VPN gateways and connections refuse what the documents refuse, in their words.

Requests are put together here by hand: the adapter under test elsewhere has no part in them.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from cgw.emulator import PROJECT_ID, TOKEN, World
from cgw.emulator.internet import End
from cgw.wire import Reply, Request
from cgw_huawei.emulator import HuaweiFace

VPN = "https://vpn.ap-southeast-1.myhuaweicloud.com"
NEW = {"type": "5_bgp", "charge_mode": "traffic", "bandwidth_size": 5, "bandwidth_name": "b"}
GATEWAY = {
    "vpc_id": "v",
    "connect_subnet": "s",
    "local_subnets": ["10.1.0.0/16"],
    "eip1": NEW,
    "eip2": NEW,
}
KEY = "Abcd1234.efgh"


class Cloud:
    """A face, asked with a token; its world stands still until it is told to go on."""

    def __init__(self) -> None:
        self.world = World(rate=0, transition=10)
        self.face = HuaweiFace(self.world)

    def ask(
        self, method: str, path: str, wrapper: str = "", content: Any = None, **query: str
    ) -> Reply:
        body = b"" if content is None else json.dumps({wrapper: content}).encode()
        headers = {"x-auth-token": TOKEN, "content-type": "application/json"}
        return self.face(
            Request(
                method, VPN, f"/v5/{PROJECT_ID}/{path}", "", tuple(query.items()), body, headers
            )
        )

    def gateway(self, **content: Any) -> Reply:
        return self.ask("POST", "vpn-gateways", "vpn_gateway", {**GATEWAY, **content})

    def link(self, **content: Any) -> Reply:
        return self.ask("POST", "vpn-connection", "vpn_connection", {**self.basis, **content})

    def site(self, **content: Any) -> str:
        made = self.ask(
            "POST", "customer-gateways", "customer_gateway", {"id_value": "203.0.113.12", **content}
        )
        return made.json["customer_gateway"]["id"]

    def stage(self, **content: Any) -> None:
        """A gateway that is ready and a customer gateway."""
        self.id = self.gateway(**content).json["vpn_gateway"]["id"]
        self.world.advance(10)
        shown = self.ask("GET", f"vpn-gateways/{self.id}").json["vpn_gateway"]
        spot = shown.get("access_private_ip_1") or shown["eip1"]["id"]
        self.basis = {
            "vgw_id": self.id,
            "vgw_ip": spot,
            "cgw_id": self.site(),
            "style": "static",
            "peer_subnets": ["192.168.1.0/24"],
            "psk": KEY,
        }

    def made(self, **content: Any) -> str:
        """A connection that is ready."""
        id = self.link(**content).json["vpn_connection"]["id"]
        self.world.advance(10)
        return id


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


@pytest.fixture
def staged(cloud) -> Cloud:
    cloud.stage()
    return cloud


def code(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.json["error_code"]


# ---------------------------------------------------------------- gateways


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ({"name": "a b"}, "VPN.0001"),
        ({"flavor": "Huge"}, "VPN.0001"),
        ({"flavor": "Professional1-NonFixedIP"}, "VPN.0516"),
        ({"flavor": "Basic", "network_type": "private"}, "VPN.0105"),
        ({"attachment_type": "er"}, "VPN.0001"),
        ({"er_id": "e"}, "VPN.0001"),
        ({"vpc_id": None}, "VPN.0001"),
        ({"local_subnets": []}, "VPN.0001"),
        ({"local_subnets": ["10.0.0.1/8"]}, "VPN.0001"),
        ({"local_subnets": ["100.64.1.0/24"]}, "VPN.0001"),
        ({"local_subnets": [f"10.{n}.0.0/16" for n in range(51)]}, "VPN.0001"),
        ({"eip1": None}, "VPN.0001"),
        ({"eip1": {"id": "x", "type": "5_bgp"}}, "VPN.0559"),
        ({"eip1": {"id": "x"}}, "VPN.0103"),
        ({"eip1": {**NEW, "bandwidth_size": 301}}, "VPN.0101"),
        ({"eip1": {**NEW, "charge_mode": "free"}}, "VPN.0001"),
        ({"bgp_asn": 0}, "VPN.0001"),
        ({"ha_mode": "both"}, "VPN.0001"),
        ({"description": "d"}, "VPN.0013"),
        ({"network_type": "private", "access_private_ip_1": "10.0.0.1"}, "VPN.0109"),
        ({"network_type": "private", "access_private_ip_1": "10.0.0.1",
          "access_private_ip_2": "10.0.0.1"}, "VPN.0107"),
        ({"network_type": "private", "access_private_ip_1": "a", "access_private_ip_2": "b"},
         "VPN.0108"),
    ],
)  # fmt: skip
def test_a_wrong_gateway_is_refused(cloud, content, wanted):
    """400 with the documents' code; no gateway and no address is made."""
    assert code(cloud.gateway(**content)) == (400, wanted)
    assert not list(cloud.world.everything())


def test_a_create_answer_is_thin(cloud):
    """201 without status, addresses and times; they come with the next read."""
    reply = cloud.gateway(tags=[{"key": "a", "value": "b"}])
    made = reply.json["vpn_gateway"]
    assert reply.status == 201
    assert not {"status", "eip1", "eip2", "created_at", "availability_zone_ids"} & made.keys()
    shown = cloud.ask("GET", f"vpn-gateways/{made['id']}").json["vpn_gateway"]
    assert (shown["status"], shown["bgp_asn"], shown["ha_mode"]) == (
        "PENDING_CREATE",
        64512,
        "active-active",
    )
    assert shown["eip1"]["ip_address"] != shown["eip2"]["ip_address"]
    cloud.world.advance(10)
    (listed,) = cloud.ask("GET", "vpn-gateways").json["vpn_gateways"]
    assert listed == {**shown, "status": "ACTIVE"}
    assert cloud.ask("GET", "vpn-gateways", enterprise_project_id="x").json["vpn_gateways"] == []


def test_a_gateway_is_busy_while_it_changes(cloud):
    """Creating, updating, deleting: each has its code, for the gateway and what is made on it."""
    made = cloud.gateway().json["vpn_gateway"]["id"]
    path = f"vpn-gateways/{made}"
    change = ("PUT", path, "vpn_gateway", {"name": "n"})
    cloud.basis = {"vgw_id": made, "vgw_ip": "x", "cgw_id": "x", "psk": KEY}
    assert code(cloud.ask(*change)) == (400, "VPN.0506")
    assert code(cloud.link()) == (400, "VPN.0506")
    gone = cloud.ask("DELETE", path)
    assert code(gone) == (403, "VPN.0003")
    assert "is not ready, currently CREATING" in gone.json["error_msg"]
    cloud.world.advance(10)
    assert cloud.ask(*change).json["vpn_gateway"]["status"] == "PENDING_UPDATE"
    assert code(cloud.ask(*change)) == (400, "VPN.0507")
    assert code(cloud.ask("DELETE", path)) == (400, "VPN.0507")
    cloud.world.advance(10)
    assert cloud.ask("DELETE", path).status == 204
    assert code(cloud.ask(*change)) == (400, "VPN.0508")
    cloud.world.advance(10)
    for request in (("GET", path), change, ("DELETE", path)):
        assert code(cloud.ask(*request)) == (404, "VPN.0509")
    assert not list(cloud.world.everything())


def test_sizes_and_addresses_change_by_rules(staged):
    """A flavour that is not offered is refused; an address must be off before another is on."""
    path = f"vpn-gateways/{staged.id}"
    size = ("POST", f"{path}/update-specification", "vpn_gateway")
    assert code(staged.ask(*size, {"flavor": "GM"})) == (400, "VPN.0518")
    assert staged.ask(*size, {"flavor": "Basic"}).json["vpn_gateway"]["flavor"] == "Basic"
    staged.world.advance(10)
    change = ("PUT", path, "vpn_gateway")
    assert code(staged.ask(*change, {"eip_id_1": "x"})) == (400, "VPN.0103")
    assert code(staged.ask(*change, {"flavor": "Basic"})) == (400, "VPN.0013")
    assert code(staged.ask(*change, {})) == (400, "VPN.0001")
    eip = staged.basis["vgw_ip"]
    off = Request(
        "POST",
        VPN,
        f"/v3/{PROJECT_ID}/eip/publicips/{eip}/disassociate-instance",
        "",
        headers={"x-auth-token": TOKEN},
    )
    assert staged.face(off).json["publicip"]["status"] == "DOWN"
    assert code(staged.face(off)) == (409, "EIP.7902")
    assert "eip1" not in staged.ask("GET", path).json["vpn_gateway"]
    assert staged.ask(*change, {"eip_id_1": eip}).json["vpn_gateway"]["eip1"]["id"] == eip


def test_a_quota_is_told(cloud):
    """One gateway more than the quota is 400 with the word."""
    cloud.world.limits["huawei", "vpn_gateways"] = 1
    assert cloud.gateway().status == 201
    reply = cloud.gateway()
    assert code(reply) == (400, "VPN.0001")
    assert "quota" in reply.json["error_msg"]


# ---------------------------------------------------------------- connections


INNER = {"tunnel_local_address": "169.254.70.1/30", "tunnel_peer_address": "169.254.70.2/30"}
RULE = {"source": "10.1.0.0/16", "destination": ["192.168.1.0/24"]}


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ({"vgw_ip": "198.18.0.1"}, (400, "VPN.0001")),
        ({"vgw_id": "x"}, (404, "VPN.0509")),
        ({"cgw_id": "x"}, (404, "VPN.0004")),
        ({"style": "STATIC"}, (400, "VPN.0001")),
        ({"peer_subnets": []}, (400, "VPN.0001")),
        ({"peer_subnets": ["100.64.0.0/16"]}, (400, "VPN.0001")),
        ({"policy_rules": [RULE]}, (400, "VPN.0001")),
        ({"style": "policy"}, (400, "VPN.0001")),
        ({"style": "policy", "policy_rules": [RULE, RULE]}, (400, "VPN.0001")),
        ({"style": "policy", "policy_rules": [RULE] * 6}, (400, "VPN.0001")),
        ({"style": "policy", "policy_rules": [RULE], **INNER}, (400, "VPN.0001")),
        ({"style": "bgp"}, (400, "VPN.0001")),
        ({"style": "bgp", **INNER, "enable_nqa": True}, (400, "VPN.0001")),
        ({**INNER, "tunnel_peer_address": "169.254.70.5/30"}, (400, "VPN.0001")),
        ({**INNER, "tunnel_peer_address": "x"}, (400, "VPN.0001")),
        ({"psk": None}, (400, "VPN.0001")),
        ({"psk": "Short.1"}, (400, "VPN.0001")),
        ({"psk": "lowercaseonly"}, (400, "VPN.0001")),
        ({"psk": "Has|bar.1234"}, (400, "VPN.0001")),
        ({"ha_role": "both"}, (400, "VPN.0001")),
        ({"enterprise_project_id": "0"}, (400, "VPN.0013")),
        ({"ikepolicy": {"ike_version": "ikev2"}}, (400, "VPN.0001")),
        ({"ikepolicy": {"dh_group": "group24"}}, (400, "VPN.0001")),
        ({"ikepolicy": {"lifetime_seconds": 59}}, (400, "VPN.0001")),
        ({"ikepolicy": {"local_id_type": "fqdn"}}, (400, "VPN.0001")),
        ({"ikepolicy": {"phase1_negotiation_mode": "main"}}, (400, "VPN.0001")),
        ({"ikepolicy": {"dpd": {"interval": 9}}}, (400, "VPN.0001")),
        ({"ikepolicy": {"encryption": "aes-128"}}, (400, "VPN.0013")),
        ({"ipsecpolicy": {"pfs": "none"}}, (400, "VPN.0001")),
        ({"ipsecpolicy": {"transform_protocol": "ah"}}, (400, "VPN.0001")),
    ],
)
def test_a_wrong_connection_is_refused(staged, content, wanted):
    """The documents' code and never the key; nothing is made."""
    reply = staged.link(**content)
    assert code(reply) == wanted
    assert str(content.get("psk")) not in reply.body.decode()
    assert staged.ask("GET", "vpn-connection").json["total_count"] == 0


def test_a_connection_is_shown_without_its_key(staged):
    """The style is in upper case, rules are split by destination, and psk is nowhere."""
    rules = [{"source": "10.1.0.0/16", "destination": ["192.168.1.0/24", "192.168.2.0/24"]}]
    made = staged.link(style="policy", policy_rules=rules, enable_health_check=True)
    told = made.json["vpn_connection"]
    assert (made.status, told["style"]) == (201, "POLICY")
    assert "status" not in told
    staged.world.advance(10)
    reply = staged.ask("GET", f"vpn-connection/{told['id']}")
    shown = reply.json["vpn_connection"]
    assert [rule["destination"] for rule in shown["policy_rules"]] == [
        ["192.168.1.0/24"],
        ["192.168.2.0/24"],
    ]
    assert (shown["status"], shown["ikepolicy"]["dh_group"]) == ("DOWN", "group15")
    monitors = staged.ask("GET", "connection-monitors").json["connection_monitors"]
    assert [monitor["id"] for monitor in monitors] == [shown["connection_monitor_id"]]
    assert KEY not in reply.body.decode()


def test_one_change_at_a_time(staged):
    """While a connection changes, it and its gateway are busy, each with a code of its own."""
    first = staged.link().json["vpn_connection"]["id"]
    path = f"vpn-connection/{first}"
    change = ("PUT", path, "vpn_connection", {"name": "n"})
    gateway = ("PUT", f"vpn-gateways/{staged.id}", "vpn_gateway", {"name": "n"})
    assert code(staged.link()) == (409, "VPN.0016")
    assert code(staged.ask(*change)) == (409, "VPN.0016")
    assert code(staged.ask(*gateway)) == (409, "VPN.0016")
    staged.world.advance(10)
    assert staged.ask(*change).json["vpn_connection"]["status"] == "PENDING_UPDATE"
    for request in (change, ("DELETE", path), ("POST", f"{path}/reset")):
        assert code(staged.ask(*request)) == (400, "VPN.0306")
    staged.world.advance(10)
    assert staged.ask("POST", f"{path}/reset").json.keys() == {"request_id"}
    staged.world.advance(10)
    assert code(staged.ask("DELETE", f"vpn-gateways/{staged.id}")) == (400, "VPN.0001")
    assert staged.ask("DELETE", path).status == 204
    for request in (change, ("DELETE", path)):
        assert code(staged.ask(*request)) == (425, "VPN.0009")
    staged.world.advance(10)
    assert code(staged.ask("GET", path)) == (404, "VPN.0004")


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ({"vgw_ip": "x"}, "VPN.0013"),
        ({"style": "bgp"}, "VPN.0013"),
        ({"ha_role": "slave"}, "VPN.0013"),
        ({"tags": []}, "VPN.0013"),
        ({"ikepolicy": {"authentication_method": "pre-share"}}, "VPN.0013"),
        ({"ikepolicy": {"local_id_type": "ip", "local_id": "10.0.0.1"}}, "VPN.0001"),
        ({"ikepolicy": {"peer_id": "x"}}, "VPN.0001"),
        ({"psk": "x"}, "VPN.0001"),
        ({"peer_subnets": []}, "VPN.0001"),
        ({}, "VPN.0001"),
    ],
)
def test_what_an_update_cannot_do(staged, content, wanted):
    """What never changes is an unsupported attribute; an id beside type ip is refused."""
    path = f"vpn-connection/{staged.made()}"
    assert code(staged.ask("PUT", path, "vpn_connection", content)) == (400, wanted)


def test_the_status_is_the_internets(staged):
    """ACTIVE if the other end agrees, DOWN if not; the end leaves with the connection."""
    id = staged.made(ikepolicy={"peer_id_type": "any"})
    key = f"huawei/ap-southeast-1/{id}/0"
    shown = staged.ask("GET", f"vpn-connection/{id}").json["vpn_connection"]
    assert shown["status"] == "DOWN"
    end = staged.world.internet.ends()[key]
    assert KEY not in repr(end)
    peer = End(
        owner="peer",
        local_address=end.peer_address,
        peer_address=end.local_address,
        psk=KEY,
        ike=(("aes-128-cbc", "sha2-256", "dh15"),),
        esp=(("aes-128-cbc", "sha2-256", "dh15"),),
        local_id="whoever",
    )
    staged.world.internet.put("peer", peer)
    assert staged.ask("GET", f"vpn-connection/{id}").json["vpn_connection"]["status"] == "ACTIVE"
    staged.ask("DELETE", f"vpn-connection/{id}")
    assert key not in staged.world.internet.ends()


def test_monitors(staged):
    """One per connection; a missing one is a bad request on delete and a 404 on show."""
    made = staged.made()
    body = {"vpn_connection_id": made}
    reply = staged.ask("POST", "connection-monitors", "connection_monitor", body)
    assert reply.status == 201
    monitor = reply.json["connection_monitor"]
    assert "status" not in monitor
    again = staged.ask("POST", "connection-monitors", "connection_monitor", body)
    assert code(again) == (400, "VPN.0381")
    path = f"connection-monitors/{monitor['id']}"
    assert staged.ask("GET", path).json["connection_monitor"]["status"] == "ACTIVE"
    assert staged.ask("DELETE", path).status == 204
    assert code(staged.ask("DELETE", path)) == (400, "VPN.0001")
    assert code(staged.ask("GET", path)) == (404, "VPN.0004")


def test_a_world_can_be_kept(staged):
    """What the face puts into the world can stand in a file, and a loaded world goes on."""
    id = staged.made()
    again = Cloud()
    again.world = World.load(json.loads(json.dumps(staged.world.export())), rate=0)
    again.face = HuaweiFace(again.world)
    before, after = (c.ask("GET", f"vpn-connection/{id}") for c in (staged, again))
    assert after.json["vpn_connection"] == before.json["vpn_connection"]

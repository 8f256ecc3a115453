"""VPN gateways on HUAWEI CLOUD: what goes out, what is read, and what a delete leaves."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import huawei
import pytest
from huawei import BARE, EIP1, EIP2, GATEWAY, OP, body, gateway, gateway_spec, play
from pydantic import ValidationError

from cgw.adapter import MARKER, Where
from cgw.errors import (
    InvalidRequestError,
    NotFoundError,
    UnsupportedError,
)
from cgw.models import AttachTo, Billing, IkeSpec, IpsecSpec, State, VpnGatewayPatch
from cgw_huawei import (
    Eip,
    VpnGatewayListOptions,
    VpnGatewayOptions,
    VpnGatewayPatchOptions,
)

VERBS = huawei.CLOUD.vpn_gateways
NONE = {"vpn_connections": []}


def sent(spec) -> dict:
    return body(next(VERBS.create(spec, BARE)))


def test_create_says_what_was_asked():
    """Everything is explicit, new addresses take the spec's bandwidth, nothing is null."""
    spec = gateway_spec(zones=("a", "b"), asn=64600, ha="active-standby", tags={"env": "prod"})
    request = next(VERBS.create(spec, OP))
    assert (request.method, request.path) == ("POST", "/v5/{project_id}/vpn-gateways")
    assert not request.safe
    new = {"type": "5_bgp", "charge_mode": "bandwidth", "bandwidth_size": 100}
    assert json.loads(request.body) == {
        "vpn_gateway": {
            "name": "gate",
            "attachment_type": "vpc",
            "network_type": "public",
            "ip_version": "ipv4",
            "flavor": "Professional1",
            "vpc_id": "vpc-1",
            "connect_subnet": "subnet-1",
            "local_subnets": ["10.1.0.0/16", "10.2.0.0/16"],
            "eip1": {**new, "bandwidth_name": "gate-1"},
            "eip2": {**new, "bandwidth_name": "gate-2"},
            "availability_zone_ids": ["a", "b"],
            "bgp_asn": 64600,
            "ha_mode": "active-standby",
            "tags": [{"key": "env", "value": "prod"}, {"key": MARKER, "value": OP.token}],
        }
    }


def test_addresses_that_are_there_and_new_ones():
    """An id goes alone; a new one may have a type, a mode, a name and a shared bandwidth."""
    options = VpnGatewayOptions(
        local_subnets=("10.0.0.0/8", "fd00::/64"),
        eip1=Eip(id=EIP1),
        eip2=Eip(type="5_sbgp", charge_mode="traffic", bandwidth_mbps=7, bandwidth_name="b"),
    )
    content = sent(gateway_spec(bandwidth_mbps=None, options=options))
    assert content["eip1"] == {"id": EIP1}
    assert content["eip2"] == {
        "type": "5_sbgp",
        "charge_mode": "traffic",
        "bandwidth_size": 7,
        "bandwidth_name": "b",
    }
    assert (content["local_subnets"], content["local_subnets_v6"]) == (
        ["10.0.0.0/8"],
        ["fd00::/64"],
    )
    shared = options.model_copy(update={"eip1": Eip(bandwidth_id="s")})
    assert sent(gateway_spec(options=shared))["eip1"] == {"type": "5_bgp", "bandwidth_id": "s"}


def test_a_gateway_beside_an_enterprise_router():
    """On a transit router the network and the subnet are those of its own addresses."""
    options = VpnGatewayOptions(
        private_addresses=("10.0.0.5", "10.0.0.6"),
        enterprise_project_id="0",
    )
    on = AttachTo(id="er-1", private=True)
    content = sent(gateway_spec(bandwidth_mbps=None, options=options, attached_to=on))
    assert (content["attachment_type"], content["network_type"]) == ("er", "private")
    assert {"er_id": "er-1", "access_vpc_id": "vpc-1", "access_subnet_id": "subnet-1"}.items() <= (
        content.items()
    )
    assert (content["access_private_ip_1"], content["access_private_ip_2"]) == (
        "10.0.0.5",
        "10.0.0.6",
    )
    assert content["enterprise_project_id"] == "0"
    assert not {"vpc_id", "connect_subnet", "local_subnets", "eip1", "eip2"} & content.keys()
    other = VpnGatewayOptions(access_network_id="vpc-2", access_subnet_id="subnet-2")
    away = sent(gateway_spec(network_id="", options=other, attached_to=AttachTo(id="er-1")))
    assert (away["access_vpc_id"], away["access_subnet_id"]) == ("vpc-2", "subnet-2")
    assert (away["network_type"], "eip1" in away) == ("public", True)


def test_to_hang_on_the_network_is_the_default():
    """``attached_to`` its own network, by id or not, is what is sent without it; private lines count."""
    plain = sent(gateway_spec())
    for id in (None, "vpc-1"):
        assert sent(gateway_spec(attached_to=AttachTo(kind="network", id=id))) == plain
    private = AttachTo(kind="network", private=True)
    content = sent(gateway_spec(bandwidth_mbps=None, attached_to=private))
    assert (content["attachment_type"], content["network_type"]) == ("vpc", "private")
    assert not {"eip1", "eip2", "er_id"} & content.keys()


PRIVATE = AttachTo(kind="network", private=True)


def options(**more) -> VpnGatewayOptions:
    return VpnGatewayOptions(**{"local_subnets": ("10.1.0.0/16",), **more})


@pytest.mark.parametrize(
    ("change", "kind", "field"),
    [
        ({"name": "a b"}, InvalidRequestError, "name"),
        ({"name": "x" * 65}, InvalidRequestError, "name"),
        ({"description": "d"}, UnsupportedError, "description"),
        ({"ssl": True}, UnsupportedError, "ssl"),
        ({"ssl_connections": 5}, UnsupportedError, "ssl_connections"),
        ({"ipsec": False}, UnsupportedError, "ipsec"),
        ({"billing": Billing(mode="prepaid", period_months=1)}, UnsupportedError, "billing"),
        ({"subnet_ids": ()}, InvalidRequestError, "subnet_ids"),
        ({"subnet_ids": ("a", "b")}, InvalidRequestError, "subnet_ids"),
        ({"bandwidth_mbps": None}, InvalidRequestError, "bandwidth_mbps"),
        ({"bandwidth_mbps": 301}, InvalidRequestError, "bandwidth_mbps"),
        ({"options": None}, InvalidRequestError, "options.local_subnets"),
        ({"options": options(local_subnets=tuple(f"10.{n}.0.0/16" for n in range(51)))},
         InvalidRequestError, "options.local_subnets"),
        ({"attached_to": AttachTo()}, InvalidRequestError, "attached_to.id"),
        ({"attached_to": AttachTo(kind="network", id="vpc-2")}, InvalidRequestError,
         "attached_to.id"),
        ({"attached_to": AttachTo(id="e")}, InvalidRequestError, "options.local_subnets"),
        ({"attached_to": AttachTo(id="e"), "network_id": "", "options": None},
         InvalidRequestError, "network_id"),
        ({"attached_to": AttachTo(id="e"), "options": options(flavor="Basic")},
         InvalidRequestError, "options.flavor"),
        ({"attached_to": PRIVATE, "options": options(flavor="Basic")}, InvalidRequestError,
         "options.flavor"),
        ({"attached_to": PRIVATE}, InvalidRequestError, "bandwidth_mbps"),
        ({"attached_to": PRIVATE, "options": options(eip1=Eip(id="e")), "bandwidth_mbps": None},
         InvalidRequestError, "options.eip1"),
        ({"options": options(private_addresses=("10.0.0.1", "10.0.0.2"))}, InvalidRequestError,
         "options.private_addresses"),
        ({"attached_to": PRIVATE, "options": options(private_addresses=("10.0.0.1",)),
          "bandwidth_mbps": None}, InvalidRequestError, "options.private_addresses"),
        ({"attached_to": PRIVATE, "options": options(private_addresses=("a", "b")),
          "bandwidth_mbps": None}, InvalidRequestError, "options.private_addresses"),
        ({"options": options(eip1=Eip(id="e"))}, InvalidRequestError, "bandwidth_mbps"),
        ({"options": options(flavor="Basic"), "bandwidth_mbps": 101}, InvalidRequestError,
         "bandwidth_mbps"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_before_any_request(change, kind, field):
    """Values outside the cloud's rules are refused by field, and nothing is sent."""
    with pytest.raises(kind) as caught:
        next(VERBS.create(gateway_spec(**change), BARE))
    assert caught.value.field == field


def test_an_address_is_there_or_new():
    """An id with anything else is refused when it is written."""
    with pytest.raises(ValidationError, match="nothing else"):
        Eip(id="e", charge_mode="traffic")


def test_a_create_is_followed_by_a_read():
    """The create answer has no status and no addresses, so the gateway is read."""
    thin = {"vpn_gateway": {"id": "g-1", "name": "gate", "vpc_id": "vpc-1"}}
    made, requests = play(VERBS.create(gateway_spec(tags={"a": "b"}), OP), thin, gateway())
    assert [request.action for request in requests] == ["CreateVgw", "ShowVgw"]
    assert made.addresses == ("198.51.100.1", "198.51.100.2")
    sketch, _ = play(
        VERBS.create(gateway_spec(tags={"a": "b"}), OP),
        thin,
        NotFoundError("not yet", provider="huawei"),
    )
    assert (sketch.id, sketch.state, sketch.tags) == ("g-1", State.PENDING, {"a": "b"})


def test_what_is_read():
    """Every member with a neutral home is there, and what has none is in extras."""
    row = {
        "flavor": "Basic",
        "upgrade_info": "none",
        "tags": [{"key": "env", "value": "x"}, {"key": MARKER, "value": "m"}],
    }
    read, _ = play(VERBS.get("g-1"), gateway(**row))
    assert (read.name, read.state, read.raw_state) == ("gate", State.AVAILABLE, "ACTIVE")
    assert (read.network_id, read.subnet_ids, read.zones) == ("vpc-1", ("subnet-1",), ("a", "b"))
    assert (read.asn, read.ha, read.ipsec, read.ssl) == (64512, "active-active", True, False)
    assert (read.bandwidth_mbps, read.billing.mode) == (100, None)
    assert read.created_at == datetime(2025, 8, 13, 2, 34, 56, 784574, UTC)
    assert read.tags == {"env": "x"}
    assert (read.size, read.local_cidrs) == ("Basic", ("10.1.0.0/16", "10.2.0.0/16"))
    assert [address.id for address in read.public_addresses] == [EIP1, EIP2]
    assert (read.attached_to.kind, read.attached_to.id) == ("network", "vpc-1")
    assert read.extras == {"upgrade_info": "none", "network_type": "public"}


def test_older_answers_are_read():
    """master_eip and slave_eip stand for eip1 and eip2 where those are missing or null."""
    older = {"master_eip": GATEWAY["eip1"], "slave_eip": GATEWAY["eip2"], "eip1": None}
    row = {**{k: v for k, v in GATEWAY.items() if k != "eip2"}, **older}
    read, _ = play(VERBS.get("g-1"), {"vpn_gateway": row})
    assert read.addresses == ("198.51.100.1", "198.51.100.2")
    assert [address.id for address in read.public_addresses] == [EIP1, EIP2]


def test_a_private_gateway_is_read():
    """Its addresses are private; of an enterprise router's the network is that of its addresses."""
    row = {
        "network_type": "private",
        "attachment_type": "er",
        "er_id": "er-1",
        "vpc_id": None,
        "connect_subnet": None,
        "access_vpc_id": "vpc-2",
        "access_subnet_id": "subnet-2",
        "access_private_ip_1": "10.0.0.5",
        "access_private_ip_2": "10.0.0.6",
        "eip1": None,
        "eip2": None,
    }
    read, _ = play(VERBS.get("g-1"), gateway(**row))
    assert (read.addresses, read.private_addresses) == ((), ("10.0.0.5", "10.0.0.6"))
    assert (read.network_id, read.subnet_ids) == ("vpc-2", ("subnet-2",))
    on = read.attached_to
    assert (on.kind, on.raw_kind, on.id, on.private) == ("transit-router", "er", "er-1", True)
    assert read.private is True


@pytest.mark.parametrize(
    ("word", "state", "locked"),
    [
        ("PENDING_CREATE", State.PENDING, False),
        ("ACTIVE", State.AVAILABLE, False),
        ("PENDING_UPDATE", State.UPDATING, False),
        ("PENDING_DELETE", State.DELETING, False),
        ("FAULT", State.FAILED, False),
        ("FREEZED", State.FROZEN, True),
        ("FROZEN", State.FROZEN, True),
        ("NEW_WORD", State.UNKNOWN, False),
        (None, State.UNKNOWN, False),
    ],
)
def test_states(word, state, locked):
    """Each of the cloud's words has one of ours; others are unknown and kept."""
    read, _ = play(VERBS.get("g-1"), gateway(status=word))
    assert (read.state, read.raw_state, read.billing.locked) == (state, word or "", locked)


def test_lists_are_whole():
    """One page, in one request, with the cloud's two filters."""
    rows = {"vpn_gateways": [None, GATEWAY, {**GATEWAY, "id": "g-2"}]}
    where = Where({"id": "g-1"}, options=VpnGatewayListOptions(enterprise_project_ids=("0", "b")))
    page, (request,) = play(VERBS.page(None, where), rows)
    assert [item.id for item in page.items] == ["g-1", "g-2"]
    assert page.items[1].public_addresses[0].id == EIP1
    assert page.cursor is None
    assert request.query == (
        ("vgw_id", "g-1"),
        ("enterprise_project_id", "0"),
        ("enterprise_project_id", "b"),
    )


@pytest.mark.parametrize(
    ("patch", "wire"),
    [
        (VpnGatewayPatch(name="b"), {"name": "b"}),
        (
            VpnGatewayPatch(
                options=VpnGatewayPatchOptions(
                    local_subnets=("10.0.0.0/8",), eip1_id="x", eip2_id="y"
                )
            ),
            {"local_subnets": ["10.0.0.0/8"], "eip_id_1": "x", "eip_id_2": "y"},
        ),
        (
            VpnGatewayPatch(
                options=VpnGatewayPatchOptions(template_ike=IkeSpec(), template_ipsec=IpsecSpec())
            ),
            {
                "policy_template": {
                    "ike_policy": {
                        "authentication_algorithm": "sha2-256",
                        "encryption_algorithm": "aes-256",
                        "dh_group": "group14",
                        "lifetime_seconds": 28800,
                    },
                    "ipsec_policy": {
                        "authentication_algorithm": "sha2-256",
                        "encryption_algorithm": "aes-256",
                        "pfs": "group14",
                        "lifetime_seconds": 3600,
                    },
                }
            },
        ),
    ],
)
def test_changes(patch, wire):
    """What was given goes out and nothing else; the gateway is held meanwhile, then read."""
    _, (put, _) = play(VERBS.update("g-1", patch), gateway(), gateway())
    assert (put.method, body(put), put.serial) == ("PUT", wire, "g-1")
    assert put.safe
    assert put.writes


def test_another_size_is_a_call_of_its_own():
    """A flavour alone goes by update-specification, with a name after it."""
    small = VpnGatewayPatchOptions(flavor="Professional2")
    _, requests = play(VERBS.update("g-1", VpnGatewayPatch(options=small)), gateway(), gateway())
    assert requests[0].path.endswith("/vpn-gateways/g-1/update-specification")
    assert json.loads(requests[0].body) == {"vpn_gateway": {"flavor": "Professional2"}}
    both = VpnGatewayPatch(name="n", options=small)
    _, requests = play(VERBS.update("g-1", both), gateway(), gateway(), gateway())
    assert [r.action for r in requests] == [
        "UpdateVgw",
        "UpdatePostpaidVgwSpecification",
        "ShowVgw",
    ]


@pytest.mark.parametrize(
    ("patch", "kind"),
    [
        (VpnGatewayPatch(bandwidth_mbps=5), UnsupportedError),
        (VpnGatewayPatch(asn=5), UnsupportedError),
        (VpnGatewayPatch(description="d"), UnsupportedError),
        (VpnGatewayPatch(), InvalidRequestError),
        (VpnGatewayPatch(options=VpnGatewayPatchOptions()), InvalidRequestError),
        (VpnGatewayPatch(options=VpnGatewayPatchOptions(local_subnets=())), InvalidRequestError),
    ],
)
def test_what_cannot_change_is_refused(patch, kind):
    """Nothing is sent for a field that the cloud cannot change, or for no change at all."""
    with pytest.raises(kind):
        next(VERBS.update("g-1", patch))

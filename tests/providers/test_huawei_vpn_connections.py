"""VPN connections on HUAWEI CLOUD: what is created and what is read."""

from __future__ import annotations

import json

import huawei
import pytest
from huawei import (
    BARE,
    EIP1,
    EIP2,
    KEY,
    LOCAL,
    OP,
    REMOTE,
    body,
    connection,
    gateway,
    play,
    site,
    spec,
)
from pydantic import SecretStr

from cgw.adapter import MARKER
from cgw.errors import InvalidRequestError, UnsupportedError
from cgw.models import Bgp, Dpd, HealthCheck, IkeSpec, IpsecSpec, TunnelSpec
from cgw.wire import Reply
from cgw_huawei import PolicyRule, VpnConnectionOptions

VERBS = huawei.CLOUD.vpn_connections


def sent(asked, **there) -> dict:
    """What goes out for a spec, on that gateway."""
    flow = VERBS.create(asked, BARE)
    next(flow)
    return body(flow.send(Reply(200, json.dumps(gateway(**there)).encode())))


def test_create_says_what_was_asked():
    """Every value is explicit, the address is an id, and the gateway is held meanwhile."""
    asked = spec(tags={"env": "prod"}, tunnel={"local_address": "198.51.100.2"})
    made, requests = play(
        VERBS.create(asked, OP), gateway(), connection(), connection(), gateway(), site()
    )
    assert [request.action for request in requests] == [
        "ShowVgw",
        "CreateVpnConnection",
        "ShowVpnConnection",
        "ShowVgw",
        "ShowCgw",
    ]
    post = requests[1]
    assert (post.path, post.serial, post.safe) == ("/v5/{project_id}/vpn-connection", "g-1", False)
    assert json.loads(post.body) == {
        "vpn_connection": {
            "name": "link",
            "vgw_id": "g-1",
            "vgw_ip": EIP2,
            "cgw_id": "c-1",
            "style": "policy",
            "ha_role": "slave",
            "enable_nqa": False,
            "enable_hub": False,
            "enable_health_check": False,
            "psk": KEY.get_secret_value(),
            "peer_subnets": list(REMOTE),
            "policy_rules": [{"source": s, "destination": list(REMOTE)} for s in LOCAL],
            "ikepolicy": {
                "ike_version": "v2",
                "encryption_algorithm": "aes-256",
                "authentication_algorithm": "sha2-256",
                "dh_group": "group14",
                "lifetime_seconds": 28800,
                "local_id_type": "ip",
                "peer_id_type": "ip",
                "authentication_method": "pre-share",
                "dpd": {"interval": 30, "timeout": 15, "msg": "seq-hash-notify"},
            },
            "ipsecpolicy": {
                "encryption_algorithm": "aes-256",
                "authentication_algorithm": "sha2-256",
                "pfs": "group14",
                "lifetime_seconds": 3600,
                "transform_protocol": "esp",
                "encapsulation_mode": "tunnel",
            },
            "tags": [{"key": "env", "value": "prod"}, {"key": MARKER, "value": OP.token}],
        }
    }
    assert made.tunnels[0].psk == KEY
    assert made.tunnels[0].psk_visibility == "known"


def test_the_first_address_is_the_default_and_the_master():
    """Without a local address the connection starts at the gateway's first one."""
    content = sent(spec())
    assert (content["vgw_ip"], content["ha_role"]) == (EIP1, "master")
    role = VpnConnectionOptions(ha_role="slave", enable_hub=True)
    content = sent(spec(options=role))
    assert (content["ha_role"], content["enable_hub"]) == ("slave", True)


def test_a_private_gateways_address_goes_as_it_is():
    """With a private gateway vgw_ip is the address itself."""
    private = {
        "network_type": "private",
        "access_private_ip_1": "10.0.0.5",
        "access_private_ip_2": "10.0.0.6",
    }
    assert sent(spec(), **private)["vgw_ip"] == "10.0.0.5"
    assert sent(spec(tunnel={"local_address": "10.0.0.6"}), **private)["vgw_ip"] == "10.0.0.6"


@pytest.mark.parametrize(
    ("asked", "there", "field"),
    [
        (spec(tunnel={"local_address": "192.0.2.9"}), {}, "tunnels.0.local_address"),
        (spec(), {"eip1": None, "eip2": None}, "vpn_gateway_id"),
        (spec(mode="route", local_cidrs=("10.9.0.0/16",)), {}, "local_cidrs"),
        (spec(mode="route", local_cidrs=LOCAL[:1]), {}, "local_cidrs"),
        (
            spec(mode="bgp", local_cidrs=(), tunnel={"bgp": Bgp(tunnel_cidr="169.254.70.0/30")}),
            {"attachment_type": "er"},
            "remote_cidrs",
        ),
        (
            spec(
                mode="bgp",
                local_cidrs=(),
                remote_cidrs=(),
                tunnel={"bgp": Bgp(tunnel_cidr="169.254.70.0/30")},
            ),
            {},
            "remote_cidrs",
        ),
    ],
)
def test_what_does_not_fit_the_gateway_is_refused_after_a_read(asked, there, field):
    """The gateway is read, and nothing is sent that does not fit it."""
    with pytest.raises(InvalidRequestError) as caught:
        sent(asked, **there)
    assert caught.value.field == field


def test_route_mode():
    """Route mode is static: customer networks, no rules, and probing and inner addresses by option."""
    options = VpnConnectionOptions(
        enable_nqa=True,
        tunnel_local_address="169.254.70.1/30",
        tunnel_peer_address="169.254.70.2/30",
    )
    content = sent(spec(mode="route", options=options))
    assert (content["style"], content["enable_nqa"]) == ("static", True)
    assert content["tunnel_local_address"] == "169.254.70.1/30"
    assert content["tunnel_peer_address"] == "169.254.70.2/30"
    assert content["peer_subnets"] == list(REMOTE)
    assert "policy_rules" not in content
    assert sent(spec(mode="route", local_cidrs=()))["style"] == "static"


@pytest.mark.parametrize(
    ("given", "pair"),
    [
        ({}, ("169.254.70.1/30", "169.254.70.2/30")),
        ({"local_address": "169.254.70.2"}, ("169.254.70.2/30", "169.254.70.1/30")),
        ({"peer_address": "169.254.70.1"}, ("169.254.70.2/30", "169.254.70.1/30")),
    ],
)
def test_bgp_mode(given, pair):
    """The two hosts of the /30 are the ends; the one that is not given is the other one."""
    tunnel = {"bgp": Bgp(tunnel_cidr="169.254.70.0/30", local_asn=64512, **given)}
    content = sent(spec(mode="bgp", local_cidrs=(), tunnel=tunnel))
    assert content["style"] == "bgp"
    assert (content["tunnel_local_address"], content["tunnel_peer_address"]) == pair
    tunnel = {"bgp": Bgp(tunnel_cidr="169.254.70.0/30", local_asn=64999)}
    with pytest.raises(UnsupportedError, match="local_asn"):
        sent(spec(mode="bgp", local_cidrs=(), tunnel=tunnel))


def test_an_enterprise_router_is_told_fewer_networks():
    """With ``er`` modes policy and bgp have no customer networks; route has."""
    er = {"attachment_type": "er", "local_subnets": None}
    assert "peer_subnets" not in sent(spec(), **er)
    bgp = {"bgp": Bgp(tunnel_cidr="169.254.70.0/30")}
    asked = spec(mode="bgp", local_cidrs=(), remote_cidrs=(), tunnel=bgp)
    assert "peer_subnets" not in sent(asked, **er)
    assert sent(spec(mode="route", local_cidrs=()), **er)["peer_subnets"] == list(REMOTE)


def test_networks_go_by_their_version():
    """IPv4 and IPv6 have rules and customer networks of their own."""
    asked = spec(
        local_cidrs=("10.1.0.0/16", "fd00:1::/64"), remote_cidrs=("192.168.1.0/24", "fd00:2::/64")
    )
    content = sent(asked)
    assert content["policy_rules"] == [{"source": "10.1.0.0/16", "destination": ["192.168.1.0/24"]}]
    assert content["policy_rules_v6"] == [{"source": "fd00:1::/64", "destination": ["fd00:2::/64"]}]
    assert (content["peer_subnets"], content["peer_subnets_v6"]) == (
        ["192.168.1.0/24"],
        ["fd00:2::/64"],
    )


def test_rules_of_ones_own():
    """Which network reaches which can be said; it must be about the same networks."""
    rules = tuple(
        PolicyRule(source=s, destinations=(t,)) for s, t in zip(LOCAL, REMOTE, strict=True)
    )
    content = sent(spec(options=VpnConnectionOptions(policy_rules=rules)))
    assert content["policy_rules"] == [
        {"source": s, "destination": [t]} for s, t in zip(LOCAL, REMOTE, strict=True)
    ]


def test_a_health_check_and_no_key_with_envelopes():
    """A health check is made with the connection; a digital envelope has no key."""
    assert sent(spec(tunnel={"health_check": HealthCheck()}))["enable_health_check"] is True
    off = {"health_check": HealthCheck(enabled=False)}
    assert sent(spec(tunnel=off))["enable_health_check"] is False
    envelope = VpnConnectionOptions(
        authentication_method="digital-envelope-v2", dpd_message="seq-notify-hash"
    )
    content = sent(spec(options=envelope))
    assert "psk" not in content
    assert content["ikepolicy"]["authentication_method"] == "digital-envelope-v2"
    assert content["ikepolicy"]["dpd"]["msg"] == "seq-notify-hash"


NETWORKS = tuple(f"10.{n}.0.0/16" for n in range(51))
BGP = Bgp(tunnel_cidr="169.254.70.0/30")


def rule(source, *targets) -> VpnConnectionOptions:
    return VpnConnectionOptions(policy_rules=(PolicyRule(source=source, destinations=targets),))


def inner(local, peer) -> VpnConnectionOptions:
    return VpnConnectionOptions(tunnel_local_address=local, tunnel_peer_address=peer)


@pytest.mark.parametrize(
    ("change", "kind", "field"),
    [
        ({"name": "a b"}, InvalidRequestError, "name"),
        ({"initiator": "peer"}, UnsupportedError, "initiator"),
        ({"tunnels": (TunnelSpec(psk=KEY), TunnelSpec(psk=KEY))}, UnsupportedError, "tunnels"),
        ({"local_cidrs": NETWORKS[:6]}, InvalidRequestError, "local_cidrs"),
        ({"remote_cidrs": NETWORKS}, InvalidRequestError, "remote_cidrs"),
        ({"local_cidrs": ("fd00::/64",)}, InvalidRequestError, "remote_cidrs"),
        ({"remote_cidrs": (*REMOTE, "fd00::/64")}, InvalidRequestError, "local_cidrs"),
        ({"mode": "route", "remote_cidrs": ()}, InvalidRequestError, "remote_cidrs"),
        ({"mode": "bgp"}, InvalidRequestError, "tunnels.0.bgp"),
        ({"tunnel": {"bgp": BGP}}, InvalidRequestError, "tunnels.0.bgp"),
        ({"options": rule("10.9.0.0/16", *REMOTE)}, InvalidRequestError, "options.policy_rules"),
        ({"options": rule(LOCAL[0], *REMOTE), "mode": "route"}, InvalidRequestError,
         "options.policy_rules"),
        ({"options": VpnConnectionOptions(enable_nqa=True)}, InvalidRequestError,
         "options.enable_nqa"),
        ({"options": inner("169.254.70.1/30", "169.254.70.2/30")}, InvalidRequestError,
         "options.tunnel_local_address"),
        *(
            ({"options": inner(*pair), "mode": "route"}, InvalidRequestError,
             "options.tunnel_local_address")
            for pair in (
                ("169.254.70.1/30", None), ("169.254.70.1", "169.254.70.2"),
                ("169.254.70.1/30", "169.254.71.2/30"), ("169.254.70.1/30", "169.254.70.1/30"),
                ("169.254.70.0/30", "169.254.70.1/30"), ("10.0.0.1/30", "10.0.0.2/30"),
                ("169.254.195.1/30", "169.254.195.2/30"), ("word", "169.254.70.2/30"),
            )
        ),
        ({"mode": "bgp", "tunnel": {"bgp": Bgp(tunnel_cidr="169.254.195.0/30")}},
         InvalidRequestError, "tunnels.0.bgp.tunnel_cidr"),
        ({"mode": "bgp", "tunnel": {"bgp": Bgp(tunnel_cidr="10.0.0.0/30")}},
         InvalidRequestError, "tunnels.0.bgp.tunnel_cidr"),
        ({"mode": "bgp", "tunnel": {"bgp": BGP}, "options": inner("169.254.70.1/30", None)},
         InvalidRequestError, "options.tunnel_local_address"),
        ({"tunnel": {"customer_gateway_id": "c-2"}}, UnsupportedError,
         "tunnels.0.customer_gateway_id"),
        ({"tunnel": {"nat_traversal": True}}, UnsupportedError, "tunnels.0.nat_traversal"),
        ({"tunnel": {"dpd": Dpd(enabled=False)}}, UnsupportedError, "tunnels.0.dpd.enabled"),
        ({"tunnel": {"dpd": Dpd(action="clear")}}, UnsupportedError, "tunnels.0.dpd.action"),
        ({"tunnel": {"dpd": Dpd(interval_s=9)}}, InvalidRequestError, "tunnels.0.dpd.interval_s"),
        ({"tunnel": {"dpd": Dpd(timeout_s=61)}}, InvalidRequestError, "tunnels.0.dpd.timeout_s"),
        ({"tunnel": {"health_check": HealthCheck(source="10.0.0.1")}}, UnsupportedError,
         "tunnels.0.health_check.source"),
        ({"tunnel": {"ike": IkeSpec(mode="aggressive")}}, InvalidRequestError,
         "tunnels.0.ike.mode"),
        ({"tunnel": {"ike": IkeSpec(dh_group="dh24")}}, UnsupportedError,
         "tunnels.0.ike.dh_group"),
        ({"tunnel": {"ike": IkeSpec(encryption="sm4-cbc")}}, UnsupportedError,
         "tunnels.0.ike.encryption"),
        ({"tunnel": {"ike": IkeSpec(local_id="10.0.0.1")}}, UnsupportedError,
         "tunnels.0.ike.local_id"),
        ({"tunnel": {"ipsec": IpsecSpec(integrity="sm3")}}, UnsupportedError,
         "tunnels.0.ipsec.integrity"),
        ({"tunnel": {"psk": SecretStr("short1A")}}, InvalidRequestError, "tunnels.0.psk"),
        ({"tunnel": {"psk": SecretStr("onlylowercase1")}}, InvalidRequestError, "tunnels.0.psk"),
        ({"tunnel": {"psk": SecretStr("Has|a|bar1234")}}, InvalidRequestError, "tunnels.0.psk"),
        ({"tunnel": {"psk": None}}, InvalidRequestError, "tunnels.0.psk"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_before_any_request(change, kind, field):
    """Values outside the cloud's rules are refused by field, never showing a key."""
    with pytest.raises(kind) as caught:
        next(VERBS.create(spec(**change), BARE))
    assert caught.value.field == field
    psk = change.get("tunnel", {}).get("psk")
    assert psk is None or psk.get_secret_value() not in str(caught.value)

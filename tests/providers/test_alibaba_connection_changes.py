"""Changing, resetting and deleting VPN connections on Alibaba Cloud; flows driven by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from alibaba_flows import KEY, OP, adapter, body, drive, query
from alibaba_rows import (
    BGP_ROW,
    IKE,
    IPSEC,
    OPTIONS,
    PAIR_ROW,
    ROW,
    SITE,
    bgp,
    gone,
)

import cgw_alibaba
from cgw.errors import (
    InvalidRequestError,
    ServiceError,
    UnsupportedError,
)
from cgw.models import (
    Dpd,
    HealthCheck,
    IkeSpec,
    TunnelPatch,
    VpnConnectionPatch,
)


@pytest.fixture
def links():
    return adapter().vpn_connections


def change(links: Any, row: dict[str, Any], patch: VpnConnectionPatch) -> Any:
    _, (read, sent, *_) = drive(links.update("vco-1", patch), row, {}, row, SITE)
    assert read.action == "DescribeVpnConnection"
    assert (sent.serial, sent.safe, sent.writes) == ("vpn-1", True, True)
    return sent


def test_a_rename_resends_all_and_the_key(links):
    """The smallest change sends the whole: a phase 1 without its key would get a made-up one."""
    sent = change(links, ROW, VpnConnectionPatch(name="new"))
    assert sent.action == "ModifyVpnConnectionAttribute"
    params = query(sent)
    assert json.loads(params.pop("IkeConfig")) == IKE
    assert json.loads(params.pop("IpsecConfig")) == IPSEC
    assert json.loads(params.pop("HealthCheckConfig")) == {
        "enable": True, "dip": "10.0.0.1", "sip": "192.168.0.1", "interval": 3, "retry": 3,
    }  # fmt: skip
    assert params == {
        "RegionId": "cn-shanghai", "VpnConnectionId": "vco-1", "Name": "new",
        "LocalSubnet": "10.0.0.0/24,10.0.1.0/24", "RemoteSubnet": "192.168.0.0/24",
        "EffectImmediately": "false", "EnableDpd": "true", "EnableNatTraversal": "true",
    }  # fmt: skip


def test_a_rename_of_a_pair_resends_both(links):
    """Of a pair both tunnels are sent whole, each with its id, its role and its own key."""
    sent = change(links, BGP_ROW, VpnConnectionPatch(name="new"))
    params = body(sent)
    for number in (1, 2):
        at = f"TunnelOptionsSpecification.{number}"
        assert params[f"{at}.TunnelId"] == f"tun-{number}"
        assert params[f"{at}.Role"] == ("master", "slave")[number - 1]
        assert params[f"{at}.TunnelIkeConfig.Psk"] == f"{KEY}{number}"
        assert params[f"{at}.TunnelBgpConfig.LocalAsn"] == "65001"
        assert params[f"{at}.EnableNatTraversal"] == "false"
    assert query(sent)["EnableTunnelsBgp"] == "true"


def test_one_tunnel_of_two_is_changed_alone(links):
    """A change of one tunnel is ModifyTunnelAttribute: in the query, without number, whole."""
    patch = VpnConnectionPatch(
        tunnels=(
            TunnelPatch(
                local_address="198.51.100.2",
                ike=IkeSpec(dh_group="dh5"),
                customer_gateway_id="cgw-2",
            ),
        )
    )
    sent = change(links, PAIR_ROW, patch)
    assert (sent.action, sent.body) == ("ModifyTunnelAttribute", b"")
    params = query(sent)
    assert (params["TunnelId"], params["VpnConnectionId"]) == ("tun-2", "vco-1")
    at = "TunnelOptionsSpecification"
    assert params[f"{at}.TunnelIkeConfig.Psk"] == f"{KEY}2"
    assert params[f"{at}.TunnelIkeConfig.IkePfs"] == "group5"
    assert params[f"{at}.TunnelIpsecConfig.IpsecLifetime"] == "3600"
    assert params[f"{at}.CustomerGatewayId"] == "cgw-2"
    assert not {f"{at}.Role", f"{at}.TunnelId", f"{at}.1.Role"} & params.keys()


@pytest.mark.parametrize(
    "patch",
    [
        VpnConnectionPatch(tunnels=(TunnelPatch(dpd=Dpd(enabled=False)),)),
        VpnConnectionPatch(
            name="n",
            tunnels=(TunnelPatch(local_address="198.51.100.1", dpd=Dpd(enabled=False)),),
        ),
    ],
)
def test_other_changes_of_tunnels_are_one_request(links, patch):
    """Both tunnels, or one together with something of the connection, change in one request."""
    sent = change(links, PAIR_ROW, patch)
    assert sent.action == "ModifyVpnConnectionAttribute"
    params = body(sent)
    flags = [params[f"TunnelOptionsSpecification.{n}.EnableDpd"] for n in (1, 2)]
    assert flags == ["false", "true" if patch.name else "false"]


@pytest.mark.parametrize(
    ("row", "patch", "wanted"),
    [
        (ROW, VpnConnectionPatch(initiator="cloud"), {"EffectImmediately": "true"}),
        (ROW | {"EffectImmediately": True}, VpnConnectionPatch(name="n"),
         {"EffectImmediately": "true"}),
        (ROW, VpnConnectionPatch(local_cidrs=("10.5.0.0/16",)),
         {"LocalSubnet": "10.5.0.0/16", "RemoteSubnet": "192.168.0.0/24"}),
        (ROW, VpnConnectionPatch(options=cgw_alibaba.VpnConnectionPatchOptions(
            auto_config_route=False, remote_ca_certificate="PEM")),
         {"AutoConfigRoute": "false", "RemoteCaCertificate": "PEM"}),
        (ROW, VpnConnectionPatch(tunnels=(TunnelPatch(nat_traversal=False),)),
         {"EnableNatTraversal": "false"}),
    ],
)  # fmt: skip
def test_what_a_change_sends(links, row, patch, wanted):
    """Each field of a patch has its parameter; the rest is sent as it is."""
    params = query(change(links, row, patch))
    assert {name: params[name] for name in wanted} == wanted
    assert ("AutoConfigRoute" in params) == ("AutoConfigRoute" in wanted)


def test_a_new_key(links):
    """A new key replaces the old one and nothing else of phase 1."""
    patch = VpnConnectionPatch(tunnels=(TunnelPatch(psk="new"),))
    assert json.loads(query(change(links, ROW, patch))["IkeConfig"]) == IKE | {"Psk": "new"}


@pytest.mark.parametrize(
    ("row", "patch", "field", "unsupported"),
    [
        (None, VpnConnectionPatch(), None, False),
        (None, VpnConnectionPatch(name=None), None, False),
        (None, VpnConnectionPatch(tunnels=()), "tunnels", False),
        (None, VpnConnectionPatch(tunnels=(TunnelPatch(),)), "tunnels.0", False),
        (None, VpnConnectionPatch(local_cidrs=()), "local_cidrs", False),
        (None, VpnConnectionPatch(customer_gateway_id="cgw-2"), "customer_gateway_id", True),
        (None, VpnConnectionPatch(tunnels=(TunnelPatch(psk="a b"),)), "tunnels.0.psk", False),
        (None, VpnConnectionPatch(tunnels=(TunnelPatch(dpd=Dpd(action="clear")),)),
         "tunnels.0.dpd.action", True),
        (None, VpnConnectionPatch(options=OPTIONS()), "options", True),
        (PAIR_ROW, VpnConnectionPatch(local_cidrs=("10.0.0.0/8",)), "local_cidrs", True),
        (ROW, VpnConnectionPatch(local_cidrs=("fd00::/8",)), "local_cidrs", True),
        (ROW, VpnConnectionPatch(tunnels=(TunnelPatch(local_address="1.1.1.1", psk="k"),)),
         "tunnels.0.local_address", False),
        (ROW, VpnConnectionPatch(tunnels=(TunnelPatch(bgp=bgp(11)),)), "tunnels.0.bgp", False),
        (ROW, VpnConnectionPatch(tunnels=(TunnelPatch(customer_gateway_id="c"),)),
         "tunnels.0.customer_gateway_id", True),
        (PAIR_ROW, VpnConnectionPatch(tunnels=(TunnelPatch(health_check=HealthCheck(
            enabled=False)),)), "tunnels.0.health_check", True),
        (ROW, VpnConnectionPatch(tunnels=(TunnelPatch(ike=IkeSpec(integrity="sm3")),)),
         "tunnels.0.ike.integrity", True),
        (ROW | {"IkeConfig": {}}, VpnConnectionPatch(name="n"), "tunnels.0.psk", False),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_is_refused(links, row, patch, field, unsupported):
    """Before any request, or before the change where the connection decides; a key is never lost."""
    with pytest.raises(UnsupportedError if unsupported else InvalidRequestError) as caught:
        drive(links.update("vco-1", patch), *([row] if row else []))
    assert caught.value.field == field


@pytest.mark.parametrize("row", [ROW, PAIR_ROW])
def test_a_reset_asks_for_a_new_negotiation(links, row):
    """A reset sends the connection as it is, keys and all, with EffectImmediately."""
    _, (_, sent, _, _) = drive(links.reset("vco-1"), row, {}, row, SITE)
    assert sent.action == "ModifyVpnConnectionAttribute"
    params = query(sent)
    assert (params["EffectImmediately"], "Name" in params) == ("true", False)
    told = {**params, **body(sent)}
    assert KEY in (json.loads(told["IkeConfig"])["Psk"] if row is ROW
                   else told["TunnelOptionsSpecification.2.TunnelIkeConfig.Psk"])  # fmt: skip
    assert (sent.serial, sent.writes) == ("vpn-1", True)


def test_a_delete_waits_for_the_gateway(links):
    """The connection is read for its gateway's id; what is gone already is deleted."""
    _, (_, sent) = drive(links.delete("vco-1"), ROW, {})
    assert (sent.action, sent.serial, sent.writes) == ("DeleteVpnConnection", "vpn-1", True)
    assert drive(links.delete("vco-1"), gone())[0] is None
    assert drive(links.delete("vco-1"), ROW, gone())[0] is None
    with pytest.raises(ServiceError):
        drive(links.delete("vco-1"), ROW, ServiceError("down", provider="alibaba"))


def test_a_lost_create_is_not_looked_for(links):
    """Recovery is the client token's."""
    with pytest.raises(UnsupportedError):
        next(links.find(OP.token))

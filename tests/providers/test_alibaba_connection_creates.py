"""What is sent to create a VPN connection on Alibaba Cloud; flows driven by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from alibaba_flows import KEY, OP, adapter, body, drive, query
from alibaba_rows import (
    BGP_1,
    BGP_ROW,
    IKE,
    IPSEC,
    MADE,
    OPTIONS,
    PAIR,
    PAIR_ROW,
    ROW,
    SINGLE,
    SITE,
    bgp,
    gone,
    one,
    spec,
)
from alibabacloud_vpc20160428 import models as sdk

import cgw_alibaba
from cgw.adapter import Where
from cgw.models import (
    Dpd,
    HealthCheck,
    IkeSpec,
    TunnelPatch,
    TunnelSpec,
    VpnConnectionPatch,
)


@pytest.fixture
def links():
    return adapter().vpn_connections


def test_one_tunnel_is_json_in_the_query(links):
    """On a gateway of one address each value is sent, the objects as JSON texts, no body."""
    asked = spec(
        mode="policy",
        local_cidrs=("10.0.0.0/24", "10.0.1.0/24"),
        remote_cidrs=("192.168.0.0/24",),
        initiator="cloud",
        tags={"env": "a b"},
        tunnels=(
            TunnelSpec(
                psk=KEY,
                ike=IkeSpec(local_id="hq.example", remote_id="203.0.113.9"),
                health_check=HealthCheck(source="10.0.0.1", destination="192.168.0.1", retries=5),
            ),
        ),
    )
    _, (read, create, _, _) = drive(links.create(asked, OP), SINGLE, MADE, ROW, SITE)
    assert (read.action, read.serial) == ("DescribeVpnGateway", None)
    sent = query(create)
    texts = {n: json.loads(sent.pop(n)) for n in ("IkeConfig", "IpsecConfig", "HealthCheckConfig")}
    assert sent == {
        "RegionId": "cn-shanghai", "VpnGatewayId": "vpn-1", "CustomerGatewayId": "cgw-1",
        "Name": "c", "LocalSubnet": "10.0.0.0/24,10.0.1.0/24", "RemoteSubnet": "192.168.0.0/24",
        "EffectImmediately": "true", "AutoConfigRoute": "true", "EnableDpd": "true",
        "EnableNatTraversal": "true", "Tags.1.Key": "env", "Tags.1.Value": "a b",
        "ClientToken": OP.token,
    }  # fmt: skip
    assert texts == {
        "IkeConfig": IKE | {"LocalId": "hq.example"},
        "IpsecConfig": IPSEC,
        "HealthCheckConfig": {
            "enable": True, "dip": "192.168.0.1", "sip": "10.0.0.1", "interval": 3, "retry": 5,
        },
    }  # fmt: skip
    assert (create.body, create.headers.get("content-type")) == (b"", None)
    assert (create.serial, create.safe, create.writes) == ("vpn-1", True, True)


def test_bgp_in_one_tunnel(links):
    """BGP of one tunnel is a JSON text, whole: addresses and AS number too."""
    asked = spec(mode="bgp", tunnels=(TunnelSpec(psk=KEY, bgp=bgp(11)),))
    _, (_, create, _) = drive(links.create(asked, OP), SINGLE, MADE, gone())
    sent = query(create)
    assert json.loads(sent["BgpConfig"]) == {
        "EnableBgp": True, "LocalAsn": 45104, "TunnelCidr": "169.254.11.0/30",
        "LocalBgpIp": "169.254.11.1",
    }  # fmt: skip
    assert (sent["LocalSubnet"], sent["RemoteSubnet"]) == ("0.0.0.0/0", "0.0.0.0/0")
    assert (sent["EffectImmediately"], "HealthCheckConfig" in sent) == ("false", False)


def test_two_tunnels_are_a_form(links):
    """On a gateway of two addresses the tunnels are numbered in a form body, as the SDK has them."""
    asked = spec(
        tunnels=(
            TunnelSpec(psk="p@ss+/=&w", bgp=bgp(11, local_asn=65001), nat_traversal=False),
            TunnelSpec(psk="k2", bgp=bgp(12, peer_address="169.254.12.1"), dpd=Dpd(enabled=False)),
        ),
        mode="bgp",
        options=OPTIONS(auto_config_route=False, remote_ca_certificate="PEM"),
    )
    _, (_, create, _, _) = drive(links.create(asked, OP), PAIR, MADE, PAIR_ROW, SITE)
    ike = {k: v for k, v in IKE.items() if k not in {"LocalId", "RemoteId"}}
    items = [
        {"Role": "master", "CustomerGatewayId": "cgw-1", "RemoteCaCertificate": "PEM",
         "EnableDpd": True, "EnableNatTraversal": False,
         "TunnelIkeConfig": ike | {"Psk": "p@ss+/=&w"}, "TunnelIpsecConfig": IPSEC,
         "TunnelBgpConfig": {"LocalAsn": 65001, "TunnelCidr": "169.254.11.0/30",
                             "LocalBgpIp": "169.254.11.1"}},
        {"Role": "slave", "CustomerGatewayId": "cgw-1", "RemoteCaCertificate": "PEM",
         "EnableDpd": False, "EnableNatTraversal": True,
         "TunnelIkeConfig": ike | {"Psk": "k2"}, "TunnelIpsecConfig": IPSEC,
         "TunnelBgpConfig": {"LocalAsn": 45104, "TunnelCidr": "169.254.12.0/30",
                             "LocalBgpIp": "169.254.12.2"}},
    ]  # fmt: skip
    model = sdk.CreateVpnConnectionRequestTunnelOptionsSpecification
    theirs = [model().from_map(item).to_map() for item in items]
    assert theirs == items  # the SDK knows each of these names
    assert body(create) == flattened(theirs)
    sent = query(create)
    assert sent == {
        "RegionId": "cn-shanghai", "VpnGatewayId": "vpn-1", "Name": "c", "EnableTunnelsBgp": "true",
        "LocalSubnet": "0.0.0.0/0", "RemoteSubnet": "0.0.0.0/0", "EffectImmediately": "false",
        "AutoConfigRoute": "false", "ClientToken": OP.token,
    }  # fmt: skip
    assert create.headers["content-type"] == "application/x-www-form-urlencoded"


def flattened(items: list[dict[str, Any]]) -> dict[str, str]:
    """As the SDK's own function flattens, booleans in small letters."""
    from alibabacloud_tea_openapi.utils import Utils

    flat = Utils.query({"TunnelOptionsSpecification": items})
    return {k: v.lower() if v in {"True", "False"} else v for k, v in flat.items()}


def test_one_spec_serves_both_tunnels(links):
    """One tunnel asked for on a pair is both: the same in each, with another role."""
    _, (_, create, _, _) = drive(links.create(spec(), OP), PAIR, MADE, PAIR_ROW, SITE)
    sent = body(create)
    halves = [
        {k.split(".", 2)[2]: v for k, v in sent.items() if k.split(".")[1] == number}
        for number in "12"
    ]
    assert [half.pop("Role") for half in halves] == ["master", "slave"]
    assert halves[0] == halves[1]


@pytest.mark.parametrize("gateway", [
    {"DisasterRecoveryInternetIp": "198.51.100.2"}, {"DisasterRecoveryVSwitchId": "vsw-2"},
])  # fmt: skip
def test_which_kind_the_gateway_is(links, gateway):
    """Either field of a second half means two tunnels; empty ones mean one."""
    _, (_, create, _, _) = drive(links.create(spec(), OP), SINGLE | gateway, MADE, PAIR_ROW, SITE)
    assert create.body
    empty = SINGLE | dict.fromkeys(gateway, "")
    _, (_, create, _) = drive(links.create(spec(), OP), empty, MADE, gone())
    assert not create.body


def test_tunnels_are_put_where_their_address_is(links):
    """A local address says which of the two a tunnel is, wherever it stands."""
    tunnels = (
        TunnelSpec(psk="second", local_address="198.51.100.2"),
        TunnelSpec(psk="first", customer_gateway_id="cgw-2"),
    )
    _, (_, create, *_) = drive(links.create(spec(tunnels=tunnels), OP), PAIR, MADE, PAIR_ROW, SITE)
    sent = body(create)
    keys = [sent[f"TunnelOptionsSpecification.{n}.TunnelIkeConfig.Psk"] for n in (1, 2)]
    peers = [sent[f"TunnelOptionsSpecification.{n}.CustomerGatewayId"] for n in (1, 2)]
    assert (keys, peers) == (["first", "second"], ["cgw-2", "cgw-1"])


def test_every_parameter_of_the_sdk_is_reachable(links):
    """Each parameter of the SDK's request models, but owners and dry runs, is sent by some call."""
    options = OPTIONS(remote_ca_certificate="PEM")
    health = HealthCheck(source="10.0.0.1", destination="10.0.0.2")
    change_all = VpnConnectionPatch(
        name="n", options=cgw_alibaba.VpnConnectionPatchOptions(auto_config_route=True,
                                                                remote_ca_certificate="PEM"),
    )  # fmt: skip
    only = VpnConnectionPatch(tunnels=(TunnelPatch(local_address="198.51.100.1", psk="k"),))
    bgp_single = ROW | {"VpnBgpConfig": BGP_1 | {"EnableBgp": "true"}, "LocalSubnet": "0.0.0.0/0"}
    where = Where(
        {"id": "v", "vpn_gateway_id": "g", "customer_gateway_id": "c"},
        {"a": "b"},
        cgw_alibaba.VpnConnectionListOptions(resource_group_id="rg"),
    )
    sent: dict[str, set[str]] = {}
    for flow, answers in (
        (
            links.create(
                spec(
                    mode="bgp",
                    tunnels=one(bgp=bgp(11), health_check=health),
                    tags={"a": "b"},
                    options=options,
                ),
                OP,
            ),
            (SINGLE, MADE, gone()),
        ),
        (links.create(spec(options=options), OP), (PAIR, MADE, gone())),
        (links.update("v", change_all), (bgp_single, {}, ROW, SITE)),
        (links.update("v", change_all), (BGP_ROW, {}, ROW)),
        (links.update("v", only), (BGP_ROW, {}, ROW)),
        (links.delete("v"), (ROW, {})),
        (links.page(None, where), ({"TotalCount": 0},)),
    ):
        for request in drive(flow, *answers)[1]:
            heads = {name.split(".")[0] for name in (*query(request), *body(request))}
            sent.setdefault(request.action, set()).update(heads)
    legacy = {"OwnerAccount", "OwnerId", "ResourceOwnerAccount", "ResourceOwnerId", "DryRun"}
    for action in ("CreateVpnConnection", "ModifyVpnConnectionAttribute", "ModifyTunnelAttribute",
                   "DeleteVpnConnection", "DescribeVpnConnections", "DescribeVpnConnection"):  # fmt: skip
        model = getattr(sdk, f"{action}Request")()
        for field in vars(model):
            if not field.startswith("_"):
                lists = {"tag", "tags"} | ({"tunnel_options_specification"} - {action})
                setattr(model, field, [] if field in lists and "Tunnel" not in action else "x")
        if action == "ModifyTunnelAttribute":
            model.tunnel_options_specification = None
        allowed = {"ClientToken"} if action[:6] in {"Modify", "Delete"} else set()
        assert set(model.to_map()) - sent[action] - legacy <= allowed, action

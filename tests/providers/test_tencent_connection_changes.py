"""Changes of VPN connections on Tencent Cloud: what is read, merged and sent, and what is refused."""

from __future__ import annotations

import pytest
from tencent_links import (
    GATEWAY,
    GATEWAYS,
    HERE,
    ID,
    PEER_ROW,
    ROW,
    THERE,
    VERBS,
    asked,
    linked,
    rows,
)

from cgw.emulator.world import World
from cgw.errors import InvalidRequestError, UnsupportedError
from cgw.models import (
    Bgp,
    Dpd,
    HealthCheck,
    IkeSpec,
    IpsecSpec,
    TunnelPatch,
    VpnConnectionPatch,
)
from cgw_tencent import Policy, VpnConnectionOptions, VpnConnectionPatchOptions

POLICY = {
    "RouteType": "Policy",
    "SecurityPolicyDatabaseSet": [
        {"LocalCidrBlock": "10.0.0.0/24", "RemoteCidrBlock": ["172.16.0.0/16"]}
    ],
}
UNEVEN = {
    "RouteType": "Policy",
    "SecurityPolicyDatabaseSet": [
        {"LocalCidrBlock": "10.0.0.0/24", "RemoteCidrBlock": ["172.16.0.0/16"]},
        {"LocalCidrBlock": "10.0.1.0/24", "RemoteCidrBlock": ["172.17.0.0/16"]},
    ],
}
OTHER = {"CustomerGatewayId": "cgw-other000", "IpAddress": "203.0.113.99"}
PEERS = rows(PEER_ROW, OTHER, name="CustomerGatewaySet")


def begun(patch, **row):
    """A change up to the last read before it."""
    flow = VERBS.update(ID, patch)
    assert asked(next(flow)) == ("DescribeVpnConnections", {"VpnConnectionIds": [ID]})
    flow.send(rows({**ROW, **row}))
    flow.send(GATEWAYS)
    return flow


def sent(patch=None, *, tunnel=None, row=None, **fields):
    """What a change sends."""
    if tunnel is not None:
        fields["tunnels"] = (TunnelPatch(**tunnel),)
    request = begun(patch or VpnConnectionPatch(**fields), **(row or {})).send(PEERS)
    action, body = asked(request)
    assert action == "ModifyVpnConnectionAttribute"
    assert (request.safe, request.writes, request.serial) == (True, True, GATEWAY)
    assert body.pop("VpnConnectionId") == ID
    return body


def test_plain_changes_send_nothing_else():
    """A name, a key or the initiator goes alone."""
    assert sent(name="new") == {"VpnConnectionName": "new"}
    assert sent(initiator="peer") == {"NegotiationType": "passive"}
    assert sent(tunnel={"psk": "New.Key-2"}) == {"PreShareKey": "New.Key-2"}
    assert sent(options=VpnConnectionPatchOptions(negotiation="flowTrigger")) == {
        "NegotiationType": "flowTrigger"
    }


def test_ike_is_sent_whole():
    """What is given replaces what is there, the rest is sent as it was, unknown words included."""
    there = {**ROW["IKEOptionsSpecification"], "PropoEncryAlgorithm": "NEW-CIPHER", "Later": 1}
    body = sent(
        tunnel={"ike": IkeSpec(dh_group="dh20", local_id="gw.example.com")},
        row={"IKEOptionsSpecification": there},
    )
    assert body == {
        "IKEOptionsSpecification": {
            "PropoAuthenAlgorithm": "MD5",
            "PropoEncryAlgorithm": "NEW-CIPHER",
            "ExchangeMode": "MAIN",
            "LocalIdentity": "FQDN",
            "LocalFqdnName": "gw.example.com",
            "RemoteIdentity": "ADDRESS",
            "RemoteAddress": "1.1.3.2",
            "DhGroupName": "GROUP20",
            "IKESaLifetimeSeconds": 86400,
            "IKEVersion": "IKEV1",
        }
    }
    back = sent(tunnel={"ike": IkeSpec(local_id=None, remote_id=None)})["IKEOptionsSpecification"]
    assert (back["LocalAddress"], back["RemoteAddress"]) == (HERE, THERE)


def test_ipsec_is_sent_whole():
    """The misspelt name is what is sent, whichever one was read; the lifetime in KB stays."""
    body = sent(tunnel={"ipsec": IpsecSpec(pfs_group="dh14")})["IPSECOptionsSpecification"]
    assert body == {**ROW["IPSECOptionsSpecification"], "PfsDhGroup": "DH-GROUP14"}
    there = {"IntegrityAlgorithm": "SHA-256", "IntegrityAlgorith": "", "PfsDhGroup": "NULL"}
    options = VpnConnectionPatchOptions(lifetime_kb=5000)
    body = sent(options=options, row={"IPSECOptionsSpecification": there})
    assert body["IPSECOptionsSpecification"] == {
        "IntegrityAlgorith": "SHA-256",
        "PfsDhGroup": "NULL",
        "IPSECSaLifetimeTraffic": 5000,
    }


def test_dpd_is_sent_whole():
    """All three values go together, the ones not given as they were."""
    assert sent(tunnel={"dpd": Dpd(timeout_s=45)}) == {
        "DpdEnable": 1,
        "DpdTimeout": "45",
        "DpdAction": "clear",
    }
    assert sent(tunnel={"dpd": Dpd(enabled=False)}, row={"DpdTimeout": ""}) == {
        "DpdEnable": 0,
        "DpdTimeout": "30",
        "DpdAction": "clear",
    }


def test_the_probe_is_sent_whole():
    """Its numbers go together; off is off."""
    config = {"ProbeType": "NQA", "ProbeInterval": 2000, "ProbeThreshold": 5, "ProbeTimeout": 99}
    row = {"HealthCheckConfig": config, "EnableHealthCheck": True}
    body = sent(tunnel={"health_check": HealthCheck(retries=7)}, row=row)
    assert body["HealthCheckConfig"] == {**config, "ProbeThreshold": 7}
    assert body["EnableHealthCheck"] is True
    body = sent(options=VpnConnectionPatchOptions(probe_timeout_ms=50), row=row)
    assert body == {"HealthCheckConfig": {**config, "ProbeTimeout": 50}}
    assert sent(tunnel={"health_check": HealthCheck(enabled=False)}, row=row) == {
        "EnableHealthCheck": False
    }
    fresh = sent(tunnel={"health_check": HealthCheck()})["HealthCheckConfig"]
    assert (fresh["ProbeInterval"], fresh["ProbeThreshold"], fresh["ProbeTimeout"]) == (
        5000,
        3,
        150,
    )


def test_networks_keep_the_side_that_is_not_given():
    """One side changes, the other is sent as it was; pairs by options."""
    body = sent(remote_cidrs=("10.9.0.0/16", "10.8.0.0/16"), row=POLICY)
    assert body["SecurityPolicyDatabases"] == [
        {"LocalCidrBlock": "10.0.0.0/24", "RemoteCidrBlock": ["10.9.0.0/16", "10.8.0.0/16"]}
    ]
    pairs = (Policy(local="10.0.9.0/24", remote=("172.16.0.0/16",)),)
    body = sent(options=VpnConnectionPatchOptions(policies=pairs), row=UNEVEN)
    assert body["SecurityPolicyDatabases"] == [
        {"LocalCidrBlock": "10.0.9.0/24", "RemoteCidrBlock": ["172.16.0.0/16"]}
    ]


@pytest.mark.parametrize(
    ("remote", "then"),
    [
        ({"RemoteAddress": THERE}, {"RemoteAddress": OTHER["IpAddress"]}),
        ({"RemoteAddress": "10.0.0.9"}, None),  # behind a router: an identity of its own
        ({"RemoteIdentity": "FQDN", "RemoteAddress": "", "RemoteFqdnName": "peer"}, None),
    ],
)
def test_another_peer_is_known_by_its_own_address(remote, then):
    """A peer that was known by its gateway's address is known by the new one's."""
    row = {"IKEOptionsSpecification": {**ROW["IKEOptionsSpecification"], **remote}}
    body = sent(customer_gateway_id=OTHER["CustomerGatewayId"], row=row)
    assert body["CustomerGatewayId"] == OTHER["CustomerGatewayId"]
    told = body.get("IKEOptionsSpecification")
    assert (told and {"RemoteAddress": told["RemoteAddress"]}) == then


@pytest.mark.parametrize(
    ("patch", "error", "field"),
    [
        ({}, InvalidRequestError, None),
        ({"name": None}, InvalidRequestError, None),
        ({"tunnels": (TunnelPatch(),)}, InvalidRequestError, None),
        ({"tunnels": (TunnelPatch(local_address=HERE),)}, InvalidRequestError, None),
        ({"options": VpnConnectionPatchOptions()}, InvalidRequestError, None),
        ({"local_cidrs": ()}, InvalidRequestError, "local_cidrs"),
        ({"name": ""}, InvalidRequestError, "name"),
        ({"options": VpnConnectionOptions()}, UnsupportedError, "options"),
        ({"tunnels": (TunnelPatch(), TunnelPatch())}, UnsupportedError, "tunnels"),
        (
            {"initiator": "cloud", "options": VpnConnectionPatchOptions(negotiation="flowTrigger")},
            InvalidRequestError,
            "options",
        ),
    ],
)
def test_what_cannot_be_is_refused_before(patch, error, field):
    """A change that cannot be is refused before any request."""
    with pytest.raises(error) as caught:
        next(VERBS.update(ID, VpnConnectionPatch(**patch)))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("tunnel", "error", "field"),
    [
        ({"nat_traversal": True}, UnsupportedError, "tunnels.0.nat_traversal"),
        ({"customer_gateway_id": "cgw-x"}, UnsupportedError, "tunnels.0.customer_gateway_id"),
        ({"dpd": Dpd(interval_s=10)}, UnsupportedError, "tunnels.0.dpd.interval_s"),
        ({"dpd": Dpd(timeout_s=29)}, InvalidRequestError, "tunnels.0.dpd.timeout_s"),
        ({"ipsec": IpsecSpec(lifetime_s=179)}, InvalidRequestError, "tunnels.0.ipsec.lifetime_s"),
        ({"ike": IkeSpec(integrity="sm3")}, UnsupportedError, "tunnels.0.ike.integrity"),
        ({"ike": IkeSpec(encryption="null")}, UnsupportedError, "tunnels.0.ike.encryption"),
        (
            {"bgp": Bgp(tunnel_cidr="169.254.0.0/30")},
            InvalidRequestError,
            "tunnels.0.bgp.tunnel_cidr",
        ),
        (
            {"bgp": Bgp(tunnel_cidr="169.254.128.0/30", local_address="169.254.128.3")},
            InvalidRequestError,
            "tunnels.0.bgp",
        ),
        (
            {"health_check": HealthCheck(interval_s=0.5)},
            InvalidRequestError,
            "tunnels.0.health_check.interval_s",
        ),
        (
            {"health_check": HealthCheck(retries=9)},
            InvalidRequestError,
            "tunnels.0.health_check.retries",
        ),
        ({"psk": "a b"}, InvalidRequestError, "tunnels.0.psk"),
    ],
)
def test_a_tunnels_limits(tunnel, error, field):
    """A value that this cloud's tunnels do not take is refused before any request, by field."""
    with pytest.raises(error) as caught:
        next(VERBS.update(ID, VpnConnectionPatch(tunnels=(TunnelPatch(**tunnel),))))
    assert caught.value.field == field
    assert "a b" not in str(caught.value)


@pytest.mark.parametrize(
    ("patch", "row", "error", "field"),
    [
        ({"local_cidrs": ("10.0.0.0/8",)}, {}, UnsupportedError, "local_cidrs"),
        ({"remote_cidrs": ("10.0.0.0/8",)}, UNEVEN, InvalidRequestError, "remote_cidrs"),
        (
            {"tunnels": (TunnelPatch(local_address="1.2.3.4", psk="k"),)},
            {},
            InvalidRequestError,
            "tunnels.0.local_address",
        ),
        (
            {"tunnels": (TunnelPatch(health_check=HealthCheck()),)},
            POLICY,
            UnsupportedError,
            "tunnels.0.health_check",
        ),
        (
            {"tunnels": (TunnelPatch(bgp=Bgp(tunnel_cidr="169.254.128.0/30", local_asn=1)),)},
            {"RouteType": "Bgp"},
            InvalidRequestError,
            "tunnels.0.bgp.local_asn",
        ),
    ],
)
def test_what_does_not_fit_what_is_there(patch, row, error, field):
    """A change that does not fit the connection is refused after reading it, and not sent."""
    flow = begun(VpnConnectionPatch(**patch), **row)
    with pytest.raises(error) as caught:
        flow.send(PEERS)
    assert caught.value.field == field


def test_ikev1_may_become_aggressive():
    """The mode alone may change where the version is there already."""
    body = sent(tunnel={"ike": IkeSpec(mode="aggressive")})["IKEOptionsSpecification"]
    assert (body["ExchangeMode"], body["IKEVersion"]) == ("AGGRESSIVE", "IKEV1")
    both = IkeSpec(version="ikev2", mode="aggressive")
    with pytest.raises(InvalidRequestError):
        next(VERBS.update(ID, VpnConnectionPatch(tunnels=(TunnelPatch(ike=both),))))


def test_nothing_else_changes_on_the_emulator():
    """Each field alone: the cloud falls back to defaults for what is left out, so all is sent."""
    cloud, link = linked(World(transition=0))
    (before,) = link.tunnels
    changes = {
        "ike": IkeSpec(dh_group="dh20"),
        "ipsec": IpsecSpec(encryption="aes-128-cbc"),
        "dpd": Dpd(timeout_s=60),
        "health_check": HealthCheck(interval_s=2),
        "psk": "Other.Key3",
    }
    for name, value in changes.items():
        patch = VpnConnectionPatch(tunnels=(TunnelPatch(**{name: value}),))
        (after,) = cloud.vpn_connections.update(link.id, patch).tunnels
        moved = {f for f in after.__dataclass_fields__ if getattr(after, f) != getattr(before, f)}
        assert moved == {name}
        before = after
    assert (before.ike.dh_group, before.ike.lifetime_s) == ("dh20", 28800)
    assert (before.ipsec.encryption, before.ipsec.pfs_group) == ("aes-128-cbc", "dh14")

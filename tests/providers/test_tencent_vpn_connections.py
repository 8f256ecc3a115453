"""VPN connections on Tencent Cloud: creating, deleting, resetting, each flow by hand."""

from __future__ import annotations

import pytest
from pydantic import SecretStr
from tencent_links import (
    GATEWAY,
    GATEWAY_ROW,
    GATEWAYS,
    HERE,
    ID,
    MARK,
    OP,
    PEER,
    PEERS,
    ROW,
    THERE,
    VERBS,
    asked,
    creating,
    end,
    linked,
    reply,
    rows,
    spec,
)

import cgw.emulator
from cgw.adapter import Place
from cgw.emulator.world import World
from cgw.errors import (
    NotFoundError,
    OutcomeUnknownError,
    ServiceError,
    TransportError,
    UnsupportedError,
)
from cgw.models import (
    AttachTo,
    Bgp,
    CustomerGatewaySpec,
    Dpd,
    HealthCheck,
    IkeSpec,
    State,
    TunnelSpec,
    VpnConnectionPatch,
    VpnConnectionSpec,
    VpnGatewaySpec,
)
from cgw_tencent import ConnectionRoute, Policy, VpnConnectionOptions
from cgw_tencent.adapter import TencentAdapter


def test_every_value_is_sent():
    """No default of the cloud's is relied on: every parameter of a tunnel is there."""
    flow, request = creating(spec(tags={"a": "b"}))
    assert asked(request) == (
        "CreateVpnConnection",
        {
            "VpnGatewayId": GATEWAY,
            "CustomerGatewayId": PEER,
            "VpnConnectionName": "link",
            "PreShareKey": "Secret.Key1",
            "VpcId": "vpc-8ro3x6md",
            "RouteType": "StaticRoute",
            "NegotiationType": "active",
            "IKEOptionsSpecification": {
                "IKEVersion": "IKEV2",
                "ExchangeMode": "MAIN",
                "PropoEncryAlgorithm": "AES-CBC-256",
                "PropoAuthenAlgorithm": "SHA-256",
                "DhGroupName": "GROUP14",
                "IKESaLifetimeSeconds": 28800,
                "LocalIdentity": "ADDRESS",
                "LocalAddress": HERE,
                "RemoteIdentity": "ADDRESS",
                "RemoteAddress": THERE,
            },
            "IPSECOptionsSpecification": {
                "EncryptAlgorithm": "AES-CBC-256",
                "IntegrityAlgorith": "SHA-256",
                "PfsDhGroup": "DH-GROUP14",
                "IPSECSaLifetimeSeconds": 3600,
                "IPSECSaLifetimeTraffic": 4096000000,
            },
            "DpdEnable": 1,
            "DpdTimeout": "30",
            "DpdAction": "restart",
            "EnableHealthCheck": False,
            "Tags": [{"Key": "a", "Value": "b"}, MARK],
        },
    )
    assert (request.safe, request.writes, request.serial) == (False, False, GATEWAY)
    assert "Secret" not in repr(request)
    flow.close()


def test_what_else_there_is_to_ask_for():
    """BGP, probe, identities, networks by pairs and the vendor's own words reach their places."""
    bgp = {"bgp": Bgp(tunnel_cidr="169.254.128.0/30", peer_address="169.254.128.1")}
    body = asked(creating(spec(bgp, mode="bgp", initiator="peer"))[1])[1]
    assert (body["RouteType"], body["NegotiationType"]) == ("Bgp", "passive")
    assert body["BgpConfig"] == {
        "TunnelCidr": "169.254.128.0/30",
        "LocalBgpIp": "169.254.128.2",
        "RemoteBgpIp": "169.254.128.1",
    }
    probe = HealthCheck(interval_s=1.5, retries=8, source="169.254.129.1")
    ike = IkeSpec(
        version="ikev1", mode="aggressive", local_id="gw.example.com", remote_id="10.0.0.9"
    )
    tunnel = {"health_check": probe, "ike": ike, "dpd": Dpd(enabled=False)}
    options = VpnConnectionOptions(
        lifetime_kb=2560,
        negotiation="flowTrigger",
        probe_timeout_ms=10,
        route=ConnectionRoute(destination="10.0.0.0/8", primary=False),
    )
    body = asked(creating(spec(tunnel, options=options))[1])[1]
    assert body["EnableHealthCheck"] is True
    assert body["HealthCheckConfig"] == {
        "ProbeType": "NQA",
        "ProbeInterval": 1500,
        "ProbeThreshold": 8,
        "ProbeTimeout": 10,
    }
    assert (body["HealthCheckLocalIp"], body["DpdEnable"]) == ("169.254.129.1", 0)
    assert "HealthCheckRemoteIp" not in body
    assert (body["NegotiationType"], body["Route"]["Priority"]) == ("flowTrigger", 100)
    assert body["IPSECOptionsSpecification"]["IPSECSaLifetimeTraffic"] == 2560
    identities = {
        k: v for k, v in body["IKEOptionsSpecification"].items() if k[:5] in "LocalRemote"
    }
    assert identities == {
        "LocalIdentity": "FQDN",
        "LocalFqdnName": "gw.example.com",
        "RemoteIdentity": "ADDRESS",
        "RemoteAddress": "10.0.0.9",
    }


def test_networks():
    """Every network here goes to every one there, or by pairs where options say so."""
    cidrs = {"local_cidrs": ("10.0.0.0/24", "10.0.1.0/24"), "remote_cidrs": ("172.16.0.0/16",)}
    body = asked(creating(spec(mode="policy", **cidrs))[1])[1]
    assert body["RouteType"] == "Policy"
    assert body["SecurityPolicyDatabases"] == [
        {"LocalCidrBlock": one, "RemoteCidrBlock": ["172.16.0.0/16"]}
        for one in cidrs["local_cidrs"]
    ]
    pairs = (
        Policy(local="10.0.0.0/24", remote=("172.16.0.0/16",)),
        Policy(local="10.0.1.0/24", remote=("172.17.0.0/16",)),
    )
    cidrs["remote_cidrs"] += ("172.17.0.0/16",)
    options = VpnConnectionOptions(policies=pairs, route_type="STATIC")
    body = asked(creating(spec(mode="policy", options=options, **cidrs))[1])[1]
    assert body["RouteType"] == "STATIC"
    assert [row["RemoteCidrBlock"] for row in body["SecurityPolicyDatabases"]] == [
        ["172.16.0.0/16"],
        ["172.17.0.0/16"],
    ]


@pytest.mark.parametrize(
    ("row", "vpc"),
    [
        ({"VpcId": "", "Type": "CCN"}, ""),  # empty and not absent
        ({"VpcId": None, "Type": "IPSEC"}, None),
        ({"PublicIpAddress": "101.12.XX.XX", "VpcId": "vpc-1"}, "vpc-1"),
        (None, None),
    ],
)
def test_what_the_gateway_tells_is_used_as_far_as_it_goes(row, vpc):
    """A gateway that cannot be read, or tells little, does not stop a create; the cloud judges."""
    told = [{**GATEWAY_ROW, **row}] if row is not None else []
    body = asked(creating(spec(), gateways=rows(*told, name="VpnGatewaySet"))[1])[1]
    assert body.get("VpcId") == vpc
    address = body["IKEOptionsSpecification"].get("LocalAddress")
    assert address == (HERE if row and "PublicIpAddress" not in row else None)
    assert body["IKEOptionsSpecification"]["LocalIdentity"] == "ADDRESS"


def test_a_made_id_is_never_hidden():
    """If the read-back fails, create returns what was asked for, with the key that was used."""
    flow, _ = creating(spec())
    flow.send(reply(VpnConnection={"VpnConnectionId": ID, "State": "PENDING"}, RequestId="r"))
    with pytest.raises(StopIteration) as stop:
        flow.throw(ServiceError("down", provider="tencent"))
    made = stop.value.value
    (tunnel,) = made.tunnels
    assert (made.id, made.state, made.mode) == (ID, State.PENDING, "route")
    assert (tunnel.psk, tunnel.psk_visibility) == (SecretStr("Secret.Key1"), "known")
    assert (tunnel.local_address, tunnel.peer_address) == (HERE, THERE)


# ---------------------------------------------------------------- delete and reset


def test_delete_needs_both_ids():
    """The gateway's id is read first; what is gone or going needs no more."""
    flow = VERBS.delete(ID)
    next(flow)
    request = flow.send(rows(ROW))
    both = {"VpnGatewayId": GATEWAY, "VpnConnectionId": ID}
    assert asked(request) == ("DeleteVpnConnection", both)
    assert (request.safe, request.writes, request.serial) == (True, True, GATEWAY)
    with pytest.raises(StopIteration):
        flow.throw(NotFoundError("gone", provider="tencent"))
    for answer in (rows(), rows({**ROW, "State": "DELETING"})):
        flow = VERBS.delete(ID)
        next(flow)
        assert end(flow, answer) is None


def test_what_was_made_here_and_is_not_listed_yet_is_deleted():
    """Lists lag behind a create: the delete is sent on the gateway it was made on, and its own
    answer says what is gone; of one made elsewhere nobody knows the gateway."""
    verbs = TencentAdapter(Place("ap-guangzhou")).vpn_connections
    gone = NotFoundError("gone", provider="tencent")
    for last in (gone, None):
        flow = verbs.create(spec(), OP)
        for answer in (None, GATEWAYS, PEERS, reply(VpnConnection={"VpnConnectionId": ID})):
            flow.send(answer)
        with pytest.raises(StopIteration):
            flow.throw(gone)  # not there to be read back
        flow = verbs.delete(ID)
        next(flow)
        request = flow.send(rows())
        both = {"VpnGatewayId": GATEWAY, "VpnConnectionId": ID}
        assert asked(request) == ("DeleteVpnConnection", both)
        assert request.serial == GATEWAY
        with pytest.raises(StopIteration):
            flow.throw(last) if last else flow.send(reply(RequestId="r"))
    flow = verbs.delete("vpnx-00000000")
    next(flow)
    assert end(flow, rows()) is None


def test_a_connection_that_is_not_listed_yet_does_not_stay():
    """Deleted right after its create, while the lists lack it, it is gone in the end."""
    world = World(transition=0)
    cloud, link = linked(world)
    with world.troubled("not-found@DescribeVpnConnections"):
        cloud.vpn_connections.delete(link.id)
    assert list(cloud.vpn_connections.list()) == []


@pytest.mark.parametrize(
    ("after", "done"),
    [
        (rows({**ROW, "State": "DELETING"}), True),
        (rows(), True),
        (rows(ROW), False),
        (TransportError("x"), False),
    ],
)
def test_the_state_decides_what_became_of_a_lost_delete(after, done):
    """Going or gone it is done; where it is there as ever or cannot be read, the error stays."""
    flow = VERBS.delete(ID)
    next(flow)
    flow.send(rows(ROW))
    look = flow.throw(OutcomeUnknownError("lost", operation={}))
    assert asked(look) == ("DescribeVpnConnections", {"VpnConnectionIds": [ID]})
    with pytest.raises(StopIteration if done else OutcomeUnknownError):
        flow.throw(after) if isinstance(after, Exception) else flow.send(after)


def test_reset_is_sent_once():
    """A reset interrupts traffic each time: it is not repeatable, and needs both ids too."""
    flow = VERBS.reset(ID)
    next(flow)
    request = flow.send(rows(ROW))
    both = {"VpnGatewayId": GATEWAY, "VpnConnectionId": ID}
    assert asked(request) == ("ResetVpnConnection", both)
    assert (request.safe, request.serial) == (False, GATEWAY)
    assert asked(flow.send(reply(RequestId="r")))[0] == "DescribeVpnConnections"


@pytest.mark.parametrize("private", [None, True])
def test_a_connection_hangs_on_a_ccn_through_its_gateway(private):
    """On a gateway of a cloud connect network it lives as on any other, without a VPC."""
    world = World(transition=0)
    cloud = cgw.emulator.connect(world, "tencent", region="ap-guangzhou")
    asked_for = {"name": "gw", "network_id": "", "bandwidth_mbps": 200}
    gateway = cloud.vpn_gateways.create(
        VpnGatewaySpec(**asked_for, attached_to=AttachTo(private=private))
    )
    peer = cloud.customer_gateways.create(CustomerGatewaySpec(name="p", address=THERE))
    ends = {"vpn_gateway_id": gateway.id, "customer_gateway_id": peer.id}
    link = cloud.vpn_connections.create(spec(**ends))
    assert (link.network_id, link.vpn_gateway_id) == ("", gateway.id)
    changed = cloud.vpn_connections.update(link.id, VpnConnectionPatch(name="new"))
    assert (changed.name, changed.network_id) == ("new", "")
    assert cloud.vpn_connections.diagnose(link.id).up is False
    before = len(world.seen)
    loose = VpnConnectionSpec(
        name="loose",
        attached_to=AttachTo(id="ccn-1"),
        customer_gateway_id=peer.id,
        tunnels=(TunnelSpec(psk="Secret.Key1"),),
    )
    with pytest.raises(UnsupportedError, match="attached_to"):
        cloud.vpn_connections.create(loose)
    assert len(world.seen) == before
    cloud.vpn_connections.delete(link.id)

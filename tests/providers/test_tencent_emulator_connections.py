"""The pretended Tencent Cloud's connections and routes: states, locks, limits, defaults."""

from __future__ import annotations

import json

import pytest
from tencent_cloud import BAD, NOT, REGION, SPD, THERE, Cloud

from cgw.emulator.internet import End
from cgw.emulator.world import World
from cgw_tencent.emulator import TencentFace


@pytest.fixture
def cloud():
    return Cloud()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"PreShareKey": None}, "MissingParameter"),
        ({"PreShareKey": ""}, f"{BAD}.Empty"),
        ({"VpnConnectionName": "n" * 61}, f"{BAD}.TooLong"),
        ({"VpnGatewayId": "vpngw-00000000"}, "ResourceNotFound"),
        ({"CustomerGatewayId": "cgw-00000000"}, "ResourceNotFound"),
        ({"CustomerGatewayId": "nonsense"}, f"{BAD}.Malformed"),
        ({"VpcId": "vpc-other"}, BAD),
        ({"RouteType": "staticroute"}, f"{BAD}.Malformed"),
        ({"RouteType": "Policy"}, f"{BAD}.Empty"),
        ({"RouteType": None}, f"{BAD}.Empty"),  # STATIC has policies too
        ({"NegotiationType": "Active"}, f"{BAD}.Malformed"),
        ({"DpdTimeout": 30}, "InvalidParameter"),
        ({"DpdEnable": True}, "InvalidParameter"),
        ({"DpdAction": "hold"}, f"{BAD}.Malformed"),
        ({"IKEOptionsSpecification": {"PropoAuthenAlgorithm": "SHA1"}}, f"{BAD}.Malformed"),
        ({"IKEOptionsSpecification": {"IKESaLifetimeSeconds": 59}}, f"{BAD}.Malformed"),
        ({"IKEOptionsSpecification": {"LocalIdentity": "FQDN"}}, f"{BAD}.Empty"),
        ({"IKEOptionsSpecification": {"LocalAddress": "here"}}, f"{BAD}.Malformed"),
        ({"IKEOptionsSpecification": {"IkeVersion": "IKEV2"}}, "UnknownParameter"),
        ({"IPSECOptionsSpecification": {"IntegrityAlgorith": "SHA"}}, f"{BAD}.Malformed"),
        ({"IPSECOptionsSpecification": {"PfsDhGroup": "GROUP14"}}, f"{BAD}.Malformed"),
        ({"IPSECOptionsSpecification": {"PfsDhGroup": None, "EncryptAlgorithm": "none"}},
         f"{BAD}.Malformed"),
        ({"EnableHealthCheck": True, "HealthCheckConfig": {"ProbeInterval": 1}}, f"{BAD}.Malformed"),
        ({"RouteType": "Policy", "SecurityPolicyDatabases": SPD, "EnableHealthCheck": True},
         f"{NOT}.VpnConnCidrNotSupportedHealthCheck"),
        ({"RouteType": "Policy", "SecurityPolicyDatabases": [{"LocalCidrBlock": "x",
          "RemoteCidrBlock": ["y"]}]}, f"{BAD}.Malformed"),
        ({"RouteType": "Policy", "SecurityPolicyDatabases": SPD + SPD},
         f"{BAD}.VpnConnSpdCidrConflict"),
        ({"RouteType": "Policy", "SecurityPolicyDatabases": [{"LocalCidrBlock": "10.0.0.0/24",
          "RemoteCidrBlock": [f"172.16.{n}.0/24" for n in range(201)]}]}, f"{BAD}.LimitExceeded"),
        ({"RouteType": "Bgp"}, "MissingParameter"),
        ({"RouteType": "Bgp", "BgpConfig": {"TunnelCidr": "169.254.128.0/29",
          "LocalBgpIp": "169.254.128.1", "RemoteBgpIp": "169.254.128.2"}},
         f"{BAD}.VpnConnBgpTunnelCidrMask"),
        ({"RouteType": "Bgp", "BgpConfig": {"TunnelCidr": "169.254.128.0/30",
          "LocalBgpIp": "169.254.128.1", "RemoteBgpIp": "169.254.128.9"}},
         f"{BAD}.VpnConnBgpTunnelCidrNotSupported"),
        ({"Tags": [{"Key": "qcs:a"}]}, f"{NOT}.TagSystemReservedTagKey"),
    ],
)  # fmt: skip
def test_wrong_connections(cloud, changes, code):
    """Each wrong parameter of a connection gets a code, and nothing is made."""
    assert cloud.code("CreateVpnConnection", **cloud.good(**changes)) == code
    assert cloud("DescribeVpnConnections")["TotalCount"] == 0


def test_defaults_are_the_documented_ones(cloud):
    """What is left out gets what the documents say, which no sane device would accept."""
    row = cloud.row(cloud.link())
    ike, ipsec = row["IKEOptionsSpecification"], row["IPSECOptionsSpecification"]
    assert (ike["PropoEncryAlgorithm"], ike["PropoAuthenAlgorithm"]) == ("3DES-CBC", "SHA")
    assert (ike["DhGroupName"], ike["IKEVersion"], ike["RemoteAddress"]) == (
        "GROUP1",
        "IKEV1",
        THERE,
    )
    assert (ipsec["EncryptAlgorithm"], ipsec["IntegrityAlgorith"]) == ("AES-CBC-128", "SHA1")
    assert (ipsec["PfsDhGroup"], ipsec["IPSECSaLifetimeSeconds"]) == ("NULL", 14400)
    assert ipsec["IPSECSaLifetimeTraffic"] == 4096000000
    assert (row["DpdEnable"], row["DpdTimeout"], row["DpdAction"]) == (0, "30", "restart")
    assert (row["NegotiationType"], row["EnableHealthCheck"]) == ("active", False)
    assert "HealthCheckStatus" not in row
    assert row["SecurityPolicyDatabaseSet"] == [
        {"LocalCidrBlock": "0.0.0.0/0", "RemoteCidrBlock": ["0.0.0.0/0"]}
    ]
    assert row["PreShareKey"] == "654321"  # in clear, as the cloud tells it


def test_a_connections_states_and_the_gateways_lock(cloud):
    """While one connection of a gateway changes, no other does; each refusal has its code."""
    first = cloud.link()
    second = cloud("CreateVpnConnection", **cloud.good())["VpnConnection"]
    assert (second["State"], second["CreatedTime"]) == ("PENDING", "0000-00-00 00:00:00")
    assert second["NetStatus"] == "AVAILABLE"  # as in the documents' example; not to be believed
    new = second["VpnConnectionId"]
    name = {"VpnConnectionName": "x"}

    def refused(id):
        return [
            cloud.code("ModifyVpnConnectionAttribute", VpnConnectionId=id, **name),
            cloud.code("DeleteVpnConnection", **cloud.both(id)),
            cloud.code("ResetVpnConnection", **cloud.both(id)),
        ]

    own = ["VpnConnInvalidState", "DeleteVpnConnInvalidState", "VpnConnInvalidState"]
    others = ["InvalidState", "MutexOperationTaskRunning", "InvalidState"]
    assert refused(new) == [f"{NOT}.{code}" for code in own]
    assert refused(first) == [f"{NOT}.{code}" for code in others]
    assert cloud.code("CreateVpnConnection", **cloud.good()) == f"{NOT}.InvalidState"
    cloud.world.advance(1)
    assert cloud.row(new)["State"] == "AVAILABLE"
    for action, ids in (
        ("ModifyVpnConnectionAttribute", {"VpnConnectionId": new, **name}),
        ("ResetVpnConnection", cloud.both(new)),
        ("DeleteVpnConnection", cloud.both(new)),
    ):
        assert "Error" not in cloud(action, **ids)
        word = "DELETING" if action.startswith("Delete") else "UPDATING"
        assert cloud.row(new)["State"] == word
        assert refused(first) == [f"{NOT}.{code}" for code in others]
        cloud.world.advance(1)
    assert cloud.code("DescribeVpnConnections", VpnConnectionIds=[new]) == "ResourceNotFound"
    assert cloud.code("DeleteVpnConnection", **cloud.both(new)) == "ResourceNotFound"
    assert cloud.code("DeleteVpnConnection", VpnConnectionId=first) == "MissingParameter"


def test_a_pending_gateway_takes_no_connection(cloud):
    """A connection needs a gateway that is available, and one for IPsec."""
    ids = {"VpnGatewayId": cloud.new_gateway()}
    assert cloud.code("CreateVpnConnection", **cloud.good(**ids)) == f"{NOT}.InvalidState"
    ids = {"VpnGatewayId": cloud.new_gateway(Type="SSL")}
    assert cloud.code("CreateVpnConnection", **cloud.good(**ids)) == NOT


def test_a_change_in_part_loses_the_rest(cloud):
    """A nested object replaces the one before: what is left out falls back to its default."""
    made = cloud.link(IKEOptionsSpecification={"IKEVersion": "IKEV2", "DhGroupName": "GROUP14"})
    part = {"DhGroupName": "GROUP20"}
    cloud("ModifyVpnConnectionAttribute", VpnConnectionId=made, IKEOptionsSpecification=part)
    ike = cloud.row(made)["IKEOptionsSpecification"]
    assert (ike["DhGroupName"], ike["IKEVersion"]) == ("GROUP20", "IKEV1")


def test_policies_of_a_gateway_do_not_overlap(cloud):
    """Pairs of networks are compared over all connections of the gateway, on create and change."""
    policy = {"RouteType": "Policy", "SecurityPolicyDatabases": SPD}
    cloud.link(**policy)
    assert (
        cloud.code("CreateVpnConnection", **cloud.good(**policy)) == f"{BAD}.VpnConnSpdCidrConflict"
    )
    other = [{"LocalCidrBlock": "10.0.1.0/24", "RemoteCidrBlock": ["172.16.0.0/16"]}]
    made = cloud.link(RouteType="STATIC", SecurityPolicyDatabases=other)
    asked = {"VpnConnectionId": made, "SecurityPolicyDatabases": SPD}
    assert cloud.code("ModifyVpnConnectionAttribute", **asked) == f"{NOT}.VpnConnSPDOverlap"


BGP = {
    "RouteType": "Bgp",
    "BgpConfig": {
        "TunnelCidr": "169.254.128.0/30",
        "LocalBgpIp": "169.254.128.1",
        "RemoteBgpIp": "169.254.128.2",
    },
}


def test_bgp(cloud):
    """It needs both AS numbers, different ones, enough bandwidth, and a /30 of its own."""
    row = cloud.row(cloud.link(**BGP))
    assert (row["BgpConfig"]["LocalBgpAsn"], row["BgpConfig"]["RemoteBgpAsn"]) == ("64551", "65010")
    create = "CreateVpnConnection"
    assert cloud.code(create, **cloud.good(**BGP)) == f"{BAD}.VpnConnBgpTunnelCidrConflict"
    assert cloud.code(create, **cloud.good()) == f"{NOT}.VpnConnRouteTypeMixed"
    asked = {"VpnGatewayId": cloud.gateway, "BgpAsn": 65001}
    code = f"{NOT}.VpnUnsupportedModifyBgpAsn"
    assert cloud.code("ModifyVpnGatewayAttribute", **asked) == code
    for gateway, peer, code in (
        ({"BgpAsn": None}, {}, "VpnUnsupportedNotExistBgpAsn"),
        ({"BgpAsn": 65010}, {}, "VpnUnsupportedBgpAsnEqual"),
        ({"InternetMaxBandwidthOut": 100}, {}, "VpnUnsupportedBgp"),
        ({}, {"asn": None}, "VpnUnsupportedUsrGwNotExistBgpAsn"),
    ):
        ids = {"VpnGatewayId": cloud.new_gateway(**gateway)}
        ids["CustomerGatewayId"] = cloud.new_peer("203.0.113.8", **peer) if peer else cloud.peer
        cloud.world.advance(1)
        assert cloud.code(create, **cloud.good(**BGP, **ids)) == f"{NOT}.{code}"


def test_old_gateways():
    """A gateway below version 4 has no GCM and keeps the peer of a connection."""
    cloud = Cloud(version="ver3.1")
    gcm = {"IPSECOptionsSpecification": {"EncryptAlgorithm": "AES256GCM128"}}
    assert cloud.code("CreateVpnConnection", **cloud.good(**gcm)) == f"{NOT}.VersionNotSupported"
    asked = {"VpnConnectionId": cloud.link(), "CustomerGatewayId": cloud.new_peer("203.0.113.8")}
    assert cloud.code("ModifyVpnConnectionAttribute", **asked) == f"{NOT}.VersionNotSupported"


def test_probe_addresses_are_nobody_elses(cloud):
    """An address that another connection probes with is refused; one made up is free."""
    first = cloud.row(cloud.link(EnableHealthCheck=True))
    taken = {"EnableHealthCheck": True, "HealthCheckRemoteIp": first["HealthCheckLocalIp"]}
    code = f"{BAD}.VpnConnHealthCheckIpConflict"
    assert cloud.code("CreateVpnConnection", **cloud.good(**taken)) == code
    second = cloud.row(cloud.link(EnableHealthCheck=True))
    both = [row[f"HealthCheck{side}Ip"] for row in (first, second) for side in ("Local", "Remote")]
    assert len(set(both)) == 4
    assert second["HealthCheckStatus"] == "UNAVAILABLE"


def test_a_task_is_known_by_the_request(cloud):
    """The task of a create runs while it is pending; it names nothing unless told to."""
    made = cloud("CreateVpnConnection", **cloud.good())
    asked = {"TaskId": made["RequestId"]}
    told = cloud("DescribeVpcTaskResult", **asked)
    assert (told["Status"], told["Result"]) == ("RUNNING", [])
    cloud.world.advance(1)
    cloud.world.quirks.add(("tencent", "task-tells-connection"))
    told = cloud("DescribeVpcTaskResult", **asked)
    assert told["Status"] == "SUCCESS"
    assert told["Result"][0]["ResourceId"] == made["VpnConnection"]["VpnConnectionId"]
    assert cloud.code("DescribeVpcTaskResult", TaskId="other") == "ResourceNotFound"


def test_filters_and_quotas(cloud):
    """Filters of the documents narrow; a quota ends it."""
    made = cloud.link()
    cloud.link(VpnConnectionName="link-2")
    for name, value, count in (
        ("vpc-id", "vpc-1", 2),
        ("vpn-gateway-id", cloud.gateway, 2),
        ("customer-gateway-id", "cgw-other", 0),
        ("vpn-connection-name", "link-2", 1),
        ("vpn-connection-id", made, 1),
    ):
        wanted = [{"Name": name, "Values": [value]}]
        assert cloud("DescribeVpnConnections", Filters=wanted)["TotalCount"] == count
    cloud.world.limits["tencent", "vpn_connections"] = 2
    assert cloud.code("CreateVpnConnection", **cloud.good()) == "LimitExceeded"


def test_tunnels_negotiate_on_the_internet(cloud):
    """The tunnel's word follows what a device at the peer's address would make of it."""
    made = cloud.link(
        IKEOptionsSpecification={
            "IKEVersion": "IKEV2",
            "RemoteIdentity": "FQDN",
            "RemoteFqdnName": "p",
        }
    )
    assert cloud.row(made)["NetStatus"] == "UNAVAILABLE"
    (gateway,) = cloud("DescribeVpnGateways")["VpnGatewaySet"]

    def device(**changes):
        end = {
            "owner": "device",
            "local_address": THERE,
            "peer_address": gateway["PublicIpAddress"],
            "psk": "654321",
            "ike": (("3des-cbc", "sha1", "dh1"),),
            "esp": (("aes-128-cbc", "sha1", "none"),),
            "local_id": "p",
        }
        cloud.world.internet.put("device", End(**{**end, **changes}))
        return cloud.row(made)["NetStatus"]

    assert device() == "AVAILABLE"
    assert device(psk="other") == "UNAVAILABLE"
    assert device(local_id="q") == "UNAVAILABLE"
    assert device(ike=(("3des-cbc", "md5", "dh1"),)) == "UNAVAILABLE"
    assert device() == "AVAILABLE"
    cloud("DeleteVpnConnection", **cloud.both(made))
    assert f"tencent/{REGION}/{made}/0" not in cloud.world.internet.ends()


def test_a_world_from_a_file_goes_on(cloud):
    """Everything the face keeps is plain data: a loaded world tells the same."""
    made = cloud.link(EnableHealthCheck=True)
    before = cloud.row(made)
    cloud.world = World.load(json.loads(json.dumps(cloud.world.export())))
    cloud.face = TencentFace(cloud.world)
    assert cloud.row(made) == before


# ---------------------------------------------------------------- routes


def test_wrong_routes(cloud):
    """A route goes over a connection of routes of the same gateway, once."""
    link = cloud.link()
    good = {
        "DestinationCidrBlock": "10.0.0.0/8",
        "InstanceType": "VPNCONN",
        "InstanceId": link,
        "Priority": 0,
        "Status": "ENABLE",
    }

    def asked(gateway=cloud.gateway, **changes):
        return {"VpnGatewayId": gateway, "Routes": [{**good, **changes}]}

    create = "CreateVpnGatewayRoutes"
    assert cloud.code(create, **asked(Priority=50)) == f"{BAD}.Malformed"
    assert cloud.code(create, **asked(Status=None)) == "MissingParameter"
    assert cloud.code(create, **asked(InstanceId="vpnx-00000000")) == "ResourceNotFound"
    other = cloud.new_gateway()
    assert cloud.code(create, **asked(gateway=other)) == "ResourceNotFound"
    policy = cloud.link(RouteType="Policy", SecurityPolicyDatabases=SPD)
    assert cloud.code(create, **asked(InstanceId=policy)) == NOT
    (made,) = cloud(create, **asked())["Routes"]
    assert made["CreateTime"] == "0000-00-00 00:00:00"
    assert cloud.code(create, **asked()) == f"{BAD}.VpnGatewayRouteDuplicate"
    cloud.world.limits["tencent", "routes"] = 1
    code = "LimitExceeded.VpnGatewayRoutesLimitExceeded"
    assert cloud.code(create, **asked(DestinationCidrBlock="11.0.0.0/8")) == code
    ids = {"VpnGatewayId": cloud.gateway}
    kebab = [{"Name": "destination-cidr", "Values": ["x"]}]
    code = "InvalidParameter.FilterInvalidKey"
    assert cloud.code("DescribeVpnGatewayRoutes", **ids, Filters=kebab) == code
    gone = {**ids, "RouteIds": ["vpnr-00000000"]}
    assert cloud.code("DeleteVpnGatewayRoutes", **gone) == "ResourceNotFound"
    (row,) = cloud("DescribeVpnGatewayRoutes", **ids)["Routes"]
    assert (row["Type"], row["RouteId"]) == ("Static", made["RouteId"])
    assert row["CreateTime"] > "2020"

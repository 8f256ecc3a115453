"""The vendor's own unmodified SDK (alibabacloud_vpc20160428): diagnosis, logs, attachments.

Against the emulator over HTTP. What passes here was written by neither the adapter nor the face.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.utils_models import Config
from alibabacloud_vpc20160428 import models
from alibabacloud_vpc20160428.client import Client

from cgw.emulator.internet import End
from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, World
from cgw_alibaba.emulator_attachments import tie, untie

REGION, PSK = "cn-shanghai", "psk-canary.1"
IKE = {"Psk": PSK, "IkeVersion": "ikev2", "IkeMode": "main", "IkeEncAlg": "aes256",
       "IkeAuthAlg": "sha256", "IkePfs": "group14", "IkeLifetime": 28800}  # fmt: skip
IPSEC = {"IpsecEncAlg": "aes256", "IpsecAuthAlg": "sha256", "IpsecPfs": "group14",
         "IpsecLifetime": 3600}  # fmt: skip
EVERYTHING = {"LocalSubnet": "0.0.0.0/0", "RemoteSubnet": "0.0.0.0/0"}


@pytest.fixture
def world() -> World:
    return World(rate=0.0, transition=0)


@pytest.fixture
def url(world: World) -> Iterator[str]:
    with Server(world, providers=["alibaba"]) as server:
        yield server.urls["alibaba"]


@pytest.fixture(params=[None, "v2"], ids=["acs3", "v1.0"])
def ask(request: pytest.FixtureRequest, url: str) -> Callable[..., Any]:
    """Calls an action by the SDK's own client and models, and returns the parsed body."""
    client = Client(
        Config(
            access_key_id=ACCESS_KEY_ID,
            access_key_secret=ACCESS_KEY_SECRET,
            endpoint=url.removeprefix("http://"),
            protocol="HTTP",
            region_id=REGION,
            signature_algorithm=request.param,
        )
    )

    def call(action: str, **values: Any) -> Any:
        asked = getattr(models, f"{action}Request")().from_map({"RegionId": REGION, **values})
        method = "".join(f"_{c.lower()}" if c.isupper() else c for c in action).lstrip("_")
        return getattr(client, method)(asked).body

    return call


@pytest.fixture
def site(ask) -> str:
    made: str = ask(
        "CreateCustomerGateway", IpAddress="203.0.113.9", Asn="65530", Name="idc"
    ).customer_gateway_id
    return made


@pytest.fixture
def gateway(ask) -> Callable[..., str]:
    def make(*vswitches: str) -> str:
        more = {"DisasterRecoveryVSwitchId": vswitches[1]} if vswitches[1:] else {}
        made: str = ask(
            "CreateVpnGateway", VpcId="vpc-1", Bandwidth=10, Name="hq", AutoPay=True,
            InstanceChargeType="POSTPAY", VSwitchId=vswitches[0], **more,
        ).vpn_gateway_id  # fmt: skip
        return made

    return make


@pytest.fixture
def pair(ask, gateway, site) -> tuple[str, str]:
    """A gateway, and a connection of two tunnels on it that waits for nobody."""
    vpn = gateway("a", "b")
    tunnels = [
        {"Role": role, "CustomerGatewayId": site, "TunnelIkeConfig": IKE,
         "TunnelIpsecConfig": IPSEC,
         "TunnelBgpConfig": {"LocalAsn": 65001, "TunnelCidr": f"169.254.{n}.0/30",
                             "LocalBgpIp": f"169.254.{n}.1"}}
        for role, n in (("master", 11), ("slave", 12))
    ]  # fmt: skip
    made = ask(
        "CreateVpnConnection", VpnGatewayId=vpn, Name="c", **EVERYTHING, EnableTunnelsBgp=True,
        EffectImmediately=True, TunnelOptionsSpecification=tunnels,
    )  # fmt: skip
    return vpn, made.vpn_connection_id


def device(world: World, **other: Any) -> None:
    """A device at the other end of every tunnel, but for what is ``other``."""
    for key, end in world.internet.ends().items():
        if not key.startswith("device"):
            same = {
                "owner": "device", "local_address": end.peer_address, "psk": end.psk,
                "peer_address": end.local_address, "ike": end.ike, "esp": end.esp,
            }  # fmt: skip
            world.internet.put(f"device {key}", End(**{**same, **other}))


def code(call: Callable[[], Any]) -> tuple[str, int]:
    with pytest.raises(ClientException) as caught:
        call()
    return caught.value.code, caught.value.status_code


def test_a_diagnosis_of_two_tunnels(ask, world, pair):
    """The SDK names tunnels, and reads code, values, time and log line of each that is down."""
    vpn, vco = pair
    options = ask("DescribeVpnConnection", VpnConnectionId=vco).tunnel_options_specification
    tunnels = [t.tunnel_id for t in options.tunnel_options]
    device(world, esp=(("aes-128-cbc", "sha2-256", "dh14"),))
    got = ask("DiagnoseVpnConnections", TunnelIds=tunnels, VpnGatewayId=vpn, PageSize=50)
    assert (got.total_count, got.page_number, got.page_size) == (2, 1, 50)
    assert [row.tunnel_id for row in got.vpn_connections] == tunnels
    row = got.vpn_connections[0]
    assert (row.failed_reason_code, row.severity) == ("EncryptionAlgorithmMismatch", "Critical")
    assert (row.mismatch_local_param, row.mismatch_remote_param) == ("aes256", "aes")
    assert row.vpn_connection_id == vco
    assert vco in row.source_log
    assert row.failed_time > 10**12  # milliseconds
    one = ask("DiagnoseVpnConnections", TunnelIds=tunnels[1:], VpnGatewayId=vpn)
    assert [row.tunnel_id for row in one.vpn_connections] == tunnels[1:]
    # A connection of two tunnels is asked for by its tunnels.
    assert ask("DiagnoseVpnConnections", VpnConnectionIds=[vco]).vpn_connections == []
    device(world)
    assert ask("DiagnoseVpnConnections", TunnelIds=tunnels).total_count == 0
    assert code(lambda: ask("DiagnoseVpnConnections", VpnGatewayId=vpn))[0] == "MissingParameter"


def test_a_diagnosis_and_the_log_of_one_tunnel(ask, world, gateway, site):
    """The SDK names a single-tunnel connection by its own id, and reads its log page by page."""
    made = ask(
        "CreateVpnConnection", VpnGatewayId=gateway("a"), CustomerGatewayId=site, **EVERYTHING,
        IkeConfig=json.dumps(IKE), IpsecConfig=json.dumps(IPSEC), EffectImmediately=True,
    )  # fmt: skip
    vco = made.vpn_connection_id
    ask("DescribeVpnConnection", VpnConnectionId=vco)
    device(world, psk="another")
    (row,) = ask("DiagnoseVpnConnections", VpnConnectionIds=[vco]).vpn_connections
    assert (row.failed_reason_code, row.tunnel_id) == ("PskMismatch", None)
    assert (row.mismatch_local_param, row.mismatch_remote_param) == (None, None)
    world.advance(200)
    begin = made.create_time // 1000
    window = {"VpnConnectionId": vco, "From": begin, "To": begin + 600}
    first = ask("DescribeVpnConnectionLogs", **window, PageSize=3)
    assert (first.count, first.page_number, first.is_completed) == (3, 1, True)
    rest = ask("DescribeVpnConnectionLogs", **window, PageSize=3, PageNumber=2)
    lines = [*first.data.logs, *rest.data.logs]
    assert len(set(lines)) == 4  # one attempt a minute
    assert all(vco in line and "mismatch of preshared secrets" in line for line in lines)
    assert not any(PSK in line for line in lines)
    last = ask("DescribeVpnConnectionLogs", VpnConnectionId=vco, From=begin + 100, MinutePeriod=1)
    assert last.data.logs == lines[2:3]
    assert code(lambda: ask("DescribeVpnConnectionLogs", VpnConnectionId=vco, From=begin)) == (
        "MissingParameter", 400,
    )  # fmt: skip


def test_a_diagnosis_of_a_gateway(ask, world, pair):
    """The SDK starts the tests of a gateway and reads their results, when they have ended."""
    vpn, vco = pair
    asked = {"VpnGatewayId": vpn, "ResourceType": "IPsec", "ResourceId": vco}
    ends = {"PrivateSourceIp": "10.0.0.1", "PrivateDestinationIp": "192.168.0.1"}
    world.transition = 5
    begun = ask("DiagnoseVpnGateway", **asked, IPsecExtendInfo=json.dumps(ends), ClientToken="t")
    running = ask("GetVpnGatewayDiagnoseResult", DiagnoseId=begun.diagnose_id)
    assert (running.finished_count, running.total_count, running.finish_time) == (1, 7, None)
    world.advance(6)
    got = ask("GetVpnGatewayDiagnoseResult", VpnGatewayId=vpn)
    assert (got.finished_count, got.total_count) == (7, 7)
    assert (got.diagnose_id, got.resource_instance_id) == (begun.diagnose_id, vco)
    assert got.begin_time < got.finish_time
    levels = {one.diagnose_name: one.diagnose_result_level for one in got.diagnose_result}
    assert levels["VpnIPsecQuota"] == "normal"
    assert levels["VcoUserInternetIpConnectivity"] == "error"  # nobody is there
    (reached,) = (one.diagnose_result_description for one in got.diagnose_result
                  if one.diagnose_name == "VcoUserInternetIpConnectivity")  # fmt: skip
    # As in the page's sample the quotation marks are escaped once more than JSON asks for.
    assert json.loads(reached.replace('\\"', '"'))["targetIp"] == "203.0.113.9"
    assert code(lambda: ask("GetVpnGatewayDiagnoseResult")) == ("MissingParameter", 400)
    assert code(lambda: ask("DiagnoseVpnGateway", **{**asked, "ResourceId": "vco-0"}))[1] == 404


def test_the_configuration_of_the_device(ask, pair):
    """The SDK downloads what the device has to have: its own addresses are the local ones."""
    _, vco = pair
    config = ask("DownloadVpnConnectionConfig", VpnConnectionId=vco).vpn_connection_config
    here = ask("DescribeVpnConnection", VpnConnectionId=vco).tunnel_options_specification
    there = config.tunnels_config.tunnel_config
    assert [t.tunnel_id for t in there] == [t.tunnel_id for t in here.tunnel_options]
    assert {t.local for t in there} == {"203.0.113.9"}
    assert [t.remote for t in there] == [t.internet_ip for t in here.tunnel_options]
    assert there[0].ike_config.to_map() == IKE | {
        "LocalId": "203.0.113.9", "RemoteId": here.tunnel_options[0].internet_ip,
    }  # fmt: skip
    assert there[0].ipsec_config.to_map() == IPSEC
    bgp = config.bgp_configs.bgp_config[1]
    assert (bgp.local_asn, bgp.peer_asn) == ("65530", "65001")
    assert (bgp.local_bgp_ip, bgp.peer_bgp_ip) == ("169.254.12.2", "169.254.12.1")


def test_an_attachment(ask, world, site):
    """The SDK makes, reads, changes and deletes a connection without a gateway; a router is tied."""
    tunnels = [
        {"TunnelIndex": n, "CustomerGatewayId": site, "TunnelIkeConfig": {"Psk": PSK},
         "EnableDpd": True}
        for n in (1, 2)
    ]  # fmt: skip
    values = {**EVERYTHING, "Name": "hub", "NetworkType": "private", "ResourceGroupId": "rg-1",
              "TunnelBandwidth": "Large", "ClientToken": "t", "EnableTunnelsBgp": False,
              "TunnelOptionsSpecification": tunnels,
              "Tags": [{"Key": "env", "Value": "a b"}]}  # fmt: skip
    made = ask("CreateVpnAttachment", **values)
    assert (made.success, made.name) == (True, "hub")
    assert ask("CreateVpnAttachment", **values).vpn_connection_id == made.vpn_connection_id
    one = {"VpnConnectionId": made.vpn_connection_id}
    got = ask("DescribeVpnConnection", **one)
    assert (got.vpn_gateway_id, got.attach_type, got.state) == (
        "vpn-not-exist", "NO_ASSOCIATED", "init",
    )  # fmt: skip
    assert (got.network_type, got.tunnel_bandwidth, got.resource_group_id) == (
        "private", "Large", "rg-1",
    )  # fmt: skip
    first, second = got.tunnel_options_specification.tunnel_options
    assert (first.tunnel_index, second.tunnel_index, first.internet_ip) == (1, 2, "")
    assert (first.tunnel_ike_config.ike_version, first.tunnel_ike_config.ike_auth_alg) == (
        "ikev2", "sha1",
    )  # fmt: skip
    assert ask("DescribeVpnAttachments").total_count == 0
    tie(world, made.vpn_connection_id, "tr-1", "backbone")
    got = ask("DescribeVpnConnection", **one)
    assert (got.attach_type, got.state, got.transit_router_id) == ("CEN", "attached", "tr-1")
    assert got.tunnel_options_specification.tunnel_options[0].internet_ip
    (row,) = ask("DescribeVpnAttachments", AttachType="CEN").vpn_attachments
    assert (row.instance_id, row.transit_router_name) == (made.vpn_connection_id, "backbone")
    assert [(t.key, t.value) for t in row.tags] == [("env", "a b")]
    changed = ask(
        "ModifyVpnAttachmentAttribute", **one, Name="hub2", NetworkType="public",
        TunnelOptionsSpecification=[{"TunnelIndex": 2, "TunnelIkeConfig": {"Psk": "n3w"}}],
    )  # fmt: skip
    assert (changed.name, changed.network_type, changed.attach_type) == ("hub2", "public", "CEN")
    keys = [t.tunnel_ike_config.psk for t in changed.tunnel_options_specification]
    assert keys == [PSK, "n3w"]
    assert code(lambda: ask("DeleteVpnAttachment", **one)) == ("DependencyViolation", 400)
    assert code(lambda: ask("DeleteVpnConnection", **one))[1] == 404
    untie(world, made.vpn_connection_id)
    assert ask("DeleteVpnAttachment", **one).success
    assert code(lambda: ask("DescribeVpnConnection", **one)) == (
        "InvalidVpnConnectionInstanceId.NotFound", 404,
    )  # fmt: skip


def test_an_attachment_of_one_tunnel(ask, site):
    """The older form, JSON in texts, with a probe whose failure takes no route away."""
    health = {"enable": True, "dip": "192.168.0.1", "sip": "10.0.0.1", "Policy": "reserve_route"}
    made = ask(
        "CreateVpnAttachment", **EVERYTHING, CustomerGatewayId=site, IkeConfig=json.dumps(IKE),
        IpsecConfig=json.dumps(IPSEC), HealthCheckConfig=json.dumps(health), EnableDpd=False,
    )  # fmt: skip
    one = {"VpnConnectionId": made.vpn_connection_id}
    got = ask("DescribeVpnConnection", **one)
    assert (got.vco_health_check.policy, got.enable_dpd) == ("reserve_route", False)
    other = ask("CreateCustomerGateway", IpAddress="203.0.113.10").customer_gateway_id
    changed = ask("ModifyVpnAttachmentAttribute", **one, CustomerGatewayId=other)
    assert changed.customer_gateway_id == other
    assert code(lambda: ask("CreateVpnAttachment", **EVERYTHING, CustomerGatewayId=site,
                            DryRun=True)) == ("DryRunOperation", 400)  # fmt: skip

"""HUAWEI CLOUD's own SDKs buy gateways, connect and clean up on the emulator, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import huaweicloudsdkapig.v2 as apig
import huaweicloudsdkvpn.v5 as vpn
import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.region.region import Region

from cgw.emulator import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID, World
from cgw.emulator.server import Server

# The SDK reads times with python-dateutil, which it does not declare; without it they stay texts.
pytestmark = pytest.mark.filterwarnings("ignore:Unable to convert string to datetime:ImportWarning")
EXAMPLE = json.loads(
    (Path(__file__).parent.parent / "data" / "huawei_apig_example.json").read_text()
)
PSK = "Abcd1234.efgh"


@pytest.fixture
def world() -> World:
    return World(rate=0, transition=30)


@pytest.fixture
def url(world: World) -> Iterator[str]:
    with Server(world, providers=["huawei"]) as server:
        yield server.urls["huawei"]


def client(kind: Any, url: str, secret: str = ACCESS_KEY_SECRET) -> Any:
    credentials = BasicCredentials(ACCESS_KEY_ID, secret, PROJECT_ID)
    credentials.iam_endpoint = url
    region = Region("ap-southeast-1", url)
    return kind.new_builder().with_credentials(credentials).with_region(region).build()


def refused(call: Callable[[], Any]) -> tuple[int, str]:
    with pytest.raises(ClientRequestException) as caught:
        call()
    return caught.value.status_code, caught.value.error_code


def gateway(sdk: Any, **more: Any) -> Any:
    """Buy a public gateway with two new addresses."""
    new = {"type": "5_bgp", "charge_mode": "traffic", "bandwidth_size": 10, "bandwidth_name": "b"}
    whole = {
        "name": "gate",
        "vpc_id": "v",
        "connect_subnet": "s",
        "local_subnets": ["10.1.0.0/16"],
        "eip1": vpn.CreateRequestEip(**new),
        "eip2": vpn.CreateRequestEip(**new),
        "tags": [vpn.VpnResourceTag(key="env", value="prod")],
    }
    content = vpn.CreateVgwRequestBodyContent(**{**whole, **more})
    body = vpn.CreateVgwRequestBody(vpn_gateway=content)
    return sdk.create_vgw(vpn.CreateVgwRequest(body=body)).vpn_gateway


def site(sdk: Any) -> str:
    content = vpn.CreateCgwRequestBodyContent(id_value="203.0.113.12", bgp_asn=65010)
    body = vpn.CreateCgwRequestBody(customer_gateway=content)
    return sdk.create_cgw(vpn.CreateCgwRequest(body=body)).customer_gateway.id


def content(gate: Any, device: str, spot: str, **more: Any) -> Any:
    whole = {
        "name": "link",
        "vgw_id": gate.id,
        "vgw_ip": spot,
        "cgw_id": device,
        "style": "policy",
        "peer_subnets": ["192.168.1.0/24"],
        "policy_rules": [vpn.PolicyRule(source="10.1.0.0/16", destination=["192.168.1.0/24"])],
        "psk": PSK,
        "ikepolicy": vpn.IkePolicy(
            ike_version="v1", phase1_negotiation_mode="main", dpd=vpn.Dpd(interval=20, timeout=10)
        ),
        "ipsecpolicy": vpn.IpsecPolicy(pfs="disable"),
    }
    return vpn.CreateVpnConnectionRequestBodyContent(**{**whole, **more})


def connect(sdk: Any, **more: Any) -> Any:
    body = vpn.CreateVpnConnectionRequestBody(vpn_connection=content(**more))
    return sdk.create_vpn_connection(vpn.CreateVpnConnectionRequest(body=body)).vpn_connection


def test_a_gateways_life(url, world):
    """Buy, wait, list, rename, resize and delete say and read what the SDK's models say."""
    sdk = client(vpn.VpnClient, url)
    made = gateway(sdk)
    assert (made.name, made.bgp_asn, made.ha_mode) == ("gate", 64512, "active-active")

    def shown() -> Any:
        return sdk.show_vgw(vpn.ShowVgwRequest(vgw_id=made.id)).vpn_gateway

    assert shown().status == "PENDING_CREATE"
    world.advance(30)
    read = shown()
    assert (read.status, read.eip1.bandwidth_size, read.eip1.ip_version) == ("ACTIVE", 10, 4)
    assert read.availability_zone_ids
    assert [(tag.key, tag.value) for tag in read.tags] == [("env", "prod")]
    listed = sdk.list_vgws(vpn.ListVgwsRequest(enterprise_project_id=["0"])).vpn_gateways
    assert [item.id for item in listed] == [made.id]
    change = vpn.UpdateVgwRequestBodyContent(name="new", local_subnets=["10.2.0.0/16"])
    body = vpn.UpdateVgwRequestBody(vpn_gateway=change)
    changed = sdk.update_vgw(vpn.UpdateVgwRequest(vgw_id=made.id, body=body)).vpn_gateway
    assert (changed.name, changed.local_subnets) == ("new", ["10.2.0.0/16"])
    size = vpn.UpdateVgwSpecificationRequestBodyContent(flavor="Professional2")
    body = vpn.UpdateVgwSpecificationRequestBody(vpn_gateway=size)
    request = vpn.UpdatePostpaidVgwSpecificationRequest(vgw_id=made.id, body=body)
    assert refused(lambda: sdk.update_postpaid_vgw_specification(request)) == (400, "VPN.0507")
    world.advance(30)
    assert sdk.update_postpaid_vgw_specification(request).vpn_gateway.flavor == "Professional2"
    world.advance(30)
    sdk.delete_vgw(vpn.DeleteVgwRequest(vgw_id=made.id))
    world.advance(30)
    assert refused(shown) == (404, "VPN.0509")


def test_a_connections_life(url, world):
    """Connect, read, list, change, reset, watch, read routes and delete, in the SDK's models."""
    sdk = client(vpn.VpnClient, url)
    made, device = gateway(sdk), site(sdk)
    world.advance(30)
    gate = sdk.show_vgw(vpn.ShowVgwRequest(vgw_id=made.id)).vpn_gateway
    link = connect(sdk, gate=gate, device=device, spot=gate.eip1.id, enable_health_check=True)
    assert (link.style, link.ha_role, link.enable_health_check) == ("POLICY", "master", True)
    assert refused(lambda: connect(sdk, gate=gate, device=device, spot=gate.eip2.id)) == (
        409,
        "VPN.0016",
    )
    world.advance(30)

    def shown() -> Any:
        request = vpn.ShowVpnConnectionRequest(vpn_connection_id=link.id)
        return sdk.show_vpn_connection(request).vpn_connection

    read = shown()
    assert (read.status, read.vgw_ip, read.cgw_id) == ("DOWN", gate.eip1.id, device)
    assert (read.ikepolicy.ike_version, read.ikepolicy.dpd.interval) == ("v1", 20)
    assert (read.ipsecpolicy.pfs, read.policy_rules[0].destination) == (
        "disable",
        ["192.168.1.0/24"],
    )
    assert read.connection_monitor_id
    change = vpn.UpdateVpnConnectionRequestBodyContent(
        name="new",
        psk="Another.1234",
        ikepolicy=vpn.UpdateIkePolicy(ike_version="v2", local_id_type="fqdn", local_id="cloud"),
    )
    body = vpn.UpdateVpnConnectionRequestBody(vpn_connection=change)
    request = vpn.UpdateVpnConnectionRequest(vpn_connection_id=link.id, body=body)
    assert sdk.update_vpn_connection(request).vpn_connection.ikepolicy.local_id == "cloud"
    reset = vpn.ResetVpnConnectionRequest(vpn_connection_id=link.id)
    assert refused(lambda: sdk.reset_vpn_connection(reset)) == (400, "VPN.0306")
    world.advance(30)
    assert sdk.reset_vpn_connection(reset).request_id
    world.advance(30)
    listed = sdk.list_connection_monitors(
        vpn.ListConnectionMonitorsRequest(vpn_connection_id=link.id)
    ).connection_monitors
    assert [(m.destination_ip, m.proto_type) for m in listed] == [("203.0.113.12", "ICMP")]
    gone = vpn.DeleteConnectionMonitorRequest(connection_monitor_id=listed[0].id)
    sdk.delete_connection_monitor(gone)
    assert refused(lambda: sdk.delete_connection_monitor(gone)) == (400, "VPN.0001")
    body = vpn.CreateConnectionMonitorRequestBody(
        connection_monitor=vpn.CreateConnectionMonitorRequestBodyContent(vpn_connection_id=link.id)
    )
    request = vpn.CreateConnectionMonitorRequest(body=body)
    again = sdk.create_connection_monitor(request).connection_monitor
    assert (again.vpn_connection_id, again.destination_ip) == (link.id, "203.0.113.12")
    assert refused(lambda: sdk.create_connection_monitor(request)) == (400, "VPN.0381")
    one = vpn.ShowConnectionMonitorRequest(connection_monitor_id=again.id)
    assert sdk.show_connection_monitor(one).connection_monitor.id == shown().connection_monitor_id
    table = sdk.show_vpn_gateway_routing_table(
        vpn.ShowVpnGatewayRoutingTableRequest(
            vgw_id=gate.id, is_include_nexthop_resource=True, limit=100, offset=0
        )
    )
    assert table.total_count == 2
    assert table.routing_table[1].nexthop_resource.id == link.id
    sdk.delete_vpn_connection(vpn.DeleteVpnConnectionRequest(vpn_connection_id=link.id))
    world.advance(30)
    assert refused(shown) == (404, "VPN.0004")


def test_connections_page_by_marker(url, world):
    """Following next_marker with a limit shows each connection once, in the order of creation."""
    sdk = client(vpn.VpnClient, url)
    made, device = gateway(sdk), site(sdk)
    ids = []
    for _ in range(5):
        world.advance(30)
        gate = sdk.show_vgw(vpn.ShowVgwRequest(vgw_id=made.id)).vpn_gateway
        ids.append(connect(sdk, gate=gate, device=device, spot=gate.eip1.id).id)
    seen, marker = [], None
    while True:
        page = sdk.list_vpn_connections(
            vpn.ListVpnConnectionsRequest(limit=2, marker=marker, vgw_id=made.id)
        )
        if not page.vpn_connections:
            break
        assert page.total_count == 5
        seen += [item.id for item in page.vpn_connections]
        marker = page.page_info.next_marker
    assert seen == ids


def test_a_dedicated_gateways_life(url, world):
    """The page's example is bought with the SDK's model; then read, listed, changed and deleted."""
    sdk = client(apig.ApigClient, url)
    tags = [apig.TmsKeyValue(key="env", value="prod")]
    body = apig.InstanceCreateReqV2(**EXAMPLE["request"], tags=tags)
    made = sdk.create_instance_v2(apig.CreateInstanceV2Request(body=body))
    assert len(made.instance_id) == 32
    assert made.job_id.startswith("JOB-")

    def shown() -> Any:
        request = apig.ShowDetailsOfInstanceV2Request(instance_id=made.instance_id)
        return sdk.show_details_of_instance_v2(request)

    assert (shown().status, shown().instance_status) == ("Creating", 1)
    asked = apig.ShowDetailsOfInstanceProgressV2Request(instance_id=made.instance_id)
    assert sdk.show_details_of_instance_progress_v2(asked).status == "creating"
    world.advance(30)
    read = shown()
    assert (read.status, read.spec, read.bandwidth_size) == ("Running", "PROFESSIONAL", 5)
    assert read.available_zone_ids == "[xx-xxx-7b, xx-xxx-7a]"
    assert isinstance(read.create_time, int)
    told = sdk.list_instance_tags(apig.ListInstanceTagsRequest(instance_id=made.instance_id))
    assert [(tag.key, tag.value) for tag in told.tags] == [("env", "prod")]
    listed = sdk.list_instances_v2(apig.ListInstancesV2Request(limit=10, offset=0))
    assert (listed.total, listed.instances[0].id) == (1, made.instance_id)
    change = apig.InstanceModReq(description="new", maintain_begin="02:00:00")
    request = apig.UpdateInstanceV2Request(instance_id=made.instance_id, body=change)
    assert sdk.update_instance_v2(request).maintain_end == "06:00:00"
    size = apig.CreatePostPayResizeOrderRequest(
        instance_id=made.instance_id, body=apig.ResizeInstanceReq(spec_id="PLATINUM")
    )
    assert sdk.create_post_pay_resize_order(size).job_id
    world.advance(30)
    sdk.delete_instances_v2(apig.DeleteInstancesV2Request(instance_id=made.instance_id))
    world.advance(30)
    assert refused(shown) == (404, "APIC.7302")


def test_refusals_have_the_vendors_codes(url):
    """Wrong values and a wrong secret reach the SDKs as their own exceptions, with code and id."""
    sdk = client(vpn.VpnClient, url)
    assert refused(lambda: gateway(sdk, local_subnets=["100.64.0.0/16"])) == (400, "VPN.0001")
    service = client(apig.ApigClient, url)
    body = apig.InstanceCreateReqV2(**{**EXAMPLE["request"], "spec_id": "HUGE"})
    request = apig.CreateInstanceV2Request(body=body)
    assert refused(lambda: service.create_instance_v2(request)) == (404, "APIC.7301")
    wrong = client(apig.ApigClient, url, secret="wrong")
    listing = apig.ListInstancesV2Request()
    assert refused(lambda: wrong.list_instances_v2(listing)) == (401, "APIGW.0301")

"""HUAWEI CLOUD's own SDKs look at ailing connections and open doors on the emulator, over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import huaweicloudsdkapig.v2 as apig
import huaweicloudsdkvpn.v5 as vpn
import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.region.region import Region

from cgw.emulator import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID, World
from cgw.emulator.internet import End
from cgw.emulator.server import Server

# The SDK reads times with python-dateutil, which it does not declare; without it they stay texts.
pytestmark = pytest.mark.filterwarnings("ignore:Unable to convert string to datetime:ImportWarning")

SITE, KEY = "203.0.113.12", "S3cretS3cret"


@pytest.fixture
def world() -> World:
    return World(rate=0, transition=30)


@pytest.fixture
def url(world: World) -> Iterator[str]:
    with Server(world, providers=["huawei"]) as server:
        yield server.urls["huawei"]


def client(kind: Any, url: str) -> Any:
    credentials = BasicCredentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID)
    credentials.iam_endpoint = url
    region = Region("ap-southeast-1", url)
    return kind.new_builder().with_credentials(credentials).with_region(region).build()


def refused(call: Callable[[], Any]) -> tuple[int, str]:
    with pytest.raises(ClientRequestException) as caught:
        call()
    return caught.value.status_code, caught.value.error_code


def connection(sdk: Any, world: World) -> tuple[str, str]:
    """A connection in mode ``static`` to a device, with a health check; its own address."""
    site = vpn.CreateCgwRequestBodyContent(name="site", id_value=SITE, bgp_asn=65010)
    body = vpn.CreateCgwRequestBody(customer_gateway=site)
    device = sdk.create_cgw(vpn.CreateCgwRequest(body=body)).customer_gateway.id
    eip = vpn.CreateRequestEip(
        type="5_bgp", charge_mode="traffic", bandwidth_size=10, bandwidth_name="b"
    )
    content = vpn.CreateVgwRequestBodyContent(
        name="gate", vpc_id="v", connect_subnet="s", local_subnets=["10.0.0.0/24"],
        eip1=eip, eip2=eip,
    )  # fmt: skip
    body = vpn.CreateVgwRequestBody(vpn_gateway=content)
    gate = sdk.create_vgw(vpn.CreateVgwRequest(body=body)).vpn_gateway.id
    world.advance(30)
    first = sdk.show_vgw(vpn.ShowVgwRequest(vgw_id=gate)).vpn_gateway.eip1
    link = vpn.CreateVpnConnectionRequestBodyContent(
        name="link", vgw_id=gate, vgw_ip=first.id, cgw_id=device, style="static", psk=KEY,
        peer_subnets=["192.168.1.0/24"], enable_health_check=True,
        ikepolicy=vpn.IkePolicy(ike_version="v2", dh_group="group14", encryption_algorithm="aes-128",
                                authentication_algorithm="sha2-256"),
        ipsecpolicy=vpn.IpsecPolicy(encryption_algorithm="aes-128", pfs="group14",
                                    authentication_algorithm="sha2-256"),
    )  # fmt: skip
    body = vpn.CreateVpnConnectionRequestBody(vpn_connection=link)
    made = sdk.create_vpn_connection(vpn.CreateVpnConnectionRequest(body=body)).vpn_connection.id
    world.advance(30)
    return made, first.ip_address


def device(world: World, address: str, **more: Any) -> None:
    """The other end, as it has to be but for ``more``."""
    whole = {
        "owner": "device",
        "local_address": SITE,
        "peer_address": address,
        "psk": KEY,
        "ike": (("aes-128-cbc", "sha2-256", "dh14"),),
        "esp": (("aes-128-cbc", "sha2-256", "dh14"),),
    }
    world.internet.put("device", End(**{**whole, **more}))


def test_a_connection_that_is_down_says_why(url, world):
    """The log has a line a minute in the page's form; once the tunnel is up its traffic is counted."""
    sdk = client(vpn.VpnClient, url)
    id, address = connection(sdk, world)
    device(world, address, ike_version="ikev1")
    world.advance(120)
    asked = vpn.ShowVpnConnectionLogRequest(vpn_connection_id=id)
    lines = sdk.show_vpn_connection_log(asked).logs
    assert len(lines) == 3
    assert [b.time - a.time for a, b in pairwise(lines)] == [60, 60]
    assert lines[-1].raw_message.endswith(
        f"PeerAddress=[{SITE}], PeerPort=[500], Reason=[version mismatch])"
    )
    counted = vpn.ListConnectionIpsecSaRequest(vpn_connection_id=id)
    assert sdk.list_connection_ipsec_sa(counted).sa_infos == []
    device(world, address)
    assert sdk.show_vpn_connection_log(asked).logs == []
    (row,) = sdk.list_connection_ipsec_sa(counted).sa_infos
    assert (row.source_ip_cidr, row.dest_ip_cidr) == ("0.0.0.0/0", "0.0.0.0/0")
    assert row.packets_sent == row.packets_recv > 100
    assert row.traffic_sent == row.packets_sent * 84
    wrong = vpn.ShowVpnConnectionLogRequest(vpn_connection_id="none")
    assert refused(lambda: sdk.show_vpn_connection_log(wrong)) == (404, "VPN.0004")


def test_its_health_checks_are_listed(url, world):
    """The check made with a connection is the only one of it."""
    sdk = client(vpn.VpnClient, url)
    id, address = connection(sdk, world)
    listed = sdk.list_connection_monitors(vpn.ListConnectionMonitorsRequest(vpn_connection_id=id))
    (row,) = listed.connection_monitors
    assert (row.vpn_connection_id, row.source_ip, row.destination_ip) == (id, address, SITE)


def test_a_devices_configuration(url, world):
    """It is written for a device of the list and for no other; the key is in it."""
    sdk = client(vpn.VpnClient, url)
    id, address = connection(sdk, world)
    listed = sdk.list_peer_configuration_supported_devices(
        vpn.ListPeerConfigurationSupportedDevicesRequest()
    )
    assert "AR6120" in {row.platform for row in listed.supported_devices}

    def export(**more: str) -> Any:
        whole = {"vendor": "Huawei", "type": "AR", "model": "AR6120", "version": "V300R022C00"}
        body = vpn.ExportPeerConfigurationRequestBody(**{**whole, **more})
        asked = vpn.ExportVpnConnectionPeerConfigurationRequest(vpn_connection_id=id, body=body)
        return sdk.export_vpn_connection_peer_configuration(asked).peer_config

    text = export()
    assert address in text
    assert KEY in text
    assert refused(lambda: export(model="AR1")) == (400, "VPN.0001")


def instance(sdk: Any, world: World) -> str:
    content = apig.InstanceCreateReq(
        instance_name="front", spec_id="BASIC", vpc_id="v", subnet_id="s", security_group_id="g",
        available_zone_ids=["a"], bandwidth_size=0,
    )  # fmt: skip
    made = sdk.create_instance_v2(apig.CreateInstanceV2Request(body=content)).instance_id
    world.advance(30)
    return made


def test_doors_are_opened_changed_and_shut(url, world):
    """Out, in behind an ELB, and in by an address of one's own; one that is not open cannot be shut."""
    sdk = client(apig.ApigClient, url)
    id = instance(sdk, world)

    def shown() -> Any:
        return sdk.show_details_of_instance_v2(apig.ShowDetailsOfInstanceV2Request(id))

    out = apig.OpenEngressEipReq(bandwidth_size="10", bandwidth_charging_mode="traffic")
    sdk.add_engress_eip_v2(apig.AddEngressEipV2Request(id, body=out))
    first = shown().nat_eip_address
    out.bandwidth_size = "20"
    sdk.update_engress_eip_v2(apig.UpdateEngressEipV2Request(id, body=out))
    assert (shown().nat_eip_address, shown().bandwidth_size) == (first, 20)
    sdk.remove_engress_eip_v2(apig.RemoveEngressEipV2Request(id))
    assert (shown().nat_eip_address, shown().bandwidth_size) == (None, 0)
    again = apig.RemoveEngressEipV2Request(id)
    assert refused(lambda: sdk.remove_engress_eip_v2(again)) == (404, "APIC.7311")

    into = apig.OpenIngressEipReq(bandwidth_size=10)
    assert sdk.add_ingress_eip_v2(apig.AddIngressEipV2Request(id, body=into)).job_id
    busy = apig.UpdateIngressEipV2Request(id, body=into)
    assert refused(lambda: sdk.update_ingress_eip_v2(busy)) == (400, "APIC.9224")
    world.advance(30)
    into.bandwidth_size = 30
    assert sdk.update_ingress_eip_v2(busy).instance_id == id
    world.advance(30)
    assert [ip.bandwidth_size for ip in shown().publicips] == [30]
    own = apig.AddEipV2Request(id, body=apig.EipBindReq(eip_id="eip-1"))
    assert refused(lambda: sdk.add_eip_v2(own)) == (400, "APIC.7242")
    sdk.remove_ingress_eip_v2(apig.RemoveIngressEipV2Request(id))
    world.advance(30)
    bound = sdk.add_eip_v2(own)
    assert (bound.eip_id, bound.eip_address) == ("eip-1", shown().eip_address)
    sdk.remove_eip_v2(apig.RemoveEipV2Request(id))
    assert shown().eip_address is None


def test_progress_and_switches(url, world):
    """A creation has the page's percentages; a switch is turned once a minute, and listed."""
    sdk = client(apig.ApigClient, url)
    id = instance(sdk, world)
    done = sdk.show_details_of_instance_progress_v2(apig.ShowDetailsOfInstanceProgressV2Request(id))
    assert (done.progress, done.status) == (100, "success")
    assert done.end_time - done.start_time == 30000
    body = apig.FeatureToggle(name="app_api_key", enable=True, config="on")
    turn = apig.CreateFeatureV2Request(id, body=body)
    told = sdk.create_feature_v2(turn)
    assert (told.name, told.enable, told.config, told.instance_id) == (
        "app_api_key",
        True,
        "on",
        id,
    )
    assert refused(lambda: sdk.create_feature_v2(turn)) == (409, "APIG.3711")
    world.advance(60)
    assert sdk.create_feature_v2(turn).enable
    listed = sdk.list_features_v2(apig.ListFeaturesV2Request(id, limit=500))
    assert [row.config for row in listed.features if row.enable] == ["on"]
    assert len(sdk.list_features_v2(apig.ListFeaturesV2Request(id, limit=3)).features) == 3

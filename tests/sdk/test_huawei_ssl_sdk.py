"""HUAWEI CLOUD's own SDKs let clients dial in, tag, and look for zones on the emulator, over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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

HERE = "local"  # the region that a request over HTTP is in
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
TOKEN = "5eed5eed-5eed-5eed-5eed-5eed5eed5eed"


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


def gateway(sdk: Any) -> str:
    """Buy a gateway for five clients, with a new address."""
    content = vpn.CreateP2cVgwRequestBodyContent(
        name="remote",
        vpc_id="v",
        connect_subnet="s",
        flavor="Professional1",
        max_connection_number=10,
        eip=vpn.CreateP2cRequestEip(
            type="5_bgp", charge_mode="traffic", bandwidth_size=10, bandwidth_name="b"
        ),
        tags=[vpn.VpnResourceTag(key="env", value="prod")],
    )
    body = vpn.CreateP2cVgwRequestBody(p2c_vpn_gateway=content)
    return sdk.create_p2c_vgw(vpn.CreateP2cVgwRequest(body=body)).p2c_vpn_gateway.id


def server(sdk: Any, gate: str, **more: Any) -> str:
    whole = {
        "tunnel_protocol": "SSL",
        "client_cidr": "10.9.0.0/24",
        "local_subnets": ["10.0.0.0/16"],
        "client_auth_type": "LOCAL_PASSWORD",
        "server_certificate": vpn.CreateServerRequestServerCertificate(id="scs-1"),
        "ssl_options": vpn.CreateServerRequestSslOptions(
            protocol="TCP", port=443, encryption_algorithm="AES-128-GCM", is_compressed=False
        ),
    }
    content = vpn.CreateServerRequest(**{**whole, **more})
    body = vpn.CreateServerRequestBody(vpn_server=content)
    request = vpn.CreateVpnServerRequest(p2c_vgw_id=gate, x_client_token=TOKEN, body=body)
    made = sdk.create_vpn_server(request).vpn_server.id
    assert sdk.create_vpn_server(request).vpn_server.id == made  # the same token, the same server
    return made


def servers(sdk: Any, gate: str) -> list[Any]:
    return sdk.list_vpn_servers_by_vgw(vpn.ListVpnServersByVgwRequest(p2c_vgw_id=gate)).vpn_servers


def test_a_gateways_life(url, world):
    """Buy, wait, list, rename and delete say and read what the SDK's models say."""
    sdk = client(vpn.VpnClient, url)
    gate = gateway(sdk)

    def shown() -> Any:
        return sdk.show_p2c_vgw(vpn.ShowP2cVgwRequest(p2c_vgw_id=gate)).p2c_vpn_gateway

    assert shown().status == "PENDING_CREATE"
    world.advance(30)
    read = shown()
    assert (read.status, read.max_connection_number, read.eip.bandwidth_size) == ("ACTIVE", 10, 10)
    assert [(tag.key, tag.value) for tag in read.tags] == [("env", "prod")]
    listed = sdk.list_p2c_vgws(vpn.ListP2cVgwsRequest(limit=10))
    assert ([item.id for item in listed.p2c_vpn_gateways], listed.total_count) == ([gate], 1)
    change = vpn.UpdateP2cVgwRequestBodyContent(name="new")
    body = vpn.UpdateP2cVgwRequestBody(p2c_vpn_gateway=change)
    sdk.update_p2c_vgw(vpn.UpdateP2cVgwRequest(p2c_vgw_id=gate, body=body))
    world.advance(30)
    assert shown().name == "new"
    sdk.delete_p2c_vgw(vpn.DeleteP2cVgwRequest(p2c_vgw_id=gate))
    world.advance(30)
    assert refused(shown)[0] == 404


def test_a_servers_life(url, world):
    """A server with passwords is made once, listed both ways and changed."""
    sdk = client(vpn.VpnClient, url)
    gate = gateway(sdk)
    world.advance(30)
    made = server(sdk, gate)
    world.advance(30)
    change = vpn.UpdateServerRequest(
        local_subnets=["10.1.0.0/16"],
        ssl_options=vpn.UpdateServerRequestSslOptions(
            protocol="TCP", port=1194, encryption_algorithm="AES-256-GCM"
        ),
    )
    body = vpn.UpdateServerRequestBody(vpn_server=change)
    sdk.update_vpn_server(vpn.UpdateVpnServerRequest(vpn_server_id=made, body=body))
    world.advance(30)
    (one,) = servers(sdk, gate)
    (same,) = sdk.list_vpn_servers_by_project(vpn.ListVpnServersByProjectRequest()).vpn_servers
    assert (one.id, one.to_dict()) == (made, same.to_dict())
    assert (one.local_subnets, one.ssl_options.port) == (["10.1.0.0/16"], 1194)
    assert one.ssl_options.encryption_algorithm == "AES-256-GCM"


def test_the_authorities_of_a_server(url, world):
    """Certificates of clients' authorities are brought in, renamed and taken away."""
    sdk = client(vpn.VpnClient, url)
    gate = gateway(sdk)
    world.advance(30)
    first = vpn.CreateServerRequestClientCaCertificates(name="one", content=PEM)
    made = server(sdk, gate, client_auth_type="CERT", client_ca_certificates=[first])
    world.advance(30)

    def held() -> dict[str, str]:
        return {ca.name: ca.id for ca in servers(sdk, gate)[0].client_ca_certificates}

    content = vpn.ImportClientCaCertificateRequestBodyClientCaCertificate(
        name="two", content=PEM.replace("MIIB", "MIIC")
    )
    body = vpn.ImportClientCaCertificateRequestBody(client_ca_certificate=content)
    sdk.import_client_ca(vpn.ImportClientCaRequest(vpn_server_id=made, body=body))
    assert sorted(held()) == ["one", "two"]
    where = {"vpn_server_id": made, "client_ca_certificate_id": held()["two"]}
    name = vpn.UpdateClientCaCertificateRequestBodyClientCaCertificate(name="three")
    body = vpn.UpdateClientCaCertificateRequestBody(client_ca_certificate=name)
    sdk.update_client_ca(vpn.UpdateClientCaRequest(**where, body=body))
    assert sorted(held()) == ["one", "three"]
    sdk.delete_client_ca(vpn.DeleteClientCaRequest(**where))
    assert sorted(held()) == ["one"]


def test_a_users_life(url, world):
    """Made once, read, listed, changed, given a password and a configuration, and gone."""
    sdk = client(vpn.VpnClient, url)
    gate = gateway(sdk)
    world.advance(30)
    made = server(sdk, gate)
    world.advance(30)
    content = vpn.CreateVpnUserRequestBodyContent(name="alice", password="Abcd.1234")
    body = vpn.CreateVpnUserRequestBody(user=content)
    request = vpn.CreateVpnUserRequest(vpn_server_id=made, x_client_token=TOKEN, body=body)
    user = sdk.create_vpn_user(request).user.id
    assert sdk.create_vpn_user(request).user.id == user  # the same token, the same user
    world.advance(30)
    where = {"vpn_server_id": made, "user_id": user}
    change = vpn.UpdateVpnUserRequestBodyContent(description="travels", static_ip="10.9.0.5")
    body = vpn.UpdateVpnUserRequestBody(user=change)
    sdk.update_vpn_user(vpn.UpdateVpnUserRequest(**where, body=body))
    read = sdk.show_vpn_user(vpn.ShowVpnUserRequest(**where)).user
    assert (read.name, read.description, read.static_ip) == ("alice", "travels", "10.9.0.5")
    listed = sdk.list_vpn_users(vpn.ListVpnUsersRequest(vpn_server_id=made)).users
    assert [item.to_dict() for item in listed] == [read.to_dict()]
    new = vpn.ResetVpnUserPasswordRequestBody(new_password="Efgh.5678")
    sdk.reset_vpn_user_password(vpn.ResetVpnUserPasswordRequest(**where, body=new))
    body = vpn.ExportClientConfigRequestBody(os_type="Windows")
    wanted = vpn.ExportClientConfigRequest(vpn_server_id=made, body=body)
    assert "remote " in sdk.export_client_config(wanted).client_config
    sdk.delete_vpn_user(vpn.DeleteVpnUserRequest(**where))
    assert refused(lambda: sdk.show_vpn_user(vpn.ShowVpnUserRequest(**where)))[0] == 404


def test_who_is_connected(url, world):
    """A session is listed with its addresses, and ended."""
    sdk = client(vpn.VpnClient, url)
    gate = gateway(sdk)
    world.advance(30)
    world.add(
        *("huawei", HERE, "p2c_sessions", "session-1"),
        gateway_id=gate,
        name="alice",
        address="203.0.113.5",
        private_address="10.9.0.6",
    )

    def connected() -> list[Any]:
        request = vpn.ListP2cVgwConnectionsRequest(p2c_vgw_id=gate, limit=10, offset=0)
        return sdk.list_p2c_vgw_connections(request).connections

    (one,) = connected()
    assert (one.connection_id, one.client_ip) == ("session-1", "203.0.113.5")
    assert (one.client_user_name, one.client_virtual_ip) == ("alice", "10.9.0.6")
    end = vpn.DeleteP2cVgwConnectionRequest(p2c_vgw_id=gate, connection_id="session-1")
    sdk.delete_p2c_vgw_connection(end)
    assert connected() == []


def test_tags_of_a_gateway(url, world):
    """Tags are set, read and taken off with the SDK's models."""
    sdk = client(vpn.VpnClient, url)
    where = {"resource_type": "p2c-vpn-gateways", "resource_id": gateway(sdk)}
    world.advance(30)

    def told() -> dict[str, str]:
        tags = sdk.show_resource_tags(vpn.ShowResourceTagsRequest(**where)).tags
        return {tag.key: tag.value for tag in tags}

    body = vpn.CreateResourcesTagsRequestBody(tags=[vpn.ResourceTag(key="site", value="b")])
    sdk.batch_create_resource_tags(vpn.BatchCreateResourceTagsRequest(**where, body=body))
    assert told() == {"env": "prod", "site": "b"}
    body = vpn.DeleteResourcesTagsRequestBody(tags=[vpn.ResourceTag(key="env", value="prod")])
    sdk.batch_delete_resource_tags(vpn.BatchDeleteResourceTagsRequest(**where, body=body))
    assert told() == {"site": "b"}


def test_tags_of_an_instance(url, world):
    """One call sets tags of a dedicated gateway, the same call takes them off."""
    sdk = client(apig.ApigClient, url)
    body = apig.InstanceCreateReqV2(
        instance_name="front",
        spec_id="BASIC",
        vpc_id="v",
        subnet_id="s",
        security_group_id="g",
        available_zone_ids=["az-1"],
    )
    made = sdk.create_instance_v2(apig.CreateInstanceV2Request(body=body)).instance_id
    world.advance(30)

    def told() -> dict[str, str]:
        tags = sdk.list_instance_tags(apig.ListInstanceTagsRequest(instance_id=made)).tags
        return {tag.key: tag.value for tag in tags}

    for action, left in (("create", {"env": "prod"}), ("delete", {})):
        body = apig.TmsUpdatePublicReq(
            action=action, tags=[apig.TmsKeyValue(key="env", value="prod")]
        )
        request = apig.BatchCreateOrDeleteInstanceTagsRequest(instance_id=made, body=body)
        sdk.batch_create_or_delete_instance_tags(request)
        assert told() == left


def test_zones(url):
    """Zones of either kind of gateway have names, and what can be had in them."""
    sdk = client(vpn.VpnClient, url)
    request = vpn.ListExtendedAvailabilityZonesRequest()
    rows = sdk.list_extended_availability_zones(request).availability_zones
    assert rows
    assert all(row.name and row.available_specs[0].flavor for row in rows)
    asked = vpn.ListP2cVgwAvailabilityZonesRequest(flavor="Professional1")
    assert sdk.list_p2c_vgw_availability_zones(asked).availability_zones

"""HUAWEI CLOUD's own, unmodified SDK works against the emulator, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkvpn.v5 import (
    CaCertificateRequest,
    CreateCgwRequest,
    CreateCgwRequestBody,
    CreateCgwRequestBodyContent,
    DeleteCgwRequest,
    ListCgwsRequest,
    ShowCgwRequest,
    UpdateCgwRequest,
    UpdateCgwRequestBody,
    UpdateCgwRequestBodyContent,
    VpnClient,
    VpnResourceTag,
)

from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID, TOKEN, World

# The SDK reads times with python-dateutil, which it does not declare; without it they stay texts.
pytestmark = pytest.mark.filterwarnings("ignore:Unable to convert string to datetime:ImportWarning")

PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def url(world: World) -> Iterator[str]:
    with Server(world, providers=["huawei"]) as server:
        yield server.urls["huawei"]


def client(
    url: str, secret: str = ACCESS_KEY_SECRET, project: str | None = PROJECT_ID
) -> VpnClient:
    credentials = BasicCredentials(ACCESS_KEY_ID, secret, project)
    credentials.iam_endpoint = url
    # A region of one's own making is how the SDK is told an address and a name for it.
    region = Region("ap-southeast-1", url)
    made: VpnClient = (
        VpnClient.new_builder().with_credentials(credentials).with_region(region).build()
    )
    return made


def make(sdk: VpnClient, **content: object) -> object:
    whole = {"id_value": "198.51.100.7", **content}
    body = CreateCgwRequestBody(customer_gateway=CreateCgwRequestBodyContent(**whole))
    return sdk.create_cgw(CreateCgwRequest(body=body)).customer_gateway


def moment(value: object) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


def ids(response) -> list[str]:
    return [item.id for item in response.customer_gateways]


def test_a_life(url):
    """Create, show, update and delete say and read what the SDK's models say."""
    sdk = client(url)
    before = datetime.now(UTC)
    made = make(sdk, name="idc", bgp_asn=65010, tags=[VpnResourceTag(key="a b", value="")])
    assert (made.name, made.id_type, made.bgp_asn) == ("idc", "ip", 65010)
    assert abs(moment(made.created_at) - before) < timedelta(minutes=1)
    shown = sdk.show_cgw(ShowCgwRequest(customer_gateway_id=made.id)).customer_gateway
    assert (shown.id, shown.id_value) == (made.id, "198.51.100.7")
    assert [(tag.key, tag.value) for tag in shown.tags] == [("a b", "")]
    content = UpdateCgwRequestBodyContent(
        name="new", ca_certificate=CaCertificateRequest(content=PEM)
    )
    body = UpdateCgwRequestBody(customer_gateway=content)
    changed = sdk.update_cgw(UpdateCgwRequest(customer_gateway_id=made.id, body=body))
    assert changed.customer_gateway.name == "new"
    assert moment(changed.customer_gateway.ca_certificate.expire_time) > before
    sdk.delete_cgw(DeleteCgwRequest(customer_gateway_id=made.id))
    with pytest.raises(ClientRequestException) as caught:
        sdk.show_cgw(ShowCgwRequest(customer_gateway_id=made.id))
    assert (caught.value.status_code, caught.value.error_code) == (404, "VPN.0004")
    assert caught.value.request_id


def test_more_than_one_page(url):
    """Following next_marker with a limit shows each gateway once, in the order of creation."""
    sdk = client(url)
    made = [make(sdk, name=f"n{n}").id for n in range(5)]
    seen, marker = [], None
    while True:
        page = sdk.list_cgws(ListCgwsRequest(limit=2, marker=marker))
        assert page.total_count == 5
        if not page.customer_gateways:
            break
        seen += ids(page)
        marker = page.page_info.next_marker
    assert seen == made
    assert ids(sdk.list_cgws(ListCgwsRequest(cgw_id=made[3]))) == [made[3]]


def test_the_project_is_found(url):
    """Without a project the SDK asks IAM for it, at the same address."""
    sdk = client(url, project=None)
    assert make(sdk).id
    assert sdk.get_credentials().project_id == PROJECT_ID


def test_temporary_keys(url):
    """The SDK's security token is accepted, and signed."""
    sdk = client(url)
    sdk.get_credentials().security_token = TOKEN
    assert make(sdk).id


def test_a_wrong_secret_has_the_vendors_code(url):
    """A signature made with another secret is 401 APIGW.0301."""
    with pytest.raises(ClientRequestException) as caught:
        client(url, secret="wrong").list_cgws(ListCgwsRequest())
    assert (caught.value.status_code, caught.value.error_code) == (401, "APIGW.0301")
    assert caught.value.request_id


@pytest.mark.parametrize("off", [3600, -3600])
def test_a_clock_an_hour_off_has_the_vendors_code(off):
    """A date an hour from the cloud's is 401 APIGW.0301, in both directions."""
    ahead = World(wall=lambda: datetime.now(UTC).timestamp() + off)
    with (
        Server(ahead, providers=["huawei"]) as server,
        pytest.raises(ClientRequestException) as caught,
    ):
        client(server.urls["huawei"]).list_cgws(ListCgwsRequest())
    assert (caught.value.status_code, caught.value.error_code) == (401, "APIGW.0301")


def test_a_wrong_value_has_the_vendors_words(url):
    """The SDK reads code and text of a refusal from the emulator's body."""
    with pytest.raises(ClientRequestException) as caught:
        make(client(url), id_value="127.0.0.1")
    assert (caught.value.status_code, caught.value.error_code) == (400, "VPN.0204")
    assert "loopback" in caught.value.error_msg

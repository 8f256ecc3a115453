"""A fault that was asked for reaches the vendors' own, unmodified SDKs as the cloud's refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from cgw.emulator.faults import KINDS, Wording
from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID, World
from cgw.plugins import registry

NAMES = ("alibaba", "huawei", "tencent")
Call = Callable[[], tuple[str, str]]
pytestmark = [
    pytest.mark.filterwarnings("ignore:datetime.datetime.utcfromtimestamp:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Unable to convert string to datetime:ImportWarning"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(World(), providers=NAMES) as running:
        yield running


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def alibaba(url: str) -> Call:
    from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
    from alibabacloud_tea_openapi.utils_models import Config
    from alibabacloud_vpc20160428 import models
    from alibabacloud_vpc20160428.client import Client

    config = Config(
        access_key_id=ACCESS_KEY_ID,
        access_key_secret=ACCESS_KEY_SECRET,
        endpoint=url.removeprefix("http://"),
        protocol="HTTP",
        region_id="cn-shanghai",
    )
    client = Client(config)

    def call() -> tuple[str, str]:
        asked = models.DescribeCustomerGatewaysRequest(region_id="cn-shanghai")
        with pytest.raises(AlibabaCloudException) as caught:
            client.describe_customer_gateways(asked)
        return caught.value.code, caught.value.request_id

    return call


def huawei(url: str) -> Call:
    from huaweicloudsdkcore.auth.credentials import BasicCredentials
    from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException
    from huaweicloudsdkcore.region.region import Region
    from huaweicloudsdkvpn.v5 import ListCgwsRequest, VpnClient

    keys = BasicCredentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID)
    region = Region("ap-southeast-1", url)
    client = VpnClient.new_builder().with_credentials(keys).with_region(region).build()

    def call() -> tuple[str, str]:
        with pytest.raises(ServiceResponseException) as caught:
            client.list_cgws(ListCgwsRequest())
        return caught.value.error_code, caught.value.request_id

    return call


def tencent(url: str) -> Call:
    from tencentcloud.common.credential import Credential
    from tencentcloud.common.exception import TencentCloudSDKException
    from tencentcloud.common.profile.client_profile import ClientProfile
    from tencentcloud.common.profile.http_profile import HttpProfile
    from tencentcloud.vpc.v20170312 import models, vpc_client

    http = HttpProfile(protocol="http", endpoint=url.removeprefix("http://"), reqTimeout=20)
    keys = Credential(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
    client = vpc_client.VpcClient(keys, "ap-guangzhou", ClientProfile(httpProfile=http))

    def call() -> tuple[str, str]:
        with pytest.raises(TencentCloudSDKException) as caught:
            client.DescribeCustomerGateways(models.DescribeCustomerGatewaysRequest())
        return caught.value.code, caught.value.requestId

    return call


SDKS = {"alibaba": alibaba, "huawei": huawei, "tencent": tencent}


@pytest.mark.parametrize("provider", NAMES)
def test_the_vendors_sdk_reads_every_kind(server: Server, provider: str) -> None:
    """Its exception has the code that the face says a kind with, and a request id."""
    face = registry().provider(provider).face
    assert face is not None
    wording = getattr(face(World()), "faults", None)
    assert isinstance(wording, Wording)
    call = SDKS[provider](server.urls[provider])
    about = "DescribeCustomerGateways" if provider == "alibaba" else ""
    for name in KINDS:
        with server.world.troubled(f"{provider}/{name}") as fault:
            code, request_id = call()
        told = wording.told(name, about)
        if (provider, told.status) == ("huawei", 429):
            assert code == "429"  # urllib3 under the SDK (3.1.219) throws the body of a 429 away
        else:
            assert code == told.code
            assert request_id
        assert fault is not None
        assert fault.struck == 1, "the SDK tried again"


@pytest.mark.parametrize(
    ("provider", "code"),
    [
        ("alibaba", "Forbidden.RAM"),
        ("alibaba", "Never.Heard.Of.It"),
        ("huawei", "VPN.0016"),
        ("huawei", "CBC.99003651"),
        ("tencent", "UnsupportedOperation.TagAllocate"),
    ],
)
def test_the_vendors_sdk_reads_any_code(server: Server, provider: str, code: str) -> None:
    """Whichever code was asked for is the one in its exception."""
    call = SDKS[provider](server.urls[provider])
    with server.world.troubled(f"{provider}/{code}"):
        assert call()[0] == code

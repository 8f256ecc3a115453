"""The vendor's own unmodified client, blocking and awaiting, against the emulator over HTTP."""

from __future__ import annotations

import asyncio
import time

import pytest
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.vpc.v20170312 import models, vpc_client, vpc_client_async

from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, TOKEN, World

# The official client calls datetime.utcfromtimestamp, which Python 3.12 deprecates.
pytestmark = pytest.mark.filterwarnings(
    "ignore:datetime.datetime.utcfromtimestamp:DeprecationWarning"
)

KEYS = (ACCESS_KEY_ID, ACCESS_KEY_SECRET)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    """The clients read the environment; this test speaks to this machine only."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="module")
def server():
    with Server(World(), providers=["tencent"]) as running:
        yield running


def opened(module, server, keys=KEYS, region="ap-guangzhou", unsigned=False):
    host = server.urls["tencent"].removeprefix("http://")
    http = HttpProfile(protocol="http", endpoint=host, reqTimeout=20)
    profile = ClientProfile(httpProfile=http, language="en-US")
    profile.unsignedPayload = unsigned
    return module.VpcClient(Credential(*keys), region, profile)


def creating(number, **more):
    asked = models.CreateCustomerGatewayRequest()
    asked._deserialize(
        {"CustomerGatewayName": f"gw-{number}", "IpAddress": f"203.0.113.{number}", **more}
    )
    return asked


def made(kind, **values):
    asked = getattr(models, kind)()
    asked._deserialize(values)
    return asked


def test_a_life(server):
    """Create, describe, list over three pages, modify and delete work as the client expects."""
    client = opened(vpc_client, server, region="ap-shanghai")
    tags = [{"Key": "city", "Value": "上海"}]
    first = client.CreateCustomerGateway(creating(1, BgpAsn=65010, Tags=tags)).CustomerGateway
    assert first.CustomerGatewayId.startswith("cgw-")
    for number in range(2, 46):
        client.CreateCustomerGateway(creating(number))

    ids = [first.CustomerGatewayId]
    one = client.DescribeCustomerGateways(
        made("DescribeCustomerGatewaysRequest", CustomerGatewayIds=ids)
    )
    row = one.CustomerGatewaySet[0]
    assert (one.TotalCount, row.BgpAsn, row.VpnConnNum) == (1, 65010, 0)
    assert [(tag.Key, tag.Value) for tag in row.TagSet] == [("city", "上海")]
    assert time.strptime(row.CreatedTime, "%Y-%m-%d %H:%M:%S")

    seen = []
    for offset in (0, 20, 40):
        page = client.DescribeCustomerGateways(
            made("DescribeCustomerGatewaysRequest", Offset=offset)
        )
        assert page.TotalCount == 45
        seen += [row.CustomerGatewayId for row in page.CustomerGatewaySet]
    assert len(set(seen)) == len(seen) == 45

    changed = {"CustomerGatewayId": ids[0], "CustomerGatewayName": "new", "BgpAsn": 65011}
    client.ModifyCustomerGatewayAttribute(made("ModifyCustomerGatewayAttributeRequest", **changed))
    named = [{"Name": "customer-gateway-name", "Values": ["new"]}]
    found = client.DescribeCustomerGateways(
        made("DescribeCustomerGatewaysRequest", Filters=named)
    ).CustomerGatewaySet
    assert [(row.CustomerGatewayId, row.BgpAsn) for row in found] == [(ids[0], 65011)]

    gone = made("DeleteCustomerGatewayRequest", CustomerGatewayId=ids[0])
    assert client.DeleteCustomerGateway(gone).RequestId
    with pytest.raises(TencentCloudSDKException) as caught:
        client.DeleteCustomerGateway(gone)
    assert caught.value.get_code() == "ResourceNotFound"
    assert caught.value.get_request_id()


def test_a_life_awaited(server):
    """The asynchronous client does the same."""

    async def live():
        async with opened(vpc_client_async, server, region="ap-beijing") as client:
            answer = await client.CreateCustomerGateway(creating(1, BgpAsn=65010))
            made_id = answer.CustomerGateway.CustomerGatewayId
            for number in range(2, 24):
                await client.CreateCustomerGateway(creating(number))
            pages = [
                await client.DescribeCustomerGateways(
                    made("DescribeCustomerGatewaysRequest", Offset=offset, Limit=20)
                )
                for offset in (0, 20)
            ]
            assert [len(page.CustomerGatewaySet) for page in pages] == [20, 3]
            changed = {"CustomerGatewayId": made_id, "CustomerGatewayName": "new"}
            await client.ModifyCustomerGatewayAttribute(
                made("ModifyCustomerGatewayAttributeRequest", **changed)
            )
            gone = made("DeleteCustomerGatewayRequest", CustomerGatewayId=made_id)
            await client.DeleteCustomerGateway(gone)
            with pytest.raises(TencentCloudSDKException) as caught:
                await client.DeleteCustomerGateway(gone)
            assert caught.value.get_code() == "ResourceNotFound"

    asyncio.run(live())


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ((ACCESS_KEY_ID, "wrong"), "AuthFailure.SignatureFailure"),
        (("nobody", ACCESS_KEY_SECRET), "AuthFailure.SecretIdNotFound"),
        ((*KEYS, "stale"), "AuthFailure.TokenFailure"),
    ],
)
def test_wrong_keys_get_the_clouds_code(server, keys, code):
    """A wrong secret, an unknown key and a stale token are told apart as the cloud does."""
    client = opened(vpc_client, server, keys)
    with pytest.raises(TencentCloudSDKException) as caught:
        client.DescribeCustomerGateways(models.DescribeCustomerGatewaysRequest())
    assert caught.value.get_code() == code


def test_a_clock_an_hour_off_gets_the_clouds_code():
    """A timestamp more than five minutes off is refused before anything else is looked at."""
    world = World(wall=lambda: time.time() + 3600)
    with Server(world, providers=["tencent"]) as server:
        client = opened(vpc_client, server)
        with pytest.raises(TencentCloudSDKException) as caught:
            client.CreateCustomerGateway(creating(1))
    assert caught.value.get_code() == "AuthFailure.SignatureExpire"
    assert list(world.everything()) == []


def test_temporary_keys_and_an_unsigned_body(server):
    """A session token, and the client's option not to sign the body, are accepted."""
    client = opened(vpc_client, server, (*KEYS, TOKEN), "ap-tokyo", unsigned=True)
    assert client.CreateCustomerGateway(creating(9)).CustomerGateway.CustomerGatewayId


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (creating(1, CustomerGatewayName="n" * 61), "InvalidParameterValue.TooLong"),
        (creating(1, BgpAsn=45090), "InvalidParameterValue"),
        (creating(1, Tags=[{"Key": "project"}]), "UnsupportedOperation.TagSystemReservedTagKey"),
        (creating(1, Tags=[{"Key": "a"}, {"Key": "a"}]), "InvalidParameterValue.TagDuplicateKey"),
        (models.CreateCustomerGatewayRequest(), "MissingParameter"),
    ],
)
def test_wrong_parameters_get_the_clouds_code(server, asked, code):
    """Names, numbers and tags outside their limits are refused with published codes."""
    with pytest.raises(TencentCloudSDKException) as caught:
        opened(vpc_client, server, region="na-toronto").CreateCustomerGateway(asked)
    assert caught.value.get_code() == code

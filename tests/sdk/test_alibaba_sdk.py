"""The vendor's own unmodified SDK (alibabacloud_vpc20160428) against the emulator over HTTP.

What passes here was written by neither the adapter nor the face: that is the proof of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from alibabacloud_tea_openapi.exceptions import ClientException, ThrottlingException
from alibabacloud_tea_openapi.utils_models import Config
from alibabacloud_vpc20160428 import models
from alibabacloud_vpc20160428.client import Client

import cgw
from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, TOKEN, World
from cgw.wire import Reply

REGION = "cn-shanghai"
Make = Callable[..., Client]


@pytest.fixture
def clock() -> list[float]:
    """Seconds by which the emulator's clock is off."""
    return [0.0]


@pytest.fixture
def world(clock: list[float]) -> World:
    import time

    return World(wall=lambda: time.time() + clock[0])


@pytest.fixture
def url(world: World) -> Iterator[str]:
    with Server(world, providers=["alibaba"]) as server:
        yield server.urls["alibaba"]


@pytest.fixture(params=[None, "v2"], ids=["acs3", "v1.0"])
def make(request: pytest.FixtureRequest, url: str) -> Make:
    """Clients of both signature schemes; the SDK calls SignatureVersion 1.0 "v2"."""

    def client(
        secret: str = ACCESS_KEY_SECRET, key: str = ACCESS_KEY_ID, token: str | None = None
    ) -> Client:
        return Client(
            Config(
                access_key_id=key,
                access_key_secret=secret,
                security_token=token,
                endpoint=url.removeprefix("http://"),
                protocol="HTTP",
                region_id=REGION,
                signature_algorithm=request.param,
            )
        )

    return client


def create(
    client: Client, address: str, **more: object
) -> models.CreateCustomerGatewayResponseBody:
    request = models.CreateCustomerGatewayRequest(region_id=REGION, ip_address=address, **more)
    return client.create_customer_gateway(request).body


def test_a_life(make):
    """The SDK creates, describes, modifies and deletes a gateway, and sees every field."""
    client = make()
    tags = [models.CreateCustomerGatewayRequestTags(key="env", value="a b/*~"),
            models.CreateCustomerGatewayRequestTags(key="k2", value="")]  # fmt: skip
    made = create(client, "203.0.113.10", name="gw a/b~*(测试)", asn="1.10", auth_key="key+/=",
                  description="d e", client_token="tok-1", resource_group_id="rg-1", tags=tags)  # fmt: skip
    again = create(client, "203.0.113.10", name="gw a/b~*(测试)", asn="1.10", auth_key="key+/=",
                   description="d e", client_token="tok-1", resource_group_id="rg-1", tags=tags)  # fmt: skip
    assert again.customer_gateway_id == made.customer_gateway_id

    asked = models.DescribeCustomerGatewayRequest(
        region_id=REGION, customer_gateway_id=made.customer_gateway_id
    )
    got = client.describe_customer_gateway(asked).body
    assert (got.name, got.ip_address, got.asn) == ("gw a/b~*(测试)", "203.0.113.10", 65546)
    assert (got.auth_key, got.description, got.resource_group_id) == ("key+/=", "d e", "rg-1")
    assert got.create_time == made.create_time
    assert [(t.key, t.value) for t in got.tags.tag] == [("env", "a b/*~"), ("k2", "")]

    change = models.ModifyCustomerGatewayAttributeRequest(
        region_id=REGION, customer_gateway_id=made.customer_gateway_id, name="new", auth_key="other"
    )
    assert client.modify_customer_gateway_attribute(change).body.name == "new"
    assert client.describe_customer_gateway(asked).body.auth_key == "other"

    gone = models.DeleteCustomerGatewayRequest(
        region_id=REGION, customer_gateway_id=made.customer_gateway_id
    )
    assert client.delete_customer_gateway(gone).body.request_id
    with pytest.raises(ClientException) as caught:
        client.describe_customer_gateway(asked)
    assert caught.value.code == "InvalidCustomerGatewayInstanceId.NotFound"
    assert caught.value.status_code == 404


def test_more_than_one_page(make):
    """The SDK pages through 23 gateways, ten at a time, and filters by tag."""
    client = make()
    wanted = [create(client, f"203.0.113.{i}").customer_gateway_id for i in range(22)]
    tag = models.CreateCustomerGatewayRequestTags(key="site", value="x y")
    wanted.append(create(client, "203.0.113.99", tags=[tag]).customer_gateway_id)
    found: list[str] = []
    for number in (1, 2, 3):
        asked = models.DescribeCustomerGatewaysRequest(
            region_id=REGION, page_number=number, page_size=10
        )
        body = client.describe_customer_gateways(asked).body
        assert (body.total_count, body.page_number, body.page_size) == (23, number, 10)
        found += [row.customer_gateway_id for row in body.customer_gateways.customer_gateway]
    assert found == wanted
    narrowed = models.DescribeCustomerGatewaysRequest(
        region_id=REGION, tag=[models.DescribeCustomerGatewaysRequestTag(key="site", value="x y")]
    )
    rows = client.describe_customer_gateways(narrowed).body.customer_gateways.customer_gateway
    assert [row.customer_gateway_id for row in rows] == wanted[-1:]


def test_session_tokens(make):
    """The SDK's STS credentials are let in; a wrong token is not."""
    assert make(token=TOKEN).describe_customer_gateways(LIST).body.total_count == 0
    with pytest.raises(ClientException) as caught:
        make(token="old").describe_customer_gateways(LIST)
    assert caught.value.code == "InvalidSecurityToken.Malformed"


LIST = models.DescribeCustomerGatewaysRequest(region_id=REGION)


@pytest.mark.parametrize(
    ("keys", "code", "status"),
    [
        ({"secret": "wrong"}, "SignatureDoesNotMatch", 400),
        ({"key": "nobody"}, "InvalidAccessKeyId.NotFound", 404),
    ],
)
def test_a_wrong_key(make, keys, code, status):
    """The SDK gets the vendor's own codes for a wrong secret and an unknown key."""
    with pytest.raises(ClientException) as caught:
        make(**keys).describe_customer_gateways(LIST)
    assert (caught.value.code, caught.value.status_code) == (code, status)


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_wrong_clock(make, clock, hours):
    """A clock that is an hour off gets InvalidTimeStamp.Expired."""
    clock[0] = 3600.0 * hours
    with pytest.raises(ClientException) as caught:
        make().describe_customer_gateways(LIST)
    assert caught.value.code == "InvalidTimeStamp.Expired"


def test_a_throttle(make, world):
    """A refusal with x-acs-retry-after is the SDK's ThrottlingException, in milliseconds."""
    body = b'{"RequestId":"R","Code":"Throttling.User","Message":"slow down"}'
    headers = {"x-acs-retry-after": "1500", "content-type": "application/json;charset=utf-8"}
    with (
        world.troubled(lambda provider, action: Reply(400, body, headers)),
        pytest.raises(ThrottlingException) as caught,
    ):
        make().describe_customer_gateways(LIST)
    assert (caught.value.code, caught.value.retry_after) == ("Throttling.User", 1500)


def test_both_see_the_same(make, url):
    """What cgw creates over HTTP the SDK reads with the same values, and the other way round."""
    client = make()
    keys = cgw.Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
    with cgw.connect("alibaba", region=REGION, endpoint=url, credentials=keys) as cloud:
        ours = cloud.customer_gateways.create(
            cgw.CustomerGatewaySpec(
                name="gw a/b~*(测试)", address="203.0.113.10", asn=65530, tags={"env": "a b"}
            )
        )
        asked = models.DescribeCustomerGatewayRequest(region_id=REGION, customer_gateway_id=ours.id)
        theirs = client.describe_customer_gateway(asked).body
        assert (theirs.name, theirs.ip_address, theirs.asn) == (ours.name, ours.address, ours.asn)
        assert {t.key: t.value for t in theirs.tags.tag} == dict(ours.tags)
        assert theirs.create_time == ours.created_at.timestamp() * 1000
        other = create(client, "203.0.113.11", name="theirs").customer_gateway_id
        assert [g.id for g in cloud.customer_gateways.list()] == [ours.id, other]
        assert cloud.customer_gateways.get(other).name == "theirs"

"""Ways into each cloud, by the vendor's own SDK: calls that are good, and what can be wrong with them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import huaweicloudsdkapig.v2 as apig
import huaweicloudsdkvpn.v5 as vpn
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.utils_models import Config, OpenApiRequest, Params
from alibabacloud_vpc20160428 import models as alibaba_models
from alibabacloud_vpc20160428.client import Client as AlibabaClient
from darabonba.runtime import RuntimeOptions
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException
from huaweicloudsdkcore.region.region import Region
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.vpc.v20170312 import models as tencent_models
from tencentcloud.vpc.v20170312 import vpc_client, vpc_client_async

from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID


@dataclass(frozen=True)
class Caller:
    """Who asks, and with what of it being wrong."""

    url: str
    key: str = ACCESS_KEY_ID
    secret: str = ACCESS_KEY_SECRET
    region: str | None = "cn-north-4"
    project: str | None = PROJECT_ID

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")


@dataclass(frozen=True)
class Told:
    """What an SDK made of a refusal; ``status`` None where it does not say."""

    code: str
    message: str
    request_id: str
    status: int | None = None


@dataclass(frozen=True)
class Door:
    """One way into a cloud.

    Attributes:
        listing: a call that is good.
        lacking: a create without its address or name, and how the vendor calls what is missing.
        unheard: a call of something that nobody serves.
        heard: what an exception of the SDK says.
    """

    provider: str
    listing: Callable[[Caller], Any]
    lacking: tuple[str, Callable[[Caller], Any]]
    unheard: Callable[[Caller], Any]
    heard: Callable[[Any], Told]
    raises: type[Exception]


# ---------------------------------------------------------------- Alibaba Cloud


def alibaba(algorithm: str | None) -> Door:
    def client(who: Caller) -> AlibabaClient:
        return AlibabaClient(
            Config(
                access_key_id=who.key,
                access_key_secret=who.secret,
                endpoint=who.host,
                protocol="HTTP",
                region_id=who.region,
                signature_algorithm=algorithm,
            )
        )

    def unheard(who: Caller) -> Any:
        asked = Params(
            action="DescribeNothing", version="2016-04-28", protocol="HTTPS", pathname="/",
            method="POST", auth_type="AK", style="RPC", req_body_type="formData", body_type="json",
        )  # fmt: skip
        query = OpenApiRequest(query={"RegionId": who.region})
        return client(who).call_api(asked, query, RuntimeOptions())

    def listing(who: Caller) -> Any:
        asked = alibaba_models.DescribeCustomerGatewaysRequest(region_id=who.region)
        return client(who).describe_customer_gateways(asked)

    def lacking(who: Caller) -> Any:
        asked = alibaba_models.CreateCustomerGatewayRequest(region_id=who.region, name="idc")
        return client(who).create_customer_gateway(asked)

    def heard(error: Any) -> Told:
        return Told(error.code, error.message, error.request_id, error.status_code)

    return Door("alibaba", listing, ("IpAddress", lacking), unheard, heard, AlibabaCloudException)


# ---------------------------------------------------------------- Tencent Cloud


def tencent(module: Any, *, scheme: str = "") -> Door:
    def ask(who: Caller, action: str, values: dict[str, Any]) -> Any:
        http = HttpProfile(protocol="http", endpoint=f"{scheme}{who.host}", reqTimeout=20)
        given = (Credential(who.key, who.secret), who.region, ClientProfile(httpProfile=http))
        if module is vpc_client:
            return module.VpcClient(*given).call(action, values)

        async def awaited() -> Any:
            kind = tencent_models.DescribeCustomerGatewaysResponse
            async with module.VpcClient(*given) as client:
                return await client.call_and_deserialize(action, values, kind)

        return asyncio.run(awaited())

    return Door(
        "tencent",
        lambda who: ask(who, "DescribeCustomerGateways", {}),
        ("IpAddress", lambda who: ask(who, "CreateCustomerGateway", {"CustomerGatewayName": "n"})),
        lambda who: ask(who, "DescribeNothing", {}),
        lambda error: Told(error.get_code(), error.get_message(), error.get_request_id()),
        TencentCloudSDKException,
    )


# ---------------------------------------------------------------- HUAWEI CLOUD


def huawei(kind: Any, listing: Any, lacking: tuple[str, Any], nowhere: str) -> Door:
    def client(who: Caller) -> Any:
        keys = BasicCredentials(who.key, who.secret, who.project)
        keys.iam_endpoint = who.url
        build = kind.new_builder().with_credentials(keys)
        return build.with_region(Region(who.region, who.url)).build()

    def unheard(who: Caller) -> Any:
        return client(who).do_http_request(
            "GET", nowhere, path_params={"project_id": who.project}, query_params=[],
            header_params={}, post_params={}, collection_formats={},
        )  # fmt: skip

    return Door(
        "huawei",
        lambda who: listing(client(who)),
        (lacking[0], lambda who: lacking[1](client(who))),
        unheard,
        lambda error: Told(error.error_code, error.error_msg, error.request_id, error.status_code),
        ServiceResponseException,
    )


def nameless_site(sdk: Any) -> Any:
    content = vpn.CreateCgwRequestBodyContent(name="idc")
    return sdk.create_cgw(
        vpn.CreateCgwRequest(body=vpn.CreateCgwRequestBody(customer_gateway=content))
    )


def nameless_instance(sdk: Any) -> Any:
    body = apig.InstanceCreateReqV2(
        spec_id="BASIC", vpc_id="v", subnet_id="s", security_group_id="g",
        available_zone_ids=["a"],
    )  # fmt: skip
    return sdk.create_instance_v2(apig.CreateInstanceV2Request(body=body))


DOORS = {
    "alibaba-acs3": alibaba(None),
    "alibaba-v1.0": alibaba("v2"),  # so the SDK calls SignatureVersion 1.0
    "tencent": tencent(vpc_client),
    "tencent-async": tencent(vpc_client_async),
    "tencent-url": tencent(vpc_client, scheme="http://"),
    "huawei-vpn": huawei(
        vpn.VpnClient,
        lambda sdk: sdk.list_cgws(vpn.ListCgwsRequest()),
        ("id_value", nameless_site),
        "/v5/{project_id}/nothing",
    ),
    "huawei-apig": huawei(
        apig.ApigClient,
        lambda sdk: sdk.list_instances_v2(apig.ListInstancesV2Request()),
        ("instanceName", nameless_instance),
        "/v2/{project_id}/apigw/nothing",
    ),
}

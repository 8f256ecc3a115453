"""The three official SDKs, unmodified, as something that sends one action."""

from __future__ import annotations

import inspect
import re
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

from alibabacloud_tea_openapi.utils_models import Config
from alibabacloud_vpc20160428.client import Client as AlibabaClient
from huaweicloudsdkapig.v2.region.apig_region import ApigRegion
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkvpn.v5.region.vpn_region import VpnRegion
from measure.sdk_huawei import calls
from tencentcloud.common.credential import Credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.vpc.v20170312.vpc_client import VpcClient

from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID

Send = Callable[[str, Any], Any]
"""Sends an action with the SDK's own request model."""


def alibaba(region: str) -> Send:
    """Endpoint and everything else as the SDK chooses it, over HTTP instead of HTTPS."""
    client = AlibabaClient(
        Config(
            access_key_id=ACCESS_KEY_ID,
            access_key_secret=ACCESS_KEY_SECRET,
            protocol="HTTP",
            region_id=region,
        )
    )
    return lambda action, model: getattr(client, _alibaba_methods()[action])(model)


@cache
def _alibaba_methods() -> dict[str, str]:
    found = {}
    for name in vars(AlibabaClient):
        if name.endswith("_with_options"):
            source = inspect.getsource(getattr(AlibabaClient, name))
            if match := re.search(r"action = '(\w+)'", source):
                found[match[1]] = name.removesuffix("_with_options")
    return found


def tencent(region: str) -> Send:
    """Endpoint and everything else as the SDK chooses it, over HTTP instead of HTTPS."""
    profile = ClientProfile(httpProfile=HttpProfile(protocol="http"))
    client = VpcClient(Credential(ACCESS_KEY_ID, ACCESS_KEY_SECRET), region, profile)

    def send(action: str, model: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it calls datetime.utcfromtimestamp
            return getattr(client, action)(model)

    return send


def huawei(region: str) -> Send:
    """Endpoints from the SDK's own tables, over HTTP instead of HTTPS."""

    def send(action: str, model: Any) -> Any:
        call = calls()[action]
        table: Any = ApigRegion if "apig" in call.package.__name__ else VpnRegion
        endpoint = table.value_of(region).endpoints[0].replace("https://", "http://")
        keys = BasicCredentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID)
        built = call.client.new_builder().with_credentials(keys)
        client = built.with_region(Region(region, endpoint)).build()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it reads times with a package it does not declare
            return getattr(client, _huawei_methods(call.client)[action])(model)

    return send


@cache
def _huawei_methods(client: Any) -> dict[str, str]:
    names = [name for name in vars(client) if not name.startswith("_")]
    return {"".join(part.capitalize() for part in name.split("_")): name for name in names}


SENDERS: dict[str, Callable[[str], Send]] = {
    "alibaba": alibaba,
    "huawei": huawei,
    "tencent": tencent,
}

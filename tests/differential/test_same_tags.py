"""Tags of things at Tencent Cloud, as cgw sends them and as the official client for every service does.

The tag service has an SDK package of its own, which is not needed for this: the client common to all
packages takes an action's name and its parameters as they are documented (651/33012, 651/33022).
"""

from __future__ import annotations

import warnings
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from compare import differences, facts
from measure import report
from measure.cloud import Cloud, Intent, Script
from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from wiretap import everywhere

from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET
from cgw.testing.bench import Bench

THINGS = (
    ("customer_gateways", "cgw-1"),
    ("vpn_gateways", "vpngw-1"),
    ("vpn_connections", "vpnx-1"),
    ("ssl_vpn_servers", "vpns-1"),
    ("ssl_vpn_clients", "vpnc-1"),
)


@pytest.mark.parametrize("action", ["ModifyResourceTags", "DescribeResourceTagsByResourceIds"])
@pytest.mark.parametrize(("noun", "id"), THINGS)
def test_both_send_the_same(noun: str, id: str, action: str, tap: Any) -> None:
    """Method, host, path, headers, names, places and values agree, for every kind of thing."""
    cloud: Cloud = report.TABLES["tencent"].CLOUD
    prefix = id.split("-", maxsplit=1)[0]
    theirs: dict[str, Any] = {
        "ModifyResourceTags": {
            "Resource": f"qcs::vpc:{cloud.region}:uin/:{prefix}/{id}",
            "ReplaceTags": [{"TagKey": "env", "TagValue": "a b 测试"}],
            "DeleteTags": [{"TagKey": "old"}],
        },
        "DescribeResourceTagsByResourceIds": {
            "ServiceType": "vpc",
            "ResourcePrefix": prefix,
            "ResourceRegion": cloud.region,
            "ResourceIds": [id],
            "Offset": 0,
            "Limit": 20,
        },
    }
    adapter = cloud.adapter()
    bench = Bench(adapter, Script(cloud))
    bench.call(Intent(noun, "tag", (id, {"env": "a b 测试"}, ("old",))).flow(adapter))
    ours = next(request for request in bench.sent if request.action == action)
    tap.answer, tap.seen = Script(cloud), []
    connection = HTTPConnection("127.0.0.1", tap.port)
    host = urlsplit(ours.endpoint).netloc
    connection.request(ours.method, ours.path, ours.body, {**ours.headers, "host": host})
    connection.getresponse().read()
    connection.close()
    keys = Credential(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
    profile = ClientProfile(httpProfile=HttpProfile(protocol="http"))
    client = CommonClient("tag", "2018-08-13", keys, cloud.region, profile)
    with everywhere(tap.port), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it calls datetime.utcfromtimestamp
        client.call_json(action, theirs[action])
    mine, its = tap.seen
    assert list(differences(facts(mine, host), facts(its, its.headers["host"]))) == []

"""The vendor's own unmodified client asks the emulator which devices there are, and for their text."""

from __future__ import annotations

import warnings

import pytest
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.vpc.v20170312 import models, vpc_client

import cgw
from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, World
from cgw.models import DeviceModel

# The official client calls datetime.utcfromtimestamp, which Python 3.12 deprecates.
pytestmark = pytest.mark.filterwarnings(
    "ignore:datetime.datetime.utcfromtimestamp:DeprecationWarning"
)
REGION = "ap-guangzhou"
KEY = "S3cret.of.the.tunnel"


@pytest.fixture
def server(monkeypatch):
    """The emulator over HTTP; the clients read proxies from the environment, so it has none."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with Server(World(transition=0), providers=["tencent"]) as running:
        yield running


@pytest.fixture
def ask(server):
    """An action of the official client; a field that its models do not have is an error."""
    host = server.urls["tencent"].removeprefix("http://")
    http = HttpProfile(protocol="http", endpoint=host, reqTimeout=20)
    profile = ClientProfile(httpProfile=http, language="en-US")
    client = vpc_client.VpcClient(Credential(ACCESS_KEY_ID, ACCESS_KEY_SECRET), REGION, profile)

    def call(action, **values):
        request = getattr(models, f"{action}Request")()
        request._deserialize(values)
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message=".*fileds are useless.*")
            return getattr(client, action)(request)

    return call


@pytest.fixture
def both(ask):
    """A connection, by the two ids that its calls want."""
    given = {"VpcId": "vpc-1", "VpnGatewayName": "gw", "InternetMaxBandwidthOut": 200}
    gateway = ask("CreateVpnGateway", **given).VpnGateway.VpnGatewayId
    given = {"CustomerGatewayName": "p", "IpAddress": "203.0.113.7"}
    peer = ask("CreateCustomerGateway", **given).CustomerGateway.CustomerGatewayId
    link = {"VpnGatewayId": gateway, "CustomerGatewayId": peer, "VpnConnectionName": "link"}
    link |= {"PreShareKey": KEY, "RouteType": "StaticRoute"}
    made = ask("CreateVpnConnection", **link).VpnConnection.VpnConnectionId
    return {"VpnGatewayId": gateway, "VpnConnectionId": made}


def test_each_listed_device_has_its_text(ask, both):
    """The client's object for a device goes back as it came, and a text with the key is told."""
    told = ask("DescribeCustomerGatewayVendors").CustomerGatewayVendorSet
    assert [(d.VendorName, d.Platform, d.SoftwareVersion) for d in told] == [
        ("cisco", "ios", "V15.4"),
        ("h3c", "comware", "V1.0"),
    ]
    texts = set()
    for device in told:
        words = {"CustomerGatewayVendor": device._serialize(), "InterfaceName": "eth0"}
        text = ask("DownloadCustomerGatewayConfiguration", **both, **words)
        assert KEY in text.CustomerGatewayConfiguration
        assert "interface eth0\r\n" in text.CustomerGatewayConfiguration
        texts.add(text.CustomerGatewayConfiguration)
    assert len(texts) == 2


def test_a_device_that_is_none_is_refused(ask, both):
    """The client raises the face's code, and tells the request's id."""
    other = {"Platform": "junos", "SoftwareVersion": "1", "VendorName": "juniper"}
    words = {"CustomerGatewayVendor": other, "InterfaceName": "eth0"}
    with pytest.raises(TencentCloudSDKException) as caught:
        ask("DownloadCustomerGatewayConfiguration", **both, **words)
    assert caught.value.get_code() == "InvalidParameterValue.Malformed"
    assert caught.value.get_request_id()


def test_both_clients_are_told_the_same(ask, both, server):
    """What cgw reveals is the very text that the official client was given."""
    h3c = {"Platform": "comware", "SoftwareVersion": "V1.0", "VendorName": "h3c"}
    words = {"CustomerGatewayVendor": h3c, "InterfaceName": "wan7"}
    theirs = ask("DownloadCustomerGatewayConfiguration", **both, **words)
    keys = cgw.Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
    with cgw.connect(
        "tencent", region=REGION, credentials=keys, endpoint=server.urls["tencent"]
    ) as cloud:
        device = DeviceModel(vendor="h3c", interface="wan7")
        ours = cloud.vpn_connections.device_config(both["VpnConnectionId"], device)
    assert ours.clear.get_secret_value() == theirs.CustomerGatewayConfiguration
    assert KEY not in ours.text

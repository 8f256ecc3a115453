"""Three defects of vendors' SDKs, shown on the SDKs themselves, and that cgw has none of them.

Seen in tencentcloud-sdk-python-common 3.1.195 and huaweicloudsdkcore 3.1.219, over HTTP on this
machine. If a test about an SDK fails one day, the vendor has mended it: drop that half.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest
from chaos import THROTTLES
from grid import KEYS
from redirects import elsewhere

import cgw
from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID, World
from cgw.wire import Reply

pytestmark = [
    pytest.mark.filterwarnings("ignore:datetime.datetime.utcfromtimestamp:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Unable to convert string to datetime:ImportWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SPEC = cgw.CustomerGatewaySpec(name="hq", address="203.0.113.7")


class Once:
    """Throttles the first create of a cloud and counts them all."""

    def __init__(self, provider: str) -> None:
        self.creates, self._provider = 0, provider

    def __call__(self, provider: str, action: str) -> Reply | None:
        if not action.startswith("Create"):
            return None
        self.creates += 1
        body = cgw.to_json(THROTTLES[self._provider]).encode()
        return Reply(200, body, {"content-type": "application/json"}) if self.creates == 1 else None


@contextlib.contextmanager
def tencent_sdk(url: str, token: str | None = None) -> Iterator[tuple[object, object]]:
    """The vendor's client with its standard retries, and its request for a customer gateway."""
    from tencentcloud.common.credential import Credential
    from tencentcloud.common.profile.client_profile import ClientProfile
    from tencentcloud.common.profile.http_profile import HttpProfile
    from tencentcloud.common.retry import StandardRetryer
    from tencentcloud.vpc.v20170312 import models, vpc_client

    http = HttpProfile(protocol="http", endpoint=url.removeprefix("http://"), reqTimeout=5)
    retryer = StandardRetryer(max_attempts=3, backoff_fn=lambda _: 0)
    profile = ClientProfile(httpProfile=http, retryer=retryer)
    keys = Credential(ACCESS_KEY_ID, ACCESS_KEY_SECRET, token)
    asked = models.CreateCustomerGatewayRequest()
    asked._deserialize({"CustomerGatewayName": "hq", "IpAddress": "203.0.113.7"})
    yield vpc_client.VpcClient(keys, "ap-guangzhou", profile), asked


def ours(provider: str, url: str, keys: cgw.Credentials = KEYS) -> cgw.Client:
    """Our client at that address."""
    retry = cgw.Retry(throttled=0.01, settle=0.01, looks=2)
    return cgw.connect(
        provider, region="ap-guangzhou", credentials=keys, endpoint=url, retry=retry, timeout=10.0
    )


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


# ---------------------------------------------------------------- a success sent again


def test_the_sdk_sends_a_create_again_that_has_succeeded() -> None:
    """Its retryer keeps the first error: after one throttle it repeats the create that worked."""
    from tencentcloud.common.exception import TencentCloudSDKException

    world, script = World(), Once("tencent")
    with (
        Server(world, providers=["tencent"]) as server,
        world.troubled(script),
        tencent_sdk(server.urls["tencent"]) as (sdk, asked),
        pytest.raises(TencentCloudSDKException),
    ):
        sdk.CreateCustomerGateway(asked)  # type: ignore[attr-defined]
    assert script.creates == 3
    assert len(list(world.everything())) >= 1  # and the caller was told of an error


def test_we_do_not() -> None:
    """One throttle, one repetition, one gateway, and the caller has it."""
    world, script = World(), Once("tencent")
    with (
        Server(world, providers=["tencent"]) as server,
        world.troubled(script),
        ours("tencent", server.urls["tencent"]) as client,
    ):
        made = client.customer_gateways.create(SPEC)
    assert script.creates == 2
    assert [record.id for record in world.everything()] == [made.id]


# ---------------------------------------------------------------- a token sent elsewhere


def test_the_sdk_takes_its_token_to_another_host() -> None:
    """It follows a 307 to another host with the session token and the body."""
    with elsewhere(307) as (url, got), tencent_sdk(url, "canary-token") as (sdk, asked):
        with contextlib.suppress(Exception):
            sdk.CreateCustomerGateway(asked)  # type: ignore[attr-defined]
        assert b"canary-token" in b"".join(got)


def test_we_stay_at_home() -> None:
    """A redirect is an answer nobody can read: nothing goes to the second host."""
    keys = cgw.Credentials("key", "secret", "canary-token")
    with elsewhere(307) as (url, got), ours("tencent", url, keys) as client:
        with pytest.raises(cgw.OutcomeUnknownError):
            client.customer_gateways.create(SPEC, timeout=1.0)
        with pytest.raises(cgw.ServiceError):
            list(client.customer_gateways.list())
        assert got == []


# ---------------------------------------------------------------- half an answer for a whole one


@contextlib.contextmanager
def halving() -> Iterator[tuple[str, list[bytes]]]:
    """A server that has made a gateway and says so in half a JSON object."""
    body = b'{"customer_gateway": {"id": "5247ae10-0000-4000-8000-000000000001", "name": "h'
    listener, got = socket.create_server(("127.0.0.1", 0)), list[bytes]()

    def run() -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = listener.accept()
                with contextlib.suppress(OSError), peer:
                    peer.settimeout(5)
                    got.append(peer.recv(65536).split(b" ", 1)[0])
                    head = (
                        b"HTTP/1.1 201 X\r\ncontent-type: application/json\r\nconnection: close\r\n"
                    )
                    peer.sendall(head + b"content-length: %d\r\n\r\n%s" % (len(body), body))

    threading.Thread(target=run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", got
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def test_the_sdk_makes_nothing_of_half_an_answer() -> None:
    """It returns an empty model without an error: the id of what was made is lost."""
    from huaweicloudsdkcore.auth.credentials import BasicCredentials
    from huaweicloudsdkcore.region.region import Region
    from huaweicloudsdkvpn.v5 import (
        CreateCgwRequest,
        CreateCgwRequestBody,
        CreateCgwRequestBodyContent,
        VpnClient,
    )

    content = CreateCgwRequestBodyContent(id_type="ip", id_value="203.0.113.7", name="hq")
    asked = CreateCgwRequest(body=CreateCgwRequestBody(customer_gateway=content))
    with halving() as (url, got):
        keys = BasicCredentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID)
        builder = VpnClient.new_builder().with_credentials(keys)
        sdk = builder.with_region(Region("ap-southeast-1", url)).build()
        assert sdk.create_cgw(asked).customer_gateway is None
    assert got == [b"POST"]


def test_we_say_that_it_is_unknown() -> None:
    """Half an answer to a create is no answer: sent once, and told with what finds it again."""
    with halving() as (url, got), ours("huawei", url) as client:
        with pytest.raises(cgw.OutcomeUnknownError) as caught:
            client.customer_gateways.create(SPEC, timeout=1.0)
        assert got.count(b"POST") == 1
    assert caught.value.marker is not None

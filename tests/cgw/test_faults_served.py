"""Faults over HTTP: the same as in process, as a stranger's client meets them."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

import cgw
from cgw.emulator import ACCESS_KEY_ID, ACCESS_KEY_SECRET, World
from cgw.emulator.server import Server

NAMES = ("alibaba", "huawei", "tencent")
SPEC = cgw.CustomerGatewaySpec(name="hq", address="203.0.113.7", asn=65010)
KEYS = cgw.Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
ONCE = cgw.Retry(attempts=1, wait_when_busy=False, settle=0.01, looks=1)


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Server, list[float]]]:
    """Three clouds, and every pause that an answer was held back for, none of which passes."""
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    with Server(World(), providers=NAMES, pause=pause) as server:
        yield server, pauses


@pytest.fixture
def server(served: tuple[Server, list[float]]) -> Server:
    """Them, empty and well."""
    found, pauses = served
    pauses.clear()
    found.world.heal()
    found.world.latency = 0.0
    found.world.seen.clear()
    for thing in found.world.everything():
        found.world.remove(thing)
    return found


def ours(server: Server, provider: str, retry: cgw.Retry = ONCE) -> cgw.Client:
    return cgw.connect(
        provider,
        region="cn-north-4",
        endpoint=server.urls[provider],
        credentials=KEYS,
        retry=retry,
        timeout=10.0,
    )


def raw(server: Server, provider: str = "alibaba") -> tuple[int, bytes]:
    """Status and body for a client that knows nothing of cgw."""
    connection = http.client.HTTPConnection(urlsplit(server.urls[provider]).netloc, timeout=10)
    try:
        connection.request("GET", "/?Action=DescribeCustomerGateways")
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("name", ["cut", "cut-after"])
def test_a_cut_connection_has_no_answer(server: Server, name: str) -> None:
    """Not one byte comes, the connection ends, and the next one is answered."""
    fault = server.world.fault(f"{name}:1")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        raw(server)
    assert fault.struck == 1
    assert raw(server)[0] == 400
    assert [seen.status for seen in server.world.seen] == [0, 400]


def test_a_connection_that_is_kept_can_be_cut(server: Server) -> None:
    """The second request on one connection is cut as the first would be."""
    connection = http.client.HTTPConnection(urlsplit(server.urls["tencent"]).netloc, timeout=10)
    connection.request("POST", "/", b"{}")
    connection.getresponse().read()
    server.world.fault("cut:1")
    connection.request("POST", "/", b"{}")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        connection.getresponse()
    connection.close()


@pytest.mark.parametrize("provider", NAMES)
@pytest.mark.parametrize(("name", "things"), [("cut", 0), ("cut-after", 1)])
def test_a_create_that_is_cut(server: Server, provider: str, name: str, things: int) -> None:
    """Cut before, nothing is made; cut after, one thing is; the caller is told that nobody knows."""
    retry = cgw.Retry(marker="off", settle=0.01, looks=2, transient=0.001)
    with (
        ours(server, provider, retry) as cloud,
        server.world.troubled(f"{name}@Create*"),
        pytest.raises(cgw.OutcomeUnknownError),
    ):
        cloud.customer_gateways.create(SPEC)
    assert len(list(server.world.everything())) == things


@pytest.mark.parametrize("provider", NAMES)
def test_a_create_whose_answer_is_lost_once_is_found(server: Server, provider: str) -> None:
    """One answer lost on the wire: the caller gets the one thing that was made."""
    with ours(server, provider, cgw.Retry(settle=0.01)) as cloud:
        server.world.fault("cut-after@Create*:1")
        made = cloud.customer_gateways.create(SPEC)
    assert [record.id for record in server.world.everything()] == [made.id]


@pytest.mark.parametrize("provider", NAMES)
def test_an_answer_that_says_nothing(server: Server, provider: str) -> None:
    """Garbage and nothing at all are a failing cloud for a read, and no crash."""
    with ours(server, provider) as cloud:
        id = cloud.customer_gateways.create(SPEC).id
        for name in ("garbage", "empty"):
            fault = server.world.fault(f"{name}:1")
            with pytest.raises(cgw.ServiceError):
                cloud.customer_gateways.get(id)
            assert fault.over, name
        assert cloud.customer_gateways.get(id).id == id


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("throttle:1", cgw.ThrottledError),
        ("alibaba/Forbidden.RAM:1", cgw.PermissionDeniedError),
        ("huawei/VPN.0016:1", cgw.BusyError),
        ("tencent/4100:1", cgw.AuthenticationError),
    ],
)
def test_a_refusal_comes_in_the_clouds_own_form(
    server: Server, line: str, kind: type[cgw.ApiError]
) -> None:
    """A kind or a code reaches a client over HTTP as its class, with a request id."""
    provider = line.partition("/")[0] if "/" in line else "huawei"
    with ours(server, provider) as cloud:
        id = cloud.customer_gateways.create(SPEC).id
        server.world.fault(line)
        with pytest.raises(cgw.ApiError) as caught:
            cloud.customer_gateways.get(id)
    assert type(caught.value) is kind
    assert caught.value.request_id


def test_what_passes_is_nobodys_business(server: Server) -> None:
    """With its usual patience a client gets through the throttling and the cuts of a bad hour."""
    patient = cgw.Retry(throttled=0.001, transient=0.001, busy=0.001)
    with ours(server, "tencent", patient) as cloud:
        made = cloud.customer_gateways.create(SPEC)
        faults = [server.world.fault(line) for line in ("throttle:2", "busy:2")]
        assert cloud.customer_gateways.get(made.id).id == made.id
        faults.append(server.world.fault("cut:1"))
        assert cloud.customer_gateways.get(made.id).id == made.id
    assert all(fault.over for fault in faults)


def test_late_answers_are_held_back(served: tuple[Server, list[float]], server: Server) -> None:
    """Each answer waits for the latency, and for what is slow beside; without either it never waits."""
    _, pauses = served
    raw(server)
    assert pauses == []
    server.world.latency = 0.02
    raw(server)
    server.world.fault("slow:1.5s:1")
    raw(server)
    raw(server)
    assert pauses == [pytest.approx(s) for s in (0.02, 1.52, 0.02)]


def test_the_usual_pause_is_real() -> None:
    """Without one of the caller's own, a server holds an answer back by the clock."""
    world = World()
    world.latency = 0.05
    with Server(world, providers=["alibaba"]) as server:
        begin = time.monotonic()
        raw(server)
    assert time.monotonic() - begin >= 0.05


def test_a_server_that_stops_waits_for_nobody_slow() -> None:
    """An answer that is held back for minutes is given when the server stops."""
    world, got = World(), []
    world.fault("slow:600s")
    with Server(world, providers=["alibaba"]) as server:
        waiting = threading.Thread(target=lambda: got.append(raw(server)[0]))
        waiting.start()
        while not world.seen:
            time.sleep(0.001)
        begin = time.monotonic()
    waiting.join(10)
    assert time.monotonic() - begin < 8
    assert got == [400]

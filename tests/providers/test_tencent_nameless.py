"""Creates of VPN connections on Tencent Cloud whose answer has no id."""

from __future__ import annotations

import pytest
from tencent_links import (
    CLOUD,
    GATEWAY,
    ID,
    MARK,
    OP,
    PEER,
    ROW,
    VERBS,
    asked,
    creating,
    linked,
    reply,
    rows,
    spec,
)

from cgw.adapter import Operation
from cgw.emulator.world import World
from cgw.engine import Retry
from cgw.errors import BusyError, NotFoundError, OutcomeUnknownError, ServiceError
from cgw.wire import Reply

NAMELESS = {"VpnConnectionName": "link", "VpnGatewayId": GATEWAY, "State": "PENDING"}


def followed(op=OP, made=None):
    """A create whose answer has no id, up to the question for its task."""
    flow, _ = creating(spec(), op)
    request = flow.send(reply(VpnConnection=made or NAMELESS, RequestId="task-7"))
    assert asked(request) == ("DescribeVpcTaskResult", {"TaskId": "task-7"})
    assert request.safe
    return flow, request


def like(flow, request, *given):
    """The look for connections that are like it."""
    action, body = asked(request)
    assert action == "DescribeVpnConnections"
    assert body["Filters"] == [
        {"Name": "vpn-gateway-id", "Values": [GATEWAY]},
        {"Name": "customer-gateway-id", "Values": [PEER]},
        {"Name": "vpn-connection-name", "Values": ["link"]},
    ]
    return flow.send(rows(*given))


MINE = {**ROW, "VpnConnectionName": "link", "TagSet": [MARK]}


@pytest.mark.parametrize("made", [NAMELESS, {**NAMELESS, "VpnConnectionId": ""}])
def test_the_task_may_tell_the_id(made):
    """The id of the request names the task, and a task that names a connection is believed."""
    flow, _ = followed(made=made)
    results = [{"ResourceId": ID, "Status": "SUCCESS"}]
    request = flow.send(reply(Status="SUCCESS", Output="", Result=results))
    assert asked(request) == ("DescribeVpnConnections", {"VpnConnectionIds": [ID]})


@pytest.mark.parametrize("result", [[], None, [{"ResourceId": "eni-1"}], [None]])
def test_else_the_marker_tells_it(result):
    """Among connections of its name between its gateways, the one with the marker is it."""
    flow, _ = followed()
    request = flow.send(reply(Status="SUCCESS", Output="", Result=result))
    twin = {**MINE, "VpnConnectionId": "vpnx-twin0000", "TagSet": []}
    other = {**MINE, "VpnConnectionId": "vpnx-other000", "VpnConnectionName": "link-2"}
    request = like(flow, request, twin, other, MINE)
    assert asked(request) == ("DescribeVpnConnections", {"VpnConnectionIds": [ID]})


def test_a_task_nobody_tells_of_is_no_obstacle():
    """If the task cannot be read, or runs past the deadline, the marker still tells the id."""
    for trouble in (NotFoundError, BusyError):
        flow, _ = followed()
        request = flow.throw(trouble("no", provider="tencent"))
        assert asked(like(flow, request, MINE))[1] == {"VpnConnectionIds": [ID]}


def test_a_failed_task_is_an_error():
    """A create that the cloud gave up is told as such."""
    flow, _ = followed()
    with pytest.raises(ServiceError, match="no resources") as caught:
        flow.send(reply(Status="FAILED", Output="no resources"))
    assert (caught.value.code, caught.value.request_id) == ("FAILED", "task-7")


def test_no_key_in_the_words_of_a_failed_task():
    """A key that the task repeats is masked."""
    flow, _ = followed()
    with pytest.raises(ServiceError, match="no good: ") as caught:
        flow.send(reply(Status="FAILED", Output="no good: Secret.Key1"))
    assert "Secret.Key1" not in f"{caught.value!r} {caught.value} {caught.value.args}"


@pytest.mark.parametrize("op", [OP, Operation(OP.token, marked=False)])
def test_nothing_is_adopted_by_name(op):
    """Without its marker a connection of the same name is a candidate and nothing more."""
    flow, _ = followed(op)
    request = flow.send(reply(Status="SUCCESS"))
    with pytest.raises(OutcomeUnknownError) as caught:
        like(flow, request, {**MINE, "TagSet": []})
    assert caught.value.candidates == (ID,)
    assert caught.value.marker == (OP.token if op.marked else None)
    restored = OutcomeUnknownError.from_dict(caught.value.to_dict())
    assert restored.operation["action"] == "CreateVpnConnection"


def test_a_running_task_is_busy():
    """RUNNING is no answer: the engine asks again until the task has ended."""
    _, request = followed()
    error = CLOUD.error(request, reply(Status="RUNNING", Output="", RequestId="r-9"))
    assert isinstance(error, BusyError)
    assert (error.retryable, error.code, error.request_id) == (True, "RUNNING", "r-9")
    assert CLOUD.error(request, reply(Status="SUCCESS", Output="RUNNING")) is None
    assert CLOUD.error(request, Reply(200, b'["RUNNING"]')) is None
    other = next(VERBS.get(ID))
    assert CLOUD.error(other, reply(Status="RUNNING")) is None


@pytest.mark.parametrize("quirks", [{"empty-connection-id"}, {"task-tells-connection"}, set()])
@pytest.mark.parametrize("both", [False, True])
def test_the_emulator_may_leave_the_id_out(quirks, both):
    """With and without the quirks of the world, create returns the connection that was made."""
    world = World()
    world.quirks |= {
        ("tencent", name) for name in quirks | ({"empty-connection-id"} if both else set())
    }
    cloud, link = linked(world)
    (listed,) = cloud.vpn_connections.list()
    assert (link.id, link.name) == (listed.id, "link")
    told = [seen.action for seen in world.seen]
    assert ("DescribeVpcTaskResult" in told) == (both or "empty-connection-id" in quirks)


def test_an_unmarked_create_without_id_says_so():
    """Where the marker is off and the task names nothing, the caller is told what is known."""
    world = World()
    world.quirks.add(("tencent", "empty-connection-id"))
    with pytest.raises(OutcomeUnknownError) as caught:
        linked(world, Retry(marker="off"))
    (made,) = world.all("tencent", "ap-guangzhou", "vpn_connections")
    assert caught.value.candidates == (made.id,)

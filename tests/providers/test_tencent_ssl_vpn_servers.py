"""SSL-VPN servers of Tencent Cloud: rows, requests, tasks, lost answers."""

from __future__ import annotations

import html
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from tencent_cloud import NOT, Cloud
from tencent_ssl import (
    CLIENT,
    CLOUD,
    GATEWAY,
    NO_TAGS,
    OP,
    SERVER,
    SERVER_ID,
    clients,
    drive,
    reply,
    servers,
    tags,
    task,
)

import cgw
import cgw.emulator
from cgw.adapter import MARKER, Place, Where
from cgw.emulator.world import World
from cgw.errors import (
    BusyError,
    InvalidRequestError,
    NotFoundError,
    OutcomeUnknownError,
    ServiceError,
    UnsupportedError,
)
from cgw.models import AccessRule, SslVpnServerPatch, SslVpnServerSpec, State
from cgw.wire import UnreadableError
from cgw_tencent import ConnectOptions, SslVpnServerOptions, SslVpnServerPatchOptions
from cgw_tencent.adapter import TencentAdapter

VERBS = CLOUD.ssl_vpn_servers
SAML = "Canary7sings7the7saml7metadata"


def spec(**changes: Any) -> SslVpnServerSpec:
    good = {"name": "s", "vpn_gateway_id": GATEWAY, "client_cidr": "10.253.0.0/24"}
    return SslVpnServerSpec(**{**good, **changes})


def read(pairs: dict[str, str] | None = None, /, **changes: Any) -> cgw.SslVpnServer:
    told = tags(SERVER_ID, **(pairs or {}))
    found, _ = drive(VERBS.get(SERVER_ID), servers({**SERVER, **changes}), told)
    return found


def test_the_example():
    """The example of the listing reads as it stands there; what it says more stays in extras."""
    found = read({"env": "prod", MARKER: OP.token})
    assert (found.id, found.name, found.state) == (SERVER_ID, "test", State.AVAILABLE)
    assert (found.vpn_gateway_id, found.network_id) == (GATEWAY, "vpc-1tqv6my1")
    assert (found.client_cidr, found.local_cidrs) == ("10.12.0.0/24", ("10.17.0.0/24",))
    assert (found.address, found.protocol, found.port) == ("198.51.100.9", "udp", 1194)
    assert (found.encryption, found.integrity) == ("none", "unknown:none")
    assert found.created_at == datetime(2023, 1, 11, 3, 37, 41, tzinfo=UTC)  # Beijing's
    assert (found.connections_max, found.connections) == (5, None)
    assert (found.compress, found.single_sign_on, found.access_control) == (False, False, False)
    assert (found.access_rules, found.identity_provider, found.dns_servers) == ((), "", ())
    assert found.tags == {"env": "prod"}
    assert found.extras == {}


def test_an_account_that_may_not_ask_the_tag_service():
    """By option it is left alone when things are read, and the marker is still looked for there."""
    quiet = TencentAdapter(Place("ap-guangzhou", options=ConnectOptions(ssl_tags=False)))
    found, asked = drive(quiet.ssl_vpn_servers.get(SERVER_ID), servers(SERVER))
    assert (found.tags, len(asked)) == ({}, 1)
    one = {**CLIENT, "SslVpnClientId": "vpnc-1"}
    assert len(drive(quiet.ssl_vpn_clients.get("vpnc-1"), clients(one))[1]) == 1
    marked = tags(SERVER_ID, **{MARKER: OP.token})
    found, _ = drive(quiet.ssl_vpn_servers.find(OP.token), servers(SERVER), marked)
    assert [one.id for one in found] == [SERVER_ID]


def test_what_newer_answers_have():
    """Name servers, access policies and the identity provider, each where it belongs."""
    rule = {
        "TargetCidr": "10.17.0.0/24", "VpnGatewayIdSslAccessPolicyId": "p-1", "ForAllClient": 0,
        "UserGroupIds": ["g-1", "g-2"], "UpdateTime": "2023-01-11 11:37:41", "Remark": "sales",
    }  # fmt: skip
    found = read(
        SsoEnabled=1, SpName="corp", EiamApplicationId="app-1", AccessPolicyEnabled=1,
        AccessPolicy=[rule], DnsServers={"PrimaryDns": "192.0.2.53", "SecondaryDns": ""}, New=1,
    )  # fmt: skip
    assert found.dns_servers == ("192.0.2.53",)
    assert found.authentication == ("certificate", "saml")
    assert (found.identity_provider, found.access_control) == ("corp", True)
    assert found.access_rules == (
        AccessRule(
            id="p-1",
            cidr="10.17.0.0/24",
            everybody=False,
            groups=("g-1", "g-2"),
            description="sales",
            updated_at=datetime(2023, 1, 11, 3, 37, 41, tzinfo=UTC),
        ),
    )
    assert found.extras == {"EiamApplicationId": "app-1", "New": 1}
    alone = read(SpName="", EiamApplicationId="app-1")
    assert (alone.identity_provider, alone.extras) == ("app-1", {})


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        *((0, State.PENDING), (1, State.FAILED), (2, State.UPDATING), (3, State.FAILED)),
        *((4, State.DELETING), (5, State.FAILED), (6, State.AVAILABLE), (7, State.UNKNOWN)),
        *((99, State.UNKNOWN), ("6", State.AVAILABLE), (None, State.UNKNOWN)),
    ],
)
def test_states_are_numbers(raw, state):
    """Each documented number, in either form, and numbers that nobody has listed."""
    found = read(State=raw)
    assert (found.state, found.raw_state) == (state, "" if raw is None else str(raw))


NOISE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


NAMES = [name for name in (*SERVER, "DnsServers", "x") if name != "SslVpnServerId"]


@given(st.dictionaries(st.sampled_from(NAMES), NOISE, max_size=5))
def test_any_row_reads_or_is_unreadable(changes):
    """Whatever stands in the fields of a row, it becomes a noun or an UnreadableError."""
    try:
        page, _ = drive(VERBS.page(None, Where()), servers({**SERVER, **changes}), NO_TAGS)
    except UnreadableError:
        return
    for found in page.items:
        assert found.id
        repr(found)
        cgw.to_json(found)


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"name": ""}, "name", InvalidRequestError),
        ({"name": "服" * 21}, "name", InvalidRequestError),
        ({"protocol": "tcp"}, "protocol", UnsupportedError),
        ({"encryption": "none"}, "encryption", UnsupportedError),
        ({"integrity": "md5"}, "integrity", UnsupportedError),
        ({"compress": True}, "compress", UnsupportedError),
        ({"dns_servers": ("192.0.2.1",) * 3}, "dns_servers", InvalidRequestError),
        (
            {"options": SslVpnServerOptions(single_sign_on=True)},
            "options.single_sign_on",
            InvalidRequestError,
        ),
    ],
)
def test_what_the_cloud_would_refuse_is_not_sent(changes, field, error):
    """No request, and the error names the field."""
    with pytest.raises(error) as refused:
        next(VERBS.create(spec(**changes), OP))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("patch", "field"),
    [
        ({"local_cidrs": ()}, "local_cidrs"),
        ({"dns_servers": ()}, "dns_servers"),
        ({"protocol": "tcp"}, "protocol"),
        ({"compress": True}, "compress"),
        ({"encryption": "none"}, "encryption"),
        ({}, None),
        ({"options": SslVpnServerPatchOptions()}, None),
    ],
)
def test_a_change_that_cannot_be_is_not_sent(patch, field):
    """No request, and the error names the field."""
    with pytest.raises((UnsupportedError, InvalidRequestError)) as refused:
        next(VERBS.update(SERVER_ID, SslVpnServerPatch(**patch)))
    assert refused.value.field == field


def test_saml_metadata_is_sent_and_never_shown():
    """It stands in the request and nowhere else."""
    asked_for = spec(options=SslVpnServerOptions(single_sign_on=True, saml_data=SecretStr(SAML)))
    patch = SslVpnServerPatch(options=SslVpnServerPatchOptions(saml_data=SecretStr(SAML)))
    for thing in (asked_for, patch):
        assert SAML not in repr(thing) + str(thing) + thing.model_dump_json()
    assert SAML.encode() in next(VERBS.create(asked_for, OP)).body
    flow = VERBS.update(SERVER_ID, patch)
    next(flow)
    sent = json.loads(flow.send(reply(servers(SERVER))).body)
    assert sent == {"SslVpnServerId": SERVER_ID, "SamlData": SAML}
    assert SAML not in str(read(SamlData=SAML).extras)


# ---------------------------------------------------------------- tasks and lost answers


def test_a_change_comes_back_when_its_task_has_ended():
    """The task's number is asked for as a text before the server is read; 0 is no task."""
    patch = SslVpnServerPatch(name="new")
    told = [servers(SERVER), {"TaskId": 7}, task("SUCCESS"), servers(SERVER), NO_TAGS]
    _, asked = drive(VERBS.update(SERVER_ID, patch), *told)
    assert asked[1][1] == {"SslVpnServerId": SERVER_ID, "SslVpnServerName": "new"}
    assert asked[2] == ("DescribeVpcTaskResult", {"TaskId": "7"})
    for number in (0, None):
        told = [servers(SERVER), {"TaskId": number}, servers(SERVER), NO_TAGS]
        _, asked = drive(VERBS.update(SERVER_ID, patch), *told)
        assert "DescribeVpcTaskResult" not in [action for action, _ in asked]


@pytest.mark.parametrize("spelt", [str, html.escape, lambda key: json.dumps(key)[1:-1]])
def test_what_a_task_repeats_of_a_secret_is_not_told(spelt):
    """Metadata in the words of a failed task is masked, however it is spelt there."""
    saml = f'<a b="1">\n{SAML}</a>'
    failed = {**task("FAILED"), "Output": f"bad value {spelt(saml)}, it said"}
    made = SslVpnServerOptions(single_sign_on=True, saml_data=SecretStr(saml))
    patch = SslVpnServerPatch(options=SslVpnServerPatchOptions(saml_data=SecretStr(saml)))
    for flow, answers in (
        (VERBS.create(spec(options=made), OP), [{"TaskId": 7}, failed]),
        (VERBS.update(SERVER_ID, patch), [servers(SERVER), {"TaskId": 7}, failed]),
    ):
        with pytest.raises(ServiceError, match=r"bad value .*, it said") as caught:
            drive(flow, *answers)
        assert SAML not in f"{caught.value!r} {caught.value} {caught.value.args}"


def test_a_task_that_failed_is_no_success():
    """ServiceError with what the task says, also for a create without an id."""
    with pytest.raises(ServiceError, match="told"):
        drive(
            VERBS.update(SERVER_ID, SslVpnServerPatch(name="new")),
            servers(SERVER), {"TaskId": 7}, task("FAILED"),
        )  # fmt: skip
    with pytest.raises(ServiceError, match="told"):
        drive(VERBS.create(spec(), OP), {"TaskId": 7}, task("FAILED"))


@pytest.mark.parametrize("error", [NotFoundError("x", provider="tencent"), cgw.TransportError("x")])
def test_a_task_nobody_tells_of_spoils_nothing(error):
    """The server is read as it is then."""
    told = [servers(SERVER), {"TaskId": 7}, error, servers(SERVER), NO_TAGS]
    found, _ = drive(VERBS.update(SERVER_ID, SslVpnServerPatch(name="new")), *told)
    assert found.id == SERVER_ID


def test_a_create_without_an_id():
    """The example answers so: the task tells the id, or the outcome is unknown and marked."""
    told = [{"TaskId": 123}, task("SUCCESS", SERVER_ID), servers(SERVER), NO_TAGS]
    made, _ = drive(VERBS.create(spec(), OP), *told)
    assert made.id == SERVER_ID
    for answers in (
        [{"TaskId": 123}, task("SUCCESS")],
        [{"TaskId": 123}, task("SUCCESS", "vpnc-1")],
        [{"TaskId": 123}, task("SUCCESS", SERVER_ID, "vpns-2")],
        [{"TaskId": 123}, BusyError("running", provider="tencent")],
        [{}],
    ):
        with pytest.raises(OutcomeUnknownError) as lost:
            drive(VERBS.create(spec(), OP), *answers)
        assert lost.value.marker == OP.token


def test_a_failed_read_hides_no_create():
    """Once the id is known, create returns it, with what was asked for."""
    asked_for = spec(dns_servers=("192.0.2.53",), tags={"env": "prod"})
    answers = [{"TaskId": 1, "SslVpnServerId": SERVER_ID}, cgw.TransportError("x")]
    made, _ = drive(VERBS.create(asked_for, OP), *answers)
    assert (made.id, made.state, made.tags) == (SERVER_ID, State.PENDING, {"env": "prod"})
    assert (made.dns_servers, made.port) == (("192.0.2.53",), 9798)
    assert (made.encryption, made.integrity) == ("aes-128-cbc", "sha1")


def test_the_marker_is_looked_for_at_the_tag_service():
    """Rows have no tags: of each page those are read, and a repeated row counts once."""
    other = {**SERVER, "SslVpnServerId": "vpns-00000000"}
    full = {"SslVpnSeverSet": [SERVER, other] * 50, "TotalCount": 101}
    marked = tags(SERVER_ID, **{MARKER: OP.token, "env": "prod"})
    wrong = tags("vpns-00000000", **{MARKER: "0" * 32})
    both = {"Tags": marked["Tags"] + wrong["Tags"], "TotalCount": 3}
    found, asked = drive(VERBS.find(OP.token), full, both, servers(SERVER), marked)
    assert [(one.id, one.tags) for one in found] == [(SERVER_ID, {"env": "prod"})]
    assert asked[1][1]["ResourceIds"] == [SERVER_ID, "vpns-00000000"]
    assert asked[1][1]["ResourcePrefix"] == "vpns"


def gateway(world: World) -> tuple[Any, str]:
    cloud = cgw.emulator.connect(world, "tencent", region="ap-guangzhou")
    asked_for = cgw.VpnGatewaySpec(
        name="g", network_id="vpc-1", bandwidth_mbps=10, ipsec=False, ssl=True, ssl_connections=5
    )
    made = cloud.vpn_gateways.create(asked_for)
    cloud.vpn_gateways.wait(made.id)
    return cloud, made.id


@pytest.mark.parametrize("told", [(), ("task-tells-ssl",)])
def test_a_create_without_an_id_end_to_end(told):
    """By the task or by the marker, the one that was made is found, and nothing is made twice."""
    world = World(transition=0)
    world.quirks |= {("tencent", quirk) for quirk in ("empty-ssl-server-id", *told)}
    cloud, id = gateway(world)
    made = cloud.ssl_vpn_servers.create(spec(vpn_gateway_id=id, tags={"env": "prod"}))
    assert [one.id for one in cloud.ssl_vpn_servers.list()] == [made.id]
    assert made.tags == {"env": "prod"}


def test_a_failed_task_end_to_end():
    """The error says that the task failed."""
    world = World(transition=0)
    cloud, id = gateway(world)
    made = cloud.ssl_vpn_servers.create(spec(vpn_gateway_id=id))
    world.quirks.add(("tencent", "task-fails"))
    with pytest.raises(ServiceError) as failed:
        cloud.ssl_vpn_servers.update(made.id, SslVpnServerPatch(name="new"))
    assert (failed.value.code, failed.value.action) == ("FAILED", "ModifyVpnGatewaySslServer")


def test_a_change_is_there_when_update_returns():
    """Though the cloud tells the old values until its task has ended."""
    world = World(transition=0.3)
    cloud, id = gateway(world)
    made = cloud.ssl_vpn_servers.create(spec(vpn_gateway_id=id))
    cloud.ssl_vpn_servers.wait(made.id)
    after = cloud.ssl_vpn_servers.update(made.id, SslVpnServerPatch(port=1195))
    assert (after.port, after.state) == (1195, State.AVAILABLE)


def test_the_emulator_tells_the_old_values_until_the_task_has_ended():
    """Or nobody would notice an adapter that does not wait; a change meanwhile is refused."""
    ask = Cloud()
    id = ask.new_gateway(Type="SSL")
    ask.world.advance(1)
    asked_for = {"VpnGatewayId": id, "SslVpnServerName": "old", "RemoteAddress": "10.253.0.0/24"}
    one = {"SslVpnServerId": ask("CreateVpnGatewaySslServer", **asked_for)["SslVpnServerId"]}
    assert ask.code("ModifyVpnGatewaySslServer", **one, SslVpnServerName="x") == NOT
    ask.world.advance(1)
    number = ask("ModifyVpnGatewaySslServer", **one, SslVpnServerName="new")["TaskId"]
    for name, state, status in (("old", 2, "RUNNING"), ("new", 6, "SUCCESS")):
        (row,) = ask("DescribeVpnGatewaySslServers")["SslVpnSeverSet"]
        assert (row["SslVpnServerName"], row["State"]) == (name, state)
        assert ask("DescribeVpcTaskResult", TaskId=str(number))["Status"] == status
        ask.world.advance(1)
    assert ask.code("DescribeVpcTaskResult", TaskId="0") == "ResourceNotFound"


def test_a_change_that_outlives_the_callers_time():
    """It was accepted: the error says so, and the server reads on later."""
    world = World(transition=8)
    cloud, id = gateway(world)
    made = cloud.ssl_vpn_servers.create(spec(vpn_gateway_id=id))
    cloud.ssl_vpn_servers.wait(made.id)
    with pytest.raises(OutcomeUnknownError, match="the change was made"):
        cloud.ssl_vpn_servers.update(made.id, SslVpnServerPatch(name="new"), timeout=3)
    assert cloud.ssl_vpn_servers.wait(made.id).name == "new"

"""VPN gateways on Tencent Cloud: each flow by hand, and through the emulator's face."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tencent_gateways import ID, MARK, OP, ROW, VERBS, asked, end, reply, rows, spec

from cgw.adapter import Where
from cgw.errors import (
    InvalidRequestError,
    NotFoundError,
    ServiceError,
    UnsupportedError,
)
from cgw.models import Attachment, AttachTo, Billing, State
from cgw_tencent import (
    ConnectOptions,
    VpnGatewayListOptions,
    VpnGatewayOptions,
)


def sent(**changes):
    return asked(next(VERBS.create(spec(**changes), OP)))[1]


def read(**changes):
    flow = VERBS.get(ID)
    next(flow)
    return end(flow, rows({**ROW, **changes}))


# ---------------------------------------------------------------- create


def test_create_asks_for_what_was_given_and_reads_back():
    """The charge type and the type are always sent, the marker is among the tags."""
    flow = VERBS.create(spec(zones=("z-1",), asn=65010, tags={"a": "b"}), OP)
    request = next(flow)
    assert asked(request) == (
        "CreateVpnGateway",
        {
            "VpcId": "vpc-1",
            "VpnGatewayName": "gw",
            "Type": "IPSEC",
            "InternetMaxBandwidthOut": 5,
            "InstanceChargeType": "POSTPAID_BY_HOUR",
            "Zone": "z-1",
            "BgpAsn": 65010,
            "Tags": [{"Key": "a", "Value": "b"}, *MARK],
        },
    )
    assert (request.safe, request.writes, request.serial) == (False, False, None)
    second = flow.send(reply(VpnGateway={"VpnGatewayId": ID, "State": "Pending"}))
    assert asked(second) == ("DescribeVpnGateways", {"VpnGatewayIds": [ID]})
    assert end(flow, rows(ROW)).id == ID


@pytest.mark.parametrize("trouble", [NotFoundError, ServiceError])
def test_a_made_id_is_never_hidden(trouble):
    """If the read-back fails, create returns what was asked for, pending, under the id."""
    flow = VERBS.create(spec(tags={"a": "b"}, asn=65010), OP)
    next(flow)
    made = {"VpnGatewayId": ID, "State": "Pending", "PublicIpAddress": "198.51.100.9"}
    flow.send(reply(VpnGateway=made))
    with pytest.raises(StopIteration) as stop:
        flow.throw(trouble("no", provider="tencent"))
    made = stop.value.value
    assert (made.id, made.state, made.raw_state) == (ID, State.PENDING, "Pending")
    assert (made.tags, made.asn, made.addresses) == ({"a": "b"}, 65010, ("198.51.100.9",))


def test_a_create_answer_without_id_is_no_answer():
    """An empty id cannot be read, so that the engine looks for what was bought."""
    request = next(VERBS.create(spec(), OP))
    with pytest.raises(Exception, match="VpnGatewayId"):
        reply(VpnGateway={"VpnGatewayId": ""}).read(request.shape)


@pytest.mark.parametrize(
    ("changes", "type_", "vpc"),
    [
        ({}, "IPSEC", "vpc-1"),
        ({"ipsec": False, "ssl": True}, "SSL", "vpc-1"),
        ({"attached_to": AttachTo(kind="network")}, "IPSEC", "vpc-1"),
        ({"attached_to": AttachTo(kind="network", id="vpc-1")}, "IPSEC", "vpc-1"),
        ({"network_id": "", "attached_to": AttachTo()}, "CCN", ""),
        (
            {"ipsec": False, "ssl": True, "network_id": "", "attached_to": AttachTo()},
            "SSL_CCN",
            "",
        ),
    ],
)
def test_types(changes, type_, vpc):
    """What it serves and where gives the type; a CCN gateway has an empty VpcId, not none."""
    body = sent(**changes)
    assert (body["Type"], body["VpcId"]) == (type_, vpc)


@pytest.mark.parametrize("private", [None, True, False])
def test_a_private_gateway(private):
    """Whether it is reached through private lines is sent if something was said of it."""
    body = sent(attached_to=AttachTo(kind="network", private=private))
    assert body.get("IsPrivate") is private


def test_every_option_has_its_parameter():
    """Options of older and of the newest SDK are sent under their own names."""
    options = VpnGatewayOptions(
        cdc_id="cdc-1",
        subnet_id="subnet-1",
        bgp_enable=True,
        ip_stack="6in4",
        access_subnet="10.0.0.0/24",
    )
    body = sent(options=options, asn=65010)
    told = ("CdcId", "SubnetId", "BgpEnable", "IpStack", "AccessSubnet")
    assert [body[n] for n in told] == ["cdc-1", "subnet-1", True, "6in4", "10.0.0.0/24"]


@pytest.mark.parametrize(
    ("renew", "term"),
    [
        (None, {"Period": 12}),  # left to the cloud
        (True, {"Period": 12, "RenewFlag": "NOTIFY_AND_AUTO_RENEW"}),
        (False, {"Period": 12, "RenewFlag": "NOTIFY_AND_MANUAL_RENEW"}),
    ],
)
def test_prepaid(renew, term):
    """A prepaid term has its months, and a renewal only if one was asked for."""
    body = sent(billing=Billing(mode="prepaid", period_months=12, auto_renew=renew))
    assert (body["InstanceChargeType"], body["InstanceChargePrepaid"]) == ("PREPAID", term)


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"bandwidth_mbps": None}, InvalidRequestError, "bandwidth_mbps"),
        ({"bandwidth_mbps": 6}, InvalidRequestError, "bandwidth_mbps"),
        ({"name": "名" * 21}, InvalidRequestError, "name"),  # 63 bytes
        ({"name": ""}, InvalidRequestError, "name"),
        ({"attached_to": AttachTo()}, InvalidRequestError, "network_id"),
        (
            {"attached_to": AttachTo(kind="network", id="vpc-2")},
            InvalidRequestError,
            "attached_to.id",
        ),
        (
            {"attached_to": AttachTo(id="ccn-1"), "network_id": ""},
            UnsupportedError,
            "attached_to.id",
        ),
        ({"asn": 45090}, InvalidRequestError, "asn"),
        ({"billing": Billing(mode="prepaid", period_months=10)}, InvalidRequestError, "billing"),
        (
            {"ssl": True, "ipsec": False, "ssl_connections": 6},
            InvalidRequestError,
            "ssl_connections",
        ),
        ({"tags": {f"k{n}": "v" for n in range(50)}}, InvalidRequestError, "tags"),
        ({"ssl_connections": 5}, UnsupportedError, "ssl_connections"),
        ({"ssl": True}, UnsupportedError, "ssl"),
        ({"ipsec": False}, UnsupportedError, "ssl"),
        ({"zones": ("a", "b")}, UnsupportedError, "zones"),
        ({"subnet_ids": ("subnet-1",)}, UnsupportedError, "subnet_ids"),
        ({"ha": "active-active"}, UnsupportedError, "ha"),
        ({"description": "no"}, UnsupportedError, "description"),
        ({"options": ConnectOptions()}, UnsupportedError, "options"),
    ],
)
def test_what_the_cloud_would_refuse_is_refused_before(changes, error, field):
    """A value outside the documented limits is refused before any request, by field."""
    with pytest.raises(error) as caught:
        next(VERBS.create(spec(**changes), OP))
    assert caught.value.field == field


# ---------------------------------------------------------------- read


def test_the_example_is_read():
    """Every field of the example has a home or stands in extras; times are Beijing's."""
    gateway = read()
    assert (gateway.name, gateway.network_id, gateway.zones) == (
        "simulate3",
        "vpc-5rkcp0wb",
        ("ap-guangzhou-3",),
    )
    assert (gateway.addresses, gateway.bandwidth_mbps, gateway.asn) == (
        ("198.51.100.9",),
        10,
        64551,
    )
    assert (gateway.ipsec, gateway.ssl, gateway.ssl_connections) == (True, False, None)
    assert gateway.created_at == datetime(2017, 7, 3, 6, 39, 16, tzinfo=UTC)
    assert gateway.tags == {"city": "shanghai"}
    assert gateway.billing.mode == "prepaid"
    assert gateway.billing.expires_at == datetime(2018, 5, 31, 5, 3, 47, tzinfo=UTC)
    assert (gateway.billing.auto_renew, gateway.billing.locked) == (False, True)
    assert gateway.billing.next_mode == "PREPAID_TO_POSTPAID"
    assert (gateway.version, gateway.sizes) == ("ver3.1", ("mini",))
    assert (gateway.private, gateway.blocked) == (False, False)
    assert gateway.attached_to == Attachment(
        kind="network", raw_kind="IPSEC", id="vpc-5rkcp0wb", private=False
    )
    assert gateway.extras == {
        name: ROW[name]
        for name in ("RenewFlag", "RestrictState", "ExpiredTime", "MaxConnection", "CdcId")
    } | {"VpnGatewayQuotaSet": ROW["VpnGatewayQuotaSet"]}


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        ("Pending", State.PENDING),
        ("PENDING", State.PENDING),
        ("AVAILABLE", State.AVAILABLE),
        ("DELETING", State.DELETING),
        ("PENDING_ERROR", State.FAILED),
        ("DELETING_ERROR", State.FAILED),
        ("BRAND_NEW", State.UNKNOWN),
        ("", State.UNKNOWN),
    ],
)
def test_states(raw, state):
    """States are read in any case; an unknown one stays itself."""
    gateway = read(State=raw)
    assert (gateway.state, gateway.raw_state) == (state, raw)


@pytest.mark.parametrize(
    ("changes", "mode", "expires", "locked"),
    [
        ({"InstanceChargeType": "POSTPAID_BY_HOUR"}, "postpaid", False, True),
        ({"InstanceChargeType": None, "RestrictState": "NORMAL"}, None, False, False),
        ({"ExpiredTime": "0000-00-00 00:00:00"}, "prepaid", False, True),
        ({"RestrictState": "PRETECIVELY_ISOLATED"}, "prepaid", True, True),  # as one source has it
        ({"RestrictState": None}, "prepaid", True, False),
    ],
)
def test_billing(changes, mode, expires, locked):
    """The end of a term counts for prepaid gateways only; isolation is a lock."""
    billing = read(**changes).billing
    assert (billing.mode, billing.expires_at is not None, billing.locked) == (mode, expires, locked)


@pytest.mark.parametrize(
    ("changes", "serves", "hangs_on", "extra"),
    [
        ({"Type": "SSL"}, (False, True), ("network", "SSL", "vpc-5rkcp0wb"), False),
        ({"Type": "ipsec"}, (True, False), ("network", "ipsec", "vpc-5rkcp0wb"), False),
        (
            {"Type": "CCN", "VpcId": "", "NetworkInstanceId": "ccn-1"},
            (True, False),
            ("transit-router", "CCN", "ccn-1"),
            False,
        ),
        (
            {"Type": "SSL_CCN", "VpcId": ""},  # before a cloud connect network takes it in
            (False, True),
            ("transit-router", "SSL_CCN", ""),
            False,
        ),
        (
            {"Type": "NEW", "NetworkInstanceId": "x-1"},
            (None, None),
            ("unknown:NEW", "NEW", "x-1"),
            False,
        ),
        ({"NetworkInstanceId": "x-1"}, (True, False), ("network", "IPSEC", "vpc-5rkcp0wb"), True),
        ({"Type": None, "NetworkInstanceId": "x-1"}, (None, None), None, True),
    ],
)
def test_what_it_serves_and_hangs_on(changes, serves, hangs_on, extra):
    """The type tells both; a network's id that has no place there stays in extras."""
    gateway = read(**changes)
    assert (gateway.ipsec, gateway.ssl) == serves
    told = gateway.attached_to
    assert (told and (told.kind, told.raw_kind, told.id)) == hangs_on
    assert ("NetworkInstanceId" in gateway.extras) == extra


@pytest.mark.parametrize("value", [True, False, None])
@pytest.mark.parametrize(
    ("wire", "ours"),
    [
        ("IsPrivate", "private"),
        ("IsPrivate", "attached_to.private"),
        ("IsAddressBlocked", "blocked"),
    ],
)
def test_switches(wire, ours, value):
    """Each is told as it is, and as None where an older answer lacks it."""
    found = read(**{wire: value})
    for step in ours.split("."):
        found = getattr(found, step)
    assert found is value


def test_a_made_gateway_is_told_before_it_can_be_read():
    """What it hangs on is told from the create too."""
    flow = VERBS.create(spec(network_id="", attached_to=AttachTo(private=True)), OP)
    next(flow)
    flow.send(reply(VpnGateway={"VpnGatewayId": ID}))
    with pytest.raises(StopIteration) as stop:
        flow.throw(ServiceError("no", provider="tencent"))
    made = stop.value.value
    assert made.attached_to == Attachment(kind="transit-router", raw_kind="CCN", private=True)
    assert made.private is True


def test_an_old_answer_is_read():
    """Nothing but the id is needed."""
    flow = VERBS.get(ID)
    next(flow)
    gateway = end(flow, rows({"VpnGatewayId": ID}))
    assert (gateway.addresses, gateway.asn, gateway.tags, gateway.ipsec) == ((), None, {}, None)


@pytest.mark.parametrize(
    ("where", "filters"),
    [
        (Where({"name": "a"}), [("vpn-gateway-name", "a")]),
        (Where({"id": "vpngw-1"}), [("vpn-gateway-id", "vpngw-1")]),
        (Where({"network_id": "vpc-1"}), [("vpc-id", "vpc-1")]),
        (
            Where(options=VpnGatewayListOptions(type="CCN", address="1.2.3.4", zone="z")),
            [("type", "CCN"), ("public-ip-address", "1.2.3.4"), ("zone", "z")],
        ),
        (
            Where(options=VpnGatewayListOptions(renew_flag="NOTIFY_AND_AUTO_RENEW")),
            [("renew-flag", "NOTIFY_AND_AUTO_RENEW")],
        ),
    ],
)
def test_narrowing(where, filters):
    """What the cloud can filter is filtered there."""
    body = asked(next(VERBS.page(None, where)))[1]
    assert body["Filters"] == [{"Name": n, "Values": [v]} for n, v in filters]

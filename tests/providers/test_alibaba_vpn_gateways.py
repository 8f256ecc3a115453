"""The flows of VPN gateways on Alibaba Cloud, driven by hand, and through the emulator."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest
from alibaba_flows import OP, Cloud, adapter, drive, query, reply
from alibabacloud_vpc20160428 import models as sdk

import cgw
import cgw_alibaba
from cgw.adapter import Where
from cgw.emulator import World, connect
from cgw.errors import (
    BillingError,
    BusyError,
    InvalidRequestError,
    NotFoundError,
    UnsupportedError,
)
from cgw.models import Billing, State, VpnGatewayPatch, VpnGatewaySpec

MADE = {"RequestId": "R", "VpnGatewayId": "vpn-1", "Name": "hq", "OrderId": 202249400220415}
WHOLE = {
    "RequestId": "R", "VpnGatewayId": "vpn-1", "Status": "active", "BusinessStatus": "Normal",
    "Spec": "10M", "IpsecVpn": "enable", "SslVpn": "disable", "SslMaxConnections": 0,
    "InternetIp": "198.51.100.1", "DisasterRecoveryInternetIp": "198.51.100.2",
    "VSwitchId": "vsw-1", "DisasterRecoveryVSwitchId": "vsw-2", "VpcId": "vpc-1",
    "ChargeType": "Prepay", "EnableBgp": True, "Tag": '{"VpnEnableBgp":"true"}',
    "Tags": {"Tag": [{"Key": "env", "Value": "law"}]}, "Name": "hq", "Description": "d",
    "CreateTime": 1714979289000, "EndTime": 1717657689000, "NetworkType": "public",
}  # fmt: skip
OPTIONS = cgw_alibaba.VpnGatewayOptions


@pytest.fixture
def gateways():
    return adapter().vpn_gateways


def spec(**more: Any) -> VpnGatewaySpec:
    return VpnGatewaySpec(**{"name": "hq", "network_id": "vpc-1", "bandwidth_mbps": 10, **more})


def gone() -> NotFoundError:
    return NotFoundError("gone", provider="alibaba")


# ---------------------------------------------------------------- requests


def test_create_sends_what_the_sdk_sends(gateways):
    """A spec with everything in it becomes the parameters that the SDK makes of the same request."""
    asked = spec(
        subnet_ids=("vsw-1", "vsw-2"),
        ssl=True,
        ssl_connections=20,
        billing=Billing(mode="prepaid", period_months=12),
        options=OPTIONS(auto_pay=True, vpn_type="NationalStandard", resource_group_id="rg-1"),
    )
    _, (create, read) = drive(gateways.create(asked, OP), MADE, WHOLE)
    theirs = sdk.CreateVpnGatewayRequest(
        auto_pay=True, bandwidth=10, client_token=OP.token, disaster_recovery_vswitch_id="vsw-2",
        enable_ipsec=True, enable_ssl=True, instance_charge_type="PREPAY", name="hq",
        network_type="public", period=12, region_id="cn-shanghai", resource_group_id="rg-1",
        ssl_connections=20, v_switch_id="vsw-1", vpc_id="vpc-1", vpn_type="NationalStandard",
    ).to_map()  # fmt: skip
    assert query(create) == {k: str(v).lower() if v is True else str(v) for k, v in theirs.items()}
    assert create.safe
    assert create.writes
    assert (create.serial, read.serial, read.writes) == (None, None, False)


def test_everything_is_said_and_nothing_paid(gateways):
    """A plain spec sends every switch, pays by use, and pays no bill: that is the caller's to say."""
    _, (create, _) = drive(gateways.create(spec(), OP), MADE, WHOLE)
    assert query(create) == {
        "RegionId": "cn-shanghai", "VpcId": "vpc-1", "Name": "hq", "Bandwidth": "10",
        "EnableIpsec": "true", "EnableSsl": "false", "NetworkType": "public", "VpnType": "Normal",
        "InstanceChargeType": "POSTPAY", "AutoPay": "false", "ClientToken": OP.token,
    }  # fmt: skip
    _, (create, _) = drive(gateways.create(spec(options=OPTIONS(auto_pay=True)), OP), MADE, WHOLE)
    assert query(create)["AutoPay"] == "true"
    _, (create, _) = drive(gateways.create(spec(ssl=True, ipsec=False), OP), MADE, WHOLE)
    assert (query(create)["SslConnections"], query(create)["EnableIpsec"]) == ("5", "false")


def test_every_parameter_of_the_sdk_is_reachable(gateways):
    """Each request parameter of the SDK's models, but the legacy owner ones, is sent by some call."""
    asked = spec(
        subnet_ids=("a", "b"),
        ssl=True,
        billing=Billing(mode="prepaid", period_months=1),
        options=OPTIONS(resource_group_id="rg"),
    )
    patch = VpnGatewayPatch(
        name="nn", description="d", options=cgw_alibaba.VpnGatewayPatchOptions(auto_propagate=True)
    )
    where = Where(
        {"id": "vpn-1", "network_id": "vpc-1", "raw_state": "active"},
        {"a": "b"},
        cgw_alibaba.VpnGatewayListOptions(
            business_status="Normal",
            gateway_type="Traditional",
            include_reservation_data=True,
            resource_group_id="rg",
        ),
    )
    postpaid = WHOLE | {"ChargeType": "POSTPAY"}
    sent: dict[str, set[str]] = {}
    for flow, answers in (
        (gateways.create(asked, OP), (MADE, WHOLE)),
        (gateways.update("vpn-1", patch), ({}, WHOLE)),
        (gateways.delete("vpn-1"), (postpaid, {})),
        (gateways.get("vpn-1"), (WHOLE,)),
        (gateways.page(None, where), ({"TotalCount": 0},)),
    ):
        for request in drive(flow, *answers)[1]:
            heads = {name.split(".")[0] for name in query(request)}
            sent.setdefault(request.action, set()).update(heads)
    legacy = {"OwnerAccount", "OwnerId", "ResourceOwnerAccount", "ResourceOwnerId"}
    for action, names in sent.items():
        model = getattr(sdk, f"{action}Request")()
        for field in vars(model):
            if not field.startswith("_"):
                setattr(model, field, [] if field == "tag" else "x")
        allowed = {"ClientToken"} if action[:6] in {"Modify", "Delete"} else set()
        assert set(model.to_map()) - names - legacy <= allowed, action


def test_changes_wait_for_each_other(gateways):
    """What changes a gateway carries its id as the key by which changes wait for each other."""
    postpaid = WHOLE | {"ChargeType": "POSTPAY"}
    _, (change, _) = drive(gateways.update("vpn-1", VpnGatewayPatch(name="new")), {}, WHOLE)
    _, (_, delete) = drive(gateways.delete("vpn-1"), postpaid, {})
    for request in (change, delete):
        assert (request.serial, request.safe, request.writes) == ("vpn-1", True, True)


# ---------------------------------------------------------------- refusals before any request


@pytest.mark.parametrize(
    ("more", "field", "error"),
    [
        ({"bandwidth_mbps": None}, "bandwidth_mbps", InvalidRequestError),
        ({"bandwidth_mbps": 11}, "bandwidth_mbps", InvalidRequestError),
        ({"options": OPTIONS(network_type="private")}, "bandwidth_mbps", InvalidRequestError),
        ({"subnet_ids": ("a", "b", "c")}, "subnet_ids", InvalidRequestError),
        ({"ipsec": False}, "ipsec", InvalidRequestError),
        ({"ssl_connections": 5}, "ssl_connections", InvalidRequestError),
        ({"ssl": True, "ssl_connections": 7}, "ssl_connections", InvalidRequestError),
        ({"name": "x"}, "name", InvalidRequestError),
        ({"name": "1x"}, "name", InvalidRequestError),
        ({"name": "x" * 101}, "name", InvalidRequestError),
        ({"name": "a b"}, "name", InvalidRequestError),
        (
            {"billing": Billing(mode="prepaid", period_months=10)},
            "billing.period_months",
            InvalidRequestError,
        ),
        (
            {"billing": Billing(mode="prepaid", period_months=1, auto_renew=True)},
            "billing.auto_renew",
            UnsupportedError,
        ),
        ({"description": "d"}, "description", UnsupportedError),
        ({"tags": {"a": "b"}}, "tags", UnsupportedError),
        ({"asn": 65000}, "asn", UnsupportedError),
        ({"ha": "active-active"}, "ha", UnsupportedError),
        ({"zones": ("z",)}, "zones", UnsupportedError),
        ({"options": cgw_alibaba.RouteOptions()}, "options", UnsupportedError),
    ],
)
def test_what_cannot_be_is_refused_first(gateways, more, field, error):
    """A value the cloud does not sell, or a field it does not have, is refused before any request."""
    with pytest.raises(error) as caught:
        next(gateways.create(spec(**more), OP))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("patch", "error"),
    [
        (VpnGatewayPatch(), InvalidRequestError),
        (VpnGatewayPatch(name=None), InvalidRequestError),
        (VpnGatewayPatch(name="9"), InvalidRequestError),
        (VpnGatewayPatch(description="http://x"), InvalidRequestError),
        (VpnGatewayPatch(bandwidth_mbps=20), UnsupportedError),
        (VpnGatewayPatch(asn=1), UnsupportedError),
        (VpnGatewayPatch(ssl_connections=20), UnsupportedError),
        (VpnGatewayPatch(options=cgw_alibaba.VpnGatewayPatchOptions()), InvalidRequestError),
    ],
)
def test_a_change_that_cannot_be_is_refused_first(gateways, patch, error):
    """Nothing to change, a wrong value, or what only the billing system changes: no request."""
    with pytest.raises(error):
        next(gateways.update("vpn-1", patch))


# ---------------------------------------------------------------- answers


def test_a_whole_answer_becomes_a_whole_noun(gateways):
    """Every field of an answer is in the noun or in its extras."""
    got, _ = drive(gateways.get("vpn-1"), WHOLE)
    assert (got.id, got.name, got.description) == ("vpn-1", "hq", "d")
    assert (got.state, got.raw_state) == (State.AVAILABLE, "active")
    assert got.addresses == ("198.51.100.1", "198.51.100.2")
    assert (got.subnet_ids, got.network_id) == (("vsw-1", "vsw-2"), "vpc-1")
    assert (got.bandwidth_mbps, got.ipsec, got.ssl, got.ssl_connections) == (10, True, False, None)
    assert (got.billing.mode, got.billing.raw_mode, got.billing.locked) == (
        "prepaid", "Prepay", False,
    )  # fmt: skip
    assert got.billing.expires_at == datetime(2024, 6, 6, 7, 8, 9, tzinfo=UTC)
    assert got.created_at == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert got.tags == {"env": "law"}
    assert (got.bgp, got.private, got.features, got.size) == (True, False, ("VpnEnableBgp",), "10M")
    assert got.extras == {"Tag": '{"VpnEnableBgp":"true"}'}


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"Status": "init"}, State.PENDING),
        ({"Status": "provisioning"}, State.PENDING),
        ({"Status": "Active"}, State.AVAILABLE),
        ({"Status": "updating"}, State.UPDATING),
        ({"Status": "deleting"}, State.DELETING),
        ({"Status": "reborn"}, State.UNKNOWN),
        ({"Status": None}, State.UNKNOWN),
        ({"BusinessStatus": "FinancialLocked"}, State.FROZEN),
        ({"BusinessStatus": "SecurityLocked", "Status": "deleting"}, State.DELETING),
    ],
)
def test_states(gateways, told, state):
    """Each word of the cloud's has one of ours, an unknown one is unknown and kept."""
    got, _ = drive(gateways.get("vpn-1"), WHOLE | told)
    assert (got.state, got.raw_state) == (state, (WHOLE | told)["Status"] or "")
    assert got.billing.locked == ("BusinessStatus" in told)


def test_a_private_gateway_has_no_public_address(gateways):
    """What a private gateway tells as InternetIp is not told as a public address."""
    got, _ = drive(gateways.get("vpn-1"), WHOLE | {"NetworkType": "private"})
    assert (got.addresses, got.private_addresses) == ((), ("198.51.100.1", "198.51.100.2"))


def test_an_order_that_nobody_paid(gateways):
    """If only an order was made, its number and the id are told, and the gateway is pending."""
    made, _ = drive(gateways.create(spec(), OP), MADE, gone())
    assert (made.id, made.state, made.addresses) == ("vpn-1", State.PENDING, ())
    assert (made.billing.order_id, made.extras) == ("202249400220415", {})


# ---------------------------------------------------------------- deleting


def at(year: int) -> dict[str, str]:
    return {"date": format_datetime(datetime(year, 1, 1, tzinfo=UTC), usegmt=True)}


@pytest.mark.parametrize("headers", [at(2024), {}, {"date": "yesterday"}])
def test_a_prepaid_gateway_in_its_term_is_not_deleted(gateways, headers):
    """It is a BillingError before the request; without a clock the term is taken to go on."""
    with pytest.raises(BillingError) as caught:
        drive(gateways.delete("vpn-1"), reply(WHOLE, **headers))
    assert (caught.value.field, caught.value.http_status) == ("billing", None)


def test_a_prepaid_gateway_whose_term_is_over_is_deleted(gateways):
    """By the cloud's own clock, as its answer tells it."""
    kept, (_, delete) = drive(gateways.delete("vpn-1"), reply(WHOLE, **at(2025)), {})
    assert (kept, delete.action) == ((), "DeleteVpnGateway")


def test_deleting_what_is_gone_or_going(gateways):
    """What is gone, or on its way out, is deleted; nothing stays behind that could be billed."""
    assert drive(gateways.delete("vpn-1"), gone())[0] == ()
    assert drive(gateways.delete("vpn-1"), WHOLE | {"Status": "deleting"})[0] == ()
    postpaid = WHOLE | {"ChargeType": "POSTPAY"}
    assert drive(gateways.delete("vpn-1", release_addresses=True), postpaid, gone())[0] == ()
    with pytest.raises(BusyError):
        drive(gateways.delete("vpn-1"), postpaid, BusyError("used", provider="alibaba"))


def test_a_lost_create_is_not_looked_for(gateways):
    """Recovery is the client token's."""
    with pytest.raises(UnsupportedError):
        next(gateways.find(OP.token))


# ---------------------------------------------------------------- through the emulator


@pytest.mark.parametrize("pair", [False, True])
@pytest.mark.parametrize("ssl", [None, 5, 1000])
@pytest.mark.parametrize("network_type", ["public", "private"])
@pytest.mark.parametrize("megabits", [200, 1000])
def test_what_was_asked_is_what_is_read(pair, ssl, network_type, megabits):
    """A gateway reads as it was asked for, on both networks, with one address or two."""
    client = connect(World(rate=0.0), "alibaba")
    asked = spec(
        bandwidth_mbps=megabits,
        subnet_ids=("vsw-1", "vsw-2") if pair else ("vsw-1",),
        ssl=ssl is not None,
        ssl_connections=ssl,
        options=OPTIONS(network_type=network_type),
    )
    made = client.vpn_gateways.create(asked)
    assert made.state is State.PENDING
    got = client.vpn_gateways.wait(made.id)
    for name in ("name", "network_id", "subnet_ids", "bandwidth_mbps", "ipsec", "ssl",
                 "ssl_connections"):  # fmt: skip
        assert getattr(got, name) == getattr(asked, name), name
    assert got.billing.mode == "postpaid"
    here = got.private_addresses if network_type == "private" else got.addresses
    assert len(set(here)) == (2 if pair else 1)
    assert [g.id for g in client.vpn_gateways.list()] == [made.id]


def test_a_connection_holds_its_gateway():
    """A gateway with a connection is not deleted, nor is a customer gateway in use: BusyError."""
    cloud = Cloud(pair=True)
    link = cloud.client.vpn_connections.create(cloud.spec())
    for delete in (
        lambda: cloud.client.vpn_gateways.delete(cloud.gateway.id),
        lambda: cloud.client.customer_gateways.delete(cloud.site.id),
    ):
        with pytest.raises(BusyError) as caught:
            delete()
        assert not caught.value.retryable
    cloud.client.vpn_connections.delete(link.id)
    cloud.client.vpn_connections.wait(link.id, "deleted")
    assert cloud.client.vpn_gateways.delete(cloud.gateway.id) == ()
    assert cloud.client.vpn_gateways.wait(cloud.gateway.id, "deleted") is None
    cloud.client.customer_gateways.delete(cloud.site.id)
    assert not list(cloud.world.everything())


def test_a_busy_gateway_is_waited_for():
    """A change that meets another one is sent again when the cloud lets it."""
    cloud = Cloud(pair=False)
    cloud.actions()
    for name in ("one", "two"):
        cloud.client.vpn_gateways.update(cloud.gateway.id, VpnGatewayPatch(name=name))
    assert cloud.actions().count("ModifyVpnGatewayAttribute") > 2
    assert cloud.client.vpn_gateways.get(cloud.gateway.id).name == "two"


def test_a_prepaid_life():
    """A prepaid gateway needs the caller's word to be paid; once it is, it cannot be deleted."""
    world = World(rate=0.0)
    client = connect(world, "alibaba")
    prepaid = spec(billing=Billing(mode="prepaid", period_months=1))
    order = client.vpn_gateways.create(prepaid)
    assert order.billing.order_id
    with pytest.raises(NotFoundError):
        client.vpn_gateways.get(order.id)
    paid = prepaid.model_copy(update={"options": OPTIONS(auto_pay=True)})
    made = client.vpn_gateways.create(paid)
    got = client.vpn_gateways.wait(made.id)
    assert got.billing.expires_at > got.created_at
    with pytest.raises(BillingError):
        client.vpn_gateways.delete(got.id)
    assert cgw.to_dict(got)["billing"]["mode"] == "prepaid"


def test_the_number_of_the_order_is_kept() -> None:
    """What only the create answer tells stays although the gateway was read back."""
    import cgw
    import cgw_alibaba
    from cgw.emulator import World

    made = cgw.emulator.connect(World(), "alibaba").vpn_gateways.create(
        cgw.VpnGatewaySpec(
            name="gate",
            network_id="vpc-1",
            subnet_ids=("vsw-1", "vsw-2"),
            bandwidth_mbps=100,
            options=cgw_alibaba.VpnGatewayOptions(auto_pay=True),
        )
    )
    assert made.addresses or made.state is cgw.State.PENDING
    assert made.billing.order_id

"""VPN attachments: connections of Alibaba Cloud for a transit router; flows driven by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from alibaba_flows import KEY, OP, adapter, body, drive, query, reply
from alibaba_rows import BGP_ROW, IKE, MADE, PAIR_ROW, ROW, SITE, bgp, gone

import cgw_alibaba
from cgw.adapter import Where
from cgw.errors import (
    ApiError,
    BusyError,
    InvalidRequestError,
    ServiceError,
    UnsupportedError,
)
from cgw.models import (
    AttachTo,
    HealthCheck,
    IkeSpec,
    State,
    TunnelPatch,
    TunnelSpec,
    VpnConnectionPatch,
    VpnConnectionSpec,
)
from cgw.wire import Request, UnreadableError

OPTIONS = cgw_alibaba.VpnConnectionOptions
LOOSE = {"VpnGatewayId": "vpn-not-exist", "AttachType": "NO_ASSOCIATED", "State": "init",
         "NetworkType": "private"}  # fmt: skip
TIED = LOOSE | {"AttachType": "CEN", "State": "attached", "TransitRouterId": "tr-1",
                "TransitRouterName": "hub", "CrossAccountAuthorized": True}  # fmt: skip
PROBE = HealthCheck(source="10.0.0.1", destination="192.168.0.1")
DONE = {"Code": "200", "Message": "successful", "Success": True}


@pytest.fixture
def links():
    return adapter().vpn_connections


def spec(**more: Any) -> VpnConnectionSpec:
    values = {"name": "hub", "customer_gateway_id": "cgw-1", "attached_to": AttachTo(),
              "tunnels": (TunnelSpec(psk=KEY),)}  # fmt: skip
    return VpnConnectionSpec(**{**values, **more})


def create(links: Any, wanted: VpnConnectionSpec) -> Request:
    _, (sent, *_) = drive(links.create(wanted, OP), MADE | DONE, PAIR_ROW | LOOSE, SITE)
    assert sent.action == "CreateVpnAttachment"
    assert (sent.safe, sent.writes, query(sent)["ClientToken"]) == (True, True, OP.token)
    assert isinstance(sent, Request)
    return sent


# ---------------------------------------------------------------- creating


def test_a_new_one_has_two_tunnels(links):
    """One tunnel of a spec serves both, told apart by TunnelIndex and not by a role."""
    sent = create(links, spec(tags={"env": "law"}))
    params, form = query(sent), body(sent)
    assert params == {
        "RegionId": "cn-shanghai", "Name": "hub", "LocalSubnet": "0.0.0.0/0",
        "RemoteSubnet": "0.0.0.0/0", "EffectImmediately": "false", "NetworkType": "public",
        "EnableTunnelsBgp": "false", "Tags.1.Key": "env", "Tags.1.Value": "law",
        "ClientToken": OP.token,
    }  # fmt: skip
    at = "TunnelOptionsSpecification"
    assert [form[f"{at}.{n}.TunnelIndex"] for n in (1, 2)] == ["1", "2"]
    assert {form[f"{at}.{n}.TunnelIkeConfig.Psk"] for n in (1, 2)} == {KEY}
    assert {form[f"{at}.{n}.CustomerGatewayId"] for n in (1, 2)} == {"cgw-1"}
    assert not [name for name in form if "Role" in name or "Certificate" in name]


def test_no_gateway_is_read_for_it(links):
    """Nothing but the create and the read-back is asked: there is no gateway that decides."""
    made, asked = drive(links.create(spec(), OP), MADE | DONE, PAIR_ROW | LOOSE, SITE)
    assert [one.action for one in asked[:2]] == ["CreateVpnAttachment", "DescribeVpnConnection"]
    assert asked[0].serial is None
    assert (made.vpn_gateway_id, made.attached_to.kind) == ("", "none")


def test_a_failed_read_back_hides_nothing(links):
    """What was made has an id, and both keys, whatever the read afterwards says."""
    two = (TunnelSpec(psk=KEY), TunnelSpec(psk=f"{KEY}2"))
    wanted = spec(tunnels=two, attached_to=AttachTo(private=True))
    down = ServiceError("down", provider="alibaba")
    made, _ = drive(links.create(wanted, OP), MADE | DONE, down)
    assert (made.id, made.state, made.attached_to.private) == ("vco-1", State.PENDING, True)
    assert [t.psk.get_secret_value() for t in made.tunnels] == [KEY, f"{KEY}2"]
    quiet = {k: v for k, v in IKE.items() if k != "Psk"}
    told = {"TunnelOptionsSpecification": {"TunnelOptions": [
        {"TunnelId": f"tun-{n}", "TunnelIndex": n, "TunnelIkeConfig": quiet} for n in (2, 1)
    ]}}  # fmt: skip
    made, _ = drive(links.create(wanted, OP), MADE | DONE, PAIR_ROW | LOOSE | told)
    assert [t.psk.get_secret_value() for t in made.tunnels] == [f"{KEY}2", KEY]


def test_everything_that_only_it_has(links):
    """Bandwidth, resource group, network and certificate go with it, under its own names."""
    options = OPTIONS(
        tunnel_bandwidth="Large", resource_group_id="rg-1", remote_ca_certificate="PEM",
        auto_config_route=False, dry_run=True,
    )  # fmt: skip
    params = query(create(links, spec(attached_to=AttachTo(private=True), options=options)))
    assert params.items() >= {
        "TunnelBandwidth": "Large", "ResourceGroupId": "rg-1", "RemoteCaCert": "PEM",
        "NetworkType": "private", "AutoConfigRoute": "false", "DryRun": "true",
    }.items()  # fmt: skip


def test_one_tunnel_where_the_cloud_still_makes_such(links):
    """The older form: JSON in texts, its peer at the top, probes allowed, no form body."""
    wanted = spec(
        tunnels=(TunnelSpec(psk=KEY, bgp=bgp(11), health_check=PROBE),), mode="bgp",
        options=OPTIONS(single_tunnel=True),
    )  # fmt: skip
    sent = create(links, wanted)
    params = query(sent)
    assert sent.body == b""
    assert (params["CustomerGatewayId"], params["AutoConfigRoute"]) == ("cgw-1", "true")
    assert json.loads(params["IkeConfig"])["Psk"] == KEY
    assert json.loads(params["HealthCheckConfig"])["dip"] == "192.168.0.1"
    assert json.loads(params["BgpConfig"])["EnableBgp"] is True
    assert "EnableTunnelsBgp" not in params


@pytest.mark.parametrize(
    ("more", "error", "field"),
    [
        ({"attached_to": AttachTo(id="tr-1")}, UnsupportedError, "attached_to.id"),
        ({"attached_to": AttachTo(kind="network")}, UnsupportedError, "attached_to.kind"),
        (
            {"tunnels": (TunnelSpec(psk="k", local_address="198.51.100.1"),)},
            UnsupportedError,
            "tunnels.0.local_address",
        ),
        (
            {"tunnels": (TunnelSpec(psk="k", health_check=PROBE),)},
            UnsupportedError,
            "tunnels.0.health_check",
        ),
        (
            {"tunnels": (TunnelSpec(psk="k", ike=IkeSpec(encryption="sm4-cbc")),)},
            UnsupportedError,
            "tunnels.0.ike.encryption",
        ),
        (
            {"tunnels": (TunnelSpec(psk="k", bgp=bgp(11)),), "mode": "bgp"},
            InvalidRequestError,
            "tunnels",
        ),
        (
            {
                "tunnels": (TunnelSpec(psk="k"), TunnelSpec(psk="l")),
                "options": OPTIONS(single_tunnel=True),
            },
            InvalidRequestError,
            "options.single_tunnel",
        ),
        *(
            (
                {"vpn_gateway_id": "vpn-1", "attached_to": None, "options": OPTIONS(**given)},
                InvalidRequestError,
                f"options.{next(iter(given))}",
            )
            for given in (
                {"single_tunnel": True},
                {"tunnel_bandwidth": "Large"},
                {"resource_group_id": "rg-1"},
            )
        ),
    ],
)
def test_what_cannot_be_is_refused_before_any_request(links, more, error, field):
    """No attachment can have it, or nothing but an attachment can; the field is named."""
    with pytest.raises(error) as caught:
        next(links.create(spec(**more), OP))
    assert caught.value.field == field


# ---------------------------------------------------------------- reading


@pytest.mark.parametrize(
    ("told", "state", "kind"),
    [
        (LOOSE, State.AVAILABLE, "none"),  # it stays so until a router is tied
        (LOOSE | {"State": "provisioning"}, State.PENDING, "none"),
        (TIED, State.AVAILABLE, "transit-router"),
        (TIED | {"State": "attaching"}, State.UPDATING, "transit-router"),
        (TIED | {"State": "init"}, State.PENDING, "transit-router"),
    ],
)
def test_what_it_hangs_on(links, told, state, kind):
    """A loose one that is in ``init`` can be used; the router is told by id and name."""
    got, _ = drive(links.get("vco-1"), PAIR_ROW | told, SITE)
    assert (got.state, got.raw_state, got.vpn_gateway_id) == (state, told["State"], "")
    to = got.attached_to
    assert (to.kind, to.private, to.raw_kind) == (kind, True, told["AttachType"])
    assert (to.id, to.name) == (("tr-1", "hub") if kind == "transit-router" else ("", ""))


def test_the_listing_of_attachments(links):
    """It is asked for by an option; each is then read whole, and what only it tells is in extras."""
    row = {"InstanceId": "vco-1", "Description": "d", "Tag": '{"BGPSupport":"true"}', "Tags": []}
    listing = {"TotalCount": 51, "PageNumber": 1, "PageSize": 50, "VpnAttachments": [row, {
        "InstanceId": "vco-2"}]}  # fmt: skip
    where = Where({"id": "vco-1"}, {}, cgw_alibaba.VpnConnectionListOptions(attached=True))
    page, asked = drive(links.page(None, where), listing, PAIR_ROW | TIED, SITE, gone())
    assert [one.action for one in asked] == [
        "DescribeVpnAttachments", "DescribeVpnConnection", "DescribeCustomerGateway",
        "DescribeVpnConnection",
    ]  # fmt: skip
    assert query(asked[0]) == {
        "RegionId": "cn-shanghai", "AttachType": "CEN", "PageNumber": "1", "PageSize": "50",
        "VpnConnectionId": "vco-1",
    }  # fmt: skip
    (item,) = page.items  # the other one was deleted meanwhile
    assert (item.id, item.attached_to.id, page.cursor) == ("vco-1", "tr-1", "2")
    assert item.extras["Description"] == "d"
    assert "BGPSupport" in item.extras["Tag"]
    with pytest.raises(UnreadableError):
        drive(links.page(None, where), {"RequestId": "r"})


# ---------------------------------------------------------------- changing


def test_a_change_is_whole_and_names_tunnels_twice(links):
    """Everything goes again, keys and network too; tunnels are named by id and index."""
    patch = VpnConnectionPatch(name="new")
    _, (_, sent, *_) = drive(links.update("vco-1", patch), PAIR_ROW | TIED, {}, PAIR_ROW, SITE)
    assert (sent.action, sent.serial, sent.writes) == (
        "ModifyVpnAttachmentAttribute", "vco-1", True,
    )  # fmt: skip
    assert query(sent) == {
        "RegionId": "cn-shanghai", "VpnConnectionId": "vco-1", "Name": "new",
        "LocalSubnet": "0.0.0.0/0", "RemoteSubnet": "0.0.0.0/0", "EffectImmediately": "false",
        "NetworkType": "private", "EnableTunnelsBgp": "false",
    }  # fmt: skip
    form = body(sent)
    for n in ("1", "2"):
        at = f"TunnelOptionsSpecification.{n}."
        own = {name.removeprefix(at): v for name, v in form.items() if name.startswith(at)}
        assert (own["TunnelId"], own["TunnelIndex"]) == (f"tun-{n}", n)
        assert own["TunnelIkeConfig.Psk"] == f"{KEY}{n}"
        assert not {"Role", "RemoteCaCertificate"} & set(own)


def test_one_tunnel_of_two_takes_the_other_with_it(links):
    """ModifyTunnelAttribute is documented for gateways' connections; here both tunnels go."""
    patch = VpnConnectionPatch(tunnels=(TunnelPatch(local_address="198.51.100.2", psk="n3w"),))
    _, (_, sent, *_) = drive(links.update("vco-1", patch), BGP_ROW | TIED, {}, BGP_ROW, SITE)
    form = body(sent)
    assert sent.action == "ModifyVpnAttachmentAttribute"
    assert [form[f"TunnelOptionsSpecification.{n}.TunnelIkeConfig.Psk"] for n in (1, 2)] == [
        f"{KEY}1", "n3w",
    ]  # fmt: skip
    assert form["TunnelOptionsSpecification.2.TunnelBgpConfig.TunnelCidr"] == "169.254.12.0/30"


def test_one_tunnel_may_change_its_peer(links):
    """Unlike a gateway's, and what a failing probe does stays as it is."""
    row = ROW | TIED | {"VcoHealthCheck": ROW["VcoHealthCheck"] | {"Policy": "reserve_route"}}
    patch = VpnConnectionPatch(
        tunnels=(TunnelPatch(customer_gateway_id="cgw-9"),),
        options=cgw_alibaba.VpnConnectionPatchOptions(
            network_type="public", remote_ca_certificate="PEM"
        ),
    )
    _, (_, sent, *_) = drive(links.update("vco-1", patch), row, {}, row, SITE)
    params = query(sent)
    assert (params["CustomerGatewayId"], params["NetworkType"]) == ("cgw-9", "public")
    assert (params["RemoteCaCert"], json.loads(params["IkeConfig"])["Psk"]) == ("PEM", KEY)
    assert json.loads(params["HealthCheckConfig"])["Policy"] == "reserve_route"
    with pytest.raises(UnsupportedError):
        drive(links.update("vco-1", VpnConnectionPatch(tunnels=patch.tunnels)), ROW)
    with pytest.raises(InvalidRequestError) as caught:
        drive(links.update("vco-1", patch.model_copy(update={"tunnels": None})), ROW)
    assert caught.value.field == "options.network_type"


def test_a_reset_is_a_change_that_takes_effect_at_once(links):
    """The same as of other connections, by the attachment's own call."""
    _, (_, sent, *_) = drive(links.reset("vco-1"), PAIR_ROW | TIED, {}, PAIR_ROW | TIED, SITE)
    assert (sent.action, query(sent)["EffectImmediately"]) == (
        "ModifyVpnAttachmentAttribute", "true",
    )  # fmt: skip


@pytest.mark.parametrize("told", [{"VpnGatewayId": "vpn-not-exist"}, {"AttachType": "CEN"}, TIED])
def test_a_delete_takes_the_call_of_its_kind(links, told):
    """What is no gateway's is deleted as an attachment; what is gone already is deleted."""
    _, (_, sent) = drive(links.delete("vco-1"), ROW | told, DONE)
    assert (sent.action, sent.serial) == ("DeleteVpnAttachment", "vco-1")
    assert drive(links.delete("vco-1"), ROW | told, gone())[0] is None


# ---------------------------------------------------------------- "Success": false


@pytest.mark.parametrize("action", ["CreateVpnAttachment", "DeleteVpnAttachment"])
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("VpnTask.CONFLICT", BusyError),
        ("InvalidName", InvalidRequestError),
        ("Brand.New", ServiceError),
    ],
)
def test_no_in_a_good_answer_is_no(action, code, kind):
    """These two say in a body of status 200 that they did nothing, and why."""
    asked = Request("POST", "https://h", "/", action)
    told = {"Code": code, "Message": "sorry", "Success": False, "RequestId": "r-1"}
    error = adapter().error(asked, reply(told))
    assert isinstance(error, kind)
    assert isinstance(error, ApiError)
    assert (error.code, error.message, error.request_id) == (code, "sorry", "r-1")
    assert adapter().error(asked, reply(DONE)) is None
    assert adapter().error(asked, reply({"RequestId": "r"})) is None
    other = Request("POST", "https://h", "/", "DescribeVpnConnection")
    assert adapter().error(other, reply(told)) is None

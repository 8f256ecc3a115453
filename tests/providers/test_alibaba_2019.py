"""Every example of chapters 15.1 to 15.15 of the VPC API reference of 2019 is read.

Those of 15.17 to 15.24, about SSL-VPN, are in `test_alibaba_2019_ssl`, that of 15.16 in
`test_alibaba_device_config`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from alibaba_examples import WAYS, only
from alibaba_flows import DATA, OP, adapter, drive, reply, sample

from cgw.adapter import Where
from cgw.errors import NotFoundError, ServiceError
from cgw.models import (
    CustomerGatewayPatch,
    CustomerGatewaySpec,
    State,
    TunnelSpec,
    TunnelStatus,
    VpnConnectionSpec,
    VpnGatewayPatch,
    VpnGatewaySpec,
)
from cgw.wire import Request
from cgw_alibaba import connection_rows, fields, vpn_gateway_rows

ACTIONS = [
    "CreateVpnGateway", "DescribeVpnGateways", "DescribeVpnGateway", "ModifyVpnGatewayAttribute",
    "DeleteVpnGateway", "CreateCustomerGateway", "DescribeCustomerGateways",
    "DescribeCustomerGateway", "DeleteCustomerGateway", "ModifyCustomerGatewayAttribute",
    "CreateVpnConnection", "DescribeVpnConnections", "DescribeVpnConnection",
    "ModifyVpnConnectionAttribute", "DeleteVpnConnection",
]  # fmt: skip
SITE = CustomerGatewaySpec(name="idc", address="203.0.113.10")
GATEWAY = VpnGatewaySpec(name="hq", network_id="vpc-1", bandwidth_mbps=5)
LINK = VpnConnectionSpec(
    name="c", vpn_gateway_id="vpn-1", customer_gateway_id="cgw-1", tunnels=(TunnelSpec(psk="k"),)
)
ROW = {"VpnGatewayId": "vpn-1"}  # a gateway of one address
LINK_ROW = {"VpnConnectionId": "vco-1", "VpnGatewayId": "vpn-1", "IkeConfig": {"Psk": "k"}}


class DownError(ServiceError):
    """A read that fails."""

    def __init__(self) -> None:
        super().__init__("down", provider="alibaba")


def gone() -> NotFoundError:
    return NotFoundError("gone", provider="alibaba")


def asked(action: str, example: Any) -> Any:
    """What the adapter makes of an example: a noun, a list of them, or nothing."""
    cloud = adapter()
    sites, gateways, links = cloud.customer_gateways, cloud.vpn_gateways, cloud.vpn_connections
    flows: dict[str, Callable[[], Any]] = {
        "CreateVpnGateway": lambda: drive(gateways.create(GATEWAY, OP), example, DownError()),
        "DescribeVpnGateways": lambda: drive(gateways.page(None, Where()), example),
        "DescribeVpnGateway": lambda: drive(gateways.get("x"), example),
        "ModifyVpnGatewayAttribute": lambda: drive(
            gateways.update("x", VpnGatewayPatch(name="aa")), example, example
        ),
        "DeleteVpnGateway": lambda: drive(gateways.delete("x"), ROW, example),
        "CreateCustomerGateway": lambda: drive(sites.create(SITE, OP), example, DownError()),
        "DescribeCustomerGateways": lambda: drive(sites.page(None, Where()), example),
        "DescribeCustomerGateway": lambda: drive(sites.get("x"), example),
        "DeleteCustomerGateway": lambda: drive(sites.delete("x"), example),
        "ModifyCustomerGatewayAttribute": lambda: drive(
            sites.update("x", CustomerGatewayPatch(name="a")), example, example
        ),
        "CreateVpnConnection": lambda: drive(links.create(LINK, OP), ROW, example, DownError()),
        "DescribeVpnConnections": lambda: drive(links.page(None, Where()), example, gone()),
        "DescribeVpnConnection": lambda: drive(links.get("x"), example, gone()),
        "ModifyVpnConnectionAttribute": lambda: drive(
            links.reset("x"), LINK_ROW, example, example, gone()
        ),
        "DeleteVpnConnection": lambda: drive(links.delete("x"), LINK_ROW, example),
    }
    return flows[action]()[0]


CHAPTER = [
    *ACTIONS, "DownloadVpnConnectionConfig", "CreateSslVpnServer", "DescribeSslVpnServers",
    "DeleteSslVpnServer", "ModifySslVpnServer", "CreateSslVpnClientCert",
    "DescribeSslVpnClientCerts", "DeleteSslVpnClientCert", "ModifySslVpnClientCert",
]  # fmt: skip


def test_all_examples_are_here():
    """24 files, one per action, each with its source and the lines it stood in."""
    files = sorted(DATA.glob("*.json"))
    assert [path.stem.split("_", 2)[2] for path in files] == CHAPTER
    last = 0
    for number, path in enumerate(files, 1):
        told = json.loads(path.read_text())
        assert told["source"].endswith(f"chapter 15.{number} {CHAPTER[number - 1]}")
        for part in ("request", "xml", "json"):
            first, end = told["lines"][part]
            assert last < first <= end
            last = end
        assert told["request"]["Action"] == CHAPTER[number - 1]


MILLIS = 1492753580000
CREATED = datetime.fromtimestamp(MILLIS / 1000, UTC)
VPN = "vpn-bp1q8bgx4xnkm2ogj0fiu"
EXPECTED: dict[str, dict[str, Any]] = {
    "CreateVpnGateway": {"id": VPN, "name": "hq", "state": State.PENDING},
    "DescribeVpnGateways": {
        "id": VPN, "state": State.AVAILABLE, "raw_state": "active", "bandwidth_mbps": 5,
        "addresses": ("116.62.69.xxx",), "subnet_ids": ("vsw-bp1y9ovl1cu9ou4tvma0l",),
        "network_id": "vpc-bp1ub1yt9cvakoelj1y9c", "created_at": CREATED, "ipsec": None,
    },
    "DescribeVpnGateway": {"id": VPN, "addresses": ("116.62.69.64",), "bandwidth_mbps": 5},
    "ModifyVpnGatewayAttribute": {
        "id": VPN, "name": "aaa", "private_addresses": ("172.16.104.xxx",),
        "addresses": ("116.62.69.xxx",),
    },
    "CreateCustomerGateway": {"id": "cgw-bp1jrawp82av6bws9h2ut", "address": "203.0.113.10"},
    "DescribeCustomerGateways": {"id": "cgw-bp1pvpl9r9adju6l5nxck", "address": "139.196.32.xxx"},
    "DescribeCustomerGateway": {"id": "cgw-bp1pvpl9r9adju6l5nxck", "name": "test"},
    "ModifyCustomerGatewayAttribute": {
        "id": "cgw-bp1pvpl9r9adju6l5nxck", "address": "139.196.32.167", "name": "",
    },
    "CreateVpnConnection": {
        "id": "vco-bp15oes1py4i66rmdnc7k", "name": "c", "state": State.PENDING,
        "created_at": datetime.fromtimestamp(1544666102, UTC),
    },
    "DescribeVpnConnections": {
        "id": "vco-bp10lz7aejumd2vxoqgev", "name": "vpn连接测试", "mode": "policy",
        "local_cidrs": ("1.1.1.0/24", "1.1.2.0/24"), "remote_cidrs": ("2.2.2.0/24",),
        "initiator": "cloud", "state": State.AVAILABLE, "raw_state": "", "tunnels_up": 1,
    },
    "DescribeVpnConnection": {
        "id": "vco-bp1w3m1p23iftycvseuc2", "name": "c2", "initiator": "peer", "tunnels_up": 0,
        "vpn_gateway_id": "vpn-bp1yfrjxn4d5t63tbqq70",
        "customer_gateway_id": "cgw-bp1wl8dtz3auwlavwhgcw", "local_cidrs": ("172.16.0.0/12",),
    },
    "ModifyVpnConnectionAttribute": {
        "id": "vco-bp10lz7aejumd2vxoqgev", "initiator": "peer",
        "customer_gateway_id": "cgw-bp1pvpl9r9adju6l5nxck",
    },
}  # fmt: skip


@pytest.mark.parametrize("action", ACTIONS)
def test_the_json_example_is_read(action):
    """The JSON of an example gives the noun it shows; of a deletion, that it was done."""
    found = only(asked(action, sample(action)["json"]))
    if action.startswith("Delete"):
        assert found in (None, ())
        return
    for name, value in EXPECTED[action].items():
        assert getattr(found, name) == value, name
    assert found.extras == {} or action.startswith("Create")


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("status", [200, 400])
def test_the_xml_example_is_named(action, status):
    """XML, which cgw never asks for, is a ServiceError that says so, however broken the example is."""
    text = "\n".join(sample(action)["xml"]).encode()
    request = Request("POST", "https://vpc.aliyuncs.com", "/", action)
    error = adapter().error(request, reply(text, status))
    assert isinstance(error, ServiceError)
    assert "XML" in str(error)
    assert "pgw6dy7d1i8in7x5" not in str(error)


def test_the_tunnel_of_an_example():
    """The wrapped and misspelt examples of a connection tell each value of their one tunnel."""
    link = only(asked("DescribeVpnConnections", sample("DescribeVpnConnections")["json"]))
    (tunnel,) = link.tunnels
    assert (tunnel.status, tunnel.raw_status) == (TunnelStatus.UP, "ipsec_sa_established")
    assert (tunnel.psk.get_secret_value(), tunnel.psk_visibility) == ("pgw6dy7d1i8in7x5", "known")
    assert (tunnel.ike.version, tunnel.ike.mode, tunnel.ike.encryption) == (
        "ikev1", "main", "aes-128-cbc",
    )  # fmt: skip
    assert (tunnel.ike.integrity, tunnel.ike.dh_group, tunnel.ike.lifetime_s) == (
        "sha1", "dh2", 86400,
    )  # fmt: skip
    assert (tunnel.ike.local_id, tunnel.ike.remote_id) == ("116.62.69.64", "139.196.32.167")
    assert (tunnel.ipsec.encryption, tunnel.ipsec.integrity) == ("aes-128-cbc", "sha1")
    assert (tunnel.ipsec.pfs_group, tunnel.ipsec.lifetime_s) == ("dh2", 86400)
    assert tunnel.peer_address == "139.196.32.167"  # the customer gateway cannot be read any more
    other = only(asked("DescribeVpnConnection", sample("DescribeVpnConnection")["json"]))
    assert other.tunnels[0].ike.mode == "aggressive"
    assert other.tunnels[0].status is TunnelStatus.PHASE1_DOWN
    assert other.tunnels[0].ipsec.integrity == "md5"


# ---------------------------------------------------------------- the same, mistyped


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("action", ACTIONS)
def test_a_mistyped_example_reads_the_same(action, way):
    """Text for numbers, other capitals, one object for a list or a wrapper change nothing."""
    example = sample(action)["json"]
    assert only(asked(action, WAYS[way](example))) == only(asked(action, example))


@pytest.mark.parametrize(
    ("told", "mode", "megabits"),
    [
        ({"ChargeType": "Prepay", "Spec": "5M"}, "prepaid", 5),  # 15.2, table
        ({"ChargeType": "PayByTraffic", "Spec": "5"}, "postpaid", 5),  # 15.3, table
        ({"ChargeType": "POSTPAY", "Spec": "1000M"}, "postpaid", 1000),
        ({"ChargeType": "PostpayByFlow", "Spec": "-"}, "postpaid", None),
        ({"ChargeType": "Barter", "Spec": ""}, None, None),
    ],
)
def test_the_values_of_the_tables(told, mode, megabits):
    """ChargeType and Spec are read in each form that the tables and the SDK show."""
    row, text = vpn_gateway_rows.ROW.read(json.dumps({"VpnGatewayId": "vpn-1", **told}).encode())
    got = vpn_gateway_rows.from_wire("r", row, fields.alone(text, vpn_gateway_rows.KNOWN))
    assert (got.billing.mode, got.bandwidth_mbps) == (mode, megabits)
    assert got.billing.raw_mode == told["ChargeType"]


def test_a_host_bit_is_not_a_crash():
    """Networks with host bits (a quirk of the 2019 samples) and words for networks are told."""
    assert connection_rows.cidrs("10.10.10.20/24, nonsense,,") == ("10.10.10.0/24", "nonsense")

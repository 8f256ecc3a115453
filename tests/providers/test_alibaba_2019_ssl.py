"""Every example about SSL-VPN in chapter 15 of the VPC API reference of 2019 is read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from alibaba_examples import WAYS, only
from alibaba_flows import OP, adapter, drive, query, reply, sample

from cgw.adapter import Where
from cgw.errors import NotFoundError, ServiceError
from cgw.models import (
    SslVpnClientPatch,
    SslVpnClientSpec,
    SslVpnServerPatch,
    SslVpnServerSpec,
    State,
)
from cgw.wire import Request, UnreadableError

ACTIONS = [
    "CreateSslVpnServer", "DescribeSslVpnServers", "DeleteSslVpnServer", "ModifySslVpnServer",
    "CreateSslVpnClientCert", "DeleteSslVpnClientCert", "ModifySslVpnClientCert",
]  # fmt: skip
SERVER, CERTIFICATE = "vss-bp18q7hzj6largv4vk2fe", "vsc-bp1n8wcf134yl0osrcg98"
SERVER_ROWS = {"TotalCount": 1, "SslVpnServers": {"SslVpnServer": [{"SslVpnServerId": SERVER}]}}
CERTIFICATE_ROWS = {
    "TotalCount": 1,
    "SslVpnClientCertKeys": {"SslVpnClientCertKey": [{"SslVpnClientCertId": CERTIFICATE}]},
}
SPEC = SslVpnServerSpec(
    name="test",
    vpn_gateway_id="vpn-1",
    client_cidr="192.168.1.0/24",
    local_cidrs=("10.0.0.0/8",),
)


def gone() -> NotFoundError:
    return NotFoundError("gone", provider="alibaba")


def asked(action: str, example: Any) -> Any:
    """What the adapter makes of an example: a noun, a list of them, or nothing."""
    cloud = adapter()
    servers, clients = cloud.ssl_vpn_servers, cloud.ssl_vpn_clients
    flows = {
        "CreateSslVpnServer": lambda: drive(servers.create(SPEC, OP), example, gone()),
        "DescribeSslVpnServers": lambda: drive(servers.page(None, Where()), example),
        "DeleteSslVpnServer": lambda: drive(servers.delete(SERVER), SERVER_ROWS, example),
        # Its example shows a listing, where the table and the SDK have the server alone.
        "ModifySslVpnServer": lambda: drive(
            servers.update(SERVER, SslVpnServerPatch(name="x")), SERVER_ROWS, example, example
        ),
        "CreateSslVpnClientCert": lambda: drive(
            clients.create(SslVpnClientSpec(name="c", server_id=SERVER), OP), example, gone()
        ),
        "DeleteSslVpnClientCert": lambda: drive(
            clients.delete(CERTIFICATE), CERTIFICATE_ROWS, example
        ),
        "ModifySslVpnClientCert": lambda: drive(
            clients.update(CERTIFICATE, SslVpnClientPatch(name="cert2")), example, CERTIFICATE_ROWS
        ),
    }
    return flows[action]()[0]


EXPECTED: dict[str, dict[str, Any]] = {
    "CreateSslVpnServer": {"id": SERVER, "name": "test", "state": State.PENDING},
    "DescribeSslVpnServers": {
        "id": SERVER, "vpn_gateway_id": "vpn-bp1q8bgx4xnkm2ogj0fiu", "name": "test",
        "client_cidr": "10.10.10.0/24", "local_cidrs": ("10.10.10.0/24",), "protocol": "udp",
        "port": 1194, "encryption": "aes-128-cbc", "compress": True, "connections": 0,
        "connections_max": 5, "address": "47.98.xx.xx", "region": "cn-shanghai",
        "created_at": datetime.fromtimestamp(1492753580, UTC),
    },
    "ModifySslVpnServer": {
        "id": SERVER, "client_cidr": "10.30.30.0/24", "local_cidrs": ("10.20.20.0/24",),
    },
    "CreateSslVpnClientCert": {"id": CERTIFICATE, "name": "c", "state": State.PENDING},
    "ModifySslVpnClientCert": {"id": CERTIFICATE},
}  # fmt: skip


@pytest.mark.parametrize("action", ACTIONS)
def test_the_json_example_is_read(action):
    """The JSON of an example gives the noun it shows; of a deletion, that it was done."""
    found = only(asked(action, sample(action)["json"]))
    if action.startswith("Delete"):
        assert found is None
        return
    for name, value in EXPECTED[action].items():
        assert getattr(found, name) == value, name
    assert found.extras == {}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("action", ACTIONS)
def test_a_mistyped_example_reads_the_same(action, way):
    """Text for numbers, other capitals, one object for a list or a wrapper change nothing."""
    example = sample(action)["json"]
    assert only(asked(action, WAYS[way](example))) == only(asked(action, example))


@pytest.mark.parametrize("action", [*ACTIONS, "DescribeSslVpnClientCerts"])
@pytest.mark.parametrize("status", [200, 400])
def test_the_xml_example_is_named(action, status):
    """XML, which cgw never asks for, is a ServiceError that says so, however broken the example is."""
    text = "\n".join(sample(action)["xml"]).encode()
    request = Request("POST", "https://vpc.aliyuncs.com", "/", action)
    error = adapter().error(request, reply(text, status))
    assert isinstance(error, ServiceError)
    assert "XML" in str(error)


@pytest.mark.parametrize("way", [lambda body: body, *WAYS.values()])
def test_servers_are_no_certificates(way):
    """The certificate page's example shows a server: that is no empty list of certificates."""
    flow = adapter().ssl_vpn_clients.page(None, Where())
    with pytest.raises(UnreadableError):
        drive(flow, way(sample("DescribeSslVpnClientCerts")["json"]))


def test_what_the_table_of_that_page_says_is_read():
    """Its fields by name, with the table's own values, make a client; numbers may be texts."""
    row = {
        "CreateTime": 1492747187000, "EndTime": 1494966335000, "Name": "cert1",
        "RegionId": "cn-hangzhou", "SslVpnClientCertId": "vsc-bp1n8wcf134yl0osrcg98",
        "SslVpnServerId": "vss-bp18q7hzj6largv4vk2fe", "Status": "expiring-soon",
    }  # fmt: skip
    body = {"TotalCount": 1, "SslVpnClientCertKeys": {"SslVpnClientCertKey": [row]}}
    for way in [lambda body: body, *WAYS.values()]:
        page, _ = drive(adapter().ssl_vpn_clients.page(None, Where()), way(body))
        (found,) = page.items
        assert (found.id, found.server_id) == (CERTIFICATE, SERVER)
        assert (found.name, found.state) == ("cert1", State.AVAILABLE)
        assert found.certificate_state == "expiring-soon"
        assert found.created_at == datetime.fromtimestamp(1492747187, UTC)
        assert found.expires_at == datetime.fromtimestamp(1494966335, UTC)
        assert found.extras == {}


def test_the_request_examples_are_what_is_sent():
    """Every parameter of a create's example has the value that the same wish sends today."""
    example = sample("CreateSslVpnServer")
    spec = SPEC.model_copy(update={"name": "aaa", "vpn_gateway_id": "vpn-xxxxxxxxxxx"})
    _, (request, _) = drive(adapter().ssl_vpn_servers.create(spec, OP), example["json"], gone())
    told = {n: v for n, v in example["request"].items() if v and n not in {"Action", "RegionId"}}
    told["ClientToken"] = OP.token  # any
    sent = query(request)
    assert {name: sent.get(name) for name in told} == told
    assert (sent["Port"], sent["Proto"]) == ("1194", "UDP")  # its table's defaults

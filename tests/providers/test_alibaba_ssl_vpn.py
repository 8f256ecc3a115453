"""SSL-VPN servers and clients on Alibaba Cloud, request by request."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from typing import Any

import pytest
from alibaba_flows import OP, adapter, drive, query, reply

from cgw.adapter import Where
from cgw.errors import (
    BusyError,
    CgwError,
    InvalidRequestError,
    NotFoundError,
    UnsupportedError,
)
from cgw.models import (
    SslVpnClientPatch,
    SslVpnClientSpec,
    SslVpnServerPatch,
    SslVpnServerSpec,
    State,
    to_dict,
    to_json,
)
from cgw_alibaba import SslVpnServerOptions, SslVpnServerPatchOptions
from cgw_alibaba.ssl_vpn_specs import NO_PORTS, to_wire

ROW = {
    "SslVpnServerId": "vss-1", "VpnGatewayId": "vpn-1", "Name": "staff", "Cipher": "AES-128-CBC",
    "ClientIpPool": "10.253.0.0/24", "LocalSubnet": "10.0.0.0/16,10.1.0.0/16", "Proto": "UDP",
    "Port": 1194, "Compress": False, "CreateTime": 1714979289000, "Connections": 1,
    "MaxConnections": 5, "InternetIp": "198.51.100.1", "DnsServers": "192.0.2.53",
    "EnableMultiFactorAuth": True, "IDaaSInstanceId": "idaas-1", "IDaaSRegionId": "cn-hangzhou",
    "IDaaSApplicationId": "app-1", "IDaaSInstanceVersion": "EIAM 2.0", "RegionId": "cn-shanghai",
    "ResourceGroupId": "rg-1",
}  # fmt: skip
CERTIFICATE = {"SslVpnClientCertId": "vsc-1", "SslVpnServerId": "vss-1", "Status": "normal"}


def rows(*items: dict[str, Any], total: int | None = None) -> dict[str, Any]:
    told = {"TotalCount": len(items) if total is None else total, "PageSize": 50}
    return {**told, "SslVpnServers": {"SslVpnServer": list(items)}}


def certificates(*items: dict[str, Any]) -> dict[str, Any]:
    inside = {"SslVpnClientCertKey": list(items)}
    return {"TotalCount": len(items), "SslVpnClientCertKeys": inside}


def spec(**more: Any) -> SslVpnServerSpec:
    values = {"name": "s", "vpn_gateway_id": "vpn-1", "client_cidr": "10.253.0.0/24",
              "local_cidrs": ("10.0.0.0/16",)}  # fmt: skip
    return SslVpnServerSpec(**{**values, **more})


def field_of(error: type[CgwError], wanted: SslVpnServerSpec) -> str:
    with pytest.raises(error) as caught:
        to_wire(wanted)
    return str(caught.value.field)  # type: ignore[attr-defined]  # each of the two has it


def test_a_server_is_told_whole():
    """Every value of a row has its field, and what only this cloud has is in extras."""
    found, _ = drive(adapter().ssl_vpn_servers.get("vss-1"), rows(ROW))
    assert (found.id, found.name, found.vpn_gateway_id) == ("vss-1", "staff", "vpn-1")
    assert (found.client_cidr, found.local_cidrs) == (
        "10.253.0.0/24", ("10.0.0.0/16", "10.1.0.0/16"),
    )  # fmt: skip
    assert (found.protocol, found.port, found.encryption) == ("udp", 1194, "aes-128-cbc")
    assert (found.compress, found.dns_servers) == (False, ("192.0.2.53",))
    assert (found.connections, found.connections_max) == (1, 5)
    assert (found.address, found.resource_group) == ("198.51.100.1", "rg-1")
    assert (found.multi_factor, found.identity_provider) == (True, "idaas-1")
    assert found.authentication == ("certificate", "password")
    assert found.state is State.AVAILABLE
    assert found.extras == {
        "IDaaSRegionId": "cn-hangzhou", "IDaaSApplicationId": "app-1",
        "IDaaSInstanceVersion": "EIAM 2.0",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("word", "told"),
    [("AES-256-CBC", "aes-256-cbc"), ("none", "none"), ("SM4", "unknown:SM4"), (None, "")],
)
def test_words_for_ciphers(word, told):
    """A cipher nobody knows is told as unknown, with the cloud's own word."""
    found, _ = drive(adapter().ssl_vpn_servers.get("vss-1"), rows({**ROW, "Cipher": word}))
    assert found.encryption == told


def test_every_default_is_sent():
    """Documents disagree about defaults, so a create says every value."""
    told = dict(to_wire(spec()))
    assert told == {
        "VpnGatewayId": "vpn-1", "Name": "s", "ClientIpPool": "10.253.0.0/24",
        "LocalSubnet": "10.0.0.0/16", "Proto": "UDP", "Port": "1194", "Cipher": "AES-128-CBC",
        "Compress": "false", "EnableMultiFactorAuth": "false",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"local_cidrs": ()}, "local_cidrs"),
        ({"client_cidr": "10.0.0.0/15"}, "client_cidr"),
        ({"client_cidr": "10.0.0.0/30"}, "client_cidr"),
        ({"client_cidr": "100.64.1.0/24"}, "client_cidr"),
        ({"local_cidrs": ("10.0.0.0/16", "127.0.0.0/16")}, "local_cidrs"),
        ({"local_cidrs": ("0.0.0.0/0",)}, "local_cidrs"),
        ({"options": SslVpnServerOptions(multi_factor=True)}, "options.multi_factor"),
        *(({"port": port}, "port") for port in sorted(NO_PORTS)),
    ],
)
def test_values_that_the_cloud_never_takes(wrong, field):
    """What the documents exclude is refused before any request, by the field's name."""
    assert field_of(InvalidRequestError, spec(**wrong)) == field


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"client_cidr": "2001:db8::/112"}, "client_cidr"),
        ({"local_cidrs": ("2001:db8::/64",)}, "local_cidrs"),
        ({"encryption": "aes-128-gcm"}, "encryption"),
        ({"integrity": "sha1"}, "integrity"),
        ({"tags": {"a": "b"}}, "tags"),
    ],
)
def test_what_this_cloud_cannot_do(wrong, field):
    """IPv6, GCM, a choice of integrity and tags are UnsupportedError."""
    assert field_of(UnsupportedError, spec(**wrong)) == field


def test_a_change_is_sent_whole():
    """What is not changed is sent as it is: left out, it could fall back to a default."""
    flow = adapter().ssl_vpn_servers.update("vss-1", SslVpnServerPatch(port=1195))
    _, (_, asked, _) = drive(flow, rows(ROW), {"RequestId": "r"}, rows(ROW))
    assert query(asked) == {
        "RegionId": "cn-shanghai", "SslVpnServerId": "vss-1", "Name": "staff", "Port": "1195",
        "ClientIpPool": "10.253.0.0/24", "LocalSubnet": "10.0.0.0/16,10.1.0.0/16", "Proto": "UDP",
        "Cipher": "AES-128-CBC", "Compress": "false", "DnsServers": "192.0.2.53",
        "EnableMultiFactorAuth": "true", "IDaaSInstanceId": "idaas-1",
        "IDaaSRegionId": "cn-hangzhou", "IDaaSApplicationId": "app-1",
    }  # fmt: skip
    assert (asked.serial, asked.safe, asked.writes) == ("vpn-1", True, True)


@pytest.mark.parametrize(
    "patch",
    [
        SslVpnServerPatch(),
        SslVpnServerPatch(name=None),
        SslVpnServerPatch(local_cidrs=()),
        SslVpnServerPatch(port=443),
        SslVpnServerPatch(options=SslVpnServerPatchOptions()),
        SslVpnServerPatch(options=SslVpnServerPatchOptions(dry_run=True)),
    ],
)
def test_a_wrong_change_is_refused_before_anything_is_read(patch):
    """Nothing to change, or a wrong value, is refused without a request."""
    with pytest.raises(InvalidRequestError):
        next(adapter().ssl_vpn_servers.update("vss-1", patch))


def test_options_alone_are_a_change():
    """Multi-factor can be turned off and nothing else."""
    options = SslVpnServerPatchOptions(multi_factor=False)
    flow = adapter().ssl_vpn_servers.update("vss-1", SslVpnServerPatch(options=options))
    _, (_, asked, _) = drive(flow, rows(ROW), {"RequestId": "r"}, rows(ROW))
    assert query(asked)["EnableMultiFactorAuth"] == "false"
    assert query(asked)["Name"] == "staff"


@pytest.mark.parametrize("noun", ["ssl_vpn_servers", "ssl_vpn_clients"])
def test_what_is_not_listed_is_not_there(noun):
    """There is no call for one: an empty listing is NotFoundError, with the request's id."""
    empty = {**rows(), "SslVpnClientCertKeys": {"SslVpnClientCertKey": []}}
    told = reply(empty, **{"x-acs-request-id": "REQ-1"})
    with pytest.raises(NotFoundError) as caught:
        drive(getattr(adapter(), noun).get("other"), told)
    assert (caught.value.request_id, caught.value.action[:11]) == ("REQ-1", "DescribeSsl")


@pytest.mark.parametrize("noun", ["ssl_vpn_servers", "ssl_vpn_clients"])
def test_what_is_not_listed_yet_is_deleted(noun):
    """Listings lag behind a create: the delete is sent, and its own answer says what is gone."""
    empty = {**rows(), "SslVpnClientCertKeys": {"SslVpnClientCertKey": []}}
    gone = NotFoundError("gone", provider="alibaba", code="InvalidId.NotFound")
    for answer in ({"RequestId": "r"}, gone):
        _, asked = drive(getattr(adapter(), noun).delete("other"), empty, answer)
        assert [request.action[:9] for request in asked] == ["DescribeS", "DeleteSsl"]
        assert asked[1].safe
        assert "other" in query(asked[1]).values()


def test_another_ones_row_is_not_taken():
    """Should the cloud's filter let something else through, it is not returned as what was asked."""
    with pytest.raises(NotFoundError):
        drive(adapter().ssl_vpn_servers.get("vss-2"), rows(ROW))


def test_all_sessions_are_read():
    """Sessions come page by page; what a client sends the server receives."""
    one = {
        "CommonName": "vsc-1", "Ip": "192.0.2.9", "Port": "50000", "PrivateIp": "10.253.0.6",
        "ConnectedTime": 1714979289000, "ReceiveBytes": 11, "SendBytes": 12, "Status": "online",
    }  # fmt: skip

    def page(number: int, count: int) -> dict[str, Any]:
        told = {"TotalCount": 51, "PageNumber": number, "PageSize": 50}
        return {**told, "ClientInfoList": [one] * count}

    flow = adapter().ssl_vpn_servers.sessions("vss-1")
    found, (_, first, second) = drive(flow, rows(ROW), page(1, 50), page(2, 1))
    assert [query(r)["PageNumber"] for r in (first, second)] == ["1", "2"]
    assert {query(r)["VpnGatewayId"] for r in (first, second)} == {"vpn-1"}
    assert len(found) == 51
    told = found[0]
    assert (told.name, told.address, told.port) == ("vsc-1", "192.0.2.9", 50000)
    assert (told.private_address, told.state) == ("10.253.0.6", "online")
    assert (told.received_bytes, told.sent_bytes) == (11, 12)


# ---------------------------------------------------------------- clients and their keys


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("normal", State.AVAILABLE),
        ("expiring-soon", State.AVAILABLE),
        ("expired", State.FAILED),
        ("brand-new", State.UNKNOWN),
    ],
)
def test_states_of_a_certificate(word, state):
    """The cloud's word for a certificate is kept, and says whether it can be used."""
    row = {**CERTIFICATE, "Status": word}
    found, _ = drive(adapter().ssl_vpn_clients.get("vsc-1"), certificates(row))
    assert (found.state, found.raw_state, found.certificate_state) == (state, word, word)


@pytest.mark.parametrize("field", ["password", "description", "address", "tags"])
def test_a_client_is_a_certificate(field):
    """What users of other clouds have, certificates have not."""
    value = {"a": "b"} if field == "tags" else "192.0.2.1"
    wanted = SslVpnClientSpec(name="c", server_id="vss-1", **{field: value})
    with pytest.raises(UnsupportedError) as caught:
        next(adapter().ssl_vpn_clients.create(wanted, OP))
    assert caught.value.field == field


@pytest.mark.parametrize("patch", [SslVpnClientPatch(), SslVpnClientPatch(name=None)])
def test_a_client_is_renamed_or_nothing(patch):
    """Only a name can be changed, and there has to be one."""
    with pytest.raises(InvalidRequestError):
        next(adapter().ssl_vpn_clients.update("vsc-1", patch))


SECRET = "canary-K3y"
WHOLE = {
    **CERTIFICATE, "CaCert": f"{SECRET}-ca", "ClientCert": f"{SECRET}-cert",
    "ClientKey": f"{SECRET}-key", "ClientConfig": f"{SECRET}-config",
}  # fmt: skip


def test_what_a_clients_program_needs():
    """The configuration has every part, and shows none of them unless it is asked to."""
    found, _ = drive(adapter().ssl_vpn_clients.config("vsc-1"), WHOLE)
    assert (found.client_id, found.server_id) == ("vsc-1", "vss-1")
    for name, part in (("config", "config"), ("ca_certificate", "ca"), ("certificate", "cert"),
                       ("key", "key")):  # fmt: skip
        assert getattr(found, name).get_secret_value() == f"{SECRET}-{part}"
    assert SECRET in found.bundle().get_secret_value()
    told = [repr(found), str(found), f"{found}", to_json(found), str(to_dict(found))]
    told += [repr(found.bundle()), str(vars(type(found)))]
    assert not any(SECRET in text for text in told)
    assert SECRET in to_json(found, reveal=True)
    assert copy.deepcopy(found) is found
    with pytest.raises(TypeError):
        pickle.dumps(found)


@pytest.mark.parametrize("name", ["CaCert", "ClientCert", "ClientKey", "ClientConfig"])
@pytest.mark.parametrize("value", [{"deep": SECRET}, [SECRET], 12.5, True])
def test_a_strange_key_shows_in_no_error(name, value, caplog):
    """A part of another type is an error that says where and never what."""
    caplog.set_level(logging.DEBUG)
    flow = adapter().ssl_vpn_clients.config("vsc-1")
    try:
        found, _ = drive(flow, {**WHOLE, name: value})
    except Exception as error:  # noqa: BLE001 -- whichever it is, its text is what counts
        chain: BaseException | None = error
        while chain is not None:
            assert SECRET not in f"{chain!r} {chain} {chain.args}"
            chain = chain.__cause__ or chain.__context__
    else:
        assert SECRET not in repr(found)
    assert SECRET not in caplog.text


def test_keys_in_a_listing_are_masked():
    """Should a listing tell keys too, extras show that there are some and not which."""
    page, _ = drive(adapter().ssl_vpn_clients.page(None, Where()), certificates(WHOLE))
    (found,) = page.items
    told = {name: WHOLE[name] for name in ("CaCert", "ClientCert", "ClientKey", "ClientConfig")}
    assert set(found.extras) >= set(told)
    assert not any(value in json.dumps(found.extras) for value in told.values())


def test_a_certificate_that_is_not_ready():
    """A client without certificate and configuration is BusyError, not an empty bundle."""
    with pytest.raises(BusyError):
        drive(adapter().ssl_vpn_clients.config("vsc-1"), CERTIFICATE)


def test_reading_a_client_brings_no_key():
    """Everything but `config` reads the listing, which has no keys."""
    clients = adapter().ssl_vpn_clients
    made = {"SslVpnClientCertId": "vsc-1"}
    listed = certificates(CERTIFICATE)
    wanted = SslVpnClientSpec(name="c", server_id="vss-1")
    runs = [
        drive(clients.create(wanted, OP), made, listed),
        drive(clients.get("vsc-1"), listed),
        drive(clients.update("vsc-1", SslVpnClientPatch(name="d")), {}, listed),
        drive(clients.delete("vsc-1"), listed, {}),
    ]
    assert "DescribeSslVpnClientCert" not in {r.action for _, asked in runs for r in asked}

"""Strange answers about SSL-VPN, logs and places: read, or refused as unreadable; never a crash."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from alibaba_flows import adapter, drive
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from cgw.adapter import LogWindow, Where
from cgw.errors import BusyError, NotFoundError
from cgw.models import LogLine, SslVpnSession
from cgw.wire import UnreadableError
from cgw_alibaba import ZoneListOptions

SERVER = {
    "SslVpnServerId": "vss-1", "VpnGatewayId": "vpn-1", "Name": "s", "Cipher": "none", "Port": 1,
    "ClientIpPool": "10.0.0.0/24", "LocalSubnet": "10.1.0.0/16", "Proto": "UDP", "Compress": True,
    "CreateTime": 1714979289000, "Connections": 1, "MaxConnections": 5, "InternetIp": "192.0.2.1",
    "DnsServers": "192.0.2.2", "EnableMultiFactorAuth": False, "IDaaSInstanceId": "i",
}  # fmt: skip
CLIENT = {
    "SslVpnClientCertId": "vsc-1", "SslVpnServerId": "vss-1", "Name": "c", "Status": "normal",
    "CreateTime": 1, "EndTime": 2, "CaCert": "a", "ClientCert": "b", "ClientKey": "c",
    "ClientConfig": "d",
}  # fmt: skip
SESSION = {
    "CommonName": "x", "ConnectedTime": 1, "Ip": "192.0.2.1", "Port": "1", "PrivateIp": "10.0.0.2",
    "ReceiveBytes": 1, "SendBytes": 2, "Status": "online",
}  # fmt: skip
WINDOW = LogWindow(datetime(2024, 5, 6, tzinfo=UTC), datetime(2024, 5, 6, 0, 10, tzinfo=UTC))
NAMES = [*SERVER, *CLIENT, *SESSION, "SslVpnServer", "SslVpnClientCertKey", "Logs", "Region", "x"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=8,
)


def changes(names: Any) -> Any:
    return st.dictionaries(st.sampled_from(sorted(names)), VALUES, max_size=5)


def listed(outer: str, inner: str, row: Any) -> dict[str, Any]:
    return {"TotalCount": 1, "PageSize": 50, "PageNumber": 1, outer: {inner: [row]}}


@examples(300)
@given(changes(SERVER), changes(CLIENT))
def test_any_row_reads_or_is_unreadable(server, client):
    """Whatever stands in the fields of a row, it becomes a noun or an UnreadableError."""
    cloud = adapter()
    for noun, body in (
        (cloud.ssl_vpn_servers, listed("SslVpnServers", "SslVpnServer", SERVER | server)),
        (
            cloud.ssl_vpn_clients,
            listed("SslVpnClientCertKeys", "SslVpnClientCertKey", CLIENT | client),
        ),
    ):
        try:
            page, _ = drive(noun.page(None, Where()), body)
        except UnreadableError:
            continue
        for found in page.items:
            assert found.id
            assert isinstance(found.extras, dict)
            repr(found)


@examples(300)
@given(changes(SESSION), changes(CLIENT))
def test_any_session_and_any_key_reads_or_is_unreadable(session, client):
    """The same of who is connected, and of what a client's program needs."""
    cloud = adapter()
    rows = listed("SslVpnServers", "SslVpnServer", SERVER)
    body = {"TotalCount": 1, "PageSize": 50, "ClientInfoList": [SESSION | session]}
    try:
        found, _ = drive(cloud.ssl_vpn_servers.sessions("vss-1"), rows, body)
    except UnreadableError:
        found = ()
    assert all(isinstance(one, SslVpnSession) for one in found)
    try:
        config, _ = drive(cloud.ssl_vpn_clients.config("vsc-1"), CLIENT | client)
    except (UnreadableError, BusyError):
        return
    assert config.client_id
    assert config.bundle()


@examples(300)
@given(VALUES, VALUES)
def test_any_list_reads_or_is_unreadable(rows, body):
    """Whatever stands where a list is due, or in place of the answer, nothing crashes."""
    cloud: Any = adapter()
    zones = Where(options=ZoneListOptions(size="10M"))
    reads: list[tuple[Callable[[], Any], str]] = [
        (lambda: cloud.ssl_vpn_servers.page(None, Where()), "SslVpnServers"),
        (lambda: cloud.ssl_vpn_clients.page(None, Where()), "SslVpnClientCertKeys"),
        (lambda: cloud.ssl_vpn_servers.logs("vss-1", WINDOW, None), "Data"),
        (lambda: cloud.regions.page(None, Where()), "Regions"),
        (lambda: cloud.zones.page(None, zones), "AvailableZoneIdList"),
        (lambda: cloud.ssl_vpn_servers.get("vss-1"), "SslVpnServers"),
    ]
    for flow, name in reads:
        for answer in ({"TotalCount": 0, "PageNumber": 1, name: rows}, body):
            try:
                found, _ = drive(flow(), answer)
            except (UnreadableError, NotFoundError):
                continue
            for item in getattr(found, "items", []):
                assert isinstance(item, LogLine) or item.id


@pytest.mark.parametrize("noun", ["ssl_vpn_servers", "ssl_vpn_clients"])
@pytest.mark.parametrize("strange", [{}, {"RequestId": "r"}, {"TotalCount": 3}, [], "x"])
def test_a_strange_answer_is_no_empty_list(noun, strange):
    """What is not a listing, or tells of things that it does not show, is an error."""
    with pytest.raises(UnreadableError):
        drive(getattr(adapter(), noun).page(None, Where()), strange)

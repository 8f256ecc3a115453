"""Who is connected to an SSL-VPN server of the Alibaba Cloud face, and its log.

Source: DescribeSslVpnClients and DescribeVpnSslServerLogs in alibabacloud_vpc20160428 7.2.2 and their
help pages of 2024-03; read 2026-11-21. Who dials in is told by `cgw.emulator.remote`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cgw.emulator.remote import events, sessions
from cgw.emulator.world import Record
from cgw_alibaba.emulator_desk import (
    SSL_VPN_CLIENTS,
    SSL_VPN_SERVERS,
    VPN_GATEWAYS,
    Action,
    Desk,
    integer,
    millis,
)
from cgw_alibaba.emulator_door import Refusal, required
from cgw_alibaba.emulator_rules import count

BEIJING = timedelta(
    hours=8
)  # the help page's From and the times of its lines are eight hours apart
SECONDS = range(10**10)


class SslSessionActions:
    """Two actions that only tell."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def actions(self) -> Mapping[str, Action]:
        """By the cloud's names."""
        return {"DescribeSslVpnClients": self._clients, "DescribeVpnSslServerLogs": self._logs}

    def _clients(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        gateway = self._desk.find(region, VPN_GATEWAYS, required(params, "VpnGatewayId"))
        rows = [
            self._client(session)
            for server in self._desk.all(region, SSL_VPN_SERVERS)
            if server.attrs["gateway"] == gateway.id
            for session in sessions(self._desk.world, server)
        ]
        page, told = paged(params, rows)
        return {
            "VpnGatewayId": gateway.id,
            "RegionId": region,
            "TotalCount": len(rows),
            "ClientInfoList": page,
            **told,
        }

    def _client(self, session: Record) -> dict[str, Any]:
        attrs = session.attrs
        return {
            "CommonName": attrs["client"],  # the certificate it was made for
            "Ip": attrs["address"],
            "Port": str(attrs["port"]),
            "PrivateIp": attrs["private_address"],
            "ConnectedTime": millis(session),
            "ReceiveBytes": attrs["received_bytes"],
            "SendBytes": attrs["sent_bytes"],
            "Status": "online",
        }

    def _logs(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        server = self._desk.find(region, SSL_VPN_SERVERS, required(params, "VpnSslServerId"))
        client = params.get("SslVpnClientCertId")
        if client is not None:
            self._desk.find(region, SSL_VPN_CLIENTS, client)
        begin, end = window(params)
        rows = [
            _line(event)
            for event in events(self._desk.world, server)
            if begin <= event.created_at.timestamp() <= end
            and client in (None, event.attrs["client"])
        ]
        page, told = paged(params, rows)
        return {"Data": {"Logs": page}, "Count": len(page), "IsCompleted": True, **told}


def window(params: dict[str, str]) -> tuple[int, int]:
    """From and To in seconds, or one of them with MinutePeriod, or that alone. ASSUMED: the code."""
    if "MinutePeriod" in params:
        span = 60 * integer(params, "MinutePeriod", range(1, 11))
        if "From" in params:
            begin = integer(params, "From", SECONDS)
            return begin, begin + span
        end = integer(params, "To", SECONDS)
        return end - span, end
    if not {"From", "To"} <= params.keys():
        raise Refusal(400, "MissingParameter", "The parameter MinutePeriod is missing.")
    return integer(params, "From", SECONDS), integer(params, "To", SECONDS)


def paged(params: Mapping[str, str], rows: list[Any]) -> tuple[list[Any], dict[str, Any]]:
    """One page of a list without an object around it, and what the answer says of the page."""
    number, size = count(params, "PageNumber", 1), count(params, "PageSize", 10)
    if size > 50:  # ASSUMED: "at most 50"; refused here, the cloud may as well cut it
        raise Refusal(400, "InvalidParameter", "The specified PageSize is not valid.")
    return rows[(number - 1) * size : number * size], {"PageNumber": number, "PageSize": size}


def _line(event: Record) -> str:
    """ASSUMED: everything but that a line begins with the time and the thing (see IPsec's)."""
    attrs = event.attrs
    when = (event.created_at + BEIJING).strftime("%Y-%m-%d %H:%M:%S")
    where = f"{attrs['address']}:{attrs['port']}"
    told = f"{attrs['client']} {attrs['what']} {where} as {attrs['private_address']}"
    return f"{when} {attrs['server']} [INFO]: {told}"

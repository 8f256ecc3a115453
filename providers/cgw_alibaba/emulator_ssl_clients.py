"""SSL-VPN client certificates of the Alibaba Cloud face.

Source: VPC API reference of 2019-01 chapters 15.21 to 15.24, the request and response models of
alibabacloud_vpc20160428 7.2.2, not found codes of terraform-provider-alicloud (2026-08); read
2026-11-21.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cgw.emulator.world import Record
from cgw_alibaba.emulator_desk import (
    PROVIDER,
    SSL_VPN_CLIENTS,
    SSL_VPN_SERVERS,
    Action,
    Desk,
    millis,
)
from cgw_alibaba.emulator_door import Refusal, required
from cgw_alibaba.emulator_rules import check_texts
from cgw_alibaba.emulator_ssl_vpn import SslServerActions

LIFE = timedelta(days=3 * 365)  # help page of 2021: three years
SOON = timedelta(days=7)


class SslClientActions:
    """Five actions. Making and deleting a certificate keeps the gateway busy."""

    def __init__(self, desk: Desk, servers: SslServerActions) -> None:
        self._desk, self._servers = desk, servers

    def actions(self) -> Mapping[str, Action]:
        """By the cloud's names."""
        return {
            "CreateSslVpnClientCert": self._create,
            "DescribeSslVpnClientCert": self._describe,
            "DescribeSslVpnClientCerts": self._list,
            "ModifySslVpnClientCert": self._modify,
            "DeleteSslVpnClientCert": self._delete,
        }

    def _create(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        check_texts(params)
        server_id = required(params, "SslVpnServerId")

        def make() -> Record:
            server = self._desk.find(region, SSL_VPN_SERVERS, server_id)
            self._desk.check_quota(region, SSL_VPN_CLIENTS)
            self._servers.busy(region, server)
            world = self._desk.world
            record = world.add(
                PROVIDER,
                region,
                SSL_VPN_CLIENTS,
                world.new_id("vsc-bp1", 18),
                server=server_id,
                name=params.get("Name", ""),
                ca=_pem("CERTIFICATE", world.random.randbytes(96)),
                certificate=_pem("CERTIFICATE", world.random.randbytes(96)),
                key=_pem("PRIVATE KEY", world.random.randbytes(96)),
            )
            record.attrs["ends"] = int((record.created_at + LIFE).timestamp() * 1000)
            return record

        record = self._desk.once("CreateSslVpnClientCert", region, params, make)
        return {"SslVpnClientCertId": record.id, "Name": record.attrs["name"]}

    def _describe(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        wanted = required(params, "SslVpnClientCertId")
        record = self._desk.world.get(PROVIDER, region, SSL_VPN_CLIENTS, wanted)
        if record is None:  # another code than that of changes (the Terraform provider knows both)
            raise Refusal(
                404, "InvalidInstanceId.NotFound", "The specified instance id does not exist."
            )
        server = self._desk.find(region, SSL_VPN_SERVERS, record.attrs["server"])
        return self._told(record) | {
            "CaCert": record.attrs["ca"],
            "ClientCert": record.attrs["certificate"],
            "ClientKey": record.attrs["key"],
            "ClientConfig": _config(record, self._servers.told(server)),
        }

    def _list(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        found = [
            record
            for record in self._desk.all(region, SSL_VPN_CLIENTS)
            if params.get("SslVpnClientCertId", record.id) == record.id
            and params.get("SslVpnServerId", record.attrs["server"]) == record.attrs["server"]
            and params.get("Name", record.attrs["name"]) == record.attrs["name"]
            and params.get("ResourceGroupId") in (None, self._told(record)["ResourceGroupId"])
        ]
        names = ("SslVpnClientCertKeys", "SslVpnClientCertKey")
        return self._desk.listed(params, found, names, self._told)

    def _modify(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        check_texts(params)

        def make() -> Record:
            record = self._found(region, params)
            record.attrs["name"] = params.get("Name", record.attrs["name"])
            return record

        record = self._desk.once("ModifySslVpnClientCert", region, params, make)
        return {"SslVpnClientCertId": record.id, "Name": record.attrs["name"]}

    def _delete(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        def make() -> None:
            record = self._found(region, params)
            self._servers.busy(
                region, self._desk.find(region, SSL_VPN_SERVERS, record.attrs["server"])
            )
            self._servers.drop_sessions(region, "client", record.id)
            self._desk.world.remove(record)

        self._desk.once("DeleteSslVpnClientCert", region, params, make)
        return {}

    def _found(self, region: str, params: dict[str, str]) -> Record:
        return self._desk.find(region, SSL_VPN_CLIENTS, required(params, "SslVpnClientCertId"))

    def _told(self, record: Record) -> dict[str, Any]:
        server = self._desk.find(record.region, SSL_VPN_SERVERS, record.attrs["server"])
        left = timedelta(milliseconds=record.attrs["ends"]) - timedelta(
            seconds=self._desk.world.now().timestamp()
        )
        status = "expired" if left <= timedelta() else "expiring-soon" if left <= SOON else "normal"
        return {
            "RegionId": record.region,
            "SslVpnClientCertId": record.id,
            "SslVpnServerId": server.id,
            "Name": record.attrs["name"],
            "CreateTime": millis(record),
            "EndTime": record.attrs["ends"],
            "Status": status,
            "ResourceGroupId": self._servers.group(server),
        }


def _pem(kind: str, body: bytes) -> str:
    """Looks like PEM and is none: nothing in there but chance."""
    text = base64.b64encode(body).decode()
    lines = [text[n : n + 64] for n in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----", ""])


def _config(record: Record, server: Mapping[str, Any]) -> str:
    """For OpenVPN. ASSUMED: no document prints one."""
    lines = [
        "client",
        "dev tun",
        f"proto {server['Proto'].lower()}",
        f"remote {server['InternetIp']} {server['Port']}",
        f"cipher {server['Cipher']}",
        "ca ca.crt",
        f"cert {record.id}.crt",
        f"key {record.id}.key",
        *(["comp-lzo"] if server["Compress"] else []),
    ]
    return "\n".join([*lines, ""])

"""The SSL-VPN client actions of the pretended VPC API: certificates, switched, exchanged, downloaded.

Source: parameter descriptions of CreateVpnGatewaySslClient, DescribeVpnGatewaySslClients,
DeleteVpnGatewaySslClient, EnableVpnGatewaySslClientCert, DisableVpnGatewaySslClientCert,
ModifyVpnGatewaySslClientCert, DownloadVpnGatewaySslClientCert in tencentcloud-sdk-python-vpc 3.1.193,
the examples of tccli, and the codes listed for each. Read 2026-11-21.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from cgw.emulator.remote import sessions
from cgw.emulator.world import Record, World
from cgw_tencent.emulator_parameters import (
    PROVIDER,
    Action,
    Refused,
    beijing,
    existing,
    ids_or_filters,
    name,
    narrowed,
    network,
    page,
    tags,
    take,
)
from cgw_tencent.emulator_ssl_vpn import CLIENTS as KIND
from cgw_tencent.emulator_ssl_vpn import KIND as SERVERS
from cgw_tencent.emulator_ssl_vpn import NOT, NUMBERS, begin_task, change, settled

LIFE = timedelta(days=1095)  # as in the example of DescribeVpnGatewaySslClients
ONE_OR_MORE = {"SslVpnClientId": str, "SslVpnClientIds": list}


class SslVpnClientActions:
    """Create, describe, delete, enable, disable, reissue, download."""

    def __init__(self, world: World) -> None:
        self._world = world

    def actions(self) -> dict[str, Action]:
        """Each action by its name on the wire."""
        return {
            "CreateVpnGatewaySslClient": self._create,
            "DescribeVpnGatewaySslClients": self._describe,
            "DeleteVpnGatewaySslClient": self._delete,
            "EnableVpnGatewaySslClientCert": self._enable,
            "DisableVpnGatewaySslClientCert": self._disable,
            "ModifyVpnGatewaySslClientCert": self._reissue,
            "DownloadVpnGatewaySslClientCert": self._download,
        }

    def _create(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        names = {"SslVpnClientName": str, "SslVpnClientNames": list}
        have = take(given, {**names, "SslVpnServerId": str, "Tags": list}, ["SslVpnServerId"])
        called = [str(one) for one in _either(have, *names)]
        for text in called:
            name(text, "SslVpnClientName", len(text.encode()))
        server = self._server(region, have["SslVpnServerId"])
        if server.state != "available":
            raise Refused(NOT, "The server is being changed.")
        labels = tags(have.get("Tags", []))
        if self._world.is_full(PROVIDER, region, KIND):
            raise Refused("LimitExceeded", "The quota of SSL-VPN clients is reached.")
        pool = network(server.attrs["wire"]["RemoteAddress"])
        clients = self._world.all(PROVIDER, region, KIND)
        there = sum(client.attrs["server_id"] == server.id for client in clients)
        if there + len(called) > pool.num_addresses - 2:
            raise Refused(
                "LimitExceeded.SslVpnClientLimitExceeded",
                "The server's pool has no more addresses.",
            )
        made = [self._new(server, text, labels) for text in called]
        ids = [record.id for record in made]
        answer = {"TaskId": begin_task(self._world, made[0]), "SslVpnClientId": ids[0]}
        return answer if "SslVpnClientName" in have else {**answer, "SslVpnClientIds": ids}

    def _new(self, server: Record, called: str, labels: Mapping[str, str]) -> Record:
        made = self._world.add(
            PROVIDER,
            server.region,
            KIND,
            self._world.new_id("vpnc-", 8),
            name=called,
            server_id=server.id,
            disabled=False,
            tags=dict(labels),
            **self._certificate(),
        )
        self._world.begin(made, "pending", "available")
        return made

    def _certificate(self) -> dict[str, Any]:
        """A new one, from now on; its texts only look like one."""
        begins = self._world.now()
        return {"begins": begins, "key": self._pem("PRIVATE KEY"), "cert": self._pem("CERTIFICATE")}

    def _pem(self, what: str) -> str:
        noise = base64.b64encode(self._world.random.randbytes(48)).decode()
        return f"-----BEGIN {what}-----\n{noise}\n-----END {what}-----\n"

    def _describe(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        types = {"SslVpnClientIds": list, "Filters": list, "Offset": int, "Limit": int}
        have = take(given, {**types, "IsVpnPortal": bool})
        ids, narrowing = ids_or_filters(have, "SslVpnClientIds")
        there = settled(self._world.all(PROVIDER, region, KIND))
        found = [existing(self._world, region, KIND, str(one)) for one in ids]
        found = settled(found) if ids else there
        found = narrowed(found, narrowing, self._filters())
        rows = [self._told(record) for record in page(found, have)]
        return {"TotalCount": len(found), "SslVpnClientSet": rows}

    def _delete(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        records = self._idle(region, take(given, ONE_OR_MORE))
        for record in records:
            self._world.begin(record, "deleting", None)
        return {"TaskId": begin_task(self._world, records[0])}

    def _enable(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        return self._switch(region, given, "SSLClientCertAlreadyEnableOrCertAbnormal", False)

    def _disable(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        return self._switch(region, given, "SSLClientCertAlreadyDisableOrCertAbnormal", True)

    def _switch(
        self, region: str, given: dict[str, Any], code: str, disabled: bool
    ) -> Mapping[str, Any]:
        records = self._idle(region, take(given, ONE_OR_MORE))
        if any(self._status(record) != (1 if disabled else 2) for record in records):
            raise Refused(f"{NOT}.{code}", "The certificate is so already, or not usable.")
        return {"TaskId": [change(self._world, r, {"disabled": disabled}) for r in records][-1]}

    def _reissue(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        have = take(given, {"SslVpnClientIds": list}, ["SslVpnClientIds"])
        records = self._idle(region, have)
        return {"TaskId": [change(self._world, r, self._certificate()) for r in records][-1]}

    def _download(self, region: str, given: dict[str, Any]) -> Mapping[str, Any]:
        types = {**ONE_OR_MORE, "SamlToken": str, "IsVpnPortal": bool}
        have = take(given, types)
        records = self._named(region, have)
        if any(self._status(record) != 1 for record in records):
            raise Refused(
                f"{NOT}.SSLClientCertDisableUnsupportedDownloadSSLClientCert",
                "The certificate is not usable.",
            )
        files = [self._files(record) for record in records]
        answer = {"SslClientConfigsSet": json.dumps(files), "SslClientConfig": files}
        return {**answer, "Authenticated": 1} if "SamlToken" in have else answer

    # -- what they share

    def _named(self, region: str, have: Mapping[str, Any]) -> list[Record]:
        """What is meant by one id or several; a strange one has a code of its own."""
        ids = _either(have, "SslVpnClientId", "SslVpnClientIds")
        missing = f"{NOT}.SslVpnClientIdNotFound"
        return settled(
            [existing(self._world, region, KIND, str(one), missing=missing) for one in ids]
        )

    def _idle(self, region: str, have: Mapping[str, Any]) -> list[Record]:
        records = self._named(region, have)
        if any(record.state != "available" for record in records):
            raise Refused(NOT, "The client is being changed.")
        return records

    def _server(self, region: str, id: str) -> Record:
        (server,) = settled([existing(self._world, region, SERVERS, id)])
        return server

    def _gateway(self, record: Record) -> Record:
        server = self._server(record.region, record.attrs["server_id"])
        gateway = server.attrs["vpn_gateway_id"]
        return existing(self._world, record.region, "vpn_gateways", gateway)

    def _status(self, record: Record) -> int:
        """CertStatus."""
        if record.state == "pending":
            return 0
        if self._world.now() >= record.attrs["begins"] + LIFE:
            return 3
        return 2 if record.attrs["disabled"] else 1

    def _files(self, record: Record) -> dict[str, str]:
        """The object SslClientConfig."""
        server = self._server(record.region, record.attrs["server_id"])
        gateway = self._gateway(record)
        wire = server.attrs["wire"]
        lines = (
            *("client", "dev tun", f"proto {wire['SslVpnProtocol'].lower()}"),
            f"remote {gateway.attrs['address']} {wire['SslVpnPort']}",
            *(f"cipher {wire['EncryptAlgorithm']}", f"auth {wire['IntegrityAlgorithm']}"),
        )
        return {
            "SslVpnClientConfiguration": "\n".join(lines) + "\n",
            "SslVpnRootCert": f"-----BEGIN CERTIFICATE-----\n{server.id}\n-----END CERTIFICATE-----\n",
            "SslVpnKey": record.attrs["key"],
            "SslVpnCert": record.attrs["cert"],
            "SslVpnClientId": record.id,
        }

    def _filters(self) -> dict[str, Callable[[Record, list[str]], bool]]:
        return {
            "vpc-id": lambda r, values: self._gateway(r).attrs["network_id"] in values,
            "vpn-gateway-id": lambda r, values: self._gateway(r).id in values,
            "ssl-vpn-server-id": lambda r, values: r.attrs["server_id"] in values,
            "ssl-vpn-client-id": lambda r, values: r.id in values,
            # Exact or not is not documented; the looser reading finds more faults in a caller.
            "ssl-vpn-client-name": lambda r, values: any(v in r.attrs["name"] for v in values),
            "ssl-vpn-client-inner-ip": self._dialled_in,
        }

    def _dialled_in(self, record: Record, addresses: list[str]) -> bool:
        server = self._server(record.region, record.attrs["server_id"])
        return any(
            session.attrs["client"] == record.id and session.attrs["private_address"] in addresses
            for session in sessions(self._world, server)
        )

    def _told(self, record: Record) -> dict[str, Any]:
        """The object SslVpnClient. Its State is a text in the SDK, a number in the example."""
        begins = record.attrs["begins"]
        return {
            "VpcId": self._gateway(record).attrs["network_id"],
            "SslVpnServerId": record.attrs["server_id"],
            "CertStatus": self._status(record),
            "SslVpnClientId": record.id,
            "CertBeginTime": beijing(begins),
            "CertEndTime": beijing(begins + LIFE),
            "Name": record.attrs["name"],
            "State": str(NUMBERS.get(record.state, 7)),
        }


def _either(have: Mapping[str, Any], one: str, several: str) -> list[Any]:
    """The values of a parameter that exists for one and for several; only one form may be given."""
    if have.get(one) and have.get(several):
        raise Refused("InvalidParameter.Coexist", f"Give {one} or {several}, not both.")
    found = [have[one]] if have.get(one) else have.get(several, [])
    if not found:
        raise Refused("MissingParameter", f"The parameter {one} is missing.")
    if len(found) > 100:
        raise Refused("InvalidParameterValue.LimitExceeded", "At most 100.")
    return list(found)

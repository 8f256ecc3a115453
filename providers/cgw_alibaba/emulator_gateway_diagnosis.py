"""The tests of a VPN gateway, as the Alibaba Cloud face runs and tells them.

Source: DiagnoseVpnGateway and GetVpnGatewayDiagnoseResult in alibabacloud_vpc20160428 7.2.2 and in
their help pages of 2025-03 and 2026-06; read 2026-11-21.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from cgw.emulator.world import Record
from cgw_alibaba.emulator_connection_rows import verdict
from cgw_alibaba.emulator_desk import (
    PROVIDER,
    ROUTES,
    VPN_CONNECTIONS,
    VPN_GATEWAYS,
    Action,
    Desk,
    invalid,
    word,
)
from cgw_alibaba.emulator_door import Refusal, required

DIAGNOSES = "vpn_gateway_diagnoses"
NAMES = {
    "psk": "Psk", "ike.version": "IkeVersion", "ike.mode": "IkeMode",
    "ike.encryption": "IkeEncAlg", "ike.integrity": "IkeAuthAlg", "ike.dh_group": "IkePfs",
    "ike.identity": "RemoteId", "ipsec.encryption": "IpsecEncAlg",
    "ipsec.integrity": "IpsecAuthAlg", "ipsec.pfs_group": "IpsecPfs", "selectors": "RemoteSubnet",
}  # fmt: skip
"""ASSUMED: that the inconsistent settings are told by their names."""


class GatewayDiagnosisActions:
    """One action that starts the tests, and one that tells how they went."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def actions(self) -> Mapping[str, Action]:
        """By the cloud's names."""
        return {
            "DiagnoseVpnGateway": self._start,
            "GetVpnGatewayDiagnoseResult": self._result,
        }

    def _start(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        gateway = self._desk.find(region, VPN_GATEWAYS, required(params, "VpnGatewayId"))
        word(params, "ResourceType", ("IPsec",), "")
        link = self._desk.find(region, VPN_CONNECTIONS, required(params, "ResourceId"))
        if link.attrs["gateway"] != gateway.id:  # ASSUMED: the code
            raise Refusal(400, "InvalidParameter", "The specified ResourceId is not valid.")
        if gateway.state != "available":
            raise Refusal(400, "VpnGateway.Configuring", "The specified service is configuring.")
        private = params.get("IPsecExtendInfo", "{}")
        try:
            asked = dict(json.loads(private))
        except (ValueError, TypeError):
            raise invalid("IPsecExtendInfo") from None

        def make() -> Record:
            world = self._desk.world
            record = world.add(
                PROVIDER,
                region,
                DIAGNOSES,
                world.new_id("vpndgn-bp1", 17),
                gateway=gateway.id,
                connection=link.id,
                private=asked,
            )
            world.begin(record, "running", "finished")
            return record

        return {"DiagnoseId": self._desk.once("DiagnoseVpnGateway", region, params, make).id}

    def _result(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        wanted, gateway = params.get("DiagnoseId"), params.get("VpnGatewayId")
        if not wanted and not gateway:
            raise Refusal(400, "MissingParameter", "The parameter DiagnoseId is missing.")
        found = [
            one
            for one in self._desk.world.all(PROVIDER, region, DIAGNOSES)
            if wanted in (None, one.id) and gateway in (None, one.attrs["gateway"])
        ]
        if not found:  # ASSUMED: the code
            raise Refusal(404, "InvalidDiagnoseId.NotFound", "The diagnosis does not exist.")
        record = found[-1]
        tests = list(self._tests(region, record))
        done = tests if record.state == "finished" else tests[:1]
        begun = record.created_at
        row = {
            "DiagnoseId": record.id,
            "VpnGatewayId": record.attrs["gateway"],
            "ResourceInstanceId": record.attrs["connection"],
            "ResourceType": "IPsec",
            "BeginTime": _iso(begun),
            "TotalCount": len(tests),
            "FinishedCount": len(done),
            "DiagnoseResult": done,
        }
        end = begun + timedelta(seconds=self._desk.world.transition)
        return row | ({"FinishTime": _iso(end)} if len(done) == len(tests) else {})

    def _tests(self, region: str, record: Record) -> Iterator[dict[str, str]]:
        world, gateway = self._desk.world, record.attrs["gateway"]
        link = world.get(PROVIDER, region, VPN_CONNECTIONS, record.attrs["connection"])
        tunnels = link.attrs["tunnels"] if link else []
        verdicts = [verdict(world, link, n) for n in range(len(tunnels))] if link else []
        down = [v for v in verdicts if v and not v.up]
        differ = [v for v in down if v.phase != "none"]
        lost = any(v.parameter == "peer_address" for v in down)
        yield _test("RouteEntryConflict", "normal", {})
        for name, kind in (
            ("VpnRouteQuota", ROUTES),
            ("VpnPbrRouteQuota", ROUTES),
            ("VpnIPsecQuota", VPN_CONNECTIONS),
        ):
            used = [r for r in self._desk.all(region, kind) if r.attrs["gateway"] == gateway]
            # ASSUMED: how quotas are called.
            quota = {"quotaName": f"vpn_quota_{kind}", "quantity": 20, "used": len(used)}
            yield _test(name, "normal", quota)
        conf: dict[str, Any] = {"vcoConf": _conf(link) if link else {}}
        if differ:
            conf["vcoDiffConf"] = sorted({NAMES.get(v.parameter, v.parameter) for v in differ})
        if lost:
            conf["vcoLackConf"] = True
        yield _test("VcoConfigConsistency", "error" if differ else "normal", conf)
        reached: dict[str, Any] = {
            "targetIp": tunnels[0]["there"] if tunnels else "",
            "rtt": 12.5,
            "lossRate": 100 if lost else 0,
        }
        yield _test("VcoUserInternetIpConnectivity", "error" if lost else "normal", reached)
        if asked := record.attrs["private"]:
            reached = {
                "srcIp": asked.get("PrivateSourceIp"),
                "targetIp": asked.get("PrivateDestinationIp"),
                "lossRate": 100 if down else 0,
            }
            yield _test("VcoPrivateConnectivity", "error" if down else "normal", reached)


def _test(name: str, level: str, report: dict[str, Any]) -> dict[str, str]:
    """The report is a JSON text whose quotation marks the page's sample escapes once more."""
    text = json.dumps(report, separators=(",", ":")).replace('"', '\\"')
    return {
        "DiagnoseName": name,
        "DiagnoseResultLevel": level,
        "DiagnoseResultDescription": text,
    }


def _conf(link: Record) -> dict[str, Any]:
    """ASSUMED: the names inside; that keys are in it is the worst that can be."""
    return {
        "IkeConfig": dict(link.attrs["tunnels"][0]["ike"]),
        "IpsecConfig": dict(link.attrs["tunnels"][0]["ipsec"]),
    }


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")

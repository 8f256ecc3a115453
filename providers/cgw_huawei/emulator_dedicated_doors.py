"""Public addresses and switches of dedicated gateways that exist, as HUAWEI CLOUD's API gateway has them.

Written from the vendor's documents, independently of the adapter. Source: APIG v2, AddEipV2,
AddIngressEipV2, AddEngressEipV2 and their siblings, ListFeaturesV2 and CreateFeatureV2 (table of
switches, samples), pages of 2025-10 to 2025-12; huaweicloudsdkapig 3.1.219; ``APIC.7311``: the error
table of the API gateway product; ``APIG.3711``: terraform-provider-huaweicloud a0345b8d; read
2026-11-21. In no document, and the emulator's own choice: what is refused of a door that is open or
shut already, that a gateway with an address of its own has an LVS, and which switches a new one has.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cgw.emulator.world import Record, World
from cgw.wire import Reply
from cgw_huawei.emulator_access import RefusedError
from cgw_huawei.emulator_dedicated_gateways import (
    DedicatedGateways,
    answer,
    body_of,
    number_of,
)
from cgw_huawei.emulator_dedicated_values import CHARGE_MODES, no
from cgw_huawei.emulator_desk import Asked, told_time

SWITCHES = {
    "lts": "",
    "ratelimit": '{"api_limits": 200}',
    "request_body_size": "12",
    "backend_timeout": '{"max_timeout": 60000}',
    "app_token": "off",
    "app_api_key": "off",
    "app_basic": "off",
    "app_secret": "off",
    "app_jwt": "off",
    "backend_client_certificate": "",
    "ssl_ciphers": "",
    "real_ip_from_xff": "off",
    "app_route": "off",
    "custom_log": "",
}
"""Some of the table's, each with a configuration."""
PAUSE = timedelta(minutes=1)  # between two changes of one switch


class Doors(DedicatedGateways):
    """The verbs."""

    # -- an address of one's own, before an LVS

    def bind(self, asked: Asked) -> Reply:
        """AddEipV2: bind an address, or another in its place."""
        record, content = self.instance(asked), body_of(asked)
        eip = content.get("eip_id")
        if not isinstance(eip, str) or not eip:
            raise no("eip_id")
        if record.attrs["ingress_mbps"]:
            raise RefusedError(400, "APIC.7242", "The gateway uses ELB for load balancing")
        self.take(record)
        address = self.world.new_address()
        record.attrs |= {"eip_id": eip, "ingress_address": address}
        told = {"eip_id": eip, "eip_address": address, "eip_status": "ACTIVE"}
        return answer(200, told)

    def unbind(self, asked: Asked) -> Reply:
        """RemoveEipV2."""
        record = self.instance(asked)
        if not record.attrs["eip_id"]:
            raise RefusedError(404, "APIC.7311", "The gateway has no EIP")
        self.take(record)
        record.attrs |= {"eip_id": None, "ingress_address": None}
        return Reply(204, b"")

    # -- in, behind an ELB

    def open_in(self, asked: Asked) -> Reply:
        """AddIngressEipV2."""
        record = self.instance(asked)
        if record.attrs["eip_id"]:
            raise RefusedError(400, "APIC.7242", "The gateway uses LVS for load balancing")
        if record.attrs["ingress_mbps"]:
            raise RefusedError(400, "APIC.9216", "Public inbound access is enabled already")
        return self._in(record, asked, self.world.new_address())

    def change_in(self, asked: Asked) -> Reply:
        """UpdateIngressEipV2."""
        record = self.instance(asked)
        self._need(record.attrs["ingress_mbps"])
        return self._in(record, asked, record.attrs["ingress_address"])

    def shut_in(self, asked: Asked) -> Reply:
        """RemoveIngressEipV2."""
        record = self.instance(asked)
        self._need(record.attrs["ingress_mbps"])
        self.take(record)
        record.attrs |= {"ingress_mbps": 0, "ingress_address": None}
        self.world.begin(record, "updating", "available")
        return Reply(204, b"")

    def _in(self, record: Record, asked: Asked, address: str) -> Reply:
        size, mode = _bandwidth(asked, 5)
        self.take(record)
        record.attrs |= {"ingress_mbps": size, "ingress_address": address}
        if mode:
            record.attrs["ingress_charge_mode"] = mode
        self.world.begin(record, "updating", "available")
        return self.job(record, "updating")

    # -- out

    def open_out(self, asked: Asked) -> Reply:
        """AddEngressEipV2."""
        record = self.instance(asked)
        if record.attrs["egress_mbps"]:
            raise RefusedError(400, "APIC.9208", "Public outbound access is enabled already")
        return self._out(record, asked, self.world.new_address())

    def change_out(self, asked: Asked) -> Reply:
        """UpdateEngressEipV2."""
        record = self.instance(asked)
        self._need(record.attrs["egress_mbps"])
        return self._out(record, asked, record.attrs["egress_address"])

    def shut_out(self, asked: Asked) -> Reply:
        """RemoveEngressEipV2."""
        record = self.instance(asked)
        self._need(record.attrs["egress_mbps"])
        self.take(record)
        record.attrs |= {"egress_mbps": 0, "egress_address": None}
        return Reply(204, b"")

    def _out(self, record: Record, asked: Asked, address: str) -> Reply:
        size, mode = _bandwidth(asked, 1)
        self.take(record)
        record.attrs |= {"egress_mbps": size, "egress_address": address}
        if mode:
            record.attrs["egress_charge_mode"] = mode
        return Reply(200, b"")

    def _need(self, size: int) -> None:
        if not size:
            raise RefusedError(404, "APIC.7311", "The NAT EIP does not exist")

    # -- switches

    def features(self, asked: Asked) -> Reply:
        """ListFeaturesV2: 20 at a time unless asked otherwise, 500 at most."""
        record, query = self._of_features(asked), asked.query
        limit = number_of(query.get("limit"), 20)
        offset = max(number_of(query.get("offset"), 0), 0)
        limit = 20 if limit <= 0 else min(limit, 500)
        rows = list(self._switches(record).values())
        page = rows[offset : offset + limit]
        return answer(200, {"size": len(page), "total": len(rows), "features": page})

    def set_feature(self, asked: Asked) -> Reply:
        """CreateFeatureV2."""
        record, content = self._of_features(asked), body_of(asked)
        name, enable, config = (content.get(key) for key in ("name", "enable", "config"))
        if name not in SWITCHES or not isinstance(enable, bool):
            raise RefusedError(400, "APIG.2012", "Invalid parameter value,parameterName:name")
        if config is not None and not isinstance(config, str):
            raise RefusedError(400, "APIG.2012", "Invalid parameter value,parameterName:config")
        now, changed = self.world.now(), record.attrs.setdefault("features_at", {})
        last: datetime | None = changed.get(name)
        if last is not None and now - last < PAUSE:
            raise RefusedError(409, "APIG.3711", "The feature was changed within the last minute")
        changed[name] = now
        switches = self._switches(record)
        switches[name] |= {
            "enable": enable,
            "config": switches[name]["config"] if config is None else config,
            "update_time": told_time(now),
        }
        record.attrs["features"] = switches
        return answer(201, switches[name])

    def _of_features(self, asked: Asked) -> Record:
        try:
            return self.instance(asked)
        except RefusedError:
            raise RefusedError(404, "APIG.3030", "The instance does not exist") from None

    def _switches(self, record: Record) -> dict[str, dict[str, Any]]:
        if "features" in record.attrs:
            found: dict[str, dict[str, Any]] = record.attrs["features"]
            return found
        return {
            name: {
                "id": f"{number:032x}",
                "name": name,
                "enable": False,
                "config": config,
                "instance_id": record.id,
                "update_time": told_time(record.created_at),
            }
            for number, (name, config) in enumerate(SWITCHES.items(), 1)
        }


def _bandwidth(asked: Asked, least: int) -> tuple[int, str | None]:
    """Mbit/s, as a number or a text of digits, and the mode."""
    content = body_of(asked)
    value, mode = content.get("bandwidth_size", 5), content.get("bandwidth_charging_mode")
    size = int(value) if isinstance(value, int | str) and str(value).isdigit() else 0
    if not least <= size <= 2000:
        raise no("bandwidth_size")
    if mode is not None and mode not in CHARGE_MODES:
        raise no("bandwidth_charging_mode")
    return size, mode


def calls(world: World) -> list[tuple[str, str, Any]]:
    """Addresses, each with the SDK's name for it."""
    doors, at = Doors(world), "v2 apigw/instances/*"
    return [
        (f"PUT {at}/eip", "AddEipV2", doors.bind),
        (f"DELETE {at}/eip", "RemoveEipV2", doors.unbind),
        (f"POST {at}/ingress-eip", "AddIngressEipV2", doors.open_in),
        (f"PUT {at}/ingress-eip", "UpdateIngressEipV2", doors.change_in),
        (f"DELETE {at}/ingress-eip", "RemoveIngressEipV2", doors.shut_in),
        (f"POST {at}/nat-eip", "AddEngressEipV2", doors.open_out),
        (f"PUT {at}/nat-eip", "UpdateEngressEipV2", doors.change_out),
        (f"DELETE {at}/nat-eip", "RemoveEngressEipV2", doors.shut_out),
        (f"GET {at}/features", "ListFeaturesV2", doors.features),
        (f"POST {at}/features", "CreateFeatureV2", doors.set_feature),
    ]
